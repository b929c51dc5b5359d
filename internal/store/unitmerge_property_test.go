package store_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// figures is everything that the goals say on some days: every value and the state of every unit behind it.
type figures struct {
	values map[district.Date][]store.MeasureValue
	units  map[district.Date][]store.MissingUnit
}

func readFigures(t *testing.T, w *fixture.World, goals []store.Goal, days []district.Date) figures {
	t.Helper()
	f := figures{map[district.Date][]store.MeasureValue{}, map[district.Date][]store.MissingUnit{}}
	for _, g := range goals {
		for _, m := range w.GoalOn(g.ID, days...).Measures {
			for _, v := range m.Trend {
				f.values[v.Day] = append(f.values[v.Day], v)
			}
		}
		for _, d := range days {
			units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, g.ID, d, true)
			if err != nil {
				t.Fatal(err)
			}
			f.units[d] = append(f.units[d], units...)
		}
	}
	return f
}

// TestFiguresAroundReorganisations makes random histories and reorganises them at random: mergers into an old or a new
// unit, splits that keep the old one or not, in the past and ahead, with whatever can go on. On every day before the day
// every figure, and every unit behind it, is what it was; from the day on they are what the bare rows say. Undone in
// reverse order, everything is as it was at each step.
func TestFiguresAroundReorganisations(t *testing.T) {
	t.Parallel()
	var done [2][2]atomic.Int32 // mergers and splits, before and after today
	t.Cleanup(func() {
		for kind := range done {
			for when := range done[kind] {
				// Names, and so the order in which units are drawn, differ with the tests that run beside this one.
				if n := done[kind][when].Load(); n < 1 && !t.Failed() {
					t.Errorf("only %d reorganisations of sort %d at time %d: the histories are too poor to tell anything", n, kind, when)
				}
			}
		}
	})
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			h := &randomHistory{w: w, r: rand.New(rand.NewPCG(seed, 15)), versions: map[int64][]measure.Definition{}}
			h.makeUnits()
			goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
			for _, back := range []int{90, 40, 10, 0} {
				w.SetToday(fixture.Today.AddDays(-back))
				h.makePosts()
				h.setMeasures(goals, fixture.Today.AddDays(-back))
			}
			var days []district.Date
			for d := fixture.Today.AddDays(-210); d.Before(fixture.Today.AddDays(130)); d = d.AddDays(27) {
				days = append(days, d)
			}
			type step struct {
				id   int64
				dump string
			}
			var steps []step
			for range 6 {
				in, ok := h.reorganisation()
				if !ok {
					continue
				}
				around := append([]district.Date{in.Day.AddDays(-1), in.Day}, days...)
				slices.SortFunc(around, district.Date.Compare)
				around = slices.Compact(around)
				was, before := readFigures(t, w, goals, around), dump(t, w)
				id, err := w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, nil, in)
				h.tried(err)
				if err != nil {
					differ(t, "a refused reorganisation", before, dump(t, w))
					continue
				}
				steps = append(steps, step{id, before})
				if h.units, err = w.Store.Units(w.Ctx, authz.Everything, district.Date{}, district.AssociationKinds()...); err != nil {
					t.Fatal(err) // those that it founded can be merged and divided in their turn
				}
				is := readFigures(t, w, goals, around)
				for _, d := range around {
					if !d.Before(in.Day) {
						continue
					}
					if !reflect.DeepEqual(was.values[d], is.values[d]) {
						t.Errorf("%s on %s moves the value of %s:\n%+v\n%+v", in.Kind, in.Day, d, was.values[d], is.values[d])
					}
					if !reflect.DeepEqual(was.units[d], is.units[d]) {
						t.Errorf("%s on %s moves a unit on %s", in.Kind, in.Day, d)
					}
				}
				rec := readRecords(t, w, h.versions)
				for _, g := range goals {
					compareCoverage(t, w, rec, g.ID, around, map[measure.UnitState]int{})
				}
				kind, when := 0, 0
				if in.Kind == district.Split {
					kind = 1
				}
				if in.Day.After(fixture.Today) {
					when = 1
				}
				done[kind][when].Add(1)
			}
			for i := len(steps) - 1; i >= 0; i-- {
				if err := undo(w, steps[i].id); err != nil {
					t.Fatalf("undo in reverse order: %v", err)
				}
				differ(t, "after undoing", steps[i].dump, dump(t, w))
			}
		})
	}
}

// reorganisation chooses one at random with whatever can go on; the store may still refuse it.
func (h *randomHistory) reorganisation() (store.NewReorganisation, bool) {
	w, r := h.w, h.r
	in := store.NewReorganisation{Kind: district.Merger, Day: fixture.Today.AddDays(r.IntN(200) - 130)}
	var open []store.Unit
	for _, u := range h.units {
		if u = w.Reload(u); u.Closed.IsZero() && u.Kind.IsAssociation() {
			open = append(open, u)
		}
	}
	if len(open) < 4 {
		return in, false
	}
	r.Shuffle(len(open), func(i, j int) { open[i], open[j] = open[j], open[i] })
	into := int64(0)
	switch r.IntN(4) {
	case 0:
		in.From, into = []int64{open[0].ID}, open[1].ID
		in.To = []store.Successor{{Unit: into}}
	case 1:
		in.From = []int64{open[0].ID, open[1].ID}
		in.To = []store.Successor{{Name: fmt.Sprint("Ny ", r.IntN(1e6)), Facts: open[0].ID}}
	default:
		in.Kind, in.Keep, in.From = district.Split, r.IntN(2) == 0, []int64{open[0].ID}
		for range 2 {
			in.To = append(in.To, store.Successor{Name: fmt.Sprint("Del ", r.IntN(1e6))})
		}
	}
	c, err := w.Store.ChooseForReorganisation(w.Ctx, w.Actor, authz.Everything, in.Day, in.From, into)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, a := range c.Assignments {
		if !a.Already && r.IntN(2) == 0 {
			in.Assignments = append(in.Assignments, store.CarriedAssignment{ID: a.ID, To: r.IntN(len(in.To))})
		}
	}
	for _, a := range c.Areas {
		in.Areas = append(in.Areas, store.CarriedArea{ID: a.ID, To: []int{r.IntN(len(in.To))}, Stay: r.IntN(2) == 0})
	}
	return in, true
}

