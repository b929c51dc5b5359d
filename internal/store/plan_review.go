package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
)

// A Commitment is a promise that a reader found in a plan, as it stands in the version that holds, with what is proposed
// and what was decided.
type Commitment struct {
	ID          int64
	PlanID      int64
	NodeID      *int64
	Ord         int
	Kind        planimport.FindingKind
	Number      int // among those of its kind in the plan
	Class       string
	Sentence    string // what holds for its goals
	SectionPath []string
	Proposal    planimport.Measure
	Reason      string
	State       district.CommitmentState
	Title       string // short name that a reviewer has written; empty for the sentence itself
	Responsible string // in the words of the text
	UnitID      *int64 // who that is
	UnitName    string
	NotBefore   district.Date
	Deadline    district.Date
	Wording     string // "", "negative" or "soft"
	Edited      bool   // a reviewer has changed what the reader proposed
	Revision    int
	Goals       []CommitmentGoal
	DecidedAt   *time.Time
	DecidedBy   string // name, empty while undecided or decided by the command line

	Change      plandiff.Change // what the version that holds did to it
	ChangeWaits bool            // NewSentence waits for approval
	Accepted    bool            // somebody has approved the new words of this version
	NewSentence string          // as the version that holds has it
	Version     int             // number of the version that holds
	WasSentence string          // as the version before had it; empty when it had not
	WasRejected bool            // it was rejected before its words were changed
}

// Label returns what the promise and its goal are called: "3", or "Å12" in running text.
func (c Commitment) Label() string { return GoalLabel(c.Kind, c.Number, 0) }

// Seen returns what somebody sees who decides on the words that a version gives the promise.
func (c Commitment) Seen() Seen { return Seen{Version: c.Version, Words: c.NewSentence} }

// ShortTitle returns the short name that a goal of the promise gets when nobody writes another.
func (c Commitment) ShortTitle() string {
	if c.Title != "" {
		return c.Title
	}
	return district.ShortTitle(c.Sentence)
}

// A CommitmentGoal is a goal that a promise is part of.
type CommitmentGoal struct {
	ID        int64                  `json:"id"`
	Kind      planimport.FindingKind `json:"kind"`
	Number    int                    `json:"number"`
	Part      int                    `json:"part"`
	Title     string                 `json:"title"`
	How       string                 `json:"how"` // alone, merged, joined, split
	Closed    bool                   `json:"closed"`
	Sentences int                    `json:"sentences"` // that the goal is made of
}

// Label returns what the goal is called: "3", "Å12", or "Å12b" where several share a sentence.
func (g CommitmentGoal) Label() string { return GoalLabel(g.Kind, g.Number, g.Part) }

// GoalLabel returns what a goal is called: its number, with Å for åtagande where it is made of a promise in running
// text, and a letter where several goals share a sentence.
func GoalLabel(kind planimport.FindingKind, number, part int) string {
	s := strconv.Itoa(number)
	if kind != planimport.Formal {
		s = "Å" + s
	}
	for ; part > 0; part = (part - 1) / 26 {
		s += string(rune('a' + (part-1)%26))
	}
	return s
}

// goalLabelOf writes [GoalLabel] in SQL, of a goal's row under its alias.
func goalLabelOf(goal string) string {
	return `CASE ` + goal + `.kind WHEN 'formal' THEN '' ELSE 'Å' END || ` + goal + `.number || CASE WHEN ` + goal + `.part > 0 THEN chr(96 + ` + goal + `.part) ELSE '' END`
}

const goalsOfCommitment = `coalesce((SELECT jsonb_agg(jsonb_build_object('id', g.id, 'kind', g.kind, 'number', g.number, 'part', g.part,
		'title', g.title, 'how', gc.how, 'closed', g.closed_on IS NOT NULL,
		'sentences', (SELECT count(*) FROM goal_commitments o WHERE o.goal_id = g.id)) ORDER BY g.kind DESC, g.number, g.part)
	FROM goal_commitments gc JOIN goals g ON g.id = gc.goal_id WHERE gc.commitment_id = c.id), '[]')`

const commitmentsSQL = `
	SELECT c.id, c.plan_id, c.node_id, c.ord, c.kind, c.number, c.class, c.sentence, c.section_path, c.proposal, c.reason, c.state, c.title,
		c.responsible, c.unit_id, coalesce(u.name, '') AS unit_name, c.not_before, c.deadline, c.wording, c.edited, c.revision,
		` + goalsOfCommitment + ` AS goals, c.decided_at, coalesce(who.name, '') AS decided_by,
		cv.change, cv.decision = 'waiting' AS change_waits, cv.decision = 'accepted' AS accepted, cv.sentence AS new_sentence,
		(SELECT v.number FROM plan_versions v WHERE v.id = cv.version_id) AS version,
		coalesce(was.sentence, '') AS was_sentence, cv.decision = 'reopened' AS was_rejected
	FROM commitment_versions cv JOIN commitments c ON c.id = cv.commitment_id
	LEFT JOIN LATERAL (SELECT o.sentence FROM commitment_versions o WHERE o.commitment_id = c.id AND o.version_id < cv.version_id
		ORDER BY o.version_id DESC LIMIT 1) was ON true
	LEFT JOIN units u ON u.id = c.unit_id
	LEFT JOIN accounts a ON a.id = c.decided_by LEFT JOIN people who ON who.id = a.person_id
	WHERE cv.version_id = (SELECT v.id FROM plan_versions v WHERE v.plan_id = @plan ORDER BY v.number DESC LIMIT 1)
	  AND cv.change <> 'removed' ORDER BY c.ord, c.id`

