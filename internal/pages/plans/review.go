package plans

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

const (
	maxTitle = 120 // characters of a goal's short name
	pageFull = 20  // proposals on a page; a page ends with a section where that is not far away
)

func (p *Pages) review(w http.ResponseWriter, r *http.Request) error {
	return p.reviewPage(w, r, http.StatusOK, readChoice(r), nil)
}

// reviewPage draws the review. f, when something was wrong, is what was posted about the proposal that the reader is at.
func (p *Pages) reviewPage(w http.ResponseWriter, r *http.Request, status int, ch choice, f *form.Form) error {
	return p.reviewNoticed(w, r, status, ch, f, nil)
}

// reviewNoticed is the same with something said above.
func (p *Pages) reviewNoticed(w http.ResponseWriter, r *http.Request, status int, ch choice, f *form.Form, notice *ui.Notice) error {
	id, err := web.ID(r, "plan")
	if err != nil {
		return err
	}
	rev, err := p.Store.PlanReview(r.Context(), id)
	if err != nil {
		return err
	}
	for i, c := range rev.Findings {
		if c.DecidedAt != nil {
			shown := web.Of(r).Moment().Shown(*c.DecidedAt)
			rev.Findings[i].DecidedAt = &shown
		}
	}
	v := reviewView(rev, ch, f)
	v.Notice = notice
	return web.Render(w, r, status, under(rev.Plan, "Granska målen"), view.Review, v)
}

func reviewView(rev store.PlanReview, ch choice, f *form.Form) view.ReviewView {
	plan, n := rev.Plan, len(rev.Findings)
	done := n - plan.Waiting()
	v := view.ReviewView{Plan: plan.Name, ReadHref: paths.Plan(plan.ID), GoalHref: paths.With(paths.Goals, "plan", strconv.FormatInt(plan.ID, 10)),
		Lead:     "Varje förslag står tillsammans med den del av texten som det kommer från. Inget är ett mål förrän du har godkänt det.",
		Progress: ui.Progress{Label: "Granskat", Value: done, Max: n, Text: sv.Of(done, n) + " granskade"}}
	formal := 0
	for _, c := range rev.Findings {
		if c.State == district.Proposed && c.Kind == planimport.Formal {
			formal++
		}
	}
	if formal > 1 {
		v.AllHref, v.AllText = paths.ApproveAll(plan.ID), fmt.Sprintf("Godkänn alla %s formella mål", sv.Int(formal))
	}
	if slices.ContainsFunc(rev.Findings, func(c store.Commitment) bool { return c.Kind != planimport.Formal }) {
		v.Lead += " Mål står som mål i planen. Å är åtaganden: det som planen lovar i löpande text."
	}
	switch {
	case n == 0:
		v.Empty = "Punkter under rubriker som ”Målsättning”, och det som distriktet lovar i löpande text, blir förslag till mål. Den här texten har inga sådana. Den går att läsa som den är."
		return v
	case done == n:
		v.Done = sv.Count(plan.Approved, "mening blev mål", "meningar blev mål") + ". Nästa steg är att bestämma hur varje mål räknas."
	}
	ch.describe(&v, rev)
	shown := slices.DeleteFunc(slices.Clone(rev.Findings), func(c store.Commitment) bool { return !ch.shows(c) })
	pages := paged(shown)
	at := ch.pageOf(pages)
	if len(pages) == 0 {
		v.Nothing = "Inget förslag passar det du har valt"
		return v
	}
	v.Paging = ui.Paging{Page: at + 1, Pages: len(pages), Total: v.Count}
	if at > 0 {
		v.Paging.PrevHref = ch.on(at).address(plan.ID, 0)
	}
	if at+1 < len(pages) {
		v.Paging.NextHref = ch.on(at+2).address(plan.ID, 0)
	}
	v.Parts = parts(rev, pages[at], ch.on(at+1), f)
	return v
}

