package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// PostScopes are the three limits of what somebody may know about posts.
type PostScopes struct {
	See   authz.Scope // [authz.PostRead]: states, no names
	Names authz.Scope // [authz.AssignmentRead]: who holds
	Edit  authz.Scope // [authz.AssignmentEdit]: also what only begins later
}

// PostScopesOf returns the limits of an access.
func PostScopesOf(a authz.Access) PostScopes {
	return PostScopes{See: a.Scope(authz.PostRead), Names: a.Scope(authz.AssignmentRead), Edit: a.Scope(authz.AssignmentEdit)}
}

// A Holder is somebody in a post, now or from a day to come.
type Holder struct {
	AssignmentID int64
	PersonID     int64  // 0 without the scope for names
	Name         string // "" without the scope for names, and for a person that was emptied
	Span         district.Span
}

// A PostCell is what is known of one required post in one unit on a day.
type PostCell struct {
	UnitID, PostID int64
	State          district.PostState
	VacantSince    district.Date // zero unless vacant
	HeldThrough    district.Date // last day of who holds it and who follows on at once; zero without end
	Holders        []Holder      // on the day
	Coming         []Holder      // from a later day; only with the scope to edit
}

// EndsSoon tells whether the post will be without a holder within [district.EndsSoonDays] of the day.
func (c PostCell) EndsSoon(day district.Date) bool {
	return c.State == district.PostFilled && !c.HeldThrough.IsZero() && c.HeldThrough.DaysSince(day) <= district.EndsSoonDays
}

// Problem tells whether something is to be done about the post: it is vacant, unknown or ends soon.
func (c PostCell) Problem(day district.Date) bool {
	return c.State != district.PostFilled || c.EndsSoon(day)
}

// A MatrixUnit is a unit with its required posts.
type MatrixUnit struct {
	ID    int64
	Name  string
	Slug  string
	Kind  district.UnitKind
	Cells []PostCell // of the required posts of its kind, in the order of the matrix's posts
}

// Cell returns the unit's cell of a post; ok is false when the post is not required of it.
func (u MatrixUnit) Cell(post int64) (PostCell, bool) {
	for _, c := range u.Cells {
		if c.PostID == post {
			return c, true
		}
	}
	return PostCell{}, false
}

// Problems counts the cells about which something is to be done.
func (u MatrixUnit) Problems(day district.Date) int {
	n := 0
	for _, c := range u.Cells {
		if c.Problem(day) {
			n++
		}
	}
	return n
}

// A MatrixPost is a required post with how it stands over the units of the matrix.
type MatrixPost struct {
	Post
	Required, Filled, Vacant, Unknown, EndsSoon int // EndsSoon are among the filled
}

// A Matrix is units × required posts as of a day.
type Matrix struct {
	Day   district.Date
	Posts []MatrixPost
	Units []MatrixUnit
	// What may be chosen among, whatever the filter: everything that is required on the day, and the municipalities and
	// city districts of the day.
	Required []RequiredPost
	Areas    []Area
}

// A PostNeed is what is to be done about a post; it chooses units in a [MatrixFilter].
type PostNeed string

// What may be to be done.
const (
	NeedAny     PostNeed = "any"
	NeedVacant  PostNeed = "vacant"
	NeedUnknown PostNeed = "unknown"
	NeedEnding  PostNeed = "ending" // it ends soon
)

// needs tells whether that is to be done about the post.
func (c PostCell) needs(n PostNeed, day district.Date) bool {
	switch n {
	case NeedVacant:
		return c.State == district.PostVacant
	case NeedUnknown:
		return c.State == district.PostUnknown
	case NeedEnding:
		return c.EndsSoon(day)
	}
	return c.Problem(day)
}

// A MatrixFilter chooses what of the matrix is shown.
type MatrixFilter struct {
	Kinds  []district.UnitKind // empty: every kind of which posts are required
	Post   int64               // 0: every post
	Area   int64               // 0: everywhere; otherwise units that cover the area or one within it
	Need   PostNeed            // only units with a post about which that is to be done; "" for all
	ByNeed bool                // those with most to do first, otherwise by name
}

type matrixRow struct {
	UnitID, PostID int64
	Name, Slug     string
	Kind           district.UnitKind
	LastEnd        district.Date
	Stated         district.Date
}

type holderRow struct {
	AssignmentID   int64
	UnitID, PostID int64
	PersonID       int64
	Name           string
	From, Until    district.Date
}

// Matrix returns the required posts of the units in scope that exist on the day, and what the list can be narrowed by.
// It is one round trip whatever its size.
func (s *Store) Matrix(ctx context.Context, scopes PostScopes, day district.Date, f MatrixFilter) (Matrix, error) {
	return readNow(ctx, s, func(r *Reads) *Matrix { return r.matrixPage(scopes, day, f) })
}

