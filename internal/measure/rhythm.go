package measure

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"verkstad/internal/district"
)

// RhythmKind is the way in which something is expected over time. The value is the code in the JSON.
type RhythmKind string

// The rhythms.
const (
	RhythmNone         RhythmKind = ""              // nobody has decided any: only the dates of the measure speak
	RhythmStanding     RhythmKind = "standing"      // holds all the time: there is no expected-by-now, it is met or not
	RhythmYearlyWindow RhythmKind = "yearlyWindow"  // looked at once a year, when some months have passed
	RhythmSteps        RhythmKind = "steps"         // so many by such a day, as people have decided
	RhythmYearly       RhythmKind = "yearly"        // a judgement is current for twelve months
	RhythmCalendar     RhythmKind = "calendarYears" // so many in each of the calendar years that count
)

// Name returns the Swedish name, "" for an unknown rhythm.
func (k RhythmKind) Name() string {
	switch k {
	case RhythmNone:
		return "Ingen bestämd takt"
	case RhythmStanding:
		return "Gäller hela tiden"
	case RhythmYearlyWindow:
		return "Följs upp efter vissa månader varje år"
	case RhythmSteps:
		return "Stegvis"
	case RhythmYearly:
		return "Bedöms varje år"
	case RhythmCalendar:
		return "Varje kalenderår för sig"
	}
	return ""
}

// RhythmsFor returns the rhythms that make sense for a kind of measure, in the order of lists. The rhythm of a delivery
// is the due dates of its milestones.
func RhythmsFor(k Kind) []RhythmKind {
	switch k {
	case KindCoverage:
		return []RhythmKind{RhythmStanding, RhythmYearlyWindow, RhythmSteps, RhythmNone}
	case KindJudgement:
		return []RhythmKind{RhythmYearly, RhythmNone}
	case KindFrequency:
		return []RhythmKind{RhythmCalendar}
	case KindVolume:
		return []RhythmKind{RhythmNone, RhythmSteps}
	}
	return []RhythmKind{RhythmNone}
}

// A Rhythm says when what is expected. In JSON it is one of
//
//	{}
//	{"kind":"standing"}
//	{"kind":"yearlyWindow","from":"02","to":"04"}
//	{"kind":"steps","steps":[{"date":"2017-12-31","value":20}]}
//	{"kind":"yearly"}
//	{"kind":"calendarYears","years":[2017,2018]}
type Rhythm struct {
	Kind  RhythmKind `json:"kind,omitempty"`
	From  Month      `json:"from,omitzero"` // first month of the yearly window
	To    Month      `json:"to,omitzero"`   // last month of it; earlier than From when the window spans New Year
	Steps []Step     `json:"steps,omitempty"`
	Years []int      `json:"years,omitempty"` // the calendar years that count, in order
}

// A Step says what is expected from a day on: a number of units, or per cent of them where the target is a percentage.
type Step struct {
	Date  district.Date `json:"date"`
	Value int           `json:"value"`
}

// Month is a month of the year, "02" in JSON.
type Month time.Month

// MarshalText implements [encoding.TextMarshaler].
func (m Month) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%02d", int(m)), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Month) UnmarshalText(b []byte) error {
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 1 || n > 12 {
		return fmt.Errorf("read month %q: want 01 to 12", b)
	}
	*m = Month(n)
	return nil
}

// ReadRhythm reads a rhythm as it is kept; nothing at all is none.
func ReadRhythm(b []byte) (Rhythm, error) {
	var r Rhythm
	if err := readJSON(b, &r); err != nil {
		return Rhythm{}, fmt.Errorf("read rhythm: %w", err)
	}
	return r, nil
}

// JSON returns the rhythm as it is kept.
func (r Rhythm) JSON() json.RawMessage { return mustJSON(r) }

// CheckFor tells what is wrong with the rhythm for a kind of measure, as a *[district.Invalid] with the fields rhythm,
// from, to, steps and years.
func (r Rhythm) CheckFor(k Kind) error {
	if !slices.Contains(RhythmsFor(k), r.Kind) {
		return district.NewInvalid("rhythm", "Välj en takt som passar sättet att mäta.")
	}
	var bad district.Invalid
	window := r.From != 0 || r.To != 0
	switch {
	case r.Kind == RhythmYearlyWindow:
		if r.From < 1 || r.From > 12 {
			bad.Add("from", "Välj den första månaden.")
		}
		if r.To < 1 || r.To > 12 {
			bad.Add("to", "Välj den sista månaden.")
		}
		if bad.Fields == nil && r.windowMonths() == 12 {
			bad.Add("to", "Lämna minst en månad av året utanför, annars följs målet aldrig upp.")
		}
	case window:
		bad.Add("from", "Välj månader bara när målet följs upp efter vissa månader.")
	}
	switch {
	case r.Kind == RhythmSteps:
		bad.Fields = append(bad.Fields, r.checkSteps()...)
	case len(r.Steps) > 0:
		bad.Add("steps", "Skriv steg bara när takten är stegvis.")
	}
	switch {
	case r.Kind == RhythmCalendar:
		bad.Fields = append(bad.Fields, r.checkYears()...)
	case len(r.Years) > 0:
		bad.Add("years", "Välj år bara när målet räknas per kalenderår.")
	}
	return bad.Err()
}

