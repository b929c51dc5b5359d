package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// clockFree are the rooms whose code may ask the machine or the database what time it is, with the reason. Files of
// tests may too.
var clockFree = map[string]string{
	"internal/clock":    "it is the clock",
	"internal/archtest": "names what it forbids",
	"internal/localpg":  "waits for processes; nothing of it reaches the plan's calendar",
	"internal/dev":      "tools for developers",
	"internal/testdb":   "waits in tests",
	"internal/e2e":      "waits for a browser",
}

// askers are the functions of package time that read the machine's clock.
var askers = []string{"Now", "Since", "Until"}

// sqlClock matches SQL that reads the database's clock.
var sqlClock = regexp.MustCompile(`(?i)\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)` +
	`|\b(?:current_date|current_timestamp|current_time|localtimestamp|localtime)\b` +
	`|'(?:now|today|tomorrow|yesterday)'\s*::` +
	`|\b(?:date|timestamp|timestamptz)\s*'(?:now|today|tomorrow|yesterday)'` +
	`|\bage\s*\(\s*[\w.]+\s*\)`) // age of one argument counts from current_date

// CheckGo looks in a Go file for time that does not come from clock: calls of package time, and SQL in strings. The
// path is below the module.
func CheckGo(file, src string) []Problem {
	if strings.HasSuffix(file, "_test.go") || isFree(file) {
		return nil
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
	if err != nil {
		return []Problem{{file, err.Error()}}
	}
	timeName := ""
	for _, im := range f.Imports {
		if im.Path.Value == `"time"` {
			timeName = "time"
			if im.Name != nil {
				timeName = im.Name.Name
			}
		}
	}
	var out []Problem
	at := func(n ast.Node, format string, args ...any) {
		p := fset.Position(n.Pos())
		out = append(out, Problem{fmt.Sprintf("%s:%d", file, p.Line), fmt.Sprintf(format, args...)})
	}
	if timeName == "." {
		at(f, "imports time with a dot, which hides who asks for the time")
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			if ok && timeName != "" && x.Name == timeName && slices.Contains(askers, n.Sel.Name) {
				at(n, "time.%s outside internal/clock", n.Sel.Name)
			}
		case *ast.BasicLit:
			if n.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(n.Value)
			if err != nil {
				return true
			}
			if m := sqlClock.FindString(s); m != "" {
				at(n, "SQL that asks for the time (%s) outside internal/clock: pass the moment as an argument", m)
			}
		}
		return true
	})
	return out
}

func isFree(file string) bool {
	for room := range clockFree {
		if strings.HasPrefix(file, room+"/") {
			return true
		}
	}
	return false
}

// sqlComment matches comments, and COMMENT ON statements, which may speak of what they forbid.
var sqlComment = regexp.MustCompile(`(?m)--.*$|(?s)/\*.*?\*/|(?is)\bCOMMENT\s+ON\b[^';]*'(?:[^']|'')*'`)

// CheckSQL looks in a migration for SQL that reads the database's clock. No default and no trigger may: an instant
// of the log is given by the program as well, so that a test can set it. goose's own table is goose's.
func CheckSQL(file, src string) []Problem {
	// Blank out instead of cutting, so that the line numbers stay.
	src = sqlComment.ReplaceAllStringFunc(src, func(s string) string {
		return strings.Repeat("\n", strings.Count(s, "\n"))
	})
	var out []Problem
	for i, line := range strings.Split(src, "\n") {
		if m := sqlClock.FindString(line); m != "" {
			out = append(out, Problem{fmt.Sprintf("%s:%d", file, i+1), "asks the database for the time: " + m})
		}
	}
	return out
}

