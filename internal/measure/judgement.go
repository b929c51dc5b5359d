package measure

import "verkstad/internal/district"

// Level is how far the board judges that a goal is reached. The value is the code in the database.
type Level string

// The levels, from low to high.
const (
	LevelNo     Level = "no"
	LevelPartly Level = "partly"
	LevelMostly Level = "mostly"
	LevelYes    Level = "yes"
)

// Levels returns the levels from low to high.
func Levels() []Level { return []Level{LevelNo, LevelPartly, LevelMostly, LevelYes} }

// Word returns the level in Swedish, as it stands after "bedömt av DS:" and after "målet är". It is "" for an unknown
// level.
func (l Level) Word() string {
	switch l {
	case LevelNo:
		return "inte uppfyllt"
	case LevelPartly:
		return "delvis uppfyllt"
	case LevelMostly:
		return "till stor del uppfyllt"
	case LevelYes:
		return "uppfyllt"
	}
	return ""
}

// short is the level in a status, where the words around it say what it is about.
func (l Level) short() string {
	switch l {
	case LevelPartly:
		return "delvis"
	case LevelMostly:
		return "till stor del"
	}
	return l.Word()
}

// Valid tells whether l is one of the levels.
func (l Level) Valid() bool { return l.Word() != "" }

// A Judgement is a level that the board has stated, with its reason.
type Judgement struct {
	ID     int64
	Level  Level
	Reason string
	On     district.Date // counts from that day
	By     string        // who entered it, for people; may be empty
	Struck bool          // entered by mistake: counts on no date
}

// currentMonths is for how long a judgement speaks about the present where the rhythm is yearly.
const currentMonths = 12

// Current returns the judgement that speaks for the day: the latest by then that is not struck, not made before the
// earliest day and, where the rhythm is yearly, not older than twelve months.
func Current(js []Judgement, def Definition, day district.Date) (Judgement, bool) {
	var best Judgement
	found := false
	for _, j := range js {
		if j.Struck || j.On.IsZero() || j.On.After(day) || j.On.Before(def.Earliest) {
			continue
		}
		if def.Rhythm.Kind == RhythmYearly && day.After(j.On.AddMonths(currentMonths)) {
			continue
		}
		if !found || j.On.After(best.On) || j.On == best.On && j.ID > best.ID {
			best, found = j, true
		}
	}
	return best, found
}
