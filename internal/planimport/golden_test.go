package planimport

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// outcome writes what was understood of a source in the form of the golden files, which were written by hand before
// the rules were tried on their texts: documents, headings (# per level), and goals (*) with section and measure;
// commitments (+), judged one by one when they were first found, also with class, wording and who is responsible.
func outcome(src *Source) string {
	var b strings.Builder
	next := 0
	for d, doc := range src.Documents {
		fmt.Fprintf(&b, "document %s | %s | %s..%s\n", doc.Title, doc.Kind, doc.Period.First, doc.Period.Last)
		for i, n := range doc.Nodes {
			if n.Kind == ChapterNode || n.Kind == SectionNode {
				fmt.Fprintf(&b, "%s %s\n", strings.Repeat("#", n.Level), n.Text)
			}
			for next < len(src.Findings) && src.Findings[next].Document == d && src.Findings[next].Node == i {
				f := src.Findings[next]
				if next++; f.Kind == Commitment {
					more := strings.Join(strings.Fields(f.Class+" "+f.Wording), " ")
					if f.Responsible != "" {
						more += ", " + f.Responsible
					}
					fmt.Fprintf(&b, "+ %s | %s | %s | %s\n", f.Sentence, strings.Join(f.SectionPath, " › "), more, brief(f.Measure))
					continue
				}
				fmt.Fprintf(&b, "* %s | %s | %s\n", f.Sentence, strings.Join(f.SectionPath, " › "), brief(f.Measure))
			}
		}
	}
	return b.String()
}

func brief(m Measure) string {
	parts := []string{string(m.Kind)}
	if m.Target != nil {
		parts = append(parts, fmt.Sprint(*m.Target), m.TargetUnit)
	}
	if m.Per != "" {
		parts = append(parts, m.Per)
	}
	s := strings.Join(parts, " ")
	if m.Post != "" {
		s += ", " + m.Post
	}
	if m.Earliest != "" || m.Due != "" {
		s += ", " + m.Earliest + ".." + m.Due
	}
	return s
}

func parseFile(t *testing.T, path string) (*Text, *Source) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := ReadText(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return text, src
}

func plans(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) < 6 {
		t.Fatalf("plans in testdata: %v, %v", paths, err)
	}
	return paths
}

func TestForeignPlans(t *testing.T) {
	for _, path := range plans(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			_, src := parseFile(t, path)
			golden, err := os.ReadFile(strings.TrimSuffix(path, ".txt") + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for line := range strings.Lines(string(golden)) {
				line = strings.TrimSuffix(line, "\n")
				if texts, ok := strings.CutPrefix(line, "text "); ok {
					for part := range strings.SplitSeq(texts, "|") {
						if !anyNode(src, func(n Node) bool { return n.Kind != SentenceNode && strings.Contains(n.Text, part) }) {
							t.Errorf("no node has %q", part)
						}
					}
				} else if quote, ok := strings.CutPrefix(line, "quote "); ok {
					if !anyNode(src, func(n Node) bool { return n.Kind == QuoteNode && strings.HasPrefix(n.Text, quote) }) {
						t.Errorf("no quotation begins with %q", quote)
					}
				} else {
					want = append(want, line)
				}
			}
			got := strings.Split(strings.TrimSuffix(outcome(src), "\n"), "\n")
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Fatalf("line %d differs\n got: %s\nwant: %s\nall:\n%s", i+1, at(got, i), at(want, i), outcome(src))
				}
			}
		})
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

func anyNode(src *Source, ok func(Node) bool) bool {
	for _, d := range src.Documents {
		if slices.ContainsFunc(d.Nodes, ok) {
			return true
		}
	}
	return false
}
