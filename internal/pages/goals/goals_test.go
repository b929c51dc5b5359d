package goals_test

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
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

// treasurers is what the reader of a plan proposes for "Alla föreningar ska ha en kassör".
var treasurers = planimport.Measure{Kind: planimport.Coverage, Post: "KASSÖR", UnitKinds: []string{"association", "tradeAssociation"}, Population: "alla föreningar",
	Reason: "Förslag: täckning, för att texten säger ”Alla föreningar”."}

func TestListIsEmptyUntilAPlanIsRead(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	page := app.As(authz.DistrictStaff, 0).Get(paths.Goals).OK(t)
	page.Valid()
	page.HasText("Ingen plan är inläst än")
	if page.Link("Läs in en plan") != paths.NewPlan {
		t.Error("the first step does not lead to reading a plan in")
	}
	chair := app.As(authz.AssociationChair, app.Association("Farsta").ID).Get(paths.Goals).OK(t)
	chair.HasText("Kansliet läser in planen")
	chair.NoLink("Läs in en plan")
	plan := app.Plan(fixture.Plan{})
	waiting := app.As(authz.DistrictStaff, 0).Get(paths.Goals).OK(t)
	waiting.HasText("Inga mål är godkända än")
	if waiting.Link("Granska planen") != paths.ReviewPlan(plan.ID) {
		t.Error("the next step does not lead to the review")
	}
}

func TestListNarrowsAndSorts(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	app.Assign(farsta, "treasurer", fixture.Assignment{})
	board := app.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Distriktsstyrelsen"})
	goals := app.Goals(district.Span{}, fixture.Goal{Sentence: "Alla föreningar ska ha en kassör.", Section: []string{"Föreningarna", "Målsättning"}},
		fixture.Goal{Sentence: "Ta fram en kurs.", Section: []string{"Utbildning", "Målsättning"}}, fixture.Goal{Sentence: "Stärka kunskaperna."})
	app.Measure(goals[0].ID, app.Coverage("treasurer"))
	delivery := app.Measure(goals[1].ID, fixture.Delivery())
	app.Milestone(goals[1].ID, delivery, store.MilestoneEdit{Title: "Innehållet är bestämt", Due: fixture.Today.AddDays(-10)})
	if err := app.Store.EditGoal(app.Ctx, app.Actor, db.OnceKey{}, goals[1].ID, 1, store.GoalEdit{Title: "En kurs", Units: []int64{board.ID}}); err != nil {
		t.Fatal(err)
	}
	staff := app.As(authz.DistrictStaff, 0)
	page := staff.Get(paths.Goals).OK(t)
	page.Valid()
	page.HasText("3 mål", "1 uppfyllt i dag", "1 ligger efter", "1 underlag saknas", "1 av 1", "1 mål väntar på att du väljer hur det räknas")
	if page.Link("Börja med mål 3") != paths.NewMeasure(goals[2].ID) {
		t.Error("the notice does not lead to the goal that waits")
	}
	if href := page.Link("1 ligger efter"); href != paths.GoalsWithStatus("ligger-efter") {
		t.Errorf("those that are behind are at %s", href)
	}
	behind := staff.Get(page.Link("1 ligger efter")).OK(t)
	behind.Valid()
	behind.HasText("En kurs")
	behind.Main().NoLink("Alla föreningar ska ha en kassör")
	if !behind.Form(paths.Goals).HasField("Läge") {
		t.Error("the filter has no states")
	}
	for _, c := range []struct{ query, has, lacks string }{
		{"q=kassör", "Alla föreningar ska ha en kassör", "En kurs"},
		{"ansvarig=" + id(board.ID), "En kurs", "Stärka kunskaperna"},
		{"avsnitt=Utbildning", "En kurs", "Stärka kunskaperna"},
		{"sort=hur-manga", "Alla föreningar ska ha en kassör", "En kurs"},
		{"sort=coverage", "Alla föreningar ska ha en kassör", "En kurs"}, // as addresses said before
		{"sort=ingen", "Stärka kunskaperna", "En kurs"},
		{"lage=uppfyllt&lage=underlag-saknas", "Stärka kunskaperna", "En kurs"},
		{"lage=metToday&lage=noBasis", "Stärka kunskaperna", "En kurs"},
	} {
		r := staff.Get(paths.Goals + "?" + c.query).OK(t)
		r.Valid()
		r.Main().Link(c.has)
		r.Main().NoLink(c.lacks)
	}
	sorted := staff.Get(paths.Goals + "?ordning=efter").OK(t)
	if items := strings.Join(sorted.Main().Items(), "|"); strings.Index(items, "En kurs") > strings.Index(items, "Stärka") || strings.Index(items, "Stärka") > strings.Index(items, "kassör") {
		t.Errorf("order by how far behind: %s", items)
	}
	staff.Get(paths.Goals + "?q=finnsinte").OK(t).HasText("Inget mål passar valen")
	for _, odd := range []string{"plan=x", "lage=nonsens", "sort=nonsens", "dag=2018-99-99", "sida=-1", "ansvarig=99999999999999999999"} {
		staff.Get(paths.Goals + "?" + odd).OK(t)
	}
	csv := staff.Get(page.Link("Hämta som CSV")).OK(t)
	if !strings.Contains(csv.Body, "Alla föreningar ska ha en kassör") || strings.Count(csv.Body, "\r\n") != 4 {
		t.Errorf("export: %q", csv.Body)
	}
	app.As(authz.CampaignLead, 0).Get(paths.GoalsExport).Is(t, http.StatusForbidden)
}

