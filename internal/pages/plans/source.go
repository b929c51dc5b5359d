package plans

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/docread"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

const (
	maxSource = docread.MaxBytes
	maxStarts = 100 // documents in one text
	maxLeft   = 200 // lines listed as left out
)

// A reading is a source as it is read just now: with the starts that the reader has chosen, or the guessed ones.
type reading struct {
	file     store.SourceFile
	text     *planimport.Text
	src      *planimport.Source
	guessed  []planimport.DocumentStart
	headings []planimport.Node // of the whole text, in order
	starts   []planimport.DocumentStart
	goals    string // headings of the plan's own under which goals stand, as typed
	f        *form.Form
}

// readSource reads the source of the address. What is wrong with the chosen starts is in the reading's form; the
// guessed ones are then read instead.
func (p *Pages) readSource(r *http.Request, values url.Values) (*reading, error) {
	id, err := web.ID(r, "source")
	if err != nil {
		return nil, err
	}
	rd := &reading{f: form.New(values)}
	if rd.file, err = p.Store.Source(r.Context(), id); err != nil || rd.file.SplitAt != nil {
		return rd, err
	}
	if rd.text, err = readFile(r.Context(), rd.file.Content); err != nil {
		logPanic(r, err)
		var bad *planimport.InputError
		if errors.As(err, &bad) { // it could be read before: the program for it has gone, or the machine is busy
			return nil, district.NewInvalid("", bad.Message)
		}
		return nil, fmt.Errorf("read source %d again: %w", id, err)
	}
	rd.guessed = planimport.GuessDocuments(rd.text)
	opts := planimport.Options{Starts: rd.guessed, GoalHeadings: rd.goalHeadings()}
	whole, err := planimport.Parse(rd.text, opts)
	if err != nil {
		return nil, fmt.Errorf("read source %d again: %w", id, err)
	}
	for _, d := range whole.Documents {
		for _, n := range d.Nodes {
			switch n.Kind {
			case planimport.TitleNode, planimport.ChapterNode, planimport.SectionNode:
				rd.headings = append(rd.headings, n)
			}
		}
	}
	rd.src, rd.starts = whole, rd.guessed
	chosen, ok := rd.chosen()
	if ok && !slices.Equal(chosen, rd.guessed) {
		opts.Starts = chosen
		src, err := planimport.Parse(rd.text, opts)
		var bad *planimport.InputError
		switch {
		case errors.As(err, &bad):
			rd.f.Fail("start", bad.Message)
		case err != nil:
			return nil, fmt.Errorf("read source %d again: %w", id, err)
		default:
			rd.src, rd.starts = src, chosen
		}
	}
	lines := make([]string, len(rd.starts))
	for i, s := range rd.starts {
		lines[i] = strconv.Itoa(s.Line)
	}
	rd.f.SetAll("start", lines)
	return rd, nil
}

