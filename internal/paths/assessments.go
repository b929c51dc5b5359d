package paths

import "strconv"

// Addresses of what units answer about themselves, and of the questions.
const (
	Assessments      = "/sjalvskattning"
	Questionnaires   = "/frageformular"
	NewQuestionnaire = "/frageformular/ny"
)

// AssessmentsOf is the overview of one set of questions.
func AssessmentsOf(questionnaire int64) string {
	return With(Assessments, "fragor", optionalID(questionnaire))
}

// AssessmentsOpen is the overview of those who have not answered one set of questions.
func AssessmentsOpen(questionnaire int64) string {
	return With(AssessmentsOf(questionnaire), "lage", AssessmentsToAsk)
}

// What the overview calls the answers that it can be narrowed to.
const (
	AssessmentsToAsk   = "saknas"  // some question has no good answer
	AssessmentsGood    = "svarat"  // all have one
	AssessmentsNotAll  = "inte-ja" // some good answer is not yes
	AssessmentsTooOld  = "gammalt" // some answer is too old
	AssessmentsNothing = "aldrig"  // nothing was ever answered
)

// UnitAssessment is where a unit answers a set of questions about itself, and reads what it has answered; 0 is the first
// set that has something to answer.
func UnitAssessment(slug string, questionnaire int64) string {
	return With(Assessments+"/"+slug, "fragor", optionalID(questionnaire))
}

// StrikeAssessment is where answers are struck as a mistake.
func StrikeAssessment(n int64) string { return Assessments + "/svar/" + id(n) + "/stryk" }

// Questionnaire is a set of questions, with its form.
func Questionnaire(n int64) string { return Questionnaires + "/" + id(n) }

// RetireQuestionnaire is where it is said that a set of questions is no longer asked.
func RetireQuestionnaire(n int64) string { return Questionnaire(n) + "/avveckla" }

// NewAssessmentQuestion is where a question is added to a set.
func NewAssessmentQuestion(n int64) string { return Questionnaire(n) + "/fraga" }

// AssessmentQuestion is where a question is changed or ended.
func AssessmentQuestion(n int64) string { return Questionnaires + "/fraga/" + id(n) }

// QuestionField is the name of the field of a question in the form of a set.
func QuestionField(question int64) string { return "fraga-" + strconv.FormatInt(question, 10) }
