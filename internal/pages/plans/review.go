package plans

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

const maxTitle = 120 // characters of a goal's short name

func (p *Pages) review(w http.ResponseWriter, r *http.Request) error {
	at, _ := strconv.ParseInt(r.URL.Query().Get("vid"), 10, 64) // what is no place is the beginning
	return p.reviewPage(w, r, http.StatusOK, at, nil)
}

// reviewPage draws the review. at is the sentence that the reader is at; f, when something was wrong, is what was
// posted about it.
func (p *Pages) reviewPage(w http.ResponseWriter, r *http.Request, status int, at int64, f *form.Form) error {
	id, err := web.ID(r, "plan")
	if err != nil {
		return err
	}
	rev, err := p.Store.PlanReview(r.Context(), id)
	if err != nil {
		return err
	}
	plan, n := rev.Plan, len(rev.Findings)
	done := n - plan.Proposed
	v := view.ReviewView{Plan: plan.Name, ReadHref: paths.Plan(id), GoalHref: paths.Goals,
		Progress: ui.Progress{Label: "Granskat", Value: done, Max: n, Text: fmt.Sprintf("%s klara", sv.Of(done, n))}}
	formal := 0
	for _, c := range rev.Findings {
		if c.State == district.Proposed && c.Kind == planimport.Formal {
			formal++
		}
	}
	switch {
	case n == 0:
		v.Empty = "Punkter under rubriker som ”Målsättning” blir förslag till mål. Den här texten har inga sådana. Den går att läsa som den är."
	case done == n:
		v.Done = sv.Count(plan.Approved, "mening blev ett mål", "meningar blev mål") + ". Nästa steg är att bestämma hur varje mål räknas."
	case formal > 1:
		v.AllHref, v.AllText = paths.ApproveAll(id), fmt.Sprintf("Godkänn alla %s", sv.Int(formal))
	}
	for i, c := range rev.Findings {
		if c.DecidedAt != nil {
			shown := web.Of(r).Moment().Shown(*c.DecidedAt)
			rev.Findings[i].DecidedAt = &shown
		}
	}
	v.Parts = parts(rev, at, f)
	return web.Render(w, r, status, under(plan, "Granska målen"), view.Review, v)
}

// parts puts what was found beside the part of the text that it stands in.
func parts(rev store.PlanReview, at int64, f *form.Form) []view.ReviewPart {
	place := map[int64]int{} // of nodes in the text
	for i, n := range rev.Text {
		place[n.ID] = i
	}
	var out []view.ReviewPart
	heads := map[int]int{} // place of a heading → its part
	for i, c := range rev.Findings {
		from := -1
		if c.NodeID != nil {
			if k, ok := place[*c.NodeID]; ok {
				from = headingOf(rev.Text, place, k, c.SectionPath)
			}
		}
		n, ok := heads[from]
		if !ok {
			n = len(out)
			heads[from] = n
			out = append(out, part(rev, from, c))
		}
		out[n].Findings = append(out[n].Findings, finding(rev, i, c.ID == at, f))
	}
	return out
}

// headingOf returns the place of the heading that a node's section path ends with, -1 when nothing heads it.
func headingOf(text []store.PlanNode, place map[int64]int, k int, path []string) int {
	nearest := -1
	for n := text[k]; n.ParentID != nil; {
		k, ok := place[*n.ParentID]
		if !ok {
			break
		}
		n = text[k]
		if !isHeading(n) {
			continue
		}
		if nearest < 0 {
			nearest = k
		}
		if len(path) > 0 && n.Text == path[len(path)-1] {
			return k
		}
	}
	return nearest
}

// part is the text under the heading at from, as far as sentences were found in it; c is the first of them.
func part(rev store.PlanReview, from int, c store.Commitment) view.ReviewPart {
	v := view.ReviewPart{ID: "del-" + strconv.Itoa(c.Ord), Title: rev.Plan.Name}
	if len(c.SectionPath) > 0 {
		v.Title = c.SectionPath[len(c.SectionPath)-1]
		v.Path = strings.Join(c.SectionPath[:len(c.SectionPath)-1], " › ")
	}
	if from < 0 {
		return v
	}
	until := from + 1
	for until < len(rev.Text) && !(isHeading(rev.Text[until]) && rev.Text[until].Level <= rev.Text[from].Level) {
		until++
	}
	found := map[int64]bool{}
	for _, f := range rev.Findings {
		if f.NodeID != nil {
			found[*f.NodeID] = true
		}
	}
	// Sections after the last sentence that was found are about something else.
	last := from
	for i := from + 1; i < until; i++ {
		if found[rev.Text[i].ID] {
			last = i
		}
	}
	for last+1 < until && !isHeading(rev.Text[last+1]) {
		last++
	}
	// What was found stands in the proposals, and a heading with nothing else under it is no help.
	around := slices.DeleteFunc(slices.Clone(rev.Text[from+1:last+1]), func(n store.PlanNode) bool { return found[n.ID] })
	for len(around) > 0 && isHeading(around[len(around)-1]) {
		around = around[:len(around)-1]
	}
	for _, b := range setText(around, unmarked) {
		b.ID = "" // the reading view has the anchors
		// Quotations are set small here: the text is there to be looked up.
		if b.Kind == view.QuoteBlock {
			b.Kind, b.Text, b.Attribution = view.ParagraphBlock, sv.Join(" ", "”"+b.Text+"”", b.Attribution), ""
		}
		v.Text = append(v.Text, b)
	}
	return v
}

