package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// HoldMeeting says that a meeting, or a part of one, whose organiser is in scope was held. It counts on its own day,
// which cannot be one to come.
func (s *Store) HoldMeeting(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := editableMeeting(tx, scope, id, revision)
		if err != nil {
			return 0, err
		}
		if err := onePlace(tx, m, "Träffen hålls i delar. Säg vilken del som har hållits."); err != nil {
			return 0, err
		}
		if m.State == district.MeetingHeld {
			tx.Unchanged()
			return id, nil
		}
		if err := holdMeeting(tx, m); err != nil {
			return 0, err
		}
		return id, settleOf(tx, m)
	})
	return err
}

// onePlace refuses what is done with the parts of a meeting one by one.
func onePlace(tx *db.Tx, m Meeting, message string) error {
	parts, err := lockParts(tx, m.ID)
	if err == nil && len(parts) > 0 {
		err = district.NewInvalid("", message)
	}
	return err
}

// holdMeeting writes that a planned meeting or part was held. The caller settles the whole.
func holdMeeting(tx *db.Tx, m Meeting) error {
	switch {
	case m.State == district.MeetingCancelled:
		return district.NewInvalid("", "Träffen är inställd. Ta tillbaka den om den hölls ändå.")
	case m.Day.After(tx.Moment.Today):
		return district.NewInvalid("", "Träffen är inte förrän "+sv.Date(m.Day)+". Flytta den om den hölls tidigare.")
	}
	if err := tx.MustTouch("hold meeting", `
		UPDATE meetings SET state = 'held', held_recorded_on = @today, held_recorded_at = @now, revision = revision + 1 WHERE id = @id`,
		pgx.StrictNamedArgs{"id": m.ID, "today": tx.Moment.Today, "now": tx.Moment.Now}); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: "meeting", ID: m.ID, Unit: m.OrganiserID, Action: "hold", Fields: stateChange(m.State, district.MeetingHeld)})
	return nil
}

func stateChange(before, after district.MeetingState) []db.Field {
	return []db.Field{{Name: "state", Before: before, After: after}}
}

// CancelMeeting says that a meeting, or a part of one, whose organiser is in scope is cancelled, with the reason. A
// meeting in parts is cancelled with every part that has not been held.
func (s *Store) CancelMeeting(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, reason string) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := editableMeeting(tx, scope, id, revision, "reason")
		if err != nil {
			return 0, err
		}
		switch {
		case reason == "":
			return 0, district.NewInvalid("reason", "Skriv varför träffen ställs in.")
		case m.State == district.MeetingHeld:
			return 0, district.NewInvalid("", "Träffen har hållits. Ta tillbaka det först, om den inte blev av.")
		case m.State == district.MeetingCancelled:
			tx.Unchanged()
			return id, nil
		}
		parts, err := lockParts(tx, id)
		if err != nil {
			return 0, err
		}
		cancelled := []Meeting{m}
		if len(parts) > 0 {
			cancelled = nil
			for _, p := range parts {
				if p.State == district.MeetingPlanned {
					cancelled = append(cancelled, p)
				}
			}
		}
		for _, c := range cancelled {
			if err := tx.MustTouch("cancel meeting", `
				UPDATE meetings SET state = 'cancelled', state_reason = @reason, revision = revision + 1 WHERE id = @id`,
				pgx.StrictNamedArgs{"id": c.ID, "reason": reason}); err != nil {
				return 0, err
			}
			tx.Audit(db.Change{Record: "meeting", ID: c.ID, Unit: c.OrganiserID, Action: "cancel", Note: reason, Fields: stateChange(c.State, district.MeetingCancelled)})
		}
		if len(parts) > 0 {
			return id, settle(tx, id)
		}
		return id, settleOf(tx, m)
	})
	return err
}

