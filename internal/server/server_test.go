package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
)

func TestLogInAndOut(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	account := app.Account(authz.DistrictStaff, 0)
	c := app.Anonymous()

	r := c.Get(paths.Account)
	if r.Code != http.StatusSeeOther || !strings.HasPrefix(r.Location, paths.Login) {
		t.Fatalf("a page for users answers strangers with %d %s", r.Code, r.Location)
	}
	login := c.Follow(r).OK(t)
	login.Valid()
	f := login.Form("Logga in")
	f.Set("E-post", "  "+strings.ToUpper(account.Email))
	f.Set("Lösenord", fixture.Password)
	r = c.Submit(f, "Logga in")
	if r.Location != paths.Account {
		t.Fatalf("after login: %d %s", r.Code, r.Location)
	}
	own := c.Follow(r).OK(t)
	own.Valid()
	own.HasText(account.Name, "Kansliet", "Hela distriktet")

	out := c.Post(paths.Logout, url.Values{})
	if out.Location != paths.Login {
		t.Fatalf("after logout: %d %s", out.Code, out.Location)
	}
	if r := c.Get(paths.Account); r.Code != http.StatusSeeOther {
		t.Errorf("after logout the own page answers %d", r.Code)
	}
}

func TestWrongPasswordSaysTheSameForEverybody(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	account := app.Account(authz.Press, 0)
	var seen []string
	for _, email := range []string{account.Email, "finns-inte@example.org"} {
		r := app.Anonymous().Post(paths.Login, url.Values{"email": {email}, "password": {"fel fel fel fel"}}).Is(t, http.StatusUnprocessableEntity)
		seen = append(seen, strings.ReplaceAll(r.Text(), email, ""))
	}
	if seen[0] != seen[1] {
		t.Errorf("the pages differ:\n%s\n%s", seen[0], seen[1])
	}
}

// In a database that is no demo a role that sees names must set up a second factor before it sees anything.
func TestSecondFactorIsAskedFor(t *testing.T) {
	t.Parallel()
	app := apptest.Strict(t)
	staff := app.As(authz.DistrictStaff, 0)
	r := staff.Get(paths.Search)
	if !strings.HasPrefix(r.Location, paths.EnrollFactor) {
		t.Fatalf("a page for users answered %d %s, want the set-up of a second factor", r.Code, r.Location)
	}
	staff.Follow(r).OK(t).Valid()
	unit := app.Association("Farsta")
	chair := app.As(authz.AssociationChair, unit.ID)
	chair.Get(paths.Search).OK(t)
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	h := app.Anonymous().Get(paths.Login).OK(t).Header
	for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "same-origin", "X-Frame-Options": "DENY", "Cache-Control": "private, no-cache"} {
		if !strings.HasPrefix(h.Get(name), want) {
			t.Errorf("%s is %q, want %q", name, h.Get(name), want)
		}
	}
	if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
		t.Error("the policy allows something unsafe")
	}
}

func TestPostsFromElsewhereAreRefused(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	c := app.As(authz.DistrictStaff, 0)
	body := func() *strings.Reader { return strings.NewReader("day=2018-09-09") }
	form := "application/x-www-form-urlencoded"
	for name, h := range map[string]http.Header{
		"another site":     {"Content-Type": {form}, "Sec-Fetch-Site": {"cross-site"}},
		"a sibling":        {"Content-Type": {form}, "Sec-Fetch-Site": {"same-site"}},
		"a foreign origin": {"Content-Type": {form}, "Origin": {"https://evil.example"}},
		"says nothing":     {"Content-Type": {form}},
	} {
		if r := c.Do(http.MethodPost, paths.DemoDay, body(), h); r.Code != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", name, r.Code)
		}
	}
	if r := c.Do(http.MethodPost, paths.DemoDay, body(), http.Header{"Content-Type": {form}, "Origin": {app.URL}}); r.Code != http.StatusSeeOther {
		t.Errorf("the own origin: %d, want 303", r.Code)
	}
}

func TestRedirectsStayHere(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	account := app.Account(authz.Press, 0)
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/\t/evil.example"} {
		r := app.Anonymous().Post(paths.Login, url.Values{"email": {account.Email}, "password": {fixture.Password}, "till": {next}})
		if r.Location != paths.Home {
			t.Errorf("%q led to %q", next, r.Location)
		}
	}
}

func TestMovingTheDay(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	c := app.As(authz.DistrictStaff, 0)
	page := c.Get(paths.DemoDay).OK(t)
	f := page.Form("Flytta dagen")
	f.Set("Dag", "9 september 2018")
	home := c.Follow(c.Submit(f, "Flytta dagen")).OK(t)
	home.HasText("söndag 9 september 2018")
	if r := app.As(authz.BoardMember, 0).Post(paths.DemoDay, url.Values{"day": {"2018-01-01"}}); r.Code != http.StatusForbidden {
		t.Errorf("a board member moved the day: %d", r.Code)
	}
}

func TestUnknownAddresses(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	r := app.Anonymous().Get("/finns-inte").Is(t, http.StatusNotFound)
	r.Valid()
	app.As(authz.DistrictStaff, 0).Get("/finns-inte").Is(t, http.StatusNotFound).Valid()
}

// A day before the office's own access would leave nobody who could move it back.
func TestTheDayCannotLockTheOfficeOut(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	c := app.As(authz.DistrictStaff, 0)
	r := c.Post(paths.DemoDay, url.Values{"day": {"2016-12-31"}}).Is(t, http.StatusUnprocessableEntity)
	r.HasText("Välj en dag från 1 januari 2017")
	c.Get(paths.DemoDay).OK(t)
}
