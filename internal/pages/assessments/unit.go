package assessments

import (
	"fmt"
	"net/http"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/assessments"
	"verkstad/templates/ui"
)

// unit shows what a unit answers to one set of questions, with the form for those who answer for it.
func (p *Pages) unit(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	u, err := p.Store.UnitAssessments(r.Context(), q.Scope(authz.AssessmentRead), q.Today(), web.Slug(r, "slug"))
	if err != nil {
		return err
	}
	set, err := chosenSet(u, queryID(r, "fragor"))
	if err != nil {
		return err
	}
	f := form.Empty()
	for _, c := range set.Cells {
		f.Set(paths.QuestionField(c.QuestionID), string(c.Last.Answer))
	}
	f.Set("day", q.Today().String())
	return renderUnit(w, r, http.StatusOK, u, set, f)
}

// chosenSet is the set that the address names, or the first that has something to answer. A unit that is asked nothing
// has the zero set.
func chosenSet(u store.UnitAssessments, id int64) (store.UnitSet, error) {
	if id != 0 {
		set, ok := u.Find(id)
		if !ok {
			return set, district.ErrNotFound
		}
		return set, nil
	}
	for _, set := range u.Sets {
		if set.Asked && set.Open() > 0 {
			return set, nil
		}
	}
	if len(u.Sets) > 0 {
		return u.Sets[0], nil
	}
	return store.UnitSet{}, nil
}

func renderUnit(w http.ResponseWriter, r *http.Request, status int, u store.UnitAssessments, set store.UnitSet, f *form.Form) error {
	q := web.Of(r)
	v := view.UnitView{Kicker: "Självskattning · " + u.Unit.Name, Title: set.Name, Sets: ui.Tabs{Label: "Frågeformulär"}}
	for _, s := range u.Sets {
		tab := ui.Tab{Label: s.Name, Href: paths.UnitAssessment(u.Unit.Slug, s.ID), Current: s.ID == set.ID}
		if n := s.Open(); s.Asked && n > 0 {
			tab.Count = sv.Int(n) + " kvar"
		}
		v.Sets.Items = append(v.Sets.Items, tab)
	}
	if scope := q.Scope(authz.AssessmentRead); scope.All || len(scope.Units) > 1 {
		v.Back = &ui.Link{Label: "Alla föreningar och organ", Href: paths.AssessmentsOf(set.ID)}
	}
	edit := q.CanIn(authz.AssessmentAnswer, u.Unit.ID)
	switch {
	case set.ID == 0:
		v.Title, v.Notice = "Självskattning", "Inga frågor ställs till "+u.Unit.Name+"."
	case !u.Unit.Alive(u.Day):
		v.Notice = u.Unit.Name + " finns inte " + sv.Date(u.Day) + ". Svaren står kvar."
	case !set.Asked:
		v.Notice = "De här frågorna ställs inte längre. Svaren står kvar."
	case edit:
		v.Lead, v.Answer = set.Intro, answerView(q, u, set, f)
	default:
		v.Lead = set.Intro
	}
	if set.ID != 0 && v.Answer == nil {
		v.Given = given(set)
	}
	if set.Asked && set.Open() == 0 && len(set.Cells) > 0 {
		v.Status = &ui.Badge{Status: ui.StatusNone, Text: "gäller till och med " + sv.Date(goodThrough(set))}
	}
	for _, a := range set.History {
		v.Older = append(v.Older, event(set, a))
		if edit && !a.Struck {
			text := sv.Date(a.Day) + ": " + answersText(set, a)
			v.Strike = append(v.Strike, view.StrikeRow{Text: text, Href: paths.StrikeAssessment(a.ID), Describe: "Stryk svaren från " + sv.Date(a.Day)})
		}
	}
	return web.Render(w, r, status, head(q, sv.Join(", ", v.Title, u.Unit.Name), ui.Crumb{Label: u.Unit.Name}), view.Unit, v)
}

