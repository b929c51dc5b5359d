package store

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// SetMeasure says how a goal is measured. Without measureID it adds a measure, whose definition holds from the
// beginning of time: the whole curve is counted by it. With one it changes that measure from today, so that the curve
// before today stays; basedOn is the id of the version that the editor saw, and another one now is a conflict. Changing
// twice on one day leaves one version for it. It returns the measure's id.
func (s *Store) SetMeasure(ctx context.Context, actor db.Actor, once db.OnceKey, goal, measureID, basedOn int64, def measure.Definition) (int64, error) {
	if err := def.Check(); err != nil {
		return 0, err
	}
	return s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockGoal(tx, goal); err != nil {
			return 0, err
		}
		if err := checkChoices(tx, def); err != nil {
			return 0, err
		}
		if measureID == 0 {
			return addMeasure(tx, goal, def)
		}
		return measureID, changeMeasure(tx, goal, measureID, basedOn, def)
	})
}

// AddMeasure adds a measure to a goal as [Store.SetMeasure] does, together with the first steps of a delivery.
func (s *Store) AddMeasure(ctx context.Context, actor db.Actor, once db.OnceKey, goal int64, def measure.Definition, steps []MilestoneEdit) (int64, error) {
	return s.Together(ctx, actor, once, func(s *Store) (int64, error) {
		id, err := s.SetMeasure(ctx, actor, db.OnceKey{}, goal, 0, 0, def)
		if err != nil {
			return 0, err
		}
		for _, step := range steps {
			if _, err := s.AddMilestone(ctx, actor, db.OnceKey{}, goal, id, step); err != nil {
				return 0, err
			}
		}
		return id, nil
	})
}

