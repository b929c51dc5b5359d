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
	"verkstad/internal/store"
)

// history is what one post of one unit has been through, as the naive recomputation keeps it.
type history struct {
	held   []district.Span
	struck []bool
	stated []district.Date
}

func (h history) live() (spans []district.Span) {
	for i, s := range h.held {
		if !h.struck[i] {
			spans = append(spans, s)
		}
	}
	return spans
}

// TestPostStatesAgainstNaiveRecomputation makes random histories of assignments, mistakes and statements of vacancy,
// and compares what the database says on many days, for readers with and without the scope to edit, with the rules of
// package district.
func TestPostStatesAgainstNaiveRecomputation(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			r := rand.New(rand.NewPCG(seed, 7))
			day := func() district.Date { return fixture.Today.AddDays(r.IntN(240) - 120) }
			post := w.Post("studyOfficer")
			person := w.Person("")
			units := make([]store.Unit, 12)
			histories := make([]history, len(units))
			for i := range units {
				units[i] = w.Association(fmt.Sprintf("Förening %d", i))
				h := &histories[i]
				for range r.IntN(5) {
					s := district.Span{From: day()}
					if r.IntN(4) > 0 {
						s.Until = s.From.AddDays(1 + r.IntN(80))
					}
					struck := r.IntN(4) == 0
					if !struck && slices.ContainsFunc(h.live(), s.Overlaps) {
						person = w.Person("") // one person holds a post once at a time; shared posts need two
					}
					a := w.Assign(units[i], "studyOfficer", fixture.Assignment{Person: person.ID, From: s.From, Last: s.Last()})
					if struck {
						w.Strike(a.ID)
					}
					h.held, h.struck = append(h.held, s), append(h.struck, struck)
					person = w.Person("")
				}
				for range r.IntN(3) {
					d := day()
					if d.After(fixture.Today) {
						d = fixture.Today
					}
					if district.PostStateOn(d, h.live(), nil) == district.PostFilled || slices.Contains(h.stated, d) {
						continue
					}
					v := w.Vacant(units[i], "studyOfficer", d)
					if r.IntN(3) == 0 {
						if err := w.Store.StrikeVacancy(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, v, "Fel dag."); err != nil {
							t.Fatal(err)
						}
						continue
					}
					h.stated = append(h.stated, d)
				}
			}
			var days []district.Date
			for d := fixture.Today.AddDays(-130); d.Before(fixture.Today.AddDays(140)); d = d.AddDays(9) {
				days = append(days, d)
			}
			states, err := w.Store.PostStates(w.Ctx, authz.Everything, post.ID, days)
			if err != nil {
				t.Fatal(err)
			}
			if len(states) != len(days)*len(units) {
				t.Fatalf("%d states, want %d", len(states), len(days)*len(units))
			}
			index := make(map[int64]int)
			for i, u := range units {
				index[u.ID] = i
			}
			for _, s := range states {
				h := histories[index[s.UnitID]]
				if want := district.PostStateOn(s.Day, h.live(), h.stated); s.State != want {
					t.Errorf("%s on %s: state %s, want %s (%+v)", units[index[s.UnitID]].Name, s.Day, s.State, want, h)
				}
				if want := district.VacantSince(s.Day, h.live(), h.stated); s.VacantSince != want {
					t.Errorf("%s on %s: vacant since %s, want %s (%+v)", units[index[s.UnitID]].Name, s.Day, s.VacantSince, want, h)
				}
			}
			for _, day := range days {
				checkMatrix(t, w, day, post.ID, index, histories)
			}
		})
	}
}

