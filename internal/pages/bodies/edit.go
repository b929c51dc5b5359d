package bodies

import (
	"net/http"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/bodies"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// maxPurpose is how long a purpose may be, in characters.
const maxPurpose = 2000

// newKinds are the kinds of which one can be added: the district itself only while there is none.
func (p *Pages) newKinds(r *http.Request) ([]string, error) {
	there, err := p.Store.Units(r.Context(), authz.Everything, web.Of(r).Today(), district.KindDistrict)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, k := range store.BodyKinds() {
		if k != district.KindDistrict || len(there) == 0 {
			out = append(out, string(k))
		}
	}
	return out, nil
}

func (p *Pages) new(w http.ResponseWriter, r *http.Request) error {
	return p.showNew(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	v := view.EditView{F: f, Title: "Nytt utskott eller nätverk", Action: paths.NewBody, Back: paths.Bodies, Once: web.NewOnce(),
		New: true, Facts: true, Submit: "Lägg till", Contacts: parts.NewContactForm(f)}
	kinds, err := p.newKinds(r)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		v.Kinds = append(v.Kinds, ui.Option{Value: k, Label: district.UnitKind(k).Name()})
	}
	return web.Render(w, r, status, p.unit().Head(v.Title, ui.Crumb{Label: v.Title}), view.Edit, v)
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	kinds, err := p.newKinds(r)
	if err != nil {
		return err
	}
	in := store.NewUnit{Kind: district.UnitKind(f.Choice("kind", "Slag", kinds...)), Name: f.Text("name", "Namn", 120),
		Founded: f.OptionalDate("founded", "Första dag"), Purpose: f.OptionalMultiline("purpose", "Uppgift", maxPurpose), Contacts: parts.ReadContacts(f)}
	if f.HasErrors() {
		return p.showNew(w, r, http.StatusUnprocessableEntity, f)
	}
	id, err := p.Store.CreateUnit(r.Context(), web.Of(r).Actor(), web.Once(r), in)
	if err != nil {
		if web.Invalid(err, f) {
			return p.showNew(w, r, http.StatusUnprocessableEntity, f)
		}
		return err
	}
	u, err := p.Store.Unit(r.Context(), web.Of(r).Scope(authz.UnitManage), id)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Body(u.Slug), u.Name+" är "+unitpage.Agree(u.Kind, "tillagd.", "tillagt."))
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	u, err := p.unit().Find(r, authz.UnitEdit)
	if err != nil {
		return err
	}
	page, err := p.unit().Read(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("name", page.Name)
	f.Set("founded", page.Founded.String())
	f.Set("purpose", page.Purpose)
	parts.FillContacts(f, page.Contacts)
	return p.showEdit(w, r, http.StatusOK, u, f, page.Revision)
}

func (p *Pages) showEdit(w http.ResponseWriter, r *http.Request, status int, u store.Unit, f *form.Form, revision int) error {
	v := view.EditView{F: f, Kicker: u.Name, Title: "Ändra uppgifter", Action: paths.EditBody(u.Slug), Back: paths.Body(u.Slug), Once: web.NewOnce(),
		Revision: strconv.Itoa(revision), Facts: web.Of(r).CanIn(authz.UnitManage, u.ID), Submit: "Spara", Contacts: parts.NewContactForm(f)}
	if v.Facts && u.Closed.IsZero() && u.Kind != district.KindDistrict {
		v.CloseHref, v.CloseLabel = paths.CloseUnit(u.Kind, u.Slug), "Stäng "+u.Name
	}
	return web.Render(w, r, status, p.unit().Head("Ändra "+u.Name, unitpage.Crumb(u), ui.Crumb{Label: "Ändra"}), view.Edit, v)
}

func (p *Pages) update(w http.ResponseWriter, r *http.Request) error {
	u, err := p.unit().Find(r, authz.UnitEdit)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	purpose, contacts := f.OptionalMultiline("purpose", "Uppgift", maxPurpose), parts.ReadContacts(f)
	in := store.UnitEdit{ID: u.ID, Revision: web.Revision(f), Purpose: &purpose, Contacts: &contacts}
	if web.Of(r).CanIn(authz.UnitManage, u.ID) {
		name, founded := f.Text("name", "Namn", 120), f.OptionalDate("founded", "Första dag")
		in.Name, in.Founded = &name, &founded
	}
	if f.HasErrors() {
		return p.showEdit(w, r, http.StatusUnprocessableEntity, u, f, in.Revision)
	}
	if _, err := p.Store.EditUnit(r.Context(), web.Of(r).Actor(), web.Once(r), in); err != nil {
		if web.Invalid(err, f) {
			if f.Error("closed") != "" { // the database speaks of the last day, which this form does not have
				f.Fail("founded", "Första dagen måste vara före den sista. Skriv ett tidigare datum.")
			}
			return p.showEdit(w, r, http.StatusUnprocessableEntity, u, f, in.Revision)
		}
		return err
	}
	return web.Redirect(w, r, paths.Body(u.Slug), "Uppgifterna är sparade.")
}
