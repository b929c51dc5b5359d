package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A Record is a dated thing that volumes are counted from (händelse). It names no persons.
type Record struct {
	ID             int64
	KindID         int64
	KindName       string
	One, Many      string // words of the kind
	UnitID         int64  // who held it or did it; 0 where the reader may not know
	UnitName       string
	UnitSlug       string
	UnitKind       district.UnitKind // told to everybody
	HappenedOn     district.Date     // or is to happen, while it is planned
	State          district.RecordState
	StateReason    string
	DoneRecordedOn district.Date
	Number         *int // who took part; nil when nobody has said
	Partner        string
	Title          string
	Note           string // only where the reader may know who
	RecordedOn     district.Date
	Struck         bool
	StruckReason   string
	Revision       int
	Others         []NamedUnit // who took part besides, those that the reader may know
	OtherCount     int         // all who took part besides
	Homeless       bool        // the unit did not exist on the day: it counts nowhere
}

// Name is what the record is called: its own title or the name of its kind.
func (r Record) Name() string {
	if r.Title != "" {
		return r.Title
	}
	return r.KindName
}

// Counts tells whether the record counts on the day.
func (r Record) Counts(day district.Date) bool {
	return r.State == district.RecordDone && !r.Struck && !r.Homeless && !r.HappenedOn.After(day)
}

// Afterwards tells whether it was written more than two weeks after it happened.
func (r Record) Afterwards() bool {
	return r.State == district.RecordDone && r.DoneRecordedOn.DaysSince(r.HappenedOn) > 14
}

// RecordScopes is who reads records. Everybody who reads the plan reads them, since they are what a figure counts. Which
// associations took part is told in Units only, because the others could be told from the list: those who are missing.
type RecordScopes struct {
	Units  authz.Scope
	Struck bool // struck ones too
}

// RecordScopesOf returns what somebody may know of records.
func RecordScopesOf(a authz.Access) RecordScopes {
	s := RecordScopes{Units: a.Scope(authz.GoalMissing), Struck: a.Can(authz.RecordEdit)}
	if s.Units.All {
		return s
	}
	for _, g := range a.Grants {
		if g.Unit != 0 && g.Role.Allows(authz.UnitRead) && !s.Units.Has(g.Unit) {
			s.Units.Units = append(s.Units.Units, g.Unit)
		}
	}
	return s
}

func (s RecordScopes) args(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	more["all"], more["units"], more["see_struck"] = s.Units.All, s.Units.Units, s.Struck
	return more
}

// recordKnown tells whether the reader may know the unit u of a record: bodies are no secret.
const recordKnown = `(@all OR u.id = ANY(@units) OR u.kind NOT IN ('association', 'tradeAssociation'))`

const recordColumns = `r.id, r.kind_id, k.name AS kind_name, k.one, k.many,
	CASE WHEN known.ok THEN u.id ELSE 0 END AS unit_id, CASE WHEN known.ok THEN u.name ELSE '' END AS unit_name,
	CASE WHEN known.ok THEN u.slug ELSE '' END AS unit_slug, u.kind AS unit_kind, r.happened_on, r.state, r.state_reason, r.done_recorded_on, r.number,
	r.partner, r.title, CASE WHEN known.ok THEN r.note ELSE '' END AS note, r.recorded_on, r.struck_at IS NOT NULL AS struck, r.struck_reason, r.revision,
	others.named AS others, others.number AS other_count, NOT u.alive @> r.happened_on AS homeless`

const recordTables = ` FROM records r JOIN record_kinds k ON k.id = r.kind_id JOIN units u ON u.id = r.unit_id
	CROSS JOIN LATERAL (SELECT coalesce(` + recordKnown + `, false) AS ok) known
	CROSS JOIN LATERAL (
		SELECT count(*)::int AS number, coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'slug', o.slug, 'kind', o.kind)
			ORDER BY o.name COLLATE "sv-x-icu", o.id) FILTER (WHERE o.known), '[]') AS named
		FROM (SELECT u.id, u.name, u.slug, u.kind, coalesce(` + recordKnown + `, false) AS known
			FROM record_units ru JOIN units u ON u.id = ru.unit_id WHERE ru.record_id = r.id) o) others`

// A RecordFilter narrows a list of records.
type RecordFilter struct {
	Kinds       []int64
	State       district.RecordState
	Unit        int64         // held it or took part; only one that the reader may know finds anything
	From, Until district.Date // half-open; zero is no bound
	Late        bool          // planned for a day that has passed: what became of it?
	Struck      bool          // only struck ones
	Limit       int           // 0: all
	Offset      int
}

// A RecordList is a page of a list of records with what the whole list amounts to.
type RecordList struct {
	Records []Record
	Total   int // of the whole list
	Done    int // that count on the day
	People  int // who took part in those, as far as anybody has said
	Kinds   []RecordKind
	Units   []NamedUnit // that the reader may know and that took part in anything
	Years   []int       // in which anything happened, the latest first
}

// Records returns the records that match, the latest day first. It is one round trip.
func (s *Store) Records(ctx context.Context, scopes RecordScopes, day district.Date, f RecordFilter) (RecordList, error) {
	var out RecordList
	b := s.db.Batch()
	queueRecords(b, scopes, day, f, &out)
	return out, b.Send(ctx)
}

