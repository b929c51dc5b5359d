package planimport

import "strings"

// This file reads tables as Markdown writes them, with a stroke between cells, row by row as readers of other formats do:
// what a row is about as an item, and the other cells after it behind the names of their columns.

// pipeTables replaces the lines of such tables. A table is a line of names, a line of dashes, and lines of cells.
func pipeTables(lines []Line) []Line {
	var out []Line
	for i := 0; i < len(lines); i++ {
		if i+2 >= len(lines) || !pipeRule(lines[i+1].Text) || len(pipeCells(lines[i].Text)) < 2 {
			if out != nil {
				out = append(out, lines[i])
			}
			continue
		}
		if out == nil {
			out = append(make([]Line, 0, len(lines)+16), lines[:i]...)
		}
		names := pipeCells(lines[i].Text)
		main := aboutColumn(names)
		for i += 2; i < len(lines); i++ {
			cells := pipeCells(lines[i].Text)
			if cells == nil {
				break
			}
			out = append(out, pipeRow(lines[i], names, cells, main)...)
		}
		i--
		out = append(out, Line{No: lines[i].No})
	}
	if out == nil {
		return lines
	}
	return out
}

// pipeRow words one row.
func pipeRow(at Line, names, cells []string, main int) []Line {
	var item string
	var rest []string
	for k, cell := range cells {
		switch {
		case cell == "" || k >= len(names):
		case k == main && isGoalHeading(names[k]):
			item = names[k] + ": " + cell
		case k == main:
			item = "• " + cell
		case names[k] == "":
			rest = append(rest, cell)
		default:
			rest = append(rest, names[k]+": "+strings.TrimRight(cell, ". "))
		}
	}
	var out []Line
	for _, text := range [...]string{item, strings.Join(rest, "; ")} {
		if text != "" {
			line := at
			line.Text, line.Indent, line.PageBreak = text, 0, at.PageBreak && len(out) == 0
			out = append(out, Line{No: at.No}, line)
		}
	}
	return out
}

// pipeCells are the cells of a line of such a table, nil when it is none.
func pipeCells(s string) []string {
	s = strings.TrimSpace(s)
	if len(s) > 4000 || !strings.HasPrefix(s, "|") || strings.Count(s, "|") < 3 {
		return nil
	}
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, "|"), "|"), "|")
	for i := range parts {
		parts[i] = collapse(strings.ReplaceAll(parts[i], "**", ""))
	}
	return parts
}

// pipeRule tells whether a line is the one of dashes under the names.
func pipeRule(s string) bool {
	return strings.Contains(s, "---") && strings.Contains(s, "|") && strings.Trim(s, "|-: \t") == ""
}

// aboutColumn is the column that says what a row is about: the first that names goals, or else the first that says neither
// who nor when nor a number.
func aboutColumn(names []string) int {
	about := -1
	for i, name := range names {
		if isGoalHeading(name) {
			return i
		}
		w := firstOf(lowerWords(name))
		if about < 0 && !whoColumns[w] && !whenColumns[w] && !oneOf(w, `nr nummer`) && w != "" {
			about = i
		}
	}
	return max(about, 0)
}
