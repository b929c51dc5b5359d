package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// UnitState says which units a list shows.
type UnitState string

// The states. The zero UnitState is the units that exist on the day.
const (
	OpenUnits   UnitState = ""
	ClosedUnits UnitState = "closed"
	AllUnits    UnitState = "all"
)

// PostsFilter says which associations a list shows by their required posts.
type PostsFilter string

// The filters. The zero PostsFilter shows all.
const (
	AnyPosts     PostsFilter = ""
	VacantPosts  PostsFilter = "vacant"  // at least one is vacant
	UnknownPosts PostsFilter = "unknown" // nothing is stated of at least one
	FilledPosts  PostsFilter = "filled"  // every one is filled
)

// PositionUnknown filters associations with an area of which nobody has stated who governs.
const PositionUnknown = "unknown"

// AssociationSort is the order of a list of associations.
type AssociationSort string

// The orders. Each is then by name.
const (
	ByName   AssociationSort = ""
	ByKind   AssociationSort = "kind"
	ByArea   AssociationSort = "area"
	ByVacant AssociationSort = "vacant" // those with most vacant posts first
)

// An AssociationFilter chooses what a list of associations shows, as of a day.
type AssociationFilter struct {
	Day      district.Date
	Query    string            // part of the name of the association or of an area it covers
	Kind     district.UnitKind // "" for both
	Area     string            // slug; a municipality includes its city districts
	Position string            // a [district.Position] or [PositionUnknown], of any of its municipalities
	State    UnitState
	Posts    PostsFilter
	Sort     AssociationSort
	Reverse  bool
}

// An AssociationRow is an association in a list. Areas and positions of a closed one are those of its last day.
type AssociationRow struct {
	ID        int64
	Kind      district.UnitKind
	Name      string
	Slug      string
	Founded   district.Date
	Closed    district.Date // first day on which it no longer exists
	Areas     []string      // names, in Swedish order
	Positions []string      // of its municipalities, each once: majority, opposition, unknown
	Required  int           // posts that it must have; 0 when it does not exist on the day
	Filled    int
	Vacant    int
	Unknown   int
}

// An AreaTile is an area valid on the day with the associations that cover it or a part of it.
type AreaTile struct {
	Kind     district.AreaKind
	Slug     string
	Name     string
	Abbr     string
	Col, Row int
	Units    int
	UnitSlug string // of one of them
	UnitName string
	Required int // posts that they must have together
	Filled   int
	Vacant   int
	Unknown  int
}

// An AssociationList is the associations that a filter chooses, and the map of all open ones in scope.
type AssociationList struct {
	Rows  []AssociationRow
	Tiles []AreaTile // of municipalities, then of city districts
}

