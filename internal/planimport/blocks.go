package planimport

import (
	"regexp"
	"strings"
)

// A block is one or more rows that belong together: a paragraph, a list item, a heading.
type block struct {
	from, to    int    // rows, to excluded
	text        string // mended
	mark        mark   // of list items and marked headings
	attribution string
	quoted      bool
	contents    bool
	heading     bool // decided by the outline
	label       bool // a heading that ends with a colon, below all others
	goals       bool // a heading that names goals
	lost        bool // an item of a list of goals whose bullets were lost
	look        int  // how prominent a heading is, see outline.go
}

// A layout is a source as rows and blocks.
type layout struct {
	form       Form
	rows       []row
	width      []int
	blocks     []block
	marked     bool // headings carry marks (Markdown)
	goalsBelow bool // in a document before, goal headings belong to the section before them
	vocab      *vocabulary
	extra      map[string]bool // further headings that name goals, in small letters
}

func newLayout(form Form, rows []row, starts []DocumentStart, goalHeadings []string) *layout {
	l := &layout{form: form, rows: rows, extra: map[string]bool{}}
	for _, h := range goalHeadings {
		l.extra[strings.ToLower(strings.Trim(collapse(h), ": "))] = true
	}
	markHeadings := 0
	for i := range rows {
		if m := readMark(rows[i].Text, 0); form == Plain && m.class == '#' && rows[i].Indent < 4 {
			markHeadings++
			if i == 0 {
				markHeadings++
			}
		}
	}
	l.marked = markHeadings >= 2
	for s, i := 0, 0; s < len(starts) && i < len(rows); i++ {
		for s < len(starts) && rows[i].No >= starts[s].Line {
			rows[i].start = true
			s++
		}
	}
	l.prepare()
	l.formed()
	l.vocab = newVocabulary(rows)
	l.width = l.widths()
	l.unmarkFalse()
	l.findSources()
	l.width = l.widths()
	l.build()
	l.splitLists()
	l.unhead()
	return l
}

// italics are words that Markdown emphasises with one mark on each side; 2*3*4 and a_b_c are none.
var italics = regexp.MustCompile(`(^|[\s("”–])[*_]([^\s*_](?:[^*_]*[^\s*_])?)[*_]($|[\s.,;:!?)"”–])`)

// prepare reads what each row shows by itself.
func (l *layout) prepare() {
	contentsHeading, listed, paged := false, false, false // listed: every line of them is a heading further on; paged: entries of these contents end with the number of their page
	var again map[string]int
	for i := range l.rows {
		r := &l.rows[i]
		if l.marked {
			if s := strings.TrimSpace(r.Text); len(s) > 4 && (strings.HasPrefix(s, "**") && strings.HasSuffix(s, "**") || strings.HasPrefix(s, "__") && strings.HasSuffix(s, "__")) && strings.Count(s, s[:2]) == 2 {
				r.emphasis = true
			}
			r.Text = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(r.Text, "**", ""), "__", ""))
			r.Text = italics.ReplaceAllString(r.Text, "$1$2$3")
		}
		if strings.HasPrefix(r.Text, "> ") && (l.marked || i > 0 && strings.HasPrefix(l.rows[i-1].Text, "> ") || i > 0 && l.rows[i-1].quoted) {
			r.quoted = true
			r.Text = strings.TrimLeft(r.Text[1:], " \t")
		}
		if contentsEntry(r.Text) && (i > 0 && l.rows[i-1].contents || contentsHeading || i+2 < len(l.rows) && contentsEntry(l.rows[i+1].Text) && contentsEntry(l.rows[i+2].Text)) {
			r.contents, paged = true, true
			continue
		}
		switch strings.ToLower(strings.Trim(r.Text, " #:*")) {
		case "innehåll", "innehållsförteckning":
			contentsHeading, paged = true, false
			r.contents, listed = true, false
			continue
		case "på den här sidan", "på denna sida", "på sidan", "innehåll på sidan", "innehåll på den här sidan", "på sidan hittar du":
			contentsHeading, paged, listed = true, false, true
			r.contents = true
			continue
		}
		if contentsHeading && listed && r.Text != "" {
			if again == nil {
				again = l.saidAgain()
			}
			if last, ok := again[entryKey(r)]; ok && last > i {
				r.contents = true
				continue
			}
			contentsHeading = false
		}
		if contentsHeading && r.Text != "" {
			// Without leaders, entries still end with the number of their page.
			ends := isDigit(r.Text[len(r.Text)-1])
			if n, rest, _ := numberAtEdge(r.Text); n > 0 && headinglike(rest) && !startsDigitOnly(r.Text) && (ends || !paged) && r.Look.Heading == 0 {
				r.contents, paged = true, paged || ends
				continue
			}
			contentsHeading = false
		}
		if r.Text == "" {
			continue
		}
		r.mark = readMark(r.Text, r.Indent)
		if r.mark.class == '#' && (!l.marked || r.Indent > 3) {
			r.mark = mark{}
		}
	}
}

