// Package csvio reads and writes tables in CSV for people who open them in a spreadsheet.
//
// It owns the guesses at encoding and separator, the numbering of rows as a spreadsheet shows them, and the guard
// against cells that a spreadsheet would run as formulas. It must not know what the columns mean. It knows district for
// the shape of complaints and nothing else of ours.
package csvio

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"verkstad/internal/district"
)

// Limits bounds what [Decode] takes. A zero field means its default.
type Limits struct {
	Bytes   int64 // size of the file, default 2 MiB
	Rows    int   // rows below the header that are not empty, default 5,000
	Columns int   // default 100
}

func (l Limits) orDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 2 << 20
	}
	if l.Rows <= 0 {
		l.Rows = 5000
	}
	if l.Columns <= 0 {
		l.Columns = 100
	}
	return l
}

// A Table is what a file holds: one header and the rows below it that are not empty.
type Table struct {
	Header    []string // as written, without white space around
	Rows      []Row
	Encoding  string // as guessed: "UTF-8", "UTF-16" or "Windows-1252"
	Separator rune   // as guessed: ';', ',' or '\t'

	columns map[string]int // by folded header
}

// A Row is one row of a table.
type Row struct {
	Number int      // as a spreadsheet shows it: the first row of the file is 1
	Cells  []string // exactly as many as the header has, as written, without the guard of [Writer]

	columns map[string]int
}

// Get returns the cell of a column without white space around it, "" when there is no such column. Columns are found
// by header without regard to case and white space.
func (r Row) Get(column string) string {
	i, ok := r.columns[fold(column)]
	if !ok {
		return ""
	}
	return strings.TrimSpace(r.Cells[i])
}

// Has tells whether the table has a column.
func (t *Table) Has(column string) bool {
	_, ok := t.columns[fold(column)]
	return ok
}

// Require returns a [*district.Invalid] that names every one of the columns that the table lacks, nil when it has all.
func (t *Table) Require(columns ...string) error {
	var invalid district.Invalid
	for _, c := range columns {
		if !t.Has(c) {
			invalid.Add("", "Lägg till kolumnen ”"+c+"” i filen.")
		}
	}
	return invalid.Err()
}

// fold makes headers comparable.
func fold(header string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(header)), " "))
}

// maxComplaints bounds how many rows are complained about one by one.
const maxComplaints = 20

// Decode reads a whole file. The encoding is UTF-8 (with or without mark), UTF-16 or else Windows-1252; the separator
// is the one of semicolon, comma and tab that the header has most of. Rows without any content are left out, and a
// first line "sep=;" as some spreadsheets write it is obeyed.
//
// What is wrong with the file is a [*district.Invalid] in Swedish about the whole (field ""), with row numbers; then
// nothing of the file is returned. Any other error comes from r.
func Decode(r io.Reader, limits Limits) (*Table, error) {
	limits = limits.orDefaults()
	raw, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if int64(len(raw)) > limits.Bytes {
		return nil, district.NewInvalid("", "Välj en mindre fil. Den får vara högst "+size(limits.Bytes)+".")
	}
	text, encoding, err := toText(raw)
	if err != nil {
		return nil, err
	}
	t := &Table{Encoding: encoding}
	s := scanner{rest: text}
	if rest, sep, ok := declaredSeparator(text); ok {
		s.rest, s.separator, s.row = rest, sep, 1
	} else {
		s.separator = guessSeparator(text)
	}
	t.Separator = rune(s.separator)

	var invalid district.Invalid
	unsaid, seen := 0, 0
	for {
		cells, ok, err := s.next()
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		for i := range cells {
			cells[i] = unguard(cells[i])
		}
		if t.columns == nil {
			if err := t.setHeader(cells, limits); err != nil {
				return nil, err
			}
			continue
		}
		if seen++; seen > limits.Rows {
			return nil, district.NewInvalid("", "Dela upp filen. Den får ha högst "+strconv.Itoa(limits.Rows)+" rader under rubrikraden.")
		}
		n := len(cells)
		for n > len(t.Header) && strings.TrimSpace(cells[n-1]) == "" {
			n--
		}
		if n != len(t.Header) {
			if len(invalid.Fields) < maxComplaints {
				invalid.Add("", fmt.Sprintf("Rad %d har %s men rubrikraden har %d. Rätta raden.", s.row, columnCount(n), len(t.Header)))
			} else {
				unsaid++
			}
			continue
		}
		t.Rows = append(t.Rows, Row{Number: s.row, Cells: cells[:n:n], columns: t.columns})
	}
	if unsaid > 0 {
		invalid.Add("", fmt.Sprintf("Rätta också %d rader till som har fel antal kolumner.", unsaid))
	}
	if err := invalid.Err(); err != nil {
		return nil, err
	}
	if t.columns == nil {
		return nil, district.NewInvalid("", "Välj en annan fil. Den här är tom.")
	}
	return t, nil
}

func (t *Table) setHeader(cells []string, limits Limits) error {
	n := len(cells)
	for n > 0 && strings.TrimSpace(cells[n-1]) == "" {
		n--
	}
	if n > limits.Columns {
		return district.NewInvalid("", fmt.Sprintf("Ta bort kolumner. Filen får ha högst %d och har %d.", limits.Columns, n))
	}
	var invalid district.Invalid
	t.columns = make(map[string]int, n)
	for i, c := range cells[:n] {
		c = strings.TrimSpace(c)
		t.Header = append(t.Header, c)
		key := fold(c)
		if first, twice := t.columns[key]; key == "" {
			invalid.Add("", fmt.Sprintf("Skriv en rubrik över kolumn %d i första raden.", i+1))
		} else if twice {
			invalid.Add("", fmt.Sprintf("Byt rubrik på kolumn %d. Kolumn %d heter också ”%s”.", i+1, first+1, c))
		} else {
			t.columns[key] = i
		}
	}
	return invalid.Err()
}

