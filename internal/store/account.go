package store

import (
	"context"
	"fmt"
	"slices"
	"time"

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

// CreateAccount adds an account. It can do nothing until it is granted a role.
func (s *Store) CreateAccount(ctx context.Context, actor db.Actor, once db.OnceKey, in NewAccount) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Access, db.People}, func(tx *db.Tx) (int64, error) {
		person := in.PersonID
		if person == 0 {
			var err error
			if person, err = db.Scalar[int64](tx, "add person", `INSERT INTO people (name) VALUES (@name) RETURNING id`,
				pgx.StrictNamedArgs{"name": in.Name}); err != nil {
				return 0, err
			}
			tx.Audit(db.Change{Record: "person", ID: person, Action: "create", Fields: []db.Field{{Name: "name", After: 1, Personal: true}}})
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
	})
}

// A NewGrant gives an account a role, in a unit or with Unit 0 in the whole district, over a span of business days.
type NewGrant struct {
	Account    int64
	Role       authz.Role
	Unit       int64
	Valid      district.Span
	Assignment int64 // the assignment that the access follows, 0 for none
}

// Grant gives access. giver is who gives it: nobody can give what they lack, see [authz.Access.CanGrant]; it is
// [district.ErrForbidden]. A nil giver is the program itself: the command line and the demo.
func (s *Store) Grant(ctx context.Context, actor db.Actor, once db.OnceKey, giver *authz.Access, in NewGrant) (int64, error) {
	if giver != nil && !giver.CanGrant(in.Role, in.Unit) {
		return 0, fmt.Errorf("grant %s: %w", in.Role, district.ErrForbidden)
	}
	return s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		if in.Unit != 0 {
			kind, err := db.Scalar[district.UnitKind](tx, "read unit", `SELECT kind FROM units WHERE id = @id`, pgx.StrictNamedArgs{"id": in.Unit})
			if err != nil {
				return 0, err
			}
			if !slices.Contains(in.Role.UnitKinds(), kind) {
				return 0, district.NewInvalid("unit", "Rollen finns inte i "+kind.Name()+". Välj en annan enhet eller en annan roll.")
			}
		}
		id, err := db.Scalar[int64](tx, "add grant", `
			INSERT INTO grants (account_id, role, unit_id, valid, assignment_id, granted_at)
			VALUES (@account, @role, nullif(@unit::bigint, 0), daterange(@from::date, @until::date), nullif(@assignment::bigint, 0), @now) RETURNING id`,
			pgx.StrictNamedArgs{"account": in.Account, "role": in.Role, "unit": in.Unit, "from": in.Valid.From, "until": in.Valid.Until,
				"assignment": in.Assignment, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "grant", ID: id, Unit: in.Unit, Action: "create", Fields: []db.Field{{Name: "account", After: in.Account},
			{Name: "role", After: in.Role}, {Name: "from", After: in.Valid.From}, {Name: "last", After: in.Valid.Last()}}})
		return id, nil
	})
}

// EndGrant ends access: last is its last day. A day before the grant began takes it away altogether. The last staff
// grant cannot be ended; the database refuses it.
func (s *Store) EndGrant(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, last district.Date) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[struct {
			Unit        *int64
			From, Until district.Date
		}](tx, "read grant", `SELECT unit_id AS unit, lower(valid) AS "from", upper(valid) AS until FROM grants WHERE id = @id FOR UPDATE`,
			pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if last.Before(was.From) {
			err = tx.MustTouch("take grant away", `DELETE FROM grants WHERE id = @id`, pgx.StrictNamedArgs{"id": id})
		} else {
			err = tx.MustTouch("end grant", `
				UPDATE grants SET valid = daterange(lower(valid), @until::date), revision = revision + 1 WHERE id = @id`,
				pgx.StrictNamedArgs{"id": id, "until": last.AddDays(1)})
		}
		if err != nil {
			return 0, err
		}
		c := db.Change{Record: "grant", ID: id, Action: "end", Fields: []db.Field{{Name: "last", Before: district.Span{From: was.From, Until: was.Until}.Last(), After: last}}}
		if was.Unit != nil {
			c.Unit = *was.Unit
		}
		tx.Audit(c)
		return id, nil
	})
	return err
}

