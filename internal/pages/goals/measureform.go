package goals

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	view "verkstad/templates/goals"
	"verkstad/templates/ui"
)

// formFields are the fields of a definition besides the parameters of its indicator.
var formFields = []string{"label", "kinds", "except", "minAgeMonths", "targetUnit", "target", "rhythm", "from", "to", "steps", "years", "earliest", "due", "latest"}

// emptyForm is a new definition of an indicator for a goal of the period, with what is most often chosen.
func emptyForm(ind measure.Indicator, period district.Span) *form.Form {
	f := form.Empty()
	for _, p := range ind.Params {
		f.Set(p.Name, p.Default)
	}
	switch ind.Kind {
	case measure.KindCoverage:
		var kinds []string
		proposed := ind.Kinds
		if proposed == nil {
			proposed = district.AssociationKinds()
		}
		for _, u := range proposed {
			kinds = append(kinds, string(u))
		}
		f.SetAll("kinds", kinds)
		f.Set("targetUnit", string(measure.TargetAll))
		f.Set("rhythm", string(measure.RhythmStanding))
	case measure.KindFrequency:
		f.SetAll("years", yearTexts(measure.CalendarYears(period)))
	case measure.KindJudgement:
		f.Set("rhythm", string(measure.RhythmYearly))
	}
	return f
}

func yearTexts(years []int) []string {
	out := make([]string, len(years))
	for i, y := range years {
		out[i] = strconv.Itoa(y)
	}
	return out
}

// definitionForm shows a definition that stands.
func definitionForm(d measure.Definition) *form.Form {
	f := form.Empty()
	f.Set("label", d.Label)
	ind, _ := measure.IndicatorByKey(d.Indicator)
	for name, values := range ind.Values(d.Params) {
		f.SetAll(name, values)
	}
	var kinds, except, steps []string
	for _, k := range d.Population.Kinds {
		kinds = append(kinds, string(k))
	}
	for _, id := range d.Population.Except {
		except = append(except, idText(id))
	}
	for _, s := range d.Rhythm.Steps {
		steps = append(steps, s.Date.String()+" "+strconv.Itoa(s.Value))
	}
	f.SetAll("kinds", kinds)
	f.SetAll("except", except)
	f.SetAll("years", yearTexts(d.Rhythm.Years))
	set := func(name string, n int) {
		if n != 0 {
			f.Set(name, strconv.Itoa(n))
		}
	}
	set("minAgeMonths", d.Population.MinAgeMonths)
	set("target", d.Target.N)
	set("from", int(d.Rhythm.From))
	set("to", int(d.Rhythm.To))
	f.Set("targetUnit", string(cmp.Or(d.Target.Unit, measure.TargetAll)))
	f.Set("rhythm", string(d.Rhythm.Kind))
	f.Set("steps", strings.Join(steps, "\n"))
	f.Set("earliest", d.Earliest.String())
	f.Set("due", d.Due.String())
	f.Set("latest", d.Latest.String())
	return f
}

