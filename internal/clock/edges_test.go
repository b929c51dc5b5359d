package clock_test

import (
	"testing"
	"time"

	"verkstad/internal/clock"
	"verkstad/internal/district"
)

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestBusinessDayTurnsAtMidnightInStockholm: an hour before midnight UTC in winter, two in summer, also in the nights in
// which the clocks change, at the ends of years and around leap days and election days.
func TestBusinessDayTurnsAtMidnightInStockholm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ midnight, day string }{ // the first instant of the day, in UTC
		{"2017-12-31T23:00:00Z", "2018-01-01"}, // New Year
		{"2018-12-31T23:00:00Z", "2019-01-01"},
		{"2016-02-28T23:00:00Z", "2016-02-29"}, // leap day, and the day after it
		{"2016-02-29T23:00:00Z", "2016-03-01"},
		{"2017-02-28T23:00:00Z", "2017-03-01"},
		{"2020-02-28T23:00:00Z", "2020-02-29"},
		{"2018-03-24T23:00:00Z", "2018-03-25"}, // the clocks go forward this day ...
		{"2018-03-25T22:00:00Z", "2018-03-26"}, // ... which has 23 hours
		{"2018-10-27T22:00:00Z", "2018-10-28"}, // they go back this day ...
		{"2018-10-28T23:00:00Z", "2018-10-29"}, // ... which has 25
		{"2017-03-25T23:00:00Z", "2017-03-26"},
		{"2017-10-28T22:00:00Z", "2017-10-29"},
		{"2018-09-08T22:00:00Z", "2018-09-09"}, // election days, and the days after them
		{"2018-09-09T22:00:00Z", "2018-09-10"},
		{"2019-05-25T22:00:00Z", "2019-05-26"},
		{"2019-05-26T22:00:00Z", "2019-05-27"},
	} {
		first, day := instant(t, c.midnight), district.MustDate(c.day)
		for at, want := range map[time.Time]district.Date{
			first.Add(-time.Microsecond): day.AddDays(-1), first.Add(-time.Minute): day.AddDays(-1), // 23.59
			first: day, first.Add(time.Minute): day, first.Add(2*time.Hour + 30*time.Minute): day,
		} {
			c := clock.Func(func() time.Time { return at })
			if got := c.At(0).Today; got != want {
				t.Errorf("at %s it is %s, want %s", at.Format(time.RFC3339Nano), got, want)
			}
			// A demo whose day was moved turns its day at the same instant, whatever season it has moved to.
			for _, to := range []string{"2016-02-29", "2017-12-31", "2018-03-25", "2018-09-09", "2018-10-28", "2020-02-29"} {
				offset := clock.At(at, 0).OffsetTo(district.MustDate(to))
				m := c.At(offset)
				if m.Today != district.MustDate(to) || m.Offset() != offset || clock.At(at.Add(24*time.Hour), offset).Today.DaysSince(m.Today) > 2 {
					t.Errorf("at %s, moved to %s by %d days: %s", at, to, offset, m.Today)
				}
				if got := clock.At(first, offset).Today.DaysSince(clock.At(first.Add(-time.Microsecond), offset).Today); got != 1 {
					t.Errorf("moved by %d days, %d days pass at midnight of %s", offset, got, day)
				}
			}
		}
	}
}

// TestShownKeepsTheDay: beside business days an instant is shown on its business day, at every half hour of the nights in
// which the clocks change, from and to.
func TestShownKeepsTheDay(t *testing.T) {
	t.Parallel()
	for _, now := range []string{"2026-11-25T10:00:00Z", "2018-03-24T22:30:00Z", "2018-10-27T21:30:00Z", "2019-12-31T22:30:00Z"} {
		from := instant(t, now)
		for _, to := range []string{"2018-03-24", "2018-03-25", "2018-03-26", "2018-10-27", "2018-10-28", "2018-10-29", "2016-02-29", "2018-12-31"} {
			m := clock.Moment{Now: from}.MovedTo(district.MustDate(to))
			for half := range 100 {
				at := from.Add(time.Duration(half) * 30 * time.Minute)
				if got := district.DateOf(m.Shown(at), clock.Stockholm); got != m.BusinessDay(at) {
					t.Fatalf("moved to %s, %s is shown on %s, its business day is %s", to, at, got, m.BusinessDay(at))
				}
			}
		}
	}
}
