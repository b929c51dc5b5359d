package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// stepsOf writes a document's steps: "drafted 2018-04-01 adopted -".
func stepsOf(d store.Document) string {
	var out []string
	for _, s := range d.Steps {
		day := "-"
		if s.Taken(d.Day) {
			day = s.DoneOn.String()
		}
		out = append(out, string(s.Step)+" "+day)
	}
	return strings.Join(out, ", ")
}

func TestDocumentsTakeTheirSteps(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	board := w.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Distriktsstyrelsen"})
	d := w.Document(store.DocumentEdit{Name: "Kommunikationsplan", Kind: district.DocumentCommunicationPlan, Words: "Årskonferensen, eller styrelsen efter en extra konferens",
		Steps: []store.StepPlan{{Step: district.StepAdopted, Due: today.AddDays(30)}, {Step: district.StepDrafted, Due: today.AddDays(-10)}, {Step: district.StepConsulted}}})
	if got := stepsOf(d); got != "drafted -, consulted -, adopted -" || d.AdopterName != "Årskonferensen, eller styrelsen efter en extra konferens" {
		t.Fatalf("at first: %s, %+v", got, d)
	}
	if late, ok := d.Late(); !ok || late.Step != district.StepDrafted {
		t.Errorf("late is %+v", late)
	}
	if next, _ := d.Next(); next.Step != district.StepDrafted {
		t.Errorf("next is %s", next.Step)
	}
	take := func(step district.DocumentStep, revision int, in store.StepTaken) error {
		return w.Store.TakeStep(w.Ctx, w.Actor, db.OnceKey{}, d.ID, step, revision, in)
	}
	wantInvalid(t, take(district.StepDrafted, 1, store.StepTaken{}), "on")
	wantInvalid(t, take(district.StepDrafted, 1, store.StepTaken{On: today.AddDays(1)}), "on")
	wantInvalid(t, take(district.StepAdopted, 1, store.StepTaken{On: today}), "unit")
	wantInvalid(t, take(district.StepAdopted, 1, store.StepTaken{On: today, Unit: board.ID, Words: "Styrelsen"}), "words")
	wantInvalid(t, take(district.StepAdopted, 1, store.StepTaken{On: today, Unit: 999}), "unit")
	closed := w.Close(w.Unit(store.NewUnit{Kind: district.KindCommittee}), today.AddDays(-30))
	wantInvalid(t, take(district.StepAdopted, 1, store.StepTaken{On: today, Unit: closed.ID}), "unit")
	if err := take(district.StepCarriedOut, 1, store.StepTaken{On: today}); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a step that it is not to take: %v", err)
	}

	w.Take(d.ID, district.StepDrafted, store.StepTaken{On: today.AddDays(-20)})
	w.Take(d.ID, district.StepAdopted, store.StepTaken{On: today.AddDays(-2), Unit: board.ID, Note: "Efter extra konferens."})
	d = w.DocumentNow(d.ID)
	if got := stepsOf(d); got != "drafted 2018-03-27, consulted -, adopted 2018-04-14" {
		t.Errorf("then: %s", got)
	}
	adopted, _ := d.Latest()
	if adopted.Body != "Distriktsstyrelsen" || adopted.UnitID != board.ID || adopted.Note == "" || adopted.RecordedOn != today || adopted.Revision != 2 {
		t.Errorf("adopted: %+v", adopted)
	}
	if o := d.OutOfOrder(); len(o) != 1 || o[0].Before.Step != district.StepConsulted {
		t.Errorf("out of order: %v", o)
	}
	if err := take(district.StepAdopted, 1, store.StepTaken{On: today, Words: "Årskonferensen"}); !errors.Is(err, district.ErrConflict) {
		t.Errorf("an old revision: %v", err)
	}
	w.Take(d.ID, district.StepAdopted, store.StepTaken{On: today.AddDays(-1), Words: "Årskonferensen"})
	if a, _ := w.DocumentNow(d.ID).Latest(); a.UnitID != 0 || a.Body != "Årskonferensen" || a.DoneOn != today.AddDays(-1) {
		t.Errorf("corrected: %+v", a)
	}
	w.Undo(d.ID, district.StepAdopted)
	w.Undo(d.ID, district.StepAdopted)
	if got := stepsOf(w.DocumentNow(d.ID)); got != "drafted 2018-03-27, consulted -, adopted -" {
		t.Errorf("after the undo: %s", got)
	}

	of := func(f store.DocumentFilter, day district.Date) string {
		list, err := w.Store.Documents(w.Ctx, f, day)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, x := range list {
			names = append(names, x.Name)
		}
		return strings.Join(names, ", ")
	}
	other := w.Document(store.DocumentEdit{Name: "Alkoholpolicy", Owner: board.ID})
	if got := of(store.DocumentFilter{}, today); got != "Alkoholpolicy, Kommunikationsplan" {
		t.Errorf("all: %s", got)
	}
	if got := of(store.DocumentFilter{Unit: board.ID}, today); got != "Alkoholpolicy" {
		t.Errorf("the board's, whose step was undone: %s", got)
	}
	w.Take(d.ID, district.StepConsulted, store.StepTaken{On: today, Unit: board.ID})
	if got := of(store.DocumentFilter{Unit: board.ID}, today); got != "Alkoholpolicy, Kommunikationsplan" {
		t.Errorf("the board's: %s", got)
	}
	if got := of(store.DocumentFilter{Kind: district.DocumentPolicy}, today); got != "Alkoholpolicy" {
		t.Errorf("policies: %s", got)
	}
	w.Archive(other.ID, today)
	if got := of(store.DocumentFilter{}, today) + "/" + of(store.DocumentFilter{Archived: true}, today) + "/" + of(store.DocumentFilter{}, today.AddDays(-1)); got !=
		"Kommunikationsplan/Alkoholpolicy, Kommunikationsplan/Alkoholpolicy, Kommunikationsplan" {
		t.Errorf("with an archived one: %s", got)
	}
	err := w.Store.TakeStep(w.Ctx, w.Actor, db.OnceKey{}, other.ID, district.StepDrafted, 1, store.StepTaken{On: today})
	wantInvalid(t, err, "")
	w.Archive(other.ID, district.Date{})
	w.Take(other.ID, district.StepDrafted, store.StepTaken{On: today})
}

