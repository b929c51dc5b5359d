package store_test

import (
	"context"
	"errors"
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

func day(s string) district.Date { return district.MustDate(s) }

// complaint returns what a refused write says about a field.
func complaint(t *testing.T, err error, field string) string {
	t.Helper()
	var invalid *district.Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("error = %v, want a complaint about %q", err, field)
	}
	for _, f := range invalid.Fields {
		if f.Field == field {
			return f.Message
		}
	}
	t.Fatalf("complaints = %v, want one about %q", invalid.Fields, field)
	return ""
}

// grant gives the account of a new person a role and returns the grant's id. It writes by hand: accounts are another
// aggregate's.
func grant(t *testing.T, w *fixture.World, role authz.Role, unit, assignment *int64, from, until string) int64 {
	t.Helper()
	person := w.Person("")
	var account, id int64
	row := w.DB.Q().QueryRow(w.Ctx, `INSERT INTO accounts (person_id, email, created_at) VALUES ($1, 'p' || $1::bigint || '@example.org', '2017-01-01') RETURNING id`, person.ID)
	if err := row.Scan(&account); err != nil {
		t.Fatal(err)
	}
	row = w.DB.Q().QueryRow(w.Ctx, `
		INSERT INTO grants (account_id, role, unit_id, valid, assignment_id, granted_at)
		VALUES ($1, $2, $3, daterange($4::date, nullif($5, '')::date), $6, '2017-01-01') RETURNING id`, account, role, unit, from, until, assignment)
	if err := row.Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// span reads the span of a row.
func span(t *testing.T, w *fixture.World, table string, id int64) string {
	t.Helper()
	var s string
	err := w.DB.Q().QueryRow(w.Ctx, `SELECT valid::text FROM `+pgx.Identifier{table}.Sanitize()+` WHERE id = $1`, id).Scan(&s)
	if errors.Is(err, pgx.ErrNoRows) {
		return "gone"
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ids(n int64) *int64 { return &n }

func TestClosingEndsEverythingTheSameDay(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	u, other := w.Association("Farsta"), w.Association("Vantör")
	running := w.Assign(u, "treasurer", fixture.Assignment{From: day("2017-02-01")})
	over := w.Assign(u, "associationChair", fixture.Assignment{From: day("2017-02-01"), Last: day("2017-12-31")})
	later := w.Assign(u, "electionOfficer", fixture.Assignment{From: day("2018-06-01")})
	elsewhere := w.Assign(other, "treasurer", fixture.Assignment{From: day("2017-02-01")})
	chair := grant(t, w, authz.AssociationChair, ids(u.ID), nil, "2017-02-01", "")
	follows := grant(t, w, authz.BoardMember, nil, ids(running.ID), "2017-02-01", "")
	coming := grant(t, w, authz.ElectionOfficer, ids(u.ID), ids(later.ID), "2018-06-01", "")
	foreign := grant(t, w, authz.AssociationChair, ids(other.ID), nil, "2017-02-01", "")
	cover := w.Cover(u, "farsta", day("2017-01-01"), district.Date{})
	ahead := w.Cover(u, "skarpnack", day("2018-09-01"), district.Date{})

	preview, err := w.Store.ClosingPreview(w.Ctx, authz.Everything, u.ID, day("2018-04-20"))
	if err != nil || preview != (store.Closing{Assignments: 2, Grants: 3, Areas: 2}) {
		t.Errorf("preview = %+v, %v", preview, err)
	}
	closed := w.Close(u, day("2018-04-20"))
	if closed.Closed != day("2018-04-21") || !closed.Alive(day("2018-04-20")) || closed.Alive(day("2018-04-21")) {
		t.Errorf("closed = %+v", closed)
	}
	for _, want := range []struct {
		what, table string
		id          int64
		span        string
	}{
		{"running assignment", "assignments", running.ID, "[2017-02-01,2018-04-21)"},
		{"ended assignment", "assignments", over.ID, "[2017-02-01,2018-01-01)"},
		{"assignment elsewhere", "assignments", elsewhere.ID, "[2017-02-01,)"},
		{"grant in the unit", "grants", chair, "[2017-02-01,2018-04-21)"},
		{"grant that follows an assignment", "grants", follows, "[2017-02-01,2018-04-21)"},
		{"coming grant", "grants", coming, "gone"},
		{"grant elsewhere", "grants", foreign, "[2017-02-01,)"},
		{"area", "unit_areas", cover, "[2017-01-01,2018-04-21)"},
		{"coming area", "unit_areas", ahead, "gone"},
	} {
		if got := span(t, w, want.table, want.id); got != want.span {
			t.Errorf("%s = %s, want %s", want.what, got, want.span)
		}
	}
	if a, err := w.Store.Assignment(w.Ctx, authz.Everything, later.ID); err != nil || a.Holds(day("2018-07-01")) {
		t.Errorf("assignment that would have begun later = %+v, %v; want it struck", a, err)
	}

	if _, err := w.Store.ReopenUnit(w.Ctx, w.Actor, db.OnceKey{}, u.ID); err != nil {
		t.Fatal(err)
	}
	if r := w.Reload(u); !r.Closed.IsZero() {
		t.Errorf("reopened = %+v", r)
	}
	for _, want := range []struct {
		what, table string
		id          int64
		span        string
	}{
		{"running assignment", "assignments", running.ID, "[2017-02-01,)"},
		{"coming assignment", "assignments", later.ID, "[2018-06-01,)"},
		{"grant in the unit", "grants", chair, "[2017-02-01,)"},
		{"grant that follows an assignment", "grants", follows, "[2017-02-01,)"},
		{"area", "unit_areas", cover, "[2017-01-01,)"},
	} {
		if got := span(t, w, want.table, want.id); got != want.span {
			t.Errorf("reopened: %s = %s, want %s", want.what, got, want.span)
		}
	}
	if a, err := w.Store.Assignment(w.Ctx, authz.Everything, later.ID); err != nil || !a.Holds(day("2018-07-01")) {
		t.Errorf("reopened: coming assignment = %+v, %v", a, err)
	}
	var comingAgain int
	if err := w.DB.Q().QueryRow(w.Ctx, `SELECT count(*) FROM grants WHERE assignment_id = $1 AND valid = daterange('2018-06-01', NULL)`, later.ID).Scan(&comingAgain); err != nil || comingAgain != 1 {
		t.Errorf("reopened: coming grants = %d, %v", comingAgain, err)
	}
}

func TestNothingOutlivesAClosedUnit(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	u := w.Association("Farsta")
	a := w.Assign(u, "treasurer", fixture.Assignment{})
	w.Close(u, fixture.Today)
	for what, sql := range map[string]string{
		"assignments_within_unit": `UPDATE assignments SET valid = daterange(lower(valid), NULL) WHERE unit_id = @unit`,
		"grants_within_unit": `INSERT INTO grants (account_id, role, unit_id, valid, granted_at)
			SELECT 1, 'association_chair', @unit, daterange('2018-01-01', NULL), '2018-01-01'`,
		"unit_areas_within_unit": `INSERT INTO unit_areas (unit_id, area_id, valid) SELECT @unit, id, daterange('2018-01-01', '2019-01-01') FROM areas WHERE slug = 'farsta'`,
	} {
		_, err := w.DB.Q().Exec(w.Ctx, sql, pgx.StrictNamedArgs{"unit": u.ID})
		if err == nil || !strings.Contains(err.Error(), "the unit is closed") {
			t.Errorf("%s: %v", what, err)
		}
	}
	// What was before the closing may still be corrected.
	w.End(a.ID, fixture.Today.AddDays(-10))
}

func TestClosingIsRefused(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	u := w.Unit(store.NewUnit{Name: "Farsta", Founded: day("2010-01-01")})
	if got := complaint(t, closeErr(w, u, day("2009-12-31")), "last"); !strings.Contains(got, "1 januari 2010") {
		t.Errorf("before its first day: %q", got)
	}
	d := w.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"})
	complaint(t, closeErr(w, d, fixture.Today), "")
	w.Close(u, fixture.Today.AddDays(30))
	if got := complaint(t, closeErr(w, w.Reload(u), fixture.Today), "last"); !strings.Contains(got, "16 maj 2018") {
		t.Errorf("twice: %q", got)
	}
	var stale *district.StaleError
	v := w.Association("Vantör")
	edit(t, w, store.UnitEdit{ID: v.ID, Revision: 1, Name: ptr("Vantör och Farsta")})
	if err := closeErr(w, v, fixture.Today); !errors.As(err, &stale) || stale.Revision != 2 {
		t.Errorf("old revision: %v", err)
	}
}

func closeErr(w *fixture.World, u store.Unit, last district.Date) error {
	_, err := w.Store.CloseUnit(w.Ctx, w.Actor, db.OnceKey{}, u.ID, u.Revision, last)
	return err
}

func TestReopeningIsRefused(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	reopen := func(u store.Unit) error {
		_, err := w.Store.ReopenUnit(w.Ctx, w.Actor, db.OnceKey{}, u.ID)
		return err
	}
	open := w.Association("Kista")
	complaint(t, reopen(open), "")

	used := w.Association("Farsta")
	a := w.Assign(used, "treasurer", fixture.Assignment{})
	w.Close(used, fixture.Today)
	w.End(a.ID, fixture.Today.AddDays(-3))
	if got := complaint(t, reopen(used), ""); !strings.Contains(got, "uppdrag har ändrats") {
		t.Errorf("used since: %q", got)
	}
	if r := w.Reload(used); r.Closed.IsZero() {
		t.Error("a refused reopening left the unit open")
	}

	old := w.Association("Vantör")
	w.Close(old, fixture.Today)
	w.SetToday(fixture.Today.AddDays(store.ReopenDays + 1))
	if got := complaint(t, reopen(old), ""); !strings.Contains(got, "30 dagar") {
		t.Errorf("too late: %q", got)
	}
	w.SetToday(fixture.Today)

	named := w.Association("Spånga")
	w.Close(named, fixture.Today.AddDays(-1))
	w.Association("Spånga")
	if got := complaint(t, reopen(named), "name"); got == "" {
		t.Error("a taken name was not refused")
	}
}

func ptr[T any](v T) *T { return &v }

func edit(t *testing.T, w *fixture.World, in store.UnitEdit) {
	t.Helper()
	if _, err := w.Store.EditUnit(w.Ctx, w.Actor, db.OnceKey{}, in); err != nil {
		t.Fatal(err)
	}
}

func TestTwoEditorsOfAUnit(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	u := w.Association("Farsta")
	edit(t, w, store.UnitEdit{ID: u.ID, Revision: u.Revision, MeetingPlace: ptr("Folkets hus"),
		Contacts: &[]store.UnitContact{{Kind: district.ContactEmail, Value: "farsta@example.org", Published: true}}})

	_, err := w.Store.EditUnit(w.Ctx, w.Actor, db.OnceKey{}, store.UnitEdit{ID: u.ID, Revision: u.Revision,
		MeetingPlace: ptr("Biblioteket"), LocalIssue: ptr("Rädda badet"), Contacts: &[]store.UnitContact{}})
	var stale *district.StaleError
	if !errors.As(err, &stale) || stale.Revision != 2 {
		t.Fatalf("second editor: %v", err)
	}
	now := map[string]string{}
	for _, f := range stale.Now {
		now[f.Name] = f.Value
	}
	if now["meetingPlace"] != "Folkets hus" || now["localIssue"] != "" || now["email0"] != "farsta@example.org" || now["email0Published"] != "ja" {
		t.Errorf("what stands now = %v", now)
	}
	if _, asked := now["name"]; asked {
		t.Error("a field that was not in the form is in the conflict")
	}
	var changes string
	if err := w.DB.Q().QueryRow(w.Ctx, `SELECT changes::text FROM audit_log WHERE record = 'unit' AND action = 'update'`).Scan(&changes); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(changes, "example.org") || !strings.Contains(changes, "contacts") || !strings.Contains(changes, "Folkets hus") {
		t.Errorf("audited changes = %s", changes)
	}
	// The same contents again change nothing and need no audit.
	edit(t, w, store.UnitEdit{ID: u.ID, Revision: 2, MeetingPlace: ptr("Folkets hus")})
	if r := w.Reload(u); r.Revision != 2 {
		t.Errorf("revision after an edit that changes nothing = %d", r.Revision)
	}
}

func TestUnitsAreReadInScope(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	own, foreign := w.Association("Farsta"), w.Association("Vantör")
	edit(t, w, store.UnitEdit{ID: foreign.ID, Revision: 1, Contacts: &[]store.UnitContact{
		{Kind: district.ContactPhone, Value: "08-123 45 67"}, {Kind: district.ContactEmail, Value: "vantor@example.org", Published: true}}})
	scope := authz.Scope{Units: []int64{own.ID}}
	ctx := context.Background()
	if _, err := w.Store.UnitBySlug(ctx, scope, foreign.Slug); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("foreign unit by address: %v", err)
	}
	if _, err := w.Store.Unit(ctx, scope, foreign.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("foreign unit: %v", err)
	}
	if _, err := w.Store.ClosingPreview(ctx, scope, foreign.ID, fixture.Today); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("foreign closing: %v", err)
	}
	contacts, err := w.Store.UnitContacts(ctx, scope, foreign.ID)
	if err != nil || len(contacts) != 1 || contacts[0].Value != "vantor@example.org" {
		t.Errorf("foreign contact ways = %v, %v; want the published one", contacts, err)
	}
	units, err := w.Store.Units(ctx, scope, fixture.Today)
	if err != nil || len(units) != 1 || units[0].ID != own.ID {
		t.Errorf("units = %v, %v", units, err)
	}
}

func TestNamingWhileTheUnitCloses(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	post := w.Post("boardMember").ID
	for range 8 {
		u := w.Unit(store.NewUnit{})
		person := w.Person("")
		var both sync.WaitGroup
		both.Add(2)
		go func() {
			defer both.Done()
			_, _ = w.Store.Assign(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewAssignment{
				Unit: u.ID, Post: post, Person: person.ID, From: day("2018-01-01"), AnyPerson: true})
		}()
		go func() {
			defer both.Done()
			_, _ = w.Store.CloseUnit(w.Ctx, w.Actor, db.OnceKey{}, u.ID, u.Revision, fixture.Today)
		}()
		both.Wait()
		if w.Reload(u).Closed.IsZero() {
			t.Error("the unit did not close")
		}
		var outlive int
		err := w.DB.Q().QueryRow(w.Ctx, `SELECT count(*) FROM assignments WHERE unit_id = $1 AND struck_at IS NULL AND upper(valid) IS NULL`, u.ID).Scan(&outlive)
		if err != nil || outlive != 0 {
			t.Errorf("%d assignments outlive the unit, %v", outlive, err)
		}
	}
}
