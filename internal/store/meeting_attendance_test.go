package store_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// ticked returns the units that are ticked at a meeting.
func ticked(t *testing.T, w *fixture.World, id int64) []int64 {
	t.Helper()
	p, err := w.Store.Attendance(w.Ctx, store.MeetingScopes{Edit: authz.Everything, Names: authz.Everything}, fixture.Today, id)
	if err != nil {
		t.Fatal(err)
	}
	var out []int64
	for _, u := range p.Units {
		if u.TickedAt(id) {
			out = append(out, u.UnitID)
		}
	}
	slices.Sort(out)
	return out
}

func TestTwoPhonesAreMerged(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta, solna, kista := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista")
	m := w.Meet(fixture.Meeting{})
	post := func(marks ...store.Mark) store.MarkResult {
		t.Helper()
		r, err := w.Store.MarkAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, marks)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := store.Mark{ID: "phone-a-1", Unit: farsta.ID, Present: true}
	if r := post(first, store.Mark{ID: "phone-a-2", Unit: solna.ID, Present: true}); r != (store.MarkResult{New: 2}) {
		t.Errorf("the first phone: %+v", r)
	}
	post(store.Mark{ID: "phone-b-1", Unit: kista.ID, Present: true})
	if got := ticked(t, w, m.ID); !slices.Equal(got, []int64{farsta.ID, solna.ID, kista.ID}) {
		t.Errorf("both phones: %v", got)
	}
	// The second phone takes a tick of the first back. The first, whose answer was lost, posts again and again.
	post(store.Mark{ID: "phone-b-2", Unit: farsta.ID, Present: false})
	for range 2 {
		if r := post(first); r != (store.MarkResult{Known: 1}) {
			t.Errorf("posted again: %+v", r)
		}
	}
	if got := ticked(t, w, m.ID); !slices.Equal(got, []int64{solna.ID, kista.ID}) {
		t.Errorf("after posting again: %v", got)
	}
	var changes int
	if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT count(*) FROM audit_log WHERE record = 'meeting' AND action = 'attendance'`).Scan(&changes); err != nil || changes != 3 {
		t.Errorf("%d changes in the log, %v", changes, err)
	}
	if r := post(store.Mark{ID: "phone-a-9", Unit: 999, Present: true}); r != (store.MarkResult{Refused: 1}) {
		t.Errorf("somebody who is not invited: %+v", r)
	}
	for _, bad := range []string{"", "short", "med mellanslag", "<script>", string(make([]byte, 90))} {
		_, err := w.Store.MarkAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, []store.Mark{{ID: bad, Unit: farsta.ID}})
		wantInvalid(t, err, "")
	}
}

func TestAttendanceIsForMeetingsThatHaveBegun(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	tick := func(id int64) error {
		_, err := w.Store.MarkAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, []store.Mark{{ID: fmt.Sprintf("tick-%d-x", id), Unit: farsta.ID, Present: true}})
		return err
	}
	wantInvalid(t, tick(w.Meet(fixture.Meeting{Day: fixture.Today.AddDays(1)}).ID), "")
	wantInvalid(t, tick(w.Cancel(w.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-1)}).ID).ID), "")
	wantInvalid(t, tick(w.StrikeMeeting(w.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-1)}).ID).ID), "")
	wantInvalid(t, tick(w.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: farsta.ID}).ID), "")
	m := w.Meet(fixture.Meeting{At: "23:30"})
	if err := tick(m.ID); err != nil {
		t.Errorf("on its own day: %v", err)
	}
	if got := w.Met(m.ID); got.State != district.MeetingPlanned || got.Done() {
		t.Errorf("a tick does not hold the meeting: %+v", got)
	}
	if err := w.Store.ReopenAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Scope{}, m.ID); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("out of scope: %v", err)
	}
	got := w.Finish(m.ID)
	if got.State != district.MeetingHeld || !got.Done() || got.RecordedOn != fixture.Today {
		t.Errorf("finished: %+v", got)
	}
	again := w.Finish(m.ID)
	if again.Revision != got.Revision || !again.DoneAt.Equal(*got.DoneAt) {
		t.Error("finished twice, it changed")
	}
	// Who comes late can still be ticked, and the attendance can be opened again.
	late := w.Association("Solna")
	if err := w.Store.SetInvited(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, again.Revision, []int64{farsta.ID, late.ID}); err != nil {
		t.Fatal(err)
	}
	if p := meetingPage(t, w, authz.Everything, m.ID); p.Count(district.Absent) != 1 || p.Count(district.Present) != 1 {
		t.Errorf("after inviting: %+v", p.Units)
	}
	if err := w.Store.ReopenAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID); err != nil {
		t.Fatal(err)
	}
	if p := meetingPage(t, w, authz.Everything, m.ID); p.Count(district.PresenceUnknown) != 1 {
		t.Errorf("opened again: %+v", p.Units)
	}
	// A held meeting that was none after all has no attendance that counts, and keeps its ticks.
	if err := w.Store.UndoMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, w.Met(m.ID).Revision); err != nil {
		t.Fatal(err)
	}
	if got := w.Met(m.ID); got.Done() || got.State != district.MeetingPlanned || len(ticked(t, w, m.ID)) != 1 {
		t.Errorf("taken back: %+v", got)
	}
}

// Whatever phones post, in whatever order and however often, each mark counts once, in the order in which it first came.
func TestMarksAgainstAModel(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	random := rand.New(rand.NewPCG(11, 7))
	var units []int64
	for range 6 {
		units = append(units, w.Association("").ID)
	}
	for round := range 12 {
		m := w.Meet(fixture.Meeting{})
		model, known := map[int64]bool{}, map[string]bool{}
		var sent [][]store.Mark
		for n := range 25 {
			batch := []store.Mark{}
			if len(sent) > 0 && random.IntN(3) == 0 {
				batch = sent[random.IntN(len(sent))] // posted again
			} else {
				for i := range random.IntN(4) {
					batch = append(batch, store.Mark{ID: fmt.Sprintf("mark-%d-%d-%d", round, n, i), Unit: units[random.IntN(len(units))], Present: random.IntN(3) > 0})
				}
				sent = append(sent, batch)
			}
			for _, k := range batch {
				if !known[k.ID] {
					known[k.ID], model[k.Unit] = true, k.Present
				}
			}
			if _, err := w.Store.MarkAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, batch); err != nil {
				t.Fatal(err)
			}
		}
		var want []int64
		for u, present := range model {
			if present {
				want = append(want, u)
			}
		}
		slices.Sort(want)
		if got := ticked(t, w, m.ID); !slices.Equal(got, want) {
			t.Fatalf("round %d: ticked %v, want %v", round, got, want)
		}
	}
}

func TestPhonesAtOnce(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	var units []store.Unit
	for range 8 {
		units = append(units, w.Association(""))
	}
	m := w.Meet(fixture.Meeting{})
	var wg sync.WaitGroup
	errs := make([]error, 2*len(units))
	for phone := range errs {
		wg.Go(func() {
			u := units[phone%len(units)]
			_, errs[phone] = w.Store.FinishAttendance(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, m.ID, []store.Mark{{ID: fmt.Sprintf("of-phone-%d", u.ID), Unit: u.ID, Present: true}})
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	var marks, rows int
	if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT (SELECT count(*) FROM meeting_marks), (SELECT count(*) FROM audit_log WHERE record = 'meeting' AND action IN ('hold', 'attendanceDone'))`).
		Scan(&marks, &rows); err != nil || marks != len(units) || rows != 2 {
		t.Errorf("%d marks, %d rows of being held and finished, %v", marks, rows, err)
	}
	if got := ticked(t, w, m.ID); len(got) != len(units) {
		t.Errorf("%d ticked", len(got))
	}
}

