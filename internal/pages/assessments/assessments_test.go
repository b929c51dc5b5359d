package assessments_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

const (
	first  = "Har ni ett sätt att hålla möten som gör att alla kommer till tals?"
	second = "Ser ni till att både kvinnor och män föreslås när ni väljer till uppdrag?"
	third  = "Delar ni på det praktiska, som kaffe, disk, protokoll och nycklar?"
)

func TestChairAnswersOnAPhone(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	chair := app.As(authz.AssociationChair, farsta.ID)

	// The start page asks; one tap leads to the form.
	home := chair.Get(paths.Home).OK(t)
	home.HasText("Feministiska arbetssätt", "3 frågor, mindre än en minut, och 1 formulär till")
	page := chair.Get(home.Link("Svara: Feministiska arbetssätt, Farsta")).OK(t)
	page.Valid()
	if page.H1() != "Feministiska arbetssätt" {
		t.Fatalf("heading = %q", page.H1())
	}
	page.NoText("ifyllda av kansliet", "Inget nytt")
	f := page.Form("Spara svaren")
	for _, q := range []string{first, second, third} {
		if got := f.Value(q); got != "" {
			t.Errorf("%s is filled in with %q before anybody has answered", q, got)
		}
	}
	// Nothing at all is not an answer.
	empty := chair.Submit(f, "Spara svaren").Is(t, http.StatusUnprocessableEntity)
	empty.Valid()
	if errs := empty.ErrorSummary(); len(errs) != 1 || !strings.Contains(errs[0], "minst en fråga") {
		t.Errorf("complaints = %q", errs)
	}
	f = empty.Form("Spara svaren").Set(first, "Ja").Set(second, "Delvis").Set("Kommentar", "Vi har infört talartid.")
	next := chair.Follow(chair.Submit(f, "Spara svaren")).OK(t)
	next.Valid()
	next.HasStatus("Tack! Svaren är sparade och gäller till och med 16 april 2019. Här är fler frågor: Stark förening.")
	if next.H1() != "Stark förening" {
		t.Errorf("the next form is %q", next.H1())
	}
	// What was answered is filled in; what was left open is still open.
	page = chair.Get(next.Link("Feministiska arbetssätt 1 kvar")).OK(t)
	f = page.Form("Spara svaren")
	if f.Value(first) != "yes" || f.Value(second) != "partly" || f.Value(third) != "" {
		t.Errorf("filled in with %q %q %q", f.Value(first), f.Value(second), f.Value(third))
	}
	page.HasText("Alla kommer till tals: ja, Vilka som föreslås: delvis", "Vi har infört talartid.", chair.Account.Name)

	// A correction on the same day replaces it, and both are in the history.
	f.Set(second, "Nej").Set(third, "Ja")
	chair.Follow(chair.Submit(f, "Spara svaren")).OK(t)
	page = chair.Get(paths.UnitAssessment(farsta.Slug, 0)).OK(t)
	page = chair.Get(page.Link("Feministiska arbetssätt")).OK(t)
	page.HasText("Vilka som föreslås: nej", "Rättat samma dag.", "gäller till och med 16 april 2019")

	// A year and a day later the answers are unknown again, and one tap gives them anew.
	app.SetToday(fixture.Today.AddMonths(12).AddDays(1))
	chair = app.With(chair.Account)
	chair.Get(paths.Home).OK(t).HasText("3 svar är för gamla")
	page = chair.Get(paths.UnitAssessment(farsta.Slug, 0)).OK(t)
	page.HasText("Svaren är för gamla.")
	page = chair.Follow(chair.Submit(page.Form("Inget nytt sedan 16 april 2018"), "Inget nytt sedan 16 april 2018")).OK(t)
	page.HasStatus("till och med 17 april 2020")
	page = chair.Get(page.Link("Feministiska arbetssätt")).OK(t)
	page.HasText("17 april 2019", "gäller till och med 17 april 2020")
}

