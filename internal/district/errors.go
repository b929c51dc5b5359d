package district

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds of error that the house knows. Package web maps each to a status and a Swedish page; everything else is
// an internal error.
var (
	// ErrNotFound: there is no such record, or none that the reader may know of.
	ErrNotFound = errors.New("not found")
	// ErrForbidden: the record may be known, but not this done with it.
	ErrForbidden = errors.New("forbidden")
	// ErrConflict: the record was changed by somebody else since it was read. See [StaleError].
	ErrConflict = errors.New("conflict")
	// ErrUnavailable: the database cannot be reached just now.
	ErrUnavailable = errors.New("unavailable")
	// ErrTooMany: too many attempts; try again later.
	ErrTooMany = errors.New("too many attempts")
)

// An Invalid collects everything that is wrong with what somebody entered, field by field, in Swedish and ready to
// show. The empty field name is about the whole.
type Invalid struct {
	Fields []FieldError
}

// A FieldError is one complaint: the name of the form field and a Swedish sentence that says what to do.
type FieldError struct {
	Field, Message string
}

// NewInvalid returns an Invalid with one complaint.
func NewInvalid(field, message string) *Invalid {
	return &Invalid{Fields: []FieldError{{field, message}}}
}

// Add appends a complaint.
func (e *Invalid) Add(field, message string) { e.Fields = append(e.Fields, FieldError{field, message}) }

// Err returns e, or nil when nothing is wrong. Always return through it: a nil *Invalid in an error is not nil.
func (e *Invalid) Err() error {
	if e == nil || len(e.Fields) == 0 {
		return nil
	}
	return e
}

// Error implements error, for logs; pages show the fields.
func (e *Invalid) Error() string {
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = fmt.Sprintf("%s: %s", f.Field, f.Message)
	}
	return "invalid: " + strings.Join(parts, "; ")
}

// A StaleError is an edit based on an old revision. It is an [ErrConflict] that knows what stands there now, so that
// the page can show both and let the editor choose.
type StaleError struct {
	Record   string       // record type, e.g. "goal"
	ID       int64        //
	Revision int          // the revision that stands there now
	Now      []FieldValue // the record as it stands, for every field of the form
	ByWhom   string       // who changed it last, for people; may be empty
}

// A FieldValue is one value of a record as a form posts it and as people read it.
type FieldValue struct {
	Name    string            // of the form field
	Label   string            // Swedish
	Value   string            // as the form would post it; of a field with several values, one a line
	Choices map[string]string // what posted values mean, for choices; nil when the value speaks for itself
}

// Text returns what people read for a posted value of the field.
func (f FieldValue) Text(posted string) string {
	if t, ok := f.Choices[posted]; ok {
		return t
	}
	return posted
}

// Yours returns what people read for everything that was posted of the field.
func (f FieldValue) Yours(posted []string) string {
	texts := make([]string, 0, len(posted))
	for _, p := range posted {
		if p != "" {
			texts = append(texts, f.Text(p))
		}
	}
	return strings.Join(texts, ", ")
}

// Theirs returns what people read for the value that stands there now.
func (f FieldValue) Theirs() string {
	if f.Choices == nil {
		return f.Value
	}
	return f.Yours(strings.Split(f.Value, "\n"))
}

// Error implements error.
func (e *StaleError) Error() string {
	return fmt.Sprintf("%s %d has changed since it was read", e.Record, e.ID)
}

// Is makes a StaleError an [ErrConflict].
func (e *StaleError) Is(target error) bool { return target == ErrConflict }
