package goals

import "verkstad/templates/ui"

// StandingView is where a plan stands, for the board: what needs a decision, how the sections stand, what is behind and
// why, what has moved and what was written afterwards.
type StandingView struct {
	Head     ui.PageHead
	Nothing  *ui.Empty // no plan, or no goals in it
	Plans    ui.Tabs   // empty with one plan
	Figures  ui.Figures
	Decide   ui.ActionRows
	Sections []StandingSection
	States   []ui.Badge // the heads of the sections' columns
	Behind   []BehindGoal
	Day      DayView // since when things have moved
	Hidden   []ui.Pair
	Presets  []ui.Link
	Since    string
	Moved    []MovedGoal
	Late     []string
	LateMore string
	All      ui.Link // everything that has changed
}

// StandingSection is how many of a section's goals stand how.
type StandingSection struct {
	Name, Href string
	Total      string
	Counts     []SectionCount // in the order of States
}

// A SectionCount is how many goals of a section have one of the states; empty for none.
type SectionCount struct {
	N, Label, Href string
}

// BehindGoal is a goal that is behind, missed or lacks a basis, with the reason in numbers.
type BehindGoal struct {
	Title, Href string
	Badge       ui.Badge
	Why         string
	Missing     ui.Link // exactly which are missing
	Note        string  // what somebody has written beside the value
}

// MovedGoal is a goal that stands otherwise than on the earlier day.
type MovedGoal struct {
	Title, Href string
	Then, Now   ui.Badge
	Figures     []string // "39 av 51 → 44 av 51"
	Told        []string
}

// ReportView is the report of a period, for paper.
type ReportView struct {
	Head     ui.PageHead
	Nothing  *ui.Empty
	Plans    []ui.Option
	Plan     string
	From, To string
	Before   string // day before From, as which it stood then
	Max      string
	Action   string
	Presets  []ui.Link
	Print    string // where and when it was made
	Summary  []ReportCount
	Sections []ReportSection
	NotDone  []ui.Link
	Late     []string
	LateMore string
}

// ReportCount is a state with how many goals had it before the first day and on the last.
type ReportCount struct {
	Badge     ui.Badge
	Then, Now string
}

// ReportSection is a section of the plan with its goals.
type ReportSection struct {
	ID, Title string
	Goals     []ReportGoal
}

// ReportGoal is one goal in a report.
type ReportGoal struct {
	Title, Href string
	Sentence    string
	Badge       ui.Badge
	Responsible string
	Measures    []ReportMeasure
	Notes       []string
}

// ReportMeasure is one measure of a goal over the period.
type ReportMeasure struct {
	Title   string // where the goal has several
	Badge   *ui.Badge
	Figure  string // "39 av 51 → 44 av 51"
	Detail  string
	Told    []string
	Missing []ReportMissing
}

// ReportMissing is the units that are missing or unknown, by name.
type ReportMissing struct {
	Label, Names string
}
