// Package bodies is the pages of committees, networks, boards and groups. Each page gets a View of plain values; who
// may see or do what is decided before.
package bodies

import (
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// ListView is all bodies by kind.
type ListView struct {
	Groups  []Group
	Actions []templ.Component
	Empty   *ui.Empty
	Closed  bool // the closed ones are among them
	Toggle  ui.Link
}

// Group is the bodies of one kind.
type Group struct {
	Title string
	Cards []ui.Card
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
	Goals                 []parts.GoalLine // that it is responsible for
	GoalsHref             string
	Contacts              []district.UnitContact
	EditHref              string
	Facts                 []ui.Definition
	Changes               *parts.UnitChanges // mergers and divisions; nil when there were none
	ShowHistory           bool
	History               []ui.Event
	HistoryHref           string
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

// lines are the paragraphs of a text.
func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