// MatrixExport is [Store.Matrix] for a file; with names in it, it writes the read log.
func (s *Store) MatrixExport(ctx context.Context, actor db.Actor, now time.Time, scopes PostScopes, day district.Date, f MatrixFilter) (Matrix, error) {
	return readNow(ctx, s, func(r *Reads) *Matrix {
		r.b.LogRead(actor, now, db.Reading{Subject: "export", Detail: "uppdrag"})
		return r.matrixPage(scopes, day, f)
	})
}

func (r *Reads) matrixPage(scopes PostScopes, day district.Date, f MatrixFilter) *Matrix {
	required := rowsOf[RequiredPost](r, "list required posts", `
		SELECT `+requiredColumns+` FROM required_posts r JOIN posts p ON p.id = r.post_id WHERE r.valid @> @day::date
		ORDER BY p.sort, p.name COLLATE "sv-x-icu", r.unit_kind`, pgx.StrictNamedArgs{"day": day})
	areas := rowsOf[Area](r, "list areas", `
		SELECT `+areaColumns+` FROM areas a WHERE a.kind IN ('municipality', 'cityDistrict') AND a.valid @> @day::date
		ORDER BY a.kind DESC, a.name COLLATE "sv-x-icu", a.id`, pgx.StrictNamedArgs{"day": day})
	m := r.Matrix(scopes, day, f)
	r.after(func() error {
		m.Required, m.Areas = *required, *areas
		return nil
	})
	return m
}

// Matrix is [Store.Matrix] among others, without Required and Areas.
func (r *Reads) Matrix(scopes PostScopes, day district.Date, f MatrixFilter) *Matrix {
	m := new(Matrix)
	var rows []matrixRow
	var holders []holderRow
	b, args := r.b, matrixArgs(scopes, day, f)
	posts := rowsOf[Post](r, "list posts", postsSQL, nil)
	db.Collect(b, &rows, "read matrix", `
		SELECT u.id AS unit_id, r.post_id, u.name, u.slug, u.kind, a.last_end, v.stated
		FROM units u
		JOIN required_posts r ON r.unit_kind = u.kind AND r.valid @> @day::date
		LEFT JOIN (SELECT a.unit_id, a.post_id, max(upper(a.valid)) AS last_end FROM assignments a
		           WHERE a.struck_at IS NULL AND upper(a.valid) <= @day::date GROUP BY a.unit_id, a.post_id) a ON a.unit_id = u.id AND a.post_id = r.post_id
		LEFT JOIN (SELECT v.unit_id, v.post_id, min(v.since) AS stated FROM vacancies v
		           WHERE v.struck_at IS NULL AND v.since <= @day::date GROUP BY v.unit_id, v.post_id) v ON v.unit_id = u.id AND v.post_id = r.post_id
		WHERE u.alive @> @day::date AND (@see_all OR u.id = ANY(@see)) AND `+matrixWhere+`
		ORDER BY u.name COLLATE "sv-x-icu", u.id`, args("see"))
	db.Collect(b, &holders, "read holders", `
		SELECT a.id AS assignment_id, a.unit_id, a.post_id, lower(a.valid) AS "from", upper(a.valid) AS until,
		       CASE WHEN n.may THEN a.person_id ELSE 0 END AS person_id, CASE WHEN n.may THEN pe.name ELSE '' END AS name
		FROM assignments a JOIN people pe ON pe.id = a.person_id JOIN units u ON u.id = a.unit_id
		JOIN required_posts r ON r.unit_kind = u.kind AND r.post_id = a.post_id AND r.valid @> @day::date,
		LATERAL (SELECT (@names_all OR a.unit_id = ANY(@names)) AS may) n
		WHERE a.struck_at IS NULL AND (upper_inf(a.valid) OR upper(a.valid) > @day::date)
		  AND (lower(a.valid) <= @day::date OR @edit_all OR a.unit_id = ANY(@edit))
		  AND u.alive @> @day::date AND (@see_all OR u.id = ANY(@see)) AND `+matrixWhere+`
		ORDER BY a.unit_id, a.post_id, lower(a.valid), a.id`, args("see", "names", "edit"))
	r.after(func() error {
		*m = buildMatrix(day, f, *posts, rows, holders)
		return nil
	})
	return m
}

const matrixWhere = `(cardinality(@kinds::text[]) = 0 OR u.kind = ANY(@kinds)) AND (@post::bigint = 0 OR r.post_id = @post)
	AND (@area::bigint = 0 OR EXISTS (SELECT FROM unit_areas ua JOIN areas ar ON ar.id = ua.area_id
	     WHERE ua.unit_id = u.id AND ua.valid @> @day::date AND (ar.id = @area OR ar.parent_id = @area)))`

