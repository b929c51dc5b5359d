package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// volumeOf is a volume of dated records, with a target (0: none).
func volumeOf(target int, people bool, kinds ...int64) measure.Definition {
	def := measure.Definition{Kind: measure.KindVolume, Indicator: measure.RecordVolume,
		Params: measure.RecordVolumeParams{KindIDs: kinds, People: people}.JSON(), Target: measure.All()}
	if target > 0 {
		def.Target = measure.Target{Unit: measure.TargetCount, N: target}
	}
	return def
}

// recordsPerYear is a frequency of n dated records a year, in 2017 and 2018.
func recordsPerYear(n int, kinds ...int64) measure.Definition {
	return measure.Definition{Kind: measure.KindFrequency, Indicator: measure.RecordFrequency, Params: measure.RecordFrequencyParams{KindIDs: kinds}.JSON(),
		Target: measure.Target{Unit: measure.TargetCount, N: n}, Rhythm: measure.Rhythm{Kind: measure.RhythmCalendar, Years: []int{2017, 2018}}}
}

// takingPart is a coverage of the units that took part in dated records.
func takingPart(kind int64, atLeast int, kinds ...district.UnitKind) measure.Definition {
	return measure.Definition{Kind: measure.KindCoverage, Indicator: measure.RecordCoverage,
		Params:     measure.RecordCoverageParams{KindID: kind, AtLeast: atLeast}.JSON(),
		Population: measure.Population{Kinds: kinds}, Target: measure.All(), Rhythm: measure.Rhythm{Kind: measure.RhythmStanding}}
}

// sums returns the value of a goal's first measure, a volume, on each of the days.
func sums(w *fixture.World, goal int64, days ...district.Date) []int {
	w.T.Helper()
	var out []int
	for _, v := range w.GoalOn(goal, days...).Measures[0].Trend {
		out = append(out, v.Volume.Sum)
	}
	return out
}

func TestRecordVolume(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	day := fixture.Today.AddDays
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	closed := w.Association("Östra")
	history, transition := w.RecordKind("studyCircleHistory").ID, w.RecordKind("studyCircleTransition").ID
	w.Record(farsta, fixture.Record{Day: day(-60), Number: 8})
	w.Record(farsta, fixture.Record{Day: day(-40), Others: []store.Unit{solna}}) // two took part: once
	w.Record(solna, fixture.Record{Day: day(-30), Kind: "studyCircleTransition", Number: 6})
	w.Record(closed, fixture.Record{Day: day(-20), Number: 5})
	w.Close(closed, day(-10)) // what it did while it was there stays
	w.Record(farsta, fixture.Record{Day: day(-5), Planned: true})
	w.Record(farsta, fixture.Record{Day: day(20), Planned: true})
	w.CancelRecord(w.Record(farsta, fixture.Record{Day: day(-4), Planned: true}))
	w.StrikeRecord(w.Record(farsta, fixture.Record{Day: day(-3), Number: 99}))
	goal := w.Goal(fixture.Goal{}).ID
	id := w.Measure(goal, volumeOf(4, false, history))
	days := []district.Date{day(-61), day(-60), day(-40), day(-20), day(0), day(40)}
	if got, want := sums(w, goal, days...), []int{0, 1, 2, 3, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("volume %v, want %v", got, want)
	}
	// One circle counts in one effort: the other kind is another goal's.
	other := w.Goal(fixture.Goal{}).ID
	w.Measure(other, volumeOf(0, false, transition))
	if got, want := sums(w, other, days...), []int{0, 0, 0, 1, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("the other effort %v, want %v", got, want)
	}
	// Those who took part, as far as anybody has said how many.
	people := w.Goal(fixture.Goal{}).ID
	w.Measure(people, volumeOf(0, true, history, transition))
	if got, want := sums(w, people, days...), []int{0, 8, 8, 19, 19, 19}; !slices.Equal(got, want) {
		t.Errorf("people %v, want %v", got, want)
	}
	// A closing that is written late: what the unit then did after its last day counts no more.
	w.Close(solna, day(-31))
	if got, want := sums(w, other, days...), []int{0, 0, 0, 0, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("after a late closing %v, want %v", got, want)
	}
	events := w.GoalOn(goal, day(0)).Measures[0].Now.Volume.Events
	if len(events) != 3 || events[0].Title != "Studiecirkel om idéhistoria" || events[0].RecordedOn != fixture.Today || events[0].Path == "" {
		t.Errorf("events = %+v", events)
	}
	def := volumeOf(4, false, history)
	def.Earliest = day(-40)
	w.Change(goal, id, def)
	if got, want := sums(w, goal, day(-1), day(0)), []int{3, 2}; !slices.Equal(got, want) {
		t.Errorf("from an earliest day %v, want %v", got, want)
	}
	_, err := w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, w.Goal(fixture.Goal{}).ID, 0, 0, volumeOf(0, false, 999999))
	wantInvalid(t, err, "kindIds")
}