// Commitments returns what stands in the version of a plan that holds, in the order of the text.
func (s *Store) Commitments(ctx context.Context, plan int64) ([]Commitment, error) {
	return db.Many[Commitment](ctx, s.db, "list findings", commitmentsSQL, pgx.StrictNamedArgs{"plan": plan})
}

// A PlanReview is a plan with its text and what was found in it, for people to decide on.
type PlanReview struct {
	Plan     Plan
	Text     []PlanNode
	Findings []Commitment
}

// PlanReview returns everything that the review of a plan shows, in one round trip.
func (s *Store) PlanReview(ctx context.Context, plan int64) (PlanReview, error) {
	var (
		r     PlanReview
		found []NodeFinding
	)
	b := s.db.Batch()
	db.CollectOne(b, &r.Plan, "read plan", planSQL, pgx.StrictNamedArgs{"id": plan})
	queueText(b, plan, 0, &r.Text, &found)
	db.Collect(b, &r.Findings, "list findings", commitmentsSQL, pgx.StrictNamedArgs{"plan": plan})
	err := b.Send(ctx)
	place(r.Text, found)
	return r, err
}

// An Approval makes a goal of a sentence. An empty title is made from the sentence. A revision that is not 0 must be the
// one that stands: otherwise somebody has changed what the reviewer read.
type Approval struct {
	CommitmentID int64
	Title        string
	Revision     int
}

// Approve makes goals of proposed sentences of a plan and returns how many it made. One that somebody else has decided
// on in the meantime is left as it is: two reviewers at once make each goal once. One that somebody else has edited is a
// [district.StaleError].
func (s *Store) Approve(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64, approvals []Approval) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		var made int64
		for _, ap := range approvals {
			c, err := lockFinding(tx, plan, ap.CommitmentID)
			switch {
			case err != nil:
				return 0, err
			case c == nil || !c.waits():
				continue
			case ap.Revision != 0 && ap.Revision != c.Revision:
				return 0, c.stale(tx)
			}
			if err := decide(tx, []int64{c.ID}, district.Approved); err != nil {
				return 0, err
			}
			if _, err := makeGoal(tx, plan, newGoal{head: *c, title: ap.Title, how: "alone"}); err != nil {
				return 0, err
			}
			made++
		}
		if made == 0 {
			tx.Unchanged()
		}
		return made, nil
	})
}

// ApproveAll makes goals of all formal goals of a plan that wait for a decision and returns how many it made.
func (s *Store) ApproveAll(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64) (int64, error) {
	waiting, err := db.Many[struct{ ID int64 }](ctx, s.db, "list waiting findings", `
		SELECT id FROM commitments WHERE plan_id = @plan AND state = 'proposed' AND kind = 'formal' AND gone_in IS NULL ORDER BY ord`,
		pgx.StrictNamedArgs{"plan": plan})
	if err != nil {
		return 0, err
	}
	approvals := make([]Approval, len(waiting))
	for i, w := range waiting {
		approvals[i].CommitmentID = w.ID
	}
	return s.Approve(ctx, actor, once, plan, approvals)
}

// A lockedFinding is a promise whose row is locked for a decision.
type lockedFinding struct {
	ID          int64
	Kind        planimport.FindingKind
	Number      int
	Ord         int
	Sentence    string
	Title       string
	Class       string
	Responsible string
	UnitID      *int64
	NotBefore   district.Date
	Deadline    district.Date
	Proposal    planimport.Measure
	State       district.CommitmentState
	Gone        bool
	Revision    int
}

const lockFindingSQL = `SELECT id, kind, number, ord, sentence, title, class, responsible, unit_id, not_before, deadline, proposal, state,
	gone_in IS NOT NULL AS gone, revision FROM commitments WHERE plan_id = @plan AND id = ANY(@ids) ORDER BY id FOR UPDATE`

