package sv

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"verkstad/internal/district"
)

func date(s string) district.Date { return district.MustDate(s) }

// check compares what a function of the package wrote; a "_" in want stands for a no-break space.
func check(t *testing.T, what, got, want string) {
	t.Helper()
	if want = strings.ReplaceAll(want, "_", nbsp); got != want {
		t.Errorf("%s = %q, want %q", what, got, want)
	}
}

func TestDates(t *testing.T) {
	d := date("2018-09-09")
	check(t, "Date", Date(d), "9 september 2018")
	check(t, "DateLong", DateLong(d), "söndag 9 september 2018")
	check(t, "DateShort", DateShort(d), "sön 9 sep 2018")
	check(t, "DateISO", DateISO(d), "2018-09-09")
	check(t, "DayMonth", DayMonth(d), "9 september")
	check(t, "DayMonthShort", DayMonthShort(d), "9 sep")
	check(t, "MonthYear", MonthYear(d), "september 2018")
	check(t, "Month", Month(time.May), "maj")
	check(t, "Month(0)", Month(0), "")
	check(t, "MonthShort", MonthShort(time.March), "mars")
	check(t, "Weekday", Weekday(time.Saturday), "lördag")
	check(t, "WeekdayShort", WeekdayShort(time.Thursday), "tors")
	check(t, "leap day", Date(date("2016-02-29")), "29 februari 2016")
	for _, f := range []func(district.Date) string{Date, DateLong, DateShort, DateISO, DayMonth, DayMonthShort, MonthYear, Week, WeekYear} {
		check(t, "no date", f(district.Date{}), "")
	}
}

func TestPeriod(t *testing.T) {
	for _, c := range []struct{ from, last, want string }{
		{"2017-02-01", "2019-03-31", "1 februari 2017–31 mars 2019"},
		{"2018-08-20", "2018-09-09", "20 augusti–9 september 2018"},
		{"2018-09-03", "2018-09-09", "3–9 september 2018"},
		{"2017-09-03", "2018-09-09", "3 september 2017–9 september 2018"},
		{"2018-09-09", "2018-09-09", "9 september 2018"},
		{"2017-02-01", "", "från 1 februari 2017"},
		{"", "2019-03-31", "till och med 31 mars 2019"},
		{"", "", "tills vidare"},
		{"2018-09-10", "2018-09-09", "ingen dag"},
	} {
		var s district.Span
		if c.from != "" {
			s.From = date(c.from)
		}
		if c.last != "" {
			s.Until = date(c.last).AddDays(1)
		}
		check(t, c.from+"/"+c.last, Period(s), c.want)
	}
	check(t, "PeriodISO", PeriodISO(district.Through(date("2017-02-01"), date("2019-03-31"))), "2017-02-01–2019-03-31")
	check(t, "PeriodISO open", PeriodISO(district.Span{From: date("2017-02-01")}), "2017-02-01–")
}

func TestWeek(t *testing.T) {
	for _, c := range []struct{ day, week, weekYear string }{
		{"2018-09-09", "v. 36", "v. 36 2018"},
		{"2018-09-10", "v. 37", "v. 37 2018"},
		{"2018-12-31", "v. 1 2019", "v. 1 2019"},
		{"2017-01-01", "v. 52 2016", "v. 52 2016"},
		{"2016-01-03", "v. 53 2015", "v. 53 2015"},
		{"2018-01-01", "v. 1", "v. 1 2018"},
	} {
		check(t, c.day, Week(date(c.day)), c.week)
		check(t, c.day+" with year", WeekYear(date(c.day)), c.weekYear)
	}
}

