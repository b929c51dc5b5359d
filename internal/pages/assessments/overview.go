package assessments

import (
	"net/http"
	"slices"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/assessments"
	"verkstad/templates/ui"
)

// rowsPerPage is how many units the overview shows at a time.
const rowsPerPage = 100

// stands tell which units the overview shows, by how they stand on the questions.
var stands = map[string]func(u store.AssessedUnit) bool{
	paths.AssessmentsToAsk:   func(u store.AssessedUnit) bool { return open(u) > 0 },
	paths.AssessmentsGood:    func(u store.AssessedUnit) bool { return open(u) == 0 },
	paths.AssessmentsNothing: func(u store.AssessedUnit) bool { return !slices.ContainsFunc(u.Cells, answered) },
	paths.AssessmentsTooOld:  func(u store.AssessedUnit) bool { return slices.ContainsFunc(u.Cells, store.AnswerCell.TooOld) },
	paths.AssessmentsNotAll: func(u store.AssessedUnit) bool {
		return slices.ContainsFunc(u.Cells, func(c store.AnswerCell) bool { return c.Good && c.Last.Answer != district.AnswerYes })
	},
}

var standOptions = []ui.Option{{Value: paths.AssessmentsToAsk, Label: "Något saknas"}, {Value: paths.AssessmentsNothing, Label: "Har aldrig svarat"},
	{Value: paths.AssessmentsTooOld, Label: "För gammalt svar"}, {Value: paths.AssessmentsNotAll, Label: "Något delvis eller nej"}, {Value: paths.AssessmentsGood, Label: "Har svarat på allt"}}

func answered(c store.AnswerCell) bool { return c.Last.Answer != "" }

// open is how many questions a unit has no good answer to.
func open(u store.AssessedUnit) int {
	n := 0
	for _, c := range u.Cells {
		if !c.Good {
			n++
		}
	}
	return n
}

// overview shows units × questions. Somebody who may read about one unit only is led to that one.
func (p *Pages) overview(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	scope := q.Scope(authz.AssessmentRead)
	if !scope.All && len(scope.Units) == 1 {
		u, err := p.Store.Unit(r.Context(), scope, scope.Units[0])
		if err != nil {
			return err
		}
		return web.Redirect(w, r, paths.UnitAssessment(u.Slug, 0), "")
	}
	f := store.AssessmentFilter{Questionnaire: queryID(r, "fragor")}
	if k := district.UnitKind(r.URL.Query().Get("slag")); k.Valid() {
		f.Kind = k
	}
	o, err := p.Store.AssessmentOverview(r.Context(), scope, q.Today(), f)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Självskattning", Room: web.RoomAssessments, Wide: true}, view.Overview, overviewView(q, r, f, o))
}

