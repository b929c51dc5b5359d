package demo

import (
	"fmt"
	"strings"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
)

// An occasion is something that happened, or was to happen, and that is counted.
type occasion struct {
	kind, unit, day string
	written         string // day on which it was written; "" for the day itself. What was written before the day was planned
	title           string
	people          int
	partner         string
	others          string // units that took part besides, with "+" between them
	cancelled       string // "day reason"
	struck          string // "day reason"
	open            bool   // nobody has said what became of it
}

// Kinds of record, by key.
const (
	historyCircle    = "studyCircleHistory"
	transitionCircle = "studyCircleTransition"
	otherCircle      = "studyCircleOther"
	unionTraining    = "unionTraining"
	electedTraining  = "representativesTraining"
	newcomers        = "newMemberCourse"
	workers          = "campaignTraining"
	tradeFormed      = "tradeAssociationFormed"
	tradeActivity    = "tradeAssociationActivity"
	supportInTime    = "supportAnswered"
	supportLate      = "supportAnsweredLate"
)

var occasions = []occasion{
	// Twelve circles on the history of ideas from the autumn of 2017 on; the last were written in afterwards.
	{kind: historyCircle, unit: "Farsta", day: "2017-11-21", people: 9, partner: "Studieförbundet"},
	{kind: historyCircle, unit: "Botkyrka", day: "2017-11-23", people: 12, partner: "Studieförbundet"},
	{kind: historyCircle, unit: "Nacka", day: "2017-11-28", people: 7, partner: "Studieförbundet"},
	{kind: historyCircle, unit: "Hammarby-Skarpnäck", day: "2017-12-05", people: 11, partner: "Studieförbundet", others: "Enskede-Årsta"},
	{kind: historyCircle, unit: "Upplands Väsby", day: "2017-12-06", people: 8, partner: "Studieförbundet"},
	{kind: historyCircle, unit: "Kommunalvänstern", day: "2017-12-12", people: 14, partner: "Studieförbundet", others: "Vårdvänstern+Lärarvänstern"},
	{kind: historyCircle, unit: "Solna", day: "2017-12-13", people: 6},
	{kind: historyCircle, unit: "Bromma", day: "2018-01-31", people: 10, partner: "Studieförbundet"},
	{kind: historyCircle, unit: "Haninge", day: "2018-02-07", people: 9, partner: "Studieförbundet", others: "Tyresö"},
	{kind: historyCircle, unit: "Södertälje", day: "2018-02-14", people: 8},
	{kind: historyCircle, unit: "Västra Södermalm", day: "2017-12-14", written: "2018-03-12", people: 7},
	{kind: historyCircle, unit: "Norrtälje", day: "2018-01-24", written: "2018-04-09", people: 5, partner: "Studieförbundet"},
	{kind: historyCircle, unit: "Kista", day: "2018-02-28", written: "2017-12-18", people: 0, cancelled: "2018-02-19 För få anmälda."},
	{kind: historyCircle, unit: "Huddinge", day: "2018-03-06", written: "2018-02-19", open: true},
	{kind: historyCircle, unit: "Enskede-Årsta", day: "2017-12-05", written: "2018-02-19", people: 11, struck: "2018-03-12 Samma cirkel som i Hammarby-Skarpnäck."},

	// What the union committee has held, with those who took part.
	{kind: unionTraining, unit: union, day: "2017-04-08", people: 22, title: "Facket och politiken, en lördag", others: "Kommunalvänstern+Seko-vänstern+Farsta"},
	{kind: unionTraining, unit: union, day: "2017-10-14", people: 31, partner: "Studieförbundet", title: "Facket och politiken, en lördag", others: "Lärarvänstern+Vårdvänstern+Huddinge+Södertälje"},
	{kind: unionTraining, unit: "Byggvänstern", day: "2018-02-10", people: 14, title: "Ordning på arbetsplatsen"},
	{kind: unionTraining, unit: union, day: "2018-05-12", written: "2018-03-12", people: 0, title: "Facket och politiken, en lördag"},

	// The circles on the transition are another effort, and are never counted with the others.
	{kind: transitionCircle, unit: "Täby-Danderyd", day: "2018-02-20", people: 7},
	{kind: transitionCircle, unit: "Vantör", day: "2018-02-27", people: 9, others: "Farsta"},
	{kind: transitionCircle, unit: climate, day: "2018-03-01", title: "Handledarnas egen cirkel", people: 8, others: "Kungsholmen+Spånga"},
	{kind: transitionCircle, unit: "Botkyrka", day: "2018-03-07", people: 10},
	{kind: transitionCircle, unit: "Transportvänstern", day: "2018-03-20", people: 6, others: "Seko-vänstern"},
	{kind: transitionCircle, unit: "Lidingö", day: "2018-03-27", written: "2018-04-09", people: 5},
	{kind: transitionCircle, unit: "Nynäshamn", day: "2018-05-08", written: "2018-03-12"},
	{kind: transitionCircle, unit: "Järfälla", day: "2018-05-15", written: "2018-04-09"},
	{kind: transitionCircle, unit: "Sundbyberg", day: "2018-09-25", written: "2018-04-09"},
	{kind: otherCircle, unit: "Bostadsutskottet", day: "2018-02-06", title: "Läsecirkel om allmännyttan", people: 6},

	// Trainings before the election do not count in what is promised for after it.
	{kind: electedTraining, unit: theCounty, day: "2018-03-15", title: "Budget i landstinget", people: 13},
	{kind: newcomers, unit: studies, day: "2017-05-13", people: 17},
	{kind: newcomers, unit: studies, day: "2017-11-11", people: 21},
	{kind: newcomers, unit: studies, day: "2018-03-10", people: 19},
	{kind: newcomers, unit: "Nacka", day: "2017-10-14", people: 8},
	{kind: newcomers, unit: studies, day: "2018-05-26", written: "2018-04-09"},
	{kind: workers, unit: theOperations, day: "2018-04-07", people: 32, others: "Farsta+Solna+Botkyrka+Nacka+Huddinge"},

	{kind: tradeFormed, unit: "Visionvänstern", day: "2017-05-06"},
	{kind: tradeActivity, unit: "Byggvänstern", day: "2017-09-20", title: "Frukost på bygget"},
	{kind: tradeActivity, unit: "Kommunalvänstern", day: "2017-11-08", title: "Öppet möte om heltid", people: 26},
	{kind: tradeActivity, unit: "Handelsvänstern", day: "2018-02-22", title: "Träff om scheman", people: 11},
	{kind: tradeActivity, unit: "Lärarvänstern", day: "2018-03-21", title: "Samtal om två lärare i klassrummet", people: 15},
	{kind: supportInTime, unit: union, day: "2017-06-07", others: "Visionvänstern"},
	{kind: supportInTime, unit: union, day: "2017-10-19", others: "Kulturvänstern"},
	{kind: supportLate, unit: union, day: "2018-01-30", others: "Metallvänstern"},
	{kind: supportInTime, unit: union, day: "2018-03-28", others: "Handelsvänstern"},
}

