package goals

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/goals"
	"verkstad/templates/ui"
)

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// quoted is the sentence of the plan that the goal is; one made by hand has only its name.
func quoted(g store.Goal) string {
	if g.Sentence == "" {
		return g.Title
	}
	return "”" + g.Sentence + "”"
}

// kindChoices are the ways to measure that exist, in plain words.
func kindChoices(goal int64) []view.KindChoice {
	return []view.KindChoice{
		{Title: "Vilka har ett uppdrag tillsatt?", Href: paths.NewMeasureOf(goal, string(measure.KindCoverage)),
			Text:    "Verkstad räknar själv i registret vilka föreningar eller andra enheter som har någon i uppdraget, varje dag.",
			Example: "Passar ”Alla föreningar ska ha en kassör”."},
		{Title: "Milstolpar med datum", Href: paths.NewMeasureOf(goal, string(measure.KindDelivery)),
			Text:    "Ni skriver stegen och när de ska vara klara. Målet är klart när alla steg är det.",
			Example: "Passar ”Ta fram en plan och sprid den”."},
		{Title: "Distriktsstyrelsen bedömer", Href: paths.NewMeasureOf(goal, string(measure.KindJudgement)),
			Text:    "Styrelsen säger hur långt det har kommit, med ett skäl och ett datum. För det som ingen siffra kan säga.",
			Example: "Passar ”Stärka kunskaperna om …”."},
	}
}

// indicatorOf is the one indicator of a kind.
func indicatorOf(k measure.Kind) (measure.Indicator, bool) {
	for _, i := range measure.Indicators() {
		if i.Kind == k {
			return i, true
		}
	}
	return measure.Indicator{}, false
}

// emptyForm is a new definition of a kind, with what is most often chosen.
func emptyForm(k measure.Kind) *form.Form {
	f := form.Empty()
	switch k {
	case measure.KindCoverage:
		var kinds []string
		for _, u := range district.AssociationKinds() {
			kinds = append(kinds, string(u))
		}
		f.SetAll("kinds", kinds)
		f.Set("targetUnit", string(measure.TargetAll))
		f.Set("rhythm", string(measure.RhythmStanding))
	case measure.KindJudgement:
		f.Set("rhythm", string(measure.RhythmYearly))
	}
	return f
}

// definitionForm shows a definition that stands.
func definitionForm(d measure.Definition) *form.Form {
	f := form.Empty()
	f.Set("label", d.Label)
	if p, err := measure.ReadPostCoverage(d.Params); d.Indicator == measure.PostCoverage && err == nil {
		f.Set("postId", idText(p.PostID))
	}
	var kinds, except, steps []string
	for _, k := range d.Population.Kinds {
		kinds = append(kinds, string(k))
	}
	for _, id := range d.Population.Except {
		except = append(except, idText(id))
	}
	for _, s := range d.Rhythm.Steps {
		steps = append(steps, s.Date.String()+" "+strconv.Itoa(s.Value))
	}
	f.SetAll("kinds", kinds)
	f.SetAll("except", except)
	set := func(name string, n int) {
		if n != 0 {
			f.Set(name, strconv.Itoa(n))
		}
	}
	set("minAgeMonths", d.Population.MinAgeMonths)
	set("target", d.Target.N)
	set("from", int(d.Rhythm.From))
	set("to", int(d.Rhythm.To))
	f.Set("targetUnit", string(measure.TargetAll))
	if d.Target.Unit != "" {
		f.Set("targetUnit", string(d.Target.Unit))
	}
	f.Set("rhythm", string(d.Rhythm.Kind))
	f.Set("steps", strings.Join(steps, "\n"))
	f.Set("earliest", d.Earliest.String())
	f.Set("due", d.Due.String())
	f.Set("latest", d.Latest.String())
	return f
}

