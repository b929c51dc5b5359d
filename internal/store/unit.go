package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A Unit is one unit as its own row has it.
type Unit struct {
	ID         int64
	Kind       district.UnitKind
	Name       string
	Slug       string
	Purpose    string
	Founded    district.Date
	Closed     district.Date // first day on which it no longer exists
	MergedInto *int64
	Revision   int
}

// Alive tells whether the unit exists on the day.
func (u Unit) Alive(day district.Date) bool {
	return district.Span{From: u.Founded, Until: u.Closed}.Contains(day)
}

const unitColumns = `u.id, u.kind, u.name, u.slug, u.purpose, u.founded, u.closed, u.merged_into, u.revision`

// UnitBySlug returns a unit in scope.
func (s *Store) UnitBySlug(ctx context.Context, scope authz.Scope, slug string) (Unit, error) {
	return db.One[Unit](ctx, s.db, "read unit", `
		SELECT `+unitColumns+` FROM units u WHERE u.slug = @slug AND (@all OR u.id = ANY(@units))`,
		pgx.StrictNamedArgs{"slug": slug, "all": scope.All, "units": scope.Units})
}

// Unit returns a unit in scope.
func (s *Store) Unit(ctx context.Context, scope authz.Scope, id int64) (Unit, error) {
	return db.One[Unit](ctx, s.db, "read unit", `
		SELECT `+unitColumns+` FROM units u WHERE u.id = @id AND (@all OR u.id = ANY(@units))`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

// Units returns the units of the kinds (all when empty) in scope that exist on the day, in Swedish order by kind and
// name; a zero day means every unit that ever was.
func (s *Store) Units(ctx context.Context, scope authz.Scope, day district.Date, kinds ...district.UnitKind) ([]Unit, error) {
	return readNow(ctx, s, func(r *Reads) *[]Unit { return r.Units(scope, day, kinds...) })
}

// Units is [Store.Units] among others.
func (r *Reads) Units(scope authz.Scope, day district.Date, kinds ...district.UnitKind) *[]Unit {
	return rowsOf[Unit](r, "list units", `
		SELECT `+unitColumns+` FROM units u
		WHERE (@all OR u.id = ANY(@units)) AND (cardinality(@kinds::text[]) = 0 OR u.kind = ANY(@kinds))
		  AND (@day::date IS NULL OR u.alive @> @day::date)
		ORDER BY u.kind, u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"all": scope.All, "units": scope.Units, "kinds": kindStrings(kinds), "day": day})
}

func kindStrings(kinds []district.UnitKind) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = string(k)
	}
	return out
}

// A NewUnit is what a new unit is made of.
type NewUnit struct {
	Kind         district.UnitKind
	Name         string
	Purpose      string
	Founded      district.Date // zero when older than anybody knows
	MeetingPlace string        // associations only
	LocalIssue   string        // associations only
	Contacts     []UnitContact // in the order of the page
	Areas        []int64       // that it covers from its first day
	SplitFrom    int64         // unit that it is divided off from on its first day, 0 for none
}

// CreateUnit adds a unit and returns its id. The slug is made from the name and is kept when the name changes.
func (s *Store) CreateUnit(ctx context.Context, actor db.Actor, once db.OnceKey, in NewUnit) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Units, db.Areas}, func(tx *db.Tx) (int64, error) {
		return createUnit(tx, in)
	})
}

// createUnit is [Store.CreateUnit] within a transaction.
func createUnit(tx *db.Tx, in NewUnit) (int64, error) {
	slug, err := freeSlug(tx, "units", sv.Slug(in.Name))
	if err != nil {
		return 0, err
	}
	id, err := db.Scalar[int64](tx, "add unit", `
		INSERT INTO units (kind, name, slug, purpose, founded, split_from)
		VALUES (@kind, @name, @slug, @purpose, @founded, nullif(@split_from::bigint, 0)) RETURNING id`,
		pgx.StrictNamedArgs{"kind": in.Kind, "name": in.Name, "slug": slug, "purpose": in.Purpose, "founded": in.Founded, "split_from": in.SplitFrom})
	if err != nil {
		return 0, err
	}
	if in.Kind.IsAssociation() {
		if _, err := tx.Run("add association", `
			INSERT INTO associations (unit_id, meeting_place, local_issue) VALUES (@id, @place, @issue)`,
			pgx.StrictNamedArgs{"id": id, "place": in.MeetingPlace, "issue": in.LocalIssue}); err != nil {
			return 0, err
		}
	}
	tx.Audit(db.Change{Record: "unit", ID: id, Unit: id, Action: "create", Fields: []db.Field{
		{Name: "kind", After: in.Kind}, {Name: "name", After: in.Name}, {Name: "founded", After: in.Founded},
		{Name: "purpose", Before: "", After: in.Purpose}, {Name: "meetingPlace", Before: "", After: in.MeetingPlace},
		{Name: "localIssue", Before: "", After: in.LocalIssue}}})
	if len(in.Contacts) > 0 { // otherwise nobody has said anything
		if err := setContacts(tx, id, in.Contacts); err != nil {
			return 0, err
		}
	}
	for _, area := range in.Areas {
		if _, err := addCover(tx, id, area, district.Span{From: in.Founded}); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// reservedSlugs are addresses that pages of the table's records cannot have: they lead elsewhere.
var reservedSlugs = map[string][]string{"units": district.ReservedUnitSlugs()}

// freeSlug returns the slug, or the slug with the first number that makes it free. The unique constraint has the
// last word when two are added at once.
func freeSlug(tx *db.Tx, table, slug string) (string, error) {
	if slug == "" {
		return "", district.NewInvalid("name", "Skriv ett namn med minst en bokstav.")
	}
	taken, err := db.Scalar[[]string](tx, "look for a free address", fmt.Sprintf(`
		SELECT coalesce(array_agg(slug), '{}') FROM %s WHERE slug = @slug OR slug LIKE @pattern`, pgx.Identifier{table}.Sanitize()),
		pgx.StrictNamedArgs{"slug": slug, "pattern": slug + "-%"})
	if err != nil {
		return "", err
	}
	used := make(map[string]bool, len(taken))
	for _, r := range reservedSlugs[table] {
		used[r] = true
	}
	for _, t := range taken {
		used[t] = true
	}
	for n, candidate := 2, slug; ; n++ {
		if !used[candidate] {
			return candidate, nil
		}
		candidate = fmt.Sprintf("%s-%d", slug, n)
	}
}
