package plans_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/htmlcheck"
	"verkstad/internal/pages/plans"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// promises is a plan with formal goals and promises in running text, some of them worded so that they are less than that.
const promises = `Verksamhetsplan för Distriktet

Föreningarna

Alla behöver någon som svarar när det ringer. Distriktet ska ringa alla nya ordförande inom en vecka. Det gör skillnad.

Målsättning för perioden
• Alla föreningar ska ha en kassör.
• Ordförandena ska träffas minst fyra gånger per år.

Utbildning

Distriktet ska ordna en kurs i retorik, en i ekonomi, en i juridik och en i sång. Distriktet ska inte ta betalt för kurser. Distriktet bör spela in kurserna.

Målsättning för perioden
• Ta fram en kurs för nya styrelser.
`

func gzipped(t *testing.T, body string) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func find(t *testing.T, app *apptest.App, p store.Plan, label string) store.Commitment {
	t.Helper()
	for _, c := range app.Findings(p) {
		if c.Label() == label {
			return c
		}
	}
	t.Fatalf("no promise %s", label)
	return store.Commitment{}
}

func TestRunningTextIsReviewed(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.PlanWithPromises(promises)
	page := staff.Get(paths.ReviewPlan(plan.ID)).OK(t)
	page.Valid()
	page.HasText("0 av 7 granskade", "Negativ formulering", "Mjuk formulering", "Ansvarig: Distriktet · Senast 31 december 2018", "Organisation")
	seen := map[string]bool{}
	for _, c := range app.Findings(plan) {
		card := page.ByID(paths.ReviewAnchor(c.ID))
		name := c.Label()
		if c.Kind == "formal" {
			name = "Mål " + name
		}
		labels := card.Form("Godkänn " + name).Labels()
		if len(labels) != 1 || labels[0] != "Kort namn: "+name || seen[labels[0]] {
			t.Errorf("labels of %s = %q", name, labels)
		}
		seen[labels[0]] = true
	}
	// The text stands beside it, with what the promises are called where they stand.
	page.HasText("inom en vecka. Å1 Det gör skillnad.")

	// What is shown is in the address and stays through a decision.
	soft := staff.Get(paths.ReviewPlan(plan.ID) + "?ord=mjuk").OK(t)
	soft.Valid()
	soft.HasButton("Godkänn Å4")
	soft.NoButton("Godkänn Å3")
	running := staff.Get(paths.ReviewPlan(plan.ID) + "?slag=atagande&avsnitt=Utbildning&lage=vantar").OK(t)
	running.HasText("Å2", "Å3", "Å4", "3 förslag")
	running.NoText("Mål 3", "Å1 ")
	res := staff.Submit(running.ByID(paths.ReviewAnchor(find(t, app, plan, "Å3").ID)).Form("Avvisa Å3"), "Avvisa Å3")
	for _, want := range []string{"slag=atagande", "avsnitt=Utbildning", "lage=vantar", fmt.Sprintf("vid=%d", find(t, app, plan, "Å4").ID)} {
		if !strings.Contains(res.Location, want) {
			t.Errorf("after a decision: %s, want %s", res.Location, want)
		}
	}
	running = staff.Follow(res).OK(t)
	running.HasText("2 förslag", "1 av 7 granskade")
	running.NoButton("Godkänn Å3")
	undone := staff.Follow(staff.Submit(running.Form("Ångra"), "Ångra")).OK(t)
	undone.HasText("0 av 7 granskade", "3 förslag")
	nothing := staff.Get(paths.ReviewPlan(plan.ID) + "?lage=avvisade").OK(t)
	nothing.Valid()
	nothing.HasText("Inget förslag passar det du har valt")
	for _, bad := range []string{"?sida=99", "?sida=x", "?vid=99999", "?slag=x", "?klass=%00", "?avsnitt=%FF"} {
		staff.Get(paths.ReviewPlan(plan.ID) + bad).OK(t).Valid()
	}

	// Everything of a section is rejected in two taps, and taken back in one.
	no := staff.Get(undone.Link("Avvisa alla 4 i Utbildning")).OK(t)
	no.Valid()
	no.HasText("Avvisa 4 förslag?", "av dem 1 som står som mål i texten", "De blir inga mål.")
	res = staff.Submit(no.Form("Avvisa 4 förslag"), "Avvisa 4 förslag")
	if !strings.Contains(res.Location, "avsnitt=Utbildning") {
		t.Errorf("after rejecting a section: %s", res.Location)
	}
	none := staff.Follow(res).OK(t)
	none.HasText("4 förslag är avvisade och blir inga mål.", "4 av 7 granskade")
	rejected := map[string]bool{}
	for _, c := range app.Findings(plan) {
		rejected[c.Label()] = c.State == district.Rejected
	}
	if want := map[string]bool{"Å1": false, "Å2": true, "Å3": true, "Å4": true, "3": true, "1": false, "2": false}; !maps.Equal(rejected, want) {
		t.Errorf("rejected: %v", rejected)
	}
	back := staff.Follow(staff.Submit(none.Form("Ångra"), "Ångra")).OK(t)
	back.HasText("4 förslag väntar på beslut igen.", "0 av 7 granskade")
	// What was decided otherwise in the meantime is left alone, both ways.
	no = staff.Get(undone.Link("Avvisa alla 4 i Utbildning")).OK(t)
	if err := app.Store.Decide(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, find(t, app, plan, "Å3").ID, district.Rejected); err != nil {
		t.Fatal(err)
	}
	staff.Follow(staff.Submit(no.Form("Avvisa 4 förslag"), "Avvisa 4 förslag")).OK(t).HasText("3 förslag är avvisade", "Om 1 mening hade någon annan redan bestämt.")
	if _, err := app.Store.UnrejectAll(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, []int64{find(t, app, plan, "Å2").ID, find(t, app, plan, "Å3").ID, find(t, app, plan, "Å4").ID,
		find(t, app, plan, "3").ID}); err != nil {
		t.Fatal(err)
	}

	// Everything of a section at once, both kinds.
	ask := staff.Get(undone.Link("Godkänn alla 4 i Utbildning")).OK(t)
	ask.Valid()
	ask.HasText("Godkänn 4 mål?", "av dem 3 i löpande text")
	staff.Follow(staff.Submit(ask.Form("Godkänn 4 mål"), "Godkänn 4 mål")).OK(t).HasText("4 mål är godkända.")
	read := staff.Get(paths.Plan(plan.ID)).OK(t)
	read.Valid()
	read.HasText("Mål Å2", "Mål Å4", "Mål 3", "Granska Å1", "en i sång. Å2 Distriktet ska inte ta betalt för kurser. Å3")
	chair := app.As(authz.AssociationChair, app.Association("Farsta").ID).Get(paths.Plan(plan.ID)).OK(t)
	chair.NoText("Granska", "Å1")
	chair.HasText("Mål Å4")
}

