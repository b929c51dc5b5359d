package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

func meetingPage(t *testing.T, w *fixture.World, scope authz.Scope, id int64) store.MeetingPage {
	t.Helper()
	p, err := w.Store.MeetingPage(w.Ctx, store.MeetingScopes{See: scope, Edit: scope, Names: scope}, fixture.Today, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPlanWritesWhoIsInvitedOnItsDay(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.TradeAssociation("Seko")
	late := w.Unit(store.NewUnit{Kind: district.KindAssociation, Name: "Nya", Founded: fixture.Today.AddDays(30)})
	gone := w.Association("Gamla")
	w.Close(gone, fixture.Today.AddDays(5))
	w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Utskottet"})
	names := func(m store.Meeting) []string {
		var out []string
		for _, u := range meetingPage(t, w, authz.Everything, m.ID).Units {
			out = append(out, u.Name)
		}
		return out
	}
	for _, c := range []struct {
		day  district.Date
		want []string
	}{
		{fixture.Today, []string{"Farsta", "Gamla", "Seko"}},
		{fixture.Today.AddDays(5), []string{"Farsta", "Gamla", "Seko"}}, // its last day
		{fixture.Today.AddDays(6), []string{"Farsta", "Seko"}},
		{fixture.Today.AddDays(30), []string{"Farsta", "Nya", "Seko"}},
	} {
		if got := names(w.Meet(fixture.Meeting{Day: c.day})); !slices.Equal(got, c.want) {
			t.Errorf("on %s: %v, want %v", c.day, got, c.want)
		}
	}
	// What was written stays, whatever becomes of the units; one that is closed before the day cannot come.
	soon, later := w.Meet(fixture.Meeting{Day: fixture.Today.AddDays(8)}), w.Meet(fixture.Meeting{Day: fixture.Today.AddDays(40)})
	w.Close(farsta, fixture.Today.AddDays(10))
	w.Close(late, fixture.Today.AddDays(45))
	if got := names(soon); !slices.Equal(got, []string{"Farsta", "Seko"}) {
		t.Errorf("after closing: %v", got)
	}
	if got := names(later); !slices.Equal(got, []string{"Nya", "Seko"}) {
		t.Errorf("after closing before the day: %v", got)
	}
	if p := meetingPage(t, w, authz.Everything, later.ID); p.Invited != 2 {
		t.Errorf("%d are counted as invited", p.Invited)
	}
	own := w.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: solna.ID})
	if got := names(own); !slices.Equal(got, []string{"Seko"}) {
		t.Errorf("a meeting of one's own invites %v", got)
	}
}

func TestPlanComplains(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	dist := w.Unit(store.NewUnit{Kind: district.KindDistrict})
	closed := w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Stängt"})
	w.Close(closed, fixture.Today.AddDays(-1))
	when := w.At(fixture.Today, "18:30")
	backwards := when
	backwards.End = when.Start.Add(-time.Minute)
	kind := func(key string) int64 { return w.MeetingKind(key).ID }
	for _, c := range []struct {
		field string
		in    store.NewMeeting
	}{
		{"kind", store.NewMeeting{Kind: 999, Organiser: dist.ID, When: when}},
		{"organiser", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: 999, When: when}},
		{"organiser", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: farsta.ID, When: when}},
		{"organiser", store.NewMeeting{Kind: kind("committeeMeeting"), Organiser: closed.ID, When: when}},
		{"start", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: dist.ID}},
		{"end", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: dist.ID, When: backwards}},
		{"audience", store.NewMeeting{Kind: kind("womensTraining"), Organiser: dist.ID, When: when}},
		{"audience", store.NewMeeting{Kind: kind("womensTraining"), Organiser: dist.ID, When: when, Audience: "alla"}},
		{"audience", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: dist.ID, When: when, Audience: "medlemmar"}},
		{"consulted", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: dist.ID, When: when, Consulted: fixture.Today}},
		{"consulted", store.NewMeeting{Kind: kind("representativesMeeting"), Organiser: dist.ID, When: when, Consulted: fixture.Today.AddDays(1)}},
		{"start", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: dist.ID, When: w.At(fixture.Today.AddDays(1), ""), Held: true}},
		{"region0", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: dist.ID, Parts: []store.When{when}}},
		{"region1", store.NewMeeting{Kind: kind("chairsMeeting"), Organiser: dist.ID, Parts: []store.When{{Start: when.Start, Region: "Norra"}, when}}},
	} {
		_, err := w.Store.PlanMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, c.in)
		wantInvalid(t, err, c.field)
	}
	_, err := w.Store.PlanMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Scope{Units: []int64{farsta.ID}},
		store.NewMeeting{Kind: kind("associationMeeting"), Organiser: solna.ID, When: when})
	wantInvalid(t, err, "organiser")
}

