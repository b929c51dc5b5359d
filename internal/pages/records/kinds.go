package records

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/records"
	"verkstad/templates/ui"
)

// kinds lists the kinds of record with how many there are and which goals count them.
func (p *Pages) kinds(w http.ResponseWriter, r *http.Request) error {
	today := web.Of(r).Today()
	uses, err := p.Store.RecordKindUses(r.Context(), today)
	if err != nil {
		return err
	}
	v := view.KindsView{New: paths.NewRecordKind}
	for _, k := range uses {
		row := view.KindRow{Name: k.Name, Href: paths.RecordKind(k.ID), Done: sv.Count(k.Done, k.One, k.Many), DoneHref: paths.RecordsOf(k.ID), Planned: sv.Int(k.Planned),
			Goals: goalLinks(k.Goals), Written: sv.None}
		if !k.Written.IsZero() {
			row.Written = sv.Date(k.Written)
		}
		if !k.InUse(today) {
			row.Retired = sv.Date(k.Retired)
			v.Retired = append(v.Retired, row)
			continue
		}
		v.Rows = append(v.Rows, row)
	}
	return web.Render(w, r, http.StatusOK, kindHead("Händelseslag"), view.Kinds, v)
}

// newKind asks for a new kind of record.
func (p *Pages) newKind(w http.ResponseWriter, r *http.Request) error {
	return renderNewKind(w, r, http.StatusOK, form.Empty())
}

func renderNewKind(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	title := "Lägg till slag"
	v := kindView(f)
	v.Title, v.Action, v.Submit, v.Back = title, paths.NewRecordKind, "Lägg till", paths.RecordKinds
	v.Lead = "Ge varje satsning ett eget slag. Då räknas ingenting i två mål."
	return web.Render(w, r, status, kindHead(title, ui.Crumb{Label: title}), view.Kind, v)
}

func kindView(f *form.Form) view.KindView {
	return view.KindView{F: f, Once: web.NewOnce(), Errors: ui.Errors(f, "", "name", "one", "many", "numbered", "partner")}
}

func kindInput(f *form.Form) store.RecordKindInput {
	return store.RecordKindInput{Name: f.Text("name", "Namn", 80), One: f.Text("one", "En", 40), Many: f.Text("many", "Flera", 40), Numbered: f.Bool("numbered"), Partner: f.Bool("partner")}
}

// createKind adds a kind of record.
func (p *Pages) createKind(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := kindInput(f)
	if !f.HasErrors() {
		id, err := p.Store.CreateRecordKind(r.Context(), web.Of(r).Actor(), web.Once(r), in)
		if err == nil {
			return web.Redirect(w, r, paths.RecordKind(id), in.Name+" finns nu.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("add kind of record: %w", err)
		}
	}
	return renderNewKind(w, r, http.StatusUnprocessableEntity, f)
}

// readKind reads the kind of the address with its use.
func (p *Pages) readKind(r *http.Request) (store.RecordKindUse, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.RecordKindUse{}, err
	}
	uses, err := p.Store.RecordKindUses(r.Context(), web.Of(r).Today())
	if err != nil {
		return store.RecordKindUse{}, err
	}
	i := slices.IndexFunc(uses, func(k store.RecordKindUse) bool { return k.ID == id })
	if i < 0 {
		return store.RecordKindUse{}, district.ErrNotFound
	}
	return uses[i], nil
}

// kind shows a kind of record with its form and what is said of it.
func (p *Pages) kind(w http.ResponseWriter, r *http.Request) error {
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("name", k.Name)
	f.Set("one", k.One)
	f.Set("many", k.Many)
	f.Set("numbered", checked(k.Numbered))
	f.Set("partner", checked(k.Partner))
	return p.renderKind(w, r, http.StatusOK, k, f)
}

func checked(on bool) string {
	if on {
		return "ja"
	}
	return ""
}