func id(n int64) string { return strings.TrimPrefix(paths.Goal(n), paths.Goals+"/") }

func TestStaffTiesAGoalToTheRegisterAndAChairMovesIt(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	trade := app.TradeAssociation("Byggvänstern")
	app.Assign(solna, "treasurer", fixture.Assignment{Person: app.Person("Kassör Solna").ID})
	app.Assign(farsta, "treasurer", fixture.Assignment{Person: app.Person("Kassör Farsta").ID, Last: fixture.Today.AddDays(-10)})
	goal := app.Goal(fixture.Goal{Sentence: "Alla föreningar ska ha en kassör.", Proposal: treasurers})
	staff := app.As(authz.DistrictStaff, 0)

	page := staff.Get(paths.Goal(goal.ID)).OK(t)
	page.Valid()
	page.HasText("Alla föreningar ska ha en kassör.", "underlag saknas", "Förslag ur texten:", "alla partiföreningar och branschföreningar")
	if page.Link("Visa i planen") != paths.PlanSentence(goal.PlanID, goal.Place) || goal.Place == 0 {
		t.Error("the sentence does not lead to its place in the plan")
	}
	form := staff.Get(page.Link("Använd förslaget")).OK(t)
	form.Valid()
	form.HasText("Så skulle det se ut i dag", "1 av 3 (2 lokala + 1 bransch)", "Ingenting är sparat än", "Gäller från planperiodens början.")
	f := form.Form("Spara")
	if got := f.Field("Vilket uppdrag ska vara tillsatt?").Value; got != id(app.Post("treasurer").ID) {
		t.Errorf("post %q: not matched by name", got)
	}
	saved := staff.Follow(staff.Submit(f, "Spara")).OK(t)
	saved.Valid()
	saved.HasStatus("Det gäller från planperiodens början.")
	saved.HasText("1 av 3", "Räknas: 3 (2 lokala + 1 bransch)", "Saknas: 1 vakant", "1 okänd", "Okänt räknas varken som ja eller nej", "Vi räknar hur många som har en kassör den dagen, av alla partiföreningar och branschföreningar.")
	vacant := saved.Table("Vakanta")
	if got := vacant.Cell("Farsta", "Läge"); !strings.Contains(got, "vakant sedan 7 april 2018") || !strings.Contains(got, "senast Kassör Farsta") {
		t.Errorf("Farsta: %q", got)
	}
	if got := saved.Table("Okända").In("Byggvänstern branschförening").Link("Utse kassör i Byggvänstern"); !strings.HasPrefix(got, paths.UnitPosts(trade.Kind, trade.Slug)) {
		t.Errorf("the step that mends leads to %q", got)
	}
	if got := saved.Table("Tillsatta").Cell("Solna", "Läge"); got != "Kassör Solna" {
		t.Errorf("Solna: %q", got)
	}

	// The chair sees the figure and the own row, names somebody, and the goal moves at the next request.
	chair := app.As(authz.AssociationChair, farsta.ID)
	own := chair.Get(paths.Goal(goal.ID)).OK(t)
	own.Valid()
	own.HasText("1 av 3", "Hos er")
	own.Main().NoText("Byggvänstern", "Solna")
	f = chair.Get(own.Link("Utse kassör i Farsta")).OK(t).Form("Utse")
	f.Set("Namn på en ny person", "Ny kassör Farsta")
	back := chair.Submit(f, "Utse")
	if !strings.HasPrefix(back.Location, paths.Goal(goal.ID)+"#") {
		t.Errorf("naming leads to %q, want back to the goal", back.Location)
	}
	back = chair.Follow(back).OK(t)
	back.HasStatus("är tillsatt")
	back.HasText("2 av 3")
	staff.Get(paths.Goals).OK(t).HasText("2 av 3")
}

