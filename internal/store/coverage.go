package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A coverageSQL is what a coverage has of its own: parts of one statement, which [indicator] shows in place. The rest,
// who is counted on which day and how that is added up, is the same for all.
type coverageSQL struct {
	lookups string // LATERAL joins on d (a definition) and u (a unit of its population): what is known, once for all days
	keeps   string // columns of them that state needs, with names of their own: "held.spans, held.first"
	state   string // expression over m and on_day.day: 'yes', 'no' or 'unknown', or NULL for a unit that is not counted that day

	// told is a SELECT of one row at most about st (measure_id, day, unit_id, kind, params, state), with some of the
	// columns of [MissingUnit] by name: those in tells. named.ok says whether the reader may see names there, answered.ok
	// whether what the unit has answered about itself, and readable.ok whether what it has answered after a meeting.
	told  string
	tells []string

	// late is a SELECT FROM pairs p (goal_id, unit_id, params) of what was recorded after @since, and no later than @day,
	// about a day that was no later than @since: columns goal_id, unit_id, day, recorded (business day) and what
	// (Swedish: "självskattning"). Empty where nothing can be recorded afterwards, or another query tells it. What is an
	// answer of a unit is of those whose answers may be read only, by the parameters of [AnswerScopes].
	late string
}

// A coverageRow is how many units of a kind satisfy a measure on a day.
type coverageRow struct {
	MeasureID        int64
	Day              district.Date
	Kind             district.UnitKind
	Yes, No, Unknown int
}

// countStates adds the states up, as rows of [coverageRow].
const countStates = `
	SELECT measure_id, day, kind, count(*) FILTER (WHERE state = 'yes') AS yes,
		count(*) FILTER (WHERE state = 'no') AS no, count(*) FILTER (WHERE state = 'unknown') AS unknown
	FROM states WHERE state IS NOT NULL GROUP BY measure_id, day, kind`

// savedStates is the CTEs that end in the state of every unit of every population, per measure and day: the one
// statement behind the figure, the curve and the list of who is missing. Parameters: goals, days.
func (i indicator) savedStates() string {
	return i.statesOf(`SELECT mv.id AS version_id, mv.measure_id, mv.valid, mv.params, mv.population, ` + earliestOnDays + ` AS earliest
		FROM measure_versions mv JOIN measures m ON m.id = mv.measure_id
		WHERE mv.indicator = '` + i.key + `' AND m.goal_id = ANY(@goals)`)
}

// proposedStates is the same of a definition that nobody has saved yet, as measure 0. Parameters: params, population,
// earliest, days.
func (i indicator) proposedStates() string {
	return i.statesOf(`SELECT 0::bigint AS version_id, 0::bigint AS measure_id, daterange(NULL, NULL) AS valid, @params::jsonb AS params,
		@population::jsonb AS population, array_fill(@earliest::date, ARRAY[cardinality(@days::date[])]) AS earliest`)
}

// earliestOnDays is the day before which nothing counts in a definition mv, as it is known on each of the days: NULL for
// none.
const earliestOnDays = `ARRAY(
		SELECT coalesce((SELECT o.day FROM date_overrides o WHERE o.measure_id = mv.measure_id AND o.field = 'earliest' AND o.valid @> x.day), mv.earliest)
		FROM unnest(@days::date[]) WITH ORDINALITY AS x (day, n) ORDER BY x.n)`

// statesOf goes from definitions to the state of each unit on each day. What is known of a unit is looked up once per
// definition, whatever the number of days, and the days are tried against it: no two sets are joined whose sizes the
// planner would have to guess. Each step is materialized: folded into one, the lookups would be made anew for every day,
// and the state for every place that asks for it.
func (i indicator) statesOf(definitions string) string { return i.statesOfUnits(definitions, "true") }

