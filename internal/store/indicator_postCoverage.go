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
	definitions AS (
		SELECT mv.measure_id, mv.valid, (mv.params->>'postId')::bigint AS post_id, mv.population
		FROM measure_versions mv JOIN measures m ON m.id = mv.measure_id
		WHERE mv.indicator = 'postCoverage' AND m.goal_id = ANY(@goals)
	), ` + statesOfDefinitions

// proposedStates is [postCoverageStates] of a definition that nobody has saved yet, as measure 0. Parameters: post,
// population, days.
const proposedStates = `
	definitions AS (
		SELECT 0::bigint AS measure_id, daterange(NULL, NULL) AS valid, @post::bigint AS post_id, @population::jsonb AS population
	), ` + statesOfDefinitions

// statesOfDefinitions goes from definitions to the state of each unit on each day. What is known of a post in a unit is
// looked up once per definition, whatever the number of days, and the days are tried against it: no two sets are joined
// whose sizes the planner would have to guess.
const statesOfDefinitions = `
	members AS (
		SELECT d.measure_id, d.post_id, d.valid, u.id AS unit_id, u.kind, u.alive, held.spans, held.first, stated.first AS stated,
			(u.founded + make_interval(months => coalesce((d.population->>'minAgeMonths')::integer, 0)))::date AS of_age
		FROM definitions d
		JOIN units u ON d.population->'kinds' ? u.kind AND NOT coalesce(d.population->'except', '[]') @> to_jsonb(u.id)
		CROSS JOIN LATERAL (
			SELECT array_agg(a.valid) AS spans, min(lower(a.valid)) AS first FROM assignments a
			WHERE a.unit_id = u.id AND a.post_id = d.post_id AND a.struck_at IS NULL) held
		CROSS JOIN LATERAL (
			SELECT min(v.since) AS first FROM vacancies v
			WHERE v.unit_id = u.id AND v.post_id = d.post_id AND v.struck_at IS NULL) stated
	), states AS (
		SELECT m.measure_id, on_day.day, m.post_id, m.unit_id, m.kind,
			CASE WHEN on_day.day <@ ANY (m.spans) THEN 'filled' WHEN m.first <= on_day.day OR m.stated <= on_day.day THEN 'vacant'
				ELSE 'unknown' END AS state
		FROM members m
		JOIN unnest(@days::date[]) AS on_day (day)
			ON m.valid @> on_day.day AND m.alive @> on_day.day AND (m.of_age IS NULL OR m.of_age <= on_day.day)
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
