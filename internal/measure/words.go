package measure

import (
	"fmt"

	"verkstad/internal/district"
)

// The words of a status are complete sentences, so they hold their dates. Package sv writes dates for the interface,
// but knows more than this room may: these two forms are all that is needed here.
var (
	monthNames = [...]string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
		"oktober", "november", "december"}
	monthsShort = [...]string{"jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"}
)

// longDate writes a day as in running text: "10 september 2018".
func longDate(d district.Date) string { return writeDate(d, monthNames[:]) }

// shortDate writes a day for a badge: "10 sep 2018".
func shortDate(d district.Date) string { return writeDate(d, monthsShort[:]) }

func writeDate(d district.Date, months []string) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day(), months[d.Month()-1], d.Year())
}
