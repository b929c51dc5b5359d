package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/district"
)

// A PublishedUnit is a unit with the contact ways that it has published: public to anybody, so it has no scope.
type PublishedUnit struct {
	Name     string
	Kind     district.UnitKind
	Contacts []PublishedContact
}

// A PublishedContact is one published way to reach a unit.
type PublishedContact struct {
	Kind  district.ContactKind `json:"kind"`
	Value string               `json:"value"`
}

// Published returns the units of the kinds that exist on the day and have published how to reach them.
func (s *Store) Published(ctx context.Context, day district.Date, kinds ...district.UnitKind) ([]PublishedUnit, error) {
	return readNow(ctx, s, func(r *Reads) *[]PublishedUnit { return r.Published(day, kinds...) })
}

// Published is [Store.Published] among others.
func (r *Reads) Published(day district.Date, kinds ...district.UnitKind) *[]PublishedUnit {
	return rowsOf[PublishedUnit](r, "list published contacts", `
		SELECT u.name, u.kind, jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value) ORDER BY c.sort, c.id) AS contacts
		FROM units u JOIN unit_contacts c ON c.unit_id = u.id AND c.published
		WHERE u.alive @> @day::date AND u.kind = ANY(@kinds)
		GROUP BY u.id, u.name, u.kind
		ORDER BY array_position(@kinds::text[], u.kind), u.name COLLATE "sv-x-icu"`,
		pgx.StrictNamedArgs{"day": day, "kinds": kindStrings(kinds)})
}
