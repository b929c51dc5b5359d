package assessments

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/assessments"
	"verkstad/templates/ui"
)

// sets lists the sets of questions.
func (p *Pages) sets(w http.ResponseWriter, r *http.Request) error {
	today := web.Of(r).Today()
	all, err := p.Store.Questionnaires(r.Context())
	if err != nil {
		return err
	}
	v := view.SetsView{New: paths.NewQuestionnaire}
	for _, n := range all {
		row := view.SetRow{Name: n.Name, Href: paths.Questionnaire(n.ID), Kinds: kindsText(n.UnitKinds), Questions: sv.Int(len(n.On(today))), Good: sv.Count(n.GoodMonths, "månad", "månader")}
		if !n.Retired.IsZero() && !today.Before(n.Retired) {
			row.Retired = sv.Date(n.Retired)
			v.Retired = append(v.Retired, row)
			continue
		}
		v.Rows = append(v.Rows, row)
	}
	return web.Render(w, r, http.StatusOK, setHead("Frågeformulär"), view.Sets, v)
}

// kindsText names the kinds of unit that are asked.
func kindsText(kinds []district.UnitKind) string {
	var names []string
	for _, k := range district.UnitKinds() {
		for _, asked := range kinds {
			if asked == k {
				names = append(names, inSentence(k.Plural()))
			}
		}
	}
	return sv.ListMax(names, 3)
}

// newSet asks for a new set of questions.
func (p *Pages) newSet(w http.ResponseWriter, r *http.Request) error {
	f := form.Empty()
	f.Set("goodMonths", "12")
	return renderNewSet(w, r, http.StatusOK, f)
}

func renderNewSet(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	title := "Lägg till frågeformulär"
	v := setView(f)
	v.Title, v.Action, v.Submit, v.Back, v.Lead = title, paths.NewQuestionnaire, "Lägg till", paths.Questionnaires, "Frågorna skriver du i nästa steg."
	return web.Render(w, r, status, setHead(title, ui.Crumb{Label: title}), view.Set, v)
}

func setView(f *form.Form) view.SetView {
	v := view.SetView{F: f, Once: web.NewOnce(), Errors: ui.Errors(f, "", "name", "intro", "unitKinds", "goodMonths")}
	for _, k := range district.UnitKinds() {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: k.Plural()})
	}
	return v
}

func setInput(f *form.Form) store.QuestionnaireInput {
	in := store.QuestionnaireInput{Name: f.Text("name", "Namn", 80), Intro: f.OptionalMultiline("intro", "Inledning", 600)}
	for _, k := range f.Choices("unitKinds", "Vilka får frågorna?", unitKinds()...) {
		in.UnitKinds = append(in.UnitKinds, district.UnitKind(k))
	}
	if len(in.UnitKinds) == 0 && f.Error("unitKinds") == "" {
		f.Fail("unitKinds", "Välj vilka som ska få frågorna.")
	}
	in.GoodMonths = f.Int("goodMonths", "Hur många månader gäller ett svar?", 1, 60)
	return in
}

// createSet adds a set of questions.
func (p *Pages) createSet(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := setInput(f)
	if !f.HasErrors() {
		id, err := p.Store.CreateQuestionnaire(r.Context(), web.Of(r).Actor(), web.Once(r), in)
		if err == nil {
			return web.Redirect(w, r, paths.NewAssessmentQuestion(id), in.Name+" finns nu. Skriv den första frågan.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("add set of questions: %w", err)
		}
	}
	return renderNewSet(w, r, http.StatusUnprocessableEntity, f)
}

func (p *Pages) readSet(r *http.Request) (store.Questionnaire, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.Questionnaire{}, err
	}
	return p.Store.Questionnaire(r.Context(), id)
}

