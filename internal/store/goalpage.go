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
// their own plan's period. The day of a plan that has ended is its last.
func (s *Store) GoalList(ctx context.Context, f GoalFilter, day district.Date, points int) (GoalList, error) {
	return readNow(ctx, s, func(r *Reads) *GoalList { return r.goalList(f, day, points) })
}

func (r *Reads) goalList(f GoalFilter, day district.Date, points int) *GoalList {
	out := new(GoalList)
	type planRow struct {
		GoalPlan
		Sections []string
		Running  bool
	}
	plans := rowsOf[planRow](r, "list plans of goals", `
		SELECT p.id, p.name, lower(p.period) AS "from", upper(p.period) AS until,
			ARRAY(SELECT h.heading FROM goals g JOIN commitments c ON c.id = g.commitment_id, unnest(c.section_path) WITH ORDINALITY AS h (heading, depth)
				WHERE c.plan_id = p.id GROUP BY h.heading ORDER BY min(c.ord), min(h.depth)) AS sections,
			EXISTS (SELECT FROM goals g WHERE g.plan_id = p.id AND g.kind = 'commitment') AS running
		FROM plans p ORDER BY lower(p.period) DESC, p.id`, nil)
	db.Collect(r.b, &out.Units, "list responsible units", `
		SELECT u.id, u.name, u.slug, u.kind FROM units u WHERE EXISTS (SELECT FROM goal_units gu WHERE gu.unit_id = u.id)
		ORDER BY u.name COLLATE "sv-x-icu", u.id`, nil)
	db.Collect(r.b, &out.Tags, "list tags", tagsSQL, nil)
	r.after(func() error {
		for _, p := range *plans {
			out.Plans = append(out.Plans, p.GoalPlan)
			out.Running = out.Running || p.Running
			for _, h := range p.Sections {
				if !slices.Contains(out.Sections, h) {
					out.Sections = append(out.Sections, h)
				}
			}
		}
		return nil
	})
	r.goalsOn(f, day, points, &out.Goals)
	return out
}

// GoalsOn returns the goals with the filter's choices evaluated on the day, those of a plan that has ended on its last,
// as [Store.GoalList] does.
func (s *Store) GoalsOn(ctx context.Context, f GoalFilter, day district.Date) ([]Goal, error) {
	return readNow(ctx, s, func(r *Reads) *[]Goal { return r.GoalsOn(f, day) })
}

// GoalsOn is [Store.GoalsOn] among others.
func (r *Reads) GoalsOn(f GoalFilter, day district.Date) *[]Goal {
	out := new([]Goal)
	r.goalsOn(f, day, 1, out)
	return out
}

// goalsOn evaluates goals on at most points days of their own plan's period up to the day.
func (r *Reads) goalsOn(f GoalFilter, day district.Date, points int, into *[]Goal) {
	r.goals(f, day, func(keys []goalKey) []district.Date {
		all := []district.Date{day}
		for _, k := range keys {
			all = append(all, trendDays(k.period, day, points)...)
		}
		slices.SortFunc(all, district.Date.Compare)
		return slices.Compact(all)
	}, nil, func(goals []Goal, _ []Choice) error {
		for i := range goals {
			goals[i].keep(trendDays(goals[i].Period(), day, points))
			goals[i].settle(day)
		}
		*into = goals
		return nil
	})
}

// GoalExport is [Store.GoalList] for a file that leaves the house: that it was taken out is logged.
func (s *Store) GoalExport(ctx context.Context, actor db.Actor, now time.Time, f GoalFilter, day district.Date) (GoalList, error) {
	return readNow(ctx, s, func(r *Reads) *GoalList {
		r.b.LogRead(actor, now, db.Reading{Subject: "export", Detail: "mål"})
		return r.goalList(f, day, 1)
	})
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
	Ahead    AheadScopes
}

// AheadScopes is what somebody may know of what is planned. The zero AheadScopes is nothing, as on a day in the past.
type AheadScopes struct {
	Meetings authz.Scope // of units that hold them or are invited
	Records  bool
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
	Choices  []Choice         // what measures can count
}

// An UnmeasuredGoal is a goal that nobody has decided how to count.
type UnmeasuredGoal struct {
	NumberedGoal
	Waiting int // how many of them there are, besides the goal that was asked from
}

