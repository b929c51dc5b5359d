package store_test

import (
	"errors"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

const (
	yes    = district.AnswerYes
	partly = district.AnswerPartly
	no     = district.AnswerNo
)

// setOf returns a unit's answers to a set of questions as of a day.
func setOf(t *testing.T, w *fixture.World, u store.Unit, key string, day district.Date) store.UnitSet {
	t.Helper()
	all, err := w.Store.UnitAssessments(w.Ctx, authz.Everything, day, u.Slug)
	if err != nil {
		t.Fatal(err)
	}
	set, ok := all.Find(w.Questionnaire(key).ID)
	if !ok {
		t.Fatalf("%s has no set %s on %s", u.Name, key, day)
	}
	return set
}

// answersOf writes how a unit stands: "yes partly? -" is yes, a partly that is too old, and nothing.
func answersOf(set store.UnitSet) string {
	out := ""
	for i, c := range set.Cells {
		if i > 0 {
			out += " "
		}
		switch {
		case c.Last.Answer == "":
			out += "-"
		case c.TooOld():
			out += string(c.Last.Answer) + "?"
		default:
			out += string(c.Last.Answer)
		}
	}
	return out
}

func TestAnswersAsOfDays(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	w.Assess(farsta, fixture.Assessment{Day: district.MustDate("2017-03-10"), Answers: []district.Answer{yes, no, no}})
	w.Assess(farsta, fixture.Assessment{Day: district.MustDate("2018-02-01"), Answers: []district.Answer{partly, yes, ""}})
	mistake := w.Assess(farsta, fixture.Assessment{Day: district.MustDate("2018-04-01"), Answers: []district.Answer{no, no, no}})
	w.StrikeAssessment(mistake)
	for day, want := range map[string]string{
		"2017-03-09": "- - -",
		"2017-03-10": "yes no no",
		"2018-01-31": "yes no no",
		"2018-02-01": "partly yes no",
		"2018-03-10": "partly yes no",
		"2018-03-11": "partly yes no?", // the third was left open, and is too old
		"2018-04-16": "partly yes no?",
		"2019-02-01": "partly yes no?",
		"2019-02-02": "partly? yes? no?",
	} {
		if got := answersOf(setOf(t, w, farsta, "feministWays", district.MustDate(day))); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	set := setOf(t, w, farsta, "feministWays", fixture.Today)
	if len(set.History) != 3 || !set.History[0].Struck || set.History[0].ID != mistake || set.History[1].Day.String() != "2018-02-01" {
		t.Errorf("history = %+v", set.History)
	}
	if set.Open() != 1 {
		t.Errorf("%d questions are open", set.Open())
	}
}

func TestCorrectingOnTheSameDayKeepsHistory(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	first := w.Assess(farsta, fixture.Assessment{Answers: []district.Answer{yes, yes, yes}, ByPhone: true})
	if again := w.Assess(farsta, fixture.Assessment{Answers: []district.Answer{yes, yes, yes}, ByPhone: true}); again != first {
		t.Errorf("the same answers on the same day are written again: %d and %d", first, again)
	}
	second := w.Assess(farsta, fixture.Assessment{Answers: []district.Answer{yes, no, ""}})
	set := setOf(t, w, farsta, "feministWays", fixture.Today)
	if got := answersOf(set); got != "yes no -" {
		t.Errorf("after the correction: %s", got)
	}
	if len(set.History) != 2 || set.History[0].ID != second || set.History[0].ByPhone || !set.History[1].Struck || !set.History[1].ByPhone || set.History[1].StruckReason != "Rättat samma dag." {
		t.Errorf("history = %+v", set.History)
	}
	// What the office wrote by telephone says for whom.
	var behalf int64
	if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT on_behalf_of FROM audit_log WHERE record = 'assessment' AND record_id = $1 AND action = 'create'`, first).Scan(&behalf); err != nil || behalf != farsta.ID {
		t.Errorf("on behalf of %d (%v)", behalf, err)
	}
}

func TestNothingNewAnswersAgain(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	set := w.Questionnaire("feministWays")
	w.Assess(farsta, fixture.Assessment{Day: district.MustDate("2016-01-01"), Answers: []district.Answer{yes, "", partly}})
	same := func(u store.Unit) error {
		_, err := w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewAssessment{Unit: u.ID, Questionnaire: set.ID, Same: true})
		return err
	}
	if err := same(farsta); err != nil {
		t.Fatal(err)
	}
	if got := answersOf(setOf(t, w, farsta, "feministWays", fixture.Today)); got != "yes - partly" {
		t.Errorf("after nothing new: %s", got)
	}
	var invalid *district.Invalid
	if err := same(solna); !errors.As(err, &invalid) {
		t.Errorf("nothing new without any answer: %v", err)
	}
}

func TestWhoAnswersWhat(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	committee := w.Unit(store.NewUnit{Kind: district.KindCommittee})
	own := authz.Scope{Units: []int64{farsta.ID}}
	ways, function := w.Questionnaire("feministWays"), w.Questionnaire("committeeFunction")
	answer := func(scope authz.Scope, u store.Unit, set store.Questionnaire, day district.Date) error {
		_, err := w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, scope, store.NewAssessment{Unit: u.ID, Questionnaire: set.ID, Day: day,
			Answers: map[int64]district.Answer{set.Questions[0].ID: yes}})
		return err
	}
	invalid := func(what string, err error) {
		t.Helper()
		var inv *district.Invalid
		if !errors.As(err, &inv) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := answer(own, farsta, ways, district.Date{}); err != nil {
		t.Error(err)
	}
	if err := answer(own, solna, ways, district.Date{}); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("answers for another unit: %v", err)
	}
	invalid("questions of others", answer(authz.Everything, farsta, function, district.Date{}))
	invalid("a day to come", answer(authz.Everything, farsta, ways, fixture.Today.AddDays(1)))
	if err := answer(authz.Everything, committee, function, district.Date{}); err != nil {
		t.Error(err)
	}
	closed := w.Close(w.Association("Spånga"), fixture.Today.AddDays(-10))
	invalid("a day after the last", answer(authz.Everything, closed, ways, fixture.Today.AddDays(-9)))
	if err := answer(authz.Everything, closed, ways, fixture.Today.AddDays(-10)); err != nil {
		t.Error(err)
	}
	_, err := w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, own, store.NewAssessment{Unit: farsta.ID, Questionnaire: ways.ID})
	invalid("no answer at all", err)
	_, err = w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, own, store.NewAssessment{Unit: farsta.ID, Questionnaire: ways.ID,
		Answers: map[int64]district.Answer{function.Questions[0].ID: yes}})
	invalid("an answer to another question", err)
	_, err = w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, own, store.NewAssessment{Unit: farsta.ID, Questionnaire: ways.ID,
		Answers: map[int64]district.Answer{ways.Questions[0].ID: "maybe"}})
	invalid("an answer that is none", err)

	// Somebody who may read one unit finds nothing of another.
	if _, err := w.Store.UnitAssessments(w.Ctx, own, fixture.Today, solna.Slug); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("another unit's answers: %v", err)
	}
	over, err := w.Store.AssessmentOverview(w.Ctx, own, fixture.Today, store.AssessmentFilter{Questionnaire: ways.ID})
	if err != nil || len(over.Units) != 1 || over.Units[0].ID != farsta.ID {
		t.Errorf("overview of one unit = %+v, %v", over.Units, err)
	}
}

func TestOverviewAndWhatIsDue(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	trade := w.TradeAssociation("Byggvänstern")
	w.Unit(store.NewUnit{Kind: district.KindParliamentaryGroup})
	w.Close(w.Association("Östra"), fixture.Today.AddDays(-1))
	w.Assess(farsta, fixture.Assessment{Answers: []district.Answer{yes, yes, yes}})
	w.Assess(solna, fixture.Assessment{Day: fixture.Today.AddMonths(-13), Answers: []district.Answer{yes, yes, ""}})
	over, err := w.Store.AssessmentOverview(w.Ctx, authz.Everything, fixture.Today, store.AssessmentFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if over.Set.Key != "feministWays" || len(over.Sets) != 4 || len(over.Questions) != 3 {
		t.Errorf("set %s of %d, %d questions", over.Set.Key, len(over.Sets), len(over.Questions))
	}
	var names []string
	for _, u := range over.Units {
		names = append(names, u.Name)
	}
	if len(names) != 3 || names[0] != "Farsta" || names[1] != "Solna" || names[2] != "Byggvänstern" {
		t.Errorf("units = %q", names)
	}
	due, err := w.Store.AssessmentsDue(w.Ctx, authz.Scope{Units: []int64{farsta.ID, solna.ID, trade.ID}}, fixture.Today)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][3]int{}
	for _, d := range due {
		got[d.UnitName+" "+d.Name] = [3]int{d.Questions, d.Missing, d.Old}
	}
	for what, want := range map[string][3]int{"Farsta Feministiska arbetssätt": {}, "Farsta Stark förening": {3, 3, 0}, "Solna Feministiska arbetssätt": {3, 1, 2},
		"Byggvänstern Feministiska arbetssätt": {3, 3, 0}, "Byggvänstern Stark branschförening": {3, 3, 0}} {
		if got[what] != want {
			t.Errorf("%s: %v, want %v", what, got[what], want)
		}
	}
}

func TestEditingQuestions(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	id, err := w.Store.CreateQuestionnaire(w.Ctx, w.Actor, db.OnceKey{}, store.QuestionnaireInput{Name: "Lokaler", UnitKinds: district.AssociationKinds(), GoodMonths: 6})
	if err != nil {
		t.Fatal(err)
	}
	q, err := w.Store.AddQuestion(w.Ctx, w.Actor, db.OnceKey{}, id, store.AssessmentQuestionInput{Text: "Har ni en lokal?", Short: "Lokal"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewAssessment{Unit: farsta.ID, Questionnaire: id,
		Answers: map[int64]district.Answer{q: yes}}); err != nil {
		t.Fatal(err)
	}
	// A question that ends is asked no more from the day after its last.
	if err := w.Store.UpdateQuestion(w.Ctx, w.Actor, db.OnceKey{}, q, 1, store.AssessmentQuestionInput{Text: "Har ni en egen lokal?", Short: "Lokal", Last: fixture.Today}); err != nil {
		t.Fatal(err)
	}
	set, err := w.Store.Questionnaire(w.Ctx, id)
	if err != nil || len(set.On(fixture.Today)) != 1 || len(set.On(fixture.Today.AddDays(1))) != 0 || !set.Questions[0].Answered {
		t.Errorf("set = %+v, %v", set, err)
	}
	var stale *district.StaleError
	if err := w.Store.UpdateQuestion(w.Ctx, w.Actor, db.OnceKey{}, q, 1, store.AssessmentQuestionInput{Text: "Fel", Short: "Fel"}); !errors.As(err, &stale) || len(stale.Now) != 3 {
		t.Errorf("an old revision: %v", err)
	}
	if err := w.Store.UpdateQuestionnaire(w.Ctx, w.Actor, db.OnceKey{}, id, 1, store.QuestionnaireInput{Name: "Lokaler", GoodMonths: 6}); err == nil {
		t.Error("a set for nobody was saved")
	}
	if err := w.Store.RetireQuestionnaire(w.Ctx, w.Actor, db.OnceKey{}, id, 1, fixture.Today); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.UpdateQuestionnaire(w.Ctx, w.Actor, db.OnceKey{}, id, 1, store.QuestionnaireInput{Name: "Lokaler", UnitKinds: district.AssociationKinds(), GoodMonths: 6}); !errors.As(err, &stale) {
		t.Errorf("an old revision: %v", err)
	}
	_, err = w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewAssessment{Unit: farsta.ID, Questionnaire: id, Answers: map[int64]district.Answer{q: no}})
	var invalid *district.Invalid
	if !errors.As(err, &invalid) {
		t.Errorf("answers to retired questions: %v", err)
	}
}
