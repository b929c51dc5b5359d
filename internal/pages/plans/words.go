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
		kind = "Täckning"
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
	who := m.Population
	if who == "" {
		who = "dem som målet gäller"
	}
	if m.Post != "" {
		return fmt.Sprintf("Vi räknar hur många av %s som har någon i uppdraget ”%s”.", who, m.Post)
	}
	return fmt.Sprintf("Vi räknar hur många av %s som uppfyller målet. Vad som krävs behöver bestämmas.", who)
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

// reasonWords take away what the page says already beside the reason.
func reasonWords(reason string, m planimport.Measure) string {
	why := strings.TrimPrefix(m.Reason, "Förslag: ")
	return sv.Join(" ", reason, sv.Capital(why))
}
