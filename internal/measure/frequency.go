package measure

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"verkstad/internal/district"
)

// A FrequencyPoint is the value of a frequency on a day: year by year, and in each year one cell per audience. The
// years are those that the rhythm counts; nothing of one year fills another, and nothing for one audience fills
// another.
type FrequencyPoint struct {
	Day      district.Date
	Required int         // in a year, for each audience
	Years    []YearPoint // in order
	Outside  []Event     // by the day, and in no year or for no audience that counts
}

// A YearPoint is one calendar year of a frequency on a day.
type YearPoint struct {
	Year     int
	First    district.Date // first day on which something counts: 1 January, or the measure's earliest day
	Last     district.Date // last day on which something counts: 31 December, or the measure's last day
	Over     bool          // the last day has passed
	Begun    bool          // the first day has come
	Audience []AudiencePoint
}

// An AudiencePoint is one cell: what one audience got in one year.
type AudiencePoint struct {
	Audience string // key; "" when the measure asks for none
	Required int
	Held     int     // may be more than is required
	Events   []Event // those held, in order

	// Proposed are the days by which the first, the second and so on are proposed to be held, evenly over the year.
	// They are a proposal and nothing that anybody has decided; Expected is how many of them have passed.
	Proposed []district.Date
	Expected int
	// Next is the day by which the next one is proposed: zero when enough are held or the year is over. It may have
	// passed.
	Next   district.Date
	Missed bool // the year is over with too few held: for good

	// Planned is the day for which the next one is planned, while more are needed and as far as [FrequencyPoint.Plan] was
	// told of any; else zero. It counts for nothing until it is held.
	Planned district.Date
}

// Short returns how many are still needed.
func (a AudiencePoint) Short() int { return max(0, a.Required-a.Held) }

// Required returns how many are required in the year for all audiences together.
func (y YearPoint) Required() int { return y.sum(func(a AudiencePoint) int { return a.Required }) }

// Filled returns how many of those required are held. More than enough for one audience fills nothing for another.
func (y YearPoint) Filled() int {
	return y.sum(func(a AudiencePoint) int { return min(a.Held, a.Required) })
}

// Expected returns how many of those required are proposed to be held by now.
func (y YearPoint) Expected() int { return y.sum(func(a AudiencePoint) int { return a.Expected }) }

func (y YearPoint) sum(of func(AudiencePoint) int) int {
	n := 0
	for _, a := range y.Audience {
		n += of(a)
	}
	return n
}

// Missed tells whether the year is over with too few held.
func (y YearPoint) Missed() bool { return y.Over && y.Filled() < y.Required() }

// Met tells whether all that is required in the year is held.
func (y YearPoint) Met() bool { return y.Filled() == y.Required() }

// Next returns the day by which the next one of any audience is proposed; zero when nothing more is needed or the year
// is over.
func (y YearPoint) Next() district.Date {
	a, _ := y.Waits()
	return a.Next
}

// Waits returns the audience whose next one is proposed first, which is whom the year waits for; ok is false when nothing
// more is needed or the year is over.
func (y YearPoint) Waits() (first AudiencePoint, ok bool) {
	for _, a := range y.Audience {
		if !a.Next.IsZero() && (!ok || a.Next.Before(first.Next)) {
			first, ok = a, true
		}
	}
	return first, ok
}

// Present returns the year that the day is about: the one that it lies in, or else the next one to come, or else the
// last one. ok is false when no year counts.
func (p FrequencyPoint) Present() (year YearPoint, ok bool) {
	for _, y := range p.Years {
		if !y.Over {
			return y, true
		}
	}
	if n := len(p.Years); n > 0 {
		return p.Years[n-1], true
	}
	return YearPoint{}, false
}

// MissedYears returns the years that are over with too few held.
func (p FrequencyPoint) MissedYears() []int {
	var out []int
	for _, y := range p.Years {
		if y.Missed() {
			out = append(out, y.Year)
		}
	}
	return out
}

// Complete tells whether nothing more is required: every year has what it needs, or is over.
func (p FrequencyPoint) Complete() bool {
	for _, y := range p.Years {
		if !y.Over && !y.Met() {
			return false
		}
	}
	return len(p.Years) > 0
}

