package goals

import (
	"encoding/json"
	"slices"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	view "verkstad/templates/goals"
	"verkstad/templates/ui"
)

// eventsShown is how many of the events of a volume stand in the open; the others are behind a toggle.
const eventsShown = 10

// eventReaders is what reading the record of an event needs, in the whole district.
var eventReaders = map[string]authz.Permission{
	measure.MeetingFrequency: authz.MeetingRead, measure.MeetingVolume: authz.MeetingRead,
	measure.RecordFrequency: authz.PlanRead, measure.RecordVolume: authz.PlanRead,
}

// event is one thing that counts, with the way to its record for those who may read it. Others are told the day alone.
func (rd reader) event(v store.MeasureVersion, e measure.Event) view.EventView {
	out := view.EventView{Day: sv.Date(e.Day), Number: sv.Int(e.Count)}
	if perm, ok := eventReaders[v.Indicator]; ok && rd.q.Scope(perm).All {
		out.Title, out.Href = e.Title, e.Path
	}
	if late := e.RecordedOn.DaysSince(e.Day); !e.RecordedOn.IsZero() && late > lateDays {
		out.Note = "inlagt " + sv.Date(e.RecordedOn)
	}
	return out
}

// lateDays is after how many days it is told that something was written in afterwards.
const lateDays = 14

func (rd reader) events(v store.MeasureVersion, all []measure.Event) []view.EventView {
	out := make([]view.EventView, 0, len(all))
	for _, e := range slices.Backward(all) { // the latest first
		out = append(out, rd.event(v, e))
	}
	return out
}

// heldWord is what a frequency calls those that count, with a small letter.
func heldWord(v store.MeasureVersion) string {
	if v.Indicator == measure.RecordFrequency {
		return "noterade"
	}
	return "hållna"
}

func (rd reader) frequencyFigures(m store.GoalMeasure) ui.Figures {
	y, ok := m.Now.Frequency.Present()
	if !ok {
		return ui.Figures{}
	}
	f := ui.Figures{Items: []ui.Figure{{Value: sv.Int(y.Filled()), Unit: "av " + sv.Int(y.Required()), Label: heldWord(m.Now.Version) + " " + strconv.Itoa(y.Year), Href: "#" + paths.GoalEventsAnchor(m.ID)}}}
	if y.Begun && !y.Over && !y.Met() {
		f.Items = append(f.Items, ui.Figure{Value: sv.Int(y.Expected()), Label: "väntat nu, jämnt fördelat"})
		switch a, ok := y.Waits(); {
		case !ok:
		case a.InTime():
			f.Items = append(f.Items, ui.Figure{Value: sv.DayMonthShort(a.Planned), Label: "nästa är planerad"})
		default:
			f.Items = append(f.Items, ui.Figure{Value: sv.DayMonthShort(a.Next), Label: "nästa senast, ett förslag"})
		}
	}
	return f
}

// frequency is year by year, and in each year one cell for each audience: how many were held, when, and what is needed.
func (rd reader) frequency(m store.GoalMeasure) *view.FrequencyView {
	p, version := m.Now.Frequency, m.Now.Version
	v := &view.FrequencyView{ID: paths.GoalEventsAnchor(m.ID), Outside: rd.events(version, p.Outside)}
	for _, y := range p.Years {
		row := view.YearView{Year: strconv.Itoa(y.Year), Badge: yearBadge(m, y)}
		for _, a := range y.Audience {
			cell := view.YearCell{Audience: sv.Capital(a.Audience), Figure: sv.Of(a.Held, a.Required), Met: a.Short() == 0}
			if cell.Audience == "" {
				cell.Audience = sv.Capital(heldWord(version))
			}
			for _, e := range a.Events {
				ev := rd.event(version, e)
				ev.Day = sv.DayMonth(e.Day)
				cell.Events = append(cell.Events, ev)
			}
			switch {
			case a.Missed:
				cell.Next = sv.Count(a.Short(), "saknades", "saknades") + " och kan inte tas igen"
			case a.InTime():
				cell.Next = "nästa är planerad " + sv.DayMonth(a.Planned)
			case !a.Planned.IsZero():
				cell.Next = "förslag: nästa senast " + sv.DayMonth(a.Next) + "; planerad " + sv.DayMonth(a.Planned)
			case !a.Next.IsZero() && y.Begun:
				cell.Next = "förslag: nästa senast " + sv.DayMonth(a.Next)
			}
			row.Cells = append(row.Cells, cell)
		}
		v.Years = append(v.Years, row)
	}
	if len(v.Years) > 0 {
		for _, c := range v.Years[0].Cells {
			v.Heads = append(v.Heads, c.Audience)
		}
	}
	v.Ahead = rd.ahead(version, titleOf(m))
	return v
}

