// Package archtest holds the drawing of the house: which room may know which, and the ways of the house that a
// program can check. Its test fails when the code leaves the drawing; a new room is given its place in [rooms].
//
// It reads the module as `go list` and the parser see it and must not know what the rooms do.
package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// A Package is what the rules look at of one package of the module.
type Package struct {
	// Path is the import path below the module, such as "internal/store"; Name the package's name.
	Path, Name string
	// Doc is the first sentence of the doc comment.
	Doc string
	// Imports are those of the package itself, without its tests; those of the module are below it, as Path.
	Imports []Import
	// TestFiles are the files of tests inside the package, not of the external package x_test.
	TestFiles []string
	// HasCode tells whether there is anything but tests.
	HasCode bool
}

// An Import is one import and the name it is given in a file; empty where the package's own is used.
type Import struct {
	Path  string
	Local bool // of this module
	Name  string
}

// A Problem is one place where the code leaves the drawing.
type Problem struct {
	Where, What string
}

func (p Problem) String() string { return p.Where + ": " + p.What }

// A room is a package, or with a * at the end of its path every package at that place, and what it may import.
type room struct {
	path string
	// may lists rooms of the module. "{area}" stands for what the * of the path stands for.
	may []string
	// libs lists modules outside the standard library; nil allows all, since go.mod is reviewed by people.
	libs []string
	// testOnly rooms are for tests; nothing else may import them.
	testOnly bool
}

// none is an empty list of allowed libraries: the standard library must do.
var none = []string{}

// leaves are the rooms that everybody who shows or reads something may use.
var leaves = []string{"internal/district", "internal/form", "internal/sv", "internal/paths"}

