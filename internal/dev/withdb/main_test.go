package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestExitCodeAndSignals(t *testing.T) {
	t.Setenv(addressVariable, "postgres:///set-already")
	tests := []struct {
		name string
		args []string
		code int
		out  string
	}{
		{"nothing to run", []string{"--"}, 2, ""},
		{"no such command", []string{"--", "verkstad-no-such-command"}, 1, ""},
		{"success, with the address that was set", []string{"--", "sh", "-c", "printf %s $TEST_DATABASE_URL"}, 0, "postgres:///set-already"},
		{"its code", []string{"--", "sh", "-c", "exit 37"}, 37, ""},
		{"killed", []string{"sh", "-c", "kill -KILL $$"}, 137, ""},
		{"a signal is passed on", []string{"sh", "-c", "trap 'exit 7' TERM; kill -TERM $PPID; while :; do sleep 0.1; done"}, 7, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run(tt.args, nil, &out, &errs); code != tt.code || out.String() != tt.out {
				t.Errorf("code %d, output %q; want %d, %q\n%s", code, &out, tt.code, tt.out, &errs)
			}
		})
	}
}

// TestCluster checks that the command has a server and that it is gone afterwards.
func TestCluster(t *testing.T) {
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("SKIPPED, NOT TESTED: -short, and this needs PostgreSQL")
	}
	t.Setenv(addressVariable, "")
	var out, errs bytes.Buffer
	code := run([]string{"sh", "-c", `printf %s "$TEST_DATABASE_URL"`}, nil, &out, &errs)
	if code == 1 && strings.Contains(errs.String(), "no PostgreSQL") && os.Getenv("CI") != "true" {
		t.Skip(errs.String())
	}
	if code != 0 || !strings.HasPrefix(out.String(), "postgres://") {
		t.Fatalf("code %d, address %q\n%s", code, &out, &errs)
	}
	cfg, err := pgx.ParseConfig(out.String())
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := os.Stat(cfg.Host); os.IsNotExist(err) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%s is still there", cfg.Host)
}
