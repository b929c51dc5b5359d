package store

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// SearchScopes are the limits of a search.
type SearchScopes struct {
	Units    authz.Scope // [authz.UnitRead]
	Names    authz.Scope // [authz.AssignmentRead], in the whole district only with [authz.PersonSearch]
	Plan     bool        // [authz.PlanRead]: goals and documents
	Review   bool        // [authz.PlanImport]: proposals that nobody has decided on
	Meetings MeetingScopes
}

// SearchScopesOf returns the limits of an access. To see who holds a post is not yet to search among the people of the
// whole district: without [authz.PersonSearch] only the holders in the reader's own units are found.
func SearchScopesOf(a authz.Access) SearchScopes {
	names := a.Scope(authz.AssignmentRead)
	if !a.CanEverywhere(authz.PersonSearch) {
		names = a.Own().Scope(authz.AssignmentRead)
	}
	return SearchScopes{Units: a.Scope(authz.UnitRead), Names: names, Plan: a.Can(authz.PlanRead), Review: a.Can(authz.PlanImport), Meetings: MeetingScopesOf(a)}
}

// Found is what a search found, at most searchLimit of each sort.
type Found struct {
	Units     []FoundUnit
	Goals     []FoundGoal
	Proposals []FoundProposal
	Documents []FoundDocument
	Meetings  []MeetingRow
	People    []FoundPerson
}

// Empty tells whether nothing was found.
func (f Found) Empty() bool {
	return len(f.Units)+len(f.Goals)+len(f.Proposals)+len(f.Documents)+len(f.Meetings)+len(f.People) == 0
}

// A FoundUnit is a unit that was found by its name, an area of it, or the name of one that went up in it.
type FoundUnit struct {
	Unit
	Formerly   []string // names that were searched for, of units that have gone up in it by the day
	MergedName string   // of the unit that it has gone up in itself
}

// A FoundGoal is a goal that was found by its name, its sentence or what it is called in the plan.
type FoundGoal struct {
	NumberedGoal
	PlanName string
}

// A FoundProposal is a sentence of a plan that nobody has decided on, found like a goal. Its title is what a reviewer has
// called it, or the sentence.
type FoundProposal struct {
	FoundGoal
	PlanID int64
}

// A FoundDocument is a document that was found by its name or by what it is for.
type FoundDocument struct {
	ID         int64
	Kind       district.DocumentKind
	Name       string
	OwnerName  string        // of the unit that works it out
	ArchivedOn district.Date // zero while it is in use
}

// A FoundPerson is somebody who holds a post in a unit in scope.
type FoundPerson struct {
	ID    int64
	Name  string
	Posts string // "Kassör, Farsta; Ordförande, …" as of the day
}

const searchLimit = 20