func TestProposalWithoutSuchAPostAsks(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	p := treasurers
	p.Post = "fanbärare"
	goals := app.Goals(district.Span{}, fixture.Goal{Proposal: p}, fixture.Goal{Proposal: planimport.Measure{Kind: planimport.Frequency, Reason: "Förslag: hur ofta."}})
	staff := app.As(authz.DistrictStaff, 0)
	form := staff.Get(paths.ProposedMeasure(goals[0].ID)).OK(t)
	form.Valid()
	form.HasText("Inget uppdrag heter så i registret")
	refused := staff.Submit(form.Form("Spara"), "Spara").Is(t, http.StatusUnprocessableEntity)
	refused.Valid()
	if refused.Form("Spara").Error("Vilket uppdrag ska vara tillsatt?") == "" {
		t.Error("no complaint at the post")
	}
	page := staff.Get(paths.Goal(goals[1].ID)).OK(t)
	page.NoLink("Använd förslaget")
	page.HasText("Räkna antalet per år. Välj vad som räknas.")
	kinds := staff.Get(page.Link("Välj hur målet räknas")).OK(t)
	kinds.Valid()
	kinds.Region("Antal per år").HasText("Så föreslås målet räknas, efter planens text.")
	if text := kinds.Main().Text(); strings.Index(text, "Hur många träffar per år?") > strings.Index(text, "Vilka har ett uppdrag tillsatt?") {
		t.Error("what is proposed does not come first")
	}
	for _, k := range []string{"Vilka har ett uppdrag tillsatt?", "Hur många träffar per år?", "Hur många träffar under perioden?", "Milstolpar med datum", "Distriktsstyrelsen bedömer"} {
		staff.Get(kinds.Link(k)).OK(t).Valid()
	}
	kinds.NoLink("Hur långt har ett dokument kommit?")
	kinds.HasText("Går att välja när det finns något att räkna:", "dokument som antas och genomförs")
}

// TestOneGoalLeadsToTheNextThatWaits saves the measures of three goals one after the other.
func TestOneGoalLeadsToTheNextThatWaits(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	goals := app.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{}, fixture.Goal{}, fixture.Goal{})
	staff := app.As(authz.DistrictStaff, 0)
	closing := staff.Get(paths.CloseGoal(goals[3].ID)).OK(t).Form("Avsluta målet")
	staff.Follow(staff.Submit(closing.Set("Varför?", "Struket av årsmötet."), "Avsluta målet"))
	page := staff.Get(paths.NewMeasureOf(goals[1].ID, "bedomning")).OK(t)
	page.Valid()
	for _, next := range []struct {
		goal int
		said string
	}{{2, "Mål 2 räknas nu. 2 mål väntar; här är nästa."}, {0, "Mål 3 räknas nu. 1 mål väntar; här är nästa."}} {
		page = staff.Follow(staff.Submit(page.Form("Spara och ta nästa mål"), "Spara och ta nästa mål")).OK(t)
		page.Valid()
		page.HasStatus(next.said)
		page.HasText("Hur ska målet mätas?", goals[next.goal].Sentence)
		page = staff.Get(page.Link("Distriktsstyrelsen bedömer")).OK(t)
	}
	page.NoText("Spara och ta nästa mål") // the last one
	staff.Follow(staff.Submit(page.Form("Spara"), "Spara")).OK(t).HasStatus("Nu räknas målet. Det gäller från planperiodens början.")
}

