package goals_test

import (
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// board is a district with a plan of four goals: one coverage that misses two of three associations, one delivery that
// was missed last year, one that the board has not judged, and one that nobody has said how to count.
func board(t *testing.T) (*apptest.App, []store.Goal) {
	t.Helper()
	app := apptest.New(t)
	today := fixture.Today
	for _, name := range []string{"Farsta", "Solna", "Nacka"} {
		u := app.Association(name)
		if name == "Farsta" {
			app.Assign(u, "treasurer", fixture.Assignment{From: today.AddDays(-3)})
		} else {
			app.Vacant(u, "treasurer", today.AddMonths(-6))
		}
	}
	goals := app.Goals(district.Span{From: district.MustDate("2017-02-18"), Until: district.MustDate("2019-02-17")},
		fixture.Goal{Sentence: "Alla föreningar ska ha en kassör.", Section: []string{"Föreningarna"}},
		fixture.Goal{Sentence: "Ta fram en kurs.", Section: []string{"Utbildning"}},
		fixture.Goal{Sentence: "Stärka kunskaperna.", Section: []string{"Utbildning"}},
		fixture.Goal{Sentence: "Fler ska vilja vara med.", Section: []string{"Föreningarna"}})
	treasurers := app.Coverage("treasurer")
	treasurers.Rhythm = measure.Rhythm{Kind: measure.RhythmStanding}
	app.Measure(goals[0].ID, treasurers)
	course := fixture.Delivery()
	course.Latest = district.MustDate("2017-12-31")
	app.Milestone(goals[1].ID, app.Measure(goals[1].ID, course), store.MilestoneEdit{Title: "Innehållet är bestämt"})
	app.Measure(goals[2].ID, fixture.Judgement())
	return app, goals
}

func TestTheBoardSeesWhereThePlanStands(t *testing.T) {
	t.Parallel()
	app, goals := board(t)
	reader := app.As(authz.BoardMember, 0)
	page := reader.Get(paths.PlanStanding).OK(t)
	page.Valid()
	decide := page.Region("Behöver ett beslut")
	decide.HasText("Ta fram en kurs", "Missat 2017", "Stärka kunskaperna", "1 mål har inget sätt att mätas")
	if decide.Link("Skriv vad som gäller: Ta fram en kurs") != paths.NewGoalNote(goals[1].ID) {
		t.Error("a missed goal does not lead to a note about what holds")
	}
	behind := page.Region("Det som inte är i fas, och varför")
	behind.HasText("Alla föreningar ska ha en kassör", "1 av 3", "Ta fram en kurs", "Fler ska vilja vara med")
	if !strings.HasPrefix(behind.Link("Se vilka 2: Alla föreningar ska ha en kassör"), paths.Goal(goals[0].ID)+"#") {
		t.Error("the missing associations cannot be opened")
	}
	moved := page.Region("Det som har rört sig")
	moved.HasText("Alla föreningar ska ha en kassör", "0 av 3", "1 av 3", "Tillkommit: Farsta")
	moved.NoText("Ta fram en kurs")
	// Each section leads to its goals, and each number to exactly those.
	sections := page.Region("Avsnitt för avsnitt")
	list := reader.Get(sections.Link("1 efter eller missat, Utbildning")).OK(t)
	list.Main().HasText("Ta fram en kurs")
	list.Main().NoLink("Stärka kunskaperna")
	list.Main().NoLink("Alla föreningar ska ha en kassör")
}

func TestThePlanStandingOfAnEarlierDayAndOfNothing(t *testing.T) {
	t.Parallel()
	app, _ := board(t)
	reader := app.As(authz.BoardMember, 0)
	page := reader.Get(paths.PlanStatus(0, fixture.Today.AddDays(-1).String())).OK(t)
	page.Region("Det som har rört sig").HasText("Inget mål har rört sig sedan 15 april 2018")
	// A day to come, and no day at all, are a month ago.
	for _, odd := range []string{"2030-01-01", "igår", "2018-02-30"} {
		reader.Get(paths.PlanStatus(0, odd)).OK(t).HasText("jämfört med 16 mars 2018")
	}
	empty := apptest.New(t)
	page = empty.As(authz.Auditor, 0).Get(paths.PlanStanding).OK(t)
	page.Valid()
	page.HasText("Ingen plan är inläst än")
	page.NoLink("Läs in en plan")
	for _, at := range []string{paths.PlanStanding, paths.PlanReport} {
		page = empty.As(authz.DistrictStaff, 0).Get(at).OK(t)
		page.Valid()
		if page.Link("Läs in en plan") != paths.NewPlan {
			t.Errorf("%s does not lead to the first step", at)
		}
	}
}

func TestANoteSettlesAMissedGoal(t *testing.T) {
	t.Parallel()
	app, goals := board(t)
	account := app.Account(authz.BoardMember, 0)
	actor := db.Actor{Kind: db.ByAccount, ID: account.ID}
	if _, err := app.Store.AddNote(app.Ctx, actor, db.OnceKey{}, goals[1].ID, "Kursen hålls i höst i stället.", fixture.Today.AddDays(90)); err != nil {
		t.Fatal(err)
	}
	reader := app.As(authz.BoardMember, 0)
	page := reader.Get(paths.PlanStanding).OK(t)
	page.Region("Behöver ett beslut").NoText("Ta fram en kurs")
	page.Region("Det som inte är i fas, och varför").HasText("Kursen hålls i höst i stället.")
	app.SetToday(fixture.Today.AddDays(80)) // the note soon ends
	app.As(authz.BoardMember, 0).Get(paths.PlanStanding).OK(t).Region("Behöver ett beslut").HasText("Anmärkningen gäller till och med 15 juli 2018")
}

func TestPeriodReport(t *testing.T) {
	t.Parallel()
	app, goals := board(t)
	reader := app.As(authz.Auditor, 0)
	page := reader.Get(paths.PlanReport).OK(t)
	page.Valid()
	page.HasText("Så stod målen 16 april 2018, och vad som har hänt från och med 18 februari 2017.")
	page.Heading(2, "Föreningarna")
	page.Heading(3, "Mål 1. Alla föreningar ska ha en kassör")
	page.HasText("1 av 3", "Saknas (2): Nacka och Solna", "Ta fram en kurs (missat 2017)", "Det är inte bestämt hur målet ska räknas.")
	// As of an earlier day: nobody had been named, and the delivery had not been missed yet.
	then := reader.Get(paths.PeriodReport(0, "2017-03-01", "2017-12-31")).OK(t)
	then.HasText("Så stod målen 31 december 2017, och vad som har hänt från och med 1 mars 2017.", "0 av 3")
	then.NoText("missat 2017")
	// Days out of reach are brought within the plan and today.
	reader.Get(paths.PeriodReport(0, "2010-01-01", "2030-01-01")).OK(t).HasText("Så stod målen 16 april 2018, och vad som har hänt från och med 18 februari 2017.")
	// What happened on the first day of the period happened in it.
	m := app.GoalOn(goals[1].ID, fixture.Today).Measures[0]
	app.Milestone(goals[1].ID, m.ID, store.MilestoneEdit{Title: "Nyårsdagen", DoneOn: district.MustDate("2018-01-01")})
	reader.Get(paths.PeriodReport(0, "2018-01-01", "2018-12-31")).OK(t).HasText("Klart 1 januari 2018: Nyårsdagen.", "2017-12-31")
	reader.Get(paths.PeriodReport(0, "2018-01-02", "2018-12-31")).OK(t).NoText("Nyårsdagen.")
	if err := app.Store.CloseGoal(app.Ctx, app.Actor, db.OnceKey{}, goals[3].ID, fixture.Today, "Planen är ändrad."); err != nil {
		t.Fatal(err)
	}
	reader.Get(paths.PlanReport).OK(t).HasText("Planen är ändrad.")
}

// Of a goal that is counted in several ways the board sees who has come in which of them.
func TestWhatMovedSaysInWhichCount(t *testing.T) {
	t.Parallel()
	app, goals := board(t)
	app.Measure(goals[0].ID, app.Coverage("studyOfficer"))
	page := app.As(authz.BoardMember, 0).Get(paths.PlanStanding).OK(t)
	page.Valid()
	moved := page.Region("Det som har rört sig")
	moved.HasText("kassör, tillkommit: Farsta")
	moved.NoText("Tillkommit: Farsta")
}
