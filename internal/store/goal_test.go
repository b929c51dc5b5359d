package store_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// curve returns how many of how many a goal's first measure has on each of the days.
func curve(w *fixture.World, goal int64, days ...district.Date) [][2]int {
	w.T.Helper()
	var out [][2]int
	for _, v := range w.GoalOn(goal, days...).Measures[0].Trend {
		value, of, _ := v.Number()
		out = append(out, [2]int{value, of})
	}
	return out
}

func TestIndicatorsAreTheDeclaredOnes(t *testing.T) {
	var declared []string
	for _, i := range measure.Indicators() {
		declared = append(declared, i.Key)
	}
	slices.Sort(declared)
	if got := store.IndicatorKeys(); !slices.Equal(got, declared) {
		t.Errorf("the store counts %v, package measure declares %v", got, declared)
	}
}

func TestBackDatedEndingMovesTheCurvesPast(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	today := fixture.Today
	a := w.Assign(farsta, "studyOfficer", fixture.Assignment{From: today.AddDays(-100)})
	w.Assign(solna, "studyOfficer", fixture.Assignment{From: today.AddDays(-30)})
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, w.Coverage("studyOfficer"))
	days := []district.Date{today.AddDays(-120), today.AddDays(-100), today.AddDays(-61), today.AddDays(-60), today.AddDays(-30), today}
	if got, want := curve(w, goal, days...), [][2]int{{0, 2}, {1, 2}, {1, 2}, {1, 2}, {2, 2}, {2, 2}}; !slices.Equal(got, want) {
		t.Fatalf("curve %v, want %v", got, want)
	}
	w.End(a.ID, today.AddDays(-61)) // the last day counts, the next one does not
	if got, want := curve(w, goal, days...), [][2]int{{0, 2}, {1, 2}, {1, 2}, {0, 2}, {1, 2}, {1, 2}}; !slices.Equal(got, want) {
		t.Errorf("curve after an ending that was recorded late %v, want %v", got, want)
	}
}

func TestClosingAUnitDoesNotMoveTheCurveBeforeIt(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	today := fixture.Today
	w.Assign(farsta, "studyOfficer", fixture.Assignment{From: today.AddDays(-200)})
	w.Assign(solna, "studyOfficer", fixture.Assignment{From: today.AddDays(-200)})
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, w.Coverage("studyOfficer"))
	days := []district.Date{today.AddDays(-150), today.AddDays(-50), today.AddDays(-49), today}
	before := curve(w, goal, days...)
	w.Close(solna, today.AddDays(-50))
	if got, want := curve(w, goal, days...), [][2]int{before[0], before[1], {1, 1}, {1, 1}}; !slices.Equal(got, want) {
		t.Errorf("curve %v, want %v: the closed one counts up to and with its last day", got, want)
	}
}

