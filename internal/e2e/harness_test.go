package e2e

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"verkstad/internal/demo"
	"verkstad/internal/dev/browser"
	"verkstad/internal/dev/demosite"
	"verkstad/internal/testdb"
)

// chromium is started once, when the first test needs it, and serves them all.
var chromium = sync.OnceValues(browser.Start)

func TestMain(m *testing.M) {
	started := false
	start := chromium
	chromium = func() (*browser.Browser, error) { started = true; return start() }
	code := m.Run()
	if started {
		if b, err := start(); err == nil {
			b.Close()
		}
	}
	for _, dir := range leftBehind {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// theBrowser returns Chromium. Without it, and with -short, the test is skipped; where CI=true it fails instead.
func theBrowser(t testing.TB) *browser.Browser {
	t.Helper()
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("SKIPPED, NOT TESTED: -short, and this needs Chromium")
	}
	b, err := chromium()
	if errors.Is(err, browser.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skipf("SKIPPED, NOT TESTED: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const demoPassword = demo.Password

// demoData is the demo, loaded once and copied for each test that writes.
var demoData = testdb.NewFilled(demosite.Fill)

// A site is the site over a database of the test's own. What it logs as an error fails the test.
type site struct {
	*demosite.Site
	t testing.TB
}

// newSite returns a site over the demo.
func newSite(t testing.TB) *site {
	t.Helper()
	theBrowser(t) // skips before anything is made
	return serve(t, demoData.NewURL(t))
}

// serve returns a site over a database; several may stand on one.
func serve(t testing.TB, database string) *site {
	t.Helper()
	s, err := demosite.Serve(t.Context(), database, slog.New(slog.NewTextHandler(errorsTo{t}, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &site{s, t}
}

// errorsTo fails the test for what the application logs as an error.
type errorsTo struct{ t testing.TB }

func (w errorsTo) Write(p []byte) (int, error) {
	if w.t.Context().Err() == nil { // the end of the test cuts off what runs
		w.t.Errorf("the application logged: %s", strings.TrimSpace(string(p)))
	}
	return len(p), nil
}

// A reader is somebody at a browser: a tab whose mishaps fail the test.
type reader struct {
	*browser.Tab
	t    testing.TB
	site *site
}

// reader returns somebody who is not logged in.
func (s *site) reader(t testing.TB, look browser.Look) *reader {
	t.Helper()
	tab, err := theBrowser(t).NewTab(t.Context(), s.URL, look)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{tab, t, s}
	t.Cleanup(func() {
		if t.Failed() {
			r.show()
		}
		for _, p := range tab.Problems() {
			t.Errorf("in the browser at %s: %s", tab.Path(), p)
		}
		tab.Close()
	})
	return r
}

// show leaves a picture and the text of the page for whoever reads why a test failed.
func (r *reader) show() {
	text, err := r.Text()
	if err != nil {
		return // the tab is gone, and so is what could be told
	}
	r.t.Logf("the page at %s, answered %d, reads: %.1500s", r.Path(), r.Last().Status, text)
	if b, err := r.Screenshot(); err == nil {
		name := filepath.Join(r.t.ArtifactDir(), fmt.Sprintf("failed-%d.png", time.Now().UnixNano()))
		if os.WriteFile(name, b, 0o644) == nil {
			r.t.Logf("picture: %s", name)
		}
	}
}

// as returns somebody who is logged in with one of the demo's accounts, named by its address without "@demo.example".
func (s *site) as(t testing.TB, account string, look browser.Look) *reader {
	t.Helper()
	r := s.reader(t, look)
	r.signIn(account)
	return r
}

func (r *reader) signIn(account string) {
	r.t.Helper()
	ctx := context.WithoutCancel(r.t.Context())
	id, err := r.site.Account(ctx, account+"@demo.example")
	if err != nil {
		r.t.Fatal(err)
	}
	cookies, err := r.site.SignIn(ctx, id)
	if err != nil {
		r.t.Fatal(err)
	}
	r.must(r.SetCookies(cookies))
}

func (r *reader) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// open goes to a path, which must be an ordinary page.
func (r *reader) open(path string) {
	r.t.Helper()
	if a, err := r.Goto(path); err != nil {
		r.t.Fatal(err)
	} else if !a.OK() {
		r.t.Fatalf("%s answers %d %s", path, a.Status, a.Kind)
	}
}

// refused goes to a path, which must answer with an error's status.
func (r *reader) refused(path string, status int) {
	r.t.Helper()
	if a, err := r.Goto(path); err != nil {
		r.t.Fatal(err)
	} else if a.Status != status {
		r.t.Errorf("%s answers %d, want %d", path, a.Status, status)
	}
}

// tap taps links and buttons one after the other.
func (r *reader) tap(names ...string) {
	r.t.Helper()
	for _, n := range names {
		r.must(r.Tap(n))
	}
}

func (r *reader) toggle(name string) {
	r.t.Helper()
	r.must(r.Toggle(name))
}

func (r *reader) fill(name, value string) {
	r.t.Helper()
	r.must(r.Fill(name, value))
}

// sees waits until the page has the texts.
func (r *reader) sees(texts ...string) {
	r.t.Helper()
	var missing []string
	for end := time.Now().Add(8 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		text, err := r.Text() // fails while the page goes over into another
		missing = nil
		for _, s := range texts {
			if err != nil || !strings.Contains(text, browser.Squeeze(s)) {
				missing = append(missing, s)
			}
		}
		if missing == nil {
			return
		}
		if time.Now().After(end) {
			r.must(err)
			r.t.Fatalf("at %s the page lacks %q; it reads: %.1200s", r.Path(), missing, text)
		}
	}
}

// seesNot fails when the page has one of the texts.
func (r *reader) seesNot(texts ...string) {
	r.t.Helper()
	text, err := r.Text()
	r.must(err)
	for _, s := range texts {
		if strings.Contains(text, browser.Squeeze(s)) {
			r.t.Errorf("at %s the page has %q", r.Path(), s)
		}
	}
}

// focused waits until what has the focus is called name.
func (r *reader) focused(name string) {
	r.t.Helper()
	var n browser.Node
	for end := time.Now().Add(8 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		var err error
		if n, err = r.Focused(); err == nil && n.Name == name {
			return
		}
	}
	r.t.Fatalf("at %s the focus is on %s %q, want %q", r.Path(), n.Role, n.Name, name)
}

// eval runs an expression in the page.
func eval[T any](r *reader, expression string) T {
	r.t.Helper()
	v, err := browser.Eval[T](r.Tab, expression)
	if err != nil {
		r.t.Fatalf("at %s: %v", r.Path(), err)
	}
	return v
}

// bothWays runs a job on a phone with script and without.
func bothWays(t *testing.T, job func(t *testing.T, look browser.Look)) {
	t.Helper()
	for _, noScript := range []bool{false, true} {
		look := browser.Phone
		look.NoScript = noScript
		name := "with script"
		if noScript {
			name = "without script"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job(t, look)
		})
	}
}
