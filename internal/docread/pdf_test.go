package docread_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verkstad/internal/docread"
	"verkstad/internal/planimport"
)

// A drawing is a page of a PDF as it is being written: every text at its place, in no structure.
type drawing struct{ b strings.Builder }

// at writes letters with their left lower corner x points from the left and y points from the top of a page of A4.
func (d *drawing) at(x, y, size float64, font, text string) *drawing {
	var enc bytes.Buffer
	for _, r := range text {
		switch {
		case r == '(' || r == ')' || r == '\\':
			enc.WriteByte('\\')
			enc.WriteRune(r)
		case r == '•':
			enc.WriteByte(0x95)
		case r == '–':
			enc.WriteByte(0x96)
		case r == '”':
			enc.WriteByte(0x94)
		case r < 256:
			enc.WriteByte(byte(r))
		}
	}
	fmt.Fprintf(&d.b, "BT /%s %g Tf %g %g Td (%s) Tj ET\n", font, size, x, 842-y, enc.String())
	return d
}

// lines writes lines below each other and returns where the next one would stand.
func (d *drawing) lines(x, y, size float64, font string, lines ...string) float64 {
	for _, l := range lines {
		d.at(x, y, size, font, l)
		y += 1.25 * size
	}
	return y
}

// pdf makes a file of pages. F1 is an upright font, F2 a bold one.
func pdf(pages ...*drawing) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(s string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), s)
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 5+2*i))
	}
	object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages)))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
	for i, p := range pages {
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents %d 0 R >>", 6+2*i))
		object(fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", p.b.Len(), p.b.String()))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}

var left = []string{"Föreningarna är navet i arbetet och möter", "medlemmarna varje vecka i olika former av", "öppna möten. Styrelsen besöker alla före-", "ningar minst en gång under året och tar med",
	"sig frågor till nästa sammanträde. Det som", "sägs där skrivs ned och följs upp på hösten"}

var right = []string{"av kansliet tillsammans med revisorerna och", "valberedningen. Därefter redovisas allt på", "årsmötet i mars. Den som vill kan läsa mer", "på distriktets sidor, där det också finns en",
	"sammanställning av tidigare års besök som", "kansliet har gjort. Den är öppen för alla."}

// Two columns under a heading across both, headers, page numbers, headings by size and weight, bullets, a table.
func TestPDFLayout(t *testing.T) {
	t.Parallel()
	needPDF(t)
	page := func(n int) *drawing {
		d := &drawing{}
		d.at(60, 40, 9, "F1", "Distriktet i Norr")
		d.at(400, 40, 9, "F1", "Verksamhetsplan 2019")
		return d.at(290, 815, 9, "F1", fmt.Sprintf("%d (3)", n))
	}
	first := page(1)
	first.at(60, 90, 24, "F2", "Verksamhetsplan 2019")
	first.at(60, 140, 15, "F2", "Föreningarna och deras arbete")
	first.lines(60, 170, 10, "F1", left...)
	first.lines(320, 170, 10, "F1", right...)
	second := page(2)
	y := second.lines(60, 80, 15, "F2", "Medlemmar")
	y = second.lines(60, y+6, 10, "F1", "Fler ska känna sig välkomna i våra föreningar, och därför möter vi alla nya.")
	y = second.lines(60, y+8, 10, "F2", "Våra mål")
	for _, goal := range [][]string{{"Alla nya medlemmar ska ha fått ett samtal inom två veckor efter det att", "de har anmält sig."}, {"Minst fyra träffar per år."}} {
		second.at(66, y, 10, "F1", "•")
		y = second.lines(80, y, 10, "F1", goal...)
	}
	second.lines(60, y+20, 15, "F2", "Ekonomi")
	second.lines(60, y+45, 10, "F1", "Kassören lämnar en rapport varje kvartal.")
	third := page(3)
	y = third.lines(60, 80, 15, "F2", "Kalendarium")
	for i, row := range [][]string{{"Vad", "När", "Ansvarig"}, {"Årsmöte", "20 mars", "Styrelsen"}, {"Studiedag för alla", "Maj varje år", "Studieledaren"}, {"Höstmöte", "Oktober", "Kansliet"}} {
		font := map[bool]string{true: "F2", false: "F1"}[i == 0]
		for k, x := range []float64{60, 240, 400} {
			third.at(x, y+10, 10, font, row[k])
		}
		if i == 2 { // a cell on two lines
			third.at(60, y+22, 10, font, "kassörer i distriktet")
			y += 12
		}
		y += 22
	}
	src := source(t, pdf(first, second, third))
	want := []string{"document Verksamhetsplan 2019", "# Föreningarna och deras arbete", "# Medlemmar", "## Våra mål",
		"* Alla nya medlemmar ska ha fått ett samtal inom två veckor efter det att de har anmält sig. | Medlemmar", "* Minst fyra träffar per år. | Medlemmar", "# Ekonomi", "# Kalendarium"}
	if got := outline(src); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	has := sections(src)
	for _, s := range []string{"Styrelsen besöker alla föreningar minst en gång under året och tar med sig frågor till nästa sammanträde.",
		"Det som sägs där skrivs ned och följs upp på hösten av kansliet tillsammans med revisorerna och valberedningen.", "Kassören lämnar en rapport varje kvartal.",
		"Studiedag för alla kassörer i distriktet", "När: Maj varje år; Ansvarig: Studieledaren", "När: 20 mars; Ansvarig: Styrelsen"} {
		if has[planimport.HashSentence(s)] == nil {
			t.Errorf("no sentence %q", s)
		}
	}
	why := map[planimport.LeftOutReason]int{}
	for _, l := range src.Left {
		why[l.Why]++
	}
	if why[planimport.PageNumber] != 3 || why[planimport.RunningHeader] != 6 || len(why) != 2 {
		t.Errorf("left out: %v", why)
	}
}

func TestHostilePDF(t *testing.T) {
	needPDF(t)
	text := func(n int) []byte {
		var pages []*drawing
		for range n {
			d := &drawing{}
			d.lines(60, 80, 10, "F1", left...)
			pages = append(pages, d)
		}
		return pdf(pages...)
	}
	whole := text(2)
	loop := bytes.Replace(whole, []byte("/Kids [5 0 R 7 0 R]"), []byte("/Kids [2 0 R 2 0 R]"), 1)
	for name, c := range map[string]struct {
		data   []byte
		kind   error
		says   string
		limits func(*docread.Limits)
	}{
		"a password":         {sample(t, "losenord.pdf"), docread.ErrEncrypted, "lösenord", nil},
		"scanned":            {sample(t, "skannad.pdf"), docread.ErrPictures, "bilder av sidor", nil},
		"no text":            {pdf(&drawing{}), docread.ErrPictures, "bilder av sidor", nil},
		"only page numbers":  {pdf((&drawing{}).at(290, 815, 9, "F1", "1"), (&drawing{}).at(290, 815, 9, "F1", "2")), docread.ErrPictures, "bilder", nil},
		"not a PDF":          {[]byte("%PDF-1.7\nbara text"), docread.ErrBroken, "skadad", nil},
		"cut off":            {whole[:300], docread.ErrBroken, "", nil},
		"noise":              {append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("\x00\xff<<[/"), 50_000)...), docread.ErrBroken, "skadad", nil},
		"pages in a ring":    {loop, docread.ErrBroken, "", nil},
		"too many pages":     {text(40), planimport.ErrTooBig, "för många sidor", func(l *docread.Limits) { l.Pages = 30 }},
		"too large":          {append(bytes.Clone(whole), make([]byte, docread.MaxBytes)...), planimport.ErrTooBig, "högst 10 MB", nil},
		"too long a time":    {whole, planimport.ErrTooBig, "för lång tid", func(l *docread.Limits) { l.Time = time.Millisecond }},
		"too much output":    {text(40), planimport.ErrTooBig, "för stor", func(l *docread.Limits) { l.Output = 1000 }},
		"too little memory":  {whole, nil, "", func(l *docread.Limits) { l.Memory = 8 << 20 }},
		"text in many words": {text(200), nil, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			limits := docread.Usual
			if c.limits != nil {
				c.limits(&limits)
			}
			began := time.Now()
			got, err := docread.ReadWithin(t.Context(), c.data, limits)
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			var bad *planimport.InputError
			switch {
			case err == nil && c.kind != nil:
				t.Fatalf("read %d lines", len(got.Lines))
			case err != nil && !errors.As(err, &bad):
				t.Fatal(err)
			case c.kind == nil:
				return
			}
			if c.says != "" && (!errors.Is(err, c.kind) || !strings.Contains(bad.Message, c.says)) {
				t.Errorf("%v says %q, want %q", err, bad.Message, c.says)
			}
		})
	}
}

