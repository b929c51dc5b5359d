package store_test

import (
	"errors"
	"strings"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

func TestAreasOfADay(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	for on, want := range map[string]int{"2018-04-16": 14, "2020-07-01": 13, "2023-07-01": 11} {
		areas, err := w.Store.Areas(w.Ctx, day(on), district.AreaCityDistrict)
		if err != nil || len(areas) != want {
			t.Errorf("city districts on %s = %d, %v; want %d", on, len(areas), err, want)
		}
	}
	areas, err := w.Store.Areas(w.Ctx, fixture.Today, district.AreaMunicipality)
	if err != nil || len(areas) != 26 || areas[25].Name != "Österåker" {
		t.Errorf("municipalities = %d, %v", len(areas), err)
	}
	seen := map[[2]int]string{}
	for _, a := range areas {
		at := [2]int{*a.TileCol, *a.TileRow}
		if seen[at] != "" {
			t.Errorf("%s and %s have the same tile", seen[at], a.Name)
		}
		seen[at] = a.Name
	}
}

func TestAreasCoveredDoNotOverlap(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	u := w.Association("Täby-Danderyd")
	first := w.Cover(u, "taby", day("2015-01-01"), day("2017-12-31"))
	add := func(area string, from, last district.Date) error {
		_, err := w.Store.AddCover(w.Ctx, w.Actor, db.OnceKey{}, u.ID, w.Area(area).ID, district.Through(from, last))
		return err
	}
	if got := complaint(t, add("taby", day("2017-12-31"), district.Date{}), "areas"); !strings.Contains(got, "redan kopplat") {
		t.Errorf("overlap: %q", got)
	}
	if err := add("taby", day("2018-01-01"), district.Date{}); err != nil {
		t.Errorf("the day after: %v", err)
	}
	if err := add("danderyd", district.Date{}, district.Date{}); err != nil {
		t.Errorf("another area: %v", err)
	}
	complaint(t, add("vaxholm", day("2018-01-02"), day("2018-01-01")), "last")
	complaint(t, add("stockholms-lan", day("2018-01-02"), district.Date{}), "areas")

	end := func(id int64, revision int, last district.Date) error {
		_, err := w.Store.EndCover(w.Ctx, w.Actor, db.OnceKey{}, u.ID, id, revision, last)
		return err
	}
	complaint(t, end(first, 1, day("2014-12-31")), "last")
	if err := end(first, 1, day("2016-12-31")); err != nil {
		t.Fatal(err)
	}
	if err := end(first, 1, day("2016-11-30")); !errors.Is(err, district.ErrConflict) {
		t.Errorf("old revision: %v", err)
	}
	other := w.Association("Vaxholm")
	if _, err := w.Store.EndCover(w.Ctx, w.Actor, db.OnceKey{}, other.ID, first, 2, fixture.Today); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("another association's area: %v", err)
	}
	covers, err := w.Store.Covers(w.Ctx, authz.Everything, u.ID)
	if err != nil || len(covers) != 3 || covers[0].AreaName != "Danderyd" || covers[1].Span() != district.Through(day("2015-01-01"), day("2016-12-31")) {
		t.Errorf("covers = %+v, %v", covers, err)
	}
	if covers, err := w.Store.Covers(w.Ctx, authz.Scope{Units: []int64{other.ID}}, u.ID); err != nil || len(covers) != 0 {
		t.Errorf("foreign covers = %v, %v", covers, err)
	}
	if _, err := w.Store.RemoveCover(w.Ctx, w.Actor, db.OnceKey{}, u.ID, first, 2); err != nil {
		t.Error(err)
	}
}

func TestPositionsHoldUntilTheNext(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	area := w.Area("botkyrka")
	state := func(p district.Position, from string) error {
		in := store.NewPosition{AreaID: area.ID, Position: p, Source: "Protokoll"}
		if from != "" {
			in.From = day(from)
		}
		_, err := w.Store.StatePosition(w.Ctx, w.Actor, db.OnceKey{}, in)
		return err
	}
	stated := func() string {
		t.Helper()
		rows, err := w.Store.GoverningIn(w.Ctx, area.ID)
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, g := range rows {
			parts = append(parts, string(g.Position)+" "+g.From.String()+"–"+g.Span().Last().String())
		}
		return strings.Join(parts, ", ")
	}
	steps := []struct {
		position district.Position
		from     string
		want     string
	}{
		{"majority", "2014-10-15", "majority 2014-10-15–"},
		{"opposition", "2018-10-15", "opposition 2018-10-15–, majority 2014-10-15–2018-10-14"},
		{"opposition", "", "opposition 2018-10-15–, majority 2014-10-15–2018-10-14, opposition –2014-10-14"},
		{"", "2017-01-01", "opposition 2018-10-15–, majority 2014-10-15–2016-12-31, opposition –2014-10-14"},
		{"majority", "2018-10-15", "majority 2018-10-15–, majority 2014-10-15–2016-12-31, opposition –2014-10-14"},
		{"opposition", "2016-01-01", "majority 2018-10-15–, opposition 2016-01-01–2016-12-31, majority 2014-10-15–2015-12-31, opposition –2014-10-14"},
	}
	for _, s := range steps {
		if err := state(s.position, s.from); err != nil {
			t.Fatalf("%q from %q: %v", s.position, s.from, err)
		}
		if got := stated(); got != s.want {
			t.Fatalf("after %q from %q: %s\nwant %s", s.position, s.from, got, s.want)
		}
	}
	complaint(t, state("majority", "2019-01-01"), "position")
	complaint(t, state("", "2017-06-01"), "from")
	if _, err := w.Store.StatePosition(w.Ctx, w.Actor, db.OnceKey{}, store.NewPosition{AreaID: w.Area("farsta").ID, Position: district.Majority, From: fixture.Today}); complaint(t, err, "area") == "" {
		t.Error("a city district was given a position")
	}

	rows, err := w.Store.GoverningIn(w.Ctx, area.ID)
	if err != nil {
		t.Fatal(err)
	}
	remove := func(g store.Governing, revision int) error {
		_, err := w.Store.RemovePosition(w.Ctx, w.Actor, db.OnceKey{}, area.ID, g.ID, revision)
		return err
	}
	if err := remove(rows[2], rows[2].Revision+1); !errors.Is(err, district.ErrConflict) {
		t.Errorf("old revision: %v", err)
	}
	if err := remove(rows[2], rows[2].Revision); err != nil {
		t.Fatal(err)
	}
	if got, want := stated(), "majority 2018-10-15–, opposition 2016-01-01–2016-12-31, opposition –2015-12-31"; got != want {
		t.Errorf("after removal: %s\nwant %s", got, want)
	}
}
