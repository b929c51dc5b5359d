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

// assignmentTopics are bumped by everything that may end an assignment: the access that follows it ends too.
var assignmentTopics = []db.Topic{db.Assignments, db.People, db.Access}

// A NewAssignment is what naming somebody in a post takes.
type NewAssignment struct {
	Unit, Post int64
	Person     int64  // who; 0 for somebody new
	NewName    string // the name of somebody new
	SameName   bool   // somebody new although the unit knows a person of that name
	From       district.Date
	Last       district.Date // zero: without end
	Gender     district.Gender
	Contacts   []Contact
	Replace    []int64 // assignments to the same post that end the day before From
	// AnyPerson lets Person be anybody of the district. Otherwise it must be somebody who has held a post in the unit.
	AnyPerson bool
}

// Assign names somebody in a post of a unit in scope and returns the assignment's id. It grants no access. What is
// wrong is a [district.Invalid] about the fields person, name, from, until and post.
func (s *Store) Assign(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, in NewAssignment) (int64, error) {
	return s.db.Write(ctx, actor, once, assignmentTopics, func(tx *db.Tx) (int64, error) {
		unit, err := holdUnit(tx, scope, in.Unit)
		if err != nil {
			return 0, err
		}
		post, err := db.Get[Post](tx, "read post", `SELECT `+postColumns+` FROM posts p WHERE p.id = @id FOR SHARE`, pgx.StrictNamedArgs{"id": in.Post})
		if err != nil {
			return 0, err
		}
		if err := checkSpan(unit, in.From, in.Last); err != nil {
			return 0, err
		}
		if !post.Retired.IsZero() && !in.From.Before(post.Retired) {
			return 0, district.NewInvalid("from", "Uppdragstypen används inte från och med "+sv.Date(post.Retired)+". Välj en tidigare första dag eller ett annat uppdrag.")
		}
		if !in.Gender.Valid() {
			return 0, district.NewInvalid("gender", "Välj ett av alternativen i listan.")
		}
		person, err := choosePerson(tx, unit, in)
		if err != nil {
			return 0, err
		}
		for _, id := range in.Replace {
			if err := replaceAssignment(tx, unit, post, id, in.From); err != nil {
				return 0, err
			}
		}
		valid := district.Through(in.From, in.Last)
		id, err := db.Scalar[int64](tx, "name in post", `
			INSERT INTO assignments (person_id, unit_id, post_id, valid, single, gender, recorded_at)
			VALUES (@person, @unit, @post, daterange(@from::date, @until::date), @single, nullif(@gender::text, ''), @now) RETURNING id`,
			pgx.StrictNamedArgs{"person": person, "unit": unit.ID, "post": post.ID, "from": valid.From, "until": valid.Until,
				"single": post.Single, "gender": in.Gender, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "assignment", ID: id, Unit: unit.ID, Action: "create", Fields: []db.Field{
			{Name: "post", After: post.Key}, {Name: "person", After: person}, {Name: "from", After: in.From}, {Name: "last", After: in.Last}}})
		return id, nil
	})
}

