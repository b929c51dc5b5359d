package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Definition is a fact: a name and its value, as text, link or component.
type Definition struct {
	Term string
	Text string
	Href string
	Body templ.Component
}

// Definitions is a list of facts.
type Definitions struct{ Items []Definition }

// Render draws the list.
func (v Definitions) Render(ctx context.Context, w io.Writer) error {
	return definitions(v).Render(ctx, w)
}

// Person is somebody one can call or write to. Everything but Name may be empty; whether the reader may see it is
// decided before.
type Person struct {
	Name  string
	Href  string
	Role  string
	Phone string
	Email string
	Note  string
}

// Render draws the line.
func (v Person) Render(ctx context.Context, w io.Writer) error { return person(v).Render(ctx, w) }

// Event is something that happened, or will.
type Event struct {
	When   string
	Title  string
	Href   string
	Text   string
	Who    string
	Status Status
	Struck bool // a mistake that was struck: kept, crossed out
}

// Timeline is a history, newest first unless the page says otherwise.
type Timeline struct{ Items []Event }

// Render draws the history.
func (v Timeline) Render(ctx context.Context, w io.Writer) error { return timeline(v).Render(ctx, w) }

// Comment is what somebody wrote about a thing. Meta is a quiet word after the date ("ändrad 3 maj 2018").
type Comment struct {
	ID     string
	Author string
	When   string
	Meta   string
	Text   string
	Action templ.Component
}

// Comments is a list of comments.
type Comments struct{ Items []Comment }

// Render draws the comments.
func (v Comments) Render(ctx context.Context, w io.Writer) error { return comments(v).Render(ctx, w) }

// ActionRow is one thing that waits for the reader, with its one action.
type ActionRow struct {
	Status Status
	Symbol string // instead of the state's
	Title  string
	Href   string
	Meta   string
	Action templ.Component
}

// MaxActionRows is how many rows [ActionRows] draws.
const MaxActionRows = 5

// ActionRows is the answer to "what now?" on a start page: at most five rows are drawn. Empty is what is said when
// nothing waits; More leads to the rest.
type ActionRows struct {
	Items []ActionRow
	Empty string
	More  *Link
}

// Render draws the rows.
func (v ActionRows) Render(ctx context.Context, w io.Writer) error {
	return actionRows(v).Render(ctx, w)
}

func (v ActionRows) first() []ActionRow {
	if len(v.Items) > MaxActionRows {
		return v.Items[:MaxActionRows]
	}
	return v.Items
}

// Figure is a number large enough to be read across a room; the address opens it to what it counts.
type Figure struct {
	Value  string
	Unit   string // after the value, smaller: "av 51"
	Label  string
	Href   string
	Note   string
	Status Status
}

// Figures is a row of figures.
type Figures struct{ Items []Figure }

// Render draws the row.
func (v Figures) Render(ctx context.Context, w io.Writer) error { return figures(v).Render(ctx, w) }

// Card is a row of a list that is easier to read than a table on a phone.
type Card struct {
	Title  string
	Href   string
	Text   string
	Meta   []string
	Badge  *Badge
	Body   templ.Component
	Action templ.Component
}

// Cards is a list of cards: one column on a phone, as many as fit on a wide screen.
//
// Lines makes them lines without boxes on a phone: a list of many, each of a few words.
type Cards struct {
	Items []Card
	Lines bool
}

// Render draws the list.
func (v Cards) Render(ctx context.Context, w io.Writer) error { return cards(v).Render(ctx, w) }

// GoalRow is a goal in a list: the sentence, its state, its figure, how far it has come and how it moved. The parts
// that a goal lacks are left nil. A goal that is measured in several ways shows them side by side, each with its own
// state.
type GoalRow struct {
	ID       string
	Number   string
	Title    string
	Href     string
	Badge    Badge
	Also     *Badge // beside the state: "missat 2017"
	Figure   string // "44 av 51"
	Note     string // "väntat nu 48"
	Meta     string // responsible, section
	Progress *Progress
	Spark    *Sparkline
	Ways     []GoalWay
}

// GoalWay is one of several ways in which a goal is measured.
type GoalWay struct {
	Label  string
	Badge  Badge
	Also   *Badge
	Figure string // "44 av 51"; "" when nothing is counted
}

// GoalRows is a list of goals.
type GoalRows struct{ Items []GoalRow }

// Render draws the list.
func (v GoalRows) Render(ctx context.Context, w io.Writer) error { return goalRows(v).Render(ctx, w) }

// dial returns a telephone number as a telephone dials it: digits and a leading plus sign.
func dial(phone string) string {
	b := make([]byte, 0, len(phone))
	for i := 0; i < len(phone); i++ {
		if c := phone[i]; c >= '0' && c <= '9' || c == '+' && len(b) == 0 {
			b = append(b, c)
		}
	}
	return string(b)
}
