// Package assessments is the pages of what units answer about themselves: the overview, a unit's own page with the form,
// and the sets of questions. Everything in its views is decided and formatted before.
package assessments

import (
	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

// OverviewView is units × questions of one set.
type OverviewView struct {
	Lead      string
	Action    string      // of the filter
	Sets      []ui.Option // to choose among
	Kinds     []ui.Option
	States    []ui.Option
	Set       string // chosen
	Kind      string
	State     string
	Clear     string // address without filter, "" when none is on
	Count     string
	Manage    string      // address of the sets, "" for those who may not
	Figures   []ui.Figure // how many have answered
	Questions []QuestionHead
	Rows      []OverviewRow
	Totals    []TotalRow
	Paging    ui.Paging
	Empty     *ui.Empty
}

// QuestionHead is the head of a column.
type QuestionHead struct {
	Short, Text string
}

// OverviewRow is one unit.
type OverviewRow struct {
	Name, Href, Kind string
	Done             string // "3 av 3", for a phone
	Cells            []ui.Mark
}

// TotalRow is one sum over all units.
type TotalRow struct {
	Label string
	Cells []string
}

// UnitView is what one unit answers to one set of questions.
type UnitView struct {
	Kicker, Title, Lead string
	Status              *ui.Badge
	Sets                ui.Tabs // of the unit; empty when there is only one
	Notice              string  // why nothing can be answered, "" when it can

	Answer *AnswerView     // the form, for those who answer
	Given  []ui.Definition // what stands, for those who read
	Older  []ui.Event      // the answers of earlier days, the latest first
	Strike []StrikeRow     // of those who may strike
	Back   *ui.Link        // to the overview
}

// AnswerView is the form of a set of questions.
type AnswerView struct {
	F         ui.Values
	Errors    []ui.FieldError
	Action    string
	Once      string
	Set       string // hidden
	Same      *ui.PostButton
	SameText  string // what "nothing new" means
	ByPhone   bool   // the office fills it in
	Questions []QuestionField
}

// QuestionField is one question of the form.
type QuestionField struct {
	Name, Label, Hint string
	Answered          bool // what was answered last is filled in
}

// options are what can be answered. Where an answer is filled in, the last leaves it as it was, not given again.
func (q QuestionField) options() []ui.Option {
	options := []ui.Option{{Value: "yes", Label: "Ja"}, {Value: "partly", Label: "Delvis"}, {Value: "no", Label: "Nej"}}
	if q.Answered {
		options = append(options, ui.Option{Value: "", Label: "Hoppa över"})
	}
	return options
}

// StrikeRow is answers that can be struck.
type StrikeRow struct {
	Text, Href, Describe string
}

// StepView is a small form with what will happen.
type StepView struct {
	F             ui.Values
	Errors        []ui.FieldError
	Kicker, Title string
	Lead          string
	Points        []string
	Action, Once  string
	Revision      string
	Fields        []templ.Component
	Submit        string
	Danger        bool
	Back          string
}

func (v StepView) kind() ui.Kind {
	if v.Danger {
		return ui.Danger
	}
	return ui.Primary
}

// SetsView is every set of questions.
type SetsView struct {
	New     string
	Rows    []SetRow
	Retired []SetRow
}

// SetRow is one set of questions.
type SetRow struct {
	Name, Href string
	Kinds      string // "partiföreningar och branschföreningar"
	Questions  string // "3"
	Good       string // "12 månader"
	Retired    string
}

// SetView is the form of a set of questions, and for one that exists its questions.
type SetView struct {
	F             ui.Values
	Errors        []ui.FieldError
	Kicker, Title string
	Lead          string
	Action, Once  string
	Revision      string
	Submit        string
	Back          string
	Kinds         []ui.Option
	Exists        bool
	Notice        string
	Actions       []templ.Component
	Add           string // address of adding a question
	Now, Past     []QuestionRow
}

// QuestionRow is one question of a set.
type QuestionRow struct {
	Text, Short, Period, Change string
}
