package home_test

import (
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// What a body has published is for anybody to read, whatever sort of body it is; the rest is not.
func TestPublishedContactsWithoutLogin(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	for _, u := range []struct {
		kind district.UnitKind
		name string
	}{{district.KindAssociation, "Farsta"}, {district.KindCommittee, "Studieutskottet"}, {district.KindMunicipalGroup, "Gruppen i Nacka"},
		{district.KindDistrict, "Distriktet"}, {district.KindDistrictBoard, "Distriktsstyrelsen"}, {district.KindParliamentaryGroup, "Riksdagsgruppen"}} {
		app.Unit(store.NewUnit{Kind: u.kind, Name: u.name, Contacts: []store.UnitContact{
			{Kind: district.ContactEmail, Value: "hej@example.org", Published: true}, {Kind: district.ContactPhone, Value: "08-465 004 99"}}})
	}
	app.Unit(store.NewUnit{Kind: district.KindInfoGroup, Name: "Infogruppen", Contacts: []store.UnitContact{{Kind: district.ContactEmail, Value: "info@example.org"}}})
	page := app.Anonymous().Get(paths.Home).OK(t)
	page.Valid()
	page.HasText("Partiföreningar", "Farsta", "Studieutskottet", "Kommunala grupper", "Gruppen i Nacka", "Hela distriktet", "Distriktsstyrelsen", "Riksdagsgruppen")
	page.NoText("Infogruppen", "465 004 99", "Distriktsstyrelser")
}

// A goal that is behind asks those who can say what is to be done about it. Others have nothing to do there; it is among
// their figures.
func TestAGoalThatIsBehindAsksWhoCanAnswer(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	goal := app.Goal(fixture.Goal{}).ID
	steps := app.Measure(goal, fixture.Delivery())
	app.Milestone(goal, steps, store.MilestoneEdit{Title: "Kursen", Due: fixture.Today.AddDays(-5)})
	for _, role := range []authz.Role{authz.DistrictStaff, authz.BoardMember, authz.CampaignLead, authz.Operations, authz.Press, authz.Nominating, authz.Auditor} {
		page := app.As(role, 0).Get(paths.Home).OK(t)
		page.Valid()
		page.HasText("mål ligger efter eller är missat")
		switch role {
		case authz.DistrictStaff, authz.BoardMember, authz.CampaignLead:
			page.Region("Att göra nu").HasText("Se varför")
		default:
			page.Region("Att göra nu").NoText("Se varför")
		}
	}
}
