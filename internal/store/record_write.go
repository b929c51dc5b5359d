package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A RecordInput is what a record is made of.
type RecordInput struct {
	Kind       int64
	Unit       int64 // who held it or did it
	HappenedOn district.Date
	Done       bool // it has happened; otherwise it is planned. Only read of a new one
	Number     *int // who took part; nil when nobody has said
	Partner    string
	Title      string
	Note       string
	Others     []int64 // units that took part besides
}

// AddRecord writes a record of a unit in scope and returns its id. What is wrong is a [district.Invalid] about the
// fields of the form: kind, unit, day, number, others.
func (s *Store) AddRecord(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, in RecordInput) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		kind, err := checkRecord(tx, scope, &in, 0)
		if err != nil {
			return 0, err
		}
		state, on := district.RecordPlanned, district.Date{}
		if in.Done {
			state, on = district.RecordDone, tx.Moment.Today
		}
		if err := checkDone(tx, state, in.HappenedOn); err != nil {
			return 0, err
		}
		id, err := db.Scalar[int64](tx, "add record", `
			INSERT INTO records (kind_id, unit_id, happened_on, state, done_recorded_on, done_recorded_at, number, partner, title, note, recorded_on, recorded_at)
			VALUES (@kind, @unit, @day, @state, @done_on::date, CASE WHEN @done_on::date IS NOT NULL THEN @now::timestamptz END, @number, @partner, @title, @note,
				@today, @now) RETURNING id`,
			pgx.StrictNamedArgs{"kind": in.Kind, "unit": in.Unit, "day": in.HappenedOn, "state": state, "done_on": on, "number": in.Number,
				"partner": in.Partner, "title": in.Title, "note": in.Note, "today": tx.Moment.Today, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		if err := setRecordUnits(tx, id, in.Others); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "record", ID: id, Unit: in.Unit, Action: "create", Note: kind.Name, Fields: []db.Field{
			{Name: "recordKind", After: kind.Name}, {Name: "day", After: in.HappenedOn}, {Name: "recordState", After: state},
			{Name: "title", Before: "", After: in.Title}, {Name: "participants", After: in.Number}, {Name: "partner", Before: "", After: in.Partner}}})
		return id, nil
	})
}

// checkRecord holds a record to its kind and its units. id is the record that is changed, 0 for a new one: what it
// already has may stay, though its kind is no longer in use.
func checkRecord(tx *db.Tx, scope authz.Scope, in *RecordInput, was int64) (RecordKind, error) {
	kind, err := db.Get[RecordKind](tx, "read kind of record", `SELECT `+recordKindColumns+` FROM record_kinds k WHERE k.id = @id FOR SHARE`,
		pgx.StrictNamedArgs{"id": in.Kind})
	if err != nil {
		return kind, asInvalid(err, "kind", "Välj slag i listan.")
	}
	unit, err := holdUnit(tx, scope, in.Unit)
	if err != nil {
		return kind, asInvalid(err, "unit", "Välj en förening eller ett organ i listan.")
	}
	if in.HappenedOn.IsZero() {
		return kind, district.NewInvalid("day", "Skriv ett datum, till exempel 2018-09-09.")
	}
	var bad district.Invalid
	if was != kind.ID && !kind.InUse(in.HappenedOn) {
		bad.Add("kind", "Slaget används inte från och med "+sv.Date(kind.Retired)+". Välj ett annat slag eller en tidigare dag.")
	}
	if !unit.Alive(in.HappenedOn) {
		bad.Add("unit", unit.Name+" fanns inte "+sv.Date(in.HappenedOn)+". Välj en annan dag, eller den som fanns då.")
	}
	if in.Number != nil && *in.Number < 0 {
		bad.Add("number", "Skriv ett antal som är minst 0.")
	}
	in.Others = slices.DeleteFunc(sorted(in.Others), func(id int64) bool { return id == in.Unit })
	if len(in.Others) > 0 {
		others, err := db.List[Unit](tx, "read who took part", `
			SELECT `+unitColumns+` FROM units u WHERE u.id = ANY(@ids) AND (@all OR u.id = ANY(@units)) ORDER BY u.id FOR SHARE`,
			pgx.StrictNamedArgs{"ids": in.Others, "all": scope.All, "units": scope.Units})
		if err != nil {
			return kind, err
		}
		if len(others) != len(in.Others) {
			bad.Add("others", "Välj bland dem som står i listan.")
		}
		var gone []string
		for _, u := range others {
			if !u.Alive(in.HappenedOn) {
				gone = append(gone, u.Name)
			}
		}
		if len(gone) > 0 {
			bad.Add("others", sv.List(gone)+" fanns inte "+sv.Date(in.HappenedOn)+". Ta bort krysset, eller välj en annan dag.")
		}
	}
	return kind, bad.Err()
}

