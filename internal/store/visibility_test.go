package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// as is somebody with one grant, in the unit or with 0 in the whole district.
func as(role authz.Role, unit int64) authz.Access {
	return authz.Access{Account: 1, Grants: []authz.Grant{{Role: role, Unit: unit}}}
}

// Searching among people of the whole district is a permission of its own, also in the search of the whole site.
func TestSearchFindsPeopleForThoseWhoMaySearch(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	w.Assign(farsta, "treasurer", fixture.Assignment{Person: w.Person("Kassör Farsta").ID})
	w.Assign(solna, "treasurer", fixture.Assignment{Person: w.Person("Kassör Solna").ID})
	both := as(authz.Press, 0)
	both.Grants = append(both.Grants, authz.Grant{Role: authz.AssociationChair, Unit: solna.ID})
	for _, c := range []struct {
		name   string
		access authz.Access
		want   []string
	}{
		{"the office", as(authz.DistrictStaff, 0), []string{"Kassör Farsta", "Kassör Solna"}},
		{"the board", as(authz.BoardMember, 0), []string{"Kassör Farsta", "Kassör Solna"}},
		{"the info group", as(authz.Press, 0), nil},
		{"the operations group", as(authz.Operations, 0), nil},
		{"the auditor", as(authz.Auditor, 0), nil},
		{"the nominating committee", as(authz.Nominating, 0), nil},
		{"a chair", as(authz.AssociationChair, farsta.ID), []string{"Kassör Farsta"}},
		{"a chair who is in the info group", both, []string{"Kassör Solna"}},
	} {
		f, err := w.Store.Search(w.Ctx, w.Actor, w.DB.Clock().Now(), store.SearchScopesOf(c.access), fixture.Today, "kassör")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range f.People {
			got = append(got, p.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s finds %q, want %q", c.name, got, c.want)
		}
	}
}

// Who will be named is known to those who name and to the board, and to nobody else before the day.
func TestSomebodyToComeIsNotYetKnown(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	id := w.Person("Blivande Kassör").ID
	w.Assign(farsta, "treasurer", fixture.Assignment{Person: id, From: fixture.Today.AddDays(5)})
	for _, c := range []struct {
		name   string
		access authz.Access
		day    district.Date
		sees   bool
	}{
		{"the office", as(authz.DistrictStaff, 0), fixture.Today, true},
		{"the board", as(authz.BoardMember, 0), fixture.Today, true},
		{"the chair", as(authz.AssociationChair, farsta.ID), fixture.Today, true},
		{"the election officer", as(authz.ElectionOfficer, farsta.ID), fixture.Today, false},
		{"the info group", as(authz.Press, 0), fixture.Today, false},
		{"the campaign leadership", as(authz.CampaignLead, 0), fixture.Today, false},
		{"the election officer on the day", as(authz.ElectionOfficer, farsta.ID), fixture.Today.AddDays(5), true},
		{"the info group on the day", as(authz.Press, 0), fixture.Today.AddDays(5), true},
	} {
		_, err := w.Store.PersonPage(w.Ctx, w.Actor, w.DB.Clock().Now(), store.PersonScopesOf(c.access), c.day, id)
		if sees := err == nil; sees != c.sees || !sees && !errors.Is(err, district.ErrNotFound) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	self := as(authz.Press, 0)
	self.Person = id
	if p, err := w.Store.PersonPage(w.Ctx, w.Actor, w.DB.Clock().Now(), store.PersonScopesOf(self), fixture.Today, id); err != nil || len(p.Assignments) != 0 {
		t.Errorf("oneself: %d assignments (%v)", len(p.Assignments), err)
	}

	// Nor does the page of the unit tell that somebody will follow.
	w.Assign(farsta, "treasurer", fixture.Assignment{Last: fixture.Today.AddDays(4)})
	through := func(role authz.Role) district.Date {
		p, err := w.Store.UnitPage(w.Ctx, store.ViewOf(as(role, farsta.ID), w.Actor, w.DB.Clock().Now(), fixture.Today), farsta.Slug, district.KindAssociation)
		if err != nil {
			t.Fatal(err)
		}
		return p.Posts[slices.IndexFunc(p.Posts, func(p store.RequiredPostState) bool { return p.Key == "treasurer" })].Through
	}
	if got := through(authz.ElectionOfficer); got != fixture.Today.AddDays(4) {
		t.Errorf("to the election officer the post is held through %s", got)
	}
	if got := through(authz.AssociationChair); !got.IsZero() {
		t.Errorf("to the chair the post is held through %s", got)
	}
}

// How somebody is reached is for the unit in which they are, not for every unit in which they once were.
func TestContactWaysOfThoseWhoHaveLeft(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	id, err := w.Store.CreatePerson(w.Ctx, w.Actor, db.OnceKey{}, "Kassör Solna",
		store.Contact{Kind: district.ContactEmail, Value: "unit@example.se"},
		store.Contact{Kind: district.ContactEmail, Value: "district@example.se", Visibility: district.VisibleDistrict},
		store.Contact{Kind: district.ContactPhone, Value: "070-174 06 05", Visibility: district.VisibleSignedIn})
	if err != nil {
		t.Fatal(err)
	}
	w.Assign(farsta, "treasurer", fixture.Assignment{Person: id, Last: fixture.Today.AddDays(-1)})
	w.Assign(solna, "treasurer", fixture.Assignment{Person: id})
	chairOnBoard := as(authz.BoardMember, 0)
	chairOnBoard.Grants = append(chairOnBoard.Grants, authz.Grant{Role: authz.AssociationChair, Unit: solna.ID})
	self := as(authz.AssociationChair, farsta.ID)
	self.Person = id
	for _, c := range []struct {
		name   string
		access authz.Access
		want   int
	}{
		{"the chair where the person is", as(authz.AssociationChair, solna.ID), 3},
		{"the chair where the person was", as(authz.AssociationChair, farsta.ID), 1},
		{"the board", as(authz.BoardMember, 0), 2},
		{"a chair on the board", chairOnBoard, 3},
		{"the office", as(authz.DistrictStaff, 0), 3},
		{"the person", self, 3},
	} {
		p, err := w.Store.PersonPage(w.Ctx, w.Actor, w.DB.Clock().Now(), store.PersonScopesOf(c.access), fixture.Today, id)
		if err != nil || len(p.Contacts) != c.want {
			t.Errorf("%s sees %d ways, want %d (%v)", c.name, len(p.Contacts), c.want, err)
		}
	}
}

// The page of a goal shows how missing units are reached: that is noted like any other reading of contact ways.
func TestReadingTheContactWaysOfMissingUnitsIsNoted(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Unit(store.NewUnit{Name: "Farsta", Contacts: []store.UnitContact{{Kind: district.ContactPhone, Value: "08-465 004 03"}}})
	w.Unit(store.NewUnit{Name: "Solna", Contacts: []store.UnitContact{{Kind: district.ContactPhone, Value: "08-465 004 04", Published: true}}})
	g := w.Goal(fixture.Goal{})
	w.Measure(g.ID, w.Coverage("treasurer", district.KindAssociation))
	noted := func(scopes store.GoalScopes) (ids []int64) {
		t.Helper()
		scopes.Actor, scopes.Now = w.Actor, w.DB.Clock().Now()
		if _, err := w.Store.GoalPage(w.Ctx, scopes, g.ID, fixture.Today, 2); err != nil {
			t.Fatal(err)
		}
		rows, _ := w.DB.Pool().Query(w.Ctx, `SELECT subject_id FROM read_log WHERE subject = 'unit_contacts' ORDER BY subject_id`)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	none := authz.Scope{}
	own := authz.Scope{Units: []int64{farsta.ID}}
	if got := noted(store.GoalScopes{Units: authz.Everything, Names: none}); len(got) != 0 {
		t.Errorf("without the right to see them: %v", got)
	}
	if got := noted(store.GoalScopes{Units: own, Names: own}); !slices.Equal(got, []int64{farsta.ID}) {
		t.Errorf("the own unit: %v", got)
	}
	if got := noted(store.GoalScopes{Units: authz.Everything, Names: authz.Everything}); !slices.Equal(got, []int64{0, farsta.ID}) {
		t.Errorf("the whole list: %v", got)
	}
}

// Who sees names but not which posts lack a holder, as press and operations do, gets the held posts and no counts.
func TestWithoutPostsOnlyWhatIsHeldShows(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	w.Assign(farsta, "associationChair", fixture.Assignment{From: district.MustDate("2018-01-01")})
	w.Assign(farsta, "studyOfficer", fixture.Assignment{From: district.MustDate("2017-01-01"), Last: district.MustDate("2017-12-31")})
	w.Vacant(farsta, "treasurer", district.MustDate("2018-01-01"))
	press := as(authz.Press, 0)

	page, err := w.Store.UnitPage(w.Ctx, store.ViewOf(press, w.Actor, w.DB.Clock().Now(), fixture.Today), farsta.Slug, district.AssociationKinds()...)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Posts) != 1 || page.Posts[0].Key != "associationChair" {
		t.Errorf("the page shows the posts %+v, want the chair only", page.Posts)
	}
	posts, err := w.Store.UnitPosts(w.Ctx, store.PostScopesOf(press), fixture.Today, farsta.Slug)
	if err != nil {
		t.Fatal(err)
	}
	if len(posts.Required) != 1 || len(posts.Past) != 0 {
		t.Errorf("the unit's posts show %d required and %d past, want 1 and 0", len(posts.Required), len(posts.Past))
	}
	list, err := w.Store.Associations(w.Ctx, press.Scope(authz.UnitRead), press.Scope(authz.PostRead), store.AssociationFilter{Day: fixture.Today})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Rows) != 1 || list.Rows[0].Required != 0 || list.Rows[0].Vacant != 0 {
		t.Errorf("the list counts %+v, want nothing counted", list.Rows)
	}
}
