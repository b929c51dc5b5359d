package planimport

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits bound what is read. Zero fields take the default.
type Limits struct {
	Bytes      int // size of the file; default 4 MiB
	Lines      int // default 60,000
	LineLength int // characters in one line; default 20,000
}

// The kinds of [InputError].
var (
	ErrEmpty   = errors.New("empty text")
	ErrTooBig  = errors.New("text beyond limits")
	ErrNotText = errors.New("not a text file")
	ErrStarts  = errors.New("document starts do not fit the text")
)

// An InputError is something that a person can mend: a Swedish message, ready to show. errors.Is tells its kind.
type InputError struct {
	Kind    error // one of ErrEmpty, ErrTooBig, ErrNotText, ErrStarts
	Message string
}

// Error implements error, for logs; pages show Message.
func (e *InputError) Error() string { return fmt.Sprintf("plan text: %v: %s", e.Kind, e.Message) }

// Unwrap returns the kind.
func (e *InputError) Unwrap() error { return e.Kind }

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 4 << 20
	}
	if l.Lines == 0 {
		l.Lines = 60_000
	}
	if l.LineLength == 0 {
		l.LineLength = 20_000
	}
	return l
}

// ReadText decodes a text file: UTF-8 and UTF-16 with or without byte order mark, otherwise Windows-1252, which
// includes Latin-1. Line ends of all systems are understood, form feeds start a page. Letters written as two
// characters (a and a ring) become one. The error is an *[InputError].
func ReadText(data []byte, limits Limits) (*Text, error) {
	limits = limits.orDefault()
	if len(data) > limits.Bytes {
		return nil, &InputError{ErrTooBig, fmt.Sprintf("Filen är för stor. En plan som text får vara högst %s. Dela filen eller ta bort det som inte är plan.", size(limits.Bytes))}
	}
	if msg := foreignFormat(data); msg != "" {
		return nil, &InputError{ErrNotText, msg}
	}
	s, encoding := decode(data)
	if looksBinary(s) {
		return nil, &InputError{ErrNotText, "Filen är inte en textfil. Öppna den i programmet som gjorde den och spara den som ren text (.txt)."}
	}
	s = norm.NFC.String(ligatures.Replace(s))
	lines, err := splitLines(s, limits)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if strings.ContainsFunc(l.Text, unicode.IsLetter) {
			return &Text{Lines: lines, Encoding: encoding}, nil
		}
	}
	return nil, &InputError{ErrEmpty, "Det finns ingen text i filen. Välj en annan fil, eller klistra in planens text."}
}

func size(n int) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d kB", max(n>>10, 1))
}

// foreignFormat recognises files that people take for text, by their first bytes.
func foreignFormat(data []byte) string {
	head := bytes.TrimLeft(data[:min(len(data), 512)], " \t\r\n\ufeff")
	lower := bytes.ToLower(head)
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return "Det här är en Word-fil eller en annan packad fil. Öppna den och spara den som ren text (.txt), eller klistra in texten."
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return "Det här är en PDF. Öppna den, markera allt, kopiera och klistra in texten, eller spara den som ren text (.txt)."
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return "Det här är en äldre Word-fil. Öppna den och spara den som ren text (.txt), eller klistra in texten."
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		return "Det här är en RTF-fil. Öppna den och spara den som ren text (.txt), eller klistra in texten."
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return "Det här är en webbsida. Öppna den, markera allt, kopiera och klistra in texten."
	}
	return ""
}

// decode guesses the encoding. It never fails: every byte is some character of Windows-1252.
func decode(data []byte) (s, encoding string) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return strings.ToValidUTF8(string(data[3:]), "\ufffd"), "utf-8"
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data[2:], false), "utf-16le"
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data[2:], true), "utf-16be"
	}
	// Without a mark, UTF-16 gives itself away: Latin letters have a zero byte each, always on the same side.
	var zero [2]int
	sample := data[:min(len(data), 4096)]
	for i, b := range sample {
		if b == 0 {
			zero[i&1]++
		}
	}
	if n := len(sample) / 2; n > 1 {
		if zero[1]*10 > n*7 && zero[0]*10 < n {
			return decode16(data, false), "utf-16le"
		}
		if zero[0]*10 > n*7 && zero[1]*10 < n {
			return decode16(data, true), "utf-16be"
		}
	}
	if utf8.Valid(data) {
		return string(data), "utf-8"
	}
	// A file that is UTF-8 but for a few broken characters is read as such; in Windows-1252 a Swedish letter is
	// followed by a plain one, which is never valid UTF-8.
	good, bad := 0, 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else if n > 1 {
			good++
		}
		i += n
	}
	if good > 4*bad {
		return strings.ToValidUTF8(string(data), "\ufffd"), "utf-8"
	}
	var b strings.Builder
	b.Grow(len(data) + len(data)/8)
	for _, c := range data {
		if c >= 0x80 && c < 0xa0 {
			b.WriteRune(windows1252[c-0x80])
		} else {
			b.WriteRune(rune(c))
		}
	}
	return b.String(), "windows-1252"
}

