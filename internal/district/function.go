package district

import "slices"

// Criterion is one of the things that the board may want every committee and network to have in place. The value is the
// code in the parameters of measures.
type Criterion string

// The criteria.
const (
	CriterionConvenor Criterion = "convenor" // somebody holds the post that calls to meetings
	CriterionMeeting  Criterion = "meeting"  // it has held a meeting in the last months
	CriterionPlan     Criterion = "plan"     // it has a plan or a policy that is adopted and not archived
	CriterionActivity Criterion = "activity" // it has done something of the kinds that count in the last months
	CriterionContact  Criterion = "contact"  // some way to reach it is published
)

// Criteria returns all criteria in the order of lists.
func Criteria() []Criterion {
	return []Criterion{CriterionConvenor, CriterionMeeting, CriterionPlan, CriterionActivity, CriterionContact}
}

// Name returns the Swedish name in a sentence, "" for an unknown criterion.
func (c Criterion) Name() string {
	switch c {
	case CriterionConvenor:
		return "sammankallande"
	case CriterionMeeting:
		return "möte"
	case CriterionPlan:
		return "antagen plan"
	case CriterionActivity:
		return "aktivitet"
	case CriterionContact:
		return "publicerad kontakt"
	}
	return ""
}

// PlanDocuments are the kinds of document that are a plan or a policy of whoever works them out.
func PlanDocuments() []DocumentKind {
	return []DocumentKind{DocumentPlan, DocumentCommunicationPlan, DocumentSocialMediaPlan, DocumentEPStrategy, DocumentPolicy}
}

// WithinMonths tells whether something happened by the day, and in the given number of months up to it.
func WithinMonths(day, happened Date, months int) bool {
	return !happened.After(day) && !happened.Before(day.AddMonths(-months))
}

// A DatedState is a meeting or a record of a unit that was not struck: planned, or what became of it.
type DatedState struct {
	Day       Date
	Done      bool // held, or done
	Cancelled bool
}

// MetWithin tells whether a unit has held a meeting in the months up to the day. It has not when it is known to have its
// meetings written down, because one was held or cancelled before, and none of the months waits for somebody to say
// whether it was held; otherwise nothing is known.
func MetWithin(day Date, meetings []DatedState, months int) (yes, no bool) {
	waits, said := false, false
	for _, m := range meetings {
		recent := WithinMonths(day, m.Day, months)
		switch {
		case m.Done && recent:
			return true, false
		case !m.Done && !m.Cancelled:
			waits = waits || recent && m.Day.Before(day)
		case !m.Day.After(day):
			said = true
		}
	}
	return false, said && !waits
}

// ActiveWithin tells whether a unit took part in something of the kinds that count in the months up to the day. It has
// not only when somebody has said of every one of the kinds that all is written through a day of those months, given by
// kind, and nothing planned in them waits to be told of; otherwise nothing is known.
func ActiveWithin(day Date, records []DatedState, written map[int64][]Date, kinds []int64, months int) (yes, no bool) {
	waits := false
	for _, r := range records {
		recent := WithinMonths(day, r.Day, months)
		if r.Done && recent {
			return true, false
		}
		waits = waits || recent && !r.Done && !r.Cancelled && r.Day.Before(day)
	}
	for _, k := range kinds {
		if !slices.ContainsFunc(written[k], func(d Date) bool { return WithinMonths(day, d, months) }) {
			return false, false
		}
	}
	return false, !waits
}

// Functions tells whether a unit has enough of its criteria in place: it has when enough are, and has not when the
// unknown ones could not make up for those that are missing.
func Functions(inPlace, unknown, atLeast int) (yes, no bool) {
	return inPlace >= atLeast, inPlace+unknown < atLeast
}
