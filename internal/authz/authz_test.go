package authz_test

import (
	"fmt"
	"slices"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/district"
)

// Where a role has a permission: D in the whole district, u in the own unit only, "." nowhere. The table is typed by
// hand from the product's description of who does what; it must never be made from the code that it checks.
var table = []struct {
	perm authz.Permission
	// staff board campaign operations press chair election committee group nominating auditor
	roles string
}{
	{authz.PlanRead, "D D D D D u u u u D D"},
	{authz.GoalMissing, "D D D . . . . . . . D"},
	{authz.GoalComment, "D D D . . . . . . . ."},
	{authz.GoalJudge, ". D . . . . . . . . ."},
	{authz.GoalOverride, "D D . . . . . . . . ."},
	{authz.GoalEdit, "D . . . . . . . . . ."},
	{authz.PlanImport, "D . . . . . . . . . ."},
	{authz.UnitRead, "D D D D D u u u u . D"},
	{authz.BodyRead, "D D D D D u . . . . D"},
	{authz.UnitEdit, "D . . . . u . u . . ."},
	{authz.UnitManage, "D . . . . . . . . . ."},
	{authz.PostRead, "D D D . . u u u u D D"},
	{authz.AssignmentRead, "D D D D D u u u u . D"},
	{authz.AssignmentEdit, "D . . . . u . u . . ."},
	{authz.PostManage, "D . . . . . . . . . ."},
	{authz.PersonRead, "D D D D D u u u u . ."},
	{authz.PersonSearch, "D D . . . . . . . . ."},
	{authz.PersonMerge, "D . . . . . . . . . ."},
	{authz.Export, "D D . . . . . . . . ."},
	{authz.AccessTableRead, "D D . . . . . . . . D"},
	{authz.AccountManage, "D . . . . . . . . . ."},
	{authz.AccountAudit, "D . . . . . . . . . ."},
	{authz.DemoClock, "D . . . . . . . . . ."},
	{authz.PlanReport, "D D . . . . . . . . D"},
	{authz.MeetingRead, "D D D D D u u u u . D"},
	{authz.MeetingEdit, "D . . . . u . u u . ."},
	{authz.MeetingFollowUp, "D . . . . u . u u . ."},
	{authz.MeetingAsk, "D D . . . u . u u . ."},
	{authz.MeetingAnswer, "D . . . . . . . u . ."},
	{authz.MeetingManage, "D . . . . . . . . . ."},
	{authz.DocumentEdit, "D . . . . . . . . . ."},
	{authz.AssessmentRead, "D D . . . u . u u . D"},
	{authz.AssessmentAnswer, "D . . . . u . u u . ."},
	{authz.RecordEdit, "D . . . . . . . . . ."},
}

var columns = []authz.Role{authz.DistrictStaff, authz.BoardMember, authz.CampaignLead, authz.Operations, authz.Press, authz.AssociationChair,
	authz.ElectionOfficer, authz.CommitteeLead, authz.GroupLeader, authz.Nominating, authz.Auditor}

const own, foreign = 7, 8 // units

// holder is somebody with one grant of the role, in the own unit when the role is held in a unit.
func holder(r authz.Role) authz.Access {
	g := authz.Grant{Role: r}
	if inUnit(r) {
		g.Unit = own
	}
	return authz.Access{Account: 1, Person: 2, Grants: []authz.Grant{g}}
}

// inUnit is typed by hand as well.
func inUnit(r authz.Role) bool {
	switch r {
	case authz.AssociationChair, authz.ElectionOfficer, authz.CommitteeLead, authz.GroupLeader:
		return true
	}
	return false
}