// entryKey is what a line of contents and its heading have in common.
func entryKey(r *row) string {
	s := r.Text
	if m := readMark(s, 0); m.class != 0 {
		s = m.body
	}
	return strings.ToLower(collapse(prefix(s, 2*maxHeading)))
}

// saidAgain is where every line stands last, by its text.
func (l *layout) saidAgain() map[string]int {
	last := map[string]int{}
	for i := range l.rows {
		last[entryKey(&l.rows[i])] = i
	}
	return last
}

func startsDigitOnly(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// unmarkFalse takes back marks that are a dash or a number in the middle of a sentence.
func (l *layout) unmarkFalse() {
	inList := mark{}
	for i := range l.rows {
		r := &l.rows[i]
		if r.blanks > 0 && r.mark.class == 0 {
			inList = mark{}
		}
		if i > 0 && r.Look.List == 0 && (r.mark.class == 'w' || r.mark.class == 'n') && l.midSentence(i, inList) {
			r.mark = mark{}
		}
		if c := r.mark.class; c != 0 && c != '#' {
			inList = r.mark
		} else if c == '#' || r.contents {
			inList = mark{}
		}
	}
}

// midSentence tells whether the weak mark of row i only is there because a sentence was broken before it.
func (l *layout) midSentence(i int, inList mark) bool {
	a, b := &l.rows[i-1], &l.rows[i]
	if b.blanks > 0 && !b.page || a.mark.class == '#' || a.underline != 0 || a.contents || b.start {
		return false
	}
	if sameList(inList, b.mark) {
		if b.mark.class == 'n' {
			return b.mark.nums[len(b.mark.nums)-1] != inList.nums[len(inList.nums)-1]+1 && !terminal(a.Text) && goesOn(a.Text)
		}
		return startsLower(b.mark.body) && goesOn(a.Text) && !strings.HasSuffix(a.Text, ",")
	}
	if terminal(a.Text) || isGoalHeading(a.Text) || l.isExtra(a.Text) {
		return false
	}
	if goesOn(a.Text) || leans(a.Text) && startsLower(b.mark.body) {
		return true
	}
	full := l.width[i-1] > 0 && !l.short(i-1, b.Text)
	if startsLower(b.mark.body) {
		return full || l.width[i-1] == 0 && a.mark.class == 0 && !headinglike(a.Text) && !startsUpper(a.Text)
	}
	return full && b.mark.class == 'n' && b.Indent <= a.Indent
}

func sameList(a, b mark) bool {
	return a.class != 0 && a.class == b.class && a.glyph == b.glyph && len(a.nums) == len(b.nums)
}

// short tells whether row i ends before its line is full, so that next was set on a new line on purpose.
func (l *layout) short(i int, next string) bool {
	w := l.width[i]
	if w == 0 {
		return true
	}
	word := next
	if k := strings.IndexAny(next, " \t"); k >= 0 {
		word = next[:k]
	}
	share := 85
	if l.form == Paged { // measured, not guessed
		share = 98
	}
	return (l.rows[i].length()+1+runes(word))*100 <= w*share
}

// standalone tells whether row i looks like a heading without a blank line before it.
func (l *layout) standalone(i int) bool {
	r := &l.rows[i]
	if !headinglike(r.Text) || l.width[i] > 0 && r.length()*5 > l.width[i]*4 {
		return false
	}
	if i+1 == len(l.rows) {
		return false
	}
	c := &l.rows[i+1]
	return c.blanks > 0 || c.page || c.mark.class != 0 || startsUpper(c.Text) && l.short(i, c.Text)
}

func (l *layout) isExtra(s string) bool {
	return len(l.extra) > 0 && len(s) < 200 && l.extra[strings.ToLower(strings.Trim(collapse(s), ": #"))]
}

// goalRow tells whether a row is a heading or label that names goals.
func (l *layout) goalRow(r *row) bool {
	return r.mark.class == 0 && (headinglike(r.Text) && isGoalHeading(r.Text) || l.isExtra(r.Text))
}

// labelRow tells whether a row starts with an inline label that names goals.
func (l *layout) labelRow(r *row) bool {
	if r.mark.class != 0 {
		return false
	}
	_, _, ok := inlineLabel(r.Text)
	return ok
}

// findSources marks the rows that say where the quotation before them comes from.
func (l *layout) findSources() {
	for i := 1; i < len(l.rows); i++ {
		a, b := &l.rows[i-1], &l.rows[i]
		if b.mark.class != 0 || a.mark.class != 0 || a.source || b.start || a.contents || !saysSource(b.Text) {
			continue
		}
		if b.Indent >= farRight {
			b.source = b.blanks <= 1 && (terminal(a.Text) || a.quoted)
			continue
		}
		if l.form == Paged && b.Indent > a.Indent+2 && terminal(a.Text) && namesWork(b.Text) {
			b.source = b.blanks <= 1
			continue
		}
		long := l.width[i] > 0 && b.length()*5 > l.width[i]*4
		end := i+1 == len(l.rows) || l.rows[i+1].blanks > 0 || startsUpper(l.rows[i+1].Text)
		b.source = (b.blanks == 0 || l.form == Flowing && b.blanks == 1) && !long && end && terminal(a.Text) && namesWork(b.Text)
	}
}

// namesWork tells whether a source line names a written work.
func namesWork(s string) bool {
	s = strings.ToLower(s)
	for _, w := range [...]string{"program", "stadg", "plan", "manifest", "strategi", "policy", "beslut", "uttalande", "deklaration", "konvention", "rapport", "plattform", "motion", "lag", "idé", "protokoll", "bok"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return strings.HasPrefix(s, "källa")
}

// build puts rows together into blocks.
func (l *layout) build() {
	var lines []string
	flush := func() {
		if len(lines) > 0 {
			b := &l.blocks[len(l.blocks)-1]
			b.text = l.vocab.join(lines)
			lines = lines[:0]
		}
	}
	for i := range l.rows {
		r := &l.rows[i]
		if r.source && len(l.blocks) > 0 {
			b := &l.blocks[len(l.blocks)-1]
			b.attribution, b.quoted, b.to = collapse(r.Text), true, i+1
			continue
		}
		text := r.Text
		if r.mark.class != 0 {
			text = r.mark.body
		}
		text = collapse(text)
		if len(lines) > 0 && l.continues(i) {
			lines = append(lines, text)
			l.blocks[len(l.blocks)-1].to = i + 1
			continue
		}
		flush()
		l.blocks = append(l.blocks, block{from: i, to: i + 1, mark: r.mark, quoted: r.quoted, contents: r.contents})
		lines = append(lines, text)
	}
	flush()
}

// splitLists makes list items of what a paragraph lists after a lead-in: "Styrelsen ges i uppdrag att – pröva avgiften,
// – se över stadgarna." What follows the last item is a paragraph again.
func (l *layout) splitLists() {
	var out []block
	for k, b := range l.blocks {
		lead, items, rest := listWithin(b.text)
		if b.mark.class != 0 || b.quoted || b.contents || len(items) < 2 {
			if out != nil {
				out = append(out, b)
			}
			continue
		}
		if out == nil {
			out = append(make([]block, 0, len(l.blocks)+8), l.blocks[:k]...)
		}
		part := block{from: b.from, to: b.to, text: lead}
		out = append(out, part)
		for _, item := range items {
			part.text, part.mark = item, mark{class: 'w', glyph: '–', text: "–", body: item}
			out = append(out, part)
		}
		if rest != "" {
			part.text, part.mark = rest, mark{}
			out = append(out, part)
		}
	}
	if out != nil {
		l.blocks = out
	}
}

// listWithin takes a paragraph apart into what leads in a list, its items with dashes, and what comes after it. Without
// such a list there are no items.
func listWithin(s string) (lead string, items []string, rest string) {
	const dash = " – "
	at := -1
	for from := 0; at < 0; {
		i := strings.Index(s[from:], dash)
		if i < 0 {
			return s, nil, ""
		}
		i += from
		from = i + len(dash)
		if oneOf(lastWord(s[max(0, i-12):i]), `att ska skall`) {
			at = i
		}
	}
	lead = s[:at]
	parts := strings.Split(s[at+len(dash):], dash)
	for i, p := range parts {
		last := i+1 == len(parts)
		if !last && !strings.ContainsRune(",;.", lastRune(p)) && !oneOf(lastWord(p), `och samt eller`) {
			return s, nil, ""
		}
		if last {
			ss := sentences(p)
			p, rest = ss[0], strings.TrimSpace(strings.TrimPrefix(p, ss[0]))
		}
		items = append(items, p)
	}
	return lead, items, rest
}

// continues tells whether row i belongs to the block that ends with the row before it.
func (l *layout) continues(i int) bool {
	a, b := &l.rows[i-1], &l.rows[i]
	blk := &l.blocks[len(l.blocks)-1]
	if l.headingGoesOn(i) {
		return true
	}
	switch {
	case b.start, b.mark.class != 0, b.contents, a.contents, a.source, b.source, b.emphasis, a.emphasis, a.underline != 0,
		a.mark.class == '#', a.quoted != b.quoted:
		return false
	case saysStatus(b.Text) && kindWord(a.Text) != "" && headinglike(a.Text) && blk.to-blk.from <= 2:
		return false // the title of a document, and when it was adopted
	case b.underline != 0 && (a.mark.class != 0 || blk.to-blk.from > 1 || terminal(a.Text)):
		return false
	case blk.mark.class == 'g' && blk.mark.body == "" && blk.to-blk.from == 1:
		return b.blanks == 0 || !l.goalRow(b)
	}
	if l.form == Flowing {
		return l.flows(i)
	}
	if x, y := a.Look.Block, b.Look.Block; x > 0 && y > 0 && b.Look.Heading == 0 {
		return x == y || endsCut(a.Text) && startsLower(b.Text)
	}
	lower, unfinished := startsLower(b.Text), !terminal(a.Text) || goesOn(a.Text)
	cut := endsCut(a.Text) && (lower || b.blanks == 0)
	switch {
	case b.page:
		switch {
		case cut && lower:
			return true
		case l.goalRow(b) || l.goalRow(a) && blk.from == i-1:
			return false
		case lower:
			return unfinished
		}
		return unfinished && (goesOn(a.Text) || leans(a.Text) && l.width[i-1] > 0 || l.width[i-1] > 0 && !l.short(i-1, b.Text) && !l.standalone(i))
	case b.blanks > 0:
		if cut && lower && b.blanks <= 3 {
			return true
		}
		return lower && unfinished && b.blanks == 1 && !l.goalRow(a) &&
			(goesOn(a.Text) || leans(a.Text) || l.width[i-1] > 0 && !l.short(i-1, b.Text) || l.doubleSpaced(i))
	}
	if l.goalRow(a) && blk.from == i-1 {
		return lower && !strings.HasSuffix(a.Text, ":") && runes(b.Text) < 50 && headinglike("X"+b.Text) && !strings.HasSuffix(a.Text, "”")
	}
	if l.goalRow(b) || l.labelRow(b) {
		return !terminal(a.Text) && goesOn(a.Text)
	}
	if l.marked && a.mark.class != '#' && (a.quoted || blk.mark.class == 0) {
		return true // in marked-up text only a blank line ends a paragraph
	}
	hanging := blk.mark.class != 0 && b.Indent > l.rows[blk.from].Indent && b.Indent >= min(blk.mark.column-1, l.rows[blk.from].Indent+2)
	switch {
	case cut, lower:
		return true
	case goesOn(a.Text), leans(a.Text) && l.width[i-1] > 0 && !l.standaloneShort(i-1):
		return true
	case hanging:
		return true
	case terminal(a.Text):
		indented := b.Indent > a.Indent && blk.mark.class == 0 && (blk.to-blk.from > 1 || b.Indent > a.Indent+1)
		return !l.standalone(i) && !l.short(i-1, b.Text) && !indented
	case l.short(i-1, b.Text):
		return false
	}
	// The line before is full. A short line that looks like a heading and is followed by a sentence's start is one.
	if l.standalone(i) && i+1 < len(l.rows) {
		c := &l.rows[i+1]
		return c.blanks > 0 || c.mark.class != 0 || c.length()*4 < l.width[i]*3
	}
	return true
}

// standaloneShort tells whether row i is so short that it was not broken because it was full.
func (l *layout) standaloneShort(i int) bool { return l.rows[i].length()*3 < l.width[i]*2 }

// doubleSpaced tells whether every line around row i is followed by a blank one.
func (l *layout) doubleSpaced(i int) bool {
	if l.width[i] > 0 {
		return false
	}
	n := 0
	for k := max(1, i-6); k < min(len(l.rows), i+6); k++ {
		if l.rows[k].blanks == 0 {
			return false
		}
		n++
	}
	return n >= 5
}
