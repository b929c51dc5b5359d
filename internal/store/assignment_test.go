package store_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// wantInvalid checks that an error complains about the field.
func wantInvalid(t *testing.T, err error, field string) {
	t.Helper()
	var invalid *district.Invalid
	if !errors.As(err, &invalid) {
		t.Errorf("error = %v, want a complaint about %q", err, field)
		return
	}
	for _, f := range invalid.Fields {
		if f.Field == field {
			return
		}
	}
	t.Errorf("error = %v, want a complaint about %q", err, field)
}

func nameIn(w *fixture.World, scope authz.Scope, in store.NewAssignment) (int64, error) {
	return w.Store.Assign(w.Ctx, w.Actor, db.OnceKey{}, scope, in)
}

func readAssignment(t *testing.T, w *fixture.World, id int64) store.Assignment {
	t.Helper()
	a, err := w.Store.Assignment(w.Ctx, authz.Everything, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAssignKeepsWithinLifeAndScope(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta := w.Unit(store.NewUnit{Name: "Farsta", Founded: today.AddDays(-300)})
	solna := w.Association("Solna")
	if _, err := w.DB.Pool().Exec(w.Ctx, `UPDATE units SET closed = @day WHERE id = @id`, pgx.StrictNamedArgs{"day": today, "id": solna.ID}); err != nil {
		t.Fatal(err)
	}
	post := w.Post("studyOfficer").ID
	own := authz.Scope{Units: []int64{farsta.ID}}
	stranger := w.Person("Kassör Solna")

	_, err := nameIn(w, own, store.NewAssignment{Unit: solna.ID, Post: post, NewName: "Någon", From: today})
	if !errors.Is(err, district.ErrNotFound) {
		t.Errorf("foreign unit: %v, want not found", err)
	}
	_, err = nameIn(w, own, store.NewAssignment{Unit: farsta.ID, Post: post, Person: stranger.ID, From: today})
	wantInvalid(t, err, "person")
	if _, err = nameIn(w, own, store.NewAssignment{Unit: farsta.ID, Post: post, Person: stranger.ID, From: today, AnyPerson: true}); err != nil {
		t.Errorf("the office may choose anybody: %v", err)
	}
	_, err = nameIn(w, own, store.NewAssignment{Unit: farsta.ID, Post: post, NewName: "Ny", From: today.AddDays(-301)})
	wantInvalid(t, err, "from")
	_, err = nameIn(w, own, store.NewAssignment{Unit: farsta.ID, Post: post, NewName: "Ny", From: today, Last: today.AddDays(-1)})
	wantInvalid(t, err, "until")
	_, err = nameIn(w, authz.Everything, store.NewAssignment{Unit: solna.ID, Post: post, NewName: "Ny", From: today})
	wantInvalid(t, err, "from")
	_, err = nameIn(w, authz.Everything, store.NewAssignment{Unit: solna.ID, Post: post, NewName: "Ny", From: today.AddDays(-9)})
	wantInvalid(t, err, "until")
	if _, err = nameIn(w, authz.Everything, store.NewAssignment{Unit: solna.ID, Post: post, NewName: "Ny", From: today.AddDays(-9), Last: today.AddDays(-1)}); err != nil {
		t.Errorf("within the life of a closed unit: %v", err)
	}
	_, err = nameIn(w, own, store.NewAssignment{Unit: farsta.ID, Post: post, NewName: "kassör solna", From: today})
	wantInvalid(t, err, "sameName")
	if _, err = nameIn(w, own, store.NewAssignment{Unit: farsta.ID, Post: post, NewName: "Kassör Solna", SameName: true, From: today}); err != nil {
		t.Errorf("another person of the same name: %v", err)
	}

	retired := w.NewPost(store.PostInput{Name: "Pressombud"})
	if err := w.Store.RetirePost(w.Ctx, w.Actor, db.OnceKey{}, retired.ID, retired.Revision, today); err != nil {
		t.Fatal(err)
	}
	_, err = nameIn(w, own, store.NewAssignment{Unit: farsta.ID, Post: retired.ID, NewName: "Pressombud Farsta", From: today})
	wantInvalid(t, err, "from")
}

func TestReplacingAHolderEndsTheDayBefore(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	first := w.Assign(farsta, "treasurer", fixture.Assignment{})
	treasurer := w.Post("treasurer").ID

	_, err := nameIn(w, authz.Everything, store.NewAssignment{Unit: farsta.ID, Post: treasurer, NewName: "Ny kassör", From: fixture.Today})
	wantInvalid(t, err, "from") // one holder at a time
	_, err = nameIn(w, authz.Everything, store.NewAssignment{Unit: farsta.ID, Post: treasurer, NewName: "Ny kassör", From: first.From, Replace: []int64{first.ID}})
	wantInvalid(t, err, "from") // it would never have held
	second, err := nameIn(w, authz.Everything, store.NewAssignment{Unit: farsta.ID, Post: treasurer, NewName: "Ny kassör", From: fixture.Today, Replace: []int64{first.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if got := readAssignment(t, w, first.ID).Span().Last(); got != fixture.Today.AddDays(-1) {
		t.Errorf("the earlier one ends %s", got)
	}
	other := w.Association("Solna")
	_, err = nameIn(w, authz.Everything, store.NewAssignment{Unit: other.ID, Post: treasurer, NewName: "Kassör Solna", From: fixture.Today, Replace: []int64{second}})
	if !errors.Is(err, district.ErrNotFound) {
		t.Errorf("replacing in another unit: %v", err)
	}
}

func TestSharedPostsHaveSeveralHolders(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	a := w.Assign(farsta, "associationChair", fixture.Assignment{})
	w.Assign(farsta, "associationChair", fixture.Assignment{})
	_, err := nameIn(w, authz.Everything, store.NewAssignment{Unit: farsta.ID, Post: a.PostID, Person: a.PersonID, From: fixture.Today})
	wantInvalid(t, err, "person") // the same person twice
	post := w.Post("associationChair")
	err = w.Store.UpdatePost(w.Ctx, w.Actor, db.OnceKey{}, post.ID, post.Revision, store.PostInput{Name: post.Name, Board: true, Single: true})
	wantInvalid(t, err, "single")
	w.End(a.ID, fixture.Today.AddDays(-1))
	err = w.Store.UpdatePost(w.Ctx, w.Actor, db.OnceKey{}, post.ID, post.Revision, store.PostInput{Name: post.Name, Board: true, Single: true})
	wantInvalid(t, err, "single") // they overlapped in the past
	w.Strike(a.ID)
	if err = w.Store.UpdatePost(w.Ctx, w.Actor, db.OnceKey{}, post.ID, post.Revision, store.PostInput{Name: post.Name, Board: true, Single: true}); err != nil {
		t.Fatal(err)
	}
	_, err = nameIn(w, authz.Everything, store.NewAssignment{Unit: farsta.ID, Post: post.ID, NewName: "Ny", From: fixture.Today})
	wantInvalid(t, err, "from")
}

func TestTwoWhoNameAHolderAtOnce(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	post := w.Post("treasurer").ID
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = nameIn(w, authz.Everything, store.NewAssignment{Unit: farsta.ID, Post: post, NewName: "Kassör " + strings.Repeat("x", i+1), From: fixture.Today})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantInvalid(t, err, "from")
	}
	if won != 1 {
		t.Errorf("%d succeeded, want 1", won)
	}
}

func TestStaleEditsShowWhatStands(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a := w.Assign(w.Association("Farsta"), "treasurer", fixture.Assignment{})
	w.End(a.ID, fixture.Today.AddDays(3))
	ended := fixture.Today.AddDays(3).String()
	for _, c := range []struct {
		what string
		err  error
		now  []string
	}{
		{"end", w.Store.EndAssignment(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, a.ID, a.Revision, fixture.Today), []string{ended}},
		{"update", w.Store.UpdateAssignment(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, a.ID, a.Revision, a.From, fixture.Today), []string{a.From.String(), ended}},
		{"strike", w.Store.StrikeAssignment(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, a.ID, a.Revision, "Fel."), []string{""}},
	} {
		var stale *district.StaleError
		if !errors.As(c.err, &stale) || stale.Revision != a.Revision+1 {
			t.Errorf("%s: %v, want stale", c.what, c.err)
			continue
		}
		var now []string
		for _, f := range stale.Now {
			now = append(now, f.Value)
		}
		if !slices.Equal(now, c.now) {
			t.Errorf("%s: stands there now %q, want %q", c.what, now, c.now)
		}
	}
	err := w.Store.EndAssignment(w.Ctx, w.Actor, db.OnceKey{}, authz.Scope{}, a.ID, a.Revision, fixture.Today)
	if !errors.Is(err, district.ErrNotFound) {
		t.Errorf("out of scope: %v", err)
	}
}

// followedBy gives an account of the person a grant that follows the assignment, and returns a function that reads its
// span: ok is false when it is gone.
func followedBy(t *testing.T, w *fixture.World, a store.Assignment, from, until district.Date) (span func() (district.Span, bool)) {
	t.Helper()
	var id int64
	err := w.DB.Pool().QueryRow(w.Ctx, `
		WITH account AS (
			INSERT INTO accounts (person_id, email, created_at) VALUES (@person, @email, @now)
			ON CONFLICT (person_id) DO UPDATE SET revision = accounts.revision RETURNING id)
		INSERT INTO grants (account_id, role, unit_id, valid, assignment_id, granted_at)
		SELECT id, 'association_chair', @unit, daterange(@from::date, @until::date), @assignment, @now FROM account RETURNING id`,
		pgx.StrictNamedArgs{"person": a.PersonID, "email": "p" + a.RecordedAt.Format("150405.000000") + "@example.se", "now": a.RecordedAt,
			"unit": a.UnitID, "from": from, "until": until, "assignment": a.ID}).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return func() (s district.Span, ok bool) {
		err := w.DB.Pool().QueryRow(w.Ctx, `SELECT lower(valid), upper(valid) FROM grants WHERE id = @id`, pgx.StrictNamedArgs{"id": id}).Scan(&s.From, &s.Until)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			t.Fatal(err)
		}
		return s, err == nil
	}
}

func TestEndingAnAssignmentEndsTheAccessThatFollows(t *testing.T) {
	t.Parallel()
	today := fixture.Today
	yesterday := today.AddDays(-1)
	for _, c := range []struct {
		name        string
		from, until district.Date
		end         func(w *fixture.World, a store.Assignment) error
		want        district.Date // first day without it; zero: without end
		gone        bool
	}{
		{"ended yesterday", today.AddDays(-50), district.Date{}, endOn(yesterday), today, false},
		{"ended next week", today.AddDays(-50), district.Date{}, endOn(today.AddDays(7)), today.AddDays(8), false},
		{"ended long ago: the access did hold until today", today.AddDays(-50), district.Date{}, endOn(today.AddDays(-80)), today, false},
		{"ended later than the access", today.AddDays(-50), today.AddDays(3), endOn(today.AddDays(7)), today.AddDays(3), false},
		{"access from today, ended yesterday", today, district.Date{}, endOn(yesterday), district.Date{}, true},
		{"access to come, ended before it", today.AddDays(20), district.Date{}, endOn(today.AddDays(7)), district.Date{}, true},
		{"struck", today.AddDays(-50), district.Date{}, strike, today, false},
		{"moved to begin later", today.AddDays(-50), district.Date{}, moveTo(today.AddDays(5)), today, false},
		{"moved to begin earlier", today.AddDays(-50), district.Date{}, moveTo(today.AddDays(-200)), district.Date{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			a := w.Assign(w.Association("Farsta"), "associationChair", fixture.Assignment{})
			span := followedBy(t, w, a, c.from, c.until)
			if err := c.end(w, a); err != nil {
				t.Fatal(err)
			}
			s, ok := span()
			if ok == c.gone || ok && (s.Until != c.want || s.From != c.from) {
				t.Errorf("access = %+v (there: %v), want until %s, gone %v", s, ok, c.want, c.gone)
			}
		})
	}
}

func endOn(last district.Date) func(*fixture.World, store.Assignment) error {
	return func(w *fixture.World, a store.Assignment) error {
		return w.Store.EndAssignment(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, a.ID, a.Revision, last)
	}
}

func moveTo(from district.Date) func(*fixture.World, store.Assignment) error {
	return func(w *fixture.World, a store.Assignment) error {
		return w.Store.UpdateAssignment(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, a.ID, a.Revision, from, district.Date{})
	}
}

func strike(w *fixture.World, a store.Assignment) error {
	return w.Store.StrikeAssignment(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, a.ID, a.Revision, "Fel person.")
}

func TestNamingGrantsNothing(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	w.Assign(w.Association("Farsta"), "associationChair", fixture.Assignment{})
	var n int
	if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT (SELECT count(*) FROM grants) + (SELECT count(*) FROM accounts)`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d accounts and grants, want none (%v)", n, err)
	}
}

func TestUndoingAnEnding(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a := w.Assign(w.Association("Farsta"), "associationChair", fixture.Assignment{Last: fixture.Today.AddDays(90)})
	span := followedBy(t, w, a, fixture.Today.AddDays(-9), fixture.Today.AddDays(91))
	undo := func(actor db.Actor, revision int) error {
		return w.Store.UndoEnd(w.Ctx, actor, db.OnceKey{}, authz.Everything, a.ID, revision)
	}
	wantInvalid(t, undo(w.Actor, a.Revision), "") // nothing has ended yet
	if err := endOn(fixture.Today.AddDays(-1))(w, a); err != nil {
		t.Fatal(err)
	}
	if err := undo(w.Actor, a.Revision+1); err != nil {
		t.Fatal(err)
	}
	got := readAssignment(t, w, a.ID)
	if got.Span() != a.Span() {
		t.Errorf("span = %+v, want %+v", got.Span(), a.Span())
	}
	if s, _ := span(); s.Until != fixture.Today.AddDays(91) {
		t.Errorf("access = %+v, want it back", s)
	}
	wantInvalid(t, undo(w.Actor, got.Revision), "") // not twice

	if err := endOn(fixture.Today.AddDays(-1))(w, got); err != nil {
		t.Fatal(err)
	}
	if err := undo(db.Actor{Kind: db.ByAccount, ID: 99}, got.Revision+1); err != nil {
		t.Fatal(err)
	}
	if s, _ := span(); s.Until != fixture.Today {
		t.Errorf("access = %+v: somebody else may not give it back", s)
	}

	got = readAssignment(t, w, a.ID)
	if err := endOn(fixture.Today)(w, got); err != nil {
		t.Fatal(err)
	}
	w.SetToday(fixture.Today.AddDays(1))
	wantInvalid(t, undo(w.Actor, got.Revision+1), "") // another day
}

func TestVacanciesAreStatedAndStruck(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Unit(store.NewUnit{Name: "Farsta", Founded: fixture.Today.AddDays(-30)})
	post := w.Post("treasurer").ID
	state := func(scope authz.Scope, since district.Date) (int64, error) {
		return w.Store.StateVacant(w.Ctx, w.Actor, db.OnceKey{}, scope, farsta.ID, post, since)
	}
	_, err := state(authz.Scope{}, fixture.Today)
	if !errors.Is(err, district.ErrNotFound) {
		t.Errorf("out of scope: %v", err)
	}
	_, err = state(authz.Everything, fixture.Today.AddDays(1))
	wantInvalid(t, err, "since")
	_, err = state(authz.Everything, fixture.Today.AddDays(-31))
	wantInvalid(t, err, "since")
	id, err := state(authz.Everything, fixture.Today)
	if err != nil {
		t.Fatal(err)
	}
	_, err = state(authz.Everything, fixture.Today)
	wantInvalid(t, err, "since")
	err = w.Store.StrikeVacancy(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, "")
	wantInvalid(t, err, "reason")
	if err = w.Store.StrikeVacancy(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, "Fel dag."); err != nil {
		t.Fatal(err)
	}
	w.Assign(farsta, "treasurer", fixture.Assignment{From: fixture.Today})
	_, err = state(authz.Everything, fixture.Today)
	wantInvalid(t, err, "since")
}

func TestUnitPostsShowsToEachWhatIsTheirs(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta := w.Association("Farsta")
	old := w.Assign(farsta, "treasurer", fixture.Assignment{From: today.AddDays(-90), Last: today.AddDays(-10)})
	coming := w.Assign(farsta, "treasurer", fixture.Assignment{From: today.AddDays(10)})
	wrong := w.Assign(farsta, "boardMember", fixture.Assignment{})
	w.Strike(wrong.ID)
	held := w.Assign(farsta, "boardMember", fixture.Assignment{})
	w.Vacant(farsta, "studyOfficer", today.AddDays(-3))
	everything := store.PostScopes{See: authz.Everything, Names: authz.Everything, Edit: authz.Everything}
	for _, c := range []struct {
		name           string
		scopes         store.PostScopes
		struck, stated int
		next           int
	}{
		{"the office", everything, 1, 1, 1},
		{"the board", store.PostScopes{See: authz.Everything, Names: authz.Everything}, 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			u, err := w.Store.UnitPosts(w.Ctx, c.scopes, today, farsta.Slug)
			if err != nil {
				t.Fatal(err)
			}
			if len(u.Required) != 5 || len(u.Other) != 1 || u.Other[0].Now[0].ID != held.ID {
				t.Errorf("required %d, other %+v", len(u.Required), u.Other)
			}
			tr, _ := u.Find(old.PostID)
			if tr.State != district.PostVacant || tr.VacantSince != today.AddDays(-9) || tr.Last == nil || tr.Last.ID != old.ID || len(tr.Next) != c.next {
				t.Errorf("treasurer = %+v", tr)
			}
			if c.next > 0 && tr.Next[0].ID != coming.ID {
				t.Errorf("next = %+v", tr.Next)
			}
			if len(u.Past) != 1 || len(u.Struck) != c.struck || len(u.Stated) != c.stated {
				t.Errorf("past %d, struck %d, stated %d", len(u.Past), len(u.Struck), len(u.Stated))
			}
		})
	}
	_, err := w.Store.UnitPosts(w.Ctx, store.PostScopes{See: authz.Everything}, today, farsta.Slug)
	if !errors.Is(err, district.ErrNotFound) {
		t.Errorf("without the scope for names: %v", err)
	}
	u, err := w.Store.UnitPosts(w.Ctx, everything, today, farsta.Slug)
	if err != nil || len(u.Known) != 4 || u.Known[0].ID != held.PersonID || !slices.Equal(u.Known[0].Now, []string{"Styrelseledamot"}) {
		t.Errorf("known people = %+v (%v)", u.Known, err)
	}
	if u, err = w.Store.UnitPosts(w.Ctx, store.PostScopes{Names: authz.Everything}, today, farsta.Slug); err != nil || len(u.Known) != 0 {
		t.Errorf("known people without the scope to edit = %+v (%v)", u.Known, err)
	}
}

func TestTheSameFormTwiceNamesOnce(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	once := db.NewOnceKey("key", "/foreningar/farsta/uppdrag/utse", "name=Ny")
	in := store.NewAssignment{Unit: farsta.ID, Post: w.Post("studyOfficer").ID, NewName: "Studieansvarig Farsta", From: fixture.Today}
	first, err := w.Store.Assign(w.Ctx, w.Actor, once, authz.Everything, in)
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.Store.Assign(w.Ctx, w.Actor, once, authz.Everything, in)
	if err != nil || second != first {
		t.Errorf("second = %d (%v), want %d", second, err, first)
	}
}
