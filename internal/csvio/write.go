package csvio

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// A Writer writes a table the way a Swedish spreadsheet opens with a double click: UTF-8 with its mark, semicolons
// and CRLF. [Decode] gives back the values exactly, apart from rows without content.
//
// A cell that a spreadsheet might run as a formula gets an apostrophe before it, see [OWASP CSV Injection].
//
// [OWASP CSV Injection]: https://owasp.org/www-community/attacks/CSV_Injection
type Writer struct {
	w       *bufio.Writer
	started bool
}

// NewWriter returns a writer to w. Call [Writer.Flush] at the end.
func NewWriter(w io.Writer) *Writer { return &Writer{w: bufio.NewWriter(w)} }

// Write writes one row; the first one is the header. Bytes that are not UTF-8 become U+FFFD and NUL is left out.
func (w *Writer) Write(cells ...string) error {
	if !w.started {
		w.started = true
		w.w.WriteString("\ufeff")
	}
	for i, c := range cells {
		if i > 0 {
			w.w.WriteByte(';')
		}
		c = guard(strings.ReplaceAll(strings.ToValidUTF8(c, "\ufffd"), "\x00", ""))
		if needsQuotes(c) || len(cells) == 1 && c == "" {
			w.w.WriteByte('"')
			w.w.WriteString(strings.ReplaceAll(c, `"`, `""`))
			w.w.WriteByte('"')
		} else {
			w.w.WriteString(c)
		}
	}
	if _, err := w.w.WriteString("\r\n"); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// Flush writes what is buffered.
func (w *Writer) Flush() error {
	if err := w.w.Flush(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// needsQuotes holds for every separator that a reader may guess, and for white space that some readers take away.
func needsQuotes(s string) bool {
	return strings.ContainsAny(s, ";,\t\"\r\n") || strings.TrimSpace(s) != s || strings.HasPrefix(s, "sep=")
}

// guard puts an apostrophe before a cell that begins like a formula. A cell that begins with apostrophes before such a
// start gets one more, so that [unguard] always finds the value again.
func guard(s string) string {
	if startsFormula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// unguard takes away what [guard] has put before a cell.
func unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && startsFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

func startsFormula(s string) bool { return s != "" && strings.IndexByte("=+-@\t\r\n", s[0]) >= 0 }
