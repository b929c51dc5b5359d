package plans

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

const (
	mostLike = 6  // added sentences that are offered beside a removed one
	mostRest = 60 // changes in the text around the promises that are shown
	longest  = 90 // characters of a sentence in a list of choices
)

func (p *Pages) versions(w http.ResponseWriter, r *http.Request) error {
	id, err := web.ID(r, "plan")
	if err != nil {
		return err
	}
	list, err := p.Store.VersionList(r.Context(), id)
	if err != nil {
		return err
	}
	q, plan := web.Of(r), list.Plan
	v := view.VersionsView{Plan: plan.Name}
	if q.Can(authz.PlanImport) {
		v.Actions = append(v.Actions, ui.LinkButton{Label: "Läs in en ny version", Href: paths.NewPlanVersion(plan.ID), Kind: ui.Primary})
		if list.CanWithdraw {
			v.Actions = append(v.Actions, ui.LinkButton{Label: "Ta tillbaka version " + sv.Int(plan.Version), Href: paths.WithdrawVersion(plan.ID)})
		}
	}
	for _, x := range list.Versions {
		v.Versions = append(v.Versions, versionCard(plan.ID, x, q))
	}
	return web.Render(w, r, http.StatusOK, under(plan, "Versioner"), view.Versions, v)
}

func versionCard(plan int64, x store.PlanVersion, q *web.Req) ui.Card {
	c := ui.Card{Title: "Version " + sv.Int(x.Number), Href: paths.PlanVersion(plan, x.Number), Text: adoptedWords(x.AdoptedOn)}
	if x.Newest {
		c.Href, c.Body = paths.Plan(plan), ui.Tag{Label: "Gäller nu"}
	}
	if x.Number > 1 {
		c.Meta = append(c.Meta, changeWords(x.Changed, x.Added, x.Moved, x.Removed))
	} else {
		c.Meta = append(c.Meta, sv.Count(x.Findings, "mål eller åtagande", "mål och åtaganden"))
	}
	if q.Can(authz.PlanImport) {
		read := x.Source
		if x.CreatedBy != "" {
			read = sv.Join(", ", read, "inläst av "+x.CreatedBy)
		}
		c.Meta = append(c.Meta, read)
	}
	if x.Waiting > 0 && q.Can(authz.PlanImport) {
		c.Action = ui.LinkButton{Label: "Granska", Href: choice{state: newWords}.address(plan, 0), Small: true, Describe: "Granska ny lydelse i version " + sv.Int(x.Number)}
		c.Meta = append(c.Meta, sv.Count(x.Waiting, "ny lydelse väntar på granskning", "nya lydelser väntar på granskning"))
	}
	return c
}

func adoptedWords(day district.Date) string {
	if day.IsZero() {
		return "När den antogs är inte angivet"
	}
	return "Antagen " + sv.Date(day)
}

// changeWords count what a version changes: "2 ändrade, 1 ny, 1 flyttad, 2 borttagna".
func changeWords(changed, added, moved, removed int) string {
	var parts []string
	for _, x := range []struct {
		n         int
		one, many string
	}{{changed, "ändrad", "ändrade"}, {added, "ny", "nya"}, {moved, "flyttad", "flyttade"}, {removed, "borttagen", "borttagna"}} {
		if x.n > 0 {
			parts = append(parts, sv.Count(x.n, x.one, x.many))
		}
	}
	if parts == nil {
		return "Inga mål eller åtaganden ändrades"
	}
	return strings.Join(parts, ", ")
}

