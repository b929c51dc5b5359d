package store_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// TestWhatIsWrittenOnGoalsAgainstNaiveCounting makes random histories of the two indicators that people write on the goal
// itself: steps that are added, done, often told of late or ahead, given other due dates, cancelled, taken back and ended;
// judgements that are dated back and struck; measures whose dates and rhythm change and are corrected. Every day is
// compared with what somebody says who reads the kept history line by line, also while units are merged beside.
func TestWhatIsWrittenOnGoalsAgainstNaiveCounting(t *testing.T) {
	t.Parallel()
	type due struct{ from, day district.Date } // from: business day on which it was decided, zero from the beginning
	type step struct {
		id                int64
		born, from, until district.Date // written on; belongs to the measure
		dues              []due
		done, cancelled   district.Date
	}
	type judgement struct {
		id     int64
		on     district.Date
		level  measure.Level
		struck bool
	}
	type dated[V any] struct { // what holds from a business day on
		from district.Date
		v    V
	}
	seen := map[string]int{}
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := fixture.New(t)
			r := rand.New(rand.NewPCG(seed, 41))
			start := fixture.Today.AddDays(-420)
			w.SetToday(start)
			old, into := w.Association("Farsta"), w.Association("Vantör")
			goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{})
			delivery, judged := goals[0].ID, goals[1].ID
			defs := []dated[measure.Definition]{{v: fixture.Delivery()}}
			defs[0].v.Earliest = start.AddDays(40)
			delivers := w.Measure(delivery, defs[0].v)
			rhythms := []dated[bool]{{v: seed%2 == 0}} // whether it is judged yearly
			judgement0 := fixture.Judgement()
			yearly := func(on bool) measure.Definition {
				d := judgement0
				if on {
					d.Rhythm.Kind = measure.RhythmYearly
				}
				return d
			}
			judges := w.Measure(judged, yearly(rhythms[0].v))
			var corrected []dated[district.Date] // the earliest day of the delivery
			var steps []*step
			var all []*judgement
			at := func(offset int) district.Date { return start.AddDays(offset) }
			edit := func(s *step, in store.MilestoneEdit) {
				m := w.GoalOn(delivery, fixture.Today).Measures[0]
				in.Title = "Steg"
				if err := w.Store.EditMilestone(w.Ctx, w.Actor, db.OnceKey{}, delivery, s.id, m.Revisions[s.id], in); err != nil {
					t.Fatal(err)
				}
			}
			for offset := 0; offset < 420; offset += 1 + r.IntN(6) {
				today := at(offset)
				w.SetToday(today)
				var s *step
				if len(steps) > 0 {
					s = steps[r.IntN(len(steps))]
				}
				stands := func() store.MilestoneEdit {
					return store.MilestoneEdit{Due: s.dues[len(s.dues)-1].day, DoneOn: s.done, CancelledOn: s.cancelled}
				}
				switch what := r.IntN(14); {
				case len(steps) < 3 || what == 0 && len(steps) < 14:
					n := &step{born: today, dues: []due{{day: today.AddDays(r.IntN(120) - 20)}}}
					if len(steps) > 0 && steps[0].born.Before(today) {
						n.from = today
					}
					if r.IntN(3) == 0 {
						n.dues[0].day = district.Date{}
					}
					n.id = w.Milestone(delivery, delivers, store.MilestoneEdit{Due: n.dues[0].day})
					steps = append(steps, n)
				case what < 5 && s.until.IsZero(): // done, told of late, or ahead
					s.done, s.cancelled = today.AddDays(r.IntN(40)-32), district.Date{}
					edit(s, stands())
				case what == 5 && s.until.IsZero():
					s.done, s.cancelled = district.Date{}, district.Date{}
					edit(s, stands())
				case what == 6 && s.until.IsZero() && r.IntN(3) == 0:
					s.done, s.cancelled = district.Date{}, today.AddDays(-r.IntN(10))
					edit(s, stands())
				case what < 9 && s.until.IsZero():
					d := today.AddDays(r.IntN(90) - 10)
					if r.IntN(5) == 0 {
						d = district.Date{}
					}
					last := &s.dues[len(s.dues)-1]
					switch {
					case last.from == today || s.born == today:
						last.day = d
					case last.day != d:
						s.dues = append(s.dues, due{today, d})
					}
					edit(s, stands())
				case what == 9 && s.until.IsZero() && len(steps) > 5 && r.IntN(2) == 0:
					if err := w.Store.EndMilestone(w.Ctx, w.Actor, db.OnceKey{}, delivery, s.id); err != nil {
						t.Fatal(err)
					}
					s.until = today
				case what == 10:
					d := at(20 + r.IntN(150))
					err := w.Store.OverrideDate(w.Ctx, w.Actor, db.OnceKey{}, delivery, delivers, measure.FieldEarliest, d, "Skrivfel.")
					if err != nil && !isInvalid(err) {
						t.Fatal(err)
					}
					if err == nil {
						corrected = append(corrected, dated[district.Date]{today, d})
					}
				case what == 11 && r.IntN(2) == 0:
					def := defs[0].v
					if r.IntN(2) == 0 {
						def.Latest = today.AddDays(r.IntN(120) - 60)
					}
					w.Change(delivery, delivers, def)
					defs = append(defs, dated[measure.Definition]{today, def})
					on := r.IntN(2) == 0
					w.Change(judged, judges, yearly(on))
					rhythms = append(rhythms, dated[bool]{today, on})
				case what == 12 && len(all) > 0 && r.IntN(2) == 0:
					if j := all[r.IntN(len(all))]; !j.struck {
						if err := w.Store.StrikeJudgement(w.Ctx, w.Actor, db.OnceKey{}, judged, j.id, "Fel mål."); err != nil {
							t.Fatal(err)
						}
						j.struck = true
					}
				case what > 11 && r.IntN(6) == 0:
					j := &judgement{on: today.AddDays(-r.IntN(60)), level: measure.Levels()[r.IntN(4)]}
					var err error
					if j.id, err = w.Store.Judge(w.Ctx, w.Actor, db.OnceKey{}, judged, judges, measure.Judgement{Level: j.level, On: j.on, Reason: "Vi såg det."}); err != nil {
						t.Fatal(err)
					}
					all = append(all, j)
				}
			}
			w.SetToday(fixture.Today)
			var days []district.Date
			for offset := -10; offset < 800; offset += 5 {
				days = append(days, at(offset))
			}
			read := func() (store.GoalMeasure, store.GoalMeasure) {
				return w.GoalOn(delivery, days...).Measures[0], w.GoalOn(judged, days...).Measures[0]
			}
			d, j := read()
			for i, day := range days {
				def := defs[0].v
				for _, x := range defs {
					if !x.from.After(day) {
						def = x.v
					}
				}
				earliest := def.Earliest
				for _, x := range corrected {
					if !x.from.After(day) {
						earliest = x.v
					}
				}
				var done, total, late, expected int
				blocked := false
				for _, s := range steps {
					if !s.from.IsZero() && day.Before(s.from) || !s.until.IsZero() && !day.Before(s.until) {
						continue
					}
					total++
					last := s.dues[0].day
					for _, x := range s.dues {
						if !x.from.After(day) {
							last = x.day
						}
					}
					passed := !last.IsZero() && last.Before(day)
					if passed {
						expected++
					}
					switch {
					case !s.cancelled.IsZero() && !s.cancelled.After(day):
						blocked = true
						seen["cancelled"]++
					case !s.done.IsZero() && !s.done.After(day) && !s.done.Before(earliest) && (def.Latest.IsZero() || !s.done.After(def.Latest)):
						done++
						seen["done"]++
					case !s.done.IsZero() && !s.done.After(day) && !s.done.Before(earliest):
						seen["after the last day"]++
					case passed:
						late++
						seen["late"]++
					}
				}
				if day.Before(earliest) {
					expected = 0
				}
				p := d.Trend[i].Delivery
				if p.Done != done || p.Total != total || len(p.Late) != late || p.Blocked != blocked || p.Expected != expected {
					t.Errorf("steps on %s: %d of %d done, %d late, %d expected, blocked %v; want %d of %d, %d, %d, %v", day, p.Done, p.Total, len(p.Late),
						p.Expected, p.Blocked, done, total, late, expected, blocked)
				}
				isYearly := rhythms[0].v
				for _, x := range rhythms {
					if !x.from.After(day) {
						isYearly = x.v
					}
				}
				var speaks *judgement
				for _, x := range all {
					if !x.struck && !x.on.After(day) && (!isYearly || !day.After(x.on.AddMonths(12))) && (speaks == nil || !x.on.Before(speaks.on)) {
						speaks = x
					}
				}
				switch got := j.Trend[i].Judgement; {
				case speaks == nil && got == nil:
					seen["nothing judged"]++
				case speaks == nil || got == nil || got.ID != speaks.id || got.Level != speaks.level:
					t.Errorf("judgement on %s: %+v, want %+v", day, got, speaks)
				default:
					seen["judged"]++
				}
			}
			id := w.Merge(into, fixture.Today.AddDays(-100), old)
			if d2, j2 := read(); !reflect.DeepEqual(d, d2) || !reflect.DeepEqual(j, j2) {
				t.Error("a merger moves what people have written on goals")
			}
			if _, err := w.Store.UndoReorganisation(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, ""); err != nil {
				t.Fatal(err)
			}
		})
	}
	for _, what := range []string{"done", "late", "cancelled", "after the last day", "judged", "nothing judged"} {
		if seen[what] < 20 {
			t.Errorf("only %d times %s: the histories are too poor to tell anything", seen[what], what)
		}
	}
}
