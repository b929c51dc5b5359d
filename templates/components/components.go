// Package components owns the page for developers that shows every part of package ui in every state, so that a
// look can be judged, compared and tested in one place. It holds example values only.
package components

import (
	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/templates/ui"
)

// typed is a posted form as the examples need it.
type typed struct {
	values map[string][]string
	errors map[string]string
}

func (t typed) Get(name string) string {
	if v := t.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}
func (t typed) All(name string) []string { return t.values[name] }
func (t typed) Error(name string) string { return t.errors[name] }
func (t typed) errs() []ui.FieldError {
	return ui.Errors(t, "", "bad-name", "bad-date", "bad-kind", "bad-ok")
}

var refused = typed{
	values: map[string][]string{
		"bad-name": {"19800101-1234"}, "bad-date": {"2018-02-30"}, "bad-many": {"a", "c"}, "bad-area": {"Vi vill börja i maj."},
	},
	errors: map[string]string{
		"bad-name": "Ta bort personnumret. Skriv bara namnet.",
		"bad-date": "Skriv ett datum som finns, till exempel 2018-02-28.",
		"bad-kind": "Välj om föreningen är lokal eller en branschförening.",
		"bad-ok":   "Bocka i rutan om styrelsen har fattat beslutet.",
	},
}

var kinds = []ui.Option{
	{Value: "local", Label: "Lokal partiförening", Hint: "Har en eller flera kommuner eller stadsdelar."},
	{Value: "trade", Label: "Branschförening", Hint: "Samlar medlemmar i ett yrke, i hela länet."},
	{Value: "other", Label: "Annat", Disabled: true},
}

var units = []ui.Option{
	{Value: "farsta", Label: "Farsta", Group: "Stockholm"}, {Value: "vantor", Label: "Vantör", Group: "Stockholm"},
	{Value: "nacka", Label: "Nacka", Group: "Kommuner"}, {Value: "sigtuna", Label: "Märsta-Sigtuna", Group: "Kommuner"},
}

var weekdays = []ui.Option{{Value: "a", Label: "Måndag"}, {Value: "b", Label: "Tisdag"}, {Value: "c", Label: "Onsdag"}}

func allStatuses() []ui.Badge {
	out := make([]ui.Badge, 0, len(ui.Statuses))
	for _, s := range ui.Statuses {
		out = append(out, ui.Badge{Status: s})
	}
	return out
}

func day(s string) district.Date { return district.MustDate(s) }

// trend is a made-up coverage: it climbs, dips after the annual meetings and climbs again.
func trend() []ui.Point {
	days := []string{"2017-03-12", "2017-05-01", "2017-06-15", "2017-09-01", "2017-10-15", "2017-12-01", "2018-01-15", "2018-02-10", "2018-03-01", "2018-03-20", "2018-04-16"}
	vals := []float64{21, 24, 27, 27, 31, 35, 38, 39, 33, 34, 37}
	out := make([]ui.Point, len(days))
	for i := range days {
		out[i] = ui.Point{Date: day(days[i]), Value: vals[i]}
	}
	return out
}

func expected() []ui.Point {
	return []ui.Point{{Date: day("2017-03-12"), Value: 21}, {Date: day("2019-03-10"), Value: 51}}
}

func exampleCurve() ui.Curve {
	return ui.Curve{
		Title: "Föreningar med internfeministiskt ansvarig", Summary: "37 av 51 den 16 april 2018, mot 21 när perioden började. Efter årsmötena i februari föll värdet med sex.",
		Unit: "Föreningar", From: day("2017-03-12"), To: day("2019-03-10"), Today: day("2018-04-16"), Max: 60, Target: 51, Points: trend(), Expected: expected(),
		Events: []ui.CurveEvent{{Date: day("2017-10-15"), Label: "Träff för föreningarnas ansvariga"}, {Date: day("2018-02-20"), Label: "Årsmöten i föreningarna", Href: "#"}},
	}
}

func spark() *ui.Sparkline {
	return &ui.Sparkline{Label: "Över perioden", Text: "från 21 till 37 av 51", From: day("2017-03-12"), To: day("2019-03-10"), Max: 51, Points: trend(), Expected: expected()}
}