func TestMeasureChangedTodayLeavesTheCurveBeforeToday(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta := w.Association("Farsta")
	trade := w.TradeAssociation("Byggvänstern")
	w.Assign(farsta, "studyOfficer", fixture.Assignment{From: today.AddDays(-100)})
	w.Assign(trade, "treasurer", fixture.Assignment{From: today.AddDays(-100)})
	goal := w.Goal(fixture.Goal{}).ID
	id := w.Measure(goal, w.Coverage("studyOfficer"))
	days := []district.Date{today.AddDays(-90), today.AddDays(-1), today, today.AddDays(1)}
	if got, want := curve(w, goal, days...), [][2]int{{1, 2}, {1, 2}, {1, 2}, {1, 2}}; !slices.Equal(got, want) {
		t.Fatalf("curve %v, want %v", got, want)
	}
	first := w.Version(goal, id)
	w.Change(goal, id, w.Coverage("treasurer", district.KindTradeAssociation))
	want := [][2]int{{1, 2}, {1, 2}, {1, 1}, {1, 1}}
	if got := curve(w, goal, days...); !slices.Equal(got, want) {
		t.Errorf("curve after the change %v, want %v", got, want)
	}
	w.Change(goal, id, w.Coverage("treasurer")) // twice on one day leaves one version for it
	want[2], want[3] = [2]int{1, 2}, [2]int{1, 2}
	if got := curve(w, goal, days...); !slices.Equal(got, want) {
		t.Errorf("curve after two changes %v, want %v", got, want)
	}
	if n := len(w.GoalOn(goal, today).Measures[0].Versions); n != 2 {
		t.Errorf("%d versions, want 2", n)
	}
	_, err := w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, goal, id, first.ID, w.Coverage("secretary"))
	var stale *district.StaleError
	if !errors.As(err, &stale) || stale.Revision != int(w.Version(goal, id).ID) {
		t.Fatalf("an edit of an old version: %v, want a conflict with the version that holds", err)
	}
	for _, f := range stale.Now {
		if f.Name == "postId" && f.Theirs() != "Kassör" || f.Name == "kinds" && f.Theirs() != "Partiföreningar, Branschföreningar" {
			t.Errorf("the conflict says %s: %q", f.Label, f.Theirs())
		}
	}
	if err := w.Store.EndMeasure(w.Ctx, w.Actor, db.OnceKey{}, goal, id); err != nil {
		t.Fatal(err)
	}
	g := w.GoalOn(goal, today.AddDays(-1), today)
	if !g.Measures[0].Trend[0].Defined || g.Measures[0].Now.Defined || len(g.Counted()) != 0 || g.Status(today).Code != measure.NoBasis {
		t.Errorf("a measure taken off today: %+v", g.Measures[0].Trend)
	}
}

func TestCorrectedDateLeavesTheCurveBeforeToday(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	w.Association("Farsta")
	w.Vacant(w.Association("Solna"), "studyOfficer", today.AddDays(-300))
	w.Vacant(w.Association("Täby"), "studyOfficer", today.AddDays(-300))
	w.Vacant(w.Association("Nacka"), "studyOfficer", today.AddDays(-300))
	goal := w.Goal(fixture.Goal{}).ID
	def := w.Coverage("studyOfficer")
	def.Rhythm, def.Due = measure.Rhythm{}, today.AddDays(-30)
	id := w.Measure(goal, def)
	if err := w.Store.OverrideDate(w.Ctx, w.Actor, db.OnceKey{}, goal, id, measure.FieldDue, today.AddDays(60), "Årsmötet flyttades."); err != nil {
		t.Fatal(err)
	}
	trend := w.GoalOn(goal, today.AddDays(-1), today).Measures[0].Trend
	if trend[0].Status.Code != measure.Behind || trend[1].Status.Code != measure.OnTrack {
		t.Errorf("status %s then %s, want behind until the correction is known", trend[0].Status.Code, trend[1].Status.Code)
	}
	if got := trend[1].Version.PlanDate(measure.FieldDue); got != def.Due {
		t.Errorf("the plan's own date is %s, want %s", got, def.Due)
	}
	err := w.Store.OverrideDate(w.Ctx, w.Actor, db.OnceKey{}, goal, id, measure.FieldLatest, today.AddDays(30), "Sista dag före målet.")
	var inv *district.Invalid
	if !errors.As(err, &inv) || inv.Fields[0].Field != "day" {
		t.Errorf("a last day before the due day: %v, want a complaint about the day", err)
	}
	if err := w.Store.OverrideDate(w.Ctx, w.Actor, db.OnceKey{}, goal, id, measure.FieldDue, district.Date{}, ""); err != nil {
		t.Fatal(err)
	}
	if got := w.GoalOn(goal, today).Measures[0].Now; got.Status.Code != measure.Behind || len(got.Version.Corrections) != 0 {
		t.Errorf("after taking the correction back: %s, %v", got.Status, got.Version.Corrections)
	}
}

