// Package plans is the pages of plans: the list, the way from a text to plans, the review in which people decide what is
// a goal, and the plan as a text with its live figures.
//
// Plans are of the whole district, so nothing here is limited to a unit: whoever may read plans reads all of them, with
// figures and never the names of missing units.
package plans

import (
	"net/http"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	return []web.Route{
		{Method: get, Pattern: "/planer", Perm: authz.PlanRead, Handler: p.list},
		{Method: get, Pattern: "/planer/ny", Perm: authz.PlanImport, Handler: p.upload},
		{Method: post, Pattern: "/planer/ny", Perm: authz.PlanImport, Handler: p.addSource},
		{Method: get, Pattern: "/planer/kalla/{source}", Perm: authz.PlanImport, Handler: p.source},
		{Method: post, Pattern: "/planer/kalla/{source}", Perm: authz.PlanImport, Handler: p.split},
		{Method: get, Pattern: "/planer/kalla/{source}/ta-bort", Perm: authz.PlanImport, Handler: p.askDrop},
		{Method: post, Pattern: "/planer/kalla/{source}/ta-bort", Perm: authz.PlanImport, Handler: p.drop},
		{Method: get, Pattern: "/planer/{plan}", Perm: authz.PlanRead, Handler: p.read},
		{Method: get, Pattern: "/planer/{plan}/redigera", Perm: authz.PlanImport, Handler: p.edit},
		{Method: post, Pattern: "/planer/{plan}/redigera", Perm: authz.PlanImport, Handler: p.save},
		{Method: get, Pattern: "/planer/{plan}/granska", Perm: authz.PlanImport, Handler: p.review},
		{Method: get, Pattern: "/planer/{plan}/granska/alla", Perm: authz.PlanImport, Handler: p.askAll},
		{Method: post, Pattern: "/planer/{plan}/granska/alla", Perm: authz.PlanImport, Handler: p.approveAll},
		{Method: get, Pattern: "/planer/{plan}/granska/avvisa", Perm: authz.PlanImport, Handler: p.askReject},
		{Method: post, Pattern: "/planer/{plan}/granska/avvisa", Perm: authz.PlanImport, Handler: p.rejectAll},
		{Method: post, Pattern: "/planer/{plan}/granska/avvisa/angra", Perm: authz.PlanImport, Handler: p.unrejectAll},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}", Perm: authz.PlanImport, Handler: p.decide},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}/angra", Perm: authz.PlanImport, Handler: p.reconsider},
		{Method: get, Pattern: "/planer/{plan}/granska/{finding}", Perm: authz.PlanImport, Handler: p.finding},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}/andra", Perm: authz.PlanImport, Handler: p.editFinding},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}/sla-ihop", Perm: authz.PlanImport, Handler: p.merge},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}/lagg-till", Perm: authz.PlanImport, Handler: p.join},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}/dela", Perm: authz.PlanImport, Handler: p.splitFinding},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}/samma", Perm: authz.PlanImport, Handler: p.pairFinding},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}/lydelse", Perm: authz.PlanImport, Handler: p.accept},
		{Method: get, Pattern: "/planer/{plan}/granska/{finding}/annat", Perm: authz.PlanImport, Handler: p.askPart},
		{Method: post, Pattern: "/planer/{plan}/granska/{finding}/annat", Perm: authz.PlanImport, Handler: p.part},
		{Method: get, Pattern: "/planer/{plan}/versioner", Perm: authz.PlanRead, Handler: p.versions},
		{Method: get, Pattern: "/planer/{plan}/version/{number}", Perm: authz.PlanRead, Handler: p.readVersion},
		{Method: get, Pattern: "/planer/{plan}/versioner/ta-tillbaka", Perm: authz.PlanImport, Handler: p.askWithdraw},
		{Method: post, Pattern: "/planer/{plan}/versioner/ta-tillbaka", Perm: authz.PlanImport, Handler: p.withdraw},
		{Method: get, Pattern: "/planer/{plan}/ny-version", Perm: authz.PlanImport, Handler: p.uploadVersion},
		{Method: post, Pattern: "/planer/{plan}/ny-version", Perm: authz.PlanImport, Handler: p.addVersionSource},
		{Method: get, Pattern: "/planer/{plan}/ny-version/{source}", Perm: authz.PlanImport, Handler: p.compare},
		{Method: post, Pattern: "/planer/{plan}/ny-version/{source}", Perm: authz.PlanImport, Handler: p.adopt},
	}
}

// head is the shell of a page under the list of plans, and of those under a plan.
func head(title string, above ...ui.Crumb) web.Head {
	crumbs := append([]ui.Crumb{{Label: "Planer", Href: paths.Plans}}, above...)
	return web.Head{Title: title, Room: web.RoomGoals, Crumbs: append(crumbs, ui.Crumb{Label: title})}
}

