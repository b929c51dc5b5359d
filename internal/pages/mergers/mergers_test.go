package mergers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/web"
)

func day(s string) district.Date { return district.MustDate(s) }

// count counts in the database.
func count(t *testing.T, app *apptest.App, sql string) (n int) {
	t.Helper()
	if err := app.DB.Pool().QueryRow(app.Ctx, sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTheOfficeMergesTwoAssociations goes the whole way: what is to happen, what goes on, what that does, doing it and
// undoing it; and what everybody sees then.
func TestTheOfficeMergesTwoAssociations(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	old := app.Association("Danderyd")
	app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(30)}) // invites Danderyd, and not one that is younger
	into := app.Association("Täby")
	app.TradeAssociation("Byggvänstern")
	app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	app.Cover(old, "danderyd", district.Date{}, district.Date{})
	app.Cover(old, "taby", district.Date{}, district.Date{})
	app.Cover(into, "taby", district.Date{}, district.Date{})
	chair := app.Account(authz.AssociationChair, old.ID)
	app.Assign(old, "associationChair", fixture.Assignment{Person: chair.Person})
	treasurer := app.Assign(old, "treasurer", fixture.Assignment{})
	app.Assign(into, "treasurer", fixture.Assignment{})
	app.Vacant(old, "studyOfficer", day("2018-02-01"))
	goal := app.Goal(fixture.Goal{})
	app.Measure(goal.ID, app.Coverage("treasurer"))
	office, other := app.As(authz.DistrictStaff, 0), app.As(authz.AssociationChair, into.ID)
	theirs := app.With(chair)

	start := office.Get(office.Get(paths.Association("danderyd")).OK(t).Link("Slå ihop eller dela")).OK(t)
	start.Valid()
	f := start.Form("Välj vad som går vidare")
	answer := office.Submit(f, "Välj vad som går vidare").Is(t, http.StatusUnprocessableEntity)
	answer.Valid()
	if f = answer.Form("Välj vad som går vidare"); f.Error("Med") != "Välj vem Danderyd slås ihop med." {
		t.Error("nothing is said of a missing choice")
	}
	wrong := office.Submit(f.Choose("Med", "Täby").Set("Från och med", "2018-02-30"), "Välj vad som går vidare").Is(t, http.StatusUnprocessableEntity)
	wrong.Valid()
	f = wrong.Form("Välj vad som går vidare").Set("Från och med", "16 april 2018")
	choose := office.Follow(office.Submit(f, "Välj vad som går vidare")).OK(t)
	choose.Valid()
	choose.HasText("Danderyd går upp i Täby", "Uppdrag i Danderyd", "Bara en kan ha det i Täby", "Slutar i Täby", "Att uppdraget går vidare ger ingen behörighet", "Danderyd")
	c := choose.Form("Visa vad som händer")
	c.Check("Ordförande: " + chair.Name)
	c.Check("Kassör: " + treasurer.PersonName)
	clash := office.Submit(c, "Visa vad som händer").Is(t, http.StatusUnprocessableEntity)
	clash.Valid()
	clash.HasText("Kassör i Täby kan bara en ha")
	c = clash.Form("Visa vad som händer")
	c.Uncheck("Kassör: " + treasurer.PersonName)
	preview := office.Submit(c, "Visa vad som händer").OK(t)
	preview.Valid()
	preview.HasText("Danderyd finns till och med 15 april 2018", "2 uppdrag slutar 15 april 2018", "1 uppdrag går vidare", "1 konto förlorar behörighet i dag",
		chair.Name+": Ordförande i Danderyd. Når sedan ingenting i Verkstad.", "Det som är sagt om vakanta uppdrag följer inte med",
		"Inbjudan till 1 planerad träff går över till Täby.", "Området Danderyd i Täby", "2 av 3", "1 av 2",
		"1 område går vidare till Täby.", "1 område har Täby redan.", "Danderyd (Danderyd) går vidare till Täby", "Täby (Danderyd), Täby arbetar där redan")
	preview.NoText("släpps")
	if got := app.Reload(old); !got.Closed.IsZero() {
		t.Fatal("a preview changed something")
	}
	if n := count(t, app, `SELECT count(*)::int FROM read_log WHERE subject = 'reorganisation'`); n == 0 {
		t.Error("names were shown and the read log says nothing")
	}
	// The choices are kept when one goes back to change them.
	back := office.Submit(preview.Form("Ändra valen"), "Ändra valen").OK(t)
	if got := back.Form("Visa vad som händer").Field("Går vidare till Täby").Chosen; len(got) != 1 {
		t.Errorf("the choices are gone: %q", got)
	}
	left := office.Submit(back.Form("Visa vad som händer").Uncheck("Danderyd"), "Visa vad som händer").OK(t)
	left.HasText("1 område släpps.", "Danderyd (Danderyd) släpps")
	left.NoText("1 område går vidare")

	done := office.Submit(preview.Form("Slå ihop"), "Slå ihop")
	page := office.Follow(done).OK(t)
	page.Valid()
	page.HasStatus("Danderyd gick upp i Täby.")
	page.HasText("Sammanslagningar och delningar", "Danderyd, till och med 15 april 2018", "16 april 2018", "Danderyd gick upp i Täby")
	if page.H1() != "Täby" {
		t.Errorf("it leads to %q", page.H1())
	}
	moved := office.Follow(office.Get(paths.Association("danderyd"))).OK(t)
	moved.HasStatus("Danderyd gick upp i Täby efter 15 april 2018.")
	closed := office.Get(page.Link("Danderyd, till och med 15 april 2018")).OK(t)
	closed.HasText("Danderyd gick upp i Täby", "Visa vad som gick vidare")
	closed.NoText("Slå ihop eller dela", "Ångra stängningen")
	closed.Valid()
	found := office.Get(paths.With(paths.Search, "q", "Danderyd")).OK(t)
	found.HasText("gick upp i Täby", "hit gick Danderyd upp")

	// The chair of the old one has lost access the same day; the other's finds the old name and its address.
	if r := theirs.Get(paths.Association("taby")); r.Code == http.StatusOK {
		t.Errorf("naming gave access: %d", r.Code)
	}
	if r := other.Get(paths.Association("danderyd")); r.Location != paths.Association("taby") {
		t.Errorf("the old address answers %d %s to the successor's chair", r.Code, r.Location)
	}
	own := other.Get(paths.Association("taby")).OK(t)
	own.HasText("Danderyd, till och med 15 april 2018")
	own.Valid()
	other.Get(paths.With(paths.Search, "q", "Danderyd")).OK(t).HasText("hit gick Danderyd upp")

	list := office.Get(paths.Reorganisations).OK(t)
	list.Valid()
	one := office.Get(list.Link("Danderyd gick upp i Täby")).OK(t)
	one.Valid()
	one.HasText("2 uppdrag", "1 behörighet", "Ordförande i Täby", "Området Danderyd i Täby")
	ask := office.Get(one.Link("Ångra")).OK(t)
	ask.Valid()
	ask.HasText("Får tillbaka behörighet", chair.Name+": Ordförande i Danderyd (tills vidare)")
	ask.NoText("Förlorar behörighet")
	// What is done is what was shown: when it would be something else, it is shown again.
	office.Post(one.Link("Ångra"), url.Values{"_once": {web.NewOnce()}, "sedd": {"något annat"}}).Is(t, http.StatusConflict).HasText("Inget är ångrat än", chair.Name)
	undone := office.Follow(office.Submit(ask.Form("Ångra"), "Ångra")).OK(t)
	undone.HasStatus("Sammanslagningen är ångrad. Allt är som det var innan.")
	if undone.H1() != "Danderyd" {
		t.Errorf("undone, it leads to %q", undone.H1())
	}
	theirs.Get(paths.Association("danderyd")).OK(t)
	office.Get(paths.Reorganisations).OK(t).HasText("ångrad 16 april 2018")
	office.Get(paths.UnitHistory(old.Kind, old.Slug)).OK(t).HasText("Gick upp i en annan", "En sammanslagning eller delning ångrades")
}

