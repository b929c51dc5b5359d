package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A RecordKind is a kind of dated record: what a volume counts. Kinds are no secret.
type RecordKind struct {
	ID        int64
	Key       string
	Name      string // Swedish: "Studiecirkel om idéhistoria"
	One, Many string // Swedish: "cirkel", "cirklar"
	Numbered  bool   // it is noted how many people took part
	Partner   bool   // it is noted with whom it was done
	Sort      int
	Retired   district.Date // first day on which no new one is written
	Revision  int
}

// InUse tells whether new records of the kind are written on the day.
func (k RecordKind) InUse(day district.Date) bool { return k.Retired.IsZero() || day.Before(k.Retired) }

const recordKindColumns = `k.id, k.key, k.name, k.one, k.many, k.numbered, k.partner, k.sort, k.retired, k.revision`

const recordKindsSQL = `SELECT ` + recordKindColumns + ` FROM record_kinds k ORDER BY k.sort, k.name COLLATE "sv-x-icu", k.id`

// RecordKinds returns every kind of record in the order of lists, also those that are retired.
func (s *Store) RecordKinds(ctx context.Context) ([]RecordKind, error) {
	return db.Many[RecordKind](ctx, s.db, "list kinds of record", recordKindsSQL, nil)
}

// RecordKind returns one kind of record.
func (s *Store) RecordKind(ctx context.Context, id int64) (RecordKind, error) {
	return db.One[RecordKind](ctx, s.db, "read kind of record", `SELECT `+recordKindColumns+` FROM record_kinds k WHERE k.id = @id`,
		pgx.StrictNamedArgs{"id": id})
}

// A RecordKindUse is a kind of record with how many there are and which goals count it.
type RecordKindUse struct {
	RecordKind
	Done    int // that count on the day
	Planned int
	Goals   []NumberedGoal // that count it on the day, by plan and number
	Written district.Date
}

// RecordKindUses returns every kind of record with its use on the day.
func (s *Store) RecordKindUses(ctx context.Context, day district.Date) ([]RecordKindUse, error) {
	return db.Many[RecordKindUse](ctx, s.db, "list use of kinds of record", `
		SELECT `+recordKindColumns+`,
			(SELECT count(*) FROM records r JOIN units u ON u.id = r.unit_id AND u.alive @> r.happened_on
				WHERE r.kind_id = k.id AND r.state = 'done' AND r.struck_at IS NULL AND r.happened_on <= @day::date)::int AS done,
			(SELECT count(*) FROM records r WHERE r.kind_id = k.id AND r.state = 'planned' AND r.struck_at IS NULL)::int AS planned,
			coalesce((SELECT jsonb_agg(jsonb_build_object('ID', g.id, 'Number', `+goalLabelOf("g")+`, 'Title', g.title) ORDER BY g.plan_id, g.kind DESC, g.number, g.part, g.id) FROM goals g
				WHERE (g.closed_on IS NULL OR g.closed_on > @day::date) AND EXISTS (
					SELECT FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id AND mv.valid @> @day::date
					WHERE m.goal_id = g.id AND (mv.indicator IN ('recordFrequency', 'recordVolume') AND mv.params->'kindIds' @> to_jsonb(k.id)
						OR mv.indicator = 'recordCoverage' AND mv.params->'kindId' = to_jsonb(k.id)))), '[]') AS goals,
			(SELECT max(c.through) FROM record_completions c WHERE c.kind_id = k.id AND c.struck_at IS NULL AND c.through <= @day::date) AS written
		FROM record_kinds k ORDER BY k.sort, k.name COLLATE "sv-x-icu", k.id`,
		pgx.StrictNamedArgs{"day": day})
}

// A RecordKindInput is what a kind of record is made of.
type RecordKindInput struct {
	Name, One, Many   string
	Numbered, Partner bool
}

