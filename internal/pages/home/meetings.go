package home

import (
	"context"
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
func meetingsNow(ctx context.Context, p *Pages, q *web.Req, v *view.View) error {
	if scope := q.Scope(authz.MeetingEdit); !scope.IsEmpty() {
		report, err := p.Store.MeetingsToReport(ctx, scope, q.Today(), 50)
		if err != nil {
			return err
		}
		for i, m := range report {
			if i == reportRows && len(report) > reportRows+1 {
				n := len(report) - reportRows
				v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusUnknown, Title: sv.Count(n, "träff till väntar på besked", "träffar till väntar på besked"), Href: paths.MeetingsOf(paths.MeetingsOverdue, 0),
					Action: ui.LinkButton{Label: "Se vilka", Href: paths.MeetingsOf(paths.MeetingsOverdue, 0), Describe: "Se vilka träffar som väntar på besked"}})
				break
			}
			v.Rows = append(v.Rows, reportRow(m, q.Today(), scope.All))
		}
	}
	if scope := q.Scope(authz.MeetingAnswer); !scope.IsEmpty() {
		n, oldest, err := p.Store.QuestionsWaiting(ctx, scope)
		if err != nil {
			return err
		}
		if n > 0 && (!scope.All || q.Today().DaysSince(oldest) > oldDays) {
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusWaiting, Title: sv.Count(n, "fråga väntar på svar", "frågor väntar på svar"), Href: paths.QuestionsWaiting(),
				Meta: "Den äldsta ställdes " + sv.Date(oldest), Action: ui.LinkButton{Label: "Svara", Href: paths.QuestionsWaiting(), Describe: "Svara på frågor från träffar"}})
		}
	}
	return nextMeetings(ctx, p, q, v)
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
func nextMeetings(ctx context.Context, p *Pages, q *web.Req, v *view.View) error {
	var own authz.Scope
	for _, g := range q.Access().Grants {
		if g.Unit != 0 && g.Role.Allows(authz.MeetingRead) {
			own.Units = append(own.Units, g.Unit)
		}
	}
	if own.IsEmpty() {
		return nil
	}
	rows, err := p.Store.NextMeetings(ctx, own, q.Today(), nextRows)
	if err != nil {
		return err
	}
	v.Meetings = unitpage.MeetingRows(rows, q.Today(), true)
	v.AllMeetings = paths.Meetings
	return nil
}

// inSentence writes a name that begins with a capital inside a sentence.
func inSentence(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[n:]); unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[n:]
}
