package store

import (
	"context"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A Mark is one tick at a meeting, or one taken back. The phone that made it gave it an id: posted again, even after
// somebody else has changed it, it does nothing.
type Mark struct {
	ID      string // 8–80 letters, digits and _ : -
	Unit    int64
	Present bool
}

// markID is the form of a mark's id.
var markID = regexp.MustCompile(`^[A-Za-z0-9_:-]{8,80}$`)

// An AttendancePage is what the page shows on which the attendance of a meeting, or of a part of one, is ticked.
type AttendancePage struct {
	Meeting
	Whole string        // name of the whole, of a part
	Units []MeetingUnit // invited to the whole
	Parts []Meeting     // all parts of the whole, of a part
}

// Ticked returns how many units are ticked here.
func (p AttendancePage) Ticked() int {
	n := 0
	for _, u := range p.Units {
		if u.TickedAt(p.ID) {
			n++
		}
	}
	return n
}

// TickedAt tells whether the unit was ticked at the meeting or the part.
func (u MeetingUnit) TickedAt(id int64) bool {
	for _, at := range u.At {
		if at == id {
			return true
		}
	}
	return false
}

// Attendance returns the page of the attendance of a meeting or a part whose organiser is in scope. Of a meeting in
// parts, of a kind without attendance and of a struck one it is [district.ErrNotFound].
func (s *Store) Attendance(ctx context.Context, scopes MeetingScopes, today district.Date, id int64) (AttendancePage, error) {
	var p AttendancePage
	var whole []struct{ Name string }
	b := s.db.Batch()
	db.CollectOne(b, &p.Meeting, "read meeting", `
		SELECT `+meetingColumns+meetingTables+` WHERE m.id = @id AND (@all OR m.organiser_id = ANY(@units)) AND m.struck_at IS NULL AND k.attendance
			AND NOT EXISTS (SELECT FROM meetings x WHERE x.part_of = m.id AND x.struck_at IS NULL)
			AND NOT EXISTS (SELECT FROM meetings w WHERE w.id = m.part_of AND w.struck_at IS NOT NULL)`,
		pgx.StrictNamedArgs{"id": id, "all": scopes.Edit.All, "units": scopes.Edit.Units})
	db.Collect(b, &p.Units, "list units of a meeting", meetingUnitsSQL+` WHERE m.id = @id`+meetingUnitsOrder,
		pgx.StrictNamedArgs{"id": id, "names_all": scopes.Names.All, "names": scopes.Names.Units, "today": today})
	db.Collect(b, &p.Parts, "list parts of a meeting", `
		SELECT `+meetingColumns+meetingTables+` JOIN meetings one ON one.part_of = m.part_of WHERE one.id = @id AND m.struck_at IS NULL ORDER BY m.starts_at, m.id`,
		pgx.StrictNamedArgs{"id": id})
	db.Collect(b, &whole, "read the whole meeting", `
		SELECT CASE WHEN w.title <> '' THEN w.title ELSE k.name END AS name FROM meetings m JOIN meetings w ON w.id = m.part_of JOIN meeting_kinds k ON k.id = w.kind_id
		WHERE m.id = @id`, pgx.StrictNamedArgs{"id": id})
	if err := b.Send(ctx); err != nil {
		return AttendancePage{}, err
	}
	for _, w := range whole {
		p.Whole = w.Name
	}
	return p, nil
}

// A MarkResult is what became of posted marks.
type MarkResult struct {
	New     int // that changed something or would have
	Known   int // that had been posted before
	Refused int // of units that are not invited
}

// MarkAttendance writes ticks at a meeting, or a part of one, whose organiser is in scope, in the order given. What two
// phones post is merged unit by unit: each changes only the units that it names. A mark whose id is known does nothing.
// A meeting to come has no attendance: that is a [district.Invalid], as is a cancelled one.
func (s *Store) MarkAttendance(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, marks []Mark) (MarkResult, error) {
	var result MarkResult
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := tickable(tx, scope, id)
		if err != nil {
			return 0, err
		}
		if result, err = mark(tx, m, marks); err != nil {
			return 0, err
		}
		tx.Unchanged() // when every mark was known
		return id, nil
	})
	return result, err
}

// FinishAttendance writes ticks as [Store.MarkAttendance] does and finishes the attendance: who is invited and not
// ticked stayed away. A meeting that was still planned has been held. Finishing it twice changes nothing.
func (s *Store) FinishAttendance(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, marks []Mark) (MarkResult, error) {
	var result MarkResult
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := tickable(tx, scope, id)
		if err != nil {
			return 0, err
		}
		if result, err = mark(tx, m, marks); err != nil {
			return 0, err
		}
		tx.Unchanged()
		if m.State == district.MeetingPlanned {
			if err := holdMeeting(tx, m); err != nil {
				return 0, err
			}
		}
		if !m.Done() {
			if err := tx.MustTouch("finish attendance", `UPDATE meetings SET attendance_done_at = @now WHERE id = @id`,
				pgx.StrictNamedArgs{"id": id, "now": tx.Moment.Now}); err != nil {
				return 0, err
			}
			tx.Audit(db.Change{Record: "meeting", ID: id, Unit: m.OrganiserID, Action: "attendanceDone", Fields: []db.Field{
				{Name: "attendanceDone", Before: false, After: true}}})
		}
		return id, settleOf(tx, m)
	})
	return result, err
}

