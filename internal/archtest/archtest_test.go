package archtest

import (
	"strings"
	"testing"
)

// TestHouse holds the module to its drawing.
func TestHouse(t *testing.T) {
	dir, module, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := Packages(dir, module)
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) < 10 {
		t.Fatalf("only %d packages were found in %s", len(pkgs), module)
	}
	for _, p := range CheckPackages(pkgs) {
		t.Error(p)
	}
	problems, long, err := CheckSources(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	for _, l := range long {
		t.Logf("worth a thought about a split: %s", l)
	}
}

func local(paths ...string) []Import {
	var out []Import
	for _, p := range paths {
		out = append(out, Import{Path: p, Local: true})
	}
	return out
}

// sound is a small house that keeps every rule; each case below breaks one.
func sound() map[string]Package {
	pkgs := map[string]Package{}
	for path, imports := range map[string][]Import{
		"internal/district":    nil,
		"internal/clock":       local("internal/district"),
		"internal/authz":       local("internal/district"),
		"internal/measure":     local("internal/district"),
		"internal/sv":          append(local("internal/district"), Import{Path: "golang.org/x/text/collate"}),
		"internal/form":        local("internal/district"),
		"internal/db":          append(local("internal/district", "internal/clock", "migrations"), Import{Path: "github.com/jackc/pgx/v5"}),
		"internal/store":       local("internal/db", "internal/measure", "internal/authz", "internal/district"),
		"internal/auth":        local("internal/db", "internal/authz"),
		"internal/web":         local("internal/auth", "internal/store", "templates/layout"),
		"internal/pages/goals": append(local("internal/web", "internal/store", "templates/ui"), Import{Path: "templates/goals", Local: true, Name: "view"}),
		"internal/pages/units": local("internal/web", "internal/store"),
		"internal/server":      local("internal/pages/goals", "internal/pages/units", "internal/web", "internal/config"),
		"internal/config":      nil,
		"internal/localpg":     {{Path: "github.com/jackc/pgx/v5/pgconn"}, {Path: "os"}},
		"internal/testdb":      local("internal/db", "internal/localpg", "migrations"),
		"internal/fixture":     local("internal/store", "internal/testdb"),
		"templates/ui":         local("internal/sv"),
		"templates/layout":     local("templates/ui", "static"),
		"templates/parts":      local("templates/ui", "internal/district"),
		"templates/goals":      local("templates/ui", "templates/parts", "internal/form"),
		"templates/units":      local("templates/ui"),
		"static":               nil,
		"migrations":           nil,
		"cmd/verkstad":         local("internal/server", "internal/config", "internal/localpg", "internal/store"),
	} {
		name := path[strings.LastIndex(path, "/")+1:]
		pkgs[path] = Package{Path: path, Name: name, Doc: "Package " + name + " is one.", Imports: imports, HasCode: true}
	}
	return pkgs
}

func check(pkgs map[string]Package) []Problem {
	var list []Package
	for _, p := range pkgs {
		list = append(list, p)
	}
	return CheckPackages(list)
}

func TestSoundHouse(t *testing.T) {
	for _, p := range check(sound()) {
		t.Error(p)
	}
}

