package docread

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"verkstad/internal/planimport"
)

// A Place is where in a file a text stands that [Read] may leave out.
type Place string

// The places. What stands in the text of a document itself, but is not shown, is Unseen.
const (
	Nowhere    Place = ""
	Comments   Place = "comments"
	Margins    Place = "margins" // headers and footers
	Notes      Place = "notes"   // footnotes and endnotes
	Deleted    Place = "deleted" // with changes tracked
	Properties Place = "properties"
	Annotated  Place = "annotated" // notes on the pages of a PDF file, and fields of its forms
	Unseen     Place = "unseen"    // hidden text, files within the file, and the rest
)

// Find returns the first place in a Word or PDF file whose text looks like something, also where [Read] does not: the
// bytes of a file are kept whole. It takes no longer than [Usual] says. looks gets a paragraph at a time, and what a tracked change took away both within its
// paragraph and by itself. A plain text file is all shown, so that nothing is found in it. What cannot be looked into
// (pictures, and in PDF files what is neither page, information nor note) is passed. The error is as of [Read].
func Find(ctx context.Context, data []byte, looks func(string) bool) (Place, error) {
	format, err := FormatOf(data)
	if err != nil || format == Text {
		return Nowhere, err
	}
	found := Nowhere
	err = inTurn(ctx, format, data, Usual, func(within context.Context) (err error) {
		f := &finder{ctx: within, limits: Usual, looks: looks}
		if format == Word {
			err = f.archive(data, 0)
		} else {
			err = f.pdf(data)
		}
		if errors.Is(err, errFound) {
			found, err = f.place, nil
		}
		return err
	})
	return found, err
}

// errFound ends a search.
var errFound = errors.New("found")

// A finder looks for something in all the texts of a file.
type finder struct {
	ctx    context.Context
	limits Limits
	looks  func(string) bool
	place  Place // where it was found
}

// minDigits is how many digits a text must have for its search to be worth while: what is looked for has ten.
const minDigits = 10

func (f *finder) try(place Place, text string) error {
	n := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' || text[i] >= 0x80 { // digits of other scripts count after normalization
			n++
		}
	}
	if n < minDigits || !f.looks(text) {
		return nil
	}
	f.place = place
	return errFound
}

// archive looks through the parts of a Word file, or of an Office file within it.
func (f *finder) archive(data []byte, depth int) error {
	a, err := openArchive(data, f.limits)
	if err != nil {
		if depth > 0 {
			return nil // no archive after all
		}
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		if f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		if err := f.part(a, name, depth); err != nil {
			return err
		}
	}
	return nil
}

func (f *finder) part(a *archive, name string, depth int) error {
	place := placeOf(name)
	if depth > 0 {
		place = Unseen
	}
	ext := strings.ToLower(path.Ext(name))
	switch ext {
	case ".xml", ".rels", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".txt", ".rtf", ".eml":
	case ".docx", ".xlsx", ".pptx":
		if depth > 0 {
			return nil
		}
	default:
		return nil
	}
	r, err := a.open(name)
	if r == nil || err != nil {
		return err
	}
	switch ext {
	case ".xml", ".rels":
		err := f.xml(place, newScanner(f.ctx, r, f.limits))
		if errors.Is(err, ErrBroken) { // what of it could be read was looked at; what matters to the plan is read elsewhere
			return nil
		}
		return err
	}
	content, err := io.ReadAll(r)
	switch {
	case errors.Is(err, errBeyond):
		return failed(planimport.ErrTooBig, tooLargeWord)
	case err != nil:
		return failed(ErrBroken, brokenWord)
	case ext == ".docx" || ext == ".xlsx" || ext == ".pptx":
		return f.archive(content, depth+1)
	}
	for line := range bytes.SplitSeq(content, []byte("\n")) {
		if f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		if err := f.try(Unseen, string(line)); err != nil {
			return err
		}
	}
	return nil
}

// placeOf tells what the part of a Word file is for by its usual name.
func placeOf(name string) Place {
	base := path.Base(name)
	switch {
	case strings.HasPrefix(name, "docProps/"), strings.HasPrefix(name, "customXml/"):
		return Properties
	case strings.HasPrefix(base, "comments"):
		return Comments
	case strings.HasPrefix(base, "header"), strings.HasPrefix(base, "footer"):
		return Margins
	case strings.HasPrefix(base, "footnotes"), strings.HasPrefix(base, "endnotes"):
		return Notes
	}
	return Unseen
}

