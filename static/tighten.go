package static

import (
	"bytes"
	"strconv"
)

// tighten takes comments, indentation and empty lines out of a stylesheet. It is no minifier: what stands within a
// line is left as it is, so that it cannot break anything. Quoted text must not hold a comment's signs, which our
// own sheets do not.
func tighten(css []byte) []byte {
	out := make([]byte, 0, len(css))
	for len(css) > 0 {
		i := bytes.Index(css, []byte("/*"))
		if i < 0 {
			out = append(out, css...)
			break
		}
		out = append(out, css[:i]...)
		j := bytes.Index(css[i:], []byte("*/"))
		if j < 0 {
			break
		}
		css = css[i+j+2:]
	}
	var b bytes.Buffer
	for line := range bytes.Lines(out) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			b.Write(line)
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// tightenScript takes indentation, empty lines and lines that are only a comment out of a script. A script must not
// have a text that runs over several lines.
func tightenScript(js []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(js) {
		if line = bytes.TrimSpace(line); len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) {
			b.Write(line)
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

func itoa(n int) string { return strconv.Itoa(n) }