func checkMatrix(t *testing.T, w *fixture.World, day district.Date, post int64, index map[int64]int, histories []history) {
	t.Helper()
	for _, edit := range []authz.Scope{authz.Everything, {}} {
		m, err := w.Store.Matrix(w.Ctx, store.PostScopes{See: authz.Everything, Names: authz.Everything, Edit: edit}, day, store.MatrixFilter{})
		if err != nil {
			t.Fatal(err)
		}
		var filled, vacant, unknown, soon int
		for _, u := range m.Units {
			c, ok := u.Cell(post)
			if !ok {
				t.Fatalf("no cell for %s", u.Name)
			}
			h := histories[index[u.ID]]
			live := h.live()
			if !edit.All { // what only begins later does not show
				live = slices.DeleteFunc(live, func(s district.Span) bool { return s.From.After(day) })
			}
			through := district.HeldThrough(day, live)
			if c.State != district.PostStateOn(day, live, h.stated) || c.VacantSince != district.VacantSince(day, live, h.stated) || c.HeldThrough != through {
				t.Errorf("%s on %s (edit %v): cell %+v, want %s since %s through %s", u.Name, day, edit.All, c,
					district.PostStateOn(day, live, h.stated), district.VacantSince(day, live, h.stated), through)
			}
			holders := 0
			for _, s := range live {
				if s.Contains(day) {
					holders++
				}
			}
			if len(c.Holders) != holders {
				t.Errorf("%s on %s: %d holders, want %d", u.Name, day, len(c.Holders), holders)
			}
			switch c.State {
			case district.PostFilled:
				filled++
				if !through.IsZero() && through.DaysSince(day) <= district.EndsSoonDays {
					soon++
				}
			case district.PostVacant:
				vacant++
			case district.PostUnknown:
				unknown++
			}
		}
		for _, p := range m.Posts {
			if p.ID == post && (p.Required != len(histories) || p.Filled != filled || p.Vacant != vacant || p.Unknown != unknown || p.EndsSoon != soon) {
				t.Errorf("totals on %s: %+v, want %d filled, %d vacant, %d unknown, %d ending", day, p, filled, vacant, unknown, soon)
			}
		}
	}
}

func TestMatrixHidesNamesForeignUnitsAndFutureHolders(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	anna := w.Person("Ordförande Farsta")
	w.Assign(farsta, "associationChair", fixture.Assignment{Person: anna.ID, Last: fixture.Today.AddDays(10)})
	w.Assign(farsta, "associationChair", fixture.Assignment{From: fixture.Today.AddDays(11)})
	chair := w.Post("associationChair").ID
	own := authz.Scope{Units: []int64{farsta.ID}}
	for _, c := range []struct {
		name   string
		scopes store.PostScopes
		units  int
		holder string
		coming int
		soon   bool
	}{
		{"the office", store.PostScopes{See: authz.Everything, Names: authz.Everything, Edit: authz.Everything}, 2, anna.Name, 1, false},
		{"the board", store.PostScopes{See: authz.Everything, Names: authz.Everything}, 2, anna.Name, 0, true},
		{"the nominating committee", store.PostScopes{See: authz.Everything}, 2, "", 0, true},
		{"its chair", store.PostScopes{See: own, Names: own, Edit: own}, 1, anna.Name, 1, false},
		{"nobody", store.PostScopes{}, 0, "", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := w.Store.Matrix(w.Ctx, c.scopes, fixture.Today, store.MatrixFilter{})
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Units) != c.units {
				t.Fatalf("%d units, want %d", len(m.Units), c.units)
			}
			for _, u := range m.Units {
				cell, ok := u.Cell(chair)
				if !ok || u.ID == solna.ID {
					continue
				}
				if len(cell.Holders) != 1 || cell.Holders[0].Name != c.holder || (cell.Holders[0].PersonID != 0) != (c.holder != "") {
					t.Errorf("holders = %+v, want %q", cell.Holders, c.holder)
				}
				if len(cell.Coming) != c.coming || cell.EndsSoon(fixture.Today) != c.soon {
					t.Errorf("coming %d, ends soon %v; want %d, %v", len(cell.Coming), cell.EndsSoon(fixture.Today), c.coming, c.soon)
				}
			}
		})
	}
}

