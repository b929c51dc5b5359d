package goals

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

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

// milestoneBadge is the state of a step.
func milestoneBadge(s measure.MilestoneState) ui.Badge {
	b := ui.Badge{Text: s.Word()}
	switch s {
	case measure.MilestoneDone:
		b.Status = ui.StatusDone
	case measure.MilestoneLate:
		b.Status = ui.StatusBehind
	case measure.MilestoneOpen:
		b.Status = ui.StatusUpcoming
	case measure.MilestoneCancelled:
		b.Status = ui.StatusMissed
	default:
		b.Status = ui.StatusUnknown
	}
	return b
}

// delivery is the steps of a measure that belong to it on the day.
func (rd reader) delivery(m store.GoalMeasure) *view.DeliveryView {
	goal := rd.page.ID
	v := &view.DeliveryView{}
	for _, ms := range m.StepsOf(m.Now.Version) {
		if !ms.Valid.Contains(m.Now.Day) {
			continue
		}
		state := ms.StateOn(m.Now.Version.Definition, m.Now.Day)
		row := view.MilestoneView{ID: "milstolpe-" + idText(ms.ID), Title: ms.Title, Badge: milestoneBadge(state), Note: ms.Note}
		if due := ms.DueOn(m.Now.Day); !due.IsZero() {
			row.Due = "senast " + sv.Date(due)
			if was := ms.DueOn(ms.Valid.From); !was.IsZero() && was != due {
				row.Due += ", från början " + sv.Date(was)
			}
		}
		if !ms.DoneOn.IsZero() && !ms.DoneOn.After(m.Now.Day) {
			row.Done = "klar " + sv.Date(ms.DoneOn)
		}
		if !ms.CancelledOn.IsZero() && !ms.CancelledOn.After(m.Now.Day) {
			row.Done = "inställd " + sv.Date(ms.CancelledOn)
		}
		switch {
		case ms.Path != "": // it is changed where it belongs
			row.More = append(row.More, ui.LinkButton{Label: "Öppna", Href: ms.Path, Small: true, Kind: ui.Plain, Describe: "Öppna: " + ms.Title})
		case rd.edit:
			rd.milestoneActions(&row, goal, ms, strconv.Itoa(m.Revisions[ms.ID]))
		}
		v.Items = append(v.Items, row)
	}
	if rd.edit && m.Now.Version.Indicator == measure.Milestones {
		v.Add = &ui.LinkButton{Label: "Lägg till en milstolpe", Href: paths.NewMilestone(goal, m.ID)}
	}
	return v
}

func (rd reader) milestoneActions(row *view.MilestoneView, goal int64, ms measure.Milestone, revision string) {
	small := func(label, href string) ui.LinkButton {
		return ui.LinkButton{Label: label, Href: href, Small: true, Kind: ui.Plain, Describe: label + " milstolpen " + ms.Title}
	}
	open := ms.DoneOn.IsZero() && ms.CancelledOn.IsZero()
	if open {
		row.More = append(row.More, ui.PostButton{Label: "Klar i dag", Action: paths.MilestoneDone(goal, ms.ID), Once: web.NewOnce(), Revision: revision, Small: true,
			Hidden: []ui.Pair{{Name: "done", Value: rd.q.Today().String()}}, Describe: "Klar i dag: " + ms.Title},
			small("Klar en annan dag", paths.Milestone(goal, ms.ID)+"#"+ui.FieldID("done")))
	}
	row.More = append(row.More, small("Ändra", paths.Milestone(goal, ms.ID)))
	post := func(label, action string) ui.PostButton {
		return ui.PostButton{Label: label, Action: action, Once: web.NewOnce(), Revision: revision, Small: true, Kind: ui.Plain, Describe: label + " milstolpen " + ms.Title}
	}
	if open {
		row.More = append(row.More, post("Ställ in", paths.CancelMilestone(goal, ms.ID)))
	} else {
		row.More = append(row.More, post("Öppna igen", paths.ReopenMilestone(goal, ms.ID)))
	}
	row.More = append(row.More, small("Ta bort", paths.EndMilestone(goal, ms.ID)))
}

// milestoneOf returns the goal, the measure and the step of the address.
func (p *Pages) milestoneOf(r *http.Request) (store.Goal, store.GoalMeasure, measure.Milestone, error) {
	fail := func(err error) (store.Goal, store.GoalMeasure, measure.Milestone, error) {
		return store.Goal{}, store.GoalMeasure{}, measure.Milestone{}, err
	}
	id, err := web.ID(r, "milestone")
	if err != nil {
		return fail(err)
	}
	g, err := p.goalOf(r)
	if err != nil {
		return fail(err)
	}
	for _, m := range g.Measures {
		i := slices.IndexFunc(m.Milestones, func(ms measure.Milestone) bool { return ms.ID == id && ms.Valid.Contains(web.Of(r).Today()) })
		if i >= 0 {
			return g, m, m.Milestones[i], nil
		}
	}
	return fail(district.ErrNotFound)
}