// The database and the program agree on which day a meeting is.
func TestDayOfAMeeting(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	for _, c := range []struct{ day, at string }{
		{"2018-04-16", "23:30"}, {"2018-04-17", "00:15"}, {"2017-12-31", "23:59"}, {"2018-01-01", "00:00"}, {"2016-02-29", "23:30"},
		{"2018-03-25", "02:30"}, {"2018-03-25", "23:30"}, {"2017-10-29", "02:30"}, {"2017-10-29", "00:30"},
	} {
		m := w.Meet(fixture.Meeting{Day: district.MustDate(c.day), At: c.at})
		if m.Day.String() != c.day {
			t.Errorf("%s %s is on %s", c.day, c.at, m.Day)
		}
		if m.Day != district.DateOf(m.StartsAt, clock.Stockholm) {
			t.Errorf("%s %s: the database says %s", c.day, c.at, m.Day)
		}
	}
}

func TestStatesOfAMeeting(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	revision := func(id int64) int { return w.Met(id).Revision }
	none := db.OnceKey{}

	coming := w.Meet(fixture.Meeting{Day: today.AddDays(1)})
	wantInvalid(t, w.Store.HoldMeeting(w.Ctx, w.Actor, none, authz.Everything, coming.ID, coming.Revision), "")
	wantInvalid(t, w.Store.CancelMeeting(w.Ctx, w.Actor, none, authz.Everything, coming.ID, coming.Revision, ""), "reason")
	if m := w.Cancel(coming.ID); m.State != district.MeetingCancelled || m.StateReason == "" || !m.RecordedOn.IsZero() {
		t.Errorf("cancelled: %+v", m)
	}
	wantInvalid(t, w.Store.HoldMeeting(w.Ctx, w.Actor, none, authz.Everything, coming.ID, revision(coming.ID)), "")
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, none, authz.Everything, coming.ID, revision(coming.ID)); err != nil {
		t.Fatal(err)
	}
	if m := w.Met(coming.ID); m.State != district.MeetingPlanned || m.StateReason != "" {
		t.Errorf("cancelled and undone: %+v", m)
	}
	wantInvalid(t, w.Store.UndoMeeting(w.Ctx, w.Actor, none, authz.Everything, coming.ID, revision(coming.ID)), "")

	held := w.Hold(w.Meet(fixture.Meeting{Day: today.AddDays(-20)}).ID)
	if held.State != district.MeetingHeld || held.RecordedOn != today || held.Day != today.AddDays(-20) {
		t.Errorf("held: %+v", held)
	}
	wantInvalid(t, w.Store.CancelMeeting(w.Ctx, w.Actor, none, authz.Everything, held.ID, held.Revision, "Fel"), "")
	var stale *district.StaleError
	if err := w.Store.CancelMeeting(w.Ctx, w.Actor, none, authz.Everything, held.ID, held.Revision-1, "Fel"); !errors.As(err, &stale) || stale.Revision != held.Revision {
		t.Errorf("an old revision: %v", err)
	}
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, none, authz.Everything, held.ID, held.Revision); err != nil {
		t.Fatal(err)
	}
	if m := w.Met(held.ID); m.State != district.MeetingPlanned || !m.RecordedOn.IsZero() {
		t.Errorf("held and undone: %+v", m)
	}

	struck := w.StrikeMeeting(w.Meet(fixture.Meeting{Day: today, Held: true}).ID)
	if !struck.Struck || struck.State != district.MeetingHeld {
		t.Errorf("struck: %+v", struck)
	}
	wantInvalid(t, w.Store.CancelMeeting(w.Ctx, w.Actor, none, authz.Everything, struck.ID, struck.Revision, "Fel"), "")
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, none, authz.Everything, struck.ID, struck.Revision); err != nil || w.Met(struck.ID).Struck {
		t.Errorf("struck and undone: %v", err)
	}

	foreign := authz.Scope{Units: []int64{w.Association("Farsta").ID}}
	for what, err := range map[string]error{
		"hold":   w.Store.HoldMeeting(w.Ctx, w.Actor, none, foreign, held.ID, revision(held.ID)),
		"cancel": w.Store.CancelMeeting(w.Ctx, w.Actor, none, foreign, held.ID, revision(held.ID), "x"),
		"strike": w.Store.StrikeMeeting(w.Ctx, w.Actor, none, foreign, held.ID, revision(held.ID), "x"),
		"undo":   w.Store.UndoMeeting(w.Ctx, w.Actor, none, foreign, held.ID, revision(held.ID)),
		"edit":   w.Store.EditMeeting(w.Ctx, w.Actor, none, foreign, held.ID, revision(held.ID), store.MeetingEdit{}),
		"move":   w.Store.MoveMeeting(w.Ctx, w.Actor, none, foreign, held.ID, revision(held.ID), w.At(today, ""), ""),
		"invite": w.Store.SetInvited(w.Ctx, w.Actor, none, foreign, held.ID, revision(held.ID), foreign.Units),
		"reopen": w.Store.ReopenAttendance(w.Ctx, w.Actor, none, foreign, held.ID),
	} {
		if !errors.Is(err, district.ErrNotFound) {
			t.Errorf("%s of a foreign meeting: %v", what, err)
		}
	}
}

