package measure

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"verkstad/internal/district"
)

const rounds = 4000

// A gen makes random values that are small enough to meet each other.
type gen struct{ *rand.Rand }

func newGen(t *testing.T) gen {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return gen{rand.New(rand.NewPCG(seed, 1))}
}

func (g gen) day() district.Date { return day("2017-01-01").AddDays(g.IntN(900)) }

// maybe returns a day, or none.
func (g gen) maybe() district.Date {
	if g.IntN(2) == 0 {
		return district.Date{}
	}
	return g.day()
}

func (g gen) span() district.Span {
	s := district.Span{From: g.maybe(), Until: g.maybe()}
	if s.IsEmpty() {
		s.Until = s.From.AddDays(1 + g.IntN(200))
	}
	return s
}

func (g gen) rhythm() Rhythm {
	switch g.IntN(4) {
	case 0:
		return Rhythm{Kind: RhythmStanding}
	case 1:
		from := g.IntN(12)
		return Rhythm{Kind: RhythmYearlyWindow, From: Month(from + 1), To: Month((from+g.IntN(11))%12 + 1)}
	case 2:
		r := Rhythm{Kind: RhythmSteps}
		d := g.day()
		for range 1 + g.IntN(4) {
			r.Steps = append(r.Steps, Step{d, g.IntN(60)})
			d = d.AddDays(1 + g.IntN(200))
		}
		return r
	}
	return Rhythm{}
}

func (g gen) target() Target {
	switch g.IntN(3) {
	case 0:
		return Target{TargetCount, 1 + g.IntN(60)}
	case 1:
		return Target{TargetPercent, 1 + g.IntN(100)}
	}
	return All()
}

// definition returns a valid coverage.
func (g gen) definition(t *testing.T) Definition {
	def := coverage()
	def.Rhythm, def.Target = g.rhythm(), g.target()
	dates := []district.Date{g.day(), g.day(), g.day()}
	slices.SortFunc(dates, district.Date.Compare)
	for i, p := range []*district.Date{&def.Earliest, &def.Due, &def.Latest} {
		if g.IntN(2) == 0 {
			*p = dates[i]
		}
	}
	if err := def.Check(); err != nil {
		t.Fatalf("%+v: %v", def, err)
	}
	return def
}

func (g gen) point() Point {
	var counts []KindCount
	for _, k := range district.AssociationKinds() {
		c := KindCount{Kind: k, Yes: g.IntN(20), No: g.IntN(15)}
		if g.IntN(3) > 0 {
			c.Unknown = g.IntN(15)
		}
		counts = append(counts, c)
	}
	return Counted(g.day(), counts)
}

// with returns the point with one unit moved: +1 at to and -1 at from, or p itself when there is none to move.
func with(p Point, from, to func(*KindCount) *int) Point {
	counts := slices.Clone(p.ByKind)
	for i := range counts {
		if n := from(&counts[i]); *n > 0 {
			*n--
			*to(&counts[i])++
			break
		}
	}
	return Counted(p.Day, counts)
}

func yes(c *KindCount) *int     { return &c.Yes }
func no(c *KindCount) *int      { return &c.No }
func unknown(c *KindCount) *int { return &c.Unknown }

func TestCoverageProperties(t *testing.T) {
	g := newGen(t)
	seen := map[Code]bool{}
	for range rounds {
		def, p := g.definition(t), g.point()
		s := CoverageStatus(def, p)
		check(t, s)
		seen[s.Code] = true
		needed := def.Target.Needed(p.Total)

		if s.Code.Red() && 4*p.Known() < 3*p.Total {
			t.Fatalf("red with %d of %d known: %+v %+v", p.Known(), p.Total, def, p)
		}
		if s.Code.Red() && p.Yes >= needed {
			t.Fatalf("red though it is met: %+v %+v", def, p)
		}
		if (s.Code == NotStarted) != p.Day.Before(def.Earliest) {
			t.Fatalf("%v with earliest %v on %v", s, def.Earliest, p.Day)
		}
		if (s.Code == MetToday) != (p.Yes >= needed && p.Total > 0 && !p.Day.Before(def.Earliest)) {
			t.Fatalf("%v with %d of %d", s, p.Yes, needed)
		}
		if s.Code == Missed && (def.Latest.IsZero() || !p.Day.After(def.Latest) || s.Year != def.Latest.Year()) {
			t.Fatalf("%v with latest %v on %v", s, def.Latest, p.Day)
		}
		if s.Code == Done || s.Code == Judged || s.Code == Awaiting || s.Code == Unreachable {
			t.Fatalf("a coverage is never %v", s)
		}
		// More yes in place of a no never makes it worse; in place of an unknown only where it could not be told before.
		if better := CoverageStatus(def, with(p, no, yes)); better.Rank() < s.Rank() || better.Rank() == s.Rank() && better.Gap > s.Gap {
			t.Fatalf("%v became %v by one more yes: %+v %+v", s, better, def, p)
		}
		if better := CoverageStatus(def, with(p, unknown, yes)); better.Rank() < s.Rank() && s.Code != NoBasis {
			t.Fatalf("%v became %v by one more yes: %+v %+v", s, better, def, p)
		}
		// Not knowing never makes it red, and never met.
		if less := CoverageStatus(def, with(p, no, unknown)); less.Code != s.Code && less.Code != NoBasis {
			t.Fatalf("%v became %v by one less known: %+v %+v", s, less, def, p)
		}

		if e, ok := Expected(def, p.Day, p.Total); ok && (e < 0 || e > needed) || ok && p.Day.Before(def.Earliest) {
			t.Fatalf("expected %d of %d needed: %+v on %v", e, needed, def, p.Day)
		}
	}
	for _, c := range []Code{MetToday, OnTrack, Behind, NotStarted, Missed, NoBasis} {
		if !seen[c] {
			t.Errorf("the random definitions never gave %s", c)
		}
	}
}

