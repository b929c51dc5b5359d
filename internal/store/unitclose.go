package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// closingTopics are what a closing and its undoing change.
var closingTopics = []db.Topic{db.Units, db.Areas, db.Assignments, db.Access}

// ReopenDays is for how long a recorded closing can be undone.
const ReopenDays = 30

// strikeReason is why assignments that would only have begun after the closing are struck.
const strikeReason = "Föreningen eller organet stängdes innan uppdraget började."

// undoneClosing is said when what a closing ended has been changed since.
var undoneClosing = undoWords{
	assignment: "Ett uppdrag har ändrats efter stängningen, så den går inte att ångra. Lägg till en ny i stället.",
	grant:      "En behörighet har ändrats efter stängningen, så den går inte att ångra. Lägg till en ny i stället.",
	area:       "Ett område har ändrats efter stängningen, så den går inte att ångra. Lägg till en ny i stället.",
}

// A Closing is what the closing of a unit ended, or would end.
type Closing struct {
	Assignments int // uppdrag, those that would have begun later included
	Grants      int // behörigheter, those that would have begun later included
	Areas       int // areas covered
}

// ClosingPreview counts what closing a unit in scope with the given last day would end.
func (s *Store) ClosingPreview(ctx context.Context, scope authz.Scope, unit int64, last district.Date) (Closing, error) {
	return db.One[Closing](ctx, s.db, "preview closing", `
		SELECT
			(SELECT count(*) FROM assignments a WHERE a.unit_id = u.id AND a.struck_at IS NULL
				AND (upper_inf(a.valid) OR upper(a.valid) > @until::date))::int AS assignments,
			(SELECT count(*) FROM grants g LEFT JOIN assignments a ON a.id = g.assignment_id
				WHERE (g.unit_id = u.id OR a.unit_id = u.id) AND (upper_inf(g.valid) OR upper(g.valid) > @until::date))::int AS grants,
			(SELECT count(*) FROM unit_areas c WHERE c.unit_id = u.id AND (upper_inf(c.valid) OR upper(c.valid) > @until::date))::int AS areas
		FROM units u WHERE u.id = @unit AND (@all OR u.id = ANY(@units))`,
		pgx.StrictNamedArgs{"unit": unit, "until": last.AddDays(1), "all": scope.All, "units": scope.Units})
}

// ended is what a closing, a merger or a split ended in one unit, as kept with it.
type ended struct {
	Assignments []endedRow     `json:"assignments,omitempty"` // got an earlier last day
	Struck      []endedRow     `json:"struck,omitempty"`      // would have begun later
	Grants      []endedRow     `json:"grants,omitempty"`      // got an earlier last day
	Dropped     []droppedGrant `json:"dropped,omitempty"`     // would have begun later
	Areas       []endedRow     `json:"areas,omitempty"`       // got an earlier last day
	DroppedArea []droppedArea  `json:"droppedAreas,omitempty"`
}

// An endedRow is a row whose span a closing shortened. Revision is what the closing left.
type endedRow struct {
	ID       int64
	From     district.Date
	Until    district.Date // before the closing
	Revision int
}

// A droppedGrant is a grant that a closing took away before it began. Revision is what it had then.
type droppedGrant struct {
	ID           int64
	AccountID    int64
	Role         string
	UnitID       *int64
	From, Until  district.Date
	AssignmentID *int64
	GrantedAt    time.Time
	Revision     int
}

// A droppedArea is an area link that a closing took away before it began. Revision is what it had then.
type droppedArea struct {
	ID          int64
	AreaID      int64
	From, Until district.Date
	Revision    int
}

// undoWords say which of the ended rows has been changed since, so that it cannot be undone.
type undoWords struct{ assignment, grant, area string }

