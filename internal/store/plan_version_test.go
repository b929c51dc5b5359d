package store_test

import (
	"errors"

	"slices"
	"strings"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/plandiff"
	"verkstad/internal/store"
)

const firstText = `Verksamhetsplan för Distriktet

Föreningarna

Alla behöver någon som svarar när det ringer. Distriktet ska ringa alla nya ordförande inom en vecka.

Målsättning för perioden
• Alla föreningar ska ha en kassör.
• Ordförandena ska träffas minst fyra gånger per år.
• Varje förening ska ha en lokal.

Utbildning

Kurserna är till för alla. Distriktet ska ordna en kurs i retorik varje år. Distriktet ska inte ta betalt för kurser.

Målsättning för perioden
• Ta fram en kurs för nya styrelser.
`

// secondText: the treasurer moved, the meetings changed, the office is gone, the course is the same, the course in rhetoric
// changed, the fee is gone and a library is new.
const secondText = `Verksamhetsplan för Distriktet

Föreningarna

Alla behöver någon som svarar när det ringer på dagen. Distriktet ska ringa alla nya ordförande inom en vecka.

Målsättning för perioden
• Ordförandena ska träffas minst sex gånger per år.

Utbildning

Kurserna är till för alla. Distriktet ska ordna två kurser i retorik varje år. Distriktet ska ordna ett bibliotek.

Målsättning för perioden
• Ta fram en kurs för nya styrelser.
• Alla föreningar ska ha en kassör.
`

var secondAdopted = day("2018-03-10")

func byStart(t *testing.T, list []store.Commitment, start string) store.Commitment {
	t.Helper()
	for _, c := range list {
		if strings.HasPrefix(c.NewSentence, start) || strings.HasPrefix(c.Sentence, start) {
			return c
		}
	}
	t.Fatalf("no promise begins with %q", start)
	return store.Commitment{}
}

// approveAll makes goals of everything that waits.
func approveAll(t *testing.T, w *fixture.World, p store.Plan) {
	t.Helper()
	var all []store.Approval
	for _, c := range w.Findings(p) {
		if c.State == district.Proposed {
			all = append(all, store.Approval{CommitmentID: c.ID})
		}
	}
	if _, err := w.Store.Approve(w.Ctx, w.Actor, db.OnceKey{}, p.ID, all); err != nil {
		t.Fatal(err)
	}
}

func goalsByNumber(t *testing.T, w *fixture.World, p store.Plan) map[string]store.Goal {
	t.Helper()
	list, err := w.Store.Goals(w.Ctx, store.GoalFilter{PlanID: p.ID, Closed: true}, []district.Date{fixture.Today})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]store.Goal{}
	for _, g := range list {
		if label := g.Name(); g.ClosedOn.IsZero() {
			out[label] = g
		} else {
			out["gone "+g.Title] = g
		}
	}
	return out
}

