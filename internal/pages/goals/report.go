package goals

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

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

// namesInReport is how many missing units a report names of one measure; the goal's page has all of them.
const namesInReport = 60

// periodReport is a plan between two days, goal by goal, to be printed for a meeting.
func (p *Pages) periodReport(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	today := q.Today()
	reads, scopes, wanted := p.Store.Reads(), scopesOf(q.Access()), number(r, "plan")
	listed := reads.Plans(today)
	type place struct {
		Plan   int64 // 0 when there is none
		Period district.Span
	}
	var plan store.Plan
	var before, from, to district.Date // what happened on the first day of the period is told: compared is how it stood the evening before
	var read *store.PlanReport
	store.Ahead(reads, fmt.Sprint("plan of the period report ", wanted), func() (place, error) {
		plan, _ = planAsked(*listed, wanted, today)
		return place{plan.ID, plan.Period()}, nil
	}, func(at place) {
		if read = nil; at.Plan == 0 {
			return
		}
		from, to = reportDays(r, at.Period, today)
		before = from.AddDays(-1)
		read = reads.PlanReport(scopes.Units, scopes.Answers, at.Plan, before, to)
	})
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	plans := *listed
	v := view.ReportView{Head: ui.PageHead{Title: "Periodrapport"}, Action: paths.PlanReport, Max: today.String()}
	if read == nil {
		v.Nothing = &ui.Empty{Title: "Ingen plan är inläst än", Text: "När en plan är inläst och målen är godkända går det att göra en rapport.", Action: firstStep(web.Of(r))}
		return web.Render(w, r, http.StatusOK, reportHead(v.Head.Title), view.Report, v)
	}
	report := *read
	v.Head.Kicker, v.Head.Lead = plan.Name, "Så stod målen "+sv.Date(to)+", och vad som har hänt från och med "+sv.Date(from)+"."
	for _, other := range plans {
		v.Plans = append(v.Plans, ui.Option{Value: strconv.FormatInt(other.ID, 10), Label: other.Name})
	}
	v.Plan, v.From, v.To = strconv.FormatInt(plan.ID, 10), from.String(), to.String()
	v.Before = before.String()
	v.Presets = reportPresets(plan, today)
	v.Print = "Utskriven " + sv.Date(today) + ". Siffrorna är räknade på det som var inlagt då."
	if len(report.Goals) == 0 {
		v.Nothing = &ui.Empty{Title: "Planen har inga mål än", Text: "Meningarna i planen blir mål när någon har godkänt dem."}
		return web.Render(w, r, http.StatusOK, reportHead(v.Head.Title), view.Report, v)
	}
	fillReport(&v, report)
	return web.Render(w, r, http.StatusOK, reportHead(v.Head.Title), view.Report, v)
}

func reportHead(title string) web.Head {
	return web.Head{Title: title, Room: web.RoomGoals, Crumbs: []ui.Crumb{{Label: "Mål", Href: paths.Goals}, {Label: "Var planen står", Href: paths.PlanStanding}, {Label: title}}}
}

// reportDays returns the days of the report: those asked for, within the plan's period and not after today.
func reportDays(r *http.Request, period district.Span, today district.Date) (from, to district.Date) {
	last := today
	if end := period.Last(); !end.IsZero() && end.Before(last) {
		last = end
	}
	first := period.From
	if last.Before(first) { // the plan has not begun
		return last, last
	}
	from, to = first, last
	if d, ok := form.ParseDate(r.URL.Query().Get("till")); ok && !d.Before(first) && d.Before(last) {
		to = d
	}
	if d, ok := form.ParseDate(r.URL.Query().Get("fran")); ok && d.After(first) {
		from = d
	}
	if from.After(to) {
		from = to
	}
	return from, to
}

// reportPresets are the periods that boards ask for: the whole plan, its calendar years and the latest quarter.
func reportPresets(plan store.Plan, today district.Date) []ui.Link {
	first, last := plan.Period().From, plan.Period().Last()
	out := []ui.Link{{Label: "Hela perioden", Href: paths.PeriodReport(plan.ID, "", "")}}
	for year := first.Year(); !first.IsZero() && year <= min(last.Year(), today.Year()); year++ {
		out = append(out, ui.Link{Label: strconv.Itoa(year), Href: paths.PeriodReport(plan.ID, district.NewDate(year, 1, 1).String(), district.NewDate(year, 12, 31).String())})
	}
	return append(out, ui.Link{Label: "Senaste kvartalet", Href: paths.PeriodReport(plan.ID, today.AddMonths(-3).String(), today.String())})
}

