package store

import "verkstad/internal/measure"

// Meetings of several kinds are added up: each counts as in a frequency, once, on the day on which it was held.
var _ = register(indicator{
	key: measure.MeetingVolume,
	events: `
		SELECT d.version_id, d.measure_id, ` + meetingEvent + `
		FROM definitions d
		CROSS JOIN LATERAL (SELECT DISTINCT x.id::bigint AS id FROM jsonb_array_elements_text(d.params->'kindIds') AS x (id)) chosen
		JOIN meetings m ON m.kind_id = chosen.id JOIN meeting_kinds k ON k.id = m.kind_id
		WHERE ` + meetingCounts,
})
