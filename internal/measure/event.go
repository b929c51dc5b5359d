package measure

import (
	"cmp"
	"slices"

	"verkstad/internal/district"
)

// An Event is one thing that happened and counts in a frequency or a volume. What was cancelled, moved away or struck
// is no event: package store leaves it out.
type Event struct {
	ID         int64
	Day        district.Date // on which it happened; it counts from that day
	RecordedOn district.Date // on which it was written that it happened
	Audience   string        // key; "" when it had none
	Count      int           // 1, or a number that is added in a volume
	Title      string        // Swedish
	Path       string        // address of its record's page; "" for none
}

// compareEvents orders by day.
func compareEvents(a, b Event) int { return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.ID, b.ID)) }

// within returns the events on the days from first to last, in order; a zero first is from the beginning, a zero last
// to the end.
func within(events []Event, first, last district.Date) []Event {
	var out []Event
	for _, e := range events {
		if !e.Day.IsZero() && !e.Day.Before(first) && (last.IsZero() || !e.Day.After(last)) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, compareEvents)
	return out
}

// earlier returns the first of two days; a zero one is no bound.
func earlier(a, b district.Date) district.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