func TestMovedMeetingKeepsWhereFrom(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	m := w.Meet(fixture.Meeting{Day: district.MustDate("2017-12-28"), Place: "Folkets hus"})
	m = w.Move(m.ID, district.MustDate("2018-01-04"))
	m = w.Move(m.ID, district.MustDate("2018-01-11"))
	p := meetingPage(t, w, authz.Everything, m.ID)
	var from []string
	for _, v := range p.Moves {
		from = append(from, district.DateOf(v.WasStart, clock.Stockholm).String()+" "+v.WasPlace)
	}
	if !slices.Equal(from, []string{"2018-01-04 Folkets hus", "2017-12-28 Folkets hus"}) {
		t.Errorf("moved from %v", from)
	}
	// The last move of the day is taken back, not the ones before it.
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision); err != nil {
		t.Fatal(err)
	}
	m = w.Met(m.ID)
	if m.Day.String() != "2018-01-04" || len(meetingPage(t, w, authz.Everything, m.ID).Moves) != 1 {
		t.Errorf("after undo it is on %s", m.Day)
	}
	wantInvalid(t, w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision), "")
	m = w.Move(m.ID, district.MustDate("2018-01-12"))
	w.SetToday(today.AddDays(1))
	wantInvalid(t, w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision), "") // the next day

	// One that was held is corrected, and is then entered on the day of the correction.
	m = w.Hold(m.ID)
	if m.RecordedOn != today.AddDays(1) {
		t.Errorf("recorded on %s", m.RecordedOn)
	}
	w.SetToday(today.AddDays(9))
	err := w.Store.MoveMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision, w.At(today.AddDays(10), ""), "")
	wantInvalid(t, err, "day")
	m = w.Move(m.ID, today.AddDays(8))
	if m.State != district.MeetingHeld || m.RecordedOn != today.AddDays(9) {
		t.Errorf("corrected: %s, recorded on %s", m.State, m.RecordedOn)
	}
	w.SetToday(today.AddDays(12))
	same := w.At(m.Day, "19:15") // another time of the same day is no late entry
	if err := w.Store.MoveMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision, same, ""); err != nil {
		t.Fatal(err)
	}
	if m = w.Met(m.ID); m.RecordedOn != today.AddDays(9) {
		t.Errorf("another time of the day: recorded on %s", m.RecordedOn)
	}
	err = w.Store.MoveMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision, same, "")
	if err != nil || w.Met(m.ID).Revision != m.Revision {
		t.Errorf("moved to where it is: %v", err)
	}
}

