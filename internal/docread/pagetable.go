package docread

import (
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/planimport"
)

// tableAt tells how many rows from the first on are a table: several in a row that have pieces side by side, at places
// that they share.
func (m measures) tableAt(rows [][]seg) int {
	// The first cells of a row may stand a little above the others.
	if len(rows[0]) < 2 && (len(rows) < 2 || len(rows[1]) < 2 || rows[1][0].y0-rows[0][0].y0 > 0.8*m.leading) {
		return 0
	}
	several, last := 0, 0
	const longest = 300 // rows of a table, so that a page of nothing but half tables is read once
	for i, row := range rows[:min(len(rows), longest)] {
		if i > 0 && row[0].y0-rows[i-1][0].y1 > 2.5*m.leading {
			break
		}
		if len(row) > 1 {
			if contentsRow(row) {
				break
			}
			several++
			last = i
		} else if i-last > 4 {
			break
		}
	}
	if several < 3 {
		return 0
	}
	starts := starting(rows[:last+1])
	if len(starts) < 2 {
		return 0
	}
	// What follows belongs to the table while it stands where a column does.
	n := last + 1
	for n < len(rows) && len(rows[n]) == 1 {
		s, before := &rows[n][0], &rows[n-1][0]
		inside := near(starts, s.x0) > 0 && s.y0-before.y1 < 0.6*m.leading
		if wraps := s.size < m.size-0.7 && math.Abs(s.size-before.size) < 0.3 && s.y0-before.y0 < 0.9*m.leading; !inside && !wraps {
			break
		}
		n++
	}
	return n
}

// contentsRow tells whether a row is of a table of contents: its last piece is the number of a page.
func contentsRow(row []seg) bool {
	last := row[len(row)-1].text
	return len(row) == 2 && strings.Trim(last, "0123456789. …_") == "" && strings.ContainsFunc(row[0].text, unicode.IsLetter) && len(last) > 0 && len(strings.Trim(last, ". …_")) <= 3 && strings.ContainsAny(row[0].text[len(row[0].text)-1:]+last, "._…")
}

// starting are the places where the columns of a table start.
func starting(rows [][]seg) []float64 {
	var xs []float64
	for _, row := range rows {
		for _, s := range row {
			xs = append(xs, s.x0)
		}
	}
	sort.Float64s(xs)
	var out []float64
	for i := 0; i < len(xs); {
		j := i
		for j < len(xs) && xs[j]-xs[i] < 10 {
			j++
		}
		if j-i >= 2 {
			out = append(out, xs[i])
		}
		i = j
	}
	return out
}

// near returns the column that starts at x, or the last before it; -1 for none.
func near(starts []float64, x float64) int {
	at := -1
	for i, s := range starts {
		if s <= x+10 {
			at = i
		}
	}
	return at
}

// tableRows reads a table row by row.
func (m measures) tableRows(rows [][]seg) []planimport.Line {
	starts := starting(rows)
	var table [][]cell
	var bolds []bool // rows whose letters are all bold
	least := math.Inf(1)
	for i := 1; i < len(rows); i++ {
		least = min(least, rows[i][0].y0-rows[i-1][0].y0)
	}
	for i, row := range rows {
		begin := i == 0
		if !begin {
			step := row[0].y0 - rows[i-1][0].y0
			r, _ := utf8.DecodeRuneInString(row[0].text)
			begin = step > 1.25*least && step > 1.1*m.leading || near(starts, row[0].x0) == 0 && !unicode.IsLower(r) && step > 0.95*m.leading && len(row) > 1
		}
		if begin {
			table = append(table, make([]cell, len(starts)))
			bolds = append(bolds, true)
			for k := range starts {
				table[len(table)-1][k].span = 1
			}
		}
		for _, s := range row {
			bolds[len(bolds)-1] = bolds[len(bolds)-1] && (s.bold || !strings.ContainsFunc(s.text, unicode.IsLetter))
			for _, s := range cutAt(s, starts) {
				k := max(near(starts, s.x0), 0)
				c := &table[len(table)-1][k]
				c.lines = append(c.lines, planimport.NewLine(s.text))
			}
		}
	}
	headers := 0
	if bolds[0] && len(bolds) > 1 && !bolds[1] {
		headers = 1
	}
	if names, _ := headerNames(cellTexts(table), headers, len(starts)); names != nil {
		return tableLines(table, headers)
	}
	var out []planimport.Line // a row is a line
	for _, row := range cellTexts(table) {
		text := strings.Join(slices.DeleteFunc(row, func(s string) bool { return s == "" }), "; ")
		out = append(out, planimport.Line{}, planimport.NewLine(text))
	}
	return out
}

// cutAt takes a piece apart where another column starts within it.
func cutAt(s seg, starts []float64) (out []seg) {
	from := 0
	for i := 1; i < len(s.words); i++ {
		w := &s.words[i]
		if k := near(starts, w.x0-7); k > 0 && math.Abs(starts[k]-w.x0) < 3 && w.x0-s.words[i-1].x1 > 0.4*w.size {
			out = append(out, newSeg(s.words[from:i]))
			from = i
		}
	}
	return append(out, newSeg(s.words[from:]))
}