func (p *Pages) readVersion(w http.ResponseWriter, r *http.Request) error {
	id, err := web.ID(r, "plan")
	if err != nil {
		return err
	}
	number, err := web.ID(r, "number")
	if err != nil {
		return err
	}
	plan, version, nodes, err := p.Store.PlanVersionText(r.Context(), id, int(number))
	if err != nil {
		return err
	}
	if version.Newest {
		return web.Redirect(w, r, paths.Plan(id), "")
	}
	q := web.Of(r)
	goals, err := p.Store.GoalsOn(r.Context(), store.GoalFilter{PlanID: id, Closed: true}, q.Today())
	if err != nil {
		return err
	}
	title := "Version " + sv.Int(version.Number)
	v := view.ReadView{Head: ui.PageHead{Kicker: plan.Name, Title: title, Meta: []string{adoptedWords(version.AdoptedOn)},
		Actions: []templ.Component{ui.LinkButton{Label: "Alla versioner", Href: paths.PlanVersions(id)}}},
		Older: &ui.Notice{Tone: ui.ToneWarn, Title: "Det här är en tidigare version",
			Text:   "Den gällde tills version " + sv.Int(version.Number+1) + " antogs. Siffrorna bredvid målen är dagens.",
			Action: ui.LinkButton{Label: "Läs planen som gäller", Href: paths.Plan(id)}},
		Contents: contents(nodes)}
	v.Count = headings(v.Contents)
	for i := range nodes { // what waits is reviewed in the text that holds
		nodes[i].Found = slices.DeleteFunc(nodes[i].Found, func(f store.NodeFinding) bool { return len(f.GoalIDs) == 0 })
	}
	v.Blocks = setText(nodes, marks(goals, q.Today(), id, false))
	return web.Render(w, r, http.StatusOK, head(title, ui.Crumb{Label: plan.Name, Href: paths.Plan(id)}, ui.Crumb{Label: "Versioner", Href: paths.PlanVersions(id)}),
		view.Read, v)
}

func (p *Pages) askWithdraw(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	can, err := p.Store.CanWithdraw(r.Context(), plan.ID)
	if err != nil {
		return err
	}
	if !can {
		return web.RedirectWarn(w, r, paths.PlanVersions(plan.ID), "Versionen kan inte tas tillbaka. Något ur den är godkänt, eller så är den planens första.")
	}
	v := ui.Confirm{Title: fmt.Sprintf("Ta tillbaka version %d?", plan.Version), Text: "Inget ur den är godkänt än.",
		Points: []string{fmt.Sprintf("Version %d av ”%s” gäller igen.", plan.Version-1, plan.Name), "Mål som avslutades när den lästes in är öppna igen, som förut.",
			"Det som avvisades ur den nya texten glöms.", "Texten ligger kvar bland påbörjade inläsningar, så att du kan läsa in den på nytt."},
		Action: paths.WithdrawVersion(plan.ID), Once: web.NewOnce(), Hidden: []ui.Pair{{Name: "version", Value: strconv.Itoa(plan.Version)}},
		Label: fmt.Sprintf("Ta tillbaka version %d", plan.Version), CancelHref: paths.PlanVersions(plan.ID)}
	return web.Render(w, r, http.StatusOK, head("Ta tillbaka en version", ui.Crumb{Label: plan.Name, Href: paths.Plan(plan.ID)},
		ui.Crumb{Label: "Versioner", Href: paths.PlanVersions(plan.ID)}), asIs[ui.Confirm], v)
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	number := f.Int("version", "Version", 1, 1_000_000)
	if err := f.Err(); err != nil {
		return err
	}
	err = p.Store.WithdrawVersion(r.Context(), web.Of(r).Actor(), web.Once(r), plan.ID, number)
	switch {
	case errors.Is(err, district.ErrConflict):
		return web.RedirectWarn(w, r, paths.PlanVersions(plan.ID), "Någon annan har ändrat planens versioner. Titta här och försök igen.")
	case web.Invalid(err, f):
		return web.RedirectWarn(w, r, paths.PlanVersions(plan.ID), f.Error(""))
	case err != nil:
		return err
	}
	return web.Redirect(w, r, paths.PlanVersions(plan.ID), fmt.Sprintf("Version %d är tillbakatagen. Version %d gäller.", number, number-1))
}

