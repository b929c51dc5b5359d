package docread_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verkstad/internal/docread"
	"verkstad/internal/planimport"
)

// needPDF skips loudly where PDF files cannot be read; in CI they must be.
func needPDF(t testing.TB) {
	t.Helper()
	if docread.PDFReadable() {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("pdftotext must be there in CI: install poppler-utils")
	}
	t.Skip("SKIPPED, NOT TESTED: pdftotext is missing: install poppler-utils")
}

// printed makes a PDF of a page as a browser prints it.
func printed(t testing.TB, page string) []byte {
	t.Helper()
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell", "headless_shell", "chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			browser = p
			break
		}
	}
	if browser == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("Chromium must be there in CI")
		}
		t.Skip("SKIPPED, NOT TESTED: Chromium is missing")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "plan.html"), filepath.Join(dir, "plan.pdf")
	if err := os.WriteFile(in, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--virtual-time-budget=2000", "--print-to-pdf="+out, "file://"+in)
	cmd.WaitDelay = 5 * time.Second
	said, err := cmd.CombinedOutput()
	data, readErr := os.ReadFile(out)
	if readErr != nil {
		t.Fatalf("print with %s: %v: %s", browser, err, bytes.TrimSpace(said))
	}
	return data
}

// realPlan is the text of the plan that the product is made for; it lies beside the checkout.
func realPlan(t *testing.T) *planimport.Source {
	t.Helper()
	shared := os.Getenv("VERKSTAD_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(shared, "plan", "verksamhetsplan-och-valstrategi.txt"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real plan must be there in CI: %v (set VERKSTAD_SHARED)", err)
		}
		t.Skipf("SKIPPED, NOT TESTED: the real plan is not there: %v (set VERKSTAD_SHARED)", err)
	}
	return source(t, data)
}

// asWord writes a source as somebody would in Word: headings by style, bullets by numbering.
func asWord(t *testing.T, src *planimport.Source) []byte {
	t.Helper()
	var b strings.Builder
	for i, d := range src.Documents {
		for _, n := range d.Nodes {
			switch n.Kind {
			case planimport.TitleNode:
				page := ""
				if i > 0 {
					page = `<w:pageBreakBefore/>`
				}
				b.WriteString(`<w:p><w:pPr><w:pStyle w:val="Titel"/>` + page + `</w:pPr>` + run(n.Text) + `</w:p>`)
			case planimport.ChapterNode, planimport.SectionNode:
				b.WriteString(para(fmt.Sprintf("Rubrik%d", min(n.Level, 3)), run(n.Text)))
			case planimport.BulletNode:
				b.WriteString(item(1, n.Level-1, n.Text))
			case planimport.QuoteNode:
				b.WriteString(para("Citat", run(n.Text)))
				if n.Attribution != "" {
					b.WriteString(`<w:p><w:pPr><w:jc w:val="right"/></w:pPr>` + run(n.Attribution) + `</w:p>`)
				}
			case planimport.ParagraphNode:
				b.WriteString(para("", run(strings.TrimSpace(n.Marker+" "+n.Text))))
			}
		}
	}
	return word(t, b.String())
}

// asPage writes a source as a page to be printed.
func asPage(src *planimport.Source, style string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="sv"><meta charset="utf-8"><title>Plan</title><style>@page{size:A4;margin:25mm 22mm}body{font:11pt/1.35 serif;hyphens:auto}` + style + `</style><body>`)
	list := false
	for i, d := range src.Documents {
		for _, n := range d.Nodes {
			if n.Kind == planimport.SentenceNode {
				continue
			}
			if item := n.Kind == planimport.BulletNode; item != list {
				b.WriteString(map[bool]string{true: "<ul>", false: "</ul>"}[item])
				list = item
			}
			text := html.EscapeString(n.Text)
			switch n.Kind {
			case planimport.TitleNode:
				page := ""
				if i > 0 {
					page = ` style="break-before:page"`
				}
				b.WriteString("<h1" + page + ">" + text + "</h1>")
			case planimport.ChapterNode, planimport.SectionNode:
				fmt.Fprintf(&b, "<h%d>%s</h%d>", n.Level+1, text, n.Level+1)
			case planimport.BulletNode:
				b.WriteString("<li>" + text + "</li>")
			case planimport.QuoteNode:
				b.WriteString("<blockquote>" + text + "<div style='text-align:right'>" + html.EscapeString(n.Attribution) + "</div></blockquote>")
			default:
				b.WriteString("<p>" + html.EscapeString(strings.TrimSpace(n.Marker+" "+n.Text)) + "</p>")
			}
		}
	}
	return b.String()
}

// hashes are the formal goals with their sections; sentences of the plan are told by their hashes only.
func hashes(src *planimport.Source) (out []string) {
	for _, f := range src.Findings {
		if f.Kind == planimport.Formal {
			out = append(out, f.Hash[:12]+" "+strings.Join(f.SectionPath, " › "))
		}
	}
	return out
}

// wholeAgain tells how many sentences of a source are in another, in the same section.
func wholeAgain(src, again *planimport.Source) (whole, all int) {
	had, have := sections(src), sections(again)
	for hash, paths := range had {
		all++
		for _, p := range have[hash] {
			if slices.Contains(paths, p) {
				whole++
				break
			}
		}
	}
	return whole, all
}

func TestRealPlanInOtherFormats(t *testing.T) {
	src := realPlan(t)
	want := hashes(src)
	if len(want) != 18 {
		t.Fatalf("%d formal goals in the text", len(want))
	}
	check := func(t *testing.T, data []byte) {
		t.Helper()
		again := source(t, data)
		got := hashes(again)
		if !slices.Equal(got, want) {
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Errorf("%d goals, want %d; number %d differs:\n got %q\nwant %q", len(got), len(want), i+1, got[min(i, len(got)):min(i+1, len(got))], want[min(i, len(want)):min(i+1, len(want))])
					break
				}
			}
		}
		if whole, all := wholeAgain(src, again); whole*100 < all*97 {
			t.Errorf("%d of %d parts of the text came again in their section", whole, all)
		} else {
			t.Logf("%d of %d parts of the text came again in their section", whole, all)
		}
		if len(again.Documents) != 2 || again.Documents[1].Kind != planimport.ElectionStrategy {
			t.Errorf("%d documents", len(again.Documents))
		}
	}
	t.Run("Word", func(t *testing.T) { check(t, asWord(t, src)) })
	t.Run("PDF", func(t *testing.T) {
		needPDF(t)
		check(t, printed(t, asPage(src, "")))
	})
	t.Run("PDF in two columns", func(t *testing.T) {
		needPDF(t)
		check(t, printed(t, asPage(src, "body{columns:2;column-gap:9mm;font-size:10pt}p{text-align:justify}")))
	})
}
