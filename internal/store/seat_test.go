package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// seatsOn writes how the seats of a body stand: "campaignSeatCity vacant 2018-03-01".
func seatsOn(t *testing.T, w *fixture.World, scope authz.Scope, unit store.Unit, day district.Date) string {
	t.Helper()
	seats, err := w.Store.Seats(w.Ctx, scope, day)
	if err != nil {
		t.Fatal(err)
	}
	posts, err := w.Store.Posts(w.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range seats {
		if s.UnitID != unit.ID {
			continue
		}
		i := slices.IndexFunc(posts, func(p store.Post) bool { return p.ID == s.PostID })
		line := posts[i].Key + " " + string(s.State)
		if !s.VacantSince.IsZero() {
			line += " " + s.VacantSince.String()
		}
		if s.Outside {
			line += " outside"
		}
		out = append(out, line)
	}
	return strings.Join(out, ", ")
}

func TestSeatsOfTheCampaignLeadership(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	campaign := w.Unit(store.NewUnit{Kind: district.KindCampaignLeadership, Name: "Valledningen"})
	board := w.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Styrelsen"})
	city := w.Unit(store.NewUnit{Kind: district.KindCityHallGroup, Name: "Stadshusgruppen"})
	nacka := w.Unit(store.NewUnit{Kind: district.KindMunicipalGroup, Name: "Gruppen i Nacka"})
	today := fixture.Today

	if got, want := seatsOn(t, w, authz.Everything, campaign, today), "campaignChair unknown, campaignSeatBoard unknown, campaignSeatCounty unknown, "+
		"campaignSeatCity unknown, campaignSeatLarger unknown, campaignSeatSmaller unknown, campaignSeatParliament unknown"; got != want {
		t.Fatalf("at first: %s", got)
	}
	chair := w.Person("Distriktsordförande")
	w.Assign(board, "districtChair", fixture.Assignment{Person: chair.ID})
	w.Assign(campaign, "campaignChair", fixture.Assignment{Person: chair.ID})
	ended := w.Person("Har lämnat styrelsen")
	w.Assign(board, "boardMember", fixture.Assignment{Person: ended.ID, Last: today.AddDays(-1)})
	w.Assign(campaign, "campaignSeatBoard", fixture.Assignment{Person: ended.ID})
	coming := w.Person("Kommer till stadshuset")
	w.Assign(city, "groupLeader", fixture.Assignment{Person: coming.ID, From: today.AddDays(10)})
	w.Assign(campaign, "campaignSeatCity", fixture.Assignment{Person: coming.ID})
	struck := w.Person("Inlagd av misstag")
	w.Strike(w.Assign(nacka, "groupLeader", fixture.Assignment{Person: struck.ID}).ID)
	w.Assign(campaign, "campaignSeatLarger", fixture.Assignment{Person: struck.ID})
	w.End(w.Assign(campaign, "campaignSeatSmaller", fixture.Assignment{}).ID, today.AddDays(-30))
	w.Vacant(campaign, "campaignSeatParliament", today.AddDays(-5))

	if got, want := seatsOn(t, w, authz.Everything, campaign, today), "campaignChair filled, campaignSeatBoard filled outside, campaignSeatCounty unknown, "+
		"campaignSeatCity filled outside, campaignSeatLarger filled outside, campaignSeatSmaller vacant 2018-03-18, campaignSeatParliament vacant 2018-04-11"; got != want {
		t.Errorf("today:\n got %s\nwant %s", got, want)
	}
	if got := seatsOn(t, w, authz.Everything, campaign, today.AddDays(10)); !strings.Contains(got, "campaignSeatCity filled,") {
		t.Errorf("when the other assignment has begun: %s", got)
	}
	if got := seatsOn(t, w, authz.Everything, campaign, today.AddDays(-2)); !strings.Contains(got, "campaignSeatBoard filled,") {
		t.Errorf("while the other assignment held: %s", got)
	}
	if got := seatsOn(t, w, authz.Scope{Units: []int64{board.ID}}, campaign, today); got != "" {
		t.Errorf("out of scope: %s", got)
	}
	// The board leads too: its posts are seats for anybody.
	if got, want := seatsOn(t, w, authz.Everything, board, today), "districtChair filled, viceChair unknown, treasurer unknown, boardMember vacant 2018-04-16"; got != want {
		t.Errorf("the board: %s", got)
	}

	page := func(names authz.Scope) store.UnitPage {
		p, err := w.Store.UnitPage(w.Ctx, store.AssociationView{Actor: w.Actor, Now: w.DB.Clock().Now(), Day: today, Scope: authz.Everything, States: authz.Everything, Names: names},
			campaign.Slug, store.BodyKinds()...)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := page(authz.Everything)
	if c := p.Posts[0]; !slices.Equal(c.Bases, []string{"Styrelsen"}) || c.Outside || !c.IsSeat() || !slices.Equal(c.SeatFrom, []district.UnitKind{district.KindDistrictBoard}) {
		t.Errorf("the chair on the page: %+v", c)
	}
	if b := p.Posts[1]; !b.Outside || len(b.Bases) != 0 {
		t.Errorf("who has left the board: %+v", b)
	}
	if x := p.Posts[6]; !x.CoOpted || x.Outside {
		t.Errorf("the co-opted: %+v", x)
	}
	if c := page(authz.Scope{Units: []int64{campaign.ID}}).Posts[0]; len(c.Bases) != 0 || c.Outside || len(c.Holders) != 1 {
		t.Errorf("where names of the board are not for the reader: %+v", c)
	}

	w.Close(campaign, today.AddDays(-1))
	if got := seatsOn(t, w, authz.Everything, campaign, today); got != "" {
		t.Errorf("a closed body has seats: %s", got)
	}
}

// What the statement says of random histories is what the rule says of them one by one.
func TestSeatsAgreeWithTheRule(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	r := rand.New(rand.NewPCG(3, 1918))
	kinds := []district.UnitKind{district.KindCommittee, district.KindMunicipalGroup, district.KindCountyCouncilGroup, district.KindNetwork}
	w.RequireSeat("secretary", district.KindCommittee, store.Requirement{From: fixture.Today.AddDays(-60), Last: fixture.Today.AddDays(60),
		SeatFrom: []district.UnitKind{district.KindMunicipalGroup, district.KindCommittee}})
	type held struct {
		unit, person int64
		post         string
		kind         district.UnitKind
		span         district.Span
		struck       bool
	}
	var units []store.Unit
	for range 3 {
		for _, k := range kinds {
			units = append(units, w.Unit(store.NewUnit{Kind: k}))
		}
	}
	var people []int64
	for range 6 {
		people = append(people, w.Person("").ID)
	}
	var all []held
	for i := range 60 {
		u := units[r.IntN(len(units))]
		h := held{unit: u.ID, kind: u.Kind, person: people[r.IntN(len(people))], post: []string{"secretary", "boardDeputy"}[r.IntN(2)]}
		from := fixture.Today.AddDays(r.IntN(160) - 100)
		h.span = district.Through(from, from.AddDays(r.IntN(60)))
		if slices.ContainsFunc(all, func(o held) bool {
			return o.unit == h.unit && o.post == h.post && !o.struck && (o.person == h.person || h.post == "secretary") && o.span.Overlaps(h.span)
		}) {
			continue
		}
		a := w.Assign(u, h.post, fixture.Assignment{Person: h.person, From: h.span.From, Last: h.span.Last()})
		if h.struck = i%7 == 0; h.struck {
			w.Strike(a.ID)
		}
		all = append(all, h)
	}
	for offset := -110; offset <= 110; offset += 10 {
		day := fixture.Today.AddDays(offset)
		var want []string
		for _, u := range units {
			if u.Kind != district.KindCommittee || offset < -60 || offset > 60 {
				continue
			}
			state, outside := district.PostUnknown, false
			for _, h := range all {
				if h.unit != u.ID || h.post != "secretary" || h.struck || h.span.From.After(day) {
					continue
				}
				if !h.span.Contains(day) {
					if state == district.PostUnknown {
						state = district.PostVacant
					}
					continue
				}
				state = district.PostFilled
				based := slices.ContainsFunc(all, func(o held) bool {
					return o.person == h.person && o.unit != h.unit && !o.struck && o.span.Contains(day) &&
						(o.kind == district.KindMunicipalGroup || o.kind == district.KindCommittee)
				})
				outside = outside || !based
			}
			want = append(want, fmt.Sprint(u.ID, state, outside))
		}
		seats, err := w.Store.Seats(w.Ctx, authz.Everything, day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range seats {
			got = append(got, fmt.Sprint(s.UnitID, s.State, s.Outside))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
}
