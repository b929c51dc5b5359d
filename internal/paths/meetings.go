package paths

import "strconv"

// Addresses of meetings (träffar), their kinds, and the questions that are put at them.
const (
	Meetings     = "/traffar"
	NewMeeting   = "/traffar/ny"
	AbsentTwice  = "/traffar/uteblivna" // who has not come twice in a row
	MeetingKinds = "/traffslag"

	NewMeetingKind = "/traffslag/ny"
	Questions      = "/fragor"
)

// Which meetings the list shows, as its address says it.
const (
	MeetingsPlanned      = "planerade"
	MeetingsHeld         = "hallna"
	MeetingsCancelled    = "installda"
	MeetingsOverdue      = "ej-rapporterade"
	MeetingsNoAttendance = "utan-narvaro"
	MeetingsStruck       = "strukna"
)

// MeetingsOf is the list of the meetings that the words of its filter choose; 0 and "" choose all.
func MeetingsOf(choice string, unit int64) string {
	return With(Meetings, "visa", choice, "enhet", optionalID(unit))
}

// PlanMeetingOf is where a meeting of a kind is planned; 0 asks for the kind.
func PlanMeetingOf(kind int64) string { return With(NewMeeting, "slag", optionalID(kind)) }

// Meeting is the page of a meeting.
func Meeting(n int64) string { return Meetings + "/" + id(n) }

// MeetingPart is the place of one part on the page of its meeting.
func MeetingPart(meeting, part int64) string { return Meeting(meeting) + "#del-" + id(part) }

// EditMeeting is where a meeting is changed, apart from when and where it is.
func EditMeeting(n int64) string { return Meeting(n) + "/andra" }

// MoveMeeting is where a meeting gets another time or place.
func MoveMeeting(n int64) string { return Meeting(n) + "/flytta" }

// HoldMeeting says that a meeting was held.
func HoldMeeting(n int64) string { return Meeting(n) + "/holls" }

// CancelMeeting is where a meeting is cancelled.
func CancelMeeting(n int64) string { return Meeting(n) + "/stall-in" }

// StrikeMeeting is where a meeting is struck as a mistake.
func StrikeMeeting(n int64) string { return Meeting(n) + "/stryk" }

// UndoMeeting takes back what was last said of a meeting, and left the revision.
func UndoMeeting(n int64, revision int) string {
	return With(Meeting(n)+"/angra", "version", strconv.Itoa(revision))
}

// AddMeetingPart is where a part is added to a meeting.
func AddMeetingPart(n int64) string { return Meeting(n) + "/del" }

// InviteToMeeting is where it is said who is invited.
func InviteToMeeting(n int64) string { return Meeting(n) + "/inbjudna" }

// Attendance is where the attendance of a meeting or a part is ticked.
func Attendance(n int64) string { return Meeting(n) + "/narvaro" }

// AttendanceMarks takes single ticks, posted by script.
func AttendanceMarks(n int64) string { return Attendance(n) + "/bockar" }

// ReopenAttendance says that the attendance is not finished after all.
func ReopenAttendance(n int64) string { return Attendance(n) + "/oppna" }

// FollowUp is where a unit that was at a meeting answers the questions afterwards, and reads what it has answered.
func FollowUp(meeting int64, slug string) string { return Meeting(meeting) + "/svar/" + slug }

// FollowUpsOf is the place of the answers on the page of a meeting.
func FollowUpsOf(meeting int64) string { return Meeting(meeting) + "#efterat" }

// StrikeFollowUp is where an answer after a meeting is struck as a mistake.
func StrikeFollowUp(n int64) string { return Meetings + "/svar/" + id(n) + "/stryk" }

// AskQuestion is where a question put at a meeting is written down.
func AskQuestion(meeting int64) string { return Meeting(meeting) + "/fraga" }

// AnswerQuestion is where a question is answered.
func AnswerQuestion(n int64) string { return Questions + "/" + id(n) + "/svara" }

// EditQuestion is where the words of a question are changed.
func EditQuestion(n int64) string { return Questions + "/" + id(n) + "/andra" }

// StrikeQuestion is where a question is struck as a mistake.
func StrikeQuestion(n int64) string { return Questions + "/" + id(n) + "/stryk" }

// QuestionsWaiting is the list of questions that wait for an answer.
func QuestionsWaiting() string { return With(Questions, "visa", "obesvarade") }

// MeetingKind is where a kind of meeting is changed.
func MeetingKind(n int64) string { return MeetingKinds + "/" + id(n) }

// RetireMeetingKind is where it is said from when no new meetings of a kind are planned.
func RetireMeetingKind(n int64) string { return MeetingKind(n) + "/avveckla" }
