package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Root returns the directory of the module that the working directory lies in, and the module's path.
func Root() (dir, module string, err error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}\n{{.Path}}").Output()
	if err != nil {
		return "", "", fmt.Errorf("find the module: %w", explain(err))
	}
	dir, module, _ = strings.Cut(strings.TrimSpace(string(out)), "\n")
	return dir, module, nil
}

// Packages lists the packages of the module at dir.
func Packages(dir, module string) ([]Package, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Doc,Dir,GoFiles,TestGoFiles", "./...")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list packages: %w", explain(err))
	}
	var pkgs []Package
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var l struct {
			ImportPath, Name, Doc, Dir string
			GoFiles, TestGoFiles       []string
		}
		if err := d.Decode(&l); err == io.EOF {
			return pkgs, nil
		} else if err != nil {
			return nil, fmt.Errorf("read go list: %w", err)
		}
		p := Package{
			Path: strings.TrimPrefix(l.ImportPath, module+"/"), Name: l.Name, Doc: l.Doc,
			TestFiles: l.TestGoFiles, HasCode: len(l.GoFiles) > 0,
		}
		// go list does not tell under which name a file imports a package.
		for _, f := range l.GoFiles {
			imports, err := importsOf(filepath.Join(l.Dir, f), module)
			if err != nil {
				return nil, err
			}
			p.Imports = append(p.Imports, imports...)
		}
		pkgs = append(pkgs, p)
	}
}

func importsOf(file, module string) ([]Import, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var out []Import
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		im := Import{Path: path}
		if below, ok := strings.CutPrefix(path, module+"/"); ok {
			im.Path, im.Local = below, true
		}
		if spec.Name != nil {
			im.Name = spec.Name.Name
		}
		out = append(out, im)
	}
	return out, nil
}

// CheckSources applies the rules about the text of files, and lists the files that are long.
func CheckSources(dir string) (problems []Problem, long []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch d.Name() {
			case "vendor", "testdata", "node_modules":
				return fs.SkipDir
			}
			if path != dir && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		ext := filepath.Ext(path)
		if ext != ".go" && ext != ".sql" && ext != ".templ" && ext != ".css" && ext != ".js" {
			return nil
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a generator's passing file
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		file, src := filepath.ToSlash(rel), string(b)
		switch ext {
		case ".go":
			problems = append(problems, CheckGo(file, src)...)
		case ".sql":
			problems = append(problems, CheckSQL(file, src)...)
		case ".templ":
			problems = append(problems, CheckTempl(file, src)...)
		}
		if n, is := IsLong(file, src); is {
			long = append(long, fmt.Sprintf("%s: %d lines", file, n))
		}
		return nil
	})
	return problems, long, err
}

// explain adds what a command said to why it failed.
func explain(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(exit.Stderr))
	}
	return err
}
