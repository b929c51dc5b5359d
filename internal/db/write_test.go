package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/testdb"
)

var noon = time.Date(2018, time.April, 16, 10, 0, 0, 0, time.UTC)

func open(t *testing.T) *db.DB {
	t.Helper()
	return db.New(testdb.New(t), clock.Func(func() time.Time { return noon }))
}

// addUnit is a small write with everything that a write must have.
func addUnit(ctx context.Context, d *db.DB, once db.OnceKey, slug string) (int64, error) {
	return d.Write(ctx, db.CLI, once, []db.Topic{db.Units}, func(tx *db.Tx) (int64, error) {
		id, err := db.Scalar[int64](tx, "add unit", `INSERT INTO units (kind, name, slug) VALUES ('committee', @slug, @slug) RETURNING id`,
			pgx.StrictNamedArgs{"slug": slug})
		tx.Audit(db.Change{Record: "unit", ID: id, Unit: id, Action: "create", Fields: []db.Field{{Name: "name", After: slug}}})
		return id, err
	})
}

func count(t *testing.T, d *db.DB, sql string) int {
	t.Helper()
	n, err := db.Value[int](t.Context(), d, "count", sql, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func version(t *testing.T, d *db.DB, topic db.Topic) int {
	t.Helper()
	n, err := db.Value[int](t.Context(), d, "version", `SELECT version FROM data_versions WHERE topic = @t`, pgx.StrictNamedArgs{"t": topic})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	key := db.NewOnceKey("random", "/organ/ny", "name=A")
	first, err := addUnit(t.Context(), d, key, "a")
	if err != nil {
		t.Fatal(err)
	}
	before := version(t, d, db.Units)
	again, err := addUnit(t.Context(), d, key, "a")
	if err != nil || again != first {
		t.Errorf("the repeat gave %d, %v; want %d", again, err, first)
	}
	if n := count(t, d, `SELECT count(*) FROM units`); n != 1 {
		t.Errorf("%d units after posting twice, want 1", n)
	}
	if n := count(t, d, `SELECT count(*) FROM audit_log`); n != 1 {
		t.Errorf("%d audit rows after posting twice, want 1", n)
	}
	if v := version(t, d, db.Units); v != before {
		t.Errorf("the repeat moved the version from %d to %d", before, v)
	}
	if _, err := addUnit(t.Context(), d, db.NewOnceKey("random", "/organ/ny", "name=B"), "b"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, `SELECT count(*) FROM units`); n != 2 {
		t.Errorf("%d units after posting other contents with the same key, want 2", n)
	}
}

func TestWriteOnceAtTheSameTime(t *testing.T) {
	t.Parallel()
	d := open(t)
	key := db.NewOnceKey("random", "/", "")
	ids := make([]int64, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			var err error
			if ids[i], err = addUnit(context.Background(), d, key, "same"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] || id == 0 {
			t.Fatalf("posted eight times at once, got ids %v", ids)
		}
	}
	if n := count(t, d, `SELECT count(*) FROM units`); n != 1 {
		t.Errorf("%d units, want 1", n)
	}
}

// A write that fails leaves its once-key unclaimed: the corrected form, or the same one a little later, must work.
func TestFailedWriteLeavesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	key := db.NewOnceKey("random", "/", "")
	boom := errors.New("boom")
	_, err := d.Write(t.Context(), db.CLI, key, []db.Topic{db.Units}, func(tx *db.Tx) (int64, error) {
		if _, err := tx.Run("add", `INSERT INTO units (kind, name, slug) VALUES ('committee', 'a', 'a')`, nil); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "unit", ID: 1, Action: "create"})
		return 0, boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("got %v", err)
	}
	for _, table := range []string{"units", "audit_log", "once_keys"} {
		if n := count(t, d, `SELECT count(*) FROM `+table); n != 0 {
			t.Errorf("%d rows in %s after a failed write", n, table)
		}
	}
	if _, err := addUnit(t.Context(), d, key, "a"); err != nil {
		t.Errorf("the second try: %v", err)
	}
}

