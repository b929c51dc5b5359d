// Package goals is the pages of goals: the list, one goal with its live figures, the choice of how it is counted, and
// what people say about it. It must not know how anything is counted (package measure) or stored.
package goals

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get := func(pattern string, perm authz.Permission, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Perm: perm, Handler: h}
	}
	post := func(pattern string, perm authz.Permission, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Perm: perm, Handler: h}
	}
	const (
		goal      = "/mal/{goal}"
		measuring = goal + "/matning/{measure}"
		milestone = goal + "/milstolpar/{milestone}"
		note      = goal + "/anmarkning"
		comment   = goal + "/kommentarer/{comment}"
	)
	return []web.Route{
		get(paths.Goals, authz.PlanRead, p.list),
		get(paths.GoalsExport, authz.Export, p.export),
		get(paths.GoalsChanged, authz.PlanRead, p.changed),
		get(paths.PlanStanding, authz.PlanReport, p.standing),
		get(paths.PlanReport, authz.PlanReport, p.periodReport),
		get(goal, authz.PlanRead, p.goal),
		get(goal+"/redigera", authz.GoalEdit, p.editForm),
		post(goal+"/redigera", authz.GoalEdit, p.edit),
		get(goal+"/avsluta", authz.GoalEdit, p.closeForm),
		post(goal+"/avsluta", authz.GoalEdit, p.close),
		post(goal+"/oppna", authz.GoalEdit, p.reopen),
		get(goal+"/matning/ny", authz.GoalEdit, p.newMeasureForm),
		post(goal+"/matning/ny", authz.GoalEdit, p.newMeasure),
		get(measuring, authz.GoalEdit, p.measureForm),
		post(measuring, authz.GoalEdit, p.changeMeasure),
		get(measuring+"/ta-bort", authz.GoalEdit, p.endMeasureForm),
		post(measuring+"/ta-bort", authz.GoalEdit, p.endMeasure),
		get(measuring+"/datum", authz.GoalEdit, p.dateForm),
		post(measuring+"/datum", authz.GoalEdit, p.correctDate),
		get(measuring+"/milstolpar/ny", authz.GoalEdit, p.newMilestoneForm),
		post(measuring+"/milstolpar/ny", authz.GoalEdit, p.newMilestone),
		get(milestone, authz.GoalEdit, p.milestoneForm),
		post(milestone, authz.GoalEdit, p.editMilestone),
		post(milestone+"/klar", authz.GoalEdit, p.milestoneDone),
		post(milestone+"/stall-in", authz.GoalEdit, p.cancelMilestone),
		post(milestone+"/oppna", authz.GoalEdit, p.reopenMilestone),
		get(milestone+"/ta-bort", authz.GoalEdit, p.endMilestoneForm),
		post(milestone+"/ta-bort", authz.GoalEdit, p.endMilestone),
		get(measuring+"/bedom", authz.GoalJudge, p.judgeForm),
		post(measuring+"/bedom", authz.GoalJudge, p.judge),
		get(goal+"/bedomningar/{judgement}/stryk", authz.GoalJudge, p.strikeJudgementForm),
		post(goal+"/bedomningar/{judgement}/stryk", authz.GoalJudge, p.strikeJudgement),
		get(note, authz.GoalOverride, p.noteForm),
		post(note, authz.GoalOverride, p.addNote),
		get(note+"/{note}/stryk", authz.GoalOverride, p.strikeNoteForm),
		post(note+"/{note}/stryk", authz.GoalOverride, p.strikeNote),
		post(goal+"/kommentarer", authz.GoalComment, p.addComment),
		get(comment, authz.GoalComment, p.commentForm),
		post(comment, authz.GoalComment, p.editComment),
		post(comment+"/ta-bort", authz.GoalComment, p.removeComment),
		post(comment+"/aterstall", authz.GoalComment, p.restoreComment),
	}
}

// head is the page around a body: in the room of the plan, below the list of goals.
func head(title string, crumbs ...ui.Crumb) web.Head {
	all := append([]ui.Crumb{{Label: "Mål", Href: paths.Goals}}, crumbs...)
	return web.Head{Title: title, Room: web.RoomGoals, Crumbs: append(all, ui.Crumb{Label: title})}
}

// goalCrumb is the step from the list to a goal.
func goalCrumb(g store.Goal) ui.Crumb { return ui.Crumb{Label: name(g), Href: paths.Goal(g.ID)} }

