package goals

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/csvio"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/goals"
	"verkstad/templates/ui"
)

// sparkPoints is how many days a curve in a list has at most.
const sparkPoints = 9

// noMeasure is the filter of goals that nobody has decided how to count, among the kinds of measure.
const noMeasure = "ingen"

// everyPlan is the choice of all plans, where some have ended and others hold.
const everyPlan = "alla"

// furthest is the order by how far behind.
const furthest = "efter"

// asked is what the address of the list asks for.
type asked struct {
	filter   store.GoalFilter
	statuses []measure.Code
	none     bool // only goals that nobody has decided how to count
	ended    bool // also those of plans that have ended, while others hold
	furthest bool
	day      district.Date
	asOf     bool
}

func readAsked(r *http.Request) asked {
	a := asked{filter: store.GoalFilter{PlanID: number(r, "plan"), UnitID: number(r, "ansvarig"), TagID: number(r, "amne"),
		Section: word(r, "avsnitt"), Query: word(r, "q"), Closed: r.URL.Query().Get("avslutade") != ""}}
	a.filter.Kind, _ = measure.KindBySlug(r.URL.Query().Get("sort"))
	a.filter.Origin = origins[r.URL.Query().Get("ur")]
	a.ended = word(r, "plan") == everyPlan
	a.none = r.URL.Query().Get("sort") == noMeasure
	for _, c := range r.URL.Query()["lage"] {
		if code, ok := measure.CodeBySlug(c); ok && !slices.Contains(a.statuses, code) {
			a.statuses = append(a.statuses, code)
		}
	}
	a.furthest = r.URL.Query().Get("ordning") == furthest
	a.day, a.asOf = dayOf(r, "dag")
	return a
}

