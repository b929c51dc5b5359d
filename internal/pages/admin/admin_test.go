package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
)

func TestInviteSomebodyNew(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	staff := app.As(authz.DistrictStaff, 0)
	pick := staff.Get(paths.NewAccount).OK(t)
	pick.Valid()
	page := staff.Get(pick.Link("Det är någon ny")).OK(t)
	page.Valid()
	f := page.Form("Lägg till och visa länken")

	wrong := staff.Submit(f, "Lägg till och visa länken").Is(t, http.StatusUnprocessableEntity)
	wrong.Valid()
	if n := len(wrong.ErrorSummary()); n != 3 {
		t.Errorf("%d complaints about an empty form: %q", n, wrong.ErrorSummary())
	}

	f.Set("Namn", "Ordförande Farsta")
	f.Set("E-post", "Ordforande@Example.org")
	f.Choose("Roll", "Ordförande")
	wrong = staff.Submit(f, "Lägg till och visa länken").Is(t, http.StatusUnprocessableEntity)
	if e := wrong.Form("Lägg till och visa länken").Error("Förening eller organ"); !strings.Contains(e, "Välj den förening") {
		t.Errorf("a chair of nothing: %q", e)
	}
	f.Choose("Förening eller organ", "Farsta")
	shown := staff.Submit(f, "Lägg till och visa länken").OK(t)
	shown.Valid()
	shown.HasText("Ordförande Farsta", "ordforande@example.org", "en gång")
	if c := shown.Header.Get("Cache-Control"); c != "no-store" {
		t.Errorf("the page with the link may be kept: %q", c)
	}
	link := shown.ByID("lank").Attr("value")
	if !strings.HasPrefix(link, app.URL+"/lank/") {
		t.Fatalf("the link is %q", link)
	}

	// The same form posted again makes nothing, and does not show the link again.
	again := staff.Submit(f, "Lägg till och visa länken").Is(t, http.StatusSeeOther)
	account := staff.Follow(again).OK(t)
	account.Valid()
	account.HasText("Länken har redan visats", "inbjuden", "Inbjudan väntar", "Farsta")

	// Whoever has the link chooses a password and is in, in the own association only.
	chair := app.Anonymous()
	path := strings.TrimPrefix(link, app.URL)
	chair.Get(path).OK(t)
	in := chair.Post(path, url.Values{"password": {fixture.Password}}).Is(t, http.StatusSeeOther)
	chair.Follow(in).OK(t)
	chair.Get(paths.Association("farsta")).OK(t)
	chair.Get(paths.Accounts).Is(t, http.StatusForbidden)
	staff.Get(again.Location).OK(t).HasText("kan logga in")
}

func TestInviteSomebodyWhoHoldsAPost(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	held := app.Assign(farsta, "electionOfficer", fixture.Assignment{Person: app.Person("Vera Valansvarig").ID})
	staff := app.As(authz.DistrictStaff, 0)
	found := staff.Get(paths.NewAccount + "?namn=vera").OK(t)
	found.Valid()
	page := staff.Get(found.Link("Välj Vera Valansvarig, Valansvarig, Farsta")).OK(t)
	page.HasText("Vera Valansvarig")
	f := page.Form("Lägg till och visa länken")
	if f.HasField("Namn") {
		t.Error("the name of somebody known is asked for")
	}
	for label, want := range map[string]string{"Roll": "election_officer", "Följer uppdraget": itoa(held.ID), "Förening eller organ": itoa(farsta.ID), "Första dag": "2018-04-16"} {
		if got := f.Value(label); got != want {
			t.Errorf("%s is proposed as %q, want %q", label, got, want)
		}
	}
	f.Set("E-post", "vera@example.org")
	staff.Submit(f, "Lägg till och visa länken").OK(t)
	vera := app.With(fixture.Account{ID: accountID(t, app, "vera@example.org")})
	vera.Get(paths.UnitPosts(farsta.Kind, farsta.Slug)).OK(t)

	// Ending the assignment ends the access at the next request, and says nothing of the login.
	app.End(held.ID, fixture.Today.AddDays(-1))
	vera.Get(paths.UnitPosts(farsta.Kind, farsta.Slug)).Is(t, http.StatusForbidden)
	vera.Get(paths.Account).OK(t).HasText("ingen behörighet i dag")

	again := staff.Get(paths.NewAccountFor(held.PersonID)).Is(t, http.StatusSeeOther)
	staff.Follow(again).HasText("Vera Valansvarig har redan ett konto", "Ingenting, varken i dag eller senare")
}

