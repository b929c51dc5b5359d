package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A CoverageMove is a unit that stands otherwise in a coverage on one day than on another.
type CoverageMove struct {
	MeasureID int64
	UnitID    int64
	Name      string
	Slug      string
	Kind      district.UnitKind
	Was, Is   measure.UnitState // "" when the unit is not counted that day
}

// A LateRecord is something that was recorded after a day about a time on or before it, so that the figure of that day
// is another now than it was then.
type LateRecord struct {
	GoalID   int64
	Record   string        // assignment, vacancy, unit or goal; event, of a frequency or volume; answer, of another coverage; fact
	Action   string        // as audited; "" of events, answers and facts
	Recorded district.Date // business day
	Unit     *NamedUnit    // of assignments, vacancies, units and answers
	PostName string        // of assignments and vacancies
	Note     string        // of a fact the whole of it, in Swedish
	Fields   []FieldChange
	Day      district.Date  // of answers and facts: what day it is about
	Event    *measure.Event // of events
	Version  MeasureVersion // by which the event counts
}

// GoalChanges is what differs between two days, from the same evaluation as today's value.
type GoalChanges struct {
	Since, Day district.Date
	Goals      []Goal // the first value of each measure's Trend is that of Since, the last that of Day
	Moves      []CoverageMove
	Late       []LateRecord // the latest first
}

// maxLate bounds how many late records are read; after an import of a whole register they say nothing one by one.
const maxLate = 400

// GoalChanges compares goals on two days: their values, the units that came and went, and what was recorded afterwards
// about a time that had been. Only units in scope are named, and that a unit has answered something is told of those
// whose answers may be read.
func (s *Store) GoalChanges(ctx context.Context, scope authz.Scope, answers AnswerScopes, f GoalFilter, since, day district.Date) (GoalChanges, error) {
	return readNow(ctx, s, func(r *Reads) *GoalChanges {
		out := new(GoalChanges)
		r.goalChanges(scope, answers, f, since, day, out, nil)
		return out
	})
}

// goalChanges is [Store.GoalChanges] among others, with whatever else depends on the goals, nil for nothing.
func (r *Reads) goalChanges(scope authz.Scope, answers AnswerScopes, f GoalFilter, since, day district.Date, into *GoalChanges, also func(goals []int64)) {
	days := []district.Date{since, day}
	var read *lateReads // of the goals that were queued last
	r.goals(f, since, func([]goalKey) []district.Date { return days }, func(goals []int64, _ []district.Date) {
		read = &lateReads{}
		read.queue(r.b, goals, scope, answers, since, day)
		if also != nil {
			also(goals)
		}
	}, func(goals []Goal, _ []Choice) error {
		out := GoalChanges{Since: since, Day: day, Goals: goals, Moves: read.moves}
		err := out.tellLate(read)
		*into = out
		return err
	})
}

// lateReads is what of goals came and went between two days, and was recorded afterwards.
type lateReads struct {
	moves                 []CoverageMove
	posts, goals, ofUnits []lateRow
	answered              []lateAnswer
	facts                 []lateFact
}

// A lateAnswer is something about a unit that was recorded afterwards.
type lateAnswer struct {
	GoalID   int64
	UnitID   int64
	Name     string
	Slug     string
	Kind     district.UnitKind
	Day      district.Date
	Recorded district.Date
	What     string
}

