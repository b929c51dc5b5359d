package associations

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/associations"
	"verkstad/templates/ui"
)

func (p *Pages) page(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	today := q.Today()
	var meetings *store.UnitMeetings
	u, err := p.unit().ReadWith(r, func(reads *store.Reads, unit int64) { meetings = unitpage.ReadMeetings(reads, q, unit) })
	if ok, err := p.unit().Successor(w, r, u, err); ok || err != nil {
		return err
	}
	if err != nil {
		return err
	}
	closed := !u.Closed.IsZero() && !u.Closed.After(today)
	manage := q.CanIn(authz.UnitManage, u.ID)
	v := view.PageView{Kicker: u.Kind.Name(), Name: u.Name, LocalIssue: u.LocalIssue, Contacts: u.Contacts, MarkContacts: true, Place: u.MeetingPlace,
		PostsHref: paths.UnitPosts(u.Kind, u.Slug), ShowHistory: q.Access().CanEverywhere(authz.AccountAudit), HistoryHref: paths.UnitHistory(u.Kind, u.Slug)}
	if q.CanIn(authz.UnitEdit, u.ID) {
		v.EditHref = paths.EditAssociation(u.Slug)
	}
	if manage {
		v.AreasHref = paths.AssociationAreas(u.Slug)
	}
	if !u.Closed.IsZero() {
		v.Badge, v.Closing = unitpage.Closing(u, today, manage)
	}
	v.Actions = pageActions(q, u, closed)
	v.Posts, v.PostsLead = unitpage.Posts(q, u)
	v.Goals = unitGoals(u, q)
	v.Meetings = unitpage.Meetings(q, u, meetings, closed)
	v.Areas = coverRows(u.Covers, today)
	v.Positions = positionRows(u, today)
	if !u.Founded.IsZero() {
		v.Facts = append(v.Facts, ui.Definition{Term: "Grundad", Text: sv.Date(u.Founded)})
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

// pageActions are what the reader may do from the page; the first is what most come for.
func pageActions(q *web.Req, u store.UnitPage, closed bool) []templ.Component {
	var out []templ.Component
	if q.CanIn(authz.AssignmentEdit, u.ID) && !closed {
		out = append(out, ui.LinkButton{Label: "Utse och avsluta uppdrag", Href: paths.UnitPosts(u.Kind, u.Slug), Kind: ui.Primary})
	}
	if q.CanIn(authz.UnitEdit, u.ID) {
		out = append(out, ui.LinkButton{Label: "Ändra uppgifter", Href: paths.EditAssociation(u.Slug)})
	}
	if b := unitpage.AssessmentButton(q, u); b != nil {
		out = append(out, *b)
	}
	if b := unitpage.ReorganiseButton(q, u); b != nil {
		out = append(out, *b)
	}
	return out
}

// unitGoals are the goals that count the association; those that lack it are rows with the step that mends it.
func unitGoals(u store.UnitPage, q *web.Req) *view.GoalsView {
	if len(u.Goals) == 0 {
		return nil
	}
	v := &view.GoalsView{Empty: "Ni är med i alla mål där föreningen räknas.", More: &ui.Link{Label: "Alla mål", Href: paths.Goals}}
	type step struct {
		goal int64
		path string
	}
	counted, missing, rows := map[int64]bool{}, map[int64]bool{}, map[step]int{}
	var together []*alike // what is said in each row
	for _, g := range u.Goals {
		counted[g.GoalID] = true
		if g.State == measure.UnitYes {
			continue
		}
		missing[g.GoalID] = true
		row := unitGoal(u, q, g)
		if at, ok := rows[step{g.GoalID, g.Path}]; ok && g.Path != "" { // one step mends several measures
			together[at].add(g)
			v.Rows[at].Meta = together[at].text(v.Rows[at].Meta + ". " + sv.Capital(row.Meta))
			continue
		}
		rows[step{g.GoalID, g.Path}] = len(v.Rows)
		v.Rows = append(v.Rows, row)
		together = append(together, &alike{})
		together[len(together)-1].add(g)
	}
	v.Lead = "Föreningen räknas i " + sv.Goal.Count(len(counted)) + " och saknas i " + sv.Int(len(missing)) + " av dem."
	return v
}

// alike gathers measures of one goal that the same step mends.
type alike struct {
	labels, notes []string
	known         bool // something is known of one of them
}

func (a *alike) add(g store.UnitGoal) {
	a.labels = append(a.labels, g.Label)
	if !slices.Contains(a.notes, g.Note) {
		a.notes = append(a.notes, g.Note)
	}
	a.known = a.known || g.State != measure.UnitUnknown || g.Label == ""
}

// text says once what is so of all of them; each says what it is, when they differ in more than an old answer.
func (a *alike) text(each string) string {
	if a.known {
		return each
	}
	said := "Inget svar som gäller"
	if len(a.notes) == 1 && a.notes[0] != "" {
		said = sv.Capital(a.notes[0])
	}
	return said + ": " + strings.Join(a.labels, ", ")
}

// unitGoal is one goal that lacks the association, or does not know.
func unitGoal(u store.UnitPage, q *web.Req, g store.UnitGoal) ui.ActionRow {
	ind, _ := measure.IndicatorByKey(g.Indicator)
	state := "okänt"
	row := ui.ActionRow{Status: ui.StatusUnknown, Title: g.Title, Href: paths.Goal(g.GoalID)}
	if g.State == measure.UnitNo {
		row.Status, state = ui.StatusVacant, ind.Units.No
		if !g.Since.IsZero() {
			state += " sedan " + sv.Date(g.Since)
		}
	}
	what := g.Label
	if what == "" {
		what = g.PostName
	}
	row.Meta = sv.Join(": ", what, state)
	if g.Note != "" {
		row.Meta = sv.Join(": ", what, g.Note)
	}
	switch {
	case g.PostID != 0 && q.CanIn(authz.AssignmentEdit, u.ID):
		row.Action = ui.LinkButton{Label: "Utse", Href: paths.NameHolder(u.Kind, u.Slug, g.PostID, 0), Small: true,
			Describe: "Utse: " + g.PostName + ", mål " + g.Number}
	case g.Path != "" && store.CanMend(q.Access(), g.Indicator, u.ID):
		row.Action = ui.LinkButton{Label: g.Act, Href: g.Path, Small: true, Describe: g.Act + ": " + g.Title + ", mål " + g.Number}
	}
	return row
}

// coverRows are the areas covered: those of today and to come, then those that were.
func coverRows(covers []store.Cover, today district.Date) []view.AreaRow {
	var now, past []view.AreaRow
	for _, c := range covers {
		row := view.AreaRow{Name: c.AreaName, Href: paths.Area(c.AreaSlug)}
		span := c.Span()
		if !span.From.IsZero() || !span.Until.IsZero() {
			row.When = sv.Period(span)
		}
		if !span.Until.IsZero() && !span.Until.After(today) {
			row.Past = true
			past = append(past, row)
			continue
		}
		now = append(now, row)
	}
	return append(now, past...)
}

// positionRows are who governs in each municipality that the association works in: today, and before.
func positionRows(u store.UnitPage, today district.Date) []view.PositionRow {
	var out []view.PositionRow
	var cities []string
	names := map[string]string{}
	for _, c := range u.Covers {
		span := c.Span()
		if !slices.Contains(cities, c.CitySlug) && (span.Until.IsZero() || span.Until.After(today)) {
			cities = append(cities, c.CitySlug)
			names[c.CitySlug] = c.CityName
		}
	}
	for _, city := range cities {
		row := view.PositionRow{Area: names[city], Href: paths.Area(city), Text: "okänt"}
		var before []view.PositionRow
		for _, g := range u.Governing {
			switch span := g.Span(); {
			case g.AreaSlug != city:
			case span.Contains(today):
				row.Text = g.Position.Name()
				if !span.From.IsZero() || !span.Until.IsZero() {
					row.When = sv.Period(span)
				}
			default:
				before = append(before, view.PositionRow{Area: g.AreaName, Href: paths.Area(city), Text: g.Position.Name(), When: sv.Period(span), Past: true})
			}
		}
		out = append(append(out, row), before...)
	}
	return out
}
