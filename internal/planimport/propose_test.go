package planimport

import (
	"slices"
	"testing"
)

func TestLocalLeavesTradeAssociationsOut(t *testing.T) {
	for text, want := range map[string][]string{
		"Mål\n\n- Alla lokala partiföreningar ska ha en kassör.\n": {"association"},
		"Mål\n\n- Alla partiföreningar ska ha en kassör.\n":        {"association", "tradeAssociation"},
	} {
		in, err := ReadText([]byte("Verksamhetsplan\n\n"+text), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		src, err := Parse(in, Options{})
		if err != nil || len(src.Findings) != 1 {
			t.Fatalf("%q: %d findings, %v", text, len(src.Findings), err)
		}
		if got := src.Findings[0].Measure.UnitKinds; !slices.Equal(got, want) {
			t.Errorf("%q means %q, want %q", text, got, want)
		}
	}
}
