package mergers

import (
	"errors"
	"net/http"
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/mergers"
	"verkstad/templates/ui"
)

func (p *Pages) askUndo(w http.ResponseWriter, r *http.Request) error {
	return p.showUndo(w, r, http.StatusOK)
}

// showUndo shows exactly what an undoing would do, whose access comes back and whose ends included.
func (p *Pages) showUndo(w http.ResponseWriter, r *http.Request, status int) error {
	q := web.Of(r)
	c, err := p.read(r, authz.UnitManage)
	if err != nil {
		return err
	}
	undone, err := p.Store.PreviewUndo(r.Context(), q.Actor(), q.Scope(authz.UnitManage), q.Scope(authz.AssignmentRead), c.ID)
	var invalid *district.Invalid
	if errors.As(err, &invalid) && len(invalid.Fields) > 0 {
		return web.RedirectWarn(w, r, paths.Reorganisation(c.ID), invalid.Fields[0].Message)
	}
	if err != nil {
		return err
	}
	text := unitpage.ReorganisedText(c.ReorganisationRow, q.Today())
	v := view.UndoView{Title: "Ångra att " + text + "?", Lead: "Från och med " + sv.Date(c.Day) + ".",
		Points: []string{"Uppdrag och områden som slutade går vidare som om inget hade hänt.", "Det som började på nytt tas bort. " + founded(c),
			"Siffror från och med " + sv.Date(c.Day) + " räknas om."},
		Form: ui.Form{Action: paths.UndoReorganisation(c.ID), Once: web.NewOnce(), Hidden: []ui.Pair{{Name: "sedd", Value: undone.Digest()}},
			Submit: "Ångra", SubmitKind: ui.Danger, CancelHref: paths.Reorganisation(c.ID)}}
	coming := c.Day.After(q.Today())
	if coming {
		v.Title, v.Form.Submit = "Ställa in att "+text+"?", "Ställ in"
		v.Points[0], v.Points[1] = "Uppdrag och områden fortsätter som om inget hade bestämts.", "Det som skulle börja på nytt tas bort. "+founded(c)
	}
	if v.Lists = accessLists(undone, coming); len(v.Lists) == 0 {
		v.Points = append(v.Points, "Ingens behörighet ändras.")
	}
	if status == http.StatusConflict {
		v.Changed = &ui.Notice{Tone: ui.ToneWarn, Title: "Något har ändrats", Text: "Inget är ångrat än. Det här är vad som skulle hända nu. Läs igenom det en gång till."}
	}
	return web.Render(w, r, status, listHead(v.Title, ui.Crumb{Label: listTitle, Href: paths.Reorganisations},
		ui.Crumb{Label: c.Kind.Name(), Href: paths.Reorganisation(c.ID)}, ui.Crumb{Label: v.Form.Submit}), view.Undo, v)
}

// accessLists are the accounts whose access comes back and ends, line by line; none when nobody's does.
func accessLists(u store.Undone, coming bool) []view.PreviewList {
	back := view.PreviewList{ID: "far-tillbaka", Title: "Får tillbaka behörighet", Open: true}
	gone := view.PreviewList{ID: "forlorar", Title: "Förlorar behörighet", Open: true}
	if coming {
		back.Title, gone.Title = "Förlorar inte sin behörighet", "Får ingen ny behörighet"
	}
	for _, a := range u.Back {
		row := accessRow(a) + " (tills vidare)"
		if !a.Last.IsZero() {
			row = accessRow(a) + " (till och med " + sv.Date(a.Last) + ")"
		}
		back.Rows = append(back.Rows, row)
	}
	for _, a := range u.Gone {
		gone.Rows = append(gone.Rows, accessRow(a))
	}
	return slices.DeleteFunc([]view.PreviewList{back, gone}, func(l view.PreviewList) bool { return len(l.Rows) == 0 })
}

func accessRow(a store.UndoneAccess) string {
	name := a.Person
	if name == "" {
		name = "Ett konto"
	}
	return name + ": " + sv.Join(" ", authz.Role(a.Role).Name(), where(a.Unit))
}

// founded says which units an undoing takes away.
func founded(c store.ReorganisationPage) string {
	var names []string
	for _, u := range c.To() {
		if u.Founded {
			names = append(names, u.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return sv.List(names) + " försvinner."
}

func (p *Pages) undo(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	c, err := p.read(r, authz.UnitManage)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	seen := f.Get("sedd")
	if seen == "" {
		seen = "nothing"
	}
	id, err := p.Store.UndoReorganisation(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.UnitManage), c.ID, seen)
	var invalid *district.Invalid
	switch {
	case errors.As(err, &invalid) && len(invalid.Fields) > 0:
		return web.RedirectWarn(w, r, paths.Reorganisation(c.ID), invalid.Fields[0].Message)
	case errors.Is(err, district.ErrConflict):
		return p.showUndo(w, r, http.StatusConflict)
	case err != nil:
		return err
	}
	u, err := p.Store.Unit(r.Context(), q.Scope(authz.UnitManage), id)
	if err != nil {
		return err
	}
	message := c.Kind.Name() + "en är ångrad. Allt är som det var innan."
	if c.Day.After(q.Today()) {
		message = c.Kind.Name() + "en är inställd. Allt är som det var innan."
	}
	return web.Redirect(w, r, paths.Unit(u.Kind, u.Slug), message)
}
