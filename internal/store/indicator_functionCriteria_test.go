package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// functioning is a coverage of the criteria.
func functioning(p measure.FunctionCriteriaParams, kinds ...district.UnitKind) measure.Definition {
	if kinds == nil {
		kinds = []district.UnitKind{district.KindCommittee, district.KindNetwork}
	}
	return measure.Definition{Kind: measure.KindCoverage, Indicator: measure.FunctionCriteria, Params: p.JSON(),
		Population: measure.Population{Kinds: kinds}, Target: measure.All(), Rhythm: measure.Rhythm{Kind: measure.RhythmStanding}}
}

// allCriteria is every criterion, with the usual months.
func allCriteria(w *fixture.World, atLeast int) measure.FunctionCriteriaParams {
	return measure.FunctionCriteriaParams{Criteria: district.Criteria(), PostID: w.Post("convenor").ID, MetWithin: 3, ActivityMonths: 6, AtLeast: atLeast,
		RecordKindIDs: []int64{w.RecordKind("studyCircleHistory").ID, w.RecordKind("unionTraining").ID}}
}

func TestFunctionCriteria(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	day := fixture.Today.AddDays
	body := func(name string) store.Unit {
		return w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: name})
	}
	w.SetToday(day(-300))
	study, quiet := body("Studieutskottet"), body("Tysta utskottet")
	goal := w.Goal(fixture.Goal{}).ID
	id := w.Measure(goal, functioning(allCriteria(w, 3)))
	w.SetToday(day(0))
	note := func(u store.Unit, on district.Date) string {
		t.Helper()
		units, err := w.Store.CoverageUnits(w.Ctx, everythingOfUnits, goal, on, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range units {
			if x.UnitID == u.ID {
				return string(x.State) + ": " + x.Note
			}
		}
		return ""
	}
	expect := func(what, want string) {
		t.Helper()
		if got := note(study, day(0)); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	const nothing = "unknown: 0 av 5 på plats, okänt: sammankallande, möte, antagen plan, aktivitet, publicerad kontakt"
	expect("nobody has said anything", nothing)

	w.Assign(study, "convenor", fixture.Assignment{From: day(-100)})
	w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: day(-120), Held: true})
	expect("a convenor, and a meeting too long ago", "unknown: 1 av 5 på plats, saknar: möte sedan 16 januari 2018, okänt: antagen plan, aktivitet, publicerad kontakt")
	waits := w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: day(-20)})
	expect("nobody has said whether the latest was held", "unknown: 1 av 5 på plats, okänt: möte, antagen plan, aktivitet, publicerad kontakt")
	w.Cancel(waits.ID)
	w.StrikeMeeting(w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: day(-10), Held: true}).ID)
	w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Day: day(10)})
	w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: quiet.ID, Day: day(-10), Held: true})
	expect("cancelled, struck, to come and of another", "unknown: 1 av 5 på plats, saknar: möte sedan 16 januari 2018, okänt: antagen plan, aktivitet, publicerad kontakt")
	parts := w.Meet(fixture.Meeting{Kind: "committeeMeeting", Organiser: study.ID, Parts: []fixture.Part{{Day: day(-9)}, {Day: day(-8)}}})
	w.Hold(w.Parts(parts.ID)[0].ID)
	expect("one of two parts", "unknown: 1 av 5 på plats, okänt: möte, antagen plan, aktivitet, publicerad kontakt")
	w.Hold(w.Parts(parts.ID)[1].ID)
	expect("both parts", "unknown: 2 av 5 på plats, okänt: antagen plan, aktivitet, publicerad kontakt")

	d := w.Document(store.DocumentEdit{Kind: district.DocumentPlan, Owner: study.ID})
	w.Document(store.DocumentEdit{Kind: district.DocumentStudyMaterial, Owner: quiet.ID})
	expect("a plan that is not adopted", "unknown: 2 av 5 på plats, saknar: antagen plan, okänt: aktivitet, publicerad kontakt")
	w.Take(d.ID, district.StepAdopted, store.StepTaken{On: day(-50)})
	expect("adopted", "yes: 3 av 5 på plats, okänt: aktivitet, publicerad kontakt")
	if got := note(study, day(-60)); !strings.Contains(got, "okänt: antagen plan") {
		t.Errorf("before anybody had spoken of a plan: %q", got)
	}
	w.Archive(d.ID, day(-1))
	expect("archived", "unknown: 2 av 5 på plats, saknar: antagen plan, okänt: aktivitet, publicerad kontakt")
	w.Archive(d.ID, district.Date{})

	w.Record(study, fixture.Record{Kind: "newMemberCourse", Day: day(-3)}) // of a kind that the board has not chosen
	w.StrikeRecord(w.Record(study, fixture.Record{Day: day(-3)}))
	expect("nothing that counts", "yes: 3 av 5 på plats, okänt: aktivitet, publicerad kontakt")
	for _, k := range []string{"studyCircleHistory", "unionTraining"} {
		if _, err := w.Store.CompleteRecords(w.Ctx, w.Actor, db.OnceKey{}, w.RecordKind(k).ID, day(-5)); err != nil {
			t.Fatal(err)
		}
	}
	expect("all is written", "yes: 3 av 5 på plats, saknar: aktivitet sedan 16 oktober 2017, okänt: publicerad kontakt")
	w.Record(quiet, fixture.Record{Kind: "unionTraining", Day: day(-40), Others: []store.Unit{study}})
	expect("took part", "yes: 4 av 5 på plats, okänt: publicerad kontakt")

	contact := func(published ...bool) {
		t.Helper()
		var ways []store.UnitContact
		for i, p := range published {
			ways = append(ways, store.UnitContact{Kind: district.ContactEmail, Value: fmt.Sprintf("studier%d@example.org", i), Published: p})
		}
		if _, err := w.Store.EditUnit(w.Ctx, w.Actor, db.OnceKey{}, store.UnitEdit{ID: study.ID, Revision: w.Reload(study).Revision, Contacts: &ways}); err != nil {
			t.Fatal(err)
		}
	}
	contact(false)
	expect("a contact that is not published", "yes: 4 av 5 på plats, saknar: publicerad kontakt")
	contact(false, true)
	expect("published", "yes: 5 av 5 på plats")
	w.SetToday(day(4))
	contact()
	if before, after := note(study, day(3)), note(study, day(4)); before != "yes: 5 av 5 på plats" || after != "yes: 4 av 5 på plats, saknar: publicerad kontakt" {
		t.Errorf("published through %q, taken away %q", before, after)
	}
	if got := note(study, day(-1)); !strings.Contains(got, "okänt: publicerad kontakt") {
		t.Errorf("before anybody had written a contact: %q", got)
	}
	w.SetToday(day(5))
	w.End(w.Assign(study, "convenor", fixture.Assignment{From: day(1)}).ID, day(2))
	// The months go by.
	if got := note(study, day(200)); got != "unknown: 2 av 5 på plats, saknar: möte sedan 2 augusti 2018, publicerad kontakt, okänt: aktivitet" {
		t.Errorf("after half a year: %q", got)
	}

	// Fewer criteria, of which more are asked for; and a body that is closed, or has become part of another.
	w.Change(goal, id, functioning(measure.FunctionCriteriaParams{Criteria: []district.Criterion{district.CriterionConvenor, district.CriterionContact}, PostID: w.Post("convenor").ID, AtLeast: 2}))
	if got := note(study, day(5)); got != "no: 1 av 2 på plats, saknar: publicerad kontakt" {
		t.Errorf("two criteria: %q", got)
	}
	w.Close(study, day(4))
	if got := unitsBy(t, w, goal, day(5)); got != "yes: ; no: ; unknown: Tysta utskottet" {
		t.Errorf("a closed body: %s", got)
	}

	for field, p := range map[string]measure.FunctionCriteriaParams{
		"criteria":        {AtLeast: 1},
		"postId":          {Criteria: district.Criteria()[:1], AtLeast: 1},
		"metWithinMonths": {Criteria: district.Criteria()[1:2], AtLeast: 1},
		"recordKindIds":   {Criteria: district.Criteria()[3:4], ActivityMonths: 6, AtLeast: 1},
		"activityMonths":  {Criteria: district.Criteria()[3:4], RecordKindIDs: []int64{w.RecordKind("unionTraining").ID}, AtLeast: 1},
		"atLeast":         {Criteria: district.Criteria()[2:3], AtLeast: 2},
	} {
		_, err := w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, goal, 0, 0, functioning(p))
		wantInvalid(t, err, field)
	}
	_, err := w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, goal, 0, 0, functioning(measure.FunctionCriteriaParams{Criteria: district.Criteria()[:1], PostID: 999999, AtLeast: 1}))
	wantInvalid(t, err, "postId")
}

