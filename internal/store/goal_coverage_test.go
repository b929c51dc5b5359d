package store_test

import (
	"errors"
	"fmt"
	"maps"
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

// records is what stands in the database about units and posts, row by row and without any rule applied.
type records struct {
	units    []recordedUnit
	held     map[[2]int64][]district.Span // unit and post → spans of assignments that were not struck
	stated   map[[2]int64][]district.Date // unit and post → days of statements that were not struck
	versions map[int64][]measure.Definition
}

type recordedUnit struct {
	ID              int64
	Kind            district.UnitKind
	Founded, Closed district.Date
}

func readRecords(t *testing.T, w *fixture.World, versions map[int64][]measure.Definition) records {
	t.Helper()
	rec := records{held: map[[2]int64][]district.Span{}, stated: map[[2]int64][]district.Date{}, versions: versions}
	rows, _ := w.DB.Pool().Query(w.Ctx, `SELECT id, kind, founded, closed FROM units`)
	var err error
	if rec.units, err = pgx.CollectRows(rows, pgx.RowToStructByName[recordedUnit]); err != nil {
		t.Fatal(err)
	}
	type assignment struct {
		UnitID, PostID int64
		From, Until    district.Date
	}
	rows, _ = w.DB.Pool().Query(w.Ctx, `SELECT unit_id, post_id, lower(valid) AS "from", upper(valid) AS until FROM assignments WHERE struck_at IS NULL`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[assignment])
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		k := [2]int64{a.UnitID, a.PostID}
		rec.held[k] = append(rec.held[k], district.Span{From: a.From, Until: a.Until})
	}
	type vacancy struct {
		UnitID, PostID int64
		Since          district.Date
	}
	rows, _ = w.DB.Pool().Query(w.Ctx, `SELECT unit_id, post_id, since FROM vacancies WHERE struck_at IS NULL`)
	stated, err := pgx.CollectRows(rows, pgx.RowToStructByName[vacancy])
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range stated {
		k := [2]int64{v.UnitID, v.PostID}
		rec.stated[k] = append(rec.stated[k], v.Since)
	}
	return rec
}

// states is the naive recomputation: of every unit that is counted on the day, what is known of the post.
func (rec records) states(t *testing.T, measureID int64, day district.Date) map[int64]measure.UnitState {
	t.Helper()
	out := map[int64]measure.UnitState{}
	def, ok := measure.At(rec.versions[measureID], day)
	if !ok {
		return out
	}
	p, err := measure.ReadPostCoverage(def.Params)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range rec.units {
		if def.Population.Includes(u.Kind, u.ID, district.Span{From: u.Founded, Until: u.Closed}, day) {
			k := [2]int64{u.ID, p.PostID}
			out[u.ID] = ofPost[district.PostStateOn(day, rec.held[k], rec.stated[k])]
		}
	}
	return out
}

// ofPost is how a unit stands in a coverage of a post.
var ofPost = map[district.PostState]measure.UnitState{
	district.PostFilled: measure.UnitYes, district.PostVacant: measure.UnitNo, district.PostUnknown: measure.UnitUnknown,
}

// TestCoverageAgainstNaiveRecomputation makes random histories: units of several kinds that are founded, closed and
// merged in the middle, assignments with ends, mistakes and future beginnings, statements of vacancy, and measures that
// change their post, population and exceptions on several days. It compares every figure and every list of units on
// many days with a recomputation from the bare rows by the rules of packages district and measure.
func TestCoverageAgainstNaiveRecomputation(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			h := &randomHistory{w: w, r: rand.New(rand.NewPCG(seed, 11)), versions: map[int64][]measure.Definition{}}
			h.makeUnits()
			goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
			for _, back := range []int{90, 40, 10, 0} { // the days on which people write
				w.SetToday(fixture.Today.AddDays(-back))
				h.makePosts()
				h.setMeasures(goals, fixture.Today.AddDays(-back))
			}
			h.closeUnits()
			rec := readRecords(t, w, h.versions)
			seen := map[measure.UnitState]int{}
			var days []district.Date
			for d := fixture.Today.AddDays(-210); d.Before(fixture.Today.AddDays(130)); d = d.AddDays(7) {
				days = append(days, d)
			}
			for _, g := range goals {
				compareCoverage(t, w, rec, g.ID, days, seen)
			}
			for _, s := range []measure.UnitState{measure.UnitYes, measure.UnitNo, measure.UnitUnknown} {
				if seen[s] < 20 {
					t.Errorf("only %d times %s: the histories are too poor to tell anything", seen[s], s)
				}
			}
		})
	}
}

