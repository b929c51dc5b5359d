package store_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// An undoing is possible for so many days after the day, or after the recording when that is later, and the refusal says
// what to do instead.
func TestUndoIsForSoManyDays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind    district.ReorganisationKind
		day     district.Date
		counts  district.Date // from which the days are counted
		instead string
	}{
		"a merger the same day":  {district.Merger, fixture.Today, fixture.Today, "Lägg till en ny"},
		"a merger ahead":         {district.Merger, fixture.Today.AddDays(50), fixture.Today.AddDays(50), "Lägg till en ny"},
		"a merger long ago":      {district.Merger, fixture.Today.AddDays(-90), fixture.Today, "Lägg till en ny"},
		"a division the day":     {district.Split, fixture.Today, fixture.Today, "Slå ihop dem på nytt"},
		"a division some day on": {district.Split, fixture.Today.AddDays(3), fixture.Today.AddDays(3), "Slå ihop dem på nytt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			a, b := w.Association("Farsta"), w.Association("Vantör")
			in := store.NewReorganisation{Kind: c.kind, Day: c.day, From: []int64{a.ID}, To: []store.Successor{{Unit: b.ID}}}
			if c.kind == district.Split {
				in.To = []store.Successor{{Name: "Norra"}, {Name: "Södra"}}
			}
			id := w.Reorganise(in)
			before := dump(t, w)
			w.SetToday(c.counts.AddDays(store.UndoDays + 1))
			if got := complaint(t, undo(w, id), ""); !strings.Contains(got, "mer än 30 dagar") || !strings.Contains(got, c.instead) {
				t.Errorf("says %q", got)
			}
			if _, err := w.Store.PreviewUndo(w.Ctx, w.Actor, authz.Everything, authz.Everything, id); complaint(t, err, "") == "" {
				t.Error("it can be previewed")
			}
			differ(t, "a refused undoing", before, dump(t, w))
			w.SetToday(c.counts.AddDays(store.UndoDays))
			if err := undo(w, id); err != nil {
				t.Errorf("on the last day: %v", err)
			}
		})
	}
}