// readDefinition reads the form of a kind; what is wrong is in f.
func readDefinition(f *form.Form, k measure.Kind) measure.Definition {
	ind, _ := indicatorOf(k)
	d := measure.Definition{Kind: k, Indicator: ind.Key, Label: f.OptionalText("label", "Namn på mätningen", 80)}
	if k == measure.KindCoverage {
		d.Params = measure.PostCoverageParams{PostID: f.OptionalID("postId", "Uppdrag")}.JSON()
		for _, c := range f.Choices("kinds", "Vilka räknas", unitKinds()...) {
			d.Population.Kinds = append(d.Population.Kinds, district.UnitKind(c))
		}
		d.Population.Except = f.IDs("except", "Räkna inte")
		d.Population.MinAgeMonths, _ = f.OptionalInt("minAgeMonths", "Räkna först efter", 0, 120)
		d.Target.Unit = measure.TargetUnit(f.Choice("targetUnit", "Hur många behövs", string(measure.TargetAll), string(measure.TargetCount), string(measure.TargetPercent)))
		d.Target.N, _ = f.OptionalInt("target", "Antal eller procent", 0, 100_000)
	}
	var rhythms []string
	for _, r := range measure.RhythmsFor(k) {
		rhythms = append(rhythms, string(r))
	}
	d.Rhythm.Kind = measure.RhythmKind(f.OptionalChoice("rhythm", "När", rhythms...))
	switch d.Rhythm.Kind {
	case measure.RhythmYearlyWindow:
		from, _ := f.OptionalInt("from", "Från", 1, 12)
		to, _ := f.OptionalInt("to", "Till och med", 1, 12)
		d.Rhythm.From, d.Rhythm.To = measure.Month(from), measure.Month(to)
	case measure.RhythmSteps:
		d.Rhythm.Steps = readSteps(f)
	}
	d.Earliest = f.OptionalDate("earliest", "Tidigast")
	d.Due = f.OptionalDate("due", "Ska vara nått")
	d.Latest = f.OptionalDate("latest", "Sista dag")
	if !f.HasErrors() {
		f.AddInvalid(d.Check())
	}
	return d
}

func unitKinds() []string {
	var out []string
	for _, k := range district.UnitKinds() {
		out = append(out, string(k))
	}
	return out
}

// readSteps reads lines of a day and a number: "2017-12-31 20".
func readSteps(f *form.Form) []measure.Step {
	var out []measure.Step
	for line := range strings.Lines(f.OptionalMultiline("steps", "Steg", 2000)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		n, err := strconv.Atoi(words[len(words)-1])
		day, ok := form.ParseDate(strings.Join(words[:len(words)-1], " "))
		if err != nil || !ok {
			f.Fail("steps", "Skriv ett steg per rad, först dagen och sedan antalet, till exempel 2017-12-31 20.")
			return nil
		}
		out = append(out, measure.Step{Date: day, Value: n})
	}
	return out
}

// readNewSteps reads lines of a milestone, with its last day first when there is one: "2018-03-01 Innehållet är bestämt".
func readNewSteps(f *form.Form) []store.MilestoneEdit {
	var out []store.MilestoneEdit
	for line := range strings.Lines(f.OptionalMultiline("milestones", "Milstolpar", 6000)) {
		s := store.MilestoneEdit{Title: strings.Join(strings.Fields(line), " ")}
		if first, rest, ok := strings.Cut(s.Title, " "); ok {
			if d, isDate := form.ParseDate(first); isDate {
				s.Title, s.Due = strings.TrimLeft(rest, " –-:"), d
			}
		}
		if s.Title == "" {
			continue
		}
		if len([]rune(s.Title)) > 200 {
			f.Fail("milestones", "Skriv högst 200 tecken per milstolpe.")
			return nil
		}
		out = append(out, s)
	}
	return out
}

