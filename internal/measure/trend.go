package measure

import (
	"slices"

	"verkstad/internal/district"
)

// TrendDays returns the days on which a curve over the period is counted: its first day, the first of each month, and
// the last day that there is anything to say about, which is today or the last day of the period. There are at most n,
// in order and each once, and never one after today.
//
// When the months are too many they are thinned to every second, third, fourth, sixth or twelfth month from the first
// whole one, so that a curve keeps its days from one day to the next and only its end moves. A period without a first
// day is shown for its last two years.
func TrendDays(period district.Span, today district.Date, n int) []district.Date {
	last := today
	if end := period.Last(); !end.IsZero() && end.Before(today) {
		last = end
	}
	first := period.From
	if first.IsZero() {
		first = last.AddMonths(-24)
	}
	if n < 1 || last.IsZero() || first.After(last) || period.IsEmpty() {
		return nil
	}
	if n == 1 || first == last {
		return []district.Date{last}
	}
	var months []district.Date
	for d := district.NewDate(first.Year(), first.Month()+1, 1); d.Before(last); d = d.AddMonths(1) {
		months = append(months, d)
	}
	for step := 1; ; {
		out := []district.Date{first}
		for i := 0; i < len(months); i += step {
			out = append(out, months[i])
		}
		out = append(out, last)
		if len(out) <= n {
			return out
		}
		if n == 2 || step > len(months) {
			return slices.Delete(out, 1, len(out)-1)
		}
		switch step {
		case 1, 2, 3:
			step++
		case 4:
			step = 6
		default:
			step *= 2
		}
	}
}
