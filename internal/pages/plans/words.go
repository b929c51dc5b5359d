package plans

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
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
		if m.Target != nil && m.Per != "calendarYear" {
			kind = "Hur ofta"
		}
		if m.Target == nil {
			parts = append(parts, "Vi räknar hur ofta det görs. Hur ofta det ska göras behöver bestämmas.")
			break
		}
		times := "Minst " + sv.Count(*m.Target, "gång", "gånger")
		if m.Per == "" { // "vartannat år"
			parts = append(parts, times+" under perioden.")
			break
		}
		parts = append(parts, times+" per "+perWords(m.Per)+".")
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
	if len(m.Contents) > 0 {
		parts = append(parts, "Innehåll: "+sv.List(m.Contents)+".")
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
	switch {
	case len(m.Posts) > 1:
		posts := make([]string, len(m.Posts))
		for i, p := range m.Posts {
			posts[i] = "”" + p + "”"
		}
		what, more = "har någon i uppdragen "+sv.List(posts), ""
	case m.Post == "" && m.Each != nil:
		if what, more = "når minst "+sv.Int(m.Each.Count), ""; m.Each.Per != "" {
			what += " per " + perWords(m.Each.Per)
		}
	case m.Post != "":
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

// nameOf is what a promise is called: "Mål 3", or "Å12" in running text.
func nameOf(c store.Commitment) string { return labelled(c.Kind, c.Label()) }

func goalName(g store.CommitmentGoal) string { return labelled(g.Kind, g.Label()) }

func labelled(kind planimport.FindingKind, label string) string {
	if kind == planimport.Formal {
		return "Mål " + label
	}
	return label
}

// wordingWords say that a promise is worded so that it is no plain promise.
func wordingWords(wording string) string {
	switch wording {
	case "negative":
		return "Negativ formulering"
	case "soft":
		return "Mjuk formulering"
	}
	return ""
}

// tagsOf are the class of a proposal, where it says more than that it is a goal, and its wording.
func tagsOf(c store.Commitment) []string {
	var out []string
	if k := district.PromiseClass(c.Class); k != district.ClassGoal && k.Name() != "" {
		out = append(out, k.Name())
	}
	if w := wordingWords(c.Wording); w != "" {
		out = append(out, w)
	}
	return out
}

// factsOf say who undertakes it, and when.
func factsOf(c store.Commitment) string {
	who := c.Responsible
	switch {
	case c.UnitName != "" && !strings.EqualFold(c.UnitName, who):
		who = sv.Join(", ", c.UnitName, who)
	case c.UnitName != "":
		who = c.UnitName
	}
	if who != "" {
		who = "Ansvarig: " + who
	}
	return sv.Join(" · ", who, periodWords(c.NotBefore, c.Deadline))
}

func periodWords(from, deadline district.Date) string {
	var parts []string
	if !from.IsZero() {
		parts = append(parts, "tidigast "+sv.Date(from))
	}
	if !deadline.IsZero() {
		parts = append(parts, "senast "+sv.Date(deadline))
	}
	return sv.Capital(strings.Join(parts, ", "))
}

// newsOf says what the newest version of the plan did to a promise that waits.
func newsOf(c store.Commitment, version int) string {
	v := sv.Int(version)
	switch {
	case version < 2:
		return ""
	case c.ChangeWaits && c.Change == plandiff.Changed:
		return "Planens version " + v + " har en ny lydelse. Målet har den gamla tills du godkänner den nya."
	case c.ChangeWaits:
		return "Den nya lydelsen kom i en tidigare version. Målet har den gamla tills du godkänner den nya."
	case c.State != district.Proposed:
		return ""
	case c.Change == plandiff.Added:
		return "Ny i version " + v + "."
	case c.WasRejected:
		return "Avvisades före version " + v + ", som har en ny lydelse."
	case c.Change == plandiff.Changed:
		return "Ny lydelse i version " + v + "."
	}
	return ""
}

func decidedBy(c store.Commitment) string {
	if c.DecidedAt == nil {
		return ""
	}
	what := "Godkänt"
	switch {
	case c.State == district.Rejected:
		what = "Avvisat"
	case len(c.Goals) > 1:
		what = "Uppdelat i " + sv.Goal.Count(len(c.Goals))
	case len(c.Goals) == 1 && c.Goals[0].How == "joined":
		what = "Tillagt i målet"
	case len(c.Goals) == 1 && c.Goals[0].How == "merged":
		what = "Sammanslaget, " + sv.Count(c.Goals[0].Sentences, "mening", "meningar")
	}
	if c.DecidedBy != "" {
		what += " av " + c.DecidedBy
	}
	what += ", " + sv.Instant(*c.DecidedAt)
	if c.State == district.Rejected {
		what += ". Blir inget mål."
	}
	return what
}
