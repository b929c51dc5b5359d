package admin_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"verkstad/internal/pages/admin"
	"verkstad/internal/store"
)

// The logs are read by people: whatever the program writes into them has Swedish words. What is written is found in
// the sources, so that a new record cannot be forgotten; only names that are put together at run time escape.
func TestLogsSpeakSwedish(t *testing.T) {
	t.Parallel()
	changes, fields, subjects := 0, 0, 0
	for _, room := range []string{"store", "auth", "db"} {
		err := filepath.WalkDir(filepath.Join("..", "..", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				where := func() string { return set.Position(n.Pos()).String() }
				switch n := n.(type) {
				case *ast.CompositeLit:
					switch typeName(n.Type) {
					case "Change":
						record, action := text(n, "Record"), text(n, "Action")
						if room == "auth" && record == "" && has(n, "Record") {
							record = "account" // its constant
						}
						if record == "" {
							return true
						}
						changes++
						if !admin.Spoken(record, action, "", "") {
							t.Errorf("%s: no Swedish words for %q of %q: add them to words.go", where(), action, record)
						}
					case "[]Field":
						for _, e := range n.Elts {
							if f, ok := e.(*ast.CompositeLit); ok {
								field(t, set, f)
								fields++
							}
						}
					case "Field":
						field(t, set, n)
						fields++
					case "Reading":
						if s := text(n, "Subject"); s != "" {
							subjects++
							if !admin.Spoken("", "", "", s) {
								t.Errorf("%s: no Swedish words for reading %q: add them to words.go", where(), s)
							}
						}
					}
				case *ast.CallExpr:
					if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "LogReadOf" && len(n.Args) == 5 {
						subjects++
						if subject := literal(n.Args[2]); subject != "" && !admin.Spoken("", "", "", subject) {
							t.Errorf("%s: no Swedish words for reading %q: add them to words.go", where(), subject)
						}
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if changes < 40 || fields < 60 || subjects < 5 {
		t.Errorf("found only %d changes, %d fields and %d readings in the sources: does the test still see them?", changes, fields, subjects)
	}
}

func field(t *testing.T, set *token.FileSet, n *ast.CompositeLit) {
	t.Helper()
	if name := text(n, "Name"); name != "" && !admin.Spoken("", "", name, "") {
		t.Errorf("%s: no Swedish word for the field %q: add it to words.go", set.Position(n.Pos()), name)
	}
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.ArrayType:
		return "[]" + typeName(e.Elt)
	}
	return ""
}

func has(n *ast.CompositeLit, key string) bool { return value(n, key) != nil }

func text(n *ast.CompositeLit, key string) string { return literal(value(n, key)) }

func value(n *ast.CompositeLit, key string) ast.Expr {
	for _, e := range n.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == key {
				return kv.Value
			}
		}
	}
	return nil
}

func literal(e ast.Expr) string {
	if b, ok := e.(*ast.BasicLit); ok && b.Kind == token.STRING {
		s, err := strconv.Unquote(b.Value)
		if err == nil {
			return s
		}
	}
	return ""
}

func TestTitles(t *testing.T) {
	t.Parallel()
	for want, row := range map[string]store.AuditRow{
		"Avslutade uppdrag: Kassör, Farsta":      {Record: "assignment", Action: "end", Subject: "Kassör, Farsta"},
		"Lade till förening eller organ: Farsta": {Record: "unit", Action: "create", Subject: "Farsta"},
		"Gav behörighet: Ordförande Farsta":      {Record: "grant", Action: "create", Subject: "Ordförande Farsta"},
		"Gjorde en inbjudan":                     {Record: "account", Action: "create_invitation_link"},
		"Misslyckad inloggning: Kassör Farsta":   {Record: "account", Action: "login_failed", Subject: "Kassör Farsta"},
		"Fel kod vid inloggning":                 {Record: "account", Action: "code_failed"},
		"Fel lösenord när det frågades igen":     {Record: "account", Action: "confirm_failed"},
		"Avslutade inloggningar":                 {Record: "account", Action: "end_sessions"},
		"Ändrade något":                          {Record: "what", Action: "ever"},
		"Tog bort område i en förening: Sätra":   {Record: "unitArea", Action: "remove", Subject: "Sätra"},
	} {
		if got := admin.Title(row); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
