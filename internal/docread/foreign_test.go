package docread_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/docread"
	"verkstad/internal/planimport"
)

const foreign = "../planimport/testdata/foreign"

// outline writes headings and formal goals of a source on lines.
func outline(src *planimport.Source) (out []string) {
	next := 0
	for d, doc := range src.Documents {
		out = append(out, "document "+doc.Title)
		for i, n := range doc.Nodes {
			if n.Kind == planimport.ChapterNode || n.Kind == planimport.SectionNode {
				out = append(out, strings.Repeat("#", n.Level)+" "+n.Text)
			}
			for ; next < len(src.Findings) && src.Findings[next].Document == d && src.Findings[next].Node == i; next++ {
				if f := src.Findings[next]; f.Kind == planimport.Formal {
					out = append(out, "* "+f.Sentence+" | "+strings.Join(f.SectionPath, " › "))
				}
			}
		}
	}
	return out
}

// ofTables are cells that plain text cannot tell from headings.
var ofTables = map[string]bool{"Tabell 1. Nämndens indikatorer Indikator 2022 2023": true, "Mål": true, "Deltagartillfällen per ung, 7–25 år": true}

// bare leaves out of an outline how deep its headings are, and the titles.
func bare(outline []string) (out []string) {
	for _, s := range outline {
		if strings.HasPrefix(s, "document ") {
			continue
		}
		s, _, _ = strings.Cut(strings.TrimLeft(s, "# "), " | ")
		if !ofTables[s] {
			out = append(out, s)
		}
	}
	return out
}

func read(t *testing.T, path string) *planimport.Source {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, data)
}

func parse(t *testing.T, data []byte) *planimport.Source {
	t.Helper()
	text, err := docread.Read(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("SHOW") != "" {
		for _, l := range text.Lines {
			t.Logf("%+v", l)
		}
	}
	src, err := planimport.Parse(text, planimport.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// sections finds every sentence, bullet and paragraph of a source, by hash, with the headings above it.
func sections(src *planimport.Source) map[string][]string {
	out := map[string][]string{}
	for _, doc := range src.Documents {
		for _, n := range doc.Nodes {
			var path []string
			for p := n.Parent; p >= 0; p = doc.Nodes[p].Parent {
				h := doc.Nodes[p]
				if h.Kind != planimport.ChapterNode && h.Kind != planimport.SectionNode || h.Goals && len(path) == 0 && h.Parent >= 0 {
					continue
				}
				path = append(path, h.Text)
			}
			slices.Reverse(path)
			hash := planimport.HashSentence(n.Text)
			out[hash] = append(out[hash], strings.Join(path, " › "))
		}
	}
	return out
}

// A plan that is foreign to the rules, as its author's program wrote it and as its author wrote it in plain text, with
// what a reader found in it.
func TestForeignPlans(t *testing.T) {
	twins, err := filepath.Glob(foreign + "/*.txt")
	if err != nil || len(twins) == 0 {
		t.Fatalf("no foreign plans: %v", err)
	}
	for _, twin := range twins {
		name := strings.TrimSuffix(filepath.Base(twin), ".txt")
		for _, ext := range []string{".txt", ".docx", ".pdf"} {
			path := strings.TrimSuffix(twin, ".txt") + ext
			if _, err := os.Stat(path); err != nil {
				continue
			}
			t.Run(name+ext, func(t *testing.T) {
				src := read(t, path)
				found, inSection, labels := 0, 0, readLabels(t, name)
				at := sections(src)
				for _, l := range labels {
					paths, ok := at[l.Hash]
					if !ok {
						t.Logf("not whole: %s | %s", l.Section, l.Sentence)
						continue
					}
					found++
					if slices.Contains(paths, l.Section) {
						inSection++
					} else {
						t.Logf("in %q, not %q: %.30s", paths[:1], l.Section, l.Sentence)
					}
				}
				t.Logf("%d of %d labelled sentences are whole, %d in their section", found, len(labels), inSection)
				if ext == ".txt" {
					return // its rules are tested where they are
				}
				if inSection*100 < len(labels)*95 {
					t.Errorf("only %d of %d labelled sentences are whole and in their section", inSection, len(labels))
				}
				// The twin cannot show how deep a heading is, but it has the same ones and the same goals.
				got, want := bare(outline(src)), bare(outline(read(t, twin)))
				for i := range max(len(got), len(want)) {
					if i >= len(got) || i >= len(want) || got[i] != want[i] {
						t.Errorf("outlines differ from line %d:\n got %s\nwant %s", i+1, strings.Join(got[min(i, len(got)):min(i+4, len(got))], "\n     "), strings.Join(want[min(i, len(want)):min(i+4, len(want))], "\n     "))
						break
					}
				}
			})
		}
	}
}

type label struct{ Hash, Sentence, Section, Kind string }

func readLabels(t *testing.T, name string) []label {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "planimport", "testdata", "labels", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Labels []label }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(fmt.Errorf("labels of %s: %w", name, err))
	}
	return file.Labels
}
