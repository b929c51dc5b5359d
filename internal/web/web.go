// Package web is what every page needs: handlers that return an error, routes as data with the permission that opens
// them, who asks (see [Req]), rendering into the shell, forms, redirects with a message, and the one mapping of
// errors to status and Swedish page.
//
// It must not know any area's pages; they know it.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/paths"
)

// A Handler answers a request or returns why it could not. It must not have written anything when it returns an
// error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Permissions that are about being somebody at all, besides those of package authz.
const (
	// Public routes are open to anybody and show only what somebody has published.
	Public authz.Permission = "public"
	// AnyUser routes are for everyone who has logged in completely.
	AnyUser authz.Permission = "any user"
	// HalfUser routes are also for those who have given their password but not yet their second factor.
	HalfUser authz.Permission = "half user"
)

// A Route is an address and who may reach it: the first gate. The second is the scope of every read behind it.
type Route struct {
	Method, Pattern string
	Perm            authz.Permission
	Handler         Handler
}

// App is what handlers stand on.
type App struct {
	Auth    *auth.Auth
	DB      *db.DB
	Log     *slog.Logger
	BaseURL *url.URL
	Secure  bool                // cookies are Secure
	Rooms   func(*Req) RoomList // the menu of a reader
}

// A Req is one request: who asks, on which day, and what it is called in the logs.
type Req struct {
	app *App
	*auth.Identity
	id    string
	ip    string
	room  string
	path  string
	query string
}

type reqKey struct{}

// Of returns the request's Req; it is there in every handler.
func Of(r *http.Request) *Req { return r.Context().Value(reqKey{}).(*Req) }

// Access returns who asks. It is empty for somebody who is not, or not yet completely, logged in.
func (q *Req) Access() authz.Access { return q.Identity.Access }

// Moment returns both clocks as of the request.
func (q *Req) Moment() clock.Moment { return q.Identity.Moment }

// Today returns the business day.
func (q *Req) Today() district.Date { return q.Identity.Moment.Today }

// Demo tells whether the database is a demo.
func (q *Req) Demo() bool { return !q.DemoSince.IsZero() }

// RequestID returns the id under which the request is logged.
func (q *Req) RequestID() string { return q.id }

// Version returns the version of a topic as of the request.
func (q *Req) Version(t db.Topic) int64 { return q.Versions[t] }

// Actor returns who a write of this request is by.
func (q *Req) Actor() db.Actor {
	return db.Actor{Kind: db.ByAccount, ID: q.Identity.Access.Account, RequestID: q.id}
}

// LogError logs what went wrong in a request whose reader is told something else, or nothing. It says no contents, of
// forms or files.
func (q *Req) LogError(ctx context.Context, message string, args ...any) {
	q.app.Log.ErrorContext(ctx, message, append(args, "request", q.id)...)
}

// Can tells whether the reader has the permission anywhere.
func (q *Req) Can(p authz.Permission) bool { return q.Identity.Access.Can(p) }

// CanIn tells whether the reader has the permission for a unit's records.
func (q *Req) CanIn(p authz.Permission, unit int64) bool { return q.Identity.Access.CanIn(p, unit) }

// Scope returns for which units the reader has the permission.
func (q *Req) Scope(p authz.Permission) authz.Scope { return q.Identity.Access.Scope(p) }

// Mount adds routes to a router. A route without a permission is a mistake of the program.
func (a *App) Mount(router chi.Router, routes []Route) {
	for _, rt := range routes {
		if rt.Perm == "" || rt.Handler == nil {
			panic("web: route " + rt.Method + " " + rt.Pattern + " lacks a permission or a handler")
		}
		router.Method(rt.Method, rt.Pattern, a.handle(rt))
	}
}

// Fallback returns the handler of addresses that no route has.
func (a *App) Fallback() http.Handler {
	return a.handle(Route{Perm: Public, Handler: func(http.ResponseWriter, *http.Request) error { return district.ErrNotFound }})
}

// WrongMethod returns the handler of addresses that exist, but not for the method.
func (a *App) WrongMethod() http.Handler {
	return a.handle(Route{Perm: Public, Handler: func(http.ResponseWriter, *http.Request) error { return errMethod }})
}

