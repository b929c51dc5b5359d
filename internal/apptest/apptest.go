// Package apptest is the whole application over HTTP for tests: a server on a database of its own, and clients that
// are logged in as a role. Test-only.
package apptest

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/config"
	"verkstad/internal/fixture"
	"verkstad/internal/htmlcheck"
	"verkstad/internal/server"
	"verkstad/internal/web"
)

// An App is a running application.
type App struct {
	*fixture.World
	Auth    *auth.Auth
	Server  *server.Server
	URL     string
	http    *httptest.Server
	handler func() http.Handler
	log     *logTo
}

// New returns an application on an empty demo database, in which the second factor is optional.
func New(t testing.TB) *App {
	t.Helper()
	w := fixture.New(t)
	if err := w.DB.MarkDemo(w.Ctx, w.Actor, fixture.Today); err != nil {
		t.Fatalf("apptest: mark demo: %v", err)
	}
	return Over(t, w)
}

// Strict returns an application on an empty database without the mark of a demo: the second factor is required.
func Strict(t testing.TB) *App {
	t.Helper()
	return Over(t, fixture.New(t))
}

// Over returns an application on the world's database; several may stand on one.
func Over(t testing.TB, w *fixture.World) *App {
	t.Helper()
	a, err := auth.New(w.DB, auth.Options{CookieName: "__Host-sid", Secure: true, SecondFactorOptional: true})
	if err != nil {
		t.Fatalf("apptest: %v", err)
	}
	app := &App{World: w, Auth: a, log: &logTo{t: t}}
	// The server's own name is only known when it listens.
	app.http = httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { app.handler().ServeHTTP(rw, r) }))
	t.Cleanup(app.http.Close)
	app.URL = app.http.URL
	base, err := url.Parse(app.URL)
	if err != nil {
		t.Fatalf("apptest: %v", err)
	}
	app.Server = server.New(config.Config{BaseURL: base, CookieName: "__Host-sid", CookieSecure: true}, w.DB, a, slog.New(slog.NewTextHandler(app.log, nil)))
	handler := app.Server.Handler()
	app.handler = func() http.Handler { return handler }
	return app
}

// Logged returns what the application has logged so far.
func (a *App) Logged() string {
	a.log.mu.Lock()
	defer a.log.mu.Unlock()
	return a.log.kept.String()
}

// logTo writes the application's log to the test's, and keeps it.
type logTo struct {
	t    testing.TB
	mu   sync.Mutex
	kept strings.Builder
}

func (l *logTo) Write(p []byte) (int, error) {
	l.t.Logf("%s", strings.TrimRight(string(p), "\n"))
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept.Write(p)
}

// A Client is a browser without script: it keeps cookies and does not follow redirects by itself.
type Client struct {
	app     *App
	http    *http.Client
	Account fixture.Account
}

// Anonymous returns a client that is not logged in.
func (a *App) Anonymous() *Client {
	a.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.T.Fatalf("apptest: %v", err)
	}
	c := *a.http.Client()
	c.Jar = jar
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{app: a, http: &c}
}

// As returns a client logged in with a new account that has the role, in the unit or with 0 in the whole district.
func (a *App) As(role authz.Role, unit int64) *Client {
	a.T.Helper()
	return a.With(a.World.Account(role, unit))
}

// With returns a client logged in with an account.
func (a *App) With(account fixture.Account) *Client {
	a.T.Helper()
	c := a.Anonymous()
	c.Account = account
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, a.URL+"/", nil)
	if err := a.Auth.SignIn(a.Ctx, rec, r, account.ID); err != nil {
		a.T.Fatalf("apptest: sign in: %v", err)
	}
	u, err := url.Parse(a.URL)
	if err != nil {
		a.T.Fatalf("apptest: %v", err)
	}
	c.http.Jar.SetCookies(u, rec.Result().Cookies())
	return c
}

// A Response is an answer with its body read; Page is nil when it is not HTML.
type Response struct {
	Code     int
	Header   http.Header
	Location string // of a redirect, as path
	Body     string
	*htmlcheck.Page
}

// Get asks for a path.
func (c *Client) Get(path string) *Response {
	c.app.T.Helper()
	return c.do(http.MethodGet, path, nil, nil)
}

// Post posts a form as a browser on the site's own page does.
func (c *Client) Post(path string, form url.Values) *Response {
	c.app.T.Helper()
	return c.do(http.MethodPost, path, strings.NewReader(form.Encode()), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}})
}

// Do sends a request with a body and headers of the test's own.
func (c *Client) Do(method, path string, body io.Reader, header http.Header) *Response {
	c.app.T.Helper()
	return c.do(method, path, body, header)
}

// Submit posts a form of a page, by its button.
func (c *Client) Submit(f *htmlcheck.Form, button string) *Response {
	c.app.T.Helper()
	method, action, values := f.Press(button)
	if strings.EqualFold(method, http.MethodGet) {
		return c.Get(action + "?" + values.Encode())
	}
	return c.Post(action, values)
}

// Follow follows a redirect, failing when the answer is none.
func (c *Client) Follow(r *Response) *Response {
	c.app.T.Helper()
	if r.Code != http.StatusSeeOther {
		c.app.T.Fatalf("want a redirect, got %d: %.300s", r.Code, text(r))
	}
	return c.Get(r.Location)
}

// OK fails unless the answer is 200, and returns it.
func (r *Response) OK(t testing.TB) *Response {
	t.Helper()
	if r.Code != http.StatusOK {
		t.Fatalf("want 200, got %d: %.300s", r.Code, text(r))
	}
	return r
}

// Is fails unless the answer has the status, and returns it.
func (r *Response) Is(t testing.TB, code int) *Response {
	t.Helper()
	if r.Code != code {
		t.Fatalf("want %d, got %d: %.300s", code, r.Code, text(r))
	}
	return r
}

func text(r *Response) string {
	if r.Page != nil {
		return r.Page.Text()
	}
	return r.Body
}

func (c *Client) do(method, path string, body io.Reader, header http.Header) *Response {
	c.app.T.Helper()
	r, err := http.NewRequestWithContext(c.app.Ctx, method, c.app.URL+path, body)
	if err != nil {
		c.app.T.Fatalf("apptest: %s %s: %v", method, path, err)
	}
	for k, v := range header {
		r.Header[k] = v
	}
	res, err := c.http.Do(r)
	if err != nil {
		c.app.T.Fatalf("apptest: %s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.app.T.Fatalf("apptest: %s %s: %v", method, path, err)
	}
	out := &Response{Code: res.StatusCode, Header: res.Header, Body: string(b)}
	if l := res.Header.Get("Location"); l != "" {
		out.Location = strings.TrimPrefix(l, c.app.URL)
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && len(b) > 0 {
		out.Page = htmlcheck.Parse(c.app.T, out.Body)
	}
	return out
}

// Routes returns the application's route table.
func (a *App) Routes() []web.Route { return a.Server.Routes() }
