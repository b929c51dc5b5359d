package records

import (
	"fmt"
	"net/http"
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/records"
	"verkstad/templates/ui"
)

// newForm asks of which kind a new record is, and then for the record.
func (p *Pages) newForm(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	kinds, err := p.Store.RecordKinds(r.Context())
	if err != nil {
		return err
	}
	chosen := queryID(r, "slag")
	if i := slices.IndexFunc(kinds, func(k store.RecordKind) bool { return k.ID == chosen && k.InUse(q.Today()) }); i >= 0 {
		f := form.Empty()
		f.Set("kind", optional(chosen))
		f.Set("unit", optional(queryID(r, "enhet")))
		f.Set("day", q.Today().String())
		f.Set("done", "ja")
		return p.renderNew(w, r, http.StatusOK, f)
	}
	v := view.ChooseView{}
	for _, k := range kinds {
		if k.InUse(q.Today()) {
			v.Kinds = append(v.Kinds, view.Choice{Label: k.Name, Href: paths.NewRecordOf(k.ID, queryID(r, "enhet"))})
		}
	}
	if len(v.Kinds) == 0 {
		v.None = &ui.Empty{Title: "Inget slag används.", Text: "Lägg till ett slag för det som ska räknas.", Action: ui.LinkButton{Label: "Lägg till slag", Href: paths.NewRecordKind}}
	}
	return web.Render(w, r, http.StatusOK, head(q, "Skriv in en händelse", ui.Crumb{Label: "Skriv in"}), view.Choose, v)
}

// renderNew shows the form of a new record, of the kind that it carries.
func (p *Pages) renderNew(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	v := view.FormView{F: f, Title: "Skriv in en händelse", Action: paths.NewRecord, Once: web.NewOnce(), Submit: "Skriv in", Back: paths.Records, AskDone: true, Number: true, Partner: true}
	kinds, err := p.Store.RecordKinds(r.Context())
	if err != nil {
		return err
	}
	today := web.Of(r).Today()
	for _, k := range kinds {
		if !k.InUse(today) {
			continue
		}
		v.Kinds = append(v.Kinds, ui.Option{Value: optional(k.ID), Label: k.Name})
		if f.Get("kind") == optional(k.ID) {
			v.Title, v.Number, v.Partner, v.Back = k.Name, k.Numbered, k.Partner, paths.NewRecord
			v.Hidden = []ui.Pair{{Name: "kind", Value: optional(k.ID)}}
		}
	}
	if v.Hidden != nil {
		v.Kinds, v.Kicker = nil, "Skriv in en händelse"
	}
	return p.renderForm(w, r, status, v, ui.Crumb{Label: "Skriv in"})
}

