package measure

import (
	"fmt"

	"verkstad/internal/district"
)

// A VolumePoint is the value of a volume on a day.
type VolumePoint struct {
	Day    district.Date
	Sum    int
	Target int     // 0 when nobody has decided any
	Events []Event // what is added, in order
	Before []Event // by the day, and before the earliest day: not added
	After  []Event // by the day, and after the last day: not added

	// Expected is how many are expected by the day, where steps or a day in full are decided.
	Expected    int
	HasExpected bool
}

// VolumeAt returns how much has come together by the day, of the events of a definition with corrected dates: those
// from the earliest day to the day or the last day that counts.
func VolumeAt(def Definition, events []Event, day district.Date) VolumePoint {
	p := VolumePoint{Day: day, Target: def.Target.number(), Events: within(events, def.Earliest, earlier(day, def.Latest))}
	for _, e := range p.Events {
		p.Sum += e.Count
	}
	if !def.Earliest.IsZero() {
		p.Before = within(events, district.Date{}, earlier(day, def.Earliest.AddDays(-1)))
	}
	if !def.Latest.IsZero() {
		p.After = within(events, def.Latest.AddDays(1), day)
	}
	if p.Target > 0 {
		p.Expected, p.HasExpected = Expected(def, day, p.Target)
	}
	return p
}

// number returns the number that the target asks for, 0 when it asks for none.
func (t Target) number() int {
	if t.Unit == TargetCount {
		return t.N
	}
	return 0
}

// VolumeStatus returns the status of a volume from its value on p.Day. def is the definition that holds then, with
// corrected dates. Without a target a volume is only told: it is neither late nor reached.
func VolumeStatus(def Definition, p VolumePoint) Status {
	value := fmt.Sprintf("%d av %d.", p.Sum, p.Target)
	s := func() Status {
		switch {
		case !def.startedOn(p.Day):
			return notStarted(def)
		case p.Target == 0:
			return status(Told, fmt.Sprintf("%d hittills. Det är inte bestämt hur många det ska bli.", p.Sum))
		case p.Sum >= p.Target:
			return status(Done, value)
		case def.endedOn(p.Day):
			return missed(def, value)
		case p.HasExpected && p.Sum < p.Expected:
			return status(Behind, fmt.Sprintf("%s Förväntat nu: %d.", value, p.Expected))
		case p.HasExpected:
			return status(OnTrack, fmt.Sprintf("%s Förväntat nu: %d.", value, p.Expected))
		case !def.Due.IsZero():
			return status(OnTrack, fmt.Sprintf("%s Målet ska vara nått %s.", value, longDate(def.Due)))
		case !def.Latest.IsZero():
			return status(OnTrack, fmt.Sprintf("%s Målet ska vara nått %s.", value, longDate(def.Latest)))
		}
		return status(NoBasis, value+" Det är inte bestämt när målet ska vara nått.")
	}()
	switch s.Code {
	case Missed, Behind, OnTrack, NoBasis:
		s.Gap = share(p.Target-p.Sum, p.Target)
	}
	if n := len(p.Before); n > 0 && s.Code != NotStarted {
		s.Detail += fmt.Sprintf(" %s före %s räknas inte.", count(n, "händelse", "händelser"), longDate(def.Earliest))
	}
	if n := len(p.After); n > 0 {
		s.Detail += fmt.Sprintf(" %s efter sista dagen räknas inte.", count(n, "händelse", "händelser"))
	}
	return s
}
