package measure

import "verkstad/internal/district"

// UnitState is how a unit stands in a coverage on a day. The value is the code of package store; what each is called
// depends on what is counted: see [Indicator.Units].
type UnitState string

// The states.
const (
	UnitYes     UnitState = "yes"
	UnitNo      UnitState = "no"
	UnitUnknown UnitState = "unknown" // nobody has said how it is
)

// A Point is the value of a coverage on a day. Total is Yes, No and Unknown together; nothing unknown is ever counted
// as a no.
type Point struct {
	Day              district.Date
	Yes, No, Unknown int
	Total            int
	ByKind           []KindCount
}

// Counted returns the point that the counts per kind add up to.
func Counted(day district.Date, byKind []KindCount) Point {
	p := Point{Day: day, ByKind: byKind}
	for _, c := range byKind {
		p.Yes += c.Yes
		p.No += c.No
		p.Unknown += c.Unknown
	}
	p.Total = p.Yes + p.No + p.Unknown
	return p
}

// Known returns of how many units the answer is known.
func (p Point) Known() int { return p.Yes + p.No }

// Split writes how many units are counted and of which kinds: see [Split].
func (p Point) Split() string { return Split(p.ByKind) }

// Too little is known to call a goal late while the known share is below knownOf/knownIn (three quarters). A district
// begins with nothing known; red would then say something about the register and not about the associations. Above it
// the missing answers can no longer be most of the picture, and silence must not keep a goal out of sight for ever.
const (
	knownOf = 3
	knownIn = 4
)

// KnownNeeded returns how many of total units must be known before a coverage may be called late: 39 of 51.
func KnownNeeded(total int) int { return (total*knownOf + knownIn - 1) / knownIn }

// KnownEnough tells whether enough is known to call the coverage late. See [KnownNeeded].
func (p Point) KnownEnough() bool { return p.Total > 0 && p.Known() >= KnownNeeded(p.Total) }

// A Change is what moved between two points, for "what has changed". The figures are differences.
type Change struct {
	From, To                district.Date
	Yes, No, Unknown, Total int
}

// Between returns the change from one point to another.
func Between(from, to Point) Change {
	return Change{
		From: from.Day, To: to.Day,
		Yes: to.Yes - from.Yes, No: to.No - from.No, Unknown: to.Unknown - from.Unknown, Total: to.Total - from.Total,
	}
}

// IsZero tells whether nothing moved.
func (c Change) IsZero() bool { return c.Yes == 0 && c.No == 0 && c.Unknown == 0 && c.Total == 0 }
