package goals_test

import (
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// A plan that has ended is told alike on every page: counted on its last day, and what that day asked for is missed.
func TestAPlanThatHasEnded(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	last := fixture.Today.AddDays(-10)
	old := app.Goals(district.Through(fixture.Today.AddMonths(-24), last), fixture.Goal{Sentence: "Ta fram en kurs."}, fixture.Goal{Sentence: "Alla föreningar ska ha en kassör."})
	def := fixture.Delivery()
	def.Latest = last
	steps := app.Measure(old[0].ID, def)
	app.Milestone(old[0].ID, steps, store.MilestoneEdit{Title: "Kursen är hållen", DoneOn: last.AddDays(1)})
	app.Measure(old[1].ID, app.Coverage("treasurer"))
	farsta := app.Association("Farsta")
	app.Assign(farsta, "treasurer", fixture.Assignment{From: last.AddDays(2)}) // afterwards: not of that plan's time
	app.Goals(district.Span{}, fixture.Goal{Sentence: "Ett mål som gäller nu."})

	staff := app.As(authz.DistrictStaff, 0)
	missed := "missat " + year(last)
	page := staff.Get(paths.Goal(old[0].ID)).OK(t)
	page.Valid()
	page.HasText("Planens tid är slut", missed, "0 av 1")
	staff.Get(paths.Goal(old[1].ID)).OK(t).HasText("0 av 1")
	text := staff.Get(paths.Plan(old[0].PlanID)).OK(t)
	text.HasText("1 missat", missed, "0 av 1")

	list := staff.Get(paths.Goals).OK(t)
	list.HasText("Ett mål som gäller nu", "1 mål")
	list.Main().NoLink("Ta fram en kurs")
	all := staff.Get(paths.With(paths.Goals, "plan", "alla")).OK(t)
	all.Valid()
	all.HasText("3 mål", "1 missat", missed, "Planens tid är slut, och siffrorna är från den sista dagen.")
	if got := all.Form(paths.Goals).Value("Plan"); got != "alla" {
		t.Errorf("the choice of all plans is %q in the form", got)
	}
	staff.Get(paths.GoalAsOf(old[0].ID, last.String())).OK(t).HasText("i fas")
}

func TestGoalsLeadToTheOnesBeside(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	goals := app.Goals(district.Span{}, fixture.Goal{Sentence: "Det första."}, fixture.Goal{Sentence: "Det andra."}, fixture.Goal{Sentence: "Det tredje."})
	app.Goals(district.Span{}, fixture.Goal{Sentence: "Ett mål i en annan plan."})
	board := app.As(authz.BoardMember, 0)
	first := board.Get(paths.Goal(goals[0].ID)).OK(t)
	first.NoText("Målet före")
	second := board.Get(first.Link("Nästa mål 2. Det andra")).OK(t)
	second.Valid()
	if got := second.Link("Målet före 1. Det första"); got != paths.Goal(goals[0].ID) {
		t.Errorf("back leads to %s", got)
	}
	third := board.Get(second.Link("Nästa mål 3. Det tredje")).OK(t)
	third.NoText("Nästa mål", "Ett mål i en annan plan")
	asOf := board.Get(paths.GoalAsOf(goals[0].ID, "2018-03-01")).OK(t)
	if got := asOf.Link("Nästa mål 2. Det andra"); !strings.Contains(got, "2018-03-01") {
		t.Errorf("the day is lost on the way to %s", got)
	}
}

func year(d district.Date) string { return d.String()[:4] }
