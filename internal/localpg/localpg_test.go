package localpg_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/localpg"
)

// TestMain lets the test binary play another process of the application: one that starts the server, says so and
// waits to be killed.
func TestMain(m *testing.M) {
	kind := os.Getenv("LOCALPG_TEST_CHILD")
	if kind == "" {
		os.Exit(m.Run())
	}
	s, err := localpg.Start(context.Background(), localpg.Options{
		Dir: os.Getenv("LOCALPG_TEST_DIR"), Throwaway: kind == "throwaway",
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.DataDir)
	select {}
}

// child starts such a process and returns it with the data directory of its server.
func child(t *testing.T, kind, dir string) (*os.Process, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LOCALPG_TEST_CHILD="+kind, "LOCALPG_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("child: %v", err)
	}
	return cmd.Process, strings.TrimSpace(line)
}

// openDir makes a directory that the server's user can reach, which t.TempDir is not for root.
func openDir(t *testing.T) string {
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

// needsPostgres skips the test in a quick run.
func needsPostgres(t *testing.T) {
	t.Helper()
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("SKIPPED, NOT TESTED: -short, and this needs PostgreSQL")
	}
}

// start starts a server or skips the test where there is no PostgreSQL; under CI that is a failure.
func start(t *testing.T, opt localpg.Options) *localpg.Server {
	t.Helper()
	needsPostgres(t)
	opt.Notes = t.Output()
	s, err := localpg.Start(t.Context(), opt)
	var missing *localpg.MissingError
	if errors.As(err, &missing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func exec1(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var v string
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func serverPID(t *testing.T, data string) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}

func gone(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, os.ErrNotExist)
}

// TestDurable follows one data directory through its life.
func TestDurable(t *testing.T) {
	needsPostgres(t)
	dir := openDir(t)
	opt := localpg.Options{Dir: dir}

	// Three starters at once make one server.
	servers := make([]*localpg.Server, 3)
	servers[0] = nil
	var wg sync.WaitGroup
	var notes bytes.Buffer
	var mu sync.Mutex
	errs := make([]error, 3)
	for i := range servers {
		wg.Go(func() {
			var buf bytes.Buffer
			servers[i], errs[i] = localpg.Start(t.Context(), localpg.Options{Dir: dir, Notes: &buf})
			mu.Lock()
			defer mu.Unlock()
			notes.Write(buf.Bytes())
		})
	}
	wg.Wait()
	var missing *localpg.MissingError
	if errors.As(errs[0], &missing) && os.Getenv("CI") != "true" {
		t.Skip(errs[0])
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	fresh := 0
	for _, s := range servers {
		if !s.Reused {
			fresh++
		}
	}
	if fresh != 1 || strings.Count(notes.String(), "Creating") != 1 {
		t.Fatalf("%d of 3 started a server, want 1; notes:\n%s", fresh, &notes)
	}
	data := servers[0].DataDir
	defer func() { // whatever happens below
		if s, err := localpg.Start(context.Background(), opt); err == nil {
			s.Stop(context.Background())
		}
	}()

	// Only the owner may enter the socket's directory, and nothing listens on a port.
	if got := exec1(t, servers[0].URL("postgres"), `SHOW listen_addresses`); got != "" {
		t.Errorf("listens on %q, want nothing", got)
	}
	sockets := exec1(t, servers[0].URL("postgres"), `SHOW unix_socket_directories`)
	if fi, err := os.Stat(sockets); err != nil || fi.Mode().Perm() != 0o700 {
		t.Errorf("socket directory: %v, %v; want mode 0700", fi.Mode(), err)
	}
	if got := exec1(t, servers[0].URL("postgres"), `SELECT string_agg(v, ' ' ORDER BY v COLLATE "sv-x-icu")
		FROM unnest(ARRAY['Öst','Åke','Zebra','Ängla','adam']) v`); got != "adam Zebra Åke Ängla Öst" {
		t.Errorf("sorted %q", got)
	}
	if got := exec1(t, servers[0].URL("postgres"), `SHOW fsync`); got != "on" {
		t.Errorf("fsync is %s on durable data", got)
	}

	// Databases are made on demand, by two at once too.
	var urls [2]string
	for i := range urls {
		wg.Go(func() { urls[i], errs[i] = servers[i].EnsureDatabase(t.Context(), "verkstad") })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), urls[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `CREATE TABLE kept AS SELECT 1 AS n`); err != nil {
		t.Fatal(err)
	}
	conn.Close(t.Context())

	// The last one stops it, not the ones before.
	for i, s := range servers {
		stopped, err := s.StopIfLast(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if want := i == 2; stopped != want {
			t.Fatalf("StopIfLast number %d stopped: %v, want %v", i+1, stopped, want)
		}
	}
	if !gone(filepath.Join(data, "postmaster.pid")) || !gone(sockets) {
		t.Error("the stopped server left its pid file or socket directory")
	}

	// A starter killed with -9 leaves the server running; the next one uses it.
	p, _ := child(t, "durable", dir)
	pid := serverPID(t, data)
	p.Kill()
	s := start(t, opt)
	if !s.Reused || serverPID(t, data) != pid {
		t.Errorf("reused: %v, pid %d then %d", s.Reused, pid, serverPID(t, data))
	}

	// A server killed with -9 recovers, although its number is stale, and keeps its data.
	syscall.Kill(pid, syscall.SIGKILL)
	eventually(t, "the killed server's number is free", func() bool { return !alive(pid) })
	s = start(t, opt)
	if s.Reused {
		t.Error("reused a dead server")
	}
	if got := exec1(t, s.URL("verkstad"), `SELECT n::text FROM kept`); got != "1" {
		t.Errorf("kept.n = %s after a crash", got)
	}

	// A stale number that now belongs to another process, here our own child, does not keep it from starting.
	pid = serverPID(t, data)
	syscall.Kill(pid, syscall.SIGKILL)
	eventually(t, "the killed server's number is free", func() bool { return !alive(pid) })
	other := exec.Command("sleep", "60")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { other.Process.Kill(); other.Wait() }()
	replaceFirstLine(t, filepath.Join(data, "postmaster.pid"), strconv.Itoa(other.Process.Pid))
	s = start(t, opt)
	if got := exec1(t, s.URL("verkstad"), `SELECT n::text FROM kept`); got != "1" {
		t.Errorf("kept.n = %s after a crash", got)
	}

	// A server whose socket was cleaned out of /tmp is replaced.
	sockets = exec1(t, s.URL("postgres"), `SHOW unix_socket_directories`)
	os.RemoveAll(sockets)
	s = start(t, opt)
	if s.Reused {
		t.Error("reused a server without a socket")
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if gone(filepath.Join(data, "PG_VERSION")) {
		t.Error("the data directory is gone")
	}
}

func alive(pid int) bool {
	return syscall.Kill(pid, 0) == nil || !gone(fmt.Sprintf("/proc/%d/exe", pid))
}

func replaceFirstLine(t *testing.T, path, first string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "\n")
	if err := os.WriteFile(path, []byte(first+"\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestThrowaway(t *testing.T) {
	dir := openDir(t)
	s := start(t, localpg.Options{Dir: dir, Throwaway: true})
	if got := exec1(t, s.URL("postgres"), `SHOW fsync`); got != "off" {
		t.Errorf("fsync is %s on throw-away data", got)
	}
	if stopped, err := s.StopIfLast(t.Context()); err != nil || !stopped {
		t.Fatalf("stopped: %v, %v", stopped, err)
	}
	eventually(t, "nothing is left", func() bool { return empty(dir) })
}

// TestThrowawayEndsWithOwner kills the owner; the watcher ends the server and removes its files.
func TestThrowawayEndsWithOwner(t *testing.T) {
	dir := openDir(t)
	start(t, localpg.Options{Dir: dir, Throwaway: true}).Stop(t.Context()) // or skip
	p, data := child(t, "throwaway", dir)
	pid := serverPID(t, data)
	p.Kill()
	eventually(t, "the server ends with its owner", func() bool { return !alive(pid) })
	eventually(t, "nothing is left", func() bool { return empty(dir) })
}

// TestSweep leaves behind what a power cut leaves: a directory whose owner and watcher are dead. The next start
// removes it, and leaves the directory of a living owner alone.
func TestSweep(t *testing.T) {
	dir := openDir(t)
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, fmt.Sprintf("verkstad-test-%d-1", dead.Process.Pid))
	livingOwner := filepath.Join(dir, fmt.Sprintf("verkstad-test-%d-1", os.Getppid()))
	foreign := filepath.Join(dir, "verkstad-test-notes")
	for _, d := range []string{left, livingOwner, foreign} {
		if err := os.MkdirAll(filepath.Join(d, "data", "base"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, localpg.Options{Dir: dir, Throwaway: true})
	defer s.Stop(context.Background())
	if !gone(left) {
		t.Error("the dead owner's directory is still there")
	}
	for _, d := range []string{livingOwner, foreign} {
		if gone(d) {
			t.Errorf("%s was removed", d)
		}
	}
}

func empty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) == 0
}
