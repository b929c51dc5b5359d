// Package people is the pages of people: the search, a person's page, and changing, merging and emptying a person.
//
// It must not know how posts are named and ended, nor how accounts are made; it only says whether there is one.
package people

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/people"
	"verkstad/templates/ui"
)

// Pages are the pages of people.
type Pages struct{ Store *store.Store }

// Routes returns the routes with who may reach them.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/personer", Perm: authz.PersonSearch, Handler: p.search},
		{Method: "GET", Pattern: "/personer/{id}", Perm: authz.PersonRead, Handler: p.person},
		{Method: "GET", Pattern: "/personer/{id}/andra", Perm: authz.AssignmentEdit, Handler: p.editForm},
		{Method: "POST", Pattern: "/personer/{id}/andra", Perm: authz.AssignmentEdit, Handler: p.edit},
		{Method: "GET", Pattern: "/personer/{id}/sla-ihop", Perm: authz.PersonMerge, Handler: p.mergeForm},
		{Method: "POST", Pattern: "/personer/{id}/sla-ihop", Perm: authz.PersonMerge, Handler: p.merge},
		{Method: "GET", Pattern: "/personer/{id}/tom", Perm: authz.AccountManage, Handler: p.emptyForm},
		{Method: "POST", Pattern: "/personer/{id}/tom", Perm: authz.AccountManage, Handler: p.empty},
	}
}

// head is the head of a page about one person; readers without the search have no list to go back to.
func head(q *web.Req, title string, further ...ui.Crumb) web.Head {
	first := ui.Crumb{Label: "Personer"}
	if q.Can(authz.PersonSearch) {
		first.Href = paths.People
	}
	if !q.Can(authz.PersonSearch) && len(further) == 0 {
		return web.Head{Title: title, Room: web.RoomPosts}
	}
	crumbs := append([]ui.Crumb{first}, further...)
	if len(further) == 0 {
		crumbs = append(crumbs, ui.Crumb{Label: title})
	}
	return web.Head{Title: title, Crumbs: crumbs, Room: web.RoomPeople}
}

// read reads the person of the address for the reader.
func (p *Pages) read(r *http.Request) (store.PersonPage, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.PersonPage{}, err
	}
	q := web.Of(r)
	return p.Store.PersonPage(r.Context(), q.Actor(), q.Moment().Now, store.PersonScopesOf(q.Access()), q.Today(), id)
}

// title is what a person is called on pages.
func title(person store.Person) string {
	if person.EmptiedAt != nil {
		return "Borttagen person"
	}
	return person.Name
}

// person shows one person.
func (p *Pages) person(w http.ResponseWriter, r *http.Request) error {
	page, err := p.read(r)
	if err != nil {
		return err
	}
	if page.Asked != page.ID {
		return web.Redirect(w, r, paths.Person(page.ID), "")
	}
	q := web.Of(r)
	v := view.PersonView{Title: title(page.Person), Office: store.PersonScopesOf(q.Access()).Accounts, Hidden: "Ingen kontaktväg finns."}
	if !q.Access().CanEverywhere(authz.PersonMerge) {
		v.Hidden = "Ingen kontaktväg som du får se."
	}
	if page.EmptiedAt != nil {
		v.Emptied = "Namn och kontaktvägar är borttagna. Uppdragen står kvar så att siffrorna stämmer."
		v.Hidden = "Borttagen."
	}
	v.Actions = personActions(q, page)
	v.Contacts = contacts(page.Contacts)
	for _, a := range page.Assignments {
		e := ui.Event{When: sv.Capital(sv.Period(a.Span())), Title: a.PostName + ", " + a.UnitName}
		if q.CanIn(authz.AssignmentRead, a.UnitID) { // one's own page tells of those elsewhere too
			e.Href = paths.Assignment(a.ID)
		}
		switch {
		case a.Struck:
			e.Struck, e.Text = true, a.StruckReason
			v.Struck = append(v.Struck, e)
		case a.Holds(q.Today()):
			v.Now = append(v.Now, e)
		case a.From.After(q.Today()):
			v.Next = append(v.Next, e)
		default:
			v.Before = append(v.Before, e)
		}
	}
	if page.Account != nil {
		v.Account = account(*page.Account)
	}
	return web.Render(w, r, http.StatusOK, head(q, v.Title), view.Person, v)
}

func personActions(q *web.Req, page store.PersonPage) []templ.Component {
	var out []templ.Component
	if page.CanEdit {
		out = append(out, ui.LinkButton{Label: "Ändra", Href: paths.EditPerson(page.ID), Describe: "Ändra namn och kontaktvägar"})
	}
	if page.EmptiedAt == nil && q.Access().CanEverywhere(authz.PersonMerge) {
		out = append(out, ui.LinkButton{Label: "Slå ihop", Href: paths.MergePerson(page.ID, 0), Describe: "Slå ihop med en dubblett"})
	}
	if page.EmptiedAt == nil && q.Access().CanEverywhere(authz.AccountManage) {
		out = append(out, ui.LinkButton{Label: "Töm", Href: paths.EmptyPerson(page.ID), Kind: ui.Danger, Describe: "Töm på namn och kontaktvägar"})
	}
	return out
}