// The years that a rhythm may have. They only keep a slip of the finger away.
const (
	firstYear = 1990
	lastYear  = 2100
)

func (r Rhythm) checkYears() []district.FieldError {
	if len(r.Years) == 0 {
		return []district.FieldError{{Field: "years", Message: "Välj minst ett år som räknas."}}
	}
	for i, y := range r.Years {
		if y < firstYear || y > lastYear || i > 0 && y <= r.Years[i-1] {
			return []district.FieldError{{Field: "years", Message: "Välj åren i ordning, varje år en gång."}}
		}
	}
	return nil
}

// CalendarYears proposes the calendar years that count in a period: those that lie in it with at least half of their
// days. The board may choose otherwise.
func CalendarYears(period district.Span) []int {
	last := period.Last()
	if period.From.IsZero() || last.IsZero() {
		return nil
	}
	var out []int
	for y := period.From.Year(); y <= last.Year(); y++ {
		first, end := district.NewDate(y, time.January, 1), district.NewDate(y, time.December, 31)
		whole := end.DaysSince(first) + 1
		if period.From.After(first) {
			first = period.From
		}
		if 2*(earlier(end, last).DaysSince(first)+1) >= whole {
			out = append(out, y)
		}
	}
	return out
}

func (r Rhythm) checkSteps() []district.FieldError {
	if len(r.Steps) == 0 {
		return []district.FieldError{{Field: "steps", Message: "Skriv minst ett steg: en dag och ett antal."}}
	}
	for i, s := range r.Steps {
		switch {
		case s.Date.IsZero():
			return []district.FieldError{{Field: "steps", Message: "Skriv en dag för varje steg, till exempel 2018-09-09."}}
		case s.Value < 0:
			return []district.FieldError{{Field: "steps", Message: "Skriv ett antal som är 0 eller mer för varje steg."}}
		case i > 0 && !s.Date.After(r.Steps[i-1].Date):
			return []district.FieldError{{Field: "steps", Message: "Skriv stegen i tidsordning, ett per dag."}}
		}
	}
	return nil
}

// windowMonths returns how many months the yearly window has.
func (r Rhythm) windowMonths() int { return (int(r.To)-int(r.From)+12)%12 + 1 }

// InWindow tells whether the day is in the yearly window, and in that case the first day after it. Of other rhythms no
// day is.
func (r Rhythm) InWindow(day district.Date) (after district.Date, in bool) {
	first, after, ok := r.lastWindow(day)
	return after, ok && !day.Before(first) && day.Before(after)
}

// lastWindow returns the first day of the last window that began on the day or before, and the first day after it.
func (r Rhythm) lastWindow(day district.Date) (first, after district.Date, ok bool) {
	if r.Kind != RhythmYearlyWindow || r.From < 1 || r.To < 1 || day.IsZero() {
		return first, after, false
	}
	first = district.NewDate(day.Year(), time.Month(r.From), 1)
	if first.After(day) {
		first = district.NewDate(day.Year()-1, time.Month(r.From), 1)
	}
	return first, first.AddMonths(r.windowMonths()), true
}

// Expected returns how many of total units a coverage is expected to have by the day, and whether anything is expected
// at all. It never asks for more than the target needs, and for nothing before the earliest day.
//
//   - In steps: the last step by then, 0 before the first; everything from the due date.
//   - With a yearly window: everything, except in the window and before the first window that ended while the goal
//     counted. A due date moves the first time: nothing is expected before it.
//   - Otherwise: everything from the due date, and nothing without one. A standing requirement has no expected-by-now;
//     it holds or it does not.
func Expected(def Definition, day district.Date, total int) (value int, ok bool) {
	needed := def.Target.Needed(total)
	if !def.startedOn(day) {
		return 0, false
	}
	switch def.Rhythm.Kind {
	case RhythmStanding:
		return 0, false
	case RhythmYearlyWindow:
		first, after, ok := def.Rhythm.lastWindow(day)
		if !ok || !def.Due.IsZero() && day.Before(def.Due) {
			return 0, false
		}
		if day.Before(after) && !day.Before(first) {
			return 0, false
		}
		if !def.Earliest.IsZero() && !after.After(def.Earliest) {
			return 0, false
		}
		return needed, true
	case RhythmSteps:
		if def.dueOn(day) {
			return needed, true
		}
		for _, s := range def.Rhythm.Steps {
			if s.Date.After(day) {
				break
			}
			value = s.Value
			if def.Target.Unit == TargetPercent {
				value = Target{TargetPercent, s.Value}.Needed(total)
			}
		}
		return min(value, needed), len(def.Rhythm.Steps) > 0
	}
	if def.dueOn(day) {
		return needed, true
	}
	return 0, false
}