// TestWhatWasShownIsWhatIsDone: when something has changed since, it is shown anew and nothing is done.
func TestWhatWasShownIsWhatIsDone(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	a, b := app.Association("Farsta"), app.Association("Vantör")
	office := app.As(authz.DistrictStaff, 0)
	choose := paths.ChooseForReorganisation(a.Kind, a.Slug, url.Values{"dag": {"2018-06-01"}, "till": {"andra"}, "med": {id(b)}})
	shown := office.Submit(office.Get(choose).OK(t).Form("Visa vad som händer"), "Visa vad som händer").OK(t)
	shown.HasText("Det sker av sig självt den dagen", "Inget är valt att gå vidare")
	app.Assign(a, "treasurer", fixture.Assignment{})
	again := office.Submit(shown.Form("Slå ihop"), "Slå ihop").Is(t, http.StatusConflict)
	again.Valid()
	again.HasText("Något har ändrats", "1 uppdrag slutar 31 maj 2018")
	if !app.Reload(a).Closed.IsZero() {
		t.Error("it was done anyhow")
	}
	done := office.Follow(office.Submit(again.Form("Slå ihop"), "Slå ihop")).OK(t)
	done.HasStatus("Farsta går upp i Vantör 1 juni 2018.")
	done.HasText("Farsta går upp i Vantör", "Sista dagen är 31 maj 2018", "Visa vad som går vidare")
	done.Valid()
	if done.H1() != "Farsta" {
		t.Errorf("what is to come leads to %q", done.H1())
	}
	coming := office.Get(paths.Association("vantor")).OK(t)
	coming.HasText("Farsta går upp i Vantör")
	coming.NoText("Har gått upp hit")
	// Posted twice, it is one.
	office.Submit(again.Form("Slå ihop"), "Slå ihop").Is(t, http.StatusSeeOther)
	if n := count(t, app, `SELECT count(*)::int FROM reorganisations`); n != 1 {
		t.Errorf("%d were recorded", n)
	}
	list := office.Get(paths.Reorganisations).OK(t)
	list.HasText("Farsta går upp i Vantör", "på väg")
	off := office.Get(office.Get(list.Link("Farsta går upp i Vantör")).OK(t).Link("Ställ in")).OK(t)
	office.Follow(office.Submit(off.Form("Ställ in"), "Ställ in")).OK(t).HasStatus("Sammanslagningen är inställd. Allt är som det var innan.")
	office.Get(paths.Reorganisations).OK(t).HasText("inställd 16 april 2018")
}

