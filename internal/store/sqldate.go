package store

import "fmt"

// swedishDate is a date as people read it, "12 mars 2018", as an expression of SQL: for sentences that the database puts
// together row by row. Everything else is written by package sv.
func swedishDate(date string) string {
	return fmt.Sprintf(`(extract(day FROM %[1]s)::int || ' ' || (ARRAY['januari', 'februari', 'mars', 'april', 'maj', 'juni', 'juli', 'augusti', 'september',
		'oktober', 'november', 'december'])[extract(month FROM %[1]s)::int] || ' ' || extract(year FROM %[1]s)::int)`, date)
}
