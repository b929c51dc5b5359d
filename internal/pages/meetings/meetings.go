// Package meetings is the pages of meetings (träffar): the list, a meeting with its parts, what is done with it, its
// attendance, the questions put at it, and the kinds of meeting that exist.
//
// It must not know how goals count meetings.
package meetings

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/ui"
)

// Pages are the pages of meetings.
type Pages struct{ Store *store.Store }

// Routes returns the routes with who may reach them.
func (p *Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	const one = paths.Meetings + "/{meeting}"
	const question = paths.Questions + "/{question}"
	const kind = paths.MeetingKinds + "/{meetingKind}"
	return []web.Route{
		{Method: get, Pattern: paths.Meetings, Perm: authz.MeetingRead, Handler: p.list},
		{Method: get, Pattern: paths.NewMeeting, Perm: authz.MeetingEdit, Handler: p.planForm},
		{Method: post, Pattern: paths.NewMeeting, Perm: authz.MeetingEdit, Handler: p.plan},
		{Method: get, Pattern: paths.AbsentTwice, Perm: authz.GoalMissing, Handler: p.absent},
		{Method: get, Pattern: one, Perm: authz.MeetingRead, Handler: p.meeting},
		{Method: get, Pattern: one + "/andra", Perm: authz.MeetingEdit, Handler: p.editForm},
		{Method: post, Pattern: one + "/andra", Perm: authz.MeetingEdit, Handler: p.edit},
		{Method: get, Pattern: one + "/flytta", Perm: authz.MeetingEdit, Handler: p.moveForm},
		{Method: post, Pattern: one + "/flytta", Perm: authz.MeetingEdit, Handler: p.move},
		{Method: get, Pattern: one + "/del", Perm: authz.MeetingEdit, Handler: p.partForm},
		{Method: post, Pattern: one + "/del", Perm: authz.MeetingEdit, Handler: p.addPart},
		{Method: get, Pattern: one + "/inbjudna", Perm: authz.MeetingEdit, Handler: p.inviteForm},
		{Method: post, Pattern: one + "/inbjudna", Perm: authz.MeetingEdit, Handler: p.invite},
		{Method: get, Pattern: one + "/narvaro", Perm: authz.MeetingEdit, Handler: p.ticks},
		{Method: post, Pattern: one + "/narvaro", Perm: authz.MeetingEdit, Handler: p.tick},
		{Method: post, Pattern: one + "/narvaro/bockar", Perm: authz.MeetingEdit, Handler: p.marks},
		{Method: post, Pattern: one + "/narvaro/oppna", Perm: authz.MeetingEdit, Handler: p.reopen},
		{Method: post, Pattern: one + "/holls", Perm: authz.MeetingEdit, Handler: p.hold},
		{Method: get, Pattern: one + "/stall-in", Perm: authz.MeetingEdit, Handler: p.cancelForm},
		{Method: post, Pattern: one + "/stall-in", Perm: authz.MeetingEdit, Handler: p.cancel},
		{Method: get, Pattern: one + "/stryk", Perm: authz.MeetingEdit, Handler: p.strikeForm},
		{Method: post, Pattern: one + "/stryk", Perm: authz.MeetingEdit, Handler: p.strike},
		{Method: post, Pattern: one + "/angra", Perm: authz.MeetingEdit, Handler: p.undo},
		{Method: get, Pattern: one + "/svar/{slug}", Perm: authz.MeetingFollowUp, Handler: p.followUp},
		{Method: post, Pattern: one + "/svar/{slug}", Perm: authz.MeetingFollowUp, Handler: p.answerFollowUp},
		{Method: get, Pattern: paths.Meetings + "/svar/{followUp}/stryk", Perm: authz.MeetingFollowUp, Handler: p.strikeFollowUpForm},
		{Method: post, Pattern: paths.Meetings + "/svar/{followUp}/stryk", Perm: authz.MeetingFollowUp, Handler: p.strikeFollowUp},
		{Method: get, Pattern: one + "/fraga", Perm: authz.MeetingAsk, Handler: p.askForm},
		{Method: post, Pattern: one + "/fraga", Perm: authz.MeetingAsk, Handler: p.ask},
		{Method: get, Pattern: paths.Questions, Perm: authz.MeetingRead, Handler: p.questions},
		{Method: get, Pattern: question + "/svara", Perm: authz.MeetingAnswer, Handler: p.answerForm},
		{Method: post, Pattern: question + "/svara", Perm: authz.MeetingAnswer, Handler: p.answer},
		{Method: get, Pattern: question + "/andra", Perm: authz.MeetingAsk, Handler: p.editQuestionForm},
		{Method: post, Pattern: question + "/andra", Perm: authz.MeetingAsk, Handler: p.editQuestion},
		{Method: get, Pattern: question + "/stryk", Perm: authz.MeetingAsk, Handler: p.strikeQuestionForm},
		{Method: post, Pattern: question + "/stryk", Perm: authz.MeetingAsk, Handler: p.strikeQuestion},
		{Method: get, Pattern: paths.MeetingKinds, Perm: authz.MeetingManage, Handler: p.kinds},
		{Method: get, Pattern: paths.NewMeetingKind, Perm: authz.MeetingManage, Handler: p.newKind},
		{Method: post, Pattern: paths.NewMeetingKind, Perm: authz.MeetingManage, Handler: p.createKind},
		{Method: get, Pattern: kind, Perm: authz.MeetingManage, Handler: p.kind},
		{Method: post, Pattern: kind, Perm: authz.MeetingManage, Handler: p.saveKind},
		{Method: get, Pattern: kind + "/avveckla", Perm: authz.MeetingManage, Handler: p.retireForm},
		{Method: post, Pattern: kind + "/avveckla", Perm: authz.MeetingManage, Handler: p.retire},
	}
}