// Search looks for units, goals and what may become goals, documents, meetings and people who hold a post on the day,
// each within the reader's limits. A goal is found by what it is called too, "3", "Å12" or "mål Å12", and then comes
// first. Searching on people is noted in the read log, what was searched for is not.
func (s *Store) Search(ctx context.Context, actor db.Actor, now time.Time, scopes SearchScopes, day district.Date, query string) (Found, error) {
	var f Found
	b := s.db.Batch()
	args := func(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
		more["pattern"], more["limit"] = likePattern(query), searchLimit
		return more
	}
	if !scopes.Units.IsEmpty() {
		db.Collect(b, &f.Units, "search units", `
			WITH RECURSIVE old AS (
				SELECT m.name, m.merged_into AS id FROM units m WHERE m.name ILIKE @pattern AND m.merged_into IS NOT NULL AND m.closed <= @day::date
				UNION SELECT old.name, m.merged_into FROM old JOIN units m ON m.id = old.id AND m.merged_into IS NOT NULL AND m.closed <= @day::date)
			SELECT `+unitColumns+`, ARRAY(SELECT DISTINCT old.name FROM old WHERE old.id = u.id AND old.name <> u.name ORDER BY 1) AS formerly,
			       CASE WHEN u.closed <= @day::date THEN coalesce((SELECT m.name FROM units m WHERE m.id = u.merged_into), '') ELSE '' END AS merged_name
			FROM units u
			WHERE (u.name ILIKE @pattern OR EXISTS (SELECT FROM old WHERE old.id = u.id) OR EXISTS (SELECT FROM unit_areas ua JOIN areas ar ON ar.id = ua.area_id
				WHERE ua.unit_id = u.id AND ua.valid @> @day::date AND ar.name ILIKE @pattern))
			  AND (@all OR u.id = ANY(@units))
			ORDER BY u.closed IS NOT NULL, u.name COLLATE "sv-x-icu" LIMIT @limit`,
			args(pgx.StrictNamedArgs{"all": scopes.Units.All, "units": scopes.Units.Units, "day": day}))
	}
	if scopes.Plan {
		db.Collect(b, &f.Goals, "search goals", `
			SELECT g.id, x.label AS number, g.title, p.name AS plan_name FROM goals g JOIN plans p ON p.id = g.plan_id
			LEFT JOIN commitments c ON c.id = g.commitment_id
			CROSS JOIN LATERAL (SELECT `+goalLabelOf("g")+` AS label) x
			WHERE g.title ILIKE @pattern OR c.sentence ILIKE @pattern OR x.label ILIKE @label
			ORDER BY x.label ILIKE @label DESC, lower(p.period) DESC, g.kind DESC, g.number, g.part LIMIT @limit`,
			args(pgx.StrictNamedArgs{"label": labelPattern(query)}))
		db.Collect(b, &f.Documents, "search documents", `
			SELECT d.id, d.kind, d.name, o.name AS owner_name, CASE WHEN d.archived_on <= @day::date THEN d.archived_on END AS archived_on
			FROM documents d JOIN units o ON o.id = d.owner_id WHERE d.name ILIKE @pattern OR d.purpose ILIKE @pattern
			ORDER BY d.archived_on IS NOT NULL, d.name COLLATE "sv-x-icu", d.id LIMIT @limit`, args(pgx.StrictNamedArgs{"day": day}))
	}
	if scopes.Review {
		db.Collect(b, &f.Proposals, "search proposals", `
			SELECT c.id, x.label AS number, coalesce(nullif(c.title, ''), c.sentence) AS title, p.name AS plan_name, c.plan_id
			FROM commitments c JOIN plans p ON p.id = c.plan_id
			CROSS JOIN LATERAL (SELECT CASE c.kind WHEN 'formal' THEN '' ELSE 'Å' END || c.number AS label) x
			WHERE c.state = 'proposed' AND c.node_id IS NOT NULL AND (c.title ILIKE @pattern OR c.sentence ILIKE @pattern OR x.label ILIKE @label)
			ORDER BY x.label ILIKE @label DESC, lower(p.period) DESC, c.kind DESC, c.number LIMIT @limit`,
			args(pgx.StrictNamedArgs{"label": labelPattern(query)}))
	}
	if !scopes.Meetings.See.IsEmpty() {
		const called = ` AND (m.title ILIKE @pattern OR k.name ILIKE @pattern OR m.place ILIKE @pattern OR EXISTS (SELECT FROM meetings x
			WHERE x.part_of = m.id AND x.struck_at IS NULL AND (x.place ILIKE @pattern OR x.region ILIKE @pattern)))`
		db.Collect(b, &f.Meetings, "search meetings", meetingRows(called, latestFirst, `LIMIT @limit`), args(scopes.Meetings.args(MeetingFilter{}, day)))
	}
	if !scopes.Names.IsEmpty() {
		db.Collect(b, &f.People, "search people", `
			SELECT p.id, p.name, string_agg(po.name || ', ' || u.name, '; ' ORDER BY po.sort, u.name COLLATE "sv-x-icu") AS posts
			FROM people p
			JOIN assignments a ON a.person_id = p.id AND a.valid @> @day::date AND a.struck_at IS NULL
			JOIN posts po ON po.id = a.post_id JOIN units u ON u.id = a.unit_id
			WHERE p.name ILIKE @pattern AND p.merged_into IS NULL AND (@all OR a.unit_id = ANY(@units))
			GROUP BY p.id, p.name ORDER BY p.name COLLATE "sv-x-icu", p.id LIMIT @limit`,
			args(pgx.StrictNamedArgs{"all": scopes.Names.All, "units": scopes.Names.Units, "day": day}))
		b.LogRead(actor, now, db.Reading{Subject: "person_search"})
	}
	return f, b.Send(ctx)
}

// labelPattern is the pattern of what a goal is called, of a search for "Å12" or "mål Å12".
func labelPattern(query string) string {
	if word, label, ok := strings.Cut(query, " "); ok && strings.EqualFold(word, "mål") {
		query = strings.TrimSpace(label)
	}
	return likeExactly(query)
}
