package goals

import (
	"slices"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	view "verkstad/templates/goals"
	"verkstad/templates/ui"
)

// proposedKind returns the kind of measure that a proposal can be used for today, "" when there is none: how often and
// how many cannot be counted yet.
func proposedKind(m *planimport.Measure) measure.Kind {
	if m == nil {
		return ""
	}
	k := measure.Kind(m.Kind)
	if k == measure.KindCoverage && m.Post == "" {
		return ""
	}
	if !slices.ContainsFunc(measure.Indicators(), func(i measure.Indicator) bool { return i.Kind == k }) {
		return ""
	}
	return k
}

// proposalText says in one sentence what the reader of the plan proposes.
func proposalText(m *planimport.Measure) string {
	switch {
	case m == nil:
		return ""
	case m.Kind == planimport.Coverage && m.Post != "":
		return "Räkna vilka som har uppdraget " + m.Post + ". " + populationWords(m)
	case m.Kind == planimport.Coverage:
		return "Räkna vilka som uppfyller villkoret. Det går inte att räkna än; välj milstolpar eller bedömning så länge."
	case m.Kind == planimport.Frequency, m.Kind == planimport.Volume:
		return "Räkna antalet. Det går inte att räkna än; välj milstolpar eller bedömning så länge."
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

// matchPost finds the post that the text names, whatever its capitals; 0 when none is called so.
func matchPost(posts []store.Post, called string) int64 {
	fold := func(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
	for _, p := range posts {
		if fold(p.Name) == fold(called) {
			return p.ID
		}
	}
	return 0
}

// proposedForm fills in the form with what is proposed, and says what is left to choose.
func proposedForm(m *planimport.Measure, posts []store.Post) (*form.Form, *ui.Notice) {
	kind := proposedKind(m)
	f := emptyForm(kind)
	note := &ui.Notice{Title: "Ifyllt efter förslaget", Text: m.Why()}
	if kind == measure.KindCoverage {
		var kinds []string
		for _, k := range proposedKinds(m) {
			kinds = append(kinds, string(k))
		}
		f.SetAll("kinds", kinds)
		if m.Target != nil && *m.Target > 0 && !(m.TargetUnit == "percent" && *m.Target >= 100) {
			unit := measure.TargetCount
			if m.TargetUnit == "percent" {
				unit = measure.TargetPercent
			}
			f.Set("targetUnit", string(unit))
			f.Set("target", sv.Int(*m.Target))
		}
		if id := matchPost(posts, m.Post); id != 0 {
			f.Set("postId", idText(id))
		} else {
			note.Tone = ui.ToneWarn
			note.Text = sv.Join(" ", note.Text, "Inget uppdrag heter så i registret. Välj vilket som menas.")
		}
	}
	for name, day := range map[string]string{"earliest": m.Earliest, "due": m.Due} {
		if d, err := district.ParseDate(day); err == nil {
			f.Set(name, d.String())
		}
	}
	return f, note
}

// proposal stands where a goal has no measure.
func (rd reader) proposal() *view.ProposalView {
	v := &view.ProposalView{}
	m := rd.page.Proposal
	if !rd.q.Can(authz.GoalEdit) {
		return v
	}
	v.Text = proposalText(m)
	if m != nil {
		v.Reason = m.Why()
	}
	if !rd.edit {
		return v
	}
	v.Choose = &ui.LinkButton{Label: "Välj hur målet räknas", Href: paths.NewMeasure(rd.page.ID), Kind: ui.Primary}
	if proposedKind(m) != "" {
		v.Use = &ui.LinkButton{Label: "Använd förslaget", Href: paths.ProposedMeasure(rd.page.ID), Kind: ui.Primary}
		v.Choose.Kind, v.Choose.Label = ui.Quiet, "Välj ett annat sätt"
	}
	return v
}
