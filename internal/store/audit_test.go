package store_test

import (
	"slices"
	"testing"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

func TestAuditLog(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	staff := w.Account(authz.DistrictStaff, 0)
	actor := db.Actor{Kind: db.ByAccount, ID: staff.ID}
	farsta := w.Association("Farsta")
	id, _, err := w.Store.InviteAccount(w.Ctx, actor, db.OnceKey{}, staffAccess(staff), store.NewAccount{Name: "Kassör Farsta", Email: "kassor@example.org"},
		store.NewGrant{Role: authz.AssociationChair, Unit: farsta.ID, Valid: district.Span{From: fixture.Today}}, auth.CreateInvitation)
	if err != nil {
		t.Fatal(err)
	}
	held := w.Assign(farsta, "treasurer", fixture.Assignment{Person: accountPage(t, w, id).PersonID})
	w.End(held.ID, fixture.Today.AddDays(-1))

	read := func(f store.AuditFilter) []store.AuditRow {
		t.Helper()
		rows, _, err := w.Store.AuditLog(w.Ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	words := func(rows []store.AuditRow) (out []string) {
		for _, r := range rows {
			out = append(out, r.Record+" "+r.Action+": "+r.Subject)
		}
		return out
	}
	if got, want := words(read(store.AuditFilter{Account: id})), []string{"account create_invitation_link: Kassör Farsta", "grant create: Kassör Farsta",
		"account create: Kassör Farsta", "person create: Kassör Farsta"}; !slices.Equal(got, want) {
		t.Errorf("about the account: %q, want %q", got, want)
	}
	byStaff := read(store.AuditFilter{Who: staff.Name})
	if len(byStaff) != 4 || byStaff[0].ActorName != staff.Name || byStaff[0].Day != fixture.Today {
		t.Errorf("by the office: %d rows", len(byStaff))
	}
	if rows := read(store.AuditFilter{Who: "kommandoraden", Record: "assignment", Unit: farsta.ID}); !slices.Equal(words(rows),
		[]string{"assignment end: Kassör, Farsta", "assignment create: Kassör, Farsta"}) || rows[0].UnitName != "Farsta" {
		t.Errorf("by the command line: %q", words(rows))
	} else if f := rows[1].Fields; len(f) != 3 || f[0] != (store.AuditChange{Field: "post", After: "Kassör"}) || f[1].After != "Kassör Farsta" ||
		f[2] != (store.AuditChange{Field: "from", After: "2018-01-06"}) {
		t.Errorf("fields of the naming: %+v", f)
	}
	grants := read(store.AuditFilter{Record: "grant", Account: id})
	if len(grants) != 1 || grants[0].Fields[0] != (store.AuditChange{Field: "account", After: "Kassör Farsta"}) {
		t.Errorf("grants: %+v", grants)
	}
	people := read(store.AuditFilter{Record: "person"})
	if len(people) == 0 || !people[0].Fields[0].Personal || people[0].Fields[0].After != "" {
		t.Errorf("a personal field: %+v", people)
	}
	for name, f := range map[string]store.AuditFilter{"tomorrow": {From: fixture.Today.AddDays(1)}, "yesterday": {Last: fixture.Today.AddDays(-1)},
		"another unit": {Unit: 99999}, "nobody": {Who: "finns inte"}, "another record": {Record: "grant", RecordID: 99999}} {
		if rows := read(f); len(rows) != 0 {
			t.Errorf("%s: %q", name, words(rows))
		}
	}
	// Paging by the last row leaves nothing out and repeats nothing.
	all := read(store.AuditFilter{})
	var paged []int64
	for before := int64(0); ; {
		rows, older, err := w.Store.AuditLog(w.Ctx, store.AuditFilter{Before: before, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			paged = append(paged, r.ID)
		}
		if !older {
			break
		}
		before = rows[len(rows)-1].ID
	}
	var ids []int64
	for _, r := range all {
		ids = append(ids, r.ID)
	}
	if !slices.Equal(paged, ids) {
		t.Errorf("paged %v, all %v", paged, ids)
	}
}

func TestReadLog(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	staff := w.Account(authz.DistrictStaff, 0)
	other := w.Account(authz.Press, 0)
	actor := db.Actor{Kind: db.ByAccount, ID: staff.ID}
	m, err := w.Store.Moment(w.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // twice within an hour is one row
		if _, err := w.Store.AccountPage(w.Ctx, actor, m.Now, m.Today, other.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Store.Accounts(w.Ctx, actor, m.Now, m.Today, store.AccountFilter{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Store.AccountPage(w.Ctx, actor, m.Now, m.Today, 99999); err == nil {
		t.Error("an account that is not was read")
	}
	rows, err := w.Store.ReadLog(w.Ctx, store.ReadFilter{})
	if err != nil || len(rows) != 2 || rows[0].Total != 2 {
		t.Fatalf("rows = %+v (%v)", rows, err)
	}
	rows, err = w.Store.ReadLog(w.Ctx, store.ReadFilter{Person: other.Person, From: fixture.Today, Last: fixture.Today, Who: staff.Name})
	if err != nil || len(rows) != 1 || rows[0].About != other.Name || rows[0].ActorName != staff.Name || rows[0].Subject != "person" {
		t.Errorf("about the person: %+v (%v)", rows, err)
	}
	for name, f := range map[string]store.ReadFilter{"later": {From: fixture.Today.AddDays(1)}, "before": {Last: fixture.Today.AddDays(-1)}, "by others": {Who: other.Name}, "about others": {Person: staff.Person}} {
		if rows, err := w.Store.ReadLog(w.Ctx, f); err != nil || len(rows) != 0 {
			t.Errorf("%s: %+v (%v)", name, rows, err)
		}
	}
}
