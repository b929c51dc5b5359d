package unitpage

import (
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/web"
	"verkstad/templates/parts"
)

// meetingsOnPage is how many meetings to come, and how many that have been, a unit's page shows.
const meetingsOnPage = 3

// ReadMeetings queues the next and the last meetings of a unit for [Pages.Meetings], nil for those who see none.
func ReadMeetings(r *store.Reads, q *web.Req, unit int64) *store.UnitMeetings {
	if !q.Can(authz.MeetingRead) {
		return nil
	}
	return r.UnitMeetings(q.Scope(authz.MeetingRead), unit, q.Today(), meetingsOnPage)
}

// Meetings shows the next and the last meetings of a unit, nil where there is nothing to show.
func Meetings(q *web.Req, u store.UnitPage, read *store.UnitMeetings, closed bool) *parts.UnitMeetings {
	if read == nil {
		return nil
	}
	coming, past := read.Coming, read.Past
	v := &parts.UnitMeetings{Coming: meetingsOf(u, coming, q.Today()), Past: meetingsOf(u, past, q.Today()), AllHref: paths.MeetingsOf("", u.ID)}
	mayEdit := q.CanIn(authz.MeetingEdit, u.ID)
	if mayEdit && !closed {
		v.PlanHref = paths.NewMeeting
	}
	v.PastTitle = "Har hållits"
	for i, m := range past {
		if m.State == district.MeetingHeld {
			continue
		}
		v.PastTitle = "Har varit" // of one of them nobody has said whether it was held
		if mayEdit && m.OrganiserID == u.ID && m.Parts == 0 {
			row := &v.Past[i]
			row.Act, row.ActHref, row.Describe = "Säg hur det gick", row.Href, "Säg hur det gick: "+row.Title+" "+row.Day
		}
	}
	if len(coming)+len(past) == 0 && (closed || v.PlanHref == "") {
		return nil
	}
	return v
}

// meetingsOf are meetings on a unit's own page, which says who holds those of others.
func meetingsOf(u store.UnitPage, rows []store.MeetingRow, today district.Date) []parts.MeetingRow {
	out := make([]parts.MeetingRow, len(rows))
	for i, m := range rows {
		out[i] = MeetingRow(m, today, m.OrganiserID != u.ID)
	}
	return out
}
