package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"verkstad/internal/auth"
	"verkstad/internal/clock"
	"verkstad/internal/config"
	"verkstad/internal/db"
	"verkstad/internal/localpg"
)

// databaseName is the database of the private Postgres.
const databaseName = "verkstad"

// An opened database, and the private Postgres under it when there is one.
type opened struct {
	url   string
	pool  *pgxpool.Pool
	db    *db.DB
	local *localpg.Server
	log   *slog.Logger
}

// logger writes what the operator should see to the error stream.
func logger(cfg config.Config, e env) *slog.Logger {
	o := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == config.LogJSON {
		return slog.New(slog.NewJSONHandler(e.err, o))
	}
	return slog.New(slog.NewTextHandler(e.err, o))
}

// locate returns the address of the database: the configured one, or that of a private Postgres, started when needed.
func locate(ctx context.Context, cfg config.Config, log *slog.Logger, e env) (*opened, error) {
	o := &opened{url: string(cfg.DatabaseURL), log: log}
	if o.url == "" {
		var err error
		if o.local, err = localpg.Start(ctx, localpg.Options{Install: true, Notes: e.err}); err != nil {
			return nil, err
		}
		if o.url, err = o.local.EnsureDatabase(ctx, databaseName); err != nil {
			return nil, errors.Join(err, o.close(ctx))
		}
	}
	return o, nil
}

// open returns the database with the schema of this program.
func open(ctx context.Context, cfg config.Config, log *slog.Logger, e env) (*opened, error) {
	o, err := locate(ctx, cfg, log, e)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, o.url, quiet(log)); err != nil {
		return nil, errors.Join(err, o.close(ctx))
	}
	if o.pool, err = db.Open(ctx, o.url, db.Options{MaxConns: cfg.PoolMaxConns}); err != nil {
		return nil, errors.Join(err, o.close(ctx))
	}
	o.db = db.New(o.pool, clock.System())
	return o, nil
}

// quiet lets only warnings of the migration tool through; what it did is in `migrate status`.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(levelAtLeast{log.Handler(), slog.LevelWarn})
}

type levelAtLeast struct {
	slog.Handler
	least slog.Level
}

func (h levelAtLeast) Enabled(_ context.Context, l slog.Level) bool { return l >= h.least }

// close lets go of the database; a private Postgres stops with its last user.
func (o *opened) close(ctx context.Context) error {
	if o.pool != nil {
		o.pool.Close()
	}
	if o.local == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if _, err := o.local.StopIfLast(ctx); err != nil {
		return fmt.Errorf("stop private postgres: %w", err)
	}
	return nil
}

// auth returns the logins over the database. Without a demo's mark the second factor cannot be made optional.
func (o *opened) auth(ctx context.Context, cfg config.Config) (*auth.Auth, error) {
	optional := cfg.SecondFactor == config.SecondFactorOptional
	if optional {
		demo, err := o.db.IsDemo(ctx)
		if err != nil {
			return nil, err
		}
		if !demo {
			return nil, errors.New("SECOND_FACTOR=optional is only for a demo database, and this is not one")
		}
	}
	return auth.New(o.db, auth.Options{CookieName: cfg.CookieName, Secure: cfg.CookieSecure, SecondFactorOptional: optional})
}

// with opens the database for one command and lets go of it afterwards.
func with(ctx context.Context, e env, fn func(cfg config.Config, o *opened) error) error {
	cfg, err := config.Load(e.environ)
	if err != nil {
		return err
	}
	log := logger(cfg, e)
	o, err := open(ctx, cfg, log, e)
	if err != nil {
		return err
	}
	return errors.Join(fn(cfg, o), o.close(ctx))
}
