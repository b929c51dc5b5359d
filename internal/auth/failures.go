package auth

import (
	"context"
	"fmt"

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

// failed writes into the audit log that the attempt was wrong: at an account, by whoever it was known to be. At an
// address without an account (0) it is written once an hour for each network that it comes from, so that a machine
// that tries addresses fills no log.
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
		earlier, err := db.Scalar[bool](tx, "look for earlier attempts", `
			SELECT EXISTS (SELECT FROM login_failures WHERE address = @address AND id < @id AND at > @since)`,
			pgx.StrictNamedArgs{"address": at.address, "id": at.id, "since": tx.Moment.Now.Add(-countedFor)})
		if err != nil {
			return 0, err
		}
		if account == 0 && earlier {
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
