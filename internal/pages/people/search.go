package people

import (
	"fmt"
	"net/http"
	"strconv"

	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/people"
	"verkstad/templates/ui"
)

// rowsPerPage is how many people a search shows at a time.
const rowsPerPage = 50

// which are the choices of the search: who is looked among.
var which = []ui.Option{{Value: "", Label: "De som har uppdrag i dag"}, {Value: "utan", Label: "De som inte har uppdrag i dag"}, {Value: "alla", Label: "Alla"}}

// search shows the people of the district.
func (p *Pages) search(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	query := r.URL.Query().Get("namn")
	v := view.SearchView{Action: paths.People, Query: query, Options: which}
	for _, o := range which {
		if o.Value == r.URL.Query().Get("vilka") {
			v.Which = o.Value
		}
	}
	page := web.Page(r)
	hits, err := p.Store.SearchPeople(r.Context(), q.Actor(), q.Moment().Now, q.Today(),
		store.PersonFilter{Query: query, Which: v.Which, Offset: (page - 1) * rowsPerPage, Limit: rowsPerPage})
	if err != nil {
		return err
	}
	if query != "" || v.Which != "" {
		v.Clear = paths.People
	}
	v.Rows = rows(hits, 0)
	if len(hits) > 0 {
		v.Count = sv.Person.Count(hits[0].Total)
		pages := (hits[0].Total + rowsPerPage - 1) / rowsPerPage
		v.Paging = ui.Paging{Page: page, Pages: pages, Total: v.Count}
		turn := func(to int) string {
			return paths.With(paths.People, "namn", query, "vilka", v.Which, "sida", strconv.Itoa(to))
		}
		if page > 1 {
			v.Paging.PrevHref = turn(page - 1)
		}
		if page < pages {
			v.Paging.NextHref = turn(page + 1)
		}
	} else {
		v.Empty = nobody(v.Clear != "" || page > 1)
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Personer", Room: web.RoomPeople}, view.Search, v)
}

// nobody stands where the list would be.
func nobody(filtered bool) *ui.Empty {
	if filtered {
		return &ui.Empty{Title: "Ingen passar sökningen.", Text: "Sök på en del av namnet, eller bland alla.",
			Action: ui.LinkButton{Label: "Sök bland alla", Href: paths.With(paths.People, "vilka", "alla")}}
	}
	return &ui.Empty{Title: "Ingen har ett uppdrag än.", Text: "Personer kommer hit när någon utser dem i ett uppdrag.",
		Action: ui.LinkButton{Label: "Gå till uppdragen", Href: paths.Matrix}}
}

// rows are the people found, without the one given; each leads to its page.
func rows(hits []store.PersonHit, without int64) []view.PersonRow {
	var out []view.PersonRow
	for _, h := range hits {
		if h.ID != without {
			out = append(out, view.PersonRow{Name: h.Name, Href: paths.Person(h.ID), Holds: holds(h)})
		}
	}
	return out
}

func holds(h store.PersonHit) string {
	if len(h.Holds) == 0 {
		return "inget uppdrag"
	}
	return sv.Join(" · ", h.Holds...)
}

// mergeForm asks which other row is the same person, and then what is to be done.
func (p *Pages) mergeForm(w http.ResponseWriter, r *http.Request) error {
	return p.renderMerge(w, r, http.StatusOK, "")
}

func (p *Pages) renderMerge(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	page, err := p.read(r)
	if err != nil {
		return err
	}
	if page.Asked != page.ID || page.EmptiedAt != nil {
		return district.ErrNotFound
	}
	q := web.Of(r)
	other, _ := strconv.ParseInt(r.URL.Query().Get("med"), 10, 64)
	crumb := ui.Crumb{Label: page.Name, Href: paths.Person(page.ID)}
	h := head(q, "Slå ihop "+page.Name, crumb, ui.Crumb{Label: "Slå ihop"})
	if other == 0 {
		v := view.MergeSearchView{Title: h.Title, Lead: "Sök upp dubbletten. Allt som hör till den flyttas hit.", Action: paths.MergePerson(page.ID, 0),
			Query: r.URL.Query().Get("namn"), Back: paths.Person(page.ID)}
		v.Searched = v.Query != ""
		if !v.Searched {
			v.Query = page.Name // most duplicates are called the same
			v.Searched = true
		}
		hits, err := p.Store.SearchPeople(r.Context(), q.Actor(), q.Moment().Now, q.Today(), store.PersonFilter{Query: v.Query, Which: "alla", Limit: 20})
		if err != nil {
			return err
		}
		for _, hit := range hits {
			if hit.ID != page.ID {
				v.Rows = append(v.Rows, view.PersonRow{Name: hit.Name, Href: paths.MergePerson(page.ID, hit.ID), Holds: holds(hit)})
			}
		}
		return web.Render(w, r, status, h, view.MergeSearch, v)
	}
	m, err := p.Store.MergePreview(r.Context(), page.ID, other)
	if err != nil {
		return err
	}
	v := view.MergeView{Title: h.Title, Problem: m.Problem(), Back: paths.Person(page.ID), Swap: paths.MergePerson(other, page.ID)}
	if v.Problem == "" {
		v.Problem = problem
	}
	v.Confirm = ui.Confirm{Title: h.Title, Text: "Det går inte att ångra.", Points: mergePoints(m), Action: paths.MergePerson(page.ID, 0), Once: web.NewOnce(),
		Hidden: []ui.Pair{{Name: "other", Value: strconv.FormatInt(other, 10)}}, Label: "Slå ihop", CancelHref: paths.Person(page.ID)}
	return web.Render(w, r, status, h, view.Merge, v)
}

// mergePoints say what a merge will do.
func mergePoints(m store.Merge) []string {
	points := []string{
		fmt.Sprintf("%s behålls. Den andra raden, %s, försvinner och dess adress leder hit.", title(m.Keep.Person), title(m.Drop.Person)),
		sv.Capital(sv.Assignment.CountOrNone(m.Drop.Assignments)) + " flyttas hit.",
		sv.Capital(sv.Count(m.Drop.Contacts, "kontaktväg", "kontaktvägar")) + " flyttas hit. Det som redan finns här läggs inte till igen.",
	}
	if m.Drop.AccountID != nil {
		points = append(points, "Kontot "+m.Drop.Email+" hör sedan till den här personen.")
	}
	return points
}

// merge makes two rows one.
func (p *Pages) merge(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	id, err := web.ID(r, "id")
	if err != nil {
		return err
	}
	other := f.ID("other", "Person")
	if f.HasErrors() {
		return p.renderMerge(w, r, http.StatusUnprocessableEntity, "")
	}
	kept, err := p.Store.MergePeople(r.Context(), web.Of(r).Actor(), web.Once(r), id, other)
	if web.Invalid(err, f) {
		query := r.URL.Query()
		query.Set("med", strconv.FormatInt(other, 10))
		r.URL.RawQuery = query.Encode()
		return p.renderMerge(w, r, http.StatusUnprocessableEntity, f.Errors()[0].Message)
	}
	if err != nil {
		return fmt.Errorf("merge people: %w", err)
	}
	return web.Redirect(w, r, paths.Person(kept), "De två är nu en person.")
}

// emptyForm asks before a person is forgotten.
func (p *Pages) emptyForm(w http.ResponseWriter, r *http.Request) error {
	return p.renderEmpty(w, r, http.StatusOK, "")
}

func (p *Pages) renderEmpty(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	page, err := p.read(r)
	if err != nil {
		return err
	}
	if page.Asked != page.ID || page.EmptiedAt != nil {
		return district.ErrNotFound
	}
	v := view.EmptyView{Problem: problem, Confirm: ui.Confirm{Title: "Töm " + page.Name, Text: "Det går inte att ångra.", Points: []string{
		"Namnet och alla kontaktvägar tas bort.", "Uppdragen står kvar utan namn, så att siffror och historik stämmer.", "Ett stängt konto töms också."},
		Action: paths.EmptyPerson(page.ID), Once: web.NewOnce(), Revision: strconv.Itoa(page.Revision), Label: "Töm personen", CancelHref: paths.Person(page.ID)}}
	h := head(web.Of(r), v.Confirm.Title, ui.Crumb{Label: page.Name, Href: paths.Person(page.ID)}, ui.Crumb{Label: "Töm"})
	return web.Render(w, r, status, h, view.Empty, v)
}

// empty forgets a person.
func (p *Pages) empty(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	id, err := web.ID(r, "id")
	if err != nil {
		return err
	}
	err = p.Store.EmptyPerson(r.Context(), web.Of(r).Actor(), web.Once(r), id, web.Revision(f))
	if web.Invalid(err, f) {
		return p.renderEmpty(w, r, http.StatusUnprocessableEntity, f.Errors()[0].Message)
	}
	if err != nil {
		return fmt.Errorf("empty person: %w", err)
	}
	return web.Redirect(w, r, paths.Person(id), "Personen är tömd.")
}
