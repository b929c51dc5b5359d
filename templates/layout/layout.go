// Package layout owns the shell around every page: head, rooms, search, the way to the page, messages and foot. It
// must not know who may see what: the rooms and the person come to it as plain values, decided before.
package layout

import "verkstad/templates/ui"

// Crumb is a step on the way to the page.
type Crumb = ui.Crumb

// Flash says what was just done.
type Flash = ui.Flash

// Room is an entry of the menu. Shortcut is the letter that opens it after g.
type Room struct {
	Label    string
	Href     string
	Current  bool
	Shortcut string
	Count    string // something waits there: "3"
}

// User is the person who is signed in.
type User struct {
	Name        string
	RoleText    string // "Ordförande, Farsta"
	AccountHref string
}

// DemoBanner says that this is a demonstration and which day it is there. MoveHref leads to where the day is moved,
// "" for those who may not.
type DemoBanner struct {
	Text     string
	Today    string // "måndag 16 april 2018"
	MoveHref string
}

// Shell is everything around the body of a page. At most seven rooms are drawn; the rest, and More, stand behind
// "Mer".
type Shell struct {
	Title        string // of the window, "– Verkstad" is added
	Crumbs       []Crumb
	Rooms        []Room
	More         []Room
	HomeHref     string // "/" when empty
	User         *User
	LoginHref    string // shown when User is nil
	LogoutAction string
	Once         string // key of the log-out form
	Flash        []Flash
	Demo         *DemoBanner
	SearchAction string // no search box when empty
	SearchQuery  string
	Foot         []ui.Link
	Wide         bool // a matrix or a map that needs the whole width; without rooms, a page that is more than a form
}

// maxRooms is how many rooms stand in the menu before "Mer".
const maxRooms = 7

func (s Shell) rooms() []Room {
	if len(s.Rooms) > maxRooms {
		return s.Rooms[:maxRooms]
	}
	return s.Rooms
}

func (s Shell) more() []Room {
	if len(s.Rooms) <= maxRooms {
		return s.More
	}
	return append(append([]Room{}, s.Rooms[maxRooms:]...), s.More...)
}

func (s Shell) moreOpen() bool {
	for _, r := range s.more() {
		if r.Current {
			return true
		}
	}
	return false
}

func (s Shell) home() string {
	if s.HomeHref == "" {
		return "/"
	}
	return s.HomeHref
}

func (s Shell) title() string {
	if s.Title == "" {
		return "Verkstad"
	}
	return s.Title + " – Verkstad"
}

// menu tells whether there is anything to put behind the menu button.
func (s Shell) menu() bool {
	return len(s.Rooms) > 0 || len(s.More) > 0 || s.User != nil || s.SearchAction != ""
}

// bareClass is the class of a page without rooms.
func bareClass(wide bool) string {
	if wide {
		return "bare bare-page"
	}
	return "bare"
}
