package planimport

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Parse makes the outline of every document in a text and finds the formal goals. Without Options.Starts it uses
// [GuessDocuments]. The error is an *[InputError]: starts that are not in the text or not in rising order, or no text.
func Parse(t *Text, opts Options) (*Source, error) {
	rows, left := layRows(t)
	if len(rows) == 0 {
		return nil, &InputError{ErrEmpty, "Det finns ingen text att läsa. Välj en annan fil, eller klistra in planens text."}
	}
	starts := opts.Starts
	if len(starts) == 0 {
		starts = GuessDocuments(t)
	}
	if err := checkStarts(starts, rows); err != nil {
		return nil, err
	}
	l := newLayout(t.Form, rows, starts, opts.GoalHeadings)
	l.decideNumbers()
	src := &Source{}
	k := 0
	for k < len(l.blocks) && l.rows[l.blocks[k].from].No < starts[0].Line {
		for i := l.blocks[k].from; i < l.blocks[k].to; i++ {
			left = append(left, LeftOut{rows[i].No, rows[i].Text, BeforeDocuments})
		}
		k++
	}
	for i, s := range starts {
		from := k
		for k < len(l.blocks) && (i+1 == len(starts) || l.rows[l.blocks[k].from].No < starts[i+1].Line) {
			k++
		}
		blocks := l.blocks[from:k]
		if len(blocks) == 0 {
			continue
		}
		doc := Document{Title: collapse(s.Title), Kind: s.Kind, Period: s.Period}
		doc.StartLine, doc.EndLine = rows[blocks[0].from].No, rows[blocks[len(blocks)-1].to-1].No
		left = append(left, l.nodes(blocks, &doc)...)
		complete(&doc, blocks)
		src.Documents = append(src.Documents, doc)
		last := len(src.Documents) - 1
		if d := &src.Documents[last]; d.Period == (Period{}) && d.Kind != ElectionStrategy {
			d.Period = periodOfHeaders(left, d)
		}
		src.Findings = append(src.Findings, commitments(&src.Documents[last], last, formalGoals(&src.Documents[last], last))...)
	}
	slices.SortStableFunc(left, func(a, b LeftOut) int { return a.Line - b.Line })
	src.Left = left
	return src, nil
}

// periodOfHeaders is the period that the running headers of a document name, when its text does not.
func periodOfHeaders(left []LeftOut, d *Document) Period {
	for _, l := range left {
		if l.Why == RunningHeader && l.Line >= d.StartLine && l.Line <= d.EndLine {
			if p := yearsIn(l.Text); p.First != "" {
				return p
			}
		}
	}
	return Period{}
}

// complete fills in what neither a person nor the title said about a document.
func complete(doc *Document, blocks []block) {
	if doc.Kind != "" && doc.Period != (Period{}) && doc.Title != "" {
		return
	}
	of := make([]*block, len(blocks))
	for i := range blocks {
		of[i] = &blocks[i]
	}
	if doc.Kind == "" {
		if doc.Kind = kindOfTitle(doc.Title); doc.Kind == "" {
			doc.Kind = kindOfText(of)
		}
	}
	if doc.Period == (Period{}) {
		doc.Period = periodOf(doc.Title, doc.Kind, of)
	}
	if doc.Title == "" {
		doc.Title, doc.TitleGuessed = kindName(doc.Kind), true
	}
}

func checkStarts(starts []DocumentStart, rows []row) error {
	last := rows[len(rows)-1].No
	for i, s := range starts {
		switch {
		case s.Line < 1 || s.Line > last:
			return &InputError{ErrStarts, fmt.Sprintf("Rad %d finns inte i texten. Ange en rad mellan 1 och %d.", s.Line, last)}
		case i > 0 && s.Line <= starts[i-1].Line:
			return &InputError{ErrStarts, fmt.Sprintf("Dokumenten står i fel ordning. Rad %d måste komma efter rad %d.", s.Line, starts[i-1].Line)}
		}
	}
	return nil
}

