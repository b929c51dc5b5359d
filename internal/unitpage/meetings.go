package unitpage

import (
	"net/http"

	"verkstad/internal/authz"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/web"
	"verkstad/templates/parts"
)

// meetingsOnPage is how many meetings to come, and how many that were held, a unit's page shows.
const meetingsOnPage = 3

// Meetings are the next and the last meetings of a unit, nil for those who see none of them.
func (p Pages) Meetings(r *http.Request, u store.UnitPage, closed bool) (*parts.UnitMeetings, error) {
	q := web.Of(r)
	if !q.Can(authz.MeetingRead) {
		return nil, nil
	}
	coming, past, err := p.Store.UnitMeetings(r.Context(), q.Scope(authz.MeetingRead), u.ID, q.Today(), meetingsOnPage)
	if err != nil {
		return nil, err
	}
	v := &parts.UnitMeetings{Coming: MeetingRows(coming, q.Today(), true), Past: MeetingRows(past, q.Today(), true), AllHref: paths.MeetingsOf("", u.ID)}
	if q.CanIn(authz.MeetingEdit, u.ID) && !closed {
		v.PlanHref = paths.NewMeeting
	}
	if len(coming)+len(past) == 0 && (closed || v.PlanHref == "") {
		return nil, nil
	}
	return v, nil
}