// holdUnit reads a unit in scope and keeps it from being closed or changed while the transaction goes on.
func holdUnit(tx *db.Tx, scope authz.Scope, id int64) (Unit, error) {
	return db.Get[Unit](tx, "read unit", `
		SELECT `+unitColumns+` FROM units u WHERE u.id = @id AND (@all OR u.id = ANY(@units)) FOR SHARE`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

// checkSpan holds an assignment within the life of its unit.
func checkSpan(unit Unit, from, last district.Date) error {
	var wrong district.Invalid
	switch {
	case from.IsZero():
		wrong.Add("from", "Skriv ett datum, till exempel 2018-09-09.")
	case !last.IsZero() && last.Before(from):
		wrong.Add("until", "Sista dagen kan inte vara före den första. Ändra något av datumen.")
	case !unit.Founded.IsZero() && from.Before(unit.Founded):
		wrong.Add("from", unit.Name+" finns från och med "+sv.Date(unit.Founded)+". Välj den dagen eller en senare.")
	case !unit.Closed.IsZero() && !from.Before(unit.Closed):
		wrong.Add("from", unit.Name+" stängde. Den sista dagen var "+sv.Date(unit.Closed.AddDays(-1))+".")
	case !unit.Closed.IsZero() && (last.IsZero() || !last.Before(unit.Closed)):
		wrong.Add("until", unit.Name+" stängde. Skriv en sista dag, senast "+sv.Date(unit.Closed.AddDays(-1))+".")
	}
	return wrong.Err()
}

// choosePerson returns who is named: the chosen person, followed through merges, or a new one.
func choosePerson(tx *db.Tx, unit Unit, in NewAssignment) (int64, error) {
	if in.Person == 0 {
		if !in.SameName {
			known, err := db.Scalar[bool](tx, "look for the name", `
				SELECT EXISTS (SELECT FROM people pe JOIN assignments a ON a.person_id = pe.id
				               WHERE a.unit_id = @unit AND lower(pe.name) = lower(@name))`,
				pgx.StrictNamedArgs{"unit": unit.ID, "name": in.NewName})
			if err != nil {
				return 0, err
			}
			if known {
				return 0, district.NewInvalid("sameName", "Det finns redan någon med det namnet hos er. Välj personen i listan, eller kryssa för att det är en annan person.")
			}
		}
		return addPerson(tx, unit.ID, in.NewName, in.Contacts)
	}
	p, err := db.Get[Person](tx, "read person", `
		SELECT `+personColumns+` FROM people pe
		WHERE pe.id = coalesce((SELECT merged_into FROM people WHERE id = @id), @id) AND pe.emptied_at IS NULL
		  AND (@any OR EXISTS (SELECT FROM assignments a WHERE a.person_id = pe.id AND a.unit_id = @unit))
		FOR SHARE`,
		pgx.StrictNamedArgs{"id": in.Person, "any": in.AnyPerson, "unit": unit.ID})
	if err != nil {
		return 0, fmt.Errorf("choose person: %w", asInvalid(err, "person", "Välj en person i listan eller skriv ett nytt namn."))
	}
	return p.ID, addContacts(tx, unit.ID, p.ID, in.Contacts)
}

// replaceAssignment ends an earlier holder's assignment the day before the new one begins.
func replaceAssignment(tx *db.Tx, unit Unit, post Post, id int64, from district.Date) error {
	old, err := lockAssignment(tx, authz.Scope{Units: []int64{unit.ID}}, id)
	if err != nil {
		return err
	}
	switch {
	case old.PostID != post.ID || old.Struck:
		return district.NewInvalid("replace", "Uppdraget har ändrats av någon annan. Ladda om sidan och försök igen.")
	case !old.Until.IsZero() && !from.Before(old.Until):
		return nil // it has ended by then
	case !old.From.Before(from):
		return district.NewInvalid("from", old.PersonName+" har uppdraget från och med "+sv.Date(old.From)+". Välj en senare första dag, eller stryk det uppdraget om det blev fel.")
	}
	return endAssignment(tx, old, from.AddDays(-1), "replace")
}

// EndAssignment says on which last day an assignment in scope holds. The access that follows it ends in the same
// transaction. Another revision than the given one is a [district.StaleError].
func (s *Store) EndAssignment(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, last district.Date) error {
	_, err := s.db.Write(ctx, actor, once, assignmentTopics, func(tx *db.Tx) (int64, error) {
		old, unit, err := editable(tx, scope, id, revision, "until")
		if err != nil {
			return 0, err
		}
		if last.IsZero() {
			return 0, district.NewInvalid("until", "Skriv ett datum, till exempel 2018-09-09.")
		}
		if err := checkSpan(unit, old.From, last); err != nil {
			return 0, err
		}
		return id, endAssignment(tx, old, last, "end")
	})
	return err
}

// UpdateAssignment changes the first and last day (zero: without end) of an assignment in scope. Access that follows
// it is cut to the new last day, never made longer.
func (s *Store) UpdateAssignment(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, from, last district.Date) error {
	_, err := s.db.Write(ctx, actor, once, assignmentTopics, func(tx *db.Tx) (int64, error) {
		old, unit, err := editable(tx, scope, id, revision, "from", "until")
		if err != nil {
			return 0, err
		}
		if err := checkSpan(unit, from, last); err != nil {
			return 0, err
		}
		return id, moveAssignment(tx, old, from, last, "update")
	})
	return err
}

// StrikeAssignment says that an assignment in scope was a mistake: it counts on no date and stays for history. The
// access that follows it ends.
func (s *Store) StrikeAssignment(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, reason string) error {
	_, err := s.db.Write(ctx, actor, once, assignmentTopics, func(tx *db.Tx) (int64, error) {
		old, _, err := editable(tx, scope, id, revision, "reason")
		if err != nil {
			return 0, err
		}
		if reason == "" {
			return 0, district.NewInvalid("reason", "Skriv varför uppdraget stryks.")
		}
		if err := tx.MustTouch("strike assignment", `
			UPDATE assignments SET struck_at = @now, struck_by = @by, struck_reason = @reason, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "now": tx.Moment.Now, "by": struckBy(tx), "reason": reason}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "assignment", ID: id, Unit: old.UnitID, Action: "strike", Note: reason,
			Fields: []db.Field{{Name: "struck", Before: false, After: true}}})
		return id, endGrants(tx, id, tx.Moment.Today)
	})
	return err
}

// struckBy is the account that strikes, nil for the command line.
func struckBy(tx *db.Tx) *int64 {
	if tx.Actor.Kind != db.ByAccount {
		return nil
	}
	return &tx.Actor.ID
}

// editable locks an assignment of the given revision that is not struck, and its unit. The fields are those of the
// form, for the page that shows what stands there now.
func editable(tx *db.Tx, scope authz.Scope, id int64, revision int, fields ...string) (Assignment, Unit, error) {
	old, err := lockAssignment(tx, scope, id)
	if err != nil {
		return Assignment{}, Unit{}, err
	}
	if old.Revision != revision {
		return Assignment{}, Unit{}, staleAssignment(old, fields)
	}
	if old.Struck {
		return Assignment{}, Unit{}, district.NewInvalid("", "Uppdraget är struket och går inte att ändra.")
	}
	unit, err := holdUnit(tx, authz.Everything, old.UnitID)
	return old, unit, err
}

func staleAssignment(a Assignment, fields []string) error {
	var now []district.FieldValue
	for _, f := range []district.FieldValue{
		{Name: "from", Label: "Första dag", Value: a.From.String()},
		{Name: "until", Label: "Sista dag", Value: a.Span().Last().String()},
		{Name: "reason", Label: "Vad blev fel?", Value: a.StruckReason},
	} {
		if slices.Contains(fields, f.Name) {
			now = append(now, f)
		}
	}
	return stale("assignment", a.ID, a.Revision, now...)
}

func endAssignment(tx *db.Tx, old Assignment, last district.Date, action string) error {
	return moveAssignment(tx, old, old.From, last, action)
}

// moveAssignment gives an assignment its new days and cuts the access that follows it.
func moveAssignment(tx *db.Tx, old Assignment, from, last district.Date, action string) error {
	valid := district.Through(from, last)
	if valid == old.Span() {
		tx.Unchanged()
		return nil
	}
	if err := tx.MustTouch("change days of assignment", `
		UPDATE assignments SET valid = daterange(@from::date, @until::date), revision = revision + 1 WHERE id = @id`,
		pgx.StrictNamedArgs{"id": old.ID, "from": valid.From, "until": valid.Until}); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: "assignment", ID: old.ID, Unit: old.UnitID, Action: action, Fields: []db.Field{
		{Name: "from", Before: old.From, After: valid.From}, {Name: "last", Before: old.Span().Last(), After: valid.Last()}}})
	if valid.From.After(tx.Moment.Today) && !old.From.After(tx.Moment.Today) {
		// It no longer holds today: so does not the access, which is given anew when the day comes.
		return endGrants(tx, old.ID, tx.Moment.Today)
	}
	if !valid.Until.IsZero() {
		return endGrants(tx, old.ID, valid.Until)
	}
	return nil
}

// A followingGrant is access that follows an assignment.
type followingGrant struct {
	ID, AccountID int64
	UnitID        *int64
	Role          string
	From, Until   district.Date
}

// endGrants ends the access that follows an assignment on the day until, but not before today: days on which somebody
// did have access stay on record. Access that would then never have held is removed.
func endGrants(tx *db.Tx, assignment int64, until district.Date) error {
	if until.Before(tx.Moment.Today) {
		until = tx.Moment.Today
	}
	grants, err := db.List[followingGrant](tx, "read the access that follows", `
		SELECT g.id, g.account_id, g.unit_id, g.role, lower(g.valid) AS "from", upper(g.valid) AS until
		FROM grants g WHERE g.assignment_id = @id AND (upper_inf(g.valid) OR upper(g.valid) > @until)
		ORDER BY g.id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": assignment, "until": until})
	if err != nil {
		return err
	}
	for _, g := range grants {
		change := db.Change{Record: "grant", ID: g.ID, Action: "end", Note: "Följde ett uppdrag som avslutades.", Fields: []db.Field{
			{Name: "account", After: g.AccountID, Before: g.AccountID}, {Name: "until", Before: g.Until, After: until}}}
		if g.UnitID != nil {
			change.Unit = *g.UnitID
		}
		if g.From.Before(until) {
			err = tx.MustTouch("end grant", `
				UPDATE grants SET valid = daterange(lower(valid), @until::date), revision = revision + 1 WHERE id = @id`,
				pgx.StrictNamedArgs{"id": g.ID, "until": until})
		} else {
			change.Action = "remove"
			change.Fields = []db.Field{{Name: "role", Before: g.Role}, {Name: "account", Before: g.AccountID},
				{Name: "from", Before: g.From}, {Name: "until", Before: g.Until}}
			err = tx.MustTouch("remove grant", `DELETE FROM grants WHERE id = @id`, pgx.StrictNamedArgs{"id": g.ID})
		}
		if err != nil {
			return err
		}
		tx.Audit(change)
	}
	return nil
}