// readDefinition reads the form of an indicator; what is wrong is in f.
func readDefinition(f *form.Form, ind measure.Indicator) measure.Definition {
	d := measure.Definition{Kind: ind.Kind, Indicator: ind.Key, Label: f.OptionalText("label", "Namn på mätningen", 80)}
	values := map[string][]string{}
	for _, p := range ind.Params {
		values[p.Name] = f.All(p.Name)
	}
	d.Params = ind.ParamsFrom(values)
	switch ind.Kind {
	case measure.KindCoverage:
		for _, c := range f.Choices("kinds", "Vilka räknas", unitKinds()...) {
			d.Population.Kinds = append(d.Population.Kinds, district.UnitKind(c))
		}
		d.Population.Except = f.IDs("except", "Räkna inte")
		d.Population.MinAgeMonths, _ = f.OptionalInt("minAgeMonths", "Räkna först efter", 0, 120)
		d.Target.Unit = measure.TargetUnit(f.Choice("targetUnit", "Hur många behövs", string(measure.TargetAll), string(measure.TargetCount), string(measure.TargetPercent)))
		d.Target.N, _ = f.OptionalInt("target", "Antal eller procent", 0, 100_000)
	case measure.KindFrequency:
		d.Target = measure.Target{Unit: measure.TargetCount, N: f.Int("target", "Hur många krävs varje år", 1, 1000)}
		d.Rhythm.Kind = measure.RhythmCalendar
		for _, y := range f.IDs("years", "Vilka år räknas") {
			d.Rhythm.Years = append(d.Rhythm.Years, int(y))
		}
		slices.Sort(d.Rhythm.Years)
	case measure.KindVolume:
		if n, ok := f.OptionalInt("target", "Hur många ska det bli", 1, 1000); ok {
			d.Target = measure.Target{Unit: measure.TargetCount, N: n}
		}
		if d.Rhythm.Steps = readSteps(f); len(d.Rhythm.Steps) > 0 {
			d.Rhythm.Kind = measure.RhythmSteps
		}
	}
	if ind.Kind == measure.KindCoverage || ind.Kind == measure.KindJudgement {
		var rhythms []string
		for _, r := range measure.RhythmsFor(ind.Kind) {
			rhythms = append(rhythms, string(r))
		}
		d.Rhythm.Kind = measure.RhythmKind(f.OptionalChoice("rhythm", "När", rhythms...))
	}
	switch {
	case d.Rhythm.Kind == measure.RhythmYearlyWindow:
		from, _ := f.OptionalInt("from", "Från", 1, 12)
		to, _ := f.OptionalInt("to", "Till och med", 1, 12)
		d.Rhythm.From, d.Rhythm.To = measure.Month(from), measure.Month(to)
	case d.Rhythm.Kind == measure.RhythmSteps && ind.Kind == measure.KindCoverage:
		d.Rhythm.Steps = readSteps(f)
	}
	d.Earliest = f.OptionalDate("earliest", "Tidigast")
	d.Due = f.OptionalDate("due", "Ska vara nått")
	d.Latest = f.OptionalDate("latest", "Sista dag")
	if !f.HasErrors() {
		f.AddInvalid(d.Check())
	}
	return d
}

func unitKinds() []string {
	var out []string
	for _, k := range district.UnitKinds() {
		out = append(out, string(k))
	}
	return out
}

// readSteps reads lines of a day and a number: "2017-12-31 20".
func readSteps(f *form.Form) []measure.Step {
	var out []measure.Step
	for line := range strings.Lines(f.OptionalMultiline("steps", "Steg", 2000)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		n, err := strconv.Atoi(words[len(words)-1])
		day, ok := form.ParseDate(strings.Join(words[:len(words)-1], " "))
		if err != nil || !ok {
			f.Fail("steps", "Skriv ett steg per rad, först dagen och sedan antalet, till exempel 2017-12-31 20.")
			return nil
		}
		out = append(out, measure.Step{Date: day, Value: n})
	}
	return out
}

// readNewSteps reads lines of a milestone, with its last day first when there is one: "2018-03-01 Innehållet är bestämt".
func readNewSteps(f *form.Form) []store.MilestoneEdit {
	var out []store.MilestoneEdit
	for line := range strings.Lines(f.OptionalMultiline("milestones", "Milstolpar", 6000)) {
		s := store.MilestoneEdit{Title: strings.Join(strings.Fields(line), " ")}
		if first, rest, ok := strings.Cut(s.Title, " "); ok {
			if d, isDate := form.ParseDate(first); isDate {
				s.Title, s.Due = strings.TrimLeft(rest, " –-:"), d
			}
		}
		if s.Title == "" {
			continue
		}
		if len([]rune(s.Title)) > 200 {
			f.Fail("milestones", "Skriv högst 200 tecken per milstolpe.")
			return nil
		}
		out = append(out, s)
	}
	return out
}