func TestInstants(t *testing.T) {
	summer := time.Date(2018, 9, 9, 16, 30, 0, 0, time.UTC)
	check(t, "Instant", Instant(summer), "9 september 2018 kl. 18.30")
	check(t, "InstantShort", InstantShort(summer), "sön 9 sep 2018 18.30")
	check(t, "InstantISO", InstantISO(summer), "2018-09-09 18:30")
	check(t, "Time", Time(summer), "18.30")
	check(t, "TimeISO", TimeISO(summer), "18:30")
	check(t, "TimeRange", TimeRange(summer, summer.Add(95*time.Minute)), "18.30–20.05")
	check(t, "TimeRange open", TimeRange(summer, time.Time{}), "18.30")
	check(t, "ClockTime", ClockTime(8, 5), "08.05")
	check(t, "no instant", Instant(time.Time{})+Time(time.Time{})+InstantISO(time.Time{}), "")
	// The night the clocks go back has 02.30 twice; the day begins at 22 UTC before it and at 23 UTC after it.
	check(t, "summer time", InstantISO(time.Date(2018, 10, 28, 0, 30, 0, 0, time.UTC)), "2018-10-28 02:30")
	check(t, "winter time", InstantISO(time.Date(2018, 10, 28, 1, 30, 0, 0, time.UTC)), "2018-10-28 02:30")
	check(t, "midnight", Instant(time.Date(2018, 12, 31, 23, 0, 0, 0, time.UTC)), "1 januari 2019 kl. 00.00")
}

func TestRelative(t *testing.T) {
	today := date("2018-04-16")
	for _, c := range []struct{ day, days, relative string }{
		{"2018-04-16", "i dag", "i dag"},
		{"2018-04-17", "i morgon", "i morgon"},
		{"2018-04-15", "i går", "i går"},
		{"2018-04-28", "om 12 dagar", "om 12 dagar"},
		{"2018-04-14", "för 2 dagar sedan", "för 2 dagar sedan"},
		{"2018-05-07", "om 21 dagar", "om 3 veckor"},
		{"2018-03-26", "för 21 dagar sedan", "för 3 veckor sedan"},
		{"2018-09-09", "om 146 dagar", "om 4 månader"},
		{"2018-09-16", "om 153 dagar", "om 5 månader"},
		{"2017-02-01", "för 439 dagar sedan", "för 14 månader sedan"},
		{"2020-04-16", "om 731 dagar", "om 2 år"},
		{"2014-09-14", "för 1310 dagar sedan", "för 3 år sedan"},
	} {
		check(t, c.day, DaysUntil(date(c.day), today), c.days)
		check(t, c.day, RelativeDay(date(c.day), today), c.relative)
	}
	now := time.Date(2018, 4, 16, 10, 0, 0, 0, time.UTC) // 12.00 in Stockholm
	for _, c := range []struct {
		before time.Duration
		want   string
	}{
		{20 * time.Second, "nyss"},
		{-20 * time.Second, "nyss"},
		{time.Minute, "för 1 minut sedan"},
		{59 * time.Minute, "för 59 minuter sedan"},
		{time.Hour, "för 1 timme sedan"},
		{11 * time.Hour, "för 11 timmar sedan"},
		{13 * time.Hour, "i går 23.00"},
		{-5 * time.Hour, "i dag 17.00"},
		{22 * 24 * time.Hour, "för 3 veckor sedan"},
		{-24 * time.Hour, "i morgon"},
	} {
		check(t, c.before.String(), Ago(now.Add(-c.before), now), c.want)
	}
}

func TestNumbers(t *testing.T) {
	check(t, "Int", Int(0), "0")
	check(t, "Int", Int(999), "999")
	check(t, "Int", Int(1234), "1_234")
	check(t, "Int", Int(int64(1234567)), "1_234_567")
	check(t, "Int", Int(-1234), "−1_234")
	check(t, "Int", Int(int64(math.MinInt64)), "−9_223_372_036_854_775_808")
	check(t, "Signed", Signed(3)+Signed(-3)+Signed(0), "+3−3±0")
	check(t, "Decimal", Decimal(1234.5, 1), "1_234,5")
	check(t, "Decimal", Decimal(-0.04, 1), "0,0")
	check(t, "Decimal", Decimal(-0.06, 1), "−0,1")
	check(t, "Decimal", Decimal(12, 2), "12,00")
	check(t, "Decimal", Decimal(math.NaN(), 2), "–")
	check(t, "Number", Number(12), "12")
	check(t, "Number", Number(12.345), "12,35")
	check(t, "Number", Number(-1234.5), "−1_234,5")
	check(t, "Percent", Percent(45), "45_%")
	check(t, "Percent", Percent(44.6), "45_%")
	check(t, "PercentDecimal", PercentDecimal(8.07, 1), "8,1_%")
	check(t, "Share", Share(44, 51), "86_%")
	check(t, "Share", Share(199, 200), "99_%")
	check(t, "Share", Share(1, 1000), "1_%")
	check(t, "Share", Share(0, 51)+Share(51, 51), "0_%100_%")
	check(t, "Share", Share(0, 0), "–")
	check(t, "Of", Of(44, 51), "44 av 51")
}

