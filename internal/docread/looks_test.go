package docread_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/planimport"
)

// dressed writes a source as a Word file in one of the ways in which people make headings.
func dressed(t *testing.T, src *planimport.Source, way string) []byte {
	t.Helper()
	var b strings.Builder
	for _, d := range src.Documents {
		for _, n := range d.Nodes {
			heading := n.Kind == planimport.TitleNode || n.Kind == planimport.ChapterNode || n.Kind == planimport.SectionNode
			switch {
			case n.Kind == planimport.SentenceNode:
			case n.Kind == planimport.BulletNode:
				b.WriteString(item(1, n.Level-1, n.Text))
			case heading && way == "styles" && n.Kind == planimport.TitleNode:
				b.WriteString(para("Titel", run(n.Text)))
			case heading && way == "styles":
				b.WriteString(para("Rubrik"+string(rune('0'+min(n.Level, 3))), run(n.Text)))
			case heading && way == "bold":
				b.WriteString(para("", run(n.Text, "<w:b/>")))
			case heading && way == "large":
				size := []string{"48", "36", "28", "24", "24", "24"}[n.Level]
				b.WriteString(para("", run(n.Text, `<w:b/><w:sz w:val="`+size+`"/>`)))
			default:
				b.WriteString(para("", run(strings.TrimSpace(n.Marker+" "+n.Text))))
			}
		}
	}
	return word(t, b.String())
}

// The plans that are kept as text have the same headings and goals when they are Word files, however their headings were
// made.
func TestPlansWithOtherHeadings(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../planimport/testdata/*.txt")
	if err != nil || len(paths) < 6 {
		t.Fatalf("plans: %v, %v", paths, err)
	}
	for _, path := range paths {
		src := read(t, path)
		want := bare(outline(src))
		for _, way := range []string{"styles", "bold", "large"} {
			got := bare(outline(source(t, dressed(t, src, way))))
			if way != "styles" && len(got) == len(want)+1 && src.Documents[0].Nodes[1].Kind == planimport.TitleNode {
				got = got[1:] // the second line of a title that looks like any heading
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s: got\n%s\nwant\n%s", path, way, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}