// A meeting in parts is one: it is held when the last part is, and everything about it follows its parts.
func TestMeetingInParts(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta, solna, kista := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista")
	m := w.Meet(fixture.Meeting{Parts: []fixture.Part{{Region: "Norra", Day: today.AddDays(-9)}, {Region: "Södra", Day: today.AddDays(-2)}, {Region: "Västra", Day: today.AddDays(9)}}})
	parts := w.Parts(m.ID)
	state := func(want district.MeetingState, day district.Date, done bool) {
		t.Helper()
		got := w.Met(m.ID)
		if got.State != want || got.Day != day || got.Done() != done {
			t.Errorf("the whole is %s on %s, done %v; want %s on %s, done %v", got.State, got.Day, got.Done(), want, day, done)
		}
	}
	state(district.MeetingPlanned, today.AddDays(-9), false)
	w.Finish(parts[0].ID, farsta)
	w.Hold(parts[1].ID)
	state(district.MeetingPlanned, today.AddDays(-9), false) // one part is to come
	w.Cancel(parts[2].ID)
	state(district.MeetingHeld, today.AddDays(-2), false)
	w.Finish(parts[1].ID, farsta, solna)
	state(district.MeetingHeld, today.AddDays(-2), true)
	p := meetingPage(t, w, authz.Everything, m.ID)
	if p.Count(district.Present) != 2 || p.Count(district.Absent) != 1 {
		t.Errorf("%d came, %d stayed away", p.Count(district.Present), p.Count(district.Absent))
	}
	if u := p.Units[slices.IndexFunc(p.Units, func(u store.MeetingUnit) bool { return u.UnitID == farsta.ID })]; len(u.At) != 2 {
		t.Errorf("Farsta was at %v", u.At)
	}
	var list store.MeetingList
	list, err := w.Store.Meetings(w.Ctx, store.MeetingScopes{See: authz.Everything}, today, store.MeetingFilter{})
	if err != nil || len(list.Past) != 1 || list.Past[0].Parts != 3 || list.Past[0].PartsHeld != 2 || list.Past[0].Present != 2 || list.Past[0].Invited != 3 {
		t.Errorf("in the list: %+v, %v", list.Past, err)
	}
	wantInvalid(t, w.Store.HoldMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, w.Met(m.ID).Revision), "")
	_, err = w.Store.MarkAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, []store.Mark{{ID: "aaaaaaaa", Unit: kista.ID, Present: true}})
	wantInvalid(t, err, "")
	if err := w.Store.ReopenAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, parts[1].ID); err != nil {
		t.Fatal(err)
	}
	state(district.MeetingHeld, today.AddDays(-2), false)
	w.StrikeMeeting(parts[1].ID)
	state(district.MeetingHeld, today.AddDays(-9), true)
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, parts[0].ID, w.Met(parts[0].ID).Revision); err != nil {
		t.Fatal(err)
	}
	state(district.MeetingPlanned, today.AddDays(-9), false)
	w.Move(parts[0].ID, today.AddDays(20))
	state(district.MeetingPlanned, today.AddDays(20), false)
	w.Cancel(m.ID)
	state(district.MeetingCancelled, today.AddDays(9), false)
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, w.Met(m.ID).Revision); err != nil {
		t.Fatal(err)
	}
	state(district.MeetingPlanned, today.AddDays(9), false)
	w.StrikeMeeting(parts[0].ID)
	w.StrikeMeeting(parts[2].ID)
	state(district.MeetingPlanned, today.AddDays(9), false) // its last part was a mistake
}

func TestMeetingBecomesOneInParts(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	m := w.Meet(fixture.Meeting{Place: "Folkets hus"})
	add := func(id int64, when store.When) error {
		_, err := w.Store.AddMeetingPart(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, when)
		return err
	}
	w.Tick(m.ID, farsta)
	south := w.At(fixture.Today.AddDays(3), "")
	south.Region = "Södra"
	wantInvalid(t, add(m.ID, south), "")
	if _, err := w.Store.MarkAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, []store.Mark{{ID: "taken-back", Unit: farsta.ID}}); err != nil {
		t.Fatal(err)
	}
	wantInvalid(t, add(m.ID, w.At(fixture.Today, "")), "region")
	if err := add(m.ID, south); err != nil {
		t.Fatal(err)
	}
	parts := w.Parts(m.ID)
	if len(parts) != 2 || parts[0].Place != "Folkets hus" || parts[0].Region != "Del 1" || parts[1].Region != "Södra" || w.Met(m.ID).Place != "" {
		t.Errorf("parts: %+v", parts)
	}
	wantInvalid(t, add(parts[0].ID, south), "")
	held := w.Meet(fixture.Meeting{Held: true})
	wantInvalid(t, add(held.ID, south), "")
}

