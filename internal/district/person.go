package district

// Visibility says who sees a way to reach a person. The value is the code in the database.
type Visibility string

// The visibilities, from narrow to wide.
const (
	VisibleUnit     Visibility = "unit"     // the own unit and the district office: the default
	VisibleDistrict Visibility = "district" // also the roles of the whole district
	VisibleSignedIn Visibility = "signedIn" // everyone with an account
)

// Visibilities returns all of them, from narrow to wide.
func Visibilities() []Visibility { return []Visibility{VisibleUnit, VisibleDistrict, VisibleSignedIn} }

// Valid tells whether v is one of them.
func (v Visibility) Valid() bool { return v.Name() != "" }

// Name returns who sees it, in Swedish.
func (v Visibility) Name() string {
	switch v {
	case VisibleUnit:
		return "Den egna enheten och kansliet"
	case VisibleDistrict:
		return "Också styrelse och grupper i distriktet"
	case VisibleSignedIn:
		return "Alla som är inloggade"
	}
	return ""
}
