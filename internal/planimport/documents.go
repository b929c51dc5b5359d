package planimport

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// GuessDocuments proposes where documents start in a text: at its first line, and at titles that name a kind of plan
// ("Valstrategi, ..."), above all on a new page. It always proposes at least one.
func GuessDocuments(t *Text) []DocumentStart {
	rows, _ := layRows(t)
	if len(rows) == 0 {
		return nil
	}
	l := newLayout(t.Form, rows, nil, nil)
	l.decideNumbers()
	return l.guessStarts()
}

func (l *layout) guessStarts() []DocumentStart {
	var starts []DocumentStart
	begin := func(k, title int) {
		b := &l.blocks[k]
		s := DocumentStart{Line: l.rows[b.from].No, Reason: "Här börjar texten."}
		if title >= 0 {
			s.Title = calm(headingText(&l.blocks[title]))
			s.Kind = kindOfTitle(s.Title)
			if k > 0 {
				s.Reason = fmt.Sprintf("Raden ”%s” ser ut som titeln på ett nytt dokument.", s.Title)
			}
		}
		starts = append(starts, s)
	}
	titleIn := func(k int) int { // the title among the first lines of a document that starts at block k
		for i := k; i < min(k+maxTitleLines, len(l.blocks)); i++ {
			if !l.couldBeTitle(i) {
				break
			}
			if kindWord(l.blocks[i].text) != "" {
				return i
			}
		}
		return -1
	}
	current := titleIn(0)
	begin(0, current)
	text := 0 // paragraphs since the start
	for k := 1; k < len(l.blocks); k++ {
		b := &l.blocks[k]
		if b.contents || runes(b.text) > maxHeading || terminal(b.text) {
			if !b.contents {
				text++
			}
			continue
		}
		if k == current || text < 3 || len(starts) == maxDocuments || !l.couldBeTitle(k) || !l.startsDocument(k) {
			continue
		}
		if current >= 0 && strings.EqualFold(b.text, l.blocks[current].text) {
			continue // the title said again, after a cover or contents
		}
		current, text = k, 0
		first := k
		if r := &l.rows[b.from]; k > 0 && !r.page && r.blanks == 0 && l.rows[l.blocks[k-1].from].page && l.couldBeTitle(k-1) {
			first = k - 1 // whose plan it is stands above, on a new page
		}
		begin(first, k)
	}
	l.completeStarts(starts)
	return starts
}

// calm writes a title in capitals as other titles are written: all its letters small but the first.
func calm(title string) string {
	if title != strings.ToUpper(title) || title == strings.ToLower(title) {
		return title
	}
	lower := strings.ToLower(title)
	first, n := utf8.DecodeRuneInString(lower)
	return string(unicode.ToUpper(first)) + lower[n:]
}

// maxDocuments bounds what is proposed; people may say more.
const maxDocuments = 30

// maxTitleLines is how many short lines may stand on a cover.
const maxTitleLines = 6

// couldBeTitle tells whether a block is short and worded as a title.
func (l *layout) couldBeTitle(k int) bool {
	b := &l.blocks[k]
	return !b.contents && !b.quoted && (b.mark.class == 0 || b.mark.class == '#' && (b.mark.nums[0] == 1 || l.form != Plain && k < maxTitleLines)) && headinglike(b.text) && !strings.HasSuffix(b.text, ":")
}

// startsDocument tells whether a title in the middle of a source starts a document of its own.
func (l *layout) startsDocument(k int) bool {
	b := &l.blocks[k]
	ws := lowerWords(b.text)
	word := kindWord(b.text)
	if word == "" || k+2 >= len(l.blocks) {
		return false
	}
	if l.marked && b.mark.class != '#' && l.rows[b.from].underline != '=' {
		return false
	}
	first := strings.HasPrefix(ws[0], word) || ws[0] == "förslag" || ws[0] == "utkast"
	// Something must say whose or when it is; "Valstrategi" alone is a chapter.
	qualified := strings.Contains(b.text, ",") || yearIn(b.text) > 0 || strings.Contains(b.text, " för ")
	page := l.rows[b.from].page
	for _, d := range documentWords {
		if d.word == word {
			return d.major && first && qualified || page && (first || qualified) && (d.major || qualified && first)
		}
	}
	return false
}

