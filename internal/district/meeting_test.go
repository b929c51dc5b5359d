package district_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"verkstad/internal/district"
)

func stockholm(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// A meeting counts on its own civil day, whatever day it is in UTC and however long the night is.
func TestMeetingOnItsOwnDay(t *testing.T) {
	zone := stockholm(t)
	for _, c := range []struct{ day, at, utc string }{
		{"2018-04-16", "18:30", "2018-04-16T16:30:00Z"},
		{"2018-04-16", "23:30", "2018-04-16T21:30:00Z"},
		{"2018-04-17", "00:30", "2018-04-16T22:30:00Z"},
		{"2017-12-31", "23:30", "2017-12-31T22:30:00Z"}, // the last of the old year
		{"2018-01-01", "00:30", "2017-12-31T23:30:00Z"}, // the first of the new, still the old in UTC
		{"2016-02-29", "23:59", "2016-02-29T22:59:00Z"},
		{"2018-03-25", "01:30", "2018-03-25T00:30:00Z"}, // before the clock is put forward
		{"2018-03-25", "02:30", "2018-03-25T01:30:00Z"}, // a time that is not there
		{"2018-03-25", "03:30", "2018-03-25T01:30:00Z"},
		{"2018-03-24", "23:30", "2018-03-24T22:30:00Z"},
		{"2018-10-28", "02:30", "2018-10-28T00:30:00Z"}, // the first of two
		{"2018-10-28", "23:30", "2018-10-28T22:30:00Z"},
		{"2018-10-27", "23:30", "2018-10-27T21:30:00Z"},
	} {
		day := district.MustDate(c.day)
		clock, ok := district.ParseTimeOfDay(c.at)
		if !ok {
			t.Fatalf("%q is no time", c.at)
		}
		at := clock.On(day, zone)
		if got := at.UTC().Format(time.RFC3339); got != c.utc {
			t.Errorf("%s %s is %s, want %s", c.day, c.at, got, c.utc)
		}
		if got := district.DateOf(at, zone); got != day {
			t.Errorf("%s %s counts on %s", c.day, c.at, got)
		}
	}
	for day := district.MustDate("2017-01-01"); day.Year() < 2021; day = day.AddDays(1) {
		for _, clock := range []district.TimeOfDay{0, 23*60 + 30, 18*60 + 30} {
			if got := district.DateOf(clock.On(day, zone), zone); got != day {
				t.Errorf("%s on %s counts on %s", clock, day, got)
			}
			if got := district.TimeOfDayOf(clock.On(day, zone), zone); got != clock {
				t.Errorf("%s on %s shows %s", clock, day, got)
			}
		}
	}
}

func TestParseTimeOfDay(t *testing.T) {
	for typed, want := range map[string]string{"18.30": "18:30", "18:30": "18:30", "1830": "18:30", "18": "18:00", "8": "08:00", "8.15": "08:15",
		" kl. 18.30 ": "18:30", "kl 9": "09:00", "00:00": "00:00", "23:59": "23:59"} {
		if got, ok := district.ParseTimeOfDay(typed); !ok || got.String() != want {
			t.Errorf("%q is %s (%v), want %s", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "24:00", "18:60", "18:3", "183", "18.300", "-1", "halv sju", "18:30:00", "+8", "99999"} {
		if got, ok := district.ParseTimeOfDay(typed); ok {
			t.Errorf("%q is taken for %s", typed, got)
		}
	}
}

func TestWholeMeeting(t *testing.T) {
	zone := stockholm(t)
	part := func(state district.MeetingState, day, recorded string, done bool) district.MeetingPart {
		p := district.MeetingPart{State: state, Start: district.TimeOfDay(18*60).On(district.MustDate(day), zone), Done: done}
		if recorded != "" {
			p.RecordedOn = district.MustDate(recorded)
		}
		return p
	}
	held, planned, cancelled := district.MeetingHeld, district.MeetingPlanned, district.MeetingCancelled
	for _, c := range []struct {
		name     string
		parts    []district.MeetingPart
		state    district.MeetingState
		day      string
		recorded string
		done     bool
	}{
		{"all held", []district.MeetingPart{part(held, "2017-12-30", "2018-01-08", true), part(held, "2018-01-02", "2018-01-03", true)}, held, "2018-01-02", "2018-01-08", true},
		{"one to come", []district.MeetingPart{part(held, "2017-12-30", "2018-01-08", true), part(planned, "2018-01-02", "", false)}, planned, "2017-12-30", "", false},
		{"the last was cancelled", []district.MeetingPart{part(held, "2017-12-30", "2018-01-08", true), part(cancelled, "2018-01-02", "", false)}, held, "2017-12-30", "2018-01-08", true},
		{"all cancelled", []district.MeetingPart{part(cancelled, "2018-01-02", "", false), part(cancelled, "2017-12-30", "", false)}, cancelled, "2017-12-30", "", false},
		{"attendance of one part is not finished", []district.MeetingPart{part(held, "2018-01-02", "2018-01-08", true), part(held, "2018-01-03", "2018-01-08", false)}, held, "2018-01-03", "2018-01-08", false},
		{"one part", []district.MeetingPart{part(held, "2018-01-02", "2018-01-08", true)}, held, "2018-01-02", "2018-01-08", true},
	} {
		got := district.WholeMeeting(c.parts)
		if got.State != c.state || district.DateOf(got.Start, zone).String() != c.day || got.RecordedOn.String() != c.recorded || got.Done != c.done {
			t.Errorf("%s: %s on %s, recorded %s, done %v", c.name, got.State, district.DateOf(got.Start, zone), got.RecordedOn, got.Done)
		}
		random := rand.New(rand.NewPCG(1, 2))
		random.Shuffle(len(c.parts), func(i, j int) { c.parts[i], c.parts[j] = c.parts[j], c.parts[i] })
		if again := district.WholeMeeting(c.parts); again != got {
			t.Errorf("%s: the order of the parts matters", c.name)
		}
	}
	if got := district.WholeMeeting(nil); got != (district.MeetingWhole{}) {
		t.Errorf("without parts: %+v", got)
	}
}

func TestPresence(t *testing.T) {
	for _, c := range []struct {
		ticked, done bool
		want         district.Presence
	}{{true, true, district.Present}, {true, false, district.Present}, {false, true, district.Absent}, {false, false, district.PresenceUnknown}} {
		if got := district.PresenceAt(c.ticked, c.done); got != c.want {
			t.Errorf("ticked %v, done %v: %s", c.ticked, c.done, got)
		}
	}
	p, a, u := district.Present, district.Absent, district.PresenceUnknown
	for _, c := range []struct {
		latestFirst []district.Presence
		want        bool
	}{
		{nil, false}, {[]district.Presence{a}, false}, {[]district.Presence{a, a}, true}, {[]district.Presence{a, p, a}, false},
		{[]district.Presence{p, a, a}, false}, {[]district.Presence{u, a, a}, true}, {[]district.Presence{a, u, a}, true},
		{[]district.Presence{a, u}, false}, {[]district.Presence{u, u}, false}, {[]district.Presence{a, a, p}, true},
	} {
		if got := district.AbsentTwice(c.latestFirst); got != c.want {
			t.Errorf("%v: %v", c.latestFirst, got)
		}
	}
}
