package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// undoneReorganisation is said when what a reorganisation ended has been changed since.
var undoneReorganisation = undoWords{
	assignment: "Ett uppdrag som avslutades då har ändrats sedan dess, så det går inte att ångra.",
	grant:      "En behörighet som avslutades då har ändrats sedan dess, så det går inte att ångra.",
	area:       "Ett område som släpptes då har ändrats sedan dess, så det går inte att ångra.",
}

// UndoReorganisation undoes a reorganisation of units in scope, before its day or after: everything is as it was, and
// what it began is gone. That is possible until it has been used: until somebody has changed what it ended or began, or
// built on it, such as by naming somebody in a unit that it founded. Otherwise it is a [district.Invalid] about "" that
// says why. It returns the id of the first unit that it came from.
func (s *Store) UndoReorganisation(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64) (int64, error) {
	return s.db.Write(ctx, actor, once, closingTopics, func(tx *db.Tx) (int64, error) {
		return undoReorganisation(tx, scope, id)
	})
}

// CanUndoReorganisation tries an undoing out: it returns nil when it would succeed.
func (s *Store) CanUndoReorganisation(ctx context.Context, actor db.Actor, scope authz.Scope, id int64) error {
	_, err := s.db.Write(ctx, actor, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		if _, err := undoReorganisation(tx, scope, id); err != nil {
			return 0, err
		}
		return 0, errPreviewed
	})
	if errors.Is(err, errPreviewed) {
		return nil
	}
	return err
}

// standingReorganisation is a reorganisation for its undoing.
type standingReorganisation struct {
	ID       int64
	Kind     district.ReorganisationKind
	Day      district.Date
	Done     []byte
	UndoneOn district.Date
	Units    []int64
	To       []string
}

