package store_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
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

// developed is a coverage of what those who came answer afterwards.
func developed(kind store.MeetingKind, question, window string, kinds ...district.UnitKind) measure.Definition {
	return measure.Definition{Kind: measure.KindCoverage, Indicator: measure.MeetingFollowUp,
		Params:     measure.MeetingFollowUpParams{KindID: kind.ID, Question: question, Window: window}.JSON(),
		Population: measure.Population{Kinds: kinds}, Target: measure.All(), Rhythm: measure.Rhythm{Kind: measure.RhythmStanding}}
}

func TestMeetingFollowUp(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna, kista, tyreso := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista"), w.Association("Tyresö")
	kind := w.AskAfter("chairsMeeting")
	goals := w.Goals(district.Span{}, fixture.Goal{}, fixture.Goal{}, fixture.Goal{})
	last, inYear, first := goals[0].ID, goals[1].ID, goals[2].ID
	w.Measure(last, developed(kind, "both", "last", district.KindAssociation))
	w.Measure(inYear, developed(kind, "both", "calendarYear", district.KindAssociation))
	w.Measure(first, developed(kind, "1", "last", district.KindAssociation))
	day := fixture.Today.AddDays
	expect := func(what string, goal int64, on district.Date, want string) {
		t.Helper()
		if got := unitsBy(t, w, goal, on); got != want {
			t.Errorf("%s, %s: %s, want %s", what, on, got, want)
		}
	}
	const none = "yes: ; no: ; unknown: "
	expect("nothing is held", last, day(0), none)
	meeting := w.Hold(w.Meet(fixture.Meeting{Day: day(-30)}).ID)
	expect("nobody has noted who came", last, day(0), "yes: ; no: ; unknown: Farsta Kista Solna Tyresö")
	w.Finish(meeting.ID, farsta, solna, kista)
	expect("Tyresö was not there and has nothing to say", last, day(0), "yes: ; no: ; unknown: Farsta Kista Solna")
	expect("before the meeting", last, day(-31), none)
	w.FollowUp(meeting.ID, farsta, day(-20), yes, yes)
	w.FollowUp(meeting.ID, solna, day(-10), yes, partly)
	expect("answers count from their day", last, day(-15), "yes: Farsta; no: ; unknown: Kista Solna")
	expect("partly is no yes", last, day(0), "yes: Farsta; no: Solna; unknown: Kista")
	expect("of the first question alone", first, day(0), "yes: Farsta Solna; no: ; unknown: Kista")
	// A later answer keeps the first, and one of the same day corrects.
	w.FollowUp(meeting.ID, solna, day(-2), partly, yes)
	w.FollowUp(meeting.ID, solna, day(-2), yes, yes)
	expect("before the later answer", last, day(-3), "yes: Farsta; no: Solna; unknown: Kista")
	expect("after it", last, day(0), "yes: Farsta Solna; no: ; unknown: Kista")
	form, err := w.Store.FollowUpForm(w.Ctx, authz.Everything, meeting.ID, solna.Slug)
	if err != nil || len(form.History) != 3 || form.Last().First != district.AnswerYes || !form.History[1].Struck || form.History[2].Struck {
		t.Fatalf("history %+v, %v", form.History, err)
	}
	id := w.FollowUp(meeting.ID, kista, day(-1), yes, yes)
	w.StrikeFollowUp(id)
	expect("a mistake counts on no day", last, day(0), "yes: Farsta Solna; no: ; unknown: Kista")

	// A new meeting begins anew, for those who came to it; over the year who stayed away is asked about the one before.
	parts := w.Meet(fixture.Meeting{Parts: []fixture.Part{{Day: day(-5)}, {Day: day(-4)}}})
	w.Finish(w.Parts(parts.ID)[0].ID, farsta, tyreso)
	expect("one of two parts", last, day(0), "yes: Farsta Solna; no: ; unknown: Kista")
	w.Finish(w.Parts(parts.ID)[1].ID, kista)
	expect("both parts are one meeting", last, day(0), "yes: ; no: ; unknown: Farsta Kista Tyresö")
	expect("in the year", inYear, day(0), "yes: Solna; no: ; unknown: Farsta Kista Tyresö")
	if _, err := w.Store.AnswerFollowUp(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewFollowUp{Meeting: w.Parts(parts.ID)[0].ID, Unit: farsta.ID, First: yes, Second: yes}); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a part is answered for: %v", err)
	}
	w.FollowUp(parts.ID, farsta, day(0), yes, yes)
	w.FollowUp(parts.ID, tyreso, day(0), yes, district.AnswerNo)
	expect("of the parts", last, day(0), "yes: Farsta; no: Tyresö; unknown: Kista")
	expect("a planned one, and one of another kind, ask nothing", last, day(0), "yes: Farsta; no: Tyresö; unknown: Kista")
	w.Finish(w.Meet(fixture.Meeting{Kind: "treasurersMeeting", Day: day(-1)}).ID, farsta)
	w.Meet(fixture.Meeting{Day: day(-1)})
	w.Cancel(w.Meet(fixture.Meeting{Day: day(-1)}).ID)
	expect("cancelled", last, day(0), "yes: Farsta; no: Tyresö; unknown: Kista")
	moved := w.Finish(w.Move(w.Meet(fixture.Meeting{Day: day(-60)}).ID, day(-3)).ID, kista)
	w.FollowUp(moved.ID, kista, day(0), yes, yes)
	expect("moved to after the others", last, day(0), "yes: Kista; no: ; unknown: ")
	w.StrikeMeeting(moved.ID)
	expect("struck", last, day(0), "yes: Farsta; no: Tyresö; unknown: Kista")
	// Whoever turns out not to have been there is not counted; whoever is no more is not either.
	if _, err := w.Store.MarkAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, w.Parts(parts.ID)[0].ID, []store.Mark{{ID: "rattelse-1", Unit: tyreso.ID}}); err != nil {
		t.Fatal(err)
	}
	expect("Tyresö was not there after all", last, day(0), "yes: Farsta; no: ; unknown: Kista")
	if _, err := w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, nil, store.NewReorganisation{Kind: district.Merger, Day: day(0),
		From: []int64{farsta.ID}, To: []store.Successor{{Unit: solna.ID}}}); err != nil {
		t.Fatal(err)
	}
	expect("Farsta has become a part of Solna, which was not there", last, day(0), "yes: ; no: ; unknown: Kista")
	expect("the day before", last, day(-1), "yes: ; no: ; unknown: Farsta Kista")
	expect("in the next year nothing is held", inYear, fixture.Today.AddMonths(12), none)
	if p := w.GoalOn(inYear, fixture.Today.AddMonths(12)).Measures[0].Now; p.Status.Code != measure.NoBasis {
		t.Errorf("nobody was there: %s", p.Status)
	}

	wantInvalid(t, errOf(w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, last, 0, 0, developed(store.MeetingKind{ID: 999999}, "both", "last", district.KindAssociation))), "kindId")
	wantInvalid(t, errOf(w.Store.SetMeasure(w.Ctx, w.Actor, db.OnceKey{}, last, 0, 0, developed(kind, "3", "last", district.KindAssociation))), "question")
}

