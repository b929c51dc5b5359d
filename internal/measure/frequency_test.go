package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"verkstad/internal/district"
)

// frequency is n in each of the years, for each of the audiences.
func frequency(n int, years []int, audiences ...string) Definition {
	return Definition{
		Kind: KindFrequency, Indicator: MeetingFrequency, Params: MeetingFrequencyParams{KindID: 1, Audiences: audiences}.JSON(),
		Target: Target{TargetCount, n}, Rhythm: Rhythm{Kind: RhythmCalendar, Years: years},
	}
}

// held are events on the days, each written "2017-03-25" or "2017-03-25 members".
func held(days ...string) []Event {
	out := make([]Event, len(days))
	for i, d := range days {
		on, audience, _ := strings.Cut(d, " ")
		out[i] = Event{ID: int64(i + 1), Day: day(on), Audience: audience, Count: 1}
	}
	return out
}

func TestSpread(t *testing.T) {
	tests := []struct {
		first, last string
		n           int
		want        string
	}{
		{"2018-01-01", "2018-12-31", 0, ""},
		{"2018-01-01", "2017-12-31", 1, ""},
		{"2018-01-01", "2018-12-31", 1, "2018-12-31"},
		{"2018-01-01", "2018-12-31", 2, "2018-06-30 2018-12-31"},
		{"2018-01-01", "2018-12-31", 3, "2018-04-30 2018-08-31 2018-12-31"},
		{"2016-01-01", "2016-12-31", 6, "2016-02-29 2016-04-30 2016-06-30 2016-08-31 2016-10-31 2016-12-31"},
		{"2018-01-01", "2018-12-31", 4, "2018-03-31 2018-06-30 2018-09-30 2018-12-31"},
		{"2018-01-01", "2018-12-31", 5, "2018-03-14 2018-05-26 2018-08-07 2018-10-19 2018-12-31"},
		{"2018-07-01", "2018-12-31", 2, "2018-09-30 2018-12-31"},
		{"2018-09-10", "2018-12-31", 2, "2018-11-05 2018-12-31"},
		{"2018-12-30", "2018-12-31", 3, "2018-12-30 2018-12-31 2018-12-31"},
	}
	for _, tt := range tests {
		var got []string
		for _, d := range Spread(day(tt.first), day(tt.last), tt.n) {
			got = append(got, d.String())
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%d from %s to %s: %s, want %s", tt.n, tt.first, tt.last, s, tt.want)
		}
	}
	if Spread(district.Date{}, day("2018-12-31"), 2) != nil {
		t.Error("spread from no day")
	}
}

func TestCalendarYears(t *testing.T) {
	tests := []struct {
		from, last string
		want       []int
	}{
		{"2017-03-04", "2019-03-03", []int{2017, 2018}},
		{"2017-01-01", "2018-12-31", []int{2017, 2018}},
		{"2017-07-02", "2018-06-30", []int{2017}},             // 183 of 365 days, and 181
		{"2017-07-03", "2018-07-02", []int{2018}},             // 182, and 183
		{"2017-03-04", "2017-06-01", nil},                     //
		{"2016-01-01", "2016-07-01", []int{2016}},             // 183 of 366
		{"2015-12-31", "2016-06-30", nil},                     //
		{"2017-02-01", "2019-07-02", []int{2017, 2018, 2019}}, //
	}
	for _, tt := range tests {
		if got := CalendarYears(district.Span{From: day(tt.from), Until: day(tt.last).AddDays(1)}); !slices.Equal(got, tt.want) {
			t.Errorf("%s to %s: %v, want %v", tt.from, tt.last, got, tt.want)
		}
	}
	if CalendarYears(district.Span{}) != nil {
		t.Error("years of no period")
	}
}