func TestWhoSeesWhichUnitsAreMissing(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	app.Assign(farsta, "treasurer", fixture.Assignment{Person: app.Person("Kassör Farsta").ID, Last: fixture.Today.AddDays(-3)})
	committee := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	goal := app.Goal(fixture.Goal{}).ID
	app.Measure(goal, app.Coverage("treasurer"))
	commented := app.As(authz.BoardMember, 0)
	commented.Submit(commented.Get(paths.Goal(goal)).OK(t).Form("Skicka kommentaren").Set("Skriv en kommentar", "Ring dem på måndag."), "Skicka kommentaren")
	for _, c := range []struct {
		role                          authz.Role
		unit                          int64
		units, holder, act, own, talk bool
	}{
		{authz.DistrictStaff, 0, true, true, true, false, true},
		{authz.BoardMember, 0, true, true, false, false, true},
		{authz.CampaignLead, 0, true, true, false, false, true},
		{authz.Auditor, 0, true, true, false, false, false},
		{authz.Operations, 0, false, false, false, false, false},
		{authz.Press, 0, false, false, false, false, false},
		{authz.Nominating, 0, false, false, false, false, false},
		{authz.AssociationChair, farsta.ID, false, true, true, true, false},
		{authz.AssociationChair, solna.ID, false, false, false, false, false},
		{authz.ElectionOfficer, farsta.ID, false, true, false, true, false},
		{authz.CommitteeLead, committee.ID, false, false, false, false, false},
	} {
		t.Run(string(c.role), func(t *testing.T) {
			reader := app.As(c.role, c.unit)
			page := reader.Get(paths.Goal(goal)).OK(t)
			page.Valid()
			main := page.Main()
			main.HasText("0 av 2", "Räknas: 2 partiföreningar")
			says := func(want bool, text string) {
				t.Helper()
				if want {
					main.HasText(text)
				} else {
					main.NoText(text)
				}
			}
			says(c.units || c.own, "Farsta")
			says(c.units || c.unit == solna.ID, "Solna")
			says(c.holder, "Kassör Farsta")
			says(c.talk, "Ring dem på måndag.")
			if c.act {
				main.Link("Utse kassör i Farsta")
			} else {
				main.NoLink("Utse kassör i Farsta")
			}
			for _, link := range main.Links() {
				if strings.HasPrefix(link.Href, paths.Goal(goal)+"/") || strings.HasPrefix(link.Href, paths.Plans) {
					reader.Get(link.Href).OK(t).Valid()
				}
			}
			changed := reader.Get(paths.GoalsChanged).OK(t)
			changed.Valid()
			if !c.units {
				changed.Main().NoText("Solna")
			}
		})
	}
}

func TestChangingAMeasureAndTheConflict(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Assign(app.Association("Farsta"), "treasurer", fixture.Assignment{})
	app.TradeAssociation("Byggvänstern")
	goal := app.Goal(fixture.Goal{}).ID
	id := app.Measure(goal, app.Coverage("treasurer"))
	staff := app.As(authz.DistrictStaff, 0)
	form := staff.Get(paths.Measure(goal, id)).OK(t)
	form.Valid()
	form.HasText("Gäller från i dag; kurvan före i dag ändras inte.")
	f := form.Form("Spara")
	old := f.Values()
	f.Uncheck("Branschföreningar (1)").Set("Målet är", "Minst en viss andel, i procent").Set("Antal eller procent", "90").Set("När ska det vara så?", "Stegvis").Set("Ett steg per rad", "snart 20")
	bad := staff.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity)
	bad.Valid()
	f = bad.Form("Spara")
	if f.Error("Ett steg per rad") == "" || f.Value("Ett steg per rad") != "snart 20" {
		t.Error("the steps did not come back with a complaint")
	}
	f.Set("Ett steg per rad", "2017-12-31 20\n2018-06-30 90")
	preview := staff.Submit(f, "Förhandsgranska").OK(t)
	preview.Valid()
	preview.HasText("1 av 1 partiförening", "Ingenting är sparat än")
	saved := staff.Follow(staff.Submit(preview.Form("Spara"), "Spara")).OK(t)
	saved.Valid()
	saved.HasStatus("Ändringen gäller från i dag; kurvan före i dag ändras inte.")
	saved.HasText("1 av 1", "Målet räknas på ett nytt sätt", "Minst 90 %", "Stegvis: 20 den 31 december 2017 och 90 den 30 juni 2018", "Till och med 15 april 2018")

	// Somebody who had the form open meanwhile sees both.
	old.Set("_once", "annan")
	conflict := staff.Post(paths.Measure(goal, id), old).Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Vilka som räknas", "Partiföreningar, Branschföreningar", "Stegvis")
	kept := staff.Follow(staff.Submit(conflict.Form("Spara det jag skrev"), "Spara det jag skrev")).OK(t)
	kept.HasText("1 av 2")

	confirm := staff.Get(paths.EndMeasure(goal, id)).OK(t)
	confirm.Valid()
	staff.Follow(staff.Submit(confirm.Form("Ta bort mätningen"), "Ta bort mätningen")).OK(t).HasText("underlag saknas", "Hur ska målet mätas?")
	staff.Get(paths.Measure(goal, id)).Is(t, http.StatusNotFound)
}

