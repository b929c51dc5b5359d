package planimport

import "testing"

func TestTitlesInCapitals(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{"VERKSAMHETSPLAN 2019": "Verksamhetsplan 2019", "ÅRSPLAN": "Årsplan", "Plan för DS": "Plan för DS", "2019": "2019", "": ""} {
		if got := calm(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
	text, err := ReadText([]byte("VERKSAMHETSPLAN 2026/2027\n\nFöreningen Facklan\n\nOm planen\n\nPlanen visar vad föreningen gör.\n\nMål\n\n- Alla är med.\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if starts := GuessDocuments(text); len(starts) != 1 || starts[0].Title != "Verksamhetsplan 2026/2027" {
		t.Errorf("starts %+v", starts)
	}
}