// newMeasureForm asks first how the goal is to be measured, and then for what that way needs.
func (p *Pages) newMeasureForm(w http.ResponseWriter, r *http.Request) error {
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	kind := measure.Kind(r.URL.Query().Get("sort"))
	if r.URL.Query().Get("forslag") != "" && proposedKind(g.Proposal) != "" {
		kind = proposedKind(g.Proposal)
		posts, err := p.Store.Posts(r.Context())
		if err != nil {
			return err
		}
		f, note := proposedForm(g.Proposal, posts)
		return p.renderMeasure(w, r, http.StatusOK, measuring{goal: g, kind: kind, f: f, note: note, preview: f.Get("postId") != ""})
	}
	if _, ok := indicatorOf(kind); ok {
		return p.renderMeasure(w, r, http.StatusOK, measuring{goal: g, kind: kind, f: emptyForm(kind)})
	}
	v := view.KindsView{Head: ui.PageHead{Kicker: name(g), Title: "Hur ska målet mätas?", Lead: quoted(g)}, Kinds: kindChoices(g.ID), Back: paths.Goal(g.ID)}
	if text := proposalText(g.Proposal); text != "" {
		v.Proposal = &view.ProposalView{Text: text, Reason: g.Proposal.Why()}
		if proposedKind(g.Proposal) != "" {
			v.Proposal.Use = &ui.LinkButton{Label: "Använd förslaget", Href: paths.ProposedMeasure(g.ID), Kind: ui.Primary}
		}
	}
	return web.Render(w, r, http.StatusOK, head("Hur ska målet mätas?", goalCrumb(g)), view.Kinds, v)
}

func (p *Pages) newMeasure(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	kind := measure.Kind(f.Get("sort"))
	if _, ok := indicatorOf(kind); !ok {
		return district.NewInvalid("", "Gå tillbaka och välj hur målet ska mätas.")
	}
	q := web.Of(r)
	m := measuring{goal: g, kind: kind, f: f}
	def := readDefinition(f, kind)
	var steps []store.MilestoneEdit
	if kind == measure.KindDelivery {
		steps = readNewSteps(f)
	}
	if done, err := p.previewed(w, r, &m); done || err != nil {
		return err
	}
	_, err = p.Store.AddMeasure(r.Context(), q.Actor(), web.Once(r), g.ID, def, steps)
	if web.Invalid(err, f) {
		return p.renderMeasure(w, r, http.StatusUnprocessableEntity, m)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(g.ID), "Nu räknas målet. Det gäller från planperiodens början.")
}

// measuring is one request about how a goal is counted.
type measuring struct {
	goal    store.Goal
	measure *store.GoalMeasure // nil for a new one
	kind    measure.Kind
	f       *form.Form
	note    *ui.Notice
	preview bool
}

// version returns the definition that is changed, with the plan's own dates.
func (m measuring) version() store.MeasureVersion {
	i := slices.IndexFunc(m.measure.Versions, func(v store.MeasureVersion) bool { return v.ID == m.measure.Now.Version.ID })
	return m.measure.Versions[i]
}

// previewed answers a form that was refused, or that only asks what would be counted.
func (p *Pages) previewed(w http.ResponseWriter, r *http.Request, m *measuring) (done bool, err error) {
	switch {
	case m.f.HasErrors():
		return true, p.renderMeasure(w, r, http.StatusUnprocessableEntity, *m)
	case m.f.Get("gor") == "visa" && m.kind == measure.KindCoverage:
		m.preview = true
		return true, p.renderMeasure(w, r, http.StatusOK, *m)
	}
	return false, nil
}

func (p *Pages) measureForm(w http.ResponseWriter, r *http.Request) error {
	g, gm, err := p.measureOf(r, "")
	if err != nil {
		return err
	}
	m := measuring{goal: g, measure: &gm, kind: gm.Now.Version.Kind}
	m.f = definitionForm(m.version().Definition)
	return p.renderMeasure(w, r, http.StatusOK, m)
}

func (p *Pages) changeMeasure(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, gm, err := p.measureOf(r, "")
	if err != nil {
		return err
	}
	q := web.Of(r)
	m := measuring{goal: g, measure: &gm, kind: gm.Now.Version.Kind, f: f}
	def := readDefinition(f, m.kind)
	if done, err := p.previewed(w, r, &m); done || err != nil {
		return err
	}
	_, err = p.Store.SetMeasure(r.Context(), q.Actor(), web.Once(r), g.ID, gm.ID, int64(web.Revision(f)), def)
	if web.Invalid(err, f) {
		return p.renderMeasure(w, r, http.StatusUnprocessableEntity, m)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(g.ID)+"#"+paths.GoalMeasureAnchor(gm.ID), "Ändringen gäller från i dag; kurvan före i dag ändras inte.")
}

