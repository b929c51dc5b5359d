package demo

import (
	"fmt"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
)

// The sets of questions, by key.
const (
	feministWays       = "feministWays"
	committeeFunction  = "committeeFunction"
	strongAssociations = "strongAssociations"
	strongTrades       = "strongTradeAssociations"
)

// An answering is what a unit answered to a set of questions on a day: one letter for each question, j, d and n, and -
// for one that was left open.
type answering struct {
	set, unit, day, answers string
	note                    string
	phone                   bool   // the office rang
	struck                  string // why it turned out to be a mistake, a month later
}

// answerings are those that are told one by one; the rest are made by [loader.scheduleRounds].
var answerings = []answering{
	{set: feministWays, unit: "Farsta", day: "2017-03-20", answers: "jdn", phone: true, note: "De har infört talartid men diskar alltid samma personer."},
	{set: feministWays, unit: "Södertälje", day: "2017-10-02", answers: "ddn"},
	{set: feministWays, unit: "Södertälje", day: "2018-03-12", answers: "jdd", note: "Sedan årsmötet har vi en lista för fikat."},
	{set: strongAssociations, unit: "Södertälje", day: "2018-03-12", answers: "jjd"},
	{set: feministWays, unit: "Huddinge", day: "2018-02-19", answers: "jjj"},
	// Corrected on the same day: the first is kept, struck.
	{set: feministWays, unit: "Solna", day: "2018-03-12", answers: "jnn"},
	{set: feministWays, unit: "Solna", day: "2018-03-12", answers: "jnj", note: "Det tredje blev fel: vi turas om."},
	// It was another association that had answered.
	{set: strongAssociations, unit: "Solna", day: "2018-02-26", answers: "nnn", phone: true, struck: "Det var Sollentuna som svarade."},
	{set: strongAssociations, unit: "Sollentuna", day: "2018-02-26", answers: "nnn", phone: true},
	{set: feministWays, unit: theBoard, day: "2017-12-18", answers: "jjd"},
	{set: feministWays, unit: theCampaign, day: "2018-02-19", answers: "jjd", phone: true},
	{set: feministWays, unit: theOperations, day: "2018-03-12", answers: "dnj", phone: true},
	{set: feministWays, unit: theInfoGroup, day: "2018-04-09", answers: "j-j", phone: true},
	{set: feministWays, unit: theCounty, day: "2018-02-19", answers: "jjn", phone: true},
	{set: feministWays, unit: theCityHall, day: "2017-03-27", answers: "jdn", phone: true}, // too old by now

	{set: committeeFunction, unit: studies, day: "2017-10-02", answers: "jjjjj"},
	{set: committeeFunction, unit: studies, day: "2018-04-09", answers: "jjjjd", note: "Sidan visar en adress som ingen läser."},
	{set: committeeFunction, unit: union, day: "2018-02-19", answers: "jjddj"},
	{set: committeeFunction, unit: feminist, day: "2018-03-12", answers: "jjjjj"},
	{set: committeeFunction, unit: antiracist, day: "2018-03-12", answers: "jjdjn", phone: true},
	{set: committeeFunction, unit: climate, day: "2018-03-12", answers: "jjjjj"},
	{set: committeeFunction, unit: housing, day: "2018-02-19", answers: "jjjdj"},
	{set: committeeFunction, unit: health, day: "2018-04-09", answers: "jjjjn"},
	{set: committeeFunction, unit: schools, day: "2017-10-02", answers: "jjdnn", phone: true}, // too old by now
	{set: committeeFunction, unit: "Kulturnätverket", day: "2018-04-09", answers: "jjnn-", phone: true},
	{set: committeeFunction, unit: "Seniornätverket", day: "2018-02-19", answers: "jjjnj"},
	{set: committeeFunction, unit: "Nätverket för funktionsrätt", day: "2018-03-12", answers: "nnnnn", phone: true},
}

// told are the units whose answers to a set are told one by one.
func told(set, unit string) bool {
	for _, a := range answerings {
		if a.set == set && a.unit == unit {
			return true
		}
	}
	return false
}

// scheduleAssessments schedules what units answer about themselves.
func (l *loader) scheduleAssessments() error {
	for _, a := range answerings {
		l.answers(a)
	}
	l.scheduleRounds()
	return nil
}

