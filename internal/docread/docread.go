// Package docread reads the files that plans come in (Word documents, PDF files, text) and makes of their bytes the text
// and layout that package planimport understands.
//
// It owns the formats: which they are, by their contents and never by their name, how their parts are unpacked within
// limits, what of them is text, and how a page is put in reading order. It must not know what a goal is or how anything
// is stored or shown. A hostile or broken file costs bounded time and memory and ends in a sentence that people can act
// on; see [Limits].
package docread

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"verkstad/internal/planimport"
)

// A Format is a format of files that can be read.
type Format string

// The formats, by their usual extensions.
const (
	Text Format = "txt" // plain text and Markdown, in any encoding
	Word Format = "docx"
	PDF  Format = "pdf"
)

// Limits bound what a file may cost. Pictures and other parts that hold no text are never unpacked, so that they count
// as part of the file only.
type Limits struct {
	Bytes   int           // of a Word or PDF file as it comes
	Part    int64         // bytes of an unpacked part of a Word file
	Ratio   int64         // how many times larger an unpacked part of more than a megabyte may be than the packed one
	Entries int           // files in a Word file
	Depth   int           // elements within each other
	Tokens  int           // elements, texts and ends in a part
	Lines   int           // of text
	Letters int           // bytes of text
	Time    time.Duration // for reading one file
	Pages   int           // of a PDF file
	Memory  int64         // bytes that the reader of PDF files may use
	Output  int64         // bytes that the reader of PDF files may say
}

// MaxBytes is the size of the largest file that is read: a plan with pictures.
const MaxBytes = 10 << 20

// Usual are the limits of [Read]: several times what a plan of three hundred pages needs.
var Usual = Limits{
	Bytes: MaxBytes, Part: 24 << 20, Ratio: 200, Entries: 3000, Depth: 200, Tokens: 4_000_000, Lines: 60_000, Letters: 4 << 20,
	Time: 30 * time.Second, Pages: 400, Memory: 768 << 20, Output: 48 << 20,
}

// The kinds of error, besides those of package planimport. All come as *[planimport.InputError].
var (
	ErrFormat    = errors.New("a format that is not read")
	ErrEncrypted = errors.New("protected by a password")
	ErrBroken    = errors.New("broken file")
	ErrHostile   = errors.New("file with something that no plan holds")
	ErrPictures  = errors.New("pictures only, no text")
	ErrNoReader  = errors.New("the program that reads PDF files is missing")
)

func failed(kind error, message string) error {
	return &planimport.InputError{Kind: kind, Message: message}
}

// Read reads a file. The error is a *[planimport.InputError] with a Swedish message for everything that is wrong with
// the file, another error when ctx ended or this machine failed. One that is a *[PanicError] too must be logged.
func Read(ctx context.Context, data []byte) (*planimport.Text, error) {
	return ReadWithin(ctx, data, Usual)
}

