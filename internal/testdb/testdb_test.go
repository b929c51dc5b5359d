package testdb

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestNew checks that two databases have the schema and do not see each other.
func TestNew(t *testing.T) {
	a, b := New(t), New(t)
	if _, err := a.Exec(t.Context(), `CREATE TABLE only_in_a ()`); err != nil {
		t.Fatal(err)
	}
	var migrated, there bool
	err := b.QueryRow(t.Context(), `SELECT to_regclass('goose_db_version') IS NOT NULL, to_regclass('only_in_a') IS NOT NULL`).Scan(&migrated, &there)
	if err != nil {
		t.Fatal(err)
	}
	if !migrated || there {
		t.Errorf("migrated %v, sees the other's table %v; want true, false", migrated, there)
	}
	for setting, want := range map[string]string{"TimeZone": "UTC", "statement_timeout": "15s"} {
		var got string
		if err := a.QueryRow(t.Context(), `SELECT current_setting($1)`, setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", setting, got, err, want)
		}
	}
}

func TestNewEmptyURL(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), NewEmptyURL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var tables int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables, %v; want none", tables, err)
	}
}

// TestReclaim drops what finished tests left, and nothing else.
func TestReclaim(t *testing.T) {
	inUse := New(t)
	var left string
	t.Run("a finished test", func(t *testing.T) {
		if err := New(t).QueryRow(t.Context(), `SELECT current_database()`).Scan(&left); err != nil {
			t.Fatal(err)
		}
	})
	c, err := theCluster()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), c.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	exists := func() (there bool) {
		if err := conn.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, left).Scan(&there); err != nil {
			t.Fatal(err)
		}
		return there
	}
	c.reclaim(t.Context(), conn)
	if !exists() {
		return // room is short here: it was dropped at once, which is the point
	}
	defer func(dir string) { c.dataDir = dir }(c.dataDir)
	c.dataDir = "/proc" // has no room at all
	c.reclaim(t.Context(), conn)
	if exists() {
		t.Error("still there where room is short")
	}
	if err := inUse.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWithDatabase(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"postgres://u@/x?host=%2Ftmp%2Fs&port=5432", "postgres://u@/db?host=%2Ftmp%2Fs&port=5432"},
		{"postgres://u:p@h:1/x?sslmode=disable", "postgres://u:p@h:1/db?sslmode=disable"},
		{"postgres://u@/?dbname=x", "postgres://u@/db"},
		{"host=/tmp/s user=u dbname=x", "host=/tmp/s user=u dbname=x dbname=db"},
	} {
		if got := withDatabase(tt.in, "db"); got != tt.want {
			t.Errorf("withDatabase(%q) = %q, want %q", tt.in, got, tt.want)
		}
		cfg, err := pgx.ParseConfig(withDatabase(tt.in, "db"))
		if err != nil || cfg.Database != "db" {
			t.Errorf("%q opens %v, %v", tt.in, cfg, err)
		}
	}
}

func TestFilled(t *testing.T) {
	t.Parallel()
	filled := 0
	f := NewFilled(func(ctx context.Context, url string) error {
		filled++
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, `CREATE TABLE filled AS SELECT 1 AS n`)
		return err
	})
	for range 2 {
		conn, err := pgx.Connect(t.Context(), f.NewURL(t))
		if err != nil {
			t.Fatal(err)
		}
		var n int
		err = conn.QueryRow(t.Context(), `DELETE FROM filled RETURNING n`).Scan(&n)
		conn.Close(t.Context())
		if err != nil || n != 1 {
			t.Fatalf("a copy holds %d, %v; each must hold what was filled in", n, err)
		}
	}
	if filled != 1 {
		t.Errorf("filled %d times", filled)
	}
}
