// Package store is every SQL statement of the application, one file per aggregate, on top of the kernel in package
// db. A method is a use case: it takes the context, then the actor of a write or the scope of a read, then values.
// Every read of rows that are not public puts the scope into its WHERE, so that a record of somebody else's unit is
// [district.ErrNotFound]; every write goes through [db.DB.Write].
//
// It must not know the web, pages, templates or background work.
package store

import (
	"context"
	"strings"

	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// Actor and OnceKey are what every write is by and is claimed with; see package db.
type (
	Actor   = db.Actor
	OnceKey = db.OnceKey
)

// A Store reads and writes the district's records.
type Store struct {
	db     *db.DB
	memory memory
}

// New returns the store of a database.
func New(d *db.DB) *Store { return &Store{db: d} }

// DB returns the database under the store.
func (s *Store) DB() *db.DB { return s.db }

// Moment reads both clocks.
func (s *Store) Moment(ctx context.Context) (clock.Moment, error) { return s.db.Moment(ctx) }

// Together runs several writes of the store as one transaction with one once-key.
func (s *Store) Together(ctx context.Context, actor db.Actor, once db.OnceKey, fn func(s *Store) (int64, error)) (int64, error) {
	return s.db.Together(ctx, actor, once, func(d *db.DB) (int64, error) { return fn(New(d)) })
}

// stale says that a record has another revision than the one that was edited, with what stands there now.
func stale(record string, id int64, revision int, now ...district.FieldValue) error {
	return &district.StaleError{Record: record, ID: id, Revision: revision, Now: now}
}

// likePattern returns the pattern of rows that contain what somebody typed, whatever signs are in it.
func likePattern(typed string) string { return "%" + likeExactly(typed) + "%" }

// likeExactly returns the pattern of rows that are what somebody typed, in small letters or large.
func likeExactly(typed string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(typed)
}
