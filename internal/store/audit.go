package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// An AuditFilter chooses among the rows of the audit log.
type AuditFilter struct {
	Who        string        // parts of the name of who did it
	Record     string        // record type, "" for any
	RecordID   int64         // of the record type; 0 for any
	Account    int64         // everything about an account, its access and its person; 0 for any
	Unit       int64         // that the record belongs to; 0 for any
	From, Last district.Date // business days, both inclusive and zero when unbounded
	Before     int64         // only rows before this one, 0 for the latest
	Limit      int           // 0 means 50
}

// An AuditRow is one audited change with the names that its ids stand for today.
type AuditRow struct {
	ID         int64
	At         time.Time
	Day        district.Date // business day
	ActorKind  db.ActorKind
	ActorName  string // of the account's person; "" when there is none
	OnBehalfOf string // name of the unit for which it was entered, "" for none
	UnitName   string // that the record belongs to, "" for the whole district
	Record     string
	RecordID   int64
	Action     string
	Changes    []byte // JSON
	Note       string

	Subject string        // what people call the record: a name, a post and its unit; "" when it is gone
	Fields  []AuditChange // the changed fields
}

// An AuditChange is one changed field. Of a personal one only the name is known.
type AuditChange struct {
	Field         string
	Before, After string // as text, ids as the names they stand for; "" for nothing
	Personal      bool
}

