package paths

// Addresses of accounts, access and logs.
const (
	Accounts    = "/konton"
	NewAccount  = "/konton/ny"
	AccessTable = "/behorigheter"
	AuditLog    = "/logg"
	ReadLog     = "/logg/last"
)

// OneAccount is the page of an account.
func OneAccount(n int64) string { return Accounts + "/" + id(n) }
