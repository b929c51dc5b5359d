package posts

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/posts"
	"verkstad/templates/ui"
)

// newPerson is what the form posts for somebody who is not in the list.
const newPerson = "ny"

// naming is one request to name somebody: the unit with its posts, and the post.
type naming struct {
	u      store.UnitPosts
	post   store.UnitPost
	action string
	next   string // own address to go back to, of a page that led here; "" for the unit's posts
}

// readNaming reads the unit in the scope to edit, and the post of the address: ok is false when it names none.
func (p *Pages) readNaming(r *http.Request) (n naming, ok bool, err error) {
	q := web.Of(r)
	scopes := store.PostScopesOf(q.Access())
	scopes.Names = scopes.Edit // what cannot be edited cannot be found here
	n.u, err = p.Store.UnitPosts(r.Context(), scopes, q.Today(), web.Slug(r, "slug"))
	if err != nil {
		return n, false, err
	}
	n.next = web.Next(r.URL.Query().Get("tillbaka"), "")
	id := queryID(r, "uppdrag")
	if id == 0 {
		return n, false, nil
	}
	n.action = n.leading(paths.NameHolder(n.u.Unit.Kind, n.u.Unit.Slug, id, 0))
	i := slices.IndexFunc(n.u.Posts, func(post store.Post) bool { return post.ID == id })
	known, found := n.u.Find(id)
	switch {
	case found:
		n.post = known
	case i >= 0:
		n.post = store.UnitPost{Post: n.u.Posts[i], PostCell: store.PostCell{UnitID: n.u.Unit.ID, PostID: id, State: district.PostUnknown}}
	default:
		return n, false, district.ErrNotFound
	}
	return n, true, nil
}

// nameForm asks whom to name, or first in which post.
func (p *Pages) nameForm(w http.ResponseWriter, r *http.Request) error {
	n, ok, err := p.readNaming(r)
	if err != nil {
		return err
	}
	if !ok {
		title := "Utse i ett uppdrag"
		v := view.ChoosePostView{Kicker: n.u.Unit.Name, Title: title, Groups: n.groups(), Back: n.back()}
		return web.Render(w, r, http.StatusOK, unitHead(n.u.Unit, title, ui.Crumb{Label: title}), view.ChoosePost, v)
	}
	f := form.Empty()
	f.Set("from", web.Of(r).Today().String())
	if replace := queryID(r, "byt"); replace != 0 {
		f.Set("replace", strconv.FormatInt(replace, 10))
	}
	return p.renderName(w, r, http.StatusOK, n, f)
}

// back is where to go when it is done, or left: the page that led here, or the unit's posts.
func (n naming) back() string { return web.Next(n.next, paths.UnitPosts(n.u.Unit.Kind, n.u.Unit.Slug)) }

// leading is an address that keeps the way back.
func (n naming) leading(path string) string { return paths.With(path, "tillbaka", n.next) }

// groups are the posts to choose among: what is missing first.
func (n naming) groups() []view.PostGroup {
	groups := []view.PostGroup{{Title: "Ska finnas"}, {Title: "Fler uppdrag"}}
	for _, post := range n.u.Posts {
		c := view.PostChoice{Label: post.Name, Href: n.leading(paths.NameHolder(n.u.Unit.Kind, n.u.Unit.Slug, post.ID, 0))}
		known, found := n.u.Find(post.ID)
		if found {
			for _, h := range known.Now {
				c.Note = sv.Join(", ", c.Note, holderName(h.PersonName))
			}
		}
		required := slices.ContainsFunc(n.u.Required, func(r store.UnitPost) bool { return r.Post.ID == post.ID })
		if required {
			groups[0].Items = append(groups[0].Items, c)
		} else {
			groups[1].Items = append(groups[1].Items, c)
		}
	}
	return slices.DeleteFunc(groups, func(g view.PostGroup) bool { return len(g.Items) == 0 })
}

