package planimport

import (
	"strings"
	"unicode"
)

// layRows makes rows of the lines: it splits what stands on one line but does not belong together, takes away what
// pages repeat (numbers, headers, footers) and drawn lines, and keeps count of blank lines and page boundaries.
func layRows(t *Text) (rows []row, left []LeftOut) {
	var all []row // rows with text, furniture still among them
	blanks := 0
	lines := t.Lines
	if t.Form == Plain {
		lines = pipeTables(lines)
	}
	for _, l := range lines {
		if l.Text == "" {
			blanks++
			continue
		}
		for i, part := range splitLine(l) {
			r := row{Line: part, page: l.PageBreak && i == 0, blanks: blanks}
			blanks = 0
			all = append(all, r)
		}
	}
	var why []LeftOutReason
	if t.Form == Plain {
		why = furniture(all)
		pageParts(all, why)
	} else { // the format itself knows
		why = make([]LeftOutReason, len(all))
		for i := range all {
			why[i] = all[i].Look.Aside
		}
	}
	blanks, page := 0, false
	for i, r := range all {
		if why[i] == "" && isRule(r.Text) {
			why[i] = Rule
			if c := r.Text[0]; len(rows) > 0 && r.blanks == 0 && !r.page && blanks == 0 && (c == '=' || c == '-') && !strings.ContainsAny(r.Text, " \t") {
				if up := &rows[len(rows)-1]; runes(up.Text) <= 90 && up.underline == 0 && !terminal(up.Text) && readMark(up.Text, 0).class == 0 {
					up.underline = c
				}
			}
			blanks++
		}
		if why[i] != "" {
			left = append(left, LeftOut{r.No, r.Text, why[i]})
			blanks += r.blanks
			page = page || r.page || why[i] != Rule
			continue
		}
		r.blanks += blanks
		r.page = r.page || page
		blanks, page = 0, false
		rows = append(rows, r)
	}
	if len(rows) == 0 { // when everything repeats, nothing is furniture
		return all, nil
	}
	return rows, left
}

// splitLine takes apart a line that holds a paragraph's end and, far to the right, the source of the quotation, and
// one that holds several items behind unmistakable bullets.
func splitLine(l Line) []Line {
	if l.Look.List > 0 || l.Look.Heading > 0 {
		return []Line{l}
	}
	if i := wideGap(l.Text); i > 0 {
		before, after := strings.TrimRight(l.Text[:i], " \t"), strings.TrimLeft(l.Text[i:], " \t")
		if terminal(before) && saysSource(after) {
			right := l
			l.Text, right.Text, right.Indent, right.PageBreak = before, after, farRight, false
			return []Line{l, right}
		}
	}
	first := firstRune(l.Text)
	if !strings.ContainsRune("■▪●•\uf0b7\uf0a7", first) || strings.Count(l.Text, string(first)) < 2 {
		return []Line{l}
	}
	var out []Line
	for part := range strings.SplitSeq(l.Text[len(string(first)):], string(first)) {
		if part = strings.TrimSpace(part); part == "" && len(out) > 0 {
			continue
		}
		item := l
		item.Text = strings.TrimSpace(string(first) + " " + part)
		item.PageBreak = l.PageBreak && len(out) == 0
		out = append(out, item)
	}
	return out
}

// farRight is the indent from which a short line is set to the right rather than indented.
const farRight = 24

// wideGap finds the last run of tabs or of four spaces within a line.
func wideGap(s string) int {
	return max(strings.LastIndexByte(s, '\t'), strings.LastIndex(s, "    "))
}

// saysSource tells whether a line is worded as the source of a quotation: "Ur partiprogrammet".
func saysSource(s string) bool {
	s = strings.TrimLeft(s, "–—-( ")
	if runes(s) > 90 || strings.HasSuffix(s, ".") {
		return false
	}
	for _, p := range [...]string{"Ur ", "Utdrag ur ", "Citat ur ", "Citat från ", "Källa:", "Hämtat ur ", "Hämtat från "} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// pageNumber reads a line that is a page number and nothing else. Sure ones say so ("Sida 3", "3 (12)").
func pageNumber(s string) (n int, sure, ok bool) {
	s = strings.ToLower(strings.Trim(s, " \t-–—[]|"))
	for _, p := range [...]string{"sidan", "sida", "sid.", "sid", "page", "s."} {
		if t, found := strings.CutPrefix(s, p); found {
			s, sure = strings.TrimSpace(t), true
			break
		}
	}
	n, rest := leadingNumber(s)
	if n == 0 {
		return 0, false, false
	}
	rest = strings.TrimSpace(rest)
	if rest == "" {
		return n, sure, true
	}
	for _, p := range [...]string{"av", "of", "/", "("} {
		if t, found := strings.CutPrefix(rest, p); found {
			total, end := leadingNumber(strings.TrimSpace(t))
			if end = strings.TrimSpace(end); total >= n && (end == "" || p == "(" && end == ")") {
				return n, sure || p != "/", true
			}
		}
	}
	return 0, false, false
}

// leadingNumber reads up to three digits, so that years are no page numbers.
func leadingNumber(s string) (n int, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		if i == 3 {
			return 0, s
		}
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:]
}