// Which criteria a body lacks is for itself, the board and the office.
func TestFunctionLevelsAreToldToThoseConcerned(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	study := w.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	other := w.Unit(store.NewUnit{Kind: district.KindNetwork, Name: "Kulturnätverket"})
	w.Vacant(study, "convenor", fixture.Today.AddDays(-3))
	goal := w.Goal(fixture.Goal{}).ID
	w.Measure(goal, functioning(allCriteria(w, 5)))
	for _, c := range []struct {
		access authz.Access
		note   string
		levels int
	}{
		{as(authz.DistrictStaff, 0), "0 av 5 på plats, saknar: sammankallande, okänt: möte, antagen plan, aktivitet, publicerad kontakt", 1},
		{as(authz.BoardMember, 0), "0 av 5 på plats, saknar: sammankallande, okänt: möte, antagen plan, aktivitet, publicerad kontakt", 1},
		{as(authz.CommitteeLead, study.ID), "0 av 5 på plats, saknar: sammankallande, okänt: möte, antagen plan, aktivitet, publicerad kontakt", 1},
		{as(authz.CommitteeLead, other.ID), "", 0},
		{as(authz.CampaignLead, 0), "", 0},
		{as(authz.Press, 0), "", 0},
	} {
		name := c.access.Grants[0].Role
		units, err := w.Store.CoverageUnits(w.Ctx, store.UnitScopes{Units: authz.Everything, Answers: store.AnswerScopesOf(c.access)}, goal, fixture.Today, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range units {
			if u.UnitID == study.ID && (u.Note != c.note || u.State != measure.UnitNo) {
				t.Errorf("%s is told %s %q, want %q", name, u.State, u.Note, c.note)
			}
		}
		levels, err := w.Store.FunctionLevels(w.Ctx, c.access.Scope(authz.AssessmentRead), study.ID, fixture.Today)
		if err != nil || len(levels) != c.levels {
			t.Errorf("%s is told of %d levels (%v)", name, len(levels), err)
		}
		for _, l := range levels {
			if l.InPlace() != 0 || l.AtLeast != 5 || len(l.Criteria) != 5 || l.Criteria[0].State != measure.UnitNo || l.Criteria[1].Lacks != "möte sedan 16 januari 2018" || l.GoalID != goal {
				t.Errorf("%s: %+v", name, l)
			}
		}
	}
}

// A bareMeeting is a row about a meeting or a part of one.
type bareMeeting struct {
	OrganiserID int64
	Day         district.Date
	State       district.MeetingState
	Part        bool
	Struck      bool
}

// TestFunctionCriteriaAgainstNaiveRecomputation makes random histories of convenors, meetings, documents, records and
// contacts, with everything that can become of them, and compares every figure, list and level with a recomputation from
// the bare rows by the rules of package district.
func TestFunctionCriteriaAgainstNaiveRecomputation(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			h := &randomHistory{w: w, r: rand.New(rand.NewPCG(seed, 47)), versions: map[int64][]measure.Definition{}}
			w.SetToday(fixture.Today.AddDays(-200))
			h.makeUnits()
			goal := w.Goal(fixture.Goal{}).ID
			posts := []int64{w.Post(randomPosts[0]).ID, w.Post(randomPosts[1]).ID}
			define := func(round int) measure.Definition {
				p := measure.FunctionCriteriaParams{Criteria: district.Criteria(), PostID: posts[h.r.IntN(2)], MetWithin: 1 + h.r.IntN(3), ActivityMonths: 1 + h.r.IntN(3), AtLeast: 2 + h.r.IntN(2)}
				for _, k := range randomRecordKinds[:1+h.r.IntN(2)] {
					p.RecordKindIDs = append(p.RecordKindIDs, w.RecordKind(k).ID)
				}
				if round%2 == 1 { // without the plan, and in another order
					p.Criteria = []district.Criterion{district.CriterionContact, district.CriterionActivity, district.CriterionMeeting, district.CriterionConvenor}
				}
				return functioning(p, district.KindAssociation, district.KindTradeAssociation, district.KindCommittee)
			}
			for i, back := range []int{90, 60, 20, 0} { // the days on which people write
				today := fixture.Today.AddDays(-back)
				w.SetToday(today)
				h.makePosts()
				h.makeRecords(today)
				h.makeBodyMeetings(today)
				h.makePlans(today)
				h.makeContacts()
				h.redefine(goal, i, define, today)
			}
			h.closeUnits()
			n := readNaive(t, w)
			compareStates(t, h, goal, func(def measure.Definition, u recordedUnit, day district.Date) (yes, no bool) {
				p := params[measure.FunctionCriteriaParams](t, def)
				inPlace, unknown := 0, 0
				for _, c := range p.Criteria {
					switch yes, no := n.criterion(c, p, u, day); {
					case yes:
						inPlace++
					case !no:
						unknown++
					}
				}
				return district.Functions(inPlace, unknown, p.AtLeast)
			})
			// One by one, as the page of a body tells it.
			def := h.versions[h.measures[0]][len(h.versions[h.measures[0]])-1]
			p := params[measure.FunctionCriteriaParams](t, def)
			for _, u := range n.units {
				levels, err := w.Store.FunctionLevels(w.Ctx, authz.Everything, u.ID, fixture.Today)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range levels {
					for i, c := range l.Criteria {
						yes, no := n.criterion(p.Criteria[i], p, u, fixture.Today)
						want := measure.UnitUnknown
						if yes {
							want = measure.UnitYes
						} else if no {
							want = measure.UnitNo
						}
						if c.Criterion != p.Criteria[i] || c.State != want || c.Name == "" || c.Lacks == "" {
							t.Errorf("unit %d: %+v, want %s %s", u.ID, c, p.Criteria[i], want)
						}
					}
				}
			}
		})
	}
}