func (p *Pages) uploadVersion(w http.ResponseWriter, r *http.Request) error {
	return p.uploadVersionPage(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) uploadVersionPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, under(plan, "Läs in en ny version"), view.New, view.NewView{F: f, Version: plan.Name, Action: paths.NewPlanVersion(plan.ID),
		Once: web.NewOnce(), CancelHref: paths.Plan(plan.ID), Accept: accepted(), FileHint: fileHint()})
}

func (p *Pages) addVersionSource(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	name, data, f, err := received(w, r)
	if err != nil {
		return err
	}
	if f.HasErrors() {
		return p.uploadVersionPage(w, r, http.StatusUnprocessableEntity, f)
	}
	id, err := p.Store.AddVersionSource(r.Context(), web.Of(r).Actor(), web.Once(r), plan.ID, name, data)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.ComparePlanVersion(plan.ID, id), "")
}

// A version is the text of a new version as it is read and compared just now.
type version struct {
	*reading
	plan     store.Plan
	document int // of those in the text
	in       store.NewVersion
	diff     store.VersionDiff
}

// readVersionSource reads the source of the address as a new version of the plan, with what somebody has chosen.
func (p *Pages) readVersionSource(r *http.Request, values url.Values) (*version, error) {
	plan, err := p.plan(r)
	if err != nil {
		return nil, err
	}
	rd, err := p.readSource(r, values)
	if err != nil {
		return nil, err
	}
	v := &version{reading: rd, plan: plan}
	if rd.file.PlanID == nil || *rd.file.PlanID != plan.ID {
		return nil, fmt.Errorf("source %d is no version of plan %d: %w", rd.file.ID, plan.ID, district.ErrNotFound)
	}
	if rd.file.SplitAt != nil {
		return v, nil
	}
	v.document = LikelyDocument(rd.src, plan)
	if n, err := strconv.Atoi(values.Get("dokument")); err == nil && n >= 0 && n < len(rd.src.Documents) {
		v.document = n
	}
	if typed := v.f.Get("rad"); typed != "" && !v.f.HasErrors() {
		line := findLine(rd.text, typed)
		v.document = max(0, slices.IndexFunc(rd.src.Documents, func(d planimport.Document) bool { return d.StartLine == line }))
	}
	v.in = store.VersionOf(rd.src, v.document)
	v.in.Base = plan.Version
	v.in.Same, v.in.Apart = map[int64]int{}, map[int64]bool{}
	for _, s := range values["samma"] {
		was, now, ok := strings.Cut(s, ":")
		id, err1 := strconv.ParseInt(was, 10, 64)
		n, err2 := strconv.Atoi(now)
		if ok && err1 == nil && err2 == nil {
			v.in.Same[id] = n
		}
	}
	for _, s := range values["annat"] {
		if id, err := strconv.ParseInt(s, 10, 64); err == nil {
			v.in.Apart[id] = true
		}
	}
	v.diff, err = p.Store.ComparePlan(r.Context(), plan.ID, v.in)
	return v, err
}

// LikelyDocument returns which document of a text is most likely the plan, from 0: of its kind, with a title like its name.
func LikelyDocument(src *planimport.Source, plan store.Plan) int {
	best, most := 0, -1.0
	var titles []plandiff.Item
	for _, d := range src.Documents {
		titles = append(titles, plandiff.Item{Text: d.Title})
	}
	like := plandiff.Compare([]plandiff.Item{{Text: plan.Name}}, titles, plandiff.Hand{})
	for i, d := range src.Documents {
		score := like.Likeness(0, i)
		if district.PlanKind(d.Kind) == plan.Kind {
			score++
		}
		if score > most {
			best, most = i, score
		}
	}
	return best
}

