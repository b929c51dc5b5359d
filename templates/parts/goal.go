package parts

import (
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/sv"
	"verkstad/templates/ui"
)

// A GoalState is a goal on a day as a row shows it: how it stands, what was counted and how that has moved. A goal whose
// state nothing can be counted for has no figures: Of is 0.
type GoalState struct {
	ID        string
	Number    string // "3", "Å12"
	Title     string
	Href      string
	Status    ui.Status
	Word      string // "börjar 10 sep 2018"; "" is the state's own word
	Also      string // "missat 2017", beside it
	Label     string // what is counted, read aloud
	Value, Of int
	Unknown   int
	Expected  int // below 0 when nothing is expected
	Note      string
	Meta      string
	Period    district.Span
	Trend     []ui.Point
	Awaited   []ui.Point // what was expected, on the days on which anything was
	Figure    string     // "44 av 51"; "" when nothing is counted
	Ways      []GoalWay  // of a goal that is measured in several ways, instead of the figures
}

// A GoalWay is one of several ways in which a goal is measured, with its own state.
type GoalWay struct {
	Label  string
	Status ui.Status
	Word   string
	Also   string
	Figure string
}

// Missed is what a goal missed for good and goes on with, beside its state; nil for "".
func Missed(also string) *ui.Badge {
	if also == "" {
		return nil
	}
	return &ui.Badge{Status: ui.StatusMissed, Text: also}
}

// Row returns the goal as a row of a list.
func (g GoalState) Row() ui.GoalRow {
	row := ui.GoalRow{ID: g.ID, Number: g.Number, Title: g.Title, Href: g.Href, Badge: ui.Badge{Status: g.Status, Text: g.Word},
		Also: Missed(g.Also), Figure: g.Figure, Note: g.Note, Meta: g.Meta}
	for _, w := range g.Ways {
		row.Ways = append(row.Ways, ui.GoalWay{Label: w.Label, Badge: ui.Badge{Status: w.Status, Text: w.Word}, Also: Missed(w.Also), Figure: w.Figure})
	}
	if g.Of == 0 {
		return row
	}
	row.Progress = &ui.Progress{Label: g.Label, Value: g.Value, Unknown: g.Unknown, Max: g.Of, Expected: max(0, g.Expected), Compact: true}
	if n := len(g.Trend); n > 1 {
		row.Spark = &ui.Sparkline{Label: "Över perioden", From: g.Period.From, To: g.Period.Last(), Max: float64(g.Of), Points: g.Trend, Expected: g.Awaited,
			Text: "från " + sv.Number(g.Trend[0].Value) + " den " + sv.Date(g.Trend[0].Date) + " till " + sv.Number(g.Trend[n-1].Value) + " den " + sv.Date(g.Trend[n-1].Date)}
		for _, p := range g.Trend {
			row.Spark.Max = max(row.Spark.Max, p.Value)
		}
	}
	return row
}

// A GoalLine is a goal in a short list: how it stands, and its figure when there is one.
type GoalLine struct {
	Title, Href string
	Badge       ui.Badge
	Also        *ui.Badge // beside it: "missat 2017"
	Figure      string    // "44 av 51"
}

// A MissingUnit is a unit of a coverage, with what is known of it and the step that mends it. What the reader may not
// see or do is empty.
type MissingUnit struct {
	Name  string
	Href  string
	Kind  string // where it is not obvious: "branschförening"
	State string // "vakant sedan 1 mars 2018"; "" where the list says it
	Note  string // "senast Kerstin Ek, till och med 28 februari 2018"
	Phone string
	Email string
	Acts  []ui.LinkButton
}

// A MissingList is the units of a coverage that stand in one way.
type MissingList struct {
	Caption string
	Head    string // what the units are: "Förening"; "" is "Namn"
	Items   []MissingUnit
}

func (v MissingList) head() string {
	if v.Head == "" {
		return "Namn"
	}
	return v.Head
}

func (v MissingList) hasWays() bool {
	for _, u := range v.Items {
		if u.Phone != "" || u.Email != "" {
			return true
		}
	}
	return false
}

func (v MissingList) hasActs() bool {
	for _, u := range v.Items {
		if len(u.Acts) > 0 {
			return true
		}
	}
	return false
}

// address cuts an e-mail address where a narrow column may break it.
func address(email string) (name, host string) {
	if i := strings.LastIndexByte(email, '@'); i > 0 {
		return email[:i], email[i:]
	}
	return email, ""
}

func (v MissingList) hasStates() bool {
	for _, u := range v.Items {
		if u.State != "" || u.Note != "" {
			return true
		}
	}
	return false
}
