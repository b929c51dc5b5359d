package meetings

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/meetings"
	"verkstad/templates/ui"
)

// questionSize is how many questions a page shows.
const questionSize = 25

// questions shows the questions of all meetings that the reader sees.
func (p *Pages) questions(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	show, page := r.URL.Query().Get("visa"), web.Page(r)
	f := store.QuestionFilter{Waiting: show == "obesvarade", Answered: show == "besvarade", Limit: questionSize, Offset: (page - 1) * questionSize}
	rows, err := p.Store.Questions(r.Context(), q.Scope(authz.MeetingRead), f)
	if err != nil {
		return err
	}
	v := view.QuestionsView{}
	for _, t := range []struct{ label, value string }{{"Alla", ""}, {"Väntar på svar", "obesvarade"}, {"Besvarade", "besvarade"}} {
		v.Tabs = append(v.Tabs, ui.Tab{Label: t.label, Href: paths.With(paths.Questions, "visa", t.value), Current: show == t.value})
	}
	total := 0
	for _, row := range rows {
		total = row.Total
		v.Questions = append(v.Questions, questionView(q, row.MeetingQuestion, q.Today(), true))
	}
	if len(rows) == 0 {
		v.Empty = &ui.Empty{Title: "Ingen fråga är inskriven.", Text: "Frågor skrivs in på sidan för den träff där de ställdes, till exempel en ordförandeträff. Här samlas de med svaren.",
			Action: ui.LinkButton{Label: "Till träffarna", Href: paths.Meetings}}
	}
	var kept []string
	if show != "" {
		kept = []string{"visa", show}
	}
	v.Paging = paging(paths.Questions, kept, page, total, questionSize)
	v.Paging.Total = sv.Count(total, "fråga", "frågor")
	return web.Render(w, r, http.StatusOK, head("Frågor och svar", ui.Crumb{Label: "Frågor och svar"}), view.Questions, v)
}

// questionView is a question with its answer and what the reader may do about it.
func questionView(q *web.Req, m store.MeetingQuestion, today district.Date, many bool) view.QuestionView {
	v := view.QuestionView{ID: "fraga-" + idText(m.ID), Meta: m.ByUnitName + " till " + m.ToUnitName + ", " + sv.Date(m.AskedOn), Text: m.Text, Answer: m.Answer}
	if many {
		v.Meeting = &ui.Link{Label: m.MeetingName + " " + sv.Date(m.MeetingDay), Href: paths.Meeting(m.MeetingID)}
	}
	if m.AnsweredOn.IsZero() {
		v.Waits, v.Answered = true, "väntar på svar"
		if n := today.DaysSince(m.AskedOn); n > 0 {
			v.Answered = "har väntat i " + sv.Count(n, "dag", "dagar")
		}
	} else {
		v.Answered = sv.Date(m.AnsweredOn)
		if q.CanIn(authz.AssignmentRead, m.ToUnitID) {
			v.Answered = sv.Join(", ", v.Answered, m.AnsweredBy)
		}
	}
	act := func(label, href string, kind ui.Kind) {
		v.Actions = append(v.Actions, ui.LinkButton{Label: label, Href: href, Small: true, Kind: kind, Describe: label + ": frågan från " + m.ByUnitName + " " + sv.Date(m.AskedOn)})
	}
	if q.CanIn(authz.MeetingAnswer, m.ToUnitID) {
		if v.Waits {
			act("Svara", paths.AnswerQuestion(m.ID), ui.Quiet)
		} else {
			act("Ändra svaret", paths.AnswerQuestion(m.ID), ui.Plain)
		}
	}
	if q.CanIn(authz.MeetingAsk, m.ByUnitID) {
		if v.Waits {
			act("Ändra", paths.EditQuestion(m.ID), ui.Plain)
		}
		act("Stryk", paths.StrikeQuestion(m.ID), ui.Plain)
	}
	return v
}

