// Package clock is the only place that asks what time it is.
//
// There are two clocks. The real one gives instants: of sessions, throttles, links, one-time codes and logs. The
// business clock gives the civil day of plan, posts and grants: the real day in Stockholm plus the whole days by
// which a demo database has been moved. Both are read once per request and once per transaction, as a [Moment].
package clock

import (
	"time"
	_ "time/tzdata" // the zone must be there on a machine without zoneinfo

	"verkstad/internal/district"
)

// Stockholm is the zone of the people who use the application.
var Stockholm = mustLoad("Europe/Stockholm")

func mustLoad(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic("clock: zone is embedded and cannot be missing: " + err.Error())
	}
	return l
}

// A Clock tells the real time.
type Clock struct {
	now func() time.Time
}

// System returns the clock of the machine.
func System() *Clock { return &Clock{now: time.Now} }

// Func returns a clock that tells what f tells, for tests.
func Func(f func() time.Time) *Clock { return &Clock{now: f} }

// Now returns the real instant in UTC, to the microsecond as Postgres keeps it.
func (c *Clock) Now() time.Time { return c.now().UTC().Truncate(time.Microsecond) }

// At returns this moment in a database whose business clock has been moved by offsetDays whole civil days.
func (c *Clock) At(offsetDays int) Moment { return At(c.Now(), offsetDays) }

// At returns the moment of an instant that has been read, in a database whose business clock has been moved by offsetDays
// whole civil days: whoever has read the clock already must not read it again, because midnight may lie between.
func At(now time.Time, offsetDays int) Moment {
	return Moment{Now: now, Today: district.DateOf(now, Stockholm).AddDays(offsetDays), offsetDays: offsetDays}
}

// A Moment is one reading of both clocks.
type Moment struct {
	Now        time.Time     // real instant, UTC
	Today      district.Date // business day
	offsetDays int
}

// Offset returns by how many days the business clock is moved.
func (m Moment) Offset() int { return m.offsetDays }

// OffsetTo returns the offset that would make day the business day of this moment.
func (m Moment) OffsetTo(day district.Date) int {
	return day.DaysSince(district.DateOf(m.Now, Stockholm))
}

// MovedTo returns the same instant with another business day.
func (m Moment) MovedTo(day district.Date) Moment {
	return Moment{Now: m.Now, Today: day, offsetDays: m.OffsetTo(day)}
}

// BusinessDay returns the business day on which a real instant fell, given today's offset. For a demo whose day has
// been moved it is what the calendar of the demo would have said.
func (m Moment) BusinessDay(t time.Time) district.Date {
	return district.DateOf(t, Stockholm).AddDays(m.offsetDays)
}

// Shown returns a real instant as the calendar of the business clock would have shown it: the same time of day on the
// business day. It is for display beside business days only; nothing may be stored or compared by it.
func (m Moment) Shown(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(Stockholm).AddDate(0, 0, m.offsetDays)
}

// Clock returns the wall time of the moment, for greeting and display.
func (m Moment) Clock() time.Time { return m.Now.In(Stockholm) }
