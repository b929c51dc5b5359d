package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A ReorganisationRow is a merger or split in a list.
type ReorganisationRow struct {
	ID         int64
	Kind       district.ReorganisationKind
	Day        district.Date // first day on which it holds
	RecordedOn district.Date // business day
	UndoneOn   district.Date // business day; zero while it stands
	Units      []ReorganisationUnit
}

// A ReorganisationUnit is a unit of a reorganisation, as it was called when that was recorded.
type ReorganisationUnit struct {
	Part    string            `json:"part"` // from, to
	ID      int64             `json:"id"`   // 0 when it is gone
	Slug    string            `json:"slug"` // "" when it is gone or out of the reader's scope
	Kind    district.UnitKind `json:"kind"`
	Name    string            `json:"name"`
	Closes  bool              `json:"closes"`
	Founded bool              `json:"founded"`
}

// From are the units that it came from.
func (r ReorganisationRow) From() []ReorganisationUnit { return r.part("from") }

// To are the units that it led to.
func (r ReorganisationRow) To() []ReorganisationUnit { return r.part("to") }

func (r ReorganisationRow) part(name string) []ReorganisationUnit {
	var out []ReorganisationUnit
	for _, u := range r.Units {
		if u.Part == name {
			out = append(out, u)
		}
	}
	return out
}

// Standing tells whether it has not been undone.
func (r ReorganisationRow) Standing() bool { return r.UndoneOn.IsZero() }

const reorganisationColumns = `r.id, r.kind, r.day, r.recorded_on, r.undone_on,
	(SELECT jsonb_agg(jsonb_build_object('part', x.part, 'id', coalesce(x.unit_id, 0), 'kind', x.kind, 'name', x.name, 'closes', x.closes, 'founded', x.founded,
		'slug', CASE WHEN @all OR x.unit_id = ANY(@units) THEN coalesce(xu.slug, '') ELSE '' END) ORDER BY x.ord)
	 FROM reorganisation_units x LEFT JOIN units xu ON xu.id = x.unit_id WHERE x.reorganisation_id = r.id) AS units`

// Reorganisations returns the mergers and splits that a unit in scope has a part in, the latest day first, also those that
// were undone.
func (s *Store) Reorganisations(ctx context.Context, scope authz.Scope) ([]ReorganisationRow, error) {
	return db.Many[ReorganisationRow](ctx, s.db, "list reorganisations", `
		SELECT `+reorganisationColumns+` FROM reorganisations r
		WHERE @all OR EXISTS (SELECT FROM reorganisation_units o WHERE o.reorganisation_id = r.id AND o.unit_id = ANY(@units))
		ORDER BY r.day DESC, r.id DESC`, pgx.StrictNamedArgs{"all": scope.All, "units": scope.Units})
}

// ancestry is, as an expression of SQL, the ids of the unit with the slug @slug and of those that went up in it, step by
// step, however far back.
const ancestry = `(WITH RECURSIVE line (id) AS (
	SELECT id FROM units WHERE slug = @slug
	UNION SELECT m.id FROM line JOIN units m ON m.merged_into = line.id) SELECT id FROM line)`

// queueUnitReorganisations queues the standing reorganisations of the unit with the address and of those that went up in
// it, the latest first.
func queueUnitReorganisations(b *db.Batch, into *[]ReorganisationRow, scope authz.Scope, slug string) {
	db.Collect(b, into, "list reorganisations of unit", `
		SELECT `+reorganisationColumns+` FROM reorganisations r
		WHERE r.undone_on IS NULL AND EXISTS (SELECT FROM units u WHERE u.slug = @slug AND (@all OR u.id = ANY(@units)))
		  AND EXISTS (SELECT FROM reorganisation_units o WHERE o.reorganisation_id = r.id AND o.unit_id IN `+ancestry+`)
		ORDER BY r.day DESC, r.id DESC`, pgx.StrictNamedArgs{"slug": slug, "all": scope.All, "units": scope.Units})
}

