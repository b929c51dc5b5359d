package store_test

import (
	"reflect"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// What is told ahead and turns out otherwise is read anew: the answer is always that of a store that knew nothing.
func TestWhatWasToldAheadIsHeldAgainstTheTruth(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	goal := w.Goal(fixture.Goal{})
	w.Measure(goal.ID, w.Coverage("treasurer"))
	w.Assign(w.Association("Farsta"), "treasurer", fixture.Assignment{})
	scopes := store.GoalScopes{Units: authz.Everything, Names: authz.Everything, Comments: true, History: true}
	filter := store.GoalFilter{Closed: true}
	step := func(name string) {
		t.Helper()
		for range 2 {
			known, err := w.Store.GoalList(w.Ctx, filter, today, 9)
			if err != nil {
				t.Fatal(err)
			}
			fresh, err := store.New(w.DB).GoalList(w.Ctx, filter, today, 9)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(known, fresh) {
				t.Errorf("%s: the list is\n%+v\nand to one that knows nothing\n%+v", name, known, fresh)
			}
			page, err := w.Store.GoalPage(w.Ctx, scopes, goal.ID, today, 9)
			if err != nil {
				t.Fatal(err)
			}
			freshPage, err := store.New(w.DB).GoalPage(w.Ctx, scopes, goal.ID, today, 9)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(page, freshPage) {
				t.Errorf("%s: the page is\n%+v\nand to one that knows nothing\n%+v", name, page, freshPage)
			}
		}
	}
	step("first")
	more := w.Goals(district.Span{From: today.AddDays(-90), Until: today.AddDays(90)}, fixture.Goal{}, fixture.Goal{})
	w.Measure(more[1].ID, w.Coverage("treasurer"))
	step("another plan with goals")
	plan, err := w.Store.Plan(w.Ctx, goal.PlanID)
	if err != nil {
		t.Fatal(err)
	}
	edit := store.PlanEdit{Name: plan.Name, Kind: plan.Kind, Period: district.Span{From: today.AddDays(-400), Until: today.AddDays(-10)}, AdoptedOn: plan.AdoptedOn}
	if err := w.Store.EditPlan(w.Ctx, w.Actor, db.OnceKey{}, plan.ID, plan.Revision, edit); err != nil {
		t.Fatal(err)
	}
	step("another period, that has ended")
	if err := w.Store.CloseGoal(w.Ctx, w.Actor, db.OnceKey{}, more[0].ID, today, "Det är klart."); err != nil {
		t.Fatal(err)
	}
	filter.Closed = false
	step("without a closed goal")
}