func TestWhatAReaderOfRunningTextGives(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	unit := w.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Distriktet"})
	p := w.PlanWithPromises(firstText)
	found := w.Findings(p)
	var labels []string
	for _, c := range found {
		labels = append(labels, c.Label())
	}
	if got := strings.Join(labels, " "); got != "Å1 1 2 3 Å2 Å3 4" {
		t.Errorf("labels = %s", got)
	}
	c := found[5]
	if c.Wording != "negative" || c.Class != "organisation" || c.Responsible != "Distriktet" || c.UnitID == nil || *c.UnitID != unit.ID || c.UnitName != "Distriktet" ||
		c.Deadline != day("2018-12-31") || !c.NotBefore.IsZero() || c.Change != plandiff.Added || c.Kind != "commitment" {
		t.Errorf("promise = %+v", c)
	}
	_, nodes, err := w.Store.PlanText(w.Ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(nodes, func(n store.PlanNode) bool { return strings.HasPrefix(n.Text, "Kurserna") })
	if f := nodes[i].Found; len(f) != 2 || f[0].Sentence != "Distriktet ska ordna en kurs i retorik varje år." || f[1].Ord != f[0].Ord+1 || f[0].Label() != "Å2" {
		t.Errorf("in the paragraph: %+v", f)
	}
	approveAll(t, w, p)
	goals := goalsByNumber(t, w, p)
	if len(goals) != 7 || goals["Å3"].Sentence != c.Sentence || len(goals["Å3"].Units) != 1 || goals["3"].Number != 3 {
		t.Errorf("goals = %+v", goals)
	}
	// Whom the reader named is no work that somebody has done with the goal.
	if err := w.Store.Unapprove(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID); err != nil {
		t.Error(err)
	}
}

func TestANewVersionKeepsGoals(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.PlanWithPromises(firstText)
	approveAll(t, w, p)
	was := goalsByNumber(t, w, p)
	for _, g := range was {
		w.Measure(g.ID, fixture.Judgement())
	}
	if _, err := w.Store.AddComment(w.Ctx, db.Actor{Kind: db.ByAccount, ID: w.Account(authz.DistrictStaff, 0).ID}, db.OnceKey{}, was["3"].ID, "Vi letar lokal."); err != nil {
		t.Fatal(err)
	}
	v := w.NextVersion(secondText, 1, secondAdopted)
	diff, err := w.Store.ComparePlan(w.Ctx, p.ID, v)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range diff.Changes {
		s := string(x.Change) + " " + x.Label()
		if x.Waits {
			s += " waits"
		}
		for _, g := range x.Closes {
			s += " closes " + g.Label()
		}
		got = append(got, s)
	}
	slices.Sort(got)
	if s := strings.Join(got, ", "); s != "added , changed 2 waits, changed Å2 waits, moved 1, removed 3 closes 3, removed Å3 closes Å3, unchanged 4, unchanged Å1" {
		t.Errorf("changes: %s", s)
	}
	if len(diff.Rest) != 1 || diff.Rest[0].Change != plandiff.Changed || diff.NewRest[diff.Rest[0].New].Text != "Alla behöver någon som svarar när det ringer på dagen." {
		t.Errorf("rest: %+v", diff.Rest)
	}
	if after, err := w.Store.Plan(w.Ctx, p.ID); err != nil || after.Version != 1 {
		t.Errorf("comparing changed the plan: %+v, %v", after, err)
	}

	p = w.Adopt(p, v)
	if p.Version != 2 || p.VersionAdoptedOn != secondAdopted || p.AdoptedOn != fixture.Period.From || p.Proposed != 1 || p.Changes != 2 || p.Approved != 5 || p.Goals != 5 {
		t.Errorf("plan = %+v", p)
	}
	now := goalsByNumber(t, w, p)
	for label, g := range was {
		n, ok := now[label]
		if label == "3" || label == "Å3" {
			n = now["gone "+g.Title]
			if n.ClosedOn != secondAdopted || n.ClosedReason != "Meningen finns inte kvar i planens version 2." {
				t.Errorf("goal %s: closed %s, %q", label, n.ClosedOn, n.ClosedReason)
			}
			if !n.Closed(fixture.Today) || n.Closed(secondAdopted.AddDays(-1)) {
				t.Errorf("goal %s is closed on the wrong days", label)
			}
		} else if !ok || !n.ClosedOn.IsZero() {
			t.Errorf("goal %s is not there any longer: %+v", label, n)
		}
		if n.ID != g.ID || n.Sentence != g.Sentence || len(n.Measures) != 1 || n.Number != g.Number {
			t.Errorf("goal %s = %+v, was %+v", label, n, g)
		}
	}
	if list, err := w.Store.Comments(w.Ctx, was["3"].ID); err != nil || len(list) != 1 {
		t.Errorf("comments of the closed goal = %v, %v", list, err)
	}
	if g := now["2"]; !slices.Equal(g.Waiting, []string{"Ordförandena ska träffas minst sex gånger per år."}) || len(now["4"].Waiting) != 0 {
		t.Errorf("words that wait: %q", g.Waiting)
	}
	running, err := w.Store.Goals(w.Ctx, store.GoalFilter{PlanID: p.ID, Origin: "commitment"}, []district.Date{fixture.Today})
	if err != nil || len(running) != 2 || running[0].Name() != "Å1" || running[1].Name() != "Å2" {
		t.Errorf("goals of running text: %+v, %v", running, err)
	}
	found := w.Findings(p)
	meeting := byStart(t, found, "Ordförandena")
	if !meeting.ChangeWaits || meeting.Sentence != "Ordförandena ska träffas minst fyra gånger per år." || meeting.WasSentence != meeting.Sentence ||
		meeting.NewSentence != "Ordförandena ska träffas minst sex gånger per år." || meeting.Change != plandiff.Changed {
		t.Errorf("changed promise = %+v", meeting)
	}
	treasurer := byStart(t, found, "Alla föreningar")
	if treasurer.Change != plandiff.Moved || treasurer.ChangeWaits || strings.Join(treasurer.SectionPath, "/") != "Utbildning" {
		t.Errorf("moved promise = %+v", treasurer)
	}
	if c := byStart(t, found, "Distriktet ska ordna ett bibliotek"); c.State != district.Proposed || c.Label() != "Å4" {
		t.Errorf("added promise = %+v", c)
	}

	// The text that holds, and the one before, which stays readable.
	texts := map[int]string{}
	for number := 1; number <= 2; number++ {
		_, pv, nodes, err := w.Store.PlanVersionText(w.Ctx, p.ID, number)
		if err != nil || pv.Number != number || pv.Newest != (number == 2) {
			t.Fatalf("version %d = %+v, %v", number, pv, err)
		}
		for _, n := range nodes {
			texts[number] += n.Text + "\n"
			for _, f := range n.Found {
				if !strings.Contains(n.Text, f.Sentence) {
					t.Errorf("version %d: %q is not in %q", number, f.Sentence, n.Text)
				}
			}
		}
	}
	if !strings.Contains(texts[1], "minst fyra gånger") || strings.Contains(texts[2], "minst fyra gånger") || !strings.Contains(texts[2], "minst sex gånger") {
		t.Errorf("texts = %v", texts)
	}
	if _, _, _, err := w.Store.PlanVersionText(w.Ctx, p.ID, 3); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	versions, err := w.Store.PlanVersions(w.Ctx, p.ID)
	if err != nil || len(versions) != 2 || versions[0].Number != 2 || versions[0].Added != 1 || versions[0].Changed != 2 || versions[0].Moved != 1 ||
		versions[0].Removed != 2 || versions[0].Waiting != 2 || versions[1].Findings != 7 || versions[1].Added != 7 {
		t.Errorf("versions = %+v, %v", versions, err)
	}

	// A promise that comes back is told of.
	back, err := w.Store.ComparePlan(w.Ctx, p.ID, w.NextVersion(firstText, 2, fixture.Today))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range back.Changes {
		if came := strings.HasPrefix(x.Now, "Varje förening"); (x.Former != nil) != (came || strings.Contains(x.Now, "ta betalt")) || came && x.Former.Goals[0].ID != was["3"].ID {
			t.Errorf("%s %q was before: %+v", x.Change, x.Now, x.Former)
		}
	}

	// Changed words hold when somebody has approved them, and can be taken back.
	accept := func(c store.Commitment, title string) error {
		return w.Store.AcceptChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID, c.Seen(), title)
	}
	if err := accept(meeting, "Sex ordförandeträffar"); err != nil {
		t.Fatal(err)
	}
	if g := goalsByNumber(t, w, p)["2"]; g.Sentence != meeting.NewSentence || g.Title != "Sex ordförandeträffar" || g.ID != was["2"].ID {
		t.Errorf("goal with new words = %+v", g)
	}
	if err := accept(meeting, ""); !errors.Is(err, district.ErrConflict) {
		t.Errorf("accepted twice: %v", err)
	}
	if err := w.Store.WithdrawVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, 2); complaint(t, err, "") == "" {
		t.Error("a version was withdrawn from which something is approved")
	}
	if err := w.Store.RevertChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, meeting.ID); err != nil {
		t.Fatal(err)
	}
	if g := goalsByNumber(t, w, p)["2"]; g.Sentence != meeting.Sentence {
		t.Errorf("goal with its words back = %+v", g)
	}
	if err := w.Store.RevertChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, meeting.ID); !errors.Is(err, district.ErrConflict) {
		t.Errorf("taken back twice: %v", err)
	}
}

