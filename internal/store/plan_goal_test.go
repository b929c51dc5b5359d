package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

func TestMergeJoinAndSplit(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.PlanWithPromises(firstText)
	f := w.Findings(p)
	s, ctx := w.Store, w.Ctx
	goal, err := s.Merge(ctx, w.Actor, once(1), p.ID, []int64{f[0].ID, f[2].ID}, "Ordförandena hålls ihop")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Merge(ctx, w.Actor, once(1), p.ID, []int64{f[0].ID, f[2].ID}, "Ordförandena hålls ihop"); err != nil || again != goal {
		t.Errorf("the same form again = %d, %v", again, err)
	}
	if _, err := s.Merge(ctx, w.Actor, once(2), p.ID, []int64{f[0].ID, f[4].ID}, ""); !errors.Is(err, district.ErrConflict) {
		t.Errorf("merging what is decided: %v", err)
	}
	if _, err := s.Merge(ctx, w.Actor, once(3), p.ID, []int64{f[4].ID, f[4].ID}, ""); complaint(t, err, "mening") == "" {
		t.Error("merged one with itself")
	}
	if _, err := s.Merge(ctx, w.Actor, once(4), p.ID, []int64{f[4].ID, 9999}, ""); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("merging what is not there: %v", err)
	}
	goals := goalsByNumber(t, w, p)
	if g := goals["2"]; g.ID != goal || g.Title != "Ordförandena hålls ihop" || g.Sentence != f[2].Sentence || !slices.Equal(g.More, []string{f[0].Sentence}) {
		t.Errorf("the formal goal heads the merged: %+v", goals)
	}
	if err := s.Join(ctx, w.Actor, db.OnceKey{}, p.ID, f[5].ID, goal); err != nil {
		t.Fatal(err)
	}
	if err := s.Join(ctx, w.Actor, db.OnceKey{}, p.ID, f[5].ID, goal); !errors.Is(err, district.ErrConflict) {
		t.Errorf("joined twice: %v", err)
	}
	if err := s.Join(ctx, w.Actor, db.OnceKey{}, p.ID, f[4].ID, 9999); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("joined to nothing: %v", err)
	}
	if c := w.Findings(p)[5]; c.State != district.Approved || len(c.Goals) != 1 || c.Goals[0].ID != goal || c.Goals[0].How != "joined" || c.Goals[0].Sentences != 3 {
		t.Errorf("joined = %+v", c)
	}
	w.Measure(goal, fixture.Judgement())
	// A joined sentence leaves, whatever has been done with the goal; the goal itself stays.
	if err := s.Unapprove(ctx, w.Actor, db.OnceKey{}, p.ID, f[5].ID); err != nil {
		t.Error(err)
	}
	if err := s.Unapprove(ctx, w.Actor, db.OnceKey{}, p.ID, f[0].ID); complaint(t, err, "") == "" {
		t.Error("a merged goal with a measure was removed")
	}

	for _, bad := range [][]string{nil, {"Ett"}, {"Ett", ""}, strings.Split(strings.Repeat("x,", 12)+"x", ",")} {
		if _, err := s.Split(ctx, w.Actor, db.OnceKey{}, p.ID, f[4].ID, bad); complaint(t, err, "namn") == "" {
			t.Errorf("split into %q", bad)
		}
	}
	if _, err := s.Split(ctx, w.Actor, db.OnceKey{}, p.ID, f[4].ID, []string{"Kurs ett", "Kurs två", "Kurs tre", "Kurs fyra"}); err != nil {
		t.Fatal(err)
	}
	goals = goalsByNumber(t, w, p)
	if len(goals) != 5 || goals["Å2a"].Title != "Kurs ett" || goals["Å2d"].Title != "Kurs fyra" || goals["Å2d"].Sentence != f[4].Sentence {
		t.Errorf("split = %+v", goals)
	}
	if _, err := s.Split(ctx, w.Actor, db.OnceKey{}, p.ID, f[4].ID, []string{"Kurs ett", "Kurs två"}); !errors.Is(err, district.ErrConflict) {
		t.Errorf("split twice: %v", err)
	}
	// A version that drops one sentence of two leaves the goal open; one that drops the sentence of four closes all four.
	p = w.Adopt(p, w.NextVersion(strings.Replace(strings.Replace(firstText, " Distriktet ska ringa alla nya ordförande inom en vecka.", "", 1),
		" Distriktet ska ordna en kurs i retorik varje år.", "", 1), 1, secondAdopted))
	now, err := s.Goals(ctx, store.GoalFilter{PlanID: p.ID, Closed: true}, []district.Date{fixture.Today})
	if err != nil || len(now) != 5 {
		t.Fatalf("goals = %v, %v", now, err)
	}
	for _, g := range now {
		if closed := g.Closed(fixture.Today); closed != (g.ID != goal) {
			t.Errorf("goal %q: closed %t", g.Title, closed)
		}
	}
	if err := s.Unapprove(ctx, w.Actor, db.OnceKey{}, p.ID, f[4].ID); complaint(t, err, "") == "" {
		t.Error("the goals of a sentence that is gone were removed")
	}
	if err := s.WithdrawVersion(ctx, w.Actor, db.OnceKey{}, p.ID, 2); err != nil {
		t.Fatal(err)
	}
	if err := s.Unapprove(ctx, w.Actor, db.OnceKey{}, p.ID, f[4].ID); err != nil {
		t.Errorf("taking a split back: %v", err)
	}
	if goals := goalsByNumber(t, w, p); len(goals) != 1 {
		t.Errorf("goals = %+v", goals)
	}
}