// CloseUnit closes a unit after its last day. Its assignments, the grants in it and those that follow its assignments,
// and the areas it covers end the same day, in the same transaction. It counts in every figure up to and with the last
// day, and in none after it. The last day may lie ahead. It returns the id of the unit.
func (s *Store) CloseUnit(ctx context.Context, actor db.Actor, once db.OnceKey, unit int64, revision int, last district.Date) (int64, error) {
	return s.db.Write(ctx, actor, once, closingTopics, func(tx *db.Tx) (int64, error) {
		u, err := lockUnit(tx, unit)
		switch {
		case err != nil:
			return 0, err
		case last.IsZero():
			return 0, district.NewInvalid("last", "Skriv en sista dag, till exempel 2018-09-09.")
		case u.Kind == district.KindDistrict:
			return 0, district.NewInvalid("", "Distriktet självt går inte att stänga.")
		case !u.Closed.IsZero():
			return 0, district.NewInvalid("last", "Sista dagen är redan bestämd till "+sv.Date(u.Closed.AddDays(-1))+". Ångra den först.")
		case !u.Founded.IsZero() && last.Before(u.Founded):
			return 0, district.NewInvalid("last", "Sista dagen kan inte vara före den första, "+sv.Date(u.Founded)+". Skriv ett senare datum.")
		case u.Revision != revision:
			by, err := lastEditor(tx, "unit", unit)
			if err != nil {
				return 0, err
			}
			return 0, &district.StaleError{Record: "unit", ID: unit, Revision: u.Revision, ByWhom: by,
				Now: []district.FieldValue{{Name: "last", Label: "Sista dag", Value: ""}}}
		}
		closed := last.AddDays(1)
		if err := tx.MustTouch("close unit", `UPDATE units SET closed = @closed, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": unit, "closed": closed}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "unit", ID: unit, Unit: unit, Action: "close", Fields: []db.Field{{Name: "last", After: last}}})
		var e ended
		if err := e.everything(tx, unit, closed, strikeReason); err != nil {
			return 0, err
		}
		kept, err := json.Marshal(e)
		if err != nil {
			return 0, fmt.Errorf("encode what the closing ended: %w", err)
		}
		_, err = tx.Run("keep what the closing ended", `
			INSERT INTO unit_closings (unit_id, closed, day, recorded_at, ended) VALUES (@unit, @closed, @day, @now, @ended)`,
			pgx.StrictNamedArgs{"unit": unit, "closed": closed, "day": tx.Moment.Today, "now": tx.Moment.Now, "ended": kept})
		return unit, err
	})
}

// lockUnit locks a unit so that nothing can be added to it meanwhile: the locks of foreign keys wait for this one.
func lockUnit(tx *db.Tx, id int64) (Unit, error) {
	return db.Get[Unit](tx, "lock unit", `SELECT `+unitColumns+` FROM units u WHERE u.id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": id})
}

// everything ends all that a unit has on the day on which it no longer exists. Assignments that would only have begun
// later are struck for the reason.
func (e *ended) everything(tx *db.Tx, unit int64, closed district.Date, reason string) error {
	if err := e.assignments(tx, unit, closed, nil, reason); err != nil {
		return err
	}
	if err := e.grants(tx, unit, closed, nil); err != nil {
		return err
	}
	return e.areas(tx, unit, closed, nil)
}

// assignments ends those of a unit on the day, or only the chosen ones when there are any.
func (e *ended) assignments(tx *db.Tx, unit int64, closed district.Date, only []int64, reason string) error {
	rows, err := db.List[endedRow](tx, "read assignments to end", `
		SELECT id, lower(valid) AS "from", upper(valid) AS until, revision FROM assignments
		WHERE unit_id = @unit AND (@only::bigint[] IS NULL OR id = ANY(@only))
		  AND struck_at IS NULL AND (upper_inf(valid) OR upper(valid) > @closed::date) ORDER BY id FOR UPDATE`,
		pgx.StrictNamedArgs{"unit": unit, "closed": closed, "only": only})
	if err != nil {
		return err
	}
	action := "end"
	if only != nil {
		action = "reorganise" // no ending that somebody can take back by itself
	}
	for _, r := range rows {
		r.Revision++
		if r.From.Before(closed) {
			if err := tx.MustTouch("end assignment", `
				UPDATE assignments SET valid = daterange(lower(valid), @closed::date), revision = revision + 1 WHERE id = @id`,
				pgx.StrictNamedArgs{"id": r.ID, "closed": closed}); err != nil {
				return err
			}
			e.Assignments = append(e.Assignments, r)
			tx.Audit(db.Change{Record: "assignment", ID: r.ID, Unit: unit, Action: action, Fields: []db.Field{
				{Name: "last", Before: lastOf(r.Until), After: lastOf(closed)}}})
			continue
		}
		if err := tx.MustTouch("strike assignment", `
			UPDATE assignments SET struck_at = @now, struck_by = @by, struck_reason = @reason, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": r.ID, "now": tx.Moment.Now, "by": actorAccount(tx.Actor), "reason": reason}); err != nil {
			return err
		}
		e.Struck = append(e.Struck, r)
		tx.Audit(db.Change{Record: "assignment", ID: r.ID, Unit: unit, Action: "strike", Note: reason})
	}
	return nil
}

// grants ends those in a unit and those that follow its assignments on the day; when some assignments are chosen, only
// those that follow them.
func (e *ended) grants(tx *db.Tx, unit int64, closed district.Date, only []int64) error {
	type grant struct {
		endedRow
		AccountID    int64
		Role         string
		UnitID       *int64
		AssignmentID *int64
		GrantedAt    time.Time
	}
	rows, err := db.List[grant](tx, "read grants to end", `
		SELECT g.id, lower(g.valid) AS "from", upper(g.valid) AS until, g.revision, g.account_id, g.role, g.unit_id, g.assignment_id, g.granted_at
		FROM grants g LEFT JOIN assignments a ON a.id = g.assignment_id
		WHERE CASE WHEN @only::bigint[] IS NULL THEN g.unit_id = @unit OR a.unit_id = @unit ELSE a.unit_id = @unit AND a.id = ANY(@only) END
		  AND (upper_inf(g.valid) OR upper(g.valid) > @closed::date)
		ORDER BY g.id FOR UPDATE OF g`, pgx.StrictNamedArgs{"unit": unit, "closed": closed, "only": only})
	if err != nil {
		return err
	}
	for _, g := range rows {
		if g.From.Before(closed) {
			if err := tx.MustTouch("end grant", `
				UPDATE grants SET valid = daterange(lower(valid), @closed::date), revision = revision + 1 WHERE id = @id`,
				pgx.StrictNamedArgs{"id": g.ID, "closed": closed}); err != nil {
				return err
			}
			g.Revision++
			e.Grants = append(e.Grants, g.endedRow)
			tx.Audit(db.Change{Record: "grant", ID: g.ID, Unit: unit, Action: "end", Fields: []db.Field{
				{Name: "last", Before: lastOf(g.Until), After: lastOf(closed)}}})
			continue
		}
		if err := tx.MustTouch("drop grant", `DELETE FROM grants WHERE id = @id`, pgx.StrictNamedArgs{"id": g.ID}); err != nil {
			return err
		}
		e.Dropped = append(e.Dropped, droppedGrant{g.ID, g.AccountID, g.Role, g.UnitID, g.From, g.Until, g.AssignmentID, g.GrantedAt, g.Revision})
		tx.Audit(db.Change{Record: "grant", ID: g.ID, Unit: unit, Action: "remove", Fields: []db.Field{
			{Name: "role", Before: g.Role}, {Name: "from", Before: g.From}, {Name: "last", Before: lastOf(g.Until)}}})
	}
	return nil
}

// areas ends those that a unit covers on the day, or only the chosen links when there are any.
func (e *ended) areas(tx *db.Tx, unit int64, closed district.Date, only []int64) error {
	rows, err := db.List[Cover](tx, "read areas to end", `
		SELECT `+coverColumns+coverFrom+`
		WHERE c.unit_id = @unit AND (@only::bigint[] IS NULL OR c.id = ANY(@only)) AND (upper_inf(c.valid) OR upper(c.valid) > @closed::date) ORDER BY c.id FOR UPDATE OF c`,
		pgx.StrictNamedArgs{"unit": unit, "closed": closed, "only": only})
	if err != nil {
		return err
	}
	for _, c := range rows {
		if c.From.IsZero() || c.From.Before(closed) {
			e.Areas = append(e.Areas, endedRow{c.ID, c.From, c.Until, c.Revision + 1})
			err = endCover(tx, c, closed, "end")
		} else {
			e.DroppedArea = append(e.DroppedArea, droppedArea{c.ID, c.AreaID, c.From, c.Until, c.Revision})
			err = removeCover(tx, c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// A standingClosing is the closing that made a unit closed.
type standingClosing struct {
	ID     int64
	Closed district.Date
	Day    district.Date
	Ended  []byte
}

// errReopen says that a closing cannot be undone any more.
func errReopen(why string) error { return district.NewInvalid("", why) }

// ReopenUnit undoes the closing of a unit: what the closing ended goes on as if it had not happened. That is possible
// for [ReopenDays] days and as long as nobody has changed what the closing ended; otherwise it is a
// [district.Invalid] that says why. It returns the id of the unit.
func (s *Store) ReopenUnit(ctx context.Context, actor db.Actor, once db.OnceKey, unit int64) (int64, error) {
	return s.db.Write(ctx, actor, once, closingTopics, func(tx *db.Tx) (int64, error) {
		u, err := lockUnit(tx, unit)
		if err != nil {
			return 0, err
		}
		c, err := db.Get[standingClosing](tx, "read closing", `
			SELECT id, closed, day, ended FROM unit_closings WHERE unit_id = @unit AND undone_at IS NULL`,
			pgx.StrictNamedArgs{"unit": unit})
		switch {
		case errors.Is(err, district.ErrNotFound) && u.Closed.IsZero():
			return 0, errReopen("Den är redan öppen. Ladda om sidan.")
		case u.MergedInto != nil:
			return 0, errReopen("Den har gått upp i en annan. Ångra sammanslagningen i stället.")
		case errors.Is(err, district.ErrNotFound), err == nil && c.Closed != u.Closed:
			divided, err := db.Scalar[bool](tx, "look for a division", `
				SELECT EXISTS (SELECT FROM reorganisation_units x JOIN reorganisations r ON r.id = x.reorganisation_id
				               WHERE x.unit_id = @unit AND x.closes AND r.undone_on IS NULL)`, pgx.StrictNamedArgs{"unit": unit})
			if err != nil {
				return 0, err
			}
			if divided {
				return 0, errReopen("Den har delats. Ångra delningen i stället.")
			}
			return 0, errReopen("Stängningen går inte att ångra. Lägg till en ny i stället.")
		case err != nil:
			return 0, err
		case tx.Moment.Today.DaysSince(c.Day) > ReopenDays:
			return 0, errReopen(fmt.Sprintf("Det har gått mer än %d dagar sedan stängningen. Lägg till en ny i stället.", ReopenDays))
		}
		var e ended
		if err := json.Unmarshal(c.Ended, &e); err != nil {
			return 0, fmt.Errorf("decode what the closing ended: %w", err)
		}
		if err := tx.MustTouch("reopen unit", `UPDATE units SET closed = NULL, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": unit}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "unit", ID: unit, Unit: unit, Action: "reopen", Fields: []db.Field{
			{Name: "last", Before: lastOf(u.Closed)}}})
		if err := e.undo(tx, unit, c.Closed, undoneClosing); err != nil {
			return 0, err
		}
		var back restored
		back.add(e)
		back.reopened(unit, u.Revision)
		if err := back.passOn(tx, []int64{unit}, 0); err != nil {
			return 0, err
		}
		return unit, tx.MustTouch("note that the closing is undone", `UPDATE unit_closings SET undone_at = @now WHERE id = @id`,
			pgx.StrictNamedArgs{"id": c.ID, "now": tx.Moment.Now})
	})
}

