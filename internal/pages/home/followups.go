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

// ownFollowUps asks those who answer for a unit of their own how a meeting was at which it has just been: one row, among
// those that are drawn, however many posts are vacant.
func ownFollowUps(r *store.Reads, q *web.Req) answer {
	scope := q.Access().Own().Scope(authz.MeetingFollowUp)
	if scope.IsEmpty() {
		return nil
	}
	asked := r.FollowUpsDue(scope, q.Today())
	return func(v *view.View) {
		due := *asked
		if len(due) == 0 {
			return
		}
		first := due[0]
		name := first.MeetingName + " " + sv.Date(first.Day)
		left := store.FollowUpDays - q.Today().DaysSince(first.Day)
		row := ui.ActionRow{Status: ui.StatusUnknown, Title: sv.Capital(name) + ": hur var det?", Href: paths.FollowUp(first.MeetingID, first.UnitSlug),
			Meta: "Två frågor, " + sv.Count(left, "dag kvar", "dagar kvar")}
		if left == 0 {
			row.Meta = "Två frågor, sista dagen"
		}
		if len(scope.Units) > 1 {
			row.Meta = first.UnitName + ". " + row.Meta
		}
		if n := len(due) - 1; n > 0 {
			row.Meta += ", och " + sv.Count(n, "träff till", "träffar till")
		}
		row.Action = ui.LinkButton{Label: "Svara", Href: row.Href, Describe: "Svara: " + name + ", " + first.UnitName}
		v.Rows = slices.Insert(v.Rows, min(len(v.Rows), ui.MaxActionRows-2), row)
	}
}
