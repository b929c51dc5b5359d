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

// A standing is a promise in the version that holds, locked for a decision on what the version changed.
type standing struct {
	ID           int64
	Kind         planimport.FindingKind
	State        district.CommitmentState
	Sentence     string // that holds
	Revision     int
	GoneIn       *int64
	VersionID    int64
	VersionNo    int
	AdoptedOn    district.Date
	Change       plandiff.Change
	Decision     string
	NewSentence  string
	LastSentence string // that was approved before this version
}

// lockStanding locks a promise of a plan with its row of the version that holds. A promise that was removed earlier has
// none: [district.ErrNotFound].
func lockStanding(tx *db.Tx, plan, id int64) (standing, error) {
	return db.Get[standing](tx, "lock promise", `
		SELECT c.id, c.kind, c.state, c.sentence, c.revision, c.gone_in, v.id AS version_id, v.number AS version_no, v.adopted_on,
			cv.change, cv.decision, cv.sentence AS new_sentence,
			coalesce((SELECT o.sentence FROM commitment_versions o WHERE o.commitment_id = c.id AND o.version_id < v.id AND o.decision <> 'waiting'
				ORDER BY o.version_id DESC LIMIT 1), '') AS last_sentence
		FROM commitments c
		JOIN plan_versions v ON v.id = (SELECT x.id FROM plan_versions x WHERE x.plan_id = c.plan_id ORDER BY x.number DESC LIMIT 1)
		JOIN commitment_versions cv ON cv.commitment_id = c.id AND cv.version_id = v.id
		WHERE c.id = @id AND c.plan_id = @plan FOR UPDATE OF c, cv`, pgx.StrictNamedArgs{"id": id, "plan": plan})
}

// Seen is what somebody had before them who decides on the words that a version gives a promise: a decision is about
// those and no others.
type Seen struct {
	Version int    // number of the version that held
	Words   string // that it gave the promise
}

// check refuses a decision on a promise that has got another version or other words since: a [district.StaleError].
func (s Seen) check(tx *db.Tx, c standing) error {
	if s.Version == c.VersionNo && sameWords(s.Words, c.NewSentence) {
		return nil
	}
	by, err := lastEditor(tx, "commitment", c.ID)
	if err != nil {
		return err
	}
	return &district.StaleError{Record: "commitment", ID: c.ID, Revision: c.Revision, ByWhom: by, Now: []district.FieldValue{
		{Name: "version", Label: "Planens version", Value: strconv.Itoa(c.VersionNo)}, {Name: "lydelse", Label: "Lydelse", Value: c.NewSentence}}}
}

