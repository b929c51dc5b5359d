package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

var officeView = store.PersonScopes{Read: authz.Everything, Edit: authz.Everything, Accounts: true, Office: true}

func personPage(w *fixture.World, scopes store.PersonScopes, id int64) (store.PersonPage, error) {
	return w.Store.PersonPage(w.Ctx, w.Actor, w.DB.Clock().Now(), scopes, fixture.Today, id)
}

// account gives a person an account.
func account(t *testing.T, w *fixture.World, person int64, email string) {
	t.Helper()
	_, err := w.DB.Pool().Exec(w.Ctx, `INSERT INTO accounts (person_id, email, password_hash, created_at) VALUES (@person, @email, 'x', @now)`,
		pgx.StrictNamedArgs{"person": person, "email": email, "now": w.DB.Clock().Now()})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPersonPageShowsToEachWhatIsTheirs(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	id, err := w.Store.CreatePerson(w.Ctx, w.Actor, db.OnceKey{}, "Kassör Farsta",
		store.Contact{Kind: district.ContactEmail, Value: "unit@example.se"},
		store.Contact{Kind: district.ContactEmail, Value: "district@example.se", Visibility: district.VisibleDistrict},
		store.Contact{Kind: district.ContactPhone, Value: "070-174 06 05", Visibility: district.VisibleSignedIn})
	if err != nil {
		t.Fatal(err)
	}
	w.Assign(farsta, "treasurer", fixture.Assignment{Person: id})
	w.Assign(solna, "boardMember", fixture.Assignment{Person: id})
	w.Assign(solna, "studyOfficer", fixture.Assignment{Person: id, From: fixture.Today.AddDays(5)})
	account(t, w, id, "unit@example.se")
	in := func(u store.Unit) authz.Scope { return authz.Scope{Units: []int64{u.ID}} }
	for _, c := range []struct {
		name        string
		scopes      store.PersonScopes
		contacts    int
		assignments int
		edit        bool
		account     bool
	}{
		{"the office", officeView, 3, 3, true, true},
		{"the board", store.PersonScopes{Read: authz.Everything}, 2, 2, false, false},
		{"a chair of the own unit", store.PersonScopes{Read: in(farsta), Edit: in(farsta)}, 3, 1, true, false},
		{"an election officer of the own unit", store.PersonScopes{Read: in(solna)}, 3, 1, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := personPage(w, c.scopes, id)
			if err != nil {
				t.Fatal(err)
			}
			if p.Name != "Kassör Farsta" || len(p.Contacts) != c.contacts || len(p.Assignments) != c.assignments || p.CanEdit != c.edit || (p.Account != nil) != c.account {
				t.Errorf("page = %+v", p)
			}
		})
	}
	elsewhere := w.Association("Kista")
	if _, err := personPage(w, store.PersonScopes{Read: in(elsewhere), Edit: in(elsewhere)}, id); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a chair elsewhere: %v, want not found", err)
	}
	var logged int
	if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT count(*) FROM read_log WHERE subject = 'person' AND subject_id = @id`, pgx.StrictNamedArgs{"id": id}).Scan(&logged); err != nil || logged != 1 {
		t.Errorf("%d rows in the read log, want one an hour (%v)", logged, err)
	}
}

func TestEditingAPerson(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	a := w.Assign(farsta, "treasurer", fixture.Assignment{})
	own := store.PersonScopes{Read: authz.Scope{Units: []int64{farsta.ID}}, Edit: authz.Scope{Units: []int64{farsta.ID}}}
	update := func(scopes store.PersonScopes, revision int, name string, contacts ...store.Contact) error {
		return w.Store.UpdatePerson(w.Ctx, w.Actor, db.OnceKey{}, scopes, a.PersonID, revision, name, contacts)
	}
	mail := store.Contact{Kind: district.ContactEmail, Value: "kassor@example.se"}
	if err := update(own, 1, "Kassör Farsta", mail, store.Contact{Kind: district.ContactEmail, Value: "KASSOR@example.se"}); err != nil {
		t.Fatal(err)
	}
	var stale *district.StaleError
	if err := update(own, 1, "Någon annan"); !errors.As(err, &stale) || stale.Now[0].Value != "Kassör Farsta" || stale.Now[1].Value != mail.Value {
		t.Errorf("stale edit: %v", err)
	}
	p, err := personPage(w, officeView, a.PersonID)
	if err != nil || p.Name != "Kassör Farsta" || len(p.Contacts) != 1 || p.Contacts[0].Visibility != district.VisibleUnit {
		t.Errorf("page = %+v (%v)", p, err)
	}
	if err := update(store.PersonScopes{Edit: authz.Scope{Units: []int64{farsta.ID + 1}}}, 2, "X"); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a chair elsewhere: %v", err)
	}
	w.End(a.ID, fixture.Today.AddDays(-1))
	if err := update(own, 2, "X"); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("the chair of a unit that the person has left: %v", err)
	}
	var leaked int
	if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT count(*) FROM audit_log WHERE changes::text LIKE '%kassor@%' OR changes::text LIKE '%Kassör Farsta%'`).Scan(&leaked); err != nil || leaked != 0 {
		t.Errorf("%d audit rows hold personal values (%v)", leaked, err)
	}
}

