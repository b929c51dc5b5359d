package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// hashParams are the cost of argon2id.
type hashParams struct {
	memory uint32 // KiB
	time   uint32
	lanes  uint8
}

// defaultParams are the second of the choices that OWASP's Password Storage Cheat Sheet holds equal.
var defaultParams = hashParams{memory: 19 * 1024, time: 2, lanes: 1}

const (
	saltBytes = 16
	keyBytes  = 32
)

// normal is the form in which text is compared and hashed: composed, so that an ö is the same from every keyboard.
func normal(s string) string { return norm.NFC.String(s) }

// HashPassword returns the argon2id hash of a password in PHC form. It checks no rule and takes no turn with other
// hashes: it is for the command line and the demo.
func HashPassword(password string) string { return defaultParams.hash(password) }

func (p hashParams) hash(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails
	return p.format(salt, p.key(password, salt, keyBytes))
}

func (p hashParams) key(password string, salt []byte, n uint32) []byte {
	return argon2.IDKey([]byte(normal(password)), salt, p.time, p.memory, p.lanes, n)
}

func (p hashParams) format(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.lanes, b64(salt), b64(key))
}

// dummyHash looks like a hash and is none: checking against it is the same work and never succeeds.
func dummyHash(p hashParams) string {
	salt, key := make([]byte, saltBytes), make([]byte, keyBytes)
	rand.Read(salt)
	rand.Read(key)
	return p.format(salt, key)
}

var errBadHash = errors.New("malformed password hash")

func parseHash(s string) (p hashParams, salt, key []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, errBadHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.lanes); err != nil {
		return p, nil, nil, fmt.Errorf("%w: %w", errBadHash, err)
	}
	if p.memory > 1<<20 || p.time < 1 || p.time > 20 || p.lanes < 1 {
		return p, nil, nil, errBadHash
	}
	if salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil {
		return p, nil, nil, fmt.Errorf("%w: %w", errBadHash, err)
	}
	if key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil || len(key) < 16 || len(salt) < 8 {
		return p, nil, nil, errBadHash
	}
	return p, salt, key, nil
}

// slot waits for a turn to hash; the returned function gives it back.
func (a *Auth) slot(ctx context.Context) (release func(), err error) {
	timer := time.NewTimer(a.slotWait)
	defer timer.Stop()
	select {
	case a.slots <- struct{}{}:
		return func() { <-a.slots }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a turn to hash: %w", ctx.Err())
	case <-timer.C:
		return nil, fmt.Errorf("wait for a turn to hash: %w", district.ErrUnavailable)
	}
}

func (a *Auth) hash(ctx context.Context, password string) (string, error) {
	release, err := a.slot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return a.params.hash(password), nil
}

// verify compares a password with a hash; again tells that the hash was made with other parameters than today's.
func (a *Auth) verify(ctx context.Context, password, hash string) (ok, again bool, err error) {
	p, salt, key, err := parseHash(hash)
	if err != nil {
		return false, false, err
	}
	release, err := a.slot(ctx)
	if err != nil {
		return false, false, err
	}
	defer release()
	got := p.key(password, salt, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, p != a.params || len(key) != keyBytes, nil
}

// CheckPassword returns the account with the e-mail address if the password is its own. Everything else is
// [ErrWrongPassword], after the same work: an unknown account, one that is disabled, one without a password. Too many
// attempts are [district.ErrTooMany], known account or not; too many at the same moment [district.ErrUnavailable]. That
// an attempt failed is in the audit log, of the account when there is one.
func (a *Auth) CheckPassword(ctx context.Context, r *http.Request, from Caller, email, password string) (int64, error) {
	return a.checkPassword(ctx, r, from, email, password, from.actor(db.ByVisitor, 0), loginFailed)
}

// checkPassword is [Auth.CheckPassword] of whoever it is known to be, whose failure is called action in the audit log.
func (a *Auth) checkPassword(ctx context.Context, r *http.Request, from Caller, email, password string, who db.Actor, action string) (int64, error) {
	email = NormalEmail(email)
	at, err := a.begin(ctx, r, from, guessPassword, email)
	if err != nil {
		return 0, err
	}
	type login struct {
		ID           int64
		PasswordHash *string
		Enabled      bool
	}
	hash, account, known := a.dummy, int64(0), int64(0)
	rows, err := db.Many[login](ctx, a.d, "find account", `
		SELECT id, password_hash, disabled_at IS NULL AS enabled FROM accounts WHERE email = @email`,
		pgx.StrictNamedArgs{"email": email})
	if err != nil {
		return 0, errors.Join(err, at.unmade(ctx))
	}
	if len(rows) == 1 {
		known = rows[0].ID
	}
	if len(rows) == 1 && rows[0].PasswordHash != nil && rows[0].Enabled {
		hash, account = *rows[0].PasswordHash, rows[0].ID
	}
	ok, again, err := a.verify(ctx, password, hash)
	if err != nil {
		return 0, errors.Join(fmt.Errorf("check password: %w", err), at.unmade(ctx))
	}
	if !ok || account == 0 {
		if err := at.failed(ctx, who, known, action); err != nil {
			return 0, err
		}
		return 0, ErrWrongPassword
	}
	if err := at.right(ctx); err != nil {
		return 0, err
	}
	if again {
		if err := a.rehash(ctx, from, account, hash, password); err != nil {
			return 0, err
		}
	}
	return account, nil
}

// rehash keeps the same password with today's parameters.
func (a *Auth) rehash(ctx context.Context, from Caller, account int64, old, password string) error {
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	_, err = a.d.Write(ctx, from.actor(db.ByAccount, account), db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		n, err := tx.Run("rehash password", `UPDATE accounts SET password_hash = @hash WHERE id = @id AND password_hash = @old`,
			pgx.StrictNamedArgs{"hash": hash, "id": account, "old": old})
		if n == 0 {
			tx.Unchanged()
			return account, err
		}
		tx.Audit(db.Change{Record: record, ID: account, Action: "rehash_password"})
		return account, err
	})
	return err
}