// TestNamesInTheAddress are held to what the form holds them to, since an address can be written by hand.
func TestNamesInTheAddress(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	a, b := app.Association("Farsta"), app.Association("Vantör")
	office := app.As(authz.DistrictStaff, 0)
	for _, name := range []string{"Förening 19811218-9876", "Söder\x00ort", strings.Repeat("å", 121)} {
		address := paths.ChooseForReorganisation(a.Kind, a.Slug, url.Values{"dag": {"2018-06-01"}, "till": {"ny"}, "med": {id(b)}, "namn": {name}})
		page := office.Get(address).OK(t)
		page.NoText("19811218-9876")
		office.Submit(page.Form("Visa vad som händer"), "Visa vad som händer").Is(t, http.StatusUnprocessableEntity)
	}
}

// TestTheOfficeDividesAnAssociation into new ones, with what goes where.
func TestTheOfficeDividesAnAssociation(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	u := app.Unit(store.NewUnit{Kind: district.KindAssociation, Name: "Södermalm", MeetingPlace: "Källaren"})
	app.Cover(u, "sodermalm", district.Date{}, district.Date{})
	app.Cover(u, "skarpnack", district.Date{}, district.Date{})
	treasurer := app.Assign(u, "treasurer", fixture.Assignment{})
	app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(30)})
	office, board := app.As(authz.DistrictStaff, 0), app.As(authz.BoardMember, 0)
	start := office.Get(office.Get(paths.Reorganise(u.Kind, u.Slug)).OK(t).Link("Dela")).OK(t)
	start.Valid()
	f := start.Form("Välj vad som går vidare").Set("Namn på en ny", "Östra Södermalm").Uncheck("Södermalm lever vidare").Set("Från och med", "2018-04-01")
	two := office.Submit(f, "Välj vad som går vidare").Is(t, http.StatusUnprocessableEntity)
	two.Valid()
	f = two.Form("Välj vad som går vidare").Set("Namn på en till", "Södermalm")
	choose := office.Follow(office.Submit(f, "Välj vad som går vidare")).OK(t)
	choose.Valid()
	choose.HasText("Södermalm delas i Östra Södermalm och Södermalm")
	c := choose.Form("Visa vad som händer")
	c.Choose("Kassör: "+treasurer.PersonName, "Går till Östra Södermalm").Choose("Området Södermalm", "Arbetas av Östra Södermalm", "Arbetas av Södermalm").
		Choose("Området Skarpnäck", "Arbetas av Södermalm").Check("De nya får samma kontaktvägar, mötesplats, lokal fråga och uppgift")
	preview := office.Submit(c, "Visa vad som händer").OK(t)
	preview.Valid()
	preview.HasText("Dagen har redan varit", "Östra Södermalm bildas 1 april 2018", "Kontaktvägar, mötesplats, lokal fråga och uppgift blir de som Södermalm har",
		treasurer.PersonName+": Kassör i Östra Södermalm, från 1 april 2018",
		"Inbjudan till 1 planerad träff är redan skriven. Bjud in också Östra Södermalm och Södermalm på träffens sida.")
	done := office.Follow(office.Submit(preview.Form("Dela"), "Dela")).OK(t)
	done.HasStatus("Södermalm delades i Östra Södermalm och Södermalm.")
	done.HasText("Delad från", "Källaren")
	if done.H1() != "Östra Södermalm" {
		t.Errorf("it leads to %q", done.H1())
	}
	old := office.Get(paths.Association("sodermalm")).OK(t)
	old.Valid()
	old.HasText("Södermalm delades i Östra Södermalm och Södermalm", "Sista dagen var 31 mars 2018")
	office.Get(paths.Association("sodermalm-2")).OK(t).HasText("Skarpnäck", "Delad från")

	// The board reads it, and cannot undo it.
	seen := board.Get(board.Get(paths.Reorganisations).OK(t).Link("Södermalm delades i Östra Södermalm och Södermalm")).OK(t)
	seen.HasText("Det lades in i efterhand", "Kassör i Östra Södermalm", treasurer.PersonName)
	seen.NoText("Ångra")
	// Once somebody has used it, neither can the office.
	app.Assign(app.Reload(unit(t, app, "ostra-sodermalm")), "secretary", fixture.Assignment{From: day("2018-04-02")})
	address := office.Get(paths.Reorganisations).OK(t).Link("Södermalm delades i Östra Södermalm och Södermalm")
	change := office.Get(address).OK(t)
	change.HasText("går inte att ångra")
	change.NoLink("Ångra")
	office.Follow(office.Get(address + "/angra")).OK(t).HasText("går inte att ångra")
	office.Follow(office.Post(address+"/angra", nil)).OK(t).HasText("går inte att ångra")
}

