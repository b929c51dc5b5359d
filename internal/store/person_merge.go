package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A MergeSide is one of two rows that may be the same person.
type MergeSide struct {
	Person
	Assignments int
	Contacts    int
	AccountID   *int64
	Email       string // of the account
}

// A Merge says what making two rows of people one would do.
type Merge struct {
	Keep, Drop MergeSide
	Clashes    []string // posts that both hold in the same unit at the same time: "Kassör i Farsta"
}

// Problem returns why the two cannot be merged, "" when they can.
func (m Merge) Problem() string {
	switch {
	case m.Keep.ID == m.Drop.ID:
		return "Välj två olika personer."
	case m.Keep.EmptiedAt != nil || m.Drop.EmptiedAt != nil:
		return "Den ena personen är tömd och går inte att slå ihop."
	case m.Keep.MergedInto != nil || m.Drop.MergedInto != nil:
		return "Den ena personen är redan ihopslagen med någon. Sök efter personen igen."
	case m.Keep.AccountID != nil && m.Drop.AccountID != nil:
		return "Båda har ett konto. Två konton går inte att slå ihop."
	case len(m.Clashes) > 0:
		return "Båda har samma uppdrag samtidigt: " + sv.List(m.Clashes) + ". Stryk det ena uppdraget först."
	}
	return ""
}

const mergeSideSQL = `
	SELECT ` + personColumns + `, (SELECT count(*)::int FROM assignments a WHERE a.person_id = pe.id) AS assignments,
	       (SELECT count(*)::int FROM person_contacts c WHERE c.person_id = pe.id) AS contacts, ac.id AS account_id, coalesce(ac.email, '') AS email
	FROM people pe LEFT JOIN accounts ac ON ac.person_id = pe.id WHERE pe.id = @id`

const mergeClashSQL = `
	SELECT DISTINCT p.name || ' i ' || u.name AS clash FROM assignments a
	JOIN assignments o ON o.unit_id = a.unit_id AND o.post_id = a.post_id AND o.valid && a.valid AND o.struck_at IS NULL AND o.person_id = @drop
	JOIN posts p ON p.id = a.post_id JOIN units u ON u.id = a.unit_id
	WHERE a.person_id = @keep AND a.struck_at IS NULL ORDER BY clash`

type clashRow struct{ Clash string }

// MergePreview reads what merging would do. It is for the district office.
func (s *Store) MergePreview(ctx context.Context, keep, drop int64) (Merge, error) {
	var m Merge
	var clashes []clashRow
	b := s.db.Batch()
	db.CollectOne(b, &m.Keep, "read person to keep", mergeSideSQL, pgx.StrictNamedArgs{"id": keep})
	db.CollectOne(b, &m.Drop, "read person to merge", mergeSideSQL, pgx.StrictNamedArgs{"id": drop})
	db.Collect(b, &clashes, "look for clashes", mergeClashSQL, pgx.StrictNamedArgs{"keep": keep, "drop": drop})
	err := b.Send(ctx)
	m.setClashes(clashes)
	return m, err
}

func (m *Merge) setClashes(rows []clashRow) {
	for _, r := range rows {
		m.Clashes = append(m.Clashes, r.Clash)
	}
}

// MergePeople moves everything of one row of people to another: assignments, contact ways and the account. The row
// stays so that its address leads on. What stands in the way is a [district.Invalid]. It returns the id that was kept.
func (s *Store) MergePeople(ctx context.Context, actor db.Actor, once db.OnceKey, keep, drop int64) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.People, db.Assignments, db.Access}, func(tx *db.Tx) (int64, error) {
		// Both rows in the order of their ids, so that two merges the other way round cannot wait for each other.
		if _, err := tx.Run("lock people", `SELECT FROM people WHERE id = ANY(@ids) ORDER BY id FOR UPDATE`,
			pgx.StrictNamedArgs{"ids": []int64{keep, drop}}); err != nil {
			return 0, err
		}
		var m Merge
		var err error
		if m.Keep, err = db.Get[MergeSide](tx, "read person to keep", mergeSideSQL, pgx.StrictNamedArgs{"id": keep}); err != nil {
			return 0, err
		}
		if m.Drop, err = db.Get[MergeSide](tx, "read person to merge", mergeSideSQL, pgx.StrictNamedArgs{"id": drop}); err != nil {
			return 0, err
		}
		clashes, err := db.List[clashRow](tx, "look for clashes", mergeClashSQL, pgx.StrictNamedArgs{"keep": keep, "drop": drop})
		if err != nil {
			return 0, err
		}
		m.setClashes(clashes)
		if why := m.Problem(); why != "" {
			return 0, district.NewInvalid("", why)
		}
		return keep, movePerson(tx, keep, drop)
	})
}

