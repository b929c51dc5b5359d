package store

import "verkstad/internal/measure"

// attendanceCoverage counts the units of a population that came to meetings of a kind. Only what is noted counts: of a
// meeting whose attendance nobody has finished, a unit that is not ticked is neither present nor absent.
//
// In a calendar year: yes is enough meetings with a tick; unknown is that the meetings not noted could be enough, or
// that too few have been held at all, so that nobody could have come to enough; otherwise no. In a row: yes is a tick
// at each of the latest, as many as are asked for; no is one of them without; unknown is one that is not noted, or too
// few held.
var _ = register(indicator{key: measure.AttendanceCoverage, coverage: &coverageSQL{
	lookups: `
		CROSS JOIN LATERAL (
			SELECT array_agg(z.day ORDER BY z.day DESC, z.id DESC) AS days, array_agg(z.came ORDER BY z.day DESC, z.id DESC) AS came
			FROM (` + meetingsOfUnit("u.id", "(d.params->>'kindId')::bigint") + `) z) met`,
	keeps: `met.days, met.came`,
	state: `CASE WHEN m.params->>'window' = 'last' THEN (
			SELECT CASE WHEN bool_or(NOT x.came) THEN 'no' WHEN count(x.came) < (m.params->>'atLeast')::integer THEN 'unknown' ELSE 'yes' END
			FROM (SELECT z.came, row_number() OVER (ORDER BY z.n) AS place FROM unnest(m.days, m.came) WITH ORDINALITY AS z (day, came, n)
			      WHERE z.day <= on_day.day AND (m.earliest[on_day.n] IS NULL OR z.day >= m.earliest[on_day.n])) x
			WHERE x.place <= (m.params->>'atLeast')::integer)
		ELSE (
			SELECT CASE WHEN count(*) FILTER (WHERE z.came) >= (m.params->>'atLeast')::integer THEN 'yes'
				WHEN count(*) < (m.params->>'atLeast')::integer OR count(*) FILTER (WHERE z.came IS NOT FALSE) >= (m.params->>'atLeast')::integer THEN 'unknown'
				ELSE 'no' END
			FROM unnest(m.days, m.came) AS z (day, came)
			WHERE z.day <= on_day.day AND z.day >= date_trunc('year', on_day.day)::date
			  AND (m.earliest[on_day.n] IS NULL OR z.day >= m.earliest[on_day.n])) END`,
	told: `
		SELECT CASE WHEN st.state = 'no' AND away.day IS NOT NULL THEN 'var inte med ' || ` + swedishDate("away.day") + ` || coalesce(', var med ' || ` + swedishDate("been.day") + `, '')
				WHEN st.state = 'unknown' AND open.day IS NOT NULL THEN 'närvaron ' || ` + swedishDate("open.day") + ` || ' är inte noterad'
				WHEN st.state = 'unknown' THEN 'för få träffar att räkna än' END AS note,
			CASE WHEN st.state = 'unknown' AND open.id IS NOT NULL THEN 'Fyll i närvaron' END AS act,
			CASE WHEN st.state = 'unknown' THEN '/traffar/' || open.id END AS path
		FROM (SELECT (st.params->>'kindId')::bigint AS kind_id) kd
		LEFT JOIN LATERAL (SELECT z.id, z.day FROM (` + meetingsOfUnit("st.unit_id", "kd.kind_id") + `) z
			WHERE z.day <= st.day AND z.came IS NULL AND (st.params->>'window' = 'last' OR z.day >= date_trunc('year', st.day)::date)
			ORDER BY z.day DESC, z.id DESC LIMIT 1) open ON true
		LEFT JOIN LATERAL (SELECT z.day FROM (` + meetingsOfUnit("st.unit_id", "kd.kind_id") + `) z
			WHERE z.day <= st.day AND NOT z.came ORDER BY z.day DESC, z.id DESC LIMIT 1) away ON true
		LEFT JOIN LATERAL (SELECT z.day FROM (` + meetingsOfUnit("st.unit_id", "kd.kind_id") + `) z
			WHERE z.day <= st.day AND z.came ORDER BY z.day DESC, z.id DESC LIMIT 1) been ON true`,
	tells: []string{"note", "act", "path"},
}})

// meetingsOfUnit is the meetings of a kind that were held and to which a unit was invited, with whether it came: NULL is
// not noted. What was ticked at a part counts once the whole was held. A meeting on a day on which the unit was not there,
// because one of the two was moved afterwards, is none of its meetings: nobody can tick it.
func meetingsOfUnit(unit, kind string) string {
	return `SELECT m.id, m.day, CASE WHEN ` + cameTo("m.id", "i.unit_id") + ` THEN true WHEN m.attendance_done_at IS NOT NULL THEN false END AS came
		FROM meeting_units i JOIN meetings m ON m.id = i.meeting_id JOIN units iu ON iu.id = i.unit_id AND iu.alive @> m.day
		WHERE i.unit_id = ` + unit + ` AND m.kind_id = ` + kind + ` AND ` + meetingCounts
}