func (l *lateReads) queue(b *db.Batch, ids []int64, scope authz.Scope, answers AnswerScopes, since, day district.Date) {
	args := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		a := pointArgs(ids, []district.Date{since, day})
		a["all"], a["units"] = scope.All, scope.Units
		for k, v := range more {
			a[k] = v
		}
		return a
	}
	if !scope.IsEmpty() {
		db.Collect(b, &l.moves, "list units that came and went", `
			SELECT x.* FROM (`+unionOf(coverages(), indicator.movedUnits)+`) x
			ORDER BY x.measure_id, x.name COLLATE "sv-x-icu", x.unit_id`, args(pgx.StrictNamedArgs{"since": since, "day": day,
			"follow_all": answers.FollowUps.All, "follow_units": answers.FollowUps.Units}))
		db.Collect(b, &l.posts, "list what was recorded afterwards about posts", `
			WITH `+postCoverage.savedStates()+`, counted AS (
				SELECT DISTINCT m.goal_id, s.unit_id, (s.params->>'postId')::bigint AS post_id FROM states s JOIN measures m ON m.id = s.measure_id
			), posted AS (
				SELECT 'assignment' AS record, a.id, a.unit_id, a.post_id, lower(a.valid) AS "from" FROM assignments a
				UNION ALL SELECT 'vacancy', v.id, v.unit_id, v.post_id, v.since FROM vacancies v
			)
			SELECT c.goal_id, l.id, l.record, l.action, l.business_day AS recorded, l.at, l.changes, l.note, x."from",
				u.id AS unit_id, u.name AS unit_name, u.slug AS unit_slug, u.kind AS unit_kind, po.name AS post_name
			FROM audit_log l
			JOIN posted x ON x.record = l.record AND x.id = l.record_id
			JOIN counted c ON c.unit_id = x.unit_id AND c.post_id = x.post_id
			JOIN units u ON u.id = x.unit_id JOIN posts po ON po.id = x.post_id
			WHERE l.record IN ('assignment', 'vacancy') AND l.business_day > @since::date AND l.business_day <= @day::date
			  AND (@all OR u.id = ANY(@units))
			ORDER BY l.id DESC LIMIT @limit`, args(pgx.StrictNamedArgs{"since": since, "day": day, "limit": maxLate}))
	}
	db.Collect(b, &l.goals, "list what was recorded afterwards about goals", `
		SELECT l.record_id AS goal_id, l.id, l.record, l.action, l.business_day AS recorded, l.at, l.changes, l.note, NULL::date AS "from",
			NULL::bigint AS unit_id, '' AS unit_name, '' AS unit_slug, '' AS unit_kind, '' AS post_name
		FROM audit_log l
		WHERE l.record = 'goal' AND l.record_id = ANY(@goals) AND l.action IN ('judge', 'milestone')
		  AND l.business_day > @since::date AND l.business_day <= @day::date
		ORDER BY l.id DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"goals": ids, "since": since, "day": day, "limit": maxLate})
	if sql := unionOf(withLate(), indicator.lateAnswers); sql != "" && !scope.IsEmpty() {
		db.Collect(b, &l.answered, "list what was recorded afterwards about units", `
			SELECT x.goal_id, x.unit_id, u.name, u.slug, u.kind, x.day, x.recorded, x.what FROM (`+sql+`) x JOIN units u ON u.id = x.unit_id
			WHERE @all OR u.id = ANY(@units) ORDER BY x.recorded DESC, x.day DESC, u.id LIMIT @limit`,
			args(answers.into(pgx.StrictNamedArgs{"since": since, "day": day, "limit": maxLate})))
	}
	queueLateFacts(b, ids, since, day, &l.facts)
	if !scope.IsEmpty() {
		queueLateUnits(b, ids, scope, since, day, &l.ofUnits)
	}
}

// tellLate puts what was recorded afterwards in order, the latest first.
func (out *GoalChanges) tellLate(l *lateReads) error {
	since, day := out.Since, out.Day
	for _, r := range slices.Concat(l.posts, l.ofUnits, l.goals) {
		rec, err := r.record(since)
		if err != nil {
			return err
		}
		if rec != nil {
			out.Late = append(out.Late, *rec)
		}
	}
	for _, a := range l.answered {
		out.Late = append(out.Late, LateRecord{GoalID: a.GoalID, Record: "answer", Recorded: a.Recorded, Day: a.Day, Note: a.What,
			Unit: &NamedUnit{ID: a.UnitID, Name: a.Name, Slug: a.Slug, Kind: a.Kind}})
	}
	for _, f := range l.facts {
		out.Late = append(out.Late, LateRecord{GoalID: f.GoalID, Record: "fact", Recorded: f.Recorded, Day: f.Day, Note: f.What})
	}
	for _, g := range out.Goals {
		for _, m := range g.Measures {
			for _, e := range m.Now.Events() {
				if !e.Day.After(since) && e.RecordedOn.After(since) && !e.RecordedOn.After(day) {
					out.Late = append(out.Late, LateRecord{GoalID: g.ID, Record: "event", Recorded: e.RecordedOn, Event: &e, Version: m.Now.Version})
				}
			}
		}
	}
	slices.SortStableFunc(out.Late, func(a, b LateRecord) int { return b.Recorded.Compare(a.Recorded) })
	return nil
}

func withLate() []indicator {
	return slices.DeleteFunc(coverages(), func(i indicator) bool { return i.coverage.late == "" })
}

// lateAnswers is what was recorded afterwards about the units of the goals. Parameters: goals, days, since, day
// and those of [AnswerScopes].
func (i indicator) lateAnswers() string {
	return `WITH ` + i.savedStates() + `, pairs AS (
			SELECT DISTINCT m.goal_id, s.unit_id, s.params FROM states s JOIN measures m ON m.id = s.measure_id)
		SELECT l.goal_id, l.unit_id, l.day, l.recorded, l.what FROM (` + i.coverage.late + `) l`
}

// movedUnits is the units of the goals that stand otherwise on one day than on another, as rows of [CoverageMove].
// Parameters: goals, days, since, day, all, units, follow_all, follow_units.
func (i indicator) movedUnits() string {
	hidden := ""
	if i.private() {
		hidden = " AND " + mayRead("unit_id")
	}
	return `WITH ` + i.savedStates() + `
		SELECT measure_id, unit_id, u.name, u.slug, u.kind, coalesce(was.state, '') AS was, coalesce(is_now.state, '') AS "is"
		FROM (SELECT measure_id, unit_id, state FROM states WHERE day = @since::date) was
		FULL JOIN (SELECT measure_id, unit_id, state FROM states WHERE day = @day::date) is_now USING (measure_id, unit_id)
		JOIN units u ON u.id = unit_id
		WHERE was.state IS DISTINCT FROM is_now.state AND (@all OR unit_id = ANY(@units))` + hidden
}

type lateRow struct {
	GoalID   int64
	ID       int64
	Record   string
	Action   string
	Recorded district.Date
	At       time.Time
	Changes  []byte
	Note     string
	From     district.Date
	UnitID   *int64
	UnitName string
	UnitSlug string
	UnitKind district.UnitKind
	PostName string
}

// record returns the row as a late record, nil when it says nothing about the time up to and with the day.
func (r lateRow) record(since district.Date) (*LateRecord, error) {
	fields, err := HistoryRow{ID: r.ID, Changes: r.Changes}.Fields()
	if err != nil {
		return nil, err
	}
	about := r.about
	if r.Record == "unit" {
		about = r.aboutUnit
	}
	if !about(since, fields) {
		return nil, nil
	}
	out := &LateRecord{GoalID: r.GoalID, Record: r.Record, Action: r.Action, Recorded: r.Recorded, PostName: r.PostName, Note: r.Note, Fields: fields}
	if r.UnitID != nil {
		out.Unit = &NamedUnit{ID: *r.UnitID, Name: r.UnitName, Slug: r.UnitSlug, Kind: r.UnitKind}
	}
	return out, nil
}

// about tells whether the change moves anything on or before the day: what begins or happens by then, and what ends
// before it. A last day is the last on which something still holds.
func (r lateRow) about(since district.Date, fields []FieldChange) bool {
	if r.Action == "strike" && !r.From.IsZero() {
		return !r.From.After(since)
	}
	for _, f := range fields {
		for _, text := range []string{f.Before, f.After} {
			d, err := district.ParseDate(text)
			if err != nil {
				continue
			}
			switch f.Field {
			case "from", "since", "on", "done", "cancelled":
				if !d.After(since) {
					return true
				}
			case "last":
				if d.Before(since) {
					return true
				}
			}
		}
	}
	return false
}