func TestMeetingsAreSeenByWhoHoldsThemOrIsInvited(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	committee := w.Unit(store.NewUnit{Kind: district.KindCommittee})
	w.Assign(farsta, "associationChair", fixture.Assignment{Person: w.Person("Ordförande Farsta").ID})
	w.Assign(solna, "associationChair", fixture.Assignment{Person: w.Person("Ordförande Solna").ID})
	all := w.Finish(w.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-3)}).ID, farsta)
	own := w.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: farsta.ID, Day: fixture.Today.AddDays(4)})
	others := w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: committee.ID})
	scope := func(u store.Unit) store.MeetingScopes {
		s := authz.Scope{Units: []int64{u.ID}}
		return store.MeetingScopes{See: s, Edit: s, Names: s}
	}
	for _, c := range []struct {
		unit store.Unit
		see  map[int64]bool
	}{
		{farsta, map[int64]bool{all.ID: true, own.ID: true}}, {solna, map[int64]bool{all.ID: true}}, {committee, map[int64]bool{others.ID: true}},
	} {
		seen := map[int64]bool{}
		list, err := w.Store.Meetings(w.Ctx, scope(c.unit), fixture.Today, store.MeetingFilter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range slices.Concat(list.Coming, list.Past) {
			seen[m.ID] = true
		}
		for _, m := range []store.Meeting{all, own, others} {
			_, err := w.Store.MeetingPage(w.Ctx, scope(c.unit), fixture.Today, m.ID)
			if seen[m.ID] != c.see[m.ID] || errors.Is(err, district.ErrNotFound) == c.see[m.ID] {
				t.Errorf("%s: %s is in the list %v, its page answers %v", c.unit.Name, m.Name(), seen[m.ID], err)
			}
		}
	}
	page, err := w.Store.MeetingPage(w.Ctx, scope(solna), fixture.Today, all.ID)
	if err != nil {
		t.Fatal(err)
	}
	if page.SeesAll || page.Invited != 2 || len(page.Units) != 1 || page.Units[0].UnitID != solna.ID || page.Units[0].Presence != district.Absent ||
		!slices.Equal(page.Units[0].Holders, []string{"Ordförande Solna"}) {
		t.Errorf("a chair sees %+v", page)
	}
	list, err := w.Store.Meetings(w.Ctx, scope(farsta), fixture.Today, store.MeetingFilter{Choice: store.MeetingsHeld})
	if err != nil || len(list.Past) != 1 || list.Past[0].Present != 0 || !list.Past[0].OwnTicked || list.Past[0].SeesAll {
		t.Errorf("in the chair's list: %+v, %v", list.Past, err)
	}
	if _, err := w.Store.Attendance(w.Ctx, scope(farsta), fixture.Today, all.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a chair opens the attendance of all: %v", err)
	}
	w.StrikeMeeting(own.ID)
	if _, err := w.Store.MeetingPage(w.Ctx, scope(farsta), fixture.Today, own.ID); err != nil {
		t.Errorf("who may edit it sees a mistake: %v", err)
	}
	reader := scope(farsta)
	reader.Edit = authz.Scope{}
	if _, err := w.Store.MeetingPage(w.Ctx, reader, fixture.Today, own.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("others do not: %v", err)
	}
}

