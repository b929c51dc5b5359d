package db_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
)

// audited is a line of the audit log.
type audited struct {
	Kind   string
	Actor  int64
	Day    district.Date
	Record string
}

func auditOf(t *testing.T, w *fixture.World) []audited {
	t.Helper()
	rows, err := db.Many[audited](w.Ctx, w.DB, "read audit", `
		SELECT actor_kind AS kind, actor_id AS actor, business_day AS day, record FROM audit_log ORDER BY id`, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func note(record string) func(tx *db.Tx) (int64, error) {
	return func(tx *db.Tx) (int64, error) {
		tx.Audit(db.Change{Record: record, ID: 1, Action: "create"})
		return 1, nil
	}
}

func TestTogetherKeepsActorAndDayOfEachWrite(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	somebody := db.Actor{Kind: db.ByAccount, ID: 7}
	earlier := district.MustDate("2017-03-01")
	_, err := w.DB.Together(w.Ctx, db.CLI, db.OnceKey{}, func(d *db.DB) (int64, error) {
		if err := d.MarkDemo(w.Ctx, db.CLI, fixture.Today); err != nil {
			return 0, err
		}
		if err := d.MoveDay(w.Ctx, db.CLI, db.OnceKey{}, earlier); err != nil {
			return 0, err
		}
		if m, err := d.Moment(w.Ctx); err != nil || m.Today != earlier {
			t.Errorf("the day is %s after moving it (%v)", m.Today, err)
		}
		set, err := db.Value[string](w.Ctx, d, "read the database's day", `SELECT current_setting('verkstad.today')`, nil)
		if err != nil || set != earlier.String() {
			t.Errorf("the database's own day is %q (%v)", set, err)
		}
		if _, err := d.Write(w.Ctx, somebody, db.OnceKey{}, nil, note("by somebody")); err != nil {
			return 0, err
		}
		return d.Write(w.Ctx, db.CLI, db.OnceKey{}, nil, note("by the command line"))
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []audited{
		{"cli", 0, fixture.Today, "installation"},
		{"cli", 0, fixture.Today, "installation"},
		{"account", 7, earlier, "by somebody"},
		{"cli", 0, earlier, "by the command line"},
	}
	got := auditOf(t, w)
	if len(got) != len(want) {
		t.Fatalf("audit = %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("audit row %d = %+v, want %+v", i, got[i], want[i])
		}
	}
	if m, err := w.DB.Moment(w.Ctx); err != nil || m.Today != earlier {
		t.Errorf("the day is %s afterwards (%v)", m.Today, err)
	}
}

func TestTogetherIsAllOrNothingAndAudited(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	_, err := w.DB.Together(w.Ctx, db.CLI, db.OnceKey{}, func(d *db.DB) (int64, error) {
		if _, err := d.Write(w.Ctx, db.CLI, db.OnceKey{}, nil, note("first")); err != nil {
			return 0, err
		}
		return d.Write(w.Ctx, db.CLI, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
			return 0, tx.MustTouch("touch nothing", `UPDATE units SET name = name WHERE id = @id`, pgx.StrictNamedArgs{"id": -1})
		})
	})
	if !errors.Is(err, district.ErrNotFound) {
		t.Errorf("error = %v, want not found", err)
	}
	if rows := auditOf(t, w); len(rows) != 0 {
		t.Errorf("%d audit rows of a failed write", len(rows))
	}
	// A write that found nothing to change does not excuse a silent one after it.
	_, err = w.DB.Together(w.Ctx, db.CLI, db.OnceKey{}, func(d *db.DB) (int64, error) {
		if _, err := d.Write(w.Ctx, db.CLI, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) { tx.Unchanged(); return 1, nil }); err != nil {
			return 0, err
		}
		return d.Write(w.Ctx, db.CLI, db.OnceKey{}, nil, func(*db.Tx) (int64, error) { return 1, nil })
	})
	if !errors.Is(err, db.ErrNoAudit) {
		t.Errorf("error = %v, want one about a missing audit row", err)
	}
}