// answerView is the form, filled in with what was answered last.
func answerView(q *web.Req, u store.UnitAssessments, set store.UnitSet, f *form.Form) *view.AnswerView {
	action := paths.UnitAssessment(u.Unit.Slug, 0)
	a := &view.AnswerView{F: f, Action: action, Once: web.NewOnce(), Set: optional(set.ID), ByPhone: byPhone(q.Access(), u.Unit.ID)}
	var last district.Date
	for _, c := range set.Cells {
		if c.Last.Day.After(last) {
			last = c.Last.Day
		}
	}
	names := []string{""}
	for i, question := range set.On(u.Day) {
		c := set.Cells[i]
		field := view.QuestionField{Name: paths.QuestionField(question.ID), Label: question.Text, Answered: c.Last.Answer != ""}
		if field.Answered && c.Last.Day != last { // the day of the others stands above
			field.Hint = "Senast " + c.Last.Answer.Name() + ", " + sv.Date(c.Last.Day) + "."
		}
		a.Questions = append(a.Questions, field)
		names = append(names, field.Name)
	}
	a.Errors = ui.Errors(f, append(names, "day", "note")...)
	if !last.IsZero() && last.Before(u.Day) {
		a.Same = &ui.PostButton{Label: "Inget nytt sedan " + sv.Date(last), Action: action, Once: web.NewOnce(), Hidden: []ui.Pair{{Name: "fragor", Value: a.Set}, {Name: "same", Value: "ja"}}}
		a.SameText = "Då gäller samma svar från i dag."
		if set.Open() > 0 {
			a.SameText = "Svaren är för gamla. Då gäller samma svar från i dag."
		}
	}
	return a
}

// goodThrough is the day through which all answers of a set are good.
func goodThrough(set store.UnitSet) district.Date {
	var through district.Date
	for _, c := range set.Cells {
		if d := district.GoodThrough(c.Last.Day, set.GoodMonths); through.IsZero() || d.Before(through) {
			through = d
		}
	}
	return through
}

// given is what stands, question by question.
func given(set store.UnitSet) []ui.Definition {
	var out []ui.Definition
	for _, c := range set.Cells {
		d := ui.Definition{Term: textOf(set, c.QuestionID), Text: "okänt, har inte svarat"}
		switch {
		case c.TooOld():
			d.Text = "okänt igen, svarade " + c.Last.Answer.Name() + " " + sv.Date(c.Last.Day)
		case c.Good:
			d.Text = c.Last.Answer.Name() + ", svarade " + sv.Date(c.Last.Day)
		}
		out = append(out, d)
	}
	return out
}

func textOf(set store.UnitSet, question int64) string {
	for _, x := range set.Questions {
		if x.ID == question {
			return x.Text
		}
	}
	return ""
}

// event is the answers of one day as a row of history.
func event(set store.UnitSet, a store.Assessment) ui.Event {
	e := ui.Event{When: sv.Date(a.Day), Title: sv.Capital(answersText(set, a)), Text: a.Note, Who: a.By, Struck: a.Struck}
	if a.ByPhone {
		e.Who = sv.Join(", ", "ifyllt av kansliet per telefon", a.By)
	}
	if a.RecordedOn.After(a.Day) {
		e.Who = sv.Join(", ", e.Who, "skrevs in "+sv.Date(a.RecordedOn))
	}
	if a.Struck {
		e.Text = sv.Join(" ", a.StruckReason, a.Note)
	}
	return e
}

// answersText writes answers: "Alla kommer till tals: ja. Vilka som föreslås: delvis".
func answersText(set store.UnitSet, a store.Assessment) string {
	var parts []string
	for _, x := range set.Questions {
		if answer := a.Answers[x.ID]; answer != "" {
			parts = append(parts, x.Short+": "+answer.Name())
		}
	}
	return strings.Join(parts, ", ")
}

// answer writes what a unit answers.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	scope := q.Scope(authz.AssessmentAnswer) // what cannot be answered cannot be found here
	u, err := p.Store.UnitAssessments(r.Context(), scope, q.Today(), web.Slug(r, "slug"))
	if err != nil {
		return err
	}
	set, err := chosenSet(u, f.OptionalID("fragor", "Frågor"))
	if err != nil {
		return err
	}
	in := store.NewAssessment{Unit: u.Unit.ID, Questionnaire: set.ID, Same: f.Bool("same"), ByPhone: byPhone(q.Access(), u.Unit.ID), Answers: map[int64]district.Answer{}}
	if !in.Same {
		for _, question := range set.On(u.Day) {
			name := paths.QuestionField(question.ID)
			if a := f.OptionalChoice(name, question.Text, string(district.AnswerYes), string(district.AnswerPartly), string(district.AnswerNo)); a != "" {
				in.Answers[question.ID] = district.Answer(a)
			}
		}
		in.Note = f.OptionalMultiline("note", "Kommentar", 600)
		if in.ByPhone {
			in.Day = f.OptionalDate("day", "Vilken dag svarade de?")
		}
	}
	if set.ID == 0 {
		f.Fail("", "Inga frågor ställs till "+u.Unit.Name+". Gå tillbaka och välj en annan.")
	}
	if !f.HasErrors() {
		_, err = p.Store.Assess(r.Context(), q.Actor(), web.Once(r), scope, in)
		if err == nil {
			return p.thank(w, r, u, set, in)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("answer about %s: %w", u.Unit.Name, err)
		}
	}
	if f.Get("day") == "" {
		f.Set("day", q.Today().String())
	}
	return renderUnit(w, r, http.StatusUnprocessableEntity, u, set, f)
}

