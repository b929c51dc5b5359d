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

// A UnitContact is one way to reach a unit as such.
type UnitContact = district.UnitContact

// UnitContacts returns the ways to reach a unit in scope, in the order of its page. Outside the scope only the published
// ones are returned.
func (s *Store) UnitContacts(ctx context.Context, scope authz.Scope, unit int64) ([]UnitContact, error) {
	return db.Many[UnitContact](ctx, s.db, "list contact ways", `
		SELECT kind, value, published FROM unit_contacts
		WHERE unit_id = @unit AND (@all OR unit_id = ANY(@units) OR published) ORDER BY sort, id`,
		pgx.StrictNamedArgs{"unit": unit, "all": scope.All, "units": scope.Units})
}

// setContacts replaces the ways to reach a unit, and keeps since when any is published. It tells whether that changed anything, which the caller audits
// without the values: a unit's telephone is mostly somebody's own.
func setContacts(tx *db.Tx, unit int64, contacts []UnitContact) error {
	if _, err := tx.Run("remove contact ways", `DELETE FROM unit_contacts WHERE unit_id = @unit`,
		pgx.StrictNamedArgs{"unit": unit}); err != nil {
		return err
	}
	for i, c := range contacts {
		if _, err := tx.Run("add contact way", `
			INSERT INTO unit_contacts (unit_id, kind, value, published, sort) VALUES (@unit, @kind, @value, @published, @sort)`,
			pgx.StrictNamedArgs{"unit": unit, "kind": c.Kind, "value": c.Value, "published": c.Published, "sort": i}); err != nil {
			return err
		}
	}
	return rememberPublished(tx, unit, slices.ContainsFunc(contacts, func(c UnitContact) bool { return c.Published }))
}

// rememberPublished says that from today on some way to reach a unit is published, or none; it writes a day only where
// that is another than before.
func rememberPublished(tx *db.Tx, unit int64, published bool) error {
	_, err := tx.Run("remember whether a contact is published", `
		INSERT INTO unit_contact_days (unit_id, since, published)
		SELECT @unit::bigint, @today::date, @published::boolean
		WHERE (SELECT d.published FROM unit_contact_days d WHERE d.unit_id = @unit ORDER BY d.since DESC LIMIT 1) IS DISTINCT FROM @published::boolean
		ON CONFLICT (unit_id, since) DO UPDATE SET published = EXCLUDED.published`,
		pgx.StrictNamedArgs{"unit": unit, "today": tx.Moment.Today, "published": published})
	return err
}

// A UnitEdit is what somebody changed about a unit. A nil field is left as it is: a chair changes less than the
// office.
type UnitEdit struct {
	ID           int64
	Revision     int // that was read
	Name         *string
	Founded      *district.Date
	Purpose      *string
	MeetingPlace *string        // associations only
	LocalIssue   *string        // associations only
	Contacts     *[]UnitContact // all of them, in order
}

// A unitState is a unit with everything that a [UnitEdit] can change.
type unitState struct {
	ID           int64
	Kind         district.UnitKind
	Name         string
	Purpose      string
	Founded      district.Date
	Revision     int
	MeetingPlace string
	LocalIssue   string
}

// EditUnit changes a unit. An edit of an old revision is a [district.StaleError] with the unit as it stands.
func (s *Store) EditUnit(ctx context.Context, actor db.Actor, once db.OnceKey, in UnitEdit) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Units}, func(tx *db.Tx) (int64, error) {
		return in.ID, editUnit(tx, in)
	})
}

