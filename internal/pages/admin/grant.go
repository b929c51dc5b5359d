package admin

import (
	"errors"
	"net/http"
	"strconv"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/admin"
	"verkstad/templates/ui"
)

// givable is what the reader may give: roles, and the units in which they are held.
type givable struct {
	roles []authz.Role
	units []store.Unit
}

func (p *Pages) givable(r *http.Request) (givable, error) {
	q := web.Of(r)
	units, err := p.Store.Units(r.Context(), q.Scope(authz.AccountManage), q.Today(), kindsOfRoles()...)
	if err != nil {
		return givable{}, err
	}
	g := givable{units: units}
	for _, role := range authz.Roles() {
		if canGive(q.Access(), role, units) {
			g.roles = append(g.roles, role)
		}
	}
	return g, nil
}

// fields are the fields of access in a form.
func (g givable) fields(f *form.Form, posts []store.HeldPost) view.GrantFields {
	v := view.GrantFields{F: f, Units: unitOptions(g.units)}
	for _, role := range g.roles {
		o := ui.Option{Value: string(role), Label: role.Name(), Group: "I hela distriktet"}
		if role.UnitKinds() != nil {
			o.Group = "I en förening eller ett organ"
		}
		v.Roles = append(v.Roles, o)
	}
	for _, post := range posts {
		v.Posts = append(v.Posts, ui.Option{Value: idText(post.ID), Label: post.PostName + ", " + post.UnitName})
	}
	return v
}

// read reads posted access. What only the records know is left to the store.
func (g givable) read(f *form.Form) store.NewGrant {
	codes := make([]string, len(g.roles))
	for i, role := range g.roles {
		codes[i] = string(role)
	}
	in := store.NewGrant{Role: authz.Role(f.Choice("role", "Roll", codes...)), Unit: f.OptionalID("unit", "Förening eller organ"),
		Assignment: f.OptionalID("assignment", "Följer uppdraget")}
	in.Valid = district.Through(f.Date("from", "Första dag"), f.OptionalDate("until", "Sista dag"))
	if in.Valid.IsEmpty() {
		f.Fail("until", "Sista dagen kan inte vara före den första. Ändra något av datumen.")
	}
	return in
}

// proposed fills a form with the access that goes with an assignment, or with today as the first day.
func proposed(f *form.Form, posts []store.HeldPost, assignment int64, today district.Date) {
	f.Set("from", today.String())
	for _, post := range posts {
		if post.ID != assignment {
			continue
		}
		role := suggestedRole(post)
		f.Set("assignment", idText(post.ID))
		f.Set("role", string(role))
		if role.UnitKinds() != nil {
			f.Set("unit", idText(post.UnitID))
		}
		if post.From.After(today) {
			f.Set("from", post.From.String())
		}
	}
}

// grantForm asks for more access of an account.
func (p *Pages) grantForm(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	proposed(f, a.Posts, queryID(r, "uppdrag"), web.Of(r).Today())
	return p.renderGrant(w, r, http.StatusOK, a, f)
}

func (p *Pages) renderGrant(w http.ResponseWriter, r *http.Request, status int, a store.AccountPage, f *form.Form) error {
	g, err := p.givable(r)
	if err != nil {
		return err
	}
	const title = "Ge behörighet"
	return web.Render(w, r, status, under(a, title), view.Grant, view.GrantView{F: f, Title: title, Name: name(a.Account), Action: paths.NewGrant(a.ID, 0),
		Once: web.NewOnce(), Back: paths.OneAccount(a.ID), Grant: g.fields(f, a.Posts)})
}

// grant gives an account more access.
func (p *Pages) grant(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, err := p.givable(r)
	if err != nil {
		return err
	}
	in := g.read(f)
	in.Account = a.ID
	if !f.HasErrors() {
		q := web.Of(r)
		giver := q.Access()
		_, err := p.Store.Grant(r.Context(), q.Actor(), web.Once(r), &giver, in)
		if err == nil {
			return web.Redirect(w, r, paths.OneAccount(a.ID), given(a.Account, in, q.Today()))
		}
		if !web.Invalid(err, f) {
			return err
		}
	}
	return p.renderGrant(w, r, http.StatusUnprocessableEntity, a, f)
}

