package planimport

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A row is a line with text, and what lies between it and the row before.
type row struct {
	Line
	blanks    int  // blank lines before it
	page      bool // a page boundary lies before it
	quoted    bool // a block quotation by its mark
	contents  bool // of a table of contents
	underline byte // '=' or '-' when the line below underlines it
	start     bool // a document starts here
	emphasis  bool // the whole line is strong, in marked-up text
	mark      mark // zero when it starts no item and is no marked heading
	source    bool // says where the quotation before it comes from
}

// A mark is what stands before the text of a list item or a marked heading.
type mark struct {
	class  byte   // 0 none, '#' heading, 'g' unmistakable bullet, 'w' bullet that may be a dash, 'n' number, 'a' letter
	text   string // as written
	body   string // what follows
	glyph  rune   // of bullets; of numbers and letters what closes them: '.', ')' or ' '
	nums   []int  // of numbers, from the outermost; of headings the level
	column int    // where the body starts
}

const (
	strongBullets = "■□▪▫●○•◦‣⁃∙·◆◇►▶▸➢➤➔→✓✔✗✘☐☑☒❖❑❒★☆¤§\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0e0\uf06e\uf0a8"
	weakBullets   = "-–—−*+o»>~"
)

// readMark reads the mark at the start of a line. Whether a weak one is a mark at all depends on the lines around.
func readMark(text string, indent int) mark {
	first, n := utf8.DecodeRuneInString(text)
	rest := text[n:]
	body := strings.TrimLeft(rest, " \t")
	gap := len(rest) - len(body)
	m := mark{text: text[:n], body: body, glyph: first, column: indent + n + gap}
	switch {
	case first == '#':
		level := 1
		for strings.HasPrefix(rest, "#") {
			rest, level = rest[1:], level+1
		}
		body = strings.TrimLeft(rest, " \t")
		if level > 6 || body == rest || body == "" {
			return mark{}
		}
		m.class, m.text, m.nums = '#', strings.Repeat("#", level), []int{level}
		m.body = strings.TrimRight(strings.TrimRight(body, "#"), " \t")
		return m
	case strings.ContainsRune(strongBullets, first), first >= 0xf000 && first <= 0xf0ff:
		if first == '§' && (gap == 0 || unicode.IsDigit(firstRune(body))) {
			return mark{}
		}
		m.class, m.column = 'g', indent+1+gap
		return m
	case strings.ContainsRune(weakBullets, first):
		m.class, m.column = 'w', indent+1+gap
		switch {
		case body == "":
			return mark{}
		case gap > 0 && first == 'o':
			if rest[0] != '\t' && gap < 2 && !startsUpper(body) {
				return mark{}
			}
		case gap > 0:
			if first == '-' || first == '*' || first == '+' {
				for _, box := range [...]string{"[ ] ", "[x] ", "[X] "} {
					if strings.HasPrefix(body, box) {
						m.text, m.body = m.text+" "+strings.TrimSpace(box), strings.TrimLeft(body[len(box):], " \t")
					}
				}
			}
		case strings.ContainsRune("-–—−*", first) && unicode.IsUpper(firstRune(body)):
		default:
			return mark{}
		}
		return m
	}
	return readNumber(text, indent)
}

