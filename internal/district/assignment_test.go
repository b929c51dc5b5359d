package district_test

import (
	"testing"

	"verkstad/internal/district"
)

func span(first, last string) district.Span {
	s := district.Span{From: district.MustDate(first)}
	if last != "" {
		s.Until = district.MustDate(last).AddDays(1)
	}
	return s
}

func TestPostStateVacantSinceAndHeldThrough(t *testing.T) {
	day := district.MustDate("2018-04-16")
	d := func(s string) district.Date {
		if s == "" {
			return district.Date{}
		}
		return district.MustDate(s)
	}
	for _, c := range []struct {
		name    string
		held    []district.Span
		vacant  []string
		state   district.PostState
		since   string
		through string
	}{
		{"nothing stated", nil, nil, district.PostUnknown, "", ""},
		{"held without end", []district.Span{span("2017-01-01", "")}, nil, district.PostFilled, "", ""},
		{"held through today", []district.Span{span("2017-01-01", "2018-04-16")}, nil, district.PostFilled, "", "2018-04-16"},
		{"ended yesterday", []district.Span{span("2017-01-01", "2018-04-15")}, nil, district.PostVacant, "2018-04-16", ""},
		{"begins tomorrow", []district.Span{span("2018-04-17", "")}, nil, district.PostUnknown, "", ""},
		{"begins today", []district.Span{span("2018-04-16", "")}, nil, district.PostFilled, "", ""},
		{"stated vacant today", nil, []string{"2018-04-16"}, district.PostVacant, "2018-04-16", ""},
		{"stated vacant tomorrow", nil, []string{"2018-04-17"}, district.PostUnknown, "", ""},
		{"stated twice", nil, []string{"2018-03-01", "2018-02-01"}, district.PostVacant, "2018-02-01", ""},
		{"stated, later held and ended", []district.Span{span("2018-03-01", "2018-03-31")}, []string{"2018-02-01"}, district.PostVacant, "2018-04-01", ""},
		{"ended, later stated", []district.Span{span("2017-01-01", "2017-12-31")}, []string{"2018-02-01"}, district.PostVacant, "2018-01-01", ""},
		{"held though stated", []district.Span{span("2018-03-01", "")}, []string{"2018-04-01"}, district.PostFilled, "", ""},
		{"successor the day after", []district.Span{span("2018-01-01", "2018-04-30"), span("2018-05-01", "2018-12-31")}, nil, district.PostFilled, "", "2018-12-31"},
		{"successor without end", []district.Span{span("2018-05-01", ""), span("2018-01-01", "2018-04-30")}, nil, district.PostFilled, "", ""},
		{"gap before the successor", []district.Span{span("2018-01-01", "2018-04-30"), span("2018-05-02", "")}, nil, district.PostFilled, "", "2018-04-30"},
		{"shared", []district.Span{span("2018-01-01", "2018-04-30"), span("2018-02-01", "2018-06-30")}, nil, district.PostFilled, "", "2018-06-30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var vacant []district.Date
			for _, v := range c.vacant {
				vacant = append(vacant, district.MustDate(v))
			}
			if got := district.PostStateOn(day, c.held, vacant); got != c.state {
				t.Errorf("state = %s, want %s", got, c.state)
			}
			if got := district.VacantSince(day, c.held, vacant); got != d(c.since) {
				t.Errorf("vacant since %s, want %s", got, c.since)
			}
			if got := district.HeldThrough(day, c.held); got != d(c.through) {
				t.Errorf("held through %s, want %s", got, c.through)
			}
		})
	}
}
