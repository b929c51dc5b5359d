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
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

// alike is how like another sentence is that is offered first for merging, see plandiff.
const alike = 0.3

func (p *Pages) finding(w http.ResponseWriter, r *http.Request) error {
	return p.findingPage(w, r, http.StatusOK, "", nil)
}

// findingPage draws everything that can be done with one proposal. f, when something was wrong, is what was posted to
// the form of that name.
func (p *Pages) findingPage(w http.ResponseWriter, r *http.Request, status int, posted string, f *form.Form) error {
	plan, err := web.ID(r, "plan")
	if err != nil {
		return err
	}
	id, err := web.ID(r, "finding")
	if err != nil {
		return err
	}
	page, err := p.Store.FindingPage(r.Context(), plan, web.Of(r).Today())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(page.Findings, func(c store.Commitment) bool { return c.ID == id })
	if i < 0 {
		return district.ErrNotFound
	}
	pl, c, ch := page.Plan, page.Findings[i], readChoice(r)
	if c.State != district.Proposed {
		return web.RedirectWarn(w, r, ch.address(plan, c.ID), "Om den här meningen är det redan bestämt. Ångra beslutet om du vill ändra något.")
	}
	at := func(name string) *form.Form {
		if f != nil && posted == name {
			return f
		}
		return form.Empty()
	}
	v := view.FindingView{Name: nameOf(c), Section: sectionName(c.SectionPath), Sentence: c.Sentence, Reason: reasonWords(c.Reason, c.Proposal),
		News: newsOf(c, pl.Version), F: at("andra"), Action: ch.keep(paths.EditFinding(plan, c.ID)), Once: web.NewOnce(), Revision: sv.Int(c.Revision),
		BackHref: ch.address(plan, c.ID), TitleID: titleField(c.ID), Measures: measureOptions(), Periods: periodOptions()}
	if c.Proposal.Target != nil && c.Proposal.TargetUnit == "percent" {
		v.TargetHint = "Antalet är procent: 100 betyder alla."
	}
	for _, k := range district.PromiseClasses() {
		v.Classes = append(v.Classes, ui.Option{Value: string(k), Label: k.Name()})
	}
	for _, u := range page.Units {
		v.Units = append(v.Units, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name, Group: u.Kind.Plural()})
	}
	if posted != "andra" || f == nil {
		v.F = proposalForm(c)
	} else {
		v.Revision = f.Get("revision")
	}
	v.Merge = merging(page.Findings, c, ch, at("sla-ihop"))
	split := at("dela")
	if posted != "dela" && len(c.Proposal.Contents) > 1 {
		var lines []string
		for _, x := range c.Proposal.Contents {
			lines = append(lines, sv.Capital(x))
		}
		split.Set("namn", strings.Join(lines, "\n"))
	}
	v.Split = &view.SplitFormView{F: split, Action: ch.keep(paths.SplitFinding(plan, c.ID)), Once: web.NewOnce()}
	if len(page.Goals) > 0 {
		v.Join = &view.JoinView{F: at("lagg-till"), Action: ch.keep(paths.JoinFinding(plan, c.ID)), Once: web.NewOnce()}
		for _, g := range page.Goals {
			v.Join.Goals = append(v.Join.Goals, ui.Option{Value: strconv.FormatInt(g.ID, 10), Label: goalName(g) + ": " + g.Title})
		}
	}
	if c.Change == plandiff.Added && len(page.Removed) > 0 {
		v.Pair = pairing(page.Removed, c, ch, at("samma"))
	}
	return web.Render(w, r, status, head(v.Name, ui.Crumb{Label: pl.Name, Href: paths.Plan(plan)},
		ui.Crumb{Label: "Granska målen", Href: ch.address(plan, c.ID)}), view.FindingPage, v)
}