func (p *Pages) renderName(w http.ResponseWriter, r *http.Request, status int, n naming, f *form.Form) error {
	q := web.Of(r)
	verb := "Utse"
	if f.Get("replace") != "" || n.post.Post.Single && len(n.post.Now) > 0 {
		verb = "Byt"
	}
	title := verb + " " + inSentence(n.post.Post.Name)
	v := view.NameView{F: f, Kicker: n.u.Unit.Name, Title: title, Action: n.action, Once: web.NewOnce(), Back: n.back(), Submit: "Utse",
		Errors: errorsOf(f, "person", "name", "sameName", "from", "replace", "until", "email", "phone", "visibility", "gender")}
	for _, person := range n.u.Known {
		if slices.ContainsFunc(n.post.Now, func(a store.Assignment) bool { return a.PersonID == person.ID && a.Until.IsZero() }) {
			continue // holds it already
		}
		v.People = append(v.People, ui.Option{Value: strconv.FormatInt(person.ID, 10), Label: person.Name, Hint: knownAs(person)})
	}
	if q.Access().CanEverywhere(authz.PersonSearch) {
		if err := p.searchPeople(r, &v, n); err != nil {
			return err
		}
	}
	if len(v.People) > 0 {
		v.People = append(v.People, ui.Option{Value: newPerson, Label: "En ny person"})
		if f.Get("person") == "" && f.Get("name") != "" {
			f.Set("person", newPerson)
		}
	}
	v.AskSameName = f.Error("sameName") != "" || f.Bool("sameName")
	for _, name := range []string{"until", "email", "phone", "visibility", "gender"} {
		v.MoreOpen = v.MoreOpen || f.Error(name) != "" || name != "visibility" && f.Get(name) != ""
	}
	n.replacements(&v)
	if n.required() && len(n.post.Now) == 0 && n.post.State == district.PostUnknown {
		v.Vacant = n.leading(paths.StateVacant(n.u.Unit.Kind, n.u.Unit.Slug, n.post.Post.ID))
	}
	return web.Render(w, r, status, unitHead(n.u.Unit, title, ui.Crumb{Label: verb}), view.Name, v)
}

// required tells whether the unit must have the post.
func (n naming) required() bool {
	return slices.ContainsFunc(n.u.Required, func(r store.UnitPost) bool { return r.Post.ID == n.post.Post.ID })
}

// knownAs says what tells a person from others of the same name: the posts of today, or those before.
func knownAs(person store.KnownPerson) string {
	switch {
	case len(person.Now) > 0:
		return sv.List(person.Now)
	case len(person.Before) > 0:
		return "Tidigare " + inSentence(sv.ListMax(person.Before, 2))
	}
	return ""
}

// replacements says who is replaced: the holder of a post that only one may hold, without asking, or the chosen ones
// of a shared post.
func (n naming) replacements(v *view.NameView) {
	now := slices.Concat(n.post.Now, n.post.Next)
	switch {
	case len(now) == 0:
	case n.post.Post.Single:
		for _, a := range n.post.Now {
			v.Hidden = append(v.Hidden, ui.Pair{Name: "replace", Value: strconv.FormatInt(a.ID, 10)})
			v.Replaces = holderName(a.PersonName) + " har uppdraget nu. Det avslutas dagen före den första dagen."
		}
		for _, a := range n.post.Next {
			v.Lead = sv.Join(" ", v.Lead, holderName(a.PersonName)+" börjar "+sv.Date(a.From)+".")
		}
	default:
		for _, a := range n.post.Now {
			v.Holders = append(v.Holders, ui.Option{Value: strconv.FormatInt(a.ID, 10), Label: holderName(a.PersonName)})
		}
	}
}

// searchPeople lets the office choose among everybody: it adds what the search of the address found.
func (p *Pages) searchPeople(r *http.Request, v *view.NameView, n naming) error {
	q := web.Of(r)
	query := r.URL.Query().Get("sok")
	v.Search = &view.SearchBox{Action: paths.UnitPosts(n.u.Unit.Kind, n.u.Unit.Slug) + "/utse", Query: query,
		Hidden: []ui.Pair{{Name: "uppdrag", Value: strconv.FormatInt(n.post.Post.ID, 10)}}}
	chosen, err := strconv.ParseInt(v.F.Get("person"), 10, 64)
	needed := err == nil && !slices.ContainsFunc(n.u.Known, func(k store.KnownPerson) bool { return k.ID == chosen })
	if query != "" {
		hits, err := p.Store.SearchPeople(r.Context(), q.Actor(), q.Moment().Now, q.Today(), store.PersonFilter{Query: query, Which: "alla", Limit: 8})
		if err != nil {
			return err
		}
		v.Search.Count = "Ingen heter så."
		if len(hits) > 0 {
			v.Search.Count = sv.Count(hits[0].Total, "träff, i listan här under", "träffar, de första i listan här under")
		}
		var found []ui.Option
		for _, h := range hits {
			needed = needed && h.ID != chosen
			if !slices.ContainsFunc(n.u.Known, func(k store.KnownPerson) bool { return k.ID == h.ID }) {
				found = append(found, ui.Option{Value: strconv.FormatInt(h.ID, 10), Label: h.Name, Hint: sv.ListMax(h.Holds, 2)})
			}
		}
		v.People = append(found, v.People...)
	}
	if needed { // a form that comes back with a complaint keeps the person that was chosen
		page, err := p.Store.PersonPage(r.Context(), q.Actor(), q.Moment().Now, store.PersonScopesOf(q.Access()), q.Today(), chosen)
		if err == nil {
			v.People = append(v.People, ui.Option{Value: strconv.FormatInt(chosen, 10), Label: page.Name})
		}
	}
	return nil
}

