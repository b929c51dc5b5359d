package htmlcheck

import (
	"slices"
	"strconv"
)

// A Table is a table as texts. A cell over several columns is followed by empty ones.
type Table struct {
	Caption string
	Columns []string   // the last row of the head, or the first row when all its cells are headers
	Rows    [][]string // without head and foot
	Foot    [][]string

	page *Page
	rows []*elem
}

// Table returns the table that is called caption; "" means the only one.
func (p *Page) Table(caption string) *Table {
	p.t.Helper()
	var found []*elem
	var have []string
	for _, e := range p.root.find("table") {
		if e.underHidden() {
			continue
		}
		name := p.doc.name(e)
		have = append(have, name)
		if caption == "" || name == squeeze(caption) {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		p.t.Fatalf("there are %d tables %q; tables are %q", len(found), caption, have)
	}
	return p.table(found[0])
}

// NoTable claims that no table is called caption.
func (p *Page) NoTable(caption string) {
	p.t.Helper()
	for _, e := range p.root.find("table") {
		if p.doc.name(e) == squeeze(caption) {
			p.t.Errorf("there is a table %q", caption)
		}
	}
}

func (p *Page) table(e *elem) *Table {
	t := &Table{Caption: p.doc.name(e), page: p}
	for _, tr := range e.find("tr") {
		if tr.closest("table") != e {
			continue
		}
		var cells []string
		headers := true
		for _, c := range tr.kids {
			if c.tag != "td" && c.tag != "th" {
				continue
			}
			headers = headers && c.tag == "th"
			cells = append(cells, p.doc.read(c))
			span, _ := strconv.Atoi(c.attr("colspan"))
			for range min(span, 100) - 1 {
				cells = append(cells, "")
			}
		}
		switch {
		case tr.parent.tag == "thead" || headers && t.Columns == nil && len(t.Rows) == 0:
			t.Columns = cells
		case tr.parent.tag == "tfoot":
			t.Foot = append(t.Foot, cells)
		default:
			t.Rows = append(t.Rows, cells)
			t.rows = append(t.rows, tr)
		}
	}
	return t
}

// index returns the only row whose header, or else first cell, is key.
func (t *Table) index(key string) int {
	t.page.t.Helper()
	found := -1
	var have []string
	for i, tr := range t.rows {
		head := ""
		for _, c := range tr.kids {
			if c.tag == "th" || c.tag == "td" && head == "" {
				head = t.page.doc.read(c)
			}
			if c.tag == "th" {
				break
			}
		}
		have = append(have, head)
		if head != squeeze(key) {
			continue
		}
		if found >= 0 {
			t.page.t.Fatalf("table %q has several rows %q", t.Caption, key)
		}
		found = i
	}
	if found < 0 {
		t.page.t.Fatalf("table %q has no row %q; there are %q", t.Caption, key, have)
	}
	return found
}

// Row returns the cells of the row whose header, or else first cell, is key.
func (t *Table) Row(key string) []string {
	t.page.t.Helper()
	return t.Rows[t.index(key)]
}

// In returns a row as a part of the page, to find its links and buttons.
func (t *Table) In(key string) *Page {
	t.page.t.Helper()
	return t.page.part(t.rows[t.index(key)])
}

func (t *Table) column(name string) int {
	t.page.t.Helper()
	i := slices.Index(t.Columns, squeeze(name))
	if i < 0 {
		t.page.t.Fatalf("table %q has no column %q; there are %q", t.Caption, name, t.Columns)
	}
	return i
}

// Cell returns the cell of a row and a column.
func (t *Table) Cell(key, column string) string {
	t.page.t.Helper()
	row, i := t.Row(key), t.column(column)
	if i >= len(row) {
		t.page.t.Fatalf("row %q of table %q ends before column %q", key, t.Caption, column)
	}
	return row[i]
}

// Column returns the cells of a column from the top.
func (t *Table) Column(name string) []string {
	t.page.t.Helper()
	i := t.column(name)
	cells := make([]string, len(t.Rows))
	for n, row := range t.Rows {
		if i < len(row) {
			cells[n] = row[i]
		}
	}
	return cells
}
