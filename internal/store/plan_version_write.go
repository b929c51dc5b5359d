package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
)

// lockPlan lets nobody else change a plan's versions until the transaction ends.
func lockPlan(tx *db.Tx, plan int64) error {
	_, err := db.Get[struct{ ID int64 }](tx, "lock plan", `SELECT id FROM plans WHERE id = @id FOR UPDATE`, pgx.StrictNamedArgs{"id": plan})
	return err
}

// A versionRef is the version of a plan that holds.
type versionRef struct {
	ID        int64
	Number    int
	AdoptedOn district.Date
	SourceID  *int64
}

func newestVersion(tx *db.Tx, plan int64) (versionRef, error) {
	return db.Get[versionRef](tx, "read version", `
		SELECT id, number, adopted_on, source_file_id AS source_id FROM plan_versions WHERE plan_id = @plan ORDER BY number DESC LIMIT 1`,
		pgx.StrictNamedArgs{"plan": plan})
}

// addPlanVersion stores a version of a plan and its text: three statements, however long the text is.
func addPlanVersion(tx *db.Tx, plan int64, number int, source int64, adopted district.Date, doc planimport.Document) (int64, error) {
	from := &source
	if source == 0 {
		from = nil
	}
	id, err := db.Scalar[int64](tx, "add version", `
		INSERT INTO plan_versions (plan_id, number, source_file_id, adopted_on, created_at, created_by)
		VALUES (@plan, @number, @source, @adopted, @now, @by) RETURNING id`,
		pgx.StrictNamedArgs{"plan": plan, "number": number, "source": from, "adopted": adopted, "now": tx.Moment.Now, "by": accountOf(tx.Actor)})
	if err != nil {
		return 0, err
	}
	nodes, err := json.Marshal(nodesOf(doc))
	if err != nil {
		return 0, fmt.Errorf("encode text: %w", err)
	}
	if _, err := tx.Run("add text", `
		INSERT INTO plan_nodes (version_id, ord, kind, level, text, marker, attribution)
		SELECT @version, n.ord, n.kind, n.level, n.text, n.marker, n.attribution
		FROM jsonb_to_recordset(@nodes) AS n (ord integer, kind text, level integer, text text, marker text, attribution text)
		ORDER BY n.ord`,
		pgx.StrictNamedArgs{"version": id, "nodes": json.RawMessage(nodes)}); err != nil {
		return 0, err
	}
	_, err = tx.Run("join text", `
		UPDATE plan_nodes child SET parent_id = parent.id
		FROM jsonb_to_recordset(@nodes) AS n (ord integer, parent integer), plan_nodes parent
		WHERE child.version_id = @version AND child.ord = n.ord AND parent.version_id = @version AND parent.ord = n.parent`,
		pgx.StrictNamedArgs{"version": id, "nodes": json.RawMessage(nodes)})
	return id, err
}

// A newNode is a part of a text on its way into the database. Places in the text count from 1; 0 is none.
type newNode struct {
	Ord         int                 `json:"ord"`
	Parent      int                 `json:"parent"`
	Kind        planimport.NodeKind `json:"kind"`
	Level       int                 `json:"level"`
	Text        string              `json:"text"`
	Marker      string              `json:"marker"`
	Attribution string              `json:"attribution"`
}

func nodesOf(doc planimport.Document) []newNode {
	out := make([]newNode, len(doc.Nodes))
	for i, n := range doc.Nodes {
		out[i] = newNode{Ord: i + 1, Parent: n.Parent + 1, Kind: n.Kind, Level: n.Level, Text: n.Text, Marker: n.Marker, Attribution: n.Attribution}
	}
	return out
}

// A newFinding is a promise in a version, on its way into the database.
type newFinding struct {
	Ord         int                    `json:"ord"`
	Node        int                    `json:"node"` // 0 for none
	ID          int64                  `json:"id"`   // of a promise that there was before; 0 for a new one
	Change      plandiff.Change        `json:"change"`
	How         plandiff.How           `json:"how"`
	Decision    string                 `json:"decision"`
	Kind        planimport.FindingKind `json:"kind"`
	Sentence    string                 `json:"sentence"`
	SectionPath []string               `json:"section_path"`
	Hash        string                 `json:"hash"`
	Found       json.RawMessage        `json:"found"`
}

