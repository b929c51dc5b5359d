package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/paths"
	"verkstad/internal/sv"
	"verkstad/templates/layout"
)

// A Head is what the shell needs to know of a page.
type Head struct {
	Title  string
	Crumbs []layout.Crumb
	Room   string // key of the room of the menu that the page is in
	Bare   bool   // no rooms: login and the like
	Wide   bool   // a matrix or a map that needs the whole width
}

// A RoomList is the menu of a reader, apart from which room is the current one.
type RoomList struct {
	Rooms, More []MenuRoom
}

// A MenuRoom is one entry of the menu.
type MenuRoom struct {
	Key, Label, Href, Shortcut string
}

// Render writes a page: the body that comp makes of v, in the shell. It renders to memory first, so that a template
// that fails is a clean error. Pass the component as a value: calling it in the handler would compile every page's
// body into the handlers' package.
func Render[V any](w http.ResponseWriter, r *http.Request, status int, h Head, comp func(V) templ.Component, v V) error {
	q := Of(r)
	q.room = h.Room
	shell := q.shell(w, r, h)
	page := layout.Page
	if h.Bare {
		page = layout.Bare
	}
	return write(w, r, status, page(shell, comp(v)))
}

func write(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var b bytes.Buffer
	// A reader who has gone away must not look like a template that fails.
	if err := page.Render(context.WithoutCancel(r.Context()), &b); err != nil {
		return fmt.Errorf("render %s: %w", logged(r), err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // the reader has gone away; there is nobody to tell
	}
	return nil
}

// shell fills in what stands around the page for this reader.
func (q *Req) shell(w http.ResponseWriter, r *http.Request, h Head) layout.Shell {
	s := layout.Shell{
		Title: h.Title, Crumbs: q.crumbs(h.Crumbs), HomeHref: paths.Home, Wide: h.Wide, Flash: takeFlash(w, r, q.app.Secure),
	}
	if q.Demo() {
		s.Demo = &layout.DemoBanner{
			Text:  "Det här är en demo med påhittade uppgifter.",
			Today: sv.Weekday(q.Today().Weekday()) + " " + sv.Date(q.Today()),
		}
		if q.Can(demoClock) {
			s.Demo.MoveHref = paths.DemoDay
		}
	}
	if q.Session != nil && q.Session.AccountID != 0 {
		s.User = &layout.User{Name: q.name(), RoleText: q.roleText(), AccountHref: paths.Account}
		s.LogoutAction, s.Once = paths.Logout, NewOnce()
	} else {
		s.LoginHref = paths.Login
	}
	if q.Identity.Access.SignedIn() && !h.Bare {
		if q.app.Rooms != nil {
			list := q.app.Rooms(q)
			s.Rooms, s.More = q.rooms(list.Rooms), q.rooms(list.More)
		}
		if len(q.Identity.Access.Grants) > 0 {
			s.SearchAction, s.SearchQuery = paths.Search, searchQuery(r)
		}
	}
	return s
}

// crumbs leaves out the step to a list that leads a reader of one unit straight back to that unit.
func (q *Req) crumbs(list []layout.Crumb) []layout.Crumb {
	if s := q.Scope(authz.UnitRead); s.All || len(s.Units) != 1 {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(c layout.Crumb) bool { return c.Href == paths.Associations || c.Href == paths.Bodies })
}

func searchQuery(r *http.Request) string {
	if r.URL.Path == paths.Search {
		return r.URL.Query().Get("q")
	}
	return ""
}

func (q *Req) rooms(list []MenuRoom) []layout.Room {
	out := make([]layout.Room, len(list))
	for i, m := range list {
		out[i] = layout.Room{Label: m.Label, Href: m.Href, Shortcut: m.Shortcut, Current: m.Key == q.room}
	}
	return out
}

// roleText says in which roles the reader is here: "Kansliet", "Ordförande, Farsta".
func (q *Req) roleText() string {
	var parts []string
	for _, g := range q.Identity.Access.Grants {
		t := g.Role.Name()
		if g.UnitName != "" {
			t += ", " + g.UnitName
		}
		parts = append(parts, t)
	}
	return strings.Join(parts, " · ")
}

// NewOnce returns a fresh key for a form's hidden field.
func NewOnce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// name returns what to call the reader; before the second factor there is only the address that was typed.
func (q *Req) name() string {
	if n := q.Identity.Access.Name; n != "" {
		return n
	}
	return q.Email
}
