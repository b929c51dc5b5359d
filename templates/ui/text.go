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
	Also    *Badge // beside the status: "missat 2017"
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

// Disclosure hides what few need behind a line that can be opened, a frame.
type Disclosure struct {
	ID      string
	Summary string
	Count   string
	Open    bool
	Paper   bool // on paper too: it belongs to the list above it and is behind the line only for the length of the screen
}
