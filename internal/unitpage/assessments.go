package unitpage

import (
	"verkstad/internal/authz"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/web"
	"verkstad/templates/ui"
)

// AssessmentButton leads to what the unit answers about itself, for those who read that; nil for others.
func AssessmentButton(q *web.Req, u store.UnitPage) *ui.LinkButton {
	if !q.CanIn(authz.AssessmentRead, u.ID) {
		return nil
	}
	return &ui.LinkButton{Label: "Självskattning", Href: paths.UnitAssessment(u.Slug, 0)}
}
