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

// RejectAll asks before everything that waits in a section is rejected.
func RejectAll(plan int64) string { return ReviewPlan(plan) + "/avvisa" }

// UnrejectAll takes that back.
func UnrejectAll(plan int64) string { return RejectAll(plan) + "/angra" }

// DecideSentence makes a goal of a sentence or says that it is none.
func DecideSentence(plan, finding int64) string { return ReviewPlan(plan) + "/" + id(finding) }

// ReconsiderSentence takes a decision back.
func ReconsiderSentence(plan, finding int64) string { return DecideSentence(plan, finding) + "/angra" }

// ReviewFinding is everything that can be done with one proposal.
func ReviewFinding(plan, finding int64) string { return DecideSentence(plan, finding) }

// EditFinding changes a proposal before it is decided on.
func EditFinding(plan, finding int64) string { return DecideSentence(plan, finding) + "/andra" }

// MergeFindings makes one goal of a proposal and others.
func MergeFindings(plan, finding int64) string { return DecideSentence(plan, finding) + "/sla-ihop" }

// JoinFinding adds a proposal to a goal that exists.
func JoinFinding(plan, finding int64) string { return DecideSentence(plan, finding) + "/lagg-till" }

// SplitFinding makes several goals of a proposal.
func SplitFinding(plan, finding int64) string { return DecideSentence(plan, finding) + "/dela" }

// PairFinding says which promise of the version before a proposal is.
func PairFinding(plan, finding int64) string { return DecideSentence(plan, finding) + "/samma" }

// AcceptWords approves the words that a version has given a promise, or takes that back.
func AcceptWords(plan, finding int64) string { return DecideSentence(plan, finding) + "/lydelse" }

// PartWords asks before a changed sentence becomes a promise of its own.
func PartWords(plan, finding int64) string { return DecideSentence(plan, finding) + "/annat" }

// PlanVersions is the list of a plan's versions.
func PlanVersions(plan int64) string { return Plan(plan) + "/versioner" }

// PlanVersion is the reading view of one version of a plan.
func PlanVersion(plan int64, number int) string { return Plan(plan) + "/version/" + id(int64(number)) }

// WithdrawVersion asks before the newest version of a plan is taken back.
func WithdrawVersion(plan int64) string { return PlanVersions(plan) + "/ta-tillbaka" }

// NewPlanVersion is where a new version of a plan is uploaded or pasted.
func NewPlanVersion(plan int64) string { return Plan(plan) + "/ny-version" }

// ComparePlanVersion is where it is seen what a new version changes, before it is adopted.
func ComparePlanVersion(plan, source int64) string { return NewPlanVersion(plan) + "/" + id(source) }

// PlanSource is where it is said which documents a text holds.
func PlanSource(source int64) string { return Plans + "/kalla/" + id(source) }

// DropPlanSource asks before a text that was never made plans of is forgotten.
func DropPlanSource(source int64) string { return PlanSource(source) + "/ta-bort" }