func TestMeetingFilter(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta := w.Association("Farsta")
	board := w.Unit(store.NewUnit{Kind: district.KindDistrictBoard})
	late := w.Meet(fixture.Meeting{Day: today.AddDays(-7)})
	undone := w.Meet(fixture.Meeting{Day: today.AddDays(-30), Held: true})
	done := w.Finish(w.Meet(fixture.Meeting{Day: today.AddDays(-60), Held: true}).ID)
	cancelled := w.Cancel(w.Meet(fixture.Meeting{Day: today.AddDays(12)}).ID)
	coming := w.Meet(fixture.Meeting{Day: today.AddDays(20)})
	todays := w.Meet(fixture.Meeting{Day: today})
	board17 := w.Meet(fixture.Meeting{Kind: "boardMeeting", Organiser: board.ID, Day: district.MustDate("2017-05-01"), Held: true})
	struck := w.StrikeMeeting(w.Meet(fixture.Meeting{Day: today.AddDays(-2), Held: true}).ID)
	ids := func(rows []store.MeetingRow) []int64 {
		var out []int64
		for _, r := range rows {
			out = append(out, r.ID)
		}
		return out
	}
	for _, c := range []struct {
		name         string
		f            store.MeetingFilter
		coming, past []int64
	}{
		{"all", store.MeetingFilter{}, []int64{todays.ID, cancelled.ID, coming.ID}, []int64{late.ID, undone.ID, done.ID, board17.ID}},
		{"planned", store.MeetingFilter{Choice: store.MeetingsPlanned}, []int64{todays.ID, coming.ID}, []int64{late.ID}},
		{"held", store.MeetingFilter{Choice: store.MeetingsHeld}, nil, []int64{undone.ID, done.ID, board17.ID}},
		{"cancelled", store.MeetingFilter{Choice: store.MeetingsCancelled}, []int64{cancelled.ID}, nil},
		{"overdue", store.MeetingFilter{Choice: store.MeetingsOverdue}, nil, []int64{late.ID}},
		{"no attendance", store.MeetingFilter{Choice: store.MeetingsNoAttendance}, nil, []int64{undone.ID}},
		{"struck", store.MeetingFilter{Choice: store.MeetingsStruck}, nil, []int64{struck.ID}},
		{"2017", store.MeetingFilter{Year: 2017}, nil, []int64{board17.ID}},
		{"kind", store.MeetingFilter{Kind: w.MeetingKind("boardMeeting").ID}, nil, []int64{board17.ID}},
		{"unit", store.MeetingFilter{Unit: board.ID}, nil, []int64{board17.ID}},
		{"invited", store.MeetingFilter{Unit: farsta.ID, Choice: store.MeetingsCancelled}, []int64{cancelled.ID}, nil},
		{"page", store.MeetingFilter{Limit: 2, Offset: 2}, []int64{todays.ID, cancelled.ID, coming.ID}, []int64{done.ID, board17.ID}},
	} {
		l, err := w.Store.Meetings(w.Ctx, store.MeetingScopes{See: authz.Everything, Edit: authz.Everything}, today, c.f)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(l.Coming), c.coming) || !slices.Equal(ids(l.Past), c.past) {
			t.Errorf("%s: to come %v, been %v; want %v, %v", c.name, ids(l.Coming), ids(l.Past), c.coming, c.past)
		}
		if !slices.Equal(l.Years, []int{2018, 2017}) {
			t.Errorf("years %v", l.Years)
		}
		if c.name == "page" && l.PastTotal() != 4 {
			t.Errorf("%d in all", l.PastTotal())
		}
	}
	report, err := w.Store.MeetingsToReport(w.Ctx, authz.Everything, today, 9)
	if err != nil || len(report) != 3 || report[0].ID != todays.ID || report[1].ID != undone.ID || report[2].ID != late.ID {
		t.Errorf("to report: %+v, %v", report, err)
	}
	own := w.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: farsta.ID, Day: today.AddDays(-1)})
	if report, err = w.Store.MeetingsToReport(w.Ctx, authz.Everything, today, 9); err != nil || len(report) != 3 {
		t.Errorf("the office is asked about %d, %v", len(report), err)
	}
	report, err = w.Store.MeetingsToReport(w.Ctx, authz.Scope{Units: []int64{farsta.ID}}, today, 9)
	if err != nil || len(report) != 1 || report[0].ID != own.ID {
		t.Errorf("the chair is asked about %+v, %v", report, err)
	}
	next, err := w.Store.NextMeetings(w.Ctx, authz.Scope{Units: []int64{farsta.ID}}, today, 9)
	if err != nil || !slices.Equal(ids(next), []int64{todays.ID, coming.ID}) {
		t.Errorf("next: %v, %v", ids(next), err)
	}
	of, err := w.Store.UnitMeetings(w.Ctx, authz.Everything, farsta.ID, today, 1)
	if err != nil || !slices.Equal(ids(of.Coming), []int64{todays.ID}) || !slices.Equal(ids(of.Past), []int64{own.ID}) {
		t.Errorf("of a unit: %v, %v, %v", ids(of.Coming), ids(of.Past), err)
	}
}

