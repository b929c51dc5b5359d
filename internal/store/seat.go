package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/district"
)

// seatBasesSQL is where the holder of a seat comes from on a day, as a query of one row: whether the person of the
// assignment holds anything in another unit of one of the kinds (based), and the names of those units that the
// condition on units xu lets through (names). A null list of kinds is a post that is no seat.
func seatBasesSQL(assignment, kinds, day, named string) string {
	return fmt.Sprintf(`SELECT coalesce(bool_or(xu.id IS NOT NULL), false) AS based,
			coalesce(array_agg(DISTINCT xu.name) FILTER (WHERE %[4]s), '{}') AS names
		FROM assignments x JOIN units xu ON xu.id = x.unit_id AND xu.kind = ANY(%[2]s)
		WHERE x.person_id = %[1]s.person_id AND x.unit_id <> %[1]s.unit_id AND x.struck_at IS NULL AND x.valid @> %[3]s`, assignment, kinds, day, named)
}

// A Seat is a post of a body of which a rule says who holds it, or of a body that leads the district, and how it stands
// on a day.
type Seat struct {
	UnitID      int64
	UnitName    string
	UnitSlug    string
	UnitKind    district.UnitKind
	PostID      int64
	PostName    string
	SeatFrom    []district.UnitKind
	CoOpted     bool
	State       district.PostState
	VacantSince district.Date // zero unless vacant
	Outside     bool          // somebody holds it who holds nothing in a unit of the kinds
}

// Seats returns the seats of the units in scope that exist on the day, by unit and in the order of posts. No names are
// read.
func (s *Store) Seats(ctx context.Context, scope authz.Scope, day district.Date) ([]Seat, error) {
	return readNow(ctx, s, func(r *Reads) *[]Seat { return r.Seats(scope, day) })
}

// Seats is [Store.Seats] among others.
func (r *Reads) Seats(scope authz.Scope, day district.Date) *[]Seat {
	return rowsOf[Seat](r, "list seats", `
		SELECT u.id AS unit_id, u.name AS unit_name, u.slug AS unit_slug, u.kind AS unit_kind, p.id AS post_id, p.name AS post_name,
		       r.seat_from, r.co_opted, st.state,
		       CASE WHEN st.state = 'vacant' THEN `+vacantSinceSQL("u.id", "p.id", "@day::date")+` END AS vacant_since,
		       cardinality(r.seat_from) > 0 AND EXISTS (
		           SELECT FROM assignments a CROSS JOIN LATERAL (`+seatBasesSQL("a", "r.seat_from", "@day::date", "true")+`) b
		           WHERE a.unit_id = u.id AND a.post_id = p.id AND a.struck_at IS NULL AND a.valid @> @day::date AND NOT b.based) AS outside
		FROM units u JOIN required_posts r ON r.unit_kind = u.kind AND r.valid @> @day::date JOIN posts p ON p.id = r.post_id
		CROSS JOIN LATERAL (SELECT `+postStateSQL("u.id", "p.id", "@day::date")+` AS state) st
		WHERE u.alive @> @day::date AND (@all OR u.id = ANY(@units))
		  AND (cardinality(r.seat_from) > 0 OR r.co_opted OR u.kind = ANY(@leading))
		ORDER BY array_position(@leading::text[], u.kind), u.name COLLATE "sv-x-icu", u.id, p.sort, p.id`,
		pgx.StrictNamedArgs{"day": day, "all": scope.All, "units": scope.Units, "leading": kindStrings(district.LeadingKinds())})
}
