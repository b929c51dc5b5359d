package auth

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
)

// Attempts are counted over the last hour. Up to a limit they are free; from there on one attempt is let through
// after a wait that doubles with each, a minute at first and never more than fifteen.
//
// Who has logged in to the account on this device before has a counter of their own. Everybody else is counted per
// account and address, per account, and per address. So strangers, however many, can slow down other strangers, and
// not the person whose account it is.
const (
	countedFor       = time.Hour
	firstWait        = time.Minute
	longestWait      = 15 * time.Minute
	limitDevice      = 10 // on a device that the account knows
	limitPair        = 5  // one account from one address
	limitAccount     = 20 // one account from everywhere
	limitAddress     = 50 // one address on all accounts: a whole office may sit behind it
	deviceLife       = 365 * 24 * time.Hour
	devicesPerCookie = 4 // accounts that share a browser
)

// wait is how long after the last of n attempts the next one is let through.
func wait(n int64, limit int64) time.Duration {
	if n < limit {
		return 0
	}
	return min(firstWait<<min(n-limit, 10), longestWait)
}

// An attempt is a guess that has been let through and counts as failed until it is known to be right: so a thousand
// guesses at once are counted like a thousand one after the other.
type attempt struct {
	a       *Auth
	id      int64
	subject []byte
	address string
	device  []byte // key of the device, nil when the account does not know it
}

// begin lets an attempt through, or returns a [TooManyError]. What is guessed at ("password" or "code") and the
// e-mail address make the subject; whether such an account exists makes no difference.
func (a *Auth) begin(ctx context.Context, r *http.Request, from Caller, what, email string) (*attempt, error) {
	sum := sha256.Sum256([]byte(what + ":" + email))
	ctx = context.WithoutCancel(ctx)
	at := &attempt{a: a, subject: sum[:], address: network(from.IP)}
	now := a.clock().Now()
	var hashes [][]byte
	for _, t := range a.deviceTokens(r) {
		hashes = append(hashes, t.hash())
	}
	var refused time.Duration
	err := pgx.BeginFunc(ctx, a.d.Pool(), func(tx pgx.Tx) error {
		// Attempts on one account take turns, or all that come at once would see the same count.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(@key)`,
			pgx.StrictNamedArgs{"key": int64(binary.BigEndian.Uint64(at.subject))}); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
			SELECT k.token_hash FROM known_devices k JOIN accounts a ON a.id = k.account_id
			WHERE k.token_hash = ANY(@hashes) AND k.expires_at > @now AND a.email = @email LIMIT 1`,
			pgx.StrictNamedArgs{"hashes": hashes, "now": now, "email": email}).Scan(&at.device)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if refused, err = at.tooSoon(ctx, tx, now); err != nil || refused > 0 {
			return err
		}
		return tx.QueryRow(ctx, `
			INSERT INTO login_failures (subject, address, device, at) VALUES (@subject, @address, @device, @now) RETURNING id`,
			pgx.StrictNamedArgs{"subject": at.subject, "address": at.address, "device": at.device, "now": now}).Scan(&at.id)
	})
	if err != nil {
		return nil, db.Wrap(err, "throttle attempts")
	}
	if refused > 0 {
		return nil, &TooManyError{Wait: refused}
	}
	return at, nil
}

// tooSoon returns how long the attempt has to wait.
func (at *attempt) tooSoon(ctx context.Context, tx pgx.Tx, now time.Time) (time.Duration, error) {
	left := func(n int64, last *time.Time, limit int64) time.Duration {
		if last == nil {
			return 0
		}
		return last.Add(wait(n, limit)).Sub(now)
	}
	since := now.Add(-countedFor)
	if at.device != nil {
		var n int64
		var last *time.Time
		err := tx.QueryRow(ctx, `SELECT count(*), max(at) FROM login_failures WHERE subject = @subject AND device = @device AND at > @since`,
			pgx.StrictNamedArgs{"subject": at.subject, "device": at.device, "since": since}).Scan(&n, &last)
		return max(0, left(n, last, limitDevice)), err
	}
	var pair, account, address int64
	var pairLast, accountLast, addressLast *time.Time
	err := tx.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE subject = @subject AND address = @address), max(at) FILTER (WHERE subject = @subject AND address = @address),
			count(*) FILTER (WHERE subject = @subject), max(at) FILTER (WHERE subject = @subject),
			count(*) FILTER (WHERE address = @address), max(at) FILTER (WHERE address = @address)
		FROM login_failures WHERE device IS NULL AND at > @since AND (subject = @subject OR address = @address)`,
		pgx.StrictNamedArgs{"subject": at.subject, "address": at.address, "since": since}).
		Scan(&pair, &pairLast, &account, &accountLast, &address, &addressLast)
	if at.address == "" {
		addressLast = nil // an address that could not be read is not one place
	}
	return max(0, left(pair, pairLast, limitPair), left(account, accountLast, limitAccount), left(address, addressLast, limitAddress)), err
}

