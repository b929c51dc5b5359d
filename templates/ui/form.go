package ui

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/a-h/templ"

	"verkstad/internal/district"
)

// FieldError is what to do about a field. A Name of "" is about the whole form and leads nowhere.
type FieldError struct {
	Name string
	Text string
}

// Errors collects the errors of the named fields, in the order in which they stand on the page. Begin with "" for
// what is said about the form as a whole.
func Errors(f Values, names ...string) []FieldError {
	if f == nil {
		return nil
	}
	var out []FieldError
	for _, n := range names {
		if t := f.Error(n); t != "" {
			out = append(out, FieldError{n, t})
		}
	}
	return out
}

// FieldID returns the id of a field, for links to it.
func FieldID(name string) string { return "f-" + name }

// ErrorSummary stands above a form that was refused: focusable, with a link to each field.
type ErrorSummary struct{ Errors []FieldError }

// Render draws the summary, nothing when there are no errors.
func (v ErrorSummary) Render(ctx context.Context, w io.Writer) error {
	if len(v.Errors) == 0 {
		return nil
	}
	return errorSummary(v).Render(ctx, w)
}

// Form is a form to post, a frame around its fields. Once is the key that makes a double post one record, Revision
// the version that was read. Guard asks before typed text is left behind. Live is the id of the element that the
// answer replaces when there is script. F, when it can list its errors, fills the summary; Errors is for those that
// cannot.
type Form struct {
	F          Values
	ID         string
	Action     string
	Once       string
	Revision   string
	Hidden     []Pair
	Multipart  bool // has a file
	Errors     []FieldError
	Guard      bool
	Live       string
	Submit     string // "Spara" when empty
	SubmitKind Kind   // Primary when empty
	SubmitName string // name and value of the main button, when there are several
	SubmitVal  string
	Extra      []templ.Component // further buttons
	CancelHref string
	Cancel     string // "Avbryt" when empty
	NoButtons  bool   // the children hold their own
	Wide       bool   // fields may use the whole width
}

// errors returns what the summary above the form lists.
func (v Form) errors() []FieldError {
	if v.Errors != nil || v.F == nil {
		return v.Errors
	}
	f, ok := v.F.(interface{ Errors() []district.FieldError })
	if !ok {
		return nil
	}
	var out []FieldError
	for _, e := range f.Errors() {
		out = append(out, FieldError{Name: e.Field, Text: e.Message})
	}
	return out
}

func (v Form) kind() Kind {
	if v.SubmitKind == "" {
		return Primary
	}
	return v.SubmitKind
}

// InputKind is what is typed into a [Field].
type InputKind string

// The kinds of fields with one value. The zero InputKind is a line of text.
const (
	Text     InputKind = "text"
	Email    InputKind = "email"
	Password InputKind = "password"
	Date     InputKind = "date"
	Month    InputKind = "month"
	Time     InputKind = "time"
	Number   InputKind = "number" // a text field with digits' keyboard: wheels and spinners change numbers by accident
	Code     InputKind = "code"   // a one-time code
	Phone    InputKind = "tel"
	URL      InputKind = "url"
	Search   InputKind = "search"
	Area     InputKind = "area" // several lines
	File     InputKind = "file"
)

// Width is how wide a field is, as a hint of how much is expected.
type Width string

// The widths. The zero Width follows from the kind.
const (
	Short  Width = "short"  // a code, a number
	Medium Width = "medium" // a date, a name
	Full   Width = "full"
)

// Field is a label with something to type in. Its value comes from F when there is one, else from Value. A field is
// required unless Optional; what is wrong is said by the server in Swedish, never by the browser.
type Field struct {
	F            Values
	Kind         InputKind
	Name         string
	ID           string // "f-"+Name when empty
	Label        string
	Hint         string
	Value        string
	Optional     bool
	Autocomplete string
	InputMode    string
	Width        Width
	Prefix       string
	Suffix       string // "st", "kr"
	Rows         int    // of an Area; 4 when 0
	MaxLength    int
	Min, Max     string   // of dates
	Accept       string   // of files
	Multiple     bool     // of files
	Suggestions  []string // offered while typing
	ReadOnly     bool
	HideLabel    bool // the label is only read aloud
	Spellcheck   bool // on for text in Swedish; off for names and codes
	Focus        bool // gets the focus when the page opens
}