// paramFields are the fields of the parameters, with what there is to choose today. Of what is retired only what is
// chosen already is offered.
func paramFields(f *form.Form, ind measure.Indicator, choices []store.Choice, today district.Date) []templ.Component {
	var out []templ.Component
	for _, p := range ind.Params {
		options := optionsOf(f, p, choices, today)
		p.Optional = p.Optional || p.When != (measure.When{}) // whether it is needed depends on what is chosen above
		switch {
		case p.Type == measure.ParamYes:
			out = append(out, ui.Checkbox{F: f, Name: p.Name, Label: p.Label, Hint: p.Hint})
		case p.Type == measure.ParamCount:
			out = append(out, ui.Field{F: f, Kind: ui.Number, Name: p.Name, Label: p.Label, Hint: p.Hint, Optional: p.Optional})
		case p.Type == measure.ParamOption && !p.Many:
			out = append(out, ui.Radios{F: f, Name: p.Name, Label: p.Label, Hint: p.Hint, Options: options})
		case p.Optional && len(options) == 0:
		case p.Many:
			out = append(out, ui.Checkboxes{F: f, Name: p.Name, Label: p.Label, Hint: p.Hint, Options: options, Optional: p.Optional})
		default:
			out = append(out, ui.Select{F: f, Name: p.Name, Label: p.Label, Hint: p.Hint, Options: options, Empty: "Välj", Optional: p.Optional})
		}
	}
	return out
}

func optionsOf(f *form.Form, p measure.ParamSpec, choices []store.Choice, today district.Date) []ui.Option {
	var out []ui.Option
	for _, o := range p.Options {
		out = append(out, ui.Option{Value: o.Value, Label: o.Label})
	}
	for _, c := range choices {
		if c.Type == p.Type && (c.Retired.IsZero() || today.Before(c.Retired) || slices.Contains(f.All(p.Name), c.Value)) {
			out = append(out, ui.Option{Value: c.Value, Label: sv.Capital(c.Name)})
		}
	}
	return out
}

// choosable tells whether there is something to choose for every parameter that needs it.
func choosable(ind measure.Indicator, choices []store.Choice, today district.Date) bool {
	for _, p := range ind.Params {
		if p.Type.Chosen() && !p.Optional && p.When == (measure.When{}) && len(optionsOf(form.Empty(), p, choices, today)) == 0 {
			return false
		}
	}
	return true
}

// coverageChoices fills in the kinds with how many there are today, and the units that can be left out.
func coverageChoices(v *view.MeasureFormView, m measuring, units []store.Unit) {
	counts := map[district.UnitKind]int{}
	for _, u := range units {
		counts[u.Kind]++
	}
	chosen := m.f.All("kinds")
	for _, k := range district.UnitKinds() {
		if counts[k] == 0 && !slices.Contains(chosen, string(k)) {
			continue
		}
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: fmt.Sprintf("%s (%d)", k.Plural(), counts[k])})
		for _, u := range units {
			if u.Kind == k {
				v.Units = append(v.Units, ui.Option{Value: idText(u.ID), Label: u.Name})
			}
		}
	}
	v.ExceptOpen = m.touched("except", "minAgeMonths")
	v.WindowOpen = m.f.Get("rhythm") == string(measure.RhythmYearlyWindow) || m.f.Error("from") != "" || m.f.Error("to") != ""
	for i := time.January; i <= time.December; i++ {
		v.Months = append(v.Months, ui.Option{Value: strconv.Itoa(int(i)), Label: sv.Capital(sv.Month(i))})
	}
}

// yearOptions are the calendar years that a plan's period touches, and those chosen already.
func yearOptions(f *form.Form, period district.Span) []ui.Option {
	all := map[int]bool{}
	if last := period.Last(); !period.From.IsZero() && !last.IsZero() {
		for y := period.From.Year(); y <= last.Year(); y++ {
			all[y] = true
		}
	}
	for _, text := range f.All("years") {
		if y, err := strconv.Atoi(text); err == nil {
			all[y] = true
		}
	}
	var out []ui.Option
	for y := range all {
		out = append(out, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(a.Value, b.Value) })
	return out
}

func rhythmHint(k measure.RhythmKind) string {
	switch k {
	case measure.RhythmStanding:
		return "Målet är uppfyllt eller ligger efter, varje dag."
	case measure.RhythmYearlyWindow:
		return "Till exempel efter årsmötena i februari–april. Under de månaderna väntas inget värde."
	case measure.RhythmSteps:
		return "Ni har bestämt hur många det ska vara vilken dag."
	case measure.RhythmYearly:
		return "En bedömning gäller i tolv månader. Sedan väntar målet på en ny."
	case measure.RhythmNone:
		return "Bara datumen nedan styr."
	}
	return ""
}
