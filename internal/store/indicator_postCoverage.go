package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// postCoverage counts the units of a population that have a holder of a post. A unit counts on a day when it exists on
// that day and is of the population as then defined; its post is filled, vacant or unknown by the rule of
// [district.PostStateOn].
var postCoverage = indicator{
	key: measure.PostCoverage,
	load: func(b *db.Batch, goals []int64, days []district.Date, into *counted) {
		db.Collect(b, &into.coverage, "count post coverage", `
			WITH `+postCoverageStates+`
			SELECT measure_id, day, kind, count(*) FILTER (WHERE state = 'filled') AS yes,
				count(*) FILTER (WHERE state = 'vacant') AS no, count(*) FILTER (WHERE state = 'unknown') AS unknown
			FROM states GROUP BY measure_id, day, kind`,
			pointArgs(goals, days))
	},
}

// postCoverageStates is the state of every unit of every population, per measure and day: the one statement behind the
// figure, the curve and the list of who is missing. Parameters: goals, days.
const postCoverageStates = `
	points AS (
		SELECT mv.measure_id, d.day, (mv.params->>'postId')::bigint AS post_id, mv.population
		FROM measure_versions mv
		JOIN measures m ON m.id = mv.measure_id
		JOIN unnest(@days::date[]) AS d (day) ON mv.valid @> d.day
		WHERE mv.indicator = 'postCoverage' AND m.goal_id = ANY(@goals)
	), ` + statesOfPoints

// proposedStates is [postCoverageStates] of a definition that nobody has saved yet, as measure 0. Parameters: post,
// population, days.
const proposedStates = `
	points AS (
		SELECT 0::bigint AS measure_id, d.day, @post::bigint AS post_id, @population::jsonb AS population
		FROM unnest(@days::date[]) AS d (day)
	), ` + statesOfPoints

// statesOfPoints goes from points, which are measures on days with the definition that holds, to the state of each
// unit. What is known of a unit's post is put together by grouping and not by joining: Postgres cannot guess how many
// rows a point has, and would join them in a nested loop.
const statesOfPoints = `
	facts AS (
		SELECT p.measure_id, p.day, p.post_id, u.id AS unit_id, u.kind, false AS filled, false AS known
		FROM points p
		JOIN units u ON p.population->'kinds' ? u.kind AND u.alive @> p.day
			AND NOT coalesce(p.population->'except', '[]') @> to_jsonb(u.id)
			AND (u.founded IS NULL OR p.day >= (u.founded + make_interval(months => coalesce((p.population->>'minAgeMonths')::integer, 0)))::date)
		UNION ALL
		SELECT p.measure_id, p.day, p.post_id, a.unit_id, NULL, a.valid @> p.day, true
		FROM points p
		JOIN assignments a ON a.post_id = p.post_id AND a.struck_at IS NULL AND lower(a.valid) <= p.day
		UNION ALL
		SELECT p.measure_id, p.day, p.post_id, v.unit_id, NULL, false, true
		FROM points p
		JOIN vacancies v ON v.post_id = p.post_id AND v.struck_at IS NULL AND v.since <= p.day
	), states AS (
		SELECT measure_id, day, post_id, unit_id, max(kind) AS kind,
			CASE WHEN bool_or(filled) THEN 'filled' WHEN bool_or(known) THEN 'vacant' ELSE 'unknown' END AS state
		FROM facts GROUP BY measure_id, day, post_id, unit_id
		HAVING max(kind) IS NOT NULL -- only units of the population
	)`

// PreviewCoverage counts a coverage of a post by a definition that nobody has saved yet, on the days.
func (s *Store) PreviewCoverage(ctx context.Context, def measure.Definition, days []district.Date) ([]measure.Point, error) {
	params, err := measure.ReadPostCoverage(def.Params)
	if err != nil {
		return nil, err
	}
	rows, err := db.Many[coverageRow](ctx, s.db, "preview coverage", `
		WITH `+proposedStates+`
		SELECT measure_id, day, kind, count(*) FILTER (WHERE state = 'filled') AS yes,
			count(*) FILTER (WHERE state = 'vacant') AS no, count(*) FILTER (WHERE state = 'unknown') AS unknown
		FROM states GROUP BY measure_id, day, kind`,
		pgx.StrictNamedArgs{"post": params.PostID, "population": def.Population.JSON(), "days": dateStrings(days)})
	if err != nil {
		return nil, err
	}
	points := pointsOf(rows)[0]
	out := make([]measure.Point, len(days))
	for i, d := range days {
		out[i] = points[d]
		out[i].Day = d
	}
	return out, nil
}

