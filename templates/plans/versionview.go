package plans

import (
	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

// VersionsView is the list of a plan's versions.
type VersionsView struct {
	Plan     string
	Actions  []templ.Component
	Versions []ui.Card
}

// CompareView is what a new version of a plan changes, before it is adopted.
type CompareView struct {
	F           ui.Values // of the date; errors about where the document starts are under FStarts
	FStarts     ui.Values
	Plan        string
	Name        string // of the file
	Base        int    // number of the version that it is compared with
	Summary     string // "2 ändrade, 1 ny. 4 är oförändrade."
	Nothing     bool   // it changes nothing at all
	Action      string
	Once        string
	DropHref    string
	Hidden      []ui.Pair
	Documents   []ui.Option // in the text; the one that is the plan is Document
	Document    string
	AdoptedHint string
	Changed     []Change
	Removed     []Change
	Added       []Change
	Moved       []Change
	Same        []Change
	SameCount   string
	Rest        []Change // in the text around
	RestCount   string
	RestMore    string
}

// A Change is what a version does to one sentence.
type Change struct {
	Name     string // "Mål 3"; "" of a new one
	Goals    []ui.Link
	State    string // of one that is no goal
	Sentence string
	Diff     []DiffPart // of a changed one
	Section  string
	To       string // where it stands now, when that is elsewhere
	Effect   string // what adopting the version does
	Same     *ui.Select
	Apart    *ui.Checkbox
}
