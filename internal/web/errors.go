package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/templates/ui"
)

const demoClock = authz.DemoClock

// statusOf maps a kind of error to its status.
func statusOf(err error) int {
	var inv *district.Invalid
	switch {
	case errors.As(err, &inv), errors.Is(err, errBadForm):
		return http.StatusUnprocessableEntity
	case errors.Is(err, errTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, district.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, district.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, district.ErrConflict):
		return http.StatusConflict
	case errors.Is(err, district.ErrTooMany):
		return http.StatusTooManyRequests
	case errors.Is(err, district.ErrUnavailable):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail is where every error ends: logged once when it is ours, and told in Swedish without its inner text.
func (a *App) fail(w http.ResponseWriter, r *http.Request, err error) {
	q := Of(r)
	if errors.Is(err, auth.ErrRevoked) || errors.Is(err, auth.ErrNotSignedIn) {
		http.Redirect(w, r, paths.Login, http.StatusSeeOther) // the session ended while the request was running
		return
	}
	status := statusOf(err)
	if status >= 500 {
		if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
			return // the reader has gone away
		}
		a.Log.ErrorContext(r.Context(), "request failed", "err", err, "status", status, "path", logged(r), "request", q.id)
	}
	var stale *district.StaleError
	if errors.As(err, &stale) && r.Method == http.MethodPost {
		a.writeError(w, r, status, ui.ErrorTitle(status), q.conflict(stale, r))
		return
	}
	body := ui.ErrorBody{Code: status, RequestID: q.id, Links: []ui.Link{{Label: "Till startsidan", Href: paths.Home}}}
	var inv *district.Invalid
	switch {
	case errors.As(err, &inv) && len(inv.Fields) > 0:
		body.Text = inv.Fields[0].Message
	case status == http.StatusRequestEntityTooLarge:
		body.Code, body.Title = 422, "Det du skickade är för stort"
		body.Text = "Gå tillbaka och välj en mindre fil eller skriv en kortare text."
	case status == http.StatusMethodNotAllowed:
		body.Code = 404
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		retry := 10
		var many *auth.TooManyError
		if errors.As(err, &many) {
			retry = int(many.Wait.Seconds()) + 1
		}
		w.Header().Set("Retry-After", strconv.Itoa(retry))
	}
	if body.Title == "" {
		body.Title = ui.ErrorTitle(body.Code)
	}
	a.writeError(w, r, status, body.Title, body)
}

func (a *App) writeError(w http.ResponseWriter, r *http.Request, status int, title string, body templ.Component) {
	same := func(c templ.Component) templ.Component { return c }
	if err := Render(w, r, status, Head{Title: title, Bare: !Of(r).Identity.Access.SignedIn()}, same, body); err != nil {
		a.Log.ErrorContext(r.Context(), "error page failed", "err", err, "request", Of(r).id)
		http.Error(w, "Något gick fel. Försök igen om en stund.", http.StatusInternalServerError)
	}
}

// conflict is the page of a lost update: what was written beside what stands there now. Posting from it saves the
// written version on top of the revision that was just shown.
func (q *Req) conflict(stale *district.StaleError, r *http.Request) templ.Component {
	c := ui.Conflict{Who: stale.ByWhom, Action: r.URL.Path, Once: NewOnce(), Revision: strconv.Itoa(stale.Revision), KeepHref: r.URL.Path}
	for _, f := range stale.Now {
		yours := f.Yours(r.PostForm[f.Name])
		if theirs := f.Theirs(); yours != theirs {
			c.Rows = append(c.Rows, ui.ConflictRow{Label: f.Label, Yours: yours, Theirs: theirs})
		}
	}
	for _, name := range hiddenValues(r.PostForm, "_once", "revision") {
		for _, v := range r.PostForm[name] {
			c.Hidden = append(c.Hidden, ui.Pair{Name: name, Value: v})
		}
	}
	return c
}