func TestEveryRoleAndPermission(t *testing.T) {
	t.Parallel()
	if got := authz.Roles(); !slices.Equal(got, columns) {
		t.Fatalf("the roles are %v, the table is of %v", got, columns)
	}
	var rows []authz.Permission
	for _, row := range table {
		rows = append(rows, row.perm)
		var cells []string
		for _, c := range row.roles {
			if c != ' ' {
				cells = append(cells, string(c))
			}
		}
		if len(cells) != len(columns) {
			t.Fatalf("%s has %d cells", row.perm, len(cells))
		}
		for i, role := range columns {
			a := holder(role)
			want := map[string]struct{ anywhere, inOwn, inForeign, everywhere bool }{
				"D": {true, true, true, true}, "u": {true, true, false, false}, ".": {}}[cells[i]]
			got := struct{ anywhere, inOwn, inForeign, everywhere bool }{
				a.Can(row.perm), a.CanIn(row.perm, own), a.CanIn(row.perm, foreign), a.CanEverywhere(row.perm)}
			if got != want {
				t.Errorf("%s, %s: %+v, want %+v", role, row.perm, got, want)
			}
			// Records of the whole district have unit 0, which belongs to no unit's scope.
			if a.CanIn(row.perm, 0) != want.everywhere {
				t.Errorf("%s, %s: in the whole district %v, want %v", role, row.perm, a.CanIn(row.perm, 0), want.everywhere)
			}
			scope := a.Scope(row.perm)
			if scope.All != want.everywhere || scope.IsEmpty() == want.anywhere || scope.Has(own) != want.inOwn || scope.Has(foreign) != want.inForeign {
				t.Errorf("%s, %s: scope %+v", role, row.perm, scope)
			}
		}
	}
	if got := slices.Sorted(slices.Values(authz.Permissions())); !slices.Equal(got, slices.Sorted(slices.Values(rows))) {
		t.Errorf("the permissions are %v, the table is of %v", got, rows)
	}
}

func TestNobodyHasNothing(t *testing.T) {
	t.Parallel()
	for _, a := range []authz.Access{{}, {Account: 1}, {Account: 1, Grants: []authz.Grant{{Role: "what_ever"}}}} {
		for _, p := range authz.Permissions() {
			if a.Can(p) || a.CanIn(p, own) || a.CanEverywhere(p) || !a.Scope(p).IsEmpty() {
				t.Errorf("%+v has %s", a, p)
			}
		}
		for _, r := range authz.Roles() {
			if a.CanGrant(r, 0) || a.CanGrant(r, own) {
				t.Errorf("%+v can grant %s", a, r)
			}
		}
	}
	for _, p := range []authz.Permission{"", "public", "any user", "unit.destroy"} {
		for _, r := range authz.Roles() {
			if holder(r).Can(p) {
				t.Errorf("%s has the permission %q", r, p)
			}
		}
	}
}

func TestSeveralGrantsAdd(t *testing.T) {
	t.Parallel()
	a := authz.Access{Account: 1, Grants: []authz.Grant{{Role: authz.AssociationChair, Unit: own}, {Role: authz.ElectionOfficer, Unit: foreign}, {Role: authz.Nominating}}}
	if s := a.Scope(authz.UnitRead); s.All || !slices.Equal(s.Units, []int64{own, foreign}) {
		t.Errorf("scope to read units = %+v", s)
	}
	if a.CanIn(authz.UnitEdit, foreign) || !a.CanIn(authz.UnitEdit, own) {
		t.Error("the permission of one grant leaked into the unit of another")
	}
	if !a.CanEverywhere(authz.PostRead) || a.CanEverywhere(authz.AssignmentRead) {
		t.Error("the nominating committee's scope is wrong beside others")
	}
	if !slices.Equal(a.UnitsOf(authz.ElectionOfficer), []int64{foreign}) || !a.Has(authz.Nominating) || a.Has(authz.Press) {
		t.Errorf("roles of %+v", a)
	}
}

// You cannot grant what you lack, and only who manages accounts grants at all. The judgement is the board's own.
func TestOwnLeavesTheDistrictOut(t *testing.T) {
	a := authz.Access{Account: 1, Grants: []authz.Grant{{Role: authz.AssociationChair, Unit: 7}, {Role: authz.DistrictStaff}, {Role: authz.AssociationChair, Unit: 9}}}
	if s := a.Own().Scope(authz.UnitEdit); s.All || !slices.Equal(s.Units, []int64{7, 9}) || a.Own().Account != 1 {
		t.Errorf("own scope %+v of %+v", s, a.Own())
	}
	if !a.CanEverywhere(authz.UnitEdit) {
		t.Error("asking for what is one's own took the rest away")
	}
}

