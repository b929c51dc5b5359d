package paths

// Addresses of goals: what the plan promises, how it is counted and how it stands.
const (
	Goals        = "/mal"
	GoalsExport  = "/mal/export.csv"
	GoalsChanged = "/mal/andrat" // what has changed since a day
	PlanStanding = "/planlage"   // where the plan stands: the board's page
	PlanReport   = "/planlage/rapport"
)

// Goal is the page of a goal: its value, what is missing, and the way to mend it.
func Goal(n int64) string { return Goals + "/" + id(n) }

// GoalAsOf is the page of a goal as it stood on a day, written 2018-01-01; "" is today.
func GoalAsOf(n int64, day string) string { return With(Goal(n), "dag", day) }

// GoalMissing is the place on a goal's page of the units that one of its measures misses.
func GoalMissing(n, measure int64) string { return Goal(n) + "#" + GoalMissingAnchor(measure) }

// GoalMissingAnchor is the fragment of the units that a measure misses.
func GoalMissingAnchor(measure int64) string { return "saknas-" + id(measure) }

// GoalEventsAnchor is the fragment of what a measure counts, one by one.
func GoalEventsAnchor(measure int64) string { return "raknas-" + id(measure) }

// GoalMeasureAnchor is the fragment of a measure on its goal's page.
func GoalMeasureAnchor(measure int64) string { return "matning-" + id(measure) }

// EditGoal is where a goal's short name, responsible units and tags are changed.
func EditGoal(n int64) string { return Goal(n) + "/redigera" }

// CloseGoal is where a goal is closed.
func CloseGoal(n int64) string { return Goal(n) + "/avsluta" }

// ReopenGoal takes a closing back.
func ReopenGoal(n int64) string { return Goal(n) + "/oppna" }

// NewMeasure is where it is chosen how a goal is measured.
func NewMeasure(n int64) string { return Goal(n) + "/matning/ny" }

// NewMeasureOf is the form for one way to measure, by its name in addresses: see measure.Indicator.Slug.
func NewMeasureOf(n int64, slug string) string { return With(NewMeasure(n), "slag", slug) }

// ProposedMeasure is the form filled in with what the reader of the plan proposed.
func ProposedMeasure(n int64) string { return With(NewMeasure(n), "forslag", "ja") }

// Measure is where it is changed how a measure is counted.
func Measure(n, measure int64) string { return Goal(n) + "/matning/" + id(measure) }

// EndMeasure is where a measure is taken off its goal.
func EndMeasure(n, measure int64) string { return Measure(n, measure) + "/ta-bort" }

// CorrectDate is where a date of a measure that has become wrong is corrected.
func CorrectDate(n, measure int64) string { return Measure(n, measure) + "/datum" }

// NewMilestone is where a step is added to a delivery.
func NewMilestone(n, measure int64) string { return Measure(n, measure) + "/milstolpar/ny" }

// Milestone is where a step of a delivery is changed.
func Milestone(n, milestone int64) string { return Goal(n) + "/milstolpar/" + id(milestone) }

// MilestoneDone says that a step is done.
func MilestoneDone(n, milestone int64) string { return Milestone(n, milestone) + "/klar" }

// CancelMilestone says that a step will not come.
func CancelMilestone(n, milestone int64) string { return Milestone(n, milestone) + "/stall-in" }

// ReopenMilestone says that a step is neither done nor cancelled.
func ReopenMilestone(n, milestone int64) string { return Milestone(n, milestone) + "/oppna" }

// EndMilestone is where a step is taken off its delivery.
func EndMilestone(n, milestone int64) string { return Milestone(n, milestone) + "/ta-bort" }

// JudgeGoal is where the board judges a measure.
func JudgeGoal(n, measure int64) string { return Measure(n, measure) + "/bedom" }

// StrikeJudgement is where a judgement is struck as a mistake.
func StrikeJudgement(n, judgement int64) string {
	return Goal(n) + "/bedomningar/" + id(judgement) + "/stryk"
}

// NewGoalNote is where a signed note is written beside a goal's value.
func NewGoalNote(n int64) string { return Goal(n) + "/anmarkning" }

// StrikeGoalNote is where a note is taken back.
func StrikeGoalNote(n, note int64) string { return NewGoalNote(n) + "/" + id(note) + "/stryk" }

// GoalComments is where a comment on a goal is posted.
func GoalComments(n int64) string { return Goal(n) + "/kommentarer" }

// GoalComment is where one's own comment is changed.
func GoalComment(n, comment int64) string { return GoalComments(n) + "/" + id(comment) }

// GoalCommentAnchor is the fragment of a comment on its goal's page.
func GoalCommentAnchor(comment int64) string { return "kommentar-" + id(comment) }

// RemoveGoalComment takes one's own comment away.
func RemoveGoalComment(n, comment int64) string { return GoalComment(n, comment) + "/ta-bort" }

// RestoreGoalComment brings one's own comment back.
func RestoreGoalComment(n, comment int64) string { return GoalComment(n, comment) + "/aterstall" }

// PlanStatus is the board's page of where a plan stands; 0 is the plan that holds.
func PlanStatus(plan int64, since string) string {
	return planPage(PlanStanding, plan, "sedan", since)
}

// PeriodReport is the report of a plan for the days from one to another, for paper.
func PeriodReport(plan int64, from, to string) string {
	return With(planPage(PlanReport, plan, "fran", from), "till", to)
}

func planPage(path string, plan int64, name, value string) string {
	if plan != 0 {
		path = With(path, "plan", id(plan))
	}
	return With(path, name, value)
}