func errOf[T any](_ T, err error) error { return err }

// Which units said yes and which did not is for themselves and the office; the others are told who has not answered.
func TestFollowUpsAreToldToThoseWhoReadThem(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna, kista := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista")
	since := fixture.Today.AddDays(-8)
	kind := w.AskAfter("chairsMeeting")
	goal := w.Goal(fixture.Goal{})
	w.Measure(goal.ID, developed(kind, "both", "last", district.KindAssociation))
	m := w.Finish(w.Meet(fixture.Meeting{Day: since.AddDays(-2)}).ID, farsta, solna, kista)
	w.FollowUp(m.ID, farsta, since.AddDays(-1), yes, yes)
	w.FollowUp(m.ID, solna, fixture.Today, yes, partly)
	all := map[string]string{"Farsta": "yes svarade ja och ja 7 april 2018", "Solna": "no svarade ja och delvis 16 april 2018", "Kista": "unknown har inte svarat efter 6 april 2018"}
	others := map[string]string{"Kista": all["Kista"]}
	own := maps.Clone(others)
	own["Solna"] = all["Solna"]
	for _, c := range []struct {
		access      authz.Access
		want        map[string]string
		moves, late int
		sums        bool
		read        int // answers on the meeting's page
	}{
		{as(authz.DistrictStaff, 0), all, 1, 1, true, 2},
		{as(authz.BoardMember, 0), others, 0, 0, true, 0},
		{as(authz.CampaignLead, 0), others, 0, 0, true, 0},
		{as(authz.AssociationChair, solna.ID), own, 1, 0, false, 1},
		{as(authz.ElectionOfficer, solna.ID), others, 0, 0, false, 0},
		{as(authz.Press, 0), others, 0, 0, false, 0},
	} {
		name := c.access.Grants[0].Role
		answers := store.AnswerScopesOf(c.access)
		page, err := w.Store.GoalPage(w.Ctx, store.GoalScopes{Units: authz.Everything, Names: authz.Everything, Answers: answers}, goal.ID, fixture.Today, 2)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, u := range page.Coverage {
			got[u.Name] = string(u.State) + " " + u.Note
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s is told %v, want %v", name, got, c.want)
		}
		if p := page.Measures[0].Now.Coverage; p.Yes != 1 || p.No != 1 || p.Unknown != 1 {
			t.Errorf("%s sees the figure %+v", name, p)
		}
		ch, err := w.Store.GoalChanges(w.Ctx, authz.Everything, answers, store.GoalFilter{PlanID: goal.PlanID}, since, fixture.Today)
		if err != nil || len(ch.Moves) != c.moves || len(ch.Late) != c.late {
			t.Errorf("%s is told of %d moves and %d late answers (%v), want %d and %d", name, len(ch.Moves), len(ch.Late), err, c.moves, c.late)
		}
		mp, err := w.Store.MeetingPage(w.Ctx, store.MeetingScopesOf(c.access), fixture.Today, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		read := 0
		for _, f := range mp.FollowUps {
			if f.First != "" {
				read++
			} else if f.Readable && f.Answered {
				t.Errorf("%s may read %s and is not told", name, f.Name)
			}
		}
		if read != c.read || (len(mp.Sums) == 2) != c.sums {
			t.Errorf("%s reads %d answers, sums %v", name, read, mp.Sums)
		}
		if c.sums && (mp.Sums[0] != store.FollowUpCount{Question: 1, Yes: 2} || mp.Sums[1] != store.FollowUpCount{Question: 2, Yes: 1, Partly: 1}) {
			t.Errorf("sums %+v", mp.Sums)
		}
	}
	// On the association's page too.
	for role, want := range map[authz.Role]string{authz.AssociationChair: "no", authz.BoardMember: ""} {
		unit := solna.ID
		if role == authz.BoardMember {
			unit = 0
		}
		page, err := w.Store.UnitPage(w.Ctx, store.ViewOf(as(role, unit), w.Actor, w.DB.Clock().Now(), fixture.Today), solna.Slug, district.KindAssociation)
		got := ""
		for _, g := range page.Goals {
			got = string(g.State)
		}
		if err != nil || got != want {
			t.Errorf("on the association's page %s is told %q (%v), want %q", role, got, err, want)
		}
	}
}

func TestAnsweringAfterAMeeting(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	day := fixture.Today.AddDays
	m := w.Finish(w.Meet(fixture.Meeting{Day: day(-30)}).ID, farsta)
	chair := as(authz.AssociationChair, farsta.ID).Scope(authz.MeetingFollowUp)
	answer := func(in store.NewFollowUp) error {
		if in.First == "" {
			in.First, in.Second = yes, partly
		}
		return errOf(w.Store.AnswerFollowUp(w.Ctx, w.Actor, db.OnceKey{}, chair, in))
	}
	due := func(today district.Date) int {
		t.Helper()
		rows, err := w.Store.FollowUpsDue(w.Ctx, chair, today)
		if err != nil {
			t.Fatal(err)
		}
		return len(rows)
	}
	wantInvalid(t, answer(store.NewFollowUp{Meeting: m.ID, Unit: farsta.ID}), "") // its kind asks nothing
	if due(day(0)) != 0 {
		t.Error("a kind without questions asks")
	}
	w.AskAfter("chairsMeeting")
	if due(day(0)) != 1 || due(day(1)) != 0 || due(day(-31)) != 0 {
		t.Errorf("asked on day 30 %d, on day 31 %d, before the meeting %d", due(day(0)), due(day(1)), due(day(-31)))
	}
	planned := w.Meet(fixture.Meeting{Day: day(0)})
	for _, c := range []struct {
		in    store.NewFollowUp
		field string
	}{
		{store.NewFollowUp{Meeting: planned.ID, Unit: farsta.ID}, ""},
		{store.NewFollowUp{Meeting: m.ID, Unit: farsta.ID, Day: day(1)}, "day"},
		{store.NewFollowUp{Meeting: m.ID, Unit: farsta.ID, Day: day(-31)}, "day"},
		{store.NewFollowUp{Meeting: m.ID, Unit: farsta.ID, First: "maybe", Second: yes}, "first"},
		{store.NewFollowUp{Meeting: m.ID, Unit: farsta.ID, First: yes, Second: ""}, "second"},
	} {
		wantInvalid(t, answer(c.in), c.field)
	}
	if err := answer(store.NewFollowUp{Meeting: m.ID, Unit: solna.ID}); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a chair answers for another: %v", err)
	}
	if _, err := w.Store.FollowUpForm(w.Ctx, chair, m.ID, solna.Slug); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a chair reads the answer of another: %v", err)
	}
	wantInvalid(t, errOf(w.Store.AnswerFollowUp(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewFollowUp{Meeting: m.ID, Unit: solna.ID, First: yes, Second: yes})), "") // was not there
	if err := answer(store.NewFollowUp{Meeting: m.ID, Unit: farsta.ID, Note: "Mer tid till frågor."}); err != nil {
		t.Fatal(err)
	}
	if due(day(0)) != 0 {
		t.Error("who has answered is asked again")
	}
	// What was answered keeps its words when the questions change, and counts when nothing is asked any more.
	k := w.MeetingKind("chairsMeeting")
	in := store.MeetingKindInput{Name: k.Name, Plural: k.Plural, Organisers: []district.UnitKind{district.KindDistrict}, Attendance: true, FollowUp: store.FollowUpQuestions{First: "En annan fråga?"}}
	wantInvalid(t, w.Store.UpdateMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, k.ID, k.Revision, in), "followUpSecond")
	in.FollowUp.Second, in.Attendance = "Och en till?", false
	wantInvalid(t, w.Store.UpdateMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, k.ID, k.Revision, in), "followUpFirst")
	in.FollowUp, in.Attendance = store.FollowUpQuestions{}, true
	if err := w.Store.UpdateMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, k.ID, k.Revision, in); err != nil {
		t.Fatal(err)
	}
	form, err := w.Store.FollowUpForm(w.Ctx, chair, m.ID, farsta.Slug)
	if err != nil || form.Last() == nil || form.Last().FirstQuestion != "Var träffen till nytta?" || form.Last().Note != "Mer tid till frågor." {
		t.Errorf("%+v, %v", form, err)
	}
	rows, _ := w.DB.Pool().Query(w.Ctx, `SELECT changes::text FROM audit_log WHERE record = 'followUp'`)
	audit, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(audit) != 1 {
		t.Fatalf("audit %v, %v", audit, err)
	}
	if strings.Contains(audit[0], "Mer tid") || !strings.Contains(audit[0], "ja, delvis") {
		t.Errorf("the log says %s", audit[0])
	}
}

