package store

import (
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A body functions, as far as this can tell, when it has enough in place of what the board has chosen. Each criterion is
// answered from the records of the house by a rule of package district, as a yes, a no or unknown, and nobody has to fill
// anything in about itself:
//
//   - a convenor is the state of a post, [district.PostStateOn];
//   - a meeting is one that the body held, [district.MetWithin]: a body none of whose meetings was ever written is unknown;
//   - a plan is an adopted document of its own of [district.PlanDocuments] that is not archived: a body without any such
//     document is unknown, one whose document is not adopted has none;
//   - activity is a dated record, [district.ActiveWithin];
//   - a contact is one that the body has published; before anybody had written any it is unknown.
//
// Enough is [district.Functions]. The day before which nothing counts in a goal means nothing here: it is asked how it is
// on a day, and the criteria have their own months.
//
// Which units have enough is told to those who see which are missing; which criteria it is that they lack is for
// themselves, the board and the office.
var functionCriteriaIndicator = register(indicator{key: measure.FunctionCriteria, coverage: &coverageSQL{
	lookups: functionLookups("u", "d.params"),
	keeps: `post.spans AS post_spans, post.first AS post_first, stated.first AS post_stated, met.held AS met_held, met.open AS met_open, met.said AS met_said,
		plan.spans AS plan_spans, plan.first AS plan_first, act.days AS act_days, act.open AS act_open, act.kinds AS act_kinds, act.through AS act_through,
		shown.days AS shown_days, shown.published AS shown_published`,
	state: `(SELECT ` + functionState("m.params") + ` FROM (` + functionCriteria("m.params", "on_day.day", func(lookup, column string) string { return "m." + lookup + "_" + column }) + `) c)`,
	told: `
		SELECT CASE WHEN answered.ok THEN (
			SELECT count(*) FILTER (WHERE c.state = 'yes') || ' av ' || count(*) || ' på plats'
				|| coalesce(', saknar: ' || string_agg(c.lacks, ', ' ORDER BY c.n) FILTER (WHERE c.state = 'no'), '')
				|| coalesce(', okänt: ' || string_agg(c.name, ', ' ORDER BY c.n) FILTER (WHERE c.state = 'unknown'), '')
			FROM (` + namedCriteria("st.params", "st.day") + `) c) END AS note
		FROM units w` + functionLookups("w", "st.params") + `
		WHERE w.id = st.unit_id`,
	tells: []string{"note"},
	late: `
		SELECT x.goal_id, x.unit_id, x.day, x.recorded, x.what FROM (
			SELECT p.goal_id, p.unit_id, y.* FROM pairs p CROSS JOIN LATERAL (
				SELECT CASE l.action WHEN 'create' THEN lower(a.valid) ELSE upper(a.valid) - 1 END AS day, l.business_day AS recorded,
					CASE l.action WHEN 'create' THEN 'uppdrag från' ELSE 'uppdrag till och med' END AS what
				FROM assignments a JOIN audit_log l ON l.record = 'assignment' AND l.record_id = a.id AND l.action IN ('create', 'end')
				WHERE p.params->'criteria' ? 'convenor' AND a.unit_id = p.unit_id AND a.post_id = (p.params->>'postId')::bigint AND a.struck_at IS NULL
				UNION ALL
				SELECT m.day, m.held_recorded_on, 'möte' FROM meetings m
				WHERE p.params->'criteria' ? 'meeting' AND m.organiser_id = p.unit_id AND ` + meetingCounts + `
				UNION ALL
				SELECT s.done_on, s.recorded_on, 'antagen plan' FROM documents doc JOIN document_steps s ON s.document_id = doc.id AND s.step = 'adopted'
				WHERE p.params->'criteria' ? 'plan' AND doc.owner_id = p.unit_id AND doc.kind IN (` + planDocuments() + `)
				UNION ALL
				SELECT r.happened_on, r.done_recorded_on, k.one FROM records r JOIN record_kinds k ON k.id = r.kind_id
				WHERE p.params->'criteria' ? 'activity' AND p.params->'recordKindIds' @> to_jsonb(r.kind_id) AND ` + doneRecords + `
				  AND (r.unit_id = p.unit_id OR EXISTS (SELECT FROM record_units ru WHERE ru.record_id = r.id AND ru.unit_id = p.unit_id))) y) x
		WHERE x.day <= @since::date AND x.recorded > @since::date AND x.recorded <= @day::date
		  AND (@answers_all OR x.unit_id = ANY(@answers_units))`,
}})

// functionLookups is what is known of a unit for all criteria, as LATERAL joins on its row.
func functionLookups(unit, params string) string {
	return strings.NewReplacer("{unit}", unit, "{params}", params).Replace(`
		CROSS JOIN LATERAL (
			SELECT array_agg(a.valid) AS spans, min(lower(a.valid)) AS first FROM assignments a
			WHERE a.unit_id = {unit}.id AND a.post_id = ({params}->>'postId')::bigint AND a.struck_at IS NULL) post
		CROSS JOIN LATERAL (
			SELECT min(v.since) AS first FROM vacancies v
			WHERE v.unit_id = {unit}.id AND v.post_id = ({params}->>'postId')::bigint AND v.struck_at IS NULL) stated
		CROSS JOIN LATERAL (
			SELECT array_agg(x.day) FILTER (WHERE x.state = 'held') AS held, array_agg(x.day) FILTER (WHERE x.state = 'planned') AS open,
				min(x.day) FILTER (WHERE x.state <> 'planned') AS said
			FROM meetings x WHERE x.organiser_id = {unit}.id AND x.part_of IS NULL AND x.struck_at IS NULL) met
		CROSS JOIN LATERAL (
			SELECT array_agg(daterange(s."from", s.until)) FILTER (WHERE s."from" IS NOT NULL AND (s.until IS NULL OR s."from" < s.until)) AS spans,
				least(min(doc.recorded_on), min(s."from")) AS first
			FROM documents doc LEFT JOIN LATERAL (
				SELECT greatest(t.done_on, lower(t.valid)) AS "from", least(upper(t.valid), doc.archived_on) AS until
				FROM document_steps t WHERE t.document_id = doc.id AND t.step = 'adopted' AND t.done_on IS NOT NULL) s ON true
			WHERE doc.owner_id = {unit}.id AND doc.kind IN (` + planDocuments() + `)) plan
		CROSS JOIN LATERAL (
			SELECT array_agg(r.happened_on) FILTER (WHERE r.done) AS days, array_agg(r.happened_on) FILTER (WHERE r.state = 'planned') AS open,
				(SELECT array_agg(c.kind_id ORDER BY c.id) FROM record_completions c WHERE ` + completedFor + `) AS kinds,
				(SELECT array_agg(c.through ORDER BY c.id) FROM record_completions c WHERE ` + completedFor + `) AS through
			FROM (SELECT r.happened_on, r.state, ` + doneRecords + ` AS done FROM records r
				WHERE {params}->'recordKindIds' @> to_jsonb(r.kind_id) AND r.struck_at IS NULL AND {unit}.alive @> r.happened_on
				  AND (r.unit_id = {unit}.id OR EXISTS (SELECT FROM record_units ru WHERE ru.record_id = r.id AND ru.unit_id = {unit}.id))) r) act
		CROSS JOIN LATERAL (
			SELECT array_agg(x.since ORDER BY x.since) AS days, array_agg(x.published ORDER BY x.since) AS published
			FROM unit_contact_days x WHERE x.unit_id = {unit}.id) shown`)
}

// completedFor chooses the statements c that everything of one of the kinds is written.
const completedFor = `{params}->'recordKindIds' @> to_jsonb(c.kind_id) AND c.struck_at IS NULL AND ({unit}.founded IS NULL OR c.through >= {unit}.founded)`

// functionCriteria is the criteria that the parameters choose as rows (criterion, n, state), tried on a day against
// what [functionLookups] knows; of names a column of one of the lookups.
func functionCriteria(params, day string, of func(lookup, column string) string) string {
	return strings.NewReplacer("{params}", params, "{day}", day,
		"{met.since}", monthsBack(params, "metWithinMonths", day), "{act.since}", monthsBack(params, "activityMonths", day),
		"{post.spans}", of("post", "spans"), "{post.first}", of("post", "first"), "{post.stated}", of("post", "stated"),
		"{met.held}", of("met", "held"), "{met.open}", of("met", "open"), "{met.said}", of("met", "said"),
		"{plan.spans}", of("plan", "spans"), "{plan.first}", of("plan", "first"),
		"{act.days}", of("act", "days"), "{act.open}", of("act", "open"), "{act.kinds}", of("act", "kinds"), "{act.through}", of("act", "through"),
		"{shown.days}", of("shown", "days"), "{shown.published}", of("shown", "published")).Replace(`
		SELECT x.criterion, x.n, CASE x.criterion
			WHEN 'convenor' THEN CASE WHEN {day} <@ ANY ({post.spans}) THEN 'yes' WHEN {post.first} <= {day} OR {post.stated} <= {day} THEN 'no' ELSE 'unknown' END
			WHEN 'meeting' THEN CASE WHEN EXISTS (SELECT FROM unnest({met.held}) AS y (day) WHERE y.day BETWEEN {met.since} AND {day}) THEN 'yes'
				WHEN {met.said} <= {day} AND NOT EXISTS (SELECT FROM unnest({met.open}) AS y (day) WHERE y.day >= {met.since} AND y.day < {day}) THEN 'no' ELSE 'unknown' END
			WHEN 'plan' THEN CASE WHEN {day} <@ ANY ({plan.spans}) THEN 'yes' WHEN {plan.first} <= {day} THEN 'no' ELSE 'unknown' END
			WHEN 'activity' THEN CASE WHEN EXISTS (SELECT FROM unnest({act.days}) AS y (day) WHERE y.day BETWEEN {act.since} AND {day}) THEN 'yes'
				WHEN EXISTS (SELECT FROM unnest({act.open}) AS y (day) WHERE y.day >= {act.since} AND y.day < {day})
					OR EXISTS (SELECT FROM jsonb_array_elements_text({params}->'recordKindIds') AS k (id)
						WHERE NOT EXISTS (SELECT FROM unnest({act.kinds}, {act.through}) AS y (kind, through)
							WHERE y.kind = k.id::bigint AND y.through BETWEEN {act.since} AND {day})) THEN 'unknown'
				ELSE 'no' END
			WHEN 'contact' THEN coalesce((SELECT CASE WHEN y.published THEN 'yes' ELSE 'no' END FROM unnest({shown.days}, {shown.published}) AS y (since, published)
				WHERE y.since <= {day} ORDER BY y.since DESC LIMIT 1), 'unknown') END AS state
		FROM jsonb_array_elements_text({params}->'criteria') WITH ORDINALITY AS x (criterion, n)`)
}

// functionState is how a unit stands whose criteria are the rows c.
func functionState(params string) string {
	return `CASE WHEN count(*) FILTER (WHERE c.state = 'yes') >= (` + params + `->>'atLeast')::integer THEN 'yes'
		WHEN count(*) FILTER (WHERE c.state <> 'no') >= (` + params + `->>'atLeast')::integer THEN 'unknown' ELSE 'no' END`
}

// namedCriteria is the rows of [functionCriteria] with what each is called, and what is lacking without it, where the
// lookups stand under their own names.
func namedCriteria(params, day string) string {
	var names strings.Builder
	for _, c := range district.Criteria() {
		names.WriteString(" WHEN '" + string(c) + "' THEN '" + c.Name() + "'")
	}
	called := `CASE f.criterion` + names.String() + ` END`
	post := `(SELECT lower(left(po.name, 1)) || substr(po.name, 2) FROM posts po WHERE po.id = (` + params + `->>'postId')::bigint)`
	return `SELECT f.criterion, f.n, f.state, CASE WHEN f.criterion = 'convenor' THEN ` + post + ` ELSE ` + called + ` END AS name,
			CASE f.criterion WHEN 'convenor' THEN ` + post + ` WHEN 'meeting' THEN ` + called + ` || ' sedan ' || ` + swedishDate(monthsBack(params, "metWithinMonths", day)) + `
				WHEN 'activity' THEN ` + called + ` || ' sedan ' || ` + swedishDate(monthsBack(params, "activityMonths", day)) + ` ELSE ` + called + ` END AS lacks
		FROM (` + functionCriteria(params, day, func(lookup, column string) string {
		if column == "stated" {
			return "stated.first"
		}
		return lookup + "." + column
	}) + `) f`
}

// monthsBack is the day so many months before another as a parameter says.
func monthsBack(params, name, day string) string {
	return `(` + day + ` - make_interval(months => (` + params + `->>'` + name + `')::integer))::date`
}

// planDocuments is the kinds of document that are plans, as SQL. They are constants of package district.
func planDocuments() string {
	var quoted []string
	for _, k := range district.PlanDocuments() {
		quoted = append(quoted, "'"+string(k)+"'")
	}
	return strings.Join(quoted, ", ")
}