// AuditLog returns the latest rows of the filter and whether there are older ones. The caller holds the permission to
// audit; there is no narrower scope.
func (s *Store) AuditLog(ctx context.Context, f AuditFilter) (rows []AuditRow, older bool, err error) {
	if f.Limit == 0 {
		f.Limit = 50
	}
	rows, err = db.Many[AuditRow](ctx, s.db, "read the audit log", `
		SELECT l.id, l.at, l.business_day AS day, l.actor_kind, coalesce(p.name, '') AS actor_name, coalesce(b.name, '') AS on_behalf_of,
		       coalesce(u.name, '') AS unit_name, l.record, l.record_id, l.action, l.changes, l.note, '' AS subject, NULL::jsonb AS fields
		FROM audit_log l
		LEFT JOIN accounts a ON l.actor_kind IN ('account', 'link') AND a.id = l.actor_id LEFT JOIN people p ON p.id = a.person_id
		LEFT JOIN units u ON u.id = l.unit_id LEFT JOIN units b ON b.id = l.on_behalf_of
		WHERE (@before::bigint = 0 OR l.id < @before) AND (@record = '' OR l.record = @record) AND (@id::bigint = 0 OR l.record_id = @id)
		  AND (@unit::bigint = 0 OR l.unit_id = @unit)
		  AND (@from::date IS NULL OR l.business_day >= @from::date) AND (@last::date IS NULL OR l.business_day <= @last::date)
		  AND NOT EXISTS (SELECT FROM unnest(@parts::text[]) AS part
			WHERE coalesce(lower(p.name), CASE l.actor_kind WHEN 'cli' THEN 'kommandoraden' WHEN 'visitor' THEN 'någon som inte är inloggad' ELSE 'verkstad' END) NOT LIKE part)
		  AND (@account::bigint = 0 OR (l.record = 'account' AND l.record_id = @account)
			OR (l.record = 'grant' AND (l.record_id IN (SELECT g.id FROM grants g WHERE g.account_id = @account)
				OR l.changes @> jsonb_build_array(jsonb_build_object('field', 'account', 'after', @account))
				OR l.changes @> jsonb_build_array(jsonb_build_object('field', 'account', 'before', @account))))
			OR (l.record = 'person' AND l.record_id = (SELECT x.person_id FROM accounts x WHERE x.id = @account)))
		ORDER BY l.id DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"before": f.Before, "record": f.Record, "id": f.RecordID, "unit": f.Unit, "from": f.From, "last": f.Last,
			"parts": nameParts(f.Who), "account": f.Account, "limit": f.Limit + 1})
	if err != nil {
		return nil, false, err
	}
	if len(rows) > f.Limit {
		rows, older = rows[:f.Limit], true
	}
	return rows, older, s.nameAudit(ctx, rows)
}

// fieldKinds says which changed fields hold ids, and of what.
var fieldKinds = map[string]string{"account": "account", "person": "person", "merged": "person", "units": "unit", "unit": "unit",
	"owner": "unit", "adopter": "unit", "goal": "goal", "assignment": "assignment", "post": "post", "tags": "tag"}

// kindOfField is [fieldKinds], where the record decides about one field.
func kindOfField(record, field string) string {
	if field == "mergedInto" {
		return record // a person into a person, a unit into a unit
	}
	return fieldKinds[field]
}

// nameAudit reads the changes and finds the names of what they are about, all in one statement.
func (s *Store) nameAudit(ctx context.Context, rows []AuditRow) error {
	ids := make(map[string][]string)
	want := func(kind, key string) {
		if kind != "post" && !onlyDigits(key) { // posts are named by their keys
			return
		}
		if kind != "" && !slices.Contains(ids[kind], key) {
			ids[kind] = append(ids[kind], key)
		}
	}
	raw := make([][]rawChange, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal(r.Changes, &raw[i]); err != nil {
			return fmt.Errorf("decode changes of audit row %d: %w", r.ID, err)
		}
		want(r.Record, strconv.FormatInt(r.RecordID, 10))
		for _, c := range raw[i] {
			for _, v := range slices.Concat(c.values(c.Before), c.values(c.After)) {
				want(kindOfField(r.Record, c.Field), v)
			}
		}
	}
	names, err := s.namesOf(ctx, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		r.Subject = names[r.Record][strconv.FormatInt(r.RecordID, 10)]
		for _, c := range raw[i] {
			known := names[kindOfField(r.Record, c.Field)]
			f := AuditChange{Field: c.Field, Before: c.text(c.Before, known), After: c.text(c.After, known), Personal: c.Before == nil && c.After == nil}
			if f.Personal || f.Before != f.After {
				r.Fields = append(r.Fields, f)
			}
		}
	}
	return nil
}

// onlyDigits tells whether a text can be an id.
func onlyDigits(s string) bool {
	_, err := strconv.ParseUint(s, 10, 63)
	return err == nil
}

// A rawChange is a changed field as the log keeps it.
type rawChange struct {
	Field         string
	Before, After json.RawMessage
}

// values returns a value, or each of several, as text; null, false and empty text are none.
func (rawChange) values(v json.RawMessage) []string {
	var decoded any
	if len(v) == 0 || json.Unmarshal(v, &decoded) != nil {
		return nil
	}
	var out []string
	add := func(x any) {
		switch x := x.(type) {
		case nil:
		case string:
			if x != "" {
				out = append(out, x)
			}
		case float64:
			out = append(out, strconv.FormatFloat(x, 'f', -1, 64))
		case bool:
			if x {
				out = append(out, "ja")
			}
		default:
			if b, err := json.Marshal(x); err == nil {
				out = append(out, string(b))
			}
		}
	}
	if list, ok := decoded.([]any); ok {
		for _, x := range list {
			add(x)
		}
	} else {
		add(decoded)
	}
	return out
}

// text writes a value with the names of what it stands for, where they are known.
func (c rawChange) text(v json.RawMessage, known map[string]string) string {
	values := c.values(v)
	for i, x := range values {
		if n := known[x]; n != "" {
			values[i] = n
		}
	}
	return strings.Join(values, ", ")
}

// namesOf returns what people call records today, by kind of record and id. Kinds that have no name are left out.
func (s *Store) namesOf(ctx context.Context, ids map[string][]string) (map[string]map[string]string, error) {
	type named struct{ Kind, Key, Name string }
	args := pgx.StrictNamedArgs{}
	for _, kind := range []string{"account", "person", "unit", "unitArea", "post", "requiredPost", "assignment", "vacancy", "grant", "goal", "comment", "plan", "planVersion", "commitment", "source", "governing", "tag", "document", "meeting", "question", "meetingKind", "assessment", "questionnaire",
		"assessmentQuestion", "record", "recordKind", "recordCompletion"} {
		args[kind] = append([]string{}, ids[kind]...)
	}
	rows, err := db.Many[named](ctx, s.db, "name records", `
		SELECT 'account' AS kind, a.id::text AS key, p.name FROM accounts a JOIN people p ON p.id = a.person_id WHERE a.id = ANY(@account::text[]::bigint[])
		UNION ALL SELECT 'grant', g.id::text, p.name FROM grants g JOIN accounts a ON a.id = g.account_id JOIN people p ON p.id = a.person_id WHERE g.id = ANY(@grant::text[]::bigint[])
		UNION ALL SELECT 'person', p.id::text, p.name FROM people p WHERE p.id = ANY(@person::text[]::bigint[])
		UNION ALL SELECT 'unit', u.id::text, u.name FROM units u WHERE u.id = ANY(@unit::text[]::bigint[])
		UNION ALL SELECT 'unitArea', c.id::text, x.name FROM unit_areas c JOIN areas x ON x.id = c.area_id WHERE c.id = ANY(@unitArea::text[]::bigint[])
		UNION ALL SELECT 'governing', a.id::text, a.name FROM areas a WHERE a.id = ANY(@governing::text[]::bigint[])
		UNION ALL SELECT 'post', v.key, p.name FROM posts p, LATERAL (VALUES (p.id::text), (p.key)) v (key) WHERE v.key = ANY(@post::text[])
		UNION ALL SELECT 'requiredPost', r.id::text, p.name FROM required_posts r JOIN posts p ON p.id = r.post_id WHERE r.id = ANY(@requiredPost::text[]::bigint[])
		UNION ALL SELECT 'assignment', s.id::text, p.name || ', ' || u.name FROM assignments s JOIN posts p ON p.id = s.post_id JOIN units u ON u.id = s.unit_id WHERE s.id = ANY(@assignment::text[]::bigint[])
		UNION ALL SELECT 'vacancy', v.id::text, p.name || ', ' || u.name FROM vacancies v JOIN posts p ON p.id = v.post_id JOIN units u ON u.id = v.unit_id WHERE v.id = ANY(@vacancy::text[]::bigint[])
		UNION ALL SELECT 'goal', g.id::text, g.title FROM goals g WHERE g.id = ANY(@goal::text[]::bigint[])
		UNION ALL SELECT 'comment', c.id::text, g.title FROM comments c JOIN goals g ON g.id = c.goal_id WHERE c.id = ANY(@comment::text[]::bigint[])
		UNION ALL SELECT 'plan', p.id::text, p.name FROM plans p WHERE p.id = ANY(@plan::text[]::bigint[])
		UNION ALL SELECT 'planVersion', v.id::text, p.name || ', version ' || v.number FROM plan_versions v JOIN plans p ON p.id = v.plan_id WHERE v.id = ANY(@planVersion::text[]::bigint[])
		UNION ALL SELECT 'commitment', c.id::text, c.sentence FROM commitments c WHERE c.id = ANY(@commitment::text[]::bigint[])
		UNION ALL SELECT 'source', s.id::text, s.name FROM source_files s WHERE s.id = ANY(@source::text[]::bigint[])
		UNION ALL SELECT 'document', d.id::text, d.name FROM documents d WHERE d.id = ANY(@document::text[]::bigint[])
		UNION ALL SELECT 'meeting', m.id::text, CASE WHEN m.title <> '' THEN m.title ELSE k.name END || ' ' || m.day FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id WHERE m.id = ANY(@meeting::text[]::bigint[])
		UNION ALL SELECT 'question', q.id::text, u.name || ' ' || q.asked_on FROM meeting_questions q JOIN units u ON u.id = q.asked_by_unit WHERE q.id = ANY(@question::text[]::bigint[])
		UNION ALL SELECT 'meetingKind', k.id::text, k.name FROM meeting_kinds k WHERE k.id = ANY(@meetingKind::text[]::bigint[])
		UNION ALL SELECT 'assessment', a.id::text, n.name || ', ' || u.name FROM assessments a JOIN questionnaires n ON n.id = a.questionnaire_id JOIN units u ON u.id = a.unit_id WHERE a.id = ANY(@assessment::text[]::bigint[])
		UNION ALL SELECT 'questionnaire', n.id::text, n.name FROM questionnaires n WHERE n.id = ANY(@questionnaire::text[]::bigint[])
		UNION ALL SELECT 'assessmentQuestion', q.id::text, q.text FROM questions q WHERE q.id = ANY(@assessmentQuestion::text[]::bigint[])
		UNION ALL SELECT 'record', r.id::text, CASE WHEN r.title <> '' THEN r.title ELSE k.name END || ' ' || r.happened_on FROM records r JOIN record_kinds k ON k.id = r.kind_id WHERE r.id = ANY(@record::text[]::bigint[])
		UNION ALL SELECT 'recordKind', k.id::text, k.name FROM record_kinds k WHERE k.id = ANY(@recordKind::text[]::bigint[])
		UNION ALL SELECT 'recordCompletion', c.id::text, k.name FROM record_completions c JOIN record_kinds k ON k.id = c.kind_id WHERE c.id = ANY(@recordCompletion::text[]::bigint[])
		UNION ALL SELECT 'tag', t.id::text, t.name FROM tags t WHERE t.id = ANY(@tag::text[]::bigint[])`, args)
	if err != nil {
		return nil, err
	}
	out := make(map[string]map[string]string)
	for _, r := range rows {
		if out[r.Kind] == nil {
			out[r.Kind] = make(map[string]string)
		}
		out[r.Kind][r.Key] = r.Name
	}
	return out, nil
}
