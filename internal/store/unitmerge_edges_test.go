package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// TestUndoASplitWhosePostWasFilledAgain: the one that lives on has named somebody else in a post that only one can hold.
// Giving it back to the first would need two; it is refused in words, and nothing is done.
func TestUndoASplitWhosePostWasFilledAgain(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	u := w.Association("Haninge")
	moves := w.Assign(u, "treasurer", fixture.Assignment{})
	id := w.Reorganise(store.NewReorganisation{Kind: district.Split, Day: fixture.Today, From: []int64{u.ID}, Keep: true, To: []store.Successor{{Name: "Västerhaninge"}},
		Assignments: []store.CarriedAssignment{{ID: moves.ID}}})
	w.Assign(u, "treasurer", fixture.Assignment{From: fixture.Today})
	before := dump(t, w)
	if got := complaint(t, undo(w, id), ""); !strings.Contains(got, "har en annan innehavare nu") {
		t.Errorf("says %q", got)
	}
	differ(t, "a refused undoing", before, dump(t, w))
}

// TestMergersOnTheEdgesOfTheCalendar: a chain over New Year and the leap day, a part that goes back into what it was
// divided off from, and what is refused. On each day exactly those are there that the chain leaves.
func TestMergersOnTheEdgesOfTheCalendar(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b, c, d := w.Association("Ett"), w.Association("Två"), w.Association("Tre"), w.Association("Fyra")
	w.Merge(b, day("2015-12-31"), a)
	w.Merge(c, day("2016-01-01"), b)
	founded, _ := w.Found("Fem", day("2016-02-29"), c, d)
	parts, split := w.Split(founded, day("2016-03-01"), true, "Sex")
	back := w.Merge(founded, day("2020-02-29"), parts[0])
	for on, want := range map[string]int{"2015-12-30": 4, "2015-12-31": 3, "2016-01-01": 2, "2016-02-28": 2, "2016-02-29": 1, "2016-03-01": 2, "2020-02-28": 2, "2020-02-29": 1} {
		if n := count(t, w, `SELECT count(*) FROM units WHERE kind = 'association' AND alive @> $1::date`, day(on)); n != want {
			t.Errorf("%d on %s, want %d", n, on, want)
		}
	}
	for on, want := range map[string]string{"2015-12-31": "tva", "2016-01-01": "tre", "2016-02-28": "tre", "2016-02-29": "fem", "2020-02-29": "fem"} {
		if u, err := w.Store.SuccessorOf(w.Ctx, everythingOfUnits.Units, "ett", day(on)); err != nil || u.Slug != want {
			t.Errorf("on %s the first leads to %q, %v", on, u.Slug, err)
		}
	}
	if u, err := w.Store.SuccessorOf(w.Ctx, everythingOfUnits.Units, parts[0].Slug, day("2020-02-29")); err != nil || u.Slug != "fem" {
		t.Errorf("the part leads to %q, %v", u.Slug, err)
	}
	// Back to the beginning, or out of the chain's order: refused.
	for what, in := range map[string]store.NewReorganisation{
		"the last into the first":   {Day: day("2020-03-01"), From: []int64{founded.ID}, To: []store.Successor{{Unit: a.ID}}},
		"the last before its part":  {Day: day("2020-02-29"), From: []int64{founded.ID}, To: []store.Successor{{Unit: parts[0].ID}}},
		"one that has gone already": {Day: day("2020-03-01"), From: []int64{c.ID}, To: []store.Successor{{Unit: founded.ID}}},
		"into one that has gone":    {Day: day("2015-06-01"), From: []int64{founded.ID}, To: []store.Successor{{Unit: b.ID}}},
	} {
		before := dump(t, w)
		if _, err := merge(w, in); !isInvalid(err) {
			t.Errorf("%s: %v", what, err)
		}
		differ(t, what, before, dump(t, w))
	}
	// What the chain stands on is not undone under it; from its end it is.
	w.SetToday(day("2016-03-10"))
	before := dump(t, w)
	if err := undo(w, split); !isInvalid(err) {
		t.Errorf("the split, though its part has gone up: %v", err)
	}
	differ(t, "a refused undoing", before, dump(t, w))
	for _, id := range []int64{back, split} {
		if err := undo(w, id); err != nil {
			t.Errorf("from the end: %v", err)
		}
	}
}