// A coverage of posts is counted from what district says of each post. The same rows give the same point on a day
// however much is entered for later days, and a unit closed later is still counted before.
func TestCoverageOfPostsAsOf(t *testing.T) {
	type unit struct {
		kind   district.UnitKind
		id     int64
		life   district.Span
		held   []district.Span
		vacant []district.Date
	}
	def := coverage()
	count := func(units []unit, on district.Date) Point {
		var counts []KindCount
		for _, k := range def.Population.Kinds {
			c := KindCount{Kind: k}
			for _, u := range units {
				if u.kind != k || !def.Population.Includes(u.kind, u.id, u.life, on) {
					continue
				}
				switch district.PostStateOn(on, u.held, u.vacant) {
				case district.PostFilled:
					c.Yes++
				case district.PostVacant:
					c.No++
				case district.PostUnknown:
					c.Unknown++
				}
			}
			counts = append(counts, c)
		}
		return Counted(on, counts)
	}
	g := newGen(t)
	for range rounds / 10 {
		var units []unit
		for i := range 12 {
			u := unit{kind: district.AssociationKinds()[i%2], id: int64(i + 1), life: g.span()}
			for range g.IntN(3) {
				u.held = append(u.held, g.span())
			}
			if g.IntN(3) == 0 {
				u.vacant = append(u.vacant, g.day())
			}
			units = append(units, u)
		}
		on := g.day()
		before := count(units, on)
		later := on.AddDays(1 + g.IntN(300))
		for i := range units {
			u := &units[i]
			u.held = append(slices.Clone(u.held), district.Span{From: later})
			u.vacant = append(slices.Clone(u.vacant), later)
			if u.life.Until.IsZero() || u.life.Until.After(later) {
				u.life.Until = later
			}
		}
		units = append(units, unit{kind: district.KindAssociation, id: 99, life: district.Span{From: later}})
		if after := count(units, on); !reflect.DeepEqual(after, before) || !Between(before, after).IsZero() {
			t.Fatalf("%v: %+v became %+v by what happens on %v", on, before, after, later)
		}
		if s := CoverageStatus(def, before); before.Total > 0 && before.Yes+before.No == 0 && s.Code != NoBasis {
			t.Fatalf("nothing is known, and the status is %v", s)
		}
	}
}

func TestEffectiveProperties(t *testing.T) {
	g := newGen(t)
	for range rounds {
		def := g.definition(t)
		var overrides []DateOverride
		for i := range g.IntN(4) {
			overrides = append(overrides, DateOverride{ID: int64(i), Field: DateFields()[i%3], Day: g.day(), Valid: g.span()})
		}
		on := g.day()
		before := Effective(def, overrides, on)

		// A correction known only later leaves the day as it was.
		later := append(slices.Clone(overrides), DateOverride{
			ID: 9, Field: DateFields()[g.IntN(3)], Day: g.day(), Valid: district.Span{From: on.AddDays(1 + g.IntN(100))},
		})
		if after := Effective(def, later, on); !reflect.DeepEqual(after, before) {
			t.Fatalf("the past changed: %+v became %+v", before, after)
		}
		// Applied again it is the same, and without overrides it is the plan's own again.
		if again := Effective(before, overrides, on); !reflect.DeepEqual(again, before) {
			t.Fatalf("twice is not once: %+v became %+v", before, again)
		}
		if own := Effective(before, nil, on); !reflect.DeepEqual(own, def) {
			t.Fatalf("the plan's own is lost: %+v became %+v", def, own)
		}
		for _, f := range DateFields() {
			if before.PlanDate(f) != *def.date(f) {
				t.Fatalf("the plan's own %s is lost", f)
			}
		}
	}
}

