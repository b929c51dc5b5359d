package plans_test

import (
	"net/http"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/htmlcheck"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// revised is fixture.PlanText as a conference has changed it: the meetings are more, the treasurer is gone, a course got
// another name so that nobody but a person sees that it is the same, and there is one thing more.
var revised = strings.NewReplacer("minst fyra gånger", "minst sex gånger", "• Alla föreningar ska ha en kassör.\n", "",
	"• Ta fram en kurs för nya styrelser.", "• Starta en ledarskola.\n• Varje förening ska ha en lokal.",
	"Kurserna är till för alla som vill lära sig något nytt.", "Kurserna är till för alla som vill lära sig något gammalt.").Replace(fixture.PlanText)

// pasteVersion reads a new version of a plan in and returns the page of what it changes.
func pasteVersion(t *testing.T, c *apptest.Client, p store.Plan, text string) *apptest.Response {
	t.Helper()
	page := c.Get(paths.NewPlanVersion(p.ID)).OK(t)
	page.Valid()
	f := page.Form(paths.NewPlanVersion(p.ID))
	f.Set("Eller klistra in texten", text)
	return c.Follow(c.Submit(f, "Läs texten")).OK(t)
}

func TestANewVersionIsReadIn(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	goals := app.Approve(plan)
	app.Measure(goals[0].ID, fixture.Judgement())
	staff.Get(staff.Get(staff.Get(paths.Plan(plan.ID)).OK(t).Link("Versioner")).OK(t).Link("Läs in en ny version")).OK(t)

	page := pasteVersion(t, staff, plan, revised)
	page.Valid()
	page.HasText("1 ändrad, 2 nya, 2 borttagna. 1 är oförändrad.", "Jämfört med version 1", "minst Borttaget: fyra. Nytt: sex. gånger per år.",
		"Mål 1 avslutas från dagen då versionen antogs. Historien står kvar.", "Målet behåller den gamla lydelsen tills någon har godkänt den nya.",
		"Ändringar i texten runt omkring", "något Borttaget: nytt.. Nytt: gammalt..")
	if got, err := app.Store.Plan(app.Ctx, plan.ID); err != nil || got.Version != 1 || got.Goals != 4 {
		t.Errorf("before the adoption: %+v, %v", got, err)
	}
	staff.Get(paths.Plans).OK(t).HasText("Påbörjade inläsningar", "Ny version av Verksamhetsplan för Distriktet")

	// A pair by hand, and one that was taken for the same and is not.
	f := page.Form("Läs in versionen")
	f.Choose("Har Mål 3 blivit något annat?", "Starta en ledarskola.")
	f.Check("Den nya lydelsen är något annat än Mål 2")
	page = staff.Follow(staff.Submit(f, "Jämför igen")).OK(t)
	page.Valid()
	page.HasText("1 ändrad, 2 nya, 2 borttagna. 1 är oförändrad.", "Det här är Mål 3 i ny lydelse", "Mål 2 avslutas från dagen då versionen antogs.")
	again := staff.Get(paths.NewPlan).OK(t) // who reads a plan in again finds the way here
	again.Valid()
	if again.Link("Ny version av "+plan.Name) != paths.NewPlanVersion(plan.ID) {
		t.Error("reading a plan in does not lead to a new version of one")
	}
	f = page.Form("Läs in versionen")
	f.Uncheck("Den nya lydelsen är något annat än Mål 2")
	page = staff.Follow(staff.Submit(f, "Jämför igen")).OK(t)
	page.HasText("2 ändrade, 1 ny, 1 borttagen. 1 är oförändrad.")

	// The day is asked for, and must be one that can be.
	f = page.Form("Läs in versionen")
	for _, bad := range []string{"", "2018-04-17", "vet inte"} {
		f.Set("Antagen", bad)
		refused := staff.Submit(f, "Läs in versionen").Is(t, http.StatusUnprocessableEntity)
		refused.Valid()
		if got := refused.ErrorSummary(); len(got) != 1 {
			t.Errorf("adopted %q: %q", bad, got)
		}
		refused.HasText("Det här är Mål 3 i ny lydelse") // what was said by hand is kept
	}
	f.Set("Antagen", "10 mars 2018")
	res := staff.Submit(f, "Läs in versionen")
	review := staff.Follow(res).OK(t)
	review.Valid()
	review.HasText("Version 2 gäller. 3 meningar väntar på att granskas.", "Ny lydelse, väntar", "Ny i version 2.", "1 av 4 granskade")
	if again := staff.Submit(f, "Läs in versionen"); again.Location != res.Location {
		t.Errorf("the same form again leads to %s", again.Location)
	}
	staff.Follow(staff.Get(paths.ComparePlanVersion(plan.ID, source(t, app)))).OK(t).HasText("Den texten är redan en version av planen.")

	// Changed words are approved, taken back, approved again, and one turns out to be something else after all.
	meeting := find(t, app, plan, "2")
	card := review.ByID(paths.ReviewAnchor(meeting.ID))
	card.HasText("Målet har den gamla tills du godkänner den nya.")
	accept := card.Form("Godkänn ny lydelse av Mål 2")
	review = staff.Follow(staff.Submit(accept, "Godkänn ny lydelse av Mål 2")).OK(t)
	review.HasText("Den nya lydelsen gäller för målet.")
	if g, err := app.Store.Goal(app.Ctx, goals[1].ID, []district.Date{fixture.Today}); err != nil || !strings.Contains(g.Sentence, "minst sex gånger") || g.Title != "Ordförandena ska träffas minst sex gånger per år" {
		t.Errorf("goal = %+v, %v", g, err)
	}
	staff.Follow(staff.Submit(review.Form("Ångra"), "Ångra")).OK(t).HasText("Den gamla lydelsen gäller igen, och den nya väntar.")
	staff.Follow(app.As(authz.DistrictStaff, 0).Submit(accept, "Godkänn ny lydelse av Mål 2"))
	school := find(t, app, plan, "3")
	ask := staff.Get(paths.PartWords(plan.ID, school.ID)).OK(t)
	ask.Valid()
	ask.HasText("avslutas från 10 mars 2018")
	review = staff.Follow(staff.Submit(ask.Form("Det är ett annat åtagande"), "Det är ett annat åtagande")).OK(t)
	review.HasText("Den gamla meningen är avslutad. Den nya väntar på granskning.")
	if g, err := app.Store.Goal(app.Ctx, goals[2].ID, []district.Date{fixture.Today}); err != nil || g.ClosedOn != district.MustDate("2018-03-10") {
		t.Errorf("parted goal = %+v, %v", g, err)
	}
	made := find(t, app, plan, "6")
	pair := staff.Get(paths.ReviewFinding(plan.ID, made.ID)).OK(t)
	pair.Valid()
	same := pair.Form("Det är samma sak")
	same.Choose("Meningen som togs bort", "Mål 3: Ta fram en kurs för nya styrelser.")
	staff.Follow(staff.Submit(same, "Det är samma sak")).OK(t).HasText("Meningarna hör ihop. Målet behåller sin historia.")
	if g, err := app.Store.Goal(app.Ctx, goals[2].ID, []district.Date{fixture.Today}); err != nil || !g.ClosedOn.IsZero() || len(g.Waiting) != 1 {
		t.Errorf("paired goal = %+v, %v", g, err)
	}
	if late := staff.Get(paths.PartWords(plan.ID, meeting.ID)); late.Code == http.StatusOK && !find(t, app, plan, "2").ChangeWaits {
		t.Error("asked about words that do not wait")
	}

	// Everybody who reads plans reads the versions; reviewing is for the office.
	chair := app.As(authz.AssociationChair, app.Association("Farsta").ID)
	list := chair.Get(chair.Get(paths.Plan(plan.ID)).OK(t).Link("Versioner")).OK(t)
	list.Valid()
	list.HasText("Version 2", "Gäller nu", "Antagen 10 mars 2018", "Version 1")
	list.NoText("Läs in en ny version", "Ta tillbaka", "väntar på granskning")
	old := chair.Get(list.Link("Version 1")).OK(t)
	old.Valid()
	old.HasText("Det här är en tidigare version", "Alla föreningar ska ha en kassör.", "avslutat", "minst fyra gånger", "Mål 1")
	old.NoText("Granska")
	if res := chair.Get(paths.PlanVersion(plan.ID, 2)); res.Location != paths.Plan(plan.ID) {
		t.Errorf("the version that holds leads to %s", res.Location)
	}
	for _, path := range []string{"/planer/1/version/3", "/planer/1/version/0", "/planer/1/version/x", "/planer/99999/version/1", "/planer/99999/versioner"} {
		chair.Get(path).Is(t, http.StatusNotFound)
	}
}

func source(t *testing.T, app *apptest.App) int64 {
	t.Helper()
	var id int64
	if err := app.DB.Q().QueryRow(app.Ctx, `SELECT max(id) FROM source_files`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAVersionIsTakenBack(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	goals := app.Approve(plan)
	staff.Get(paths.PlanVersions(plan.ID)).OK(t).NoText("Ta tillbaka")
	staff.Follow(staff.Get(paths.WithdrawVersion(plan.ID))).OK(t).HasText("Versionen kan inte tas tillbaka.")
	f := pasteVersion(t, staff, plan, revised).Form("Läs in versionen")
	f.Set("Antagen", "2018-03-10")
	staff.Follow(staff.Submit(f, "Läs in versionen")).OK(t)
	if err := app.Store.Decide(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, find(t, app, plan, "5").ID, district.Rejected); err != nil {
		t.Fatal(err)
	}
	ask := staff.Get(staff.Get(paths.PlanVersions(plan.ID)).OK(t).Link("Ta tillbaka version 2")).OK(t)
	ask.Valid()
	late := app.As(authz.DistrictStaff, 0)
	other := late.Get(paths.WithdrawVersion(plan.ID)).OK(t).Form("Ta tillbaka version 2")
	list := staff.Follow(staff.Submit(ask.Form("Ta tillbaka version 2"), "Ta tillbaka version 2")).OK(t)
	list.HasText("Version 2 är tillbakatagen. Version 1 gäller.")
	late.Follow(late.Submit(other, "Ta tillbaka version 2")).OK(t).HasText("Någon annan har ändrat planens versioner.")
	for _, g := range goals {
		if now, err := app.Store.Goal(app.Ctx, g.ID, []district.Date{fixture.Today}); err != nil || !now.ClosedOn.IsZero() || len(now.Waiting) != 0 {
			t.Errorf("goal %d = %+v, %v", g.Number, now, err)
		}
	}
	// The text is still there, to be read once more.
	staff.Get(staff.Get(paths.Plans).OK(t).Link("Fortsätt med Inklistrad text")).OK(t).HasText("1 ändrad, 2 nya, 2 borttagna.")
	staff.Follow(staff.Get(paths.PlanSource(source(t, app)))).OK(t).HasText("Jämfört med version 1")
}

func TestTwoNewVersionsAtOnce(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff, other := app.As(authz.DistrictStaff, 0), app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	app.Approve(plan)
	mine := pasteVersion(t, staff, plan, revised).Form("Läs in versionen")
	theirs := pasteVersion(t, other, plan, revised+"\nSlut.\n").Form("Läs in versionen")
	mine.Set("Antagen", "2018-03-10")
	theirs.Set("Antagen", "2018-03-11")
	staff.Submit(mine, "Läs in versionen").Is(t, http.StatusSeeOther)
	again := other.Follow(other.Submit(theirs, "Läs in versionen")).OK(t)
	again.HasText("Någon annan har läst in en version medan du läste. Jämför igen.", "Jämfört med version 2")
	if got, err := app.Store.Plan(app.Ctx, plan.ID); err != nil || got.Version != 2 {
		t.Errorf("plan = %+v, %v", got, err)
	}
	// A source of another plan is not found here.
	foreign := app.Plan(fixture.Plan{Name: "En annan", Text: fixture.PlanText + "\nSlut.\n"})
	staff.Get(paths.ComparePlanVersion(foreign.ID, source(t, app))).Is(t, http.StatusNotFound)
	staff.Get(paths.ComparePlanVersion(plan.ID, app.Source("En text.").ID)).Is(t, http.StatusNotFound)
	nothing := staff.Get(paths.NewPlanVersion(plan.ID)).OK(t).Form(paths.NewPlanVersion(plan.ID))
	refused := staff.Submit(nothing, "Läs texten").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	if got := refused.ErrorSummary(); len(got) != 1 || !strings.Contains(got[0], "Välj en fil") {
		t.Errorf("complaints = %q", got)
	}
	same := pasteVersion(t, staff, plan, revised)
	same.HasText("Texterna är likadana")
}

// A file with several documents: the one that is the plan is found, and can be chosen.
func TestTheRightDocumentOfAFile(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	app.Approve(plan)
	page := pasteVersion(t, staff, plan, twoPlans)
	page.Valid()
	page.HasText("Inga mål eller åtaganden ändrades. 4 är oförändrade.")
	f := page.Form("Läs in versionen")
	f.Choose("Planen är det här dokumentet i filen", "Valstrategi för Distriktet, valet 2018")
	page = staff.Follow(staff.Submit(f, "Jämför igen")).OK(t)
	page.HasText("4 borttagna.")
	f = page.Form("Läs in versionen")
	f.Set("Klistra in raden som planen börjar med", "finns inte")
	refused := staff.Submit(f, "Läs in versionen").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	refused.HasText("Raden finns inte i texten.")
}

// A decision that somebody takes with an old page before them changes nothing: the words have become others, the version
// has been taken back, or the sentence is no more.
func TestADecisionOnAnOldPageIsAConflict(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	goals := app.Approve(plan)
	adopt := func(text string) *apptest.Response {
		f := pasteVersion(t, staff, plan, text).Form("Läs in versionen")
		f.Set("Antagen", "2018-03-10")
		return staff.Follow(staff.Submit(f, "Läs in versionen")).OK(t)
	}
	review := adopt(revised)
	meeting, made := find(t, app, plan, "2"), find(t, app, plan, "5")
	accept := review.ByID(paths.ReviewAnchor(meeting.ID)).Form("Godkänn ny lydelse av Mål 2")
	part := staff.Get(paths.PartWords(plan.ID, meeting.ID)).OK(t).Form("Det är ett annat åtagande")
	pair := staff.Get(paths.ReviewFinding(plan.ID, made.ID)).OK(t).Form("Det är samma sak")
	pair.Choose("Meningen som togs bort", "Mål 3: Ta fram en kurs för nya styrelser.")

	old := func(what string, with ...string) {
		t.Helper()
		for f, button := range map[*htmlcheck.Form]string{accept: "Godkänn ny lydelse av Mål 2", part: "Det är ett annat åtagande", pair: "Det är samma sak"} {
			page := staff.Submit(f, button).Is(t, http.StatusConflict)
			page.Valid()
			page.HasText("Planen har ändrats medan du läste", "inget ändrades")
			page.HasText(with...)
		}
		g, err := app.Store.Goal(app.Ctx, goals[1].ID, []district.Date{fixture.Today})
		if err != nil || !strings.Contains(g.Sentence, "minst fyra gånger") || !g.ClosedOn.IsZero() {
			t.Errorf("%s: goal = %+v, %v", what, g, err)
		}
	}
	if err := app.Store.WithdrawVersion(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, 2); err != nil {
		t.Fatal(err)
	}
	old("withdrawn", "Granska målen")
	adopt(strings.Replace(revised, "minst sex gånger", "minst sju gånger", 1))
	old("other words with the same number", "sju")

	// With the words before them that stand now, it goes.
	now := staff.Get(paths.ReviewPlan(plan.ID)).OK(t).ByID(paths.ReviewAnchor(meeting.ID)).Form("Godkänn ny lydelse av Mål 2")
	staff.Follow(staff.Submit(now, "Godkänn ny lydelse av Mål 2")).OK(t).HasText("Den nya lydelsen gäller för målet.")
}

// TestAfterNewWordsComeTheNextOnes: who accepts the words of a new version comes to the next that it changed, although
// other proposals wait between them, and is told when there are no more.
func TestAfterNewWordsComeTheNextOnes(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	app.Approve(plan)
	page := pasteVersion(t, staff, plan, strings.NewReplacer("minst fyra gånger", "minst sex gånger", "ska ha en kassör", "ska ha en kunnig kassör",
		"• Ordförandena", "• Distriktet ska ge ut tio nyhetsbrev per år.\n• Ordförandena").Replace(fixture.PlanText))
	f := page.Form("Läs in versionen")
	f.Set("Antagen", "10 mars 2018")
	review := staff.Follow(staff.Submit(f, "Läs in versionen")).OK(t)
	var words []store.Commitment
	all, err := app.Store.Commitments(app.Ctx, plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	waiting := 0
	for _, c := range all {
		if c.ChangeWaits {
			words = append(words, c)
		}
		if c.State == district.Proposed {
			waiting++
		}
	}
	if len(words) != 2 || waiting == 0 {
		t.Fatalf("%d new words and %d other proposals wait", len(words), waiting)
	}
	accept := func(c store.Commitment) string {
		t.Helper()
		label := "Godkänn ny lydelse av Mål " + c.Label()
		res := staff.Submit(review.ByID(paths.ReviewAnchor(c.ID)).Form(label), label)
		review = staff.Follow(res).OK(t)
		return res.Location
	}
	if at := accept(words[0]); !strings.Contains(at, "lage=lydelse") || !strings.HasSuffix(at, "#"+paths.ReviewAnchor(words[1].ID)) {
		t.Errorf("after the first it leads to %s", at)
	}
	review.HasText("1 förslag")
	review.NoText("nyhetsbrev per år")
	// Taken back, it stands among the new words again.
	undone := staff.Submit(review.Form("Ångra"), "Ångra")
	if at := undone.Location; !strings.Contains(at, "lage=lydelse") || !strings.HasSuffix(at, "#"+paths.ReviewAnchor(words[0].ID)) {
		t.Errorf("taking it back leads to %s", at)
	}
	review = staff.Follow(undone).OK(t)
	accept(words[1])
	if at := accept(words[0]); strings.Contains(at, "lage=lydelse") {
		t.Errorf("after the last it leads to %s", at)
	}
	review.HasText("Den nya lydelsen gäller för målet. Alla nya lydelser är granskade.", "nyhetsbrev per år")
	review.Valid()
}
