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

// PromiseClass says what sort of promise a sentence of a plan makes. The value is the code in the database.
type PromiseClass string

// The classes.
const (
	ClassGoal            PromiseClass = "goal"
	ClassRecurring       PromiseClass = "recurring"
	ClassTraining        PromiseClass = "training"
	ClassMeeting         PromiseClass = "meeting"
	ClassCampaign        PromiseClass = "campaign"
	ClassOrganisation    PromiseClass = "organisation"
	ClassMaterial        PromiseClass = "material"
	ClassPolicyDirection PromiseClass = "policyDirection"
)

// PromiseClasses returns all classes in the order of lists.
func PromiseClasses() []PromiseClass {
	return []PromiseClass{ClassGoal, ClassRecurring, ClassTraining, ClassMeeting, ClassCampaign, ClassOrganisation, ClassMaterial, ClassPolicyDirection}
}

// Name returns the Swedish name, "" for an unknown class.
func (c PromiseClass) Name() string {
	switch c {
	case ClassGoal:
		return "Mål"
	case ClassRecurring:
		return "Återkommande"
	case ClassTraining:
		return "Utbildning"
	case ClassMeeting:
		return "Träff eller möte"
	case ClassCampaign:
		return "Kampanj"
	case ClassOrganisation:
		return "Organisation"
	case ClassMaterial:
		return "Material"
	case ClassPolicyDirection:
		return "Politisk inriktning"
	}
	return ""
}

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
