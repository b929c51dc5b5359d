package docread

import (
	"context"
	"encoding/xml"
	"io"
	"path"
	"strings"

	"verkstad/internal/planimport"
)

// readWord reads a Word document (Office Open XML). Text that is deleted, hidden, or of headers and footers is no part
// of it; what was inserted with changes tracked is. Footnotes come last, as lines beside the text.
func readWord(ctx context.Context, data []byte, limits Limits) (*planimport.Text, error) {
	a, err := openArchive(data, limits)
	if err != nil {
		return nil, err
	}
	r := &wordReader{ctx: ctx, archive: a, limits: limits, styles: newStyles()}
	main, err := r.mainPart()
	if err != nil {
		return nil, err
	}
	related, err := r.relations(main)
	if err != nil {
		return nil, err
	}
	if s, err := r.scan(related["styles"]); err != nil {
		return nil, err
	} else if s != nil {
		if r.styles, err = readStyles(s); err != nil {
			return nil, err
		}
	}
	if s, err := r.scan(related["numbering"]); err != nil {
		return nil, err
	} else if s != nil {
		if r.numbering, err = readNumbering(s); err != nil {
			return nil, err
		}
	}
	s, err := r.scan(main)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, failed(ErrBroken, brokenWord)
	}
	if err := r.document(s, "body"); err != nil {
		return nil, err
	}
	body := r.lines
	r.lines = nil
	if s, err := r.scan(related["footnotes"]); err != nil {
		return nil, err
	} else if s != nil {
		if err := r.document(s, "footnote"); err != nil {
			return nil, err
		}
		for _, l := range r.lines {
			if l.Text != "" {
				l.Look = planimport.Look{Aside: planimport.Footnote}
				body = append(body, l)
			}
		}
	}
	return finish(body, planimport.Flowing, "docx")
}

// finish numbers the lines and refuses a text without letters.
func finish(lines []planimport.Line, form planimport.Form, encoding string) (*planimport.Text, error) {
	text := false
	no := 1 // blank lines have the number of the next one: they were not written
	for i := range lines {
		lines[i].No = no
		if lines[i].Text != "" {
			no++
		}
		text = text || lines[i].Text != "" && lines[i].Look.Aside == ""
	}
	if !text {
		return nil, failed(planimport.ErrEmpty, "Det finns ingen text i filen. Välj en annan fil, eller klistra in planens text.")
	}
	return &planimport.Text{Lines: lines, Form: form, Encoding: encoding}, nil
}

// A wordReader reads one document.
type wordReader struct {
	ctx       context.Context
	archive   *archive
	limits    Limits
	styles    *styles
	numbering *numbering

	s       *scanner
	lines   []planimport.Line
	letters int
	page    bool // the next line starts a page
	toc     int  // within how many tables of contents
	fields  []field
	carried *paragraph // its end was deleted: it goes on in the next one
}

// A field is text that Word computes: its instructions are not shown, its result is.
type field struct {
	instruction strings.Builder
	result      bool
	contents    bool
}

// scan opens a part, nil when there is none.
func (r *wordReader) scan(name string) (*scanner, error) {
	if name == "" {
		return nil, nil
	}
	part, err := r.archive.open(name)
	if part == nil || err != nil {
		return nil, err
	}
	return newScanner(r.ctx, part, r.limits), nil
}

// mainPart finds the document among the parts.
func (r *wordReader) mainPart() (string, error) {
	parts, err := r.relations("")
	if err != nil {
		return "", err
	}
	for _, name := range []string{parts["officeDocument"], "word/document.xml"} {
		if name != "" && r.archive.files[name] != nil {
			return name, nil
		}
	}
	return "", failed(ErrBroken, brokenWord)
}