func TestWriteNeedsAudit(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, err := d.Write(t.Context(), db.CLI, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		_, err := tx.Run("add", `INSERT INTO units (kind, name, slug) VALUES ('committee', 'a', 'a')`, nil)
		return 1, err
	})
	if !errors.Is(err, db.ErrNoAudit) {
		t.Errorf("a write without an audit row gave %v", err)
	}
	if n := count(t, d, `SELECT count(*) FROM units`); n != 0 {
		t.Error("it was written all the same")
	}
}

func TestAuditKeepsNamesOfPersonalFieldsOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, err := d.Write(t.Context(), db.Actor{Kind: db.ByAccount, ID: 7, OnBehalfOf: 3, RequestID: "r1"}, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		tx.Audit(db.Change{Record: "person", ID: 1, Action: "update", Fields: []db.Field{
			{Name: "name", Before: "Gammalt Namn", After: "Nytt Namn", Personal: true}, {Name: "same", Before: 1, After: 1}, {Name: "board", Before: false, After: true}}})
		return 1, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Value[string](t.Context(), d, "read", `SELECT changes::text || ' ' || actor_kind || actor_id || ' for ' || on_behalf_of || ' ' || business_day FROM audit_log`, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"field": "name"}, {"after": true, "field": "board", "before": false}] account7 for 3 2018-04-16`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAuditLogIsAppendOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	if _, err := addUnit(t.Context(), d, db.OnceKey{}, "a"); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`UPDATE audit_log SET note = 'x'`, `DELETE FROM audit_log`, `TRUNCATE audit_log`} {
		if _, err := d.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s went through", sql)
		}
	}
	if _, err := d.Pool().Exec(t.Context(), `SELECT audit_log_retain('2018-04-16')`); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, `SELECT count(*) FROM audit_log`); n != 1 {
		t.Error("retention took a row that is newer than its date")
	}
	if _, err := d.Pool().Exec(t.Context(), `SELECT audit_log_retain('2018-04-17')`); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, `SELECT count(*) FROM audit_log`); n != 0 {
		t.Error("retention left an old row")
	}
}

// Writers of overlapping topics in different orders must not deadlock, and no bump may be lost.
func TestVersionsUnderContention(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := version(t, d, db.Units)
	var wg sync.WaitGroup
	const writers, each = 6, 8
	for i := range writers {
		wg.Go(func() {
			topics := []db.Topic{db.Units, db.People, db.Goals}
			if i%2 == 1 {
				topics = []db.Topic{db.Goals, db.Units, db.Access}
			}
			for range each {
				_, err := d.Write(context.Background(), db.CLI, db.OnceKey{}, topics, func(tx *db.Tx) (int64, error) {
					tx.Audit(db.Change{Record: "unit", ID: 1, Action: "touch"})
					return 1, nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := version(t, d, db.Units); got != before+writers*each {
		t.Errorf("version went from %d to %d, want %d more", before, got, writers*each)
	}
}

func TestUnknownTopicIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, err := d.Write(t.Context(), db.CLI, db.OnceKey{}, []db.Topic{"no such topic"}, func(tx *db.Tx) (int64, error) {
		tx.Audit(db.Change{Record: "unit", ID: 1, Action: "touch"})
		return 1, nil
	})
	if err == nil {
		t.Error("a topic without a row went through: its readers would never see the change")
	}
}

func TestTogetherIsOneTransaction(t *testing.T) {
	t.Parallel()
	d := open(t)
	boom := errors.New("boom")
	_, err := d.Together(t.Context(), db.CLI, db.OnceKey{}, func(d *db.DB) (int64, error) {
		if _, err := addUnit(t.Context(), d, db.OnceKey{}, "a"); err != nil {
			return 0, err
		}
		if n := count(t, d, `SELECT count(*) FROM units`); n != 1 {
			t.Error("the second write does not see the first")
		}
		return 0, boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if n := count(t, d, `SELECT count(*) FROM units`); n != 0 {
		t.Error("the first write stayed although the second failed")
	}
}

// TestMonthsOfTheReadLog: the next month is made ready on every day of this one, also on the days that it lacks.
func TestMonthsOfTheReadLog(t *testing.T) {
	t.Parallel()
	for now, want := range map[string][2]string{
		"2018-01-31T12:00:00Z": {"read_log_201801", "read_log_201802"}, "2017-12-31T23:30:00Z": {"read_log_201712", "read_log_201801"},
		"2016-01-30T12:00:00Z": {"read_log_201601", "read_log_201602"}, "2016-02-29T12:00:00Z": {"read_log_201602", "read_log_201603"},
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		d := db.New(testdb.New(t), clock.Func(func() time.Time { return at }))
		if err := d.EnsureReadLogMonths(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, name := range want {
			if n := count(t, d, `SELECT count(*)::int FROM pg_class WHERE relname = '`+name+`'`); n != 1 {
				t.Errorf("on %s there is no %s", now, name)
			}
		}
	}
}

func TestErrorsAreTranslated(t *testing.T) {
	t.Parallel()
	d := open(t)
	if _, err := addUnit(t.Context(), d, db.OnceKey{}, "a"); err != nil {
		t.Fatal(err)
	}
	_, err := addUnit(t.Context(), d, db.OnceKey{}, "a")
	var inv *district.Invalid
	if !errors.As(err, &inv) || inv.Fields[0].Field != "name" {
		t.Errorf("a taken slug gave %v", err)
	}
	_, err = db.Value[int64](t.Context(), d, "read", `SELECT id FROM units WHERE slug = 'none'`, nil)
	if !errors.Is(err, district.ErrNotFound) {
		t.Errorf("no row gave %v", err)
	}
	_, err = d.Pool().Exec(t.Context(), `SET statement_timeout = 1; SELECT pg_sleep(1)`)
	if err = db.Wrap(err, "sleep"); !errors.Is(err, district.ErrUnavailable) {
		t.Errorf("a statement that took too long gave %v", err)
	}
}

func TestReadLogOncePerHour(t *testing.T) {
	t.Parallel()
	d := open(t)
	if err := d.EnsureReadLogMonths(t.Context()); err != nil {
		t.Fatal(err)
	}
	actor := db.Actor{Kind: db.ByAccount, ID: 1}
	before := version(t, d, db.People)
	for _, at := range []time.Time{noon, noon.Add(20 * time.Minute), noon.Add(time.Hour), noon.AddDate(1, 0, 0)} {
		if err := d.LogRead(t.Context(), actor, at, db.Reading{Subject: "person", ID: 3}); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, d, `SELECT count(*) FROM read_log`); n != 3 {
		t.Errorf("%d rows, want one per hour: 3", n)
	}
	if n := count(t, d, `SELECT count(*) FROM read_log_default`); n != 1 {
		t.Errorf("%d rows in the default partition, want the one of a month that has no partition", n)
	}
	if v := version(t, d, db.People); v != before {
		t.Error("reading moved a version")
	}
}

func TestDemoMark(t *testing.T) {
	t.Parallel()
	d := open(t)
	day := district.MustDate("2018-09-09")
	if err := d.MoveDay(t.Context(), db.CLI, db.OnceKey{}, day); err == nil {
		t.Error("the day moved in a database that is no demo")
	}
	if err := d.MarkDemo(t.Context(), db.CLI, day); err != nil {
		t.Fatal(err)
	}
	m, err := d.Moment(t.Context())
	if err != nil || m.Today != day || !m.Now.Equal(noon) {
		t.Errorf("the demo stands on %v at %v, %v; want %v and the real instant", m.Today, m.Now, err, day)
	}
	if err := d.MarkDemo(t.Context(), db.CLI, day); err == nil {
		t.Error("a demo became a demo again")
	}
}

func TestDemoNeedsEmptyDatabase(t *testing.T) {
	t.Parallel()
	d := open(t)
	if _, err := d.Pool().Exec(t.Context(), `
		INSERT INTO people (name) VALUES ('Någon');
		INSERT INTO accounts (person_id, email, created_at) SELECT id, 'a@example.org', '2018-01-01' FROM people`); err != nil {
		t.Fatal(err)
	}
	if err := d.MarkDemo(t.Context(), db.CLI, district.MustDate("2018-04-16")); err == nil {
		t.Error("a database with accounts became a demo")
	}
}
