package measure

import (
	"slices"
	"strings"
	"testing"

	"verkstad/internal/district"
)

func point(on string, yes, no, unknown int) Point {
	return Counted(day(on), []KindCount{{Kind: district.KindAssociation, Yes: yes, No: no, Unknown: unknown}})
}

func TestCounted(t *testing.T) {
	p := Counted(day("2018-04-16"), []KindCount{
		{Kind: district.KindAssociation, Yes: 30, No: 6, Unknown: 4}, {Kind: district.KindTradeAssociation, Yes: 2, No: 1, Unknown: 8},
	})
	if p.Yes != 32 || p.No != 7 || p.Unknown != 12 || p.Total != 51 || p.Known() != 39 || p.Day != day("2018-04-16") {
		t.Errorf("%+v", p)
	}
	if got := p.Split(); got != "51 (40 lokala + 11 bransch)" {
		t.Errorf("split %q", got)
	}
	if !p.KnownEnough() || point("2018-04-16", 32, 6, 13).KnownEnough() || point("2018-04-16", 0, 0, 0).KnownEnough() {
		t.Error("39 of 51 are enough, 38 are not, and nothing is not")
	}
	for total, want := range map[int]int{0: 0, 1: 1, 2: 2, 3: 3, 4: 3, 5: 4, 8: 6, 51: 39} {
		if got := KnownNeeded(total); got != want {
			t.Errorf("of %d at least %d need to be known", total, got)
		}
	}
	c := Between(point("2018-03-01", 30, 10, 11), point("2018-04-01", 34, 9, 7))
	if c != (Change{From: day("2018-03-01"), To: day("2018-04-01"), Yes: 4, No: -1, Unknown: -4, Total: -1}) || c.IsZero() {
		t.Errorf("change %+v", c)
	}
	if !Between(p, p).IsZero() {
		t.Error("nothing has changed")
	}
}