func TestTheOfficeAnswersByPhone(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	office := app.As(authz.DistrictStaff, 0)
	page := office.Get(paths.UnitAssessment(farsta.Slug, 0)).OK(t)
	page.Valid()
	f := page.Form("Spara svaren").Set(first, "Nej").Set("Vilken dag svarade de?", "2018-04-17")
	wrong := office.Submit(f, "Spara svaren").Is(t, http.StatusUnprocessableEntity)
	if wrong.Form("Spara svaren").Error("Vilken dag svarade de?") == "" {
		t.Error("a day to come is no complaint")
	}
	f.Set("Vilken dag svarade de?", "2018-04-12")
	office.Follow(office.Submit(f, "Spara svaren")).OK(t).HasStatus("Svaren från Farsta är sparade som ifyllda per telefon.")
	// It says so, to the chair as well.
	chair := app.As(authz.AssociationChair, farsta.ID)
	set := app.Questionnaire("feministWays").ID
	chair.Get(paths.UnitAssessment(farsta.Slug, set)).OK(t).HasText("ifyllt av kansliet per telefon", "skrevs in 16 april 2018", "12 april 2018")
	// Somebody who has a role in the unit answers for it themselves, also when they work at the office.
	both := app.Account(authz.DistrictStaff, 0)
	app.Grant(both, authz.AssociationChair, farsta.ID)
	page = app.With(both).Get(paths.UnitAssessment(farsta.Slug, set)).OK(t)
	page.NoText("Vilken dag svarade de?")
}

func TestWhoReadsAndWhoAnswers(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	committee := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	app.Assess(farsta, fixture.Assessment{Answers: []district.Answer{district.AnswerNo, district.AnswerPartly, district.AnswerYes}, Note: "Hemligt."})
	set := app.Questionnaire("feministWays")

	board := app.As(authz.BoardMember, 0)
	page := board.Get(paths.UnitAssessment(farsta.Slug, set.ID)).OK(t)
	page.Valid()
	page.HasText("nej, svarade 16 april 2018", "Hemligt.")
	page.NoButton("Spara svaren")
	page.NoLink("Stryk svaren från 16 april 2018")
	values := url.Values{"fragor": {"1"}, paths.QuestionField(set.Questions[0].ID): {"yes"}}
	board.Post(paths.UnitAssessment(farsta.Slug, 0), values).Is(t, http.StatusForbidden)

	// A chair does not answer for others, and does not even see them.
	stranger := app.As(authz.AssociationChair, solna.ID)
	for _, u := range []store.Unit{farsta, committee} {
		stranger.Get(paths.UnitAssessment(u.Slug, 0)).Is(t, http.StatusNotFound).NoText("Hemligt.")
		stranger.Post(paths.UnitAssessment(u.Slug, 0), values).Is(t, http.StatusNotFound)
	}
	if r := stranger.Get(paths.Assessments); r.Code != http.StatusSeeOther || r.Location != paths.UnitAssessment(solna.Slug, 0) {
		t.Errorf("the overview leads to %d %s", r.Code, r.Location)
	}
	stranger.Get(paths.Questionnaires).Is(t, http.StatusForbidden)
	// Who leads a committee answers its questions too, with what the board asks of a committee.
	lead := app.As(authz.CommitteeLead, committee.ID)
	page = lead.Get(paths.UnitAssessment(committee.Slug, app.Questionnaire("committeeFunction").ID)).OK(t)
	page.Valid()
	f := page.Form("Spara svaren").Set("Har ni en plan för det närmaste halvåret?", "Delvis")
	lead.Follow(lead.Submit(f, "Spara svaren")).OK(t).HasStatus("16 oktober 2018")

	for _, role := range []authz.Role{authz.CampaignLead, authz.Press, authz.Operations, authz.Nominating} {
		app.As(role, 0).Get(paths.Assessments).Is(t, http.StatusForbidden)
	}
}

