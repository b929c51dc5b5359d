package associations_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

func day(s string) district.Date { return district.MustDate(s) }

func TestTheRegister(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, taby := app.Association("Farsta"), app.Association("Täby-Danderyd")
	app.TradeAssociation("Byggvänstern")
	app.Cover(farsta, "farsta", district.Date{}, district.Date{})
	app.Cover(taby, "taby", district.Date{}, district.Date{})
	app.Governing("stockholm", district.Majority, day("2014-10-15"))
	app.Vacant(farsta, "treasurer", day("2018-01-01"))
	office := app.As(authz.DistrictStaff, 0)

	page := office.Get(paths.Associations).OK(t)
	page.Valid()
	page.HasStatus("2 partiföreningar och 1 branschförening")
	table := page.Table("Föreningar")
	if got := table.Cell("Farsta", "Uppdrag"); !strings.Contains(got, "1 vakant") || !strings.Contains(got, "4 okända") {
		t.Errorf("posts of Farsta = %q", got)
	}
	if got := table.Cell("Farsta", "Styre"); got != "majoritet" {
		t.Errorf("position of Farsta = %q", got)
	}
	karta := office.Get(page.Link("Karta")).OK(t)
	karta.Valid()
	if got := karta.Link("Farsta: 1 förening, 0 av 5 uppdrag tillsatta"); got != paths.Association("farsta") {
		t.Errorf("the only association of a tile leads to %q", got)
	}

	// Those who are not told which posts are filled get the number of associations, and no key to shades that are not there.
	press := app.As(authz.Press, 0).Get(paths.With(paths.Associations, "visa", "karta")).OK(t)
	press.Valid()
	press.HasText("Rutan visar hur många föreningar det är.")
	press.NoText("tillsatt", "inget känt")
	karta.HasText("Rutan visar hur många av uppdragen som är tillsatta.", "upp till en fjärdedel tillsatt")

	// The filter is in the address, and stays when the table is sorted.
	f := page.Form("Visa").Set("Namn eller område", "täby").Choose("Slag", "Partiförening")
	filtered := office.Submit(f, "Visa").OK(t)
	filtered.HasStatus("1 partiförening och 0 branschföreningar")
	filtered.Table("Föreningar").Cell("Täby-Danderyd", "Slag")
	sorted := office.Get(filtered.Link("Slag")).OK(t)
	sorted.HasStatus("1 partiförening och 0 branschföreningar")
	if got := sorted.Form("Visa").Value("Namn eller område"); got != "täby" {
		t.Errorf("after sorting the filter says %q", got)
	}
	empty := office.Get(paths.With(paths.Associations, "q", "finns inte")).OK(t)
	empty.HasText("Ingen förening passar")
	empty.Valid()
	for _, odd := range []string{"?slag=x&styre=x&uppdrag=x&lage=x&sortera=x&ordning=x&sida=-3&omrade=x", "?sida=999"} {
		office.Get(paths.Associations + odd).OK(t)
	}

	// A chair comes straight to the own page, and sees no other.
	chair := app.As(authz.AssociationChair, farsta.ID)
	own := chair.Follow(chair.Get(paths.Associations)).OK(t)
	if own.H1() != "Farsta" {
		t.Errorf("a chair lands on %q", own.H1())
	}
	own.NoText("Historik", "Täby")
	chair.Get(paths.Association("taby-danderyd")).Is(t, http.StatusNotFound)
	chair.Get(paths.EditAssociation("taby-danderyd")).Is(t, http.StatusNotFound)
	chair.Post(paths.EditAssociation("taby-danderyd"), url.Values{"revision": {"1"}}).Is(t, http.StatusNotFound)
	chair.Get(paths.CloseUnit(district.KindAssociation, "farsta")).Is(t, http.StatusForbidden)
	chair.Get(paths.ExportAssociations).Is(t, http.StatusForbidden)
	area := chair.Get(paths.Area("taby")).OK(t)
	area.NoText("Täby-Danderyd")
	area.NoForm("Spara")
	area.Valid()
}

