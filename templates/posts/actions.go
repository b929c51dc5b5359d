package posts

import (
	"strconv"

	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

func (v MatrixView) actions() []templ.Component {
	if v.Manage == "" {
		return nil
	}
	return []templ.Component{ui.LinkButton{Label: "Uppdragstyper och krav", Href: v.Manage}}
}

// nameOther is the button that asks in which post somebody is to be named, nothing for those who may not.
func (v UnitView) nameOther(kind ui.Kind) templ.Component {
	if v.NameOther == "" {
		return nil
	}
	return ui.LinkButton{Label: "Utse i ett annat uppdrag", Href: v.NameOther, Kind: kind}
}

func (v UnitView) kindsLink() templ.Component {
	if v.Kinds == "" {
		return nil
	}
	return ui.LinkButton{Label: "Uppdragstyper och krav", Href: v.Kinds}
}

func (v StepView) kind() ui.Kind {
	if v.Danger {
		return ui.Danger
	}
	return ui.Primary
}

func (g MatrixGroup) head() string {
	if g.Head != "" {
		return g.Head
	}
	return "Namn"
}

func count(n int) string { return strconv.Itoa(n) }
