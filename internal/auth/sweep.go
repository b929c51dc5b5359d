package auth

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
)

// How long things are kept that are of no use any more.
const (
	keepFailures = 24 * time.Hour
	keepOnceKeys = 30 * 24 * time.Hour
)

// Sweep deletes what has had its time: sessions, links, devices, failed attempts, and the once-keys of forms that
// nobody will post again. Nothing depends on it for being right; it may run at any time and on several instances.
func (a *Auth) Sweep(ctx context.Context) error {
	now := a.clock().Now()
	for _, step := range []struct {
		what, sql string
		args      pgx.StrictNamedArgs
	}{
		{"sweep sessions", `DELETE FROM sessions WHERE expires_at <= @now OR last_seen_at <= @idle`,
			pgx.StrictNamedArgs{"now": now, "idle": now.Add(-idleLimit)}},
		{"sweep links", `DELETE FROM account_links WHERE expires_at <= @now`, pgx.StrictNamedArgs{"now": now}},
		{"sweep devices", `DELETE FROM known_devices WHERE expires_at <= @now`, pgx.StrictNamedArgs{"now": now}},
		{"sweep failed attempts", `DELETE FROM login_failures WHERE at <= @before`, pgx.StrictNamedArgs{"before": now.Add(-keepFailures)}},
		{"sweep once-keys", `DELETE FROM once_keys WHERE created_at <= @before`, pgx.StrictNamedArgs{"before": now.Add(-keepOnceKeys)}},
	} {
		if _, err := a.d.Q().Exec(ctx, step.sql, step.args); err != nil {
			return db.Wrap(err, step.what)
		}
	}
	return nil
}

// EndSessions ends all sessions of an account and its outstanding links within a write, for whoever disables it: they
// would open nothing while it is disabled, but must not come back with it.
func EndSessions(tx *db.Tx, account int64) error {
	if _, err := tx.Run("end links", `DELETE FROM account_links WHERE account_id = @id AND used_at IS NULL`,
		pgx.StrictNamedArgs{"id": account}); err != nil {
		return err
	}
	_, err := endOthers(tx, account, 0)
	return err
}