func TestDeliveryFromPlanToDone(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	goal := app.Goal(fixture.Goal{}).ID
	staff := app.As(authz.DistrictStaff, 0)
	form := staff.Get(paths.NewMeasureOf(goal, "milstolpar")).OK(t)
	form.Valid()
	f := form.Form("Spara").Set("Milstolpar", "2018-03-01 Innehållet är bestämt\r\nMaterialet är tryckt\r\n\r\n2018-10-01 Den första kursen är hållen")
	page := staff.Follow(staff.Submit(f, "Spara")).OK(t)
	page.Valid()
	page.HasText("0 av 3", "Innehållet är bestämt", "försenad", "senast 1 mars 2018", "Materialet är tryckt", "ligger efter")
	page = staff.Follow(staff.Submit(page.Form("Klar i dag: Innehållet är bestämt"), "Klar i dag: Innehållet är bestämt")).OK(t)
	page.Valid()
	page.HasStatus("Milstolpen är klar 16 april 2018.")
	page.HasText("1 av 3", "klar 16 april 2018")
	page = staff.Follow(staff.Submit(page.Form("Ångra"), "Ångra")).OK(t)
	page.HasText("0 av 3")
	step := app.GoalOn(goal, fixture.Today).Measures[0].Milestones[0].ID
	bad := staff.Post(paths.MilestoneDone(goal, step), url.Values{"_once": {"x"}, "done": {"häromdagen"}}).Is(t, http.StatusUnprocessableEntity)
	bad.Valid()
	if bad.Form("Spara").Value("Klar den") != "häromdagen" {
		t.Error("what was typed is gone")
	}
	other := staff.Get(page.Link("Klar en annan dag milstolpen Innehållet är bestämt")).OK(t)
	for _, label := range []string{"Klar den", "Inställd den"} { // a day to come
		early := staff.Submit(other.Form("Spara").Set(label, "2018-04-17"), "Spara").Is(t, http.StatusUnprocessableEntity)
		early.Valid()
		if early.Form("Spara").Error(label) == "" {
			t.Errorf("nothing is said of a day to come at %s", label)
		}
	}
	staff.Post(paths.MilestoneDone(goal, step), url.Values{"_once": {"y"}, "done": {"2018-04-17"}}).Is(t, http.StatusUnprocessableEntity)
	other = staff.Get(page.Link("Klar en annan dag milstolpen Innehållet är bestämt")).OK(t)
	page = staff.Follow(staff.Submit(other.Form("Spara").Set("Klar den", "2018-02-20"), "Spara")).OK(t)
	page.HasText("1 av 3", "klar 20 februari 2018")
	page = staff.Follow(staff.Submit(page.Form("Öppna igen milstolpen Innehållet är bestämt"), "Öppna igen milstolpen Innehållet är bestämt")).OK(t)
	page.HasText("0 av 3")
	page = staff.Follow(staff.Submit(page.Form("Ställ in milstolpen Materialet är tryckt"), "Ställ in milstolpen Materialet är tryckt")).OK(t)
	page.HasText("kan inte längre nås", "inställd 16 april 2018")
	edit := staff.Get(page.Link("Ändra milstolpen Materialet är tryckt")).OK(t)
	edit.Valid()
	f = edit.Form("Spara").Set("Klar den", "2018-04-01")
	staff.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity).HasText("Välj en av dem")
	page = staff.Follow(staff.Submit(f.Set("Inställd den", ""), "Spara")).OK(t)
	page.HasText("1 av 3")
	confirm := staff.Get(page.Link("Ta bort milstolpen Den första kursen är hållen")).OK(t)
	confirm.Valid()
	page = staff.Follow(staff.Submit(confirm.Form("Ta bort milstolpen"), "Ta bort milstolpen")).OK(t)
	page.HasText("1 av 2")
	add := staff.Get(page.Link("Lägg till en milstolpe")).OK(t)
	add.Valid()
	staff.Submit(add.Form("Lägg till"), "Lägg till").Is(t, http.StatusUnprocessableEntity)
	staff.Follow(staff.Submit(add.Form("Lägg till").Set("Milstolpe", "Spridd i alla föreningar"), "Lägg till")).OK(t).HasText("1 av 3")
}

