package associations

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/associations"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// read returns the page of the association in the address, in the reader's scope.
func (p *Pages) read(r *http.Request) (store.UnitPage, error) {
	q := web.Of(r)
	return p.Store.UnitPage(r.Context(), store.ViewOf(q.Access(), q.Actor(), q.Moment().Now, q.Today()), web.Slug(r, "slug"),
		district.AssociationKinds()...)
}

// manage returns the association in the address in the scope of a permission to write.
func (p *Pages) manage(r *http.Request, perm authz.Permission) (store.Unit, error) {
	u, err := p.Store.UnitBySlug(r.Context(), web.Of(r).Scope(perm), web.Slug(r, "slug"))
	if err == nil && !u.Kind.IsAssociation() {
		return u, district.ErrNotFound
	}
	return u, err
}

func (p *Pages) page(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	today := q.Today()
	u, err := p.read(r)
	if err != nil {
		return err
	}
	closed := !u.Closed.IsZero() && !u.Closed.After(today)
	if closed && u.SuccessorSlug != "" && r.URL.Query().Get("visa") == "" {
		return web.Redirect(w, r, paths.Unit(u.SuccessorKind, u.SuccessorSlug),
			u.Name+" gick upp i "+u.SuccessorName+" efter "+sv.Date(u.Closed.AddDays(-1))+".")
	}
	manage := q.CanIn(authz.UnitManage, u.ID)
	v := view.PageView{Kicker: u.Kind.Name(), Name: u.Name, LocalIssue: u.LocalIssue, Contacts: u.Contacts, MarkContacts: true, Place: u.MeetingPlace,
		PostsHref: paths.UnitPosts(u.Kind, u.Slug), ShowHistory: q.Access().CanEverywhere(authz.AccountAudit), HistoryHref: paths.AssociationHistory(u.Slug)}
	if q.CanIn(authz.UnitEdit, u.ID) {
		v.EditHref = paths.EditAssociation(u.Slug)
	}
	if manage {
		v.AreasHref = paths.AssociationAreas(u.Slug)
	}
	if !u.Closed.IsZero() {
		v.Badge, v.Closing = closing(u, today, manage)
	}
	v.Actions = pageActions(q, u, closed)
	v.Posts, v.PostsLead = unitPosts(u, today, q.CanIn(authz.AssignmentEdit, u.ID))
	v.Goals = unitGoals(u, q)
	v.Areas = coverRows(u.Covers, today)
	v.Positions = positionRows(u, today)
	if !u.Founded.IsZero() {
		v.Facts = append(v.Facts, ui.Definition{Term: "Grundad", Text: sv.Date(u.Founded)})
	}
	if !u.Closed.IsZero() {
		v.Facts = append(v.Facts, ui.Definition{Term: "Sista dag", Text: sv.Date(u.Closed.AddDays(-1))})
	}
	for _, x := range u.Predecessors {
		v.Predecessors = append(v.Predecessors, ui.Link{Label: sv.Join(", ", x.Name, "till och med "+sv.Date(x.Closed.AddDays(-1))),
			Href: paths.With(paths.Unit(x.Kind, x.Slug), "visa", "stangd")})
	}
	if len(v.Predecessors) > 0 && len(v.Facts) == 0 {
		v.Facts = append(v.Facts, ui.Definition{Term: "Grundad", Text: "okänt"})
	}
	if v.History, err = historyEvents(u.History); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, head(u.Name, ui.Crumb{Label: u.Name}), view.Page, v)
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
	return out
}

// closing says that the association is closed or will be. It can be undone for some days, see [store.ReopenDays].
func closing(u store.UnitPage, today district.Date, manage bool) (*ui.Badge, *view.ClosingNotice) {
	last := u.Closed.AddDays(-1)
	badge := &ui.Badge{Status: ui.StatusMissed, Text: "stängd"}
	n := &view.ClosingNotice{Title: "Föreningen är stängd", Text: "Sista dagen var " + sv.Date(last) + ". Det som hände dessförinnan står kvar i alla siffror."}
	if u.Closed.After(today) {
		badge = &ui.Badge{Status: ui.StatusEnding, Text: "stänger " + sv.Date(last)}
		n.Title, n.Text = "Föreningen ska stängas", "Sista dagen är "+sv.Date(last)+". Uppdrag och behörigheter slutar samma dag."
	}
	if manage && u.MergedInto == nil && len(u.Closing) == 1 && today.DaysSince(u.Closing[0].Day) <= store.ReopenDays {
		n.Undo = ui.PostButton{Label: "Ångra stängningen", Action: paths.ReopenAssociation(u.Slug), Once: web.NewOnce()}
	}
	return badge, n
}

