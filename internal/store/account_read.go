package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// AccountState is what an account can be used for on a day.
type AccountState string

// The states, the first that fits. Invited is also who has access but has not chosen a password yet.
const (
	AccountStopped AccountState = "stopped" // cannot log in
	AccountInvited AccountState = "invited" // has never set a password
	AccountActive  AccountState = "active"  // has access on the day
	AccountIdle    AccountState = "idle"    // can log in, but has no access on the day
)

// AccountStates returns all states in the order of lists.
func AccountStates() []AccountState {
	return []AccountState{AccountActive, AccountInvited, AccountIdle, AccountStopped}
}

// An Account is a login as the office sees it, with its grants.
type Account struct {
	ID              int64
	PersonID        int64
	Name            string // empty when the person was emptied
	Email           string
	State           AccountState
	HasPassword     bool
	HasSecondFactor bool
	CreatedAt       time.Time
	Revision        int
	Grants          []AccountGrant // the latest first
}

// An AccountGrant is one grant of an account, past, present or future.
type AccountGrant struct {
	ID       int64         `json:"id"`
	Role     authz.Role    `json:"role"`
	UnitID   int64         `json:"unit"`
	UnitName string        `json:"unitName"`
	From     district.Date `json:"from"`
	Until    district.Date `json:"until"`
	Follows  string        `json:"follows"`  // "Kassör, Farsta": the assignment that it follows, "" for none
	Ending   bool          `json:"-"`        // it ends within [district.EndsSoonDays] and nothing takes its place
	Revision int           `json:"revision"` //
	Assigned int64         `json:"assigned"` // id of the assignment that it follows
}

// Valid returns the days on which the grant holds.
func (g AccountGrant) Valid() district.Span { return district.Span{From: g.From, Until: g.Until} }

// EndsOn returns the last day of the first of the account's grants that ends within [district.EndsSoonDays] days
// without another of the same role and unit following it, zero for none.
func (a Account) EndsOn() (last district.Date) {
	for _, g := range a.Grants {
		if g.Ending && (last.IsZero() || g.Valid().Last().Before(last)) {
			last = g.Valid().Last()
		}
	}
	return last
}

// markEnding finds out which grants end soon.
func (a *Account) markEnding(day district.Date) {
	for i, g := range a.Grants {
		if !g.Valid().Contains(day) || g.Until.IsZero() || g.Until.DaysSince(day) > district.EndsSoonDays {
			continue
		}
		a.Grants[i].Ending = true
		for _, o := range a.Grants {
			if o.Role == g.Role && o.UnitID == g.UnitID && o.Valid().Contains(g.Until) {
				a.Grants[i].Ending = false
			}
		}
	}
}

const grantsOfAccount = `coalesce((SELECT jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role, 'unit', coalesce(g.unit_id, 0), 'unitName', coalesce(u.name, ''),
		'from', coalesce(lower(g.valid)::text, ''), 'until', coalesce(upper(g.valid)::text, ''), 'revision', g.revision, 'assigned', coalesce(g.assignment_id, 0),
		'follows', coalesce(po.name || ', ' || su.name, '')) ORDER BY lower(g.valid) DESC, g.id DESC)
	FROM grants g LEFT JOIN units u ON u.id = g.unit_id LEFT JOIN assignments s ON s.id = g.assignment_id
	LEFT JOIN posts po ON po.id = s.post_id LEFT JOIN units su ON su.id = s.unit_id WHERE g.account_id = a.id), '[]')`

const accountState = `CASE WHEN a.disabled_at IS NOT NULL THEN 'stopped' WHEN a.password_hash IS NULL THEN 'invited'
	WHEN EXISTS (SELECT FROM grants g WHERE g.account_id = a.id AND g.valid @> @day::date) THEN 'active' ELSE 'idle' END`

const accountColumns = `a.id, a.person_id, p.name, a.email, ` + accountState + ` AS state, a.password_hash IS NOT NULL AS has_password,
	a.totp_secret IS NOT NULL AS has_second_factor, a.created_at, a.revision, ` + grantsOfAccount + ` AS grants`

// An AccountFilter chooses among the accounts.
type AccountFilter struct {
	Query    string       // parts of the name or of the address, in any order
	Role     authz.Role   // that is held on the day; "" for any
	State    AccountState // "" for any
	EndsSoon bool         // only those of which a grant ends soon and is not followed by another
	Offset   int
	Limit    int // 0 means 50
}

