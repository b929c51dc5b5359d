package docread

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxLevels is how deep lists of Word go.
const maxLevels = 9

// A listLevel says how the items of one level are marked.
type listLevel struct {
	start   int
	format  string // decimal, lowerLetter, bullet, ...
	text    string // "%1.%2", or the bullet
	style   string // paragraphs of this style are of this level
	picture bool   // the bullet is a picture
	legal   bool   // all numbers as digits
	restart int    // the level whose items start this one anew; -1 for the one above
}

// A list is a definition of how items are marked, with where its numbers stand now.
type list struct {
	levels [maxLevels]listLevel
	link   string // id of the style that defines it
	style  string // it defines this style's list
	at     [maxLevels]int
	used   [maxLevels]bool
}

// A numbering is the lists of a document and the names under which paragraphs use them.
type numbering struct {
	lists map[string]*list // by abstract id
	uses  map[string]*use  // by numId
}

// A use is one list in the text. Uses of the same list share its numbers unless they start their own.
type use struct {
	abstract string
	start    [maxLevels]int // -1 when it does not start anew
	own      [maxLevels]*listLevel
	began    [maxLevels]bool
}

func readNumbering(s *scanner) (*numbering, error) {
	out := &numbering{map[string]*list{}, map[string]*use{}}
	for {
		t, err := s.next()
		if err == io.EOF {
			return out.linked(), nil
		}
		if err != nil {
			return nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || !isWord(e.Name) {
			continue
		}
		switch e.Name.Local {
		case "abstractNum":
			l := &list{}
			out.lists[attr(e, "abstractNumId")] = l
			err = s.each(func(e xml.StartElement) error {
				switch e.Name.Local {
				case "numStyleLink":
					l.link = attr(e, "val")
				case "styleLink":
					l.style = attr(e, "val")
				case "lvl":
					n, lv, err := readLevel(s, e)
					if n >= 0 {
						l.levels[n] = lv
					}
					return err
				}
				return s.skip()
			})
		case "num":
			u := &use{}
			for i := range u.start {
				u.start[i] = -1
			}
			out.uses[attr(e, "numId")] = u
			err = s.each(func(e xml.StartElement) error {
				switch e.Name.Local {
				case "abstractNumId":
					u.abstract = attr(e, "val")
				case "lvlOverride":
					return u.override(s, e)
				}
				return s.skip()
			})
		}
		if err != nil {
			return nil, err
		}
	}
}

func (u *use) override(s *scanner, e xml.StartElement) error {
	n := level(attr(e, "ilvl"))
	return s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "startOverride":
			if v, err := strconv.Atoi(attr(e, "val")); err == nil && n >= 0 && v >= 0 {
				u.start[n] = v
			}
		case "lvl":
			_, lv, err := readLevel(s, e)
			if n >= 0 {
				u.own[n] = &lv
			}
			return err
		}
		return s.skip()
	})
}

func level(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n < maxLevels {
		return n
	}
	return -1
}

func readLevel(s *scanner, e xml.StartElement) (int, listLevel, error) {
	lv := listLevel{start: 1, format: "decimal", restart: -1}
	err := s.each(func(e xml.StartElement) error {
		switch v := attr(e, "val"); e.Name.Local {
		case "start":
			if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < 1_000_000 {
				lv.start = n
			}
		case "numFmt":
			lv.format = v
		case "lvlText":
			lv.text = v
		case "pStyle":
			lv.style = v
		case "lvlPicBulletId":
			lv.picture = true
		case "isLgl":
			lv.legal = on(e)
		case "lvlRestart":
			if n, err := strconv.Atoi(v); err == nil && n >= 0 && n <= maxLevels {
				lv.restart = n
			}
		case "AlternateContent": // newer formats of numbers; the fallback is decimal
			lv.format = "decimal"
		}
		return s.skip()
	})
	return level(attr(e, "ilvl")), lv, err
}

