package testdb

import (
	"bufio"
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Below these the databases of finished tests are dropped before a new one is made. A database takes some 14 MB.
const (
	enoughRoom   = 768 << 20  // bytes free on the cluster's disk
	enoughMemory = 1536 << 20 // bytes of memory that could be had, when that disk is memory
	manyEnough   = 400        // databases left in a cluster that is kept
)

func (c *cluster) finish(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.finished = append(c.finished, name)
}

// reclaim drops databases of finished tests and of dead processes where room is short. What cannot be dropped, such
// as one whose connections are just closing, waits for the next time; failing here would hide the test's own result.
func (c *cluster) reclaim(ctx context.Context, conn *pgx.Conn) {
	if c.roomy() && !c.crowded(ctx, conn) {
		return
	}
	c.mu.Lock()
	names := c.finished
	c.finished = nil
	c.mu.Unlock()
	rows, _ := conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname LIKE 'vt\_%'`)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return
	}
	for _, name := range all {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, prefix), "_")
		pid, err := strconv.Atoi(number)
		if err == nil && c.isLocal() && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+pgx.Identifier{name}.Sanitize()); err != nil && slices.Contains(all, name) {
			c.finish(name)
		}
	}
}

func (c *cluster) crowded(ctx context.Context, conn *pgx.Conn) bool {
	var n int
	err := conn.QueryRow(ctx, `SELECT count(*) FROM pg_database WHERE datname LIKE 'vt\_%'`).Scan(&n)
	return err == nil && n > manyEnough && c.server == nil
}

// isLocal tells whether process ids mean the same to the cluster's other users as to us.
func (c *cluster) isLocal() bool {
	_, err := os.Stat(c.dataDir)
	return err == nil
}

func (c *cluster) roomy() bool {
	var st syscall.Statfs_t
	if err := syscall.Statfs(c.dataDir, &st); err != nil {
		return true // elsewhere: not for us to judge
	}
	if uint64(st.Bavail)*uint64(st.Bsize) < enoughRoom {
		return false
	}
	if !strings.HasPrefix(c.dataDir, "/dev/shm/") {
		return true
	}
	free, known := availableMemory()
	return !known || free >= enoughMemory
}

// availableMemory is what Linux could give before it would have to swap, in bytes.
func availableMemory() (bytes uint64, known bool) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) >= 2 && fields[0] == "MemAvailable:" {
			kb, err := strconv.ParseUint(fields[1], 10, 64)
			return kb << 10, err == nil
		}
	}
	return 0, false
}

func hasCode(err error, code string) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && pgErr.Code == code
}