func exampleMap() ui.TileMap {
	type t struct {
		c, r       int
		abbr, name string
		n          int
	}
	list := []t{
		{3, 0, "Sig", "Sigtuna", 3}, {4, 0, "Val", "Vallentuna", 2}, {5, 0, "Nor", "Norrtälje", 4}, {2, 1, "UBr", "Upplands-Bro", 1}, {3, 1, "UVä", "Upplands Väsby", 4},
		{4, 1, "Täb", "Täby", 0}, {5, 1, "Öst", "Österåker", 3}, {2, 2, "Jär", "Järfälla", 2}, {3, 2, "Sol", "Sollentuna", -1}, {4, 2, "Dan", "Danderyd", 0},
	}
	m := ui.TileMap{Title: "Norra länet", Summary: "Uppdrag som måste vara tillsatta i varje förening.", NameHead: "Kommun", ValHead: "Tillsatta uppdrag", Key: []ui.ShadeKey{
		{Shade: ui.ShadeNone, Label: "inget"}, {Shade: ui.Shade1, Label: "1"}, {Shade: ui.Shade2, Label: "2"}, {Shade: ui.Shade3, Label: "3"}, {Shade: ui.Shade4, Label: "alla 4"}, {Shade: ui.ShadeUnknown, Label: "okänt"}}}
	words := []string{"0", "1", "2", "3", "4"}
	for _, x := range list {
		tile := ui.Tile{Col: x.c - 2, Row: x.r, Abbr: x.abbr, Name: x.name, Href: "#", Shade: ui.ShadeUnknown, Value: "?", Aloud: "okänt"}
		if x.n >= 0 {
			tile.Shade, tile.Value, tile.Aloud = ui.ShadeOf(float64(x.n)/4), words[x.n]+"/4", words[x.n]+" av 4 tillsatta"
		}
		m.Tiles = append(m.Tiles, tile)
	}
	return m
}

func shades() []ui.ShadeKey {
	return []ui.ShadeKey{{Shade: ui.ShadeNone, Label: "inget"}, {Shade: ui.Shade1, Label: "lite"}, {Shade: ui.Shade2, Label: "en del"}, {Shade: ui.Shade3, Label: "mycket"},
		{Shade: ui.Shade4, Label: "mest"}, {Shade: ui.ShadeUnknown, Label: "okänt"}, {Shade: ui.ShadeGood, Label: "bra"}, {Shade: ui.ShadeWarn, Label: "tänk på"}, {Shade: ui.ShadeBad, Label: "saknas"}, {Shade: ui.ShadeMark, Label: "ditt"}}
}

func exampleHeat() ui.Heatmap {
	h := ui.Heatmap{Title: "Aktiviteter per vecka", Summary: "Planerade och genomförda, fyra veckor framåt.", Corner: "Område",
		Cols: []ui.HeatCol{{Label: "v. 16", Long: "vecka 16"}, {Label: "v. 17", Long: "vecka 17"}, {Label: "v. 18", Long: "vecka 18"}, {Label: "v. 19", Long: "vecka 19"}}, Key: shades()[:6]}
	for i, name := range []string{"Farsta strand", "Hökarängen", "Rågsved"} {
		row := ui.HeatRow{Label: name, Href: "#"}
		for j := range 4 {
			n := (i*3 + j*2) % 5
			row.Cells = append(row.Cells, ui.HeatCell{Text: []string{"0", "1", "2", "3", "4"}[n], Shade: ui.ShadeOf(float64(n) / 4)})
		}
		if i == 2 {
			row.Cells[3] = ui.HeatCell{Text: "?", Shade: ui.ShadeUnknown, Aloud: "okänt"}
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}

func goalRows() ui.GoalRows {
	return ui.GoalRows{Items: []ui.GoalRow{
		{Number: "3", Href: "#", Title: "Varje partiförening utser någon som ansvarar för det internfeministiska arbetet.", Badge: ui.Badge{Status: ui.StatusBehind}, Meta: "Feministiska utskottet",
			Figure: "37 av 51", Note: "väntat nu 38", Progress: &ui.Progress{Label: "Föreningar med ansvarig", Value: 37, Unknown: 4, Max: 51, Expected: 38, Compact: true}, Spark: spark()},
		{Number: "9", Href: "#", Title: "Utbildningar för nyvalda hålls efter valet.", Badge: ui.Badge{Status: ui.StatusUpcoming, Text: "börjar 10 sep 2018"}, Meta: "Studieutskottet", Figure: "0 av 3"},
		{Number: "6", Href: "#", Title: "Kunskapen om fackligt-politiskt arbete ökar i hela distriktet.", Badge: ui.Badge{Status: ui.StatusJudged, Text: "bedömt av DS: delvis"}, Meta: "Fackliga utskottet"},
	}}
}

var buttons = []templ.Component{
	ui.LinkButton{Label: "Lägg till träff", Href: "#", Kind: ui.Primary},
	ui.LinkButton{Label: "Skriv ut", Href: "#"},
}
