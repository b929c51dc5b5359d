package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// throwawayPrefix begins the name of a throw-away server's directory; the owner's process id and a random part follow.
const throwawayPrefix = "verkstad-test-"

// shmNeeded is how much room /dev/shm must have to hold a throw-away server: an empty one has 40 MB, each test's
// database adds about 14 MB.
const shmNeeded = 1 << 30

// A throwaway is the directory of a throw-away server and what ties it to this process.
type throwaway struct {
	dir    string
	owner  *os.File // locked while we live
	keeper *os.File // the watcher's pipe: its end is our end
}

func startThrowaway(ctx context.Context, opt Options) (*Server, error) {
	bin, err := findOrInstall(ctx, opt, nil)
	if err != nil {
		return nil, err
	}
	base := opt.Dir
	if base == "" {
		base = throwawayBase()
	}
	sweep(ctx, base)
	who, err := dropUser()
	if err != nil {
		return nil, err
	}
	t, err := makeThrowaway(base)
	if err != nil {
		return nil, err
	}
	s := &Server{
		Major:     bin.major,
		DataDir:   filepath.Join(t.dir, "data"),
		LogFile:   filepath.Join(t.dir, "log"),
		socketDir: filepath.Join(t.dir, "socket"),
		throwaway: t,
	}
	err = func() error {
		if err := initData(ctx, bin, who, s.DataDir, "--no-sync"); err != nil {
			return err
		}
		if len(s.socketDir) > 80 { // the limit for the whole path is 107 bytes, on macOS 103
			if s.socketDir, err = makeSocketDir(who); err != nil {
				return err
			}
		} else if err := os.Mkdir(s.socketDir, 0o700); err != nil {
			return err
		} else if err := giveTo(who, s.socketDir); err != nil {
			return err
		}
		if s.proc, err = startProcess(bin, who, s.DataDir, s.socketDir, s.LogFile, throwawaySettings); err != nil {
			return err
		}
		if err := t.watch(s.proc.pid, s.socketDir); err != nil {
			return err
		}
		return s.connect(ctx)
	}()
	if err != nil {
		t.stop(context.WithoutCancel(ctx), s.proc)
		return nil, err
	}
	return s, nil
}

// throwawayBase is memory where there is enough of it, else /tmp. Not os.TempDir: its path may be too long for a
// socket and closed to the server's user.
func throwawayBase() string {
	var st syscall.Statfs_t
	if syscall.Statfs("/dev/shm", &st) == nil && uint64(st.Bavail)*uint64(st.Bsize) >= shmNeeded {
		if f, err := os.CreateTemp("/dev/shm", throwawayPrefix+"probe-"); err == nil {
			f.Close()
			os.Remove(f.Name())
			return "/dev/shm"
		}
	}
	return "/tmp"
}

func makeThrowaway(base string) (*throwaway, error) {
	dir, err := os.MkdirTemp(base, fmt.Sprintf("%s%d-", throwawayPrefix, os.Getpid()))
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the server's user must be able to pass
		return nil, err
	}
	owner, err := os.OpenFile(filepath.Join(dir, "owner.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(owner.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, err
	}
	return &throwaway{dir: dir, owner: owner}, nil
}

// watch starts a small shell that waits for the end of this process, however it comes, then ends the server and
// removes its files. A pipe tells it, on every Unix; the kernel closes our end.
func (t *throwaway) watch(pid int, socketDir string) error {
	r, w, err := os.Pipe() // both ends close on exec, so that only this process holds w
	if err != nil {
		return err
	}
	defer r.Close()
	const script = `read _; kill -QUIT "$1"; n=0
while kill -0 "$1" && [ $n -lt 100 ]; do n=$((n+1)); sleep 0.05; done
rm -rf "$2" "$3"`
	cmd := command(context.Background(), nil, "/bin/sh", "-c", script, "sh", strconv.Itoa(pid), t.dir, socketDir)
	cmd.Stdin = r
	if err := cmd.Start(); err != nil {
		w.Close()
		return fmt.Errorf("start the watcher: %w", err)
	}
	go func(cmd *exec.Cmd) { cmd.Wait() }(cmd)
	t.keeper = w
	return nil
}

// stop ends the server at once and removes its files.
func (t *throwaway) stop(ctx context.Context, p *process) error {
	if p != nil {
		p.kill()
		select {
		case <-p.done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := os.RemoveAll(t.dir)
	if t.keeper != nil {
		t.keeper.Close()
		t.keeper = nil
	}
	t.owner.Close()
	return err
}

// sweep ends the servers and removes the directories of processes that died together with their watcher, such as at
// a power cut. A directory counts as left behind only when its process is dead and its lock is free.
func sweep(ctx context.Context, base string) {
	dirs, err := filepath.Glob(filepath.Join(base, throwawayPrefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), throwawayPrefix), "-")
		pid, err := strconv.Atoi(number)
		if err != nil || pid == os.Getpid() {
			continue
		}
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			continue
		}
		fi, err := os.Lstat(dir)
		if err != nil || !fi.IsDir() {
			continue
		}
		if st, ok := fi.Sys().(*syscall.Stat_t); !ok || int(st.Uid) != os.Geteuid() {
			continue // another user's
		}
		if f, err := os.OpenFile(filepath.Join(dir, "owner.lock"), os.O_RDWR, 0); err == nil {
			held := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil
			f.Close()
			if held {
				continue
			}
		}
		data := filepath.Join(dir, "data")
		if pf, ok := readPIDFile(data); ok && isPostmaster(pf.pid, data) {
			syscall.Kill(pf.pid, syscall.SIGQUIT)
			limited, cancel := context.WithTimeout(ctx, 5*time.Second)
			err := waitGone(limited, pf.pid, data)
			cancel()
			if err != nil {
				continue
			}
			removeSocketDir(pf.socketDir)
		}
		os.RemoveAll(dir)
	}
}

// note writes a line for people; that it cannot be written is not worth failing for.
func note(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, format+"\n", args...)
}
