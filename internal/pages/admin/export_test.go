package admin

import "verkstad/internal/store"

// Title is what the log says of a row.
func Title(row store.AuditRow) string { return title(row) }

// Spoken tells whether the logs have Swedish words for a record, an action on it, a field or what was read; "" is not
// asked about.
func Spoken(record, action, field, subject string) bool {
	return (record == "" || recordNames[record] != "") &&
		(action == "" || actionNames[action] != "" || sentences[record+"."+action] != "") &&
		(field == "" || fieldNames[field] != "") &&
		(subject == "" || readText(store.ReadRow{Subject: subject}) != readText(store.ReadRow{}))
}