func finding(rev store.PlanReview, i int, focus bool, f *form.Form) view.Finding {
	c := rev.Findings[i]
	plan := rev.Plan.ID
	v := view.Finding{ID: paths.ReviewAnchor(c.ID), Number: fmt.Sprintf("Mål %s", sv.Of(i+1, len(rev.Findings))), Sentence: c.Sentence, Focus: focus,
		Who: decidedBy(c)}
	undo := ui.PostButton{Action: paths.ReconsiderSentence(plan, c.ID), Once: web.NewOnce(), Small: true, Kind: ui.Plain, Live: "granskning"}
	switch c.State {
	case district.Approved:
		v.Approved, v.Title = true, c.Sentence
		if len(c.Goals) > 0 {
			v.GoalHref = paths.Goal(c.Goals[0].ID)
		}
		undo.Label, undo.Describe = "Ångra", "Ångra godkännandet av "+v.Number
	case district.Rejected:
		undo.Label, undo.Describe = "Ångra", "Ångra att "+v.Number+" avvisades"
	default:
		v.Waiting = true
		v.Kind, v.Measure = measureWords(c.Proposal)
		v.Reason = reasonWords(c.Reason, c.Proposal)
		v.Action, v.Once, v.Field = paths.DecideSentence(plan, c.ID), web.NewOnce(), titleField(c.ID)
		if f != nil && focus {
			v.F = f
		} else {
			own := form.Empty()
			own.Set(v.Field, district.ShortTitle(c.Sentence))
			v.F = own
		}
	}
	v.Undo = undo
	return v
}

func titleField(finding int64) string { return "title-" + strconv.FormatInt(finding, 10) }

