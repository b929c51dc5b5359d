package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
)

// A SourceFile is a file or pasted text that holds one or more documents, as it came.
type SourceFile struct {
	ID         int64
	Name       string
	Content    []byte
	UploadedAt time.Time
	SplitAt    *time.Time // nil while nobody has said where each document starts
	PlanID     *int64     // the plan that it is a new version of; nil for a text that becomes plans of its own
}

// AddSource keeps a file that is to be read as plans. The same contents uploaded again give the same source while it
// has not been split, so that a forgotten upload is found and not doubled.
func (s *Store) AddSource(ctx context.Context, actor db.Actor, once db.OnceKey, name string, content []byte) (int64, error) {
	return s.addSource(ctx, actor, once, nil, name, content)
}

// AddVersionSource is [Store.AddSource] for a file that is to be read as a new version of a plan.
func (s *Store) AddVersionSource(ctx context.Context, actor db.Actor, once db.OnceKey, plan int64, name string, content []byte) (int64, error) {
	return s.addSource(ctx, actor, once, &plan, name, content)
}

func (s *Store) addSource(ctx context.Context, actor db.Actor, once db.OnceKey, plan *int64, name string, content []byte) (int64, error) {
	sum := sha256.Sum256(content)
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		if plan != nil {
			if err := lockPlan(tx, *plan); err != nil {
				return 0, err
			}
		}
		same, err := db.List[struct{ ID int64 }](tx, "look for the same source", `
			SELECT id FROM source_files WHERE sha256 = @sum AND split_at IS NULL AND plan_id IS NOT DISTINCT FROM @plan::bigint ORDER BY id DESC LIMIT 1`,
			pgx.StrictNamedArgs{"sum": sum[:], "plan": plan})
		if err != nil {
			return 0, err
		}
		if len(same) > 0 {
			tx.Unchanged()
			return same[0].ID, nil
		}
		id, err := db.Scalar[int64](tx, "add source", `
			INSERT INTO source_files (name, sha256, content, uploaded_at, plan_id) VALUES (@name, @sum, @content, @now, @plan) RETURNING id`,
			pgx.StrictNamedArgs{"name": name, "sum": sum[:], "content": content, "now": tx.Moment.Now, "plan": plan})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "source", ID: id, Action: "create", Fields: []db.Field{
			{Name: "name", After: name}, {Name: "sha256", After: hex.EncodeToString(sum[:])}}})
		return id, nil
	})
}

// Source returns a source with its contents.
func (s *Store) Source(ctx context.Context, id int64) (SourceFile, error) {
	return db.One[SourceFile](ctx, s.db, "read source", `
		SELECT id, name, content, uploaded_at, split_at, plan_id FROM source_files WHERE id = @id`, pgx.StrictNamedArgs{"id": id})
}

// A WaitingSource is a source that somebody began to import.
type WaitingSource struct {
	ID         int64
	Name       string
	UploadedAt time.Time
	PlanID     *int64 // see [SourceFile]
	PlanName   string
}

// WaitingSources returns the sources that nobody has split yet, the newest first.
func (s *Store) WaitingSources(ctx context.Context) ([]WaitingSource, error) {
	return readNow(ctx, s, func(r *Reads) *[]WaitingSource { return r.WaitingSources() })
}

// WaitingSources is [Store.WaitingSources] among others.
func (r *Reads) WaitingSources() *[]WaitingSource {
	return rowsOf[WaitingSource](r, "list waiting sources", `
		SELECT s.id, s.name, s.uploaded_at, s.plan_id, coalesce(p.name, '') AS plan_name
		FROM source_files s LEFT JOIN plans p ON p.id = s.plan_id WHERE s.split_at IS NULL ORDER BY s.id DESC LIMIT 20`, nil)
}

// DropSource forgets a source that was never split.
func (s *Store) DropSource(ctx context.Context, actor db.Actor, once db.OnceKey, id int64) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		if err := tx.MustTouch("drop source", `DELETE FROM source_files WHERE id = @id AND split_at IS NULL`,
			pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "source", ID: id, Action: "delete"})
		return id, nil
	})
	return err
}

// A NewPlan is one document of a source, with what people decided about it.
type NewPlan struct {
	Name      string
	Kind      district.PlanKind
	Period    district.Span
	AdoptedOn district.Date
	Document  planimport.Document
	Findings  []planimport.Finding // those of this document, in the order of the text
}

// PlanOf returns the plan that a document of a source makes when nobody has decided anything else about it: its title,
// its kind, and its period where the text says one. A period of which only one end is known has no other end yet.
func PlanOf(src *planimport.Source, document int) (NewPlan, error) {
	d := src.Documents[document]
	p := NewPlan{Name: d.Title, Kind: district.PlanKind(d.Kind), Document: d}
	if p.Kind.Name() == "" {
		p.Kind = district.OtherPlan
	}
	first, err := district.ParseDate(d.Period.First)
	if err != nil && d.Period.First != "" {
		return NewPlan{}, fmt.Errorf("read first day of document %d: %w", document, err)
	}
	last, err := district.ParseDate(d.Period.Last)
	if err != nil && d.Period.Last != "" {
		return NewPlan{}, fmt.Errorf("read last day of document %d: %w", document, err)
	}
	p.Period.From = first
	if !last.IsZero() {
		p.Period.Until = last.AddDays(1)
	}
	for _, f := range src.Findings {
		if f.Document == document {
			p.Findings = append(p.Findings, f)
		}
	}
	return p, nil
}