// foundOf is what the reader says about a finding, as it is stored.
func foundOf(f planimport.Finding) (json.RawMessage, error) {
	first, err := district.ParseDate(f.Measure.Earliest)
	if err != nil && f.Measure.Earliest != "" {
		return nil, fmt.Errorf("read first day of a finding: %w", err)
	}
	last, err := district.ParseDate(f.Measure.Due)
	if err != nil && f.Measure.Due != "" {
		return nil, fmt.Errorf("read last day of a finding: %w", err)
	}
	deadline := f.Measure.Due
	if !last.IsZero() && last.Before(first) {
		deadline = "" // a period that nothing can be in was misread
	}
	out, err := json.Marshal(map[string]any{"class": f.Class, "responsible": f.Responsible, "not_before": f.Measure.Earliest, "deadline": deadline,
		"wording": f.Wording, "proposal": f.Measure, "reason": f.Reason})
	if err != nil {
		return nil, fmt.Errorf("encode finding: %w", err)
	}
	return out, nil
}

// foundNames are the columns of a commitment that hold what the reader says; foundValues are their values out of the row
// v. A responsible body that is called as a unit is that unit, until a reviewer says something else.
const (
	foundNames  = `class, responsible, unit_id, not_before, deadline, wording, proposal, reason`
	foundValues = `coalesce(v.found->>'class', ''), coalesce(v.found->>'responsible', ''),
		(SELECT u.id FROM units u WHERE lower(u.name) = lower(v.found->>'responsible') AND u.closed IS NULL ORDER BY u.id LIMIT 1),
		NULLIF(v.found->>'not_before', '')::date, NULLIF(v.found->>'deadline', '')::date, coalesce(v.found->>'wording', ''),
		v.found->'proposal', coalesce(v.found->>'reason', '')`
)

// addFindings stores the promises of a version, and makes those that are new.
func addFindings(tx *db.Tx, plan, version int64, rows []newFinding) error {
	encoded, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("encode findings: %w", err)
	}
	if _, err := tx.Run("add promises", `
		INSERT INTO commitments (plan_id, node_id, ord, kind, number, sentence, section_path, hash, `+foundNames+`)
		SELECT @plan, n.id, v.ord, v.kind, row_number() OVER (PARTITION BY v.kind ORDER BY v.ord)
				+ (SELECT coalesce(max(x.number), 0) FROM commitments x WHERE x.plan_id = @plan AND x.kind = v.kind),
			v.sentence, v.section_path, decode(v.hash, 'hex'), `+foundValues+`
		FROM jsonb_to_recordset(@rows) AS v (ord integer, node integer, id bigint, kind text, sentence text, section_path text[], hash text, found jsonb)
		LEFT JOIN plan_nodes n ON n.version_id = @version AND n.ord = v.node
		WHERE v.id = 0 ORDER BY v.ord`,
		pgx.StrictNamedArgs{"plan": plan, "version": version, "rows": json.RawMessage(encoded)}); err != nil {
		return err
	}
	_, err = tx.Run("add promises of version", `
		INSERT INTO commitment_versions (commitment_id, version_id, node_id, ord, change, how, decision, kind, sentence, section_path, hash, found)
		SELECT coalesce(c.id, v.id), @version, n.id, v.ord, v.change, v.how, v.decision, v.kind, v.sentence, v.section_path, decode(v.hash, 'hex'), v.found
		FROM jsonb_to_recordset(@rows) AS v (ord integer, node integer, id bigint, change text, how text, decision text, kind text, sentence text,
			section_path text[], hash text, found jsonb)
		LEFT JOIN plan_nodes n ON n.version_id = @version AND n.ord = v.node
		LEFT JOIN commitments c ON v.id = 0 AND c.plan_id = @plan AND c.ord = v.ord AND c.kind = v.kind
			AND NOT EXISTS (SELECT FROM commitment_versions o WHERE o.commitment_id = c.id)`,
		pgx.StrictNamedArgs{"plan": plan, "version": version, "rows": json.RawMessage(encoded)})
	return err
}

// applyVersion puts promises where a version has them. What nobody has approved gets the version's words at once, and
// what nobody has edited its proposals. Of the promises only those with the ids; nil for all.
func applyVersion(tx *db.Tx, version int64, ids []int64) error {
	_, err := tx.Run("apply version", `
		UPDATE commitments c SET node_id = v.node_id, ord = v.ord, section_path = v.section_path, gone_in = NULL,
			sentence = CASE WHEN c.state = 'approved' THEN c.sentence ELSE v.sentence END,
			hash = CASE WHEN c.state = 'approved' THEN c.hash ELSE v.hash END,
			(`+foundNames+`) = (SELECT x.* FROM (SELECT `+foundValues+`) x WHERE NOT (c.state = 'approved' OR c.edited)
				UNION ALL SELECT c.class, c.responsible, c.unit_id, c.not_before, c.deadline, c.wording, c.proposal, c.reason
				WHERE c.state = 'approved' OR c.edited),
			revision = c.revision + CASE WHEN c.state <> 'approved' AND c.hash <> v.hash THEN 1 ELSE 0 END
		FROM commitment_versions v
		WHERE v.version_id = @version AND v.commitment_id = c.id AND v.change <> 'removed' AND (@all OR c.id = ANY(@ids))`,
		pgx.StrictNamedArgs{"version": version, "all": ids == nil, "ids": append([]int64{}, ids...)})
	return err
}

