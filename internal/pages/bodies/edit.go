package bodies

import (
	"errors"
	"net/http"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
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
	return web.Render(w, r, status, head(v.Title, ui.Crumb{Label: v.Title}), view.Edit, v)
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
	return web.Redirect(w, r, paths.Body(u.Slug), u.Name+" är "+agree(u.Kind, "tillagd.", "tillagt."))
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	u, err := p.find(r, authz.UnitEdit)
	if err != nil {
		return err
	}
	page, err := p.read(r)
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
		v.CloseHref, v.CloseLabel = paths.CloseBody(u.Slug), "Stäng "+u.Name
	}
	return web.Render(w, r, status, head("Ändra "+u.Name, crumb(u), ui.Crumb{Label: "Ändra"}), view.Edit, v)
}

func (p *Pages) update(w http.ResponseWriter, r *http.Request) error {
	u, err := p.find(r, authz.UnitEdit)
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

func (p *Pages) closeForm(w http.ResponseWriter, r *http.Request) error {
	u, err := p.find(r, authz.UnitManage)
	if err != nil {
		return err
	}
	return p.showClose(w, r, http.StatusOK, u, nil)
}

// showClose asks on which day the body closes; without a posted form it proposes today.
func (p *Pages) showClose(w http.ResponseWriter, r *http.Request, status int, u store.Unit, f *form.Form) error {
	q := web.Of(r)
	ends, err := p.Store.ClosingPreview(r.Context(), q.Scope(authz.UnitManage), u.ID, q.Today())
	if err != nil {
		return err
	}
	revision := u.Revision
	if f == nil {
		f = form.Empty()
		f.Set("last", q.Today().String())
	} else {
		revision = web.Revision(f)
	}
	points := []string{"Det finns till och med sin sista dag, och räknas inte i något mål efter den.",
		"Det som har hänt fram till dess står kvar, i siffror, kurvor och historik."}
	if ends.Assignments > 0 {
		points = append(points, sv.Assignment.Count(ends.Assignments)+" som pågår eller är på väg slutar samma dag.")
	}
	if ends.Grants > 0 {
		points = append(points, sv.Grant.Count(ends.Grants)+" slutar samma dag. "+
			sv.Plural(ends.Grants, "Den som har den når", "De som har dem når")+" inte längre sidorna i Verkstad.")
	}
	points = append(points, "Du kan ångra i "+strconv.Itoa(store.ReopenDays)+" dagar, så länge ingen har ändrat det som avslutades.")
	v := view.CloseView{F: f, Kicker: u.Kind.Name(), Title: "Stäng " + u.Name + "?", Points: points, Action: paths.CloseBody(u.Slug),
		Back: paths.EditBody(u.Slug), Once: web.NewOnce(), Revision: strconv.Itoa(revision)}
	return web.Render(w, r, status, head(v.Title, crumb(u), ui.Crumb{Label: "Stäng"}), view.Close, v)
}

func (p *Pages) close(w http.ResponseWriter, r *http.Request) error {
	u, err := p.find(r, authz.UnitManage)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	last := f.Date("last", "Sista dag")
	if f.HasErrors() {
		return p.showClose(w, r, http.StatusUnprocessableEntity, u, f)
	}
	if _, err := p.Store.CloseUnit(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID, web.Revision(f), last); err != nil {
		if web.Invalid(err, f) {
			return p.showClose(w, r, http.StatusUnprocessableEntity, u, f)
		}
		return err
	}
	message := u.Name + " är " + agree(u.Kind, "stängd", "stängt") + ". Sista dagen var " + sv.Date(last) + "."
	if !last.Before(web.Of(r).Today()) {
		message = u.Name + " stänger. Sista dagen är " + sv.Date(last) + "."
	}
	return web.RedirectUndo(w, r, paths.Body(u.Slug), message, paths.ReopenBody(u.Slug))
}

func (p *Pages) reopen(w http.ResponseWriter, r *http.Request) error {
	u, err := p.find(r, authz.UnitManage)
	if err != nil {
		return err
	}
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	_, err = p.Store.ReopenUnit(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID)
	var invalid *district.Invalid
	if errors.As(err, &invalid) && len(invalid.Fields) > 0 {
		return web.RedirectWarn(w, r, paths.Body(u.Slug), invalid.Fields[0].Message)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Body(u.Slug), u.Name+" är "+agree(u.Kind, "öppen", "öppet")+" igen, med uppdragen och behörigheterna som förut.")
}
