package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/district"
)

// A BodyRow is a committee, network, board or group in a list.
type BodyRow struct {
	Unit
	Required int // posts that it must have; 0 when it does not exist on the day
	Filled   int
	Vacant   int
	Unknown  int
}

// BodyKinds are the kinds of unit that are not associations, in the order of lists.
func BodyKinds() []district.UnitKind {
	var out []district.UnitKind
	for _, k := range district.UnitKinds() {
		if !k.IsAssociation() {
			out = append(out, k)
		}
	}
	return out
}

// Bodies returns the units in scope that are not associations, in Swedish order of names, as of a day. Posts are
// counted for the units in states only.
func (s *Store) Bodies(ctx context.Context, scope, states authz.Scope, day district.Date, state UnitState) ([]BodyRow, error) {
	return readNow(ctx, s, func(r *Reads) *[]BodyRow { return r.Bodies(scope, states, day, state) })
}

// Bodies is [Store.Bodies] among others.
func (r *Reads) Bodies(scope, states authz.Scope, day district.Date, state UnitState) *[]BodyRow {
	return rowsOf[BodyRow](r, "list bodies", `
		WITH living AS (SELECT id, kind FROM units WHERE kind = ANY(@kinds) AND alive @> @day::date AND (@all OR id = ANY(@units))),
		posts_of AS MATERIALIZED (`+postCountsSQL("living")+`)
		SELECT `+unitColumns+`, coalesce(p.required, 0) AS required, coalesce(p.filled, 0) AS filled, coalesce(p.vacant, 0) AS vacant, coalesce(p.unknown, 0) AS unknown
		FROM units u LEFT JOIN posts_of p ON p.unit_id = u.id
		WHERE u.kind = ANY(@kinds) AND (@all OR u.id = ANY(@units))
		  AND CASE @state WHEN '' THEN u.alive @> @day::date WHEN 'closed' THEN u.closed <= @day::date ELSE true END
		ORDER BY u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"kinds": kindStrings(BodyKinds()), "all": scope.All, "units": scope.Units, "states_all": states.All, "states": states.Units,
			"day": day, "state": state})
}