// relations lists what belongs to a part, by kind. Only parts of the same file are followed.
func (r *wordReader) relations(of string) (map[string]string, error) {
	dir, base := path.Split(of)
	s, err := r.scan(dir + "_rels/" + base + ".rels")
	if s == nil || err != nil {
		return nil, err
	}
	out := map[string]string{}
	for {
		t, err := s.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			continue
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		kind := attr(e, "Type")
		if kind = kind[strings.LastIndexByte(kind, '/')+1:]; out[kind] == "" {
			out[kind] = strings.TrimPrefix(path.Clean(target), "/")
		}
	}
}

// document reads every element of the given name in a part as a run of paragraphs and tables.
func (r *wordReader) document(s *scanner, name string) error {
	r.s = s
	for {
		t, err := s.next()
		if err == io.EOF {
			return r.flush()
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && isWord(e.Name) && e.Name.Local == name && attr(e, "type") == "" {
			r.fields, r.carried, r.toc = nil, nil, 0
			if err := r.blocks(); err != nil {
				return err
			}
		}
	}
}

// blocks reads paragraphs and tables to the end of the element that was started last.
func (r *wordReader) blocks() error {
	return r.s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "p":
			if isWord(e.Name) {
				return r.paragraph()
			}
		case "tbl":
			if isWord(e.Name) {
				return r.table()
			}
		case "sdt":
			return r.control()
		case "sdtContent", "customXml", "ins", "moveTo", "AlternateContent", "Choice", "smartTag":
			return r.blocks()
		}
		return r.s.skip()
	})
}

// control reads a content control, such as the frame that Word puts around a table of contents.
func (r *wordReader) control() error {
	was := r.toc
	defer func() { r.toc = was }()
	return r.s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "sdtPr":
			return r.controlKind()
		case "sdtContent":
			return r.blocks()
		}
		return r.s.skip()
	})
}

func (r *wordReader) controlKind() error {
	return r.s.each(func(e xml.StartElement) error {
		if e.Name.Local == "docPartObj" || e.Name.Local == "docPartList" {
			return r.controlKind()
		}
		if e.Name.Local == "docPartGallery" && attr(e, "val") == "Table of Contents" {
			r.toc++
		}
		return r.s.skip()
	})
}

// A paragraph is one that is being read.
type paragraph struct {
	look   paraLook
	style  *style
	extra  paraExtra
	mark   runLook // of its end, and so of its number
	pieces []piece
	text   piece // the line that is being read
	boxes  []planimport.Line
	linked bool // holds a link into the document's own headings
	toc    bool // within a table of contents
}

// A piece is a line of a paragraph; the writer broke it.
type piece struct {
	b       strings.Builder
	letters int
	bold    int
	sizes   map[float64]int
	page    bool // a page starts before it
}

func (p *paragraph) line(page bool) {
	p.pieces = append(p.pieces, p.text)
	p.text = piece{page: page}
}

// write adds letters that look a certain way.
func (p *paragraph) write(s string, look runLook) {
	p.text.b.WriteString(s)
	n := 0
	for _, c := range s {
		if c > ' ' {
			n++
		}
	}
	p.text.letters += n
	if is(look.bold) {
		p.text.bold += n
	}
	if p.text.sizes == nil {
		p.text.sizes = map[float64]int{}
	}
	p.text.sizes[look.size] += n
}

func (r *wordReader) paragraph() error {
	p := r.carried
	if r.carried = nil; p == nil {
		p = &paragraph{look: plainPara, style: r.styles.of("")}
	}
	p.toc = p.toc || r.inContents()
	if err := r.inline(p, nil); err != nil {
		return err
	}
	p.toc = p.toc || r.inContents()
	if p.extra.gone {
		p.extra.gone = false
		r.carried = p
		return nil
	}
	return r.emit(p)
}

func (r *wordReader) flush() error {
	if p := r.carried; p != nil {
		r.carried = nil
		return r.emit(p)
	}
	return nil
}

// inContents tells whether a table of contents that Word made is being read.
func (r *wordReader) inContents() bool {
	for i := range r.fields {
		if r.fields[i].contents {
			return true
		}
	}
	return r.toc > 0
}

