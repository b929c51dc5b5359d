package store_test

import (
	"testing"

	"verkstad/internal/db"
	"verkstad/internal/fixture"
)

// The database knows what kind of file a source is by its bytes, not by its name.
func TestSourceFormat(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	for name, c := range map[string]struct{ content, format string }{
		"plan.pdf":  {"Planen i ren text, PKs plan.", "text"},
		"plan.txt":  {"PK\x03\x04...", "docx"},
		"plan.docx": {"\n%PDF-1.7\n...", "pdf"},
		"pk.txt":    {"PK: vår plan", "text"},
	} {
		id, err := w.Store.AddSource(w.Ctx, w.Actor, db.OnceKey{}, name, []byte(c.content))
		if err != nil {
			t.Fatal(err)
		}
		var format string
		if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT format FROM source_files WHERE id = $1`, id).Scan(&format); err != nil || format != c.format {
			t.Errorf("%s with %.10q is %q, want %q: %v", name, c.content, format, c.format, err)
		}
	}
}
