package planimport

import "strings"

// This file reads the rows of tables. A reader of files makes of a row an item, what the row is about, and after it a
// paragraph with the other cells behind the names of their columns: "Ansvarig: kansliet; När: mars".

// whoColumns and whenColumns name the columns that say who does what a row is about, and by when.
var (
	whoColumns  = set(`ansvarig ansvariga ansvar vem utförare ägare huvudansvar huvudansvarig ansvarsområde samordnare`)
	whenColumns = set(`när tid tidpunkt datum tidsplan tidplan klart klar senast deadline slutdatum färdigt period start startdatum månad vecka kvartal frekvens intervall`)
	// countColumns name the columns of tables that only measure.
	countColumns = set(`utfall målvärde målvärden resultat nuläge basvärde utgångsläge indikator indikatorer mått nyckeltal bokslut prognos budget`)
)

// A tableRow is what the cells beside one say.
type tableRow struct {
	who, when string
	counts    bool // the table measures: its rows are no promises
}

// cellsOf reads a paragraph of cells, and tells whether it is one.
func cellsOf(s string) (tableRow, bool) {
	var row tableRow
	known := false
	if len(s) > 2000 {
		return row, false
	}
	for part := range strings.SplitSeq(s, "; ") {
		name, value, ok := strings.Cut(part, ": ")
		ws := lowerWords(name)
		if !ok || len(ws) == 0 || len(ws) > 5 || !startsUpper(name) {
			return tableRow{}, false
		}
		switch w := ws[0]; {
		case whoColumns[w]:
			row.who, known = collapse(value), true
		case whenColumns[w]:
			row.when, known = collapse(value), true
		case countColumns[w] || countColumns[ws[len(ws)-1]]:
			row.counts, known = true, true
		}
	}
	row.counts = row.counts && row.who == "" && row.when == ""
	return row, known
}

// rowOf returns the other cells of the row that item i of a list is about.
func (d *Document) rowOf(i int) (tableRow, bool) {
	if d.Nodes[i].Kind != BulletNode {
		return tableRow{}, false
	}
	k := i + 1
	for k < len(d.Nodes) && d.Nodes[k].Kind == SentenceNode {
		k++
	}
	if k == len(d.Nodes) || d.Nodes[k].Kind != ParagraphNode {
		return tableRow{}, false
	}
	return cellsOf(d.Nodes[k].Text)
}

// beside adds what the cells beside an item say to what was found in it.
func (f *commitmentFinder) beside(g *Finding, row tableRow) {
	if row.who != "" && runes(row.who) <= 120 {
		g.Responsible = row.who
	}
	if row.when == "" || runes(row.when) > 120 {
		return
	}
	// A cell says only when, so that the words that lead in a time are left out there: "Oktober 2027", "2027-05-31".
	w := &wording{text: row.when, period: f.doc.Period}
	w.read()
	if m := w.measure(); m.Kind == Frequency {
		g.Measure = m
	}
	earliest, due := w.times()
	if earliest == "" && due == "" && !w.recurs() {
		if earliest, due = w.moment(0); due != "" && earliest == due {
			earliest = ""
		}
	}
	if earliest != "" || due != "" {
		g.Measure.Earliest, g.Measure.Due = earliest, due
	}
}