// Without the program, the message says what can be read instead.
func TestWithoutPDFReader(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := docread.Read(t.Context(), pdf(&drawing{}))
	var bad *planimport.InputError
	if !errors.Is(err, docread.ErrNoReader) || !errors.As(err, &bad) || !strings.Contains(bad.Message, "Word-dokument (.docx)") {
		t.Fatal(err)
	}
	if docread.PDFReadable() {
		t.Error("PDF files are said to be readable")
	}
}

// Only pdftotext is needed; what the other programs know is missed without harm. Nothing is left behind.
func TestPDFReaderAlone(t *testing.T) {
	needPDF(t)
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Fatal(err)
	}
	bin, tmp := t.TempDir(), t.TempDir()
	if err := os.Symlink(program, filepath.Join(bin, "pdftotext")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	t.Setenv("TMPDIR", tmp)
	d := &drawing{}
	d.at(60, 80, 16, "F1", "Medlemmar")
	d.lines(60, 110, 10, "F1", left...)
	d.at(60, 220, 16, "F1", "Studier")
	d.lines(60, 250, 10, "F1", right...)
	src := source(t, pdf(d))
	if got := bare(outline(src)); !slices.Equal(got, []string{"Medlemmar", "Studier"}) {
		t.Errorf("got %q", got)
	}
	if files, _ := os.ReadDir(tmp); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
}