func TestStruckFutureAndEndedNeverCount(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	struck, future, ended, closed, merged := w.Association("Struken"), w.Association("Kommande"), w.Association("Avslutad"), w.Association("Stängd"), w.Association("Hopslagen")
	w.Strike(w.Assign(struck, "studyOfficer", fixture.Assignment{}).ID)
	w.Assign(future, "studyOfficer", fixture.Assignment{From: today.AddDays(1)})
	w.Assign(ended, "studyOfficer", fixture.Assignment{Last: today.AddDays(-1)})
	for _, u := range []store.Unit{closed, merged} {
		w.Assign(u, "studyOfficer", fixture.Assignment{})
		w.Close(u, today.AddDays(-1))
	}
	if _, err := w.DB.Pool().Exec(w.Ctx, `UPDATE units SET merged_into = $1 WHERE id = $2`, struck.ID, merged.ID); err != nil {
		t.Fatal(err)
	}
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, w.Coverage("studyOfficer"))
	p := w.GoalOn(goal, today).Measures[0].Now.Coverage
	if p.Yes != 0 || p.No != 1 || p.Unknown != 2 || p.Total != 3 {
		t.Errorf("%d yes, %d no, %d unknown of %d; want 0, 1, 2 of 3", p.Yes, p.No, p.Unknown, p.Total)
	}
}

func TestMilestonesCountFromTheirOwnDays(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	goal := w.Goal(fixture.Goal{}).ID
	def := fixture.Delivery()
	def.Earliest = today.AddDays(-90)
	id := w.Measure(goal, def)
	w.Milestone(goal, id, store.MilestoneEdit{Title: "Klar", DoneOn: today.AddDays(-10)})
	w.Milestone(goal, id, store.MilestoneEdit{Title: "För tidigt", DoneOn: today.AddDays(-100)})
	w.Milestone(goal, id, store.MilestoneEdit{Title: "I morgon", DoneOn: today.AddDays(1)})
	dropped := w.Milestone(goal, id, store.MilestoneEdit{Title: "Behövs inte"})
	if err := w.Store.EndMilestone(w.Ctx, w.Actor, db.OnceKey{}, goal, dropped); err != nil {
		t.Fatal(err)
	}
	days := []district.Date{today.AddDays(-11), today.AddDays(-10), today, today.AddDays(1)}
	if got, want := curve(w, goal, days...), [][2]int{{0, 4}, {1, 4}, {1, 3}, {2, 3}}; !slices.Equal(got, want) {
		t.Errorf("curve %v, want %v", got, want)
	}
	cancelled := w.Milestone(goal, id, store.MilestoneEdit{Title: "Inställd", CancelledOn: today})
	g := w.GoalOn(goal, today.AddDays(-1), today)
	if s := g.Status(today); s.Code != measure.Unreachable {
		t.Errorf("status with a cancelled step: %s", s)
	}
	m := g.Measures[0]
	if err := w.Store.EditMilestone(w.Ctx, w.Actor, db.OnceKey{}, goal, cancelled, m.Revisions[cancelled], store.MilestoneEdit{Title: "Inställd"}); err != nil {
		t.Fatal(err)
	}
	var stale *district.StaleError
	err := w.Store.EditMilestone(w.Ctx, w.Actor, db.OnceKey{}, goal, cancelled, m.Revisions[cancelled], store.MilestoneEdit{Title: "Igen"})
	if !errors.As(err, &stale) {
		t.Errorf("an edit of an old revision: %v, want a conflict", err)
	}
	other := w.Goal(fixture.Goal{}).ID
	if err := w.Store.EditMilestone(w.Ctx, w.Actor, db.OnceKey{}, other, cancelled, 2, store.MilestoneEdit{Title: "Fel mål"}); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a step of another goal: %v, want not found", err)
	}
}