// CreateRecordKind adds a kind of record and returns its id.
func (s *Store) CreateRecordKind(ctx context.Context, actor db.Actor, once db.OnceKey, in RecordKindInput) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		key, err := freeKey(tx, "record_kinds", in.Name)
		if err != nil {
			return 0, err
		}
		id, err := db.Scalar[int64](tx, "add kind of record", `
			INSERT INTO record_kinds (key, name, one, many, numbered, partner, sort)
			SELECT @key, @name, @one, @many, @numbered, @partner, coalesce(max(sort), 0) + 10 FROM record_kinds RETURNING id`,
			pgx.StrictNamedArgs{"key": key, "name": in.Name, "one": in.One, "many": in.Many, "numbered": in.Numbered, "partner": in.Partner})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "recordKind", ID: id, Action: "create", Fields: in.fields(RecordKindInput{})})
		return id, nil
	})
}

func (in RecordKindInput) fields(was RecordKindInput) []db.Field {
	return []db.Field{{Name: "name", Before: was.Name, After: in.Name}, {Name: "one", Before: was.One, After: in.One},
		{Name: "many", Before: was.Many, After: in.Many}, {Name: "numbered", Before: was.Numbered, After: in.Numbered},
		{Name: "partner", Before: was.Partner, After: in.Partner}}
}

// UpdateRecordKind changes a kind of record; another revision than the given one is a [district.StaleError].
func (s *Store) UpdateRecordKind(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in RecordKindInput) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		old, err := lockRecordKind(tx, id, revision, "name", "one", "many", "numbered", "partner")
		if err != nil {
			return 0, err
		}
		if err := tx.MustTouch("change kind of record", `
			UPDATE record_kinds SET name = @name, one = @one, many = @many, numbered = @numbered, partner = @partner, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "name": in.Name, "one": in.One, "many": in.Many, "numbered": in.Numbered, "partner": in.Partner}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "recordKind", ID: id, Action: "update",
			Fields: in.fields(RecordKindInput{Name: old.Name, One: old.One, Many: old.Many, Numbered: old.Numbered, Partner: old.Partner})})
		return id, nil
	})
	return err
}

// lockRecordKind locks a kind of record of the given revision. The fields are those of the form, for the page of a
// conflict.
func lockRecordKind(tx *db.Tx, id int64, revision int, fields ...string) (RecordKind, error) {
	old, err := db.Get[RecordKind](tx, "read kind of record", `SELECT `+recordKindColumns+` FROM record_kinds k WHERE k.id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": id})
	if err != nil || old.Revision == revision {
		return old, err
	}
	yes := map[string]string{"ja": "Ja", "": "Nej"}
	now := []district.FieldValue{
		{Name: "name", Label: "Namn", Value: old.Name},
		{Name: "one", Label: "Ordet för en", Value: old.One},
		{Name: "many", Label: "Ordet för flera", Value: old.Many},
		{Name: "numbered", Label: "Fråga hur många som deltog", Value: posted(old.Numbered), Choices: yes},
		{Name: "partner", Label: "Fråga med vem det gjordes", Value: posted(old.Partner), Choices: yes},
		{Name: "from", Label: "Används inte från och med", Value: old.Retired.String()},
	}
	return old, stale("recordKind", id, old.Revision, slices.DeleteFunc(now, func(f district.FieldValue) bool { return !slices.Contains(fields, f.Name) })...)
}

