package paths

import "verkstad/internal/district"

// Addresses of posts and of who holds them.
const (
	Matrix       = "/uppdrag"            // units × required posts
	MatrixExport = "/uppdrag/export.csv" //

	PostKinds   = "/uppdragstyper"
	NewPostKind = "/uppdragstyper/ny"
)

// What is to be done about a post, as the address of the matrix says it.
const (
	PostsToDo    = "att-gora"
	PostsVacant  = "vakant"
	PostsUnknown = "okant"
	PostsEnding  = "slutar" // soon
)

// MatrixOf is the matrix of the units with a post about which that is to be done.
func MatrixOf(need string) string { return With(Matrix, "lage", need) }

// UnitPosts is the posts of one unit: who holds what, what is vacant, what has been.
func UnitPosts(kind district.UnitKind, slug string) string { return Unit(kind, slug) + "/uppdrag" }

// NameHolder is where somebody is named in a post of a unit; post 0 asks which post first, and replace is the
// assignment that the new one follows on, 0 for none.
func NameHolder(kind district.UnitKind, slug string, post, replace int64) string {
	return With(UnitPosts(kind, slug)+"/utse", "uppdrag", optionalID(post), "byt", optionalID(replace))
}

// StateVacant is where a post of a unit is stated vacant.
func StateVacant(kind district.UnitKind, slug string, post int64) string {
	return With(UnitPosts(kind, slug)+"/vakant", "uppdrag", optionalID(post))
}

// Assignment is the page of one assignment.
func Assignment(n int64) string { return Matrix + "/" + id(n) }

// EndAssignment is where an assignment gets its last day.
func EndAssignment(n int64) string { return Assignment(n) + "/avsluta" }

// EditAssignment is where the days of an assignment are changed.
func EditAssignment(n int64) string { return Assignment(n) + "/andra" }

// StrikeAssignment is where an assignment is struck as a mistake.
func StrikeAssignment(n int64) string { return Assignment(n) + "/stryk" }

// UndoEnd takes back an ending that left the revision.
func UndoEnd(n int64, revision int) string {
	return With(Assignment(n)+"/angra", "version", id(int64(revision)))
}

// StrikeVacancy is where a statement of vacancy is struck as a mistake.
func StrikeVacancy(n int64) string { return Matrix + "/vakans/" + id(n) + "/stryk" }

// PostKind is where a kind of post is changed.
func PostKind(n int64) string { return PostKinds + "/" + id(n) }

// RetirePostKind is where it is said from when nobody new is named to a kind of post.
func RetirePostKind(n int64) string { return PostKind(n) + "/avveckla" }

// RequirePost is where it is said that units of a kind must have the post.
func RequirePost(n int64) string { return PostKind(n) + "/krav" }

// Requirement is where it is changed how long a requirement holds and whose seat the post is.
func Requirement(n int64) string { return PostKinds + "/krav/" + id(n) }

// optionalID is an id in a query, "" for none.
func optionalID(n int64) string {
	if n == 0 {
		return ""
	}
	return id(n)
}
