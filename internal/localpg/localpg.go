// Package localpg runs a private PostgreSQL from installed binaries, for developers' machines and tests: no
// container, no database to set up by hand, no port.
//
// It owns the search for binaries, the data directory, the server process and its socket. It must not know what is
// stored in the databases: it imports nothing of ours. A server is either durable (the data of `make run`, shared by
// every instance on the machine, never deleted) or throw-away (for tests, in memory where possible, gone with the
// process that asked for it). Clients reach it only through a Unix socket in a directory that only the owner may
// enter, which is why it needs no password.
//
// This package measures real time for its own waiting, and may: nothing of it reaches the plan's calendar.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// MinMajor is the oldest major version of PostgreSQL that Verkstad is tested on. Older binaries are passed over.
const MinMajor = 15

// superuser is the role that initdb makes and everybody logs in as; the socket's directory is the lock on the door.
const superuser = "postgres"

// Options say which server is wanted. The zero value is the durable server of the calling user.
type Options struct {
	// Dir holds the data directories. Empty means, for a durable server, $XDG_STATE_HOME/verkstad (or
	// ~/.local/state/verkstad; /var/lib/verkstad-dev for root), and for a throw-away one /dev/shm, or /tmp where
	// that is missing or small. For root every parent of Dir must be open to others, since the server drops to an
	// unprivileged user.
	Dir string
	// Throwaway asks for a fresh, fast, forgetful server that ends with this process, even if the process is killed.
	Throwaway bool
	// Install allows fetching PostgreSQL when no usable binaries are found: the distribution's package where the
	// user may install packages, otherwise pinned binaries into the user's cache.
	Install bool
	// Search replaces the places where binaries are looked for: patterns as of [filepath.Glob] for directories that
	// hold initdb and postgres. Nil means the usual places. VERKSTAD_PG_BIN goes before either.
	Search []string
	// Notes gets the few lines that people should see: what is installed, where the data lies. Nil means os.Stderr.
	Notes io.Writer
}

// A Server is a running PostgreSQL and this process's hold on it. While the hold lasts, another process's
// [Server.StopIfLast] leaves the server running.
type Server struct {
	// Major is the server's major version, such as 15.
	Major int
	// Reused tells that the server was already running.
	Reused bool
	// DataDir is the data directory; LogFile is where the server writes its log.
	DataDir, LogFile string

	socketDir string
	lockFile  string // of a durable server
	throwaway *throwaway
	proc      *process // nil when reused
	hold      *pgx.Conn
}

// Start returns a running server, starting or creating it when needed. Several processes may call it at once: one
// starts the server, the others use it.
//
// It fails with [*MissingError] when there are no binaries and none could be fetched; the error's text says what to
// install.
func Start(ctx context.Context, opt Options) (*Server, error) {
	if opt.Notes == nil {
		opt.Notes = os.Stderr
	}
	var (
		s   *Server
		err error
	)
	if opt.Throwaway {
		s, err = startThrowaway(ctx, opt)
	} else {
		s, err = startDurable(ctx, opt)
	}
	if err != nil {
		return nil, fmt.Errorf("private postgres: %w", err)
	}
	return s, nil
}

// URL returns the address of a database on the server, which need not exist yet; see [Server.EnsureDatabase].
func (s *Server) URL(dbname string) string { return socketURL(s.socketDir, dbname) }

// socketURL names user, database and port because pgx takes what is not named from PG* variables.
func socketURL(dir, dbname string) string {
	q := url.Values{"host": {dir}, "port": {"5432"}}
	return "postgres://" + superuser + "@/" + url.PathEscape(dbname) + "?" + q.Encode()
}

// EnsureDatabase creates the named database unless it is there, and returns its address.
func (s *Server) EnsureDatabase(ctx context.Context, name string) (string, error) {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	if !there {
		_, err := conn.Exec(ctx, `CREATE DATABASE `+pgx.Identifier{name}.Sanitize())
		var pgErr *pgconn.PgError
		if errors.As(err, &pgErr) && (pgErr.Code == "42P04" || pgErr.Code == "23505") {
			err = nil // another process was quicker
		}
		if err != nil {
			return "", fmt.Errorf("create database %s: %w", name, err)
		}
	}
	return s.URL(name), nil
}

