package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A NewAccount is a login for a person: one that there is, or a new one by name.
type NewAccount struct {
	PersonID     int64  // 0 for a new person
	Name         string // of a new person
	Email        string // in lower case
	PasswordHash string // empty until an invitation is accepted
}

// CreateAccount adds an account. It can do nothing until it is granted a role. A person who cannot have one is a
// [district.Invalid] of the field "person", an address that is taken one of "email".
func (s *Store) CreateAccount(ctx context.Context, actor db.Actor, once db.OnceKey, in NewAccount) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Access, db.People}, func(tx *db.Tx) (int64, error) {
		return createAccount(tx, in)
	})
}

// InviteAccount adds an account, its first access and a link to set its password, all or nothing. makeLink is what
// makes the link: the store knows no secrets. The token comes back only from the first write of a once-key: a repeat
// returns the account and no token.
func (s *Store) InviteAccount(ctx context.Context, actor db.Actor, once db.OnceKey, giver *authz.Access, in NewAccount, first NewGrant,
	makeLink func(tx *db.Tx, account int64) (string, error)) (id int64, token string, err error) {
	id, err = s.db.Write(ctx, actor, once, []db.Topic{db.Access, db.People}, func(tx *db.Tx) (int64, error) {
		id, err := createAccount(tx, in)
		if err != nil {
			return 0, err
		}
		first.Account = id
		if _, err := grant(tx, giver, first); err != nil {
			return 0, err
		}
		token, err = makeLink(tx, id)
		return id, err
	})
	return id, token, err
}

// createAccount is [Store.CreateAccount] within a transaction.
func createAccount(tx *db.Tx, in NewAccount) (int64, error) {
	person := in.PersonID
	if person == 0 {
		var err error
		if person, err = addPerson(tx, 0, in.Name, nil); err != nil {
			return 0, err
		}
	} else {
		// The row is held, so that nobody merges or empties the person meanwhile.
		p, err := db.Get[Person](tx, "read person", `
			SELECT `+personColumns+` FROM people pe WHERE pe.id = `+keptPerson+` AND pe.emptied_at IS NULL FOR SHARE`,
			pgx.StrictNamedArgs{"id": in.PersonID})
		if err != nil {
			return 0, asInvalid(err, "person", "Välj en person i listan eller skriv ett nytt namn.")
		}
		person = p.ID
	}
	id, err := db.Scalar[int64](tx, "add account", `
		INSERT INTO accounts (person_id, email, password_hash, password_changed_at, created_at)
		VALUES (@person, @email, nullif(@hash, ''), CASE WHEN @hash <> '' THEN @now::timestamptz END, @now) RETURNING id`,
		pgx.StrictNamedArgs{"person": person, "email": in.Email, "hash": in.PasswordHash, "now": tx.Moment.Now})
	if err != nil {
		return 0, err
	}
	tx.Audit(db.Change{Record: "account", ID: id, Action: "create", Fields: []db.Field{{Name: "email", After: 1, Personal: true}}})
	return id, nil
}

// MakeAccountLink makes a link that sets the password of an account; makeLink is what makes it. A repeat of a once-key
// returns no token. A stopped account is [district.ErrConflict].
func (s *Store) MakeAccountLink(ctx context.Context, actor db.Actor, once db.OnceKey, account int64,
	makeLink func(tx *db.Tx, account int64) (string, error)) (token string, err error) {
	_, err = s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		token, err = makeLink(tx, account)
		return account, err
	})
	return token, err
}

// ChangeAccount runs a change of an account that another room knows how to make, such as taking a lost second factor
// away.
func (s *Store) ChangeAccount(ctx context.Context, actor db.Actor, once db.OnceKey, account int64, change func(tx *db.Tx, account int64) error) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		if _, err := lockAccount(tx, account); err != nil {
			return 0, err
		}
		return account, change(tx, account)
	})
	return err
}

// A lockedAccount is what writes need to know of an account.
type lockedAccount struct {
	ID, PersonID int64
	Email        string
	Disabled     bool
	Revision     int
}

func lockAccount(tx *db.Tx, id int64) (lockedAccount, error) {
	return db.Get[lockedAccount](tx, "read account", `
		SELECT a.id, a.person_id, a.email, a.disabled_at IS NOT NULL AS disabled, a.revision FROM accounts a WHERE a.id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": id})
}

// SetAccountEmail changes the address that somebody logs in with. Links that were passed on before die: they may have
// gone to an address that is not the person's. Another revision than the given one is a
// [district.StaleError]; a taken address a [district.Invalid] of the field "email".
func (s *Store) SetAccountEmail(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, email string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		was, err := lockAccount(tx, id)
		if err != nil {
			return 0, err
		}
		if was.Email == email {
			tx.Unchanged()
			return id, nil
		}
		if was.Revision != revision {
			return 0, stale("account", id, was.Revision, district.FieldValue{Name: "email", Label: "E-post", Value: was.Email})
		}
		if err := tx.MustTouch("change address", `UPDATE accounts SET email = @email, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "email": email}); err != nil {
			return 0, err
		}
		if _, err := tx.Run("end links", `DELETE FROM account_links WHERE account_id = @id AND used_at IS NULL`, pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "account", ID: id, Action: "update", Fields: []db.Field{{Name: "email", Before: was.Email, After: email, Personal: true}}})
		return id, nil
	})
	return err
}

// DisableAccount stops an account from logging in, or lets it again. Its logins end and its links die. The last staff
// account cannot be stopped.
func (s *Store) DisableAccount(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, disable bool) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		was, err := lockAccount(tx, id)
		if err != nil {
			return 0, err
		}
		if was.Disabled == disable {
			tx.Unchanged()
			return id, nil
		}
		if !disable && strings.HasSuffix(was.Email, "@verkstad.invalid") {
			return 0, district.NewInvalid("", "Personen är glömd och kontot tomt. Lägg till ett nytt konto i stället.")
		}
		action := "enable"
		if disable {
			action = "disable"
		}
		if err := tx.MustTouch(action+" account", `
			UPDATE accounts SET disabled_at = CASE WHEN @disable THEN @now::timestamptz END, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "disable": disable, "now": tx.Moment.Now}); err != nil {
			return 0, err
		}
		if disable {
			if _, err := tx.Run("end sessions", `DELETE FROM sessions WHERE account_id = @id`, pgx.StrictNamedArgs{"id": id}); err != nil {
				return 0, err
			}
			if _, err := tx.Run("end links", `DELETE FROM account_links WHERE account_id = @id AND used_at IS NULL`, pgx.StrictNamedArgs{"id": id}); err != nil {
				return 0, err
			}
		}
		tx.Audit(db.Change{Record: "account", ID: id, Action: action})
		return id, nil
	})
	if err != nil {
		return fmt.Errorf("stop or let in: %w", err)
	}
	return nil
}