// A givenFollowUp is a row about an answer that was not struck.
type givenFollowUp struct {
	ID, MeetingID, UnitID int64
	Day                   district.Date
	First, Second         district.Answer
}

// TestMeetingFollowUpAgainstNaiveRecomputation makes random histories of meetings that are held, moved, cancelled,
// struck and undone, in parts and whole, with attendance that is finished or not; answers on several days, corrected and
// struck; units that are founded, closed and merged; measures that change. Every figure and list is compared with a
// recomputation from pages and bare rows by the rule of package district.
func TestMeetingFollowUpAgainstNaiveRecomputation(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			h := &randomHistory{w: w, r: rand.New(rand.NewPCG(seed, 35)), versions: map[int64][]measure.Definition{}}
			h.makeUnits()
			goal := w.Goal(fixture.Goal{}).ID
			kinds := []store.MeetingKind{w.AskAfter("chairsMeeting"), w.AskAfter("treasurersMeeting")}
			define := func(round int) measure.Definition {
				populations := [][]district.UnitKind{district.AssociationKinds(), {district.KindAssociation}, district.AssociationKinds()}
				def := developed(kinds[round/2%2], []string{"both", "1", "2"}[h.r.IntN(3)], []string{"last", "calendarYear"}[(round+int(seed))%2], populations[h.r.IntN(3)]...)
				if h.r.IntN(3) == 0 {
					def.Earliest = h.early()
				}
				return def
			}
			for i, back := range []int{90, 40, 10, 0} { // the days on which people write
				today := fixture.Today.AddDays(-back)
				w.SetToday(today)
				h.makeMeetings(today, 6)
				h.answerMeetings(today)
				h.redefine(goal, i, define, today)
			}
			h.closeUnits()
			rows, _ := w.DB.Pool().Query(w.Ctx, `SELECT id, meeting_id, unit_id, day, first, second FROM meeting_follow_ups WHERE struck_at IS NULL ORDER BY day, id`)
			given, err := pgx.CollectRows(rows, pgx.RowToStructByName[givenFollowUp])
			if err != nil {
				t.Fatal(err)
			}
			all, pages := h.meetingPages(t)
			compareCounted(t, h, goal, func(def measure.Definition, u recordedUnit, day district.Date) (yes, no, counted bool) {
				p := params[measure.MeetingFollowUpParams](t, def)
				var of []meetingOf
				for i, m := range all {
					on := countsOn(m, pages[i].Parts, day)
					if m.KindID != p.KindID || on.IsZero() || on.Before(def.Earliest) {
						continue
					}
					for _, x := range pages[i].Units {
						if x.UnitID != u.ID {
							continue
						}
						about := district.MeetingAbout{Day: on, Presence: x.Presence}
						for _, g := range given { // the latest last
							if g.MeetingID == m.ID && g.UnitID == u.ID && !g.Day.After(day) {
								about.Answered = true
								about.Yes = (p.Question == "2" || g.First == district.AnswerYes) && (p.Question == "1" || g.Second == district.AnswerYes)
							}
						}
						of = append(of, meetingOf{m.ID, about})
					}
				}
				slices.SortFunc(of, func(a, b meetingOf) int {
					if c := b.about.Day.Compare(a.about.Day); c != 0 {
						return c
					}
					return int(b.id - a.id)
				})
				var latestFirst []district.MeetingAbout
				for _, m := range of {
					latestFirst = append(latestFirst, m.about)
				}
				return district.FollowUpState(day, latestFirst, p.Window == "calendarYear")
			})
		})
	}
}