// Stop ends the server, whoever else uses it. A throw-away server's files go with it; a durable server's data stays.
func (s *Server) Stop(ctx context.Context) error {
	s.letGo(ctx)
	if s.throwaway != nil {
		return s.throwaway.stop(ctx, s.proc)
	}
	unlock, err := lock(ctx, s.lockFile)
	if err != nil {
		return err
	}
	defer unlock()
	return s.stopDurable(ctx)
}

// StopIfLast ends the server unless others are connected to it, and tells whether it did. The caller must have
// closed its own connections.
func (s *Server) StopIfLast(ctx context.Context) (stopped bool, err error) {
	if s.throwaway != nil {
		return true, s.Stop(ctx)
	}
	unlock, err := lock(ctx, s.lockFile)
	if err != nil {
		return false, err
	}
	defer unlock()
	s.letGo(ctx)
	// Backends of connections that were just closed take a moment to leave.
	for range 10 {
		others, err := countClients(ctx, s.URL("postgres"))
		if err != nil {
			return false, fmt.Errorf("count clients: %w", err)
		}
		if others == 0 {
			return true, s.stopDurable(ctx)
		}
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return false, err
		}
	}
	return false, nil
}

func countClients(ctx context.Context, url string) (n int, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	err = conn.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity
		WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`).Scan(&n)
	return n, err
}

func (s *Server) letGo(ctx context.Context) {
	if s.hold != nil {
		s.hold.Close(ctx)
		s.hold = nil
	}
}

// stopDurable asks the server for a fast shutdown (SIGINT) and waits for it. The lock is held.
func (s *Server) stopDurable(ctx context.Context) error {
	pf, ok := readPIDFile(s.DataDir)
	if !ok || !isPostmaster(pf.pid, s.DataDir) {
		return nil
	}
	if err := syscall.Kill(pf.pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop postgres %d: %w", pf.pid, err)
	}
	if err := waitGone(ctx, pf.pid, s.DataDir); err != nil {
		return err
	}
	removeSocketDir(pf.socketDir)
	return nil
}

// startDurable finds the running server of the data directory or starts one, creating the data directory first when
// it is missing. All of it happens under a file lock, so that three starters at once make one server.
func startDurable(ctx context.Context, opt Options) (*Server, error) {
	base := opt.Dir
	if base == "" {
		var err error
		if base, err = stateDir(); err != nil {
			return nil, err
		}
	}
	perm := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		perm = 0o755 // the server's user must be able to pass
	}
	if err := os.MkdirAll(base, perm); err != nil {
		return nil, err
	}
	if opt.Dir == "" {
		if err := os.Chmod(base, perm); err != nil { // whatever the umask
			return nil, err
		}
	}
	bin, err := findOrInstall(ctx, opt, dataMajors(base))
	if err != nil {
		return nil, err
	}
	s := &Server{
		Major:    bin.major,
		DataDir:  filepath.Join(base, fmt.Sprintf("pg%d", bin.major)),
		LogFile:  filepath.Join(base, fmt.Sprintf("pg%d.log", bin.major)),
		lockFile: filepath.Join(base, fmt.Sprintf("pg%d.lock", bin.major)),
	}
	unlock, err := lock(ctx, s.lockFile)
	if err != nil {
		return nil, err
	}
	defer unlock()

	if pf, ok := readPIDFile(s.DataDir); ok && isPostmaster(pf.pid, s.DataDir) {
		ready, err := s.reuse(ctx, pf)
		if err != nil {
			return nil, err
		}
		if ready {
			return s, nil
		}
	}
	if _, err := os.Stat(filepath.Join(s.DataDir, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		note(opt.Notes, "Creating a private PostgreSQL %d in %s", s.Major, s.DataDir)
		if err := createData(ctx, bin, s.DataDir); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	who, err := ownerOf(s.DataDir)
	if err != nil {
		return nil, err
	}
	if pf, ok := readPIDFile(s.DataDir); ok {
		disownPIDFile(s.DataDir, pf)
		removeSocketDir(pf.socketDir)
	}
	// The processes of a server that was killed take a moment to notice; until they have, nobody else may have its data.
	for try := 1; ; try++ {
		err := s.launch(ctx, bin, who)
		if err == nil {
			return s, nil
		}
		if try == launchTries || !strings.Contains(err.Error(), "pre-existing shared memory block") {
			return nil, err
		}
		if err := sleep(ctx, 250*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// launchTries is how often a server is started whose predecessor's processes are still there: for ten seconds.
const launchTries = 40

// launch starts the server and waits until it answers; nothing of it is left when it does not.
func (s *Server) launch(ctx context.Context, bin binaries, who runAs) (err error) {
	if s.socketDir, err = makeSocketDir(who); err != nil {
		return err
	}
	if s.proc, err = startProcess(bin, who, s.DataDir, s.socketDir, s.LogFile, durableSettings); err != nil {
		removeSocketDir(s.socketDir)
		return err
	}
	if err := s.connect(ctx); err != nil {
		s.proc.kill()
		removeSocketDir(s.socketDir)
		return err
	}
	return nil
}

// reuse takes hold of a running server. It answers false when the server cannot be reached any more because
// somebody cleaned /tmp, and has then ended it.
func (s *Server) reuse(ctx context.Context, pf pidFile) (bool, error) {
	s.Reused, s.socketDir = true, pf.socketDir
	// A server that has just been started by a process that died has no socket yet: give it a moment.
	for range 100 {
		if _, err := os.Stat(filepath.Join(pf.socketDir, ".s.PGSQL.5432")); err == nil && pf.socketDir != "" {
			return true, s.connect(ctx)
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return false, err
		}
		if again, ok := readPIDFile(s.DataDir); ok {
			pf, s.socketDir = again, again.socketDir
		}
	}
	s.Reused, s.socketDir = false, ""
	if err := s.stopDurable(ctx); err != nil {
		return false, fmt.Errorf("postgres %d has lost its socket: %w", pf.pid, err)
	}
	return false, nil
}

// startupLimit bounds the wait for a server; crash recovery of a big data directory takes a while.
const startupLimit = 2 * time.Minute

// connect waits until the server answers, takes hold of it and checks that it can do Swedish.
func (s *Server) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startupLimit)
	defer cancel()
	cfg, err := pgx.ParseConfig(s.URL("postgres"))
	if err != nil {
		return err
	}
	cfg.RuntimeParams["application_name"] = "verkstad hold"
	for {
		conn, err := pgx.ConnectConfig(ctx, cfg)
		if err == nil {
			if err := CheckSwedish(ctx, conn); err != nil {
				conn.Close(context.WithoutCancel(ctx))
				return err
			}
			s.hold = conn
			return nil
		}
		if s.proc != nil && s.proc.ended() {
			return fmt.Errorf("postgres ended at start; its log says:\n%s", tail(s.LogFile))
		}
		if sleep(ctx, 10*time.Millisecond) != nil {
			return fmt.Errorf("wait for postgres: %w; its log says:\n%s", err, tail(s.LogFile))
		}
	}
}

// CheckSwedish tells whether the database behind conn can fold and sort Swedish text: å, ä and ö in lower and upper
// case, and the collation sv-x-icu. Search and every sorted list depend on it.
func CheckSwedish(ctx context.Context, conn *pgx.Conn) error {
	var folds, sorts bool
	err := conn.QueryRow(ctx, `SELECT lower('Å') = 'å',
		EXISTS (SELECT FROM pg_collation WHERE collname = 'sv-x-icu')`).Scan(&folds, &sorts)
	switch {
	case err != nil:
		return fmt.Errorf("check the database's locale: %w", err)
	case !folds:
		return errors.New("the database's locale does not know å, ä and ö: create it with LC_CTYPE C.UTF-8 or sv_SE.UTF-8 and encoding UTF8")
	case !sorts:
		return errors.New("the database lacks the collation sv-x-icu: it needs a PostgreSQL built with ICU")
	}
	return nil
}

// stateDir is where the data of the durable server lies for the calling user.
func stateDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/verkstad-dev", nil // root's home is closed to the user that the server runs as
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "verkstad"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the data: %w; set XDG_STATE_HOME", err)
	}
	return filepath.Join(home, ".local", "state", "verkstad"), nil
}

// lock takes an exclusive lock on the file, creating it, and returns how to give it back. The kernel gives it back
// when the process dies.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			f.Close()
			return nil, fmt.Errorf("wait for %s: %w", path, err)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// tail returns the last lines of a log, for error messages.
func tail(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}