// reopenRejected lets sentences that were rejected, and whose words a version has changed, wait for a decision again.
func reopenRejected(tx *db.Tx, version int64) error {
	_, err := tx.Run("reopen rejected", `
		UPDATE commitments c SET state = 'proposed', decided_at = NULL, decided_by = NULL FROM commitment_versions v
		WHERE v.version_id = @version AND v.commitment_id = c.id AND v.decision = 'reopened' AND c.state = 'rejected'`,
		pgx.StrictNamedArgs{"version": version})
	return err
}

// closeGone closes goals that have no sentence left in a plan, from the day on which the version was adopted, and
// remembers what stood before.
func closeGone(tx *db.Tx, plan, version int64, number int, adopted district.Date) error {
	gone, err := db.List[struct {
		ID       int64
		ClosedOn district.Date
	}](tx, "lock goals without sentences", `
		SELECT g.id, g.closed_on FROM goals g WHERE g.plan_id = @plan AND (g.closed_on IS NULL OR g.closed_on > @adopted)
			AND EXISTS (SELECT FROM goal_commitments gc JOIN commitments c ON c.id = gc.commitment_id WHERE gc.goal_id = g.id AND c.gone_in = @version)
			AND NOT EXISTS (SELECT FROM goal_commitments gc JOIN commitments c ON c.id = gc.commitment_id WHERE gc.goal_id = g.id AND c.gone_in IS NULL)
		ORDER BY g.id FOR UPDATE OF g`, pgx.StrictNamedArgs{"plan": plan, "adopted": adopted, "version": version})
	if err != nil || len(gone) == 0 {
		return err
	}
	reason := "Meningen finns inte kvar i planens version " + strconv.Itoa(number) + "."
	ids := make([]int64, len(gone))
	for i, g := range gone {
		ids[i] = g.ID
		tx.Audit(db.Change{Record: "goal", ID: g.ID, Action: "close", Note: reason, Fields: []db.Field{{Name: "closed", Before: g.ClosedOn, After: adopted}}})
	}
	if _, err := tx.Run("remember closing", `
		INSERT INTO version_closings (version_id, goal_id, was_on, was_reason)
		SELECT @version, g.id, g.closed_on, g.closed_reason FROM goals g WHERE g.id = ANY(@ids)`, pgx.StrictNamedArgs{"version": version, "ids": ids}); err != nil {
		return err
	}
	_, err = tx.Run("close goals", `UPDATE goals SET closed_on = @adopted, closed_reason = @reason, revision = revision + 1 WHERE id = ANY(@ids)`,
		pgx.StrictNamedArgs{"ids": ids, "adopted": adopted, "reason": reason})
	return err
}

// reopenGoals opens goals again that a version closed and that have a sentence after all, or all of them when the version
// goes. One that somebody has closed on another day since is left as it is.
func reopenGoals(tx *db.Tx, version int64) error {
	back, err := db.List[struct {
		GoalID   int64
		ClosedOn district.Date
		WasOn    district.Date
	}](tx, "reopen goals", `
		WITH back AS (
			DELETE FROM version_closings vc WHERE vc.version_id = @version
				AND EXISTS (SELECT FROM goal_commitments gc JOIN commitments c ON c.id = gc.commitment_id WHERE gc.goal_id = vc.goal_id AND c.gone_in IS NULL)
			RETURNING vc.goal_id, vc.was_on, vc.was_reason)
		UPDATE goals g SET closed_on = b.was_on, closed_reason = b.was_reason, revision = g.revision + 1
		FROM back b JOIN goals was ON was.id = b.goal_id, plan_versions v
		WHERE g.id = b.goal_id AND v.id = @version AND g.closed_on = v.adopted_on
		RETURNING b.goal_id, was.closed_on, b.was_on`, pgx.StrictNamedArgs{"version": version})
	for _, g := range back {
		tx.Audit(db.Change{Record: "goal", ID: g.GoalID, Action: "reopen", Fields: []db.Field{{Name: "closed", Before: g.ClosedOn, After: g.WasOn}}})
	}
	return err
}