func TestOnlyTheBoardJudges(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	goal := app.Goal(fixture.Goal{}).ID
	staff := app.As(authz.DistrictStaff, 0)
	form := staff.Get(paths.NewMeasureOf(goal, "bedomning")).OK(t)
	page := staff.Follow(staff.Submit(form.Form("Spara"), "Spara")).OK(t)
	page.HasText("väntar på bedömning")
	page.NoLink("Bedöm målet")
	id := app.GoalOn(goal, fixture.Today).Measures[0].ID
	staff.Get(paths.JudgeGoal(goal, id)).Is(t, http.StatusForbidden)

	board := app.As(authz.BoardMember, 0)
	judge := board.Get(board.Get(paths.Goal(goal)).OK(t).Link("Bedöm målet")).OK(t)
	judge.Valid()
	f := judge.Form("Spara bedömningen")
	board.Submit(f, "Spara bedömningen").Is(t, http.StatusUnprocessableEntity).Valid()
	f.Set("Hur långt har det kommit?", "Delvis uppfyllt").Set("Varför?", "Två av fyra träffar blev av.").Set("Bedömt den", "2018-04-20")
	board.Submit(f, "Spara bedömningen").Is(t, http.StatusUnprocessableEntity).HasText("Dagen kan inte vara senare än i dag")
	page = board.Follow(board.Submit(f.Set("Bedömt den", "2018-04-10"), "Spara bedömningen")).OK(t)
	page.Valid()
	page.HasText("bedömt av DS: delvis", "Två av fyra träffar blev av.", "Distriktsstyrelsen 10 april 2018", "inlagt av "+board.Account.Name)
	app.As(authz.AssociationChair, app.Association("Farsta").ID).Get(paths.Goal(goal)).OK(t).Main().NoText(board.Account.Name)

	strike := board.Get(page.Link("Stryk bedömningen 10 april 2018")).OK(t)
	strike.Valid()
	board.Submit(strike.Form("Stryk"), "Stryk").Is(t, http.StatusUnprocessableEntity)
	page = board.Follow(board.Submit(strike.Form("Stryk").Set("Varför?", "Gällde ett annat mål."), "Stryk")).OK(t)
	page.Valid()
	page.HasText("väntar på bedömning", "Struken: Gällde ett annat mål.")
}

