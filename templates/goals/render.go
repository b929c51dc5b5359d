package goals

import (
	"strconv"

	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

func itoa(n int) string { return strconv.Itoa(n) }

// kind is the weight of the form's button.
func (v FormView) kind() ui.Kind {
	if v.Danger {
		return ui.Danger
	}
	return ui.Primary
}

// extra is the further buttons: on to the next goal that waits, and what would be counted where there is something to
// show.
func (v MeasureFormView) extra() []templ.Component {
	var out []templ.Component
	if v.SaveAndNext {
		out = append(out, ui.Button{Label: "Spara och ta nästa mål", Name: "gor", Value: "nasta"})
	}
	if v.CanPreview {
		out = append(out, ui.Button{Label: "Förhandsgranska", Name: "gor", Value: "visa"})
	}
	return out
}

func (v MeasureFormView) stepsHint() string {
	if v.Volume {
		return "Bara om ni har bestämt hur många det ska vara vilken dag. Skriv dag och antal, till exempel 2017-12-31 20."
	}
	return "Gäller när takten är stegvis. Skriv dag och antal, till exempel 2017-12-31 20. Är målet en andel skriver du procent."
}

func (v MeasureFormView) datesSummary() string {
	if v.Named {
		return "Datum som är bestämda"
	}
	return "Datum som är bestämda, och namn på mätningen"
}

func (v MeasureFormView) label() templ.Component {
	return ui.Field{F: v.F, Name: "label", Label: "Namn på mätningen", Hint: "Behövs bara när målet mäts på flera sätt.", Optional: true, MaxLength: 80, Spellcheck: true}
}

// changed tells whether it stands otherwise than it did.
func (v StateMove) changed() bool {
	also := func(b *ui.Badge) string {
		if b == nil {
			return ""
		}
		return b.Text
	}
	return v.Then != v.Now || also(v.AlsoThen) != also(v.AlsoNow)
}
