package store

import "verkstad/internal/measure"

// A meeting counts once it was held, on the day on which it was: one that was moved over New Year counts in the new
// year, and one in parts counts once, on the day of its last part, because that is what its whole row says. Where the
// consultation is asked for, a meeting counts only if that was made by its own day: afterwards is no consultation.
var _ = register(indicator{
	key: measure.MeetingFrequency,
	events: `
		SELECT d.version_id, d.measure_id, ` + meetingEvent + `
		FROM definitions d JOIN meetings m ON m.kind_id = (d.params->>'kindId')::bigint JOIN meeting_kinds k ON k.id = m.kind_id
		WHERE ` + meetingCounts + `
		  AND (NOT coalesce((d.params->>'consultation')::boolean, false) OR m.consulted_on <= m.day)`,
})

// meetingEvent is a meeting m of the kind k as columns of [eventRow], besides those of the definition.
const meetingEvent = `m.id, m.day, m.held_recorded_on AS recorded_on, m.audience, 1 AS count,
			CASE WHEN m.title <> '' THEN m.title ELSE k.name END AS title, '/traffar/' || m.id AS path`

// meetingCounts says of a meeting m that it is one that was held: not one to come, cancelled or a mistake, and no part
// of another.
const meetingCounts = `m.part_of IS NULL AND m.struck_at IS NULL AND m.state = 'held'`

// Retired kinds are not offered any more; what was held of them counts as before.
var _ = registerChoices(measure.ParamMeetingKind, `SELECT id::text AS value, plural AS name, retired FROM meeting_kinds ORDER BY sort, name COLLATE "sv-x-icu", id`)

var _ = registerChoices(measure.ParamAudience, `
	SELECT a.audience AS value, a.audience AS name, NULL::date AS retired FROM (SELECT DISTINCT unnest(audiences) AS audience FROM meeting_kinds) a
	ORDER BY a.audience COLLATE "sv-x-icu"`)
