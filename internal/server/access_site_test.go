package server_test

import (
	"strconv"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// A site is a district with something behind every address, two of each sort of unit, and a reader of every role.
type site struct {
	*apptest.App
	t testing.TB
	// params are the values of addresses that belong to no unit: "goal", "post", "account" ...
	params map[string]string
	// units are the units that have records, the first of each sort being the readers' own.
	units   []*unit
	readers []reader
}

// A unit and the values of addresses that lead to its records: "slug", "assignment", "vacancy", "person", "cover".
type unit struct {
	store.Unit
	params map[string]string
}

// A reader is somebody with one role, in one unit when the role is held in one.
type reader struct {
	role   authz.Role
	unit   int64
	client *apptest.Client
	params map[string]string // of records that are the reader's own: "comment"
}

// may tells whether a record of the unit (0: of no unit) opens to the reader. Which role has which permission is held
// by package authz's own test.
func (r reader) may(p authz.Permission, unit int64) bool {
	return r.role.Allows(p) && (r.unit == 0 || unit == 0 || r.unit == unit)
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{App: apptest.New(t), t: t, params: map[string]string{}}
	staff := s.Account(authz.DistrictStaff, 0)
	s.Actor = db.Actor{Kind: db.ByAccount, ID: staff.ID}
	s.buildUnits()
	s.buildGoals()
	s.buildPlans()
	s.buildMeetings()
	s.buildReaders()
	other := s.Account(authz.Press, 0)
	s.set("account", other.ID)
	s.set("grant", other.Grant)
	for _, p := range must(s.Store.Posts(s.Ctx))(t) {
		if p.Key == "treasurer" {
			s.set("post", p.ID)
		}
	}
	s.set("requirement", s.Require("boardMember", district.KindCommittee, district.Date{}, district.Date{}))
	s.set("document", s.Document(store.DocumentEdit{Owner: s.units[2].ID}).ID)
	s.params["step"] = "antagande"
	s.Governing("botkyrka", district.Majority, district.MustDate("2014-10-15"))
	area := s.Area("botkyrka")
	s.params["area"] = area.Slug
	questions := s.Questionnaire("feministWays")
	s.set("questionnaire", questions.ID)
	s.set("assessmentQuestion", questions.Questions[0].ID)
	s.set("recordKind", s.RecordKind("studyCircleHistory").ID)
	s.set("record", s.Record(s.units[0].Unit, fixture.Record{Planned: true, Others: []store.Unit{s.units[1].Unit}}).ID)
	s.set("completion", s.CompleteRecords("studyCircleHistory", fixture.Today.AddDays(-30)))
	s.set("governing", must(s.Store.GoverningIn(s.Ctx, area.ID))(t)[0].ID)
	return s
}

func must[V any](v V, err error) func(testing.TB) V {
	return func(t testing.TB) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (s *site) set(param string, id int64) { s.params[param] = strconv.FormatInt(id, 10) }

func (s *site) buildUnits() {
	for _, u := range []struct {
		kind       district.UnitKind
		name, area string
	}{
		{district.KindAssociation, "Farsta", "farsta"}, {district.KindAssociation, "Solna", "solna"},
		{district.KindCommittee, "Studieutskottet", ""}, {district.KindCommittee, "Fackliga utskottet", ""},
		{district.KindMunicipalGroup, "Gruppen i Nacka", ""}, {district.KindMunicipalGroup, "Gruppen i Tyresö", ""},
	} {
		x := &unit{Unit: s.Unit(store.NewUnit{Kind: u.kind, Name: u.name}), params: map[string]string{}}
		x.params["slug"] = x.Slug
		a := s.Assign(x.Unit, "boardMember", fixture.Assignment{})
		x.params["assignment"], x.params["person"] = strconv.FormatInt(a.ID, 10), strconv.FormatInt(a.PersonID, 10)
		x.params["vacancy"] = strconv.FormatInt(s.Vacant(x.Unit, "treasurer", fixture.Today.AddDays(-9)), 10)
		if u.area != "" {
			x.params["cover"] = strconv.FormatInt(s.Cover(x.Unit, u.area, district.Date{}, district.Date{}), 10)
		}
		x.params["answers"] = strconv.FormatInt(s.Assess(x.Unit, fixture.Assessment{Day: fixture.Today.AddDays(-3), Answers: []district.Answer{district.AnswerPartly}}), 10)
		s.units = append(s.units, x)
	}
	for i, x := range s.units { // of each sort there are two
		x.params["other"] = strconv.FormatInt(s.units[i^1].ID, 10)
		_, change := s.Split(x.Unit, fixture.Today.AddDays(200), true, "En del av "+x.Name)
		x.params["change"] = strconv.FormatInt(change, 10)
	}
}

func (s *site) buildGoals() {
	goals := s.Goals(district.Span{}, fixture.Goal{Sentence: "Alla föreningar ska ha en kassör."}, fixture.Goal{Sentence: "Ta fram en kurs."}, fixture.Goal{Sentence: "Stärka kunskaperna."})
	counted, built, judged := goals[0].ID, goals[1].ID, goals[2].ID
	s.set("goal", counted)
	s.set("measure", s.Measure(counted, s.Coverage("treasurer")))
	s.set("builtGoal", built)
	delivery := s.Measure(built, fixture.Delivery())
	s.set("delivery", delivery)
	s.set("milestone", s.Milestone(built, delivery, store.MilestoneEdit{Due: fixture.Today.AddDays(30)}))
	s.set("judgedGoal", judged)
	judgement := s.Measure(judged, fixture.Judgement())
	s.set("judged", judgement)
	s.set("judgement", must(s.Store.Judge(s.Ctx, s.Actor, db.OnceKey{}, judged, judgement, measure.Judgement{Level: measure.LevelPartly, On: fixture.Today, Reason: "Hälften är klart."}))(s.t))
	s.set("note", must(s.Store.AddNote(s.Ctx, s.Actor, db.OnceKey{}, counted, "Valet tar all tid.", fixture.Today.AddDays(30)))(s.t))
}

func (s *site) buildPlans() {
	plan := s.Plan(fixture.Plan{})
	s.set("plan", plan.ID)
	s.set("finding", s.Findings(plan)[0].ID)
	s.set("source", s.Source("Verksamhetsplan\n\nInledning\n\nMålsättning för perioden\n• Alla ska ha en kassör.\n").ID)
	s.buildVersions()
}

// buildMeetings gives every unit a meeting of its own that has begun, and a question put at it: by the unit, to itself
// where it is a group and to another group otherwise.
func (s *site) buildMeetings() {
	kind := s.NewMeetingKind(store.MeetingKindInput{Attendance: true, Questions: true})
	s.set("anyMeetingKind", kind.ID)
	s.set("meetingKind", s.MeetingKind("boardMeeting").ID)
	after := s.NewMeetingKind(store.MeetingKindInput{Attendance: true, FollowUp: store.FollowUpQuestions{First: "Var den till nytta?", Second: "Kom ni till tals?"}})
	county := s.Unit(store.NewUnit{Kind: district.KindCountyCouncilGroup, Name: "Landstingsgruppen"})
	for _, u := range s.units {
		m := s.Meet(fixture.Meeting{Kind: kind.Key, Organiser: u.ID})
		to := county
		if u.Kind == district.KindMunicipalGroup {
			to = u.Unit
		}
		u.params["meeting"] = strconv.FormatInt(m.ID, 10)
		held := s.Finish(s.Meet(fixture.Meeting{Kind: after.Key, Organiser: u.ID, Day: fixture.Today.AddDays(-4)}).ID, u.Unit)
		u.params["heldMeeting"] = strconv.FormatInt(held.ID, 10)
		u.params["followUp"] = strconv.FormatInt(s.FollowUp(held.ID, u.Unit, fixture.Today.AddDays(-2), district.AnswerYes, district.AnswerPartly), 10)
		u.params["question"] = strconv.FormatInt(s.Ask(m.ID, u.Unit, to, ""), 10)
	}
}

// buildVersions adds a plan of two versions, of which the second changed one goal, dropped one and added another, and a
// text that waits to become the third.
func (s *site) buildVersions() {
	const first = "Verksamhetsplan i två versioner\n\nInledning\n\nMålsättning för perioden\n• Alla föreningar ska ha en kassör.\n• Ta fram en kurs.\n"
	second := strings.Replace(strings.Replace(first, "en kassör", "en kassör och en revisor", 1), "Ta fram en kurs.", "Köpa in böcker till biblioteket.", 1)
	plan := s.PlanWithPromises(first)
	s.Approve(plan)
	s.Adopt(plan, s.NextVersion(second, 1, fixture.Today.AddDays(-10)))
	found := s.Findings(plan)
	s.set("versioned", plan.ID)
	s.set("number", 1)
	s.set("reworded", found[0].ID)
	s.set("added", found[1].ID)
	s.set("versionSource", must(s.Store.AddVersionSource(s.Ctx, s.Actor, db.OnceKey{}, plan.ID, "ny.txt", []byte(second+"• Starta ett bibliotek.\n")))(s.t))
}

func (s *site) buildReaders() {
	own := map[authz.Role]int{authz.AssociationChair: 0, authz.ElectionOfficer: 0, authz.CommitteeLead: 2, authz.GroupLeader: 4}
	for _, role := range authz.Roles() {
		r := reader{role: role, params: map[string]string{}}
		if i, ok := own[role]; ok {
			r.unit = s.units[i].ID
		}
		account := s.Account(role, r.unit)
		r.client = s.With(account)
		comment := must(s.Store.AddComment(s.Ctx, db.Actor{Kind: db.ByAccount, ID: account.ID}, db.OnceKey{}, atoi(s.t, s.params["goal"]), "Bra att veta."))(s.t)
		r.params["comment"] = strconv.FormatInt(comment, 10)
		s.readers = append(s.readers, r)
	}
}

func atoi(t testing.TB, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// as returns the reader of a role.
func (s *site) as(role authz.Role) reader {
	for _, r := range s.readers {
		if r.role == role {
			return r
		}
	}
	s.t.Fatalf("no reader is %s", role)
	return reader{}
}

// path fills in a pattern. with names other values than the parameters' own, such as "id=assignment"; the values of
// the maps count in their order.
func (s *site) path(pattern, with string, values ...map[string]string) string {
	s.t.Helper()
	names := map[string]string{}
	for _, pair := range strings.Fields(with) {
		param, name, _ := strings.Cut(pair, "=")
		names[param] = name
	}
	var b strings.Builder
	for rest := pattern; ; {
		before, param, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		param, rest, _ = strings.Cut(param, "}")
		name := param
		if n := names[param]; n != "" {
			name = n
		}
		value := ""
		for _, m := range append(values, s.params) {
			if value = m[name]; value != "" {
				break
			}
		}
		if value == "" {
			s.t.Fatalf("%s: the site of the tests has nothing for {%s}: add a record for %q to access_site_test.go", pattern, param, name)
		}
		b.WriteString(value)
	}
}
