package ui

import (
	"context"
	"io"
)

// Table is the frame of a table: the children are its thead, tbody and, where sums mean something, tfoot. On a phone
// it either scrolls sideways under a first column that stays (Sticky, for matrices) or turns each row into a block
// (Stack; each td then needs data-label). Marks is a Stack of [Mark]s, which need their Label: on a phone a row is a
// block of marks with what they are of. Its first cell in a row is a th scope="row". Numbers take class "num".
type Table struct {
	ID          string
	Caption     string
	HideCaption bool
	Sticky      bool
	Stack       bool
	Dense       bool
	Marks       bool
	Export      []Link // "Excel", "CSV"
}

func (v Table) class() string {
	return join("table", when(v.Sticky, "table-sticky"), when(v.Stack, "table-stack"), when(v.Dense, "table-dense"), when(v.Marks, "table-marks"))
}

// Th is a column's header. With Href it sorts by the column; Dir is "asc" or "desc" on the column that is sorted by.
// Long is read instead of a shortened Label. Num sets it to the right, over its numbers.
type Th struct {
	Label string
	Long  string
	Href  string
	Dir   string
	Num   bool
	Hide  bool // only read aloud: a column of buttons
}

// Render draws the header.
func (v Th) Render(ctx context.Context, w io.Writer) error { return th(v).Render(ctx, w) }

func (v Th) sort() string {
	switch v.Dir {
	case "asc":
		return "ascending"
	case "desc":
		return "descending"
	}
	return "none"
}

func (v Th) arrow() string {
	switch v.Dir {
	case "asc":
		return "↑"
	case "desc":
		return "↓"
	}
	return "↕"
}

// Mark is a state in a narrow cell of a matrix: the symbol, a short text, and the whole sentence aloud.
type Mark struct {
	Status   Status
	Label    string // what it is of, where no head stands above it: "Studieansvarig"
	Text     string // visible, short: "sedan mars"
	Describe string // read instead, "Studieansvarig i Farsta: vakant sedan mars 2018"
	Href     string
}

// Render draws the mark.
func (v Mark) Render(ctx context.Context, w io.Writer) error { return mark(v).Render(ctx, w) }
