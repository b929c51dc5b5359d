package form

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"verkstad/internal/district"
)

const dateMessage = "Skriv ett datum, till exempel 2018-09-09."

// Date reads a required day. It takes 2018-09-09 and 20180909, 9/9 2018, 9.9.2018 (the day first, as in Swedish),
// 9 september 2018 and 9 sep 2018, also with the weekday before it. The year has four digits.
func (f *Form) Date(name, label string) district.Date {
	if f.line(name) == "" {
		f.say(name, label, dateMessage)
		return district.Date{}
	}
	return f.OptionalDate(name, label)
}

// OptionalDate is [Form.Date] that may be empty: the zero date.
func (f *Form) OptionalDate(name, label string) district.Date {
	v := f.line(name)
	if v == "" {
		return district.Date{}
	}
	d, ok := ParseDate(v)
	if !ok {
		f.say(name, label, dateMessage)
	}
	return d
}

// ParseDate reads a day in any of the ways of [Form.Date], for importers; ok is false for anything that is not a day
// of the years 1900–2199.
func ParseDate(s string) (d district.Date, ok bool) {
	if len(s) > 60 {
		return district.Date{}, false
	}
	parts := dateParts(strings.ToLower(s))
	for len(parts) > 1 && leadsDay(parts[0]) {
		parts = parts[1:]
	}
	var year, month, day string
	switch {
	case len(parts) == 1 && len(parts[0]) == 8:
		year, month, day = parts[0][:4], parts[0][4:6], parts[0][6:]
	case len(parts) != 3:
		return district.Date{}, false
	case len(parts[0]) == 4:
		year, month, day = parts[0], parts[1], parts[2]
	default:
		year, month, day = parts[2], parts[1], parts[0]
	}
	if len(year) != 4 || len(day) > 2 || !onlyDigits(year) || !onlyDigits(day) {
		return district.Date{}, false
	}
	y, _ := strconv.Atoi(year)
	n, _ := strconv.Atoi(day)
	m, ok := parseMonth(month)
	if !ok || y < 1900 || y > 2199 {
		return district.Date{}, false
	}
	d = district.NewDate(y, m, n)
	if d.Day() != n || d.Month() != m {
		return district.Date{}, false
	}
	return d, true
}

// dateParts cuts at the marks people put between day, month and year; nil when something else is among them.
func dateParts(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("-–./,", r)
	})
	for _, p := range parts {
		digits := onlyDigits(p)
		for _, r := range p {
			if !digits && !unicode.IsLetter(r) {
				return nil
			}
		}
	}
	return parts
}

var monthNames = []string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
	"oktober", "november", "december"}

func parseMonth(s string) (time.Month, bool) {
	if onlyDigits(s) && len(s) <= 2 {
		n, _ := strconv.Atoi(s)
		return time.Month(n), n >= 1 && n <= 12
	}
	for i, name := range monthNames {
		if len(s) >= 3 && strings.HasPrefix(name, s) {
			return time.Month(i + 1), true
		}
	}
	return 0, false
}

// leadsDay tells whether a word is what people write before a day: "sön", "söndagen", "den".
func leadsDay(s string) bool {
	for _, name := range []string{"måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen"} {
		if len(s) >= 3 && strings.HasPrefix(name, s) {
			return true
		}
	}
	return s == "den"
}
