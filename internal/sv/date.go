package sv

import (
	"strconv"
	"time"
	_ "time/tzdata" // people here live in one zone, also on machines without a zone database

	"verkstad/internal/district"
)

// stockholm is the zone in which every instant is shown.
var stockholm = mustLocation("Europe/Stockholm")

func mustLocation(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic("sv: " + err.Error())
	}
	return loc
}

var (
	months = [...]string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
		"oktober", "november", "december"}
	monthsShort = [...]string{"jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"}
	weekdays    = [...]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"}
	daysShort   = [...]string{"sön", "mån", "tis", "ons", "tors", "fre", "lör"}
)

// Date writes a day as in running text: "9 september 2018".
func Date(d district.Date) string {
	if d.IsZero() {
		return ""
	}
	return string(appendDate(make([]byte, 0, 24), d))
}

// DateLong writes a day with its weekday: "söndag 9 september 2018".
func DateLong(d district.Date) string {
	if d.IsZero() {
		return ""
	}
	b := append(make([]byte, 0, 32), weekdays[d.Weekday()]...)
	return string(appendDate(append(b, ' '), d))
}

// DateShort writes a day for narrow places: "sön 9 sep 2018".
func DateShort(d district.Date) string {
	if d.IsZero() {
		return ""
	}
	b := append(make([]byte, 0, 24), daysShort[d.Weekday()]...)
	b = strconv.AppendInt(append(b, ' '), int64(d.Day()), 10)
	b = append(append(b, ' '), monthsShort[d.Month()-1]...)
	return string(appendYear(append(b, ' '), d))
}

// DateISO writes a day for tables, exports, inputs and the datetime attribute: "2018-09-09".
func DateISO(d district.Date) string { return d.String() }

// DayMonth writes a day whose year stands close by, as in the rows under a year's heading: "9 september".
func DayMonth(d district.Date) string {
	if d.IsZero() {
		return ""
	}
	return string(appendDayMonth(make([]byte, 0, 16), d))
}

// DayMonthShort is [DayMonth] for axes and narrow columns: "9 sep".
func DayMonthShort(d district.Date) string {
	if d.IsZero() {
		return ""
	}
	b := strconv.AppendInt(make([]byte, 0, 8), int64(d.Day()), 10)
	return string(append(append(b, ' '), monthsShort[d.Month()-1]...))
}

// MonthYear writes the month of a day: "september 2018".
func MonthYear(d district.Date) string {
	if d.IsZero() {
		return ""
	}
	b := append(make([]byte, 0, 16), months[d.Month()-1]...)
	return string(appendYear(append(b, ' '), d))
}

// Month writes the name of a month: "september".
func Month(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return months[m-1]
}

// MonthShort writes a month for axes and narrow columns: "sep".
func MonthShort(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return monthsShort[m-1]
}

// Weekday writes the name of a day of the week: "söndag".
func Weekday(d time.Weekday) string {
	if d < time.Sunday || d > time.Saturday {
		return ""
	}
	return weekdays[d]
}

// WeekdayShort writes a day of the week for narrow columns: "sön".
func WeekdayShort(d time.Weekday) string {
	if d < time.Sunday || d > time.Saturday {
		return ""
	}
	return daysShort[d]
}

func appendDate(b []byte, d district.Date) []byte {
	return appendYear(append(appendDayMonth(b, d), ' '), d)
}

func appendDayMonth(b []byte, d district.Date) []byte {
	b = strconv.AppendInt(b, int64(d.Day()), 10)
	return append(append(b, ' '), months[d.Month()-1]...)
}

func appendYear(b []byte, d district.Date) []byte { return strconv.AppendInt(b, int64(d.Year()), 10) }

// Period writes a span by its first and last day, saying month and year once when both share them:
// "9 september 2018", "3–9 september 2018", "20 augusti–9 september 2018", "1 februari 2017–31 mars 2019".
// A missing end gives "från 1 februari 2017" or "till och med 31 mars 2019", none at all "tills vidare". A span
// that holds on no day gives "ingen dag".
func Period(s district.Span) string {
	first, last := s.From, s.Last()
	switch {
	case s.IsEmpty():
		return "ingen dag"
	case first.IsZero() && last.IsZero():
		return "tills vidare"
	case last.IsZero():
		return "från " + Date(first)
	case first.IsZero():
		return "till och med " + Date(last)
	case first == last:
		return Date(first)
	}
	b := make([]byte, 0, 48)
	switch {
	case first.Year() != last.Year():
		b = appendDate(b, first)
	case first.Month() != last.Month():
		b = appendDayMonth(b, first)
	default:
		b = strconv.AppendInt(b, int64(first.Day()), 10)
	}
	return string(appendDate(append(b, enDash...), last))
}

// PeriodISO writes a span by its first and last day for tables: "2017-02-01–2019-03-31", with the dash left open at
// a missing end: "2017-02-01–".
func PeriodISO(s district.Span) string {
	if s.From.IsZero() && s.Until.IsZero() {
		return ""
	}
	return s.From.String() + enDash + s.Last().String()
}

// Week writes the ISO week of a day: "v. 36", and with its year where that is not the year of the day: "v. 1 2019"
// for 31 December 2018.
func Week(d district.Date) string {
	year, week := d.ISOWeek()
	if year != d.Year() {
		return WeekYear(d)
	}
	return "v. " + strconv.Itoa(week)
}

// WeekYear writes the ISO week of a day always with its ISO year: "v. 36 2018".
func WeekYear(d district.Date) string {
	if d.IsZero() {
		return ""
	}
	year, week := d.ISOWeek()
	return "v. " + strconv.Itoa(week) + " " + strconv.Itoa(year)
}

// Time writes the Stockholm time of day of an instant as in text: "18.30".
func Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(stockholm)
	return ClockTime(t.Hour(), t.Minute())
}

// TimeISO writes the Stockholm time of day of an instant for inputs and exports: "18:30".
func TimeISO(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(stockholm).Format("15:04")
}

// ClockTime writes a time of day that is known by its parts: "18.30".
func ClockTime(hour, minute int) string {
	return string(appendTwo(append(appendTwo(make([]byte, 0, 5), hour), '.'), minute))
}

func appendTwo(b []byte, n int) []byte {
	if n >= 0 && n < 10 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// TimeRange writes from when till when in Stockholm time: "18.30–20.00". Without an end it is [Time].
func TimeRange(from, until time.Time) string {
	if until.IsZero() {
		return Time(from)
	}
	return Time(from) + enDash + Time(until)
}

// Instant writes an instant in Stockholm time as in text: "9 september 2018 kl. 18.30".
func Instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Date(district.DateOf(t, stockholm)) + " kl. " + Time(t)
}

// InstantShort is [Instant] for narrow places: "sön 9 sep 2018 18.30".
func InstantShort(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return DateShort(district.DateOf(t, stockholm)) + " " + Time(t)
}

// InstantISO writes an instant in Stockholm time for tables and exports: "2018-09-09 18:30".
func InstantISO(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(stockholm).Format("2006-01-02 15:04")
}
