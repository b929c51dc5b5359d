package store

import (
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// An indicator counts one of the things that package measure declares: exactly one of its fields besides the key is
// set. All measures of all given goals, and all days, come from one statement per sort of indicator, so that today's
// value, the curve and "what has changed" are the same calculation; a measure is counted on a day by the definition that
// holds on that day.
//
// # How to add one
//
// Take its key out of "uncounted" of package measure, where it is declared with its Swedish words and parameters, and
// write a file indicator_<key>.go with one declaration:
//
//	var _ = register(indicator{key: measure.MeetingFrequency, events: `SELECT …`})
//
// If it has parameters that are chosen from a table (kinds of meeting, documents, ...), say once how they are called, in
// the file of that table: see [registerChoices]. The forms, the sentence "så räknas målet", the check that what is chosen
// exists, the preview, the page, the list, the export and the curves follow from the two.
//
// A coverage ([coverageSQL]) says how one unit stands on one day; see indicator_postCoverage.go. Written out with its
// parts in place, the statement is
//
//	WITH definitions AS (…one row per definition: version_id, measure_id, valid, params jsonb, population, earliest date[]…),
//	members AS (
//		SELECT d.measure_id, d.params, …, u.id AS unit_id, u.kind, <keeps>
//		FROM definitions d JOIN units u ON …population… <lookups>),
//	states AS (
//		SELECT m.measure_id, on_day.day, m.unit_id, m.kind, m.params, <state> AS state
//		FROM members m JOIN (…the days…) AS on_day (day, n, …) ON …holds, unit exists and is old enough on the day…)
//
// lookups are LATERAL joins on d and u that fetch what is known of one unit once, whatever the number of days: arrays
// of days or ranges, never a join with another set whose size the planner would have to guess. state tries a day against
// them. m.earliest[on_day.n] is the day before which nothing counts (NULL for none), with corrections.
//
// A frequency or a volume (events) is a SELECT FROM definitions d whose columns are those of [eventRow], in any order.
// It gives only what counts, on any day: held, not cancelled, not struck, not archived, parts of one meeting as one row.
// What lies ahead of a day, before the earliest or after the last day is left out by package measure.
//
// A delivery (steps) is a SELECT FROM definitions d whose columns are those of [milestoneRow] except revision and dues,
// in any order: steps that are changed elsewhere, at path.
type indicator struct {
	key      string
	coverage *coverageSQL
	events   string
	steps    string
	load     func(b *db.Batch, goals []int64, into *counted) // another way of counting altogether
}

// indicators are all that are registered, in the order of their keys.
var indicators []indicator

// register adds an indicator. A test holds the keys equal to those that package measure says can be counted.
func register(i indicator) indicator {
	indicators = append(indicators, i)
	slices.SortFunc(indicators, func(a, b indicator) int { return strings.Compare(a.key, b.key) })
	return i
}

// IndicatorKeys returns the keys of the indicators that the store can count, in order.
func IndicatorKeys() []string {
	keys := make([]string, len(indicators))
	for i, ind := range indicators {
		keys[i] = ind.key
	}
	return keys
}

// counted is what the indicators have read: rows, put together by [evaluate].
type counted struct {
	coverage   []coverageRow
	milestones []milestoneRow // written on the goal itself
	steps      []milestoneRow // of records elsewhere
	judgements []judgementRow
	events     []eventRow
}

// An eventRow is one thing that happened and may count, for a frequency or a volume. One reading serves all days.
type eventRow struct {
	VersionID  int64 // of the definition that it counts in, on the days on which that holds
	MeasureID  int64
	ID         int64         // of the record: meeting or dated record
	Day        district.Date // business day on which it happened; counts from that day on
	RecordedOn district.Date // business day on which it was written that it happened ("inlagt i efterhand")
	Audience   string        // key of the audience; "" when it has none
	Count      int           // 1, or a number that is added
	Title      string        // Swedish, for the list of what counts
	Path       string        // address of the record's page
}

func (r eventRow) event() measure.Event {
	return measure.Event{ID: r.ID, Day: r.Day, RecordedOn: r.RecordedOn, Audience: r.Audience, Count: r.Count, Title: r.Title, Path: r.Path}
}

// queueIndicators queues the statements of all indicators for the goals and days.
func queueIndicators(b *db.Batch, goals []int64, days []district.Date, into *counted) {
	db.Collect(b, &into.coverage, "count coverage", unionOf(coverages(), func(i indicator) string {
		return "WITH " + i.savedStates() + countStates
	}), pointArgs(goals, days))
	ofGoals := pgx.StrictNamedArgs{"goals": goals}
	if sql := unionOf(withEvents(), indicator.savedEvents); sql != "" {
		db.Collect(b, &into.events, "read what counts", sql, ofGoals)
	}
	if sql := unionOf(withSteps(), indicator.savedSteps); sql != "" {
		db.Collect(b, &into.steps, "read steps", sql, ofGoals)
	}
	for _, i := range indicators {
		if i.load != nil {
			i.load(b, goals, into)
		}
	}
}

func coverages() []indicator {
	return slices.DeleteFunc(slices.Clone(indicators), func(i indicator) bool { return i.coverage == nil })
}

func withEvents() []indicator {
	return slices.DeleteFunc(slices.Clone(indicators), func(i indicator) bool { return i.events == "" })
}

func withSteps() []indicator {
	return slices.DeleteFunc(slices.Clone(indicators), func(i indicator) bool { return i.steps == "" })
}

// unionOf puts the statements of several indicators together as one, "" for none. They have the same columns in the
// same order.
func unionOf(all []indicator, sql func(indicator) string) string {
	parts := make([]string, len(all))
	for i, ind := range all {
		parts[i] = "(" + sql(ind) + ")"
	}
	return strings.Join(parts, " UNION ALL ")
}

// savedEvents is the events of the goals. Parameter: goals.
func (i indicator) savedEvents() string { return i.eventsOf(i.savedDefinitions()) }

func (i indicator) eventsOf(definitions string) string {
	return "WITH " + definitions + `
		SELECT x.version_id, x.measure_id, x.id, x.day, x.recorded_on, x.audience, x.count::integer AS count, x.title, x.path FROM (` + i.events + `) x`
}

// savedSteps is the steps of the goals. Parameter: goals.
func (i indicator) savedSteps() string {
	return "WITH " + i.savedDefinitions() + `
		SELECT x.version_id, x.measure_id, x.id, x.title, x.sort::integer AS sort, x."from", x.until, x.due, x.done_on, x.cancelled_on, x.note,
			0 AS revision, x.path, '[]'::jsonb AS dues FROM (` + i.steps + `) x`
}

// savedDefinitions is the CTE of the definitions by which the indicator counts the goals. Parameter: goals.
func (i indicator) savedDefinitions() string {
	return `definitions AS (
		SELECT mv.id AS version_id, mv.measure_id, mv.valid, mv.params, mv.population
		FROM measure_versions mv JOIN measures m ON m.id = mv.measure_id
		WHERE mv.indicator = '` + i.key + `' AND m.goal_id = ANY(@goals))`
}

// proposedDefinition is the same of a definition that nobody has saved yet, as version and measure 0. Parameters:
// params, population.
const proposedDefinition = `definitions AS (
		SELECT 0::bigint AS version_id, 0::bigint AS measure_id, daterange(NULL, NULL) AS valid, @params::jsonb AS params, @population::jsonb AS population)`

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
