package bodies_test

import (
	"net/http"
	"net/url"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

func TestBodiesByKind(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	study := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet", Purpose: "Ordnar cirklar."})
	app.Unit(store.NewUnit{Kind: district.KindNetwork, Name: "Kulturnätverket"})
	group := app.Unit(store.NewUnit{Kind: district.KindMunicipalGroup, Name: "Kommunala gruppen i Nacka"})
	app.Association("Farsta")
	app.Assign(study, "convenor", fixture.Assignment{})

	board := app.As(authz.BoardMember, 0)
	list := board.Get(paths.Bodies).OK(t)
	list.Valid()
	list.HasText("Studieutskottet", "Kulturnätverket", "Kommunala gruppen i Nacka", "uppdragen tillsatta")
	list.NoText("Farsta", "Lägg till")
	board.Get(paths.NewBody).Is(t, http.StatusForbidden)
	page := board.Get(list.Link("Studieutskottet")).OK(t)
	page.Valid()
	page.HasText("Ordnar cirklar.", "1 av 1")
	page.NoLink("Ändra")
	board.Get(paths.Body("farsta")).Is(t, http.StatusNotFound)
	board.Get(paths.Association("studieutskottet")).Is(t, http.StatusNotFound)

	lead := app.As(authz.CommitteeLead, study.ID)
	if own := lead.Follow(lead.Get(paths.Bodies)).OK(t); own.H1() != "Studieutskottet" {
		t.Errorf("a lead lands on %q", own.H1())
	}
	lead.Get(paths.Body("kulturnatverket")).Is(t, http.StatusNotFound)
	lead.Post(paths.EditBody("kulturnatverket"), url.Values{"revision": {"1"}, "purpose": {"Kapad"}}).Is(t, http.StatusNotFound)
	form := lead.Get(paths.EditBody("studieutskottet")).OK(t)
	form.Valid()
	f := form.Form("Spara")
	if f.HasField("Namn") {
		t.Error("a lead is asked for the name")
	}
	f.Set("Uppgift", "Ordnar cirklar.\n\nUtbildar handledare.").Set("E-post", "studier@example.org")
	lead.Follow(lead.Submit(f, "Spara")).OK(t).HasText("Utbildar handledare.", "studier@example.org")

	// A group leader reads the own group and changes nothing.
	leader := app.As(authz.GroupLeader, group.ID)
	leader.Follow(leader.Get(paths.Bodies)).OK(t).NoLink("Ändra")
	leader.Get(paths.EditBody(group.Slug)).Is(t, http.StatusForbidden)
}

// TestAChairReadsWhatABodyHasMadeKnown: a chair opens committees and networks, is told what they are for, when they meet
// and how they have published that they are reached, and nothing else; no other body opens, and no other role gains.
func TestAChairReadsWhatABodyHasMadeKnown(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	study := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet", Purpose: "Ordnar cirklar.", Contacts: []district.UnitContact{
		{Kind: district.ContactEmail, Value: "studier@example.org", Published: true}, {Kind: district.ContactPhone, Value: "08-765 43 21"}}})
	app.Unit(store.NewUnit{Kind: district.KindNetwork, Name: "Kulturnätverket"})
	app.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Distriktsstyrelsen", Purpose: "Leder distriktet."})
	app.Unit(store.NewUnit{Kind: district.KindMunicipalGroup, Name: "Kommunala gruppen i Nacka"})
	gone := app.Close(app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Skolutskottet", Purpose: "Ordnade skolor."}), fixture.Today.AddDays(-10))
	convenor := app.Assign(study, "convenor", fixture.Assignment{})
	app.Vacant(app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Miljöutskottet"}), "convenor", fixture.Today.AddDays(-20))
	plan := app.Document(store.DocumentEdit{Name: "Hemlig kommunikationsplan", Kind: district.DocumentCommunicationPlan, Owner: study.ID,
		Steps: []store.StepPlan{{Step: district.StepDrafted}, {Step: district.StepAdopted}}})
	app.Take(plan.ID, district.StepDrafted, store.StepTaken{On: fixture.Today.AddDays(-5)})
	meet := func(title string, day int, in fixture.Meeting) store.Meeting {
		in.Kind, in.Organiser, in.Title, in.Day = "committeeMeeting", study.ID, title, fixture.Today.AddDays(day)
		return app.Meet(in)
	}
	meet("Cirkelkväll", 12, fixture.Meeting{})
	meet("Förra mötet", -12, fixture.Meeting{Held: true})
	app.Cancel(meet("Inställt möte", 13, fixture.Meeting{}).ID)
	app.StrikeMeeting(meet("Struket möte", 14, fixture.Meeting{}).ID)
	goal := app.Goal(fixture.Goal{}).ID
	app.Measure(goal, measure.Definition{Kind: measure.KindCoverage, Indicator: measure.FunctionCriteria, Target: measure.All(),
		Params:     measure.FunctionCriteriaParams{Criteria: []district.Criterion{district.CriterionContact}, AtLeast: 1}.JSON(),
		Population: measure.Population{Kinds: []district.UnitKind{district.KindCommittee}}, Rhythm: measure.Rhythm{Kind: measure.RhythmStanding}})

	chair := app.As(authz.AssociationChair, farsta.ID)
	list := chair.Get(chair.Get(paths.Home).OK(t).Link("Utskott och nätverk")).OK(t)
	list.Valid()
	list.HasText("Studieutskottet", "Ordnar cirklar.", "Kulturnätverket", "Miljöutskottet")
	list.NoText("Distriktsstyrelsen", "Kommunala gruppen", "Skolutskottet", "tillsatta", "vakant", "okänt", "Visa stängda", "Nytt utskott")
	page := chair.Get(list.Link("Studieutskottet")).OK(t)
	page.Valid()
	page.HasText("Utskott", "Ordnar cirklar.", "Cirkelkväll", "28 apr", "studier@example.org")
	page.NoText(convenor.PersonName, "08-765", "Förra mötet", "Inställt möte", "Struket möte", "Uppdrag som", "Sammankallande", "Funktionsnivå", "på plats",
		"kommunikationsplan", "Historik", "tillsatt", "vakant")
	page.NoLink("Cirkelkväll")
	page.NoLink("Ändra")
	chair.Get(list.Link("Kulturnätverket")).OK(t).HasText("Inget möte är inlagt än.", "Ingen kontaktväg är publicerad.")
	chair.Get(list.Link("Miljöutskottet")).OK(t).NoText("vakant", "Sammankallande")
	for _, slug := range []string{"distriktsstyrelsen", "kommunala-gruppen-i-nacka", gone.Slug, "farsta", "finns-inte"} {
		chair.Get(paths.Body(slug)).Is(t, http.StatusNotFound)
	}
	chair.Get(paths.UnitPosts(study.Kind, study.Slug)).Is(t, http.StatusNotFound)
	chair.Get(paths.EditBody(study.Slug)).Is(t, http.StatusNotFound)
	chair.Get(paths.With(paths.Bodies, "lage", "stangda")).OK(t).NoText("Skolutskottet", "Studieutskottet")
	var logged int
	if err := app.DB.Pool().QueryRow(app.Ctx, `SELECT count(*) FROM read_log WHERE subject = 'unit_contacts' AND subject_id = $1`, study.ID).Scan(&logged); err != nil || logged != 0 {
		t.Errorf("reading what is published was logged %d times, %v", logged, err)
	}

	// An election officer has no such page, and a lead still only the own one.
	app.As(authz.ElectionOfficer, farsta.ID).Get(paths.Body(study.Slug)).Is(t, http.StatusNotFound)
	app.As(authz.CommitteeLead, study.ID).Get(paths.Body("kulturnatverket")).Is(t, http.StatusNotFound)
	// Who leads one of them as well reads that one whole.
	both := app.Account(authz.AssociationChair, farsta.ID)
	app.Grant(both, authz.CommitteeLead, study.ID)
	whole := app.With(both)
	whole.Get(paths.Body(study.Slug)).OK(t).HasText(convenor.PersonName, "08-765")
	whole.Get(paths.Body("kulturnatverket")).OK(t).NoText("Uppdrag som")
	whole.Get(paths.Bodies).OK(t).HasText("Studieutskottet", "uppdragen tillsatta", "Kulturnätverket")
}

func TestTheOfficeAddsAndClosesABody(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	office := app.As(authz.DistrictStaff, 0)
	f := office.Get(paths.NewBody).OK(t).Form("Lägg till")
	bad := office.Submit(f.Set("Telefon", "ring"), "Lägg till").Is(t, http.StatusUnprocessableEntity)
	bad.Valid()
	if n := len(bad.ErrorSummary()); n != 3 {
		t.Errorf("complaints = %q", bad.ErrorSummary())
	}
	f = bad.Form("Lägg till").Choose("Slag", "Utskott").Set("Namn", "Skolutskottet").Set("Telefon", "08-123 45 67")
	office.Follow(office.Submit(f, "Lägg till")).OK(t).HasStatus("Skolutskottet är tillagt.")
	u, err := app.Store.UnitBySlug(app.Ctx, authz.Everything, "skolutskottet")
	if err != nil {
		t.Fatal(err)
	}
	lead := app.As(authz.CommitteeLead, u.ID)
	lead.Get(paths.Body("skolutskottet")).OK(t)

	closing := office.Get(office.Get(paths.EditBody("skolutskottet")).OK(t).Link("Stäng Skolutskottet")).OK(t)
	closing.Valid()
	closing.HasText("1 behörighet")
	office.Follow(office.Submit(closing.Form("Stäng").Set("Sista dag", "2018-04-15"), "Stäng")).OK(t).HasText("Skolutskottet är stängt")
	// Access ends with the body, at the next request.
	if r := lead.Get(paths.Body("skolutskottet")); r.Code == http.StatusOK {
		t.Error("the lead of a closed body still gets in")
	}
	office.Get(paths.With(paths.Bodies, "lage", "stangda")).OK(t).HasText("Skolutskottet")
	office.Follow(office.Post(paths.ReopenUnit(district.KindCommittee, "skolutskottet"), nil)).OK(t)
	lead.Get(paths.Body("skolutskottet")).OK(t)
	office.Get(paths.UnitHistory(district.KindCommittee, "skolutskottet")).OK(t).Valid()
	office.Get(paths.CloseUnit(district.KindDistrict, app.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"}).Slug)).OK(t)
}

func TestSeatsAndTheirWarnings(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	campaign := app.Unit(store.NewUnit{Kind: district.KindCampaignLeadership, Name: "Valledningen"})
	board := app.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Distriktsstyrelsen"})
	chair, other := app.Person("Ordförande Ett"), app.Person("Ledamot Två")
	app.Assign(board, "districtChair", fixture.Assignment{Person: chair.ID})
	app.Assign(campaign, "campaignChair", fixture.Assignment{Person: chair.ID})
	app.Assign(campaign, "campaignSeatCounty", fixture.Assignment{Person: other.ID})
	app.End(app.Assign(campaign, "campaignSeatSmaller", fixture.Assignment{}).ID, fixture.Today.AddDays(-47))
	for _, role := range []authz.Role{authz.BoardMember, authz.CampaignLead, authz.DistrictStaff} {
		c := app.As(role, 0)
		page := c.Get(paths.Body("valledningen")).OK(t)
		page.Valid()
		page.HasText("Platser", "2 av 7", "1 plats är vakant", "Ledamot för en mindre kommun (sedan 1 mars 2018)",
			"Ordförande Ett", "från Distriktsstyrelsen", "har inget uppdrag i en landstingsgrupp", "för någon från en riksdagsgrupp, utan rösträtt")
		home := c.Get(paths.Home).OK(t)
		home.Valid()
		home.HasText("Valledningen: 1 plats är vakant", "Ledamot för en mindre kommun sedan 1 mars 2018")
	}
	for _, role := range []authz.Role{authz.Press, authz.Nominating} {
		app.As(role, 0).Get(paths.Home).OK(t).NoText("1 plats är vakant")
	}
	// Where the seats are not the reader's to know of, only who holds them is told.
	press := app.As(authz.Press, 0).Get(paths.Body("valledningen")).OK(t)
	press.HasText("Ordförande Ett")
	press.NoText("plats är vakant", "mindre kommun", "har inget uppdrag", "att se över")

	// The office mends both, and the rule itself.
	office := app.As(authz.DistrictStaff, 0)
	kinds := office.Get(paths.PostKinds).OK(t)
	kind := office.Get(kinds.Link("Ledamot för landstingsgruppen")).OK(t)
	kind.HasText("för någon från en landstingsgrupp")
	rule := office.Get(kind.Link("Ändra kravet på Valledningar")).OK(t)
	rule.Valid()
	f := rule.Form("Spara").Check("Partiförening")
	office.Follow(office.Submit(f, "Spara")).OK(t).HasText("för någon från en partiförening eller en landstingsgrupp")
	farsta := app.Association("Farsta")
	app.Assign(farsta, "boardMember", fixture.Assignment{Person: other.ID})
	app.Assign(campaign, "campaignSeatSmaller", fixture.Assignment{From: fixture.Today})
	page := office.Get(paths.Body("valledningen")).OK(t)
	page.HasText("från Farsta", "1 plats att se över")
	page.NoText("vakant")
}

func TestListByKindAndDocumentsOfABody(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	study := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	board := app.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Distriktsstyrelsen"})
	for _, place := range []string{"Nacka", "Tyresö", "Solna"} {
		app.Unit(store.NewUnit{Kind: district.KindMunicipalGroup, Name: "Kommunala gruppen i " + place})
	}
	d := app.Document(store.DocumentEdit{Name: "Studiematerial om klimatet", Kind: district.DocumentStudyMaterial, Owner: study.ID, Adopter: board.ID})
	app.Take(d.ID, district.StepDrafted, store.StepTaken{On: fixture.Today.AddDays(-3), Unit: study.ID})
	app.Archive(app.Document(store.DocumentEdit{Name: "Gammal broschyr", Owner: study.ID}).ID, fixture.Today)

	c := app.As(authz.Press, 0)
	list := c.Get(paths.Bodies).OK(t)
	list.Valid()
	list.HasText("Alla 5", "Utskott 1", "Förtroendevalda 3", "Kommunala grupper", "Kommunala gruppen i Tyresö")
	groups := c.Get(list.Link("Förtroendevalda 3")).OK(t)
	groups.Valid()
	groups.HasText("Kommunala gruppen i Solna")
	groups.NoText("Studieutskottet")
	c.Get(paths.Bodies + "?slag=annat").OK(t).HasText("Studieutskottet")

	page := c.Get(paths.Body(study.Slug)).OK(t)
	page.Valid()
	page.HasText("Dokument", "Studiematerial om klimatet", "remiss återstår")
	page.NoText("Gammal broschyr", "tas fram av")
	c.Get(paths.Body(board.Slug)).OK(t).HasText("antas här, tas fram av Studieutskottet")
}

func TestMeetingsOfABody(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	study := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	other := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Skolutskottet"})
	app.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: fixture.Today.AddDays(9), Place: "Kansliet"})
	app.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: fixture.Today.AddDays(-9), Held: true})
	app.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: other.ID, Day: fixture.Today.AddDays(4), Place: "Biblioteket"})
	board := app.As(authz.BoardMember, 0).Get(paths.Body(study.Slug)).OK(t)
	board.Valid()
	board.HasText("Träffar", "ons 25 apr 2018", "Kansliet", "Har hållits", "lör 7 apr 2018")
	board.NoText("Biblioteket")
	board.NoLink("Lägg till träff")
	lead := app.As(authz.CommitteeLead, study.ID).Get(paths.Body(study.Slug)).OK(t)
	lead.Valid()
	lead.HasText("ons 25 apr 2018")
	lead.Link("Lägg till träff")
	app.As(authz.Nominating, 0).Get(paths.Body(study.Slug)).Is(t, http.StatusForbidden)
}

