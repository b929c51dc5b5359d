// Package authz is what a role may do: one table of roles and permissions, dated grants with a scope, and the
// questions asked of them. It owns no data and must not know how accounts, sessions or pages work.
package authz

import (
	"slices"

	"verkstad/internal/district"
)

// A Role is access of a kind, in the whole district or in one unit. It is not a [district.Post]: holding a post
// grants nothing by itself.
type Role string

// The roles, as in the database.
const (
	DistrictStaff    Role = "district_staff"
	BoardMember      Role = "board_member"
	CampaignLead     Role = "campaign_lead"
	Operations       Role = "operations"
	Press            Role = "press"
	AssociationChair Role = "association_chair"
	ElectionOfficer  Role = "election_officer"
	CommitteeLead    Role = "committee_lead"
	GroupLeader      Role = "group_leader"
	Nominating       Role = "nominating"
	Auditor          Role = "auditor"
)

// A Permission is one thing that may be done. Its scope follows the grant: a permission of a role in a unit is about
// that unit's records.
type Permission string

// The permissions.
const (
	UnitRead        Permission = "unit.read"       // non-public facts of units: contacts, areas, history
	BodyRead        Permission = "body.read"       // what committees and networks have made known to all members, of all of them
	UnitEdit        Permission = "unit.edit"       // contact ways, meeting place, local issue
	UnitManage      Permission = "unit.manage"     // create, close, kinds, areas, majority, import
	PostRead        Permission = "post.read"       // which required posts are filled, vacant, unknown; no names
	AssignmentRead  Permission = "assignment.read" // names of holders
	AssignmentEdit  Permission = "assignment.edit" // name, end, replace, strike, state vacant
	PostManage      Permission = "post.manage"     // kinds of post and what is required
	PersonRead      Permission = "person.read"     // a person's page and contact ways
	PersonSearch    Permission = "person.search"   // search on people of the whole district
	PersonMerge     Permission = "person.merge"    // two rows of one person
	PlanRead        Permission = "plan.read"       // plans, goals, their figures
	PlanImport      Permission = "plan.import"     // read documents in, approve goals
	GoalEdit        Permission = "goal.edit"       // measures, responsible units, milestones, dates
	GoalJudge       Permission = "goal.judge"      // the board's judgement
	GoalOverride    Permission = "goal.override"   // signed note beside the computed value
	GoalComment     Permission = "goal.comment"    //
	GoalMissing     Permission = "goal.missing"    // the names of missing units
	AccountManage   Permission = "account.manage"  // accounts, grants, invitations, resets
	AccountAudit    Permission = "account.audit"   // who changed and who read
	AccessTableRead Permission = "access.table"    // what each role may see and do
	DemoClock       Permission = "demo.clock"      // move the day of a demo
	Export          Permission = "export"          // registers to CSV

	PlanReport       Permission = "plan.report"       // where the plan stands: the board's page and the period report
	MeetingRead      Permission = "meeting.read"      // meetings that the unit holds or is invited to; attendance of the own unit
	MeetingEdit      Permission = "meeting.edit"      // plan, hold, move, cancel; attendance
	MeetingAsk       Permission = "meeting.ask"       // put a question to the county council group
	MeetingAnswer    Permission = "meeting.answer"    // answer one
	MeetingFollowUp  Permission = "meeting.followUp"  // what the own unit answers after a meeting: reading and answering
	MeetingManage    Permission = "meeting.manage"    // kinds of meeting and their rules
	DocumentEdit     Permission = "document.edit"     // adopted documents and their steps; who reads the plan reads them
	AssessmentRead   Permission = "assessment.read"   // a unit's answers about itself
	AssessmentAnswer Permission = "assessment.answer" //
	RecordEdit       Permission = "record.edit"       // dated records that volumes are counted from
)

