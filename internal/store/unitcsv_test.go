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

// rowsOf makes the rows that an export of the records would be read back as.
func rowsOf(records []store.AssociationRecord) []store.ImportRow {
	var out []store.ImportRow
	for i, r := range records {
		contacts := map[district.ContactKind][]store.UnitContact{}
		for _, kind := range district.ContactKinds() {
			contacts[kind] = nil
		}
		for _, c := range r.Contacts {
			contacts[c.Kind] = append(contacts[c.Kind], c)
		}
		out = append(out, store.ImportRow{Number: i + 2, Name: r.Name, Kind: r.Kind, Areas: ptr(r.Areas()), Contacts: contacts,
			MeetingPlace: ptr(r.MeetingPlace), LocalIssue: ptr(r.LocalIssue), Founded: ptr(r.Founded)})
	}
	return out
}

func export(t *testing.T, w *fixture.World, f store.AssociationFilter) []store.AssociationRecord {
	t.Helper()
	f.Day = w.Store.DB().Clock().At(0).Today
	records, err := w.Store.ExportAssociations(w.Ctx, store.AssociationView{Actor: w.Actor, Now: w.DB.Clock().Now(), Scope: authz.Everything}, f)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func plan(t *testing.T, w *fixture.World, rows []store.ImportRow) store.ImportPlan {
	t.Helper()
	p, err := w.Store.PlanImport(w.Ctx, rows)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func apply(w *fixture.World, rows []store.ImportRow, fingerprint string) (int64, error) {
	return w.Store.ApplyImport(w.Ctx, w.Actor, db.OnceKey{}, rows, fingerprint)
}

func TestAnExportComesBackUnchanged(t *testing.T) {
	t.Parallel()
	w, us := registerWorld(t)
	u := us["Västra Södermalm"]
	edit(t, w, store.UnitEdit{ID: u.ID, Revision: 1, MeetingPlace: ptr("Folkets hus"), LocalIssue: ptr("Billiga bostäder"), Founded: ptr(day("1990-05-01")),
		Contacts: &[]store.UnitContact{{Kind: district.ContactAddress, Value: "Gatan 1"}, {Kind: district.ContactEmail, Value: "a@example.org", Published: true},
			{Kind: district.ContactEmail, Value: "b@example.org"}}})
	w.Cover(us["Täby-Danderyd"], "vaxholm", day("2018-09-01"), district.Date{})
	records := export(t, w, store.AssociationFilter{State: store.AllUnits})
	if len(records) != 5 {
		t.Fatalf("records = %d", len(records))
	}
	p := plan(t, w, rowsOf(records))
	for _, r := range p.Results {
		if r.Fate != store.FateUnchanged {
			t.Errorf("row %d %s: %s, %v, %v", r.Number, r.Name, r.Fate, r.Changes, r.Errors)
		}
	}
	if _, err := apply(w, rowsOf(records), p.Fingerprint); err == nil || complaint(t, err, "") == "" {
		t.Errorf("importing what stands there already: %v", err)
	}
	var n int
	if err := w.DB.Q().QueryRow(w.Ctx, `SELECT count(*) FROM read_log WHERE subject = 'export'`).Scan(&n); err != nil || n != 1 {
		t.Errorf("rows of the read log = %d, %v", n, err)
	}
	scope := store.AssociationView{Actor: w.Actor, Now: w.DB.Clock().Now(), Scope: authz.Scope{Units: []int64{u.ID}}}
	if own, err := w.Store.ExportAssociations(w.Ctx, scope, store.AssociationFilter{Day: fixture.Today, State: store.AllUnits}); err != nil || len(own) != 1 || own[0].ID != u.ID {
		t.Errorf("export in scope = %v, %v", own, err)
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	w, us := registerWorld(t)
	rows := []store.ImportRow{
		{Number: 2, Name: "farsta", Kind: district.KindAssociation, Areas: &[]string{"Farsta"}, Founded: ptr(day("2018-04-01")), LocalIssue: ptr("Badet"),
			Contacts: map[district.ContactKind][]store.UnitContact{district.ContactEmail: {{Kind: district.ContactEmail, Value: "farsta@example.org", Published: true}}}},
		{Number: 3, Name: "TÄBY-Danderyd", Areas: &[]string{"0162", "vallentuna"}, LocalIssue: ptr("Roslagsbanan")},
		{Number: 4, Name: "Byggvänstern", Kind: district.KindTradeAssociation},
	}
	bad := append(rows, store.ImportRow{Number: 5, Name: "Ingenstans", Kind: district.KindAssociation, Areas: &[]string{"Atlantis"}},
		store.ImportRow{Number: 6, Name: "Farsta", Kind: district.KindAssociation},
		store.ImportRow{Number: 7, Name: ""},
		store.ImportRow{Number: 8, Name: "Byggvänstern", Kind: district.KindAssociation},
		store.ImportRow{Number: 9, Name: "Okänd sort"},
		store.ImportRow{Number: 10, Name: "Älvsjö", LocalIssue: ptr("Mässan")},
		store.ImportRow{Number: 11, Name: "Ny järva", Kind: district.KindAssociation, Areas: &[]string{"Järva"}},
		store.ImportRow{Number: 12, Name: "Kista", Kind: district.KindAssociation, Errors: []string{"Skriv e-postadressen rätt."}})
	p := plan(t, w, bad)
	for i, want := range []string{"", "", "", "Atlantis", "rad 2", "Skriv ett namn", "Rätta slag", "Skriv slag", "stängd", "finns inte i dag", "e-postadressen"} {
		r := p.Results[i]
		got := strings.Join(r.Errors, " ")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("row %d: %q, want %q", r.Number, got, want)
		}
	}
	if p.Count(store.FateRefused) != 8 {
		t.Errorf("refused = %d", p.Count(store.FateRefused))
	}
	if _, err := apply(w, bad, p.Fingerprint); complaint(t, err, "") == "" {
		t.Error("a file with errors was imported")
	}
	if l, err := w.Store.Associations(w.Ctx, authz.Everything, authz.Everything, store.AssociationFilter{Day: fixture.Today, Query: "farsta"}); err != nil || len(l.Rows) != 0 {
		t.Errorf("half imported: %v, %v", l.Rows, err)
	}

	p = plan(t, w, rows)
	if p.Count(store.FateNew) != 1 || p.Count(store.FateChanged) != 1 || p.Count(store.FateUnchanged) != 1 {
		t.Fatalf("plan = %+v", p.Results)
	}
	if c := p.Results[1].Changes; len(c) != 2 || c[0] != (store.ImportChange{Field: "Områden", Before: "Danderyd och Täby", After: "Danderyd och Vallentuna"}) {
		t.Errorf("changes = %+v", c)
	}
	n, err := apply(w, rows, p.Fingerprint)
	if err != nil || n != 2 {
		t.Fatalf("apply = %d, %v", n, err)
	}
	farsta, err := w.Store.UnitBySlug(w.Ctx, authz.Everything, "farsta")
	if err != nil || farsta.Founded != day("2018-04-01") {
		t.Errorf("new = %+v, %v", farsta, err)
	}
	covers, err := w.Store.Covers(w.Ctx, authz.Everything, us["Täby-Danderyd"].ID)
	if err != nil || len(covers) != 3 || covers[1].Until != fixture.Today || covers[2].From != fixture.Today {
		t.Errorf("covers = %+v, %v", covers, err)
	}
	if p := plan(t, w, rows); p.Count(store.FateUnchanged) != 3 {
		t.Errorf("the same file again = %+v", p.Results)
	}
	// Changed back on the same day: what was added today goes away, what ended yesterday begins anew.
	back := []store.ImportRow{{Number: 2, Name: "Täby-Danderyd", Areas: &[]string{"Täby", "Danderyd"}}}
	if _, err := apply(w, back, plan(t, w, back).Fingerprint); err != nil {
		t.Fatal(err)
	}
	if covers, err = w.Store.Covers(w.Ctx, authz.Everything, us["Täby-Danderyd"].ID); err != nil || len(covers) != 3 || covers[2].From != fixture.Today || covers[2].AreaName != "Täby" {
		t.Errorf("covers = %+v, %v", covers, err)
	}
}

func TestImportNoticesAChangeInBetween(t *testing.T) {
	t.Parallel()
	w, us := registerWorld(t)
	rows := []store.ImportRow{{Number: 2, Name: "Byggvänstern", LocalIssue: ptr("Trygga byggen")},
		{Number: 3, Name: "Ny förening", Kind: district.KindAssociation}}
	p := plan(t, w, rows)
	edit(t, w, store.UnitEdit{ID: us["Byggvänstern"].ID, Revision: 1, LocalIssue: ptr("Fler lärlingar")})
	if _, err := apply(w, rows, p.Fingerprint); !errors.Is(err, district.ErrConflict) {
		t.Fatalf("apply after a change: %v", err)
	}
	if units, err := w.Store.Units(w.Ctx, authz.Everything, fixture.Today); err != nil || len(units) != 4 {
		t.Errorf("units = %d, %v", len(units), err)
	}
	// What others the file does not name do is no conflict.
	p = plan(t, w, rows)
	edit(t, w, store.UnitEdit{ID: us["Täby-Danderyd"].ID, Revision: 1, LocalIssue: ptr("Roslagsbanan")})
	if n, err := apply(w, rows, p.Fingerprint); err != nil || n != 2 {
		t.Errorf("apply = %d, %v", n, err)
	}
}
