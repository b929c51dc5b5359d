package planimport

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Form says how the lines of a [Text] came about, and so what may be concluded from where they end.
type Form int

// The forms of text.
const (
	Plain   Form = iota // lines as somebody broke them; everything else is guessed from the text
	Flowing             // every line is a whole paragraph, or a part of one that the writer broke: Word
	Paged               // lines as they were set on pages; [Look] knows how wide the column was: PDF
)

// A Look is what the format of a document itself says about a line. The zero Look says nothing, as in text files.
type Look struct {
	Heading  int     // level of the heading style, from 1; 0 for none
	Title    bool    // set in the style for titles
	Size     float64 // of the letters in points; 0 when unknown
	Bold     bool    // all letters are bold
	List     int     // level of a list item, from 1; 0 for none
	Mark     string  // of list items and headings: what stands before the text, "•", "2.", "1.2"; the text is without it
	Quote    bool    // set in a style for quotations
	Contents bool    // a line of a table of contents
	Joined   bool    // follows the line before within a paragraph
	Block    int     // the paragraph of the format's own structure that the line belongs to; 0 when unknown
	Room     int     // how many such letters the line's column holds; 0 when unknown
	Aside    LeftOutReason
}

// NewLine makes a line of what a format calls one: it puts letters written as two characters together, takes away what
// cannot be seen, makes every kind of space a plain one, and measures the indent. The number is up to the caller.
func NewLine(raw string) Line {
	return cleanLine(norm.NFC.String(ligatures.Replace(raw)))
}

// formed prepares the rows of a text whose format says more than its letters do: marks, headings, quotations and lines
// of contents are taken from there. It is called after prepare, which read the letters.
func (l *layout) formed() {
	if l.form == Plain {
		return
	}
	styled, titles := 0, 0
	for i := range l.rows {
		r := &l.rows[i]
		if r.Look.Heading > 0 && headable(r) {
			styled++
		}
		if r.Look.Title {
			titles++
		}
	}
	for i := range l.rows {
		r := &l.rows[i]
		k := &r.Look
		switch {
		case k.Contents:
			r.contents, r.mark = true, mark{}
		case r.contents:
		case k.List > 0 && k.Heading == 0:
			if k.Mark != "" || r.mark.class == 0 {
				r.mark = listMark(*k, r.Text)
			}
			r.Indent = 4 * k.List
		case i > 0 && k.Block > 0 && k.Block == l.rows[i-1].Look.Block:
			r.mark = mark{}
		case k.Joined && r.mark.class == 'n':
			r.mark = mark{}
		}
		r.quoted = r.quoted || k.Quote
	}
	levels := l.levels(styled >= 2)
	shift := 0
	if titles > 0 {
		shift = 1
	}
	headings := 0
	for i := range l.rows {
		r := &l.rows[i]
		level := levels[i]
		if r.Look.Title && headable(r) {
			level = 1
		} else if level > 0 {
			level += shift
		}
		if level == 0 {
			continue
		}
		headings++
		body := r.Text
		if r.Look.Mark != "" {
			body = r.Look.Mark + " " + body
		}
		r.quoted = false
		r.mark = mark{class: '#', body: body, nums: []int{level}, column: r.Indent}
	}
	l.marked = headings >= 2
}

