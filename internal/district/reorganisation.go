package district

// ReorganisationKind says what became of units on a day. The value is the code in the database.
type ReorganisationKind string

// The kinds: units go up in one that lives on or is new, and a unit is divided into new ones.
const (
	Merger ReorganisationKind = "merger"
	Split  ReorganisationKind = "split"
)

// Name returns the Swedish name.
func (k ReorganisationKind) Name() string {
	switch k {
	case Merger:
		return "Sammanslagning"
	case Split:
		return "Delning"
	}
	return ""
}

// CanReorganise tells whether units of the kind are merged and split: all but the district itself, of which there is
// one.
func (k UnitKind) CanReorganise() bool { return k.Valid() && k != KindDistrict }

// MergesWith tells whether a unit of the kind can go up in one of the other. The roles that are held in units are held
// in families of kinds, so that whoever goes on in the other unit can be given the same access there.
func (k UnitKind) MergesWith(other UnitKind) bool {
	if !k.CanReorganise() || !other.CanReorganise() {
		return false
	}
	return k.family() == other.family()
}

func (k UnitKind) family() UnitKind {
	switch k {
	case KindTradeAssociation:
		return KindAssociation
	case KindNetwork:
		return KindCommittee
	}
	return k
}