// AcceptChange lets the words that the version has given a promise hold for its goals, which keep everything else. A
// title that is not empty becomes the short name of its goal, where it has one of its own. What somebody else has
// decided in the meantime is [district.ErrConflict], and words that are no longer those that were seen are a
// [district.StaleError]. What stood before is kept for [Store.RevertChange].
func (s *Store) AcceptChange(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64, seen Seen, title string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		c, err := lockStanding(tx, plan, id)
		if err != nil {
			return 0, err
		}
		if err := seen.check(tx, c); err != nil {
			return 0, err
		}
		if c.Decision != "waiting" {
			return 0, fmt.Errorf("accept the words of promise %d, which do not wait: %w", id, district.ErrConflict)
		}
		args := pgx.StrictNamedArgs{"id": id, "version": c.VersionID}
		if err := tx.MustTouch("keep what stood before", `
			UPDATE commitment_versions v SET replaced = jsonb_build_object('sentence', c.sentence, 'hash', encode(c.hash, 'hex'),
				'proposal', c.proposal, 'reason', c.reason, 'wording', c.wording, 'not_before', c.not_before, 'deadline', c.deadline)
			FROM commitments c WHERE c.id = @id AND v.commitment_id = c.id AND v.version_id = @version`, args); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("accept words", `
			UPDATE commitments c SET sentence = v.sentence, hash = v.hash, revision = c.revision + 1,
				proposal = CASE WHEN c.edited THEN c.proposal ELSE v.found->'proposal' END,
				reason = v.found->>'reason', wording = coalesce(v.found->>'wording', ''),
				not_before = CASE WHEN c.edited THEN c.not_before ELSE NULLIF(v.found->>'not_before', '')::date END,
				deadline = CASE WHEN c.edited THEN c.deadline ELSE NULLIF(v.found->>'deadline', '')::date END
			FROM commitment_versions v WHERE c.id = @id AND v.commitment_id = c.id AND v.version_id = @version`, args); err != nil {
			return 0, err
		}
		if err := decideChange(tx, c, "accepted"); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "commitment", ID: id, Action: "accept", Fields: []db.Field{{Name: "sentence", Before: c.Sentence, After: c.NewSentence}}})
		if title == "" {
			return id, nil
		}
		goals, err := db.List[struct {
			ID    int64
			Title string
		}](tx, "lock goal", `
			SELECT g.id, g.title FROM goals g JOIN goal_commitments gc ON gc.goal_id = g.id
			WHERE gc.commitment_id = @id AND gc.how <> 'split' AND g.commitment_id = gc.commitment_id FOR UPDATE OF g`, pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		for _, g := range goals {
			if g.Title == title {
				continue
			}
			if err := tx.MustTouch("name goal", `UPDATE goals SET title = @title, revision = revision + 1 WHERE id = @id`,
				pgx.StrictNamedArgs{"id": g.ID, "title": title}); err != nil {
				return 0, err
			}
			tx.Audit(db.Change{Record: "goal", ID: g.ID, Action: "update", Fields: []db.Field{{Name: "title", Before: g.Title, After: title}}})
			named, err := json.Marshal(renamed{Goal: g.ID, Was: g.Title, Is: title})
			if err != nil {
				return 0, fmt.Errorf("encode name of goal: %w", err)
			}
			if err := tx.MustTouch("keep name of goal", `
				UPDATE commitment_versions SET replaced = jsonb_set(replaced, '{titles}', coalesce(replaced->'titles', '[]') || @named::jsonb)
				WHERE commitment_id = @id AND version_id = @version`,
				pgx.StrictNamedArgs{"id": id, "version": c.VersionID, "named": json.RawMessage(named)}); err != nil {
				return 0, err
			}
		}
		return id, nil
	})
	return err
}

// A renamed goal got another short name when new words were approved.
type renamed struct {
	Goal int64  `json:"goal"`
	Was  string `json:"was"`
	Is   string `json:"is"`
}

