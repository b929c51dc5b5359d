package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"verkstad/internal/district"
)

// Code is the state of a goal, for code; people read [Status.Word].
type Code string

// The codes.
const (
	Done        Code = "done"        // ✓ klart
	MetToday    Code = "metToday"    // ✓ uppfyllt i dag
	OnTrack     Code = "onTrack"     // ● i fas
	Behind      Code = "behind"      // ▲ ligger efter
	NotStarted  Code = "notStarted"  // ◇ börjar 10 sep 2018
	Missed      Code = "missed"      // ✕ missat 2017
	Unreachable Code = "unreachable" // ✕ kan inte längre nås
	Judged      Code = "judged"      // ○ bedömt av DS: delvis
	Awaiting    Code = "awaiting"    // ○ väntar på bedömning
	NoBasis     Code = "noBasis"     // ? underlag saknas
	Told        Code = "told"        // ○ räknas utan måltal
)

// Slug returns the code in an address: "ligger-efter"; "" for an unknown code.
func (c Code) Slug() string { return slugs[c] }

// CodeBySlug returns the code that an address means. Addresses from before the slugs have the code itself.
func CodeBySlug(slug string) (Code, bool) {
	for c, s := range slugs {
		if s == slug || string(c) == slug {
			return c, true
		}
	}
	return "", false
}

var slugs = map[Code]string{
	Done: "klart", MetToday: "uppfyllt", OnTrack: "i-fas", Behind: "ligger-efter", NotStarted: "borjar", Missed: "missat",
	Unreachable: "kan-inte-nas", Judged: "bedomt", Awaiting: "vantar", NoBasis: "underlag-saknas", Told: "utan-maltal",
}

// codes lists the codes from the furthest behind to the one that needs nothing. A goal that cannot be reached and one
// that was missed come first, because somebody has to decide what happens now. Where too little is known comes right
// after what is late: it may be.
var codes = []struct {
	code   Code
	symbol string
	word   string // without what varies
	tone   string
}{
	{Unreachable, "✕", "kan inte längre nås", "missed"},
	{Missed, "✕", "missat", "missed"},
	{Behind, "▲", "ligger efter", "behind"},
	{NoBasis, "?", "underlag saknas", "unknown"},
	{Awaiting, "○", "väntar på bedömning", "waiting"},
	{Judged, "○", "bedömt av DS", "judged"},
	{OnTrack, "●", "i fas", "ontrack"},
	{NotStarted, "◇", "börjar senare", "upcoming"},
	{MetToday, "✓", "uppfyllt i dag", "met"},
	{Done, "✓", "klart", "done"},
	{Told, "○", "räknas utan måltal", "judged"}, // nothing is asked of it, so it speaks for a goal only when nothing else does
}

// Codes returns all codes, from the furthest behind to the one that needs nothing, as a filter lists them.
func Codes() []Code {
	out := make([]Code, len(codes))
	for i, c := range codes {
		out[i] = c.code
	}
	return out
}

// Word returns the Swedish word of the code without date, year or level, for filters and legends; "" for an unknown
// code.
func (c Code) Word() string {
	for _, k := range codes {
		if k.code == c {
			return k.word
		}
	}
	return ""
}

// Tone returns the name of the code's colour: see [Status.Tone].
func (c Code) Tone() string {
	for _, k := range codes {
		if k.code == c {
			return k.tone
		}
	}
	return ""
}

// Red tells whether the code says that something has gone wrong. Nothing may be red because it is unknown.
func (c Code) Red() bool { return c == Behind || c == Missed || c == Unreachable }

// A Status is what a measure amounts to on a day. It is computed, never chosen. The zero Status is none at all: that of
// a goal that was closed, or that has no measure on the day.
type Status struct {
	Code   Code
	Symbol string // one character; never shown without the word
	Word   string // Swedish, complete: "börjar 10 sep 2018"
	Tone   string // done, met, ontrack, behind, upcoming, missed, judged, waiting or unknown: the name of its colour
	Detail string // Swedish sentences that explain it with the numbers
	Also   string // of a frequency: "missat 2017", years that are over for good, shown beside the status of the present one

	Day   district.Date // of NotStarted: the first day that counts
	Year  int           // of Missed
	Level Level         // of Judged
	Gap   float64       // of a coverage or delivery: the share that is missing to what is needed, 0 to 1
}

// IsZero tells whether s is no status at all.
func (s Status) IsZero() bool { return s.Code == "" }

