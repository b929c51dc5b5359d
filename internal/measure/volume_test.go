package measure

import (
	"slices"
	"testing"

	"verkstad/internal/district"
)

func TestVolumeStatus(t *testing.T) {
	day := func(s string) district.Date {
		if s == "" {
			return district.Date{}
		}
		return district.MustDate(s)
	}
	def := func(n int, earliest, due, latest string, steps ...Step) Definition {
		d := Definition{Kind: KindVolume, Indicator: RecordVolume, Earliest: day(earliest), Due: day(due), Latest: day(latest)}
		if n > 0 {
			d.Target = Target{TargetCount, n}
		}
		if len(steps) > 0 {
			d.Rhythm = Rhythm{Kind: RhythmSteps, Steps: steps}
		}
		return d
	}
	events := []Event{{ID: 1, Day: day("2017-05-01"), Count: 3}, {ID: 2, Day: day("2018-02-01"), Count: 2}, {ID: 3, Day: day("2018-10-01"), Count: 5}}
	tests := []struct {
		name   string
		def    Definition
		on     string
		sum    int
		want   string
		detail string
	}{
		{"without a target", def(0, "", "", ""), "2018-04-16", 5, "○ räknas utan måltal", "5 hittills. Det är inte bestämt hur många det ska bli."},
		{"without a target after the last day", def(0, "", "2018-01-01", "2018-01-31"), "2018-04-16", 3, "○ räknas utan måltal",
			"3 hittills. Det är inte bestämt hur många det ska bli. 1 händelse efter sista dagen räknas inte."},
		{"without a date", def(10, "", "", ""), "2018-04-16", 5, "? underlag saknas", "5 av 10. Det är inte bestämt när målet ska vara nått."},
		{"before the earliest day", def(10, "2018-09-10", "", ""), "2018-09-09", 0, "◇ börjar 10 sep 2018", "Inget före 10 september 2018 räknas."},
		{"what was before it", def(10, "2018-09-10", "2019-01-31", ""), "2018-10-01", 5, "● i fas",
			"5 av 10. Målet ska vara nått 31 januari 2019. 2 händelser före 10 september 2018 räknas inte."},
		{"the day it is due", def(10, "", "2018-04-16", ""), "2018-04-16", 5, "▲ ligger efter", "5 av 10. Förväntat nu: 10."},
		{"until the last day", def(10, "", "", "2018-04-16"), "2018-04-16", 5, "● i fas", "5 av 10. Målet ska vara nått 16 april 2018."},
		{"after the last day", def(10, "", "", "2017-12-31"), "2018-01-01", 3, "✕ missat 2017", "3 av 10. Sista dagen var 31 december 2017."},
		{"reached", def(10, "", "2018-04-16", "2018-12-31"), "2018-10-01", 10, "✓ klart", "10 av 10."},
		{"reached the day before", def(10, "", "2018-04-16", "2018-12-31"), "2018-09-30", 5, "▲ ligger efter", "5 av 10. Förväntat nu: 10."},
		{"behind a step", def(10, "", "", "", Step{day("2018-01-31"), 4}), "2018-01-31", 3, "▲ ligger efter", "3 av 10. Förväntat nu: 4."},
		{"with a step", def(10, "", "", "", Step{day("2018-01-31"), 4}), "2018-02-01", 5, "● i fas", "5 av 10. Förväntat nu: 4."},
	}
	for _, tt := range tests {
		p := VolumeAt(tt.def, events, day(tt.on))
		s := VolumeStatus(tt.def, p)
		if p.Sum != tt.sum || s.String() != tt.want || s.Detail != tt.detail {
			t.Errorf("%s: %d, %q, %q", tt.name, p.Sum, s, s.Detail)
		}
		check(t, s)
	}
}

// TestVolumeProperties compares random volumes with a sum over the bare events.
func TestVolumeProperties(t *testing.T) {
	g := newGen(t)
	codes := map[Code]int{}
	for range 4000 {
		def := Definition{Kind: KindVolume, Indicator: RecordVolume, Earliest: g.maybe(), Due: g.maybe(), Latest: g.maybe()}
		if !def.Latest.IsZero() && def.Latest.Before(def.Earliest) {
			continue // is refused
		}
		if g.IntN(4) > 0 {
			def.Target = Target{TargetCount, 1 + g.IntN(20)}
		}
		if def.Target.N > 0 && g.IntN(3) == 0 {
			def.Rhythm = Rhythm{Kind: RhythmSteps, Steps: []Step{{day("2017-06-01"), g.IntN(10)}, {day("2018-06-01"), g.IntN(20)}}}
		}
		var events []Event
		for i := range g.IntN(12) {
			events = append(events, Event{ID: int64(i), Day: g.day(), Count: 1 + g.IntN(4)})
		}
		on := g.day()
		p := VolumeAt(def, events, on)
		s := VolumeStatus(def, p)
		check(t, s)
		codes[s.Code]++
		sum, before, after := 0, 0, 0
		for _, e := range events {
			switch {
			case e.Day.After(on):
			case e.Day.Before(def.Earliest):
				before++
			case !def.Latest.IsZero() && e.Day.After(def.Latest):
				after++
			default:
				sum += e.Count
			}
		}
		if p.Sum != sum || len(p.Events)+len(p.Before)+len(p.After) != sumOf(events, on) || len(p.Before) != before || len(p.After) != after {
			t.Fatalf("on %s of %+v: %d, want %d; %d before, want %d; %d after, want %d", on, def, p.Sum, sum, len(p.Before), before, len(p.After), after)
		}
		if def.Target.N == 0 && (s.Code.Red() || s.Code == Done || p.HasExpected) {
			t.Fatalf("without a target: %s", s)
		}
		if def.Target.N > 0 && def.startedOn(on) && (s.Code == Done) != (sum >= def.Target.N) {
			t.Fatalf("%d of %d is %s", sum, def.Target.N, s)
		}
		if s.Code == Behind && (!p.HasExpected || sum >= p.Expected) {
			t.Fatalf("behind with %d, expected %d", sum, p.Expected)
		}
		if p.Expected > max(p.Target, 0) {
			t.Fatalf("%d expected of %d", p.Expected, p.Target)
		}
		now := slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.Day.After(on) })
		if got := VolumeAt(def, now, on); got.Sum != p.Sum {
			t.Fatalf("events to come change %d to %d", p.Sum, got.Sum)
		}
	}
	for _, c := range []Code{Done, OnTrack, Behind, NotStarted, Missed, NoBasis, Told} {
		if codes[c] < 20 {
			t.Errorf("only %d times %s: too poor to tell anything", codes[c], c)
		}
	}
}

func sumOf(events []Event, on district.Date) int {
	n := 0
	for _, e := range events {
		if !e.Day.After(on) {
			n++
		}
	}
	return n
}
