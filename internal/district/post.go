package district

// A Post is a kind of position in a unit (uppdragstyp): chair, treasurer, internal feminism officer. Holding one says
// nothing about access: roles are in package authz.
type Post struct {
	ID     int64
	Key    string
	Name   string // Swedish
	Board  bool   // holders are members of the unit's board
	Single bool   // one holder at a time
}

// PostState is what is known of a required post in a unit on a day.
type PostState string

// The states. Unknown is never vacant: it means that nobody has stated anything.
const (
	PostFilled  PostState = "filled"
	PostVacant  PostState = "vacant"
	PostUnknown PostState = "unknown"
)

// EndsSoonDays is how many days ahead an ending without a successor is shown in the matrix.
const EndsSoonDays = 60

// PostStateOn tells the state of a post in a unit on a day, from the spans of its unstruck assignments and the days
// of its unstruck statements of vacancy. It is filled while an assignment holds; otherwise vacant once anybody has
// held it or stated it vacant by that day; otherwise unknown. Future rows count from their day only.
func PostStateOn(day Date, held []Span, vacantSince []Date) PostState {
	known := false
	for _, s := range held {
		if s.Contains(day) {
			return PostFilled
		}
		known = known || !s.From.After(day)
	}
	for _, v := range vacantSince {
		known = known || !v.After(day)
	}
	if known {
		return PostVacant
	}
	return PostUnknown
}
