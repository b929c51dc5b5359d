package store_test

import (
	"testing"

	"verkstad/internal/fixture"
)

func TestBuildersMakeAnAssignment(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	u := w.Association("Farsta")
	a := w.Assign(u, "internalFeminismOfficer", fixture.Assignment{})
	if !a.Holds(fixture.Today) || a.Single || !a.Board {
		t.Errorf("assignment = %+v", a)
	}
	w.End(a.ID, fixture.Today.AddDays(-1))
	w.Strike(a.ID)
	w.Vacant(u, "treasurer", fixture.Today)
}
