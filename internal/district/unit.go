package district

// UnitKind says what a unit is. The value is the code in the database.
type UnitKind string

// The kinds of unit.
const (
	KindDistrict           UnitKind = "district"
	KindAssociation        UnitKind = "association"
	KindTradeAssociation   UnitKind = "tradeAssociation"
	KindDistrictBoard      UnitKind = "districtBoard"
	KindCampaignLeadership UnitKind = "campaignLeadership"
	KindOperationsGroup    UnitKind = "operationsGroup"
	KindInfoGroup          UnitKind = "infoGroup"
	KindCommittee          UnitKind = "committee"
	KindNetwork            UnitKind = "network"
	KindCountyCouncilGroup UnitKind = "countyCouncilGroup"
	KindCityHallGroup      UnitKind = "cityHallGroup"
	KindMunicipalGroup     UnitKind = "municipalGroup"
	KindParliamentaryGroup UnitKind = "parliamentaryGroup"
)

// unitKindNames are the Swedish names, singular and plural, in the order of lists.
var unitKindNames = []struct {
	kind             UnitKind
	singular, plural string
}{
	{KindAssociation, "Partiförening", "Partiföreningar"},
	{KindTradeAssociation, "Branschförening", "Branschföreningar"},
	{KindDistrict, "Distrikt", "Distrikt"},
	{KindDistrictBoard, "Distriktsstyrelse", "Distriktsstyrelser"},
	{KindCampaignLeadership, "Valledning", "Valledningar"},
	{KindOperationsGroup, "Operativ grupp", "Operativa grupper"},
	{KindInfoGroup, "Infogrupp", "Infogrupper"},
	{KindCommittee, "Utskott", "Utskott"},
	{KindNetwork, "Nätverk", "Nätverk"},
	{KindCountyCouncilGroup, "Landstingsgrupp", "Landstingsgrupper"},
	{KindCityHallGroup, "Stadshusgrupp", "Stadshusgrupper"},
	{KindMunicipalGroup, "Kommunal grupp", "Kommunala grupper"},
	{KindParliamentaryGroup, "Riksdagsgrupp", "Riksdagsgrupper"},
}

// UnitKinds returns all kinds in the order of lists.
func UnitKinds() []UnitKind {
	out := make([]UnitKind, len(unitKindNames))
	for i, n := range unitKindNames {
		out[i] = n.kind
	}
	return out
}

// Valid tells whether k is one of the kinds.
func (k UnitKind) Valid() bool { return k.Name() != "" }

// Name returns the Swedish name in singular, "" for an unknown kind.
func (k UnitKind) Name() string {
	for _, n := range unitKindNames {
		if n.kind == k {
			return n.singular
		}
	}
	return ""
}

// Plural returns the Swedish name in plural.
func (k UnitKind) Plural() string {
	for _, n := range unitKindNames {
		if n.kind == k {
			return n.plural
		}
	}
	return ""
}

// IsAssociation tells whether k is a local or a trade association.
func (k UnitKind) IsAssociation() bool { return k == KindAssociation || k == KindTradeAssociation }

// AssociationKinds are what "alla partiföreningar" proposes as population: local and trade associations.
func AssociationKinds() []UnitKind { return []UnitKind{KindAssociation, KindTradeAssociation} }

// LeadingKinds are the bodies that lead the district or its campaign. The district has at most one of each, so that a
// post that is vacant there is everybody's matter.
func LeadingKinds() []UnitKind {
	return []UnitKind{KindDistrictBoard, KindCampaignLeadership, KindOperationsGroup, KindInfoGroup}
}

// ReservedUnitSlugs are the parts of addresses that no unit may have as its own, because pages of registers have them.
func ReservedUnitSlugs() []string { return []string{"ny", "import", "export.csv"} }

// AreaKind says what an area is.
type AreaKind string

// The kinds of area, from large to small.
const (
	AreaCounty          AreaKind = "county"
	AreaMunicipality    AreaKind = "municipality"
	AreaCityDistrict    AreaKind = "cityDistrict"
	AreaPollingDistrict AreaKind = "pollingDistrict"
)

// Name returns the Swedish name.
func (k AreaKind) Name() string {
	switch k {
	case AreaCounty:
		return "Län"
	case AreaMunicipality:
		return "Kommun"
	case AreaCityDistrict:
		return "Stadsdelsområde"
	case AreaPollingDistrict:
		return "Valdistrikt"
	}
	return ""
}

// Position says whether the party governs in a municipality or county.
type Position string

// The positions. An empty Position means that nobody has stated it.
const (
	Majority   Position = "majority"
	Opposition Position = "opposition"
)

// Name returns the Swedish name; an unstated position is "okänt".
func (p Position) Name() string {
	switch p {
	case Majority:
		return "majoritet"
	case Opposition:
		return "opposition"
	}
	return "okänt"
}

// ContactKind is a way to reach a unit or a person.
type ContactKind string

// The ways. A person has only the first two.
const (
	ContactEmail   ContactKind = "email"
	ContactPhone   ContactKind = "phone"
	ContactWeb     ContactKind = "web"
	ContactAddress ContactKind = "address"
	ContactSocial  ContactKind = "social"
)

// Name returns the Swedish name.
func (k ContactKind) Name() string {
	switch k {
	case ContactEmail:
		return "E-post"
	case ContactPhone:
		return "Telefon"
	case ContactWeb:
		return "Webbplats"
	case ContactAddress:
		return "Adress"
	case ContactSocial:
		return "Sociala medier"
	}
	return ""
}
