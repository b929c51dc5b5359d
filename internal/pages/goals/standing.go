package goals

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

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

// lateOnBoard is how many late records the board's page tells; the page of all changes has the rest.
const lateOnBoard = 10

// planAsked returns the plan that the address names, or else the one that holds on the day, and all that can be chosen.
func planAsked(plans []store.Plan, wanted int64, day district.Date) (chosen store.Plan, ok bool) {
	var holding, latest *store.Plan
	for i, p := range plans {
		switch {
		case p.ID == wanted:
			return p, true
		case p.Period().Contains(day) && (holding == nil || p.Goals > holding.Goals):
			holding = &plans[i]
		case latest == nil || p.Period().From.After(latest.Period().From):
			latest = &plans[i]
		}
	}
	switch {
	case holding != nil:
		return *holding, true
	case latest != nil:
		return *latest, true
	}
	return store.Plan{}, false
}

// standing is the board's page: where a plan stands and why.
func (p *Pages) standing(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	s := standing{q: q, wanted: number(r, "plan")}
	s.asked, _ = form.ParseDate(r.URL.Query().Get("sedan"))
	if err := s.read(r.Context(), p.Store); err != nil {
		return err
	}
	v := view.StandingView{Head: ui.PageHead{Title: "Var planen står"}}
	if s.report == nil {
		v.Nothing = &ui.Empty{Title: "Ingen plan är inläst än", Text: "När en plan är inläst och målen är godkända syns här var den står.", Action: firstStep(q)}
		return web.Render(w, r, http.StatusOK, standingHead(v.Head.Title), view.Standing, v)
	}
	plans, plan, day, since, meeting, report := s.plans, s.plan, s.day, s.since, s.meeting, s.report
	v.Head.Kicker, v.Head.Lead = plan.Name, "Som det är "+sv.Date(day)+", jämfört med "+sv.Date(since)+"."
	v.Head.Actions = append(v.Head.Actions, ui.LinkButton{Label: "Periodrapport", Href: paths.PeriodReport(plan.ID, "", "")},
		ui.LinkButton{Label: "Läs planen", Href: paths.Plan(plan.ID)})
	v.Plans = planTabs(plans, plan.ID)
	if len(report.Goals) == 0 {
		v.Nothing = &ui.Empty{Title: "Planen har inga mål än", Text: "Meningarna i planen blir mål när någon har godkänt dem.",
			Action: ui.LinkButton{Label: "Läs planen", Href: paths.Plan(plan.ID)}}
		return web.Render(w, r, http.StatusOK, standingHead(v.Head.Title), view.Standing, v)
	}
	v.Figures, v.States, v.Sections = s.figures(), s.states(), s.sections()
	v.Decide = s.decide()
	v.Behind = s.behind()
	v.Since = sv.Date(since)
	v.Day = view.DayView{Action: paths.PlanStanding, Day: since.String(), Max: day.AddDays(-1).String()}
	v.Hidden = []ui.Pair{{Name: "plan", Value: strconv.FormatInt(plan.ID, 10)}}
	if !meeting.IsZero() {
		v.Presets = append(v.Presets, ui.Link{Label: "Senaste styrelsemötet, " + sv.Date(meeting), Href: paths.PlanStatus(plan.ID, meeting.String())})
	}
	for _, months := range []int{1, 3, 6, 12} {
		v.Presets = append(v.Presets, ui.Link{Label: sv.Count(months, "månad", "månader"), Href: paths.PlanStatus(plan.ID, day.AddMonths(-months).String())})
	}
	v.All = ui.Link{Label: "Allt som har ändrats", Href: paths.With(paths.GoalsChanged, "sedan", since.String())}
	v.Moved = s.moved()
	v.Late, v.LateMore = lateTexts(report.GoalChanges, lateOnBoard)
	return web.Render(w, r, http.StatusOK, standingHead(v.Head.Title), view.Standing, v)
}

func standingHead(title string) web.Head {
	return web.Head{Title: title, Room: web.RoomGoals, Crumbs: []ui.Crumb{{Label: "Mål", Href: paths.Goals}, {Label: title}}}
}

func planTabs(plans []store.Plan, chosen int64) ui.Tabs {
	t := ui.Tabs{Label: "Planer"}
	for _, p := range plans {
		if p.Goals > 0 || p.ID == chosen {
			t.Items = append(t.Items, ui.Tab{Label: p.Name, Href: paths.PlanStatus(p.ID, ""), Current: p.ID == chosen})
		}
	}
	return t
}

