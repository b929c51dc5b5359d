package district_test

import (
	"testing"
	"time"

	"verkstad/internal/district"
)

// TestLeapDays: months and years around 29 February.
func TestLeapDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2016-02-29", 12, "2017-02-28"}, {"2016-02-29", 48, "2020-02-29"}, {"2016-02-29", -12, "2015-02-28"}, {"2016-02-29", 1, "2016-03-29"},
		{"2016-01-31", 1, "2016-02-29"}, {"2017-01-31", 1, "2017-02-28"}, {"2019-08-31", 6, "2020-02-29"}, {"2017-02-28", 12, "2018-02-28"},
		{"2015-02-28", 12, "2016-02-28"}, {"2017-12-31", 2, "2018-02-28"}, {"2019-12-31", 2, "2020-02-29"}, {"2018-12-31", 0, "2018-12-31"},
		{"2018-12-31", 1, "2019-01-31"}, {"2018-01-31", -2, "2017-11-30"},
	} {
		if got := district.MustDate(c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
	for year, days := range map[int]int{2015: 365, 2016: 366, 2017: 365, 2018: 365, 2019: 365, 2020: 366, 2100: 365} {
		first := district.NewDate(year, time.January, 1)
		if got := district.NewDate(year+1, time.January, 1).DaysSince(first); got != days {
			t.Errorf("%d has %d days", year, got)
		}
		if got := first.AddDays(days - 1); got != district.NewDate(year, time.December, 31) {
			t.Errorf("the last day of %d is %s", year, got)
		}
	}
	if got := district.MustDate("2199-12-31").DaysSince(district.MustDate("1900-01-01")); got != 109572 {
		t.Errorf("from the first day that a form takes to the last are %d days", got)
	}
	if _, err := district.ParseDate("2017-02-29"); err == nil {
		t.Error("29 February 2017 is a day")
	}
}

// TestThroughTheLastDay: "till och med 31 december" holds on New Year's Eve and not on New Year's Day; what follows on
// begins then, and the two share no day.
func TestThroughTheLastDay(t *testing.T) {
	t.Parallel()
	for _, last := range []string{"2017-12-31", "2016-02-29", "2016-02-28", "2018-09-09", "2019-05-26", "2018-03-25", "2018-10-28"} {
		day := district.MustDate(last)
		s := district.Through(day.AddDays(-10), day)
		next := district.Span{From: day.AddDays(1)}
		if !s.Contains(day) || s.Contains(day.AddDays(1)) || s.Last() != day || s.Overlaps(next) || !s.Overlaps(district.Span{From: day}) || next.Contains(day) {
			t.Errorf("through %s: %+v", last, s)
		}
		one := district.Through(day, day)
		if one.IsEmpty() || !one.Contains(day) || one.Contains(day.AddDays(-1)) {
			t.Errorf("only %s: %+v", last, one)
		}
		if held := district.HeldThrough(day, []district.Span{s, next}); !held.IsZero() {
			t.Errorf("held over %s without a gap, it is held through %s", last, held)
		}
		if got := district.VacantSince(day.AddDays(1), []district.Span{s}, nil); got != day.AddDays(1) {
			t.Errorf("after %s it is vacant since %s", last, got)
		}
	}
}

// TestElectionDays are Sundays of the weeks that people call them by.
func TestElectionDays(t *testing.T) {
	t.Parallel()
	for day, week := range map[string]int{"2018-09-09": 36, "2019-05-26": 21} {
		d := district.MustDate(day)
		if year, w := d.ISOWeek(); d.Weekday() != time.Sunday || w != week || year != d.Year() {
			t.Errorf("%s is %s of week %d of %d", day, d.Weekday(), w, year)
		}
	}
	for day, want := range map[string][2]int{"2018-12-31": {2019, 1}, "2017-01-01": {2016, 52}, "2016-01-03": {2015, 53}, "2020-12-31": {2020, 53}} {
		if year, week := district.MustDate(day).ISOWeek(); year != want[0] || week != want[1] {
			t.Errorf("%s is in week %d of %d, want %v", day, week, year, want)
		}
	}
}
