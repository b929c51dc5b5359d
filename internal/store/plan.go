package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/planimport"
)

// A SourceFile is a file or pasted text that holds one or more documents, as it came.
type SourceFile struct {
	ID         int64
	Name       string
	Content    []byte
	UploadedAt time.Time
	SplitAt    *time.Time // nil while nobody has said where each document starts
}

// AddSource keeps a file that is to be read as plans. The same contents uploaded again give the same source while it
// has not been split, so that a forgotten upload is found and not doubled.
func (s *Store) AddSource(ctx context.Context, actor db.Actor, once db.OnceKey, name string, content []byte) (int64, error) {
	sum := sha256.Sum256(content)
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		same, err := db.List[struct{ ID int64 }](tx, "look for the same source", `
			SELECT id FROM source_files WHERE sha256 = @sum AND split_at IS NULL ORDER BY id DESC LIMIT 1`,
			pgx.StrictNamedArgs{"sum": sum[:]})
		if err != nil {
			return 0, err
		}
		if len(same) > 0 {
			tx.Unchanged()
			return same[0].ID, nil
		}
		id, err := db.Scalar[int64](tx, "add source", `
			INSERT INTO source_files (name, sha256, content, uploaded_at) VALUES (@name, @sum, @content, @now) RETURNING id`,
			pgx.StrictNamedArgs{"name": name, "sum": sum[:], "content": content, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "source", ID: id, Action: "create", Fields: []db.Field{
			{Name: "name", After: name}, {Name: "sha256", After: hex.EncodeToString(sum[:])}}})
		return id, nil
	})
}

// Source returns a source with its contents.
func (s *Store) Source(ctx context.Context, id int64) (SourceFile, error) {
	return db.One[SourceFile](ctx, s.db, "read source", `
		SELECT id, name, content, uploaded_at, split_at FROM source_files WHERE id = @id`, pgx.StrictNamedArgs{"id": id})
}

// A WaitingSource is a source that somebody began to import.
type WaitingSource struct {
	ID         int64
	Name       string
	UploadedAt time.Time
}

// WaitingSources returns the sources that nobody has split yet, the newest first.
func (s *Store) WaitingSources(ctx context.Context) ([]WaitingSource, error) {
	return db.Many[WaitingSource](ctx, s.db, "list waiting sources", `
		SELECT id, name, uploaded_at FROM source_files WHERE split_at IS NULL ORDER BY id DESC LIMIT 20`, nil)
}

// DropSource forgets a source that was never split.
func (s *Store) DropSource(ctx context.Context, actor db.Actor, once db.OnceKey, id int64) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		if err := tx.MustTouch("drop source", `DELETE FROM source_files WHERE id = @id AND split_at IS NULL`,
			pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "source", ID: id, Action: "delete"})
		return id, nil
	})
	return err
}

// A NewPlan is one document of a source, with what people decided about it.
type NewPlan struct {
	Name      string
	Kind      district.PlanKind
	Period    district.Span
	AdoptedOn district.Date
	Document  planimport.Document
	Findings  []planimport.Finding // those of this document, in the order of the text
}

// SplitSource makes plans of the documents of a source: their text and what was found in them, all of it proposed.
// It returns the id of the first plan. A source is split once; a second time is [district.ErrConflict].
func (s *Store) SplitSource(ctx context.Context, actor db.Actor, once db.OnceKey, source int64, plans []NewPlan) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		if len(plans) == 0 {
			return 0, district.NewInvalid("", "Säg var minst ett dokument börjar.")
		}
		n, err := tx.Run("mark source", `UPDATE source_files SET split_at = @now WHERE id = @id AND split_at IS NULL`,
			pgx.StrictNamedArgs{"id": source, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, fmt.Errorf("split source %d again: %w", source, district.ErrConflict)
		}
		var first int64
		for _, p := range plans {
			id, err := addPlan(tx, &source, p)
			if err != nil {
				return 0, err
			}
			if first == 0 {
				first = id
			}
		}
		return first, nil
	})
}

