// Package testdb gives each test a Postgres database of its own with the current schema.
//
// It owns the tests' cluster, the migrated template in it and the copies. It must not know what tests store. Only
// tests import it.
//
// With TEST_DATABASE_URL set (internal/dev/withdb sets it for a whole run) that cluster is used, otherwise the
// process starts a throw-away one that ends with it. The template is made once per cluster and set of migrations;
// copying it costs some 50 ms in memory. Databases are not dropped, since that costs as much as making them: the
// cluster is thrown away whole. Only where room is short are those of finished tests dropped.
//
// Without PostgreSQL, and with -short, a test is skipped; where CI=true it fails and -short counts for nothing.
package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"verkstad/internal/db"
	"verkstad/internal/localpg"
	"verkstad/migrations"
)

// New returns a small pool on a new database with the current schema. It is closed at the end of the test.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := db.Open(t.Context(), NewURL(t), db.Options{MaxConns: 4, ApplicationName: "verkstad test"})
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() {
		closed := make(chan struct{})
		go func() { pool.Close(); close(closed) }()
		select {
		case <-closed:
		case <-time.After(10 * time.Second):
			t.Error("testdb: the test has not given back all its connections (rows left open?)")
		}
	})
	return pool
}

// NewURL returns the address of a new database with the current schema, for tests that open it themselves.
func NewURL(t testing.TB) string {
	t.Helper()
	return create(t, (*cluster).migrated)
}

// NewEmptyURL returns the address of a new database without any schema, for tests of migration and start-up.
func NewEmptyURL(t testing.TB) string {
	t.Helper()
	return create(t, func(*cluster) (string, error) { return "template1", nil })
}

// A Filled is a database that is filled once in a process, when it is first needed, and copied for each test.
type Filled struct {
	template func(c *cluster) (string, error)
}

// NewFilled returns a Filled. fill is given the address of a database with the current schema and must have closed all
// its connections when it returns. Make it once, in a variable of the package.
func NewFilled(fill func(ctx context.Context, url string) error) *Filled {
	var once sync.Once
	var name string
	var err error
	return &Filled{func(c *cluster) (string, error) {
		once.Do(func() {
			// Not a test's context: what is made is for all of them.
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
			defer cancel()
			var template string
			if template, err = c.migrated(); err != nil {
				return
			}
			if name, err = c.create(ctx, template); err == nil {
				err = fill(ctx, withDatabase(c.url, name))
			}
		})
		if err != nil {
			return "", fmt.Errorf("fill the database to copy: %w", err)
		}
		return name, nil
	}}
}

// NewURL returns the address of a copy.
func (f *Filled) NewURL(t testing.TB) string {
	t.Helper()
	return create(t, f.template)
}

func create(t testing.TB, template func(*cluster) (string, error)) string {
	t.Helper()
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("SKIPPED, NOT TESTED: -short, and this needs PostgreSQL")
	}
	c, err := theCluster()
	if err != nil {
		var missing *localpg.MissingError
		if errors.As(err, &missing) && os.Getenv("CI") != "true" {
			t.Skipf("SKIPPED, NOT TESTED: %v", err)
		}
		t.Fatalf("testdb: %v", err)
	}
	from, err := template(c)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	name, err := c.create(t.Context(), from)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() { c.finish(name) })
	return withDatabase(c.url, name)
}

// A cluster is where this process makes its databases.
type cluster struct {
	url      string // of the database that commands like CREATE DATABASE are sent from
	strategy string // how to copy a template
	dataDir  string // empty when it is not on this machine
	server   *localpg.Server

	template func() (string, error) // makes the migrated template once

	number   atomic.Int64
	mu       sync.Mutex
	finished []string // databases whose tests have ended
}

