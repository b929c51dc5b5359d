package plans_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

// twoPlans is a text of two documents, of which the second says its year.
const twoPlans = fixture.PlanText + `

Valstrategi för Distriktet, valet 2018

Inledning

Vi möter väljarna där de är. Vi börjar i tid.

Organisation

Alla föreningar hjälps åt under valrörelsen.
`

// upload posts a file as a browser does.
func upload(t *testing.T, c *apptest.Client, name, contents string) *apptest.Response {
	t.Helper()
	once := c.Get(paths.NewPlan).OK(t).Form(paths.NewPlan)
	_, _, values := once.Press("Läs texten")
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range values {
		for _, s := range v {
			if err := w.WriteField(k, s); err != nil {
				t.Fatal(err)
			}
		}
	}
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(contents)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(http.MethodPost, paths.NewPlan, &b, http.Header{"Content-Type": {w.FormDataContentType()}, "Sec-Fetch-Site": {"same-origin"}})
}

// fields returns what the form of a source's page posts, and the lines where its documents start, which end the names of
// their fields.
func fields(page *apptest.Response) (values url.Values, starts []string) {
	_, _, values = page.Form("Gör 2 planer av texten").Press("Gör 2 planer av texten")
	return values, values["start"]
}

func paste(t *testing.T, c *apptest.Client, text string) *apptest.Response {
	t.Helper()
	f := c.Get(paths.NewPlan).OK(t).Form(paths.NewPlan)
	f.Set("Eller klistra in texten", text)
	return c.Submit(f, "Läs texten")
}

func TestFromTextToGoals(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)

	empty := staff.Get(paths.Plans).OK(t)
	empty.HasText("Ingen plan är inläst än")
	if href := empty.Link("Läs in den första planen"); href != paths.NewPlan {
		t.Errorf("first step leads to %s", href)
	}

	// Upload, and see what was found.
	res := upload(t, staff, `C:\planer\planen.txt`, twoPlans)
	found := staff.Follow(res).OK(t)
	found.Valid()
	found.HasText("planen.txt", "2 dokument", "4 formella mål", "Alla föreningar ska ha en kassör.", "Dokument 2: Valstrategi för Distriktet, valet 2018")
	staff.Get(paths.Plans).OK(t).HasText("Påbörjade inläsningar", "planen.txt")

	// The first document does not say its period, so somebody must.
	f := found.Form("Gör 2 planer av texten")
	refused := staff.Submit(f, "Gör 2 planer av texten").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	if got := refused.ErrorSummary(); len(got) != 3 || !strings.Contains(got[0], "i dokument 1") || !strings.Contains(got[2], "Första dag i dokument 2") {
		t.Errorf("complaints = %q", got)
	}
	values, starts := fields(refused)
	if len(starts) != 2 {
		t.Fatalf("documents start at %q", starts)
	}
	one, two := starts[0], starts[1]
	values.Set("name-"+one, "Plan 2017–2019")
	values.Set("from-"+one, "2017-03-12")
	values.Set("last-"+one, "10 mars 2019")
	values.Set("adopted-"+one, "2017-03-11")
	values.Set("from-"+two, "2018-01-01")
	review := staff.Follow(staff.Post(res.Location, values)).OK(t)
	review.Valid()
	review.HasText("2 planer är inlästa", "0 av 4 granskade", "Förslag, inte beslutat", "Vi räknar hur många av alla föreningar som har någon i uppdraget ”kassör”.",
		"Minst 4 gånger per kalenderår.", "Alla föreningar behöver någon som svarar när det ringer.")

	plans, err := app.Store.Plans(app.Ctx, fixture.Today)
	if err != nil || len(plans) != 2 {
		t.Fatalf("plans = %+v, %v", plans, err)
	}
	election, plan := plans[0], plans[1]
	if plan.Name != "Plan 2017–2019" || plan.Period() != district.Through(district.MustDate("2017-03-12"), district.MustDate("2019-03-10")) ||
		plan.AdoptedOn != district.MustDate("2017-03-11") || election.Kind != district.ElectionStrategy || election.Period().Last() != district.MustDate("2018-09-09") {
		t.Errorf("plans = %+v", plans)
	}
	if plan.Goals != 0 || plan.Proposed != 4 {
		t.Errorf("before anybody has decided: %+v", plan)
	}

	// One approved with a name of its own, one rejected, the rejection taken back, the rest at once.
	all := app.Findings(plan)
	f = review.ByID(paths.ReviewAnchor(all[0].ID)).Form("Godkänn Mål 1")
	if v := f.Value("Kort namn: Mål 1"); v != "Alla föreningar ska ha en kassör" {
		t.Errorf("proposed name = %q", v)
	}
	f.Set("Kort namn: Mål 1", "Kassör överallt")
	res = staff.Submit(f, "Godkänn Mål 1")
	if want := paths.ReviewNext(plan.ID, all[1].ID); res.Location != want {
		t.Errorf("after a decision: %s, want the next one at %s", res.Location, want)
	}
	review = staff.Follow(res).OK(t)
	review.HasText("Målet är godkänt.", "1 av 4 granskade")
	f = review.ByID(paths.ReviewAnchor(all[1].ID)).Form("Avvisa Mål 2")
	review = staff.Follow(staff.Submit(f, "Avvisa Mål 2")).OK(t)
	review.HasText("2 av 4 granskade", "Avvisat av "+staff.Account.Name, "Blir inget mål.")
	undo := review.ByID(paths.ReviewAnchor(all[1].ID)).Form("Ångra att Mål 2 avvisades")
	review = staff.Follow(staff.Submit(undo, "Ångra att Mål 2 avvisades")).OK(t)
	review.HasText("Meningen väntar på beslut igen.", "1 av 4 granskade")

	ask := staff.Get(review.Link("Godkänn alla 3 formella mål")).OK(t)
	ask.Valid()
	ask.HasText("Godkänn 3 mål?")
	review = staff.Follow(staff.Submit(ask.Form("Godkänn 3 mål"), "Godkänn 3 mål")).OK(t)
	review.HasText("3 mål är godkända.", "Allt är granskat")
	goals, err := app.Store.Goals(app.Ctx, store.GoalFilter{PlanID: plan.ID}, []district.Date{fixture.Today})
	if err != nil || len(goals) != 4 || goals[0].Title != "Kassör överallt" || goals[1].Sentence != "Ordförandena ska träffas minst fyra gånger per år." {
		t.Errorf("goals = %+v, %v", goals, err)
	}
}

func TestTextsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	for _, c := range []struct{ name, contents, says string }{
		{"plan.docx", "PK\x03\x04 skräp", "Word-fil"},
		{"plan.pdf", "%PDF-1.4\n%âãÏÓ", "PDF-fil"},
		{"plan.txt", "", "Filen är tom"},
		{"plan.txt", " \n\n \n", "Det finns ingen text i filen"},
		{"plan.txt", strings.Repeat("Mål och mer mål.\n", 1<<18), "för stor"},
		{"plan.txt", "\x00\x01\x02\x00\x03 inte text", "inte en textfil"},
		{"plan.txt", "Verksamhetsplan\n\nKontakt: 19121212-1212\n", "Rad 3 innehåller något som ser ut som ett personnummer"},
	} {
		res := upload(t, staff, c.name, c.contents).Is(t, http.StatusUnprocessableEntity)
		res.Valid()
		if got := strings.Join(res.ErrorSummary(), " "); !strings.Contains(got, c.says) {
			t.Errorf("%s %.20q: %q, want %q", c.name, c.contents, got, c.says)
		}
	}
	nothing := paste(t, staff, "  ").Is(t, http.StatusUnprocessableEntity)
	if got := strings.Join(nothing.ErrorSummary(), " "); !strings.Contains(got, "Välj en fil, eller klistra in planens text.") {
		t.Errorf("nothing: %q", got)
	}
	if n := sources(t, app); n != 0 {
		t.Errorf("%d sources after texts that cannot be read", n)
	}
}

