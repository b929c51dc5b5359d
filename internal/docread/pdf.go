package docread

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/planimport"
)

// PDF files are read by poppler's programs (Debian and Ubuntu: poppler-utils; Homebrew: poppler), as children with
// limits of time, memory and output: no reader in Go survives malformed files and extracts text. They tell where every
// word stands; putting pages in order is ours.
const (
	pdfToText = "pdftotext"
	pdfToHTML = "pdftohtml" // knows which letters are bold; done without where it is missing
	pdfInfo   = "pdfinfo"   // knows the structure of tagged files; likewise
)

// PDFReadable tells whether this machine can read PDF files.
func PDFReadable() bool {
	_, err := exec.LookPath(pdfToText)
	return err == nil
}

const (
	brokenPDF   = "PDF-filen är skadad och går inte att läsa. Öppna den, spara den på nytt och välj den igen, eller klistra in texten."
	lockedPDF   = "PDF-filen är skyddad med lösenord. Öppna den, spara den utan lösenord och välj den igen, eller klistra in texten."
	guardedPDF  = "PDF-filen får inte kopieras, säger den som gjorde den. Be om planen som Word-dokument (.docx), eller skriv av texten."
	picturesPDF = "PDF-filen innehåller bara bilder av sidor, ingen text. Be om planen som Word-dokument (.docx), eller kör filen genom ett program som känner igen text (OCR)."
	garbledPDF  = "Texten i PDF-filen går inte att läsa: filen säger inte vilka bokstäver den visar. Be om planen som Word-dokument (.docx)."
	largePDF    = "PDF-filen är för stor eller har för många sidor. Dela den, eller spara planen som ren text (.txt)."
	noPDF       = "PDF-filer går inte att läsa på den här datorn. Spara planen som Word-dokument (.docx) eller ren text (.txt), eller klistra in texten."
)

