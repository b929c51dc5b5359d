package associations

import (
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// EditView is the form of an association, new or existing. A chair changes less than the office.
type EditView struct {
	F              ui.Values
	Kicker, Title  string
	Lead           string
	Action, Back   string
	Once, Revision string
	New            bool
	Facts          bool // name and first day too
	Contacts       parts.ContactForm
	CityDistricts  []ui.Option // of a new one
	Municipalities []ui.Option
	MoreContacts   bool // contact ways are part of the form
	SubmitLabel    string
	CloseHref      string // where it is closed
	CloseLabel     string
}

// AreasView is the areas that an association covers, for those who change them.
type AreasView struct {
	F            ui.Values
	Name         string
	Rows         []CoverRow
	Action, Back string
	Once         string
	Areas        []ui.Option
}

// CoverRow is an area covered over a span of days.
type CoverRow struct {
	Area, Href, When string
	EditHref         string
	Describe         string
}

// CoverView is one area covered: its last day.
type CoverView struct {
	F              ui.Values
	Kicker, Title  string
	When           string
	Action, Back   string
	Once, Revision string
	RemoveAction   string
	RemoveOnce     string
}

// AreaView is a municipality or city district.
type AreaView struct {
	F            ui.Values
	Kicker, Name string
	Meta         []string
	Governs      string // name of the municipality whose position is shown
	Now          string // "Majoritet sedan 15 oktober 2014"
	Positions    []AreaPosition
	CanState     bool
	Action, Once string
	Associations []AreaRow
	Nobody       string // said where there are none
	ListHref     string
}

// AreaPosition is what is stated of who governs, over a span of days.
type AreaPosition struct {
	Text, When, Source string
	Remove             ui.LinkButton // for those who may state it
}