func TestFrequencyStatus(t *testing.T) {
	both := []int{2017, 2018}
	four := held("2017-03-25", "2017-06-03", "2017-09-16", "2017-12-02")
	four18 := held("2018-02-24", "2018-05-26", "2018-10-06", "2018-12-08")
	all := append(slices.Clone(four), four18...)
	dated := func(d Definition, earliest, due, latest string) Definition {
		for _, f := range []struct {
			to *district.Date
			on string
		}{{&d.Earliest, earliest}, {&d.Due, due}, {&d.Latest, latest}} {
			if f.on != "" {
				*f.to = day(f.on)
			}
		}
		return d
	}
	tests := []struct {
		name   string
		def    Definition
		events []Event
		on     string
		want   string
		also   string
		detail string
	}{
		{"before the first year", frequency(4, []int{2018}), four, "2017-12-31", "◇ börjar 1 jan 2018", "", "Inget före 1 januari 2018 räknas."},
		{"the first day", frequency(4, both), nil, "2017-01-01", "● i fas", "", "2017: 0 av 4. Nästa föreslås senast 31 mars 2017."},
		{"on the proposed day", frequency(4, both), nil, "2017-03-31", "● i fas", "", "2017: 0 av 4. Nästa föreslås senast 31 mars 2017."},
		{"the day after", frequency(4, both), nil, "2017-04-01", "▲ ligger efter", "",
			"2017: 0 av 4. Förväntat nu: 1, jämnt fördelat över året. Nästa föreslås senast 31 mars 2017."},
		{"one held", frequency(4, both), four, "2017-04-01", "● i fas", "", "2017: 1 av 4. Nästa föreslås senast 30 juni 2017."},
		{"held that very day", frequency(4, both), four, "2017-06-03", "● i fas", "", "2017: 2 av 4. Nästa föreslås senast 30 september 2017."},
		{"the day before", frequency(4, both), four, "2017-06-02", "● i fas", "", "2017: 1 av 4. Nästa föreslås senast 30 juni 2017."},
		{"a year that has what it needs", frequency(4, both), four, "2017-12-02", "● i fas", "", "2017: 4 av 4. Inget mer krävs i år."},
		{"the next year", frequency(4, both), four, "2018-01-01", "● i fas", "", "2018: 0 av 4. Nästa föreslås senast 31 mars 2018. 2017: 4 av 4."},
		{"three in the first year", frequency(4, both), four[:3], "2017-12-31", "● i fas", "", "2017: 3 av 4. Nästa föreslås senast 31 december 2017."},
		{"two in the first year", frequency(4, both), four[:2], "2017-12-31", "▲ ligger efter", "",
			"2017: 2 av 4. Förväntat nu: 3, jämnt fördelat över året. Nästa föreslås senast 30 september 2017."},
		{"missed for good", frequency(4, both), four[:3], "2018-01-01", "● i fas", "missat 2017",
			"2018: 0 av 4. Nästa föreslås senast 31 mars 2018. 2017: 3 av 4. Det kan inte tas igen."},
		{"five of the next year repair nothing", frequency(4, both), append(slices.Clone(four[:3]), held("2018-01-10", "2018-01-11", "2018-01-12", "2018-01-13", "2018-01-14")...),
			"2018-02-01", "✕ missat 2017", "", "2018: 5 av 4. 2017: 3 av 4. Det kan inte tas igen."},
		{"both met", frequency(4, both), all, "2018-12-08", "✓ klart", "", "2018: 4 av 4. 2017: 4 av 4."},
		{"long after", frequency(4, both), all, "2020-05-01", "✓ klart", "", "2018: 4 av 4. 2017: 4 av 4."},
		{"both missed", frequency(5, both), all, "2019-01-01", "✕ missat 2017 och 2018", "", "2018: 4 av 5. 2017: 4 av 5. Det kan inte tas igen."},
		{"a year between that does not count", frequency(4, []int{2017, 2019}), four, "2018-05-01", "● i fas", "", "Nästa år som räknas är 2019. 2017: 4 av 4."},
		{"the same, missed", frequency(4, []int{2017, 2019}), four[:1], "2018-05-01", "● i fas", "missat 2017",
			"Nästa år som räknas är 2019. 2017: 1 av 4. Det kan inte tas igen."},
		{"moved over New Year", frequency(1, both), held("2018-01-10"), "2018-02-01", "✕ missat 2017", "", "2018: 1 av 1. 2017: 0 av 1. Det kan inte tas igen."},
		{"not before the earliest day", dated(frequency(2, []int{2018}), "2018-09-10", "", ""), four18, "2018-10-01", "● i fas", "",
			"2018: 0 av 2. Nästa föreslås senast 5 november 2018."},
		{"before the earliest day", dated(frequency(2, []int{2018}), "2018-09-10", "", ""), four18, "2018-09-09", "◇ börjar 10 sep 2018", "",
			"Inget före 10 september 2018 räknas."},
		{"not after the last day", dated(frequency(2, []int{2018}), "", "", "2018-06-30"), four18, "2018-07-01", "✓ klart", "", "2018: 2 av 2."},
		{"missed at the last day", dated(frequency(3, []int{2018}), "", "", "2018-06-30"), four18, "2018-07-01", "✕ missat 2018", "", "2018: 2 av 3."},
		{"due within the year", dated(frequency(4, []int{2018}), "", "2018-06-01", ""), four18, "2018-06-01", "▲ ligger efter", "",
			"2018: 2 av 4. Förväntat nu: 4, jämnt fördelat över året. Nästa föreslås senast 1 juni 2018."},
		{"due in another year", dated(frequency(4, both), "", "2018-06-01", ""), four, "2017-09-20", "● i fas", "", "2017: 3 av 4. Nästa föreslås senast 31 december 2017."},
		{"years that cannot count are left out", dated(frequency(1, both), "2018-01-01", "", ""), four18, "2018-03-01", "✓ klart", "", "2018: 1 av 1."},
		{"no year", frequency(1, nil), four18, "2018-03-01", "? underlag saknas", "", "Det finns inget år att räkna."},
		{"each audience by itself", frequency(1, both, "parliamentarians", "members"), held("2017-02-01 members", "2017-03-01 members", "2017-04-01"), "2017-05-01", "● i fas", "",
			"2017: parliamentarians 0 av 1, members 2 av 1. Nästa föreslås senast 31 december 2017."},
		{"one joint course fills neither", frequency(1, []int{2017}, "parliamentarians", "members"), held("2017-02-01"), "2018-01-01", "✕ missat 2017", "",
			"2017: parliamentarians 0 av 1, members 0 av 1."},
		{"one audience is missed", frequency(1, both, "parliamentarians", "members"), held("2017-02-01 members", "2017-03-01 members"), "2018-01-01", "● i fas", "missat 2017",
			"2018: parliamentarians 0 av 1, members 0 av 1. Nästa föreslås senast 31 december 2018. 2017: parliamentarians 0 av 1, members 2 av 1. Det kan inte tas igen."},
		{"more for one leaves the other behind", frequency(2, both, "parliamentarians", "members"), held("2017-02-01 members", "2017-03-01 members"), "2017-07-01", "▲ ligger efter", "",
			"2017: parliamentarians 0 av 2, members 2 av 2. Förväntat nu: 2, jämnt fördelat över året. Nästa föreslås senast 30 juni 2017."},
		{"audiences do not matter when none is asked for", frequency(2, []int{2017}), held("2017-02-01 members", "2017-03-01"), "2017-07-01", "✓ klart", "", "2017: 2 av 2."},
	}
	for _, tt := range tests {
		p := FrequencyAt(tt.def, tt.events, day(tt.on))
		s := FrequencyStatus(tt.def, p)
		if s.String() != tt.want || s.Also != tt.also || s.Detail != tt.detail {
			t.Errorf("%s: %q, beside it %q, %q", tt.name, s, s.Also, s.Detail)
		}
		if g := s.Group(); (g == Missed) != strings.Contains(tt.want+tt.also, "missat") || g != Missed && g != s.Code {
			t.Errorf("%s: found under %s", tt.name, g)
		}
		if p.Day != day(tt.on) {
			t.Errorf("%s: of %s", tt.name, p.Day)
		}
		check(t, s)
	}
}

