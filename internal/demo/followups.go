package demo

import (
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// askedAfter are the kinds of meeting after which the board wants to know how it was, since the summer of 2017.
var askedAfter = []struct{ kind, first, second string }{
	{"chairsMeeting", "Tog ni med er något hem som ni har använt?", "Hann ni ta upp det ni ville?"},
	{"yearConference", "Var det lätt att förstå vad som skulle beslutas?", "Hann ni ta upp det ni ville?"},
}

// afterwards are the meetings whose answers are told, and how good they were.
var afterwards = []struct {
	name    string
	answers []string // taken in turn by those who were there; "" is no answer
	notes   map[int]string
}{
	{"hösten 2017", []string{"jn", "dj", "", "jd", "nn", "jj", "dd", ""}, map[int]string{3: "Bra samtal, men dagordningen tog slut på tiden."}},
	{"flyttad", []string{"jj", "jd", "dj", "jj", "", "jn", "jj", "dd", "jj"}, nil},
	{"våren 2018", []string{"jj", "jj", "jd", "jj", "dj", "jj", "", "jj", "jj", "dd", "jj"}, map[int]string{2: "Mer tid i små grupper, tack.", 9: "Vi pratade mest om lokaler."}},
}

// scheduleFollowUps schedules that kinds of meeting ask questions afterwards, and what those who came answer: the office
// rings most of them.
func (l *loader) scheduleFollowUps() error {
	l.on(date("2017-06-12"), "ask after meetings", func() error {
		for _, a := range askedAfter {
			k, err := l.s.MeetingKindByKey(l.ctx, a.kind)
			if err != nil {
				return err
			}
			l.meetingKinds[a.kind] = k.ID
			in := store.MeetingKindInput{Name: k.Name, Plural: k.Plural, Invited: k.Invited, Audiences: k.Audiences, Consultation: k.Consultation, Questions: k.Questions,
				Attendance: k.Attendance, FollowUp: store.FollowUpQuestions{First: a.first, Second: a.second}}
			for _, o := range k.Organisers {
				in.Organisers = append(in.Organisers, district.UnitKind(o))
			}
			if k.PostID != nil {
				in.Post = *k.PostID
			}
			if k.PerYear != nil {
				in.PerYear = *k.PerYear
			}
			if err := l.s.UpdateMeetingKind(l.ctx, l.office, db.OnceKey{}, k.ID, k.Revision, in); err != nil {
				return err
			}
		}
		return nil
	})
	for _, m := range afterwards {
		var day district.Date
		for _, g := range gatherings {
			if g.name == m.name {
				day = date(g.day)
				if g.moved != nil {
					day = date(g.moved.to)
				}
			}
		}
		l.on(day.AddDays(1), "plan the answers after "+m.name, func() error { return l.answerAfter(m.name, day, m.answers, m.notes) })
	}
	return nil
}

// answerAfter schedules what those who were at a meeting answer, each a few days after the other.
func (l *loader) answerAfter(name string, day district.Date, answers []string, notes map[int]string) error {
	page, err := l.s.MeetingPage(l.ctx, store.MeetingScopes{See: everything, Edit: everything}, day.AddDays(1), l.meetings[name])
	if err != nil {
		return err
	}
	i := 0
	for _, u := range page.Units {
		if u.Presence != district.Present {
			continue
		}
		said, note := answers[i%len(answers)], notes[i]
		if said != "" {
			l.answerOf(page.ID, u, day.AddDays(2+i%14), said, note)
		}
		if name == "våren 2018" && i == 2 { // changed its mind: the first answer stays
			l.answerOf(page.ID, u, date("2018-04-09"), "jj", "Nu har vi prövat smågrupper hos oss.")
		}
		i++
	}
	return nil
}

func (l *loader) answerOf(meeting int64, u store.MeetingUnit, day district.Date, said, note string) {
	l.on(day, "answer of "+u.Name+" after a meeting", func() error {
		word := map[byte]district.Answer{'j': district.AnswerYes, 'd': district.AnswerPartly, 'n': district.AnswerNo}
		in := store.NewFollowUp{Meeting: meeting, Unit: u.UnitID, Day: day, First: word[said[0]], Second: word[said[1]], Note: note, ByPhone: true}
		actor := l.office
		if own := l.writer(u.Name); own.ID != l.office.ID { // who has an account writes on the day itself
			actor, in.ByPhone, in.Day = own, false, district.Date{}
		}
		_, err := l.s.AnswerFollowUp(l.ctx, actor, db.OnceKey{}, everything, in)
		return err
	})
}

// saidYes is a coverage of those who were at the latest meeting of a kind and say yes to both questions about it, to be
// reached by a day.
func (l *loader) saidYes(kind, label string, target measure.Target, due string, kinds ...district.UnitKind) measure.Definition {
	return measure.Definition{Label: label, Kind: measure.KindCoverage, Indicator: measure.MeetingFollowUp, Target: target, Due: date(due),
		Params:     measure.MeetingFollowUpParams{KindID: l.meetingKinds[kind], Question: "both", Window: "last"}.JSON(),
		Population: measure.Population{Kinds: kinds}}
}