func columnCount(n int) string {
	if n == 1 {
		return "1 kolumn"
	}
	return strconv.Itoa(n) + " kolumner"
}

func size(bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt(max(bytes>>10, 1), 10) + "\u00a0kB"
	}
	return strconv.FormatInt(bytes>>20, 10) + "\u00a0MB"
}

// toText guesses the encoding of a file.
func toText(raw []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return "", "", district.NewInvalid("", "Spara kalkylbladet som CSV och välj den filen. Den här är en Excelfil.")
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw, encoding = raw[3:], "UTF-8"
		if !utf8.Valid(raw) {
			return "", "", unreadable()
		}
		text = string(raw)
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		text, encoding = fromUTF16(raw[2:], false), "UTF-16"
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		text, encoding = fromUTF16(raw[2:], true), "UTF-16"
	case len(raw) >= 4 && raw[0] != 0 && raw[1] == 0 && raw[2] != 0 && raw[3] == 0:
		text, encoding = fromUTF16(raw, false), "UTF-16"
	case len(raw) >= 4 && raw[0] == 0 && raw[1] != 0 && raw[2] == 0 && raw[3] != 0:
		text, encoding = fromUTF16(raw, true), "UTF-16"
	case utf8.Valid(raw):
		text, encoding = string(raw), "UTF-8"
	default:
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(raw)
		if err != nil {
			return "", "", unreadable()
		}
		text, encoding = string(decoded), "Windows-1252"
	}
	if encoding != "UTF-8" && strings.ContainsRune(text, utf8.RuneError) || strings.ContainsRune(text, 0) {
		return "", "", unreadable()
	}
	return text, encoding, nil
}

func unreadable() error {
	return district.NewInvalid("", "Spara filen som CSV i UTF-8 och försök igen. Den här innehåller tecken som inte går att läsa.")
}

// fromUTF16 decodes UTF-16; an odd last byte and broken pairs become U+FFFD, which toText refuses.
func fromUTF16(raw []byte, bigEndian bool) string {
	units := make([]uint16, 0, len(raw)/2+1)
	for i := 0; i+1 < len(raw); i += 2 {
		lo, hi := raw[i], raw[i+1]
		if bigEndian {
			lo, hi = hi, lo
		}
		units = append(units, uint16(hi)<<8|uint16(lo))
	}
	if len(raw)%2 == 1 {
		units = append(units, 0xfffd)
	}
	return string(utf16.Decode(units))
}

// declaredSeparator reads a first line "sep=;".
func declaredSeparator(text string) (rest string, separator byte, ok bool) {
	line, rest, _ := strings.Cut(text, "\n")
	value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSuffix(line, "\r")), "sep=")
	if !ok || len(value) != 1 || !strings.Contains(";,\t", value) {
		return "", 0, false
	}
	return rest, value[0], true
}

// guessSeparator counts separators outside quotes in the first line that has content.
func guessSeparator(text string) byte {
	text = strings.TrimLeft(text, " \r\n")
	counts := map[byte]int{}
	quoted := false
	for i := range len(text) {
		c := text[i]
		if c == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if c == '\n' || c == '\r' {
			break
		}
		counts[c]++
	}
	best := byte(';')
	for _, c := range []byte{',', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// A scanner cuts text into rows. It is not encoding/csv, which leaves out empty lines without counting them and counts
// lines inside quoted cells: people look for the row that their spreadsheet shows.
type scanner struct {
	rest      string
	separator byte
	row       int // number of the row that next returned last
}

// next returns the cells of the next row, ok false at the end.
func (s *scanner) next() (cells []string, ok bool, err error) {
	if s.rest == "" {
		return nil, false, nil
	}
	s.row++
	for {
		cell, more, err := s.cell()
		if err != nil {
			return nil, false, err
		}
		cells = append(cells, cell)
		if !more {
			return cells, true, nil
		}
	}
}

// cell takes one cell and what ends it, and tells whether the row has more.
func (s *scanner) cell() (cell string, more bool, err error) {
	if strings.HasPrefix(s.rest, `"`) {
		var b strings.Builder
		s.rest = s.rest[1:]
		for {
			i := strings.IndexByte(s.rest, '"')
			if i < 0 {
				return "", false, district.NewInvalid("", fmt.Sprintf("Rätta rad %d. Ett citattecken öppnas men stängs inte.", s.row))
			}
			b.WriteString(s.rest[:i])
			s.rest = s.rest[i+1:]
			if !strings.HasPrefix(s.rest, `"`) {
				break
			}
			b.WriteByte('"')
			s.rest = s.rest[1:]
		}
		cell = b.String()
	}
	end := 0
	for end < len(s.rest) && s.rest[end] != s.separator && s.rest[end] != '\n' && s.rest[end] != '\r' {
		end++
	}
	cell += s.rest[:end] // what follows a closing quote is kept rather than lost
	s.rest = s.rest[end:]
	if s.rest == "" {
		return cell, false, nil
	}
	if s.rest[0] == s.separator {
		s.rest = s.rest[1:]
		return cell, true, nil
	}
	s.rest = strings.TrimPrefix(strings.TrimPrefix(s.rest, "\r"), "\n")
	return cell, false, nil
}
