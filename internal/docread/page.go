package docread

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/planimport"
)

// A seg is a piece of a line without wide gaps: a line of a paragraph, a cell's line, a heading.
type seg struct {
	words          []word
	x0, y0, x1, y1 float64
	text           string
	size           float64
	bold           bool
	aside          planimport.LeftOutReason
}

func newSeg(words []word) seg {
	s := seg{words: words, x0: words[0].x0, y0: words[0].y0, x1: words[0].x1, y1: words[0].y1, bold: true}
	var b strings.Builder
	sizes := map[float64]int{}
	for i, w := range words {
		if i > 0 && w.x0-words[i-1].x1 > 0.08*w.size {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
		s.x0, s.y0, s.x1, s.y1 = min(s.x0, w.x0), min(s.y0, w.y0), max(s.x1, w.x1), max(s.y1, w.y1)
		sizes[w.size] += len(w.text)
		if strings.ContainsFunc(w.text, unicode.IsLetter) {
			s.bold = s.bold && w.bold
		}
	}
	s.text = strings.TrimSpace(b.String())
	s.bold = s.bold && strings.ContainsFunc(s.text, unicode.IsLetter)
	most := 0
	for size, n := range sizes {
		if n > most || n == most && size > s.size {
			most, s.size = n, size
		}
	}
	return s
}

// beside tells whether two pieces stand on the same line.
func (s *seg) beside(t *seg) bool {
	return min(s.y1, t.y1)-max(s.y0, t.y0) > 0.6*min(s.y1-s.y0, t.y1-t.y0)
}

var markOnly = regexp.MustCompile(`^(?:[^\pL\pN\s]|o|\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}[.)]?|\(?[A-Za-z][.)]|\(?[ivxIVX]{1,5}[.)])$`)

// pieces makes the pieces of a page: what the program put on one line is cut at wide gaps, and a bullet or number goes
// with what it marks.
func (p *page) pieces() []seg {
	var segs []seg
	for _, l := range p.lines {
		if len(l) == 0 {
			continue
		}
		slices.SortStableFunc(l, func(a, b word) int { return cmp.Compare(a.x0, b.x0) })
		from := 0
		wide := 2.5 // times the size of letters
		if spread(l) {
			wide = 12
		}
		for i := 1; i < len(l); i++ {
			if gap := l[i].x0 - l[i-1].x1; gap > wide*l[i].size && !markOnly.MatchString(l[i-1].text) {
				segs = append(segs, newSeg(l[from:i]))
				from = i
			}
		}
		segs = append(segs, newSeg(l[from:]))
	}
	sortByLine(segs)
	out := segs[:0]
	for i := 0; i < len(segs); i++ {
		s := segs[i]
		for i+1 < len(segs) && len(s.words) < maxLineWords {
			next := &segs[i+1]
			gap := next.x0 - s.x1
			mark := markOnly.MatchString(s.text) && gap < 5*next.size && strings.ContainsFunc(next.text, unicode.IsLetter)
			if !s.beside(next) || gap < -2 || !(mark || gap < 0.5*next.size) {
				break
			}
			s = newSeg(append(slices.Clone(s.words), next.words...))
			i++
		}
		out = append(out, s)
	}
	return out
}

// spread tells whether the words of a line were moved apart to fill it: then all its gaps are wide alike.
func spread(l []word) bool {
	least, most := math.Inf(1), 0.0
	for i := 1; i < len(l); i++ {
		gap := l[i].x0 - l[i-1].x1
		least, most = min(least, gap), max(most, gap)
	}
	return len(l) > 2 && least > 0.6*l[0].size && most < 1.6*least && most < 5*l[0].size
}

// maxLineWords is more than fit on a line.
const maxLineWords = 400

// sortByLine orders pieces from the top, and on one line from the left.
func sortByLine(segs []seg) {
	slices.SortStableFunc(segs, func(a, b seg) int { return cmp.Compare(a.y0+a.y1, b.y0+b.y1) })
	for from := 0; from < len(segs); {
		to := from + 1
		for to < len(segs) && to-from < 200 && segs[from].beside(&segs[to]) {
			to++
		}
		slices.SortStableFunc(segs[from:to], func(a, b seg) int { return cmp.Compare(a.x0, b.x0) })
		from = to
	}
}

var pageNumber = regexp.MustCompile(`(?i)^[-–—\s|]*(?:sidan|sida|sid\.?|page|s\.)?\s*([0-9]{1,3})\s*(?:(?:av|of|/|\(|\|)\s*[0-9]{1,3}\)?)?[-–—\s|]*$`)

// bands are the parts of a page, from either edge, where headers and footers stand.
const band = 0.13

// setAside marks headers, footers and page numbers: what stands at the same place of many pages, and numbers that count
// them.
func setAside(pages []*page, segs [][]seg) {
	type place struct {
		key string
		y   int
	}
	on := map[place]map[int]bool{}
	key := func(s *seg) string {
		return strings.Join(strings.FieldsFunc(strings.ToLower(s.text), func(r rune) bool { return r >= '0' && r <= '9' || unicode.IsSpace(r) }), " ")
	}
	inBand := func(p int, s *seg) bool {
		return s.y1 < band*pages[p].height || s.y0 > (1-band)*pages[p].height
	}
	offset := map[int]int{} // number minus page: how often
	for p := range segs {
		for i := range segs[p] {
			s := &segs[p][i]
			if !inBand(p, s) {
				continue
			}
			if m := pageNumber.FindStringSubmatch(s.text); m != nil {
				n, _ := strconv.Atoi(m[1])
				offset[n-p]++
				continue
			}
			for d := -1; d <= 1; d++ {
				at := place{key(s), int(s.y0/6) + d}
				if on[at] == nil {
					on[at] = map[int]bool{}
				}
				on[at][p] = true
			}
		}
	}
	for p := range segs {
		for i := range segs[p] {
			s := &segs[p][i]
			if !inBand(p, s) {
				continue
			}
			if m := pageNumber.FindStringSubmatch(s.text); m != nil {
				n, _ := strconv.Atoi(m[1])
				edge := i == 0 || i == len(segs[p])-1 || s.y1 < 0.07*pages[p].height || s.y0 > 0.93*pages[p].height
				if offset[n-p] >= 2 || edge && (n == p+1 || !strings.ContainsFunc(s.text, unicode.IsLetter) && m[0] != m[1]) {
					s.aside = planimport.PageNumber
				}
				continue
			}
			if n := len(on[place{key(s), int(s.y0 / 6)}]); n >= 2 && n*5 >= len(pages)*2 && len(s.text) < 200 {
				s.aside = planimport.RunningHeader
			}
		}
	}
}

// measures are what is usual in a document.
type measures struct {
	size    float64 // of most letters
	leading float64 // from line to line of running text
	gutters []float64
	starts  map[float64]int // how many lines begin at a place from the left
}

func measure(segs [][]seg) measures {
	m := measures{starts: map[float64]int{}}
	letters := map[float64]int{}
	for p := range segs {
		for _, s := range segs[p] {
			letters[math.Round(s.size*2)/2] += len(s.text)
			m.starts[math.Round(s.x0/3)*3]++
		}
	}
	most := 0
	for size, n := range letters {
		if n > most || n == most && size < m.size {
			most, m.size = n, size
		}
	}
	steps := map[float64]int{}
	for p := range segs {
		for i := range segs[p] {
			a := &segs[p][i]
			if math.Abs(a.size-m.size) > 0.6 {
				continue
			}
			for k := i + 1; k < min(i+8, len(segs[p])); k++ {
				b := &segs[p][k]
				if dy := b.y0 - a.y0; math.Abs(b.size-a.size) < 0.3 && b.x0 < a.x1 && a.x0 < b.x1 && dy > 0.5*a.size {
					if dy < 2.5*a.size {
						steps[math.Round(dy*4)/4]++
					}
					break
				}
			}
		}
	}
	m.leading, most = 1.25*m.size, 0
	for step, n := range steps {
		if n > most || n == most && step < m.leading {
			most, m.leading = n, step
		}
	}
	return m
}

// layPages puts the pages in reading order.
func layPages(pages []*page) []planimport.Line {
	segs := make([][]seg, len(pages))
	for i, p := range pages {
		segs[i] = p.pieces()
	}
	setAside(pages, segs)
	var lines []planimport.Line
	body := make([][]seg, len(pages))
	for i := range segs {
		for _, s := range segs[i] {
			if s.aside == "" {
				body[i] = append(body[i], s)
			}
		}
	}
	m := measure(body)
	for i := range body {
		if x, ok := gutter(body[i], nil); ok {
			m.gutters = append(m.gutters, x)
		}
	}
	for i := range body {
		for _, s := range segs[i] {
			if s.aside != "" {
				l := planimport.NewLine(s.text)
				l.Look.Aside = s.aside
				lines = append(lines, l)
			}
		}
		first := true
		for _, column := range columns(body[i], m.gutters, 0) {
			made := m.column(column, m.edges(column))
			if first {
				for len(made) > 0 && made[0].Text == "" {
					made = made[1:]
				}
				if len(made) > 0 {
					made[0].PageBreak, first = i > 0, false
				}
			}
			lines = append(lines, made...)
		}
	}
	return lines
}

// gutter finds the gap between two columns of running text. Known gutters of other pages are taken with less evidence.
func gutter(segs []seg, known []float64) (float64, bool) {
	if len(segs) == 0 {
		return 0, false
	}
	left, right := math.Inf(1), math.Inf(-1)
	for _, s := range segs {
		left, right = min(left, s.x0), max(right, s.x1)
	}
	best, at := 0, 0.0
	try := func(x float64, least int) {
		var l, r []seg
		across := 0
		near, far := math.Inf(-1), math.Inf(1)
		for _, s := range segs {
			switch {
			case s.x1 <= x:
				l, near = append(l, s), max(near, s.x1)
			case s.x0 >= x:
				r, far = append(r, s), min(far, s.x0)
			default:
				across++
			}
		}
		if len(l) < least || len(r) < least || across*3 > len(l)+len(r) || far-near < 6 || least > 2 && !(running(l) && running(r)) || !running(l) && !running(r) {
			return
		}
		if score := min(len(l), len(r))*4 - across*3 + 1000; score > best {
			best, at = score, (max(near, left)+min(far, right))/2
		}
	}
	for x := left + 0.15*(right-left); x < right-0.15*(right-left); x += 3 {
		try(x, 4)
	}
	if best == 0 {
		for _, x := range known {
			try(x, 1)
		}
	}
	return at, best > 0
}

// running tells whether pieces are lines of running text rather than cells.
func running(segs []seg) bool {
	letters, lower := 0, 0
	for _, s := range segs {
		letters += utf8.RuneCountInString(s.text)
		if r, _ := utf8.DecodeRuneInString(s.text); unicode.IsLower(r) {
			lower++
		}
	}
	return letters >= 18*len(segs) && lower*10 >= 3*len(segs)
}

// columns cuts a page into runs of pieces in reading order: from the top, and where there are columns, one after the
// other between the pieces that reach across them.
func columns(segs []seg, known []float64, depth int) [][]seg {
	if len(segs) == 0 {
		return nil
	}
	x, ok := gutter(segs, known)
	if !ok || depth > 3 {
		return [][]seg{segs}
	}
	var out [][]seg
	var l, r, over []seg
	flushOver := func() {
		if len(over) > 0 {
			out = append(out, over)
			over = nil
		}
	}
	flush := func() {
		out = append(out, columns(l, nil, depth+1)...)
		out = append(out, columns(r, nil, depth+1)...)
		l, r = nil, nil
	}
	for _, s := range segs {
		switch {
		case s.x1 <= x:
			flushOver()
			l = append(l, s)
		case s.x0 >= x:
			flushOver()
			r = append(r, s)
		default:
			flush()
			over = append(over, s)
		}
	}
	flush()
	flushOver()
	return out
}

// An edge is where the lines of a column begin and end.
type edge struct{ left, right float64 }

func (m measures) edges(segs []seg) edge {
	at := map[float64]int{}
	e := edge{right: math.Inf(-1)}
	var rights []float64
	for _, s := range segs {
		if math.Abs(s.size-m.size) < 1 {
			at[math.Round(s.x0/3)*3] += 1
		}
		rights = append(rights, s.x1)
	}
	most := 0
	for x, n := range at {
		if n > most || n == most && x < e.left {
			most, e.left = n, x
		}
	}
	if most == 0 {
		e.left = segs[0].x0
	}
	// On a page that is all list, the edge is where other pages have theirs.
	edge := e.left
	for x, n := range m.starts {
		if x < edge-5 && x > edge-50 && n > m.starts[edge] && (e.left == edge || n > m.starts[e.left] || n == m.starts[e.left] && x < e.left) {
			e.left = x
		}
	}
	sort.Float64s(rights)
	e.right = rights[len(rights)-1]
	return e
}

// column makes lines of the pieces of a column.
func (m measures) column(segs []seg, e edge) []planimport.Line {
	var out []planimport.Line
	rows := lineUp(segs)
	var before *seg
	gap := func(s *seg) {
		if before != nil {
			usual := m.leading * max(s.size, m.size) / m.size
			dy := (s.y1 - before.y1)
			if dy > 1.3*usual || dy < -usual {
				out = append(out, planimport.Line{})
			}
			if dy > 2.3*usual {
				out = append(out, planimport.Line{})
			}
		}
		before = s
	}
	for i := 0; i < len(rows); {
		if n := m.tableAt(rows[i:]); n > 0 {
			gap(&rows[i][0])
			out = append(out, m.tableRows(rows[i:i+n])...)
			out = append(out, planimport.Line{})
			last := rows[i+n-1]
			before = &last[len(last)-1]
			i += n
			continue
		}
		row := rows[i]
		s := &row[0]
		gap(s)
		text := s.text
		for _, t := range row[1:] {
			text += "\t" + t.text
		}
		l := planimport.NewLine(text)
		l.Look.Size, l.Look.Bold = s.size, s.bold
		if len(row) == 1 {
			letters := float64(utf8.RuneCountInString(l.Text))
			wide := max(s.x1-s.x0, 0.3*s.size*letters, 1)
			if letters < 20 { // too few to know how wide letters are
				wide = max(wide, 0.52*s.size*letters)
			}
			l.Indent = int(math.Round(max(0, s.x0-e.left) / (0.5 * m.size)))
			if s.x1 > e.right-3 && s.x0-e.left > 0.3*(e.right-e.left) {
				l.Indent = 40 // set to the right
			}
			l.Look.Room = int(letters*(e.right-s.x0)/wide) + min(l.Indent, 16)
		}
		out = append(out, l)
		i++
	}
	return markIndented(out)
}

// lineUp puts pieces that stand on one line together.
func lineUp(segs []seg) (rows [][]seg) {
	for i := range segs {
		if n := len(rows); n > 0 && rows[n-1][0].beside(&segs[i]) && segs[i].x0 >= rows[n-1][len(rows[n-1])-1].x1-2 {
			rows[n-1] = append(rows[n-1], segs[i])
			continue
		}
		rows = append(rows, []seg{segs[i]})
	}
	for i, row := range rows {
		if len(row) < 2 {
			continue
		}
		var words []word
		for _, s := range row {
			words = append(words, s.words...)
		}
		if spread(words) {
			rows[i] = []seg{newSeg(words)}
		}
	}
	return rows
}

// markIndented finds items of lists whose bullets are drawn and no letters: two or more paragraphs in a row that are
// indented alike.
func markIndented(lines []planimport.Line) []planimport.Line {
	item := func(i int) bool {
		l := &lines[i]
		r, _ := utf8.DecodeRuneInString(l.Text)
		return l.Indent >= 2 && l.Indent < 12 && l.Text != "" && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("”\"(", r)) && l.Look.Room > 0 && !l.Look.Bold
	}
	for i := 0; i < len(lines); {
		r, _ := utf8.DecodeRuneInString(lines[i].Text)
		if !item(i) || unicode.IsLower(r) && !announced(lines[:i]) {
			i++
			continue
		}
		indent := lines[i].Indent
		var starts []int
		j, last := i, -1
		for ; j < len(lines); j++ {
			if lines[j].Text == "" {
				continue
			}
			if !item(j) || lines[j].Indent != indent {
				break
			}
			if last < 0 || startsItem(&lines[last], &lines[j], j-last > 1) {
				starts = append(starts, j)
			}
			last = j
		}
		if n := last - i + 1; len(starts) >= 2 && n <= 8*len(starts) {
			for _, k := range starts {
				if !numbered.MatchString(lines[k].Text) {
					lines[k].Look.List = 1
				}
			}
		}
		i = max(j, i+1)
	}
	return lines
}

// announced tells whether the last line with text announces a list.
func announced(before []planimport.Line) bool {
	for i := len(before) - 1; i >= 0; i-- {
		if before[i].Text != "" {
			return strings.HasSuffix(before[i].Text, ":") || before[i].Look.Bold
		}
	}
	return false
}

var numbered = regexp.MustCompile(`^\(?(?:[0-9]{1,3}|[a-z])[.)]\s`)

// startsItem tells whether line b starts a new item after line a, which is indented as it.
func startsItem(a, b *planimport.Line, blank bool) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(b.Text, "”\"("))
	if unicode.IsLower(r) {
		return false
	}
	if blank {
		return true
	}
	next, _, _ := strings.Cut(b.Text, " ")
	fits := utf8.RuneCountInString(a.Text)+1+utf8.RuneCountInString(next) <= a.Look.Room-min(a.Indent, 16)
	return fits || strings.HasSuffix(a.Text, ".") && !initials.MatchString(a.Text)
}

// initials end a line without ending a sentence: "C.H.", "bl.a."
var initials = regexp.MustCompile(`(?:^|\s)(?:\pL{1,2}\.)+$`)