func (p *Pages) renderMeasure(w http.ResponseWriter, r *http.Request, status int, m measuring) error {
	v := view.MeasureFormView{F: m.f, Once: web.NewOnce(), Back: paths.Goal(m.goal.ID), Note: m.note,
		Coverage: m.kind == measure.KindCoverage, Delivery: m.kind == measure.KindDelivery, New: m.measure == nil, Revision: m.f.Get("revision")}
	title := formTitle(m.kind)
	v.Head = ui.PageHead{Kicker: name(m.goal), Title: title, Lead: quoted(m.goal)}
	if m.measure == nil {
		v.Action, v.Hidden = paths.NewMeasure(m.goal.ID), []ui.Pair{{Name: "sort", Value: string(m.kind)}}
		v.Holds = "Gäller från planperiodens början."
	} else {
		v.Action = paths.Measure(m.goal.ID, m.measure.ID)
		v.Holds = "Gäller från i dag; kurvan före i dag ändras inte."
		if v.Revision == "" {
			v.Revision = idText(m.measure.Now.Version.ID)
		}
	}
	for _, k := range measure.RhythmsFor(m.kind) {
		v.Rhythms = append(v.Rhythms, ui.Option{Value: string(k), Label: k.Name(), Hint: rhythmHint(k)})
	}
	if v.Coverage {
		if err := p.coverageChoices(r, &v, m); err != nil {
			return err
		}
	}
	if m.preview {
		var err error
		if v.Preview, err = p.preview(r, m, v.Posts); err != nil {
			return err
		}
	}
	return web.Render(w, r, status, head(title, goalCrumb(m.goal)), view.Measure, v)
}

func formTitle(k measure.Kind) string {
	switch k {
	case measure.KindCoverage:
		return "Räkna vilka som har ett uppdrag tillsatt"
	case measure.KindDelivery:
		return "Milstolpar med datum"
	}
	return "Distriktsstyrelsen bedömer"
}

func rhythmHint(k measure.RhythmKind) string {
	switch k {
	case measure.RhythmStanding:
		return "Målet är uppfyllt eller ligger efter, varje dag."
	case measure.RhythmYearlyWindow:
		return "Till exempel efter årsmötena i februari–april. Under de månaderna väntas inget värde."
	case measure.RhythmSteps:
		return "Ni har bestämt hur många det ska vara vilken dag."
	case measure.RhythmYearly:
		return "En bedömning gäller i tolv månader. Sedan väntar målet på en ny."
	case measure.RhythmNone:
		return "Bara datumen nedan styr."
	}
	return ""
}

// coverageChoices fills in the posts, the kinds with how many there are today, and the units that can be left out.
func (p *Pages) coverageChoices(r *http.Request, v *view.MeasureFormView, m measuring) error {
	q := web.Of(r)
	posts, err := p.Store.Posts(r.Context())
	if err != nil {
		return err
	}
	for _, post := range posts {
		if post.Retired.IsZero() || q.Today().Before(post.Retired) || m.f.Get("postId") == idText(post.ID) {
			v.Posts = append(v.Posts, ui.Option{Value: idText(post.ID), Label: post.Name})
		}
	}
	units, err := p.Store.Units(r.Context(), q.Scope(authz.UnitRead), q.Today())
	if err != nil {
		return err
	}
	counts := map[district.UnitKind]int{}
	for _, u := range units {
		counts[u.Kind]++
	}
	chosen := m.f.All("kinds")
	for _, k := range district.UnitKinds() {
		if counts[k] == 0 && !slices.Contains(chosen, string(k)) {
			continue
		}
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: fmt.Sprintf("%s (%d)", k.Plural(), counts[k])})
		for _, u := range units {
			if u.Kind == k {
				v.Units = append(v.Units, ui.Option{Value: idText(u.ID), Label: u.Name})
			}
		}
	}
	v.ExceptOpen = len(m.f.All("except")) > 0 || m.f.Get("minAgeMonths") != "" || m.f.Error("except") != "" || m.f.Error("minAgeMonths") != ""
	v.WindowOpen = m.f.Get("rhythm") == string(measure.RhythmYearlyWindow) || m.f.Error("from") != "" || m.f.Error("to") != ""
	v.StepsOpen = m.f.Get("rhythm") == string(measure.RhythmSteps) || m.f.Error("steps") != ""
	for i := time.January; i <= time.December; i++ {
		v.Months = append(v.Months, ui.Option{Value: strconv.Itoa(int(i)), Label: sv.Capital(sv.Month(i))})
	}
	return nil
}

