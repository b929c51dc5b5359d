// Package bodies is the pages of committees, networks, boards and groups: what they are for, how they are reached, and
// changing, adding and closing them.
package bodies

import (
	"net/http"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/bodies"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// unit is what the pages share with those of associations.
func (p *Pages) unit() unitpage.Pages {
	return unitpage.Pages{Store: p.Store, Kinds: store.BodyKinds(), List: ui.Crumb{Label: "Utskott och nätverk", Href: paths.Bodies}, Room: web.RoomBodies}
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	const one = paths.Bodies + "/{slug}"
	return []web.Route{
		{Method: get, Pattern: paths.Bodies, Perm: authz.UnitRead, Handler: p.list},
		{Method: get, Pattern: paths.NewBody, Perm: authz.UnitManage, Handler: p.new},
		{Method: post, Pattern: paths.NewBody, Perm: authz.UnitManage, Handler: p.create},
		{Method: get, Pattern: one, Perm: authz.UnitRead, Handler: p.page},
		{Method: get, Pattern: one + "/andra", Perm: authz.UnitEdit, Handler: p.edit},
		{Method: post, Pattern: one + "/andra", Perm: authz.UnitEdit, Handler: p.update},
		{Method: get, Pattern: one + "/historik", Perm: authz.AccountAudit, Handler: p.unit().History},
		{Method: get, Pattern: one + "/stang", Perm: authz.UnitManage, Handler: p.unit().CloseForm},
		{Method: post, Pattern: one + "/stang", Perm: authz.UnitManage, Handler: p.unit().Close},
		{Method: post, Pattern: one + "/oppna", Perm: authz.UnitManage, Handler: p.unit().Reopen},
	}
}

func (p *Pages) page(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	today := q.Today()
	if done, err := p.known(w, r); done || err != nil {
		return err
	}
	var also besides
	u, err := p.unit().ReadWith(r, func(reads *store.Reads, unit int64) { also = readBesides(reads, q, unit) })
	if ok, err := p.unit().Successor(w, r, u, err); ok || err != nil {
		return err
	}
	if err != nil {
		return err
	}
	closed := !u.Closed.IsZero() && !u.Closed.After(today)
	v := view.PageView{Kicker: u.Kind.Name(), Name: u.Name, Purpose: u.Purpose, PostsHref: paths.UnitPosts(u.Kind, u.Slug), Contacts: u.Contacts,
		ShowHistory: q.Access().CanEverywhere(authz.AccountAudit), HistoryHref: paths.UnitHistory(u.Kind, u.Slug)}
	if v.Kicker == u.Name {
		v.Kicker = ""
	}
	if q.CanIn(authz.AssignmentEdit, u.ID) && !closed {
		v.Actions = append(v.Actions, ui.LinkButton{Label: "Utse och avsluta uppdrag", Href: v.PostsHref, Kind: ui.Primary})
	}
	if q.CanIn(authz.UnitEdit, u.ID) {
		v.EditHref = paths.EditBody(u.Slug)
		v.Actions = append(v.Actions, ui.LinkButton{Label: "Ändra uppgifter", Href: v.EditHref})
	}
	if b := unitpage.AssessmentButton(q, u); b != nil {
		v.Actions = append(v.Actions, *b)
	}
	if b := unitpage.ReorganiseButton(q, u); b != nil {
		v.Actions = append(v.Actions, *b)
	}
	if !u.Closed.IsZero() {
		v.Badge, v.Closing = unitpage.Closing(u, today, q.CanIn(authz.UnitManage, u.ID))
	}
	v.Posts, v.PostsLead = unitpage.Posts(q, u)
	v.PostsTitle, v.Seats = "Uppdrag", unitpage.SeatNotice(u)
	if unitpage.HasSeats(u) {
		v.PostsTitle = "Platser"
	}
	if closed {
		v.Seats = nil
	}
	if len(v.Posts) == 0 {
		v.PostsLead = "Inget uppdrag måste finnas här. Under Alla uppdrag står de som har ett."
	}
	v.Meetings, v.Function = unitpage.Meetings(q, u, also.meetings, closed), function(q, u, also.levels, closed)
	if q.Can(authz.PlanRead) {
		v.Goals, v.Documents = goals(*also.goals, today), documents(*also.documents, u.ID)
		v.GoalsHref = paths.With(paths.Goals, "ansvarig", strconv.FormatInt(u.ID, 10))
	}
	if !u.Founded.IsZero() {
		v.Facts = append(v.Facts, ui.Definition{Term: "Första dag", Text: sv.Date(u.Founded)})
	}
	if !u.Closed.IsZero() {
		v.Facts = append(v.Facts, ui.Definition{Term: "Sista dag", Text: sv.Date(u.Closed.AddDays(-1))})
	}
	v.Facts, v.Changes = unitpage.SplitFact(v.Facts, u), unitpage.Changes(u, today)
	if v.History, err = unitpage.Events(u.History); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, p.unit().Head(u.Name, ui.Crumb{Label: u.Name}), view.Page, v)
}

