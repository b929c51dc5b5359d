package paths

import (
	"net/url"

	"verkstad/internal/district"
)

// Reorganisations is the list of mergers and splits.
const Reorganisations = "/sammanslagningar"

// Reorganisation is one merger or split.
func Reorganisation(n int64) string { return Reorganisations + "/" + id(n) }

// UndoReorganisation is where one is undone, or called off before its day.
func UndoReorganisation(n int64) string { return Reorganisation(n) + "/angra" }

// Reorganise is where a unit is merged with others.
func Reorganise(kind district.UnitKind, slug string) string { return Unit(kind, slug) + "/sla-ihop" }

// Divide is where a unit is divided.
func Divide(kind district.UnitKind, slug string) string {
	return With(Reorganise(kind, slug), "vad", "dela")
}

// ChooseForReorganisation is where it is chosen what goes on; the query says what is to happen.
func ChooseForReorganisation(kind district.UnitKind, slug string, query url.Values) string {
	return Reorganise(kind, slug) + "/val?" + query.Encode()
}

// DoReorganisation does it.
func DoReorganisation(kind district.UnitKind, slug string, query url.Values) string {
	return Reorganise(kind, slug) + "/genomfor?" + query.Encode()
}
