package paths

// People is the search on people of the whole district.
const People = "/personer"

// Person is the page of one person.
func Person(n int64) string { return People + "/" + id(n) }

// EditPerson is where a person's name and contact ways are changed.
func EditPerson(n int64) string { return Person(n) + "/andra" }

// MergePerson is where another row of the same person is merged into this one; 0 asks which first.
func MergePerson(n, other int64) string {
	return With(Person(n)+"/sla-ihop", "med", optionalID(other))
}

// EmptyPerson is where a person is forgotten.
func EmptyPerson(n int64) string { return Person(n) + "/tom" }
