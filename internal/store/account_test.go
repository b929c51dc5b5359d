package store_test

import (
	"errors"
	"strings"
	"testing"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// staffAccess is the access of somebody at the office.
func staffAccess(a fixture.Account) *authz.Access {
	return &authz.Access{Account: a.ID, Person: a.Person, Grants: []authz.Grant{{Role: authz.DistrictStaff}}}
}

func accountPage(t *testing.T, w *fixture.World, id int64) store.AccountPage {
	t.Helper()
	m, err := w.Store.Moment(w.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.Store.AccountPage(w.Ctx, w.Actor, m.Now, m.Today, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// complains fails unless err is a complaint about the field with the words in it.
func complains(t *testing.T, err error, field, words string) {
	t.Helper()
	var inv *district.Invalid
	if !errors.As(err, &inv) {
		t.Errorf("want a complaint about %q, got %v", field, err)
		return
	}
	for _, f := range inv.Fields {
		if f.Field == field && strings.Contains(f.Message, words) {
			return
		}
	}
	t.Errorf("want a complaint about %q with %q, got %v", field, words, err)
}

func TestInviteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	giver := staffAccess(w.Account(authz.DistrictStaff, 0))
	farsta := w.Association("Farsta")
	once := db.NewOnceKey("k", "/konton/ny", "x")
	in := store.NewAccount{Name: "Ordförande Farsta", Email: "ordforande@example.org"}
	first := store.NewGrant{Role: authz.AssociationChair, Unit: farsta.ID, Valid: district.Span{From: fixture.Today}}

	_, _, err := w.Store.InviteAccount(w.Ctx, w.Actor, once, giver, in, store.NewGrant{Role: authz.CommitteeLead, Unit: farsta.ID,
		Valid: district.Span{From: fixture.Today}}, auth.CreateInvitation)
	complains(t, err, "unit", "finns inte i Farsta")
	if _, err := w.Store.AccountByEmail(w.Ctx, fixture.Today, in.Email); !errors.Is(err, district.ErrNotFound) {
		t.Fatalf("the account stayed although its access failed: %v", err)
	}

	id, token, err := w.Store.InviteAccount(w.Ctx, w.Actor, once, giver, in, first, auth.CreateInvitation)
	if err != nil || token == "" {
		t.Fatalf("invite: %q %v", token, err)
	}
	again, secret, err := w.Store.InviteAccount(w.Ctx, w.Actor, once, giver, in, first, auth.CreateInvitation)
	if err != nil || again != id || secret != "" {
		t.Errorf("the same form again gave %d %q %v, want %d without a token", again, secret, err, id)
	}
	p := accountPage(t, w, id)
	if p.State != store.AccountInvited || len(p.Grants) != 1 || p.Grants[0].UnitName != "Farsta" || p.Link == nil || p.Link.Kind != "invitation" {
		t.Errorf("account = %+v", p)
	}
	_, _, err = w.Store.InviteAccount(w.Ctx, w.Actor, db.OnceKey{}, giver, store.NewAccount{PersonID: p.PersonID, Email: "ny@example.org"}, first, auth.CreateInvitation)
	complains(t, err, "person", "redan ett konto")
	_, _, err = w.Store.InviteAccount(w.Ctx, w.Actor, db.OnceKey{}, giver, store.NewAccount{Name: "Annan", Email: in.Email}, first, auth.CreateInvitation)
	complains(t, err, "email", "redan ett konto")
	_, _, err = w.Store.InviteAccount(w.Ctx, w.Actor, db.OnceKey{}, giver, store.NewAccount{PersonID: 999999, Email: "ny@example.org"}, first, auth.CreateInvitation)
	complains(t, err, "person", "Välj en person")
}

func TestGrantRefusals(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	staff := w.Account(authz.DistrictStaff, 0)
	giver := staffAccess(staff)
	farsta, sodertorn := w.Association("Farsta"), w.Association("Södertörn")
	chair := w.Account(authz.AssociationChair, farsta.ID)
	held := w.Assign(farsta, "boardMember", fixture.Assignment{Person: chair.Person, Last: fixture.Today.AddDays(30)})
	over := w.Assign(farsta, "treasurer", fixture.Assignment{Person: chair.Person, Last: fixture.Today.AddDays(-1)})
	foreign := w.Assign(farsta, "secretary", fixture.Assignment{})
	open := func(from string) district.Span { return district.Span{From: day(from)} }
	for _, c := range []struct {
		name, field, words string
		in                 store.NewGrant
	}{
		{"no first day", "from", "Skriv ett datum", store.NewGrant{Role: authz.Press}},
		{"before today", "from", "Välj i dag", store.NewGrant{Role: authz.Press, Valid: open("2018-04-15")}},
		{"backwards", "until", "före den första", store.NewGrant{Role: authz.Press, Valid: district.Through(day("2018-05-02"), day("2018-05-01"))}},
		{"no unit", "unit", "Välj den förening", store.NewGrant{Role: authz.AssociationChair, Valid: open("2018-04-16")}},
		{"unknown unit", "unit", "Välj den förening", store.NewGrant{Role: authz.AssociationChair, Unit: 99999, Valid: open("2018-04-16")}},
		{"wrong kind", "unit", "finns inte i Farsta", store.NewGrant{Role: authz.GroupLeader, Unit: farsta.ID, Valid: open("2018-04-16")}},
		{"unit for the district", "unit", "hela distriktet", store.NewGrant{Role: authz.Press, Unit: farsta.ID, Valid: open("2018-04-16")}},
		{"nominating without end", "until", "Valberedningens", store.NewGrant{Role: authz.Nominating, Valid: open("2018-04-16")}},
		{"already", "role", "redan", store.NewGrant{Role: authz.AssociationChair, Unit: farsta.ID, Valid: open("2018-05-16")}},
		{"ended assignment", "assignment", "slut", store.NewGrant{Role: authz.ElectionOfficer, Assignment: over.ID, Valid: open("2018-04-16")}},
		{"somebody else's assignment", "assignment", "Välj ett uppdrag", store.NewGrant{Role: authz.ElectionOfficer, Assignment: foreign.ID, Valid: open("2018-04-16")}},
		{"assignment elsewhere", "assignment", "annan förening", store.NewGrant{Role: authz.ElectionOfficer, Unit: sodertorn.ID, Assignment: held.ID, Valid: open("2018-04-16")}},
		{"after the assignment", "from", "slutar 16 maj", store.NewGrant{Role: authz.ElectionOfficer, Assignment: held.ID, Valid: open("2018-05-17")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.in.Account = chair.ID
			_, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, giver, c.in)
			complains(t, err, c.field, c.words)
		})
	}
	// Nobody gives what they lack.
	for name, a := range map[string]*authz.Access{"a chair": {Account: chair.ID, Grants: []authz.Grant{{Role: authz.AssociationChair, Unit: farsta.ID}}},
		"the board": {Account: 1, Grants: []authz.Grant{{Role: authz.BoardMember}}}, "nobody": {}} {
		_, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, a, store.NewGrant{Account: chair.ID, Role: authz.ElectionOfficer, Unit: farsta.ID, Valid: open("2018-04-16")})
		if !errors.Is(err, district.ErrForbidden) {
			t.Errorf("%s gave access: %v", name, err)
		}
	}
	if _, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, giver, store.NewGrant{Account: 99999, Role: authz.Press, Valid: open("2018-04-16")}); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("access of an account that is not: %v", err)
	}
}