func TestWords(t *testing.T) {
	check(t, "Plural", Plural(1, "förening", "föreningar")+Plural(0, "förening", "föreningar"), "föreningföreningar")
	check(t, "Count", Count(1234, "förening", "föreningar"), "1_234 föreningar")
	check(t, "Noun", Association.Count(1)+Committee.Count(2), "1 förening2 utskott")
	check(t, "Noun", Association.CountOrNone(0)+Committee.CountOrNone(0)+Goal.CountOrNone(1), "ingen föreninginget utskott1 mål")
	check(t, "Noun", Committee.A(), "ett utskott")
	check(t, "List", List(nil)+List([]string{"a"})+List([]string{"a", "b"})+List([]string{"a", "b", "c"}), "aa och ba, b och c")
	check(t, "ListMax", ListMax([]string{"a", "b", "c", "d"}, 2), "a, b och 2 till")
	check(t, "ListMax", ListMax([]string{"a", "b"}, 2), "a och b")
	check(t, "Join", Join(" · ", "", "Farsta", "", "4 uppdrag"), "Farsta · 4 uppdrag")
	for name, want := range map[string]string{
		"Farsta": "Farstas", "Märsta-Sigtuna": "Märsta-Sigtunas", "Tyresö": "Tyresös", "Högdalens": "Högdalens",
		"Max": "Max", "VU": "VU:s", "Farsta VU": "Farsta VU:s", "": "",
	} {
		check(t, name, Genitive(name), want)
	}
	check(t, "Capital", Capital("i dag")+Capital("över")+Capital("")+Capital("4 mål"), "I dagÖver4 mål")
	for name, want := range map[string]string{
		"Märsta-Sigtuna": "marsta-sigtuna", "Älvsjö": "alvsjo", "Enskede-Årsta": "enskede-arsta",
		"  Vita   Bergen! ": "vita-bergen", "A\u030angermanland": "angermanland", "Café & Ø": "cafe-o", "…": "",
	} {
		check(t, name, Slug(name), want)
	}
}

func TestSort(t *testing.T) {
	got := []string{"Österåker", "Älvsjö", "Årsta", "Zinken", "Wallin", "Vaxholm", "Vöte", "Wa", "farsta", "Ekerö", "Farsta", "Täby"}
	Sort(got)
	want := []string{"Ekerö", "farsta", "Farsta", "Täby", "Vaxholm", "Vöte", "Wa", "Wallin", "Zinken", "Årsta", "Älvsjö", "Österåker"}
	if !slices.Equal(got, want) {
		t.Errorf("Sort = %q, want %q", got, want)
	}
	if Compare("Vöte", "Wa") >= 0 || Compare("Z", "Å") >= 0 || Compare("Å", "Ä") >= 0 || Compare("a", "a") != 0 {
		t.Error("Compare does not order as Sort does")
	}
	done := make(chan bool) // collators are shared out, not shared: the race detector would tell
	for range 4 {
		go func() {
			for range 100 {
				Compare("Årsta", "Ängby")
			}
			done <- true
		}()
	}
	for range 4 {
		<-done
	}
}

func TestHotFormsAllocateOnce(t *testing.T) {
	d := date("2018-09-09")
	for name, f := range map[string]func(){
		"Date": func() { Date(d) }, "DateShort": func() { DateShort(d) }, "ClockTime": func() { ClockTime(18, 30) },
	} {
		if n := testing.AllocsPerRun(100, f); n > 2 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