// formalGoals finds the goals that a document lists as such.
func formalGoals(doc *Document, index int) []Finding {
	var out []Finding
	f := finder{doc: doc, index: index, heading: -1, scope: -1, single: -1, parentOf: map[int]bool{}}
	for i := range doc.Nodes {
		if n := &doc.Nodes[i]; n.Kind == BulletNode && n.Parent >= 0 {
			f.parentOf[n.Parent] = true
		}
	}
	for i := range doc.Nodes {
		if g, ok := f.at(i); ok {
			out = append(out, g)
		}
	}
	return out
}

// A finder walks through the nodes of a document and knows whether bullets are goals where it stands.
type finder struct {
	doc      *Document
	index    int
	heading  int          // the innermost heading, -1 before the first
	scope    int          // the heading that names goals, -1 when bullets are not goals
	silent   int          // level of a heading within the scope that names something else, 0 for none
	off      bool         // a lead-in within the scope announced something else
	bullets  int          // seen since the last heading
	leadIn   string       // the sentence before a list that makes its bullets goals, or ""
	label    string       // the label that makes bullets after it goals, or ""
	single   int          // the heading of one numbered goal, which is the paragraph after it, or -1
	closed   bool         // that paragraph has been
	parentOf map[int]bool // bullets that have bullets below them
}

func (f *finder) at(i int) (Finding, bool) {
	n := &f.doc.Nodes[i]
	switch n.Kind {
	case ChapterNode, SectionNode:
		f.enter(i)
	case ParagraphNode, QuoteNode:
		f.leadIn = ""
		if n.Marker != "" { // an inline label
			return f.labelled(i)
		}
		f.label = ""
		if n.Goals && f.scope >= 0 {
			h := f.doc.Nodes[f.scope].Text
			return f.found(i, n.Text, h, fmt.Sprintf("Rad utan punkt under rubriken ”%s”.", short(h))), true
		}
		if f.single >= 0 && f.single == f.heading && !f.closed && n.Kind == ParagraphNode {
			h := f.doc.Nodes[f.single].Text
			f.closed = true
			return f.found(i, n.Text, h, fmt.Sprintf("Stycket under rubriken ”%s”.", short(h))), true
		}
		if f.scope >= 0 && !terminal(n.Text) && namesSomethingElse(n.Text) {
			f.off = true // "För att nå målet ska förvaltningen", and a list
		}
		if n.Kind == QuoteNode || !strings.HasSuffix(n.Text, ":") {
			return Finding{}, false
		}
		ss := sentences(n.Text)
		last := ss[len(ss)-1]
		switch {
		case goalLeadIn(last):
			f.leadIn = last
		case f.scope >= 0:
			f.off = f.bullets > 0 || namesSomethingElse(last)
		}
	case BulletNode:
		f.bullets++
		if strings.HasSuffix(n.Text, ":") && f.parentOf[i] || f.closed {
			return Finding{}, false
		}
		if _, ok := f.doc.rowOf(i); ok {
			return Finding{}, false // what will be done, or what is measured
		}
		switch {
		case f.leadIn != "":
			return f.found(i, n.Text, f.leadIn, fmt.Sprintf("Punkt i listan efter ”%s”.", short(f.leadIn))), true
		case f.label != "":
			return f.found(i, n.Text, f.label, fmt.Sprintf("Punkt i listan efter ”%s”.", short(f.label))), true
		case f.scope >= 0 && f.silent == 0 && !f.off:
			h := f.doc.Nodes[f.scope].Text
			return f.found(i, n.Text, h, fmt.Sprintf("Punkt under rubriken ”%s”.", short(h))), true
		}
	}
	return Finding{}, false
}

