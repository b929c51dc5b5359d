// Package home is the start pages: one per role, made of what waits for the reader.
//
// What waits comes from a registry of questions (see whatNow): an area that has something to ask of somebody adds its
// question there, and the page shows the first five answers.
package home

import (
	"net/http"
	"slices"
	"strings"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/home"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	return []web.Route{{Method: http.MethodGet, Pattern: paths.Home, Perm: web.Public, Handler: p.home}}
}

// A question is one source of rows: what it asks of the reader, in the order of how much it matters. It queues what it
// must read and returns the answer that tells it, nil when it asks this reader nothing.
type question func(r *store.Reads, q *web.Req) answer

// An answer adds rows to the page, and the figures that had to be counted anyway.
type answer func(v *view.View)

// whatNow is the registry, in the order in which answers are shown.
var whatNow = []question{ownPosts, ownFollowUps, ownAssessments, planReview, goalsNow, meetingsNow, seats, documents, districtPosts}

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	if !q.Access().SignedIn() {
		// What remains of the login leads back here, when it is not told another place.
		switch {
		case q.Pending == auth.PendingCode:
			return web.Redirect(w, r, paths.SecondFactor, "")
		case q.Pending == auth.PendingEnroll:
			return web.Redirect(w, r, paths.EnrollFactor, "")
		case q.Session != nil:
			return web.Redirect(w, r, paths.Account, "")
		}
		return p.public(w, r)
	}
	v := view.View{Kicker: sv.Capital(sv.DateLong(q.Today())), Title: title(q.Access()), NoRoles: len(q.Access().Grants) == 0,
		Nothing: "Inget väntar på dig just nu."}
	reads := p.Store.Reads()
	var answers []answer
	for _, ask := range whatNow {
		answers = append(answers, ask(reads, q))
	}
	if !q.Access().CanEverywhere(authz.UnitRead) {
		answers = append(answers, office(reads, q))
	}
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	for _, tell := range answers {
		if tell != nil {
			tell(&v)
		}
	}
	if len(v.Rows) > 0 { // the first thing to do is the first thing to see
		if b, ok := v.Rows[0].Action.(ui.LinkButton); ok {
			b.Kind = ui.Primary
			v.Rows[0].Action = b
		}
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: v.Title, Room: web.RoomHome}, view.Page, v)
}

// title says where the reader is: at home in a unit, in the district, or in both.
func title(a authz.Access) string {
	var names []string
	whole := false
	for _, g := range a.Grants {
		if g.Unit == 0 {
			whole = true
		} else if !slices.Contains(names, g.UnitName) {
			names = append(names, g.UnitName)
		}
	}
	switch {
	case whole && len(names) == 0:
		return "Hela distriktet"
	case whole:
		names = append(names, "distriktet")
	case len(names) == 0:
		return "Hem"
	}
	return sv.List(names)
}

// office shows how to reach the district office.
func office(r *store.Reads, q *web.Req) answer {
	published := r.Published(q.Today(), district.KindDistrict)
	return func(v *view.View) {
		for _, u := range *published {
			v.Office = append(v.Office, contacts(u.Name, u.Contacts)...)
		}
	}
}

// contacts are a unit's published ways, with what to do with each: "Ring", "Mejla".
func contacts(unit string, list []store.PublishedContact) []view.Contact {
	var out []view.Contact
	for _, c := range list {
		way := view.Contact{Label: c.Kind.Name(), Value: c.Value, Href: contactHref(c.Kind, c.Value), Does: "Webb"}
		switch c.Kind {
		case district.ContactEmail:
			way.Does = "Mejla"
		case district.ContactPhone:
			way.Does = "Ring"
		}
		way.Describe = way.Does + ": " + unit + ", " + c.Value
		out = append(out, way)
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
	// Where one lives comes first: that is what somebody without an account looks for.
	kinds := []district.UnitKind{district.KindAssociation, district.KindTradeAssociation, district.KindCommittee, district.KindNetwork,
		district.KindMunicipalGroup, district.KindDistrict, district.KindDistrictBoard, district.KindCampaignLeadership, district.KindOperationsGroup,
		district.KindInfoGroup, district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindParliamentaryGroup}
	whole := slices.Index(kinds, district.KindDistrict) // from there on there is one of each
	published, err := p.Store.Published(r.Context(), web.Of(r).Today(), kinds...)
	if err != nil {
		return err
	}
	v := view.PublicView{LoginHref: paths.Login}
	for _, u := range published {
		kind, title := u.Kind, u.Kind.Plural()
		if slices.Index(kinds, kind) >= whole {
			kind, title = district.KindDistrict, "Hela distriktet"
		}
		if n := len(v.Groups); n == 0 || v.Groups[n-1].ID != string(kind) {
			v.Groups = append(v.Groups, view.PublicGroup{ID: string(kind), Title: title})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Units = append(g.Units, view.PublicUnit{Name: u.Name, Contacts: contacts(u.Name, u.Contacts)})
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Välkommen", Bare: true, Wide: true}, view.Public, v)
}
