package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A NewGrant gives an account a role, in a unit or with Unit 0 in the whole district, over a span of business days.
type NewGrant struct {
	Account int64
	Role    authz.Role
	Unit    int64
	Valid   district.Span
	// Assignment is the assignment that the access follows, 0 for none: it ends with it at the latest. A role that is
	// held in a unit is then held in that of the assignment.
	Assignment int64
}

// Grant gives access. giver is who gives it: nobody can give what they lack (see [authz.Access.CanGrant]; it is
// [district.ErrForbidden]; see also [authz.Access.CanTake]), nor access that began before today. A nil giver is the program itself: the command line
// and the demo. What is wrong is a [district.Invalid] about the fields role, unit, assignment, from and until.
func (s *Store) Grant(ctx context.Context, actor db.Actor, once db.OnceKey, giver *authz.Access, in NewGrant) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		if _, err := lockAccount(tx, in.Account); err != nil {
			return 0, err
		}
		return grant(tx, giver, in)
	})
}

// grant is [Store.Grant] within a transaction that holds the account.
func grant(tx *db.Tx, giver *authz.Access, in NewGrant) (int64, error) {
	if in.Assignment != 0 {
		var err error
		if in, err = follow(tx, in); err != nil {
			return 0, err
		}
	}
	if giver != nil && !giver.CanGrant(in.Role, in.Unit) {
		return 0, fmt.Errorf("grant %q in unit %d: %w", in.Role, in.Unit, district.ErrForbidden)
	}
	if giver != nil && giver.Account == in.Account && !giver.CanTake(in.Role, in.Unit) {
		return 0, district.NewInvalid("role", notToOneself)
	}
	if err := checkGrant(tx, giver, in); err != nil {
		return 0, err
	}
	id, err := db.Scalar[int64](tx, "add grant", `
		INSERT INTO grants (account_id, role, unit_id, valid, assignment_id, granted_at)
		VALUES (@account, @role, nullif(@unit::bigint, 0), daterange(@from::date, @until::date), nullif(@assignment::bigint, 0), @now) RETURNING id`,
		pgx.StrictNamedArgs{"account": in.Account, "role": in.Role, "unit": in.Unit, "from": in.Valid.From, "until": in.Valid.Until,
			"assignment": in.Assignment, "now": tx.Moment.Now})
	if err != nil {
		return 0, err
	}
	fields := []db.Field{{Name: "account", After: in.Account}, {Name: "role", After: in.Role}, {Name: "from", After: in.Valid.From},
		{Name: "last", After: in.Valid.Last()}}
	if in.Assignment != 0 {
		fields = append(fields, db.Field{Name: "assignment", After: in.Assignment})
	}
	tx.Audit(db.Change{Record: "grant", ID: id, Unit: in.Unit, Action: "create", Fields: fields})
	return id, nil
}

const notToOneself = "Den rollen kan du inte ge dig själv. Be någon annan på kansliet."

// follow ties access to an assignment of the account's person: in its unit, and not a day longer.
func follow(tx *db.Tx, in NewGrant) (NewGrant, error) {
	const choose = "Välj ett uppdrag som personen har."
	a, err := db.Get[struct {
		UnitID      int64
		From, Until district.Date
	}](tx, "read assignment", `
		SELECT s.unit_id, lower(s.valid) AS "from", upper(s.valid) AS until
		FROM assignments s JOIN accounts a ON a.person_id = s.person_id
		WHERE s.id = @id AND a.id = @account AND s.struck_at IS NULL FOR SHARE OF s`,
		pgx.StrictNamedArgs{"id": in.Assignment, "account": in.Account})
	if err != nil {
		return in, asInvalid(err, "assignment", choose)
	}
	valid := district.Span{From: a.From, Until: a.Until}
	switch {
	case !a.Until.IsZero() && !tx.Moment.Today.Before(a.Until):
		return in, district.NewInvalid("assignment", "Uppdraget är slut. "+choose)
	case in.Role.UnitKinds() != nil && in.Unit == 0:
		in.Unit = a.UnitID
	case in.Role.UnitKinds() != nil && in.Unit != a.UnitID:
		return in, district.NewInvalid("assignment", "Uppdraget är i en annan förening eller ett annat organ. Välj samma i båda.")
	}
	if in.Valid.From.Before(valid.From) {
		return in, district.NewInvalid("from", "Uppdraget börjar "+sv.Date(valid.From)+". Välj den dagen eller en senare.")
	}
	if !valid.Until.IsZero() && !in.Valid.From.Before(valid.Until) {
		return in, district.NewInvalid("from", "Uppdraget slutar "+sv.Date(valid.Last())+". Välj den dagen eller en tidigare.")
	}
	if !valid.Until.IsZero() && (in.Valid.Until.IsZero() || valid.Until.Before(in.Valid.Until)) {
		in.Valid.Until = valid.Until
	}
	return in, nil
}

func checkGrant(tx *db.Tx, giver *authz.Access, in NewGrant) error {
	var wrong district.Invalid
	switch {
	case in.Valid.From.IsZero():
		wrong.Add("from", "Skriv ett datum, till exempel 2018-09-09.")
	case giver != nil && in.Valid.From.Before(tx.Moment.Today):
		wrong.Add("from", "Välj i dag, "+sv.Date(tx.Moment.Today)+", eller en senare dag.")
	case in.Valid.IsEmpty():
		wrong.Add("until", "Sista dagen kan inte vara före den första. Ändra något av datumen.")
	}
	kinds := in.Role.UnitKinds()
	switch {
	case !in.Role.Valid():
		wrong.Add("role", "Välj ett av alternativen i listan.")
	case kinds == nil && in.Unit != 0:
		wrong.Add("unit", "Rollen gäller hela distriktet. Välj ingen förening och inget organ.")
	case kinds != nil && in.Unit == 0:
		wrong.Add("unit", "Välj den förening eller det organ som behörigheten gäller.")
	case kinds != nil:
		unit, err := db.Get[Unit](tx, "read unit", `SELECT `+unitColumns+` FROM units u WHERE u.id = @id FOR SHARE`, pgx.StrictNamedArgs{"id": in.Unit})
		if err != nil {
			return asInvalid(err, "unit", "Välj den förening eller det organ som behörigheten gäller.")
		}
		if !slices.Contains(kinds, unit.Kind) {
			wrong.Add("unit", "Rollen "+in.Role.Name()+" finns inte i "+unit.Name+". Välj en annan enhet eller en annan roll.")
		}
	}
	return wrong.Err()
}

