package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A Person is a person's own row. The name is personal: who reads it must have been let to by a scope.
type Person struct {
	ID         int64
	Name       string // empty when the person was emptied
	MergedInto *int64
	EmptiedAt  *time.Time
	Revision   int
}

const personColumns = `pe.id, pe.name, pe.merged_into, pe.emptied_at, pe.revision`

// A Contact is a way to reach a person.
type Contact struct {
	Kind       district.ContactKind // e-mail or telephone
	Value      string
	Visibility district.Visibility // empty means the narrowest
}

// CreatePerson adds a person and returns the id.
func (s *Store) CreatePerson(ctx context.Context, actor db.Actor, once db.OnceKey, name string, contacts ...Contact) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.People}, func(tx *db.Tx) (int64, error) {
		return addPerson(tx, 0, name, contacts)
	})
}

// addPerson adds a person with contact ways, for the audit on account of a unit (0: none).
func addPerson(tx *db.Tx, unit int64, name string, contacts []Contact) (int64, error) {
	id, err := db.Scalar[int64](tx, "add person", `INSERT INTO people (name) VALUES (@name) RETURNING id`,
		pgx.StrictNamedArgs{"name": name})
	if err != nil {
		return 0, err
	}
	tx.Audit(db.Change{Record: "person", ID: id, Unit: unit, Action: "create", Fields: []db.Field{{Name: "name", Personal: true, After: name}}})
	return id, addContacts(tx, unit, id, contacts)
}

// addContacts adds the contact ways that the person does not have yet; one that is there gets the visibility given.
func addContacts(tx *db.Tx, unit, person int64, contacts []Contact) error {
	added := false
	for _, c := range contacts {
		if c.Value == "" {
			continue
		}
		if c.Visibility == "" {
			c.Visibility = district.VisibleUnit
		}
		n, err := tx.Run("add contact way", `
			WITH there AS (
				UPDATE person_contacts SET visibility = @visibility
				WHERE person_id = @person AND kind = @kind AND lower(value) = lower(@value) RETURNING id)
			INSERT INTO person_contacts (person_id, kind, value, visibility)
			SELECT @person, @kind, @value, @visibility WHERE NOT EXISTS (SELECT FROM there)`,
			pgx.StrictNamedArgs{"person": person, "kind": c.Kind, "value": c.Value, "visibility": c.Visibility})
		if err != nil {
			return err
		}
		added = added || n > 0
	}
	if added {
		tx.Audit(db.Change{Record: "person", ID: person, Unit: unit, Action: "update", Fields: []db.Field{
			{Name: "contacts", Personal: true, After: len(contacts)}}})
	}
	return nil
}

// PersonScopes are the limits of what somebody may know about a person.
type PersonScopes struct {
	Read     authz.Scope // [authz.PersonRead]
	Edit     authz.Scope // [authz.AssignmentEdit]: name and contact ways of those who hold a post in the unit
	Own      authz.Scope // [authz.PersonRead] by a role in the unit itself: contact ways that are for the unit
	Self     int64       // the reader's own row, which is theirs to see; 0 for none
	Search   bool        // finds everybody in the district
	Accounts bool        // whether there is an account
	Office   bool        // the district office: sees every contact way and edits everybody
}

// PersonScopesOf returns the limits of an access.
func PersonScopesOf(a authz.Access) PersonScopes {
	return PersonScopes{Read: a.Scope(authz.PersonRead), Edit: a.Scope(authz.AssignmentEdit), Own: a.Own().Scope(authz.PersonRead),
		Self: a.Person, Search: a.CanEverywhere(authz.PersonSearch), Accounts: a.CanEverywhere(authz.AccountManage), Office: a.CanEverywhere(authz.PersonMerge)}
}

// A PersonAccount says that a person has a login.
type PersonAccount struct {
	ID       int64
	Email    string
	Disabled bool
	Invited  bool // the invitation has not been accepted yet
}

// A PersonPage is what a reader may know of one person.
type PersonPage struct {
	Person
	Asked       int64 // the id that was asked for; another than ID when that row was merged into this one
	CanEdit     bool
	Contacts    []Contact
	Assignments []Assignment   // in the reader's scope, the latest first; struck and future ones only with the scope to edit
	Account     *PersonAccount // nil without one, and for readers who may not know
}