// name is how a goal is called within its plan: "Mål 3".
func name(g store.Goal) string { return "Mål " + g.Name() }

// asIs shows a part as the whole body.
func asIs[C templ.Component](c C) templ.Component { return c }

// dayOf returns the day as of which the page is asked for, and whether that is another one than today. Days to come
// are no days that anything can be said about.
func dayOf(r *http.Request, param string) (day district.Date, other bool) {
	today := web.Of(r).Today()
	if d, ok := form.ParseDate(r.URL.Query().Get(param)); ok && d.Before(today) {
		return d, true
	}
	return today, false
}

// notYet says that the day asked for cannot be shown, so that today is: nil when none was asked for, or one that has been.
func notYet(r *http.Request, param string) *ui.Notice {
	asked := r.URL.Query().Get(param)
	day, ok := form.ParseDate(asked)
	switch {
	case strings.TrimSpace(asked) == "":
		return nil
	case !ok:
		return &ui.Notice{Tone: ui.ToneWarn, Title: "Det gick inte att läsa dagen", Text: "Skriv den som 2018-09-09. Här står målet som det är i dag."}
	case day.After(web.Of(r).Today()):
		return &ui.Notice{Tone: ui.ToneWarn, Title: sv.Capital(sv.Date(day)) + " har inte varit än", Text: "Här står målet som det är i dag. Välj en tidigare dag för att se hur det stod då."}
	}
	return nil
}

// firstStep is what to do where no plan is read in, for those who may.
func firstStep(q *web.Req) templ.Component {
	if !q.Can(authz.PlanImport) {
		return nil
	}
	return ui.LinkButton{Label: "Läs in en plan", Href: paths.NewPlan, Kind: ui.Primary}
}

// asOfNotice says clearly that the page shows another day.
func asOfNotice(day district.Date, today string) *ui.Notice {
	return &ui.Notice{Tone: ui.ToneInfo, Title: "Så stod det " + sv.Date(day),
		Text:   "Siffrorna är räknade för den dagen, med det som är inlagt i dag. Här går inget att ändra.",
		Action: ui.LinkButton{Label: "Visa i dag", Href: today}}
}

// word returns a text of the address that can be searched for; what no text can be is left out.
func word(r *http.Request, param string) string {
	s := strings.TrimSpace(r.URL.Query().Get(param))
	if len(s) > 400 || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return ""
	}
	return s
}

// number returns an id of the address, 0 for none.
func number(r *http.Request, param string) int64 {
	f := form.New(r.URL.Query())
	id := f.OptionalID(param, "")
	return id
}

// scopesOf returns what a reader of goals may see besides the figures. Who may not see which units are missing sees
// those in which the reader has a role.
func scopesOf(a authz.Access) store.GoalScopes {
	s := store.GoalScopes{Units: a.Scope(authz.GoalMissing), Names: a.Scope(authz.AssignmentRead), Answers: store.AnswerScopesOf(a),
		Comments: a.Can(authz.GoalComment), History: a.Can(authz.AccountAudit)}
	if s.Units.All {
		return s
	}
	for _, g := range a.Grants {
		if g.Unit != 0 && g.Role.Allows(authz.PostRead) && !s.Units.Has(g.Unit) {
			s.Units.Units = append(s.Units.Units, g.Unit)
		}
	}
	return s
}

// goalOf returns the goal of the address evaluated today.
func (p *Pages) goalOf(r *http.Request) (store.Goal, error) {
	id, err := web.ID(r, "goal")
	if err != nil {
		return store.Goal{}, err
	}
	return p.Store.Goal(r.Context(), id, []district.Date{web.Of(r).Today()})
}

// measureOf returns the goal of the address and its measure, which must be in force today and of the kind ("" for any).
func (p *Pages) measureOf(r *http.Request, kind measure.Kind) (store.Goal, store.GoalMeasure, error) {
	id, err := web.ID(r, "measure")
	if err != nil {
		return store.Goal{}, store.GoalMeasure{}, err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return store.Goal{}, store.GoalMeasure{}, err
	}
	for _, m := range g.Counted() {
		if m.ID == id && (kind == "" || m.Now.Version.Kind == kind) {
			return g, m, nil
		}
	}
	return store.Goal{}, store.GoalMeasure{}, district.ErrNotFound
}