// linked gives lists that only name a style the levels of the list that defines it.
func (n *numbering) linked() *numbering {
	by := map[string]*list{}
	for _, l := range n.lists {
		if l.style != "" {
			by[l.style] = l
		}
	}
	for _, l := range n.lists {
		if d := by[l.link]; l.link != "" && d != nil && d != l {
			l.levels = d.levels
		}
	}
	return n
}

// A listMark is what stands before an item.
type listMark struct {
	text  string
	level int // from 1
}

// next counts one more item of a list and returns its mark; ok is false when the paragraph is none.
func (n *numbering) next(numID string, lvl int, styleID string) (listMark, bool) {
	if n == nil || numID == "" || numID == "0" {
		return listMark{}, false
	}
	u := n.uses[numID]
	if u == nil {
		return listMark{}, false
	}
	l := n.lists[u.abstract]
	if l == nil {
		return listMark{}, false
	}
	if lvl < 0 {
		lvl = 0
		for i := range l.levels {
			if l.levels[i].style != "" && l.levels[i].style == styleID {
				lvl = i
			}
		}
	}
	def := func(i int) listLevel {
		if u.own[i] != nil {
			return *u.own[i]
		}
		return l.levels[i]
	}
	d := def(lvl)
	if u.start[lvl] >= 0 && !u.began[lvl] {
		l.used[lvl] = false
	}
	first := d.start
	if u.start[lvl] >= 0 {
		first = u.start[lvl]
	}
	u.began[lvl] = true
	if !l.used[lvl] {
		l.at[lvl], l.used[lvl] = first, true
	} else {
		l.at[lvl]++
	}
	for i := range lvl {
		if !l.used[i] { // an item below none
			l.at[i], l.used[i] = def(i).start, true
		}
	}
	for i := lvl + 1; i < maxLevels; i++ {
		if r := def(i).restart; r == 0 || r > 0 && lvl+1 > r {
			continue
		}
		l.used[i] = false
	}
	if d.picture || d.format == "bullet" {
		return listMark{bulletSign(d.text), lvl + 1}, true
	}
	if d.format == "none" && !strings.Contains(d.text, "%") {
		return listMark{strings.TrimSpace(d.text), lvl + 1}, strings.TrimSpace(d.text) != ""
	}
	if d.format == "" {
		return listMark{}, false
	}
	var b strings.Builder
	for i := 0; i < len(d.text); i++ {
		if d.text[i] == '%' && i+1 < len(d.text) && d.text[i+1] >= '1' && d.text[i+1] <= '9' {
			k := int(d.text[i+1] - '1')
			format := def(k).format
			if d.legal {
				format = "decimal"
			}
			b.WriteString(numberIn(format, l.at[k]))
			i++
			continue
		}
		b.WriteByte(d.text[i])
	}
	return listMark{strings.TrimSpace(b.String()), lvl + 1}, true
}

// bulletSign is a bullet as people can read it: symbol fonts put theirs where no letter is.
func bulletSign(s string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	if r == utf8.RuneError || r >= 0xf000 && r <= 0xf0ff || r < ' ' || r == '·' || r == '§' {
		return "•"
	}
	return string(r)
}

// numberIn writes a number as Word does.
func numberIn(format string, n int) string {
	switch format {
	case "lowerLetter", "upperLetter":
		if n < 1 || n > 26*30 {
			break
		}
		s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		if format == "upperLetter" {
			s = strings.ToUpper(s)
		}
		return s
	case "lowerRoman", "upperRoman":
		if n < 1 || n > 3999 {
			break
		}
		s := roman(n)
		if format == "upperRoman" {
			s = strings.ToUpper(s)
		}
		return s
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "none", "bullet":
		return ""
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	var b strings.Builder
	for _, d := range [...]struct {
		n int
		s string
	}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for n >= d.n {
			b.WriteString(d.s)
			n -= d.n
		}
	}
	return b.String()
}
