package parts

import "verkstad/templates/ui"

// A MeetingRow is a meeting in a list, wherever it stands: when and where it is and what has become of it.
type MeetingRow struct {
	Title    string
	Href     string
	Day      string // "mån 14 maj 2018"
	Time     string // "18.30–20.30"
	Place    string
	By       string // who holds it; "" where the page says so
	Badge    ui.Badge
	Note     string // "38 av 51 var med", "2 av 4 delar är hållna"
	Act      string // "Fyll i närvaro", for those who may
	ActHref  string
	Describe string // of the act: begins with its label
}
