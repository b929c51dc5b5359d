package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

const (
	recoveryCodes = 10
	recoveryBytes = 10 // 80 bits: a plain hash is enough to keep them by
)

// recoveryText writes codes without letters that are taken for digits (Crockford's alphabet).
var recoveryText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

func recoveryHash(code string) []byte {
	code = strings.NewReplacer("o", "0", "i", "1", "l", "1").Replace(strings.ToLower(digits(code)))
	h := sha256.Sum256([]byte(code))
	return h[:]
}

// newRecoveryCodes replaces the account's recovery codes and returns the new ones as they are shown.
func newRecoveryCodes(tx *db.Tx, account int64) ([]string, error) {
	if _, err := tx.Run("remove recovery codes", `DELETE FROM recovery_codes WHERE account_id = @id`,
		pgx.StrictNamedArgs{"id": account}); err != nil {
		return nil, err
	}
	var shown []string
	var hashes [][]byte
	for range recoveryCodes {
		b := make([]byte, recoveryBytes)
		rand.Read(b) // never fails
		code := recoveryText.EncodeToString(b)
		hashes = append(hashes, recoveryHash(code))
		shown = append(shown, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
	}
	_, err := tx.Run("store recovery codes", `INSERT INTO recovery_codes (account_id, hash) SELECT @id, unnest(@hashes::bytea[])`,
		pgx.StrictNamedArgs{"id": account, "hashes": hashes})
	return shown, err
}

func useRecoveryCode(tx *db.Tx, account int64, code string) error {
	n, err := tx.Run("use recovery code", `
		UPDATE recovery_codes SET used_at = @now WHERE account_id = @id AND hash = @hash AND used_at IS NULL`,
		pgx.StrictNamedArgs{"now": tx.Moment.Now, "id": account, "hash": recoveryHash(code)})
	if err != nil {
		return err
	}
	if n != 1 {
		return ErrWrongCode
	}
	tx.Audit(db.Change{Record: record, ID: account, Action: "use_recovery_code"})
	return nil
}

// RecoveryCodesLeft returns how many recovery codes the account has not used.
func (a *Auth) RecoveryCodesLeft(ctx context.Context, account int64) (int, error) {
	return db.Value[int](ctx, a.d, "count recovery codes", `
		SELECT count(*) FROM recovery_codes WHERE account_id = @id AND used_at IS NULL`, pgx.StrictNamedArgs{"id": account})
}

// NewRecoveryCodes replaces one's own recovery codes after asking for the password. They cannot be shown again. An
// account without a second factor has none: [district.ErrConflict].
func (a *Auth) NewRecoveryCodes(w http.ResponseWriter, r *http.Request, from Caller, password string) ([]string, error) {
	_, id, err := a.own(w, r)
	if err != nil {
		return nil, err
	}
	if !id.HasSecondFactor {
		return nil, district.ErrConflict
	}
	if err := a.confirmSelf(r, from, id, password); err != nil {
		return nil, err
	}
	account := id.Session.AccountID
	var codes []string
	_, err = a.d.Write(r.Context(), from.actor(db.ByAccount, account), db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		// The account's row makes two requests take turns, so that exactly one set of codes remains.
		if err := tx.MustTouch("lock account", `UPDATE accounts SET revision = revision + 1 WHERE id = @id AND totp_secret IS NOT NULL`,
			pgx.StrictNamedArgs{"id": account}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: record, ID: account, Action: "new_recovery_codes",
			Fields: []db.Field{{Name: "recovery_codes", Before: "old", After: "new", Personal: true}}})
		var err error
		codes, err = newRecoveryCodes(tx, account)
		return account, err
	})
	return codes, err
}
