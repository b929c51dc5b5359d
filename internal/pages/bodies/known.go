package bodies

import (
	"errors"
	"net/http"
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/bodies"
	"verkstad/templates/ui"
)

// knownMeetings is how many meetings to come the page of a body shows to those who know no more of it.
const knownMeetings = 6

// known answers with what a committee or a network has made known, to a reader who does not see the unit itself. done is
// false where the reader sees all of it, or nothing.
func (p *Pages) known(w http.ResponseWriter, r *http.Request) (done bool, err error) {
	q := web.Of(r)
	if !q.Can(authz.BodyRead) || q.Scope(authz.UnitRead).All {
		return false, nil
	}
	b, err := p.Store.KnownBody(r.Context(), web.Slug(r, "slug"), q.Today(), knownMeetings)
	switch {
	case errors.Is(err, district.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case q.CanIn(authz.UnitRead, b.ID):
		return false, nil
	}
	v := view.KnownView{Kicker: b.Kind.Name(), Name: b.Name, Purpose: b.Purpose}
	for _, c := range b.Contacts {
		v.Contacts = append(v.Contacts, district.UnitContact{Kind: c.Kind, Value: c.Value, Published: true})
	}
	for _, m := range b.Meetings {
		v.Meetings = append(v.Meetings, view.KnownMeeting{Title: m.Name(), Day: sv.DateShort(m.Day), Time: unitpage.MeetingTime(m), Place: m.Place})
	}
	return true, web.Render(w, r, http.StatusOK, p.unit().Head(b.Name, ui.Crumb{Label: b.Name}), view.Known, v)
}

// withKnown adds to the bodies that a reader sees those of which only what they have made known may be read.
func withKnown(rows []store.BodyRow, known []store.KnownBody) []store.BodyRow {
	for _, b := range known {
		if slices.ContainsFunc(rows, func(x store.BodyRow) bool { return x.ID == b.ID }) {
			continue
		}
		var row store.BodyRow // without posts, so that nothing is said of them
		row.ID, row.Kind, row.Name, row.Slug, row.Purpose = b.ID, b.Kind, b.Name, b.Slug, b.Purpose
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b store.BodyRow) int { return sv.Compare(a.Name, b.Name) })
	return rows
}