// Count returns how many of the rows are of a kind.
func (l AssociationList) Count(kind district.UnitKind) int {
	n := 0
	for _, r := range l.Rows {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

// Associations returns the associations in scope that the filter chooses, and the map. What is vacant or unknown is
// counted for the units in states only: elsewhere nothing is counted at all. It is one round trip.
func (s *Store) Associations(ctx context.Context, scope, states authz.Scope, f AssociationFilter) (AssociationList, error) {
	var l AssociationList
	b := s.db.Batch()
	collectAssociations(b, &l.Rows, scope, states, f)
	db.Collect(b, &l.Tiles, "map associations", `
		WITH units_shown AS (
			SELECT u.id, u.slug, u.name, u.kind FROM units u
			WHERE u.kind = ANY(@kinds) AND (@all OR u.id = ANY(@units)) AND u.alive @> @day::date),
		posts_of AS MATERIALIZED (`+postCountsSQL("units_shown")+`),
		covering AS (
			SELECT DISTINCT a.id AS area_id, u.id AS unit_id, u.slug, u.name, p.required, p.filled, p.vacant, p.unknown
			FROM unit_areas c JOIN units_shown u ON u.id = c.unit_id JOIN areas x ON x.id = c.area_id
			JOIN areas a ON a.id = x.id OR a.id = x.parent_id
			LEFT JOIN posts_of p ON p.unit_id = u.id
			WHERE c.valid @> @day::date)
		SELECT a.kind, a.slug, a.name, a.abbr, a.tile_col AS col, a.tile_row AS row,
		       count(k.unit_id)::int AS units, coalesce(min(k.slug), '') AS unit_slug, coalesce(min(k.name), '') AS unit_name,
		       coalesce(sum(k.required), 0)::int AS required, coalesce(sum(k.filled), 0)::int AS filled,
		       coalesce(sum(k.vacant), 0)::int AS vacant, coalesce(sum(k.unknown), 0)::int AS unknown
		FROM areas a LEFT JOIN covering k ON k.area_id = a.id
		WHERE a.kind IN ('municipality', 'cityDistrict') AND a.valid @> @day::date AND a.tile_col IS NOT NULL AND a.tile_row IS NOT NULL
		GROUP BY a.id ORDER BY a.kind DESC, a.name COLLATE "sv-x-icu"`,
		pgx.StrictNamedArgs{"kinds": kindStrings(district.AssociationKinds()), "all": scope.All, "units": scope.Units, "states_all": states.All, "states": states.Units, "day": f.Day})
	if err := b.Send(ctx); err != nil {
		return AssociationList{}, err
	}
	sortAssociations(l.Rows, f)
	return l, nil
}

// postCountsSQL counts the required posts by state on @day for each unit of a table or common table expression that the
// reader may know it of (@states_all, @states). Where
// it is joined it must be MATERIALIZED: Postgres guesses one row and would otherwise count anew for every unit.
func postCountsSQL(units string) string {
	return `SELECT x.unit_id, count(*)::int AS required, (count(*) FILTER (WHERE x.state = 'filled'))::int AS filled,
			(count(*) FILTER (WHERE x.state = 'vacant'))::int AS vacant, (count(*) FILTER (WHERE x.state = 'unknown'))::int AS unknown
		FROM (SELECT pu.id AS unit_id, ` + postStateSQL("pu.id", "r.post_id", "@day::date") + ` AS state
		      FROM ` + units + ` pu JOIN required_posts r ON r.unit_kind = pu.kind AND r.valid @> @day::date
		      WHERE @states_all OR pu.id = ANY(@states)) x GROUP BY x.unit_id`
}

// municipalityOf is the municipality of an area given by its alias, as an expression of SQL.
func municipalityOf(area string) string {
	return `CASE ` + area + `.kind WHEN 'municipality' THEN ` + area + `.id WHEN 'cityDistrict' THEN ` + area + `.parent_id END`
}

// associationsFrom is the associations in scope that a filter chooses, with everything of a row but the order.
var associationsFrom = `
	WITH shown AS (
		SELECT u.*, CASE WHEN u.closed <= @day::date THEN u.closed - 1 ELSE @day::date END AS asof FROM units u
		WHERE u.kind = ANY(@kinds) AND (@all OR u.id = ANY(@units))
		  AND CASE @state WHEN '' THEN u.alive @> @day::date WHEN 'closed' THEN u.closed <= @day::date ELSE true END),
	living AS (SELECT id, kind FROM shown WHERE alive @> @day::date),
	posts_of AS MATERIALIZED (` + postCountsSQL("living") + `),
	areas_of AS (
		SELECT u.id AS unit_id, array_agg(a.name ORDER BY a.name COLLATE "sv-x-icu") AS names,
		       array_agg(DISTINCT coalesce(g.position, 'unknown')) AS positions,
		       bool_or(a.slug = @area OR up.slug = @area) AS in_area
		FROM shown u JOIN unit_areas c ON c.unit_id = u.id AND c.valid @> u.asof JOIN areas a ON a.id = c.area_id
		LEFT JOIN areas up ON up.id = a.parent_id
		LEFT JOIN governing g ON g.area_id = ` + municipalityOf("a") + ` AND g.valid @> u.asof
		GROUP BY u.id)
	SELECT u.id, u.kind, u.name, u.slug, u.founded, u.closed, coalesce(a.names, '{}') AS areas, coalesce(a.positions, '{}') AS positions,
	       coalesce(p.required, 0) AS required, coalesce(p.filled, 0) AS filled, coalesce(p.vacant, 0) AS vacant, coalesce(p.unknown, 0) AS unknown
	FROM shown u LEFT JOIN areas_of a ON a.unit_id = u.id LEFT JOIN posts_of p ON p.unit_id = u.id
	WHERE (@kind = '' OR u.kind = @kind)
	  AND (@area = '' OR a.in_area)
	  AND (@position = '' OR @position = ANY(a.positions))
	  AND CASE @posts WHEN 'vacant' THEN p.vacant > 0 WHEN 'unknown' THEN p.unknown > 0 WHEN 'filled' THEN p.filled = p.required ELSE true END
	  AND (@query = '' OR position(lower(@query COLLATE "sv-x-icu") IN lower(u.name COLLATE "sv-x-icu")) > 0
	       OR EXISTS (SELECT FROM unnest(a.names) n WHERE position(lower(@query COLLATE "sv-x-icu") IN lower(n COLLATE "sv-x-icu")) > 0))
	ORDER BY u.name COLLATE "sv-x-icu", u.id`

func collectAssociations(b *db.Batch, dst *[]AssociationRow, scope, states authz.Scope, f AssociationFilter) {
	db.Collect(b, dst, "list associations", associationsFrom, pgx.StrictNamedArgs{
		"kinds": kindStrings(district.AssociationKinds()), "all": scope.All, "units": scope.Units, "states_all": states.All, "states": states.Units,
		"day": f.Day, "state": f.State,
		"area": f.Area, "kind": f.Kind, "position": f.Position, "posts": f.Posts, "query": f.Query})
}

// sortAssociations puts rows that are in order of names in the order of the filter. A district has at most some
// hundred, so that the database need not know the orders.
func sortAssociations(rows []AssociationRow, f AssociationFilter) {
	switch f.Sort {
	case ByKind:
		slices.SortStableFunc(rows, func(a, b AssociationRow) int { return cmp.Compare(a.Kind, b.Kind) })
	case ByArea:
		sv.SortBy(rows, func(r AssociationRow) string {
			if len(r.Areas) == 0 {
				return "\uffff" // those without areas last
			}
			return r.Areas[0]
		})
	case ByVacant:
		slices.SortStableFunc(rows, func(a, b AssociationRow) int {
			if a.Vacant != b.Vacant {
				return b.Vacant - a.Vacant
			}
			return b.Unknown - a.Unknown
		})
	}
	if f.Reverse {
		slices.Reverse(rows)
	}
}

// An AssociationView says who looks at an association, and how much of it.
type AssociationView struct {
	Actor   db.Actor
	Now     time.Time
	Day     district.Date
	Scope   authz.Scope // [authz.UnitRead]
	Names   authz.Scope // [authz.AssignmentRead]: who holds the posts
	States  authz.Scope // [authz.PostRead]: which posts are vacant or unknown
	Edit    authz.Scope // [authz.AssignmentEdit]: also that somebody will
	Missing authz.Scope // of which units it may be known that a goal lacks them
	Answers AnswerScopes
	History bool // what was changed and by whom
}

// ViewOf returns how much of an association somebody may see. That a goal lacks a unit is known to those who see the
// missing units of goals, and to the unit itself.
func ViewOf(a authz.Access, actor db.Actor, now time.Time, day district.Date) AssociationView {
	missing := a.Scope(authz.GoalMissing)
	for _, g := range a.Grants {
		if !missing.All && g.Unit != 0 && g.Role.Allows(authz.PlanRead) {
			missing.Units = append(missing.Units, g.Unit)
		}
	}
	return AssociationView{Actor: actor, Now: now, Day: day, Scope: a.Scope(authz.UnitRead), Names: a.Scope(authz.AssignmentRead), States: a.Scope(authz.PostRead),
		Edit: a.Scope(authz.AssignmentEdit), Missing: missing, Answers: AnswerScopesOf(a), History: a.CanEverywhere(authz.AccountAudit)}
}

// A UnitPage is everything that the page of a unit shows.
type UnitPage struct {
	UnitFacts
	Contacts     []UnitContact
	Covers       []Cover
	Governing    []Governing // of the municipalities it covers or covered, the latest first in each
	Posts        []RequiredPostState
	Goals        []UnitGoal          // that count the unit; only in AssociationView.Missing
	Predecessors []Predecessor       // units that went up in this one, or in one that did
	Changes      []ReorganisationRow // mergers and splits of it and its predecessors that stand, the latest day first
	History      []HistoryRow        // the latest first, at most [HistoryOnPage]; only with AssociationView.History
	Closing      []ClosingRow        // the closing that stands, at most one
}

// UnitFacts are a unit's own columns.
type UnitFacts struct {
	Unit
	MeetingPlace  string // associations only
	LocalIssue    string // associations only
	MergedName    string // of the unit it went up in, or will
	SuccessorKind district.UnitKind
	SuccessorSlug string // of the unit in scope that it has become by the day, by one merger or several; "" when there is none
	SuccessorName string
	SplitName     string // of the unit that it was divided off from
	SplitKind     district.UnitKind
	SplitSlug     string // in scope
}

// A Predecessor is a unit that went up in another.
type Predecessor struct {
	Name   string
	Slug   string // "" out of the reader's scope
	Kind   district.UnitKind
	Closed district.Date
	Into   string // name of the unit that it went up in
}

// A ClosingRow is the closing of a unit that stands.
type ClosingRow struct {
	Closed district.Date // first day on which it no longer exists
	Day    district.Date // on which it was recorded
}

// A RequiredPostState is a post that the unit must have and what is known of it on the day.
type RequiredPostState struct {
	PostID      int64
	Key         string
	Name        string
	State       district.PostState
	VacantSince district.Date
	Through     district.Date // last day of those who hold it and of who follows on at once; zero without end
	Holders     []string      // names; none without the scope for names

	SeatFrom []district.UnitKind // kinds of unit that it is a seat of; empty for anybody
	CoOpted  bool                // the holder takes part without a vote
	Outside  bool                // it is a seat, and somebody holds it who holds nothing in a unit of those kinds; only with the scope for states
	Bases    []string            // names of those units; only of units within the scope for names
}

// IsSeat tells whether a rule says who holds the post.
func (p RequiredPostState) IsSeat() bool { return len(p.SeatFrom) > 0 || p.CoOpted }

// EndsSoon tells whether the post will be without a holder within [district.EndsSoonDays] of the day.
func (p RequiredPostState) EndsSoon(day district.Date) bool {
	return p.State == district.PostFilled && !p.Through.IsZero() && p.Through.DaysSince(day) <= district.EndsSoonDays
}

// requiredRow is how a required post of a unit stands, requiredHolder one who holds it.
type (
	requiredRow struct {
		PostID      int64
		Key         string
		Name        string
		State       district.PostState
		VacantSince district.Date
		SeatFrom    []district.UnitKind
		CoOpted     bool
	}
	requiredHolder struct {
		PostID int64
		From   district.Date
		Until  district.Date
		Name   string
		Based  bool     // the person holds something where the seat is for somebody from
		Bases  []string // names of the units where
	}
)

// UnitPage returns the page of a unit of one of the kinds, by its address. Looking at contact ways that are not
// published writes the read log. A unit out of scope is [district.ErrNotFound].
func (s *Store) UnitPage(ctx context.Context, v AssociationView, slug string, kinds ...district.UnitKind) (UnitPage, error) {
	return readNow(ctx, s, func(r *Reads) *UnitPage { return r.UnitPage(v, slug, kinds, func(int64) {}) })
}

// UnitPage is [Store.UnitPage] among others; also queues, told ahead as with [Ahead], what else of the unit is read.
func (r *Reads) UnitPage(v AssociationView, slug string, kinds []district.UnitKind, also func(unit int64)) *UnitPage {
	p := new(UnitPage)
	var states []requiredRow
	var holders []requiredHolder
	own := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		args := pgx.StrictNamedArgs{"slug": slug, "all": v.Scope.All, "units": v.Scope.Units, "kinds": kindStrings(kinds)}
		for k, x := range more {
			args[k] = x
		}
		return args
	}
	const me = `u.slug = @slug AND (@all OR u.id = ANY(@units)) AND u.kind = ANY(@kinds)`
	day := pgx.StrictNamedArgs{"day": v.Day}
	b := r.b
	db.CollectOne(b, &p.UnitFacts, "read unit", `
		SELECT `+unitColumns+`, coalesce(x.meeting_place, '') AS meeting_place, coalesce(x.local_issue, '') AS local_issue,
		       coalesce((SELECT name FROM units WHERE id = u.merged_into), '') AS merged_name,
		       coalesce(m.kind, '') AS successor_kind, coalesce(m.slug, '') AS successor_slug, coalesce(m.name, '') AS successor_name,
		       coalesce(d.name, '') AS split_name, coalesce(d.kind, '') AS split_kind,
		       CASE WHEN @all OR d.id = ANY(@units) THEN coalesce(d.slug, '') ELSE '' END AS split_slug
		FROM units u LEFT JOIN associations x ON x.unit_id = u.id
		LEFT JOIN LATERAL (
			WITH RECURSIVE line AS (
				SELECT u.merged_into AS id, 1 AS n WHERE u.closed <= @day::date
				UNION ALL SELECT s.merged_into, n + 1 FROM line JOIN units s ON s.id = line.id AND s.closed <= @day::date)
			SELECT id FROM line WHERE id IS NOT NULL ORDER BY n DESC LIMIT 1) last ON true
		LEFT JOIN units m ON m.id = last.id AND (@all OR m.id = ANY(@units))
		LEFT JOIN units d ON d.id = u.split_from WHERE `+me, own(day))
	db.Collect(b, &p.Contacts, "list contact ways", `
		SELECT c.kind, c.value, c.published FROM unit_contacts c JOIN units u ON u.id = c.unit_id WHERE `+me+` ORDER BY c.sort, c.id`, own(nil))
	b.LogReadOf(v.Actor, v.Now, "unit_contacts", `
		SELECT u.id FROM units u WHERE `+me+` AND EXISTS (SELECT FROM unit_contacts c WHERE c.unit_id = u.id AND NOT c.published)`, own(nil))
	db.Collect(b, &p.Covers, "list areas covered", `
		SELECT `+coverColumns+coverFrom+` JOIN units u ON u.id = c.unit_id
		WHERE `+me+` ORDER BY a.name COLLATE "sv-x-icu", lower(c.valid) NULLS FIRST`, own(nil))
	db.Collect(b, &p.Governing, "list positions", `
		SELECT `+governingColumns+` FROM governing g JOIN areas a ON a.id = g.area_id
		WHERE g.area_id IN (SELECT `+municipalityOf("x")+` FROM units u JOIN unit_areas c ON c.unit_id = u.id JOIN areas x ON x.id = c.area_id WHERE `+me+`)
		ORDER BY a.name COLLATE "sv-x-icu", lower(g.valid) DESC NULLS LAST`, own(nil))
	db.Collect(b, &states, "read required posts", `
		SELECT x.post_id, x.key, x.name, x.state, x.seat_from, x.co_opted, CASE WHEN x.state = 'vacant' THEN `+vacantSinceSQL("x.unit_id", "x.post_id", "@day::date")+` END AS vacant_since
		FROM (SELECT u.id AS unit_id, p.id AS post_id, p.key, p.name, p.sort, r.seat_from, r.co_opted, `+postStateSQL("u.id", "p.id", "@day::date")+` AS state
		      FROM units u JOIN required_posts r ON r.unit_kind = u.kind AND r.valid @> @day::date JOIN posts p ON p.id = r.post_id
		      WHERE `+me+` AND u.alive @> @day::date) x ORDER BY x.sort, x.post_id`, own(day))
	db.Collect(b, &holders, "read holders", `
		SELECT a.post_id, lower(a.valid) AS "from", upper(a.valid) AS until,
		       CASE WHEN @names_all OR u.id = ANY(@names) THEN pe.name ELSE '' END AS name, bases.based, bases.names AS bases
		FROM units u JOIN assignments a ON a.unit_id = u.id AND a.struck_at IS NULL AND (upper_inf(a.valid) OR upper(a.valid) > @day::date)
		JOIN people pe ON pe.id = a.person_id
		LEFT JOIN required_posts r ON r.unit_kind = u.kind AND r.post_id = a.post_id AND r.valid @> @day::date
		CROSS JOIN LATERAL (`+seatBasesSQL("a", "r.seat_from", "@day::date", "(@names_all OR xu.id = ANY(@names)) AND (@names_all OR u.id = ANY(@names))")+`) bases
		WHERE `+me+` AND (lower(a.valid) <= @day::date OR @edit_all OR u.id = ANY(@edit)) ORDER BY a.post_id, lower(a.valid), a.id`,
		own(pgx.StrictNamedArgs{"day": v.Day, "names_all": v.Names.All, "names": v.Names.Units, "edit_all": v.Edit.All, "edit": v.Edit.Units}))
	queueUnitGoals(b, &p.Goals, v, slug, kinds)
	db.Collect(b, &p.Predecessors, "list predecessors", `
		WITH RECURSIVE line AS (
			SELECT m.id, m.name, m.slug, m.kind, m.closed, u.name AS "into" FROM units u JOIN units m ON m.merged_into = u.id WHERE `+me+`
			UNION ALL SELECT m.id, m.name, m.slug, m.kind, m.closed, line.name FROM line JOIN units m ON m.merged_into = line.id)
		SELECT name, CASE WHEN @all OR id = ANY(@units) THEN slug ELSE '' END AS slug, kind, closed, "into" FROM line ORDER BY closed DESC, id`, own(nil))
	queueUnitReorganisations(b, &p.Changes, v.Scope, slug)
	db.Collect(b, &p.Closing, "read closing", `
		SELECT k.closed, k.day FROM units u JOIN unit_closings k ON k.unit_id = u.id AND k.undone_at IS NULL AND k.closed = u.closed
		WHERE `+me, own(nil))
	if v.History {
		db.Collect(b, &p.History, "read history", historySQL+` WHERE `+me+historyOrder, own(pgx.StrictNamedArgs{"limit": HistoryOnPage, "before": int64(0)}))
	}
	Ahead(r, "unit "+slug, func() (int64, error) { return p.ID, nil }, also)
	r.after(func() error {
		p.tellPosts(v, states, holders)
		return nil
	})
	return p
}

// tellPosts puts the required posts and who holds them together.
func (p *UnitPage) tellPosts(v AssociationView, states []requiredRow, holders []requiredHolder) {
	for _, r := range states {
		post := RequiredPostState{PostID: r.PostID, Key: r.Key, Name: r.Name, State: r.State, VacantSince: r.VacantSince, SeatFrom: r.SeatFrom, CoOpted: r.CoOpted}
		var spans []district.Span
		for _, h := range holders {
			if h.PostID != r.PostID {
				continue
			}
			span := district.Span{From: h.From, Until: h.Until}
			spans = append(spans, span)
			if !span.Contains(v.Day) {
				continue
			}
			if h.Name != "" {
				post.Holders = append(post.Holders, h.Name)
			}
			post.Outside = post.Outside || len(r.SeatFrom) > 0 && !h.Based && v.States.Has(p.Unit.ID)
			post.Bases = append(post.Bases, h.Bases...)
		}
		if post.State == district.PostFilled {
			post.Through = district.HeldThrough(v.Day, spans)
		}
		if post.State == district.PostFilled || v.States.Has(p.Unit.ID) {
			p.Posts = append(p.Posts, post)
		}
	}
}
