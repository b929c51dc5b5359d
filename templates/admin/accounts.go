// Package admin is the pages of the office for accounts, access and the logs.
package admin

import (
	"verkstad/internal/form"
	"verkstad/templates/ui"

	"github.com/a-h/templ"
)

// ListView is the list of accounts.
type ListView struct {
	New        string
	Action     string
	Clear      string // "" when nothing is filtered
	Count      string
	Query      string
	Role       string
	Roles      []ui.Option
	State      string
	States     []ui.Option
	Ending     string // "3 konton har en behörighet som slutar snart.", "" for none
	EndingHref string
	Rows       []ListRow
	Paging     ui.Paging
	Empty      *ui.Empty
}

// A ListRow is one account in the list.
type ListRow struct {
	Name, Href, Email string
	Access            []string // "Ordförande, Farsta"
	State             ui.Badge
	Ends              string // "30 april 2018", "" when nothing ends soon
}

// PickView asks who gets an account: somebody who is known already, or somebody new.
type PickView struct {
	Action, New string
	Query       string
	Count       string
	Searched    bool
	Rows        []PickRow
}

// A PickRow is somebody who was found.
type PickRow struct {
	Name, Href, Holds string
	Account           string // address of the account that there is, "" for none
}

// NewView is the form of a new account.
type NewView struct {
	F          *form.Form
	Action     string
	Once       string
	Person     string // id of a known person, "" for somebody new
	PersonName string
	Grant      GrantFields
	Pick       string // back to the choice of person
}

// GrantFields are the fields of access, in the form of an account and in that of more access.
type GrantFields struct {
	F     *form.Form
	Roles []ui.Option
	Units []ui.Option
	Posts []ui.Option // that it can follow; none when the person holds nothing
}

// GrantView is the form of more access for an account.
type GrantView struct {
	F                  *form.Form
	Title, Name        string
	Action, Once, Back string
	Grant              GrantFields
}

// EndView is the form of the last day of access.
type EndView struct {
	F                  *form.Form
	Title, Lead        string
	Action, Once, Back string
	Revision           string
	Follows            string // "Ordförande, Farsta", "" for none
}

// EmailView is the form of the address that somebody logs in with.
type EmailView struct {
	F                  *form.Form
	Name               string
	Action, Once, Back string
	Revision           string
}

// LinkView shows a link once, to be passed on.
type LinkView struct {
	Title, Name, Email string
	Link               string
	Until              string
	Invitation         bool
	Back               string
}

// ConfirmView asks before a change of an account; Error is what was wrong with the last try.
type ConfirmView struct {
	Error   string
	Confirm ui.Confirm
}

// AccountView is the page of an account.
type AccountView struct {
	Name    string
	State   ui.Badge
	Meta    []string
	Notice  *ui.Notice
	Give    templ.Component // nil when the account is stopped
	Now     []GrantRow
	Past    []GrantRow
	Posts   []PostRow
	Login   []ui.Definition
	Actions []templ.Component
	Links   []ui.Link
}

// A GrantRow is access of an account.
type GrantRow struct {
	Role, Where string
	When        string
	Note        string // "slutar om 12 dagar", "börjar om 3 dagar", "Följer Kassör, Farsta"
	Change      string // where the last day is changed, "" for what has ended
}

// A PostRow is an assignment that access can follow.
type PostRow struct {
	Post, When string
	Follows    string // access that follows it already, "" for none
	Give       string // where it is given access, "" when it is not offered
}