func compareCoverage(t *testing.T, w *fixture.World, rec records, goal int64, days []district.Date, seen map[measure.UnitState]int) {
	t.Helper()
	kinds := map[int64]district.UnitKind{}
	for _, u := range rec.units {
		kinds[u.ID] = u.Kind
	}
	for _, m := range w.GoalOn(goal, days...).Measures {
		for i, day := range days {
			got := m.Trend[i]
			if _, defined := measure.At(rec.versions[m.ID], day); got.Day != day || got.Defined != defined {
				t.Fatalf("measure %d on %s: day %s, defined %v, want %v", m.ID, day, got.Day, got.Defined, defined)
			}
			want := rec.states(t, m.ID, day)
			var yes, no, unknown int
			byKind := map[district.UnitKind]measure.KindCount{}
			for unit, s := range want {
				seen[s]++
				c := byKind[kinds[unit]]
				c.Kind = kinds[unit]
				switch s {
				case measure.UnitYes:
					yes++
					c.Yes++
				case measure.UnitNo:
					no++
					c.No++
				default:
					unknown++
					c.Unknown++
				}
				byKind[kinds[unit]] = c
			}
			p := got.Coverage
			if p.Yes != yes || p.No != no || p.Unknown != unknown || p.Total != len(want) {
				t.Errorf("measure %d on %s: %d yes, %d no, %d unknown of %d; want %d, %d, %d of %d", m.ID, day,
					p.Yes, p.No, p.Unknown, p.Total, yes, no, unknown, len(want))
			}
			if len(p.ByKind) != len(byKind) {
				t.Errorf("measure %d on %s: %d kinds, want %d", m.ID, day, len(p.ByKind), len(byKind))
			}
			for _, c := range p.ByKind {
				if byKind[c.Kind] != c {
					t.Errorf("measure %d on %s: %+v, want %+v", m.ID, day, c, byKind[c.Kind])
				}
			}
		}
	}
	for _, day := range days[:len(days):len(days)] {
		units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, goal, day, true)
		if err != nil {
			t.Fatal(err)
		}
		got := map[int64]map[int64]measure.UnitState{}
		for _, u := range units {
			if got[u.MeasureID] == nil {
				got[u.MeasureID] = map[int64]measure.UnitState{}
			}
			if _, twice := got[u.MeasureID][u.UnitID]; twice {
				t.Errorf("%s on %s: listed twice", u.Name, day)
			}
			got[u.MeasureID][u.UnitID] = u.State
			k := [2]int64{u.UnitID, u.PostID}
			if since := district.VacantSince(day, rec.held[k], rec.stated[k]); u.Since != since {
				t.Errorf("%s on %s: vacant since %s, want %s", u.Name, day, u.Since, since)
			}
			if (u.State == measure.UnitYes) != (u.HolderID != nil) {
				t.Errorf("%s on %s: %s with holder %v", u.Name, day, u.State, u.HolderID)
			}
		}
		for _, m := range w.GoalOn(goal, day).Measures {
			if want := rec.states(t, m.ID, day); !maps.Equal(got[m.ID], want) && len(got[m.ID])+len(want) > 0 {
				t.Errorf("measure %d on %s: units %v, want %v", m.ID, day, got[m.ID], want)
			}
		}
	}
}

// randomHistory writes a random past through the store, as people would have written it.
type randomHistory struct {
	w        *fixture.World
	r        *rand.Rand
	units    []store.Unit
	versions map[int64][]measure.Definition
	measures []int64
}

var randomPosts = []string{"studyOfficer", "internalFeminismOfficer"}

// day is within 200 days of today, on either side.
func (h *randomHistory) day() district.Date { return fixture.Today.AddDays(h.r.IntN(330) - 210) }

