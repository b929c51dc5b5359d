package parts

import (
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/templates/ui"
)

// A UnitPost is a post that a unit must have, in the unit's own list.
type UnitPost struct {
	Name    string
	Status  ui.Status
	Word    string // "vakant sedan 1 mars 2018"; empty is the state's own word
	Holders []string
	Note    string // of a seat: where the holder comes from, whether without a vote
	Warn    string // of a seat: what is wrong with who holds it
	Href    string // the post among the unit's others
	Act     string // "Utse", for those who may
	ActHref string
}

// A ContactForm is the fields in which a unit's ways to reach it are changed, and how they are read: for each kind
// those that exist, or an empty one, and one more to fill in when there is one already.
type ContactForm struct {
	F     ui.Values
	Main  []ContactRow
	Extra []ContactRow // one more of the kinds that exist, behind a line to open
}

// A ContactRow is one way with its box for publishing.
type ContactRow struct {
	Kind  ui.InputKind
	Name  string // of the field; the box has "Published" after it
	Label string
	Box   string // label of the box
	Hint  string
}

// maxContacts is how many ways of one kind a unit can have.
const maxContacts = 5

var contactInputs = map[district.ContactKind]struct {
	kind ui.InputKind
	hint string
}{
	district.ContactEmail:   {ui.Email, ""},
	district.ContactPhone:   {ui.Phone, ""},
	district.ContactWeb:     {ui.URL, "Till exempel example.org/farsta"},
	district.ContactSocial:  {ui.URL, "Adressen till er sida eller grupp"},
	district.ContactAddress: {ui.Text, "Gata, postnummer och ort"},
}

// NewContactForm returns the fields for the ways that a form holds, as [FillContacts] or a posted form has set them.
func NewContactForm(f *form.Form) ContactForm {
	c := ContactForm{F: f}
	for _, kind := range district.ContactKinds() {
		n := 1
		for i := 1; i < maxContacts; i++ {
			if f.Get(district.ContactField(kind, i)) != "" {
				n = i + 1
			}
		}
		for i := range n {
			c.Main = append(c.Main, contactRow(kind, i))
		}
		if n < maxContacts && f.Get(district.ContactField(kind, 0)) != "" {
			c.Extra = append(c.Extra, contactRow(kind, n))
		}
	}
	return c
}

func contactRow(kind district.ContactKind, n int) ContactRow {
	in := contactInputs[kind]
	r := ContactRow{Kind: in.kind, Name: district.ContactField(kind, n), Label: kind.Name(), Hint: in.hint}
	if n > 0 {
		r.Label += " " + string(rune('1'+n))
	}
	r.Box = "Visa " + strings.ToLower(r.Label) + " för alla"
	return r
}

// FillContacts sets the fields to the ways that a unit has.
func FillContacts(f *form.Form, contacts []district.UnitContact) {
	seen := map[district.ContactKind]int{}
	for _, c := range contacts {
		name := district.ContactField(c.Kind, seen[c.Kind])
		seen[c.Kind]++
		f.Set(name, c.Value)
		if c.Published {
			f.Set(name+"Published", "ja")
		}
	}
}

// ReadContacts reads the ways that were posted, and complains about those that cannot be one.
func ReadContacts(f *form.Form) []district.UnitContact {
	var out []district.UnitContact
	for _, kind := range district.ContactKinds() {
		for i := range maxContacts {
			name := district.ContactField(kind, i)
			if strings.TrimSpace(f.Get(name)) == "" {
				continue
			}
			out = append(out, district.UnitContact{Kind: kind, Value: readContact(f, kind, name), Published: f.Bool(name + "Published")})
		}
	}
	return out
}

// readContact reads one way of a kind from a field.
func readContact(f *form.Form, kind district.ContactKind, name string) string {
	switch kind {
	case district.ContactEmail:
		return f.Email(name, kind.Name())
	case district.ContactPhone:
		return f.Phone(name, kind.Name())
	case district.ContactWeb, district.ContactSocial:
		return f.URL(name, kind.Name())
	}
	return f.Text(name, kind.Name(), 200)
}

// ContactErrors returns the names of the fields, for the summary of errors.
func ContactErrors() []string {
	var out []string
	for _, kind := range district.ContactKinds() {
		for i := range maxContacts {
			out = append(out, district.ContactField(kind, i))
		}
	}
	return out
}

// contactHref returns where a way leads, "" when nowhere.
func contactHref(c district.UnitContact) string {
	switch c.Kind {
	case district.ContactEmail:
		return "mailto:" + c.Value
	case district.ContactPhone:
		return "tel:" + dial(c.Value)
	case district.ContactWeb, district.ContactSocial:
		if strings.HasPrefix(c.Value, "https://") || strings.HasPrefix(c.Value, "http://") {
			return c.Value
		}
	}
	return ""
}

// contactText writes a way for people: a web address without its scheme.
func contactText(c district.UnitContact) string {
	if c.Kind == district.ContactWeb || c.Kind == district.ContactSocial {
		return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(c.Value, "https://"), "http://"), "/")
	}
	return c.Value
}

// dial returns a telephone number as a telephone dials it.
func dial(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// A UnitHistory is everything that was changed about a unit, a page of it.
type UnitHistory struct {
	Name      string
	Events    []ui.Event
	OlderHref string
}

// A UnitClose asks on which day a unit closes.
type UnitClose struct {
	F              ui.Values
	Kicker, Title  string
	Points         []string
	Action, Back   string
	Once, Revision string
}

// UnitMeetings are the meetings of a unit: the next, and the last that were held.
type UnitMeetings struct {
	Coming, Past []MeetingRow
	PastTitle    string // heading of those that have been
	AllHref      string
	PlanHref     string // for those who may plan one
}

func (v UnitMeetings) more() templ.Component { return ui.Link{Label: "Alla träffar", Href: v.AllHref} }
