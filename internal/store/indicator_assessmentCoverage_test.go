package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// everythingOfUnits is the scopes of the office.
var everythingOfUnits = store.UnitScopes{Units: authz.Everything, Names: authz.Everything, Answers: everyAnswer}

// everyAnswer is that all answers may be read.
var everyAnswer = store.AnswerScopes{Assessments: authz.Everything, FollowUps: authz.Everything}

// assessed is a coverage of the answers to a question.
func assessed(question int64, partly bool, months int, kinds ...district.UnitKind) measure.Definition {
	return measure.Definition{Kind: measure.KindCoverage, Indicator: measure.AssessmentCoverage,
		Params:     measure.AssessmentCoverageParams{QuestionID: question, Partly: partly, MaxAgeMonths: months}.JSON(),
		Population: measure.Population{Kinds: kinds}, Target: measure.All(), Rhythm: measure.Rhythm{Kind: measure.RhythmStanding}}
}

// unitsBy writes the units of a goal's first measure by state: "yes: Farsta; no: ; unknown: Solna".
func unitsBy(t *testing.T, w *fixture.World, goal int64, day district.Date) string {
	t.Helper()
	units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, goal, day, true)
	if err != nil {
		t.Fatal(err)
	}
	names := map[measure.UnitState][]string{}
	for _, u := range units {
		names[u.State] = append(names[u.State], u.Name)
	}
	return fmt.Sprintf("yes: %s; no: %s; unknown: %s", strings.Join(names[measure.UnitYes], " "), strings.Join(names[measure.UnitNo], " "), strings.Join(names[measure.UnitUnknown], " "))
}

func TestAssessmentCoverage(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna, kista := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista")
	trade := w.TradeAssociation("Byggvänstern")
	closed := w.Association("Östra")
	day := fixture.Today.AddDays
	give := func(u store.Unit, on district.Date, a ...district.Answer) int64 {
		return w.Assess(u, fixture.Assessment{Day: on, Answers: a})
	}
	give(farsta, day(-400), no)
	give(farsta, day(-30), yes)
	give(solna, day(-20), partly)
	give(trade, day(-20), yes)    // of a kind that is not counted
	give(kista, day(-10), "", no) // another question
	give(closed, day(-50), yes)
	w.Close(closed, day(-5))
	question := w.Questionnaire("feministWays").Questions[0].ID
	goal := w.Goal(fixture.Goal{}).ID
	id := w.Measure(goal, assessed(question, false, 12, district.KindAssociation))
	for on, want := range map[district.Date]string{
		day(-401): "yes: ; no: ; unknown: Farsta Kista Solna Östra",
		day(-400): "yes: ; no: Farsta; unknown: Kista Solna Östra",
		day(-36):  "yes: Östra; no: Farsta; unknown: Kista Solna", // the first answer is good for twelve months
		day(-34):  "yes: Östra; no: ; unknown: Farsta Kista Solna",
		day(-30):  "yes: Farsta Östra; no: ; unknown: Kista Solna",
		day(-5):   "yes: Farsta Östra; no: Solna; unknown: Kista", // partly is no yes
		day(0):    "yes: Farsta; no: Solna; unknown: Kista",       // and who is no more is not counted
	} {
		if got := unitsBy(t, w, goal, on); got != want {
			t.Errorf("%s: %s, want %s", on, got, want)
		}
	}
	// Partly counts only where the measure says so, from the day on which it does.
	w.SetToday(day(1))
	w.Change(goal, id, assessed(question, true, 12, district.KindAssociation))
	if got, want := curve(w, goal, day(0), day(1)), [][2]int{{1, 3}, {2, 3}}; !slices.Equal(got, want) {
		t.Errorf("with partly %v, want %v", got, want)
	}
	// A mistake counts on no date.
	w.StrikeAssessment(give(kista, day(1), yes))
	if got := unitsBy(t, w, goal, day(1)); got != "yes: Farsta Solna; no: ; unknown: Kista" {
		t.Errorf("after a mistake: %s", got)
	}
	units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, goal, fixture.Today.AddMonths(20), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range units {
		want := map[string]string{"Farsta": "svarade ja 17 mars 2018, för länge sedan", "Solna": "svarade delvis 27 mars 2018, för länge sedan", "Kista": "har inte svarat"}[u.Name]
		if u.Note != want || u.State != measure.UnitUnknown || u.Act != "Fyll i" || u.Path != fmt.Sprintf("/sjalvskattning/%s?fragor=%d", u.Slug, w.Questionnaire("feministWays").ID) {
			t.Errorf("%s: %s %q %q %q", u.Name, u.State, u.Note, u.Act, u.Path)
		}
	}
	_, err = w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, goal, 0, 0, assessed(999999, false, 12, district.KindAssociation))
	wantInvalid(t, err, "questionId")
}

