package district_test

import (
	"testing"

	"verkstad/internal/district"
)

func TestTookPart(t *testing.T) {
	t.Parallel()
	days := func(s ...string) (out []district.Date) {
		for _, d := range s {
			out = append(out, district.MustDate(d))
		}
		return out
	}
	for _, tt := range []struct {
		name     string
		day      string
		part     district.TakenPart
		atLeast  int
		earliest string
		yes, no  bool
	}{
		{"nothing known", "2018-04-16", district.TakenPart{}, 1, "", false, false},
		{"once", "2017-05-01", district.TakenPart{Days: days("2017-05-01")}, 1, "", true, false},
		{"to come", "2017-04-30", district.TakenPart{Days: days("2017-05-01")}, 1, "", false, false},
		{"too few, and perhaps more is not written", "2018-04-16", district.TakenPart{Days: days("2017-05-01")}, 2, "", false, false},
		{"too few, and all is written", "2018-04-16", district.TakenPart{Days: days("2017-05-01"), Written: days("2017-12-31")}, 2, "", false, true},
		{"all will be written", "2017-12-30", district.TakenPart{Written: days("2017-12-31")}, 1, "", false, false},
		{"written, but before anything counts", "2018-04-16", district.TakenPart{Written: days("2017-12-31")}, 1, "2018-01-01", false, false},
		{"before anything counts", "2018-04-16", district.TakenPart{Days: days("2017-12-31"), Written: days("2018-03-31")}, 1, "2018-01-01", false, true},
		{"written before the unit was", "2018-04-16", district.TakenPart{Written: days("2017-12-31"), Life: district.Span{From: district.MustDate("2018-01-07")}}, 1, "", false, false},
		{"on a day on which the unit was not", "2018-04-16", district.TakenPart{Days: days("2018-01-06"), Life: district.Span{From: district.MustDate("2018-01-07")}}, 1, "", false, false},
		{"on its last day", "2018-04-16", district.TakenPart{Days: days("2018-01-06"), Life: district.Span{Until: district.MustDate("2018-01-07")}}, 1, "", true, false},
	} {
		var earliest district.Date
		if tt.earliest != "" {
			earliest = district.MustDate(tt.earliest)
		}
		if yes, no := district.TookPart(district.MustDate(tt.day), tt.part, tt.atLeast, earliest); yes != tt.yes || no != tt.no {
			t.Errorf("%s: yes %v no %v, want %v %v", tt.name, yes, no, tt.yes, tt.no)
		}
	}
}
