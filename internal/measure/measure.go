// Package measure is how the goals of a plan are counted: the kinds of measure, the indicators that exist, what a
// definition says about population, target, rhythm and dates, what is expected by a day, and the words of a status.
//
// It is pure. It must not know how anything is stored, asked for or shown, nor what day it is: whoever asks gives the
// day and the numbers. Package store counts; this package says what the count means. Every answer can be had for any
// day, so that the curve, "what has changed" and today's value are one and the same calculation.
//
// The way through it is
//
//	def, ok := measure.At(versions, day)              // the definition that holds on the day
//	def = measure.Effective(def, overrides, day)      // with dates that people have corrected
//	status := measure.CoverageStatus(def, point)      // or FrequencyStatus, VolumeStatus, DeliveryStatus, JudgementStatus
//
// # What is expected, and why there is no straight line
//
// An expected-by-now exists only where people have decided one: in steps, by the yearly round of annual meetings, by
// the due dates of milestones, or by the day on which the measure is due in full. Nothing is interpolated between the
// start and the end of a plan. Posts are filled at annual meetings and trainings are held on evenings: progress comes
// in jumps, and a line drawn through the period would call an association late for a meeting that was never planned,
// with a number that nobody in the organisation has stood for.
package measure

import (
	"encoding/json"
	"fmt"
	"slices"

	"verkstad/internal/district"
)

// Kind is the way in which a measure is counted. The value is the code in the database.
type Kind string

// The kinds. A composite goal is several measures side by side, so it is no kind of its own.
const (
	KindCoverage  Kind = "coverage"  // which units satisfy a condition, of which units
	KindFrequency Kind = "frequency" // how many per calendar year
	KindVolume    Kind = "volume"    // how many in the period
	KindDelivery  Kind = "delivery"  // milestones with dates
	KindJudgement Kind = "judgement" // the board states a level, because nothing countable would be honest
)

// kinds are all kinds with their Swedish names, and how an address calls them, in the order of lists.
var kinds = []struct {
	kind Kind
	name string
	slug string
}{
	{KindCoverage, "Hur många av alla", "hur-manga"},
	{KindFrequency, "Antal per år", "per-ar"},
	{KindVolume, "Antal under perioden", "antal"},
	{KindDelivery, "Milstolpar", "milstolpar"},
	{KindJudgement, "Bedömning", "bedomning"},
}

// Kinds returns all kinds in the order of lists.
func Kinds() []Kind {
	out := make([]Kind, len(kinds))
	for i, k := range kinds {
		out[i] = k.kind
	}
	return out
}

// Name returns the Swedish name, "" for an unknown kind.
func (k Kind) Name() string {
	for _, n := range kinds {
		if n.kind == k {
			return n.name
		}
	}
	return ""
}

// Slug returns the kind in an address, "" for an unknown kind.
func (k Kind) Slug() string {
	for _, n := range kinds {
		if n.kind == k {
			return n.slug
		}
	}
	return ""
}

// KindBySlug returns the kind that an address means. Addresses from before the slugs have the code itself.
func KindBySlug(slug string) (Kind, bool) {
	for _, n := range kinds {
		if n.slug == slug || string(n.kind) == slug {
			return n.kind, true
		}
	}
	return "", false
}

// Valid tells whether k is one of the kinds.
func (k Kind) Valid() bool { return k.Name() != "" }

// A Definition says how a measure is counted on the days of Valid: one row of measure_versions.
type Definition struct {
	MeasureID  int64
	Label      string        // of the measure, for goals that have several; may be empty
	Valid      district.Span // the days on which this definition holds
	Kind       Kind
	Indicator  string          // key of the [Indicator] that counts
	Params     json.RawMessage // of the indicator; empty is {}
	Population Population      // of coverage
	Target     Target          // of coverage; of frequency, in a calendar year for each audience; of volume, if any
	Rhythm     Rhythm

	Earliest district.Date // nothing before this day counts, and the goal is not behind before it
	Due      district.Date // expected in full from this day
	Latest   district.Date // last day on which the goal can be reached

	// Corrections are the date overrides that [Effective] has put in place of the plan's own dates, which
	// [Definition.PlanDate] still tells.
	Corrections []Correction
}

// At returns the definition that holds on the day, of the versions of one measure. Before the first version of a
// measure there is none.
func At(defs []Definition, day district.Date) (Definition, bool) {
	for _, d := range defs {
		if d.Valid.Contains(day) {
			return d, true
		}
	}
	return Definition{}, false
}

// DateField names one of the three dates of a definition. The value is the code in the database.
type DateField string

// The dates that can be corrected.
const (
	FieldEarliest DateField = "earliest"
	FieldDue      DateField = "due"
	FieldLatest   DateField = "latest"
)

// Name returns the Swedish name, "" for an unknown field.
func (f DateField) Name() string {
	switch f {
	case FieldEarliest:
		return "Tidigast"
	case FieldDue:
		return "Ska vara nått"
	case FieldLatest:
		return "Sista dag"
	}
	return ""
}

// DateFields returns the three fields in the order of time.
func DateFields() []DateField { return []DateField{FieldEarliest, FieldDue, FieldLatest} }

// A DateOverride corrects one date of a measure (rättat datum) on the days of Valid: the plan's own date stays, and
// both are shown.
type DateOverride struct {
	ID     int64
	Field  DateField
	Day    district.Date // the right date
	Reason string
	Valid  district.Span // the days on which the correction is known
}

