// Package components is the page of all parts of pages, for those who build pages.
package components

import (
	"net/http"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/web"
	view "verkstad/templates/components"
)

// Pages are the handlers.
type Pages struct{}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	return []web.Route{{Method: http.MethodGet, Pattern: paths.Components, Perm: web.AnyUser, Handler: p.page}}
}

// page shows every part in every state. Only a demo has it: a real site has no use for it.
func (p *Pages) page(w http.ResponseWriter, r *http.Request) error {
	if !web.Of(r).Demo() {
		return district.ErrNotFound
	}
	page := func(struct{}) templ.Component { return view.Page() }
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Sidans delar"}, page, struct{}{})
}
