package meetings

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/meetings"
	"verkstad/templates/ui"
)

// A reader is somebody at the page of one meeting.
type reader struct {
	q     *web.Req
	p     store.MeetingPage
	today district.Date
	edit  bool
}

// meeting shows a meeting; the address of a part leads to its place on the page of the whole.
func (p *Pages) meeting(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	id, err := web.ID(r, "meeting")
	if err != nil {
		return err
	}
	page, err := p.Store.MeetingPage(r.Context(), store.MeetingScopesOf(q.Access()), q.Today(), id)
	if err != nil {
		return err
	}
	if page.PartOf != nil {
		return web.Redirect(w, r, paths.MeetingPart(*page.PartOf, page.ID), "")
	}
	rd := reader{q: q, p: page, today: q.Today(), edit: q.CanIn(authz.MeetingEdit, page.OrganiserID)}
	v := rd.view()
	return web.Render(w, r, http.StatusOK, head(called(page.Meeting), ui.Crumb{Label: called(page.Meeting)}), view.Meeting, v)
}

func (rd reader) view() view.MeetingView {
	m := rd.p.Meeting
	badge := unitpage.MeetingBadge(m, rd.today)
	v := view.MeetingView{Title: called(m), Status: &badge, Facts: rd.facts(), Moves: rd.moves(), Note: m.Note}
	if m.Title != "" {
		v.Kicker = m.KindName
	}
	if m.State == district.MeetingCancelled {
		v.Notices = append(v.Notices, ui.Notice{Tone: ui.ToneWarn, Title: "Träffen är inställd", Text: m.StateReason, Action: rd.takeBack("Den blir av ändå")})
	}
	if m.Struck {
		v.Notices = append(v.Notices, ui.Notice{Tone: ui.ToneInfo, Title: "Träffen är struken", Text: "Den räknas inte någon dag. Skäl: " + m.StruckReason, Action: rd.takeBack("Ta tillbaka")})
	}
	for _, part := range rd.p.Parts {
		v.Parts = append(v.Parts, rd.part(part))
	}
	if m.Attendance && !m.Struck && m.State != district.MeetingCancelled {
		v.Attendance = rd.attendance()
	}
	v.FollowUps = rd.followUps()
	for _, q := range rd.p.Questions {
		v.Questions = append(v.Questions, questionView(rd.q, q, rd.today, false))
	}
	v.ShowQuestions = m.Questions || len(v.Questions) > 0
	if m.Questions && !m.Struck && !rd.q.Scope(authz.MeetingAsk).IsEmpty() {
		v.Ask = paths.AskQuestion(m.ID)
	}
	if rd.edit && !m.Struck {
		v.EditNote = paths.EditMeeting(m.ID)
		v.Actions = rd.actions()
		v.More = rd.more()
		if m.State != district.MeetingCancelled && len(v.Parts) > 0 {
			v.AddPart = paths.AddMeetingPart(m.ID)
		}
	}
	return v
}

// takeBack is the button that undoes what was last said, nil for those who may not.
func (rd reader) takeBack(label string) templ.Component {
	if !rd.edit {
		return nil
	}
	return undoButton(rd.p.Meeting, label)
}

func undoButton(m store.Meeting, label string) ui.PostButton {
	return ui.PostButton{Label: label, Action: paths.UndoMeeting(m.ID, m.Revision), Once: web.NewOnce(), Small: true, Kind: ui.Plain, Describe: label + ": " + about(m)}
}

// actions are what most come for, the first of them first.
func (rd reader) actions() []templ.Component {
	m := rd.p.Meeting
	parts := len(rd.p.Parts) > 0
	begun := !m.Day.After(rd.today)
	var out []templ.Component
	switch {
	case parts:
	case m.State == district.MeetingPlanned && begun && m.Attendance:
		out = append(out, ui.LinkButton{Label: "Fyll i närvaro", Href: paths.Attendance(m.ID), Kind: ui.Primary})
	case m.State == district.MeetingPlanned && begun:
		out = append(out, holdButton(m, ui.Primary, false))
	case m.State == district.MeetingHeld && m.Attendance && !m.Done():
		out = append(out, ui.LinkButton{Label: "Fyll i närvaro", Href: paths.Attendance(m.ID), Kind: ui.Primary})
	}
	if m.State == district.MeetingPlanned {
		if !parts {
			out = append(out, ui.LinkButton{Label: "Flytta", Href: paths.MoveMeeting(m.ID), Describe: "Flytta " + inSentence(called(m))})
		}
		out = append(out, ui.LinkButton{Label: "Ställ in", Href: paths.CancelMeeting(m.ID), Describe: "Ställ in " + inSentence(called(m))})
	}
	return append(out, ui.LinkButton{Label: "Ändra", Href: paths.EditMeeting(m.ID), Describe: "Ändra " + inSentence(called(m))})
}

