package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A Post is a kind of post (uppdragstyp) as its row has it.
type Post struct {
	ID       int64
	Key      string
	Name     string
	Board    bool // holders are members of the unit's board
	Single   bool // one holder at a time
	Sort     int
	Retired  district.Date // first day on which nobody new is named to it
	Revision int
}

const postColumns = `p.id, p.key, p.name, p.board, p.single, p.sort, p.retired, p.revision`

// Posts returns every kind of post in the order of lists, also those that are retired. Kinds of post are no secret.
func (s *Store) Posts(ctx context.Context) ([]Post, error) {
	return db.Many[Post](ctx, s.db, "list posts", postsSQL, nil)
}

const postsSQL = `SELECT ` + postColumns + ` FROM posts p ORDER BY p.sort, p.name COLLATE "sv-x-icu", p.id`

// Post returns a kind of post.
func (s *Store) Post(ctx context.Context, id int64) (Post, error) {
	return db.One[Post](ctx, s.db, "read post", `SELECT `+postColumns+` FROM posts p WHERE p.id = @id`,
		pgx.StrictNamedArgs{"id": id})
}

// PostByKey returns the kind of post that the program knows by the key, such as internalFeminismOfficer.
func (s *Store) PostByKey(ctx context.Context, key string) (Post, error) {
	return db.One[Post](ctx, s.db, "read post", `SELECT `+postColumns+` FROM posts p WHERE p.key = @key`,
		pgx.StrictNamedArgs{"key": key})
}

// A PostInput is what a kind of post is made of.
type PostInput struct {
	Name   string
	Board  bool
	Single bool
	Sort   int // place in lists; 0 puts a new one last
}

// CreatePost adds a kind of post and returns its id. Its key is made from the name and is kept when the name changes.
func (s *Store) CreatePost(ctx context.Context, actor db.Actor, once db.OnceKey, in PostInput) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Posts}, func(tx *db.Tx) (int64, error) {
		key, err := freeKey(tx, "posts", in.Name)
		if err != nil {
			return 0, err
		}
		id, err := db.Scalar[int64](tx, "add post", `
			INSERT INTO posts (key, name, board, single, sort)
			SELECT @key, @name, @board, @single, CASE WHEN @sort::int = 0 THEN coalesce(max(sort), 0) + 10 ELSE @sort::int END FROM posts
			RETURNING id`,
			pgx.StrictNamedArgs{"key": key, "name": in.Name, "board": in.Board, "single": in.Single, "sort": in.Sort})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "post", ID: id, Action: "create", Fields: []db.Field{
			{Name: "name", After: in.Name}, {Name: "board", After: in.Board}, {Name: "single", After: in.Single}}})
		return id, nil
	})
}

// freeKey makes the key of a new kind from its name: "Facklig samordnare" gives fackligSamordnare, and a number after
// it where the table has that already.
func freeKey(tx *db.Tx, table, name string) (string, error) {
	var key strings.Builder
	for i, part := range strings.Split(strings.TrimLeft(sv.Slug(name), "0123456789-"), "-") {
		if i > 0 && part != "" {
			part = strings.ToUpper(part[:1]) + part[1:]
		}
		key.WriteString(part)
	}
	if key.Len() == 0 {
		return "", district.NewInvalid("name", "Skriv ett namn med minst en bokstav.")
	}
	taken, err := db.Scalar[[]string](tx, "look for a free key", fmt.Sprintf(`SELECT coalesce(array_agg(key), '{}') FROM %s`, pgx.Identifier{table}.Sanitize()), nil)
	if err != nil {
		return "", err
	}
	used := make(map[string]bool, len(taken))
	for _, t := range taken {
		used[t] = true
	}
	for n, candidate := 2, key.String(); ; n++ {
		if !used[candidate] {
			return candidate, nil
		}
		candidate = fmt.Sprintf("%s%d", key.String(), n)
	}
}

// UpdatePost changes a kind of post; another revision than the given one is a [district.StaleError]. One that becomes
// single must have one holder at a time already, on every day: otherwise it is a [district.Invalid] that says so.
func (s *Store) UpdatePost(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in PostInput) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Posts, db.Assignments}, func(tx *db.Tx) (int64, error) {
		old, err := lockPost(tx, id)
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, stalePost(old)
		}
		if in.Sort == 0 {
			in.Sort = old.Sort
		}
		if old.Single != in.Single {
			// The flag lies on the rows too, for the exclusion constraint, which has the last word here.
			if _, err := tx.Run("copy to assignments", `UPDATE assignments SET single = @single WHERE post_id = @id AND single <> @single`,
				pgx.StrictNamedArgs{"id": id, "single": in.Single}); err != nil {
				if isInvalidField(err, "from") {
					return 0, district.NewInvalid("single", "Uppdraget har haft flera innehavare samtidigt. Avsluta eller stryk de dubbla uppdragen först.")
				}
				return 0, err
			}
		}
		if err := tx.MustTouch("change post", `
			UPDATE posts SET name = @name, board = @board, single = @single, sort = @sort, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "name": in.Name, "board": in.Board, "single": in.Single, "sort": in.Sort}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "post", ID: id, Action: "update", Fields: []db.Field{
			{Name: "name", Before: old.Name, After: in.Name}, {Name: "board", Before: old.Board, After: in.Board},
			{Name: "single", Before: old.Single, After: in.Single}, {Name: "sort", Before: old.Sort, After: in.Sort}}})
		return id, nil
	})
	return err
}

// RetirePost says from which day nobody new is named to a kind of post; the zero day takes it into use again. Those
// who hold it keep it, and requirements stay until they are ended.
func (s *Store) RetirePost(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, from district.Date) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Posts}, func(tx *db.Tx) (int64, error) {
		old, err := lockPost(tx, id)
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, stalePost(old)
		}
		if old.Retired == from {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("retire post", `UPDATE posts SET retired = @from, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "from": from}); err != nil {
			return 0, err
		}
		action := "retire"
		if from.IsZero() {
			action = "restore"
		}
		tx.Audit(db.Change{Record: "post", ID: id, Action: action, Fields: []db.Field{{Name: "retired", Before: old.Retired, After: from}}})
		return id, nil
	})
	return err
}

func lockPost(tx *db.Tx, id int64) (Post, error) {
	return db.Get[Post](tx, "read post", `SELECT `+postColumns+` FROM posts p WHERE p.id = @id FOR UPDATE`, pgx.StrictNamedArgs{"id": id})
}

func stalePost(p Post) error {
	yes := map[string]string{"ja": "Ja", "": "Nej"}
	return stale("post", p.ID, p.Revision,
		district.FieldValue{Name: "name", Label: "Namn", Value: p.Name},
		district.FieldValue{Name: "board", Label: "Ingår i styrelsen", Value: posted(p.Board), Choices: yes},
		district.FieldValue{Name: "single", Label: "En innehavare i taget", Value: posted(p.Single), Choices: yes})
}

// posted is a checkbox as its form posts it.
func posted(on bool) string {
	if on {
		return "ja"
	}
	return ""
}
