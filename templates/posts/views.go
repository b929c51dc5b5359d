// Package posts is the pages of posts and of who holds them: the matrix, a unit's posts, the forms of naming, ending,
// moving and striking, and the kinds of post. Everything in its views is decided and formatted before.
package posts

import (
	"github.com/a-h/templ"

	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// MatrixView is units × required posts.
type MatrixView struct {
	Lead   string
	Action string // of the filter
	Kinds  []ui.Option
	Posts  []ui.Option
	Areas  []ui.Option
	Orders []ui.Option
	Kind   string
	Post   string
	Area   string
	Order  string
	Needs  []ui.Option // what may be to be done about a post of the units
	Need   string
	Clear  string // address without filter, "" when none is on
	Count  string
	Export string // address of the file, "" for those who may not
	Manage string // address of the kinds of post, "" for those who may not
	Groups []MatrixGroup
	Paging ui.Paging
	Empty  *ui.Empty
}

// MatrixGroup is units that must have much the same posts. On a later page of a long list, the totals are still those
// of the whole group.
type MatrixGroup struct {
	Title   string // "Föreningar"
	Head    string // of the first column; "Namn" when empty
	Columns []string
	Rows    []MatrixRow
	Totals  []TotalRow
}

// MatrixRow is one unit.
type MatrixRow struct {
	Name, Href, Kind string
	Filled           string       // "3 av 5", for a phone, or "tillsatt" where a row is a post
	Cells            []MatrixCell // one per column
}

// MatrixCell is one post of one unit; without one the post is not required of it.
type MatrixCell struct {
	Label string
	Cell  *parts.AssignmentCell
}

// TotalRow is one sum over all units.
type TotalRow struct {
	Label string
	Cells []string
}

// UnitView is the posts of one unit.
type UnitView struct {
	Kicker, Title, Lead string
	Meta                []string
	Closed              string // "Föreningen stängde ...", "" while it exists
	Actions             []templ.Component
	Required, Other     []ui.Card
	CanEdit             bool
	Partial             bool   // the reader sees only what is filled: nothing may be said of what is not
	NameOther           string // address of naming somebody in any post, "" for those who may not
	Past                []ui.Event
	Struck              []ui.Event
	Stated              []StatedRow
	Kinds               string // address of the kinds of post, for those who decide them
}

// StatedRow is a statement of vacancy.
type StatedRow struct {
	Text, Strike, Describe string
}

// CardView is what a card of a post holds.
type CardView struct {
	Now, Next []parts.Name
	Last      string
	Buttons   []templ.Component
}

// ChoosePostView asks in which post somebody is to be named.
type ChoosePostView struct {
	Kicker, Title string
	Groups        []PostGroup
	Back          string
}

// PostGroup is posts under a heading.
type PostGroup struct {
	Title string
	Items []PostChoice
}

// PostChoice is one post to choose.
type PostChoice struct {
	Label, Href, Note string
}

// NameView is the form of naming somebody in a post.
type NameView struct {
	F             ui.Values
	Errors        []ui.FieldError
	Kicker, Title string
	Lead          string
	Action, Once  string
	Back          string
	Hidden        []ui.Pair
	People        []ui.Option // known persons and, last, somebody new; empty when none is known
	Search        *SearchBox  // for those who may search the whole district
	Replaces      string      // who is replaced without asking: a post with one holder
	Holders       []ui.Option // holders of a shared post that may be replaced
	AskSameName   bool
	MoreOpen      bool
	Submit        string
	Vacant        string // address of saying that nobody has the post, "" when that is no question
}

// SearchBox searches the district for a person to name.
type SearchBox struct {
	Action, Query string
	Hidden        []ui.Pair
	Count         string
}

// StepView is a small form about one assignment, vacancy or requirement.
type StepView struct {
	F             ui.Values
	Errors        []ui.FieldError
	Kicker, Title string
	Lead          string
	Points        []string
	Action, Once  string
	Revision      string
	Hidden        []ui.Pair
	Fields        []templ.Component
	Submit        string
	Danger        bool
	Back          string
}

// AssignmentView is the page of one assignment.
type AssignmentView struct {
	Kicker, Title, Lead string
	Status              *ui.Badge
	Facts               []ui.Definition
	Actions             []templ.Component
	Struck              string
}

// KindsView is every kind of post and what is required.
type KindsView struct {
	New     string
	Rows    []KindRow
	Retired []KindRow
}

// KindRow is one kind of post.
type KindRow struct {
	Name, Href string
	Board      string // "ja" or ""
	Shared     string // "en i taget", "kan delas"
	Required   string // "partiföreningar och branschföreningar"
	Retired    string
}

// KindView is the form of a kind of post, and for one that exists what is required.
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
	Retired       string // "Används inte från och med ..."
	Actions       []templ.Component
	Require       string // address of adding a requirement
	Now           []RequirementRow
	Past          []RequirementRow
}

// RequirementRow is one requirement.
type RequirementRow struct {
	Kinds, Period, Change string // Change is the address of changing it, "" when it has ended
	Seat                  string // whose seat it is, and whether without a vote; "" when it is for anybody
}