// String returns the status as it is shown everywhere: "● i fas", "" for none.
func (s Status) String() string {
	if s.IsZero() {
		return ""
	}
	return s.Symbol + " " + s.Word
}

// Group returns the code under which the status is counted and found in lists, each status under one: its own, and
// [Missed] where a year was missed for good, so that a promise that was broken is not counted among those on track.
func (s Status) Group() Code {
	if s.Also != "" {
		return Missed
	}
	return s.Code
}

// Rank returns the place by how far behind: the lower, the more it needs somebody. A judgement that the goal is mostly
// reached is placed with the goals on track, one that it is reached with those met today. No status at all comes last.
func (s Status) Rank() int {
	code := s.Code
	if code == Judged {
		switch s.Level {
		case LevelMostly:
			code = OnTrack
		case LevelYes:
			code = MetToday
		}
	}
	rank := slices.Index(Codes(), code)
	if rank < 0 {
		return 2 * len(codes)
	}
	rank *= 2
	if s.Code == Judged && s.Level != LevelNo {
		rank++ // after its like: one level above, or counted before judged
	}
	return rank
}

// CompareStatus orders by how far behind: by [Status.Rank], then those that missed an earlier year, then by the largest
// gap.
func CompareStatus(a, b Status) int {
	also := func(s Status) int {
		if s.Also == "" {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Rank(), b.Rank()), cmp.Compare(also(a), also(b)), cmp.Compare(b.Gap, a.Gap))
}

// Worst returns the status that is furthest behind, for a goal with several measures in a list; its measures are still
// shown one by one. Of none it is the zero Status.
func Worst(all ...Status) Status {
	if len(all) == 0 {
		return Status{}
	}
	return slices.MinFunc(all, CompareStatus)
}

// CoverageStatus returns the status of a coverage from its value on p.Day. def is the definition that holds then, with
// corrected dates.
func CoverageStatus(def Definition, p Point) Status {
	needed := def.Target.Needed(p.Total)
	gap := share(needed-p.Yes, needed)
	value := fmt.Sprintf("%d av %d.", p.Yes, p.Total)
	unknown := ""
	if p.Unknown > 0 {
		unknown = " " + count(p.Unknown, "är okänd.", "är okända.")
	}
	switch {
	case !def.startedOn(p.Day):
		return notStarted(def)
	case p.Total == 0:
		return status(NoBasis, "Det finns inga föreningar eller organ att räkna den dagen.")
	case p.Yes >= needed:
		if needed < p.Total {
			value += fmt.Sprintf(" Det räcker med %d.", needed)
		}
		return status(MetToday, value+unknown)
	case !p.KnownEnough():
		s := status(NoBasis, fmt.Sprintf("%d av %d är kända; minst %d behöver vara kända.",
			p.Known(), p.Total, KnownNeeded(p.Total)))
		s.Gap = gap
		return s
	case def.endedOn(p.Day):
		s := missed(def, value)
		s.Gap = gap
		return s
	}
	s := coverageInTime(def, p, value, unknown, needed)
	s.Gap = gap
	return s
}

// coverageInTime is the status of a coverage that is not reached yet and still can be.
func coverageInTime(def Definition, p Point, value, unknown string, needed int) Status {
	if expected, ok := Expected(def, p.Day, p.Total); ok {
		code := Behind
		if p.Yes >= expected {
			code = OnTrack
		}
		return status(code, fmt.Sprintf("%s Förväntat nu: %d.%s", value, expected, unknown))
	}
	wait := func(day district.Date) Status {
		return status(OnTrack, fmt.Sprintf("%s Målet ska vara nått %s.%s", value, longDate(day), unknown))
	}
	after, in := def.Rhythm.InWindow(p.Day)
	switch {
	case !def.Due.IsZero() && p.Day.Before(def.Due):
		return wait(def.Due)
	case def.Rhythm.Kind == RhythmYearlyWindow:
		if !in { // the goal began after this year's window
			first, _, _ := def.Rhythm.lastWindow(p.Day)
			first = first.AddMonths(12)
			after = first.AddMonths(def.Rhythm.windowMonths())
		}
		return status(OnTrack, fmt.Sprintf("%s Målet följs upp från %s.%s", value, longDate(after), unknown))
	case def.Rhythm.Kind == RhythmStanding:
		return status(Behind, fmt.Sprintf("%s Målet gäller hela tiden; %d till behövs.%s", value, needed-p.Yes, unknown))
	case !def.Latest.IsZero():
		return wait(def.Latest)
	}
	return status(NoBasis, value+" Det är inte bestämt när målet ska vara nått."+unknown)
}

