package store

import (
	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// The steps of a delivery that are written on the goal itself. How many are done on a day follows from their own dates,
// so one reading serves all days, and all definitions of a measure.
var _ = register(indicator{
	key: measure.Milestones,
	load: func(b *db.Batch, goals []int64, into *counted) {
		db.Collect(b, &into.milestones, "read milestones", `
			SELECT 0::bigint AS version_id, ms.id, ms.measure_id, ms.title, ms.sort, lower(ms.valid) AS "from", upper(ms.valid) AS until, ms.due, ms.done_on,
				ms.cancelled_on, ms.note, ms.revision, '' AS path,
				coalesce((SELECT jsonb_agg(jsonb_build_object('until', x.until, 'due', x.due) ORDER BY x.until) FROM milestone_dues x
					WHERE x.milestone_id = ms.id), '[]') AS dues
			FROM milestones ms JOIN measures m ON m.id = ms.measure_id
			WHERE m.goal_id = ANY(@goals) ORDER BY ms.measure_id, ms.sort, ms.id`,
			pgx.StrictNamedArgs{"goals": goals})
	},
})

// A milestoneRow is a step of a delivery.
type milestoneRow struct {
	VersionID   int64 // of the definition that it counts in; 0 for the steps that are written on the goal itself
	MeasureID   int64
	ID          int64
	Title       string
	Sort        int
	From, Until district.Date
	Due         district.Date
	Dues        []measure.EarlierDue // of the steps that are written on the goal itself
	DoneOn      district.Date
	CancelledOn district.Date
	Note        string
	Revision    int
	Path        string // where it is changed; "" for the goal itself
}

func (r milestoneRow) milestone() measure.Milestone {
	return measure.Milestone{ID: r.ID, Title: r.Title, Sort: r.Sort, Due: r.Due, Earlier: r.Dues, DoneOn: r.DoneOn, CancelledOn: r.CancelledOn,
		Valid: district.Span{From: r.From, Until: r.Until}, Note: r.Note, Path: r.Path}
}
