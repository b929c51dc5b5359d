// Package mergers is the pages of merging and dividing units: what is to happen, what goes on, exactly what that does,
// and the list of what was done. Each page gets a View of plain values; who may see or do what is decided before.
package mergers

import (
	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

// StartView asks what is to happen to a unit.
type StartView struct {
	F                   ui.Values
	Kicker, Title, Lead string
	Tabs                ui.Tabs
	Action, Once, Back  string
	Divide              bool // into new ones; otherwise merge with others
	Others              []ui.Option
	Into                []ui.Option // which of them lives on
	Name                string      // of the unit
	NewNames            []string    // fields for the names of the new ones
	MoreWith            bool        // the further ones are shown
}

// ChooseView asks what goes on.
type ChooseView struct {
	F                   ui.Values
	Kicker, Title, Lead string
	Action, Once, Back  string
	Errors              []ui.FieldError
	Facts               *ui.Select // where a new one gets its contact ways from
	CopyFacts           *ui.Checkbox
	Groups              []ChooseGroup
	Room                *ui.Checkboxes
	Grants              *ui.Checkboxes
	Areas               []ui.Checkboxes
	NoGrants            string
}

// ChooseGroup is the assignments of one unit: ticked for a merger, placed one by one for a division.
type ChooseGroup struct {
	Title  string
	Ticks  *ui.Checkboxes
	Places []ui.Select
	Empty  string
}

// PreviewView is exactly what will happen, to be confirmed.
type PreviewView struct {
	Kicker, Title, Lead string
	Changed             *ui.Notice // what would happen is not what was shown before
	Points              []string
	Lists               []PreviewList
	Goals               []GoalRow
	GoalsLead           string
	Form                ui.Form
	Change              ui.PostButton // back to the choices, which are kept
}

// PreviewList is one sort of what happens, line by line.
type PreviewList struct {
	ID, Title, Lead string
	Rows            []string
	Open            bool
}

// UndoView is exactly what an undoing does, to be confirmed.
type UndoView struct {
	Title, Lead string
	Changed     *ui.Notice // what would happen is not what was shown before
	Points      []string
	Lists       []PreviewList // whose access comes back and ends
	Form        ui.Form
}

// GoalRow is a goal that moves.
type GoalRow struct {
	Title, Href   string
	Before, After string
	Badge         ui.Badge // after
}

// ListView is what was merged and divided.
type ListView struct {
	How   string // where to begin, for those who may
	Rows  []ListRow
	Empty *ui.Empty
}

// ListRow is a merger or a division.
type ListRow struct {
	Text, Href, When string
	Badge            *ui.Badge // to come, called off, undone
	Kind             string
	Recorded         string
}

// PageView is one merger or division.
type PageView struct {
	Kicker, Title string
	Badge         *ui.Badge
	Lead          string
	Facts         []ui.Definition
	Links         []ui.Link // to the units
	Lists         []PreviewList
	Actions       []templ.Component
}
