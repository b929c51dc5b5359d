package posts_test

import (
	"net/http"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

func unitPosts(u store.Unit) string { return paths.UnitPosts(u.Kind, u.Slug) }

func TestChairNamesAnOfficerOnAPhone(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	app.Assign(farsta, "associationChair", fixture.Assignment{})
	chair := app.As(authz.AssociationChair, farsta.ID)

	// One tap in the menu leads straight to the own posts.
	page := chair.Follow(chair.Get(paths.Matrix)).OK(t)
	page.Valid()
	if page.H1() != "Uppdrag i Farsta" {
		t.Fatalf("heading = %q", page.H1())
	}
	card := page.Main()
	card.HasText("4 uppdrag är okända")
	// Two: "Utse" at the post. Three: the name. Four: the button.
	form := chair.Get(page.Link("Utse i uppdraget internfeministiskt ansvarig")).OK(t)
	form.Valid()
	f := form.Form("Utse")
	if got := f.Value("Första dag"); got != fixture.Today.String() {
		t.Errorf("first day = %q, want today", got)
	}
	f.Set("Namn på en ny person", "Internfeministiskt ansvarig Farsta")
	answer := chair.Follow(chair.Submit(f, "Utse")).OK(t)
	answer.HasStatus("Internfeministiskt ansvarig i Farsta är tillsatt.")
	answer.HasText("Internfeministiskt ansvarig Farsta", "3 uppdrag är okända")

	// The matrix of the office has moved at the next request.
	office := app.As(authz.DistrictStaff, 0)
	matrix := office.Get(paths.Matrix).OK(t)
	matrix.Valid()
	if got := matrix.Table("Uppdrag: Föreningar").Cell("Farsta", "Internfeministiskt ansvarig"); !strings.Contains(got, "Internfeministiskt ansvarig Farsta") {
		t.Errorf("cell = %q", got)
	}
}

func TestNamingComesBackWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	treasurer := app.Assign(farsta, "treasurer", fixture.Assignment{Person: app.Person("Kassör Farsta").ID})
	stranger := app.Person("Kassör Solna")
	app.Assign(solna, "treasurer", fixture.Assignment{Person: stranger.ID})
	chair := app.As(authz.AssociationChair, farsta.ID)
	address := paths.NameHolder(farsta.Kind, farsta.Slug, app.Post("studyOfficer").ID, 0)

	f := chair.Get(address).OK(t).Form("Utse")
	for _, o := range f.Field("Vem?").Options {
		if strings.Contains(o.Label, "Solna") {
			t.Errorf("a chair is offered %q", o.Label)
		}
	}
	answer := chair.Submit(f.Set("Första dag", "i förrgår"), "Utse").Is(t, http.StatusUnprocessableEntity)
	answer.Valid()
	if len(answer.ErrorSummary()) != 2 {
		t.Errorf("complaints = %q", answer.ErrorSummary())
	}
	f = answer.Form("Utse")
	if f.Value("Första dag") != "i förrgår" || f.Error("Första dag") == "" {
		t.Errorf("the first day came back as %q with %q", f.Value("Första dag"), f.Error("Första dag"))
	}
	// Somebody of the same name in the own unit must be said to be another person.
	f.Set("Första dag", fixture.Today.String()).Set("Vem?", "En ny person").Set("Namn på en ny person", "kassör farsta")
	f = chair.Submit(f, "Utse").Is(t, http.StatusUnprocessableEntity).Form("Utse")
	f.Set("Namn på en ny person", "").Set("Vem?", "Kassör Farsta")
	chair.Follow(chair.Submit(f, "Utse")).OK(t).HasStatus("Studieansvarig i Farsta är tillsatt.")

	// A forged id of somebody else's person is a complaint, not a leak.
	values := chair.Get(address).OK(t).Form("Utse").Values()
	values.Set("person", "999999")
	chair.Post(address, values).Is(t, http.StatusUnprocessableEntity).NoText("Solna")

	// Replacing the one holder ends the earlier assignment.
	f = chair.Get(paths.NameHolder(farsta.Kind, farsta.Slug, treasurer.PostID, 0)).OK(t).Form("Utse")
	if f.HasField("Vem?") {
		t.Error("the holder is offered the own post")
	}
	f.Set("Namn", "Ny kassör")
	chair.Follow(chair.Submit(f, "Utse")).OK(t).HasText("Ny kassör", "Kassör: Kassör Farsta")
}

