package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/planimport"
)

// A Plan is one adopted document, with how far its review has come.
type Plan struct {
	ID        int64
	Name      string
	Kind      district.PlanKind
	From      district.Date
	Until     district.Date // first day after the period
	AdoptedOn district.Date
	Revision  int
	Proposed  int // sentences that wait for a decision
	Approved  int
	Rejected  int
	Goals     int // open ones
}

// Period returns the days that the plan is for.
func (p Plan) Period() district.Span { return district.Span{From: p.From, Until: p.Until} }

const planColumns = `p.id, p.name, p.kind, lower(p.period) AS "from", upper(p.period) AS until, p.adopted_on, p.revision,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'proposed') AS proposed,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'approved') AS approved,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'rejected') AS rejected,
	(SELECT count(*) FROM goals g WHERE g.plan_id = p.id AND g.closed_on IS NULL) AS goals`

const planSQL = `SELECT ` + planColumns + ` FROM plans p WHERE p.id = @id`

// Plans returns all plans, those whose period holds today first, then the newest.
func (s *Store) Plans(ctx context.Context, today district.Date) ([]Plan, error) {
	return db.Many[Plan](ctx, s.db, "list plans", `
		SELECT `+planColumns+` FROM plans p ORDER BY p.period @> @today::date DESC, lower(p.period) DESC, p.id`,
		pgx.StrictNamedArgs{"today": today})
}

// Plan returns one plan.
func (s *Store) Plan(ctx context.Context, id int64) (Plan, error) {
	return db.One[Plan](ctx, s.db, "read plan", planSQL, pgx.StrictNamedArgs{"id": id})
}

// A PlanEdit is what can be changed of a plan after it was made; its text cannot.
type PlanEdit struct {
	Name      string
	Kind      district.PlanKind
	Period    district.Span
	AdoptedOn district.Date
}

// EditPlan changes a plan's name, kind and dates. An edit of an old revision is a [district.StaleError] with the plan as
// it stands.
func (s *Store) EditPlan(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in PlanEdit) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[Plan](tx, "read plan", `SELECT `+planColumns+` FROM plans p WHERE p.id = @id FOR UPDATE OF p`,
			pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if was.Revision != revision {
			by, err := lastEditor(tx, "plan", id)
			if err != nil {
				return 0, err
			}
			return 0, &district.StaleError{Record: "plan", ID: id, Revision: was.Revision, ByWhom: by, Now: planFields(was)}
		}
		if in == (PlanEdit{was.Name, was.Kind, was.Period(), was.AdoptedOn}) {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("edit plan", `
			UPDATE plans SET name = @name, kind = @kind, period = daterange(@from::date, @until::date), adopted_on = @adopted,
				revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "name": in.Name, "kind": in.Kind, "from": in.Period.From, "until": in.Period.Until,
				"adopted": in.AdoptedOn}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "plan", ID: id, Action: "update", Fields: []db.Field{
			{Name: "name", Before: was.Name, After: in.Name}, {Name: "kind", Before: was.Kind, After: in.Kind},
			{Name: "from", Before: was.From, After: in.Period.From}, {Name: "last", Before: was.Period().Last(), After: in.Period.Last()},
			{Name: "adopted", Before: was.AdoptedOn, After: in.AdoptedOn}}})
		return id, nil
	})
	return err
}

// check refuses what no plan can be.
func (in PlanEdit) check() error {
	var bad district.Invalid
	if in.Name == "" {
		bad.Add("name", "Skriv vad planen heter.")
	}
	if in.Kind.Name() == "" {
		bad.Add("kind", "Välj vad det är för slags dokument.")
	}
	checkPeriod(&bad, in.Period)
	return bad.Err()
}

// checkPeriod complains about a period without two ends, or that holds on no day.
func checkPeriod(bad *district.Invalid, period district.Span) {
	if period.From.IsZero() {
		bad.Add("from", "Skriv periodens första dag, till exempel 2018-09-09.")
	}
	if period.Until.IsZero() {
		bad.Add("last", "Skriv periodens sista dag, till exempel 2018-09-09.")
	}
	if !period.From.IsZero() && !period.Until.IsZero() && period.IsEmpty() {
		bad.Add("last", "Periodens sista dag kan inte vara före den första. Ändra något av datumen.")
	}
}

// planFields returns a plan as its form would post it.
func planFields(p Plan) []district.FieldValue {
	kinds := map[string]string{}
	for _, k := range district.PlanKinds() {
		kinds[string(k)] = k.Name()
	}
	return []district.FieldValue{
		{Name: "name", Label: "Namn", Value: p.Name},
		{Name: "kind", Label: "Slag", Value: string(p.Kind), Choices: kinds},
		{Name: "from", Label: "Första dag", Value: p.From.String()},
		{Name: "last", Label: "Sista dag", Value: p.Period().Last().String()},
		{Name: "adopted", Label: "Antagen", Value: p.AdoptedOn.String()},
	}
}

// A PlanNode is one part of a plan's text, and the goal that a person made of it.
type PlanNode struct {
	ID          int64
	ParentID    *int64
	Ord         int
	Kind        planimport.NodeKind
	Level       int
	Text        string
	Marker      string
	Attribution string
	GoalID      *int64
	FindingID   *int64 // what was found here and not rejected
	Waiting     bool   // it is not yet decided on
}

const planTextSQL = `
	SELECT n.id, n.parent_id, n.ord, n.kind, n.level, n.text, n.marker, n.attribution, g.id AS goal_id,
		c.id AS finding_id, coalesce(c.state = 'proposed', false) AS waiting
	FROM plan_nodes n
	LEFT JOIN commitments c ON c.node_id = n.id AND c.state <> 'rejected'
	LEFT JOIN goals g ON g.commitment_id = c.id
	WHERE n.plan_id = @plan AND n.kind <> 'sentence'
	ORDER BY n.ord`

// PlanText returns a plan and its text in reading order, without the sentences that only repeat it in parts.
func (s *Store) PlanText(ctx context.Context, plan int64) (Plan, []PlanNode, error) {
	var (
		p     Plan
		nodes []PlanNode
	)
	b := s.db.Batch()
	db.CollectOne(b, &p, "read plan", planSQL, pgx.StrictNamedArgs{"id": plan})
	db.Collect(b, &nodes, "read plan text", planTextSQL, pgx.StrictNamedArgs{"plan": plan})
	err := b.Send(ctx)
	return p, nodes, err
}
