package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A PlanReport is where a plan stands on a day and what has moved since another: the same evaluation as the goals' own
// pages, with what a board needs to decide on.
type PlanReport struct {
	GoalChanges
	Missing  []MissingUnit // of all coverages on the day, the missing and the unknown, those in scope; without ways of contact
	Expiring []ExpiringNote
}

// An ExpiringNote is a note beside a goal's value that soon no longer holds: what it excuses will stand uncommented.
type ExpiringNote struct {
	GoalID int64
	Text   string
	Last   district.Date
}

// noteEndsWithin is how many days before its end a note asks for a decision.
const noteEndsWithin = 14

// PlanReport compares a plan's goals on two days, as [Store.GoalChanges] does, with the units that are missing on the
// later one. Only units in scope are named, and no person; what they have answered is told of those in answers.
func (s *Store) PlanReport(ctx context.Context, scope authz.Scope, answers AnswerScopes, plan int64, since, day district.Date) (PlanReport, error) {
	return readNow(ctx, s, func(r *Reads) *PlanReport { return r.PlanReport(scope, answers, plan, since, day) })
}

// PlanReport is [Store.PlanReport] among others.
func (r *Reads) PlanReport(scope authz.Scope, answers AnswerScopes, plan int64, since, day district.Date) *PlanReport {
	out := new(PlanReport)
	r.goalChanges(scope, answers, GoalFilter{PlanID: plan}, since, day, &out.GoalChanges, func(goals []int64) {
		if !scope.IsEmpty() {
			queueCoverageUnits(r.b, UnitScopes{Units: scope, Answers: answers}, goals, day, false, &out.Missing)
		}
		db.Collect(r.b, &out.Expiring, "list notes that end soon", `
			SELECT o.goal_id, o.text, upper(o.valid) - 1 AS last FROM overrides o
			WHERE o.goal_id = ANY(@goals) AND o.struck_at IS NULL AND o.valid @> @day::date AND upper(o.valid) - 1 <= @day::date + @within::integer
			ORDER BY upper(o.valid), o.id`, pgx.StrictNamedArgs{"goals": goals, "day": day, "within": noteEndsWithin})
	})
	return out
}

// LastBoardMeeting returns the day of the district board's latest meeting before the day, zero when none is known: what
// a board wants to hear of is what has happened since.
func (s *Store) LastBoardMeeting(ctx context.Context, day district.Date) (district.Date, error) {
	return readNow(ctx, s, func(r *Reads) *district.Date { return r.LastBoardMeeting(day) })
}

// LastBoardMeeting is [Store.LastBoardMeeting] among others.
func (r *Reads) LastBoardMeeting(day district.Date) *district.Date {
	out := new(district.Date)
	db.CollectValue(r.b, out, "find the board's latest meeting", `
		SELECT max(m.day) FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id
		WHERE k.key = 'boardMeeting' AND m.state = 'held' AND m.part_of IS NULL AND m.struck_at IS NULL AND m.day < @day::date`,
		pgx.StrictNamedArgs{"day": day})
	return out
}