var errMethod = errors.New("method not allowed")

// handle is the way of every request: who asks, the gate, the page, and the one place where errors end.
func (a *App) handle(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &Req{app: a, Identity: &auth.Identity{Moment: a.DB.Clock().At(0)}, id: middleware.GetReqID(r.Context()), ip: middleware.GetClientIP(r.Context()),
			path: r.URL.Path, query: r.URL.RawQuery}
		r = withoutNonsense(r.WithContext(context.WithValue(r.Context(), reqKey{}, q)))
		defer a.discardFiles(r)
		// Pages are about somebody; the browser may keep them for the back button, but must ask again.
		w.Header().Set("Cache-Control", "private, no-cache")
		w.Header().Add("Vary", "X-Fragment")
		identity, err := a.Auth.Identify(w, r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		q.Identity = identity
		if !isText(r.URL.Path) {
			a.fail(w, r, district.ErrNotFound)
			return
		}
		if to, err := gate(rt.Perm, q, r); err != nil {
			a.fail(w, r, err)
			return
		} else if to != "" {
			http.Redirect(w, r, to, http.StatusSeeOther)
			return
		}
		if err := rt.Handler(w, r); err != nil {
			a.fail(w, r, err)
		}
	})
}

// isText tells whether a part of an address can be text: anything else is nothing that a page of this site has written,
// and the database takes no such text.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// withoutNonsense returns the request without what its query asks for in signs that are no text, as if it were not asked.
func withoutNonsense(r *http.Request) *http.Request {
	query := r.URL.Query()
	clean := true
	for name, values := range query {
		if isText(name) && !slices.ContainsFunc(values, func(v string) bool { return !isText(v) }) {
			continue
		}
		clean = false
		query[name] = slices.DeleteFunc(values, func(v string) bool { return !isText(name) || !isText(v) })
	}
	if clean {
		return r
	}
	u := *r.URL
	u.RawQuery = query.Encode()
	r = r.WithContext(r.Context())
	r.URL = &u
	return r
}

// logged is the address of a request as logs may have it: one that carries a secret is only named by its route.
func logged(r *http.Request) string {
	if route := chi.RouteContext(r.Context()); route != nil && strings.Contains(route.RoutePattern(), "{token}") {
		return route.RoutePattern()
	}
	return r.URL.Path
}

// gate decides whether the route opens: "" and nil when it does, an address to go to first, or an error.
func gate(p authz.Permission, q *Req, r *http.Request) (to string, err error) {
	if p == Public {
		return "", nil
	}
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		back = ""
	}
	switch {
	case q.Session == nil || q.Session.AccountID == 0:
		return paths.LoginThen(back), nil
	case p == HalfUser:
		return "", nil
	case q.Pending == auth.PendingCode:
		return paths.With(paths.SecondFactor, "till", back), nil
	case q.Pending == auth.PendingEnroll:
		return paths.With(paths.EnrollFactor, "till", back), nil
	case p == AnyUser || q.Can(p):
		return "", nil
	}
	return "", district.ErrForbidden
}

// ID returns a positive number in the address; anything else is [district.ErrNotFound].
func ID(r *http.Request, param string) (int64, error) {
	var n int64
	s := chi.URLParam(r, param)
	if s == "" || len(s) > 18 {
		return 0, district.ErrNotFound
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, district.ErrNotFound
		}
		n = n*10 + int64(c-'0')
	}
	if n == 0 {
		return 0, district.ErrNotFound
	}
	return n, nil
}

// Slug returns a word in the address.
func Slug(r *http.Request, param string) string { return chi.URLParam(r, param) }

// CrossOrigin answers a post that another site's page made the browser send.
func (a *App) CrossOrigin(w http.ResponseWriter, r *http.Request) {
	a.handle(Route{Perm: Public, Handler: func(http.ResponseWriter, *http.Request) error { return district.ErrForbidden }}).ServeHTTP(w, r)
}

// Caller returns where the request comes from, for package auth.
func (q *Req) Caller() auth.Caller { return auth.Caller{IP: q.ip, RequestID: q.id} }