func TestEditDocument(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	d := w.Document(store.DocumentEdit{Name: "Program för länet"})
	w.Take(d.ID, district.StepDrafted, store.StepTaken{On: today})
	edit := store.DocumentEdit{Kind: district.DocumentProgramme, Name: "Länsprogram", Owner: d.OwnerID, Words: "Årskonferensen", Purpose: "Inför valet.",
		Steps: []store.StepPlan{{Step: district.StepDrafted}, {Step: district.StepAdopted, Due: today.AddDays(40)}, {Step: district.StepCarriedOut}}}
	change := func(revision int, change func(in *store.DocumentEdit)) error {
		in := edit
		if change != nil {
			change(&in)
		}
		return w.Store.EditDocument(w.Ctx, w.Actor, db.OnceKey{}, d.ID, revision, in)
	}
	wantInvalid(t, change(1, func(in *store.DocumentEdit) { in.Kind = "x" }), "kind")
	wantInvalid(t, change(1, func(in *store.DocumentEdit) { in.Owner = 999 }), "owner")
	wantInvalid(t, change(1, func(in *store.DocumentEdit) { in.Adopter = d.OwnerID }), "adopterWords")
	wantInvalid(t, change(1, func(in *store.DocumentEdit) { in.Steps = nil }), "steps")
	wantInvalid(t, change(1, func(in *store.DocumentEdit) { in.Steps = append(in.Steps[:1:1], in.Steps[0]) }), "steps")
	wantInvalid(t, change(1, func(in *store.DocumentEdit) { in.Steps = in.Steps[1:] }), "steps") // it has taken the first

	w.SetToday(today.AddDays(10))
	if err := change(1, nil); err != nil {
		t.Fatal(err)
	}
	if err := change(2, nil); err != nil { // nothing new
		t.Fatal(err)
	}
	var stale *district.StaleError
	if err := change(1, nil); !errors.As(err, &stale) || len(stale.Now) != 11 {
		t.Errorf("an old revision: %v", err)
	}
	on := func(day district.Date) string {
		p, err := w.Store.DocumentPage(w.Ctx, d.ID, day, true)
		if err != nil {
			t.Fatal(err)
		}
		return stepsOf(p.Document)
	}
	// What it was to take before the change, it was to take.
	if got, want := on(today.AddDays(9)), "drafted 2018-04-16, consulted -, adopted -"; got != want {
		t.Errorf("before: %s", got)
	}
	if got, want := on(today.AddDays(10)), "drafted 2018-04-16, adopted -, carriedOut -"; got != want {
		t.Errorf("after: %s", got)
	}
	// A step that is added by mistake goes without a trace the same day, and one that comes back begins anew.
	if err := change(2, func(in *store.DocumentEdit) { in.Steps = in.Steps[:2] }); err != nil {
		t.Fatal(err)
	}
	if n := stepRows(t, w, d.ID); n != 4 {
		t.Errorf("%d rows of steps, want 4", n)
	}
	w.SetToday(today.AddDays(20))
	if err := change(3, func(in *store.DocumentEdit) {
		in.Steps = append(in.Steps, store.StepPlan{Step: district.StepConsulted})
	}); err != nil {
		t.Fatal(err)
	}
	if got, want := on(today.AddDays(15))+" | "+on(today.AddDays(20)), "drafted 2018-04-16, adopted - | drafted 2018-04-16, consulted -, adopted -, carriedOut -"; got != want {
		t.Errorf("again: %s", got)
	}
	// Another due date holds from its day on; what was to be done by when before it stays.
	due := func(day district.Date) district.Date {
		p, err := w.Store.DocumentPage(w.Ctx, d.ID, day, false)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := p.Step(district.StepAdopted)
		return s.Due
	}
	w.SetToday(today.AddDays(25))
	if err := change(4, func(in *store.DocumentEdit) { in.Steps[1].Due = today.AddDays(60) }); err != nil {
		t.Fatal(err)
	}
	if a, b := due(today.AddDays(24)), due(today.AddDays(25)); a != today.AddDays(40) || b != today.AddDays(60) {
		t.Errorf("due %s before the change and %s after", a, b)
	}
	w.Take(d.ID, district.StepAdopted, store.StepTaken{On: today.AddDays(18)}) // before the change, told of after it
	if got := on(today.AddDays(18)); !strings.Contains(got, "adopted 2018-05-04") {
		t.Errorf("on the day of the adoption: %s", got)
	}
	p, err := w.Store.DocumentPage(w.Ctx, d.ID, today, true)
	if err != nil || len(p.History) != 7 {
		t.Errorf("%d changes in the history, want 7 (%v)", len(p.History), err)
	}
	if _, err := w.Store.DocumentPage(w.Ctx, 999, today, true); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("no such document: %v", err)
	}
}

func stepRows(t *testing.T, w *fixture.World, document int64) int64 {
	t.Helper()
	n, err := db.Value[int64](w.Ctx, w.DB, "count steps", fmt.Sprintf(`SELECT count(*) FROM document_steps WHERE document_id = %d`, document), nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