// NextUnmeasured returns the goal after the given one, in the order of its plan and then of the other plans, that nobody
// has decided how to count on the day; nil when there is none.
// Goals that are closed, and those of plans that have ended, wait for nothing.
func (s *Store) NextUnmeasured(ctx context.Context, goal int64, day district.Date) (*UnmeasuredGoal, error) {
	return readNow(ctx, s, func(r *Reads) **UnmeasuredGoal { return r.NextUnmeasured(goal, day) })
}

// NextUnmeasured is [Store.NextUnmeasured] among others.
func (r *Reads) NextUnmeasured(goal int64, day district.Date) **UnmeasuredGoal {
	out := new(*UnmeasuredGoal)
	db.CollectMaybe(r.b, out, "find the next goal to measure", `
		SELECT o.id, `+goalLabelOf("o")+` AS number, o.title, count(*) OVER () AS waiting
		FROM goals g CROSS JOIN goals o JOIN plans p ON p.id = o.plan_id
		WHERE g.id = @goal AND o.id <> g.id AND (o.closed_on IS NULL OR o.closed_on > @day::date)
		  AND (upper(p.period) IS NULL OR upper(p.period) > @day::date)
		  AND NOT EXISTS (SELECT FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id WHERE m.goal_id = o.id AND mv.valid @> @day::date)
		ORDER BY o.plan_id <> g.plan_id, lower(p.period) DESC, o.plan_id, 
			o.plan_id = g.plan_id AND (o.kind = 'commitment', o.number, o.part) < (g.kind = 'commitment', g.number, g.part), o.kind DESC, o.number, o.part, o.id LIMIT 1`,
		pgx.StrictNamedArgs{"goal": goal, "day": day})
	return out
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
// period. Looking at unpublished ways to reach the missing units writes the read log.
func (s *Store) GoalPage(ctx context.Context, scopes GoalScopes, id int64, day district.Date, points int) (GoalPage, error) {
	return readNow(ctx, s, func(r *Reads) *GoalPage { return r.GoalPage(scopes, id, day, points) })
}

// GoalPage is [Store.GoalPage] among others.
func (r *Reads) GoalPage(scopes GoalScopes, id int64, day district.Date, points int) *GoalPage {
	out := new(GoalPage)
	var ahead []aheadRow
	type neighbour struct {
		NumberedGoal
		After bool
	}
	beside := rowsOf[neighbour](r, "find the goals beside a goal", `
		WITH ordered AS MATERIALIZED (
			SELECT o.id, `+goalLabelOf("o")+` AS number, o.title, row_number() OVER (ORDER BY o.kind DESC, o.number, o.part, o.id) AS place
			FROM goals g JOIN goals o ON o.plan_id = g.plan_id
			WHERE g.id = @goal AND (o.id = g.id OR o.closed_on IS NULL OR o.closed_on > @day::date))
		SELECT o.id, o.number, o.title, o.place > s.place AS after FROM ordered s JOIN ordered o ON o.place IN (s.place - 1, s.place + 1)
		WHERE s.id = @goal`, pgx.StrictNamedArgs{"goal": id, "day": day})
	r.after(func() error {
		for i := range *beside {
			if n := &(*beside)[i]; n.After {
				out.After = &n.NumberedGoal
			} else {
				out.Before = &n.NumberedGoal
			}
		}
		return nil
	})
	if scopes.Comments {
		db.Collect(r.b, &out.Comments, "list comments", commentsSQL, pgx.StrictNamedArgs{"goal": id})
	}
	if scopes.History {
		db.Collect(r.b, &out.History, "read history of goal", `
			SELECT l.id, l.business_day AS day, l.actor_kind, coalesce(p.name, '') AS actor_name, l.action, l.changes, l.note
			FROM audit_log l LEFT JOIN accounts a ON l.actor_kind = 'account' AND a.id = l.actor_id LEFT JOIN people p ON p.id = a.person_id
			WHERE l.record = 'goal' AND l.record_id = @goal ORDER BY l.id DESC LIMIT @limit`,
			pgx.StrictNamedArgs{"goal": id, "limit": historyOnGoal})
	}
	r.goals(GoalFilter{IDs: []int64{id}, Closed: true}, day, func(keys []goalKey) []district.Date {
		if len(keys) == 0 {
			return []district.Date{day}
		}
		return trendDays(keys[0].period, day, points)
	}, func(goals []int64, days []district.Date) {
		if len(goals) == 0 {
			return
		}
		out.Day = days[len(days)-1]
		if out.Day == day && (scopes.Ahead.Records || !scopes.Ahead.Meetings.IsEmpty()) {
			queueAhead(r.b, scopes.Ahead, id, day, &ahead)
		}
		if scopes.Units.IsEmpty() {
			return
		}
		queueCoverageUnits(r.b, UnitScopes{scopes.Units, scopes.Names, scopes.Answers}, goals, out.Day, true, &out.Coverage)
		r.b.LogReadOf(scopes.Actor, scopes.Now, "unit_contacts", contactsOfMissing, pgx.StrictNamedArgs{"goal": id, "day": out.Day,
			"all": scopes.Units.All, "units": scopes.Units.Units, "names_all": scopes.Names.All, "names": scopes.Names.Units})
		db.Collect(r.b, &out.Except, "list units left out", `
			SELECT u.id, u.name, u.slug, u.kind FROM units u
			WHERE (@all OR u.id = ANY(@units)) AND EXISTS (SELECT FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id
				WHERE m.goal_id = @goal AND mv.population->'except' @> to_jsonb(u.id))
			ORDER BY u.name COLLATE "sv-x-icu", u.id`,
			pgx.StrictNamedArgs{"goal": id, "all": scopes.Units.All, "units": scopes.Units.Units})
	}, func(goals []Goal, choices []Choice) error {
		if len(goals) == 0 {
			return fmt.Errorf("read goal %d: %w", id, district.ErrNotFound)
		}
		out.Goal, out.Choices = goals[0], choices
		out.settle(day)
		out.plan(ahead)
		return nil
	})
	return out
}

// An aheadRow is something that is planned, and would count in a frequency when it is held.
type aheadRow struct {
	MeasureID int64
	Audience  string
	Day       district.Date
}

// queueAhead queues what is planned of that which the goal's frequencies count, as far as the scopes let it be known.
func queueAhead(b *db.Batch, scopes AheadScopes, goal int64, day district.Date, into *[]aheadRow) {
	db.Collect(b, into, "list what is planned", `
		WITH counted AS MATERIALIZED (
			SELECT mv.measure_id, mv.indicator, mv.params FROM measures c JOIN measure_versions mv ON mv.measure_id = c.id AND mv.valid @> @day::date
			WHERE c.goal_id = @goal AND mv.kind = 'frequency')
		SELECT d.measure_id, m.audience, m.day FROM counted d JOIN meetings m ON m.kind_id = (d.params->>'kindId')::bigint
		WHERE d.indicator = '`+measure.MeetingFrequency+`' AND m.part_of IS NULL AND m.struck_at IS NULL`+isAhead+` AND `+meetingSeen+`
		UNION ALL
		SELECT d.measure_id, '', r.happened_on FROM counted d CROSS JOIN LATERAL jsonb_array_elements_text(d.params->'kindIds') AS x (id)
		JOIN records r ON r.kind_id = x.id::bigint AND r.state = 'planned' AND r.struck_at IS NULL AND r.happened_on >= @day::date
		WHERE d.indicator = '`+measure.RecordFrequency+`' AND @records`,
		pgx.StrictNamedArgs{"goal": goal, "day": day, "today": day, "all": scopes.Meetings.All, "units": scopes.Meetings.Units, "records": scopes.Records})
}

// plan says beside today's frequencies what is planned.
func (g *Goal) plan(ahead []aheadRow) {
	for i := range g.Measures {
		m := &g.Measures[i]
		var planned []measure.Event
		for _, a := range ahead {
			if a.MeasureID == m.ID {
				planned = append(planned, measure.Event{Day: a.Day, Audience: a.Audience})
			}
		}
		if len(planned) > 0 && m.Now.Defined && m.Now.Version.Kind == measure.KindFrequency {
			m.Now.Frequency.Plan(planned)
			m.Now.Status = measure.FrequencyStatus(m.Now.Version.Definition, m.Now.Frequency)
		}
	}
}