func readPDF(ctx context.Context, data []byte, limits Limits) (*planimport.Text, error) {
	program, err := exec.LookPath(pdfToText)
	if err != nil {
		return nil, failed(ErrNoReader, noPDF)
	}
	dir, err := os.MkdirTemp("", "verkstad-pdf-")
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "plan.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	last := strconv.Itoa(limits.Pages + 1)
	out, err := runLimited(ctx, dir, limits, program, "-bbox-layout", "-enc", "UTF-8", "-l", last, file, "-")
	if err != nil {
		return nil, err
	}
	pages := readPages(out)
	if len(pages) > limits.Pages {
		return nil, failed(planimport.ErrTooBig, largePDF)
	}
	if err := checkPages(pages); err != nil {
		return nil, err
	}
	if html, err := exec.LookPath(pdfToHTML); err == nil {
		// Without it headings are known by their size only.
		if out, err := runLimited(ctx, dir, limits, html, "-xml", "-i", "-hidden", "-stdout", "-zoom", zoom, "-enc", "UTF-8", "-l", last, file); err == nil {
			dress(pages, out)
		} else if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	lines := layPages(pages)
	if info, err := exec.LookPath(pdfInfo); err == nil {
		// It reads every page anew for every paragraph: large files go without.
		short, cancel := context.WithTimeout(ctx, limits.Time/4)
		out, err := runLimited(short, dir, limits, info, "-struct-text", "-enc", "UTF-8", file)
		cancel()
		if err == nil {
			applyTags(lines, readTags(out))
		} else if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if len(lines) > limits.Lines {
		return nil, failed(planimport.ErrTooBig, largePDF)
	}
	return finish(lines, planimport.Paged, "pdf")
}

// errOutput: the child said more than it may.
var errOutput = errors.New("too much output")

// runLimited runs one of poppler's programs in dir and returns what it says. A shell sets the limits, since Go cannot
// set them for a child; a system that does not know one of them goes on without it.
func runLimited(ctx context.Context, dir string, limits Limits, program string, args ...string) ([]byte, error) {
	seconds := int(limits.Time/time.Second) + 1
	script := fmt.Sprintf(`ulimit -c 0; ulimit -t %d; ulimit -f 0; ulimit -v %d 2>/dev/null; exec "$0" "$@"`, seconds, limits.Memory>>10)
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(within, "/bin/sh", append([]string{"-c", script, program}, args...)...)
	cmd.Dir = dir
	cmd.Env = []string{"LC_ALL=C", "HOME=" + dir, "PATH=/usr/bin:/bin"}
	cmd.WaitDelay = 2 * time.Second
	var said tail
	cmd.Stderr = &said
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	out, readErr := io.ReadAll(io.LimitReader(pipe, limits.Output+1))
	if int64(len(out)) > limits.Output {
		readErr = errOutput
		cancel()
	}
	err = cmd.Wait()
	switch {
	case errors.Is(readErr, errOutput):
		return nil, failed(planimport.ErrTooBig, largePDF)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil && readErr == nil:
		return out, nil
	}
	switch text := said.String(); {
	case strings.Contains(text, "Incorrect password"):
		return nil, failed(ErrEncrypted, lockedPDF)
	case strings.Contains(text, "Copying of text"), strings.Contains(text, "not allowed"):
		return nil, failed(ErrEncrypted, guardedPDF)
	case strings.Contains(text, "emory"), strings.Contains(text, "bad_alloc"):
		return nil, failed(planimport.ErrTooBig, largePDF)
	}
	return nil, failed(ErrBroken, brokenPDF)
}

// A tail keeps the last bytes written to it.
type tail struct{ bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if t.Len() > 64<<10 {
		t.Reset()
	}
	return t.Buffer.Write(p)
}

// A word is one word of a page; places are in points from the upper left corner.
type word struct {
	x0, y0, x1, y1 float64
	text           string
	size           float64
	bold           bool
}

// A page is what stands on one.
type page struct {
	width, height float64
	lines         [][]word // as the program put them together: words of a line without wide gaps
}

// readPages reads what pdftotext -bbox-layout says: elements on lines of their own.
func readPages(out []byte) []*page {
	var pages []*page
	var p *page
	s := bufio.NewScanner(bytes.NewReader(out))
	s.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for s.Scan() {
		l := bytes.TrimSpace(s.Bytes())
		switch {
		case bytes.HasPrefix(l, []byte("<page ")):
			p = &page{width: number(l, "width"), height: number(l, "height")}
			pages = append(pages, p)
		case p == nil:
		case bytes.HasPrefix(l, []byte("<line ")):
			p.lines = append(p.lines, nil)
		case bytes.HasPrefix(l, []byte("<word ")):
			from, to := bytes.IndexByte(l, '>'), bytes.LastIndex(l, []byte("</word>"))
			if to < from || from < 0 {
				continue
			}
			w := word{x0: number(l, "xMin"), y0: number(l, "yMin"), x1: number(l, "xMax"), y1: number(l, "yMax"), text: plain(l[from+1 : to])}
			w.size = (w.y1 - w.y0) / 1.17 // most fonts are that much higher than their size
			if strings.TrimSpace(w.text) == "" || !(w.x1 >= w.x0) || !(w.y1 > w.y0) {
				continue
			}
			if len(p.lines) == 0 {
				p.lines = append(p.lines, nil)
			}
			p.lines[len(p.lines)-1] = append(p.lines[len(p.lines)-1], w)
		}
	}
	return pages
}

// number reads an attribute that holds a number.
func number(element []byte, name string) float64 {
	i := bytes.Index(element, []byte(name+`="`))
	if i < 0 {
		return 0
	}
	rest := element[i+len(name)+2:]
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		return 0
	}
	n, err := strconv.ParseFloat(string(rest[:end]), 64)
	if err != nil || n != n || n > 1e6 || n < -1e6 {
		return 0
	}
	return n
}

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&apos;", "'", "&amp;", "&")

func plain(b []byte) string { return unescape.Replace(strings.ToValidUTF8(string(b), "\ufffd")) }

// maxPageWords is many times what can be read on a page.
const maxPageWords = 20_000

// checkPages refuses files that show text without having any, and such whose letters are unknown.
func checkPages(pages []*page) error {
	letters, strange := 0, 0
	for _, p := range pages {
		words := 0
		for _, l := range p.lines {
			if words += len(l); words > maxPageWords {
				return failed(planimport.ErrTooBig, largePDF)
			}
			for _, w := range l {
				for _, r := range w.text {
					switch {
					case unicode.IsLetter(r):
						letters++
					case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Co, r) && (r < 0xf000 || r > 0xf0ff):
						strange++
					}
				}
			}
		}
	}
	switch {
	case strange > letters/2 && strange > 20:
		return failed(ErrFormat, garbledPDF)
	case letters < 20*len(pages) && letters < 200: // numbers and stamps on pictures
		return failed(ErrPictures, picturesPDF)
	}
	return nil
}