func TestCoverageStatus(t *testing.T) {
	standing := Rhythm{Kind: RhythmStanding}
	steps := Rhythm{Kind: RhythmSteps, Steps: []Step{{day("2017-06-30"), 20}, {day("2017-12-31"), 48}}}
	d := func(r Rhythm, earliest, due, latest string) Definition {
		def := coverage()
		def.Rhythm = r
		for _, x := range []struct {
			s string
			p *district.Date
		}{{earliest, &def.Earliest}, {due, &def.Due}, {latest, &def.Latest}} {
			if x.s != "" {
				*x.p = day(x.s)
			}
		}
		return def
	}
	percent := func(def Definition, n int) Definition { def.Target = Target{TargetPercent, n}; return def }
	tests := []struct {
		name   string
		def    Definition
		p      Point
		want   string
		detail string
	}{
		{"before the earliest day, even when all is there", d(standing, "2018-09-10", "", ""), point("2018-09-09", 51, 0, 0),
			"◇ börjar 10 sep 2018", "Inget före 10 september 2018 räknas."},
		{"on the earliest day", d(standing, "2018-09-10", "", ""), point("2018-09-10", 51, 0, 0), "✓ uppfyllt i dag", "51 av 51."},
		{"nobody to count", d(standing, "", "", "2017-12-31"), point("2018-01-01", 0, 0, 0), "? underlag saknas",
			"Det finns inga föreningar eller organ att räkna den dagen."},

		{"all", d(standing, "", "", ""), point("2018-04-16", 51, 0, 0), "✓ uppfyllt i dag", "51 av 51."},
		{"enough, with unknown ones", percent(d(standing, "", "", ""), 50), point("2018-04-16", 26, 0, 25), "✓ uppfyllt i dag",
			"26 av 51. Det räcker med 26. 25 är okända."},
		{"enough, after the last day", d(standing, "", "", "2017-12-31"), point("2018-04-16", 51, 0, 0), "✓ uppfyllt i dag", "51 av 51."},

		{"little known", d(standing, "", "", ""), point("2018-04-16", 10, 2, 39), "? underlag saknas",
			"12 av 51 är kända; minst 39 behöver vara kända."},
		{"little known, last day passed", d(standing, "", "", "2017-12-31"), point("2018-04-16", 0, 38, 13), "? underlag saknas",
			"38 av 51 är kända; minst 39 behöver vara kända."},
		{"nothing known", d(steps, "", "2017-01-01", ""), point("2018-04-16", 0, 0, 51), "? underlag saknas",
			"0 av 51 är kända; minst 39 behöver vara kända."},

		{"on the last day", d(standing, "", "", "2017-12-31"), point("2017-12-31", 44, 5, 2), "▲ ligger efter",
			"44 av 51. Målet gäller hela tiden; 7 till behövs. 2 är okända."},
		{"after the last day", d(standing, "", "", "2017-12-31"), point("2018-01-01", 44, 5, 2), "✕ missat 2017",
			"44 av 51. Sista dagen var 31 december 2017."},

		{"as many as expected", d(steps, "", "", ""), point("2018-01-01", 48, 3, 0), "● i fas", "48 av 51. Förväntat nu: 48."},
		{"one less", d(steps, "", "", ""), point("2018-01-01", 47, 3, 1), "▲ ligger efter", "47 av 51. Förväntat nu: 48. 1 är okänd."},
		{"before the first step", d(steps, "", "", ""), point("2017-06-29", 0, 51, 0), "● i fas", "0 av 51. Förväntat nu: 0."},

		{"standing", d(standing, "", "", ""), point("2018-01-01", 50, 1, 0), "▲ ligger efter",
			"50 av 51. Målet gäller hela tiden; 1 till behövs."},
		{"standing, a share", percent(d(standing, "", "", ""), 90), point("2018-01-01", 45, 6, 0), "▲ ligger efter",
			"45 av 51. Målet gäller hela tiden; 1 till behövs."},
		{"standing from a day to come", d(standing, "", "2018-05-01", ""), point("2018-04-30", 0, 51, 0), "● i fas",
			"0 av 51. Målet ska vara nått 1 maj 2018."},
		{"standing from today", d(standing, "", "2018-05-01", ""), point("2018-05-01", 0, 51, 0), "▲ ligger efter",
			"0 av 51. Målet gäller hela tiden; 51 till behövs."},

		{"annual meetings going on", d(annualMeetings, "", "", ""), point("2018-03-01", 20, 31, 0), "● i fas",
			"20 av 51. Målet följs upp från 1 maj 2018."},
		{"annual meetings over", d(annualMeetings, "", "", ""), point("2018-05-01", 20, 31, 0), "▲ ligger efter",
			"20 av 51. Förväntat nu: 51."},
		{"began after this year's meetings", d(annualMeetings, "2017-06-01", "", ""), point("2017-09-01", 20, 31, 0), "● i fas",
			"20 av 51. Målet följs upp från 1 maj 2018."},
		{"began after the meetings, now January", d(annualMeetings, "2017-06-01", "", ""), point("2018-01-15", 20, 31, 0), "● i fas",
			"20 av 51. Målet följs upp från 1 maj 2018."},

		{"no rhythm, due later", d(Rhythm{}, "", "2018-05-01", ""), point("2018-04-30", 0, 51, 0), "● i fas",
			"0 av 51. Målet ska vara nått 1 maj 2018."},
		{"no rhythm, due", d(Rhythm{}, "", "2018-05-01", ""), point("2018-05-01", 0, 51, 0), "▲ ligger efter", "0 av 51. Förväntat nu: 51."},
		{"no rhythm, only a last day", d(Rhythm{}, "", "", "2018-05-01"), point("2018-05-01", 0, 51, 0), "● i fas",
			"0 av 51. Målet ska vara nått 1 maj 2018."},
		{"no rhythm and no date", d(Rhythm{}, "", "", ""), point("2018-05-01", 0, 50, 1), "? underlag saknas",
			"0 av 51. Det är inte bestämt när målet ska vara nått. 1 är okänd."},
	}
	for _, tt := range tests {
		s := CoverageStatus(tt.def, tt.p)
		if s.String() != tt.want || s.Detail != tt.detail {
			t.Errorf("%s: %q, %q", tt.name, s, s.Detail)
		}
		check(t, s)
	}
	if s := CoverageStatus(d(standing, "2018-09-10", "", ""), point("2018-09-09", 1, 0, 0)); s.Day != day("2018-09-10") {
		t.Errorf("begins on %v", s.Day)
	}
	if s := CoverageStatus(d(standing, "", "", "2017-12-31"), point("2018-01-01", 0, 51, 0)); s.Year != 2017 || s.Gap != 1 {
		t.Errorf("missed %d, gap %v", s.Year, s.Gap)
	}
}

