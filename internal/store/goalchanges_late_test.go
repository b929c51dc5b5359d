package store_test

import (
	"fmt"
	"slices"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// TestWhyAFigureOfThePastIsAnother: whatever makes the figure of a day that has been another than it was is told: units
// that were merged, closed, added and opened again after the fact, attendance, steps of documents, and meetings and
// records that counted and were taken away. What was written in time, or is about later days, is not.
func TestWhyAFigureOfThePastIsAnother(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today, since := fixture.Today, fixture.Today.AddDays(-30)
	w.SetToday(since.AddDays(-20))
	farsta, solna, kista, nacka := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista"), w.Association("Nacka")
	committee := w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Utskottet"}) // of a kind that no goal counts
	goals := w.Goals(district.Span{}, make([]fixture.Goal, 8)...)
	kind := w.RecordKind("studyCircleHistory").ID
	plan := w.Document(store.DocumentEdit{Name: "Plan", Kind: district.DocumentCommunicationPlan,
		Steps: []store.StepPlan{{Step: district.StepDrafted}, {Step: district.StepAdopted}}}).ID
	for i, def := range []measure.Definition{w.Coverage("treasurer"), attendance(w.MeetingKind("chairsMeeting"), 1, "last"),
		meetings(w.MeetingKind("chairsMeeting"), 4, measure.MeetingFrequencyParams{}), volume(w.MeetingKind("treasurersMeeting")),
		volumeOf(0, false, kind), documentSteps(plan), meetings(w.MeetingKind("yearConference"), 1, measure.MeetingFrequencyParams{}), recordsPerYear(2, kind)} {
		w.Measure(goals[i].ID, def)
	}
	met := w.Meet(fixture.Meeting{Day: since.AddDays(-21), Held: true})
	mistake := w.Meet(fixture.Meeting{Day: since.AddDays(-22), Held: true})
	treasurers := w.Meet(fixture.Meeting{Kind: "treasurersMeeting", Day: since.AddDays(-24)})
	treasurers = w.Hold(treasurers.ID)
	circle := w.Record(farsta, fixture.Record{Day: since.AddDays(-25)})
	named := w.Record(farsta, fixture.Record{Day: since.AddDays(-26)})
	corrected := w.Record(farsta, fixture.Record{Day: since.AddDays(-27)})
	w.Take(plan, district.StepDrafted, store.StepTaken{On: since.AddDays(-21)})
	w.SetToday(since)
	undone := w.Merge(nacka, since.AddDays(-5), kista)

	w.SetToday(since.AddDays(1))
	late := func(scope authz.Scope) []string {
		t.Helper()
		c, err := w.Store.GoalChanges(w.Ctx, scope, everyAnswer, store.GoalFilter{PlanID: goals[0].PlanID}, since, today)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, l := range c.Late {
			goal := slices.IndexFunc(goals, func(g store.Goal) bool { return g.ID == l.GoalID })
			switch l.Record {
			case "unit":
				out = append(out, fmt.Sprintf("%d %s %s", goal, l.Unit.Name, l.Action))
			case "fact":
				out = append(out, fmt.Sprintf("%d %s, %s", goal, l.Note, l.Recorded))
			default:
				t.Errorf("told: %+v", l)
			}
		}
		slices.Sort(out)
		return out
	}
	same(t, "nothing yet", late(authz.Everything))
	w.Tick(met.ID, farsta)
	w.SetToday(today)
	w.Finish(met.ID, solna)
	w.StrikeMeeting(mistake.ID)
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, treasurers.ID, w.Met(treasurers.ID).Revision); err != nil {
		t.Fatal(err)
	}
	w.StrikeMeeting(w.Meet(fixture.Meeting{Day: since.AddDays(-3), Held: true}).ID) // never counted on a day that has been
	w.StrikeRecord(circle)
	n := 12
	if err := w.Store.EditRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, corrected.ID, corrected.Revision, store.RecordInput{Kind: corrected.KindID,
		Unit: corrected.UnitID, HappenedOn: corrected.HappenedOn, Number: &n}); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.EditRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, named.ID, named.Revision, store.RecordInput{Kind: named.KindID,
		Unit: named.UnitID, HappenedOn: named.HappenedOn, Title: "Ett namn flyttar inget"}); err != nil {
		t.Fatal(err)
	}
	w.Take(plan, district.StepAdopted, store.StepTaken{On: since})
	if err := undo(w, undone); err != nil {
		t.Fatal(err)
	}
	w.Merge(nacka, since, solna)
	w.Close(farsta, since) // its last day was the day itself: it is counted on it
	w.Close(committee, since.AddDays(-4))
	w.Unit(store.NewUnit{Name: "Salem", Founded: since})
	w.Unit(store.NewUnit{Name: "Ekerö", Founded: since.AddDays(1)})
	w.Unit(store.NewUnit{Name: "Bromma"}) // nobody knows since when
	w.Split(nacka, since.AddDays(-1), true, "Saltsjöbaden")
	var want []string
	for _, goal := range []int{0, 1} {
		for _, what := range []string{"Kista undoReorganisation", "Salem create", "Saltsjöbaden create", "Solna merge"} {
			want = append(want, fmt.Sprintf("%d %s", goal, what))
		}
	}
	facts := []string{"1 Närvaron på ordförandeträff 24 februari 2018, 2018-04-16"}
	for _, goal := range []int{1, 2} {
		facts = append(facts, fmt.Sprintf("%d Ordförandeträff 23 februari 2018 ströks, 2018-04-16", goal))
	}
	for _, goal := range []int{4, 7} {
		facts = append(facts, fmt.Sprintf("%d Studiecirkel om idéhistoria 20 februari 2018 ströks, 2018-04-16", goal),
			fmt.Sprintf("%d Studiecirkel om idéhistoria 18 februari 2018 rättades, 2018-04-16", goal))
	}
	facts = append(facts, "3 Kassörsträff 21 februari 2018 hölls inte, 2018-04-16", "5 Plan: antagen 17 mars 2018, 2018-04-16")
	want = append(want, facts...)
	slices.Sort(want)
	same(t, "afterwards", late(authz.Everything), want...)
	slices.Sort(facts)
	same(t, "who sees no units", late(authz.Scope{}), facts...)
}