func TestDeliveryProperties(t *testing.T) {
	g := newGen(t)
	for range rounds {
		def := Definition{Kind: KindDelivery, Indicator: Milestones, Earliest: g.maybe(), Due: g.maybe(), Latest: g.maybe()}
		var ms, asOf []Milestone
		on := g.day()
		naive := 0
		for i := range g.IntN(5) {
			m := Milestone{ID: int64(i), Title: "M", Due: g.maybe(), DoneOn: g.maybe(), Valid: g.span()}
			if g.IntN(5) == 0 {
				m.DoneOn, m.CancelledOn = district.Date{}, g.day()
			}
			ms = append(ms, m)
			if m.Valid.Contains(on) && !m.DoneOn.IsZero() && !m.DoneOn.After(on) && !m.DoneOn.Before(def.Earliest) &&
				(def.Latest.IsZero() || !m.DoneOn.After(def.Latest)) {
				naive++
			}
			// The same as it was known on the day.
			if m.DoneOn.After(on) {
				m.DoneOn = district.Date{}
			}
			if m.CancelledOn.After(on) {
				m.CancelledOn = district.Date{}
			}
			if m.Valid.Contains(on) {
				asOf = append(asOf, m)
			}
		}
		p := Progress(ms, def, on)
		if p.Done != naive || p.Done > p.Total || p.Expected > p.Total || p.Total != len(asOf) {
			t.Fatalf("%+v, naively %d: %+v", p, naive, ms)
		}
		s := DeliveryStatus(def, p)
		check(t, s)
		if then := DeliveryStatus(def, Progress(asOf, def, on)); then != s {
			t.Fatalf("%v, but as known on the day %v", s, then)
		}
		if (s.Code == Done) != (p.Total > 0 && p.Done == p.Total && !on.Before(def.Earliest)) {
			t.Fatalf("%v with %+v", s, p)
		}
		if s.Code == Done && p.Blocked || s.Code == MetToday || s.Code == Judged {
			t.Fatalf("%v with %+v", s, p)
		}
	}
}

func TestJudgementProperties(t *testing.T) {
	g := newGen(t)
	for range rounds {
		def := Definition{Kind: KindJudgement, Indicator: BoardJudgement, Earliest: g.maybe()}
		if g.IntN(2) == 0 {
			def.Rhythm.Kind = RhythmYearly
		}
		var js []Judgement
		for i := range g.IntN(5) {
			js = append(js, Judgement{ID: int64(i), Level: Levels()[g.IntN(4)], On: g.day(), Struck: g.IntN(4) == 0})
		}
		on := g.day()
		s := JudgementStatus(def, js, on)
		check(t, s)
		if s.Code.Red() {
			t.Fatalf("a judgement is never %v", s)
		}
		more := append(slices.Clone(js), Judgement{ID: 8, Level: LevelYes, On: on.AddDays(1)}, Judgement{ID: 9, Level: LevelNo, On: on, Struck: true})
		g.Shuffle(len(more), func(i, k int) { more[i], more[k] = more[k], more[i] })
		if again := JudgementStatus(def, more, on); again != s {
			t.Fatalf("%v became %v by a judgement of tomorrow and a struck one", s, again)
		}
	}
}

func TestTrendDaysProperties(t *testing.T) {
	g := newGen(t)
	for range rounds {
		period, today, n := g.span(), g.day(), 1+g.IntN(40)
		days := TrendDays(period, today, n)
		if len(days) > n {
			t.Fatalf("%d days of at most %d", len(days), n)
		}
		for i, d := range days {
			if d.After(today) || !period.Contains(d) && !period.From.IsZero() || i > 0 && !d.After(days[i-1]) {
				t.Fatalf("%v: period %v, today %v", days, period, today)
			}
		}
		if len(days) == 0 {
			if !period.From.IsZero() && !period.From.After(today) {
				t.Fatalf("no days: period %v, today %v", period, today)
			}
			continue
		}
		if last := days[len(days)-1]; period.Contains(today) && last != today {
			t.Fatalf("the last day is %v, today %v", last, today)
		}
		if n > 1 && !period.From.IsZero() && days[0] != period.From {
			t.Fatalf("the first day is %v, the period %v", days[0], period)
		}
	}
}
