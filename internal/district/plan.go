package district

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// PlanKind says what a plan is. The value is the code in the database.
type PlanKind string

// The kinds of plan.
const (
	OperationalPlan  PlanKind = "operationalPlan"
	ElectionStrategy PlanKind = "electionStrategy"
	EPStrategy       PlanKind = "epStrategy"
	OtherPlan        PlanKind = "other"
)

// PlanKinds returns all kinds in the order of lists.
func PlanKinds() []PlanKind {
	return []PlanKind{OperationalPlan, ElectionStrategy, EPStrategy, OtherPlan}
}

// Name returns the Swedish name, "" for an unknown kind.
func (k PlanKind) Name() string {
	switch k {
	case OperationalPlan:
		return "Verksamhetsplan"
	case ElectionStrategy:
		return "Valstrategi"
	case EPStrategy:
		return "Strategi för EU-valet"
	case OtherPlan:
		return "Annat dokument"
	}
	return ""
}

// CommitmentState says what people have decided about a sentence that a reader found.
type CommitmentState string

// The states.
const (
	Proposed CommitmentState = "proposed"
	Approved CommitmentState = "approved"
	Rejected CommitmentState = "rejected"
)

// maxTitle is how long a goal's short name is at most when it is made from the sentence.
const maxTitle = 90

// ShortTitle makes a goal's short name from its sentence: without the infinitive mark and full stop, cut at a word.
func ShortTitle(sentence string) string {
	s := strings.Join(strings.Fields(sentence), " ")
	s = strings.TrimSuffix(s, ".")
	if rest, ok := strings.CutPrefix(s, "Att "); ok {
		s = rest
	}
	r, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(r)) + s[size:]
	if utf8.RuneCountInString(s) <= maxTitle {
		return s
	}
	runes := []rune(s)[:maxTitle]
	cut := string(runes)
	if i := strings.LastIndex(cut, " "); i > maxTitle/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–-") + " …"
}
