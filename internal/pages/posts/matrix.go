package posts

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/csvio"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/parts"
	view "verkstad/templates/posts"
	"verkstad/templates/ui"
)

// rowsPerPage is how many units the matrix shows at a time.
const rowsPerPage = 100

// matrix shows units × required posts. Somebody who may know of one unit only is led to that unit's posts.
func (p *Pages) matrix(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	scopes := store.PostScopesOf(q.Access())
	if !scopes.See.All && len(scopes.See.Units) == 1 && scopes.Names.Has(scopes.See.Units[0]) {
		u, err := p.Store.Unit(r.Context(), scopes.See, scopes.See.Units[0])
		if err != nil {
			return err
		}
		return web.Redirect(w, r, paths.UnitPosts(u.Kind, u.Slug), "")
	}
	filter := readFilter(r)
	m, err := p.Store.Matrix(r.Context(), scopes, q.Today(), filter)
	if err != nil {
		return err
	}
	v := matrixView(q, r, filter, m)
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Uppdrag", Room: room, Wide: true}, view.Matrix, v)
}

// needs are what the address calls what is to be done.
var needs = map[string]store.PostNeed{
	paths.PostsToDo: store.NeedAny, paths.PostsVacant: store.NeedVacant, paths.PostsUnknown: store.NeedUnknown, paths.PostsEnding: store.NeedEnding,
}

var needOptions = []ui.Option{{Value: paths.PostsToDo, Label: "Något att göra"}, {Value: paths.PostsVacant, Label: "Vakant"},
	{Value: paths.PostsUnknown, Label: "Okänt"}, {Value: paths.PostsEnding, Label: "Slutar snart"}}

// readFilter reads the filter of the address; what makes no sense is left out.
func readFilter(r *http.Request) store.MatrixFilter {
	get := r.URL.Query().Get
	f := store.MatrixFilter{Post: queryID(r, "typ"), Area: queryID(r, "omrade"), Need: needs[get("lage")], ByNeed: get("ordning") == "behov"}
	if k := district.UnitKind(get("slag")); k.Valid() {
		f.Kinds = []district.UnitKind{k}
	}
	return f
}

func matrixView(q *web.Req, r *http.Request, f store.MatrixFilter, m store.Matrix) view.MatrixView {
	v := view.MatrixView{
		Lead:   "Vilka uppdrag som är tillsatta, vakanta eller okända " + sv.Date(m.Day) + ".",
		Action: paths.Matrix, Needs: needOptions, Post: optional(f.Post), Area: optional(f.Area),
		Orders: []ui.Option{{Value: "", Label: "Namn"}, {Value: "behov", Label: "Mest att göra först"}},
		Order:  r.URL.Query().Get("ordning"),
		Count:  sv.Count(len(m.Units), "förening eller organ", "föreningar och organ"),
	}
	v.Kinds, v.Posts = filterChoices(m.Required)
	if f.Need != "" {
		v.Need = r.URL.Query().Get("lage")
	}
	if len(f.Kinds) > 0 {
		v.Kind = string(f.Kinds[0])
	}
	for _, a := range m.Areas {
		v.Areas = append(v.Areas, ui.Option{Value: optional(a.ID), Label: a.Name, Group: a.Kind.Name()})
	}
	if v.Kind != "" || v.Post != "" || v.Area != "" || f.Need != "" || f.ByNeed {
		v.Clear = paths.Matrix
	}
	if q.Can(authz.Export) {
		v.Export = withQuery(paths.MatrixExport, r)
	}
	if q.Can(authz.PostManage) {
		v.Manage = paths.PostKinds
	}
	switch {
	case len(m.Units) == 0 && f.Need == store.NeedAny:
		v.Empty = &ui.Empty{Title: "Inget saknas.", Text: "Alla uppdrag i urvalet är tillsatta.", Action: ui.LinkButton{Label: "Visa alla", Href: paths.Matrix}}
	case len(m.Units) == 0 && v.Clear != "":
		v.Empty = &ui.Empty{Title: "Ingen förening passar urvalet.", Text: "Välj ett annat slag, uppdrag eller område.", Action: ui.LinkButton{Label: "Visa alla", Href: paths.Matrix}}
	case len(m.Units) == 0:
		v.Empty = &ui.Empty{Title: "Ingen förening finns än.", Text: "Här syns vilka uppdrag som är tillsatta i varje förening."}
		if q.Can(authz.UnitManage) {
			v.Empty.Action = ui.LinkButton{Label: "Lägg till den första", Href: paths.NewAssociation}
		}
	}
	page, pages := web.Page(r), max(1, (len(m.Units)+rowsPerPage-1)/rowsPerPage)
	page = min(page, pages)
	shown := m.Units[(page-1)*rowsPerPage : min(page*rowsPerPage, len(m.Units))]
	if pages > 1 {
		v.Paging = ui.Paging{Page: page, Pages: pages, Total: v.Count}
		if page > 1 {
			v.Paging.PrevHref = withPage(r, page-1)
		}
		if page < pages {
			v.Paging.NextHref = withPage(r, page+1)
		}
	}
	for _, g := range groups {
		if g.each {
			for _, u := range shown {
				if slices.Contains(g.kinds, u.Kind) {
					v.Groups = append(v.Groups, unitGroup(q, u, m))
				}
			}
			continue
		}
		part := m.Of(g.kinds...)
		part.Units = slices.DeleteFunc(slices.Clone(shown), func(u store.MatrixUnit) bool { return !slices.Contains(g.kinds, u.Kind) })
		if len(part.Units) > 0 {
			v.Groups = append(v.Groups, groupView(q, g.title, part))
		}
	}
	return v
}

