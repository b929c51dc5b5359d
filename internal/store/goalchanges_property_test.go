package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// TestWhatHasChangedIsTheDifference: over random histories with mergers and splits, what has changed between two days is
// exactly what differs between the lists of units of the two days, each read by itself, and the values are those of the
// goals' own pages.
func TestWhatHasChangedIsTheDifference(t *testing.T) {
	t.Parallel()
	moved := 0
	for seed := range uint64(2) {
		w := fixture.New(t)
		h := &randomHistory{w: w, r: rand.New(rand.NewPCG(seed, 53)), versions: map[int64][]measure.Definition{}}
		h.makeUnits()
		goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
		for _, back := range []int{90, 40, 10, 0} {
			w.SetToday(fixture.Today.AddDays(-back))
			h.makePosts()
			h.setMeasures(goals, fixture.Today.AddDays(-back))
		}
		h.closeUnits()
		type key struct{ measure, unit int64 }
		states := func(day district.Date) map[key]measure.UnitState {
			out := map[key]measure.UnitState{}
			for _, g := range goals {
				units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, g.ID, day, true)
				if err != nil {
					t.Fatal(err)
				}
				for _, u := range units {
					out[key{u.MeasureID, u.UnitID}] = u.State
				}
			}
			return out
		}
		for range 12 {
			since := h.day()
			day := since.AddDays(1 + h.r.IntN(120))
			was, is := states(since), states(day)
			want := map[string]string{}
			for k := range was {
				if was[k] != is[k] {
					want[fmt.Sprint(k)] = fmt.Sprintf("%s→%s", was[k], is[k])
				}
			}
			for k := range is {
				if was[k] != is[k] {
					want[fmt.Sprint(k)] = fmt.Sprintf("%s→%s", was[k], is[k])
				}
			}
			c, err := w.Store.GoalChanges(w.Ctx, authz.Everything, everyAnswer, store.GoalFilter{PlanID: goals[0].PlanID}, since, day)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, m := range c.Moves {
				got[fmt.Sprint(key{m.MeasureID, m.UnitID})] = fmt.Sprintf("%s→%s", m.Was, m.Is)
			}
			if len(c.Moves) != len(got) || !maps.Equal(got, want) {
				t.Errorf("from %s to %s: %v, want %v", since, day, got, want)
			}
			for _, g := range c.Goals {
				for i, m := range w.GoalOn(g.ID, since, day).Measures {
					if a, b := g.Measures[i].Trend, m.Trend; fmt.Sprint(a[0].Coverage, a[1].Coverage) != fmt.Sprint(b[0].Coverage, b[1].Coverage) {
						t.Errorf("from %s to %s: %+v, want %+v", since, day, a, b)
					}
				}
			}
			moved += len(got)
		}
	}
	if moved < 60 {
		t.Errorf("only %d units moved: the histories are too poor to tell anything", moved)
	}
}
