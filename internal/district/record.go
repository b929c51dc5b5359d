package district

// RecordState says what has become of a dated record (händelse). The value is the code in the database.
type RecordState string

// The states. A planned record whose day has passed is still planned: nobody has said what became of it.
const (
	RecordPlanned   RecordState = "planned"
	RecordDone      RecordState = "done"
	RecordCancelled RecordState = "cancelled"
)

// RecordStates returns all states in the order of lists.
func RecordStates() []RecordState { return []RecordState{RecordPlanned, RecordDone, RecordCancelled} }

// Valid tells whether s is one of the states.
func (s RecordState) Valid() bool { return s.Name() != "" }

// Name returns the Swedish name, "" for an unknown state.
func (s RecordState) Name() string {
	switch s {
	case RecordPlanned:
		return "planerad"
	case RecordDone:
		return "genomförd"
	case RecordCancelled:
		return "inställd"
	}
	return ""
}

// A TakenPart is what the rules need to know of what a unit took part in.
type TakenPart struct {
	Days    []Date // on which it took part in something of the kind that is done and not struck
	Written []Date // days through which somebody has said that everything of the kind is written
	Life    Span   // of the unit
}

// TookPart tells whether a unit has taken part by the day, at least so many times since the earliest day (zero: ever).
// It has not when somebody has said that everything is written through a day by then on which the unit existed and
// something could count; otherwise nothing is known, which is neither.
func TookPart(day Date, p TakenPart, atLeast int, earliest Date) (yes, no bool) {
	n := 0
	for _, d := range p.Days {
		if !d.After(day) && !d.Before(earliest) && p.Life.Contains(d) {
			n++
		}
	}
	if n >= atLeast {
		return true, false
	}
	for _, w := range p.Written {
		if !w.After(day) && !w.Before(earliest) && !w.Before(p.Life.From) {
			return false, true
		}
	}
	return false, false
}