func given(a store.Account, in store.NewGrant, today district.Date) string {
	when := "från och med nu"
	if in.Valid.From.After(today) {
		when = "från och med " + sv.Date(in.Valid.From)
	}
	return name(a) + " är " + in.Role.Name() + " i Verkstad " + when + "."
}

// endForm asks for the last day of access.
func (p *Pages) endForm(w http.ResponseWriter, r *http.Request) error {
	a, g, err := p.readGrant(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("until", web.Of(r).Today().AddDays(-1).String())
	return p.renderEnd(w, r, http.StatusOK, a, g, f, strconv.Itoa(g.Revision))
}

func (p *Pages) readGrant(r *http.Request) (store.AccountPage, store.AccountGrant, error) {
	a, err := p.read(r)
	if err != nil {
		return a, store.AccountGrant{}, err
	}
	id, err := web.ID(r, "grant")
	if err != nil {
		return a, store.AccountGrant{}, err
	}
	for _, g := range a.Grants {
		if g.ID == id {
			return a, g, nil
		}
	}
	return a, store.AccountGrant{}, district.ErrNotFound
}

func (p *Pages) renderEnd(w http.ResponseWriter, r *http.Request, status int, a store.AccountPage, g store.AccountGrant, f *form.Form, revision string) error {
	return web.Render(w, r, status, under(a, "Sista dag"), view.End, view.EndView{F: f, Title: roleIn(g),
		Lead: name(a.Account) + ": " + sv.Period(g.Valid()) + ".", Action: paths.EndGrant(a.ID, g.ID), Once: web.NewOnce(),
		Back: paths.OneAccount(a.ID), Revision: revision, Follows: g.Follows})
}

// end changes the last day of access.
func (p *Pages) end(w http.ResponseWriter, r *http.Request) error {
	a, g, err := p.readGrant(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	last := f.OptionalDate("until", "Sista dag")
	if !f.HasErrors() {
		q := web.Of(r)
		giver := q.Access()
		became, err := p.Store.SetGrantLast(r.Context(), q.Actor(), web.Once(r), &giver, a.ID, g.ID, web.Revision(f), last)
		if err == nil {
			return web.Redirect(w, r, paths.OneAccount(a.ID), ended(g, became, last, q.Today()))
		}
		if !web.Invalid(err, f) {
			return err
		}
	}
	return p.renderEnd(w, r, http.StatusUnprocessableEntity, a, g, f, f.Get("revision"))
}

func ended(g store.AccountGrant, became store.GrantChange, last, today district.Date) string {
	switch {
	case became == store.GrantRemoved:
		return "Behörigheten " + roleIn(g) + " är borttagen."
	case last.IsZero():
		return "Behörigheten " + roleIn(g) + " gäller tills vidare."
	case last.Before(today):
		return "Behörigheten " + roleIn(g) + " har slutat."
	}
	return "Behörigheten " + roleIn(g) + " gäller till och med " + sv.Date(last) + "."
}

// newPerson is the word of the address for somebody who is not known yet.
const newPerson = "ny"

// new asks who gets an account, and then for the account.
func (p *Pages) new(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	f := form.Empty()
	switch chosen := r.URL.Query().Get("person"); chosen {
	case "":
		return p.pick(w, r)
	case newPerson:
		proposed(f, nil, 0, q.Today())
		return p.renderNew(w, r, http.StatusOK, f, store.PersonToInvite{}, nil)
	}
	person, posts, err := p.Store.PersonToInvite(r.Context(), q.Actor(), q.Moment().Now, q.Today(), queryID(r, "person"))
	if err != nil {
		return err
	}
	if person.Account != 0 {
		return web.RedirectWarn(w, r, paths.OneAccount(person.Account), person.Name+" har redan ett konto.")
	}
	f.Set("email", person.Email)
	var follow int64
	if len(posts) == 1 {
		follow = posts[0].ID
	}
	proposed(f, posts, follow, q.Today())
	return p.renderNew(w, r, http.StatusOK, f, person, posts)
}

// pick searches for the person.
func (p *Pages) pick(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	v := view.PickView{Action: paths.NewAccount, New: paths.NewAccountFor(0), Query: r.URL.Query().Get("namn")}
	if v.Query != "" {
		hits, err := p.Store.PeopleToInvite(r.Context(), q.Actor(), q.Moment().Now, q.Today(), v.Query)
		if err != nil {
			return err
		}
		v.Searched, v.Count = true, "Ingen med det namnet. Pröva en del av namnet, eller lägg till någon ny."
		if len(hits) > 0 {
			v.Count = sv.Count(hits[0].Total, "person", "personer")
			if hits[0].Total > len(hits) {
				v.Count += ", de " + strconv.Itoa(len(hits)) + " första visas"
			}
		}
		for _, h := range hits {
			row := view.PickRow{Name: h.Name, Holds: sv.List(h.Holds), Href: paths.NewAccountFor(h.ID)}
			if len(h.Holds) == 0 {
				row.Holds = "inget uppdrag"
			}
			if h.Account != 0 {
				row.Account = paths.OneAccount(h.Account)
			}
			v.Rows = append(v.Rows, row)
		}
	}
	return web.Render(w, r, http.StatusOK, head("Lägg till konto", ui.Crumb{Label: "Lägg till konto"}), view.Pick, v)
}

func (p *Pages) renderNew(w http.ResponseWriter, r *http.Request, status int, f *form.Form, person store.PersonToInvite, posts []store.HeldPost) error {
	g, err := p.givable(r)
	if err != nil {
		return err
	}
	v := view.NewView{F: f, Action: paths.NewAccount, Once: web.NewOnce(), Grant: g.fields(f, posts), Pick: paths.NewAccount}
	if person.ID != 0 {
		v.Person, v.PersonName = idText(person.ID), person.Name
	}
	return web.Render(w, r, status, head("Lägg till konto", ui.Crumb{Label: "Lägg till konto"}), view.New, v)
}

// create adds an account with its first access and shows the link that invites, once.
func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, err := p.givable(r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	in := store.NewAccount{PersonID: f.OptionalID("person", "Person")}
	var person store.PersonToInvite
	var posts []store.HeldPost
	switch {
	case in.PersonID != 0:
		person, posts, err = p.Store.PersonToInvite(r.Context(), q.Actor(), q.Moment().Now, q.Today(), in.PersonID)
		if errors.Is(err, district.ErrNotFound) {
			f.Fail("", "Välj en person i listan eller skriv ett nytt namn.")
		} else if err != nil {
			return err
		}
	default:
		in.Name = f.Text("name", "Namn", 120)
	}
	in.Email = auth.NormalEmail(f.Email("email", "E-post"))
	first := g.read(f)
	if !f.HasErrors() {
		giver := q.Access()
		id, token, err := p.Store.InviteAccount(r.Context(), q.Actor(), web.Once(r), &giver, in, first, auth.CreateInvitation)
		if err == nil {
			if in.Name == "" {
				in.Name = person.Name
			}
			return p.showLink(w, r, store.Account{ID: id, Name: in.Name, Email: in.Email}, auth.Invitation, token)
		}
		if !web.Invalid(err, f) {
			return err
		}
		if person.Account != 0 {
			return web.RedirectWarn(w, r, paths.OneAccount(person.Account), person.Name+" har redan ett konto.")
		}
	}
	return p.renderNew(w, r, http.StatusUnprocessableEntity, f, person, posts)
}