// TestRecordFrequency: a newsletter sent is an occasion in the year of its day, whatever came with it; planned, cancelled
// and struck ones are none, a missed year is missed for good, and mergers move nothing.
func TestRecordFrequency(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	on := district.MustDate
	w.SetToday(on("2017-01-10"))
	office := w.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"})
	farsta, solna, gone := w.Association("Farsta"), w.Association("Solna"), w.Association("Gamla")
	kindID, err := w.Store.CreateRecordKind(w.Ctx, w.Actor, db.OnceKey{}, store.RecordKindInput{Name: "Nyhetsbrev", One: "nyhetsbrev", Many: "nyhetsbrev", Numbered: true})
	if err != nil {
		t.Fatal(err)
	}
	w.SetToday(fixture.Today)
	key := ""
	if k, err := w.Store.RecordKind(w.Ctx, kindID); err != nil {
		t.Fatal(err)
	} else {
		key = k.Key
	}
	letter := func(by store.Unit, day string, in fixture.Record) store.Record {
		in.Kind, in.Day = key, on(day)
		return w.Record(by, in)
	}
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
	goal, both := goals[0].ID, goals[1].ID
	w.Measure(goal, recordsPerYear(4, kindID))
	w.Measure(both, recordsPerYear(4, kindID, w.RecordKind("studyCircleHistory").ID))
	expect := func(what string, goal int64, day district.Date, in2017, in2018 int) {
		t.Helper()
		if a, b := heldIn(w, goal, 2017, day)[""], heldIn(w, goal, 2018, day)[""]; a != in2017 || b != in2018 {
			t.Errorf("%s: %d and %d as of %s, want %d and %d", what, a, b, day, in2017, in2018)
		}
	}
	letter(office, "2017-12-31", fixture.Record{Number: 1200, Others: []store.Unit{farsta, solna}})
	letter(office, "2018-01-01", fixture.Record{})
	letter(gone, "2018-02-01", fixture.Record{Title: "Februaribrevet"})
	last := letter(office, "2018-04-16", fixture.Record{})
	w.Record(farsta, fixture.Record{Day: on("2018-03-01")}) // another kind
	expect("four letters", goal, fixture.Today, 1, 3)
	expect("with circles", both, fixture.Today, 1, 4)
	for day, want := range map[string][2]int{"2017-12-30": {0, 0}, "2017-12-31": {1, 0}, "2018-01-01": {1, 1}, "2018-04-15": {1, 2}, "2018-12-31": {1, 3}} {
		expect("as of a day", goal, on(day), want[0], want[1])
	}
	letter(office, "2018-04-10", fixture.Record{Planned: true})
	letter(office, "2018-06-01", fixture.Record{Planned: true})
	w.CancelRecord(letter(office, "2018-03-10", fixture.Record{Planned: true}))
	w.StrikeRecord(letter(office, "2018-03-11", fixture.Record{}))
	expect("planned, cancelled and struck ones", goal, fixture.Today, 1, 3)
	w.Merge(farsta, on("2018-03-01"), gone)
	expect("the unit went up in another", goal, fixture.Today, 1, 3)

	m := w.GoalOn(goal, fixture.Today).Measures[0]
	y, _ := m.Now.Frequency.Present()
	if s := m.Now.Status; s.Code != measure.OnTrack || s.Also != "missat 2017" || y.Next() != on("2018-12-31") {
		t.Errorf("status %s, also %q, next %s", s, s.Also, y.Next())
	}
	events := m.Now.Frequency.Events()
	if len(events) != 4 || events[2].Title != "Februaribrevet" || events[3].Title != "Nyhetsbrev" || events[3].Path != fmt.Sprintf("/handelser/%d", last.ID) || events[3].RecordedOn != fixture.Today {
		t.Errorf("what counts: %+v", events)
	}
	w.StrikeRecord(last)
	expect("struck afterwards", goal, fixture.Today, 1, 2)
	kinds, err := w.Store.RecordKindUses(w.Ctx, fixture.Today)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		if want := map[int64]int{kindID: 2, w.RecordKind("studyCircleHistory").ID: 1}[k.ID]; len(k.Goals) != want {
			t.Errorf("%s is counted by %d goals, want %d", k.Name, len(k.Goals), want)
		}
	}
	_, err = w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, w.Goal(fixture.Goal{}).ID, 0, 0, recordsPerYear(4, 999999))
	wantInvalid(t, err, "kindIds")
}

