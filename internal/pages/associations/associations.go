// Package associations is the pages of local and trade associations: the register with its map, an association's page,
// changing and closing it, its areas and who governs there, and the register as a file.
package associations

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/associations"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// unit is what the pages share with those of other bodies.
func (p *Pages) unit() unitpage.Pages {
	return unitpage.Pages{Store: p.Store, Kinds: district.AssociationKinds(), List: ui.Crumb{Label: "Föreningar", Href: paths.Associations},
		Room: web.RoomAssociations}
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	const (
		one   = paths.Associations + "/{slug}"
		cover = one + "/omraden/{cover}"
		area  = "/omraden/{area}"
	)
	return []web.Route{
		{Method: get, Pattern: paths.Associations, Perm: authz.UnitRead, Handler: p.list},
		{Method: get, Pattern: paths.ExportAssociations, Perm: authz.Export, Handler: p.export},
		{Method: get, Pattern: paths.NewAssociation, Perm: authz.UnitManage, Handler: p.new},
		{Method: post, Pattern: paths.NewAssociation, Perm: authz.UnitManage, Handler: p.create},
		{Method: get, Pattern: paths.ImportAssociations, Perm: authz.UnitManage, Handler: p.importForm},
		{Method: post, Pattern: paths.ImportAssociations, Perm: authz.UnitManage, Handler: p.dryRun},
		{Method: post, Pattern: paths.ImportAssociationsCommit, Perm: authz.UnitManage, Handler: p.commitImport},
		{Method: get, Pattern: one, Perm: authz.UnitRead, Handler: p.page},
		{Method: get, Pattern: one + "/andra", Perm: authz.UnitEdit, Handler: p.edit},
		{Method: post, Pattern: one + "/andra", Perm: authz.UnitEdit, Handler: p.update},
		{Method: get, Pattern: one + "/historik", Perm: authz.AccountAudit, Handler: p.unit().History},
		{Method: get, Pattern: one + "/stang", Perm: authz.UnitManage, Handler: p.unit().CloseForm},
		{Method: post, Pattern: one + "/stang", Perm: authz.UnitManage, Handler: p.unit().Close},
		{Method: post, Pattern: one + "/oppna", Perm: authz.UnitManage, Handler: p.unit().Reopen},
		{Method: get, Pattern: one + "/omraden", Perm: authz.UnitManage, Handler: p.areas},
		{Method: post, Pattern: one + "/omraden", Perm: authz.UnitManage, Handler: p.addArea},
		{Method: get, Pattern: cover, Perm: authz.UnitManage, Handler: p.cover},
		{Method: post, Pattern: cover, Perm: authz.UnitManage, Handler: p.endArea},
		{Method: post, Pattern: cover + "/ta-bort", Perm: authz.UnitManage, Handler: p.removeArea},
		{Method: get, Pattern: area, Perm: authz.UnitRead, Handler: p.area},
		{Method: post, Pattern: area + "/styre", Perm: authz.UnitManage, Handler: p.statePosition},
		{Method: get, Pattern: area + "/styre/{governing}/ta-bort", Perm: authz.UnitManage, Handler: p.askRemovePosition},
		{Method: post, Pattern: area + "/styre/{governing}/ta-bort", Perm: authz.UnitManage, Handler: p.removePosition},
	}
}

// pageSize is how many associations a page of the register shows.
const pageSize = 60

// The words of the register's address, and what they mean.
var (
	kindWords     = map[string]district.UnitKind{"partiforening": district.KindAssociation, "branschforening": district.KindTradeAssociation}
	positionWords = map[string]string{"majoritet": string(district.Majority), "opposition": string(district.Opposition), "okant": store.PositionUnknown}
	postsWords    = map[string]store.PostsFilter{"vakanta": store.VacantPosts, "okanda": store.UnknownPosts, "tillsatta": store.FilledPosts}
	stateWords    = map[string]store.UnitState{"stangda": store.ClosedUnits, "alla": store.AllUnits}
	sortWords     = map[string]store.AssociationSort{"slag": store.ByKind, "omrade": store.ByArea, "vakanta": store.ByVacant}
)