func TestAbsentTwice(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta, solna, kista, gone := w.Association("Farsta"), w.Association("Solna"), w.Association("Kista"), w.Association("Stängd")
	w.Assign(farsta, "associationChair", fixture.Assignment{Person: w.Person("Ordförande Farsta").ID})
	w.Finish(w.Meet(fixture.Meeting{Day: today.AddDays(-90)}).ID, farsta)
	w.Finish(w.Meet(fixture.Meeting{Day: today.AddDays(-60)}).ID, solna)
	w.Finish(w.Meet(fixture.Meeting{Kind: "treasurersMeeting", Day: today.AddDays(-50)}).ID, farsta, solna, kista)
	w.Tick(w.Meet(fixture.Meeting{Day: today.AddDays(-40)}).ID, farsta) // never finished: nothing is known
	w.Cancel(w.Meet(fixture.Meeting{Day: today.AddDays(-35)}).ID)
	w.StrikeMeeting(w.Finish(w.Meet(fixture.Meeting{Day: today.AddDays(-30)}).ID, farsta, kista).ID) // a mistake
	w.Finish(w.Meet(fixture.Meeting{Day: today.AddDays(-20)}).ID, kista)
	w.Close(gone, today.AddDays(-1))
	absent := func(scope authz.Scope, kind string, day district.Date) []string {
		t.Helper()
		var id int64
		if kind != "" {
			id = w.MeetingKind(kind).ID
		}
		list, err := w.Store.AbsentTwice(w.Ctx, w.Actor, momentOf(t, w), scope, scope, id, day)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, a := range list {
			out = append(out, a.Name+" "+a.LastCame.String()+" "+a.Holder)
		}
		return out
	}
	last := today.AddDays(-90).String()
	if got := absent(authz.Everything, "", today); !slices.Equal(got, []string{"Farsta " + last + " Ordförande Farsta"}) {
		t.Errorf("today: %q", got)
	}
	if got := absent(authz.Everything, "treasurersMeeting", today); got != nil {
		t.Errorf("treasurers: %q", got)
	}
	if got := absent(authz.Scope{Units: []int64{kista.ID}}, "", today); got != nil {
		t.Errorf("out of scope: %q", got)
	}
	// Before the last meeting, as it was then known; the closed unit existed.
	if got := absent(authz.Everything, "", today.AddDays(-21)); !slices.Equal(got, []string{"Kista  ", "Stängd  "}) {
		t.Errorf("three weeks ago: %q", got)
	}
}

