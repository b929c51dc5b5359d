package store

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A DocumentEdit is what people say of a document.
type DocumentEdit struct {
	Kind    district.DocumentKind
	Name    string
	Owner   int64  // unit that works it out
	Adopter int64  // unit that is to adopt it; 0 where AdoptedBy says it in words
	Words   string // who is to adopt it, where that is no unit or may be one of several
	Purpose string
	Steps   []StepPlan // that it is to take
}

// A StepPlan is a step that a document is to take, and when at the latest (zero: no day of its own).
type StepPlan struct {
	Step district.DocumentStep
	Due  district.Date
}

// check says what is wrong with an edit, by itself.
func (in DocumentEdit) check() error {
	var bad district.Invalid
	if !in.Kind.Valid() {
		bad.Add("kind", "Välj vad det är för dokument.")
	}
	if in.Adopter != 0 && in.Words != "" {
		bad.Add("adopterWords", "Välj ett organ eller skriv vem som antar, inte båda.")
	}
	if len(in.Steps) == 0 {
		bad.Add("steps", "Välj minst ett steg.")
	}
	for i, s := range in.Steps {
		if !s.Step.Valid() || slices.ContainsFunc(in.Steps[:i], func(o StepPlan) bool { return o.Step == s.Step }) {
			bad.Add("steps", "Välj varje steg högst en gång.")
		}
	}
	return bad.Err()
}

// unitThere says whether a unit that a form has chosen exists on the day.
func unitThere(tx *db.Tx, id int64, day district.Date, field string) error {
	u, err := db.List[Unit](tx, "read chosen unit", `SELECT `+unitColumns+` FROM units u WHERE u.id = @id`, pgx.StrictNamedArgs{"id": id})
	switch {
	case err != nil:
		return err
	case len(u) == 0:
		return district.NewInvalid(field, "Välj någon som finns i listan.")
	case !u[0].Alive(day):
		return district.NewInvalid(field, u[0].Name+" fanns inte "+sv.Date(day)+". Välj någon annan, eller en annan dag.")
	}
	return nil
}

