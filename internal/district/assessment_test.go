package district_test

import (
	"testing"

	"verkstad/internal/district"
)

func TestAnswerOn(t *testing.T) {
	t.Parallel()
	at := func(day string, a district.Answer) district.DatedAnswer {
		return district.DatedAnswer{Day: district.MustDate(day), Answer: a}
	}
	history := []district.DatedAnswer{at("2017-03-10", "no"), at("2017-09-01", "partly"), at("2017-06-01", "yes")}
	for _, tt := range []struct {
		name     string
		day      string
		given    []district.DatedAnswer
		months   int
		last     district.Answer
		good     bool
		yes, no  bool
		yesParts bool // when partly counts
	}{
		{"nothing", "2018-04-16", nil, 12, "", false, false, false, false},
		{"before the first", "2017-03-09", history, 12, "", false, false, false, false},
		{"on the day itself", "2017-03-10", history, 12, "no", true, false, true, false},
		{"the latest by the day, whatever the order", "2017-08-31", history, 12, "yes", true, true, false, true},
		{"partly is no yes", "2018-04-16", history, 12, "partly", true, false, true, true},
		{"good through the same day", "2018-09-01", history, 12, "partly", true, false, true, true},
		{"unknown again the day after", "2018-09-02", history, 12, "partly", false, false, false, false},
		{"shorter", "2018-03-02", history, 6, "partly", false, false, false, false},
		{"of a leap day", "2017-02-28", []district.DatedAnswer{at("2016-02-29", "yes")}, 12, "yes", true, true, false, true},
		{"after a leap day", "2017-03-01", []district.DatedAnswer{at("2016-02-29", "yes")}, 12, "yes", false, false, false, false},
		{"of the last of a month", "2017-06-30", []district.DatedAnswer{at("2017-05-31", "no")}, 1, "no", true, false, true, false},
	} {
		day := district.MustDate(tt.day)
		last, good := district.AnswerOn(day, tt.given, tt.months)
		if last.Answer != tt.last || good != tt.good {
			t.Errorf("%s: %q good %v, want %q good %v", tt.name, last.Answer, good, tt.last, tt.good)
		}
		if yes, no := district.AnswerState(day, tt.given, tt.months, false); yes != tt.yes || no != tt.no {
			t.Errorf("%s: yes %v no %v, want %v %v", tt.name, yes, no, tt.yes, tt.no)
		}
		if yes, _ := district.AnswerState(day, tt.given, tt.months, true); yes != tt.yesParts {
			t.Errorf("%s: with partly yes %v, want %v", tt.name, yes, tt.yesParts)
		}
	}
	for _, a := range district.Answers() {
		if !a.Valid() || a.Name() == "" {
			t.Errorf("%q has no name", a)
		}
	}
	if district.Answer("").Valid() || district.Answer("maybe").Valid() {
		t.Error("no answer is an answer")
	}
}
