package store

import "verkstad/internal/measure"

// postCoverage counts the units of a population that have a holder of a post: yes is filled, no is vacant, by the rule
// of [district.PostStateOn].
var postCoverage = register(indicator{key: measure.PostCoverage, coverage: &coverageSQL{
	lookups: `
		CROSS JOIN LATERAL (
			SELECT array_agg(a.valid) AS spans, min(lower(a.valid)) AS first FROM assignments a
			WHERE a.unit_id = u.id AND a.post_id = (d.params->>'postId')::bigint AND a.struck_at IS NULL) held
		CROSS JOIN LATERAL (
			SELECT min(v.since) AS first FROM vacancies v
			WHERE v.unit_id = u.id AND v.post_id = (d.params->>'postId')::bigint AND v.struck_at IS NULL) stated`,
	keeps: `held.spans, held.first, stated.first AS stated`,
	state: `CASE WHEN on_day.day <@ ANY (m.spans) THEN 'yes' WHEN m.first <= on_day.day OR m.stated <= on_day.day THEN 'no' ELSE 'unknown' END`,
	told: `
		SELECT po.id AS post_id, po.name AS post_name, CASE WHEN st.state = 'no' THEN coalesce(last.until, vac.since) END AS since,
			CASE WHEN named.ok THEN who.name END AS last_name, last.until - 1 AS last_until,
			CASE WHEN st.state = 'yes' THEN now_held.id END AS holder_id
		FROM posts po
		LEFT JOIN LATERAL (
			SELECT a.person_id, upper(a.valid) AS until FROM assignments a
			WHERE a.unit_id = st.unit_id AND a.post_id = po.id AND a.struck_at IS NULL AND upper(a.valid) <= st.day
			ORDER BY upper(a.valid) DESC, a.id DESC LIMIT 1) last ON st.state = 'no'
		LEFT JOIN LATERAL (
			SELECT a.id, a.person_id FROM assignments a
			WHERE a.unit_id = st.unit_id AND a.post_id = po.id AND a.struck_at IS NULL AND a.valid @> st.day
			ORDER BY lower(a.valid), a.id LIMIT 1) now_held ON st.state = 'yes'
		LEFT JOIN LATERAL (
			SELECT min(v.since) AS since FROM vacancies v
			WHERE v.unit_id = st.unit_id AND v.post_id = po.id AND v.struck_at IS NULL AND v.since <= st.day) vac ON st.state = 'no'
		LEFT JOIN people who ON who.id = coalesce(now_held.person_id, last.person_id)
		WHERE po.id = (st.params->>'postId')::bigint`,
	tells: []string{"post_id", "post_name", "since", "last_name", "last_until", "holder_id"},
}})
