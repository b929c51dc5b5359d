package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// meetings is the definition of a frequency of n meetings of a kind a year, in 2017 and 2018.
func meetings(kind store.MeetingKind, n int, p measure.MeetingFrequencyParams) measure.Definition {
	p.KindID = kind.ID
	return measure.Definition{Kind: measure.KindFrequency, Indicator: measure.MeetingFrequency, Params: p.JSON(),
		Target: measure.Target{Unit: measure.TargetCount, N: n}, Rhythm: measure.Rhythm{Kind: measure.RhythmCalendar, Years: []int{2017, 2018}}}
}

func volume(kinds ...store.MeetingKind) measure.Definition {
	var ids []int64
	for _, k := range kinds {
		ids = append(ids, k.ID)
	}
	return measure.Definition{Kind: measure.KindVolume, Indicator: measure.MeetingVolume, Params: measure.MeetingVolumeParams{KindIDs: ids}.JSON()}
}

func attendance(kind store.MeetingKind, atLeast int, window string) measure.Definition {
	return measure.Definition{Kind: measure.KindCoverage, Indicator: measure.AttendanceCoverage,
		Params:     measure.AttendanceCoverageParams{KindID: kind.ID, AtLeast: atLeast, Window: window}.JSON(),
		Population: measure.Population{Kinds: district.AssociationKinds()}, Target: measure.All(), Rhythm: measure.Rhythm{Kind: measure.RhythmStanding}}
}

// heldIn returns how many of a year's meetings the frequency of a goal counts on a day, per audience.
func heldIn(w *fixture.World, goal int64, year int, day district.Date) map[string]int {
	w.T.Helper()
	out := map[string]int{}
	for _, y := range w.GoalOn(goal, day).Measures[0].Now.Frequency.Years {
		if y.Year == year {
			for _, a := range y.Audience {
				out[a.Audience] = a.Held
			}
		}
	}
	return out
}

func TestMeetingFrequencyCountsWhatWasHeld(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	on := district.MustDate
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, meetings(w.MeetingKind("chairsMeeting"), 4, measure.MeetingFrequencyParams{}))
	held := func(year int, day district.Date) int { return heldIn(w, goal, year, day)[""] }
	expect := func(what string, in17, in18 int) {
		t.Helper()
		if a, b := held(2017, today), held(2018, today); a != in17 || b != in18 {
			t.Errorf("%s: %d in 2017 and %d in 2018, want %d and %d", what, a, b, in17, in18)
		}
	}
	w.Meet(fixture.Meeting{Day: on("2017-03-05"), Held: true})
	board := w.Unit(store.NewUnit{Kind: district.KindDistrictBoard})
	late := w.Meet(fixture.Meeting{Day: on("2017-12-31"), At: "23:30", Held: true, Organiser: board.ID})
	w.Meet(fixture.Meeting{Day: on("2018-01-01"), At: "00:30", Held: true})
	expect("three were held", 2, 1)
	w.Meet(fixture.Meeting{Kind: "treasurersMeeting", Day: on("2017-05-05"), Held: true})
	expect("another kind", 2, 1)
	w.Meet(fixture.Meeting{Day: today.AddDays(5)})
	w.Meet(fixture.Meeting{Day: today.AddDays(-5)})
	expect("planned, and planned with its day passed", 2, 1)
	w.Cancel(w.Meet(fixture.Meeting{Day: on("2017-06-05")}).ID)
	expect("cancelled", 2, 1)
	w.StrikeMeeting(w.Meet(fixture.Meeting{Day: on("2017-09-05"), Held: true}).ID)
	expect("struck", 2, 1)
	moved := w.Hold(w.Move(w.Meet(fixture.Meeting{Day: on("2017-12-28")}).ID, on("2018-01-11")).ID)
	expect("moved over New Year", 2, 2)
	w.Move(late.ID, on("2018-01-02"))
	expect("a held one is corrected into the new year", 1, 3)
	w.Move(late.ID, on("2017-12-31"))
	parts := w.Meet(fixture.Meeting{Parts: []fixture.Part{{Day: on("2017-12-29")}, {Day: on("2017-12-30")}, {Day: on("2018-01-03")}, {Day: on("2018-01-04")}}})
	for i, p := range w.Parts(parts.ID) {
		expect(fmt.Sprintf("%d of four parts are held", i), 2, 2)
		w.Hold(p.ID)
	}
	expect("four parts are one meeting, on the day of the last", 2, 3)

	// As of earlier days, and what is said of the past counts in the past.
	for day, want := range map[string][2]int{"2017-03-04": {0, 0}, "2017-03-05": {1, 0}, "2017-12-31": {2, 0}, "2018-01-01": {2, 1}, "2018-01-04": {2, 2}, "2018-01-11": {2, 3}} {
		if a, b := held(2017, on(day)), held(2018, on(day)); [2]int{a, b} != want {
			t.Errorf("as of %s: %d and %d, want %v", day, a, b, want)
		}
	}
	m := w.GoalOn(goal, today).Measures[0]
	if events := m.Now.Frequency.Events(); len(events) != 5 || events[4].Path != fmt.Sprintf("/traffar/%d", moved.ID) || events[0].Title != "Ordförandeträff" ||
		events[0].RecordedOn != today {
		t.Errorf("what counts: %+v", events)
	}
	if s := m.Now.Status; s.Also != "missat 2017" {
		t.Errorf("status %s, also %q", s, s.Also)
	}
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, moved.ID, w.Met(moved.ID).Revision); err != nil {
		t.Fatal(err)
	}
	expect("not held after all", 2, 2)
	// A unit that closes, or a kind that is retired, takes nothing away.
	w.Close(board, today.AddDays(-1))
	kind := w.MeetingKind("chairsMeeting")
	if err := w.Store.RetireMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, kind.ID, kind.Revision, on("2017-01-01")); err != nil {
		t.Fatal(err)
	}
	expect("the organiser is closed, the kind retired", 2, 2)
	w.SetToday(today.AddDays(-200))
	if a, b := held(2017, today.AddDays(-200)), held(2018, today.AddDays(-200)); a != 1 || b != 0 {
		t.Errorf("on a day before: %d and %d", a, b)
	}
}

