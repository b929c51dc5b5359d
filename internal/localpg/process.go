package localpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// durableSettings leave PostgreSQL's promises as they are: an acknowledged write survives.
var durableSettings = []string{"timezone=UTC", "log_timezone=UTC"}

// throwawaySettings trade every promise for speed.
var throwawaySettings = []string{
	"timezone=UTC", "log_timezone=UTC",
	"fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
	"max_wal_size=4GB", "checkpoint_timeout=1d", "jit=off", "autovacuum=off",
	"max_connections=300", // many packages' tests at once
}

// A runAs is the user that the server runs as; nil means the calling one. PostgreSQL refuses to run as root.
type runAs = *syscall.Credential

// dropUser finds whom root gives the server to.
func dropUser() (runAs, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to give it to")
}

// ownerOf returns whom the server of an existing data directory must run as: its owner. That may be another user
// than [dropUser] would choose today, such as nobody before the distribution's package made the user postgres.
func ownerOf(data string) (runAs, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	fi, err := os.Stat(data)
	if err != nil {
		return nil, err
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok || st.Uid == 0 {
		return nil, fmt.Errorf("%s belongs to root, as whom PostgreSQL does not run", data)
	}
	return &syscall.Credential{Uid: st.Uid, Gid: st.Gid}, nil
}

func giveTo(who runAs, path string) error {
	if who == nil {
		return nil
	}
	return os.Chown(path, int(who.Uid), int(who.Gid))
}

// command prepares a child that survives the terminal's ^C (its own process group), sees none of the caller's PG*
// variables and stands in a directory that everybody may enter.
func command(ctx context.Context, who runAs, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: who}
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=" + locales()[0], "HOME=/", "TZ=UTC"}
	return cmd
}

// locales to create a cluster with, best first: case folding must know å, ä and ö, which C does not.
func locales() []string {
	if runtime.GOOS == "darwin" {
		return []string{"en_US.UTF-8"}
	}
	return []string{"C.UTF-8", "C.utf8", "en_US.UTF-8", "sv_SE.UTF-8"}
}

// createData makes a data directory and only then gives it its name, so that one with the name is always whole.
// What an interrupted attempt left under the other name was never used by any server and is cleared away.
func createData(ctx context.Context, bin binaries, data string) error {
	who, err := dropUser()
	if err != nil {
		return err
	}
	partial := data + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return err
	}
	if err := initData(ctx, bin, who, partial); err != nil {
		os.RemoveAll(partial)
		return err
	}
	return os.Rename(partial, data)
}

// initData runs initdb on a new directory.
func initData(ctx context.Context, bin binaries, who runAs, dir string, extra ...string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := giveTo(who, dir); err != nil {
		return err
	}
	for i, locale := range locales() {
		args := append([]string{"-D", dir, "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=" + locale}, extra...)
		out, err := command(ctx, who, filepath.Join(bin.dir, "initdb"), args...).CombinedOutput()
		if err == nil {
			return nil
		}
		if bytes.Contains(out, []byte("invalid locale")) && i < len(locales())-1 {
			continue
		}
		hint := ""
		if bytes.Contains(out, []byte("could not look up effective user ID")) {
			hint = fmt.Sprintf("\nThe user id %d has no entry in /etc/passwd; PostgreSQL needs one.", os.Geteuid())
		}
		return fmt.Errorf("initdb: %w\n%s%s", err, strings.TrimSpace(string(out)), hint)
	}
	return nil
}

// A process is a postgres that this process started and therefore reaps.
type process struct {
	pid  int
	done chan struct{}
}

