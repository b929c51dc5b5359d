// Package documents is the pages of documents that are drafted, sent round, adopted and carried out. Each page gets a
// View of plain values; who may see or do what is decided before.
package documents

import (
	"strings"

	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

// ListView is the documents: those under way, those that are done, or those in the archive.
type ListView struct {
	Lead    string
	Actions []templ.Component
	Groups  []Group
	Empty   *ui.Empty
	Toggle  ui.Link
}

// Group is the documents that stand alike.
type Group struct {
	Title string
	Rows  []Row
}

// Row is a document in the list.
type Row struct {
	Name, Href string
	Meta       string // what it is and who works it out
	Badge      ui.Badge
	Steps      []Cell // in the order of [ListView.Columns]
}

// Cell is a step of a document; nil when it is not to take it.
type Cell struct {
	Label string
	Mark  *ui.Mark
}

// PageView is a document.
type PageView struct {
	Kicker, Name, Purpose string
	Badge                 *ui.Badge
	Actions               []templ.Component
	Archived              *ui.Notice
	Order                 []string // what was done before what belongs before it
	Steps                 []StepView
	Facts                 []ui.Definition
	Goals                 []ui.Link
	ShowHistory           bool
	History               []ui.Event
}

// StepView is a step of a document.
type StepView struct {
	Name    string
	Badge   ui.Badge
	By      string // "Distriktsstyrelsen"
	ByHref  string
	Note    string
	Written string // "inskrivet 3 maj 2018", when that was later
	Acts    []templ.Component
}

// EditView is the form of a document, new or existing.
type EditView struct {
	F              ui.Values
	Kicker, Title  string
	Action, Back   string
	Once, Revision string
	Submit         string
	Kinds          []ui.Option
	Owners         []ui.Option
	Adopters       []ui.Option
	Steps          []ui.Option
	Dues           []DueField
}

// DueField is by when a step is to be taken.
type DueField struct{ Name, Label string }

func (v EditView) fields() []string {
	names := []string{"", "kind", "name", "owner", "adopter", "adopterWords", "purpose", "steps"}
	for _, d := range v.Dues {
		names = append(names, d.Name)
	}
	return names
}

// StepFormView is the form on which it is said that a document has taken a step.
type StepFormView struct {
	F              ui.Values
	Kicker, Title  string
	Lead           string
	Action, Back   string
	Once, Revision string
	ByLabel        string
	Units          []ui.Option
}

// ArchiveView asks from which day on a document is archived.
type ArchiveView struct {
	F              ui.Values
	Kicker, Title  string
	Points         []string
	Action, Back   string
	Once, Revision string
}

// lines are the paragraphs of a text.
func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
