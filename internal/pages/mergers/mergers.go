// Package mergers is the pages of merging and dividing units: deciding what is to happen and what goes on, seeing exactly
// what that does before it is done, and the list of what was done, with a way to undo it.
//
// It serves associations and other bodies alike. It must not know how their own pages look.
package mergers

import (
	"errors"
	"net/http"
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/mergers"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	const one = paths.Reorganisations + "/{id}"
	routes := []web.Route{
		{Method: get, Pattern: paths.Reorganisations, Perm: authz.UnitRead, Handler: p.list},
		{Method: get, Pattern: one, Perm: authz.UnitRead, Handler: p.page},
		{Method: get, Pattern: one + "/angra", Perm: authz.UnitManage, Handler: p.askUndo},
		{Method: post, Pattern: one + "/angra", Perm: authz.UnitManage, Handler: p.undo},
	}
	for _, base := range []string{paths.Associations, paths.Bodies} {
		unit := base + "/{slug}/sla-ihop"
		routes = append(routes,
			web.Route{Method: get, Pattern: unit, Perm: authz.UnitManage, Handler: p.of(base, p.start)},
			web.Route{Method: post, Pattern: unit, Perm: authz.UnitManage, Handler: p.of(base, p.decide)},
			web.Route{Method: get, Pattern: unit + "/val", Perm: authz.UnitManage, Handler: p.of(base, p.choose)},
			web.Route{Method: post, Pattern: unit + "/val", Perm: authz.UnitManage, Handler: p.of(base, p.preview)},
			web.Route{Method: post, Pattern: unit + "/genomfor", Perm: authz.UnitManage, Handler: p.of(base, p.do)})
	}
	return routes
}

// A unitHandler answers for the unit in the address.
type unitHandler func(w http.ResponseWriter, r *http.Request, u store.Unit) error

// of finds the unit in the address among those whose pages are below base, and that can be merged and divided.
func (p *Pages) of(base string, h unitHandler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		u, err := p.Store.UnitBySlug(r.Context(), web.Of(r).Scope(authz.UnitManage), web.Slug(r, "slug"))
		if err != nil {
			return err
		}
		if u.Kind.IsAssociation() != (base == paths.Associations) || !u.Kind.CanReorganise() {
			return district.ErrNotFound
		}
		return h(w, r, u)
	}
}

// head returns what the shell needs for a page about a unit.
func head(u store.Unit, title string, further ...ui.Crumb) web.Head {
	list, room := ui.Crumb{Label: "Utskott och nätverk", Href: paths.Bodies}, web.RoomBodies
	if u.Kind.IsAssociation() {
		list, room = ui.Crumb{Label: "Föreningar", Href: paths.Associations}, web.RoomAssociations
	}
	return web.Head{Title: title, Room: room, Crumbs: append([]ui.Crumb{list, unitpage.Crumb(u)}, further...)}
}

// listHead returns what the shell needs for the list and what is in it.
func listHead(title string, further ...ui.Crumb) web.Head {
	crumbs := []ui.Crumb{{Label: "Föreningar", Href: paths.Associations}}
	return web.Head{Title: title, Room: web.RoomAssociations, Crumbs: append(crumbs, further...)}
}

const listTitle = "Sammanslagningar och delningar"

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	rows, err := p.Store.Reorganisations(r.Context(), web.Of(r).Scope(authz.UnitRead))
	if err != nil {
		return err
	}
	v := view.ListView{}
	if web.Of(r).Can(authz.UnitManage) {
		v.How = "Det gör du från föreningens eller organets egen sida."
	}
	for _, row := range rows {
		v.Rows = append(v.Rows, view.ListRow{Text: unitpage.ReorganisedText(row, web.Of(r).Today()), Href: paths.Reorganisation(row.ID), When: sv.Date(row.Day),
			Badge: badge(row, web.Of(r).Today()), Kind: row.Kind.Name(), Recorded: sv.Date(row.RecordedOn)})
	}
	if len(rows) == 0 {
		v.Empty = &ui.Empty{Title: "Inget har slagits ihop eller delats", Text: "När föreningar eller organ går upp i varandra eller delas står det här, med vad som gick vidare."}
	}
	return web.Render(w, r, http.StatusOK, listHead(listTitle, ui.Crumb{Label: listTitle}), view.List, v)
}

// badge says of a reorganisation that it is to come, or that it does not hold; nil for one that has happened.
func badge(r store.ReorganisationRow, today district.Date) *ui.Badge {
	switch {
	case r.Standing() && r.Day.After(today):
		return &ui.Badge{Status: ui.StatusUpcoming, Text: "på väg"}
	case r.Standing():
		return nil
	case r.UndoneOn.Before(r.Day):
		return &ui.Badge{Status: ui.StatusMissed, Text: "inställd " + sv.Date(r.UndoneOn)}
	}
	return &ui.Badge{Status: ui.StatusMissed, Text: "ångrad " + sv.Date(r.UndoneOn)}
}