func TestFrequencyCells(t *testing.T) {
	def := frequency(1, []int{2017, 2018}, "parliamentarians", "members")
	p := FrequencyAt(def, held("2018-03-01 members", "2017-02-01 members", "2017-03-01 members", "2017-04-01", "2016-04-01 members", "2018-03-03 parliamentarians"), day("2018-03-02"))
	y, ok := p.Present()
	if !ok || y.Year != 2018 || !y.Begun || y.Over || y.Required() != 2 || y.Filled() != 1 || y.Met() {
		t.Errorf("present year %+v", y)
	}
	if m := y.Audience[1]; m.Audience != "members" || m.Held != 1 || m.Short() != 0 || !m.Next.IsZero() || m.Events[0].Day != day("2018-03-01") {
		t.Errorf("members %+v", m)
	}
	if m := y.Audience[0]; m.Held != 0 || m.Next != day("2018-12-31") || m.Missed {
		t.Errorf("parliamentarians %+v", m)
	}
	if m := p.Years[0].Audience[0]; !m.Missed || !m.Next.IsZero() || p.Years[0].Filled() != 1 || !slices.Equal(p.MissedYears(), []int{2017}) {
		t.Errorf("the year before %+v", p.Years[0])
	}
	if got := fmt.Sprint(len(p.Events()), len(p.Outside)); got != "3 2" {
		t.Errorf("%s events count and do not", got)
	}
}