// Events returns all that counts by the day, in order.
func (p FrequencyPoint) Events() []Event {
	var out []Event
	for _, y := range p.Years {
		for _, a := range y.Audience {
			out = append(out, a.Events...)
		}
	}
	slices.SortFunc(out, compareEvents)
	return out
}

// Plan says for which days more are planned; only the Day and the Audience of the events matter. What is planned has no
// past, so it is said of the present day alone. It changes no figure.
func (p *FrequencyPoint) Plan(planned []Event) {
	for i, y := range p.Years {
		for j := range y.Audience {
			a := &p.Years[i].Audience[j]
			a.Planned = district.Date{}
			if a.Next.IsZero() {
				continue
			}
			for _, e := range planned {
				if (a.Audience == "" || a.Audience == e.Audience) && !e.Day.Before(p.Day) && !e.Day.Before(y.First) && !e.Day.After(y.Last) {
					a.Planned = earlier(a.Planned, e.Day)
				}
			}
		}
	}
}

// InTime tells whether the next one is planned by the day that is proposed for it.
func (a AudiencePoint) InTime() bool { return !a.Planned.IsZero() && !a.Planned.After(a.Next) }

// FrequencyAt returns how often something has been held by the day, of the events of a definition with corrected
// dates. Years in which nothing can count, because they lie before the earliest day or after the last, are left out:
// nothing can be asked of them.
func FrequencyAt(def Definition, events []Event, day district.Date) FrequencyPoint {
	p := FrequencyPoint{Day: day, Required: def.Target.Needed(0)}
	audiences := def.Audiences()
	open := len(audiences) == 0
	if open {
		audiences = []string{""}
	}
	counts := func(e Event, audience string) bool { return open || e.Audience == audience }
	for _, year := range def.Rhythm.Years {
		y := YearPoint{Year: year, First: district.NewDate(year, time.January, 1), Last: district.NewDate(year, time.December, 31)}
		if y.First.Before(def.Earliest) {
			y.First = def.Earliest
		}
		y.Last = earlier(y.Last, def.Latest)
		if y.Last.Before(y.First) {
			continue
		}
		y.Begun, y.Over = !day.Before(y.First), day.After(y.Last)
		held := within(events, y.First, earlier(y.Last, day))
		for _, audience := range audiences {
			a := AudiencePoint{Audience: audience, Required: p.Required}
			for _, e := range held {
				if counts(e, audience) {
					a.Events = append(a.Events, e)
				}
			}
			a.Held = len(a.Events)
			a.Proposed = Spread(y.First, y.Last, p.Required)
			for _, d := range a.Proposed {
				if d.Before(day) {
					a.Expected++
				}
			}
			if def.Due.Year() == year && def.dueOn(day) {
				a.Expected = a.Required
			}
			switch {
			case a.Short() == 0:
			case y.Over:
				a.Missed = true
			default:
				a.Next = a.Proposed[a.Held]
				if def.Due.Year() == year {
					a.Next = earlier(a.Next, def.Due)
				}
			}
			y.Audience = append(y.Audience, a)
		}
		p.Years = append(p.Years, y)
	}
	for _, e := range within(events, district.Date{}, day) {
		if !slices.ContainsFunc(p.Years, func(y YearPoint) bool {
			return !e.Day.Before(y.First) && !e.Day.After(y.Last) && slices.ContainsFunc(audiences, func(a string) bool { return counts(e, a) })
		}) {
			p.Outside = append(p.Outside, e)
		}
	}
	return p
}

// Spread proposes n days from first to last, evenly spread, by each of which one more is to be held; the last of them
// is last. Where the days are whole months that can be shared out they end months: four in a year are 31 March, 30 June,
// 30 September and 31 December.
func Spread(first, last district.Date, n int) []district.Date {
	if n < 1 || first.IsZero() || last.Before(first) {
		return nil
	}
	out := make([]district.Date, n)
	after := last.AddDays(1)
	if months := (after.Year()-first.Year())*12 + int(after.Month()) - int(first.Month()); first.Day() == 1 && after.Day() == 1 && months%n == 0 {
		for i := range out {
			out[i] = first.AddMonths(months * (i + 1) / n).AddDays(-1)
		}
		return out
	}
	days := last.DaysSince(first) + 1
	for i := range out {
		out[i] = first.AddDays((days*(i+1)+n-1)/n - 1)
	}
	return out
}