func TestRecordCoverage(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	day := fixture.Today.AddDays
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	committee := w.Unit(store.NewUnit{Kind: district.KindCommittee})
	w.Association("Kista")
	young := w.Unit(store.NewUnit{Kind: district.KindAssociation, Name: "Unga", Founded: day(-20)})
	old, into := w.Association("Gamla"), w.Association("Stora")
	kind := w.RecordKind("studyCircleHistory")
	w.Record(committee, fixture.Record{Day: day(-90), Others: []store.Unit{farsta, old}})
	w.Record(solna, fixture.Record{Day: day(-80)})
	w.Record(farsta, fixture.Record{Day: day(-30)})
	w.Record(young, fixture.Record{Day: day(5), Planned: true})
	old = w.Close(old, day(-60))
	if _, err := w.DB.Pool().Exec(w.Ctx, `UPDATE units SET merged_into = $1 WHERE id = $2`, into.ID, old.ID); err != nil {
		t.Fatal(err)
	}
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, takingPart(kind.ID, 1, district.KindAssociation))
	twice := w.Goal(fixture.Goal{}).ID
	w.Measure(twice, takingPart(kind.ID, 2, district.KindAssociation))
	check := func(goal int64, on district.Date, want string) {
		t.Helper()
		if got := unitsBy(t, w, goal, on); got != want {
			t.Errorf("%s: %s, want %s", on, got, want)
		}
	}
	// Nothing written is unknown, and never no.
	check(goal, day(-91), "yes: ; no: ; unknown: Farsta Gamla Kista Solna Stora")
	check(goal, day(-70), "yes: Farsta Gamla Solna; no: ; unknown: Kista Stora")
	check(goal, day(0), "yes: Farsta Solna; no: ; unknown: Kista Stora Unga") // what went up in another has not taken part for it
	check(twice, day(0), "yes: Farsta; no: ; unknown: Kista Solna Stora Unga")
	// When all is written it is no, for those who were there.
	statement := w.CompleteRecords("studyCircleHistory", day(-25))
	check(goal, day(-26), "yes: Farsta Solna; no: ; unknown: Kista Stora")
	check(goal, day(0), "yes: Farsta Solna; no: Kista Stora; unknown: Unga")
	check(twice, day(0), "yes: Farsta; no: Kista Solna Stora; unknown: Unga")
	units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, twice, day(0), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range units {
		want := map[string]string{"Farsta": "2 gånger, senast 17 mars 2018", "Solna": "1 gång, senast 26 januari 2018", "Unga": "planerat 21 april 2018",
			"Kista": "inget är inskrivet till och med 22 mars 2018", "Stora": "inget är inskrivet till och med 22 mars 2018"}[u.Name]
		if u.Note != want || u.Act != "Skriv in" || u.Path != fmt.Sprintf("/handelser/ny?slag=%d&enhet=%d", kind.ID, u.UnitID) {
			t.Errorf("%s: %q %q %q", u.Name, u.Note, u.Act, u.Path)
		}
	}
	if err := w.Store.StrikeRecordCompletion(w.Ctx, w.Actor, db.OnceKey{}, statement, "Två saknades."); err != nil {
		t.Fatal(err)
	}
	check(goal, day(0), "yes: Farsta Solna; no: ; unknown: Kista Stora Unga")
}