func overviewView(q *web.Req, r *http.Request, f store.AssessmentFilter, o store.AssessmentOverview) view.OverviewView {
	v := view.OverviewView{Lead: "Vad föreningar och organ svarar om sig själva. Den som inte har svarat är okänd, inte ett nej.",
		Action: paths.Assessments, States: standOptions, Set: optional(o.Set.ID), Kind: string(f.Kind)}
	if q.Can(authz.GoalEdit) {
		v.Manage = paths.Questionnaires
	}
	if o.Set.ID == 0 {
		v.Empty = &ui.Empty{Title: "Inga frågor ställs.", Text: "Med ett frågeformulär svarar föreningar och organ själva på hur det är hos dem."}
		if v.Manage != "" {
			v.Empty.Action = ui.LinkButton{Label: "Lägg till det första", Href: paths.NewQuestionnaire}
		}
		return v
	}
	for _, n := range o.Sets {
		v.Sets = append(v.Sets, ui.Option{Value: optional(n.ID), Label: n.Name})
	}
	for _, k := range o.Set.UnitKinds {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: k.Plural()})
	}
	for _, question := range o.Questions {
		v.Questions = append(v.Questions, view.QuestionHead{Short: question.Short, Text: question.Text})
	}
	v.Figures = figures(o)
	v.Totals = totals(o)
	shown := o.Units
	if keep := stands[r.URL.Query().Get("lage")]; keep != nil {
		v.State = r.URL.Query().Get("lage")
		shown = slices.DeleteFunc(slices.Clone(o.Units), func(u store.AssessedUnit) bool { return !keep(u) })
	}
	if v.State != "" || v.Kind != "" {
		v.Clear = paths.AssessmentsOf(o.Set.ID)
	}
	v.Count = sv.Count(len(shown), "förening eller organ", "föreningar och organ")
	if len(shown) == 0 {
		v.Empty = &ui.Empty{Title: "Ingen passar urvalet.", Text: "Välj andra frågor, ett annat slag eller andra svar.", Action: ui.LinkButton{Label: "Visa alla", Href: paths.AssessmentsOf(o.Set.ID)}}
		if v.State == paths.AssessmentsToAsk {
			v.Empty.Title, v.Empty.Text = "Inget saknas.", "Alla i urvalet har svarat på allt."
		}
	}
	page, pages := web.Page(r), max(1, (len(shown)+rowsPerPage-1)/rowsPerPage)
	page = min(page, pages)
	if pages > 1 {
		v.Paging = ui.Paging{Page: page, Pages: pages, Total: v.Count}
		if page > 1 {
			v.Paging.PrevHref = withPage(r, page-1)
		}
		if page < pages {
			v.Paging.NextHref = withPage(r, page+1)
		}
	}
	for _, u := range shown[(page-1)*rowsPerPage : min(page*rowsPerPage, len(shown))] {
		row := view.OverviewRow{Name: u.Name, Href: paths.UnitAssessment(u.Slug, o.Set.ID), Done: sv.Of(len(u.Cells)-open(u), len(u.Cells))}
		if u.Kind == district.KindTradeAssociation { // the others say so in their names
			row.Kind = u.Kind.Name()
		}
		for i, c := range u.Cells {
			row.Cells = append(row.Cells, mark(c, o.Questions[i].Short, u.Name))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// figures say how many have answered; each opens to those that it counts.
func figures(o store.AssessmentOverview) []ui.Figure {
	var all, asked, never int
	for _, u := range o.Units {
		if open(u) == 0 {
			all++
			continue
		}
		asked++
		if !slices.ContainsFunc(u.Cells, answered) {
			never++
		}
	}
	href := func(n int, state string) string {
		if n == 0 {
			return ""
		}
		return paths.With(paths.AssessmentsOf(o.Set.ID), "lage", state)
	}
	return []ui.Figure{
		{Value: sv.Int(all), Unit: "av " + sv.Int(len(o.Units)), Label: "har svarat på allt", Href: href(all, paths.AssessmentsGood)},
		{Value: sv.Int(asked), Label: "saknar svar, eller har svar som är för gamla", Href: href(asked, paths.AssessmentsToAsk)},
		{Value: sv.Int(never), Label: "av dem har aldrig svarat", Href: href(never, paths.AssessmentsNothing)},
	}
}

func totals(o store.AssessmentOverview) []view.TotalRow {
	rows := []view.TotalRow{{Label: "Ja"}, {Label: "Delvis"}, {Label: "Nej"}, {Label: "Okänt"}}
	for i := range o.Questions {
		var n [4]int
		for _, u := range o.Units {
			switch c := u.Cells[i]; {
			case !c.Good:
				n[3]++
			case c.Last.Answer == district.AnswerYes:
				n[0]++
			case c.Last.Answer == district.AnswerPartly:
				n[1]++
			default:
				n[2]++
			}
		}
		for k := range rows {
			rows[k].Cells = append(rows[k].Cells, sv.Int(n[k]))
		}
	}
	return rows
}

func withPage(r *http.Request, page int) string {
	query := r.URL.Query()
	query.Set("sida", strconv.Itoa(page))
	return paths.Assessments + "?" + query.Encode()
}
