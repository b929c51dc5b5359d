package demo

import (
	"fmt"

	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// A gathering is a meeting of the demo and what becomes of it. Days are those on which it happened; it is written on
// the office day that follows.
type gathering struct {
	name      string // under which questions and goals find it; "" when nothing does
	kind      string // key
	by        string // who holds it; the district when empty
	day, at   string // first planned for; the time is 10:00 when empty
	end       string
	place     string
	planned   string // on which it was planned; forty days before when empty
	title     string
	audience  string
	consulted string
	parts     []partOf
	moved     *moved
	cancelled *cancelled
	note      string
	// came tells which of the invited units came, by their place in the list; nil: nobody has noted it. held tells of a
	// meeting whose attendance is not noted that it was held.
	came func(i int) bool
	held bool
}

// A partOf is a part of a meeting in several places: the units whose place in the list leaves the remainder come to it.
type partOf struct {
	region, day, place string
	remainder          int
}

type moved struct{ told, to, place, reason string }

type cancelled struct{ told, reason string }

// most tells of an attendance: all but those whose place is one of the remainders modulo n.
func most(n int, but ...int) func(int) bool {
	return func(i int) bool {
		for _, b := range but {
			if i%n == b {
				return false
			}
		}
		return true
	}
}

// gatherings are two years of meetings: of the four chairs' meetings that 2017 needed one was moved over New Year, so
// that the year was missed, one was held in four parts of the county, and three associations have not come twice.
var gatherings = []gathering{
	{kind: "yearConference", day: "2017-02-18", end: "17:00", place: "Folkets hus, Södertälje", planned: "2016-09-01", came: most(17, 3, 11)},
	{kind: "chairsMeeting", name: "våren 2017", day: "2017-03-25", end: "15:00", place: "Distriktets lokal", came: most(6, 4),
		note: "Vi gick igenom planen kapitel för kapitel. Flera ville ha mer stöd till nya kassörer."},
	{kind: "chairsMeeting", name: "i fyra delar", day: "2017-05-30", at: "18:30", end: "20:30", parts: []partOf{
		{"Norra länsdelen", "2017-05-30", "Biblioteket i Upplands Väsby", 0}, {"Södra länsdelen", "2017-05-31", "Folkets hus i Huddinge", 1},
		{"Södertörn och skärgården", "2017-06-01", "Skolan i Tyresö", 2}, {"Innerstaden och västerort", "2017-06-07", "Distriktets lokal", 3}}, came: most(7, 6)},
	{kind: "chairsMeeting", name: "hösten 2017", day: "2017-09-16", end: "15:00", place: "Distriktets lokal", came: most(5, 2)},
	{kind: "chairsMeeting", name: "flyttad", day: "2017-12-02", end: "15:00", place: "Folkets hus, Sundbyberg", came: most(9, 5, 7),
		moved: &moved{"2017-11-20", "2018-01-20", "Distriktets lokal", "Lokalen översvämmades, och ingen annan fanns att få före jul."}},
	{kind: "chairsMeeting", name: "våren 2018", day: "2018-02-24", end: "15:00", place: "Distriktets lokal", came: most(9, 5, 2)},
	{kind: "chairsMeeting", day: "2018-05-26", end: "15:00", place: "Distriktets lokal", planned: "2018-01-22"},
	{kind: "chairsMeeting", day: "2018-10-06", end: "15:00", place: "Distriktets lokal", planned: "2018-01-22"},
	{kind: "chairsMeeting", day: "2018-12-08", end: "15:00", planned: "2018-01-22"},

	{kind: "representativesMeeting", day: "2017-11-11", end: "16:00", place: "Landstingshuset", consulted: "2017-09-20", came: most(5, 3),
		note: "Budgetarbetet i en minoritet, och hur man läser en nämndhandling på en kvart."},
	{kind: "representativesMeeting", day: "2018-11-17", end: "16:00", place: "Landstingshuset", planned: "2018-03-01"},
	{kind: "groupLeadersMeeting", day: "2017-05-13", end: "13:00", place: "Landstingshuset", came: most(4, 1)},
	{kind: "groupLeadersMeeting", day: "2017-10-14", end: "13:00", place: "Landstingshuset",
		cancelled: &cancelled{"2017-10-09", "Fem av gruppledarna satt i budgetförhandlingar. Vi träffas i mars i stället."}},
	{kind: "groupLeadersMeeting", name: "gruppledarna 2018", day: "2018-03-17", end: "13:00", place: "Landstingshuset", came: most(4, 2)},
	{kind: "groupLeadersMeeting", day: "2018-09-22", end: "13:00", planned: "2018-03-19"},

	{kind: "treasurersMeeting", day: "2017-03-11", end: "14:00", place: "Distriktets lokal", came: most(3, 1)},
	{kind: "treasurersMeeting", day: "2018-04-07", end: "14:00", place: "Distriktets lokal", held: true}, // närvaron saknas
	{kind: "studyOfficersMeeting", by: studies, day: "2017-10-07", end: "14:00", place: "Distriktets lokal", came: most(2, 1)},
	{kind: "studyOfficersMeeting", by: studies, day: "2018-05-05", end: "14:00", place: "Distriktets lokal", planned: "2018-02-19"},
	{kind: "womensTraining", by: feminist, day: "2017-11-18", end: "16:00", place: "Folkets hus, Skärholmen", audience: "medlemmar", came: most(4, 0, 3)},
	{kind: "womensTraining", by: feminist, day: "2018-05-19", end: "16:00", place: "Folkets hus, Skärholmen", audience: "medlemmar", planned: "2018-02-01"},
	{kind: "womensTraining", by: feminist, day: "2018-12-01", end: "16:00", audience: "parlamentariker", planned: "2018-02-01"},
	{kind: "yearConference", day: "2018-03-24", end: "17:00", place: "Folkets hus, Solna", planned: "2017-10-02", came: most(13, 6)},
	{kind: "electionConference", day: "2018-04-28", end: "17:00", place: "Folkets hus, Rinkeby", planned: "2018-01-15"},

	{kind: "boardMeeting", by: theBoard, day: "2017-03-12", at: "11:00", end: "15:00", place: "Distriktets lokal", held: true},
	{kind: "boardMeeting", by: theBoard, day: "2017-05-14", at: "11:00", end: "15:00", place: "Distriktets lokal", held: true},
	{kind: "boardMeeting", by: theBoard, day: "2017-09-10", at: "11:00", end: "15:00", place: "Distriktets lokal", held: true},
	{kind: "boardMeeting", by: theBoard, day: "2018-01-14", at: "11:00", end: "15:00", place: "Distriktets lokal", held: true},
	{kind: "boardMeeting", by: theBoard, day: "2018-03-11", at: "11:00", end: "15:00", place: "Distriktets lokal", held: true},
	{kind: "boardMeeting", by: theBoard, day: "2018-05-13", at: "11:00", end: "15:00", place: "Distriktets lokal", planned: "2018-03-12"},
	{kind: "groupMeeting", by: theCampaign, day: "2018-04-23", at: "17:30", planned: "2018-04-09"},
	{kind: "groupMeeting", by: "Kommunala gruppen i Botkyrka", day: "2018-04-23", at: "18:00", place: "Kommunalhuset i Tumba", planned: "2018-03-26"},
	{kind: "committeeMeeting", by: studies, day: "2017-09-12", at: "18:00", place: "Distriktets lokal", held: true},
	{kind: "committeeMeeting", by: studies, day: "2017-11-14", at: "18:00", place: "Distriktets lokal", held: true},
	{kind: "committeeMeeting", by: union, day: "2017-10-26", at: "17:30", place: "Distriktets lokal", held: true},
	{kind: "committeeMeeting", by: antiracist, day: "2018-03-21", at: "18:00", held: true},
	{kind: "committeeMeeting", by: studies, day: "2018-02-13", at: "18:00", place: "Distriktets lokal", held: true},
	{kind: "committeeMeeting", by: studies, day: "2018-04-10", at: "18:00", place: "Distriktets lokal", planned: "2018-02-14"}, // nobody has said whether it was held
	{kind: "committeeMeeting", by: studies, day: "2018-05-15", at: "18:00", place: "Distriktets lokal", planned: "2018-02-14"},
	{kind: "committeeMeeting", by: climate, day: "2018-03-06", at: "18:00", held: true},
	{kind: "committeeMeeting", by: union, day: "2018-02-22", at: "17:30", place: "Distriktets lokal", held: true},
	{kind: "committeeMeeting", by: health, day: "2018-03-13", at: "18:00", place: "Landstingshuset", held: true},
	{kind: "committeeMeeting", by: schools, day: "2017-11-22", at: "18:00", held: true},
	{kind: "committeeMeeting", by: "Seniornätverket", day: "2018-04-05", at: "13:00", place: "Biblioteket på Medborgarplatsen", held: true},
	{kind: "committeeMeeting", by: "Kulturnätverket", day: "2018-04-04", at: "18:30", planned: "2018-03-12", cancelled: &cancelled{"2018-04-02", "För få kunde komma."}},
	{kind: "committeeMeeting", by: housing, day: "2018-05-02", at: "18:30", planned: "2018-04-02"},
	{kind: "associationMeeting", by: "Farsta", day: "2018-03-15", at: "19:00", end: "21:00", place: "Biblioteket", title: "Årsmöte", held: true},
	{kind: "associationMeeting", by: "Farsta", day: "2018-05-08", at: "19:00", end: "21:00", place: "Biblioteket", planned: "2018-03-16"},
	{kind: "associationMeeting", by: "Södertälje", day: "2018-04-11", at: "18:30", place: "Föreningslokalen", planned: "2018-03-12"}, // nobody has said whether it was held
}

// asked are questions put at meetings to the county council group, with the answers that have come.
var asked = []struct{ at, by, text, answer, answered string }{
	{"hösten 2017", "Norrtälje", "Blir akuten i Norrtälje kvar om sjukhuset får en ny ägare?",
		"Ja. I budgeten för 2018 finns den kvar, och vi har krävt att det skrivs in i avtalet. Vi berättar när det är klart.", "2017-10-20"},
	{"hösten 2017", "Haninge", "När kommer de nya pendeltågstiderna för oss som börjar före sex?",
		"Trafiknämnden tog upp det i november. De tidiga turerna finns i den nya tabellen från december.", "2017-11-28"},
	{"våren 2018", "Farsta", "Varför stängs vårdcentralens kvällsmottagning på torsdagarna?",
		"Den stängdes för att det fattades personal. Vi har begärt att få veta när den öppnar igen.", "2018-03-09"},
	{"våren 2018", "Sollentuna", "Hur många tandläkare fattas i folktandvården i norra länet?", "", ""},
	{"gruppledarna 2018", "Kommunala gruppen i Botkyrka", "Går det att få underlag om busslinjerna före nämndens möte i maj?", "", ""},
}

// scheduleMeetings schedules all meetings, what becomes of them, and the questions that were put.
func (l *loader) scheduleMeetings() error {
	for i := range gatherings {
		l.gather(&gatherings[i])
	}
	for _, q := range asked {
		l.ask(q.at, q.by, q.text, q.answer, q.answered)
	}
	return nil
}

// clockAt is an instant by the clock on the wall.
func clockAt(day district.Date, at string) (w store.When, err error) {
	t, ok := district.ParseTimeOfDay(at)
	if !ok {
		return w, fmt.Errorf("%q is no time of day", at)
	}
	return store.When{Start: t.On(day, clock.Stockholm)}, nil
}

func (g *gathering) when(day, place string) (store.When, error) {
	at := g.at
	if at == "" {
		at = "10:00"
	}
	w, err := clockAt(date(day), at)
	if err != nil || g.end == "" {
		w.Place = place
		return w, err
	}
	end, err := clockAt(date(day), g.end)
	w.End, w.Place = end.Start, place
	return w, err
}

// gather schedules one meeting.
func (l *loader) gather(g *gathering) {
	planned, last := date(g.planned), date(g.day)
	if planned.IsZero() {
		planned = last.AddDays(-40)
	}
	var id int64
	l.on(planned, "plan "+g.kind, func() (err error) {
		id, err = l.planMeeting(g)
		if g.name != "" {
			l.meetings[g.name] = id
		}
		return err
	})
	if m := g.moved; m != nil {
		last = date(m.to)
		l.on(date(m.told), "move "+g.kind, func() error {
			to, err := g.when(m.to, m.place)
			if err != nil {
				return err
			}
			return l.s.MoveMeeting(l.ctx, l.office, db.OnceKey{}, everything, id, 1, to, m.reason)
		})
	}
	if c := g.cancelled; c != nil {
		l.on(date(c.told), "cancel "+g.kind, func() error {
			return l.s.CancelMeeting(l.ctx, l.office, db.OnceKey{}, everything, id, 1, c.reason)
		})
	}
	for i, p := range g.parts {
		l.on(date(p.day), "hold a part", func() error {
			page, err := l.s.MeetingPage(l.ctx, store.MeetingScopes{See: everything, Edit: everything}, date(p.day), id)
			if err != nil {
				return err
			}
			return l.finish(page.Parts[i].ID, func(n int) bool { return n%len(g.parts) == p.remainder && g.came(n) })
		})
	}
	switch {
	case len(g.parts) > 0:
	case g.came != nil:
		l.on(last, "finish "+g.kind, func() error { return l.finish(id, g.came) })
	case g.held:
		l.on(last, "hold "+g.kind, func() error {
			return l.s.HoldMeeting(l.ctx, l.office, db.OnceKey{}, everything, id, 1)
		})
	}
}

func (l *loader) planMeeting(g *gathering) (int64, error) {
	kind, err := l.s.MeetingKindByKey(l.ctx, g.kind)
	if err != nil {
		return 0, err
	}
	by := g.by
	if by == "" {
		by = theDistrict
	}
	organiser, err := l.unit(by)
	if err != nil {
		return 0, err
	}
	in := store.NewMeeting{Kind: kind.ID, Organiser: organiser, Title: g.title, Audience: g.audience, Consulted: date(g.consulted), Note: g.note}
	if in.When, err = g.when(g.day, g.place); err != nil {
		return 0, err
	}
	for _, p := range g.parts {
		w, err := g.when(p.day, p.place)
		if err != nil {
			return 0, err
		}
		w.Region = p.region
		in.Parts = append(in.Parts, w)
	}
	return l.s.PlanMeeting(l.ctx, l.office, db.OnceKey{}, everything, in)
}

// finish ticks those who came, by their place among the invited.
func (l *loader) finish(id int64, came func(i int) bool) error {
	page, err := l.s.Attendance(l.ctx, store.MeetingScopes{Edit: everything}, Start, id)
	if err != nil {
		return err
	}
	var marks []store.Mark
	for i, u := range page.Units {
		if came(i) {
			marks = append(marks, store.Mark{ID: fmt.Sprintf("demo:%d:%d", id, u.UnitID), Unit: u.UnitID, Present: true})
		}
	}
	_, err = l.s.FinishAttendance(l.ctx, l.office, db.OnceKey{}, everything, id, marks)
	return err
}

// ask schedules a question on the day of its meeting, and its answer.
func (l *loader) ask(at, by, text, answer, answered string) {
	var day district.Date
	for _, g := range gatherings {
		if g.name == at {
			day = date(g.day)
		}
	}
	var id int64
	l.on(day, "ask: "+text, func() error {
		meeting, ok := l.meetings[at]
		if !ok {
			return fmt.Errorf("there is no meeting %s yet", at)
		}
		unit, err := l.unit(by)
		if err != nil {
			return err
		}
		county, err := l.unit(theCounty)
		if err != nil {
			return err
		}
		id, err = l.s.AskQuestion(l.ctx, l.office, db.OnceKey{}, everything, everything, meeting, store.QuestionInput{By: unit, To: county, Text: text})
		return err
	})
	if answer == "" {
		return
	}
	l.on(date(answered), "answer: "+text, func() error {
		by := l.office
		if a, ok := l.actors[countyLeaderEmail]; ok {
			by = a
		}
		return l.s.AnswerQuestion(l.ctx, by, db.OnceKey{}, everything, id, 1, answer, date(answered))
	})
}

// countyLeaderEmail is the account that answers questions.
const countyLeaderEmail = "gruppledare.landstinget@demo.example"

// perYear is a measure of how many meetings of a kind are held in each of the calendar years, for each audience where
// there are any.
func perYear(kind, label string, n int, years []int, p measure.MeetingFrequencyParams) way {
	return way{meeting: kind, of: func(id int64) []byte { p.KindID = id; return p.JSON() },
		def: measure.Definition{Label: label, Kind: measure.KindFrequency, Indicator: measure.MeetingFrequency,
			Target: measure.Target{Unit: measure.TargetCount, N: n}, Rhythm: measure.Rhythm{Kind: measure.RhythmCalendar, Years: years}}}
}

// haveCome is a measure of which units have come to meetings of a kind.
func haveCome(kind, label, window string, target measure.Target, kinds ...district.UnitKind) way {
	return way{meeting: kind, of: func(id int64) []byte {
		return measure.AttendanceCoverageParams{KindID: id, AtLeast: 1, Window: window}.JSON()
	}, def: measure.Definition{Label: label, Kind: measure.KindCoverage, Indicator: measure.AttendanceCoverage,
		Population: measure.Population{Kinds: kinds}, Target: target, Rhythm: standing}}
}

// during is a measure of how many meetings of a kind are held in the period, without a number that anybody has decided.
func during(kind, label string) way {
	return way{meeting: kind, of: func(id int64) []byte { return measure.MeetingVolumeParams{KindIDs: []int64{id}}.JSON() },
		def: measure.Definition{Label: label, Kind: measure.KindVolume, Indicator: measure.MeetingVolume, Target: measure.All()}}
}
