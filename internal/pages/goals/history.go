package goals

import (
	"encoding/json"
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/templates/ui"
)

// fieldNames are the audited fields of a goal in Swedish.
var fieldNames = map[string]string{
	"title": "namn", "units": "ansvariga", "tags": "ämnen", "label": "mätningens namn", "kind": "sätt att mäta", "params": "uppdrag", "population": "vilka som räknas",
	"target": "hur många som behövs", "rhythm": "när", "earliest": "tidigast", "due": "sista dag för att vara i tid", "latest": "sista dag", "done": "klar", "cancelled": "inställd",
	"note": "anteckning", "last": "gäller till och med", "closed": "avslutat från", "on": "dag",
}

// history is the audit of a goal in Swedish, the latest first.
func history(rows []store.GoalHistoryRow) []ui.Event {
	out := make([]ui.Event, 0, len(rows))
	for _, r := range rows {
		e := ui.Event{When: sv.Date(r.Day), Who: actorName(r)}
		fields, err := r.Fields()
		if err != nil {
			fields = nil // a row of another shape is still shown, without what it changed
		}
		e.Title, e.Text = told(r, fields)
		out = append(out, e)
	}
	return out
}

func actorName(r store.GoalHistoryRow) string {
	switch {
	case r.ActorName != "":
		return r.ActorName
	case r.ByCommand():
		return "Kommandoraden"
	}
	return "Verkstad"
}

// told is one change as a heading and what it says.
func told(r store.GoalHistoryRow, fields []store.FieldChange) (title, text string) {
	switch r.Action {
	case "create":
		return "Godkänt som mål", ""
	case "update":
		return "Ändrat: " + changedNames(fields), values(fields, "title")
	case "measure":
		if before(fields, "kind") == "" && after(fields, "kind") != "" {
			return "Valt hur målet räknas: " + inSentence(measure.Kind(after(fields, "kind")).Name()), ""
		}
		return "Ändrat hur målet räknas", sv.Capital(changedNames(fields))
	case "measure_end":
		return "En mätning togs bort", ""
	case "milestone":
		return milestoneTold(r.Note, fields)
	case "milestone_end":
		return "Milstolpe borttagen", before(fields, "title")
	case "judge":
		return "Bedömt: " + measure.Level(after(fields, "level")).Word(), r.Note
	case "strike_judgement":
		return "Bedömning struken", r.Note
	case "note":
		return "Anmärkning skriven", after(fields, "text")
	case "strike_note":
		return "Anmärkning struken", r.Note
	case "date":
		return "Rättat datum: " + datesTold(fields), r.Note
	case "close":
		return "Avslutat från " + dateText(after(fields, "closed")), r.Note
	case "reopen":
		return "Öppnat igen", ""
	case "delete":
		return "Togs bort som mål", ""
	}
	return "Ändrat", changedNames(fields)
}

func milestoneTold(name string, fields []store.FieldChange) (title, text string) {
	title = "Milstolpe ändrad"
	if before(fields, "title") == "" && after(fields, "title") != "" {
		title = "Milstolpe tillagd"
	}
	switch {
	case after(fields, "done") != "":
		title = "Milstolpe klar " + dateText(after(fields, "done"))
	case after(fields, "cancelled") != "":
		title = "Milstolpe inställd"
	case before(fields, "done") != "" || before(fields, "cancelled") != "":
		title = "Milstolpe öppnad igen"
	}
	return title, name
}

func datesTold(fields []store.FieldChange) string {
	var parts []string
	for _, f := range fields {
		name := measure.DateField(f.Field).Name()
		switch {
		case name == "":
		case f.After == "":
			parts = append(parts, inSentence(name)+" som i planen")
		default:
			parts = append(parts, inSentence(name)+" "+dateText(f.After))
		}
	}
	return sv.List(parts)
}

// dateText writes a stored day in Swedish, and anything else as it is.
func dateText(s string) string {
	if d, err := district.ParseDate(s); err == nil {
		return sv.Date(d)
	}
	return s
}

func changedNames(fields []store.FieldChange) string {
	var names []string
	for _, f := range fields {
		if n := fieldNames[f.Field]; n != "" {
			names = append(names, n)
		}
	}
	return sv.List(names)
}

// values writes a field's two values.
func values(fields []store.FieldChange, name string) string {
	if b, a := before(fields, name), after(fields, name); b != "" && a != "" {
		return "”" + b + "” blev ”" + a + "”"
	}
	return ""
}

func before(fields []store.FieldChange, name string) string { return value(fields, name, false) }
func after(fields []store.FieldChange, name string) string  { return value(fields, name, true) }

func value(fields []store.FieldChange, name string, now bool) string {
	for _, f := range fields {
		if f.Field != name {
			continue
		}
		if now {
			return clean(f.After)
		}
		return clean(f.Before)
	}
	return ""
}

// clean takes the quotation marks off a value that was kept as a JSON string.
func clean(s string) string {
	var text string
	if strings.HasPrefix(s, `"`) && json.Unmarshal([]byte(s), &text) == nil {
		return text
	}
	return s
}