func TestAccessFollowsAnAssignment(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	giver := staffAccess(w.Account(authz.DistrictStaff, 0))
	farsta := w.Association("Farsta")
	somebody := w.Account(authz.Auditor, 0)
	held := w.Assign(farsta, "associationChair", fixture.Assignment{Person: somebody.Person})
	id, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, giver, store.NewGrant{Account: somebody.ID, Role: authz.AssociationChair, Assignment: held.ID,
		Valid: district.Span{From: fixture.Today}})
	if err != nil {
		t.Fatal(err)
	}
	find := func() *store.AccountGrant {
		for _, g := range accountPage(t, w, somebody.ID).Grants {
			if g.ID == id {
				return &g
			}
		}
		return nil
	}
	if g := find(); g == nil || g.UnitID != farsta.ID || g.Follows != "Ordförande, Farsta" || !g.Until.IsZero() {
		t.Fatalf("the access is %+v", g)
	}
	last := fixture.Today.AddDays(20)
	w.End(held.ID, last)
	g := find()
	if g == nil || g.Valid().Last() != last || !g.Ending {
		t.Fatalf("when the assignment ends the access is %+v", g)
	}
	_, err = w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, giver, somebody.ID, id, g.Revision, last.AddDays(1))
	complains(t, err, "until", "följer ett uppdrag")
}