// SuccessorOf returns the unit in scope that the one with the slug has become by the day, by one merger or several. A unit
// that has gone up in nothing, or in one out of scope, is [district.ErrNotFound].
func (s *Store) SuccessorOf(ctx context.Context, scope authz.Scope, slug string, day district.Date) (Unit, error) {
	return db.One[Unit](ctx, s.db, "read successor", `
		WITH RECURSIVE line AS (
			SELECT u.id, u.merged_into, u.closed, 0 AS n FROM units u WHERE u.slug = @slug
			UNION ALL SELECT m.id, m.merged_into, m.closed, n + 1 FROM line JOIN units m ON m.id = line.merged_into AND line.closed <= @day::date)
		SELECT `+unitColumns+` FROM (SELECT id, n FROM line ORDER BY n DESC LIMIT 1) last JOIN units u ON u.id = last.id
		WHERE last.n > 0 AND (@all OR u.id = ANY(@units))`,
		pgx.StrictNamedArgs{"slug": slug, "day": day, "all": scope.All, "units": scope.Units})
}

// A ReorganisationView says who looks at a reorganisation, and how much of it.
type ReorganisationView struct {
	Actor db.Actor
	Now   time.Time
	Scope authz.Scope // [authz.UnitRead]
	Names authz.Scope // [authz.AssignmentRead]: who went on
	Audit bool        // who recorded it: [authz.AccountAudit]
}

// A ReorganisationPage is a merger or split with what it did.
type ReorganisationPage struct {
	ReorganisationRow
	RecordedBy string // "" without [ReorganisationView.Audit], and when it was not a person
	Ended      int    // assignments that it ended
	Struck     int    // of those: would only have begun later
	Access     int    // grants that it ended
	Areas      int    // area links that it ended
	Given      int    // grants that it gave anew
	Carried    []BegunAssignment
	Covered    []BegunArea
}

// Reorganisation returns a merger or split that a unit in scope has a part in. Names are those of the reader's scope for
// them.
func (s *Store) Reorganisation(ctx context.Context, v ReorganisationView, id int64) (ReorganisationPage, error) {
	var p ReorganisationPage
	row, err := db.One[struct {
		ReorganisationRow
		Done       []byte
		RecordedBy string
	}](ctx, s.db, "read reorganisation", `
		SELECT `+reorganisationColumns+`, r.done, coalesce((
			SELECT pe.name FROM audit_log l JOIN accounts a ON l.actor_kind = 'account' AND a.id = l.actor_id JOIN people pe ON pe.id = a.person_id
			WHERE @audit AND l.record = 'reorganisation' AND l.record_id = r.id AND l.action = 'create' ORDER BY l.id LIMIT 1), '') AS recorded_by
		FROM reorganisations r
		WHERE r.id = @id AND (@all OR EXISTS (SELECT FROM reorganisation_units o WHERE o.reorganisation_id = r.id AND o.unit_id = ANY(@units)))`,
		pgx.StrictNamedArgs{"id": id, "all": v.Scope.All, "units": v.Scope.Units, "audit": v.Audit})
	if err != nil {
		return p, err
	}
	var done reorganised
	if err := json.Unmarshal(row.Done, &done); err != nil {
		return p, fmt.Errorf("decode what the reorganisation did: %w", err)
	}
	p.ReorganisationRow, p.RecordedBy, p.Given = row.ReorganisationRow, row.RecordedBy, len(done.Grants)
	for _, e := range slices.Concat(done.Sources, done.Room) {
		p.Ended += len(e.Ended.Assignments) + len(e.Ended.Struck)
		p.Struck += len(e.Ended.Struck)
		p.Access += len(e.Ended.Grants) + len(e.Ended.Dropped)
		p.Areas += len(e.Ended.Areas) + len(e.Ended.DroppedArea)
	}
	b := s.db.Batch()
	db.Collect(b, &p.Carried, "list assignments that went on", `
		SELECT u.name AS unit, p.name AS post, CASE WHEN @names_all OR u.id = ANY(@names) THEN pe.name ELSE '' END AS person,
		       lower(a.valid) AS "from", upper(a.valid) - 1 AS last
		FROM assignments a JOIN units u ON u.id = a.unit_id JOIN posts p ON p.id = a.post_id JOIN people pe ON pe.id = a.person_id
		WHERE a.id = ANY(@ids) ORDER BY u.name COLLATE "sv-x-icu", p.sort, p.id, pe.name COLLATE "sv-x-icu", a.id`,
		pgx.StrictNamedArgs{"ids": begunIDs(done.Assignments), "names_all": v.Names.All, "names": v.Names.Units})
	db.Collect(b, &p.Covered, "list areas that went on", `
		SELECT u.name AS unit, a.name AS area, lower(c.valid) AS "from", false AS already
		FROM unit_areas c JOIN units u ON u.id = c.unit_id JOIN areas a ON a.id = c.area_id
		WHERE c.id = ANY(@ids) ORDER BY u.name COLLATE "sv-x-icu", a.name COLLATE "sv-x-icu", c.id`,
		pgx.StrictNamedArgs{"ids": begunIDs(done.Areas)})
	return p, b.Send(ctx)
}

