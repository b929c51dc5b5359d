package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// registerWorld is a small district: two in the city, one that covers two municipalities, one trade association, one
// that is closed.
func registerWorld(t *testing.T) (*fixture.World, map[string]store.Unit) {
	w := fixture.New(t)
	us := map[string]store.Unit{}
	for _, name := range []string{"Östra Södermalm", "Västra Södermalm", "Täby-Danderyd", "Älvsjö"} {
		us[name] = w.Association(name)
	}
	us["Byggvänstern"] = w.TradeAssociation("Byggvänstern")
	w.Cover(us["Östra Södermalm"], "sodermalm", district.Date{}, district.Date{})
	w.Cover(us["Västra Södermalm"], "sodermalm", district.Date{}, district.Date{})
	w.Cover(us["Täby-Danderyd"], "taby", district.Date{}, district.Date{})
	w.Cover(us["Täby-Danderyd"], "danderyd", day("2018-01-01"), district.Date{})
	w.Cover(us["Älvsjö"], "alvsjo", district.Date{}, district.Date{})
	w.Governing("stockholm", district.Majority, day("2014-10-15"))
	w.Governing("taby", district.Opposition, day("2014-10-15"))
	us["Älvsjö"] = w.Close(us["Älvsjö"], day("2018-01-31"))
	for _, post := range []string{"associationChair", "treasurer", "studyOfficer", "internalFeminismOfficer", "electionOfficer"} {
		w.Assign(us["Östra Södermalm"], post, fixture.Assignment{})
	}
	w.Vacant(us["Västra Södermalm"], "treasurer", day("2018-01-01"))
	w.Assign(us["Västra Södermalm"], "electionOfficer", fixture.Assignment{From: day("2018-05-01")})
	return w, us
}

func names(rows []store.AssociationRow) string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Name
	}
	return strings.Join(out, ", ")
}

