package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/planimport"
)

// A PlanNode is one part of a plan's text, and what was found in it.
type PlanNode struct {
	ID          int64
	ParentID    *int64
	Ord         int
	Kind        planimport.NodeKind
	Level       int
	Text        string
	Marker      string
	Attribution string
	Found       []NodeFinding `db:"-"` // what was found here and not rejected, in the order of the text
}

// A NodeFinding is a promise at its place in a text.
type NodeFinding struct {
	NodeID      int64 // of the part of the text, which may hold several
	Ord         int   // of the sentence itself, for its address
	Sentence    string
	ID          int64
	Kind        planimport.FindingKind
	Number      int
	State       district.CommitmentState
	ChangeWaits bool    // these are new words of a goal, which nobody has approved
	GoalIDs     []int64 // in the order of their numbers
}

// Label returns what the promise is called: "3", or "Å12" in running text.
func (f NodeFinding) Label() string { return GoalLabel(f.Kind, f.Number, 0) }

// A PlanVersion is a plan as it was adopted once, with what it changed.
type PlanVersion struct {
	ID        int64
	Number    int
	AdoptedOn district.Date // zero when nobody has said it, of the first version
	CreatedAt time.Time
	CreatedBy string // name; empty for the command line
	Source    string // name of the text that was read
	Findings  int    // promises in its text
	Added     int    // the counts are of what the version changed
	Changed   int
	Moved     int
	Removed   int
	Waiting   int // changed sentences that wait for approval; 0 of earlier versions
	Newest    bool
}

const versionsSQL = `
	SELECT v.id, v.number, v.adopted_on, v.created_at, coalesce(who.name, '') AS created_by, coalesce(s.name, '') AS source,
		n.findings, n.added, n.changed, n.moved, n.removed, CASE WHEN newest.number = v.number THEN n.waiting ELSE 0 END AS waiting,
		newest.number = v.number AS newest
	FROM plan_versions v
	CROSS JOIN LATERAL (SELECT max(x.number) AS number FROM plan_versions x WHERE x.plan_id = v.plan_id) newest
	CROSS JOIN LATERAL (
		SELECT count(*) FILTER (WHERE cv.change <> 'removed') AS findings, count(*) FILTER (WHERE cv.change = 'added') AS added,
			count(*) FILTER (WHERE cv.change = 'changed') AS changed, count(*) FILTER (WHERE cv.change = 'moved') AS moved,
			count(*) FILTER (WHERE cv.change = 'removed') AS removed, count(*) FILTER (WHERE cv.decision = 'waiting') AS waiting
		FROM commitment_versions cv WHERE cv.version_id = v.id) n
	LEFT JOIN source_files s ON s.id = v.source_file_id
	LEFT JOIN accounts a ON a.id = v.created_by LEFT JOIN people who ON who.id = a.person_id
	WHERE v.plan_id = @plan AND (@number::integer = 0 OR v.number = @number) ORDER BY v.number DESC`

// A VersionList is a plan with its versions, the newest first.
type VersionList struct {
	Plan        Plan
	Versions    []PlanVersion
	CanWithdraw bool // the newest can be withdrawn, see [Store.WithdrawVersion]
}

// VersionList returns the versions of a plan in one round trip.
func (s *Store) VersionList(ctx context.Context, plan int64) (VersionList, error) {
	var out VersionList
	var free struct{ Free bool }
	b := s.db.Batch()
	db.CollectOne(b, &out.Plan, "read plan", planSQL, pgx.StrictNamedArgs{"id": plan})
	db.Collect(b, &out.Versions, "list versions", versionsSQL, pgx.StrictNamedArgs{"plan": plan, "number": 0})
	db.CollectOne(b, &free, "look for approvals", canWithdrawSQL, pgx.StrictNamedArgs{"plan": plan})
	err := b.Send(ctx)
	out.CanWithdraw = free.Free
	return out, err
}

// PlanVersions returns the versions of a plan, the newest first.
func (s *Store) PlanVersions(ctx context.Context, plan int64) ([]PlanVersion, error) {
	return db.Many[PlanVersion](ctx, s.db, "list versions", versionsSQL, pgx.StrictNamedArgs{"plan": plan, "number": 0})
}

// A RemovedPromise is a promise that the version of a plan that holds no longer has.
type RemovedPromise struct {
	ID          int64
	Kind        planimport.FindingKind
	Number      int
	Sentence    string
	SectionPath []string
	Goals       []CommitmentGoal
}

