package home

import (
	"unicode"
	"unicode/utf8"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/home"
	"verkstad/templates/ui"
)

// Bounds of what the start page tells of meetings.
const (
	reportRows = 2  // rows that ask about one meeting each, before the others are told of together
	nextRows   = 2  // meetings ahead
	oldDays    = 30 // days after which a question without an answer is for the office too
)

// meetingsNow asks those who hold meetings what became of them and who came, and those who are asked for their answers;
// it shows the reader's own units what is next.
func meetingsNow(r *store.Reads, q *web.Req) answer {
	var report *[]store.Meeting
	mine := q.Scope(authz.MeetingEdit)
	if !mine.IsEmpty() {
		report = r.MeetingsToReport(mine, q.Today(), 50)
	}
	var waiting *store.WaitingQuestions
	asked := q.Scope(authz.MeetingAnswer)
	if !asked.IsEmpty() {
		waiting = r.QuestionsWaiting(asked)
	}
	next := nextMeetings(r, q)
	return func(v *view.View) {
		if report != nil {
			v.Rows = append(v.Rows, reportRowsOf(*report, q.Today(), mine.All)...)
		}
		if waiting != nil && waiting.N > 0 && (!asked.All || q.Today().DaysSince(waiting.Oldest) > oldDays) {
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusWaiting, Title: sv.Count(waiting.N, "fråga väntar på svar", "frågor väntar på svar"), Href: paths.QuestionsWaiting(),
				Meta: "Den äldsta ställdes " + sv.Date(waiting.Oldest), Action: ui.LinkButton{Label: "Svara", Href: paths.QuestionsWaiting(), Describe: "Svara på frågor från träffar"}})
		}
		if next != nil {
			next(v)
		}
	}
}

// reportRowsOf ask about the first meetings one by one, and about the others together.
func reportRowsOf(report []store.Meeting, today district.Date, office bool) []ui.ActionRow {
	var out []ui.ActionRow
	for i, m := range report {
		if i == reportRows && len(report) > reportRows+1 {
			n := len(report) - reportRows
			return append(out, ui.ActionRow{Status: ui.StatusUnknown, Title: sv.Count(n, "träff till väntar på besked", "träffar till väntar på besked"), Href: paths.MeetingsOf(paths.MeetingsOverdue, 0),
				Action: ui.LinkButton{Label: "Se vilka", Href: paths.MeetingsOf(paths.MeetingsOverdue, 0), Describe: "Se vilka träffar som väntar på besked"}})
		}
		out = append(out, reportRow(m, today, office))
	}
	return out
}

// reportRow asks what became of a meeting, or who came to it.
func reportRow(m store.Meeting, today district.Date, office bool) ui.ActionRow {
	name := m.Name() + " " + sv.Date(m.Day)
	if m.PartOf != nil && m.Region != "" {
		name += ", " + inSentence(m.Region)
	}
	row := ui.ActionRow{Status: ui.StatusUnknown, Title: sv.Capital(name) + ": blev det av?", Href: paths.Meeting(m.ID)}
	act := "Svara"
	if m.Attendance {
		act, row.Href = "Fyll i", paths.Attendance(m.ID)
		row.Meta = "Pricka av vilka som var med"
	}
	switch {
	case m.Day == today:
		row.Status, row.Title = ui.StatusUpcoming, sv.Capital(name)
	case m.State == district.MeetingHeld:
		row.Title = "Närvaro saknas för " + inSentence(name)
	}
	if office {
		row.Meta = sv.Join(". ", m.OrganiserName, row.Meta)
	}
	row.Action = ui.LinkButton{Label: act, Href: row.Href, Describe: act + ": " + name}
	return row
}

// nextMeetings are those of the reader's own units.
func nextMeetings(r *store.Reads, q *web.Req) answer {
	var own authz.Scope
	for _, g := range q.Access().Grants {
		if g.Unit != 0 && g.Role.Allows(authz.MeetingRead) {
			own.Units = append(own.Units, g.Unit)
		}
	}
	if own.IsEmpty() {
		return nil
	}
	rows := r.NextMeetings(own, q.Today(), nextRows)
	return func(v *view.View) {
		v.Meetings = unitpage.MeetingRows(*rows, q.Today(), true)
		v.AllMeetings = paths.Meetings
	}
}

// inSentence writes a name that begins with a capital inside a sentence.
func inSentence(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[n:]); unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[n:]
}