func TestSetGrantLast(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	staff := w.Account(authz.DistrictStaff, 0)
	giver := staffAccess(staff)
	a := w.Account(authz.Press, 0)
	set := func(id int64, revision int, last district.Date) (store.GrantChange, error) {
		return w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, giver, a.ID, id, revision, last)
	}
	yesterday := fixture.Today.AddDays(-1)
	_, err := set(a.Grant, 1, yesterday.AddDays(-1))
	complains(t, err, "until", "Välj i går")
	var stale *district.StaleError
	if _, err := set(a.Grant, 7, yesterday); !errors.As(err, &stale) || stale.Revision != 1 || len(stale.Now) != 1 {
		t.Errorf("an old revision: %v", err)
	}
	if _, err := w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, giver, staff.ID, a.Grant, 1, yesterday); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("another account's access: %v", err)
	}
	if _, err := set(a.Grant, 1, fixture.Today.AddDays(5)); err != nil {
		t.Fatal(err)
	}
	if _, err := set(a.Grant, 2, fixture.Today.AddDays(50)); err != nil {
		t.Errorf("longer: %v", err)
	}
	poor := &authz.Access{Account: 1, Grants: []authz.Grant{{Role: authz.BoardMember}}}
	if _, err := w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, poor, a.ID, a.Grant, 3, district.Date{}); !errors.Is(err, district.ErrForbidden) {
		t.Errorf("somebody who may not give made access longer: %v", err)
	}
	if became, err := set(a.Grant, 3, yesterday); err != nil || became != store.GrantChanged {
		t.Errorf("end: %v %v", became, err)
	}
	_, err = set(a.Grant, 4, fixture.Today.AddDays(5))
	complains(t, err, "until", "redan slutat")

	coming, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, giver, store.NewGrant{Account: a.ID, Role: authz.Operations, Valid: district.Span{From: fixture.Today.AddDays(3)}})
	if err != nil {
		t.Fatal(err)
	}
	if became, err := set(coming, 1, yesterday); err != nil || became != store.GrantRemoved {
		t.Errorf("access that never held: %v %v", became, err)
	}
	if n := len(accountPage(t, w, a.ID).Grants); n != 1 {
		t.Errorf("%d grants left, want the ended one", n)
	}

	_, err = w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, giver, staff.ID, staff.Grant, 1, yesterday)
	complains(t, err, "", "minst ett konto för kansliet")
	complains(t, w.Store.DisableAccount(w.Ctx, w.Actor, db.OnceKey{}, staff.ID, true), "", "minst ett konto för kansliet")
}