// RevertChange takes the approval of changed words back: all that stood before holds again, and the new words wait. A
// goal that somebody has named anew since keeps that name.
func (s *Store) RevertChange(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		c, err := lockStanding(tx, plan, id)
		if err != nil {
			return 0, err
		}
		if c.Decision != "accepted" || c.LastSentence == "" {
			return 0, fmt.Errorf("take the words of promise %d back, which nobody has accepted: %w", id, district.ErrConflict)
		}
		args := pgx.StrictNamedArgs{"id": id, "version": c.VersionID}
		// Of what was approved before anything was kept, the words are known from the version before.
		if err := tx.MustTouch("take words back", `
			UPDATE commitments c SET revision = c.revision + 1, sentence = coalesce(v.replaced->>'sentence', o.sentence),
				hash = coalesce(decode(v.replaced->>'hash', 'hex'), o.hash),
				proposal = CASE WHEN v.replaced IS NULL THEN c.proposal ELSE v.replaced->'proposal' END,
				reason = coalesce(v.replaced->>'reason', c.reason), wording = coalesce(v.replaced->>'wording', c.wording),
				not_before = CASE WHEN v.replaced IS NULL THEN c.not_before ELSE (v.replaced->>'not_before')::date END,
				deadline = CASE WHEN v.replaced IS NULL THEN c.deadline ELSE (v.replaced->>'deadline')::date END
			FROM commitment_versions v, LATERAL (SELECT o.sentence, o.hash FROM commitment_versions o
				WHERE o.commitment_id = v.commitment_id AND o.version_id < v.version_id AND o.decision <> 'waiting'
				ORDER BY o.version_id DESC LIMIT 1) o
			WHERE c.id = @id AND v.commitment_id = c.id AND v.version_id = @version`, args); err != nil {
			return 0, err
		}
		back, err := db.List[renamed](tx, "name goals as before", `
			UPDATE goals g SET title = n.was, revision = g.revision + 1
			FROM commitment_versions v, jsonb_to_recordset(v.replaced->'titles') AS n (goal bigint, was text, "is" text)
			WHERE v.commitment_id = @id AND v.version_id = @version AND g.id = n.goal AND g.title = n."is"
			RETURNING n.goal, n.was, n."is"`, args)
		if err != nil {
			return 0, err
		}
		for _, g := range back {
			tx.Audit(db.Change{Record: "goal", ID: g.Goal, Action: "update", Fields: []db.Field{{Name: "title", Before: g.Is, After: g.Was}}})
		}
		if err := tx.MustTouch("forget what stood before", `
			UPDATE commitment_versions SET replaced = NULL WHERE commitment_id = @id AND version_id = @version`, args); err != nil {
			return 0, err
		}
		if err := decideChange(tx, c, "waiting"); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "commitment", ID: id, Action: "update", Fields: []db.Field{{Name: "sentence", Before: c.Sentence, After: c.LastSentence}}})
		return id, nil
	})
	return err
}

func decideChange(tx *db.Tx, c standing, decision string) error {
	args := pgx.StrictNamedArgs{"id": c.ID, "version": c.VersionID, "decision": decision, "now": &tx.Moment.Now, "by": accountOf(tx.Actor)}
	if decision != "accepted" {
		args["now"], args["by"] = nil, nil
	}
	return tx.MustTouch("decide on words", `
		UPDATE commitment_versions SET decision = @decision, decided_at = @now, decided_by = @by WHERE commitment_id = @id AND version_id = @version`, args)
}

