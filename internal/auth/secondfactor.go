package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/sessions"
	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

const (
	stepSeconds = 30
	stepSkew    = 1  // steps to either side, for clocks that go wrong
	secretBytes = 20 // as long as the SHA-1 that the apps use (RFC 4226, section 4)
)

var secretText = base32.StdEncoding.WithPadding(base32.NoPadding)

// matchStep returns the 30-second step around now whose code it is, 0 for none.
func matchStep(secret []byte, code string, now time.Time) (int64, error) {
	code = digits(code)
	current, found := now.Unix()/stepSeconds, int64(0)
	for step := current - stepSkew; step <= current+stepSkew; step++ {
		want, err := hotp.GenerateCodeCustom(secretText.EncodeToString(secret), uint64(step),
			hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, fmt.Errorf("make code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = step
		}
	}
	return found, nil
}

// digits drops the spaces that apps show codes with.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '-' {
			return -1
		}
		return r
	}, s)
}

// ConfirmSecondFactor completes a sign-in with a code of the app or a recovery code. Each code works once, also when
// it is sent twice at the same moment. The session goes on under a new token. A wrong code is [ErrWrongCode]; too many
// are [district.ErrTooMany].
func (a *Auth) ConfirmSecondFactor(w http.ResponseWriter, r *http.Request, from Caller, code string) error {
	id, err := a.Identify(w, r)
	if err != nil {
		return err
	}
	if !id.SignedIn() || !id.HasSecondFactor {
		return ErrNotSignedIn
	}
	session, err := a.store.Get(r, a.store.name)
	if err != nil {
		return err
	}
	ctx, account := context.WithoutCancel(r.Context()), id.Session.AccountID
	at, err := a.begin(ctx, r, from, guessCode, id.Email)
	if err != nil {
		return err
	}
	var done func()
	_, err = a.d.Write(ctx, from.actor(db.ByAccount, account), db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		if err := a.useCode(tx, account, code); err != nil {
			return 0, err
		}
		var err error
		done, err = a.renew(tx, w, session, true)
		return account, err
	})
	if errors.Is(err, ErrWrongCode) {
		if err := at.failed(ctx, from.actor(db.ByAccount, account), account, codeFailed); err != nil {
			return err
		}
		return ErrWrongCode
	}
	if err != nil {
		return errors.Join(err, at.unmade(ctx))
	}
	done()
	if err := at.right(ctx); err != nil {
		return err
	}
	return a.rememberDevice(ctx, w, r, account)
}

// useCode uses up a code of the app or a recovery code of the account. A secret that is kept in the clear is encrypted
// when there is a key.
func (a *Auth) useCode(tx *db.Tx, account int64, code string) error {
	kept, err := db.Scalar[[]byte](tx, "read second factor", `SELECT totp_secret FROM accounts WHERE id = @id AND disabled_at IS NULL`,
		pgx.StrictNamedArgs{"id": account})
	if err != nil {
		return err
	}
	if kept == nil {
		return ErrWrongCode
	}
	secret, err := a.sealer.open(kept, account)
	if err != nil {
		return err
	}
	if err := a.tryCode(tx, account, secret, code); err != nil || a.sealer == nil || isSealed(kept) {
		return err
	}
	_, err = tx.Run("seal second factor", `UPDATE accounts SET totp_secret = @sealed WHERE id = @id AND totp_secret = @kept`,
		pgx.StrictNamedArgs{"sealed": a.sealer.seal(secret, account), "id": account, "kept": kept})
	return err
}

func (a *Auth) tryCode(tx *db.Tx, account int64, secret []byte, code string) error {
	step, err := matchStep(secret, code, tx.Moment.Now)
	if err != nil {
		return err
	}
	if step == 0 {
		return useRecoveryCode(tx, account, code)
	}
	// The update is the test: of two requests with one code, the second waits for the first and finds its step.
	n, err := tx.Run("use code", `UPDATE accounts SET totp_last_step = @step WHERE id = @id AND totp_last_step < @step`,
		pgx.StrictNamedArgs{"step": step, "id": account})
	if err != nil {
		return err
	}
	if n != 1 {
		return ErrWrongCode
	}
	tx.Unchanged()
	return nil
}

// pendingSecret is the session's value that holds a secret until it is confirmed.
const pendingSecret = "second_factor_secret"

// pending returns the secret that waits in the session to be confirmed, nil when there is none that can be read.
func (a *Auth) pending(session *sessions.Session, account int64) []byte {
	text, _ := session.Values[pendingSecret].(string)
	kept, err := secretText.DecodeString(text)
	if err != nil || len(kept) == 0 {
		return nil
	}
	secret, err := a.sealer.open(kept, account)
	if err != nil {
		return nil // of a key that is not there any more: a new secret is made
	}
	return secret
}

// An Enrolment is what somebody needs to set up an app for the second factor.
type Enrolment struct {
	Secret string // to type in, in groups of four
	URI    string // otpauth address
	QR     QRCode // the same as a picture
}

