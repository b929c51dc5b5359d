package associations

import (
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/templates/ui"
)

// mapKey explains the shades of the maps.
var mapKey = []ui.ShadeKey{
	{Shade: ui.Shade1, Label: "upp till en fjärdedel tillsatt"}, {Shade: ui.Shade2, Label: "till hälften"},
	{Shade: ui.Shade3, Label: "till tre fjärdedelar"}, {Shade: ui.Shade4, Label: "mer"},
	{Shade: ui.ShadeUnknown, Label: "inget känt"}, {Shade: ui.ShadeNone, Label: "ingen tillsatt, eller ingen förening"},
}

// maps are the maps of the county and of the city: a way into the register by place. posts says whether they show how
// many posts are filled; for readers who are not told that they show how many associations there are.
func maps(tiles []store.AreaTile, q listQuery, posts bool) (county, city ui.TileMap) {
	head, key, shows := "Tillsatta uppdrag", mapKey, "hur många av uppdragen som är tillsatta"
	if !posts {
		head, key, shows = "Föreningar", nil, "hur många föreningar det är"
	}
	county = ui.TileMap{Title: "Länet", NameHead: "Kommun", ValHead: head, Key: key}
	city = ui.TileMap{Title: "Stockholms stad", NameHead: "Stadsdelsområde", ValHead: head, Key: key}
	covered := map[district.AreaKind]int{}
	for _, t := range tiles {
		m := &county
		if t.Kind == district.AreaCityDistrict {
			m = &city
		}
		if t.Units > 0 {
			covered[t.Kind]++
		}
		m.Tiles = append(m.Tiles, tile(t, q))
	}
	county.Summary = "Föreningar i " + sv.Of(covered[district.AreaMunicipality], len(county.Tiles)) + " kommuner. Rutan visar " + shows + "."
	city.Summary = "Föreningar i " + sv.Of(covered[district.AreaCityDistrict], len(city.Tiles)) + " stadsdelsområden."
	return county, city
}

func tile(t store.AreaTile, q listQuery) ui.Tile {
	out := ui.Tile{Col: t.Col, Row: t.Row, Abbr: t.Abbr, Name: t.Name, Value: sv.None, Aloud: "ingen förening", Href: paths.Area(t.Slug)}
	switch {
	case t.Units == 0:
		return out
	case t.Units == 1:
		out.Href = paths.Association(t.UnitSlug)
	default:
		q.area = t.Slug
		out.Href = q.href(paths.Associations, "")
	}
	out.Aloud = sv.Association.Count(t.Units)
	out.Value = sv.Int(t.Units)
	switch {
	case t.Required == 0:
	case t.Unknown == t.Required:
		out.Shade = ui.ShadeUnknown
		out.Aloud += ", inget känt om uppdragen"
		out.Value = "?"
	default:
		out.Shade = ui.ShadeOf(float64(t.Filled) / float64(t.Required))
		out.Aloud += ", " + sv.Of(t.Filled, t.Required) + " uppdrag tillsatta"
		out.Value = sv.Int(t.Filled) + "/" + sv.Int(t.Required)
	}
	return out
}
