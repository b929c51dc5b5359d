package demo_test

import (
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/demo"
	"verkstad/internal/district"
	"verkstad/internal/store"
)

// The demo has documents in every state, and seats that are filled, vacant and unknown.
func TestDocumentsAndSeats(t *testing.T) {
	t.Parallel()
	w := load(t)
	all, err := w.Store.Documents(w.Ctx, store.DocumentFilter{Archived: true}, demo.Start)
	if err != nil {
		t.Fatal(err)
	}
	var done, late, archived, begun, upcoming, outOfOrder int
	kinds := map[district.DocumentKind]bool{}
	for _, d := range all {
		kinds[d.Kind] = true
		_, left := d.Next()
		_, isLate := d.Late()
		_, any := d.Latest()
		switch {
		case d.Archived():
			archived++
		case !left:
			done++
		case isLate:
			late++
		case any:
			begun++
		default:
			upcoming++
		}
		if !d.Archived() {
			outOfOrder += len(d.OutOfOrder())
		}
	}
	if done < 2 || late < 1 || archived < 1 || begun < 2 || upcoming < 1 || outOfOrder != 1 || len(kinds) < 6 {
		t.Errorf("%d done, %d late, %d archived, %d begun, %d to come, %d out of order, %d kinds", done, late, archived, begun, upcoming, outOfOrder, len(kinds))
	}
	for what, sql := range map[string]string{
		"step that was undone":         `SELECT count(*) FROM audit_log WHERE record = 'document' AND action = 'undo_step'`,
		"step with an earlier date":    `SELECT count(*) FROM document_steps WHERE NOT upper_inf(valid)`,
		"goal that counts a document":  `SELECT count(*) FROM measure_versions WHERE indicator = 'documentSteps'`,
		"step that was told of late":   `SELECT count(*) FROM document_steps WHERE recorded_on > done_on`,
		"step that a conference took":  `SELECT count(*) FROM document_steps WHERE done_on IS NOT NULL AND body <> ''`,
		"document for a body to adopt": `SELECT count(*) FROM documents WHERE adopter_id IS NOT NULL`,
	} {
		if n := value[int64](t, w, sql); n == 0 {
			t.Errorf("no %s", what)
		}
	}
	seats, err := w.Store.Seats(w.Ctx, authz.Everything, demo.Start)
	if err != nil {
		t.Fatal(err)
	}
	states := map[district.PostState]int{}
	for _, s := range seats {
		if s.UnitKind == district.KindCampaignLeadership {
			states[s.State]++
		}
		if s.Outside {
			t.Errorf("%s in %s is held by somebody from elsewhere", s.PostName, s.UnitName)
		}
	}
	if states[district.PostFilled] != 5 || states[district.PostVacant] != 1 || states[district.PostUnknown] != 1 {
		t.Errorf("the campaign leadership's seats are %v", states)
	}
}
