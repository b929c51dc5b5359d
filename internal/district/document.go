package district

// DocumentKind says what a document is that the district works out and adopts. The value is the code in the database.
type DocumentKind string

// The kinds of document.
const (
	DocumentProgramme         DocumentKind = "programme"
	DocumentStatutes          DocumentKind = "statutes"
	DocumentPlan              DocumentKind = "plan"
	DocumentCommunicationPlan DocumentKind = "communicationPlan"
	DocumentSocialMediaPlan   DocumentKind = "socialMediaPlan"
	DocumentEPStrategy        DocumentKind = "epStrategy"
	DocumentStudyMaterial     DocumentKind = "studyMaterial"
	DocumentPolicy            DocumentKind = "policy"
	DocumentOther             DocumentKind = "other"
)

// documentKinds are the Swedish names in the order of lists, with the form of participles that goes with each: "planen
// är antagen", "programmet är antaget", "stadgarna är antagna".
var documentKinds = []struct {
	kind    DocumentKind
	name    string
	adopted string
	carried string
}{
	{DocumentProgramme, "Program", "antaget", "genomfört"},
	{DocumentStatutes, "Stadgar", "antagna", "genomförda"},
	{DocumentPlan, "Plan", "antagen", "genomförd"},
	{DocumentCommunicationPlan, "Kommunikationsplan", "antagen", "genomförd"},
	{DocumentSocialMediaPlan, "Plan för sociala medier", "antagen", "genomförd"},
	{DocumentEPStrategy, "Strategi för EU-valet", "antagen", "genomförd"},
	{DocumentStudyMaterial, "Studiematerial", "antaget", "använt"},
	{DocumentPolicy, "Policy", "antagen", "genomförd"},
	{DocumentOther, "Annat dokument", "antaget", "genomfört"},
}

// DocumentKinds returns all kinds in the order of lists.
func DocumentKinds() []DocumentKind {
	out := make([]DocumentKind, len(documentKinds))
	for i, k := range documentKinds {
		out[i] = k.kind
	}
	return out
}

// Valid tells whether k is one of the kinds.
func (k DocumentKind) Valid() bool { return k.Name() != "" }

// Name returns the Swedish name, "" for an unknown kind.
func (k DocumentKind) Name() string {
	for _, x := range documentKinds {
		if x.kind == k {
			return x.name
		}
	}
	return ""
}

// DocumentStep is one of the steps that a document may be to take, in this order.
type DocumentStep string

// The steps.
const (
	StepDrafted    DocumentStep = "drafted"    // there is a proposal
	StepConsulted  DocumentStep = "consulted"  // those concerned have been asked
	StepAdopted    DocumentStep = "adopted"    // a body has decided on it
	StepCarriedOut DocumentStep = "carriedOut" // what it says has been done
)

// DocumentSteps returns all steps in their order.
func DocumentSteps() []DocumentStep {
	return []DocumentStep{StepDrafted, StepConsulted, StepAdopted, StepCarriedOut}
}

// Valid tells whether s is one of the steps.
func (s DocumentStep) Valid() bool { return s.Name() != "" }

// Name returns the Swedish name of the step as a thing to be done, "" for an unknown step.
func (s DocumentStep) Name() string {
	switch s {
	case StepDrafted:
		return "Utkast"
	case StepConsulted:
		return "Remiss"
	case StepAdopted:
		return "Antagande"
	case StepCarriedOut:
		return "Genomförande"
	}
	return ""
}

// Definite returns the step inside a sentence: "före remissen".
func (s DocumentStep) Definite() string {
	switch s {
	case StepDrafted:
		return "utkastet"
	case StepConsulted:
		return "remissen"
	case StepAdopted:
		return "antagandet"
	case StepCarriedOut:
		return "genomförandet"
	}
	return ""
}

// Done returns what a document of the kind is once it has taken the step: "antagen", "remissen klar".
func (s DocumentStep) Done(k DocumentKind) string {
	for _, x := range documentKinds {
		switch {
		case x.kind != k:
		case s == StepAdopted:
			return x.adopted
		case s == StepCarriedOut:
			return x.carried
		}
	}
	switch s {
	case StepDrafted:
		return "utkastet klart"
	case StepConsulted:
		return "remissen klar"
	case StepAdopted:
		return "antagen"
	case StepCarriedOut:
		return "genomförd"
	}
	return ""
}

// A StepDate is a step that a document is to take, and the day on which it was taken, zero while it is not.
type StepDate struct {
	Step DocumentStep
	On   Date
	Due  Date // zero when it has no day of its own
}

// Taken tells whether the step is taken on the day.
func (d StepDate) Taken(day Date) bool { return !d.On.IsZero() && !d.On.After(day) }

// Late tells whether the step should have been taken before the day and is not.
func (d StepDate) Late(day Date) bool { return !d.Taken(day) && !d.Due.IsZero() && day.After(d.Due) }

// A StepOrder says that a step was taken although one that belongs before it was not, or only later.
type StepOrder struct {
	Step, Before StepDate
}

// OutOfOrder returns the steps taken by the day that were taken before one that belongs before them, each with the first
// such. It is said and not forbidden: a board may adopt in haste what nobody was asked about. Steps that the document is
// not to take are not missed.
func OutOfOrder(steps []StepDate, day Date) []StepOrder {
	on := make(map[DocumentStep]StepDate, len(steps))
	for _, d := range steps {
		on[d.Step] = d
	}
	var out []StepOrder
	order := DocumentSteps()
	for i, s := range order {
		step, ok := on[s]
		if !ok || !step.Taken(day) {
			continue
		}
		for _, b := range order[:i] {
			if before, ok := on[b]; ok && (!before.Taken(day) || before.On.After(step.On)) {
				out = append(out, StepOrder{step, before})
				break
			}
		}
	}
	return out
}