func TestAccountsList(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	w.Account(authz.DistrictStaff, 0)
	chair := w.Account(authz.AssociationChair, farsta.ID)
	ending := w.Account(authz.Press, 0)
	stopped := w.Account(authz.Operations, 0)
	giver := staffAccess(chair)
	giver.Grants = []authz.Grant{{Role: authz.DistrictStaff}}
	if _, err := w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, giver, ending.ID, ending.Grant, 1, fixture.Today.AddDays(59)); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.DisableAccount(w.Ctx, w.Actor, db.OnceKey{}, stopped.ID, true); err != nil {
		t.Fatal(err)
	}
	invited, _, err := w.Store.InviteAccount(w.Ctx, w.Actor, db.OnceKey{}, giver, store.NewAccount{Name: "Åke Ny", Email: "ake@example.org"},
		store.NewGrant{Role: authz.Press, Valid: district.Span{From: fixture.Today.AddDays(1)}}, auth.CreateInvitation)
	if err != nil {
		t.Fatal(err)
	}
	list := func(on district.Date, f store.AccountFilter) (ids []int64, all store.AccountList) {
		t.Helper()
		m, _ := w.Store.Moment(w.Ctx)
		all, err := w.Store.Accounts(w.Ctx, w.Actor, m.Now, on, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range all.Hits {
			ids = append(ids, h.ID)
		}
		return ids, all
	}
	for _, c := range []struct {
		name string
		on   district.Date
		f    store.AccountFilter
		want []int64
	}{
		{"by name", fixture.Today, store.AccountFilter{Query: "åke"}, []int64{invited}},
		{"by address", fixture.Today, store.AccountFilter{Query: "ake@"}, []int64{invited}},
		{"what is no pattern", fixture.Today, store.AccountFilter{Query: "%"}, nil},
		{"press today", fixture.Today, store.AccountFilter{Role: authz.Press}, []int64{ending.ID}},
		{"invited", fixture.Today, store.AccountFilter{State: store.AccountInvited}, []int64{invited}},
		{"stopped", fixture.Today, store.AccountFilter{State: store.AccountStopped}, []int64{stopped.ID}},
		{"without access later", fixture.Today.AddDays(60), store.AccountFilter{State: store.AccountIdle}, []int64{ending.ID}},
		{"ends soon", fixture.Today, store.AccountFilter{EndsSoon: true}, []int64{ending.ID}},
		{"ends soon, the day before", fixture.Today.AddDays(-1), store.AccountFilter{EndsSoon: true}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := list(c.on, c.f); len(got) != len(c.want) || len(got) == 1 && got[0] != c.want[0] {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	all, counted := list(fixture.Today, store.AccountFilter{Limit: 2, Offset: 2})
	if len(all) != 2 || counted.Hits[0].Total != 5 || counted.Ending != 1 {
		t.Errorf("second page %v of %d, ending %d", all, counted.Hits[0].Total, counted.Ending)
	}
	_, one := list(fixture.Today, store.AccountFilter{EndsSoon: true})
	if one.Hits[0].EndsOn() != fixture.Today.AddDays(59) {
		t.Errorf("ends on %v", one.Hits[0].EndsOn())
	}
	// Another grant that follows takes the warning away.
	if _, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, giver, store.NewGrant{Account: ending.ID, Role: authz.Press, Valid: district.Span{From: fixture.Today.AddDays(60)}}); err != nil {
		t.Fatal(err)
	}
	if got, _ := list(fixture.Today, store.AccountFilter{EndsSoon: true}); len(got) != 0 {
		t.Errorf("still ends soon: %v", got)
	}
}

func TestAccountEmail(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b := w.Account(authz.DistrictStaff, 0), w.Account(authz.Press, 0)
	complains(t, w.Store.SetAccountEmail(w.Ctx, w.Actor, db.OnceKey{}, a.ID, 1, b.Email), "email", "redan ett konto")
	if err := w.Store.SetAccountEmail(w.Ctx, w.Actor, db.OnceKey{}, a.ID, 1, "ny@example.org"); err != nil {
		t.Fatal(err)
	}
	var stale *district.StaleError
	if err := w.Store.SetAccountEmail(w.Ctx, w.Actor, db.OnceKey{}, a.ID, 1, "annan@example.org"); !errors.As(err, &stale) || stale.Now[0].Value != "ny@example.org" {
		t.Errorf("an old revision: %v", err)
	}
}
