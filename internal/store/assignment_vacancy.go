package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A Vacancy is a dated statement that a post of a unit is vacant.
type Vacancy struct {
	ID           int64
	UnitID       int64
	PostID       int64
	PostName     string
	Since        district.Date
	RecordedAt   time.Time
	Struck       bool
	StruckReason string
}

const vacancyColumns = `v.id, v.unit_id, v.post_id, p.name AS post_name, v.since, v.recorded_at, v.struck_at IS NOT NULL AS struck, v.struck_reason`

// Vacancy returns a statement about a unit in scope.
func (s *Store) Vacancy(ctx context.Context, scope authz.Scope, id int64) (Vacancy, error) {
	return db.One[Vacancy](ctx, s.db, "read vacancy", `
		SELECT `+vacancyColumns+` FROM vacancies v JOIN posts p ON p.id = v.post_id
		WHERE v.id = @id AND (@all OR v.unit_id = ANY(@units))`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

// StateVacant says that a post of a unit in scope is vacant since a day, which cannot be one to come, and returns the
// id of the statement. A post that somebody holds on that day is ended instead: a [district.Invalid].
func (s *Store) StateVacant(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, unitID, postID int64, since district.Date) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Assignments}, func(tx *db.Tx) (int64, error) {
		unit, err := holdUnit(tx, scope, unitID)
		if err != nil {
			return 0, err
		}
		post, err := db.Get[Post](tx, "read post", `SELECT `+postColumns+` FROM posts p WHERE p.id = @id`, pgx.StrictNamedArgs{"id": postID})
		if err != nil {
			return 0, err
		}
		held, err := db.Scalar[bool](tx, "see whether the post is held", `
			SELECT EXISTS (SELECT FROM assignments a WHERE a.unit_id = @unit AND a.post_id = @post AND a.struck_at IS NULL AND a.valid @> @since::date)`,
			pgx.StrictNamedArgs{"unit": unit.ID, "post": post.ID, "since": since})
		if err != nil {
			return 0, err
		}
		switch {
		case since.IsZero():
			return 0, district.NewInvalid("since", "Skriv ett datum, till exempel 2018-09-09.")
		case since.After(tx.Moment.Today):
			return 0, district.NewInvalid("since", "Välj i dag eller en tidigare dag.")
		case !unit.Alive(since):
			return 0, district.NewInvalid("since", unit.Name+" fanns inte "+sv.Date(since)+". Välj en annan dag.")
		case held:
			return 0, district.NewInvalid("since", "Uppdraget är tillsatt den dagen. Avsluta uppdraget i stället, eller välj en annan dag.")
		}
		id, err := db.Scalar[int64](tx, "state vacant", `
			INSERT INTO vacancies (unit_id, post_id, since, recorded_at) VALUES (@unit, @post, @since, @now) RETURNING id`,
			pgx.StrictNamedArgs{"unit": unit.ID, "post": post.ID, "since": since, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "vacancy", ID: id, Unit: unit.ID, Action: "create", Fields: []db.Field{
			{Name: "post", After: post.Key}, {Name: "since", After: since}}})
		return id, nil
	})
}

// StrikeVacancy says that a statement about a unit in scope was a mistake: it counts on no date.
func (s *Store) StrikeVacancy(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, reason string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Assignments}, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[Vacancy](tx, "read vacancy", `
			SELECT `+vacancyColumns+` FROM vacancies v JOIN posts p ON p.id = v.post_id
			WHERE v.id = @id AND (@all OR v.unit_id = ANY(@units)) FOR UPDATE OF v`,
			pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
		if err != nil {
			return 0, err
		}
		if reason == "" {
			return 0, district.NewInvalid("reason", "Skriv varför uppgiften stryks.")
		}
		if old.Struck {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("strike vacancy", `
			UPDATE vacancies SET struck_at = @now, struck_by = @by, struck_reason = @reason WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "now": tx.Moment.Now, "by": struckBy(tx), "reason": reason}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "vacancy", ID: id, Unit: old.UnitID, Action: "strike", Note: reason,
			Fields: []db.Field{{Name: "struck", Before: false, After: true}}})
		return id, nil
	})
	return err
}