// A standing is a plan on a day, about to be shown.
type standing struct {
	q       *web.Req
	wanted  int64         // plan that is asked for, 0 for none
	asked   district.Date // day that is asked for, to compare with; zero for none
	plans   []store.Plan
	plan    store.Plan
	day     district.Date
	meeting district.Date     // the board's last before the day
	since   district.Date     // the day compared with
	report  *store.PlanReport // nil when there is no plan
}

// read reads the plan that is asked for. Which that is, and what it is compared with, is told ahead.
func (s *standing) read(ctx context.Context, st *store.Store) error {
	reads, today := st.Reads(), s.q.Today()
	scopes := scopesOf(s.q.Access())
	plans := reads.Plans(today)
	type place struct {
		Plan int64 // 0 when there is none
		Day  district.Date
	}
	store.Ahead(reads, fmt.Sprint("plan on the board's page ", s.wanted), func() (place, error) {
		s.plans = *plans
		plan, ok := planAsked(s.plans, s.wanted, today)
		if !ok {
			return place{}, nil
		}
		s.plan, s.day = plan, today
		if last := plan.Period().Last(); !last.IsZero() && last.Before(today) {
			s.day = last
		}
		return place{plan.ID, s.day}, nil
	}, func(at place) {
		s.report = nil
		if at.Plan == 0 {
			return
		}
		meeting := reads.LastBoardMeeting(at.Day)
		store.Ahead(reads, fmt.Sprint("board's last meeting before ", at.Day), func() (district.Date, error) {
			s.meeting = *meeting
			return s.meeting, nil
		}, func(meeting district.Date) {
			s.since = meeting
			if meeting.IsZero() {
				s.since = at.Day.AddMonths(-1)
			}
			if !s.asked.IsZero() && s.asked.Before(at.Day) {
				s.since = s.asked
			}
			s.report = reads.PlanReport(scopes.Units, scopes.Answers, at.Plan, s.since, at.Day)
		})
	})
	return reads.Send(ctx)
}

// open are the goals that are not closed on the day.
func (s standing) open() []store.Goal {
	return slices.DeleteFunc(slices.Clone(s.report.Goals), func(g store.Goal) bool { return g.Closed(s.day) })
}

// href is the list of the plan's goals with the states.
func (s standing) href(section string, codes ...measure.Code) string {
	a := asked{filter: store.GoalFilter{PlanID: s.plan.ID, Section: section}, day: s.day}
	return a.address(paths.Goals, codes...)
}

// A sort of states that a board tells apart: ten are too many for the columns of a table.
type stateGroup struct {
	label string // of a column
	long  string // of a figure
	tone  ui.Status
	codes []measure.Code
}

var stateGroups = []stateGroup{
	{"efter eller missat", "ligger efter eller är missade", ui.StatusBehind, []measure.Code{measure.Unreachable, measure.Missed, measure.Behind}},
	{"underlag saknas", "saknar underlag", ui.StatusUnknown, []measure.Code{measure.NoBasis}},
	{"bedöms", "bedöms av styrelsen", ui.StatusJudged, []measure.Code{measure.Awaiting, measure.Judged}},
	{"börjar senare", "har inte börjat", ui.StatusUpcoming, []measure.Code{measure.NotStarted}},
	{"räknas utan måltal", "räknas utan måltal", ui.StatusJudged, []measure.Code{measure.Told}},
	{"i fas eller klart", "klara, uppfyllda eller i fas", ui.StatusOnTrack, []measure.Code{measure.OnTrack, measure.MetToday, measure.Done}},
}

func (g stateGroup) count(goals []store.Goal, day district.Date) (n int) {
	for _, goal := range goals {
		if slices.Contains(g.codes, goal.Status(day).Group()) {
			n++
		}
	}
	return n
}

// figures are what to know at once, the best news first.
func (s standing) figures() ui.Figures {
	goals := s.open()
	var out ui.Figures
	for _, g := range slices.Backward(stateGroups) {
		if n := g.count(goals, s.day); n > 0 {
			out.Items = append(out.Items, ui.Figure{Value: sv.Int(n), Unit: "av " + sv.Int(len(goals)), Label: g.long, Href: s.href("", g.codes...)})
		}
	}
	return out
}

// groups are the sorts of states that some goal of the plan has.
func (s standing) groups() []stateGroup {
	goals := s.open()
	return slices.DeleteFunc(slices.Clone(stateGroups), func(g stateGroup) bool { return g.count(goals, s.day) == 0 })
}

