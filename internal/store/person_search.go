package store

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A PersonFilter chooses among the people of the district.
type PersonFilter struct {
	Query  string // parts of the name, in any order
	Which  string // "" holds something today, "alla" everybody, "utan" nobody's holder today
	Offset int
	Limit  int // 0 means 50
}

// A PersonHit is one row of a search.
type PersonHit struct {
	ID    int64
	Name  string
	Holds []string // "Kassör, Farsta" for each post held today
	Total int      // how many the whole search has, the same on every row
}

// SearchPeople searches the people of the whole district by name and writes the read log. Rows that were merged or
// emptied are left out. The caller holds the permission to search; there is no narrower scope.
func (s *Store) SearchPeople(ctx context.Context, actor db.Actor, now time.Time, day district.Date, f PersonFilter) ([]PersonHit, error) {
	if f.Limit == 0 {
		f.Limit = 50
	}
	var hits []PersonHit
	b := s.db.Batch()
	b.LogRead(actor, now, db.Reading{Subject: "person_search"})
	db.Collect(b, &hits, "search people", `
		WITH found AS (
			SELECT pe.id, pe.name, count(*) OVER () AS total FROM people pe,
			LATERAL (SELECT EXISTS (SELECT FROM assignments a WHERE a.person_id = pe.id AND a.struck_at IS NULL AND a.valid @> @day::date) AS holds) h
			WHERE pe.merged_into IS NULL AND pe.emptied_at IS NULL
			  AND NOT EXISTS (SELECT FROM unnest(@parts::text[]) AS part WHERE lower(pe.name) NOT LIKE part)
			  AND (@which = 'alla' OR h.holds = (@which <> 'utan'))
			ORDER BY pe.name COLLATE "sv-x-icu", pe.id LIMIT @limit OFFSET @offset)
		SELECT f.id, f.name, f.total::int AS total, coalesce(array_agg(p.name || ', ' || u.name ORDER BY p.sort, u.name) FILTER (WHERE p.id IS NOT NULL), '{}') AS holds
		FROM found f
		LEFT JOIN assignments a ON a.person_id = f.id AND a.struck_at IS NULL AND a.valid @> @day::date
		LEFT JOIN posts p ON p.id = a.post_id LEFT JOIN units u ON u.id = a.unit_id
		GROUP BY f.id, f.name, f.total ORDER BY f.name COLLATE "sv-x-icu", f.id`,
		pgx.StrictNamedArgs{"day": day, "parts": nameParts(f.Query), "which": f.Which, "limit": f.Limit, "offset": f.Offset})
	return hits, b.Send(ctx)
}

// mostNameParts is more parts than a name has; what follows is not looked for, so that no address makes the database
// compare every name with thousands of patterns.
const mostNameParts = 10

// nameParts makes the patterns of a search: every part must be somewhere in the name.
func nameParts(query string) []string {
	parts := []string{}
	for _, p := range strings.Fields(strings.ToLower(query)) {
		if len(parts) == mostNameParts {
			break
		}
		parts = append(parts, likePattern(p))
	}
	return parts
}