func TestBrokenRules(t *testing.T) {
	imports := func(from string, to ...Import) func(map[string]Package) {
		return func(pkgs map[string]Package) {
			p := pkgs[from]
			p.Imports = append(append([]Import(nil), p.Imports...), to...)
			pkgs[from] = p
		}
	}
	one := func(path string) Import { return Import{Path: path, Local: true} }
	add := func(p Package) func(map[string]Package) {
		return func(pkgs map[string]Package) { pkgs[p.Path] = p }
	}
	tests := []struct {
		name  string
		spoil func(map[string]Package)
		want  string // part of a problem
	}{
		{"domain imports ours", imports("internal/district", one("internal/clock")), "internal/district: may not import internal/clock"},
		{"domain imports a library", imports("internal/district", Import{Path: "github.com/jackc/pgx/v5"}), "internal/district: may not import github.com/jackc/pgx/v5"},
		{"store knows web", imports("internal/store", one("internal/web")), "internal/store: may not import internal/web"},
		{"store knows jobs", imports("internal/store", one("internal/jobs")), "internal/store: may not import internal/jobs"},
		{"store reaches web through a room", func(pkgs map[string]Package) {
			imports("internal/measure", one("internal/web"))(pkgs)
		}, "internal/store: reaches internal/web"},
		{"template knows store", imports("templates/goals", one("internal/store")), "templates/goals: may not import internal/store"},
		{"template decides rights", imports("templates/ui", one("internal/authz")), "templates/ui: may not import internal/authz"},
		{"template reaches rights", imports("internal/sv", one("internal/authz")), "templates/ui: reaches internal/authz"},
		{"template knows another area's", imports("templates/goals", one("templates/units")), "templates/goals: may not import templates/units"},
		{"area knows another", imports("internal/pages/goals", one("internal/pages/units")), "internal/pages/goals: may not import internal/pages/units"},
		{"area shows another's page", imports("internal/pages/goals", one("templates/units")), "internal/pages/goals: may not import templates/units"},
		{"area has its own SQL", imports("internal/pages/goals", one("internal/db")), "internal/pages/goals: may not import internal/db"},
		{"view under another name", imports("internal/pages/units", one("templates/units")), "instead of view"},
		{"web knows an area", imports("internal/web", one("internal/pages/goals")), "internal/web: may not import internal/pages/goals"},
		{"code imports a test room", imports("internal/server", one("internal/testdb")), "internal/testdb, which is for tests only"},
		{"command imports a test room", imports("cmd/verkstad", one("internal/fixture")), "internal/fixture, which is for tests only"},
		{"localpg takes a library", imports("internal/localpg", Import{Path: "golang.org/x/sys/unix"}), "internal/localpg: may not import golang.org/x/sys/unix"},
		{"a library whose name only begins alike", imports("internal/localpg", Import{Path: "github.com/jackc/pgx/v5extra"}), "internal/localpg: may not import"},
		{"no doc comment", add(Package{Path: "internal/measure", Name: "measure", HasCode: true}), "internal/measure: no doc comment"},
		{"empty name", add(Package{Path: "internal/util", Name: "util", Doc: "x", HasCode: true}), "internal/util: the name util"},
		{"a room without a place", add(Package{Path: "internal/attic", Name: "attic", Doc: "x", HasCode: true}), "internal/attic: has no place"},
		{"a store test inside", func(pkgs map[string]Package) {
			p := pkgs["internal/store"]
			p.TestFiles = []string{"export_test.go", "goal_test.go"}
			pkgs["internal/store"] = p
		}, "goal_test.go is not in package store_test"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pkgs := sound()
			tt.spoil(pkgs)
			var all []string
			for _, p := range check(pkgs) {
				all = append(all, p.String())
			}
			if !strings.Contains(strings.Join(all, "\n"), tt.want) {
				t.Errorf("no problem says %q; found %q", tt.want, all)
			}
		})
	}
}