// ReadWithin is [Read] with limits of its own.
func ReadWithin(ctx context.Context, data []byte, limits Limits) (*planimport.Text, error) {
	format, err := FormatOf(data)
	if err != nil {
		return nil, err
	}
	if format == Text {
		return planimport.ReadText(data, planimport.Limits{})
	}
	var t *planimport.Text
	err = inTurn(ctx, format, data, limits, func(within context.Context) (err error) {
		t, err = readersOf[format](within, data, limits)
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// readersOf are the readers of the formats that are not text.
var readersOf = map[Format]func(context.Context, []byte, Limits) (*planimport.Text, error){Word: readWord, PDF: readPDF}

// inTurn does something with a file when it is its turn, within its time, and tells what was wrong with it.
func inTurn(ctx context.Context, format Format, data []byte, limits Limits, do func(within context.Context) error) (err error) {
	if len(data) > limits.Bytes {
		return failed(planimport.ErrTooBig, fmt.Sprintf("Filen är för stor. Den får vara högst %d MB. Ta bort bilder ur den, eller spara den som ren text (.txt).", limits.Bytes>>20))
	}
	select { // the time of a file begins when it is its turn
	case readers <- struct{}{}:
		defer func() { <-readers }()
	case <-ctx.Done():
		return fmt.Errorf("wait to read %s: %w", format, ctx.Err())
	}
	within, cancel := context.WithTimeout(ctx, limits.Time)
	defer cancel()
	defer func() {
		// The readers are written and fuzzed not to panic; a file from a stranger must not end a request if they do.
		if p := recover(); p != nil {
			err = PanicFor(format, len(data), p)
		}
	}()
	err = do(within)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("read %s: %w", format, ctx.Err())
	case errors.Is(err, context.DeadlineExceeded):
		return failed(planimport.ErrTooBig, "Det tog för lång tid att läsa filen. Spara den som ren text (.txt), eller klistra in texten.")
	}
	return err
}

// A PanicError is a mistake of this package that a file has brought to light: people are told that the file is broken,
// and whoever calls must log it. Nothing in it is of the file's contents.
type PanicError struct {
	Format Format
	Bytes  int    // size of the file
	Value  string // of a mistake of the program its words, of anything else its type only
	Stack  string
	told   error
}

// PanicFor returns the error of a reader that panicked over a file of so many bytes.
func PanicFor(format Format, size int, value any) *PanicError {
	e := &PanicError{Format: format, Bytes: size, Value: fmt.Sprintf("%T", value), Stack: string(debug.Stack()), told: failed(ErrBroken, brokenWord)}
	if format == PDF {
		e.told = failed(ErrBroken, brokenPDF)
	}
	if mistake, ok := value.(runtime.Error); ok {
		e.Value = mistake.Error()
	}
	return e
}

// Error implements error, for logs.
func (e *PanicError) Error() string {
	return fmt.Sprintf("read a %s file of %d bytes: panic: %s", e.Format, e.Bytes, e.Value)
}

// Unwrap returns the *[planimport.InputError] that people are told.
func (e *PanicError) Unwrap() error { return e.told }

// readers bounds how many files are read at once, and so what they may use together.
var readers = make(chan struct{}, 2)

const (
	asWord       = "Öppna den i programmet som gjorde den och spara den som Word-dokument (.docx) eller PDF."
	brokenWord   = "Word-filen är skadad och går inte att läsa. Öppna den i Word, spara den på nytt och välj den igen."
	hostileWord  = "Word-filen innehåller något som vanliga Word-dokument inte har. Öppna den i Word, spara den på nytt som Word-dokument (.docx) och välj den igen."
	lockedWord   = "Filen är skyddad med lösenord. Öppna den, ta bort lösenordet, spara den och välj den igen."
	macroWord    = "Word-filen innehåller makron. Öppna den i Word, välj Spara som och Word-dokument (.docx) utan makron, och välj den filen."
	tooLargeWord = "Word-filen är för stor när den packas upp. Dela den, eller spara den som ren text (.txt)."
)

// FormatOf tells the format of a file by its contents. The error is a *[planimport.InputError] that says what to do
// with a file of another format.
func FormatOf(data []byte) (Format, error) {
	head := data[:min(len(data), 1024)]
	text := bytes.TrimLeft(head, " \t\r\n\ufeff")
	lower := bytes.ToLower(text)
	starts := func(p string) bool { return bytes.HasPrefix(data, []byte(p)) }
	switch {
	case starts("PK\x03\x04"), starts("PK\x05\x06"), starts("PK\x07\x08"):
		return Word, packed(data)
	case bytes.Contains(head, []byte("%PDF-")):
		return PDF, nil
	case starts("\xd0\xcf\x11\xe0"):
		switch {
		case bytes.Contains(data, wide("EncryptedPackage")):
			return "", failed(ErrEncrypted, lockedWord)
		case bytes.Contains(data, wide("WordDocument")):
			return "", failed(ErrFormat, "Det här är en äldre Word-fil (.doc). Öppna den i Word, välj Spara som och Word-dokument (.docx), och välj den filen.")
		}
		return "", failed(ErrFormat, "Det här är ingen Word-fil. "+asWord)
	case bytes.HasPrefix(text, []byte(`{\rtf`)):
		return "", failed(ErrFormat, "Det här är en RTF-fil. Öppna den i Word, välj Spara som och Word-dokument (.docx), och välj den filen.")
	case picture(data):
		return "", failed(ErrFormat, "Det här är en bild. Text i bilder går inte att läsa. Välj planen som Word (.docx), PDF eller text, eller klistra in texten.")
	case starts("\x1f\x8b"), starts("Rar!"), starts("7z\xbc\xaf\x27\x1c"), starts("BZh"), starts("\xfd7zXZ"):
		return "", failed(ErrFormat, "Det här är en packad fil. Packa upp den och välj planen som ligger i den.")
	case starts("MZ"), starts("\x7fELF"):
		return "", failed(ErrFormat, "Det här är ett program. Välj planen som Word (.docx), PDF eller text.")
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")), bytes.HasPrefix(lower, []byte("mime-version:")):
		return "", failed(ErrFormat, "Det här är en webbsida. Öppna den, markera allt, kopiera och klistra in texten.")
	case bytes.HasPrefix(lower, []byte("<?xml")):
		return "", failed(ErrFormat, "Det här är en XML-fil. "+asWord)
	}
	return Text, nil
}

// wide is how names stand in the older container of Office.
func wide(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

func picture(data []byte) bool {
	for _, p := range [...]string{"\x89PNG", "\xff\xd8\xff", "GIF8", "II*\x00", "MM\x00*", "BM"} {
		if bytes.HasPrefix(data, []byte(p)) && (p != "BM" || len(data) > 14 && bytes.Equal(data[6:10], []byte{0, 0, 0, 0})) {
			return true
		}
	}
	if len(data) < 12 {
		return false
	}
	brand := string(data[8:12])
	return bytes.HasPrefix(data, []byte("RIFF")) && brand == "WEBP" ||
		string(data[4:8]) == "ftyp" && (brand == "heic" || brand == "heix" || brand == "mif1" || brand == "avif")
}