func TestListOfAssociations(t *testing.T) {
	t.Parallel()
	w, us := registerWorld(t)
	for _, c := range []struct {
		what   string
		filter store.AssociationFilter
		want   string
	}{
		{"all open", store.AssociationFilter{}, "Byggvänstern, Täby-Danderyd, Västra Södermalm, Östra Södermalm"},
		{"kind", store.AssociationFilter{Kind: district.KindTradeAssociation}, "Byggvänstern"},
		{"part of the name, in capitals", store.AssociationFilter{Query: "ÖSTRA"}, "Östra Södermalm"},
		{"name of an area", store.AssociationFilter{Query: "danderyd"}, "Täby-Danderyd"},
		{"no wildcards", store.AssociationFilter{Query: "%"}, ""},
		{"city district", store.AssociationFilter{Area: "sodermalm"}, "Västra Södermalm, Östra Södermalm"},
		{"municipality with its districts", store.AssociationFilter{Area: "stockholm"}, "Västra Södermalm, Östra Södermalm"},
		{"area that nobody covers", store.AssociationFilter{Area: "vaxholm"}, ""},
		{"area before it was covered", store.AssociationFilter{Area: "danderyd", Day: day("2017-12-31")}, ""},
		{"majority", store.AssociationFilter{Position: "majority"}, "Västra Södermalm, Östra Södermalm"},
		{"opposition", store.AssociationFilter{Position: "opposition"}, "Täby-Danderyd"},
		{"unknown, in one of two", store.AssociationFilter{Position: "unknown"}, "Täby-Danderyd"},
		{"majority before it was", store.AssociationFilter{Position: "majority", Day: day("2014-10-14")}, ""},
		{"vacant", store.AssociationFilter{Posts: store.VacantPosts}, "Västra Södermalm"},
		{"filled", store.AssociationFilter{Posts: store.FilledPosts}, "Östra Södermalm"},
		{"unknown posts", store.AssociationFilter{Posts: store.UnknownPosts}, "Byggvänstern, Täby-Danderyd, Västra Södermalm"},
		{"closed", store.AssociationFilter{State: store.ClosedUnits}, "Älvsjö"},
		{"open on its last day", store.AssociationFilter{Day: day("2018-01-31"), Query: "älv"}, "Älvsjö"},
		{"all", store.AssociationFilter{State: store.AllUnits}, "Byggvänstern, Täby-Danderyd, Västra Södermalm, Älvsjö, Östra Södermalm"},
		{"by area", store.AssociationFilter{Sort: store.ByArea}, "Täby-Danderyd, Västra Södermalm, Östra Södermalm, Byggvänstern"},
		{"by vacancies", store.AssociationFilter{Sort: store.ByVacant}, "Västra Södermalm, Täby-Danderyd, Byggvänstern, Östra Södermalm"},
		{"backwards", store.AssociationFilter{Reverse: true}, "Östra Södermalm, Västra Södermalm, Täby-Danderyd, Byggvänstern"},
	} {
		if c.filter.Day.IsZero() {
			c.filter.Day = fixture.Today
		}
		l, err := w.Store.Associations(w.Ctx, authz.Everything, authz.Everything, c.filter)
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if got := names(l.Rows); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.what, got, c.want)
		}
	}

	l, err := w.Store.Associations(w.Ctx, authz.Everything, authz.Everything, store.AssociationFilter{Day: fixture.Today, State: store.AllUnits})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]store.AssociationRow{}
	for _, r := range l.Rows {
		rows[r.Name] = r
	}
	if r := rows["Västra Södermalm"]; r.Required != 5 || r.Filled != 0 || r.Vacant != 1 || r.Unknown != 4 {
		t.Errorf("a holder to come counts already: %+v", r)
	}
	if r := rows["Älvsjö"]; r.Required != 0 || !slices.Equal(r.Areas, []string{"Älvsjö"}) || !slices.Equal(r.Positions, []string{"majority"}) {
		t.Errorf("closed = %+v; want the areas of its last day and no posts", r)
	}
	if r := rows["Täby-Danderyd"]; !slices.Equal(r.Areas, []string{"Danderyd", "Täby"}) || !slices.Equal(r.Positions, []string{"opposition", "unknown"}) {
		t.Errorf("two areas = %+v", r)
	}
	if l.Count(district.KindAssociation) != 4 || l.Count(district.KindTradeAssociation) != 1 {
		t.Errorf("counts = %d and %d", l.Count(district.KindAssociation), l.Count(district.KindTradeAssociation))
	}
	tiles := map[string]store.AreaTile{}
	for _, tile := range l.Tiles {
		tiles[tile.Slug] = tile
	}
	if len(l.Tiles) != 40 {
		t.Errorf("tiles = %d, want 26 municipalities and 14 city districts", len(l.Tiles))
	}
	if s := tiles["stockholm"]; s.Units != 2 || s.Required != 10 || s.Filled != 5 || s.Vacant != 1 || s.Unknown != 4 {
		t.Errorf("tile of the city = %+v", s)
	}
	if s := tiles["taby"]; s.Units != 1 || s.UnitSlug != "taby-danderyd" || s.Required != 5 {
		t.Errorf("tile of Täby = %+v", s)
	}
	if s := tiles["alvsjo"]; s.Units != 0 || s.UnitSlug != "" {
		t.Errorf("tile of a closed association = %+v", s)
	}

	scope := authz.Scope{Units: []int64{us["Täby-Danderyd"].ID}}
	l, err = w.Store.Associations(w.Ctx, scope, scope, store.AssociationFilter{Day: fixture.Today, State: store.AllUnits})
	if err != nil || names(l.Rows) != "Täby-Danderyd" {
		t.Errorf("in scope of a chair: %s, %v", names(l.Rows), err)
	}
	for _, tile := range l.Tiles {
		if tile.Slug == "sodermalm" && tile.Units != 0 {
			t.Errorf("the map of a chair shows others: %+v", tile)
		}
	}
}

