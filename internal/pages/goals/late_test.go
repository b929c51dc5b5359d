package goals_test

import (
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// What makes a figure of a day that has been another is told in words: once on the board's pages, though two goals move.
func TestMergersAreToldAfterwards(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, vantor, kista := app.Association("Farsta"), app.Association("Vantör"), app.Association("Kista")
	goals := app.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
	for _, g := range goals {
		app.Measure(g.ID, app.Coverage("treasurer"))
	}
	app.Merge(vantor, district.MustDate("2018-03-01"), farsta)
	app.Close(kista, district.MustDate("2018-03-10"))
	app.Unit(store.NewUnit{Name: "Salem", Founded: district.MustDate("2018-03-05")})
	staff := app.As(authz.DistrictStaff, 0)
	texts := []string{"Farsta: gick upp i Vantör, sista dag 28 februari 2018, inlagt 16 april 2018",
		"Kista: sista dag 10 mars 2018, inlagt 16 april 2018", "Salem: finns från 5 mars 2018, inlagt 16 april 2018"}
	changed := staff.Get(paths.GoalsChanged + "?sedan=2018-04-01").OK(t)
	changed.Valid()
	changed.HasText(texts...)
	report := staff.Get(paths.PeriodReport(goals[0].PlanID, "2018-04-01", "2018-04-16")).OK(t)
	report.Valid()
	report.HasText(texts...)
	if n := strings.Count(report.Main().Text(), texts[0]); n != 1 {
		t.Errorf("the report tells it %d times", n)
	}
}
