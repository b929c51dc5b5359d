package docread

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf16"

	"verkstad/internal/planimport"
)

// pdfInformation returns what a PDF file says of itself, line by line: title, author, keywords, properties that people
// have added, and the XML that programs put beside them.
func pdfInformation(ctx context.Context, data []byte, limits Limits) (string, error) {
	program, err := exec.LookPath(pdfInfo)
	if err != nil {
		return "", nil
	}
	dir, err := os.MkdirTemp("", "verkstad-pdf-")
	if err != nil {
		return "", fmt.Errorf("read pdf: %w", err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "plan.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return "", fmt.Errorf("read pdf: %w", err)
	}
	var said strings.Builder
	for _, option := range []string{"-isodates", "-custom", "-meta"} {
		out, err := runLimited(ctx, dir, limits, program, option, "-enc", "UTF-8", file)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err == nil { // older programs know fewer options
			said.Write(bytes.ToValidUTF8(out, []byte("\ufffd")))
			said.WriteByte('\n')
		}
	}
	return said.String(), nil
}

// noted are the entries of a PDF file whose values people write: notes on pages, fields of forms, bookmarks, what
// pictures show.
var noted = regexp.MustCompile(`/(?:Contents|RC|T|TU|V|DV|Title|Author|Subject|Keywords|Alt)[ \t\r\n]*(?:\(|<[0-9A-Fa-f \t\r\n])`)

// pdfNotes calls try with the strings of those entries. Objects in compressed streams are unpacked, at most so many bytes
// of all of them; what is encrypted is not. One string is held at a time, because a few bytes of a file may begin a long
// one each.
func pdfNotes(ctx context.Context, data []byte, most int64, try func(string) error) error {
	if err := notesIn(ctx, data, try); err != nil {
		return err
	}
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("/ObjStm"))
		if i < 0 {
			return nil
		}
		start := bytes.Index(data[at+i:], []byte("stream"))
		if start < 0 {
			return nil
		}
		at += i + start + len("stream") // no byte is looked at for every one before it
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(data[at:], "\r\n")))
		if err != nil {
			continue // packed otherwise
		}
		plain, _ := io.ReadAll(io.LimitReader(r, most+1)) // what of a broken stream can be unpacked is looked at
		r.Close()
		if most -= int64(len(plain)); most < 0 {
			return failed(planimport.ErrTooBig, largePDF)
		}
		if err := notesIn(ctx, plain, try); err != nil {
			return err
		}
	}
}

func notesIn(ctx context.Context, data []byte, try func(string) error) error {
	for {
		m := noted.FindIndex(data)
		if m == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var raw []byte
		if data[m[1]-1] == '(' {
			raw = literal(data[m[1]:])
		} else {
			raw = hexadecimals(data[m[0]+bytes.IndexByte(data[m[0]:], '<')+1:])
		}
		data = data[m[1]:]
		if err := try(decodedPDF(raw)); err != nil {
			return err
		}
	}
}

// hexadecimals reads a string in angle brackets, from behind the first one; nil when it is none.
func hexadecimals(b []byte) []byte {
	var digits []byte
	for i := 0; i < len(b) && i < maxNote; i++ {
		switch c := b[i]; {
		case c == '>':
			if len(digits)%2 == 1 {
				digits = append(digits, '0')
			}
			raw, _ := hex.AppendDecode(nil, digits)
			return raw
		case c >= '0' && c <= '9', c >= 'A' && c <= 'F', c >= 'a' && c <= 'f':
			digits = append(digits, c)
		case c != ' ' && c != '\t' && c != '\r' && c != '\n':
			return nil
		}
	}
	return nil
}

// maxNote is how many bytes of one string are looked at.
const maxNote = 64 << 10

// literal reads a string in parentheses, from behind the first one.
func literal(b []byte) []byte {
	var out []byte
	depth := 1
	for i := 0; i < len(b) && i < maxNote; i++ {
		c := b[i]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return out
			}
		case '\\':
			if i++; i == len(b) {
				return out
			}
			switch c = b[i]; c {
			case 'n', 'r', 't', 'b', 'f':
				c = ' '
			case '\r', '\n':
				continue
			default:
				if c < '0' || c > '7' {
					break
				}
				n := 0
				for k := 0; k < 3 && i < len(b) && b[i] >= '0' && b[i] <= '7'; k++ {
					n = n*8 + int(b[i]-'0')
					i++
				}
				i--
				c = byte(n)
			}
		}
		out = append(out, c)
	}
	return out
}

// decodedPDF reads a string of text: UTF-16 with a mark, UTF-8 with one, or the format's own letters, which are nearly
// Latin 1.
func decodedPDF(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		var units []uint16
		for i := 2; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		return string(utf16.Decode(units))
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return string(bytes.ToValidUTF8(raw[3:], nil))
	}
	out := make([]rune, len(raw))
	for i, c := range raw {
		out[i] = rune(c)
	}
	return string(out)
}
