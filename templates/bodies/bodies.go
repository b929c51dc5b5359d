// Package bodies is the pages of committees, networks, boards and groups. Each page gets a View of plain values; who
// may see or do what is decided before.
package bodies

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// ListView is all bodies by kind.
type ListView struct {
	Tabs    ui.Tabs
	Groups  []Group
	Actions []templ.Component
	Empty   *ui.Empty
	Toggle  ui.Link
}

// Group is the bodies of one kind.
type Group struct {
	Title string
	Cards []ui.Card
	Folds []Fold
}

// Count is how many bodies the group has.
func (g Group) Count() int {
	n := len(g.Cards)
	for _, f := range g.Folds {
		n += len(f.Rows)
	}
	return n
}

// Fold is bodies of a kind of which there are many: short rows behind a line to open.
type Fold struct {
	ID, Title string
	Open      bool
	Rows      []Row
}

// Row is a body on one line.
type Row struct {
	Name, Href string
	Badge      *ui.Badge
}

// PageView is the page of a body.
type PageView struct {
	Kicker, Name, Purpose string
	Badge                 *ui.Badge // when it is closed, or will be
	Closing               *ui.Notice
	Actions               []templ.Component
	PostsTitle            string     // "Platser" where rules say who holds them
	Seats                 *ui.Notice // seats that nobody holds, or somebody from elsewhere
	Posts                 []parts.UnitPost
	PostsLead, PostsHref  string
	Function              *FunctionView       // nil for those whom it does not concern
	Meetings              *parts.UnitMeetings // nil when there are none to see
	Goals                 []parts.GoalLine    // that it is responsible for
	GoalsHref             string
	Documents             []parts.DocumentLine // that it works out or adopts
	Contacts              []district.UnitContact
	EditHref              string
	Facts                 []ui.Definition
	Changes               *parts.UnitChanges // mergers and divisions; nil when there were none
	ShowHistory           bool
	History               []ui.Event
	HistoryHref           string
}

// KnownView is the page of a body for those who know of it what all members may: what it is for, when it meets and how it
// is reached.
type KnownView struct {
	Kicker, Name, Purpose string
	Meetings              []KnownMeeting
	Contacts              []district.UnitContact
}

// KnownMeeting is a meeting to come, without a way to its page.
type KnownMeeting struct {
	Title, Day, Time, Place string
}

// FunctionView is what a body has in place of what the board has chosen.
type FunctionView struct {
	Title string // "Funktionsnivå: 3 av 5 på plats"
	Lead  string
	Goal  ui.Link // whose figure it is counted in
	Rows  []FunctionRow
}

// FunctionRow is one criterion: in place, lacking or unknown.
type FunctionRow struct {
	Name  string
	Badge ui.Badge
	Act   *ui.LinkButton // where the reader can put it in place
}

// EditView is the form of a body, new or existing. Its lead changes purpose and contact ways, the office the rest too.
type EditView struct {
	F              ui.Values
	Kicker, Title  string
	Action, Back   string
	Once, Revision string
	New, Facts     bool
	Kinds          []ui.Option
	Contacts       parts.ContactForm
	Submit         string
	CloseHref      string
	CloseLabel     string
}

// edit is the link of a section to where it is changed, nothing when the reader may not.
func edit(href string) templ.Component {
	if href == "" {
		return nil
	}
	return ui.Link{Label: "Ändra", Href: href}
}

func editFields() []string {
	return append([]string{"", "kind", "name", "founded", "purpose"}, parts.ContactErrors()...)
}

func count(n int) string { return strconv.Itoa(n) }

// lines are the paragraphs of a text.
func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
