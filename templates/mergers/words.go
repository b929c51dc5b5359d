package mergers

import "strconv"

func count(n int) string { return strconv.Itoa(n) }

// newLabel is the label of the name of the i-th new one.
func newLabel(i int) string {
	switch i {
	case 0:
		return "Namn på en ny"
	case 1:
		return "Namn på en till"
	}
	return "Namn på ytterligare en"
}