// PartChange says that a changed sentence is another promise than the one it was taken for: the old one is gone from the
// plan, which closes its goals from the day on which the version was adopted, and the new one waits as a proposal of its
// own, whose id is returned. What somebody else has decided in the meantime is [district.ErrConflict], and words that are
// no longer those that were seen are a [district.StaleError].
func (s *Store) PartChange(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64, seen Seen) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockPlan(tx, plan); err != nil {
			return 0, err
		}
		c, err := lockStanding(tx, plan, id)
		if err != nil {
			return 0, err
		}
		if err := seen.check(tx, c); err != nil {
			return 0, err
		}
		if c.Decision != "waiting" {
			return 0, fmt.Errorf("part the words of promise %d, which do not wait: %w", id, district.ErrConflict)
		}
		made, err := db.Scalar[int64](tx, "add promise", `
			INSERT INTO commitments (plan_id, node_id, ord, kind, number, sentence, section_path, hash, `+foundNames+`)
			SELECT c.plan_id, v.node_id, v.ord, v.kind, (SELECT coalesce(max(x.number), 0) + 1 FROM commitments x WHERE x.plan_id = c.plan_id AND x.kind = v.kind),
				v.sentence, v.section_path, v.hash, `+foundValues+`
			FROM commitment_versions v JOIN commitments c ON c.id = v.commitment_id
			WHERE v.commitment_id = @id AND v.version_id = @version RETURNING id`, pgx.StrictNamedArgs{"id": id, "version": c.VersionID})
		if err != nil {
			return 0, err
		}
		if err := tx.MustTouch("add promise to version", `
			INSERT INTO commitment_versions (commitment_id, version_id, node_id, ord, change, kind, sentence, section_path, hash, found)
			SELECT @made, v.version_id, v.node_id, v.ord, 'added', v.kind, v.sentence, v.section_path, v.hash, v.found
			FROM commitment_versions v WHERE v.commitment_id = @id AND v.version_id = @version`,
			pgx.StrictNamedArgs{"id": id, "version": c.VersionID, "made": made}); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("remove promise from version", `
			UPDATE commitment_versions v SET change = 'removed', how = '', decision = '', node_id = NULL, sentence = o.sentence,
				section_path = o.section_path, hash = o.hash, found = o.found
			FROM (SELECT o.* FROM commitment_versions o WHERE o.commitment_id = @id AND o.version_id < @version ORDER BY o.version_id DESC LIMIT 1) o
			WHERE v.commitment_id = @id AND v.version_id = @version`, pgx.StrictNamedArgs{"id": id, "version": c.VersionID}); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("remove promise", `UPDATE commitments SET gone_in = @version, node_id = NULL, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "version": c.VersionID}); err != nil {
			return 0, err
		}
		if err := closeGone(tx, plan, c.VersionID, c.VersionNo, c.AdoptedOn); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "commitment", ID: id, Action: "remove", Fields: []db.Field{{Name: "sentence", Before: c.NewSentence}}})
		tx.Audit(db.Change{Record: "commitment", ID: made, Action: "create", Fields: []db.Field{{Name: "sentence", After: c.NewSentence}}})
		return made, nil
	})
}

// PairUp says that a proposed sentence of the version that holds is what became of a promise that the version was said to
// have removed: its goals are open again as they were, and the new words wait for approval. What somebody else has
// decided in the meantime is [district.ErrConflict], and a proposal that is no longer as it was seen is a
// [district.StaleError].
func (s *Store) PairUp(ctx context.Context, actor db.Actor, once db.OnceKey, plan, removed, added int64, seen Seen) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockPlan(tx, plan); err != nil {
			return 0, err
		}
		was, err := lockStanding(tx, plan, removed)
		if err != nil {
			return 0, err
		}
		now, err := lockStanding(tx, plan, added)
		if err != nil {
			return 0, err
		}
		if err := seen.check(tx, now); err != nil {
			return 0, err
		}
		if was.Change != plandiff.Removed || now.Change != plandiff.Added || now.State != district.Proposed || was.VersionNo == 1 {
			return 0, fmt.Errorf("pair promises %d and %d up: %w", removed, added, district.ErrConflict)
		}
		if err := tx.MustTouch("pair promises up", `
			UPDATE commitment_versions w SET how = 'hand', decision = @decision, node_id = n.node_id, ord = n.ord, kind = n.kind,
				change = CASE WHEN w.hash <> n.hash THEN 'changed' WHEN w.section_path <> n.section_path THEN 'moved' ELSE 'unchanged' END,
				sentence = n.sentence, section_path = n.section_path, hash = n.hash, found = n.found
			FROM commitment_versions n
			WHERE w.commitment_id = @was AND w.version_id = @version AND n.commitment_id = @now AND n.version_id = @version`,
			pgx.StrictNamedArgs{"was": removed, "now": added, "version": was.VersionID,
				"decision": decisionOn(was.State, sameWords(was.Sentence, now.NewSentence))}); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("forget proposal", `DELETE FROM commitment_versions WHERE commitment_id = @id`, pgx.StrictNamedArgs{"id": added}); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("forget proposal", `DELETE FROM commitments WHERE id = @id`, pgx.StrictNamedArgs{"id": added}); err != nil {
			return 0, err
		}
		if err := reopenRejected(tx, was.VersionID); err != nil {
			return 0, err
		}
		if err := applyVersion(tx, was.VersionID, []int64{removed}); err != nil {
			return 0, err
		}
		if err := reopenGoals(tx, was.VersionID); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "commitment", ID: removed, Action: "pair", Fields: []db.Field{{Name: "sentence", Before: was.Sentence, After: now.NewSentence}}})
		return removed, nil
	})
	return err
}