func TestEndingUndoingAndStriking(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	a := app.Assign(farsta, "treasurer", fixture.Assignment{Person: app.Person("Kassör Farsta").ID})
	chair := app.As(authz.AssociationChair, farsta.ID)

	page := chair.Get(paths.EndAssignment(a.ID)).OK(t)
	page.Valid()
	f := page.Form("Avsluta uppdraget")
	if got := f.Value("Sista dag"); got != fixture.Today.AddDays(-1).String() {
		t.Errorf("proposed last day = %q, want yesterday", got)
	}
	stale := f.Values()
	ended := chair.Follow(chair.Submit(f, "Avsluta uppdraget")).OK(t)
	ended.Valid()
	ended.HasText("vakant sedan 16 april 2018", "Senast: Kassör Farsta")
	undone := chair.Submit(ended.Form("Ångra"), "Ångra")
	back := chair.Follow(undone).OK(t)
	back.HasStatus("gäller igen som förut")
	back.NoText("vakant sedan")

	// The form that was open meanwhile is a conflict that shows both.
	stale.Set("until", fixture.Today.AddDays(5).String())
	stale.Set("_once", "annan")
	conflict := chair.Post(paths.EndAssignment(a.ID), stale).Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Sista dag")

	edit := chair.Get(paths.EditAssignment(a.ID)).OK(t)
	edit.Valid()
	f = edit.Form("Spara").Set("Första dag", "2018-04-20").Set("Sista dag", "2018-04-19")
	chair.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity)
	f.Set("Sista dag", "")
	one := chair.Follow(chair.Submit(f, "Spara")).OK(t)
	one.Valid()
	one.HasText("börjar 20 april 2018")

	strike := chair.Get(paths.StrikeAssignment(a.ID)).OK(t)
	strike.Valid()
	f = strike.Form("Stryk uppdraget")
	chair.Submit(f, "Stryk uppdraget").Is(t, http.StatusUnprocessableEntity)
	f.Set("Vad blev fel?", "Fel person.")
	struck := chair.Follow(chair.Submit(f, "Stryk uppdraget")).OK(t)
	struck.Valid()
	struck.HasText("Fel person.")
	chair.Get(paths.EndAssignment(a.ID)).Is(t, http.StatusNotFound)
}

func TestVacancyIsStatedAndStruck(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	chair := app.As(authz.AssociationChair, farsta.ID)
	page := chair.Get(unitPosts(farsta)).OK(t)
	form := chair.Get(page.Link("Säg att det är vakant: kassör")).OK(t)
	form.Valid()
	f := form.Form("Säg att det är vakant").Set("Vakant sedan", "2018-04-17")
	chair.Submit(f, "Säg att det är vakant").Is(t, http.StatusUnprocessableEntity)
	f.Set("Vakant sedan", "2018-04-01")
	page = chair.Follow(chair.Submit(f, "Säg att det är vakant")).OK(t)
	page.HasText("vakant sedan 1 april 2018")
	strike := chair.Get(page.Link("Stryk att kassör: vakant från 1 april 2018")).OK(t)
	strike.Valid()
	page = chair.Follow(chair.Submit(strike.Form("Stryk uppgiften").Set("Vad blev fel?", "Fel uppdrag."), "Stryk uppgiften")).OK(t)
	page.NoText("vakant sedan")
}

func TestWhoSeesWhatOfPosts(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	now := app.Assign(farsta, "associationChair", fixture.Assignment{Person: app.Person("Ordförande Farsta").ID})
	later := app.Assign(farsta, "studyOfficer", fixture.Assignment{Person: app.Person("Studieansvarig Farsta").ID, From: fixture.Today.AddDays(15)})

	for _, role := range []authz.Role{authz.DistrictStaff, authz.BoardMember, authz.Nominating} {
		page := app.As(role, 0).Get(paths.Matrix).OK(t)
		page.Valid()
		text := page.Table("Uppdrag: Föreningar").In("Farsta").Text()
		if got, want := strings.Contains(text, "Ordförande Farsta"), role != authz.Nominating; got != want {
			t.Errorf("%s sees the chair's name: %v", role, got)
		}
		if got, want := strings.Contains(text, "Studieansvarig Farsta"), role == authz.DistrictStaff; got != want {
			t.Errorf("%s sees who begins later: %v", role, got)
		}
		if role == authz.Nominating {
			page.Main().NoLink("Farsta")
		}
	}
	board := app.As(authz.BoardMember, 0)
	page := board.Get(unitPosts(farsta)).OK(t)
	page.Valid()
	page.HasText("Ordförande Farsta")
	page.NoText("Studieansvarig Farsta")
	page.NoLink("Avsluta uppdraget ordförande")
	board.Get(paths.Assignment(later.ID)).Is(t, http.StatusNotFound)
	board.Get(paths.Assignment(now.ID)).OK(t).Valid()

	stranger := app.As(authz.AssociationChair, solna.ID)
	for _, path := range []string{unitPosts(farsta), paths.NameHolder(farsta.Kind, farsta.Slug, now.PostID, 0), paths.StateVacant(farsta.Kind, farsta.Slug, now.PostID),
		paths.Assignment(now.ID), paths.EndAssignment(now.ID), paths.EditAssignment(now.ID), paths.StrikeAssignment(now.ID)} {
		if r := stranger.Get(path).Is(t, http.StatusNotFound); strings.Contains(r.Body, "Ordförande Farsta") {
			t.Errorf("%s leaks a name", path)
		}
	}
	stranger.Get(paths.MatrixExport).Is(t, http.StatusForbidden)

	file := board.Get(paths.MatrixExport).OK(t)
	if !strings.Contains(file.Body, ";Farsta;Ordförande;tillsatt;;Ordförande Farsta;") || strings.Contains(file.Body, "Studieansvarig Farsta") {
		t.Errorf("file = %q", file.Body)
	}
	var logged int
	if err := app.DB.Pool().QueryRow(app.Ctx, `SELECT count(*) FROM read_log WHERE subject = 'export'`).Scan(&logged); err != nil || logged != 1 {
		t.Errorf("%d rows in the read log (%v)", logged, err)
	}
}

