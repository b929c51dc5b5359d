package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/planimport"
)

// A SourceFile is a file or pasted text that holds one or more documents, as it came.
type SourceFile struct {
	ID         int64
	Name       string
	Content    []byte
	UploadedAt time.Time
	SplitAt    *time.Time // nil while nobody has said where each document starts
}

// AddSource keeps a file that is to be read as plans. The same contents uploaded again give the same source while it
// has not been split, so that a forgotten upload is found and not doubled.
func (s *Store) AddSource(ctx context.Context, actor db.Actor, once db.OnceKey, name string, content []byte) (int64, error) {
	sum := sha256.Sum256(content)
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		same, err := db.List[struct{ ID int64 }](tx, "look for the same source", `
			SELECT id FROM source_files WHERE sha256 = @sum AND split_at IS NULL ORDER BY id DESC LIMIT 1`,
			pgx.StrictNamedArgs{"sum": sum[:]})
		if err != nil {
			return 0, err
		}
		if len(same) > 0 {
			tx.Unchanged()
			return same[0].ID, nil
		}
		id, err := db.Scalar[int64](tx, "add source", `
			INSERT INTO source_files (name, sha256, content, uploaded_at) VALUES (@name, @sum, @content, @now) RETURNING id`,
			pgx.StrictNamedArgs{"name": name, "sum": sum[:], "content": content, "now": tx.Moment.Now})
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
		SELECT id, name, content, uploaded_at, split_at FROM source_files WHERE id = @id`, pgx.StrictNamedArgs{"id": id})
}

// A WaitingSource is a source that somebody began to import.
type WaitingSource struct {
	ID         int64
	Name       string
	UploadedAt time.Time
}

// WaitingSources returns the sources that nobody has split yet, the newest first.
func (s *Store) WaitingSources(ctx context.Context) ([]WaitingSource, error) {
	return db.Many[WaitingSource](ctx, s.db, "list waiting sources", `
		SELECT id, name, uploaded_at FROM source_files WHERE split_at IS NULL ORDER BY id DESC LIMIT 20`, nil)
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
		n, err := tx.Run("mark source", `UPDATE source_files SET split_at = @now WHERE id = @id AND split_at IS NULL`,
			pgx.StrictNamedArgs{"id": source, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, fmt.Errorf("split source %d again: %w", source, district.ErrConflict)
		}
		var first int64
		for _, p := range plans {
			id, err := addPlan(tx, &source, p)
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

// addPlan stores a plan, its text and what was found in it: four statements, however long the text is.
func addPlan(tx *db.Tx, source *int64, p NewPlan) (int64, error) {
	if err := p.check(); err != nil {
		return 0, err
	}
	id, err := db.Scalar[int64](tx, "add plan", `
		INSERT INTO plans (source_file_id, name, kind, period, adopted_on, created_at)
		VALUES (@source, @name, @kind, daterange(@from::date, @until::date), @adopted, @now) RETURNING id`,
		pgx.StrictNamedArgs{"source": source, "name": p.Name, "kind": p.Kind, "from": p.Period.From, "until": p.Period.Until,
			"adopted": p.AdoptedOn, "now": tx.Moment.Now})
	if err != nil {
		return 0, err
	}
	nodes, err := json.Marshal(p.nodes())
	if err != nil {
		return 0, fmt.Errorf("encode text: %w", err)
	}
	if _, err := tx.Run("add text", `
		INSERT INTO plan_nodes (plan_id, ord, kind, level, text, marker, attribution)
		SELECT @plan, n.ord, n.kind, n.level, n.text, n.marker, n.attribution
		FROM jsonb_to_recordset(@nodes) AS n (ord integer, kind text, level integer, text text, marker text, attribution text)
		ORDER BY n.ord`,
		pgx.StrictNamedArgs{"plan": id, "nodes": json.RawMessage(nodes)}); err != nil {
		return 0, err
	}
	if _, err := tx.Run("join text", `
		UPDATE plan_nodes child SET parent_id = parent.id
		FROM jsonb_to_recordset(@nodes) AS n (ord integer, parent integer), plan_nodes parent
		WHERE child.plan_id = @plan AND child.ord = n.ord AND parent.plan_id = @plan AND parent.ord = n.parent`,
		pgx.StrictNamedArgs{"plan": id, "nodes": json.RawMessage(nodes)}); err != nil {
		return 0, err
	}
	rows, err := p.findings()
	if err != nil {
		return 0, err
	}
	findings, err := json.Marshal(rows)
	if err != nil {
		return 0, fmt.Errorf("encode findings: %w", err)
	}
	if _, err := tx.Run("add findings", `
		INSERT INTO commitments (plan_id, node_id, ord, kind, class, sentence, section_path, hash, proposal, reason)
		SELECT @plan, n.id, f.ord, f.kind, f.class, f.sentence, f.section_path, decode(f.hash, 'hex'), f.proposal, f.reason
		FROM jsonb_to_recordset(@findings) AS f (ord integer, node integer, kind text, class text, sentence text, section_path text[],
			hash text, proposal jsonb, reason text)
		LEFT JOIN plan_nodes n ON n.plan_id = @plan AND n.ord = f.node
		ORDER BY f.ord`,
		pgx.StrictNamedArgs{"plan": id, "findings": json.RawMessage(findings)}); err != nil {
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

// A newNode is a part of a text on its way into the database. Places in the text count from 1; 0 is none.
type newNode struct {
	Ord         int                 `json:"ord"`
	Parent      int                 `json:"parent"`
	Kind        planimport.NodeKind `json:"kind"`
	Level       int                 `json:"level"`
	Text        string              `json:"text"`
	Marker      string              `json:"marker"`
	Attribution string              `json:"attribution"`
}

func (p NewPlan) nodes() []newNode {
	out := make([]newNode, len(p.Document.Nodes))
	for i, n := range p.Document.Nodes {
		out[i] = newNode{Ord: i + 1, Parent: n.Parent + 1, Kind: n.Kind, Level: n.Level, Text: n.Text, Marker: n.Marker, Attribution: n.Attribution}
	}
	return out
}

// A newFinding is what a reader found, on its way into the database.
type newFinding struct {
	Ord         int                    `json:"ord"`
	Node        int                    `json:"node"`
	Kind        planimport.FindingKind `json:"kind"`
	Class       string                 `json:"class"`
	Sentence    string                 `json:"sentence"`
	SectionPath []string               `json:"section_path"`
	Hash        string                 `json:"hash"`
	Proposal    planimport.Measure     `json:"proposal"`
	Reason      string                 `json:"reason"`
}

func (p NewPlan) findings() ([]newFinding, error) {
	out := make([]newFinding, len(p.Findings))
	for i, f := range p.Findings {
		if sum, err := hex.DecodeString(f.Hash); err != nil || len(sum) != sha256.Size {
			return nil, fmt.Errorf("finding %d: %q is no hash", i, f.Hash)
		}
		out[i] = newFinding{Ord: i + 1, Node: f.Node + 1, Kind: f.Kind, Class: f.Class, Sentence: f.Sentence,
			SectionPath: append([]string{}, f.SectionPath...), Hash: f.Hash, Proposal: f.Measure, Reason: f.Reason}
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
		FROM source_files s JOIN source_files same ON same.sha256 = s.sha256 JOIN plans p ON p.source_file_id = same.id
		WHERE s.id = @id ORDER BY p.id`, pgx.StrictNamedArgs{"id": source})
}