func TestPageOfAnAssociation(t *testing.T) {
	t.Parallel()
	w, us := registerWorld(t)
	u := us["Västra Södermalm"]
	edit(t, w, store.UnitEdit{ID: u.ID, Revision: 1, Contacts: &[]store.UnitContact{{Kind: district.ContactPhone, Value: "08-123 45 67"}}})
	w.Assign(u, "studyOfficer", fixture.Assignment{Last: day("2018-05-31")})
	account := grant(t, w, authz.DistrictStaff, nil, nil, "2017-01-01", "")
	var actor db.Actor
	actor.Kind = db.ByAccount
	if err := w.DB.Q().QueryRow(w.Ctx, `SELECT account_id FROM grants WHERE id = $1`, account).Scan(&actor.ID); err != nil {
		t.Fatal(err)
	}
	view := store.AssociationView{Actor: actor, Now: w.DB.Clock().Now(), Day: fixture.Today, Scope: authz.Everything, Names: authz.Everything, States: authz.Everything, History: true}
	p, err := w.Store.UnitPage(w.Ctx, view, u.Slug, district.AssociationKinds()...)
	if err != nil {
		t.Fatal(err)
	}
	posts := map[string]store.RequiredPostState{}
	for _, r := range p.Posts {
		posts[r.Key] = r
	}
	if r := posts["treasurer"]; r.State != district.PostVacant || r.VacantSince != day("2018-01-01") {
		t.Errorf("treasurer = %+v", r)
	}
	if r := posts["electionOfficer"]; r.State != district.PostUnknown || len(r.Holders) != 0 {
		t.Errorf("a holder to come shows before its day: %+v", r)
	}
	if r := posts["studyOfficer"]; !r.EndsSoon(fixture.Today) || len(r.Holders) != 1 || r.Through != day("2018-05-31") {
		t.Errorf("study officer = %+v", r)
	}
	if len(p.Posts) != 5 || len(p.Covers) != 1 || len(p.Governing) != 1 || p.Governing[0].Position != district.Majority {
		t.Errorf("page = %+v", p)
	}
	if len(p.History) == 0 || p.History[0].Record != "assignment" {
		t.Errorf("history = %+v", p.History)
	}
	read := func() (n int) {
		t.Helper()
		if err := w.DB.Q().QueryRow(w.Ctx, `SELECT count(*) FROM read_log WHERE subject = 'unit_contacts' AND subject_id = $1 AND actor_id = $2`, u.ID, actor.ID).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if read() != 1 {
		t.Error("reading unpublished contact ways left no row in the read log")
	}
	if _, err := w.Store.UnitPage(w.Ctx, view, us["Täby-Danderyd"].Slug, district.AssociationKinds()...); err != nil {
		t.Error(err)
	}
	if read() != 1 {
		t.Error("the read log names another unit's contacts")
	}

	view.Names, view.History = authz.Scope{}, false
	p, err = w.Store.UnitPage(w.Ctx, view, u.Slug, district.AssociationKinds()...)
	if err != nil || len(p.History) != 0 {
		t.Fatalf("without history: %v, %v", p.History, err)
	}
	for _, r := range p.Posts {
		if len(r.Holders) > 0 {
			t.Errorf("names without the scope for them: %+v", r)
		}
	}
	view.Scope = authz.Scope{Units: []int64{us["Byggvänstern"].ID}}
	if _, err := w.Store.UnitPage(w.Ctx, view, u.Slug, district.AssociationKinds()...); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("foreign page: %v", err)
	}
	view.Scope = authz.Everything
	if _, err := w.Store.UnitPage(w.Ctx, view, u.Slug, district.KindCommittee); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("an association among the committees: %v", err)
	}
	if rows, err := w.Store.UnitHistory(w.Ctx, authz.Scope{Units: []int64{us["Byggvänstern"].ID}}, u.Slug, 0, 50); err != nil || len(rows) != 0 {
		t.Errorf("foreign history = %v, %v", rows, err)
	}
}

func TestGoalsThatLackAnAssociation(t *testing.T) {
	t.Parallel()
	w, us := registerWorld(t)
	u := us["Västra Södermalm"]
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{}, fixture.Goal{}, fixture.Goal{})
	w.Measure(goals[0].ID, w.Coverage("electionOfficer"))
	w.Measure(goals[1].ID, w.Coverage("treasurer"))
	w.Measure(goals[2].ID, w.Coverage("studyOfficer"))
	w.Measure(goals[3].ID, w.Coverage("treasurer", district.KindTradeAssociation))
	w.Assign(u, "studyOfficer", fixture.Assignment{})
	view := store.AssociationView{Actor: w.Actor, Now: w.DB.Clock().Now(), Day: fixture.Today, Scope: authz.Everything, Missing: authz.Everything}
	read := func() string {
		t.Helper()
		p, err := w.Store.UnitPage(w.Ctx, view, u.Slug, district.AssociationKinds()...)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, g := range p.Goals {
			out = append(out, g.PostName+" "+string(g.State)+" "+g.Since.String())
		}
		return strings.Join(out, ", ")
	}
	if got, want := read(), "Kassör no 2018-01-01, Valansvarig unknown , Studieansvarig yes "; got != want {
		t.Errorf("goals = %s, want %s", got, want)
	}
	view.Day = day("2019-06-01") // the plan's period is over
	if got := read(); got != "" {
		t.Errorf("goals after the period = %s", got)
	}
	view.Day, view.Missing = fixture.Today, authz.Scope{Units: []int64{us["Täby-Danderyd"].ID}}
	if got := read(); got != "" {
		t.Errorf("another unit's goals = %s", got)
	}
	for role, want := range map[authz.Role]bool{authz.DistrictStaff: true, authz.BoardMember: true, authz.CampaignLead: true,
		authz.Press: false, authz.Operations: false, authz.AssociationChair: true} {
		access := authz.Access{Account: 1, Grants: []authz.Grant{{Role: role}}}
		if role == authz.AssociationChair {
			access.Grants[0].Unit = u.ID
		}
		if got := store.ViewOf(access, w.Actor, view.Now, view.Day).Missing.Has(u.ID); got != want {
			t.Errorf("%s may know that a goal lacks the association: %t, want %t", role, got, want)
		}
	}
}