// goalHeadings reads the plan's own headings above goals.
func (rd *reading) goalHeadings() []string {
	rd.goals = rd.f.OptionalText("rubrik", "Rubrik som målen står under", 500)
	var out []string
	for _, s := range strings.Split(rd.goals, ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// chosen returns the starts that the reader has chosen, in the order of the text; ok is false for none or wrong ones.
func (rd *reading) chosen() (starts []planimport.DocumentStart, ok bool) {
	f := rd.f
	var lines []int
	for _, s := range f.All("start") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			f.Fail("start", "Välj rader i listan.")
			return nil, false
		}
		lines = append(lines, n)
	}
	if typed := f.OptionalText("rad", "Raden som dokumentet börjar med", 2000); typed != "" {
		at := findLine(rd.text, typed)
		if at == 0 {
			f.Fail("rad", "Raden finns inte i texten. Kopiera den ur texten och klistra in den igen.")
			return nil, false
		}
		lines = append(lines, at)
	}
	if len(lines) == 0 {
		if f.Get("vald") != "" {
			f.Fail("start", "Kryssa i minst en rad där ett dokument börjar.")
		}
		return nil, false
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	if len(lines) > maxStarts {
		f.Fail("start", fmt.Sprintf("Välj högst %d rader.", maxStarts))
		return nil, false
	}
	for _, n := range lines {
		s := planimport.DocumentStart{Line: n}
		if i := slices.IndexFunc(rd.guessed, func(g planimport.DocumentStart) bool { return g.Line == n }); i >= 0 {
			s = rd.guessed[i]
		}
		starts = append(starts, s)
	}
	return starts, true
}

// findLine returns the number of the first line that is, or else holds, what somebody pasted; 0 when there is none.
func findLine(t *planimport.Text, typed string) int {
	want := strings.ToLower(strings.Join(strings.Fields(typed), " "))
	within := 0
	for _, l := range t.Lines {
		have := strings.ToLower(strings.Join(strings.Fields(l.Text), " "))
		if have == want {
			return l.No
		}
		if within == 0 && strings.Contains(have, want) {
			within = l.No
		}
	}
	return within
}

// lineText returns how a line reads.
func lineText(t *planimport.Text, no int) string {
	i := slices.IndexFunc(t.Lines, func(l planimport.Line) bool { return l.No >= no && l.Text != "" })
	if i < 0 {
		return ""
	}
	s := strings.Join(strings.Fields(t.Lines[i].Text), " ")
	if r := []rune(s); len(r) > 120 {
		s = string(r[:117]) + "…"
	}
	return s
}

func (p *Pages) source(w http.ResponseWriter, r *http.Request) error {
	rd, err := p.readSource(r, r.URL.Query())
	if err != nil {
		return err
	}
	switch {
	case rd.file.PlanID != nil:
		return web.Redirect(w, r, paths.ComparePlanVersion(*rd.file.PlanID, rd.file.ID), "")
	case rd.file.SplitAt != nil:
		return p.splitPage(w, r, http.StatusOK, rd.file)
	}
	status := http.StatusOK
	if rd.f.HasErrors() {
		status = http.StatusUnprocessableEntity
	} else if rd.f.Get("rad") != "" {
		return web.Redirect(w, r, rd.self(), "") // the line is one of the starts now
	}
	f := form.Empty()
	for _, d := range rd.src.Documents {
		key := key(d)
		f.Set("name"+key, d.Title)
		f.Set("kind"+key, string(cmp.Or(d.Kind, planimport.OtherDocument)))
		f.Set("from"+key, d.Period.First)
		f.Set("last"+key, d.Period.Last)
	}
	return p.sourcePage(w, r, status, rd, f)
}

// size says what was read and how much: "Word, 82 stycken".
func (rd *reading) size() string {
	last := rd.text.Lines[len(rd.text.Lines)-1].No
	switch rd.text.Form {
	case planimport.Flowing:
		return "Word, " + sv.Count(last, "stycke", "stycken")
	case planimport.Paged:
		return "PDF, " + sv.Count(last, "rad", "rader")
	}
	return sv.Count(len(rd.text.Lines), "rad", "rader")
}

// self is the address of the page with what is chosen.
func (rd *reading) self() string {
	pairs := []string{"vald", "ja", "rubrik", rd.goals}
	for _, s := range rd.starts {
		pairs = append(pairs, "start", strconv.Itoa(s.Line))
	}
	return paths.With(paths.PlanSource(rd.file.ID), pairs...)
}

// key ends the names of a document's fields.
func key(d planimport.Document) string { return "-" + strconv.Itoa(d.StartLine) }

func (p *Pages) sourcePage(w http.ResponseWriter, r *http.Request, status int, rd *reading, f *form.Form) error {
	again, err := p.Store.PlansOfSource(r.Context(), rd.file.ID)
	if err != nil {
		return err
	}
	self := paths.PlanSource(rd.file.ID)
	v := view.SourceView{F: f, FStarts: rd.f, Name: rd.file.Name, Action: self, SelfHref: self, DropHref: paths.DropPlanSource(rd.file.ID), Once: web.NewOnce(),
		Facts: []string{rd.file.Name, rd.size(),
			sv.Count(len(rd.src.Documents), "dokument", "dokument"), foundWords(rd.src.Findings)}}
	for _, a := range again {
		v.Again = append(v.Again, ui.Link{Label: a.Name, Href: paths.Plan(a.ID)})
	}
	v.Candidates, v.More = rd.candidates()
	v.MoreCount = sv.Int(len(v.More))
	for i := range rd.src.Documents {
		v.Documents = append(v.Documents, rd.document(i))
	}
	v.Skipped = rd.skipped()
	v.LeftOut, v.LeftCount = rd.leftOut()
	v.Submit = "Gör en plan av texten"
	if n := len(rd.src.Documents); n > 1 {
		v.Submit = fmt.Sprintf("Gör %d planer av texten", n)
	}
	for _, s := range rd.starts {
		v.Hidden = append(v.Hidden, ui.Pair{Name: "start", Value: strconv.Itoa(s.Line)})
	}
	if rd.goals != "" {
		v.Hidden = append(v.Hidden, ui.Pair{Name: "rubrik", Value: rd.goals})
	}
	return web.Render(w, r, status, head(rd.file.Name), view.Source, v)
}

// foundWords count what was found: "18 formella mål, 96 åtaganden i löpande text".
func foundWords(found []planimport.Finding) string {
	formal := 0
	for _, f := range found {
		if f.Kind == planimport.Formal {
			formal++
		}
	}
	out := sv.Count(formal, "formellt mål", "formella mål")
	if n := len(found) - formal; n > 0 {
		out += ", " + sv.Count(n, "åtagande", "åtaganden") + " i löpande text"
	}
	return out
}

// candidates are the lines where a document may start: those that were guessed, chosen or head a chapter, and apart
// from them the other headings.
func (rd *reading) candidates() (likely, more []ui.Option) {
	seen := map[int]bool{}
	whole := map[int]string{} // headings may be set on several lines
	for _, h := range rd.headings {
		whole[h.FromLine] = h.Text
	}
	option := func(line int, hint string) ui.Option {
		seen[line] = true
		return ui.Option{Value: strconv.Itoa(line), Label: sv.Capital(place(rd.text, line)) + ": " + cmp.Or(whole[line], lineText(rd.text, line)), Hint: hint}
	}
	for _, s := range rd.starts {
		likely = append(likely, option(s.Line, s.Reason))
	}
	for _, s := range rd.guessed {
		if !seen[s.Line] {
			likely = append(likely, option(s.Line, s.Reason))
		}
	}
	chapters := 0
	for _, h := range rd.headings {
		if h.Kind != planimport.SectionNode {
			chapters++
		}
	}
	for _, h := range rd.headings {
		switch {
		case seen[h.FromLine]:
		case h.Kind != planimport.SectionNode && chapters <= 12:
			likely = append(likely, option(h.FromLine, ""))
		default:
			more = append(more, option(h.FromLine, ""))
		}
	}
	slices.SortStableFunc(likely, func(a, b ui.Option) int {
		x, _ := strconv.Atoi(a.Value)
		y, _ := strconv.Atoi(b.Value)
		return cmp.Compare(x, y)
	})
	return likely, more
}

func (rd *reading) document(i int) view.Document {
	d := rd.src.Documents[i]
	v := view.Document{ID: "dokument-" + strconv.Itoa(i+1), Heading: "Planen", Key: key(d), Kinds: kinds(), Line: lineText(rd.text, d.StartLine),
		Where:   fmt.Sprintf("%s–%d i texten.", sv.Capital(place(rd.text, d.StartLine)), d.EndLine),
		NoGoals: "Punkter under en rubrik som ”Målsättning” eller ”Våra mål” blir förslag till mål. Heter rubriken något annat i den här planen skriver du den under ”Saknas en rad, eller saknas mål?”. En plan utan mål går också bra att läsa in."}
	if len(rd.src.Documents) > 1 {
		v.Heading = fmt.Sprintf("Dokument %d: %s", i+1, d.Title)
	}
	for _, s := range rd.starts {
		if s.Line == d.StartLine && len(rd.starts) > 1 {
			v.Reason = s.Reason
		}
	}
	kinds := map[planimport.NodeKind]int{}
	for _, n := range d.Nodes {
		kinds[n.Kind]++
		if n.Kind == planimport.ChapterNode || n.Kind == planimport.SectionNode {
			v.Outline = append(v.Outline, view.Heading{Text: n.Text, Deep: n.Kind == planimport.SectionNode})
		}
	}
	v.Summary = sv.List([]string{sv.Count(kinds[planimport.ChapterNode], "kapitel", "kapitel"), sv.Count(kinds[planimport.SectionNode], "avsnitt", "avsnitt"),
		sv.Count(kinds[planimport.ParagraphNode]+kinds[planimport.QuoteNode], "stycke", "stycken"), sv.Count(kinds[planimport.BulletNode], "punkt", "punkter")})
	for _, g := range rd.src.Findings {
		if g.Document != i {
			continue
		}
		list, count := &v.Goals, &v.GoalCount
		if g.Kind != planimport.Formal {
			list, count = &v.Promises, &v.PromiseCount
		}
		section := sectionName(g.SectionPath)
		if n := len(*list); n == 0 || (*list)[n-1].Section != section {
			*list = append(*list, view.FoundGoals{Section: section})
		}
		last := &(*list)[len(*list)-1]
		last.Sentences = append(last.Sentences, g.Sentence)
		*count++
	}
	return v
}

// skipped says which lines stand before the first document.
func (rd *reading) skipped() string {
	first, last, n := 0, 0, 0
	for _, l := range rd.src.Left {
		if l.Why == planimport.BeforeDocuments {
			if n == 0 {
				first = l.Line
			}
			last = l.Line
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("Texten på %s–%d står före det första dokumentet och läses inte in. Kryssa i en tidigare rad om den ska vara med.", place(rd.text, first), last)
}

func (rd *reading) leftOut() (rows []view.LeftOut, count string) {
	n := 0
	for _, l := range rd.src.Left {
		why := ""
		switch l.Why {
		case planimport.PageNumber:
			why = "Sidnummer"
		case planimport.RunningHeader:
			why = "Står på varje sida"
		case planimport.RepeatedHeading:
			why = "Rubriken upprepas på en ny sida"
		case planimport.Rule:
			why = "Linje"
		case planimport.Footnote:
			why = "Fotnot"
		case planimport.PageControl:
			why = "Knapp eller länk på webbsida"
		default:
			continue
		}
		if n++; n <= maxLeft {
			rows = append(rows, view.LeftOut{Line: strconv.Itoa(l.Line), Text: l.Text, Why: why})
		}
	}
	return rows, sv.Int(n)
}

func (p *Pages) split(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	values := url.Values{"start": f.All("start"), "rubrik": f.All("rubrik")}
	rd, err := p.readSource(r, values)
	if err != nil {
		return err
	}
	if rd.file.SplitAt != nil {
		// The same form posted twice is no conflict: its once-key answers with the first plan.
		if first, err := p.Store.SplitSource(r.Context(), web.Of(r).Actor(), web.Once(r), rd.file.ID, []store.NewPlan{placeholder}); err == nil {
			return web.Redirect(w, r, paths.ReviewPlan(first), "")
		} else if !errors.Is(err, district.ErrConflict) {
			return err
		}
		return p.splitPage(w, r, http.StatusConflict, rd.file)
	}
	if rd.f.HasErrors() {
		return p.sourcePage(w, r, http.StatusUnprocessableEntity, rd, f)
	}
	plans, err := rd.plans(f)
	if err != nil {
		return err
	}
	if !f.HasErrors() {
		first, err := p.Store.SplitSource(r.Context(), web.Of(r).Actor(), web.Once(r), rd.file.ID, plans)
		switch {
		case err == nil:
			return web.Redirect(w, r, paths.ReviewPlan(first), splitMessage(plans))
		case errors.Is(err, district.ErrConflict):
			return p.splitPage(w, r, http.StatusConflict, rd.file)
		case !web.Invalid(err, f):
			return err
		}
	}
	return p.sourcePage(w, r, http.StatusUnprocessableEntity, rd, f)
}

// placeholder passes the store's checks, so that a repeated form reaches its once-key.
var placeholder = store.NewPlan{Name: "-", Kind: district.OtherPlan, Period: district.Through(district.NewDate(2000, 1, 1), district.NewDate(2000, 1, 1))}

// plans returns the documents with what people decided about them; complaints are in f.
func (rd *reading) plans(f *form.Form) ([]store.NewPlan, error) {
	var out []store.NewPlan
	for i, d := range rd.src.Documents {
		plan, err := store.PlanOf(rd.src, i)
		if err != nil {
			return nil, err
		}
		key, of := key(d), ""
		if len(rd.src.Documents) > 1 {
			of = fmt.Sprintf(" i dokument %d", i+1)
		}
		plan.Name = f.Text("name"+key, "Namn"+of, maxName)
		plan.Kind = district.PlanKind(f.Choice("kind"+key, "Slag"+of, kindValues()...))
		plan.Period = period(f, key, of)
		plan.AdoptedOn = f.OptionalDate("adopted"+key, "Antagen"+of)
		out = append(out, plan)
	}
	return out, nil
}

func splitMessage(plans []store.NewPlan) string {
	n := len(plans[0].Findings)
	wait := sv.Count(n, "mening väntar", "meningar väntar") + " på att granskas."
	if len(plans) == 1 {
		return "Planen är inläst. " + wait
	}
	return fmt.Sprintf("%d planer är inlästa. Här är den första: %s", len(plans), wait)
}

// splitPage says that plans have been made of the text already.
func (p *Pages) splitPage(w http.ResponseWriter, r *http.Request, status int, file store.SourceFile) error {
	made, err := p.Store.PlansOfSource(r.Context(), file.ID)
	if err != nil {
		return err
	}
	v := view.SplitView{Conflict: status == http.StatusConflict, Name: file.Name, ListHref: paths.Plans}
	for _, m := range made {
		v.Plans = append(v.Plans, ui.Card{Title: m.Name, Href: paths.Plan(m.ID), Text: sv.Capital(sv.Period(district.Span{From: m.From, Until: m.Until})),
			Action: ui.LinkButton{Label: "Granska", Href: paths.ReviewPlan(m.ID), Small: true, Describe: "Granska " + m.Name}})
	}
	title := file.Name
	if v.Conflict {
		title = "Någon annan hann före"
	}
	return web.Render(w, r, status, head(title), view.Split, v)
}

func (p *Pages) askDrop(w http.ResponseWriter, r *http.Request) error {
	id, err := web.ID(r, "source")
	if err != nil {
		return err
	}
	file, err := p.Store.Source(r.Context(), id)
	if err != nil {
		return err
	}
	if file.SplitAt != nil {
		return p.splitPage(w, r, http.StatusOK, file)
	}
	v := ui.Confirm{Title: "Ta bort ”" + file.Name + "”?", Text: "Texten har inte blivit någon plan än.",
		Points: []string{"Den uppladdade texten tas bort.", "Inga planer och inga mål påverkas.", "Vill du läsa in den senare laddar du upp den igen."},
		Action: paths.DropPlanSource(id), Once: web.NewOnce(), Label: "Ta bort texten", CancelHref: paths.PlanSource(id)}
	return web.Render(w, r, http.StatusOK, head("Ta bort texten", ui.Crumb{Label: file.Name, Href: paths.PlanSource(id)}), asIs[ui.Confirm], v)
}

func (p *Pages) drop(w http.ResponseWriter, r *http.Request) error {
	id, err := web.ID(r, "source")
	if err != nil {
		return err
	}
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	if err := p.Store.DropSource(r.Context(), web.Of(r).Actor(), web.Once(r), id); err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Plans, "Texten är borttagen.")
}