// paged cuts a list into pages: whole sections as long as they fit, long ones in pieces.
func paged(list []store.Commitment) [][]store.Commitment {
	var out [][]store.Commitment
	for len(list) > 0 {
		n := 0 // proposals of the first section
		for n < len(list) && n < pageFull && slices.Equal(list[n].SectionPath, list[0].SectionPath) {
			n++
		}
		if k := len(out) - 1; k >= 0 && len(out[k])+n <= pageFull {
			out[k] = append(out[k], list[:n]...)
		} else {
			out = append(out, slices.Clone(list[:n]))
		}
		list = list[n:]
	}
	return out
}

// parts puts what is shown beside the part of the text that it stands in.
func parts(rev store.PlanReview, shown []store.Commitment, ch choice, f *form.Form) []view.ReviewPart {
	place := map[int64]int{} // of nodes in the text
	whole := map[int64]bool{}
	at := map[int64]int{} // promise → its node
	for i, n := range rev.Text {
		place[n.ID] = i
		for _, x := range n.Found {
			at[x.ID] = i
			whole[n.ID] = whole[n.ID] || x.Sentence == n.Text
		}
	}
	var out []view.ReviewPart
	heads := map[int]int{} // place of a heading → its part
	last := map[int]int{}  // → place of the last promise that is shown under it
	for _, c := range shown {
		from := -1
		k, ok := at[c.ID]
		if !ok && c.NodeID != nil { // rejected ones are not marked in the text
			k, ok = place[*c.NodeID]
		}
		if ok {
			from = headingOf(rev.Text, place, k, c.SectionPath)
		}
		n, ok := heads[from]
		if !ok {
			n = len(out)
			heads[from] = n
			out = append(out, sectionPart(rev, c, ch))
		}
		last[from] = max(last[from], k)
		out[n].Findings = append(out[n].Findings, findingCard(rev.Plan, c, ch, f))
	}
	for from, n := range heads {
		if from >= 0 {
			out[n].Text = partText(rev, from, last[from], whole, ch)
		}
	}
	return out
}

// headingOf returns the place of the heading that a part of the text stands under. Where the path leaves the nearest one
// out ("Målsättning"), it is the one above, so that the text before the goals comes along. -1 is none.
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

// sectionPart is the head of a section; c is the first of what is shown of it.
func sectionPart(rev store.PlanReview, c store.Commitment, ch choice) view.ReviewPart {
	v := view.ReviewPart{ID: "del-" + strconv.Itoa(c.Ord), Title: rev.Plan.Name}
	if len(c.SectionPath) > 0 {
		v.Title = c.SectionPath[len(c.SectionPath)-1]
		v.Path = sectionName(c.SectionPath[:len(c.SectionPath)-1])
	}
	if n := len(waitingIn(rev.Findings, sectionName(c.SectionPath))); n > 1 {
		v.AllHref = ch.keep(paths.With(paths.ApproveAll(rev.Plan.ID), "del", allIn(c.SectionPath)))
		v.AllText = "Godkänn alla " + sv.Int(n)
		v.AllAloud = v.AllText + " i " + v.Title
		v.NoneHref = ch.keep(paths.With(paths.RejectAll(rev.Plan.ID), "del", allIn(c.SectionPath)))
		v.NoneText = "Avvisa alla " + sv.Int(n)
		v.NoneAloud = v.NoneText + " i " + v.Title
	}
	return v
}

// partText is the text under the heading at from, as far as promises that are shown stand in it.
func partText(rev store.PlanReview, from, last int, whole map[int64]bool, ch choice) []view.Block {
	until := from + 1
	for until < len(rev.Text) && (!isHeading(rev.Text[until]) || rev.Text[until].Level > rev.Text[from].Level) {
		until++
	}
	// Sections after the last sentence that is shown are about something else.
	for last+1 < until && !isHeading(rev.Text[last+1]) {
		last++
	}
	last = min(last, until-1)
	// What is a promise as a whole stands in the proposals, and a heading with nothing else under it is no help.
	around := slices.DeleteFunc(slices.Clone(rev.Text[from+1:last+1]), func(n store.PlanNode) bool { return whole[n.ID] })
	for len(around) > 0 && isHeading(around[len(around)-1]) {
		around = around[:len(around)-1]
	}
	out := setText(around, func(n store.PlanNode) ([]view.Mark, []view.Run) { return nil, runs(n, ch.reference(rev.Plan.ID)) })
	for i := range out {
		b := &out[i]
		b.ID = "" // the reading view has the anchors
		// Quotations are set small here: the text is there to be looked up.
		if b.Kind == view.QuoteBlock {
			b.Kind, b.Text, b.Attribution = view.ParagraphBlock, sv.Join(" ", "”"+b.Text+"”", b.Attribution), ""
		}
	}
	return out
}

