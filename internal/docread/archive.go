package docread

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"verkstad/internal/planimport"
)

// packed says what is wrong with an archive that is no Word document, and nothing for one that seems to be.
func packed(data []byte) error {
	names := map[string]bool{}
	for name := range centralNames(data) {
		switch base := path.Base(name); {
		case name == "word/vbaProject.bin":
			return failed(ErrHostile, macroWord)
		case strings.HasPrefix(name, "word/"):
			names["word"] = true
		case strings.HasPrefix(name, "xl/"):
			names["excel"] = true
		case strings.HasPrefix(name, "ppt/"):
			names["powerpoint"] = true
		case strings.HasSuffix(base, ".iwa"):
			names["pages"] = true
		case name == "mimetype", name == "META-INF/manifest.xml", name == "content.xml":
			names["open"] = true
		}
	}
	switch {
	case names["word"]:
		return nil
	case names["excel"]:
		return failed(ErrFormat, "Det här är en Excel-fil. Kopiera planens text därifrån och klistra in den.")
	case names["powerpoint"]:
		return failed(ErrFormat, "Det här är en PowerPoint-fil. Spara den som PDF, eller kopiera texten och klistra in den.")
	case names["pages"]:
		return failed(ErrFormat, "Det här är en Pages-fil. Öppna den i Pages, välj Exportera till och Word, och välj den filen.")
	case names["open"]:
		return failed(ErrFormat, "Det här är en OpenDocument-fil (.odt). Öppna den i LibreOffice eller Word, spara den som Word-dokument (.docx) och välj den filen.")
	case !bytes.Contains(data, []byte("PK\x05\x06")):
		return failed(ErrBroken, brokenWord)
	}
	return failed(ErrFormat, "Det här är en packad fil (.zip). Packa upp den och välj planen som ligger i den.")
}

// centralNames goes through the names in the directory of an archive without believing what it says of itself.
func centralNames(data []byte) func(yield func(string) bool) {
	const header = 46
	return func(yield func(string) bool) {
		for at, n := 0, 0; n < 10_000; n++ {
			i := bytes.Index(data[at:], []byte("PK\x01\x02"))
			if i < 0 || at+i+header > len(data) {
				return
			}
			at += i
			length := int(data[at+28]) | int(data[at+29])<<8
			at += header
			if at+length > len(data) {
				return
			}
			if !yield(string(data[at : at+length])) {
				return
			}
		}
	}
}

// An archive is a Word file's container.
type archive struct {
	files  map[string]*zip.File
	limits Limits
}

func openArchive(data []byte, limits Limits) (*archive, error) {
	// The package that reads archives reads the whole directory before anybody can ask how long it is.
	if bytes.Count(data, []byte("PK\x01\x02")) > limits.Entries {
		return nil, failed(planimport.ErrTooBig, tooLargeWord)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, failed(ErrBroken, brokenWord)
	}
	a := &archive{files: make(map[string]*zip.File, len(r.File)), limits: limits}
	for _, f := range r.File {
		if a.files[f.Name] != nil {
			return nil, failed(ErrHostile, hostileWord) // which of the two Word would show, nobody knows
		}
		a.files[f.Name] = f
	}
	return a, nil
}

// open returns a part for reading within the limits, nil when it is not there.
func (a *archive) open(name string) (io.Reader, error) {
	f := a.files[strings.TrimPrefix(name, "/")]
	if f == nil {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, failed(ErrEncrypted, lockedWord)
	}
	if f.UncompressedSize64 > uint64(a.limits.Part) {
		return nil, failed(planimport.ErrTooBig, tooLargeWord)
	}
	r, err := f.Open()
	if err != nil {
		return nil, failed(ErrBroken, brokenWord)
	}
	return &bounded{r: r, packed: int64(f.CompressedSize64), limits: a.limits}, nil
}

// errBeyond: more was unpacked than may be.
var errBeyond = errors.New("part beyond limits")

// bounded counts what is really unpacked, whatever the archive's directory says.
type bounded struct {
	r      io.Reader
	n      int64
	packed int64
	limits Limits
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	if b.n > b.limits.Part || b.n > 1<<20 && b.n > b.packed*b.limits.Ratio {
		return 0, errBeyond
	}
	return n, err
}

// A scanner goes through the elements of a part within limits. It knows no entities but the five of XML, follows no
// reference and refuses declarations.
type scanner struct {
	ctx    context.Context
	d      *xml.Decoder
	limits Limits
	depth  int
	tokens int
}

func newScanner(ctx context.Context, r io.Reader, limits Limits) *scanner {
	s := &scanner{ctx: ctx, d: xml.NewDecoder(r), limits: limits}
	s.d.Entity = map[string]string{}
	return s
}

// next returns the next start, end or text; io.EOF at the end.
func (s *scanner) next() (xml.Token, error) {
	for {
		if s.tokens++; s.tokens > s.limits.Tokens {
			return nil, failed(planimport.ErrTooBig, tooLargeWord)
		}
		if s.tokens%1024 == 0 && s.ctx.Err() != nil {
			return nil, s.ctx.Err()
		}
		t, err := s.d.Token()
		if err != nil {
			return nil, s.explain(err)
		}
		switch t.(type) {
		case xml.StartElement:
			if s.depth++; s.depth > s.limits.Depth {
				return nil, failed(ErrHostile, hostileWord)
			}
		case xml.EndElement:
			s.depth--
		case xml.CharData:
		case xml.Directive:
			return nil, failed(ErrHostile, hostileWord)
		default:
			continue
		}
		return t, nil
	}
}

func (s *scanner) explain(err error) error {
	switch {
	case err == io.EOF:
		return err
	case errors.Is(err, errBeyond):
		return failed(planimport.ErrTooBig, tooLargeWord)
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	}
	return failed(ErrBroken, brokenWord)
}

// skip passes the rest of the element that was started last.
func (s *scanner) skip() error {
	for depth := 1; depth > 0; {
		t, err := s.next()
		if err != nil {
			return unexpected(err)
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// text returns the letters within the element that was started last.
func (s *scanner) text() (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := s.next()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			b.Write(t)
		}
	}
	return b.String(), nil
}

// each calls do for every child of the element that was started last, at whatever depth do leaves it: it must pass the
// child's contents, by skip or otherwise.
func (s *scanner) each(do func(xml.StartElement) error) error {
	for {
		t, err := s.next()
		if err != nil {
			return unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := do(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// unexpected makes an end where none may be an error.
func unexpected(err error) error {
	if err == io.EOF {
		return failed(ErrBroken, brokenWord)
	}
	return err
}

// attr returns an attribute by its local name, "" when it is not there.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// on reads a property that is on or off by being there: <w:b/>, <w:b w:val="0"/>.
func on(e xml.StartElement) bool {
	switch attr(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// isWord tells whether an element is of the vocabulary of Word documents, in either of its two spellings.
func isWord(n xml.Name) bool {
	return strings.HasSuffix(n.Space, "/wordprocessingml/main") || n.Space == wordSpace
}

const wordSpace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