// holdButton says that a meeting or a part was held.
func holdButton(m store.Meeting, kind ui.Kind, small bool) ui.PostButton {
	label := "Träffen hölls"
	if m.PartOf != nil {
		label = "Delen hölls"
	}
	return ui.PostButton{Label: label, Action: paths.HoldMeeting(m.ID), Once: web.NewOnce(), Revision: revision(m.Revision), Kind: kind, Small: small, Describe: label + ": " + about(m)}
}

// more are what few come for.
func (rd reader) more() []templ.Component {
	m := rd.p.Meeting
	var out []templ.Component
	if len(rd.p.Parts) == 0 && m.State == district.MeetingHeld {
		out = append(out, ui.LinkButton{Label: "Rätta tid och plats", Href: paths.MoveMeeting(m.ID)}, undoButton(m, "Den hölls inte"))
	}
	if len(rd.p.Parts) == 0 && m.State == district.MeetingPlanned {
		out = append(out, ui.LinkButton{Label: "Håll den i flera delar", Href: paths.AddMeetingPart(m.ID)})
		if m.Attendance && !m.Day.After(rd.today) {
			out = append(out, holdButton(m, ui.Quiet, false))
		}
	}
	return append(out, ui.LinkButton{Label: "Stryk", Href: paths.StrikeMeeting(m.ID), Kind: ui.Danger, Describe: "Stryk träffen, den var ett misstag"})
}

// facts are when, where, by whom and for whom.
func (rd reader) facts() []ui.Definition {
	m := rd.p.Meeting
	when := sv.Capital(sv.DateLong(m.Day))
	if len(rd.p.Parts) == 0 {
		when += ", " + unitpage.MeetingTime(m)
	}
	out := []ui.Definition{{Term: "När", Text: when}}
	add := func(term, text string) {
		if text != "" {
			out = append(out, ui.Definition{Term: term, Text: text})
		}
	}
	add("Var", m.Place)
	out = append(out, ui.Definition{Term: "Hålls av", Text: m.OrganiserName, Href: rd.unitHref(m.OrganiserID, m.OrganiserKind, m.OrganiserSlug)})
	add("Till för", m.Audience)
	invited := sv.Count(rd.p.Invited, "förening eller grupp", "föreningar och grupper")
	if m.PostName != "" {
		invited = m.PostName + " i " + invited
	}
	if rd.p.Invited != 1 || len(rd.p.Units) != 1 || rd.p.Units[0].UnitID != m.OrganiserID {
		add("Inbjudna", invited)
	}
	if m.Consultation {
		text := "inte gjort än"
		if !m.ConsultedOn.IsZero() {
			text = sv.Date(m.ConsultedOn)
		}
		add("Avstämt med gruppledarna", text)
	}
	if m.State == district.MeetingHeld && m.RecordedOn.DaysSince(m.Day) > 31 {
		add("Inlagt", "i efterhand, "+sv.Date(m.RecordedOn))
	}
	return out
}

// unitHref is the page of a unit, "" where the reader may not go there.
func (rd reader) unitHref(id int64, kind district.UnitKind, slug string) string {
	if !rd.q.CanIn(authz.UnitRead, id) {
		return ""
	}
	return paths.Unit(kind, slug)
}

// moves say where the meeting and its parts were to be before.
func (rd reader) moves() []string {
	names := map[int64]string{}
	for _, part := range rd.p.Parts {
		names[part.ID] = partName(part) + ": flyttad "
	}
	var out []string
	for _, v := range rd.p.Moves {
		text := names[v.MeetingID]
		if text == "" {
			text = "Flyttad "
		}
		text += "från " + sv.Date(district.DateOf(v.WasStart, clock.Stockholm)) + " " + sv.Time(v.WasStart)
		if v.WasPlace != "" {
			text += ", " + v.WasPlace
		}
		text += " (" + sv.Date(v.MovedOn) + ")"
		if v.Reason != "" {
			text += ". " + strings.TrimRight(v.Reason, ".")
		}
		out = append(out, text+".")
	}
	return out
}

