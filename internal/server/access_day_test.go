package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// give gives an account a role for a span of days, as the program itself.
func give(t *testing.T, app *apptest.App, account int64, role authz.Role, unit int64, valid district.Span) int64 {
	t.Helper()
	return must(app.Store.Grant(app.Ctx, app.Actor, db.OnceKey{}, nil, store.NewGrant{Account: account, Role: role, Unit: unit, Valid: valid}))(t)
}

// somebody is an account that has no access at all.
func somebody(t *testing.T, app *apptest.App) fixture.Account {
	t.Helper()
	id := must(app.Store.CreateAccount(app.Ctx, app.Actor, db.OnceKey{}, store.NewAccount{Name: "Någon Utan", Email: "nagon@example.org"}))(t)
	return fixture.Account{ID: id, Email: "nagon@example.org", Name: "Någon Utan"}
}

func TestNoAccessIsNoAccess(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	account := somebody(t, s.App)
	c := s.With(account)
	for _, rw := range accessTable {
		if rw.method != get || rw.opened() {
			continue
		}
		var u *unit
		if all := rw.targets(s); all != nil {
			u = all[0]
		}
		if r := c.Get(rw.address(s, s.readers[0], u)); r.Code != http.StatusForbidden {
			t.Errorf("%s: %d to somebody without access, want 403", rw, r.Code)
		}
	}
	c.Get(paths.Home).OK(t).Valid()
	c.Get(paths.Account).OK(t).HasText("Du har ingen behörighet i dag")
	if found := c.Get(paths.Search + "?q=Farsta").OK(t); strings.Contains(found.Main().Text(), "Partiförening") {
		t.Error("somebody without access finds an association")
	}
}

// A grant holds on its business days and on no other, at the very next request.
func TestGrantsAtTheBusinessDay(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	account := somebody(t, app)
	from, last := district.MustDate("2018-05-01"), district.MustDate("2018-05-31")
	give(t, app, account.ID, authz.AssociationChair, farsta.ID, district.Through(from, last))
	c := app.With(account)
	page := paths.EditAssociation(farsta.Slug)
	for _, day := range []struct {
		on   district.Date
		code int
	}{{fixture.Today, 403}, {from.AddDays(-1), 403}, {from, 200}, {last, 200}, {last.AddDays(1), 403}, {from, 200}} {
		if err := app.DB.MoveDay(app.Ctx, app.Actor, db.OnceKey{}, day.on); err != nil {
			t.Fatal(err)
		}
		if r := c.Get(page); r.Code != day.code {
			t.Errorf("on %s: %d, want %d", day.on, r.Code, day.code)
		}
		if r := c.Post(page, url.Values{}); (r.Code == http.StatusForbidden) != (day.code == http.StatusForbidden) {
			t.Errorf("on %s a post answers %d", day.on, r.Code)
		}
		// Nobody is logged out by it.
		c.Get(paths.Account).OK(t)
	}
}

func TestEndedGrantEndsAtTheNextRequest(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	account := app.Account(authz.AssociationChair, farsta.ID)
	second := app.Grant(account, authz.AssociationChair, solna.ID)
	c, other := app.With(account), app.With(account)
	c.Get(paths.EditAssociation(farsta.Slug)).OK(t)
	c.Get(paths.EditAssociation(solna.Slug)).OK(t)
	giver := &authz.Access{Account: 1, Grants: []authz.Grant{{Role: authz.DistrictStaff}}}
	if _, err := app.Store.SetGrantLast(app.Ctx, app.Actor, db.OnceKey{}, giver, account.ID, second, 1, fixture.Today.AddDays(-1)); err != nil {
		t.Fatal(err)
	}
	for _, browser := range []*apptest.Client{c, other} {
		browser.Get(paths.EditAssociation(farsta.Slug)).OK(t)
		browser.Get(paths.EditAssociation(solna.Slug)).Is(t, http.StatusNotFound)
		browser.Post(paths.EditAssociation(solna.Slug), url.Values{}).Is(t, http.StatusNotFound)
	}
}

// Moving the day of a demo moves everybody's access and logs nobody out, not even after years.
func TestMovingTheDayMovesAccess(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	account := app.Account(authz.Nominating, 0) // until 2029-12-31
	c, staff := app.With(account), app.As(authz.DistrictStaff, 0)
	c.Get(paths.Matrix).OK(t)
	for _, day := range []struct {
		on   string
		code int
	}{{"2029-12-31", 200}, {"2030-01-01", 403}, {"2016-12-31", 403}, {"2017-01-01", 200}} {
		staffDay := staff.Post(paths.DemoDay, url.Values{"day": {day.on}})
		if staffDay.Code != http.StatusSeeOther {
			// The office's own access begins in 2017 too: before it, nobody can move the day from within.
			if err := app.DB.MoveDay(app.Ctx, app.Actor, db.OnceKey{}, district.MustDate(day.on)); err != nil {
				t.Fatal(err)
			}
		}
		if r := c.Get(paths.Matrix); r.Code != day.code {
			t.Errorf("on %s: %d, want %d", day.on, r.Code, day.code)
		}
		c.Get(paths.Account).OK(t)
	}
}