func TestAProposalIsEdited(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff, other := app.As(authz.DistrictStaff, 0), app.As(authz.DistrictStaff, 0)
	board := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	plan := app.PlanWithPromises(promises)
	c := find(t, app, plan, "Å2")
	list := other.Get(paths.ReviewPlan(plan.ID)).OK(t).ByID(paths.ReviewAnchor(c.ID)).Form("Godkänn Å2")
	page := staff.Get(paths.ReviewFinding(plan.ID, c.ID)).OK(t)
	page.Valid()
	f := page.Form("Spara förslaget")
	late := other.Get(paths.ReviewFinding(plan.ID, c.ID)).OK(t).Form("Spara förslaget")
	f.Set("Kort namn i listor", "Fyra kurser")
	f.Choose("Slag", "Utbildning")
	f.Choose("Ansvarig enhet", board.Name)
	f.Choose("Så kan det räknas", "Antal under perioden")
	f.Set("Antal", "4")
	f.Set("Senast", "1 december 2018")
	staff.Follow(staff.Submit(f, "Spara förslaget")).OK(t).HasText("Förslaget är sparat.", "Utbildning", "Studieutskottet", "Minst 4.", "Senast 1 december 2018")

	// The other reviewer meets both, and what was typed is kept.
	conflict := other.Submit(late, "Spara förslaget").Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Fyra kurser", "Utbildning")
	list.Set("Kort namn: Å2", "Kurser i allt möjligt")
	conflict = other.Submit(list, "Godkänn Å2").Is(t, http.StatusConflict)
	conflict.Valid()
	again := conflict.ByID(paths.ReviewAnchor(c.ID)).Form("Godkänn Å2")
	if v := again.Value("Kort namn: Å2"); v != "Kurser i allt möjligt" {
		t.Errorf("what was typed = %q", v)
	}
	if e := again.Error("Kort namn: Å2"); !strings.Contains(e, staff.Account.Name+" har ändrat förslaget medan du läste.") {
		t.Errorf("complaint = %q", e)
	}
	other.Follow(other.Submit(again, "Godkänn Å2")).OK(t).HasText("Målet är godkänt.", "Kurser i allt möjligt")
	goals, err := app.Store.Goals(app.Ctx, store.GoalFilter{PlanID: plan.ID}, []district.Date{fixture.Today})
	if err != nil || len(goals) != 1 || goals[0].Name() != "Å2" || goals[0].Units[0].Name != "Studieutskottet" {
		t.Errorf("goals = %+v, %v", goals, err)
	}
	// Too late for the one who still edits.
	f.Set("Antal", "5")
	staff.Follow(staff.Submit(f, "Spara förslaget")).OK(t).HasText("Någon annan hann bestämma före dig")
	staff.Follow(staff.Get(paths.ReviewFinding(plan.ID, c.ID))).OK(t).HasText("är det redan bestämt")

	wrong := staff.Get(paths.ReviewFinding(plan.ID, find(t, app, plan, "Å1").ID)).OK(t).Form("Spara förslaget")
	wrong.Set("Antal", "många")
	wrong.Set("Tidigast", "2018-12-01")
	wrong.Set("Senast", "i går kväll")
	refused := staff.Submit(wrong, "Spara förslaget").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	if got := refused.ErrorSummary(); len(got) != 2 {
		t.Errorf("complaints = %q", got)
	}
	both := staff.Get(paths.ReviewFinding(plan.ID, find(t, app, plan, "Å1").ID)).OK(t).Form("Spara förslaget")
	both.Set("Kort namn i listor", "Ring de nya")
	staff.Follow(staff.Submit(both, "Spara och godkänn")).OK(t).HasText("Målet är godkänt, som du ändrade förslaget.", "Ring de nya")
}