func begunIDs(rows []begunRow) []int64 {
	out := make([]int64, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out
}

// ReorganisationChoices is what can be chosen to go on in a reorganisation.
type ReorganisationChoices struct {
	Units       []Unit // that take part and exist, in the order of their names
	Assignments []ChoosableAssignment
	Room        []ChoosableAssignment // in the one that lives on: holders of posts that only one can hold and that others could bring
	Areas       []ChoosableArea
}

// A ChoosableAssignment is an assignment that holds on the day or later.
type ChoosableAssignment struct {
	ID, UnitID, PostID, PersonID int64
	UnitName, PostName           string
	PersonName                   string // empty when the person was emptied
	Single, Board                bool
	From, Until                  district.Date
	Rivals                       []string         // who holds the post in the one that lives on, when only one can
	Already                      bool             // the person holds the same post there
	Grants                       []ChoosableGrant `db:"-"` // access that could go on with it
}

// A ChoosableGrant is access that could be given anew.
type ChoosableGrant struct {
	ID   int64
	Role authz.Role
}

// A ChoosableArea is an area that a unit covers on the day or later.
type ChoosableArea struct {
	ID, UnitID, AreaID int64
	UnitName, AreaName string
	From, Until        district.Date
	Already            bool // the one that lives on covers it on the day
}

// ChooseForReorganisation returns what the units in scope have that can go on from the day: those that close or are
// divided (from) and, when one lives on, what stands in the way there (into; 0 for none). It writes the read log: who
// holds the posts and who has an account is in it.
func (s *Store) ChooseForReorganisation(ctx context.Context, actor db.Actor, scope authz.Scope, day district.Date, from []int64, into int64) (ReorganisationChoices, error) {
	var out ReorganisationChoices
	m, err := s.Moment(ctx)
	if err != nil {
		return out, err
	}
	all := slices.Clone(from)
	if into != 0 {
		all = append(all, into)
	}
	args := pgx.StrictNamedArgs{"ids": all, "all": scope.All, "units": scope.Units, "day": day}
	var held []ChoosableAssignment
	var grants []heldGrant
	var covers []Cover
	b := s.db.Batch()
	db.Collect(b, &out.Units, "read units", `
		SELECT `+unitColumns+` FROM units u WHERE u.id = ANY(@ids) AND (@all OR u.id = ANY(@units)) ORDER BY u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"ids": all, "all": scope.All, "units": scope.Units})
	db.Collect(b, &held, "list assignments", `
		SELECT a.id, a.unit_id, a.post_id, a.person_id, u.name AS unit_name, p.name AS post_name, pe.name AS person_name, p.single, p.board,
		       lower(a.valid) AS "from", upper(a.valid) AS until, '{}'::text[] AS rivals, false AS already
		FROM assignments a JOIN units u ON u.id = a.unit_id JOIN posts p ON p.id = a.post_id JOIN people pe ON pe.id = a.person_id
		WHERE a.unit_id = ANY(@ids) AND (@all OR a.unit_id = ANY(@units)) AND a.struck_at IS NULL AND (upper_inf(a.valid) OR upper(a.valid) > @day::date)
		ORDER BY u.name COLLATE "sv-x-icu", u.id, p.sort, p.id, pe.name COLLATE "sv-x-icu", a.id`, args)
	db.Collect(b, &grants, "list access", `
		SELECT g.id, g.account_id, ac.person_id, '' AS person_name, g.role, coalesce(g.unit_id, 0) AS unit_id,
		       coalesce(g.assignment_id, 0) AS assignment_id, coalesce(g.unit_id, a.unit_id) AS in_unit, lower(g.valid) AS "from", upper(g.valid) AS until
		FROM grants g JOIN accounts ac ON ac.id = g.account_id LEFT JOIN assignments a ON a.id = g.assignment_id
		WHERE (g.unit_id = ANY(@ids) OR a.unit_id = ANY(@ids)) AND (@all OR coalesce(g.unit_id, a.unit_id) = ANY(@units))
		  AND (upper_inf(g.valid) OR upper(g.valid) > greatest(@day::date, @today::date))
		ORDER BY g.id`, pgx.StrictNamedArgs{"ids": all, "all": scope.All, "units": scope.Units, "day": day, "today": m.Today})
	db.Collect(b, &covers, "list areas", `
		SELECT `+coverColumns+coverFrom+`
		WHERE c.unit_id = ANY(@ids) AND (@all OR c.unit_id = ANY(@units)) AND (upper_inf(c.valid) OR upper(c.valid) > @day::date)
		ORDER BY a.name COLLATE "sv-x-icu", c.id`, args)
	if len(from) > 0 {
		b.LogRead(actor, m.Now, db.Reading{Subject: "reorganisation", ID: from[0]})
	}
	if err := b.Send(ctx); err != nil {
		return out, err
	}
	if len(out.Units) != len(all) {
		return out, fmt.Errorf("choose for reorganisation: %w", district.ErrNotFound)
	}
	out.choose(later(day, m.Today), from, into, held, grants)
	for _, c := range covers {
		if c.UnitID == into {
			continue
		}
		i := slices.IndexFunc(out.Units, func(u Unit) bool { return u.ID == c.UnitID })
		start := later(day, c.From)
		out.Areas = append(out.Areas, ChoosableArea{ID: c.ID, UnitID: c.UnitID, AreaID: c.AreaID, UnitName: out.Units[i].Name, AreaName: c.AreaName,
			From: c.From, Until: c.Until, Already: slices.ContainsFunc(covers, func(o Cover) bool {
				return o.UnitID == into && o.AreaID == c.AreaID && o.Span().Contains(start)
			})})
	}
	return out, nil
}

// choose sorts what was read into what can go on and what stands in its way.
func (c *ReorganisationChoices) choose(now district.Date, from []int64, into int64, held []ChoosableAssignment, grants []heldGrant) {
	offered := map[int64]bool{} // grants
	bring := map[int64]bool{}   // posts that only one can hold and that somebody could bring
	for _, a := range held {
		if !slices.Contains(from, a.UnitID) {
			continue
		}
		for _, other := range held {
			switch {
			case other.UnitID != into || other.PostID != a.PostID:
			case !(district.Span{From: a.From, Until: a.Until}).Overlaps(district.Span{From: other.From, Until: other.Until}):
			case other.PersonID == a.PersonID:
				a.Already = true
			case a.Single:
				a.Rivals = append(a.Rivals, other.PersonName)
				bring[a.PostID] = true
			}
		}
		lasting := a.Until.IsZero() || now.Before(a.Until)
		for _, g := range grants {
			if lasting && !offered[g.ID] && g.PersonID == a.PersonID && g.InUnit == a.UnitID && (g.AssignmentID == a.ID || g.AssignmentID == 0) {
				offered[g.ID] = true
				a.Grants = append(a.Grants, ChoosableGrant{ID: g.ID, Role: g.Role})
			}
		}
		c.Assignments = append(c.Assignments, a)
	}
	for _, a := range held {
		if a.UnitID == into && bring[a.PostID] {
			c.Room = append(c.Room, a)
		}
	}
}