// proposalForm is a proposal as its form shows it.
func proposalForm(c store.Commitment) *form.Form {
	f := form.Empty()
	f.Set(titleField(c.ID), c.ShortTitle())
	f.Set("class", c.Class)
	f.Set("responsible", c.Responsible)
	if c.UnitID != nil {
		f.Set("unit", strconv.FormatInt(*c.UnitID, 10))
	}
	f.Set("from", c.NotBefore.String())
	f.Set("deadline", c.Deadline.String())
	f.Set("measure", string(c.Proposal.Kind))
	if c.Proposal.Target != nil {
		f.Set("target", strconv.Itoa(*c.Proposal.Target))
	}
	f.Set("per", c.Proposal.Per)
	return f
}

func measureOptions() []ui.Option {
	var out []ui.Option
	for _, k := range store.ProposedKinds() {
		out = append(out, ui.Option{Value: string(k.Kind), Label: k.Name})
	}
	return out
}

func periodOptions() []ui.Option {
	names := store.ProposedPeriods()
	var out []ui.Option
	for _, k := range []string{"", "calendarYear", "halfYear", "quarter", "month", "week", "termOfOffice"} {
		out = append(out, ui.Option{Value: k, Label: names[k]})
	}
	return out
}

// merging offers the other proposals that wait: those of the same section, and the likest, first.
func merging(all []store.Commitment, c store.Commitment, ch choice, f *form.Form) *view.MergeView {
	var (
		others []store.Commitment
		items  []plandiff.Item
	)
	for _, o := range all {
		if o.State == district.Proposed && o.ID != c.ID {
			others = append(others, o)
			items = append(items, plandiff.Item{Text: o.Sentence})
		}
	}
	if len(others) == 0 {
		return nil
	}
	v := &view.MergeView{F: f, Action: ch.keep(paths.MergeFindings(c.PlanID, c.ID)), Once: web.NewOnce()}
	if f.Get("namn-ihop") == "" && !f.HasErrors() {
		f.Set("namn-ihop", c.ShortTitle())
	}
	likeness := plandiff.Compare([]plandiff.Item{{Text: c.Sentence}}, items, plandiff.Hand{})
	for i, o := range others {
		option := ui.Option{Value: strconv.FormatInt(o.ID, 10), Label: nameOf(o) + ": " + o.Sentence, Hint: sectionName(o.SectionPath)}
		if slices.Equal(o.SectionPath, c.SectionPath) || likeness.Likeness(0, i) >= alike || slices.Contains(f.All("mening"), option.Value) {
			v.Near = append(v.Near, option)
		} else {
			v.Others = append(v.Others, option)
		}
	}
	if len(v.Near) == 0 {
		v.Near, v.Others = v.Others, nil
	}
	v.Count = sv.Int(len(v.Others))
	return v
}

// pairing offers what the newest version has removed.
func pairing(removed []store.RemovedPromise, c store.Commitment, ch choice, f *form.Form) *view.PairView {
	v := &view.PairView{F: f, Action: ch.keep(paths.PairFinding(c.PlanID, c.ID)), Once: web.NewOnce(), Hidden: seenWords(c)}
	for _, x := range removed {
		v.Removed = append(v.Removed, ui.Option{Value: strconv.FormatInt(x.ID, 10), Label: labelled(x.Kind, x.Label()) + ": " + x.Sentence, Hint: sectionName(x.SectionPath)})
	}
	return v
}

