package records

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

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

// readRecord reads the record of the address.
func (p *Pages) readRecord(r *http.Request) (store.Record, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.Record{}, err
	}
	return p.Store.Record(r.Context(), store.RecordScopesOf(web.Of(r).Access()), id)
}

// readEditable reads the record of the address to be changed: a struck one has no form.
func (p *Pages) readEditable(r *http.Request) (store.Record, error) {
	rec, err := p.readRecord(r)
	if err == nil && rec.Struck {
		return rec, district.ErrNotFound
	}
	return rec, err
}

// readPlanned reads the record of the address, which must be planned.
func (p *Pages) readPlanned(r *http.Request) (store.Record, error) {
	rec, err := p.readEditable(r)
	if err == nil && rec.State != district.RecordPlanned {
		return rec, district.ErrNotFound
	}
	return rec, err
}

// record shows one record.
func (p *Pages) record(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	rec, err := p.readRecord(r)
	if err != nil {
		return err
	}
	uses, err := p.Store.RecordKindUses(r.Context(), q.Today())
	if err != nil {
		return err
	}
	v := view.RecordView{Kicker: rec.KindName, Title: rec.Name(), Status: badge(rec, q.Today())}
	if rec.Title == "" {
		v.Kicker = "Händelse"
	}
	switch {
	case rec.Struck:
		v.NoticeTitle, v.Notice = "Händelsen är struken", "Den räknas inte någon dag. Skäl: "+rec.StruckReason
	case rec.State == district.RecordCancelled:
		v.NoticeTitle, v.Notice = "Inställd", rec.StateReason
	case rec.State == district.RecordDone && rec.Homeless:
		v.Notice = "Den räknas inte, för den som höll i det fanns inte den dagen. Ändra dagen, eller vem det var."
	}
	v.Facts = facts(rec)
	for _, u := range uses {
		if u.ID == rec.KindID && len(u.Goals) > 0 && rec.State == district.RecordDone && !rec.Struck {
			v.Facts = append(v.Facts, ui.Definition{Term: "Räknas i", Body: goalList(u.Goals)})
		}
	}
	if q.Can(authz.RecordEdit) && !rec.Struck {
		v.Actions = actions(rec, q.Today())
	}
	return web.Render(w, r, http.StatusOK, head(q, rec.Name(), ui.Crumb{Label: rec.Name()}), view.Record, v)
}

// goalList leads to goals.
func goalList(goals []store.NumberedGoal) templ.Component { return view.Goals(goalLinks(goals)) }

func goalLinks(goals []store.NumberedGoal) []ui.Link {
	var out []ui.Link
	for _, g := range goals {
		out = append(out, ui.Link{Label: "Mål " + g.Number + ": " + g.Title, Href: paths.Goal(g.ID)})
	}
	return out
}

func facts(rec store.Record) []ui.Definition {
	held := ui.Definition{Term: "Vem höll i det", Text: rec.UnitName}
	if rec.UnitName == "" {
		held.Text = "en " + inSentence(rec.UnitKind.Name())
	} else {
		held.Href = paths.Unit(rec.UnitKind, rec.UnitSlug)
	}
	out := []ui.Definition{{Term: "Slag", Text: rec.KindName}, {Term: "Dag", Text: sv.DateLong(rec.HappenedOn)}, held}
	if rec.OtherCount > 0 {
		var names []string
		for _, u := range rec.Others {
			names = append(names, u.Name)
		}
		if n := rec.OtherCount - len(names); n > 0 {
			names = append(names, sv.Count(n, "förening", "föreningar"))
		}
		out = append(out, ui.Definition{Term: "Fler som deltog", Text: sv.List(names)})
	}
	if rec.Number != nil {
		out = append(out, ui.Definition{Term: "Deltagare", Text: sv.Int(*rec.Number)})
	}
	if rec.Partner != "" {
		out = append(out, ui.Definition{Term: "Tillsammans med", Text: rec.Partner})
	}
	if rec.Note != "" {
		out = append(out, ui.Definition{Term: "Anteckning", Text: rec.Note})
	}
	if rec.Afterwards() {
		out = append(out, ui.Definition{Term: "Inskriven i efterhand", Text: sv.Date(rec.DoneRecordedOn)})
	}
	return out
}