func under(p store.Plan, title string) web.Head {
	return head(title, ui.Crumb{Label: p.Name, Href: paths.Plan(p.ID)})
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	reads := p.Store.Reads()
	plans, sources := reads.Plans(q.Today()), new([]store.WaitingSource)
	if q.Can(authz.PlanImport) {
		sources = reads.WaitingSources()
	}
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	v := view.ListView{CanImport: q.Can(authz.PlanImport), ImportHref: paths.NewPlan, GoalsHref: paths.Goals}
	for _, plan := range *plans {
		v.Plans = append(v.Plans, planCard(plan, q.Today(), v.CanImport))
	}
	for _, s := range *sources {
		c := ui.Card{Title: s.Name, Href: paths.PlanSource(s.ID), Meta: []string{"Uppladdad " + sv.Instant(q.Moment().Shown(s.UploadedAt))}}
		if s.PlanID != nil {
			c.Href, c.Text = paths.ComparePlanVersion(*s.PlanID, s.ID), "Ny version av "+s.PlanName
		}
		c.Action = ui.LinkButton{Label: "Fortsätt", Href: c.Href, Small: true, Describe: "Fortsätt med " + s.Name}
		v.Sources = append(v.Sources, c)
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Planer", Room: web.RoomGoals, Crumbs: []ui.Crumb{{Label: "Planer"}}}, view.List, v)
}

func planCard(p store.Plan, today district.Date, canImport bool) ui.Card {
	c := ui.Card{Title: p.Name, Href: paths.Plan(p.ID), Text: sv.Capital(sv.Period(p.Period()))}
	if !strings.HasPrefix(p.Name, p.Kind.Name()) { // otherwise the name says it
		c.Meta = append(c.Meta, p.Kind.Name())
	}
	if p.Period().Contains(today) {
		c.Body = ui.Tag{Label: "Gäller nu"}
	}
	switch {
	case p.Version > 1:
		c.Meta = append(c.Meta, "Version "+sv.Int(p.Version)+", antagen "+sv.Date(p.VersionAdoptedOn))
	case !p.AdoptedOn.IsZero():
		c.Meta = append(c.Meta, "Antagen "+sv.Date(p.AdoptedOn))
	}
	goals := "inga mål"
	if p.Goals > 0 {
		goals = sv.Goal.Count(p.Goals)
	}
	c.Meta = append(c.Meta, goals)
	if n := p.Waiting(); canImport && n > 0 {
		c.Meta = append(c.Meta, sv.Count(n, "mening väntar på granskning", "meningar väntar på granskning"))
		c.Action = ui.LinkButton{Label: "Granska", Href: paths.ReviewPlan(p.ID), Small: true, Describe: "Granska " + p.Name}
	}
	return c
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("name", plan.Name)
	f.Set("kind", string(plan.Kind))
	f.Set("from", plan.From.String())
	f.Set("last", plan.Period().Last().String())
	f.Set("adopted", plan.AdoptedOn.String())
	return p.editPage(w, r, http.StatusOK, plan, f, sv.Int(plan.Revision))
}

func (p *Pages) editPage(w http.ResponseWriter, r *http.Request, status int, plan store.Plan, f *form.Form, revision string) error {
	return web.Render(w, r, status, under(plan, "Ändra uppgifter"), view.Edit, view.EditView{F: f, Action: paths.EditPlan(plan.ID), Once: web.NewOnce(),
		Revision: revision, CancelHref: paths.Plan(plan.ID), Kinds: kinds()})
}

func (p *Pages) save(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := store.PlanEdit{Name: f.Text("name", "Namn", maxName), Kind: district.PlanKind(f.Choice("kind", "Slag", kindValues()...))}
	in.Period, in.AdoptedOn = period(f, "", ""), f.OptionalDate("adopted", "Antagen")
	if !f.HasErrors() {
		err = p.Store.EditPlan(r.Context(), web.Of(r).Actor(), web.Once(r), plan.ID, web.Revision(f), in)
		if err == nil {
			return web.Redirect(w, r, paths.Plan(plan.ID), "Uppgifterna är sparade.")
		}
		if !web.Invalid(err, f) {
			return err
		}
	}
	return p.editPage(w, r, http.StatusUnprocessableEntity, plan, f, f.Get("revision"))
}

const maxName = 160 // characters of a plan's name

// period reads the days that a plan is for. key ends the names of the fields; of says in the complaints which plan
// is meant, where there are several.
func period(f *form.Form, key, of string) district.Span {
	first, last := f.Date("from"+key, "Första dag"+of), f.Date("last"+key, "Sista dag"+of)
	if !first.IsZero() && last.Before(first) && !last.IsZero() {
		f.Fail("last"+key, "Sista dag"+of+": Välj en dag som inte är före den första.")
	}
	if last.IsZero() {
		return district.Span{From: first}
	}
	return district.Through(first, last)
}

func kinds() []ui.Option {
	var out []ui.Option
	for _, k := range district.PlanKinds() {
		out = append(out, ui.Option{Value: string(k), Label: k.Name()})
	}
	return out
}

func kindValues() []string {
	var out []string
	for _, k := range district.PlanKinds() {
		out = append(out, string(k))
	}
	return out
}

// plan returns the plan of the address.
func (p *Pages) plan(r *http.Request) (store.Plan, error) {
	id, err := web.ID(r, "plan")
	if err != nil {
		return store.Plan{}, err
	}
	return p.Store.Plan(r.Context(), id)
}
