package goals

import (
	"net/http"
	"slices"
	"strconv"

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

// kindGroups are the ways to measure that there is something to choose for, kind by kind, and the names of the others.
func kindGroups(goal int64, choices []store.Choice, today district.Date) (groups []view.KindGroup, later []string) {
	for _, k := range measure.Kinds() {
		g := view.KindGroup{Title: k.Name()}
		for _, ind := range measure.Indicators() {
			switch {
			case ind.Kind != k:
			case !choosable(ind, choices, today):
				later = append(later, inSentence(ind.Name))
			default:
				g.Kinds = append(g.Kinds, view.KindChoice{Title: ind.Asks, Href: paths.NewMeasureOf(goal, ind.Slug), Text: ind.From, Example: "Passar ”" + ind.Example + "”."})
			}
		}
		if len(g.Kinds) > 0 {
			groups = append(groups, g)
		}
	}
	return groups, later
}

// proposedFirst puts the ways that the proposal is about first, so that they need not be looked for.
func proposedFirst(groups []view.KindGroup, title string) []view.KindGroup {
	i := slices.IndexFunc(groups, func(g view.KindGroup) bool { return g.Title == title })
	if i < 0 {
		return groups
	}
	first := groups[i]
	first.Proposed = true
	return slices.Insert(slices.Delete(groups, i, i+1), 0, first)
}

// newMeasureForm asks first how the goal is to be measured, and then for what that way needs.
func (p *Pages) newMeasureForm(w http.ResponseWriter, r *http.Request) error {
	id, err := web.ID(r, "goal")
	if err != nil {
		return err
	}
	reads := p.Store.Reads()
	goal, read := reads.Goal(id, []district.Date{web.Of(r).Today()}), reads.MeasureChoices()
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	g, choices := *goal, *read
	if r.URL.Query().Get("forslag") != "" {
		if m, ok := proposedMeasure(g, choices); ok {
			return p.renderMeasure(w, r, http.StatusOK, m)
		}
	}
	if ind, ok := measure.IndicatorBySlug(r.URL.Query().Get("slag")); ok {
		return p.renderMeasure(w, r, http.StatusOK, measuring{goal: g, ind: ind, f: emptyForm(ind, g.Period()), choices: choices})
	}
	v := view.KindsView{Head: ui.PageHead{Kicker: name(g), Title: "Hur ska målet mätas?", Lead: quoted(g)}, Back: paths.Goal(g.ID)}
	var later []string
	v.Groups, later = kindGroups(g.ID, choices, web.Of(r).Today())
	if len(later) > 0 {
		v.Later = "Går att välja när det finns något att räkna: " + sv.List(later) + "."
	}
	if text := proposalText(g, choices); text != "" {
		v.Proposal = &view.ProposalView{Text: text, Reason: g.Proposal.Why()}
		v.Groups = proposedFirst(v.Groups, measure.Kind(g.Proposal.Kind).Name())
		if _, ok := proposedMeasure(g, choices); ok {
			v.Proposal.Use = &ui.LinkButton{Label: "Använd förslaget", Href: paths.ProposedMeasure(g.ID), Kind: ui.Primary}
		}
	}
	return web.Render(w, r, http.StatusOK, head("Hur ska målet mätas?", goalCrumb(g)), view.Kinds, v)
}

// The buttons of the form.
const (
	doSave    = "spara"
	doNext    = "nasta" // save, and go on to the next goal that waits
	doPreview = "visa"
)

func (p *Pages) newMeasure(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	ind, ok := measure.IndicatorBySlug(f.Get("slag"))
	if !ok {
		return district.NewInvalid("", "Gå tillbaka och välj hur målet ska mätas.")
	}
	q := web.Of(r)
	m := measuring{goal: g, ind: ind, f: f}
	def := readDefinition(f, ind)
	var steps []store.MilestoneEdit
	if ind.Key == measure.Milestones {
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
	if f.Get("gor") == doNext {
		next, err := p.Store.NextUnmeasured(r.Context(), g.ID, q.Today())
		if err != nil {
			return err
		}
		if next != nil {
			return web.Redirect(w, r, paths.NewMeasure(next.ID), name(g)+" räknas nu. "+sv.Count(next.Waiting, "mål väntar", "mål väntar")+"; här är nästa.")
		}
	}
	return web.Redirect(w, r, paths.Goal(g.ID), "Nu räknas målet. Det gäller från planperiodens början.")
}

// measuring is one request about how a goal is counted.
type measuring struct {
	goal    store.Goal
	measure *store.GoalMeasure // nil for a new one
	ind     measure.Indicator
	f       *form.Form
	choices []store.Choice // nil: not read yet
	note    *ui.Notice
	preview bool
}

// version returns the definition that is changed, with the plan's own dates.
func (m measuring) version() store.MeasureVersion {
	i := slices.IndexFunc(m.measure.Versions, func(v store.MeasureVersion) bool { return v.ID == m.measure.Now.Version.ID })
	return m.measure.Versions[i]
}

// touched tells whether any of the fields has a value or a complaint, so that it must be seen.
func (m measuring) touched(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return m.f.Get(name) != "" || m.f.Error(name) != "" })
}

