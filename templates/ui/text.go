package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// PageHead is the top of a page: its only h1. Kicker is the small line above ("Mål 3", "Partiförening"), Meta the
// quiet facts below ("Uppdaterat 16 april 2018"), Actions buttons of at most three.
type PageHead struct {
	Kicker  string
	Title   string
	Lead    string
	Status  *Badge
	Meta    []string
	Actions []templ.Component
	Nested  bool // shown within another page: an h2
}

// Render draws the head.
func (v PageHead) Render(ctx context.Context, w io.Writer) error { return pageHead(v).Render(ctx, w) }

// Section is a part of a page with a heading, a frame. Level is 2 (when 0) or 3. Action stands at the right of the
// heading. A line above divides a long page as in a newspaper; Plain leaves it out.
type Section struct {
	ID     string
	Title  string
	Lead   string
	Level  int
	Action templ.Component
	Plain  bool
}

// Kind is the weight of a button. The zero Kind is an ordinary, outlined button.
type Kind string

// The weights of buttons: one Primary on a page, Danger only for what cannot be undone, Plain looks like a link.
const (
	Quiet   Kind = ""
	Primary Kind = "primary"
	Danger  Kind = "danger"
	Plain   Kind = "plain"
)

// Button submits the form it stands in. Describe is the name read aloud when Label alone is ambiguous ("Avsluta" →
// "Avsluta uppdraget för Ordförande Farsta"); it must begin with Label.
type Button struct {
	Label    string
	Kind     Kind
	Name     string
	Value    string
	Small    bool
	Describe string
}

// Render draws the button.
func (v Button) Render(ctx context.Context, w io.Writer) error { return button(v).Render(ctx, w) }

// LinkButton is a link that looks like a button: it leads somewhere and changes nothing.
type LinkButton struct {
	Label    string
	Href     string
	Kind     Kind
	Small    bool
	Describe string
	Download bool
}

// Render draws the link.
func (v LinkButton) Render(ctx context.Context, w io.Writer) error {
	return linkButton(v).Render(ctx, w)
}

// PostButton is a whole form of one button, for steps that need nothing typed: approve, undo, log out. Once is the
// key that makes a double post one record; Live the id of the element to replace when there is script.
type PostButton struct {
	Label    string
	Action   string
	Once     string
	Revision string
	Hidden   []Pair
	Kind     Kind
	Small    bool
	Describe string
	Live     string
}

// Render draws the form.
func (v PostButton) Render(ctx context.Context, w io.Writer) error {
	return postButton(v).Render(ctx, w)
}

// Actions is a row of buttons that wraps, a frame.
type Actions struct{}

// Badge is a state: symbol, word and colour. Text overrides the word of the state ("börjar 10 sep 2018").
type Badge struct {
	Status Status
	Text   string
	Href   string
}

// Render draws the badge.
func (v Badge) Render(ctx context.Context, w io.Writer) error { return badge(v).Render(ctx, w) }

// Legend explains the states that a page uses, in the order given.
type Legend struct{ Items []Badge }

// Render draws the legend.
func (v Legend) Render(ctx context.Context, w io.Writer) error { return legend(v).Render(ctx, w) }

// Tag is a quiet label: a perspective, a kind, a filter in use.
type Tag struct {
	Label string
	Href  string
}

// Render draws the tag.
func (v Tag) Render(ctx context.Context, w io.Writer) error { return tag(v).Render(ctx, w) }

// Empty stands where a list will be: what the list is for, and the first step.
type Empty struct {
	Title  string
	Text   string
	Action templ.Component
}

// Render draws the empty state.
func (v Empty) Render(ctx context.Context, w io.Writer) error { return empty(v).Render(ctx, w) }

// Notice is a message that belongs to the page (a flash belongs to what was just done). As a frame, through Around,
// it holds more than a text.
type Notice struct {
	Tone   Tone
	Title  string
	Text   string
	Action templ.Component
}

// Render draws the notice.
func (v Notice) Render(ctx context.Context, w io.Writer) error { return v.Around().Render(ctx, w) }

// Flash says what was just done. UndoAction, when set, is posted with UndoOnce by a button "Ångra".
type Flash struct {
	Tone       Tone
	Text       string
	Link       *Link
	UndoAction string
	UndoOnce   string
	UndoHidden []Pair
}

// Render draws the message; the layout stands for announcing it.
func (v Flash) Render(ctx context.Context, w io.Writer) error { return flash(v).Render(ctx, w) }

// Crumb is a step on the way to the page; the last one, the page itself, has no address.
type Crumb struct {
	Label string
	Href  string
}

// Breadcrumb is the way to the page. The layout draws it.
type Breadcrumb struct{ Items []Crumb }

// Render draws the way, nothing when it is empty.
func (v Breadcrumb) Render(ctx context.Context, w io.Writer) error {
	return breadcrumb(v).Render(ctx, w)
}

// Tab is a link to another side of the same thing. Count is a figure after the label.
type Tab struct {
	Label   string
	Href    string
	Count   string
	Current bool
}

// Tabs is a row of links, each with an address of its own. Label names the row aloud.
type Tabs struct {
	Label string
	Items []Tab
}

// Render draws the row.
func (v Tabs) Render(ctx context.Context, w io.Writer) error { return tabs(v).Render(ctx, w) }