// read returns the reorganisation in the address.
func (p *Pages) read(r *http.Request, perm authz.Permission) (store.ReorganisationPage, error) {
	q := web.Of(r)
	id, err := web.ID(r, "id")
	if err != nil {
		return store.ReorganisationPage{}, err
	}
	return p.Store.Reorganisation(r.Context(), store.ReorganisationView{Scope: q.Scope(perm), Names: q.Scope(authz.AssignmentRead),
		Audit: q.Access().CanEverywhere(authz.AccountAudit)}, id)
}

func (p *Pages) page(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	c, err := p.read(r, authz.UnitRead)
	if err != nil {
		return err
	}
	coming := c.Day.After(q.Today())
	v := view.PageView{Kicker: c.Kind.Name(), Title: unitpage.ReorganisedText(c.ReorganisationRow, q.Today()), Badge: badge(c.ReorganisationRow, q.Today())}
	v.Facts = []ui.Definition{{Term: "Från och med", Text: sv.Date(c.Day)}, {Term: "Inlagt", Text: sv.Join(", ", sv.Date(c.RecordedOn), c.RecordedBy)}}
	switch {
	case !c.Standing():
		v.Lead = "Det gäller inte längre. Allt är som det var innan."
	case coming:
		v.Lead = "Siffror för dagar före " + sv.Date(c.Day) + " ändras inte."
	case c.RecordedOn.After(c.Day):
		v.Lead = "Det lades in i efterhand. Siffror för dagar före " + sv.Date(c.Day) + " är som de var."
	default:
		v.Lead = "Siffror för dagar före " + sv.Date(c.Day) + " är som de var."
	}
	for _, u := range c.Units {
		if u.Slug == "" {
			continue
		}
		href := paths.Unit(u.Kind, u.Slug)
		if u.Closes && c.Standing() {
			href = paths.With(href, "visa", "stangd")
		}
		v.Links = append(v.Links, ui.Link{Label: u.Name, Href: href})
	}
	if c.Standing() {
		v.Lists = pageLists(c, coming)
	}
	if c.Standing() && q.Can(authz.UnitManage) {
		label := "Ångra"
		if coming {
			label = "Ställ in"
		}
		err := p.Store.CanUndoReorganisation(r.Context(), q.Actor(), q.Scope(authz.UnitManage), c.ID)
		var invalid *district.Invalid
		switch {
		case err == nil:
			v.Actions = append(v.Actions, ui.LinkButton{Label: label, Href: paths.UndoReorganisation(c.ID)})
		case errors.As(err, &invalid) && len(invalid.Fields) > 0:
			v.Facts = append(v.Facts, ui.Definition{Term: label, Text: invalid.Fields[0].Message})
		default:
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, listHead(v.Title, ui.Crumb{Label: listTitle, Href: paths.Reorganisations}, ui.Crumb{Label: c.Kind.Name()}), view.Page, v)
}

// pageLists are what a reorganisation did, or will do, in figures and names.
func pageLists(c store.ReorganisationPage, coming bool) []view.PreviewList {
	ended := view.PreviewList{ID: "slutade", Title: "Det som slutade", Open: true}
	anew := view.PreviewList{ID: "vidare", Title: "Det som gick vidare", Open: true}
	if coming {
		ended.Title, anew.Title = "Det som slutar", "Det som går vidare"
	}
	for _, n := range []struct {
		n    int
		noun sv.Noun
	}{{c.Ended, sv.Assignment}, {c.Access, sv.Grant}, {c.Areas, sv.Area}} {
		if n.n > 0 {
			ended.Rows = append(ended.Rows, n.noun.Count(n.n))
		}
	}
	if len(ended.Rows) == 0 {
		ended.Lead = "Inga uppdrag, behörigheter eller områden."
	}
	for _, a := range c.Carried {
		anew.Rows = append(anew.Rows, sv.Join(", ", a.Post+" i "+a.Unit, a.Person)+" ("+sv.Period(district.Through(a.From, a.Last))+")")
	}
	for _, a := range c.Covered {
		anew.Rows = append(anew.Rows, "Området "+a.Area+" i "+a.Unit)
	}
	if c.Given > 0 {
		anew.Rows = append(anew.Rows, sv.Grant.Count(c.Given))
	}
	if len(anew.Rows) == 0 {
		anew.Lead = "Inga uppdrag, behörigheter eller områden valdes."
	}
	return []view.PreviewList{ended, anew}
}

// others are the units that a unit can be merged with: of kinds that go together, and without a last day.
func (p *Pages) others(r *http.Request, u store.Unit) ([]store.Unit, error) {
	all, err := p.Store.Units(r.Context(), web.Of(r).Scope(authz.UnitManage), district.Date{})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(o store.Unit) bool { return o.ID == u.ID || !o.Closed.IsZero() || !o.Kind.MergesWith(u.Kind) })
	sv.SortBy(all, func(o store.Unit) string { return o.Name })
	return all, nil
}