// An AccountHit is one row of the list of accounts.
type AccountHit struct {
	Account
	Total int // how many the whole list has, the same on every row
}

// AccountList is one page of the list of accounts and what the whole register needs.
type AccountList struct {
	Hits   []AccountHit
	Ending int // how many accounts have a grant that ends soon
}

const endsSoon = `EXISTS (SELECT FROM grants g WHERE g.account_id = a.id AND g.valid @> @day::date AND upper(g.valid) <= @day::date + @soon::int
	AND NOT EXISTS (SELECT FROM grants n WHERE n.account_id = a.id AND n.role = g.role AND n.unit_id IS NOT DISTINCT FROM g.unit_id AND n.valid @> upper(g.valid)))
	AND a.disabled_at IS NULL`

// Accounts returns the accounts of the filter, in Swedish order of their people's names, and writes the read log: the
// list shows addresses. The caller holds the permission to manage accounts; there is no narrower scope.
func (s *Store) Accounts(ctx context.Context, actor db.Actor, now time.Time, day district.Date, f AccountFilter) (AccountList, error) {
	if f.Limit == 0 {
		f.Limit = 50
	}
	var out AccountList
	b := s.db.Batch()
	b.LogRead(actor, now, db.Reading{Subject: "accounts"})
	db.Collect(b, &out.Hits, "list accounts", `
		SELECT `+accountColumns+`, (count(*) OVER ())::int AS total FROM accounts a JOIN people p ON p.id = a.person_id
		WHERE NOT EXISTS (SELECT FROM unnest(@parts::text[]) AS part WHERE lower(p.name) NOT LIKE part AND a.email NOT LIKE part)
		  AND (@role = '' OR EXISTS (SELECT FROM grants g WHERE g.account_id = a.id AND g.role = @role AND g.valid @> @day::date))
		  AND (@state = '' OR `+accountState+` = @state)
		  AND (NOT @ending OR (`+endsSoon+`))
		ORDER BY p.name COLLATE "sv-x-icu", a.id LIMIT @limit OFFSET @offset`,
		pgx.StrictNamedArgs{"parts": nameParts(f.Query), "role": f.Role, "state": f.State, "ending": f.EndsSoon, "day": day,
			"soon": district.EndsSoonDays, "limit": f.Limit, "offset": f.Offset})
	db.CollectValue(b, &out.Ending, "count accounts whose access ends", `SELECT count(*)::int FROM accounts a WHERE `+endsSoon,
		pgx.StrictNamedArgs{"day": day, "soon": district.EndsSoonDays})
	if err := b.Send(ctx); err != nil {
		return AccountList{}, err
	}
	for i := range out.Hits {
		out.Hits[i].markEnding(day)
	}
	return out, nil
}

// AccountByEmail returns the account with an address in lower case.
func (s *Store) AccountByEmail(ctx context.Context, day district.Date, email string) (Account, error) {
	return db.One[Account](ctx, s.db, "read account", `
		SELECT `+accountColumns+` FROM accounts a JOIN people p ON p.id = a.person_id WHERE a.email = @email`,
		pgx.StrictNamedArgs{"email": email, "day": day})
}

// A HeldPost is an assignment that an account's person has today or later: what access may follow.
type HeldPost struct {
	ID       int64
	PostKey  string
	PostName string
	UnitID   int64
	UnitName string
	UnitKind district.UnitKind
	From     district.Date
	Until    district.Date
}

// Valid returns the days of the assignment.
func (p HeldPost) Valid() district.Span { return district.Span{From: p.From, Until: p.Until} }

const heldPosts = `
	SELECT s.id, po.key AS post_key, po.name AS post_name, u.id AS unit_id, u.name AS unit_name, u.kind AS unit_kind,
	       lower(s.valid) AS "from", upper(s.valid) AS until
	FROM assignments s JOIN posts po ON po.id = s.post_id JOIN units u ON u.id = s.unit_id
	WHERE s.struck_at IS NULL AND (upper_inf(s.valid) OR upper(s.valid) > @day::date) AND s.person_id = `

// An AccountPage is everything that the office sees of an account.
type AccountPage struct {
	Account
	Sessions int        // logins that go on
	Link     *OpenLink  // the link that can still be used; nil for none
	Posts    []HeldPost // of the person, today or later
}

// An OpenLink is a link to set a password that has not been used.
type OpenLink struct {
	Kind      string // invitation or reset
	ExpiresAt time.Time
}

