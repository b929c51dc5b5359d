package goals

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/goals"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// lateShown is how many late records of one goal are told; the others are counted.
const lateShown = 25

// changed is what differs between a day and today.
func (p *Pages) changed(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	today := q.Today()
	since := today.AddMonths(-1)
	if d, ok := form.ParseDate(r.URL.Query().Get("sedan")); ok && d.Before(today) {
		since = d
	}
	scopes := scopesOf(q.Access())
	c, err := p.Store.GoalChanges(r.Context(), scopes.Units, scopes.Answers, store.GoalFilter{}, since, today)
	if err != nil {
		return err
	}
	v := view.ChangedView{Head: ui.PageHead{Title: "Vad har ändrats", Lead: "Målen i dag, " + sv.Date(today) + ", jämförda med " + sv.Date(since) + "."},
		Day: view.DayView{Action: paths.GoalsChanged, Day: since.String(), Max: today.AddDays(-1).String()}}
	for _, months := range []int{1, 3, 6, 12} {
		v.Presets = append(v.Presets, ui.Link{Label: sv.Count(months, "månad", "månader"), Href: paths.With(paths.GoalsChanged, "sedan", today.AddMonths(-months).String())})
	}
	if !scopes.Units.All {
		v.NoNames = "Vilka föreningar som har tillkommit eller fallit bort ser kansliet, distriktsstyrelsen och valledningen."
		if !scopes.Units.IsEmpty() {
			v.NoNames += " Du ser det som gäller er."
		}
	}
	for _, g := range c.Goals {
		if ended(g.Period(), since) {
			continue // its plan's time was over already
		}
		cg, differs := reader{q: q}.changedGoal(g, c)
		if differs {
			v.Goals = append(v.Goals, cg)
		} else {
			v.Same = append(v.Same, ui.Link{Label: name(g) + ". " + g.Title, Href: paths.Goal(g.ID)})
		}
	}
	switch {
	case len(v.Goals)+len(v.Same) == 0:
		v.Presets, v.NoNames = nil, ""
		v.Nothing = &ui.Empty{Title: "Det finns inga mål att jämföra än", Text: "När målen i en plan är godkända och det är valt hur de räknas syns här vad som har hänt.", Action: ui.LinkButton{Label: "Till målen", Href: paths.Goals}}
	case len(v.Goals) == 0:
		v.Nothing = &ui.Empty{Title: "Inget har ändrats sedan " + sv.Date(since), Text: "Välj en tidigare dag för att jämföra längre tillbaka."}
	}
	return web.Render(w, r, http.StatusOK, head("Vad har ändrats"), view.Changed, v)
}

func (rd reader) changedGoal(g store.Goal, c store.GoalChanges) (view.ChangedGoal, bool) {
	out := view.ChangedGoal{ID: "mal-" + idText(g.ID), Title: g.Title, Href: paths.Goal(g.ID), Kicker: name(g) + " · " + g.PlanName}
	then := measure.NoMeasure()
	var all []measure.Status
	for _, m := range g.Measures {
		if m.Trend[0].Defined {
			all = append(all, m.Trend[0].Status)
		}
	}
	if len(all) > 0 {
		then = measure.Worst(all...)
	}
	out.Then, out.Now = badge(then), goalBadge(g, c.Day)
	differs := out.Then != out.Now
	several := len(g.Measures) > 1
	out.Several = several
	if len(g.Measures) == 1 && !g.Closed(c.Day) {
		was, is := g.Measures[0].Trend[0].Status.Also, g.Measures[0].Now.Status.Also
		out.AlsoThen, out.AlsoNow = parts.Missed(was), parts.Missed(is)
		differs = differs || was != is
	}
	for _, m := range g.Measures {
		cm, moved := rd.changedMeasure(m, c.Moves)
		if several {
			cm.Title = m.Label
			if m.Now.Defined {
				cm.Title = titleOf(m)
			}
			was, is := m.Trend[0], m.Now
			if was.Defined && is.Defined {
				moved = moved || was.Status.Word != is.Status.Word || was.Status.Also != is.Status.Also
				cm.States = &view.StateMove{Then: badge(was.Status), AlsoThen: parts.Missed(was.Status.Also), Now: badge(is.Status), AlsoNow: parts.Missed(is.Status.Also)}
			}
		}
		if moved {
			out.Measures = append(out.Measures, cm)
			differs = true
		}
	}
	more := 0
	for _, l := range c.Late {
		if l.GoalID != g.ID {
			continue
		}
		differs = true
		if len(out.Late) == lateShown {
			more++
			continue
		}
		out.Late = append(out.Late, rd.lateText(l))
	}
	if more > 0 {
		out.LateMore = "Och " + sv.Int(more) + " till."
	}
	return out, differs
}

