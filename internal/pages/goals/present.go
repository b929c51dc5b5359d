package goals

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// badge is a status as it is shown everywhere.
func badge(s measure.Status) ui.Badge { return ui.Badge{Status: ui.Status(s.Tone), Text: s.Word} }

// goalBadge is the status of a goal; a closed one says that it is.
func goalBadge(g store.Goal, day district.Date) ui.Badge {
	if g.Closed(day) {
		return ui.Badge{Status: ui.StatusNone, Text: "avslutat"}
	}
	return badge(g.Status(day))
}

// stateOf is a goal as a row of a list.
func stateOf(g store.Goal, day district.Date, href string) parts.GoalState {
	b := goalBadge(g, day)
	out := parts.GoalState{Number: g.Name(), Title: g.Title, Href: href, Status: b.Status, Word: b.Text, Period: g.Period(), Expected: -1}
	var meta []string
	for _, u := range g.Units {
		meta = append(meta, u.Name)
	}
	if n := len(g.SectionPath); len(meta) == 0 && n > 0 {
		meta = append(meta, g.SectionPath[n-1])
	}
	out.Meta = sv.ListMax(meta, 3)
	counted := g.Counted()
	m, ok := g.Shown()
	switch {
	case !ok:
		out.Note = "räknas inte än"
		return out
	case len(counted) > 1: // side by side, and never one figure for all
		for _, m := range counted {
			st := m.Now.Status
			out.Ways = append(out.Ways, parts.GoalWay{Label: titleOf(m), Status: ui.Status(st.Tone), Word: st.Word, Also: st.Also, Figure: figureOf(m.Now)})
		}
		return out
	}
	out.Label, out.Also = countedWord(m.Now.Version), m.Now.Status.Also
	out.Figure = figureOf(m.Now)
	if value, of, ok := m.Now.Number(); ok {
		out.Value, out.Of, out.Unknown = value, of, m.Now.Coverage.Unknown
	}
	var notes []string
	if y := m.Now.Year(); y != 0 {
		notes = append(notes, strconv.Itoa(y))
	}
	if m.Now.HasExpected {
		out.Expected = m.Now.Expected
		if m.Now.Status.Code != measure.Done && (m.Now.Expected > 0 || m.Now.Year() == 0) {
			notes = append(notes, "väntat nu "+sv.Int(m.Now.Expected))
		}
	}
	if out.Unknown > 0 {
		notes = append(notes, sv.Count(out.Unknown, "okänd", "okända"))
	}
	out.Note = sv.Join(" · ", notes...)
	out.Trend, out.Awaited = points(m), awaited(g, m)
	return out
}

// figureOf is the value of a measure in a few words, "" when nothing is counted: "44 av 51".
func figureOf(v store.MeasureValue) string {
	value, of, ok := v.Number()
	if !ok {
		return ""
	}
	return sv.Value(value, of)
}

// titleOf is what a measure is called beside the others of its goal.
func titleOf(m store.GoalMeasure) string {
	if m.Label != "" {
		return m.Label
	}
	return measureTitle(m.Now.Version)
}

// countedWord says what a measure counts, for charts: "Har en studieansvarig".
func countedWord(v store.MeasureVersion) string { return v.Title() }

// unitWords are what a coverage calls the states of a unit.
func unitWords(v store.MeasureVersion) measure.UnitWords {
	ind, _ := measure.IndicatorByKey(v.Indicator)
	return ind.Units
}

