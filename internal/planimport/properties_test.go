package planimport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
)

// bare takes away what mending may take away: white space, hyphens, bullets and the marks of marked-up text.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("-‐\u00ad#*_>", r) || strings.ContainsRune(strongBullets, r) || r >= 0xf000 && r <= 0xf0ff {
			return -1
		}
		return r
	}, s)
}

// checkSource holds everything that must be true of any source.
func checkSource(t *testing.T, text *Text, src *Source) {
	t.Helper()
	// No text is lost, none is added, and its order stays.
	left := map[int][]string{}
	for _, l := range src.Left {
		left[l.Line] = append(left[l.Line], bare(l.Text))
	}
	take := func(no int, is func(gone string) bool) (string, bool) {
		i := slices.IndexFunc(left[no], is)
		if i < 0 {
			return "", false
		}
		gone := left[no][i]
		left[no] = slices.Delete(left[no], i, i+1)
		return gone, true
	}
	var in, out strings.Builder
	lines := make([]string, len(text.Lines))
	for i, l := range text.Lines { // lines left out whole
		lines[i] = bare(l.Text)
		if _, ok := take(l.No, func(gone string) bool { return gone == lines[i] }); ok {
			lines[i] = ""
		}
	}
	for i, l := range text.Lines { // and in part: several items or a source on one line
		if gone, ok := take(l.No, func(gone string) bool { return gone != "" && strings.Contains(lines[i], gone) }); ok {
			lines[i] = strings.Replace(lines[i], gone, "", 1)
		}
		in.WriteString(lines[i])
	}
	for _, d := range src.Documents {
		for i, n := range d.Nodes {
			if n.Kind != SentenceNode {
				out.WriteString(bare(n.Marker + n.Text + n.Attribution))
			}
			if n.Parent >= i || n.Parent < -1 {
				t.Fatalf("node %d has parent %d", i, n.Parent)
			}
			if n.Text == "" || n.Text != collapse(n.Text) || n.FromLine < d.StartLine || n.ToLine > d.EndLine || n.FromLine > n.ToLine {
				t.Fatalf("node %d of lines %d–%d: %+v", i, d.StartLine, d.EndLine, n)
			}
		}
	}
	if a, b := in.String(), out.String(); a != b {
		i := 0
		for i < min(len(a), len(b)) && a[i] == b[i] {
			i++
		}
		t.Fatalf("text was lost or added at byte %d\n in: %.80q\nout: %.80q", i, a[max(0, i-20):], b[max(0, i-20):])
	}
	for _, f := range src.Findings {
		n := src.Documents[f.Document].Nodes[f.Node]
		if f.Sentence != n.Text || f.Hash != HashSentence(f.Sentence) || f.Reason == "" || f.Measure.Kind == "" || f.Measure.Reason == "" {
			t.Fatalf("finding %+v of node %+v", f, n)
		}
	}
	var buf bytes.Buffer
	if err := WriteJSON(&buf, src); err != nil {
		t.Fatal(err)
	}
	var objects []map[string]any
	if err := json.Unmarshal(buf.Bytes(), &objects); err != nil || len(objects) != len(src.Findings) {
		t.Fatalf("JSON of %d findings has %d: %v", len(src.Findings), len(objects), err)
	}
}