// previewed answers a form that was refused, or that only asks what would be counted.
func (p *Pages) previewed(w http.ResponseWriter, r *http.Request, m *measuring) (done bool, err error) {
	switch {
	case m.f.HasErrors():
		return true, p.renderMeasure(w, r, http.StatusUnprocessableEntity, *m)
	case m.f.Get("gor") == doPreview && previewable(m.ind):
		m.preview = true
		return true, p.renderMeasure(w, r, http.StatusOK, *m)
	}
	return false, nil
}

// previewable tells whether there is something to see of an indicator before it is saved.
func previewable(ind measure.Indicator) bool {
	return ind.Kind == measure.KindCoverage || ind.Kind == measure.KindFrequency || ind.Kind == measure.KindVolume
}

func (p *Pages) measureForm(w http.ResponseWriter, r *http.Request) error {
	g, gm, err := p.measureOf(r, "")
	if err != nil {
		return err
	}
	m := measuring{goal: g, measure: &gm}
	m.ind, _ = measure.IndicatorByKey(gm.Now.Version.Indicator)
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
	m := measuring{goal: g, measure: &gm, f: f}
	m.ind, _ = measure.IndicatorByKey(gm.Now.Version.Indicator)
	def := readDefinition(f, m.ind)
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
	q := web.Of(r)
	today, reads := q.Today(), p.Store.Reads()
	read := &m.choices
	if m.choices == nil {
		read = reads.MeasureChoices()
	}
	next := new(*store.UnmeasuredGoal)
	if m.measure == nil {
		next = reads.NextUnmeasured(m.goal.ID, today)
	}
	units := new([]store.Unit)
	if m.ind.Kind == measure.KindCoverage {
		units = reads.Units(q.Scope(authz.UnitRead), today)
	}
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	m.choices = *read
	v := view.MeasureFormView{F: m.f, Once: web.NewOnce(), Back: paths.Goal(m.goal.ID), Note: m.note, Preview: nil, CanPreview: previewable(m.ind),
		Coverage: m.ind.Kind == measure.KindCoverage, Frequency: m.ind.Kind == measure.KindFrequency, Volume: m.ind.Kind == measure.KindVolume,
		NewSteps: m.ind.Key == measure.Milestones && m.measure == nil, Revision: m.f.Get("revision"), Params: paramFields(m.f, m.ind, m.choices, today)}
	title := m.ind.Name
	v.Head = ui.PageHead{Kicker: name(m.goal), Title: title, Lead: quoted(m.goal)}
	others := len(m.goal.Counted())
	if m.measure == nil {
		v.Action, v.Hidden = paths.NewMeasure(m.goal.ID), []ui.Pair{{Name: "slag", Value: m.ind.Slug}}
		v.Holds = "Gäller från planperiodens början."
		v.Other = ui.Link{Label: "Välj ett annat sätt att mäta", Href: paths.NewMeasure(m.goal.ID)}
		v.SaveAndNext = *next != nil
	} else {
		others--
		v.Action = paths.Measure(m.goal.ID, m.measure.ID)
		v.Holds = "Gäller från i dag; kurvan före i dag ändras inte."
		if v.Revision == "" {
			v.Revision = idText(m.measure.Now.Version.ID)
		}
	}
	v.Named = others > 0 || m.touched("label")
	v.DatesOpen = m.touched("earliest", "due", "latest")
	v.StepsOpen = m.touched("steps")
	if rhythms := measure.RhythmsFor(m.ind.Kind); v.Coverage || m.ind.Kind == measure.KindJudgement {
		for _, k := range rhythms {
			v.Rhythms = append(v.Rhythms, ui.Option{Value: string(k), Label: k.Name(), Hint: rhythmHint(k)})
		}
	}
	if v.Frequency {
		v.Years = yearOptions(m.f, m.goal.Period())
	}
	if v.Coverage {
		coverageChoices(&v, m, *units)
	}
	if m.preview {
		var err error
		if v.Preview, err = p.preview(r, m); err != nil {
			return err
		}
	}
	return web.Render(w, r, status, head(title, goalCrumb(m.goal)), view.Measure, v)
}