func actions(rec store.Record, today district.Date) []templ.Component {
	var out []templ.Component
	if rec.State == district.RecordPlanned {
		done := ui.LinkButton{Label: "Genomförd", Href: paths.RecordDone(rec.ID)}
		if !rec.HappenedOn.After(today) {
			done.Kind = ui.Primary
		}
		out = append(out, done, ui.LinkButton{Label: "Ställ in", Href: paths.CancelRecord(rec.ID)})
	} else {
		out = append(out, ui.PostButton{Label: "Gör planerad igen", Action: paths.ReopenRecord(rec.ID), Once: web.NewOnce(), Revision: revision(rec.Revision)})
	}
	return append(out, ui.LinkButton{Label: "Ändra", Href: paths.EditRecord(rec.ID)}, ui.LinkButton{Label: "Stryk", Href: paths.StrikeRecord(rec.ID), Kind: ui.Danger, Describe: "Stryk händelsen, den var ett misstag"})
}

// step is a small form about a record.
func step(w http.ResponseWriter, r *http.Request, status int, rec store.Record, v view.StepView) error {
	v.Kicker, v.Once, v.Revision, v.Back = rec.Name()+" · "+who(rec), web.NewOnce(), revision(rec.Revision), paths.Record(rec.ID)
	return web.Render(w, r, status, head(web.Of(r), v.Title, ui.Crumb{Label: rec.Name(), Href: paths.Record(rec.ID)}, ui.Crumb{Label: v.Title}), view.Step, v)
}

// doneForm asks when a planned record happened and how many took part.
func (p *Pages) doneForm(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.readPlanned(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("day", rec.HappenedOn.String())
	f.Set("number", people(rec))
	return p.renderDone(w, r, http.StatusOK, rec, f)
}

func (p *Pages) renderDone(w http.ResponseWriter, r *http.Request, status int, rec store.Record, f *form.Form) error {
	kind, err := p.Store.RecordKind(r.Context(), rec.KindID)
	if err != nil {
		return err
	}
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "day", "number", "unit", "others"), Title: "Genomförd", Lead: "Då räknas den från den dag den hände.", Action: paths.RecordDone(rec.ID), Submit: "Spara som genomförd"}
	v.Fields = fields(ui.Field{F: f, Kind: ui.Date, Name: "day", Label: "Vilken dag hände det?"})
	if kind.Numbered {
		v.Fields = append(v.Fields, ui.Field{F: f, Kind: ui.Number, Name: "number", Label: "Hur många deltog?", Width: ui.Short, Optional: true})
	}
	return step(w, r, status, rec, v)
}

// done says that a planned record has happened.
func (p *Pages) done(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	rec, err := p.readPlanned(r)
	if err != nil {
		return err
	}
	day := f.Date("day", "Vilken dag hände det?")
	number := optionalNumber(f)
	if !f.HasErrors() {
		q := web.Of(r)
		rev := web.Revision(f)
		err = p.Store.RecordDone(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.RecordEdit), rec.ID, rev, day, number)
		if err == nil {
			return web.RedirectUndo(w, r, paths.Record(rec.ID), rec.Name()+" är genomförd och räknas från "+sv.Date(day)+".", paths.UndoRecord(rec.ID, rev+1))
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("say that a record has happened: %w", err)
		}
	}
	return p.renderDone(w, r, http.StatusUnprocessableEntity, rec, f)
}

// optionalNumber reads how many took part, nil when nobody has said.
func optionalNumber(f *form.Form) *int {
	if n, ok := f.OptionalInt("number", "Hur många deltog?", 0, 100_000); ok {
		return &n
	}
	return nil
}

