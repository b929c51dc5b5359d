package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// UnitPosts is everything about the posts of one unit as of a day.
type UnitPosts struct {
	Unit     Unit
	Day      district.Date
	Required []UnitPost    // the required ones, in the order of lists
	Other    []UnitPost    // not required, but held today or, with the scope to edit, from a later day
	Past     []Assignment  // ended, the latest first
	Struck   []Assignment  // mistakes, the latest first; only with the scope to edit
	Stated   []Vacancy     // statements of vacancy that count, the latest first; only with the scope to edit
	Known    []KnownPerson // everybody who has held a post in the unit; only with the scope to edit
	// Posts are the kinds of post in use on the day that may be named to.
	Posts []Post
}

// A UnitPost is one post of a unit with who holds it.
type UnitPost struct {
	Post Post
	Rule *RequiredPost // that the unit must have it; nil when it need not
	PostCell
	Now  []Assignment // on the day
	Next []Assignment // from a later day; only with the scope to edit
	Last *Assignment  // who held it last, when nobody does
}

// UnitPosts returns the posts of the unit with the slug, in the scope for names. It is one round trip.
func (s *Store) UnitPosts(ctx context.Context, scopes PostScopes, day district.Date, slug string) (UnitPosts, error) {
	return s.unitPosts(ctx, scopes, day, `u.slug = @key`, slug)
}

// UnitPostsByID is [Store.UnitPosts] of the unit with the id.
func (s *Store) UnitPostsByID(ctx context.Context, scopes PostScopes, day district.Date, id int64) (UnitPosts, error) {
	return s.unitPosts(ctx, scopes, day, `u.id = @key`, id)
}

func (s *Store) unitPosts(ctx context.Context, scopes PostScopes, day district.Date, where string, key any) (UnitPosts, error) {
	out := UnitPosts{Day: day}
	var required []RequiredPost
	var all []Assignment
	var stated []Vacancy
	in := `(SELECT u.id FROM units u WHERE ` + where + ` AND (@all OR u.id = ANY(@units)))`
	args := pgx.StrictNamedArgs{"key": key, "all": scopes.Names.All, "units": scopes.Names.Units}
	b := s.db.Batch()
	db.CollectOne(b, &out.Unit, "read unit", `SELECT `+unitColumns+` FROM units u WHERE u.id = `+in, args)
	db.Collect(b, &out.Posts, "list posts", postsSQL, nil)
	db.Collect(b, &required, "list required posts", `
		SELECT `+requiredColumns+` FROM required_posts r JOIN posts p ON p.id = r.post_id
		JOIN units u ON u.kind = r.unit_kind AND u.id = `+in+` WHERE r.valid @> @day::date ORDER BY p.sort, p.id`,
		pgx.StrictNamedArgs{"key": key, "all": scopes.Names.All, "units": scopes.Names.Units, "day": day})
	db.Collect(b, &all, "list assignments of unit", `
		SELECT `+assignmentColumns+assignmentTables+` WHERE a.unit_id = `+in+`
		ORDER BY lower(a.valid) DESC, pe.name COLLATE "sv-x-icu", a.id DESC`, args)
	db.Collect(b, &stated, "list vacancies of unit", `
		SELECT `+vacancyColumns+` FROM vacancies v JOIN posts p ON p.id = v.post_id
		WHERE v.unit_id = `+in+` AND v.struck_at IS NULL ORDER BY v.since DESC, v.id DESC`, args)
	if err := b.Send(ctx); err != nil {
		return UnitPosts{}, err
	}
	out.arrange(scopes.Edit.Has(out.Unit.ID), required, all, stated)
	if !scopes.See.Has(out.Unit.ID) {
		out.heldOnly()
	}
	return out, nil
}

// heldOnly leaves who holds what today, for those who see names but not which posts lack a holder: the past would tell.
func (u *UnitPosts) heldOnly() {
	u.Required = slices.DeleteFunc(u.Required, func(p UnitPost) bool { return p.State != district.PostFilled })
	u.Past = nil
}

