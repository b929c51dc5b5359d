package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

type planFinding = planimport.Finding

// A draft is a plan that a conference works on: sections with points and with sentences in running text.
type draft struct {
	sections []draftSection
	serial   int
}

type draftSection struct {
	name   string
	text   []string
	points []string
}

var draftWords = strings.Fields(`kurser möten lokaler kassörer pengar flygblad böcker filmer resor kvällar torg bord cyklar sånger kaffe
	listor brev telefoner kort affischer bänkar lampor stolar tält bullar mattor pennor kartor bussar tåg skolor hus`)

func (d *draft) promise(r *rand.Rand) string {
	d.serial++
	pick := func() string { return draftWords[r.IntN(len(draftWords))] }
	return fmt.Sprintf("Distriktet ska ordna %s, %s, %s och sak%d till %s.", pick(), pick(), pick(), d.serial, pick())
}

func newDraft(r *rand.Rand) *draft {
	d := &draft{}
	for i := range 2 + r.IntN(3) {
		s := draftSection{name: fmt.Sprintf("Avsnitt om ämne %d", i)}
		for range 1 + r.IntN(4) {
			s.text = append(s.text, d.promise(r))
		}
		for range r.IntN(4) {
			s.points = append(s.points, d.promise(r))
		}
		d.sections = append(d.sections, s)
	}
	return d
}

// revise edits the draft as a conference does.
func (d *draft) revise(r *rand.Rand) {
	for i := range d.sections {
		for _, list := range []*[]string{&d.sections[i].text, &d.sections[i].points} {
			var out []string
			for _, s := range *list {
				switch r.IntN(10) {
				case 0:
					continue
				case 1:
					w := strings.Fields(s)
					w[3+r.IntN(len(w)-4)] = "annat"
					s = strings.Join(w, " ")
				case 2:
					to := &d.sections[r.IntN(len(d.sections))]
					to.points = append(to.points, s)
					continue
				}
				out = append(out, s)
			}
			if r.IntN(4) == 0 {
				out = append(out, d.promise(r))
			}
			*list = out
		}
	}
	if r.IntN(4) == 0 {
		s := &d.sections[r.IntN(len(d.sections))]
		s.name += " igen"
	}
}

func (d *draft) String() string {
	var b strings.Builder
	b.WriteString("Verksamhetsplan för Distriktet\n\nInledning\n\nDet här är vår plan. Den gäller i två år.\n")
	for _, s := range d.sections {
		fmt.Fprintf(&b, "\n%s\n\nHär står det något om ämnet. %s Så är det.\n", s.name, strings.Join(s.text, " "))
		if len(s.points) > 0 {
			b.WriteString("\nMålsättning för perioden\n")
			for _, p := range s.points {
				b.WriteString("• " + p + "\n")
			}
		}
	}
	return b.String()
}

// Whatever a conference does to a text, and reviewers do between its versions: every goal that there ever was is there
// with its measures, what stands in the text is known, and a version that is withdrawn was never there.
func TestRandomVersionsLoseNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		w := fixture.New(t)
		r := rand.New(rand.NewPCG(seed, 11))
		d := newDraft(r)
		p := w.PlanWithPromises(d.String())
		var known map[int64]string // goals that there ever were, and the sentence that holds for them
		measured := map[int64]bool{}
		adopted := fixture.Period.From
		for version := 2; version <= 4; version++ {
			decideAtRandom(t, w, r, p, measured)
			goals, err := w.Store.Goals(w.Ctx, store.GoalFilter{PlanID: p.ID, Closed: true}, []district.Date{fixture.Today})
			if err != nil {
				t.Fatal(err)
			}
			known = map[int64]string{}
			for _, g := range goals {
				known[g.ID] = g.Sentence
			}
			d.revise(r)
			text := d.String()
			adopted = adopted.AddDays(30)
			v := w.NextVersion(text, version-1, adopted)
			before := state(t, w)
			diff, err := w.Store.ComparePlan(w.Ctx, p.ID, v)
			if err != nil {
				t.Fatal(err)
			}
			p = w.Adopt(p, v)
			what := fmt.Sprintf("seed %d, version %d", seed, version)
			checkVersions(t, w, p.ID, what)
			after, err := w.Store.Goals(w.Ctx, store.GoalFilter{PlanID: p.ID, Closed: true}, []district.Date{fixture.Today})
			if err != nil || len(after) != len(known) {
				t.Fatalf("%s: %d goals became %d, %v", what, len(known), len(after), err)
			}
			for _, g := range after {
				if g.Sentence != known[g.ID] || measured[g.ID] != (len(g.Measures) > 0) {
					t.Errorf("%s: goal %d has %d measures and %q, had %q", what, g.ID, len(g.Measures), g.Sentence, known[g.ID])
				}
			}
			found := w.Findings(p)
			if len(found) != len(v.Findings) {
				t.Errorf("%s: %d promises stand, the text has %d", what, len(found), len(v.Findings))
			}
			for i, c := range found {
				if c.NewSentence != v.Findings[i].Sentence {
					t.Errorf("%s: promise %d is %q, the text says %q", what, i, c.NewSentence, v.Findings[i].Sentence)
				}
			}
			shown := map[int64]string{}
			for _, x := range diff.Changes {
				shown[x.ID] = string(x.Change)
			}
			for _, c := range found {
				if s, ok := shown[c.ID]; ok && s != string(c.Change) {
					t.Errorf("%s: promise %s became %s, the comparison said %s", what, c.Label(), c.Change, s)
				}
			}
			if r.IntN(2) == 0 {
				if err := w.Store.WithdrawVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, version); err != nil {
					t.Fatal(err)
				}
				if got := state(t, w); got != before {
					t.Fatalf("%s withdrawn:\n%s\nbefore:\n%s", what, got, before)
				}
				p = w.Adopt(p, v)
			}
		}
	}
}

// decideAtRandom reviews some of what waits.
func decideAtRandom(t *testing.T, w *fixture.World, r *rand.Rand, p store.Plan, measured map[int64]bool) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var waiting []store.Commitment
	for _, c := range w.Findings(p) {
		switch {
		case c.ChangeWaits && r.IntN(2) == 0:
			if r.IntN(3) > 0 {
				must(w.Store.AcceptChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID, c.Seen(), ""))
			} else {
				_, err := w.Store.PartChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID, c.Seen())
				must(err)
			}
		case c.State == district.Proposed:
			waiting = append(waiting, c)
		}
	}
	for len(waiting) > 0 {
		c := waiting[0]
		waiting = waiting[1:]
		switch r.IntN(6) {
		case 0:
			must(w.Store.Decide(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID, district.Rejected))
		case 1:
			_, err := w.Store.Split(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID, []string{"En del", "En annan del"})
			must(err)
		case 2:
			if len(waiting) > 0 {
				_, err := w.Store.Merge(w.Ctx, w.Actor, db.OnceKey{}, p.ID, []int64{c.ID, waiting[0].ID}, "")
				must(err)
				waiting = waiting[1:]
			}
		case 3:
			continue
		default:
			_, err := w.Store.Approve(w.Ctx, w.Actor, db.OnceKey{}, p.ID, []store.Approval{{CommitmentID: c.ID}})
			must(err)
		}
	}
	checkVersions(t, w, p.ID, "after reviewing")
	for _, c := range w.Findings(p) {
		for _, g := range c.Goals {
			if !measured[g.ID] && !g.Closed && r.IntN(3) == 0 {
				measured[g.ID] = true
				w.Measure(g.ID, fixture.Judgement())
			}
		}
	}
}