// naiveFunction is the bare rows that the criteria are worked out from.
type naiveFunction struct {
	records
	meetings []bareMeeting
	done     []bareRecord
	written  map[int64][]district.Date // by kind
	plans    []struct {
		OwnerID                  int64
		RecordedOn, Archived     district.Date
		From, Until, AdoptedDone district.Date
	}
	contacts []struct {
		UnitID    int64
		Since     district.Date
		Published bool
	}
}

func readNaive(t *testing.T, w *fixture.World) naiveFunction {
	t.Helper()
	n := naiveFunction{records: readRecords(t, w, nil), done: bareRecords(t, w), written: map[int64][]district.Date{}}
	read := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	rows, _ := w.DB.Pool().Query(w.Ctx, `SELECT organiser_id, day, state, part_of IS NOT NULL AS part, struck_at IS NOT NULL AS struck FROM meetings`)
	var err error
	n.meetings, err = pgx.CollectRows(rows, pgx.RowToStructByName[bareMeeting])
	read(err)
	rows, _ = w.DB.Pool().Query(w.Ctx, `SELECT kind_id, through FROM record_completions WHERE struck_at IS NULL`)
	written, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Kind    int64
		Through district.Date
	}])
	read(err)
	for _, x := range written {
		n.written[x.Kind] = append(n.written[x.Kind], x.Through)
	}
	rows, _ = w.DB.Pool().Query(w.Ctx, `
		SELECT d.owner_id, d.recorded_on, d.archived_on AS archived, lower(s.valid) AS "from", upper(s.valid) AS until, s.done_on AS adopted_done
		FROM documents d LEFT JOIN document_steps s ON s.document_id = d.id AND s.step = 'adopted'
		WHERE d.kind NOT IN ('programme', 'statutes', 'studyMaterial', 'other')`)
	n.plans, err = pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		OwnerID                  int64
		RecordedOn, Archived     district.Date
		From, Until, AdoptedDone district.Date
	}])
	read(err)
	rows, _ = w.DB.Pool().Query(w.Ctx, `SELECT unit_id, since, published FROM unit_contact_days ORDER BY since`)
	n.contacts, err = pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		UnitID    int64
		Since     district.Date
		Published bool
	}])
	read(err)
	return n
}

