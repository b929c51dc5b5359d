package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A GoalEdit is what people can change of a goal; the sentence of the plan is not theirs to change.
type GoalEdit struct {
	Title string
	Units []int64 // responsible
	Tags  []int64
}

// EditGoal changes a goal's short name, responsible units and tags.
func (s *Store) EditGoal(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in GoalEdit) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[struct {
			Title    string
			Revision int
			Units    []int64
			Tags     []int64
		}](tx, "read goal", `
			SELECT g.title, g.revision,
				ARRAY(SELECT unit_id FROM goal_units WHERE goal_id = g.id ORDER BY 1) AS units,
				ARRAY(SELECT tag_id FROM goal_tags WHERE goal_id = g.id ORDER BY 1) AS tags
			FROM goals g WHERE g.id = @id FOR UPDATE`, pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if was.Revision != revision {
			names, err := goalNames(tx)
			if err != nil {
				return 0, err
			}
			return 0, stale("goal", id, was.Revision, district.FieldValue{Name: "title", Label: "Kort namn", Value: was.Title},
				district.FieldValue{Name: "units", Label: "Ansvariga", Value: joinIDs(was.Units), Choices: names["unit"]},
				district.FieldValue{Name: "tags", Label: "Perspektiv och fokusfrågor", Value: joinIDs(was.Tags), Choices: names["tag"]})
		}
		if err := tx.MustTouch("edit goal", `UPDATE goals SET title = @title, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "title": in.Title}); err != nil {
			return 0, err
		}
		units, tags := sorted(in.Units), sorted(in.Tags)
		for _, link := range []struct {
			what, drop, add string
			ids             []int64
		}{
			{"responsible units", `DELETE FROM goal_units WHERE goal_id = @id`,
				`INSERT INTO goal_units (goal_id, unit_id) SELECT @id, unnest(@ids::bigint[])`, units},
			{"tags", `DELETE FROM goal_tags WHERE goal_id = @id`,
				`INSERT INTO goal_tags (goal_id, tag_id) SELECT @id, unnest(@ids::bigint[])`, tags},
		} {
			if _, err := tx.Run("drop "+link.what, link.drop, pgx.StrictNamedArgs{"id": id}); err != nil {
				return 0, err
			}
			if _, err := tx.Run("add "+link.what, link.add, pgx.StrictNamedArgs{"id": id, "ids": link.ids}); err != nil {
				return 0, err
			}
		}
		tx.Audit(db.Change{Record: "goal", ID: id, Action: "update", Fields: []db.Field{{Name: "title", Before: was.Title, After: in.Title},
			{Name: "units", Before: was.Units, After: units}, {Name: "tags", Before: was.Tags, After: tags}}})
		return id, nil
	})
	return err
}

// goalNames returns what the ids mean that a goal's form posts, by sort ("unit" or "tag") and id.
func goalNames(tx *db.Tx) (map[string]map[string]string, error) {
	rows, err := db.List[struct {
		ID         int64
		Sort, Name string
	}](tx, "read names for a conflict", `SELECT id, 'unit' AS sort, name FROM units UNION ALL SELECT id, 'tag', name FROM tags`, nil)
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]string{"unit": {}, "tag": {}}
	for _, r := range rows {
		out[r.Sort][strconv.FormatInt(r.ID, 10)] = r.Name
	}
	return out, nil
}

// joinIDs writes ids one a line, as [district.FieldValue] has several values.
func joinIDs(ids []int64) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(out, "\n")
}

// sorted returns the ids in order and each once, never nil.
func sorted(ids []int64) []int64 {
	out := append([]int64{}, ids...)
	slices.Sort(out)
	return slices.Compact(out)
}

// CloseGoal ends a goal from a day on, with the reason; nothing is deleted and figures before the day stay. A zero day
// opens it again.
func (s *Store) CloseGoal(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, day district.Date, reason string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[struct{ ClosedOn district.Date }](tx, "read goal", `SELECT closed_on FROM goals WHERE id = @id FOR UPDATE`,
			pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if err := tx.MustTouch("close goal", `
			UPDATE goals SET closed_on = @day, closed_reason = @reason, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "day": day, "reason": reason}); err != nil {
			return 0, err
		}
		action := "close"
		if day.IsZero() {
			action = "reopen"
		}
		tx.Audit(db.Change{Record: "goal", ID: id, Action: action, Note: reason, Fields: []db.Field{{Name: "closed", Before: was.ClosedOn, After: day}}})
		return id, nil
	})
	return err
}