func TestProposalsAreEdited(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	unit := w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	p := w.PlanWithPromises(firstText)
	c := w.Findings(p)[4]
	four := 4
	in := store.FindingEdit{Title: "Retorik", Class: district.ClassTraining, Responsible: "Studieutskottet", UnitID: unit.ID, NotBefore: day("2018-01-01"),
		Deadline: day("2018-06-30"), Measure: "frequency", Target: &four}
	edit := func(revision int, in store.FindingEdit) error {
		return w.Store.EditFinding(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID, revision, in)
	}
	if err := edit(c.Revision, in); err != nil {
		t.Fatal(err)
	}
	got := w.Findings(p)[4]
	if got.Title != "Retorik" || got.Class != "training" || got.UnitName != "Studieutskottet" || got.Proposal.Kind != "frequency" || got.Proposal.Per != "calendarYear" ||
		*got.Proposal.Target != 4 || got.Proposal.Earliest != "2018-01-01" || got.Deadline != in.Deadline || !got.Edited || got.Sentence != c.Sentence {
		t.Errorf("edited = %+v", got)
	}
	var stale *district.StaleError
	if err := edit(c.Revision, in); !errors.As(err, &stale) || stale.Revision != got.Revision {
		t.Errorf("an old revision: %v", err)
	}
	if _, err := w.Store.Approve(w.Ctx, w.Actor, db.OnceKey{}, p.ID, []store.Approval{{CommitmentID: c.ID, Revision: c.Revision}}); !errors.As(err, &stale) {
		t.Errorf("approving what one has not read: %v", err)
	}
	bad := in
	bad.Class, bad.Measure, bad.Deadline = "", "guess", day("2017-01-01")
	err := edit(got.Revision, bad)
	for _, field := range []string{"class", "measure", "deadline"} {
		complaint(t, err, field)
	}
	// A new version keeps what people wrote, and the words are the version's.
	p = w.Adopt(p, w.NextVersion(secondText, 1, secondAdopted))
	got = byStart(t, w.Findings(p), "Distriktet ska ordna två")
	if got.ID != c.ID || got.Title != "Retorik" || got.Class != "training" || got.Proposal.Kind != "frequency" {
		t.Errorf("edited, in the next version = %+v", got)
	}
	if err := edit(stale.Revision, in); !errors.As(err, &stale) {
		t.Errorf("editing what a version has changed: %v", err)
	}
	if _, err := w.Store.Approve(w.Ctx, w.Actor, db.OnceKey{}, p.ID, []store.Approval{{CommitmentID: c.ID}}); err != nil {
		t.Fatal(err)
	}
	if g := goalsByNumber(t, w, p)["Å2"]; g.Title != "Retorik" || len(g.Units) != 1 || g.Units[0].ID != unit.ID || g.Proposal.Kind != "frequency" {
		t.Errorf("goal = %+v", g)
	}
	if err := edit(got.Revision+1, in); !errors.Is(err, district.ErrConflict) {
		t.Errorf("editing a goal's proposal: %v", err)
	}
}
