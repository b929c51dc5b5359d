package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A Document is something that is worked out and adopted, with the steps that it is to take on a day. Documents belong
// to the whole district: whoever reads the plan reads them.
type Document struct {
	ID          int64
	Kind        district.DocumentKind
	Name        string
	OwnerID     int64
	OwnerName   string
	OwnerSlug   string
	OwnerKind   district.UnitKind
	AdopterID   int64  // 0 where it is said in words
	AdopterName string // of the unit, or the words
	AdopterSlug string
	AdopterKind district.UnitKind
	Purpose     string
	ArchivedOn  district.Date // from this day it counts as nothing that is done; zero while it is not archived
	RecordedOn  district.Date // business day on which it was written in
	Revision    int

	Day   district.Date  // on which the steps are read
	Steps []DocumentStep // in their order
}

// A DocumentStep is a step that a document is to take.
type DocumentStep struct {
	ID         int64
	DocumentID int64
	Step       district.DocumentStep
	Due        district.Date
	DoneOn     district.Date // zero while it is not taken
	UnitID     int64         // that took it; 0 where it is said in words
	Body       string        // name of the unit, or the words; "" where nobody is said
	UnitSlug   string
	UnitKind   district.UnitKind
	Note       string
	RecordedOn district.Date // business day on which it was written that it is taken
	Revision   int
}

// Date is the step with its days, for the rules of package district.
func (s DocumentStep) Date() district.StepDate {
	return district.StepDate{Step: s.Step, On: s.DoneOn, Due: s.Due}
}

// Taken tells whether the step is taken on the day.
func (s DocumentStep) Taken(day district.Date) bool { return s.Date().Taken(day) }

// Archived tells whether the document is archived on its day.
func (d Document) Archived() bool { return !d.ArchivedOn.IsZero() && !d.Day.Before(d.ArchivedOn) }

// Next returns the first step in order that is not taken on the document's day; ok is false when all are.
func (d Document) Next() (step DocumentStep, ok bool) {
	for _, s := range d.Steps {
		if !s.Taken(d.Day) {
			return s, true
		}
	}
	return DocumentStep{}, false
}

// Latest returns the last step in order that is taken on the document's day; ok is false when none is.
func (d Document) Latest() (step DocumentStep, ok bool) {
	for _, s := range slices.Backward(d.Steps) {
		if s.Taken(d.Day) {
			return s, true
		}
	}
	return DocumentStep{}, false
}

// Late returns the first step in order that should have been taken before the document's day; ok is false when there is
// none, or the document is archived.
func (d Document) Late() (step DocumentStep, ok bool) {
	for _, s := range d.Steps {
		if !d.Archived() && s.Date().Late(d.Day) {
			return s, true
		}
	}
	return DocumentStep{}, false
}

// Dates are the document's steps with their days.
func (d Document) Dates() []district.StepDate {
	out := make([]district.StepDate, len(d.Steps))
	for i, s := range d.Steps {
		out[i] = s.Date()
	}
	return out
}

// Step returns one of the document's steps; ok is false when it is not to take it.
func (d Document) Step(step district.DocumentStep) (DocumentStep, bool) {
	i := slices.IndexFunc(d.Steps, func(s DocumentStep) bool { return s.Step == step })
	if i < 0 {
		return DocumentStep{}, false
	}
	return d.Steps[i], true
}

// OutOfOrder returns the steps that were taken before one that belongs before them.
func (d Document) OutOfOrder() []district.StepOrder { return district.OutOfOrder(d.Dates(), d.Day) }

const documentColumns = `d.id, d.kind, d.name, d.owner_id, o.name AS owner_name, o.slug AS owner_slug, o.kind AS owner_kind,
	coalesce(d.adopter_id, 0) AS adopter_id, coalesce(a.name, d.adopter) AS adopter_name, coalesce(a.slug, '') AS adopter_slug,
	coalesce(a.kind, '') AS adopter_kind, d.purpose, d.archived_on, d.recorded_on, d.revision, @day::date AS day, NULL::jsonb AS steps`

const documentTables = ` FROM documents d JOIN units o ON o.id = d.owner_id LEFT JOIN units a ON a.id = d.adopter_id`

const stepColumns = `s.id, s.document_id, s.step, s.due, s.done_on, coalesce(s.unit_id, 0) AS unit_id, coalesce(u.name, s.body) AS body,
	coalesce(u.slug, '') AS unit_slug, coalesce(u.kind, '') AS unit_kind, s.note, s.recorded_on, s.revision`

// stepOrder puts steps in their order.
const stepOrder = `array_position(ARRAY['drafted', 'consulted', 'adopted', 'carriedOut'], s.step)`

// A DocumentFilter chooses documents.
type DocumentFilter struct {
	ID       int64 // 0: all
	Unit     int64 // that works it out, is to adopt it or has taken a step; 0: all
	Kind     district.DocumentKind
	Archived bool // archived ones too
}