// TestLateCriteria: what a body turns out to have had in place is told afterwards to those who read which criteria it
// lacks, and only that.
func TestLateCriteria(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	since := fixture.Today.AddDays(-30)
	at := since.AddDays
	w.SetToday(at(-9))
	study := w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	goal := w.Goal(fixture.Goal{})
	w.Measure(goal.ID, functioning(allCriteria(w, 3)))
	w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: at(-20), Held: true})
	convenor := w.Assign(study, "convenor", fixture.Assignment{From: at(-100)})
	plan := w.Document(store.DocumentEdit{Kind: district.DocumentCommunicationPlan, Owner: study.ID, Steps: []store.StepPlan{{Step: district.StepAdopted}}}).ID
	w.SetToday(fixture.Today)
	w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: at(0), Held: true})
	w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: at(1), Held: true})
	w.StrikeMeeting(w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: at(-2), Held: true}).ID)
	w.Take(plan, district.StepAdopted, store.StepTaken{On: at(-3)})
	w.End(convenor.ID, at(-6))
	w.Assign(study, "convenor", fixture.Assignment{From: at(-5)})
	w.Record(study, fixture.Record{Day: at(-4)})
	w.Record(study, fixture.Record{Day: at(-5), Kind: "newMemberCourse"}) // that is no criterion
	late := func(a authz.Access) (out []string) {
		c, err := w.Store.GoalChanges(w.Ctx, authz.Everything, store.AnswerScopesOf(a), store.GoalFilter{PlanID: goal.PlanID}, since, fixture.Today)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range c.Late {
			if l.Record == "answer" {
				out = append(out, fmt.Sprintf("%s %s %s", l.Unit.Name, l.Note, l.Day))
			}
		}
		slices.Sort(out)
		return out
	}
	same(t, "the office", late(as(authz.DistrictStaff, 0)), "Studieutskottet antagen plan 2018-03-14", "Studieutskottet cirkel 2018-03-13", "Studieutskottet möte 2018-03-17",
		"Studieutskottet uppdrag från 2018-03-12", "Studieutskottet uppdrag till och med 2018-03-11")
	same(t, "the campaign leadership", late(as(authz.CampaignLead, 0)))
}