// headable tells whether a row may be a heading if its look says so: people set whole paragraphs in heading styles too.
func headable(r *row) bool {
	n := runes(r.Text)
	return !r.contents && !r.Look.Contents && n > 0 && n <= 2*maxHeading && !(terminal(r.Text) && n > maxHeading) &&
		strings.ContainsFunc(r.Text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
}

// levels gives every row the level that its look has as a heading, 0 for none. Where styles say the levels, other
// prominent lines take the level of the style that they look like; those that look like none are below all styles when
// they are bold ([row.emphasis]). Without styles, levels follow from size and weight.
func (l *layout) levels(styled bool) []int {
	out := make([]int, len(l.rows))
	body, boldBody := l.bodyLook()
	byLook := map[look]int{}
	var looks []look
	deepest := 0
	for i := range l.rows {
		r := &l.rows[i]
		if !styled || r.Look.Heading == 0 || !headable(r) {
			continue
		}
		out[i] = r.Look.Heading
		deepest = max(deepest, r.Look.Heading)
		if k := lookOfRow(r); byLook[k] == 0 {
			byLook[k] = r.Look.Heading
		}
	}
	stands := l.standsOut(body, boldBody)
	prominent := func(r *row) bool { return stands[r] }
	if styled {
		for i := range l.rows {
			if r := &l.rows[i]; out[i] == 0 && prominent(r) {
				if out[i] = byLook[lookOfRow(r)]; out[i] == 0 {
					r.emphasis = r.mark.class == 0
				}
			}
		}
		return out
	}
	for i := range l.rows {
		if r := &l.rows[i]; prominent(r) {
			if k := lookOfRow(r); byLook[k] == 0 {
				byLook[k] = 1
				looks = append(looks, k)
			}
		}
	}
	slices.SortFunc(looks, func(a, b look) int {
		return cmp.Or(cmp.Compare(b.size, a.size), -compareBool(a.bold, b.bold), cmp.Compare(a.depth, b.depth))
	})
	for i, k := range looks {
		byLook[k] = i + 1
	}
	for i := range l.rows {
		if r := &l.rows[i]; prominent(r) {
			out[i] = byLook[lookOfRow(r)]
		}
	}
	return out
}

// A look is what tells levels of headings apart.
type look struct {
	size  float64 // rounded to half points
	bold  bool
	depth int // of the number before it, at least 1
}

func lookOfRow(r *row) look {
	k := look{math.Round(r.Look.Size*2) / 2, r.Look.Bold, 1}
	if m := readNumber(strings.TrimSpace(r.Look.Mark+" "+r.Text), 0); len(m.nums) > 1 {
		k.depth = len(m.nums)
	}
	return k
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// standsOut tells which rows are larger or bolder than the text around them and worded so that they can be headings.
// Rows of the same look right under each other are judged together: they may be one heading on two lines.
func (l *layout) standsOut(body float64, boldBody bool) map[*row]bool {
	out := map[*row]bool{}
	could := func(i int) bool {
		r := &l.rows[i]
		k := lookOfRow(r)
		// People make headings of numbered items, too; then text follows and no other item.
		listed := r.Look.List > 0 && (r.mark.class != 'n' || i+1 == len(l.rows) || l.rows[i+1].Look.List > 0)
		return !r.contents && !r.Look.Title && !listed && (r.mark.class == 0 || r.mark.class == 'n') && !r.Look.Joined &&
			(k.size > body*1.07 || k.bold && !boldBody && k.size > body*0.9) && k.size > 0 && !l.labelRow(r)
	}
	for i := 0; i < len(l.rows); {
		first := &l.rows[i]
		if !could(i) {
			i++
			continue
		}
		text := first.Text
		if first.mark.class == 'n' {
			text = first.mark.body
		}
		j := i + 1
		for ; l.form == Paged && j < len(l.rows) && runes(text) <= 3*maxHeading; j++ {
			r := &l.rows[j]
			if a, b := lookOfRow(r), lookOfRow(first); !could(j) || a.size != b.size || a.bold != b.bold || r.blanks > 0 || r.page || r.mark.class != 0 {
				break
			}
			text += " " + r.Text
		}
		if l.couldHead(text) {
			for k := i; k < j; k++ {
				out[&l.rows[k]] = true
			}
		}
		i = j
	}
	return out
}

// couldHead tells whether a text that stands out is worded so that it can be a heading.
func (l *layout) couldHead(text string) bool {
	return headinglike(text) || l.isExtra(text) || isGoalHeading(text) ||
		runes(text) <= 2*maxHeading && !terminal(text) && !goesOn(text) && startsUpper(text) && len(words(text)) <= 16
}

// bodyLook returns the size of most letters and whether they are bold.
func (l *layout) bodyLook() (size float64, bold bool) {
	letters := map[look]int{}
	for i := range l.rows {
		r := &l.rows[i]
		k := look{math.Round(r.Look.Size*2) / 2, r.Look.Bold, 0}
		if letters[k] += runes(r.Text); r.Look.Size == 0 {
			delete(letters, k)
		}
	}
	most := 0
	for k, n := range letters {
		if n > most || n == most && k.size < size {
			most, size, bold = n, k.size, k.bold
		}
	}
	return size, bold
}

// listMark is the mark of an item of a list that the format knows to be one.
func listMark(k Look, text string) mark {
	m := mark{class: 'g', text: k.Mark, body: text, glyph: '•', column: 4*k.List + 2}
	if r := firstRune(k.Mark); r != 0xfffd {
		m.glyph = r
	}
	if n := readNumber(k.Mark+" X", 0); n.class != 0 {
		m.class, m.nums, m.glyph = n.class, n.nums, n.glyph
	}
	return m
}

// flows tells, for texts whose format knows its paragraphs, whether row i goes on with the paragraph before it.
func (l *layout) flows(i int) bool {
	a, b := &l.rows[i-1], &l.rows[i]
	if l.goalRow(a) || l.goalRow(b) || l.labelRow(b) {
		return false
	}
	lower, unfinished := startsLower(b.Text), !terminal(a.Text) || goesOn(a.Text)
	if b.Look.Joined {
		return lower || goesOn(a.Text) || unfinished && leans(a.Text)
	}
	// Text that once was a PDF has a paragraph for every line.
	return lower && unfinished && (goesOn(a.Text) || endsCut(a.Text) || runes(a.Text) >= 50) && lookOfRow(a) == lookOfRow(b)
}

// headingGoesOn tells whether row i is the next line of a heading that was set on several.
func (l *layout) headingGoesOn(i int) bool {
	if l.form != Paged {
		return false
	}
	a, b := &l.rows[i-1], &l.rows[i]
	if a.mark.class != '#' || b.mark.class != '#' && b.mark.class != 0 || b.blanks > 0 || b.page || b.start || b.contents {
		return false
	}
	if a.Look.Block > 0 && a.Look.Block == b.Look.Block {
		return true
	}
	x, y := lookOfRow(a), lookOfRow(b)
	return x.size == y.size && x.bold == y.bold && (startsLower(b.Text) || goesOn(a.Text) || endsCut(a.Text) || !l.short(i-1, b.Text) && b.mark.class == '#' && readNumber(b.Text, 0).class == 0)
}

// unhead takes back headings that turned out to be paragraphs when their lines were put together.
func (l *layout) unhead() {
	if l.form == Plain {
		return
	}
	for k := range l.blocks {
		b := &l.blocks[k]
		if b.mark.class == '#' && b.to-b.from > 1 && (runes(b.text) > 2*maxHeading || terminal(b.text) && runes(b.text) > maxHeading) {
			b.mark = mark{}
		}
	}
}

// widths says for every row how many letters its column holds, zero where lines are not broken at a width.
func (l *layout) widths() []int {
	switch l.form {
	case Flowing:
		return make([]int, len(l.rows))
	case Paged:
		out := make([]int, len(l.rows))
		for i := range l.rows {
			out[i] = l.rows[i].Look.Room
		}
		return out
	}
	return widths(l.rows)
}
