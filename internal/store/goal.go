package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/planimport"
)

// A Goal is a sentence of a plan that a person has approved, with its measures evaluated on a day.
type Goal struct {
	ID           int64
	PlanID       int64
	PlanName     string
	PlanFrom     district.Date
	PlanUntil    district.Date
	Origin       planimport.FindingKind // whether the plan lists it as a goal, or it is made of a promise in running text
	Number       int                    // among those of its origin, see [Goal.Name]
	Part         int                    // of goals that share a sentence
	Title        string
	Sentence     string   // of the plan; empty for goals made by hand
	More         []string // further sentences, of a goal that was made of several
	Waiting      []string // words that a new version of the plan has for its sentences, which nobody has approved
	Place        int      // of the sentence in the plan's text; 0 for goals made by hand
	SectionPath  []string
	ClosedOn     district.Date
	ClosedReason string
	Revision     int
	Proposal     *planimport.Measure // what the reader proposed, nil for goals made by hand
	Units        []NamedUnit         // responsible
	Tags         []Tag
	Measures     []GoalMeasure
	Notes        []Note // overrides, the newest first
}

// Period returns the days of the goal's plan.
func (g Goal) Period() district.Span { return district.Span{From: g.PlanFrom, Until: g.PlanUntil} }

// Status returns the status that is furthest behind of the goal's measures, for lists; each is still shown by itself.
// A goal whose measures nobody has chosen has no basis; a closed goal has no status.
func (g Goal) Status(day district.Date) measure.Status {
	if g.Closed(day) {
		return measure.Status{}
	}
	if m, ok := g.Shown(); ok {
		return m.Now.Status
	}
	return measure.NoMeasure()
}

// Closed tells whether the goal is closed on the day.
func (g Goal) Closed(day district.Date) bool { return !g.ClosedOn.IsZero() && !day.Before(g.ClosedOn) }

// Counted returns the measures that are defined on the last day asked for; those that were taken off the goal before it
// are left out.
func (g Goal) Counted() []GoalMeasure {
	var out []GoalMeasure
	for _, m := range g.Measures {
		if m.Now.Defined {
			out = append(out, m)
		}
	}
	return out
}

// Shown returns the measure that speaks for the goal in a list: the one that is furthest behind. A goal that nobody has
// decided how to count has none.
func (g Goal) Shown() (GoalMeasure, bool) {
	counted := g.Counted()
	if len(counted) == 0 {
		return GoalMeasure{}, false
	}
	return slices.MinFunc(counted, func(a, b GoalMeasure) int { return measure.CompareStatus(a.Now.Status, b.Now.Status) }), true
}

// A NamedUnit is a unit by name.
type NamedUnit struct {
	ID   int64             `json:"id"`
	Name string            `json:"name"`
	Slug string            `json:"slug"`
	Kind district.UnitKind `json:"kind"`
}

