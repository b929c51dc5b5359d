package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// An Area is a county, municipality, city district or polling district. Areas are public.
type Area struct {
	ID       int64
	Kind     district.AreaKind
	ParentID *int64
	Code     string // of Statistics Sweden or the election authority; "" for city districts
	Slug     string
	Name     string
	Abbr     string // for tiles
	TileCol  *int   // column in the map of its parent, from 0
	TileRow  *int
	From     district.Date // first day of its validity, zero when unbounded
	Until    district.Date // first day on which it is no longer an area
}

const areaColumns = `a.id, a.kind, a.parent_id, a.code, a.slug, a.name, a.abbr, a.tile_col, a.tile_row,
	lower(a.valid) AS "from", upper(a.valid) AS until`

// Areas returns the areas of the kinds that are valid on the day, in Swedish order of names.
func (s *Store) Areas(ctx context.Context, day district.Date, kinds ...district.AreaKind) ([]Area, error) {
	return readNow(ctx, s, func(r *Reads) *[]Area { return r.Areas(day, kinds...) })
}

// Areas is [Store.Areas] among others.
func (r *Reads) Areas(day district.Date, kinds ...district.AreaKind) *[]Area {
	return rowsOf[Area](r, "list areas", `
		SELECT `+areaColumns+` FROM areas a WHERE a.kind = ANY(@kinds) AND a.valid @> @day::date
		ORDER BY a.name COLLATE "sv-x-icu", a.id`,
		pgx.StrictNamedArgs{"kinds": areaKindStrings(kinds), "day": day})
}

// AreaBySlug returns an area, valid or not.
func (s *Store) AreaBySlug(ctx context.Context, slug string) (Area, error) {
	return db.One[Area](ctx, s.db, "read area", `SELECT `+areaColumns+` FROM areas a WHERE a.slug = @slug`,
		pgx.StrictNamedArgs{"slug": slug})
}

func areaKindStrings(kinds []district.AreaKind) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = string(k)
	}
	return out
}

// A Cover says that a unit covers an area over a span of days.
type Cover struct {
	ID       int64
	UnitID   int64
	AreaID   int64
	AreaName string
	AreaSlug string
	AreaKind district.AreaKind
	CityName string // of the municipality that the area is, or is a part of
	CitySlug string
	From     district.Date
	Until    district.Date // first day on which it no longer holds
	Revision int
}

// Span returns the days on which the cover holds.
func (c Cover) Span() district.Span { return district.Span{From: c.From, Until: c.Until} }

const coverColumns = `c.id, c.unit_id, c.area_id, a.name AS area_name, a.slug AS area_slug, a.kind AS area_kind,
	coalesce(up.name, a.name) AS city_name, coalesce(up.slug, a.slug) AS city_slug,
	lower(c.valid) AS "from", upper(c.valid) AS until, c.revision`

const coverFrom = ` FROM unit_areas c JOIN areas a ON a.id = c.area_id LEFT JOIN areas up ON up.id = a.parent_id AND a.kind = 'cityDistrict'`

// Covers returns every area that a unit in scope covers, has covered or will cover.
func (s *Store) Covers(ctx context.Context, scope authz.Scope, unit int64) ([]Cover, error) {
	return readNow(ctx, s, func(r *Reads) *[]Cover { return r.Covers(scope, unit) })
}

// Covers is [Store.Covers] among others.
func (r *Reads) Covers(scope authz.Scope, unit int64) *[]Cover {
	return rowsOf[Cover](r, "list areas covered", `
		SELECT `+coverColumns+coverFrom+`
		WHERE c.unit_id = @unit AND (@all OR c.unit_id = ANY(@units))
		ORDER BY a.name COLLATE "sv-x-icu", lower(c.valid) NULLS FIRST`,
		pgx.StrictNamedArgs{"unit": unit, "all": scope.All, "units": scope.Units})
}

// AddCover states that a unit covers an area over a span and returns the id of the statement.
func (s *Store) AddCover(ctx context.Context, actor db.Actor, once db.OnceKey, unit, area int64, span district.Span) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Areas}, func(tx *db.Tx) (int64, error) {
		return addCover(tx, unit, area, span)
	})
}

// addCover is [Store.AddCover] within a transaction. Without a last day it ends where the unit does.
func addCover(tx *db.Tx, unit, area int64, span district.Span) (int64, error) {
	if span.IsEmpty() {
		return 0, lastBeforeFirst()
	}
	closed, err := db.Scalar[district.Date](tx, "lock unit", `SELECT closed FROM units WHERE id = @id FOR SHARE`,
		pgx.StrictNamedArgs{"id": unit})
	if err != nil {
		return 0, err
	}
	if span.Until.IsZero() && !closed.IsZero() && (span.From.IsZero() || span.From.Before(closed)) {
		span.Until = closed
	}
	a, err := db.Get[Area](tx, "read area", `SELECT `+areaColumns+` FROM areas a WHERE a.id = @id`, pgx.StrictNamedArgs{"id": area})
	if err != nil {
		return 0, err
	}
	if !a.Kind.CanBeCovered() {
		return 0, district.NewInvalid("areas", "Välj en kommun eller ett stadsdelsområde.")
	}
	id, err := db.Scalar[int64](tx, "add area covered", `
		INSERT INTO unit_areas (unit_id, area_id, valid) VALUES (@unit, @area, daterange(@from::date, @until::date)) RETURNING id`,
		pgx.StrictNamedArgs{"unit": unit, "area": area, "from": span.From, "until": span.Until})
	if err != nil {
		return 0, err
	}
	tx.Audit(db.Change{Record: "unitArea", ID: id, Unit: unit, Action: "create", Fields: []db.Field{
		{Name: "area", After: a.Name}, {Name: "from", After: span.From}, {Name: "last", After: span.Last()}}})
	return id, nil
}

