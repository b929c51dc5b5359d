// Package demosite serves the site over a database on a free port of this machine, in this process, for pictures and
// browser tests: what `verkstad serve` does, without its command line.
//
// It owns how such a site is put together and how somebody is logged in without typing. It must not know who looks.
package demosite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"verkstad/internal/auth"
	"verkstad/internal/clock"
	"verkstad/internal/config"
	"verkstad/internal/db"
	"verkstad/internal/demo"
	"verkstad/internal/server"
	"verkstad/internal/store"
)

// Fill brings an empty database to the schema of this program and loads the demo into it.
func Fill(ctx context.Context, url string) error {
	if err := db.Migrate(ctx, url, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	pool, err := db.Open(ctx, url, db.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := demo.Load(ctx, store.New(db.New(pool, clock.System()))); err != nil {
		return fmt.Errorf("load demo data: %w", err)
	}
	return nil
}

// A Site is a running site.
type Site struct {
	URL    string // scheme, host and port
	DB     *db.DB
	Auth   *auth.Auth
	Server *server.Server

	pool *pgxpool.Pool
	http *http.Server
}

// Serve serves the site over a database that has the schema, on a free port, until Close. In a demo the second factor
// is optional.
func Serve(ctx context.Context, database string, log *slog.Logger) (*Site, error) {
	pool, err := db.Open(ctx, database, db.Options{MaxConns: 6})
	if err != nil {
		return nil, err
	}
	s, err := serve(pool, log)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

func serve(pool *pgxpool.Pool, log *slog.Logger) (*Site, error) {
	s := &Site{pool: pool, DB: db.New(pool, clock.System())}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	s.URL = "http://" + ln.Addr().String()
	cfg, err := config.Load([]string{"BASE_URL=" + s.URL, "LISTEN=" + ln.Addr().String(), "METRICS_LISTEN="})
	if err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	// Outside a demo this option is without effect.
	s.Auth, err = auth.New(s.DB, auth.Options{CookieName: cfg.CookieName, Secure: cfg.CookieSecure, SecondFactorOptional: true})
	if err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	s.Server = server.New(cfg, s.DB, s.Auth, log)
	s.http = &http.Server{Handler: s.Server.Handler(), ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	go func() { _ = s.http.Serve(ln) }() // ends with Close
	return s, nil
}

// Close stops the site at once and lets go of the database.
func (s *Site) Close() {
	_ = s.http.Close()
	s.pool.Close()
}

// Account returns the id of the account with an e-mail address.
func (s *Site) Account(ctx context.Context, email string) (int64, error) {
	return db.Value[int64](ctx, s.DB, "find account "+email, `SELECT id FROM accounts WHERE email = @email`, pgx.StrictNamedArgs{"email": email})
}

// SignIn begins a session of an account and returns its cookies.
func (s *Site) SignIn(ctx context.Context, account int64) ([]*http.Cookie, error) {
	rec := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/", nil)
	r.Header.Set("User-Agent", "Chromium")
	if err := s.Auth.SignIn(ctx, rec, r, account); err != nil {
		return nil, err
	}
	return rec.Result().Cookies(), nil
}
