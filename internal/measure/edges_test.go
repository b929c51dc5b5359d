package measure_test

import (
	"slices"
	"testing"
	"time"

	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// TestYearEnds: what is held on New Year's Eve counts in the old year, what is held the day after in the new one; the
// old year is over when its last day has passed, and not on it.
func TestYearEnds(t *testing.T) {
	t.Parallel()
	date := district.MustDate
	def := measure.Definition{Kind: measure.KindFrequency, Target: measure.Target{Unit: measure.TargetCount, N: 1},
		Rhythm: measure.Rhythm{Kind: measure.RhythmCalendar, Years: []int{2016, 2017, 2018}}}
	events := []measure.Event{{ID: 1, Day: date("2016-02-29"), Count: 1}, {ID: 2, Day: date("2018-01-01"), Count: 1}}
	held := func(day string) (out []int) {
		for _, y := range measure.FrequencyAt(def, events, date(day)).Years {
			out = append(out, y.Filled())
		}
		return out
	}
	missed := func(day string) []int { return measure.FrequencyAt(def, events, date(day)).MissedYears() }
	for day, want := range map[string][]int{"2016-02-28": {0, 0, 0}, "2016-02-29": {1, 0, 0}, "2017-12-31": {1, 0, 0}, "2018-01-01": {1, 0, 1}} {
		if got := held(day); !slices.Equal(got, want) {
			t.Errorf("on %s the years have %v, want %v", day, got, want)
		}
	}
	if got := missed("2017-12-31"); len(got) != 0 {
		t.Errorf("on New Year's Eve %v are missed: there is an evening left", got)
	}
	if got := missed("2018-01-01"); !slices.Equal(got, []int{2017}) {
		t.Errorf("on New Year's Day %v are missed", got)
	}
	events[1].Day = date("2017-12-31")
	if got := held("2018-01-01"); !slices.Equal(got, []int{1, 1, 0}) {
		t.Errorf("held on New Year's Eve, the years have %v", got)
	}
	for _, year := range []int{2015, 2016, 2017, 2020} { // quarters end months, leap year or not
		first, last := district.NewDate(year, time.January, 1), district.NewDate(year, time.December, 31)
		want := []district.Date{district.NewDate(year, time.March, 31), district.NewDate(year, time.June, 30), district.NewDate(year, time.September, 30), last}
		if got := measure.Spread(first, last, 4); !slices.Equal(got, want) {
			t.Errorf("four in %d are proposed by %v", year, got)
		}
	}
}

// TestHalfAYear: a stub year counts when half of its days are in the period, 183 of them in a leap year too.
func TestHalfAYear(t *testing.T) {
	t.Parallel()
	for from, want := range map[string][]int{
		"2016-07-02": {2016, 2017}, "2016-07-03": {2017}, // 366 days: 183 left, 182 left
		"2017-07-02": {2017}, "2017-07-03": nil, // 365 days: 183 left, 182 left
	} {
		period := district.Through(district.MustDate(from), district.NewDate(2017, time.December, 31))
		if got := measure.CalendarYears(period); !slices.Equal(got, want) {
			t.Errorf("from %s: %v, want %v", from, got, want)
		}
	}
}

// TestWindowOverTheLeapDay: a window of February has the leap day in it, and one over New Year has both ends.
func TestWindowOverTheLeapDay(t *testing.T) {
	t.Parallel()
	feb := measure.Rhythm{Kind: measure.RhythmYearlyWindow, From: 2, To: 2}
	turn := measure.Rhythm{Kind: measure.RhythmYearlyWindow, From: 12, To: 1}
	for _, c := range []struct {
		r     measure.Rhythm
		day   string
		in    bool
		after string
	}{
		{feb, "2016-02-29", true, "2016-03-01"}, {feb, "2016-03-01", false, "2016-03-01"}, {feb, "2017-02-28", true, "2017-03-01"}, {feb, "2017-01-31", false, "2016-03-01"},
		{turn, "2017-12-31", true, "2018-02-01"}, {turn, "2018-01-01", true, "2018-02-01"}, {turn, "2018-01-31", true, "2018-02-01"}, {turn, "2018-02-01", false, "2018-02-01"},
	} {
		if after, in := c.r.InWindow(district.MustDate(c.day)); in != c.in || after.String() != c.after {
			t.Errorf("months %d to %d on %s: %v, after %s", c.r.From, c.r.To, c.day, in, after)
		}
	}
}

// TestElectionDay: "efter valet 2018" counts from the day after, and what is due on the day of the European election is
// expected on it.
func TestElectionDay(t *testing.T) {
	t.Parallel()
	date := district.MustDate
	def := measure.Definition{Kind: measure.KindDelivery, Indicator: measure.Milestones, Earliest: date("2018-09-10"), Due: date("2019-05-26")}
	for day, want := range map[string]measure.Code{"2018-09-09": measure.NotStarted, "2018-09-10": measure.OnTrack, "2019-05-25": measure.OnTrack, "2019-05-26": measure.Behind} {
		m := []measure.Milestone{{ID: 1, Title: "Utvärdering"}}
		if got := measure.DeliveryStatus(def, measure.Progress(m, def, date(day))).Code; got != want {
			t.Errorf("on %s it is %s, want %s", day, got.Word(), want.Word())
		}
	}
	period := district.Through(date("2017-02-18"), date("2019-03-31"))
	for day, want := range map[string]string{"2018-09-09": "2018-09-09", "2019-05-26": "2019-03-31"} {
		if days := measure.TrendDays(period, date(day), 100); days[len(days)-1].String() != want || !slices.Contains(days, date("2018-02-01")) {
			t.Errorf("a curve on %s ends on %s", day, days[len(days)-1])
		}
	}
}
