package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// UndoEnd takes back the ending of an assignment in scope: its last day is what it was before. The revision is the one
// that the ending left, so that only the latest change can be taken back; it is the same business day only. The access
// that ended with it comes back when the same actor takes it back, since that gives nobody anything new.
func (s *Store) UndoEnd(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int) error {
	_, err := s.db.Write(ctx, actor, once, assignmentTopics, func(tx *db.Tx) (int64, error) {
		old, unit, err := editable(tx, scope, id, revision)
		if err != nil {
			return 0, err
		}
		ending, err := lastEnding(tx, id)
		if err != nil {
			return 0, err
		}
		before := ending.before("last")
		if err := checkSpan(unit, old.From, before); err != nil {
			return 0, err
		}
		if err := moveAssignment(tx, old, old.From, before, "undoEnd"); err != nil {
			return 0, err
		}
		if ending.ActorKind != string(tx.Actor.Kind) || ending.ActorID != tx.Actor.ID {
			return id, nil
		}
		return id, restoreGrants(tx, id, ending)
	})
	return err
}

// An endingRow is the audit row of an ending.
type endingRow struct {
	Action    string
	At        time.Time
	Day       district.Date
	ActorKind string
	ActorID   int64
	Changes   []changedDate
}

// A changedDate is a date of an audit row; other values of it are not read.
type changedDate struct {
	Field  string `json:"field"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// before returns the date that a field had, zero for none.
func (e endingRow) before(field string) (d district.Date) {
	for _, c := range e.Changes {
		if text, ok := c.Before.(string); ok && c.Field == field {
			_ = d.UnmarshalText([]byte(text)) // written by this program; anything else is no date
		}
	}
	return d
}

// lastEnding returns the latest change of an assignment when that is an ending of today.
func lastEnding(tx *db.Tx, id int64) (endingRow, error) {
	e, err := db.Get[endingRow](tx, "read the ending", `
		SELECT l.action, l.at, l.business_day AS day, l.actor_kind, l.actor_id, l.changes FROM audit_log l
		WHERE l.record = 'assignment' AND l.record_id = @id ORDER BY l.id DESC LIMIT 1`, pgx.StrictNamedArgs{"id": id})
	if err != nil {
		return endingRow{}, asInvalid(err, "", "Det finns inget att ångra. Ändra datumen i stället.")
	}
	if e.Action != "end" && e.Action != "replace" || e.Day != tx.Moment.Today {
		return endingRow{}, district.NewInvalid("", "Det går bara att ångra samma dag och innan något mer har ändrats. Ändra datumen i stället.")
	}
	return e, nil
}

// restoreGrants gives back the access that the ending cut, where nothing has changed it since.
func restoreGrants(tx *db.Tx, assignment int64, ending endingRow) error {
	type cut struct {
		RecordID int64
		Changes  json.RawMessage
	}
	cuts, err := db.List[cut](tx, "read the access that ended", `
		SELECT l.record_id, l.changes FROM audit_log l JOIN grants g ON g.id = l.record_id AND g.assignment_id = @assignment
		WHERE l.record = 'grant' AND l.action = 'end' AND l.at = @at AND l.actor_kind = @kind AND l.actor_id = @actor
		  AND NOT EXISTS (SELECT FROM audit_log n WHERE n.record = 'grant' AND n.record_id = l.record_id AND n.id > l.id)
		ORDER BY l.record_id`,
		pgx.StrictNamedArgs{"assignment": assignment, "at": ending.At, "kind": ending.ActorKind, "actor": ending.ActorID})
	if err != nil {
		return err
	}
	for _, c := range cuts {
		e := endingRow{}
		if err := json.Unmarshal(c.Changes, &e.Changes); err != nil {
			return err
		}
		until := e.before("until")
		g, err := db.Get[followingGrant](tx, "read grant", `
			SELECT g.id, g.account_id, g.unit_id, g.role, lower(g.valid) AS "from", upper(g.valid) AS until FROM grants g WHERE g.id = @id FOR UPDATE`,
			pgx.StrictNamedArgs{"id": c.RecordID})
		if err != nil {
			return err
		}
		if err := tx.MustTouch("give back grant", `
			UPDATE grants SET valid = daterange(lower(valid), @until::date), revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": g.ID, "until": until}); err != nil {
			return err
		}
		change := db.Change{Record: "grant", ID: g.ID, Action: "undoEnd", Fields: []db.Field{{Name: "until", Before: g.Until, After: until}}}
		if g.UnitID != nil {
			change.Unit = *g.UnitID
		}
		tx.Audit(change)
	}
	return nil
}
