package store_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// documentSteps is the definition of a delivery that counts the steps of documents.
func documentSteps(ids ...int64) measure.Definition {
	return measure.Definition{Kind: measure.KindDelivery, Indicator: measure.DocumentSteps, Params: measure.DocumentStepsParams{DocumentIDs: ids}.JSON()}
}

func TestDocumentStepsAreCountedAsOfAnyDay(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	day := today.AddDays
	plan := w.Document(store.DocumentEdit{Name: "Kommunikationsplan", Kind: district.DocumentCommunicationPlan,
		Steps: []store.StepPlan{{Step: district.StepDrafted}, {Step: district.StepAdopted, Due: day(-5)}, {Step: district.StepCarriedOut, Due: day(60)}}}).ID
	statutes := w.Document(store.DocumentEdit{Name: "Stadgar", Kind: district.DocumentStatutes, Steps: []store.StepPlan{{Step: district.StepAdopted}}}).ID
	other := w.Document(store.DocumentEdit{}).ID // that the goal does not count
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, documentSteps(plan, statutes))
	w.Take(plan, district.StepDrafted, store.StepTaken{On: day(-40)})
	w.Take(statutes, district.StepAdopted, store.StepTaken{On: day(-10)})
	w.Take(other, district.StepDrafted, store.StepTaken{On: day(-90)})
	days := []district.Date{day(-41), day(-40), day(-11), day(-10), today}
	if got, want := curve(w, goal, days...), [][2]int{{0, 4}, {1, 4}, {1, 4}, {2, 4}, {2, 4}}; !slices.Equal(got, want) {
		t.Fatalf("curve %v, want %v", got, want)
	}
	m := w.GoalOn(goal, today).Measures[0]
	var titles []string
	for _, s := range m.StepsOf(m.Now.Version) {
		titles = append(titles, s.Title)
	}
	if got, want := strings.Join(titles, "; "), "Kommunikationsplan: utkastet klart; Kommunikationsplan: antagen; Kommunikationsplan: genomförd; Stadgar: antagna"; got != want {
		t.Errorf("the steps are %s", got)
	}
	if s := m.Now.Status; s.Code != measure.Behind {
		t.Errorf("adopted too late: %s", s)
	}
	if p := m.Now.Version.Places; p["documents"] == "" {
		t.Errorf("the sentence has no names of documents: %v", p)
	}

	// What was a mistake counts on no day.
	w.Undo(statutes, district.StepAdopted)
	if got, want := curve(w, goal, days...), [][2]int{{0, 4}, {1, 4}, {1, 4}, {1, 4}, {1, 4}}; !slices.Equal(got, want) {
		t.Errorf("after an undo %v, want %v", got, want)
	}
	// What is written today of a day that the clock then goes behind lies ahead: it counts from its day.
	w.Take(statutes, district.StepAdopted, store.StepTaken{On: today})
	w.SetToday(day(-3))
	if got, want := curve(w, goal, day(-3), day(-1), today), [][2]int{{1, 4}, {1, 4}, {2, 4}}; !slices.Equal(got, want) {
		t.Errorf("a step to come %v, want %v", got, want)
	}
	w.SetToday(today)
	// Archived is not done, whatever it had come to; before that day the curve stays.
	w.Take(plan, district.StepAdopted, store.StepTaken{On: day(-20)})
	w.Archive(plan, day(-15))
	if got, want := curve(w, goal, day(-41), day(-40), day(-20), day(-16), day(-15), today), [][2]int{{0, 4}, {1, 4}, {2, 4}, {2, 4}, {0, 4}, {1, 4}}; !slices.Equal(got, want) {
		t.Errorf("archived %v, want %v", got, want)
	}
	if s := w.GoalOn(goal, today).Measures[0].Now.Status; s.Code != measure.Unreachable {
		t.Errorf("a goal whose document is archived is %s", s)
	}
	w.Archive(plan, district.Date{})
	// From tomorrow the goal counts the statutes only.
	w.SetToday(day(1))
	w.Change(goal, m.ID, documentSteps(statutes))
	if got, want := curve(w, goal, today, day(1)), [][2]int{{3, 4}, {1, 1}}; !slices.Equal(got, want) {
		t.Errorf("counted by another definition %v, want %v", got, want)
	}
	if s := w.GoalOn(goal, day(1)).Measures[0].Now.Status; s.Code != measure.Done {
		t.Errorf("all is adopted, and the goal is %s", s)
	}
	_, err := w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, w.Goal(fixture.Goal{}).ID, 0, 0, documentSteps(999))
	wantInvalid(t, err, "documentIds")
}