// checkDone refuses that what lies ahead is done.
func checkDone(tx *db.Tx, state district.RecordState, day district.Date) error {
	if state == district.RecordDone && day.After(tx.Moment.Today) {
		return district.NewInvalid("day", "Dagen har inte varit än. Välj i dag eller en tidigare dag, eller låt den vara planerad.")
	}
	return nil
}

func setRecordUnits(tx *db.Tx, record int64, others []int64) error {
	if _, err := tx.Run("remove who took part", `DELETE FROM record_units WHERE record_id = @id AND NOT unit_id = ANY(@units)`,
		pgx.StrictNamedArgs{"id": record, "units": sorted(others)}); err != nil {
		return err
	}
	_, err := tx.Run("add who took part", `
		INSERT INTO record_units (record_id, unit_id) SELECT @id, unnest(@units::bigint[]) ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"id": record, "units": sorted(others)})
	return err
}

// lockRecord locks a record in scope of the given revision that is not struck. The fields are those of the form, for the
// page of a conflict.
func lockRecord(tx *db.Tx, scope authz.Scope, id int64, revision int, fields ...string) (Record, error) {
	old, err := db.Get[Record](tx, "read record", `SELECT `+recordColumns+recordTables+`
		WHERE r.id = @id AND (@scope_all OR r.unit_id = ANY(@scope_units)) FOR UPDATE OF r`,
		pgx.StrictNamedArgs{"id": id, "scope_all": scope.All, "scope_units": scope.Units, "all": true, "units": []int64{}})
	switch {
	case err != nil:
		return old, err
	case old.Revision != revision:
		return old, staleRecord(tx, old, fields)
	case old.Struck:
		return old, district.NewInvalid("", "Händelsen är struken och går inte att ändra.")
	}
	return old, nil
}

// staleRecord is a record as its forms post it, for the page of a conflict.
func staleRecord(tx *db.Tx, r Record, fields []string) error {
	kinds, units := map[string]string{}, map[string]string{}
	names, err := db.List[struct {
		ID   int64
		Unit bool
		Name string
	}](tx, "read names for a conflict", `SELECT id, false AS unit, name FROM record_kinds UNION ALL SELECT id, true, name FROM units`, nil)
	if err != nil {
		return err
	}
	for _, n := range names {
		if n.Unit {
			units[strconv.FormatInt(n.ID, 10)] = n.Name
		} else {
			kinds[strconv.FormatInt(n.ID, 10)] = n.Name
		}
	}
	number, others := "", make([]int64, len(r.Others))
	if r.Number != nil {
		number = strconv.Itoa(*r.Number)
	}
	for i, u := range r.Others {
		others[i] = u.ID
	}
	now := []district.FieldValue{
		{Name: "kind", Label: "Slag", Value: strconv.FormatInt(r.KindID, 10), Choices: kinds},
		{Name: "unit", Label: "Vem höll i det?", Value: strconv.FormatInt(r.UnitID, 10), Choices: units},
		{Name: "day", Label: "Dag", Value: r.HappenedOn.String()},
		{Name: "title", Label: "Namn", Value: r.Title},
		{Name: "number", Label: "Hur många deltog?", Value: number},
		{Name: "partner", Label: "Tillsammans med", Value: r.Partner},
		{Name: "others", Label: "Fler som deltog", Value: joinIDs(others), Choices: units},
		{Name: "note", Label: "Anteckning", Value: r.Note},
		{Name: "reason", Label: "Skäl", Value: r.StateReason + r.StruckReason},
	}
	return stale("record", r.ID, r.Revision, slices.DeleteFunc(now, func(f district.FieldValue) bool { return !slices.Contains(fields, f.Name) })...)
}

// EditRecord changes what a record says; another revision than the given one is a [district.StaleError]. Its state stays.
// The first values are kept in the log.
func (s *Store) EditRecord(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, in RecordInput) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		old, err := lockRecord(tx, scope, id, revision, "kind", "unit", "day", "title", "number", "partner", "others", "note")
		if err != nil {
			return 0, err
		}
		kind, err := checkRecord(tx, scope, &in, old.KindID)
		if err != nil {
			return 0, err
		}
		if err := checkDone(tx, old.State, in.HappenedOn); err != nil {
			return 0, err
		}
		// A day that is moved past the one on which it was written was written today.
		if err := tx.MustTouch("change record", `
			UPDATE records SET kind_id = @kind, unit_id = @unit, happened_on = @day, number = @number, partner = @partner, title = @title, note = @note,
				done_recorded_at = CASE WHEN done_recorded_on < @day::date THEN @now ELSE done_recorded_at END,
				done_recorded_on = CASE WHEN done_recorded_on < @day::date THEN @today::date ELSE done_recorded_on END, revision = revision + 1
			WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "kind": in.Kind, "unit": in.Unit, "day": in.HappenedOn, "number": in.Number, "partner": in.Partner, "title": in.Title,
				"note": in.Note, "today": tx.Moment.Today, "now": tx.Moment.Now}); err != nil {
			return 0, err
		}
		if err := setRecordUnits(tx, id, in.Others); err != nil {
			return 0, err
		}
		others := make([]string, len(old.Others))
		for i, u := range old.Others {
			others[i] = u.Name
		}
		now, err := db.Scalar[[]string](tx, "read who took part", `
			SELECT coalesce(array_agg(u.name ORDER BY u.name COLLATE "sv-x-icu", u.id), '{}') FROM units u WHERE u.id = ANY(@ids)`,
			pgx.StrictNamedArgs{"ids": in.Others})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "record", ID: id, Unit: in.Unit, Action: "update", Note: kind.Name, Fields: []db.Field{
			{Name: "recordKind", Before: old.KindName, After: kind.Name}, {Name: "unit", Before: old.UnitID, After: in.Unit},
			{Name: "day", Before: old.HappenedOn, After: in.HappenedOn}, {Name: "title", Before: old.Title, After: in.Title},
			{Name: "participants", Before: old.Number, After: in.Number}, {Name: "partner", Before: old.Partner, After: in.Partner},
			{Name: "text", Before: old.Note, After: in.Note, Personal: true}, {Name: "others", Before: strings.Join(others, ", "), After: strings.Join(now, ", ")}}})
		return id, nil
	})
	return err
}

