package store

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// An indicator counts one of the things that package measure declares. Each is one query for all measures of the given
// goals and all the given days at once, so that today's value and the curve come from the same statement; a measure is
// counted on a day by the definition that holds on that day.
type indicator struct {
	key  string
	load func(b *db.Batch, goals []int64, days []district.Date, into *counted)
}

// indicators are all that exist, one per file indicator_<key>.go. A test holds their keys equal to those of package
// measure.
var indicators = []indicator{postCoverage, milestones, boardJudgement}

// IndicatorKeys returns the keys of the indicators that the store can count.
func IndicatorKeys() []string {
	keys := make([]string, len(indicators))
	for i, ind := range indicators {
		keys[i] = ind.key
	}
	slices.Sort(keys)
	return keys
}

// counted is what the indicators have read: rows, put together by [evaluate].
type counted struct {
	coverage   []coverageRow
	milestones []milestoneRow
	judgements []judgementRow
}

// A coverageRow is how many units of a kind satisfy a measure on a day.
type coverageRow struct {
	MeasureID        int64
	Day              district.Date
	Kind             district.UnitKind
	Yes, No, Unknown int
}

// queueIndicators queues every indicator's query for the goals and days.
func queueIndicators(b *db.Batch, goals []int64, days []district.Date, into *counted) {
	for _, ind := range indicators {
		ind.load(b, goals, days, into)
	}
}

func pointArgs(goals []int64, days []district.Date) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{"goals": goals, "days": dateStrings(days)}
}

// dateStrings writes days for a date[] parameter.
func dateStrings(days []district.Date) []string {
	out := make([]string, len(days))
	for i, d := range days {
		out[i] = d.String()
	}
	return out
}

// pointsOf puts the rows of one measure and day together.
func pointsOf(rows []coverageRow) map[int64]map[district.Date]measure.Point {
	type key struct {
		measure int64
		day     district.Date
	}
	byKind := map[key][]measure.KindCount{}
	for _, r := range rows {
		k := key{r.MeasureID, r.Day}
		byKind[k] = append(byKind[k], measure.KindCount{Kind: r.Kind, Yes: r.Yes, No: r.No, Unknown: r.Unknown})
	}
	out := map[int64]map[district.Date]measure.Point{}
	for k, counts := range byKind {
		if out[k.measure] == nil {
			out[k.measure] = map[district.Date]measure.Point{}
		}
		slices.SortFunc(counts, func(a, b measure.KindCount) int { return kindOrder(a.Kind) - kindOrder(b.Kind) })
		out[k.measure][k.day] = measure.Counted(k.day, counts)
	}
	return out
}

func kindOrder(k district.UnitKind) int { return slices.Index(district.UnitKinds(), k) }
