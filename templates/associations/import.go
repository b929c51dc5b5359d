package associations

import "verkstad/templates/ui"

// ImportView asks for a file of associations.
type ImportView struct {
	F          ui.Values
	Action     string
	Back       string
	ExportHref string
	Columns    []ui.Definition
}

// DryRunView is what an import would do, row by row, before it does it.
type DryRunView struct {
	Notice      *ui.Notice // the register changed in between
	Figures     ui.Figures
	Rows        []FateRow
	Rest        string // rows that are not shown: "… och 380 oförändrade"
	Ignored     string // columns that the file has and nobody reads
	Ready       bool   // can be carried out
	Action      string
	Once        string
	Hidden      []ui.Pair // the file and what was shown
	SubmitLabel string
	Back        string
}

// FateRow is what happens to a row.
type FateRow struct {
	Number     string
	Name, Href string
	Badge      ui.Badge
	Lines      []string // what changes, or what is wrong
}
