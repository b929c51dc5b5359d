package unitpage

import (
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// MeetingBadge says what has become of a meeting, or of a part of one.
func MeetingBadge(m store.Meeting, today district.Date) ui.Badge {
	switch {
	case m.Struck:
		return ui.Badge{Status: ui.StatusMissed, Text: "struken"}
	case m.State == district.MeetingHeld:
		return ui.Badge{Status: ui.StatusDone, Text: "hållen"}
	case m.State == district.MeetingCancelled:
		return ui.Badge{Status: ui.StatusMissed, Text: "inställd"}
	case m.Overdue(today):
		return ui.Badge{Status: ui.StatusUnknown, Text: "blev det av?"}
	case m.Day == today:
		return ui.Badge{Status: ui.StatusUpcoming, Text: "i dag"}
	}
	return ui.Badge{Status: ui.StatusUpcoming, Text: sv.DaysUntil(m.Day, today)}
}

// MeetingTime is when on its day a meeting begins, and ends where that is said: "18.30–20.30".
func MeetingTime(m store.Meeting) string {
	if m.EndsAt != nil {
		return sv.TimeRange(m.StartsAt, *m.EndsAt)
	}
	return sv.Time(m.StartsAt)
}

// MeetingRow is a meeting in a list. by says whether to tell who holds it, when it is not the district as with most.
func MeetingRow(m store.MeetingRow, today district.Date, by bool) parts.MeetingRow {
	row := parts.MeetingRow{Title: m.Name(), Href: paths.Meeting(m.ID), Day: sv.DateShort(m.Day), Time: MeetingTime(m.Meeting), Place: m.Place,
		Badge: MeetingBadge(m.Meeting, today)}
	if m.Audience != "" {
		row.Title += ", " + m.Audience
	}
	if by && m.OrganiserKind != district.KindDistrict {
		row.By = m.OrganiserName
	}
	switch {
	case m.State == district.MeetingCancelled:
		row.Note = m.StateReason
	case m.State == district.MeetingHeld && !m.Attendance:
	case m.State == district.MeetingHeld && m.SeesAll && !m.Done():
		row.Note = "närvaron är inte klar"
	case m.State == district.MeetingHeld && m.SeesAll:
		row.Note = sv.Of(m.Present, m.Invited) + " var med"
	case m.State == district.MeetingHeld && m.OwnAsked:
		row.Note = "ni: " + district.PresenceAt(m.OwnTicked, m.Done()).Name()
	}
	if m.Parts > 0 {
		row.Time, row.Place = "", sv.Count(m.Parts, "del", "delar")
		if m.State == district.MeetingPlanned && m.PartsHeld > 0 {
			row.Place = sv.Of(m.PartsHeld, m.Parts) + " delar är hållna"
		}
	}
	return row
}

// MeetingRows are meetings in a list.
func MeetingRows(rows []store.MeetingRow, today district.Date, by bool) []parts.MeetingRow {
	out := make([]parts.MeetingRow, len(rows))
	for i, m := range rows {
		out[i] = MeetingRow(m, today, by)
	}
	return out
}
