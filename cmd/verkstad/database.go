package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
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

// auth returns the logins over the database, whose second factors the key must open. Without a demo's mark the second
// factor cannot be made optional.
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
	a, err := o.unchecked(cfg, optional)
	if err != nil {
		return nil, err
	}
	if err := a.CheckKey(ctx); errors.Is(err, auth.ErrOtherKey) {
		return nil, fmt.Errorf("SECOND_FACTOR_KEY: %w; give the key that this database has been served with, or when it is lost take them away with verkstad user forget-factors", err)
	} else if err != nil {
		return nil, err
	}
	if !a.Seals() {
		o.log.Warn("the secrets of second factors are kept unencrypted; set SECOND_FACTOR_KEY")
	}
	return a, nil
}

// unchecked is the logins with whatever key there is.
func (o *opened) unchecked(cfg config.Config, optional bool) (*auth.Auth, error) {
	key, err := o.key(cfg)
	if err != nil {
		return nil, err
	}
	return auth.New(o.db, auth.Options{CookieName: cfg.CookieName, Secure: cfg.CookieSecure, SecondFactorOptional: optional, Key: key})
}

// keyFile is where the key of a private Postgres lies, beside its data and not in it: what leaves the machine as a dump
// of the database opens no second factor.
const keyFile = "second-factor.key"

// key returns the configured key of second factors. A private Postgres has one of its own, made the first time, so that
// it needs no configuration; another database without a key has none.
func (o *opened) key(cfg config.Config) ([]byte, error) {
	if key, err := cfg.KeyBytes(); key != nil || err != nil || o.local == nil {
		return key, err
	}
	return ownKey(filepath.Join(filepath.Dir(o.local.DataDir), keyFile))
}

// ownKey reads the key in a file, which is made when it is not there. Of several instances that make one at the same
// time, all get the same.
func ownKey(file string) ([]byte, error) {
	key, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		key = make([]byte, auth.KeyBytes)
		rand.Read(key) // never fails
		key, err = keep(file, key)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("key of second factors: %w", err)
	case len(key) != auth.KeyBytes:
		return nil, fmt.Errorf("key of second factors: %s has %d bytes, not %d", file, len(key), auth.KeyBytes)
	}
	return key, nil
}

// keep writes a file whole, for its owner only, unless another process was quicker, and returns what it holds then.
func keep(file string, content []byte) ([]byte, error) {
	tmp, err := os.CreateTemp(filepath.Dir(file), keyFile+".*") // 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(content)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(tmp.Name(), file); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	return os.ReadFile(file)
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
