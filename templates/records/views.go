// Package records is the pages of dated records that volumes are counted from, and of their kinds. Everything in its
// views is decided and formatted before.
package records

import (
	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

// ListView is the list of records.
type ListView struct {
	Actions []templ.Component
	Action  string // of the filter
	Kinds   []ui.Option
	States  []ui.Option
	Units   []ui.Option
	Years   []ui.Option
	Kind    string
	State   string
	Unit    string
	Year    string
	Clear   string // address without filter, "" when none is on
	Count   string
	Figures []ui.Figure
	Rows    []Row
	Paging  ui.Paging
	Export  string // address of the file, "" for those who may not
	Empty   *ui.Empty
}

// Row is one record of the list.
type Row struct {
	Day, Name, Href string
	Kind            string // "" where the name is that of the kind
	Who             string
	People          string
	Badge           ui.Badge
	Done            *ui.LinkButton // to say that it has happened
}

// RecordView is one record.
type RecordView struct {
	Kicker, Title string
	Status        ui.Badge
	Notice        string // why it counts nowhere, or that it was struck
	NoticeTitle   string
	Facts         []ui.Definition
	Actions       []templ.Component
}

// ChooseView asks of which kind a new record is.
type ChooseView struct {
	Kinds []Choice
	None  *ui.Empty
}

// Choice is one kind to choose.
type Choice struct {
	Label, Href, Note string
}

// FormView is the form of a record.
type FormView struct {
	F             ui.Values
	Errors        []ui.FieldError
	Kicker, Title string
	Lead          string
	Action, Once  string
	Revision      string
	Hidden        []ui.Pair
	Kinds         []ui.Option // to choose among; empty when the kind is given
	Units         []ui.Option
	Others        []ui.Option
	AskDone       bool // whether it has happened: of a new one
	Number        bool
	Partner       bool
	MoreOpen      bool
	Submit        string
	Back          string
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

// KindsView is every kind of record.
type KindsView struct {
	New     string
	Rows    []KindRow
	Retired []KindRow
}

// KindRow is one kind of record.
type KindRow struct {
	Name, Href string
	Done       string // "12 cirklar"
	DoneHref   string
	Planned    string
	Goals      []ui.Link // that count it
	Written    string    // through which day all is written
	Retired    string
}

// KindView is the form of a kind of record, and for one that exists what is said of it.
type KindView struct {
	F             ui.Values
	Errors        []ui.FieldError
	Kicker, Title string
	Lead          string
	Action, Once  string
	Revision      string
	Submit        string
	Back          string
	Exists        bool
	Retired       string
	Warn          string // it is counted in several goals
	Goals         []ui.Link
	Actions       []templ.Component
	Complete      string // address of saying that all is written
	Written       []WrittenRow
	Struck        []ui.Event
}

// WrittenRow is a statement that all is written.
type WrittenRow struct {
	Text, Strike, Describe string
}
