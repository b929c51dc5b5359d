package district_test

import (
	"fmt"
	"slices"
	"testing"

	. "verkstad/internal/district"
)

func TestOutOfOrder(t *testing.T) {
	t.Parallel()
	day := func(n int) Date {
		if n == 0 {
			return Date{}
		}
		return NewDate(2018, 4, n)
	}
	for _, c := range []struct {
		about                                   string
		drafted, consulted, adopted, carriedOut int // days in April; 0 not taken, -1 not to be taken
		want                                    []string
	}{
		{"in order", 1, 2, 3, 4, nil},
		{"all on one day", 5, 5, 5, 5, nil},
		{"nothing yet", 0, 0, 0, 0, nil},
		{"adopted without being sent round", 1, 0, 3, 0, []string{"adopted before consulted"}},
		{"sent round after it was adopted", 1, 9, 3, 0, []string{"adopted before consulted"}},
		{"not to be sent round", 1, -1, 3, 0, nil},
		{"a step to come has not been taken", 1, 20, 3, 0, []string{"adopted before consulted"}},
		{"and neither has one that it would be before", 0, 20, 0, 0, nil},
		{"carried out before anything", 0, 0, 0, 4, []string{"carriedOut before drafted"}},
		{"two of them", 0, 2, 1, -1, []string{"consulted before drafted", "adopted before drafted"}},
	} {
		var steps []StepDate
		for i, n := range []int{c.drafted, c.consulted, c.adopted, c.carriedOut} {
			if n >= 0 {
				steps = append(steps, StepDate{Step: DocumentSteps()[i], On: day(n)})
			}
		}
		var got []string
		for _, o := range OutOfOrder(steps, day(16)) {
			got = append(got, fmt.Sprintf("%s before %s", o.Step.Step, o.Before.Step))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.about, got, c.want)
		}
	}
}

func TestDocumentWords(t *testing.T) {
	t.Parallel()
	for _, k := range DocumentKinds() {
		if !k.Valid() || k.Name() == "" {
			t.Errorf("%s has no name", k)
		}
		for _, s := range DocumentSteps() {
			if !s.Valid() || s.Done(k) == "" {
				t.Errorf("%s of %s has no word", s, k)
			}
		}
	}
	if DocumentKind("x").Valid() || DocumentStep("x").Valid() || DocumentStep("x").Done(DocumentPolicy) != "" {
		t.Error("what there is not is valid")
	}
	if got := StepAdopted.Done(DocumentStatutes); got != "antagna" {
		t.Errorf("statutes are %s", got)
	}
}
