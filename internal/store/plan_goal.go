package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/planimport"
)

// Name returns what the goal is called: "3", "Å12" when it is made of a promise in running text, "Å12b" where several goals
// share a sentence.
func (g Goal) Name() string { return GoalLabel(g.Origin, g.Number, g.Part) }

// A FindingPage is everything that can be done with one proposal: what it can be merged with, joined to, or be the new
// words of, and who can be responsible for it.
type FindingPage struct {
	Plan     Plan
	Findings []Commitment     // all that stand in the plan
	Units    []NamedUnit      // that exist on the day
	Goals    []CommitmentGoal // open ones of the plan
	Removed  []RemovedPromise // that the version which holds has removed
}

// FindingPage returns what the page of a proposal of a plan shows, in one round trip.
func (s *Store) FindingPage(ctx context.Context, plan int64, day district.Date) (FindingPage, error) {
	var out FindingPage
	args := pgx.StrictNamedArgs{"plan": plan}
	b := s.db.Batch()
	db.CollectOne(b, &out.Plan, "read plan", planSQL, pgx.StrictNamedArgs{"id": plan})
	db.Collect(b, &out.Findings, "list findings", commitmentsSQL, args)
	db.Collect(b, &out.Units, "list units", `
		SELECT u.id, u.name, u.slug, u.kind FROM units u WHERE u.alive @> @day::date ORDER BY u.kind, u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"day": day})
	db.Collect(b, &out.Goals, "list open goals", `
		SELECT g.id, g.kind, g.number, g.part, g.title, '' AS how, false AS closed,
			(SELECT count(*) FROM goal_commitments gc WHERE gc.goal_id = g.id) AS sentences
		FROM goals g WHERE g.plan_id = @plan AND g.closed_on IS NULL ORDER BY g.kind DESC, g.number, g.part`, args)
	db.Collect(b, &out.Removed, "list removed promises", removedSQL, args)
	err := b.Send(ctx)
	return out, err
}

// Merge makes one goal of several proposed sentences of a plan and returns its id. Where one of them is a formal goal of
// the plan, it heads the others; otherwise the first of the text does. When somebody else has decided on one of them
// nothing is done: [district.ErrConflict].
func (s *Store) Merge(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64, ids []int64, title string) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		list, err := lockWaiting(tx, plan, ids)
		if err != nil {
			return 0, err
		}
		if len(list) < 2 {
			return 0, district.NewInvalid("mening", "Välj minst två förslag att slå ihop.")
		}
		slices.SortFunc(list, headFirst)
		if err := decide(tx, idsOf(list), district.Approved); err != nil {
			return 0, err
		}
		return makeGoal(tx, plan, newGoal{head: list[0], more: list[1:], title: title, how: "merged"})
	})
}

// Join adds a proposed sentence to an open goal of the same plan: the goal stays as it is, and has one sentence more. A
// sentence that somebody else has decided on, or a goal that has been closed, is [district.ErrConflict].
func (s *Store) Join(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id, goal int64) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		if _, err := lockWaiting(tx, plan, []int64{id}); err != nil {
			return 0, err
		}
		g, err := db.Get[struct{ Closed bool }](tx, "lock goal", `
			SELECT closed_on IS NOT NULL AS closed FROM goals WHERE id = @goal AND plan_id = @plan FOR UPDATE`,
			pgx.StrictNamedArgs{"goal": goal, "plan": plan})
		switch {
		case err != nil:
			return 0, err
		case g.Closed:
			return 0, fmt.Errorf("goal %d is closed: %w", goal, district.ErrConflict)
		}
		if err := decide(tx, []int64{id}, district.Approved); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("join sentence", `INSERT INTO goal_commitments (goal_id, commitment_id, how) VALUES (@goal, @id, 'joined')`,
			pgx.StrictNamedArgs{"goal": goal, "id": id}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "commitment", ID: id, Action: "update", Fields: []db.Field{
			{Name: "state", Before: district.Proposed, After: district.Approved}, {Name: "goal", After: goal}}})
		return goal, nil
	})
	return err
}

// maxParts is how many goals one sentence may become.
const maxParts = 12

// Split makes a goal for each title of one proposed sentence of a plan and returns the id of the first. A sentence that
// somebody else has decided on is [district.ErrConflict].
func (s *Store) Split(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64, titles []string) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		if n := len(titles); n < 2 || n > maxParts || slices.Contains(titles, "") {
			return 0, district.NewInvalid("namn", fmt.Sprintf("Skriv minst två kort namn, och högst %d: ett för varje mål.", maxParts))
		}
		list, err := lockWaiting(tx, plan, []int64{id})
		if err != nil {
			return 0, err
		}
		if err := decide(tx, []int64{id}, district.Approved); err != nil {
			return 0, err
		}
		var first int64
		for i, title := range titles {
			made, err := makeGoal(tx, plan, newGoal{head: list[0], title: title, part: i + 1, how: "split"})
			if err != nil {
				return 0, err
			}
			if first == 0 {
				first = made
			}
		}
		return first, nil
	})
}

// lockWaiting locks promises of a plan that must all wait for a decision.
func lockWaiting(tx *db.Tx, plan int64, ids []int64) ([]lockedFinding, error) {
	list, err := db.List[lockedFinding](tx, "lock findings", lockFindingSQL, pgx.StrictNamedArgs{"plan": plan, "ids": append([]int64{}, ids...)})
	if err != nil {
		return nil, err
	}
	if len(list) < len(sorted(ids)) {
		return nil, fmt.Errorf("findings %v of plan %d: %w", ids, plan, district.ErrNotFound)
	}
	for _, c := range list {
		if !c.waits() {
			return nil, fmt.Errorf("finding %d is decided on: %w", c.ID, district.ErrConflict)
		}
	}
	return list, nil
}

// headFirst sorts formal goals of a plan before promises in running text, each in the order of the text.
func headFirst(a, b lockedFinding) int {
	if af, bf := a.Kind == planimport.Formal, b.Kind == planimport.Formal; af != bf {
		if af {
			return -1
		}
		return 1
	}
	return a.Ord - b.Ord
}

func idsOf(list []lockedFinding) []int64 {
	out := make([]int64, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}

// Unapprove takes an approval back: the goal disappears and its sentences wait for a decision again. Of a sentence that
// was split all its goals disappear; a sentence that was joined to a goal leaves it, and the goal stays. It is for a slip
// of the hand. A goal that somebody has worked with (a measure, a comment, a note, a tag, somebody else responsible) or
// that was closed is a *[district.Invalid]: such a goal is closed, never removed.
func (s *Store) Unapprove(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		was, err := lockFinding(tx, plan, id)
		if err != nil {
			return 0, err
		}
		if was == nil {
			return 0, fmt.Errorf("take approval of finding %d back: %w", id, district.ErrNotFound)
		}
		goals, err := db.List[struct {
			ID    int64
			Title string
			How   string
			Used  bool
		}](tx, "lock goals", `
			SELECT g.id, g.title, gc.how, (g.closed_on IS NOT NULL
				OR EXISTS (SELECT FROM measures m WHERE m.goal_id = g.id)
				OR EXISTS (SELECT FROM comments k WHERE k.goal_id = g.id)
				OR EXISTS (SELECT FROM overrides o WHERE o.goal_id = g.id)
				OR EXISTS (SELECT FROM goal_tags t WHERE t.goal_id = g.id)
				OR EXISTS (SELECT FROM version_closings vc WHERE vc.goal_id = g.id)
				OR EXISTS (SELECT FROM goal_units u WHERE u.goal_id = g.id AND NOT EXISTS (
					SELECT FROM goal_commitments o JOIN commitments c ON c.id = o.commitment_id WHERE o.goal_id = g.id AND c.unit_id = u.unit_id))
				) AS used
			FROM goal_commitments gc JOIN goals g ON g.id = gc.goal_id WHERE gc.commitment_id = @id ORDER BY g.id FOR UPDATE OF g`,
			pgx.StrictNamedArgs{"id": id})
		switch {
		case err != nil:
			return 0, err
		case was.State != district.Approved || len(goals) == 0:
			tx.Unchanged()
			return id, nil
		case was.Gone:
			return 0, district.NewInvalid("", "Meningen finns inte kvar i planen, så godkännandet kan inte tas tillbaka.")
		}
		waiting := []int64{id}
		if goals[0].How == "joined" {
			if err := tx.MustTouch("leave goal", `DELETE FROM goal_commitments WHERE commitment_id = @id`, pgx.StrictNamedArgs{"id": id}); err != nil {
				return 0, err
			}
		} else {
			var ids []int64
			for _, g := range goals {
				if g.Used {
					return 0, district.NewInvalid("", "Någon har börjat arbeta med målet, så godkännandet kan inte tas tillbaka. Avsluta målet i stället.")
				}
				ids = append(ids, g.ID)
				tx.Audit(db.Change{Record: "goal", ID: g.ID, Action: "delete", Fields: []db.Field{{Name: "title", Before: g.Title}}})
			}
			if waiting, err = removeGoals(tx, ids); err != nil {
				return 0, err
			}
		}
		if err := decide(tx, waiting, district.Proposed); err != nil {
			return 0, err
		}
		for _, c := range waiting {
			tx.Audit(db.Change{Record: "commitment", ID: c, Action: "update", Fields: []db.Field{
				{Name: "state", Before: district.Approved, After: district.Proposed}}})
		}
		return id, nil
	})
	return err
}

// removeGoals removes goals that nobody has worked with and returns their sentences, which are goals no longer.
func removeGoals(tx *db.Tx, goals []int64) ([]int64, error) {
	args := pgx.StrictNamedArgs{"goals": goals}
	freed, err := db.List[struct{ ID int64 }](tx, "free sentences", `
		SELECT c.id FROM commitments c WHERE EXISTS (SELECT FROM goal_commitments gc WHERE gc.commitment_id = c.id AND gc.goal_id = ANY(@goals))
		ORDER BY c.id FOR UPDATE`, args)
	if err != nil {
		return nil, err
	}
	for _, sql := range []string{`DELETE FROM goal_units WHERE goal_id = ANY(@goals)`, `DELETE FROM goal_commitments WHERE goal_id = ANY(@goals)`,
		`DELETE FROM goals WHERE id = ANY(@goals)`} {
		if _, err := tx.Run("remove goals", sql, args); err != nil {
			return nil, err
		}
	}
	out := make([]int64, len(freed))
	for i, f := range freed {
		out[i] = f.ID
	}
	return out, nil
}
