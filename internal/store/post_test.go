package store_test

import (
	"errors"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

func TestKindsOfPost(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	first := w.NewPost(store.PostInput{Name: "Facklig samordnare", Single: true})
	if first.Key != "fackligSamordnare" || !first.Single || first.Board {
		t.Errorf("post = %+v", first)
	}
	if second := w.NewPost(store.PostInput{Name: "Facklig-samordnare"}); second.Key != "fackligSamordnare2" || second.Sort <= first.Sort {
		t.Errorf("second = %+v", second)
	}
	_, err := w.Store.CreatePost(w.Ctx, w.Actor, db.OnceKey{}, store.PostInput{Name: "facklig samordnare"})
	wantInvalid(t, err, "name")
	_, err = w.Store.CreatePost(w.Ctx, w.Actor, db.OnceKey{}, store.PostInput{Name: "2018"})
	wantInvalid(t, err, "name")

	update := func(revision int, in store.PostInput) error {
		return w.Store.UpdatePost(w.Ctx, w.Actor, db.OnceKey{}, first.ID, revision, in)
	}
	if err := update(1, store.PostInput{Name: "Fackligt ansvarig", Board: true}); err != nil {
		t.Fatal(err)
	}
	var stale *district.StaleError
	if err := update(1, store.PostInput{Name: "Annat"}); !errors.As(err, &stale) || stale.Revision != 2 || stale.Now[0].Value != "Fackligt ansvarig" || stale.Now[1].Text("ja") != "Ja" {
		t.Errorf("stale edit: %v", err)
	}
	got, err := w.Store.PostByKey(w.Ctx, "fackligSamordnare")
	if err != nil || got.Name != "Fackligt ansvarig" || got.Sort != first.Sort || got.Single {
		t.Errorf("changed = %+v (%v): the key stays", got, err)
	}
	if err := w.Store.RetirePost(w.Ctx, w.Actor, db.OnceKey{}, first.ID, 2, fixture.Today); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.RetirePost(w.Ctx, w.Actor, db.OnceKey{}, first.ID, 3, district.Date{}); err != nil {
		t.Fatal(err)
	}
}

func TestRequirementsDoNotOverlap(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	post := w.Post("secretary").ID
	require := func(from, last district.Date) error {
		_, err := w.Store.RequirePost(w.Ctx, w.Actor, db.OnceKey{}, post, district.KindAssociation, store.Requirement{From: from, Last: last})
		return err
	}
	id := w.Require("secretary", district.KindAssociation, fixture.Today, district.Date{})
	wantInvalid(t, require(fixture.Today.AddDays(5), district.Date{}), "from")
	wantInvalid(t, require(fixture.Today, fixture.Today.AddDays(-1)), "until")
	end := func(revision int, last district.Date) error {
		return w.Store.ChangeRequirement(w.Ctx, w.Actor, db.OnceKey{}, id, revision, store.Requirement{Last: last})
	}
	wantInvalid(t, end(1, fixture.Today.AddDays(-1)), "until")
	if err := end(1, fixture.Today.AddDays(4)); err != nil {
		t.Fatal(err)
	}
	if err := end(1, fixture.Today); !errors.Is(err, district.ErrConflict) {
		t.Errorf("stale end: %v", err)
	}
	if err := require(fixture.Today.AddDays(5), district.Date{}); err != nil {
		t.Errorf("the day after the end: %v", err)
	}
	wantInvalid(t, end(2, district.Date{}), "from") // it would overlap the next
}

func TestMatrixOfAnArea(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	w.Cover(farsta, "farsta", district.MustDate("2017-01-01"), district.Date{})
	w.Cover(solna, "solna", district.MustDate("2017-01-01"), fixture.Today.AddDays(-1))
	all := store.PostScopes{See: authz.Everything, Names: authz.Everything}
	for _, c := range []struct {
		area string
		want int
	}{{"farsta", 1}, {"stockholm", 1}, {"solna", 0}, {"stockholms-lan", 0}} {
		m, err := w.Store.Matrix(w.Ctx, all, fixture.Today, store.MatrixFilter{Area: w.Area(c.area).ID})
		if err != nil || len(m.Units) != c.want {
			t.Errorf("%s: %d units, want %d (%v)", c.area, len(m.Units), c.want, err)
		}
	}
}