func (p *Pages) editFinding(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
	if err != nil {
		return err
	}
	in := store.FindingEdit{Title: f.OptionalText(titleField(c.ID), "Kort namn", maxTitle), Class: district.PromiseClass(f.Get("class")),
		Responsible: f.OptionalText("responsible", "Ansvarig enligt texten", 120), UnitID: f.OptionalID("unit", "Ansvarig enhet"),
		NotBefore: f.OptionalDate("from", "Tidigast"), Deadline: f.OptionalDate("deadline", "Senast"), Measure: planimport.MeasureKind(f.Get("measure"))}
	if in.Title == district.ShortTitle(c.Sentence) {
		in.Title = "" // it follows the sentence
	}
	var periods []string
	for k := range store.ProposedPeriods() {
		periods = append(periods, k)
	}
	in.Per = f.OptionalChoice("per", "Per", periods...)
	if n, ok := f.OptionalInt("target", "Antal", 1, 100_000); ok {
		in.Target = &n
	}
	if !f.HasErrors() {
		approve := f.Get("beslut") == "godkann"
		edit := p.Store.EditFinding
		if approve {
			edit = p.Store.ApproveEdited
		}
		err := edit(r.Context(), web.Of(r).Actor(), web.Once(r), plan, c.ID, web.Revision(f), in)
		switch {
		case err == nil && approve:
			return p.next(w, r, plan, c, ch, "Målet är godkänt, som du ändrade förslaget.")
		case err == nil:
			return web.Redirect(w, r, ch.address(plan, c.ID), "Förslaget är sparat. Det är fortfarande ett förslag.")
		case taken(err):
			return p.tooLate(w, r, plan, c, ch)
		case !web.Invalid(err, f):
			return err
		}
	}
	return p.findingPage(w, r, http.StatusUnprocessableEntity, "andra", f)
}

// seenWords are the hidden values that say which words of which version a form is about; seenIn reads them.
func seenWords(c store.Commitment) []ui.Pair {
	s := c.Seen()
	return []ui.Pair{{Name: "version", Value: strconv.Itoa(s.Version)}, {Name: "lydelse", Value: s.Words}}
}

func seenIn(f *form.Form) store.Seen {
	n, err := strconv.Atoi(f.Get("version"))
	if err != nil {
		n = 0 // no version is called so
	}
	return store.Seen{Version: n, Words: f.Get("lydelse")}
}

// stale tells whether what a decision is about is no longer what was seen.
func stale(err error) bool {
	var s *district.StaleError
	return errors.As(err, &s)
}

// otherWords answers a decision about words that no longer stand: nothing is changed, and the review is shown as it is
// now, at the promise where that still stands.
func (p *Pages) otherWords(w http.ResponseWriter, r *http.Request, ch choice) error {
	return p.reviewNoticed(w, r, http.StatusConflict, choice{at: ch.at}, nil, &ui.Notice{Tone: ui.ToneWarn, Title: "Planen har ändrats medan du läste",
		Text: "Det du bestämde gällde andra ord än de som står nu, så inget ändrades. Läs hur det lyder nu och bestäm igen."})
}

// gone is the answer to a decision about a promise that stands no longer, as when its version has been taken back.
func (p *Pages) gone(w http.ResponseWriter, r *http.Request, f *form.Form, ch choice, err error) error {
	if errors.Is(err, district.ErrNotFound) && f != nil && f.Get("version") != "" {
		return p.otherWords(w, r, ch)
	}
	return err
}

// taken tells whether somebody else has decided on a proposal, not merely edited it.
func taken(err error) bool {
	var stale *district.StaleError
	return errors.Is(err, district.ErrConflict) && !errors.As(err, &stale)
}

func (p *Pages) tooLate(w http.ResponseWriter, r *http.Request, plan int64, c store.Commitment, ch choice) error {
	return web.RedirectWarn(w, r, ch.address(plan, c.ID), "Någon annan hann bestämma före dig, så inget ändrades. Du ser beslutet här.")
}

func (p *Pages) merge(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
	if err != nil {
		return err
	}
	title := f.OptionalText("namn-ihop", "Det nya målets korta namn", maxTitle)
	ids := append([]int64{c.ID}, f.IDs("mening", "Slå ihop med")...)
	if !f.HasErrors() {
		_, err := p.Store.Merge(r.Context(), web.Of(r).Actor(), web.Once(r), plan, ids, title)
		switch {
		case err == nil:
			return p.next(w, r, plan, c, ch, fmt.Sprintf("%s är ett mål nu.", sv.Capital(sv.Count(len(ids), "mening", "meningar"))))
		case taken(err):
			return p.tooLate(w, r, plan, c, ch)
		case !web.Invalid(err, f):
			return err
		}
	}
	return p.findingPage(w, r, http.StatusUnprocessableEntity, "sla-ihop", f)
}

