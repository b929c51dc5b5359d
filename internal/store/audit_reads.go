package store

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A ReadFilter chooses among the rows of the log of reads.
type ReadFilter struct {
	Who        string        // parts of the name of who read
	Person     int64         // whose page was read; 0 for any
	From, Last district.Date // real days, both inclusive and zero when unbounded
	Offset     int
	Limit      int // 0 means 50
}

// A ReadRow is that somebody read something personal within an hour.
type ReadRow struct {
	Hour      time.Time // the beginning of the hour
	ActorKind db.ActorKind
	ActorName string
	Subject   string // person, person_search, unit_contacts, accounts, export ...
	SubjectID int64  // 0 for a list
	Detail    string // which export
	About     string // name of the person or unit, "" for a list and for what is gone
	Total     int    // how many the whole log has, the same on every row
}

// ReadLog returns a page of the log of who read personal data, the latest first. The caller holds the permission to
// audit; there is no narrower scope.
func (s *Store) ReadLog(ctx context.Context, f ReadFilter) ([]ReadRow, error) {
	if f.Limit == 0 {
		f.Limit = 50
	}
	rows, err := db.Many[ReadRow](ctx, s.db, "read the log of reads", `
		SELECT l.hour, l.actor_kind, coalesce(p.name, '') AS actor_name, l.subject, l.subject_id, l.detail, '' AS about, (count(*) OVER ())::int AS total
		FROM read_log l
		LEFT JOIN accounts a ON l.actor_kind IN ('account', 'link') AND a.id = l.actor_id LEFT JOIN people p ON p.id = a.person_id
		WHERE (@from::date IS NULL OR l.hour >= @from::date::timestamp AT TIME ZONE 'Europe/Stockholm')
		  AND (@last::date IS NULL OR l.hour < (@last::date + 1)::timestamp AT TIME ZONE 'Europe/Stockholm')
		  AND (@person::bigint = 0 OR (l.subject = 'person' AND l.subject_id = @person))
		  AND NOT EXISTS (SELECT FROM unnest(@parts::text[]) AS part
			WHERE coalesce(lower(p.name), CASE l.actor_kind WHEN 'cli' THEN 'kommandoraden' ELSE 'verkstad' END) NOT LIKE part)
		ORDER BY l.hour DESC, l.actor_kind, l.actor_id, l.subject, l.subject_id, l.detail LIMIT @limit OFFSET @offset`,
		pgx.StrictNamedArgs{"from": f.From, "last": f.Last, "person": f.Person, "parts": nameParts(f.Who), "limit": f.Limit, "offset": f.Offset})
	if err != nil {
		return nil, err
	}
	ids := make(map[string][]string)
	kindOf := map[string]string{"person": "person", "unit_contacts": "unit", "reorganisation": "unit"}
	for _, r := range rows {
		if kind := kindOf[r.Subject]; kind != "" && r.SubjectID != 0 {
			ids[kind] = append(ids[kind], strconv.FormatInt(r.SubjectID, 10))
		}
	}
	names, err := s.namesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		rows[i].About = names[kindOf[r.Subject]][strconv.FormatInt(r.SubjectID, 10)]
	}
	return rows, nil
}
