package web

// Keys of the rooms of the menu, for [Head.Room].
const (
	RoomHome         = "hem"
	RoomGoals        = "planen"
	RoomDocuments    = "dokument"
	RoomAssociations = "foreningar"
	RoomBodies       = "organ"
	RoomMeetings     = "traffar"
	RoomPosts        = "uppdrag"
	RoomAssessments  = "sjalvskattning"
	RoomRecords      = "handelser"
	RoomPeople       = "personer"
	RoomPostKinds    = "uppdragstyper"
	RoomAccounts     = "konton"
	RoomAccess       = "behorigheter"
	RoomAudit        = "logg"
)
