package district

import "strconv"

// A UnitContact is one way to reach a unit as such.
type UnitContact struct {
	Kind      ContactKind
	Value     string
	Published bool // the unit has published it: anybody may see it
}

// ContactField returns the name of the form field of the n-th way (from 0) of a kind; its checkbox for publishing has
// the suffix "Published". The conflict of two editors names the same fields as the form.
func ContactField(kind ContactKind, n int) string { return string(kind) + strconv.Itoa(n) }

// ContactKinds returns the ways to reach a unit, in the order of forms and pages.
func ContactKinds() []ContactKind {
	return []ContactKind{ContactEmail, ContactPhone, ContactWeb, ContactSocial, ContactAddress}
}

// Valid tells whether k is one of the ways.
func (k ContactKind) Valid() bool { return k.Name() != "" }