// A Correction is a date override that is in force, and the plan's own date that it stands in for.
type Correction struct {
	DateOverride
	Plan district.Date // zero where the plan has none
}

// Effective returns def as it is to be read on the day: with the dates of the overrides that hold then. On a day before
// an override is valid the plan's own date still holds, so that a correction never rewrites the curve before it.
// Calling it again, also for another day, starts anew from the plan's dates. def itself is left as it is.
func Effective(def Definition, overrides []DateOverride, day district.Date) Definition {
	for _, c := range def.Corrections {
		if p := def.date(c.Field); p != nil {
			*p = c.Plan
		}
	}
	def.Corrections = nil
	for _, o := range overrides {
		if !o.Valid.Contains(day) {
			continue
		}
		if p := def.date(o.Field); p != nil {
			def.Corrections = append(def.Corrections, Correction{o, def.PlanDate(o.Field)})
			*p = o.Day
		}
	}
	return def
}

// PlanDate returns the plan's own date, whether it is corrected or not.
func (d Definition) PlanDate(f DateField) district.Date {
	for _, c := range d.Corrections {
		if c.Field == f {
			return c.Plan
		}
	}
	if p := d.date(f); p != nil {
		return *p
	}
	return district.Date{}
}

// date returns where the field is kept, nil for an unknown one.
func (d *Definition) date(f DateField) *district.Date {
	switch f {
	case FieldEarliest:
		return &d.Earliest
	case FieldDue:
		return &d.Due
	case FieldLatest:
		return &d.Latest
	}
	return nil
}

// dueOn tells whether the measure is expected in full on the day because of its due date. Without one it is not.
func (d Definition) dueOn(day district.Date) bool { return !d.Due.IsZero() && !day.Before(d.Due) }

// startedOn tells whether anything counts yet.
func (d Definition) startedOn(day district.Date) bool { return !day.Before(d.Earliest) }

// endedOn tells whether the last day on which the goal can be reached has passed.
func (d Definition) endedOn(day district.Date) bool { return !d.Latest.IsZero() && day.After(d.Latest) }

// Check tells what is wrong with the definition as a whole, as a *[district.Invalid] with Swedish messages. The names
// of its fields are kind, indicator, kinds, except, minAgeMonths, target, targetUnit, rhythm, from, to, steps,
// years, earliest, due, latest, and those of the indicator's parameters.
func (d Definition) Check() error {
	var bad district.Invalid
	ind, ok := IndicatorByKey(d.Indicator)
	switch {
	case !d.Kind.Valid():
		bad.Add("kind", "Välj hur målet ska mätas.")
	case !ok || ind.Kind != d.Kind:
		bad.Add("indicator", "Välj vad som ska räknas.")
	default:
		bad.Fields = append(bad.Fields, complaints(ind.Check(d.Params))...)
	}
	if d.Kind == KindCoverage {
		bad.Fields = append(bad.Fields, complaints(d.Population.Check())...)
		bad.Fields = append(bad.Fields, complaints(d.Target.Check())...)
		if d.Target.Unit == TargetPercent && slices.ContainsFunc(d.Rhythm.Steps, func(s Step) bool { return s.Value > 100 }) {
			bad.Add("steps", "Skriv stegen i procent, högst 100.")
		}
	}
	switch {
	case d.Kind == KindFrequency && (d.Target.Unit != TargetCount || d.Target.N <= 0):
		bad.Add("target", "Skriv hur många som krävs varje år, minst 1.")
	case d.Kind == KindVolume && d.Target.Unit == TargetPercent:
		bad.Add("targetUnit", "Välj ett antal, eller inget måltal.")
	case d.Kind == KindFrequency || d.Kind == KindVolume:
		bad.Fields = append(bad.Fields, complaints(d.Target.Check())...)
		if d.Target.N > maxCount {
			bad.Add("target", fmt.Sprintf("Skriv ett antal som är högst %d.", maxCount))
		}
	}
	if d.Kind == KindVolume && d.Target.number() == 0 && d.Rhythm.Kind == RhythmSteps {
		bad.Add("target", "Skriv hur många det ska bli när takten är stegvis.")
	}
	if d.Kind.Valid() {
		bad.Fields = append(bad.Fields, complaints(d.Rhythm.CheckFor(d.Kind))...)
	}
	if !d.Due.IsZero() && d.Due.Before(d.Earliest) {
		bad.Add("due", "Välj en dag efter den tidigaste dagen.")
	}
	if !d.Latest.IsZero() && (d.Latest.Before(d.Earliest) || d.Latest.Before(d.Due)) {
		bad.Add("latest", "Välj en sista dag som kommer efter de andra datumen.")
	}
	if d.Kind == KindFrequency && slices.ContainsFunc(d.Rhythm.Years, func(y int) bool {
		return y < d.Earliest.Year() || !d.Latest.IsZero() && y > d.Latest.Year()
	}) {
		bad.Add("years", "Välj bara år som ligger mellan den tidigaste och den sista dagen.")
	}
	return bad.Err()
}

// complaints takes the fields out of an error that is nil or a *district.Invalid.
func complaints(err error) []district.FieldError {
	if bad, ok := err.(*district.Invalid); ok {
		return bad.Fields
	}
	return nil
}
