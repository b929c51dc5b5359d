package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/district"
)

// IsDemo tells whether this database is marked as a demo.
func (d *DB) IsDemo(ctx context.Context) (bool, error) {
	return Value[bool](ctx, d, "read the demo mark", `SELECT demo_since IS NOT NULL FROM installation`, nil)
}

// MarkDemo marks the database as a demo whose business day is the given one. It refuses a database that has accounts:
// a real one must never become a demo.
func (d *DB) MarkDemo(ctx context.Context, actor Actor, day district.Date) error {
	_, err := d.Write(ctx, actor, OnceKey{}, []Topic{Installation}, func(tx *Tx) (int64, error) {
		n, err := tx.Run("mark demo", `
			UPDATE installation SET demo_since = @now, clock_offset_days = @offset
			WHERE demo_since IS NULL AND NOT EXISTS (SELECT FROM accounts)`,
			pgx.StrictNamedArgs{"now": tx.Moment.Now, "offset": tx.Moment.OffsetTo(day)})
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, district.NewInvalid("", "Databasen har redan konton, eller är redan en demo. Demo-data läggs bara i en tom databas.")
		}
		if err := tx.setMoment(tx.Moment.MovedTo(day)); err != nil {
			return 0, err
		}
		tx.Audit(Change{Record: "installation", ID: 1, Action: "demo", Fields: []Field{{Name: "day", After: day}}})
		return 1, nil
	})
	return err
}

// MoveDay moves the business clock of a demo so that today is the given day. Nothing is sent and nobody is logged
// out: instants stay real. Outside a demo the database refuses it. In a transaction of several writes (see
// [DB.Together]) those that follow are made on that day.
func (d *DB) MoveDay(ctx context.Context, actor Actor, once OnceKey, day district.Date) error {
	_, err := d.Write(ctx, actor, once, []Topic{Installation}, func(tx *Tx) (int64, error) {
		before := tx.Moment.Today
		if before == day {
			tx.Unchanged()
			return 1, nil
		}
		if _, err := tx.Run("move the day", `UPDATE installation SET clock_offset_days = @offset`,
			pgx.StrictNamedArgs{"offset": tx.Moment.OffsetTo(day)}); err != nil {
			return 0, err
		}
		tx.Audit(Change{Record: "installation", ID: 1, Action: "move_day", Fields: []Field{{Name: "day", Before: before, After: day}}})
		return 1, tx.setMoment(tx.Moment.MovedTo(day))
	})
	return err
}
