package store

import (
	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A UnitGoal is a goal of a plan in force that counts a unit by one of its posts, and how the unit stands in it.
type UnitGoal struct {
	GoalID   int64
	Number   int
	Title    string
	PostID   int64
	PostName string
	State    district.PostState
	Since    district.Date // first day of the vacancy, when vacant
	Ord      int           // vacant, unknown, filled
}

// queueUnitGoals queues the goals that count the unit of the address, those that lack it first. It is the same
// statement as the goals' own figures.
func queueUnitGoals(b *db.Batch, into *[]UnitGoal, v AssociationView, slug string, kinds []district.UnitKind) {
	db.Collect(b, into, "list goals of a unit", `
		WITH `+postCoverage.statesOf(`
			SELECT mv.id AS version_id, mv.measure_id, mv.valid, mv.params, mv.population, '{}'::date[] AS earliest
			FROM measure_versions mv JOIN measures m ON m.id = mv.measure_id JOIN goals g ON g.id = m.goal_id JOIN plans p ON p.id = g.plan_id
			WHERE mv.indicator = 'postCoverage' AND mv.valid @> @day::date AND p.period @> @day::date AND (g.closed_on IS NULL OR g.closed_on > @day::date)`)+`,
		told AS (SELECT st.measure_id, st.unit_id, (st.params->>'postId')::bigint AS post_id,
			CASE st.state WHEN 'yes' THEN 'filled' WHEN 'no' THEN 'vacant' ELSE 'unknown' END AS state FROM states st)
		SELECT DISTINCT g.id AS goal_id, g.number, g.title, st.post_id, po.name AS post_name, st.state,
		       CASE WHEN st.state = 'vacant' THEN `+vacantSinceSQL("st.unit_id", "st.post_id", "@day::date")+` END AS since,
		       array_position(ARRAY['vacant', 'unknown', 'filled'], st.state) AS ord
		FROM told st JOIN units u ON u.id = st.unit_id JOIN measures m ON m.id = st.measure_id JOIN goals g ON g.id = m.goal_id
		JOIN posts po ON po.id = st.post_id
		WHERE u.slug = @slug AND u.kind = ANY(@kinds) AND (@all OR u.id = ANY(@units)) AND (@missing_all OR u.id = ANY(@missing))
		ORDER BY ord, g.number, g.id`,
		pgx.StrictNamedArgs{"day": v.Day, "days": dateStrings([]district.Date{v.Day}), "slug": slug, "kinds": kindStrings(kinds), "all": v.Scope.All, "units": v.Scope.Units,
			"missing_all": v.Missing.All, "missing": v.Missing.Units})
}
