// Package unitpage is what the pages of every unit share, whether the unit is an association or another body: how its
// required posts and its history read, and closing and reopening it. The areas of the two mount the handlers under
// their own addresses and say which kinds are theirs.
//
// It must not know what only one of them has, such as areas covered or a purpose.
package unitpage

import (
	"net/http"
	"slices"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// Pages are the handlers that associations and bodies have in common. The unit is the one with the slug in the address.
type Pages struct {
	Store *store.Store
	Kinds []district.UnitKind // that the area is about: others are not found
	List  ui.Crumb            // the list of them
	Room  string              // key of the menu room
}

// Head returns what the shell needs; crumbs lead from the list to the page.
func (p Pages) Head(title string, crumbs ...ui.Crumb) web.Head {
	return web.Head{Title: title, Room: p.Room, Crumbs: append([]ui.Crumb{p.List}, crumbs...)}
}

// Crumb leads to a unit.
func Crumb(u store.Unit) ui.Crumb {
	return ui.Crumb{Label: u.Name, Href: paths.Unit(u.Kind, u.Slug)}
}

// Find returns the unit in the address in the scope of a permission.
func (p Pages) Find(r *http.Request, perm authz.Permission) (store.Unit, error) {
	u, err := p.Store.UnitBySlug(r.Context(), web.Of(r).Scope(perm), web.Slug(r, "slug"))
	if err == nil && !slices.Contains(p.Kinds, u.Kind) {
		return u, district.ErrNotFound
	}
	return u, err
}

// Read returns the page of the unit in the address, in the reader's scope.
func (p Pages) Read(r *http.Request) (store.UnitPage, error) {
	return p.ReadWith(r, func(*store.Reads, int64) {})
}

// ReadWith is Read with whatever else of the unit also queues; see [store.Reads.UnitPage].
func (p Pages) ReadWith(r *http.Request, also func(reads *store.Reads, unit int64)) (store.UnitPage, error) {
	q, reads := web.Of(r), p.Store.Reads()
	u := reads.UnitPage(store.ViewOf(q.Access(), q.Actor(), q.Moment().Now, q.Today()), web.Slug(r, "slug"), p.Kinds, func(unit int64) { also(reads, unit) })
	err := reads.Send(r.Context())
	return *u, err
}

// Posts are the required posts of a unit and, in words, how many of them are filled. A reader who may know who holds
// posts but not which are vacant or unknown gets no such words: of what is shown to them all are filled.
func Posts(q *web.Req, u store.UnitPage) ([]parts.UnitPost, string) {
	today, mayName := q.Today(), q.CanIn(authz.AssignmentEdit, u.ID)
	out := make([]parts.UnitPost, 0, len(u.Posts))
	filled := 0
	for _, post := range u.Posts {
		x := parts.UnitPost{Name: post.Name, Holders: post.Holders, Href: paths.UnitPosts(u.Kind, u.Slug)}
		switch {
		case post.EndsSoon(today):
			x.Status, x.Word = ui.StatusEnding, "slutar "+sv.Date(post.Through)
		case post.State == district.PostFilled:
			x.Status = ui.StatusFilled
		case post.State == district.PostVacant:
			x.Status, x.Word = ui.StatusVacant, "vakant sedan "+sv.Date(post.VacantSince)
		default:
			x.Status, x.Word = ui.StatusUnknown, "okänt"
		}
		x.Note, x.Warn = seatNote(post), seatWarning(post)
		if post.State == district.PostFilled {
			filled++
		} else if mayName {
			x.Act, x.ActHref = "Utse", paths.NameHolder(u.Kind, u.Slug, post.PostID, 0)
		}
		out = append(out, x)
	}
	switch {
	case !q.CanIn(authz.PostRead, u.ID):
		return out, ""
	case HasSeats(u):
		return out, sv.Of(filled, len(u.Posts)) + " platser är " + sv.Plural(len(u.Posts), "tillsatt.", "tillsatta.")
	}
	return out, sv.Of(filled, len(u.Posts)) + " uppdrag som ska finnas är " + sv.Plural(len(u.Posts), "tillsatt.", "tillsatta.")
}

// Agree chooses the form of a word that goes with the kind of unit: "styrelsen är stängd", "utskottet är stängt".
func Agree(k district.UnitKind, common, neuter string) string {
	switch k {
	case district.KindCommittee, district.KindNetwork, district.KindDistrict:
		return neuter
	}
	return common
}

// Events writes the audit rows of a unit in Swedish.
func Events(rows []store.HistoryRow) ([]ui.Event, error) {
	out := make([]ui.Event, 0, len(rows))
	for _, h := range rows {
		fields, err := h.Fields()
		if err != nil {
			return nil, err
		}
		c := parts.Change{Record: h.Record, Action: h.Action, Note: h.Note, Subject: h.PostName, When: sv.Date(h.Day) + ", " + sv.Time(h.At), Who: who(h)}
		for _, f := range fields {
			c.Fields = append(c.Fields, parts.FieldChange{Name: f.Field, Before: f.Before, After: f.After})
		}
		out = append(out, parts.HistoryEvent(c))
	}
	return out, nil
}

func who(h store.HistoryRow) string {
	switch {
	case h.ActorName != "":
		return h.ActorName
	case h.ByCLI():
		return "kommandoraden"
	case h.ByJob():
		return "Verkstad"
	}
	return "okänd"
}

// historySize is how many changes a page of the history shows.
const historySize = 50

// History is everything that was changed about a unit, for those with [authz.AccountAudit].
func (p Pages) History(w http.ResponseWriter, r *http.Request) error {
	u, err := p.Find(r, authz.AccountAudit)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(r.URL.Query().Get("fore"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	rows, err := p.Store.UnitHistory(r.Context(), web.Of(r).Scope(authz.AccountAudit), u.Slug, before, historySize)
	if err != nil {
		return err
	}
	v := parts.UnitHistory{Name: u.Name}
	if len(rows) == historySize {
		v.OlderHref = paths.With(paths.UnitHistory(u.Kind, u.Slug), "fore", strconv.FormatInt(rows[len(rows)-1].ID, 10))
	}
	if v.Events, err = Events(rows); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, p.Head("Historik för "+u.Name, Crumb(u), ui.Crumb{Label: "Historik"}), parts.UnitHistoryPage, v)
}
