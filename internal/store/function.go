package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A FunctionLevel is what a unit has in place of what the board has chosen in a goal.
type FunctionLevel struct {
	MeasureID int64
	GoalID    int64
	GoalTitle string
	AtLeast   int
	Criteria  []FunctionCriterion // in the order in which they were chosen
}

// InPlace returns how many of the criteria are.
func (l FunctionLevel) InPlace() int {
	n := 0
	for _, c := range l.Criteria {
		if c.State == measure.UnitYes {
			n++
		}
	}
	return n
}

// A FunctionCriterion is how a unit stands in one criterion.
type FunctionCriterion struct {
	Criterion district.Criterion
	State     measure.UnitState
	Name      string // Swedish: "sammankallande"
	Lacks     string // Swedish: what is lacking without it, "möte sedan 16 januari 2018"
}

// FunctionLevels returns what a unit in scope ([authz.AssessmentRead]) has in place on a day, of each goal in force that
// counts it so. It is the same statement as the goals' own figures.
func (s *Store) FunctionLevels(ctx context.Context, scope authz.Scope, unit int64, day district.Date) ([]FunctionLevel, error) {
	return readNow(ctx, s, func(r *Reads) *[]FunctionLevel { return r.FunctionLevels(scope, unit, day) })
}

// FunctionLevels is [Store.FunctionLevels] among others.
func (r *Reads) FunctionLevels(scope authz.Scope, unit int64, day district.Date) *[]FunctionLevel {
	i := functionCriteriaIndicator
	type criterionRow struct {
		MeasureID int64
		GoalID    int64
		GoalTitle string
		AtLeast   int
		FunctionCriterion
	}
	rows := rowsOf[criterionRow](r, "read what a unit has in place", `
		WITH `+i.statesOfUnits(`SELECT mv.id AS version_id, mv.measure_id, mv.valid, mv.params, mv.population, `+earliestOnDays+` AS earliest
			FROM measure_versions mv JOIN measures m ON m.id = mv.measure_id JOIN goals g ON g.id = m.goal_id JOIN plans p ON p.id = g.plan_id
			WHERE mv.indicator = '`+i.key+`' AND mv.valid @> @day::date AND p.period @> @day::date AND (g.closed_on IS NULL OR g.closed_on > @day::date)`,
		`u.id = @unit AND (@all OR u.id = ANY(@units))`)+`
		SELECT st.measure_id, g.id AS goal_id, g.title AS goal_title, (st.params->>'atLeast')::integer AS at_least, c.criterion, c.state, c.name, c.lacks
		FROM states st JOIN measures m ON m.id = st.measure_id JOIN goals g ON g.id = m.goal_id
		JOIN units w ON w.id = st.unit_id`+functionLookups("w", "st.params")+`
		CROSS JOIN LATERAL (`+namedCriteria("st.params", "st.day")+`) c
		ORDER BY g.kind DESC, g.number, g.part, g.id, m.sort, m.id, c.n`,
		pgx.StrictNamedArgs{"unit": unit, "day": day, "days": dateStrings([]district.Date{day}), "all": scope.All, "units": scope.Units})
	out := new([]FunctionLevel)
	r.after(func() error {
		for _, row := range *rows {
			if n := len(*out); n == 0 || (*out)[n-1].MeasureID != row.MeasureID {
				*out = append(*out, FunctionLevel{MeasureID: row.MeasureID, GoalID: row.GoalID, GoalTitle: row.GoalTitle, AtLeast: row.AtLeast})
			}
			l := &(*out)[len(*out)-1]
			l.Criteria = append(l.Criteria, row.FunctionCriterion)
		}
		return nil
	})
	return out
}