func decidedBy(c store.Commitment) string {
	if c.DecidedAt == nil {
		return ""
	}
	what := "Godkänt"
	if c.State == district.Rejected {
		what = "Avvisat, blir inget mål"
	}
	if c.DecidedBy != "" {
		what += " av " + c.DecidedBy
	}
	return what + ", " + sv.Instant(*c.DecidedAt)
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, err := p.posted(w, r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	if f.Get("beslut") == "avvisa" {
		err := p.Store.Decide(r.Context(), q.Actor(), web.Once(r), plan, c.ID, district.Rejected)
		if errors.Is(err, district.ErrConflict) {
			return web.RedirectWarn(w, r, paths.ReviewNext(plan, c.ID), "Någon annan har redan godkänt meningen. Den är ett mål nu.")
		}
		if err != nil {
			return err
		}
		return p.next(w, r, plan, c, "Meningen är avvisad och blir inget mål.")
	}
	title := f.OptionalText(titleField(c.ID), "Kort namn", maxTitle)
	if f.HasErrors() {
		return p.reviewPage(w, r, http.StatusUnprocessableEntity, c.ID, f)
	}
	made, err := p.Store.Approve(r.Context(), q.Actor(), web.Once(r), plan, []store.Approval{{CommitmentID: c.ID, Title: title}})
	if err != nil {
		return err
	}
	if made == 0 {
		return web.RedirectWarn(w, r, paths.ReviewNext(plan, c.ID), "Någon annan har redan bestämt om meningen. Du ser beslutet här.")
	}
	return p.next(w, r, plan, c, "Målet är godkänt.")
}

// next leads on to the first sentence after a decided one that waits, or else the first of all that does.
func (p *Pages) next(w http.ResponseWriter, r *http.Request, plan int64, decided store.Commitment, message string) error {
	all, err := p.Store.Commitments(r.Context(), plan)
	if err != nil {
		return err
	}
	var next int64
	for _, c := range all {
		if c.State != district.Proposed {
			continue
		}
		if next == 0 || c.Ord > decided.Ord {
			next = c.ID
		}
		if c.Ord > decided.Ord {
			break
		}
	}
	return web.RedirectUndo(w, r, paths.ReviewNext(plan, next), message, paths.ReconsiderSentence(plan, decided.ID))
}

func (p *Pages) reconsider(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, err := p.posted(w, r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	switch c.State {
	case district.Approved:
		err = p.Store.Unapprove(r.Context(), q.Actor(), web.Once(r), plan, c.ID)
	case district.Rejected:
		err = p.Store.Decide(r.Context(), q.Actor(), web.Once(r), plan, c.ID, district.Proposed)
	}
	switch {
	case err == nil:
		return web.Redirect(w, r, paths.ReviewNext(plan, c.ID), "Meningen väntar på beslut igen.")
	case web.Invalid(err, f):
		return web.RedirectWarn(w, r, paths.ReviewNext(plan, c.ID), f.Error(""))
	case errors.Is(err, district.ErrConflict):
		return web.RedirectWarn(w, r, paths.ReviewNext(plan, c.ID), "Någon annan hann före. Du ser beslutet här.")
	}
	return err
}

// posted reads the form and the sentence of the address.
func (p *Pages) posted(w http.ResponseWriter, r *http.Request) (plan int64, c store.Commitment, f *form.Form, err error) {
	if plan, err = web.ID(r, "plan"); err != nil {
		return
	}
	id, err := web.ID(r, "finding")
	if err != nil {
		return
	}
	if f, err = web.Form(w, r); err != nil {
		return
	}
	all, err := p.Store.Commitments(r.Context(), plan)
	if err != nil {
		return
	}
	i := slices.IndexFunc(all, func(c store.Commitment) bool { return c.ID == id })
	if i < 0 {
		return 0, c, nil, district.ErrNotFound
	}
	return plan, all[i], f, nil
}

func (p *Pages) askAll(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	all, err := p.Store.Commitments(r.Context(), plan.ID)
	if err != nil {
		return err
	}
	v := ui.Confirm{Action: paths.ApproveAll(plan.ID), Once: web.NewOnce(), CancelHref: paths.ReviewPlan(plan.ID), Calm: true}
	for _, c := range all {
		if c.State == district.Proposed && c.Kind == planimport.Formal {
			v.Hidden = append(v.Hidden, ui.Pair{Name: "mening", Value: strconv.FormatInt(c.ID, 10)})
		}
	}
	n := len(v.Hidden)
	if n == 0 {
		return web.Redirect(w, r, paths.ReviewPlan(plan.ID), "Det finns inget kvar att godkänna.")
	}
	what := sv.Goal.Count(n)
	v.Title = "Godkänn " + what + "?"
	v.Text = "Alla meningar i ”" + plan.Name + "” som står som mål i texten och som ingen har bestämt om än."
	v.Points = []string{sv.Capital(what) + " läggs till i mållistan, med meningarna precis som de står.",
		"Hur varje mål räknas är fortfarande bara ett förslag. Det bestämmer du på målets sida.",
		"De kan ångras ett i taget tills någon har börjat arbeta med målet."}
	v.Label = "Godkänn " + what
	return web.Render(w, r, http.StatusOK, head("Godkänn alla", ui.Crumb{Label: plan.Name, Href: paths.Plan(plan.ID)},
		ui.Crumb{Label: "Granska målen", Href: paths.ReviewPlan(plan.ID)}), asIs[ui.Confirm], v)
}

func (p *Pages) approveAll(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	var approvals []store.Approval
	for _, id := range f.IDs("mening", "Meningar") {
		approvals = append(approvals, store.Approval{CommitmentID: id})
	}
	if err := f.Err(); err != nil {
		return err
	}
	made, err := p.Store.Approve(r.Context(), web.Of(r).Actor(), web.Once(r), plan.ID, approvals)
	if err != nil {
		return err
	}
	switch left := len(approvals) - int(made); {
	case made == 0:
		return web.RedirectWarn(w, r, paths.ReviewPlan(plan.ID), "Inget ändrades. Någon annan hann bestämma om meningarna före dig.")
	case left > 0:
		return web.RedirectWarn(w, r, paths.ReviewPlan(plan.ID),
			fmt.Sprintf("%s är godkända. Om %s hade någon annan redan bestämt.", sv.Capital(sv.Goal.Count(int(made))), sv.Count(left, "mening", "meningar")))
	}
	return web.Redirect(w, r, paths.ReviewPlan(plan.ID), sv.Capital(sv.Goal.Count(int(made)))+" är godkända.")
}
