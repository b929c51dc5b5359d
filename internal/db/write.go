package db

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/clock"
	"verkstad/internal/district"
)

// ActorKind says what sort of actor did something.
type ActorKind string

// The kinds of actor.
const (
	ByAccount ActorKind = "account" // somebody logged in; ID is the account
	ByLink    ActorKind = "link"    // somebody with a link; ID is the account or unit that the link is for
	ByCLI     ActorKind = "cli"     // the command line; ID is 0
	ByJob     ActorKind = "job"     // work in the background; ID is 0
	ByVisitor ActorKind = "visitor" // somebody who is not logged in; ID is 0
)

// An Actor is who does something, and for which unit when that is not their own.
type Actor struct {
	Kind       ActorKind
	ID         int64
	OnBehalfOf int64  // unit, 0 for none: for example entered by the office on the telephone
	RequestID  string // request that it came with
}

// CLI is the actor of the command line.
var CLI = Actor{Kind: ByCLI}

// A OnceKey identifies one posting of one form with its contents. The zero key claims nothing: every call writes.
type OnceKey [32]byte

// NewOnceKey returns the key of a form: its random value, the address it was posted to and what was posted. The
// contents are part of it, because somebody who goes back, corrects a field and posts again means a new write.
func NewOnceKey(form, address, contents string) OnceKey {
	h := sha256.New()
	for _, s := range []string{form, address, contents} {
		fmt.Fprintf(h, "%d:%s,", len(s), s)
	}
	return OnceKey(h.Sum(nil))
}

// A Topic names a part of the data whose version is bumped by writes to it.
type Topic string

// The topics. Each has a row in data_versions.
const (
	Access       Topic = "access" // accounts and grants
	Areas        Topic = "areas"
	Assessments  Topic = "assessments" // questions to units about themselves, and their answers
	Assignments  Topic = "assignments" // assignments and vacancies
	Documents    Topic = "documents"   // adopted documents and their steps
	Goals        Topic = "goals"       // goals, measures, milestones, judgements, overrides, comments
	Installation Topic = "installation"
	Meetings     Topic = "meetings" // kinds, meetings, attendance, questions
	People       Topic = "people"
	Plans        Topic = "plans"   // sources, plans, text, commitments
	Posts        Topic = "posts"   // posts and required posts
	Records      Topic = "records" // dated records that volumes are counted from
	Units        Topic = "units"
)

// A Tx is a transaction of one write.
type Tx struct {
	pgx.Tx
	Moment clock.Moment // both clocks, read once
	Actor  Actor        // of the write that runs
	ctx    context.Context

	topics    []Topic
	changes   []Change
	unchanged bool
}

// Context returns the context of the transaction.
func (tx *Tx) Context() context.Context { return tx.ctx }

// A Change is one audited change of one record.
type Change struct {
	Record string // record type, e.g. "assignment"
	ID     int64
	Unit   int64  // unit that it belongs to, 0 for the whole district
	Action string // create, update, end, strike, ...
	Note   string // reason, for people
	Fields []Field

	by  Actor         // who did it, as the transaction knew when it was audited
	day district.Date // business day then
}

// A Field is one changed value. Of personal fields only the name is kept, never the values.
type Field struct {
	Name          string
	Before, After any
	Personal      bool
}

// MarshalJSON leaves the values of personal fields out.
func (f Field) MarshalJSON() ([]byte, error) {
	if f.Personal {
		return json.Marshal(map[string]any{"field": f.Name})
	}
	return json.Marshal(map[string]any{"field": f.Name, "before": f.Before, "after": f.After})
}

// Audit adds a change to be written with the transaction. Fields that did not change are left out.
func (tx *Tx) Audit(c Change) {
	c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f Field) bool {
		b, err1 := json.Marshal(f.Before)
		a, err2 := json.Marshal(f.After)
		return err1 == nil && err2 == nil && string(a) == string(b)
	})
	c.by, c.day = tx.Actor, tx.Moment.Today
	tx.changes = append(tx.changes, c)
}

// Unchanged says that the write turned out to change nothing, which is then no mistake.
func (tx *Tx) Unchanged() { tx.unchanged = true }

// ErrNoAudit: a write neither audited a change nor said that nothing changed. It is a mistake of the program, and
// nothing is written.
var ErrNoAudit = errors.New("write without an audit row")

const maxTries = 7

