package server_test

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"verkstad/internal/apptest"
	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/config"
	"verkstad/internal/db"
	"verkstad/internal/paths"
	"verkstad/internal/server"
)

// upload is a form with one file of so many bytes.
func upload(t *testing.T, size int) (*bytes.Buffer, http.Header) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, err := w.CreateFormFile("file", "plan.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(bytes.Repeat([]byte("a\n"), size/2)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, http.Header{"Content-Type": {w.FormDataContentType()}, "Sec-Fetch-Site": {"same-origin"}}
}

// What a form brings of files lies on disk while it is read, and must not stay there: anybody could fill the disk.
func TestUploadsLeaveNothingBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	app := apptest.New(t)
	body, header := upload(t, 6<<20)
	app.As(authz.DistrictStaff, 0).Do(http.MethodPost, paths.NewPlan, body, header).Is(t, http.StatusUnprocessableEntity)
	var left []os.DirEntry
	for range 100 {
		var err error
		if left, err = os.ReadDir(dir); err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond) // the answer may come before the handler has tidied up
	}
	t.Errorf("left behind: %v", left)
}

// Only those who have logged in upload files, so nobody else may send a body of that size.
func TestStrangersSendNoFiles(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	body, header := upload(t, 1<<20)
	app.Anonymous().Do(http.MethodPost, paths.Login, body, header).Is(t, http.StatusRequestEntityTooLarge)
}

// What a caller calls the request stands in the audit log and in the server's log: it is never theirs to choose.
func TestTheRequestsNameIsOurs(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	c := app.As(authz.DistrictStaff, 0)
	for _, name := range []string{"mine", "\xff\xfe", strings.Repeat("x", 20000)} {
		r := c.Do(http.MethodGet, paths.Person(c.Account.Person), nil, http.Header{"X-Request-Id": {name}}).OK(t)
		if got := r.Header.Get("X-Request-Id"); len(got) < 10 || len(got) > 40 || got == name {
			t.Errorf("the request is called %q", got)
		}
	}
}

// Signs that no address has never reach a statement: in a path they lead nowhere, in a query they are left out.
func TestUnreadableAddresses(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	c := app.As(authz.DistrictStaff, 0)
	for _, path := range []string{"/foreningar/%00", "/organ/a%00b", "/omraden/%ff", "/lank/%00"} {
		c.Get(path).Is(t, http.StatusNotFound)
	}
	for _, path := range []string{"/personer?namn=%00", "/personer?namn=a&namn=%ff", "/konton?namn=%00", "/konton/ny?namn=%c3%28", "/sok?q=%00", "/?%00=1",
		"/logg?vem=%00", "/personer?namn=%C3%A5"} {
		c.Get(path).OK(t)
	}
}

// A number of the address is any number: too large for a record is no mistake of the program.
func TestLargeNumbers(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	c := app.As(authz.DistrictStaff, 0)
	u := app.Association("Farsta")
	const large = "9223372036854775807"
	for _, path := range []string{paths.UnitHistory(u.Kind, u.Slug) + "?fore=" + large, paths.Matrix + "?typ=" + large, paths.Matrix + "?omrade=" + large,
		paths.AuditLog + "?fore=" + large, paths.AuditLog + "?konto=" + large, paths.AuditLog + "?enhet=" + large, paths.ReadLog + "?person=" + large,
		paths.Goals + "?plan=" + large + "&ansvarig=" + large + "&amne=" + large} {
		c.Get(path).OK(t)
	}
}

// A link that sets a password must not be readable for those who read the server's log.
func TestTheLogHoldsNoLinks(t *testing.T) {
	t.Parallel()
	pool, err := pgxpool.New(t.Context(), "postgres://nobody@127.0.0.1:1/nowhere?connect_timeout=1") // nothing answers there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	d := db.New(pool, clock.System())
	a, err := auth.New(d, auth.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	s := server.New(config.Config{BaseURL: &url.URL{Scheme: "http", Host: "localhost"}}, d, a, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	const token = "kQ3vZr0hXlI2b6m9yW1sT8uJ4eN7cA5dF0gP2qR6iVo"
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, paths.AccountLink(token), nil))
	if rec.Code != http.StatusServiceUnavailable {
		t.Errorf("without a database the page answers %d", rec.Code)
	}
	if !strings.Contains(log.String(), "request failed") || strings.Contains(log.String(), token) {
		t.Errorf("the log says %s", &log)
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	same := http.Header{"Sec-Fetch-Site": {"same-origin"}}
	c := app.Anonymous()
	if r := c.Do(http.MethodHead, paths.Login, nil, nil).OK(t); r.Body != "" || r.Header.Get("Content-Type") == "" {
		t.Errorf("HEAD answers %q", r.Body)
	}
	c.Do(http.MethodHead, paths.Account, nil, nil).Is(t, http.StatusSeeOther)
	for path, allowed := range map[string]string{paths.Login: "GET, HEAD, POST", paths.Logout: "POST", paths.Forgot: "GET, HEAD"} {
		for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodOptions, "BREW"} {
			if got := c.Do(method, path, nil, same).Is(t, http.StatusMethodNotAllowed).Header.Get("Allow"); got != allowed {
				t.Errorf("%s %s allows %q, want %q", method, path, got, allowed)
			}
		}
	}
}

// What a browser keeps for its back button goes with the login, and a secret is never kept at all.
func TestNothingStaysInTheBrowser(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	c := app.As(authz.BoardMember, 0)
	if got := c.Get(paths.EnrollFactor).OK(t).Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the secret of a second factor may be kept: %q", got)
	}
	if got := app.Anonymous().Get(paths.AccountLink("x")).Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the page of a link may be kept: %q", got)
	}
	if got := c.Post(paths.Logout, url.Values{}).Header.Get("Clear-Site-Data"); got != `"cache"` {
		t.Errorf("logging out clears %q", got)
	}
}