// inline reads what stands in a paragraph, to the end of the element that was started last. look is nil outside runs.
func (r *wordReader) inline(p *paragraph, look *runLook) error {
	return r.s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "pPr":
			own, mark, err := readParaLook(r.s, &p.extra)
			p.style = r.styles.of(p.extra.style)
			p.look, p.mark = p.style.para.over(own), mark
			return err
		case "rPr":
			if look == nil {
				return r.s.skip()
			}
			own, err := readRunLook(r.s)
			if own.style != "" {
				*look = look.over(r.styles.of(own.style).run)
			}
			*look = look.over(own)
			return err
		case "r":
			if isWord(e.Name) {
				of := r.styles.usual.over(p.style.run)
				return r.inline(p, &of)
			}
			return r.inline(p, look) // of a formula
		case "del", "moveFrom", "Fallback", "sdtPr", "sdtEndPr", "pPrChange", "rPrChange", "delText", "delInstrText", "rt", "ruby":
			return r.s.skip()
		case "hyperlink":
			p.linked = p.linked || strings.HasPrefix(attr(e, "anchor"), "_Toc")
			return r.inline(p, look)
		case "txbxContent":
			return r.box(p)
		case "t":
			s, err := r.s.text()
			if err != nil {
				return err
			}
			return r.write(p, s, look)
		case "instrText":
			s, err := r.s.text()
			if n := len(r.fields); n > 0 && !r.fields[n-1].result && r.fields[n-1].instruction.Len() < 100 {
				r.fields[n-1].instruction.WriteString(s)
			}
			return err
		case "fldChar":
			r.field(attr(e, "fldCharType"))
		case "tab":
			return r.leaf(p, "\t", look)
		case "noBreakHyphen":
			return r.leaf(p, "-", look)
		case "sym":
			return r.leaf(p, symbolIn(attr(e, "font"), attr(e, "char")), look)
		case "br":
			if r.unseen(look) {
				break
			}
			switch attr(e, "type") {
			case "page":
				p.line(true)
			case "column":
				p.line(false)
			default:
				p.line(false)
			}
		case "cr":
			if !r.unseen(look) {
				p.line(false)
			}
		case "footnoteReference", "endnoteReference", "annotationRef", "commentReference", "softHyphen", "binData":
		default:
			return r.inline(p, look)
		}
		return r.s.skip()
	})
}

// leaf writes what an element without contents stands for.
func (r *wordReader) leaf(p *paragraph, s string, look *runLook) error {
	if look == nil { // among properties, where <w:tab> is the place of a stop
		return r.s.skip()
	}
	if err := r.write(p, s, look); err != nil {
		return err
	}
	return r.s.skip()
}

func (r *wordReader) field(kind string) {
	n := len(r.fields)
	switch kind {
	case "begin":
		if n < r.limits.Depth {
			r.fields = append(r.fields, field{})
		}
	case "separate":
		if n > 0 {
			f := &r.fields[n-1]
			f.result = true
			f.contents = strings.HasPrefix(strings.TrimSpace(f.instruction.String()), "TOC")
		}
	case "end":
		if n > 0 {
			r.fields = r.fields[:n-1]
		}
	}
}

// unseen tells whether what stands here is not shown.
func (r *wordReader) unseen(look *runLook) bool {
	for i := range r.fields {
		if !r.fields[i].result {
			return true
		}
	}
	return look != nil && is(look.hidden)
}

func (r *wordReader) write(p *paragraph, s string, look *runLook) error {
	if r.unseen(look) {
		return nil
	}
	if r.letters += len(s); r.letters > r.limits.Letters {
		return failed(planimport.ErrTooBig, "Det är för mycket text i filen. Dela den, eller ta bort det som inte är plan.")
	}
	var l runLook
	if look != nil {
		l = *look
	}
	if symbolFont(l.font) {
		s = symbols(s)
	}
	p.write(s, l)
	return nil
}