// completeStarts fills in kind and period where the title leaves them open.
func (l *layout) completeStarts(starts []DocumentStart) {
	for i := range starts {
		s := &starts[i]
		end := 1 << 60
		if i+1 < len(starts) {
			end = starts[i+1].Line
		}
		var of []*block
		for k := range l.blocks {
			if no := l.rows[l.blocks[k].from].No; no >= s.Line && no < end {
				of = append(of, &l.blocks[k])
			}
		}
		if s.Kind == "" {
			s.Kind = kindOfText(of)
		}
		if s.Period == (Period{}) {
			s.Period = periodOf(s.Title, s.Kind, of)
		}
	}
}

func kindOfTitle(title string) DocumentKind {
	word := kindWord(title)
	for _, d := range documentWords {
		if d.word == word {
			if d.word == "strategi" && strings.Contains(strings.ToLower(title), "val") {
				return ElectionStrategy
			}
			return d.kind
		}
	}
	if title != "" {
		lower := strings.ToLower(title)
		switch {
		case strings.Contains(lower, "strategi") && strings.Contains(lower, "val"):
			return ElectionStrategy
		case strings.HasPrefix(lower, "plan "), strings.Contains(lower, "mål och budget"):
			return OperationalPlan
		}
	}
	return ""
}

// kindOfText guesses the kind of a document without a telling title from the words it uses.
func kindOfText(blocks []*block) DocumentKind {
	plan, election := 0, 0
	for _, b := range blocks {
		for _, w := range lowerWords(b.text) {
			switch {
			case strings.HasPrefix(w, "verksamhetsplan"), strings.HasPrefix(w, "verksamhetsperiod"), strings.HasPrefix(w, "verksamhetsår"), goalWord(w):
				plan++
			case strings.HasPrefix(w, "valstrategi"), strings.HasPrefix(w, "valrörelse"), strings.HasPrefix(w, "valkampanj"):
				election++
			}
		}
	}
	switch {
	case plan == 0 && election == 0:
		return OtherDocument
	case election > plan:
		return ElectionStrategy
	}
	return OperationalPlan
}

// kindName is what a document is called when it has no title.
func kindName(k DocumentKind) string {
	switch k {
	case OperationalPlan:
		return "Verksamhetsplan"
	case ElectionStrategy:
		return "Valstrategi"
	}
	return "Dokument"
}

// periodOf guesses the period from the title, or from what the first paragraphs say outright.
func periodOf(title string, kind DocumentKind, blocks []*block) Period {
	if p := yearsIn(title); p.First != "" && kind != ElectionStrategy {
		if said := p.said(blocks); said.First != "" {
			return said // "från den 1 juli 2026 till den 30 juni 2027"
		}
		return p
	}
	year := yearIn(title)
	for i, b := range blocks {
		if i > 8 || kind == ElectionStrategy && year > 0 {
			break
		}
		if kind == ElectionStrategy {
			for _, s := range sentences(b.text) {
				if strings.Contains(strings.ToLower(s), "val") && !strings.HasPrefix(s, "Lärdom") {
					year = max(year, yearIn(s))
				}
			}
			continue
		}
		lower := strings.ToLower(b.text)
		for _, w := range [...]string{"verksamhetsperioden ", "verksamhetsåret ", "verksamhetsåren ", "perioden ", "verksamhetsplan ", "för åren ", "mandatperioden ", "avser år ", "avser åren ", "gäller för "} {
			if k := strings.Index(lower, w); k >= 0 {
				if p := yearsIn(prefix(lower[k+len(w):], 14)); p.First != "" {
					return p
				}
			}
		}
	}
	if kind == ElectionStrategy && year > 0 {
		if day := electionDay(year, strings.ToLower(title)); day != "" {
			return Period{Last: day}
		}
	}
	return Period{}
}

// said is the period that the first paragraphs give in days, when it lies within p.
func (p Period) said(blocks []*block) Period {
	for i, b := range blocks {
		if i > 12 || len(b.text) > 4000 {
			continue
		}
		w := &wording{text: b.text}
		w.read()
		for k, word := range w.lower {
			if word != "från" {
				continue
			}
			first, last := w.moment(k + 1)
			for j := k + 3; j < min(k+10, len(w.lower)) && first != "" && first == last; j++ {
				if w.lower[j] != "till" {
					continue
				}
				if end, same := w.moment(j + 1); end != "" && end == same && end > first && first >= p.First && end <= p.Last {
					return Period{first, end}
				}
				break
			}
		}
	}
	return Period{}
}

// yearIn returns the first year from 1990 to 2099 in s, or 0.
func yearIn(s string) int {
	for i := 0; i+4 <= len(s); i++ {
		if (s[i] == '2' && s[i+1] == '0' || s[i] == '1' && s[i+1] == '9') && (i == 0 || !isDigit(s[i-1])) && (i+4 == len(s) || !isDigit(s[i+4])) {
			if y, err := strconv.Atoi(s[i : i+4]); err == nil && y >= 1990 {
				return y
			}
		}
	}
	return 0
}

