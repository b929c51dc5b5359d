package goals_test

import (
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// Goals of running text have names of their own in the list, and can be told from those that the plan lists.
func TestGoalsOfRunningText(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	board := app.As(authz.BoardMember, 0)
	plan := app.PlanWithPromises("Verksamhetsplan för Distriktet\n\nInledning\n\nDistriktet ska ordna en kurs i retorik. Det blir bra.\n\nMålsättning för perioden\n• Alla föreningar ska ha en kassör.\n")
	app.Approve(plan)
	board.Get(paths.Goals).OK(t).NoText("Var det står")
	for _, c := range app.Findings(plan) {
		if _, err := app.Store.Approve(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, []store.Approval{{CommitmentID: c.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	all := board.Get(paths.Goals).OK(t)
	all.Valid()
	all.HasText("Var det står", "Distriktet ska ordna en kurs i retorik", "Alla föreningar ska ha en kassör")
	running := board.Get(paths.With(paths.Goals, "ur", "atagande")).OK(t)
	running.HasText("Distriktet ska ordna en kurs i retorik")
	running.NoText("Alla föreningar ska ha en kassör")
	board.Get(paths.With(paths.Goals, "ur", "mal")).OK(t).NoText("retorik")
	goals, err := app.Store.GoalsOn(app.Ctx, store.GoalFilter{Origin: "commitment"}, fixture.Today)
	if err != nil || len(goals) != 1 {
		t.Fatalf("goals = %+v, %v", goals, err)
	}
	page := board.Get(paths.Goal(goals[0].ID)).OK(t)
	page.Valid()
	page.HasText("Mål Å1", "1. Alla föreningar ska ha en kassör")
}