func TestAVersionIsWithdrawn(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.PlanWithPromises(firstText)
	found := w.Findings(p)
	if _, err := w.Store.Approve(w.Ctx, w.Actor, db.OnceKey{}, p.ID, []store.Approval{{CommitmentID: found[1].ID}, {CommitmentID: found[2].ID}, {CommitmentID: found[3].ID}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.Decide(w.Ctx, w.Actor, db.OnceKey{}, p.ID, found[4].ID, district.Rejected); err != nil {
		t.Fatal(err)
	}
	later := district.MustDate("2018-06-30")
	if err := w.Store.CloseGoal(w.Ctx, w.Actor, db.OnceKey{}, w.Findings(p)[3].Goals[0].ID, later, "Vi slutar i sommar."); err != nil {
		t.Fatal(err)
	}
	before := state(t, w)
	if err := w.Store.WithdrawVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, 1); complaint(t, err, "") == "" {
		t.Error("the first version was withdrawn")
	}
	src, err := w.Store.AddVersionSource(w.Ctx, w.Actor, db.OnceKey{}, p.ID, "ny.txt", []byte(secondText))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.SplitSource(w.Ctx, w.Actor, db.OnceKey{}, src, w.ReadPlans(secondText, fixture.Period)); !errors.Is(err, district.ErrConflict) {
		t.Errorf("a version's text became a plan of its own: %v", err)
	}
	if _, err := w.Store.AdoptVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, src, w.NextVersion(secondText, 1, secondAdopted)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.AdoptVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, src, w.NextVersion(secondText, 2, secondAdopted.AddDays(1))); !errors.Is(err, district.ErrConflict) {
		t.Errorf("one text became two versions: %v", err)
	}
	now := w.Findings(p)
	if c := byStart(t, now, "Distriktet ska ordna två"); c.State != district.Proposed || !c.WasRejected || c.Sentence != c.NewSentence {
		t.Errorf("a rejected sentence with other words = %+v", c)
	}
	if g := goalsByNumber(t, w, p)["gone Varje förening ska ha en lokal"]; g.ClosedOn != secondAdopted {
		t.Errorf("a goal that was to close later = %+v", g)
	}
	free, err := w.Store.CanWithdraw(w.Ctx, p.ID)
	if err != nil || !free {
		t.Errorf("can be withdrawn: %t, %v", free, err)
	}
	if err := w.Store.WithdrawVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, 1); !errors.Is(err, district.ErrConflict) {
		t.Errorf("withdrawing what does not hold: %v", err)
	}
	if err := w.Store.WithdrawVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, 2); err != nil {
		t.Fatal(err)
	}
	if after := state(t, w); after != before {
		t.Errorf("withdrawn:\n%s\nbefore:\n%s", after, before)
	}
	waiting, err := w.Store.WaitingSources(w.Ctx)
	if err != nil || len(waiting) != 1 || waiting[0].ID != src || waiting[0].PlanID == nil || *waiting[0].PlanID != p.ID {
		t.Errorf("waiting = %+v, %v", waiting, err)
	}
	// Approving what is new keeps the version.
	p = w.Adopt(p, w.NextVersion(secondText, 1, secondAdopted))
	if _, err := w.Store.Approve(w.Ctx, w.Actor, db.OnceKey{}, p.ID, []store.Approval{{CommitmentID: byStart(t, w.Findings(p), "Distriktet ska ordna två").ID}}); err != nil {
		t.Fatal(err)
	}
	if free, err := w.Store.CanWithdraw(w.Ctx, p.ID); err != nil || free {
		t.Errorf("can be withdrawn after an approval: %t, %v", free, err)
	}
}