func (p *Pages) join(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
	if err != nil {
		return err
	}
	goal := f.ID("mal", "Mål")
	if f.HasErrors() {
		return p.findingPage(w, r, http.StatusUnprocessableEntity, "lagg-till", f)
	}
	err = p.Store.Join(r.Context(), web.Of(r).Actor(), web.Once(r), plan, c.ID, goal)
	switch {
	case taken(err):
		return p.tooLate(w, r, plan, c, ch)
	case err != nil:
		return err
	}
	return p.next(w, r, plan, c, ch, "Meningen hör till målet nu.")
}

func (p *Pages) splitFinding(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
	if err != nil {
		return err
	}
	var titles []string
	for _, s := range strings.Split(f.Multiline("namn", "Korta namn", 12*(maxTitle+2)), "\n") {
		if s = strings.Join(strings.Fields(s), " "); s == "" {
			continue
		}
		if len([]rune(s)) > maxTitle {
			f.Fail("namn", fmt.Sprintf("Korta ner ”%s …”. Ett kort namn får ha högst %d tecken.", string([]rune(s)[:30]), maxTitle))
		}
		titles = append(titles, s)
	}
	if !f.HasErrors() {
		_, err := p.Store.Split(r.Context(), web.Of(r).Actor(), web.Once(r), plan, c.ID, titles)
		switch {
		case err == nil:
			return p.next(w, r, plan, c, ch, "Meningen är "+sv.Goal.Count(len(titles))+" nu.")
		case taken(err):
			return p.tooLate(w, r, plan, c, ch)
		case !web.Invalid(err, f):
			return err
		}
	}
	return p.findingPage(w, r, http.StatusUnprocessableEntity, "dela", f)
}

func (p *Pages) pairFinding(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
	if err != nil {
		return p.gone(w, r, f, ch, err)
	}
	was := f.ID("borttagen", "Meningen som togs bort")
	if f.HasErrors() {
		return p.findingPage(w, r, http.StatusUnprocessableEntity, "samma", f)
	}
	err = p.Store.PairUp(r.Context(), web.Of(r).Actor(), web.Once(r), plan, was, c.ID, seenIn(f))
	switch {
	case stale(err):
		return p.otherWords(w, r, ch.to(c.ID))
	case taken(err):
		return web.RedirectWarn(w, r, ch.address(plan, 0), "Någon annan hann bestämma före dig, så inget ändrades.")
	case err != nil:
		return err
	}
	return web.Redirect(w, r, ch.address(plan, was), "Meningarna hör ihop. Målet behåller sin historia.")
}

// accept approves the words that a version has given a promise, or takes that back.
func (p *Pages) accept(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
	if err != nil {
		return p.gone(w, r, f, ch, err)
	}
	q := web.Of(r)
	if f.Get("beslut") != "godkann" {
		err := p.Store.RevertChange(r.Context(), q.Actor(), web.Once(r), plan, c.ID)
		switch {
		case taken(err):
			return p.tooLate(w, r, plan, c, ch)
		case err != nil:
			return err
		}
		return web.Redirect(w, r, ch.address(plan, c.ID), "Den gamla lydelsen gäller igen, och den nya väntar.")
	}
	title := f.OptionalText(titleField(c.ID), "Kort namn", maxTitle)
	if f.HasErrors() {
		return p.reviewPage(w, r, http.StatusUnprocessableEntity, ch.to(c.ID), f)
	}
	if !ownGoal(c) {
		title = ""
	}
	err = p.Store.AcceptChange(r.Context(), q.Actor(), web.Once(r), plan, c.ID, seenIn(f), title)
	switch {
	case stale(err):
		return p.otherWords(w, r, ch.to(c.ID))
	case taken(err):
		return p.tooLate(w, r, plan, c, ch)
	case err != nil:
		return err
	}
	to, message, ch, err := p.nextWords(r, plan, c, ch)
	if err != nil {
		return err
	}
	return web.RedirectUndo(w, r, to, "Den nya lydelsen gäller för målet."+message, ch.keep(paths.AcceptWords(plan, c.ID)))
}