// enter changes what bullets are when a heading comes.
func (f *finder) enter(i int) {
	n := &f.doc.Nodes[i]
	f.heading, f.bullets, f.off, f.leadIn, f.label, f.single, f.closed = i, 0, false, "", "", -1, false
	if n.Goals && f.oneGoal(i) {
		f.single = i
	}
	if f.silent > 0 && n.Level <= f.silent {
		f.silent = 0
	}
	switch {
	case n.Goals:
		f.scope, f.silent = i, 0
	case f.scope >= 0 && n.Level <= f.doc.Nodes[f.scope].Level:
		f.scope, f.silent = -1, 0
	case f.scope >= 0 && f.silent == 0 && namesSomethingElse(n.Text):
		f.silent = n.Level
	}
}

// oneGoal tells whether heading i names one goal that the paragraph after it words: "Nämndens mål 2", or "Mål" over a
// single sentence and nothing else.
func (f *finder) oneGoal(i int) bool {
	if i+1 >= len(f.doc.Nodes) || f.doc.Nodes[i+1].Kind != ParagraphNode || f.doc.Nodes[i+1].Goals || strings.HasSuffix(f.doc.Nodes[i+1].Text, ":") {
		return false
	}
	const longest = 300 // characters
	text, n := f.doc.Nodes[i+1].Text, 0
	for k := i + 2; k < len(f.doc.Nodes) && f.doc.Nodes[k].Kind == SentenceNode; k++ {
		n++
	}
	if runes(text) > longest || n > 2 {
		return false
	}
	if next := i + 2 + n; endsWithNumberedGoal(f.doc.Nodes[i].Text) {
		return next >= len(f.doc.Nodes) || f.doc.Nodes[next].Kind != BulletNode || terminal(text)
	} else if n > 1 || next < len(f.doc.Nodes) && f.doc.Nodes[next].Kind != ChapterNode && f.doc.Nodes[next].Kind != SectionNode {
		return false
	}
	return terminal(text) && hasFinite(text)
}

// labelled handles "Målsättning: ..." on one line: the text is a goal, or leads in a list of goals.
func (f *finder) labelled(i int) (Finding, bool) {
	n := &f.doc.Nodes[i]
	if !slices.ContainsFunc(lowerWords(n.Text), func(w string) bool { return !goalWord(w) && !unicode.IsDigit(firstRune(w)) }) {
		return Finding{}, false // a number is no goal: "Mål: Mål 1"
	}
	next := i + 1
	for next < len(f.doc.Nodes) && f.doc.Nodes[next].Kind == SentenceNode {
		next++
	}
	list := next < len(f.doc.Nodes) && f.doc.Nodes[next].Kind == BulletNode
	if list && (strings.HasSuffix(n.Text, ":") || !terminal(n.Text) && len(words(n.Text)) <= 6) {
		f.label = n.Marker + " " + n.Text
		return Finding{}, false
	}
	f.label, f.off = "", f.scope >= 0
	return f.found(i, n.Text, n.Marker, fmt.Sprintf("Står efter ”%s”.", n.Marker)), true
}

func (f *finder) found(i int, sentence, heading, reason string) Finding {
	n := &f.doc.Nodes[i]
	return Finding{
		Kind: Formal, Sentence: sentence, Hash: HashSentence(sentence), Document: f.index, Node: i,
		SectionPath: f.path(), Heading: heading, FromLine: n.FromLine, ToLine: n.ToLine, Class: "goal",
		Reason: reason, Measure: propose(sentence, f.doc.Period),
	}
}

// path lists the headings above the current place. The goal heading itself says nothing about where, so it is left
// out when another heading is above it.
func (f *finder) path() []string {
	path := []string{}
	for i := f.heading; i >= 0; i = f.doc.Nodes[i].Parent {
		n := &f.doc.Nodes[i]
		if n.Goals && i == f.scope && i == f.heading && n.Parent >= 0 {
			continue
		}
		path = append(path, n.Text)
	}
	slices.Reverse(path)
	return path
}

// short cuts a heading or lead-in for use in a sentence.
func short(s string) string {
	if runes(s) <= 80 {
		return s
	}
	return strings.TrimSpace(prefix(s, 77)) + "…"
}