const tagsSQL = `SELECT id, kind, name FROM tags ORDER BY sort, name COLLATE "sv-x-icu"`

// Tags returns all perspectives and focus questions in the order of lists.
func (s *Store) Tags(ctx context.Context) ([]Tag, error) {
	return readNow(ctx, s, func(r *Reads) *[]Tag { return r.Tags() })
}

// Tags is [Store.Tags] among others.
func (r *Reads) Tags() *[]Tag {
	return rowsOf[Tag](r, "list tags", tagsSQL, nil)
}

// measureOf says whether the measure is one of the goal's; its kind today is returned.
func measureOf(tx *db.Tx, goal, id int64) (measure.Kind, error) {
	return db.Scalar[measure.Kind](tx, "read measure", `
		SELECT mv.kind FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id
		WHERE m.id = @id AND m.goal_id = @goal AND mv.valid @> @today::date`,
		pgx.StrictNamedArgs{"id": id, "goal": goal, "today": tx.Moment.Today})
}

// Judge states the board's level for a measure of a goal on a day, which cannot lie ahead.
func (s *Store) Judge(ctx context.Context, actor db.Actor, once db.OnceKey, goal, measureID int64, j measure.Judgement) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockGoal(tx, goal); err != nil {
			return 0, err
		}
		kind, err := measureOf(tx, goal, measureID)
		if err != nil {
			return 0, err
		}
		if kind != measure.KindJudgement {
			return 0, district.NewInvalid("", "Målet räknas och bedöms inte. Skriv en anmärkning i stället.")
		}
		if j.On.After(tx.Moment.Today) {
			return 0, district.NewInvalid("on", "Dagen kan inte vara senare än i dag. Skriv dagen för bedömningen.")
		}
		id, err := db.Scalar[int64](tx, "add judgement", `
			INSERT INTO judgements (measure_id, level, reason, judged_on, account_id, recorded_at)
			VALUES (@measure, @level, @reason, @on, @by, @now) RETURNING id`,
			pgx.StrictNamedArgs{"measure": measureID, "level": j.Level, "reason": j.Reason, "on": j.On, "by": accountOf(tx.Actor), "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "goal", ID: goal, Action: "judge", Note: j.Reason, Fields: []db.Field{
			{Name: "level", After: j.Level}, {Name: "on", After: j.On}}})
		return id, nil
	})
}

// strike marks a row of a table as a mistake that counts on no date.
func (s *Store) strike(ctx context.Context, actor db.Actor, once db.OnceKey, goal int64, what, sql string, args pgx.StrictNamedArgs, reason string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		args["goal"], args["now"], args["by"], args["reason"] = goal, tx.Moment.Now, accountOf(tx.Actor), reason
		if err := tx.MustTouch("strike "+what, sql, args); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "goal", ID: goal, Action: "strike_" + what, Note: reason})
		return goal, nil
	})
	return err
}

// StrikeJudgement marks a judgement as a mistake.
func (s *Store) StrikeJudgement(ctx context.Context, actor db.Actor, once db.OnceKey, goal, id int64, reason string) error {
	return s.strike(ctx, actor, once, goal, "judgement", `
		UPDATE judgements j SET struck_at = @now, struck_by = @by, struck_reason = @reason FROM measures m
		WHERE j.id = @id AND m.id = j.measure_id AND m.goal_id = @goal AND j.struck_at IS NULL`, pgx.StrictNamedArgs{"id": id}, reason)
}

// AddNote adds a signed note (anmärkning) beside a goal's value, from today to a last day.
func (s *Store) AddNote(ctx context.Context, actor db.Actor, once db.OnceKey, goal int64, text string, last district.Date) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		by := accountOf(tx.Actor)
		if by == nil {
			return 0, fmt.Errorf("add note: a note is signed by a person: %w", district.ErrForbidden)
		}
		today := tx.Moment.Today
		switch {
		case last.Before(today):
			return 0, district.NewInvalid("last", "Sista dagen har redan varit. Skriv en dag från och med i dag.")
		case last.After(today.AddMonths(12)):
			return 0, district.NewInvalid("last", "En anmärkning gäller högst ett år. Skriv en tidigare sista dag.")
		}
		id, err := db.Scalar[int64](tx, "add note", `
			INSERT INTO overrides (goal_id, text, valid, account_id, recorded_at)
			VALUES (@goal, @text, daterange(@from::date, @until::date), @by, @now) RETURNING id`,
			pgx.StrictNamedArgs{"goal": goal, "text": text, "from": today, "until": last.AddDays(1), "by": *by, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "goal", ID: goal, Action: "note", Fields: []db.Field{{Name: "text", After: text}, {Name: "last", After: last}}})
		return id, nil
	})
}

