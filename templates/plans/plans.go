// Package plans draws the pages of plans: the list, reading a text in, the review of what was found in it, and the plan
// as a text with its live figures. It gets plain values that the page has decided on.
package plans

import (
	"github.com/a-h/templ"

	"verkstad/internal/sv"
	"verkstad/templates/ui"
)

// ListView is the page of all plans.
type ListView struct {
	Plans      []ui.Card
	Sources    []ui.Card // texts that somebody began to read in; empty for those who may not
	CanImport  bool
	ImportHref string
	GoalsHref  string
}

// NewView is the page where a text is uploaded or pasted.
type NewView struct {
	F          ui.Values
	Version    string // name of the plan that it is a new version of; "" for a new plan
	Action     string
	Once       string
	CancelHref string
	Accept     string // the kinds of file that are offered
	FileHint   string
	Versions   []ui.Link // where a plan that is there already is read again, for a new plan
}

// SourceView is the page of a text that was read, where people say which documents are in it.
type SourceView struct {
	F          ui.Values // of the plans; errors about where documents start are under FStarts
	FStarts    ui.Values
	Name       string
	Facts      []string // "489 rader", "18 formella mål"
	Again      []ui.Link
	Action     string
	SelfHref   string
	DropHref   string
	Once       string
	Candidates []ui.Option // lines where a document may start: the likely ones
	More       []ui.Option // the other headings
	MoreCount  string
	Documents  []Document
	Skipped    string    // says which lines no document takes, "" when none
	LeftOut    []LeftOut // lines that are in no document's text
	LeftCount  string
	Submit     string
	Hidden     []ui.Pair
}

// A Document is one document that was found in a text, with the fields that make it a plan.
type Document struct {
	ID           string // of its part of the page
	Heading      string
	Where        string // "rad 281–488"
	Line         string // the first line, as it stands
	Reason       string // why it was guessed to start there
	Key          string // ends the names of its fields
	Kinds        []ui.Option
	Summary      string // "3 kapitel, 16 avsnitt, 12 punkter"
	Outline      []Heading
	Goals        []FoundGoals
	GoalCount    int
	Promises     []FoundGoals // in running text
	PromiseCount int
	NoGoals      string // what to do when there are none
}

// A Heading is one line of an outline.
type Heading struct {
	Text string
	Deep bool // a section within a chapter
}

// FoundGoals are formal goals, or promises in running text, that were found in one section.
type FoundGoals struct {
	Section   string
	Sentences []string
}

// A LeftOut is a line that no document's text holds.
type LeftOut struct{ Line, Text, Why string }

// SplitView says that a text has been made plans of already.
type SplitView struct {
	Conflict bool // somebody else did it while the reader was deciding
	Name     string
	Plans    []ui.Card
	ListHref string
}

// ReadView is the plan as a text with its live figures in the margin.
type ReadView struct {
	Head     ui.PageHead
	Statuses []ui.Badge // how many goals are in which state
	Waiting  *ui.Notice
	Older    *ui.Notice // says that this is not the text that holds
	Contents []Entry
	Count    string // "5 kapitel"
	Blocks   []Block
}

// An Entry is a line of the table of contents.
type Entry struct {
	Text, Href string
	Sub        []Entry
}

// A BlockKind says how a part of a text is set.
type BlockKind string

// The kinds of block.
const (
	ChapterBlock   BlockKind = "chapter"
	SectionBlock   BlockKind = "section"
	MinorBlock     BlockKind = "minor"
	ParagraphBlock BlockKind = "paragraph"
	QuoteBlock     BlockKind = "quote"
	ListBlock      BlockKind = "list"
)

// A Block is a part of a text.
type Block struct {
	Kind        BlockKind
	ID          string
	Label       string // what the text itself puts before it: "Mål 2:"
	Text        string
	Runs        []Run  // the text in parts, where some of its sentences are promises; else none
	Attribution string // of quotes
	Marks       []Mark // in the margin, none or more
	Items       []Item // of lists
	Ordered     bool   // numbered by the text itself
	Start       int    // first number of an ordered list
}

// An Item is a point of a list.
type Item struct {
	ID      string
	Text    string
	Runs    []Run
	Marks   []Mark
	Ordered bool
	Start   int
	Items   []Item
}

// A Run is a part of a paragraph: a promise with what it is called, or what stands between promises.
type Run struct {
	Text string
	ID   string
	Ref  string // "Å12", "" for other text
	Href string // where Ref leads; "" for nowhere
}

// A Mark is the live figure beside a sentence.
type Mark struct {
	Badge  ui.Badge
	Figure string
	Href   string
	Label  string
}

// EditView is the form of a plan's name, kind and dates.
type EditView struct {
	F          ui.Values
	Title      string
	Action     string
	Once       string
	Revision   string
	CancelHref string
	Kinds      []ui.Option
}

func (v ListView) actions() []templ.Component {
	if len(v.Plans) == 0 {
		return nil // the page itself says what comes first
	}
	out := []templ.Component{ui.LinkButton{Label: "Målen som lista", Href: v.GoalsHref}}
	if v.CanImport {
		out = append(out, ui.LinkButton{Label: "Läs in en plan", Href: v.ImportHref, Kind: ui.Primary})
	}
	return out
}

// goalsFound is the heading above the goals of a document.
func goalsFound(n int) string {
	switch n {
	case 0:
		return "Inga formella mål hittades"
	case 1:
		return "1 formellt mål hittades"
	}
	return sv.Int(n) + " formella mål hittades"
}

// passage is a part of a text with all its figures in the margin; the first tells the colour.
func passage(marks []Mark, id string) ui.Passage {
	note := func(m Mark) ui.Passage {
		return ui.Passage{Badge: m.Badge, Figure: m.Figure, Href: m.Href, Label: m.Label}
	}
	v := note(marks[0])
	v.ID = id
	for _, m := range marks[1:] {
		v.Also = append(v.Also, note(m))
	}
	return v
}

func idOf(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"id": id}
}
