package plans

import (
	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

// ReviewView is the page where people decide which promises of a plan are goals.
type ReviewView struct {
	Plan       string
	Lead       string
	Notice     *ui.Notice
	ReadHref   string
	Progress   ui.Progress
	AllHref    string // approve all formal goals; "" when none waits
	AllText    string
	Done       string // said when everything is decided
	GoalHref   string
	States     ui.Tabs // what waits, what is approved ...
	FilterOpen bool
	F          ui.Values
	Action     string
	Hidden     []ui.Pair
	ClearHref  string
	Count      string // "Visar 12 av 96 förslag"
	Kinds      []ui.Option
	Classes    []ui.Option
	Sections   []ui.Option
	Wordings   []ui.Option
	Parts      []ReviewPart
	Paging     ui.Paging
	Empty      string // nothing was found in the text
	Nothing    string // nothing is left by the filter
}

// A ReviewPart is a part of the text and what was found in it.
type ReviewPart struct {
	ID        string
	Title     string
	Path      string // the headings above
	AllHref   string // approve what waits in it; "" where that is less than two
	AllText   string
	AllAloud  string
	NoneHref  string // reject it, likewise
	NoneText  string
	NoneAloud string
	Text      []Block
	Findings  []Finding
}

// A Finding is a promise with what is proposed and what was decided.
type Finding struct {
	ID       string
	Name     string // "Mål 3", "Å12"
	Sentence string
	Focus    bool // the reader's place

	Waiting bool
	Tags    []string // class and wording
	Facts   string   // who, and when
	Kind    string   // "Milstolpar"
	Measure string   // how it would be counted, in plain words
	Reason  string
	News    string // what a new version of the plan did to it; "" for nothing
	Form    FindingForm

	Changed bool // new words wait for approval
	Diff    []DiffPart

	Approved bool
	Goals    []ui.Link
	Who      string // "Godkänt av … 16 april 2018"
	Undo     []ui.PostButton
}

// FindingForm is the form by which a proposal is decided on in the list.
type FindingForm struct {
	F        ui.Values
	Action   string
	Once     string
	Revision string
	Field    string // name of the field with the short name
	Label    string // "Kort namn: Å12"
	Hide     bool   // there is no name to write
	Hidden   []ui.Pair
	Buttons  []templ.Component
}

// A DiffPart is some words of a changed sentence: in both, gone or new.
type DiffPart struct {
	Text      string
	Gone, New bool
}

// FindingView is the page of one proposal: everything that can be done with it.
type FindingView struct {
	Name     string
	Section  string
	Sentence string
	Reason   string
	News     string
	F        ui.Values
	Action   string
	Once     string
	Revision string
	BackHref string
	Classes  []ui.Option
	Units    []ui.Option
	Measures []ui.Option
	Periods  []ui.Option
	TitleID  string // name of the field with the short name

	TargetHint string // what the number means, where that is not plain

	Merge *MergeView
	Join  *JoinView
	Split *SplitFormView
	Pair  *PairView
}

// MergeView is the form that makes one goal of a proposal and others.
type MergeView struct {
	F      ui.Values
	Action string
	Once   string
	Near   []ui.Option // in the same section, and what is like it
	Others []ui.Option // the rest
	Count  string      // of the rest
	Submit string
}

// JoinView is the form that adds a proposal to a goal.
type JoinView struct {
	F      ui.Values
	Action string
	Once   string
	Goals  []ui.Option
}

// SplitFormView is the form that makes several goals of a proposal.
type SplitFormView struct {
	F      ui.Values
	Action string
	Once   string
}

// PairView is the form that says which promise of the version before a new one is.
type PairView struct {
	F       ui.Values
	Action  string
	Once    string
	Hidden  []ui.Pair
	Removed []ui.Option
}

func (v ReviewView) actions() []templ.Component {
	out := []templ.Component{ui.LinkButton{Label: "Läs planen", Href: v.ReadHref}}
	if v.AllHref != "" {
		out = append(out, ui.LinkButton{Label: v.AllText, Href: v.AllHref, Kind: ui.Primary})
	}
	return out
}
