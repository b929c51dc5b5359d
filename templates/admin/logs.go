package admin

import "verkstad/templates/ui"

// AuditView is the log of who changed what.
type AuditView struct {
	Tabs         []ui.Tab
	Action       string
	Clear        string // "" when nothing is filtered
	Hidden       []ui.Pair
	About        string // "Bara om kontot Ordförande Farsta", "" for everything
	Who          string
	Record, Unit string
	Records      []ui.Option
	Units        []ui.Option
	From, Last   string
	Error        string // what was wrong with a date
	Events       []ui.Event
	Older, Newer string
	Empty        *ui.Empty
}

// ReadsView is the log of who read personal data.
type ReadsView struct {
	Tabs       []ui.Tab
	Action     string
	Clear      string
	Hidden     []ui.Pair
	About      string
	Who        string
	From, Last string
	Error      string
	Count      string
	Rows       []ReadRow
	Paging     ui.Paging
	Empty      *ui.Empty
}

// A ReadRow is that somebody read something within an hour.
type ReadRow struct {
	When, Who, What, Href string
}
