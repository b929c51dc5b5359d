package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Reading is something personal that somebody read: a person's page, contact details, a search, an export.
type Reading struct {
	Subject string // person, person_search, export, ...
	ID      int64  // 0 for a list
	Detail  string // which export, never what was searched for
}

// LogRead queues a row of the read log with the page's own queries: one row per actor, subject and hour.
func (b *Batch) LogRead(actor Actor, now time.Time, r Reading) {
	sql, args := readLogStatement(actor, now, r)
	b.b.Queue(sql, args)
}

// LogRead writes one row of the read log by itself, for reads that have no batch.
func (d *DB) LogRead(ctx context.Context, actor Actor, now time.Time, r Reading) error {
	ctx, cancel := short(ctx)
	defer cancel()
	sql, args := readLogStatement(actor, now, r)
	_, err := d.Q().Exec(ctx, sql, args)
	return Wrap(err, "write the read log")
}

func readLogStatement(actor Actor, now time.Time, r Reading) (string, pgx.StrictNamedArgs) {
	return `
		INSERT INTO read_log (hour, actor_kind, actor_id, subject, subject_id, detail, request_id)
		VALUES (@hour, @kind, @actor, @subject, @id, @detail, @request) ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"hour": now.UTC().Truncate(time.Hour), "kind": actor.Kind, "actor": actor.ID,
			"subject": r.Subject, "id": r.ID, "detail": r.Detail, "request": actor.RequestID}
}

// EnsureReadLogMonths makes the partitions of the read log for this month and the next.
func (d *DB) EnsureReadLogMonths(ctx context.Context) error {
	now := d.clock.Now()
	// Not a month after now: that of 30 January is in March.
	next := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	for _, t := range []time.Time{now, next} {
		if _, err := d.pool.Exec(ctx, `SELECT read_log_ensure_month(@t)`, pgx.StrictNamedArgs{"t": t}); err != nil {
			return Wrap(err, "make partition of the read log")
		}
	}
	return nil
}

// LogReadOf queues rows of the read log for every id that a query returns, in the page's own round trip: for pages
// that learn only from the query whether there was anything personal to read.
func (b *Batch) LogReadOf(actor Actor, now time.Time, subject, ids string, args pgx.StrictNamedArgs) {
	all := pgx.StrictNamedArgs{"log_hour": now.UTC().Truncate(time.Hour), "log_kind": actor.Kind, "log_actor": actor.ID,
		"log_subject": subject, "log_request": actor.RequestID}
	for name, v := range args {
		all[name] = v
	}
	b.b.Queue(`
		INSERT INTO read_log (hour, actor_kind, actor_id, subject, subject_id, request_id)
		SELECT @log_hour, @log_kind, @log_actor, @log_subject, q.id, @log_request FROM (`+ids+`) q (id) ON CONFLICT DO NOTHING`, all)
}
