package docread_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"verkstad/internal/docread"
	"verkstad/internal/planimport"
)

// fuzzLimits keep one input short.
func fuzzLimits() docread.Limits {
	l := docread.Usual
	l.Bytes, l.Part, l.Tokens, l.Lines, l.Letters, l.Time = 1<<20, 2<<20, 200_000, 4000, 1<<19, 10*time.Second
	return l
}

func check(t *testing.T, data []byte) {
	t.Helper()
	text, err := docread.ReadWithin(context.Background(), data, fuzzLimits())
	if err != nil {
		var bad *planimport.InputError
		if !errors.As(err, &bad) || bad.Message == "" || bad.Error() != err.Error() { // a panic is wrapped
			t.Fatalf("error that is not for people: %v", err)
		}
		return
	}
	last := 0
	for _, l := range text.Lines {
		if l.No < last {
			t.Fatalf("line %d after %d", l.No, last)
		}
		last = l.No
	}
	starts := planimport.GuessDocuments(text)
	if _, err := planimport.Parse(text, planimport.Options{Starts: starts}); err != nil {
		var bad *planimport.InputError
		if !errors.As(err, &bad) {
			t.Fatal(err)
		}
	}
}

// FuzzWord feeds whole files, packed or not.
func FuzzWord(f *testing.F) {
	names, err := filepath.Glob(foreign + "/*.docx")
	if err != nil || len(names) == 0 {
		f.Fatalf("no Word files: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(word(f, para("Rubrik1", run("Mål")), item(1, 0, "Punkt"), table([]string{"Vad", "När"}, []string{"a", "b"})))
	f.Fuzz(func(t *testing.T, data []byte) {
		if format, err := docread.FormatOf(data); err != nil || format != docread.PDF { // poppler has its own fuzzers
			check(t, data)
		}
	})
}

// FuzzWordParts feeds the contents of a document, its styles and its numbering, which packing would hide.
func FuzzWordParts(f *testing.F) {
	f.Add(document(para("Rubrik1", run("Mål"))+item(2, 0, "Punkt")+table([]string{"Vad", "När"}, []string{"a", "b"})), stylesXML, numberingXML)
	f.Add(document(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:sdt><w:sdtContent><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="9"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl></w:sdtContent></w:sdt></w:p>`), stylesXML, numberingXML)
	f.Add(document(`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:br w:type="page"/><w:sym w:font="Symbol" w:char="F0B7"/></w:r></w:p>`), "<a/>", "<a/>")
	f.Fuzz(func(t *testing.T, document, styles, numbering string) {
		parts := wordParts("")
		parts["word/document.xml"], parts["word/styles.xml"], parts["word/numbering.xml"] = document, styles, numbering
		parts["word/footnotes.xml"] = document
		check(t, pack(t, parts))
	})
}
