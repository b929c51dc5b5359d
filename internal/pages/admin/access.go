package admin

import (
	"net/http"
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/admin"
	"verkstad/templates/ui"
)

// access is the table of what each role may see and do.
func (p *Pages) access(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	v := view.AccessView{Grid: r.URL.Query().Get("visa") == "tabell"}
	v.Tabs = []ui.Tab{{Label: "Roll för roll", Href: paths.AccessTable, Current: !v.Grid}, {Label: "Som tabell", Href: paths.AccessTableGrid, Current: v.Grid}}
	roles := authz.Roles()
	for _, role := range roles {
		a := view.RoleAccess{ID: sv.Slug(role.Name()), Name: role.Name(), Own: q.Access().Has(role), Where: "Gäller " + scopeOf(role) + "."}
		if role.NeedsSecondFactor() {
			a.Factor = "Kräver tvåstegsinloggning, eftersom rollen ser namn i hela distriktet."
		}
		for _, perm := range authz.Permissions() {
			switch {
			case !role.Allows(perm):
				a.MayNot = append(a.MayNot, perm.Name())
			case role.UnitKinds() != nil && ofDistrict(perm):
				a.May = append(a.May, perm.Name()+", i hela distriktet")
			default:
				a.May = append(a.May, perm.Name())
			}
		}
		v.Roles = append(v.Roles, a)
		v.Cols = append(v.Cols, view.RoleCol{Name: role.Name(), Where: scopeOf(role)})
	}
	for _, perm := range authz.Permissions() {
		row := view.PermissionRow{Name: perm.Name()}
		for _, role := range roles {
			cell := view.AccessCell{Aloud: role.Name() + ": nej"}
			if role.Allows(perm) {
				cell = view.AccessCell{Text: "✓ allt", Aloud: role.Name() + ": ja, " + scopeOf(role)}
				if role.UnitKinds() != nil && ofDistrict(perm) {
					cell.Aloud = role.Name() + ": ja, i hela distriktet"
				} else if role.UnitKinds() != nil {
					cell.Text = "✓ egen"
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		v.Rows = append(v.Rows, row)
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Får se och göra", Room: web.RoomAccess, Wide: v.Grid}, view.Access, v)
}

// ofDistrict tells whether what a permission is about belongs to no unit, so that a role of one unit has it for the
// whole district: the plan and its goals.
func ofDistrict(p authz.Permission) bool { return p == authz.PlanRead }

// scopeOf says where a role holds, for the middle of a sentence.
func scopeOf(role authz.Role) string {
	kinds := role.UnitKinds()
	switch {
	case kinds == nil:
		return "i hela distriktet"
	case kinds[0].IsAssociation():
		return "i den egna föreningen"
	case slices.Contains(kinds, district.KindCommittee):
		return "i det egna utskottet eller nätverket"
	}
	return "i den egna gruppen"
}
