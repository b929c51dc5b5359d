package store

import (
	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A UnitGoal is a goal of a plan in force that counts a unit, and how the unit stands in one of its coverages.
type UnitGoal struct {
	GoalID    int64
	Number    string // "3", "Å12"
	Title     string
	Label     string // of the measure; may be empty
	Indicator string // key
	State     measure.UnitState
	Since     district.Date // first day on which it has been so, where that is known
	Note      string        // Swedish: what is known
	Act       string        // Swedish: the step that mends it, "" where there is none
	Path      string        // where that is done
	PostID    int64         // of a coverage of a post
	PostName  string        // likewise
}

// queueUnitGoals queues the goals that count the unit of the address, those that lack it first. It is the same
// statement as the goals' own figures.
func queueUnitGoals(b *db.Batch, into *[]UnitGoal, v AssociationView, slug string, kinds []district.UnitKind) {
	inForce := func(i indicator) string {
		return i.missingUnitsOf(i.statesOfUnits(`SELECT mv.id AS version_id, mv.measure_id, mv.valid, mv.params, mv.population, `+earliestOnDays+` AS earliest
			FROM measure_versions mv JOIN measures m ON m.id = mv.measure_id JOIN goals g ON g.id = m.goal_id JOIN plans p ON p.id = g.plan_id
			WHERE mv.indicator = '`+i.key+`' AND mv.valid @> @day::date AND p.period @> @day::date AND (g.closed_on IS NULL OR g.closed_on > @day::date)`, `u.slug = @slug AND u.kind = ANY(@kinds)`))
	}
	db.Collect(b, into, "list goals of a unit", `
		SELECT g.id AS goal_id, `+goalLabelOf("g")+` AS number, g.title, m.label, mv.indicator, x.state, x.since, x.note, x.act, x.path, x.post_id, x.post_name
		FROM (`+unionOf(coverages(), inForce)+`) x
		JOIN measures m ON m.id = x.measure_id JOIN goals g ON g.id = m.goal_id
		JOIN measure_versions mv ON mv.measure_id = m.id AND mv.valid @> @day::date
		WHERE @missing_all OR x.unit_id = ANY(@missing)
		ORDER BY array_position(ARRAY['no', 'unknown', 'yes'], x.state), g.kind DESC, g.number, g.part, g.id, m.sort, m.id`,
		v.Answers.into(pgx.StrictNamedArgs{"day": v.Day, "days": dateStrings([]district.Date{v.Day}), "slug": slug, "kinds": kindStrings(kinds), "all": v.Scope.All, "units": v.Scope.Units,
			"missing_all": v.Missing.All, "missing": v.Missing.Units, "names_all": false, "names_units": []int64{},
			"filled": true}))
}