// Who leads a group answers for the own group, is asked to on the start page, and finds no other group's answers.
func TestGroupLeader(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	set := app.Questionnaire("feministWays")
	for _, kind := range []district.UnitKind{district.KindMunicipalGroup, district.KindCityHallGroup, district.KindCountyCouncilGroup} {
		own, other := app.Unit(store.NewUnit{Kind: kind}), app.Unit(store.NewUnit{Kind: district.KindMunicipalGroup})
		theirs := app.Assess(other, fixture.Assessment{Answers: []district.Answer{district.AnswerNo}, Note: "Hemligt."})
		leader := app.As(authz.GroupLeader, own.ID)
		home := leader.Get(paths.Home).OK(t)
		home.HasText(set.Name)
		page := leader.Get(home.Link("Svara: " + set.Name + ", " + own.Name)).OK(t)
		page.Valid()
		f := page.Form("Spara svaren").Set(first, "Ja").Set(second, "Delvis").Set(third, "Nej")
		leader.Follow(leader.Submit(f, "Spara svaren")).OK(t).HasStatus("16 april 2019")
		leader.Get(paths.Home).OK(t).NoText(set.Name)

		values := url.Values{"fragor": {strconv.FormatInt(set.ID, 10)}, paths.QuestionField(set.Questions[0].ID): {"yes"}}
		leader.Get(paths.UnitAssessment(other.Slug, 0)).Is(t, http.StatusNotFound).NoText("Hemligt.")
		leader.Post(paths.UnitAssessment(other.Slug, 0), values).Is(t, http.StatusNotFound)
		leader.Get(paths.StrikeAssessment(theirs)).Is(t, http.StatusNotFound)
		leader.Post(paths.StrikeAssessment(theirs), url.Values{"reason": {"Fel grupp."}}).Is(t, http.StatusNotFound)
	}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	app.Association("Kista")
	app.Assess(farsta, fixture.Assessment{Answers: []district.Answer{district.AnswerYes, district.AnswerPartly, district.AnswerNo}})
	app.Assess(solna, fixture.Assessment{Day: fixture.Today.AddMonths(-12).AddDays(-1), Answers: []district.Answer{district.AnswerYes, district.AnswerYes, ""}})
	board := app.As(authz.BoardMember, 0)
	page := board.Get(paths.Assessments).OK(t)
	page.Valid()
	table := page.Table("Svar per enhet")
	for _, tt := range []struct{ unit, question, want string }{
		{"Farsta", first, ": ja"}, {"Farsta", second, "delvis"}, {"Farsta", third, "nej"},
		{"Solna", first, "okänt igen, svarade ja 15 april 2017"}, {"Solna", third, "okänt"}, {"Kista", first, "okänt"},
	} {
		if got := table.Cell(tt.unit, tt.question); !strings.Contains(got, tt.want) {
			t.Errorf("%s, %s: %q, want %q", tt.unit, tt.question, got, tt.want)
		}
	}
	page.HasText("1 av 3 har svarat på allt", "2 saknar svar, eller har svar som är för gamla", "1 av dem har aldrig svarat")
	for state, want := range map[string]string{paths.AssessmentsGood: "Farsta", paths.AssessmentsNothing: "Kista", paths.AssessmentsTooOld: "Solna", paths.AssessmentsNotAll: "Farsta"} {
		page := board.Get(paths.With(paths.Assessments, "lage", state)).OK(t)
		page.Valid()
		page.HasText("1 förening eller organ")
		if got := page.Table("Svar per enhet").In(want).Text(); got == "" {
			t.Errorf("%s: %s is not shown", state, want)
		}
	}
	board.Get(paths.With(paths.Assessments, "slag", string(district.KindTradeAssociation))).OK(t).HasText("Ingen passar urvalet.")
	board.Get(paths.With(paths.Assessments, "fragor", "99", "slag", "x", "lage", "x")).OK(t).Valid()
}

