package associations

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
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/associations"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

func (p *Pages) new(w http.ResponseWriter, r *http.Request) error {
	return p.showNew(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	areas, err := p.Store.Areas(r.Context(), web.Of(r).Today(), district.AreaMunicipality, district.AreaCityDistrict)
	if err != nil {
		return err
	}
	v := view.EditView{F: f, Title: "Ny förening", Action: paths.NewAssociation, Back: paths.Associations, Once: web.NewOnce(),
		New: true, Facts: true, SubmitLabel: "Lägg till", Municipalities: areaOptions(areas, district.AreaMunicipality),
		CityDistricts: areaOptions(areas, district.AreaCityDistrict), Contacts: parts.NewContactForm(f)}
	return web.Render(w, r, status, p.unit().Head(v.Title, ui.Crumb{Label: v.Title}), view.Edit, v)
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := store.NewUnit{
		Kind: district.UnitKind(f.Choice("kind", "Slag", string(district.KindAssociation), string(district.KindTradeAssociation))),
		Name: f.Text("name", "Namn", 120), Founded: f.OptionalDate("founded", "Grundad"),
		MeetingPlace: f.OptionalText("meetingPlace", "Mötesplats", 200), LocalIssue: f.OptionalMultiline("localIssue", "Lokal fråga", 200),
		Areas: f.IDs("areas", "Områden"),
	}
	if f.HasErrors() {
		return p.showNew(w, r, http.StatusUnprocessableEntity, f)
	}
	id, err := p.Store.CreateUnit(r.Context(), web.Of(r).Actor(), web.Once(r), in)
	switch {
	case errors.Is(err, district.ErrNotFound): // an area that does not exist
		f.Fail("areas", "Välj områden i listan.")
		return p.showNew(w, r, http.StatusUnprocessableEntity, f)
	case web.Invalid(err, f):
		return p.showNew(w, r, http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	u, err := p.Store.Unit(r.Context(), web.Of(r).Scope(authz.UnitManage), id)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Association(u.Slug), u.Name+" är tillagd.")
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
	f.Set("meetingPlace", page.MeetingPlace)
	f.Set("localIssue", page.LocalIssue)
	parts.FillContacts(f, page.Contacts)
	return p.showEdit(w, r, http.StatusOK, u, f, page.Revision)
}

func (p *Pages) showEdit(w http.ResponseWriter, r *http.Request, status int, u store.Unit, f *form.Form, revision int) error {
	v := view.EditView{F: f, Kicker: u.Name, Title: "Ändra uppgifter", Action: paths.EditAssociation(u.Slug), Back: paths.Association(u.Slug),
		Once: web.NewOnce(), Revision: strconv.Itoa(revision), Facts: web.Of(r).CanIn(authz.UnitManage, u.ID), MoreContacts: true,
		Contacts: parts.NewContactForm(f), SubmitLabel: "Spara"}
	if v.Facts && u.Closed.IsZero() {
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
	place, issue := f.OptionalText("meetingPlace", "Mötesplats", 200), f.OptionalMultiline("localIssue", "Lokal fråga", 200)
	contacts := parts.ReadContacts(f)
	in := store.UnitEdit{ID: u.ID, Revision: web.Revision(f), MeetingPlace: &place, LocalIssue: &issue, Contacts: &contacts}
	if web.Of(r).CanIn(authz.UnitManage, u.ID) {
		name, founded := f.Text("name", "Namn", 120), f.OptionalDate("founded", "Grundad")
		in.Name, in.Founded = &name, &founded
	}
	if f.HasErrors() {
		return p.showEdit(w, r, http.StatusUnprocessableEntity, u, f, in.Revision)
	}
	if _, err := p.Store.EditUnit(r.Context(), web.Of(r).Actor(), web.Once(r), in); err != nil {
		if web.Invalid(err, f) {
			// The database speaks of the last day, which this form does not have.
			if f.Error("closed") != "" {
				f.Fail("founded", "Första dagen måste vara före den sista. Skriv ett tidigare datum.")
			}
			return p.showEdit(w, r, http.StatusUnprocessableEntity, u, f, in.Revision)
		}
		return err
	}
	return web.Redirect(w, r, paths.Association(u.Slug), "Uppgifterna är sparade.")
}

func (p *Pages) areas(w http.ResponseWriter, r *http.Request) error {
	u, err := p.unit().Find(r, authz.UnitManage)
	if err != nil {
		return err
	}
	return p.showAreas(w, r, http.StatusOK, u, form.Empty())
}

func (p *Pages) showAreas(w http.ResponseWriter, r *http.Request, status int, u store.Unit, f *form.Form) error {
	q, reads := web.Of(r), p.Store.Reads()
	covers, areas := reads.Covers(q.Scope(authz.UnitManage), u.ID), reads.Areas(q.Today(), district.AreaMunicipality, district.AreaCityDistrict)
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	v := view.AreasView{F: f, Name: u.Name, Action: paths.AssociationAreas(u.Slug), Back: paths.Association(u.Slug), Once: web.NewOnce(),
		Areas: areaOptions(*areas, district.AreaMunicipality, district.AreaCityDistrict)}
	for _, c := range *covers {
		v.Rows = append(v.Rows, view.CoverRow{Area: c.AreaName, Href: paths.Area(c.AreaSlug), When: sv.Capital(sv.Period(c.Span())),
			EditHref: paths.AssociationArea(u.Slug, c.ID), Describe: "Ändra " + c.AreaName})
	}
	return web.Render(w, r, status, p.unit().Head("Områden för "+u.Name, unitpage.Crumb(u), ui.Crumb{Label: "Områden"}), view.Areas, v)
}

func (p *Pages) addArea(w http.ResponseWriter, r *http.Request) error {
	u, err := p.unit().Find(r, authz.UnitManage)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	area := f.ID("areas", "Område")
	from, last := f.OptionalDate("from", "Första dag"), f.OptionalDate("last", "Sista dag")
	if f.HasErrors() {
		return p.showAreas(w, r, http.StatusUnprocessableEntity, u, f)
	}
	_, err = p.Store.AddCover(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID, area, district.Through(from, last))
	switch {
	case errors.Is(err, district.ErrNotFound):
		f.Fail("areas", "Välj ett område i listan.")
		return p.showAreas(w, r, http.StatusUnprocessableEntity, u, f)
	case web.Invalid(err, f):
		if m := f.Error("until"); m != "" { // the database's name of the last day
			f.Fail("last", m)
		}
		return p.showAreas(w, r, http.StatusUnprocessableEntity, u, f)
	case err != nil:
		return err
	}
	return web.Redirect(w, r, paths.AssociationAreas(u.Slug), "Området är tillagt.")
}

// readCover returns the area link in the address, with its association.
func (p *Pages) readCover(r *http.Request) (store.Unit, store.Cover, error) {
	u, err := p.unit().Find(r, authz.UnitManage)
	if err != nil {
		return u, store.Cover{}, err
	}
	id, err := web.ID(r, "cover")
	if err != nil {
		return u, store.Cover{}, err
	}
	covers, err := p.Store.Covers(r.Context(), web.Of(r).Scope(authz.UnitManage), u.ID)
	if err != nil {
		return u, store.Cover{}, err
	}
	for _, c := range covers {
		if c.ID == id {
			return u, c, nil
		}
	}
	return u, store.Cover{}, district.ErrNotFound
}

func (p *Pages) cover(w http.ResponseWriter, r *http.Request) error {
	u, c, err := p.readCover(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("last", c.Span().Last().String())
	return p.showCover(w, r, http.StatusOK, u, c, f, c.Revision)
}

func (p *Pages) showCover(w http.ResponseWriter, r *http.Request, status int, u store.Unit, c store.Cover, f *form.Form, revision int) error {
	v := view.CoverView{F: f, Kicker: u.Name, Title: c.AreaName, When: sv.Capital(sv.Period(c.Span())) + ".", Action: paths.AssociationArea(u.Slug, c.ID),
		Back: paths.AssociationAreas(u.Slug), Once: web.NewOnce(), Revision: strconv.Itoa(revision),
		RemoveAction: paths.RemoveAssociationArea(u.Slug, c.ID), RemoveOnce: web.NewOnce()}
	return web.Render(w, r, status, p.unit().Head(c.AreaName+" för "+u.Name, unitpage.Crumb(u), ui.Crumb{Label: "Områden", Href: paths.AssociationAreas(u.Slug)},
		ui.Crumb{Label: c.AreaName}), view.Cover, v)
}

func (p *Pages) endArea(w http.ResponseWriter, r *http.Request) error {
	u, c, err := p.readCover(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	last, revision := f.OptionalDate("last", "Sista dag"), web.Revision(f)
	if f.HasErrors() {
		return p.showCover(w, r, http.StatusUnprocessableEntity, u, c, f, revision)
	}
	if _, err := p.Store.EndCover(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID, c.ID, revision, last); err != nil {
		if web.Invalid(err, f) {
			for _, other := range []string{"until", "areas"} { // the database's names
				if m := f.Error(other); m != "" {
					f.Fail("last", m)
				}
			}
			return p.showCover(w, r, http.StatusUnprocessableEntity, u, c, f, revision)
		}
		return err
	}
	return web.Redirect(w, r, paths.AssociationAreas(u.Slug), "Sista dagen är sparad.")
}

// changedMeanwhile is said when somebody changed what a button was about.
const changedMeanwhile = "Någon annan hann ändra det. Titta på det som står nu och försök igen."

func (p *Pages) removeArea(w http.ResponseWriter, r *http.Request) error {
	u, c, err := p.readCover(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	_, err = p.Store.RemoveCover(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID, c.ID, web.Revision(f))
	if errors.Is(err, district.ErrConflict) {
		return web.RedirectWarn(w, r, paths.AssociationArea(u.Slug, c.ID), changedMeanwhile)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.AssociationAreas(u.Slug), c.AreaName+" är borttaget.")
}

func (p *Pages) area(w http.ResponseWriter, r *http.Request) error {
	return p.showArea(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) showArea(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	q := web.Of(r)
	today := q.Today()
	a, err := p.Store.AreaPage(r.Context(), q.Scope(authz.UnitRead), web.Slug(r, "area"))
	if err != nil {
		return err
	}
	v := view.AreaView{F: f, Kicker: a.Kind.Name(), Name: a.Name, Governs: a.City.Name, Now: "Ingen har angett läget än.",
		CanState: q.Can(authz.UnitManage), Action: paths.StatePosition(a.Slug), Once: web.NewOnce(),
		ListHref: paths.With(paths.Associations, "omrade", a.Slug)}
	if a.Code != "" {
		v.Meta = append(v.Meta, "kod "+a.Code)
	}
	if span := (district.Span{From: a.From, Until: a.Until}); !span.From.IsZero() || !span.Until.IsZero() {
		v.Meta = append(v.Meta, "finns "+sv.Period(span))
	}
	if a.Kind == district.AreaCityDistrict {
		v.Meta = append(v.Meta, "i "+a.City.Name)
	}
	for _, g := range a.Governing {
		row := view.AreaPosition{Text: sv.Capital(g.Position.Name()), When: sv.Capital(sv.Period(g.Span())), Source: g.Source}
		if g.Span().Contains(today) {
			v.Now = "I dag: " + g.Position.Name() + "."
		}
		if v.CanState {
			row.Remove = ui.LinkButton{Label: "Ta bort", Href: paths.RemovePosition(a.Slug, g.ID), Small: true,
				Describe: "Ta bort " + g.Position.Name() + " " + sv.Period(g.Span())}
		}
		v.Positions = append(v.Positions, row)
	}
	v.Associations, v.Nobody = areaUnits(a, today), "Ingen förening arbetar här."
	if !q.Scope(authz.UnitRead).All {
		v.Nobody = "Ingen förening arbetar här, av dem du får se."
	}
	return web.Render(w, r, status, p.unit().Head(a.Name, ui.Crumb{Label: a.Name}), view.Area, v)
}

func (p *Pages) statePosition(w http.ResponseWriter, r *http.Request) error {
	a, err := p.Store.AreaPage(r.Context(), web.Of(r).Scope(authz.UnitManage), web.Slug(r, "area"))
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := store.NewPosition{AreaID: a.City.ID, Position: district.Position(f.Choice("position", "Läge", "majority", "opposition", "unknown")),
		From: f.Date("from", "Från och med")}
	if in.Position == "unknown" {
		in.Position = ""
		in.Source = f.OptionalText("source", "Källa", 200)
	} else {
		in.Source = f.Text("source", "Källa", 200)
	}
	if f.HasErrors() {
		return p.showArea(w, r, http.StatusUnprocessableEntity, f)
	}
	if _, err := p.Store.StatePosition(r.Context(), web.Of(r).Actor(), web.Once(r), in); err != nil {
		if web.Invalid(err, f) {
			return p.showArea(w, r, http.StatusUnprocessableEntity, f)
		}
		return err
	}
	return web.Redirect(w, r, paths.Area(a.Slug), "Läget i "+a.City.Name+" är sparat.")
}

// readPosition returns the area in the address and the statement about who governs it.
func (p *Pages) readPosition(r *http.Request) (store.AreaPage, store.Governing, error) {
	a, err := p.Store.AreaPage(r.Context(), web.Of(r).Scope(authz.UnitManage), web.Slug(r, "area"))
	if err != nil {
		return a, store.Governing{}, err
	}
	id, err := web.ID(r, "governing")
	if err != nil {
		return a, store.Governing{}, err
	}
	for _, g := range a.Governing {
		if g.ID == id {
			return a, g, nil
		}
	}
	return a, store.Governing{}, district.ErrNotFound
}

func (p *Pages) askRemovePosition(w http.ResponseWriter, r *http.Request) error {
	a, g, err := p.readPosition(r)
	if err != nil {
		return err
	}
	v := ui.Confirm{Title: "Ta bort uppgiften om " + a.City.Name + "?", Text: sv.Capital(g.Position.Name()) + ", " + sv.Period(g.Span()) + ".",
		Points: []string{"Gör det när uppgiften var fel. Har läget ändrats: ange det nya läget i stället.",
			"Det som gällde dagen innan fortsätter att gälla."},
		Action: paths.RemovePosition(a.Slug, g.ID), Once: web.NewOnce(), Revision: strconv.Itoa(g.Revision), Label: "Ta bort uppgiften", CancelHref: paths.Area(a.Slug)}
	return web.Render(w, r, http.StatusOK, p.unit().Head(v.Title, ui.Crumb{Label: a.Name, Href: paths.Area(a.Slug)}, ui.Crumb{Label: "Ta bort"}), view.Confirm, v)
}

func (p *Pages) removePosition(w http.ResponseWriter, r *http.Request) error {
	a, g, err := p.readPosition(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	_, err = p.Store.RemovePosition(r.Context(), web.Of(r).Actor(), web.Once(r), a.City.ID, g.ID, web.Revision(f))
	if errors.Is(err, district.ErrConflict) {
		return web.RedirectWarn(w, r, paths.Area(a.Slug), changedMeanwhile)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Area(a.Slug), "Uppgiften är borttagen.")
}

// areaUnits are the units that cover the area or parts of it, each once with its parts: those of today and to come,
// then those that were.
func areaUnits(a store.AreaPage, today district.Date) []view.AreaRow {
	type unit struct {
		row   view.AreaRow
		parts []string
		when  string
	}
	var order []string
	units := map[string]*unit{}
	for _, c := range a.Covers {
		past := !c.Until.IsZero() && !c.Until.After(today)
		key := c.UnitSlug
		if past {
			key += "/"
		}
		u, seen := units[key]
		if !seen {
			u = &unit{row: view.AreaRow{Name: c.UnitName, Href: paths.Unit(c.UnitKind, c.UnitSlug), Past: past}}
			units[key] = u
			order = append(order, key)
		}
		if c.AreaName != a.Name && c.AreaName != c.UnitName {
			u.parts = append(u.parts, c.AreaName)
		}
		if !c.From.IsZero() || !c.Until.IsZero() {
			u.when = sv.Period(c.Span())
		}
	}
	var now, before []view.AreaRow
	for _, key := range order {
		u := units[key]
		u.row.When = sv.Join(", ", sv.List(u.parts), u.when)
		if u.row.Past {
			before = append(before, u.row)
		} else {
			now = append(now, u.row)
		}
	}
	return append(now, before...)
}
