package district

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MeetingState says what has become of a meeting (träff). The value is the code in the database.
type MeetingState string

// The states. A planned meeting whose day has passed is still planned: nobody has said what became of it.
const (
	MeetingPlanned   MeetingState = "planned"
	MeetingHeld      MeetingState = "held"
	MeetingCancelled MeetingState = "cancelled"
)

// MeetingStates returns all states in the order of lists.
func MeetingStates() []MeetingState {
	return []MeetingState{MeetingPlanned, MeetingHeld, MeetingCancelled}
}

// Valid tells whether s is one of the states.
func (s MeetingState) Valid() bool { return s.Name() != "" }

// Name returns the Swedish name, "" for an unknown state.
func (s MeetingState) Name() string {
	switch s {
	case MeetingPlanned:
		return "planerad"
	case MeetingHeld:
		return "hållen"
	case MeetingCancelled:
		return "inställd"
	}
	return ""
}

// A MeetingPart is what the rules need to know of one part of a meeting that is held in several places.
type MeetingPart struct {
	State      MeetingState
	Start      time.Time
	End        time.Time // zero when nobody has said
	RecordedOn Date      // business day on which it was written that it was held
	Done       bool      // its attendance is finished
}

// A MeetingWhole is what a meeting in parts is as one meeting.
type MeetingWhole struct {
	State      MeetingState
	Start      time.Time // of the last part when it is held, otherwise of the first
	End        time.Time
	RecordedOn Date // zero unless held
	Done       bool // the attendance of every part that was held is finished
}

// WholeMeeting puts the parts of one meeting together; parts that were mistakes are not among them. It is cancelled
// when every part is. It is held, on the day of the last part, when every part that was not cancelled has been held;
// until then it is planned for the day of its first. Without parts it is the zero MeetingWhole.
func WholeMeeting(parts []MeetingPart) MeetingWhole {
	var going []MeetingPart
	for _, p := range parts {
		if p.State != MeetingCancelled {
			going = append(going, p)
		}
	}
	if len(going) == 0 {
		if len(parts) == 0 {
			return MeetingWhole{}
		}
		first := slices.MinFunc(parts, byStart)
		return MeetingWhole{State: MeetingCancelled, Start: first.Start, End: first.End}
	}
	first, last := slices.MinFunc(going, byStart), slices.MaxFunc(going, byStart)
	w := MeetingWhole{State: MeetingHeld, Start: last.Start, End: last.End, Done: true}
	for _, p := range going {
		if p.State != MeetingHeld {
			return MeetingWhole{State: MeetingPlanned, Start: first.Start, End: first.End}
		}
		if p.RecordedOn.After(w.RecordedOn) {
			w.RecordedOn = p.RecordedOn
		}
		w.Done = w.Done && p.Done
	}
	return w
}

func byStart(a, b MeetingPart) int { return a.Start.Compare(b.Start) }

// Presence is what is known of whether a unit came to a meeting.
type Presence string

// What may be known. Unknown is never absent: nobody has finished the attendance.
const (
	Present         Presence = "present"
	Absent          Presence = "absent"
	PresenceUnknown Presence = "unknown"
)

// PresenceAt tells what is known of an invited unit: whether it was ticked, and whether the attendance of the meeting
// is finished, which is when those who were not ticked are known to have stayed away.
func PresenceAt(ticked, done bool) Presence {
	switch {
	case ticked:
		return Present
	case done:
		return Absent
	}
	return PresenceUnknown
}

// Name returns the Swedish word.
func (p Presence) Name() string {
	switch p {
	case Present:
		return "var med"
	case Absent:
		return "var inte med"
	}
	return "inte noterat"
}

// AbsentInARow is how many absences after one another are worth a call.
const AbsentInARow = 2

// AbsentTwice tells whether a unit stayed away from the last two of the meetings to which it was invited and whose
// attendance is known, the latest first.
func AbsentTwice(latestFirst []Presence) bool {
	known := slices.DeleteFunc(slices.Clone(latestFirst), func(p Presence) bool { return p == PresenceUnknown })
	return len(known) >= AbsentInARow && !slices.Contains(known[:AbsentInARow], Present)
}

// A TimeOfDay is minutes since midnight on the clock on the wall, as people say when a meeting begins.
type TimeOfDay int

// ParseTimeOfDay reads 18.30, 18:30, 1830 and 18; ok is false for anything that is no time of day.
func ParseTimeOfDay(s string) (t TimeOfDay, ok bool) {
	s = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "kl"))
	s = strings.TrimSpace(strings.TrimPrefix(s, "."))
	hour, minute, cut := strings.Cut(strings.ReplaceAll(s, ":", "."), ".")
	switch {
	case cut && len(minute) != 2, len(hour) == 3 || len(hour) > 4 || hour == "":
		return 0, false
	case !cut && len(hour) == 4:
		hour, minute = hour[:2], hour[2:]
	case !cut:
		minute = "00"
	}
	h, err1 := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	if err1 != nil || err2 != nil || h > 23 || m > 59 {
		return 0, false
	}
	return TimeOfDay(h*60 + m), true
}

// String returns the form 18:30.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

// On returns the instant at which the clock on the wall in the zone shows t on the day. In the night in which the
// clock is put forward a time that does not exist is as many minutes after midnight; in the one in which it is put
// back, it is the first of the two.
func (t TimeOfDay) On(day Date, zone *time.Location) time.Time {
	wall := day.Time().Add(time.Duration(t) * time.Minute) // as if the zone were UTC
	_, before := wall.Add(-24 * time.Hour).In(zone).Zone()
	_, after := wall.Add(24 * time.Hour).In(zone).Zone()
	first := wall.Add(-time.Duration(max(before, after)) * time.Second)
	if shows(first, wall, zone) {
		return first.In(zone)
	}
	if second := wall.Add(-time.Duration(min(before, after)) * time.Second); shows(second, wall, zone) {
		return second.In(zone)
	}
	return wall.Add(-time.Duration(before) * time.Second).In(zone)
}

// shows tells whether the clock on the wall in the zone shows wall at the instant.
func shows(at, wall time.Time, zone *time.Location) bool {
	_, offset := at.In(zone).Zone()
	return at.Add(time.Duration(offset) * time.Second).Equal(wall)
}

// TimeOfDayOf returns what the clock on the wall in the zone shows at an instant.
func TimeOfDayOf(at time.Time, zone *time.Location) TimeOfDay {
	h, m, _ := at.In(zone).Clock()
	return TimeOfDay(h*60 + m)
}

// A MeetingAbout is a meeting that was held and to which a unit was invited: what is known of whether it came, and the
// latest answer that it gave afterwards by the day that is asked about, as a yes or another one.
type MeetingAbout struct {
	Day      Date
	Presence Presence
	Answered bool
	Yes      bool
}

// FollowUpState tells how what a unit answers after meetings counts in a coverage on the day. The meetings are those
// held by the day, the latest first. Each unit is asked about one: the first or, of a calendar year, the first of the
// year at which it was or may have been. counted is false when there is none, or when the unit was not there: then it
// is not in the figure at all. Neither yes nor no is that it has not answered, or that nobody has noted whether it came.
func FollowUpState(day Date, latestFirst []MeetingAbout, ofYear bool) (yes, no, counted bool) {
	for _, m := range latestFirst {
		if ofYear && (m.Day.Year() != day.Year() || m.Presence == Absent) {
			continue
		}
		known := m.Presence == Present && m.Answered
		return known && m.Yes, known && !m.Yes, m.Presence != Absent
	}
	return false, false, false
}