// WithdrawVersion takes the version of a plan that holds back: the one before holds again, goals that were closed by it
// are open as before, and its text waits to be read once more. The first version cannot be withdrawn, nor one from which
// anything has been approved: a *[district.Invalid]. A plan that has got another version is [district.ErrConflict].
func (s *Store) WithdrawVersion(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64, number int) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockPlan(tx, plan); err != nil {
			return 0, err
		}
		v, err := newestVersion(tx, plan)
		switch {
		case err != nil:
			return 0, err
		case v.Number != number:
			return 0, fmt.Errorf("withdraw version %d of plan %d, which has %d: %w", number, plan, v.Number, district.ErrConflict)
		case v.Number == 1:
			return 0, district.NewInvalid("", "Planens första version kan inte tas tillbaka.")
		}
		free, err := db.Scalar[bool](tx, "look for approvals", canWithdrawSQL, pgx.StrictNamedArgs{"plan": plan})
		switch {
		case err != nil:
			return 0, err
		case !free:
			return 0, district.NewInvalid("", "Något ur den här versionen är godkänt, så den kan inte tas tillbaka. Ångra godkännandena först.")
		}
		before, err := db.Scalar[int64](tx, "read version before", `
			SELECT id FROM plan_versions WHERE plan_id = @plan AND number < @number ORDER BY number DESC LIMIT 1`,
			pgx.StrictNamedArgs{"plan": plan, "number": number})
		if err != nil {
			return 0, err
		}
		if err := withdraw(tx, v, before); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "planVersion", ID: v.ID, Action: "delete", Fields: []db.Field{
			{Name: "number", Before: number}, {Name: "adopted", Before: v.AdoptedOn}}})
		return plan, nil
	})
	return err
}

// canWithdrawSQL tells whether the version of a plan that holds has one before it, and nothing that it brought has been
// approved.
const canWithdrawSQL = `
	SELECT v.number > 1 AND NOT EXISTS (SELECT FROM commitment_versions cv JOIN commitments c ON c.id = cv.commitment_id
		WHERE cv.version_id = v.id
		  AND (cv.decision = 'accepted' OR c.state = 'approved' AND (cv.change = 'added' OR cv.decision IN ('open', 'reopened')))) AS free
	FROM plan_versions v WHERE v.plan_id = @plan ORDER BY v.number DESC LIMIT 1`

// CanWithdraw tells whether the version of a plan that holds can be withdrawn.
func (s *Store) CanWithdraw(ctx context.Context, plan int64) (bool, error) {
	return db.Value[bool](ctx, s.db, "look for approvals", canWithdrawSQL, pgx.StrictNamedArgs{"plan": plan})
}

// withdraw undoes, in the opposite order, what adopting a version did.
func withdraw(tx *db.Tx, v versionRef, before int64) error {
	args := pgx.StrictNamedArgs{"version": v.ID}
	if _, err := tx.Run("reject again", `
		UPDATE commitments c SET state = 'rejected', decided_at = @now, decided_by = @by FROM commitment_versions v
		WHERE v.version_id = @version AND v.commitment_id = c.id AND v.decision = 'reopened' AND c.state = 'proposed'`,
		pgx.StrictNamedArgs{"version": v.ID, "now": tx.Moment.Now, "by": accountOf(tx.Actor)}); err != nil {
		return err
	}
	if err := applyVersion(tx, before, nil); err != nil {
		return err
	}
	if err := reopenGoals(tx, v.ID); err != nil {
		return err
	}
	added, err := db.List[struct{ CommitmentID int64 }](tx, "list what it added", `
		SELECT commitment_id FROM commitment_versions WHERE version_id = @version AND change = 'added'`, args)
	if err != nil {
		return err
	}
	ids := make([]int64, len(added))
	for i, a := range added {
		ids[i] = a.CommitmentID
	}
	for _, sql := range []string{`DELETE FROM version_closings WHERE version_id = @version`, `DELETE FROM commitment_versions WHERE version_id = @version`} {
		if _, err := tx.Run("forget version", sql, args); err != nil {
			return err
		}
	}
	if _, err := tx.Run("forget what it added", `DELETE FROM commitments WHERE id = ANY(@ids)`, pgx.StrictNamedArgs{"ids": ids}); err != nil {
		return err
	}
	for _, sql := range []string{`DELETE FROM plan_nodes WHERE version_id = @version`, `DELETE FROM plan_versions WHERE id = @version`} {
		if _, err := tx.Run("forget version", sql, args); err != nil {
			return err
		}
	}
	if v.SourceID == nil {
		return nil
	}
	_, err = tx.Run("let the text wait", `UPDATE source_files SET split_at = NULL WHERE id = @id`, pgx.StrictNamedArgs{"id": *v.SourceID})
	return err
}
