package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// KnownKinds are the kinds of body of which [authz.BodyRead] opens what they have made known.
func KnownKinds() []district.UnitKind {
	return []district.UnitKind{district.KindCommittee, district.KindNetwork}
}

// A KnownBody is a committee or a network as all members may know it. It has no scope, and nothing may be added to it that
// the body has not made known: no holders, no vacancies, no function level, no documents.
type KnownBody struct {
	ID      int64
	Kind    district.UnitKind
	Name    string
	Slug    string
	Purpose string
}

// A KnownBodyPage is the same with how it is reached and when it meets.
type KnownBodyPage struct {
	KnownBody
	Contacts []PublishedContact
	Meetings []Meeting // planned ones that it holds itself, the next first
}

const knownBodies = ` FROM units u WHERE u.kind = ANY(@kinds) AND u.alive @> @day::date`

// KnownBodies returns the committees and networks that exist on the day.
func (s *Store) KnownBodies(ctx context.Context, day district.Date) ([]KnownBody, error) {
	return readNow(ctx, s, func(r *Reads) *[]KnownBody { return r.KnownBodies(day) })
}

// KnownBodies is [Store.KnownBodies] among others.
func (r *Reads) KnownBodies(day district.Date) *[]KnownBody {
	return rowsOf[KnownBody](r, "list known bodies", `SELECT u.id, u.kind, u.name, u.slug, u.purpose`+knownBodies+` ORDER BY u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"kinds": kindStrings(KnownKinds()), "day": day})
}

// KnownBody returns a committee or a network that exists on the day, with at most n meetings to come. Others are
// [district.ErrNotFound].
func (s *Store) KnownBody(ctx context.Context, slug string, day district.Date, n int) (KnownBodyPage, error) {
	var p KnownBodyPage
	var found []KnownBody
	args := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		all := pgx.StrictNamedArgs{"kinds": kindStrings(KnownKinds()), "day": day, "slug": slug}
		for k, x := range more {
			all[k] = x
		}
		return all
	}
	b := s.db.Batch()
	db.Collect(b, &found, "read known body", `SELECT u.id, u.kind, u.name, u.slug, u.purpose`+knownBodies+` AND u.slug = @slug`, args(nil))
	db.Collect(b, &p.Contacts, "list published contact ways", `
		SELECT c.kind, c.value FROM unit_contacts c JOIN units b ON b.id = c.unit_id AND b.slug = @slug
		WHERE c.published AND EXISTS (SELECT`+knownBodies+` AND u.id = b.id) ORDER BY c.sort, c.id`, args(nil))
	db.Collect(b, &p.Meetings, "list meetings to come", `
		SELECT `+meetingColumns+meetingTables+`
		WHERE o.slug = @slug AND EXISTS (SELECT`+knownBodies+` AND u.id = o.id) AND m.part_of IS NULL AND m.struck_at IS NULL
		  AND m.state = 'planned' AND m.day >= @day::date
		ORDER BY `+nextFirst+` LIMIT @limit`, args(pgx.StrictNamedArgs{"limit": n}))
	if err := b.Send(ctx); err != nil {
		return KnownBodyPage{}, err
	}
	if len(found) == 0 {
		return KnownBodyPage{}, fmt.Errorf("read known body %s: %w", slug, district.ErrNotFound)
	}
	p.KnownBody = found[0]
	return p, nil
}