// arrange sorts what was read into required, other, past and struck.
func (u *UnitPosts) arrange(edit bool, required []RequiredPost, all []Assignment, stated []Vacancy) {
	byPost := make(map[int64][]Assignment)
	for _, a := range all {
		switch {
		case a.Struck:
			if edit {
				u.Struck = append(u.Struck, a)
			}
			continue
		case a.From.After(u.Day) && !edit:
			continue
		case !a.Until.IsZero() && !u.Day.Before(a.Until):
			u.Past = append(u.Past, a)
		}
		byPost[a.PostID] = append(byPost[a.PostID], a)
	}
	slices.SortStableFunc(u.Past, func(a, b Assignment) int { return b.Until.Compare(a.Until) })
	vacant := make(map[int64][]district.Date)
	for _, v := range stated {
		vacant[v.PostID] = append(vacant[v.PostID], v.Since)
	}
	if edit {
		u.Stated = stated
		u.Known = knownPeople(u.Day, all)
	}
	need := make(map[int64]*RequiredPost, len(required))
	for i, r := range required {
		need[r.PostID] = &required[i]
	}
	for _, p := range u.Posts {
		up := unitPost(u.Day, u.Unit.ID, p, byPost[p.ID], vacant[p.ID])
		switch {
		case need[p.ID] != nil:
			up.Rule = need[p.ID]
			u.Required = append(u.Required, up)
		case len(up.Now)+len(up.Next) > 0:
			u.Other = append(u.Other, up)
		}
	}
	u.Posts = slices.DeleteFunc(u.Posts, func(p Post) bool { return !p.Retired.IsZero() && !u.Day.Before(p.Retired) })
}

func unitPost(day district.Date, unit int64, p Post, all []Assignment, stated []district.Date) UnitPost {
	up := UnitPost{Post: p, PostCell: PostCell{UnitID: unit, PostID: p.ID}}
	var spans []district.Span
	for _, a := range all {
		spans = append(spans, a.Span())
		h := Holder{AssignmentID: a.ID, PersonID: a.PersonID, Name: a.PersonName, Span: a.Span()}
		switch {
		case a.Holds(day):
			up.Now = append(up.Now, a)
			up.Holders = append(up.Holders, h)
		case a.From.After(day):
			up.Next = append(up.Next, a)
			up.Coming = append(up.Coming, h)
		case up.Last == nil || a.Until.After(up.Last.Until):
			up.Last = &a
		}
	}
	sv.SortBy(up.Now, func(a Assignment) string { return a.PersonName })
	sv.SortBy(up.Holders, func(h Holder) string { return h.Name })
	slices.Reverse(up.Next)
	slices.Reverse(up.Coming)
	up.State = district.PostStateOn(day, spans, stated)
	up.VacantSince = district.VacantSince(day, spans, stated)
	up.HeldThrough = district.HeldThrough(day, spans)
	if up.State == district.PostFilled {
		up.Last = nil
	}
	return up
}

// Find returns the unit's post with the id, required or not; ok is false when nothing is known of it and it is not
// required.
func (u UnitPosts) Find(post int64) (UnitPost, bool) {
	for _, list := range [][]UnitPost{u.Required, u.Other} {
		for _, p := range list {
			if p.Post.ID == post {
				return p, true
			}
		}
	}
	return UnitPost{}, false
}

// A KnownPerson is somebody who has held a post in a unit.
type KnownPerson struct {
	ID     int64
	Name   string
	Now    []string // the posts held today in that unit
	Before []string // the posts held there earlier and not today, each once
}

// knownPeople returns everybody who has held a post in a unit, those who hold one on the day first: the persons whom a
// chair is offered when naming somebody. Struck entries count too, so that a mistake in the days does not make a second
// row of the same person.
func knownPeople(day district.Date, all []Assignment) []KnownPerson {
	var out []KnownPerson
	index := make(map[int64]int)
	for _, a := range all {
		if a.PersonName == "" {
			continue // emptied
		}
		i, ok := index[a.PersonID]
		if !ok {
			i = len(out)
			index[a.PersonID] = i
			out = append(out, KnownPerson{ID: a.PersonID, Name: a.PersonName})
		}
		switch {
		case a.Holds(day):
			out[i].Now = append(out[i].Now, a.PostName)
		case !a.Struck && !a.From.After(day) && !slices.Contains(out[i].Before, a.PostName):
			out[i].Before = append(out[i].Before, a.PostName)
		}
	}
	sv.SortBy(out, func(p KnownPerson) string { return p.Name })
	slices.SortStableFunc(out, func(a, b KnownPerson) int { return min(len(b.Now), 1) - min(len(a.Now), 1) })
	return out
}
