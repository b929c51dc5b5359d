package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
)

// The audited actions of attempts that were wrong. What was typed is never in the log.
const (
	loginFailed   = "login_failed"   // an e-mail address and a password that are not those of an account
	codeFailed    = "code_failed"    // the code of the second factor, after the right password
	confirmFailed = "confirm_failed" // the password that somebody who is logged in is asked for again
)

// unknownAccount is what is said instead of an address that no account has: the address may be a password that was typed
// into the wrong field, or somebody who has nothing to do with us.
const unknownAccount = "Adressen hör inte till något konto"

// strangersAnHour is how many attempts at no account are in the log in an hour, from all networks together: somebody who
// has many fills no log.
const strangersAnHour = 60

// failed writes into the audit log that the attempt was wrong: at an account, by whoever it was known to be. At an
// address without an account (0) it is written when it is the first of the hour that its network got wrong, and
// [strangersAnHour] at most.
func (at *attempt) failed(ctx context.Context, actor db.Actor, account int64, action string) error {
	_, err := at.a.d.Write(context.WithoutCancel(ctx), actor, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		// Every failure writes this row, so that the time that an answer takes does not tell whether the account exists.
		if _, err := tx.Run("touch attempt", `UPDATE login_failures SET at = at WHERE id = @id`, pgx.StrictNamedArgs{"id": at.id}); err != nil {
			return 0, err
		}
		c := db.Change{Record: record, ID: account, Action: action}
		if account == 0 {
			c.Note = unknownAccount
		}
		told, err := db.Scalar[bool](tx, "look for earlier attempts", `
			SELECT EXISTS (SELECT FROM login_failures WHERE address = @address AND id < @id AND at >= @hour)
				OR (SELECT count(*) FROM (SELECT l.at FROM audit_log l WHERE l.record = @record AND l.record_id = 0 ORDER BY l.id DESC LIMIT @most) l
					WHERE l.at >= @hour) >= @most`,
			pgx.StrictNamedArgs{"address": at.address, "id": at.id, "hour": tx.Moment.Now.Truncate(time.Hour), "record": record, "most": strangersAnHour})
		if err != nil {
			return 0, err
		}
		if account == 0 && told {
			tx.Unchanged()
			return 0, nil
		}
		tx.Audit(c)
		return account, nil
	})
	if err != nil {
		return fmt.Errorf("note a failed attempt: %w", err)
	}
	return nil
}
