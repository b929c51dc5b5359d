package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"verkstad/internal/apptest"
	"verkstad/internal/auth"
	"verkstad/internal/demo"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
)

// BenchmarkPages measures the pages of the demo as the office reads them, from the request to the last byte, without a
// network between. The first is a page that does next to nothing behind the same middleware and the same login: what
// the others cost more is their own queries and templates. Absolute figures drift on a shared machine; compare within
// one run.
func BenchmarkPages(b *testing.B) {
	w := fixture.New(b)
	w.SetNow(time.Date(2018, time.April, 16, 8, 30, 0, 0, time.UTC))
	if err := demo.Load(w.Ctx, w.Store); err != nil {
		b.Fatal(err)
	}
	app := apptest.Over(b, w)
	account, err := w.Store.AccountByEmail(w.Ctx, fixture.Today, auth.NormalEmail(demo.Accounts()[0].Email))
	if err != nil {
		b.Fatal(err)
	}
	rec := httptest.NewRecorder()
	if err := app.Auth.SignIn(w.Ctx, rec, httptest.NewRequest(http.MethodPost, "/", nil), account.ID); err != nil {
		b.Fatal(err)
	}
	cookies := rec.Result().Cookies()
	handler := app.Server.Handler()
	for _, page := range []struct{ name, path string }{
		{"bare", paths.DemoDay},
		{"home", paths.Home},
		{"goals", paths.Goals},
		{"goal", paths.Goal(3)},
		{"matrix", paths.Matrix},
		{"associations", paths.Associations},
		{"association", paths.Association("farsta")},
		{"plan", paths.Plan(1)},
		{"accounts", paths.Accounts},
	} {
		b.Run(page.name, func(b *testing.B) {
			b.ReportAllocs()
			var size int
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, page.path, nil)
				r.Header.Set("Accept-Encoding", "gzip")
				for _, c := range cookies {
					r.AddCookie(c)
				}
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, r)
				if answer.Code != http.StatusOK {
					b.Fatalf("%s: %d", page.path, answer.Code)
				}
				size = answer.Body.Len()
			}
			b.ReportMetric(float64(size), "gzip-B")
		})
	}
}