func TestNothingIsLost(t *testing.T) {
	for _, path := range plans(t) {
		t.Run(path, func(t *testing.T) {
			text, src := parseFile(t, path)
			checkSource(t, text, src)
		})
	}
	t.Run("real plan", func(t *testing.T) {
		text, err := ReadText(realPlan(t), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		src, err := Parse(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkSource(t, text, src)
	})
}

// rendered writes a mended source as marked-up text, and where its documents start in it.
func rendered(src *Source) (string, []DocumentStart) {
	var b strings.Builder
	var starts []DocumentStart
	for _, d := range src.Documents {
		b.WriteString("\n")
		starts = append(starts, DocumentStart{Line: strings.Count(b.String(), "\n") + 1, Title: d.Title, Kind: d.Kind, Period: d.Period})
		if d.Nodes[0].Kind != TitleNode {
			fmt.Fprintf(&b, "# %s\n", d.Title)
		}
		for _, n := range d.Nodes {
			switch n.Kind {
			case TitleNode:
				fmt.Fprintf(&b, "# %s\n", n.Text)
			case ChapterNode, SectionNode:
				fmt.Fprintf(&b, "\n%s %s\n\n", strings.Repeat("#", n.Level+1), n.Text)
			case BulletNode:
				fmt.Fprintf(&b, "%s- %s\n", strings.Repeat("  ", n.Level-1), n.Text)
			case QuoteNode:
				fmt.Fprintf(&b, "\n> %s\n\n", n.Text)
			case ParagraphNode, ContentsNode:
				fmt.Fprintf(&b, "\n%s\n\n", strings.TrimSpace(n.Marker+" "+n.Text))
			}
		}
	}
	return b.String(), starts
}

// difference shows the first lines that differ, and never much of a plan.
func difference(a, b []string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("%d and %d lines, line %d: %.60q and %.60q", len(a), len(b), i+1, at(a, i), at(b, i))
}

func TestMendedTextHasTheSameGoals(t *testing.T) {
	check := func(t *testing.T, src *Source) {
		once, starts := rendered(src)
		text, err := ReadText([]byte(once), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(text, Options{Starts: starts})
		if err != nil {
			t.Fatal(err)
		}
		list := func(src *Source) (out []string) {
			for _, f := range src.Findings {
				out = append(out, fmt.Sprintf("%d %s | %s | %s", f.Document, f.Sentence, strings.Join(f.SectionPath, " › "), brief(f.Measure)))
			}
			return out
		}
		if a, b := list(src), list(again); !slices.Equal(a, b) {
			t.Errorf("goals differ: %s", difference(a, b))
		}
		if twice, _ := rendered(again); twice != once {
			t.Errorf("text differs: %s", difference(strings.Split(once, "\n"), strings.Split(twice, "\n")))
		}
	}
	for _, path := range plans(t) {
		t.Run(path, func(t *testing.T) {
			_, src := parseFile(t, path)
			check(t, src)
		})
	}
	t.Run("real plan", func(t *testing.T) {
		text, err := ReadText(realPlan(t), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		src, err := Parse(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		check(t, src)
	})
}

// Other line ends, encodings and widths change nothing about the goals.
func TestOtherFilesOfTheSameText(t *testing.T) {
	for _, path := range plans(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := decode(data)
		s = strings.ReplaceAll(s, "\r\n", "\n")
		want := outcome(mustParse(t, []byte(s)))
		utf16 := []byte{0xff, 0xfe}
		for _, r := range s { // nothing in these plans is beyond the first plane
			utf16 = append(utf16, byte(r), byte(r>>8))
		}
		for name, same := range map[string][]byte{
			"CRLF":                []byte(strings.ReplaceAll(s, "\n", "\r\n")),
			"byte order mark":     append([]byte("\xef\xbb\xbf"), s...),
			"no-break spaces":     []byte(strings.ReplaceAll(s, " och ", "\u00a0och\u00a0")),
			"trailing spaces":     []byte(strings.ReplaceAll(s, "\n", " \n")),
			"UTF-16":              utf16,
			"UTF-16, no mark":     utf16[2:],
			"letters taken apart": []byte(strings.NewReplacer("å", "a\u030a", "ä", "a\u0308", "ö", "o\u0308").Replace(s)),
		} {
			if got := outcome(mustParse(t, same)); got != want {
				t.Errorf("%s, %s: got\n%s\nwant\n%s", path, name, got, want)
			}
		}
	}
}

func mustParse(t *testing.T, data []byte) *Source {
	t.Helper()
	text, err := ReadText(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// worked is how much processor time the process has used, which other work on the machine does not lengthen as it does the
// clock's.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		t.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// Work grows with the text, not with its square: with a square any of these would take minutes.
func TestHugeTextIsQuick(t *testing.T) {
	const lines = 50_000
	for name, s := range map[string]string{
		"one paragraph": strings.Repeat("vi går vidare med arbetet i alla delar av orga-\n", lines),
		"headings":      strings.Repeat("Rubrik\n\n", lines/2),
		"goal headings": strings.Repeat("Målsättning\n■ ta fram en plan\n", lines/2),
		"documents":     strings.Repeat("\fVerksamhetsplan, 2019\nText.\n\nText.\n\nText.\n", lines/6),
		"page numbers":  strings.Repeat("ord ord\n12\n", lines/2),
		"same line":     strings.Repeat("Sidhuvud\n", lines),
		"bullets":       "A\n" + strings.Repeat("■■■■■■■■■■■■■■■■■■■■\n", lines),
		"nested": func() string {
			var b strings.Builder
			for i := range 2000 {
				b.WriteString(strings.Repeat(" ", i*2) + "- a\n")
			}
			return b.String()
		}(),
		"hyphens":     strings.Repeat(strings.Repeat("a-", 2000)+"\n", 500),
		"stops":       strings.Repeat(strings.Repeat("a.", 5000)+"\n", 200),
		"numbers":     strings.Repeat("Mål\n1. Alla ska ha en plan per år\n2. Alla\n", lines/3),
		"quantifiers": "Mål\n- " + strings.Repeat("alla föreningar ", 1000) + "\n",
		"promises":    strings.Repeat("Vi ska ta fram en plan för alla klubbar, som styrelsen följer upp varje år.\n", lines),
		"contents":    strings.Repeat("Kapitel ........ 3\n", lines),
		"form feeds":  strings.Repeat("A\f", 20_000),
		"quotes":      strings.Repeat("Text.\nUr partiprogrammet\n", lines/2),
	} {
		t.Run(name, func(t *testing.T) {
			began := worked(t)
			text, err := ReadText([]byte(s), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			src, err := Parse(text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			took := worked(t) - began
			if took > 20*time.Second {
				t.Errorf("took %v of the processor", took)
			}
			t.Logf("%v, %d findings", took, len(src.Findings))
		})
	}
}
