package store

import (
	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A lateFact is something that was recorded afterwards and that is no row of its own in what counts: a sentence says it.
type lateFact struct {
	GoalID   int64
	Day      district.Date
	Recorded district.Date
	What     string
}

// queueLateUnits queues what was recorded afterwards about when units in scope exist: those that were closed, merged,
// divided, opened again or written into the register, and that one of the goals counts or counted. Without it the figure
// of a day that has been would be another than it was, and nothing would say why.
func queueLateUnits(b *db.Batch, goals []int64, scope authz.Scope, since, day district.Date, into *[]lateRow) {
	db.Collect(b, into, "list what was recorded afterwards about units that exist", `
		SELECT DISTINCT m.goal_id, l.id, l.record, l.action, l.business_day AS recorded, l.at, l.changes, l.note, NULL::date AS "from",
			u.id AS unit_id, u.name AS unit_name, u.slug AS unit_slug, u.kind AS unit_kind, '' AS post_name
		FROM audit_log l JOIN units u ON u.id = l.record_id AND (@all OR u.id = ANY(@units))
		JOIN measure_versions mv ON mv.kind = 'coverage' AND mv.population->'kinds' ? u.kind AND NOT coalesce(mv.population->'except', '[]') @> to_jsonb(u.id)
			AND mv.valid && daterange(@since::date, @day::date, '[]')
		JOIN measures m ON m.id = mv.measure_id AND m.goal_id = ANY(@goals)
		WHERE l.record = 'unit' AND l.action IN ('create', 'close', 'merge', 'split', 'reopen', 'undoReorganisation')
		  AND l.business_day > @since::date AND l.business_day <= @day::date
		ORDER BY l.id DESC, m.goal_id LIMIT @limit`,
		pgx.StrictNamedArgs{"goals": goals, "all": scope.All, "units": scope.Units, "since": since, "day": day, "limit": maxLate})
}

// aboutUnit tells whether a change of when a unit exists moves anything on or before the day. One that is written into
// the register without a first day is left out: so is the whole register when it is filled, which needs no telling one by
// one.
func (r lateRow) aboutUnit(since district.Date, fields []FieldChange) bool {
	for _, f := range fields {
		switch {
		case f.Field == "last": // the unit that is divided and lives on gets none
			return r.about(since, fields)
		case f.Field == "founded":
			d, err := district.ParseDate(f.After)
			return err == nil && !d.After(since)
		}
	}
	return false
}

// Kinds of meeting and of record that the goals count by the definitions of the time that is compared.
const countedKinds = `counted AS (
		SELECT m.goal_id, mv.indicator, mv.params FROM measure_versions mv JOIN measures m ON m.id = mv.measure_id
		WHERE m.goal_id = ANY(@goals) AND mv.valid && daterange(@since::date, @day::date, '[]')
	), kinds AS (
		SELECT goal_id, indicator, (params->>'kindId')::bigint AS kind_id FROM counted WHERE params ? 'kindId'
		UNION ALL SELECT goal_id, indicator, x.id::bigint FROM counted, jsonb_array_elements_text(params->'kindIds') AS x (id) WHERE params ? 'kindIds'
	)`

// queueLateFacts queues what was recorded afterwards and is told in a sentence: attendance, steps of documents, records
// that were corrected, and meetings and records that counted and were taken away again.
func queueLateFacts(b *db.Batch, goals []int64, since, day district.Date, into *[]lateFact) {
	const ofMeetings = `k.indicator IN ('` + measure.MeetingFrequency + `', '` + measure.MeetingVolume + `', '` + measure.AttendanceCoverage + `', '` + measure.MeetingFollowUp + `')`
	const ofRecords = `k.indicator IN ('` + measure.RecordFrequency + `', '` + measure.RecordVolume + `', '` + measure.RecordCoverage + `')`
	db.Collect(b, into, "list what else was recorded afterwards", `
		WITH `+countedKinds+`
		SELECT k.goal_id, m.day, max(l.business_day) AS recorded, 'Närvaron på ' || lower(mk.name) || ' ' || `+swedishDate("m.day")+` AS what
		FROM kinds k JOIN meetings m ON m.kind_id = k.kind_id AND `+meetingCounts+` AND m.day <= @since::date
		JOIN meeting_kinds mk ON mk.id = m.kind_id
		CROSS JOIN LATERAL (SELECT m.id UNION ALL SELECT x.id FROM meetings x WHERE x.part_of = m.id) p
		JOIN audit_log l ON l.record = 'meeting' AND l.record_id = p.id AND l.action IN ('attendance', 'attendanceDone')
			AND l.business_day > @since::date AND l.business_day <= @day::date
		WHERE k.indicator = '`+measure.AttendanceCoverage+`'
		GROUP BY k.goal_id, m.id, m.day, mk.name
		UNION ALL
		SELECT DISTINCT k.goal_id, m.day, l.business_day, mk.name || ' ' || `+swedishDate("m.day")+` || CASE l.action WHEN 'strike' THEN ' ströks' ELSE ' hölls inte' END
		FROM kinds k JOIN meetings m ON m.kind_id = k.kind_id AND m.part_of IS NULL AND m.day <= @since::date AND NOT (`+meetingCounts+`)
		JOIN meeting_kinds mk ON mk.id = m.kind_id
		JOIN audit_log l ON l.record = 'meeting' AND l.record_id = m.id AND l.business_day > @since::date AND l.business_day <= @day::date
		WHERE `+ofMeetings+` AND (l.action = 'strike' AND m.state = 'held' AND m.held_recorded_on <= @since::date
			OR l.action = 'undo' AND l.changes @> '[{"field": "state", "before": "held"}]'
			AND EXISTS (SELECT FROM audit_log h WHERE h.record = 'meeting' AND h.record_id = m.id AND h.action = 'hold' AND h.business_day <= @since::date))
		UNION ALL
		SELECT DISTINCT k.goal_id, r.happened_on, l.business_day, rk.name || ' ' || `+swedishDate("r.happened_on")+` || CASE l.action WHEN 'strike' THEN ' ströks' ELSE ' är inte gjort' END
		FROM kinds k JOIN records r ON r.kind_id = k.kind_id AND r.happened_on <= @since::date AND NOT (`+doneRecords+`)
		JOIN record_kinds rk ON rk.id = r.kind_id
		JOIN audit_log l ON l.record = 'record' AND l.record_id = r.id AND l.business_day > @since::date AND l.business_day <= @day::date
		WHERE `+ofRecords+` AND (l.action = 'strike' AND r.state = 'done' AND r.done_recorded_on <= @since::date
			OR l.changes @> '[{"field": "recordState", "before": "done"}]' AND r.recorded_on <= @since::date)
		UNION ALL
		SELECT DISTINCT k.goal_id, r.happened_on, l.business_day, rk.name || ' ' || `+swedishDate("r.happened_on")+` || ' rättades'
		FROM kinds k JOIN records r ON r.kind_id = k.kind_id AND r.recorded_on <= @since::date AND `+doneRecords+`
		JOIN record_kinds rk ON rk.id = r.kind_id
		JOIN audit_log l ON l.record = 'record' AND l.record_id = r.id AND l.action = 'update' AND l.business_day > @since::date AND l.business_day <= @day::date
		CROSS JOIN LATERAL (
			SELECT bool_or(x->>'field' IN ('day', 'participants', 'unit', 'others', 'recordKind')) AS matters,
				min((x->>'before')::date) FILTER (WHERE x->>'field' = 'day') AS day
			FROM jsonb_array_elements(l.changes) AS x) was
		WHERE `+ofRecords+` AND was.matters AND least(r.happened_on, was.day) <= @since::date
		UNION ALL
		SELECT DISTINCT c.goal_id, s.done_on, s.recorded_on, doc.name || ': ' || word.done || ' ' || `+swedishDate("s.done_on")+`
		FROM counted c CROSS JOIN LATERAL jsonb_array_elements_text(c.params->'documentIds') AS x (id)
		JOIN documents doc ON doc.id = x.id::bigint JOIN document_steps s ON s.document_id = doc.id
		JOIN (VALUES `+stepWords()+`) AS word (kind, step, done) ON word.kind = doc.kind AND word.step = s.step
		WHERE c.indicator = '`+measure.DocumentSteps+`' AND s.done_on <= @since::date AND s.recorded_on > @since::date AND s.recorded_on <= @day::date
		ORDER BY recorded DESC, day DESC, what LIMIT @limit`,
		pgx.StrictNamedArgs{"goals": goals, "since": since, "day": day, "limit": maxLate})
}