// matrixArgs returns a function that gives a query the arguments it uses, since strict arguments refuse more.
func matrixArgs(scopes PostScopes, day district.Date, f MatrixFilter) func(used ...string) pgx.StrictNamedArgs {
	return func(used ...string) pgx.StrictNamedArgs {
		args := pgx.StrictNamedArgs{"day": day, "kinds": kindStrings(f.Kinds), "post": f.Post, "area": f.Area}
		for _, u := range used {
			scope := map[string]authz.Scope{"see": scopes.See, "names": scopes.Names, "edit": scopes.Edit}[u]
			args[u+"_all"], args[u] = scope.All, scope.Units
		}
		return args
	}
}

func buildMatrix(day district.Date, f MatrixFilter, posts []Post, rows []matrixRow, holders []holderRow) Matrix {
	type place struct{ unit, post int64 }
	held := make(map[place][]holderRow, len(rows))
	for _, h := range holders {
		at := place{h.UnitID, h.PostID}
		held[at] = append(held[at], h)
	}
	order := make(map[int64]int, len(posts))
	for i, p := range posts {
		order[p.ID] = i
	}
	units := make([]MatrixUnit, 0, len(rows))
	index := make(map[int64]int, len(rows))
	for _, r := range rows {
		i, ok := index[r.UnitID]
		if !ok {
			i = len(units)
			index[r.UnitID] = i
			units = append(units, MatrixUnit{ID: r.UnitID, Name: r.Name, Slug: r.Slug, Kind: r.Kind})
		}
		units[i].Cells = append(units[i].Cells, buildCell(day, r, held[place{r.UnitID, r.PostID}]))
	}
	if f.Need != "" {
		units = slices.DeleteFunc(units, func(u MatrixUnit) bool {
			return !slices.ContainsFunc(u.Cells, func(c PostCell) bool { return c.needs(f.Need, day) })
		})
	}
	if f.ByNeed {
		slices.SortStableFunc(units, func(a, b MatrixUnit) int { return b.Problems(day) - a.Problems(day) })
	}
	for _, u := range units {
		slices.SortFunc(u.Cells, func(a, b PostCell) int { return order[a.PostID] - order[b.PostID] })
	}
	return Matrix{Day: day, Units: units, Posts: countPosts(day, posts, units)}
}

// countPosts counts how the posts stand that some of the units must have.
func countPosts(day district.Date, posts []Post, units []MatrixUnit) []MatrixPost {
	counts := make(map[int64]*MatrixPost)
	for _, u := range units {
		for _, c := range u.Cells {
			if counts[c.PostID] == nil {
				counts[c.PostID] = &MatrixPost{}
			}
			counts[c.PostID].count(c, day)
		}
	}
	var out []MatrixPost
	for _, p := range posts {
		if c := counts[p.ID]; c != nil {
			c.Post = p
			out = append(out, *c)
		}
	}
	return out
}

// Of returns the part of the matrix that is about units of the kinds, with the posts that those must have.
func (m Matrix) Of(kinds ...district.UnitKind) Matrix {
	part := Matrix{Day: m.Day, Required: m.Required, Areas: m.Areas}
	for _, u := range m.Units {
		if slices.Contains(kinds, u.Kind) {
			part.Units = append(part.Units, u)
		}
	}
	posts := make([]Post, len(m.Posts))
	for i, p := range m.Posts {
		posts[i] = p.Post
	}
	part.Posts = countPosts(m.Day, posts, part.Units)
	return part
}

func (p *MatrixPost) count(c PostCell, day district.Date) {
	p.Required++
	switch c.State {
	case district.PostFilled:
		p.Filled++
	case district.PostVacant:
		p.Vacant++
	case district.PostUnknown:
		p.Unknown++
	}
	if c.EndsSoon(day) {
		p.EndsSoon++
	}
}

// buildCell asks the domain's rules about one cell. Of what has ended only the last day matters to them.
func buildCell(day district.Date, r matrixRow, holders []holderRow) PostCell {
	c := PostCell{UnitID: r.UnitID, PostID: r.PostID}
	var spans []district.Span
	for _, h := range holders {
		holder := Holder{AssignmentID: h.AssignmentID, PersonID: h.PersonID, Name: h.Name, Span: district.Span{From: h.From, Until: h.Until}}
		spans = append(spans, holder.Span)
		if holder.Span.Contains(day) {
			c.Holders = append(c.Holders, holder)
		} else {
			c.Coming = append(c.Coming, holder)
		}
	}
	slices.SortStableFunc(c.Holders, func(a, b Holder) int { return sv.Compare(a.Name, b.Name) })
	if !r.LastEnd.IsZero() {
		spans = append(spans, district.Span{Until: r.LastEnd})
	}
	var stated []district.Date
	if !r.Stated.IsZero() {
		stated = append(stated, r.Stated)
	}
	c.State = district.PostStateOn(day, spans, stated)
	c.VacantSince = district.VacantSince(day, spans, stated)
	c.HeldThrough = district.HeldThrough(day, spans)
	return c
}