// An Account is a login as the office sees it, with its grants.
type Account struct {
	ID              int64
	PersonID        int64
	Name            string
	Email           string
	HasPassword     bool
	HasSecondFactor bool
	CreatedAt       time.Time
	DisabledAt      *time.Time
	LastSeenAt      *time.Time // of its live sessions
	Revision        int
	Grants          []AccountGrant
}

// An AccountGrant is one grant of an account, past, present or future.
type AccountGrant struct {
	ID       int64         `json:"id"`
	Role     authz.Role    `json:"role"`
	UnitID   int64         `json:"unit"`
	UnitName string        `json:"unitName"`
	From     district.Date `json:"from"`
	Until    district.Date `json:"until"`
	Follows  bool          `json:"follows"` // an assignment
}

// Valid returns the days on which the grant holds.
func (g AccountGrant) Valid() district.Span { return district.Span{From: g.From, Until: g.Until} }

const accountColumns = `a.id, a.person_id, p.name, a.email, a.password_hash IS NOT NULL AS has_password, a.totp_secret IS NOT NULL AS has_second_factor,
	a.created_at, a.disabled_at, a.revision,
	(SELECT max(s.last_seen_at) FROM sessions s WHERE s.account_id = a.id) AS last_seen_at,
	coalesce((SELECT jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role, 'unit', coalesce(g.unit_id, 0), 'unitName', coalesce(u.name, ''),
			'from', coalesce(lower(g.valid)::text, ''), 'until', coalesce(upper(g.valid)::text, ''), 'follows', g.assignment_id IS NOT NULL) ORDER BY lower(g.valid) DESC, g.id)
		FROM grants g LEFT JOIN units u ON u.id = g.unit_id WHERE g.account_id = a.id), '[]') AS grants`

// Accounts returns all accounts whose name or address contains the query, in Swedish order.
func (s *Store) Accounts(ctx context.Context, query string) ([]Account, error) {
	return db.Many[Account](ctx, s.db, "list accounts", `
		SELECT `+accountColumns+` FROM accounts a JOIN people p ON p.id = a.person_id
		WHERE @query::text = '' OR p.name ILIKE @pattern OR a.email ILIKE @pattern
		ORDER BY p.name COLLATE "sv-x-icu", a.id`, pgx.StrictNamedArgs{"query": query, "pattern": likePattern(query)})
}

// Account returns one account.
func (s *Store) Account(ctx context.Context, id int64) (Account, error) {
	return db.One[Account](ctx, s.db, "read account", `
		SELECT `+accountColumns+` FROM accounts a JOIN people p ON p.id = a.person_id WHERE a.id = @id`, pgx.StrictNamedArgs{"id": id})
}

// AccountByEmail returns the account with the address.
func (s *Store) AccountByEmail(ctx context.Context, email string) (Account, error) {
	return db.One[Account](ctx, s.db, "read account", `
		SELECT `+accountColumns+` FROM accounts a JOIN people p ON p.id = a.person_id WHERE a.email = @email`, pgx.StrictNamedArgs{"email": email})
}

// DisableAccount stops an account from logging in, or lets it again. The last staff account cannot be stopped.
func (s *Store) DisableAccount(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, disable bool) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		action := "enable"
		if disable {
			action = "disable"
		}
		if err := tx.MustTouch(action+" account", `
			UPDATE accounts SET disabled_at = CASE WHEN @disable THEN coalesce(disabled_at, @now::timestamptz) END, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "disable": disable, "now": tx.Moment.Now}); err != nil {
			return 0, err
		}
		if disable {
			if _, err := tx.Run("end sessions", `DELETE FROM sessions WHERE account_id = @id`, pgx.StrictNamedArgs{"id": id}); err != nil {
				return 0, err
			}
		}
		tx.Audit(db.Change{Record: "account", ID: id, Action: action})
		return id, nil
	})
	return err
}
