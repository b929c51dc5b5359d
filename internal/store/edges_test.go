package store_test

import (
	"fmt"
	"testing"
	"time"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// TestMonthsInTheDatabase: months are added in the database as [district.Date.AddMonths] adds them, over leap days and the
// ends of months: the rules about the age of units and answers are written once in each.
func TestMonthsInTheDatabase(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	rows, err := w.DB.Pool().Query(w.Ctx, `
		SELECT d::date, m, (d::date + make_interval(months => m))::date
		FROM generate_series('2015-01-01'::date, '2021-01-01'::date, '1 day') d, unnest('{-24,-12,-1,1,2,6,12,24,48}'::int[]) m`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var from, got district.Date
		var months int
		if err := rows.Scan(&from, &months, &got); err != nil {
			t.Fatal(err)
		}
		if want := from.AddMonths(months); got != want {
			t.Errorf("%s and %d months is %s in the database and %s here", from, months, got, want)
		}
		n++
	}
	if n < 19000 || rows.Err() != nil {
		t.Errorf("only %d days, %v", n, rows.Err())
	}
}

// TestSpansInTheDatabase: a span holds on the same days in the database as here.
func TestSpansInTheDatabase(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	for _, last := range []string{"2017-12-31", "2016-02-29", "2018-09-09", "2018-10-28"} {
		s := district.Through(day(last).AddDays(-3), day(last))
		for n := -5; n <= 2; n++ {
			d := day(last).AddDays(n)
			var got bool
			if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT daterange($1::date, $2::date) @> $3::date`, s.From, s.Until, d).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got != s.Contains(d) {
				t.Errorf("through %s, on %s: %v in the database", last, d, got)
			}
		}
	}
}

// midnights are the first instants of days on which something may go wrong, in UTC.
var midnights = map[string]time.Time{
	"2018-01-01": time.Date(2017, 12, 31, 23, 0, 0, 0, time.UTC), "2016-03-01": time.Date(2016, 2, 29, 23, 0, 0, 0, time.UTC),
	"2018-03-25": time.Date(2018, 3, 24, 23, 0, 0, 0, time.UTC), "2018-03-26": time.Date(2018, 3, 25, 22, 0, 0, 0, time.UTC),
	"2018-10-28": time.Date(2018, 10, 27, 22, 0, 0, 0, time.UTC), "2018-10-29": time.Date(2018, 10, 28, 23, 0, 0, 0, time.UTC),
	"2016-02-29": time.Date(2016, 2, 28, 23, 0, 0, 0, time.UTC), "2020-02-29": time.Date(2020, 2, 28, 23, 0, 0, 0, time.UTC),
	"2017-12-31": time.Date(2017, 12, 30, 23, 0, 0, 0, time.UTC), "2018-05-01": time.Date(2018, 4, 30, 22, 0, 0, 0, time.UTC),
	"2018-09-10": time.Date(2018, 9, 9, 22, 0, 0, 0, time.UTC), "2019-05-27": time.Date(2019, 5, 26, 22, 0, 0, 0, time.UTC),
}

// TestADayTurnsAtMidnight: at 23.59 a post whose last day it is is held, somebody who follows on is not yet, and what is
// written belongs to that day; at 00.01 all of it has moved: posts, the goal, units that merge, and the log.
func TestADayTurnsAtMidnight(t *testing.T) {
	t.Parallel()
	for name, midnight := range midnights {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			first := day(name)
			last := first.AddDays(-1)
			w.SetNow(midnight.Add(-time.Minute))
			old, into := w.Association("Farsta"), w.Association("Vantör")
			ends := w.Assign(into, "treasurer", fixture.Assignment{From: last.AddDays(-30), Last: last})
			w.Assign(into, "secretary", fixture.Assignment{From: first})
			goal := w.Goals(district.Through(last.AddDays(-100), last.AddDays(400)), fixture.Goal{})[0].ID
			w.Measure(goal, w.Coverage("treasurer"))
			w.Merge(into, first, old)
			look := func() (string, district.Date) {
				m, err := w.Store.Moment(w.Ctx)
				if err != nil {
					t.Fatal(err)
				}
				u, err := w.Store.UnitPosts(w.Ctx, store.PostScopes{See: authz.Everything, Names: authz.Everything}, m.Today, into.Slug)
				if err != nil {
					t.Fatal(err)
				}
				treasurer, _ := u.Find(w.Post("treasurer").ID)
				secretary, _ := u.Find(w.Post("secretary").ID)
				units, err := w.Store.Units(w.Ctx, authz.Everything, m.Today, district.KindAssociation)
				if err != nil {
					t.Fatal(err)
				}
				p := w.GoalOn(goal, m.Today).Measures[0].Now.Coverage
				return fmt.Sprintf("treasurer %s, secretaries %d, units %d, goal %d of %d", treasurer.State, len(secretary.Now), len(units), p.Yes, p.Total), m.Today
			}
			if got, today := look(); got != "treasurer filled, secretaries 0, units 2, goal 1 of 2" || today != last {
				t.Errorf("at 23.59 on %s: %s", today, got)
			}
			w.SetNow(midnight.Add(time.Minute))
			if got, today := look(); got != "treasurer vacant, secretaries 1, units 1, goal 0 of 1" || today != first {
				t.Errorf("at 00.01 on %s: %s", today, got)
			}
			w.Vacant(into, "electionOfficer", first)
			for action, want := range map[string]district.Date{"assignment.create": last, "vacancy.create": first} {
				var got district.Date
				if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT max(business_day) FROM audit_log WHERE record || '.' || action = $1`, action).Scan(&got); err != nil || got != want {
					t.Errorf("%s was written on %s, want %s (%v)", action, got, want, err)
				}
			}
			if a := readAssignment(t, w, ends.ID); !a.Holds(last) || a.Holds(first) {
				t.Errorf("the assignment = %+v", a)
			}
		})
	}
}

