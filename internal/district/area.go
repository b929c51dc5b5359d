package district

// Governs tells whether it can be stated of an area of this kind that the party governs there: municipalities and
// counties have assemblies that elect, the parts of a municipality have not.
func (k AreaKind) Governs() bool { return k == AreaMunicipality || k == AreaCounty }

// CanBeCovered tells whether a unit may state that it works in an area of this kind.
func (k AreaKind) CanBeCovered() bool { return k == AreaMunicipality || k == AreaCityDistrict }

// Positions returns the positions that can be stated.
func Positions() []Position { return []Position{Majority, Opposition} }

// Valid tells whether p can be stated; unknown is the absence of a statement.
func (p Position) Valid() bool { return p == Majority || p == Opposition }