// undo gives everything back its earlier last day. A row with another revision has been used since.
func (e *ended) undo(tx *db.Tx, unit int64, closed district.Date, words undoWords) error {
	restore := func(record, sql, changed string, rows []endedRow) error {
		for _, r := range rows {
			n, err := tx.Run("undo closing: "+record, sql, pgx.StrictNamedArgs{"id": r.ID, "revision": r.Revision, "until": r.Until})
			var taken *district.Invalid
			if errors.As(err, &taken) && record == "assignment" { // in a unit that lives on: a post that only one can hold has another holder
				return errReopen("Ett uppdrag som då skulle gå vidare har en annan innehavare nu. Avsluta det först, så går det att ångra.")
			}
			if err != nil {
				return err
			}
			if n != 1 {
				return errReopen(changed)
			}
			tx.Audit(db.Change{Record: record, ID: r.ID, Unit: unit, Action: "reopen", Fields: []db.Field{
				{Name: "last", Before: lastOf(closed), After: lastOf(r.Until)}}})
		}
		return nil
	}
	for _, r := range []struct {
		record, sql, changed string
		rows                 []endedRow
	}{
		{"assignment", `UPDATE assignments SET valid = daterange(lower(valid), @until::date), revision = revision + 1
			WHERE id = @id AND revision = @revision AND struck_at IS NULL`, words.assignment, e.Assignments},
		{"assignment", `UPDATE assignments SET valid = daterange(lower(valid), @until::date), struck_at = NULL, struck_by = NULL,
			struck_reason = '', revision = revision + 1 WHERE id = @id AND revision = @revision`, words.assignment, e.Struck},
		{"grant", `UPDATE grants SET valid = daterange(lower(valid), @until::date), revision = revision + 1
			WHERE id = @id AND revision = @revision`, words.grant, e.Grants},
		{"unitArea", `UPDATE unit_areas SET valid = daterange(lower(valid), @until::date), revision = revision + 1
			WHERE id = @id AND revision = @revision`, words.area, e.Areas},
	} {
		if err := restore(r.record, r.sql, r.changed, r.rows); err != nil {
			return err
		}
	}
	for _, g := range e.Dropped {
		if g.GrantedAt.IsZero() { // kept before the instant was
			g.GrantedAt = tx.Moment.Now
		}
		if err := tx.MustTouch("undo closing: give grant back", `
			INSERT INTO grants (id, account_id, role, unit_id, valid, assignment_id, granted_at, revision) OVERRIDING SYSTEM VALUE
			VALUES (@id, @account, @role, @unit, daterange(@from::date, @until::date), @assignment, @granted, @revision)`,
			pgx.StrictNamedArgs{"id": g.ID, "account": g.AccountID, "role": g.Role, "unit": g.UnitID, "from": g.From, "until": g.Until,
				"assignment": g.AssignmentID, "granted": g.GrantedAt, "revision": g.Revision + 1}); err != nil {
			return err
		}
		tx.Audit(db.Change{Record: "grant", ID: g.ID, Unit: unit, Action: "reopen", Fields: []db.Field{
			{Name: "role", After: g.Role}, {Name: "from", After: g.From}, {Name: "last", After: lastOf(g.Until)}}})
	}
	for _, a := range e.DroppedArea {
		if err := tx.MustTouch("undo closing: give area back", `
			INSERT INTO unit_areas (id, unit_id, area_id, valid, revision) OVERRIDING SYSTEM VALUE
			VALUES (@id, @unit, @area, daterange(@from::date, @until::date), @revision)`,
			pgx.StrictNamedArgs{"id": a.ID, "unit": unit, "area": a.AreaID, "from": a.From, "until": a.Until, "revision": a.Revision + 1}); err != nil {
			return err
		}
		tx.Audit(db.Change{Record: "unitArea", ID: a.ID, Unit: unit, Action: "reopen", Fields: []db.Field{
			{Name: "from", After: a.From}, {Name: "last", After: lastOf(a.Until)}}})
	}
	return nil
}

// lastOf returns the last day before until, no date for none.
func lastOf(until district.Date) district.Date { return until.AddDays(-1) }

// actorAccount returns the account behind an actor, nil when there is none.
func actorAccount(a db.Actor) *int64 {
	if a.Kind != db.ByAccount {
		return nil
	}
	return &a.ID
}