// theCluster connects to the cluster of this process, starting one when it must.
var theCluster = sync.OnceValues(func() (*cluster, error) {
	// Not a test's context: the cluster lives as long as the process.
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	c := &cluster{url: os.Getenv("TEST_DATABASE_URL")}
	if c.url == "" {
		s, err := localpg.Start(ctx, localpg.Options{Throwaway: true})
		if err != nil {
			return nil, err
		}
		c.server, c.url = s, s.URL("postgres")
	}
	c.template = sync.OnceValues(c.makeTemplate)
	conn, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return nil, fmt.Errorf("connect to the tests' cluster: %w", err)
	}
	defer conn.Close(ctx)
	if err := localpg.CheckSwedish(ctx, conn); err != nil {
		return nil, err
	}
	var fsync string
	if err := conn.QueryRow(ctx, `SELECT current_setting('data_directory'), current_setting('fsync')`).Scan(&c.dataDir, &fsync); err != nil {
		return nil, fmt.Errorf("read the cluster's settings (the role must be a superuser): %w", err)
	}
	c.strategy = "FILE_COPY"
	if fsync == "on" { // then every copied file is synced: three times slower than through the log
		c.strategy = "WAL_LOG"
	}
	return c, nil
})

func (c *cluster) migrated() (string, error) { return c.template() }

// prefix begins the names of the tests' databases; the process id and a number follow.
const prefix = "vt_"

// create copies a database, to which nobody may be connected.
func (c *cluster) create(ctx context.Context, template string) (string, error) {
	conn, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	c.reclaim(ctx, conn)
	for try := 0; ; try++ {
		name := fmt.Sprintf("%s%d_%d", prefix, os.Getpid(), c.number.Add(1))
		_, err := conn.Exec(ctx, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s STRATEGY %s`, name, template, c.strategy))
		switch {
		case err == nil:
			return name, nil
		case hasCode(err, "42P04"):
			// A process with our number left one behind in a cluster that is kept: take the next.
		case hasCode(err, "55006") && try < 500:
			// Two copies of template1 at once, or a connection that is just closing.
			time.Sleep(20 * time.Millisecond)
		default:
			return "", fmt.Errorf("create test database: %w", err)
		}
	}
}

// makeTemplate makes the database that migrated ones are copied from, or finds it: its name says which migrations it
// has. Other processes wait meanwhile.
func (c *cluster) makeTemplate() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	hash, err := migrationsHash()
	if err != nil {
		return "", fmt.Errorf("read migrations: %w", err)
	}
	name := "vtemplate_" + hash
	conn, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	// Advisory locks belong to one database, and everybody who shares the cluster comes in through the same.
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(7311)`); err != nil {
		return "", fmt.Errorf("wait for the template: %w", err)
	}
	var ready bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`, name).Scan(&ready); err != nil {
		return "", err
	}
	if ready {
		return name, nil
	}
	// One without the mark was left half made.
	if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+name); err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, `CREATE DATABASE `+name); err != nil {
		return "", err
	}
	if err := db.Migrate(ctx, withDatabase(c.url, name), slog.New(slog.DiscardHandler)); err != nil {
		return "", fmt.Errorf("make the template: %w", err)
	}
	if _, err := conn.Exec(ctx, `ALTER DATABASE `+name+` WITH is_template true allow_connections false`); err != nil {
		return "", err
	}
	return name, nil
}

// migrationsHash names a set of migrations: the embedded files, and the Go files beside them, since a migration may
// be one.
func migrationsHash() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(migrations.FS, path)
		fmt.Fprintf(h, "%s %d\n%s", path, len(b), b)
		return err
	})
	if err != nil {
		return "", err
	}
	if root := moduleRoot(); root != "" {
		sources, err := filepath.Glob(filepath.Join(root, "migrations", "*.go"))
		if err != nil {
			return "", err
		}
		for _, s := range sources {
			b, err := os.ReadFile(s)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(h, "%s %d\n%s", filepath.Base(s), len(b), b)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// moduleRoot finds go.mod above the directory that tests run in, their package's.
func moduleRoot() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// withDatabase returns the address with another database in it. Both forms are known: URL and key=value pairs.
func withDatabase(address, name string) string {
	if !strings.Contains(address, "://") {
		return address + " dbname=" + name // the last one counts
	}
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Path = "/" + name
	q := u.Query()
	for _, k := range []string{"dbname", "database"} {
		q.Del(k)
	}
	u.RawQuery = q.Encode()
	return u.String()
}
