package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// An Assignment is a person in a post of a unit (uppdrag), with the names that pages show. The person's name is
// personal: it is read in the scope of [authz.AssignmentRead] only.
type Assignment struct {
	ID           int64
	PersonID     int64
	PersonName   string // empty when the person was emptied
	UnitID       int64
	UnitName     string
	UnitSlug     string
	UnitKind     district.UnitKind
	PostID       int64
	PostKey      string
	PostName     string
	Board        bool // the post is one of the board's
	Single       bool
	From         district.Date
	Until        district.Date // first day on which it no longer holds; zero: without end
	RecordedAt   time.Time
	Struck       bool
	StruckAt     *time.Time
	StruckReason string
	Revision     int
}

// Span returns the days on which the assignment holds, struck or not.
func (a Assignment) Span() district.Span { return district.Span{From: a.From, Until: a.Until} }

// Holds tells whether it counts on the day: the one test.
func (a Assignment) Holds(day district.Date) bool { return !a.Struck && a.Span().Contains(day) }

const assignmentColumns = `a.id, a.person_id, pe.name AS person_name, a.unit_id, u.name AS unit_name, u.slug AS unit_slug, u.kind AS unit_kind,
	a.post_id, p.key AS post_key, p.name AS post_name, p.board, a.single, lower(a.valid) AS "from", upper(a.valid) AS until,
	a.recorded_at, a.struck_at IS NOT NULL AS struck, a.struck_at, a.struck_reason, a.revision`

const assignmentTables = ` FROM assignments a JOIN people pe ON pe.id = a.person_id JOIN units u ON u.id = a.unit_id JOIN posts p ON p.id = a.post_id`

// Assignment returns an assignment of a unit in scope.
func (s *Store) Assignment(ctx context.Context, scope authz.Scope, id int64) (Assignment, error) {
	return db.One[Assignment](ctx, s.db, "read assignment", `
		SELECT `+assignmentColumns+assignmentTables+` WHERE a.id = @id AND (@all OR a.unit_id = ANY(@units))`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

func lockAssignment(tx *db.Tx, scope authz.Scope, id int64) (Assignment, error) {
	return db.Get[Assignment](tx, "read assignment", `
		SELECT `+assignmentColumns+assignmentTables+` WHERE a.id = @id AND (@all OR a.unit_id = ANY(@units)) FOR UPDATE OF a`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

// asInvalid makes a missing record a complaint about a field, because somebody chose it in a form.
func asInvalid(err error, field, message string) error {
	if errors.Is(err, district.ErrNotFound) {
		return district.NewInvalid(field, message)
	}
	return err
}

// AccessFollows tells whether somebody's access follows the assignment, on the day or later. The caller has read the
// assignment in a scope.
func (s *Store) AccessFollows(ctx context.Context, assignment int64, day district.Date) (bool, error) {
	return db.Value[bool](ctx, s.db, "look for access that follows", `
		SELECT EXISTS (SELECT FROM grants g WHERE g.assignment_id = @id AND (upper_inf(g.valid) OR upper(g.valid) > @day::date))`,
		pgx.StrictNamedArgs{"id": assignment, "day": day})
}