// set shows a set of questions with its form.
func (p *Pages) set(w http.ResponseWriter, r *http.Request) error {
	n, err := p.readSet(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("name", n.Name)
	f.Set("intro", n.Intro)
	f.Set("goodMonths", strconv.Itoa(n.GoodMonths))
	var kinds []string
	for _, k := range n.UnitKinds {
		kinds = append(kinds, string(k))
	}
	f.SetAll("unitKinds", kinds)
	return renderSet(w, r, http.StatusOK, n, f)
}

func renderSet(w http.ResponseWriter, r *http.Request, status int, n store.Questionnaire, f *form.Form) error {
	today := web.Of(r).Today()
	v := setView(f)
	v.Kicker, v.Title, v.Action, v.Submit, v.Back = "Frågeformulär", n.Name, paths.Questionnaire(n.ID), "Spara", paths.Questionnaires
	v.Revision, v.Exists, v.Add = revision(n.Revision), true, paths.NewAssessmentQuestion(n.ID)
	retire := ui.LinkButton{Label: "Sluta ställa", Href: paths.RetireQuestionnaire(n.ID)}
	switch {
	case n.Retired.IsZero():
	case today.Before(n.Retired):
		v.Notice, retire.Label = "Frågorna ställs inte från och med "+sv.Date(n.Retired)+".", "Ändra när de slutar ställas"
	default:
		v.Notice, retire.Label = "Frågorna ställs inte sedan "+sv.Date(n.Retired)+".", "Börja ställa igen"
	}
	v.Actions = []templ.Component{ui.LinkButton{Label: "Se svaren", Href: paths.AssessmentsOf(n.ID)}, retire}
	for _, question := range n.Questions {
		row := view.QuestionRow{Text: question.Text, Short: question.Short, Period: sv.Capital(sv.Period(question.Valid())), Change: paths.AssessmentQuestion(question.ID)}
		if !question.Until.IsZero() && !today.Before(question.Until) {
			v.Past = append(v.Past, row)
		} else {
			v.Now = append(v.Now, row)
		}
	}
	return web.Render(w, r, status, setHead(n.Name, ui.Crumb{Label: n.Name}), view.Set, v)
}

// saveSet changes a set of questions.
func (p *Pages) saveSet(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	n, err := p.readSet(r)
	if err != nil {
		return err
	}
	in := setInput(f)
	if !f.HasErrors() {
		err := p.Store.UpdateQuestionnaire(r.Context(), web.Of(r).Actor(), web.Once(r), n.ID, web.Revision(f), in)
		if err == nil {
			return web.Redirect(w, r, paths.Questionnaire(n.ID), "Frågeformuläret är sparat.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change set of questions: %w", err)
		}
	}
	return renderSet(w, r, http.StatusUnprocessableEntity, n, f)
}

// step is a small form about a set of questions.
func step(w http.ResponseWriter, r *http.Request, status int, n store.Questionnaire, v view.StepView) error {
	v.Kicker, v.Once, v.Back = n.Name, web.NewOnce(), paths.Questionnaire(n.ID)
	return web.Render(w, r, status, setHead(v.Title, ui.Crumb{Label: n.Name, Href: paths.Questionnaire(n.ID)}, ui.Crumb{Label: v.Title}), view.Step, v)
}

// retireForm asks from when a set of questions is no longer asked.
func (p *Pages) retireForm(w http.ResponseWriter, r *http.Request) error {
	n, err := p.readSet(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	if n.Retired.IsZero() {
		f.Set("from", web.Of(r).Today().String())
	}
	return renderRetire(w, r, http.StatusOK, n, f)
}

func renderRetire(w http.ResponseWriter, r *http.Request, status int, n store.Questionnaire, f *form.Form) error {
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "from"), Title: "Sluta ställa frågorna", Action: paths.RetireQuestionnaire(n.ID), Revision: revision(n.Revision), Submit: "Spara",
		Points: []string{"Ingen får frågorna från den dagen.", "Svar som redan är givna står kvar, och blir för gamla som vanligt.", "Mål som räknar svaren räknar dem så länge de gäller."}}
	field := ui.Field{F: f, Kind: ui.Date, Name: "from", Label: "Från och med"}
	if !n.Retired.IsZero() {
		v.Title, v.Points, field.Optional, field.Hint = "Börja ställa frågorna igen", nil, true, "Lämna tomt för att ställa frågorna igen."
	}
	v.Fields = fields(field)
	return step(w, r, status, n, v)
}

// retire says from when a set of questions is no longer asked.
func (p *Pages) retire(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	n, err := p.readSet(r)
	if err != nil {
		return err
	}
	var from district.Date
	if n.Retired.IsZero() {
		from = f.Date("from", "Från och med")
	} else {
		from = f.OptionalDate("from", "Från och med")
	}
	if !f.HasErrors() {
		err := p.Store.RetireQuestionnaire(r.Context(), web.Of(r).Actor(), web.Once(r), n.ID, web.Revision(f), from)
		if err == nil {
			message := "Frågorna ställs igen."
			if !from.IsZero() {
				message = "Frågorna ställs inte från och med " + sv.Date(from) + "."
			}
			return web.Redirect(w, r, paths.Questionnaire(n.ID), message)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("retire set of questions: %w", err)
		}
	}
	return renderRetire(w, r, http.StatusUnprocessableEntity, n, f)
}