// RecordDone says that a planned record of a unit in scope has happened, on the day (zero: the day that was planned)
// and with so many people (nil: nobody has said).
func (s *Store) RecordDone(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, day district.Date, number *int) error {
	return s.setRecordState(ctx, actor, once, scope, id, revision, func(tx *db.Tx, old Record) (recordState, error) {
		if day.IsZero() {
			day = old.HappenedOn
		}
		if number == nil {
			number = old.Number
		}
		if old.State != district.RecordPlanned {
			return recordState{}, district.NewInvalid("", "Händelsen är redan "+old.State.Name()+".")
		}
		in := RecordInput{Kind: old.KindID, Unit: old.UnitID, HappenedOn: day, Number: number}
		for _, u := range old.Others {
			in.Others = append(in.Others, u.ID)
		}
		if _, err := checkRecord(tx, authz.Everything, &in, old.KindID); err != nil {
			return recordState{}, err
		}
		return recordState{state: district.RecordDone, day: day, number: number, action: "done"}, checkDone(tx, district.RecordDone, day)
	})
}

// CancelRecord says that a planned record of a unit in scope will not happen, with the reason.
func (s *Store) CancelRecord(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, reason string) error {
	return s.setRecordState(ctx, actor, once, scope, id, revision, func(_ *db.Tx, old Record) (recordState, error) {
		switch {
		case strings.TrimSpace(reason) == "":
			return recordState{}, district.NewInvalid("reason", "Skriv varför det blev inställt.")
		case old.State != district.RecordPlanned:
			return recordState{}, district.NewInvalid("", "Bara det som är planerat kan ställas in. Öppna händelsen igen först.")
		}
		return recordState{state: district.RecordCancelled, day: old.HappenedOn, number: old.Number, reason: reason, action: "cancel"}, nil
	})
}