// PersonPage reads a person for a reader and writes the read log. A person without an assignment in the reader's scope
// is [district.ErrNotFound], and so is one who is only to come, for readers who neither name holders nor search the
// whole district. How somebody is reached is for the units in which the person is now, not for those of former days.
// The id of a row that was merged gives the person it was merged into.
func (s *Store) PersonPage(ctx context.Context, actor db.Actor, now time.Time, scopes PersonScopes, day district.Date, id int64) (PersonPage, error) {
	out := PersonPage{Asked: id}
	var people []personRow
	var accounts []PersonAccount
	b := s.db.Batch()
	b.LogRead(actor, now, db.Reading{Subject: "person", ID: id})
	// What has begun is known in the scope to read; what begins later only to those who may edit it.
	const known = `a.struck_at IS NULL AND (lower(a.valid) <= @day::date OR @edit_all OR a.unit_id = ANY(@edit))`
	db.Collect(b, &people, "read person", `
		SELECT `+personColumns+`, x.editable FROM people pe,
		LATERAL (SELECT (@office OR EXISTS (SELECT FROM assignments a WHERE a.person_id = pe.id AND a.struck_at IS NULL
		                  AND (a.unit_id = ANY(@edit) OR @edit_all) AND (upper_inf(a.valid) OR upper(a.valid) > @day::date))) AS editable) x
		WHERE pe.id = `+keptPerson+` AND (@office OR @search OR pe.id = @self
		   OR EXISTS (SELECT FROM assignments a WHERE a.person_id = pe.id AND (@all OR a.unit_id = ANY(@units)) AND `+known+`))`,
		pgx.StrictNamedArgs{"id": id, "all": scopes.Read.All, "units": scopes.Read.Units, "office": scopes.Office, "search": scopes.Search,
			"self": scopes.Self, "edit": scopes.Edit.Units, "edit_all": scopes.Edit.All, "day": day})
	db.Collect(b, &out.Contacts, "read contact ways", `
		SELECT c.kind, c.value, c.visibility FROM person_contacts c
		WHERE c.person_id = `+keptPerson+` AND (@office OR c.person_id = @self OR c.visibility = 'signedIn' OR (@all AND c.visibility <> 'unit')
		   OR EXISTS (SELECT FROM assignments a WHERE a.person_id = c.person_id AND a.unit_id = ANY(@own) AND `+known+`
		              AND (upper_inf(a.valid) OR upper(a.valid) > @day::date)))
		ORDER BY c.kind, c.id`,
		pgx.StrictNamedArgs{"id": id, "all": scopes.Read.All, "own": slices.Concat(scopes.Own.Units, scopes.Read.Units), "office": scopes.Office,
			"self": scopes.Self, "edit": scopes.Edit.Units, "edit_all": scopes.Edit.All, "day": day})
	db.Collect(b, &out.Assignments, "read assignments of person", `
		SELECT `+assignmentColumns+assignmentTables+`
		WHERE a.person_id = `+keptPerson+` AND (@all OR a.unit_id = ANY(@units) OR a.person_id = @self)
		  AND ((a.struck_at IS NULL AND lower(a.valid) <= @day::date) OR @edit_all OR a.unit_id = ANY(@edit))
		ORDER BY lower(a.valid) DESC, a.id DESC`,
		pgx.StrictNamedArgs{"id": id, "all": scopes.Read.All, "units": scopes.Read.Units, "self": scopes.Self, "day": day,
			"edit": scopes.Edit.Units, "edit_all": scopes.Edit.All})
	if scopes.Accounts {
		db.Collect(b, &accounts, "read account of person", `
			SELECT a.id, a.email, a.disabled_at IS NOT NULL AS disabled, a.password_hash IS NULL AS invited
			FROM accounts a WHERE a.person_id = `+keptPerson, pgx.StrictNamedArgs{"id": id})
	}
	if err := b.Send(ctx); err != nil {
		return PersonPage{}, err
	}
	if len(people) == 0 {
		return PersonPage{}, district.ErrNotFound
	}
	out.Person, out.CanEdit = people[0].Person, people[0].Editable && people[0].EmptiedAt == nil
	if len(accounts) > 0 {
		out.Account = &accounts[0]
	}
	return out, nil
}