func TestKindsOfPostAndRequirementsMoveTheMatrix(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	office := app.As(authz.DistrictStaff, 0)
	list := office.Get(paths.PostKinds).OK(t)
	list.Valid()
	f := office.Get(paths.NewPostKind).OK(t).Form("Lägg till")
	office.Submit(f, "Lägg till").Is(t, http.StatusUnprocessableEntity).Valid()
	kind := office.Follow(office.Submit(f.Set("Namn", "Fackligt ansvarig").Check("En innehavare i taget"), "Lägg till")).OK(t)
	kind.Valid()
	require := office.Get(kind.Link("Lägg till krav")).OK(t)
	require.Valid()
	f = require.Form("Lägg till").Set("Vilka ska ha uppdraget?", string(district.KindAssociation)).Set("Från och med", fixture.Today.String())
	kind = office.Follow(office.Submit(f, "Lägg till")).OK(t)
	kind.Valid()
	if cell := office.Get(paths.Matrix).OK(t).Table("Uppdrag: Föreningar").Cell("Farsta", "Fackligt ansvarig"); !strings.Contains(cell, "okänt") {
		t.Errorf("cell = %q", cell)
	}
	end := office.Get(kind.Link("Ändra kravet på Partiföreningar")).OK(t)
	end.Valid()
	office.Submit(end.Form("Spara").Set("Till och med", fixture.Today.AddDays(-1).String()), "Spara").Is(t, http.StatusUnprocessableEntity)
	office.Follow(office.Submit(end.Form("Spara").Set("Till och med", fixture.Today.String()), "Spara")).OK(t)
	app.SetToday(fixture.Today.AddDays(1))
	for _, c := range office.Get(paths.Matrix).OK(t).Table("Uppdrag: Föreningar").Columns {
		if c == "Fackligt ansvarig" {
			t.Error("the ended requirement is still in the matrix")
		}
	}
	retire := office.Get(kind.Link("Sluta använda")).OK(t)
	retire.Valid()
	office.Follow(office.Submit(retire.Form("Spara"), "Spara")).OK(t).HasText("utses ingen ny")
	chair := app.As(authz.AssociationChair, 1)
	chair.Get(paths.PostKinds).Is(t, http.StatusForbidden)
}

// Who is not told which posts are vacant is not told that none is.
func TestNothingIsSaidOfHiddenVacancies(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	app.Assign(farsta, "associationChair", fixture.Assignment{Person: app.Person("Ordförande Farsta").ID})

	for _, role := range []authz.Role{authz.Press, authz.Operations} {
		reader := app.As(role, 0)
		for _, path := range []string{unitPosts(farsta), paths.Association(farsta.Slug)} {
			page := reader.Get(path).OK(t)
			page.Valid()
			page.HasText("Ordförande Farsta")
			page.NoText("1 av 1", "som ska finnas är tillsatta", "Inget uppdrag har avslutats", "Studieansvarig")
		}
	}
	board := app.As(authz.BoardMember, 0)
	board.Get(unitPosts(farsta)).OK(t).HasText("4 uppdrag är okända", "Inget uppdrag har avslutats")
	board.Get(paths.Association(farsta.Slug)).OK(t).HasText("1 av 5 uppdrag som ska finnas är tillsatta.")
}
