package db

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"verkstad/migrations"
)

// A MigrationState is one migration and whether this database has it.
type MigrationState struct {
	Version   int64
	Name      string
	AppliedAt time.Time // zero when pending
}

// migrationLock is the number under which starting instances take turns.
const migrationLock = 7310

// withProvider opens goose on a connection of its own: not the application's pool, whose cached plans would break,
// and with a new locker, because the retry counter lives in the locker.
func withProvider(url string, log *slog.Logger, fn func(p *goose.Provider) error) error {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("read database address: %w", err)
	}
	cfg.RuntimeParams["lock_timeout"] = "10s" // a migration must not queue behind traffic for ever
	cfg.RuntimeParams["timezone"] = "UTC"
	sqldb := stdlib.OpenDB(*cfg)
	defer sqldb.Close()
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(migrationLock), lock.WithLockTimeout(1, 300))
	if err != nil {
		return fmt.Errorf("make migration lock: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, sqldb, migrations.FS,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true), goose.WithVerbose(true), goose.WithSlog(log))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	return fn(p)
}

// Migrate brings the database to the schema of this program. Many instances may call it at once: one does the work
// and the others wait. A database that is ahead of the program is left alone and logged.
func Migrate(ctx context.Context, url string, log *slog.Logger) error {
	return withProvider(url, log, func(p *goose.Provider) error {
		current, target, err := p.GetVersions(ctx)
		if err != nil {
			return fmt.Errorf("read schema version: %w", err)
		}
		if current > target {
			log.Warn("the database is ahead of this program", "schema", current, "program", target)
			return nil
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		return nil
	})
}

// MigrationStatus lists the migrations of this program in order.
func MigrationStatus(ctx context.Context, url string, log *slog.Logger) ([]MigrationState, error) {
	var out []MigrationState
	err := withProvider(url, log, func(p *goose.Provider) error {
		status, err := p.Status(ctx)
		if err != nil {
			return fmt.Errorf("read migration status: %w", err)
		}
		for _, s := range status {
			out = append(out, MigrationState{Version: s.Source.Version, Name: s.Source.Path, AppliedAt: s.AppliedAt})
		}
		return nil
	})
	return out, err
}