func (s standing) states() []ui.Badge {
	var out []ui.Badge
	for _, g := range s.groups() {
		out = append(out, ui.Badge{Status: g.tone, Text: g.label})
	}
	return out
}

// A goalSection is the goals that stand under the same heading, in the order of the text.
type goalSection struct {
	name  string // the nearest heading
	path  string
	goals []store.Goal
}

func sectionsOf(goals []store.Goal) []goalSection {
	var out []goalSection
	for _, g := range goals {
		name, path := "Utan avsnitt i planen", ""
		if n := len(g.SectionPath); n > 0 {
			name, path = g.SectionPath[n-1], strings.Join(g.SectionPath, "\x00")
		}
		i := slices.IndexFunc(out, func(s goalSection) bool { return s.path == path })
		if i < 0 {
			i = len(out)
			out = append(out, goalSection{name: name, path: path})
		}
		out[i].goals = append(out[i].goals, g)
	}
	return out
}

func (s standing) sections() []view.StandingSection {
	var out []view.StandingSection
	groups := s.groups()
	for _, sec := range sectionsOf(s.open()) {
		heading := sec.name
		if sec.path == "" {
			heading = "" // nothing to narrow the list by
		}
		row := view.StandingSection{Name: sec.name, Href: s.href(heading), Total: sv.Int(len(sec.goals))}
		for _, g := range groups {
			cell := view.SectionCount{Label: g.label}
			if n := g.count(sec.goals, s.day); n > 0 {
				cell.N, cell.Href = sv.Int(n), s.href(heading, g.codes...)
			}
			row.Counts = append(row.Counts, cell)
		}
		out = append(out, row)
	}
	return out
}

// decide is what only a person can settle: judgements that are due, goals that cannot be reached as decided and that
// nobody has said anything about, notes that run out, and sentences and measures that nobody has chosen.
func (s standing) decide() ui.ActionRows {
	rows := ui.ActionRows{Empty: "Inget väntar på ett beslut."}
	add := func(status ui.Status, g store.Goal, meta, act, href string) {
		rows.Items = append(rows.Items, ui.ActionRow{Status: status, Title: g.Title, Href: paths.Goal(g.ID), Meta: meta,
			Action: ui.LinkButton{Label: act, Href: href, Describe: act + ": " + g.Title, Small: true}})
	}
	goals := s.open()
	for _, g := range goals {
		st := g.Status(s.day)
		if c := st.Group(); (c == measure.Missed || c == measure.Unreachable) && !noted(g, s.day) {
			act, href := "Se målet", paths.Goal(g.ID)
			if s.q.Can(authz.GoalOverride) {
				act, href = "Skriv vad som gäller", paths.NewGoalNote(g.ID)
			}
			b := worstBadge(st)
			add(b.Status, g, sv.Capital(b.Text)+". "+st.Detail, act, href)
		}
	}
	for _, g := range goals {
		for _, m := range g.Counted() {
			if m.Now.Status.Code != measure.Awaiting {
				continue
			}
			act, href := "Se målet", paths.Goal(g.ID)
			if s.q.Can(authz.GoalJudge) {
				act, href = "Bedöm", paths.JudgeGoal(g.ID, m.ID)
			}
			add(ui.StatusWaiting, g, m.Now.Status.Detail, act, href)
			break
		}
	}
	for _, n := range s.report.Expiring {
		if i := slices.IndexFunc(goals, func(g store.Goal) bool { return g.ID == n.GoalID }); i >= 0 {
			add(ui.StatusEnding, goals[i], "Anmärkningen gäller till och med "+sv.Date(n.Last)+": "+n.Text, "Se målet", paths.Goal(n.GoalID))
		}
	}
	var unmeasured []store.Goal
	for _, g := range goals {
		if len(g.Counted()) == 0 {
			unmeasured = append(unmeasured, g)
		}
	}
	if n := len(unmeasured); n > 0 {
		href := asked{filter: store.GoalFilter{PlanID: s.plan.ID}, none: true}.address(paths.Goals)
		rows.Items = append(rows.Items, ui.ActionRow{Status: ui.StatusUnknown, Title: sv.Count(n, "mål har inget sätt att mätas", "mål har inget sätt att mätas"),
			Href: href, Meta: "Styrelsen bestämmer vad som räknas och vilka det gäller", Action: ui.LinkButton{Label: "Se vilka", Href: href, Describe: "Se vilka mål som inte mäts", Small: true}})
	}
	if n := s.plan.Waiting(); n > 0 && s.q.Can(authz.PlanImport) {
		rows.Items = append(rows.Items, ui.ActionRow{Symbol: "→", Title: sv.Count(n, "mening i planen väntar på granskning", "meningar i planen väntar på granskning"),
			Href: paths.ReviewPlan(s.plan.ID), Action: ui.LinkButton{Label: "Granska", Href: paths.ReviewPlan(s.plan.ID), Describe: "Granska planen", Small: true}})
	}
	if len(rows.Items) > ui.MaxActionRows {
		href := s.href("", measure.Unreachable, measure.Missed, measure.Awaiting)
		rows.More = &ui.Link{Label: "Alla mål som väntar på ett beslut", Href: href}
	}
	return rows
}