func movePerson(tx *db.Tx, keep, drop int64) error {
	type moved struct{ ID, UnitID int64 }
	args := pgx.StrictNamedArgs{"keep": keep, "drop": drop}
	rows, err := db.List[moved](tx, "move assignments", `
		UPDATE assignments SET person_id = @keep, revision = revision + 1 WHERE person_id = @drop RETURNING id, unit_id`, args)
	if err != nil {
		return err
	}
	for _, r := range rows {
		tx.Audit(db.Change{Record: "assignment", ID: r.ID, Unit: r.UnitID, Action: "merge", Fields: []db.Field{
			{Name: "person", Before: drop, After: keep}}})
	}
	for _, step := range []struct{ what, sql string }{
		{"drop repeated contact ways", `
			DELETE FROM person_contacts c WHERE c.person_id = @drop
			  AND EXISTS (SELECT FROM person_contacts k WHERE k.person_id = @keep AND k.kind = c.kind AND lower(k.value) = lower(c.value))`},
		{"move contact ways", `UPDATE person_contacts SET person_id = @keep WHERE person_id = @drop`},
		{"lead earlier merges on", `UPDATE people SET merged_into = @keep, revision = revision + 1 WHERE merged_into = @drop OR id = @drop`},
		{"note the merge", `UPDATE people SET revision = revision + 1 WHERE id = @keep AND @drop::bigint <> @keep`},
	} {
		if _, err := tx.Run(step.what, step.sql, args); err != nil {
			return err
		}
	}
	accounts, err := db.List[struct{ ID int64 }](tx, "move account", `
		UPDATE accounts SET person_id = @keep, revision = revision + 1 WHERE person_id = @drop RETURNING id`, args)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		tx.Audit(db.Change{Record: "account", ID: a.ID, Action: "merge", Fields: []db.Field{{Name: "person", Before: drop, After: keep}}})
	}
	tx.Audit(db.Change{Record: "person", ID: drop, Action: "merge", Fields: []db.Field{{Name: "mergedInto", After: keep}}})
	tx.Audit(db.Change{Record: "person", ID: keep, Action: "merge", Fields: []db.Field{{Name: "merged", After: drop}}})
	return nil
}

// EmptyPerson forgets a person: the name and contact ways are gone, also those of rows that were merged into it; the
// assignments stay, so that the counts stay true. A disabled account loses its address and secrets too. While the
// person holds a post today or later, or has an account that works, it is a [district.Invalid]. Another revision than
// the given one is a [district.StaleError].
func (s *Store) EmptyPerson(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.People, db.Access}, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[Person](tx, "read person", `SELECT `+personColumns+` FROM people pe WHERE pe.id = @id AND pe.merged_into IS NULL FOR UPDATE`,
			pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if old.EmptiedAt != nil {
			tx.Unchanged()
			return id, nil
		}
		if old.Revision != revision {
			return 0, stale("person", id, old.Revision, district.FieldValue{Name: "name", Label: "Namn", Value: old.Name})
		}
		if err := mayEmpty(tx, id); err != nil {
			return 0, err
		}
		for _, step := range []struct{ what, sql string }{
			{"empty contact ways", `DELETE FROM person_contacts WHERE person_id IN (SELECT id FROM people WHERE id = @id OR merged_into = @id)`},
			{"empty person", `UPDATE people SET name = '', emptied_at = @now, revision = revision + 1 WHERE (id = @id OR merged_into = @id) AND emptied_at IS NULL`},
			{"end sessions", `DELETE FROM sessions WHERE account_id IN (SELECT id FROM accounts WHERE person_id = @id)`},
			{"end links", `DELETE FROM account_links WHERE account_id IN (SELECT id FROM accounts WHERE person_id = @id)`},
			{"drop recovery codes", `DELETE FROM recovery_codes WHERE account_id IN (SELECT id FROM accounts WHERE person_id = @id)`},
			{"drop known devices", `DELETE FROM known_devices WHERE account_id IN (SELECT id FROM accounts WHERE person_id = @id)`},
			{"empty account", `
				UPDATE accounts SET email = 'tomt-' || id || '@verkstad.invalid', password_hash = NULL, totp_secret = NULL, revision = revision + 1
				WHERE person_id = @id`},
		} {
			args := pgx.StrictNamedArgs{"id": id}
			if step.what == "empty person" {
				args["now"] = tx.Moment.Now
			}
			if _, err := tx.Run(step.what, step.sql, args); err != nil {
				return 0, err
			}
		}
		tx.Audit(db.Change{Record: "person", ID: id, Action: "empty", Fields: []db.Field{
			{Name: "name", Personal: true, After: true}, {Name: "contacts", Personal: true, After: true}}})
		return id, nil
	})
	return err
}

// mayEmpty complains while a person is needed by name.
func mayEmpty(tx *db.Tx, id int64) error {
	type use struct{ Post, Unit string }
	uses, err := db.List[use](tx, "look for assignments", `
		SELECT p.name AS post, u.name AS unit FROM assignments a JOIN posts p ON p.id = a.post_id JOIN units u ON u.id = a.unit_id
		WHERE a.person_id = @id AND a.struck_at IS NULL AND (upper_inf(a.valid) OR upper(a.valid) > @today::date) ORDER BY p.sort, u.name`,
		pgx.StrictNamedArgs{"id": id, "today": tx.Moment.Today})
	if err != nil {
		return err
	}
	if len(uses) > 0 {
		names := make([]string, len(uses))
		for i, u := range uses {
			names[i] = fmt.Sprintf("%s i %s", u.Post, u.Unit)
		}
		return district.NewInvalid("", "Personen har uppdrag: "+sv.ListMax(names, 3)+". Avsluta uppdraget först.")
	}
	active, err := db.Scalar[bool](tx, "look for an account", `SELECT EXISTS (SELECT FROM accounts WHERE person_id = @id AND disabled_at IS NULL)`,
		pgx.StrictNamedArgs{"id": id})
	if err != nil {
		return err
	}
	if active {
		return district.NewInvalid("", "Personen har ett konto. Stäng kontot först.")
	}
	return nil
}