// Paging leads through a long list: "Sida 2 av 9". Total is the whole in words ("400 föreningar").
type Paging struct {
	Page     int
	Pages    int
	PrevHref string
	NextHref string
	Total    string
}

// Render draws the links, nothing when there is one page and no total.
func (v Paging) Render(ctx context.Context, w io.Writer) error { return paging(v).Render(ctx, w) }

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

// Disclosure hides what few need behind a line that can be opened, a frame.
type Disclosure struct {
	ID      string
	Summary string
	Count   string
	Open    bool
}

// Confirm is the body of the page that asks before something that cannot be undone.
type Confirm struct {
	Title       string
	Text        string
	Points      []string // what will happen, one sentence each
	Action      string
	Once        string
	Revision    string
	Hidden      []Pair
	Label       string // what the button does: "Avsluta uppdraget"
	Calm        bool   // the step can be undone: no danger colour
	CancelHref  string
	CancelLabel string // "Avbryt" when empty
	Nested      bool   // shown within another page: an h2
}

// Render draws the question.
func (v Confirm) Render(ctx context.Context, w io.Writer) error { return confirm(v).Render(ctx, w) }

// ConflictRow is one field in two versions.
type ConflictRow struct {
	Label  string
	Yours  string
	Theirs string
}

// Conflict is the body of the page that a lost update gets: what you wrote beside what stands now. The form posts
// your version again, with the revision that was just shown; the link leaves it as it is.
type Conflict struct {
	Title    string // "Någon annan hann före" when empty
	Who      string
	When     string
	Rows     []ConflictRow
	Action   string
	Once     string
	Revision string
	Hidden   []Pair // your version, field by field
	KeepHref string
	Nested   bool // shown within another page: h2 and h3
}

// Render draws the two versions.
func (v Conflict) Render(ctx context.Context, w io.Writer) error { return conflict(v).Render(ctx, w) }

// ActionRow is one thing that waits for the reader, with its one action.
type ActionRow struct {
	Status Status
	Symbol string // instead of the state's
	Title  string
	Href   string
	Meta   string
	Action templ.Component
}

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
	if len(v.Items) > 5 {
		return v.Items[:5]
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
type Cards struct{ Items []Card }

// Render draws the list.
func (v Cards) Render(ctx context.Context, w io.Writer) error { return cards(v).Render(ctx, w) }

// GoalRow is a goal in a list: the sentence, its state, its figure, how far it has come and how it moved. The parts
// that a goal lacks are left nil.
type GoalRow struct {
	ID       string
	Number   string
	Title    string
	Href     string
	Badge    Badge
	Figure   string // "44 av 51"
	Note     string // "väntat nu 48"
	Meta     string // responsible, section
	Progress *Progress
	Spark    *Sparkline
}

// GoalRows is a list of goals.
type GoalRows struct{ Items []GoalRow }

// Render draws the list.
func (v GoalRows) Render(ctx context.Context, w io.Writer) error { return goalRows(v).Render(ctx, w) }

// Prose is text to be read: a narrow column in the reading face, a frame. Large is for the plan on a projector.
type Prose struct{ Large bool }

// Passage is a sentence or paragraph of a text with its live figure in the margin, a frame. It stands in a Prose.
type Passage struct {
	ID     string
	Badge  Badge
	Figure string
	Href   string
	Label  string // what the link is read as: "Mål 3"
}

// Split puts the children beside an aside on a wide screen and above it on a narrow one, a frame.
type Split struct{ Aside templ.Component }

// ErrorBody is the body of an error page. Code is the status; Title and Text override what it says; RequestID is
// shown so that it can be told to somebody; Links are the ways on.
type ErrorBody struct {
	Code      int
	Title     string
	Text      string
	RequestID string
	Links     []Link
	Nested    bool // shown within another page: an h2
}

// Render draws the page's body.
func (v ErrorBody) Render(ctx context.Context, w io.Writer) error { return errorBody(v).Render(ctx, w) }

// ErrorTitle returns the title of the error page for a status.
func ErrorTitle(code int) string {
	t, _ := errorText(code)
	return t
}

// errorText says what happened, and what to do next, for each status that has a page.
func errorText(code int) (title, text string) {
	switch code {
	case 403:
		return "Du får inte öppna den här sidan",
			"Sidan finns, men dina uppdrag ger dig inte rätt att se den. Har du fått ett nytt uppdrag? Be kansliet lägga in det, så öppnas sidan direkt."
	case 404:
		return "Sidan finns inte",
			"Adressen leder ingenstans, eller till något som inte är ditt. Kontrollera adressen, eller sök efter det du letade efter."
	case 409:
		return "Någon annan hann före",
			"Uppgiften ändrades medan du skrev, så din ändring är inte sparad. Gå tillbaka, läs vad som står nu och ändra igen."
	case 422:
		return "Något i formuläret behöver rättas",
			"Ingenting är sparat än. Gå tillbaka, rätta uppgifterna och skicka igen."
	case 429:
		return "Vänta en stund",
			"Det kom många försök på kort tid. Vänta några minuter och försök igen. Ditt konto är inte spärrat."
	case 503:
		return "Verkstad är tillbaka strax",
			"Vi når inte databasen just nu. Det du har sparat är kvar. Vänta en minut och ladda om sidan."
	}
	return "Något gick fel hos oss",
		"Felet är noterat och du har inte gjort något galet. Försök igen. Händer det en gång till: hör av dig till kansliet och uppge numret här nedanför."
}

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
