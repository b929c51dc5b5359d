package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/sessions"
	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// SignIn begins a session of the account whose password has just been checked, under a new token; a session that the
// browser had before ends. While a second factor remains to be given, [Identity.Pending] says so. An account that
// cannot log in is [ErrWrongPassword].
func (a *Auth) SignIn(ctx context.Context, w http.ResponseWriter, r *http.Request, account int64) error {
	ctx = context.WithoutCancel(ctx)
	session, err := a.store.Get(r, a.store.name)
	if err != nil {
		return err
	}
	st, t, now := stateOf(session), newToken(), a.clock().Now()
	expires := now.Add(absoluteLimit)
	type begun struct {
		PublicID        int64
		HasSecondFactor bool
	}
	b, err := db.One[begun](ctx, a.d, "sign in", `
		WITH gone AS (DELETE FROM sessions WHERE token_hash = @old),
		fresh AS (
			INSERT INTO sessions (token_hash, account_id, data, created_at, last_seen_at, expires_at, user_agent)
			SELECT @hash, id, '', @now, @now, @expires, @agent FROM accounts WHERE id = @account AND disabled_at IS NULL
			RETURNING public_id, account_id)
		SELECT f.public_id, a.totp_secret IS NOT NULL AS has_second_factor FROM fresh f JOIN accounts a ON a.id = f.account_id`,
		pgx.StrictNamedArgs{"old": st.hash, "hash": t.hash(), "now": now, "expires": expires,
			"agent": userAgent(r), "account": account})
	if errors.Is(err, district.ErrNotFound) {
		return fmt.Errorf("sign in: %w", ErrWrongPassword)
	}
	if err != nil {
		return err
	}
	if !b.HasSecondFactor {
		if err := a.rememberDevice(ctx, w, r, account); err != nil {
			return err
		}
	}
	a.store.forget(session)
	st = stateOf(session)
	st.row = identityRow{PublicID: &b.PublicID, AccountID: &account, ExpiresAt: &expires}
	a.store.adopt(w, session, t, []byte{}, absoluteLimit)
	return nil
}

// SignOut ends the session. Without one it does nothing.
func (a *Auth) SignOut(w http.ResponseWriter, r *http.Request) error {
	session, err := a.store.Get(r, a.store.name)
	if err != nil {
		return err
	}
	if session.IsNew {
		return nil
	}
	return a.store.end(context.WithoutCancel(r.Context()), w, session)
}

// own returns the session and identity of somebody who is signed in completely, or still needs to set up a second
// factor; everybody else is [ErrNotSignedIn].
func (a *Auth) own(w http.ResponseWriter, r *http.Request) (*sessions.Session, *Identity, error) {
	id, err := a.Identify(w, r)
	if err != nil {
		return nil, nil, err
	}
	if !id.SignedIn() || id.Pending == PendingCode {
		return nil, nil, ErrNotSignedIn
	}
	session, err := a.store.Get(r, a.store.name)
	return session, id, err
}

// renew gives the session of the request a new token within a write. The returned function tells the browser and must
// be called when the write is done.
func (a *Auth) renew(tx *db.Tx, w http.ResponseWriter, session *sessions.Session, secondFactor bool) (done func(), err error) {
	st, t := stateOf(session), newToken()
	n, err := tx.Run("rotate session", `
		UPDATE sessions SET token_hash = @new, second_factor_at = CASE WHEN @second THEN @now ELSE second_factor_at END
		WHERE token_hash = @old`,
		pgx.StrictNamedArgs{"new": t.hash(), "second": secondFactor, "now": tx.Moment.Now, "old": st.hash})
	if err != nil {
		return nil, err
	}
	if n != 1 {
		return nil, fmt.Errorf("rotate session: %w", ErrRevoked)
	}
	return func() {
		left := st.left()
		st.row.Versions = nil // read again what has changed
		a.store.adopt(w, session, t, st.data, left)
	}, nil
}

// endOthers ends all sessions of the account but one (0: all), which is audited, and returns how many.
func endOthers(tx *db.Tx, account, keepPublicID int64) (int64, error) {
	n, err := tx.Run("end other sessions", `DELETE FROM sessions WHERE account_id = @account AND public_id <> @keep`,
		pgx.StrictNamedArgs{"account": account, "keep": keepPublicID})
	if err == nil && n > 0 {
		tx.Audit(db.Change{Record: record, ID: account, Action: "end_sessions", Fields: []db.Field{{Name: "sessions", Before: n, After: 0}}})
	}
	return n, err
}

// ListSessions returns the account's sessions, the one used last first. The current one is the one whose PublicID is
// that of [Identity.Session].
func (a *Auth) ListSessions(ctx context.Context, account int64) ([]Session, error) {
	type row struct {
		AccountID, PublicID              int64
		CreatedAt, LastSeenAt, ExpiresAt time.Time
		SecondFactorAt                   *time.Time
		UserAgent                        string
	}
	now := a.clock().Now()
	rows, err := db.Many[row](ctx, a.d, "list sessions", `
		SELECT account_id, public_id, created_at, last_seen_at, expires_at, second_factor_at, user_agent
		FROM sessions WHERE account_id = @account AND expires_at > @now AND last_seen_at > @idle
		ORDER BY last_seen_at DESC, public_id DESC`,
		pgx.StrictNamedArgs{"account": account, "now": now, "idle": now.Add(-idleLimit)})
	out := make([]Session, len(rows))
	for i, x := range rows {
		out[i] = Session{AccountID: x.AccountID, PublicID: x.PublicID, CreatedAt: x.CreatedAt.UTC(), LastSeenAt: x.LastSeenAt.UTC(),
			ExpiresAt: x.ExpiresAt.UTC(), UserAgent: x.UserAgent}
		if x.SecondFactorAt != nil {
			out[i].SecondFactorAt = x.SecondFactorAt.UTC()
		}
	}
	return out, err
}

// RevokeSession ends one session of the account, which is its own wish; another account's is [district.ErrNotFound].
func (a *Auth) RevokeSession(ctx context.Context, from Caller, account, publicID int64) error {
	_, err := a.d.Write(ctx, from.actor(db.ByAccount, account), db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		n, err := tx.Run("revoke session", `DELETE FROM sessions WHERE account_id = @account AND public_id = @id`,
			pgx.StrictNamedArgs{"account": account, "id": publicID})
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, fmt.Errorf("revoke session %d: %w", publicID, district.ErrNotFound)
		}
		tx.Audit(db.Change{Record: record, ID: account, Action: "end_sessions", Fields: []db.Field{{Name: "sessions", Before: n, After: 0}}})
		return account, nil
	})
	return err
}

// RevokeOthers ends all sessions of the account but one (0: all), which is its own wish, and returns how many.
func (a *Auth) RevokeOthers(ctx context.Context, from Caller, account, keepPublicID int64) (n int64, err error) {
	_, err = a.d.Write(ctx, from.actor(db.ByAccount, account), db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		tx.Unchanged() // when there are no others
		n, err = endOthers(tx, account, keepPublicID)
		return account, err
	})
	return n, err
}

// userAgent is what the browser calls itself, cut to a size that is enough to recognise it by.
func userAgent(r *http.Request) string {
	const most = 300
	s := strings.ReplaceAll(r.UserAgent(), "\x00", "")
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}