func TestMeetingFrequencyByAudienceAndConsultation(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	on := district.MustDate
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
	women, consulted := goals[0].ID, goals[1].ID
	w.Measure(women, meetings(w.MeetingKind("womensTraining"), 1, measure.MeetingFrequencyParams{Audiences: []string{"parlamentariker", "medlemmar"}}))
	w.Measure(consulted, meetings(w.MeetingKind("representativesMeeting"), 1, measure.MeetingFrequencyParams{Consultation: true}))
	w.Meet(fixture.Meeting{Kind: "womensTraining", Audience: "medlemmar", Day: on("2017-11-18"), Held: true})
	w.Meet(fixture.Meeting{Kind: "womensTraining", Audience: "medlemmar", Day: on("2017-11-19"), Held: true})
	if got := heldIn(w, women, 2017, fixture.Today); got["medlemmar"] != 2 || got["parlamentariker"] != 0 {
		t.Errorf("by audience: %v", got) // one audience never fills the other
	}
	w.Meet(fixture.Meeting{Kind: "groupLeadersMeeting", Day: on("2017-05-05"), Held: true}) // another kind
	m := w.Meet(fixture.Meeting{Kind: "representativesMeeting", Day: on("2017-11-11"), Held: true})
	if got := heldIn(w, consulted, 2017, fixture.Today)[""]; got != 0 {
		t.Errorf("without the consultation %d count", got)
	}
	if err := w.Store.EditMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision, store.MeetingEdit{Consulted: on("2017-11-11")}); err != nil {
		t.Fatal(err)
	}
	if got := heldIn(w, consulted, 2017, fixture.Today)[""]; got != 1 {
		t.Errorf("with the consultation %d count", got)
	}
	// A consultation after the meeting is none, however it came about.
	if _, err := w.DB.Pool().Exec(w.Ctx, `UPDATE meetings SET consulted_on = '2017-11-12'`); err != nil {
		t.Fatal(err)
	}
	if got := heldIn(w, consulted, 2017, fixture.Today)[""]; got != 0 {
		t.Errorf("with a consultation afterwards %d count", got)
	}
}

// countsOn is when a meeting counts, worked out from its own parts as a person would: zero when it does not.
func countsOn(m store.Meeting, parts []store.Meeting, day district.Date) district.Date {
	if m.Struck {
		return district.Date{}
	}
	all := []store.Meeting{m}
	if len(parts) > 0 {
		all = parts
	}
	var last district.Date
	for _, p := range all {
		switch p.State {
		case district.MeetingCancelled:
		case district.MeetingHeld:
			if d := district.DateOf(p.StartsAt, clock.Stockholm); d.After(last) {
				last = d
			}
		default:
			return district.Date{}
		}
	}
	if last.After(day) {
		return district.Date{}
	}
	return last
}