// criterion is how a unit stands in one criterion on a day.
func (n naiveFunction) criterion(c district.Criterion, p measure.FunctionCriteriaParams, u recordedUnit, day district.Date) (yes, no bool) {
	life := district.Span{From: u.Founded, Until: u.Closed}
	switch c {
	case district.CriterionConvenor:
		k := [2]int64{u.ID, p.PostID}
		s := district.PostStateOn(day, n.held[k], n.stated[k])
		return s == district.PostFilled, s == district.PostVacant
	case district.CriterionMeeting:
		var of []district.DatedState
		for _, m := range n.meetings {
			if m.OrganiserID == u.ID && !m.Part && !m.Struck {
				of = append(of, district.DatedState{Day: m.Day, Done: m.State == district.MeetingHeld, Cancelled: m.State == district.MeetingCancelled})
			}
		}
		return district.MetWithin(day, of, p.MetWithin)
	case district.CriterionPlan:
		said := false
		for _, d := range n.plans {
			if d.OwnerID != u.ID {
				continue
			}
			valid := district.Span{From: d.From, Until: d.Until}
			if !d.AdoptedDone.IsZero() && !d.AdoptedDone.After(day) && valid.Contains(day) && (d.Archived.IsZero() || d.Archived.After(day)) {
				return true, false
			}
			said = said || !d.RecordedOn.After(day) || !d.AdoptedDone.IsZero() && !d.AdoptedDone.After(day) && !d.From.After(day)
		}
		return false, said
	case district.CriterionActivity:
		var of []district.DatedState
		for _, r := range n.done {
			if r.Struck || !contains(p.RecordKindIDs, r.KindID) || !life.Contains(r.HappenedOn) || r.UnitID != u.ID && !contains(r.Others, u.ID) {
				continue
			}
			holder := false
			for _, x := range n.units {
				holder = holder || x.ID == r.UnitID && (district.Span{From: x.Founded, Until: x.Closed}).Contains(r.HappenedOn)
			}
			s := district.DatedState{Day: r.HappenedOn, Done: r.State == "done" && holder}
			s.Cancelled = !s.Done && r.State != "planned"
			of = append(of, s)
		}
		written := map[int64][]district.Date{}
		for k, days := range n.written {
			for _, d := range days {
				if !d.Before(u.Founded) {
					written[k] = append(written[k], d)
				}
			}
		}
		return district.ActiveWithin(day, of, written, p.RecordKindIDs, p.ActivityMonths)
	}
	for _, x := range n.contacts { // the latest last
		if x.UnitID == u.ID && !x.Since.After(day) {
			yes, no = x.Published, !x.Published
		}
	}
	return yes, no
}

