package store_test

import (
	"fmt"
	"slices"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// TestWhatWasEnteredAfterwards writes meetings, answers and records after a day: those about that day or before it are
// told when the goals of two days are compared, those about later days, struck ones and other units' are not.
func TestWhatWasEnteredAfterwards(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today, since := fixture.Today, fixture.Today.AddDays(-30)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{}, fixture.Goal{})
	w.Measure(goals[0].ID, meetings(w.MeetingKind("chairsMeeting"), 4, measure.MeetingFrequencyParams{}))
	question := w.Questionnaire("feministWays").Questions[0].ID
	w.Measure(goals[1].ID, assessed(question, false, 12, district.KindAssociation))
	kind := w.RecordKind("studyCircleHistory")
	w.Measure(goals[2].ID, measure.Definition{Kind: measure.KindCoverage, Indicator: measure.RecordCoverage,
		Params:     measure.RecordCoverageParams{KindID: kind.ID, AtLeast: 1}.JSON(),
		Population: measure.Population{Kinds: []district.UnitKind{district.KindAssociation}}, Target: measure.All()})

	w.SetToday(since.AddDays(-5))
	w.Meet(fixture.Meeting{Day: since.AddDays(-20), Held: true, Title: "I tid"})
	w.Assess(solna, fixture.Assessment{Day: since.AddDays(-10), Answers: []district.Answer{no}})
	w.SetToday(today)
	w.Meet(fixture.Meeting{Day: since, Held: true, Title: "Sent"})
	w.Meet(fixture.Meeting{Day: since.AddDays(1), Held: true, Title: "Efter"})
	w.StrikeMeeting(w.Meet(fixture.Meeting{Day: since.AddDays(-9), Held: true, Title: "Fel"}).ID)
	w.Assess(farsta, fixture.Assessment{Day: since.AddDays(-2), Answers: []district.Answer{yes}})
	w.Assess(solna, fixture.Assessment{Day: today, Answers: []district.Answer{yes}})
	w.Record(farsta, fixture.Record{Day: since.AddDays(-3)})
	w.StrikeRecord(w.Record(solna, fixture.Record{Day: since.AddDays(-3)}))

	late := func(scope, answers authz.Scope) []string {
		t.Helper()
		c, err := w.Store.GoalChanges(w.Ctx, scope, store.AnswerScopes{Assessments: answers}, store.GoalFilter{PlanID: goals[0].PlanID}, since, today)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, l := range c.Late {
			goal := slices.IndexFunc(goals, func(g store.Goal) bool { return g.ID == l.GoalID })
			switch {
			case l.Event != nil:
				out = append(out, fmt.Sprintf("%d %s %s %s", goal, l.Record, l.Event.Title, l.Recorded))
			case l.Record == "answer":
				out = append(out, fmt.Sprintf("%d %s %s %s %s", goal, l.Record, l.Unit.Name, l.Day, l.Recorded))
			}
		}
		slices.Sort(out)
		return out
	}
	want := []string{"0 event Sent " + today.String(),
		fmt.Sprintf("1 answer Farsta %s %s", since.AddDays(-2), today), fmt.Sprintf("2 answer Farsta %s %s", since.AddDays(-3), today)}
	if got := late(authz.Everything, authz.Everything); !slices.Equal(got, want) {
		t.Errorf("entered afterwards %v, want %v", got, want)
	}
	if got := late(authz.Scope{Units: []int64{solna.ID}}, authz.Everything); !slices.Equal(got, want[:1]) {
		t.Errorf("another chair is told %v", got)
	}
	if got, want := late(authz.Everything, authz.Scope{Units: []int64{solna.ID}}), []string{want[0], want[2]}; !slices.Equal(got, want) {
		t.Errorf("who does not read the answers is told %v, want %v", got, want)
	}
}