// part is one part with what can be done about it.
func (rd reader) part(m store.Meeting) view.PartRow {
	row := view.PartRow{ID: "del-" + idText(m.ID), Title: partName(m), When: sv.DateShort(m.Day) + " " + unitpage.MeetingTime(m), Place: m.Place,
		Badge: unitpage.MeetingBadge(m, rd.today)}
	if m.Region == "" {
		row.Place = ""
	}
	switch {
	case m.State == district.MeetingCancelled:
		row.Note = m.StateReason
	case m.Attendance && rd.p.SeesAll && m.State == district.MeetingHeld:
		n := 0
		for _, u := range rd.p.Units {
			if u.TickedAt(m.ID) {
				n++
			}
		}
		row.Note = sv.Int(n) + " var med"
		if !m.Done() {
			row.Note += ", närvaron är inte klar"
		}
	}
	if !rd.edit || rd.p.Struck {
		return row
	}
	small := func(label, href string) ui.LinkButton {
		return ui.LinkButton{Label: label, Href: href, Small: true, Kind: ui.Plain, Describe: label + ": " + partName(m)}
	}
	begun := !m.Day.After(rd.today)
	switch {
	case m.State == district.MeetingCancelled:
		row.Actions = append(row.Actions, undoButton(m, "Den blir av ändå"))
	case m.Attendance && begun:
		label := "Fyll i närvaro"
		if m.Done() {
			label = "Ändra närvaro"
		}
		row.Actions = append(row.Actions, small(label, paths.Attendance(m.ID)))
	case begun && m.State == district.MeetingPlanned:
		row.Actions = append(row.Actions, holdButton(m, ui.Plain, true))
	}
	switch m.State {
	case district.MeetingPlanned:
		row.Actions = append(row.Actions, small("Flytta", paths.MoveMeeting(m.ID)), small("Ställ in", paths.CancelMeeting(m.ID)))
	case district.MeetingHeld:
		row.More = append(row.More, small("Rätta tid och plats", paths.MoveMeeting(m.ID)), undoButton(m, "Den hölls inte"))
	}
	row.More = append(row.More, small("Ändra namn", paths.EditMeeting(m.ID)), small("Stryk", paths.StrikeMeeting(m.ID)))
	return row
}

// attendance is who came: all units for those who see them, otherwise the reader's own.
func (rd reader) attendance() *view.AttendanceView {
	m := rd.p.Meeting
	held := m.State == district.MeetingHeld
	a := &view.AttendanceView{}
	if !rd.p.SeesAll {
		if len(rd.p.Units) == 0 {
			return nil
		}
		for _, u := range rd.p.Units {
			row := rd.unit(u)
			row.Badge = &ui.Badge{Status: ui.StatusUpcoming, Text: "inbjudna"}
			if held {
				row.Badge = presenceBadge(u.Presence)
			}
			a.Own = append(a.Own, row)
		}
		return a
	}
	for _, u := range rd.p.Units {
		row := rd.unit(u)
		switch {
		case u.Presence == district.Present:
			a.Present = append(a.Present, row)
		case u.Presence == district.Absent:
			a.Absent = append(a.Absent, row)
		default:
			a.Unknown = append(a.Unknown, row)
		}
	}
	present, invited := len(a.Present), len(rd.p.Units)
	switch {
	case m.Done():
		a.Lead = sv.Of(present, invited) + " var med."
	case held, present > 0:
		a.Lead = sv.Int(present) + " är avprickade av " + sv.Int(invited) + ". Närvaron är inte klar: de andra kan ha varit med."
	default:
		a.Lead = sv.Count(invited, "är inbjuden.", "är inbjudna.")
	}
	if rd.edit && !m.Struck {
		a.Invite = paths.InviteToMeeting(m.ID)
		if len(rd.p.Parts) == 0 && m.Done() {
			a.Tick = &ui.LinkButton{Label: "Ändra närvaro", Href: paths.Attendance(m.ID), Small: true}
		}
	}
	return a
}

func presenceBadge(p district.Presence) *ui.Badge {
	switch p {
	case district.Present:
		return &ui.Badge{Status: ui.StatusDone, Text: p.Name()}
	case district.Absent:
		return &ui.Badge{Status: ui.StatusMissed, Text: p.Name()}
	}
	return &ui.Badge{Status: ui.StatusUnknown, Text: p.Name()}
}

// unit is a unit with who holds the post, and at which part it was.
func (rd reader) unit(u store.MeetingUnit) view.UnitRow {
	row := view.UnitRow{Name: u.Name, Href: rd.unitHref(u.UnitID, u.Kind, u.Slug), Note: sv.List(u.Holders)}
	if len(rd.p.Parts) > 0 {
		var at []string
		for _, part := range rd.p.Parts {
			if u.TickedAt(part.ID) {
				at = append(at, partName(part))
			}
		}
		row.Note = sv.Join(" · ", row.Note, sv.List(at))
	}
	return row
}