// check holds what is true of every status: its symbol, word and tone belong together.
func check(t *testing.T, s Status) {
	t.Helper()
	i := slices.Index(Codes(), s.Code)
	if i < 0 {
		t.Fatalf("unknown code %q", s.Code)
	}
	if s.Symbol != codes[i].symbol || s.Tone != codes[i].tone || s.Detail == "" || s.Gap < 0 || s.Gap > 1 {
		t.Errorf("%+v", s)
	}
	if s.Code != NotStarted && !strings.HasPrefix(s.Word, s.Code.Word()) {
		t.Errorf("%s says %q", s.Code, s.Word)
	}
	if s.IsZero() {
		t.Error("a status that is none")
	}
}

func TestDelivery(t *testing.T) {
	m := func(id int64, title, due, done, cancelled string) Milestone {
		ms := Milestone{ID: id, Title: title, Sort: int(id)}
		for _, x := range []struct {
			s string
			p *district.Date
		}{{due, &ms.Due}, {done, &ms.DoneOn}, {cancelled, &ms.CancelledOn}} {
			if x.s != "" {
				*x.p = day(x.s)
			}
		}
		return ms
	}
	during := func(ms Milestone, from, until string) Milestone {
		if from != "" {
			ms.Valid.From = day(from)
		}
		if until != "" {
			ms.Valid.Until = day(until)
		}
		return ms
	}
	def := func(earliest, due, latest string) Definition {
		d := Definition{Kind: KindDelivery, Indicator: Milestones}
		for _, x := range []struct {
			s string
			p *district.Date
		}{{earliest, &d.Earliest}, {due, &d.Due}, {latest, &d.Latest}} {
			if x.s != "" {
				*x.p = day(x.s)
			}
		}
		return d
	}
	const none = -1
	tests := []struct {
		name        string
		def         Definition
		ms          []Milestone
		on          string
		done, total int
		expected    int
		want        string
		detail      string
	}{
		{"none", def("", "", ""), nil, "2018-04-16", 0, 0, none, "? underlag saknas", "Inga milstolpar är inlagda."},
		{"before the earliest day", def("2018-09-10", "", ""), []Milestone{m(1, "Kurs", "2018-10-01", "", "")}, "2018-09-09", 0, 1, none,
			"◇ börjar 10 sep 2018", "Inget före 10 september 2018 räknas."},
		{"without dates", def("", "", ""), []Milestone{m(1, "Utkast", "", "", "")}, "2018-04-16", 0, 1, none, "● i fas",
			"0 av 1 milstolpe klar. Nästa: ”Utkast”."},
		{"next is the one due first", def("", "", ""), []Milestone{m(1, "Antagen", "2018-06-01", "", ""), m(2, "Utkast", "2018-05-01", "", ""),
			m(3, "Spridd", "", "", "")}, "2018-04-16", 0, 3, 0, "● i fas", "0 av 3 milstolpar klara. Nästa: ”Utkast”, senast 1 maj 2018."},
		{"on its due day", def("", "", ""), []Milestone{m(1, "Utkast", "2018-05-01", "", "")}, "2018-05-01", 0, 1, 0, "● i fas",
			"0 av 1 milstolpe klar. Nästa: ”Utkast”, senast 1 maj 2018."},
		{"the day after", def("", "", ""), []Milestone{m(1, "Utkast", "2018-05-01", "", "")}, "2018-05-02", 0, 1, 1, "▲ ligger efter",
			"0 av 1 milstolpe klar. ”Utkast” skulle vara klar senast 1 maj 2018."},
		{"two late and one to come", def("", "", ""), []Milestone{m(1, "A", "2018-03-01", "", ""), m(2, "B", "2018-02-01", "", ""),
			m(3, "C", "2018-06-01", "", "")}, "2018-04-16", 0, 3, 2, "▲ ligger efter",
			"0 av 3 milstolpar klara. ”B” skulle vara klar senast 1 februari 2018. 1 milstolpe till är sen. Nästa: ”C”, senast 1 juni 2018."},
		{"done", def("", "", ""), []Milestone{m(1, "A", "2018-03-01", "2018-02-01", ""), m(2, "B", "", "2018-04-16", "")}, "2018-04-16", 2, 2, 1,
			"✓ klart", "2 av 2 milstolpar klara. Den sista blev klar 16 april 2018."},
		{"done tomorrow", def("", "", ""), []Milestone{m(1, "A", "", "2018-04-17", "")}, "2018-04-16", 0, 1, none, "● i fas",
			"0 av 1 milstolpe klar. Nästa: ”A”."},
		{"done late is done", def("", "", ""), []Milestone{m(1, "A", "2018-03-01", "2018-04-01", "")}, "2018-04-16", 1, 1, 1, "✓ klart",
			"1 av 1 milstolpe klar. Den sista blev klar 1 april 2018."},
		{"done too early", def("2018-09-10", "", ""), []Milestone{m(1, "Kurs", "", "2018-09-09", "")}, "2018-10-01", 0, 1, none, "● i fas",
			"0 av 1 milstolpe klar. Nästa: ”Kurs”. ”Kurs” blev klar före 10 september 2018 och räknas inte."},
		{"done too early, and late", def("2018-09-10", "", ""), []Milestone{m(1, "Kurs", "2018-09-20", "2018-09-09", "")}, "2018-10-01", 0, 1, 1,
			"▲ ligger efter", "0 av 1 milstolpe klar. ”Kurs” skulle vara klar senast 20 september 2018. " +
				"”Kurs” blev klar före 10 september 2018 och räknas inte."},
		{"cancelled", def("", "", ""), []Milestone{m(1, "A", "", "2018-01-01", ""), m(2, "B", "2018-03-01", "", "2018-02-01")}, "2018-04-16", 1, 2, 1,
			"✕ kan inte längre nås", "1 av 2 milstolpar klara. ”B” är inställd."},
		{"cancelled tomorrow", def("", "", ""), []Milestone{m(1, "B", "", "", "2018-04-17")}, "2018-04-16", 0, 1, none, "● i fas",
			"0 av 1 milstolpe klar. Nästa: ”B”."},
		{"cancelled counts over done", def("", "", ""), []Milestone{m(1, "B", "", "2018-01-01", "2018-02-01")}, "2018-04-16", 0, 1, none,
			"✕ kan inte längre nås", "0 av 1 milstolpe klar. ”B” är inställd."},
		{"cancelled and taken out", def("", "", ""), []Milestone{m(1, "A", "", "2018-01-01", ""),
			during(m(2, "B", "", "", "2018-02-01"), "", "2018-03-01")}, "2018-04-16", 1, 1, none, "✓ klart",
			"1 av 1 milstolpe klar. Den sista blev klar 1 januari 2018."},
		{"not yet part of it", def("", "", ""), []Milestone{m(1, "A", "", "2018-01-01", ""), during(m(2, "B", "", "", ""), "2018-05-01", "")},
			"2018-04-30", 1, 1, none, "✓ klart", "1 av 1 milstolpe klar. Den sista blev klar 1 januari 2018."},
		{"part of it", def("", "", ""), []Milestone{m(1, "A", "", "2018-01-01", ""), during(m(2, "B", "", "", ""), "2018-05-01", "")},
			"2018-05-01", 1, 2, none, "● i fas", "1 av 2 milstolpar klara. Nästa: ”B”."},
		{"due in full", def("", "2018-05-01", ""), []Milestone{m(1, "A", "", "", ""), m(2, "B", "2018-06-01", "", "")}, "2018-05-01", 0, 2, 2,
			"▲ ligger efter", "0 av 2 milstolpar klara. Alla skulle vara klara 1 maj 2018. Nästa: ”B”, senast 1 juni 2018."},
		{"the day before", def("", "2018-05-01", ""), []Milestone{m(1, "A", "", "", "")}, "2018-04-30", 0, 1, none, "● i fas",
			"0 av 1 milstolpe klar. Nästa: ”A”."},
		{"the last day", def("", "", "2017-12-31"), []Milestone{m(1, "A", "", "", "")}, "2017-12-31", 0, 1, none, "● i fas",
			"0 av 1 milstolpe klar. Nästa: ”A”."},
		{"after the last day", def("", "", "2017-12-31"), []Milestone{m(1, "A", "", "", "")}, "2018-01-01", 0, 1, none, "✕ missat 2017",
			"0 av 1 milstolpe klar. Sista dagen var 31 december 2017."},
		{"done after the last day", def("", "", "2017-12-31"), []Milestone{m(1, "A", "", "2018-01-01", "")}, "2018-01-01", 0, 1, none,
			"✕ missat 2017", "0 av 1 milstolpe klar. Sista dagen var 31 december 2017. ”A” blev klar efter sista dagen och räknas inte."},
		{"done on the last day", def("", "", "2017-12-31"), []Milestone{m(1, "A", "", "2017-12-31", "")}, "2018-04-16", 1, 1, none, "✓ klart",
			"1 av 1 milstolpe klar. Den sista blev klar 31 december 2017."},
	}
	for _, tt := range tests {
		p := Progress(tt.ms, tt.def, day(tt.on))
		expected := p.Expected
		if !p.HasExpected {
			expected = none
		}
		if p.Done != tt.done || p.Total != tt.total || expected != tt.expected || p.Day != day(tt.on) {
			t.Errorf("%s: %+v", tt.name, p)
		}
		s := DeliveryStatus(tt.def, p)
		if s.String() != tt.want || s.Detail != tt.detail {
			t.Errorf("%s: %q, %q", tt.name, s, s.Detail)
		}
		check(t, s)
	}
	for _, s := range []MilestoneState{MilestoneOpen, MilestoneLate, MilestoneDone, MilestoneTooEarly, MilestoneTooLate, MilestoneCancelled} {
		if s.Word() == "" {
			t.Errorf("%q has no word", s)
		}
	}
}

