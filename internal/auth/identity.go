package auth

import (
	"context"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/db"
)

// Pending is what somebody who is signed in must do before anything else.
type Pending string

// The steps of a sign-in that may remain.
const (
	PendingNone   Pending = ""
	PendingCode   Pending = "second_factor" // enter a code of the second factor that the account has
	PendingEnroll Pending = "enroll"        // set up the second factor that a role of the account needs
)

// A Session is one login as its owner sees it.
type Session struct {
	AccountID      int64
	PublicID       int64 // what a page may show and a form may name; it opens nothing
	CreatedAt      time.Time
	LastSeenAt     time.Time // to the minute
	ExpiresAt      time.Time // the absolute limit
	SecondFactorAt time.Time // zero while no code has been entered
	UserAgent      string    // as the browser said at the sign-in; only from [Auth.ListSessions]
}

// An Identity is what the first round trip of a page reads, in one statement: who somebody is and what they may do on
// the business day, both clocks, and the versions of the data.
type Identity struct {
	Session         *Session           // nil for passers-by
	Access          authz.Access       // empty when nobody is signed in, and while something is Pending
	Pending         Pending            //
	Moment          clock.Moment       // both clocks of this database
	DemoSince       time.Time          // when the database was marked as a demo, zero when it is none
	Versions        map[db.Topic]int64 // of every topic
	Email           string             // of the account
	HasSecondFactor bool               // the account has a confirmed second factor
	required        bool               // a grant of today asks for a second factor
}

// SignedIn tells whether somebody is signed in, even if something is still pending.
func (id *Identity) SignedIn() bool { return id.Session != nil }

// Actor returns the account as the actor of a write. It must only be asked of somebody who is signed in.
func (id *Identity) Actor(requestID string) db.Actor {
	return Caller{RequestID: requestID}.actor(db.ByAccount, id.Session.AccountID)
}

// identityRow is a row of the statement that every request begins with. What belongs to the session is nil without one.
type identityRow struct {
	Offset    int
	DemoSince *time.Time
	Versions  map[string]int64

	PublicID       *int64
	AccountID      *int64
	Data           []byte
	CreatedAt      *time.Time
	LastSeenAt     *time.Time
	ExpiresAt      *time.Time
	SecondFactorAt *time.Time

	Email           *string
	PersonID        *int64
	PersonName      *string
	HasSecondFactor *bool
	Grants          []grantRow
}

type grantRow struct {
	Role     authz.Role `json:"role"`
	Unit     int64      `json:"unit"`
	UnitName string     `json:"name"`
}

// read finds the session with the given key (nil for none) and everything that a request needs to know first. A
// session of a disabled account is none.
func (s *Store) read(ctx context.Context, hash []byte, now time.Time) (identityRow, error) {
	// The business day is counted in the statement, because the offset is only known there.
	return db.One[identityRow](ctx, s.d, "identify", `
		SELECT i.clock_offset_days AS "offset", i.demo_since,
			(SELECT jsonb_object_agg(topic, version) FROM data_versions) AS versions,
			s.public_id, s.account_id, s.data, s.created_at, s.last_seen_at, s.expires_at, s.second_factor_at,
			a.email, a.person_id, p.name AS person_name, a.totp_secret IS NOT NULL AS has_second_factor,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'unit', coalesce(g.unit_id, 0), 'name', coalesce(u.name, ''))
					ORDER BY u.name COLLATE "sv-x-icu" NULLS FIRST, g.id), '[]')
				FROM grants g LEFT JOIN units u ON u.id = g.unit_id
				WHERE g.account_id = a.id AND g.valid @> (@day::date + i.clock_offset_days)) AS grants
		FROM installation i
		LEFT JOIN (sessions s
			LEFT JOIN accounts a ON a.id = s.account_id
			LEFT JOIN people p ON p.id = a.person_id)
			ON s.token_hash = @hash AND s.expires_at > @now AND s.last_seen_at > @idle AND a.disabled_at IS NULL`,
		pgx.StrictNamedArgs{"hash": hash, "now": now, "idle": now.Add(-idleLimit), "day": clock.At(now, 0).Today})
}

// Identify tells who sent the request. It reads the database once per request however often it is called, and
// notes at most once a minute that the session is in use. When the database cannot be reached it is
// [district.ErrUnavailable].
//
// It must be called with the request that is passed on, before other middleware copies it: gorilla's registry is put
// into the request's context in place.
func (a *Auth) Identify(_ http.ResponseWriter, r *http.Request) (*Identity, error) {
	session, err := a.store.Get(r, a.store.name)
	if err != nil {
		return nil, err
	}
	st := stateOf(session)
	if st.row.Versions == nil { // signed in or out by this very request
		row, err := a.store.read(r.Context(), st.hash, st.at)
		if err != nil {
			return nil, err
		}
		st.row = row
	}
	row := &st.row
	// The moment is that of which the grants were read: midnight must not come between a day and what one may do on it.
	id := &Identity{Moment: clock.At(st.at, row.Offset), Versions: make(map[db.Topic]int64, len(row.Versions))}
	for topic, version := range row.Versions {
		id.Versions[db.Topic(topic)] = version
	}
	if row.DemoSince != nil {
		id.DemoSince = row.DemoSince.UTC()
	}
	if row.AccountID == nil {
		return id, nil
	}
	id.Session = &Session{AccountID: *row.AccountID, PublicID: *row.PublicID, CreatedAt: row.CreatedAt.UTC(),
		LastSeenAt: row.LastSeenAt.UTC(), ExpiresAt: row.ExpiresAt.UTC()}
	if row.SecondFactorAt != nil {
		id.Session.SecondFactorAt = row.SecondFactorAt.UTC()
	}
	id.Email, id.HasSecondFactor = *row.Email, *row.HasSecondFactor
	access := authz.Access{Account: *row.AccountID, Person: *row.PersonID, Name: *row.PersonName}
	for _, g := range row.Grants {
		access.Grants = append(access.Grants, authz.Grant{Role: g.Role, Unit: g.Unit, UnitName: g.UnitName})
	}
	id.required = access.NeedsSecondFactor() && (!a.o.SecondFactorOptional || id.DemoSince.IsZero())
	switch {
	case id.HasSecondFactor && id.Session.SecondFactorAt.IsZero():
		id.Pending = PendingCode
	case id.required && !id.HasSecondFactor:
		id.Pending = PendingEnroll
	default:
		id.Access = access
	}
	if err := a.touch(r.Context(), st); err != nil {
		return nil, err
	}
	return id, nil
}

// Required tells whether somebody must have a second factor: some grant of today asks for it.
func (a *Auth) Required(id *Identity) bool { return id.required }

func (a *Auth) touch(ctx context.Context, st *state) error {
	if st.at.Sub(*st.row.LastSeenAt) < touchInterval {
		return nil
	}
	st.row.LastSeenAt = &st.at
	_, err := a.d.Q().Exec(context.WithoutCancel(ctx), `
		UPDATE sessions SET last_seen_at = @now WHERE token_hash = @hash AND last_seen_at <= @before`,
		pgx.StrictNamedArgs{"now": st.at, "hash": st.hash, "before": st.at.Add(-touchInterval)})
	return db.Wrap(err, "note that a session is in use")
}
