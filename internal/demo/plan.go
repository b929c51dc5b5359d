package demo

import (
	_ "embed"
	"fmt"
	"slices"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

// planName is what the file with the plan and the election strategy is called, in this package and in the demo.
const planName = "verksamhetsplan-och-valstrategi.txt"

//go:embed verksamhetsplan-och-valstrategi.txt
var planText []byte

// The periods of the two documents, which the text does not say to the day.
var (
	adopted  = date("2017-02-19")
	periods  = []district.Span{district.Through(date("2017-02-18"), date("2019-03-31")), district.Through(date("2017-02-18"), date("2018-09-09"))}
	titles   = []string{"Verksamhetsplan 2017–2019", "Valstrategi 2018"}
	planDocs = len(titles)
)

// A step is a milestone of a delivery: when it is due, and when it was reached or cancelled.
type step struct{ title, due, done, cancelled, note string }

// A way is a measure of a goal.
type way struct {
	def  measure.Definition
	post string // key, of a coverage
	// meeting is the key of the kind of meeting that is counted; of makes the parameters of its id.
	meeting string
	of      func(kind int64) []byte
	steps   []step
	// then is what follows: it is called with the ids of the goal and the measure, to schedule more.
	then func(l *loader, goal, id int64)
}

// A goal is what the district has decided about one of the plan's sentences, in the order of the text.
type goal struct {
	title  string
	units  []string // responsible
	joined []string // responsible from the autumn of 2017, when they had been formed
	tags   []string
	ways   []way
}

// schedulePlan schedules the import of the plan, the approval of its goals and how each of them is measured.
func (l *loader) schedulePlan() error {
	l.on(officeDays[0], "import the plan", func() error {
		plan, err := l.importPlan()
		if err != nil {
			return err
		}
		if err := l.makeGoals(plan); err != nil {
			return err
		}
		l.on(readAgain, "read the new version of the plan in", func() error { return l.revisePlan(plan) })
		return l.makeGoalsOfText(plan)
	})
	return nil
}

// importPlan reads the text as the application does, and returns the id of the plan with the goals.
func (l *loader) importPlan() (int64, error) {
	text, err := planimport.ReadText(planText, planimport.Limits{})
	if err != nil {
		return 0, fmt.Errorf("read the plan: %w", err)
	}
	src, err := planimport.Parse(text, planimport.Options{})
	if err != nil {
		return 0, fmt.Errorf("understand the plan: %w", err)
	}
	if len(src.Documents) != planDocs {
		return 0, fmt.Errorf("the plan's file has %d documents, want %d", len(src.Documents), planDocs)
	}
	source, err := l.s.AddSource(l.ctx, l.office, db.OnceKey{}, planName, planText)
	if err != nil {
		return 0, fmt.Errorf("add the source: %w", err)
	}
	plans := make([]store.NewPlan, planDocs)
	for i := range plans {
		if plans[i], err = store.PlanOf(src, i); err != nil {
			return 0, err
		}
		plans[i].Name, plans[i].Period, plans[i].AdoptedOn = titles[i], periods[i], adopted
	}
	plan, err := l.s.SplitSource(l.ctx, l.office, db.OnceKey{}, source, plans)
	if err != nil {
		return 0, fmt.Errorf("split the source: %w", err)
	}
	return plan, nil
}

// makeGoals approves the sentences of the plan and measures them.
func (l *loader) makeGoals(plan int64) error {
	found, err := l.s.Commitments(l.ctx, plan)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(c store.Commitment) bool { return c.Kind != planimport.Formal })
	if len(found) != len(goals) {
		return fmt.Errorf("the plan has %d goals, want %d", len(found), len(goals))
	}
	approvals := make([]store.Approval, len(found))
	for i, c := range found {
		approvals[i] = store.Approval{CommitmentID: c.ID, Title: goals[i].title}
	}
	if _, err := l.s.Approve(l.ctx, l.office, db.OnceKey{}, plan, approvals); err != nil {
		return fmt.Errorf("approve the goals: %w", err)
	}
	made, err := l.s.Goals(l.ctx, store.GoalFilter{PlanID: plan}, []district.Date{officeDays[0]})
	if err != nil {
		return err
	}
	if len(made) != len(goals) {
		return fmt.Errorf("%d sentences became %d goals", len(goals), len(made))
	}
	tags, err := l.s.Tags(l.ctx)
	if err != nil {
		return err
	}
	for i, g := range goals {
		if err := l.makeGoal(made[i], g, tags); err != nil {
			return fmt.Errorf("goal %d: %w", i+1, err)
		}
	}
	return nil
}

func (l *loader) makeGoal(made store.Goal, g goal, tags []store.Tag) error {
	edit := store.GoalEdit{Title: g.title}
	if err := l.addUnits(&edit, g.units); err != nil {
		return err
	}
	for _, t := range tags {
		for _, name := range g.tags {
			if t.Name == name {
				edit.Tags = append(edit.Tags, t.ID)
			}
		}
	}
	if len(edit.Tags) != len(g.tags) {
		return fmt.Errorf("%d of the tags %v exist", len(edit.Tags), g.tags)
	}
	if err := l.s.EditGoal(l.ctx, l.office, db.OnceKey{}, made.ID, made.Revision, edit); err != nil {
		return err
	}
	if g.joined != nil {
		l.on(date("2017-10-02"), "add who is responsible", func() error {
			if err := l.addUnits(&edit, g.joined); err != nil {
				return err
			}
			return l.s.EditGoal(l.ctx, l.office, db.OnceKey{}, made.ID, made.Revision+1, edit)
		})
	}
	for _, w := range g.ways {
		def, err := l.definition(w)
		if err != nil {
			return err
		}
		id, err := l.s.SetMeasure(l.ctx, l.office, db.OnceKey{}, made.ID, 0, 0, def)
		if err != nil {
			return err
		}
		for _, st := range w.steps {
			if err := l.addStep(made.ID, id, st); err != nil {
				return fmt.Errorf("milestone %s: %w", st.title, err)
			}
		}
		if w.then != nil {
			w.then(l, made.ID, id)
		}
	}
	return nil
}

func (l *loader) addUnits(edit *store.GoalEdit, names []string) error {
	for _, name := range names {
		u, err := l.unit(name)
		if err != nil {
			return err
		}
		edit.Units = append(edit.Units, u)
	}
	return nil
}

// definition completes a way with what only the database knows.
func (l *loader) definition(w way) (measure.Definition, error) {
	def := w.def
	if w.post != "" {
		def.Params = measure.PostCoverageParams{PostID: l.posts[w.post].ID}.JSON()
	}
	if w.meeting != "" {
		kind, err := l.s.MeetingKindByKey(l.ctx, w.meeting)
		if err != nil {
			return def, err
		}
		def.Params = w.of(kind.ID)
	}
	return def, nil
}

// addStep adds a milestone, and schedules that it is reached or cancelled.
func (l *loader) addStep(goal, measureID int64, st step) error {
	in := store.MilestoneEdit{Title: st.title, Due: date(st.due)}
	id, err := l.s.AddMilestone(l.ctx, l.office, db.OnceKey{}, goal, measureID, in)
	if err != nil {
		return err
	}
	in.DoneOn, in.CancelledOn, in.Note = date(st.done), date(st.cancelled), st.note
	for _, day := range []district.Date{in.DoneOn, in.CancelledOn} {
		if !day.IsZero() {
			l.on(day, "milestone "+st.title, func() error {
				return l.s.EditMilestone(l.ctx, l.office, db.OnceKey{}, goal, id, 1, in)
			})
		}
	}
	return nil
}
