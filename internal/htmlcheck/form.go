package htmlcheck

import (
	"net/url"
	"slices"
	"strings"
)

// A Form is a form that a test fills in. It starts as the page shows it.
type Form struct {
	Action  string // as written; "" is the page itself
	Method  string // "get" or "post"
	Enctype string

	page     *Page
	el       *elem
	controls []*control
}

// A control is one element that may send a value.
type control struct {
	el      *elem
	label   string // of the element
	group   string // of the fieldset, when the element is one of several choices
	name    string
	typ     string
	value   string
	checked bool
	options []Option // of a select
}

// A Field is what a form shows under one label: an input, or a group of choices under its legend.
type Field struct {
	Label    string
	Name     string
	Type     string // type of the input, or "select", "textarea"
	Value    string // what it sends now; the first choice of several
	Chosen   []string
	Options  []Option // of a select or a group
	Required bool
	Disabled bool
	ReadOnly bool
	Error    string // its complaint
	Hint     string // the rest of its description
}

// An Option is one choice.
type Option struct {
	Label, Value     string
	Chosen, Disabled bool
}

// Form returns the form with an action (with or without query), a submit button or a name. Among several forms with
// such an action or button it takes the first only when they have the same action.
func (p *Page) Form(which string) *Form {
	p.t.Helper()
	var found []*elem
	var have []string
	which = squeeze(which)
	for _, e := range p.forms() {
		action := e.attr("action")
		path, _, _ := strings.Cut(action, "?")
		names := []string{action, path, p.doc.formName(e)}
		for c := range p.root.all() {
			if isButton(c) && c.typ() == "submit" && p.owner(c) == e {
				names = append(names, p.doc.name(c))
			}
		}
		have = append(have, strings.Join(names, " | "))
		if which != "" && slices.Contains(names, which) {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		p.t.Fatalf("no form %q; there are %q", which, have)
	}
	for _, e := range found[1:] {
		if e.attr("action") != found[0].attr("action") {
			p.t.Fatalf("there are %d forms %q; look in a region or row, or name the action", len(found), which)
		}
	}
	return p.form(found[0])
}

// NoForm claims that no form has the action, submit button or name.
func (p *Page) NoForm(which string) {
	p.t.Helper()
	for _, e := range p.forms() {
		path, _, _ := strings.Cut(e.attr("action"), "?")
		if path == which || p.doc.formName(e) == which {
			p.t.Errorf("there is a form %q", which)
		}
	}
	for c := range p.root.all() {
		if isButton(c) && c.typ() == "submit" && p.doc.name(c) == squeeze(which) {
			p.t.Errorf("there is a form %q", which)
		}
	}
}

func (p *Page) forms() []*elem {
	if p.root.tag == "form" {
		return []*elem{p.root}
	}
	return p.root.find("form")
}

// formName is the name of a form, which has none of its content.
func (d *document) formName(e *elem) string {
	if s := d.texts(strings.Fields(e.attr("aria-labelledby"))); s != "" {
		return s
	}
	return squeeze(e.attr("aria-label"))
}

// owner returns the form that an element belongs to.
func (p *Page) owner(e *elem) *elem {
	if id, ok := e.get("form"); ok {
		return p.doc.ids[id]
	}
	return e.closest("form")
}

func (p *Page) form(e *elem) *Form {
	f := &Form{Action: e.attr("action"), Method: strings.ToLower(e.attr("method")), Enctype: e.attr("enctype"), page: p, el: e}
	if f.Method == "" {
		f.Method = "get"
	}
	for c := range p.doc.root.all() {
		if c.tag != "input" && c.tag != "select" && c.tag != "textarea" || isButton(c) || p.owner(c) != e || c.closest("template") != nil {
			continue
		}
		f.controls = append(f.controls, p.control(c))
	}
	for _, c := range f.controls {
		if c.typ != "radio" && c.typ != "checkbox" {
			continue
		}
		if set := c.el.closest("fieldset"); set != nil && set.within(e) && f.oneName(set) {
			c.group = strings.TrimSuffix(p.doc.name(set), " frivilligt")
		} else if g := c.el.parent; g != nil && c.typ == "radio" {
			for ; g != e && g != nil && c.group == ""; g = g.parent {
				if role := g.attr("role"); role == "radiogroup" || role == "group" {
					c.group = p.doc.name(g)
				}
			}
		}
	}
	return f
}

// oneName tells whether all visible controls in a fieldset are choices of one field.
func (f *Form) oneName(set *elem) bool {
	name := ""
	for _, c := range f.controls {
		if !c.el.within(set) || c.typ == "hidden" {
			continue
		}
		if name != "" && c.name != name || c.typ != "radio" && c.typ != "checkbox" {
			return false
		}
		name = c.name
	}
	return true
}

func (p *Page) control(e *elem) *control {
	c := &control{el: e, label: strings.TrimSuffix(p.doc.name(e), " frivilligt"), name: e.attr("name"), typ: e.typ(), value: e.attr("value"), checked: e.has("checked")}
	switch c.typ {
	case "checkbox", "radio":
		if !e.has("value") {
			c.value = "on"
		}
	case "textarea":
		var b strings.Builder
		for _, k := range e.kids {
			b.WriteString(k.text)
		}
		c.value = strings.TrimPrefix(b.String(), "\n")
	case "select":
		for _, o := range e.find("option") {
			v, ok := o.get("value")
			if !ok {
				v = p.doc.read(o)
			}
			group := o.closest("optgroup")
			c.options = append(c.options, Option{Label: p.doc.read(o), Value: v, Chosen: o.has("selected"),
				Disabled: o.has("disabled") || group != nil && group.has("disabled")})
		}
		if !e.has("multiple") && !slices.ContainsFunc(c.options, func(o Option) bool { return o.Chosen }) {
			for i := range c.options {
				if !c.options[i].Disabled {
					c.options[i].Chosen = true
					break
				}
			}
		}
	}
	return c
}

// disabled tells whether the element or a fieldset around it is.
func (c *control) disabled() bool {
	if c.el.has("disabled") {
		return true
	}
	for p := c.el.parent; p != nil; p = p.parent {
		if p.tag == "fieldset" && p.has("disabled") {
			return true
		}
	}
	return false
}

// sends returns the values that the control contributes.
func (c *control) sends() (values []string) {
	switch {
	case c.disabled() || c.typ == "file":
	case c.typ == "checkbox" || c.typ == "radio":
		if c.checked {
			values = []string{c.value}
		}
	case c.typ == "select":
		for _, o := range c.options {
			if o.Chosen && !o.Disabled {
				values = append(values, o.Value)
			}
		}
	default:
		values = []string{c.value}
	}
	return values
}

// Fields returns the fields in document order, hidden inputs left out.
func (f *Form) Fields() (fields []Field) {
	groups := map[string]int{}
	for _, c := range f.controls {
		if c.typ == "hidden" {
			continue
		}
		if c.group == "" {
			field := f.field(c)
			field.Label = c.label
			if c.typ == "select" {
				field.Options = slices.Clone(c.options)
			}
			fields = append(fields, field)
			continue
		}
		key := c.group + "\x00" + c.name
		i, ok := groups[key]
		if !ok {
			i = len(fields)
			groups[key] = i
			field := f.field(c)
			field.Label, field.Value, field.Chosen = c.group, "", nil
			set := c.el.closest("fieldset")
			if set == nil {
				set = c.el.parent
			}
			field.Error, field.Hint = f.notes(set)
			fields = append(fields, field)
		}
		g := &fields[i]
		g.Options = append(g.Options, Option{Label: c.label, Value: c.value, Chosen: c.checked, Disabled: c.disabled()})
		for _, v := range c.sends() {
			g.Chosen = append(g.Chosen, v)
			g.Value = g.Chosen[0]
		}
	}
	return fields
}

func (f *Form) field(c *control) Field {
	field := Field{Name: c.name, Type: c.typ, Chosen: c.sends(), Required: c.el.has("required") || c.el.attr("aria-required") == "true",
		Disabled: c.disabled(), ReadOnly: c.el.has("readonly")}
	if len(field.Chosen) > 0 {
		field.Value = field.Chosen[0]
	}
	field.Error, field.Hint = f.notes(c.el)
	return field
}

// notes returns the complaint and the rest of what describes an element.
func (f *Form) notes(e *elem) (complaint, hint string) {
	var bad, good []string
	for _, id := range strings.Fields(e.attr("aria-describedby") + " " + e.attr("aria-errormessage")) {
		if strings.HasSuffix(id, "-error") {
			if !slices.Contains(bad, id) {
				bad = append(bad, id)
			}
		} else {
			good = append(good, id)
		}
	}
	return f.page.doc.texts(bad), f.page.doc.texts(good)
}

// Labels returns the labels of the fields in document order.
func (f *Form) Labels() (labels []string) {
	for _, field := range f.Fields() {
		labels = append(labels, field.Label)
	}
	return labels
}

// Field returns the only field with a label.
func (f *Form) Field(label string) Field {
	f.page.t.Helper()
	var found []Field
	for _, field := range f.Fields() {
		if field.Label == squeeze(label) {
			found = append(found, field)
		}
	}
	if len(found) != 1 {
		f.page.t.Fatalf("there are %d fields %q; fields are %q", len(found), label, f.Labels())
	}
	return found[0]
}

// HasField tells whether there is a field with the label.
func (f *Form) HasField(label string) bool { return slices.Contains(f.Labels(), squeeze(label)) }

// Value returns what a field sends now.
func (f *Form) Value(label string) string {
	f.page.t.Helper()
	return f.Field(label).Value
}

// Error returns the complaint at a field, "" when there is none.
func (f *Form) Error(label string) string {
	f.page.t.Helper()
	return f.Field(label).Error
}

// Set writes into a field, or chooses in a select or a group of radio buttons by the text (or else the value) of an
// option.
func (f *Form) Set(label, value string) *Form {
	f.page.t.Helper()
	field := f.Field(label)
	if field.Disabled || field.ReadOnly {
		f.page.t.Fatalf("field %q cannot be changed", label)
	}
	if field.Options != nil {
		return f.Choose(label, value)
	}
	for _, c := range f.controls {
		if c.group != "" || c.label != field.Label || c.typ == "hidden" {
			continue
		}
		if c.typ == "checkbox" || c.typ == "radio" || c.typ == "file" {
			f.page.t.Fatalf("field %q is a %s: nothing can be written into it", label, c.typ)
		}
		c.value = value
	}
	return f
}

// Choose makes exactly these options chosen in a select or a group, by text or else by value.
func (f *Form) Choose(label string, options ...string) *Form {
	f.page.t.Helper()
	field := f.Field(label)
	chosen := map[int]bool{}
	for _, want := range options {
		i := slices.IndexFunc(field.Options, func(o Option) bool { return o.Label == squeeze(want) && !o.Disabled })
		if i < 0 {
			i = slices.IndexFunc(field.Options, func(o Option) bool { return o.Value == want && !o.Disabled })
		}
		if i < 0 {
			f.page.t.Fatalf("field %q has no option %q to choose; there are %+v", label, want, field.Options)
		}
		chosen[i] = true
	}
	n := 0
	for _, c := range f.controls {
		switch {
		case c.name != field.Name || c.typ == "hidden":
		case c.group == field.Label:
			c.checked = chosen[n]
			n++
		case c.group == "" && c.label == field.Label:
			if len(chosen) > 1 && !c.el.has("multiple") {
				f.page.t.Fatalf("field %q takes one choice", label)
			}
			for i := range c.options {
				c.options[i].Chosen = chosen[i]
			}
		}
	}
	if field.Type == "radio" && len(chosen) > 1 {
		f.page.t.Fatalf("field %q takes one choice", label)
	}
	return f
}

// Check ticks the checkboxes with the labels, alone or in a group; it leaves others as they are.
func (f *Form) Check(labels ...string) *Form {
	f.page.t.Helper()
	return f.tick(labels, true)
}

// Uncheck takes the ticks of the checkboxes with the labels away.
func (f *Form) Uncheck(labels ...string) *Form {
	f.page.t.Helper()
	return f.tick(labels, false)
}

func (f *Form) tick(labels []string, on bool) *Form {
	f.page.t.Helper()
	for _, label := range labels {
		var found []*control
		for _, c := range f.controls {
			if c.typ == "checkbox" && c.label == squeeze(label) {
				found = append(found, c)
			}
		}
		if len(found) != 1 {
			f.page.t.Fatalf("there are %d checkboxes %q", len(found), label)
		}
		if found[0].disabled() {
			f.page.t.Fatalf("checkbox %q cannot be changed", label)
		}
		found[0].checked = on
	}
	return f
}

// Hidden returns the value of a hidden input, "" when there is none.
func (f *Form) Hidden(name string) string {
	for _, c := range f.controls {
		if c.typ == "hidden" && c.name == name {
			return c.value
		}
	}
	return ""
}

// Values returns what the form sends when no button is named, as by the enter key.
func (f *Form) Values() url.Values {
	values := url.Values{}
	for _, c := range f.controls {
		if c.name != "" {
			for _, v := range c.sends() {
				values.Add(c.name, v)
			}
		}
	}
	return values
}

// Submit returns what the form sends when the button is pressed.
func (f *Form) Submit(button string) url.Values {
	f.page.t.Helper()
	_, _, values := f.Press(button)
	return values
}

// Press returns how, where and what the form sends when the button is pressed.
func (f *Form) Press(button string) (method, action string, values url.Values) {
	f.page.t.Helper()
	method, action, values = f.Method, f.Action, f.Values()
	var have []string
	for e := range f.page.doc.root.all() {
		if !isButton(e) || e.typ() != "submit" || f.page.owner(e) != f.el {
			continue
		}
		name := f.page.doc.name(e)
		have = append(have, name)
		if name != squeeze(button) {
			continue
		}
		if e.has("disabled") {
			f.page.t.Fatalf("button %q cannot be pressed", button)
		}
		if n := e.attr("name"); n != "" {
			values.Add(n, e.attr("value"))
		}
		if v, ok := e.get("formaction"); ok {
			action = v
		}
		if v := e.attr("formmethod"); v != "" {
			method = strings.ToLower(v)
		}
		return method, action, values
	}
	f.page.t.Fatalf("no button %q in the form; there are %q", button, have)
	return method, action, values
}
