package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/planimport"
)

// A Commitment is a sentence that a reader found, with what is proposed and what was decided.
type Commitment struct {
	ID          int64
	PlanID      int64
	NodeID      *int64
	Ord         int
	Kind        planimport.FindingKind
	Class       string
	Sentence    string
	SectionPath []string
	Proposal    planimport.Measure
	Reason      string
	State       district.CommitmentState
	Revision    int
	GoalID      *int64
	DecidedAt   *time.Time
	DecidedBy   string // name, empty while undecided or decided by the command line
}

const commitmentColumns = `c.id, c.plan_id, c.node_id, c.ord, c.kind, c.class, c.sentence, c.section_path, c.proposal, c.reason, c.state,
	c.revision, g.id AS goal_id, c.decided_at, coalesce(who.name, '') AS decided_by`

const commitmentTables = ` FROM commitments c LEFT JOIN goals g ON g.commitment_id = c.id
	LEFT JOIN accounts a ON a.id = c.decided_by LEFT JOIN people who ON who.id = a.person_id `

const commitmentsSQL = `SELECT ` + commitmentColumns + commitmentTables + ` WHERE c.plan_id = @plan ORDER BY c.ord`

// Commitments returns what was found in a plan, in the order of the text.
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
	var r PlanReview
	b := s.db.Batch()
	db.CollectOne(b, &r.Plan, "read plan", planSQL, pgx.StrictNamedArgs{"id": plan})
	db.Collect(b, &r.Text, "read plan text", planTextSQL, pgx.StrictNamedArgs{"plan": plan})
	db.Collect(b, &r.Findings, "list findings", commitmentsSQL, pgx.StrictNamedArgs{"plan": plan})
	err := b.Send(ctx)
	return r, err
}

// An Approval makes a goal of a sentence. An empty title is made from the sentence.
type Approval struct {
	CommitmentID int64
	Title        string
}

// Approve makes goals of proposed sentences of a plan and returns how many it made. One that somebody else has decided
// on in the meantime is left as it is: two reviewers at once make each goal once.
func (s *Store) Approve(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64, approvals []Approval) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		var made int64
		for _, ap := range approvals {
			c, err := db.List[struct {
				ID       int64
				Ord      int
				Sentence string
			}](tx, "approve", `
				UPDATE commitments SET state = 'approved', decided_at = @now, decided_by = @by, revision = revision + 1
				WHERE id = @id AND plan_id = @plan AND state = 'proposed' RETURNING id, ord, sentence`,
				pgx.StrictNamedArgs{"id": ap.CommitmentID, "plan": plan, "now": tx.Moment.Now, "by": accountOf(tx.Actor)})
			if err != nil {
				return 0, err
			}
			if len(c) == 0 {
				continue
			}
			title := ap.Title
			if title == "" {
				title = district.ShortTitle(c[0].Sentence)
			}
			id, err := db.Scalar[int64](tx, "add goal", `
				INSERT INTO goals (plan_id, commitment_id, number, title, approved_at)
				VALUES (@plan, @commitment, @number, @title, @now) RETURNING id`,
				pgx.StrictNamedArgs{"plan": plan, "commitment": c[0].ID, "number": c[0].Ord, "title": title, "now": tx.Moment.Now})
			if err != nil {
				return 0, err
			}
			tx.Audit(db.Change{Record: "goal", ID: id, Action: "create", Fields: []db.Field{{Name: "title", After: title}}})
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
		SELECT id FROM commitments WHERE plan_id = @plan AND state = 'proposed' AND kind = 'formal' ORDER BY ord`,
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

// Decide rejects a proposed sentence of a plan, or takes a rejection back. A sentence that is a goal already is not
// touched: [district.ErrConflict].
func (s *Store) Decide(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64, state district.CommitmentState) error {
	if state == district.Approved {
		return fmt.Errorf("decide: use Approve: %w", district.ErrConflict)
	}
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[struct{ State district.CommitmentState }](tx, "read finding",
			`SELECT state FROM commitments WHERE id = @id AND plan_id = @plan FOR UPDATE`,
			pgx.StrictNamedArgs{"id": id, "plan": plan})
		if err != nil {
			return 0, err
		}
		switch was.State {
		case state:
			tx.Unchanged()
			return id, nil
		case district.Approved:
			return 0, fmt.Errorf("finding %d is a goal: %w", id, district.ErrConflict)
		}
		args := pgx.StrictNamedArgs{"id": id, "state": state, "now": &tx.Moment.Now, "by": accountOf(tx.Actor)}
		if state == district.Proposed {
			args["now"], args["by"] = nil, nil
		}
		if err := tx.MustTouch("decide", `
			UPDATE commitments SET state = @state, decided_at = @now, decided_by = @by, revision = revision + 1 WHERE id = @id`, args); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "commitment", ID: id, Action: "update", Fields: []db.Field{{Name: "state", Before: was.State, After: state}}})
		return id, nil
	})
	return err
}

// Unapprove takes an approval back: the goal disappears and its sentence waits for a decision again. It is for a slip
// of the hand. A goal that somebody has worked with (a measure, a comment, a note, a tag, somebody responsible) or that
// was closed is a *[district.Invalid]: such a goal is closed, never removed.
func (s *Store) Unapprove(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[struct {
			State  district.CommitmentState
			GoalID *int64
			Title  string
			Used   bool
		}](tx, "read finding", `
			SELECT c.state, g.id AS goal_id, coalesce(g.title, '') AS title,
				coalesce(g.closed_on IS NOT NULL
					OR EXISTS (SELECT FROM measures m WHERE m.goal_id = g.id)
					OR EXISTS (SELECT FROM comments k WHERE k.goal_id = g.id)
					OR EXISTS (SELECT FROM overrides o WHERE o.goal_id = g.id)
					OR EXISTS (SELECT FROM goal_units u WHERE u.goal_id = g.id)
					OR EXISTS (SELECT FROM goal_tags t WHERE t.goal_id = g.id), false) AS used
			FROM commitments c LEFT JOIN goals g ON g.commitment_id = c.id
			WHERE c.id = @id AND c.plan_id = @plan FOR UPDATE OF c`, pgx.StrictNamedArgs{"id": id, "plan": plan})
		if err != nil {
			return 0, err
		}
		switch {
		case was.State != district.Approved || was.GoalID == nil:
			tx.Unchanged()
			return id, nil
		case was.Used:
			return 0, district.NewInvalid("", "Någon har börjat arbeta med målet, så godkännandet kan inte tas tillbaka. Avsluta målet i stället.")
		}
		if err := tx.MustTouch("remove goal", `DELETE FROM goals WHERE id = @id`, pgx.StrictNamedArgs{"id": *was.GoalID}); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("take approval back", `
			UPDATE commitments SET state = 'proposed', decided_at = NULL, decided_by = NULL, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "goal", ID: *was.GoalID, Action: "delete", Fields: []db.Field{{Name: "title", Before: was.Title}}})
		tx.Audit(db.Change{Record: "commitment", ID: id, Action: "update", Fields: []db.Field{{Name: "state", Before: was.State, After: district.Proposed}}})
		return id, nil
	})
	return err
}

// accountOf returns the account that acts, nil for the command line and for jobs.
func accountOf(a db.Actor) *int64 {
	if a.Kind != db.ByAccount {
		return nil
	}
	return &a.ID
}