// A bareRecord is a row about a record with who held it and who else took part.
type bareRecord struct {
	ID, KindID, UnitID int64
	HappenedOn         district.Date
	State              string
	Number             *int
	Struck             bool
	Others             []int64
}

func bareRecords(t *testing.T, w *fixture.World) []bareRecord {
	t.Helper()
	rows, _ := w.DB.Pool().Query(w.Ctx, `
		SELECT id, kind_id, unit_id, happened_on, state, number, struck_at IS NOT NULL AS struck,
			ARRAY(SELECT unit_id FROM record_units WHERE record_id = r.id) AS others FROM records r`)
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[bareRecord])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var randomRecordKinds = []string{"studyCircleHistory", "studyCircleTransition", "newMemberCourse"}

// makeRecords writes random records: planned, done, cancelled, reopened, struck, moved to other days, with others who
// took part, and statements that all is written.
func (h *randomHistory) makeRecords(today district.Date) {
	w, r := h.w, h.r
	kind := func() store.RecordKind { return w.RecordKind(randomRecordKinds[r.IntN(len(randomRecordKinds))]) }
	for range 18 {
		in := store.RecordInput{Kind: kind().ID, Unit: h.units[r.IntN(len(h.units)-2)].ID, HappenedOn: today.AddDays(30 - r.IntN(150)), Done: r.IntN(4) > 0}
		if r.IntN(2) == 0 {
			n := r.IntN(12)
			in.Number = &n
		}
		for range r.IntN(3) {
			in.Others = append(in.Others, h.units[r.IntN(len(h.units)-2)].ID)
		}
		id, err := w.Store.AddRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, in)
		h.tried(err)
		if err != nil {
			continue
		}
		rec := w.ReloadRecord(id)
		switch r.IntN(7) {
		case 0:
			w.StrikeRecord(rec)
		case 1:
			h.tried(w.Store.CancelRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, rec.Revision, "Sjukt."))
		case 2:
			h.tried(w.Store.ReopenRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, rec.Revision))
		case 3:
			in.HappenedOn = today.AddDays(-r.IntN(100))
			h.tried(w.Store.EditRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, rec.Revision, in))
		}
	}
	if r.IntN(2) == 0 {
		id, err := w.Store.CompleteRecords(w.Ctx, w.Actor, db.OnceKey{}, kind().ID, today.AddDays(-r.IntN(60)))
		h.tried(err)
		if r.IntN(4) == 0 {
			h.tried(w.Store.StrikeRecordCompletion(w.Ctx, w.Actor, db.OnceKey{}, id, "Fel."))
		}
	}
}

