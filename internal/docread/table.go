package docread

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/planimport"
)

// A cell is one of a table: its lines, and how it stands among the others.
type cell struct {
	lines []planimport.Line
	span  int
	below bool // goes on from the cell above it
}

func (c *cell) text() string {
	var parts []string
	for _, l := range c.lines {
		if l.Text == "" {
			continue
		}
		s := strings.Join(strings.Fields(l.Text), " ")
		if n := len(parts); n > 0 && l.Look.List > 0 && !strings.ContainsAny(parts[n-1][len(parts[n-1])-1:], ".:;,") {
			parts[n-1] += ","
		}
		parts = append(parts, s)
	}
	var b strings.Builder
	for i, s := range parts {
		if i > 0 {
			last := parts[i-1]
			r, _ := utf8.DecodeRuneInString(s)
			first, _, _ := strings.Cut(s, " ")
			switch {
			case strings.HasSuffix(last, "-") && unicode.IsLower(r) && first != "och" && first != "eller" && first != "samt":
				cut := b.String()[:b.Len()-1]
				b.Reset()
				b.WriteString(cut)
			case strings.HasSuffix(last, "–") && unicode.IsDigit(r):
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString(s)
	}
	return b.String()
}

// table reads a table. One that holds data under headers is read row by row, each with its headers; one that only
// places text on the page is read cell by cell.
func (r *wordReader) table() error {
	if err := r.flush(); err != nil {
		return err
	}
	before := r.lines
	var rows [][]cell
	headers := 0
	err := r.rows(&rows, &headers)
	r.lines = before
	if err != nil {
		return err
	}
	carryDown(rows)
	r.lines = append(r.lines, tableLines(rows, headers)...)
	return r.enough()
}

// rows reads the rows of the table that was started last.
func (r *wordReader) rows(rows *[][]cell, headers *int) error {
	return r.s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "tr":
			var row []cell
			header, gone := false, false
			err := r.row(&row, &header, &gone)
			if err == nil && !gone {
				if header && *headers == len(*rows) {
					*headers++
				}
				*rows = append(*rows, row)
			}
			return err
		case "sdt", "sdtContent", "customXml", "ins":
			return r.rows(rows, headers)
		}
		return r.s.skip()
	})
}

func (r *wordReader) row(row *[]cell, header, gone *bool) error {
	return r.s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "trPr":
			return r.s.each(func(e xml.StartElement) error {
				switch e.Name.Local {
				case "tblHeader":
					*header = on(e)
				case "del":
					*gone = true
				}
				return r.s.skip()
			})
		case "tc":
			c, err := r.cell()
			*row = append(*row, c)
			return err
		case "sdt", "sdtContent", "customXml":
			return r.row(row, header, gone)
		}
		return r.s.skip()
	})
}

func (r *wordReader) cell() (cell, error) {
	c := cell{span: 1}
	r.lines = nil
	err := r.s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "tcPr":
			return r.s.each(func(e xml.StartElement) error {
				switch e.Name.Local {
				case "gridSpan":
					if n, err := strconv.Atoi(attr(e, "val")); err == nil && n > 0 && n < 64 {
						c.span = n
					}
				case "vMerge":
					c.below = attr(e, "val") != "restart"
				}
				return r.s.skip()
			})
		case "p":
			return r.paragraph()
		case "tbl":
			return r.table()
		case "sdt":
			return r.control()
		case "sdtContent", "customXml", "ins", "moveTo":
			return r.blocks()
		}
		return r.s.skip()
	})
	if err == nil {
		err = r.flush()
	}
	c.lines = r.lines
	r.lines = nil
	return c, err
}

// carryDown repeats what stands in a cell that reaches over several rows in each of them.
func carryDown(rows [][]cell) {
	for i := 1; i < len(rows); i++ {
		at := 0
		for k := range rows[i] {
			if rows[i][k].below {
				up := 0
				for _, c := range rows[i-1] {
					if up == at {
						rows[i][k].lines = c.lines
					}
					up += c.span
				}
			}
			at += rows[i][k].span
		}
	}
}

