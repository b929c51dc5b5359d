package planimport

import (
	"encoding/json"
	"fmt"
	"io"
)

// WriteJSON writes the findings as the package comment describes.
func WriteJSON(w io.Writer, src *Source) error {
	type period struct {
		NotBefore *string `json:"not_before"`
		Deadline  *string `json:"deadline"`
	}
	type each struct {
		Count int     `json:"count"`
		Per   *string `json:"per"`
	}
	type measure struct {
		Kind       MeasureKind `json:"kind"`
		Target     *int        `json:"target"`
		TargetUnit *string     `json:"target_unit"`
		Per        *string     `json:"per"`
		Each       *each       `json:"each"`
		Population *string     `json:"population"`
		UnitKinds  []string    `json:"unit_kinds"`
		Post       *string     `json:"post"`
		Posts      []string    `json:"posts"`
		Contents   []string    `json:"contents"`
	}
	type finding struct {
		Kind        FindingKind `json:"kind"`
		Sentence    string      `json:"sentence"`
		Document    string      `json:"document"`
		SectionPath []string    `json:"section_path"`
		Class       *string     `json:"class"`
		Responsible *string     `json:"responsible"`
		Period      *period     `json:"period"`
		Wording     *string     `json:"wording"`
		Measure     measure     `json:"measure"`
		Reason      string      `json:"reason"`
	}
	known := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	list := func(s []string) []string { return append([]string{}, s...) }
	out := make([]finding, 0, len(src.Findings))
	for _, f := range src.Findings {
		m := f.Measure
		o := finding{
			Kind: f.Kind, Sentence: f.Sentence, Document: src.Documents[f.Document].Title, SectionPath: list(f.SectionPath),
			Class: known(f.Class), Responsible: known(f.Responsible), Wording: known(f.Wording),
			Measure: measure{m.Kind, m.Target, known(m.TargetUnit), known(m.Per), nil, known(m.Population), list(m.UnitKinds), known(m.Post), list(m.Posts), list(m.Contents)},
			Reason:  f.Reason + " " + m.Reason,
		}
		if m.Each != nil {
			o.Measure.Each = &each{m.Each.Count, known(m.Each.Per)}
		}
		if m.Earliest != "" || m.Due != "" {
			o.Period = &period{known(m.Earliest), known(m.Due)}
		}
		out = append(out, o)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("write findings: %w", err)
	}
	return nil
}
