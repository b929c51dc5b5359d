package store

import (
	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// milestones reads the steps of a delivery. How many are done on a day follows from their own dates, so one reading
// serves all days.
var milestones = indicator{
	key: measure.Milestones,
	load: func(b *db.Batch, goals []int64, _ []district.Date, into *counted) {
		db.Collect(b, &into.milestones, "read milestones", `
			SELECT ms.id, ms.measure_id, ms.title, ms.sort, lower(ms.valid) AS "from", upper(ms.valid) AS until, ms.due, ms.done_on,
				ms.cancelled_on, ms.note, ms.revision
			FROM milestones ms JOIN measures m ON m.id = ms.measure_id
			WHERE m.goal_id = ANY(@goals) ORDER BY ms.measure_id, ms.sort, ms.id`,
			pgx.StrictNamedArgs{"goals": goals})
	},
}

type milestoneRow struct {
	ID          int64
	MeasureID   int64
	Title       string
	Sort        int
	From, Until district.Date
	Due         district.Date
	DoneOn      district.Date
	CancelledOn district.Date
	Note        string
	Revision    int
}

func (r milestoneRow) milestone() measure.Milestone {
	return measure.Milestone{ID: r.ID, Title: r.Title, Sort: r.Sort, Due: r.Due, DoneOn: r.DoneOn, CancelledOn: r.CancelledOn,
		Valid: district.Span{From: r.From, Until: r.Until}, Note: r.Note}
}
