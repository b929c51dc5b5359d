package store

import (
	"fmt"
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// The steps of documents. A document that is archived counts as nothing that is done: from that day its steps are
// cancelled, whatever it had come to. A step that was taken away counts until that day. Which body took a step, and
// which step before which, changes nothing.
var _ = register(indicator{
	key: measure.DocumentSteps,
	steps: `
		SELECT d.version_id, d.measure_id, s.id, doc.name || ': ' || word.done AS title,
			chosen.ord * 10 + ` + stepOrder + ` AS sort,
			lower(s.valid) AS "from", upper(s.valid) AS until, s.due, s.done_on, doc.archived_on AS cancelled_on,
			CASE WHEN doc.archived_on IS NOT NULL THEN 'Dokumentet är arkiverat.' ELSE s.note END AS note,
			'/dokument/' || doc.id AS path
		FROM definitions d
		CROSS JOIN LATERAL (
			SELECT (x.id)::bigint AS id, min(x.ord) AS ord FROM jsonb_array_elements_text(d.params->'documentIds') WITH ORDINALITY AS x (id, ord)
			GROUP BY x.id) chosen
		JOIN documents doc ON doc.id = chosen.id
		JOIN document_steps s ON s.document_id = doc.id
		JOIN (VALUES ` + stepWords() + `) AS word (kind, step, done) ON word.kind = doc.kind AND word.step = s.step`,
})

var _ = registerChoices(measure.ParamDocument, `SELECT id::text AS value, name, archived_on AS retired FROM documents ORDER BY name COLLATE "sv-x-icu", id`)

// stepWords is what a document of each kind is once it has taken each step, as rows of SQL. They are constants of package
// district.
func stepWords() string {
	var rows []string
	for _, k := range district.DocumentKinds() {
		for _, s := range district.DocumentSteps() {
			rows = append(rows, fmt.Sprintf("('%s', '%s', '%s')", k, s, s.Done(k)))
		}
	}
	return strings.Join(rows, ", ")
}
