package posts

import (
	"errors"
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
	view "verkstad/templates/posts"
	"verkstad/templates/ui"
)

// fields lists the fields of a step.
func fields(c ...templ.Component) []templ.Component { return c }

// readEditable reads the assignment of the address in the scope to edit; one that is struck has no form.
func (p *Pages) readEditable(r *http.Request) (store.Assignment, error) {
	a, err := p.readAssignment(r, authz.AssignmentEdit)
	if err == nil && a.Struck {
		return a, district.ErrNotFound
	}
	return a, err
}

func backFrom(a store.Assignment) string { return paths.UnitPosts(a.UnitKind, a.UnitSlug) }

// about is the line above the heading of a step: whom and what it is about.
func about(a store.Assignment) string {
	return a.UnitName + ": " + holderName(a.PersonName) + ", " + inSentence(a.PostName)
}

// endForm asks for the last day of an assignment.
func (p *Pages) endForm(w http.ResponseWriter, r *http.Request) error {
	a, err := p.readEditable(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("until", proposedLast(a, web.Of(r).Today()).String())
	return p.renderEnd(w, r, http.StatusOK, a, f)
}

// proposedLast is yesterday, so that what is counted moves at the next request; one that begins later gets its first
// day, and one that has an end keeps it when that is earlier.
func proposedLast(a store.Assignment, today district.Date) district.Date {
	last := today.AddDays(-1)
	if !a.Until.IsZero() && a.Span().Last().Before(last) {
		last = a.Span().Last()
	}
	if last.Before(a.From) {
		last = a.From
	}
	return last
}

func (p *Pages) renderEnd(w http.ResponseWriter, r *http.Request, status int, a store.Assignment, f *form.Form) error {
	access, err := p.Store.AccessFollows(r.Context(), a.ID, web.Of(r).Today())
	if err != nil {
		return err
	}
	v := view.StepView{F: f, Kicker: about(a), Title: "Avsluta uppdraget", Action: paths.EndAssignment(a.ID), Once: web.NewOnce(),
		Revision: revision(a.Revision), Back: backFrom(a), Errors: errorsOf(f, "until"), Submit: "Avsluta uppdraget"}
	v.Fields = fields(ui.Field{F: f, Kind: ui.Date, Name: "until", Label: "Sista dag", Hint: "Uppdraget gäller till och med den dagen."})
	if access {
		v.Points = append(v.Points, "Inloggningen som följer med uppdraget slutar samtidigt.")
	}
	return web.Render(w, r, status, assignmentHead(a, v.Title), view.Step, v)
}

// end gives an assignment its last day.
func (p *Pages) end(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, err := p.readEditable(r)
	if err != nil {
		return err
	}
	last := f.Date("until", "Sista dag")
	if !f.HasErrors() {
		q := web.Of(r)
		rev := web.Revision(f)
		err = p.Store.EndAssignment(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.AssignmentEdit), a.ID, rev, last)
		switch {
		case err == nil && last == a.Span().Last():
			return web.Redirect(w, r, backFrom(a), "Uppdraget slutar redan "+sv.Date(last)+".")
		case err == nil:
			return web.RedirectUndo(w, r, backFrom(a), "Uppdraget "+inSentence(a.PostName)+" gäller till och med "+sv.Date(last)+".", paths.UndoEnd(a.ID, rev+1))
		case !web.Invalid(err, f):
			return fmt.Errorf("end assignment: %w", err)
		}
	}
	return p.renderEnd(w, r, http.StatusUnprocessableEntity, a, f)
}

// undo takes an ending back that was just made.
func (p *Pages) undo(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, err := p.readEditable(r)
	if err != nil {
		return err
	}
	rev, err := strconv.Atoi(r.URL.Query().Get("version"))
	if err != nil {
		return district.ErrNotFound
	}
	q := web.Of(r)
	err = p.Store.UndoEnd(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.AssignmentEdit), a.ID, rev)
	switch {
	case web.Invalid(err, f):
		return web.RedirectWarn(w, r, backFrom(a), f.Errors()[0].Message)
	case errors.Is(err, district.ErrConflict):
		return web.RedirectWarn(w, r, backFrom(a), "Uppdraget har ändrats sedan dess. Ändra datumen i stället.")
	case err != nil:
		return fmt.Errorf("undo ending: %w", err)
	}
	return web.Redirect(w, r, backFrom(a), "Uppdraget "+inSentence(a.PostName)+" gäller igen som förut.")
}