// Over random histories of meetings the statements count what somebody who reads them one by one counts, on any day,
// also of units that were merged and divided in the middle.
func TestMeetingsAgainstNaiveCounting(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			meetingsAgainstNaiveCounting(t, rand.New(rand.NewPCG(2017, 2018+seed)))
		})
	}
}

func meetingsAgainstNaiveCounting(t *testing.T, random *rand.Rand) {
	t.Helper()
	w := fixture.New(t)
	kinds := []string{"chairsMeeting", "womensTraining", "representativesMeeting"}
	audiences := []string{"parlamentariker", "medlemmar"}
	var units []store.Unit
	for range 5 {
		units = append(units, w.Association(""))
	}
	late := w.Unit(store.NewUnit{Kind: district.KindAssociation, Founded: fixture.Today.AddDays(-200)})
	gone := w.TradeAssociation("Stängs")
	units = append(units, late, gone)
	start := fixture.Today.AddDays(-470)
	var ids []int64
	for range 70 {
		in := fixture.Meeting{Kind: kinds[random.IntN(len(kinds))], Day: start.AddDays(random.IntN(480)), At: []string{"18:30", "23:30", "00:15"}[random.IntN(3)]}
		if in.Kind == "womensTraining" {
			in.Audience = audiences[random.IntN(2)]
		}
		if in.Kind == "representativesMeeting" && random.IntN(2) == 0 {
			in.Consulted = in.Day.AddDays(-random.IntN(30))
		}
		if random.IntN(4) == 0 {
			for i := range 2 + random.IntN(3) {
				in.Parts = append(in.Parts, fixture.Part{Day: in.Day.AddDays(3 * i)})
			}
		}
		ids = append(ids, w.Meet(in).ID)
	}
	revision := func(id int64) int { return w.Met(id).Revision }
	for range 260 {
		id := ids[random.IntN(len(ids))]
		if parts := w.Parts(id); len(parts) > 0 && random.IntN(5) > 0 {
			id = parts[random.IntN(len(parts))].ID
		}
		m := w.Met(id)
		var err error
		switch random.IntN(8) {
		case 0, 1, 2:
			err = w.Store.HoldMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, revision(id))
		case 3:
			err = w.Store.CancelMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, revision(id), "Nej.")
		case 4:
			err = w.Store.MoveMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, revision(id), w.At(m.Day.AddDays(random.IntN(60)-30), ""), "")
		case 5:
			if random.IntN(3) == 0 {
				err = w.Store.StrikeMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, revision(id), "Fel.")
			}
		case 6:
			err = w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, revision(id))
		case 7:
			var marks []store.Mark
			for _, u := range units {
				if random.IntN(2) == 0 {
					marks = append(marks, store.Mark{ID: fmt.Sprintf("naive-%d-%d", random.Int32(), u.ID), Unit: u.ID, Present: random.IntN(5) > 0})
				}
			}
			_, err = w.Store.FinishAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, marks)
		}
		if err != nil && !isInvalid(err) {
			t.Fatal(err)
		}
	}
	units[len(units)-1] = w.Close(gone, fixture.Today.AddDays(-90))
	// Mergers of units that came to meetings: into another, then that into a new one, and a split of a third.
	w.Merge(units[1], fixture.Today.AddDays(-140), units[0])
	founded, _ := w.Found("Nya", fixture.Today.AddDays(-60), units[1], units[2])
	parts, _ := w.Split(units[3], fixture.Today.AddDays(-100), true, "Delen")
	for i, u := range units {
		units[i] = w.Reload(u)
	}
	units = append(append(units, founded), parts...)

	goals := w.Goals(district.Span{}, make([]fixture.Goal, 6)...)
	chairs, women, representatives := w.MeetingKind(kinds[0]), w.MeetingKind(kinds[1]), w.MeetingKind(kinds[2])
	w.Measure(goals[0].ID, meetings(chairs, 4, measure.MeetingFrequencyParams{}))
	w.Measure(goals[1].ID, meetings(women, 1, measure.MeetingFrequencyParams{Audiences: audiences}))
	w.Measure(goals[2].ID, meetings(representatives, 1, measure.MeetingFrequencyParams{Consultation: true}))
	bounded := volume(chairs, women)
	bounded.Earliest, bounded.Latest = start.AddDays(100), start.AddDays(400)
	w.Measure(goals[3].ID, bounded)
	inYear := attendance(chairs, 2, "calendarYear")
	inYear.Earliest = start.AddDays(60)
	w.Measure(goals[4].ID, inYear)
	w.Measure(goals[5].ID, attendance(chairs, 2, "last"))

	all := make([]store.Meeting, len(ids))
	pages := make([]store.MeetingPage, len(ids))
	for i, id := range ids {
		all[i] = w.Met(id)
		if !all[i].Struck {
			pages[i] = meetingPage(t, w, authz.Everything, id)
		}
	}
	var seen [3]int // states of units: that the random history has all of them
	for offset := -470; offset <= 20; offset += 35 {
		day := fixture.Today.AddDays(offset)
		in := map[string]int{}
		sum := 0
		for i, m := range all {
			on := countsOn(m, pages[i].Parts, day)
			if on.IsZero() {
				continue
			}
			if m.KindKey != "representativesMeeting" || !m.ConsultedOn.IsZero() && !m.ConsultedOn.After(on) {
				in[fmt.Sprint(m.KindKey, m.Audience, on.Year())]++
			}
			if m.KindKey != "representativesMeeting" && !on.Before(bounded.Earliest) && !on.After(bounded.Latest) {
				sum++
			}
		}
		for _, year := range []int{2017, 2018} {
			for i, c := range []struct {
				goal int64
				kind string
				of   []string
			}{{goals[0].ID, kinds[0], []string{""}}, {goals[1].ID, kinds[1], audiences}, {goals[2].ID, kinds[2], []string{""}}} {
				got := heldIn(w, c.goal, year, day)
				for _, a := range c.of {
					if want := in[fmt.Sprint(c.kind, a, year)]; got[a] != want {
						t.Errorf("measure %d as of %s: %d in %d for %q, want %d", i, day, got[a], year, a, want)
					}
				}
			}
		}
		if got := w.GoalOn(goals[3].ID, day).Measures[0].Now.Volume.Sum; got != sum {
			t.Errorf("volume as of %s: %d, want %d", day, got, sum)
		}
		for k, def := range []measure.Definition{inYear, attendance(chairs, 2, "last")} {
			var want [3]int
			for _, u := range units {
				if u.Alive(day) {
					want[naiveAttendance(all, pages, u.ID, def.Earliest, day, k == 1)]++
				}
			}
			p := w.GoalOn(goals[4+k].ID, day).Measures[0].Now.Coverage
			if got := [3]int{p.Yes, p.No, p.Unknown}; got != want {
				t.Errorf("attendance %d as of %s: yes, no, unknown %v, want %v", k, day, got, want)
			}
			for i, n := range want {
				seen[i] += n
			}
		}
	}
	if slices.Contains(seen[:], 0) {
		t.Errorf("the random history has states %v: it proves nothing of the missing one", seen)
	}
}

