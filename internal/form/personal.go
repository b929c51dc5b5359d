package form

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

const personalNumberMessage = "Ta bort det som ser ut som ett personnummer. Verkstad sparar inga personnummer."

// LooksLikePersonalNumber tells whether a text holds what is in all likelihood a Swedish personal identity number or
// coordination number: YYMMDD-NNNN or YYYYMMDD-NNNN, the separator being a hyphen, a plus, a space or nothing, with a
// day that exists (60 more in a coordination number) and a right check digit (Skatteverket SKV 704, Luhn over the last
// ten digits).
//
// Telephone numbers are kept apart where they can be: ten digits in a row that begin with 0 are not taken for one, nor
// is a day followed by a time of day.
func LooksLikePersonalNumber(text string) bool {
	s := norm.NFKC.String(text) // full-width digits are digits, and no-break spaces are spaces
	for i := 0; i < len(s); {
		if !isDigit(s[i]) {
			i++
			continue
		}
		j := digitsFrom(s, i)
		run := s[i:j]
		switch len(run) {
		case 12:
			if isPersonalNumber(run) {
				return true
			}
		case 10:
			if run[0] != '0' && isPersonalNumber(run) {
				return true
			}
		case 6, 8:
			k, spaced := separator(s, j)
			end := digitsFrom(s, k)
			if k > j && end-k == 4 && !(spaced && isTimeOfDay(s[k:end])) && isPersonalNumber(run+s[k:end]) {
				return true
			}
		}
		i = j
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digitsFrom returns the end of the run of digits that begins at i.
func digitsFrom(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

// separator returns where the separator at i ends and whether it is nothing but space.
func separator(s string, i int) (end int, spaced bool) {
	end = skipSpaces(s, i)
	for _, mark := range []string{"-", "+", "\u2010", "\u2011", "–", "—", "\u2212"} {
		if strings.HasPrefix(s[end:], mark) {
			return skipSpaces(s, end+len(mark)), false
		}
	}
	return end, true
}

func skipSpaces(s string, i int) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

func isTimeOfDay(hhmm string) bool { return hhmm[:2] < "24" && hhmm[2:] < "60" }

// isPersonalNumber checks ten or twelve digits.
func isPersonalNumber(digits string) bool {
	if len(digits) == 12 {
		if c := digits[:2]; c != "18" && c != "19" && c != "20" {
			return false
		}
		digits = digits[2:]
	}
	two := func(i int) int { return int(digits[i]-'0')*10 + int(digits[i+1]-'0') }
	year, month, day := two(0), two(2), two(4)
	if day > 60 {
		day -= 60
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return false
	}
	sum := 0
	for i := range 10 {
		d := int(digits[i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// daysIn returns the days of a month in the year of a century that two digits leave open: 00 may be a leap year.
func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