// furniture says which rows are page numbers, headers and footers. Evidence comes from page boundaries: form feeds,
// and page numbers that count up. A line that merely occurs often is not furniture.
func furniture(rows []row) []LeftOutReason {
	why := make([]LeftOutReason, len(rows))
	type numbered struct {
		at, n int
		sure  bool
	}
	var numbers []numbered
	boundary := map[int]bool{} // a page begins at this row
	for i := range rows {
		if rows[i].page {
			boundary[i] = true
		}
		if n, sure, ok := pageNumber(rows[i].Text); ok {
			edge := rows[i].page || i+1 == len(rows) || rows[i+1].page
			numbers = append(numbers, numbered{i, n, sure || edge})
		}
	}
	const page = 5 // rows that a page has at least
	for k, c := range numbers {
		ok := c.sure
		if k > 0 && numbers[k-1].n == c.n-1 && c.at-numbers[k-1].at >= page {
			ok = true
		}
		if k+1 < len(numbers) && numbers[k+1].n == c.n+1 && numbers[k+1].at-c.at >= page {
			ok = true
		}
		if ok {
			why[c.at] = PageNumber
			boundary[c.at+1] = true
		}
	}
	countingHeaders(rows, why, boundary)
	repeatedEdges(rows, why, boundary)
	interrupting(rows, why)
	return why
}

// headerKey makes lines equal that differ only in numbers and space.
func headerKey(s string) string {
	var b strings.Builder
	digit, space := false, false
	for _, r := range strings.ToLower(s) {
		isDigit, isSpace := unicode.IsDigit(r), unicode.IsSpace(r)
		switch {
		case isDigit && !digit:
			b.WriteByte('#')
		case isSpace && !space:
			b.WriteByte(' ')
		case !isDigit && !isSpace:
			b.WriteRune(r)
		}
		digit, space = isDigit, isSpace
	}
	return b.String()
}

// maxHeader is the longest line taken for a header, in bytes.
const maxHeader = 160

func furnishable(r *row) bool {
	return len(r.Text) <= maxHeader && !endsCut(r.Text) && readMark(r.Text, r.Indent).class == 0 && !isGoalHeading(r.Text)
}

// countingHeaders finds headers that hold the page number themselves: "Verksamhetsplan 2019   sida 4".
func countingHeaders(rows []row, why []LeftOutReason, boundary map[int]bool) {
	type seen struct {
		at       []int
		last     int
		counting bool
		evidence bool // a page boundary, or a sentence that goes on around it, was seen at one of them
	}
	byKey := map[string]*seen{}
	for i := range rows {
		r := &rows[i]
		if why[i] != "" || len(r.Text) > maxHeader || contentsEntry(r.Text) && rows[max(i-1, 0)].blanks == 0 && i > 0 && contentsEntry(rows[i-1].Text) {
			continue
		}
		n, rest, marked := numberAtEdge(r.Text)
		if n == 0 || !strings.ContainsFunc(rest, unicode.IsLetter) || isGoalHeading(rest) {
			continue
		}
		interrupts := i > 0 && i+1 < len(rows) && !terminal(rows[i-1].Text) && startsLower(rows[i+1].Text)
		key := strings.ToLower(collapse(rest))
		s := byKey[key]
		if s == nil {
			s = &seen{counting: true}
			byKey[key] = s
		} else if n != s.last+1 || i-s.at[len(s.at)-1] < 5 {
			s.counting = false
		}
		s.last = n
		s.at = append(s.at, i)
		if marked || interrupts || r.page || i+1 < len(rows) && rows[i+1].page || kindWord(rest) != "" {
			s.evidence = true
		}
	}
	for _, s := range byKey {
		if !s.counting || !s.evidence || len(s.at) < 2 {
			continue
		}
		for _, i := range s.at {
			why[i] = RunningHeader
			boundary[i+1] = true
		}
	}
}