// ReopenRecord makes a record that was done or cancelled planned again.
func (s *Store) ReopenRecord(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int) error {
	return s.setRecordState(ctx, actor, once, scope, id, revision, func(_ *db.Tx, old Record) (recordState, error) {
		return recordState{state: district.RecordPlanned, day: old.HappenedOn, number: old.Number, action: "reopen"}, nil
	})
}

// A recordState is what becomes of a record.
type recordState struct {
	state  district.RecordState
	day    district.Date
	number *int
	reason string
	action string
}

func (s *Store) setRecordState(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int,
	to func(tx *db.Tx, old Record) (recordState, error)) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		old, err := lockRecord(tx, scope, id, revision, "day", "number", "reason")
		if err != nil {
			return 0, err
		}
		next, err := to(tx, old)
		if err != nil {
			return 0, err
		}
		if next.state == old.State {
			tx.Unchanged()
			return id, nil
		}
		var on district.Date
		if next.state == district.RecordDone {
			on = tx.Moment.Today
		}
		if err := tx.MustTouch("say what became of a record", `
			UPDATE records SET state = @state, state_reason = @reason, happened_on = @day, number = @number, done_recorded_on = @done_on::date,
				done_recorded_at = CASE WHEN @done_on::date IS NOT NULL THEN @now::timestamptz END, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "state": next.state, "reason": next.reason, "day": next.day, "number": next.number, "done_on": on,
				"now": tx.Moment.Now}); err != nil {
			return 0, err
		}
		note := next.reason
		if note == "" {
			note = old.KindName
		}
		tx.Audit(db.Change{Record: "record", ID: id, Unit: old.UnitID, Action: next.action, Note: note, Fields: []db.Field{
			{Name: "recordState", Before: old.State, After: next.state}, {Name: "day", Before: old.HappenedOn, After: next.day},
			{Name: "participants", Before: old.Number, After: next.number}}})
		return id, nil
	})
	return err
}

// StrikeRecord says that a record of a unit in scope was a mistake: it counts on no date and stays for history.
func (s *Store) StrikeRecord(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, reason string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Records}, func(tx *db.Tx) (int64, error) {
		old, err := lockRecord(tx, scope, id, revision, "reason")
		if err != nil {
			return 0, err
		}
		if strings.TrimSpace(reason) == "" {
			return 0, district.NewInvalid("reason", "Skriv vad som blev fel.")
		}
		if err := tx.MustTouch("strike record", `
			UPDATE records SET struck_at = @now, struck_by = @by, struck_reason = @reason, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "now": tx.Moment.Now, "by": struckBy(tx), "reason": reason}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "record", ID: id, Unit: old.UnitID, Action: "strike", Note: reason, Fields: []db.Field{{Name: "struck", Before: false, After: true}}})
		return id, nil
	})
	return err
}
