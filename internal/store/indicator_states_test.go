package store_test

import (
	"encoding/json"
	"maps"
	"testing"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
)

// What the property tests of coverages share: measures that change, and the comparison of every figure and list with a
// recomputation.

// params reads the parameters of a definition.
func params[P any](t *testing.T, def measure.Definition) P {
	t.Helper()
	var p P
	if err := json.Unmarshal(def.Params, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// early is a day before which nothing counts, so far back that something does.
func (h *randomHistory) early() district.Date { return fixture.Today.AddDays(h.r.IntN(140) - 210) }

// redefine gives a goal its measure on the first of the days on which people write; on the later ones it changes it now
// and then, and corrects its earliest day. It keeps by itself which definition holds when.
func (h *randomHistory) redefine(goal int64, round int, define func(round int) measure.Definition, today district.Date) {
	h.w.T.Helper()
	def := define(round)
	if round == 0 {
		id := h.w.Measure(goal, def)
		h.measures = append(h.measures, id)
		h.versions[id] = []measure.Definition{def}
		return
	}
	id := h.measures[0]
	if round == 1 || h.r.IntN(3) > 0 {
		h.w.Change(goal, id, def)
		vs := h.versions[id]
		vs[len(vs)-1].Valid.Until = today
		def.Valid.From = today
		h.versions[id] = append(vs, def)
	}
	if h.r.IntN(2) == 0 {
		err := h.w.Store.OverrideDate(h.w.Ctx, h.w.Actor, db.OnceKey{}, goal, id, measure.FieldEarliest, h.early(), "Skrivfel i planen.")
		h.tried(err)
	}
}

// compareStates compares the first measure of a goal, on many days, with what state says of each unit by the definition
// that holds, with corrected dates.
func compareStates(t *testing.T, h *randomHistory, goal int64, state func(def measure.Definition, u recordedUnit, day district.Date) (yes, no bool)) {
	t.Helper()
	compareCounted(t, h, goal, func(def measure.Definition, u recordedUnit, day district.Date) (yes, no, counted bool) {
		yes, no = state(def, u, day)
		return yes, no, true
	})
}

// compareCounted is the same where a unit of the population may not be counted.
func compareCounted(t *testing.T, h *randomHistory, goal int64, state func(def measure.Definition, u recordedUnit, day district.Date) (yes, no, counted bool)) {
	t.Helper()
	w, id := h.w, h.measures[0]
	units := readRecords(t, w, nil).units
	var days []district.Date
	for d := fixture.Today.AddDays(-210); d.Before(fixture.Today.AddDays(130)); d = d.AddDays(9) {
		days = append(days, d)
	}
	m := w.GoalOn(goal, days...).Measures[0]
	seen := map[measure.UnitState]int{}
	for i, day := range days {
		want := map[int64]measure.UnitState{}
		def, ok := measure.At(h.versions[id], day)
		if ok {
			def = measure.Effective(def, m.Overrides, day)
			for _, u := range units {
				if !def.Population.Includes(u.Kind, u.ID, district.Span{From: u.Founded, Until: u.Closed}, day) {
					continue
				}
				switch yes, no, counted := state(def, u, day); {
				case !counted:
					continue
				case yes:
					want[u.ID] = measure.UnitYes
				case no:
					want[u.ID] = measure.UnitNo
				default:
					want[u.ID] = measure.UnitUnknown
				}
				seen[want[u.ID]]++
			}
		}
		count := map[measure.UnitState]int{}
		for _, s := range want {
			count[s]++
		}
		p := m.Trend[i].Coverage
		if p.Yes != count[measure.UnitYes] || p.No != count[measure.UnitNo] || p.Unknown != count[measure.UnitUnknown] || p.Total != len(want) {
			t.Errorf("%s: %d yes, %d no, %d unknown of %d; want %v of %d", day, p.Yes, p.No, p.Unknown, p.Total, count, len(want))
		}
		listed, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, goal, day, true)
		if err != nil {
			t.Fatal(err)
		}
		got := map[int64]measure.UnitState{}
		for _, u := range listed {
			if _, twice := got[u.UnitID]; twice {
				t.Errorf("%s on %s: listed twice", u.Name, day)
			}
			if u.Note == "" {
				t.Errorf("%s on %s: nothing is told", u.Name, day)
			}
			got[u.UnitID] = u.State
		}
		if !maps.Equal(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%s: units %v, want %v", day, got, want)
		}
	}
	for _, s := range []measure.UnitState{measure.UnitYes, measure.UnitNo, measure.UnitUnknown} {
		if seen[s] < 20 {
			t.Errorf("only %d times %s: the histories are too poor to tell anything", seen[s], s)
		}
	}
}