// newQuestion asks for a new question.
func (p *Pages) newQuestion(w http.ResponseWriter, r *http.Request) error {
	n, err := p.readSet(r)
	if err != nil {
		return err
	}
	return renderNewQuestion(w, r, http.StatusOK, n, form.Empty())
}

func renderNewQuestion(w http.ResponseWriter, r *http.Request, status int, n store.Questionnaire, f *form.Form) error {
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "text", "short"), Title: "Lägg till fråga", Action: paths.NewAssessmentQuestion(n.ID), Submit: "Lägg till",
		Lead: "Skriv frågan så att den går att svara ja, delvis eller nej på."}
	v.Fields = questionFields(f)
	return step(w, r, status, n, v)
}

func questionFields(f *form.Form) []templ.Component {
	return fields(
		ui.Field{F: f, Name: "text", Label: "Fråga", MaxLength: 200, Spellcheck: true},
		ui.Field{F: f, Name: "short", Label: "Kort", Hint: "Några ord som får plats över en kolumn, till exempel Plan.", MaxLength: 40, Spellcheck: true})
}

// addQuestion adds a question to a set. The first ones are asked since ever; one that is added later from today, so that
// nobody is asked on a day that has been.
func (p *Pages) addQuestion(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	n, err := p.readSet(r)
	if err != nil {
		return err
	}
	in := store.AssessmentQuestionInput{Text: f.Text("text", "Fråga", 200), Short: f.Text("short", "Kort", 40)}
	for _, question := range n.Questions {
		if question.Answered {
			in.From = web.Of(r).Today()
		}
	}
	if !f.HasErrors() {
		_, err := p.Store.AddQuestion(r.Context(), web.Of(r).Actor(), web.Once(r), n.ID, in)
		if err == nil {
			return web.Redirect(w, r, paths.Questionnaire(n.ID), "Frågan ställs nu.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("add question: %w", err)
		}
	}
	return renderNewQuestion(w, r, http.StatusUnprocessableEntity, n, f)
}

// readQuestion reads the question of the address with its set.
func (p *Pages) readQuestion(r *http.Request) (store.AssessmentQuestion, store.Questionnaire, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.AssessmentQuestion{}, store.Questionnaire{}, err
	}
	question, err := p.Store.AssessmentQuestion(r.Context(), id)
	if err != nil {
		return question, store.Questionnaire{}, err
	}
	n, err := p.Store.Questionnaire(r.Context(), question.QuestionnaireID)
	return question, n, err
}

// question asks how a question is changed or when it ends.
func (p *Pages) question(w http.ResponseWriter, r *http.Request) error {
	question, n, err := p.readQuestion(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("text", question.Text)
	f.Set("short", question.Short)
	f.Set("last", question.Valid().Last().String())
	return renderQuestion(w, r, http.StatusOK, question, n, f)
}

func renderQuestion(w http.ResponseWriter, r *http.Request, status int, question store.AssessmentQuestion, n store.Questionnaire, f *form.Form) error {
	v := view.StepView{F: f, Errors: ui.Errors(f, "", "text", "short", "last"), Title: "Ändra frågan", Action: paths.AssessmentQuestion(question.ID),
		Revision: revision(question.Revision), Submit: "Spara"}
	if question.Answered {
		v.Lead = "Frågan är redan besvarad. Rätta bara stavning och ordval. Betyder den något annat, avsluta den och lägg till en ny."
	}
	v.Fields = append(questionFields(f), ui.Field{F: f, Kind: ui.Date, Name: "last", Label: "Ställs till och med", Hint: "Lämna tomt om frågan ska ställas tills vidare.", Optional: true})
	return step(w, r, status, n, v)
}

// saveQuestion changes a question.
func (p *Pages) saveQuestion(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	question, n, err := p.readQuestion(r)
	if err != nil {
		return err
	}
	in := store.AssessmentQuestionInput{Text: f.Text("text", "Fråga", 200), Short: f.Text("short", "Kort", 40), Last: f.OptionalDate("last", "Ställs till och med")}
	if !f.HasErrors() {
		err := p.Store.UpdateQuestion(r.Context(), web.Of(r).Actor(), web.Once(r), question.ID, web.Revision(f), in)
		if err == nil {
			return web.Redirect(w, r, paths.Questionnaire(n.ID), "Frågan är sparad.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change question: %w", err)
		}
	}
	return renderQuestion(w, r, http.StatusUnprocessableEntity, question, n, f)
}