func undoReorganisation(tx *db.Tx, scope authz.Scope, id int64) (int64, error) {
	const columns = `r.id, r.kind, r.day, r.done, r.undone_on,
		ARRAY(SELECT x.unit_id FROM reorganisation_units x WHERE x.reorganisation_id = r.id AND x.unit_id IS NOT NULL ORDER BY x.unit_id) AS units,
		ARRAY(SELECT x.name FROM reorganisation_units x WHERE x.reorganisation_id = r.id AND x.part = 'to' ORDER BY x.ord) AS to`
	r, err := db.Get[standingReorganisation](tx, "read reorganisation", `SELECT `+columns+` FROM reorganisations r
		WHERE r.id = @id AND EXISTS (SELECT FROM reorganisation_units x WHERE x.reorganisation_id = r.id AND (@all OR x.unit_id = ANY(@units)))`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
	if err != nil {
		return 0, err
	}
	units, err := db.List[Unit](tx, "lock units", `
		SELECT `+unitColumns+` FROM units u WHERE u.id = ANY(@ids) ORDER BY u.id FOR UPDATE`, pgx.StrictNamedArgs{"ids": r.Units})
	if err != nil {
		return 0, err
	}
	if r, err = db.Get[standingReorganisation](tx, "lock reorganisation", `SELECT `+columns+` FROM reorganisations r WHERE r.id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": id}); err != nil { // as it stands when the units are ours
		return 0, err
	}
	if !r.UndoneOn.IsZero() {
		return 0, errReopen("Det är redan ångrat. Ladda om sidan.")
	}
	u := &undoing{tx: tx, row: r, units: units}
	if err := json.Unmarshal(r.Done, &u.done); err != nil {
		return 0, fmt.Errorf("decode what the reorganisation did: %w", err)
	}
	for _, step := range []func() error{u.takeBack, u.unfound, u.restore} {
		if err := step(); err != nil {
			return 0, err
		}
	}
	tx.Audit(db.Change{Record: "reorganisation", ID: id, Action: "undo", Fields: []db.Field{{Name: "day", Before: r.Day}}})
	return u.done.Sources[0].Unit, tx.MustTouch("note that the reorganisation is undone", `
		UPDATE reorganisations SET undone_on = @today, undone_at = @now WHERE id = @id`,
		pgx.StrictNamedArgs{"id": id, "today": tx.Moment.Today, "now": tx.Moment.Now})
}

// An undoing is the undoing of one reorganisation on its way.
type undoing struct {
	tx    *db.Tx
	row   standingReorganisation
	units []Unit
	done  reorganised
}

// used is what is said of something that was made and has been used since.
func used(what string) error {
	return errReopen(what + " efter dagen för beslutet, så det går inte att ångra. Rätta det som blev fel i stället.")
}

// takeBack takes away what was begun. What others have built on it keeps it there, by its foreign keys.
func (u *undoing) takeBack() error {
	for _, kind := range []struct {
		record, table, changed string
		rows                   []begunRow
	}{
		{"grant", "grants", "En behörighet som följde med har ändrats", u.done.Grants},
		{"assignment", "assignments", "Ett uppdrag som följde med har ändrats eller fått en behörighet", u.done.Assignments},
		{"unitArea", "unit_areas", "Ett område som följde med har ändrats", u.done.Areas},
	} {
		for _, row := range kind.rows {
			unit, err := db.List[struct{ UnitID *int64 }](u.tx, "take back "+kind.record, `
				DELETE FROM `+pgx.Identifier{kind.table}.Sanitize()+` WHERE id = @id AND revision = @revision RETURNING unit_id`,
				pgx.StrictNamedArgs{"id": row.ID, "revision": row.Revision})
			if errors.Is(err, district.ErrConflict) || err == nil && len(unit) != 1 {
				return used(kind.changed)
			}
			if err != nil {
				return err
			}
			c := db.Change{Record: kind.record, ID: row.ID, Action: "remove", Note: u.note()}
			if unit[0].UnitID != nil {
				c.Unit = *unit[0].UnitID
			}
			u.tx.Audit(c)
		}
	}
	return nil
}

// note says why something was taken back.
func (u *undoing) note() string {
	if u.row.Kind == district.Split {
		return "Delningen ångrades"
	}
	return "Sammanslagningen ångrades"
}

// restore opens the units that closed and gives everything its earlier last day back.
func (u *undoing) restore() error {
	for _, e := range u.done.Room {
		if err := e.Ended.undo(u.tx, e.Unit, u.row.Day, undoneReorganisation); err != nil {
			return err
		}
	}
	for _, e := range u.done.Sources {
		i := slices.IndexFunc(u.units, func(x Unit) bool { return x.ID == e.Unit })
		if i < 0 {
			return fmt.Errorf("undo reorganisation of unit %d: %w", e.Unit, district.ErrNotFound)
		}
		unit := u.units[i]
		if e.Closed {
			if unit.Closed != u.row.Day {
				return errReopen(unit.Name + " har fått en annan sista dag sedan dess, så det går inte att ångra.")
			}
			if err := u.tx.MustTouch("reopen unit", `
				UPDATE units SET closed = NULL, merged_into = NULL, revision = revision + 1 WHERE id = @id`,
				pgx.StrictNamedArgs{"id": e.Unit}); err != nil {
				return err
			}
		} else if !unit.Closed.IsZero() && !u.row.Day.Before(unit.Closed) {
			return errReopen(unit.Name + " är stängd, så det går inte att ångra.")
		}
		u.tx.Audit(db.Change{Record: "unit", ID: e.Unit, Unit: e.Unit, Action: "undoReorganisation", Note: u.note(), Fields: []db.Field{
			{Name: "last", Before: lastOf(unit.Closed)}}})
		if err := e.Ended.undo(u.tx, e.Unit, u.row.Day, undoneReorganisation); err != nil {
			return err
		}
	}
	for _, unit := range u.units {
		came := slices.ContainsFunc(u.done.Sources, func(e endedUnit) bool { return e.Unit == unit.ID })
		made := slices.ContainsFunc(u.done.Founded, func(f begunRow) bool { return f.ID == unit.ID })
		if !came && !made {
			u.tx.Audit(db.Change{Record: "unit", ID: unit.ID, Unit: unit.ID, Action: "undoReorganisation", Note: u.note()})
		}
	}
	return nil
}

// unfound takes away the units that were founded, unless something has been made of them: before those that closed open
// again, because they may have the same name.
func (u *undoing) unfound() error {
	if _, err := u.tx.Run("lead nowhere", `
		UPDATE units SET merged_into = NULL WHERE id = ANY(@from) AND merged_into = ANY(@founded)`,
		pgx.StrictNamedArgs{"from": sourceIDs(u.done), "founded": begunIDs(u.done.Founded)}); err != nil {
		return err
	}
	for _, f := range u.done.Founded {
		i := slices.IndexFunc(u.units, func(x Unit) bool { return x.ID == f.ID })
		if i < 0 || u.units[i].Revision != f.Revision {
			return used("Uppgifterna om det nya har ändrats")
		}
		unit := u.units[i]
		excepted, err := db.Scalar[bool](u.tx, "look for exceptions", `
			SELECT EXISTS (SELECT FROM measure_versions WHERE population->'except' @> to_jsonb(@id::bigint))`, pgx.StrictNamedArgs{"id": f.ID})
		if err != nil {
			return err
		}
		if excepted {
			return used("Ett mål har börjat undanta " + unit.Name)
		}
		if _, err := u.tx.Run("let go of the new unit", `
			UPDATE reorganisation_units x SET unit_id = NULL FROM reorganisations r
			WHERE r.id = x.reorganisation_id AND x.unit_id = @id AND (r.id = @reorganisation OR r.undone_on IS NOT NULL)`,
			pgx.StrictNamedArgs{"id": f.ID, "reorganisation": u.row.ID}); err != nil {
			return err
		}
		args := pgx.StrictNamedArgs{"id": f.ID}
		for _, s := range []struct{ what, sql string }{
			{"remove contact ways", `DELETE FROM unit_contacts WHERE unit_id = @id`},
			{"remove association", `DELETE FROM associations WHERE unit_id = @id`},
		} {
			if _, err := u.tx.Run(s.what, s.sql, args); err != nil {
				return err
			}
		}
		if err := u.tx.MustTouch("remove unit", `DELETE FROM units WHERE id = @id`, args); errors.Is(err, district.ErrConflict) {
			return used(unit.Name + " har fått uppdrag, områden eller annat som har lagts till")
		} else if err != nil {
			return err
		}
		u.tx.Audit(db.Change{Record: "unit", ID: f.ID, Unit: f.ID, Action: "remove", Note: u.note(), Fields: []db.Field{
			{Name: "name", Before: unit.Name}, {Name: "founded", Before: unit.Founded}}})
	}
	return nil
}

func sourceIDs(done reorganised) []int64 {
	out := make([]int64, len(done.Sources))
	for i, e := range done.Sources {
		out[i] = e.Unit
	}
	return out
}
