package store

import (
	"context"
	"errors"
	"slices"
	"strings"

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
	From     district.Date       // zero: always
	Until    district.Date       // first day on which it no longer holds; zero: still does
	SeatFrom []district.UnitKind // kinds of unit that it is a seat of: the holder also holds an assignment in one of them
	CoOpted  bool                // the holder takes part without a vote
	Revision int
}

// Span returns the days on which it holds.
func (r RequiredPost) Span() district.Span { return district.Span{From: r.From, Until: r.Until} }

const requiredColumns = `r.id, r.post_id, p.name AS post_name, r.unit_kind, lower(r.valid) AS "from", upper(r.valid) AS until, r.seat_from, r.co_opted, r.revision`

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

// A Requirement is what is said of a required post.
type Requirement struct {
	From, Last district.Date       // zero: always, and until it is ended
	SeatFrom   []district.UnitKind // as in [RequiredPost]
	CoOpted    bool
}

// check returns the days on which the requirement holds.
func (q Requirement) check() (district.Span, error) {
	valid := district.Through(q.From, q.Last)
	if valid.IsEmpty() {
		return valid, district.NewInvalid("until", "Sista dagen kan inte vara före den första. Ändra något av datumen.")
	}
	for _, k := range q.SeatFrom {
		if !k.Valid() {
			return valid, district.NewInvalid("seatFrom", "Välj bland dem som står i listan.")
		}
	}
	return valid, nil
}

// RequirePost says that units of the kind must have the post. It returns the id of the requirement.
func (s *Store) RequirePost(ctx context.Context, actor db.Actor, once db.OnceKey, post int64, kind district.UnitKind, in Requirement) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Posts}, func(tx *db.Tx) (int64, error) {
		if !kind.Valid() {
			return 0, district.NewInvalid("kind", "Välj vilka som ska ha uppdraget.")
		}
		valid, err := in.check()
		if err != nil {
			return 0, err
		}
		if _, err := lockPost(tx, post); err != nil {
			return 0, err
		}
		id, err := db.Scalar[int64](tx, "require post", `
			INSERT INTO required_posts (post_id, unit_kind, valid, seat_from, co_opted)
			VALUES (@post, @kind, daterange(@from::date, @until::date), @seats, @co_opted) RETURNING id`,
			pgx.StrictNamedArgs{"post": post, "kind": kind, "from": valid.From, "until": valid.Until, "seats": kindStrings(in.SeatFrom), "co_opted": in.CoOpted})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "requiredPost", ID: id, Action: "create", Fields: []db.Field{
			{Name: "post", After: post}, {Name: "kind", After: kind}, {Name: "from", After: in.From}, {Name: "last", After: in.Last},
			{Name: "seatFrom", Before: "", After: kindNames(in.SeatFrom)}, {Name: "coOpted", Before: false, After: in.CoOpted}}})
		return id, nil
	})
}

// ChangeRequirement says on which last day a requirement holds (zero takes the end away), of which units it is a seat
// and whether the holder votes. Its first day stays.
func (s *Store) ChangeRequirement(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in Requirement) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Posts}, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[RequiredPost](tx, "read required post", `
			SELECT `+requiredColumns+` FROM required_posts r JOIN posts p ON p.id = r.post_id WHERE r.id = @id FOR UPDATE OF r`,
			pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, stale("requiredPost", id, old.Revision, district.FieldValue{Name: "until", Label: "Sista dag", Value: old.Span().Last().String()},
				district.FieldValue{Name: "seatFrom", Label: "Kommer från", Value: strings.Join(kindStrings(old.SeatFrom), "\n"), Choices: kindChoices()},
				district.FieldValue{Name: "coOpted", Label: "Adjungerad", Value: posted(old.CoOpted), Choices: map[string]string{"ja": "Ja", "": "Nej"}})
		}
		in.From = old.From
		valid, err := in.check()
		if err != nil {
			return 0, err
		}
		if in.Last == old.Span().Last() && in.CoOpted == old.CoOpted && slices.Equal(in.SeatFrom, old.SeatFrom) {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("change required post", `
			UPDATE required_posts SET valid = daterange(lower(valid), @until::date), seat_from = @seats, co_opted = @co_opted, revision = revision + 1
			WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "until": valid.Until, "seats": kindStrings(in.SeatFrom), "co_opted": in.CoOpted}); err != nil {
			return 0, err
		}
		action := "update"
		if in.Last != old.Span().Last() {
			action = "end"
		}
		tx.Audit(db.Change{Record: "requiredPost", ID: id, Action: action, Fields: []db.Field{
			{Name: "last", Before: old.Span().Last(), After: in.Last}, {Name: "seatFrom", Before: kindNames(old.SeatFrom), After: kindNames(in.SeatFrom)},
			{Name: "coOpted", Before: old.CoOpted, After: in.CoOpted}}})
		return id, nil
	})
	return err
}

// kindNames writes kinds of unit for people.
func kindNames(kinds []district.UnitKind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name()
	}
	return strings.Join(names, ", ")
}

// kindChoices are the kinds of unit as a form posts them.
func kindChoices() map[string]string {
	out := map[string]string{}
	for _, k := range district.UnitKinds() {
		out[string(k)] = k.Name()
	}
	return out
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
