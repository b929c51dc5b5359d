// Package assessments is the pages of what units answer about themselves: the overview of units and questions, the form
// that a chair fills in on a phone in less than a minute, and the sets of questions.
//
// It must not know how answers become the value of a goal.
package assessments

import (
	"net/http"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/ui"
)

// Pages are the pages of self-assessments.
type Pages struct{ Store *store.Store }

// Routes returns the routes with who may reach them. The questions are what goals are counted from, so those decide on
// them who decide how goals are counted.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/sjalvskattning", Perm: authz.AssessmentRead, Handler: p.overview},
		{Method: "GET", Pattern: "/sjalvskattning/{slug}", Perm: authz.AssessmentRead, Handler: p.unit},
		{Method: "POST", Pattern: "/sjalvskattning/{slug}", Perm: authz.AssessmentAnswer, Handler: p.answer},
		{Method: "GET", Pattern: "/sjalvskattning/svar/{id}/stryk", Perm: authz.AssessmentAnswer, Handler: p.strikeForm},
		{Method: "POST", Pattern: "/sjalvskattning/svar/{id}/stryk", Perm: authz.AssessmentAnswer, Handler: p.strike},
		{Method: "GET", Pattern: "/frageformular", Perm: authz.GoalEdit, Handler: p.sets},
		{Method: "GET", Pattern: "/frageformular/ny", Perm: authz.GoalEdit, Handler: p.newSet},
		{Method: "POST", Pattern: "/frageformular/ny", Perm: authz.GoalEdit, Handler: p.createSet},
		{Method: "GET", Pattern: "/frageformular/{id}", Perm: authz.GoalEdit, Handler: p.set},
		{Method: "POST", Pattern: "/frageformular/{id}", Perm: authz.GoalEdit, Handler: p.saveSet},
		{Method: "GET", Pattern: "/frageformular/{id}/avveckla", Perm: authz.GoalEdit, Handler: p.retireForm},
		{Method: "POST", Pattern: "/frageformular/{id}/avveckla", Perm: authz.GoalEdit, Handler: p.retire},
		{Method: "GET", Pattern: "/frageformular/{id}/fraga", Perm: authz.GoalEdit, Handler: p.newQuestion},
		{Method: "POST", Pattern: "/frageformular/{id}/fraga", Perm: authz.GoalEdit, Handler: p.addQuestion},
		{Method: "GET", Pattern: "/frageformular/fraga/{id}", Perm: authz.GoalEdit, Handler: p.question},
		{Method: "POST", Pattern: "/frageformular/fraga/{id}", Perm: authz.GoalEdit, Handler: p.saveQuestion},
	}
}

// head is the head of a page about answers.
func head(q *web.Req, title string, further ...ui.Crumb) web.Head {
	crumbs := []ui.Crumb{{Label: "Självskattning", Href: paths.Assessments}}
	if scope := q.Scope(authz.AssessmentRead); !scope.All && len(scope.Units) == 1 || len(further) == 0 {
		crumbs[0].Href = "" // it would lead back here
	}
	return web.Head{Title: title, Crumbs: append(crumbs, further...), Room: web.RoomAssessments}
}

// setHead is the head of a page about questions.
func setHead(title string, further ...ui.Crumb) web.Head {
	crumbs := []ui.Crumb{{Label: "Självskattning", Href: paths.Assessments}, {Label: "Frågeformulär", Href: paths.Questionnaires}}
	if len(further) == 0 {
		crumbs[1].Href = ""
	}
	return web.Head{Title: title, Crumbs: append(crumbs, further...), Room: web.RoomAssessments}
}

// byPhone tells whether whoever answers for the unit does so for somebody else: without a role in the unit itself, as
// the office does.
func byPhone(a authz.Access, unit int64) bool {
	return !a.Own().CanIn(authz.AssessmentAnswer, unit)
}

// fields lists the fields of a step.
func fields(c ...templ.Component) []templ.Component { return c }

// revision is a revision as a form carries it.
func revision(n int) string { return strconv.Itoa(n) }

// optional writes an id for a form, "" for none.
func optional(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// queryID reads an id in the address, 0 when it is missing or no id.
func queryID(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// inSentence writes a name that begins with a capital inside a sentence.
func inSentence(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[n:]); unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[n:]
}

// unitKinds are the kinds of unit as forms post them.
func unitKinds() []string {
	var out []string
	for _, k := range district.UnitKinds() {
		out = append(out, string(k))
	}
	return out
}

// mark is how a unit stands on one question.
func mark(c store.AnswerCell, question, unit string) ui.Mark {
	m := ui.Mark{Label: question, Status: ui.StatusUnknown, Text: "okänt", Describe: question + ", " + unit + ": okänt, har inte svarat"}
	word := c.Last.Answer.Name()
	switch {
	case c.TooOld():
		m.Text = "för gammalt: " + word + " " + sv.MonthShort(c.Last.Day.Month()) + " " + strconv.Itoa(c.Last.Day.Year())
		m.Describe = question + ", " + unit + ": okänt igen, svarade " + word + " " + sv.Date(c.Last.Day) + " och det är för länge sedan"
		return m
	case c.Last.Answer == district.AnswerYes:
		m.Status = ui.StatusMet
	case c.Last.Answer == district.AnswerPartly:
		m.Status = ui.StatusJudged
	case c.Last.Answer == district.AnswerNo:
		m.Status = ui.StatusVacant
	default:
		return m
	}
	m.Text, m.Describe = word, question+", "+unit+": "+word+", svarade "+sv.Date(c.Last.Day)
	return m
}
