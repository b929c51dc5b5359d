// Package meetings is the pages of meetings (träffar): the list, a meeting with its parts, attendance and questions,
// the forms of what is done with it, and the kinds of meeting. Everything in its views is decided and formatted before.
package meetings

import (
	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// ListView is the meetings to come and those that have been.
type ListView struct {
	Actions []templ.Component
	Needs   []NeedRow // kinds with a rule; none for those who see only their own unit's
	Action  string    // of the filter
	Kinds   []ui.Option
	Choices []ui.Option
	Units   []ui.Option // none for those who see only their own unit's
	Years   []ui.Option
	Kind    string
	Choice  string
	Unit    string
	Year    string
	Clear   string // address without filter, "" when none is on
	Count   string
	Coming  []parts.MeetingRow
	Later   []parts.MeetingRow // to come after those, behind a line to open
	Past    []parts.MeetingRow
	Paging  ui.Paging
	Empty   *ui.Empty
	Links   []ui.Link // pages about meetings besides this one
}

// NeedRow is how far a kind of meeting with a rule has come this year.
type NeedRow struct {
	Name  string // "Ordförandeträffar"
	Href  string // the meetings of the kind
	Badge ui.Badge
	Text  string // "1 av 4 i år. Nästa planerad 14 maj 2018."
	Act   string // address of planning one, "" for those who may not
}

// MeetingView is one meeting.
type MeetingView struct {
	Kicker, Title string
	Status        *ui.Badge
	Actions       []templ.Component
	Notices       []ui.Notice
	Facts         []ui.Definition
	Moves         []string
	Parts         []PartRow
	AddPart       string // address, "" for those who may not
	Note          string
	EditNote      string // address, "" for those who may not
	Attendance    *AttendanceView
	FollowUps     *FollowUpsView
	Questions     []QuestionView
	ShowQuestions bool
	Ask           string // address of putting one, "" for those who may not
	More          []templ.Component
}

// PartRow is one part of a meeting in several places.
type PartRow struct {
	ID      string // of the element
	Title   string
	When    string
	Place   string
	Badge   ui.Badge
	Note    string
	Actions []templ.Component
	More    []templ.Component // what few come for
}

// AttendanceView is who came, for those who see all, or how it went with the reader's own units.
type AttendanceView struct {
	Lead    string
	Tick    *ui.LinkButton // to the page of ticks
	Own     []UnitRow
	Absent  []UnitRow
	Present []UnitRow
	Unknown []UnitRow
	Invite  string // address of changing who is invited
}

// UnitRow is a unit with what is known of it.
type UnitRow struct {
	Name, Href string
	Note       string
	Badge      *ui.Badge
	Act        *ui.LinkButton
}

// FollowUpsView is what those who were there answered afterwards: how the answers add up and who has not answered, for
// those who see who came; the answers themselves for those who may read them.
type FollowUpsView struct {
	Lead    string
	Sums    []ui.Definition
	Own     []UnitRow // the reader's own units, instead of the others
	Waiting []UnitRow
	Answers []UnitRow
}

// FollowUpView is the page on which a unit answers after a meeting.
type FollowUpView struct {
	F                   ui.Values
	Kicker, Title, Lead string
	Notice              string
	Action, Once, Back  string
	Errors              []ui.FieldError
	Ask                 bool
	First, Second       string // the questions
	ByPhone             bool
	Older               []ui.Event
	Strike              []ui.LinkButton
}

// answerOptions are what each of the questions can be answered with.
func answerOptions() []ui.Option {
	return []ui.Option{{Value: "yes", Label: "Ja"}, {Value: "partly", Label: "Delvis"}, {Value: "no", Label: "Nej"}}
}

func (v FollowUpView) noteOpen() bool { return v.F.Get("note") != "" || v.F.Error("note") != "" }

// QuestionView is a question with its answer.
type QuestionView struct {
	ID       string // of the element
	Meta     string // "Farsta till Landstingsgruppen, 5 februari 2018"
	Text     string
	Answer   string
	Answered string // "Svarat 1 mars 2018", or that it waits
	Waits    bool
	Meeting  *ui.Link // where it was put, in lists of several meetings
	Actions  []templ.Component
}

// QuestionsView is the questions of all meetings that the reader sees.
type QuestionsView struct {
	Tabs      []ui.Tab
	Questions []QuestionView
	Empty     *ui.Empty
	Paging    ui.Paging
}

// ChooseKindView asks what sort of meeting is to be planned.
type ChooseKindView struct {
	Kinds []KindChoice
	Empty *ui.Empty // when nobody could hold any
	Back  string
}

func (v ChooseKindView) lead() string {
	if len(v.Kinds) == 0 {
		return ""
	}
	return "Vad är det för träff?"
}

// KindChoice is a kind of meeting to choose.
type KindChoice struct {
	Label, Href, Note string
}

// EditView is the form of a meeting, new or there already.
type EditView struct {
	F                      ui.Values
	Kicker, Title, Lead    string
	Action, Once, Revision string
	Hidden                 []ui.Pair
	Errors                 []ui.FieldError
	Submit, Back           string
	New                    bool
	Organisers             []ui.Option // none when there is one only
	Audiences              []ui.Option // none where the kind makes no difference
	AskConsulted           bool
	AskAnother             bool // there is such a meeting that day
	AskHeld                bool
	Region                 bool // it is a part
	Whole                  bool // it has a name and a note of its own
	PartRows               int  // of a new one
	PartsOpen, MoreOpen    bool
}

// WhenView is the form of when and where a meeting is.
type WhenView struct {
	F                      ui.Values
	Kicker, Title, Lead    string
	Action, Once, Revision string
	Errors                 []ui.FieldError
	Submit, Back           string
	Region                 bool // which part it is, asked of a new one
	Reason                 bool // why it is moved
}

// StepView is a small form with what will happen.
type StepView struct {
	F                      ui.Values
	Errors                 []ui.FieldError
	Kicker, Title, Lead    string
	Points                 []string
	Action, Once, Revision string
	Fields                 []templ.Component
	Submit                 string
	Danger                 bool
	Back                   string
}

// InviteView is the form of who is invited.
type InviteView struct {
	F                      ui.Values
	Kicker, Title          string
	Action, Once, Revision string
	Errors                 []ui.FieldError
	Groups                 []InviteGroup
	Back                   string
}

// InviteGroup is units of one kind.
type InviteGroup struct {
	ID      string // of the element; "" of the first, which complaints lead to
	Title   string
	Options []ui.Option
}

// TicksView is the page on which the attendance is ticked.
type TicksView struct {
	Kicker, Title, Lead string
	Notice              *ui.Notice // instead of the form, when there is nothing to tick
	Errors              []ui.FieldError
	Action, Marks, Once string
	Key                 string // under which a phone keeps what it could not send
	Back                string
	Groups              []TickGroup
	Letters             []TickLetter
	Ticked, Of          int
	Done                bool
	Submit              string
	Reopen              string // address, "" when it is not finished
}

// TickGroup is units of one kind.
type TickGroup struct {
	Title string
	Rows  []TickRow
}

// TickRow is one unit to tick.
type TickRow struct {
	ID     string // of the unit
	Name   string
	Hint   string // who holds the post, or where it was ticked already
	Ticked bool
	Letter string // anchor, of the first of a letter
}

// TickLetter leads to the first unit of a letter.
type TickLetter struct {
	Letter, Href string
}

// AbsentView is who has not come twice in a row.
type AbsentView struct {
	Groups []AbsentGroup
	Tabs   []ui.Tab
}

// AbsentGroup is the units absent from meetings of a kind.
type AbsentGroup struct {
	Title string
	Rows  []AbsentRow
}

// AbsentRow is a unit that stayed away twice, and how to reach it.
type AbsentRow struct {
	Name, Href   string
	Days         string // "5 februari och 14 maj 2018"
	Came         string // "Var senast med 12 november 2017"
	Holder       string
	HolderHref   string
	HolderPost   string
	Phone, Email string
}

// KindsView is the list of kinds of meeting.
type KindsView struct {
	New     string
	Rows    []KindRow
	Retired []KindRow
}

// KindRow is one kind of meeting.
type KindRow struct {
	Name, Href             string
	Rule, Invited, Retired string
}

// KindView is the form of a kind of meeting.
type KindView struct {
	F                      ui.Values
	Errors                 []ui.FieldError
	Kicker, Title          string
	Action, Once, Revision string
	Submit, Back           string
	Posts                  []ui.Option
	Retired                string
	Actions                []templ.Component
}

// unitKinds are the kinds of unit to choose among.
func unitKinds() []ui.Option {
	var out []ui.Option
	for _, k := range district.UnitKinds() {
		out = append(out, ui.Option{Value: string(k), Label: k.Plural()})
	}
	return out
}
