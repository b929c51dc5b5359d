package demo_test

import (
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/demo"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// testCounted looks for everything that answers and records can be, and at the figures that they make.
func testCounted(t *testing.T, w *fixture.World) {
	over, err := w.Store.AssessmentOverview(w.Ctx, authz.Everything, demo.Start, store.AssessmentFilter{Questionnaire: w.Questionnaire("feministWays").ID})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, u := range over.Units {
		for _, c := range u.Cells {
			switch {
			case c.TooOld():
				seen["too old"]++
			case c.Good:
				seen[string(c.Last.Answer)]++
			default:
				seen["never"]++
			}
			if c.ByPhone {
				seen["by telephone"]++
			}
		}
	}
	for _, what := range []string{"yes", "partly", "no", "never", "too old", "by telephone"} {
		if seen[what] < 10 {
			t.Errorf("%d answers are %s: %v", seen[what], what, seen)
		}
	}
	for what, sql := range map[string]string{
		"struck answers":       `SELECT count(*) FROM assessments WHERE struck_reason = 'Det var Sollentuna som svarade.'`,
		"corrected answers":    `SELECT count(*) FROM assessments WHERE struck_reason = 'Rättat samma dag.'`,
		"answers of the gone":  `SELECT count(*) FROM assessments a JOIN units u ON u.id = a.unit_id WHERE u.closed IS NOT NULL`,
		"answers by a chair":   `SELECT count(*) FROM assessments a JOIN accounts ac ON ac.id = a.account_id WHERE NOT a.by_phone AND ac.email LIKE 'ordforande%'`,
		"planned records":      `SELECT count(*) FROM records WHERE state = 'planned' AND happened_on > '2018-04-16'`,
		"open records":         `SELECT count(*) FROM records WHERE state = 'planned' AND happened_on < '2018-04-16'`,
		"cancelled records":    `SELECT count(*) FROM records WHERE state = 'cancelled'`,
		"struck records":       `SELECT count(*) FROM records WHERE struck_at IS NOT NULL`,
		"written afterwards":   `SELECT count(*) FROM records WHERE done_recorded_on > happened_on + 30`,
		"answers after":        `SELECT count(*) FROM meeting_follow_ups WHERE by_phone AND note <> ''`,
		"own answers after":    `SELECT count(*) FROM meeting_follow_ups WHERE NOT by_phone AND account_id IS NOT NULL`,
		"second thoughts":      `SELECT count(*) FROM meeting_follow_ups a JOIN meeting_follow_ups b USING (meeting_id, unit_id) WHERE a.id < b.id`,
		"of more than one":     `SELECT count(*) FROM record_units`,
		"statements about all": `SELECT count(*) FROM record_completions`,
	} {
		if n := value[int64](t, w, sql); n == 0 {
			t.Errorf("there are no %s", what)
		}
	}
	goals, err := w.Store.Goals(w.Ctx, store.GoalFilter{}, []district.Date{district.MustDate("2017-12-31"), demo.Start})
	if err != nil {
		t.Fatal(err)
	}
	circles := goals[0].Measures[1]
	if circles.Trend[0].Volume.Sum != 8 || circles.Now.Volume.Sum != 12 || circles.Now.Status.Code != measure.Done {
		t.Errorf("circles: %d, then %d, %s", circles.Trend[0].Volume.Sum, circles.Now.Volume.Sum, circles.Now.Status)
	}
	other, took := goals[1].Measures[1].Now.Volume, goals[1].Measures[2].Now.Coverage
	if other.Sum != 6 || took.Yes != 9 || took.Unknown != 0 || took.Total != 51 {
		t.Errorf("the other effort: %d circles, %+v", other.Sum, took)
	}
	// What committees and networks have in place: some know too little of themselves.
	if p := goals[17].Measures[2].Now.Coverage; p.Total != 12 || p.Yes < 8 || p.Unknown == 0 {
		t.Errorf("committees that function: %+v", p)
	}
	// How the chairs' meetings are stands beside how many they are and who comes, and is of those who came.
	after := goals[15].Measures[2]
	if then, now := after.Trend[0].Coverage, after.Now.Coverage; then.Total < 25 || now.Total < 25 || now.Total > 45 || now.Yes <= then.Yes || now.Unknown == 0 || !now.KnownEnough() {
		t.Errorf("after the chairs' meetings: %+v, then %+v", now, then)
	}
	for i, m := range goals[3].Measures[1:] {
		if p := m.Now.Coverage; p.Total < 80 || p.Unknown < 5 || !p.KnownEnough() || p.Yes < 10 || p.No < 10 {
			t.Errorf("question %d: %+v", i+1, p)
		}
	}
}