// TestAnotherDueDateLeavesWhatWasExpectedBefore changes the due date of a step twice, the second time on one day with a
// change back between.
func TestAnotherDueDateLeavesWhatWasExpectedBefore(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	start := today.AddDays(-60)
	w.SetToday(start)
	goal := w.Goal(fixture.Goal{}).ID
	id := w.Measure(goal, fixture.Delivery())
	step := w.Milestone(goal, id, store.MilestoneEdit{Title: "Utkast", Due: start.AddDays(100)})
	edit := func(due district.Date) {
		t.Helper()
		revision := w.GoalOn(goal, today).Measures[0].Revisions[step]
		if err := w.Store.EditMilestone(w.Ctx, w.Actor, db.OnceKey{}, goal, step, revision, store.MilestoneEdit{Title: "Utkast", Due: due}); err != nil {
			t.Fatal(err)
		}
	}
	edit(start.AddDays(10)) // on its own first day: a slip, and no other date before it
	w.SetToday(start.AddDays(20))
	edit(start.AddDays(40))
	w.SetToday(start.AddDays(50))
	edit(district.Date{})
	edit(start.AddDays(40))
	edit(start.AddDays(55))
	w.SetToday(today)
	var got []bool
	days := []int{0, 10, 11, 19, 20, 40, 41, 49, 50, 55, 56}
	for _, n := range days {
		got = append(got, w.GoalOn(goal, start.AddDays(n)).Measures[0].Now.Expected == 1)
	}
	if want := []bool{false, false, true, true, false, false, true, true, false, false, true}; !slices.Equal(got, want) {
		t.Errorf("expected on days %v: %v, want %v", days, got, want)
	}
	s := w.GoalOn(goal, start.AddDays(15)).Measures[0].Now.Status
	if s.Code != measure.Behind {
		t.Errorf("before the first change: %s, %s", s, s.Detail)
	}
	if ms := w.GoalOn(goal, today).Measures[0].Milestones[0]; ms.DueOn(start) != start.AddDays(10) || ms.DueOn(today) != start.AddDays(55) {
		t.Errorf("due first %s, now %s", ms.DueOn(start), ms.DueOn(today))
	}
}