// groups are the tables of the matrix: kinds of unit that must have much the same posts, so that no table is mostly
// empty.
var groups = []struct {
	title string
	kinds []district.UnitKind
	each  bool // each unit has posts of its own, and a table of its own with a post on each row
}{
	{"Föreningar", district.AssociationKinds(), false},
	{"Utskott och nätverk", []district.UnitKind{district.KindCommittee, district.KindNetwork}, false},
	{"Distriktet", append([]district.UnitKind{district.KindDistrict}, district.LeadingKinds()...), true},
	{"Parlamentariska grupper", []district.UnitKind{district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup,
		district.KindParliamentaryGroup}, false},
}

// unitGroup is the table of one unit: a post on each row.
func unitGroup(q *web.Req, u store.MatrixUnit, m store.Matrix) view.MatrixGroup {
	g := view.MatrixGroup{Title: u.Name, Head: "Uppdrag", Columns: []string{"Läge"}}
	scopes := store.PostScopesOf(q.Access())
	for _, post := range m.Posts {
		cell, ok := u.Cell(post.ID)
		if !ok {
			continue
		}
		row := view.MatrixRow{Name: post.Name, Cells: []view.MatrixCell{{Label: "Läge",
			Cell: cellView(cell, post.Name, u, m.Day, scopes.Edit.Has(u.ID), q.CanIn(authz.PersonRead, u.ID))}}}
		row.Cells[0].Cell.Label = ""
		if scopes.Names.Has(u.ID) {
			row.Href = paths.UnitPosts(u.Kind, u.Slug)
		}
		if cell.State == district.PostFilled && !cell.EndsSoon(m.Day) {
			row.Filled = ui.StatusFilled.Word()
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func groupView(q *web.Req, title string, m store.Matrix) view.MatrixGroup {
	g := view.MatrixGroup{Title: title, Totals: totals(m.Posts)}
	for _, post := range m.Posts {
		g.Columns = append(g.Columns, post.Name)
	}
	scopes := store.PostScopesOf(q.Access())
	persons := q.Scope(authz.PersonRead)
	for _, u := range m.Units {
		row := view.MatrixRow{Name: u.Name, Kind: u.Kind.Name()}
		if scopes.Names.Has(u.ID) {
			row.Href = paths.UnitPosts(u.Kind, u.Slug)
		}
		filled := 0
		for _, post := range m.Posts {
			c := view.MatrixCell{Label: post.Name}
			if cell, ok := u.Cell(post.ID); ok {
				if cell.State == district.PostFilled {
					filled++
				}
				c.Cell = cellView(cell, post.Name, u, m.Day, scopes.Edit.Has(u.ID), persons.Has(u.ID))
			}
			row.Cells = append(row.Cells, c)
		}
		row.Filled = sv.Of(filled, len(u.Cells))
		g.Rows = append(g.Rows, row)
	}
	return g
}

func cellView(c store.PostCell, post string, u store.MatrixUnit, day district.Date, edit, person bool) *parts.AssignmentCell {
	cell := &parts.AssignmentCell{Label: post, Status: postStatus(c, day), Word: shortWord(c, day), Describe: describe(post, u.Name, c, day)}
	if edit && c.Problem(day) {
		replace := int64(0)
		if len(c.Holders) == 1 {
			replace = c.Holders[0].AssignmentID
		}
		cell.Href = paths.NameHolder(u.Kind, u.Slug, c.PostID, replace)
	}
	for _, h := range c.Holders {
		if h.PersonID == 0 {
			break // names are not for this reader
		}
		n := parts.Name{Text: holderName(h.Name)}
		if person {
			n.Href = paths.Person(h.PersonID)
		}
		cell.Holders = append(cell.Holders, n)
	}
	for _, h := range c.Coming {
		cell.Coming = append(cell.Coming, parts.Name{Text: holderName(h.Name), Note: "börjar " + sv.Date(h.Span.From)})
	}
	return cell
}

// shortWord is [stateWord] for a narrow cell: the month is enough there, and the day is read aloud.
func shortWord(c store.PostCell, day district.Date) string {
	month := func(d district.Date) string { return sv.MonthShort(d.Month()) + " " + strconv.Itoa(d.Year()) }
	switch {
	case c.EndsSoon(day):
		return "slutar " + month(c.HeldThrough)
	case c.State == district.PostVacant:
		return "sedan " + month(c.VacantSince)
	}
	return stateWord(c, day)
}

// filterChoices are the kinds of unit and the posts of which something is required.
func filterChoices(required []store.RequiredPost) (kinds, posts []ui.Option) {
	has := map[district.UnitKind]bool{}
	for _, req := range required {
		has[req.UnitKind] = true
		o := ui.Option{Value: optional(req.PostID), Label: req.PostName}
		if !slices.Contains(posts, o) {
			posts = append(posts, o)
		}
	}
	for _, k := range district.UnitKinds() {
		if has[k] {
			kinds = append(kinds, ui.Option{Value: string(k), Label: k.Plural()})
		}
	}
	return kinds, posts
}

func totals(posts []store.MatrixPost) []view.TotalRow {
	rows := []view.TotalRow{{Label: "Tillsatta"}, {Label: "Slutar inom 60 dagar"}, {Label: "Vakanta"}, {Label: "Okända"}}
	for _, p := range posts {
		for i, text := range []string{sv.Of(p.Filled, p.Required), sv.Int(p.EndsSoon), sv.Int(p.Vacant), sv.Int(p.Unknown)} {
			rows[i].Cells = append(rows[i].Cells, text)
		}
	}
	return rows
}

func optional(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// withQuery is an address with the query of the request, without its page.
func withQuery(path string, r *http.Request) string {
	query := r.URL.Query()
	query.Del("sida")
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

func withPage(r *http.Request, page int) string {
	query := r.URL.Query()
	query.Set("sida", strconv.Itoa(page))
	return paths.Matrix + "?" + query.Encode()
}

// export gives the matrix as a file: one row per unit and required post.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	m, err := p.Store.MatrixExport(r.Context(), q.Actor(), q.Moment().Now, store.PostScopesOf(q.Access()), q.Today(), readFilter(r))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	out := csvio.NewWriter(&file)
	rows := [][]string{{"Slag", "Förening eller organ", "Uppdrag", "Läge", "Vakant sedan", "Innehavare", "Sista dag", "Läget den"}}
	for _, u := range m.Units {
		for _, post := range m.Posts {
			if c, ok := u.Cell(post.ID); ok {
				rows = append(rows, exportRow(m, u, post, c))
			}
		}
	}
	for _, row := range rows {
		if err := out.Write(row...); err != nil {
			return fmt.Errorf("write export: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="uppdrag-`+sv.DateISO(m.Day)+`.csv"`)
	_, _ = w.Write(file.Bytes()) // a reader that went away
	return nil
}

func exportRow(m store.Matrix, u store.MatrixUnit, post store.MatrixPost, c store.PostCell) []string {
	var names []string
	for _, h := range c.Holders {
		if h.PersonID != 0 {
			names = append(names, holderName(h.Name))
		}
	}
	return []string{u.Kind.Name(), u.Name, post.Name, parts.PostWord(stateOf(c)), sv.DateISO(c.VacantSince), strings.Join(names, ", "),
		sv.DateISO(c.HeldThrough), sv.DateISO(m.Day)}
}

// stateOf is the state of a cell without regard to how long it lasts.
func stateOf(c store.PostCell) ui.Status {
	switch c.State {
	case district.PostFilled:
		return ui.StatusFilled
	case district.PostVacant:
		return ui.StatusVacant
	}
	return ui.StatusUnknown
}
