package clock_test

import (
	"testing"
	"time"

	"verkstad/internal/clock"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// TestShown: beside a business day that was moved, an instant has its own time of day on the day that the demo's
// calendar had, also over the nights when the clocks change.
func TestShown(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	now := at("2026-11-25T10:00:00Z")
	real := clock.Moment{Now: now, Today: district.MustDate("2026-11-25")}
	moved := real.MovedTo(district.MustDate("2018-04-16"))
	for _, c := range []struct {
		m        clock.Moment
		at, want string
	}{
		{real, "2026-11-25T10:28:00Z", "25 november 2026 kl. 11.28"},
		{moved, "2026-11-25T10:28:00Z", "16 april 2018 kl. 11.28"}, // winter there, summer here
		{moved, "2026-11-25T23:30:00Z", "17 april 2018 kl. 00.30"},
		{moved, "2026-11-24T22:59:00Z", "15 april 2018 kl. 23.59"},
	} {
		if got := sv.Instant(c.m.Shown(at(c.at))); got != c.want {
			t.Errorf("shown %s on %s: %q, want %q", c.at, c.m.Today, got, c.want)
		}
		if got := district.DateOf(c.m.Shown(at(c.at)), clock.Stockholm); got != c.m.BusinessDay(at(c.at)) {
			t.Errorf("shown %s on %s is another day than the business day", c.at, got)
		}
	}
	if !moved.Shown(time.Time{}).IsZero() {
		t.Error("no instant is shown as one")
	}
}
