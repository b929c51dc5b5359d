package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// GoalList is the goals of a list with what it can be narrowed by.
type GoalList struct {
	Goals    []Goal
	Plans    []GoalPlan
	Units    []NamedUnit // responsible for some goal
	Tags     []Tag
	Sections []string // headings above goals, in the order of the texts
	Running  bool     // some goal is made of a promise in running text
}

// A GoalPlan is a plan that goals are from.
type GoalPlan struct {
	ID          int64
	Name        string
	From, Until district.Date
}

// Period returns the days that the plan is for.
func (p GoalPlan) Period() district.Span { return district.Span{From: p.From, Until: p.Until} }

// GoalList returns the goals with the filter's choices, evaluated on the day and, for a curve, on at most points days of
// their own plan's period. The day of a plan that has ended is its last. It is two round trips.
func (s *Store) GoalList(ctx context.Context, f GoalFilter, day district.Date, points int) (GoalList, error) {
	var out GoalList
	var rows []goalRow
	b := s.db.Batch()
	queueGoals(b, f, day, &rows)
	db.Collect(b, &out.Plans, "list plans of goals", `
		SELECT p.id, p.name, lower(p.period) AS "from", upper(p.period) AS until FROM plans p
		ORDER BY lower(p.period) DESC, p.id`, nil)
	db.Collect(b, &out.Units, "list responsible units", `
		SELECT u.id, u.name, u.slug, u.kind FROM units u WHERE EXISTS (SELECT FROM goal_units gu WHERE gu.unit_id = u.id)
		ORDER BY u.name COLLATE "sv-x-icu", u.id`, nil)
	db.Collect(b, &out.Tags, "list tags", tagsSQL, nil)
	var sections []struct{ Heading string }
	db.Collect(b, &sections, "list headings above goals", `
		SELECT h.heading FROM goals g JOIN commitments c ON c.id = g.commitment_id, unnest(c.section_path) WITH ORDINALITY AS h (heading, depth)
		GROUP BY h.heading ORDER BY min(c.plan_id), min(c.ord), min(h.depth)`, nil)
	var running []struct{ ID int64 }
	db.Collect(b, &running, "look for goals of running text", `SELECT id FROM goals WHERE kind = 'commitment' LIMIT 1`, nil)
	if err := b.Send(ctx); err != nil {
		return GoalList{}, err
	}
	out.Running = len(running) > 0
	for _, h := range sections {
		out.Sections = append(out.Sections, h.Heading)
	}
	own := map[int64][]district.Date{} // plan → the days of its curve
	all := []district.Date{day}
	for _, p := range out.Plans {
		own[p.ID] = trendDays(p.Period(), day, points)
		all = append(all, own[p.ID]...)
	}
	slices.SortFunc(all, district.Date.Compare)
	var err error
	if out.Goals, err = s.evaluated(ctx, rows, slices.Compact(all), s.db.Batch()); err != nil {
		return GoalList{}, err
	}
	for i := range out.Goals {
		out.Goals[i].keep(own[out.Goals[i].PlanID])
		out.Goals[i].settle(day)
	}
	return out, nil
}

// GoalsOn returns the goals with the filter's choices evaluated on the day, those of a plan that has ended on its last,
// as [Store.GoalList] does. It is two round trips.
func (s *Store) GoalsOn(ctx context.Context, f GoalFilter, day district.Date) ([]Goal, error) {
	var rows []goalRow
	b := s.db.Batch()
	queueGoals(b, f, day, &rows)
	if err := b.Send(ctx); err != nil {
		return nil, err
	}
	own := make([][]district.Date, len(rows))
	all := []district.Date{day}
	for i, r := range rows {
		own[i] = trendDays(district.Span{From: r.PlanFrom, Until: r.PlanUntil}, day, 1)
		all = append(all, own[i]...)
	}
	slices.SortFunc(all, district.Date.Compare)
	goals, err := s.evaluated(ctx, rows, slices.Compact(all), s.db.Batch())
	if err != nil {
		return nil, err
	}
	for i := range goals {
		goals[i].keep(own[i])
		goals[i].settle(day)
	}
	return goals, nil
}

// GoalExport is [Store.GoalList] for a file that leaves the house: that it was taken out is logged.
func (s *Store) GoalExport(ctx context.Context, actor db.Actor, now time.Time, f GoalFilter, day district.Date) (GoalList, error) {
	if err := s.db.LogRead(ctx, actor, now, db.Reading{Subject: "export", Detail: "mål"}); err != nil {
		return GoalList{}, err
	}
	return s.GoalList(ctx, f, day, 1)
}

// trendDays is [measure.TrendDays], and the day itself before the period has begun.
func trendDays(period district.Span, day district.Date, points int) []district.Date {
	if days := measure.TrendDays(period, day, points); len(days) > 0 {
		return days
	}
	return []district.Date{day}
}

