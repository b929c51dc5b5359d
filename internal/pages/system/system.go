// Package system is the pages that belong to no area: search, the day of a demo.
package system

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/system"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: paths.Search, Perm: web.AnyUser, Handler: p.search},
		{Method: http.MethodGet, Pattern: paths.DemoDay, Perm: authz.DemoClock, Handler: p.day},
		{Method: http.MethodPost, Pattern: paths.DemoDay, Perm: authz.DemoClock, Handler: p.moveDay},
	}
}

// minQuery is how many characters are worth searching for; a number is worth it by itself.
const minQuery = 2

// worthSearching tells whether what somebody typed is enough, and can be text at all.
func worthSearching(query string) bool {
	n := utf8.RuneCountInString(query)
	if _, err := strconv.ParseUint(query, 10, 64); err == nil && n < minQuery {
		n = minQuery
	}
	return n >= minQuery && n <= 200 && utf8.ValidString(query) && !strings.ContainsRune(query, 0)
}

func (p *Pages) search(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	v := view.SearchView{Action: paths.Search, Query: norm.NFC.String(strings.TrimSpace(r.URL.Query().Get("q")))}
	if worthSearching(v.Query) {
		f, err := p.Store.Search(r.Context(), q.Actor(), q.Moment().Now, store.SearchScopesOf(q.Access()), q.Today(), v.Query)
		if err != nil {
			return err
		}
		v.Nothing = f.Empty()
		v.Groups = groups(f, q.Today())
	} else {
		v.TooFew = v.Query != ""
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Sök"}, view.Search, v)
}

func groups(f store.Found, today district.Date) []view.SearchGroup {
	var out []view.SearchGroup
	add := func(id, title string, hits []view.SearchHit) {
		if len(hits) > 0 {
			out = append(out, view.SearchGroup{ID: id, Title: title, Hits: hits})
		}
	}
	var hits []view.SearchHit
	for _, u := range f.Units {
		meta := u.Kind.Name()
		switch {
		case u.MergedName != "":
			meta += ", gick upp i " + u.MergedName
		case !u.Alive(today) && !u.Closed.IsZero():
			meta += ", stängd"
		}
		if len(u.Formerly) > 0 {
			meta += ", hit gick " + sv.List(u.Formerly) + " upp"
		}
		hits = append(hits, view.SearchHit{Label: u.Name, Href: paths.Unit(u.Kind, u.Slug), Meta: meta})
	}
	add("enheter", "Föreningar och organ", hits)
	hits = nil
	for _, g := range f.Goals {
		hits = append(hits, view.SearchHit{Label: g.Title, Href: paths.Goal(g.ID), Meta: "Mål " + g.Number + ", " + g.PlanName})
	}
	add("mal", "Mål", hits)
	hits = nil
	for _, c := range f.Proposals {
		hits = append(hits, view.SearchHit{Label: c.Title, Href: paths.ReviewFinding(c.PlanID, c.ID), Meta: c.Number + ", " + c.PlanName + ", väntar på beslut"})
	}
	add("forslag", "Förslag till mål", hits)
	hits = nil
	for _, d := range f.Documents {
		meta := d.Kind.Name() + ", " + d.OwnerName
		if !d.ArchivedOn.IsZero() {
			meta += ", arkiverat"
		}
		hits = append(hits, view.SearchHit{Label: d.Name, Href: paths.Document(d.ID), Meta: meta})
	}
	add("dokument", "Dokument", hits)
	hits = nil
	for _, m := range f.Meetings {
		hits = append(hits, view.SearchHit{Label: m.Name() + " " + sv.Date(m.Day), Href: paths.Meeting(m.ID), Meta: sv.Join(", ", m.OrganiserName, m.Place, stateOf(m))})
	}
	add("traffar", "Träffar och möten", hits)
	hits = nil
	for _, x := range f.People {
		hits = append(hits, view.SearchHit{Label: x.Name, Href: paths.Person(x.ID), Meta: x.Posts})
	}
	add("personer", "Personer med uppdrag", hits)
	return out
}

// stateOf says what became of a meeting where that is not what one expects.
func stateOf(m store.MeetingRow) string {
	if m.State == district.MeetingCancelled {
		return "inställd"
	}
	return ""
}

// demoOnly hides what exists only in a demo.
func demoOnly(q *web.Req) error {
	if !q.Demo() {
		return district.ErrNotFound
	}
	return nil
}

func (p *Pages) day(w http.ResponseWriter, r *http.Request) error {
	if err := demoOnly(web.Of(r)); err != nil {
		return err
	}
	f := form.Empty()
	f.Set("day", web.Of(r).Today().String())
	return p.renderDay(w, r, http.StatusOK, f)
}

func (p *Pages) renderDay(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	today := web.Of(r).Today()
	v := view.DayView{F: f, Action: paths.DemoDay, Once: web.NewOnce(), Back: paths.Home, Today: sv.DateLong(today)}
	for _, d := range []string{"2017-03-01", "2017-12-31", "2018-04-16", "2018-05-01", "2018-09-09", "2018-09-10", "2019-02-01"} {
		v.Days = append(v.Days, ui.Option{Value: d, Label: sv.Date(district.MustDate(d))})
	}
	return web.Render(w, r, status, web.Head{Title: "Flytta dagen"}, view.Day, v)
}

func (p *Pages) moveDay(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	if err := demoOnly(q); err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	day := f.Date("day", "Dag")
	if !f.HasErrors() && (day.Year() < 2010 || day.Year() > 2040) {
		f.Fail("day", "Skriv en dag mellan 2010 och 2040.")
	}
	if f.HasErrors() {
		return p.renderDay(w, r, http.StatusUnprocessableEntity, f)
	}
	if err := p.Store.MoveDemoDay(r.Context(), q.Actor(), web.Once(r), day); err != nil {
		if web.Invalid(err, f) {
			return p.renderDay(w, r, http.StatusUnprocessableEntity, f)
		}
		return err
	}
	return web.Redirect(w, r, paths.Home, "I demon är det nu "+sv.DateLong(day)+".")
}