func (p *Pages) renderKind(w http.ResponseWriter, r *http.Request, status int, k store.RecordKindUse, f *form.Form) error {
	today := web.Of(r).Today()
	said, err := p.Store.RecordCompletions(r.Context(), k.ID)
	if err != nil {
		return err
	}
	v := kindView(f)
	v.Kicker, v.Title, v.Action, v.Submit, v.Back = "Händelseslag", k.Name, paths.RecordKind(k.ID), "Spara", paths.RecordKinds
	v.Revision, v.Exists, v.Complete, v.Goals = revision(k.Revision), true, paths.CompleteRecords(k.ID), goalLinks(k.Goals)
	v.Lead = sv.Count(k.Done, k.One, k.Many) + " är genomförda."
	if k.Done == 1 {
		v.Lead = "1 " + k.One + " är genomförd."
	}
	if len(k.Goals) > 1 {
		v.Warn = "Samma händelser räknas i " + strconv.Itoa(len(k.Goals)) + " mål. Gör ett eget slag för varje satsning, om de ska räknas var för sig."
	}
	retire := ui.LinkButton{Label: "Sluta använda", Href: paths.RetireRecordKind(k.ID)}
	switch {
	case k.Retired.IsZero():
	case today.Before(k.Retired):
		v.Retired, retire.Label = "Från och med "+sv.Date(k.Retired)+" skrivs inget nytt in.", "Ändra när det slutar användas"
	default:
		v.Retired, retire.Label = "Sedan "+sv.Date(k.Retired)+" skrivs inget nytt in.", "Börja använda igen"
	}
	v.Actions = []templ.Component{ui.LinkButton{Label: "Se händelserna", Href: paths.RecordsOf(k.ID)}, retire}
	for _, c := range said {
		text := "Allt är inskrivet till och med " + sv.Date(c.Through)
		if c.Struck {
			v.Struck = append(v.Struck, ui.Event{When: sv.Date(c.RecordedOn), Title: text, Text: c.StruckReason, Who: c.By, Struck: true})
			continue
		}
		who := sv.Join(", ", c.By, sv.Date(c.RecordedOn))
		v.Written = append(v.Written, view.WrittenRow{Text: text + ". Sagt av " + who + ".", Strike: paths.StrikeCompletion(c.ID), Describe: "Stryk att allt är inskrivet till och med " + sv.Date(c.Through)})
	}
	return web.Render(w, r, status, kindHead(k.Name, ui.Crumb{Label: k.Name}), view.Kind, v)
}

// saveKind changes a kind of record.
func (p *Pages) saveKind(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	in := kindInput(f)
	if !f.HasErrors() {
		err := p.Store.UpdateRecordKind(r.Context(), web.Of(r).Actor(), web.Once(r), k.ID, web.Revision(f), in)
		if err == nil {
			return web.Redirect(w, r, paths.RecordKind(k.ID), "Slaget är sparat.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change kind of record: %w", err)
		}
	}
	return p.renderKind(w, r, http.StatusUnprocessableEntity, k, f)
}

// kindStep is a small form about a kind of record.
func kindStep(w http.ResponseWriter, r *http.Request, status int, k store.RecordKind, v view.StepView) error {
	v.Kicker, v.Once, v.Back = k.Name, web.NewOnce(), paths.RecordKind(k.ID)
	return web.Render(w, r, status, kindHead(v.Title, ui.Crumb{Label: k.Name, Href: paths.RecordKind(k.ID)}, ui.Crumb{Label: v.Title}), view.Step, v)
}

// retireForm asks from when no new record of a kind is written.
func (p *Pages) retireForm(w http.ResponseWriter, r *http.Request) error {
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	if k.Retired.IsZero() {
		f.Set("from", web.Of(r).Today().String())
	}
	return renderRetire(w, r, http.StatusOK, k.RecordKind, f)
}

func renderRetire(w http.ResponseWriter, r *http.Request, status int, k store.RecordKind, f *form.Form) error {
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "from"), Title: "Sluta använda slaget", Action: paths.RetireRecordKind(k.ID), Revision: revision(k.Revision), Submit: "Spara",
		Points: []string{"Inget nytt skrivs in från den dagen.", "Det som är inskrivet räknas som förut."}}
	field := ui.Field{F: f, Kind: ui.Date, Name: "from", Label: "Från och med"}
	if !k.Retired.IsZero() {
		v.Title, v.Points, field.Optional, field.Hint = "Använda slaget igen", nil, true, "Lämna tomt för att använda slaget igen."
	}
	v.Fields = fields(field)
	return kindStep(w, r, status, k, v)
}

