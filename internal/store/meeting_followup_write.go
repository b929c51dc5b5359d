package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A NewFollowUp is what a unit that was at a meeting answers afterwards.
type NewFollowUp struct {
	Meeting, Unit int64
	Day           district.Date // today or earlier, not before the meeting; zero is today
	First, Second district.Answer
	Note          string
	ByPhone       bool // the office answers for the unit
}

// AnswerFollowUp writes what a unit in scope answers about a meeting that was held and at which it was ticked, and
// returns the id. What it answered on earlier days stays beside it; an answer of the same day is struck and kept. What is
// wrong is a [district.Invalid] about the fields first, second, day and "" for the whole.
func (s *Store) AnswerFollowUp(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, in NewFollowUp) (int64, error) {
	if in.ByPhone {
		actor.OnBehalfOf = in.Unit
	}
	return s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		// Two who answer for a unit take turns, so that the second corrects the first.
		unit, err := db.Get[Unit](tx, "read unit", `
			SELECT `+unitColumns+` FROM units u WHERE u.id = @id AND (@all OR u.id = ANY(@units)) FOR NO KEY UPDATE`,
			pgx.StrictNamedArgs{"id": in.Unit, "all": scope.All, "units": scope.Units})
		if err != nil {
			return 0, err
		}
		m, err := db.Get[Meeting](tx, "read meeting", `
			SELECT `+meetingColumns+meetingTables+` WHERE m.id = @id AND m.part_of IS NULL AND m.struck_at IS NULL
				AND EXISTS (SELECT FROM meeting_units i WHERE i.meeting_id = m.id AND i.unit_id = @unit) FOR SHARE OF m, k`,
			pgx.StrictNamedArgs{"id": in.Meeting, "unit": in.Unit})
		if err != nil {
			return 0, err
		}
		came, err := db.Scalar[bool](tx, "read whether the unit was there", `SELECT `+cameTo("m.id", "@unit")+` FROM meetings m WHERE m.id = @id`,
			pgx.StrictNamedArgs{"id": in.Meeting, "unit": in.Unit})
		if err != nil {
			return 0, err
		}
		if in.Day.IsZero() {
			in.Day = tx.Moment.Today
		}
		if err := checkFollowUp(tx, unit, m, came, in); err != nil {
			return 0, err
		}
		return writeFollowUp(tx, unit, m, in)
	})
}

func checkFollowUp(tx *db.Tx, unit Unit, m Meeting, came bool, in NewFollowUp) error {
	var wrong district.Invalid
	switch {
	case m.AskedFirst == "":
		wrong.Add("", "Efter den träffen ställs inga frågor.")
	case m.State != district.MeetingHeld:
		wrong.Add("", "Träffen har inte hållits. Frågorna ställs efteråt.")
	case !came:
		wrong.Add("", unit.Name+" är inte förbockad på träffen. Säg till den som höll den, om ni var med.")
	case in.Day.After(tx.Moment.Today):
		wrong.Add("day", "Välj i dag eller en tidigare dag.")
	case in.Day.Before(m.Day):
		wrong.Add("day", "Träffen var "+sv.Date(m.Day)+". Välj den dagen eller en senare.")
	case !unit.Alive(in.Day):
		wrong.Add("day", unit.Name+" fanns inte "+sv.Date(in.Day)+". Välj en annan dag.")
	}
	if !in.First.Valid() {
		wrong.Add("first", "Svara ja, delvis eller nej.")
	}
	if !in.Second.Valid() {
		wrong.Add("second", "Svara ja, delvis eller nej.")
	}
	return wrong.Err()
}

func writeFollowUp(tx *db.Tx, unit Unit, m Meeting, in NewFollowUp) (int64, error) {
	earlier, err := db.List[FollowUp](tx, "read what was answered that day", `SELECT `+followUpColumns+followUpTables+`
		WHERE f.meeting_id = @meeting AND f.unit_id = @unit AND f.day = @day AND f.struck_at IS NULL`,
		pgx.StrictNamedArgs{"meeting": m.ID, "unit": unit.ID, "day": in.Day})
	if err != nil {
		return 0, err
	}
	before := ""
	for _, e := range earlier { // one at most
		if e.First == in.First && e.Second == in.Second && e.Note == in.Note && e.ByPhone == in.ByPhone && e.FirstQuestion == m.AskedFirst && e.SecondQuestion == m.AskedSecond {
			tx.Unchanged()
			return e.ID, nil
		}
		if err := strikeFollowUp(tx, e, correctedReason); err != nil {
			return 0, err
		}
		before = e.answersText()
	}
	id, err := db.Scalar[int64](tx, "add answer about a meeting", `
		INSERT INTO meeting_follow_ups (meeting_id, unit_id, day, first, second, first_question, second_question, note, account_id, by_phone, recorded_on, recorded_at)
		VALUES (@meeting, @unit, @day, @first, @second, @first_question, @second_question, @note, @account, @phone, @today, @now) RETURNING id`,
		pgx.StrictNamedArgs{"meeting": m.ID, "unit": unit.ID, "day": in.Day, "first": in.First, "second": in.Second, "first_question": m.AskedFirst,
			"second_question": m.AskedSecond, "note": in.Note, "account": actorAccount(tx.Actor), "phone": in.ByPhone, "today": tx.Moment.Today, "now": tx.Moment.Now})
	if err != nil {
		return 0, err
	}
	tx.Audit(db.Change{Record: "followUp", ID: id, Unit: unit.ID, Action: "create", Note: m.Name() + " " + sv.Date(m.Day), Fields: []db.Field{
		{Name: "day", After: in.Day}, {Name: "answers", Before: before, After: FollowUp{First: in.First, Second: in.Second}.answersText()},
		{Name: "text", Before: "", After: in.Note, Personal: true}}})
	return id, nil
}

// answersText writes the two answers as people read them in a log.
func (f FollowUp) answersText() string { return f.First.Name() + ", " + f.Second.Name() }

// StrikeFollowUp says that an answer of a unit in scope was a mistake: it counts on no date, and the one before it holds
// again.
func (s *Store) StrikeFollowUp(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, reason string) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[FollowUp](tx, "read answer about a meeting", `SELECT `+followUpColumns+followUpTables+`
			WHERE f.id = @id AND (@all OR f.unit_id = ANY(@units)) FOR UPDATE OF f`,
			pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
		switch {
		case err != nil:
			return 0, err
		case strings.TrimSpace(reason) == "":
			return 0, district.NewInvalid("reason", "Skriv varför svaret stryks.")
		case old.Struck:
			tx.Unchanged()
			return id, nil
		}
		return id, strikeFollowUp(tx, old, reason)
	})
	return err
}

func strikeFollowUp(tx *db.Tx, old FollowUp, reason string) error {
	if err := tx.MustTouch("strike answer about a meeting", `
		UPDATE meeting_follow_ups SET struck_at = @now, struck_by = @by, struck_reason = @reason WHERE id = @id`,
		pgx.StrictNamedArgs{"id": old.ID, "now": tx.Moment.Now, "by": struckBy(tx), "reason": reason}); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: "followUp", ID: old.ID, Unit: old.UnitID, Action: "strike", Note: reason,
		Fields: []db.Field{{Name: "struck", Before: false, After: true}}})
	return nil
}