// BeginEnrolment returns a secret to set up an app with. It is kept in the session until [Auth.Enrol] confirms that
// the app has it; asking again gives the same secret, so that reloading the page spoils nothing.
func (a *Auth) BeginEnrolment(w http.ResponseWriter, r *http.Request) (Enrolment, error) {
	session, id, err := a.own(w, r)
	if err != nil {
		return Enrolment{}, err
	}
	secret := a.pending(session, id.Session.AccountID)
	if secret == nil {
		secret = make([]byte, secretBytes)
		rand.Read(secret) // never fails
		session.Values[pendingSecret] = secretText.EncodeToString(a.sealer.seal(secret, id.Session.AccountID))
		if err := session.Save(r, w); err != nil {
			return Enrolment{}, err
		}
	}
	text := secretText.EncodeToString(secret)
	label := url.PathEscape(a.o.Issuer + ":" + id.Email)
	query := "secret=" + text + "&issuer=" + url.PathEscape(a.o.Issuer) // the apps want %20, not +
	e := Enrolment{URI: "otpauth://totp/" + label + "?" + query}
	e.QR, err = NewQRCode(e.URI)
	if err != nil {
		return Enrolment{}, err
	}
	var groups []string
	for i := 0; i < len(text); i += 4 {
		groups = append(groups, text[i:min(i+4, len(text))])
	}
	e.Secret = strings.Join(groups, " ")
	return e, nil
}

// Enrol confirms the secret of [Auth.BeginEnrolment] with a code of the app and makes it the account's second factor.
// It returns new recovery codes, which cannot be shown again. An account that has a second factor already gets the new
// one in its place; then the password is asked for, and a wrong one is a [district.Invalid] of the field "current". A
// wrong code is [ErrWrongCode]. The session goes on under a new token; others must enter a code at their next request.
func (a *Auth) Enrol(w http.ResponseWriter, r *http.Request, from Caller, code, password string) (recovery []string, err error) {
	session, id, err := a.own(w, r)
	if err != nil {
		return nil, err
	}
	secret := a.pending(session, id.Session.AccountID)
	if secret == nil {
		return nil, ErrWrongCode // the page is from an older session and must be opened again
	}
	if id.HasSecondFactor {
		if err := a.confirmSelf(r, from, id, password); err != nil {
			return nil, err
		}
	}
	step, err := matchStep(secret, code, a.clock().Now())
	if err != nil {
		return nil, err
	}
	if step == 0 {
		return nil, ErrWrongCode
	}
	account := id.Session.AccountID
	var done func()
	_, err = a.d.Write(r.Context(), from.actor(db.ByAccount, account), db.OnceKey{}, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		n, err := tx.Run("set second factor", `
			UPDATE accounts SET totp_secret = @secret, totp_last_step = @step, revision = revision + 1
			WHERE id = @id AND disabled_at IS NULL AND (totp_secret IS NOT NULL) = @replaces`,
			pgx.StrictNamedArgs{"secret": a.sealer.seal(secret, account), "step": step, "id": account, "replaces": id.HasSecondFactor})
		if err != nil {
			return 0, err
		}
		if n != 1 {
			return 0, fmt.Errorf("set second factor: %w", district.ErrConflict)
		}
		tx.Audit(db.Change{Record: record, ID: account, Action: "set_second_factor",
			Fields: []db.Field{{Name: "second_factor", Before: "old", After: "new", Personal: true}}})
		if recovery, err = newRecoveryCodes(tx, account); err != nil {
			return 0, err
		}
		// A login that was let in by the old factor is asked for the new one.
		if _, err := tx.Run("ask other sessions for a code", `UPDATE sessions SET second_factor_at = NULL WHERE account_id = @id`,
			pgx.StrictNamedArgs{"id": account}); err != nil {
			return 0, err
		}
		done, err = a.renew(tx, w, session, true)
		return account, err
	})
	if err != nil {
		return nil, err
	}
	done()
	delete(session.Values, pendingSecret)
	if err := session.Save(r, w); err != nil && !errors.Is(err, ErrRevoked) {
		return nil, err
	}
	return recovery, nil
}

// RemoveSecondFactor takes one's own second factor away after asking for the password, unless a role needs it: then
// it is [district.ErrForbidden], and [Auth.Enrol] can replace it. Other sessions end.
func (a *Auth) RemoveSecondFactor(w http.ResponseWriter, r *http.Request, from Caller, password string) error {
	session, id, err := a.own(w, r)
	if err != nil {
		return err
	}
	if a.Required(id) {
		return fmt.Errorf("remove second factor: %w", district.ErrForbidden)
	}
	if err := a.confirmSelf(r, from, id, password); err != nil {
		return err
	}
	account := id.Session.AccountID
	var done func()
	_, err = a.d.Write(r.Context(), from.actor(db.ByAccount, account), db.OnceKey{}, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		if err := clearSecondFactor(tx, account); err != nil {
			return 0, err
		}
		if _, err := endOthers(tx, account, id.Session.PublicID); err != nil {
			return 0, err
		}
		var err error
		done, err = a.renew(tx, w, session, false)
		return account, err
	})
	if err != nil {
		return err
	}
	done()
	return nil
}

// ResetSecondFactor takes an account's second factor away within a write of somebody who manages accounts, for people
// who have lost both phone and recovery codes. All its sessions end.
func ResetSecondFactor(tx *db.Tx, account int64) error {
	if err := clearSecondFactor(tx, account); err != nil {
		return err
	}
	_, err := endOthers(tx, account, 0)
	return err
}

func clearSecondFactor(tx *db.Tx, account int64) error {
	n, err := tx.Run("remove second factor", `
		UPDATE accounts SET totp_secret = NULL, revision = revision + 1 WHERE id = @id AND totp_secret IS NOT NULL`,
		pgx.StrictNamedArgs{"id": account})
	if err != nil {
		return err
	}
	if n == 0 {
		tx.Unchanged()
		return nil
	}
	tx.Audit(db.Change{Record: record, ID: account, Action: "remove_second_factor",
		Fields: []db.Field{{Name: "second_factor", Before: "old", After: "new", Personal: true}}})
	_, err = tx.Run("remove recovery codes", `DELETE FROM recovery_codes WHERE account_id = @id`, pgx.StrictNamedArgs{"id": account})
	return err
}