func contains(all []int64, n int64) bool {
	for _, x := range all {
		if x == n {
			return true
		}
	}
	return false
}

// makeBodyMeetings writes meetings that random units hold for themselves.
func (h *randomHistory) makeBodyMeetings(today district.Date) {
	w, r := h.w, h.r
	for range 9 {
		u := h.units[r.IntN(len(h.units)-2)]
		kind := "associationMeeting"
		if u.Kind == district.KindCommittee {
			kind = "committeeMeeting"
		}
		when := w.At(today.AddDays(20-r.IntN(110)), "")
		id, err := w.Store.PlanMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewMeeting{Kind: w.MeetingKind(kind).ID, Organiser: u.ID, When: when})
		h.tried(err)
		if err != nil {
			continue
		}
		m := w.Met(id)
		switch r.IntN(6) {
		case 0:
			h.tried(w.Store.CancelMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, m.Revision, "Nej."))
		case 1:
			h.tried(w.Store.StrikeMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, m.Revision, "Fel."))
		case 2, 3, 4:
			h.tried(w.Store.HoldMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, m.Revision))
		}
	}
}

// makePlans writes documents of random units, of which some are adopted and some archived.
func (h *randomHistory) makePlans(today district.Date) {
	w, r := h.w, h.r
	for range 4 {
		kinds := []district.DocumentKind{district.DocumentPlan, district.DocumentPolicy, district.DocumentStudyMaterial}
		id, err := w.Store.CreateDocument(w.Ctx, w.Actor, db.OnceKey{}, store.DocumentEdit{Kind: kinds[r.IntN(3)], Name: fmt.Sprint("Papper ", r.Int64()),
			Owner: h.units[r.IntN(len(h.units)-2)].ID, Words: "Årsmötet", Steps: []store.StepPlan{{Step: district.StepDrafted}, {Step: district.StepAdopted}}})
		h.tried(err)
		if err != nil {
			continue
		}
		d := w.DocumentNow(id)
		if r.IntN(3) > 0 {
			w.Take(d.ID, district.StepAdopted, store.StepTaken{On: today.AddDays(-r.IntN(60))})
		}
		switch r.IntN(5) {
		case 0:
			h.tried(w.Store.ArchiveDocument(w.Ctx, w.Actor, db.OnceKey{}, d.ID, w.DocumentNow(d.ID).Revision, today.AddDays(40-r.IntN(50))))
		case 1:
			h.tried(w.Store.UndoStep(w.Ctx, w.Actor, db.OnceKey{}, d.ID, district.StepAdopted))
		}
	}
}

// makeContacts writes how random units are reached, published or not, or takes that away.
func (h *randomHistory) makeContacts() {
	w, r := h.w, h.r
	for range 5 {
		u := w.Reload(h.units[r.IntN(len(h.units)-2)])
		var ways []store.UnitContact
		for i := range r.IntN(3) {
			ways = append(ways, store.UnitContact{Kind: district.ContactEmail, Value: fmt.Sprintf("u%d-%d@example.org", u.ID, i), Published: r.IntN(2) == 0})
		}
		_, err := w.Store.EditUnit(w.Ctx, w.Actor, db.OnceKey{}, store.UnitEdit{ID: u.ID, Revision: u.Revision, Contacts: &ways})
		h.tried(err)
	}
}