func TestGiveAndEndAccess(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	account := app.Account(authz.Auditor, 0)
	staff := app.As(authz.DistrictStaff, 0)
	form := staff.Get(paths.NewGrant(account.ID, 0)).OK(t)
	form.Valid()
	f := form.Form("Ge behörighet")
	f.Choose("Roll", "Ordförande")
	f.Choose("Förening eller organ", "Farsta")
	page := staff.Follow(staff.Submit(f, "Ge behörighet")).OK(t)
	page.Valid()
	page.HasText("är Ordförande i Verkstad från och med nu", "Farsta")
	chair := app.With(account)
	chair.Get(paths.EditAssociation(farsta.Slug)).OK(t)

	end := staff.Get(page.Link("Ändra sista dag: Ordförande, Farsta")).OK(t)
	end.Valid()
	e := end.Form("Spara sista dagen")
	if e.Value("Sista dag") != "2018-04-15" {
		t.Errorf("proposed last day %q, want yesterday", e.Value("Sista dag"))
	}
	e.Set("Sista dag", "2018-04-01")
	refused := staff.Submit(e, "Spara sista dagen").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	e.Set("Sista dag", "2018-05-31")
	staff.Follow(staff.Submit(e, "Spara sista dagen")).OK(t).HasText("gäller till och med 31 maj 2018", "Slutar om 6 veckor")
	// The page that was opened before knows an old revision: both versions are shown.
	stale := staff.Submit(e.Set("Sista dag", "2018-04-15"), "Spara sista dagen").Is(t, http.StatusConflict)
	stale.Valid()
	stale.HasText("2018-05-31")
	e = staff.Get(end.Form("Spara sista dagen").Action).OK(t).Form("Spara sista dagen")
	// It began today, so with yesterday as its last day it has never held.
	staff.Follow(staff.Submit(e, "Spara sista dagen")).OK(t).HasText("är borttagen")
	chair.Get(paths.EditAssociation(farsta.Slug)).Is(t, http.StatusForbidden)
	staff.Get(paths.Accounts + "?lage=ending").OK(t).HasText("Inget konto passar")
}

func TestStopAndLetIn(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	account := app.Account(authz.BoardMember, 0)
	c, staff := app.With(account), app.As(authz.DistrictStaff, 0)
	ask := staff.Get(paths.StopAccount(account.ID)).OK(t)
	ask.Valid()
	page := staff.Follow(staff.Submit(ask.Form("Stoppa kontot"), "Stoppa kontot")).OK(t)
	page.Valid()
	page.HasText("Kontot är stoppat", "stoppat")
	page.NoLink("Ge behörighet")
	if r := c.Get(paths.Account); !strings.HasPrefix(r.Location, paths.Login) {
		t.Errorf("somebody stopped is still in: %d %s", r.Code, r.Location)
	}
	staff.Post(paths.NewAccountLink(account.ID), url.Values{}).Is(t, http.StatusUnprocessableEntity).HasText("Släpp in personen först")
	in := staff.Get(page.Link("Släpp in igen")).OK(t)
	in.Valid()
	staff.Follow(staff.Submit(in.Form("Släpp in"), "Släpp in")).OK(t).HasText("kan logga in igen")
	app.With(account).Get(paths.Account).OK(t)

	own := staff.Account
	last := staff.Get(paths.StopAccount(own.ID)).OK(t)
	last.HasText("ditt eget konto")
	refused := staff.Submit(last.Form("Stoppa kontot"), "Stoppa kontot").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	refused.HasText("minst ett konto för kansliet")
	e := staff.Get(paths.EndGrant(own.ID, own.Grant)).OK(t).Form("Spara sista dagen")
	staff.Submit(e, "Spara sista dagen").Is(t, http.StatusUnprocessableEntity).HasText("minst ett konto för kansliet")
}

