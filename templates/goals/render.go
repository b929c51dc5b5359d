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

// extra is the button that shows what would be counted, for those measures of which there is something to show.
func (v MeasureFormView) extra() []templ.Component {
	if !v.Coverage {
		return nil
	}
	return []templ.Component{ui.Button{Label: "Förhandsgranska", Name: "gor", Value: "visa"}}
}
