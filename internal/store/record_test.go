package store_test

import (
	"errors"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

var seeAll = store.RecordScopes{Units: authz.Everything, Struck: true}

func TestRecordsThroughTheirLives(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	r := w.Record(farsta, fixture.Record{Planned: true, Day: fixture.Today.AddDays(-3), Others: []store.Unit{solna, farsta}})
	if r.State != district.RecordPlanned || r.Counts(fixture.Today) || r.OtherCount != 1 || r.Others[0].ID != solna.ID {
		t.Errorf("planned = %+v", r)
	}
	late, err := w.Store.Records(w.Ctx, seeAll, fixture.Today, store.RecordFilter{Late: true})
	if err != nil || len(late.Records) != 1 {
		t.Errorf("planned for a day that has passed = %+v, %v", late, err)
	}
	number := 7
	if err := w.Store.RecordDone(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, r.ID, r.Revision, district.Date{}, &number); err != nil {
		t.Fatal(err)
	}
	r = w.ReloadRecord(r.ID)
	if !r.Counts(fixture.Today) || r.Counts(fixture.Today.AddDays(-4)) || *r.Number != 7 || r.DoneRecordedOn != fixture.Today || r.Afterwards() {
		t.Errorf("done = %+v", r)
	}
	var invalid *district.Invalid
	if err := w.Store.CancelRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, r.ID, r.Revision, "Nej."); !errors.As(err, &invalid) {
		t.Errorf("cancelling what is done: %v", err)
	}
	var stale *district.StaleError
	if err := w.Store.ReopenRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, r.ID, r.Revision-1); !errors.As(err, &stale) || len(stale.Now) != 3 {
		t.Errorf("an old revision: %v", err)
	}
	if err := w.Store.ReopenRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, r.ID, r.Revision); err != nil {
		t.Fatal(err)
	}
	r = w.ReloadRecord(r.ID)
	if r.State != district.RecordPlanned || !r.DoneRecordedOn.IsZero() || *r.Number != 7 {
		t.Errorf("reopened = %+v", r)
	}
	if err := w.Store.CancelRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, r.ID, r.Revision, " "); !errors.As(err, &invalid) {
		t.Errorf("cancelling without a reason: %v", err)
	}
	w.CancelRecord(r)
	if r = w.ReloadRecord(r.ID); r.State != district.RecordCancelled || r.StateReason == "" || r.Counts(fixture.Today) {
		t.Errorf("cancelled = %+v", r)
	}
	w.StrikeRecord(r)
	r = w.ReloadRecord(r.ID)
	if err := w.Store.ReopenRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, r.ID, r.Revision); !errors.As(err, &invalid) {
		t.Errorf("changing what is struck: %v", err)
	}
	if _, err := w.Store.Record(w.Ctx, store.RecordScopes{Units: authz.Everything}, r.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a struck record for somebody who does not edit: %v", err)
	}
}

func TestRecordsAreHeldToTheirDays(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	young := w.Unit(store.NewUnit{Kind: district.KindAssociation, Founded: fixture.Today.AddDays(-5)})
	kind := w.RecordKind("studyCircleHistory")
	add := func(in store.RecordInput) error {
		if in.Kind == 0 {
			in.Kind = kind.ID
		}
		_, err := w.Store.AddRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, in)
		return err
	}
	wrong := func(what, field string, err error) {
		t.Helper()
		var invalid *district.Invalid
		if !errors.As(err, &invalid) || invalid.Fields[0].Field != field {
			t.Errorf("%s: %v", what, err)
		}
	}
	wrong("done tomorrow", "day", add(store.RecordInput{Unit: farsta.ID, HappenedOn: fixture.Today.AddDays(1), Done: true}))
	wrong("no day", "day", add(store.RecordInput{Unit: farsta.ID}))
	wrong("before the unit", "unit", add(store.RecordInput{Unit: young.ID, HappenedOn: fixture.Today.AddDays(-6), Done: true}))
	wrong("with somebody who was not", "others", add(store.RecordInput{Unit: farsta.ID, HappenedOn: fixture.Today.AddDays(-6), Done: true, Others: []int64{young.ID}}))
	wrong("with somebody who is not", "others", add(store.RecordInput{Unit: farsta.ID, HappenedOn: fixture.Today, Others: []int64{999999}}))
	wrong("no unit", "unit", add(store.RecordInput{Unit: 999999, HappenedOn: fixture.Today}))
	wrong("no kind", "kind", add(store.RecordInput{Kind: 999999, Unit: farsta.ID, HappenedOn: fixture.Today}))
	if err := w.Store.RetireRecordKind(w.Ctx, w.Actor, db.OnceKey{}, kind.ID, kind.Revision, fixture.Today); err != nil {
		t.Fatal(err)
	}
	wrong("of a kind that is not used any more", "kind", add(store.RecordInput{Unit: farsta.ID, HappenedOn: fixture.Today}))
	if err := add(store.RecordInput{Unit: farsta.ID, HappenedOn: fixture.Today.AddDays(-1), Done: true}); err != nil {
		t.Error(err)
	}
	// A day that is moved past the one on which it was written is written today.
	r := w.Record(farsta, fixture.Record{Kind: "newMemberCourse", Day: fixture.Today.AddDays(-40)})
	if !r.Afterwards() {
		t.Error("forty days later is not afterwards")
	}
	w.SetToday(fixture.Today.AddDays(10))
	in := store.RecordInput{Kind: r.KindID, Unit: farsta.ID, HappenedOn: fixture.Today.AddDays(8), Title: "Kurs i Farsta"}
	if err := w.Store.EditRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, r.ID, r.Revision, in); err != nil {
		t.Fatal(err)
	}
	if r = w.ReloadRecord(r.ID); r.DoneRecordedOn != fixture.Today.AddDays(10) || r.Name() != "Kurs i Farsta" || r.State != district.RecordDone {
		t.Errorf("moved = %+v", r)
	}
	in.HappenedOn = fixture.Today.AddDays(11)
	wrong("done and moved ahead", "day", w.Store.EditRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, r.ID, r.Revision, in))
}