// A GrantChange is what became of access whose last day was changed.
type GrantChange string

// What can become of it.
const (
	GrantChanged GrantChange = "changed" // it has another last day
	GrantRemoved GrantChange = "removed" // it would never have held, and is gone
)

// SetGrantLast changes the last day of an account's access, zero for none. A last day before the first takes the
// access away altogether. What has been cannot be changed: the earliest last day is yesterday, and access that has
// ended stays so. Longer access is a gift as [Store.Grant] is, and follows its assignment no further than that goes.
// Another revision than the given one is a [district.StaleError]; what is wrong is a [district.Invalid] of the field
// "until". The last staff grant cannot be ended; the database refuses it.
func (s *Store) SetGrantLast(ctx context.Context, actor db.Actor, once db.OnceKey, giver *authz.Access, account, id int64, revision int, last district.Date) (GrantChange, error) {
	became := GrantChanged
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[grantRow](tx, "read grant", `
			SELECT `+grantColumns+` FROM grants g LEFT JOIN units u ON u.id = g.unit_id LEFT JOIN assignments s ON s.id = g.assignment_id
			WHERE g.id = @id AND g.account_id = @account FOR UPDATE OF g`,
			pgx.StrictNamedArgs{"id": id, "account": account})
		if err != nil {
			return 0, err
		}
		today, until := tx.Moment.Today, last.AddDays(1)
		if was.Revision != revision {
			return 0, stale("grant", id, was.Revision, district.FieldValue{Name: "until", Label: "Sista dag", Value: was.Valid().Last().String()})
		}
		if was.Until == until {
			tx.Unchanged()
			return id, nil
		}
		longer := until.IsZero() || !was.Until.IsZero() && was.Until.Before(until)
		switch {
		case !was.Until.IsZero() && !today.Before(was.Until):
			return 0, district.NewInvalid("until", "Behörigheten har redan slutat. Ge en ny i stället.")
		case !until.IsZero() && until.Before(today):
			return 0, district.NewInvalid("until", "Välj i går, "+sv.Date(today.AddDays(-1))+", eller en senare dag. Det som har gällt går inte att ändra.")
		case longer && was.Follows && !was.FollowsUntil.IsZero() && (until.IsZero() || was.FollowsUntil.Before(until)):
			return 0, district.NewInvalid("until", "Behörigheten följer ett uppdrag som slutar "+sv.Date(was.FollowsUntil.AddDays(-1))+". Välj den dagen eller en tidigare.")
		case longer && was.Struck:
			return 0, district.NewInvalid("until", "Uppdraget som behörigheten följer är struket. Ge en ny i stället.")
		case longer && giver != nil && !giver.CanGrant(was.Role, was.UnitID):
			return 0, fmt.Errorf("lengthen %q in unit %d: %w", was.Role, was.UnitID, district.ErrForbidden)
		case longer && giver != nil && giver.Account == account && !giver.CanTake(was.Role, was.UnitID):
			return 0, district.NewInvalid("until", notToOneself)
		}
		c := db.Change{Record: "grant", ID: id, Unit: was.UnitID, Action: "end", Fields: []db.Field{{Name: "last", Before: was.Valid().Last(), After: last}}}
		became = GrantChanged
		switch {
		case !until.IsZero() && !was.From.Before(until):
			became, c.Action = GrantRemoved, "remove"
			c.Fields = []db.Field{{Name: "account", Before: account}, {Name: "role", Before: was.Role}, {Name: "from", Before: was.From}, {Name: "last", Before: was.Valid().Last()}}
			err = tx.MustTouch("take grant away", `DELETE FROM grants WHERE id = @id`, pgx.StrictNamedArgs{"id": id})
		case longer:
			c.Action = "update"
			fallthrough
		default:
			err = tx.MustTouch("change grant", `
				UPDATE grants SET valid = daterange(lower(valid), @until::date), revision = revision + 1 WHERE id = @id`,
				pgx.StrictNamedArgs{"id": id, "until": until})
		}
		if err != nil {
			return 0, err
		}
		tx.Audit(c)
		return id, nil
	})
	return became, err
}

// A grantRow is a grant for a write.
type grantRow struct {
	ID           int64
	Role         authz.Role
	UnitID       int64
	UnitName     string
	From, Until  district.Date
	Follows      bool
	FollowsUntil district.Date // of the assignment
	Struck       bool          // the assignment
	Revision     int
}

// Valid returns the days on which the grant holds.
func (g grantRow) Valid() district.Span { return district.Span{From: g.From, Until: g.Until} }

const grantColumns = `g.id, g.role, coalesce(g.unit_id, 0) AS unit_id, coalesce(u.name, '') AS unit_name, lower(g.valid) AS "from", upper(g.valid) AS until,
	g.assignment_id IS NOT NULL AS follows, upper(s.valid) AS follows_until, s.struck_at IS NOT NULL AS struck, g.revision`