// ahead leads to the meetings of the kind that a frequency counts, and to planning one, or to its dated records and to
// writing one. A day in the past has nothing ahead.
func (rd reader) ahead(v store.MeasureVersion, title string) []ui.LinkButton {
	if v.Indicator == measure.RecordFrequency {
		return rd.aheadOfRecords(v, title)
	}
	var p measure.MeetingFrequencyParams
	if rd.asOf || !rd.q.Can(authz.MeetingRead) || json.Unmarshal(v.Params, &p) != nil || p.KindID == 0 {
		return nil
	}
	out := []ui.LinkButton{{Label: "Se vad som är planerat", Href: paths.With(paths.Meetings, "slag", idText(p.KindID)), Small: true, Describe: "Se vad som är planerat: " + title}}
	if rd.q.Access().CanEverywhere(authz.MeetingEdit) {
		out = append(out, ui.LinkButton{Label: "Planera en till", Href: paths.PlanMeetingOf(p.KindID), Small: true, Describe: "Planera en till: " + title})
	}
	return out
}

// aheadOfRecords leads to the list of all records where several kinds are counted: it is narrowed to one at a time.
func (rd reader) aheadOfRecords(v store.MeasureVersion, title string) []ui.LinkButton {
	var p measure.RecordFrequencyParams
	if rd.asOf || json.Unmarshal(v.Params, &p) != nil {
		return nil
	}
	kind := int64(0)
	if len(p.KindIDs) == 1 {
		kind = p.KindIDs[0]
	}
	var out []ui.LinkButton
	if rd.q.Scope(eventReaders[v.Indicator]).All {
		out = append(out, ui.LinkButton{Label: "Se vad som är inskrivet", Href: paths.RecordsOf(kind), Small: true, Describe: "Se vad som är inskrivet: " + title})
	}
	if rd.q.Can(authz.RecordEdit) {
		out = append(out, ui.LinkButton{Label: "Skriv in en till", Href: paths.NewRecordOf(kind, 0), Small: true, Describe: "Skriv in en till: " + title})
	}
	return out
}

// yearBadge is how one year stands. What the goal as a whole is says the measure's own state.
func yearBadge(m store.GoalMeasure, y measure.YearPoint) ui.Badge {
	present, _ := m.Now.Frequency.Present()
	switch {
	case y.Missed():
		return ui.Badge{Status: ui.StatusMissed}
	case y.Met():
		return ui.Badge{Status: ui.StatusDone}
	case y.Begun && y.Year == present.Year:
		return badge(m.Now.Status)
	}
	return ui.Badge{Status: ui.StatusUpcoming}
}

func (rd reader) volumeFigures(m store.GoalMeasure) ui.Figures {
	p := m.Now.Volume
	f := ui.Figures{Items: []ui.Figure{{Value: sv.Int(p.Sum), Label: "hittills"}}}
	if p.Target > 0 {
		f.Items[0].Unit = "av " + sv.Int(p.Target)
	}
	if len(p.Events) > 0 {
		f.Items[0].Href = "#" + paths.GoalEventsAnchor(m.ID)
	}
	if p.HasExpected {
		f.Items = append(f.Items, ui.Figure{Value: sv.Int(p.Expected), Label: "väntat nu"})
	}
	return f
}

// volume is all that is added.
func (rd reader) volume(m store.GoalMeasure) *view.VolumeView {
	p, version := m.Now.Volume, m.Now.Version
	all := rd.events(version, p.Events)
	v := &view.VolumeView{ID: paths.GoalEventsAnchor(m.ID), Numbered: slices.ContainsFunc(p.Events, func(e measure.Event) bool { return e.Count != 1 }),
		Outside: rd.events(version, slices.Concat(p.Before, p.After))}
	v.Events = all[:min(eventsShown, len(all))]
	if v.More = all[len(v.Events):]; len(v.More) > 0 {
		v.MoreLabel = sv.Count(len(v.More), "till", "till")
	}
	return v
}
