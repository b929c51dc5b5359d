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
// built on it, such as by naming somebody in a unit that it founded, and for [UndoDays] days. Otherwise it is a
// [district.Invalid] about "" that says why. seen is the digest of the [Undone] that was shown: when other access would
// come back or end, it is a [district.ErrConflict]; "" is the program itself. It returns the id of the first unit that it
// came from.
func (s *Store) UndoReorganisation(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, seen string) (int64, error) {
	return s.db.Write(ctx, actor, once, reorganisingTopics, func(tx *db.Tx) (int64, error) {
		unit, out, err := undoReorganisation(tx, scope, authz.Scope{}, id)
		if err != nil {
			return 0, err
		}
		if seen != "" && seen != out.Digest() {
			return 0, fmt.Errorf("undo reorganisation %d, which would change other access than was shown: %w", id, district.ErrConflict)
		}
		return unit, nil
	})
}

// reorganisingTopics are what a reorganisation and its undoing change: invitations pass on, and kinds of meeting may have
// left a unit out that is no more.
var reorganisingTopics = append(slices.Clone(closingTopics), db.Meetings)

// standingReorganisation is a reorganisation for its undoing.
type standingReorganisation struct {
	ID         int64
	Kind       district.ReorganisationKind
	Day        district.Date
	RecordedOn district.Date
	Done       []byte
	UndoneOn   district.Date
	Units      []int64
	To         []string
}

