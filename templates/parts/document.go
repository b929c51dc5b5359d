package parts

import (
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/sv"
	"verkstad/templates/ui"
)

// A DocumentLine is a document in a short list: how far it has come.
type DocumentLine struct {
	Title, Href string
	Badge       ui.Badge
	Meta        string
}

// DocumentBadge says how far a document has come on a day. The steps are those that it is to take, in their order;
// archived is the day from which it is, zero for never.
func DocumentBadge(k district.DocumentKind, steps []district.StepDate, archived, day district.Date) ui.Badge {
	if !archived.IsZero() && !day.Before(archived) {
		return ui.Badge{Text: "i arkivet sedan " + sv.Date(archived)}
	}
	var next, last district.StepDate
	for _, s := range steps {
		switch {
		case s.Late(day):
			return ui.Badge{Status: ui.StatusBehind, Text: "ligger efter: " + strings.ToLower(s.Step.Name()) + " senast " + sv.Date(s.Due)}
		case s.Taken(day): // what was passed over before it is told of elsewhere
			last, next = s, district.StepDate{}
		case next.Step == "":
			next = s
		}
	}
	for _, s := range steps { // nothing is left after the last: what was passed over is
		if next.Step == "" && !s.Taken(day) {
			next = s
		}
	}
	switch {
	case next.Step == "":
		return ui.Badge{Status: ui.StatusDone, Text: last.Step.Done(k) + " " + sv.Date(last.On)}
	case !next.Due.IsZero():
		return ui.Badge{Status: ui.StatusUpcoming, Text: strings.ToLower(next.Step.Name()) + " senast " + sv.Date(next.Due)}
	}
	return ui.Badge{Status: ui.StatusWaiting, Text: strings.ToLower(next.Step.Name()) + " återstår"}
}

// StepBadge says how a document stands with one step on a day.
func StepBadge(k district.DocumentKind, s district.StepDate, day district.Date) ui.Badge {
	switch {
	case s.Taken(day):
		return ui.Badge{Status: ui.StatusDone, Text: s.Step.Done(k) + " " + sv.Date(s.On)}
	case s.Late(day):
		return ui.Badge{Status: ui.StatusBehind, Text: "ligger efter, senast " + sv.Date(s.Due)}
	case !s.Due.IsZero():
		return ui.Badge{Status: ui.StatusUpcoming, Text: "senast " + sv.Date(s.Due)}
	}
	return ui.Badge{Status: ui.StatusWaiting, Text: "återstår"}
}