// besides is what a body's page shows of other records. What the reader may not see is nil.
type besides struct {
	meetings  *store.UnitMeetings
	levels    *[]store.FunctionLevel
	goals     *[]store.Goal
	documents *[]store.Document
}

func readBesides(r *store.Reads, q *web.Req, unit int64) besides {
	b := besides{meetings: unitpage.ReadMeetings(r, q, unit)}
	if q.CanIn(authz.AssessmentRead, unit) {
		b.levels = r.FunctionLevels(q.Scope(authz.AssessmentRead), unit, q.Today())
	}
	if q.Can(authz.PlanRead) {
		b.goals, b.documents = r.GoalsOn(store.GoalFilter{UnitID: unit}, q.Today()), r.Documents(store.DocumentFilter{Unit: unit}, q.Today())
	}
	return b
}

// function is what the body has in place of what the board has chosen, for itself, the board and the office; nil where
// nothing is chosen, and for others.
func function(q *web.Req, u store.UnitPage, read *[]store.FunctionLevel, closed bool) *view.FunctionView {
	if closed || read == nil || len(*read) == 0 {
		return nil
	}
	l := (*read)[0] // of one goal, as a rule
	whose := "ni"
	if q.Access().CanEverywhere(authz.AssessmentRead) {
		whose = "de"
	}
	v := &view.FunctionView{Title: "Funktionsnivå: " + sv.Of(l.InPlace(), len(l.Criteria)) + " på plats", Goal: ui.Link{Label: "Till målet", Href: paths.Goal(l.GoalID)},
		Lead: "Styrelsen vill att minst " + sv.Of(l.AtLeast, len(l.Criteria)) + " är på plats. Det här ser bara " + whose + " själva, styrelsen och kansliet."}
	for _, c := range l.Criteria {
		row := view.FunctionRow{Name: sv.Capital(c.Name), Badge: ui.Badge{Status: ui.StatusMet, Text: "på plats"}}
		switch c.State {
		case measure.UnitNo:
			row.Name, row.Badge = sv.Capital(c.Lacks), ui.Badge{Status: ui.StatusVacant, Text: "saknas"}
		case measure.UnitUnknown:
			row.Name, row.Badge = sv.Capital(c.Lacks), ui.Badge{Status: ui.StatusUnknown, Text: "okänt"}
		}
		if c.State != measure.UnitYes {
			row.Act = mend(q, u, c)
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// mend is where the reader can put a criterion in place, nil for those who cannot.
func mend(q *web.Req, u store.UnitPage, c store.FunctionCriterion) *ui.LinkButton {
	b := &ui.LinkButton{Small: true}
	may := false
	switch c.Criterion {
	case district.CriterionConvenor:
		b.Label, b.Href, may = "Utse", paths.UnitPosts(u.Kind, u.Slug), q.CanIn(authz.AssignmentEdit, u.ID)
	case district.CriterionMeeting:
		b.Label, b.Href, may = "Lägg in ett möte", paths.NewMeeting, q.CanIn(authz.MeetingEdit, u.ID)
	case district.CriterionPlan:
		b.Label, b.Href, may = "Till dokumenten", paths.Documents, q.CanIn(authz.DocumentEdit, u.ID)
	case district.CriterionActivity:
		b.Label, b.Href, may = "Skriv in", paths.Records, q.CanIn(authz.RecordEdit, u.ID)
	case district.CriterionContact:
		b.Label, b.Href, may = "Publicera", paths.EditBody(u.Slug), q.CanIn(authz.UnitEdit, u.ID)
	}
	if !may {
		return nil
	}
	b.Describe = b.Label + ": " + c.Lacks
	return b
}

// documents are those that the body works out, adopts or has taken a step of.
func documents(all []store.Document, unit int64) []parts.DocumentLine {
	out := make([]parts.DocumentLine, 0, len(all))
	for _, d := range all {
		line := parts.DocumentLine{Title: d.Name, Href: paths.Document(d.ID), Badge: parts.DocumentBadge(d.Kind, d.Dates(), d.ArchivedOn, d.Day)}
		switch {
		case d.OwnerID != unit && d.AdopterID == unit:
			line.Meta = "antas här, tas fram av " + d.OwnerName
		case d.OwnerID != unit:
			line.Meta = "tas fram av " + d.OwnerName
		}
		out = append(out, line)
	}
	return out
}

// goals are those that the body is responsible for in plans that have not ended.
func goals(all []store.Goal, today district.Date) []parts.GoalLine {
	var out []parts.GoalLine
	for _, g := range all {
		if last := g.Period().Last(); !last.IsZero() && last.Before(today) {
			continue
		}
		s := g.Status(today)
		line := parts.GoalLine{Title: g.Title, Href: paths.Goal(g.ID), Badge: ui.Badge{Status: ui.Status(s.Tone), Text: s.Word}, Also: parts.Missed(s.Also)}
		if m, ok := g.Shown(); ok {
			if value, of, ok := m.Now.Number(); ok {
				line.Figure = sv.Value(value, of)
			}
		}
		out = append(out, line)
	}
	return out
}