func TestJudgement(t *testing.T) {
	yearly := Rhythm{Kind: RhythmYearly}
	js := []Judgement{
		{ID: 3, Level: LevelMostly, On: day("2018-03-01"), Reason: "x"},
		{ID: 1, Level: LevelNo, On: day("2017-03-01"), Reason: "x"},
		{ID: 2, Level: LevelPartly, On: day("2017-03-01"), Reason: "x"},
		{ID: 4, Level: LevelYes, On: day("2018-02-01"), Reason: "x", Struck: true},
	}
	tests := []struct {
		name     string
		rhythm   Rhythm
		earliest string
		on       string
		want     string
		detail   string
	}{
		{"before any", yearly, "", "2017-02-28", "○ väntar på bedömning", "Distriktsstyrelsen har inte bedömt målet än."},
		{"two the same day: the later row", yearly, "", "2017-03-01", "○ bedömt av DS: delvis", "Bedömt 1 mars 2017: delvis uppfyllt."},
		{"the day before the next", yearly, "", "2018-02-28", "○ bedömt av DS: delvis", "Bedömt 1 mars 2017: delvis uppfyllt."},
		{"the next", yearly, "", "2018-03-01", "○ bedömt av DS: till stor del", "Bedömt 1 mars 2018: till stor del uppfyllt."},
		{"twelve months old", yearly, "", "2019-03-01", "○ bedömt av DS: till stor del", "Bedömt 1 mars 2018: till stor del uppfyllt."},
		{"older", yearly, "", "2019-03-02", "○ väntar på bedömning",
			"Den senaste bedömningen är från 1 mars 2018 och är äldre än tolv månader."},
		{"old without a rhythm", Rhythm{}, "", "2025-01-01", "○ bedömt av DS: till stor del", "Bedömt 1 mars 2018: till stor del uppfyllt."},
		{"before the earliest day", yearly, "2018-01-01", "2017-12-31", "◇ börjar 1 jan 2018", "Inget före 1 januari 2018 räknas."},
		{"made before the earliest day", yearly, "2018-01-01", "2018-01-15", "○ väntar på bedömning",
			"Distriktsstyrelsen har inte bedömt målet än."},
	}
	for _, tt := range tests {
		def := Definition{Kind: KindJudgement, Indicator: BoardJudgement, Rhythm: tt.rhythm}
		if tt.earliest != "" {
			def.Earliest = day(tt.earliest)
		}
		s := JudgementStatus(def, js, day(tt.on))
		if s.String() != tt.want || s.Detail != tt.detail {
			t.Errorf("%s: %q, %q", tt.name, s, s.Detail)
		}
		check(t, s)
	}
	words := map[Level]string{
		LevelNo: "○ bedömt av DS: inte uppfyllt", LevelPartly: "○ bedömt av DS: delvis",
		LevelMostly: "○ bedömt av DS: till stor del", LevelYes: "○ bedömt av DS: uppfyllt",
	}
	rank := -1
	for _, l := range Levels() {
		s := JudgementStatus(Definition{}, []Judgement{{Level: l, On: day("2018-01-01")}}, day("2018-01-01"))
		if s.String() != words[l] || s.Level != l {
			t.Errorf("%s: %q", l, s)
		}
		if s.Rank() <= rank {
			t.Errorf("%s is not ranked above the level below", l)
		}
		rank = s.Rank()
	}
	if Level("").Valid() || Level("maybe").Valid() {
		t.Error("an unknown level is valid")
	}
}