// tableLines makes lines of a table.
func tableLines(rows [][]cell, headers int) []planimport.Line {
	var out []planimport.Line
	width := 0
	for _, row := range rows {
		n := 0
		for _, c := range row {
			n += c.span
		}
		width = max(width, n)
	}
	texts := cellTexts(rows)
	names, from := headerNames(texts, headers, width)
	if names == nil {
		for i, row := range rows {
			for k := range row {
				if !row[k].below || i == 0 {
					out = append(out, row[k].lines...)
				}
			}
		}
		return out
	}
	emit := func(s string, item bool) {
		l := planimport.NewLine(s)
		if item {
			l.Look.List = 1
		}
		out = append(out, planimport.Line{}, l)
	}
	main := mainColumn(names)
	for _, row := range texts[from:] {
		filled := 0
		for _, s := range row {
			if s != "" {
				filled++
			}
		}
		if filled == 1 && len(row) > 0 && row[0] != "" && width > 1 { // a heading among the rows
			emit(row[0], false)
			continue
		}
		item, rest := rowText(names, main, row)
		if item != "" {
			emit(item, !goalColumn(names[main]))
		}
		if rest != "" {
			emit(rest, false)
		}
	}
	return out
}

// cellTexts are the texts of a table, one for every column of a row.
func cellTexts(rows [][]cell) [][]string {
	texts := make([][]string, len(rows))
	for i, row := range rows {
		for _, c := range row {
			texts[i] = append(texts[i], c.text())
			for range c.span - 1 {
				texts[i] = append(texts[i], "")
			}
		}
	}
	return texts
}

// year is a number that may head a column.
var year = regexp.MustCompile(`^(?:19|20)[0-9]{2}(?:[-–/][0-9]{2,4})?$`)

// headerNames returns what the columns are called and where the data starts; nil when the table has no data.
func headerNames(texts [][]string, headers, width int) (names []string, from int) {
	if width < 2 || len(texts) < 2 || width > 12 {
		return nil, 0
	}
	from = max(headers, 1)
	if from >= len(texts) {
		return nil, 0
	}
	names = texts[from-1]
	if len(names) != width {
		return nil, 0
	}
	seen := map[string]bool{}
	for i, s := range names {
		if s == "" && i == 0 {
			continue
		}
		if s == "" || utf8.RuneCountInString(s) > 40 || strings.HasSuffix(s, ".") || len(strings.Fields(s)) > 5 || seen[s] || !strings.ContainsFunc(s, unicode.IsLetter) && (i == 0 || !year.MatchString(s)) {
			return nil, 0
		}
		seen[s] = true
	}
	if headers > 0 {
		return names, from
	}
	// Nobody said that the first row names columns. The rows below are data when they are, on the whole, longer, and
	// when none holds running text.
	longer, long := 0, 0
	for _, row := range texts[1:] {
		for i, s := range row {
			if i < len(names) && utf8.RuneCountInString(s) > utf8.RuneCountInString(names[i]) {
				longer++
			}
			if utf8.RuneCountInString(s) > 400 {
				long++
			}
		}
	}
	if long > 0 || longer*3 < (len(texts)-1)*width {
		return nil, 0
	}
	return names, from
}

// mainColumn finds the column that says what a row is about: goals, or what shall be done, or else the first that says
// neither when nor who.
func mainColumn(names []string) int {
	about := 0
	for i := len(names) - 1; i >= 0; i-- {
		if name := strings.ToLower(strings.Trim(names[i], " :")); !beside[name] {
			about = i
		}
	}
	for i, name := range names {
		if goalColumn(name) {
			return i
		}
	}
	for i, name := range names {
		if what[strings.ToLower(strings.Trim(name, " :"))] {
			return i
		}
	}
	return about
}

var (
	what = words("vad aktivitet aktiviteter åtgärd åtgärder insats insatser uppgift uppgifter händelse evenemang moment punkt åtagande prioritering")
	// beside are columns that say something about a row.
	beside = words("när datum tid tidpunkt tidsplan månad vecka år vem ansvarig ansvariga ansvar nr nummer kvartal klart senast")
)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// rowText words a row: what it is about, and the rest with its headers. A goal keeps the header that makes it one.
func rowText(names []string, main int, row []string) (item, rest string) {
	var parts []string
	for i, s := range row {
		if s == "" || i >= len(names) {
			continue
		}
		name := strings.TrimRight(names[i], " :")
		switch {
		case i == main && goalColumn(name):
			item = name + ": " + s
		case i == main:
			item = s
		case name == "":
			parts = append(parts, s)
		default:
			parts = append(parts, name+": "+strings.TrimRight(s, ". "))
		}
	}
	return item, strings.Join(parts, "; ")
}

// goalColumn tells whether a column holds goals by its header.
func goalColumn(name string) bool {
	name = strings.ToLower(strings.Trim(name, " :"))
	for _, w := range [...]string{"mål", "målsättning", "målsättningar", "delmål", "effektmål", "resultatmål", "verksamhetsmål", "våra mål", "övergripande mål", "årets mål"} {
		if name == w {
			return true
		}
	}
	return false
}