// lockGoal makes edits of one goal's measures take turns, and refuses closed goals.
func lockGoal(tx *db.Tx, goal int64) error {
	g, err := db.Get[struct{ ClosedOn district.Date }](tx, "lock goal", `SELECT closed_on FROM goals WHERE id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": goal})
	if err != nil {
		return err
	}
	if !g.ClosedOn.IsZero() && !tx.Moment.Today.Before(g.ClosedOn) {
		return district.NewInvalid("", "Målet är avslutat och kan inte ändras.")
	}
	return nil
}

func addMeasure(tx *db.Tx, goal int64, def measure.Definition) (int64, error) {
	id, err := db.Scalar[int64](tx, "add measure", `
		INSERT INTO measures (goal_id, sort, label)
		VALUES (@goal, (SELECT coalesce(max(sort), 0) + 10 FROM measures WHERE goal_id = @goal), @label) RETURNING id`,
		pgx.StrictNamedArgs{"goal": goal, "label": def.Label})
	if err != nil {
		return 0, err
	}
	if err := addVersion(tx, id, district.Date{}, def); err != nil {
		return 0, err
	}
	tx.Audit(db.Change{Record: "goal", ID: goal, Action: "measure", Fields: definitionFields(measure.Definition{}, def)})
	return id, nil
}

// versionToday is the definition of a measure of a goal that holds on the business day.
const versionToday = `
	SELECT mv.id, mv.measure_id, m.goal_id, m.label, lower(mv.valid) AS "from", upper(mv.valid) AS until, mv.kind, mv.indicator, mv.params,
		mv.population, mv.target, mv.target_unit, mv.rhythm, mv.earliest, mv.due, mv.latest
	FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id
	WHERE m.id = @id AND m.goal_id = @goal AND mv.valid @> @today::date`

func changeMeasure(tx *db.Tx, goal, id, basedOn int64, def measure.Definition) error {
	today := tx.Moment.Today
	was, err := db.Get[versionRow](tx, "read measure", versionToday, pgx.StrictNamedArgs{"id": id, "goal": goal, "today": today})
	if err != nil {
		return err
	}
	before, err := was.definition()
	if err != nil {
		return err
	}
	if was.ID != basedOn {
		now, err := measureFields(tx, before)
		if err != nil {
			return err
		}
		return stale("measure", id, int(was.ID), now...)
	}
	if was.From == today {
		_, err = tx.Run("replace today's definition", `DELETE FROM measure_versions WHERE id = @id`, pgx.StrictNamedArgs{"id": was.ID})
	} else {
		_, err = tx.Run("end definition", `UPDATE measure_versions SET valid = daterange(lower(valid), @today::date) WHERE id = @id`,
			pgx.StrictNamedArgs{"id": was.ID, "today": today})
	}
	if err != nil {
		return err
	}
	if _, err := tx.Run("name measure", `UPDATE measures SET label = @label WHERE id = @id`,
		pgx.StrictNamedArgs{"id": id, "label": def.Label}); err != nil {
		return err
	}
	if err := addVersion(tx, id, today, def); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: "goal", ID: goal, Action: "measure", Fields: definitionFields(before, def)})
	return nil
}

func addVersion(tx *db.Tx, id int64, from district.Date, def measure.Definition) error {
	var target *int
	unit := cmp.Or(def.Target.Unit, measure.TargetAll)
	if unit != measure.TargetAll {
		target = &def.Target.N
	}
	params := def.Params
	if len(params) == 0 {
		params = []byte("{}")
	}
	_, err := tx.Run("add definition", `
		INSERT INTO measure_versions (measure_id, valid, kind, indicator, params, population, target, target_unit, rhythm, earliest, due, latest, recorded_at)
		VALUES (@id, daterange(@from::date, NULL), @kind, @indicator, @params, @population, @target, @unit, @rhythm, @earliest, @due, @latest, @now)`,
		pgx.StrictNamedArgs{"id": id, "from": from, "kind": def.Kind, "indicator": def.Indicator, "params": params,
			"population": def.Population.JSON(), "target": target, "unit": unit, "rhythm": def.Rhythm.JSON(),
			"earliest": def.Earliest, "due": def.Due, "latest": def.Latest, "now": tx.Moment.Now})
	return err
}

// EndMeasure takes a measure off its goal from today; the curve before today stays.
func (s *Store) EndMeasure(ctx context.Context, actor db.Actor, once db.OnceKey, goal, id int64) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockGoal(tx, goal); err != nil {
			return 0, err
		}
		args := pgx.StrictNamedArgs{"id": id, "goal": goal, "today": tx.Moment.Today}
		dropped, err := tx.Run("drop today's definition", `
			DELETE FROM measure_versions mv USING measures m
			WHERE m.id = mv.measure_id AND m.id = @id AND m.goal_id = @goal AND lower(mv.valid) >= @today::date`, args)
		if err != nil {
			return 0, err
		}
		ended, err := tx.Run("end definition", `
			UPDATE measure_versions mv SET valid = daterange(lower(mv.valid), @today::date) FROM measures m
			WHERE m.id = mv.measure_id AND m.id = @id AND m.goal_id = @goal AND mv.valid @> @today::date`, args)
		if err != nil {
			return 0, err
		}
		if dropped+ended == 0 {
			return 0, fmt.Errorf("end measure %d: %w", id, district.ErrNotFound)
		}
		tx.Audit(db.Change{Record: "goal", ID: goal, Action: "measure_end", Fields: []db.Field{{Name: "measure", Before: id}}})
		return id, nil
	})
	return err
}

func definitionFields(before, after measure.Definition) []db.Field {
	return []db.Field{
		{Name: "label", Before: before.Label, After: after.Label}, {Name: "kind", Before: before.Kind, After: after.Kind},
		{Name: "indicator", Before: before.Indicator, After: after.Indicator},
		{Name: "params", Before: string(before.Params), After: string(after.Params)},
		{Name: "population", Before: before.Population, After: after.Population}, {Name: "target", Before: before.Target.String(), After: after.Target.String()},
		{Name: "rhythm", Before: before.Rhythm, After: after.Rhythm}, {Name: "earliest", Before: before.Earliest, After: after.Earliest},
		{Name: "due", Before: before.Due, After: after.Due}, {Name: "latest", Before: before.Latest, After: after.Latest}}
}

// measureFields is a definition as the form posts it, for the page of a conflict.
func measureFields(tx *db.Tx, d measure.Definition) ([]district.FieldValue, error) {
	all, err := db.List[Choice](tx, "list what measures can count", choicesSQL(), nil)
	if err != nil {
		return nil, err
	}
	rows, err := db.List[struct {
		ID   int64
		Name string
	}](tx, "read names for a conflict", `SELECT id, name FROM units`, nil)
	if err != nil {
		return nil, err
	}
	units := map[string]string{}
	for _, n := range rows {
		units[strconv.FormatInt(n.ID, 10)] = n.Name
	}
	fields := []district.FieldValue{{Name: "label", Label: "Namn på mätningen", Value: d.Label}}
	if ind, ok := measure.IndicatorByKey(d.Indicator); ok {
		names, values := namesOf(all), ind.Values(d.Params)
		for _, p := range ind.Params {
			f := district.FieldValue{Name: p.Name, Label: p.Label, Value: strings.Join(values[p.Name], "\n"), Choices: names[p.Type]}
			switch p.Type {
			case measure.ParamYes:
				f.Choices = map[string]string{"ja": "ja"}
			case measure.ParamOption:
				f.Choices = map[string]string{}
				for _, o := range p.Options {
					f.Choices[o.Value] = o.Label
				}
			}
			fields = append(fields, f)
		}
	}
	rhythms, kinds := map[string]string{}, map[string]string{}
	for _, r := range measure.RhythmsFor(d.Kind) {
		rhythms[string(r)] = r.Name()
	}
	for _, k := range district.UnitKinds() {
		kinds[string(k)] = k.Plural()
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	kind, except, steps, years := []string{}, []string{}, []string{}, []string{}
	for _, k := range d.Population.Kinds {
		kind = append(kind, string(k))
	}
	for _, id := range d.Population.Except {
		except = append(except, strconv.FormatInt(id, 10))
	}
	for _, st := range d.Rhythm.Steps {
		steps = append(steps, st.Date.String()+" "+strconv.Itoa(st.Value))
	}
	for _, y := range d.Rhythm.Years {
		years = append(years, strconv.Itoa(y))
	}
	return append(fields, []district.FieldValue{
		{Name: "kinds", Label: "Vilka som räknas", Value: strings.Join(kind, "\n"), Choices: kinds},
		{Name: "except", Label: "Utom", Value: strings.Join(except, "\n"), Choices: units},
		{Name: "minAgeMonths", Label: "Har funnits i minst (månader)", Value: number(d.Population.MinAgeMonths)},
		{Name: "targetUnit", Label: "Så många behövs", Value: string(cmp.Or(d.Target.Unit, measure.TargetAll)),
			Choices: map[string]string{string(measure.TargetAll): "alla", string(measure.TargetCount): "ett antal", string(measure.TargetPercent): "en andel i procent"}},
		{Name: "target", Label: "Antal eller procent", Value: number(d.Target.N)},
		{Name: "rhythm", Label: "Takt", Value: string(d.Rhythm.Kind), Choices: rhythms},
		{Name: "from", Label: "Första månaden", Value: number(int(d.Rhythm.From))},
		{Name: "to", Label: "Sista månaden", Value: number(int(d.Rhythm.To))},
		{Name: "steps", Label: "Steg", Value: strings.Join(steps, "\n")},
		{Name: "years", Label: "År som räknas", Value: strings.Join(years, "\n")},
		{Name: "earliest", Label: "Tidigast", Value: d.Earliest.String()},
		{Name: "due", Label: "Ska vara nått", Value: d.Due.String()},
		{Name: "latest", Label: "Sista dag", Value: d.Latest.String()},
	}...), nil
}

// A MilestoneEdit is what a form says of a milestone.
type MilestoneEdit struct {
	Title       string
	Due         district.Date
	DoneOn      district.Date
	CancelledOn district.Date
	Note        string
}

// AddMilestone adds a step to a delivery. The steps that are written on a measure's first
// day hold from the beginning; one that is added later belongs to the measure from today, so that the curve before
// today stays.
func (s *Store) AddMilestone(ctx context.Context, actor db.Actor, once db.OnceKey, goal, measureID int64, in MilestoneEdit) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockGoal(tx, goal); err != nil {
			return 0, err
		}
		m, err := db.Get[struct{ Next int }](tx, "read measure", `
			SELECT (SELECT coalesce(max(sort), 0) + 10 FROM milestones ms WHERE ms.measure_id = m.id) AS next
			FROM measures m WHERE m.id = @id AND m.goal_id = @goal`, pgx.StrictNamedArgs{"id": measureID, "goal": goal})
		if err != nil {
			return 0, err
		}
		established, err := db.Scalar[bool](tx, "look at the measure's age", `
			SELECT EXISTS (SELECT FROM milestones ms WHERE ms.measure_id = @id AND ms.recorded_on < @today)`,
			pgx.StrictNamedArgs{"id": measureID, "today": tx.Moment.Today})
		if err != nil {
			return 0, err
		}
		var from district.Date
		if established {
			from = tx.Moment.Today
		}
		id, err := db.Scalar[int64](tx, "add milestone", `
			INSERT INTO milestones (measure_id, title, sort, valid, due, done_on, cancelled_on, note, recorded_on, recorded_at)
			VALUES (@measure, @title, @sort, daterange(@from::date, NULL), @due, @done, @cancelled, @note, @today, @now) RETURNING id`,
			pgx.StrictNamedArgs{"measure": measureID, "title": in.Title, "sort": m.Next, "from": from, "due": in.Due, "done": in.DoneOn,
				"cancelled": in.CancelledOn, "note": in.Note, "today": tx.Moment.Today, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "goal", ID: goal, Action: "milestone", Note: in.Title, Fields: []db.Field{
			{Name: "title", After: in.Title}, {Name: "due", After: in.Due}, {Name: "done", After: in.DoneOn}}})
		return id, nil
	})
}

type milestoneGoal struct {
	milestoneRow
	RecordedOn district.Date
	GoalID     int64
}

func readMilestone(tx *db.Tx, goal, id int64) (milestoneGoal, error) {
	return db.Get[milestoneGoal](tx, "read milestone", `
		SELECT 0::bigint AS version_id, ms.id, ms.measure_id, ms.title, ms.sort, lower(ms.valid) AS "from", upper(ms.valid) AS until, ms.due, ms.done_on,
			ms.cancelled_on, ms.note, ms.revision, '' AS path, '[]'::jsonb AS dues, ms.recorded_on, m.goal_id
		FROM milestones ms JOIN measures m ON m.id = ms.measure_id
		WHERE ms.id = @id AND m.goal_id = @goal FOR UPDATE OF ms`, pgx.StrictNamedArgs{"id": id, "goal": goal})
}

// EditMilestone changes a step; its dates say since when it is done or cancelled. Another due date holds from today, so
// that what was expected before today stays; on the day on which the step was written it holds from the beginning.
func (s *Store) EditMilestone(ctx context.Context, actor db.Actor, once db.OnceKey, goal, id int64, revision int, in MilestoneEdit) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockGoal(tx, goal); err != nil {
			return 0, err
		}
		was, err := readMilestone(tx, goal, id)
		if err != nil {
			return 0, err
		}
		if was.Revision != revision {
			return 0, stale("milestone", id, was.Revision,
				district.FieldValue{Name: "title", Label: "Milstolpe", Value: was.Title},
				district.FieldValue{Name: "due", Label: "Senast", Value: was.Due.String()},
				district.FieldValue{Name: "done", Label: "Klar", Value: was.DoneOn.String()},
				district.FieldValue{Name: "cancelled", Label: "Inställd", Value: was.CancelledOn.String()},
				district.FieldValue{Name: "note", Label: "Anteckning", Value: was.Note})
		}
		if err := tx.MustTouch("edit milestone", `
			UPDATE milestones SET title = @title, due = @due, done_on = @done, cancelled_on = @cancelled, note = @note, revision = revision + 1
			WHERE id = @id`, pgx.StrictNamedArgs{"id": id, "title": in.Title, "due": in.Due, "done": in.DoneOn,
			"cancelled": in.CancelledOn, "note": in.Note}); err != nil {
			return 0, err
		}
		if in.Due != was.Due && was.RecordedOn.Before(tx.Moment.Today) {
			// Of several changes on one day only the date that held before that day is kept.
			if _, err := tx.Run("keep earlier due date", `
				INSERT INTO milestone_dues (milestone_id, until, due, recorded_at) VALUES (@id, @today, @due, @now)
				ON CONFLICT (milestone_id, until) DO NOTHING`,
				pgx.StrictNamedArgs{"id": id, "today": tx.Moment.Today, "due": was.Due, "now": tx.Moment.Now}); err != nil {
				return 0, err
			}
		}
		tx.Audit(db.Change{Record: "goal", ID: goal, Action: "milestone", Note: in.Title, Fields: []db.Field{
			{Name: "title", Before: was.Title, After: in.Title}, {Name: "due", Before: was.Due, After: in.Due},
			{Name: "done", Before: was.DoneOn, After: in.DoneOn}, {Name: "cancelled", Before: was.CancelledOn, After: in.CancelledOn},
			{Name: "note", Before: was.Note, After: in.Note}}})
		return id, nil
	})
	return err
}

// EndMilestone says that a step is not needed from today; the curve before today stays.
func (s *Store) EndMilestone(ctx context.Context, actor db.Actor, once db.OnceKey, goal, id int64) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockGoal(tx, goal); err != nil {
			return 0, err
		}
		was, err := readMilestone(tx, goal, id)
		if err != nil {
			return 0, err
		}
		today := tx.Moment.Today
		args := pgx.StrictNamedArgs{"id": id}
		if was.From == today { // it never belonged to the measure on any day that has passed
			err = tx.MustTouch("drop milestone", `DELETE FROM milestones WHERE id = @id`, args)
		} else {
			args["today"] = today
			err = tx.MustTouch("end milestone", `
				UPDATE milestones SET valid = daterange(lower(valid), @today::date), revision = revision + 1
				WHERE id = @id AND valid @> @today::date`, args)
		}
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "goal", ID: goal, Action: "milestone_end", Fields: []db.Field{{Name: "title", Before: was.Title}}})
		return id, nil
	})
	return err
}
