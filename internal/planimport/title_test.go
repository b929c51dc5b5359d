package planimport

import (
	"slices"
	"testing"
)

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

// What Markdown emphasises is part of the sentence; its marks are not.
func TestMarkdownEmphasis(t *testing.T) {
	text, err := ReadText([]byte("# Plan 2025\n\n## Tidning\n\nStyrelsen ska ge ut tidningen *Röster* (_fyra sidor_) minst **två** gånger per år, i format 2*3*4.\n\n* Kassören ska skriva i *Röster*.\n\n## Slut\n\nTack.\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSource(t, text, src)
	var got []string
	for _, f := range src.Findings {
		got = append(got, f.Sentence)
	}
	if want := []string{"Styrelsen ska ge ut tidningen Röster (fyra sidor) minst två gånger per år, i format 2*3*4.", "Kassören ska skriva i Röster."}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
