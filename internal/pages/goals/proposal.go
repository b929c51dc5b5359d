package goals

import (
	"slices"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	view "verkstad/templates/goals"
	"verkstad/templates/ui"
)

// proposedIndicator returns the indicator that a proposal can be used for, and the choice of a kind of meeting or record
// that the sentence names; ok is false when there is none.
func proposedIndicator(g store.Goal, choices []store.Choice) (ind measure.Indicator, chosen store.Choice, ok bool) {
	m := g.Proposal
	if m == nil {
		return ind, chosen, false
	}
	key := ""
	switch m.Kind {
	case planimport.Coverage:
		if m.Post != "" {
			key = measure.PostCoverage
		}
	case planimport.Frequency:
		if chosen = namedIn(choices, measure.ParamMeetingKind, g.Sentence); chosen.Value != "" {
			key = measure.MeetingFrequency
		} else if _, yearly := perCalendarYear(m); yearly {
			chosen = namedIn(choices, measure.ParamRecordKind, g.Sentence)
			if chosen.Value != "" || !aboutMeetings(g.Sentence) {
				key = measure.RecordFrequency
			}
		}
	case planimport.Volume:
		_, yearly := perCalendarYear(m)
		if chosen = namedIn(choices, measure.ParamMeetingKind, g.Sentence); chosen.Value != "" {
			key = measure.MeetingVolume
		} else if chosen = namedIn(choices, measure.ParamRecordKind, g.Sentence); chosen.Value != "" {
			key = measure.RecordVolume
			if yearly && m.TargetUnit == "count" {
				key = measure.RecordFrequency
			}
		}
	case planimport.Delivery:
		key = measure.Milestones
	case planimport.Judgement:
		key = measure.BoardJudgement
	}
	ind, ok = measure.IndicatorByKey(key)
	return ind, chosen, ok
}

// aboutMeetings tells whether a sentence is about people who come together, so that what it asks for is counted from meetings even
// when no kind of them is called so.
func aboutMeetings(sentence string) bool {
	sentence = strings.ToLower(sentence)
	return slices.ContainsFunc([]string{"träff", "möte", "konferens", "sammanträ", "samling", "utbildning", "kurs"}, func(stem string) bool { return strings.Contains(sentence, stem) })
}

// namedIn finds the choice that a sentence names, whatever the number: "ordförandeträffar" is named by
// "ordförandeträff". Of several the longest.
func namedIn(choices []store.Choice, t measure.ParamType, sentence string) store.Choice {
	sentence = strings.ToLower(sentence)
	var best store.Choice
	for _, c := range choices {
		word := strings.ToLower(c.Name)
		for _, end := range [...]string{"arna", "erna", "ar", "er", "or", "n"} {
			if cut, ok := strings.CutSuffix(word, end); ok {
				word = cut
				break
			}
		}
		if c.Type == t && len(word) > 4 && strings.Contains(sentence, word) && len(c.Name) > len(best.Name) {
			best = c
		}
	}
	return best
}

// proposalText says in one sentence what the reader of the plan proposes.
func proposalText(g store.Goal, choices []store.Choice) string {
	m := g.Proposal
	if m == nil {
		return ""
	}
	ind, chosen, ok := proposedIndicator(g, choices)
	switch {
	case m.Kind == planimport.Coverage && m.Post != "":
		return "Räkna vilka som har uppdraget " + m.Post + ". " + populationWords(m)
	case m.Kind == planimport.Coverage:
		return "Räkna vilka som uppfyller ett villkor. Välj vad det räknas ur."
	case m.Kind == planimport.Frequency && ok && chosen.Value != "", m.Kind == planimport.Volume && ind.Key == measure.RecordFrequency:
		return "Räkna " + inSentence(chosen.Name) + " per kalenderår."
	case m.Kind == planimport.Frequency:
		return "Räkna antalet per år. Välj vad som räknas."
	case m.Kind == planimport.Volume && ok:
		return "Räkna " + inSentence(chosen.Name) + " under perioden."
	case m.Kind == planimport.Volume:
		return "Räkna antalet. Välj vad som räknas."
	case m.Kind == planimport.Delivery:
		return "Milstolpar med datum."
	case m.Kind == planimport.Judgement:
		return "Distriktsstyrelsen bedömer."
	}
	return ""
}

func populationWords(m *planimport.Measure) string {
	return "Gäller " + measure.Population{Kinds: proposedKinds(m)}.Describe() + "."
}