func TestJudgementsAreDatedAndStruck(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	goal := w.Goal(fixture.Goal{}).ID
	id := w.Measure(goal, fixture.Judgement())
	judge := func(level measure.Level, on district.Date) int64 {
		t.Helper()
		j, err := w.Store.Judge(w.Ctx, w.Actor, db.OnceKey{}, goal, id, measure.Judgement{Level: level, On: on, Reason: "Vi såg det på träffarna."})
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	judge(measure.LevelPartly, today.AddDays(-40))
	last := judge(measure.LevelYes, today.AddDays(-5))
	levels := func() (out []measure.Level) {
		for _, v := range w.GoalOn(goal, today.AddDays(-41), today.AddDays(-40), today.AddDays(-6), today).Measures[0].Trend {
			out = append(out, v.Status.Level)
		}
		return out
	}
	if got, want := levels(), []measure.Level{"", measure.LevelPartly, measure.LevelPartly, measure.LevelYes}; !slices.Equal(got, want) {
		t.Errorf("levels %v, want %v", got, want)
	}
	if err := w.Store.StrikeJudgement(w.Ctx, w.Actor, db.OnceKey{}, goal, last, "Fel mål."); err != nil {
		t.Fatal(err)
	}
	if got := levels(); got[3] != measure.LevelPartly {
		t.Errorf("level after striking %v", got)
	}
	if m := w.GoalOn(goal, today).Measures[0]; len(m.Judgements) != 2 || m.Struck[last] != "Fel mål." {
		t.Errorf("history %+v, struck %v", m.Judgements, m.Struck)
	}
	if _, err := w.Store.Judge(w.Ctx, w.Actor, db.OnceKey{}, goal, id, measure.Judgement{Level: measure.LevelYes, On: today.AddDays(1), Reason: "I morgon."}); err == nil {
		t.Error("a judgement about tomorrow was taken")
	}
	counted := w.Measure(goal, w.Coverage("studyOfficer"))
	if _, err := w.Store.Judge(w.Ctx, w.Actor, db.OnceKey{}, goal, counted, measure.Judgement{Level: measure.LevelYes, On: today, Reason: "Räknas."}); err == nil {
		t.Error("a computed value was judged")
	}
}

func TestMissingUnitsAreNamedInScopeOnly(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta, solna, nacka := w.Association("Farsta"), w.Association("Solna"), w.Association("Nacka")
	kerstin := w.Person("Studieansvarig Farsta")
	w.Assign(farsta, "studyOfficer", fixture.Assignment{Person: kerstin.ID, Last: today.AddDays(-8)})
	w.Assign(solna, "studyOfficer", fixture.Assignment{})
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, w.Coverage("studyOfficer"))
	own := authz.Scope{Units: []int64{farsta.ID}}
	for _, c := range []struct {
		name         string
		scope, names authz.Scope
		all          bool
		units        []string
		lastOfTheirs string
	}{
		{"the office", authz.Everything, authz.Everything, false, []string{"Farsta", "Nacka"}, kerstin.Name},
		{"the office, all", authz.Everything, authz.Everything, true, []string{"Farsta", "Nacka", "Solna"}, kerstin.Name},
		{"without names", authz.Everything, authz.Scope{}, false, []string{"Farsta", "Nacka"}, ""},
		{"the own chair", own, own, true, []string{"Farsta"}, kerstin.Name},
		{"another chair", authz.Scope{Units: []int64{nacka.ID}}, authz.Scope{Units: []int64{nacka.ID}}, true, []string{"Nacka"}, ""},
		{"nobody", authz.Scope{}, authz.Scope{}, true, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			page, err := w.Store.GoalPage(w.Ctx, store.GoalScopes{Units: c.scope, Names: c.names}, goal, today, 9)
			if err != nil {
				t.Fatal(err)
			}
			units, err := w.Store.CoverageUnits(w.Ctx, store.UnitScopes{Units: c.scope, Names: c.names}, goal, today, c.all)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, u := range units {
				names = append(names, u.Name)
				if u.Name == "Farsta" && (u.LastName != c.lastOfTheirs || u.LastUntil != today.AddDays(-8) || u.Since != today.AddDays(-7)) {
					t.Errorf("Farsta: %+v", u)
				}
			}
			if !slices.Equal(names, c.units) {
				t.Errorf("units %v, want %v", names, c.units)
			}
			if c.all && len(page.Coverage) != len(units) {
				t.Errorf("the page has %d units, want %d", len(page.Coverage), len(units))
			}
			if p := page.Measures[0].Now.Coverage; p.Yes != 1 || p.Total != 3 {
				t.Errorf("%d of %d; the figure is the same for all readers", p.Yes, p.Total)
			}
		})
	}
}

