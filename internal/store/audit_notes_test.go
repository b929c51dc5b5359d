package store_test

import (
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// TestNotesAreNotInTheLog: people write of people in notes, and rows of the log outlive everything.
func TestNotesAreNotInTheLog(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	farsta := w.Association("Farsta")
	set := w.Questionnaire("feministWays")
	_, err := w.Store.Assess(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewAssessment{Unit: farsta.ID, Questionnaire: set.ID,
		Answers: map[int64]district.Answer{set.Questions[0].ID: district.AnswerYes}, Note: "Anna Hemlig svarade"})
	if err != nil {
		t.Fatal(err)
	}
	kinds, err := w.Store.RecordKinds(w.Ctx)
	if err != nil || len(kinds) == 0 {
		t.Fatal(len(kinds), err)
	}
	in := store.RecordInput{Kind: kinds[0].ID, Unit: farsta.ID, HappenedOn: fixture.Today, Done: true, Note: "Anna Hemlig höll i den"}
	id, err := w.Store.AddRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, in)
	if err != nil {
		t.Fatal(err)
	}
	in.Note = "Anna Hemlig höll inte i den"
	if err := w.Store.EditRecord(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, 1, in); err != nil {
		t.Fatal(err)
	}
	var rows, named int
	if err := w.DB.Pool().QueryRow(w.Ctx, `
		SELECT count(*)::int, (count(*) FILTER (WHERE changes::text LIKE '%Hemlig%'))::int FROM audit_log
		WHERE record IN ('assessment', 'record')`).Scan(&rows, &named); err != nil {
		t.Fatal(err)
	}
	if rows != 3 || named != 0 {
		t.Errorf("%d of %d rows hold a note", named, rows)
	}
}