// A listQuery is the register as its address asks for it. What the address cannot mean is left out.
type listQuery struct {
	text, area, kind, position, posts, state, sort, order string
	all                                                   bool // on one page
}

func readList(r *http.Request) listQuery {
	v := r.URL.Query()
	q := listQuery{kind: known(kindWords, v.Get("slag")), position: known(positionWords, v.Get("styre")),
		posts: known(postsWords, v.Get("uppdrag")), state: known(stateWords, v.Get("lage")), sort: known(sortWords, v.Get("sortera")),
		area: cleanQuery(v.Get("omrade")), text: cleanQuery(v.Get("q")), all: v.Get("sida") == "alla"}
	if v.Get("ordning") == "fallande" {
		q.order = "fallande"
	}
	return q
}

func known[T any](words map[string]T, s string) string {
	if _, ok := words[s]; ok {
		return s
	}
	return ""
}

func (q listQuery) filter(day district.Date) store.AssociationFilter {
	return store.AssociationFilter{Day: day, Query: q.text, Kind: kindWords[q.kind], Area: q.area, Position: positionWords[q.position],
		State: stateWords[q.state], Posts: postsWords[q.posts], Sort: sortWords[q.sort], Reverse: q.order != ""}
}

// narrowed tells whether something is left out.
func (q listQuery) narrowed() bool {
	return q.text != "" || q.area != "" || q.kind != "" || q.position != "" || q.posts != "" || q.state != ""
}