func TestWhatHasChanged(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today, since := fixture.Today, fixture.Today.AddDays(-30)
	came, went, still, late := w.Association("Kom"), w.Association("Gick"), w.Association("Kvar"), w.Association("Sent")
	w.Unit(store.NewUnit{Name: "Ny", Founded: today.AddDays(-5)})
	w.SetToday(since.AddDays(-1))
	w.Assign(still, "studyOfficer", fixture.Assignment{From: since.AddDays(-100)})
	w.Assign(went, "studyOfficer", fixture.Assignment{From: since.AddDays(-100), Last: today.AddDays(-10)})
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, w.Coverage("studyOfficer"))
	w.SetToday(today)
	w.Assign(came, "studyOfficer", fixture.Assignment{From: today.AddDays(-3)})
	w.Assign(late, "studyOfficer", fixture.Assignment{From: since.AddDays(-50)})
	got, err := w.Store.GoalChanges(w.Ctx, authz.Everything, everyAnswer, store.GoalFilter{}, since, today)
	if err != nil {
		t.Fatal(err)
	}
	moves := map[string][2]measure.UnitState{}
	for _, m := range got.Moves {
		moves[m.Name] = [2]measure.UnitState{m.Was, m.Is}
	}
	want := map[string][2]measure.UnitState{
		"Kom": {measure.UnitUnknown, measure.UnitYes}, "Gick": {measure.UnitYes, measure.UnitNo}, "Ny": {"", measure.UnitUnknown}}
	if len(moves) != len(want) {
		t.Errorf("moves %v, want %v", moves, want)
	}
	for name, m := range want {
		if moves[name] != m {
			t.Errorf("%s: %v, want %v", name, moves[name], m)
		}
	}
	if len(got.Late) != 1 || got.Late[0].Unit == nil || got.Late[0].Unit.ID != late.ID || got.Late[0].Recorded != today {
		t.Errorf("recorded afterwards %+v, want only the one about a time that had been", got.Late)
	}
	m := got.Goals[0].Measures[0]
	if then, now := m.Trend[0].Coverage, m.Now.Coverage; then.Yes != 3 || then.Total != 4 || now.Yes != 3 || now.Total != 5 {
		t.Errorf("then %d of %d, now %d of %d", then.Yes, then.Total, now.Yes, now.Total)
	}
	foreign, err := w.Store.GoalChanges(w.Ctx, authz.Scope{Units: []int64{still.ID}}, everyAnswer, store.GoalFilter{}, since, today)
	if err != nil || len(foreign.Moves) != 0 || len(foreign.Late) != 0 {
		t.Errorf("another chair sees %v and %v (%v)", foreign.Moves, foreign.Late, err)
	}
}

func TestPreviewIsWhatWouldBeCounted(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta := w.Association("Farsta")
	w.Assign(farsta, "studyOfficer", fixture.Assignment{})
	w.Vacant(w.TradeAssociation("Byggvänstern"), "studyOfficer", today.AddDays(-20))
	w.Association("Solna")
	def := w.Coverage("studyOfficer")
	days := []district.Date{today.AddDays(-101), today}
	preview, err := w.Store.PreviewCoverage(w.Ctx, def, days)
	if err != nil {
		t.Fatal(err)
	}
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, def)
	for i, v := range w.GoalOn(goal, days...).Measures[0].Trend {
		if p := preview[i]; p.Day != v.Day || p.Yes != v.Coverage.Yes || p.Unknown != v.Coverage.Unknown || p.Split() != v.Coverage.Split() {
			t.Errorf("preview %+v, then counted %+v", p, v.Coverage)
		}
	}
}

func TestNotesAreSignedAndExpire(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	goal := w.Goal(fixture.Goal{}).ID
	if _, err := w.Store.AddNote(w.Ctx, db.CLI, db.OnceKey{}, goal, "Utan namn.", today); !errors.Is(err, district.ErrForbidden) {
		t.Errorf("a note without a signature: %v", err)
	}
	board := w.Account(authz.BoardMember, 0)
	actor := db.Actor{Kind: db.ByAccount, ID: board.ID}
	for _, last := range []district.Date{today.AddDays(-1), today.AddMonths(12).AddDays(1)} {
		if _, err := w.Store.AddNote(w.Ctx, actor, db.OnceKey{}, goal, "Fel tid.", last); err == nil {
			t.Errorf("a note until %s was taken", last)
		}
	}
	id, err := w.Store.AddNote(w.Ctx, actor, db.OnceKey{}, goal, "Tre föreningar har årsmöte i maj.", today.AddDays(30))
	if err != nil {
		t.Fatal(err)
	}
	n := w.GoalOn(goal, today).Notes[0]
	if n.By != board.Name || n.Valid() != district.Through(today, today.AddDays(30)) {
		t.Errorf("note %+v", n)
	}
	if err := w.Store.StrikeNote(w.Ctx, actor, db.OnceKey{}, goal, id, "Gällde ett annat mål."); err != nil {
		t.Fatal(err)
	}
	if n := w.GoalOn(goal, today).Notes[0]; !n.Struck || n.Why != "Gällde ett annat mål." {
		t.Errorf("struck note %+v", n)
	}
}