// StrikeMeeting says that a meeting, or a part of one, whose organiser is in scope was a mistake: it counts on no date
// and stays for history.
func (s *Store) StrikeMeeting(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, reason string) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := editableMeeting(tx, scope, id, revision, "reason")
		if err != nil {
			return 0, err
		}
		if reason == "" {
			return 0, district.NewInvalid("reason", "Skriv varför träffen stryks.")
		}
		if err := tx.MustTouch("strike meeting", `
			UPDATE meetings SET struck_at = @now, struck_by = @by, struck_reason = @reason, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "now": tx.Moment.Now, "by": struckBy(tx), "reason": reason}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "meeting", ID: id, Unit: m.OrganiserID, Action: "strike", Note: reason,
			Fields: []db.Field{{Name: "struck", Before: false, After: true}}})
		return id, settleOf(tx, m)
	})
	return err
}

// UndoMeeting takes back the last thing that was said of a meeting, or a part of one, whose organiser is in scope: one
// that was struck is there again; one that was held or cancelled is planned again; one that was moved today is where it
// was. The revision is the one that the page showed, so that nothing that somebody else did since is taken back.
func (s *Store) UndoMeeting(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := lockMeeting(tx, scope, id)
		if err != nil {
			return 0, err
		}
		if m.Revision != revision {
			return 0, staleMeeting(m, nil)
		}
		switch moved, err := movedToday(tx, m); {
		case err != nil:
			return 0, err
		case m.Struck:
			err = tx.MustTouch("take back a strike", `
				UPDATE meetings SET struck_at = NULL, struck_by = NULL, struck_reason = '', revision = revision + 1 WHERE id = @id`, pgx.StrictNamedArgs{"id": id})
			tx.Audit(db.Change{Record: "meeting", ID: id, Unit: m.OrganiserID, Action: "restore", Fields: []db.Field{{Name: "struck", Before: true, After: false}}})
			if err != nil {
				return 0, err
			}
		case moved != nil:
			if err := moveBack(tx, m, *moved); err != nil {
				return 0, err
			}
		case m.State == district.MeetingPlanned:
			return 0, district.NewInvalid("", "Det finns inget att ångra. Flytta eller ändra träffen i stället.")
		default:
			if err := planAgain(tx, m); err != nil {
				return 0, err
			}
		}
		return id, settleOf(tx, m)
	})
	return err
}

// planAgain makes a held or cancelled meeting planned; of one in parts, every part. What was ticked stays.
func planAgain(tx *db.Tx, m Meeting) error {
	parts, err := lockParts(tx, m.ID)
	if err != nil {
		return err
	}
	back := []Meeting{m}
	if len(parts) > 0 {
		back = nil
		for _, p := range parts {
			if p.State == m.State {
				back = append(back, p)
			}
		}
	}
	for _, b := range back {
		if err := tx.MustTouch("plan meeting again", `
			UPDATE meetings SET state = 'planned', state_reason = '', held_recorded_on = NULL, held_recorded_at = NULL, attendance_done_at = NULL,
				revision = revision + 1 WHERE id = @id`, pgx.StrictNamedArgs{"id": b.ID}); err != nil {
			return err
		}
		tx.Audit(db.Change{Record: "meeting", ID: b.ID, Unit: b.OrganiserID, Action: "undo", Fields: stateChange(b.State, district.MeetingPlanned)})
	}
	if len(parts) > 0 {
		return settle(tx, m.ID)
	}
	return nil
}

// A keptMove is where a meeting was before it was moved.
type keptMove struct {
	ID       int64
	WasStart time.Time
	WasEnd   *time.Time
	WasPlace string
}

// movedToday returns the last move of a meeting when that is the last thing that happened to it, and was today.
func movedToday(tx *db.Tx, m Meeting) (*keptMove, error) {
	moves, err := db.List[keptMove](tx, "read the last move", `
		SELECT v.id, v.was_start, v.was_end, v.was_place FROM meeting_moves v
		WHERE v.meeting_id = @id AND v.moved_on = @today AND EXISTS (
			SELECT FROM audit_log l WHERE l.id = (SELECT max(n.id) FROM audit_log n WHERE n.record = 'meeting' AND n.record_id = @id AND n.action <> 'attendance')
			AND l.action = 'move')
		ORDER BY v.id DESC LIMIT 1`, pgx.StrictNamedArgs{"id": m.ID, "today": tx.Moment.Today})
	if err != nil || len(moves) == 0 {
		return nil, err
	}
	return &moves[0], nil
}

func moveBack(tx *db.Tx, m Meeting, k keptMove) error {
	to := When{Start: k.WasStart, End: deref(k.WasEnd), Place: k.WasPlace}
	if m.State == district.MeetingHeld && district.DateOf(to.Start, clock.Stockholm).After(tx.Moment.Today) {
		return district.NewInvalid("", "Träffen har hållits och kan inte flyttas till en dag som kommer.")
	}
	if err := placeMeeting(tx, m, to); err != nil {
		return err
	}
	if err := tx.MustTouch("forget a move that was a mistake", `DELETE FROM meeting_moves WHERE id = @id`, pgx.StrictNamedArgs{"id": k.ID}); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: "meeting", ID: m.ID, Unit: m.OrganiserID, Action: "undo", Fields: []db.Field{
		{Name: "starts", Before: whenText(When{Start: m.StartsAt}), After: whenText(to)}, {Name: "place", Before: m.Place, After: to.Place}}})
	return nil
}

// settleOf settles the whole of a part; of a meeting in one place there is nothing to settle.
func settleOf(tx *db.Tx, m Meeting) error {
	if m.PartOf == nil {
		return nil
	}
	return settle(tx, *m.PartOf)
}

// settle writes the state and the day of a meeting that follow from its parts, by the rule of [district.WholeMeeting].
// Everything that reads meetings can then look at the whole alone. Its revision stays: nobody edits these fields.
func settle(tx *db.Tx, whole int64) error {
	rows, err := lockParts(tx, whole)
	if err != nil {
		return err
	}
	args := pgx.StrictNamedArgs{"id": whole}
	if len(rows) == 0 { // its last part was a mistake
		return tx.MustTouch("settle meeting", `
			UPDATE meetings SET state = 'planned', state_reason = '', held_recorded_on = NULL, held_recorded_at = NULL, attendance_done_at = NULL WHERE id = @id`, args)
	}
	parts := make([]district.MeetingPart, len(rows))
	reason := ""
	for i, r := range rows {
		parts[i] = district.MeetingPart{State: r.State, Start: r.StartsAt, End: deref(r.EndsAt), RecordedOn: r.RecordedOn, Done: r.Done()}
		if r.State == district.MeetingCancelled {
			reason = r.StateReason
		}
	}
	w := district.WholeMeeting(parts)
	if w.State != district.MeetingCancelled {
		reason = ""
	}
	args["state"], args["reason"], args["start"], args["end"] = w.State, reason, w.Start, optionalTime(w.End)
	args["recorded"], args["done"], args["now"] = w.RecordedOn, w.Done, tx.Moment.Now
	return tx.MustTouch("settle meeting", `
		UPDATE meetings SET state = @state, state_reason = @reason, starts_at = @start, ends_at = @end, held_recorded_on = @recorded,
			held_recorded_at = CASE WHEN @recorded::date IS NULL THEN NULL ELSE coalesce(held_recorded_at, @now) END,
			attendance_done_at = CASE WHEN @done AND @state = 'held' THEN coalesce(attendance_done_at, @now) END
		WHERE id = @id`, args)
}