// SplitSource makes plans of the documents of a source: their text and what was found in them, all of it proposed.
// It returns the id of the first plan. A source is split once; a second time is [district.ErrConflict].
func (s *Store) SplitSource(ctx context.Context, actor db.Actor, once db.OnceKey, source int64, plans []NewPlan) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		if len(plans) == 0 {
			return 0, district.NewInvalid("", "Säg var minst ett dokument börjar.")
		}
		if err := splitNow(tx, source, 0); err != nil {
			return 0, err
		}
		var first int64
		for _, p := range plans {
			id, err := addPlan(tx, source, p)
			if err != nil {
				return 0, err
			}
			if first == 0 {
				first = id
			}
		}
		return first, nil
	})
}

// splitNow marks that a source has become plans, or a version of the plan when that is not 0.
func splitNow(tx *db.Tx, source, plan int64) error {
	n, err := tx.Run("mark source", `
		UPDATE source_files SET split_at = @now WHERE id = @id AND split_at IS NULL AND coalesce(plan_id, 0) = @plan`,
		pgx.StrictNamedArgs{"id": source, "now": tx.Moment.Now, "plan": plan})
	if err == nil && n == 0 {
		err = fmt.Errorf("split source %d again: %w", source, district.ErrConflict)
	}
	return err
}

// addPlan stores a plan, its text and what was found in it: a handful of statements, however long the text is.
func addPlan(tx *db.Tx, source int64, p NewPlan) (int64, error) {
	if err := p.check(); err != nil {
		return 0, err
	}
	id, err := db.Scalar[int64](tx, "add plan", `
		INSERT INTO plans (name, kind, period, created_at) VALUES (@name, @kind, daterange(@from::date, @until::date), @now) RETURNING id`,
		pgx.StrictNamedArgs{"name": p.Name, "kind": p.Kind, "from": p.Period.From, "until": p.Period.Until, "now": tx.Moment.Now})
	if err != nil {
		return 0, err
	}
	version, err := addPlanVersion(tx, id, 1, source, p.AdoptedOn, p.Document)
	if err != nil {
		return 0, err
	}
	rows, err := p.findings()
	if err != nil {
		return 0, err
	}
	if err := addFindings(tx, id, version, rows); err != nil {
		return 0, err
	}
	tx.Audit(db.Change{Record: "plan", ID: id, Action: "create", Fields: []db.Field{
		{Name: "name", After: p.Name}, {Name: "kind", After: p.Kind}, {Name: "from", After: p.Period.From},
		{Name: "last", After: p.Period.Last()}, {Name: "findings", After: len(p.Findings)}}})
	return id, nil
}

// check refuses a plan that lacks what nobody but a person can say.
func (p NewPlan) check() error {
	var bad district.Invalid
	if p.Name == "" {
		bad.Add("name", "Skriv vad planen heter.")
	}
	if p.Kind.Name() == "" {
		bad.Add("kind", "Välj vad det är för slags dokument.")
	}
	checkPeriod(&bad, p.Period)
	return bad.Err()
}

func (p NewPlan) findings() ([]newFinding, error) {
	out := make([]newFinding, len(p.Findings))
	for i, f := range p.Findings {
		if sum, err := hex.DecodeString(f.Hash); err != nil || len(sum) != sha256.Size {
			return nil, fmt.Errorf("finding %d: %q is no hash", i, f.Hash)
		}
		found, err := foundOf(f)
		if err != nil {
			return nil, err
		}
		out[i] = newFinding{Ord: i + 1, Node: f.Node + 1, Change: plandiff.Added, Kind: f.Kind, Sentence: f.Sentence,
			SectionPath: append([]string{}, f.SectionPath...), Hash: f.Hash, Found: found}
	}
	return out, nil
}

// A SourcePlan is a plan that was made of a source.
type SourcePlan struct {
	ID          int64
	Name        string
	From, Until district.Date
}

// PlansOfSource returns the plans that have been made of a text, in any import of it: byte for byte the same contents
// imported before are nearly always a mistake, and people are told.
func (s *Store) PlansOfSource(ctx context.Context, source int64) ([]SourcePlan, error) {
	return db.Many[SourcePlan](ctx, s.db, "list plans of a source", `
		SELECT p.id, p.name, lower(p.period) AS "from", upper(p.period) AS until
		FROM plans p WHERE EXISTS (SELECT FROM source_files s JOIN source_files same ON same.sha256 = s.sha256
			JOIN plan_versions v ON v.source_file_id = same.id WHERE s.id = @id AND v.plan_id = p.id) ORDER BY p.id`, pgx.StrictNamedArgs{"id": source})
}
