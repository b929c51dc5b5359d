package demo_test

import (
	"testing"
	"time"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/demo"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// testMeetings claims that the demo has a meeting in every state and something to do about meetings for those who do it.
func testMeetings(t *testing.T, w *fixture.World) {
	for what, sql := range map[string]string{
		"held":                        `SELECT count(*) FROM meetings WHERE part_of IS NULL AND state = 'held'`,
		"planned ahead":               `SELECT count(*) FROM meetings WHERE part_of IS NULL AND state = 'planned' AND day > '2018-04-16'`,
		"planned, with the day gone":  `SELECT count(*) FROM meetings WHERE part_of IS NULL AND state = 'planned' AND day < '2018-04-16'`,
		"cancelled":                   `SELECT count(*) FROM meetings WHERE state = 'cancelled'`,
		"moved over New Year":         `SELECT count(*) FROM meetings m JOIN meeting_moves v ON v.meeting_id = m.id WHERE m.day >= '2018-01-01' AND v.was_start < '2018-01-01'`,
		"in four parts":               `SELECT count(*) FROM meetings m WHERE m.state = 'held' AND (SELECT count(*) FROM meetings x WHERE x.part_of = m.id) = 4`,
		"held, without attendance":    `SELECT count(*) FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id WHERE k.attendance AND m.state = 'held' AND m.attendance_done_at IS NULL`,
		"agreed with group leaders":   `SELECT count(*) FROM meetings WHERE consulted_on IS NOT NULL`,
		"for an audience":             `SELECT count(*) FROM meetings WHERE audience <> ''`,
		"with a question that waits":  `SELECT count(*) FROM meeting_questions WHERE answered_on IS NULL`,
		"with a question answered":    `SELECT count(*) FROM meeting_questions WHERE answered_on IS NOT NULL`,
		"a unit's that has been left": `SELECT count(*) FROM meeting_units i JOIN units u ON u.id = i.unit_id WHERE u.closed <= '2018-04-16'`,
	} {
		if value[int64](t, w, sql) == 0 {
			t.Errorf("no meeting is %s", what)
		}
	}
	needs, err := w.Store.MeetingNeeds(w.Ctx, demo.Start)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range needs {
		if n.Name == "Ordförandeträff" && (n.Held != 2 || n.Planned != 3 || n.Due(demo.Start).String() != "2018-09-30") {
			t.Errorf("chairs' meetings: %+v, due %s", n, n.Due(demo.Start))
		}
	}
	absent, err := w.Store.AbsentTwice(w.Ctx, w.Actor, time.Now(), authz.Everything, authz.Everything, 0, demo.Start)
	if err != nil {
		t.Fatal(err)
	}
	chairs := 0
	for _, a := range absent {
		if a.KindName == "Ordförandeträff" {
			chairs++
		}
	}
	if chairs < 3 || chairs > 10 {
		t.Errorf("%d associations have not come twice", chairs)
	}
	for _, slug := range []string{"studieutskottet", "sodertalje"} {
		id, err := db.Value[int64](w.Ctx, w.DB, "read for a test", `SELECT id FROM units WHERE slug = '`+slug+`'`, nil)
		if err != nil {
			t.Fatal(err)
		}
		if report, err := w.Store.MeetingsToReport(w.Ctx, authz.Scope{Units: []int64{id}}, demo.Start, 10); err != nil || len(report) != 1 {
			t.Errorf("%d meetings of %s wait for a word: %v", len(report), slug, err)
		}
	}
	report, err := w.Store.MeetingsToReport(w.Ctx, authz.Everything, demo.Start, 10)
	if err != nil || len(report) != 1 || report[0].KindKey != "treasurersMeeting" {
		t.Errorf("the office is asked about %+v: %v", report, err)
	}
	if waiting, err := w.Store.QuestionsWaiting(w.Ctx, authz.Everything); waiting.N != 2 || err != nil {
		t.Errorf("%d questions wait, %v", waiting.N, err)
	}
	farsta, err := db.Value[int64](w.Ctx, w.DB, "read for a test", `SELECT id FROM units WHERE slug = 'farsta'`, nil)
	if err != nil {
		t.Fatal(err)
	}
	next, err := w.Store.NextMeetings(w.Ctx, authz.Scope{Units: []int64{farsta}}, demo.Start, 3)
	if err != nil || len(next) != 3 {
		t.Errorf("Farsta has %d meetings ahead, %v", len(next), err)
	}
	page, err := w.Store.Meetings(w.Ctx, store.MeetingScopes{See: authz.Everything}, demo.Start, store.MeetingFilter{})
	if err != nil || page.PastTotal() <= 25 {
		t.Errorf("%d meetings have been: the list has one page, %v", page.PastTotal(), err)
	}
}
