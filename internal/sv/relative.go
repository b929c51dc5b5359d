package sv

import (
	"strconv"
	"time"

	"verkstad/internal/district"
)

// DaysUntil writes how far a day is from today in whole days, near ones by name: "i dag", "i morgon",
// "om 12 dagar", "i går", "för 12 dagar sedan".
func DaysUntil(d, today district.Date) string {
	if d.IsZero() || today.IsZero() {
		return ""
	}
	switch n := d.DaysSince(today); {
	case n == 0:
		return "i dag"
	case n == 1:
		return "i morgon"
	case n == -1:
		return "i går"
	default:
		return away(n, "dag", "dagar")
	}
}

// RelativeDay writes how far a day is from today in the unit people would use: as [DaysUntil] within two weeks, then
// "om 3 veckor", "för 4 månader sedan", "om 2 år". Weeks, months and years are whole ones that have passed, so that
// nothing sounds further away than it is.
func RelativeDay(d, today district.Date) string {
	if d.IsZero() || today.IsZero() {
		return ""
	}
	n := d.DaysSince(today)
	if abs(n) < 14 {
		return DaysUntil(d, today)
	}
	if abs(n) < 9*7 {
		return away(n/7, "vecka", "veckor")
	}
	m := monthsBetween(today, d)
	if abs(m) < 24 {
		return away(m, "månad", "månader")
	}
	return away(m/12, "år", "år")
}

// Ago writes how long ago something happened: "nyss", "för 5 minuter sedan", "för 2 timmar sedan" on the same
// Stockholm day, "i går 18.30", then as [RelativeDay]. An instant after now by the skew of a clock is "nyss"; a day
// ahead is written as [RelativeDay] writes it.
func Ago(t, now time.Time) string {
	if t.IsZero() || now.IsZero() {
		return ""
	}
	day, today := district.DateOf(t, stockholm), district.DateOf(now, stockholm)
	since := now.Sub(t)
	switch {
	case since < time.Minute && since > -time.Hour:
		return "nyss"
	case since > 0 && since < time.Hour:
		return away(-int(since/time.Minute), "minut", "minuter")
	case since > 0 && day == today:
		return away(-int(since/time.Hour), "timme", "timmar")
	case day == today.AddDays(-1):
		return "i går " + Time(t)
	case day == today:
		return "i dag " + Time(t)
	default:
		return RelativeDay(day, today)
	}
}

// away writes n units ahead when n is positive, back when it is negative.
func away(n int, one, many string) string {
	u := many
	if abs(n) == 1 {
		u = one
	}
	if n < 0 {
		return "för " + strconv.Itoa(-n) + " " + u + " sedan"
	}
	return "om " + strconv.Itoa(n) + " " + u
}

// monthsBetween counts whole months from a to b, negative when b is earlier.
func monthsBetween(a, b district.Date) int {
	if b.Before(a) {
		return -monthsBetween(b, a)
	}
	n := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	if a.AddMonths(n).After(b) {
		n--
	}
	return n
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
