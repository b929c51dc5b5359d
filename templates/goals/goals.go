// Package goals is the pages of goals: the list, one goal with its measures, the forms of how it is counted and what
// people say about it, and what has changed since a day.
package goals

import (
	"github.com/a-h/templ"

	"verkstad/internal/form"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// ListView is the list of goals.
type ListView struct {
	Head    ui.PageHead
	AsOf    *ui.Notice
	NoPlan  *ui.Empty   // nothing has been read in yet
	Counts  []ui.Badge  // how many of each state, leading to them
	Waiting *ui.Notice  // goals that nobody has decided how to count
	Filter  *FilterView //
	Groups  []Group
	Nothing string // when the filter leaves nothing
	Export  []ui.Link
}

// A Group is the goals of one plan.
type Group struct {
	Title string // "" when there is only one
	Lead  string
	Goals []parts.GoalState
}

// FilterView is what the list can be narrowed by; values are those of the address.
type FilterView struct {
	Action, ClearHref, Count    string
	Hidden                      []ui.Pair
	Query, Plan, Unit           string
	PlanAny                     string // what no choice of plan means
	Section, Kind, Tag, Order   string
	Origin                      string
	OriginOptions               []ui.Option // none when all goals come from the plans' lists
	Statuses                    []string
	PlanOptions, UnitOptions    []ui.Option
	SectionOptions, KindOptions []ui.Option
	TagOptions, StatusOptions   []ui.Option
	Closed                      bool
	MoreOpen                    bool
}

// GoalView is the page of a goal.
type GoalView struct {
	Head      ui.PageHead
	AsOf      *ui.Notice
	Closed    *ui.Notice
	Sentence  string
	More      []string   // further sentences that the goal is made of
	Reworded  *ui.Notice // the plan has new words for it, which nobody has approved
	Source    ui.Link    // its place in the plan; empty for goals made by hand
	Path      string     // headings above it
	Notes     []NoteView
	NoMeasure *ProposalView
	Ways      []ui.GoalWay // how a goal stands that is measured in several ways
	Measures  []MeasureView
	Side      SideView
	OldNotes  []ui.Event
	Comments  *CommentsView
	History   []ui.Event
	Around    AroundView
	Printed   string // of which day it is, for paper
}

// AroundView is the goals before and after this one in its plan, without an address where there is none.
type AroundView struct {
	Before, After ui.Link
}

// NoteView is a note beside the computed value that holds on the day.
type NoteView struct {
	Text, Signed string
	Strike       *ui.LinkButton
}

// ProposalView stands where a goal has no measure: what the reader of the plan proposes, and the way to choose.
type ProposalView struct {
	Text   string
	Reason string
	Use    *ui.LinkButton
	Choose *ui.LinkButton
}

// SideView is what stands beside the goal.
type SideView struct {
	Facts   ui.Definitions
	Tags    []ui.Tag
	Actions []ui.Link
	AsOf    *DayView
}

// DayView is the form that shows the page as of another day.
type DayView struct {
	Action, Day, Min, Max string
}

// MeasureView is one measure of a goal with its values.
type MeasureView struct {
	ID, Title string
	Badge     *ui.Badge // where the goal has several measures
	Also      *ui.Badge // likewise: a year that was missed
	Detail    string
	Figures   ui.Figures
	Bar       *ui.Progress
	Split     string // "51 (40 lokala + 11 bransch)"
	Curve     *ui.Curve
	Explain   string
	Facts     ui.Definitions
	Actions   []ui.Link
	Coverage  *CoverageView
	Delivery  *DeliveryView
	Frequency *FrequencyView
	Volume    *VolumeView
	Judgement *JudgementView
}

// FrequencyView is the years of a frequency, each with a cell for every audience.
type FrequencyView struct {
	ID      string
	Heads   []string // the audiences, or what a single column holds
	Years   []YearView
	Outside []EventView // what does not count
	Ahead   []ui.LinkButton
}

// YearView is one calendar year.
type YearView struct {
	Year  string
	Badge ui.Badge
	Cells []YearCell
}

// YearCell is what one audience got in one year.
type YearCell struct {
	Audience string
	Figure   string // "2 av 4"
	Met      bool
	Events   []EventView
	Next     string // when the next one is proposed, or that it is too late
}

// EventView is one thing that counts; Title and Href are empty for those who may not read its record.
type EventView struct {
	Day, Title, Href, Number, Note string
}

// VolumeView is what a volume adds, the latest first.
type VolumeView struct {
	ID        string
	Numbered  bool // each adds a number of its own
	Events    []EventView
	More      []EventView
	MoreLabel string
	Outside   []EventView // what does not count
}

// CoverageView is exactly which units a coverage misses, as far as the reader may see.
type CoverageView struct {
	ID              string
	Vacant, Unknown parts.MissingList
	Filled          parts.MissingList
	VacantTitle     string
	UnknownTitle    string
	FilledTitle     string
	UnknownLead     string
	Collapse        bool               // long lists are behind toggles: the goal has several measures
	Own             *parts.MissingList // the reader's own units, for those who may not see the others
	OthersText      string             // why the others are not shown
	Met             string             // said instead of the lists when none is missing
}

// DeliveryView is the steps of a delivery.
type DeliveryView struct {
	Items []MilestoneView
	Add   *ui.LinkButton
}

// MilestoneView is a step.
type MilestoneView struct {
	ID    string
	Title string
	Badge ui.Badge
	Due   string
	Done  string
	Note  string
	More  []templ.Component // what can be done with it
}

// JudgementView is the levels that the board has stated.
type JudgementView struct {
	Level   string
	Reason  string
	Signed  string
	History []JudgementRow
	Judge   *ui.LinkButton
}

// JudgementRow is one judgement in the history.
type JudgementRow struct {
	Event  ui.Event
	Strike *ui.LinkButton
}

// CommentsView is what people have said about the goal.
type CommentsView struct {
	Items  []CommentView
	F      *form.Form
	Action string
	Once   string
	Closed bool // nothing can be added, for example as of another day
}

// CommentView is one comment.
type CommentView struct {
	ID, Author, When, Meta, Text string
	Removed                      bool
	Earlier                      []string
	Edit                         *ui.LinkButton
	Remove                       *ui.PostButton
}

// KindsView asks how a goal is to be measured.
type KindsView struct {
	Head     ui.PageHead
	Proposal *ProposalView
	Groups   []KindGroup
	Later    string // ways for which there is nothing to choose yet
	Back     string
}

// A KindGroup is the ways to measure of one kind.
type KindGroup struct {
	Title    string
	Proposed bool // the text of the plan seems to mean one of these
	Kinds    []KindChoice
}

func (g KindGroup) lead() string {
	if g.Proposed {
		return "Så föreslås målet räknas, efter planens text."
	}
	return ""
}

// A KindChoice is one way to measure.
type KindChoice struct {
	Title, Text, Example, Href string
}

// MeasureFormView is the form of how a measure is counted: only what its way of counting needs.
type MeasureFormView struct {
	Head                        ui.PageHead
	F                           *form.Form
	Action                      string
	Once                        string
	Revision                    string
	Hidden                      []ui.Pair
	Back                        string
	Other                       ui.Link           // to the other ways; empty for a measure that stands
	Holds                       string            // from when it holds
	Params                      []templ.Component // what the way of counting has to know
	Coverage, Frequency, Volume bool
	NewSteps                    bool        // the first steps of a delivery are written here
	Kinds                       []ui.Option // of unit
	Units                       []ui.Option
	Years                       []ui.Option
	ExceptOpen                  bool
	WindowOpen                  bool
	StepsOpen                   bool
	DatesOpen                   bool
	Named                       bool // it has a name, or needs one beside the others
	Rhythms                     []ui.Option
	Months                      []ui.Option
	CanPreview                  bool
	SaveAndNext                 bool // other goals wait
	Preview                     *PreviewView
	Note                        *ui.Notice // about the proposal
}

// PreviewView is what a definition would count today, before it is saved.
type PreviewView struct {
	Badge   ui.Badge
	Figures ui.Figures
	Text    string
	Explain string
}

// FormView is a form with a few fields, such as a note or a corrected date.
type FormView struct {
	Head     ui.PageHead
	Notice   *ui.Notice
	F        *form.Form
	Action   string
	Once     string
	Revision string
	Back     string
	Submit   string
	Points   []string // what will happen
	Danger   bool
	Fields   []templ.Component
}

// EditView is the form of a goal's own facts.
type EditView struct {
	Head      ui.PageHead
	F         *form.Form
	Action    string
	Once      string
	Revision  string
	Back      string
	Units     []ui.Option
	Tags      []ui.Option
	CloseHref string
}

// ChangedView is what differs between two days.
type ChangedView struct {
	Head    ui.PageHead
	Day     DayView
	Presets []ui.Link
	Goals   []ChangedGoal
	Same    []ui.Link // goals of which nothing has changed
	NoNames string
	Nothing *ui.Empty
}

// A ChangedGoal is one goal with what has moved.
type ChangedGoal struct {
	ID, Title, Href, Kicker string
	Then, Now               ui.Badge
	AlsoThen, AlsoNow       *ui.Badge // beside them: a year that was missed
	Several                 bool      // measured in several ways, which each have a state of their own
	Measures                []ChangedMeasure
	Late                    []string
	LateMore                string
}

// A StateMove is how a measure stood and stands.
type StateMove struct {
	Then, Now         ui.Badge
	AlsoThen, AlsoNow *ui.Badge
}

// A ChangedMeasure is a measure's two values and the units that came and went.
type ChangedMeasure struct {
	States                       *StateMove // of a goal that is measured in several ways
	Title, Then, Now, Difference string
	Came, Went, Other            []Moved
	Changed                      string      // the definition itself is another
	Held                         []EventView // what has been held or noted since, and counts
}

// Moved is a unit that stands otherwise.
type Moved struct {
	Name, Href, Text string
}