// startProcess starts postgres, listening on nothing but a socket in socketDir. The server is not tied to the
// caller's life.
func startProcess(bin binaries, who runAs, data, socketDir, logFile string, settings []string) (*process, error) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if fi, err := os.Stat(logFile); err == nil && fi.Size() > 10<<20 {
		flags |= os.O_TRUNC
	}
	log, err := os.OpenFile(logFile, flags, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	args := []string{"-D", data, "-k", socketDir, "-p", "5432",
		"-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	cmd := command(context.Background(), who, filepath.Join(bin.dir, "postgres"), args...)
	cmd.Stdout, cmd.Stderr = log, log // a file: a pipe would tie the server to us, and `go test` would wait for it
	if err := cmd.Start(); err != nil {
		if who != nil && errors.Is(err, os.ErrPermission) {
			return nil, fmt.Errorf("start postgres as user %d: %w (may this root change user?)", who.Uid, err)
		}
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	p := &process{pid: cmd.Process.Pid, done: make(chan struct{})}
	go func() {
		cmd.Wait() // how it ended is in its log
		close(p.done)
	}()
	return p, nil
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// kill ends the server at once, without a checkpoint; durable data recovers at the next start.
func (p *process) kill() {
	if !p.ended() {
		syscall.Kill(p.pid, syscall.SIGQUIT)
	}
}

// A pidFile is what postmaster.pid says about a running, or crashed, server.
type pidFile struct {
	pid       int
	socketDir string
}

// readPIDFile reads postmaster.pid: the process id on line 1, the socket's directory on line 5.
func readPIDFile(data string) (pidFile, bool) {
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return pidFile{}, false
	}
	lines := strings.Split(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 1 {
		return pidFile{}, false
	}
	pf := pidFile{pid: pid}
	if len(lines) > 4 {
		pf.socketDir = strings.TrimSpace(lines[4])
	}
	return pf, true
}

// isPostmaster tells whether the process is alive and serves the data directory. Numbers are reused, and a dead
// server's number may belong to anybody; a postmaster stands in its data directory.
func isPostmaster(pid int, data string) bool {
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	if runtime.GOOS != "linux" {
		return true
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		// Gone, a zombie that nobody reaps, or somebody else's: ours can be read.
		return false
	}
	real, err := filepath.EvalSymlinks(data)
	return err == nil && cwd == real
}

// disownPIDFile makes PostgreSQL see that a postmaster.pid is stale where it cannot tell by itself: it only asks
// whether the number is alive, which is true of an unreaped zombie and of an unrelated process with a reused number.
// With our own number in it, PostgreSQL takes the file for one of its parent's, and goes on to check the shared
// memory that the file names, which deleting the file would forgo.
func disownPIDFile(data string, pf pidFile) {
	if syscall.Kill(pf.pid, 0) != nil {
		return // plainly dead: PostgreSQL sorts it out itself
	}
	path := filepath.Join(data, "postmaster.pid")
	b, err := os.ReadFile(path)
	if err != nil {
		return
	}
	if _, rest, ok := bytes.Cut(b, []byte("\n")); ok {
		os.WriteFile(path, append([]byte(strconv.Itoa(os.Getpid())+"\n"), rest...), 0o600)
	}
}

// waitGone waits until the server has ended: its process is gone, or it has removed its postmaster.pid (which it
// does last; a zombie that nobody reaps stays "alive").
func waitGone(ctx context.Context, pid int, data string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if pf, ok := readPIDFile(data); !ok || pf.pid != pid || !isPostmaster(pid, data) {
			return nil
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return fmt.Errorf("wait for postgres %d to end: %w", pid, err)
		}
	}
}

const socketPrefix = "/tmp/verkstad-pg-"

// makeSocketDir makes a directory that only the server's user may enter. It lies in /tmp because the path of a
// socket may have only some 100 bytes.
func makeSocketDir(who runAs) (string, error) {
	dir, err := os.MkdirTemp(filepath.Dir(socketPrefix), filepath.Base(socketPrefix)) // 0700
	if err != nil {
		return "", err
	}
	return dir, giveTo(who, dir)
}

// removeSocketDir clears away the directory of an ended server's socket, if it is one that we made.
func removeSocketDir(dir string) {
	if strings.HasPrefix(dir, socketPrefix) && filepath.Clean(dir) == dir {
		os.RemoveAll(dir)
	}
}