// name names somebody in a post.
func (p *Pages) name(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	n, ok, err := p.readNaming(r)
	if err != nil {
		return err
	}
	if !ok {
		return district.ErrNotFound
	}
	q := web.Of(r)
	in := readNewAssignment(f, len(n.u.Known) > 0)
	in.Unit, in.Post, in.AnyPerson = n.u.Unit.ID, n.post.Post.ID, q.Access().CanEverywhere(authz.PersonSearch)
	if f.HasErrors() {
		return p.renderName(w, r, http.StatusUnprocessableEntity, n, f)
	}
	_, err = p.Store.Assign(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.AssignmentEdit), in)
	if web.Invalid(err, f) {
		return p.renderName(w, r, http.StatusUnprocessableEntity, n, f)
	}
	if err != nil {
		return fmt.Errorf("name in post: %w", err)
	}
	message := n.post.Post.Name + " i " + n.u.Unit.Name + " är tillsatt."
	if in.From.After(q.Today()) {
		message = n.post.Post.Name + " i " + n.u.Unit.Name + " är tillsatt från och med " + sv.Date(in.From) + "."
	}
	return web.Redirect(w, r, n.back(), message)
}

// readNewAssignment reads the form of naming; choose tells whether there was a list to choose from.
func readNewAssignment(f *form.Form, choose bool) store.NewAssignment {
	var in store.NewAssignment
	chosen := f.Get("person")
	if chosen != "" && chosen != newPerson {
		in.Person = f.ID("person", "Person")
		if f.Get("name") != "" {
			f.Fail("name", "Välj en person i listan eller skriv ett nytt namn, inte båda.")
		}
	} else if f.Get("name") == "" && choose && chosen == "" {
		f.Fail("person", "Välj en person i listan, eller skriv namnet på en ny.")
	} else {
		in.NewName = f.Text("name", "Namn", 120)
		in.SameName = f.Bool("sameName")
	}
	in.From = f.Date("from", "Första dag")
	in.Last = f.OptionalDate("until", "Sista dag")
	in.Replace = f.IDs("replace", "Ersätter")
	var genders []string
	for _, g := range district.Genders() {
		genders = append(genders, string(g))
	}
	in.Gender = district.Gender(f.OptionalChoice("gender", "Kön", genders...))
	visibility := district.Visibility(f.OptionalChoice("visibility", "Vem ser", visibilities()...))
	for _, c := range []store.Contact{
		{Kind: district.ContactEmail, Value: f.OptionalEmail("email", "E-post"), Visibility: visibility},
		{Kind: district.ContactPhone, Value: f.OptionalPhone("phone", "Telefon"), Visibility: visibility},
	} {
		if c.Value != "" {
			in.Contacts = append(in.Contacts, c)
		}
	}
	return in
}

func visibilities() []string {
	var out []string
	for _, v := range district.Visibilities() {
		out = append(out, string(v))
	}
	return out
}

// vacantForm asks since when a post is vacant.
func (p *Pages) vacantForm(w http.ResponseWriter, r *http.Request) error {
	n, ok, err := p.readNaming(r)
	if err != nil {
		return err
	}
	if !ok {
		return district.ErrNotFound
	}
	f := form.Empty()
	f.Set("since", web.Of(r).Today().String())
	return renderVacant(w, r, http.StatusOK, n, f)
}

func renderVacant(w http.ResponseWriter, r *http.Request, status int, n naming, f *form.Form) error {
	title := "Säg att uppdraget är vakant"
	v := view.StepView{F: f, Kicker: n.u.Unit.Name + ": " + inSentence(n.post.Post.Name), Title: title,
		Lead:   "Då syns det att uppdraget saknar innehavare. Nu är det okänt.",
		Action: n.leading(paths.StateVacant(n.u.Unit.Kind, n.u.Unit.Slug, n.post.Post.ID)), Once: web.NewOnce(), Back: n.back(),
		Errors: errorsOf(f, "since"), Submit: "Säg att det är vakant"}
	v.Fields = fields(ui.Field{F: f, Kind: ui.Date, Name: "since", Label: "Vakant sedan", Hint: "I dag eller en tidigare dag."})
	if n.post.State != district.PostUnknown {
		v.Lead = "Då syns det att uppdraget saknar innehavare."
	}
	return web.Render(w, r, status, unitHead(n.u.Unit, title, ui.Crumb{Label: title}), view.Step, v)
}

// vacant states that a post is vacant.
func (p *Pages) vacant(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	n, ok, err := p.readNaming(r)
	if err != nil {
		return err
	}
	if !ok {
		return district.ErrNotFound
	}
	since := f.Date("since", "Vakant sedan")
	if !f.HasErrors() {
		q := web.Of(r)
		_, err = p.Store.StateVacant(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.AssignmentEdit), n.u.Unit.ID, n.post.Post.ID, since)
		if err == nil {
			return web.Redirect(w, r, n.back(), n.post.Post.Name+" är vakant sedan "+sv.Date(since)+".")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("state vacant: %w", err)
		}
	}
	return renderVacant(w, r, http.StatusUnprocessableEntity, n, f)
}