// The state of a unit is known to those who see which units are missing; in which words it answered, when and to whom is
// for those who read its answers.
func TestAnswersAreToldToThoseWhoReadThem(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna, kista := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista")
	w.Association("Aspudden")
	day := fixture.Today.AddDays
	w.Assess(farsta, fixture.Assessment{Day: day(-9), Answers: []district.Answer{yes}, ByPhone: true})
	w.Assess(solna, fixture.Assessment{Day: day(-8), Answers: []district.Answer{partly}})
	w.Assess(kista, fixture.Assessment{Day: day(-500), Answers: []district.Answer{no}})
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, assessed(w.Questionnaire("feministWays").Questions[0].ID, false, 12, district.KindAssociation))
	all := map[string]string{"Farsta": "yes svarade ja 7 april 2018 per telefon", "Solna": "no svarade delvis 8 april 2018",
		"Kista": "unknown svarade nej 2 december 2016, för länge sedan", "Aspudden": "unknown har inte svarat"}
	none := map[string]string{"Farsta": "yes ", "Solna": "no ", "Kista": "unknown har inget svar som gäller", "Aspudden": "unknown har inget svar som gäller"}
	own := maps.Clone(none)
	own["Solna"] = all["Solna"]
	for _, c := range []struct {
		name    string
		answers authz.Scope
		want    map[string]string
	}{
		{"the office", as(authz.DistrictStaff, 0).Scope(authz.AssessmentRead), all},
		{"the campaign leadership", as(authz.CampaignLead, 0).Scope(authz.AssessmentRead), none},
		{"a chair", as(authz.AssociationChair, solna.ID).Scope(authz.AssessmentRead), own},
	} {
		page, err := w.Store.GoalPage(w.Ctx, store.GoalScopes{Units: authz.Everything, Names: authz.Everything, Answers: store.AnswerScopes{Assessments: c.answers}}, goal, fixture.Today, 2)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, u := range page.Coverage {
			got[u.Name] = string(u.State) + " " + u.Note
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s is told %v, want %v", c.name, got, c.want)
		}
	}
	for role, want := range map[authz.Role]string{authz.AssociationChair: "no svarade delvis 8 april 2018", authz.ElectionOfficer: "no ", authz.CampaignLead: "no "} {
		unit := solna.ID
		if role == authz.CampaignLead {
			unit = 0
		}
		page, err := w.Store.UnitPage(w.Ctx, store.ViewOf(as(role, unit), w.Actor, w.DB.Clock().Now(), fixture.Today), solna.Slug, district.KindAssociation)
		if err != nil || len(page.Goals) != 1 {
			t.Fatalf("%s: %d goals (%v)", role, len(page.Goals), err)
		}
		if got := string(page.Goals[0].State) + " " + page.Goals[0].Note; got != want {
			t.Errorf("on the association's page %s is told %q, want %q", role, got, want)
		}
	}
}

// givenAnswer is a row about an answer that was not struck.
type givenAnswer struct {
	UnitID, QuestionID int64
	Day                district.Date
	Answer             district.Answer
}

// TestAssessmentCoverageAgainstNaiveRecomputation makes random histories of answers: several a year, corrected on the
// same day, struck, left open; units that are founded, closed and merged in the middle; measures that change question,
// age, population and whether partly counts, with an earliest day that is corrected. Every figure and every list is
// compared with a recomputation from the bare rows by the rules of package district.
func TestAssessmentCoverageAgainstNaiveRecomputation(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			h := &randomHistory{w: w, r: rand.New(rand.NewPCG(seed, 23)), versions: map[int64][]measure.Definition{}}
			h.makeUnits()
			goal := w.Goal(fixture.Goal{}).ID
			questions := w.Questionnaire("feministWays").Questions
			define := func(round int) measure.Definition {
				kinds := [][]district.UnitKind{district.AssociationKinds(), {district.KindAssociation}, {district.KindCommittee, district.KindTradeAssociation}}
				def := assessed(questions[h.r.IntN(2)].ID, (round+int(seed))%2 == 1, 2+h.r.IntN(4), kinds[(round+int(seed))%3]...)
				if h.r.IntN(2) == 0 {
					def.Population.MinAgeMonths = h.r.IntN(3)
				}
				if h.r.IntN(2) == 0 {
					def.Earliest = h.early()
				}
				return def
			}
			for i, back := range []int{90, 40, 10, 0} { // the days on which people write
				today := fixture.Today.AddDays(-back)
				w.SetToday(today)
				for range 40 {
					u := h.units[h.r.IntN(len(h.units)-2)] // two never answer
					in := store.NewAssessment{Unit: u.ID, Questionnaire: w.Questionnaire("feministWays").ID, Day: today.AddDays(-h.r.IntN(150)), Answers: map[int64]district.Answer{}}
					if h.r.IntN(4) == 0 {
						in.Day = today
					}
					for _, q := range questions {
						if h.r.IntN(3) > 0 {
							in.Answers[q.ID] = district.Answers()[h.r.IntN(3)]
						}
					}
					id, err := w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, in)
					h.tried(err)
					if err == nil && h.r.IntN(6) == 0 {
						w.StrikeAssessment(id)
					}
				}
				h.redefine(goal, i, define, today)
			}
			h.closeUnits()
			rows, _ := w.DB.Pool().Query(w.Ctx, `
				SELECT a.unit_id, x.question_id, a.day, x.answer FROM assessments a JOIN assessment_answers x ON x.assessment_id = a.id WHERE a.struck_at IS NULL`)
			given, err := pgx.CollectRows(rows, pgx.RowToStructByName[givenAnswer])
			if err != nil {
				t.Fatal(err)
			}
			compareStates(t, h, goal, func(def measure.Definition, u recordedUnit, day district.Date) (yes, no bool) {
				p := params[measure.AssessmentCoverageParams](t, def)
				var of []district.DatedAnswer
				for _, g := range given {
					if g.UnitID == u.ID && g.QuestionID == p.QuestionID && !g.Day.Before(def.Earliest) {
						of = append(of, district.DatedAnswer{Day: g.Day, Answer: g.Answer})
					}
				}
				return district.AnswerState(day, of, p.MaxAgeMonths, p.Partly)
			})
		})
	}
}