func fillReport(v *view.ReportView, report store.PlanReport) {
	day := report.Day
	goals := slices.DeleteFunc(slices.Clone(report.Goals), func(g store.Goal) bool { return g.Closed(report.Since) })
	then, now := map[measure.Code]int{}, map[measure.Code]int{}
	for _, g := range goals {
		then[statusThen(g).Group()]++
		now[g.Status(day).Group()]++
	}
	for _, c := range measure.Codes() {
		if then[c]+now[c] > 0 {
			v.Summary = append(v.Summary, view.ReportCount{Badge: ui.Badge{Status: ui.Status(c.Tone()), Text: c.Word()}, Then: sv.Int(then[c]), Now: sv.Int(now[c])})
		}
	}
	for i, sec := range sectionsOf(goals) {
		s := view.ReportSection{ID: "avsnitt-" + strconv.Itoa(i+1), Title: sec.name}
		for _, g := range sec.goals {
			s.Goals = append(s.Goals, reportGoal(g, report))
			if st := g.Status(day); st.Group().Red() {
				v.NotDone = append(v.NotDone, ui.Link{Label: g.Title + " (" + worstBadge(st).Text + ")", Href: paths.Goal(g.ID)})
			}
		}
		v.Sections = append(v.Sections, s)
	}
	v.Late, v.LateMore = lateTexts(report.GoalChanges, lateShown)
}

// statusThen is the goal's status on the first of the two days.
func statusThen(g store.Goal) measure.Status {
	var all []measure.Status
	for _, m := range g.Measures {
		if m.Trend[0].Defined {
			all = append(all, m.Trend[0].Status)
		}
	}
	if len(all) == 0 {
		return measure.NoMeasure()
	}
	return measure.Worst(all...)
}

func reportGoal(g store.Goal, report store.PlanReport) view.ReportGoal {
	out := view.ReportGoal{Title: name(g) + ". " + g.Title, Href: paths.Goal(g.ID), Sentence: g.Sentence, Badge: goalBadge(g, report.Day)}
	var units []string
	for _, u := range g.Units {
		units = append(units, u.Name)
	}
	if len(units) > 0 {
		out.Responsible = "Ansvarig: " + sv.List(units)
	}
	if g.Closed(report.Day) {
		out.Notes = append(out.Notes, "Avslutat "+sv.Date(g.ClosedOn)+". "+g.ClosedReason)
	}
	counted := g.Counted()
	if len(counted) == 0 {
		out.Notes = append(out.Notes, measure.NoMeasure().Detail)
	}
	for _, m := range counted {
		out.Measures = append(out.Measures, reportMeasure(m, len(counted) > 1, report))
	}
	for _, n := range g.Notes {
		if !n.Struck && n.Valid().Contains(report.Day) {
			out.Notes = append(out.Notes, "Anmärkning av "+n.By+", gäller till och med "+sv.Date(n.Valid().Last())+": "+n.Text)
		}
	}
	return out
}

func reportMeasure(m store.GoalMeasure, several bool, report store.PlanReport) view.ReportMeasure {
	out := view.ReportMeasure{Detail: m.Now.Status.Detail}
	if several {
		b := badge(m.Now.Status)
		out.Title, out.Badge = m.Label, &b
		if out.Title == "" {
			out.Title = measureTitle(m.Now.Version)
		}
	}
	was, now := figure(m.Trend[0]), figure(m.Now)
	if _, _, ok := m.Now.Number(); ok {
		out.Figure = now
		if m.Trend[0].Defined && was != now {
			out.Figure = was + " → " + now
		}
		if m.Now.HasExpected {
			out.Figure += ", väntat " + sv.Int(m.Now.Expected)
		}
	}
	if j := m.Now.Judgement; j != nil {
		out.Told = append(out.Told, j.Reason)
	}
	for _, ms := range m.StepsOf(m.Now.Version) {
		if !ms.DoneOn.IsZero() && ms.DoneOn.After(report.Since) && !ms.DoneOn.After(report.Day) {
			out.Told = append(out.Told, "Klart "+sv.Date(ms.DoneOn)+": "+ms.Title+".")
		}
	}
	if m.Now.Status.Code == measure.MetToday {
		return out
	}
	for _, state := range [...]struct {
		state measure.UnitState
		label string
	}{{measure.UnitNo, "Saknas"}, {measure.UnitUnknown, "Okänt"}} {
		var names []string
		for _, u := range report.Missing {
			if u.MeasureID == m.ID && u.State == state.state {
				names = append(names, u.Name)
			}
		}
		if len(names) > 0 {
			out.Missing = append(out.Missing, view.ReportMissing{Label: state.label + " (" + sv.Int(len(names)) + ")", Names: sv.ListMax(names, namesInReport)})
		}
	}
	return out
}