// windows1252 is the upper control range as Windows uses it; the five bytes without a character become U+FFFD.
// Source: the WHATWG Encoding Standard, index windows-1252.
var windows1252 = [32]rune{
	'€', 0xfffd, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0xfffd, 'Ž', 0xfffd,
	0xfffd, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0xfffd, 'ž', 'Ÿ',
}

func decode16(data []byte, bigEndian bool) string {
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		if bigEndian {
			units = append(units, uint16(data[i])<<8|uint16(data[i+1]))
		} else {
			units = append(units, uint16(data[i+1])<<8|uint16(data[i]))
		}
	}
	return string(utf16.Decode(units))
}

func looksBinary(s string) bool {
	odd, n := 0, 0
	for _, r := range s {
		n++
		switch {
		case r == 0:
			return true
		case r == utf8.RuneError, unicode.IsControl(r) && !strings.ContainsRune("\t\n\v\f\r\u0085", r):
			odd++
		}
	}
	return odd*50 > n && odd > 2
}

// ligatures takes apart the joined letters that typesetting leaves in copied text.
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "ft", "ﬆ", "st")

// splitLines cuts at every kind of line end and cleans each line. Numbers count the lines as an editor does, so that
// form feeds and line separators do not count.
func splitLines(s string, limits Limits) ([]Line, error) {
	var lines []Line
	no, page := 1, false
	emit := func(raw string) {
		l := cleanLine(raw)
		l.No = no
		switch l.Text {
		case "":
		case "^L": // how some programs write a form feed
			l.Text, page = "", true
		default:
			l.PageBreak, page = page, false
		}
		lines = append(lines, l)
	}
	tooMany := func() error {
		if len(lines) > limits.Lines {
			return &InputError{ErrTooBig, fmt.Sprintf("Texten har för många rader. En plan får ha högst %d rader. Dela filen eller ta bort det som inte är plan.", limits.Lines)}
		}
		return nil
	}
	start, length := 0, 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		next := i + n
		switch r {
		case '\n', '\r', '\f', '\v', '\u0085', '\u2028', '\u2029':
			if r == '\r' && next < len(s) && s[next] == '\n' {
				next++
			}
			// A form feed alone, or at the start of a line, makes no line of its own.
			if r != '\f' || strings.TrimSpace(s[start:i]) != "" {
				emit(s[start:i])
			}
			if r == '\f' {
				page = true
			}
			if r == '\n' || r == '\r' {
				no++
			}
			start, length = next, 0
			if err := tooMany(); err != nil {
				return nil, err
			}
		default:
			length++
			if length > limits.LineLength {
				return nil, &InputError{ErrTooBig, fmt.Sprintf("Rad %d är för lång. En rad får ha högst %d tecken. Dela upp texten i stycken.", no, limits.LineLength)}
			}
		}
		i = next
	}
	if start < len(s) {
		emit(s[start:])
	}
	return lines, tooMany()
}

// cleanLine takes away what is not seen, makes every kind of space a plain one, and measures the indent.
func cleanLine(raw string) Line {
	var b strings.Builder
	b.Grow(len(raw))
	indent, inText := 0, false
	raw = strings.TrimRightFunc(raw, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) && r != softHyphen })
	for i, r := range raw {
		switch {
		case r == softHyphen:
			// Inside a line it is not seen; at the end it is where a word was cut.
			if i+utf8.RuneLen(r) < len(raw) {
				continue
			}
		case r == '\t':
		case unicode.IsSpace(r):
			r = ' '
		case invisible(r):
			continue
		}
		if !inText {
			if r == '\t' {
				indent += 8 - indent%8
				continue
			}
			if r == ' ' {
				indent++
				continue
			}
			inText = true
		}
		b.WriteRune(r)
	}
	return Line{Text: b.String(), Indent: indent}
}

const softHyphen = '\u00ad'

func invisible(r rune) bool {
	switch r {
	case softHyphen, '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff':
		return true
	}
	return unicode.IsControl(r) && r != '\t'
}
