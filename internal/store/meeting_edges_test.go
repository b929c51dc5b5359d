package store_test

import (
	"fmt"
	"strings"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// TestNobodyHoldsAMeetingWhenTheyAreGone: a meeting is not moved, and no part of it laid, to a day on which its organiser
// has gone up in another or does not exist yet. On its own day it can still be corrected.
func TestNobodyHoldsAMeetingWhenTheyAreGone(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	old, into := w.Association("Farsta"), w.Association("Vantör")
	young := w.Unit(store.NewUnit{Name: "Nykvarn", Founded: day("2018-03-25")})
	kind := "associationMeeting"
	d := day("2018-05-01")
	m := w.Meet(fixture.Meeting{Kind: kind, Organiser: old.ID, Day: d.AddDays(-3)})
	w.Merge(into, d, old)
	move := func(m store.Meeting, to district.Date, at string) error {
		return w.Store.MoveMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, w.Met(m.ID).Revision, w.At(to, at), "")
	}
	if err := move(m, d.AddDays(-1), "23.30"); err != nil {
		t.Errorf("to its last day: %v", err)
	}
	if got := complaint(t, move(m, d, "00.30"), "day"); !strings.Contains(got, "Farsta finns inte 1 maj 2018") {
		t.Errorf("to the day of the merger: %q", got)
	}
	part := w.At(d, "")
	part.Region = "Norra"
	_, err := w.Store.AddMeetingPart(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, part)
	complaint(t, err, "day")
	first := w.At(d.AddDays(-2), "")
	first.Region = "Södra"
	_, err = w.Store.PlanMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewMeeting{Kind: w.MeetingKind(kind).ID, Organiser: old.ID, Parts: []store.When{first, part}})
	complaint(t, err, "start1")
	early := w.Meet(fixture.Meeting{Kind: kind, Organiser: young.ID, Day: young.Founded, Held: true})
	complaint(t, move(early, young.Founded.AddDays(-1), ""), "day")
	// A merger that is written afterwards: what had been held since stays, and its time can be corrected.
	gone := w.Association("Kista")
	held := w.Meet(fixture.Meeting{Kind: kind, Organiser: gone.ID, Day: day("2018-04-10"), Held: true})
	w.Merge(young, day("2018-04-01"), gone)
	if err := move(held, held.Day, "19.00"); err != nil {
		t.Errorf("another time on the same day: %v", err)
	}
	complaint(t, move(held, held.Day.AddDays(1), ""), "day")
}

// TestMeetingsBeforeAUnitWasThere are none of its meetings, though it was invited: the meeting was moved to an earlier
// day. It can be ticked nowhere, and so it has not stayed away.
func TestMeetingsBeforeAUnitWasThere(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	old := w.Association("Farsta")
	founded := day("2018-03-01")
	young := w.Unit(store.NewUnit{Name: "Nykvarn", Founded: founded})
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
	w.Measure(goals[0].ID, attendance(w.MeetingKind("chairsMeeting"), 1, "last"))
	w.Measure(goals[1].ID, attendance(w.MeetingKind("chairsMeeting"), 1, "calendarYear"))
	for i := range 2 {
		m := w.Meet(fixture.Meeting{Day: founded.AddDays(i)})
		w.Finish(w.Move(m.ID, founded.AddDays(-10-i)).ID, old)
	}
	for i, g := range goals {
		if got := unitsBy(t, w, g.ID, fixture.Today); got != "yes: Farsta; no: ; unknown: Nykvarn" {
			t.Errorf("measure %d: %s", i, got)
		}
	}
	absent, err := w.Store.AbsentTwice(w.Ctx, w.Actor, w.DB.Clock().Now(), authz.Everything, authz.Everything, 0, fixture.Today)
	if err != nil || len(absent) != 0 {
		t.Errorf("absent twice: %+v, %v", absent, err)
	}
	m := w.Finish(w.Meet(fixture.Meeting{Day: founded}).ID, old)
	for i, g := range goals {
		if got := unitsBy(t, w, g.ID, fixture.Today); got != "yes: Farsta; no: Nykvarn; unknown: " {
			t.Errorf("measure %d after a meeting on its first day: %s", i, got)
		}
	}
	w.Tick(m.ID, young)
}