func TestAChairKeepsTheContactWaysTrue(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	chair := app.As(authz.AssociationChair, farsta.ID)
	page := chair.Get(paths.EditAssociation("farsta")).OK(t)
	page.Valid()
	f := page.Form("Spara")
	if f.HasField("Namn") {
		t.Error("a chair is asked for the name")
	}
	f.Set("E-post", "farsta@").Set("Lokal fråga", "Behåll badet")
	answer := chair.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity)
	answer.Valid()
	f = answer.Form("Spara")
	if f.Error("E-post") == "" || f.Value("Lokal fråga") != "Behåll badet" {
		t.Errorf("the form came back with %q and %q", f.Error("E-post"), f.Value("Lokal fråga"))
	}
	f.Set("E-post", "farsta@example.org").Check("Visa e-post för alla")
	saved := chair.Follow(chair.Submit(f, "Spara")).OK(t)
	saved.HasStatus("Uppgifterna är sparade.")
	saved.HasText("Behåll badet", "publicerad")
	if got := saved.Link("farsta@example.org"); got != "mailto:farsta@example.org" {
		t.Errorf("the address leads to %q", got)
	}
	// A second of the kind is offered when there is one.
	f = chair.Get(paths.EditAssociation("farsta")).OK(t).Form("Spara")
	f.Set("E-post 2", "kassor@example.org")
	chair.Follow(chair.Submit(f, "Spara")).OK(t).HasText("kassor@example.org")

	// A chair who posts more than the form asks for changes no more.
	values := chair.Get(paths.EditAssociation("farsta")).OK(t).Form("Spara").Values()
	values.Set("name", "Kapad")
	chair.Post(paths.EditAssociation("farsta"), values).Is(t, http.StatusSeeOther)
	if got := app.Reload(farsta).Name; got != "Farsta" {
		t.Errorf("a chair renamed the association to %q", got)
	}
}

func TestTwoEditorsSeeBothVersions(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	office, chair := app.As(authz.DistrictStaff, 0), app.As(authz.AssociationChair, farsta.ID)
	late := chair.Get(paths.EditAssociation("farsta")).OK(t).Form("Spara")
	office.Follow(office.Submit(office.Get(paths.EditAssociation("farsta")).OK(t).Form("Spara").Set("Mötesplats", "Folkets hus"), "Spara")).OK(t)
	conflict := chair.Submit(late.Set("Mötesplats", "Biblioteket"), "Spara").Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Folkets hus", "Biblioteket")
	again := chair.Follow(chair.Submit(conflict.Form(paths.EditAssociation("farsta")), conflict.Buttons()[len(conflict.Buttons())-1])).OK(t)
	again.HasText("Biblioteket")
}

func TestTheOfficeAddsMovesAndClosesAnAssociation(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	office := app.As(authz.DistrictStaff, 0)
	form := office.Get(paths.NewAssociation).OK(t)
	form.Valid()
	f := form.Form("Lägg till")
	office.Submit(f, "Lägg till").Is(t, http.StatusUnprocessableEntity).HasText("Namn")
	f.Choose("Slag", "Partiförening").Set("Namn", "Ny").Set("Grundad", "1 mars 2018").Choose("Kommuner", "Botkyrka")
	page := office.Follow(office.Submit(f, "Lägg till")).OK(t)
	page.Valid()
	if page.H1() != "Ny" {
		t.Fatalf("heading = %q", page.H1())
	}
	u, err := app.Store.UnitBySlug(app.Ctx, authz.Everything, "ny-2") // "ny" is where one is added
	if err != nil {
		t.Fatal(err)
	}
	office.Get(paths.Association("ny-2")).OK(t).HasText("Botkyrka", "okänt", "från 1 mars 2018")

	areas := office.Get(paths.AssociationAreas("ny-2")).OK(t)
	areas.Valid()
	add := areas.Form("Lägg till").Choose("Område", "Salem").Set("Första dag", "2018-04-01").Set("Sista dag", "2018-03-01")
	office.Submit(add, "Lägg till").Is(t, http.StatusUnprocessableEntity).HasText("Sista dagen kan inte vara före den första")
	add.Set("Sista dag", "")
	office.Follow(office.Submit(add, "Lägg till")).OK(t).HasStatus("Området är tillagt.")
	again := office.Get(paths.AssociationAreas("ny-2")).OK(t).Form("Lägg till").Choose("Område", "Salem").Set("Första dag", "2018-05-01")
	office.Submit(again, "Lägg till").Is(t, http.StatusUnprocessableEntity).HasText("redan kopplat")
	cover := office.Get(office.Get(paths.AssociationAreas("ny-2")).OK(t).Link("Ändra Salem")).OK(t)
	cover.Valid()
	office.Follow(office.Submit(cover.Form("Spara").Set("Sista dag", "2018-04-10"), "Spara")).OK(t).HasText("1–10 april 2018")
	office.Follow(office.Submit(office.Get(office.Get(paths.AssociationAreas("ny-2")).OK(t).Link("Ändra Salem")).OK(t).Form("Ta bort området"), "Ta bort området")).OK(t).
		HasStatus("Salem är borttaget.")

	area := office.Get(paths.Area("botkyrka")).OK(t)
	area.Valid()
	state := area.Form("Spara").Choose("Läge", "Majoritet").Set("Från och med", "2014-10-15")
	office.Submit(state, "Spara").Is(t, http.StatusUnprocessableEntity).HasText("Källa")
	state.Set("Källa", "Protokoll")
	office.Follow(office.Submit(state, "Spara")).OK(t).HasText("I dag: majoritet.", "Protokoll")
	office.Get(paths.Association("ny-2")).OK(t).HasText("majoritet")

	held := app.Assign(u, "treasurer", fixture.Assignment{From: day("2018-03-01")})
	closing := office.Get(office.Get(paths.EditAssociation("ny-2")).OK(t).Link("Stäng Ny")).OK(t)
	closing.Valid()
	closing.HasText("1 uppdrag", "1 område")
	cf := closing.Form("Stäng")
	if got := cf.Value("Sista dag"); got != fixture.Today.String() {
		t.Errorf("last day = %q, want today", got)
	}
	office.Submit(cf.Set("Sista dag", "2018-02-01"), "Stäng").Is(t, http.StatusUnprocessableEntity)
	closed := office.Follow(office.Submit(cf.Set("Sista dag", "2018-04-15"), "Stäng")).OK(t)
	closed.HasText("Ny är stängd", "15 april 2018")
	closed.Valid()
	if a, err := app.Store.Assignment(app.Ctx, authz.Everything, held.ID); err != nil || a.Holds(fixture.Today) {
		t.Errorf("the assignment goes on: %+v, %v", a, err)
	}
	office.Get(paths.Associations).OK(t).HasText("Inga föreningar än")
	office.Get(paths.With(paths.Associations, "lage", "stangda")).OK(t).HasText("stängd 15 april 2018")
	open := office.Follow(office.Post(paths.ReopenUnit(district.KindAssociation, "ny-2"), nil)).OK(t)
	open.HasStatus("Ny är öppen igen, med uppdragen och behörigheterna som förut.")
	if a, err := app.Store.Assignment(app.Ctx, authz.Everything, held.ID); err != nil || !a.Holds(fixture.Today) {
		t.Errorf("the assignment did not come back: %+v, %v", a, err)
	}
	office.Follow(office.Post(paths.ReopenUnit(district.KindAssociation, "ny-2"), nil)).OK(t).HasText("redan öppen")
	history := office.Get(paths.UnitHistory(district.KindAssociation, "ny-2")).OK(t)
	history.Valid()
	history.HasText("Stängdes", "Stängningen ångrades", "Ett område togs bort", "Det angavs vem som styr")
}

