package store

import "verkstad/internal/measure"

// A unit has taken part when it held, or is among those who took part in, enough of what is done by the day; by the rule
// of [district.TookPart] it has not only when somebody has said that everything is written.
var _ = register(indicator{key: measure.RecordCoverage, coverage: &coverageSQL{
	lookups: `
		CROSS JOIN LATERAL (
			SELECT array_agg(t.day) AS days FROM (
				SELECT r.happened_on AS day FROM records r
				WHERE r.unit_id = u.id AND r.kind_id = (d.params->>'kindId')::bigint AND ` + doneRecords + `
				UNION ALL
				SELECT r.happened_on FROM record_units ru JOIN records r ON r.id = ru.record_id AND r.unit_id <> u.id
				WHERE ru.unit_id = u.id AND r.kind_id = (d.params->>'kindId')::bigint AND ` + doneRecords + `) t
			WHERE u.alive @> t.day) taken
		CROSS JOIN LATERAL (
			SELECT array_agg(c.through) AS days FROM record_completions c
			WHERE c.kind_id = (d.params->>'kindId')::bigint AND c.struck_at IS NULL AND (u.founded IS NULL OR c.through >= u.founded)) written`,
	keeps: `taken.days AS taken_days, written.days AS written_days`,
	state: `CASE
		WHEN (SELECT count(*) FROM unnest(m.taken_days) AS x (day)
			WHERE x.day <= on_day.day AND (m.earliest[on_day.n] IS NULL OR x.day >= m.earliest[on_day.n])) >= (m.params->>'atLeast')::integer THEN 'yes'
		WHEN EXISTS (SELECT FROM unnest(m.written_days) AS x (day)
			WHERE x.day <= on_day.day AND (m.earliest[on_day.n] IS NULL OR x.day >= m.earliest[on_day.n])) THEN 'no'
		ELSE 'unknown' END`,
	told: `
		SELECT CASE WHEN taken.number > 0 THEN taken.number || CASE WHEN taken.number = 1 THEN ' gång, senast ' ELSE ' gånger, senast ' END || ` + swedishDate("taken.last") + `
				WHEN planned.day IS NOT NULL THEN 'planerat ' || ` + swedishDate("planned.day") + `
				WHEN written.through IS NOT NULL THEN 'inget är inskrivet till och med ' || ` + swedishDate("written.through") + `
				ELSE 'inget är inskrivet' END AS note,
			CASE WHEN k.retired IS NULL OR k.retired > st.day THEN 'Skriv in' END AS act,
			CASE WHEN k.retired IS NULL OR k.retired > st.day THEN '/handelser/ny?slag=' || k.id || '&enhet=' || st.unit_id END AS path
		FROM record_kinds k
		JOIN units w ON w.id = st.unit_id
		CROSS JOIN LATERAL (
			SELECT count(*) AS number, max(r.happened_on) AS last FROM records r
			WHERE r.kind_id = k.id AND ` + doneRecords + ` AND r.happened_on <= st.day AND w.alive @> r.happened_on
			  AND (r.unit_id = w.id OR EXISTS (SELECT FROM record_units ru WHERE ru.record_id = r.id AND ru.unit_id = w.id))) taken
		CROSS JOIN LATERAL (
			SELECT min(r.happened_on) AS day FROM records r
			WHERE r.kind_id = k.id AND r.state = 'planned' AND r.struck_at IS NULL AND r.happened_on >= st.day
			  AND (r.unit_id = w.id OR EXISTS (SELECT FROM record_units ru WHERE ru.record_id = r.id AND ru.unit_id = w.id))) planned
		CROSS JOIN LATERAL (
			SELECT max(c.through) AS through FROM record_completions c
			WHERE c.kind_id = k.id AND c.struck_at IS NULL AND c.through <= st.day AND (w.founded IS NULL OR c.through >= w.founded)) written
		WHERE k.id = (st.params->>'kindId')::bigint`,
	tells: []string{"note", "act", "path"},
	late: `
		SELECT p.goal_id, p.unit_id, r.happened_on AS day, r.done_recorded_on AS recorded, k.one AS what
		FROM pairs p JOIN records r ON r.kind_id = (p.params->>'kindId')::bigint AND ` + doneRecords + `
		  AND (r.unit_id = p.unit_id OR EXISTS (SELECT FROM record_units ru WHERE ru.record_id = r.id AND ru.unit_id = p.unit_id))
		JOIN record_kinds k ON k.id = r.kind_id
		WHERE r.happened_on <= @since::date AND r.done_recorded_on > @since::date AND r.done_recorded_on <= @day::date`,
}})
