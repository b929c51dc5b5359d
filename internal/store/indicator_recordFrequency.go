package store

import "verkstad/internal/measure"

// One record is one occasion, in the year of its own day, whatever the number of people or units that took part.
var _ = register(indicator{key: measure.RecordFrequency, events: `
	SELECT d.version_id, d.measure_id, r.id, r.happened_on AS day, r.done_recorded_on AS recorded_on, '' AS audience, 1 AS count,
		` + recordTold + chosenRecords})