// completions are the days through which the office has said that everything of a kind is written, and when it said so.
var completions = []struct{ kind, through, said string }{
	{historyCircle, "2017-12-31", "2018-02-19"}, {historyCircle, "2018-03-31", "2018-04-09"}, {transitionCircle, "2018-03-31", "2018-04-09"},
}

// scheduleRecords schedules what happens and is counted.
func (l *loader) scheduleRecords() error {
	for _, o := range occasions {
		l.happens(o)
	}
	for _, c := range completions {
		l.on(date(c.said), "all is written", func() error {
			_, err := l.s.CompleteRecords(l.ctx, l.office, db.OnceKey{}, l.recordKinds[c.kind].ID, date(c.through))
			return err
		})
	}
	return nil
}

// happens schedules that an occasion is written, and what becomes of it.
func (l *loader) happens(o occasion) {
	day := date(o.day)
	written := day
	if o.written != "" {
		written = date(o.written)
	}
	planned := written.Before(day)
	l.on(written, "write "+o.kind, func() error {
		in, err := l.recordOf(o)
		if err != nil {
			return err
		}
		in.Done = !planned
		if planned {
			in.Number = nil
		}
		id, err := l.s.AddRecord(l.ctx, l.office, db.OnceKey{}, everything, in)
		if err != nil {
			return err
		}
		switch {
		case o.cancelled != "":
			on, reason, _ := strings.Cut(o.cancelled, " ")
			l.on(date(on), "cancel "+o.kind, func() error {
				return l.s.CancelRecord(l.ctx, l.office, db.OnceKey{}, everything, id, 1, reason)
			})
		case o.struck != "":
			on, reason, _ := strings.Cut(o.struck, " ")
			l.on(date(on), "strike "+o.kind, func() error {
				return l.s.StrikeRecord(l.ctx, l.office, db.OnceKey{}, everything, id, 1, reason)
			})
		case planned && !o.open && !day.After(Start):
			l.on(day, "finish "+o.kind, func() error {
				number := o.people
				return l.s.RecordDone(l.ctx, l.office, db.OnceKey{}, everything, id, 1, day, &number)
			})
		}
		return nil
	})
}

func (l *loader) recordOf(o occasion) (store.RecordInput, error) {
	kind, ok := l.recordKinds[o.kind]
	if !ok {
		return store.RecordInput{}, fmt.Errorf("there is no kind of record %s", o.kind)
	}
	in := store.RecordInput{Kind: kind.ID, HappenedOn: date(o.day), Partner: o.partner, Title: o.title}
	if o.people > 0 {
		in.Number = &o.people
	}
	var err error
	if in.Unit, err = l.unit(o.unit); err != nil || o.others == "" {
		return in, err
	}
	for _, name := range strings.Split(o.others, "+") {
		u, err := l.unit(name)
		if err != nil {
			return in, err
		}
		in.Others = append(in.Others, u)
	}
	return in, nil
}

// readCounted reads what the migrations have put there to be answered and written.
func (l *loader) readCounted() error {
	sets, err := l.s.Questionnaires(l.ctx)
	if err != nil {
		return err
	}
	kinds, err := l.s.RecordKinds(l.ctx)
	if err != nil {
		return err
	}
	l.questions, l.recordKinds = map[string]store.Questionnaire{}, map[string]store.RecordKind{}
	for _, n := range sets {
		l.questions[n.Key] = n
	}
	for _, k := range kinds {
		l.recordKinds[k.Key] = k
	}
	return nil
}

// everyBody are the kinds of unit that are asked how they work.
func (l *loader) everyBody() []district.UnitKind { return l.questions[feministWays].UnitKinds }