func TestNotesCommentsAndCorrectedDates(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	for _, name := range []string{"Farsta", "Solna", "Nacka", "Täby"} {
		app.Vacant(app.Association(name), "treasurer", fixture.Today.AddDays(-200))
	}
	goal := app.Goal(fixture.Goal{}).ID
	def := app.Coverage("treasurer")
	def.Rhythm, def.Due = measure.Rhythm{}, district.MustDate("2018-04-01")
	id := app.Measure(goal, def)
	staff, board := app.As(authz.DistrictStaff, 0), app.As(authz.BoardMember, 0)
	page := staff.Get(paths.Goal(goal)).OK(t)
	page.HasText("ligger efter")

	note := board.Get(board.Get(paths.Goal(goal)).OK(t).Link("Skriv en anmärkning")).OK(t)
	note.Valid()
	f := note.Form("Spara anmärkningen").Set("Anmärkning", "Årsmötena flyttades till maj.").Set("Gäller till och med", "2019-04-17")
	board.Submit(f, "Spara anmärkningen").Is(t, http.StatusUnprocessableEntity).HasText("högst ett år")
	page = board.Follow(board.Submit(f.Set("Gäller till och med", "2018-05-31"), "Spara anmärkningen")).OK(t)
	page.Valid()
	page.HasText("ligger efter", "Årsmötena flyttades till maj.", board.Account.Name, "gäller till och med 31 maj 2018")
	strike := board.Get(page.Link("Stryk anmärkningen")).OK(t)
	strike.Valid()
	page = board.Follow(board.Submit(strike.Form("Stryk").Set("Varför?", "Fel mål."), "Stryk")).OK(t)
	page.Valid()
	page.HasText("Tidigare anmärkningar", "Struken: Fel mål.")

	date := staff.Get(paths.CorrectDate(goal, id)).OK(t)
	date.Valid()
	date.HasText("Planen säger 1 april 2018.")
	f = date.Form("Rätta datumet").Set("Vilket datum?", "Ska vara nått").Set("Rätt dag", "2018-06-01")
	staff.Submit(f, "Rätta datumet").Is(t, http.StatusUnprocessableEntity)
	page = staff.Follow(staff.Submit(f.Set("Varför?", "Årsmötena flyttades."), "Rätta datumet")).OK(t)
	page.Valid()
	page.HasText("i fas", "1 juni 2018. Rättat datum, planen säger 1 april 2018: Årsmötena flyttades.")

	say := staff.Get(paths.Goal(goal)).OK(t).Form("Skicka kommentaren")
	staff.Submit(say, "Skicka kommentaren").Is(t, http.StatusUnprocessableEntity).Valid()
	page = staff.Follow(staff.Submit(say.Set("Skriv en kommentar", "Jag ringer Farsta."), "Skicka kommentaren")).OK(t)
	page.Valid()
	page.HasText("Jag ringer Farsta.")
	edit := page.Link("Ändra kommentaren från 16 april 2018")
	board.Get(paths.Goal(goal)).OK(t).NoLink("Ändra kommentaren från 16 april 2018")
	board.Get(edit).Is(t, http.StatusNotFound)
	board.Post(edit+"/ta-bort", url.Values{"_once": {"x"}}).Is(t, http.StatusNotFound)
	form := staff.Get(edit).OK(t)
	form.Valid()
	page = staff.Follow(staff.Submit(form.Form("Spara").Set("Kommentar", "Jag ringer Farsta i morgon."), "Spara")).OK(t)
	page.Valid()
	page.HasText("Jag ringer Farsta i morgon.", "Tidigare lydelser", "Jag ringer Farsta.")
	page = staff.Follow(staff.Submit(page.Form("Ta bort kommentaren från 16 april 2018"), "Ta bort kommentaren från 16 april 2018")).OK(t)
	page.HasText("Kommentaren är borttagen.")
	page.NoText("i morgon")
	staff.Follow(staff.Submit(page.Form("Ångra"), "Ångra")).OK(t).HasText("Jag ringer Farsta i morgon.")
	app.As(authz.Operations, 0).Get(edit).Is(t, http.StatusForbidden)
	staff.Get(paths.Goal(goal)).OK(t).HasText("Vem ändrade vad", "Rättat datum: ska vara nått 1 juni 2018", "Anmärkning struken")
}

func TestEditCloseAndReopen(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	goal := app.Goal(fixture.Goal{}).ID
	staff := app.As(authz.DistrictStaff, 0)
	form := staff.Get(paths.EditGoal(goal)).OK(t)
	form.Valid()
	f := form.Form("Spara").Set("Kort namn", "Kassör överallt").Check("Studieutskottet", "Klass")
	old := f.Values()
	page := staff.Follow(staff.Submit(f, "Spara")).OK(t)
	page.Valid()
	page.HasText("Kassör överallt", "Studieutskottet", "Klass")
	old.Set("_once", "annan")
	old.Set("title", "Ett annat namn")
	conflict := staff.Post(paths.EditGoal(goal), old).Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Ett annat namn", "Kassör överallt")

	close := staff.Get(paths.CloseGoal(goal)).OK(t)
	close.Valid()
	closed := staff.Follow(staff.Submit(close.Form("Avsluta målet").Set("Varför?", "Årskonferensen strök målet."), "Avsluta målet")).OK(t)
	closed.Valid()
	closed.HasText("Målet är avslutat från 16 april 2018", "Årskonferensen strök målet.", "avslutat")
	closed.NoLink("Ändra namn, ansvariga och ämnen")
	staff.Get(paths.Goals).OK(t).Main().NoText("Kassör överallt")
	staff.Get(paths.Goals + "?avslutade=ja").OK(t).HasText("Kassör överallt")
	open := staff.Follow(staff.Submit(closed.Form("Öppna målet igen"), "Öppna målet igen")).OK(t)
	open.HasText("Målet gäller igen.")
	board := app.As(authz.BoardMember, 0)
	for _, path := range []string{paths.EditGoal(goal), paths.CloseGoal(goal), paths.NewMeasure(goal)} {
		board.Get(path).Is(t, http.StatusForbidden)
	}
}

