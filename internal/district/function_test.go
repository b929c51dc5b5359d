package district

import "testing"

func TestMetWithin(t *testing.T) {
	t.Parallel()
	day := MustDate("2018-05-31")
	done := func(s string) DatedState { return DatedState{Day: MustDate(s), Done: true} }
	planned := func(s string) DatedState { return DatedState{Day: MustDate(s)} }
	cancelled := func(s string) DatedState { return DatedState{Day: MustDate(s), Cancelled: true} }
	for _, c := range []struct {
		what     string
		meetings []DatedState
		yes, no  bool
	}{
		{"nothing is written", nil, false, false},
		{"on the first day that counts, the last of a short month", []DatedState{done("2018-02-28")}, true, false},
		{"the day before", []DatedState{done("2018-02-27")}, false, true},
		{"on the day itself", []DatedState{done("2018-05-31")}, true, false},
		{"ahead", []DatedState{done("2018-06-01")}, false, false},
		{"cancelled is said", []DatedState{cancelled("2018-04-01")}, false, true},
		{"planned and passed waits", []DatedState{done("2018-01-01"), planned("2018-04-01")}, false, false},
		{"planned today, or long ago, does not", []DatedState{done("2018-01-01"), planned("2018-05-31"), planned("2018-02-01")}, false, true},
		{"planned alone says nothing", []DatedState{planned("2018-01-01")}, false, false},
	} {
		if yes, no := MetWithin(day, c.meetings, 3); yes != c.yes || no != c.no {
			t.Errorf("%s: %v %v", c.what, yes, no)
		}
	}
}

func TestActiveWithin(t *testing.T) {
	t.Parallel()
	day := MustDate("2018-04-16")
	kinds := []int64{1, 2}
	all := map[int64][]Date{1: {MustDate("2018-03-31")}, 2: {MustDate("2017-01-01"), MustDate("2018-02-28")}}
	for _, c := range []struct {
		what    string
		records []DatedState
		written map[int64][]Date
		yes, no bool
	}{
		{"done", []DatedState{{Day: MustDate("2017-10-16"), Done: true}}, nil, true, false},
		{"too long ago, and nobody has said that all is written", []DatedState{{Day: MustDate("2017-10-15"), Done: true}}, nil, false, false},
		{"all is written", nil, all, false, true},
		{"of one kind only", nil, map[int64][]Date{1: all[1]}, false, false},
		{"through a day before the months", nil, map[int64][]Date{1: all[1], 2: {MustDate("2017-10-15")}}, false, false},
		{"something waits to be told of", []DatedState{{Day: MustDate("2018-02-01")}}, all, false, false},
		{"cancelled does not", []DatedState{{Day: MustDate("2018-02-01"), Cancelled: true}}, all, false, true},
	} {
		if yes, no := ActiveWithin(day, c.records, c.written, kinds, 6); yes != c.yes || no != c.no {
			t.Errorf("%s: %v %v", c.what, yes, no)
		}
	}
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		inPlace, unknown int
		yes, no          bool
	}{{3, 0, true, false}, {2, 1, false, false}, {2, 0, false, true}, {0, 5, false, false}, {4, 1, true, false}} {
		if yes, no := Functions(c.inPlace, c.unknown, 3); yes != c.yes || no != c.no {
			t.Errorf("%d and %d unknown: %v %v", c.inPlace, c.unknown, yes, no)
		}
	}
	for _, c := range Criteria() {
		if c.Name() == "" {
			t.Errorf("%s has no name", c)
		}
	}
	for _, k := range PlanDocuments() {
		if !k.Valid() {
			t.Errorf("%s is no kind of document", k)
		}
	}
}
