package main

import (
	"strings"
	"testing"

	"verkstad/internal/fixture"
	"verkstad/internal/testdb"
)

func TestAPlanGetsANewVersion(t *testing.T) {
	t.Parallel()
	environ := []string{"DATABASE_URL=" + testdb.NewURL(t), "BASE_URL=http://verkstad.test:8080"}
	first := planFile(t, fixture.PlanText)
	if r := runWith(t, environ, "", "plan", "import", "--from", "2017-03-12", "--to", "2019-03-10", first); r.code != 0 {
		t.Fatalf("exit %d, err %q", r.code, r.errs)
	}
	second := strings.NewReplacer("minst fyra gånger", "minst sex gånger", "• Alla föreningar ska ha en kassör.\n", "").Replace(fixture.PlanText)
	file := planFile(t, second)

	dry := runWith(t, environ, "", "plan", "import", "--plan", "1", "--dry-run", file)
	for _, want := range []string{"read as version 2 of plan 1", "changed: 2\n   Ordförandena ska träffas minst [-fyra-] {+sex+} gånger per år.", "removed: 1\n", "1 changed, 0 added, 0 moved, 1 removed",
		"nothing is stored"} {
		if dry.code != 0 || !strings.Contains(dry.out, want) {
			t.Errorf("dry run: exit %d, out %q, err %q; want %q", dry.code, dry.out, dry.errs, want)
		}
	}
	for _, args := range [][]string{{"--plan", "1"}, {"--plan", "1", "--adopted", "i går"}, {"--plan", "-1"}, {"--adopted", "2018-03-10"}, {"--document", "2"}} {
		if r := runWith(t, environ, "", append(append([]string{"plan", "import"}, args...), file)...); r.code != 2 {
			t.Errorf("%q: exit %d, err %q", args, r.code, r.errs)
		}
	}
	for _, args := range [][]string{{"--plan", "99"}, {"--plan", "1", "--document", "7"}} {
		if r := runWith(t, environ, "", append(append([]string{"plan", "import", "--adopted", "2017-05-01"}, args...), file)...); r.code != 1 {
			t.Errorf("%q: exit %d, err %q", args, r.code, r.errs)
		}
	}
	made := runWith(t, environ, "", "plan", "import", "--plan", "1", "--adopted", "2017-05-01", file)
	if made.code != 0 || !strings.Contains(made.out, "Version 2 holds from 2017-05-01. Review what waits at http://verkstad.test:8080/planer/1/granska") {
		t.Fatalf("exit %d, out %q, err %q", made.code, made.out, made.errs)
	}
	again := runWith(t, environ, "", "plan", "import", "--plan", "1", "--adopted", "2017-06-01", file)
	if again.code != 1 || !strings.Contains(again.errs, "is a version of plan 1 already") {
		t.Errorf("again: exit %d, err %q", again.code, again.errs)
	}
	third := runWith(t, environ, second, "plan", "import", "--plan", "1", "--adopted", "2017-06-01", "--again", "--json", "-")
	if third.code != 0 || !strings.HasPrefix(third.out, "[") || !strings.Contains(third.errs, "Version 3 holds") {
		t.Errorf("once more: exit %d, err %q", third.code, third.errs)
	}
}
