package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// postStateSQL is [district.PostStateOn] as an expression of SQL: the state of a post in a unit on a day, each given
// as an expression. Both are held to the same answers by a test over random histories.
func postStateSQL(unit, post, day string) string {
	return fmt.Sprintf(`CASE
		WHEN EXISTS (SELECT FROM assignments ps WHERE ps.post_id = %[2]s AND ps.unit_id = %[1]s AND ps.struck_at IS NULL AND ps.valid @> %[3]s) THEN 'filled'
		WHEN EXISTS (SELECT FROM assignments ps WHERE ps.post_id = %[2]s AND ps.unit_id = %[1]s AND ps.struck_at IS NULL AND lower(ps.valid) <= %[3]s)
		  OR EXISTS (SELECT FROM vacancies pv WHERE pv.post_id = %[2]s AND pv.unit_id = %[1]s AND pv.struck_at IS NULL AND pv.since <= %[3]s) THEN 'vacant'
		ELSE 'unknown' END`, unit, post, day)
}

// vacantSinceSQL is [district.VacantSince] as an expression of SQL, for a post whose state on the day is vacant.
func vacantSinceSQL(unit, post, day string) string {
	return fmt.Sprintf(`coalesce(
		(SELECT max(upper(ps.valid)) FROM assignments ps WHERE ps.post_id = %[2]s AND ps.unit_id = %[1]s AND ps.struck_at IS NULL AND lower(ps.valid) <= %[3]s),
		(SELECT min(pv.since) FROM vacancies pv WHERE pv.post_id = %[2]s AND pv.unit_id = %[1]s AND pv.struck_at IS NULL AND pv.since <= %[3]s))`, unit, post, day)
}

// A UnitPostState is the state of a post in a unit on a day.
type UnitPostState struct {
	Day         district.Date
	UnitID      int64
	State       district.PostState
	VacantSince district.Date // zero unless the state is vacant
}

// PostStates returns the state of a post on each of the days in each unit of the scope that exists on that day and is
// among the given ones (all when none is given), whether or not the post is required there. Ordered by day and unit
// id.
func (s *Store) PostStates(ctx context.Context, scope authz.Scope, post int64, days []district.Date, units ...int64) ([]UnitPostState, error) {
	return db.Many[UnitPostState](ctx, s.db, "read states of posts", `
		SELECT x.day, x.unit_id, x.state, CASE WHEN x.state = 'vacant' THEN `+vacantSinceSQL("x.unit_id", "@post", "x.day")+` END AS vacant_since
		FROM (SELECT d.day, u.id AS unit_id, `+postStateSQL("u.id", "@post", "d.day")+` AS state
		      FROM unnest(@days::date[]) AS d (day) JOIN units u ON u.alive @> d.day
		      WHERE (@all OR u.id = ANY(@scope)) AND (cardinality(@units::bigint[]) = 0 OR u.id = ANY(@units))) x
		ORDER BY x.day, x.unit_id`,
		pgx.StrictNamedArgs{"post": post, "days": dateStrings(days), "all": scope.All, "scope": scope.Units, "units": nonNil(units)})
}

// nonNil makes a nil slice an empty array instead of NULL.
func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
