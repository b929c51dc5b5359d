package system_test

import (
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/htmlcheck"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

func search(t *testing.T, c *apptest.Client, query string) *htmlcheck.Page {
	t.Helper()
	r := c.Get(paths.With(paths.Search, "q", query)).OK(t)
	r.Valid()
	return r.Main()
}

// What begins with å, ä, ö or a digit is found like anything else, in small letters and large, composed or not; a goal by
// what it is called in the plan.
func TestSearchByOddNames(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Å12")
	app.Association("Älvsjö")
	app.Association("Örby")
	app.Unit(store.NewUnit{Kind: district.KindNetwork, Name: "1 maj-nätverket"})
	goals := app.Goals(district.Span{}, fixture.Goal{Sentence: "Alla ska ha en kassör."}, fixture.Goal{Sentence: "Hålla en kurs."}, fixture.Goal{Sentence: "Ta fram en skrift."})
	if _, err := app.DB.Pool().Exec(app.Ctx, "UPDATE goals SET kind = 'commitment', number = CASE id WHEN $1 THEN 12 ELSE 123 END WHERE id IN ($1, $2)", goals[1].ID, goals[2].ID); err != nil {
		t.Fatal(err)
	}
	board := app.As(authz.BoardMember, 0)
	for _, c := range []struct {
		query  string
		has    []string
		hasNot string
	}{
		{"Å12", []string{goals[1].Title, "Mål Å12"}, goals[2].Title},
		{"å12", []string{goals[1].Title}, goals[2].Title},
		{"A\u030a12", []string{goals[1].Title}, goals[2].Title}, // as some phones and computers write Å
		{"mål Å123", []string{goals[2].Title}, "Mål Å12,"},
		{"1", []string{goals[0].Title, "1 maj-nätverket"}, goals[1].Title},
		{"älv", []string{"Älvsjö"}, "Örby"},
		{"ÖR", []string{"Örby"}, "Älvsjö"},
		{"1 m", []string{"1 maj-nätverket"}, "Örby"},
		{`Å12\`, []string{"Inget hittades"}, goals[1].Title},
		{"%", []string{"Skriv minst två tecken"}, goals[1].Title},
	} {
		page := search(t, board, c.query)
		page.HasText(c.has...)
		page.NoText(c.hasNot)
	}
	search(t, board, "Å12").Link("Å12")
}

// Documents and meetings are found by those who read them: documents by who reads the plan, meetings by those who hold
// them or are invited.
func TestSearchFindsDocumentsAndMeetings(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	group := app.Unit(store.NewUnit{Kind: district.KindMunicipalGroup})
	app.Document(store.DocumentEdit{Name: "Bostadspolitiskt program", Purpose: "Till årskonferensen"})
	app.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: farsta.ID, Title: "Sommarmöte", Place: "Tallkrogen"})
	app.StrikeMeeting(app.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: farsta.ID, Title: "Sommarmöte av misstag"}).ID)
	chair, other := app.As(authz.AssociationChair, farsta.ID), app.As(authz.AssociationChair, solna.ID)
	for _, c := range []struct {
		name   string
		client *apptest.Client
		meets  bool
	}{
		{"the office", app.As(authz.DistrictStaff, 0), true}, {"a chair", chair, true}, {"another chair", other, false},
		{"a leader", app.As(authz.GroupLeader, group.ID), false}, {"the nominating committee", app.As(authz.Nominating, 0), false},
	} {
		for query, sees := range map[string]bool{"sommarm": c.meets, "tallkro": c.meets, "bostadspol": true, "årskonf": true} {
			page := search(t, c.client, query)
			found := page.Text()
			if page.NoText("av misstag"); (len(page.Links()) > 0) != sees {
				t.Errorf("%s, searching for %s: %q", c.name, query, found)
			}
		}
	}
	// Every role reads the plan; whose roles have ended finds nothing.
	for _, query := range []string{"sommarm", "bostads"} {
		found, err := app.Store.Search(app.Ctx, app.Actor, app.DB.Clock().Now(), store.SearchScopesOf(authz.Access{Account: 1}), fixture.Today, query)
		if err != nil || !found.Empty() {
			t.Errorf("somebody without a role finds %+v, %v", found, err)
		}
	}
	search(t, chair, "Tallkrogen").HasText("Sommarmöte", "Farsta")
	search(t, chair, "bostads").HasText("Bostadspolitiskt program")
}

// A sentence of the plan that waits for a decision is found by those who decide.
func TestSearchFindsProposals(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	plan := app.Plan(fixture.Plan{})
	finding := app.Findings(plan)[0]
	office := app.As(authz.DistrictStaff, 0)
	page := search(t, office, "mål "+finding.Label())
	page.HasText("Förslag till mål", "väntar på beslut")
	office.Get(page.Link(finding.Sentence)).OK(t).Valid()
	search(t, app.As(authz.BoardMember, 0), finding.Label()).NoText(finding.Sentence)
}
