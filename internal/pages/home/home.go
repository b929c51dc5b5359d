// Package home is the start pages: one per role, made of what waits for the reader.
//
// What waits comes from a registry of questions (see whatNow): an area that has something to ask of somebody adds its
// question there, and the page shows the first five answers.
package home

import (
	"context"
	"net/http"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/home"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	return []web.Route{{Method: http.MethodGet, Pattern: paths.Home, Perm: web.Public, Handler: p.home}}
}

// A question is one source of rows: what it asks of the reader, in the order of how much it matters. It also adds the
// figures that it had to count anyway.
type question func(ctx context.Context, p *Pages, q *web.Req, v *view.View) error

// whatNow is the registry, in the order in which answers are shown.
var whatNow = []question{ownPosts, planReview, goalsNow, districtPosts}

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	if !q.Access().SignedIn() {
		if q.Session != nil {
			return web.Redirect(w, r, paths.Account, "")
		}
		return p.public(w, r)
	}
	v := view.View{Kicker: sv.Capital(sv.DateLong(q.Today())), Title: title(q.Access()), NoRoles: len(q.Access().Grants) == 0,
		Nothing: "Inget väntar på dig just nu."}
	for _, ask := range whatNow {
		if err := ask(r.Context(), p, q, &v); err != nil {
			return err
		}
	}
	if !q.Access().CanEverywhere(authz.UnitRead) {
		if err := p.office(r.Context(), q, &v); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: v.Title, Room: web.RoomHome}, view.Page, v)
}

// title says where the reader is: at home in a unit, or in the district.
func title(a authz.Access) string {
	var names []string
	for _, g := range a.Grants {
		if g.Unit == 0 {
			return "Hem"
		}
		if len(names) == 0 || names[len(names)-1] != g.UnitName {
			names = append(names, g.UnitName)
		}
	}
	if len(names) == 0 {
		return "Hem"
	}
	return strings.Join(names, ", ")
}

// office shows how to reach the district office.
func (p *Pages) office(ctx context.Context, q *web.Req, v *view.View) error {
	published, err := p.Store.Published(ctx, q.Today(), district.KindDistrict)
	if err != nil {
		return err
	}
	for _, u := range published {
		v.Office = append(v.Office, contacts(u.Contacts)...)
	}
	return nil
}

func contacts(list []store.PublishedContact) []view.Contact {
	var out []view.Contact
	for _, c := range list {
		out = append(out, view.Contact{Label: c.Kind.Name(), Value: c.Value, Href: contactHref(c.Kind, c.Value)})
	}
	return out
}

func contactHref(k district.ContactKind, value string) string {
	switch k {
	case district.ContactEmail:
		return "mailto:" + value
	case district.ContactPhone:
		return "tel:" + strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(value)
	case district.ContactWeb, district.ContactSocial:
		if strings.HasPrefix(value, "https://") || strings.HasPrefix(value, "http://") {
			return value
		}
	}
	return ""
}

func (p *Pages) public(w http.ResponseWriter, r *http.Request) error {
	kinds := []district.UnitKind{district.KindDistrict, district.KindCommittee, district.KindNetwork, district.KindAssociation, district.KindTradeAssociation}
	published, err := p.Store.Published(r.Context(), web.Of(r).Today(), kinds...)
	if err != nil {
		return err
	}
	v := view.PublicView{LoginHref: paths.Login}
	for _, u := range published {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].ID != string(u.Kind) {
			v.Groups = append(v.Groups, view.PublicGroup{ID: string(u.Kind), Title: u.Kind.Plural()})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Units = append(g.Units, view.PublicUnit{Name: u.Name, Contacts: contacts(u.Contacts)})
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Välkommen", Bare: true}, view.Public, v)
}