// naiveAttendance is 0 for yes, 1 for no and 2 for unknown: at least two chairs' meetings of the calendar year, or the
// last two in a row.
func naiveAttendance(all []store.Meeting, pages []store.MeetingPage, unit int64, earliest, day district.Date, inRow bool) int {
	type known struct {
		id  int64
		day district.Date
		district.Presence
	}
	var met []known
	for i, m := range all {
		on := countsOn(m, pages[i].Parts, day)
		if m.KindKey != "chairsMeeting" || on.IsZero() || on.Before(earliest) || !inRow && on.Year() != day.Year() {
			continue
		}
		for _, u := range pages[i].Units {
			if u.UnitID == unit {
				met = append(met, known{m.ID, on, u.Presence})
			}
		}
	}
	slices.SortFunc(met, func(a, b known) int {
		if c := b.day.Compare(a.day); c != 0 {
			return c
		}
		return int(b.id - a.id)
	})
	if inRow {
		met = met[:min(2, len(met))]
	}
	n := map[district.Presence]int{}
	for _, m := range met {
		n[m.Presence]++
	}
	switch {
	case n[district.Present] >= 2:
		return 0
	case inRow && n[district.Absent] > 0:
		return 1
	case inRow, len(met) < 2, n[district.Present]+n[district.PresenceUnknown] >= 2:
		return 2
	}
	return 1
}

