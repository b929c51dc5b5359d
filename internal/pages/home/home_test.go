package home_test

import (
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/district"
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
