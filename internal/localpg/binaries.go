package localpg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// binaries is a directory with initdb and postgres of one major version.
type binaries struct {
	dir   string
	major int
}

// usualPlaces are where distributions put PostgreSQL's server programs, which they keep off PATH.
var usualPlaces = []string{
	"/usr/lib/postgresql/*/bin",                            // Debian, Ubuntu
	"/usr/pgsql-*/bin",                                     // packages of the PostgreSQL project for Fedora and its kin
	"/usr/lib/postgresql*/bin", "/usr/libexec/postgresql*", // SUSE, Alpine
	"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// A MissingError says that there is no PostgreSQL to run and what to do about it.
type MissingError struct {
	// Found lists what was found and could not be used, with the reason; Tried what was done to fetch binaries.
	Found, Tried []string
}

func (e *MissingError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "no PostgreSQL %d or newer found.\nInstall it with one of\n", MinMajor)
	b.WriteString("    sudo apt-get install postgresql     (Debian 12, Ubuntu 24.04 and later)\n")
	b.WriteString("    sudo dnf install postgresql-server  (Fedora)\n")
	b.WriteString("    brew install postgresql@17          (macOS)\n")
	b.WriteString("or set VERKSTAD_PG_BIN to the directory that holds initdb and postgres,\n")
	b.WriteString("or set DATABASE_URL to a database of your own.")
	for _, f := range e.Found {
		b.WriteString("\nNot used: " + f)
	}
	for _, t := range e.Tried {
		b.WriteString("\nTried: " + t)
	}
	return b.String()
}

// findOrInstall finds binaries, preferring a major version that data exists for, and fetches them when there are
// none and opt allows it.
func findOrInstall(ctx context.Context, opt Options, prefer []int) (binaries, error) {
	bin, missing := find(ctx, opt.Search, prefer)
	if missing == nil {
		return bin, nil
	}
	if !opt.Install || os.Getenv("VERKSTAD_PG_BIN") != "" {
		return binaries{}, missing
	}
	return install(ctx, opt, missing, prefer)
}

// find looks for binaries: VERKSTAD_PG_BIN alone when it is set, else the highest major version in the usual places
// and on PATH (one that data exists for goes first), and last those that were fetched earlier.
func find(ctx context.Context, search []string, prefer []int) (binaries, *MissingError) {
	missing := &MissingError{}
	if dir := os.Getenv("VERKSTAD_PG_BIN"); dir != "" {
		bin, err := examine(ctx, dir)
		if err != nil {
			missing.Found = append(missing.Found, fmt.Sprintf("VERKSTAD_PG_BIN=%s: %v", dir, err))
			return binaries{}, missing
		}
		return bin, nil
	}
	var dirs []string
	patterns := search
	if search == nil {
		patterns = usualPlaces
	}
	for _, p := range patterns {
		found, _ := filepath.Glob(p)
		dirs = append(dirs, found...)
	}
	if search == nil {
		// PATH may hold a link to the real directory, beside which the shared files lie.
		if p, err := exec.LookPath("initdb"); err == nil {
			if real, err := filepath.EvalSymlinks(p); err == nil {
				dirs = append(dirs, filepath.Dir(real))
			}
		}
	}
	fetched := fetchedBin()
	if fetched != "" {
		dirs = append(dirs, fetched)
	}
	var usable []binaries
	for _, dir := range dirs {
		bin, err := examine(ctx, dir)
		if err == nil {
			usable = append(usable, bin)
		} else if !errors.Is(err, os.ErrNotExist) {
			missing.Found = append(missing.Found, fmt.Sprintf("%s: %v", dir, err))
		}
	}
	if len(usable) == 0 {
		return binaries{}, missing
	}
	return slices.MaxFunc(usable, func(a, b binaries) int {
		return cmp.Or(
			compareBool(slices.Contains(prefer, a.major), slices.Contains(prefer, b.major)),
			compareBool(a.dir != fetched, b.dir != fetched),
			cmp.Compare(a.major, b.major),
		)
	}), nil
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// examine tells whether the directory holds a PostgreSQL that the server's user can run and that is new enough.
func examine(ctx context.Context, dir string) (binaries, error) {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return binaries{}, err
		}
	}
	who, err := dropUser()
	if err != nil {
		return binaries{}, err
	}
	out, err := command(ctx, who, filepath.Join(dir, "postgres"), "--version").CombinedOutput()
	if err != nil {
		return binaries{}, fmt.Errorf("postgres --version: %w %s", err, strings.TrimSpace(string(out)))
	}
	m := versionPattern.FindSubmatch(out)
	if m == nil {
		return binaries{}, fmt.Errorf("postgres --version says %q", out)
	}
	major, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return binaries{}, err
	}
	if major < MinMajor {
		return binaries{}, fmt.Errorf("PostgreSQL %d is too old", major)
	}
	return binaries{dir: dir, major: major}, nil
}

// dataMajors lists the major versions that the base directory holds data for, as pg15.
func dataMajors(base string) []int {
	var majors []int
	dirs, _ := filepath.Glob(filepath.Join(base, "pg*", "PG_VERSION"))
	for _, d := range dirs {
		if n, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(filepath.Dir(d)), "pg")); err == nil {
			majors = append(majors, n)
		}
	}
	return majors
}

// cacheDir is where fetched binaries lie: where the server's user can read them.
func cacheDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/verkstad-dev/cache", nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "verkstad"), nil
}

// fetchedBin is the directory of fetched binaries, whether or not they are there; empty where there are none to
// fetch. A variable, so that tests can hide them.
var fetchedBin = func() string {
	pkg, ok := fetchable[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		return ""
	}
	cache, err := cacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, pkg.dirName(), "native", "bin")
}
