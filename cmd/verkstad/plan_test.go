package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/fixture"
	"verkstad/internal/testdb"
)

// ran is what came of one run of the program.
type ran struct {
	err       error
	code      int
	out, errs string
}

func runWith(t *testing.T, environ []string, in string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), args, env{environ: environ, in: strings.NewReader(in), out: &out, err: &errs})
	code := exitCode(err, &errs)
	return ran{err, code, out.String(), errs.String()}
}

// nowhere is an environment whose database cannot be reached: what works in it needs none.
var nowhere = []string{"DATABASE_URL=postgres://nobody@127.0.0.1:1/none"}

func planFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "planen.txt")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPlanDryRun(t *testing.T) {
	t.Parallel()
	r := runWith(t, nowhere, "", "plan", "import", "--dry-run", planFile(t, fixture.PlanText))
	if r.code != 0 || r.errs != "" {
		t.Fatalf("exit %d: %s", r.code, r.errs)
	}
	for _, want := range []string{"Verksamhetsplan för Distriktet", "operationalPlan", "1. Alla föreningar ska ha en kassör.",
		"Verksamhetsplan för Distriktet › Föreningarna › Kontakt", "measure: coverage, target 100 percent", "nothing is stored"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
}

// A finding is one object of the JSON that a checker of any plan reads.
type finding struct {
	Kind        string   `json:"kind"`
	Sentence    string   `json:"sentence"`
	Document    string   `json:"document"`
	SectionPath []string `json:"section_path"`
	Measure     struct {
		Kind string `json:"kind"`
	} `json:"measure"`
}

func findings(t *testing.T, r ran) []finding {
	t.Helper()
	if r.code != 0 || r.errs != "" {
		t.Fatalf("exit %d: %s", r.code, r.errs)
	}
	var out []finding
	if err := json.Unmarshal([]byte(r.out), &out); err != nil {
		t.Fatalf("standard output is no JSON: %v\n%s", err, r.out)
	}
	return out
}

func TestPlanDryRunAsJSON(t *testing.T) {
	t.Parallel()
	fromFile := findings(t, runWith(t, nowhere, "", "plan", "import", "--dry-run", "--json", planFile(t, fixture.PlanText)))
	fromInput := findings(t, runWith(t, nowhere, fixture.PlanText, "plan", "import", "--json", "-", "--dry-run"))
	if len(fromFile) != 4 || len(fromInput) != 4 {
		t.Fatalf("%d and %d findings", len(fromFile), len(fromInput))
	}
	f := fromInput[1]
	if f.Kind != "formal" || f.Sentence != "Ordförandena ska träffas minst fyra gånger per år." || f.Document != "Verksamhetsplan för Distriktet" ||
		strings.Join(f.SectionPath, "/") != "Föreningarna/Kontakt" || f.Measure.Kind != "frequency" {
		t.Errorf("finding = %+v", f)
	}
	if none := findings(t, runWith(t, nowhere, "Bara en rad.\n", "plan", "import", "--dry-run", "--json", "-")); none == nil || len(none) != 0 {
		t.Errorf("a text without goals = %v", none)
	}
}

func TestRealPlanDryRun(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("VERKSTAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	file := filepath.Join(dir, "plan", "verksamhetsplan-och-valstrategi.txt")
	if _, err := os.Stat(file); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real plan is missing: %v", err)
		}
		t.Skipf("the real plan is missing: %v", err)
	}
	got := findings(t, runWith(t, nowhere, "", "plan", "import", "--dry-run", "--json", file))
	formal := 0
	for _, f := range got {
		if f.Kind == "formal" {
			formal++
		}
	}
	if formal != 18 {
		t.Errorf("%d formal goals, want 18", formal)
	}
}