// keep leaves only the values on the days, the last of which is "now".
func (g *Goal) keep(days []district.Date) {
	for i := range g.Measures {
		m := &g.Measures[i]
		m.Trend = slices.DeleteFunc(m.Trend, func(v MeasureValue) bool { return !slices.Contains(days, v.Day) })
		if n := len(m.Trend); n > 0 {
			m.Now = m.Trend[n-1]
		}
	}
}

// settle says how a goal ended when its plan's period is over on the day: what is counted is what stood on the last day,
// but that day has passed, and what should have been reached by then was missed.
func (g *Goal) settle(day district.Date) {
	last := g.Period().Last()
	if last.IsZero() || !last.Before(day) {
		return
	}
	for i := range g.Measures {
		v := &g.Measures[i].Now
		if !v.Defined || v.Day != last {
			continue
		}
		switch v.Version.Kind {
		case measure.KindCoverage:
			p := v.Coverage
			p.Day = g.PlanUntil
			v.Status = measure.CoverageStatus(v.Version.Definition, p)
		case measure.KindDelivery:
			p := v.Delivery
			p.Day = g.PlanUntil
			v.Status = measure.DeliveryStatus(v.Version.Definition, p)
		case measure.KindFrequency:
			p := measure.FrequencyAt(v.Version.Definition, v.Frequency.Events(), g.PlanUntil)
			v.Status = measure.FrequencyStatus(v.Version.Definition, p)
		case measure.KindVolume:
			p := v.Volume
			p.Day = g.PlanUntil
			v.Status = measure.VolumeStatus(v.Version.Definition, p)
		}
		if n := len(g.Measures[i].Trend); n > 0 {
			g.Measures[i].Trend[n-1].Status = v.Status
		}
	}
}

// GoalScopes is who reads a goal, and what they may see besides its figures.
type GoalScopes struct {
	Actor    db.Actor
	Now      time.Time
	Units    authz.Scope // units that may be named as missing
	Names    authz.Scope // of holders, and how a unit is reached
	Answers  AnswerScopes
	Comments bool
	History  bool // who changed what
}

// GoalPage is a goal with everything that its page shows.
type GoalPage struct {
	Goal
	Day      district.Date // on which it is evaluated: the day asked for, or the last of a plan that has ended
	Coverage []MissingUnit // how the units of its coverages stand, those in scope
	Except   []NamedUnit   // units in scope that some definition leaves out
	Comments []Comment
	History  []GoalHistoryRow // the latest first
	Before   *NumberedGoal    // in the same plan; nil for the first
	After    *NumberedGoal    // likewise; nil for the last
}

// NextUnmeasured returns the goal after the given one, in the order of its plan and then of the other plans, that nobody
// has decided how to count on the day, and how many there are of them besides the given one; nil when there is none.
// Goals that are closed, and those of plans that have ended, wait for nothing.
func (s *Store) NextUnmeasured(ctx context.Context, goal int64, day district.Date) (*NumberedGoal, int, error) {
	rows, err := db.Many[struct {
		NumberedGoal
		Waiting int
	}](ctx, s.db, "find the next goal to measure", `
		SELECT o.id, `+goalLabelOf("o")+` AS number, o.title, count(*) OVER () AS waiting
		FROM goals g CROSS JOIN goals o JOIN plans p ON p.id = o.plan_id
		WHERE g.id = @goal AND o.id <> g.id AND (o.closed_on IS NULL OR o.closed_on > @day::date)
		  AND (upper(p.period) IS NULL OR upper(p.period) > @day::date)
		  AND NOT EXISTS (SELECT FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id WHERE m.goal_id = o.id AND mv.valid @> @day::date)
		ORDER BY o.plan_id <> g.plan_id, lower(p.period) DESC, o.plan_id, 
			o.plan_id = g.plan_id AND (o.kind = 'commitment', o.number, o.part) < (g.kind = 'commitment', g.number, g.part), o.kind DESC, o.number, o.part, o.id LIMIT 1`,
		pgx.StrictNamedArgs{"goal": goal, "day": day})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	return &rows[0].NumberedGoal, rows[0].Waiting, nil
}

// A NumberedGoal is a goal by what it is called in the plan, "3" or "Å12", and its name.
type NumberedGoal struct {
	ID     int64
	Number string
	Title  string
}

// A GoalHistoryRow is one audited change of a goal.
type GoalHistoryRow struct {
	ID        int64
	Day       district.Date // business day
	ActorKind db.ActorKind
	ActorName string // of the account's person; "" when there is none
	Action    string
	Changes   []byte // JSON
	Note      string
}

// Fields returns the changed fields.
func (r GoalHistoryRow) Fields() ([]FieldChange, error) {
	return HistoryRow{ID: r.ID, Changes: r.Changes}.Fields()
}