// Render draws the field.
func (v Field) Render(ctx context.Context, w io.Writer) error { return field(v).Render(ctx, w) }

func (v Field) id() string { return or(v.ID, FieldID(v.Name)) }

func (v Field) value() string {
	if v.F != nil {
		return v.F.Get(v.Name)
	}
	return v.Value
}

func (v Field) err() string { return errorOf(v.F, v.Name) }

func (v Field) inputType() string {
	switch v.Kind {
	case "", Number, Code:
		return "text"
	case Date, Month, Time:
		// A picker drops what it cannot read; a text field keeps what was typed beside the error.
		if _, err := time.Parse(pickerLayouts[v.Kind], v.value()); err != nil && v.value() != "" {
			return "text"
		}
	}
	return string(v.Kind)
}

// pickerLayouts is what a browser's pickers post and accept.
var pickerLayouts = map[InputKind]string{Date: "2006-01-02", Month: "2006-01", Time: "15:04"}

func (v Field) width() string {
	if v.Width != "" {
		return "w-" + string(v.Width)
	}
	switch v.Kind {
	case Date, Month, Phone:
		return "w-medium"
	case Number, Code, Time:
		return "w-short"
	}
	return "w-full"
}

// attrs returns the attributes that only some kinds have.
func (v Field) attrs() templ.Attributes {
	a := templ.Attributes{}
	mode, auto := v.InputMode, v.Autocomplete
	switch v.Kind {
	case Date:
		// Browsers with a picker ignore these; one without shows a text field.
		a["placeholder"], a["pattern"] = "åååå-mm-dd", `\d{4}-\d{2}-\d{2}`
	case Month:
		a["placeholder"] = "åååå-mm"
	case Time:
		a["placeholder"] = "tt:mm"
	case Number:
		mode = or(mode, "numeric")
	case Code:
		mode, auto = or(mode, "numeric"), or(auto, "one-time-code")
	case Email, Password, URL, Phone:
		a["autocapitalize"] = "none"
	}
	if mode != "" {
		a["inputmode"] = mode
	}
	if auto != "" {
		a["autocomplete"] = auto
	}
	if !v.Spellcheck && v.Kind != Area {
		a["spellcheck"] = "false"
	}
	if v.MaxLength > 0 {
		a["maxlength"] = itoa(v.MaxLength)
	}
	if v.Min != "" {
		a["min"] = v.Min
	}
	if v.Max != "" {
		a["max"] = v.Max
	}
	if v.Accept != "" {
		a["accept"] = v.Accept
	}
	if v.Multiple {
		a["multiple"] = true
	}
	if v.ReadOnly {
		a["readonly"] = true
	}
	if v.Focus {
		a["autofocus"] = true
	}
	if len(v.Suggestions) > 0 {
		a["list"] = v.id() + "-list"
	}
	describe(a, v.id(), v.Hint, v.err())
	return a
}

// Option is one of the values to choose from. Group gathers options of a [Select] under a heading.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Group    string
	Disabled bool
}

// Select is a list to choose one value from: for more than about seven; fewer are [Radios].
type Select struct {
	F         Values
	Name      string
	ID        string
	Label     string
	Hint      string
	Value     string
	Options   []Option
	Empty     string // first option, with value "": "Välj förening"
	Optional  bool
	HideLabel bool
	Width     Width
}

// Render draws the list.
func (v Select) Render(ctx context.Context, w io.Writer) error { return selectField(v).Render(ctx, w) }

func (v Select) id() string { return or(v.ID, FieldID(v.Name)) }

func (v Select) value() string {
	if v.F != nil {
		return v.F.Get(v.Name)
	}
	return v.Value
}

func (v Select) attrs() templ.Attributes {
	a := templ.Attributes{}
	describe(a, v.id(), v.Hint, errorOf(v.F, v.Name))
	return a
}

// group is a run of options under one heading.
type group struct {
	label   string
	options []Option
}

func (v Select) groups() []group {
	var out []group
	for _, o := range v.Options {
		if len(out) == 0 || out[len(out)-1].label != o.Group {
			out = append(out, group{label: o.Group})
		}
		g := &out[len(out)-1]
		g.options = append(g.options, o)
	}
	return out
}

