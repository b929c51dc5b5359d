package goals

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/goals"
	"verkstad/templates/ui"
)

func (p *Pages) editForm(w http.ResponseWriter, r *http.Request) error {
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("title", g.Title)
	f.Set("revision", strconv.Itoa(g.Revision))
	var units, tags []string
	for _, u := range g.Units {
		units = append(units, idText(u.ID))
	}
	for _, t := range g.Tags {
		tags = append(tags, idText(t.ID))
	}
	f.SetAll("units", units)
	f.SetAll("tags", tags)
	return p.renderEdit(w, r, http.StatusOK, g, f)
}

// responsible are the units that can answer for a goal: those of the whole district and its bodies. An association
// answers for its own work, not for the district's plan, so it is offered only where it is chosen already.
func responsible(units []store.Unit, chosen []string) []ui.Option {
	var out []ui.Option
	for _, k := range district.UnitKinds() {
		for _, u := range units {
			if u.Kind == k && (!k.IsAssociation() || slices.Contains(chosen, idText(u.ID))) {
				out = append(out, ui.Option{Value: idText(u.ID), Label: u.Name})
			}
		}
	}
	return out
}

func (p *Pages) renderEdit(w http.ResponseWriter, r *http.Request, status int, g store.Goal, f *form.Form) error {
	title := "Ändra målet"
	v := view.EditView{Head: ui.PageHead{Kicker: name(g), Title: title, Lead: quoted(g)}, F: f, Action: paths.EditGoal(g.ID), Once: web.NewOnce(),
		Revision: f.Get("revision"), Back: paths.Goal(g.ID), CloseHref: paths.CloseGoal(g.ID)}
	q, reads := web.Of(r), p.Store.Reads()
	units, tags := reads.Units(q.Scope(authz.UnitRead), q.Today()), reads.Tags()
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	v.Units = responsible(*units, f.All("units"))
	for _, t := range *tags {
		v.Tags = append(v.Tags, ui.Option{Value: idText(t.ID), Label: t.Name})
	}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Edit, v)
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	in := store.GoalEdit{Title: f.Text("title", "Kort namn", 120), Units: f.IDs("units", "Ansvariga"), Tags: f.IDs("tags", "Perspektiv och fokusfrågor")}
	if !f.HasErrors() {
		err = p.Store.EditGoal(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, web.Revision(f), in)
		if err != nil && !web.Invalid(err, f) {
			return err
		}
	}
	if f.HasErrors() {
		return p.renderEdit(w, r, http.StatusUnprocessableEntity, g, f)
	}
	return web.Redirect(w, r, paths.Goal(g.ID), "Målet är ändrat.")
}

func (p *Pages) closeForm(w http.ResponseWriter, r *http.Request) error {
	f := form.Empty()
	f.Set("day", web.Of(r).Today().String())
	return p.renderClose(w, r, http.StatusOK, f)
}

func (p *Pages) renderClose(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	title := "Avsluta målet?"
	v := view.FormView{Head: ui.PageHead{Kicker: name(g), Title: title, Lead: g.Title}, F: f, Action: paths.CloseGoal(g.ID), Once: web.NewOnce(), Back: paths.Goal(g.ID),
		Submit: "Avsluta målet", Danger: true,
		Points: []string{"Målet får inget läge från och med dagen du skriver.", "Siffror, bedömningar och kommentarer finns kvar.", "Det går att öppna målet igen."},
		Fields: []templ.Component{ui.Field{F: f, Kind: ui.Date, Name: "day", Label: "Avslutas från och med"},
			ui.Field{F: f, Name: "reason", Label: "Varför?", Hint: "Till exempel beslutet som ändrade planen.", MaxLength: 300, Spellcheck: true}}}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Simple, v)
}

func (p *Pages) close(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	day, reason := f.Date("day", "Avslutas från och med"), f.Text("reason", "Varför?", 300)
	if f.HasErrors() {
		return p.renderClose(w, r, http.StatusUnprocessableEntity, f)
	}
	if err := p.Store.CloseGoal(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, day, reason); err != nil {
		return err
	}
	return web.RedirectUndo(w, r, paths.Goal(g.ID), "Målet är avslutat från "+sv.Date(day)+".", paths.ReopenGoal(g.ID))
}

func (p *Pages) reopen(w http.ResponseWriter, r *http.Request) error {
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	id, err := web.ID(r, "goal")
	if err != nil {
		return err
	}
	if err := p.Store.CloseGoal(r.Context(), web.Of(r).Actor(), web.Once(r), id, district.Date{}, ""); err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(id), "Målet gäller igen.")
}

func (p *Pages) dateForm(w http.ResponseWriter, r *http.Request) error {
	return p.renderDate(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderDate(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	g, m, err := p.measureOf(r, "")
	if err != nil {
		return err
	}
	v := m.Now.Version
	var fields []ui.Option
	for _, d := range measure.DateFields() {
		hint := "Planen har inget sådant datum."
		if day := v.PlanDate(d); !day.IsZero() {
			hint = "Planen säger " + sv.Date(day) + "."
		}
		for _, c := range v.Corrections {
			if c.Field == d {
				hint += " Rättat till " + sv.Date(c.Day) + "."
			}
		}
		fields = append(fields, ui.Option{Value: string(d), Label: d.Name(), Hint: hint})
	}
	title := "Rätta ett datum"
	fv := view.FormView{Head: ui.PageHead{Kicker: name(g), Title: title, Lead: "Planens eget datum står kvar bredvid. Rättelsen gäller från i dag; kurvan före i dag ändras inte."}, F: f,
		Action: paths.CorrectDate(g.ID, m.ID), Once: web.NewOnce(), Back: paths.Goal(g.ID), Submit: "Rätta datumet", Fields: []templ.Component{
			ui.Radios{F: f, Name: "field", Label: "Vilket datum?", Options: fields},
			ui.Field{F: f, Kind: ui.Date, Name: "day", Label: "Rätt dag", Hint: "Lämna tomt för att gå tillbaka till planens datum.", Optional: true},
			ui.Field{F: f, Name: "reason", Label: "Varför?", MaxLength: 300, Spellcheck: true}}}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Simple, fv)
}

func (p *Pages) correctDate(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, m, err := p.measureOf(r, "")
	if err != nil {
		return err
	}
	var names []string
	for _, d := range measure.DateFields() {
		names = append(names, string(d))
	}
	field, day, reason := f.Choice("field", "Vilket datum?", names...), f.OptionalDate("day", "Rätt dag"), f.Text("reason", "Varför?", 300)
	if !f.HasErrors() {
		err = p.Store.OverrideDate(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, m.ID, measure.DateField(field), day, reason)
		if err != nil && !web.Invalid(err, f) {
			return err
		}
	}
	if f.HasErrors() {
		return p.renderDate(w, r, http.StatusUnprocessableEntity, f)
	}
	message := "Datumet är rättat från i dag."
	if day.IsZero() {
		message = "Planens eget datum gäller igen från i dag."
	}
	return web.Redirect(w, r, paths.Goal(g.ID)+"#"+paths.GoalMeasureAnchor(m.ID), message)
}