// EndCover sets the last day of an area that a unit covers; a zero last day means without end.
func (s *Store) EndCover(ctx context.Context, actor db.Actor, once db.OnceKey, unit, id int64, revision int, last district.Date) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Areas}, func(tx *db.Tx) (int64, error) {
		c, err := coverToChange(tx, unit, id, revision)
		if err != nil {
			return 0, err
		}
		return id, endCover(tx, c, last.AddDays(1), "end")
	})
}

func endCover(tx *db.Tx, c Cover, until district.Date, action string) error {
	span := district.Span{From: c.From, Until: until}
	if span.IsEmpty() {
		return lastBeforeFirst()
	}
	if until == c.Until {
		tx.Unchanged()
		return nil
	}
	if err := tx.MustTouch("end area covered", `
		UPDATE unit_areas SET valid = daterange(lower(valid), @until::date), revision = revision + 1 WHERE id = @id`,
		pgx.StrictNamedArgs{"id": c.ID, "until": until}); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: "unitArea", ID: c.ID, Unit: c.UnitID, Action: action, Note: c.AreaName, Fields: []db.Field{
		{Name: "last", Before: c.Span().Last(), After: span.Last()}}})
	return nil
}

// RemoveCover takes away an area that was stated by mistake: it counts on no day. To end it, use [Store.EndCover].
func (s *Store) RemoveCover(ctx context.Context, actor db.Actor, once db.OnceKey, unit, id int64, revision int) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Areas}, func(tx *db.Tx) (int64, error) {
		c, err := coverToChange(tx, unit, id, revision)
		if err != nil {
			return 0, err
		}
		return id, removeCover(tx, c)
	})
}

func removeCover(tx *db.Tx, c Cover) error {
	if err := tx.MustTouch("remove area covered", `DELETE FROM unit_areas WHERE id = @id`, pgx.StrictNamedArgs{"id": c.ID}); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: "unitArea", ID: c.ID, Unit: c.UnitID, Action: "remove", Fields: []db.Field{
		{Name: "area", Before: c.AreaName}, {Name: "from", Before: c.From}, {Name: "last", Before: c.Span().Last()}}})
	return nil
}

// coverToChange locks an area link of the unit and compares its revision.
func coverToChange(tx *db.Tx, unit, id int64, revision int) (Cover, error) {
	c, err := db.Get[Cover](tx, "read area covered", `
		SELECT `+coverColumns+coverFrom+`
		WHERE c.id = @id AND c.unit_id = @unit FOR UPDATE OF c`, pgx.StrictNamedArgs{"id": id, "unit": unit})
	if err != nil {
		return c, err
	}
	if c.Revision != revision {
		return c, stale("unitArea", id, c.Revision,
			district.FieldValue{Name: "last", Label: "Sista dag i " + c.AreaName, Value: c.Span().Last().String()})
	}
	return c, nil
}

func lastBeforeFirst() error {
	return district.NewInvalid("last", "Sista dagen kan inte vara före den första. Ändra något av datumen.")
}

// An AreaPage is what the page of a municipality or city district shows.
type AreaPage struct {
	Area
	City      Area        // the municipality that it is, or is a part of
	Governing []Governing // of the municipality, the latest first
	Covers    []AreaCover
}

// An AreaCover is a unit that covers an area or a part of it over a span of days.
type AreaCover struct {
	UnitName string
	UnitSlug string
	UnitKind district.UnitKind
	AreaName string
	From     district.Date
	Until    district.Date
}

// Span returns the days on which the cover holds.
func (c AreaCover) Span() district.Span { return district.Span{From: c.From, Until: c.Until} }

// AreaPage returns an area with the units in scope that cover it or a part of it, have done so or will.
func (s *Store) AreaPage(ctx context.Context, scope authz.Scope, slug string) (AreaPage, error) {
	var p AreaPage
	args := pgx.StrictNamedArgs{"slug": slug}
	b := s.db.Batch()
	db.CollectOne(b, &p.Area, "read area", `
		SELECT `+areaColumns+` FROM areas a WHERE a.slug = @slug AND a.kind IN ('municipality', 'cityDistrict')`, args)
	db.CollectOne(b, &p.City, "read municipality", `
		SELECT `+areaColumns+` FROM areas x JOIN areas a ON a.id = `+municipalityOf("x")+` WHERE x.slug = @slug`, args)
	db.Collect(b, &p.Governing, "list positions", `
		SELECT `+governingColumns+` FROM areas x JOIN areas a ON a.id = `+municipalityOf("x")+` JOIN governing g ON g.area_id = a.id
		WHERE x.slug = @slug ORDER BY lower(g.valid) DESC NULLS LAST`, args)
	db.Collect(b, &p.Covers, "list units that cover", `
		SELECT u.name AS unit_name, u.slug AS unit_slug, u.kind AS unit_kind, a.name AS area_name, lower(c.valid) AS "from", upper(c.valid) AS until
		FROM areas x JOIN areas a ON a.id = x.id OR a.parent_id = x.id JOIN unit_areas c ON c.area_id = a.id JOIN units u ON u.id = c.unit_id
		WHERE x.slug = @slug AND (@all OR u.id = ANY(@units))
		ORDER BY u.name COLLATE "sv-x-icu", u.id, lower(c.valid) NULLS FIRST`,
		pgx.StrictNamedArgs{"slug": slug, "all": scope.All, "units": scope.Units})
	return p, b.Send(ctx)
}