// Documents returns the documents of the filter with their steps on the day, in Swedish order of names.
func (s *Store) Documents(ctx context.Context, f DocumentFilter, day district.Date) ([]Document, error) {
	return readNow(ctx, s, func(r *Reads) *[]Document { return r.Documents(f, day) })
}

// Documents is [Store.Documents] among others.
func (r *Reads) Documents(f DocumentFilter, day district.Date) *[]Document {
	out := new([]Document)
	var steps []DocumentStep
	queueDocuments(r.b, f, day, out, &steps)
	r.after(func() error {
		*out = documentsWithSteps(*out, steps)
		return nil
	})
	return out
}

// queueDocuments queues the documents of a filter and their steps on the day, for [documentsWithSteps] to put together.
func queueDocuments(b *db.Batch, f DocumentFilter, day district.Date, into *[]Document, steps *[]DocumentStep) {
	const where = ` WHERE (@id::bigint = 0 OR d.id = @id) AND (@kind = '' OR d.kind = @kind)
		AND (@archived OR d.archived_on IS NULL OR d.archived_on > @day::date)
		AND (@unit::bigint = 0 OR d.owner_id = @unit OR d.adopter_id = @unit
		     OR EXISTS (SELECT FROM document_steps t WHERE t.document_id = d.id AND t.unit_id = @unit AND t.done_on IS NOT NULL))`
	args := pgx.StrictNamedArgs{"id": f.ID, "unit": f.Unit, "kind": f.Kind, "archived": f.Archived, "day": day}
	db.Collect(b, into, "list documents", `SELECT `+documentColumns+documentTables+where+` ORDER BY d.name COLLATE "sv-x-icu", d.id`, args)
	db.Collect(b, steps, "list steps of documents", `
		SELECT `+stepColumns+` FROM document_steps s JOIN documents d ON d.id = s.document_id LEFT JOIN units u ON u.id = s.unit_id`+where+`
		AND s.valid @> @day::date ORDER BY s.document_id, `+stepOrder, args)
}

// documentsWithSteps gives documents their steps.
func documentsWithSteps(documents []Document, steps []DocumentStep) []Document {
	index := make(map[int64]*Document, len(documents))
	for i := range documents {
		index[documents[i].ID] = &documents[i]
	}
	for _, s := range steps {
		if d := index[s.DocumentID]; d != nil {
			d.Steps = append(d.Steps, s)
		}
	}
	return documents
}

// A DocumentGoal is a goal that counts a document's steps.
type DocumentGoal struct {
	ID     int64
	Number string // "3", "Å12"
	Title  string
	Plan   string
}

// A DocumentPage is a document with everything that its page shows.
type DocumentPage struct {
	Document
	Goals   []DocumentGoal // of plans whose period holds the day
	History []HistoryRow   // the latest first; only for those who may see who changed what
}

// DocumentPage returns a document, archived or not, as of a day. It is one round trip.
func (s *Store) DocumentPage(ctx context.Context, id int64, day district.Date, history bool) (DocumentPage, error) {
	var out DocumentPage
	var documents []Document
	var steps []DocumentStep
	b := s.db.Batch()
	queueDocuments(b, DocumentFilter{ID: id, Archived: true}, day, &documents, &steps)
	db.Collect(b, &out.Goals, "list goals of a document", `
		SELECT g.id, `+goalLabelOf("g")+` AS number, g.title, p.name AS plan FROM measure_versions mv
		JOIN measures m ON m.id = mv.measure_id JOIN goals g ON g.id = m.goal_id JOIN plans p ON p.id = g.plan_id
		WHERE mv.indicator = 'documentSteps' AND mv.params->'documentIds' @> to_jsonb(@id::bigint) AND mv.valid @> @day::date
		  AND p.period @> @day::date AND (g.closed_on IS NULL OR g.closed_on > @day::date)
		GROUP BY g.id, p.id ORDER BY g.kind DESC, g.number, g.part, g.id`, pgx.StrictNamedArgs{"id": id, "day": day})
	if history {
		db.Collect(b, &out.History, "read history of document", `
			SELECT l.id, l.at, l.business_day AS day, l.actor_kind, coalesce(p.name, '') AS actor_name, l.record, l.action, l.changes, l.note, '' AS post_name
			FROM audit_log l LEFT JOIN accounts a ON l.actor_kind = 'account' AND a.id = l.actor_id LEFT JOIN people p ON p.id = a.person_id
			WHERE l.record = 'document' AND l.record_id = @id ORDER BY l.id DESC LIMIT 50`, pgx.StrictNamedArgs{"id": id})
	}
	if err := b.Send(ctx); err != nil {
		return DocumentPage{}, err
	}
	if len(documents) == 0 {
		return DocumentPage{}, fmt.Errorf("read document %d: %w", id, district.ErrNotFound)
	}
	out.Document = documentsWithSteps(documents, steps)[0]
	return out, nil
}