func TestLinksAndEmail(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	account := app.Account(authz.AssociationChair, app.Association("Farsta").ID)
	staff := app.As(authz.DistrictStaff, 0)
	ask := staff.Get(paths.NewAccountLink(account.ID)).OK(t)
	ask.Valid()
	ask.HasText("2 timmar")
	shown := staff.Submit(ask.Form("Visa länken"), "Visa länken").OK(t)
	shown.Valid()
	first := strings.TrimPrefix(shown.ByID("lank").Attr("value"), app.URL)
	app.Anonymous().Get(first).OK(t).HasText("nytt lösenord")
	ask = staff.Get(paths.NewAccountLink(account.ID)).OK(t)
	staff.Submit(ask.Form("Visa länken"), "Visa länken").OK(t)
	app.Anonymous().Get(first).Is(t, http.StatusNotFound)

	email := staff.Get(paths.AccountEmail(account.ID)).OK(t)
	email.Valid()
	f := email.Form("Spara")
	f.Set("E-post", staff.Account.Email)
	staff.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity).HasText("redan ett konto med den e-postadressen")
	f.Set("E-post", "inte en adress")
	staff.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity).Valid()
	f.Set("E-post", "ny@example.org")
	staff.Follow(staff.Submit(f, "Spara")).OK(t).HasText("ny@example.org")

	reset := staff.Get(paths.ResetSecondFactor(account.ID)).OK(t)
	reset.Valid()
	staff.Follow(staff.Submit(reset.Form("Ta bort tvåstegsinloggning"), "Ta bort tvåstegsinloggning")).OK(t)
}

func TestAccessTable(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	board := app.As(authz.BoardMember, 0)
	page := board.Get(paths.AccessTable).OK(t)
	page.Valid()
	for _, role := range authz.Roles() {
		page.Heading(2, role.Name())
	}
	page.Region("Distriktsstyrelsen").HasText("Din roll", "Bedöma mål", "Gäller i hela distriktet")
	page.Region("Valansvarig").HasText("Gäller i den egna föreningen")
	grid := board.Get(paths.AccessTableGrid).OK(t)
	grid.Valid()
	grid.HasText("Ordförande: ja, i den egna föreningen", "Infogruppen: nej")
}

func TestLogs(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	account := app.Account(authz.Press, 0)
	staff := app.As(authz.DistrictStaff, 0)
	f := staff.Get(paths.NewGrant(account.ID, 0)).OK(t).Form("Ge behörighet")
	f.Choose("Roll", "Valansvarig").Choose("Förening eller organ", "Farsta")
	staff.Submit(f, "Ge behörighet").Is(t, http.StatusSeeOther)

	log := staff.Get(paths.AuditLog).OK(t)
	log.Valid()
	log.HasText("Gav behörighet: "+account.Name, "Roll: Valansvarig", "Första dag: 16 april 2018", staff.Account.Name, "Lade till förening eller organ: Farsta", "Kommandoraden")
	about := staff.Get(paths.AuditOfAccount(account.ID)).OK(t)
	about.Valid()
	about.NoText("Lade till förening")
	staff.Get(paths.AuditLog + "?vad=unit&enhet=" + itoa(farsta.ID)).OK(t).NoText("Gav behörighet")
	odd := staff.Get(paths.AuditLog + "?fran=i+fjol&vad=nonsens&enhet=x&fore=-1").OK(t)
	odd.Valid()
	odd.HasText("Skriv dagarna som till exempel 2018-09-09.")
	staff.Get(paths.AuditLog + "?fran=2030-01-01").OK(t).HasText("Ingenting här")

	reads := staff.Get(paths.ReadLog).OK(t)
	reads.Valid()
	reads.HasText("Sidan om "+account.Name, staff.Account.Name)
	staff.Get(paths.ReadsOfPerson(account.Person)).OK(t).HasText("1 läsning av en person")
	staff.Get(paths.ReadsOfPerson(99999)).OK(t).HasText("Ingenting här")
}

// Many changes are read in pages, without one being lost or shown twice.
func TestLogPages(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	const people = 120
	_, err := app.DB.Write(app.Ctx, app.Actor, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		for i := range people {
			tx.Audit(db.Change{Record: "installation", ID: int64(i), Action: "demo", Note: "rad nummer " + itoa(int64(i)) + "."})
		}
		return 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seen, here := 0, paths.AuditLog+"?vad=installation"
	for range 10 {
		page := staff.Get(here).OK(t)
		seen += strings.Count(page.Text(), "rad nummer")
		here = ""
		for _, l := range page.Links() {
			if l.Text == "Äldre" {
				here = l.Href
			}
		}
		if here == "" {
			break
		}
	}
	if seen != people {
		t.Errorf("saw %d rows, want %d", seen, people)
	}
}