func TestInvitedChange(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	committee := w.Unit(store.NewUnit{Kind: district.KindCommittee})
	m := w.Meet(fixture.Meeting{})
	w.Tick(m.ID, farsta)
	set := func(units ...int64) error {
		return w.Store.SetInvited(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, w.Met(m.ID).Revision, units)
	}
	wantInvalid(t, set(), "units")
	wantInvalid(t, set(solna.ID), "units") // Farsta is ticked
	if err := set(farsta.ID, committee.ID, 999); err != nil {
		t.Fatal(err)
	}
	p := meetingPage(t, w, authz.Everything, m.ID)
	if len(p.Units) != 2 || p.Units[0].UnitID != farsta.ID || p.Units[1].UnitID != committee.ID {
		t.Errorf("invited: %+v", p.Units)
	}
	form, err := w.Store.InviteForm(w.Ctx, authz.Everything, m.ID)
	if err != nil || !form.Units[0].Ticked || !form.Units[0].Invited || form.Units[1].Invited {
		t.Errorf("form: %+v, %v", form, err)
	}
	// A chair invites to the own meeting nobody whom the kind does not.
	own := w.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: farsta.ID})
	err = w.Store.SetInvited(w.Ctx, w.Actor, db.OnceKey{}, authz.Scope{Units: []int64{farsta.ID}}, own.ID, own.Revision, []int64{farsta.ID, solna.ID})
	if err != nil {
		t.Fatal(err)
	}
	if p := meetingPage(t, w, authz.Everything, own.ID); len(p.Units) != 1 {
		t.Errorf("a chair invited %+v", p.Units)
	}
}

func TestMeetingNeeds(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	year := func(month, day int) district.Date { return district.NewDate(2018, time.Month(month), day) }
	w.Meet(fixture.Meeting{Day: district.MustDate("2017-12-31"), At: "23:30", Held: true}) // the year before
	w.Meet(fixture.Meeting{Day: year(1, 1), At: "00:30", Held: true})
	w.Meet(fixture.Meeting{Day: year(2, 5)})
	w.Meet(fixture.Meeting{Day: year(6, 1)})
	w.Cancel(w.Meet(fixture.Meeting{Day: year(9, 1)}).ID)
	w.StrikeMeeting(w.Meet(fixture.Meeting{Day: year(3, 1), Held: true}).ID)
	w.Meet(fixture.Meeting{Day: district.MustDate("2019-01-01")})
	w.Meet(fixture.Meeting{Kind: "womensTraining", Audience: "medlemmar", Day: year(3, 3), Held: true})
	needs, err := w.Store.MeetingNeeds(w.Ctx, today)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]store.MeetingNeed{}
	for _, n := range needs {
		got[n.Plural+n.Audience] = n
	}
	chairs := got["Ordförandeträffar"]
	if chairs.Held != 1 || chairs.Planned != 1 || chairs.Unsettled != 1 || chairs.NextPlan != year(6, 1) || chairs.Due(today) != year(6, 30) {
		t.Errorf("chairs' meetings: %+v, due %s", chairs, chairs.Due(today))
	}
	women := "Separatistiska utbildningar för kvinnor"
	if m, p := got[women+"medlemmar"], got[women+"parlamentariker"]; m.Held != 1 || p.Held != 0 || p.Due(today) != year(12, 31) || m.Due(today) != district.MustDate("2019-12-31") {
		t.Errorf("by audience: %+v, %+v", m, p)
	}
	if len(needs) != 5 { // also the representatives' meeting and the year conference
		t.Errorf("%d kinds with a rule", len(needs))
	}
}

// Whatever is done with a meeting is in the log.
func TestMeetingAudit(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	m := w.Meet(fixture.Meeting{})
	w.Cancel(m.ID)
	var n int
	if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT count(*) FROM audit_log WHERE record = 'meeting' AND record_id = @id AND action IN ('create', 'cancel')`,
		pgx.StrictNamedArgs{"id": m.ID}).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d audit rows, %v", n, err)
	}
}
