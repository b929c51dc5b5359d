package demo_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/demo"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// standing is everything that the demo's goals say on some days.
type standing struct {
	goals []store.Goal
	units map[district.Date][]store.MissingUnit
}

func readStanding(t *testing.T, w *fixture.World, days []district.Date) standing {
	t.Helper()
	goals, err := w.Store.Goals(w.Ctx, store.GoalFilter{Closed: true}, days)
	if err != nil {
		t.Fatal(err)
	}
	s := standing{goals: goals, units: map[district.Date][]store.MissingUnit{}}
	scopes := store.UnitScopes{Units: authz.Everything, Names: authz.Everything,
		Answers: store.AnswerScopes{Assessments: authz.Everything, FollowUps: authz.Everything}}
	for i, d := range days {
		if i%6 > 0 && d != days[len(days)-1] {
			continue
		}
		for _, g := range goals {
			units, err := w.Store.CoverageUnits(w.Ctx, scopes, g.ID, d, true)
			if err != nil {
				t.Fatal(err)
			}
			s.units[d] = append(s.units[d], units...)
		}
	}
	return s
}

// TestEveryGoalOfTheDemoAroundReorganisations: units of the demo are merged and divided on days on which something might
// go wrong, with all that can go on. Of every measure of every goal each day before is as it was, unit by unit; from
// the day on those that closed are counted nowhere. Undone, every figure of every day is as it was.
func TestEveryGoalOfTheDemoAroundReorganisations(t *testing.T) {
	t.Parallel()
	w := load(t)
	unit := func(slug string) int64 {
		u, err := w.Store.UnitBySlug(w.Ctx, authz.Everything, slug)
		if err != nil {
			t.Fatal(err)
		}
		return u.ID
	}
	date := district.MustDate
	into := func(slug string) []store.Successor { return []store.Successor{{Unit: unit(slug)}} }
	committees, err := w.Store.Units(w.Ctx, authz.Everything, demo.Start, district.KindCommittee)
	if err != nil || len(committees) < 2 {
		t.Fatalf("%d committees (%v)", len(committees), err)
	}
	seen := map[string]bool{} // indicators that moved a figure from the day on
	for _, in := range []store.NewReorganisation{
		{Kind: district.Merger, Day: date("2017-12-31"), From: []int64{unit("farsta")}, To: into("vantor")},
		{Kind: district.Merger, Day: date("2018-01-01"), From: []int64{unit("solna"), unit("sundbyberg")}, To: []store.Successor{{Name: "Solna-Sundbyberg", Facts: unit("solna")}}},
		{Kind: district.Split, Day: demo.Start, Keep: true, From: []int64{unit("haninge")}, To: []store.Successor{{Name: "Västerhaninge"}}},
		{Kind: district.Split, Day: date("2018-03-25"), From: []int64{unit("huddinge")}, To: []store.Successor{{Name: "Norra Huddinge"}, {Name: "Södra Huddinge"}}},
		{Kind: district.Merger, Day: date("2018-02-28"), From: []int64{committees[0].ID}, To: []store.Successor{{Unit: committees[1].ID}}},
		{Kind: district.Merger, Day: date("2018-09-10"), From: []int64{unit("nacka")}, To: into("tyreso")},
	} {
		what := fmt.Sprintf("%s on %s", in.Kind, in.Day)
		to := int64(0)
		if in.To[0].Unit != 0 {
			to = in.To[0].Unit
		}
		c, err := w.Store.ChooseForReorganisation(w.Ctx, w.Actor, authz.Everything, in.Day, in.From, to)
		if err != nil {
			t.Fatal(err)
		}
		single := map[int64]bool{}
		for _, a := range c.Assignments {
			if !a.Already && len(a.Rivals) == 0 && !(a.Single && single[a.PostID]) {
				single[a.PostID] = true
				in.Assignments = append(in.Assignments, store.CarriedAssignment{ID: a.ID})
			}
		}
		for _, a := range c.Areas {
			in.Areas = append(in.Areas, store.CarriedArea{ID: a.ID, To: []int{0}})
		}
		days := []district.Date{in.Day.AddDays(-1), in.Day}
		for d := date("2017-02-18"); d.Before(date("2019-04-01")); d = d.AddDays(17) {
			days = append(days, d)
		}
		days = append(days, date("2018-12-31"), date("2019-01-01"))
		slices.SortFunc(days, district.Date.Compare)
		days = slices.Compact(days)
		was := readStanding(t, w, days)
		id, err := w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, nil, in)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		is := readStanding(t, w, days)
		for i, g := range was.goals {
			for k, m := range g.Measures {
				for n, before := range m.Trend {
					after := is.goals[i].Measures[k].Trend[n]
					if before.Day.Before(in.Day) && !reflect.DeepEqual(before, after) {
						t.Errorf("%s moves goal %s, %s, on %s:\n%+v\n%+v", what, g.Name(), before.Version.Indicator, before.Day, before, after)
					}
					if !before.Day.Before(in.Day) && before.Version.Kind == measure.KindCoverage && !reflect.DeepEqual(before.Coverage, after.Coverage) {
						seen[before.Version.Indicator] = true
					}
				}
			}
		}
		for d, units := range was.units {
			if d.Before(in.Day) && !reflect.DeepEqual(units, is.units[d]) {
				t.Errorf("%s moves units on %s", what, d)
			}
			for _, u := range is.units[d] {
				if !d.Before(in.Day) && slices.Contains(in.From, u.UnitID) && !in.Keep {
					t.Errorf("%s: %s is still counted on %s", what, u.Name, d)
				}
			}
		}
		if _, err := w.Store.UndoReorganisation(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, ""); err != nil {
			t.Errorf("%s cannot be undone: %v", what, err)
			continue
		}
		again := readStanding(t, w, days)
		if !reflect.DeepEqual(was.goals, again.goals) {
			t.Errorf("%s, undone: a goal is not as it was", what)
		}
		if !reflect.DeepEqual(was.units, again.units) {
			t.Errorf("%s, undone: a unit is not as it was", what)
		}
	}
	for _, i := range []string{measure.PostCoverage, measure.AttendanceCoverage, measure.AssessmentCoverage, measure.RecordCoverage} {
		if !seen[i] {
			t.Errorf("no reorganisation moved a figure of %s: the test tells nothing of it", i)
		}
	}
}