var (
	inlineAttribute = regexp.MustCompile(`(?i)[\s"'}](style|on[a-z]+)\??\s*=`)
	srcAttribute    = regexp.MustCompile(`(?i)\ssrc\s*=`)
	spreadAttribute = regexp.MustCompile(`(?i)"(style|on(?:blur|change|click|error|focus|input|key[a-z]+|load|mouse[a-z]+|pointer[a-z]+|reset|submit|toggle|touch[a-z]+))"\s*[:,\]]`)
	scriptAddress   = regexp.MustCompile(`(?i)\bhref\s*=\s*["{]\s*["` + "`" + `]?javascript:`)
	inlineComponent = regexp.MustCompile(`(?m)^(script|css)\s+\w+\s*\(`)
)

// CheckTempl looks in a template for script and style that the content security policy would refuse: style and on…
// attributes, <style>, <script> without src, templ's script and css components, which write such elements.
func CheckTempl(file, src string) []Problem {
	var out []Problem
	at := func(offset int, format string, args ...any) {
		line := 1 + strings.Count(src[:offset], "\n")
		out = append(out, Problem{fmt.Sprintf("%s:%d", file, line), fmt.Sprintf(format, args...)})
	}
	for _, m := range inlineComponent.FindAllStringIndex(src, -1) {
		at(m[0], "%q writes inline code", src[m[0]:m[1]])
	}
	for _, m := range spreadAttribute.FindAllStringSubmatchIndex(src, -1) {
		at(m[0], "attribute %s holds inline code", src[m[2]:m[3]])
	}
	for _, m := range scriptAddress.FindAllStringIndex(src, -1) {
		at(m[0], "a javascript: address")
	}
	for _, t := range tags(src) {
		name := strings.ToLower(t.name)
		if name == "style" {
			at(t.offset, "a style element: styles belong in static/css")
		}
		if name == "script" && !srcAttribute.MatchString(t.outside) {
			at(t.offset, "a script element without src: scripts belong in static/js")
		}
		for _, m := range inlineAttribute.FindAllStringSubmatch(t.outside, -1) {
			at(t.offset, "attribute %s holds inline code", m[1])
		}
	}
	return out
}

// A tag is an opening tag; outside is its text without what stands in quotes and expressions.
type tag struct {
	offset        int
	name, outside string
}

var tagStart = regexp.MustCompile(`<([a-zA-Z][a-zA-Z0-9-]*)`)

// tags finds the opening tags of a template. It takes "<" and a letter for one, and " > " for a comparison, which is
// how formatted Go and formatted tags differ.
func tags(src string) []tag {
	var out []tag
	for _, m := range tagStart.FindAllStringSubmatchIndex(src, -1) {
		out = append(out, tag{offset: m[0], name: src[m[2]:m[3]], outside: outside(src[m[3]:])})
	}
	return out
}

// outside returns a tag's text up to its end. Braces after "=" hold an expression, others the attributes of an if.
func outside(src string) string {
	var b strings.Builder
	var quote, last byte // last is the last byte that was not a space
	expression := 0      // how deep in the braces of one
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case quote != 0:
			if c == '\\' && expression > 0 && quote != '`' {
				i++
			} else if c == quote {
				quote = 0
			}
			continue
		case c == '"', c == '`', c == '\'' && expression == 0:
			quote = c
		case c == '{' && (expression > 0 || last == '='):
			expression++
		case c == '}' && expression > 0:
			expression--
		case c == '>' && expression == 0 && !(i > 0 && src[i-1] == ' ' && strings.HasPrefix(src[i+1:], " ")):
			return b.String()
		}
		if expression == 0 {
			b.WriteByte(c)
		}
		if c != ' ' && c != '\n' && c != '\t' {
			last = c
		}
	}
	return b.String()
}

// longFile is the length in lines at which a file asks to be looked at.
const longFile = 600

// IsLong tells whether a source file is so long that a split is worth a thought. Generated files are not read.
func IsLong(file, src string) (lines int, long bool) {
	if strings.HasSuffix(file, "_templ.go") || !slices.Contains([]string{".go", ".templ", ".sql", ".css", ".js"}, path.Ext(file)) {
		return 0, false
	}
	lines = strings.Count(src, "\n")
	return lines, lines > longFile
}