// Everybody who reads the plan reads records, but which associations took part is for the same readers as which are
// missing.
func TestWhoKnowsWhoTookPart(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	committee := w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	held := w.Record(farsta, fixture.Record{Number: 8, Others: []store.Unit{solna, committee}})
	w.Record(committee, fixture.Record{Number: 5, Others: []store.Unit{farsta}})
	stranger := store.RecordScopes{}
	one, err := w.Store.Record(w.Ctx, stranger, held.ID)
	if err != nil {
		t.Fatal(err)
	}
	if one.UnitID != 0 || one.UnitName != "" || one.UnitSlug != "" || one.UnitKind != district.KindAssociation || one.OtherCount != 2 || len(one.Others) != 1 || one.Others[0].ID != committee.ID {
		t.Errorf("to a stranger = %+v", one)
	}
	list, err := w.Store.Records(w.Ctx, stranger, fixture.Today, store.RecordFilter{})
	if err != nil || list.Total != 2 || list.Done != 2 || list.People != 13 || len(list.Units) != 1 {
		t.Errorf("list to a stranger = %+v, %v", list, err)
	}
	for unit, want := range map[int64]int{farsta.ID: 0, solna.ID: 0, committee.ID: 2} {
		list, err := w.Store.Records(w.Ctx, stranger, fixture.Today, store.RecordFilter{Unit: unit})
		if err != nil || list.Total != want || len(list.Records) != want {
			t.Errorf("a stranger who asks for unit %d finds %d, want %d (%v)", unit, list.Total, want, err)
		}
	}
	own := store.RecordScopes{Units: authz.Scope{Units: []int64{solna.ID}}}
	list, err = w.Store.Records(w.Ctx, own, fixture.Today, store.RecordFilter{Unit: solna.ID})
	if err != nil || len(list.Records) != 1 || list.Records[0].UnitName != "" || len(list.Records[0].Others) != 2 {
		t.Errorf("to Solna = %+v, %v", list.Records, err)
	}
	list, err = w.Store.Records(w.Ctx, seeAll, fixture.Today, store.RecordFilter{Unit: farsta.ID, Limit: 1, Offset: 1})
	if err != nil || list.Total != 2 || len(list.Records) != 1 {
		t.Errorf("second page = %+v, %v", list, err)
	}
}

func TestKindsOfRecordAndWhatIsWritten(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	id, err := w.Store.CreateRecordKind(w.Ctx, w.Actor, db.OnceKey{}, store.RecordKindInput{Name: "Bokbord", One: "bokbord", Many: "bokbord"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.CreateRecordKind(w.Ctx, w.Actor, db.OnceKey{}, store.RecordKindInput{Name: "bokbord", One: "bord", Many: "bord"}); err == nil {
		t.Error("two kinds have the same name")
	}
	var stale *district.StaleError
	if err := w.Store.UpdateRecordKind(w.Ctx, w.Actor, db.OnceKey{}, id, 1, store.RecordKindInput{Name: "Bokbord", One: "bokbord", Many: "bokbord", Numbered: true}); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.UpdateRecordKind(w.Ctx, w.Actor, db.OnceKey{}, id, 1, store.RecordKindInput{Name: "Bok"}); !errors.As(err, &stale) {
		t.Errorf("an old revision: %v", err)
	}
	first, err := w.Store.CompleteRecords(w.Ctx, w.Actor, db.OnceKey{}, id, fixture.Today.AddDays(-10))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.Store.CompleteRecords(w.Ctx, w.Actor, db.OnceKey{}, id, fixture.Today.AddDays(-10)); err != nil || again != first {
		t.Errorf("said again: %d, %v", again, err)
	}
	var invalid *district.Invalid
	if _, err := w.Store.CompleteRecords(w.Ctx, w.Actor, db.OnceKey{}, id, fixture.Today.AddDays(1)); !errors.As(err, &invalid) {
		t.Errorf("all is written that has not happened: %v", err)
	}
	uses := func() store.RecordKindUse {
		all, err := w.Store.RecordKindUses(w.Ctx, fixture.Today)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range all {
			if u.ID == id {
				return u
			}
		}
		t.Fatal("the kind is not in the list")
		return store.RecordKindUse{}
	}
	if u := uses(); u.Written != fixture.Today.AddDays(-10) {
		t.Errorf("written through %s", u.Written)
	}
	if err := w.Store.StrikeRecordCompletion(w.Ctx, w.Actor, db.OnceKey{}, first, "Tre saknades."); err != nil {
		t.Fatal(err)
	}
	if u := uses(); !u.Written.IsZero() {
		t.Errorf("struck, and still written through %s", u.Written)
	}
	all, err := w.Store.RecordCompletions(w.Ctx, id)
	if err != nil || len(all) != 1 || !all[0].Struck {
		t.Errorf("statements = %+v, %v", all, err)
	}
}