// TestBodiesAreMergedToo: a committee and a network are of one family; the district is none.
func TestBodiesAreMergedToo(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	committee := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Bostadsutskottet"})
	network := app.Unit(store.NewUnit{Kind: district.KindNetwork, Name: "Hyresnätverket"})
	app.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"})
	app.Association("Farsta")
	office := app.As(authz.DistrictStaff, 0)
	office.Get(paths.Body("distriktet")).OK(t).NoText("Slå ihop eller dela")
	office.Get(paths.Reorganise(district.KindDistrict, "distriktet")).Is(t, http.StatusNotFound)
	office.Get(paths.Associations+"/bostadsutskottet/sla-ihop").Is(t, http.StatusNotFound)
	start := office.Get(office.Get(paths.Body("hyresnatverket")).OK(t).Link("Slå ihop eller dela")).OK(t)
	f := start.Form("Välj vad som går vidare").Choose("Med", "Bostadsutskottet").Choose("Vilken lever vidare?", "En ny")
	office.Submit(f, "Välj vad som går vidare").Is(t, http.StatusUnprocessableEntity).HasText("Namn på den nya")
	f.Set("Namn på den nya", "Hyresnätverket") // the old one closes, so its name is free
	choose := office.Follow(office.Submit(f, "Välj vad som går vidare")).OK(t)
	preview := office.Submit(choose.Form("Visa vad som händer").Choose("Kontaktvägar, mötesplats, lokal fråga och uppgift", "Samma som Bostadsutskottet"), "Visa vad som händer").OK(t)
	preview.Valid()
	done := office.Follow(office.Submit(preview.Form("Slå ihop"), "Slå ihop")).OK(t)
	done.Valid()
	if done.H1() != "Hyresnätverket" {
		t.Errorf("it leads to %q", done.H1())
	}
	for _, u := range []store.Unit{committee, network} {
		if r := app.Reload(u); r.MergedInto == nil {
			t.Errorf("%s is not merged", u.Name)
		}
	}
	if r := office.Get(paths.Body("bostadsutskottet")); r.Location != paths.Body("hyresnatverket-2") {
		t.Errorf("the old address leads to %s", r.Location)
	}
	// Nothing else of the district is shown to somebody without a part in it.
	chair := app.As(authz.AssociationChair, unit(t, app, "farsta").ID)
	chair.Get(paths.Reorganisations).OK(t).HasText("Inget har slagits ihop eller delats")
}

func id(u store.Unit) string {
	return strings.TrimPrefix(paths.Goal(u.ID), paths.Goals+"/")
}

func unit(t *testing.T, app *apptest.App, slug string) store.Unit {
	t.Helper()
	u, err := app.Store.UnitBySlug(app.Ctx, authz.Everything, slug)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