// preview counts what the form says, without saving it.
func (p *Pages) preview(r *http.Request, m measuring) (*view.PreviewView, error) {
	today := web.Of(r).Today()
	copied := form.New(nil)
	for _, name := range formFields {
		copied.SetAll(name, m.f.All(name))
	}
	for _, spec := range m.ind.Params {
		copied.SetAll(spec.Name, m.f.All(spec.Name))
	}
	def := readDefinition(copied, m.ind)
	if copied.HasErrors() {
		return nil, nil
	}
	if m.measure != nil {
		def = measure.Effective(def, m.measure.Overrides, today)
	}
	mv := store.MeasureVersion{Definition: def, Places: m.ind.Places(def.Params, func(t measure.ParamType, value string) string {
		if i := slices.IndexFunc(m.choices, func(c store.Choice) bool { return c.Type == t && c.Value == value }); i >= 0 {
			return m.choices[i].Name
		}
		return ""
	})}
	v := &view.PreviewView{Explain: explain(mv, nil)}
	if m.ind.Kind != measure.KindCoverage {
		return v, p.previewEvents(r, v, def)
	}
	counted, err := p.Store.PreviewCoverage(r.Context(), def, []district.Date{today})
	if err != nil {
		return nil, err
	}
	c := counted[0]
	s := measure.CoverageStatus(def, c)
	v.Badge, v.Text = badge(s), s.Detail
	if c.Total == 0 {
		return v, nil
	}
	words := m.ind.Units
	v.Figures.Items = []ui.Figure{{Value: sv.Int(c.Yes), Unit: "av " + c.Split(), Label: sv.Plural(c.Yes, words.Yes, words.YesMany)},
		{Value: sv.Int(c.No), Label: sv.Plural(c.No, words.No, words.NoMany)}, {Value: sv.Int(c.Unknown), Label: sv.Plural(c.Unknown, "okänd", "okända")}}
	return v, nil
}

// previewEvents counts a frequency or a volume.
func (p *Pages) previewEvents(r *http.Request, v *view.PreviewView, def measure.Definition) error {
	today := web.Of(r).Today()
	events, err := p.Store.PreviewEvents(r.Context(), def)
	if err != nil {
		return err
	}
	var s measure.Status
	if def.Kind == measure.KindVolume {
		point := measure.VolumeAt(def, events, today)
		s = measure.VolumeStatus(def, point)
		v.Figures.Items = []ui.Figure{{Value: sv.Int(point.Sum), Label: "hittills"}}
	} else {
		point := measure.FrequencyAt(def, events, today)
		s = measure.FrequencyStatus(def, point)
		for _, y := range point.Years {
			v.Figures.Items = append(v.Figures.Items, ui.Figure{Value: sv.Int(y.Filled()), Unit: "av " + sv.Int(y.Required()), Label: strconv.Itoa(y.Year)})
		}
	}
	v.Badge, v.Text = badge(s), sv.Join(" ", s.Detail, sv.Capital(s.Also))
	return nil
}

func (p *Pages) endMeasureForm(w http.ResponseWriter, r *http.Request) error {
	g, m, err := p.measureOf(r, "")
	if err != nil {
		return err
	}
	v := ui.Confirm{Title: "Ta bort mätningen?", Text: titleOf(m), Action: paths.EndMeasure(g.ID, m.ID), Once: web.NewOnce(), Label: "Ta bort mätningen", CancelHref: paths.Goal(g.ID),
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