// askForm asks for a question put at a meeting.
func (p *Pages) askForm(w http.ResponseWriter, r *http.Request) error {
	qf, err := p.readQuestionForm(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	if len(qf.By) > 0 {
		f.Set("by", idText(qf.By[0].ID))
	}
	if len(qf.Groups) > 0 {
		f.Set("to", idText(qf.Groups[0].ID))
	}
	return renderAsk(w, r, http.StatusOK, qf, f)
}

func (p *Pages) readQuestionForm(r *http.Request) (store.QuestionForm, error) {
	id, err := web.ID(r, "meeting")
	if err != nil {
		return store.QuestionForm{}, err
	}
	q := web.Of(r)
	return p.Store.QuestionForm(r.Context(), q.Scope(authz.MeetingRead), q.Scope(authz.MeetingAsk), q.Today(), id)
}

func renderAsk(w http.ResponseWriter, r *http.Request, status int, qf store.QuestionForm, f *form.Form) error {
	m := qf.Meeting
	v := view.StepView{F: f, Kicker: called(m), Title: "Skriv in en fråga", Lead: "Frågan och svaret syns för alla som ser träffen.", Action: paths.AskQuestion(m.ID), Once: web.NewOnce(),
		Errors: errorsOf(f, "by", "to", "text", "on"), Submit: "Spara frågan", Back: paths.Meeting(m.ID)}
	if len(qf.By) > 1 {
		v.Fields = append(v.Fields, ui.Select{F: f, Name: "by", Label: "Vem frågar?", Options: unitOptions(qf.By)})
	}
	v.Fields = append(v.Fields, ui.Select{F: f, Name: "to", Label: "Vem ska svara?", Options: unitOptions(qf.Groups)}, questionField(f))
	return web.Render(w, r, status, head(v.Title, meetingCrumb(m), ui.Crumb{Label: "Fråga"}), view.Step, v)
}

func questionField(f *form.Form) templ.Component {
	return ui.Field{F: f, Kind: ui.Area, Name: "text", Label: "Fråga", Hint: "Skriv inget om enskilda personer.", Rows: 5, MaxLength: 2000, Spellcheck: true}
}

// ask writes down a question put at a meeting.
func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	qf, err := p.readQuestionForm(r)
	if err != nil {
		return err
	}
	var in store.QuestionInput
	switch len(qf.By) {
	case 1:
		in.By = qf.By[0].ID
	default:
		in.By = f.ID("by", "Vem frågar?")
	}
	in.To = f.ID("to", "Vem ska svara?")
	in.Text = f.Multiline("text", "Fråga", 2000)
	if !f.HasErrors() {
		q := web.Of(r)
		id, err := p.Store.AskQuestion(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingRead), q.Scope(authz.MeetingAsk), qf.Meeting.ID, in)
		if err == nil {
			return web.Redirect(w, r, paths.Meeting(qf.Meeting.ID)+"#fraga-"+idText(id), "Frågan är inskriven.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("ask: %w", err)
		}
	}
	return renderAsk(w, r, http.StatusUnprocessableEntity, qf, f)
}

// readQuestion reads the question of the address for those who may answer it, or may change it.
func (p *Pages) readQuestion(r *http.Request, unit store.QuestionUnit, perm authz.Permission) (store.MeetingQuestion, error) {
	id, err := web.ID(r, "question")
	if err != nil {
		return store.MeetingQuestion{}, err
	}
	return p.Store.Question(r.Context(), unit, web.Of(r).Scope(perm), id)
}

// questionStep is the form of a step about one question.
func questionStep(w http.ResponseWriter, r *http.Request, status int, m store.MeetingQuestion, v view.StepView) error {
	v.Kicker = m.ByUnitName + " till " + m.ToUnitName + ", " + sv.Date(m.AskedOn)
	v.Once, v.Revision, v.Back = web.NewOnce(), strconv.Itoa(m.Revision), paths.Questions
	return web.Render(w, r, status, head(v.Title, ui.Crumb{Label: "Frågor och svar", Href: paths.Questions}, ui.Crumb{Label: v.Title}), view.Step, v)
}

func (p *Pages) answerForm(w http.ResponseWriter, r *http.Request) error {
	m, err := p.readQuestion(r, store.AskedTo, authz.MeetingAnswer)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("answer", m.Answer)
	f.Set("on", web.Of(r).Today().String())
	if !m.AnsweredOn.IsZero() {
		f.Set("on", m.AnsweredOn.String())
	}
	return renderAnswer(w, r, http.StatusOK, m, f)
}