// HasTwin tells whether another record says the same as this one: of its kind, by its unit, on its day, with its name and its
// number. It may be right, of questions of which several are answered in a day, or written in twice and counted as two.
func (s *Store) HasTwin(ctx context.Context, id int64) (bool, error) {
	return db.Value[bool](ctx, s.db, "look for a twin of a record", `
		SELECT EXISTS (SELECT FROM records r JOIN records o ON o.kind_id = r.kind_id AND o.unit_id = r.unit_id AND o.happened_on = r.happened_on
				AND lower(o.title) = lower(r.title) AND o.number IS NOT DISTINCT FROM r.number AND o.id <> r.id
			WHERE r.id = @id AND o.struck_at IS NULL AND o.state <> 'cancelled')`, pgx.StrictNamedArgs{"id": id})
}

// RecordExport is [Store.Records] for a file that leaves the house: that it was taken out is logged.
func (s *Store) RecordExport(ctx context.Context, actor db.Actor, now time.Time, scopes RecordScopes, day district.Date, f RecordFilter) (RecordList, error) {
	var out RecordList
	b := s.db.Batch()
	b.LogRead(actor, now, db.Reading{Subject: "export", Detail: "händelser"})
	queueRecords(b, scopes, day, f, &out)
	return out, b.Send(ctx)
}

func queueRecords(b *db.Batch, scopes RecordScopes, day district.Date, f RecordFilter, out *RecordList) {
	const where = ` WHERE (cardinality(@kinds::bigint[]) = 0 OR r.kind_id = ANY(@kinds)) AND (@state = '' OR r.state = @state)
		AND (@from::date IS NULL OR r.happened_on >= @from::date) AND (@until::date IS NULL OR r.happened_on < @until::date)
		AND (NOT @late OR r.state = 'planned' AND r.happened_on < @day::date)
		AND (r.struck_at IS NOT NULL) = (@struck AND @see_struck)
		AND (@unit::bigint = 0 OR (EXISTS (SELECT FROM units u WHERE u.id = @unit AND ` + recordKnown + `)
			AND (r.unit_id = @unit OR EXISTS (SELECT FROM record_units ru WHERE ru.record_id = r.id AND ru.unit_id = @unit))))`
	args := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		for name, v := range map[string]any{"kinds": append([]int64{}, f.Kinds...), "state": f.State, "unit": f.Unit, "from": f.From, "until": f.Until,
			"late": f.Late, "struck": f.Struck, "day": day} {
			more[name] = v
		}
		return scopes.args(more)
	}
	var limit *int
	if f.Limit > 0 {
		limit = &f.Limit
	}
	db.Collect(b, &out.Records, "list records", `SELECT `+recordColumns+recordTables+where+`
		ORDER BY r.happened_on DESC, r.id DESC LIMIT @limit::int OFFSET @offset::int`, args(pgx.StrictNamedArgs{"limit": limit, "offset": f.Offset}))
	db.CollectValue(b, &out.Total, "count records", `SELECT count(*)::int FROM records r`+where, args(pgx.StrictNamedArgs{}))
	const counting = ` JOIN units u ON u.id = r.unit_id AND u.alive @> r.happened_on` + where + ` AND r.state = 'done' AND r.struck_at IS NULL AND r.happened_on <= @day::date`
	db.CollectValue(b, &out.Done, "count records that are done", `SELECT count(*)::int FROM records r`+counting, args(pgx.StrictNamedArgs{}))
	db.CollectValue(b, &out.People, "count those who took part", `SELECT coalesce(sum(r.number), 0)::int FROM records r`+counting, args(pgx.StrictNamedArgs{}))
	db.CollectValue(b, &out.Years, "list years of records", `
		SELECT coalesce(array_agg(y.year ORDER BY y.year DESC), '{}') FROM (SELECT DISTINCT extract(year FROM happened_on)::int AS year FROM records) y`, nil)
	db.Collect(b, &out.Kinds, "list kinds of record", recordKindsSQL, nil)
	db.Collect(b, &out.Units, "list units that took part", `
		SELECT u.id, u.name, u.slug, u.kind FROM units u
		WHERE `+recordKnown+` AND (EXISTS (SELECT FROM records r WHERE r.unit_id = u.id AND (r.struck_at IS NULL OR @see_struck))
			OR EXISTS (SELECT FROM record_units ru JOIN records r ON r.id = ru.record_id WHERE ru.unit_id = u.id AND (r.struck_at IS NULL OR @see_struck)))
		ORDER BY u.name COLLATE "sv-x-icu", u.id`, scopes.args(pgx.StrictNamedArgs{}))
}

// Record returns one record. A struck one is there only for those who see struck ones.
func (s *Store) Record(ctx context.Context, scopes RecordScopes, id int64) (Record, error) {
	return db.One[Record](ctx, s.db, "read record", `SELECT `+recordColumns+recordTables+` WHERE r.id = @id AND (r.struck_at IS NULL OR @see_struck)`,
		scopes.args(pgx.StrictNamedArgs{"id": id}))
}
