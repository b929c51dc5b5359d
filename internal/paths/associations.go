package paths

import "verkstad/internal/district"

// Addresses of associations and of other bodies. Their last parts are among [district.ReservedUnitSlugs].
const (
	Associations             = "/foreningar"
	NewAssociation           = "/foreningar/ny"
	ExportAssociations       = "/foreningar/export.csv"
	ImportAssociations       = "/foreningar/import"
	ImportAssociationsCommit = "/foreningar/import/genomfor"

	Bodies  = "/organ"
	NewBody = "/organ/ny"
)

// Unit is the page of a unit of any kind.
func Unit(kind district.UnitKind, slug string) string {
	if kind.IsAssociation() {
		return Association(slug)
	}
	return Body(slug)
}

// EditUnit is where a unit is changed.
func EditUnit(kind district.UnitKind, slug string) string { return Unit(kind, slug) + "/andra" }

// CloseUnit is where a unit is closed.
func CloseUnit(kind district.UnitKind, slug string) string { return Unit(kind, slug) + "/stang" }

// ReopenUnit undoes a closing.
func ReopenUnit(kind district.UnitKind, slug string) string { return Unit(kind, slug) + "/oppna" }

// UnitHistory is who changed what about a unit when.
func UnitHistory(kind district.UnitKind, slug string) string { return Unit(kind, slug) + "/historik" }

// Association is the page of a local or trade association, the hub of its work.
func Association(slug string) string { return Associations + "/" + slug }

// EditAssociation is where an association's contact ways and facts are changed.
func EditAssociation(slug string) string { return Association(slug) + "/andra" }

// AssociationAreas is where the areas that an association covers are changed.
func AssociationAreas(slug string) string { return Association(slug) + "/omraden" }

// AssociationArea is one area that an association covers: its last day.
func AssociationArea(slug string, cover int64) string {
	return AssociationAreas(slug) + "/" + id(cover)
}

// RemoveAssociationArea takes a mistaken one away.
func RemoveAssociationArea(slug string, cover int64) string {
	return AssociationArea(slug, cover) + "/ta-bort"
}

// Body is the page of a committee, network, board or group.
func Body(slug string) string { return Bodies + "/" + slug }

// EditBody is where a body's purpose and contact ways are changed.
func EditBody(slug string) string { return Body(slug) + "/andra" }

// Area is the page of a municipality or city district: who governs there and which associations cover it.
func Area(slug string) string { return "/omraden/" + slug }

// StatePosition is where it is stated who governs an area.
func StatePosition(slug string) string { return Area(slug) + "/styre" }

// RemovePosition takes a mistaken statement away.
func RemovePosition(slug string, governing int64) string {
	return StatePosition(slug) + "/" + id(governing) + "/ta-bort"
}