// TestFrequencyProperties compares every cell of random frequencies on random days with a count of the bare events.
func TestFrequencyProperties(t *testing.T) {
	g := newGen(t)
	codes := map[Code]int{}
	for range 4000 {
		def := frequency(1+g.IntN(4), nil)
		audiences := [][]string{nil, {"a"}, {"a", "b"}}[g.IntN(3)]
		def.Params = MeetingFrequencyParams{KindID: 1, Audiences: audiences}.JSON()
		for y := 2017; y <= 2019; y++ {
			if g.IntN(3) > 0 {
				def.Rhythm.Years = append(def.Rhythm.Years, y)
			}
		}
		if g.IntN(3) == 0 {
			def.Earliest = g.day()
		}
		if g.IntN(3) == 0 {
			def.Latest = g.day()
		}
		if g.IntN(4) == 0 {
			def.Due = g.day()
		}
		var events []Event
		for i := range g.IntN(20) {
			events = append(events, Event{ID: int64(i), Day: g.day(), Audience: []string{"", "a", "b", "c"}[g.IntN(4)], Count: 1})
		}
		on := g.day()
		p := FrequencyAt(def, events, on)
		s := FrequencyStatus(def, p)
		check(t, s)
		codes[s.Code]++

		asked := audiences
		if asked == nil {
			asked = []string{"any"}
		}
		var missed []int
		complete, left := true, 0
		for _, year := range def.Rhythm.Years {
			// The naive way: look at every day of the year and ask of each whether it counts.
			var possible []district.Date
			for d := district.NewDate(year, time.January, 1); d.Year() == year; d = d.AddDays(1) {
				if !d.Before(def.Earliest) && (def.Latest.IsZero() || !d.After(def.Latest)) {
					possible = append(possible, d)
				}
			}
			k := slices.IndexFunc(p.Years, func(y YearPoint) bool { return y.Year == year })
			if (k >= 0) != (len(possible) > 0) {
				t.Fatalf("%d of %+v: counted %v with %d days", year, def, k >= 0, len(possible))
			}
			if k < 0 {
				continue
			}
			left++
			over := on.After(possible[len(possible)-1])
			short := false
			for n, audience := range asked {
				var want []int64
				for _, e := range events {
					if slices.Contains(possible, e.Day) && !e.Day.After(on) && (audiences == nil || e.Audience == audience) {
						want = append(want, e.ID)
					}
				}
				cell := p.Years[k].Audience[n]
				var got []int64
				for _, e := range cell.Events {
					got = append(got, e.ID)
				}
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) || cell.Held != len(want) || cell.Required != def.Target.N {
					t.Fatalf("%d %s on %s of %+v: %v, want %v", year, audience, on, def, got, want)
				}
				if !slices.IsSortedFunc(cell.Events, func(a, b Event) int { return cmp.Compare(a.Day.String(), b.Day.String()) }) {
					t.Fatalf("not in order: %v", cell.Events)
				}
				few := len(want) < def.Target.N
				short = short || few
				if cell.Missed != (over && few) || cell.Next.IsZero() != (over || !few) {
					t.Fatalf("%d %s on %s: missed %v, next %s with %d of %d", year, audience, on, cell.Missed, cell.Next, cell.Held, cell.Required)
				}
				if !cell.Next.IsZero() && !slices.Contains(possible, cell.Next) && cell.Next != def.Due {
					t.Fatalf("%d: proposes %s, on which nothing counts", year, cell.Next)
				}
				if cell.Expected < 0 || cell.Expected > cell.Required {
					t.Fatalf("%d of %d expected", cell.Expected, cell.Required)
				}
			}
			if over && short {
				missed = append(missed, year)
			}
			complete = complete && (over || !short)
		}
		if !slices.Equal(p.MissedYears(), missed) || p.Complete() != (complete && left > 0) {
			t.Fatalf("on %s of %+v: missed %v, want %v; complete %v", on, def, p.MissedYears(), missed, p.Complete())
		}
		if (s.Group() == Missed) != (len(missed) > 0) || (s.Code == Done) != (complete && left > 0 && len(missed) == 0) || s.Code == Unreachable {
			t.Fatalf("on %s of %+v: %s beside %q, missed %v, complete %v", on, def, s, s.Also, missed, complete)
		}

		// What has not happened yet changes nothing, and what happens more never makes it worse.
		now := slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.Day.After(on) })
		if got := FrequencyStatus(def, FrequencyAt(def, now, on)); got != s {
			t.Fatalf("events to come change %s to %s", s, got)
		}
		more := append(slices.Clone(events), Event{ID: 99, Day: g.day(), Audience: "a", Count: 1})
		q := FrequencyAt(def, more, on)
		for k, y := range p.Years {
			if q.Years[k].Filled() < y.Filled() || y.Met() && !q.Years[k].Met() {
				t.Fatalf("one more made %d worse", y.Year)
			}
		}
		// A year is never repaired by what is held after it.
		for _, y := range missed {
			later := append(slices.Clone(events), Event{ID: 98, Day: district.NewDate(y+1, time.January, 1), Count: 1}, Event{ID: 97, Day: on, Audience: "a"})
			if on.Year() > y && !slices.Contains(FrequencyAt(def, later, on).MissedYears(), y) {
				t.Fatalf("%d was repaired", y)
			}
		}
	}
	for _, c := range []Code{Done, OnTrack, Behind, NotStarted, Missed, NoBasis} {
		if codes[c] < 20 {
			t.Errorf("only %d times %s: too poor to tell anything", codes[c], c)
		}
	}
}