// TestAccessEndsOnNewYearsEve: access through 31 December cannot be ended once the year has turned, and that which begins
// on New Year's Day cannot be given for the day before.
func TestAccessEndsOnNewYearsEve(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	w.SetNow(time.Date(2017, 12, 31, 22, 59, 0, 0, time.UTC))
	a := w.Account(authz.Auditor, 0)
	eve := day("2017-12-31")
	if _, err := w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, nil, a.ID, a.Grant, 1, eve); err != nil {
		t.Fatal(err)
	}
	same(t, "on New Year's Eve", access(t, w, a.ID, eve), "auditor")
	same(t, "on New Year's Day", access(t, w, a.ID, eve.AddDays(1)))
	w.SetNow(time.Date(2017, 12, 31, 23, 1, 0, 0, time.UTC)) // 00.01
	_, err := w.Store.SetGrantLast(w.Ctx, w.Actor, db.OnceKey{}, nil, a.ID, a.Grant, 2, eve.AddDays(10))
	complaint(t, err, "until")
	office := &authz.Access{Account: 1, Grants: []authz.Grant{{Role: authz.DistrictStaff}}}
	_, err = w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, office, store.NewGrant{Account: a.ID, Role: authz.Auditor, Valid: district.Span{From: eve}})
	complaint(t, err, "from")
	if _, err := w.Store.Grant(w.Ctx, w.Actor, db.OnceKey{}, office, store.NewGrant{Account: a.ID, Role: authz.Auditor, Valid: district.Span{From: eve.AddDays(1)}}); err != nil {
		t.Errorf("from New Year's Day: %v", err)
	}
}

// TestMeetingsInTheNightsWhenTheClocksChange begin on the day that was written, at 00.10, at 02.30, which comes twice or
// never, and at 23.50.
func TestMeetingsInTheNightsWhenTheClocksChange(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	for _, d := range []string{"2018-03-25", "2018-10-28", "2017-03-26", "2017-10-29", "2017-12-31", "2018-01-01", "2016-02-29", "2018-09-09"} {
		for _, at := range []string{"00.10", "01.59", "02.00", "02.30", "03.00", "23.50"} {
			clockTime, ok := district.ParseTimeOfDay(at)
			if !ok {
				t.Fatal(at)
			}
			start := clockTime.On(day(d), clock.Stockholm)
			if got := district.DateOf(start, clock.Stockholm); got != day(d) {
				t.Errorf("%s %s is on %s", d, at, got)
			}
			var got district.Date // as the generated column of meetings counts it
			if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT ($1::timestamptz AT TIME ZONE 'Europe/Stockholm')::date`, start).Scan(&got); err != nil || got != day(d) {
				t.Errorf("%s %s is on %s in the database (%v)", d, at, got, err)
			}
			exists := !(at == "02.00" || at == "02.30") || d != "2018-03-25" && d != "2017-03-26"
			if back := district.TimeOfDayOf(start, clock.Stockholm); exists && back != clockTime {
				t.Errorf("%s %s reads %s", d, at, back)
			}
		}
	}
}