func (h *randomHistory) makeUnits() {
	kinds := []district.UnitKind{district.KindAssociation, district.KindAssociation, district.KindTradeAssociation, district.KindCommittee}
	for i := range 14 {
		in := store.NewUnit{Kind: kinds[i%len(kinds)]}
		if h.r.IntN(3) == 0 {
			in.Founded = h.day()
		}
		h.units = append(h.units, h.w.Unit(in))
	}
}

// tried tells whether a random write was one that the rules allow; any other failure ends the test.
func (h *randomHistory) tried(err error) {
	h.w.T.Helper()
	var inv *district.Invalid
	if err != nil && !errors.As(err, &inv) && !errors.Is(err, district.ErrConflict) {
		h.w.T.Fatal(err)
	}
}

func (h *randomHistory) makePosts() {
	w, r := h.w, h.r
	for range 12 {
		u := h.units[r.IntN(len(h.units)-2)] // of two units nothing is ever known
		post := w.Post(randomPosts[r.IntN(2)])
		switch r.IntN(5) {
		case 0:
			_, err := w.Store.StateVacant(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, u.ID, post.ID, h.day())
			h.tried(err)
		default:
			a := store.NewAssignment{Unit: u.ID, Post: post.ID, Person: w.Person("").ID, From: h.day(), AnyPerson: true}
			if r.IntN(3) > 0 {
				a.Last = a.From.AddDays(r.IntN(90))
			}
			id, err := w.Store.Assign(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, a)
			h.tried(err)
			if err == nil && r.IntN(4) == 0 {
				w.Strike(id)
			}
		}
	}
}

func (h *randomHistory) definition() measure.Definition {
	r := h.r
	kinds := [][]district.UnitKind{district.AssociationKinds(), {district.KindAssociation}, {district.KindCommittee, district.KindTradeAssociation}}
	def := h.w.Coverage(randomPosts[r.IntN(2)], kinds[r.IntN(3)]...)
	for range r.IntN(3) {
		if id := h.units[r.IntN(len(h.units))].ID; !slices.Contains(def.Population.Except, id) {
			def.Population.Except = append(def.Population.Except, id)
		}
	}
	if r.IntN(3) == 0 {
		def.Population.MinAgeMonths = 1 + r.IntN(4)
	}
	if r.IntN(2) == 0 {
		def.Target = measure.Target{Unit: measure.TargetPercent, N: 60}
	}
	return def
}

// setMeasures gives the first goal two measures and the second one, and changes some of them on later days. It keeps
// by itself which definition holds when.
func (h *randomHistory) setMeasures(goals []store.Goal, today district.Date) {
	w := h.w
	if len(h.measures) == 0 {
		for _, g := range []store.Goal{goals[0], goals[0], goals[1]} {
			def := h.definition()
			id := w.Measure(g.ID, def)
			h.measures = append(h.measures, id)
			h.versions[id] = []measure.Definition{def}
		}
		return
	}
	for i, id := range h.measures {
		if h.r.IntN(2) == 0 {
			continue
		}
		goal := goals[0].ID
		if i == 2 {
			goal = goals[1].ID
		}
		def := h.definition()
		w.Change(goal, id, def)
		vs := h.versions[id]
		vs[len(vs)-1].Valid.Until = today
		def.Valid.From = today
		h.versions[id] = append(vs, def)
	}
}

// closeUnits closes two units in the middle of the period, and merges one into another.
func (h *randomHistory) closeUnits() {
	for i, u := range []store.Unit{h.units[1], h.units[4]} {
		_, err := h.w.Store.CloseUnit(h.w.Ctx, h.w.Actor, db.OnceKey{}, u.ID, u.Revision, fixture.Today.AddDays(-60+30*i))
		h.tried(err)
	}
	// Where the other was not there that day, or ends itself, the rules refuse it.
	_, err := h.w.Store.Reorganise(h.w.Ctx, h.w.Actor, db.OnceKey{}, authz.Everything, nil, store.NewReorganisation{Kind: district.Merger,
		Day: fixture.Today.AddDays(-19), From: []int64{h.units[5].ID}, To: []store.Successor{{Unit: h.units[0].ID}}})
	h.tried(err)
}