// contacts are the ways to reach a person, each with who else sees it.
func contacts(ways []store.Contact) []ui.Definition {
	var out []ui.Definition
	for _, c := range ways {
		d := ui.Definition{Term: c.Kind.Name(), Text: c.Value, Href: "mailto:" + c.Value}
		if c.Kind == district.ContactPhone {
			d.Href = "tel:" + dialled(c.Value)
		}
		out = append(out, d)
	}
	return out
}

// dialled is a telephone number without what a telephone does not dial.
func dialled(number string) string {
	var out []rune
	for _, c := range number {
		if c >= '0' && c <= '9' || c == '+' {
			out = append(out, c)
		}
	}
	return string(out)
}

func account(a store.PersonAccount) []ui.Definition {
	state := "kan logga in"
	switch {
	case a.Disabled:
		state = "stängt"
	case a.Invited:
		state = "inbjudan är inte använd än"
	}
	return []ui.Definition{{Term: "E-post för inloggning", Text: a.Email, Href: paths.OneAccount(a.ID)}, {Term: "Läge", Text: state}}
}

// editForm asks for a person's name and contact ways.
func (p *Pages) editForm(w http.ResponseWriter, r *http.Request) error {
	page, err := p.readEditable(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("name", page.Name)
	n := map[district.ContactKind]int{}
	for _, c := range page.Contacts {
		n[c.Kind]++
		f.Set(contactField(c.Kind, n[c.Kind]), c.Value)
		f.Set(contactField(c.Kind, n[c.Kind])+"Visibility", string(c.Visibility))
	}
	return renderEdit(w, r, http.StatusOK, page, f)
}

// readEditable reads the person of the address when the reader may change it.
func (p *Pages) readEditable(r *http.Request) (store.PersonPage, error) {
	page, err := p.read(r)
	if err == nil && (!page.CanEdit || page.Asked != page.ID) {
		return page, district.ErrNotFound
	}
	return page, err
}

// contactField is the name of the form field of the n:th contact way of a kind, from 1.
func contactField(kind district.ContactKind, n int) string { return fmt.Sprintf("%s%d", kind, n) }

// contactKinds are the kinds of contact way that a person has, with how they are typed.
var contactKinds = []struct {
	kind district.ContactKind
	as   ui.InputKind
	the  string // in "Vem ser e-posten?"
}{{district.ContactEmail, ui.Email, "e-posten"}, {district.ContactPhone, ui.Phone, "telefonnumret"}}

func renderEdit(w http.ResponseWriter, r *http.Request, status int, page store.PersonPage, f *form.Form) error {
	v := view.EditView{F: f, Title: "Ändra " + page.Name, Action: paths.EditPerson(page.ID), Once: web.NewOnce(), Revision: fmt.Sprint(page.Revision), Back: paths.Person(page.ID)}
	names := []string{"", "name"}
	for _, visibility := range district.Visibilities() {
		v.Visibilities = append(v.Visibilities, ui.Option{Value: string(visibility), Label: visibility.Name()})
	}
	for _, k := range contactKinds {
		for n := 1; n <= store.MaxContacts; n++ {
			name := contactField(k.kind, n)
			if n > 1 && f.Get(contactField(k.kind, n-1)) == "" && f.Get(name) == "" {
				continue // one empty row is enough
			}
			c := view.ContactFields{Kind: k.as, Name: name, Label: k.kind.Name(), Who: name + "Visibility", WhoLabel: "Vem ser " + k.the + "?"}
			if n > 1 {
				c.Label, c.WhoLabel = fmt.Sprintf("%s %d", c.Label, n), fmt.Sprintf("Vem ser %s %d?", k.the, n)
			}
			v.Contacts = append(v.Contacts, c)
			names = append(names, name, c.Who)
		}
	}
	v.Errors = ui.Errors(f, names...)
	return web.Render(w, r, status, head(web.Of(r), v.Title, ui.Crumb{Label: page.Name, Href: paths.Person(page.ID)}, ui.Crumb{Label: "Ändra"}), view.Edit, v)
}

// edit changes a person's name and contact ways.
func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	page, err := p.readEditable(r)
	if err != nil {
		return err
	}
	name, ways := readPerson(f)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.UpdatePerson(r.Context(), q.Actor(), web.Once(r), store.PersonScopesOf(q.Access()), page.ID, web.Revision(f), name, ways)
		if err == nil {
			return web.Redirect(w, r, paths.Person(page.ID), "Uppgifterna är sparade.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change person: %w", err)
		}
	}
	return renderEdit(w, r, http.StatusUnprocessableEntity, page, f)
}

func readPerson(f *form.Form) (name string, ways []store.Contact) {
	name = f.Text("name", "Namn", 120)
	var allowed []string
	for _, v := range district.Visibilities() {
		allowed = append(allowed, string(v))
	}
	for _, k := range contactKinds {
		for n := 1; n <= store.MaxContacts; n++ {
			field := contactField(k.kind, n)
			c := store.Contact{Kind: k.kind}
			if k.kind == district.ContactEmail {
				c.Value = f.OptionalEmail(field, k.kind.Name())
			} else {
				c.Value = f.OptionalPhone(field, k.kind.Name())
			}
			c.Visibility = district.Visibility(f.OptionalChoice(field+"Visibility", "Vem ser", allowed...))
			ways = append(ways, c)
		}
	}
	return name, ways
}