func TestTheRegisterAsAFile(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Unit(store.NewUnit{Kind: district.KindAssociation, Name: "Farsta", LocalIssue: "=HYPERLINK(\"x\")", MeetingPlace: "Folkets hus; sal 2",
		Contacts: []district.UnitContact{{Kind: district.ContactEmail, Value: "farsta@example.org", Published: true}, {Kind: district.ContactPhone, Value: "08-123 45 67"}}})
	app.Cover(farsta, "farsta", district.Date{}, district.Date{})
	app.TradeAssociation("Byggvänstern")
	office := app.As(authz.DistrictStaff, 0)
	file := office.Get(paths.ExportAssociations).OK(t)
	if !strings.Contains(file.Body, "'=HYPERLINK") {
		t.Errorf("a formula is not neutralised: %s", file.Body)
	}
	paste := func(csv string) *apptest.Response {
		t.Helper()
		return office.Post(paths.ImportAssociations, url.Values{"csv": {csv}})
	}
	same := paste(file.Body).OK(t)
	same.Valid()
	same.HasText("Filen ändrar ingenting")
	same.NoButton("Läs in 2 föreningar")

	bad := paste("Namn;Slag;Områden;E-post;Extra\nSolna;Partiförening;Solna;inte en adress;x\n\nFarsta;Branschförening;;;\n").OK(t)
	bad.HasText("Rad 2: E-post", "Rad 4: Rätta slag", "De här kolumnerna läses inte: Extra")
	bad.NoForm(paths.ImportAssociationsCommit)

	good := paste("NAMN;slag;områden;lokal fråga\nSolna;Partiförening;Solna;Fler bostäder\nFarsta;;Farsta;Badet\n").OK(t)
	good.Valid()
	good.HasText("Läs in 2 föreningar", "Lokal fråga: Fler bostäder")
	late := good.Form(paths.ImportAssociationsCommit)
	issue := "Tunnelbanan"
	if _, err := app.Store.EditUnit(app.Ctx, app.Actor, db.OnceKey{}, store.UnitEdit{ID: farsta.ID, Revision: 1, LocalIssue: &issue}); err != nil {
		t.Fatal(err)
	}
	conflict := office.Submit(late, "Läs in 2 föreningar").Is(t, http.StatusConflict)
	conflict.HasText("Registret har ändrats", "Tunnelbanan")
	conflict.Valid()
	done := office.Submit(conflict.Form(paths.ImportAssociationsCommit), "Läs in 2 föreningar")
	office.Follow(done).OK(t).HasText("2 föreningar är inlästa.", "Solna")
	office.Get(paths.Association("solna")).OK(t).HasText("Fler bostäder")

	for what, csv := range map[string]string{
		"nothing": "", "no rows": "namn\n", "no name column": "slag;områden\nx;y\n", "two names": "namn;Namn\na;b\n",
		"zip": "PK\x03\x04....", "open quote": "namn\n\"a", "ragged": "namn;slag\na\n", "nul": "namn\na\x00b\n",
		"too many rows": "namn\n" + strings.Repeat("a\n", 2001),
	} {
		answer := paste(csv).Is(t, http.StatusUnprocessableEntity)
		if len(answer.ErrorSummary()) == 0 {
			t.Errorf("%s: no complaint", what)
		}
	}
	if r := office.Post(paths.EditAssociation("solna"), url.Values{"name": {"Solna"}, "localIssue": {"Två\r\nrader"}, "revision": {"1"}}); r.Code != http.StatusSeeOther {
		t.Errorf("an issue of two lines: %d", r.Code)
	}
	paste(strings.ReplaceAll(office.Get(paths.ExportAssociations).Body, "\n", "\r\n")).OK(t).HasText("Filen ändrar ingenting")
	hostile := paste("namn;slag;lokal fråga\n<script>alert(1)</script>;Partiförening;19121212-1212\n=1+1;Partiförening;x\n").OK(t)
	hostile.Valid()
	if strings.Contains(hostile.Body, "<script>alert") {
		t.Error("a name became markup")
	}
	hostile.HasText("Rad 2: Lokal fråga")
	for _, data := range []string{"", "%%%", "bmFtbg==", "UEsDBA=="} {
		r := office.Post(paths.ImportAssociationsCommit, url.Values{"data": {data}, "shown": {"x"}})
		if r.Code != http.StatusSeeOther && r.Code != http.StatusUnprocessableEntity {
			t.Errorf("data %q: %d", data, r.Code)
		}
	}
}