// readNumber reads "1.", "2)", "(3)", "a)", "1.2", "1.2.", "IV." and "1" before a heading.
func readNumber(text string, indent int) mark {
	s := text
	open := strings.HasPrefix(s, "(")
	if open {
		s = s[1:]
	}
	var nums []int
	class, close := byte('n'), ' '
	for {
		n, digits := 0, 0
		for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' && digits < 4 {
			n = n*10 + int(s[digits]-'0')
			digits++
		}
		if digits == 0 || digits == 4 {
			break
		}
		nums = append(nums, n)
		s, close = s[digits:], ' '
		if s != "" && (s[0] == '.' || s[0] == ')') {
			close = rune(s[0])
			s = s[1:]
		}
		if close != '.' || s == "" || s[0] < '0' || s[0] > '9' || len(nums) == 5 {
			break
		}
	}
	if nums == nil {
		end := strings.IndexAny(s, ".)")
		if end < 1 || end > 5 {
			return mark{}
		}
		letters := s[:end]
		close = rune(s[end])
		switch r := roman(letters); {
		case r > 0 && (close == '.' && isCaps(letters) || len(letters) > 1):
			nums = []int{r}
		case len(letters) == 1 && close == ')' && letters[0] >= 'a' && letters[0] <= 'z':
			class, nums = 'a', []int{int(letters[0] - 'a' + 1)}
		default:
			return mark{}
		}
		s = s[end+1:]
	}
	body := strings.TrimLeft(s, " \t")
	gap := len(s) - len(body)
	if open && close != ')' || body == "" || gap == 0 && (close == ' ' || !unicode.IsUpper(firstRune(body))) {
		return mark{}
	}
	if close == ' ' && (len(nums) == 1 && nums[0] > 40 || !unicode.IsUpper(firstRune(body))) {
		return mark{}
	}
	taken := len(text) - len(body)
	return mark{class: class, text: strings.TrimRight(text[:taken], " \t"), body: body, glyph: close, nums: nums, column: indent + taken}
}

func roman(s string) int {
	total, last := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		v := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'i': 1, 'v': 5, 'x': 10}[s[i]]
		if v == 0 {
			return 0
		}
		if v < last {
			v = -v
		} else {
			last = v
		}
		total += v
	}
	return total
}

// isRule tells whether a line is drawn rather than written.
func isRule(s string) bool {
	if len(s) < 3 {
		return false
	}
	n := 0
	for _, r := range s {
		switch r {
		case '-', '=', '_', '*', '~', '–', '—', '─', '━':
			n++
		case ' ', '\t':
		default:
			return false
		}
	}
	return n >= 3
}

// contentsEntry tells whether a line is an entry of a table of contents: text, leaders, page number.
func contentsEntry(s string) bool {
	digits := strings.TrimRight(s, "0123456789")
	if digits == s || len(s)-len(digits) > 3 {
		return false
	}
	t := strings.TrimRight(digits, " \t.…_·")
	gap := digits[len(t):]
	return t != "" && (strings.Count(gap, ".") >= 3 || strings.Contains(gap, "…") || strings.Contains(gap, "\t") || strings.Contains(gap, "   ") || strings.Count(gap, "_") >= 3) &&
		strings.ContainsFunc(t, unicode.IsLetter)
}

// widths estimates, for every row, how wide the text around it is set: the length of lines that certainly were
// broken because they were full. Zero means that lines are not broken at a width there.
func widths(rows []row) []int {
	const chunk, around = 16, 2 // rows in a chunk; chunks looked at on either side
	full := make([][]int, (len(rows)+chunk-1)/chunk)
	var all []int
	for i := 0; i+1 < len(rows); i++ {
		r, next := &rows[i], &rows[i+1]
		if next.blanks > 0 || next.page || !startsLower(next.Text) || next.mark.class != 0 {
			continue
		}
		if n := r.length(); n >= 30 {
			full[i/chunk] = append(full[i/chunk], n)
			all = append(all, n)
		}
	}
	usual := func(n []int) int {
		if len(n) < 3 {
			return 0
		}
		sort.Ints(n)
		return n[len(n)*17/20]
	}
	global := usual(all)
	out := make([]int, len(rows))
	for c := range full {
		var near []int
		for k := max(c-around, 0); k <= min(c+around, len(full)-1); k++ {
			near = append(near, full[k]...)
		}
		w := usual(near)
		if w == 0 {
			w = global
		}
		for i := c * chunk; i < min((c+1)*chunk, len(rows)); i++ {
			out[i] = w
		}
	}
	return out
}

func (r *row) length() int { return min(r.Indent, 16) + runes(r.Text) }

// collapse makes every run of white space one space.
func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }
