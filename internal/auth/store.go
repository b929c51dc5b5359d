package auth

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/sessions"
	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
)

// The limits of a session, by the real clock.
const (
	absoluteLimit = 90 * 24 * time.Hour
	idleLimit     = 14 * 24 * time.Hour
	passerbyLimit = time.Hour // for a message that is shown on the next page
	touchInterval = time.Minute
)

// A Store is the [sessions.Store] of the application. The cookie holds 32 random bytes and the row is found by their
// SHA-256. A token that is unknown, too old or revoked gives a fresh session under a token of our own: what a browser
// presents is never adopted. Somebody without an account has neither row nor cookie until there is something to keep.
//
// Values must have string keys and types that gob knows.
type Store struct {
	d      *db.DB
	name   string
	secure bool
}

var _ sessions.Store = (*Store)(nil)

func newStore(d *db.DB, name string, secure bool) *Store {
	return &Store{d: d, name: name, secure: secure}
}

// stateKey is the key under which a session's own state lies among its Values; only string keys are stored.
type stateKey struct{}

// state is what the store knows of a session besides what gorilla keeps.
type state struct {
	row  identityRow
	hash []byte // key of the row, nil when there is none
	data []byte // Values as they were read or last saved
	err  error  // why the session could not be read: then it must not be saved either
	at   time.Time
}

func stateOf(s *sessions.Session) *state {
	st, _ := s.Values[stateKey{}].(*state)
	return st
}

// Get returns the session of the request, reading it at most once.
func (s *Store) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New reads the session of the request. It never returns nil; with an error the session is one that cannot be saved.
func (s *Store) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.Options = &sessions.Options{Path: "/", Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	session.IsNew = true
	st := &state{at: s.d.Clock().Now()}
	session.Values[stateKey{}] = st
	var hash []byte
	if c, err := r.Cookie(name); err == nil {
		if t, ok := parseToken(c.Value); ok {
			hash = t.hash()
		}
	}
	row, err := s.read(r.Context(), hash, st.at)
	if err != nil {
		st.err = err
		return session, err
	}
	st.row = row
	if row.PublicID == nil {
		// The cookie is left as it is: another request may just be replacing it, and its answer may come first.
		return session, nil
	}
	values, err := decode(row.Data)
	if err != nil {
		st.err = fmt.Errorf("read session %d: %w", *row.PublicID, err)
		return session, st.err
	}
	for k, v := range values {
		session.Values[k] = v
	}
	st.hash, st.data = hash, row.Data
	session.ID, session.IsNew = strconv.FormatInt(*row.PublicID, 10), false
	return session, nil
}

// Save stores the values that have changed since the session was read; what another request has stored meanwhile
// under other keys stays. A session that was revoked meanwhile is [ErrRevoked]. With a negative MaxAge the session
// is ended instead.
func (s *Store) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	ctx := context.WithoutCancel(r.Context())
	st := stateOf(session)
	switch {
	case st == nil:
		return errors.New("save session: it does not come from this store")
	case st.err != nil:
		return fmt.Errorf("save session: %w", st.err)
	case session.Options.MaxAge < 0:
		return s.end(ctx, w, session)
	}
	data, err := encode(session.Values)
	if err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	switch {
	case st.hash == nil && len(data) == 0:
		return nil
	case st.hash == nil:
		return s.insertPasserby(ctx, w, session, data)
	case bytes.Equal(data, st.data):
		return nil
	case st.row.AccountID == nil && len(data) == 0:
		return s.end(ctx, w, session)
	}
	return s.update(ctx, session, data)
}

func (s *Store) insertPasserby(ctx context.Context, w http.ResponseWriter, session *sessions.Session, data []byte) error {
	t, now := newToken(), s.d.Clock().Now()
	id, err := db.Value[int64](ctx, s.d, "save session", `
		INSERT INTO sessions (token_hash, data, created_at, last_seen_at, expires_at)
		VALUES (@hash, @data, @now, @now, @expires) RETURNING public_id`,
		pgx.StrictNamedArgs{"hash": t.hash(), "data": data, "now": now, "expires": now.Add(passerbyLimit)})
	if err != nil {
		return err
	}
	st := stateOf(session)
	st.row = identityRow{PublicID: &id}
	s.adopt(w, session, t, data, passerbyLimit)
	return nil
}

// maxMerges is how often two requests may get in each other's way before one of them gives up.
const maxMerges = 10

// update replaces the stored values if they are still those that were read, and else puts the changes of this request
// on top of what is there now.
func (s *Store) update(ctx context.Context, session *sessions.Session, data []byte) error {
	st := stateOf(session)
	mine, err := decode(data)
	if err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	base, err := decode(st.data)
	if err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	if reflect.DeepEqual(mine, base) {
		return nil
	}
	old := st.data
	for range maxMerges {
		tag, err := s.d.Q().Exec(ctx, `UPDATE sessions SET data = @data WHERE token_hash = @hash AND data = @old`,
			pgx.StrictNamedArgs{"data": data, "hash": st.hash, "old": old})
		if err != nil {
			return db.Wrap(err, "save session")
		}
		if tag.RowsAffected() == 1 {
			st.data = data
			return nil
		}
		err = s.d.Q().QueryRow(ctx, `SELECT data FROM sessions WHERE token_hash = @hash`,
			pgx.StrictNamedArgs{"hash": st.hash}).Scan(&old)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("save session: %w", ErrRevoked)
		}
		if err != nil {
			return db.Wrap(err, "save session")
		}
		theirs, err := decode(old)
		if err != nil {
			return fmt.Errorf("save session: %w", err)
		}
		now := maps.Clone(theirs)
		for k := range base {
			if _, kept := mine[k]; !kept {
				delete(now, k)
			}
		}
		for k, v := range mine {
			if !reflect.DeepEqual(v, base[k]) {
				now[k] = v
			}
		}
		if data, err = encode(now); err != nil {
			return fmt.Errorf("save session: %w", err)
		}
		// From here on this request sees the others' changes too, or its next Save would undo them.
		for k := range base {
			delete(session.Values, k)
		}
		for k, v := range now {
			session.Values[k] = v
		}
		base, mine = theirs, now
	}
	return errors.New("save session: other requests keep changing it")
}

// Rotate gives the session a new token, so that the old one opens nothing any more. A session without a row has
// nothing to rotate.
func (s *Store) Rotate(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	st := stateOf(session)
	if st == nil || st.hash == nil {
		return nil
	}
	t := newToken()
	tag, err := s.d.Q().Exec(context.WithoutCancel(r.Context()), `UPDATE sessions SET token_hash = @new WHERE token_hash = @old`,
		pgx.StrictNamedArgs{"new": t.hash(), "old": st.hash})
	if err != nil {
		return db.Wrap(err, "rotate session")
	}
	if tag.RowsAffected() != 1 {
		return fmt.Errorf("rotate session: %w", ErrRevoked)
	}
	s.adopt(w, session, t, st.data, st.left())
	return nil
}

// left is how long the session lasts at most.
func (st *state) left() time.Duration {
	if st.row.ExpiresAt == nil {
		return passerbyLimit
	}
	return st.row.ExpiresAt.Sub(st.at)
}

// adopt makes the session the one whose row now has the given token, and tells the browser.
func (s *Store) adopt(w http.ResponseWriter, session *sessions.Session, t token, data []byte, left time.Duration) {
	st := stateOf(session)
	st.hash, st.data = t.hash(), data
	session.IsNew = false
	if st.row.PublicID != nil {
		session.ID = strconv.FormatInt(*st.row.PublicID, 10)
	}
	s.setCookie(w, t.String(), max(1, int(left.Seconds())))
}

// end deletes the row and the cookie. The session is then one of a passer-by, without values.
func (s *Store) end(ctx context.Context, w http.ResponseWriter, session *sessions.Session) error {
	st := stateOf(session)
	if st.hash != nil {
		if _, err := s.d.Q().Exec(ctx, `DELETE FROM sessions WHERE token_hash = @hash`, pgx.StrictNamedArgs{"hash": st.hash}); err != nil {
			return db.Wrap(err, "end session")
		}
	}
	s.forget(session)
	s.setCookie(w, "", -1)
	return nil
}

func (s *Store) forget(session *sessions.Session) {
	clear(session.Values)
	session.Values[stateKey{}] = &state{at: s.d.Clock().Now()}
	session.ID, session.IsNew = "", true
	session.Options.MaxAge = 0
}

func (s *Store) setCookie(w http.ResponseWriter, value string, maxAge int) {
	setCookie(w, &http.Cookie{Name: s.name, Value: value, Path: "/", MaxAge: maxAge, Secure: s.secure, HttpOnly: true,
		SameSite: http.SameSiteLaxMode})
}

// A pair is one stored value. A sorted list of them has the same bytes every time, which a gob of a map has not.
type pair struct {
	Key   string
	Value any
}

func encode(values map[any]any) ([]byte, error) {
	var pairs []pair
	for k, v := range values {
		if _, own := k.(stateKey); own {
			continue
		}
		key, ok := k.(string)
		if !ok {
			return nil, fmt.Errorf("session key %v is not a string", k)
		}
		pairs = append(pairs, pair{key, v})
	}
	if len(pairs) == 0 {
		return []byte{}, nil
	}
	slices.SortFunc(pairs, func(a, b pair) int { return strings.Compare(a.Key, b.Key) })
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(pairs); err != nil {
		return nil, fmt.Errorf("encode session: %w", err)
	}
	return b.Bytes(), nil
}

func decode(data []byte) (map[any]any, error) {
	values := make(map[any]any)
	if len(data) == 0 {
		return values, nil
	}
	var pairs []pair
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&pairs); err != nil {
		return nil, fmt.Errorf("decode session: %w", err)
	}
	for _, p := range pairs {
		values[p.Key] = p.Value
	}
	return values, nil
}