// What an undoing does to people's access is shown before it is done, and nothing else is done then.
func TestUndoShowsWhoseAccessItChanges(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	old, into := w.Association("Farsta"), w.Association("Vantör")
	chair, officer, over := w.Account(authz.AssociationChair, old.ID), w.Account(authz.ElectionOfficer, old.ID), w.Account(authz.ElectionOfficer, old.ID)
	chairs := w.Assign(old, "associationChair", fixture.Assignment{Person: chair.Person})
	if _, err := w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, nil, over.ID, over.Grant, 1, fixture.Today.AddDays(4)); err != nil {
		t.Fatal(err)
	}
	id := w.Reorganise(store.NewReorganisation{Kind: district.Merger, Day: fixture.Today, From: []int64{old.ID}, To: []store.Successor{{Unit: into.ID}},
		Assignments: []store.CarriedAssignment{{ID: chairs.ID}}, Grants: []store.CarriedGrant{{ID: chair.Grant, Assignment: chairs.ID}}})
	before := dump(t, w)
	show := func(names authz.Scope) store.Undone {
		t.Helper()
		u, err := w.Store.PreviewUndo(w.Ctx, w.Actor, authz.Everything, names, id)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	told := func(list []store.UndoneAccess) (out []string) {
		for _, a := range list {
			out = append(out, a.Person+" "+a.Role+" "+a.Unit+" "+a.From.String()+" "+a.Last.String())
		}
		slices.Sort(out) // by name, whose numbers differ from run to run
		return out
	}
	today := fixture.Today.String()
	u := show(authz.Everything)
	want := []string{chair.Name + " association_chair Farsta " + today + " ", officer.Name + " election_officer Farsta " + today + " ",
		over.Name + " election_officer Farsta " + today + " " + fixture.Today.AddDays(4).String()}
	slices.Sort(want)
	same(t, "comes back", told(u.Back), want...)
	same(t, "ends", told(u.Gone), chair.Name+" association_chair Vantör "+today+" ")
	nameless := show(authz.Scope{Units: []int64{into.ID}})
	for _, a := range nameless.Back {
		if a.Person != "" {
			t.Errorf("a name out of scope: %+v", a)
		}
	}
	if len(nameless.Back) != 3 || nameless.Gone[0].Person != chair.Name || nameless.Digest() != u.Digest() {
		t.Errorf("out of scope for names = %+v", nameless)
	}
	differ(t, "after showing", before, dump(t, w))
	if n := count(t, w, `SELECT count(*)::int FROM read_log WHERE subject = 'reorganisation' AND detail = 'ångra'`); n == 0 {
		t.Errorf("names were shown and the read log says nothing")
	}

	// Some days later other access would come back than was shown.
	w.SetToday(fixture.Today.AddDays(5))
	_, err := w.Store.UndoReorganisation(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, u.Digest())
	if !errors.Is(err, district.ErrConflict) {
		t.Errorf("what was shown is old: %v", err)
	}
	differ(t, "after a conflict", before, dump(t, w))
	u = show(authz.Everything)
	if len(u.Back) != 2 {
		t.Errorf("access that is over would come back: %v", told(u.Back))
	}
	if _, err := w.Store.UndoReorganisation(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, u.Digest()); err != nil {
		t.Fatal(err)
	}
	// The access that people have had is in the log, though its row is gone.
	if n := count(t, w, `SELECT count(*)::int FROM audit_log l WHERE l.record = 'grant' AND l.action = 'remove' AND l.note LIKE '%hade börjat gälla%'
		AND EXISTS (SELECT FROM jsonb_array_elements(l.changes) c WHERE c->>'field' = 'account' AND c->>'before' = $1::text)
		AND EXISTS (SELECT FROM jsonb_array_elements(l.changes) c WHERE c->>'field' = 'role' AND c->>'before' = 'association_chair')
		AND EXISTS (SELECT FROM jsonb_array_elements(l.changes) c WHERE c->>'field' = 'from' AND c->>'before' = $2::text)`, strconv.FormatInt(chair.ID, 10), today); n != 1 {
		t.Errorf("%d rows in the log tell whose access was taken away", n)
	}
}

// A kind of meeting that leaves out a unit which an undoing takes away leaves it out no more.
func TestUndoForgetsExceptionsOfMeetings(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b := w.Association("Farsta"), w.Association("Vantör")
	id := w.Reorganise(store.NewReorganisation{Kind: district.Merger, Day: fixture.Today, From: []int64{a.ID, b.ID}, To: []store.Successor{{Name: "Söderort"}}})
	made, err := w.Store.UnitBySlug(w.Ctx, authz.Everything, "soderort")
	if err != nil {
		t.Fatal(err)
	}
	associations := []district.UnitKind{district.KindAssociation}
	both := w.NewMeetingKind(store.MeetingKindInput{Attendance: true, Invited: measure.Population{Kinds: associations, Except: []int64{a.ID, made.ID}}})
	only := w.NewMeetingKind(store.MeetingKindInput{Attendance: true, Invited: measure.Population{Kinds: associations, Except: []int64{made.ID}}})
	other := w.NewMeetingKind(store.MeetingKindInput{Attendance: true, Invited: measure.Population{Kinds: associations, Except: []int64{b.ID}}})
	if err := undo(w, id); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind    store.MeetingKind
		except  []int64
		touched int
	}{{both, []int64{a.ID}, 1}, {only, nil, 1}, {other, []int64{b.ID}, 0}} {
		now, err := w.Store.MeetingKind(w.Ctx, c.kind.ID)
		if err != nil || len(now.Invited.Except) != len(c.except) || len(c.except) > 0 && now.Invited.Except[0] != c.except[0] || now.Revision != c.kind.Revision+c.touched {
			t.Errorf("%+v, %v; want %v", now.Invited, err, c.except)
		}
	}
	if n := count(t, w, `SELECT count(*)::int FROM audit_log WHERE record = 'meetingKind' AND action = 'update' AND note = 'Sammanslagningen ångrades'`); n != 2 {
		t.Errorf("%d rows in the log", n)
	}
}
