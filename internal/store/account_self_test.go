package store_test

import (
	"testing"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// The office keeps the board's accounts without being the board: nobody there makes themselves a member of it.
func TestNobodyTakesWhatTheyLack(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	staff, colleague := w.Account(authz.DistrictStaff, 0), w.Account(authz.DistrictStaff, 0)
	farsta := w.Association("Farsta")
	today := district.Span{From: fixture.Today}
	board := store.NewGrant{Account: staff.ID, Role: authz.BoardMember, Valid: district.Through(fixture.Today, fixture.Today.AddDays(9))}
	_, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, staffAccess(staff), board)
	complains(t, err, "role", "dig själv")
	if _, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, staffAccess(staff),
		store.NewGrant{Account: staff.ID, Role: authz.AssociationChair, Unit: farsta.ID, Valid: today}); err != nil {
		t.Errorf("a role that may do nothing more: %v", err)
	}
	id, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, staffAccess(colleague), board)
	if err != nil {
		t.Fatalf("another gives it: %v", err)
	}
	self := staffAccess(staff)
	self.Grants = append(self.Grants, authz.Grant{Role: authz.BoardMember})
	_, err = w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, self, staff.ID, id, 1, fixture.Today.AddDays(99))
	complains(t, err, "until", "dig själv")
	if _, err = w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, self, staff.ID, id, 1, fixture.Today.AddDays(2)); err != nil {
		t.Errorf("shorter: %v", err)
	}
	if _, err = w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, staffAccess(colleague), staff.ID, id, 2, district.Date{}); err != nil {
		t.Errorf("another makes it longer: %v", err)
	}
}

// A link that was passed on to a wrong address must not work when the address has been put right.
func TestANewAddressEndsOpenLinks(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a := w.Account(authz.BoardMember, 0)
	if _, err := w.Store.MakeAccountLink(w.Ctx, w.Actor, db.OnceKey{}, a.ID, auth.CreateReset); err != nil {
		t.Fatal(err)
	}
	if accountPage(t, w, a.ID).Link == nil {
		t.Fatal("there is no link")
	}
	if err := w.Store.SetAccountEmail(w.Ctx, w.Actor, db.OnceKey{}, a.ID, 1, "ratt@example.org"); err != nil {
		t.Fatal(err)
	}
	if link := accountPage(t, w, a.ID).Link; link != nil {
		t.Errorf("the link still works: %+v", link)
	}
}