// TestUndoingLeavesWhatCameBeforeUnused: a later merger, or a closing, that was taken back has used nothing of an earlier
// one. What it had ended and gave back can go as before, whatever it was; what somebody has changed besides cannot.
func TestUndoingLeavesWhatCameBeforeUnused(t *testing.T) {
	t.Parallel()
	for name, later := range map[string]func(w *fixture.World, carrier, other store.Unit) (takeBack func() error){
		"a merger today": func(w *fixture.World, carrier, other store.Unit) func() error {
			id := w.Merge(other, fixture.Today, carrier)
			return func() error { return undo(w, id) }
		},
		"a merger to come": func(w *fixture.World, carrier, other store.Unit) func() error {
			id := w.Merge(other, fixture.Today.AddDays(60), carrier)
			return func() error { return undo(w, id) }
		},
		"a merger before what began": func(w *fixture.World, carrier, other store.Unit) func() error {
			id := w.Merge(other, fixture.Today.AddDays(-9), carrier)
			return func() error { return undo(w, id) }
		},
		"a closing": func(w *fixture.World, carrier, other store.Unit) func() error {
			w.Close(carrier, fixture.Today)
			return func() error {
				_, err := w.Store.ReopenUnit(w.Ctx, w.Actor, db.OnceKey{}, carrier.ID)
				return err
			}
		},
	} {
		for _, founds := range []bool{false, true} {
			for _, changes := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, founds %v, changes %v", name, founds, changes), func(t *testing.T) {
					t.Parallel()
					w := fixture.New(t)
					a, b, c := w.Association("Ett"), w.Association("Två"), w.Association("Tre")
					account := w.Account(authz.ElectionOfficer, a.ID)
					area := w.Cover(a, "danderyd", district.Date{}, district.Date{})
					officer := w.Assign(a, "electionOfficer", fixture.Assignment{Person: account.Person})
					member := w.Assign(a, "boardMember", fixture.Assignment{From: fixture.Today.AddDays(-5)}) // after the earliest of the later ones
					before := dump(t, w)
					in := store.NewReorganisation{Kind: district.Merger, Day: fixture.Today.AddDays(-20), From: []int64{a.ID}, To: []store.Successor{{Unit: b.ID}},
						Assignments: []store.CarriedAssignment{{ID: officer.ID}, {ID: member.ID}}, Grants: []store.CarriedGrant{{ID: account.Grant, Assignment: officer.ID}},
						Areas: []store.CarriedArea{{ID: area, To: []int{0}}}}
					if founds {
						in.From, in.To = []int64{a.ID, b.ID}, []store.Successor{{Name: "Nya"}}
					}
					first := w.Reorganise(in)
					carrier := w.Reload(b)
					if founds {
						var err error
						if carrier, err = w.Store.UnitBySlug(w.Ctx, authz.Everything, "nya"); err != nil {
							t.Fatal(err)
						}
					}
					takeBack := later(w, carrier, c)
					if founds {
						if err := undo(w, first); err == nil {
							t.Fatal("what it founded is used, and it was undone")
						}
					}
					if err := takeBack(); err != nil {
						t.Fatal(err)
					}
					if changes {
						w.End(int64(count(t, w, `SELECT max(id)::int FROM assignments WHERE person_id = $1`, account.Person)), fixture.Today.AddDays(3))
						if got := complaint(t, undo(w, first), ""); !strings.Contains(got, "har ändrats") {
							t.Errorf("what was changed since: %q", got)
						}
						return
					}
					if err := undo(w, first); err != nil {
						t.Fatal(err)
					}
					differ(t, "after both", before, dump(t, w))
				})
			}
		}
	}
}