// record is what an account is called in the audit log.
const record = "account"

// passwordField is the change of a password in the audit log: that it happened and nothing more.
var passwordField = db.Field{Name: "password", Before: "old", After: "new", Personal: true}

// ChangePassword sets one's own password. The old one is asked for; the fields of a [district.Invalid] are "current"
// and "password". All other sessions of the account end, links that could set its password die, and this session goes
// on under a new token.
func (a *Auth) ChangePassword(w http.ResponseWriter, r *http.Request, from Caller, current, password string) error {
	session, id, err := a.own(w, r)
	if err != nil {
		return err
	}
	name, err := a.personName(r.Context(), id.Session.AccountID)
	if err != nil {
		return err
	}
	if err := CheckNewPassword(password, id.Email, name).Err(); err != nil {
		return err
	}
	if normal(password) == normal(current) {
		return district.NewInvalid("password", "Det är samma lösenord som du har. Skriv ett annat.")
	}
	if err := a.confirmSelf(r, from, id, current); err != nil {
		return err
	}
	hash, err := a.hash(r.Context(), password)
	if err != nil {
		return err
	}
	account := id.Session.AccountID
	var done func()
	_, err = a.d.Write(r.Context(), from.actor(db.ByAccount, account), db.OnceKey{}, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		if err := setPassword(tx, account, hash); err != nil {
			return 0, err
		}
		var err error
		if done, err = a.renew(tx, w, session, false); err != nil {
			return 0, err
		}
		_, err = endOthers(tx, account, id.Session.PublicID)
		return account, err
	})
	if err != nil {
		return err
	}
	done()
	return nil
}

// setPassword stores the password, audits it and ends the links that could set another.
func setPassword(tx *db.Tx, account int64, hash string) error {
	if err := tx.MustTouch("set password", `
		UPDATE accounts SET password_hash = @hash, password_changed_at = @now, revision = revision + 1 WHERE id = @id AND disabled_at IS NULL`,
		pgx.StrictNamedArgs{"hash": hash, "now": tx.Moment.Now, "id": account}); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: record, ID: account, Action: "set_password", Fields: []db.Field{passwordField}})
	_, err := tx.Run("end links", `DELETE FROM account_links WHERE account_id = @id AND used_at IS NULL`, pgx.StrictNamedArgs{"id": account})
	return err
}

// confirmSelf asks for the password again before something that a borrowed browser must not do. A wrong one is a
// [district.Invalid] of the field "current".
func (a *Auth) confirmSelf(r *http.Request, from Caller, id *Identity, password string) error {
	got, err := a.checkPassword(r.Context(), r, from, id.Email, password, from.actor(db.ByAccount, id.Session.AccountID), confirmFailed)
	if errors.Is(err, ErrWrongPassword) || err == nil && got != id.Session.AccountID {
		return district.NewInvalid("current", "Lösenordet stämmer inte. Skriv det lösenord som du loggar in med.")
	}
	return err
}

func (a *Auth) personName(ctx context.Context, account int64) (string, error) {
	return db.Value[string](ctx, a.d, "read the account's name", `
		SELECT p.name FROM accounts a JOIN people p ON p.id = a.person_id WHERE a.id = @id`, pgx.StrictNamedArgs{"id": account})
}
