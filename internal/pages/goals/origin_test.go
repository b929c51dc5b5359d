package goals_test

import (
	"strings"
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

// A goal says all its sentences, and the words that wait for approval.
func TestSentencesOfAGoal(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	board, staff := app.As(authz.BoardMember, 0), app.As(authz.DistrictStaff, 0)
	const text = "Verksamhetsplan för Distriktet\n\nInledning\n\nDistriktet ska ordna en kurs i retorik. Distriktet ska hålla kurser varje år.\n"
	plan := app.PlanWithPromises(text)
	found := app.Findings(plan)
	goal, err := app.Store.Merge(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, []int64{found[0].ID, found[1].ID}, "Kurser")
	if err != nil {
		t.Fatal(err)
	}
	page := board.Get(paths.Goal(goal)).OK(t)
	page.HasText("Distriktet ska ordna en kurs i retorik.", "Distriktet ska hålla kurser varje år.")
	page.NoText("ny lydelse")
	app.Adopt(plan, app.NextVersion(strings.Replace(text, "en kurs", "två kurser", 1), 1, fixture.Today.AddDays(-3)))
	page = board.Get(paths.Goal(goal)).OK(t)
	page.Valid()
	page.HasText("Planen har en ny lydelse", "”Distriktet ska ordna två kurser i retorik.”", "Distriktet ska ordna en kurs i retorik.")
	page.NoLink("Granska")
	if href := staff.Get(paths.Goal(goal)).OK(t).Link("Granska"); !strings.HasPrefix(href, paths.ReviewPlan(plan.ID)) {
		t.Errorf("reviewing leads to %s", href)
	}
}