// state writes what is known of plans and goals, but revisions and instants.
func state(t *testing.T, w *fixture.World) string {
	t.Helper()
	var s string
	err := w.DB.Q().QueryRow(w.Ctx, `SELECT string_agg(row, E'\n' ORDER BY row) FROM (
		SELECT 'commitment ' || (to_jsonb(c) - 'revision' - 'decided_at' - 'decided_by')::text AS row FROM commitments c
		UNION ALL SELECT 'goal ' || (to_jsonb(g) - 'revision')::text FROM goals g
		UNION ALL SELECT 'link ' || to_jsonb(l)::text FROM goal_commitments l
		UNION ALL SELECT 'row ' || to_jsonb(v)::text FROM commitment_versions v
		UNION ALL SELECT 'version ' || to_jsonb(v)::text FROM plan_versions v
		UNION ALL SELECT 'node ' || to_jsonb(n)::text FROM plan_nodes n
		UNION ALL SELECT 'closing ' || to_jsonb(x)::text FROM version_closings x) all_rows`).Scan(&s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestVersionsAreRefused(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.PlanWithPromises(firstText)
	adopt := func(base int, on district.Date) error {
		_, err := w.Store.AdoptVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, 0, w.NextVersion(secondText, base, on))
		return err
	}
	for _, on := range []district.Date{{}, fixture.Today.AddDays(1), fixture.Period.From, fixture.Period.From.AddDays(-1)} {
		if complaint(t, adopt(1, on), "adopted") == "" {
			t.Errorf("adopted on %q", on)
		}
	}
	if err := adopt(2, secondAdopted); !errors.Is(err, district.ErrConflict) {
		t.Errorf("compared with a version that is not there: %v", err)
	}
	if err := adopt(1, fixture.Today); err != nil {
		t.Errorf("adopted today: %v", err)
	}
	if _, err := w.Store.ComparePlan(w.Ctx, 9999, w.NextVersion(secondText, 1, secondAdopted)); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a plan that is not there: %v", err)
	}
	if err := w.Store.EditPlan(w.Ctx, w.Actor, db.OnceKey{}, p.ID, p.Revision, store.PlanEdit{Name: p.Name, Kind: p.Kind, Period: p.Period(),
		AdoptedOn: fixture.Today}); complaint(t, err, "adopted") == "" {
		t.Error("the first version was adopted after the second")
	}
}