// yearsIn reads "2019", "2019–2020", "2019/20" and "2019 och 2020" as whole calendar years.
func yearsIn(s string) Period {
	first := yearIn(s)
	if first == 0 {
		return Period{}
	}
	rest := s[strings.Index(s, strconv.Itoa(first))+4:]
	last := first
	trimmed := strings.TrimLeftFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-–—/", r) })
	for _, w := range [...]string{"och ", "till ", "t.o.m. ", "till och med "} {
		trimmed = strings.TrimPrefix(trimmed, w)
	}
	if len(trimmed) < len(rest) {
		if y := yearIn(prefix(trimmed, 4)); y > first && y-first < 20 {
			last = y
		} else if n, tail := leadingNumber(trimmed); y == 0 && n == first%100+1 && len(trimmed)-len(tail) == 2 {
			last = first + 1
		}
	}
	return Period{fmt.Sprintf("%d-01-01", first), fmt.Sprintf("%d-12-31", last)}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// findTitle finds the title among the first blocks of a document and returns how many blocks it takes.
func (l *layout) findTitle(blocks []block, doc *Document) int {
	given := strings.ToLower(collapse(doc.Title))
	at, named := -1, -1
	levelOne := 0
	for k := range blocks {
		if blocks[k].mark.class == '#' && blocks[k].mark.nums[0] == 1 {
			levelOne++
		}
	}
	for k := 0; k < min(maxTitleLines, len(blocks)-1); k++ {
		b := &blocks[k]
		if b.contents || b.goals || b.quoted || !headinglike(b.text) || b.mark.class != 0 && b.mark.class != '#' || strings.HasSuffix(b.text, ":") {
			break
		}
		if given != "" && strings.ToLower(b.text) == given {
			at = k
			break
		}
		if named < 0 && kindWord(b.text) != "" && (b.mark.class == 0 || b.mark.nums[0] == 1 || l.form != Plain) {
			named = k
		}
	}
	if at < 0 {
		at = named
	}
	if at < 0 && len(blocks) > 1 && !blocks[0].goals {
		b := &blocks[0]
		next := &blocks[1]
		switch {
		case l.rows[b.from].Look.Title,
			b.mark.class == '#' && b.mark.nums[0] == 1 && levelOne == 1,
			b.heading && b.mark.class == 0 && l.rows[b.from].underline == '=' && uniqueLook(l, blocks),
			b.heading && b.mark.class == 0 && isCaps(b.text) && uniqueLook(l, blocks),
			b.heading && b.mark.class == 0 && next.heading && next.mark.class == 'n' && next.mark.nums[0] <= 1,
			b.heading && b.mark.class == 0 && yearIn(b.text) > 0 && next.heading:
			at = 0
		}
	}
	if doc.Title == "" && at >= 0 {
		doc.Title = blocks[at].text
	}
	// Lines right under the title belong to it when no text follows them: whose plan it is.
	for at >= 0 && at+2 < len(blocks) && at+1 < maxTitleLines {
		b, next := &blocks[at+1], &blocks[at+2]
		if !b.heading || b.goals || b.mark.class != blocks[at].mark.class && !(l.form != Plain && l.rows[b.from].emphasis) || b.look > blocks[at].look && b.mark.class == '#' && (l.form == Plain || !lonely(blocks, at+1)) || l.rows[b.from].blanks > 0 && !(l.form == Flowing && (l.rows[b.from].Look.Title || lonely(blocks, at+1))) || !next.heading && !next.contents && !saysStatus(next.text) {
			break
		}
		at++
	}
	return at + 1
}

// lonely tells whether no other heading has the level of block k. A line that only looks emphasised (a subtitle) has none.
func lonely(blocks []block, k int) bool {
	if blocks[k].mark.class != '#' {
		return true
	}
	for i := range blocks {
		if i != k && blocks[i].mark.class == '#' && blocks[i].mark.nums[0] == blocks[k].mark.nums[0] {
			return false
		}
	}
	return true
}

// uniqueLook tells whether no heading after the first looks as prominent.
func uniqueLook(l *layout, blocks []block) bool {
	others := 0
	for k := 1; k < len(blocks); k++ {
		if b := &blocks[k]; b.heading {
			if b.look <= blocks[0].look {
				return false
			}
			others++
		}
	}
	return others > 0
}