// Over random histories the statement counts what a person who reads the documents one by one counts.
func TestDocumentStepsAgainstNaiveCounting(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	r := rand.New(rand.NewPCG(17, 2017))
	type step struct {
		step        district.DocumentStep
		from, until district.Date
		on          district.Date
	}
	type document struct {
		id       int64
		steps    []step
		archived district.Date
	}
	start := fixture.Today.AddDays(-120)
	earliest := start.AddDays(15)
	w.SetToday(start)
	owner := w.Unit(store.NewUnit{Kind: district.KindCommittee}).ID
	plans := func() []store.StepPlan {
		var out []store.StepPlan
		for _, s := range district.DocumentSteps() {
			if r.IntN(3) > 0 {
				out = append(out, store.StepPlan{Step: s})
			}
		}
		if len(out) == 0 {
			out = append(out, store.StepPlan{Step: district.StepAdopted})
		}
		return out
	}
	var all []*document
	for range 10 {
		in := store.DocumentEdit{Owner: owner, Steps: plans()}
		d := &document{id: w.Document(in).ID}
		for _, s := range in.Steps {
			d.steps = append(d.steps, step{step: s.Step})
		}
		all = append(all, d)
	}
	// One measure counts five of them, and from the middle on others; what is done before the earliest day counts never.
	define := func(docs []*document) measure.Definition {
		var ids []int64
		for _, d := range docs {
			ids = append(ids, d.id)
		}
		def := documentSteps(ids...)
		def.Earliest = earliest
		return def
	}
	goal := w.Goal(fixture.Goal{}).ID
	first, second, changed := all[:8], all[4:10], start.AddDays(60)
	id := w.Measure(goal, define(first))
	for offset := 1; offset <= 120; offset++ {
		today := start.AddDays(offset)
		w.SetToday(today)
		if today == changed {
			w.Change(goal, id, define(second))
		}
		d := all[r.IntN(len(all))]
		i := r.IntN(len(d.steps))
		s := &d.steps[i]
		// A step is taken or not whatever the days on which it was asked for.
		say := func(on district.Date) {
			for k := range d.steps {
				if d.steps[k].step == s.step {
					d.steps[k].on = on
				}
			}
		}
		switch r.IntN(12) {
		case 0, 1, 2, 3, 4: // taken, often told of late
			if s.until.IsZero() && d.archived.IsZero() {
				on := today.AddDays(-r.IntN(20))
				w.Take(d.id, s.step, store.StepTaken{On: on})
				say(on)
			}
		case 5:
			if s.until.IsZero() && d.archived.IsZero() {
				w.Undo(d.id, s.step)
				say(district.Date{})
			}
		case 6:
			from := today.AddDays(-r.IntN(10))
			if !d.archived.IsZero() {
				if r.IntN(3) > 0 {
					continue
				}
				from = district.Date{}
			}
			d.archived = from
			w.Archive(d.id, from)
		default: // other steps from today
			next := plans()
			now := w.DocumentNow(d.id)
			in := store.DocumentEdit{Kind: now.Kind, Name: now.Name, Owner: now.OwnerID, Words: now.AdopterName}
			for _, x := range d.steps { // what is taken stays
				if x.until.IsZero() && !x.on.IsZero() {
					in.Steps = append(in.Steps, store.StepPlan{Step: x.step})
				}
			}
			for _, p := range next {
				if r.IntN(2) == 0 {
					p.Due = today.AddDays(r.IntN(30))
				}
				if !slices.ContainsFunc(in.Steps, func(o store.StepPlan) bool { return o.Step == p.Step }) {
					in.Steps = append(in.Steps, p)
				}
			}
			if err := w.Store.EditDocument(w.Ctx, w.Actor, db.OnceKey{}, d.id, now.Revision, in); err != nil {
				t.Fatal(err)
			}
			for k := range d.steps {
				x := &d.steps[k]
				if x.until.IsZero() && !slices.ContainsFunc(in.Steps, func(o store.StepPlan) bool { return o.Step == x.step }) {
					x.until = today
				}
			}
			for _, p := range in.Steps {
				if !slices.ContainsFunc(d.steps, func(x step) bool { return x.until.IsZero() && x.step == p.Step }) {
					d.steps = append(d.steps, step{step: p.Step, from: today})
				}
			}
		}
	}
	naive := func(day district.Date) [2]int {
		docs := first
		if !day.Before(changed) {
			docs = second
		}
		var out [2]int
		for _, d := range docs {
			gone := !d.archived.IsZero() && !day.Before(d.archived)
			for _, s := range d.steps {
				if !(district.Span{From: s.from, Until: s.until}).Contains(day) {
					continue
				}
				out[1]++
				if !s.on.IsZero() && !s.on.After(day) && !s.on.Before(earliest) && !gone {
					out[0]++
				}
			}
		}
		return out
	}
	var days []district.Date
	var want [][2]int
	for offset := -5; offset <= 125; offset += 2 {
		days = append(days, start.AddDays(offset))
		want = append(want, naive(start.AddDays(offset)))
	}
	got := curve(w, goal, days...)
	for i := range days {
		if got[i] != want[i] {
			t.Errorf("on %s: %v, want %v", days[i], got[i], want[i])
		}
	}
	archived := slices.ContainsFunc(second, func(d *document) bool {
		return !d.archived.IsZero() && slices.ContainsFunc(d.steps, func(s step) bool { return s.until.IsZero() && !s.on.IsZero() })
	})
	if want[len(want)-1][0] < 3 || !archived {
		t.Errorf("%d steps done at the end, an archived document with a step that was taken: %v. The histories prove too little", want[len(want)-1][0], archived)
	}
}
