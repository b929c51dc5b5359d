package unitpage

import (
	"errors"
	"net/http"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// ReorganisedText says what a merger or division is, as of a day: "Danderyd gick upp i Täby-Danderyd".
func ReorganisedText(r store.ReorganisationRow, today district.Date) string {
	var from, to []string
	for _, u := range r.From() {
		from = append(from, u.Name)
	}
	founded, closes := false, false
	for _, u := range r.To() {
		to = append(to, u.Name)
		founded = founded || u.Founded
	}
	for _, u := range r.From() {
		closes = closes || u.Closes
	}
	tense := func(past, coming string) string {
		if r.Day.After(today) {
			return coming
		}
		return past
	}
	switch {
	case r.Kind == district.Merger && founded:
		return sv.List(from) + tense(" slogs ihop till ", " slås ihop till ") + sv.List(to)
	case r.Kind == district.Merger:
		return sv.List(from) + tense(" gick upp i ", " går upp i ") + sv.List(to)
	case closes:
		return sv.List(from) + tense(" delades i ", " delas i ") + sv.List(to)
	}
	return sv.List(to) + tense(" bildades av en del av ", " bildas av en del av ") + sv.List(from)
}

// Reorganised is how a unit came to be and what became of it: the mergers and divisions of it and of those that went up
// in it.
func Reorganised(u store.UnitPage, today district.Date) []ui.Event {
	var out []ui.Event
	for _, r := range u.Changes {
		e := ui.Event{When: sv.Date(r.Day), Title: ReorganisedText(r, today), Href: paths.Reorganisation(r.ID)}
		if r.Day.After(today) {
			e.Status = ui.StatusUpcoming
		}
		out = append(out, e)
	}
	return out
}

// Formerly are the units that have gone up in a unit by the day, which is what it is also known as.
func Formerly(u store.UnitPage, today district.Date) []ui.Link {
	var out []ui.Link
	for _, x := range u.Predecessors {
		if x.Closed.After(today) {
			continue
		}
		l := ui.Link{Label: sv.Join(", ", x.Name, "till och med "+sv.Date(x.Closed.AddDays(-1)))}
		if x.Into != u.Name {
			l.Label += ", genom " + x.Into
		}
		if x.Slug != "" {
			l.Href = paths.With(paths.Unit(x.Kind, x.Slug), "visa", "stangd")
		}
		out = append(out, l)
	}
	return out
}

// Successor leads on from the page of a unit that has gone up in another: ok is true when it has answered. A reader who
// cannot see the old unit is led on too, when the new one is in scope; otherwise the old one is not there.
func (p Pages) Successor(w http.ResponseWriter, r *http.Request, u store.UnitPage, err error) (ok bool, _ error) {
	q := web.Of(r)
	if errors.Is(err, district.ErrNotFound) {
		to, err := p.Store.SuccessorOf(r.Context(), q.Scope(authz.UnitRead), web.Slug(r, "slug"), q.Today())
		if errors.Is(err, district.ErrNotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		return true, web.Redirect(w, r, paths.Unit(to.Kind, to.Slug), "")
	}
	if err != nil || u.SuccessorSlug == "" || r.URL.Query().Get("visa") != "" {
		return false, nil
	}
	text := u.Name + " gick upp i " + u.MergedName + " efter " + sv.Date(u.Closed.AddDays(-1))
	if u.SuccessorName != u.MergedName {
		text += ", och hör nu till " + u.SuccessorName
	}
	return true, web.Redirect(w, r, paths.Unit(u.SuccessorKind, u.SuccessorSlug), text+".")
}

// ReorganiseButton leads to where a unit is merged or divided, nil where that cannot be.
func ReorganiseButton(q *web.Req, u store.UnitPage) *ui.LinkButton {
	if !q.CanIn(authz.UnitManage, u.ID) || !u.Kind.CanReorganise() || !u.Closed.IsZero() {
		return nil
	}
	return &ui.LinkButton{Label: "Slå ihop eller dela", Href: paths.Reorganise(u.Kind, u.Slug)}
}

// Changes is the part of a unit's page about mergers and divisions, nil when there have been none.
func Changes(u store.UnitPage, today district.Date) *parts.UnitChanges {
	v := &parts.UnitChanges{Events: Reorganised(u, today), Formerly: Formerly(u, today)}
	if len(v.Events)+len(v.Formerly) == 0 {
		return nil
	}
	return v
}

// reorganised says of a unit that closes why: it goes up in another or is divided. Where that was written by hand,
// nothing is known but which one goes on.
func reorganised(u store.UnitPage, today district.Date, n *ui.Notice) {
	for _, r := range u.Changes {
		for _, from := range r.From() {
			if from.ID != u.ID || !from.Closes {
				continue
			}
			n.Title = ReorganisedText(r, today)
			if u.Closed.After(today) {
				n.Text = "Sista dagen är " + sv.Date(u.Closed.AddDays(-1)) + ". Uppdrag och behörigheter slutar samma dag. Det som går vidare börjar dagen efter."
			}
			n.Action = ui.LinkButton{Label: "Visa vad som gick vidare", Href: paths.Reorganisation(r.ID)}
			if u.Closed.After(today) {
				n.Action = ui.LinkButton{Label: "Visa vad som går vidare", Href: paths.Reorganisation(r.ID)}
			}
			return
		}
	}
	if u.MergedName != "" {
		n.Title = u.Name + " gick upp i " + u.MergedName
	}
}

// SplitFact adds from where a unit was divided off to its facts.
func SplitFact(facts []ui.Definition, u store.UnitPage) []ui.Definition {
	if u.SplitName == "" {
		return facts
	}
	d := ui.Definition{Term: "Delad från", Text: u.SplitName}
	if u.SplitSlug != "" {
		d.Href = paths.Unit(u.SplitKind, u.SplitSlug)
	}
	return append(facts, d)
}
