// Package migrations embeds the numbered goose migrations of the schema.
//
// A migration that has landed is never edited: every change is a new file with one purpose, data that exists
// survives it, and every table and column that is not self-evident carries a COMMENT. No default reads the database's
// clock: instants and business days are given by the program (package clock).
package migrations

import "embed"

// FS holds the migration files at its root.
//
//go:embed *.sql
var FS embed.FS