func milestoneFields(f *form.Form, full bool) []templ.Component {
	fields := []templ.Component{
		ui.Field{F: f, Name: "title", Label: "Milstolpe", Hint: "Det som ska vara gjort, till exempel Innehållet är bestämt.", MaxLength: 200, Spellcheck: true},
		ui.Field{F: f, Kind: ui.Date, Name: "due", Label: "Senast", Optional: true},
		ui.Field{F: f, Kind: ui.Date, Name: "done", Label: "Klar den", Optional: true},
	}
	if full {
		fields = append(fields, ui.Field{F: f, Kind: ui.Date, Name: "cancelled", Label: "Inställd den", Optional: true})
	}
	return append(fields, ui.Field{F: f, Kind: ui.Area, Name: "note", Label: "Anteckning", Rows: 2, MaxLength: 1000, Optional: true, Spellcheck: true})
}

// readMilestone reads the form of a step. What is to be done later is a date to be done by, not one that it was done on.
func readMilestone(f *form.Form, today district.Date) store.MilestoneEdit {
	in := store.MilestoneEdit{Title: f.Text("title", "Milstolpe", 200), Due: f.OptionalDate("due", "Senast"), DoneOn: f.OptionalDate("done", "Klar den"),
		CancelledOn: f.OptionalDate("cancelled", "Inställd den"), Note: f.OptionalMultiline("note", "Anteckning", 1000)}
	notToCome(f, "done", in.DoneOn, today)
	notToCome(f, "cancelled", in.CancelledOn, today)
	if !in.DoneOn.IsZero() && !in.CancelledOn.IsZero() {
		f.Fail("done", "En milstolpe kan inte vara både klar och inställd. Välj en av dem.")
	}
	return in
}

// notToCome refuses a day on which a step cannot have been done or called off yet.
func notToCome(f *form.Form, field string, day, today district.Date) {
	if day.After(today) && f.Error(field) == "" {
		f.Fail(field, "Den dagen har inte varit än. Skriv i dag eller en tidigare dag. När milstolpen ska vara klar skriver du under Senast.")
	}
}

