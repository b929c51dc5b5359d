package store

import (
	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// The levels that the board has stated are read with the struck ones, for the history.
var _ = register(indicator{
	key: measure.BoardJudgement,
	load: func(b *db.Batch, goals []int64, into *counted) {
		db.Collect(b, &into.judgements, "read judgements", `
			SELECT j.id, j.measure_id, j.level, j.reason, j.judged_on, coalesce(p.name, '') AS by,
				j.struck_at IS NOT NULL AS struck, j.struck_reason
			FROM judgements j JOIN measures m ON m.id = j.measure_id
			LEFT JOIN accounts a ON a.id = j.account_id LEFT JOIN people p ON p.id = a.person_id
			WHERE m.goal_id = ANY(@goals) ORDER BY j.measure_id, j.judged_on, j.id`,
			pgx.StrictNamedArgs{"goals": goals})
	},
})

type judgementRow struct {
	ID           int64
	MeasureID    int64
	Level        measure.Level
	Reason       string
	JudgedOn     district.Date
	By           string
	Struck       bool
	StruckReason string
}

func (r judgementRow) judgement() measure.Judgement {
	return measure.Judgement{ID: r.ID, Level: r.Level, Reason: r.Reason, On: r.JudgedOn, By: r.By, Struck: r.Struck}
}
