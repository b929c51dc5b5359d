// Package db is the kernel under every read and write: the pool, the transaction, the one way to write (with its
// once-key, audit rows and data versions), the read log, and the translation of Postgres' errors.
//
// It must not know any aggregate: statements about units, goals and so on belong to package store.
package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"verkstad/internal/clock"
)

// Querier is what a pool and a transaction have in common.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// A DB is a database, or one transaction of it (see [DB.Together]): the same store methods work on both.
type DB struct {
	pool  *pgxpool.Pool
	clock *clock.Clock
	outer *Tx // when this DB is one transaction
}

// New returns a DB on an open pool.
func New(pool *pgxpool.Pool, c *clock.Clock) *DB { return &DB{pool: pool, clock: c} }

// Options are the limits of a pool.
type Options struct {
	MaxConns         int32         // 0 means 8
	StatementTimeout time.Duration // 0 means 15 s
	ApplicationName  string        // "" means verkstad
}

// Open makes a pool with the house's settings and checks that the database answers.
func Open(ctx context.Context, url string, o Options) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read database address: %w", err)
	}
	if o.MaxConns == 0 {
		o.MaxConns = 8
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 15 * time.Second
	}
	if o.ApplicationName == "" {
		o.ApplicationName = "verkstad"
	}
	cfg.MaxConns = o.MaxConns
	cfg.MinIdleConns = min(2, o.MaxConns)
	cfg.MaxConnLifetime = time.Hour
	cfg.MaxConnLifetimeJitter = 5 * time.Minute
	cfg.PingTimeout = 2 * time.Second
	cfg.ConnConfig.ConnectTimeout = 2 * time.Second
	rp := cfg.ConnConfig.RuntimeParams
	rp["application_name"] = o.ApplicationName
	rp["timezone"] = "UTC"
	rp["statement_timeout"] = fmt.Sprint(o.StatementTimeout.Milliseconds())
	rp["lock_timeout"] = "5000"
	rp["idle_in_transaction_session_timeout"] = "30000"
	rp["jit"] = "off"
	rp["max_parallel_workers_per_gather"] = "0"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	return pool, nil
}

// Clock returns the clock that the DB was opened with.
func (d *DB) Clock() *clock.Clock { return d.clock }

// Pool returns the pool under the DB, for checks of health and for metrics.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// Q returns where to run a statement: the transaction that d is, or the pool.
func (d *DB) Q() Querier {
	if d.outer != nil {
		return d.outer.Tx
	}
	return d.pool
}

// Moment reads both clocks of this database.
func (d *DB) Moment(ctx context.Context) (clock.Moment, error) {
	if d.outer != nil {
		return d.outer.Moment, nil
	}
	var offset int
	if err := d.pool.QueryRow(ctx, `SELECT clock_offset_days FROM installation`).Scan(&offset); err != nil {
		return clock.Moment{}, Wrap(err, "read the clock")
	}
	return d.clock.At(offset), nil
}

// Many runs a query and collects its rows into structs by column name.
func Many[T any](ctx context.Context, d *DB, what, sql string, args pgx.StrictNamedArgs) ([]T, error) {
	ctx, cancel := short(ctx)
	defer cancel()
	rows, _ := d.Q().Query(ctx, sql, args)
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	return out, Wrap(err, what)
}

// One runs a query for exactly one row; none is [district.ErrNotFound].
func One[T any](ctx context.Context, d *DB, what, sql string, args pgx.StrictNamedArgs) (T, error) {
	ctx, cancel := short(ctx)
	defer cancel()
	rows, _ := d.Q().Query(ctx, sql, args)
	out, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	return out, Wrap(err, what)
}

// Value runs a query for exactly one value; no row is [district.ErrNotFound].
func Value[T any](ctx context.Context, d *DB, what, sql string, args pgx.StrictNamedArgs) (T, error) {
	ctx, cancel := short(ctx)
	defer cancel()
	rows, _ := d.Q().Query(ctx, sql, args)
	out, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	return out, Wrap(err, what)
}

// short detaches a short statement from the request: pgx closes a connection whose query is cancelled, and a
// thousand impatient clients would cost a thousand connections. The statement timeout is the working limit.
func short(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
}

// A Batch is the queries of one page, sent in one round trip.
type Batch struct {
	d *DB
	b pgx.Batch
}

// Batch returns an empty batch.
func (d *DB) Batch() *Batch { return &Batch{d: d} }

// IsEmpty tells whether nothing is queued.
func (b *Batch) IsEmpty() bool { return b.b.Len() == 0 }

// Collect queues a query whose rows will be in *dst after [Batch.Send].
func Collect[T any](b *Batch, dst *[]T, what, sql string, args pgx.StrictNamedArgs) {
	b.b.Queue(sql, args).Query(func(rows pgx.Rows) error {
		var err error
		*dst, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return Wrap(err, what)
	})
}

// CollectOne queues a query for exactly one row; none makes Send return [district.ErrNotFound].
func CollectOne[T any](b *Batch, dst *T, what, sql string, args pgx.StrictNamedArgs) {
	b.b.Queue(sql, args).Query(func(rows pgx.Rows) error {
		var err error
		*dst, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
		return Wrap(err, what)
	})
}

// CollectMaybe queues a query for at most one row; none leaves *dst nil.
func CollectMaybe[T any](b *Batch, dst **T, what, sql string, args pgx.StrictNamedArgs) {
	b.b.Queue(sql, args).Query(func(rows pgx.Rows) error {
		v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[T])
		if errors.Is(err, pgx.ErrNoRows) {
			*dst = nil
			return nil
		}
		*dst = v
		return Wrap(err, what)
	})
}

// CollectValue queues a query for exactly one value.
func CollectValue[T any](b *Batch, dst *T, what, sql string, args pgx.StrictNamedArgs) {
	b.b.Queue(sql, args).Query(func(rows pgx.Rows) error {
		var err error
		*dst, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
		return Wrap(err, what)
	})
}

// Send runs the queued queries in one round trip and fills their destinations.
func (b *Batch) Send(ctx context.Context) error {
	if b.b.Len() == 0 {
		return nil
	}
	ctx, cancel := short(ctx)
	defer cancel()
	return Wrap(b.d.Q().SendBatch(ctx, &b.b).Close(), "send batch")
}
