package store

import "verkstad/internal/measure"

// The latest answer by the day counts while it is no older than the measure allows, by the rule of
// [district.AnswerState]: a partly is a yes only where the measure says so, and what is too old is unknown again.
//
// The figure tells everybody who may see which units are missing that an association is not a yes. Its own words, when
// it gave them and to whom are for those who read its answers: to the others a partly is like a no, and an answer that is
// too old like none.
var _ = register(indicator{key: measure.AssessmentCoverage, coverage: &coverageSQL{
	lookups: `
		CROSS JOIN LATERAL (
			SELECT array_agg(a.day ORDER BY a.day) AS days, array_agg(x.answer ORDER BY a.day) AS answers
			FROM assessments a JOIN assessment_answers x ON x.assessment_id = a.id AND x.question_id = (d.params->>'questionId')::bigint
			WHERE a.unit_id = u.id AND a.struck_at IS NULL) given`,
	keeps: `given.days AS answer_days, given.answers`,
	state: `CASE (
			SELECT x.answer FROM unnest(m.answer_days, m.answers) AS x (day, answer)
			WHERE x.day <= on_day.day AND (m.earliest[on_day.n] IS NULL OR x.day >= m.earliest[on_day.n])
			  AND (x.day + make_interval(months => (m.params->>'maxAgeMonths')::integer))::date >= on_day.day
			ORDER BY x.day DESC LIMIT 1)
		WHEN 'yes' THEN 'yes' WHEN 'partly' THEN CASE WHEN coalesce((m.params->>'partly')::boolean, false) THEN 'yes' ELSE 'no' END
		WHEN 'no' THEN 'no' ELSE 'unknown' END`,
	told: `
		SELECT CASE WHEN NOT answered.ok THEN CASE WHEN st.state <> 'unknown' THEN '' WHEN asked.ok THEN 'har inget svar som gäller' ELSE 'får inte frågan' END
				WHEN last.day IS NULL AND NOT asked.ok THEN 'får inte frågan' WHEN last.day IS NULL THEN 'har inte svarat'
				ELSE 'svarade ' || CASE last.answer WHEN 'yes' THEN 'ja' WHEN 'partly' THEN 'delvis' ELSE 'nej' END || ' ' || ` + swedishDate("last.day") + `
					|| CASE WHEN last.by_phone THEN ' per telefon' ELSE '' END
					|| CASE WHEN st.state = 'unknown' THEN ', för länge sedan' ELSE '' END END AS note,
			CASE WHEN asked.ok THEN 'Fyll i' END AS act,
			CASE WHEN asked.ok THEN '/sjalvskattning/' || w.slug || '?fragor=' || q.questionnaire_id END AS path
		FROM questions q JOIN questionnaires n ON n.id = q.questionnaire_id
		JOIN units w ON w.id = st.unit_id
		CROSS JOIN LATERAL (SELECT st.kind = ANY(n.unit_kinds) AND (n.retired IS NULL OR n.retired > st.day) AND q.valid @> st.day AS ok) asked
		LEFT JOIN LATERAL (
			SELECT a.day, x.answer, a.by_phone FROM assessments a JOIN assessment_answers x ON x.assessment_id = a.id AND x.question_id = q.id
			WHERE a.unit_id = st.unit_id AND a.struck_at IS NULL AND a.day <= st.day ORDER BY a.day DESC LIMIT 1) last ON true
		WHERE q.id = (st.params->>'questionId')::bigint`,
	tells: []string{"note", "act", "path"},
	late: `
		SELECT p.goal_id, p.unit_id, a.day, a.recorded_on AS recorded, 'självskattning' AS what
		FROM pairs p JOIN assessments a ON a.unit_id = p.unit_id AND a.struck_at IS NULL
		JOIN assessment_answers x ON x.assessment_id = a.id AND x.question_id = (p.params->>'questionId')::bigint
		WHERE a.day <= @since::date AND a.recorded_on > @since::date AND a.recorded_on <= @day::date
		  AND (@answers_all OR a.unit_id = ANY(@answers_units))`,
}})

var _ = registerChoices(measure.ParamQuestion, `
	SELECT q.id::text AS value, q.text AS name, least(n.retired, upper(q.valid)) AS retired
	FROM questions q JOIN questionnaires n ON n.id = q.questionnaire_id ORDER BY n.sort, n.id, q.sort, q.id`)