// RetireRecordKind says from which day no new record of a kind is written; the zero day takes it into use again. What
// is written counts as before.
func (s *Store) RetireRecordKind(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, from district.Date) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		old, err := lockRecordKind(tx, id, revision, "from")
		if err != nil {
			return 0, err
		}
		if old.Retired == from {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("retire kind of record", `UPDATE record_kinds SET retired = @from, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "from": from}); err != nil {
			return 0, err
		}
		action := "retire"
		if from.IsZero() {
			action = "restore"
		}
		tx.Audit(db.Change{Record: "recordKind", ID: id, Action: action, Fields: []db.Field{{Name: "retired", Before: old.Retired, After: from}}})
		return id, nil
	})
	return err
}

// A RecordCompletion says that everything of a kind through a day is written: who has no record has not taken part by
// then. Without one that is unknown.
type RecordCompletion struct {
	ID           int64
	KindID       int64
	Through      district.Date
	RecordedOn   district.Date
	By           string // name of who said so; "" for the command line
	Struck       bool
	StruckReason string
}

const completionColumns = `c.id, c.kind_id, c.through, c.recorded_on, coalesce(p.name, '') AS by, c.struck_at IS NOT NULL AS struck, c.struck_reason`

const completionTables = ` FROM record_completions c LEFT JOIN accounts ac ON ac.id = c.account_id LEFT JOIN people p ON p.id = ac.person_id`

// RecordCompletions returns what has been said of a kind, the latest day first, struck statements too.
func (s *Store) RecordCompletions(ctx context.Context, kind int64) ([]RecordCompletion, error) {
	return db.Many[RecordCompletion](ctx, s.db, "list what is completely written", `SELECT `+completionColumns+completionTables+`
		WHERE c.kind_id = @kind ORDER BY c.through DESC, c.id DESC`, pgx.StrictNamedArgs{"kind": kind})
}

// RecordCompletion returns one statement.
func (s *Store) RecordCompletion(ctx context.Context, id int64) (RecordCompletion, error) {
	return db.One[RecordCompletion](ctx, s.db, "read what is completely written", `SELECT `+completionColumns+completionTables+` WHERE c.id = @id`,
		pgx.StrictNamedArgs{"id": id})
}

// CompleteRecords says that everything of a kind through a day, today or earlier, is written, and returns the id of the
// statement. Saying it again for the same day changes nothing.
func (s *Store) CompleteRecords(ctx context.Context, actor db.Actor, once db.OnceKey, kind int64, through district.Date) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		k, err := db.Get[RecordKind](tx, "read kind of record", `SELECT `+recordKindColumns+` FROM record_kinds k WHERE k.id = @id FOR UPDATE`,
			pgx.StrictNamedArgs{"id": kind})
		switch {
		case err != nil:
			return 0, err
		case through.IsZero():
			return 0, district.NewInvalid("through", "Skriv ett datum, till exempel 2018-09-09.")
		case through.After(tx.Moment.Today):
			return 0, district.NewInvalid("through", "Välj i dag eller en tidigare dag.")
		}
		said, err := db.List[struct{ ID int64 }](tx, "look for the statement", `
			SELECT id FROM record_completions WHERE kind_id = @kind AND through = @through AND struck_at IS NULL`,
			pgx.StrictNamedArgs{"kind": kind, "through": through})
		if err != nil {
			return 0, err
		}
		if len(said) > 0 {
			tx.Unchanged()
			return said[0].ID, nil
		}
		id, err := db.Scalar[int64](tx, "state that all is written", `
			INSERT INTO record_completions (kind_id, through, account_id, recorded_on, recorded_at) VALUES (@kind, @through, @account, @today, @now) RETURNING id`,
			pgx.StrictNamedArgs{"kind": kind, "through": through, "account": actorAccount(tx.Actor), "today": tx.Moment.Today, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "recordCompletion", ID: id, Action: "create", Note: k.Name, Fields: []db.Field{{Name: "through", After: through}}})
		return id, nil
	})
}

// StrikeRecordCompletion says that a statement was a mistake: it counts on no date.
func (s *Store) StrikeRecordCompletion(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, reason string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[RecordCompletion](tx, "read what is completely written", `SELECT `+completionColumns+completionTables+` WHERE c.id = @id FOR UPDATE OF c`,
			pgx.StrictNamedArgs{"id": id})
		switch {
		case err != nil:
			return 0, err
		case reason == "":
			return 0, district.NewInvalid("reason", "Skriv varför uppgiften stryks.")
		case old.Struck:
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("strike statement", `
			UPDATE record_completions SET struck_at = @now, struck_by = @by, struck_reason = @reason WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "now": tx.Moment.Now, "by": struckBy(tx), "reason": reason}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "recordCompletion", ID: id, Action: "strike", Note: reason, Fields: []db.Field{{Name: "struck", Before: false, After: true}}})
		return id, nil
	})
	return err
}