func TestFrequencyIsOrderedWithWhatItMissed(t *testing.T) {
	plain, also := status(OnTrack, "x"), status(OnTrack, "x")
	also.Also = "missat 2017"
	if CompareStatus(also, plain) >= 0 || Worst(plain, also) != also {
		t.Error("a goal that missed a year is not before one that did not")
	}
	if CompareStatus(also, status(Behind, "x")) <= 0 {
		t.Error("a year that is over comes before what can still be mended")
	}
}

// What is planned is said instead of a proposal that it keeps to, and beside one that it does not; it changes no figure.
func TestWhatIsPlannedIsSaid(t *testing.T) {
	both := []int{2017, 2018}
	held := []Event{{ID: 1, Day: day("2018-02-24"), Count: 1}}
	for _, tt := range []struct {
		name    string
		planned []Event
		want    string
	}{
		{"nothing", nil, "Nästa föreslås senast 30 juni 2018."},
		{"in time, the first of two", []Event{{Day: day("2018-09-15")}, {Day: day("2018-05-26")}}, "Nästa är planerad 26 maj 2018."},
		{"on the proposed day", []Event{{Day: day("2018-06-30")}}, "Nästa är planerad 30 juni 2018."},
		{"later than proposed", []Event{{Day: day("2018-09-15")}}, "Nästa föreslås senast 30 juni 2018 och är planerad 15 september 2018."},
		{"today", []Event{{Day: day("2018-04-16")}}, "Nästa är planerad 16 april 2018."},
		{"nobody has said whether it was held", []Event{{Day: day("2018-04-15")}}, "Nästa föreslås senast 30 juni 2018."},
		{"next year", []Event{{Day: day("2019-01-02")}}, "Nästa föreslås senast 30 juni 2018."},
	} {
		def := frequency(4, both)
		p := FrequencyAt(def, held, day("2018-04-16"))
		before := p.Years[1].Expected()
		p.Plan(tt.planned)
		s := FrequencyStatus(def, p)
		if !strings.Contains(s.Detail, tt.want) || s.Code != OnTrack || p.Years[1].Filled() != 1 || p.Years[1].Expected() != before {
			t.Errorf("%s: %s %q, want %q", tt.name, s, s.Detail, tt.want)
		}
	}
	// One audience's plan is nothing for another.
	def := frequency(1, both, "a", "b")
	p := FrequencyAt(def, nil, day("2018-04-16"))
	p.Plan([]Event{{Day: day("2018-05-26"), Audience: "b"}})
	if a, b := p.Years[1].Audience[0], p.Years[1].Audience[1]; !a.Planned.IsZero() || a.InTime() || !b.InTime() {
		t.Errorf("planned for a %s, for b %s", a.Planned, b.Planned)
	}
	if a := p.Years[0].Audience[1]; !a.Planned.IsZero() {
		t.Error("something is planned in a year that is over")
	}
}