func TestMatrixFollowsRequirementsUnitsAndFilters(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	trade := w.Unit(store.NewUnit{Kind: district.KindTradeAssociation, Name: "Byggvänstern"})
	all := store.PostScopes{See: authz.Everything, Names: authz.Everything, Edit: authz.Everything}
	read := func(day district.Date, f store.MatrixFilter) store.Matrix {
		t.Helper()
		m, err := w.Store.Matrix(w.Ctx, all, day, f)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	names := func(m store.Matrix) (out []string) {
		for _, u := range m.Units {
			out = append(out, fmt.Sprintf("%s %d", u.Name, len(u.Cells)))
		}
		return out
	}
	want := func(what string, m store.Matrix, units ...string) {
		t.Helper()
		if got := names(m); !slices.Equal(got, units) {
			t.Errorf("%s: %v, want %v", what, got, units)
		}
	}
	want("at first", read(fixture.Today, store.MatrixFilter{}), "Byggvänstern 4", "Farsta 5")
	want("by kind", read(fixture.Today, store.MatrixFilter{Kinds: []district.UnitKind{district.KindAssociation}}), "Farsta 5")
	want("by post", read(fixture.Today, store.MatrixFilter{Post: w.Post("electionOfficer").ID}), "Farsta 1")

	from := fixture.Today.AddDays(30)
	id := w.Require("secretary", district.KindTradeAssociation, from, district.Date{})
	want("before the new requirement", read(from.AddDays(-1), store.MatrixFilter{}), "Byggvänstern 4", "Farsta 5")
	want("from its day", read(from, store.MatrixFilter{}), "Byggvänstern 5", "Farsta 5")
	if err := w.Store.ChangeRequirement(w.Ctx, w.Actor, db.OnceKey{}, id, 1, store.Requirement{Last: from.AddDays(9)}); err != nil {
		t.Fatal(err)
	}
	want("on its last day", read(from.AddDays(9), store.MatrixFilter{}), "Byggvänstern 5", "Farsta 5")
	want("after it", read(from.AddDays(10), store.MatrixFilter{}), "Byggvänstern 4", "Farsta 5")

	for _, p := range []string{"associationChair", "treasurer", "studyOfficer", "internalFeminismOfficer"} {
		w.Assign(trade, p, fixture.Assignment{})
	}
	w.Assign(farsta, "treasurer", fixture.Assignment{Last: fixture.Today.AddDays(district.EndsSoonDays)})
	want("only problems", read(fixture.Today, store.MatrixFilter{Need: store.NeedAny}), "Farsta 5")
	want("only what ends soon", read(fixture.Today, store.MatrixFilter{Need: store.NeedEnding}), "Farsta 5")
	want("nothing ends soon before", read(fixture.Today.AddDays(-1), store.MatrixFilter{Need: store.NeedEnding}))
	want("only unknown", read(fixture.Today, store.MatrixFilter{Need: store.NeedUnknown}), "Farsta 5")
	want("only vacant", read(fixture.Today, store.MatrixFilter{Need: store.NeedVacant}))
	want("vacant when it has ended", read(fixture.Today.AddDays(district.EndsSoonDays+1), store.MatrixFilter{Need: store.NeedVacant}), "Farsta 5")
	if part := read(fixture.Today, store.MatrixFilter{}).Of(district.KindTradeAssociation); len(part.Units) != 1 || len(part.Posts) != 4 || part.Posts[0].Required != 1 || part.Posts[0].Filled != 1 {
		t.Errorf("the part of trade associations: %+v", part.Posts)
	}
	want("by need", read(fixture.Today, store.MatrixFilter{ByNeed: true}), "Farsta 5", "Byggvänstern 4")
	farstaNow := read(fixture.Today, store.MatrixFilter{}).Units[1]
	if c, _ := farstaNow.Cell(w.Post("treasurer").ID); !c.EndsSoon(fixture.Today) || c.EndsSoon(fixture.Today.AddDays(-1)) {
		t.Errorf("ends soon is wrong at its edge: %+v", c)
	}

	if _, err := w.DB.Pool().Exec(w.Ctx, `UPDATE units SET closed = @day WHERE id = @id`, pgx.StrictNamedArgs{"day": from, "id": farsta.ID}); err != nil {
		t.Fatal(err)
	}
	want("the day before the closing", read(from.AddDays(-1), store.MatrixFilter{}), "Byggvänstern 4", "Farsta 5")
	want("after the closing", read(from, store.MatrixFilter{}), "Byggvänstern 5")
}
