package main

import (
	"strings"
	"testing"
)

func TestJudge(t *testing.T) {
	const pass = `{"Action":"run","Package":"a","Test":"TestX"}
{"Action":"output","Package":"a","Test":"TestX","Output":"chatter\n"}
{"Action":"pass","Package":"a","Test":"TestX"}
{"Action":"output","Package":"a","Output":"PASS\n"}
{"Action":"output","Package":"a","Output":"ok  \ta\t0.1s\n"}
{"Action":"pass","Package":"a"}
`
	tests := []struct {
		name, in string
		out      string
		err      string // empty: success
	}{
		{"pass", pass, "ok  \ta\t0.1s\n", ""},
		{"nothing ran", "", "", "no tests were run"},
		{"a package without tests is not a skipped test", pass + `{"Action":"output","Package":"b","Output":"?   \tb\t[no test files]\n"}
{"Action":"skip","Package":"b"}
`, "ok  \ta\t0.1s\n", ""},
		{"skip", pass + `{"Action":"output","Package":"b","Test":"TestY","Output":"=== RUN   TestY\n"}
{"Action":"output","Package":"b","Test":"TestY","Output":"    y_test.go:3: no browser\n"}
{"Action":"output","Package":"b","Test":"TestY","Output":"--- SKIP: TestY (0.00s)\n"}
{"Action":"skip","Package":"b","Test":"TestY"}
{"Action":"output","Package":"b","Output":"ok  \tb\t0.1s\n"}
{"Action":"pass","Package":"b"}
`, "ok  \ta\t0.1s\nok  \tb\t0.1s\n", "1 tests were skipped, and none may be:\nb TestY\n    y_test.go:3: no browser\n"},
		{"fail", `{"Action":"output","Package":"b","Test":"TestX","Output":"chatter\n"}
{"Action":"pass","Package":"b","Test":"TestX"}
{"Action":"output","Package":"b","Test":"TestY","Output":"=== RUN   TestY\n"}
{"Action":"output","Package":"b","Test":"TestY","Output":"    y_test.go:3: wrong\n"}
{"Action":"fail","Package":"b","Test":"TestY"}
{"Action":"output","Package":"b","Output":"FAIL\tb\t0.1s\n"}
{"Action":"fail","Package":"b"}
`, "    y_test.go:3: wrong\nFAIL\tb\t0.1s\n", "1 packages failed, 0 passed"},
		{"does not build", `{"ImportPath":"b","Action":"build-output","Output":"b.go:1: syntax error\n"}
{"ImportPath":"b","Action":"build-fail"}
{"Action":"output","Package":"b","Output":"FAIL\tb [build failed]\n"}
{"Action":"fail","Package":"b","FailedBuild":"b"}
`, "b.go:1: syntax error\nFAIL\tb [build failed]\n", "1 packages failed"},
		{"killed half way", pass + `{"Action":"output","Package":"b","Test":"TestY","Output":"    y_test.go:3: hanging\n"}
`, "ok  \ta\t0.1s\n    y_test.go:3: hanging\n", ""}, // go test's own exit code tells the rest
		{"not an event", "go: cannot find main module\n", "go: cannot find main module\n", "no tests were run"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			err := judge(strings.NewReader(tt.in), &out)
			if out.String() != tt.out {
				t.Errorf("printed\n%s\nwant\n%s", out.String(), tt.out)
			}
			switch {
			case tt.err == "" && err != nil:
				t.Errorf("failed: %v", err)
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("error %v, want one that says %q", err, tt.err)
			}
		})
	}
}