// Write is the one way to write. In one transaction it claims the once-key (a repeat returns what the first write
// returned, and runs nothing), runs fn, writes the audit rows, and last of all bumps the versions of the topics in
// a fixed order. fn returns the id that the caller redirects to; it is run again when Postgres asks for a retry, so
// it must have no effect outside the transaction. Errors are those of fn, translated by [Wrap].
func (d *DB) Write(ctx context.Context, actor Actor, once OnceKey, topics []Topic, fn func(tx *Tx) (int64, error)) (int64, error) {
	if d.outer != nil {
		return d.outer.within(actor, topics, fn)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 60*time.Second)
	defer cancel()
	for try := 1; ; try++ {
		id, err := d.writeOnce(ctx, actor, once, topics, fn)
		if err == nil || try == maxTries || !retryable(err) {
			return id, Wrap(err, "write")
		}
		time.Sleep(time.Duration(rand.Int64N(int64(5*time.Millisecond) << try)))
	}
}

// within runs a write inside the transaction of another. It acts and is audited as its own actor.
func (tx *Tx) within(actor Actor, topics []Topic, fn func(tx *Tx) (int64, error)) (int64, error) {
	outer, unchanged, before := tx.Actor, tx.unchanged, len(tx.changes)
	tx.Actor, tx.unchanged = actor, false
	id, err := fn(tx)
	silent := len(tx.changes) == before && !tx.unchanged
	tx.Actor, tx.unchanged = outer, tx.unchanged || unchanged
	switch {
	case err != nil:
		return 0, Wrap(err, "write")
	case silent:
		return 0, ErrNoAudit
	}
	tx.topics = append(tx.topics, topics...)
	return id, nil
}

// Together runs several writes as one: fn gets a DB whose reads and writes are all in the same transaction. Each of
// the writes keeps its own actor; a once-key of theirs is not claimed, for the whole has one.
func (d *DB) Together(ctx context.Context, actor Actor, once OnceKey, fn func(d *DB) (int64, error)) (int64, error) {
	return d.Write(ctx, actor, once, nil, func(tx *Tx) (int64, error) {
		return fn(&DB{pool: d.pool, clock: d.clock, outer: tx})
	})
}

