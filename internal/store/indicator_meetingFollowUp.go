package store

import "verkstad/internal/measure"

// What the units that were at a meeting answer afterwards. By the rule of [district.FollowUpState] each unit is asked
// about one meeting: the latest that was held and to which it was invited or, over the calendar year, the latest of
// those of the year at which it was. Yes is a yes to what is asked, and partly is none; a unit that has not answered is
// unknown, and so is one of which nobody has noted whether it came. A unit that was not there has no opinion to count and
// is not in the figure at all: who comes is another measure, and a figure of both would be none of either.
//
// An answer counts from the day on which it was given, until the unit gives another. That of a meeting that was struck,
// or at which the unit turns out not to have been, stays and does not count.
var _ = register(indicator{key: measure.MeetingFollowUp, coverage: &coverageSQL{
	lookups: `
		CROSS JOIN LATERAL (
			SELECT array_agg(z.id ORDER BY z.day DESC, z.id DESC) AS ids, array_agg(z.day ORDER BY z.day DESC, z.id DESC) AS days,
				array_agg(z.came ORDER BY z.day DESC, z.id DESC) AS came
			FROM (` + meetingsOfUnit("u.id", "(d.params->>'kindId')::bigint") + `) z) met
		CROSS JOIN LATERAL (
			SELECT array_agg(f.meeting_id ORDER BY f.day DESC, f.id DESC) AS meetings, array_agg(f.day ORDER BY f.day DESC, f.id DESC) AS days,
				array_agg(` + saysYes("d.params") + ` ORDER BY f.day DESC, f.id DESC) AS yes
			FROM meeting_follow_ups f WHERE f.unit_id = u.id AND f.meeting_id = ANY(met.ids) AND f.struck_at IS NULL) said`,
	keeps: `met.ids, met.days, met.came, said.meetings AS said_meetings, said.days AS said_days, said.yes AS said_yes`,
	state: `(SELECT CASE WHEN NOT x.came THEN NULL WHEN x.came IS NULL THEN 'unknown'
				ELSE coalesce((SELECT CASE WHEN a.yes THEN 'yes' ELSE 'no' END
					FROM unnest(m.said_meetings, m.said_days, m.said_yes) WITH ORDINALITY AS a (meeting, day, yes, n)
					WHERE a.meeting = x.id AND a.day <= on_day.day ORDER BY a.n LIMIT 1), 'unknown') END
			FROM unnest(m.ids, m.days, m.came) WITH ORDINALITY AS x (id, day, came, n)
			WHERE x.day <= on_day.day AND (m.earliest[on_day.n] IS NULL OR x.day >= m.earliest[on_day.n])
			  AND ` + askedAbout("m.params", "on_day.day", "x") + `
			ORDER BY x.n LIMIT 1)`,
	told: `
		SELECT CASE WHEN about.came IS NULL THEN 'närvaron ' || ` + swedishDate("about.day") + ` || ' är inte noterad'
				WHEN NOT readable.ok AND st.state = 'unknown' OR last.id IS NULL THEN 'har inte svarat efter ' || ` + swedishDate("about.day") + `
				WHEN NOT readable.ok THEN ''
				ELSE 'svarade ' || ` + answerWord("last.first") + ` || ' och ' || ` + answerWord("last.second") + ` || ' ' || ` + swedishDate("last.day") + `
					|| CASE WHEN last.by_phone THEN ' per telefon' ELSE '' END END AS note,
			CASE WHEN about.came AND asked.ok THEN 'Fyll i' END AS act,
			CASE WHEN about.came AND asked.ok THEN '/traffar/' || about.id || '/svar/' || w.slug END AS path
		FROM units w
		CROSS JOIN LATERAL (
			SELECT x.id, x.day, x.came FROM (` + meetingsOfUnit("st.unit_id", "(st.params->>'kindId')::bigint") + `) x
			WHERE x.day <= st.day AND ` + askedAbout("st.params", "st.day", "x") + ` ORDER BY x.day DESC, x.id DESC LIMIT 1) about
		CROSS JOIN LATERAL (SELECT k.follow_up_first <> '' AS ok FROM meeting_kinds k WHERE k.id = (st.params->>'kindId')::bigint) asked
		LEFT JOIN LATERAL (` + lastFollowUp("about.id", "st.unit_id", "st.day") + `) last ON true
		WHERE w.id = st.unit_id`,
	tells: []string{"note", "act", "path"},
	late: `
		SELECT p.goal_id, p.unit_id, f.day, f.recorded_on AS recorded, 'svar efter en träff' AS what
		FROM pairs p JOIN meetings m ON m.kind_id = (p.params->>'kindId')::bigint AND ` + meetingCounts + `
		JOIN meeting_follow_ups f ON f.meeting_id = m.id AND f.unit_id = p.unit_id AND f.struck_at IS NULL
		WHERE f.day <= @since::date AND f.recorded_on > @since::date AND f.recorded_on <= @day::date
		  AND ` + mayRead("p.unit_id"),
}})

// saysYes tells whether an answer f is a yes to what is asked by the parameters.
func saysYes(params string) string {
	return `CASE ` + params + `->>'question' WHEN '1' THEN f.first = 'yes' WHEN '2' THEN f.second = 'yes' ELSE f.first = 'yes' AND f.second = 'yes' END`
}

// askedAbout chooses among the meetings x of a unit, the latest first, of which the first is the one that it is asked
// about on a day: any of them or, over the calendar year, one of that year at which it was or may have been.
func askedAbout(params, day, x string) string {
	return `(` + params + `->>'window' = 'last' OR ` + x + `.day >= date_trunc('year', ` + day + `)::date AND ` + x + `.came IS NOT FALSE)`
}

// answerWord is the Swedish word of an answer.
func answerWord(answer string) string {
	return `CASE ` + answer + ` WHEN 'yes' THEN 'ja' WHEN 'partly' THEN 'delvis' ELSE 'nej' END`
}

// A kind that asks nothing any more is not offered; what was answered counts as before.
var _ = registerChoices(measure.ParamFollowUpKind, `
	SELECT id::text AS value, plural AS name, CASE WHEN follow_up_first = '' THEN '1900-01-01'::date ELSE retired END AS retired
	FROM meeting_kinds ORDER BY sort, name COLLATE "sv-x-icu", id`)