// editForm asks for the days of an assignment.
func (p *Pages) editForm(w http.ResponseWriter, r *http.Request) error {
	a, err := p.readEditable(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("from", a.From.String())
	f.Set("until", a.Span().Last().String())
	return renderEdit(w, r, http.StatusOK, a, f)
}

func renderEdit(w http.ResponseWriter, r *http.Request, status int, a store.Assignment, f *form.Form) error {
	v := view.StepView{F: f, Kicker: about(a), Title: "Ändra datum", Action: paths.EditAssignment(a.ID), Once: web.NewOnce(),
		Revision: revision(a.Revision), Back: paths.Assignment(a.ID), Errors: errorsOf(f, "from", "until"), Submit: "Spara"}
	v.Fields = fields(
		ui.Field{F: f, Kind: ui.Date, Name: "from", Label: "Första dag"},
		ui.Field{F: f, Kind: ui.Date, Name: "until", Label: "Sista dag", Hint: "Uppdraget gäller till och med den dagen.", Optional: true})
	return web.Render(w, r, status, assignmentHead(a, v.Title), view.Step, v)
}

// edit changes the days of an assignment.
func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, err := p.readEditable(r)
	if err != nil {
		return err
	}
	from, last := f.Date("from", "Första dag"), f.OptionalDate("until", "Sista dag")
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.UpdateAssignment(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.AssignmentEdit), a.ID, web.Revision(f), from, last)
		if err == nil {
			return web.Redirect(w, r, paths.Assignment(a.ID), "Datumen är ändrade.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change days: %w", err)
		}
	}
	return renderEdit(w, r, http.StatusUnprocessableEntity, a, f)
}

// strikeForm asks why an assignment was a mistake.
func (p *Pages) strikeForm(w http.ResponseWriter, r *http.Request) error {
	a, err := p.readEditable(r)
	if err != nil {
		return err
	}
	return renderStrike(w, r, http.StatusOK, a, form.Empty())
}

func renderStrike(w http.ResponseWriter, r *http.Request, status int, a store.Assignment, f *form.Form) error {
	v := view.StepView{F: f, Kicker: about(a), Title: "Stryk uppdraget", Lead: "Stryk bara det som aldrig har stämt. Har uppdraget upphört, avsluta det i stället.",
		Points: []string{"Uppdraget räknas inte någon dag, inte heller tidigare.", "Det står kvar som struket, med skälet.",
			"Inloggning som följer med uppdraget slutar."},
		Action: paths.StrikeAssignment(a.ID), Once: web.NewOnce(), Revision: revision(a.Revision), Back: paths.Assignment(a.ID),
		Errors: errorsOf(f, "reason"), Submit: "Stryk uppdraget", Danger: true}
	v.Fields = fields(ui.Field{F: f, Name: "reason", Label: "Vad blev fel?", Hint: "Skriv inga personuppgifter.", MaxLength: 200})
	return web.Render(w, r, status, assignmentHead(a, v.Title), view.Step, v)
}

// strike says that an assignment was a mistake.
func (p *Pages) strike(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, err := p.readEditable(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Vad blev fel?", 200)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.StrikeAssignment(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.AssignmentEdit), a.ID, web.Revision(f), reason)
		if err == nil {
			return web.Redirect(w, r, backFrom(a), "Uppdraget "+inSentence(a.PostName)+" är struket.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("strike assignment: %w", err)
		}
	}
	return renderStrike(w, r, http.StatusUnprocessableEntity, a, f)
}

// readVacancy reads the statement of the address and its unit, in the scope to edit.
func (p *Pages) readVacancy(r *http.Request) (store.Vacancy, store.Unit, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.Vacancy{}, store.Unit{}, err
	}
	scope := web.Of(r).Scope(authz.AssignmentEdit)
	v, err := p.Store.Vacancy(r.Context(), scope, id)
	if err != nil {
		return v, store.Unit{}, err
	}
	if v.Struck {
		return v, store.Unit{}, district.ErrNotFound
	}
	u, err := p.Store.Unit(r.Context(), scope, v.UnitID)
	return v, u, err
}

// strikeVacancyForm asks why a statement of vacancy was a mistake.
func (p *Pages) strikeVacancyForm(w http.ResponseWriter, r *http.Request) error {
	v, u, err := p.readVacancy(r)
	if err != nil {
		return err
	}
	return renderStrikeVacancy(w, r, http.StatusOK, v, u, form.Empty())
}

func renderStrikeVacancy(w http.ResponseWriter, r *http.Request, status int, vacancy store.Vacancy, u store.Unit, f *form.Form) error {
	v := view.StepView{F: f, Kicker: u.Name + ": " + inSentence(vacancy.PostName), Title: "Stryk uppgiften", Danger: true,
		Lead:   "Någon har sagt att uppdraget är vakant sedan " + sv.Date(vacancy.Since) + ". Stryk det om det aldrig har stämt.",
		Action: paths.StrikeVacancy(vacancy.ID), Once: web.NewOnce(), Back: paths.UnitPosts(u.Kind, u.Slug),
		Errors: errorsOf(f, "reason"), Submit: "Stryk uppgiften"}
	v.Fields = fields(ui.Field{F: f, Name: "reason", Label: "Vad blev fel?", Hint: "Skriv inga personuppgifter.", MaxLength: 200})
	return web.Render(w, r, status, unitHead(u, v.Title, ui.Crumb{Label: v.Title}), view.Step, v)
}

// strikeVacancy says that a statement of vacancy was a mistake.
func (p *Pages) strikeVacancy(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	v, u, err := p.readVacancy(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Vad blev fel?", 200)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.StrikeVacancy(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.AssignmentEdit), v.ID, reason)
		if err == nil {
			return web.Redirect(w, r, paths.UnitPosts(u.Kind, u.Slug), "Uppgiften om att uppdraget var vakant är struken.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("strike vacancy: %w", err)
		}
	}
	return renderStrikeVacancy(w, r, http.StatusUnprocessableEntity, v, u, f)
}
