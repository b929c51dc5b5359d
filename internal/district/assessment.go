package district

// Answer is what a unit answers to a question about itself. The value is the code in the database; the empty Answer is
// no answer, which is unknown and never no.
type Answer string

// The answers.
const (
	AnswerYes    Answer = "yes"
	AnswerPartly Answer = "partly"
	AnswerNo     Answer = "no"
)

// Answers returns what can be answered, in the order of forms.
func Answers() []Answer { return []Answer{AnswerYes, AnswerPartly, AnswerNo} }

// Valid tells whether a is one of the answers.
func (a Answer) Valid() bool { return a.Name() != "" }

// Name returns the Swedish word, "" for no answer.
func (a Answer) Name() string {
	switch a {
	case AnswerYes:
		return "ja"
	case AnswerPartly:
		return "delvis"
	case AnswerNo:
		return "nej"
	}
	return ""
}

// A DatedAnswer is one answer to one question, given on a day and not struck. A unit gives at most one a day.
type DatedAnswer struct {
	Day    Date
	Answer Answer
}

// AnswerOn returns the latest answer that was given by the day, and whether it is still good: an answer is good through
// the same day of the month the given number of months later, and is unknown again after it. Without any answer both
// are empty.
func AnswerOn(day Date, given []DatedAnswer, months int) (last DatedAnswer, good bool) {
	for _, a := range given {
		if !a.Day.After(day) && a.Day.After(last.Day) {
			last = a
		}
	}
	return last, last.Answer != "" && !day.After(GoodThrough(last.Day, months))
}

// GoodThrough returns the last day on which an answer of a day is good.
func GoodThrough(given Date, months int) Date { return given.AddMonths(months) }

// AnswerState tells how an answer counts in a coverage on the day: yes, no, or neither while nothing good is known.
// Partly is yes only where the measure says so, and otherwise no.
func AnswerState(day Date, given []DatedAnswer, months int, partly bool) (yes, no bool) {
	last, good := AnswerOn(day, given, months)
	if !good {
		return false, false
	}
	yes = last.Answer == AnswerYes || partly && last.Answer == AnswerPartly
	return yes, !yes
}