// ReopenAttendance says that the attendance of a meeting, or a part of one, whose organiser is in scope is not finished
// after all: who is not ticked is unknown again.
func (s *Store) ReopenAttendance(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := tickable(tx, scope, id)
		if err != nil {
			return 0, err
		}
		if !m.Done() {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("reopen attendance", `UPDATE meetings SET attendance_done_at = NULL WHERE id = @id`, pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "meeting", ID: id, Unit: m.OrganiserID, Action: "attendanceOpen", Fields: []db.Field{
			{Name: "attendanceDone", Before: true, After: false}}})
		return id, settleOf(tx, m)
	})
	return err
}

// tickable locks a meeting or a part that can be ticked.
func tickable(tx *db.Tx, scope authz.Scope, id int64) (Meeting, error) {
	m, err := lockMeeting(tx, scope, id)
	if err != nil {
		return Meeting{}, err
	}
	switch {
	case m.Struck:
		return Meeting{}, district.NewInvalid("", "Träffen är struken. Ta tillbaka den först.")
	case !m.Attendance:
		return Meeting{}, district.NewInvalid("", "På "+strings.ToLower(m.KindName)+" prickas ingen närvaro av.")
	case m.State == district.MeetingCancelled:
		return Meeting{}, district.NewInvalid("", "Träffen är inställd. Ta tillbaka den om den hölls ändå.")
	case m.Day.After(tx.Moment.Today):
		return Meeting{}, district.NewInvalid("", "Träffen är inte förrän "+sv.Date(m.Day)+". Då kan du pricka av närvaron.")
	}
	return m, onePlace(tx, m, "Träffen hålls i delar. Pricka av närvaron i varje del.")
}

// mark writes the marks of a locked meeting, in their order.
func mark(tx *db.Tx, m Meeting, marks []Mark) (MarkResult, error) {
	var result MarkResult
	type change struct {
		UnitID int64
		Name   string
		Was    bool
	}
	came := map[int64]bool{} // what the marks have made of the units
	names := map[int64]string{}
	before := map[int64]bool{}
	for _, k := range marks {
		if !markID.MatchString(k.ID) {
			return MarkResult{}, district.NewInvalid("", "Ladda om sidan och pricka av igen.")
		}
		known, err := db.List[change](tx, "read invited unit", `
			SELECT u.id AS unit_id, u.name, coalesce(a.present, false) AS was FROM meeting_units i JOIN units u ON u.id = i.unit_id
			LEFT JOIN meeting_attendance a ON a.meeting_id = @id AND a.unit_id = u.id WHERE i.meeting_id = coalesce(@whole, @id) AND u.id = @unit`,
			pgx.StrictNamedArgs{"id": m.ID, "whole": m.PartOf, "unit": k.Unit})
		if err != nil {
			return MarkResult{}, err
		}
		if len(known) == 0 {
			result.Refused++
			continue
		}
		args := pgx.StrictNamedArgs{"id": m.ID, "mark": k.ID, "unit": k.Unit, "present": k.Present, "now": tx.Moment.Now}
		fresh, err := tx.Run("remember mark", `
			INSERT INTO meeting_marks (meeting_id, mark_id, unit_id, present, recorded_at) VALUES (@id, @mark, @unit, @present, @now) ON CONFLICT DO NOTHING`, args)
		if err != nil {
			return MarkResult{}, err
		}
		if fresh == 0 {
			result.Known++
			continue
		}
		delete(args, "mark")
		if _, err := tx.Run("mark attendance", `
			INSERT INTO meeting_attendance (meeting_id, unit_id, present, recorded_at) VALUES (@id, @unit, @present, @now)
			ON CONFLICT (meeting_id, unit_id) DO UPDATE SET present = EXCLUDED.present, recorded_at = EXCLUDED.recorded_at
			WHERE meeting_attendance.present <> EXCLUDED.present`, args); err != nil {
			return MarkResult{}, err
		}
		result.New++
		if _, ok := names[k.Unit]; !ok {
			names[k.Unit], before[k.Unit] = known[0].Name, known[0].Was
		}
		came[k.Unit] = k.Present
	}
	var ticked, taken []string
	for unit, is := range came {
		switch {
		case is && !before[unit]:
			ticked = append(ticked, names[unit])
		case !is && before[unit]:
			taken = append(taken, names[unit])
		}
	}
	if len(ticked)+len(taken) > 0 {
		sv.Sort(ticked)
		sv.Sort(taken)
		tx.Audit(db.Change{Record: "meeting", ID: m.ID, Unit: m.OrganiserID, Action: "attendance", Fields: []db.Field{
			{Name: "present", Before: "", After: sv.List(ticked)}, {Name: "notPresent", Before: "", After: sv.List(taken)}}})
	}
	return result, nil
}
