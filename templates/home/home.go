// Package home is the start pages: what now, first, and then the figures.
package home

import (
	"strconv"

	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// View is the start page of somebody who is logged in.
type View struct {
	Kicker      string // the day
	Title       string
	Lead        string
	Rows        []ui.ActionRow // what waits, at most five are drawn
	Nothing     string         // what to say when nothing waits
	More        *ui.Link
	Figures     []ui.Figure
	Meetings    []parts.MeetingRow // the next ones of the reader's own units
	AllMeetings string
	Own         []ui.Card // the reader's own units
	Office      []Contact // how to reach the district office, for those outside it
	NoRoles     bool      // no grant holds today
}

// OwnLinks are the ways from the start page into one of the reader's own units.
type OwnLinks struct {
	Name, Page, Posts string
}

// A Contact is a published way to reach somebody.
type Contact struct {
	Label, Value, Href string
	Does               string // on a button: "Ring", "Mejla", "Webbplats"
	Describe           string // read aloud: "Ring: Farsta, 08-465 004 30"
}

// PublicView is the start page of somebody without an account: only what has been published.
type PublicView struct {
	LoginHref string
	Groups    []PublicGroup
}

// A PublicGroup is the units of a kind that have published how to reach them.
type PublicGroup struct {
	ID, Title string
	Units     []PublicUnit
}

// A PublicUnit is one unit with its published contact ways.
type PublicUnit struct {
	Name     string
	Contacts []Contact
}

// Count is how many units the group has.
func (g PublicGroup) Count() string { return strconv.Itoa(len(g.Units)) }
