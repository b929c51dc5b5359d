package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A Plan is one adopted document, with how far its review has come. Its counts are of the version that holds.
type Plan struct {
	ID        int64
	Name      string
	Kind      district.PlanKind
	From      district.Date
	Until     district.Date // first day after the period
	AdoptedOn district.Date // when its first version was adopted
	Revision  int
	Proposed  int // sentences that wait for a decision
	Changes   int // sentences of goals whose new words wait for approval
	Approved  int
	Rejected  int
	Goals     int // open ones

	Version          int // number of the version that holds
	VersionAdoptedOn district.Date
}

// Period returns the days that the plan is for.
func (p Plan) Period() district.Span { return district.Span{From: p.From, Until: p.Until} }

// Waiting returns how many sentences wait for somebody: new ones and changed ones.
func (p Plan) Waiting() int { return p.Proposed + p.Changes }

const planColumns = `p.id, p.name, p.kind, lower(p.period) AS "from", upper(p.period) AS until,
	(SELECT f.adopted_on FROM plan_versions f WHERE f.plan_id = p.id AND f.number = 1) AS adopted_on, p.revision,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'proposed' AND c.gone_in IS NULL) AS proposed,
	(SELECT count(*) FROM commitment_versions cv WHERE cv.version_id = v.id AND cv.decision = 'waiting') AS changes,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'approved' AND c.gone_in IS NULL) AS approved,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'rejected' AND c.gone_in IS NULL) AS rejected,
	(SELECT count(*) FROM goals g WHERE g.plan_id = p.id AND g.closed_on IS NULL) AS goals,
	v.number AS version, v.adopted_on AS version_adopted_on`

// planTables are plans with the version that holds.
const planTables = ` FROM plans p CROSS JOIN LATERAL (
	SELECT v.id, v.number, v.adopted_on FROM plan_versions v WHERE v.plan_id = p.id ORDER BY v.number DESC LIMIT 1) v `

const planSQL = `SELECT ` + planColumns + planTables + `WHERE p.id = @id`

// Plans returns all plans, those whose period holds today first, then the newest.
func (s *Store) Plans(ctx context.Context, today district.Date) ([]Plan, error) {
	return readNow(ctx, s, func(r *Reads) *[]Plan { return r.Plans(today) })
}

// Plans is [Store.Plans] among others.
func (r *Reads) Plans(today district.Date) *[]Plan {
	return rowsOf[Plan](r, "list plans", `
		SELECT `+planColumns+planTables+`ORDER BY p.period @> @today::date DESC, lower(p.period) DESC, p.id`,
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
	AdoptedOn district.Date // of the first version
}

// EditPlan changes a plan's name, kind, period and the day on which its first version was adopted. An edit of an old revision is a [district.StaleError] with the plan as
// it stands.
func (s *Store) EditPlan(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in PlanEdit) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[Plan](tx, "read plan", `SELECT `+planColumns+planTables+`WHERE p.id = @id FOR UPDATE OF p`,
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
			UPDATE plans SET name = @name, kind = @kind, period = daterange(@from::date, @until::date), revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "name": in.Name, "kind": in.Kind, "from": in.Period.From, "until": in.Period.Until}); err != nil {
			return 0, err
		}
		if was.AdoptedOn != in.AdoptedOn {
			if err := editAdoption(tx, id, in.AdoptedOn); err != nil {
				return 0, err
			}
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

// editAdoption says when the first version of a plan was adopted, which is before the others were.
func editAdoption(tx *db.Tx, plan int64, day district.Date) error {
	later, err := db.List[struct{ AdoptedOn district.Date }](tx, "read later versions", `
		SELECT adopted_on FROM plan_versions WHERE plan_id = @plan AND number > 1 ORDER BY number LIMIT 1`, pgx.StrictNamedArgs{"plan": plan})
	if err != nil {
		return err
	}
	if len(later) > 0 && !day.Before(later[0].AdoptedOn) {
		return district.NewInvalid("adopted", "Skriv en dag före "+sv.Date(later[0].AdoptedOn)+". Då antogs nästa version av planen.")
	}
	return tx.MustTouch("edit adoption", `UPDATE plan_versions SET adopted_on = @day WHERE plan_id = @plan AND number = 1`,
		pgx.StrictNamedArgs{"plan": plan, "day": day})
}
