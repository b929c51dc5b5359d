package demo

import (
	"fmt"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// scheduleCounts schedules that goals are also counted by what units answer about themselves and by what has happened:
// the board decided so in February 2018. The curves go back to the beginning all the same.
func (l *loader) scheduleCounts() error {
	day := date("2018-02-19")
	for _, c := range []struct {
		goal string
		defs func() []measure.Definition
	}{
		{"Studieomgång om idéhistoria", func() []measure.Definition {
			return []measure.Definition{l.soMany(historyCircle, "Tio cirklar till och med mars 2018", 10, "", "2018-03-31")}
		}},
		{"Studieomgång om omställningen", func() []measure.Definition {
			return []measure.Definition{
				l.soMany(transitionCircle, "Tolv genomförda cirklar", 12, "", "2018-12-31"),
				l.tookPart(transitionCircle, "Föreningar som har deltagit", measure.Target{Unit: measure.TargetCount, N: 15}, "2018-12-31")}
		}},
		{"Ordet, uppdragen och slitet delas rättvist", func() []measure.Definition {
			three := measure.Target{Unit: measure.TargetPercent, N: 75}
			return []measure.Definition{
				l.answering(feministWays, 0, "Alla kommer till tals", three, "2019-03-31", l.everyBody()...),
				l.answering(feministWays, 1, "Både kvinnor och män föreslås", three, "2019-03-31", l.everyBody()...),
				l.answering(feministWays, 2, "Det praktiska delas", three, "2019-03-31", l.everyBody()...)}
		}},
		{"Fackligt och politiskt hänger ihop", func() []measure.Definition { // beside the judgement, which no number replaces
			people := l.soMany(unionTraining, "Deltagare i de utbildningarna", 0, "", "")
			people.Params = measure.RecordVolumeParams{KindIDs: []int64{l.recordKinds[unionTraining].ID}, People: true}.JSON()
			return []measure.Definition{l.soMany(unionTraining, "Fackliga utbildningar", 0, "", ""), people}
		}},
		{"Stöd till branschföreningarna", func() []measure.Definition {
			return []measure.Definition{
				l.soMany(supportInTime, "Frågor om stöd som har besvarats inom 14 dagar", 0, "", ""),
				l.soMany(tradeActivity, "Aktiviteter i branschföreningarna", 0, "", "")}
		}},
		{"Utbildningar efter valet", func() []measure.Definition {
			return []measure.Definition{l.soMany(electedTraining, "Genomförda utbildningar", 12, "2018-09-10", "2019-03-31")}
		}},
		{"Styrelser som fungerar", func() []measure.Definition {
			half := measure.Target{Unit: measure.TargetPercent, N: 50}
			return []measure.Definition{
				l.answering(strongAssociations, 0, "Kända för en fråga där de bor", half, "2019-03-31", district.KindAssociation),
				l.answering(strongAssociations, 2, "Plan för att nå fler", half, "2019-03-31", district.KindAssociation)}
		}},
		{"Kurs för den som är ny", func() []measure.Definition {
			def := l.soMany(newcomers, "Deltagare i kurser för nya", 0, "", "")
			def.Params = measure.RecordVolumeParams{KindIDs: []int64{l.recordKinds[newcomers].ID}, People: true}.JSON()
			return []measure.Definition{def}
		}},
		{"Ordförandena träffas fyra gånger per år", func() []measure.Definition { // beside how many there are and who comes
			return []measure.Definition{l.saidYes("chairsMeeting", "Till nytta, enligt dem som var med senast", measure.Target{Unit: measure.TargetPercent, N: 75}, "2018-12-31", everyAssociation...)}
		}},
		{"Utskott och nätverk med sammankallande", func() []measure.Definition {
			def := l.answering(committeeFunction, 1, "Säger själva att de har träffats i kvartalet", measure.Target{Unit: measure.TargetCount, N: 8}, "", district.KindCommittee, district.KindNetwork)
			def.Params = measure.AssessmentCoverageParams{QuestionID: l.questions[committeeFunction].Questions[1].ID, MaxAgeMonths: 6}.JSON()
			def.Rhythm = standing
			return []measure.Definition{def, l.functioning("Tre av fem saker på plats", measure.Target{Unit: measure.TargetCount, N: 8})}
		}},
	} {
		l.on(day, "count "+c.goal, func() error {
			found, err := l.s.Goals(l.ctx, store.GoalFilter{Query: c.goal}, []district.Date{day})
			if err != nil {
				return err
			}
			if len(found) != 1 {
				return fmt.Errorf("%d goals are called %s", len(found), c.goal)
			}
			for _, def := range c.defs() {
				if _, err := l.s.SetMeasure(l.ctx, l.office, db.OnceKey{}, found[0].ID, 0, 0, def); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return nil
}

// soMany is a volume of records of a kind, with a target (0 for none) and dates ("" for none).
func (l *loader) soMany(kind, label string, target int, earliest, latest string) measure.Definition {
	def := measure.Definition{Label: label, Kind: measure.KindVolume, Indicator: measure.RecordVolume, Target: measure.All(),
		Params: measure.RecordVolumeParams{KindIDs: []int64{l.recordKinds[kind].ID}}.JSON(), Earliest: date(earliest), Latest: date(latest)}
	if target > 0 {
		def.Target = measure.Target{Unit: measure.TargetCount, N: target}
	}
	return def
}

// tookPart is a coverage of the associations that took part in records of a kind, to be reached by a day.
func (l *loader) tookPart(kind, label string, target measure.Target, due string) measure.Definition {
	return measure.Definition{Label: label, Kind: measure.KindCoverage, Indicator: measure.RecordCoverage, Target: target,
		Params:     measure.RecordCoverageParams{KindID: l.recordKinds[kind].ID, AtLeast: 1}.JSON(),
		Population: measure.Population{Kinds: everyAssociation}, Due: date(due)}
}

// functioning is a coverage of the committees and networks that have three of the five things in place that the board has
// chosen: somebody who calls to meetings, a meeting in the last quarter, a plan, something done in half a year, and a way
// to reach them.
func (l *loader) functioning(label string, target measure.Target) measure.Definition {
	p := measure.FunctionCriteriaParams{Criteria: district.Criteria(), PostID: l.posts["convenor"].ID, MetWithin: 3, ActivityMonths: 6, AtLeast: 3}
	for _, k := range []string{historyCircle, transitionCircle, otherCircle, unionTraining, newcomers, workers} {
		p.RecordKindIDs = append(p.RecordKindIDs, l.recordKinds[k].ID)
	}
	return measure.Definition{Label: label, Kind: measure.KindCoverage, Indicator: measure.FunctionCriteria, Params: p.JSON(),
		Population: measure.Population{Kinds: []district.UnitKind{district.KindCommittee, district.KindNetwork}}, Target: target, Rhythm: standing}
}

// answering is a coverage of the answers to a question of a set, not older than a year, to be reached by a day.
func (l *loader) answering(set string, question int, label string, target measure.Target, due string, kinds ...district.UnitKind) measure.Definition {
	return measure.Definition{Label: label, Kind: measure.KindCoverage, Indicator: measure.AssessmentCoverage, Target: target,
		Params:     measure.AssessmentCoverageParams{QuestionID: l.questions[set].Questions[question].ID, MaxAgeMonths: 12}.JSON(),
		Population: measure.Population{Kinds: kinds}, Due: date(due)}
}
