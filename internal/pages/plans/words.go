package plans

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/planimport"
	"verkstad/internal/sv"
)

// asIs renders a part that is a whole page's body.
func asIs[C templ.Component](c C) templ.Component { return c }

// measureWords say how a proposed measure would count: the name of its kind, and what it means in plain words.
func measureWords(m planimport.Measure) (kind, text string) {
	var parts []string
	switch m.Kind {
	case planimport.Coverage:
		kind = "Hur många av alla"
		parts = append(parts, coverageWords(m), shareWords(m))
	case planimport.Frequency:
		kind = "Antal per år"
		if m.Per != "" && m.Per != "calendarYear" {
			kind = "Hur ofta"
		}
		if m.Target == nil {
			parts = append(parts, "Vi räknar hur ofta det görs. Hur ofta det ska göras behöver bestämmas.")
			break
		}
		parts = append(parts, fmt.Sprintf("Minst %s per %s.", sv.Count(*m.Target, "gång", "gånger"), perWords(m.Per)))
	case planimport.Volume:
		kind = "Antal under perioden"
		if m.Target == nil {
			parts = append(parts, "Vi räknar hur många det blir. Hur många det ska vara behöver bestämmas.")
			break
		}
		unit := ""
		if m.TargetUnit == "percent" {
			unit = " procent"
		}
		text := "Minst " + sv.Int(*m.Target) + unit
		if m.Per != "" {
			text += " per " + perWords(m.Per)
		}
		parts = append(parts, text+".")
	case planimport.Delivery:
		kind = "Milstolpar"
		parts = append(parts, "Vi följer det steg för steg, tills det är klart. Stegen behöver bestämmas.")
	case planimport.Judgement:
		kind = "Bedömning"
		parts = append(parts, "Distriktsstyrelsen bedömer hur det går och skriver varför.")
	}
	if d, err := district.ParseDate(m.Earliest); err == nil && !d.IsZero() {
		parts = append(parts, "Räknas tidigast "+sv.Date(d)+".")
	}
	if d, err := district.ParseDate(m.Due); err == nil && !d.IsZero() {
		parts = append(parts, "Ska vara nått "+sv.Date(d)+".")
	}
	return kind, strings.Join(parts, " ")
}

func coverageWords(m planimport.Measure) string {
	// What they must have, after the words for who: "som har någon i uppdraget ”kassör”."
	what, more := "uppfyller målet", " Vad som krävs behöver bestämmas."
	if m.Post != "" {
		what, more = fmt.Sprintf("har någon i uppdraget ”%s”", m.Post), ""
	}
	first, _, _ := strings.Cut(m.Population, " ")
	switch {
	case m.Population == "":
		return "Vi räknar hur många av dem som målet gäller som " + what + "." + more
	case first == "varje" || first == "vardera":
		return "Vi räknar om " + m.Population + " " + what + "." + more
	case first == "alla" || first == "samtliga" || first == "de" || first == "våra" || definite(m.Population):
		return "Vi räknar hur många av " + m.Population + " som " + what + "." + more
	}
	return "Vi räknar hur många " + m.Population + " som " + what + "." + more
}

// definite tells whether a single word has the ending of a definite plural: "utskotten", "föreningarna".
func definite(s string) bool {
	return !strings.Contains(s, " ") && (strings.HasSuffix(s, "na") || strings.HasSuffix(s, "en"))
}

func shareWords(m planimport.Measure) string {
	switch {
	case m.Target == nil:
		return ""
	case m.TargetUnit == "percent" && *m.Target == 100:
		return "Alla ska nå dit."
	case m.TargetUnit == "percent":
		return fmt.Sprintf("Minst %s procent ska nå dit.", sv.Int(*m.Target))
	}
	return fmt.Sprintf("Minst %s ska nå dit.", sv.Int(*m.Target))
}

func perWords(per string) string {
	switch per {
	case "halfYear":
		return "halvår"
	case "quarter":
		return "kvartal"
	case "month":
		return "månad"
	case "week":
		return "vecka"
	case "termOfOffice":
		return "mandatperiod"
	}
	return "kalenderår"
}

// reasonWords say where the sentence stands and why it would be measured so. What the page says already, the name of the
// kind and the dates, is left out.
func reasonWords(reason string, m planimport.Measure) string {
	return sv.Join(" ", reason, m.Why())
}