// rooms is the drawing, from the ground up. Tests may import what they like; the rules are for the code itself.
var rooms = []room{
	// The domain and pure rules.
	{path: "internal/district", libs: none},
	{path: "internal/clock", may: []string{"internal/district"}, libs: none},
	{path: "internal/authz", may: []string{"internal/district"}, libs: none},
	{path: "internal/measure", may: []string{"internal/district"}, libs: none},
	{path: "internal/planimport", libs: []string{"golang.org/x/text"}},
	{path: "internal/plandiff", libs: none},
	{path: "internal/docread", may: []string{"internal/planimport"}, libs: []string{"golang.org/x/"}},
	{path: "internal/election", may: []string{"internal/district"}, libs: none},
	{path: "internal/jobargs", may: []string{"internal/district"}},

	// Words, forms, addresses, files in and out.
	{path: "internal/sv", may: []string{"internal/district"}, libs: []string{"golang.org/x/text"}},
	{path: "internal/form", may: []string{"internal/district"}, libs: []string{"golang.org/x/"}},
	{path: "internal/paths", may: []string{"internal/district"}, libs: none},
	{path: "internal/csvio", may: []string{"internal/district"}, libs: []string{"golang.org/x/text"}},
	{path: "internal/ical", may: leaves},
	{path: "internal/report", may: slices.Concat(leaves, []string{"internal/csvio", "internal/measure"})},
	{path: "internal/mail", may: leaves},

	// The database. Store composes Swedish complaints, hence sv.
	{path: "migrations"},
	{path: "internal/localpg", libs: []string{"github.com/jackc/pgx/v5"}},
	{path: "internal/db", may: []string{"internal/district", "internal/clock", "migrations"}},
	{path: "internal/store", may: []string{"internal/db", "internal/measure", "internal/authz", "internal/clock",
		"internal/district", "internal/planimport", "internal/plandiff", "internal/jobargs", "internal/sv"}},
	{path: "internal/auth", may: []string{"internal/db", "internal/authz", "internal/clock", "internal/district"}},
	{path: "internal/jobs", may: []string{"internal/store", "internal/jobargs", "internal/mail", "internal/report", "internal/db",
		"internal/measure", "internal/authz", "internal/clock", "internal/district", "internal/sv", "internal/paths"}},
	{path: "internal/demo", may: []string{"internal/store", "internal/auth", "internal/db", "internal/measure", "internal/authz",
		"internal/clock", "internal/district", "internal/planimport", "internal/sv"}},

	// What people see. Components call no store and decide no rights: they are handed plain values.
	{path: "static"},
	{path: "templates/ui", may: slices.Concat(leaves, []string{"static"})},
	{path: "templates/layout", may: slices.Concat(leaves, []string{"static", "templates/ui"})},
	{path: "templates/parts", may: slices.Concat(leaves, []string{"static", "templates/ui"})},
	{path: "templates/*", may: slices.Concat(leaves, []string{"static", "templates/ui", "templates/parts", "templates/layout"})},

	// Answering requests.
	{path: "internal/config", libs: []string{"github.com/caarlos0/env/v11", "github.com/jackc/pgx/v5"}},
	{path: "internal/web", may: slices.Concat(leaves, []string{"internal/auth", "internal/authz", "internal/db", "internal/store",
		"internal/clock", "static", "templates/layout", "templates/ui"})},
	{path: "internal/unitpage", may: slices.Concat(leaves, []string{"internal/web", "internal/store", "internal/authz", "templates/ui",
		"templates/parts"})},
	{path: "internal/pages/*", may: slices.Concat(leaves, []string{"internal/web", "internal/unitpage", "internal/store", "internal/auth", "internal/authz",
		"internal/clock", "internal/measure", "internal/planimport", "internal/plandiff", "internal/docread", "internal/election", "internal/csvio",
		"internal/ical", "internal/report", "templates/{area}", "templates/ui", "templates/parts"})},
	{path: "internal/server", may: slices.Concat(leaves, []string{"internal/pages/*", "internal/web", "internal/config",
		"internal/store", "internal/auth", "internal/authz", "internal/db", "internal/clock", "static"})},
	{path: "cmd/*", may: []string{"internal/*", "internal/pages/*", "migrations", "static"}},
	{path: "internal/dev/*", may: []string{"internal/*"}},

	// For tests only.
	{path: "internal/testdb", may: []string{"internal/db", "internal/localpg", "migrations"}, testOnly: true},
	{path: "internal/fixture", may: []string{"internal/*"}, testOnly: true},
	{path: "internal/apptest", may: []string{"internal/*", "internal/pages/*", "static"}, testOnly: true},
	{path: "internal/htmlcheck", testOnly: true},
	{path: "internal/archtest", libs: none, testOnly: true},
	{path: "internal/e2e", may: []string{"internal/*", "static"}, testOnly: true},
}

// never are pairs that must not even meet through others, whatever the rooms between them may import.
var never = []struct{ from, to, why string }{
	{"internal/store", "internal/web", "statements do not know requests"},
	{"internal/store", "internal/jobs", "jobs stand on the store, never back"},
	{"internal/district", "*", "the domain imports nothing of ours"},
	{"templates/*", "internal/store", "templates show what they are handed"},
	{"templates/*", "internal/authz", "templates decide no rights"},
	{"templates/*", "internal/auth", "templates decide no rights"},
	{"templates/*", "internal/db", "templates show what they are handed"},
	{"internal/web", "internal/pages/*", "what every page needs stands below the pages"},
}

// noNames are package names that say nothing about what belongs in the package.
var noNames = []string{"util", "utils", "common", "helper", "helpers", "manager", "managers", "misc", "lib"}

