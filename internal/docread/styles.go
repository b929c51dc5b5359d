package docread

import (
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// A runLook is what is said of letters; nil and zero are "not said here".
type runLook struct {
	bold, hidden *bool
	size         float64 // points
	font         string
	style        string // id of a style of letters
}

// over returns the look that b gives on top of a.
func (a runLook) over(b runLook) runLook {
	if b.bold != nil {
		a.bold = b.bold
	}
	if b.hidden != nil {
		a.hidden = b.hidden
	}
	if b.size > 0 {
		a.size = b.size
	}
	if b.font != "" {
		a.font = b.font
	}
	return a
}

func is(b *bool) bool { return b != nil && *b }

// A paraLook is what is said of a paragraph.
type paraLook struct {
	outline int    // 0 for the highest level, 9 for text, -1 when not said
	list    string // id of the numbering, "0" for none, "" when not said
	level   int    // of the list, from 0; -1 when not said
	indent  int    // of the left edge, in twentieths of a point; -1 when not said
	right   bool   // set to the right
	page    bool   // starts a page
}

var plainPara = paraLook{outline: -1, level: -1, indent: -1}

func (a paraLook) over(b paraLook) paraLook {
	if b.outline >= 0 {
		a.outline = b.outline
	}
	if b.list != "" {
		a.list = b.list
	}
	if b.level >= 0 {
		a.level = b.level
	}
	if b.indent >= 0 {
		a.indent = b.indent
	}
	a.right, a.page = a.right || b.right, a.page || b.page
	return a
}

// A style is a named look. Resolved ones include those they are based on.
type style struct {
	id, name, base string
	para           paraLook
	run            runLook
	heading        int // level by name or outline, from 1
	title          bool
	quote          bool
	contents       bool
	resolved       bool
}

// styles are the looks of a document.
type styles struct {
	byID   map[string]*style
	usual  runLook // of letters that nothing is said of
	normal string  // id of the default style of paragraphs
}

// newStyles is a document that says nothing of its looks.
func newStyles() *styles {
	return &styles{byID: map[string]*style{}, usual: runLook{size: 10}} // ten points is what Word takes
}

// maxBased is how far styles are followed to those that they are based on.
const maxBased = 20

func readStyles(s *scanner) (*styles, error) {
	out := newStyles()
	for {
		t, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || !isWord(e.Name) {
			continue
		}
		switch e.Name.Local {
		case "rPrDefault":
			err = s.each(func(e xml.StartElement) error {
				if e.Name.Local != "rPr" {
					return s.skip()
				}
				usual, err := readRunLook(s)
				out.usual = out.usual.over(usual)
				return err
			})
		case "style":
			err = out.read(s, e)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, st := range out.byID {
		out.resolve(st, 0)
	}
	return out, nil
}

func (ss *styles) read(s *scanner, e xml.StartElement) error {
	st := &style{id: attr(e, "styleId"), para: plainPara}
	if attr(e, "default") == "1" && attr(e, "type") == "paragraph" {
		ss.normal = st.id
	}
	err := s.each(func(e xml.StartElement) error {
		var err error
		switch e.Name.Local {
		case "name":
			st.name = attr(e, "val")
		case "basedOn":
			st.base = attr(e, "val")
		case "pPr":
			st.para, _, err = readParaLook(s, nil)
			return err
		case "rPr":
			st.run, err = readRunLook(s)
			return err
		}
		return s.skip()
	})
	ss.byID[st.id] = st
	return err
}

// resolve adds what a style takes over from those that it is based on.
func (ss *styles) resolve(st *style, depth int) {
	if st.resolved {
		return
	}
	st.resolved = true
	st.classify()
	base := ss.byID[st.base]
	if base == nil || base == st || depth > maxBased {
		return
	}
	ss.resolve(base, depth+1)
	st.para = base.para.over(st.para)
	st.run = base.run.over(st.run)
	if st.para.outline == 9 || st.contents {
		st.heading = 0
	} else if st.heading == 0 && !st.title {
		st.heading = base.heading
	}
	st.quote = st.quote || base.quote
	st.contents = st.contents || base.contents
}

var (
	headingName = regexp.MustCompile(`^(?:heading|rubrik|överskrift|overskrift|otsikko|überschrift) ?([1-9])$`)
	tocName     = regexp.MustCompile(`^(?:toc|innehåll|contents|innehll) ?([1-9]|heading)$`)
)

// classify tells what a style is for. Word keeps the English name of its own styles whatever the language; other
// programs write the name that people see.
func (st *style) classify() {
	name := strings.ToLower(strings.TrimSpace(st.name))
	if name == "" {
		name = strings.ToLower(st.id)
	}
	if o := st.para.outline; o >= 0 && o < 9 {
		st.heading = o + 1
	}
	if m := headingName.FindStringSubmatch(name); m != nil && st.heading == 0 {
		st.heading, _ = strconv.Atoi(m[1])
	}
	switch name {
	case "title", "titel", "rubrik", "dokumentrubrik":
		st.title, st.heading = true, 0
	case "quote", "intense quote", "citat", "starkt citat", "block text", "blockcitat", "quotations":
		st.quote = true
	case "innehållsförteckningsrubrik", "contents heading", "innehållsrubrik":
		st.contents = true
	}
	if tocName.MatchString(name) {
		st.contents = true
	}
}

// of returns the resolved style, an empty one for ids that the document does not explain. For a built-in style that is
// not explained, as some programs leave it, the id tells.
func (ss *styles) of(id string) *style {
	if id == "" {
		id = ss.normal
	}
	if st := ss.byID[id]; st != nil {
		return st
	}
	st := &style{id: id, para: plainPara, resolved: true}
	st.classify()
	ss.byID[id] = st
	return st
}

// readRunLook reads the children of <w:rPr>.
func readRunLook(s *scanner) (runLook, error) {
	var out runLook
	err := s.each(func(e xml.StartElement) error {
		yes := on(e)
		switch e.Name.Local {
		case "b":
			out.bold = &yes
		case "u": // for many, an underlined line is a heading as a bold one is
			if yes {
				out.bold = &yes
			}
		case "vanish", "webHidden":
			if e.Name.Local == "vanish" {
				out.hidden = &yes
			}
		case "rStyle":
			out.style = attr(e, "val")
		case "sz":
			if n, err := strconv.ParseFloat(attr(e, "val"), 64); err == nil && n > 0 && n < 2000 {
				out.size = n / 2
			}
		case "rFonts":
			if out.font = attr(e, "ascii"); out.font == "" {
				out.font = attr(e, "hAnsi")
			}
		}
		return s.skip()
	})
	return out, err
}

// A paraExtra is what stands among the properties of a paragraph itself, not of styles.
type paraExtra struct {
	style   string
	gone    bool // the end of the paragraph was deleted with changes tracked: it goes on in the next
	hidden  bool // the end of the paragraph is hidden
	section bool // a section ends here
	same    bool // the section that ends began on the same page
}

// readParaLook reads the children of <w:pPr>.
func readParaLook(s *scanner, extra *paraExtra) (paraLook, runLook, error) {
	out := plainPara
	var mark runLook
	if extra == nil {
		extra = &paraExtra{}
	}
	err := s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "pStyle":
			extra.style = attr(e, "val")
		case "outlineLvl":
			if n, err := strconv.Atoi(attr(e, "val")); err == nil && n >= 0 && n <= 9 {
				out.outline = n
			}
		case "pageBreakBefore":
			out.page = on(e)
		case "jc":
			out.right = attr(e, "val") == "right" || attr(e, "val") == "end"
		case "ind":
			v := attr(e, "left")
			if v == "" {
				v = attr(e, "start")
			}
			if n, err := strconv.Atoi(v); err == nil {
				out.indent = max(n, 0)
			}
		case "numPr":
			return s.each(func(e xml.StartElement) error {
				switch e.Name.Local {
				case "numId":
					out.list = attr(e, "val")
				case "ilvl":
					if n, err := strconv.Atoi(attr(e, "val")); err == nil && n >= 0 && n < 9 {
						out.level = n
					}
				}
				return s.skip()
			})
		case "rPr":
			return s.each(func(e xml.StartElement) error {
				switch e.Name.Local {
				case "del", "moveFrom":
					extra.gone = true
				case "vanish":
					extra.hidden = on(e)
				case "b":
					yes := on(e)
					mark.bold = &yes
				}
				return s.skip()
			})
		case "sectPr":
			extra.section = true
			return s.each(func(e xml.StartElement) error {
				if e.Name.Local == "type" && (attr(e, "val") == "continuous" || attr(e, "val") == "nextColumn") {
					extra.same = true
				}
				return s.skip()
			})
		}
		return s.skip()
	})
	return out, mark, err
}
