package store

import "verkstad/internal/measure"

// doneRecords is what counts of the dated records r: done, not struck, and by a unit that was there on the day.
const doneRecords = `r.state = 'done' AND r.struck_at IS NULL
	AND EXISTS (SELECT FROM units own WHERE own.id = r.unit_id AND own.alive @> r.happened_on)`

// A record counts once, whatever the number of units that took part; where people are counted instead it counts as many
// as took part, and none while nobody has said how many.
var _ = register(indicator{key: measure.RecordVolume, events: `
	SELECT d.version_id, d.measure_id, r.id, r.happened_on AS day, r.done_recorded_on AS recorded_on, '' AS audience,
		CASE WHEN coalesce((d.params->>'people')::boolean, false) THEN coalesce(r.number, 0) ELSE 1 END AS count,
		` + recordTold + chosenRecords})

// recordTold is how a dated record r of the kind k is told of, as columns of [eventRow].
const recordTold = `CASE WHEN r.title = '' THEN k.name ELSE r.title END AS title, '/handelser/' || r.id AS path`

// chosenRecords are the records r that count of the kinds k that a definition d chooses.
const chosenRecords = `
	FROM definitions d
	CROSS JOIN LATERAL (SELECT DISTINCT x.id::bigint AS id FROM jsonb_array_elements_text(d.params->'kindIds') AS x (id)) chosen
	JOIN record_kinds k ON k.id = chosen.id
	JOIN records r ON r.kind_id = k.id AND ` + doneRecords

var _ = registerChoices(measure.ParamRecordKind, `SELECT id::text AS value, name, retired FROM record_kinds ORDER BY sort, name COLLATE "sv-x-icu", id`)