// CheckPackages applies the rules about packages and their imports.
func CheckPackages(pkgs []Package) []Problem {
	var out []Problem
	add := func(where, format string, args ...any) {
		out = append(out, Problem{where, fmt.Sprintf(format, args...)})
	}
	byPath := map[string]Package{}
	for _, p := range pkgs {
		byPath[p.Path] = p
	}
	for _, p := range pkgs {
		if slices.Contains(noNames, p.Name) || slices.Contains(noNames, path.Base(p.Path)) {
			add(p.Path, "the name %s says nothing about what belongs here", p.Name)
		}
		if !p.HasCode {
			continue // tests only: nobody can import it
		}
		if p.Doc == "" {
			add(p.Path, "no doc comment that says what it owns and what it must not know")
		}
		r, area, ok := roomOf(p.Path)
		if !ok {
			add(p.Path, "has no place in the drawing: add it to rooms in internal/archtest with what it may import")
			continue
		}
		for _, im := range p.Imports {
			if im.Local {
				target, _, _ := roomOf(im.Path)
				if target.testOnly && !r.testOnly {
					add(p.Path, "imports %s, which is for tests only", im.Path)
				} else if !allows(r, area, im.Path) {
					add(p.Path, "may not import %s", im.Path)
				}
				if within(p.Path, "internal/pages/*") && im.Path == "templates/"+area && im.Name != "view" {
					add(p.Path, "imports %s as %q instead of view", im.Path, im.Name)
				}
			} else if !standard(im.Path) && r.libs != nil && !slices.ContainsFunc(r.libs, func(lib string) bool {
				return im.Path == lib || strings.HasPrefix(im.Path, strings.TrimSuffix(lib, "/")+"/")
			}) {
				add(p.Path, "may not import %s: this room does without that library", im.Path)
			}
		}
		if within(p.Path, "internal/store") || within(p.Path, "internal/pages/*") {
			for _, f := range p.TestFiles {
				if f != "export_test.go" {
					add(p.Path, "%s is not in package %s_test: fixture imports the store, so these tests stand outside", f, p.Name)
				}
			}
		}
		for _, n := range never {
			if !within(p.Path, n.from) {
				continue
			}
			for _, reached := range reach(byPath, p.Path) {
				if n.to == "*" || within(reached, n.to) {
					add(p.Path, "reaches %s: %s", reached, n.why)
				}
			}
		}
	}
	return out
}

// roomOf finds the room of a package, the most exact one, and what its * stands for: the first element, so that a
// package below an area belongs to the area.
func roomOf(pkg string) (r room, area string, ok bool) {
	for _, r := range rooms {
		if r.path == pkg {
			return r, "", true
		}
	}
	for _, r := range rooms {
		if within(pkg, r.path) {
			base := strings.TrimSuffix(r.path, "*")
			if base == r.path {
				return r, "", true
			}
			area, _, _ := strings.Cut(strings.TrimPrefix(pkg, base), "/")
			return r, area, true
		}
	}
	return room{}, "", false
}

// within tells whether a package lies in a room: it is the room, lies below it, or is what its * stands for. The *
// of "internal/*" stands for one room, not for the areas below internal/pages.
func within(pkg, pattern string) bool {
	base, star := strings.CutSuffix(pattern, "*")
	if !star {
		return pkg == pattern || strings.HasPrefix(pkg, pattern+"/")
	}
	rest, ok := strings.CutPrefix(pkg, base)
	if !ok || rest == "" {
		return false
	}
	return !(pattern == "internal/*" && strings.HasPrefix(rest, "pages/"))
}

func allows(r room, area, target string) bool {
	// A room may be divided into packages that know each other; an area may not know another.
	if own := strings.Replace(r.path, "*", area, 1); within(target, own) {
		return true
	}
	return slices.ContainsFunc(r.may, func(m string) bool {
		return within(target, strings.ReplaceAll(m, "{area}", area))
	})
}

// reach lists the packages of the module that a package depends on, sorted.
func reach(pkgs map[string]Package, from string) []string {
	seen := map[string]bool{}
	var walk func(string)
	walk = func(p string) {
		for _, im := range pkgs[p].Imports {
			if im.Local && !seen[im.Path] {
				seen[im.Path] = true
				walk(im.Path)
			}
		}
	}
	walk(from)
	var out []string
	for p := range seen {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// standard tells whether an import is of the standard library: its first element has no dot.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}