// TestRecordsAgainstNaiveRecomputation compares volumes and coverages over random histories of records with a count of
// the bare rows, one by one, by the rules of packages district and measure.
func TestRecordsAgainstNaiveRecomputation(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			h := &randomHistory{w: w, r: rand.New(rand.NewPCG(seed, 31)), versions: map[int64][]measure.Definition{}}
			h.makeUnits()
			goal, volume := w.Goal(fixture.Goal{}).ID, w.Goal(fixture.Goal{}).ID
			first, second := w.RecordKind(randomRecordKinds[0]).ID, w.RecordKind(randomRecordKinds[1]).ID
			define := func(round int) measure.Definition {
				kinds := [][]district.UnitKind{district.AssociationKinds(), {district.KindAssociation, district.KindCommittee}, {district.KindCommittee, district.KindTradeAssociation}}
				def := takingPart([]int64{first, second}[h.r.IntN(2)], 1+round%2, kinds[(round+int(seed))%3]...)
				if h.r.IntN(2) == 0 {
					def.Earliest = h.early()
				}
				return def
			}
			people := seed%2 == 0
			vol := volumeOf(30, people, first, second)
			vol.Earliest, vol.Latest = fixture.Today.AddDays(-150), fixture.Today.AddDays(60)
			w.Measure(volume, vol)
			perYear := w.Goal(fixture.Goal{}).ID
			w.Measure(perYear, recordsPerYear(12, first, second))
			for i, back := range []int{90, 40, 10, 0} {
				today := fixture.Today.AddDays(-back)
				w.SetToday(today)
				h.makeRecords(today)
				h.redefine(goal, i, define, today)
			}
			for _, kind := range randomRecordKinds[:2] {
				for _, back := range []int{130, 60, 20} {
					w.CompleteRecords(kind, fixture.Today.AddDays(-back))
				}
			}
			h.closeUnits()

			units := map[int64]recordedUnit{}
			for _, u := range readRecords(t, w, nil).units {
				units[u.ID] = u
			}
			life := func(id int64) district.Span { return district.Span{From: units[id].Founded, Until: units[id].Closed} }
			all := bareRecords(t, w)
			counts := func(r bareRecord) bool {
				return r.State == string(district.RecordDone) && !r.Struck && life(r.UnitID).Contains(r.HappenedOn)
			}
			type said struct {
				KindID  int64
				Through district.Date
			}
			rows, _ := w.DB.Pool().Query(w.Ctx, `SELECT kind_id, through FROM record_completions WHERE struck_at IS NULL`)
			written, err := pgx.CollectRows(rows, pgx.RowToStructByName[said])
			if err != nil {
				t.Fatal(err)
			}
			compareStates(t, h, goal, func(def measure.Definition, u recordedUnit, day district.Date) (yes, no bool) {
				p := params[measure.RecordCoverageParams](t, def)
				part := district.TakenPart{Life: life(u.ID)}
				for _, r := range all {
					if r.KindID == p.KindID && counts(r) && (r.UnitID == u.ID || slices.Contains(r.Others, u.ID)) {
						part.Days = append(part.Days, r.HappenedOn)
					}
				}
				for _, s := range written {
					if s.KindID == p.KindID {
						part.Written = append(part.Written, s.Through)
					}
				}
				return district.TookPart(day, part, p.AtLeast, def.Earliest)
			})
			var days []district.Date
			var want []int
			for d := fixture.Today.AddDays(-200); d.Before(fixture.Today.AddDays(100)); d = d.AddDays(5) {
				n := 0
				for _, r := range all {
					switch {
					case r.KindID != first && r.KindID != second, !counts(r), r.HappenedOn.After(d), r.HappenedOn.Before(vol.Earliest), r.HappenedOn.After(vol.Latest):
					case people && r.Number != nil:
						n += *r.Number
					case !people:
						n++
					}
				}
				days, want = append(days, d), append(want, n)
			}
			for i := 0; i < len(days); i += 4 {
				for _, year := range []int{2017, 2018} {
					n := 0
					for _, r := range all {
						if (r.KindID == first || r.KindID == second) && counts(r) && r.HappenedOn.Year() == year && !r.HappenedOn.After(days[i]) {
							n++
						}
					}
					if got := heldIn(w, perYear, year, days[i])[""]; got != n {
						t.Errorf("in %d as of %s: %d, want %d", year, days[i], got, n)
					}
				}
			}
			if got := sums(w, volume, days...); !slices.Equal(got, want) {
				t.Errorf("volume %v, want %v", got, want)
			}
			if want[len(want)-1] < 8 {
				t.Errorf("%d in all: the histories are too poor to tell anything", want[len(want)-1])
			}
		})
	}
}