type meetingOf struct {
	id    int64
	about district.MeetingAbout
}

// makeMeetings writes random meetings of the past months and what became of them.
func (h *randomHistory) makeMeetings(today district.Date, n int) {
	w, r := h.w, h.r
	for range n {
		in := fixture.Meeting{Kind: []string{"chairsMeeting", "chairsMeeting", "treasurersMeeting"}[r.IntN(3)], Day: today.AddDays(-r.IntN(110))}
		if r.IntN(4) == 0 {
			in.Parts = []fixture.Part{{Day: in.Day}, {Day: in.Day.AddDays(-r.IntN(6))}}
		}
		m := w.Meet(in)
		places := []store.Meeting{m}
		if parts := w.Parts(m.ID); len(parts) > 0 {
			places = parts
		}
		for _, p := range places {
			switch r.IntN(8) {
			case 0:
				h.tried(w.Store.CancelMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, p.ID, w.Met(p.ID).Revision, "Nej."))
				continue
			case 1:
				h.tried(w.Store.MoveMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, p.ID, w.Met(p.ID).Revision, w.At(p.Day.AddDays(r.IntN(40)-30), ""), ""))
			}
			var marks []store.Mark
			for _, u := range h.units {
				if r.IntN(4) > 0 {
					marks = append(marks, store.Mark{ID: fmt.Sprintf("naive-%d-%d-%d", r.Int32(), p.ID, u.ID), Unit: u.ID, Present: r.IntN(12) > 0})
				}
			}
			var err error
			if r.IntN(4) == 0 { // held, with some ticks
				err = w.Store.HoldMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, p.ID, w.Met(p.ID).Revision)
				h.tried(err)
				_, err = w.Store.MarkAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, p.ID, marks[:len(marks)/2])
			} else {
				_, err = w.Store.FinishAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, p.ID, marks)
			}
			h.tried(err)
		}
	}
}