func (d *DB) writeOnce(ctx context.Context, actor Actor, once OnceKey, topics []Topic, fn func(tx *Tx) (int64, error)) (id int64, err error) {
	err = pgx.BeginFunc(ctx, d.pool, func(ptx pgx.Tx) error {
		tx := &Tx{Tx: ptx, Actor: actor, ctx: ctx, topics: slices.Clone(topics)}
		if err := tx.start(d.clock); err != nil {
			return err
		}
		if once != (OnceKey{}) {
			first, claimed, err := tx.claim(once)
			if err != nil {
				return err
			}
			if !claimed {
				id = first
				return nil
			}
		}
		if id, err = fn(tx); err != nil {
			return err
		}
		if len(tx.changes) == 0 && !tx.unchanged {
			return ErrNoAudit
		}
		return tx.finish(once, id)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// start reads the clock and tells the database's own rules which business day it is.
func (tx *Tx) start(c *clock.Clock) error {
	var offset int
	if err := tx.QueryRow(tx.ctx, `SELECT clock_offset_days FROM installation`).Scan(&offset); err != nil {
		return fmt.Errorf("read the clock: %w", err)
	}
	return tx.setMoment(c.At(offset))
}

// setMoment is what the transaction and the database's own rules take for now from here on.
func (tx *Tx) setMoment(m clock.Moment) error {
	tx.Moment = m
	_, err := tx.Exec(tx.ctx, `SELECT set_config('verkstad.today', @today, true)`,
		pgx.StrictNamedArgs{"today": tx.Moment.Today.String()})
	return err
}

// claim takes the once-key. A concurrent holder is waited for: when it commits, its result is returned; when it
// rolls back, the claim is ours.
func (tx *Tx) claim(once OnceKey) (first int64, claimed bool, err error) {
	tag, err := tx.Exec(tx.ctx, `
		INSERT INTO once_keys (actor_kind, actor_id, key, created_at) VALUES (@kind, @actor, @key, @now)
		ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"kind": tx.Actor.Kind, "actor": tx.Actor.ID, "key": once[:], "now": tx.Moment.Now})
	if err != nil {
		return 0, false, fmt.Errorf("claim once-key: %w", err)
	}
	if tag.RowsAffected() == 1 {
		return 0, true, nil
	}
	err = tx.QueryRow(tx.ctx, `
		SELECT coalesce(result, 0) FROM once_keys WHERE actor_kind = @kind AND actor_id = @actor AND key = @key`,
		pgx.StrictNamedArgs{"kind": tx.Actor.Kind, "actor": tx.Actor.ID, "key": once[:]}).Scan(&first)
	if err != nil {
		return 0, false, fmt.Errorf("read once-key: %w", err)
	}
	return first, false, nil
}

// finish writes the audit rows and, last, bumps the versions. A sequence would be visible before the data; a row in
// a fixed order is not, and cannot deadlock with another write.
func (tx *Tx) finish(once OnceKey, id int64) error {
	var b pgx.Batch
	if once != (OnceKey{}) {
		b.Queue(`UPDATE once_keys SET result = @id WHERE actor_kind = @kind AND actor_id = @actor AND key = @key`,
			pgx.StrictNamedArgs{"id": id, "kind": tx.Actor.Kind, "actor": tx.Actor.ID, "key": once[:]})
	}
	for _, c := range tx.changes {
		fields, err := json.Marshal(c.Fields)
		if err != nil {
			return fmt.Errorf("encode changes of %s %d: %w", c.Record, c.ID, err)
		}
		if c.Fields == nil {
			fields = []byte("[]")
		}
		b.Queue(`
			INSERT INTO audit_log (at, business_day, actor_kind, actor_id, on_behalf_of, unit_id, record, record_id, action, changes, note, request_id)
			VALUES (@at, @day, @kind, @actor, nullif(@behalf::bigint, 0), nullif(@unit::bigint, 0), @record, @id, @action, @changes, @note, @request)`,
			pgx.StrictNamedArgs{"at": tx.Moment.Now, "day": c.day, "kind": c.by.Kind, "actor": c.by.ID,
				"behalf": c.by.OnBehalfOf, "unit": c.Unit, "record": c.Record, "id": c.ID, "action": c.Action,
				"changes": fields, "note": c.Note, "request": c.by.RequestID})
	}
	if b.Len() > 0 {
		if err := tx.SendBatch(tx.ctx, &b).Close(); err != nil {
			return fmt.Errorf("write audit rows: %w", err)
		}
	}
	if len(tx.changes) == 0 || len(tx.topics) == 0 {
		return nil
	}
	topics := make([]string, len(tx.topics))
	for i, t := range tx.topics {
		topics[i] = string(t)
	}
	slices.Sort(topics)
	topics = slices.Compact(topics)
	tag, err := tx.Exec(tx.ctx, `
		WITH locked AS (SELECT topic FROM data_versions WHERE topic = ANY(@topics) ORDER BY topic FOR UPDATE)
		UPDATE data_versions d SET version = d.version + 1 FROM locked WHERE d.topic = locked.topic`,
		pgx.StrictNamedArgs{"topics": topics})
	if err != nil {
		return fmt.Errorf("bump versions: %w", err)
	}
	if int(tag.RowsAffected()) != len(topics) {
		return fmt.Errorf("bump versions: one of %v has no row in data_versions", topics)
	}
	return nil
}

// Get runs a query in the transaction for exactly one row; none is [district.ErrNotFound].
func Get[T any](tx *Tx, what, sql string, args pgx.StrictNamedArgs) (T, error) {
	rows, _ := tx.Query(tx.ctx, sql, args)
	out, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	return out, Wrap(err, what)
}

// List runs a query in the transaction and collects its rows.
func List[T any](tx *Tx, what, sql string, args pgx.StrictNamedArgs) ([]T, error) {
	rows, _ := tx.Query(tx.ctx, sql, args)
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	return out, Wrap(err, what)
}

// Scalar runs a statement in the transaction that returns one value, such as INSERT ... RETURNING id.
func Scalar[T any](tx *Tx, what, sql string, args pgx.StrictNamedArgs) (T, error) {
	rows, _ := tx.Query(tx.ctx, sql, args)
	out, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	return out, Wrap(err, what)
}

// Run executes a statement in the transaction and returns how many rows it touched.
func (tx *Tx) Run(what, sql string, args pgx.StrictNamedArgs) (int64, error) {
	tag, err := tx.Exec(tx.ctx, sql, args)
	return tag.RowsAffected(), Wrap(err, what)
}

// MustTouch is [Tx.Run] for a statement that must touch exactly one row; none is [district.ErrNotFound].
func (tx *Tx) MustTouch(what, sql string, args pgx.StrictNamedArgs) error {
	n, err := tx.Run(what, sql, args)
	if err == nil && n != 1 {
		return fmt.Errorf("%s: touched %d rows: %w", what, n, district.ErrNotFound)
	}
	return err
}
