// Package district is the domain: the units of a party district, the people who hold posts in them, and the goals
// of its plan; their types, states, pure rules and error kinds.
//
// It imports nothing of ours, so that every other room may speak its language. It must not know how anything is
// stored, shown or asked for, nor what time it is: a rule that depends on the day takes the day.
package district

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// A Date is a civil date: a day in the calendar of the people of the district, without time of day or zone.
//
// The zero Date is "no date": it reads and writes as NULL, and at the ends of a [Span] it means unbounded.
type Date struct {
	t time.Time // midnight UTC of the day, or the zero Time
}

// NewDate returns the given day. Values outside their usual ranges are normalised as by [time.Date].
func NewDate(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// DateOf returns the civil date of an instant in the given zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return NewDate(y, m, d)
}

// ParseDate reads the form 2006-01-02. The Swedish ways of writing a date are read by package form.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("parse date %q: %w", s, err)
	}
	return Date{t}, nil
}

// MustDate is [ParseDate] for constants of the program; it panics on a malformed one.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero tells whether d is "no date".
func (d Date) IsZero() bool { return d.t.IsZero() }

// Year returns the calendar year, 0 for no date.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.t.Year()
}

// Month returns the month of the year.
func (d Date) Month() time.Month { return d.t.Month() }

// Day returns the day of the month.
func (d Date) Day() int { return d.t.Day() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.t.Weekday() }

// ISOWeek returns the ISO 8601 year and week number; at the turn of a year the ISO year may differ from d.Year().
func (d Date) ISOWeek() (year, week int) { return d.t.ISOWeek() }

// AddDays returns the day n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return Date{d.t.AddDate(0, 0, n)}
}

// AddMonths returns the same day n months later; a day that the month lacks becomes its last day (31 January plus
// one month is 28 or 29 February).
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	first := time.Date(d.t.Year(), d.t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.AddDate(0, 0, min(d.t.Day(), last)-1)}
}

// DaysSince returns the number of days from o to d.
func (d Date) DaysSince(o Date) int { return int((d.t.Unix() - o.t.Unix()) / (24 * 60 * 60)) }

// Before tells whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.t.Before(o.t) }

// After tells whether d is a later day than o.
func (d Date) After(o Date) bool { return d.t.After(o.t) }

// Compare is negative when d is earlier than o, 0 when it is the same day, positive when it is later.
func (d Date) Compare(o Date) int { return d.t.Compare(o.t) }

// Time returns midnight UTC of the day, for arithmetic and formatting only.
func (d Date) Time() time.Time { return d.t }

// String returns the form 2006-01-02, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format(time.DateOnly)
}

// MarshalText implements [encoding.TextMarshaler] in the form of [Date.String].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value implements [driver.Valuer]: a date column, NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.t, nil
}

// Scan implements [sql.Scanner] for date columns.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = DateOf(v, time.UTC)
	case string:
		return d.UnmarshalText([]byte(v))
	default:
		return fmt.Errorf("scan date: unexpected %T", src)
	}
	return nil
}

// A Span is a period of validity, half-open as the database keeps it: it holds on From and on every day before
// Until. A zero From or Until is unbounded. People say "från och med" and "till och med": see [Span.Last] and
// [Through].
type Span struct {
	From, Until Date
}

// Through returns the span from a first to a last day, both inclusive; a zero last day means without end.
func Through(first, last Date) Span { return Span{From: first, Until: last.AddDays(1)} }

// Last returns the last day on which s holds, zero when it has no end.
func (s Span) Last() Date { return s.Until.AddDays(-1) }

// Contains tells whether s holds on d.
func (s Span) Contains(d Date) bool {
	return (s.From.IsZero() || !d.Before(s.From)) && (s.Until.IsZero() || d.Before(s.Until))
}

// Overlaps tells whether s and o have a day in common.
func (s Span) Overlaps(o Span) bool {
	return (s.Until.IsZero() || o.From.IsZero() || o.From.Before(s.Until)) &&
		(o.Until.IsZero() || s.From.IsZero() || s.From.Before(o.Until))
}

// IsEmpty tells whether s holds on no day at all.
func (s Span) IsEmpty() bool {
	return !s.From.IsZero() && !s.Until.IsZero() && !s.From.Before(s.Until)
}