// TestUndoTwice: two who undo at once do it once.
func TestUndoTwice(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b := w.Association("Ett"), w.Association("Två")
	id := w.Merge(b, fixture.Today, a)
	errs := make(chan error, 3)
	for range 3 {
		go func() {
			_, err := w.Store.UndoReorganisation(w.Ctx, w.Actor, db.OnceKey{}, everythingOfUnits.Units, id, "")
			errs <- err
		}()
	}
	won := 0
	for range 3 {
		if err := <-errs; err == nil {
			won++
		} else if !isInvalid(err) {
			t.Errorf("neither won nor refused: %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of three undid it", won)
	}
}

// TestInvitationsPassOn: who is invited is written when a meeting is planned. A merger invites the one that goes on to
// what is planned on its day or later, and takes nobody's invitation away; the preview tells how many. After a split nobody knows whom
// an invitation was meant for, so that it is told of. Undone, only those that were invited before are.
func TestInvitationsPassOn(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b := w.Association("Ett"), w.Association("Två")
	board := w.Unit(store.NewUnit{Kind: district.KindDistrictBoard}).ID
	d := fixture.Today.AddDays(-10)
	meet := func(on district.Date) store.Meeting {
		return w.Meet(fixture.Meeting{Organiser: board, Day: on})
	}
	before, overdue, held := meet(d.AddDays(-1)), meet(d), meet(d.AddDays(1))
	w.Finish(before.ID, a)
	w.Finish(held.ID, a)
	ahead, cancelled := meet(fixture.Today.AddDays(30)), meet(d)
	w.Cancel(cancelled.ID)
	w.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: a.ID, Day: fixture.Today.AddDays(3)})
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, attendance(w.MeetingKind("chairsMeeting"), 1, "last"))
	merger := store.NewReorganisation{Kind: district.Merger, Day: d, From: []int64{a.ID, b.ID}, To: []store.Successor{{Name: "Nya"}}}
	for what, c := range map[string]struct {
		in              store.NewReorganisation
		invited, untold int
	}{
		"into one that is invited": {store.NewReorganisation{Kind: district.Merger, Day: d, From: []int64{a.ID}, To: []store.Successor{{Unit: b.ID}}}, 0, 0},
		"into a new one":           {merger, 2, 0},
		"divided":                  {store.NewReorganisation{Kind: district.Split, Day: d, Keep: true, From: []int64{a.ID}, To: []store.Successor{{Name: "Del"}}}, 0, 2},
	} {
		out, _, err := w.Store.PreviewReorganisation(w.Ctx, w.Actor, everythingOfUnits.Units, nil, c.in)
		if err != nil || out.Invited != c.invited || out.NotInvited != c.untold {
			t.Errorf("%s: %d meetings are passed on and %d told of, want %d and %d (%v)", what, out.Invited, out.NotInvited, c.invited, c.untold, err)
		}
	}
	invited := func() (all []string) {
		for _, m := range []store.Meeting{before, overdue, held, ahead, cancelled} {
			var names string
			if err := w.DB.Q().QueryRow(w.Ctx, `SELECT string_agg(u.name, ' ' ORDER BY u.id) FROM meeting_units i JOIN units u ON u.id = i.unit_id
				WHERE i.meeting_id = $1`, m.ID).Scan(&names); err != nil {
				t.Fatal(err)
			}
			all = append(all, names)
		}
		return all
	}
	old, was := unitsBy(t, w, goal, d.AddDays(-1)), invited()
	id := w.Reorganise(merger)
	if got := invited(); !slices.Equal(got, []string{"Ett Två", "Ett Två Nya", "Ett Två", "Ett Två Nya", "Ett Två"}) {
		t.Errorf("invited: %q", got)
	}
	// Who has the list of those invited open is told that it is another now.
	var stale *district.StaleError
	if err := w.Store.SetInvited(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, ahead.ID, ahead.Revision, []int64{a.ID}); !errors.As(err, &stale) {
		t.Errorf("a list of invited from before is taken: %v", err)
	}
	if got := unitsBy(t, w, goal, d.AddDays(-1)); got != old {
		t.Errorf("the day before it was %s, is %s", old, got)
	}
	w.Finish(overdue.ID)
	if got := unitsBy(t, w, goal, fixture.Today); got != "yes: ; no: Nya; unknown: " {
		t.Errorf("invited and not there: %s", got)
	}
	if _, err := w.Store.UndoReorganisation(w.Ctx, w.Actor, db.OnceKey{}, everythingOfUnits.Units, id, ""); err != nil {
		t.Fatal(err)
	}
	if got := invited(); !slices.Equal(got, was) {
		t.Errorf("undone: %q, was %q", got, was)
	}
	if got := unitsBy(t, w, goal, d.AddDays(-1)); got != old {
		t.Errorf("undone, the day before is %s, was %s", got, old)
	}

	// Who has been at such a meeting is not taken away from it.
	todays := meet(fixture.Today)
	third := w.Association("Tre")
	id = w.Reorganise(store.NewReorganisation{Kind: district.Merger, Day: fixture.Today, From: []int64{a.ID}, To: []store.Successor{{Unit: third.ID}}})
	w.Tick(todays.ID, third)
	_, err := w.Store.UndoReorganisation(w.Ctx, w.Actor, db.OnceKey{}, everythingOfUnits.Units, id, "")
	wantInvalid(t, err, "")
}

// TestRecordsAfterALateMerger: what a unit has done before the day stays; what is dated on the day or later is told of in
// the preview, counts no more while the merger stands, and counts again on the one that goes on, or when it is undone.
func TestRecordsAfterALateMerger(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b := w.Association("Ett"), w.Association("Två")
	d := fixture.Today.AddDays(-20)
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, volumeOf(0, false, w.RecordKind("studyCircleHistory").ID))
	w.Record(a, fixture.Record{Day: d.AddDays(-1)})
	late := w.Record(a, fixture.Record{Day: d})
	w.Record(a, fixture.Record{Day: fixture.Today, Planned: true})
	w.StrikeRecord(w.Record(a, fixture.Record{Day: d}))
	in := store.NewReorganisation{Kind: district.Merger, Day: d, From: []int64{a.ID}, To: []store.Successor{{Unit: b.ID}}}
	out, _, err := w.Store.PreviewReorganisation(w.Ctx, w.Actor, everythingOfUnits.Units, nil, in)
	if err != nil || out.LateRecords != 1 {
		t.Errorf("the preview tells of %d records (%v)", out.LateRecords, err)
	}
	look := func(what string, want ...int) {
		t.Helper()
		if got := sums(w, goal, d.AddDays(-1), d, fixture.Today); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	look("before", 1, 2, 2)
	id := w.Reorganise(in)
	look("merged", 1, 1, 1)
	late = w.ReloadRecord(late.ID)
	if err := w.Store.EditRecord(w.Ctx, w.Actor, db.OnceKey{}, everythingOfUnits.Units, late.ID, late.Revision, store.RecordInput{Kind: late.KindID, Unit: b.ID, HappenedOn: late.HappenedOn}); err != nil {
		t.Fatal(err)
	}
	look("written on the one that goes on", 1, 2, 2)
	if err := undo(w, id); err != nil {
		t.Fatal(err)
	}
	look("undone", 1, 2, 2)
}
