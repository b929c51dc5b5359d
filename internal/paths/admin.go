package paths

// Addresses of accounts, access and logs.
const (
	Accounts    = "/konton"
	NewAccount  = "/konton/ny"
	AccessTable = "/behorigheter"
	AuditLog    = "/logg"
	ReadLog     = "/logg/last"
)

// NewAccountFor is where a person who has no account gets one; 0 asks for the name of somebody new.
func NewAccountFor(person int64) string {
	if person == 0 {
		return With(NewAccount, "person", "ny")
	}
	return With(NewAccount, "person", id(person))
}

// AccessTableGrid is the table of roles and permissions as a grid.
const AccessTableGrid = AccessTable + "?visa=tabell"

// OneAccount is the page of an account.
func OneAccount(n int64) string { return Accounts + "/" + id(n) }

// AccountEmail is where the address that somebody logs in with is changed.
func AccountEmail(n int64) string { return OneAccount(n) + "/epost" }

// NewAccountLink is where a new link to set the password is made.
func NewAccountLink(n int64) string { return OneAccount(n) + "/lank" }

// ResetSecondFactor is where a lost second factor is taken away.
func ResetSecondFactor(n int64) string { return OneAccount(n) + "/andra-faktor" }

// StopAccount is where an account is stopped from logging in.
func StopAccount(n int64) string { return OneAccount(n) + "/stoppa" }

// LetInAccount is where a stopped account may log in again.
func LetInAccount(n int64) string { return OneAccount(n) + "/slapp-in" }

// NewGrant is where an account is given a role; assignment is what the access follows, 0 for none.
func NewGrant(n, assignment int64) string {
	return With(OneAccount(n)+"/behorighet", "uppdrag", optionalID(assignment))
}

// EndGrant is where the last day of an account's access is changed.
func EndGrant(n, grant int64) string { return OneAccount(n) + "/behorighet/" + id(grant) }

// AuditOfAccount is the log of what was done to an account, its access and its person.
func AuditOfAccount(n int64) string { return With(AuditLog, "konto", id(n)) }

// ReadsOfPerson is the log of who read about a person.
func ReadsOfPerson(person int64) string { return With(ReadLog, "person", id(person)) }
