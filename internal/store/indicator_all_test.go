package store_test

import (
	"reflect"
	"slices"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// TestWhatDoesNotCount: one after another, everything is written that must not move a figure: cancelled, planned, moved
// away, struck, archived and taken back, of other kinds, of units out of the population and of one that went up in
// another. All indicators say the same as before, on every day since the merger, unit by unit.
func TestWhatDoesNotCount(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	day := fixture.Today.AddDays
	w.SetToday(day(-50))
	farsta, solna, gone := w.Association("Farsta"), w.Association("Solna"), w.Association("Gamla")
	into, outside := w.Association("Stora"), w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Utanför"})
	w.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"})
	chairs := w.AskAfter("chairsMeeting")
	question := w.Questionnaire("feministWays").Questions[0].ID
	circle, course := w.RecordKind("studyCircleHistory").ID, w.RecordKind("newMemberCourse").ID
	plan := w.Document(store.DocumentEdit{Name: "Plan", Kind: district.DocumentCommunicationPlan, Owner: outside.ID, Steps: []store.StepPlan{{Step: district.StepDrafted}, {Step: district.StepAdopted}}}).ID
	kinds := []district.UnitKind{district.KindAssociation}
	defs := []measure.Definition{w.Coverage("treasurer", kinds...), attendance(chairs, 1, "last"), attendance(chairs, 1, "calendarYear"), developed(chairs, "both", "last", kinds...),
		developed(chairs, "1", "calendarYear", kinds...), assessed(question, true, 12, kinds...), takingPart(course, 1, kinds...), functioning(allCriteria(w, 1), kinds...),
		meetings(chairs, 4, measure.MeetingFrequencyParams{}), volume(chairs), volumeOf(0, true, circle), volumeOf(9, false, circle), recordsPerYear(3, circle), documentSteps(plan), fixture.Delivery(), fixture.Judgement()}
	goals := w.Goals(district.Span{}, make([]fixture.Goal, len(defs)+1)...)
	counted := map[string]bool{}
	measures := make([]int64, len(defs))
	for i, def := range defs {
		measures[i] = w.Measure(goals[i].ID, def)
		counted[def.Indicator] = true
	}
	for _, key := range store.IndicatorKeys() {
		if !counted[key] {
			t.Errorf("%s is not among them", key)
		}
	}
	delivery, judged := goals[len(defs)-2].ID, goals[len(defs)-1].ID
	step := w.Milestone(delivery, measures[len(defs)-2], store.MilestoneEdit{Title: "Ett", DoneOn: day(-55)})
	judge := func(on district.Date) int64 {
		id, err := w.Store.Judge(w.Ctx, w.Actor, db.OnceKey{}, judged, measures[len(defs)-1], measure.Judgement{Level: measure.LevelMostly, Reason: "Så är det.", On: on})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	judge(day(-52))
	first := w.Finish(w.Meet(fixture.Meeting{Day: day(-60)}).ID, farsta, gone)
	w.FollowUp(first.ID, farsta, day(-55), yes, yes)
	w.Assign(farsta, "treasurer", fixture.Assignment{From: day(-80)})
	w.Vacant(solna, "treasurer", day(-70))
	w.Assess(farsta, fixture.Assessment{Day: day(-60), Answers: []district.Answer{yes}})
	w.Record(farsta, fixture.Record{Day: day(-61), Number: 5})
	w.Record(farsta, fixture.Record{Day: day(-61), Kind: "newMemberCourse"})
	w.CompleteRecords("newMemberCourse", day(-51))
	w.Take(plan, district.StepDrafted, store.StepTaken{On: day(-51)})
	w.Merge(into, day(-45), gone)
	w.SetToday(fixture.Today)

	var days []district.Date
	for _, n := range []int{-45, -10, 0, 60} {
		days = append(days, day(n))
	}
	read := func() (values []store.MeasureValue, units []store.MissingUnit) {
		for _, g := range goals[:len(defs)] {
			values = append(values, w.GoalOn(g.ID, days...).Measures[0].Trend...)
			for _, d := range days[1:3] {
				list, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, g.ID, d, true)
				if err != nil {
					t.Fatal(err)
				}
				for _, u := range list {
					u.HolderID, u.Note = nil, "" // what is planned is told beside
					units = append(units, u)
				}
			}
		}
		return values, units
	}
	values, units := read()
	for i := range defs { // every one of them says something to begin with
		v := values[i*len(days)+1]
		if n, of, _ := v.Number(); !v.Defined || n == 0 && v.Judgement == nil {
			t.Errorf("%s says %d of %d: it would not show what is added", v.Version.Indicator, n, of)
		}
	}
	meet := func(in fixture.Meeting) store.Meeting {
		if in.Day.IsZero() {
			in.Day = day(-20)
		}
		return w.Meet(in)
	}
	for _, c := range []struct {
		what string
		do   func()
	}{
		{"a meeting to come", func() { meet(fixture.Meeting{Day: day(10)}) }},
		{"a meeting whose day has passed", func() { meet(fixture.Meeting{}) }},
		{"a cancelled meeting", func() { w.Cancel(meet(fixture.Meeting{}).ID) }},
		{"a meeting that was held and taken back", func() {
			m := w.Finish(meet(fixture.Meeting{}).ID, solna)
			if err := w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, w.Met(m.ID).Revision); err != nil {
				t.Fatal(err)
			}
		}},
		{"a meeting that was moved ahead", func() { w.Move(meet(fixture.Meeting{}).ID, day(20)) }},
		{"a struck meeting with ticks", func() { w.StrikeMeeting(w.Finish(meet(fixture.Meeting{}).ID, solna).ID) }},
		{"a meeting of another kind", func() { w.Finish(meet(fixture.Meeting{Kind: "treasurersMeeting"}).ID, solna) }},
		{"one part of two", func() {
			m := meet(fixture.Meeting{Parts: []fixture.Part{{}, {Day: day(5)}}})
			w.Finish(w.Parts(m.ID)[0].ID, solna)
		}},
		{"all parts cancelled, one ticked before", func() {
			m := meet(fixture.Meeting{Parts: []fixture.Part{{}, {}}})
			w.Tick(w.Parts(m.ID)[0].ID, solna)
			w.Cancel(m.ID)
		}},
		{"a struck answer after a meeting", func() { w.StrikeFollowUp(w.FollowUp(first.ID, farsta, day(-20), no, no)) }},
		{"a struck assignment", func() { w.Strike(w.Assign(solna, "treasurer", fixture.Assignment{From: day(-30)}).ID) }},
		{"an assignment to another post", func() { w.Assign(solna, "secretary", fixture.Assignment{From: day(-30)}) }},
		{"an assignment out of the population", func() { w.Assign(outside, "treasurer", fixture.Assignment{From: day(-30)}) }},
		{"an assignment that begins later than all days", func() { w.Assign(solna, "treasurer", fixture.Assignment{From: day(200)}) }},
		{"a struck answering", func() {
			w.StrikeAssessment(w.Assess(solna, fixture.Assessment{Day: day(-10), Answers: []district.Answer{yes}}))
		}},
		{"an answer to another question", func() { w.Assess(solna, fixture.Assessment{Day: day(-9), Answers: []district.Answer{"", yes}}) }},
		{"an answer out of the population", func() { w.Assess(outside, fixture.Assessment{Day: day(-9), Answers: []district.Answer{yes}}) }},
		{"an answer before the merger of the one that is gone", func() { w.Assess(gone, fixture.Assessment{Day: day(-48), Answers: []district.Answer{yes}}) }},
		{"a planned record", func() { w.Record(solna, fixture.Record{Day: day(-10), Planned: true}) }},
		{"a cancelled record", func() {
			w.CancelRecord(w.Record(solna, fixture.Record{Day: day(-10), Planned: true, Kind: "newMemberCourse"}))
		}},
		{"a struck record", func() { w.StrikeRecord(w.Record(solna, fixture.Record{Day: day(-10), Number: 7})) }},
		{"a struck record of the coverage", func() { w.StrikeRecord(w.Record(solna, fixture.Record{Day: day(-10), Kind: "newMemberCourse"})) }},
		{"a record of another kind", func() { w.Record(solna, fixture.Record{Day: day(-10), Kind: "campaignTraining", Number: 7}) }},
		{"a record of the one that is gone", func() { w.Record(gone, fixture.Record{Day: day(-47), Kind: "newMemberCourse"}) }},
		{"a record out of the population", func() { w.Record(outside, fixture.Record{Day: day(-10), Kind: "newMemberCourse"}) }},
		{"a document that is not chosen", func() {
			w.Take(w.Document(store.DocumentEdit{}).ID, district.StepDrafted, store.StepTaken{On: day(-10)})
		}},
		{"a step that was taken back", func() {
			w.Take(plan, district.StepAdopted, store.StepTaken{On: day(-10)})
			w.Undo(plan, district.StepAdopted)
		}},
		{"a document that was archived and is not any more", func() { w.Archive(plan, day(-10)); w.Archive(plan, district.Date{}) }},
		{"a milestone of another goal", func() {
			w.Milestone(goals[len(defs)].ID, w.Measure(goals[len(defs)].ID, fixture.Delivery()), store.MilestoneEdit{Title: "Annat", DoneOn: day(-10)})
		}},
		{"a milestone that was cancelled and is not any more", func() {
			m := w.GoalOn(delivery, fixture.Today).Measures[0]
			for i, in := range []store.MilestoneEdit{{Title: "Ett", CancelledOn: day(-5)}, {Title: "Ett", DoneOn: day(-55)}} {
				if err := w.Store.EditMilestone(w.Ctx, w.Actor, db.OnceKey{}, delivery, step, m.Revisions[step]+i, in); err != nil {
					t.Fatal(err)
				}
			}
		}},
		{"a struck judgement", func() {
			if err := w.Store.StrikeJudgement(w.Ctx, w.Actor, db.OnceKey{}, judged, judge(day(-3)), "Fel mål."); err != nil {
				t.Fatal(err)
			}
		}},
		{"an association that was founded and undone", func() {
			_, id := w.Split(farsta, day(-10), true, "Fagersjö")
			if err := undo(w, id); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		c.do()
		v, u := read()
		for i := range v {
			if !reflect.DeepEqual(v[i], values[i]) {
				t.Errorf("%s moves %s on %s:\n%+v\n%+v", c.what, v[i].Version.Indicator, v[i].Day, values[i], v[i])
			}
		}
		if !slices.EqualFunc(u, units, func(a, b store.MissingUnit) bool {
			a.Act, a.Path, b.Act, b.Path = "", "", "", ""
			return reflect.DeepEqual(a, b)
		}) {
			t.Errorf("%s moves a unit", c.what)
		}
		values, units = v, u
	}
}

// TestHowLongAnAnswerCounts: from the ends of months and the leap day, through the day that the house says it is good.
func TestHowLongAnAnswerCounts(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	w.SetToday(day("2021-06-01"))
	farsta := w.Association("Farsta")
	question := w.Questionnaire("feministWays").Questions[0].ID
	kinds := []district.UnitKind{district.KindAssociation}
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{}, fixture.Goal{})
	for i, months := range []int{6, 12, 48} {
		w.Measure(goals[i].ID, assessed(question, false, months, kinds...))
	}
	for _, c := range []struct {
		given string
		goal  int
		last  string
	}{
		{"2015-08-31", 0, "2016-02-29"}, {"2016-02-29", 1, "2017-02-28"}, {"2016-02-29", 2, "2020-02-29"}, {"2018-08-31", 0, "2019-02-28"},
		{"2020-02-29", 1, "2021-02-28"}, {"2017-12-31", 0, "2018-06-30"}, {"2018-01-01", 1, "2019-01-01"},
	} {
		id := w.Assess(farsta, fixture.Assessment{Day: day(c.given), Answers: []district.Answer{yes}})
		for on, want := range map[district.Date]int{day(c.given).AddDays(-1): 0, day(c.given): 1, day(c.last): 1, day(c.last).AddDays(1): 0} {
			if got := w.GoalOn(goals[c.goal].ID, on).Measures[0].Now.Coverage.Yes; got != want {
				t.Errorf("an answer of %s, on %s: %d, want %d", c.given, on, got, want)
			}
		}
		w.StrikeAssessment(id)
	}
}
