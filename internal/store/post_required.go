package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A RequiredPost says that every unit of a kind must have a post, from a first to a last day.
type RequiredPost struct {
	ID       int64
	PostID   int64
	PostName string
	UnitKind district.UnitKind
	From     district.Date // zero: always
	Until    district.Date // first day on which it no longer holds; zero: still does
	Revision int
}

// Span returns the days on which it holds.
func (r RequiredPost) Span() district.Span { return district.Span{From: r.From, Until: r.Until} }

const requiredColumns = `r.id, r.post_id, p.name AS post_name, r.unit_kind, lower(r.valid) AS "from", upper(r.valid) AS until, r.revision`

// RequiredPosts returns every requirement there is and was, by post and then by time.
func (s *Store) RequiredPosts(ctx context.Context) ([]RequiredPost, error) {
	return db.Many[RequiredPost](ctx, s.db, "list required posts", requiredSQL, nil)
}

const requiredSQL = `
	SELECT ` + requiredColumns + ` FROM required_posts r JOIN posts p ON p.id = r.post_id
	ORDER BY p.sort, p.name COLLATE "sv-x-icu", r.unit_kind, lower(r.valid) NULLS FIRST`

// RequiredPost returns one requirement.
func (s *Store) RequiredPost(ctx context.Context, id int64) (RequiredPost, error) {
	return db.One[RequiredPost](ctx, s.db, "read required post", `
		SELECT `+requiredColumns+` FROM required_posts r JOIN posts p ON p.id = r.post_id WHERE r.id = @id`,
		pgx.StrictNamedArgs{"id": id})
}

// RequirePost says that units of the kind must have the post from a day on (zero: always), through a last day (zero:
// until it is ended). It returns the id of the requirement.
func (s *Store) RequirePost(ctx context.Context, actor db.Actor, once db.OnceKey, post int64, kind district.UnitKind, from, last district.Date) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Posts}, func(tx *db.Tx) (int64, error) {
		if !kind.Valid() {
			return 0, district.NewInvalid("kind", "Välj vilka som ska ha uppdraget.")
		}
		valid := district.Through(from, last)
		if valid.IsEmpty() {
			return 0, district.NewInvalid("until", "Sista dagen kan inte vara före den första. Ändra något av datumen.")
		}
		if _, err := lockPost(tx, post); err != nil {
			return 0, err
		}
		id, err := db.Scalar[int64](tx, "require post", `
			INSERT INTO required_posts (post_id, unit_kind, valid) VALUES (@post, @kind, daterange(@from::date, @until::date)) RETURNING id`,
			pgx.StrictNamedArgs{"post": post, "kind": kind, "from": valid.From, "until": valid.Until})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "requiredPost", ID: id, Action: "create", Fields: []db.Field{
			{Name: "post", After: post}, {Name: "kind", After: kind}, {Name: "from", After: from}, {Name: "last", After: last}}})
		return id, nil
	})
}

// EndRequirement says on which last day a requirement holds; the zero day takes the end away.
func (s *Store) EndRequirement(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, last district.Date) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Posts}, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[RequiredPost](tx, "read required post", `
			SELECT `+requiredColumns+` FROM required_posts r JOIN posts p ON p.id = r.post_id WHERE r.id = @id FOR UPDATE OF r`,
			pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, stale("requiredPost", id, old.Revision, district.FieldValue{Name: "until", Label: "Sista dag", Value: old.Span().Last().String()})
		}
		valid := district.Through(old.From, last)
		if valid.IsEmpty() {
			return 0, district.NewInvalid("until", "Sista dagen kan inte vara före den första. Ändra datumet.")
		}
		if err := tx.MustTouch("end required post", `
			UPDATE required_posts SET valid = daterange(lower(valid), @until::date), revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "until": valid.Until}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "requiredPost", ID: id, Action: "end", Fields: []db.Field{
			{Name: "last", Before: old.Span().Last(), After: last}}})
		return id, nil
	})
	return err
}

// isInvalidField tells whether an error complains about the field.
func isInvalidField(err error, field string) bool {
	var invalid *district.Invalid
	if !errors.As(err, &invalid) {
		return false
	}
	for _, f := range invalid.Fields {
		if f.Field == field {
			return true
		}
	}
	return false
}