func addPlan(tx *db.Tx, source *int64, p NewPlan) (int64, error) {
	id, err := db.Scalar[int64](tx, "add plan", `
		INSERT INTO plans (source_file_id, name, kind, period, adopted_on, created_at)
		VALUES (@source, @name, @kind, daterange(@from::date, @until::date), @adopted, @now) RETURNING id`,
		pgx.StrictNamedArgs{"source": source, "name": p.Name, "kind": p.Kind, "from": p.Period.From, "until": p.Period.Until,
			"adopted": p.AdoptedOn, "now": tx.Moment.Now})
	if err != nil {
		return 0, err
	}
	nodes := make([]int64, len(p.Document.Nodes))
	for i, n := range p.Document.Nodes {
		var parent *int64
		if n.Parent >= 0 {
			parent = &nodes[n.Parent]
		}
		nodes[i], err = db.Scalar[int64](tx, "add text", `
			INSERT INTO plan_nodes (plan_id, parent_id, ord, kind, level, text, marker, attribution)
			VALUES (@plan, @parent, @ord, @kind, @level, @text, @marker, @attribution) RETURNING id`,
			pgx.StrictNamedArgs{"plan": id, "parent": parent, "ord": i + 1, "kind": n.Kind, "level": n.Level, "text": n.Text,
				"marker": n.Marker, "attribution": n.Attribution})
		if err != nil {
			return 0, err
		}
	}
	for i, f := range p.Findings {
		hash, err := hex.DecodeString(f.Hash)
		if err != nil {
			return 0, fmt.Errorf("read hash of finding: %w", err)
		}
		proposal, err := json.Marshal(f.Measure)
		if err != nil {
			return 0, fmt.Errorf("encode proposal: %w", err)
		}
		var node *int64
		if f.Node >= 0 && f.Node < len(nodes) {
			node = &nodes[f.Node]
		}
		if _, err := tx.Run("add finding", `
			INSERT INTO commitments (plan_id, node_id, ord, kind, class, sentence, section_path, hash, proposal, reason)
			VALUES (@plan, @node, @ord, @kind, @class, @sentence, @path, @hash, @proposal, @reason)`,
			pgx.StrictNamedArgs{"plan": id, "node": node, "ord": i + 1, "kind": f.Kind, "class": f.Class, "sentence": f.Sentence,
				"path": append([]string{}, f.SectionPath...), "hash": hash, "proposal": proposal, "reason": f.Reason}); err != nil {
			return 0, err
		}
	}
	tx.Audit(db.Change{Record: "plan", ID: id, Action: "create", Fields: []db.Field{
		{Name: "name", After: p.Name}, {Name: "kind", After: p.Kind}, {Name: "from", After: p.Period.From},
		{Name: "last", After: p.Period.Last()}, {Name: "findings", After: len(p.Findings)}}})
	return id, nil
}

// A Plan is one adopted document, with how far its review has come.
type Plan struct {
	ID        int64
	Name      string
	Kind      district.PlanKind
	From      district.Date
	Until     district.Date // first day after the period
	AdoptedOn district.Date
	Revision  int
	Proposed  int // sentences that wait for a decision
	Approved  int
	Rejected  int
	Goals     int // open ones
}

// Period returns the days that the plan is for.
func (p Plan) Period() district.Span { return district.Span{From: p.From, Until: p.Until} }

const planColumns = `p.id, p.name, p.kind, lower(p.period) AS "from", upper(p.period) AS until, p.adopted_on, p.revision,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'proposed') AS proposed,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'approved') AS approved,
	(SELECT count(*) FROM commitments c WHERE c.plan_id = p.id AND c.state = 'rejected') AS rejected,
	(SELECT count(*) FROM goals g WHERE g.plan_id = p.id AND g.closed_on IS NULL) AS goals`

// Plans returns all plans, those whose period holds today first, then the newest.
func (s *Store) Plans(ctx context.Context, today district.Date) ([]Plan, error) {
	return db.Many[Plan](ctx, s.db, "list plans", `
		SELECT `+planColumns+` FROM plans p ORDER BY p.period @> @today::date DESC, lower(p.period) DESC, p.id`,
		pgx.StrictNamedArgs{"today": today})
}

// Plan returns one plan.
func (s *Store) Plan(ctx context.Context, id int64) (Plan, error) {
	return db.One[Plan](ctx, s.db, "read plan", `SELECT `+planColumns+` FROM plans p WHERE p.id = @id`, pgx.StrictNamedArgs{"id": id})
}

