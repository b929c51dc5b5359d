// Package form reads what somebody posted, field by field, and collects in Swedish everything that is wrong with it.
//
// It owns the ways people write dates, numbers and addresses, and the sentences that ask for another try. It must not
// know which fields a page has, what is stored or who posts; how much may be posted at all is a matter for package web.
// It knows district for dates and for the shape of complaints, and nothing else of ours.
//
// A handler makes a [Form] of the posted values, asks it for each field by name and Swedish label, and then looks at
// [Form.Err] once:
//
//	f := form.New(r.PostForm)
//	name := f.Text("name", "Namn", 120)
//	from := f.Date("from", "Första dag")
//	if err := f.Err(); err != nil { ... show the form again with f, status 422 ... }
//
// A parser that complains returns the zero value. What was typed stays in the form as it was typed.
package form

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/district"
)

// A Form is the values of one form and the complaints about them. It is for one request and not for concurrent use.
type Form struct {
	values  url.Values
	invalid district.Invalid
}

// New returns the form of posted values; it reads them and does not change them.
func New(values url.Values) *Form {
	f := Empty()
	for name, v := range values {
		f.values[name] = slices.Clone(v)
	}
	return f
}

// Empty returns a form without values, to be filled with [Form.Set] for a page that edits a record.
func Empty() *Form { return &Form{values: url.Values{}} }

// Set gives a field the one value it shows.
func (f *Form) Set(name, value string) { f.values.Set(name, value) }

// SetAll gives a field that can be chosen several times all its values.
func (f *Form) SetAll(name string, values []string) { f.values[name] = slices.Clone(values) }

// Get returns the first value of a field as it was typed, "" when there is none.
func (f *Form) Get(name string) string { return f.values.Get(name) }

// All returns every value of a field as typed.
func (f *Form) All(name string) []string { return f.values[name] }

// Error returns the first complaint about a field, "" when there is none. The field "" is the whole form.
func (f *Form) Error(name string) string {
	for _, e := range f.invalid.Fields {
		if e.Field == name {
			return e.Message
		}
	}
	return ""
}

// Errors returns all complaints in the order they were made, for the summary on top of the page.
func (f *Form) Errors() []district.FieldError { return f.invalid.Fields }

// HasErrors tells whether there is a complaint.
func (f *Form) HasErrors() bool { return len(f.invalid.Fields) > 0 }

// Fail complains about a field, or about the whole form when field is "". A complaint made before is not repeated.
func (f *Form) Fail(field, message string) {
	e := district.FieldError{Field: field, Message: message}
	if !slices.Contains(f.invalid.Fields, e) {
		f.invalid.Fields = append(f.invalid.Fields, e)
	}
}

// AddInvalid takes over the complaints of a [*district.Invalid] in the chain of err, as a write returns it, and tells
// whether there was one. Any other error is left to the caller.
func (f *Form) AddInvalid(err error) bool {
	var invalid *district.Invalid
	if !errors.As(err, &invalid) || invalid == nil {
		return false
	}
	for _, e := range invalid.Fields {
		f.Fail(e.Field, e.Message)
	}
	return true
}

// Err returns the complaints as a [*district.Invalid], or nil when there are none.
func (f *Form) Err() error {
	if !f.HasErrors() {
		return nil
	}
	return &district.Invalid{Fields: slices.Clone(f.invalid.Fields)}
}

// say complains about a field with a sentence that stands on its own, led by the label so that the summary tells
// which field is meant.
func (f *Form) say(name, label, sentence string) {
	switch {
	case strings.HasSuffix(label, "?"):
		sentence = label + " " + sentence
	case label != "":
		sentence = label + ": " + sentence
	}
	f.Fail(name, sentence)
}

// ask complains that a field is empty: "Fyll i namn.", "Välj roll.", "Svara på frågan: Vad blev fel?".
func (f *Form) ask(name, verb, label string) {
	if label == "" {
		label = "fältet"
	}
	if strings.HasSuffix(label, "?") {
		f.Fail(name, "Svara på frågan: "+label)
		return
	}
	f.Fail(name, verb+" "+inSentence(label)+".")
}

// inSentence writes a label inside a sentence: "Namn" becomes "namn", "VU-möte" stays.
func inSentence(label string) string {
	first, n := utf8.DecodeRuneInString(label)
	second, _ := utf8.DecodeRuneInString(label[n:])
	if unicode.IsUpper(second) {
		return label
	}
	return string(unicode.ToLower(first)) + label[n:]
}