func (rd reader) changedMeasure(m store.GoalMeasure, moves []store.CoverageMove) (view.ChangedMeasure, bool) {
	var out view.ChangedMeasure
	then, now := m.Trend[0], m.Now
	value, of, ok := now.Number()
	was, wasOf, wasOK := then.Number()
	if ok || wasOK { // a judgement has no figure; its words stand in the state
		out.Then, out.Now = figure(then), figure(now)
	}
	moved := ok != wasOK || value != was || of != wasOf || then.Year() != now.Year()
	if ok && wasOK && value != was && then.Year() == now.Year() {
		out.Difference = "(" + sv.Signed(value-was) + ")"
	}
	if then.Coverage.Unknown != now.Coverage.Unknown || then.Coverage.No != now.Coverage.No {
		moved = true
	}
	if then.Defined && now.Defined && then.Version.ID != now.Version.ID {
		out.Changed, moved = "Målet räknas på ett nytt sätt från "+sv.Date(now.Version.Valid.From)+".", true
	}
	if now.Judgement != nil && (then.Judgement == nil || then.Judgement.ID != now.Judgement.ID) {
		out.Changed, moved = "Ny bedömning "+sv.Date(now.Judgement.On)+": "+now.Judgement.Level.Word()+". "+now.Judgement.Reason, true
	}
	for _, e := range now.Events() {
		if e.Day.After(then.Day) {
			out.Held, moved = append(out.Held, rd.event(now.Version, e)), true
		}
	}
	words := unitWords(now.Version)
	if !now.Defined {
		words = unitWords(then.Version)
	}
	for _, mv := range moves {
		if mv.MeasureID != m.ID {
			continue
		}
		moved = true
		x := view.Moved{Name: mv.Name, Href: paths.Unit(mv.Kind, mv.Slug)}
		switch {
		case mv.Is == measure.UnitYes:
			if mv.Was == "" {
				x.Text = "räknas från nu"
			}
			out.Came = append(out.Came, x)
		case mv.Was == measure.UnitYes:
			x.Text = stateWord(words, mv.Is)
			out.Went = append(out.Went, x)
		default:
			x.Text = stateWord(words, mv.Was) + " → " + stateWord(words, mv.Is)
			out.Other = append(out.Other, x)
		}
	}
	return out, moved
}

// figure is a value with how much of it is known.
func figure(v store.MeasureValue) string {
	value, of, ok := v.Number()
	switch {
	case !v.Defined:
		return "räknades inte"
	case !ok:
		return v.Status.Word
	}
	s := sv.Value(value, of)
	if y := v.Year(); y != 0 {
		s = strconv.Itoa(y) + ": " + s
	}
	if v.Coverage.Unknown > 0 {
		s += fmt.Sprintf(", %s", sv.Count(v.Coverage.Unknown, "okänd", "okända"))
	}
	return s
}

func stateWord(words measure.UnitWords, s measure.UnitState) string {
	switch s {
	case measure.UnitYes:
		return words.Yes
	case measure.UnitNo:
		return words.No
	case measure.UnitUnknown:
		return "okänd"
	}
	return "räknas inte"
}

// lateText tells what was recorded afterwards, to a reader who may not read every record that counts.
func (rd reader) lateText(l store.LateRecord) string {
	if l.Event != nil && rd.event(l.Version, *l.Event).Title == "" {
		e := *l.Event
		e.Title, l.Event = l.Version.Title(), &e
	}
	return lateText(l)
}

// lateText tells what was recorded afterwards, about when, and when it was recorded.
func lateText(l store.LateRecord) string {
	recorded := ", inlagt " + sv.Date(l.Recorded)
	switch {
	case l.Event != nil:
		return l.Event.Title + " " + sv.Date(l.Event.Day) + recorded
	case l.Record == "answer":
		return l.Unit.Name + ": " + l.Note + " " + sv.Date(l.Day) + recorded
	case l.Record == "fact":
		return l.Note + recorded
	case l.Record == "unit":
		return lateUnit(l) + recorded
	}
	if l.Unit == nil {
		if l.Action == "judge" {
			return "Bedömning för " + dateText(after(l.Fields, "on")) + ": " + measure.Level(after(l.Fields, "level")).Word() + recorded
		}
		title, _ := milestoneTold("", l.Fields)
		return title + ": " + l.Note + recorded
	}
	what := l.Unit.Name + ", " + inSentence(l.PostName) + ": "
	switch {
	case l.Record == "vacancy" && l.Action == "strike":
		return what + "uppgiften att uppdraget var vakant ströks" + recorded
	case l.Record == "vacancy":
		return what + "vakant sedan " + dateText(after(l.Fields, "since")) + recorded
	case l.Action == "strike":
		return what + "ett uppdrag ströks" + recorded
	case l.Action == "create":
		return what + "utsedd från " + dateText(after(l.Fields, "from")) + recorded
	case slices.ContainsFunc(l.Fields, func(f store.FieldChange) bool { return f.Field == "last" && f.After != "" }):
		return what + "sista dag " + dateText(after(l.Fields, "last")) + recorded
	case slices.ContainsFunc(l.Fields, func(f store.FieldChange) bool { return f.Field == "last" }):
		return what + "avslutet togs tillbaka" + recorded
	}
	return what + "första dag " + dateText(after(l.Fields, "from")) + recorded
}

// lateUnit tells what was recorded afterwards about when a unit exists.
func lateUnit(l store.LateRecord) string {
	last := after(l.Fields, "last")
	switch {
	case l.Action == "create":
		return l.Unit.Name + ": finns från " + dateText(after(l.Fields, "founded"))
	case last != "" && l.Note != "":
		return l.Unit.Name + ": " + inSentence(l.Note) + ", sista dag " + dateText(last)
	case last != "":
		return l.Unit.Name + ": sista dag " + dateText(last)
	}
	return l.Unit.Name + ": sista dagen togs tillbaka"
}
