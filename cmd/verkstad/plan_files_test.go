package main

import (
	"os"
	"path/filepath"
	"testing"

	"verkstad/internal/docread"
	"verkstad/internal/testdb"
)

func foreign(name string) string {
	return filepath.Join("..", "..", "internal", "planimport", "testdata", "foreign", name)
}

// Word and PDF files give the findings of the same plan in plain text.
func TestPlanDryRunOfFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, twin string
		formal     int
	}{
		{"framtidspartiet.docx", "framtidspartiet.txt", 9},
		{"idrottsdistriktet.docx", "idrottsdistriktet.txt", 6},
		{"almkoping.pdf", "almkoping.txt", 15},
	} {
		if filepath.Ext(c.file) == ".pdf" && !docread.PDFReadable() {
			if os.Getenv("CI") == "true" {
				t.Fatal("pdftotext must be there in CI: install poppler-utils")
			}
			t.Logf("SKIPPED, NOT TESTED: %s: pdftotext is missing: install poppler-utils", c.file)
			continue
		}
		formal := func(file string) (out []string) {
			for _, f := range findings(t, runWith(t, nowhere, "", "plan", "import", "--dry-run", "--json", foreign(file))) {
				if f.Kind == "formal" {
					out = append(out, f.Sentence)
				}
			}
			return out
		}
		got, want := formal(c.file), formal(c.twin)
		if len(got) != c.formal || len(want) != c.formal {
			t.Errorf("%s: %d formal goals, %d in text, want %d", c.file, len(got), len(want), c.formal)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: goal %d is %q, want %q", c.file, i+1, got[i], want[i])
			}
		}
	}
}

func TestWordPlanIsImported(t *testing.T) {
	t.Parallel()
	environ := []string{"DATABASE_URL=" + testdb.NewURL(t), "BASE_URL=http://verkstad.test:8080"}
	r := runWith(t, environ, "", "plan", "import", "--kind", "other", "--from", "2024-03-16", "--to", "2026-03-15", foreign("framtidspartiet.docx"))
	if r.code != 0 || r.errs != "" {
		t.Fatalf("exit %d: %s", r.code, r.errs)
	}
	again := runWith(t, environ, "", "plan", "import", "--kind", "other", "--from", "2024-03-16", "--to", "2026-03-15", foreign("framtidspartiet.docx"))
	if again.code != 1 {
		t.Errorf("the same file once more: exit %d: %s", again.code, again.out)
	}
}