func TestPromisesAreMergedJoinedAndSplit(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	plan := app.PlanWithPromises(promises)
	open := func(label string) *apptest.Response {
		return staff.Get(paths.ReviewFinding(plan.ID, find(t, app, plan, label).ID)).OK(t)
	}
	f := open("Å3").Form("Slå ihop och godkänn")
	refused := staff.Submit(f, "Slå ihop och godkänn").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	if got := refused.ErrorSummary(); len(got) != 1 || !strings.Contains(got[0], "Välj minst två förslag") {
		t.Errorf("complaints = %q", got)
	}
	f.Set("Det nya målets korta namn", "Kurser för alla")
	f.Check("Å4: Distriktet bör spela in kurserna.")
	review := staff.Follow(staff.Submit(f, "Slå ihop och godkänn")).OK(t)
	review.Valid()
	review.HasText("2 meningar är ett mål nu.", "2 av 7 granskade", "Sammanslaget, 2 meningar")
	goal := find(t, app, plan, "Å4").Goals[0]
	if goal.Title != "Kurser för alla" || goal.Label() != "Å3" {
		t.Errorf("goal = %+v", goal)
	}
	undo := review.ByID(paths.ReviewAnchor(find(t, app, plan, "Å4").ID)).Form("Ångra godkännandet av Å4")
	staff.Follow(staff.Submit(undo, "Ångra godkännandet av Å4")).OK(t).HasText("Målets meningar väntar på beslut igen, var för sig.", "0 av 7 granskade")

	app.Approve(plan) // the formal ones
	join := open("Å4").Form("Lägg till i målet")
	staff.Submit(join, "Lägg till i målet").Is(t, http.StatusUnprocessableEntity).Valid()
	join.Choose("Mål", "Mål 3: Ta fram en kurs för nya styrelser")
	staff.Follow(staff.Submit(join, "Lägg till i målet")).OK(t).HasText("Meningen hör till målet nu.", "Tillagt i målet")

	split := open("Å2").Form("Dela upp och godkänn")
	split.Set("Korta namn, ett på varje rad", "Retorik\n\n")
	refused = staff.Submit(split, "Dela upp och godkänn").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	if got := refused.ErrorSummary(); len(got) != 1 || !strings.Contains(got[0], "minst två kort namn") {
		t.Errorf("complaints = %q", got)
	}
	split.Set("Korta namn, ett på varje rad", "Kurs i retorik\n Kurs i ekonomi \n\nKurs i juridik\nKurs i sång")
	review = staff.Follow(staff.Submit(split, "Dela upp och godkänn")).OK(t)
	review.HasText("Meningen är 4 mål nu.", "Å2a: Kurs i retorik", "Å2d: Kurs i sång", "Uppdelat i 4 mål")
	undo = review.ByID(paths.ReviewAnchor(find(t, app, plan, "Å2").ID)).Form("Ångra godkännandet av Å2")
	staff.Follow(staff.Submit(undo, "Ångra godkännandet av Å2")).OK(t).NoText("Kurs i ekonomi")
	if err := app.Store.Decide(app.Ctx, app.Actor, db.OnceKey{}, plan.ID, find(t, app, plan, "Å2").ID, district.Rejected); err != nil {
		t.Fatal(err)
	}
	staff.Follow(staff.Submit(split, "Dela upp och godkänn")).OK(t).HasText("Meningen är 4 mål nu.") // the once-key knows it
}