func TestPairsByHand(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.PlanWithPromises(firstText)
	approveAll(t, w, p)
	was := goalsByNumber(t, w, p)
	first := w.Findings(p)
	place, meeting := byStart(t, first, "Varje förening"), byStart(t, first, "Ordförandena")
	v := w.NextVersion(secondText, 1, secondAdopted)
	library := slices.IndexFunc(v.Findings, func(f planFinding) bool { return strings.Contains(f.Sentence, "bibliotek") })
	v.Same = map[int64]int{place.ID: library}
	v.Apart = map[int64]bool{meeting.ID: true}
	p = w.Adopt(p, v)
	found := w.Findings(p)
	if c := byStart(t, found, "Varje förening"); c.ID != place.ID || !c.ChangeWaits || c.NewSentence != "Distriktet ska ordna ett bibliotek." {
		t.Errorf("paired by hand = %+v", c)
	}
	if c := byStart(t, found, "Ordförandena"); c.ID == meeting.ID || c.State != district.Proposed {
		t.Errorf("apart by hand = %+v", c)
	}
	if g := goalsByNumber(t, w, p)["3"]; g.ID != was["3"].ID || !g.ClosedOn.IsZero() {
		t.Errorf("goal of what was paired = %+v", g)
	}
	if g := goalsByNumber(t, w, p)["gone "+was["2"].Title]; g.ClosedOn != secondAdopted {
		t.Errorf("goal of what was apart = %+v", g)
	}

	// And after the adoption, the other way round.
	apart := byStart(t, found, "Ordförandena")
	pairUp := func(removed, added int64) error {
		return w.Store.PairUp(w.Ctx, w.Actor, db.OnceKey{}, p.ID, removed, added, apart.Seen())
	}
	if err := pairUp(meeting.ID, apart.ID); err != nil {
		t.Fatal(err)
	}
	if err := pairUp(meeting.ID, apart.ID); err == nil {
		t.Error("paired twice")
	}
	if c := byStart(t, w.Findings(p), "Ordförandena"); c.ID != meeting.ID || !c.ChangeWaits || c.NewSentence != "Ordförandena ska träffas minst sex gånger per år." {
		t.Errorf("paired up = %+v", c)
	}
	if g := goalsByNumber(t, w, p)["2"]; g.ID != was["2"].ID || !g.ClosedOn.IsZero() {
		t.Errorf("goal of what was paired up = %+v", g)
	}
	made, err := w.Store.PartChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, place.ID, byStart(t, found, "Varje förening").Seen())
	if err != nil {
		t.Fatal(err)
	}
	if c := byStart(t, w.Findings(p), "Distriktet ska ordna ett bibliotek"); c.ID != made || c.State != district.Proposed || len(c.Goals) != 0 {
		t.Errorf("parted = %+v", c)
	}
	if g := goalsByNumber(t, w, p)["gone "+was["3"].Title]; g.ClosedOn != secondAdopted {
		t.Errorf("goal of what was parted = %+v", g)
	}
	if _, err := w.Store.PartChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, place.ID, byStart(t, found, "Varje förening").Seen()); !errors.Is(err, district.ErrConflict) {
		t.Errorf("parted twice: %v", err)
	}
	checkVersions(t, w, p.ID, "by hand")
}