// A role that needs a second factor asks for it from the day on which it holds, not before.
func TestSecondFactorFollowsTheGrant(t *testing.T) {
	t.Parallel()
	app := apptest.Strict(t)
	account := app.Account(authz.AssociationChair, app.Association("Farsta").ID)
	give(t, app, account.ID, authz.Press, 0, district.Span{From: fixture.Today.AddDays(1)})
	c := app.With(account)
	c.Get(paths.Goals).OK(t)
	app.SetNow(app.DB.Clock().Now().AddDate(0, 0, 1))
	if r := c.Get(paths.Goals); !strings.HasPrefix(r.Location, paths.EnrollFactor) {
		t.Errorf("on the first day: %d %s, want the set-up of a second factor", r.Code, r.Location)
	}
}

// What belongs to another unit is nowhere to be read by somebody who has one unit: not on any page, in no search, file
// or list of proposals.
func TestForeignRecordsAreNowhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	stranger := s.Person("Xerxes Främmande")
	for _, u := range s.units {
		if !isOwn(s, u) {
			s.Assign(u.Unit, "secretary", fixture.Assignment{Person: stranger.ID})
		}
	}
	hidden := s.Association("Qvarnholmens förening")
	s.Assign(hidden, "associationChair", fixture.Assignment{Person: stranger.ID})
	staffSees := strings.Contains(s.as(authz.DistrictStaff).client.Get(paths.Search+"?q=xerxes").OK(t).Body, "Xerxes Främmande")
	if !staffSees {
		t.Fatal("the office does not find the stranger either: the test proves nothing")
	}
	for _, r := range s.readers {
		if r.unit == 0 && r.role != authz.Nominating {
			continue
		}
		t.Run(string(r.role), func(t *testing.T) {
			pages := []string{paths.Search + "?q=xerxes", paths.Search + "?q=qvarnholm", paths.Associations + "?namn=qvarn", paths.Matrix + "?omrade=1"}
			for _, rw := range accessTable {
				if rw.method != get || rw.pattern == "/utveckling/komponenter" {
					continue
				}
				targets := rw.targets(s)
				if targets == nil {
					targets = []*unit{nil}
				}
				for _, u := range targets {
					if strings.Contains(rw.pattern, "{token}") {
						continue
					}
					pages = append(pages, rw.address(s, r, u))
				}
			}
			read := 0
			for _, p := range pages {
				page := r.client.Get(p)
				if page.Code != http.StatusOK {
					continue
				}
				read++
				if strings.Contains(page.Body, "Xerxes") {
					t.Errorf("%s shows who holds a post elsewhere", p)
				}
				if strings.Contains(page.Body, "/foreningar/qvarnholmens-forening") || (strings.Contains(page.Body, "Qvarnholmens förening") && r.role != authz.Nominating) {
					t.Errorf("%s shows another unit", p)
				}
			}
			if read < 8 {
				t.Errorf("only %d pages were read", read)
			}
		})
	}
}

// isOwn tells whether some reader has the unit as the own one.
func isOwn(s *site, u *unit) bool {
	for _, r := range s.readers {
		if r.unit == u.ID {
			return true
		}
	}
	return false
}

// Addresses are typed by people too: no query breaks a page.
func TestOddQueries(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	names := []string{"q", "namn", "vem", "vad", "enhet", "konto", "person", "fore", "fran", "till", "sida", "roll", "lage", "visa", "vilka", "typ", "omrade", "status",
		"dag", "sort", "ordning", "slag", "plan", "uppdrag", "byt", "med", "vid", "version", "forslag", "ansvarig", "avsnitt", "tagg", "sok", "sedan"}
	for _, value := range []string{"%00", "%ff%fe", "-1", "99999999999999999999", "'; --", "2018-02-30", strings.Repeat("å", 3000)} {
		query := "?" + strings.Join(names, "="+value+"&") + "=" + value
		for _, rw := range accessTable {
			if rw.method != get || rw.perm == public && strings.Contains(rw.pattern, "{token}") {
				continue
			}
			reader := s.as(authz.DistrictStaff)
			if rw.perm == authz.GoalJudge {
				reader = s.as(authz.BoardMember)
			}
			var u *unit
			if all := rw.targets(s); all != nil {
				u = all[0]
			}
			path, _, _ := strings.Cut(rw.address(s, reader, u), "?")
			if r := reader.client.Get(path + query); r.Code >= 500 {
				t.Errorf("GET %s with every query %.30q: %d", path, value, r.Code)
			}
		}
	}
}
