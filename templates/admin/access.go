package admin

import "verkstad/templates/ui"

// AccessView is the table of what each role may see and do, role by role or as a grid.
type AccessView struct {
	Tabs  []ui.Tab
	Grid  bool
	Roles []RoleAccess
	Cols  []RoleCol
	Rows  []PermissionRow
}

// A RoleAccess is one role with everything that it may.
type RoleAccess struct {
	ID, Name string
	Own      bool   // the reader has it
	Where    string // "Gäller i hela distriktet."
	Factor   string // "Kräver tvåstegsinloggning.", "" when it does not
	May      []string
	MayNot   []string
}

// A RoleCol is the head of a role's column in the grid.
type RoleCol struct{ Name, Where string }

// A PermissionRow is what may be done, and for each role where.
type PermissionRow struct {
	Name  string
	Cells []AccessCell
}

// An AccessCell is where a role may do something; Text is "" where it may not.
type AccessCell struct {
	Text, Aloud string
}