// zoom is how many of pdftohtml's units a point has at most: it rounds to whole ones, and three is as fine as it goes.
const zoom = "3"

// dress gives words the size and weight that pdftohtml -xml says.
func dress(pages []*page, out []byte) {
	type box struct {
		x0, y0, x1, y1 float64
		size           float64
		bold           bool
	}
	sizes, boldFont := map[string]float64{}, map[string]bool{}
	var boxes []box
	n, scale := -1, 3.0
	settle := func() {
		if n < 0 || n >= len(pages) {
			return
		}
		// Few boxes have the height of a word; rows of them are found by where they begin.
		byRow := map[int][]box{}
		for _, b := range boxes {
			for row := int(b.y0 / 8); row <= int(b.y1/8) && row < int(b.y0/8)+40; row++ {
				if len(byRow[row]) < 500 {
					byRow[row] = append(byRow[row], b)
				}
			}
		}
		for _, l := range pages[n].lines {
			for i := range l {
				w := &l[i]
				x, y := (w.x0+w.x1)/2, (w.y0+w.y1)/2
				for _, b := range byRow[int(y/8)] {
					if x >= b.x0-1 && x <= b.x1+1 && y >= b.y0 && y <= b.y1 {
						w.bold = b.bold
						if b.size > 0 {
							w.size = b.size
						}
						break
					}
				}
			}
		}
	}
	s := bufio.NewScanner(bytes.NewReader(out))
	s.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for s.Scan() {
		l := bytes.TrimSpace(s.Bytes())
		if i := bytes.Index(l, []byte(`<page number="`)); i > 0 { // links within the file are named before it
			l = l[i:]
		}
		switch {
		case bytes.HasPrefix(l, []byte("<page ")):
			settle()
			boxes = boxes[:0]
			if n++; n < len(pages) && pages[n].height > 0 {
				if scale = number(l, "height") / pages[n].height; !(scale > 0.5) {
					scale = 3
				}
			}
		case bytes.HasPrefix(l, []byte("<fontspec ")):
			id := attribute(l, "id")
			sizes[id] = number(l, "size") / scale
			family := strings.ToLower(attribute(l, "family"))
			for _, w := range [...]string{"bold", "black", "heavy", "semibold", "demi"} {
				boldFont[id] = boldFont[id] || strings.Contains(family, w)
			}
		case bytes.HasPrefix(l, []byte("<text ")):
			end := bytes.IndexByte(l, '>')
			if end < 0 {
				continue
			}
			id := attribute(l, "font")
			b := box{x0: number(l, "left") / scale, y0: number(l, "top") / scale, size: sizes[id]}
			b.x1, b.y1 = b.x0+number(l, "width")/scale, b.y0+number(l, "height")/scale
			inner := l[end+1:]
			b.bold = boldFont[id] || bytes.HasPrefix(inner, []byte("<b>")) && bytes.Index(inner, []byte("</b>")) >= len(inner)-len("</b></text>")-4 ||
				bytes.HasPrefix(inner, []byte("<i><b>"))
			boxes = append(boxes, b)
		}
	}
	settle()
}

func attribute(element []byte, name string) string {
	i := bytes.Index(element, []byte(name+`="`))
	if i < 0 {
		return ""
	}
	rest := element[i+len(name)+2:]
	if end := bytes.IndexByte(rest, '"'); end >= 0 {
		return string(rest[:end])
	}
	return ""
}