func TestStrikingAnswers(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	app.Assess(farsta, fixture.Assessment{Day: fixture.Today.AddDays(-90), Answers: []district.Answer{district.AnswerYes}})
	app.Assess(farsta, fixture.Assessment{Answers: []district.Answer{district.AnswerNo}})
	set := app.Questionnaire("feministWays").ID
	chair := app.As(authz.AssociationChair, farsta.ID)
	page := chair.Get(paths.UnitAssessment(farsta.Slug, set)).OK(t)
	address := page.Link("Stryk svaren från 16 april 2018")
	strike := chair.Get(address).OK(t)
	strike.Valid()
	strike.HasText("Alla kommer till tals: nej")
	f := strike.Form("Stryk svaren")
	chair.Submit(f, "Stryk svaren").Is(t, http.StatusUnprocessableEntity).Valid()
	page = chair.Follow(chair.Submit(f.Set("Vad blev fel?", "Det gällde en annan förening."), "Stryk svaren")).OK(t)
	page.Valid()
	page.HasText("Det gällde en annan förening.")
	if got := page.Form("Spara svaren").Value(first); got != "yes" {
		t.Errorf("after striking, %q holds", got)
	}
	chair.Get(address).Is(t, http.StatusNotFound)
}

func TestEditingSetsOfQuestions(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	office := app.As(authz.DistrictStaff, 0)
	list := office.Get(paths.Questionnaires).OK(t)
	list.Valid()
	f := office.Get(paths.NewQuestionnaire).OK(t).Form("Lägg till")
	bad := office.Submit(f, "Lägg till").Is(t, http.StatusUnprocessableEntity)
	bad.Valid()
	if len(bad.ErrorSummary()) != 2 {
		t.Errorf("complaints = %q", bad.ErrorSummary())
	}
	add := office.Follow(office.Submit(f.Set("Namn", "Lokaler").Check("Partiföreningar"), "Lägg till")).OK(t)
	add.Valid()
	q := add.Form("Lägg till").Set("Fråga", "Har ni en egen lokal?").Set("Kort", "Lokal")
	page := office.Follow(office.Submit(q, "Lägg till")).OK(t)
	page.Valid()
	page.HasText("Har ni en egen lokal?")
	chair := app.As(authz.AssociationChair, farsta.ID)
	chair.Get(paths.UnitAssessment(farsta.Slug, 0)).OK(t).Link("Lokaler 1 kvar")
	// A name that is taken, and a question that ends.
	f = office.Get(paths.NewQuestionnaire).OK(t).Form("Lägg till").Set("Namn", "lokaler").Check("Partiföreningar")
	office.Submit(f, "Lägg till").Is(t, http.StatusUnprocessableEntity).HasText("Det finns redan ett frågeformulär med det namnet.")
	edit := office.Get(page.Link("Ändra frågan Har ni en egen lokal?")).OK(t)
	edit.Valid()
	page = office.Follow(office.Submit(edit.Form("Spara").Set("Ställs till och med", "2018-04-15"), "Spara")).OK(t)
	page.HasText("Ingen fråga ställs än.")
	chair.Get(paths.UnitAssessment(farsta.Slug, 0)).OK(t).NoLink("Lokaler 1 kvar")
	retire := office.Get(page.Link("Sluta ställa")).OK(t)
	retire.Valid()
	page = office.Follow(office.Submit(retire.Form("Spara"), "Spara")).OK(t)
	page.HasText("Frågorna ställs inte sedan 16 april 2018.")
	// Two who edit at the same time: the second sees both.
	stale := page.Form("Spara").Values()
	office.Follow(office.Submit(page.Form("Spara").Set("Namn", "Lokal"), "Spara")).OK(t)
	stale.Set("name", "Egen lokal")
	stale.Set("_once", "annan")
	_, address, _ := page.Form("Spara").Press("Spara")
	conflict := office.Post(address, stale).Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Det du skrev Namn Egen lokal", "Det som står nu Namn Lokal")
}
