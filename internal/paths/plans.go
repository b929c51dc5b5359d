package paths

// Addresses of plans: the texts that were adopted, and the way from a text to goals.
const (
	Plans   = "/planer"
	NewPlan = "/planer/ny"
)

// Plan is the reading view of a plan.
func Plan(plan int64) string { return Plans + "/" + id(plan) }

// PlanSentence is the place of a sentence in the reading view, by its place in the text.
func PlanSentence(plan int64, ord int) string { return Plan(plan) + "#" + PlanAnchor(ord) }

// PlanAnchor is the fragment of a part of a plan's text in the reading view.
func PlanAnchor(ord int) string { return "t" + id(int64(ord)) }

// EditPlan is where a plan's name, kind and dates are changed.
func EditPlan(plan int64) string { return Plan(plan) + "/redigera" }

// ReviewPlan is where people decide which sentences of a plan are goals.
func ReviewPlan(plan int64) string { return Plan(plan) + "/granska" }

// ReviewNext is the review with the reader's place kept at a sentence.
func ReviewNext(plan, finding int64) string {
	if finding == 0 {
		return ReviewPlan(plan)
	}
	return With(ReviewPlan(plan), "vid", id(finding)) + "#" + ReviewAnchor(finding)
}

// ReviewAnchor is the fragment of a sentence in the review.
func ReviewAnchor(finding int64) string { return "m" + id(finding) }

// ApproveAll asks before all formal goals of a plan are approved.
func ApproveAll(plan int64) string { return ReviewPlan(plan) + "/alla" }

// DecideSentence makes a goal of a sentence or says that it is none.
func DecideSentence(plan, finding int64) string { return ReviewPlan(plan) + "/" + id(finding) }

// ReconsiderSentence takes a decision back.
func ReconsiderSentence(plan, finding int64) string { return DecideSentence(plan, finding) + "/angra" }

// PlanSource is where it is said which documents a text holds.
func PlanSource(source int64) string { return Plans + "/kalla/" + id(source) }

// DropPlanSource asks before a text that was never made plans of is forgotten.
func DropPlanSource(source int64) string { return PlanSource(source) + "/ta-bort" }
