// Package posts is the pages of posts and of who holds them: the matrix of required posts, a unit's posts, naming,
// ending, moving and striking, and the kinds of post that exist.
//
// It must not know how a person's own page looks, nor anything of accounts: naming somebody in a post grants nothing.
package posts

import (
	"net/http"
	"strconv"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/ui"
)

// Pages are the pages of posts.
type Pages struct{ Store *store.Store }

// Routes returns the routes with who may reach them.
func (p *Pages) Routes() []web.Route {
	routes := []web.Route{
		{Method: "GET", Pattern: "/uppdrag", Perm: authz.PostRead, Handler: p.matrix},
		{Method: "GET", Pattern: "/uppdrag/export.csv", Perm: authz.Export, Handler: p.export},
		{Method: "GET", Pattern: "/uppdrag/{id}", Perm: authz.AssignmentRead, Handler: p.assignment},
		{Method: "GET", Pattern: "/uppdrag/{id}/avsluta", Perm: authz.AssignmentEdit, Handler: p.endForm},
		{Method: "POST", Pattern: "/uppdrag/{id}/avsluta", Perm: authz.AssignmentEdit, Handler: p.end},
		{Method: "GET", Pattern: "/uppdrag/{id}/andra", Perm: authz.AssignmentEdit, Handler: p.editForm},
		{Method: "POST", Pattern: "/uppdrag/{id}/andra", Perm: authz.AssignmentEdit, Handler: p.edit},
		{Method: "GET", Pattern: "/uppdrag/{id}/stryk", Perm: authz.AssignmentEdit, Handler: p.strikeForm},
		{Method: "POST", Pattern: "/uppdrag/{id}/stryk", Perm: authz.AssignmentEdit, Handler: p.strike},
		{Method: "POST", Pattern: "/uppdrag/{id}/angra", Perm: authz.AssignmentEdit, Handler: p.undo},
		{Method: "GET", Pattern: "/uppdrag/vakans/{id}/stryk", Perm: authz.AssignmentEdit, Handler: p.strikeVacancyForm},
		{Method: "POST", Pattern: "/uppdrag/vakans/{id}/stryk", Perm: authz.AssignmentEdit, Handler: p.strikeVacancy},
		{Method: "GET", Pattern: "/uppdragstyper", Perm: authz.PostManage, Handler: p.kinds},
		{Method: "GET", Pattern: "/uppdragstyper/ny", Perm: authz.PostManage, Handler: p.newKind},
		{Method: "POST", Pattern: "/uppdragstyper/ny", Perm: authz.PostManage, Handler: p.createKind},
		{Method: "GET", Pattern: "/uppdragstyper/{id}", Perm: authz.PostManage, Handler: p.kind},
		{Method: "POST", Pattern: "/uppdragstyper/{id}", Perm: authz.PostManage, Handler: p.saveKind},
		{Method: "GET", Pattern: "/uppdragstyper/{id}/avveckla", Perm: authz.PostManage, Handler: p.retireForm},
		{Method: "POST", Pattern: "/uppdragstyper/{id}/avveckla", Perm: authz.PostManage, Handler: p.retire},
		{Method: "GET", Pattern: "/uppdragstyper/{id}/krav", Perm: authz.PostManage, Handler: p.requireForm},
		{Method: "POST", Pattern: "/uppdragstyper/{id}/krav", Perm: authz.PostManage, Handler: p.require},
		{Method: "GET", Pattern: "/uppdragstyper/krav/{id}", Perm: authz.PostManage, Handler: p.requirementForm},
		{Method: "POST", Pattern: "/uppdragstyper/krav/{id}", Perm: authz.PostManage, Handler: p.changeRequirement},
	}
	for _, of := range []string{paths.Associations, paths.Bodies} {
		unit := of + "/{slug}/uppdrag"
		routes = append(routes,
			web.Route{Method: "GET", Pattern: unit, Perm: authz.AssignmentRead, Handler: p.unit},
			web.Route{Method: "GET", Pattern: unit + "/utse", Perm: authz.AssignmentEdit, Handler: p.nameForm},
			web.Route{Method: "POST", Pattern: unit + "/utse", Perm: authz.AssignmentEdit, Handler: p.name},
			web.Route{Method: "GET", Pattern: unit + "/vakant", Perm: authz.AssignmentEdit, Handler: p.vacantForm},
			web.Route{Method: "POST", Pattern: unit + "/vakant", Perm: authz.AssignmentEdit, Handler: p.vacant})
	}
	return routes
}

// room is the menu room of the pages about who holds what.
const room = web.RoomPosts

// unitHead is the head of a page about one unit's posts.
func unitHead(u store.Unit, title string, further ...ui.Crumb) web.Head {
	list := ui.Crumb{Label: "Utskott och nätverk", Href: paths.Bodies}
	if u.Kind.IsAssociation() {
		list = ui.Crumb{Label: "Föreningar", Href: paths.Associations}
	}
	crumbs := []ui.Crumb{list, {Label: u.Name, Href: paths.Unit(u.Kind, u.Slug)}}
	if len(further) == 0 {
		crumbs = append(crumbs, ui.Crumb{Label: "Uppdrag"})
	} else {
		crumbs = append(append(crumbs, ui.Crumb{Label: "Uppdrag", Href: paths.UnitPosts(u.Kind, u.Slug)}), further...)
	}
	return web.Head{Title: title, Crumbs: crumbs, Room: room}
}

// assignmentHead is the head of a page about one assignment.
func assignmentHead(a store.Assignment, title string) web.Head {
	return unitHead(store.Unit{Name: a.UnitName, Slug: a.UnitSlug, Kind: a.UnitKind}, title, ui.Crumb{Label: title})
}

// queryID reads an id in the address, 0 when it is missing or no id.
func queryID(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// revision is a revision as a form carries it.
func revision(n int) string { return strconv.Itoa(n) }

// postStatus is how a cell shows.
func postStatus(c store.PostCell, day district.Date) ui.Status {
	switch {
	case c.EndsSoon(day):
		return ui.StatusEnding
	case c.State == district.PostFilled:
		return ui.StatusFilled
	case c.State == district.PostVacant:
		return ui.StatusVacant
	}
	return ui.StatusUnknown
}

// stateWord is what is said beside the symbol of a cell: since when it is vacant, when it ends soon; else nothing.
func stateWord(c store.PostCell, day district.Date) string {
	switch {
	case c.EndsSoon(day):
		return "slutar " + sv.Date(c.HeldThrough)
	case c.State == district.PostVacant:
		return "sedan " + sv.Date(c.VacantSince)
	case c.State == district.PostUnknown:
		return "okänt"
	}
	return ""
}

// describe is the whole sentence of a cell.
func describe(post, unit string, c store.PostCell, day district.Date) string {
	state := "okänt"
	switch {
	case c.EndsSoon(day):
		state = "tillsatt, slutar " + sv.Date(c.HeldThrough)
	case c.State == district.PostFilled:
		state = "tillsatt"
	case c.State == district.PostVacant:
		state = "vakant sedan " + sv.Date(c.VacantSince)
	}
	return post + " i " + unit + ": " + state
}

// holderName is who holds a post, for pages that may show names.
func holderName(name string) string {
	if name == "" {
		return "Borttagen person"
	}
	return name
}

// errorsOf lists a form's complaints in the order of the page.
func errorsOf(f *form.Form, names ...string) []ui.FieldError {
	return ui.Errors(f, append([]string{""}, names...)...)
}

// inSentence writes a name that begins with a capital inside a sentence: "Kassör" becomes "kassör"; "EU-ansvarig"
// stays.
func inSentence(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[n:]); unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[n:]
}