// lockFinding locks a promise of a plan; nil when the plan has none such.
func lockFinding(tx *db.Tx, plan, id int64) (*lockedFinding, error) {
	list, err := db.List[lockedFinding](tx, "lock finding", lockFindingSQL, pgx.StrictNamedArgs{"plan": plan, "ids": []int64{id}})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// waits tells whether nobody has decided on it and it still stands in the plan.
func (c lockedFinding) waits() bool { return c.State == district.Proposed && !c.Gone }

// decide sets the state of promises that are locked.
func decide(tx *db.Tx, ids []int64, state district.CommitmentState) error {
	args := pgx.StrictNamedArgs{"ids": ids, "state": state, "now": &tx.Moment.Now, "by": accountOf(tx.Actor)}
	if state == district.Proposed {
		args["now"], args["by"] = nil, nil
	}
	_, err := tx.Run("decide", `
		UPDATE commitments SET state = @state, decided_at = @now, decided_by = @by, revision = revision + 1 WHERE id = ANY(@ids)`, args)
	return err
}

// A newGoal is a goal on its way into the database: of one sentence or of several.
type newGoal struct {
	head  lockedFinding
	more  []lockedFinding
	title string // "" for that of the head
	part  int    // of goals that share a sentence
	how   string
}

// makeGoal adds a goal of promises that have been approved. The units that reviewers named become responsible for it.
func makeGoal(tx *db.Tx, plan int64, in newGoal) (int64, error) {
	title := in.title
	if title == "" {
		title = in.head.Title
	}
	if title == "" {
		title = district.ShortTitle(in.head.Sentence)
	}
	id, err := db.Scalar[int64](tx, "add goal", `
		INSERT INTO goals (plan_id, commitment_id, kind, number, part, title, approved_at)
		VALUES (@plan, @commitment, @kind, @number, @part, @title, @now) RETURNING id`,
		pgx.StrictNamedArgs{"plan": plan, "commitment": in.head.ID, "kind": in.head.Kind, "number": in.head.Number, "part": in.part,
			"title": title, "now": tx.Moment.Now})
	if err != nil {
		return 0, err
	}
	ids := []int64{in.head.ID}
	for _, c := range in.more {
		ids = append(ids, c.ID)
	}
	if _, err := tx.Run("add sentences of goal", `
		INSERT INTO goal_commitments (goal_id, commitment_id, how) SELECT @goal, c, @how FROM unnest(@ids::bigint[]) c`,
		pgx.StrictNamedArgs{"goal": id, "ids": ids, "how": in.how}); err != nil {
		return 0, err
	}
	if _, err := tx.Run("add who is responsible", `
		INSERT INTO goal_units (goal_id, unit_id) SELECT DISTINCT @goal::bigint, c.unit_id FROM commitments c WHERE c.id = ANY(@ids) AND c.unit_id IS NOT NULL`,
		pgx.StrictNamedArgs{"goal": id, "ids": ids}); err != nil {
		return 0, err
	}
	tx.Audit(db.Change{Record: "goal", ID: id, Action: "create", Fields: []db.Field{{Name: "title", After: title}}})
	return id, nil
}

// Decide rejects a proposed sentence of a plan, or takes a rejection back. A sentence that is a goal already is not
// touched: [district.ErrConflict].
func (s *Store) Decide(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64, state district.CommitmentState) error {
	if state == district.Approved {
		return fmt.Errorf("decide: use Approve: %w", district.ErrConflict)
	}
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		was, err := lockFinding(tx, plan, id)
		switch {
		case err != nil:
			return 0, err
		case was == nil:
			return 0, fmt.Errorf("decide on finding %d: %w", id, district.ErrNotFound)
		case was.State == state:
			tx.Unchanged()
			return id, nil
		case was.State == district.Approved || was.Gone:
			return 0, fmt.Errorf("finding %d is a goal, or gone: %w", id, district.ErrConflict)
		}
		if err := decide(tx, []int64{id}, state); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "commitment", ID: id, Action: "update", Fields: []db.Field{{Name: "state", Before: was.State, After: state}}})
		return id, nil
	})
	return err
}

// RejectAll rejects proposed sentences of a plan and returns how many it rejected. One that somebody else has decided on in
// the meantime is left as it is.
func (s *Store) RejectAll(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64, ids []int64) (int64, error) {
	return s.decideAll(ctx, actor, once, plan, ids, district.Proposed, district.Rejected)
}

// UnrejectAll takes rejections of a plan back and returns how many. What is not rejected any more is left as it is.
func (s *Store) UnrejectAll(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64, ids []int64) (int64, error) {
	return s.decideAll(ctx, actor, once, plan, ids, district.Rejected, district.Proposed)
}

func (s *Store) decideAll(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64, ids []int64, from, to district.CommitmentState) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		list, err := db.List[lockedFinding](tx, "lock findings", lockFindingSQL, pgx.StrictNamedArgs{"plan": plan, "ids": ids})
		if err != nil {
			return 0, err
		}
		var done []int64
		for _, c := range list {
			if c.State != from || c.Gone {
				continue
			}
			done = append(done, c.ID)
			tx.Audit(db.Change{Record: "commitment", ID: c.ID, Action: "update", Fields: []db.Field{{Name: "state", Before: from, After: to}}})
		}
		if len(done) == 0 {
			tx.Unchanged()
			return 0, nil
		}
		return int64(len(done)), decide(tx, done, to)
	})
}

// accountOf returns the account that acts, nil for the command line and for jobs.
func accountOf(a db.Actor) *int64 {
	if a.Kind != db.ByAccount {
		return nil
	}
	return &a.ID
}