// href is the address of the register with this query on a page ("" the first).
func (q listQuery) href(base, page string) string {
	return paths.With(base, "q", q.text, "omrade", q.area, "slag", q.kind, "styre", q.position, "uppdrag", q.posts, "lage", q.state,
		"sortera", q.sort, "ordning", q.order, "sida", page)
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	req := web.Of(r)
	scope := req.Scope(authz.UnitRead)
	if !scope.All {
		return p.ownPage(w, r, scope)
	}
	q := readList(r)
	l, err := p.Store.Associations(r.Context(), scope, req.Scope(authz.PostRead), q.filter(req.Today()))
	if err != nil {
		return err
	}
	v := view.ListView{Filter: listFilter(q, l), Sort: sortColumns(q), ShowMap: r.URL.Query().Get("visa") == "karta", ChangesHref: paths.Reorganisations}
	v.Filter.HidePosts = !req.Can(authz.PostRead)
	v.Tabs = ui.Tabs{Label: "Föreningar som lista eller karta", Items: []ui.Tab{
		{Label: "Lista", Href: q.href(paths.Associations, ""), Count: sv.Int(len(l.Rows)), Current: !v.ShowMap},
		{Label: "Karta", Href: paths.With(q.href(paths.Associations, ""), "visa", "karta"), Current: v.ShowMap}}}
	if v.ShowMap {
		v.County, v.City = maps(l.Tiles, q, !v.Filter.HidePosts)
	}
	if req.Can(authz.UnitManage) {
		v.Actions = append(v.Actions, ui.LinkButton{Label: "Ny förening", Href: paths.NewAssociation, Kind: ui.Primary},
			ui.LinkButton{Label: "Läs in fil", Href: paths.ImportAssociations})
	}
	if req.Can(authz.Export) && len(l.Rows) > 0 {
		v.Export = append(v.Export, ui.Link{Label: "CSV", Href: q.href(paths.ExportAssociations, "")})
	}
	rows := l.Rows
	if pages := (len(rows) + pageSize - 1) / pageSize; pages > 1 && !q.all {
		v.Export = append(v.Export, ui.Link{Label: "Alla på en sida", Href: q.href(paths.Associations, "alla")})
		page := min(web.Page(r), pages)
		rows = rows[(page-1)*pageSize : min(page*pageSize, len(rows))]
		v.Paging = ui.Paging{Page: page, Pages: pages, Total: countText(l)}
		if page > 1 {
			v.Paging.PrevHref = q.href(paths.Associations, strconv.Itoa(page-1))
		}
		if page < pages {
			v.Paging.NextHref = q.href(paths.Associations, strconv.Itoa(page+1))
		}
	}
	for _, row := range rows {
		v.Rows = append(v.Rows, listRow(row, req.Today()))
	}
	if len(rows) == 0 {
		v.Nothing = nothing(q, req.Can(authz.UnitManage))
		if !q.narrowed() { // the very first day: nothing to narrow or to look for on a map
			v.Filter.Hide, v.Tabs, v.ShowMap, v.ChangesHref = true, ui.Tabs{}, false, ""
		}
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Föreningar", Room: web.RoomAssociations}, view.List, v)
}

// ownPage leads a reader who sees only the own units to the association among them.
func (p *Pages) ownPage(w http.ResponseWriter, r *http.Request, scope authz.Scope) error {
	units, err := p.Store.Units(r.Context(), scope, web.Of(r).Today(), district.AssociationKinds()...)
	if err != nil {
		return err
	}
	if len(units) == 1 {
		return web.Redirect(w, r, paths.Association(units[0].Slug), "")
	}
	v := view.ListView{Filter: view.ListFilter{Action: paths.Associations}}
	l, err := p.Store.Associations(r.Context(), scope, web.Of(r).Scope(authz.PostRead), store.AssociationFilter{Day: web.Of(r).Today()})
	if err != nil {
		return err
	}
	v.Filter.Count = countText(l)
	v.Filter.Hide = true
	for _, row := range l.Rows {
		v.Rows = append(v.Rows, listRow(row, web.Of(r).Today()))
	}
	v.Sort = map[string]view.SortColumn{}
	if len(v.Rows) == 0 {
		v.Nothing = &ui.Empty{Title: "Ingen egen förening", Text: "Du har inget uppdrag i en förening, och ser därför inga här. Är det fel? Hör av dig till kansliet."}
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Föreningar", Room: web.RoomAssociations}, view.List, v)
}

func nothing(q listQuery, mayAdd bool) *ui.Empty {
	if q.narrowed() {
		return &ui.Empty{Title: "Ingen förening passar", Text: "Ta bort något i filtret, så visas fler.",
			Action: ui.LinkButton{Label: "Visa alla", Href: paths.Associations}}
	}
	e := &ui.Empty{Title: "Inga föreningar än", Text: "Här samlas partiföreningar och branschföreningar med områden, kontakt och uppdrag."}
	if mayAdd {
		e.Text += " Har du dem i ett kalkylblad läser du in alla på en gång."
		e.Action = ui.LinkButton{Label: "Läs in en fil", Href: paths.ImportAssociations}
	}
	return e
}

// countText is how many are shown of each kind: "40 partiföreningar och 11 branschföreningar".
func countText(l store.AssociationList) string {
	return sv.PartyAssociation.Count(l.Count(district.KindAssociation)) + " och " + sv.TradeAssociation.Count(l.Count(district.KindTradeAssociation))
}

func listFilter(q listQuery, l store.AssociationList) view.ListFilter {
	f := view.ListFilter{Action: paths.Associations, Count: countText(l), Query: q.text, Kind: q.kind, Area: q.area, Position: q.position,
		Posts: q.posts, State: q.state, Areas: tileOptions(l.Tiles)}
	if q.narrowed() {
		f.ClearHref = listQuery{sort: q.sort, order: q.order}.href(paths.Associations, "")
	}
	if q.sort != "" {
		f.Hidden = append(f.Hidden, ui.Pair{Name: "sortera", Value: q.sort})
	}
	if q.order != "" {
		f.Hidden = append(f.Hidden, ui.Pair{Name: "ordning", Value: q.order})
	}
	return f
}

// areaGroups are the headings of areas to choose from.
var areaGroups = []struct {
	kind  district.AreaKind
	group string
}{{district.AreaMunicipality, "Kommuner"}, {district.AreaCityDistrict, "Stadsdelsområden"}}

// tileOptions are the areas of the maps to choose from, by slug.
func tileOptions(tiles []store.AreaTile) []ui.Option {
	var out []ui.Option
	for _, g := range areaGroups {
		for _, t := range tiles {
			if t.Kind == g.kind {
				out = append(out, ui.Option{Value: t.Slug, Label: t.Name, Group: g.group})
			}
		}
	}
	return out
}

// areaOptions are areas to choose from, by id.
func areaOptions(areas []store.Area, kinds ...district.AreaKind) []ui.Option {
	var out []ui.Option
	for _, g := range areaGroups {
		for _, a := range areas {
			if a.Kind == g.kind && slices.Contains(kinds, a.Kind) {
				out = append(out, ui.Option{Value: strconv.FormatInt(a.ID, 10), Label: a.Name, Group: g.group})
			}
		}
	}
	return out
}

// cleanQuery keeps what a query can mean: text of a bearable length.
func cleanQuery(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 200 || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return ""
	}
	return s
}

// sortColumns are the heads of the columns: the chosen one turns its order round.
func sortColumns(q listQuery) map[string]view.SortColumn {
	out := make(map[string]view.SortColumn, 4)
	for key, word := range map[string]string{"name": "", "kind": "slag", "area": "omrade", "posts": "vakanta"} {
		c := q
		c.sort, c.order = word, ""
		dir := ""
		if q.sort == word {
			dir = "asc"
			if (q.order != "") != (word == "vakanta") { // most vacant first is the ordinary order of that column
				dir = "desc"
			}
			if q.order == "" {
				c.order = "fallande"
			}
		}
		out[key] = view.SortColumn{Href: c.href(paths.Associations, ""), Dir: dir}
	}
	return out
}

func listRow(r store.AssociationRow, today district.Date) view.ListRow {
	v := view.ListRow{Name: r.Name, Href: paths.Association(r.Slug), Kind: r.Kind.Name(), Areas: sv.List(r.Areas), Position: positionText(r.Positions)}
	switch {
	case !r.Closed.IsZero() && !r.Closed.After(today):
		v.Closed = "stängd " + sv.Date(r.Closed.AddDays(-1))
	case !r.Closed.IsZero():
		v.Closed = "stänger " + sv.Date(r.Closed.AddDays(-1))
	case r.Founded.After(today):
		v.Closed = "börjar " + sv.Date(r.Founded)
	}
	if len(r.Areas) == 0 {
		v.Areas = sv.None
	}
	v.PlainKind, v.PlainPosition = r.Kind == district.KindAssociation, v.Position == sv.None
	v.PlainAreas = v.Areas == sv.None || v.Areas == v.Name
	if r.Required == 0 {
		return v
	}
	v.Filled = sv.Of(r.Filled, r.Required)
	if r.Vacant > 0 {
		v.Badges = append(v.Badges, ui.Badge{Status: ui.StatusVacant, Text: sv.Count(r.Vacant, "vakant", "vakanta")})
	}
	if r.Unknown > 0 {
		v.Badges = append(v.Badges, ui.Badge{Status: ui.StatusUnknown, Text: sv.Count(r.Unknown, "okänt", "okända")})
	}
	if r.Filled == r.Required {
		v.Badges = append(v.Badges, ui.Badge{Status: ui.StatusFilled, Text: "alla tillsatta"})
	}
	return v
}

func positionText(positions []string) string {
	if len(positions) == 0 {
		return sv.None
	}
	names := make([]string, len(positions))
	for i, p := range positions {
		names[i] = district.Position(p).Name() // unknown has no constant of its own and is "okänt"
	}
	return sv.List(names)
}