func findingCard(plan store.Plan, c store.Commitment, ch choice, f *form.Form) view.Finding {
	focus := c.ID == ch.at
	v := view.Finding{ID: paths.ReviewAnchor(c.ID), Name: nameOf(c), Sentence: c.Sentence, Focus: focus, Who: decidedBy(c), News: newsOf(c, plan.Version)}
	for _, g := range c.Goals {
		label := g.Title
		if name := goalName(g); name != v.Name {
			label = name + ": " + label
		}
		v.Goals = append(v.Goals, ui.Link{Label: label, Href: paths.Goal(g.ID)})
	}
	undo := func(path, label, aloud string) {
		v.Undo = append(v.Undo, ui.PostButton{Action: ch.keep(path), Once: web.NewOnce(), Small: true, Kind: ui.Plain, Live: "granskning", Label: label, Describe: aloud})
	}
	own := form.Empty()
	if f != nil && focus {
		own = f
	} else {
		own.Set(titleField(c.ID), titleOf(c))
	}
	v.Form = view.FindingForm{F: own, Once: web.NewOnce(), Revision: sv.Int(c.Revision), Field: titleField(c.ID), Label: "Kort namn: " + v.Name}
	switch {
	case c.ChangeWaits:
		v.Changed, v.Diff = true, diffParts(c.Sentence, c.NewSentence)
		v.Form.Action, v.Form.Hide, v.Form.Hidden = ch.keep(paths.AcceptWords(plan.ID, c.ID)), !ownGoal(c), seenWords(c)
		v.Form.Buttons = []templ.Component{ui.Button{Label: "Godkänn ny lydelse", Name: "beslut", Value: "godkann", Describe: "Godkänn ny lydelse av " + v.Name},
			ui.LinkButton{Label: "Det är något annat", Href: ch.keep(paths.PartWords(plan.ID, c.ID)), Kind: ui.Plain, Describe: "Det är något annat än " + v.Name}}
	case c.State == district.Approved:
		v.Approved = true
		if c.Accepted {
			undo(paths.AcceptWords(plan.ID, c.ID), "Ångra ny lydelse", "Ångra ny lydelse av "+v.Name)
		} else {
			undo(paths.ReconsiderSentence(plan.ID, c.ID), "Ångra", "Ångra godkännandet av "+v.Name)
		}
	case c.State == district.Rejected:
		undo(paths.ReconsiderSentence(plan.ID, c.ID), "Ångra", "Ångra att "+v.Name+" avvisades")
	default:
		v.Waiting = true
		v.Tags, v.Facts = tagsOf(c), factsOf(c)
		v.Kind, v.Measure = measureWords(c.Proposal)
		v.Reason = reasonWords(c.Reason, c.Proposal)
		v.Form.Action = ch.keep(paths.DecideSentence(plan.ID, c.ID))
		v.Form.Buttons = []templ.Component{ui.Button{Label: "Godkänn", Name: "beslut", Value: "godkann", Describe: "Godkänn " + v.Name},
			ui.Button{Label: "Avvisa", Kind: ui.Plain, Name: "beslut", Value: "avvisa", Describe: "Avvisa " + v.Name},
			ui.LinkButton{Label: "Ändra, slå ihop eller dela", Href: ch.keep(paths.ReviewFinding(plan.ID, c.ID)), Kind: ui.Plain,
				Describe: "Ändra, slå ihop eller dela " + v.Name}}
	}
	return v
}

// ownGoal tells whether a promise heads one goal, whose short name can change with its words.
func ownGoal(c store.Commitment) bool {
	return len(c.Goals) == 1 && (c.Goals[0].How == "alone" || c.Goals[0].How == "merged") && c.Goals[0].Number == c.Number && c.Goals[0].Kind == c.Kind
}

