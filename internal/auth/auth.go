// Package auth owns who somebody is: passwords, the second factor, sessions (a gorilla [sessions.Store] on Postgres),
// throttling of attempts, and the single-use links that set a password.
//
// Rights are never kept in a session: [Auth.Identify] reads them with every request, so that they end when a grant
// ends. It must not know any page, nor what the application's records are; what a role may do is package authz's.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// What can go wrong here and nowhere else. Beside them: [district.ErrTooMany] (see [TooManyError]) when attempts are
// throttled, and [district.ErrUnavailable] when too many passwords are being checked at once.
var (
	// ErrWrongPassword: the e-mail address and the password are not those of an account that can log in. It is the
	// same whether the account exists or not.
	ErrWrongPassword = errors.New("wrong e-mail address or password")
	// ErrWrongCode: the code of the second factor is wrong, too old or already used.
	ErrWrongCode = errors.New("wrong code")
	// ErrRevoked: the session ended while the request was running. It must not come back to life.
	ErrRevoked = errors.New("session revoked")
	// ErrLinkGone: there is no such link, or it has been used, replaced or is too old.
	ErrLinkGone = errors.New("link used or too old")
	// ErrNotSignedIn: the operation is about one's own account and nobody is signed in.
	ErrNotSignedIn = errors.New("not signed in")
)

// A TooManyError is a [district.ErrTooMany] that knows when the next attempt is let through.
type TooManyError struct {
	Wait time.Duration
}

// Error implements error.
func (e *TooManyError) Error() string { return fmt.Sprintf("too many attempts, wait %s", e.Wait) }

// Is makes a TooManyError a [district.ErrTooMany].
func (e *TooManyError) Is(target error) bool { return target == district.ErrTooMany }

// Options are the settings of an [Auth].
type Options struct {
	// CookieName is the name of the session cookie; "" means __Host-sid when Secure and sid otherwise.
	CookieName string
	// Secure marks the cookies Secure. It follows from the address that people use, not from single requests.
	Secure bool
	// SecondFactorOptional lets roles that need a second factor in without one. It has effect only in a database
	// that carries the mark of a demo.
	SecondFactorOptional bool
	// HashSlots is how many passwords are hashed at once, each in 19 MiB of memory; 0 means 2.
	HashSlots int
	// Key is what the secrets of second factors are encrypted with where they are kept, [KeyBytes] long. Without one
	// they are kept as they are. What was kept so before is encrypted at the account's next login.
	Key []byte
	// Issuer is what the app of the second factor shows; "" means Verkstad.
	Issuer string
}

// An Auth answers who somebody is. It is safe for concurrent use.
type Auth struct {
	d        *db.DB
	o        Options
	store    *Store
	params   hashParams
	slots    chan struct{}
	slotWait time.Duration
	dummy    string // hash that no password has, for accounts that cannot log in
	device   string // name of the device cookie
	sealer   *sealer
}

// New returns an Auth on the database.
func New(d *db.DB, o Options) (*Auth, error) {
	if o.CookieName == "" {
		o.CookieName = "sid"
		if o.Secure {
			o.CookieName = "__Host-sid"
		}
	}
	if strings.HasPrefix(o.CookieName, "__Host-") && !o.Secure {
		return nil, fmt.Errorf("make auth: cookie %s must be secure", o.CookieName)
	}
	if o.HashSlots < 0 {
		return nil, fmt.Errorf("make auth: %d hash slots", o.HashSlots)
	}
	if o.HashSlots == 0 {
		o.HashSlots = 2
	}
	if o.Issuer == "" {
		o.Issuer = "Verkstad"
	}
	sealer, err := newSealer(o.Key)
	if err != nil {
		return nil, fmt.Errorf("make auth: %w", err)
	}
	a := &Auth{d: d, sealer: sealer, o: o, store: newStore(d, o.CookieName, o.Secure), params: defaultParams,
		slots: make(chan struct{}, o.HashSlots), slotWait: 5 * time.Second}
	a.device = "device"
	if o.Secure {
		a.device = "__Host-device"
	}
	a.dummy = dummyHash(a.params)
	return a, nil
}

// Store returns the sessions as gorilla knows them.
func (a *Auth) Store() *Store { return a.store }

func (a *Auth) clock() *clock.Clock { return a.d.Clock() }

// A Caller is where a request comes from.
type Caller struct {
	IP        string // address of the client, as told by the proxies that are trusted
	RequestID string // for the audit log
}

func (c Caller) actor(kind db.ActorKind, id int64) db.Actor {
	return db.Actor{Kind: kind, ID: id, RequestID: c.RequestID}
}

// NormalEmail returns an address as accounts keep it: without spaces around it, in lower case, and without what
// Postgres cannot hold.
func NormalEmail(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	return strings.ToLower(strings.TrimSpace(normal(s)))
}

// tokenBytes is the size of every secret that a cookie or a link carries. 256 bits cannot be guessed, so a plain
// SHA-256 is enough to keep them by.
const tokenBytes = 32

type token [tokenBytes]byte

func newToken() token {
	var t token
	rand.Read(t[:]) // never fails
	return t
}

func parseToken(s string) (t token, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != tokenBytes {
		return token{}, false
	}
	return token(b), true
}

func (t token) String() string { return base64.RawURLEncoding.EncodeToString(t[:]) }

func (t token) hash() []byte {
	h := sha256.Sum256(t[:])
	return h[:]
}

// setCookie sets a cookie, in the place of one of the same name that this answer was to set already.
func setCookie(w http.ResponseWriter, c *http.Cookie) {
	h := w.Header()
	var kept []string
	for _, line := range h["Set-Cookie"] {
		if !strings.HasPrefix(line, c.Name+"=") {
			kept = append(kept, line)
		}
	}
	if line := c.String(); line != "" {
		kept = append(kept, line)
	}
	h["Set-Cookie"] = kept
}
