package admin

import (
	"net/http"
	"slices"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/admin"
	"verkstad/templates/ui"
)

const pageSize = 50

// list is the list of accounts.
func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q, query := web.Of(r), r.URL.Query()
	page := web.Page(r)
	f := store.AccountFilter{Query: query.Get("namn"), Role: authz.Role(query.Get("roll")), Limit: pageSize, Offset: (page - 1) * pageSize}
	if !f.Role.Valid() {
		f.Role = ""
	}
	state := query.Get("lage")
	switch {
	case state == endsSoon:
		f.EndsSoon = true
	case slices.Contains(store.AccountStates(), store.AccountState(state)):
		f.State = store.AccountState(state)
	default:
		state = ""
	}
	list, err := p.Store.Accounts(r.Context(), q.Actor(), q.Moment().Now, q.Today(), f)
	if err != nil {
		return err
	}
	if len(list.Hits) == 0 && page > 1 {
		return web.Redirect(w, r, paths.With(paths.Accounts, "namn", f.Query, "roll", string(f.Role), "lage", state), "")
	}
	v := view.ListView{New: paths.NewAccount, Action: paths.Accounts, Query: f.Query, Role: string(f.Role), State: state}
	if f.Query != "" || f.Role != "" || state != "" {
		v.Clear = paths.Accounts
	}
	for _, role := range authz.Roles() {
		v.Roles = append(v.Roles, ui.Option{Value: string(role), Label: role.Name()})
	}
	for _, s := range store.AccountStates() {
		v.States = append(v.States, ui.Option{Value: string(s), Label: stateNames[s]})
	}
	v.States = append(v.States, ui.Option{Value: endsSoon, Label: "Behörighet slutar snart"})
	if list.Ending > 0 && !f.EndsSoon {
		v.Ending = sv.Count(list.Ending, "konto", "konton") + " har en behörighet som slutar inom två månader."
		v.EndingHref = paths.With(paths.Accounts, "lage", endsSoon)
	}
	if len(list.Hits) == 0 {
		v.Count = "Inga konton"
		v.Empty = &ui.Empty{Title: "Inget konto passar", Text: "Ändra vad du söker på, eller visa alla konton.", Action: ui.LinkButton{Label: "Visa alla konton", Href: paths.Accounts}}
		return web.Render(w, r, http.StatusOK, head("Konton"), view.List, v)
	}
	total := list.Hits[0].Total
	v.Count = sv.Count(total, "konto", "konton")
	for _, a := range list.Hits {
		row := view.ListRow{Name: name(a.Account), Href: paths.OneAccount(a.ID), Email: a.Email, State: badge(a.State), Ends: sv.Date(a.EndsOn())}
		for _, g := range a.Grants {
			if g.Valid().Contains(q.Today()) {
				row.Access = append(row.Access, roleIn(g))
			}
		}
		v.Rows = append(v.Rows, row)
	}
	v.Paging = paging(page, total, func(n int) string {
		return paths.With(paths.Accounts, "namn", f.Query, "roll", string(f.Role), "lage", state, "sida", strconv.Itoa(n))
	})
	return web.Render(w, r, http.StatusOK, head("Konton"), view.List, v)
}

// paging is the way between the pages of a list of so many rows.
func paging(page, total int, href func(page int) string) ui.Paging {
	v := ui.Paging{Page: page, Pages: (total + pageSize - 1) / pageSize}
	if page > 1 {
		v.PrevHref = href(page - 1)
	}
	if page < v.Pages {
		v.NextHref = href(page + 1)
	}
	return v
}