// titleOf is the short name that a form proposes: that of the goal, made anew where it was made from the former words.
func titleOf(c store.Commitment) string {
	if !c.ChangeWaits || len(c.Goals) == 0 {
		return c.ShortTitle()
	}
	if t := c.Goals[0].Title; t != district.ShortTitle(c.Sentence) {
		return t
	}
	return district.ShortTitle(c.NewSentence)
}

func titleField(finding int64) string { return "title-" + strconv.FormatInt(finding, 10) }

func diffParts(was, now string) []view.DiffPart {
	var out []view.DiffPart
	for _, p := range plandiff.Words(was, now) {
		out = append(out, view.DiffPart{Text: p.Text, Gone: p.Op == plandiff.Gone, New: p.Op == plandiff.New})
	}
	return out
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	if f.Get("beslut") == "avvisa" {
		err := p.Store.Decide(r.Context(), q.Actor(), web.Once(r), plan, c.ID, district.Rejected)
		if errors.Is(err, district.ErrConflict) {
			return web.RedirectWarn(w, r, ch.address(plan, c.ID), "Någon annan har redan godkänt meningen. Den är ett mål nu.")
		}
		if err != nil {
			return err
		}
		return p.next(w, r, plan, c, ch, "Meningen är avvisad och blir inget mål.")
	}
	title := f.OptionalText(titleField(c.ID), "Kort namn", maxTitle)
	if f.HasErrors() {
		return p.reviewPage(w, r, http.StatusUnprocessableEntity, ch.to(c.ID), f)
	}
	return p.approve(w, r, plan, c, f, ch, title)
}

// approve makes a goal of a proposal. What somebody else has done in the meantime is told, and what was typed is kept.
func (p *Pages) approve(w http.ResponseWriter, r *http.Request, plan int64, c store.Commitment, f *form.Form, ch choice, title string) error {
	made, err := p.Store.Approve(r.Context(), web.Of(r).Actor(), web.Once(r), plan,
		[]store.Approval{{CommitmentID: c.ID, Title: title, Revision: web.Revision(f)}})
	var stale *district.StaleError
	switch {
	case errors.As(err, &stale):
		who := stale.ByWhom
		if who == "" {
			who = "Någon annan"
		}
		f.Fail(titleField(c.ID), who+" har ändrat förslaget medan du läste. Så här ser det ut nu. Namnet som du skrev står kvar: godkänn igen om det stämmer.")
		return p.reviewPage(w, r, http.StatusConflict, ch.to(c.ID), f)
	case err != nil:
		return err
	case made == 0:
		message := "Någon annan har redan bestämt om meningen. Du ser beslutet här."
		if title != "" && title != c.ShortTitle() {
			message += " Du hade skrivit ”" + title + "”."
		}
		return web.RedirectWarn(w, r, ch.address(plan, c.ID), message)
	}
	return p.next(w, r, plan, c, ch, "Målet är godkänt.")
}

// next leads on to the first promise after a decided one that waits and that the choice shows, or else the first of all
// that do.
func (p *Pages) next(w http.ResponseWriter, r *http.Request, plan int64, decided store.Commitment, ch choice, message string) error {
	to, err := p.nextAt(r, plan, decided, ch)
	if err != nil {
		return err
	}
	return web.RedirectUndo(w, r, to, message, ch.keep(paths.ReconsiderSentence(plan, decided.ID)))
}

func (p *Pages) nextAt(r *http.Request, plan int64, decided store.Commitment, ch choice) (string, error) {
	all, err := p.Store.Commitments(r.Context(), plan)
	if err != nil {
		return "", err
	}
	return ch.address(plan, nextOf(all, decided, ch)), nil
}

// nextOf returns the first promise after a decided one that waits and that the choice shows, or else the first of all
// that do; 0 when there is none.
func nextOf(all []store.Commitment, decided store.Commitment, ch choice) int64 {
	var next int64
	for _, c := range all {
		if c.State != district.Proposed && !c.ChangeWaits || !ch.shows(c) {
			continue
		}
		if next == 0 || c.Ord > decided.Ord {
			next = c.ID
		}
		if c.Ord > decided.Ord {
			break
		}
	}
	return next
}