// CreateDocument adds a document with the steps that it is to take, and returns its id. The steps belong to it from the
// beginning: a goal that counts them counts the whole curve by them.
func (s *Store) CreateDocument(ctx context.Context, actor db.Actor, once db.OnceKey, in DocumentEdit) (int64, error) {
	if err := in.check(); err != nil {
		return 0, err
	}
	return s.db.Write(ctx, actor, once, []db.Topic{db.Documents}, func(tx *db.Tx) (int64, error) {
		if err := unitThere(tx, in.Owner, tx.Moment.Today, "owner"); err != nil {
			return 0, err
		}
		if in.Adopter != 0 {
			if err := unitThere(tx, in.Adopter, tx.Moment.Today, "adopter"); err != nil {
				return 0, err
			}
		}
		id, err := db.Scalar[int64](tx, "add document", `
			INSERT INTO documents (kind, name, owner_id, adopter_id, adopter, purpose, recorded_on, recorded_at)
			VALUES (@kind, @name, @owner, nullif(@adopter::bigint, 0), @words, @purpose, @today, @now) RETURNING id`,
			pgx.StrictNamedArgs{"kind": in.Kind, "name": in.Name, "owner": in.Owner, "adopter": in.Adopter, "words": in.Words, "purpose": in.Purpose,
				"today": tx.Moment.Today, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		for _, step := range in.Steps {
			if err := addStep(tx, id, step, district.Date{}); err != nil {
				return 0, err
			}
		}
		tx.Audit(db.Change{Record: "document", ID: id, Unit: in.Owner, Action: "create", Fields: []db.Field{
			{Name: "name", After: in.Name}, {Name: "documentKind", After: in.Kind.Name()}, {Name: "owner", After: in.Owner},
			{Name: "adopter", After: in.adopterValue()}, {Name: "purpose", Before: "", After: in.Purpose}, {Name: "steps", After: stepsText(in.Steps)}}})
		return id, nil
	})
}

// adopterValue is who is to adopt, for the log: the id of the unit, or the words.
func (in DocumentEdit) adopterValue() any {
	if in.Adopter != 0 {
		return in.Adopter
	}
	return in.Words
}

// addStep adds a step that the document is to take from a day on, zero for always.
func addStep(tx *db.Tx, document int64, step StepPlan, from district.Date) error {
	_, err := tx.Run("add step", `
		INSERT INTO document_steps (document_id, step, valid, due) VALUES (@document, @step, daterange(@from::date, NULL), @due)`,
		pgx.StrictNamedArgs{"document": document, "step": step.Step, "from": from, "due": step.Due})
	return err
}

// stepsText writes steps for people: "Utkast senast 1 mars 2018, Antagande".
func stepsText(steps []StepPlan) string {
	texts := make([]string, len(steps))
	for i, s := range steps {
		texts[i] = s.Step.Name()
		if !s.Due.IsZero() {
			texts[i] += " senast " + sv.Date(s.Due)
		}
	}
	return strings.Join(texts, ", ")
}

// lockDocument reads a document with today's steps, for a change.
func lockDocument(tx *db.Tx, id int64) (Document, error) {
	d, err := db.Get[Document](tx, "read document to change", `SELECT `+documentColumns+documentTables+` WHERE d.id = @id FOR UPDATE OF d`,
		pgx.StrictNamedArgs{"id": id, "day": tx.Moment.Today})
	if err != nil {
		return d, err
	}
	d.Steps, err = db.List[DocumentStep](tx, "read steps to change", `
		SELECT `+stepColumns+` FROM document_steps s LEFT JOIN units u ON u.id = s.unit_id
		WHERE s.document_id = @id AND s.valid @> @day::date ORDER BY `+stepOrder, pgx.StrictNamedArgs{"id": id, "day": tx.Moment.Today})
	return d, err
}

// edit is the document as its form has it.
func (d Document) edit() DocumentEdit {
	in := DocumentEdit{Kind: d.Kind, Name: d.Name, Owner: d.OwnerID, Adopter: d.AdopterID, Purpose: d.Purpose}
	if d.AdopterID == 0 {
		in.Words = d.AdopterName
	}
	for _, s := range d.Steps {
		in.Steps = append(in.Steps, StepPlan{s.Step, s.Due})
	}
	return in
}

// EditDocument changes a document and which steps it is to take from today on; those that it took before stay in every
// curve before today. A step that is taken cannot be left out. An edit of an old revision is a [district.StaleError].
func (s *Store) EditDocument(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in DocumentEdit) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Documents}, func(tx *db.Tx) (int64, error) {
		old, err := lockDocument(tx, id)
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, staleDocument(tx, old)
		}
		was := old.edit()
		if in.Owner != was.Owner {
			if err := unitThere(tx, in.Owner, tx.Moment.Today, "owner"); err != nil {
				return 0, err
			}
		}
		if in.Adopter != 0 && in.Adopter != was.Adopter {
			if err := unitThere(tx, in.Adopter, tx.Moment.Today, "adopter"); err != nil {
				return 0, err
			}
		}
		changed, err := changeSteps(tx, old, in.Steps)
		if err != nil {
			return 0, err
		}
		if !changed && in.Kind == was.Kind && in.Name == was.Name && in.Owner == was.Owner && in.Adopter == was.Adopter && in.Words == was.Words &&
			in.Purpose == was.Purpose {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("change document", `
			UPDATE documents SET kind = @kind, name = @name, owner_id = @owner, adopter_id = nullif(@adopter::bigint, 0), adopter = @words,
			       purpose = @purpose, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "kind": in.Kind, "name": in.Name, "owner": in.Owner, "adopter": in.Adopter, "words": in.Words, "purpose": in.Purpose}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "document", ID: id, Unit: in.Owner, Action: "update", Fields: []db.Field{
			{Name: "name", Before: was.Name, After: in.Name}, {Name: "documentKind", Before: was.Kind.Name(), After: in.Kind.Name()},
			{Name: "owner", Before: was.Owner, After: in.Owner}, {Name: "adopter", Before: was.adopterValue(), After: in.adopterValue()},
			{Name: "purpose", Before: was.Purpose, After: in.Purpose}, {Name: "steps", Before: stepsText(was.Steps), After: stepsText(in.Steps)}}})
		return id, nil
	})
	return err
}

// changeSteps makes a document's steps those of an edit, from today on, and tells whether that changed anything. What was
// to be taken before today, and by when, stays for the curves before today.
func changeSteps(tx *db.Tx, old Document, steps []StepPlan) (changed bool, err error) {
	for _, was := range old.Steps {
		i := slices.IndexFunc(steps, func(s StepPlan) bool { return s.Step == was.Step })
		switch {
		case i >= 0 && steps[i].Due == was.Due:
			continue
		case i < 0 && !was.DoneOn.IsZero():
			return false, district.NewInvalid("steps", "Steget "+strings.ToLower(was.Step.Name())+" är klart och kan inte tas bort. Ångra det först på dokumentets sida.")
		case i < 0:
			err = endStep(tx, was)
		default:
			err = postponeStep(tx, was, steps[i].Due)
		}
		if err != nil {
			return false, err
		}
		changed = true
	}
	for _, s := range steps {
		if _, there := old.Step(s.Step); !there {
			if err := addStep(tx, old.ID, s, tx.Moment.Today); err != nil {
				return false, err
			}
			changed = true
		}
	}
	return changed, nil
}

// beganToday is the condition that nothing was said of a step s of a document d before today: what is changed then was a
// mistake and leaves no trace.
const beganToday = `(lower(s.valid) = @today::date OR lower_inf(s.valid) AND d.recorded_on = @today::date)`

// endStep takes a step away from today on.
func endStep(tx *db.Tx, s DocumentStep) error {
	args := pgx.StrictNamedArgs{"id": s.ID, "today": tx.Moment.Today}
	n, err := tx.Run("drop step", `DELETE FROM document_steps s USING documents d WHERE s.id = @id AND d.id = s.document_id AND `+beganToday, args)
	if err != nil || n > 0 {
		return err
	}
	return tx.MustTouch("end step", `UPDATE document_steps SET valid = daterange(lower(valid), @today::date), revision = revision + 1 WHERE id = @id`, args)
}

// postponeStep gives a step another due date from today on.
func postponeStep(tx *db.Tx, s DocumentStep, due district.Date) error {
	args := pgx.StrictNamedArgs{"id": s.ID, "today": tx.Moment.Today, "due": due}
	n, err := tx.Run("change step", `
		UPDATE document_steps s SET due = @due, revision = s.revision + 1 FROM documents d WHERE s.id = @id AND d.id = s.document_id AND `+beganToday, args)
	if err != nil || n > 0 {
		return err
	}
	if err := tx.MustTouch("end step", `UPDATE document_steps SET valid = daterange(lower(valid), @today::date), revision = revision + 1 WHERE id = @id`,
		pgx.StrictNamedArgs{"id": s.ID, "today": tx.Moment.Today}); err != nil {
		return err
	}
	return tx.MustTouch("go on with step", `
		INSERT INTO document_steps (document_id, step, valid, due, done_on, unit_id, body, note, recorded_on, recorded_at, revision)
		SELECT document_id, step, daterange(@today::date, NULL), @due, done_on, unit_id, body, note, recorded_on, recorded_at, revision
		FROM document_steps WHERE id = @id`, args)
}

// staleDocument says what stands there now, for every field of the form.
func staleDocument(tx *db.Tx, d Document) error {
	units, err := goalNames(tx)
	if err != nil {
		return err
	}
	by, err := lastEditor(tx, "document", d.ID)
	if err != nil {
		return err
	}
	kinds := map[string]string{}
	for _, k := range district.DocumentKinds() {
		kinds[string(k)] = k.Name()
	}
	in := d.edit()
	adopter := ""
	if in.Adopter != 0 {
		adopter = joinIDs([]int64{in.Adopter})
	}
	now := []district.FieldValue{
		{Name: "kind", Label: "Slag", Value: string(in.Kind), Choices: kinds}, {Name: "name", Label: "Namn", Value: in.Name},
		{Name: "owner", Label: "Tas fram av", Value: joinIDs([]int64{in.Owner}), Choices: units["unit"]},
		{Name: "adopter", Label: "Antas av", Value: adopter, Choices: units["unit"]},
		{Name: "adopterWords", Label: "Antas av, i ord", Value: in.Words}, {Name: "purpose", Label: "Syfte", Value: in.Purpose}}
	names, chosen := map[string]string{}, []string{}
	for _, s := range district.DocumentSteps() {
		names[string(s)] = s.Name()
		due := ""
		if step, ok := d.Step(s); ok {
			chosen, due = append(chosen, string(s)), step.Due.String()
		}
		now = append(now, district.FieldValue{Name: "due" + sv.Capital(string(s)), Label: s.Name() + ", senast", Value: due})
	}
	now = append(now, district.FieldValue{Name: "steps", Label: "Steg", Value: strings.Join(chosen, "\n"), Choices: names})
	return &district.StaleError{Record: "document", ID: d.ID, Revision: d.Revision, ByWhom: by, Now: now}
}

// A StepTaken says when and by whom a step was taken.
type StepTaken struct {
	On    district.Date // not to come
	Unit  int64         // that took it; 0 where Words says it
	Words string
	Note  string
}

// TakeStep says that a document has taken a step, or corrects what was said of it; that it has holds of every span of days
// on which it was to take it. Which step comes before which is not
// enforced: see [district.OutOfOrder]. A step that the document is not to take is [district.ErrNotFound].
func (s *Store) TakeStep(ctx context.Context, actor db.Actor, once db.OnceKey, document int64, step district.DocumentStep, revision int, in StepTaken) error {
	return s.changeStep(ctx, actor, once, document, step, func(tx *db.Tx, d Document, was DocumentStep) error {
		if was.Revision != revision {
			return staleStep(tx, was)
		}
		var bad district.Invalid
		switch {
		case in.On.IsZero():
			bad.Add("on", "Skriv ett datum, till exempel 2018-09-09.")
		case in.On.After(tx.Moment.Today):
			bad.Add("on", "Välj i dag eller en tidigare dag. Det som ska hända senare skriver du som senaste dag.")
		}
		if in.Unit != 0 && in.Words != "" {
			bad.Add("words", "Välj ett organ eller skriv vem det var, inte båda.")
		}
		if step == district.StepAdopted && in.Unit == 0 && in.Words == "" {
			bad.Add("unit", "Välj vem som antog dokumentet, eller skriv det.")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		if in.Unit != 0 {
			if err := unitThere(tx, in.Unit, in.On, "unit"); err != nil {
				return err
			}
		}
		before := StepTaken{On: was.DoneOn, Unit: was.UnitID, Note: was.Note}
		if was.UnitID == 0 {
			before.Words = was.Body
		}
		if before == in {
			tx.Unchanged()
			return nil
		}
		if _, err := tx.Run("take step", `
			UPDATE document_steps SET done_on = @on, unit_id = nullif(@unit::bigint, 0), body = @words, note = @note, recorded_on = @today,
			       recorded_at = @now, revision = revision + 1 WHERE document_id = @document AND step = @step`,
			pgx.StrictNamedArgs{"document": d.ID, "step": step, "on": in.On, "unit": in.Unit, "words": in.Words, "note": in.Note,
				"today": tx.Moment.Today, "now": tx.Moment.Now}); err != nil {
			return err
		}
		tx.Audit(db.Change{Record: "document", ID: d.ID, Unit: d.OwnerID, Action: "step", Note: step.Name(), Fields: append(stepFields(before, in),
			db.Field{Name: "note", Before: before.Note, After: in.Note})})
		return nil
	})
}

func stepFields(before, after StepTaken) []db.Field {
	value := func(t StepTaken) any {
		if t.Unit != 0 {
			return t.Unit
		}
		return t.Words
	}
	return []db.Field{{Name: "done", Before: before.On, After: after.On}, {Name: "unit", Before: value(before), After: value(after)}}
}

// UndoStep says that it was a mistake that a document had taken a step: it counts as taken on no date.
func (s *Store) UndoStep(ctx context.Context, actor db.Actor, once db.OnceKey, document int64, step district.DocumentStep) error {
	return s.changeStep(ctx, actor, once, document, step, func(tx *db.Tx, d Document, was DocumentStep) error {
		if was.DoneOn.IsZero() {
			tx.Unchanged()
			return nil
		}
		if _, err := tx.Run("undo step", `
			UPDATE document_steps SET done_on = NULL, unit_id = NULL, body = '', note = '', recorded_on = NULL, recorded_at = NULL, revision = revision + 1
			WHERE document_id = @document AND step = @step`, pgx.StrictNamedArgs{"document": d.ID, "step": step}); err != nil {
			return err
		}
		before := StepTaken{On: was.DoneOn, Unit: was.UnitID}
		if was.UnitID == 0 {
			before.Words = was.Body
		}
		tx.Audit(db.Change{Record: "document", ID: d.ID, Unit: d.OwnerID, Action: "undo_step", Note: step.Name(), Fields: stepFields(before, StepTaken{})})
		return nil
	})
}

func (s *Store) changeStep(ctx context.Context, actor db.Actor, once db.OnceKey, document int64, step district.DocumentStep,
	change func(tx *db.Tx, d Document, was DocumentStep) error) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Documents}, func(tx *db.Tx) (int64, error) {
		d, err := lockDocument(tx, document)
		if err != nil {
			return 0, err
		}
		was, ok := d.Step(step)
		if !ok {
			return 0, district.ErrNotFound
		}
		if d.Archived() {
			return 0, district.NewInvalid("", "Dokumentet är arkiverat. Ta tillbaka det först.")
		}
		return document, change(tx, d, was)
	})
	return err
}

func staleStep(tx *db.Tx, was DocumentStep) error {
	units, err := goalNames(tx)
	if err != nil {
		return err
	}
	unit, words := "", was.Body
	if was.UnitID != 0 {
		unit, words = joinIDs([]int64{was.UnitID}), ""
	}
	return stale("document", was.DocumentID, was.Revision, district.FieldValue{Name: "on", Label: "Dag", Value: was.DoneOn.String()},
		district.FieldValue{Name: "unit", Label: "Vem", Value: unit, Choices: units["unit"]},
		district.FieldValue{Name: "words", Label: "Vem, i ord", Value: words}, district.FieldValue{Name: "note", Label: "Anteckning", Value: was.Note})
}

// ArchiveDocument says from which day on a document counts as nothing that is done; the zero day takes it back, and it
// counts as if it had never been archived.
func (s *Store) ArchiveDocument(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, from district.Date) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Documents}, func(tx *db.Tx) (int64, error) {
		old, err := lockDocument(tx, id)
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, stale("document", id, old.Revision, district.FieldValue{Name: "from", Label: "Från och med", Value: old.ArchivedOn.String()})
		}
		if from.After(tx.Moment.Today) {
			return 0, district.NewInvalid("from", "Välj i dag eller en tidigare dag.")
		}
		if old.ArchivedOn == from {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("archive document", `UPDATE documents SET archived_on = @from, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "from": from}); err != nil {
			return 0, err
		}
		action := "archive"
		if from.IsZero() {
			action = "restore"
		}
		tx.Audit(db.Change{Record: "document", ID: id, Unit: old.OwnerID, Action: action, Fields: []db.Field{{Name: "archived", Before: old.ArchivedOn, After: from}}})
		return id, nil
	})
	return err
}