func TestPlanCalledWrongly(t *testing.T) {
	t.Parallel()
	file := planFile(t, fixture.PlanText)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"plan"}, 2, "say what to do"},
		{[]string{"plan", "export"}, 2, `plan does not know "export"`},
		{[]string{"plan", "import"}, 2, "something is missing"},
		{[]string{"plan", "import", file, "--dry-run", "one-more"}, 2, "too many words"},
		{[]string{"plan", "import", "--fast", file}, 2, "fast"},
		{[]string{"plan", "import", "--kind", "budget", file}, 2, "--kind"},
		{[]string{"plan", "import", "--from", "i mars", file}, 2, "--from"},
		{[]string{"plan", "import", "--dry-run", filepath.Join(t.TempDir(), "saknas.txt")}, 1, "saknas.txt"},
		{[]string{"plan", "import", "--dry-run", planFile(t, "%PDF-1.4")}, 1, "PDF-fil"},
		{[]string{"plan", "import", "--dry-run", planFile(t, "")}, 1, "Det finns ingen text"},
		{[]string{"plan", "import", "--dry-run", planFile(t, strings.Repeat("Mål. ", 1<<20))}, 1, "för stor"},
		{[]string{"plan", "import", "--dry-run", planFile(t, "Ring 19121212-1212.")}, 1, "personnummer"},
		{[]string{"plan", "import", file}, 1, "give --from and --to"},
		{[]string{"plan", "import", "--from", "2019-01-01", "--to", "2018-01-01", file}, 1, "before it begins"},
	} {
		r := runWith(t, nowhere, "", c.args...)
		if r.code != c.code || !strings.Contains(r.errs, c.says) || r.out != "" {
			t.Errorf("%q: exit %d, out %q, err %q; want %d and %q", c.args, r.code, r.out, r.errs, c.code, c.says)
		}
	}
	for _, args := range [][]string{{"plan", "-h"}, {"plan", "import", "-h"}} {
		if r := runWith(t, nowhere, "", args...); r.code != 0 || !strings.Contains(r.out, "dry-run") || r.errs != "" {
			t.Errorf("%q: exit %d, out %q, err %q", args, r.code, r.out, r.errs)
		}
	}
}

func TestPlanIsImported(t *testing.T) {
	t.Parallel()
	environ := []string{"DATABASE_URL=" + testdb.NewURL(t), "BASE_URL=http://verkstad.test:8080"}
	file := planFile(t, fixture.PlanText)
	r := runWith(t, environ, "", "plan", "import", "--kind", "other", "--from", "2017-03-12", "--to", "2019-03-10", file)
	if r.code != 0 || !strings.Contains(r.out, "4 findings wait for a decision") || !strings.Contains(r.out, "http://verkstad.test:8080/planer/1/granska") {
		t.Fatalf("exit %d, out %q, err %q", r.code, r.out, r.errs)
	}
	again := runWith(t, environ, "", "plan", "import", "--from", "2017-03-12", "--to", "2019-03-10", file)
	if again.code != 1 || !strings.Contains(again.errs, "imported before") {
		t.Errorf("again: exit %d, out %q, err %q", again.code, again.out, again.errs)
	}
	once := runWith(t, environ, fixture.PlanText, "plan", "import", "--again", "--json", "--from", "2017-03-12", "--to", "2019-03-10", "-")
	var list []finding
	if err := json.Unmarshal([]byte(once.out), &list); once.code != 0 || err != nil || len(list) != 4 || !strings.Contains(once.errs, "Nothing is a goal yet") {
		t.Errorf("once more: exit %d, %v, out %q, err %q", once.code, err, once.out, once.errs)
	}

	conn, err := pgx.Connect(t.Context(), strings.TrimPrefix(environ[0], "DATABASE_URL="))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(t.Context()); err != nil && !errors.Is(err, t.Context().Err()) {
			t.Error(err)
		}
	}()
	for what, c := range map[string]struct {
		sql  string
		want int
	}{
		"plans":                  {`SELECT count(*) FROM plans WHERE period = daterange('2017-03-12', '2019-03-11')`, 2},
		"plans of the kind said": {`SELECT count(*) FROM plans WHERE kind = 'other'`, 1},
		"proposals":              {`SELECT count(*) FROM commitments WHERE state = 'proposed'`, 8},
		"goals":                  {`SELECT count(*) FROM goals`, 0},
		"waiting sources":        {`SELECT count(*) FROM source_files WHERE split_at IS NULL`, 0},
		"audits by command line": {`SELECT count(*) FROM audit_log WHERE actor_kind = 'cli' AND record = 'plan' AND action = 'create'`, 2},
	} {
		var n int
		if err := conn.QueryRow(t.Context(), c.sql).Scan(&n); err != nil || n != c.want {
			t.Errorf("%s: %d, %v; want %d", what, n, err, c.want)
		}
	}
}
