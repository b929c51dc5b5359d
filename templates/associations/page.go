package associations

import (
	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// PageView is the page of an association: the hub of its work.
type PageView struct {
	Kicker, Name string
	Badge        *ui.Badge // when it is closed, or will be
	Meta         []string
	Actions      []templ.Component
	Closing      *ui.Notice
	Posts        []parts.UnitPost
	PostsLead    string // "3 av 5 tillsatta"
	PostsHref    string
	Goals        *GoalsView          // goals that count the association; nil when there are none, or the reader may not know
	Meetings     *parts.UnitMeetings // nil when there are none to see
	LocalIssue   string
	Contacts     []district.UnitContact
	MarkContacts bool // tells the published from the others
	EditHref     string
	Place        string
	Areas        []AreaRow
	AreasHref    string // where they are changed
	Positions    []PositionRow
	Facts        []ui.Definition    // founded, closed
	Changes      *parts.UnitChanges // mergers and divisions; nil when there were none
	History      []ui.Event         // for those who may see who changed what
	HistoryHref  string
	ShowHistory  bool
}

// GoalsView is the goals that ask something of the association.
type GoalsView struct {
	Lead  string // "Räknas i 6 mål, saknas i 2."
	Rows  []ui.ActionRow
	Empty string
	More  *ui.Link
}

// AreaRow is an area that the association covers.
type AreaRow struct {
	Name, Href, When string
	Past             bool
}

// PositionRow is who governs a municipality, over one span of days.
type PositionRow struct {
	Area, Href, Text, When string
	Past                   bool
}
