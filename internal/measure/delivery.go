package measure

import (
	"cmp"
	"slices"

	"verkstad/internal/district"
)

// A Milestone is a step of a delivery. All milestones of a measure are needed; one that is not needed any more is taken
// out by ending its Valid.
type Milestone struct {
	ID          int64
	Title       string
	Sort        int
	Due         district.Date // last day for it to be in time; zero is no date of its own
	Earlier     []EarlierDue  // the dates that it had before, in order: see [Milestone.DueOn]
	DoneOn      district.Date // counts from that day, also when it lies ahead
	CancelledOn district.Date
	Valid       district.Span // the days on which it belongs to the measure
	Note        string
	Path        string // where it is changed; "" for the page of the goal
}

// An EarlierDue is a due date that held on the days before Until, back to the one before it.
type EarlierDue struct {
	Until district.Date `json:"until"`
	Due   district.Date `json:"due"`
}

// DueOn returns the due date that held on the day: what was expected then does not change when people decide another
// date.
func (m Milestone) DueOn(day district.Date) district.Date {
	for _, e := range m.Earlier {
		if day.Before(e.Until) {
			return e.Due
		}
	}
	return m.Due
}

// MilestoneState is how a milestone stands on a day.
type MilestoneState string

// The states. Only MilestoneDone counts.
const (
	MilestoneOpen      MilestoneState = "open"
	MilestoneLate      MilestoneState = "late" // open, and its due date has passed
	MilestoneDone      MilestoneState = "done"
	MilestoneTooEarly  MilestoneState = "tooEarly" // done before the earliest day of the measure: does not count
	MilestoneTooLate   MilestoneState = "tooLate"  // done after the last day of the measure: does not count
	MilestoneCancelled MilestoneState = "cancelled"
)

// Word returns the state in Swedish.
func (s MilestoneState) Word() string {
	switch s {
	case MilestoneOpen:
		return "återstår"
	case MilestoneLate:
		return "försenad"
	case MilestoneDone:
		return "klar"
	case MilestoneTooEarly:
		return "klar för tidigt, räknas inte"
	case MilestoneTooLate:
		return "klar efter sista dagen, räknas inte"
	case MilestoneCancelled:
		return "inställd"
	}
	return ""
}

// StateOn returns how the milestone stands on the day under the definition. Whether it belongs to the measure that day
// is [Milestone.Valid]'s to say.
func (m Milestone) StateOn(def Definition, day district.Date) MilestoneState {
	reached := func(d district.Date) bool { return !d.IsZero() && !d.After(day) }
	switch {
	case reached(m.CancelledOn):
		return MilestoneCancelled
	case reached(m.DoneOn) && m.DoneOn.Before(def.Earliest):
		return MilestoneTooEarly
	case reached(m.DoneOn) && !def.Latest.IsZero() && m.DoneOn.After(def.Latest):
		return MilestoneTooLate
	case reached(m.DoneOn):
		return MilestoneDone
	case !m.DueOn(day).IsZero() && day.After(m.DueOn(day)):
		return MilestoneLate
	}
	return MilestoneOpen
}

// A DeliveryPoint is the value of a delivery on a day.
type DeliveryPoint struct {
	Day         district.Date
	Done, Total int

	// Expected is how many should be done by now: those whose due date has passed, all of them once the measure is
	// due. HasExpected is false when no date says anything.
	Expected    int
	HasExpected bool

	DoneOn    district.Date // day on which the last one was done, when all are
	NextTitle string        // the open milestone that is due first and not late; "" when there is none
	NextDue   district.Date // zero when it has no date
	Late      []Milestone   // open beyond their due date, the oldest first
	TooEarly  []Milestone   // done before the earliest day: they do not count, and are still open or late
	TooLate   []Milestone   // done after the last day, so they do not count
	Cancelled []Milestone   // needed, and will not come
	Blocked   bool          // a needed milestone is cancelled
}

// Progress returns how far the milestones have come on the day under the definition.
func Progress(ms []Milestone, def Definition, day district.Date) DeliveryPoint {
	p := DeliveryPoint{Day: day}
	next := -1
	ms = slices.Clone(ms)
	for i := range ms {
		ms[i].Due, ms[i].Earlier = ms[i].DueOn(day), nil
	}
	slices.SortStableFunc(ms, func(a, b Milestone) int {
		return cmp.Or(compareDue(a.Due, b.Due), cmp.Compare(a.Sort, b.Sort), cmp.Compare(a.ID, b.ID))
	})
	for i, m := range ms {
		if !m.Valid.Contains(day) {
			continue
		}
		p.Total++
		if !m.Due.IsZero() {
			p.HasExpected = true
			if day.After(m.Due) {
				p.Expected++
			}
		}
		state := m.StateOn(def, day)
		if state == MilestoneTooEarly {
			p.TooEarly = append(p.TooEarly, m)
			// It does not count, so it is still to be done, and may be late.
			m.DoneOn = district.Date{}
			state = m.StateOn(def, day)
		}
		switch state {
		case MilestoneDone:
			p.Done++
			if m.DoneOn.After(p.DoneOn) {
				p.DoneOn = m.DoneOn
			}
		case MilestoneTooLate:
			p.TooLate = append(p.TooLate, m)
		case MilestoneCancelled:
			p.Cancelled = append(p.Cancelled, m)
			p.Blocked = true
		case MilestoneLate:
			p.Late = append(p.Late, ms[i])
		case MilestoneOpen:
			if next < 0 {
				next = i
			}
		}
	}
	if next >= 0 {
		p.NextTitle, p.NextDue = ms[next].Title, ms[next].Due
	}
	if p.Done < p.Total {
		p.DoneOn = district.Date{}
	}
	if def.dueOn(day) {
		p.HasExpected, p.Expected = true, p.Total
	}
	if !def.startedOn(day) {
		p.HasExpected, p.Expected = false, 0
	}
	return p
}

// compareDue orders by due date, those without one last.
func compareDue(a, b district.Date) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}
