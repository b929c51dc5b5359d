// Package system is the pages that belong to no area: search, the day of a demo.
package system

import (
	"verkstad/internal/form"
	"verkstad/templates/ui"
)

// SearchView is what a search found.
type SearchView struct {
	Action  string
	Query   string
	TooFew  bool // too little was typed to search for
	Nothing bool
	Groups  []SearchGroup
}

// A SearchGroup is the hits of one sort.
type SearchGroup struct {
	ID, Title string
	Hits      []SearchHit
}

// A SearchHit leads to what was found.
type SearchHit struct{ Label, Href, Meta string }

// DayView is the form that moves the day of a demo.
type DayView struct {
	F      *form.Form
	Action string
	Once   string
	Back   string
	Today  string
	Days   []ui.Option // days worth going to
}