// head is the head of a page below the list.
func head(title string, crumbs ...ui.Crumb) web.Head {
	return web.Head{Title: title, Room: web.RoomMeetings, Crumbs: append([]ui.Crumb{{Label: "Träffar", Href: paths.Meetings}}, crumbs...)}
}

// called is what a meeting is called with its day: "Ordförandeträff 5 februari 2018".
func called(m store.Meeting) string { return m.Name() + " " + sv.Date(m.Day) }

// meetingCrumb leads to a meeting; of a part to its whole.
func meetingCrumb(m store.Meeting) ui.Crumb {
	return ui.Crumb{Label: called(m), Href: back(m)}
}

// back is the page of a meeting; of a part its place on the page of the whole.
func back(m store.Meeting) string {
	if m.PartOf != nil {
		return paths.MeetingPart(*m.PartOf, m.ID)
	}
	return paths.Meeting(m.ID)
}

// about is the line above the heading of a step: which meeting, and which part.
func about(m store.Meeting) string {
	if m.PartOf == nil {
		return called(m)
	}
	return sv.Join(", ", called(m), partName(m))
}

// partName is what a part is called.
func partName(m store.Meeting) string {
	if m.Region != "" {
		return m.Region
	}
	return m.Place
}

// editable reads the meeting of the address in the scope to edit; one that is struck has no form.
func (p *Pages) editable(r *http.Request) (store.Meeting, error) {
	m, err := p.read(r)
	if err == nil && m.Struck {
		return m, district.ErrNotFound
	}
	return m, err
}

// read reads the meeting of the address in the scope to edit.
func (p *Pages) read(r *http.Request) (store.Meeting, error) {
	id, err := web.ID(r, "meeting")
	if err != nil {
		return store.Meeting{}, err
	}
	return p.Store.Meeting(r.Context(), web.Of(r).Scope(authz.MeetingEdit), id)
}

// revision is a revision as a form carries it.
func revision(n int) string { return strconv.Itoa(n) }

// idText is an id as a form carries it.
func idText(n int64) string { return strconv.FormatInt(n, 10) }

// queryID reads an id in the address, 0 when it is missing or no id.
func queryID(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// errorsOf lists a form's complaints in the order of the page.
func errorsOf(f *form.Form, names ...string) []ui.FieldError {
	return ui.Errors(f, append([]string{""}, names...)...)
}

// inSentence writes a name that begins with a capital inside a sentence.
func inSentence(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[n:]); unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[n:]
}

// unitOptions are units to choose among, by kind.
func unitOptions(units []store.MeetingUnitName) []ui.Option {
	out := make([]ui.Option, len(units))
	for i, u := range units {
		out[i] = ui.Option{Value: idText(u.ID), Label: u.Name, Group: u.Kind.Plural()}
	}
	return out
}

// timeText is the time of day of an instant as a field shows it.
func timeText(m store.Meeting) (start, end string) {
	start = district.TimeOfDayOf(m.StartsAt, clock.Stockholm).String()
	if m.EndsAt != nil {
		end = district.TimeOfDayOf(*m.EndsAt, clock.Stockholm).String()
	}
	return start, end
}

// readWhen reads when and where a meeting is, from the fields with the suffix.
func readWhen(f *form.Form, suffix string, day district.Date) store.When {
	at := f.TimeOfDay("start"+suffix, "Börjar")
	w := store.When{Place: f.OptionalText("place"+suffix, "Plats", 200)}
	if !day.IsZero() {
		w.Start = readTime(f, "start"+suffix, at, day)
	}
	if end, ok := f.OptionalTimeOfDay("end"+suffix, "Slutar"); ok && !day.IsZero() {
		w.End = readTime(f, "end"+suffix, end, day)
	}
	return w
}

// readTime is the instant of a time of day on a day. In the night in which the clock is put forward there are times that
// no clock shows: the meeting would be kept at another time than the one that was written.
func readTime(f *form.Form, field string, at district.TimeOfDay, day district.Date) time.Time {
	instant := at.On(day, clock.Stockholm)
	if shown := district.TimeOfDayOf(instant, clock.Stockholm); shown != at {
		f.Fail(field, "Klockan ställs fram den natten, så den tiden finns inte. Skriv till exempel "+strings.ReplaceAll(shown.String(), ":", ".")+".")
	}
	return instant
}
