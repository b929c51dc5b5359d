package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A LinkKind says what a link is for.
type LinkKind string

// The kinds of link, as in the database.
const (
	Invitation LinkKind = "invitation" // to somebody who has never logged in
	Reset      LinkKind = "reset"      // to somebody who has forgotten the password
)

// Life is how long a link of the kind can be used.
func (k LinkKind) Life() time.Duration {
	if k == Invitation {
		return 72 * time.Hour
	}
	return 2 * time.Hour
}

// A LinkInfo is what a page says about a link before it is used.
type LinkInfo struct {
	Kind      LinkKind
	Account   int64
	Name      string // of the person
	Email     string
	ExpiresAt time.Time
}

// CreateLink makes a link that sets the account's password, within a write of somebody who manages accounts. Earlier
// links of the account die. The token is returned only here: its hash is what is kept. A disabled account is
// [district.ErrConflict].
func CreateLink(tx *db.Tx, account int64, kind LinkKind) (string, error) {
	if kind != Invitation && kind != Reset {
		return "", fmt.Errorf("create link: unknown kind %q", kind)
	}
	enabled, err := db.Scalar[bool](tx, "read account", `SELECT disabled_at IS NULL FROM accounts WHERE id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": account})
	if err != nil {
		return "", err
	}
	if !enabled {
		return "", fmt.Errorf("create link: account %d is disabled: %w", account, district.ErrConflict)
	}
	if _, err := tx.Run("end links", `DELETE FROM account_links WHERE account_id = @id AND used_at IS NULL`,
		pgx.StrictNamedArgs{"id": account}); err != nil {
		return "", err
	}
	t := newToken()
	if _, err := tx.Run("create link", `
		INSERT INTO account_links (token_hash, kind, account_id, created_at, expires_at) VALUES (@hash, @kind, @account, @now, @expires)`,
		pgx.StrictNamedArgs{"hash": t.hash(), "kind": string(kind), "account": account, "now": tx.Moment.Now,
			"expires": tx.Moment.Now.Add(kind.Life())}); err != nil {
		return "", err
	}
	tx.Audit(db.Change{Record: record, ID: account, Action: "create_" + string(kind) + "_link"})
	return t.String(), nil
}

// CreateInvitation is [CreateLink] of an invitation.
func CreateInvitation(tx *db.Tx, account int64) (string, error) {
	return CreateLink(tx, account, Invitation)
}

// CreateReset is [CreateLink] of a reset.
func CreateReset(tx *db.Tx, account int64) (string, error) { return CreateLink(tx, account, Reset) }

// LookLink tells what a link is for and changes nothing, so that the page that asks for a password can be fetched by
// anything that follows links in mail. A link that cannot be used is [ErrLinkGone].
func (a *Auth) LookLink(ctx context.Context, link string) (LinkInfo, error) {
	t, ok := parseToken(link)
	if !ok {
		return LinkInfo{}, ErrLinkGone
	}
	info, err := db.One[LinkInfo](ctx, a.d, "look at link", `
		SELECT l.kind, l.account_id AS account, p.name, a.email, l.expires_at
		FROM account_links l JOIN accounts a ON a.id = l.account_id JOIN people p ON p.id = a.person_id
		WHERE l.token_hash = @hash AND l.used_at IS NULL AND l.expires_at > @now AND a.disabled_at IS NULL`,
		pgx.StrictNamedArgs{"hash": t.hash(), "now": a.clock().Now()})
	if errors.Is(err, district.ErrNotFound) {
		return LinkInfo{}, ErrLinkGone
	}
	info.ExpiresAt = info.ExpiresAt.UTC()
	return info, err
}

// UseLink sets the password of the link's account and uses the link up, once even when it is posted twice at the same
// moment. All sessions of the account end, its other links die, and attempts that were counted against it are
// forgotten. It returns the account, whose owner may be signed in with [Auth.SignIn]. A link that cannot be used is
// [ErrLinkGone]; a password that may not be used is a [district.Invalid] of the field "password" and leaves the link.
func (a *Auth) UseLink(ctx context.Context, from Caller, link, password string) (int64, error) {
	info, err := a.LookLink(ctx, link)
	if err != nil {
		return 0, err
	}
	if err := CheckNewPassword(password, info.Email, info.Name).Err(); err != nil {
		return 0, err
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return 0, err
	}
	t, _ := parseToken(link)
	return a.d.Write(ctx, from.actor(db.ByLink, info.Account), db.OnceKey{}, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		n, err := tx.Run("use link", `
			UPDATE account_links SET used_at = @now WHERE token_hash = @hash AND used_at IS NULL AND expires_at > @now`,
			pgx.StrictNamedArgs{"now": tx.Moment.Now, "hash": t.hash()})
		if err != nil {
			return 0, err
		}
		if n != 1 {
			return 0, ErrLinkGone
		}
		if err := setPassword(tx, info.Account, hash); errors.Is(err, district.ErrNotFound) {
			return 0, ErrLinkGone // disabled meanwhile
		} else if err != nil {
			return 0, err
		}
		if _, err := endOthers(tx, info.Account, 0); err != nil {
			return 0, err
		}
		return info.Account, forgiveAll(tx, info.Email)
	})
}
