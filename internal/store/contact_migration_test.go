package store_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"verkstad/internal/db"
	"verkstad/internal/testdb"
	"verkstad/migrations"
)

// Units that had shown how they are reached before the days of that were kept have shown it since their ways were last
// changed, also those that have taken them away again, and those of which the log no longer tells.
func TestContactDaysComeToUnitsThatHaveContacts(t *testing.T) {
	t.Parallel()
	url := testdb.NewEmptyURL(t)
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	sqldb := stdlib.OpenDB(*cfg)
	defer sqldb.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, sqldb, migrations.FS, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 19); err != nil {
		t.Fatal(err)
	}
	const before = `
		INSERT INTO units (kind, name, slug) VALUES ('committee', 'A', 'a'), ('committee', 'B', 'b'), ('committee', 'C', 'c'), ('committee', 'D', 'd'),
			('committee', 'E', 'e'), ('committee', 'F', 'f');
		INSERT INTO unit_contacts (unit_id, kind, value, published) SELECT id, 'email', slug || '@example.org', slug <> 'c' FROM units WHERE slug IN ('a', 'b', 'c', 'e');
		INSERT INTO audit_log (at, business_day, actor_kind, actor_id, record, record_id, action, changes)
			SELECT x.day::timestamptz, x.day::date, 'cli', 0, 'unit', u.id, x.action, x.changes::jsonb
			FROM (VALUES ('a', '2018-01-10', 'create', '[{"field": "name"}]'), ('a', '2018-03-01', 'update', '[{"field": "purpose"}]'),
				('b', '2018-01-10', 'create', '[]'), ('b', '2018-02-01', 'update', '[{"field": "contacts"}]'), ('b', '2018-02-09', 'update', '[{"field": "name"}, {"field": "contacts"}]'),
				('c', '2018-01-11', 'create', '[]'), ('d', '2018-01-12', 'update', '[{"field": "contacts"}]'), ('f', '2018-04-01', 'create', '[]')) AS x (slug, day, action, changes)
			JOIN units u USING (slug);`
	if _, err := sqldb.ExecContext(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(context.WithoutCancel(t.Context()), url, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := sqldb.QueryRowContext(t.Context(), `
		SELECT string_agg(u.slug || ' ' || d.since || ' ' || d.published, ', ' ORDER BY u.slug) FROM unit_contact_days d JOIN units u ON u.id = d.unit_id`).Scan(&got); err != nil {
		t.Fatal(err)
	}
	const want = "a 2018-01-10 true, b 2018-02-09 true, c 2018-01-11 false, d 2018-01-12 false, e 2018-04-01 true"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
