// Package admin is the pages of the office for accounts and access, of what each role may see and do, and of the logs
// of who changed and who read.
//
// It must not know how people log in, nor how passwords and links work: package auth makes those, in the store's
// writes. Naming somebody in a post is another area's; here access is given to them.
package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/ui"
)

// Pages are the handlers. BaseURL is where people reach the site: links are passed on with it.
type Pages struct {
	Store   *store.Store
	BaseURL *url.URL
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	const one = paths.Accounts + "/{id}"
	return []web.Route{
		{Method: get, Pattern: paths.Accounts, Perm: authz.AccountManage, Handler: p.list},
		{Method: get, Pattern: paths.NewAccount, Perm: authz.AccountManage, Handler: p.new},
		{Method: post, Pattern: paths.NewAccount, Perm: authz.AccountManage, Handler: p.create},
		{Method: get, Pattern: one, Perm: authz.AccountManage, Handler: p.account},
		{Method: get, Pattern: one + "/epost", Perm: authz.AccountManage, Handler: p.emailForm},
		{Method: post, Pattern: one + "/epost", Perm: authz.AccountManage, Handler: p.setEmail},
		{Method: get, Pattern: one + "/lank", Perm: authz.AccountManage, Handler: p.askLink},
		{Method: post, Pattern: one + "/lank", Perm: authz.AccountManage, Handler: p.makeLink},
		{Method: get, Pattern: one + "/andra-faktor", Perm: authz.AccountManage, Handler: p.askReset},
		{Method: post, Pattern: one + "/andra-faktor", Perm: authz.AccountManage, Handler: p.reset},
		{Method: get, Pattern: one + "/stoppa", Perm: authz.AccountManage, Handler: p.askStop},
		{Method: post, Pattern: one + "/stoppa", Perm: authz.AccountManage, Handler: p.stop},
		{Method: get, Pattern: one + "/slapp-in", Perm: authz.AccountManage, Handler: p.askLetIn},
		{Method: post, Pattern: one + "/slapp-in", Perm: authz.AccountManage, Handler: p.letIn},
		{Method: get, Pattern: one + "/behorighet", Perm: authz.AccountManage, Handler: p.grantForm},
		{Method: post, Pattern: one + "/behorighet", Perm: authz.AccountManage, Handler: p.grant},
		{Method: get, Pattern: one + "/behorighet/{grant}", Perm: authz.AccountManage, Handler: p.endForm},
		{Method: post, Pattern: one + "/behorighet/{grant}", Perm: authz.AccountManage, Handler: p.end},
		{Method: get, Pattern: paths.AccessTable, Perm: authz.AccessTableRead, Handler: p.access},
		{Method: get, Pattern: paths.AuditLog, Perm: authz.AccountAudit, Handler: p.audit},
		{Method: get, Pattern: paths.ReadLog, Perm: authz.AccountAudit, Handler: p.reads},
	}
}

// head returns the head of a page about accounts.
func head(title string, further ...ui.Crumb) web.Head {
	crumbs := []ui.Crumb{{Label: "Konton", Href: paths.Accounts}}
	if len(further) == 0 {
		crumbs[0].Href = ""
	}
	return web.Head{Title: title, Room: web.RoomAccounts, Crumbs: append(crumbs, further...)}
}

// under returns the head of a page about one account.
func under(a store.AccountPage, title string) web.Head {
	if title == "" {
		return head(name(a.Account), ui.Crumb{Label: name(a.Account)})
	}
	return head(title+", "+name(a.Account), ui.Crumb{Label: name(a.Account), Href: paths.OneAccount(a.ID)}, ui.Crumb{Label: title})
}

// name is what an account is called on pages.
func name(a store.Account) string {
	if a.Name == "" {
		return "Borttagen person"
	}
	return a.Name
}

// read reads the account of the address.
func (p *Pages) read(r *http.Request) (store.AccountPage, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.AccountPage{}, err
	}
	q := web.Of(r)
	return p.Store.AccountPage(r.Context(), q.Actor(), q.Moment().Now, q.Today(), id)
}

// link is the whole address of a page of the site, to be passed on outside it.
func (p *Pages) link(path string) string { return strings.TrimSuffix(p.BaseURL.String(), "/") + path }

// queryID reads an id in the address, 0 when it is missing or no id.
func queryID(r *http.Request, param string) int64 {
	n, err := strconv.ParseUint(r.URL.Query().Get(param), 10, 63)
	if err != nil {
		return 0
	}
	return int64(n)
}

func idText(n int64) string { return strconv.FormatInt(n, 10) }

// where is the unit of access, or the whole district.
func where(g store.AccountGrant) string {
	if g.UnitName != "" {
		return g.UnitName
	}
	return "Hela distriktet"
}

// roleIn is a role with its unit: "Ordförande, Farsta".
func roleIn(g store.AccountGrant) string { return sv.Join(", ", g.Role.Name(), g.UnitName) }

// badge is the state of an account.
func badge(s store.AccountState) ui.Badge {
	switch s {
	case store.AccountActive:
		return ui.Badge{Status: ui.StatusFilled, Text: "kan logga in"}
	case store.AccountInvited:
		return ui.Badge{Status: ui.StatusWaiting, Text: "inbjuden"}
	case store.AccountIdle:
		return ui.Badge{Status: ui.StatusWaiting, Text: "ingen behörighet i dag"}
	}
	return ui.Badge{Status: ui.StatusMissed, Text: "stoppat"}
}

// stateNames are the states as people choose among them.
var stateNames = map[store.AccountState]string{store.AccountActive: "Kan logga in", store.AccountInvited: "Inbjudna",
	store.AccountIdle: "Ingen behörighet i dag", store.AccountStopped: "Stoppade"}

// endsSoon is the value of the filter of accounts whose access ends soon, beside the states.
const endsSoon = "ending"

// unitOptions are units to choose from, grouped by kind in the order of lists.
func unitOptions(units []store.Unit) []ui.Option {
	var out []ui.Option
	for _, kind := range district.UnitKinds() {
		for _, u := range units {
			if u.Kind == kind {
				out = append(out, ui.Option{Value: idText(u.ID), Label: u.Name, Group: kind.Plural()})
			}
		}
	}
	return out
}

// kindsOfRoles are the kinds of unit in which some role is held.
func kindsOfRoles() []district.UnitKind {
	var kinds []district.UnitKind
	for _, r := range authz.Roles() {
		for _, k := range r.UnitKinds() {
			if !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
	}
	return kinds
}

// suggestedRole is the role that a post mostly goes with. Naming somebody in the post grants nothing by itself.
func suggestedRole(post store.HeldPost) authz.Role {
	switch post.UnitKind {
	case district.KindAssociation, district.KindTradeAssociation:
		if post.PostKey == "electionOfficer" {
			return authz.ElectionOfficer
		}
		return authz.AssociationChair
	case district.KindCommittee, district.KindNetwork:
		return authz.CommitteeLead
	case district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup, district.KindParliamentaryGroup:
		return authz.GroupLeader
	case district.KindDistrictBoard:
		return authz.BoardMember
	case district.KindCampaignLeadership:
		return authz.CampaignLead
	case district.KindOperationsGroup:
		return authz.Operations
	case district.KindInfoGroup:
		return authz.Press
	}
	return ""
}
