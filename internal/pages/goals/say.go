package goals

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/goals"
	"verkstad/templates/ui"
)

// judgement is the level that speaks for the day, and all that were stated.
func (rd reader) judgement(m store.GoalMeasure) *view.JudgementView {
	v := &view.JudgementView{}
	if j := m.Now.Judgement; j != nil {
		v.Level, v.Reason = sv.Capital(j.Level.Word()), j.Reason
		v.Signed = sv.Join(", ", "Distriktsstyrelsen "+sv.Date(j.On), rd.enteredBy(j.By))
	}
	if rd.judge {
		v.Judge = &ui.LinkButton{Label: "Bedöm målet", Href: paths.JudgeGoal(rd.page.ID, m.ID), Kind: ui.Primary}
	}
	all := slices.DeleteFunc(slices.Clone(m.Judgements), func(j measure.Judgement) bool { return j.On.After(m.Now.Day) })
	slices.SortFunc(all, func(a, b measure.Judgement) int { return cmp.Or(b.On.Compare(a.On), cmp.Compare(b.ID, a.ID)) })
	for _, j := range all {
		row := view.JudgementRow{Event: ui.Event{When: sv.Date(j.On), Title: sv.Capital(j.Level.Word()), Text: j.Reason, Who: rd.enteredBy(j.By), Struck: j.Struck, Status: ui.StatusJudged}}
		switch {
		case j.Struck:
			row.Event.Text = "Struken: " + m.Struck[j.ID]
		case rd.judge:
			row.Strike = &ui.LinkButton{Label: "Stryk", Href: paths.StrikeJudgement(rd.page.ID, j.ID), Small: true, Kind: ui.Plain, Describe: "Stryk bedömningen " + sv.Date(j.On)}
		}
		v.History = append(v.History, row)
	}
	return v
}

// enteredBy is who wrote a judgement in, for those who may see names.
func (rd reader) enteredBy(by string) string {
	if by == "" || !rd.seeNames {
		return ""
	}
	return "inlagt av " + by
}

func (p *Pages) judgeForm(w http.ResponseWriter, r *http.Request) error {
	f := form.Empty()
	f.Set("on", web.Of(r).Today().String())
	return p.renderJudge(w, r, http.StatusOK, f)
}

func (p *Pages) renderJudge(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	g, m, err := p.measureOf(r, measure.KindJudgement)
	if err != nil {
		return err
	}
	var levels []ui.Option
	for _, l := range measure.Levels() {
		levels = append(levels, ui.Option{Value: string(l), Label: sv.Capital(l.Word())})
	}
	title := "Bedöm målet"
	v := view.FormView{Head: ui.PageHead{Kicker: name(g), Title: title, Lead: g.Title}, F: f, Action: paths.JudgeGoal(g.ID, m.ID), Once: web.NewOnce(), Back: paths.Goal(g.ID),
		Submit: "Spara bedömningen", Fields: []templ.Component{
			ui.Radios{F: f, Name: "level", Label: "Hur långt har det kommit?", Options: levels},
			ui.Field{F: f, Kind: ui.Area, Name: "reason", Label: "Varför?", Hint: "Det ni bygger bedömningen på. Visas för alla som får läsa målen.", Rows: 4, MaxLength: 2000, Spellcheck: true},
			ui.Field{F: f, Kind: ui.Date, Name: "on", Label: "Bedömt den", Max: web.Of(r).Today().String()}}}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Simple, v)
}

func (p *Pages) judge(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, m, err := p.measureOf(r, measure.KindJudgement)
	if err != nil {
		return err
	}
	var levels []string
	for _, l := range measure.Levels() {
		levels = append(levels, string(l))
	}
	j := measure.Judgement{Level: measure.Level(f.Choice("level", "Hur långt har det kommit?", levels...)), Reason: f.Multiline("reason", "Varför?", 2000), On: f.Date("on", "Bedömt den")}
	if !f.HasErrors() {
		_, err = p.Store.Judge(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, m.ID, j)
		if err != nil && !web.Invalid(err, f) {
			return err
		}
	}
	if f.HasErrors() {
		return p.renderJudge(w, r, http.StatusUnprocessableEntity, f)
	}
	return web.Redirect(w, r, paths.Goal(g.ID)+"#"+paths.GoalMeasureAnchor(m.ID), "Bedömningen är sparad.")
}