// Label returns what the promise is called.
func (r RemovedPromise) Label() string { return GoalLabel(r.Kind, r.Number, 0) }

const removedSQL = `
	SELECT c.id, c.kind, c.number, cv.sentence, cv.section_path, ` + goalsOfCommitment + ` AS goals
	FROM commitment_versions cv JOIN commitments c ON c.id = cv.commitment_id
	WHERE cv.version_id = (SELECT v.id FROM plan_versions v WHERE v.plan_id = @plan ORDER BY v.number DESC LIMIT 1) AND cv.change = 'removed'
	ORDER BY c.kind DESC, c.number`

// A version of a plan is named by its number; 0 is the one that holds.
const ofVersion = `(SELECT v.id FROM plan_versions v WHERE v.plan_id = @plan AND (@number::integer = 0 OR v.number = @number) ORDER BY v.number DESC LIMIT 1)`

const planTextSQL = `
	SELECT n.id, n.parent_id, n.ord, n.kind, n.level, n.text, n.marker, n.attribution
	FROM plan_nodes n WHERE n.version_id = ` + ofVersion + ` AND n.kind <> 'sentence' ORDER BY n.ord`

const foundSQL = `
	SELECT CASE WHEN n.kind = 'sentence' THEN n.parent_id ELSE n.id END AS node_id, n.ord, cv.sentence, c.id, c.kind, c.number, c.state,
		cv.decision = 'waiting' AS change_waits,
		ARRAY(SELECT g.id FROM goal_commitments gc JOIN goals g ON g.id = gc.goal_id WHERE gc.commitment_id = c.id
			ORDER BY g.kind DESC, g.number, g.part) AS goal_ids
	FROM commitment_versions cv JOIN plan_nodes n ON n.id = cv.node_id JOIN commitments c ON c.id = cv.commitment_id
	WHERE cv.version_id = ` + ofVersion + ` AND c.state <> 'rejected' ORDER BY cv.ord, c.id`

func queueText(b *db.Batch, plan int64, number int, nodes *[]PlanNode, found *[]NodeFinding) {
	args := pgx.StrictNamedArgs{"plan": plan, "number": number}
	db.Collect(b, nodes, "read plan text", planTextSQL, args)
	db.Collect(b, found, "read what was found in the text", foundSQL, args)
}

func place(nodes []PlanNode, found []NodeFinding) {
	at := make(map[int64]int, len(nodes))
	for i, n := range nodes {
		at[n.ID] = i
	}
	for _, f := range found {
		if i, ok := at[f.NodeID]; ok {
			nodes[i].Found = append(nodes[i].Found, f)
		}
	}
}

// PlanText returns a plan and the text that holds in reading order, without the sentences that only repeat it in parts.
func (s *Store) PlanText(ctx context.Context, plan int64) (Plan, []PlanNode, error) {
	r := s.Reads()
	p, nodes := r.PlanText(plan)
	err := r.Send(ctx)
	return *p, *nodes, err
}

// PlanText is [Store.PlanText] among others.
func (r *Reads) PlanText(plan int64) (*Plan, *[]PlanNode) {
	p, nodes := new(Plan), new([]PlanNode)
	var found []NodeFinding
	db.CollectOne(r.b, p, "read plan", planSQL, pgx.StrictNamedArgs{"id": plan})
	queueText(r.b, plan, 0, nodes, &found)
	r.after(func() error {
		place(*nodes, found)
		return nil
	})
	return p, nodes
}

// PlanVersionText is [Store.PlanText] for one of a plan's versions, with what stood in its text.
func (s *Store) PlanVersionText(ctx context.Context, plan int64, number int) (Plan, PlanVersion, []PlanNode, error) {
	var (
		p     Plan
		v     PlanVersion
		nodes []PlanNode
		found []NodeFinding
	)
	if number < 1 {
		return p, v, nil, district.ErrNotFound
	}
	b := s.db.Batch()
	db.CollectOne(b, &p, "read plan", planSQL, pgx.StrictNamedArgs{"id": plan})
	db.CollectOne(b, &v, "read version", versionsSQL, pgx.StrictNamedArgs{"plan": plan, "number": number})
	queueText(b, plan, number, &nodes, &found)
	err := b.Send(ctx)
	place(nodes, found)
	return p, v, nodes, err
}
