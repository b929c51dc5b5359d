package server

import (
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/paths"
	"verkstad/internal/web"
)

// menu is every room of the house that exists, with who has it in the menu and who finds it under "Mer". Rooms stand
// in this order for everybody; somebody with several roles gets the union.
var menu = []struct {
	web.MenuRoom
	perm authz.Permission
	main []authz.Role // in the menu; the others with the permission have it under Mer
}{
	{web.MenuRoom{Key: web.RoomHome, Label: "Hem", Href: paths.Home, Shortcut: "h"}, "", authz.Roles()},
	{web.MenuRoom{Key: web.RoomGoals, Label: "Planen", Href: paths.Goals, Shortcut: "p"}, authz.PlanRead, authz.Roles()},
	{web.MenuRoom{Key: web.RoomAssociations, Label: "Föreningar", Href: paths.Associations, Shortcut: "f"}, authz.UnitRead,
		[]authz.Role{authz.DistrictStaff, authz.BoardMember, authz.CampaignLead, authz.Operations, authz.Press, authz.Auditor,
			authz.AssociationChair, authz.ElectionOfficer}},
	{web.MenuRoom{Key: web.RoomBodies, Label: "Utskott och nätverk", Href: paths.Bodies, Shortcut: "u"}, authz.UnitRead,
		[]authz.Role{authz.DistrictStaff, authz.BoardMember, authz.AssociationChair, authz.CommitteeLead, authz.GroupLeader}},
	{web.MenuRoom{Key: web.RoomMeetings, Label: "Träffar", Href: paths.Meetings, Shortcut: "t"}, authz.MeetingRead,
		[]authz.Role{authz.DistrictStaff, authz.BoardMember, authz.AssociationChair, authz.CommitteeLead, authz.GroupLeader}},
	{web.MenuRoom{Key: web.RoomPosts, Label: "Uppdrag", Href: paths.Matrix, Shortcut: "m"}, authz.PostRead,
		[]authz.Role{authz.DistrictStaff, authz.BoardMember, authz.CampaignLead, authz.AssociationChair, authz.ElectionOfficer,
			authz.CommitteeLead, authz.GroupLeader, authz.Nominating, authz.Auditor}},
	{web.MenuRoom{Key: web.RoomDocuments, Label: "Dokument", Href: paths.Documents}, authz.PlanRead, nil},
	{web.MenuRoom{Key: web.RoomAssessments, Label: "Självskattning", Href: paths.Assessments}, authz.AssessmentRead,
		[]authz.Role{authz.AssociationChair, authz.CommitteeLead, authz.GroupLeader}},
	{web.MenuRoom{Key: web.RoomRecords, Label: "Händelser", Href: paths.Records}, authz.RecordEdit, nil},
	{web.MenuRoom{Key: web.RoomPeople, Label: "Personer", Href: paths.People}, authz.PersonSearch, nil},
	{web.MenuRoom{Key: web.RoomPostKinds, Label: "Uppdragstyper", Href: paths.PostKinds}, authz.PostManage, nil},
	{web.MenuRoom{Key: web.RoomAccounts, Label: "Konton", Href: paths.Accounts}, authz.AccountManage, nil},
	{web.MenuRoom{Key: web.RoomAccess, Label: "Får se och göra", Href: paths.AccessTable}, authz.AccessTableRead, nil},
	{web.MenuRoom{Key: web.RoomAudit, Label: "Logg", Href: paths.AuditLog}, authz.AccountAudit, nil},
}

// rooms returns the menu of a reader. A lead whose only association or body is the own one goes straight there.
func rooms(q *web.Req) web.RoomList {
	var list web.RoomList
	a := q.Access()
	for _, m := range menu {
		if m.perm != "" && !a.Can(m.perm) {
			continue
		}
		room := m.MenuRoom
		if !a.CanEverywhere(authz.UnitRead) {
			var skip bool
			if room, skip = own(a, room); skip {
				continue
			}
		}
		if slices.ContainsFunc(m.main, a.Has) {
			list.Rooms = append(list.Rooms, room)
		} else {
			list.More = append(list.More, room)
		}
	}
	return list
}

// own turns a room of the whole district into the same room of a reader who has only their own units.
func own(a authz.Access, room web.MenuRoom) (_ web.MenuRoom, skip bool) {
	association := len(a.UnitsOf(authz.AssociationChair))+len(a.UnitsOf(authz.ElectionOfficer)) > 0
	body := len(a.UnitsOf(authz.CommitteeLead))+len(a.UnitsOf(authz.GroupLeader)) > 0
	switch room.Key {
	case web.RoomAssociations:
		room.Label = "Vår förening"
		return room, !association
	case web.RoomBodies:
		if a.Can(authz.BodyRead) {
			return room, false
		}
		room.Label = "Vårt utskott"
		if len(a.UnitsOf(authz.CommitteeLead)) == 0 {
			room.Label = "Vår grupp"
		}
		return room, !body
	case web.RoomPosts:
		if a.CanEverywhere(authz.PostRead) {
			return room, false
		}
		room.Label = "Våra uppdrag"
		return room, !association && !body
	case web.RoomHome:
		if association || body {
			room.Label = "Hos oss"
		}
	}
	return room, false
}