func TestCanGrant(t *testing.T) {
	t.Parallel()
	for _, giver := range columns {
		a := holder(giver)
		for _, role := range columns {
			for _, unit := range []int64{0, own, foreign} {
				want := giver == authz.DistrictStaff
				if got := a.CanGrant(role, unit); got != want {
					t.Errorf("%s gives %s in unit %d: %v, want %v", giver, role, unit, got, want)
				}
			}
		}
	}
	staff := holder(authz.DistrictStaff)
	for _, role := range []authz.Role{"", "district_king"} {
		if staff.CanGrant(role, 0) {
			t.Errorf("the office gives %q, which is no role", role)
		}
	}
	// Managing accounts within one unit is no licence: no role has it so today, and none may get it by accident.
	bounded := authz.Access{Account: 1, Grants: []authz.Grant{{Role: authz.DistrictStaff, Unit: own}}}
	for _, role := range columns {
		if bounded.CanGrant(role, own) {
			t.Errorf("somebody with the office's role in one unit gives %s", role)
		}
	}
}

// Who sees names outside the own unit needs more than a password.
func TestNeedsSecondFactor(t *testing.T) {
	t.Parallel()
	want := map[authz.Role]bool{authz.DistrictStaff: true, authz.BoardMember: true, authz.CampaignLead: true, authz.Operations: true, authz.Press: true, authz.Auditor: true}
	for _, r := range columns {
		if got := r.NeedsSecondFactor(); got != want[r] {
			t.Errorf("%s: %v, want %v", r, got, want[r])
		}
		if got := holder(r).NeedsSecondFactor(); got != want[r] {
			t.Errorf("somebody as %s: %v, want %v", r, got, want[r])
		}
	}
	both := authz.Access{Grants: []authz.Grant{{Role: authz.AssociationChair, Unit: own}, {Role: authz.Press}}}
	if !both.NeedsSecondFactor() || authz.Role("").NeedsSecondFactor() || (authz.Access{}).NeedsSecondFactor() {
		t.Error("the second factor of several grants, or of none")
	}
}

func TestRolesAreHeldWhereTheyBelong(t *testing.T) {
	t.Parallel()
	associations := []district.UnitKind{district.KindAssociation, district.KindTradeAssociation}
	want := map[authz.Role][]district.UnitKind{
		authz.AssociationChair: associations, authz.ElectionOfficer: associations,
		authz.CommitteeLead: {district.KindCommittee, district.KindNetwork},
		authz.GroupLeader:   {district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup, district.KindParliamentaryGroup},
	}
	for _, r := range columns {
		if got := r.UnitKinds(); !slices.Equal(got, want[r]) || (got == nil) == inUnit(r) {
			t.Errorf("%s is held in %v, want %v", r, got, want[r])
		}
		if !r.Valid() || r.Name() == "" || r.Name() == string(r) {
			t.Errorf("%s has no Swedish name", r)
		}
	}
	names := map[string]bool{}
	for _, p := range authz.Permissions() {
		if p.Name() == string(p) || names[p.Name()] {
			t.Errorf("%s has no Swedish name of its own: %q", p, p.Name())
		}
		names[p.Name()] = true
	}
	if got := fmt.Sprint(authz.Role("x").May(), authz.Role("x").UnitKinds(), authz.Role("x").Valid()); got != "[] [] false" {
		t.Errorf("an unknown role: %s", got)
	}
}

// The lists that callers get are theirs: changing one changes no right.
func TestListsAreCopies(t *testing.T) {
	t.Parallel()
	may := authz.Press.May()
	for i := range may {
		may[i] = authz.AccountManage
	}
	kinds := authz.CommitteeLead.UnitKinds()
	kinds[0] = district.KindAssociation
	if authz.Press.Allows(authz.AccountManage) || authz.CommitteeLead.UnitKinds()[0] != district.KindCommittee {
		t.Error("a caller changed the table")
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	if !authz.Everything.Has(0) || !authz.Everything.Has(own) || authz.Everything.IsEmpty() {
		t.Error("everything is not everything")
	}
	if s := (authz.Scope{Units: []int64{own, 0}}); s.Has(0) || !s.Has(own) {
		t.Error("unit 0 stands for the whole district and is in no unit's scope")
	}
}