// Permissions returns all permissions in the order of the table that people see.
func Permissions() []Permission {
	return []Permission{PlanRead, PlanReport, GoalMissing, GoalComment, GoalJudge, GoalOverride, GoalEdit, PlanImport, DocumentEdit, RecordEdit,
		MeetingRead, MeetingEdit, MeetingFollowUp, MeetingAsk, MeetingAnswer, MeetingManage, AssessmentRead, AssessmentAnswer, UnitRead, BodyRead, UnitEdit,
		UnitManage, PostRead, AssignmentRead, AssignmentEdit, PostManage, PersonRead, PersonSearch, PersonMerge, Export, AccessTableRead,
		AccountManage, AccountAudit, DemoClock}
}

// Name returns what the permission means, in Swedish, for the page that shows the table.
func (p Permission) Name() string {
	switch p {
	case UnitRead:
		return "Läsa om föreningar och organ"
	case BodyRead:
		return "Läsa vad utskott och nätverk gör, när de möts och hur de nås"
	case UnitEdit:
		return "Ändra kontaktvägar och lokal fråga"
	case UnitManage:
		return "Lägga till, ändra och stänga föreningar"
	case PostRead:
		return "Se vilka uppdrag som är tillsatta eller vakanta"
	case AssignmentRead:
		return "Se vem som har ett uppdrag"
	case AssignmentEdit:
		return "Utse, avsluta och byta i uppdrag"
	case PostManage:
		return "Bestämma vilka uppdrag som ska finnas"
	case PersonRead:
		return "Se en persons sida och kontaktvägar"
	case PersonSearch:
		return "Söka bland personer i hela distriktet"
	case PersonMerge:
		return "Slå ihop dubbletter av personer"
	case PlanRead:
		return "Läsa planen, målen och siffrorna"
	case PlanImport:
		return "Läsa in planer och godkänna mål"
	case GoalEdit:
		return "Bestämma hur ett mål räknas"
	case GoalJudge:
		return "Bedöma mål"
	case GoalOverride:
		return "Skriva anmärkningar vid mål"
	case GoalComment:
		return "Kommentera mål"
	case GoalMissing:
		return "Se vilka föreningar som saknas i ett mål"
	case AccountManage:
		return "Hantera konton och behörigheter"
	case AccountAudit:
		return "Se vem som har ändrat och läst"
	case AccessTableRead:
		return "Se vad varje roll får se och göra"
	case DemoClock:
		return "Flytta dagen i en demo"
	case Export:
		return "Ta ut register som fil"
	case PlanReport:
		return "Läsa var planen står och periodrapporten"
	case MeetingRead:
		return "Läsa om träffar och möten"
	case MeetingEdit:
		return "Lägga in träffar och pricka av närvaro"
	case MeetingAsk:
		return "Ställa frågor till landstingsgruppen"
	case MeetingAnswer:
		return "Svara på frågor från träffar"
	case MeetingFollowUp:
		return "Svara på frågorna efter en träff"
	case MeetingManage:
		return "Bestämma vilka slags träffar som finns"
	case DocumentEdit:
		return "Sköta dokument som ska antas"
	case AssessmentRead:
		return "Läsa vad enheter svarat om sig själva"
	case AssessmentAnswer:
		return "Svara på självskattningar"
	case RecordEdit:
		return "Skriva in händelser som räknas"
	}
	return string(p)
}

