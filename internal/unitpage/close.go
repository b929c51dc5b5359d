package unitpage

import (
	"errors"
	"net/http"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// Closing says that the unit is closed or will be, with a way to undo it for some days, see [store.ReopenDays]. It is
// for units that have a last day.
func Closing(u store.UnitPage, today district.Date, manage bool) (*ui.Badge, *ui.Notice) {
	last, closed := sv.Date(u.Closed.AddDays(-1)), Agree(u.Kind, "stängd", "stängt")
	badge := &ui.Badge{Status: ui.StatusMissed, Text: closed}
	n := &ui.Notice{Tone: ui.ToneWarn, Title: u.Name + " är " + closed, Text: "Sista dagen var " + last + ". Det som hände dessförinnan står kvar i alla siffror."}
	if u.Closed.After(today) {
		badge = &ui.Badge{Status: ui.StatusEnding, Text: "stänger " + last}
		n.Title, n.Text = u.Name+" ska stängas", "Sista dagen är "+last+". Uppdrag och behörigheter slutar samma dag."
	}
	if len(u.Closing) == 0 {
		reorganised(u, today, n)
	}
	if manage && u.MergedInto == nil && len(u.Closing) == 1 && today.DaysSince(u.Closing[0].Day) <= store.ReopenDays {
		n.Action = ui.PostButton{Label: "Ångra stängningen", Action: paths.ReopenUnit(u.Kind, u.Slug), Once: web.NewOnce()}
	}
	return badge, n
}

// CloseForm asks on which day the unit closes; it proposes today.
func (p Pages) CloseForm(w http.ResponseWriter, r *http.Request) error {
	u, err := p.Find(r, authz.UnitManage)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("last", web.Of(r).Today().String())
	return p.showClose(w, r, http.StatusOK, u, f, u.Revision)
}

func (p Pages) showClose(w http.ResponseWriter, r *http.Request, status int, u store.Unit, f *form.Form, revision int) error {
	q := web.Of(r)
	ends, err := p.Store.ClosingPreview(r.Context(), q.Scope(authz.UnitManage), u.ID, q.Today())
	if err != nil {
		return err
	}
	v := parts.UnitClose{F: f, Kicker: u.Kind.Name(), Title: "Stäng " + u.Name + "?", Points: closingPoints(u, ends), Action: paths.CloseUnit(u.Kind, u.Slug),
		Back: paths.EditUnit(u.Kind, u.Slug), Once: web.NewOnce(), Revision: strconv.Itoa(revision)}
	return web.Render(w, r, status, p.Head(v.Title, Crumb(u), ui.Crumb{Label: "Stäng"}), parts.UnitClosePage, v)
}

// closingPoints say what a closing does.
func closingPoints(u store.Unit, c store.Closing) []string {
	points := []string{u.Name + " finns till och med sin sista dag, och räknas inte i något mål efter den.",
		"Det som har hänt fram till dess står kvar, i siffror, kurvor och historik."}
	if c.Assignments > 0 {
		points = append(points, sv.Assignment.Count(c.Assignments)+" som pågår eller är på väg slutar samma dag.")
	}
	if c.Grants > 0 {
		points = append(points, sv.Grant.Count(c.Grants)+" slutar samma dag. "+
			sv.Plural(c.Grants, "Den som har den når", "De som har dem når")+" inte längre sidorna i Verkstad.")
	}
	if c.Areas > 0 {
		points = append(points, sv.Area.Count(c.Areas)+" som "+u.Name+" arbetar i släpps samma dag.")
	}
	return append(points, "Du kan ångra i "+strconv.Itoa(store.ReopenDays)+" dagar, så länge ingen har ändrat det som avslutades.")
}

// Close closes the unit after the day that was posted.
func (p Pages) Close(w http.ResponseWriter, r *http.Request) error {
	u, err := p.Find(r, authz.UnitManage)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	last := f.Date("last", "Sista dag")
	if f.HasErrors() {
		return p.showClose(w, r, http.StatusUnprocessableEntity, u, f, web.Revision(f))
	}
	if _, err := p.Store.CloseUnit(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID, web.Revision(f), last); err != nil {
		if web.Invalid(err, f) {
			return p.showClose(w, r, http.StatusUnprocessableEntity, u, f, web.Revision(f))
		}
		return err
	}
	message := u.Name + " är " + Agree(u.Kind, "stängd", "stängt") + ". Sista dagen var " + sv.Date(last) + "."
	if !last.Before(web.Of(r).Today()) {
		message = u.Name + " stänger. Sista dagen är " + sv.Date(last) + "."
	}
	return web.RedirectUndo(w, r, paths.Unit(u.Kind, u.Slug), message, paths.ReopenUnit(u.Kind, u.Slug))
}

// Reopen undoes the closing of the unit.
func (p Pages) Reopen(w http.ResponseWriter, r *http.Request) error {
	u, err := p.Find(r, authz.UnitManage)
	if err != nil {
		return err
	}
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	_, err = p.Store.ReopenUnit(r.Context(), web.Of(r).Actor(), web.Once(r), u.ID)
	var invalid *district.Invalid
	if errors.As(err, &invalid) && len(invalid.Fields) > 0 {
		return web.RedirectWarn(w, r, paths.Unit(u.Kind, u.Slug), invalid.Fields[0].Message)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Unit(u.Kind, u.Slug), u.Name+" är "+Agree(u.Kind, "öppen", "öppet")+" igen, med uppdragen och behörigheterna som förut.")
}