// address is the list's or its export's address for the same question, with other states.
func (a asked) address(path string, statuses ...measure.Code) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	set("q", a.filter.Query)
	if a.ended {
		set("plan", everyPlan)
	} else {
		set("plan", strconv.FormatInt(a.filter.PlanID, 10))
	}
	set("ansvarig", strconv.FormatInt(a.filter.UnitID, 10))
	set("amne", strconv.FormatInt(a.filter.TagID, 10))
	set("avsnitt", a.filter.Section)
	set("ur", a.origin())
	set("sort", a.kind())
	if a.furthest {
		set("ordning", furthest)
	}
	if a.filter.Closed {
		set("avslutade", "ja")
	}
	if a.asOf {
		set("dag", a.day.String())
	}
	for _, c := range statuses {
		q.Add("lage", c.Slug())
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// origins are where goals come from, by what the address says.
var origins = map[string]planimport.FindingKind{"mal": planimport.Formal, "atagande": planimport.Commitment}

func (a asked) origin() string {
	for word, kind := range origins {
		if kind == a.filter.Origin {
			return word
		}
	}
	return ""
}

func (a asked) kind() string {
	if a.none {
		return noMeasure
	}
	return a.filter.Kind.Slug()
}

// more tells whether something is chosen that stands behind "Fler val". One state alone is said beside the count.
func (a asked) more() bool {
	return len(a.statuses) > 1 || a.filter.UnitID != 0 || a.filter.TagID != 0 || a.filter.Section != "" || a.filter.Origin != "" || a.kind() != "" || a.filter.Closed
}

// fits tells whether a goal has one of the states that are asked for.
func (a asked) fits(g store.Goal) bool {
	if a.none && (len(g.Counted()) > 0 || g.Closed(a.day)) {
		return false
	}
	return len(a.statuses) == 0 || slices.Contains(a.statuses, g.Status(a.day).Group())
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	a := readAsked(r)
	l, err := p.Store.GoalList(r.Context(), a.filter, a.day, sparkPoints)
	if err != nil {
		return err
	}
	v := view.ListView{Head: ui.PageHead{Title: "Mål", Lead: "Det planen lovar, räknat på det som är sant " + dayWord(a) + "."}}
	if a.asOf {
		v.AsOf = asOfNotice(a.day, asked{filter: a.filter, statuses: a.statuses, none: a.none, furthest: a.furthest}.address(paths.Goals, a.statuses...))
	}
	if v.NoPlan = noPlan(q, l, a); v.NoPlan == nil {
		if q.Can(authz.PlanReport) {
			v.Head.Actions = append(v.Head.Actions, ui.LinkButton{Label: "Var planen står", Href: paths.PlanStatus(a.filter.PlanID, "")})
		}
		v.Head.Actions = append(v.Head.Actions, ui.LinkButton{Label: "Vad har ändrats", Href: paths.GoalsChanged}, ui.LinkButton{Label: "Läs planen", Href: readPlan(l, a)})
		p.fillList(q, &v, l, a)
	}
	h := head("Mål")
	h.Crumbs = []ui.Crumb{{Label: "Mål"}}
	return web.Render(w, r, http.StatusOK, h, view.List, v)
}

func dayWord(a asked) string {
	if a.asOf {
		return sv.Date(a.day)
	}
	return "i dag, " + sv.Date(a.day)
}

// readPlan leads to the text that the goals are from.
func readPlan(l store.GoalList, a asked) string {
	switch {
	case a.filter.PlanID != 0:
		return paths.Plan(a.filter.PlanID)
	case len(l.Plans) == 1:
		return paths.Plan(l.Plans[0].ID)
	}
	return paths.Plans
}

// noPlan says what the page is for while there is nothing to show, nil when there is.
func noPlan(q *web.Req, l store.GoalList, a asked) *ui.Empty {
	can := q.Can(authz.PlanImport)
	nothing := asked{filter: store.GoalFilter{Closed: a.filter.Closed}}
	switch {
	case len(l.Plans) == 0:
		e := &ui.Empty{Title: "Ingen plan är inläst än", Text: "När verksamhetsplanen är inläst och målen är godkända syns här hur det går med vart och ett."}
		if can {
			e.Action = ui.LinkButton{Label: "Läs in en plan", Href: paths.NewPlan, Kind: ui.Primary}
		} else {
			e.Text += " Kansliet läser in planen."
		}
		return e
	case len(l.Goals) == 0 && len(l.Sections) == 0 && a.address(paths.Goals, a.statuses...) == nothing.address(paths.Goals):
		e := &ui.Empty{Title: "Inga mål är godkända än", Text: "Planen är inläst. Den som granskar den bestämmer vilka meningar som är mål."}
		if can {
			e.Action = ui.LinkButton{Label: "Granska planen", Href: paths.ReviewPlan(l.Plans[0].ID), Kind: ui.Primary}
		}
		return e
	}
	return nil
}

func (p *Pages) fillList(q *web.Req, v *view.ListView, l store.GoalList, a asked) {
	counts := map[measure.Code]int{}
	var shown, waiting []store.Goal
	holding := a.holding(l)
	for _, g := range l.Goals {
		if holding && ended(g.Period(), a.day) {
			continue
		}
		if len(g.Counted()) == 0 && !g.Closed(a.day) {
			waiting = append(waiting, g)
		}
		if a.none && !a.fits(g) {
			continue
		}
		if s := g.Status(a.day); !s.IsZero() {
			counts[s.Group()]++
		}
		if a.fits(g) {
			shown = append(shown, g)
		}
	}
	for _, c := range measure.Codes() {
		if n := counts[c]; n > 0 {
			v.Counts = append(v.Counts, ui.Badge{Status: ui.Status(c.Tone()), Text: sv.Int(n) + " " + c.Word(), Href: a.address(paths.Goals, c)})
		}
	}
	if len(waiting) > 0 && q.Can(authz.GoalEdit) && !a.asOf && !a.none {
		v.Waiting = &ui.Notice{Title: sv.Count(len(waiting), "mål väntar på att du väljer hur det räknas", "mål väntar på att du väljer hur de räknas"),
			Text:   "Till dess står det att underlag saknas. Planens text ger ett förslag för varje mål.",
			Action: ui.LinkButton{Label: "Börja med " + inSentence(name(waiting[0])), Href: paths.NewMeasure(waiting[0].ID)}}
	}
	v.Filter = filterView(l, a, counts, len(shown))
	if len(shown) == 0 {
		v.Nothing = "Inget mål passar valen"
	}
	v.Groups = groups(l, shown, a)
	if q.Can(authz.Export) && len(shown) > 0 {
		v.Export = []ui.Link{{Label: "Hämta som CSV", Href: a.address(paths.GoalsExport, a.statuses...)}}
	}
}

// groups are the goals plan by plan in the order of the text, or all of them from the furthest behind.
func groups(l store.GoalList, shown []store.Goal, a asked) []view.Group {
	if a.furthest {
		slices.SortStableFunc(shown, func(x, y store.Goal) int { return measure.CompareStatus(x.Status(a.day), y.Status(a.day)) })
		var g view.Group
		for _, goal := range shown {
			g.Goals = append(g.Goals, stateOf(goal, a.day, goalHref(goal, a)))
		}
		return []view.Group{g}
	}
	var out []view.Group
	for _, plan := range l.Plans {
		g := view.Group{Title: plan.Name, Lead: sv.Period(plan.Period())}
		if ended(plan.Period(), a.day) {
			g.Lead += ". Planens tid är slut, och siffrorna är från den sista dagen."
		}
		for _, goal := range shown {
			if goal.PlanID == plan.ID {
				g.Goals = append(g.Goals, stateOf(goal, a.day, goalHref(goal, a)))
			}
		}
		if len(g.Goals) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// ended tells whether a plan's period is over on the day.
func ended(period district.Span, day district.Date) bool {
	last := period.Last()
	return !last.IsZero() && last.Before(day)
}

// holding tells whether only the goals of plans that have not ended are shown: when no plan is chosen and there are both.
func (a asked) holding(l store.GoalList) bool {
	if a.ended || a.filter.PlanID != 0 {
		return false
	}
	n := 0
	for _, p := range l.Plans {
		if ended(p.Period(), a.day) {
			n++
		}
	}
	return n > 0 && n < len(l.Plans)
}

func goalHref(g store.Goal, a asked) string {
	if a.asOf {
		return paths.GoalAsOf(g.ID, a.day.String())
	}
	return paths.Goal(g.ID)
}

func filterView(l store.GoalList, a asked, counts map[measure.Code]int, shown int) *view.FilterView {
	f := &view.FilterView{Action: paths.Goals, Query: a.filter.Query, Section: a.filter.Section, Kind: a.kind(), Closed: a.filter.Closed, MoreOpen: a.more(),
		Count: sv.Goal.Count(shown)}
	if len(a.statuses) == 1 {
		f.Count += ": " + ui.Status(a.statuses[0].Tone()).Symbol() + " " + a.statuses[0].Word()
	}
	id := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	f.Plan, f.Unit, f.Tag = id(a.filter.PlanID), id(a.filter.UnitID), id(a.filter.TagID)
	if a.furthest {
		f.Order = furthest
	}
	if a.asOf {
		f.Hidden = append(f.Hidden, ui.Pair{Name: "dag", Value: a.day.String()})
	}
	clear := asked{day: a.day, asOf: a.asOf}
	if a.address(paths.Goals, a.statuses...) != clear.address(paths.Goals) {
		f.ClearHref = clear.address(paths.Goals)
	}
	for _, c := range a.statuses {
		f.Statuses = append(f.Statuses, c.Slug())
	}
	f.PlanAny = "Alla planer"
	if a.ended || a.holding(l) {
		f.PlanAny = "De som gäller"
		f.PlanOptions = append(f.PlanOptions, ui.Option{Value: everyPlan, Label: "Alla planer"})
		if a.ended {
			f.Plan = everyPlan
		}
	}
	for _, plan := range l.Plans {
		f.PlanOptions = append(f.PlanOptions, ui.Option{Value: id(plan.ID), Label: plan.Name + ", " + sv.PeriodISO(plan.Period())})
	}
	for _, u := range l.Units {
		f.UnitOptions = append(f.UnitOptions, ui.Option{Value: id(u.ID), Label: u.Name})
	}
	for _, s := range l.Sections {
		f.SectionOptions = append(f.SectionOptions, ui.Option{Value: s, Label: s})
	}
	if f.Origin = a.origin(); l.Running {
		f.OriginOptions = []ui.Option{{Value: "mal", Label: "Mål i planens listor"}, {Value: "atagande", Label: "Åtaganden i löpande text"}}
	}
	for _, k := range measure.Kinds() {
		if slices.ContainsFunc(measure.Indicators(), func(i measure.Indicator) bool { return i.Kind == k }) {
			f.KindOptions = append(f.KindOptions, ui.Option{Value: k.Slug(), Label: k.Name()})
		}
	}
	f.KindOptions = append(f.KindOptions, ui.Option{Value: noMeasure, Label: "Inte valt än"})
	for _, t := range l.Tags {
		f.TagOptions = append(f.TagOptions, ui.Option{Value: id(t.ID), Label: t.Name, Group: tagKind(t)})
	}
	for _, c := range measure.Codes() {
		if counts[c] > 0 || slices.Contains(a.statuses, c) {
			f.StatusOptions = append(f.StatusOptions, ui.Option{Value: c.Slug(), Label: ui.Status(c.Tone()).Symbol() + " " + c.Word()})
		}
	}
	return f
}

func tagKind(t store.Tag) string {
	if t.Kind == "focus" {
		return "Fokusfrågor"
	}
	return "Perspektiv"
}

// export is the list as a table: one row per measure, and one for each goal without any.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	a := readAsked(r)
	l, err := p.Store.GoalExport(r.Context(), q.Actor(), q.Moment().Now, a.filter, a.day)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	out := csvio.NewWriter(&file)
	rows := [][]string{{"Plan", "Nummer", "Mål", "Planens mening", "Avsnitt", "Ansvariga", "Mätning", "Sätt att mäta", "Läge", "Missat", "Förklaring",
		"År", "Målgrupp", "Värde", "Av", "Okända", "Väntat nu", "Räknat den"}}
	for _, g := range l.Goals {
		if a.fits(g) {
			rows = append(rows, exportRows(g, a.day)...)
		}
	}
	for _, row := range rows {
		if err := out.Write(row...); err != nil {
			return fmt.Errorf("write export: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="mal-`+sv.DateISO(a.day)+`.csv"`)
	_, _ = w.Write(file.Bytes()) // the reader has gone away; there is nobody to tell
	return nil
}

func exportRows(g store.Goal, day district.Date) [][]string {
	var units []string
	for _, u := range g.Units {
		units = append(units, u.Name)
	}
	start := []string{g.PlanName, g.Name(), g.Title, g.Sentence, sv.Join(" > ", g.SectionPath...), sv.Join(", ", units...)}
	if g.Closed(day) {
		return [][]string{append(start, "", "", "avslutat "+sv.DateISO(g.ClosedOn), "", g.ClosedReason, "", "", "", "", "", "", "")}
	}
	counted := g.Counted()
	if len(counted) == 0 {
		s := measure.NoMeasure()
		return [][]string{append(start, "", "", s.Word, "", s.Detail, "", "", "", "", "", "", "")}
	}
	var out [][]string
	for _, m := range counted {
		of := append(slices.Clone(start), titleOf(m), m.Now.Version.Kind.Name(), m.Now.Status.Word, m.Now.Status.Also, m.Now.Status.Detail)
		for _, figures := range exportFigures(m.Now) {
			out = append(out, append(append(slices.Clone(of), figures...), sv.DateISO(m.Now.Day)))
		}
	}
	return out
}

// exportFigures are year, audience, value, of how many, unknown and expected: one row for each cell of a frequency,
// and one for anything else.
func exportFigures(v store.MeasureValue) [][]string {
	var out [][]string
	for _, y := range v.Frequency.Years {
		for _, a := range y.Audience {
			out = append(out, []string{strconv.Itoa(y.Year), a.Audience, strconv.Itoa(a.Held), strconv.Itoa(a.Required), "", strconv.Itoa(a.Expected)})
		}
	}
	if len(out) > 0 {
		return out
	}
	row := make([]string, 6)
	if value, of, ok := v.Number(); ok {
		row[2] = strconv.Itoa(value)
		if of > 0 || v.Version.Kind != measure.KindVolume {
			row[3] = strconv.Itoa(of)
		}
	}
	if v.Version.Kind == measure.KindCoverage {
		row[4] = strconv.Itoa(v.Coverage.Unknown)
	}
	if v.HasExpected {
		row[5] = strconv.Itoa(v.Expected)
	}
	return [][]string{row}
}