// A MissingUnit is a unit of a coverage on a day, with what is known of its post.
type MissingUnit struct {
	MeasureID int64
	UnitID    int64
	Name      string
	Slug      string
	Kind      district.UnitKind
	PostID    int64
	PostName  string
	State     district.PostState
	Since     district.Date // first day of the vacancy, when vacant
	LastName  string        // last holder, where the reader may see names
	LastUntil district.Date // last day of the last holder
	HolderID  *int64        // assignment that fills it today, when filled
	Phone     string        // of the unit itself, where the reader may see names
	Email     string        // likewise
}

// CoverageUnits returns how each unit of a goal's coverages stands on a day: the missing and the unknown, and the
// filled ones too when all is true. Only units in scope are named; names of holders, and how the unit is reached, need
// a scope of their own.
func (s *Store) CoverageUnits(ctx context.Context, scope, names authz.Scope, goal int64, day district.Date, all bool) ([]MissingUnit, error) {
	var out []MissingUnit
	b := s.db.Batch()
	queueCoverageUnits(b, scope, names, goal, day, all, &out)
	return out, b.Send(ctx)
}

func queueCoverageUnits(b *db.Batch, scope, names authz.Scope, goal int64, day district.Date, all bool, into *[]MissingUnit) {
	args := pointArgs([]int64{goal}, []district.Date{day})
	args["all"], args["units"], args["names_all"], args["names_units"] = scope.All, scope.Units, names.All, names.Units
	args["filled"] = all
	db.Collect(b, into, "list missing units", `
		WITH `+postCoverageStates+`
		SELECT st.measure_id, st.unit_id, u.name, u.slug, u.kind, st.post_id, po.name AS post_name, st.state,
			CASE WHEN st.state = 'vacant' THEN coalesce(last.until, vac.since) END AS since,
			CASE WHEN named.ok THEN coalesce(who.name, '') ELSE '' END AS last_name,
			(last.until - 1) AS last_until,
			CASE WHEN st.state = 'filled' THEN now_held.id END AS holder_id,
			CASE WHEN named.ok THEN coalesce((SELECT c.value FROM unit_contacts c WHERE c.unit_id = u.id AND c.kind = 'phone'
				ORDER BY c.sort, c.id LIMIT 1), '') ELSE '' END AS phone,
			CASE WHEN named.ok THEN coalesce((SELECT c.value FROM unit_contacts c WHERE c.unit_id = u.id AND c.kind = 'email'
				ORDER BY c.sort, c.id LIMIT 1), '') ELSE '' END AS email
		FROM states st
		JOIN units u ON u.id = st.unit_id
		JOIN posts po ON po.id = st.post_id
		CROSS JOIN LATERAL (SELECT coalesce(@names_all OR st.unit_id = ANY(@names_units), false) AS ok) named
		LEFT JOIN LATERAL (
			SELECT a.person_id, upper(a.valid) AS until FROM assignments a
			WHERE a.unit_id = st.unit_id AND a.post_id = st.post_id AND a.struck_at IS NULL AND upper(a.valid) <= st.day
			ORDER BY upper(a.valid) DESC, a.id DESC LIMIT 1) last ON st.state = 'vacant'
		LEFT JOIN LATERAL (
			SELECT a.id, a.person_id FROM assignments a
			WHERE a.unit_id = st.unit_id AND a.post_id = st.post_id AND a.struck_at IS NULL AND a.valid @> st.day
			ORDER BY lower(a.valid), a.id LIMIT 1) now_held ON st.state = 'filled'
		LEFT JOIN LATERAL (
			SELECT min(v.since) AS since FROM vacancies v
			WHERE v.unit_id = st.unit_id AND v.post_id = st.post_id AND v.struck_at IS NULL AND v.since <= st.day) vac ON st.state = 'vacant'
		LEFT JOIN people who ON who.id = coalesce(now_held.person_id, last.person_id)
		WHERE (@all OR st.unit_id = ANY(@units)) AND (@filled OR st.state <> 'filled')
		ORDER BY st.measure_id, array_position(ARRAY['vacant', 'unknown', 'filled'], st.state),
			array_position(ARRAY[`+kindsInOrder()+`], u.kind), u.name COLLATE "sv-x-icu", u.id`, args)
}

// kindsInOrder is the kinds of unit as SQL, in the order of lists. They are constants of package district.
func kindsInOrder() string {
	kinds := district.UnitKinds()
	quoted := make([]string, len(kinds))
	for i, k := range kinds {
		quoted[i] = "'" + string(k) + "'"
	}
	return strings.Join(quoted, ", ")
}