func undoReorganisation(tx *db.Tx, scope, names authz.Scope, id int64) (int64, Undone, error) {
	var out Undone
	const columns = `r.id, r.kind, r.day, r.recorded_on, r.done, r.undone_on,
		ARRAY(SELECT x.unit_id FROM reorganisation_units x WHERE x.reorganisation_id = r.id AND x.unit_id IS NOT NULL ORDER BY x.unit_id) AS units,
		ARRAY(SELECT x.name FROM reorganisation_units x WHERE x.reorganisation_id = r.id AND x.part = 'to' ORDER BY x.ord) AS to`
	r, err := db.Get[standingReorganisation](tx, "read reorganisation", `SELECT `+columns+` FROM reorganisations r
		WHERE r.id = @id AND EXISTS (SELECT FROM reorganisation_units x WHERE x.reorganisation_id = r.id AND (@all OR x.unit_id = ANY(@units)))`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
	if err != nil {
		return 0, out, err
	}
	units, err := db.List[Unit](tx, "lock units", `
		SELECT `+unitColumns+` FROM units u WHERE u.id = ANY(@ids) ORDER BY u.id FOR UPDATE`, pgx.StrictNamedArgs{"ids": r.Units})
	if err != nil {
		return 0, out, err
	}
	if r, err = db.Get[standingReorganisation](tx, "lock reorganisation", `SELECT `+columns+` FROM reorganisations r WHERE r.id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": id}); err != nil { // as it stands when the units are ours
		return 0, out, err
	}
	if !r.UndoneOn.IsZero() {
		return 0, out, errReopen("Det är redan ångrat. Ladda om sidan.")
	}
	if err := r.inTime(tx.Moment.Today); err != nil {
		return 0, out, err
	}
	u := &undoing{tx: tx, row: r, units: units}
	if err := json.Unmarshal(r.Done, &u.done); err != nil {
		return 0, out, fmt.Errorf("decode what the reorganisation did: %w", err)
	}
	if out.Gone, err = readAccess(tx, names, begunIDs(u.done.Grants)); err != nil {
		return 0, out, err
	}
	for _, step := range []func() error{u.takeBack, u.takeBackInvitations, u.unfound, u.restore, u.passOn} {
		if err := step(); err != nil {
			return 0, out, err
		}
	}
	if out.Back, err = readAccess(tx, names, u.done.accessEnded()); err != nil {
		return 0, out, err
	}
	tx.Audit(db.Change{Record: "reorganisation", ID: id, Action: "undo", Fields: []db.Field{{Name: "day", Before: r.Day}}})
	return u.done.Sources[0].Unit, out, tx.MustTouch("note that the reorganisation is undone", `
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

// A takenBack is a row that is taken away: what it was, for the log, since nothing else will tell it afterwards.
type takenBack struct {
	UnitID      *int64
	From, Until district.Date
	AccountID   int64 // of access; 0 of anything else
	Role        string
}

// noAccess are the columns of a [takenBack] that is no access.
const noAccess = "0::bigint AS account_id, '' AS role"

func (t takenBack) fields() []db.Field {
	out := []db.Field{{Name: "from", Before: t.From}, {Name: "last", Before: lastOf(t.Until)}}
	if t.AccountID != 0 {
		out = append([]db.Field{{Name: "account", Before: t.AccountID}, {Name: "role", Before: t.Role}}, out...)
	}
	return out
}

// takeBack takes away what was begun. What others have built on it keeps it there, by its foreign keys.
func (u *undoing) takeBack() error {
	for _, kind := range []struct {
		record, table, more, changed string
		rows                         []begunRow
	}{
		{"grant", "grants", "account_id, role", "En behörighet som följde med har ändrats", u.done.Grants},
		{"assignment", "assignments", noAccess, "Ett uppdrag som följde med har ändrats eller fått en behörighet", u.done.Assignments},
		{"unitArea", "unit_areas", noAccess, "Ett område som följde med har ändrats", u.done.Areas},
	} {
		for _, row := range kind.rows {
			unit, err := db.List[takenBack](u.tx, "take back "+kind.record, `
				DELETE FROM `+pgx.Identifier{kind.table}.Sanitize()+` WHERE id = @id AND revision = @revision
				RETURNING unit_id, lower(valid) AS "from", upper(valid) AS until, `+kind.more,
				pgx.StrictNamedArgs{"id": row.ID, "revision": row.Revision})
			if errors.Is(err, district.ErrConflict) || err == nil && len(unit) != 1 {
				return used(kind.changed)
			}
			if err != nil {
				return err
			}
			c := db.Change{Record: kind.record, ID: row.ID, Action: "remove", Note: u.note(), Fields: unit[0].fields()}
			if kind.record == "grant" && unit[0].From.Before(u.tx.Moment.Today) {
				c.Note += ". Behörigheten hade börjat gälla"
			}
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
			{"remove days of contact ways", `DELETE FROM unit_contact_days WHERE unit_id = @id`},
			{"remove association", `DELETE FROM associations WHERE unit_id = @id`},
			{"remove closings that were taken back", `DELETE FROM unit_closings WHERE unit_id = @id AND undone_at IS NOT NULL`},
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
	if len(u.done.Founded) == 0 {
		return nil
	}
	return u.forgetExceptions()
}

// forgetExceptions lets kinds of meeting leave out nobody who is no more: their exceptions are ids without foreign keys.
func (u *undoing) forgetExceptions() error {
	changed, err := db.List[struct {
		ID      int64
		Was, Is json.RawMessage
	}](u.tx, "forget exceptions of meetings", `
		UPDATE meeting_kinds k SET invited = n.invited, revision = k.revision + 1
		FROM meeting_kinds o, LATERAL (
			SELECT array_agg(x.id) FILTER (WHERE EXISTS (SELECT FROM units u WHERE u.id = x.id::bigint)) AS kept, count(*) AS had
			FROM jsonb_array_elements_text(o.invited->'except') AS x (id)) e,
			LATERAL (SELECT CASE WHEN e.kept IS NULL THEN o.invited - 'except' ELSE jsonb_set(o.invited, '{except}', to_jsonb(e.kept::bigint[])) END AS invited) n
		WHERE o.id = k.id AND o.invited ? 'except' AND e.had > coalesce(cardinality(e.kept), 0)
		RETURNING k.id, o.invited AS was, n.invited AS "is"`, pgx.StrictNamedArgs{})
	if err != nil {
		return err
	}
	for _, k := range changed {
		u.tx.Audit(db.Change{Record: "meetingKind", ID: k.ID, Action: "update", Note: u.note(), Fields: []db.Field{{Name: "population", Before: k.Was, After: k.Is}}})
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