// right takes the attempt back, and the earlier ones of the same person at the same place.
func (at *attempt) right(ctx context.Context) error {
	_, err := at.a.d.Q().Exec(context.WithoutCancel(ctx), `
		DELETE FROM login_failures WHERE subject = @subject AND device IS NOT DISTINCT FROM @device AND (@device::bytea IS NOT NULL OR address = @address)`,
		pgx.StrictNamedArgs{"subject": at.subject, "device": at.device, "address": at.address})
	return db.Wrap(err, "forget failed attempts")
}

// unmade takes back an attempt that was never carried out.
func (at *attempt) unmade(ctx context.Context) error {
	_, err := at.a.d.Q().Exec(context.WithoutCancel(ctx), `DELETE FROM login_failures WHERE id = @id`, pgx.StrictNamedArgs{"id": at.id})
	return db.Wrap(err, "take back an attempt")
}

// network is what counts as one address: of IPv6 the first 64 bits, since one subscriber has all that follow.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		if host, err := netip.ParseAddrPort(ip); err == nil {
			addr = host.Addr()
		} else {
			return ""
		}
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	p, err := addr.Prefix(64)
	if err != nil {
		return ""
	}
	return p.String()
}

// deviceTokens are those of the device cookie: one for each account that has logged in on the browser.
func (a *Auth) deviceTokens(r *http.Request) []token {
	c, err := r.Cookie(a.device)
	if err != nil {
		return nil
	}
	var out []token
	for s := range strings.SplitSeq(c.Value, ".") {
		if t, ok := parseToken(s); ok && len(out) < devicesPerCookie && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// rememberDevice makes the browser one that the account knows. A token that the browser brings is only kept when it is
// known as the account's.
func (a *Auth) rememberDevice(ctx context.Context, w http.ResponseWriter, r *http.Request, account int64) error {
	tokens, now := a.deviceTokens(r), a.clock().Now()
	known := false
	for _, t := range tokens {
		tag, err := a.d.Q().Exec(ctx, `
			UPDATE known_devices SET expires_at = @expires WHERE token_hash = @hash AND account_id = @account AND expires_at > @now`,
			pgx.StrictNamedArgs{"expires": now.Add(deviceLife), "hash": t.hash(), "account": account, "now": now})
		if err != nil {
			return db.Wrap(err, "remember device")
		}
		known = known || tag.RowsAffected() == 1
	}
	if !known {
		t := newToken()
		_, err := a.d.Q().Exec(ctx, `
			INSERT INTO known_devices (token_hash, account_id, created_at, expires_at) VALUES (@hash, @account, @now, @expires)`,
			pgx.StrictNamedArgs{"hash": t.hash(), "account": account, "now": now, "expires": now.Add(deviceLife)})
		if err != nil {
			return db.Wrap(err, "remember device")
		}
		tokens = append([]token{t}, tokens...)
		tokens = tokens[:min(len(tokens), devicesPerCookie)]
	}
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.String()
	}
	setCookie(w, &http.Cookie{Name: a.device, Value: strings.Join(words, "."), Path: "/", MaxAge: int(deviceLife.Seconds()),
		Secure: a.o.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return nil
}

// forgiveAll forgets all failed attempts at the account's password and code, after somebody has shown by a link that
// the account is theirs.
func forgiveAll(tx *db.Tx, email string) error {
	for _, what := range []string{guessPassword, guessCode} {
		sum := sha256.Sum256([]byte(what + ":" + email))
		if _, err := tx.Run("forget failed attempts", `DELETE FROM login_failures WHERE subject = @subject`,
			pgx.StrictNamedArgs{"subject": sum[:]}); err != nil {
			return fmt.Errorf("account: %w", err)
		}
	}
	return nil
}

// What can be guessed at.
const (
	guessPassword = "password"
	guessCode     = "code"
)
