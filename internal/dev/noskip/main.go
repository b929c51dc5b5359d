// Command noskip runs `go test -json` with its arguments and fails when a test failed or was skipped:
//
//	noskip -count=1 ./...
//
// A test that needs a database or a browser skips itself where there is none, which is kind on a developer's machine
// and would be a hole in the check that decides. It prints what `go test` would, and the skipped tests with their
// reasons. It must not know any test.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

func main() {
	cmd := exec.Command("go", append([]string{"test", "-json"}, os.Args[1:]...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "noskip:", err)
		os.Exit(1)
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for s := range signals {
			cmd.Process.Signal(s)
		}
	}()
	err = judge(out, os.Stdout)
	if werr := cmd.Wait(); err == nil && werr != nil {
		err = fmt.Errorf("go test: %w", werr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "noskip:", err)
		os.Exit(1)
	}
}

// An event is a line of go test -json; see go doc test2json.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// A running package collects output until it is known whether it matters.
type running struct {
	order []string            // tests in the order of their first output; "" is the package itself
	lines map[string][]string // of tests that have not passed
}

// judge reads events and writes what people should see: a line for each package, and the output of what failed or
// was skipped. It fails when anything was.
func judge(in io.Reader, out io.Writer) error {
	packages := map[string]*running{}
	var skipped []string
	passed, failed := 0, 0
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(out, lines.Text()) // not every complaint of go test is an event
			continue
		}
		p := packages[e.Package]
		if p == nil {
			p = &running{lines: map[string][]string{}}
			packages[e.Package] = p
		}
		switch e.Action {
		case "build-output":
			fmt.Fprint(out, e.Output)
		case "output":
			if _, seen := p.lines[e.Test]; !seen {
				p.order = append(p.order, e.Test)
			}
			p.lines[e.Test] = append(p.lines[e.Test], e.Output)
		case "pass":
			if e.Test == "" {
				passed++
				printLast(out, p)
				delete(packages, e.Package)
			} else {
				p.lines[e.Test] = nil
			}
		case "skip":
			if e.Test == "" { // a package without tests
				delete(packages, e.Package)
				continue
			}
			skipped = append(skipped, fmt.Sprintf("%s %s\n%s", e.Package, e.Test, strings.Join(reasons(p.lines[e.Test]), "")))
			p.lines[e.Test] = nil
		case "fail":
			if e.Test == "" {
				failed++
				printAll(out, p)
				delete(packages, e.Package)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read go test: %w", err)
	}
	for _, p := range packages { // what never ended
		printAll(out, p)
	}
	var problems []error
	if failed > 0 {
		problems = append(problems, fmt.Errorf("%d packages failed, %d passed", failed, passed))
	}
	if len(skipped) > 0 {
		slices.Sort(skipped)
		problems = append(problems, fmt.Errorf("%d tests were skipped, and none may be:\n%s", len(skipped), strings.Join(skipped, "")))
	}
	if passed+failed == 0 {
		problems = append(problems, errors.New("no tests were run"))
	}
	return errors.Join(problems...)
}

// reasons are the lines that a skipped test wrote itself.
func reasons(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool {
		return strings.HasPrefix(l, "=== ") || strings.HasPrefix(strings.TrimSpace(l), "--- SKIP")
	})
}

// printLast prints the line "ok package time".
func printLast(out io.Writer, p *running) {
	if own := p.lines[""]; len(own) > 0 {
		fmt.Fprint(out, own[len(own)-1])
	}
}

func printAll(out io.Writer, p *running) {
	for _, test := range p.order {
		if test == "" {
			continue
		}
		for _, l := range p.lines[test] {
			if !strings.HasPrefix(l, "=== ") {
				fmt.Fprint(out, l)
			}
		}
	}
	for _, l := range p.lines[""] {
		fmt.Fprint(out, l)
	}
}
