package home

import (
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/home"
	"verkstad/templates/ui"
)

// ownAssessments asks those who answer for a unit of their own for what it has no good answer to: one row, among those
// that are drawn, however many posts are vacant.
func ownAssessments(r *store.Reads, q *web.Req) answer {
	scope := q.Access().Own().Scope(authz.AssessmentAnswer)
	if scope.IsEmpty() {
		return nil
	}
	asked := r.AssessmentsDue(scope, q.Today())
	return func(v *view.View) {
		due := *asked
		if len(due) == 0 {
			return
		}
		first := due[0]
		row := ui.ActionRow{Status: ui.StatusUnknown, Title: first.Name, Href: paths.UnitAssessment(first.UnitSlug, first.QuestionnaireID), Meta: asks(first)}
		if len(scope.Units) > 1 {
			row.Meta = first.UnitName + ". " + row.Meta
		}
		if n := len(due) - 1; n > 0 {
			row.Meta += ", och " + sv.Count(n, "formulär till", "formulär till")
		}
		row.Action = ui.LinkButton{Label: "Svara", Href: row.Href, Describe: "Svara: " + first.Name + ", " + first.UnitName}
		v.Rows = slices.Insert(v.Rows, min(len(v.Rows), ui.MaxActionRows-1), row)
	}
}

// asks says what is asked: "3 frågor, en halv minut".
func asks(d store.AssessmentDue) string {
	if d.Missing == 0 {
		return sv.Count(d.Old, "svar är för gammalt", "svar är för gamla")
	}
	return sv.Count(d.Missing+d.Old, "fråga", "frågor") + ", mindre än en minut"
}