// statements counts what is sent to the database.
type statements struct{ n, trips atomic.Int64 }

func (c *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	c.trips.Add(1)
	return ctx
}
func (c *statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (c *statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.trips.Add(1)
	return ctx
}
func (c *statements) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { c.n.Add(1) }
func (c *statements) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

func TestStatementsDoNotFollowTheNumberOfGoalsOrUnits(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	cfg, err := pgxpool.ParseConfig(w.DB.Pool().Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	var c statements
	cfg.ConnConfig.Tracer = &c
	pool, err := pgxpool.NewWithConfig(w.Ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	traced := store.New(db.New(pool, w.DB.Clock()))
	scopes := store.GoalScopes{Units: authz.Everything, Names: authz.Everything, Comments: true, History: true}
	var goal int64
	reads := []struct {
		name  string
		trips int64
		read  func() error
	}{
		{"list", 1, func() error {
			_, err := traced.GoalList(w.Ctx, store.GoalFilter{}, fixture.Today, 9)
			return err
		}},
		{"page", 1, func() error {
			_, err := traced.GoalPage(w.Ctx, scopes, goal, fixture.Today, 26)
			return err
		}},
		{"changes", 1, func() error {
			_, err := traced.GoalChanges(w.Ctx, authz.Everything, everyAnswer, store.GoalFilter{}, fixture.Today.AddDays(-30), fixture.Today)
			return err
		}},
	}
	count := func() (out [][2]int64) {
		t.Helper()
		for _, r := range reads {
			if err := r.read(); err != nil { // the statements are prepared, and which goals there are is known
				t.Fatal(err)
			}
			c.n.Store(0)
			c.trips.Store(0)
			if err := r.read(); err != nil {
				t.Fatal(err)
			}
			if got := c.trips.Load(); got != r.trips {
				t.Errorf("%s: %d round trips, want %d", r.name, got, r.trips)
			}
			out = append(out, [2]int64{c.n.Load(), c.trips.Load()})
		}
		return out
	}
	w.Association("Farsta")
	goal = w.Goal(fixture.Goal{}).ID
	w.Measure(goal, w.Coverage("studyOfficer"))
	one := count()
	for range 8 {
		w.Assign(w.Unit(store.NewUnit{}), "studyOfficer", fixture.Assignment{})
	}
	for _, g := range w.Goals(district.Span{}, make([]fixture.Goal, 6)...) {
		w.Measure(g.ID, w.Coverage("studyOfficer"))
		w.Measure(g.ID, w.Coverage("treasurer"))
		w.Milestone(g.ID, w.Measure(g.ID, fixture.Delivery()), store.MilestoneEdit{})
	}
	if many := count(); !slices.Equal(many, one) {
		t.Errorf("statements and round trips %v with many goals and units, %v with one", many, one)
	}
}

func TestMilestoneAddedLaterLeavesTheCurveBeforeToday(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	w.SetToday(today.AddDays(-60))
	goal := w.Goal(fixture.Goal{}).ID
	id := w.Measure(goal, fixture.Delivery())
	w.Milestone(goal, id, store.MilestoneEdit{DoneOn: today.AddDays(-70)})
	w.SetToday(today)
	w.Milestone(goal, id, store.MilestoneEdit{})
	days := []district.Date{today.AddDays(-65), today.AddDays(-1), today}
	if got, want := curve(w, goal, days...), [][2]int{{1, 1}, {1, 1}, {1, 2}}; !slices.Equal(got, want) {
		t.Errorf("curve %v, want %v", got, want)
	}
}