// StrikeNote takes a note back.
func (s *Store) StrikeNote(ctx context.Context, actor db.Actor, once db.OnceKey, goal, id int64, reason string) error {
	return s.strike(ctx, actor, once, goal, "note", `
		UPDATE overrides SET struck_at = @now, struck_by = @by, struck_reason = @reason
		WHERE id = @id AND goal_id = @goal AND struck_at IS NULL`, pgx.StrictNamedArgs{"id": id}, reason)
}

// OverrideDate corrects a date of a measure from today, with the reason; the plan's own date stays beside it and the
// curve before today as well. A zero day takes an earlier correction back.
func (s *Store) OverrideDate(ctx context.Context, actor db.Actor, once db.OnceKey, goal, measureID int64, field measure.DateField, day district.Date, reason string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockGoal(tx, goal); err != nil {
			return 0, err
		}
		was, err := correctedDate(tx, goal, measureID, field, day)
		if err != nil {
			return 0, err
		}
		if was == day {
			tx.Unchanged()
			return goal, nil
		}
		args := pgx.StrictNamedArgs{"measure": measureID, "field": field, "today": tx.Moment.Today}
		if _, err := tx.Run("replace today's correction", `
			DELETE FROM date_overrides WHERE measure_id = @measure AND field = @field AND lower(valid) = @today::date`, args); err != nil {
			return 0, err
		}
		if _, err := tx.Run("end correction", `
			UPDATE date_overrides SET valid = daterange(lower(valid), @today::date)
			WHERE measure_id = @measure AND field = @field AND valid @> @today::date`, args); err != nil {
			return 0, err
		}
		if !day.IsZero() {
			args["day"], args["reason"], args["by"], args["now"] = day, reason, accountOf(tx.Actor), tx.Moment.Now
			if _, err := tx.Run("correct date", `
				INSERT INTO date_overrides (measure_id, field, day, reason, valid, account_id, recorded_at)
				VALUES (@measure, @field, @day, @reason, daterange(@today::date, NULL), @by, @now)`, args); err != nil {
				return 0, err
			}
		}
		tx.Audit(db.Change{Record: "goal", ID: goal, Action: "date", Note: reason, Fields: []db.Field{{Name: string(field), Before: was, After: day}}})
		return goal, nil
	})
	return err
}

// correctedDate returns the correction of a measure's date that holds today, zero for none, and refuses a new one that
// does not go with the measure's other dates.
func correctedDate(tx *db.Tx, goal, id int64, field measure.DateField, day district.Date) (district.Date, error) {
	args := pgx.StrictNamedArgs{"id": id, "goal": goal, "today": tx.Moment.Today}
	row, err := db.Get[versionRow](tx, "read measure", versionToday, args)
	if err != nil {
		return district.Date{}, err
	}
	def, err := row.definition()
	if err != nil {
		return district.Date{}, err
	}
	rows, err := db.List[dateOverrideRow](tx, "read corrected dates", `
		SELECT o.id, o.measure_id, o.field, o.day, o.reason, lower(o.valid) AS "from", upper(o.valid) AS until
		FROM date_overrides o JOIN measures m ON m.id = o.measure_id
		WHERE m.id = @id AND m.goal_id = @goal AND o.valid @> @today::date`, args)
	if err != nil {
		return district.Date{}, err
	}
	var was district.Date
	corrections := []measure.DateOverride{}
	for _, r := range rows {
		if r.Field == field {
			was = r.Day
			continue
		}
		corrections = append(corrections, measure.DateOverride{Field: r.Field, Day: r.Day})
	}
	if !day.IsZero() {
		corrections = append(corrections, measure.DateOverride{Field: field, Day: day})
	}
	err = measure.Effective(def, corrections, tx.Moment.Today).Check()
	var bad *district.Invalid
	if errors.As(err, &bad) {
		for _, f := range bad.Fields {
			if slices.Contains(measure.DateFields(), measure.DateField(f.Field)) {
				return was, district.NewInvalid("day", f.Message)
			}
		}
	}
	return was, nil
}

