package district

// Gender is volunteered per assignment for statistics and never shown per person. The empty Gender is not said.
type Gender string

// The genders.
const (
	GenderWoman Gender = "woman"
	GenderMan   Gender = "man"
	GenderOther Gender = "other"
)

// Genders returns what may be said, without the empty one.
func Genders() []Gender { return []Gender{GenderWoman, GenderMan, GenderOther} }

// Valid tells whether g may be stored: one of the genders, or not said.
func (g Gender) Valid() bool { return g == "" || g.Name() != "" }

// Name returns the Swedish name, "" when it is not said.
func (g Gender) Name() string {
	switch g {
	case GenderWoman:
		return "Kvinna"
	case GenderMan:
		return "Man"
	case GenderOther:
		return "Annat"
	}
	return ""
}

// VacantSince tells since when a post is vacant on a day on which [PostStateOn] says so: the day after the last
// holder's last day; for a post that nobody has held, the first day of which somebody stated it vacant. It is zero
// when the post is not vacant.
func VacantSince(day Date, held []Span, stated []Date) Date {
	if PostStateOn(day, held, stated) != PostVacant {
		return Date{}
	}
	var since Date
	for _, s := range held {
		if !s.From.After(day) && s.Until.After(since) {
			since = s.Until
		}
	}
	if !since.IsZero() {
		return since
	}
	for _, d := range stated {
		if !d.After(day) && (since.IsZero() || d.Before(since)) {
			since = d
		}
	}
	return since
}

// HeldThrough returns the last day up to which a post that is held on the day stays held, over the spans of its
// unstruck assignments; days after one another count as one stretch. It is zero when the post is held without end, or
// not held on the day at all.
func HeldThrough(day Date, held []Span) Date {
	until := day
	for moved := true; moved; {
		moved = false
		for _, s := range held {
			if !s.Contains(until) {
				continue
			}
			if s.Until.IsZero() {
				return Date{}
			}
			until, moved = s.Until, true
		}
	}
	if until == day {
		return Date{}
	}
	return until.AddDays(-1)
}
