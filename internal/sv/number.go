package sv

import (
	"math"
	"strconv"
)

const (
	nbsp   = "\u00a0" // groups digits and ties a unit to its number
	minus  = "\u2212"
	enDash = "–"
	// None stands where there is no value to show, as in an empty cell of figures.
	None = "–"
)

// An Integer is any type of whole number of the house.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}

// Int writes a whole number in groups of three with no-break spaces and a real minus: "1 234", "−12".
func Int[T Integer](n T) string {
	return string(appendGrouped(make([]byte, 0, 16), strconv.FormatInt(int64(n), 10)))
}

// Signed is [Int] with its sign always shown, for differences: "+3", "−2", and "±0" for none.
func Signed[T Integer](n T) string {
	switch {
	case n > 0:
		return "+" + Int(n)
	case n == 0:
		return "±0"
	}
	return Int(n)
}

// Decimal writes a number with exactly the given number of decimals: "1 234,5". NaN and infinities are [None].
func Decimal(f float64, decimals int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return None
	}
	return string(appendGrouped(make([]byte, 0, 24), strconv.FormatFloat(f, 'f', decimals, 64)))
}

// Number writes a number with at most two decimals and no trailing zeros: "12", "12,5".
func Number(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return None
	}
	return string(appendGrouped(make([]byte, 0, 24), strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64)))
}

// appendGrouped writes the output of strconv the Swedish way. A minus before nothing but zeros is dropped.
func appendGrouped(b []byte, s string) []byte {
	if s[0] == '-' {
		s = s[1:]
		for i := range len(s) {
			if s[i] != '0' && s[i] != '.' {
				b = append(b, minus...)
				break
			}
		}
	}
	whole := len(s)
	for i := range len(s) {
		if s[i] == '.' {
			whole = i
			break
		}
	}
	for i := range whole {
		if i > 0 && (whole-i)%3 == 0 {
			b = append(b, nbsp...)
		}
		b = append(b, s[i])
	}
	if whole < len(s) {
		b = append(append(b, ','), s[whole+1:]...)
	}
	return b
}

// Percent writes a percentage, given as percent (45, not 0.45), rounded to whole ones: "45 %".
func Percent[T Integer | ~float64](p T) string { return PercentDecimal(float64(p), 0) }

// PercentDecimal is [Percent] with the given number of decimals, as the results of elections have: "8,1 %".
func PercentDecimal(p float64, decimals int) string {
	if math.IsNaN(p) || math.IsInf(p, 0) {
		return None
	}
	return Decimal(p, decimals) + nbsp + "%"
}

// Share writes what share of the whole the part is, in whole percent. Only all is 100 % and only none is 0 %:
// 199 of 200 is "99 %". Of an empty whole there is no share: [None].
func Share[T Integer](part, whole T) string {
	if whole <= 0 {
		return None
	}
	p := int(math.Round(100 * float64(part) / float64(whole)))
	if part < whole {
		p = min(p, 99)
	}
	if part > 0 {
		p = max(p, 1)
	}
	return strconv.Itoa(p) + nbsp + "%"
}

// Of writes a part of a whole: "44 av 51".
func Of[T Integer](part, whole T) string { return Int(part) + " av " + Int(whole) }

// Value writes a part of a whole as [Of], and a number that is part of nothing by itself: "44 av 51", "12".
func Value[T Integer](part, whole T) string {
	if whole == 0 {
		return Int(part)
	}
	return Of(part, whole)
}
