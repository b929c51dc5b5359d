// Package server puts the house together: the route table from the areas, the middleware chain, and the HTTP servers
// of the site and of its metrics.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/klauspost/compress/gzhttp"

	"verkstad/internal/auth"
	"verkstad/internal/config"
	"verkstad/internal/db"
	"verkstad/internal/store"
	"verkstad/internal/web"
	"verkstad/static"
)

// A Server is the site over one database.
type Server struct {
	app     *web.App
	store   *store.Store
	cfg     config.Config
	log     *slog.Logger
	metrics *metrics
}

// New puts a server together.
func New(cfg config.Config, d *db.DB, a *auth.Auth, log *slog.Logger) *Server {
	s := &Server{store: store.New(d), cfg: cfg, log: log, metrics: newMetrics(d.Pool())}
	s.app = &web.App{Auth: a, DB: d, Log: log, BaseURL: cfg.BaseURL, Secure: cfg.CookieSecure, Rooms: rooms}
	return s
}

// Handler returns the whole site.
func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	r.Use(requestID, s.clientIP(), s.record, s.recoverer, s.secure, middleware.GetHead)
	// Answers to those who run the site, without a login and without a page around them.
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	r.Get("/readyz", s.ready)
	r.Get("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "User-agent: *\nDisallow: /\n") })
	r.Handle(static.Prefix+"*", static.Handler())
	r.Group(func(r chi.Router) {
		r.Use(compress(), s.sameOrigin)
		s.app.Mount(r, s.Routes())
	})
	r.NotFound(s.app.Fallback().ServeHTTP)
	r.MethodNotAllowed(s.wrongMethod(r))
	return r
}

func compress() func(http.Handler) http.Handler {
	// Jitter blurs the length of the answer, which otherwise tells about secrets beside reflected text (BREACH).
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(2), gzhttp.RandomJitter(32, 0, false))
	if err != nil {
		panic("server: compression settings are constant: " + err.Error())
	}
	return func(h http.Handler) http.Handler { return wrap(h) }
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a probe that went away
}

// ready tells whether this instance can serve: the database answers within a second.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if err := s.app.DB.Pool().Ping(ctx); err != nil {
		plain(w, http.StatusServiceUnavailable, "database unavailable\n")
		return
	}
	plain(w, http.StatusOK, "ready\n")
}

// Serve answers on the listener until ctx ends, then lets running requests finish within the grace period.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	return serve(ctx, srv, ln, s.cfg.ShutdownGrace)
}

// ServeMetrics answers on the metrics' own listener until ctx ends.
func (s *Server) ServeMetrics(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{Handler: s.metrics.handler(), ReadHeaderTimeout: 5 * time.Second}
	return serve(ctx, srv, ln, time.Second)
}

func serve(ctx context.Context, srv *http.Server, ln net.Listener, grace time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return fmt.Errorf("shut down: %w", errors.Join(err, srv.Close()))
	}
	return nil
}

// Sweep clears away what has served its time, now and every hour, until ctx ends.
func (s *Server) Sweep(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := s.app.Auth.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("sweep failed", "err", err)
		}
		if err := s.app.DB.EnsureReadLogMonths(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("sweep failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