// A Tag is a perspective or a focus question.
type Tag struct {
	ID   int64  `json:"id"`
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// A Note is an override (anmärkning): signed, dated, expiring, shown beside the computed value and never instead of it.
type Note struct {
	ID          int64
	GoalID      int64
	Text        string
	From, Until district.Date
	By          string
	Struck      bool
	Why         string // it was struck
}

// Valid returns the days on which the note holds.
func (n Note) Valid() district.Span { return district.Span{From: n.From, Until: n.Until} }

// A GoalMeasure is one measure of a goal: its definitions over time, what they are counted from, and its values.
type GoalMeasure struct {
	ID         int64
	Label      string
	Versions   []MeasureVersion
	Overrides  []measure.DateOverride
	Milestones []measure.Milestone
	Revisions  map[int64]int // of milestones, by id
	Judgements []measure.Judgement
	Struck     map[int64]string              // why judgements were struck, by id
	events     map[int64][]measure.Event     // by the definition that they count in
	steps      map[int64][]measure.Milestone // of records elsewhere, likewise
	Trend      []MeasureValue                // on the days asked for, in order
	Now        MeasureValue                  // on the last of them
}

// A MeasureVersion is a definition with the id of its row, which an edit is based on.
type MeasureVersion struct {
	ID int64
	measure.Definition
	Places map[string]string // what the parameters are called, by [measure.ParamSpec.Place]
}

// Explain says how the measure is counted, given who is: "Så räknas målet".
func (v MeasureVersion) Explain(population string) string {
	ind, ok := measure.IndicatorByKey(v.Indicator)
	if !ok {
		return ""
	}
	places := maps.Clone(v.Places)
	if places == nil {
		places = map[string]string{}
	}
	places["population"] = population
	return ind.Explain(places)
}

// Title is what the measure counts, as a heading: "Har studieansvarig".
func (v MeasureVersion) Title() string {
	ind, _ := measure.IndicatorByKey(v.Indicator)
	return ind.Title(v.Places)
}

// A MeasureValue is a measure on a day: by which definition, what was counted, and what that amounts to.
type MeasureValue struct {
	Day         district.Date
	Defined     bool // a definition holds on the day
	Version     MeasureVersion
	Coverage    measure.Point
	Delivery    measure.DeliveryPoint
	Frequency   measure.FrequencyPoint
	Volume      measure.VolumePoint
	Judgement   *measure.Judgement
	Status      measure.Status
	Expected    int
	HasExpected bool
}

// Number returns the value as a number of something, and of how many: of a frequency in the present year, and of a
// volume without a target of 0. ok is false for judgements and where no definition holds.
func (v MeasureValue) Number() (value, of int, ok bool) {
	if !v.Defined {
		return 0, 0, false
	}
	switch v.Version.Kind {
	case measure.KindCoverage:
		return v.Coverage.Yes, v.Coverage.Total, true
	case measure.KindDelivery:
		return v.Delivery.Done, v.Delivery.Total, true
	case measure.KindFrequency:
		y, ok := v.Frequency.Present()
		return y.Filled(), y.Required(), ok
	case measure.KindVolume:
		return v.Volume.Sum, v.Volume.Target, true
	}
	return 0, 0, false
}

// Year returns the calendar year that [MeasureValue.Number] is about; 0 for anything but a frequency.
func (v MeasureValue) Year() int {
	if !v.Defined || v.Version.Kind != measure.KindFrequency {
		return 0
	}
	y, _ := v.Frequency.Present()
	return y.Year
}

// Events returns what a frequency or a volume counts by the day, in order.
func (v MeasureValue) Events() []measure.Event {
	switch {
	case !v.Defined:
		return nil
	case v.Version.Kind == measure.KindFrequency:
		return v.Frequency.Events()
	case v.Version.Kind == measure.KindVolume:
		return v.Volume.Events
	}
	return nil
}

// GoalFilter narrows a list of goals by what their own rows say. What follows from their values, such as the status,
// is for the caller to filter.
type GoalFilter struct {
	IDs     []int64 // empty: all
	PlanID  int64
	UnitID  int64 // responsible
	TagID   int64
	Section string // heading anywhere in the path
	Origin  planimport.FindingKind
	Kind    measure.Kind
	Query   string
	Closed  bool // closed ones too
}

type goalRow struct {
	ID           int64
	PlanID       int64
	PlanName     string
	PlanFrom     district.Date
	PlanUntil    district.Date
	Origin       planimport.FindingKind
	Number       int
	Part         int
	Title        string
	Sentence     string
	More         []string
	Waiting      []string
	Place        int
	SectionPath  []string
	ClosedOn     district.Date
	ClosedReason string
	Revision     int
	Proposal     *json.RawMessage
	Units        []NamedUnit
	Tags         []Tag
}

type versionRow struct {
	ID          int64
	MeasureID   int64
	GoalID      int64
	Label       string
	From, Until district.Date
	Kind        measure.Kind
	Indicator   string
	Params      json.RawMessage
	Population  json.RawMessage
	Target      *int
	TargetUnit  measure.TargetUnit
	Rhythm      json.RawMessage
	Earliest    district.Date
	Due         district.Date
	Latest      district.Date
}

type dateOverrideRow struct {
	ID          int64
	MeasureID   int64
	Field       measure.DateField
	Day         district.Date
	Reason      string
	From, Until district.Date
}

// Goals returns goals with their measures evaluated on the given days, the last of which is "now".
func (s *Store) Goals(ctx context.Context, f GoalFilter, days []district.Date) ([]Goal, error) {
	return readNow(ctx, s, func(r *Reads) *[]Goal { return r.Goals(f, days) })
}

// Goals is [Store.Goals] among others.
func (r *Reads) Goals(f GoalFilter, days []district.Date) *[]Goal {
	out := new([]Goal)
	r.goals(f, days[len(days)-1], func([]goalKey) []district.Date { return days }, nil, func(goals []Goal, _ []Choice) error {
		*out = goals
		return nil
	})
	return out
}

// A goalKey is what must be known of a goal before it can be evaluated.
type goalKey struct {
	id     int64
	period district.Span // of its plan
}

// goals queues goals and, told ahead, what they are evaluated from on the days that follow from their plans' periods.
// also queues whatever else depends on which goals there are, nil for nothing; done takes the goals, and what measures
// can count. It must assign again whatever it is called with.
func (r *Reads) goals(f GoalFilter, today district.Date, daysOf func([]goalKey) []district.Date, also func(goals []int64, days []district.Date), done func([]Goal, []Choice) error) {
	var rows []goalRow
	queueGoals(r.b, f, today, &rows)
	question := fmt.Sprintf("goals %#v", f)
	if f.Query != "" { // what somebody typed is not kept
		question = ""
	}
	Ahead(r, question, func() ([]goalKey, error) {
		keys := make([]goalKey, len(rows))
		for i, g := range rows {
			keys[i] = goalKey{g.ID, district.Span{From: g.PlanFrom, Until: g.PlanUntil}}
		}
		return keys, nil
	}, func(keys []goalKey) {
		ids := make([]int64, len(keys))
		for i, k := range keys {
			ids[i] = k.id
		}
		days := daysOf(keys)
		e := &evaluation{}
		if len(ids) > 0 {
			e.queue(r.b, ids, days)
		}
		if also != nil {
			also(ids, days)
		}
		r.after(func() error {
			goals, err := e.of(rows, days)
			if err != nil {
				return err
			}
			return done(goals, e.choices)
		})
	})
}

// queueGoals queues the goals' own rows.
func queueGoals(b *db.Batch, f GoalFilter, today district.Date, rows *[]goalRow) {
	db.Collect(b, rows, "list goals", `
		SELECT g.id, g.plan_id, p.name AS plan_name, lower(p.period) AS plan_from, upper(p.period) AS plan_until, g.kind AS origin, g.number, g.part, g.title,
			ARRAY(SELECT o.sentence FROM goal_commitments gc JOIN commitments o ON o.id = gc.commitment_id
				WHERE gc.goal_id = g.id AND o.id <> g.commitment_id ORDER BY o.ord, o.id) AS more,
			ARRAY(SELECT cv.sentence FROM goal_commitments gc JOIN commitment_versions cv ON cv.commitment_id = gc.commitment_id
				WHERE gc.goal_id = g.id AND cv.decision = 'waiting' AND cv.version_id = (SELECT max(v.id) FROM plan_versions v WHERE v.plan_id = g.plan_id)
				ORDER BY cv.ord) AS waiting,
			coalesce(c.sentence, '') AS sentence, coalesce(n.ord, 0) AS place, coalesce(c.section_path, '{}') AS section_path,
			g.closed_on, g.closed_reason, g.revision, c.proposal,
			coalesce((SELECT jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'slug', u.slug, 'kind', u.kind) ORDER BY u.name COLLATE "sv-x-icu")
				FROM goal_units gu JOIN units u ON u.id = gu.unit_id WHERE gu.goal_id = g.id), '[]') AS units,
			coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'kind', t.kind, 'name', t.name) ORDER BY t.sort)
				FROM goal_tags gt JOIN tags t ON t.id = gt.tag_id WHERE gt.goal_id = g.id), '[]') AS tags
		FROM goals g
		JOIN plans p ON p.id = g.plan_id
		LEFT JOIN commitments c ON c.id = g.commitment_id
		LEFT JOIN plan_nodes n ON n.id = c.node_id
		WHERE (cardinality(@ids::bigint[]) = 0 OR g.id = ANY(@ids))
		  AND (@plan::bigint = 0 OR g.plan_id = @plan)
		  AND (@unit::bigint = 0 OR EXISTS (SELECT FROM goal_units gu WHERE gu.goal_id = g.id AND gu.unit_id = @unit))
		  AND (@tag::bigint = 0 OR EXISTS (SELECT FROM goal_tags gt WHERE gt.goal_id = g.id AND gt.tag_id = @tag))
		  AND (@origin::text = '' OR g.kind = @origin)
		  AND (@section::text = '' OR @section = ANY(c.section_path))
		  AND (@kind::text = '' OR EXISTS (SELECT FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id
				WHERE m.goal_id = g.id AND mv.kind = @kind AND mv.valid @> @today::date))
		  AND (@query::text = '' OR g.title ILIKE @pattern OR c.sentence ILIKE @pattern)
		  AND (@closed OR g.closed_on IS NULL OR g.closed_on > @today::date)
		ORDER BY lower(p.period) DESC, p.id, g.kind DESC, g.number, g.part, g.id`,
		pgx.StrictNamedArgs{"ids": append([]int64{}, f.IDs...), "plan": f.PlanID, "unit": f.UnitID, "tag": f.TagID, "section": f.Section, "origin": f.Origin,
			"kind": f.Kind, "query": f.Query, "pattern": likePattern(f.Query), "closed": f.Closed, "today": today})
}

// An evaluation is what goals' measures are defined by and counted from.
type evaluation struct {
	versions  []versionRow
	overrides []dateOverrideRow
	notes     []Note
	choices   []Choice
	counted   counted
}

func (e *evaluation) queue(b *db.Batch, ids []int64, days []district.Date) {
	queueDefinitions(b, ids, &e.versions, &e.overrides)
	db.Collect(b, &e.choices, "list what measures can count", choicesSQL(), nil)
	db.Collect(b, &e.notes, "read notes", `
		SELECT o.id, o.goal_id, o.text, lower(o.valid) AS "from", upper(o.valid) AS until, p.name AS by, o.struck_at IS NOT NULL AS struck,
			o.struck_reason AS why
		FROM overrides o JOIN accounts a ON a.id = o.account_id JOIN people p ON p.id = a.person_id
		WHERE o.goal_id = ANY(@goals) ORDER BY o.id DESC`, pgx.StrictNamedArgs{"goals": ids})
	queueIndicators(b, ids, days, &e.counted)
}

// of evaluates the goals on the days.
func (e *evaluation) of(rows []goalRow, days []district.Date) ([]Goal, error) {
	goals := make([]Goal, len(rows))
	byID := make(map[int64]*Goal, len(rows))
	for i, r := range rows {
		goals[i] = Goal{ID: r.ID, PlanID: r.PlanID, PlanName: r.PlanName, PlanFrom: r.PlanFrom, PlanUntil: r.PlanUntil,
			Origin: r.Origin, Number: r.Number, Part: r.Part, More: r.More, Waiting: r.Waiting,
			Title: r.Title, Sentence: r.Sentence, Place: r.Place, SectionPath: r.SectionPath, ClosedOn: r.ClosedOn, ClosedReason: r.ClosedReason,
			Revision: r.Revision, Units: r.Units, Tags: r.Tags}
		byID[r.ID] = &goals[i]
		if r.Proposal != nil {
			goals[i].Proposal = new(planimport.Measure)
			if err := json.Unmarshal(*r.Proposal, goals[i].Proposal); err != nil {
				return nil, fmt.Errorf("read proposal of goal %d: %w", r.ID, err)
			}
		}
	}
	if err := evaluate(goals, e.versions, e.overrides, namesOf(e.choices), e.counted, days); err != nil {
		return nil, err
	}
	for _, n := range e.notes {
		byID[n.GoalID].Notes = append(byID[n.GoalID].Notes, n)
	}
	return goals, nil
}

// Goal returns one goal, closed or not, evaluated on the days.
func (s *Store) Goal(ctx context.Context, id int64, days []district.Date) (Goal, error) {
	return readNow(ctx, s, func(r *Reads) *Goal { return r.Goal(id, days) })
}

// Goal is [Store.Goal] among others.
func (r *Reads) Goal(id int64, days []district.Date) *Goal {
	out := new(Goal)
	onDays := func([]goalKey) []district.Date { return days }
	r.goals(GoalFilter{IDs: []int64{id}, Closed: true}, days[len(days)-1], onDays, nil, func(goals []Goal, _ []Choice) error {
		if len(goals) == 0 {
			return fmt.Errorf("read goal %d: %w", id, district.ErrNotFound)
		}
		*out = goals[0]
		return nil
	})
	return out
}

func queueDefinitions(b *db.Batch, goals []int64, versions *[]versionRow, overrides *[]dateOverrideRow) {
	db.Collect(b, versions, "read measures", `
		SELECT mv.id, mv.measure_id, m.goal_id, m.label, lower(mv.valid) AS "from", upper(mv.valid) AS until, mv.kind, mv.indicator, mv.params,
			mv.population, mv.target, mv.target_unit, mv.rhythm, mv.earliest, mv.due, mv.latest
		FROM measures m JOIN measure_versions mv ON mv.measure_id = m.id
		WHERE m.goal_id = ANY(@goals) ORDER BY m.goal_id, m.sort, m.id, lower(mv.valid) NULLS FIRST`,
		pgx.StrictNamedArgs{"goals": goals})
	db.Collect(b, overrides, "read corrected dates", `
		SELECT o.id, o.measure_id, o.field, o.day, o.reason, lower(o.valid) AS "from", upper(o.valid) AS until
		FROM date_overrides o JOIN measures m ON m.id = o.measure_id
		WHERE m.goal_id = ANY(@goals) ORDER BY o.measure_id, o.field, lower(o.valid)`,
		pgx.StrictNamedArgs{"goals": goals})
}

// evaluate puts definitions, corrections and what was counted together, for every measure and day.
func evaluate(goals []Goal, versions []versionRow, overrides []dateOverrideRow, names choiceNames, c counted, days []district.Date) error {
	byMeasure := map[int64]*GoalMeasure{}
	order := map[int64][]int64{} // goal → its measures in order
	for _, r := range versions {
		m := byMeasure[r.MeasureID]
		if m == nil {
			m = &GoalMeasure{ID: r.MeasureID, Label: r.Label, Revisions: map[int64]int{}, Struck: map[int64]string{},
				events: map[int64][]measure.Event{}, steps: map[int64][]measure.Milestone{}}
			byMeasure[r.MeasureID] = m
			order[r.GoalID] = append(order[r.GoalID], r.MeasureID)
		}
		def, err := r.definition()
		if err != nil {
			return err
		}
		ind, _ := measure.IndicatorByKey(def.Indicator)
		m.Versions = append(m.Versions, MeasureVersion{ID: r.ID, Definition: def, Places: ind.Places(def.Params, names.name)})
	}
	for _, o := range overrides {
		if m := byMeasure[o.MeasureID]; m != nil {
			m.Overrides = append(m.Overrides, measure.DateOverride{ID: o.ID, Field: o.Field, Day: o.Day, Reason: o.Reason,
				Valid: district.Span{From: o.From, Until: o.Until}})
		}
	}
	for _, r := range c.milestones {
		if m := byMeasure[r.MeasureID]; m != nil {
			m.Milestones = append(m.Milestones, r.milestone())
			m.Revisions[r.ID] = r.Revision
		}
	}
	for _, r := range c.steps {
		if m := byMeasure[r.MeasureID]; m != nil {
			m.steps[r.VersionID] = append(m.steps[r.VersionID], r.milestone())
		}
	}
	for _, m := range byMeasure {
		for _, steps := range m.steps {
			slices.SortFunc(steps, func(a, b measure.Milestone) int { return cmp.Or(a.Sort-b.Sort, cmp.Compare(a.ID, b.ID)) })
		}
	}
	for _, r := range c.events {
		if m := byMeasure[r.MeasureID]; m != nil {
			m.events[r.VersionID] = append(m.events[r.VersionID], r.event())
		}
	}
	for _, r := range c.judgements {
		if m := byMeasure[r.MeasureID]; m != nil {
			m.Judgements = append(m.Judgements, r.judgement())
			if r.Struck {
				m.Struck[r.ID] = r.StruckReason
			}
		}
	}
	points := pointsOf(c.coverage)
	for _, m := range byMeasure {
		m.Trend = make([]MeasureValue, len(days))
		for i, day := range days {
			m.Trend[i] = m.on(day, points[m.ID])
		}
		m.Now = m.Trend[len(days)-1]
	}
	for i := range goals {
		for _, id := range order[goals[i].ID] {
			goals[i].Measures = append(goals[i].Measures, *byMeasure[id])
		}
	}
	return nil
}

// StepsOf returns the steps of a delivery by one of its definitions: those written on the goal, or those of the records
// elsewhere that the definition names.
func (m *GoalMeasure) StepsOf(v MeasureVersion) []measure.Milestone {
	if v.Indicator == measure.Milestones {
		return m.Milestones
	}
	return m.steps[v.ID]
}

// on evaluates the measure on a day by the definition that holds then.
func (m *GoalMeasure) on(day district.Date, points map[district.Date]measure.Point) MeasureValue {
	v := MeasureValue{Day: day}
	i := slices.IndexFunc(m.Versions, func(mv MeasureVersion) bool { return mv.Valid.Contains(day) })
	if i < 0 {
		return v
	}
	v.Defined, v.Version = true, m.Versions[i]
	v.Version.Definition = measure.Effective(v.Version.Definition, m.Overrides, day)
	def := v.Version.Definition
	switch def.Kind {
	case measure.KindCoverage:
		v.Coverage = points[day]
		v.Coverage.Day = day
		v.Status = measure.CoverageStatus(def, v.Coverage)
		v.Expected, v.HasExpected = measure.Expected(def, day, v.Coverage.Total)
	case measure.KindDelivery:
		v.Delivery = measure.Progress(m.StepsOf(v.Version), def, day)
		v.Status = measure.DeliveryStatus(def, v.Delivery)
		v.Expected, v.HasExpected = v.Delivery.Expected, v.Delivery.HasExpected
	case measure.KindFrequency:
		v.Frequency = measure.FrequencyAt(def, m.events[v.Version.ID], day)
		v.Status = measure.FrequencyStatus(def, v.Frequency)
		if y, ok := v.Frequency.Present(); ok && y.Begun {
			v.Expected, v.HasExpected = y.Expected(), true
		}
	case measure.KindVolume:
		v.Volume = measure.VolumeAt(def, m.events[v.Version.ID], day)
		v.Status = measure.VolumeStatus(def, v.Volume)
		v.Expected, v.HasExpected = v.Volume.Expected, v.Volume.HasExpected
	case measure.KindJudgement:
		if j, ok := measure.Current(m.Judgements, def, day); ok {
			v.Judgement = &j
		}
		v.Status = measure.JudgementStatus(def, m.Judgements, day)
	}
	return v
}

func (r versionRow) definition() (measure.Definition, error) {
	population, err := measure.ReadPopulation(r.Population)
	if err != nil {
		return measure.Definition{}, fmt.Errorf("measure %d: %w", r.MeasureID, err)
	}
	rhythm, err := measure.ReadRhythm(r.Rhythm)
	if err != nil {
		return measure.Definition{}, fmt.Errorf("measure %d: %w", r.MeasureID, err)
	}
	target := measure.Target{Unit: r.TargetUnit}
	if r.Target != nil {
		target.N = *r.Target
	}
	return measure.Definition{MeasureID: r.MeasureID, Label: r.Label, Valid: district.Span{From: r.From, Until: r.Until}, Kind: r.Kind,
		Indicator: r.Indicator, Params: r.Params, Population: population, Target: target, Rhythm: rhythm,
		Earliest: r.Earliest, Due: r.Due, Latest: r.Latest}, nil
}