func TestMergingPeople(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	keep, drop, older := w.Person("Valansvarig"), w.Person("Valansvarig"), w.Person("Valansvarig")
	w.Assign(farsta, "electionOfficer", fixture.Assignment{Person: keep.ID})
	moved := w.Assign(solna, "electionOfficer", fixture.Assignment{Person: drop.ID})
	merge := func(keep, drop int64) error {
		_, err := w.Store.MergePeople(w.Ctx, w.Actor, db.OnceKey{}, keep, drop)
		return err
	}
	wantInvalid(t, merge(keep.ID, keep.ID), "")
	if err := merge(drop.ID, older.ID); err != nil {
		t.Fatal(err)
	}
	account(t, w, drop.ID, "drop@example.se")
	m, err := w.Store.MergePreview(w.Ctx, keep.ID, drop.ID)
	if err != nil || m.Problem() != "" || m.Drop.Assignments != 1 || m.Drop.AccountID == nil || m.Keep.AccountID != nil {
		t.Errorf("preview = %+v (%v)", m, err)
	}
	if err := merge(keep.ID, drop.ID); err != nil {
		t.Fatal(err)
	}
	wantInvalid(t, merge(keep.ID, drop.ID), "") // it is merged already
	if got := readAssignment(t, w, moved.ID); got.PersonID != keep.ID {
		t.Errorf("the assignment is still of %d", got.PersonID)
	}
	for _, id := range []int64{drop.ID, older.ID} {
		p, err := personPage(w, officeView, id)
		if err != nil || p.ID != keep.ID || len(p.Assignments) != 2 || p.Account == nil {
			t.Errorf("the old address gives %+v (%v)", p, err)
		}
	}
	other := w.Person("Annan")
	account(t, w, other.ID, "other@example.se")
	wantInvalid(t, merge(keep.ID, other.ID), "") // both have accounts
	same := w.Assign(farsta, "boardMember", fixture.Assignment{Person: keep.ID})
	twin := w.Assign(farsta, "boardMember", fixture.Assignment{})
	wantInvalid(t, merge(keep.ID, twin.PersonID), "") // both hold the same post at once
	w.Strike(same.ID)
	if err := merge(keep.ID, twin.PersonID); err != nil {
		t.Error(err)
	}
}

func TestEmptyingAPerson(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	a := w.Assign(farsta, "treasurer", fixture.Assignment{Gender: district.GenderWoman})
	twin := w.Person("Samma person")
	if _, err := w.Store.MergePeople(w.Ctx, w.Actor, db.OnceKey{}, a.PersonID, twin.ID); err != nil {
		t.Fatal(err)
	}
	account(t, w, a.PersonID, "kassor@example.se")
	empty := func() error {
		p, err := personPage(w, officeView, a.PersonID)
		if err != nil {
			t.Fatal(err)
		}
		return w.Store.EmptyPerson(w.Ctx, w.Actor, db.OnceKey{}, a.PersonID, p.Revision)
	}
	wantInvalid(t, empty(), "") // holds a post
	w.End(a.ID, fixture.Today.AddDays(-1))
	wantInvalid(t, empty(), "") // has an account
	office := w.Person("Kansliet")
	account(t, w, office.ID, "kansliet@example.se") // somebody must be able to log in when the other is disabled
	if _, err := w.DB.Pool().Exec(w.Ctx, `
		INSERT INTO grants (account_id, role, valid, granted_at)
		SELECT id, 'district_staff', daterange(@day::date, NULL), created_at FROM accounts WHERE person_id = @office`,
		pgx.StrictNamedArgs{"day": fixture.Today, "office": office.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.Pool().Exec(w.Ctx, `UPDATE accounts SET disabled_at = created_at WHERE person_id = @id`, pgx.StrictNamedArgs{"id": a.PersonID}); err != nil {
		t.Fatal(err)
	}
	if err := empty(); err != nil {
		t.Fatal(err)
	}
	var left int
	err := w.DB.Pool().QueryRow(w.Ctx, `
		SELECT (SELECT count(*) FROM people WHERE name <> '' AND id = ANY(@ids)) + (SELECT count(*) FROM person_contacts)
		     + (SELECT count(*) FROM accounts WHERE email LIKE 'kassor%' OR (password_hash IS NOT NULL AND person_id = ANY(@ids)))`,
		pgx.StrictNamedArgs{"ids": []int64{a.PersonID, twin.ID}}).Scan(&left)
	if err != nil || left != 0 {
		t.Errorf("%d personal values are left (%v)", left, err)
	}
	states, err := w.Store.PostStates(w.Ctx, authz.Everything, a.PostID, []district.Date{a.From, fixture.Today})
	if err != nil || states[0].State != district.PostFilled || states[1].State != district.PostVacant {
		t.Errorf("the counts changed: %+v (%v)", states, err)
	}
}

func TestSearchingPeople(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	holder := w.Person("Östen Åkesson_Demo")
	w.Assign(farsta, "treasurer", fixture.Assignment{Person: holder.ID})
	w.Person("Åsa Östman")
	search := func(query, which string) (names []string) {
		t.Helper()
		hits, err := w.Store.SearchPeople(w.Ctx, w.Actor, w.DB.Clock().Now(), fixture.Today, store.PersonFilter{Query: query, Which: which})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			names = append(names, h.Name)
			if h.Total != len(hits) {
				t.Errorf("total = %d", h.Total)
			}
		}
		return names
	}
	for _, c := range []struct {
		query, which string
		want         []string
	}{
		{"", "", []string{"Östen Åkesson_Demo"}},
		{"", "alla", []string{"Åsa Östman", "Östen Åkesson_Demo"}},
		{"", "utan", []string{"Åsa Östman"}},
		{"åkes öst", "alla", []string{"Östen Åkesson_Demo"}},
		{"_", "alla", []string{"Östen Åkesson_Demo"}},
		{"%", "alla", nil},
	} {
		if got := search(c.query, c.which); !slices.Equal(got, c.want) {
			t.Errorf("search %q %q = %v, want %v", c.query, c.which, got, c.want)
		}
	}
}
