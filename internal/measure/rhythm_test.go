package measure

import (
	"reflect"
	"slices"
	"testing"

	"verkstad/internal/district"
)

var annualMeetings = Rhythm{Kind: RhythmYearlyWindow, From: 2, To: 4}

func TestRhythmJSON(t *testing.T) {
	for _, tt := range []struct {
		r    Rhythm
		want string
	}{
		{Rhythm{}, `{}`},
		{Rhythm{Kind: RhythmStanding}, `{"kind":"standing"}`},
		{Rhythm{Kind: RhythmYearly}, `{"kind":"yearly"}`},
		{annualMeetings, `{"kind":"yearlyWindow","from":"02","to":"04"}`},
		{Rhythm{Kind: RhythmYearlyWindow, From: 11, To: 1}, `{"kind":"yearlyWindow","from":"11","to":"01"}`},
		{Rhythm{Kind: RhythmSteps, Steps: []Step{{day("2017-12-31"), 20}, {day("2018-12-31"), 0}}},
			`{"kind":"steps","steps":[{"date":"2017-12-31","value":20},{"date":"2018-12-31","value":0}]}`},
		{Rhythm{Kind: RhythmCalendar, Years: []int{2017, 2018}}, `{"kind":"calendarYears","years":[2017,2018]}`},
	} {
		if got := string(tt.r.JSON()); got != tt.want {
			t.Errorf("written as %s, want %s", got, tt.want)
		}
		got, err := ReadRhythm([]byte(tt.want))
		if err != nil || !reflect.DeepEqual(got, tt.r) {
			t.Errorf("%s read as %+v, %v", tt.want, got, err)
		}
	}
	if r, err := ReadRhythm(nil); err != nil || r.Kind != RhythmNone {
		t.Errorf("nothing read as %+v, %v", r, err)
	}
	for _, bad := range []string{`"standing"`, `{"kind":"yearlyWindow","from":"13"}`, `{"from":"00"}`, `{"from":2}`,
		`{"from":"feb"}`, `{"steps":[{"date":"31 dec","value":1}]}`, `{"per":"year"}`} {
		if _, err := ReadRhythm([]byte(bad)); err == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
}

func TestRhythmCheck(t *testing.T) {
	steps := func(s ...Step) Rhythm { return Rhythm{Kind: RhythmSteps, Steps: s} }
	one := Step{day("2018-01-01"), 1}
	tests := []struct {
		name string
		kind Kind
		r    Rhythm
		want []string
	}{
		{"none", KindCoverage, Rhythm{}, nil},
		{"standing", KindCoverage, Rhythm{Kind: RhythmStanding}, nil},
		{"window", KindCoverage, annualMeetings, nil},
		{"window over New Year", KindCoverage, Rhythm{Kind: RhythmYearlyWindow, From: 11, To: 1}, nil},
		{"one month", KindCoverage, Rhythm{Kind: RhythmYearlyWindow, From: 4, To: 4}, nil},
		{"steps", KindCoverage, steps(one, Step{day("2018-01-02"), 0}), nil},
		{"yearly judgement", KindJudgement, Rhythm{Kind: RhythmYearly}, nil},
		{"yearly coverage", KindCoverage, Rhythm{Kind: RhythmYearly}, []string{"rhythm"}},
		{"standing judgement", KindJudgement, Rhythm{Kind: RhythmStanding}, []string{"rhythm"}},
		{"delivery with steps", KindDelivery, steps(one), []string{"rhythm"}},
		{"unknown", KindCoverage, Rhythm{Kind: "linear"}, []string{"rhythm"}},
		{"window without months", KindCoverage, Rhythm{Kind: RhythmYearlyWindow}, []string{"from", "to"}},
		{"window all year", KindCoverage, Rhythm{Kind: RhythmYearlyWindow, From: 3, To: 2}, []string{"to"}},
		{"month too many", KindCoverage, Rhythm{Kind: RhythmYearlyWindow, From: 1, To: 13}, []string{"to"}},
		{"months of nothing", KindCoverage, Rhythm{Kind: RhythmStanding, From: 2}, []string{"from"}},
		{"no steps", KindCoverage, steps(), []string{"steps"}},
		{"step without day", KindCoverage, steps(Step{Value: 1}), []string{"steps"}},
		{"negative step", KindCoverage, steps(Step{day("2018-01-01"), -1}), []string{"steps"}},
		{"two steps one day", KindCoverage, steps(one, one), []string{"steps"}},
		{"steps backwards", KindCoverage, steps(one, Step{day("2017-01-01"), 2}), []string{"steps"}},
		{"calendar years", KindFrequency, Rhythm{Kind: RhythmCalendar, Years: []int{2017, 2019}}, nil},
		{"no years", KindFrequency, Rhythm{Kind: RhythmCalendar}, []string{"years"}},
		{"a year twice", KindFrequency, Rhythm{Kind: RhythmCalendar, Years: []int{2017, 2017}}, []string{"years"}},
		{"a slip of a year", KindFrequency, Rhythm{Kind: RhythmCalendar, Years: []int{217}}, []string{"years"}},
		{"a frequency without years", KindFrequency, Rhythm{}, []string{"rhythm"}},
		{"years of nothing", KindVolume, Rhythm{Years: []int{2017}}, []string{"years"}},
		{"volume in steps", KindVolume, steps(one), nil},
		{"steps of nothing", KindCoverage, Rhythm{Kind: RhythmStanding, Steps: []Step{one}}, []string{"steps"}},
	}
	for _, tt := range tests {
		if got := fieldsOf(t, tt.r.CheckFor(tt.kind)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: complaints about %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestInWindow(t *testing.T) {
	newYear := Rhythm{Kind: RhythmYearlyWindow, From: 11, To: 1}
	tests := []struct {
		r     Rhythm
		on    string
		after string // "" when not in it
	}{
		{annualMeetings, "2018-01-31", ""},
		{annualMeetings, "2018-02-01", "2018-05-01"},
		{annualMeetings, "2018-04-30", "2018-05-01"},
		{annualMeetings, "2018-05-01", ""},
		{annualMeetings, "2018-12-31", ""},
		{newYear, "2018-10-31", ""},
		{newYear, "2018-11-01", "2019-02-01"},
		{newYear, "2019-01-31", "2019-02-01"},
		{newYear, "2019-02-01", ""},
		{Rhythm{Kind: RhythmStanding}, "2018-03-01", ""},
	}
	for _, tt := range tests {
		after, in := tt.r.InWindow(day(tt.on))
		if in != (tt.after != "") || in && after.String() != tt.after {
			t.Errorf("%v–%v on %s: %v, %v", tt.r.From, tt.r.To, tt.on, after, in)
		}
	}
}

func TestExpected(t *testing.T) {
	const none = -1
	steps := Rhythm{Kind: RhythmSteps, Steps: []Step{{day("2017-06-30"), 20}, {day("2017-12-31"), 48}, {day("2018-12-31"), 60}}}
	percent := Rhythm{Kind: RhythmSteps, Steps: []Step{{day("2017-06-30"), 50}, {day("2017-12-31"), 95}}}
	var zero district.Date
	tests := []struct {
		name          string
		r             Rhythm
		target        Target
		earliest, due district.Date
		on            string
		total         int
		want          int
	}{
		{"standing", Rhythm{Kind: RhythmStanding}, All(), zero, zero, "2018-01-01", 51, none},
		{"standing after due", Rhythm{Kind: RhythmStanding}, All(), zero, day("2018-01-01"), "2018-01-01", 51, none},
		{"no rhythm", Rhythm{}, All(), zero, zero, "2018-01-01", 51, none},
		{"no rhythm before due", Rhythm{}, All(), zero, day("2018-01-02"), "2018-01-01", 51, none},
		{"no rhythm on the due day", Rhythm{}, All(), zero, day("2018-01-01"), "2018-01-01", 51, 51},
		{"no rhythm due before the earliest day", Rhythm{}, All(), day("2018-01-02"), day("2018-01-01"), "2018-01-01", 51, none},

		{"before the first step", steps, All(), zero, zero, "2017-06-29", 51, 0},
		{"the day of a step", steps, All(), zero, zero, "2017-06-30", 51, 20},
		{"between steps", steps, All(), zero, zero, "2017-12-30", 51, 20},
		{"second step", steps, All(), zero, zero, "2017-12-31", 51, 48},
		{"never more than the target", steps, All(), zero, zero, "2019-01-01", 51, 51},
		{"never more than a lower target", steps, Target{TargetCount, 30}, zero, zero, "2018-01-01", 51, 30},
		{"a district that shrank", steps, All(), zero, zero, "2018-01-01", 40, 40},
		{"everything from the due date", steps, All(), zero, day("2017-08-01"), "2017-08-01", 51, 51},
		{"steps before the earliest day", steps, All(), day("2017-07-02"), zero, "2017-07-01", 51, none},
		{"steps in per cent", percent, Target{TargetPercent, 90}, zero, zero, "2017-07-01", 51, 26},
		{"not more per cent than the target", percent, Target{TargetPercent, 90}, zero, zero, "2018-01-01", 51, 46},
		{"steps without steps", Rhythm{Kind: RhythmSteps}, All(), zero, zero, "2018-01-01", 51, none},

		{"before the window: of last year's", annualMeetings, All(), zero, zero, "2018-01-31", 51, 51},
		{"first day of the window", annualMeetings, All(), zero, zero, "2018-02-01", 51, none},
		{"last day of the window", annualMeetings, All(), zero, zero, "2018-04-30", 51, none},
		{"after the window", annualMeetings, Target{TargetPercent, 90}, zero, zero, "2018-05-01", 51, 46},
		{"began after the window", annualMeetings, All(), day("2018-05-01"), zero, "2018-06-01", 51, none},
		{"began in the window", annualMeetings, All(), day("2018-04-30"), zero, "2018-05-01", 51, 51},
		{"began after the last window, still before the next", annualMeetings, All(), day("2017-06-01"), zero, "2018-01-31", 51, none},
		{"began after the last window, after the next", annualMeetings, All(), day("2017-06-01"), zero, "2018-05-01", 51, 51},
		{"window before due", annualMeetings, All(), zero, day("2019-05-01"), "2018-06-01", 51, none},
		{"window after due", annualMeetings, All(), zero, day("2018-05-01"), "2018-05-01", 51, 51},
		{"in the window after due", annualMeetings, All(), zero, day("2018-01-01"), "2018-03-01", 51, none},
	}
	for _, tt := range tests {
		def := Definition{Rhythm: tt.r, Target: tt.target, Earliest: tt.earliest, Due: tt.due}
		got, ok := Expected(def, day(tt.on), tt.total)
		if !ok {
			got = none
		}
		if got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestTrendDays(t *testing.T) {
	period := district.Through(day("2017-02-18"), day("2019-03-31"))
	strings := func(ds []district.Date) []string {
		out := []string{}
		for _, d := range ds {
			out = append(out, d.String())
		}
		return out
	}
	tests := []struct {
		name   string
		period district.Span
		today  string
		n      int
		want   []string
	}{
		{"a young plan", period, "2017-04-16", 60, []string{"2017-02-18", "2017-03-01", "2017-04-01", "2017-04-16"}},
		{"on the first of a month", period, "2017-04-01", 60, []string{"2017-02-18", "2017-03-01", "2017-04-01"}},
		{"its first day", period, "2017-02-18", 60, []string{"2017-02-18"}},
		{"before it", period, "2017-02-17", 60, []string{}},
		{"none wanted", period, "2018-02-17", 0, []string{}},
		{"one wanted", period, "2018-02-17", 1, []string{"2018-02-17"}},
		{"two wanted", period, "2018-02-17", 2, []string{"2017-02-18", "2018-02-17"}},
		{"thinned", period, "2018-04-16", 7, []string{"2017-02-18", "2017-03-01", "2017-06-01", "2017-09-01",
			"2017-12-01", "2018-03-01", "2018-04-16"}},
		{"long after it", district.Through(day("2017-01-01"), day("2017-03-31")), "2018-04-16", 60,
			[]string{"2017-01-01", "2017-02-01", "2017-03-01", "2017-03-31"}},
		{"over New Year", district.Span{From: day("2017-11-15")}, "2018-01-10", 60,
			[]string{"2017-11-15", "2017-12-01", "2018-01-01", "2018-01-10"}},
		{"without a first day", district.Span{}, "2018-02-28", 3, []string{"2016-02-28", "2016-03-01", "2018-02-28"}},
		{"no days at all", district.Span{From: day("2017-01-01"), Until: day("2017-01-01")}, "2018-01-01", 5, []string{}},
	}
	for _, tt := range tests {
		if got := strings(TrendDays(tt.period, day(tt.today), tt.n)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