func (p *Pages) compare(w http.ResponseWriter, r *http.Request) error {
	v, err := p.readVersionSource(r, r.URL.Query())
	if err != nil {
		return err
	}
	if v.file.SplitAt != nil {
		return web.Redirect(w, r, paths.PlanVersions(v.plan.ID), "Den texten är redan en version av planen.")
	}
	status := http.StatusOK
	switch {
	case v.f.HasErrors():
		status = http.StatusUnprocessableEntity
	case v.f.Get("rad") != "":
		return web.Redirect(w, r, v.address(), "") // the line is the start now
	}
	return p.comparePage(w, r, status, v, form.Empty())
}

// address is the page with what is chosen.
func (v *version) address() string {
	pairs := []string{"vald", "ja", "rubrik", v.goals, "dokument", strconv.Itoa(v.document)}
	for _, s := range v.starts {
		pairs = append(pairs, "start", strconv.Itoa(s.Line))
	}
	for _, x := range v.diff.Changes {
		if to, ok := v.in.Same[x.ID]; ok && x.How == plandiff.ByHand {
			pairs = append(pairs, "samma", pairValue(x.ID, to))
		}
		if v.in.Apart[x.ID] {
			pairs = append(pairs, "annat", strconv.FormatInt(x.ID, 10))
		}
	}
	return paths.With(paths.ComparePlanVersion(v.plan.ID, v.file.ID), pairs...)
}

func pairValue(was int64, now int) string {
	return strconv.FormatInt(was, 10) + ":" + strconv.Itoa(now)
}

func (p *Pages) comparePage(w http.ResponseWriter, r *http.Request, status int, v *version, f *form.Form) error {
	return web.Render(w, r, status, under(v.plan, "Jämför med version "+sv.Int(v.plan.Version)), view.Compare, v.view(f))
}

func (p *Pages) adopt(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	values := url.Values{}
	for _, name := range []string{"start", "rubrik", "dokument", "samma", "annat", "rad", "vald"} {
		values[name] = f.All(name)
	}
	v, err := p.readVersionSource(r, values)
	if err != nil {
		return err
	}
	if v.file.SplitAt == nil && v.f.HasErrors() {
		return p.comparePage(w, r, http.StatusUnprocessableEntity, v, f)
	}
	if v.file.SplitAt == nil && f.Get("beslut") == "jamfor" {
		return web.Redirect(w, r, v.address(), "")
	}
	if v.in.AdoptedOn = f.OptionalDate("adopted", "Antagen"); v.in.AdoptedOn.IsZero() && !f.HasErrors() {
		f.Fail("adopted", "Skriv dagen då den nya versionen antogs, till exempel 2018-09-09.")
	}
	v.in.Base, _ = strconv.Atoi(f.Get("base")) // without it, it was compared with nothing that holds
	if !f.HasErrors() {
		_, err := p.Store.AdoptVersion(r.Context(), web.Of(r).Actor(), web.Once(r), v.plan.ID, v.file.ID, v.in)
		switch {
		case err == nil:
			return web.Redirect(w, r, choice{state: "vantar"}.address(v.plan.ID, 0), p.adoptedMessage(r, v.plan.ID))
		case errors.Is(err, district.ErrConflict):
			return web.RedirectWarn(w, r, paths.ComparePlanVersion(v.plan.ID, v.file.ID), "Någon annan har läst in en version medan du läste. Jämför igen.")
		case !web.Invalid(err, f):
			return err
		}
	}
	return p.comparePage(w, r, http.StatusUnprocessableEntity, v, f)
}

func (p *Pages) adoptedMessage(r *http.Request, plan int64) string {
	pl, err := p.Store.Plan(r.Context(), plan)
	if err != nil {
		return "Den nya versionen gäller."
	}
	message := fmt.Sprintf("Version %d gäller.", pl.Version)
	if n := pl.Waiting(); n > 0 {
		message += " " + sv.Count(n, "mening väntar", "meningar väntar") + " på att granskas."
	}
	return message
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}