// Radios is a choice of one among few, each large enough for a thumb. Inline puts short ones beside each other.
type Radios struct {
	F        Values
	Name     string
	ID       string
	Label    string
	Hint     string
	Value    string
	Options  []Option
	Optional bool
	Inline   bool
}

// Render draws the choice.
func (v Radios) Render(ctx context.Context, w io.Writer) error {
	g := choice{typ: "radio", name: v.Name, id: or(v.ID, FieldID(v.Name)), label: v.Label, hint: v.Hint, err: errorOf(v.F, v.Name),
		options: v.Options, optional: v.Optional, inline: v.Inline, chosen: []string{v.Value}}
	if v.F != nil {
		g.chosen = []string{v.F.Get(v.Name)}
	}
	return choices(g).Render(ctx, w)
}

// Checkboxes is a choice of any number.
type Checkboxes struct {
	F        Values
	Name     string
	ID       string
	Label    string
	Hint     string
	Chosen   []string
	Options  []Option
	Optional bool
	Inline   bool
}

// Render draws the choice.
func (v Checkboxes) Render(ctx context.Context, w io.Writer) error {
	g := choice{typ: "checkbox", name: v.Name, id: or(v.ID, FieldID(v.Name)), label: v.Label, hint: v.Hint, err: errorOf(v.F, v.Name),
		options: v.Options, optional: v.Optional, inline: v.Inline, chosen: v.Chosen}
	if v.F != nil {
		g.chosen = v.F.All(v.Name)
	}
	return choices(g).Render(ctx, w)
}

// choice is what radios and checkboxes have in common.
type choice struct {
	typ, name, id, label, hint, err string
	options                         []Option
	optional, inline                bool
	chosen                          []string
}

func (c choice) has(value string) bool { return slices.Contains(c.chosen, value) }

func (c choice) attrs() templ.Attributes {
	a := templ.Attributes{}
	if d := described(c.id, c.hint, c.err); d != "" {
		a["aria-describedby"] = d
	}
	return a
}

// optionID is the id of the n:th option; the first carries the field's own id, so that an error leads to it.
func (c choice) optionID(n int) string {
	if n == 0 {
		return c.id
	}
	return c.id + "-" + itoa(n+1)
}

// Checkbox is a single yes. Posted, its value is Value, "ja" when empty; it is ticked when F holds that value, or
// without F when Checked.
type Checkbox struct {
	F       Values
	Name    string
	ID      string
	Label   string
	Hint    string
	Value   string
	Checked bool
}

// Render draws the box.
func (v Checkbox) Render(ctx context.Context, w io.Writer) error { return checkbox(v).Render(ctx, w) }

func (v Checkbox) id() string    { return or(v.ID, FieldID(v.Name)) }
func (v Checkbox) value() string { return or(v.Value, "ja") }

func (v Checkbox) checked() bool {
	if v.F != nil {
		return slices.Contains(v.F.All(v.Name), v.value())
	}
	return v.Checked
}

func (v Checkbox) attrs() templ.Attributes {
	a := templ.Attributes{}
	describe(a, v.id(), v.Hint, errorOf(v.F, v.Name))
	return a
}

// Fieldset gathers fields under a legend, a frame. Row puts short fields beside each other where there is room.
type Fieldset struct {
	Legend string
	Hint   string
	Row    bool
}

// Filter is the form above a list, a frame around its fields. It is a GET form, so that a filtered list has an
// address that can be shared. Count says what is shown ("18 mål"), ClearHref takes the filter away.
type Filter struct {
	Action    string
	Submit    string // "Visa" when empty
	ClearHref string // set only when something is filtered
	Count     string
	Live      string
	Hidden    []Pair
}

func errorOf(f Values, name string) string {
	if f == nil {
		return ""
	}
	return f.Error(name)
}

func described(id, hint, err string) string {
	return join(when(hint != "", id+"-hint"), when(err != "", id+"-error"))
}

func describe(a templ.Attributes, id, hint, err string) {
	if d := described(id, hint, err); d != "" {
		a["aria-describedby"] = d
	}
	if err != "" {
		a["aria-invalid"] = "true"
	}
}