// answerMeetings answers after most meetings, some twice, and then makes some of the answers and of the meetings mistakes.
func (h *randomHistory) answerMeetings(today district.Date) {
	w, r := h.w, h.r
	ids := h.meetingIDs()
	for range 2 * len(h.units) * min(len(ids), 8) {
		m := w.Met(ids[max(0, len(ids)-8)+r.IntN(min(len(ids), 8))])
		u := h.units[r.IntN(len(h.units)-2)] // two never answer
		in := store.NewFollowUp{Meeting: m.ID, Unit: u.ID, Day: m.Day.AddDays(r.IntN(10)), First: yes, Second: []district.Answer{yes, partly, district.AnswerNo}[r.IntN(3)]}
		if in.Day.After(today) {
			in.Day = today
		}
		if r.IntN(3) == 0 {
			in.First = district.Answers()[r.IntN(3)]
		}
		id, err := w.Store.AnswerFollowUp(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, in)
		if err != nil && errors.Is(err, district.ErrNotFound) { // not invited
			continue
		}
		h.tried(err)
		if err == nil && r.IntN(8) == 0 {
			w.StrikeFollowUp(id)
		}
	}
	for range 2 {
		m := w.Met(ids[r.IntN(len(ids))])
		if r.IntN(2) == 0 {
			h.tried(w.Store.StrikeMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision, "Fel."))
		} else {
			h.tried(w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, m.Revision))
		}
	}
}

// meetingIDs are the meetings that are no parts of others.
func (h *randomHistory) meetingIDs() []int64 {
	h.w.T.Helper()
	rows, _ := h.w.DB.Pool().Query(h.w.Ctx, `SELECT id FROM meetings WHERE part_of IS NULL ORDER BY id`)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		h.w.T.Fatal(err)
	}
	return ids
}

// meetingPages are all meetings with their pages; struck ones have the empty one.
func (h *randomHistory) meetingPages(t *testing.T) ([]store.Meeting, []store.MeetingPage) {
	t.Helper()
	var all []store.Meeting
	var pages []store.MeetingPage
	for _, id := range h.meetingIDs() {
		m := h.w.Met(id)
		var p store.MeetingPage
		if !m.Struck {
			p = meetingPage(t, h.w, authz.Everything, id)
		}
		all, pages = append(all, m), append(pages, p)
	}
	return all, pages
}