func TestWhatABodyHasInPlace(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	study := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet", Contacts: []store.UnitContact{{Kind: district.ContactEmail, Value: "studier@example.org", Published: true}}})
	app.Assign(study, "convenor", fixture.Assignment{})
	app.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: fixture.Today.AddDays(-120), Held: true})
	lead := app.As(authz.CommitteeLead, study.ID)
	lead.Get(paths.Body(study.Slug)).OK(t).NoText("Funktionsnivå") // the board has chosen nothing yet
	app.Measure(app.Goal(fixture.Goal{}).ID, measure.Definition{Kind: measure.KindCoverage, Indicator: measure.FunctionCriteria, Target: measure.All(),
		Params: measure.FunctionCriteriaParams{Criteria: []district.Criterion{district.CriterionConvenor, district.CriterionMeeting, district.CriterionPlan, district.CriterionContact},
			PostID: app.Post("convenor").ID, MetWithin: 3, AtLeast: 3}.JSON(),
		Population: measure.Population{Kinds: []district.UnitKind{district.KindCommittee}}, Rhythm: measure.Rhythm{Kind: measure.RhythmStanding}})
	for _, role := range []authz.Role{authz.BoardMember, authz.DistrictStaff} {
		page := app.As(role, 0).Get(paths.Body(study.Slug)).OK(t)
		page.Valid()
		page.HasText("Funktionsnivå: 2 av 4 på plats", "minst 3 av 4 är på plats", "Möte sedan 16 januari 2018", "saknas", "Antagen plan", "okänt", "Publicerad kontakt")
	}
	page := lead.Get(paths.Body(study.Slug)).OK(t)
	page.Valid()
	page.HasText("Funktionsnivå: 2 av 4 på plats", "ser bara ni själva")
	lead.Get(page.Link("Lägg in ett möte: möte sedan 16 januari 2018")).OK(t)
	for _, role := range []authz.Role{authz.Press, authz.CampaignLead, authz.Operations} {
		app.As(role, 0).Get(paths.Body(study.Slug)).OK(t).NoText("Funktionsnivå", "Möte sedan")
	}
}