// editUnit is [Store.EditUnit] within a transaction.
func editUnit(tx *db.Tx, in UnitEdit) error {
	was, err := db.Get[unitState](tx, "read unit to edit", `
		SELECT u.id, u.kind, u.name, u.purpose, u.founded, u.revision,
		       coalesce(a.meeting_place, '') AS meeting_place, coalesce(a.local_issue, '') AS local_issue
		FROM units u LEFT JOIN associations a ON a.unit_id = u.id WHERE u.id = @id FOR UPDATE OF u`,
		pgx.StrictNamedArgs{"id": in.ID})
	if err != nil {
		return err
	}
	contacts, err := db.List[UnitContact](tx, "read contact ways to edit", `
		SELECT kind, value, published FROM unit_contacts WHERE unit_id = @id ORDER BY sort, id`,
		pgx.StrictNamedArgs{"id": in.ID})
	if err != nil {
		return err
	}
	if was.Revision != in.Revision {
		by, err := lastEditor(tx, "unit", in.ID)
		if err != nil {
			return err
		}
		return &district.StaleError{Record: "unit", ID: in.ID, Revision: was.Revision, ByWhom: by, Now: unitFields(in, was, contacts)}
	}
	now := was
	setIfGiven(&now.Name, in.Name)
	setIfGiven(&now.Founded, in.Founded)
	setIfGiven(&now.Purpose, in.Purpose)
	setIfGiven(&now.MeetingPlace, in.MeetingPlace)
	setIfGiven(&now.LocalIssue, in.LocalIssue)
	if !was.Kind.IsAssociation() {
		now.MeetingPlace, now.LocalIssue = was.MeetingPlace, was.LocalIssue
	}
	newContacts := in.Contacts != nil && !slices.Equal(*in.Contacts, contacts)
	if now == was && !newContacts {
		tx.Unchanged()
		return nil
	}
	if err := tx.MustTouch("edit unit", `
		UPDATE units SET name = @name, founded = @founded, purpose = @purpose, revision = revision + 1 WHERE id = @id`,
		pgx.StrictNamedArgs{"id": in.ID, "name": now.Name, "founded": now.Founded, "purpose": now.Purpose}); err != nil {
		return err
	}
	if was.Kind.IsAssociation() {
		if err := tx.MustTouch("edit association", `
			UPDATE associations SET meeting_place = @place, local_issue = @issue WHERE unit_id = @id`,
			pgx.StrictNamedArgs{"id": in.ID, "place": now.MeetingPlace, "issue": now.LocalIssue}); err != nil {
			return err
		}
	}
	fields := []db.Field{
		{Name: "name", Before: was.Name, After: now.Name}, {Name: "founded", Before: was.Founded, After: now.Founded},
		{Name: "purpose", Before: was.Purpose, After: now.Purpose},
		{Name: "meetingPlace", Before: was.MeetingPlace, After: now.MeetingPlace},
		{Name: "localIssue", Before: was.LocalIssue, After: now.LocalIssue}}
	if newContacts {
		if err := setContacts(tx, in.ID, *in.Contacts); err != nil {
			return err
		}
		fields = append(fields, db.Field{Name: "contacts", Personal: true, Before: contacts, After: *in.Contacts})
	}
	tx.Audit(db.Change{Record: "unit", ID: in.ID, Unit: in.ID, Action: "update", Fields: fields})
	return nil
}

// setIfGiven changes a value when there is a new one.
func setIfGiven[T any](dst *T, v *T) {
	if v != nil {
		*dst = *v
	}
}

// unitFields returns the unit as it stands for every field of the form that made the edit.
func unitFields(in UnitEdit, u unitState, contacts []UnitContact) []district.FieldValue {
	var out []district.FieldValue
	add := func(edited bool, name, label, value string) {
		if edited {
			out = append(out, district.FieldValue{Name: name, Label: label, Value: value})
		}
	}
	add(in.Name != nil, "name", "Namn", u.Name)
	add(in.Founded != nil, "founded", "Grundad", u.Founded.String())
	add(in.Purpose != nil, "purpose", "Uppgift", u.Purpose)
	add(in.MeetingPlace != nil, "meetingPlace", "Mötesplats", u.MeetingPlace)
	add(in.LocalIssue != nil, "localIssue", "Lokal fråga", u.LocalIssue)
	if in.Contacts == nil {
		return out
	}
	for _, kind := range district.ContactKinds() {
		var theirs []UnitContact
		yours := 0
		for _, c := range contacts {
			if c.Kind == kind {
				theirs = append(theirs, c)
			}
		}
		for _, c := range *in.Contacts {
			if c.Kind == kind {
				yours++
			}
		}
		for n := range max(len(theirs), yours) {
			var c UnitContact
			if n < len(theirs) {
				c = theirs[n]
			}
			label := kind.Name()
			if n > 0 {
				label = fmt.Sprintf("%s %d", label, n+1)
			}
			field := district.FieldValue{Name: district.ContactField(kind, n) + "Published", Label: label + ", publicerad",
				Choices: map[string]string{"ja": "Ja", "": "Nej"}}
			if c.Published {
				field.Value = "ja"
			}
			out = append(out, district.FieldValue{Name: district.ContactField(kind, n), Label: label, Value: c.Value}, field)
		}
	}
	return out
}

// lastEditor returns the name of who last changed a record, "" when it was not a person.
func lastEditor(tx *db.Tx, record string, id int64) (string, error) {
	names, err := db.Scalar[[]string](tx, "read who changed it", `
		SELECT coalesce(array_agg(x.name), '{}') FROM (
			SELECT p.name FROM audit_log l
			LEFT JOIN accounts a ON l.actor_kind = 'account' AND a.id = l.actor_id LEFT JOIN people p ON p.id = a.person_id
			WHERE l.record = @record AND l.record_id = @id ORDER BY l.id DESC LIMIT 1) x WHERE x.name IS NOT NULL`,
		pgx.StrictNamedArgs{"record": record, "id": id})
	if err != nil {
		return "", err
	}
	return sv.Join("", names...), nil
}
