package people_test

import (
	"net/http"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

func TestSearchIsForTheWholeDistrictAndLogged(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	app.Assign(farsta, "treasurer", fixture.Assignment{Person: app.Person("Kassör Farsta").ID})
	app.Person("Tidigare kassör")
	board := app.As(authz.BoardMember, 0)
	page := board.Get(paths.People + "?namn=kass").OK(t)
	page.Valid()
	page.HasText("Kassör Farsta", "Kassör, Farsta")
	page.NoText("Tidigare kassör")
	board.Get(paths.People + "?namn=kass&vilka=alla").OK(t).HasText("Tidigare kassör")
	empty := board.Get(paths.People + "?namn=finns+inte").OK(t)
	empty.Valid()
	empty.HasText("Ingen passar sökningen.")
	app.As(authz.AssociationChair, farsta.ID).Get(paths.People).Is(t, http.StatusForbidden)
	var logged int
	if err := app.DB.Pool().QueryRow(app.Ctx, `SELECT count(*) FROM read_log WHERE subject = 'person_search'`).Scan(&logged); err != nil || logged != 1 {
		t.Errorf("%d rows in the read log, want one an hour (%v)", logged, err)
	}
}

func TestPersonPageAndEditing(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	id, err := app.Store.CreatePerson(app.Ctx, app.Actor, db.OnceKey{}, "Kassör Farsta",
		store.Contact{Kind: district.ContactEmail, Value: "kassor@example.se"},
		store.Contact{Kind: district.ContactPhone, Value: "070-174 06 05", Visibility: district.VisibleDistrict})
	if err != nil {
		t.Fatal(err)
	}
	app.Assign(farsta, "treasurer", fixture.Assignment{Person: id})
	board := app.As(authz.BoardMember, 0).Get(paths.Person(id)).OK(t)
	board.Valid()
	board.HasText("070-174 06 05", "Kassör, Farsta")
	board.NoText("kassor@example.se", "Konto")
	board.NoLink("Ändra namn och kontaktvägar")
	app.As(authz.AssociationChair, solna.ID).Get(paths.Person(id)).Is(t, http.StatusNotFound)
	app.As(authz.AssociationChair, solna.ID).Get(paths.EditPerson(id)).Is(t, http.StatusNotFound)
	app.As(authz.ElectionOfficer, farsta.ID).Get(paths.EditPerson(id)).Is(t, http.StatusForbidden)

	chair := app.As(authz.AssociationChair, farsta.ID)
	page := chair.Get(paths.Person(id)).OK(t)
	page.Valid()
	page.HasText("kassor@example.se")
	edit := chair.Get(page.Link("Ändra namn och kontaktvägar")).OK(t)
	edit.Valid()
	stale := edit.Form("Spara").Values()
	f := edit.Form("Spara").Set("E-post", "inte en adress")
	chair.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity).Valid()
	f.Set("E-post", "ny@example.se").Set("Vem ser e-posten?", "Alla som är inloggade")
	chair.Follow(chair.Submit(f, "Spara")).OK(t).HasText("ny@example.se")
	stale.Set("name", "Någon annan")
	conflict := chair.Post(paths.EditPerson(id), stale).Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Någon annan", "Kassör Farsta", "ny@example.se")
}

func TestMergingAndEmptying(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	keep, drop := app.Person("Valansvarig Syd"), app.Person("Valansvarig Syd")
	a := app.Assign(farsta, "electionOfficer", fixture.Assignment{Person: keep.ID})
	b := app.Assign(solna, "electionOfficer", fixture.Assignment{Person: drop.ID})
	office := app.As(authz.DistrictStaff, 0)
	page := office.Get(paths.Person(keep.ID)).OK(t)
	page.Valid()
	search := office.Get(page.Link("Slå ihop med en dubblett")).OK(t)
	search.Valid()
	ask := office.Get(search.Main().Link("Valansvarig Syd")).OK(t)
	ask.Valid()
	ask.HasText("1 uppdrag flyttas hit.")
	merged := office.Follow(office.Submit(ask.Form("Slå ihop"), "Slå ihop")).OK(t)
	merged.HasText("Valansvarig, Farsta", "Valansvarig, Solna")
	old := office.Get(paths.Person(drop.ID)).Is(t, http.StatusSeeOther)
	if old.Location != paths.Person(keep.ID) {
		t.Errorf("the old address leads to %s", old.Location)
	}

	empty := office.Get(paths.EmptyPerson(keep.ID)).OK(t)
	empty.Valid()
	refused := office.Submit(empty.Form("Töm personen"), "Töm personen").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	refused.HasText("Avsluta uppdraget först.")
	app.End(a.ID, fixture.Today.AddDays(-1))
	app.End(b.ID, fixture.Today.AddDays(-1))
	gone := office.Follow(office.Submit(office.Get(paths.EmptyPerson(keep.ID)).OK(t).Form("Töm personen"), "Töm personen")).OK(t)
	gone.Valid()
	if strings.Contains(gone.Body, "Valansvarig Syd") {
		t.Error("the name is still there")
	}
	gone.HasText("Borttagen person", "Valansvarig, Farsta")

	for _, path := range []string{paths.MergePerson(keep.ID, 0), paths.EmptyPerson(keep.ID)} {
		app.As(authz.BoardMember, 0).Get(path).Is(t, http.StatusForbidden)
	}
}
