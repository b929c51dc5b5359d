package store

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/planimport"
)

// A FindingEdit is what a reviewer can change of a proposal before it is decided on. The sentence cannot be changed: it
// is what was adopted.
type FindingEdit struct {
	Title       string // "" for a name made from the sentence
	Class       district.PromiseClass
	Responsible string // in words
	UnitID      int64  // who that is, 0 for nobody that is known
	NotBefore   district.Date
	Deadline    district.Date
	Measure     planimport.MeasureKind
	Target      *int
	Per         string // see [planimport.Measure]
}

// EditFinding changes a proposal that waits for a decision. An edit of an old revision is a [district.StaleError] with
// the proposal as it stands; a proposal that somebody has decided on is [district.ErrConflict].
func (s *Store) EditFinding(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64, revision int, in FindingEdit) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Plans}, func(tx *db.Tx) (int64, error) {
		was, err := lockFinding(tx, plan, id)
		switch {
		case err != nil:
			return 0, err
		case was == nil:
			return 0, fmt.Errorf("edit finding %d: %w", id, district.ErrNotFound)
		case !was.waits():
			return 0, fmt.Errorf("edit finding %d, which is decided on: %w", id, district.ErrConflict)
		case was.Revision != revision:
			return 0, was.stale(tx)
		}
		proposal := in.proposal(was.Proposal)
		unit := &in.UnitID
		if in.UnitID == 0 {
			unit = nil
		}
		if err := tx.MustTouch("edit finding", `
			UPDATE commitments SET title = @title, class = @class, responsible = @responsible, unit_id = @unit, not_before = @notBefore,
				deadline = @deadline, proposal = @proposal, edited = true, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "title": in.Title, "class": in.Class, "responsible": in.Responsible, "unit": unit,
				"notBefore": in.NotBefore, "deadline": in.Deadline, "proposal": proposal}); err != nil {
			return 0, err
		}
		units := func(id *int64) []int64 {
			if id == nil {
				return []int64{}
			}
			return []int64{*id}
		}
		tx.Audit(db.Change{Record: "commitment", ID: id, Action: "update", Fields: []db.Field{
			{Name: "title", Before: was.Title, After: in.Title}, {Name: "class", Before: was.Class, After: in.Class},
			{Name: "responsible", Before: was.Responsible, After: in.Responsible}, {Name: "units", Before: units(was.UnitID), After: units(unit)},
			{Name: "earliest", Before: was.NotBefore, After: in.NotBefore}, {Name: "due", Before: was.Deadline, After: in.Deadline},
			{Name: "measure", Before: was.Proposal.Kind, After: proposal.Kind}, {Name: "target", Before: was.Proposal.Target, After: proposal.Target},
			{Name: "per", Before: was.Proposal.Per, After: proposal.Per}}})
		return id, nil
	})
	return err
}

// ApproveEdited is [Store.EditFinding], and makes a goal of the proposal as it was edited.
func (s *Store) ApproveEdited(ctx context.Context, actor db.Actor, once db.OnceKey, plan, id int64, revision int, in FindingEdit) error {
	_, err := s.Together(ctx, actor, once, func(s *Store) (int64, error) {
		if err := s.EditFinding(ctx, actor, db.OnceKey{}, plan, id, revision, in); err != nil {
			return 0, err
		}
		return s.Approve(ctx, actor, db.OnceKey{}, plan, []Approval{{CommitmentID: id, Title: in.Title}})
	})
	return err
}

// check refuses what no promise can be.
func (in FindingEdit) check() error {
	var bad district.Invalid
	if in.Class.Name() == "" {
		bad.Add("class", "Välj vad det är för slags åtagande.")
	}
	if !in.NotBefore.IsZero() && !in.Deadline.IsZero() && in.Deadline.Before(in.NotBefore) {
		bad.Add("deadline", "Sista dagen kan inte vara före den första. Ändra något av datumen.")
	}
	switch in.Measure {
	case planimport.Coverage, planimport.Frequency, planimport.Volume, planimport.Delivery, planimport.Judgement:
	default:
		bad.Add("measure", "Välj hur det kan räknas.")
	}
	if in.Target != nil && *in.Target < 1 {
		bad.Add("target", "Skriv ett tal som är minst 1, eller lämna tomt.")
	}
	return bad.Err()
}

// proposal is the proposed measure with what the reviewer said. What belongs to another kind of measure is dropped.
func (in FindingEdit) proposal(was planimport.Measure) planimport.Measure {
	m := was
	m.Earliest, m.Due = in.NotBefore.String(), in.Deadline.String()
	if in.Measure != was.Kind {
		m = planimport.Measure{Kind: in.Measure, Population: was.Population, UnitKinds: was.UnitKinds, Contents: was.Contents,
			Earliest: m.Earliest, Due: m.Due, Reason: "Valt vid granskningen."}
		if in.Measure == planimport.Coverage {
			m.Post, m.Posts = was.Post, was.Posts
		}
	}
	m.Target, m.Per = in.Target, ""
	switch in.Measure {
	case planimport.Frequency:
		m.Per = in.Per
		if m.Per == "" {
			m.Per = "calendarYear"
		}
		m.TargetUnit = "times"
	case planimport.Volume:
		m.Per = in.Per
		if m.TargetUnit == "" || m.TargetUnit == "times" {
			m.TargetUnit = "count"
		}
	case planimport.Coverage:
		if m.TargetUnit == "" || m.TargetUnit == "times" {
			m.TargetUnit = "count"
		}
	default:
		m.Target = nil
	}
	if m.Target == nil {
		m.TargetUnit = ""
	}
	return m
}

// stale is what somebody meets who decides on, or edits, an old revision of a proposal.
func (c lockedFinding) stale(tx *db.Tx) error {
	by, err := lastEditor(tx, "commitment", c.ID)
	if err != nil {
		return err
	}
	title := c.Title
	if title == "" {
		title = district.ShortTitle(c.Sentence)
	}
	names, err := goalNames(tx)
	if err != nil {
		return err
	}
	names["unit"][""] = "Ingen särskild"
	classes, kinds := map[string]string{}, map[string]string{}
	for _, k := range district.PromiseClasses() {
		classes[string(k)] = k.Name()
	}
	for _, k := range ProposedKinds() {
		kinds[string(k.Kind)] = k.Name
	}
	unit, target := "", ""
	if c.UnitID != nil {
		unit = strconv.FormatInt(*c.UnitID, 10)
	}
	if c.Proposal.Target != nil {
		target = strconv.Itoa(*c.Proposal.Target)
	}
	return &district.StaleError{Record: "commitment", ID: c.ID, Revision: c.Revision, ByWhom: by, Now: []district.FieldValue{
		{Name: "title-" + strconv.FormatInt(c.ID, 10), Label: "Kort namn", Value: title}, // the page names the field so
		{Name: "class", Label: "Slag", Value: c.Class, Choices: classes},
		{Name: "responsible", Label: "Ansvarig enligt texten", Value: c.Responsible},
		{Name: "unit", Label: "Ansvarig enhet", Value: unit, Choices: names["unit"]},
		{Name: "from", Label: "Tidigast", Value: c.NotBefore.String()},
		{Name: "deadline", Label: "Senast", Value: c.Deadline.String()},
		{Name: "measure", Label: "Så kan det räknas", Value: string(c.Proposal.Kind), Choices: kinds},
		{Name: "target", Label: "Antal", Value: target},
		{Name: "per", Label: "Per", Value: c.Proposal.Per, Choices: ProposedPeriods()},
	}}
}

// A ProposedKind is a kind of measure that can be proposed, with what people call it.
type ProposedKind struct {
	Kind planimport.MeasureKind
	Name string
}

// ProposedKinds returns the kinds of measure that can be proposed, in the order of lists.
func ProposedKinds() []ProposedKind {
	return []ProposedKind{{planimport.Coverage, "Hur många av alla"}, {planimport.Frequency, "Hur ofta"}, {planimport.Volume, "Antal under perioden"},
		{planimport.Delivery, "Milstolpar"}, {planimport.Judgement, "Bedömning"}}
}

// ProposedPeriods names the periods that a proposed measure can be counted in; "" is the whole of the plan's.
func ProposedPeriods() map[string]string {
	return map[string]string{"": "hela perioden", "calendarYear": "kalenderår", "halfYear": "halvår", "quarter": "kvartal", "month": "månad",
		"week": "vecka", "termOfOffice": "mandatperiod"}
}
