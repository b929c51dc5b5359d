package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// staff adds a staff account whose grant begins on the given day and returns account and grant.
func staff(t *testing.T, d *db.DB, email, from string) (account, grant int64) {
	t.Helper()
	err := d.Pool().QueryRow(t.Context(), `
		WITH p AS (INSERT INTO people (name) VALUES (@email) RETURNING id),
			a AS (INSERT INTO accounts (person_id, email, password_hash, created_at) SELECT id, @email, 'hash', '2018-01-01' FROM p RETURNING id),
			g AS (INSERT INTO grants (account_id, role, valid, granted_at) SELECT id, 'district_staff', daterange(@from::date, NULL), '2018-01-01' FROM a RETURNING id)
		SELECT a.id, g.id FROM a, g`, pgx.StrictNamedArgs{"email": email, "from": from}).Scan(&account, &grant)
	if err != nil {
		t.Fatal(err)
	}
	return account, grant
}

func change(ctx context.Context, d *db.DB, sql string, id int64) error {
	_, err := d.Write(ctx, db.CLI, db.OnceKey{}, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		tx.Audit(db.Change{Record: "grant", ID: id, Action: "end"})
		return id, tx.MustTouch("change", sql, pgx.StrictNamedArgs{"id": id})
	})
	return err
}

const (
	endGrant = `UPDATE grants SET valid = daterange(lower(valid), '2018-04-16') WHERE id = @id`
	disable  = `UPDATE accounts SET disabled_at = '2018-04-16' WHERE id = @id`
)

func TestLastStaffGrantStays(t *testing.T) {
	t.Parallel()
	refused := func(t *testing.T, err error) {
		t.Helper()
		var inv *district.Invalid
		if !errors.As(err, &inv) {
			t.Errorf("want a refusal in Swedish, got %v", err)
		}
	}
	t.Run("the only one", func(t *testing.T) {
		t.Parallel()
		d := open(t)
		account, grant := staff(t, d, "a@example.org", "2018-01-01")
		refused(t, change(t.Context(), d, endGrant, grant))
		refused(t, change(t.Context(), d, `DELETE FROM grants WHERE id = @id`, grant))
		refused(t, change(t.Context(), d, disable, account))
		refused(t, change(t.Context(), d, `UPDATE accounts SET password_hash = NULL WHERE id = @id`, account))
	})
	t.Run("one of two", func(t *testing.T) {
		t.Parallel()
		d := open(t)
		_, grant := staff(t, d, "a@example.org", "2018-01-01")
		staff(t, d, "b@example.org", "2018-01-01")
		if err := change(t.Context(), d, endGrant, grant); err != nil {
			t.Error(err)
		}
	})
	t.Run("the other begins later", func(t *testing.T) {
		t.Parallel()
		d := open(t)
		_, grant := staff(t, d, "a@example.org", "2018-01-01")
		staff(t, d, "b@example.org", "2018-05-01")
		refused(t, change(t.Context(), d, endGrant, grant))
	})
	t.Run("two ended at once", func(t *testing.T) {
		t.Parallel()
		d := open(t)
		_, a := staff(t, d, "a@example.org", "2018-01-01")
		_, b := staff(t, d, "b@example.org", "2018-01-01")
		var wg sync.WaitGroup
		for _, g := range []int64{a, b} {
			wg.Go(func() { _ = change(context.Background(), d, endGrant, g) })
		}
		wg.Wait()
		if n := count(t, d, `SELECT count(*) FROM grants WHERE upper_inf(valid)`); n != 1 {
			t.Errorf("%d unlimited staff grants left, want 1", n)
		}
	})
}