// A Comment is what somebody wrote about a goal, with its earlier wordings.
type Comment struct {
	ID        int64
	AccountID int64
	By        string
	Text      string
	Day       district.Date // business day on which it was written
	Revision  int
	Removed   bool
	Earlier   []string // wordings before this one, the oldest first
}

const commentsSQL = `
		SELECT c.id, c.account_id, p.name AS by, CASE WHEN c.removed_at IS NULL THEN c.text ELSE '' END AS text, c.day, c.revision,
			c.removed_at IS NOT NULL AS removed,
			CASE WHEN c.removed_at IS NULL THEN ARRAY(SELECT v.text FROM comment_versions v WHERE v.comment_id = c.id ORDER BY v.revision)
				ELSE '{}' END AS earlier
		FROM comments c JOIN accounts a ON a.id = c.account_id JOIN people p ON p.id = a.person_id
		WHERE c.goal_id = @goal ORDER BY c.id`

// Comments returns a goal's comments in the order in which they were written, removed ones without their text.
func (s *Store) Comments(ctx context.Context, goal int64) ([]Comment, error) {
	return db.Many[Comment](ctx, s.db, "list comments", commentsSQL, pgx.StrictNamedArgs{"goal": goal})
}

// AddComment adds a comment to a goal.
func (s *Store) AddComment(ctx context.Context, actor db.Actor, once db.OnceKey, goal int64, text string) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		by := accountOf(tx.Actor)
		if by == nil {
			return 0, fmt.Errorf("add comment: a comment is signed by a person: %w", district.ErrForbidden)
		}
		id, err := db.Scalar[int64](tx, "add comment", `
			INSERT INTO comments (goal_id, account_id, text, at, day) VALUES (@goal, @by, @text, @now, @today) RETURNING id`,
			pgx.StrictNamedArgs{"goal": goal, "by": *by, "text": text, "now": tx.Moment.Now, "today": tx.Moment.Today})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "comment", ID: id, Action: "create", Fields: []db.Field{{Name: "goal", After: goal}}})
		return id, nil
	})
}

// EditComment changes the writer's own comment; the earlier wording is kept. Somebody else's is [district.ErrNotFound].
func (s *Store) EditComment(ctx context.Context, actor db.Actor, once db.OnceKey, goal, id int64, revision int, text string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[struct {
			Text     string
			Revision int
		}](tx, "read comment", `
			SELECT text, revision FROM comments
			WHERE id = @id AND goal_id = @goal AND account_id = @by AND removed_at IS NULL FOR UPDATE`,
			pgx.StrictNamedArgs{"id": id, "goal": goal, "by": accountOf(tx.Actor)})
		if err != nil {
			return 0, err
		}
		if was.Revision != revision {
			return 0, stale("comment", id, was.Revision, district.FieldValue{Name: "text", Label: "Kommentar", Value: was.Text})
		}
		if was.Text == text {
			tx.Unchanged()
			return id, nil
		}
		if _, err := tx.Run("keep earlier wording", `
			INSERT INTO comment_versions (comment_id, revision, text, until) VALUES (@id, @revision, @text, @now)`,
			pgx.StrictNamedArgs{"id": id, "revision": revision, "text": was.Text, "now": tx.Moment.Now}); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("edit comment", `UPDATE comments SET text = @text, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "text": text}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "comment", ID: id, Action: "update"})
		return id, nil
	})
	return err
}

// RemoveComment takes the writer's own comment away, or brings it back; that there was one stays visible.
func (s *Store) RemoveComment(ctx context.Context, actor db.Actor, once db.OnceKey, goal, id int64, remove bool) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := tx.MustTouch("remove comment", `
			UPDATE comments SET removed_at = CASE WHEN @remove THEN @now::timestamptz END
			WHERE id = @id AND goal_id = @goal AND account_id = @by`,
			pgx.StrictNamedArgs{"id": id, "goal": goal, "by": accountOf(tx.Actor), "remove": remove, "now": tx.Moment.Now}); err != nil {
			return 0, err
		}
		action := "remove"
		if !remove {
			action = "restore"
		}
		tx.Audit(db.Change{Record: "comment", ID: id, Action: action})
		return id, nil
	})
	return err
}