// statesOfUnits is the same of those units u only that fulfil a condition.
func (i indicator) statesOfUnits(definitions, condition string) string {
	keeps := ""
	if i.coverage.keeps != "" {
		keeps = ", " + i.coverage.keeps
	}
	return `definitions AS MATERIALIZED (` + definitions + `
	), members AS MATERIALIZED (
		SELECT d.version_id, d.measure_id, d.params, d.valid, d.earliest, u.id AS unit_id, u.kind, u.alive,
			(u.founded + make_interval(months => coalesce((d.population->>'minAgeMonths')::integer, 0)))::date AS of_age` + keeps + `
		FROM definitions d
		JOIN units u ON d.population->'kinds' ? u.kind AND NOT coalesce(d.population->'except', '[]') @> to_jsonb(u.id) AND ` + condition + `
		` + i.coverage.lookups + `
	), states AS MATERIALIZED (
		SELECT m.measure_id, on_day.day, m.unit_id, m.kind, m.params, ` + i.coverage.state + ` AS state
		FROM members m
		JOIN unnest(@days::date[]) WITH ORDINALITY AS on_day (day, n)
			ON m.valid @> on_day.day AND m.alive @> on_day.day AND (m.of_age IS NULL OR m.of_age <= on_day.day)
	)`
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

// PreviewCoverage counts a coverage by a definition that nobody has saved yet, on the days.
func (s *Store) PreviewCoverage(ctx context.Context, def measure.Definition, days []district.Date) ([]measure.Point, error) {
	i, err := indicatorOf(def)
	if err != nil {
		return nil, err
	}
	if i.coverage == nil {
		return nil, fmt.Errorf("preview coverage: %s is none", i.key)
	}
	rows, err := db.Many[coverageRow](ctx, s.db, "preview coverage", "WITH "+i.proposedStates()+countStates,
		pgx.StrictNamedArgs{"params": def.Params, "population": def.Population.JSON(), "earliest": def.Earliest, "days": dateStrings(days)})
	if err != nil {
		return nil, err
	}
	points := pointsOf(rows)[0]
	out := make([]measure.Point, len(days))
	for i, d := range days {
		out[i] = points[d]
		out[i].Day = d
	}
	return out, nil
}

// PreviewEvents returns what a frequency or a volume would count by a definition that nobody has saved yet.
func (s *Store) PreviewEvents(ctx context.Context, def measure.Definition) ([]measure.Event, error) {
	i, err := indicatorOf(def)
	if err != nil {
		return nil, err
	}
	if i.events == "" {
		return nil, fmt.Errorf("preview events: %s has none", i.key)
	}
	rows, err := db.Many[eventRow](ctx, s.db, "preview events", i.eventsOf(proposedDefinition),
		pgx.StrictNamedArgs{"params": def.Params, "population": def.Population.JSON()})
	if err != nil {
		return nil, err
	}
	out := make([]measure.Event, len(rows))
	for k, r := range rows {
		out[k] = r.event()
	}
	return out, nil
}

// indicatorOf returns the indicator of a definition, whose parameters it checks.
func indicatorOf(def measure.Definition) (indicator, error) {
	declared, ok := measure.IndicatorByKey(def.Indicator)
	if !ok {
		return indicator{}, district.NewInvalid("indicator", "Välj vad som ska räknas.")
	}
	if err := declared.Check(def.Params); err != nil {
		return indicator{}, err
	}
	k := slices.IndexFunc(indicators, func(i indicator) bool { return i.key == def.Indicator })
	return indicators[k], nil
}

// A MissingUnit is a unit of a coverage on a day, with what is known of it and the step that mends it.
type MissingUnit struct {
	MeasureID int64
	UnitID    int64
	Name      string
	Slug      string
	Kind      district.UnitKind
	State     measure.UnitState
	Since     district.Date // first day on which it has been so, where that is known
	Note      string        // Swedish: what is known, "svarade nej 12 mars 2018"
	Act       string        // Swedish: the step that mends it, "" where there is none
	Path      string        // where that is done
	Phone     string        // of the unit itself, where the reader may see names
	Email     string        // likewise

	// Of a coverage of a post.
	PostID    int64
	PostName  string
	LastName  string        // last holder, where the reader may see names
	LastUntil district.Date // last day of the last holder
	HolderID  *int64        // assignment that fills it today, when filled
}

// CanMend tells whether somebody may do the step that mends a unit in a coverage. The attendance of a meeting is noted by
// whoever holds it, which is the district, and not by the units that were invited.
func CanMend(a authz.Access, indicator string, unit int64) bool {
	switch indicator {
	case measure.AttendanceCoverage:
		return a.CanEverywhere(authz.MeetingEdit)
	case measure.MeetingFollowUp:
		return a.Scope(authz.MeetingFollowUp).Has(unit)
	case measure.AssessmentCoverage:
		return a.Scope(authz.AssessmentAnswer).Has(unit)
	case measure.RecordCoverage:
		return a.Scope(authz.RecordEdit).Has(unit)
	case measure.PostCoverage:
		return a.Scope(authz.AssignmentEdit).Has(unit)
	}
	return false
}

// missingColumns are the columns that an indicator may tell, with what stands for each where it does not.
var missingColumns = []struct{ name, none string }{
	{"since", "NULL::date"}, {"note", "''"}, {"act", "''"}, {"path", "''"},
	{"post_id", "0::bigint"}, {"post_name", "''"}, {"last_name", "''"}, {"last_until", "NULL::date"}, {"holder_id", "NULL::bigint"},
}

// UnitScopes is what somebody may see of the units that a coverage counts, besides how many there are of each state.
type UnitScopes struct {
	Units   authz.Scope // which units are in which state
	Names   authz.Scope // of holders, and how a unit is reached
	Answers AnswerScopes
}

// AnswerScopes is whose answers somebody may read.
type AnswerScopes struct {
	Assessments authz.Scope // what a unit has answered about itself, in its words and when: [authz.AssessmentRead]
	FollowUps   authz.Scope // what a unit has answered after a meeting: [authz.MeetingFollowUp]
}

// AnswerScopesOf returns whose answers an access reads.
func AnswerScopesOf(a authz.Access) AnswerScopes {
	return AnswerScopes{Assessments: a.Scope(authz.AssessmentRead), FollowUps: a.Scope(authz.MeetingFollowUp)}
}

// into adds the scopes to the parameters of a statement: answers_all, answers_units, follow_all and follow_units.
func (s AnswerScopes) into(args pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	args["answers_all"], args["answers_units"] = s.Assessments.All, s.Assessments.Units
	args["follow_all"], args["follow_units"] = s.FollowUps.All, s.FollowUps.Units
	return args
}

// mayRead is whether the reader may read what the unit has answered after a meeting.
func mayRead(unit string) string {
	return `coalesce(@follow_all OR ` + unit + ` = ANY(@follow_units), false)`
}

// CoverageUnits returns how each unit of a goal's coverages stands on a day: the missing and the unknown, and the
// others too when all is true.
func (s *Store) CoverageUnits(ctx context.Context, scopes UnitScopes, goal int64, day district.Date, all bool) ([]MissingUnit, error) {
	var out []MissingUnit
	b := s.db.Batch()
	queueCoverageUnits(b, scopes, []int64{goal}, day, all, &out)
	return out, b.Send(ctx)
}

func queueCoverageUnits(b *db.Batch, scopes UnitScopes, goals []int64, day district.Date, all bool, into *[]MissingUnit) {
	args := pointArgs(goals, []district.Date{day})
	args["all"], args["units"], args["names_all"], args["names_units"] = scopes.Units.All, scopes.Units.Units, scopes.Names.All, scopes.Names.Units
	args["filled"] = all
	scopes.Answers.into(args)
	db.Collect(b, into, "list missing units", `
		SELECT x.* FROM (`+unionOf(coverages(), indicator.missingUnits)+`) x
		ORDER BY x.measure_id, array_position(ARRAY['no', 'unknown', 'yes'], x.state),
			array_position(ARRAY[`+kindsInOrder()+`], x.kind), x.name COLLATE "sv-x-icu", x.unit_id`, args)
}

// missingUnits is the units of the goals as rows of [MissingUnit]. Parameters: goals, days, all, units, names_all,
// names_units, those of [AnswerScopes], filled.
func (i indicator) missingUnits() string { return i.missingUnitsOf(i.savedStates()) }

// missingUnitsOf is the same of any states.
func (i indicator) missingUnitsOf(states string) string {
	var columns, told strings.Builder
	for _, c := range missingColumns {
		value := c.none
		if slices.Contains(i.coverage.tells, c.name) {
			value = "told." + c.name
			if strings.HasPrefix(c.none, "'") {
				value = "coalesce(" + value + ", '')"
			}
			if c.name == "post_id" {
				value = "coalesce(" + value + ", 0)"
			}
		}
		columns.WriteString(", " + value + " AS " + c.name)
	}
	if i.coverage.told != "" {
		told.WriteString(" LEFT JOIN LATERAL (" + i.coverage.told + ") told ON true")
	}
	hidden := ""
	if i.private() {
		hidden = " AND (readable.ok OR st.state = 'unknown')"
	}
	return `WITH ` + states + `
		SELECT st.measure_id, st.unit_id, u.name, u.slug, u.kind, st.state` + columns.String() + `,
			CASE WHEN named.ok THEN coalesce((SELECT c.value FROM unit_contacts c WHERE c.unit_id = u.id AND c.kind = 'phone'
				ORDER BY c.sort, c.id LIMIT 1), '') ELSE '' END AS phone,
			CASE WHEN named.ok THEN coalesce((SELECT c.value FROM unit_contacts c WHERE c.unit_id = u.id AND c.kind = 'email'
				ORDER BY c.sort, c.id LIMIT 1), '') ELSE '' END AS email
		FROM states st
		JOIN units u ON u.id = st.unit_id
		CROSS JOIN LATERAL (SELECT coalesce(@names_all OR st.unit_id = ANY(@names_units), false) AS ok) named
		CROSS JOIN LATERAL (SELECT coalesce(@answers_all OR st.unit_id = ANY(@answers_units), false) AS ok) answered
		CROSS JOIN LATERAL (SELECT ` + mayRead("st.unit_id") + ` AS ok) readable` + told.String() + `
		WHERE st.state IS NOT NULL AND (@all OR st.unit_id = ANY(@units)) AND (@filled OR st.state <> 'yes')` + hidden
}

// private tells whether which units are a yes or a no is told only to those who read their answers.
func (i indicator) private() bool {
	declared, _ := measure.IndicatorByKey(i.key)
	return declared.Private
}

// kindsInOrder is the kinds of unit as SQL, in the order of lists. They are constants of package district.
func kindsInOrder() string {
	kinds := district.UnitKinds()
	quoted := make([]string, len(kinds))
	for i, k := range kinds {
		quoted[i] = "'" + string(k) + "'"
	}
	return strings.Join(quoted, ", ")
}