// The rule of who stayed away twice over random meetings is that of package district.
func TestAbsentTwiceAgainstTheRule(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	random := rand.New(rand.NewPCG(3, 9))
	var units []store.Unit
	for range 9 {
		units = append(units, w.Association(""))
	}
	type met struct {
		day   district.Date
		kind  string
		id    int64
		known map[int64]district.Presence
	}
	var all []met
	for n := range 30 {
		x := met{day: fixture.Today.AddDays(-5*n - random.IntN(4)), kind: []string{"chairsMeeting", "treasurersMeeting"}[random.IntN(2)], known: map[int64]district.Presence{}}
		parts := []fixture.Part(nil)
		if random.IntN(4) == 0 {
			parts = []fixture.Part{{Region: "A"}, {Region: "B"}}
		}
		m := w.Meet(fixture.Meeting{Kind: x.kind, Day: x.day, Parts: parts})
		x.id = m.ID
		at := []int64{m.ID}
		if parts != nil {
			at = nil
			for _, p := range w.Parts(m.ID) {
				at = append(at, p.ID)
			}
		}
		done := random.IntN(5) > 0
		came := map[int64]bool{}
		for _, id := range at {
			var ticks []store.Unit
			for _, u := range units {
				if random.IntN(2) == 0 {
					ticks, came[u.ID] = append(ticks, u), true
				}
			}
			if done {
				w.Finish(id, ticks...)
			} else {
				w.Tick(id, ticks...)
				w.Hold(id)
			}
		}
		struck := random.IntN(6) == 0
		if struck {
			w.StrikeMeeting(m.ID)
		}
		for _, u := range units {
			if !struck && done {
				x.known[u.ID] = district.PresenceAt(came[u.ID], done)
			}
		}
		all = append(all, x)
	}
	slices.SortStableFunc(all, func(a, b met) int { return b.day.Compare(a.day)*1000 + int(b.id-a.id) })
	for _, day := range []district.Date{fixture.Today, fixture.Today.AddDays(-31), fixture.Today.AddDays(-77), fixture.Today.AddDays(-400)} {
		want := map[string]bool{}
		for _, kind := range []string{"chairsMeeting", "treasurersMeeting"} {
			for _, u := range units {
				var latestFirst []district.Presence
				for _, x := range all {
					if p, ok := x.known[u.ID]; ok && x.kind == kind && !x.day.After(day) {
						latestFirst = append(latestFirst, p)
					}
				}
				if district.AbsentTwice(latestFirst) {
					want[fmt.Sprint(w.MeetingKind(kind).ID, u.ID)] = true
				}
			}
		}
		list, err := w.Store.AbsentTwice(w.Ctx, w.Actor, momentOf(t, w), authz.Everything, authz.Everything, 0, day)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, a := range list {
			got[fmt.Sprint(a.KindID, a.UnitID)] = true
		}
		if !maps.Equal(got, want) {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
}

func TestQuestionsAndAnswers(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	farsta, solna := w.Association("Farsta"), w.Association("Solna")
	county := w.Unit(store.NewUnit{Kind: district.KindCountyCouncilGroup})
	city := w.Unit(store.NewUnit{Kind: district.KindCityHallGroup})
	m := w.Meet(fixture.Meeting{Day: today.AddDays(-10), Held: true})
	closedTo := w.Meet(fixture.Meeting{Kind: "treasurersMeeting", Day: today.AddDays(-10), Held: true})
	of := func(u store.Unit) authz.Scope { return authz.Scope{Units: []int64{u.ID}} }
	ask := func(see, scope authz.Scope, meeting int64, in store.QuestionInput) (int64, error) {
		return w.Store.AskQuestion(w.Ctx, w.Actor, db.OnceKey{}, see, scope, meeting, in)
	}
	in := store.QuestionInput{By: farsta.ID, To: county.ID, Text: "Blir vårdcentralen kvar?"}
	id, err := ask(of(farsta), of(farsta), m.ID, in)
	if err != nil {
		t.Fatal(err)
	}
	_, err = ask(of(city), of(city), m.ID, store.QuestionInput{By: city.ID, To: county.ID, Text: "Hur?"})
	if !errors.Is(err, district.ErrNotFound) {
		t.Errorf("at a meeting that one does not see: %v", err)
	}
	for field, x := range map[string]store.QuestionInput{
		"by": {By: solna.ID, To: county.ID, Text: "Hur?"}, "to": {By: farsta.ID, To: solna.ID, Text: "Hur?"},
		"text": {By: farsta.ID, To: county.ID}, "on": {By: farsta.ID, To: county.ID, Text: "Hur?", On: today.AddDays(1)},
	} {
		_, err := ask(of(farsta), of(farsta), m.ID, x)
		wantInvalid(t, err, field)
	}
	_, err = ask(of(farsta), of(farsta), closedTo.ID, in)
	wantInvalid(t, err, "")

	q, err := w.Store.Question(w.Ctx, store.AskedTo, of(county), id)
	if err != nil || q.AskedOn != today.AddDays(-10) {
		t.Fatalf("question: %+v, %v", q, err)
	}
	if waiting, err := w.Store.QuestionsWaiting(w.Ctx, of(county)); waiting != (store.WaitingQuestions{N: 1, Oldest: q.AskedOn}) || err != nil {
		t.Errorf("%d wait since %s, %v", waiting.N, waiting.Oldest, err)
	}
	answer := func(scope authz.Scope, revision int, text string, on district.Date) error {
		return w.Store.AnswerQuestion(w.Ctx, w.Actor, db.OnceKey{}, scope, id, revision, text, on)
	}
	if err := answer(of(city), 1, "Ja.", today); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("another group answers: %v", err)
	}
	wantInvalid(t, answer(of(county), 1, "", today), "answer")
	wantInvalid(t, answer(of(county), 1, "Ja.", today.AddDays(1)), "on")
	wantInvalid(t, answer(of(county), 1, "Ja.", today.AddDays(-11)), "on")
	if err := answer(of(county), 1, "Ja, till 2020.", today); err != nil {
		t.Fatal(err)
	}
	var stale *district.StaleError
	if err := answer(of(county), 1, "Nej.", today); !errors.As(err, &stale) {
		t.Errorf("an old revision: %v", err)
	}
	wantInvalid(t, w.Store.EditQuestion(w.Ctx, w.Actor, db.OnceKey{}, of(farsta), id, 2, "Annat?"), "")
	if err := w.Store.EditQuestion(w.Ctx, w.Actor, db.OnceKey{}, of(solna), id, 2, "Annat?"); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("another unit's question: %v", err)
	}
	waiting := w.Ask(m.ID, solna, city, "När byggs skolan?")
	for _, c := range []struct {
		name  string
		scope authz.Scope
		f     store.QuestionFilter
		want  []int64
	}{
		{"all", authz.Everything, store.QuestionFilter{}, []int64{waiting, id}},
		{"a chair sees those of the meeting", of(farsta), store.QuestionFilter{}, []int64{waiting, id}},
		{"a group sees those put to it", of(city), store.QuestionFilter{}, []int64{waiting}},
		{"waiting", authz.Everything, store.QuestionFilter{Waiting: true}, []int64{waiting}},
		{"answered", authz.Everything, store.QuestionFilter{Answered: true}, []int64{id}},
		{"of a unit", authz.Everything, store.QuestionFilter{Unit: solna.ID}, []int64{waiting}},
		{"nobody", authz.Scope{}, store.QuestionFilter{}, nil},
	} {
		rows, err := w.Store.Questions(w.Ctx, c.scope, c.f)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, r := range rows {
			got = append(got, r.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if err := w.Store.StrikeQuestion(w.Ctx, w.Actor, db.OnceKey{}, of(solna), waiting, 1, "Fel träff."); err != nil {
		t.Fatal(err)
	}
	if rows, err := w.Store.Questions(w.Ctx, authz.Everything, store.QuestionFilter{}); err != nil || len(rows) != 1 {
		t.Errorf("after a strike: %d, %v", len(rows), err)
	}
	var text string
	if err := w.DB.Pool().QueryRow(w.Ctx, `SELECT string_agg(changes::text, '') FROM audit_log WHERE record = 'question' AND record_id = @id`, pgx.StrictNamedArgs{"id": id}).Scan(&text); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "vårdcentralen") {
		t.Error("the log has the words of a question")
	}
}

func momentOf(t *testing.T, w *fixture.World) time.Time {
	t.Helper()
	m, err := w.Store.Moment(w.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	return m.Now
}