// AccountPage reads an account for the office and writes the read log about its person.
func (s *Store) AccountPage(ctx context.Context, actor db.Actor, now time.Time, day district.Date, id int64) (AccountPage, error) {
	var out AccountPage
	args := pgx.StrictNamedArgs{"id": id}
	b := s.db.Batch()
	db.CollectOne(b, &out.Account, "read account", `
		SELECT `+accountColumns+` FROM accounts a JOIN people p ON p.id = a.person_id WHERE a.id = @id`, pgx.StrictNamedArgs{"id": id, "day": day})
	db.CollectValue(b, &out.Sessions, "count logins", `SELECT count(*)::int FROM sessions WHERE account_id = @id AND expires_at > @now`,
		pgx.StrictNamedArgs{"id": id, "now": now})
	db.CollectMaybe(b, &out.Link, "read open link", `
		SELECT kind, expires_at FROM account_links WHERE account_id = @id AND used_at IS NULL AND expires_at > @now ORDER BY created_at DESC LIMIT 1`,
		pgx.StrictNamedArgs{"id": id, "now": now})
	db.Collect(b, &out.Posts, "read assignments of person", heldPosts+`(SELECT person_id FROM accounts WHERE id = @id)
		ORDER BY lower(s.valid), po.sort, u.name COLLATE "sv-x-icu", s.id`, pgx.StrictNamedArgs{"id": id, "day": day})
	b.LogReadOf(actor, now, "person", `SELECT person_id FROM accounts WHERE id = @id`, args)
	if err := b.Send(ctx); err != nil {
		return AccountPage{}, err
	}
	out.markEnding(day)
	return out, nil
}

// A PersonToInvite is somebody who may get an account.
type PersonToInvite struct {
	ID      int64
	Name    string
	Email   string   // a contact way, "" for none; not given by the search
	Holds   []string // "Kassör, Farsta" for each post held today or later
	Account int64    // that the person has already, 0 for none
	Total   int      // how many the whole search has, the same on every row
}

// PeopleToInvite searches the people of the whole district by name, at most 20 of them, and writes the read log.
func (s *Store) PeopleToInvite(ctx context.Context, actor db.Actor, now time.Time, day district.Date, query string) ([]PersonToInvite, error) {
	var hits []PersonToInvite
	b := s.db.Batch()
	b.LogRead(actor, now, db.Reading{Subject: "person_search"})
	db.Collect(b, &hits, "search people to invite", `
		SELECT pe.id, pe.name, '' AS email, coalesce(a.id, 0) AS account, (count(*) OVER ())::int AS total,
		       ARRAY(SELECT h.post_name || ', ' || h.unit_name FROM (`+heldPosts+`pe.id) h ORDER BY h.from, h.id) AS holds
		FROM people pe LEFT JOIN accounts a ON a.person_id = pe.id
		WHERE pe.merged_into IS NULL AND pe.emptied_at IS NULL
		  AND NOT EXISTS (SELECT FROM unnest(@parts::text[]) AS part WHERE lower(pe.name) NOT LIKE part)
		ORDER BY pe.name COLLATE "sv-x-icu", pe.id LIMIT 20`,
		pgx.StrictNamedArgs{"parts": nameParts(query), "day": day})
	return hits, b.Send(ctx)
}

// PersonToInvite returns one person with the posts that access may follow, and writes the read log.
func (s *Store) PersonToInvite(ctx context.Context, actor db.Actor, now time.Time, day district.Date, id int64) (PersonToInvite, []HeldPost, error) {
	var p PersonToInvite
	var posts []HeldPost
	b := s.db.Batch()
	b.LogRead(actor, now, db.Reading{Subject: "person", ID: id})
	db.CollectOne(b, &p, "read person to invite", `
		SELECT pe.id, pe.name, coalesce((SELECT lower(c.value) FROM person_contacts c WHERE c.person_id = pe.id AND c.kind = 'email' ORDER BY c.id LIMIT 1), '') AS email,
		       '{}'::text[] AS holds, coalesce(a.id, 0) AS account, 1 AS total
		FROM people pe LEFT JOIN accounts a ON a.person_id = pe.id WHERE pe.id = `+keptPerson+` AND pe.emptied_at IS NULL`, pgx.StrictNamedArgs{"id": id})
	db.Collect(b, &posts, "read assignments of person", heldPosts+keptPerson+`
		ORDER BY lower(s.valid), po.sort, u.name COLLATE "sv-x-icu", s.id`, pgx.StrictNamedArgs{"id": id, "day": day})
	return p, posts, b.Send(ctx)
}