// numberAtEdge takes the page number off the end or the start of a header.
func numberAtEdge(s string) (n int, rest string, marked bool) {
	lower := strings.ToLower(s)
	for _, p := range [...]string{"sidan ", "sida ", "sid ", "sid. ", "s. ", "page "} {
		if i := strings.LastIndex(lower, p); i >= 0 && len(lower) == len(s) {
			if n, _, ok := pageNumber(s[i:]); ok {
				return n, s[:i], true
			}
		}
	}
	fields := strings.Fields(s)
	if len(fields) < 2 {
		return 0, "", false
	}
	if n, tail := leadingNumber(fields[len(fields)-1]); n > 0 && tail == "" {
		return n, strings.Join(fields[:len(fields)-1], " "), false
	}
	if last := fields[len(fields)-1]; strings.HasPrefix(last, "(") && len(fields) > 2 {
		if n, _, ok := pageNumber(fields[len(fields)-2] + last); ok {
			return n, strings.Join(fields[:len(fields)-2], " "), true
		}
	}
	if n, tail := leadingNumber(fields[0]); n > 0 && tail == "" {
		return n, strings.Join(fields[1:], " "), false
	}
	return 0, "", false
}

// repeatedEdges finds lines that stand at the same edge of several pages.
func repeatedEdges(rows []row, why []LeftOutReason, boundary map[int]bool) {
	if len(boundary) == 0 {
		return
	}
	const depth = 3 // lines looked at on either side of a boundary
	type edge struct {
		at    []int // rows from the edge inwards
		first bool  // the top of the text
	}
	var edges []edge
	counts := map[string]int{} // pages on which a line stands at an edge; tops and feet apart
	key := func(i int, above bool) string {
		if above {
			return "^" + headerKey(rows[i].Text)
		}
		return headerKey(rows[i].Text)
	}
	collect := func(b int) {
		above, below := edge{}, edge{first: b == 0}
		for i := b - 1; i >= 0 && len(above.at) < depth; i-- {
			if why[i] == "" {
				above.at = append(above.at, i)
			}
			if boundary[i] {
				break
			}
		}
		for i := b; i < len(rows) && len(below.at) < depth; i++ {
			if i > b && boundary[i] && why[i-1] == "" {
				break
			}
			if why[i] == "" {
				below.at = append(below.at, i)
			}
		}
		for _, e := range []edge{above, below} {
			seen := map[string]bool{}
			for _, i := range e.at {
				if k := key(i, i < b); !seen[k] && furnishable(&rows[i]) {
					seen[k] = true
					counts[k]++
				}
			}
			edges = append(edges, e)
		}
	}
	collect(0)
	pages, last := 1, -1
	for i := 1; i <= len(rows); i++ {
		if boundary[i] && i-last > 1 {
			collect(i)
			pages, last = pages+1, i
		}
	}
	if last != len(rows) {
		collect(len(rows))
	}
	for e, edge := range edges {
		for _, i := range edge.at {
			k := key(i, e%2 == 0)
			if n := counts[k]; n < 2 || n < 3 && n*5 < pages*2 || n*5 < pages {
				break // what lies within is text
			}
			// The first page's header often is the title; it stays, unless it counts pages.
			if edge.first && !strings.Contains(k, "sid") {
				continue
			}
			why[i] = RunningHeader
		}
	}
}

// interrupting finds a header that stands in the middle of sentences, in text that lost its page breaks.
func interrupting(rows []row, why []LeftOutReason) {
	type seen struct {
		at         []int
		interrupts int
	}
	byText := map[string]*seen{}
	for i := range rows {
		r := &rows[i]
		if why[i] != "" || len(r.Text) > maxHeader || i == 0 || !startsUpper(r.Text) || !furnishable(r) || terminal(r.Text) {
			continue
		}
		s := byText[r.Text]
		if s == nil {
			s = &seen{}
			byText[r.Text] = s
		}
		s.at = append(s.at, i)
		if i+1 < len(rows) && !terminal(rows[i-1].Text) && startsLower(rows[i+1].Text) && (r.blanks > 0 || endsCut(rows[i-1].Text)) {
			s.interrupts++
		}
	}
	for _, s := range byText {
		if len(s.at) >= 3 && s.interrupts*2 >= len(s.at) {
			for _, i := range s.at {
				why[i] = RunningHeader
			}
		}
	}
}