// thank says that the answers are saved, and leads on to what is still to be answered.
func (p *Pages) thank(w http.ResponseWriter, r *http.Request, u store.UnitAssessments, set store.UnitSet, in store.NewAssessment) error {
	day := in.Day
	if day.IsZero() {
		day = u.Day
	}
	message := "Tack! Svaren är sparade och gäller till och med " + sv.Date(district.GoodThrough(day, set.GoodMonths)) + "."
	if in.ByPhone {
		message = "Svaren från " + u.Unit.Name + " är sparade som ifyllda per telefon. De gäller till och med " + sv.Date(district.GoodThrough(day, set.GoodMonths)) + "."
	}
	for _, next := range u.Sets {
		if next.ID != set.ID && next.Asked && next.Open() > 0 {
			return web.Redirect(w, r, paths.UnitAssessment(u.Unit.Slug, next.ID), message+" Här är fler frågor: "+next.Name+".")
		}
	}
	return web.Redirect(w, r, paths.UnitAssessment(u.Unit.Slug, set.ID), message)
}

// readAnswers reads the answers of the address, in the scope to answer; struck ones are not there.
func (p *Pages) readAnswers(r *http.Request) (store.Assessment, store.UnitSet, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.Assessment{}, store.UnitSet{}, err
	}
	q := web.Of(r)
	scope := q.Scope(authz.AssessmentAnswer)
	a, err := p.Store.Assessment(r.Context(), scope, id)
	if err != nil {
		return a, store.UnitSet{}, err
	}
	if a.Struck {
		return a, store.UnitSet{}, district.ErrNotFound
	}
	n, err := p.Store.Questionnaire(r.Context(), a.QuestionnaireID)
	return a, store.UnitSet{Questionnaire: n}, err
}

// strikeForm asks why answers were a mistake.
func (p *Pages) strikeForm(w http.ResponseWriter, r *http.Request) error {
	a, set, err := p.readAnswers(r)
	if err != nil {
		return err
	}
	return renderStrike(w, r, http.StatusOK, a, set, form.Empty())
}

func renderStrike(w http.ResponseWriter, r *http.Request, status int, a store.Assessment, set store.UnitSet, f *form.Form) error {
	title := "Stryk svaren"
	v := view.StepView{F: f, Kicker: a.UnitName + " · " + set.Name, Title: title, Danger: true,
		Lead:   "Svaren från " + sv.Date(a.Day) + ": " + answersText(set, a) + ".",
		Points: []string{"Svaren räknas inte någon dag, inte heller tidigare.", "Det som svarades dessförinnan gäller igen, om det inte är för gammalt.", "De står kvar som strukna, med skälet."},
		Action: paths.StrikeAssessment(a.ID), Once: web.NewOnce(), Back: paths.UnitAssessment(a.UnitSlug, a.QuestionnaireID),
		Errors: ui.Errors(f, "", "reason"), Submit: "Stryk svaren"}
	v.Fields = fields(ui.Field{F: f, Name: "reason", Label: "Vad blev fel?", Hint: "Har det blivit annorlunda sedan dess? Svara på nytt i stället.", MaxLength: 200})
	return web.Render(w, r, status, head(web.Of(r), title, ui.Crumb{Label: a.UnitName, Href: paths.UnitAssessment(a.UnitSlug, a.QuestionnaireID)}, ui.Crumb{Label: title}), view.Step, v)
}

// strike says that answers were a mistake.
func (p *Pages) strike(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, set, err := p.readAnswers(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Vad blev fel?", 200)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.StrikeAssessment(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.AssessmentAnswer), a.ID, reason)
		if err == nil {
			return web.Redirect(w, r, paths.UnitAssessment(a.UnitSlug, a.QuestionnaireID), "Svaren från "+sv.Date(a.Day)+" är strukna.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("strike answers: %w", err)
		}
	}
	return renderStrike(w, r, http.StatusUnprocessableEntity, a, set, f)
}