// box reads a text box; it comes after the paragraph that it is anchored in.
func (r *wordReader) box(p *paragraph) error {
	lines, fields, carried := r.lines, r.fields, r.carried
	r.lines, r.fields, r.carried = nil, nil, nil
	err := r.blocks()
	if err == nil {
		err = r.flush()
	}
	p.boxes = append(p.boxes, r.lines...)
	r.lines, r.fields, r.carried = lines, fields, carried
	return err
}

// emit makes lines of a paragraph.
func (r *wordReader) emit(p *paragraph) error {
	p.line(false)
	st := p.style
	var text bool
	for i := range p.pieces {
		text = text || strings.TrimSpace(p.pieces[i].b.String()) != ""
	}
	heading := st.heading
	if p.look.outline >= 0 && p.look.outline < 9 {
		heading = p.look.outline + 1
	} else if p.look.outline == 9 {
		heading = 0
	}
	var mark listMark
	if text || !p.extra.hidden {
		mark, _ = r.numbering.next(p.look.list, p.look.level, st.id)
	}
	r.page = r.page || p.look.page
	if text {
		look := planimport.Look{Heading: heading, Title: st.title, Mark: mark.text, Quote: st.quote}
		look.Contents = st.contents || r.toc > 0 || p.toc && (p.linked || endsInDigit(p.pieces))
		if look.Contents {
			look.Heading, look.Title = 0, false
		}
		if mark.level > 0 && heading == 0 {
			look.List = mark.level
		}
		if err := r.lay(p, look); err != nil {
			return err
		}
	}
	if p.extra.section && !p.extra.same {
		r.page = true
	}
	r.lines = append(r.lines, p.boxes...)
	return r.enough()
}

func endsInDigit(pieces []piece) bool {
	s := strings.TrimSpace(pieces[len(pieces)-1].b.String())
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

// lay adds the lines of a paragraph that has text, after a blank one.
func (r *wordReader) lay(p *paragraph, look planimport.Look) error {
	r.lines = append(r.lines, planimport.Line{})
	whole := look.Heading > 0 || look.Title || look.Contents
	first := true
	for i := range p.pieces {
		pc := &p.pieces[i]
		r.page = r.page || pc.page
		if whole && !pc.page && i+1 < len(p.pieces) && !p.pieces[i+1].page {
			// A heading that was broken for looks is one heading.
			next := &p.pieces[i+1]
			s := strings.TrimRight(pc.b.String(), " ") + " " + strings.TrimLeft(next.b.String(), " ")
			next.b.Reset()
			next.b.WriteString(s)
			next.letters, next.bold = next.letters+pc.letters, next.bold+pc.bold
			if next.sizes == nil {
				next.sizes = pc.sizes
			}
			continue
		}
		l := planimport.NewLine(pc.b.String())
		if l.Text == "" {
			continue
		}
		l.Look = look
		l.Look.Size, l.Look.Bold = pc.size(), pc.letters > 0 && pc.bold == pc.letters
		l.PageBreak, r.page = r.page, false
		if p.look.indent > 0 {
			l.Indent += min(p.look.indent/120, 40) // a letter is about six points wide
		}
		if p.look.right {
			l.Indent += 40
		}
		if !first {
			l.Look.Joined, l.Look.List, l.Look.Mark, l.Look.Heading, l.Look.Title = !l.PageBreak, 0, "", 0, false
		}
		first = false
		r.lines = append(r.lines, l)
	}
	return nil
}

// size is that of most letters.
func (pc *piece) size() (out float64) {
	most := 0
	for size, n := range pc.sizes {
		if n > most || n == most && size > out {
			most, out = n, size
		}
	}
	return out
}

// enough refuses texts with too many lines.
func (r *wordReader) enough() error {
	if len(r.lines) > r.limits.Lines {
		return failed(planimport.ErrTooBig, "Det är för mycket text i filen. Dela den, eller ta bort det som inte är plan.")
	}
	return nil
}
