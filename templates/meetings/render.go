package meetings

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

func count(n int) string { return strconv.Itoa(n) }

// link is the link of a section, nothing without an address.
func link(label, href string) templ.Component {
	if href == "" {
		return nil
	}
	return ui.Link{Label: label, Href: href}
}

// paragraphs are the lines of a text that are not empty.
func paragraphs(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// dial is a number as a telephone takes it.
func dial(number string) string {
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(number)
}

func (v StepView) kind() ui.Kind {
	if v.Danger {
		return ui.Danger
	}
	return ui.Primary
}
