package demo_test

import (
	"strings"
	"testing"

	"verkstad/internal/demo"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

// The demo's plan has been changed once, and its goals tell so.
func testRevision(t *testing.T, w *fixture.World) {
	plans, err := w.Store.Plans(w.Ctx, demo.Start)
	if err != nil {
		t.Fatal(err)
	}
	plan := plans[0]
	for _, p := range plans {
		if p.Kind == district.OperationalPlan {
			plan = p
		}
	}
	versions, err := w.Store.PlanVersions(w.Ctx, plan.ID)
	if err != nil || len(versions) != 2 {
		t.Fatalf("%d versions, %v", len(versions), err)
	}
	v := versions[0]
	if v.AdoptedOn != district.MustDate("2018-03-10") || v.Changed != 3 || v.Added != 1 || v.Moved != 1 || v.Removed != 1 || v.Waiting != 2 {
		t.Errorf("the second version = %+v", v)
	}
	found, err := w.Store.Commitments(w.Ctx, plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	is := func(start string, change plandiff.Change) store.Commitment {
		t.Helper()
		for _, c := range found {
			if strings.HasPrefix(c.NewSentence, start) {
				if c.Change != change {
					t.Errorf("%q is %s, want %s", start, c.Change, change)
				}
				return c
			}
		}
		t.Fatalf("no promise begins with %q", start)
		return store.Commitment{}
	}
	if c := is("Samla alla förtroendevalda", plandiff.Changed); !c.Accepted || !strings.Contains(c.Sentence, "barnpassning") {
		t.Errorf("approved words = %+v", c)
	}
	if c := is("Minst tio av de tolv", plandiff.Changed); !c.ChangeWaits || !strings.HasPrefix(c.Sentence, "Minst åtta") {
		t.Errorf("words that wait = %+v", c)
	}
	is("Hålla en utbildning om arbetsrätt", plandiff.Moved)
	if c := is("Hålla en cirkel om landstinget", plandiff.Added); c.State != district.Proposed || c.Kind != planimport.Formal {
		t.Errorf("new goal = %+v", c)
	}
	goals, err := w.Store.Goals(w.Ctx, store.GoalFilter{PlanID: plan.ID, Origin: planimport.Commitment, Closed: true}, []district.Date{demo.Start})
	if err != nil || len(goals) != 3 {
		t.Fatalf("%d goals of running text, %v", len(goals), err)
	}
	closed := 0
	for _, g := range goals {
		if len(g.Measures) == 0 {
			t.Errorf("goal %s %q has no measure", g.Name(), g.Title)
		}
		if !g.ClosedOn.IsZero() {
			closed++
			if g.ClosedOn != v.AdoptedOn || g.Title != "Svar inom en vecka" {
				t.Errorf("closed goal = %+v", g)
			}
		}
	}
	if closed != 1 {
		t.Errorf("%d goals are closed", closed)
	}
}
