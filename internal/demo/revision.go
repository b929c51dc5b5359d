package demo

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

// Promises in running text that the office made goals of, when the plan was read in, and what became of them.
const (
	programme = "Inför valet ska distriktet anta ett program för landstinget."
	quarterly = "Distriktsstyrelsen går igenom målen varje kvartal och berättar för föreningarna vad den har sett."
	answers   = "Den som vill vara med ska få svar inom en vecka."
)

// fromText are the goals that were made of them.
var fromText = []struct {
	sentence string
	goal     goal
}{
	{programme, goal{title: "Program för landstinget", units: []string{theBoard}, ways: []way{ // i fas
		delivery("", "", "2018-05-31", "",
			step{title: "Ett utkast är skrivet", due: "2017-12-15", done: "2017-12-11"},
			step{title: "Ombuden har sagt sitt på en konferens", due: "2018-03-31", done: "2018-03-10"},
			step{title: "Programmet är antaget", due: "2018-05-31"})}}},
	{quarterly, goal{title: "Målen gås igenom varje kvartal", units: []string{theBoard}, ways: []way{ // i fas
		delivery("", "", "2019-03-31", "",
			step{title: "Hösten 2017", due: "2017-12-31", done: "2017-12-18"},
			step{title: "Första kvartalet 2018", due: "2018-03-31", done: "2018-03-12"},
			step{title: "Andra kvartalet 2018", due: "2018-06-30"},
			step{title: "Tredje kvartalet 2018", due: "2018-09-30"})}}},
	{answers, goal{title: "Svar inom en vecka", ways: []way{ // avslutat
		judgement(func(l *loader, goal, id int64) {
			l.judge(goal, id, "2017-10-02", measure.LevelPartly, "Fem av tolv utskott svarade inom en vecka när vi prövade.")
		})}}},
}

// The extra conference that changed the plan, and when the office read the new version in.
var (
	revised   = date("2018-03-10")
	readAgain = date("2018-03-12")
)

// revisionName is what the text of the new version is called.
const revisionName = "verksamhetsplan-reviderad-mars-2018.txt"

// revisions are what the extra conference changed. The office has approved the new words of the first; those of the second
// wait for somebody who has read them, like the new goal.
var revisions = [][2]string{
	{"minst en gång per år, med ett program som gruppledarna har varit med om att bestämma.",
		"minst en gång per år, med barnpassning och med ett program som gruppledarna har varit med om att bestämma."},
	{"• Minst åtta av de tolv utskotten och nätverken ska ha en sammankallande",
		"• Minst tio av de tolv utskotten och nätverken ska ha en sammankallande"},
	{"går igenom målen varje kvartal och", "går igenom målen varje månad under valåret och"},
	{" Den som vill vara med\nska få svar inom en vecka.", ""},
	// The course in labour law moved to the section on unions and work.
	{"• Hålla en utbildning om arbetsrätt, arbetsmiljö och att leda personal, för förtroendevalda som har ansvar för anställda.\n", ""},
	{"och pröva det i två omgångar.\n", "och pröva det i två omgångar.\n" +
		"• Hålla en utbildning om arbetsrätt, arbetsmiljö och att leda personal, för förtroendevalda som har ansvar för anställda.\n"},
	{"före Europaparlamentsvalet i juni 2019.\n", "före Europaparlamentsvalet i juni 2019.\n" +
		"• Hålla en cirkel om landstinget i varje kommun före valet.\n"},
	{"Arton mål är många.", "Nitton mål är många, och valet är nära."},
}

// revisedPlan is the text of the plan as the extra conference changed it.
func revisedPlan() ([]byte, error) {
	text := planText
	for _, r := range revisions {
		if n := bytes.Count(text, []byte(r[0])); n != 1 {
			return nil, fmt.Errorf("%q stands %d times in the plan", r[0], n)
		}
		text = bytes.Replace(text, []byte(r[0]), []byte(r[1]), 1)
	}
	return text, nil
}

// makeGoalsOfText approves some of what the plan promises outside its lists of goals; the rest waits.
func (l *loader) makeGoalsOfText(plan int64) error {
	found, err := l.s.Commitments(l.ctx, plan)
	if err != nil {
		return err
	}
	tags, err := l.s.Tags(l.ctx)
	if err != nil {
		return err
	}
	for _, x := range fromText {
		i := slices.IndexFunc(found, func(c store.Commitment) bool { return c.Sentence == x.sentence })
		if i < 0 {
			return fmt.Errorf("the plan does not promise %q", x.sentence)
		}
		if _, err := l.s.Approve(l.ctx, l.office, db.OnceKey{}, plan, []store.Approval{{CommitmentID: found[i].ID, Title: x.goal.title}}); err != nil {
			return fmt.Errorf("approve %q: %w", x.sentence, err)
		}
	}
	made, err := l.s.Goals(l.ctx, store.GoalFilter{PlanID: plan, Origin: planimport.Commitment}, []district.Date{officeDays[0]})
	if err != nil {
		return err
	}
	for _, x := range fromText {
		i := slices.IndexFunc(made, func(g store.Goal) bool { return g.Sentence == x.sentence })
		if i < 0 {
			return fmt.Errorf("%q became no goal", x.sentence)
		}
		if err := l.makeGoal(made[i], x.goal, tags); err != nil {
			return fmt.Errorf("goal of %q: %w", x.sentence, err)
		}
	}
	return nil
}

// revisePlan reads the new version in, as the application does.
func (l *loader) revisePlan(plan int64) error {
	data, err := revisedPlan()
	if err != nil {
		return err
	}
	text, err := planimport.ReadText(data, planimport.Limits{})
	if err != nil {
		return fmt.Errorf("read the new version: %w", err)
	}
	src, err := planimport.Parse(text, planimport.Options{})
	if err != nil {
		return fmt.Errorf("understand the new version: %w", err)
	}
	source, err := l.s.AddVersionSource(l.ctx, l.office, db.OnceKey{}, plan, revisionName, data)
	if err != nil {
		return err
	}
	v := store.VersionOf(src, 0)
	v.Base, v.AdoptedOn = 1, revised
	if _, err := l.s.AdoptVersion(l.ctx, l.office, db.OnceKey{}, plan, source, v); err != nil {
		return fmt.Errorf("adopt the new version: %w", err)
	}
	found, err := l.s.Commitments(l.ctx, plan)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(found, func(c store.Commitment) bool { return c.ChangeWaits && strings.Contains(c.NewSentence, "barnpassning") })
	if i < 0 {
		return fmt.Errorf("the new version does not change the goal about the elected")
	}
	if err := l.s.AcceptChange(l.ctx, l.office, db.OnceKey{}, plan, found[i].ID, found[i].Seen(), ""); err != nil {
		return fmt.Errorf("approve new words: %w", err)
	}
	return nil
}