// keptPerson is the row that a person's id leads to: its own, or the one that it was merged into.
const keptPerson = `coalesce((SELECT m.merged_into FROM people m WHERE m.id = @id), @id)`

type personRow struct {
	Person
	Editable bool
}

// UpdatePerson changes the name and all contact ways of a person: one who holds a post in a unit of the scope, now or
// later, or anybody for the office. Another revision than the given one is a [district.StaleError].
func (s *Store) UpdatePerson(ctx context.Context, actor db.Actor, once db.OnceKey, scopes PersonScopes, id int64, revision int, name string, contacts []Contact) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.People}, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[Person](tx, "read person", `
			SELECT `+personColumns+` FROM people pe
			WHERE pe.id = @id AND pe.emptied_at IS NULL AND pe.merged_into IS NULL
			  AND (@office OR EXISTS (SELECT FROM assignments a WHERE a.person_id = pe.id AND a.struck_at IS NULL
			       AND (@all OR a.unit_id = ANY(@units)) AND (upper_inf(a.valid) OR upper(a.valid) > @day::date)))
			FOR UPDATE`,
			pgx.StrictNamedArgs{"id": id, "office": scopes.Office, "all": scopes.Edit.All, "units": scopes.Edit.Units, "day": tx.Moment.Today})
		if err != nil {
			return 0, err
		}
		before, err := db.List[Contact](tx, "read contact ways", `
			SELECT c.kind, c.value, c.visibility FROM person_contacts c WHERE c.person_id = @id ORDER BY c.kind, c.id`, pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, stalePerson(old, before)
		}
		contacts = cleanContacts(contacts)
		if old.Name == name && slices.Equal(before, contacts) {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("change person", `UPDATE people SET name = @name, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "name": name}); err != nil {
			return 0, err
		}
		if _, err := tx.Run("clear contact ways", `DELETE FROM person_contacts WHERE person_id = @id`, pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		for _, c := range contacts {
			if _, err := tx.Run("add contact way", `
				INSERT INTO person_contacts (person_id, kind, value, visibility) VALUES (@person, @kind, @value, @visibility)`,
				pgx.StrictNamedArgs{"person": id, "kind": c.Kind, "value": c.Value, "visibility": c.Visibility}); err != nil {
				return 0, err
			}
		}
		tx.Audit(db.Change{Record: "person", ID: id, Action: "update", Fields: []db.Field{
			{Name: "name", Personal: true, Before: old.Name, After: name}, {Name: "contacts", Personal: true, Before: before, After: contacts}}})
		return id, nil
	})
	return err
}

// cleanContacts leaves out empty and repeated ways and sorts them as they are read.
func cleanContacts(contacts []Contact) []Contact {
	out := make([]Contact, 0, len(contacts))
	for _, c := range contacts {
		if c.Visibility == "" {
			c.Visibility = district.VisibleUnit
		}
		same := func(o Contact) bool { return o.Kind == c.Kind && strings.EqualFold(o.Value, c.Value) }
		if c.Value != "" && !slices.ContainsFunc(out, same) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Contact) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	return out
}

// MaxContacts is how many ways of each kind a person's form holds.
const MaxContacts = 3

func stalePerson(p Person, contacts []Contact) error {
	now := []district.FieldValue{{Name: "name", Label: "Namn", Value: p.Name}}
	who := make(map[string]string)
	for _, v := range district.Visibilities() {
		who[string(v)] = v.Name()
	}
	for _, kind := range []district.ContactKind{district.ContactEmail, district.ContactPhone} {
		n := 0
		for _, c := range contacts {
			if c.Kind != kind {
				continue
			}
			n++
			field := fmt.Sprintf("%s%d", kind, n)
			now = append(now, district.FieldValue{Name: field, Label: fmt.Sprintf("%s %d", kind.Name(), n), Value: c.Value},
				district.FieldValue{Name: field + "Visibility", Label: "Vem som ser det", Value: string(c.Visibility), Choices: who})
		}
		for n++; n <= MaxContacts; n++ {
			now = append(now, district.FieldValue{Name: fmt.Sprintf("%s%d", kind, n), Label: fmt.Sprintf("%s %d", kind.Name(), n)})
		}
	}
	return stale("person", p.ID, p.Revision, now...)
}