// DeliveryStatus returns the status of a delivery from its progress on p.Day. def is the definition that holds then,
// with corrected dates.
func DeliveryStatus(def Definition, p DeliveryPoint) Status {
	value := fmt.Sprintf("%d av %s.", p.Done, count(p.Total, "milstolpe klar", "milstolpar klara"))
	s := deliveryStatus(def, p, value)
	if s.Code != Done && s.Code != NotStarted {
		s.Gap = share(p.Total-p.Done, p.Total)
	}
	for _, m := range p.TooEarly {
		s.Detail += fmt.Sprintf(" ”%s” blev klar före %s och räknas inte.", m.Title, longDate(def.Earliest))
	}
	for _, m := range p.TooLate {
		s.Detail += fmt.Sprintf(" ”%s” blev klar efter sista dagen och räknas inte.", m.Title)
	}
	return s
}

func deliveryStatus(def Definition, p DeliveryPoint, value string) Status {
	next := ""
	switch {
	case p.NextTitle != "" && !p.NextDue.IsZero():
		next = fmt.Sprintf(" Nästa: ”%s”, senast %s.", p.NextTitle, longDate(p.NextDue))
	case p.NextTitle != "":
		next = fmt.Sprintf(" Nästa: ”%s”.", p.NextTitle)
	}
	switch {
	case !def.startedOn(p.Day):
		return notStarted(def)
	case p.Total == 0:
		return status(NoBasis, "Inga milstolpar är inlagda.")
	case p.Done == p.Total:
		return status(Done, fmt.Sprintf("%s Den sista blev klar %s.", value, longDate(p.DoneOn)))
	case p.Blocked:
		titles := make([]string, len(p.Cancelled))
		for i, m := range p.Cancelled {
			titles[i] = "”" + m.Title + "”"
		}
		return status(Unreachable, fmt.Sprintf("%s %s är inställd.", value, and(titles)))
	case def.endedOn(p.Day):
		return missed(def, value)
	case len(p.Late) > 0:
		m, more := p.Late[0], ""
		if n := len(p.Late) - 1; n > 0 {
			more = " " + count(n, "milstolpe till är sen.", "milstolpar till är sena.")
		}
		return status(Behind, fmt.Sprintf("%s ”%s” skulle vara klar senast %s.%s%s", value, m.Title, longDate(m.Due), more, next))
	case def.dueOn(p.Day):
		return status(Behind, fmt.Sprintf("%s Alla skulle vara klara %s.%s", value, longDate(def.Due), next))
	}
	return status(OnTrack, value+next)
}

// JudgementStatus returns the status of a judgement on the day. def is the definition that holds then, with corrected
// dates.
func JudgementStatus(def Definition, js []Judgement, day district.Date) Status {
	if !def.startedOn(day) {
		return notStarted(def)
	}
	j, ok := Current(js, def, day)
	if ok {
		s := status(Judged, fmt.Sprintf("Bedömt %s: %s.", longDate(j.On), j.Level.Word()))
		s.Word += ": " + j.Level.short()
		s.Level = j.Level
		return s
	}
	def.Rhythm = Rhythm{}
	if old, ok := Current(js, def, day); ok {
		return status(Awaiting, fmt.Sprintf("Den senaste bedömningen är från %s och är äldre än tolv månader.", longDate(old.On)))
	}
	return status(Awaiting, "Distriktsstyrelsen har inte bedömt målet än.")
}

// status fills in what follows from the code.
func status(c Code, detail string) Status {
	for _, k := range codes {
		if k.code == c {
			return Status{Code: c, Symbol: k.symbol, Word: k.word, Tone: k.tone, Detail: detail}
		}
	}
	panic("measure: no such code: " + string(c))
}

func notStarted(def Definition) Status {
	s := status(NotStarted, "Inget före "+longDate(def.Earliest)+" räknas.")
	s.Word = "börjar " + shortDate(def.Earliest)
	s.Day = def.Earliest
	return s
}

func missed(def Definition, value string) Status {
	s := status(Missed, value+" Sista dagen var "+longDate(def.Latest)+".")
	s.Year = def.Latest.Year()
	s.Word += " " + strconv.Itoa(s.Year)
	return s
}

// share returns part of whole within 0 and 1.
func share(part, whole int) float64 {
	if whole <= 0 || part <= 0 {
		return 0
	}
	return min(1, float64(part)/float64(whole))
}