// ByCommand tells whether the command line did it.
func (r GoalHistoryRow) ByCommand() bool { return r.ActorKind == db.ByCLI }

// historyOnGoal is how many changes a goal's page shows.
const historyOnGoal = 60

// contactsOfMissing are the units whose unpublished ways of being reached the page of a goal with a coverage shows: one
// by one the reader's own, and 0 for the list of the whole district.
const contactsOfMissing = `
	SELECT DISTINCT CASE WHEN @names_all THEN 0 ELSE c.unit_id END FROM unit_contacts c
	WHERE NOT c.published AND c.kind IN ('phone', 'email') AND (@all OR c.unit_id = ANY(@units)) AND (@names_all OR c.unit_id = ANY(@names))
	  AND EXISTS (SELECT FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id
		WHERE m.goal_id = @goal AND mv.kind = 'coverage' AND mv.valid @> @day::date)`

// GoalPage returns a goal, closed or not, evaluated on the day and, for its curves, on at most points days of its plan's
// period. Looking at unpublished ways to reach the missing units writes the read log. It is two round trips.
func (s *Store) GoalPage(ctx context.Context, scopes GoalScopes, id int64, day district.Date, points int) (GoalPage, error) {
	out := GoalPage{Day: day}
	var rows []goalRow
	b := s.db.Batch()
	queueGoals(b, GoalFilter{IDs: []int64{id}, Closed: true}, day, &rows)
	var beside []struct {
		NumberedGoal
		After bool
	}
	db.Collect(b, &beside, "find the goals beside a goal", `

		WITH ordered AS MATERIALIZED (
			SELECT o.id, `+goalLabelOf("o")+` AS number, o.title, row_number() OVER (ORDER BY o.kind DESC, o.number, o.part, o.id) AS place
			FROM goals g JOIN goals o ON o.plan_id = g.plan_id
			WHERE g.id = @goal AND (o.id = g.id OR o.closed_on IS NULL OR o.closed_on > @day::date))
		SELECT o.id, o.number, o.title, o.place > s.place AS after FROM ordered s JOIN ordered o ON o.place IN (s.place - 1, s.place + 1)
		WHERE s.id = @goal`, pgx.StrictNamedArgs{"goal": id, "day": day})
	if scopes.Comments {
		db.Collect(b, &out.Comments, "list comments", commentsSQL, pgx.StrictNamedArgs{"goal": id})
	}
	if scopes.History {
		db.Collect(b, &out.History, "read history of goal", `
			SELECT l.id, l.business_day AS day, l.actor_kind, coalesce(p.name, '') AS actor_name, l.action, l.changes, l.note
			FROM audit_log l LEFT JOIN accounts a ON l.actor_kind = 'account' AND a.id = l.actor_id LEFT JOIN people p ON p.id = a.person_id
			WHERE l.record = 'goal' AND l.record_id = @goal ORDER BY l.id DESC LIMIT @limit`,
			pgx.StrictNamedArgs{"goal": id, "limit": historyOnGoal})
	}
	if err := b.Send(ctx); err != nil {
		return GoalPage{}, err
	}
	if len(rows) == 0 {
		return GoalPage{}, fmt.Errorf("read goal %d: %w", id, district.ErrNotFound)
	}
	for i := range beside {
		if n := &beside[i]; n.After {
			out.After = &n.NumberedGoal
		} else {
			out.Before = &n.NumberedGoal
		}
	}
	days := trendDays(district.Span{From: rows[0].PlanFrom, Until: rows[0].PlanUntil}, day, points)
	out.Day = days[len(days)-1]
	b = s.db.Batch()
	if !scopes.Units.IsEmpty() {
		queueCoverageUnits(b, UnitScopes{scopes.Units, scopes.Names, scopes.Answers}, []int64{id}, out.Day, true, &out.Coverage)
		b.LogReadOf(scopes.Actor, scopes.Now, "unit_contacts", contactsOfMissing, pgx.StrictNamedArgs{"goal": id, "day": out.Day,
			"all": scopes.Units.All, "units": scopes.Units.Units, "names_all": scopes.Names.All, "names": scopes.Names.Units})
		db.Collect(b, &out.Except, "list units left out", `
			SELECT u.id, u.name, u.slug, u.kind FROM units u
			WHERE (@all OR u.id = ANY(@units)) AND EXISTS (SELECT FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id
				WHERE m.goal_id = @goal AND mv.population->'except' @> to_jsonb(u.id))
			ORDER BY u.name COLLATE "sv-x-icu", u.id`,
			pgx.StrictNamedArgs{"goal": id, "all": scopes.Units.All, "units": scopes.Units.Units})
	}
	goals, err := s.evaluated(ctx, rows, days, b)
	if err != nil {
		return GoalPage{}, err
	}
	out.Goal = goals[0]
	out.settle(day)
	return out, nil
}