func TestAttendanceCoverage(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta, solna, kista := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista")
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
	w.Measure(goals[0].ID, attendance(w.MeetingKind("chairsMeeting"), 1, "calendarYear"))
	w.Measure(goals[1].ID, attendance(w.MeetingKind("chairsMeeting"), 2, "last"))
	point := func(goal int, day district.Date) [3]int {
		p := w.GoalOn(goals[goal].ID, day).Measures[0].Now.Coverage
		return [3]int{p.Yes, p.No, p.Unknown}
	}
	expect := func(what string, inYear, inRow [3]int) {
		t.Helper()
		if a, b := point(0, today), point(1, today); a != inYear || b != inRow {
			t.Errorf("%s: in the year %v, want %v; in a row %v, want %v", what, a, inYear, b, inRow)
		}
	}
	expect("nothing held", [3]int{0, 0, 3}, [3]int{0, 0, 3})
	w.Finish(w.Meet(fixture.Meeting{Day: district.MustDate("2017-12-31"), At: "23:30"}).ID, farsta, solna, kista) // the year before
	expect("last year", [3]int{0, 0, 3}, [3]int{0, 0, 3})
	first := w.Hold(w.Meet(fixture.Meeting{Day: today.AddDays(-40)}).ID)
	w.Tick(first.ID, farsta)
	expect("held, not finished", [3]int{1, 0, 2}, [3]int{1, 0, 2})
	w.Finish(first.ID)
	expect("finished", [3]int{1, 2, 0}, [3]int{1, 2, 0})
	w.Finish(w.Meet(fixture.Meeting{Kind: "treasurersMeeting", Day: today.AddDays(-30)}).ID, solna)
	w.StrikeMeeting(w.Finish(w.Meet(fixture.Meeting{Day: today.AddDays(-29)}).ID, solna).ID)
	w.Tick(w.Meet(fixture.Meeting{Day: today.AddDays(-3)}).ID, kista) // planned still
	w.Meet(fixture.Meeting{Day: today.AddDays(3)})
	expect("another kind, a mistake, planned ones", [3]int{1, 2, 0}, [3]int{1, 2, 0})
	parts := w.Meet(fixture.Meeting{Parts: []fixture.Part{{Day: today.AddDays(-20)}, {Day: today.AddDays(-10)}}})
	north, south := w.Parts(parts.ID)[0], w.Parts(parts.ID)[1]
	w.Finish(north.ID, solna)
	expect("one of two parts", [3]int{1, 2, 0}, [3]int{1, 2, 0})
	w.Finish(south.ID, farsta)
	expect("both parts", [3]int{2, 1, 0}, [3]int{1, 2, 0})
	if got := point(0, today.AddDays(-11)); got != [3]int{1, 2, 0} {
		t.Errorf("before the last part: %v", got)
	}
	// Out of the population, and closed.
	w.Close(kista, today.AddDays(-1))
	expect("a closed unit", [3]int{2, 0, 0}, [3]int{1, 1, 0})
	if got := point(0, today.AddDays(-1)); got != [3]int{2, 1, 0} {
		t.Errorf("on its last day: %v", got)
	}
	newcomer := w.Unit(store.NewUnit{Kind: district.KindAssociation, Name: "Nya", Founded: today.AddDays(-2)})
	expect("somebody who was never invited", [3]int{2, 0, 1}, [3]int{1, 1, 1})
	units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, goals[1].ID, today, true)
	if err != nil {
		t.Fatal(err)
	}
	notes := map[int64]string{}
	for _, u := range units {
		notes[u.UnitID] = u.Note + "|" + u.Act + "|" + u.Path
	}
	if notes[newcomer.ID] != "för få träffar att räkna än||" || notes[solna.ID] != "var inte med 7 mars 2018, var med 6 april 2018||" {
		t.Errorf("notes: %v", notes)
	}
	open := w.Hold(w.Meet(fixture.Meeting{Day: today}).ID)
	units, err = w.Store.CoverageUnits(w.Ctx, store.UnitScopes{Units: authz.Scope{Units: []int64{newcomer.ID}}}, goals[1].ID, today, true)
	if err != nil || len(units) != 1 || units[0].Note != "närvaron 16 april 2018 är inte noterad" || units[0].Act != "Fyll i närvaron" || units[0].Path != fmt.Sprintf("/traffar/%d", open.ID) {
		t.Errorf("one unit: %+v, %v", units, err)
	}
}

func isInvalid(err error) bool {
	_, ok := err.(*district.Invalid)
	return ok
}