// nextWords leads on among what the version changed, whatever else waits: to the next new words that the choice shows,
// or else to any. When none is left it says so and leads on as the choice was.
func (p *Pages) nextWords(r *http.Request, plan int64, decided store.Commitment, ch choice) (to, message string, kept choice, err error) {
	all, err := p.Store.Commitments(r.Context(), plan)
	if err != nil {
		return "", "", ch, err
	}
	narrow := ch
	narrow.state, narrow.page = newWords, 0
	for _, c := range []choice{narrow, {state: newWords}} {
		if next := nextOf(all, decided, c); next != 0 {
			return c.address(plan, next), "", c, nil
		}
	}
	if ch.state == newWords {
		ch.state, ch.page = "vantar", 0
	}
	next := nextOf(all, decided, ch)
	if next == 0 {
		ch = choice{}
		return ch.address(plan, decided.ID), " Alla nya lydelser är granskade.", ch, nil
	}
	return ch.address(plan, next), " Alla nya lydelser är granskade.", ch, nil
}

func (p *Pages) askPart(w http.ResponseWriter, r *http.Request) error {
	plan, c, _, err := p.addressed(r)
	if err != nil {
		return err
	}
	ch := readChoice(r)
	if !c.ChangeWaits {
		return p.tooLate(w, r, plan, c, ch)
	}
	pl, err := p.Store.Plan(r.Context(), plan)
	if err != nil {
		return err
	}
	v := ui.Confirm{Title: "Är det ett annat åtagande?", Text: "”" + c.Sentence + "” finns då inte kvar i planen, och ”" + c.NewSentence + "” är något nytt.",
		Action: ch.keep(paths.PartWords(plan, c.ID)), Once: web.NewOnce(), Hidden: seenWords(c), Label: "Det är ett annat åtagande", CancelHref: ch.address(plan, c.ID)}
	for _, g := range c.Goals {
		if g.Sentences == 1 {
			v.Points = append(v.Points, goalName(g)+", ”"+g.Title+"”, avslutas från "+sv.Date(pl.VersionAdoptedOn)+". Historien står kvar.")
		} else {
			v.Points = append(v.Points, goalName(g)+", ”"+g.Title+"”, fortsätter med sina andra meningar.")
		}
	}
	v.Points = append(v.Points, "Den nya meningen väntar på granskning som ett eget förslag.", "Du kan ändra dig så länge förslaget väntar: säg då att det är samma sak.")
	return web.Render(w, r, http.StatusOK, head("Ett annat åtagande", ui.Crumb{Label: pl.Name, Href: paths.Plan(plan)},
		ui.Crumb{Label: "Granska målen", Href: ch.address(plan, c.ID)}), asIs[ui.Confirm], v)
}

func (p *Pages) part(w http.ResponseWriter, r *http.Request) error {
	plan, c, f, ch, err := p.posted(w, r)
	if err != nil {
		return p.gone(w, r, f, ch, err)
	}
	made, err := p.Store.PartChange(r.Context(), web.Of(r).Actor(), web.Once(r), plan, c.ID, seenIn(f))
	switch {
	case stale(err):
		return p.otherWords(w, r, ch.to(c.ID))
	case taken(err):
		return p.tooLate(w, r, plan, c, ch)
	case err != nil:
		return err
	}
	return web.Redirect(w, r, ch.address(plan, made), "Den gamla meningen är avslutad. Den nya väntar på granskning.")
}
