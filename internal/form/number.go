package form

import (
	"math"
	"strconv"
	"strings"
)

// Int reads a required whole number from min to max. It may be grouped with spaces ("1 234") and lead with a hyphen
// or a real minus. Use [math.MinInt] and [math.MaxInt] for no bound.
func (f *Form) Int(name, label string, min, max int) int {
	if f.line(name) == "" {
		f.ask(name, "Fyll i", label)
		return 0
	}
	n, _ := f.OptionalInt(name, label, min, max)
	return n
}

// OptionalInt is [Form.Int] that may be empty; ok tells that a valid number is there.
func (f *Form) OptionalInt(name, label string, min, max int) (n int, ok bool) {
	v := f.line(name)
	if v == "" {
		return 0, false
	}
	s, ok := plainNumber(v)
	if ok && !strings.Contains(s, ".") {
		if n, err := strconv.Atoi(s); err == nil && n >= min && n <= max {
			return n, true
		}
	}
	lower, upper := "", ""
	if min != math.MinInt {
		lower = grouped(int64(min))
	}
	if max != math.MaxInt {
		upper = grouped(int64(max))
	}
	f.say(name, label, "Skriv ett helt tal"+bounds(lower, upper)+".")
	return 0, false
}

// Decimal reads a required number from min to max with a decimal comma or point, otherwise as [Form.Int]; ok tells
// that it is valid. It is a float64, for figures that are shown and compared, not for money. Use [math.Inf] for no
// bound.
func (f *Form) Decimal(name, label string, min, max float64) (x float64, ok bool) {
	if f.line(name) == "" {
		f.ask(name, "Fyll i", label)
		return 0, false
	}
	return f.OptionalDecimal(name, label, min, max)
}

// OptionalDecimal is [Form.Decimal] that may be empty: ok is false then, without a complaint.
func (f *Form) OptionalDecimal(name, label string, min, max float64) (x float64, ok bool) {
	v := f.line(name)
	if v == "" {
		return 0, false
	}
	if s, ok := plainNumber(v); ok {
		if x, err := strconv.ParseFloat(s, 64); err == nil && x >= min && x <= max {
			return x, true
		}
	}
	show := func(x float64) string {
		if math.IsInf(x, 0) {
			return ""
		}
		s := strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", ",", 1)
		return strings.Replace(s, "-", "\u2212", 1)
	}
	range_ := bounds(show(min), show(max))
	if range_ == "" {
		range_ = ", till exempel 12,5"
	}
	f.say(name, label, "Skriv ett tal"+range_+".")
	return 0, false
}

func bounds(lower, upper string) string {
	switch {
	case lower != "" && upper != "":
		return " mellan " + lower + " och " + upper
	case lower != "":
		return " som är minst " + lower
	case upper != "":
		return " som är högst " + upper
	}
	return ""
}

// plainNumber turns a number as people write it into the form strconv reads. Spaces must group whole thousands, so
// that two numbers in one field are not taken for one.
func plainNumber(s string) (string, bool) {
	if len(s) > 60 {
		return "", false
	}
	sign := ""
	for _, m := range []string{"-", "\u2212", "–"} {
		if rest, ok := strings.CutPrefix(s, m); ok {
			sign, s = "-", strings.TrimLeft(rest, " \u00a0")
			break
		}
	}
	whole, decimals, comma := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if comma && !onlyDigits(decimals) {
		return "", false
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool {
		return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009'
	})
	for i, g := range groups {
		if !onlyDigits(g) || i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return "", false
		}
	}
	if len(groups) == 0 {
		return "", false
	}
	if comma {
		decimals = "." + decimals
	}
	return sign + strings.Join(groups, "") + decimals, true
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// grouped writes a number for a message, as package sv does for pages.
func grouped(n int64) string {
	s, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		s, sign = s[1:], "\u2212"
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return sign + s
}