// FrequencyStatus returns the status of a frequency from its value on p.Day. def is the definition that holds then,
// with corrected dates.
//
// While years remain it is the status of the present year, and [Status.Also] says beside it which years were missed:
// they are missed for good, and nothing that is held later takes that away, but a row that stayed red for two years
// would tell nobody whether this year's meetings are on their way, which is what somebody can still do something about.
// When nothing more is required, the goal is done if every year had what it needed, and missed otherwise. That a year
// can no longer be reached is never said while it lasts, because several meetings can be held in one day.
//
// The days that this year's are expected by are only proposed. The goal is behind when one of them has passed with too
// few held: a number per year is a rhythm of its own, and without any day in it four meetings would be on track until
// the evening before New Year's Eve.
func FrequencyStatus(def Definition, p FrequencyPoint) Status {
	year, ok := p.Present()
	if !ok {
		return status(NoBasis, "Det finns inget år att räkna.")
	}
	missed := p.MissedYears()
	also := ""
	if len(missed) > 0 {
		also = Missed.Word() + " " + and(years(missed))
	}
	past := ""
	for _, y := range p.Years {
		if y.Over && y.Year != year.Year {
			past += " " + yearText(y)
			if y.Missed() {
				past += " Det kan inte tas igen."
			}
		}
	}
	s := frequencyStatus(def, p, year, missed)
	s.Detail += past
	switch s.Code {
	case Missed:
		s.Word, s.Year = also, missed[len(missed)-1]
	default:
		s.Also = also
	}
	if s.Code != Done && s.Code != NotStarted {
		s.Gap = share(year.Required()-year.Filled(), year.Required())
	}
	return s
}

func frequencyStatus(def Definition, p FrequencyPoint, year YearPoint, missed []int) Status {
	switch {
	case p.Complete() && len(missed) > 0:
		return status(Missed, yearText(year))
	case p.Complete():
		return status(Done, yearText(year))
	case !year.Begun && len(missed) == 0 && year.Year == p.Years[0].Year:
		def.Earliest = year.First
		return notStarted(def)
	case !year.Begun:
		return status(OnTrack, fmt.Sprintf("Nästa år som räknas är %d.", year.Year))
	case year.Met():
		return status(OnTrack, yearText(year)+" Inget mer krävs i år.")
	}
	next := ""
	switch a, ok := year.Waits(); {
	case !ok:
	case a.InTime():
		next = fmt.Sprintf(" Nästa är planerad %s.", longDate(a.Planned))
	case !a.Planned.IsZero():
		next = fmt.Sprintf(" Nästa föreslås senast %s och är planerad %s.", longDate(a.Next), longDate(a.Planned))
	default:
		next = fmt.Sprintf(" Nästa föreslås senast %s.", longDate(a.Next))
	}
	for _, a := range year.Audience {
		if a.Held < a.Expected {
			return status(Behind, fmt.Sprintf("%s Förväntat nu: %d, jämnt fördelat över året.%s", yearText(year), year.Expected(), next))
		}
	}
	return status(OnTrack, yearText(year)+next)
}

// yearText writes a year: "2018: 2 av 4.", "2018: förtroendevalda 1 av 1, medlemmar 0 av 1."
func yearText(y YearPoint) string {
	text := strconv.Itoa(y.Year) + ": "
	for i, a := range y.Audience {
		if i > 0 {
			text += ", "
		}
		if a.Audience != "" {
			text += lowerFirst(a.Audience) + " "
		}
		text += fmt.Sprintf("%d av %d", a.Held, a.Required)
	}
	return text + "."
}

func years(all []int) []string {
	out := make([]string, len(all))
	for i, y := range all {
		out[i] = strconv.Itoa(y)
	}
	return out
}