func TestAMergedAssociationLeadsToItsSuccessor(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	old, successor := app.Association("Östra Södermalm"), app.Association("Vita Bergen")
	app.Close(old, day("2017-06-30"))
	if _, err := app.DB.Pool().Exec(app.Ctx, `UPDATE units SET merged_into = $1 WHERE id = $2`, successor.ID, old.ID); err != nil {
		t.Fatal(err)
	}
	office := app.As(authz.DistrictStaff, 0)
	page := office.Follow(office.Get(paths.Association(old.Slug))).OK(t)
	page.HasStatus("Östra Södermalm gick upp i Vita Bergen efter 30 juni 2017.")
	own := office.Get(page.Link("Östra Södermalm, till och med 30 juni 2017")).OK(t)
	own.Valid()
	if own.H1() != "Östra Södermalm" {
		t.Errorf("the successor's page leads to %q", own.H1())
	}
	own.NoButton("Ångra stängningen")
	office.Follow(office.Post(paths.ReopenUnit(old.Kind, old.Slug), nil))
	if r := app.Reload(old); r.Closed.IsZero() {
		t.Error("an association that went up in another was opened")
	}
}

// What one form answers is said once on the association's page, however many measures of a goal wait for it.
func TestWhatOneStepMendsIsSaidOnce(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	goal := app.Goal(fixture.Goal{}).ID
	for i, label := range []string{"Alla kommer till tals", "Det praktiska delas"} {
		app.Measure(goal, measure.Definition{Kind: measure.KindCoverage, Indicator: measure.AssessmentCoverage, Label: label,
			Params:     measure.AssessmentCoverageParams{QuestionID: app.Questionnaire("feministWays").Questions[i].ID, MaxAgeMonths: 12}.JSON(),
			Population: measure.Population{Kinds: []district.UnitKind{district.KindAssociation}}, Target: measure.All(), Rhythm: measure.Rhythm{Kind: measure.RhythmStanding}})
	}
	app.Assess(farsta, fixture.Assessment{Day: fixture.Today.AddMonths(-13), Answers: []district.Answer{district.AnswerYes, district.AnswerNo}})

	old := app.As(authz.AssociationChair, farsta.ID).Get(paths.Association(farsta.Slug)).OK(t)
	old.Valid()
	old.HasText("Inget svar som gäller: Alla kommer till tals, Det praktiska delas")
	old.NoText("för länge sedan")
	app.As(authz.AssociationChair, solna.ID).Get(paths.Association(solna.Slug)).OK(t).HasText("Har inte svarat: Alla kommer till tals, Det praktiska delas")

	// Where one of them is known each is told by itself.
	app.Assess(farsta, fixture.Assessment{Answers: []district.Answer{district.AnswerNo, ""}})
	app.As(authz.AssociationChair, farsta.ID).Get(paths.Association(farsta.Slug)).OK(t).HasText("Alla kommer till tals: svarade nej 16 april 2018. Det praktiska delas: svarade nej 16 mars 2017, för länge sedan")
}