// scheduleRounds schedules the rounds of answers of 2017 and 2018. Some never answer, some have not answered since the
// spring of 2017, and most do better the second time.
func (l *loader) scheduleRounds() {
	round := func(set, unit string, founded district.Date, i int) {
		if told(set, unit) {
			return
		}
		for _, d := range rounds(i) {
			if date(d).Before(founded) {
				continue
			}
			l.answers(answering{set: set, unit: unit, day: d, answers: letters(set, i, d >= "2018"), phone: !isOfficeDay(date(d))})
		}
	}
	for i, a := range localAssociations {
		round(feministWays, a.name, date(a.founded), i)
		round(strongAssociations, a.name, date(a.founded), i+3)
	}
	for i, a := range tradeAssociations {
		round(feministWays, a.name, date(a.founded), i+1)
		round(strongTrades, a.name, date(a.founded), i+4)
	}
	for i, b := range bodies {
		if b.kind == district.KindCommittee || b.kind == district.KindNetwork {
			round(feministWays, b.name, date(b.founded), i+2)
		}
	}
	for i, g := range municipalGroups {
		round(feministWays, "Kommunala gruppen i "+g.name, district.Date{}, i+5)
	}
	// What an association that is no more had answered stays on the curve.
	l.answers(answering{set: feministWays, unit: gone[0].name, day: "2017-04-24", answers: "jjn"})
}

// rounds are the days on which the i-th of some units answered. An office day is one on which the unit wrote itself, any
// other one on which the office rang.
func rounds(i int) []string {
	switch i % 9 {
	case 4:
		return nil
	case 7:
		return []string{"2017-03-22"}
	case 2:
		return []string{"2017-03-15", "2018-03-12"}
	case 5:
		return []string{"2017-10-02"}
	case 0:
		return []string{"2017-10-17", "2018-04-09"}
	case 3:
		return []string{"2018-02-05"}
	}
	return []string{"2017-12-18", "2018-03-12"}
}

func isOfficeDay(d district.Date) bool {
	for _, o := range officeDays {
		if o == d {
			return true
		}
	}
	return false
}

// letters are the answers of the i-th of some units, which are better the second time.
func letters(set string, i int, later bool) string {
	stories := []string{"jdn", "jjn", "djd", "jnn", "ndn", "jdj", "jjd"}
	if set != feministWays {
		stories = []string{"djn", "jjn", "njd", "jdn", "ddn", "jnd"}
	}
	s := []byte(stories[i%len(stories)])
	if later {
		for k, up := range map[byte]byte{'d': 'j', 'n': 'd'} {
			if s[i%3] == k {
				s[i%3] = up
				break
			}
		}
	}
	return string(s)
}

// answers schedules what a unit answers.
func (l *loader) answers(a answering) {
	l.on(date(a.day), "answers of "+a.unit, func() error {
		unit, err := l.unit(a.unit)
		if err != nil {
			return err
		}
		set, ok := l.questions[a.set]
		if !ok {
			return fmt.Errorf("there are no questions %s", a.set)
		}
		in := store.NewAssessment{Unit: unit, Questionnaire: set.ID, Day: date(a.day), Note: a.note, ByPhone: a.phone, Answers: map[int64]district.Answer{}}
		for i, letter := range a.answers {
			if x := map[rune]district.Answer{'j': district.AnswerYes, 'd': district.AnswerPartly, 'n': district.AnswerNo}[letter]; x != "" {
				in.Answers[set.Questions[i].ID] = x
			}
		}
		actor := l.office
		if !a.phone { // by the account of the unit where it has one, otherwise by nobody whose name is known
			if actor = l.writer(a.unit); actor.ID == l.office.ID {
				actor = db.CLI
			}
		}
		id, err := l.s.Assess(l.ctx, actor, db.OnceKey{}, everything, in)
		if err != nil || a.struck == "" {
			return err
		}
		l.on(date(a.day).AddMonths(1), "strike answers", func() error {
			return l.s.StrikeAssessment(l.ctx, l.office, db.OnceKey{}, everything, id, a.struck)
		})
		return nil
	})
}