// Many promises are reviewed in pages of whole sections, each of them small.
func TestManyProposals(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	staff := app.As(authz.DistrictStaff, 0)
	var b strings.Builder
	b.WriteString("Verksamhetsplan för Distriktet\n")
	for i := range 15 {
		fmt.Fprintf(&b, "\nAvsnitt om ämne %d\n\n", i)
		for j := range 8 {
			fmt.Fprintf(&b, "Här står det en hel del om ämne %d, varför det är viktigt och vad som har hänt sedan sist. Distriktet ska göra sak %d om ämne %d tillsammans med alla de föreningar som vill vara med. ", i, j, i)
		}
		b.WriteString("\n\nMålsättning för perioden\n")
		for j := range 2 {
			fmt.Fprintf(&b, "• Ta fram underlag %d om ämne %d, och visa det för alla föreningar före sommaren.\n", j, i)
		}
	}
	plan := app.PlanWithPromises(b.String())
	if plan.Proposed != 150 {
		t.Fatalf("%d proposals", plan.Proposed)
	}
	path := paths.ReviewPlan(plan.ID)
	var names []string
	for n := 1; ; n++ {
		page := staff.Get(path).OK(t)
		page.Valid()
		page.HasText("0 av 150 granskade")
		if size := gzipped(t, page.Body); size > 40<<10 {
			t.Errorf("page %d is %d bytes compressed", n, size)
		}
		for _, h := range page.Main().Headings(3) {
			if h != "Texten runt omkring" {
				names = append(names, h)
			}
		}
		i := slices.IndexFunc(page.Links(), func(l htmlcheck.Link) bool { return l.Text == "Nästa" })
		if i < 0 {
			break
		}
		path = page.Links()[i].Href
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != 150 {
		t.Errorf("the pages show %d proposals", len(names))
	}
	// A decision leads to the next one on its own page, and the page of the address holds it.
	last := app.Findings(plan)[19]
	form := staff.Get(paths.ReviewNext(plan.ID, last.ID)).OK(t).ByID(paths.ReviewAnchor(last.ID)).Form("Godkänn Mål " + last.Label())
	next := app.Findings(plan)[20]
	staff.Follow(staff.Submit(form, "Godkänn Mål "+last.Label())).OK(t).ByID(paths.ReviewAnchor(next.ID)).HasText(next.Label())
}

func TestIDsInAnAddress(t *testing.T) {
	t.Parallel()
	for text, ids := range map[string][]int64{"": nil, "7": {7}, "12-15.18.20-21": {12, 13, 14, 15, 18, 20, 21}} {
		if got := plans.Spans(ids); got != text {
			t.Errorf("%v written as %q", ids, got)
		}
		if got := plans.ReadSpans(text); !slices.Equal(got, ids) {
			t.Errorf("%q read as %v", text, got)
		}
	}
	if got := plans.Spans([]int64{3, 1, 2, 2}); got != "1-3" {
		t.Errorf("unordered ids written as %q", got)
	}
	for _, bad := range []string{"x", "3-1", "-4", "0", "1-99999999999", "1-2-3", "1-3.1-999999"} {
		if got := plans.ReadSpans(bad); len(got) > 3 {
			t.Errorf("%q read as %d ids", bad, len(got))
		}
	}
}