func (p *Pages) newMilestoneForm(w http.ResponseWriter, r *http.Request) error {
	return p.renderNewMilestone(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderNewMilestone(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	g, m, err := p.measureOf(r, measure.KindDelivery)
	if err != nil {
		return err
	}
	title := "Lägg till en milstolpe"
	v := view.FormView{Head: ui.PageHead{Kicker: name(g), Title: title, Lead: "Målet är klart när alla milstolpar är det."}, F: f, Action: paths.NewMilestone(g.ID, m.ID),
		Once: web.NewOnce(), Back: paths.Goal(g.ID), Submit: "Lägg till", Fields: milestoneFields(f, false)}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Simple, v)
}

func (p *Pages) newMilestone(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, m, err := p.measureOf(r, measure.KindDelivery)
	if err != nil {
		return err
	}
	in := readMilestone(f, web.Of(r).Today())
	if !f.HasErrors() {
		_, err = p.Store.AddMilestone(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, m.ID, in)
		if err != nil && !web.Invalid(err, f) {
			return err
		}
	}
	if f.HasErrors() {
		return p.renderNewMilestone(w, r, http.StatusUnprocessableEntity, f)
	}
	return web.Redirect(w, r, paths.Goal(g.ID)+"#"+paths.GoalMeasureAnchor(m.ID), "Milstolpen är tillagd.")
}

func (p *Pages) milestoneForm(w http.ResponseWriter, r *http.Request) error {
	g, m, ms, err := p.milestoneOf(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("title", ms.Title)
	f.Set("due", ms.Due.String())
	f.Set("done", ms.DoneOn.String())
	f.Set("cancelled", ms.CancelledOn.String())
	f.Set("note", ms.Note)
	f.Set("revision", strconv.Itoa(m.Revisions[ms.ID]))
	return p.renderMilestone(w, r, http.StatusOK, g, ms, f)
}

func (p *Pages) renderMilestone(w http.ResponseWriter, r *http.Request, status int, g store.Goal, ms measure.Milestone, f *form.Form) error {
	title := "Ändra milstolpe"
	v := view.FormView{Head: ui.PageHead{Kicker: name(g), Title: title}, F: f, Action: paths.Milestone(g.ID, ms.ID), Once: web.NewOnce(),
		Revision: f.Get("revision"), Back: paths.Goal(g.ID), Submit: "Spara", Fields: milestoneFields(f, true)}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Simple, v)
}

func (p *Pages) editMilestone(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, m, ms, err := p.milestoneOf(r)
	if err != nil {
		return err
	}
	in := readMilestone(f, web.Of(r).Today())
	if !f.HasErrors() {
		err = p.Store.EditMilestone(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, ms.ID, web.Revision(f), in)
		if err != nil && !web.Invalid(err, f) {
			return err
		}
	}
	if f.HasErrors() {
		return p.renderMilestone(w, r, http.StatusUnprocessableEntity, g, ms, f)
	}
	return web.Redirect(w, r, paths.Goal(g.ID)+"#"+paths.GoalMeasureAnchor(m.ID), "Milstolpen är ändrad.")
}

// setMilestone changes the dates of a step by a button of one press, which can be taken back.
func (p *Pages) setMilestone(w http.ResponseWriter, r *http.Request, f *form.Form, message string, undo bool, set func(in *store.MilestoneEdit)) error {
	g, m, ms, err := p.milestoneOf(r)
	if err != nil {
		return err
	}
	in := store.MilestoneEdit{Title: ms.Title, Due: ms.Due, DoneOn: ms.DoneOn, CancelledOn: ms.CancelledOn, Note: ms.Note}
	set(&in)
	revision := web.Revision(f)
	if revision == 0 { // taken back from the message, which knows no revision
		revision = m.Revisions[ms.ID]
	}
	if err := p.Store.EditMilestone(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, ms.ID, revision, in); err != nil {
		return err
	}
	to := paths.Goal(g.ID) + "#" + paths.GoalMeasureAnchor(m.ID)
	if undo {
		return web.RedirectUndo(w, r, to, message, paths.ReopenMilestone(g.ID, ms.ID))
	}
	return web.Redirect(w, r, to, message)
}

func (p *Pages) milestoneDone(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	day := f.Date("done", "Klar den")
	notToCome(f, "done", day, web.Of(r).Today())
	if f.HasErrors() {
		g, m, ms, err := p.milestoneOf(r)
		if err != nil {
			return err
		}
		typed := form.Empty() // the whole form, with what was typed and what is wrong with it
		typed.Set("title", ms.Title)
		typed.Set("due", ms.Due.String())
		typed.Set("note", ms.Note)
		typed.Set("done", f.Get("done"))
		typed.Set("revision", strconv.Itoa(m.Revisions[ms.ID]))
		typed.AddInvalid(f.Err())
		return p.renderMilestone(w, r, http.StatusUnprocessableEntity, g, ms, typed)
	}
	return p.setMilestone(w, r, f, "Milstolpen är klar "+sv.Date(day)+".", true, func(in *store.MilestoneEdit) { in.DoneOn, in.CancelledOn = day, district.Date{} })
}

func (p *Pages) cancelMilestone(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	today := web.Of(r).Today()
	return p.setMilestone(w, r, f, "Milstolpen är inställd. Målet kan inte längre nås så länge den behövs.", true,
		func(in *store.MilestoneEdit) { in.CancelledOn, in.DoneOn = today, district.Date{} })
}

func (p *Pages) reopenMilestone(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	return p.setMilestone(w, r, f, "Milstolpen återstår igen.", false,
		func(in *store.MilestoneEdit) { in.CancelledOn, in.DoneOn = district.Date{}, district.Date{} })
}

func (p *Pages) endMilestoneForm(w http.ResponseWriter, r *http.Request) error {
	g, _, ms, err := p.milestoneOf(r)
	if err != nil {
		return err
	}
	v := ui.Confirm{Title: "Ta bort milstolpen?", Text: ms.Title, Action: paths.EndMilestone(g.ID, ms.ID), Once: web.NewOnce(), Label: "Ta bort milstolpen", CancelHref: paths.Goal(g.ID),
		Points: []string{"Den behövs inte längre för att målet ska vara klart, från och med i dag.", "Det som har räknats före i dag finns kvar."}}
	return web.Render(w, r, http.StatusOK, head(v.Title, goalCrumb(g)), asIs[ui.Confirm], v)
}

func (p *Pages) endMilestone(w http.ResponseWriter, r *http.Request) error {
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	goal, err := web.ID(r, "goal")
	if err != nil {
		return err
	}
	id, err := web.ID(r, "milestone")
	if err != nil {
		return err
	}
	if err := p.Store.EndMilestone(r.Context(), web.Of(r).Actor(), web.Once(r), goal, id); err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(goal), "Milstolpen är borttagen från i dag.")
}