// roles is the table: for each role its Swedish name, whether it is held in a unit (and of which kinds), and what it
// may do. The test holds a copy typed by hand.
var roles = []struct {
	role  Role
	name  string
	kinds []district.UnitKind // nil: the whole district
	may   []Permission
}{
	{DistrictStaff, "Kansliet", nil, []Permission{
		UnitRead, BodyRead, UnitEdit, UnitManage, PostRead, AssignmentRead, AssignmentEdit, PostManage, PersonRead, PersonSearch, PersonMerge, PlanRead,
		PlanReport, PlanImport, GoalEdit, GoalOverride, GoalComment, GoalMissing, MeetingRead, MeetingEdit, MeetingFollowUp, MeetingAsk, MeetingAnswer, MeetingManage,
		DocumentEdit, RecordEdit, AssessmentRead, AssessmentAnswer, AccountManage, AccountAudit, AccessTableRead, DemoClock, Export}},
	{BoardMember, "Distriktsstyrelsen", nil, []Permission{
		UnitRead, BodyRead, PostRead, AssignmentRead, PersonRead, PersonSearch, PlanRead, GoalJudge, GoalOverride, GoalComment, GoalMissing, AccessTableRead, Export,
		PlanReport, MeetingRead, MeetingAsk, AssessmentRead}},
	{CampaignLead, "Valledningen", nil, []Permission{
		UnitRead, BodyRead, PostRead, AssignmentRead, PersonRead, PlanRead, GoalComment, GoalMissing, MeetingRead}},
	{Operations, "Operativa gruppen", nil, []Permission{
		UnitRead, BodyRead, AssignmentRead, PersonRead, PlanRead, MeetingRead}},
	{Press, "Infogruppen", nil, []Permission{
		UnitRead, BodyRead, AssignmentRead, PersonRead, PlanRead, MeetingRead}},
	{AssociationChair, "Ordförande", district.AssociationKinds(), []Permission{
		UnitRead, BodyRead, UnitEdit, PostRead, AssignmentRead, AssignmentEdit, PersonRead, PlanRead, MeetingRead, MeetingEdit, MeetingFollowUp, MeetingAsk,
		AssessmentRead, AssessmentAnswer}},
	{ElectionOfficer, "Valansvarig", district.AssociationKinds(), []Permission{
		UnitRead, PostRead, AssignmentRead, PersonRead, PlanRead, MeetingRead}},
	{CommitteeLead, "Utskottsansvarig", []district.UnitKind{district.KindCommittee, district.KindNetwork}, []Permission{
		UnitRead, UnitEdit, PostRead, AssignmentRead, AssignmentEdit, PersonRead, PlanRead, MeetingRead, MeetingEdit, MeetingFollowUp, MeetingAsk,
		AssessmentRead, AssessmentAnswer}},
	{GroupLeader, "Gruppledare", []district.UnitKind{district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup, district.KindParliamentaryGroup},
		[]Permission{UnitRead, PostRead, AssignmentRead, PersonRead, PlanRead, MeetingRead, MeetingEdit, MeetingFollowUp, MeetingAsk, MeetingAnswer,
			AssessmentRead, AssessmentAnswer}},
	{Nominating, "Valberedningen", nil, []Permission{PlanRead, PostRead}},
	{Auditor, "Revisor", nil, []Permission{
		UnitRead, BodyRead, PostRead, AssignmentRead, PlanRead, PlanReport, GoalMissing, MeetingRead, AssessmentRead, AccessTableRead}},
}

// Roles returns all roles in the order of lists.
func Roles() []Role {
	out := make([]Role, len(roles))
	for i, r := range roles {
		out[i] = r.role
	}
	return out
}

// Valid tells whether r is one of the roles.
func (r Role) Valid() bool { return r.Name() != "" }

// Name returns the Swedish name of the role, "" for an unknown one.
func (r Role) Name() string {
	for _, x := range roles {
		if x.role == r {
			return x.name
		}
	}
	return ""
}

// UnitKinds returns the kinds of unit in which the role is held; nil when it is held in the whole district.
func (r Role) UnitKinds() []district.UnitKind {
	for _, x := range roles {
		if x.role == r {
			return slices.Clone(x.kinds)
		}
	}
	return nil
}

// May returns what the role may do, in no particular order.
func (r Role) May() []Permission {
	for _, x := range roles {
		if x.role == r {
			return slices.Clone(x.may)
		}
	}
	return nil
}

// Allows tells whether the role has the permission.
func (r Role) Allows(p Permission) bool { return slices.Contains(r.May(), p) }

// NeedsSecondFactor tells whether somebody with this role sees names outside the own unit, for which a password alone
// is too little.
func (r Role) NeedsSecondFactor() bool {
	return r.Valid() && r.UnitKinds() == nil && (r.Allows(AssignmentRead) || r.Allows(PersonRead))
}

