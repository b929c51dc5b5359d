package paths

import "strconv"

// Addresses of dated records that volumes are counted from, and of their kinds.
const (
	Records       = "/handelser"
	NewRecord     = "/handelser/ny"
	RecordsExport = "/handelser/export.csv"
	RecordKinds   = "/handelseslag"
	NewRecordKind = "/handelseslag/ny"
)

// What the list calls the states that it can be narrowed to.
const (
	RecordsDone      = "genomforda"
	RecordsPlanned   = "planerade"
	RecordsLate      = "har-passerat" // planned for a day that has passed
	RecordsCancelled = "installda"
	RecordsStruck    = "strukna"
)

// RecordsOf is the list of records of a kind.
func RecordsOf(kind int64) string { return With(Records, "slag", optionalID(kind)) }

// NewRecordOf is where a record of a kind is written, of a unit; 0 for either asks.
func NewRecordOf(kind, unit int64) string {
	return With(NewRecord, "slag", optionalID(kind), "enhet", optionalID(unit))
}

// Record is the page of a record.
func Record(n int64) string { return Records + "/" + id(n) }

// EditRecord is where a record is changed.
func EditRecord(n int64) string { return Record(n) + "/andra" }

// RecordDone is where it is said that a planned record has happened.
func RecordDone(n int64) string { return Record(n) + "/genomford" }

// CancelRecord is where it is said that a planned record will not happen.
func CancelRecord(n int64) string { return Record(n) + "/stall-in" }

// ReopenRecord makes a record planned again.
func ReopenRecord(n int64) string { return Record(n) + "/oppna" }

// UndoRecord is the same for whoever just changed it: the revision is the one that the change left.
func UndoRecord(n int64, revision int) string {
	return With(ReopenRecord(n), "version", strconv.Itoa(revision))
}

// StrikeRecord is where a record is struck as a mistake.
func StrikeRecord(n int64) string { return Record(n) + "/stryk" }

// RecordKind is a kind of record, with its form.
func RecordKind(n int64) string { return RecordKinds + "/" + id(n) }

// RetireRecordKind is where it is said that a kind is no longer used.
func RetireRecordKind(n int64) string { return RecordKind(n) + "/avveckla" }

// CompleteRecords is where it is said that everything of a kind is written.
func CompleteRecords(n int64) string { return RecordKind(n) + "/inskrivet" }

// StrikeCompletion is where such a statement is struck.
func StrikeCompletion(n int64) string { return RecordKinds + "/inskrivet/" + id(n) + "/stryk" }