// unitPosts are the required posts with how many of them are filled, in words.
func unitPosts(u store.UnitPage, today district.Date, mayName bool) ([]parts.UnitPost, string) {
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
		if post.State == district.PostFilled {
			filled++
		} else if mayName {
			x.Act, x.ActHref = "Utse", paths.NameHolder(u.Kind, u.Slug, post.PostID, 0)
		}
		out = append(out, x)
	}
	return out, sv.Of(filled, len(u.Posts)) + " uppdrag som ska finnas är " + sv.Plural(len(u.Posts), "tillsatt.", "tillsatta.")
}

// unitGoals are the goals that count the association by its posts; those that lack it are rows with the step that
// mends it.
func unitGoals(u store.UnitPage, q *web.Req) *view.GoalsView {
	if len(u.Goals) == 0 {
		return nil
	}
	v := &view.GoalsView{Empty: "Ni är med i alla mål som räknar uppdrag.", More: &ui.Link{Label: "Alla mål", Href: paths.Goals}}
	for _, g := range u.Goals {
		if g.State == district.PostFilled {
			continue
		}
		row := ui.ActionRow{Status: ui.StatusUnknown, Title: g.Title, Href: paths.Goal(g.GoalID), Meta: g.PostName + ": okänt"}
		if g.State == district.PostVacant {
			row.Status, row.Meta = ui.StatusVacant, g.PostName+": vakant sedan "+sv.Date(g.Since)
		}
		if q.CanIn(authz.AssignmentEdit, u.ID) {
			row.Action = ui.LinkButton{Label: "Utse", Href: paths.NameHolder(u.Kind, u.Slug, g.PostID, 0), Small: true,
				Describe: "Utse: " + g.PostName + ", mål " + strconv.Itoa(g.Number)}
		}
		v.Rows = append(v.Rows, row)
	}
	v.Lead = "Föreningen räknas i " + sv.Goal.Count(len(u.Goals)) + " om uppdrag och saknas i " + sv.Int(len(v.Rows)) + " av dem."
	return v
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

// historyEvents writes the audit rows of a unit in Swedish.
func historyEvents(rows []store.HistoryRow) ([]ui.Event, error) {
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

func (p *Pages) history(w http.ResponseWriter, r *http.Request) error {
	u, err := p.manage(r, authz.AccountAudit)
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
	v := view.HistoryView{Name: u.Name}
	if len(rows) == historySize {
		v.OlderHref = paths.With(paths.AssociationHistory(u.Slug), "fore", strconv.FormatInt(rows[len(rows)-1].ID, 10))
	}
	if v.Events, err = historyEvents(rows); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, head("Historik för "+u.Name, crumb(u), ui.Crumb{Label: "Historik"}), view.History, v)
}

func crumb(u store.Unit) ui.Crumb {
	return ui.Crumb{Label: u.Name, Href: paths.Association(u.Slug)}
}

func (p *Pages) closeForm(w http.ResponseWriter, r *http.Request) error {
	u, err := p.manage(r, authz.UnitManage)
	if err != nil {
		return err
	}
	return p.showClose(w, r, http.StatusOK, u, nil)
}

func (p *Pages) close(w http.ResponseWriter, r *http.Request) error {
	u, err := p.manage(r, authz.UnitManage)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	last := f.Date("last", "Sista dag")
	if f.HasErrors() {
		return p.showClose(w, r, http.StatusUnprocessableEntity, u, f)
	}
	if _, err := p.Store.CloseUnit(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID, web.Revision(f), last); err != nil {
		if web.Invalid(err, f) {
			return p.showClose(w, r, http.StatusUnprocessableEntity, u, f)
		}
		return err
	}
	message := u.Name + " är stängd. Sista dagen var " + sv.Date(last) + "."
	if !last.Before(web.Of(r).Today()) {
		message = u.Name + " stänger. Sista dagen är " + sv.Date(last) + "."
	}
	return web.RedirectUndo(w, r, paths.Association(u.Slug), message, paths.ReopenAssociation(u.Slug))
}

func (p *Pages) reopen(w http.ResponseWriter, r *http.Request) error {
	u, err := p.manage(r, authz.UnitManage)
	if err != nil {
		return err
	}
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	_, err = p.Store.ReopenUnit(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID)
	var invalid *district.Invalid
	if errors.As(err, &invalid) && len(invalid.Fields) > 0 {
		return web.RedirectWarn(w, r, paths.Association(u.Slug), invalid.Fields[0].Message)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Association(u.Slug), u.Name+" är öppen igen, med uppdragen och behörigheterna som förut.")
}