// preview counts what the form says, without saving it.
func (p *Pages) preview(r *http.Request, m measuring, posts []ui.Option) (*view.PreviewView, error) {
	today := web.Of(r).Today()
	copied := form.New(nil)
	for _, name := range []string{"label", "postId", "kinds", "except", "minAgeMonths", "targetUnit", "target", "rhythm", "from", "to", "steps", "earliest", "due", "latest"} {
		copied.SetAll(name, m.f.All(name))
	}
	def := readDefinition(copied, m.kind)
	if copied.HasErrors() {
		return nil, nil
	}
	if m.measure != nil {
		def = measure.Effective(def, m.measure.Overrides, today)
	}
	counted, err := p.Store.PreviewCoverage(r.Context(), def, []district.Date{today})
	if err != nil {
		return nil, err
	}
	c := counted[0]
	s := measure.CoverageStatus(def, c)
	mv := store.MeasureVersion{Definition: def, Places: map[string]string{}}
	for _, o := range posts {
		if o.Value == m.f.Get("postId") {
			mv.Places["post"] = o.Label
		}
	}
	v := &view.PreviewView{Badge: badge(s), Text: s.Detail, Explain: explain(mv, nil)}
	if c.Total == 0 {
		return v, nil
	}
	v.Figures.Items = []ui.Figure{{Value: sv.Int(c.Yes), Unit: "av " + c.Split(), Label: sv.Plural(c.Yes, "tillsatt", "tillsatta")},
		{Value: sv.Int(c.No), Label: sv.Plural(c.No, "vakant", "vakanta")}, {Value: sv.Int(c.Unknown), Label: sv.Plural(c.Unknown, "okänd", "okända")}}
	return v, nil
}

func (p *Pages) endMeasureForm(w http.ResponseWriter, r *http.Request) error {
	g, m, err := p.measureOf(r, "")
	if err != nil {
		return err
	}
	title := m.Label
	if title == "" {
		title = measureTitle(m.Now.Version)
	}
	v := ui.Confirm{Title: "Ta bort mätningen?", Text: title, Action: paths.EndMeasure(g.ID, m.ID), Once: web.NewOnce(), Label: "Ta bort mätningen", CancelHref: paths.Goal(g.ID),
		Points: []string{"Målet räknas inte på det här sättet från och med i dag.", "Det som har räknats före i dag finns kvar."}}
	if len(g.Counted()) == 1 {
		v.Points = append(v.Points, "Målet står sedan som ”underlag saknas” tills någon väljer hur det räknas.")
	}
	return web.Render(w, r, http.StatusOK, head(v.Title, goalCrumb(g)), asIs[ui.Confirm], v)
}

func (p *Pages) endMeasure(w http.ResponseWriter, r *http.Request) error {
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	goal, err := web.ID(r, "goal")
	if err != nil {
		return err
	}
	id, err := web.ID(r, "measure")
	if err != nil {
		return err
	}
	if err := p.Store.EndMeasure(r.Context(), web.Of(r).Actor(), web.Once(r), goal, id); err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(goal), "Mätningen är borttagen från i dag.")
}