func sources(t *testing.T, app *apptest.App) int {
	t.Helper()
	s, err := app.Store.WaitingSources(app.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	return len(s)
}

func TestWhereDocumentsStart(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	src := app.Source("Planen\n\nInledning\n\nVi har ett års arbete framför oss.\n\nKapitel om mat\n\nAlla ska få mat.\n\nLista\n\n• Köp in mat.\n• Laga mat.\n\nKapitel om sömn\n\nAlla ska få sova.\n")
	page := paths.PlanSource(src.ID)
	first := staff.Get(page).OK(t)
	first.HasText("1 dokument", "Inga formella mål hittades")

	// A pasted line becomes a start, and the address says so.
	f := first.Form("Läs om texten")
	f.Set("Klistra in raden som dokumentet börjar med", "kapitel om  sömn")
	two := staff.Follow(staff.Submit(f, "Läs om texten")).OK(t)
	two.Valid()
	two.HasText("2 dokument", "Dokument 2: ")
	// The plan's own heading above goals.
	f = two.Form("Läs om texten")
	f.Set("Rubrik som målen står under", "Lista")
	goals := staff.Submit(f, "Läs om texten").OK(t)
	goals.HasText("2 formella mål", "Köp in mat.")
	goals.Form("Gör 2 planer av texten") // both are kept for the post

	missing := first.Form("Läs om texten")
	missing.Set("Klistra in raden som dokumentet börjar med", "finns inte")
	refused := staff.Submit(missing, "Läs om texten").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	if got := refused.ErrorSummary(); len(got) != 1 || !strings.Contains(got[0], "Raden finns inte i texten.") {
		t.Errorf("complaints = %q", got)
	}
	none := staff.Get(page+"?vald=ja").Is(t, http.StatusUnprocessableEntity)
	if got := none.ErrorSummary(); len(got) != 1 || !strings.Contains(got[0], "Kryssa i minst en rad") {
		t.Errorf("complaints = %q", got)
	}
	for _, bad := range []string{"?start=0", "?start=-3", "?start=x", "?start=99999"} {
		staff.Get(page+bad).Is(t, http.StatusUnprocessableEntity)
	}
	later := staff.Get(page + "?start=7").OK(t)
	later.HasText("Allt kommer inte med")
}

func TestATextIsSplitOnce(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff, other := app.As(authz.DistrictStaff, 0), app.As(authz.DistrictStaff, 0)
	src := app.Source(fixture.PlanText)
	page := paths.PlanSource(src.ID)
	fill := func(c *apptest.Client) func() *apptest.Response {
		f := c.Get(page).OK(t).Form("Gör en plan av texten")
		f.Set("Första dag", "2017-03-12")
		f.Set("Sista dag", "2019-03-10")
		return func() *apptest.Response { return c.Submit(f, "Gör en plan av texten") }
	}
	mine, theirs := fill(staff), fill(other)
	first := mine()
	if again := mine(); again.Code != http.StatusSeeOther || again.Location != first.Location {
		t.Errorf("the same form again = %d %s, want %s", again.Code, again.Location, first.Location)
	}
	late := theirs().Is(t, http.StatusConflict)
	late.Valid()
	late.HasText("Någon annan hann före", "Verksamhetsplan för Distriktet")
	staff.Get(page).OK(t).HasText("Texten är redan inläst")
	staff.Get(paths.DropPlanSource(src.ID)).OK(t).HasText("Texten är redan inläst")
	if plans, err := app.Store.Plans(app.Ctx, fixture.Today); err != nil || len(plans) != 1 {
		t.Errorf("plans = %+v, %v", plans, err)
	}
	// The same text once more is told of.
	staff.Follow(paste(t, staff, fixture.PlanText)).OK(t).HasText("Samma text är redan inläst")
}

func TestATextIsDropped(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	src := app.Source(fixture.PlanText)
	ask := staff.Get(staff.Get(paths.PlanSource(src.ID)).OK(t).Link("Ta bort texten")).OK(t)
	ask.Valid()
	staff.Follow(staff.Submit(ask.Form("Ta bort texten"), "Ta bort texten")).OK(t).HasText("Texten är borttagen.")
	staff.Get(paths.PlanSource(src.ID)).Is(t, http.StatusNotFound)
	if n := sources(t, app); n != 0 {
		t.Errorf("%d sources", n)
	}
}

func TestTwoReviewersAtOnce(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff, other := app.As(authz.DistrictStaff, 0), app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	found := app.Findings(plan)
	page := paths.ReviewPlan(plan.ID)
	at := func(c *apptest.Client, i int, button string) func() *apptest.Response {
		f := c.Get(page).OK(t).ByID(paths.ReviewAnchor(found[i].ID)).Form(button)
		return func() *apptest.Response { return c.Submit(f, button) }
	}
	approve, late, reject := at(staff, 0, "Godkänn Mål 1"), at(other, 0, "Godkänn Mål 1"), at(other, 0, "Avvisa Mål 1")
	all := other.Get(paths.ApproveAll(plan.ID)).OK(t).Form("Godkänn 4 mål")
	approve().Is(t, http.StatusSeeOther)
	approve().Is(t, http.StatusSeeOther) // pressed twice
	other.Follow(late()).OK(t).HasText("Någon annan har redan bestämt om meningen.")
	other.Follow(reject()).OK(t).HasText("Någon annan har redan godkänt meningen.")
	other.Follow(other.Submit(all, "Godkänn 4 mål")).OK(t).HasText("3 mål är godkända. Om 1 mening hade någon annan redan bestämt.")
	if got, err := app.Store.Plan(app.Ctx, plan.ID); err != nil || got.Goals != 4 || got.Approved != 4 {
		t.Errorf("plan = %+v, %v", got, err)
	}
	other.Get(paths.ApproveAll(plan.ID)).Is(t, http.StatusSeeOther)
}

func TestAShortNameThatIsTooLong(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	found := app.Findings(plan)
	f := staff.Get(paths.ReviewPlan(plan.ID)).OK(t).ByID(paths.ReviewAnchor(found[2].ID)).Form("Godkänn Mål 3")
	f.Set("Kort namn: Mål 3", strings.Repeat("långt ", 30))
	res := staff.Submit(f, "Godkänn Mål 3").Is(t, http.StatusUnprocessableEntity)
	res.Valid()
	if got := res.ErrorSummary(); len(got) != 1 || !strings.Contains(got[0], "högst 120 tecken") {
		t.Errorf("complaints = %q", got)
	}
	if v := res.ByID(paths.ReviewAnchor(found[2].ID)).Form("Godkänn Mål 3").Value("Kort namn: Mål 3"); !strings.HasPrefix(v, "långt ") {
		t.Errorf("what was typed is gone: %q", v)
	}
}

func TestAnApprovalIsUndone(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	goals, found := app.Approve(plan), app.Findings(plan)
	app.Measure(goals[0].ID, fixture.Judgement())
	undo := func(i int) *apptest.Response {
		name := fmt.Sprintf("Ångra godkännandet av Mål %d", i+1)
		f := staff.Get(paths.ReviewPlan(plan.ID)).OK(t).ByID(paths.ReviewAnchor(found[i].ID)).Form(name)
		return staff.Follow(staff.Submit(f, name)).OK(t)
	}
	undo(0).HasText("Någon har börjat arbeta med målet")
	undo(1).HasText("Meningen väntar på beslut igen.", "3 av 4 granskade")
}

func TestPlanIsReadWithFigures(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	plan := app.Plan(fixture.Plan{})
	found := app.Findings(plan)
	if _, err := app.Store.Approve(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, []store.Approval{{CommitmentID: found[0].ID}, {CommitmentID: found[2].ID}}); err != nil {
		t.Fatal(err)
	}
	if err := app.Store.Decide(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, found[3].ID, district.Rejected); err != nil {
		t.Fatal(err)
	}
	goals, err := app.Store.Goals(app.Ctx, store.GoalFilter{PlanID: plan.ID}, []district.Date{fixture.Today})
	if err != nil || len(goals) != 2 {
		t.Fatalf("goals = %+v, %v", goals, err)
	}
	farsta, vantor := app.Association("Farsta"), app.Association("Vantör")
	app.Assign(farsta, "treasurer", fixture.Assignment{From: district.MustDate("2017-02-01")})
	app.Measure(goals[0].ID, app.Coverage("treasurer"))

	chair := app.As(authz.AssociationChair, farsta.ID)
	page := chair.Get(paths.Plan(plan.ID)).OK(t)
	page.Valid()
	page.HasText("Den bygger på det som föreningarna berättade i höstas.", "Mål 1", "1 av 2", "Mål 3", "underlag saknas")
	page.NoText(vantor.Name, "inte beslutat", "Granska", "•")
	if href := page.ByID(paths.PlanAnchor(ordOf(t, app, plan.ID, found[0].Sentence))).Link("Mål 1 1 av 2"); href != paths.Goal(goals[0].ID) {
		t.Errorf("the figure leads to %s", href)
	}
	if got := page.Main().Headings(2); strings.Join(got, ", ") != "Inledning, Föreningarna" {
		t.Errorf("chapters = %q", got)
	}
	// The figure is counted at the request.
	app.Assign(vantor, "treasurer", fixture.Assignment{From: district.MustDate("2018-04-01")})
	chair.Get(paths.Plan(plan.ID)).OK(t).HasText("2 av 2", measure.MetToday.Word())

	staff := app.As(authz.DistrictStaff, 0).Get(paths.Plan(plan.ID)).OK(t)
	staff.Valid()
	staff.HasText("1 mening väntar på granskning", "förslag, inte beslutat")
}

func ordOf(t *testing.T, app *apptest.App, plan int64, sentence string) int {
	t.Helper()
	_, nodes, err := app.Store.PlanText(app.Ctx, plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Text == sentence {
			return n.Ord
		}
	}
	t.Fatalf("no part %q", sentence)
	return 0
}

func TestPlanFactsAreEdited(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff, other := app.As(authz.DistrictStaff, 0), app.As(authz.DistrictStaff, 0)
	plan := app.Plan(fixture.Plan{})
	page := paths.EditPlan(plan.ID)
	mine, theirs := staff.Get(page).OK(t).Form(page), other.Get(page).OK(t).Form(page)
	mine.Set("Namn", "Planen för två år")
	mine.Set("Sista dag", "31 mars 2019")
	staff.Follow(staff.Submit(mine, "Spara")).OK(t).HasText("Uppgifterna är sparade.", "Planen för två år", "31 mars 2019")

	theirs.Set("Namn", "En annan plan")
	conflict := other.Submit(theirs, "Spara").Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Planen för två år", "En annan plan", "2019-03-31")

	wrong := staff.Get(page).OK(t).Form(page)
	wrong.Set("Namn", "")
	wrong.Set("Sista dag", "2016-01-01")
	res := staff.Submit(wrong, "Spara").Is(t, http.StatusUnprocessableEntity)
	res.Valid()
	if got := res.ErrorSummary(); len(got) != 2 {
		t.Errorf("complaints = %q", got)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	plan := app.Plan(fixture.Plan{})
	src := app.Source("En text om något.")
	finding := app.Findings(plan)[0].ID
	chair := app.As(authz.AssociationChair, app.Association("Farsta").ID)
	board := app.As(authz.BoardMember, 0)
	for _, c := range []*apptest.Client{chair, board} {
		c.Get(paths.Plans).OK(t).NoLink("Läs in en plan")
		c.Get(paths.Plan(plan.ID)).OK(t)
		for _, path := range []string{paths.NewPlan, paths.PlanSource(src.ID), paths.DropPlanSource(src.ID), paths.EditPlan(plan.ID), paths.ReviewPlan(plan.ID), paths.ApproveAll(plan.ID)} {
			c.Get(path).Is(t, http.StatusForbidden)
		}
		for _, path := range []string{paths.NewPlan, paths.PlanSource(src.ID), paths.DropPlanSource(src.ID), paths.EditPlan(plan.ID), paths.ApproveAll(plan.ID),
			paths.DecideSentence(plan.ID, finding), paths.ReconsiderSentence(plan.ID, finding)} {
			c.Post(path, nil).Is(t, http.StatusForbidden)
		}
	}
	staff := app.As(authz.DistrictStaff, 0)
	for _, path := range []string{"/planer/0", "/planer/x", "/planer/99999", "/planer/99999/granska", "/planer/99999/redigera", "/planer/kalla/99999", "/planer/kalla/-1"} {
		staff.Get(path).Is(t, http.StatusNotFound)
	}
	other := app.Plan(fixture.Plan{Name: "En annan", Text: fixture.PlanText + "\nSlut.\n"})
	staff.Post(paths.DecideSentence(other.ID, finding), nil).Is(t, http.StatusNotFound)
	staff.Post(paths.ReconsiderSentence(other.ID, finding), nil).Is(t, http.StatusNotFound)
}

func TestRealPlanIsReadAndReviewed(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("VERKSTAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "plan", "verksamhetsplan-och-valstrategi.txt"))
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("the real plan is missing: %v", err)
	default:
		t.Skipf("the real plan is missing: %v", err)
	}
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	first := upload(t, staff, "plan.txt", string(data))
	found := staff.Follow(first).OK(t)
	found.Valid()
	found.HasText("2 dokument", "18 formella mål")
	values, starts := fields(found)
	for _, line := range starts {
		values.Set("from-"+line, "2017-03-12")
		if values.Get("last-"+line) == "" {
			values.Set("last-"+line, "2019-03-10")
		}
	}
	res := staff.Post(first.Location, values)
	review := staff.Follow(res).OK(t)
	review.Valid()
	review.HasText(" granskade", "0 av ")
	ask := staff.Get(review.Link("Godkänn alla 18 formella mål")).OK(t).Form("Godkänn 18 mål")
	staff.Follow(staff.Submit(ask, "Godkänn 18 mål")).OK(t).HasText("18 mål är godkända.")
	read := staff.Get(strings.TrimSuffix(res.Location, "/granska")).OK(t)
	read.Valid()
	read.HasText("Mål 18")
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(read.Body)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 40<<10 {
		t.Errorf("the reading view is %d bytes compressed, want at most 40 kB", b.Len())
	}
}

func TestProposalsAreInPlainWords(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	four, eighty, all := 4, 80, 100
	cases := []struct {
		measure planimport.Measure
		says    string
	}{
		{planimport.Measure{Kind: planimport.Coverage, Target: &all, TargetUnit: "percent", Population: "alla klubbar"},
			"Hur många av alla. Vi räknar hur många av alla klubbar som uppfyller målet. Vad som krävs behöver bestämmas. Alla ska nå dit."},
		{planimport.Measure{Kind: planimport.Coverage, Target: &eighty, TargetUnit: "percent", Population: "klubbarna", Post: "kassör"},
			"Vi räknar hur många av klubbarna som har någon i uppdraget ”kassör”. Minst 80 procent ska nå dit."},
		{planimport.Measure{Kind: planimport.Coverage, Population: "klubbarna", Post: "kassör", Posts: []string{"kassör", "ordförande"}},
			"som har någon i uppdragen ”kassör” och ”ordförande”."},
		{planimport.Measure{Kind: planimport.Delivery, Contents: []string{"retorik", "ekonomi", "sång"}}, "Innehåll: retorik, ekonomi och sång."},
		{planimport.Measure{Kind: planimport.Coverage}, "Vi räknar hur många av dem som målet gäller som uppfyller målet."},
		{planimport.Measure{Kind: planimport.Frequency, Target: &four, TargetUnit: "times", Per: "calendarYear"}, "Antal per år. Minst 4 gånger per kalenderår."},
		{planimport.Measure{Kind: planimport.Frequency, Target: &four, TargetUnit: "times", Per: "quarter"}, "Hur ofta. Minst 4 gånger per kvartal."},
		{planimport.Measure{Kind: planimport.Frequency}, "Hur ofta det ska göras behöver bestämmas."},
		{planimport.Measure{Kind: planimport.Volume, Target: &four, TargetUnit: "count", Per: "month"}, "Antal under perioden. Minst 4 per månad."},
		{planimport.Measure{Kind: planimport.Volume, Earliest: "2018-09-10"}, "Hur många det ska vara behöver bestämmas. Räknas tidigast 10 september 2018."},
		{planimport.Measure{Kind: planimport.Delivery, Due: "2018-12-31"}, "Milstolpar. Vi följer det steg för steg, tills det är klart. Stegen behöver bestämmas. Ska vara nått 31 december 2018."},
		{planimport.Measure{Kind: planimport.Judgement}, "Bedömning. Distriktsstyrelsen bedömer hur det går och skriver varför."},
	}
	text := "Verksamhetsplan\n\nMålsättning\n"
	for i := range cases {
		text += fmt.Sprintf("• Göra sak nummer %d.\n", i+1)
	}
	plans := app.ReadPlans(text, fixture.Period)
	for i, c := range cases {
		plans[0].Findings[i].Measure = c.measure
	}
	id, err := app.Store.SplitSource(app.Ctx, app.Actor, db.OnceKey{}, app.Source(text).ID, plans)
	if err != nil {
		t.Fatal(err)
	}
	page := app.As(authz.DistrictStaff, 0).Get(paths.ReviewPlan(id)).OK(t)
	page.Valid()
	for i, c := range cases {
		plan, err := app.Store.Plan(app.Ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		page.ByID(paths.ReviewAnchor(app.Findings(plan)[i].ID)).HasText("Förslag, inte beslutat", c.says)
	}
}