// A tracked is a paragraph as it is and as it was before the changes that are tracked in it.
type tracked struct{ all, now, before strings.Builder }

func (t *tracked) write(s string, gone, added bool) {
	t.all.WriteString(s)
	if !gone {
		t.now.WriteString(s)
	}
	if !added {
		t.before.WriteString(s)
	}
}

// xml looks through the paragraphs of a part, the other texts of it and the attributes that people write.
func (f *finder) xml(place Place, s *scanner) error {
	var paragraphs []*tracked // within each other: a text box stands in a paragraph
	var loose strings.Builder // outside paragraphs
	var gone, added, code int // within how many such elements
	settle := func() error {
		text := loose.String()
		loose.Reset()
		return f.try(place, text)
	}
	for {
		t, err := s.next()
		if err == io.EOF {
			return settle()
		}
		if err != nil {
			if found := settle(); found != nil { // a part that breaks off
				return found
			}
			return err
		}
		switch t := t.(type) {
		case xml.CharData:
			if n := len(paragraphs); n > 0 && code == 0 {
				paragraphs[n-1].write(string(t), gone > 0, added > 0)
			} else {
				loose.Write(t)
			}
		case xml.StartElement:
			if err := settle(); err != nil {
				return err
			}
			if err := f.attributes(place, t); err != nil {
				return err
			}
			switch t.Name.Local {
			case "p":
				paragraphs = append(paragraphs, &tracked{})
			case "del", "moveFrom":
				gone++
			case "ins", "moveTo":
				added++
			case "instrText", "delInstrText":
				code++
			case "tab", "br", "cr", "noBreakHyphen":
				if n := len(paragraphs); n > 0 {
					between := map[string]string{"noBreakHyphen": "-", "tab": "\t"}[t.Name.Local]
					paragraphs[n-1].write(or(between, "\n"), gone > 0, added > 0)
				}
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "p":
				n := len(paragraphs) - 1
				if n < 0 {
					break
				}
				if err := f.paragraph(place, paragraphs[n]); err != nil {
					return err
				}
				paragraphs = paragraphs[:n]
			case "del", "moveFrom":
				gone--
			case "ins", "moveTo":
				added--
			case "instrText", "delInstrText":
				code--
				text := loose.String()
				loose.Reset()
				if err := f.instruction(place, text); err != nil {
					return err
				}
			default:
				if err := settle(); err != nil {
					return err
				}
			}
		}
	}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (f *finder) paragraph(place Place, t *tracked) error {
	if err := f.try(place, t.now.String()); err != nil {
		return err
	}
	if place == Unseen {
		place = Deleted
	}
	if t.before.Len() == t.all.Len() && t.now.Len() == t.all.Len() {
		return nil
	}
	if err := f.try(place, t.before.String()); err != nil {
		return err
	}
	return f.try(place, t.all.String())
}

// attributes looks at what people write into attributes: descriptions of pictures, who wrote a comment, and addresses
// that are no web pages, whose numbers mean other things.
func (f *finder) attributes(place Place, e xml.StartElement) error {
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "descr", "title", "alt", "author":
			if err := f.try(place, a.Value); err != nil {
				return err
			}
		case "Target", "instr":
			if err := f.instruction(place, a.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// bookmark is a name that Word gives a place in a text; its number is a random one.
var bookmark = regexp.MustCompile(`_[A-Za-z]+[0-9]+`)

func (f *finder) instruction(place Place, text string) error {
	if lower := strings.ToLower(text); strings.Contains(lower, "http:") || strings.Contains(lower, "https:") {
		return nil
	}
	return f.try(place, bookmark.ReplaceAllString(text, ""))
}

// pdf looks at the information, the links and the notes of a PDF file. Its pages are text that [Read] has read.
func (f *finder) pdf(data []byte) error {
	err := pdfNotes(f.ctx, data, f.limits.Output, func(text string) error { return f.try(Annotated, text) })
	if err != nil {
		return err
	}
	return f.information(data)
}

// information asks poppler for what a PDF file says of itself. Without the program, or where it does not know an option,
// that is not looked at.
func (f *finder) information(data []byte) error {
	said, err := pdfInformation(f.ctx, data, f.limits)
	if err != nil {
		return err
	}
	for line := range strings.SplitSeq(said, "\n") {
		if err := f.try(Properties, line); err != nil {
			return err
		}
	}
	return nil
}

// String says the place, for logs.
func (p Place) String() string { return fmt.Sprintf("%q", string(p)) }
