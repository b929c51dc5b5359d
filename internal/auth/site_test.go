package auth_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"verkstad/internal/auth"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/testdb"
)

// A site is an application of nothing but auth, behind TLS because its cookies are Secure.
type site struct {
	t    *testing.T
	a    *auth.Auth
	d    *db.DB
	pool *pgxpool.Pool
	srv  *httptest.Server
	now  atomic.Pointer[time.Time]
	tick atomic.Int64 // how much time passes with every reading of the clock, in nanoseconds

	mu    sync.Mutex
	jobs  map[string]func(w http.ResponseWriter, r *http.Request)
	count int
}

var monday = time.Date(2018, time.April, 16, 8, 30, 0, 0, time.UTC)

func newSite(t *testing.T, o auth.Options) *site {
	t.Helper()
	s := &site{t: t, pool: testdb.New(t), jobs: make(map[string]func(http.ResponseWriter, *http.Request))}
	s.now.Store(&monday)
	s.d = db.New(s.pool, clock.Func(func() time.Time {
		now := *s.now.Load()
		if d := s.tick.Load(); d != 0 {
			s.wait(time.Duration(d))
		}
		return now
	}))
	s.a = s.another(o)
	s.srv = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		job := s.jobs[r.URL.Path]
		s.mu.Unlock()
		job(w, r)
	}))
	t.Cleanup(s.srv.Close)
	return s
}

// another is one more instance on the same database.
func (s *site) another(o auth.Options) *auth.Auth {
	s.t.Helper()
	o.Secure = true
	a, err := auth.New(s.d, o)
	if err != nil {
		s.t.Fatal(err)
	}
	auth.Cheap(a)
	return a
}

func (s *site) wait(d time.Duration) {
	next := s.now.Load().Add(d)
	s.now.Store(&next)
}

func (s *site) exec(sql string, args pgx.StrictNamedArgs) {
	s.t.Helper()
	if _, err := s.pool.Exec(s.t.Context(), sql, args); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) number(sql string, args ...any) int64 {
	s.t.Helper()
	var n int64
	if err := s.pool.QueryRow(s.t.Context(), sql, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

const password = "mugg spade tapet gräslök"

var passwordHash = sync.OnceValue(func() string { return auth.CheapHash(password) })

// account adds a person with an account; its password is that of the constant.
func (s *site) account(email string) int64 {
	s.t.Helper()
	id := s.number(`
		WITH p AS (INSERT INTO people (name) VALUES ($1) RETURNING id)
		INSERT INTO accounts (person_id, email, password_hash, created_at) SELECT id, $1, $2, $3 FROM p RETURNING id`,
		email, passwordHash(), monday)
	return id
}

// grant gives a role, in a unit or (0) in the district, on the days of a span such as [2018-01-01,).
func (s *site) grant(account int64, role string, unit int64, days string) {
	s.t.Helper()
	s.exec(`INSERT INTO grants (account_id, role, unit_id, valid, granted_at) VALUES (@account, @role, nullif(@unit::bigint, 0), @days::daterange, @now)`,
		pgx.StrictNamedArgs{"account": account, "role": role, "unit": unit, "days": days, "now": monday})
}

func (s *site) unit(name, slug string) int64 {
	s.t.Helper()
	return s.number(`INSERT INTO units (kind, name, slug) VALUES ('association', $1, $2) RETURNING id`, name, slug)
}

// A browser keeps its cookies. Its address is where it calls from.
type browser struct {
	s      *site
	client *http.Client
	from   auth.Caller
}

func (s *site) browser(ip string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s: s, client: &http.Client{Jar: jar, Transport: s.srv.Client().Transport}, from: auth.Caller{IP: ip, RequestID: "r"}}
}

// do runs a handler on a request of the browser's and returns its error.
func (b *browser) do(handler func(w http.ResponseWriter, r *http.Request) error) error {
	b.s.t.Helper()
	b.s.mu.Lock()
	b.s.count++
	path := fmt.Sprintf("/%d", b.s.count)
	var result error
	b.s.jobs[path] = func(w http.ResponseWriter, r *http.Request) { result = handler(w, r) }
	b.s.mu.Unlock()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, b.s.srv.URL+path, nil)
	if err != nil {
		b.s.t.Fatal(err)
	}
	req.Header.Set("User-Agent", "Browser of "+b.from.IP)
	res, err := b.client.Do(req)
	if err != nil {
		b.s.t.Error(err)
		return err
	}
	res.Body.Close()
	return result
}

// who is what the browser's next page knows of its reader.
func (b *browser) who() *auth.Identity {
	b.s.t.Helper()
	var id *auth.Identity
	if err := b.do(func(w http.ResponseWriter, r *http.Request) (err error) {
		id, err = b.s.a.Identify(w, r)
		return err
	}); err != nil {
		b.s.t.Fatal(err)
	}
	return id
}

func (b *browser) check(email, password string) (account int64, err error) {
	b.s.t.Helper()
	err = b.do(func(_ http.ResponseWriter, r *http.Request) (err error) {
		account, err = b.s.a.CheckPassword(r.Context(), r, b.from, email, password)
		return err
	})
	return account, err
}

// signIn gives password and nothing more.
func (b *browser) signIn(email string) {
	b.s.t.Helper()
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		account, err := b.s.a.CheckPassword(r.Context(), r, b.from, email, password)
		if err != nil {
			return err
		}
		return b.s.a.SignIn(r.Context(), w, r, account)
	}); err != nil {
		b.s.t.Fatalf("sign in %s: %v", email, err)
	}
}

func (b *browser) code(code string) error {
	b.s.t.Helper()
	return b.do(func(w http.ResponseWriter, r *http.Request) error {
		return b.s.a.ConfirmSecondFactor(w, r, b.from, code)
	})
}

func (b *browser) cookie(name string) string {
	u, _ := url.Parse(b.s.srv.URL)
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func (b *browser) setCookie(name, value string) {
	u, _ := url.Parse(b.s.srv.URL)
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/", Secure: true}})
}

const (
	sid    = "__Host-sid"
	device = "__Host-device"
)