// TestEveryFigureAroundAMerger: whatever is counted, from posts, meetings, answers or records, every day before the merger
// is as it was, with the meetings and the attendance of the units as they then were; from the day on the one that closed
// is asked for nothing, and what it did stays done.
func TestEveryFigureAroundAMerger(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	d := day("2018-03-20")
	a, b, c := w.Association("Farsta"), w.Association("Vantör"), w.Association("Solna")
	kind := w.MeetingKind("chairsMeeting")
	board := w.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Distriktsstyrelsen"}).ID
	w.Finish(w.Meet(fixture.Meeting{Organiser: board, Day: day("2018-02-10"), Held: true}).ID, a, b)
	w.Finish(w.Meet(fixture.Meeting{Organiser: board, Day: day("2018-03-10"), Held: true}).ID, a)
	later := w.Meet(fixture.Meeting{Organiser: board, Day: day("2018-04-10"), Held: true})
	w.Assign(a, "treasurer", fixture.Assignment{})
	w.Vacant(b, "treasurer", day("2018-02-01"))
	set := w.Questionnaire("feministWays")
	w.Assess(a, fixture.Assessment{Day: day("2018-02-20"), Answers: []district.Answer{district.AnswerYes}})
	w.Assess(b, fixture.Assessment{Day: day("2018-02-21"), Answers: []district.Answer{district.AnswerNo}})
	w.Record(a, fixture.Record{Day: day("2018-02-15"), Number: 7, Others: []store.Unit{b}})
	w.Record(c, fixture.Record{Day: day("2018-04-05"), Number: 5})
	w.CompleteRecords("studyCircleHistory", day("2018-04-15"))
	kinds := []district.UnitKind{district.KindAssociation}
	defs := []measure.Definition{w.Coverage("treasurer"), attendance(kind, 1, "last"), attendance(kind, 2, "calendarYear"),
		meetings(kind, 4, measure.MeetingFrequencyParams{}), volume(kind), assessed(set.Questions[0].ID, false, 12, kinds...),
		takingPart(w.RecordKind("studyCircleHistory").ID, 1, kinds...), volumeOf(4, true, w.RecordKind("studyCircleHistory").ID), recordsPerYear(3, w.RecordKind("studyCircleHistory").ID)}
	goals := w.Goals(district.Span{}, make([]fixture.Goal, len(defs))...)
	for i, def := range defs {
		w.Measure(goals[i].ID, def)
	}
	var days []district.Date
	for n := -45; n <= 30; n += 5 {
		days = append(days, d.AddDays(n))
	}
	days = append(days, d.AddDays(-1), d)
	slices.SortFunc(days, district.Date.Compare)
	days = slices.Compact(days)
	was := readFigures(t, w, goals, days)
	id := w.Merge(b, d, a)
	is := readFigures(t, w, goals, days)
	known := 0
	for _, day := range days {
		if day.Before(d) {
			if !reflect.DeepEqual(was.values[day], is.values[day]) || !reflect.DeepEqual(was.units[day], is.units[day]) {
				t.Errorf("%s was moved:\n%+v\n%+v", day, was.values[day], is.values[day])
			}
			continue
		}
		for i, v := range is.values[day] {
			before := was.values[day][i]
			if v.Version.Kind != measure.KindCoverage {
				if !reflect.DeepEqual(before.Volume.Sum, v.Volume.Sum) || !reflect.DeepEqual(before.Frequency.Events(), v.Frequency.Events()) {
					t.Errorf("%s on %s: what was done is undone: %+v, %+v", v.Version.Indicator, day, before, v)
				}
				continue
			}
			if v.Coverage.Total != before.Coverage.Total-1 {
				t.Errorf("%s on %s: %d of %d, before %d of %d", v.Version.Indicator, day, v.Coverage.Yes, v.Coverage.Total, before.Coverage.Yes, before.Coverage.Total)
			}
			known += v.Coverage.Known()
		}
		for _, u := range is.units[day] {
			if u.UnitID == a.ID {
				t.Errorf("on %s %s is still asked for something", day, u.Name)
			}
		}
	}
	if known == 0 {
		t.Error("nothing was known of anybody: the test tells nothing")
	}
	// Attendance that is written afterwards still counts for who was invited then.
	w.Finish(later.ID, c)
	if err := undo(w, id); err != nil {
		t.Fatal(err)
	}
	if got := w.GoalOn(goals[2].ID, d.AddDays(-1)).Measures[0].Now.Coverage; got.Yes != 1 || got.Total != 3 {
		t.Errorf("undone, two meetings were attended by %d of %d", got.Yes, got.Total)
	}
}