// worstBadge is a status where only what has gone wrong is told: a year that was missed goes before how the present one
// stands.
func worstBadge(s measure.Status) ui.Badge {
	if s.Also != "" {
		return ui.Badge{Status: ui.StatusMissed, Text: s.Also}
	}
	return badge(s)
}

// noted tells whether somebody has said what holds beside the goal's value on the day.
func noted(g store.Goal, day district.Date) bool {
	return slices.ContainsFunc(g.Notes, func(n store.Note) bool { return !n.Struck && n.Valid().Contains(day) })
}

// behind is every goal that is red or lacks a basis, the worst first, with the reason in numbers.
func (s standing) behind() []view.BehindGoal {
	goals := slices.DeleteFunc(s.open(), func(g store.Goal) bool {
		c := g.Status(s.day).Group()
		return !c.Red() && c != measure.NoBasis
	})
	slices.SortStableFunc(goals, func(a, b store.Goal) int { return measure.CompareStatus(a.Status(s.day), b.Status(s.day)) })
	var out []view.BehindGoal
	for _, g := range goals {
		st := g.Status(s.day)
		row := view.BehindGoal{Title: g.Title, Href: paths.Goal(g.ID), Badge: worstBadge(st), Why: st.Detail}
		if m, ok := g.Shown(); ok && m.Now.Version.Kind == measure.KindCoverage {
			missing := 0
			for _, u := range s.report.Missing {
				if u.MeasureID == m.ID {
					missing++
				}
			}
			if missing > 0 {
				row.Missing = ui.Link{Label: "Se vilka " + sv.Int(missing), Href: paths.GoalMissing(g.ID, m.ID)}
			}
		}
		for _, n := range g.Notes {
			if !n.Struck && n.Valid().Contains(s.day) {
				row.Note = "Anmärkning av " + n.By + ": " + n.Text
				break
			}
		}
		out = append(out, row)
	}
	return out
}

// moved is the goals whose state or value is another than on the earlier day.
func (s standing) moved() []view.MovedGoal {
	var out []view.MovedGoal
	for _, g := range s.report.Goals {
		cg, differs := reader{q: s.q}.changedGoal(g, s.report.GoalChanges)
		if !differs || cg.Then == cg.Now && len(cg.Measures) == 0 {
			continue
		}
		row := view.MovedGoal{Title: cg.Title, Href: cg.Href, Then: cg.Then, Now: cg.Now}
		for _, m := range cg.Measures {
			if m.Now != "" && m.Then != m.Now {
				row.Figures = append(row.Figures, sv.Join(": ", m.Title, m.Then+" → "+m.Now))
			}
			if m.Changed != "" {
				row.Told = append(row.Told, m.Changed)
			}
			for _, came := range [...]struct {
				word  string
				units []view.Moved
			}{{"Tillkommit", m.Came}, {"Fallit bort", m.Went}} {
				if len(came.units) > 0 {
					word := came.word
					if m.Title != "" { // of several ways to count, say of which
						word = m.Title + ", " + strings.ToLower(word)
					}
					row.Told = append(row.Told, word+": "+sv.ListMax(movedNames(came.units), 5)+".")
				}
			}
		}
		out = append(out, row)
	}
	return out
}

func movedNames(units []view.Moved) []string {
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.Name
	}
	return names
}

// lateTexts tells at most so many records that were written afterwards, and how many there are besides.
func lateTexts(c store.GoalChanges, most int) (texts []string, more string) {
	for _, l := range c.Late {
		if text := lateText(l); !slices.Contains(texts, text) { // what moves several goals is told once
			texts = append(texts, text)
		}
	}
	if len(texts) > most {
		return texts[:most], "Och " + sv.Int(len(texts)-most) + " till."
	}
	return texts, ""
}
