package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

func count(t *testing.T, w *fixture.World, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := w.DB.Q().QueryRow(w.Ctx, sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func once(n byte) (k db.OnceKey) {
	k[0] = n
	return k
}

func TestSourceIsKeptByteForByte(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	text := "\xef\xbb\xbfPlan\r\n\r\n  Text med blanksteg  \r\n"
	src := w.Source(text)
	if string(src.Content) != text || src.SplitAt != nil {
		t.Errorf("source = %q, split %v", src.Content, src.SplitAt)
	}
	// A forgotten upload is found again, and not doubled.
	again, err := w.Store.AddSource(w.Ctx, w.Actor, db.OnceKey{}, "annat namn.txt", []byte(text))
	if err != nil || again != src.ID {
		t.Errorf("same text again = %d, %v; want %d", again, err, src.ID)
	}
	waiting, err := w.Store.WaitingSources(w.Ctx)
	if err != nil || len(waiting) != 1 || waiting[0].ID != src.ID {
		t.Errorf("waiting = %+v, %v", waiting, err)
	}
	if err := w.Store.DropSource(w.Ctx, w.Actor, db.OnceKey{}, src.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.Source(w.Ctx, src.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("dropped source: %v", err)
	}
	if err := w.Store.DropSource(w.Ctx, w.Actor, db.OnceKey{}, src.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("dropped twice: %v", err)
	}
}

func TestPlanKeepsItsText(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.Plan(fixture.Plan{})
	if p.Name != "Verksamhetsplan för Distriktet" || p.Kind != district.OperationalPlan || p.Period() != fixture.Period || p.Proposed != 4 || p.Goals != 0 {
		t.Errorf("plan = %+v", p)
	}
	want := w.ReadPlans(fixture.PlanText, fixture.Period)[0]
	got, nodes, err := w.Store.PlanText(w.Ctx, p.ID)
	if err != nil || got != p {
		t.Fatalf("plan with text = %+v, %v", got, err)
	}
	byID := map[int64]store.PlanNode{}
	i := 0
	for ord, n := range want.Document.Nodes {
		if n.Kind == planimport.SentenceNode {
			continue
		}
		g := nodes[i]
		byID[g.ID] = g
		if g.Ord != ord+1 || g.Kind != n.Kind || g.Level != n.Level || g.Text != n.Text || g.Marker != n.Marker || g.Attribution != n.Attribution {
			t.Errorf("part %d = %+v, want %+v", i, g, n)
		}
		parent := -1
		if g.ParentID != nil {
			parent = byID[*g.ParentID].Ord - 1
		}
		if parent != n.Parent {
			t.Errorf("part %d %q hangs under %d, want %d", i, g.Text, parent, n.Parent)
		}
		if waits := len(g.Found) == 1 && g.Found[0].State == district.Proposed && len(g.Found[0].GoalIDs) == 0; waits != (n.Kind == planimport.BulletNode) {
			t.Errorf("part %d %q: found %+v", i, g.Text, g.Found)
		}
		i++
	}
	if i != len(nodes) {
		t.Errorf("%d parts, want %d", len(nodes), i)
	}
	for k, f := range w.Findings(p) {
		wf := want.Findings[k]
		if f.Sentence != wf.Sentence || f.State != district.Proposed || len(f.Goals) != 0 || f.Proposal.Kind != wf.Measure.Kind || f.Proposal.Reason != wf.Measure.Reason ||
			f.Reason != wf.Reason || strings.Join(f.SectionPath, "/") != strings.Join(wf.SectionPath, "/") || byID[*f.NodeID].Text != wf.Sentence {
			t.Errorf("finding %d = %+v, want %+v", k, f, wf)
		}
		if hash := count(t, w, `SELECT count(*) FROM commitments WHERE id = $1 AND hash = decode($2, 'hex')`, f.ID, planimport.HashSentence(f.Sentence)); hash != 1 {
			t.Errorf("finding %d has another hash than its sentence", k)
		}
	}
}

func TestSourceIsSplitOnce(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	src := w.Source(fixture.PlanText)
	plans := w.ReadPlans(fixture.PlanText, fixture.Period)
	if _, err := w.Store.SplitSource(w.Ctx, w.Actor, db.OnceKey{}, src.ID, nil); complaint(t, err, "") == "" {
		t.Error("a source without documents was split")
	}
	bad := plans[0]
	bad.Period = district.Span{From: day("2019-01-01"), Until: day("2019-01-01")}
	if _, err := w.Store.SplitSource(w.Ctx, w.Actor, db.OnceKey{}, src.ID, []store.NewPlan{plans[0], bad}); complaint(t, err, "last") == "" {
		t.Error("an empty period was taken")
	}
	if n := count(t, w, `SELECT count(*) FROM plans`); n != 0 {
		t.Fatalf("%d plans after a refused split", n)
	}
	// Two people at once: one of them makes the plans.
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = w.Store.SplitSource(w.Ctx, w.Actor, once(byte(i+1)), src.ID, plans)
		})
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("two at once: %v, %v", errs[0], errs[1])
	}
	for _, err := range errs {
		if err != nil && !errors.Is(err, district.ErrConflict) {
			t.Errorf("second split: %v", err)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM plans`); n != 1 {
		t.Errorf("%d plans", n)
	}
	made, err := w.Store.PlansOfSource(w.Ctx, src.ID)
	if err != nil || len(made) != 1 || made[0].Name != plans[0].Name {
		t.Errorf("plans of the source = %+v, %v", made, err)
	}
	// The same text once more is another import, which knows of the first.
	again := w.Source(fixture.PlanText)
	if again.ID == src.ID {
		t.Fatal("a source that was split was given out again")
	}
	if seen, err := w.Store.PlansOfSource(w.Ctx, again.ID); err != nil || len(seen) != 1 || seen[0] != made[0] {
		t.Errorf("plans of the same text = %+v, %v", seen, err)
	}
	if err := w.Store.DropSource(w.Ctx, w.Actor, db.OnceKey{}, src.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("dropping what became plans: %v", err)
	}
}

func TestNothingIsAGoalBefore(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.Plan(fixture.Plan{})
	found := w.Findings(p)
	if n := count(t, w, `SELECT count(*) FROM goals`); n != 0 {
		t.Fatalf("%d goals before anybody has decided", n)
	}
	approve := func(k db.OnceKey, in ...store.Approval) int64 {
		t.Helper()
		n, err := w.Store.Approve(w.Ctx, w.Actor, k, p.ID, in)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := approve(once(1), store.Approval{CommitmentID: found[1].ID, Title: "Fyra ordförandeträffar"}); n != 1 {
		t.Errorf("approved %d", n)
	}
	// The same form again, and another reviewer's: one goal.
	if n := approve(once(1), store.Approval{CommitmentID: found[1].ID, Title: "Fyra ordförandeträffar"}); n != 1 {
		t.Errorf("the same form again = %d, want the first answer", n)
	}
	if n := approve(once(2), store.Approval{CommitmentID: found[1].ID}); n != 0 {
		t.Errorf("approved twice = %d", n)
	}
	if err := w.Store.Decide(w.Ctx, w.Actor, db.OnceKey{}, p.ID, found[1].ID, district.Rejected); !errors.Is(err, district.ErrConflict) {
		t.Errorf("rejecting a goal: %v", err)
	}
	if err := w.Store.Decide(w.Ctx, w.Actor, db.OnceKey{}, p.ID, found[0].ID, district.Rejected); err != nil {
		t.Fatal(err)
	}
	if n := approve(once(3), store.Approval{CommitmentID: found[0].ID}); n != 0 {
		t.Errorf("approved what was rejected = %d", n)
	}
	got, err := w.Store.Plan(w.Ctx, p.ID)
	if err != nil || got.Proposed != 2 || got.Approved != 1 || got.Rejected != 1 || got.Goals != 1 {
		t.Errorf("plan = %+v, %v", got, err)
	}
	if err := w.Store.Decide(w.Ctx, w.Actor, db.OnceKey{}, p.ID, found[0].ID, district.Proposed); err != nil {
		t.Fatal(err)
	}
	all, err := w.Store.ApproveAll(w.Ctx, w.Actor, once(4), p.ID)
	if err != nil || all != 3 {
		t.Errorf("approved the rest = %d, %v", all, err)
	}
	goals, err := w.Store.Goals(w.Ctx, store.GoalFilter{PlanID: p.ID}, []district.Date{fixture.Today})
	if err != nil || len(goals) != 4 {
		t.Fatalf("goals = %d, %v", len(goals), err)
	}
	for i, g := range goals {
		if g.Number != i+1 || g.Sentence != found[i].Sentence || g.Proposal == nil {
			t.Errorf("goal %d = %+v", i, g)
		}
	}
	if goals[1].Title != "Fyra ordförandeträffar" || goals[0].Title != "Alla föreningar ska ha en kassör" {
		t.Errorf("titles = %q, %q", goals[1].Title, goals[0].Title)
	}
	_, nodes, err := w.Store.PlanText(w.Ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	var inText []int64
	for _, n := range nodes {
		for _, f := range n.Found {
			inText = append(inText, f.GoalIDs...)
		}
	}
	if len(inText) != 4 || inText[0] != goals[0].ID || inText[3] != goals[3].ID {
		t.Errorf("goals in the text = %v", inText)
	}
}

func TestDecidingIsWithinThePlan(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p, other := w.Plan(fixture.Plan{}), w.Plan(fixture.Plan{Name: "En annan plan", Text: fixture.PlanText + "\nSlut.\n"})
	foreign := w.Findings(other)[0]
	if err := w.Store.Decide(w.Ctx, w.Actor, db.OnceKey{}, p.ID, foreign.ID, district.Rejected); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("rejected in another plan: %v", err)
	}
	if n, err := w.Store.Approve(w.Ctx, w.Actor, db.OnceKey{}, p.ID, []store.Approval{{CommitmentID: foreign.ID}}); err != nil || n != 0 {
		t.Errorf("approved in another plan: %d, %v", n, err)
	}
	if err := w.Store.Unapprove(w.Ctx, w.Actor, db.OnceKey{}, p.ID, foreign.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("took back in another plan: %v", err)
	}
}

func TestAnApprovalIsTakenBack(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.Plan(fixture.Plan{})
	goals, found := w.Approve(p), w.Findings(p)
	w.Measure(goals[0].ID, fixture.Judgement())
	back := func(i int) error {
		return w.Store.Unapprove(w.Ctx, w.Actor, db.OnceKey{}, p.ID, found[i].ID)
	}
	if err := back(0); complaint(t, err, "") == "" {
		t.Error("a goal with a measure was removed")
	}
	for range 2 { // the second time there is nothing to take back
		if err := back(1); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Store.Plan(w.Ctx, p.ID)
	if err != nil || got.Proposed != 1 || got.Goals != 3 {
		t.Errorf("plan = %+v, %v", got, err)
	}
	if n := count(t, w, `SELECT count(*) FROM audit_log WHERE record = 'goal' AND record_id = $1 AND action = 'delete'`, goals[1].ID); n != 1 {
		t.Errorf("%d audit rows of the removed goal", n)
	}
	if again := w.Approve(got); len(again) != 4 || again[1].Number != 2 {
		t.Errorf("approved again = %+v", again)
	}
}

func TestTwoEditorsOfAPlan(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.Plan(fixture.Plan{})
	change := func(revision int, in store.PlanEdit) error {
		return w.Store.EditPlan(w.Ctx, w.Actor, db.OnceKey{}, p.ID, revision, in)
	}
	edit := store.PlanEdit{Name: "Planen", Kind: district.EPStrategy, Period: district.Through(day("2018-01-01"), day("2018-12-31")), AdoptedOn: day("2017-12-01")}
	if err := change(p.Revision, edit); err != nil {
		t.Fatal(err)
	}
	var stale *district.StaleError
	if err := change(p.Revision, store.PlanEdit{Name: "En annan", Kind: district.OtherPlan, Period: edit.Period}); !errors.As(err, &stale) {
		t.Fatalf("second editor: %v", err)
	}
	now := map[string]string{}
	for _, f := range stale.Now {
		now[f.Name] = f.Value
	}
	if stale.Revision != 2 || now["name"] != "Planen" || now["kind"] != "epStrategy" || now["from"] != "2018-01-01" || now["last"] != "2018-12-31" || now["adopted"] != "2017-12-01" {
		t.Errorf("what stands now = %d %v", stale.Revision, now)
	}
	if err := change(2, edit); err != nil { // the same again changes nothing
		t.Fatal(err)
	}
	if got, err := w.Store.Plan(w.Ctx, p.ID); err != nil || got.Revision != 2 || got.AdoptedOn != edit.AdoptedOn {
		t.Errorf("plan = %+v, %v", got, err)
	}
	for field, in := range map[string]store.PlanEdit{
		"name": {Kind: district.OtherPlan, Period: edit.Period},
		"kind": {Name: "Planen", Kind: "annan", Period: edit.Period},
		"from": {Name: "Planen", Kind: district.OtherPlan, Period: district.Span{Until: day("2018-01-01")}},
		"last": {Name: "Planen", Kind: district.OtherPlan, Period: district.Through(day("2018-01-02"), day("2018-01-01"))},
	} {
		complaint(t, change(2, in), field)
	}
}

func TestPlansOfTodayComeFirst(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	plan := func(name, from, last string) {
		w.Plan(fixture.Plan{Name: name, Text: "Verksamhetsplan\n\nText om " + name + ".\n", Period: district.Through(day(from), day(last))})
	}
	plan("kommande", "2019-03-11", "2021-03-10")
	plan("gällande", "2017-03-12", "2019-03-10")
	plan("gammal", "2015-03-12", "2017-03-11")
	plan("gällande valstrategi", "2018-01-01", "2018-09-09")
	plans, err := w.Store.Plans(w.Ctx, fixture.Today)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range plans {
		names = append(names, p.Name)
	}
	if got := strings.Join(names, ", "); got != "gällande valstrategi, gällande, kommande, gammal" {
		t.Errorf("order = %s", got)
	}
}

func TestRealPlanIsStoredWhole(t *testing.T) {
	t.Parallel()
	data := sharedPlan(t)
	w := fixture.New(t)
	plans := w.ReadPlans(string(data), fixture.Period)
	first, err := w.Store.SplitSource(w.Ctx, w.Actor, db.OnceKey{}, w.Source(string(data)).ID, plans)
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, w, `SELECT count(*) FROM commitments WHERE plan_id = $1 AND kind = 'formal'`, first); n != 18 {
		t.Errorf("%d formal goals, want 18", n)
	}
	if n := count(t, w, `SELECT count(*) FROM plans`); n != 2 {
		t.Errorf("%d plans, want 2", n)
	}
	if n := count(t, w, `SELECT count(*) FROM commitments WHERE node_id IS NULL`); n != 0 {
		t.Errorf("%d sentences without a place in the text", n)
	}
	// Parents stand before their parts, in the same plan.
	if n := count(t, w, `SELECT count(*) FROM plan_nodes n JOIN plan_nodes p ON p.id = n.parent_id WHERE p.version_id <> n.version_id OR p.ord >= n.ord`); n != 0 {
		t.Errorf("%d parts hang wrong", n)
	}
}

// sharedPlan returns the real plan, which is not part of the repository.
func sharedPlan(t *testing.T) []byte {
	t.Helper()
	dir := os.Getenv("VERKSTAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	file := filepath.Join(dir, "plan", "verksamhetsplan-och-valstrategi.txt")
	data, err := os.ReadFile(file)
	switch {
	case err == nil:
		return data
	case os.Getenv("CI") == "true":
		t.Fatalf("the real plan is missing: %v", err)
	default:
		t.Skipf("the real plan is missing: %v", err)
	}
	return nil
}

func TestAuditOfAPlan(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.Plan(fixture.Plan{})
	rows, err := w.DB.Q().Query(w.Ctx, `SELECT record || ' ' || action FROM audit_log WHERE record IN ('source', 'plan') ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || strings.Join(got, ", ") != "source create, plan create" {
		t.Errorf("audit of plan %d = %v, %v", p.ID, got, err)
	}
}