// proposedKinds are the kinds of unit that a proposal means; where the text says nothing, all associations. The split is
// always printed, and the board may choose otherwise.
func proposedKinds(m *planimport.Measure) []district.UnitKind {
	var kinds []district.UnitKind
	for _, k := range m.UnitKinds {
		if kind := district.UnitKind(k); kind.Valid() && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) == 0 {
		kinds = district.AssociationKinds()
	}
	slices.SortFunc(kinds, func(a, b district.UnitKind) int {
		return slices.Index(district.UnitKinds(), a) - slices.Index(district.UnitKinds(), b)
	})
	return kinds
}

// matchPost finds the post that the text names, whatever its capitals; "" when none is called so.
func matchPost(choices []store.Choice, called string) string {
	fold := func(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
	for _, c := range choices {
		if c.Type == measure.ParamPost && fold(c.Name) == fold(called) {
			return c.Value
		}
	}
	return ""
}

// proposedMeasure fills in the form with what is proposed, and says what is left to choose.
func proposedMeasure(g store.Goal, choices []store.Choice) (measuring, bool) {
	ind, chosen, ok := proposedIndicator(g, choices)
	if !ok {
		return measuring{}, false
	}
	m := g.Proposal
	f := emptyForm(ind, g.Period())
	out := measuring{goal: g, ind: ind, f: f, choices: choices, note: &ui.Notice{Title: "Ifyllt efter förslaget", Text: m.Why()}}
	for _, p := range ind.Params {
		if chosen.Value != "" && p.Type == chosen.Type {
			f.Set(p.Name, chosen.Value)
		}
	}
	number := m.Target != nil && *m.Target > 0
	switch ind.Kind {
	case measure.KindCoverage:
		var kinds []string
		for _, k := range proposedKinds(m) {
			kinds = append(kinds, string(k))
		}
		f.SetAll("kinds", kinds)
		if number && !(m.TargetUnit == "percent" && *m.Target >= 100) {
			unit := measure.TargetCount
			if m.TargetUnit == "percent" {
				unit = measure.TargetPercent
			}
			f.Set("targetUnit", string(unit))
			f.Set("target", sv.Int(*m.Target))
		}
		post := matchPost(choices, m.Post)
		f.Set("postId", post)
		if out.preview = post != ""; !out.preview {
			out.note.Tone = ui.ToneWarn
			out.note.Text = sv.Join(" ", out.note.Text, "Inget uppdrag heter så i registret. Välj vilket som menas.")
		}
	case measure.KindFrequency:
		if n, ok := perCalendarYear(m); ok {
			f.Set("target", sv.Int(n))
			out.preview = chosen.Value != ""
		}
		if chosen.Value == "" {
			out.note.Tone = ui.ToneWarn
			out.note.Text = sv.Join(" ", out.note.Text, "Inget slag av händelse heter så. Välj vilket som menas, eller lägg först till ett bland händelserna.")
		}
	case measure.KindVolume:
		if number {
			f.Set("target", sv.Int(*m.Target))
		}
		out.preview = true
	}
	for name, day := range map[string]string{"earliest": m.Earliest, "due": m.Due} {
		if d, err := district.ParseDate(day); err == nil {
			f.Set(name, d.String())
		}
	}
	return out, true
}

// perCalendarYear returns how many a frequency of a proposal is in a calendar year; ok is false when the text says no
// number, or one that is not of years.
func perCalendarYear(m *planimport.Measure) (n int, ok bool) {
	times, ok := map[string]int{"calendarYear": 1, "halfYear": 2, "quarter": 4, "month": 12}[m.Per]
	if !ok {
		return 0, false
	}
	if m.Target == nil {
		return times, true
	}
	return times * *m.Target, *m.Target > 0
}

// proposal stands where a goal has no measure.
func (rd reader) proposal(choices []store.Choice) *view.ProposalView {
	v := &view.ProposalView{}
	if !rd.q.Can(authz.GoalEdit) {
		return v
	}
	v.Text = proposalText(rd.page.Goal, choices)
	if m := rd.page.Proposal; m != nil {
		v.Reason = m.Why()
	}
	if !rd.edit {
		return v
	}
	v.Choose = &ui.LinkButton{Label: "Välj hur målet räknas", Href: paths.NewMeasure(rd.page.ID), Kind: ui.Primary}
	if _, ok := proposedMeasure(rd.page.Goal, choices); ok {
		v.Use = &ui.LinkButton{Label: "Använd förslaget", Href: paths.ProposedMeasure(rd.page.ID), Kind: ui.Primary}
		v.Choose.Kind, v.Choose.Label = ui.Quiet, "Välj ett annat sätt"
	}
	return v
}