// cancelForm asks why a planned record will not happen.
func (p *Pages) cancelForm(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.readPlanned(r)
	if err != nil {
		return err
	}
	return renderCancel(w, r, http.StatusOK, rec, form.Empty())
}

func renderCancel(w http.ResponseWriter, r *http.Request, status int, rec store.Record, f *form.Form) error {
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "reason"), Title: "Ställ in", Points: []string{"Händelsen räknas inte.", "Den står kvar som inställd, med skälet."},
		Action: paths.CancelRecord(rec.ID), Submit: "Ställ in"}
	v.Fields = fields(ui.Field{F: f, Name: "reason", Label: "Varför blev det inställt?", Hint: "Skriv inga namn på personer.", MaxLength: 200, Spellcheck: true})
	return step(w, r, status, rec, v)
}

// cancel says that a planned record will not happen.
func (p *Pages) cancel(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	rec, err := p.readPlanned(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Varför blev det inställt?", 200)
	if !f.HasErrors() {
		q := web.Of(r)
		rev := web.Revision(f)
		err = p.Store.CancelRecord(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.RecordEdit), rec.ID, rev, reason)
		if err == nil {
			return web.RedirectUndo(w, r, paths.Record(rec.ID), rec.Name()+" är inställd.", paths.UndoRecord(rec.ID, rev+1))
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("cancel record: %w", err)
		}
	}
	return renderCancel(w, r, http.StatusUnprocessableEntity, rec, f)
}

// reopen makes a record planned again, as the button of its page or as undoing what was just said.
func (p *Pages) reopen(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	rec, err := p.readEditable(r)
	if err != nil {
		return err
	}
	rev := web.Revision(f)
	if version, err := strconv.Atoi(r.URL.Query().Get("version")); err == nil {
		if version != rec.Revision {
			return web.RedirectWarn(w, r, paths.Record(rec.ID), "Händelsen har ändrats sedan dess. Ändra den i stället.")
		}
		rev = version
	}
	q := web.Of(r)
	err = p.Store.ReopenRecord(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.RecordEdit), rec.ID, rev)
	if web.Invalid(err, f) {
		return web.RedirectWarn(w, r, paths.Record(rec.ID), f.Errors()[0].Message)
	}
	if err != nil {
		return fmt.Errorf("reopen record: %w", err)
	}
	return web.Redirect(w, r, paths.Record(rec.ID), rec.Name()+" är planerad igen och räknas inte.")
}

// strikeForm asks why a record was a mistake.
func (p *Pages) strikeForm(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.readEditable(r)
	if err != nil {
		return err
	}
	return renderStrike(w, r, http.StatusOK, rec, form.Empty())
}

func renderStrike(w http.ResponseWriter, r *http.Request, status int, rec store.Record, f *form.Form) error {
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "reason"), Title: "Stryk händelsen", Danger: true, Lead: "Stryk bara det som aldrig har stämt. Blev det inte av, ställ in det i stället.",
		Points: []string{"Händelsen räknas inte någon dag, inte heller tidigare.", "Den står kvar som struken, med skälet."}, Action: paths.StrikeRecord(rec.ID), Submit: "Stryk händelsen"}
	v.Fields = fields(ui.Field{F: f, Name: "reason", Label: "Vad blev fel?", Hint: "Skriv inga namn på personer.", MaxLength: 200, Spellcheck: true})
	return step(w, r, status, rec, v)
}

// strike says that a record was a mistake.
func (p *Pages) strike(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	rec, err := p.readEditable(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Vad blev fel?", 200)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.StrikeRecord(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.RecordEdit), rec.ID, web.Revision(f), reason)
		if err == nil {
			return web.Redirect(w, r, paths.Records, rec.Name()+" är struken.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("strike record: %w", err)
		}
	}
	return renderStrike(w, r, http.StatusUnprocessableEntity, rec, f)
}