// strikeForm asks why something is struck.
func (p *Pages) strikeForm(w http.ResponseWriter, r *http.Request, status int, g store.Goal, f *form.Form, title, what, action string, points ...string) error {
	v := view.FormView{Head: ui.PageHead{Kicker: name(g), Title: title, Lead: what}, F: f, Action: action, Once: web.NewOnce(), Back: paths.Goal(g.ID), Submit: "Stryk", Danger: true,
		Points: points, Fields: []templ.Component{ui.Field{F: f, Name: "reason", Label: "Varför?", MaxLength: 300, Spellcheck: true}}}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Simple, v)
}

// judgementOf returns the goal and the judgement of the address, which is not struck.
func (p *Pages) judgementOf(r *http.Request) (store.Goal, measure.Judgement, error) {
	id, err := web.ID(r, "judgement")
	if err != nil {
		return store.Goal{}, measure.Judgement{}, err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return store.Goal{}, measure.Judgement{}, err
	}
	for _, m := range g.Measures {
		for _, j := range m.Judgements {
			if j.ID == id {
				return g, j, nil
			}
		}
	}
	return store.Goal{}, measure.Judgement{}, district.ErrNotFound
}

func (p *Pages) strikeJudgementForm(w http.ResponseWriter, r *http.Request) error {
	return p.renderStrikeJudgement(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderStrikeJudgement(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	g, j, err := p.judgementOf(r)
	if err != nil {
		return err
	}
	return p.strikeForm(w, r, status, g, f, "Stryk bedömningen?", sv.Capital(j.Level.Word())+", "+sv.Date(j.On), paths.StrikeJudgement(g.ID, j.ID),
		"Bedömningen räknas inte någon dag.", "Den står kvar överstruken i historiken.")
}

func (p *Pages) strikeJudgement(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, j, err := p.judgementOf(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Varför?", 300)
	if f.HasErrors() {
		return p.renderStrikeJudgement(w, r, http.StatusUnprocessableEntity, f)
	}
	if err := p.Store.StrikeJudgement(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, j.ID, reason); err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(g.ID), "Bedömningen är struken.")
}

func (p *Pages) noteForm(w http.ResponseWriter, r *http.Request) error {
	return p.renderNote(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderNote(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	today := web.Of(r).Today()
	title := "Skriv en anmärkning"
	v := view.FormView{Head: ui.PageHead{Kicker: name(g), Title: title, Lead: "En anmärkning står bredvid det uträknade värdet och ändrar det inte. Båda visas."}, F: f,
		Action: paths.NewGoalNote(g.ID), Once: web.NewOnce(), Back: paths.Goal(g.ID), Submit: "Spara anmärkningen", Fields: []templ.Component{
			ui.Field{F: f, Kind: ui.Area, Name: "text", Label: "Anmärkning", Hint: "Visas för alla som får läsa målen, med ditt namn för distriktets roller.", Rows: 4, MaxLength: 1000, Spellcheck: true},
			ui.Field{F: f, Kind: ui.Date, Name: "last", Label: "Gäller till och med", Hint: "Högst ett år. Sedan ligger den kvar i historiken.", Min: today.String(), Max: today.AddMonths(12).String()}}}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Simple, v)
}

func (p *Pages) addNote(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return err
	}
	text, last := f.Multiline("text", "Anmärkning", 1000), f.Date("last", "Gäller till och med")
	if !f.HasErrors() {
		_, err = p.Store.AddNote(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, text, last)
		if err != nil && !web.Invalid(err, f) {
			return err
		}
	}
	if f.HasErrors() {
		return p.renderNote(w, r, http.StatusUnprocessableEntity, f)
	}
	return web.Redirect(w, r, paths.Goal(g.ID), "Anmärkningen är sparad.")
}

// noteOf returns the goal and the note of the address.
func (p *Pages) noteOf(r *http.Request) (store.Goal, store.Note, error) {
	id, err := web.ID(r, "note")
	if err != nil {
		return store.Goal{}, store.Note{}, err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return store.Goal{}, store.Note{}, err
	}
	i := slices.IndexFunc(g.Notes, func(n store.Note) bool { return n.ID == id })
	if i < 0 {
		return store.Goal{}, store.Note{}, district.ErrNotFound
	}
	return g, g.Notes[i], nil
}

func (p *Pages) strikeNoteForm(w http.ResponseWriter, r *http.Request) error {
	return p.renderStrikeNote(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderStrikeNote(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	g, n, err := p.noteOf(r)
	if err != nil {
		return err
	}
	return p.strikeForm(w, r, status, g, f, "Stryk anmärkningen?", n.Text, paths.StrikeGoalNote(g.ID, n.ID),
		"Anmärkningen visas inte längre vid målet.", "Den står kvar överstruken i historiken.")
}

func (p *Pages) strikeNote(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, n, err := p.noteOf(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Varför?", 300)
	if f.HasErrors() {
		return p.renderStrikeNote(w, r, http.StatusUnprocessableEntity, f)
	}
	if err := p.Store.StrikeNote(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, n.ID, reason); err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(g.ID), "Anmärkningen är struken.")
}

// maxComment is how long a comment is at most.
const maxComment = 4000

func (p *Pages) addComment(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	goal, err := web.ID(r, "goal")
	if err != nil {
		return err
	}
	text := f.Multiline("text", "Kommentar", maxComment)
	if f.HasErrors() {
		return p.renderGoal(w, r, http.StatusUnprocessableEntity, f)
	}
	if _, err := p.goalOf(r); err != nil {
		return err
	}
	id, err := p.Store.AddComment(r.Context(), web.Of(r).Actor(), web.Once(r), goal, text)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(goal)+"#"+paths.GoalCommentAnchor(id), "Kommentaren är sparad.")
}

// commentOf returns the goal of the address and the reader's own comment; somebody else's is not found.
func (p *Pages) commentOf(r *http.Request) (store.Goal, store.Comment, error) {
	id, err := web.ID(r, "comment")
	if err != nil {
		return store.Goal{}, store.Comment{}, err
	}
	g, err := p.goalOf(r)
	if err != nil {
		return store.Goal{}, store.Comment{}, err
	}
	all, err := p.Store.Comments(r.Context(), g.ID)
	if err != nil {
		return store.Goal{}, store.Comment{}, err
	}
	i := slices.IndexFunc(all, func(c store.Comment) bool {
		return c.ID == id && c.AccountID == web.Of(r).Access().Account && !c.Removed
	})
	if i < 0 {
		return store.Goal{}, store.Comment{}, district.ErrNotFound
	}
	return g, all[i], nil
}

func (p *Pages) commentForm(w http.ResponseWriter, r *http.Request) error {
	g, c, err := p.commentOf(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("text", c.Text)
	f.Set("revision", strconv.Itoa(c.Revision))
	return p.renderComment(w, r, http.StatusOK, g, c, f)
}

func (p *Pages) renderComment(w http.ResponseWriter, r *http.Request, status int, g store.Goal, c store.Comment, f *form.Form) error {
	title := "Ändra kommentar"
	v := view.FormView{Head: ui.PageHead{Kicker: name(g), Title: title, Lead: "Den tidigare lydelsen går att läsa för den som kan se kommentarerna."}, F: f,
		Action: paths.GoalComment(g.ID, c.ID), Once: web.NewOnce(), Revision: f.Get("revision"), Back: paths.Goal(g.ID) + "#" + paths.GoalCommentAnchor(c.ID), Submit: "Spara",
		Fields: []templ.Component{ui.Field{F: f, Kind: ui.Area, Name: "text", Label: "Kommentar", Rows: 5, MaxLength: maxComment, Spellcheck: true}}}
	return web.Render(w, r, status, head(title, goalCrumb(g)), view.Simple, v)
}

func (p *Pages) editComment(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	g, c, err := p.commentOf(r)
	if err != nil {
		return err
	}
	text := f.Multiline("text", "Kommentar", maxComment)
	if f.HasErrors() {
		return p.renderComment(w, r, http.StatusUnprocessableEntity, g, c, f)
	}
	if err := p.Store.EditComment(r.Context(), web.Of(r).Actor(), web.Once(r), g.ID, c.ID, web.Revision(f), text); err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Goal(g.ID)+"#"+paths.GoalCommentAnchor(c.ID), "Kommentaren är ändrad.")
}

func (p *Pages) setComment(w http.ResponseWriter, r *http.Request, remove bool) error {
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	goal, err := web.ID(r, "goal")
	if err != nil {
		return err
	}
	id, err := web.ID(r, "comment")
	if err != nil {
		return err
	}
	if err := p.Store.RemoveComment(r.Context(), web.Of(r).Actor(), web.Once(r), goal, id, remove); err != nil {
		return err
	}
	to := paths.Goal(goal) + "#kommentarer"
	if remove {
		return web.RedirectUndo(w, r, to, "Kommentaren är borttagen.", paths.RestoreGoalComment(goal, id))
	}
	return web.Redirect(w, r, to, "Kommentaren är tillbaka.")
}

func (p *Pages) removeComment(w http.ResponseWriter, r *http.Request) error {
	return p.setComment(w, r, true)
}

func (p *Pages) restoreComment(w http.ResponseWriter, r *http.Request) error {
	return p.setComment(w, r, false)
}