func TestRank(t *testing.T) {
	js := func(l Level) Status {
		return JudgementStatus(Definition{}, []Judgement{{Level: l, On: day("2018-01-01")}}, day("2018-01-01"))
	}
	behind, further := status(Behind, "x"), status(Behind, "x")
	behind.Gap, further.Gap = 0.1, 0.5
	want := []Status{
		status(Unreachable, "x"), status(Missed, "x"), further, behind, status(NoBasis, "x"), status(Awaiting, "x"),
		js(LevelNo), js(LevelPartly), status(OnTrack, "x"), js(LevelMostly), status(NotStarted, "x"), status(MetToday, "x"),
		js(LevelYes), status(Done, "x"), {},
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortStableFunc(got, CompareStatus)
	if !slices.Equal(got, want) {
		t.Errorf("order %v", got)
	}
	if Worst(want...) != want[0] || Worst(want[8], want[2], want[13]) != further || !Worst().IsZero() {
		t.Error("the worst is not the one furthest behind")
	}
	if (Status{}).String() != "" || Code("x").Word() != "" {
		t.Error("nothing has words")
	}
	if _, ok := CodeBySlug(""); ok {
		t.Error("no slug is a code")
	}
	for _, c := range Codes() {
		if c.Word() == "" || c.Red() != slices.Contains([]Code{Behind, Missed, Unreachable}, c) {
			t.Errorf("code %q", c)
		}
		for _, slug := range []string{c.Slug(), string(c)} {
			if got, ok := CodeBySlug(slug); !ok || got != c || slug == "" {
				t.Errorf("%q in an address is %q", slug, got)
			}
		}
	}
}

func TestDates(t *testing.T) {
	var long, short []string
	for m := range 12 {
		d := day("2018-01-09").AddMonths(m)
		long, short = append(long, longDate(d)), append(short, shortDate(d))
	}
	if got := strings.Join(long, ", "); got != "9 januari 2018, 9 februari 2018, 9 mars 2018, 9 april 2018, 9 maj 2018, "+
		"9 juni 2018, 9 juli 2018, 9 augusti 2018, 9 september 2018, 9 oktober 2018, 9 november 2018, 9 december 2018" {
		t.Error(got)
	}
	if got := strings.Join(short, ", "); got != "9 jan 2018, 9 feb 2018, 9 mars 2018, 9 apr 2018, 9 maj 2018, 9 juni 2018, "+
		"9 juli 2018, 9 aug 2018, 9 sep 2018, 9 okt 2018, 9 nov 2018, 9 dec 2018" {
		t.Error(got)
	}
	if longDate(district.Date{}) != "" {
		t.Error("no date has words")
	}
}