func renderAnswer(w http.ResponseWriter, r *http.Request, status int, m store.MeetingQuestion, f *form.Form) error {
	return questionStep(w, r, status, m, view.StepView{F: f, Title: "Svara på frågan", Lead: m.Text, Action: paths.AnswerQuestion(m.ID), Errors: errorsOf(f, "answer", "on"), Submit: "Spara svaret",
		Fields: []templ.Component{
			ui.Field{F: f, Kind: ui.Area, Name: "answer", Label: "Svar", Hint: "Alla som ser träffen kan läsa det.", Rows: 7, MaxLength: 4000, Spellcheck: true},
			ui.Field{F: f, Kind: ui.Date, Name: "on", Label: "Svarat", Hint: "Dagen då svaret gavs."}}})
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.readQuestion(r, store.AskedTo, authz.MeetingAnswer)
	if err != nil {
		return err
	}
	text, on := f.Multiline("answer", "Svar", 4000), f.Date("on", "Svarat")
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.AnswerQuestion(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingAnswer), m.ID, web.Revision(f), text, on)
		if err == nil {
			return web.Redirect(w, r, paths.Questions, "Svaret är sparat.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return renderAnswer(w, r, http.StatusUnprocessableEntity, m, f)
}

func (p *Pages) editQuestionForm(w http.ResponseWriter, r *http.Request) error {
	m, err := p.readQuestion(r, store.AskedBy, authz.MeetingAsk)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("text", m.Text)
	return renderEditQuestion(w, r, http.StatusOK, m, f)
}

func renderEditQuestion(w http.ResponseWriter, r *http.Request, status int, m store.MeetingQuestion, f *form.Form) error {
	return questionStep(w, r, status, m, view.StepView{F: f, Title: "Ändra frågan", Action: paths.EditQuestion(m.ID), Errors: errorsOf(f, "text"), Submit: "Spara",
		Fields: []templ.Component{questionField(f)}})
}

func (p *Pages) editQuestion(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.readQuestion(r, store.AskedBy, authz.MeetingAsk)
	if err != nil {
		return err
	}
	text := f.Multiline("text", "Fråga", 2000)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.EditQuestion(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingAsk), m.ID, web.Revision(f), text)
		if err == nil {
			return web.Redirect(w, r, paths.Questions, "Frågan är ändrad.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("edit question: %w", err)
		}
	}
	return renderEditQuestion(w, r, http.StatusUnprocessableEntity, m, f)
}

func (p *Pages) strikeQuestionForm(w http.ResponseWriter, r *http.Request) error {
	m, err := p.readQuestion(r, store.AskedBy, authz.MeetingAsk)
	if err != nil {
		return err
	}
	return renderStrikeQuestion(w, r, http.StatusOK, m, form.Empty())
}

func renderStrikeQuestion(w http.ResponseWriter, r *http.Request, status int, m store.MeetingQuestion, f *form.Form) error {
	points := []string{"Frågan syns inte längre."}
	if !m.AnsweredOn.IsZero() {
		points = append(points, "Svaret på den syns inte heller.")
	}
	return questionStep(w, r, status, m, view.StepView{F: f, Title: "Stryk frågan", Lead: m.Text, Points: points, Action: paths.StrikeQuestion(m.ID), Errors: errorsOf(f, "reason"),
		Submit: "Stryk", Danger: true, Fields: []templ.Component{ui.Field{F: f, Name: "reason", Label: "Vad blev fel?", MaxLength: 400}}})
}

func (p *Pages) strikeQuestion(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.readQuestion(r, store.AskedBy, authz.MeetingAsk)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Vad blev fel?", 400)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.StrikeQuestion(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingAsk), m.ID, web.Revision(f), reason)
		if err == nil {
			return web.Redirect(w, r, paths.Questions, "Frågan är struken.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("strike question: %w", err)
		}
	}
	return renderStrikeQuestion(w, r, http.StatusUnprocessableEntity, m, f)
}
