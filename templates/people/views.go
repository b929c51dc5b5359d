// Package people is the pages of people: the search, a person's page, and the forms of changing, merging and emptying.
// Who may see what is decided before.
package people

import (
	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

// SearchView is the search on people of the district.
type SearchView struct {
	Action, Query, Which string
	Options              []ui.Option
	Clear                string
	Count                string
	Rows                 []PersonRow
	Paging               ui.Paging
	Empty                *ui.Empty
}

// PersonRow is one person of a list.
type PersonRow struct {
	Name, Href, Holds string
}

// PersonView is the page of one person.
type PersonView struct {
	Title    string
	Emptied  string
	Actions  []templ.Component
	Contacts []ui.Definition
	Hidden   string // said when contact ways may exist that this reader does not see
	Now      []ui.Event
	Next     []ui.Event
	Before   []ui.Event
	Struck   []ui.Event
	Account  []ui.Definition // for the office
	Office   bool
	Name     string // address of naming, "" for those who may not
}

// EditView is the form of a person.
type EditView struct {
	F              ui.Values
	Errors         []ui.FieldError
	Title          string
	Action, Once   string
	Revision, Back string
	Contacts       []ContactFields
	Visibilities   []ui.Option
}

// ContactFields are the names of the fields of one contact way.
type ContactFields struct {
	Kind                       ui.InputKind
	Name, Label, Who, WhoLabel string
}

// MergeSearchView asks which other row is the same person.
type MergeSearchView struct {
	Title, Lead   string
	Action, Query string
	Count         string
	Rows          []PersonRow
	Back          string
	Searched      bool
}

// MergeView says what merging will do and asks.
type MergeView struct {
	Title   string
	Problem string
	Confirm ui.Confirm
	Swap    string // address of merging the other way round
	Back    string
}

// EmptyView says what emptying will do and asks.
type EmptyView struct {
	Problem string
	Confirm ui.Confirm
}