func (p *Pages) reconsider(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
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
	case err == nil && len(c.Goals) > 0 && c.Goals[0].Sentences > 1 && c.Goals[0].How == "merged":
		return web.Redirect(w, r, ch.address(plan, c.ID), "Målets meningar väntar på beslut igen, var för sig.")
	case err == nil:
		return web.Redirect(w, r, ch.address(plan, c.ID), "Meningen väntar på beslut igen.")
	case web.Invalid(err, f):
		return web.RedirectWarn(w, r, ch.address(plan, c.ID), f.Error(""))
	case errors.Is(err, district.ErrConflict):
		return web.RedirectWarn(w, r, ch.address(plan, c.ID), "Någon annan hann före. Du ser beslutet här.")
	}
	return err
}

// posted reads the form, what the list showed, and the promise of the address.
func (p *Pages) posted(w http.ResponseWriter, r *http.Request) (plan int64, c store.Commitment, f *form.Form, ch choice, err error) {
	if f, err = web.Form(w, r); err != nil {
		return
	}
	plan, c, _, err = p.addressed(r)
	return plan, c, f, readChoice(r), err
}

// addressed returns the promise of the address, among all that stand in the plan.
func (p *Pages) addressed(r *http.Request) (plan int64, c store.Commitment, all []store.Commitment, err error) {
	if plan, err = web.ID(r, "plan"); err != nil {
		return
	}
	id, err := web.ID(r, "finding")
	if err != nil {
		return
	}
	if all, err = p.Store.Commitments(r.Context(), plan); err != nil {
		return
	}
	i := slices.IndexFunc(all, func(c store.Commitment) bool { return c.ID == id })
	if i < 0 {
		return 0, c, nil, district.ErrNotFound
	}
	return plan, all[i], all, nil
}

// waitingIn returns what waits for a first decision in exactly one section.
func waitingIn(all []store.Commitment, section string) []store.Commitment {
	var out []store.Commitment
	for _, c := range all {
		if c.State == district.Proposed && sectionName(c.SectionPath) == section {
			out = append(out, c)
		}
	}
	return out
}

// allIn names a section in the address of approving all of it; a text without headings has one section.
func allIn(path []string) string {
	if len(path) == 0 {
		return "-"
	}
	return sectionName(path)
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
	ch, section := readChoice(r), r.URL.Query().Get("del")
	back := ch.address(plan.ID, 0)
	v := ui.Confirm{Action: ch.keep(paths.ApproveAll(plan.ID)), Once: web.NewOnce(), CancelHref: back, Calm: true}
	formal := 0
	for _, c := range all {
		if c.State != district.Proposed || section == "" && c.Kind != planimport.Formal || section != "" && allIn(c.SectionPath) != section {
			continue
		}
		if c.Kind == planimport.Formal {
			formal++
		}
		v.Hidden = append(v.Hidden, ui.Pair{Name: "mening", Value: strconv.FormatInt(c.ID, 10)})
	}
	n := len(v.Hidden)
	if n == 0 {
		return web.Redirect(w, r, back, "Det finns inget kvar att godkänna.")
	}
	what := sv.Goal.Count(n)
	v.Title = "Godkänn " + what + "?"
	v.Text = "Alla meningar i ”" + plan.Name + "” som står som mål i texten och som ingen har bestämt om än."
	if section != "" {
		v.Text = "Alla förslag i avsnittet ”" + strings.TrimPrefix(section, "-") + "” som ingen har bestämt om än"
		if formal < n {
			v.Text += fmt.Sprintf(", av dem %s i löpande text", sv.Int(n-formal))
		}
		v.Text += "."
	}
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
	back := readChoice(r).address(plan.ID, 0)
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
		return web.RedirectWarn(w, r, back, "Inget ändrades. Någon annan hann bestämma om meningarna före dig.")
	case left > 0:
		return web.RedirectWarn(w, r, back,
			fmt.Sprintf("%s är godkända. Om %s hade någon annan redan bestämt.", sv.Capital(sv.Goal.Count(int(made))), sv.Count(left, "mening", "meningar")))
	}
	return web.Redirect(w, r, back, sv.Capital(sv.Goal.Count(int(made)))+" är godkända.")
}
