package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A Governing is a span of days over which the party governs in an area, or is in opposition there. It is public.
type Governing struct {
	ID       int64
	AreaID   int64
	AreaName string
	AreaSlug string
	Position district.Position
	From     district.Date
	Until    district.Date // first day on which it no longer holds
	Source   string
	Revision int
}

// Span returns the days on which it holds.
func (g Governing) Span() district.Span { return district.Span{From: g.From, Until: g.Until} }

const governingColumns = `g.id, g.area_id, a.name AS area_name, a.slug AS area_slug, g.position,
	lower(g.valid) AS "from", upper(g.valid) AS until, g.source, g.revision`

// GoverningIn returns what is stated of an area over the years, the latest first.
func (s *Store) GoverningIn(ctx context.Context, area int64) ([]Governing, error) {
	return db.Many[Governing](ctx, s.db, "list positions", `
		SELECT `+governingColumns+` FROM governing g JOIN areas a ON a.id = g.area_id
		WHERE g.area_id = @area ORDER BY lower(g.valid) DESC NULLS LAST`, pgx.StrictNamedArgs{"area": area})
}

// A NewPosition states who governs an area from a day on.
type NewPosition struct {
	AreaID   int64
	Position district.Position // "": nobody knows from that day
	From     district.Date     // zero: as long as anybody knows
	Source   string            // where it can be read
}

// StatePosition states the position of the party in a municipality or county from a day. It ends what was stated
// before and holds until what is stated for a later day; a statement for the same first day replaces that one.
func (s *Store) StatePosition(ctx context.Context, actor db.Actor, once db.OnceKey, in NewPosition) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Areas}, func(tx *db.Tx) (int64, error) {
		spans, area, err := lockGoverning(tx, in.AreaID)
		if err != nil {
			return 0, err
		}
		var current *Governing
		until := district.Date{}
		for _, g := range spans {
			if startsIn(in.From, g.Span()) {
				current, until = &g, g.Until
				break
			}
			if g.From.After(in.From) { // a zero date is before every day
				until = g.From
				break
			}
		}
		switch {
		case current == nil && in.Position == "":
			return 0, district.NewInvalid("from", "Det är redan okänt vem som styr den dagen. Välj ett annat datum.")
		case current != nil && current.From == in.From:
			return current.ID, restate(tx, *current, in)
		case current != nil && current.Position == in.Position:
			return 0, district.NewInvalid("position", "Det gäller redan den dagen. Välj något annat, eller ett annat datum.")
		}
		if current != nil {
			if err := setGoverningEnd(tx, *current, in.From); err != nil {
				return 0, err
			}
		}
		if in.Position == "" {
			return current.ID, nil
		}
		id, err := db.Scalar[int64](tx, "state position", `
			INSERT INTO governing (area_id, position, valid, source)
			VALUES (@area, @position, daterange(@from::date, @until::date), @source) RETURNING id`,
			pgx.StrictNamedArgs{"area": in.AreaID, "position": in.Position, "from": in.From, "until": until, "source": in.Source})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "governing", ID: in.AreaID, Action: "create", Note: area.Name, Fields: []db.Field{
			{Name: "position", After: in.Position}, {Name: "from", After: in.From},
			{Name: "last", After: until.AddDays(-1)}, {Name: "source", Before: "", After: in.Source}}})
		return id, nil
	})
}

// startsIn tells whether a span that begins on from begins within s; a zero from begins before every day.
func startsIn(from district.Date, s district.Span) bool {
	if from.IsZero() {
		return s.From.IsZero()
	}
	return s.Contains(from)
}

// restate changes what is stated from the same first day.
func restate(tx *db.Tx, g Governing, in NewPosition) error {
	if in.Position == "" {
		return deleteGoverning(tx, g)
	}
	if g.Position == in.Position && g.Source == in.Source {
		tx.Unchanged()
		return nil
	}
	tx.Audit(db.Change{Record: "governing", ID: g.AreaID, Action: "update", Note: g.AreaName, Fields: []db.Field{
		{Name: "position", Before: g.Position, After: in.Position}, {Name: "source", Before: g.Source, After: in.Source}}})
	return tx.MustTouch("restate position", `
		UPDATE governing SET position = @position, source = @source, revision = revision + 1 WHERE id = @id`,
		pgx.StrictNamedArgs{"id": g.ID, "position": in.Position, "source": in.Source})
}

func setGoverningEnd(tx *db.Tx, g Governing, until district.Date) error {
	tx.Audit(db.Change{Record: "governing", ID: g.AreaID, Action: "end", Note: g.AreaName, Fields: []db.Field{
		{Name: "last", Before: g.Span().Last(), After: until.AddDays(-1)}}})
	return tx.MustTouch("end position", `
		UPDATE governing SET valid = daterange(lower(valid), @until::date), revision = revision + 1 WHERE id = @id`,
		pgx.StrictNamedArgs{"id": g.ID, "until": until})
}

func deleteGoverning(tx *db.Tx, g Governing) error {
	tx.Audit(db.Change{Record: "governing", ID: g.AreaID, Action: "remove", Note: g.AreaName, Fields: []db.Field{
		{Name: "position", Before: g.Position}, {Name: "from", Before: g.From}, {Name: "last", Before: g.Span().Last()}}})
	return tx.MustTouch("remove position", `DELETE FROM governing WHERE id = @id`, pgx.StrictNamedArgs{"id": g.ID})
}

// RemovePosition takes away a mistaken statement: what was stated before it, if that ended where it began, goes on
// in its place. It returns the area's id.
func (s *Store) RemovePosition(ctx context.Context, actor db.Actor, once db.OnceKey, area, id int64, revision int) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Areas}, func(tx *db.Tx) (int64, error) {
		spans, _, err := lockGoverning(tx, area)
		if err != nil {
			return 0, err
		}
		for i, g := range spans {
			switch {
			case g.ID != id:
				continue
			case g.Revision != revision:
				return 0, stale("governing", id, g.Revision,
					district.FieldValue{Name: "position", Label: "Läge i " + g.AreaName, Value: string(g.Position),
						Choices: map[string]string{"majority": "Majoritet", "opposition": "Opposition"}})
			}
			if err := deleteGoverning(tx, g); err != nil {
				return 0, err
			}
			if i > 0 && spans[i-1].Until == g.From && !g.From.IsZero() {
				return area, setGoverningEnd(tx, spans[i-1], g.Until)
			}
			return area, nil
		}
		return 0, district.ErrNotFound
	})
}

// lockGoverning locks an area that can have a position and returns what is stated of it, the earliest first.
func lockGoverning(tx *db.Tx, id int64) ([]Governing, Area, error) {
	a, err := db.Get[Area](tx, "lock area", `SELECT `+areaColumns+` FROM areas a WHERE a.id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": id})
	if err != nil {
		return nil, a, err
	}
	if !a.Kind.Governs() {
		return nil, a, district.NewInvalid("area", "Välj en kommun.")
	}
	spans, err := db.List[Governing](tx, "read positions", `
		SELECT `+governingColumns+` FROM governing g JOIN areas a ON a.id = g.area_id
		WHERE g.area_id = @area ORDER BY lower(g.valid) NULLS FIRST`, pgx.StrictNamedArgs{"area": id})
	return spans, a, err
}