// A Grant is a role that holds today, in one unit or, with Unit 0, in the whole district.
type Grant struct {
	Role     Role
	Unit     int64
	UnitName string
}

// An Access is who somebody is, for every question of what they may see and do: the grants valid on the business day.
// The zero Access is somebody without an account.
type Access struct {
	Account int64
	Person  int64
	Name    string // of the person
	Grants  []Grant
}

// SignedIn tells whether there is an account at all.
func (a Access) SignedIn() bool { return a.Account != 0 }

// Can tells whether some grant has the permission, wherever: the first gate, at the route.
func (a Access) Can(p Permission) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role.Allows(p) })
}

// CanIn tells whether the permission holds for records of the unit.
func (a Access) CanIn(p Permission, unit int64) bool { return a.Scope(p).Has(unit) }

// CanEverywhere tells whether the permission holds for the whole district.
func (a Access) CanEverywhere(p Permission) bool { return a.Scope(p).All }

// Scope returns for which units the permission holds: the second gate, in the query itself.
func (a Access) Scope(p Permission) Scope {
	var s Scope
	for _, g := range a.Grants {
		switch {
		case !g.Role.Allows(p):
		case g.Unit == 0:
			return Scope{All: true}
		case !slices.Contains(s.Units, g.Unit):
			s.Units = append(s.Units, g.Unit)
		}
	}
	return s
}

// Own returns what somebody may by roles in units of their own, without those in the whole district.
func (a Access) Own() Access {
	a.Grants = slices.DeleteFunc(slices.Clone(a.Grants), func(g Grant) bool { return g.Unit == 0 })
	return a
}

// Has tells whether somebody has the role, in any unit.
func (a Access) Has(r Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r })
}

// UnitsOf returns the units in which somebody has the role.
func (a Access) UnitsOf(r Role) []int64 {
	var out []int64
	for _, g := range a.Grants {
		if g.Role == r && g.Unit != 0 {
			out = append(out, g.Unit)
		}
	}
	return out
}

// NeedsSecondFactor tells whether any grant asks for a second factor.
func (a Access) NeedsSecondFactor() bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role.NeedsSecondFactor() })
}

// CanGrant tells whether somebody may give the role in the unit (0: the whole district). Who manages accounts may, but
// nobody can give what they lack themselves, except that the office gives the roles of bodies to those who hold them:
// a role is lacked when it has a permission that the giver does not have in that scope and that is not the board's
// own to use (see boardsOwn).
func (a Access) CanGrant(r Role, unit int64) bool {
	if !r.Valid() || !a.CanEverywhere(AccountManage) {
		return false
	}
	for _, p := range r.May() {
		if !a.CanIn(p, unit) && !slices.Contains(boardsOwn, p) {
			return false
		}
	}
	return true
}

// CanTake tells whether somebody may give the role to themselves. What the office gives the board without having it
// (see boardsOwn), another must give.
func (a Access) CanTake(r Role, unit int64) bool {
	return a.CanGrant(r, unit) && !slices.ContainsFunc(boardsOwn, r.Allows)
}

// boardsOwn are permissions that no giver of access needs to have: the judgement is the board's alone, and the
// district office, which judges nothing, keeps the board's accounts.
var boardsOwn = []Permission{GoalJudge}

// A Scope says of which units' records something may be read or written. It goes into the WHERE of the query:
// "(@all OR unit_id = ANY(@units))". The zero Scope is nobody's.
type Scope struct {
	All   bool
	Units []int64
}

// Has tells whether the unit is in scope; unit 0 stands for the whole district.
func (s Scope) Has(unit int64) bool { return s.All || unit != 0 && slices.Contains(s.Units, unit) }

// IsEmpty tells whether nothing is in scope.
func (s Scope) IsEmpty() bool { return !s.All && len(s.Units) == 0 }

// Everything is the scope of the program itself, for jobs and the command line.
var Everything = Scope{All: true}