// A PlanEdit is what can be changed of a plan after it was made; its text cannot.
type PlanEdit struct {
	Name      string
	Kind      district.PlanKind
	Period    district.Span
	AdoptedOn district.Date
}

// EditPlan changes a plan's name, kind and dates.
func (s *Store) EditPlan(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in PlanEdit) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[Plan](tx, "read plan", `SELECT `+planColumns+` FROM plans p WHERE p.id = @id FOR UPDATE OF p`,
			pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if was.Revision != revision {
			kinds := map[string]string{}
			for _, k := range district.PlanKinds() {
				kinds[string(k)] = k.Name()
			}
			return 0, stale("plan", id, was.Revision,
				district.FieldValue{Name: "name", Label: "Namn", Value: was.Name},
				district.FieldValue{Name: "kind", Label: "Slag", Value: string(was.Kind), Choices: kinds},
				district.FieldValue{Name: "from", Label: "Första dag", Value: was.From.String()},
				district.FieldValue{Name: "last", Label: "Sista dag", Value: was.Period().Last().String()},
				district.FieldValue{Name: "adopted", Label: "Antagen", Value: was.AdoptedOn.String()})
		}
		if err := tx.MustTouch("edit plan", `
			UPDATE plans SET name = @name, kind = @kind, period = daterange(@from::date, @until::date), adopted_on = @adopted,
				revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "name": in.Name, "kind": in.Kind, "from": in.Period.From, "until": in.Period.Until,
				"adopted": in.AdoptedOn}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "plan", ID: id, Action: "update", Fields: []db.Field{
			{Name: "name", Before: was.Name, After: in.Name}, {Name: "kind", Before: was.Kind, After: in.Kind},
			{Name: "from", Before: was.From, After: in.Period.From}, {Name: "last", Before: was.Period().Last(), After: in.Period.Last()},
			{Name: "adopted", Before: was.AdoptedOn, After: in.AdoptedOn}}})
		return id, nil
	})
	return err
}

// A PlanNode is one part of a plan's text, and the goal that a person made of it.
type PlanNode struct {
	ID          int64
	ParentID    *int64
	Ord         int
	Kind        planimport.NodeKind
	Level       int
	Text        string
	Marker      string
	Attribution string
	GoalID      *int64
	Waiting     bool // found and not yet decided on
}

// PlanText returns a plan's text in reading order, without the sentences that only repeat it in parts.
func (s *Store) PlanText(ctx context.Context, plan int64) ([]PlanNode, error) {
	return db.Many[PlanNode](ctx, s.db, "read plan text", `
		SELECT n.id, n.parent_id, n.ord, n.kind, n.level, n.text, n.marker, n.attribution, g.id AS goal_id,
			coalesce(c.state = 'proposed', false) AS waiting
		FROM plan_nodes n
		LEFT JOIN commitments c ON c.node_id = n.id AND c.state <> 'rejected'
		LEFT JOIN goals g ON g.commitment_id = c.id
		WHERE n.plan_id = @plan AND n.kind <> 'sentence'
		ORDER BY n.ord`, pgx.StrictNamedArgs{"plan": plan})
}

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

// Commitments returns what was found in a plan, in the order of the text.
func (s *Store) Commitments(ctx context.Context, plan int64) ([]Commitment, error) {
	return db.Many[Commitment](ctx, s.db, "list findings", `
		SELECT `+commitmentColumns+commitmentTables+` WHERE c.plan_id = @plan ORDER BY c.ord`, pgx.StrictNamedArgs{"plan": plan})
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

// Decide rejects a proposed sentence, or takes a rejection back. A sentence that is a goal already is not touched:
// [district.ErrConflict].
func (s *Store) Decide(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, state district.CommitmentState) error {
	if state == district.Approved {
		return fmt.Errorf("decide: use Approve: %w", district.ErrConflict)
	}
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		was, err := db.Get[struct{ State district.CommitmentState }](tx, "read finding",
			`SELECT state FROM commitments WHERE id = @id FOR UPDATE`, pgx.StrictNamedArgs{"id": id})
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

// accountOf returns the account that acts, nil for the command line and for jobs.
func accountOf(a db.Actor) *int64 {
	if a.Kind != db.ByAccount {
		return nil
	}
	return &a.ID
}