// TestAttendanceThatMendsTheYear: in a measure of the calendar year the step that is offered is one of that year. Last
// year's attendance would not move the figure.
func TestAttendanceThatMendsTheYear(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	w.Association("Farsta")
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
	w.Measure(goals[0].ID, attendance(w.MeetingKind("chairsMeeting"), 1, "calendarYear"))
	w.Measure(goals[1].ID, attendance(w.MeetingKind("chairsMeeting"), 1, "last"))
	eve := w.Hold(w.Meet(fixture.Meeting{Day: day("2017-12-31"), At: "23:30"}).ID)
	told := func(goal int64, on string) string {
		units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, goal, day(on), true)
		if err != nil || len(units) != 1 {
			t.Fatalf("%d units, %v", len(units), err)
		}
		return units[0].Note + "|" + units[0].Path
	}
	open := fmt.Sprintf("närvaron 31 december 2017 är inte noterad|/traffar/%d", eve.ID)
	for on, want := range map[string]string{"2017-12-31": open, "2018-01-01": "för få träffar att räkna än|"} {
		if got := told(goals[0].ID, on); got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
		if got := told(goals[1].ID, on); got != open {
			t.Errorf("in a row, on %s: %q", on, got)
		}
	}
	w.Hold(w.Meet(fixture.Meeting{Day: day("2018-01-01"), At: "00:30"}).ID)
	if got := told(goals[0].ID, "2018-01-01"); !strings.HasPrefix(got, "närvaron 1 januari 2018 är inte noterad") {
		t.Errorf("on New Year's Day: %q", got)
	}
}

// TestNeedsAndGoalsProposeTheSameDay: what the list of meetings says is needed next is what a goal with the same rule
// proposes, over the ends of years, and counts the same meetings, also those of a kind that made a difference between
// audiences before.
func TestNeedsAndGoalsProposeTheSameDay(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	k := w.NewMeetingKind(store.MeetingKindInput{Name: "Utbildning", PerYear: 3, Audiences: []string{"förtroendevalda", "medlemmar"}})
	meet := func(d, audience string) {
		w.Meet(fixture.Meeting{Kind: k.Key, Day: day(d), Audience: audience, Held: true})
	}
	meet("2017-12-31", "medlemmar")
	meet("2018-01-01", "medlemmar")
	meet("2018-02-28", "förtroendevalda")
	k = w.MeetingKind(k.Key)
	if err := w.Store.UpdateMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, k.ID, k.Revision, store.MeetingKindInput{Name: k.Name, Plural: k.Plural,
		Organisers: district.UnitKinds(), PerYear: 3}); err != nil {
		t.Fatal(err)
	}
	def := meetings(k, 3, measure.MeetingFrequencyParams{})
	def.Rhythm.Years = []int{2017, 2018, 2019, 2020}
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, def)
	for _, d := range []string{"2017-12-30", "2017-12-31", "2018-01-01", "2018-02-27", "2018-02-28", "2018-04-16", "2018-12-31", "2019-01-01", "2020-02-29"} {
		needs, err := w.Store.MeetingNeeds(w.Ctx, day(d))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, n := range needs {
			if n.KindID != k.ID {
				continue
			}
			found = true
			y, ok := w.GoalOn(goal, day(d)).Measures[0].Now.Frequency.Present()
			if !ok || y.Filled() != n.Held || y.Next() != n.Due(day(d)) {
				t.Errorf("on %s: the list has %d, next by %s; the goal %d, next by %s", d, n.Held, n.Due(day(d)), y.Filled(), y.Next())
			}
		}
		if !found {
			t.Errorf("on %s nothing is needed", d)
		}
	}
}