func TestAsOfAnotherDayAndWhatHasChanged(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	app.Assign(solna, "treasurer", fixture.Assignment{From: fixture.Today.AddDays(-10)})
	goal := app.Goal(fixture.Goal{}).ID
	app.Measure(goal, app.Coverage("treasurer"))
	staff := app.As(authz.DistrictStaff, 0)
	page := staff.Get(paths.GoalAsOf(goal, "2018-03-01")).OK(t)
	page.Valid()
	page.HasText("Så stod det 1 mars 2018", "0 av 2")
	page.NoLink("Utse kassör i " + farsta.Name)
	page.NoForm("Skicka kommentaren")
	page.NoLink("Ändra hur målet räknas")
	staff.Get(page.Link("Visa i dag")).OK(t).HasText("1 av 2")
	early := staff.Get(paths.GoalAsOf(goal, "2019-01-01")).OK(t)
	early.Valid()
	early.NoText("Så stod det")
	early.HasText("1 januari 2019 har inte varit än")
	staff.Get(paths.GoalAsOf(goal, "i går")).OK(t).HasText("Det gick inte att läsa dagen")
	staff.Get(paths.GoalAsOf(goal, fixture.Today.String())).OK(t).NoText("har inte varit än", "gick inte att läsa")
	list := staff.Get(paths.Goals + "?dag=2018-03-01").OK(t)
	list.Valid()
	list.HasText("Så stod det 1 mars 2018", "0 av 2")

	changed := staff.Get(paths.GoalsChanged + "?sedan=2018-04-01").OK(t)
	changed.Valid()
	changed.HasText("0 av 2, 2 okända", "1 av 2, 1 okänd", "(+1)", "Tillkommit:", "Solna")
	changed.Main().NoText("Farsta")
	late := app.Assign(farsta, "treasurer", fixture.Assignment{From: district.MustDate("2018-02-01")})
	changed = staff.Get(paths.GoalsChanged + "?sedan=2018-04-01").OK(t)
	changed.Valid()
	changed.HasText("1 av 2, 1 okänd", "2 av 2", "Inlagt i efterhand", "Farsta, kassör: utsedd från 1 februari 2018, inlagt 16 april 2018")
	app.End(late.ID, district.MustDate("2018-03-10"))
	staff.Get(paths.GoalsChanged + "?sedan=2018-04-01").OK(t).HasText("Farsta, kassör: sista dag 10 mars 2018, inlagt 16 april 2018")
	staff.Get(paths.GoalsChanged + "?sedan=igår").OK(t)

	// Many that have come along are behind a line that says how many.
	for _, name := range []string{"Aspudden", "Bromma", "Dalen", "Ekerö", "Fruängen", "Gröndal", "Hässelby", "Järna", "Kista"} {
		app.Assign(app.Association(name), "treasurer", fixture.Assignment{From: fixture.Today.AddDays(-3)})
	}
	many := staff.Get(paths.GoalsChanged + "?sedan=2018-04-01").OK(t)
	many.Valid()
	many.HasText("Tillkommit 10", "Aspudden", "Solna")
	many.NoText("Tillkommit:")
}

func TestForeignAndOddAddresses(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	goals := app.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
	delivery := app.Measure(goals[0].ID, fixture.Delivery())
	step := app.Milestone(goals[0].ID, delivery, store.MilestoneEdit{})
	staff := app.As(authz.DistrictStaff, 0)
	other := goals[1].ID
	for _, path := range []string{paths.Goal(999999), paths.Goals + "/abc", paths.Goals + "/0", paths.Measure(other, delivery), paths.Milestone(other, step),
		paths.NewMilestone(other, delivery), paths.EndMilestone(other, step), paths.CorrectDate(other, delivery), paths.GoalComment(other, 1)} {
		staff.Get(path).Is(t, http.StatusNotFound)
	}
	for _, path := range []string{paths.MilestoneDone(other, step), paths.CancelMilestone(other, step), paths.EndMilestone(other, step), paths.EndMeasure(other, delivery),
		paths.ReopenGoal(999999), paths.RestoreGoalComment(other, 1)} {
		staff.Post(path, url.Values{"_once": {"x"}, "done": {"2018-04-01"}, "revision": {"1"}}).Is(t, http.StatusNotFound)
	}
	staff.Post(paths.NewMeasure(other), url.Values{"sort": {"frequency"}}).Is(t, http.StatusUnprocessableEntity)
}