// renderForm shows the form of a record with the units that there are to choose among.
func (p *Pages) renderForm(w http.ResponseWriter, r *http.Request, status int, v view.FormView, crumbs ...ui.Crumb) error {
	q := web.Of(r)
	f := v.F.(*form.Form)
	// Units that are no more are there for what happened before; the rules say which day suits whom.
	units, err := p.Store.Units(r.Context(), q.Scope(authz.RecordEdit), district.Date{})
	if err != nil {
		return err
	}
	order := district.UnitKinds()
	slices.SortStableFunc(units, func(a, b store.Unit) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	chosen := f.All("others")
	for _, u := range units {
		o := ui.Option{Value: optional(u.ID), Label: u.Name, Group: u.Kind.Plural()}
		if !u.Alive(q.Today()) {
			o.Label += " (t.o.m. " + sv.DateISO(u.Closed.AddDays(-1)) + ")"
			if u.Closed.IsZero() || !u.Closed.Before(q.Today().AddMonths(-24)) || o.Value == f.Get("unit") {
				v.Units = append(v.Units, o)
			}
			if slices.Contains(chosen, o.Value) {
				v.Others = append(v.Others, ui.Option{Value: o.Value, Label: o.Label})
			}
			continue
		}
		v.Units = append(v.Units, o)
		v.Others = append(v.Others, ui.Option{Value: o.Value, Label: u.Name})
	}
	v.Errors = ui.Errors(f, "", "kind", "unit", "day", "done", "number", "partner", "title", "note", "others")
	for _, name := range []string{"partner", "title", "note", "others"} {
		v.MoreOpen = v.MoreOpen || f.Get(name) != "" || f.Error(name) != ""
	}
	return web.Render(w, r, status, head(q, v.Title, crumbs...), view.Form, v)
}

// recordInput reads the form of a record.
func recordInput(f *form.Form) store.RecordInput {
	return store.RecordInput{Kind: f.ID("kind", "Slag"), Unit: f.ID("unit", "Vem höll i det?"), HappenedOn: f.Date("day", "Dag"), Number: optionalNumber(f),
		Partner: f.OptionalText("partner", "Tillsammans med", 80), Title: f.OptionalText("title", "Namn", 120), Note: f.OptionalMultiline("note", "Anteckning", 2000),
		Others: f.IDs("others", "Fler som deltog")}
}

// create writes a record.
func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := recordInput(f)
	in.Done = f.Choice("done", "Har det hänt?", "ja", "nej") == "ja"
	if !f.HasErrors() {
		q := web.Of(r)
		id, err := p.Store.AddRecord(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.RecordEdit), in)
		if err == nil {
			message := "Händelsen är inskriven och räknas från " + sv.Date(in.HappenedOn) + "."
			if !in.Done {
				message = "Händelsen är inskriven som planerad. Den räknas när någon säger att den är genomförd."
			}
			twin, err := p.Store.HasTwin(r.Context(), id)
			if err != nil {
				return err
			}
			if twin {
				return web.RedirectWarn(w, r, paths.Record(id), message+" En likadan fanns redan den dagen. Är det samma händelse stryker du en av dem.")
			}
			return web.Redirect(w, r, paths.Record(id), message)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("write record: %w", err)
		}
	}
	return p.renderNew(w, r, http.StatusUnprocessableEntity, f)
}

// editForm asks what is to be changed about a record.
func (p *Pages) editForm(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.readEditable(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("kind", optional(rec.KindID))
	f.Set("unit", optional(rec.UnitID))
	f.Set("day", rec.HappenedOn.String())
	f.Set("number", people(rec))
	f.Set("partner", rec.Partner)
	f.Set("title", rec.Title)
	f.Set("note", rec.Note)
	var others []string
	for _, u := range rec.Others {
		others = append(others, optional(u.ID))
	}
	f.SetAll("others", others)
	return p.renderEdit(w, r, http.StatusOK, rec, f)
}

func (p *Pages) renderEdit(w http.ResponseWriter, r *http.Request, status int, rec store.Record, f *form.Form) error {
	kinds, err := p.Store.RecordKinds(r.Context())
	if err != nil {
		return err
	}
	v := view.FormView{F: f, Kicker: rec.Name(), Title: "Ändra händelsen", Action: paths.EditRecord(rec.ID), Once: web.NewOnce(), Revision: revision(rec.Revision), Submit: "Spara", Back: paths.Record(rec.ID),
		Number: rec.Number != nil, Partner: rec.Partner != ""}
	for _, k := range kinds {
		if k.ID == rec.KindID || k.InUse(web.Of(r).Today()) {
			v.Kinds = append(v.Kinds, ui.Option{Value: optional(k.ID), Label: k.Name})
		}
		if k.ID == rec.KindID {
			v.Number, v.Partner = v.Number || k.Numbered, v.Partner || k.Partner
		}
	}
	return p.renderForm(w, r, status, v, ui.Crumb{Label: rec.Name(), Href: paths.Record(rec.ID)}, ui.Crumb{Label: "Ändra"})
}

// edit changes a record.
func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	rec, err := p.readEditable(r)
	if err != nil {
		return err
	}
	in := recordInput(f)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.EditRecord(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.RecordEdit), rec.ID, web.Revision(f), in)
		if err == nil {
			return web.Redirect(w, r, paths.Record(rec.ID), "Händelsen är ändrad.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change record: %w", err)
		}
	}
	return p.renderEdit(w, r, http.StatusUnprocessableEntity, rec, f)
}