// checkVersions holds what must be true of a plan whatever was done with it.
func checkVersions(t *testing.T, w *fixture.World, plan int64, what string) {
	t.Helper()
	for name, sql := range map[string]string{
		"a goal without its sentences": `SELECT count(*) FROM goals g WHERE g.plan_id = $1 AND NOT EXISTS (SELECT FROM goal_commitments gc WHERE gc.goal_id = g.id)`,
		"a head of another plan": `SELECT count(*) FROM goals g JOIN goal_commitments gc ON gc.goal_id = g.id JOIN commitments c ON c.id = gc.commitment_id
			WHERE g.plan_id = $1 AND c.plan_id <> g.plan_id`,
		"an approved promise without a goal, or the other way round": `SELECT count(*) FROM commitments c WHERE c.plan_id = $1
			AND (c.state = 'approved') <> EXISTS (SELECT FROM goal_commitments gc WHERE gc.commitment_id = c.id)`,
		"a promise that stands and is not in the newest version, or the other way round": `SELECT count(*) FROM commitments c WHERE c.plan_id = $1
			AND (c.gone_in IS NULL) <> EXISTS (SELECT FROM commitment_versions v WHERE v.commitment_id = c.id AND v.change <> 'removed'
				AND v.version_id = (SELECT id FROM plan_versions WHERE plan_id = $1 ORDER BY number DESC LIMIT 1))`,
		"a gap in the versions of a promise": `SELECT count(*) FROM commitments c, LATERAL (SELECT min(v.number) AS low, max(v.number) AS high, count(*) AS n
				FROM commitment_versions cv JOIN plan_versions v ON v.id = cv.version_id WHERE cv.commitment_id = c.id) x
			WHERE c.plan_id = $1 AND (x.n IS NULL OR x.high - x.low + 1 <> x.n)`,
		"something after a removal, or added twice": `SELECT count(*) FROM commitment_versions cv JOIN plan_versions v ON v.id = cv.version_id JOIN commitments c ON c.id = cv.commitment_id
			WHERE c.plan_id = $1 AND (cv.change = 'removed' AND v.id <> c.gone_in
				OR (cv.change = 'added') <> (v.number = (SELECT min(o.number) FROM commitment_versions x JOIN plan_versions o ON o.id = x.version_id WHERE x.commitment_id = c.id)))`,
		"a place in another version's text": `SELECT count(*) FROM commitment_versions cv JOIN plan_nodes n ON n.id = cv.node_id JOIN commitments c ON c.id = cv.commitment_id
			WHERE c.plan_id = $1 AND n.version_id <> cv.version_id`,
		"a sentence that its place does not have": `SELECT count(*) FROM commitment_versions cv JOIN plan_nodes n ON n.id = cv.node_id JOIN commitments c ON c.id = cv.commitment_id
			WHERE c.plan_id = $1 AND position(cv.sentence IN n.text) = 0`,
		"a promise whose place is not that of the newest version": `SELECT count(*) FROM commitments c JOIN commitment_versions v ON v.commitment_id = c.id
			WHERE c.plan_id = $1 AND v.version_id = (SELECT id FROM plan_versions WHERE plan_id = $1 ORDER BY number DESC LIMIT 1) AND v.change <> 'removed'
			AND (c.node_id IS DISTINCT FROM v.node_id OR c.ord <> v.ord OR c.section_path <> v.section_path
				OR (c.hash = v.hash) = (v.decision = 'waiting') OR c.state <> 'approved' AND c.sentence <> v.sentence)`,
		"a goal that is open without a sentence": `SELECT count(*) FROM goals g WHERE g.plan_id = $1 AND g.closed_on IS NULL
			AND NOT EXISTS (SELECT FROM goal_commitments gc JOIN commitments c ON c.id = gc.commitment_id WHERE gc.goal_id = g.id AND c.gone_in IS NULL)`,
	} {
		if n := count(t, w, sql, plan); n != 0 {
			t.Errorf("%s: %s (%d)", what, name, n)
		}
	}
}