// retire says from when no new record of a kind is written.
func (p *Pages) retire(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	var from district.Date
	if k.Retired.IsZero() {
		from = f.Date("from", "Från och med")
	} else {
		from = f.OptionalDate("from", "Från och med")
	}
	if !f.HasErrors() {
		err := p.Store.RetireRecordKind(r.Context(), web.Of(r).Actor(), web.Once(r), k.ID, web.Revision(f), from)
		if err == nil {
			message := "Slaget används igen."
			if !from.IsZero() {
				message = "Från och med " + sv.Date(from) + " skrivs inget nytt in."
			}
			return web.Redirect(w, r, paths.RecordKind(k.ID), message)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("retire kind of record: %w", err)
		}
	}
	return renderRetire(w, r, http.StatusUnprocessableEntity, k.RecordKind, f)
}

// completeForm asks through which day everything of a kind is written.
func (p *Pages) completeForm(w http.ResponseWriter, r *http.Request) error {
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("through", web.Of(r).Today().AddDays(-1).String())
	return renderComplete(w, r, http.StatusOK, k.RecordKind, f)
}

func renderComplete(w http.ResponseWriter, r *http.Request, status int, k store.RecordKind, f *form.Form) error {
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "through"), Title: "Säg att allt är inskrivet", Action: paths.CompleteRecords(k.ID), Submit: "Allt är inskrivet",
		Points: []string{"Den som inte finns med i någon " + k.One + " till och med den dagen har inte deltagit. Förut var det okänt.", "Skrivs något in senare räknas det som vanligt."}}
	v.Fields = fields(ui.Field{F: f, Kind: ui.Date, Name: "through", Label: "Allt är inskrivet till och med"})
	return kindStep(w, r, status, k, v)
}

// complete says through which day everything of a kind is written.
func (p *Pages) complete(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	through := f.Date("through", "Allt är inskrivet till och med")
	if !f.HasErrors() {
		_, err := p.Store.CompleteRecords(r.Context(), web.Of(r).Actor(), web.Once(r), k.ID, through)
		if err == nil {
			return web.Redirect(w, r, paths.RecordKind(k.ID), "Nu är det sagt att allt är inskrivet till och med "+sv.Date(through)+".")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("say that all is written: %w", err)
		}
	}
	return renderComplete(w, r, http.StatusUnprocessableEntity, k.RecordKind, f)
}

// readCompletion reads the statement of the address with its kind; a struck one is not there.
func (p *Pages) readCompletion(r *http.Request) (store.RecordCompletion, store.RecordKind, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.RecordCompletion{}, store.RecordKind{}, err
	}
	c, err := p.Store.RecordCompletion(r.Context(), id)
	if err != nil {
		return c, store.RecordKind{}, err
	}
	if c.Struck {
		return c, store.RecordKind{}, district.ErrNotFound
	}
	k, err := p.Store.RecordKind(r.Context(), c.KindID)
	return c, k, err
}

// strikeCompletionForm asks why it was a mistake that all is written.
func (p *Pages) strikeCompletionForm(w http.ResponseWriter, r *http.Request) error {
	c, k, err := p.readCompletion(r)
	if err != nil {
		return err
	}
	return renderStrikeCompletion(w, r, http.StatusOK, c, k, form.Empty())
}

func renderStrikeCompletion(w http.ResponseWriter, r *http.Request, status int, c store.RecordCompletion, k store.RecordKind, f *form.Form) error {
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "reason"), Title: "Stryk uppgiften", Danger: true, Lead: "Någon har sagt att allt är inskrivet till och med " + sv.Date(c.Through) + ".",
		Points: []string{"De som inte finns med blir okända igen."}, Action: paths.StrikeCompletion(c.ID), Submit: "Stryk uppgiften"}
	v.Fields = fields(ui.Field{F: f, Name: "reason", Label: "Vad blev fel?", Hint: "Skriv inga namn på personer.", MaxLength: 200, Spellcheck: true})
	return kindStep(w, r, status, k, v)
}

// strikeCompletion says that it was a mistake that all is written.
func (p *Pages) strikeCompletion(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	c, k, err := p.readCompletion(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Vad blev fel?", 200)
	if !f.HasErrors() {
		err := p.Store.StrikeRecordCompletion(r.Context(), web.Of(r).Actor(), web.Once(r), c.ID, reason)
		if err == nil {
			return web.Redirect(w, r, paths.RecordKind(k.ID), "Uppgiften är struken.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("strike that all is written: %w", err)
		}
	}
	return renderStrikeCompletion(w, r, http.StatusUnprocessableEntity, c, k, f)
}