// inSentence begins a name with a small letter, except where its first word is an abbreviation.
func inSentence(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	first, _, _ := strings.Cut(s[size:], " ")
	if strings.IndexFunc(first, unicode.IsUpper) >= 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

// points are the values of a measure over time, on the days on which there is one. A frequency has none: it begins anew
// every year, and its years and days say more than a line that falls at New Year.
func points(m store.GoalMeasure) []ui.Point {
	var out []ui.Point
	for _, v := range m.Trend {
		if v.Year() != 0 {
			continue
		}
		if value, _, ok := v.Number(); ok {
			out = append(out, ui.Point{Date: v.Day, Value: float64(value)})
		}
	}
	return out
}

// awaited is what was expected over time, as steps: from the day on which anything is expected without a break, to the
// end of the plan's period as far as that is decided. Nothing is drawn between two decisions.
func awaited(g store.Goal, m store.GoalMeasure) []ui.Point {
	if m.Now.Year() != 0 {
		return nil
	}
	type on struct {
		day   district.Date
		value int
		ok    bool
	}
	var all []on
	for _, v := range m.Trend {
		all = append(all, on{v.Day, v.Expected, v.HasExpected})
	}
	if len(all) == 0 {
		return nil
	}
	// What is decided about the days to come.
	if last := g.Period().Last(); m.Now.Defined && m.Now.Day.Before(last) {
		for d := district.NewDate(m.Now.Day.Year(), m.Now.Day.Month()+1, 1); d.Before(last); d = d.AddMonths(1) {
			value, ok := expectedOn(m, d)
			all = append(all, on{d, value, ok})
		}
		value, ok := expectedOn(m, last)
		all = append(all, on{last, value, ok})
	}
	// The stretch that holds today, or the last one before it.
	end := slices.IndexFunc(all, func(o on) bool { return o.day == m.Now.Day })
	for end >= 0 && !all[end].ok {
		end--
	}
	if end < 0 {
		return nil
	}
	start := end
	for start > 0 && all[start-1].ok {
		start--
	}
	for end+1 < len(all) && all[end+1].ok {
		end++
	}
	var out []ui.Point
	for i, o := range all[start : end+1] {
		if i > 0 && o.value != all[start+i-1].value {
			out = append(out, ui.Point{Date: o.day.AddDays(-1), Value: float64(all[start+i-1].value)})
		}
		out = append(out, ui.Point{Date: o.day, Value: float64(o.value)})
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// expectedOn is what is expected on a day to come, by what is decided and counted now.
func expectedOn(m store.GoalMeasure, day district.Date) (int, bool) {
	def := m.Now.Version.Definition
	switch def.Kind {
	case measure.KindCoverage:
		return measure.Expected(def, day, m.Now.Coverage.Total)
	case measure.KindDelivery:
		p := measure.Progress(m.StepsOf(m.Now.Version), def, day)
		return p.Expected, p.HasExpected
	case measure.KindVolume:
		p := measure.VolumeAt(def, nil, day)
		return p.Expected, p.HasExpected
	}
	return 0, false
}

// curveOf is the large chart of a measure over the period, nil when there is nothing to draw.
func curveOf(g store.Goal, m store.GoalMeasure, asOf bool) *ui.Curve {
	pts := points(m)
	if len(pts) < 2 {
		return nil
	}
	value, of, _ := m.Now.Number()
	c := &ui.Curve{Title: countedWord(m.Now.Version) + " över tiden", Unit: "Antal", From: g.PlanFrom, To: g.Period().Last(), Points: pts, Expected: awaited(g, m), Step: true}
	if !asOf && g.Period().Contains(m.Now.Day) {
		c.Today = m.Now.Day
	}
	for _, v := range m.Trend {
		_, total, _ := v.Number()
		c.Max = max(c.Max, float64(total))
	}
	for _, p := range pts {
		c.Max = max(c.Max, p.Value)
	}
	c.Target = float64(of)
	if m.Now.Version.Kind == measure.KindCoverage {
		c.Target = float64(m.Now.Version.Target.Needed(of))
		c.Max = max(c.Max, c.Target)
	}
	first := m.Trend[slices.IndexFunc(m.Trend, func(v store.MeasureValue) bool { return v.Day == pts[0].Date })]
	was, wasOf, _ := first.Number()
	c.Summary = sv.Value(value, of) + " den " + sv.Date(m.Now.Day) + ", mot " + sv.Value(was, wasOf) + " den " + sv.Date(first.Day) + "."
	for _, v := range m.Versions {
		if !v.Valid.From.IsZero() && !v.Valid.From.After(m.Now.Day) && v.Valid.From.After(g.PlanFrom) {
			c.Events = append(c.Events, ui.CurveEvent{Date: v.Valid.From, Label: "Målet räknas på ett nytt sätt. Kurvan före dagen är den gamla räkningen.", Href: "#" + paths.GoalMeasureAnchor(m.ID)})
		}
	}
	return c
}

// populationText says who is counted, with the names of those left out as far as the reader may see all of them.
func populationText(p measure.Population, named []store.NamedUnit) string {
	var names []string
	for _, u := range named {
		if slices.Contains(p.Except, u.ID) {
			names = append(names, u.Name)
		}
	}
	if len(names) != len(p.Except) {
		names = nil
	}
	return p.Describe(names...)
}

// explain says how a measure is counted: "Så räknas målet".
func explain(v store.MeasureVersion, named []store.NamedUnit) string {
	return v.Explain(populationText(v.Population, named))
}

// targetText says how much is enough.
func targetText(v store.MeasureVersion, total int) string {
	if v.Kind == measure.KindVolume && v.Target.Unit != measure.TargetCount {
		return "Inget antal är bestämt"
	}
	s := sv.Capital(v.Target.String())
	if v.Kind == measure.KindFrequency {
		s += " varje kalenderår"
		if len(v.Audiences()) > 1 {
			s += " för varje målgrupp"
		}
	}
	if v.Target.Unit == measure.TargetPercent {
		s += ", just nu " + sv.Of(v.Target.Needed(total), total)
	}
	return s
}

// rhythmText says when what is expected.
func rhythmText(r measure.Rhythm) string {
	switch r.Kind {
	case measure.RhythmYearlyWindow:
		return "Följs upp varje år efter " + monthSpan(r.From, r.To)
	case measure.RhythmSteps:
		var steps []string
		for _, s := range r.Steps {
			steps = append(steps, sv.Int(s.Value)+" den "+sv.Date(s.Date))
		}
		return "Stegvis: " + sv.List(steps)
	case measure.RhythmCalendar:
		var years []string
		for _, y := range r.Years {
			years = append(years, strconv.Itoa(y))
		}
		return "Kalenderåren " + sv.List(years) + ", vart och ett för sig"
	}
	return r.Kind.Name()
}

func monthSpan(from, to measure.Month) string {
	if from == to {
		return sv.Month(time.Month(from))
	}
	return sv.Month(time.Month(from)) + "–" + sv.Month(time.Month(to))
}

// dateFacts are the dates of a measure; a corrected one says what the plan has and why.
func dateFacts(v store.MeasureVersion) []ui.Definition {
	var out []ui.Definition
	for _, f := range measure.DateFields() {
		day := v.PlanDate(f)
		text := sv.Date(day)
		for _, c := range v.Corrections {
			if c.Field != f {
				continue
			}
			text = sv.Date(c.Day) + ". Rättat datum: " + c.Reason
			if !c.Plan.IsZero() {
				text = sv.Date(c.Day) + ". Rättat datum, planen säger " + sv.Date(c.Plan) + ": " + c.Reason
			}
		}
		if text != "" {
			out = append(out, ui.Definition{Term: f.Name(), Text: text})
		}
	}
	return out
}