func TestCheckGo(t *testing.T) {
	tests := []struct {
		name, file, src string
		want            string // empty: no problem
	}{
		{"asks", "internal/store/x.go", `package x; import "time"; var _ = time.Now()`, "time.Now"},
		{"asks by value", "internal/store/x.go", `package x; import "time"; var now = time.Now`, "time.Now"},
		{"asks under another name", "internal/web/x.go", `package x; import t "time"; var _ = t.Since(t.Time{})`, "time.Since"},
		{"imports with a dot", "internal/web/x.go", `package x; import . "time"; var _ = Now()`, "with a dot"},
		{"only waits", "internal/web/x.go", `package x; import "time"; var _ = time.After(time.Second)`, ""},
		{"another Now", "internal/web/x.go", `package x; func f(time interface{ Now() }) { time.Now() }`, ""},
		{"the clock may", "internal/clock/clock.go", `package x; import "time"; var _ = time.Now()`, ""},
		{"a test may", "internal/store/x_test.go", `package x; import "time"; var _ = time.Now()`, ""},
		{"SQL now()", "internal/store/x.go", "package x; const q = `SELECT now ( )`", "now ( )"},
		{"SQL current_date", "internal/store/x.go", "package x; const q = `WHERE day < CURRENT_DATE`", "CURRENT_DATE"},
		{"SQL in an interpreted string", "internal/store/x.go", `package x; const q = "SELECT localtimestamp"`, "localtimestamp"},
		{"SQL today", "internal/store/x.go", "package x; const q = `SELECT 'today'::date`", "'today'"},
		{"SQL age", "internal/store/x.go", "package x; const q = `SELECT age(p.born)`", "age(p.born)"},
		{"SQL with an argument", "internal/store/x.go", "package x; const q = `SELECT @now, known(), age(a, b), current_dates`", ""},
		{"a comment", "internal/store/x.go", "package x\n// never now()\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { expect(t, CheckGo(tt.file, tt.src), tt.want) })
	}
}

func TestCheckSQL(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"default", "CREATE TABLE a (\n at timestamptz DEFAULT now())", "migrations/1.sql:2"},
		{"trigger", "NEW.at := clock_timestamp();", "clock_timestamp"},
		{"comment", "-- not now()\n/* nor\ncurrent_date */ SELECT 1;", ""},
		{"description", "COMMENT ON COLUMN a.at IS 'given, it''s never now()'; SELECT 1", ""},
		{"after a description", "COMMENT ON COLUMN a.at IS 'x';\nSELECT now()", "migrations/1.sql:2"},
		{"line after a long comment", "/* a\nb\n*/\nSELECT current_date", "migrations/1.sql:4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { expect(t, CheckSQL("migrations/1.sql", tt.src), tt.want) })
	}
}

func TestCheckTempl(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"style attribute", `<p class="a" style="color: red">x</p>`, "attribute style"},
		{"style expression", `<p style={ s }>x</p>`, "attribute style"},
		{"style on its own line", "<p\n\tstyle=\"x\"\n>x</p>", "attribute style"},
		{"onclick", `<button type="button" onclick={ f() }>x</button>`, "attribute onclick"},
		{"conditional attribute", "<button\n\tif x > 1 {\n\t\tonclick=\"f()\"\n\t}\n>x</button>", "attribute onclick"},
		{"after a conditional attribute", "<b\n\tif x {\n\t\tid={ y }\n\t}\n\tstyle=\"f()\"\n>x</b>", "attribute style"},
		{"spread", `<p { templ.Attributes{"onclick": "f()"}... }>`, "attribute onclick"},
		{"style element", "<style>p {}</style>", "style element"},
		{"script element", "<script>f()</script>", "script element"},
		{"script with src", `<script src={ static.URL("app.js") } defer></script>`, ""},
		{"script component", "script hello(name string) {\n}", "inline code"},
		{"css component", "css red() {\n}", "inline code"},
		{"javascript address", `<a href="javascript:f()">x</a>`, "javascript:"},
		{"text and code", "if n <= max && on == style {\n<p title=\"on x = 1, style = 2\" data-on={ \"onclick=\" }>style = x</p> }", ""},
		{"comparison in an attribute", `<p hidden?={ a > b } onfocus="x">`, "attribute onfocus"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { expect(t, CheckTempl("templates/a/a.templ", tt.src), tt.want) })
	}
}

func TestIsLong(t *testing.T) {
	long := strings.Repeat("\n", longFile+1)
	for file, want := range map[string]bool{"a.go": true, "a.templ": true, "a_templ.go": false, "a.json": false} {
		if _, got := IsLong(file, long); got != want {
			t.Errorf("IsLong(%s) = %v, want %v", file, got, want)
		}
	}
	if _, got := IsLong("a.go", long[1:]); got {
		t.Error("a file of exactly the limit is long")
	}
}

func expect(t *testing.T, got []Problem, want string) {
	t.Helper()
	var all []string
	for _, p := range got {
		all = append(all, p.String())
	}
	switch joined := strings.Join(all, "\n"); {
	case want == "" && len(got) > 0:
		t.Errorf("problems %q, want none", all)
	case want != "" && !strings.Contains(joined, want):
		t.Errorf("problems %q, want one that says %q", all, want)
	}
}
