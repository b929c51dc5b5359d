package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

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
