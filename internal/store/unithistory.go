package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// HistoryOnPage is how many changes the page of a unit shows; the rest are on a page of their own.
const HistoryOnPage = 8

// A HistoryRow is one audited change of a unit, of something in it, or of who governs where it works.
type HistoryRow struct {
	ID        int64
	At        time.Time
	Day       district.Date // business day
	ActorKind db.ActorKind
	ActorName string // of the account's person; "" when there is none
	Record    string
	Action    string
	Changes   []byte // JSON
	Note      string
	PostName  string // of the post that an assignment or a vacancy is about, or of a document
}

// ByCLI tells whether the command line made the change.
func (r HistoryRow) ByCLI() bool { return r.ActorKind == db.ByCLI }

// ByJob tells whether work in the background made the change.
func (r HistoryRow) ByJob() bool { return r.ActorKind == db.ByJob }

// A FieldChange is one changed field of a [HistoryRow].
type FieldChange struct {
	Field         string
	Before, After string // as text; "" for nothing
	Personal      bool   // only its name was kept
}

// Fields returns the changed fields, without those that say nothing.
func (r HistoryRow) Fields() ([]FieldChange, error) {
	var raw []map[string]any
	if err := json.Unmarshal(r.Changes, &raw); err != nil {
		return nil, fmt.Errorf("decode changes of audit row %d: %w", r.ID, err)
	}
	text := func(v any) string {
		if v == nil {
			return ""
		}
		return fmt.Sprint(v)
	}
	var out []FieldChange
	for _, f := range raw {
		_, kept := f["before"]
		c := FieldChange{Field: text(f["field"]), Before: text(f["before"]), After: text(f["after"]), Personal: !kept}
		if c.Personal || c.Before != c.After {
			out = append(out, c)
		}
	}
	return out, nil
}

// historySQL is the changes of the unit u, whose address is the parameter slug, and of those that went up in it; of the
// latter the name of the unit stands with what the change is about.
const historySQL = `
	SELECT l.id, l.at, l.business_day AS day, l.actor_kind, coalesce(p.name, '') AS actor_name, l.record, l.action, l.changes, l.note,
	       concat_ws(', ', nullif(coalesce((SELECT po.name FROM posts po WHERE po.id = CASE l.record
	           WHEN 'assignment' THEN (SELECT x.post_id FROM assignments x WHERE x.id = l.record_id)
	           WHEN 'vacancy' THEN (SELECT x.post_id FROM vacancies x WHERE x.id = l.record_id) END),
	           (SELECT d.name FROM documents d WHERE l.record = 'document' AND d.id = l.record_id), ''), ''),
	           CASE WHEN l.unit_id <> u.id THEN (SELECT x.name FROM units x WHERE x.id = l.unit_id) END) AS post_name
	FROM units u JOIN audit_log l ON l.unit_id = ANY(ARRAY` + ancestry + `) OR (l.record = 'governing' AND l.record_id IN (
		SELECT CASE x.kind WHEN 'municipality' THEN x.id WHEN 'cityDistrict' THEN x.parent_id END
		FROM unit_areas c JOIN areas x ON x.id = c.area_id WHERE c.unit_id = u.id))
	LEFT JOIN accounts a ON l.actor_kind = 'account' AND a.id = l.actor_id LEFT JOIN people p ON p.id = a.person_id`

const historyOrder = ` AND (@before::bigint = 0 OR l.id < @before) ORDER BY l.id DESC LIMIT @limit`

// UnitHistory returns at most limit changes of a unit in scope before one of them (0: from the latest), the latest
// first. The caller has made sure that the reader may see who changed what.
func (s *Store) UnitHistory(ctx context.Context, scope authz.Scope, slug string, before int64, limit int) ([]HistoryRow, error) {
	return db.Many[HistoryRow](ctx, s.db, "read history", historySQL+`
		WHERE u.slug = @slug AND (@all OR u.id = ANY(@units))`+historyOrder,
		pgx.StrictNamedArgs{"slug": slug, "all": scope.All, "units": scope.Units, "before": before, "limit": limit})
}
