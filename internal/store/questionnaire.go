package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A Questionnaire is a set of questions that units answer about themselves. Questions are no secret; answers are.
type Questionnaire struct {
	ID         int64
	Key        string
	Name       string
	Intro      string
	UnitKinds  []district.UnitKind // that are asked
	GoodMonths int                 // for how long an answer is good
	Sort       int
	Retired    district.Date // first day on which nobody is asked any more
	Revision   int
	Questions  []AssessmentQuestion `db:"-"` // in order, also those that are no longer asked
}

// Asks tells whether units of the kind are asked on the day.
func (n Questionnaire) Asks(kind district.UnitKind, day district.Date) bool {
	return slices.Contains(n.UnitKinds, kind) && (n.Retired.IsZero() || day.Before(n.Retired))
}

// On returns the questions that are asked on the day.
func (n Questionnaire) On(day district.Date) []AssessmentQuestion {
	return slices.DeleteFunc(slices.Clone(n.Questions), func(q AssessmentQuestion) bool { return !q.Valid().Contains(day) })
}

// An AssessmentQuestion is answered with yes, partly or no.
type AssessmentQuestion struct {
	ID              int64
	QuestionnaireID int64
	Text            string
	Short           string // a few words for the head of a column
	Sort            int
	From, Until     district.Date
	Revision        int
	Answered        bool // some unit has answered it
}

// Valid returns the days on which it is asked.
func (q AssessmentQuestion) Valid() district.Span { return district.Span{From: q.From, Until: q.Until} }

const questionnaireColumns = `n.id, n.key, n.name, n.intro, n.unit_kinds, n.good_months, n.sort, n.retired, n.revision`

const questionnaireOrder = ` ORDER BY n.sort, n.name COLLATE "sv-x-icu", n.id`

const assessmentQuestionColumns = `q.id, q.questionnaire_id, q.text, q.short, q.sort, lower(q.valid) AS "from", upper(q.valid) AS until, q.revision,
	EXISTS (SELECT FROM assessment_answers x WHERE x.question_id = q.id) AS answered`

// Questionnaires returns every set of questions with its questions in the order of lists, also those that are retired.
func (s *Store) Questionnaires(ctx context.Context) ([]Questionnaire, error) {
	var sets []Questionnaire
	b := s.db.Batch()
	finish := queueQuestionnaires(b, &sets)
	if err := b.Send(ctx); err != nil {
		return nil, err
	}
	finish()
	return sets, nil
}

// queueQuestionnaires queues every set of questions; finish puts the questions into their sets after the batch was sent.
func queueQuestionnaires(b *db.Batch, sets *[]Questionnaire) (finish func()) {
	questions := new([]AssessmentQuestion)
	db.Collect(b, sets, "list sets of questions", `SELECT `+questionnaireColumns+` FROM questionnaires n`+questionnaireOrder, nil)
	db.Collect(b, questions, "list questions", `SELECT `+assessmentQuestionColumns+` FROM questions q ORDER BY q.sort, q.id`, nil)
	return func() {
		for i := range *sets {
			n := &(*sets)[i]
			for _, q := range *questions {
				if q.QuestionnaireID == n.ID {
					n.Questions = append(n.Questions, q)
				}
			}
		}
	}
}

// Questionnaire returns one set of questions.
func (s *Store) Questionnaire(ctx context.Context, id int64) (Questionnaire, error) {
	all, err := s.Questionnaires(ctx)
	if err != nil {
		return Questionnaire{}, err
	}
	i := slices.IndexFunc(all, func(n Questionnaire) bool { return n.ID == id })
	if i < 0 {
		return Questionnaire{}, fmt.Errorf("read set of questions %d: %w", id, district.ErrNotFound)
	}
	return all[i], nil
}

// AssessmentQuestion returns one question.
func (s *Store) AssessmentQuestion(ctx context.Context, id int64) (AssessmentQuestion, error) {
	return db.One[AssessmentQuestion](ctx, s.db, "read question", `SELECT `+assessmentQuestionColumns+` FROM questions q WHERE q.id = @id`, pgx.StrictNamedArgs{"id": id})
}

// A QuestionnaireInput is what a set of questions is made of.
type QuestionnaireInput struct {
	Name       string
	Intro      string
	UnitKinds  []district.UnitKind
	GoodMonths int
}

func (in QuestionnaireInput) check() error {
	var bad district.Invalid
	if len(in.UnitKinds) == 0 {
		bad.Add("unitKinds", "Välj vilka som ska få frågorna.")
	}
	if slices.ContainsFunc(in.UnitKinds, func(k district.UnitKind) bool { return !k.Valid() }) {
		bad.Add("unitKinds", "Välj bland dem som står i listan.")
	}
	if in.GoodMonths < 1 || in.GoodMonths > 60 {
		bad.Add("goodMonths", "Skriv ett antal månader mellan 1 och 60.")
	}
	return bad.Err()
}

// CreateQuestionnaire adds a set of questions, without questions, and returns its id.
func (s *Store) CreateQuestionnaire(ctx context.Context, actor db.Actor, once db.OnceKey, in QuestionnaireInput) (int64, error) {
	if err := in.check(); err != nil {
		return 0, err
	}
	return s.db.Write(ctx, actor, once, []db.Topic{db.Assessments}, func(tx *db.Tx) (int64, error) {
		key, err := freeKey(tx, "questionnaires", in.Name)
		if err != nil {
			return 0, err
		}
		id, err := db.Scalar[int64](tx, "add set of questions", `
			INSERT INTO questionnaires (key, name, intro, unit_kinds, good_months, sort)
			SELECT @key, @name, @intro, @kinds, @months, coalesce(max(sort), 0) + 10 FROM questionnaires RETURNING id`,
			pgx.StrictNamedArgs{"key": key, "name": in.Name, "intro": in.Intro, "kinds": kindStrings(in.UnitKinds), "months": in.GoodMonths})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "questionnaire", ID: id, Action: "create", Fields: in.fields(QuestionnaireInput{})})
		return id, nil
	})
}

func (in QuestionnaireInput) fields(was QuestionnaireInput) []db.Field {
	return []db.Field{{Name: "name", Before: was.Name, After: in.Name}, {Name: "intro", Before: was.Intro, After: in.Intro},
		{Name: "unitKinds", Before: kindPlurals(was.UnitKinds), After: kindPlurals(in.UnitKinds)}, {Name: "goodMonths", Before: was.GoodMonths, After: in.GoodMonths}}
}

// kindPlurals writes kinds of unit as people read them.
func kindPlurals(kinds []district.UnitKind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Plural()
	}
	return strings.Join(names, ", ")
}

// UpdateQuestionnaire changes a set of questions; another revision than the given one is a [district.StaleError].
func (s *Store) UpdateQuestionnaire(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in QuestionnaireInput) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Assessments}, func(tx *db.Tx) (int64, error) {
		old, err := lockQuestionnaire(tx, id, revision, "name", "intro", "unitKinds", "goodMonths")
		if err != nil {
			return 0, err
		}
		if err := tx.MustTouch("change set of questions", `
			UPDATE questionnaires SET name = @name, intro = @intro, unit_kinds = @kinds, good_months = @months, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "name": in.Name, "intro": in.Intro, "kinds": kindStrings(in.UnitKinds), "months": in.GoodMonths}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "questionnaire", ID: id, Action: "update",
			Fields: in.fields(QuestionnaireInput{Name: old.Name, Intro: old.Intro, UnitKinds: old.UnitKinds, GoodMonths: old.GoodMonths})})
		return id, nil
	})
	return err
}

// lockQuestionnaire locks a set of questions of the given revision. The fields are those of the form, for the page of a
// conflict.
func lockQuestionnaire(tx *db.Tx, id int64, revision int, fields ...string) (Questionnaire, error) {
	old, err := db.Get[Questionnaire](tx, "read set of questions", `SELECT `+questionnaireColumns+` FROM questionnaires n WHERE n.id = @id FOR UPDATE`,
		pgx.StrictNamedArgs{"id": id})
	if err != nil || old.Revision == revision {
		return old, err
	}
	choices := map[string]string{}
	for _, k := range district.UnitKinds() {
		choices[string(k)] = k.Plural()
	}
	now := []district.FieldValue{
		{Name: "name", Label: "Namn", Value: old.Name},
		{Name: "intro", Label: "Inledning", Value: old.Intro},
		{Name: "unitKinds", Label: "Vilka som får frågorna", Value: strings.Join(kindStrings(old.UnitKinds), "\n"), Choices: choices},
		{Name: "goodMonths", Label: "Så många månader gäller ett svar", Value: strconv.Itoa(old.GoodMonths)},
		{Name: "from", Label: "Ställs inte från och med", Value: old.Retired.String()},
	}
	return old, stale("questionnaire", id, old.Revision, slices.DeleteFunc(now, func(f district.FieldValue) bool { return !slices.Contains(fields, f.Name) })...)
}

// RetireQuestionnaire says from which day nobody is asked a set of questions any more; the zero day takes it into use
// again. Answers that were given stay, and age as any.
func (s *Store) RetireQuestionnaire(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, from district.Date) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Assessments}, func(tx *db.Tx) (int64, error) {
		old, err := lockQuestionnaire(tx, id, revision, "from")
		if err != nil {
			return 0, err
		}
		if old.Retired == from {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("retire set of questions", `UPDATE questionnaires SET retired = @from, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "from": from}); err != nil {
			return 0, err
		}
		action := "retire"
		if from.IsZero() {
			action = "restore"
		}
		tx.Audit(db.Change{Record: "questionnaire", ID: id, Action: action, Fields: []db.Field{{Name: "retired", Before: old.Retired, After: from}}})
		return id, nil
	})
	return err
}

// An AssessmentQuestionInput is what a question is made of. From is only read of a new one, and Last only of one that exists.
type AssessmentQuestionInput struct {
	Text, Short string
	From        district.Date // first day on which it is asked; zero: as long as the set has been there
	Last        district.Date // last day on which it is asked; zero: no end
}

// AddQuestion adds a question last in its set and returns its id.
func (s *Store) AddQuestion(ctx context.Context, actor db.Actor, once db.OnceKey, questionnaire int64, in AssessmentQuestionInput) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Assessments}, func(tx *db.Tx) (int64, error) {
		if _, err := db.Scalar[int64](tx, "read set of questions", `SELECT id FROM questionnaires WHERE id = @id FOR UPDATE`,
			pgx.StrictNamedArgs{"id": questionnaire}); err != nil {
			return 0, err
		}
		id, err := db.Scalar[int64](tx, "add question", `
			INSERT INTO questions (questionnaire_id, text, short, sort, valid)
			VALUES (@set, @text, @short, (SELECT coalesce(max(sort), 0) + 10 FROM questions WHERE questionnaire_id = @set), daterange(@from::date, NULL)) RETURNING id`,
			pgx.StrictNamedArgs{"set": questionnaire, "text": in.Text, "short": in.Short, "from": in.From})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "assessmentQuestion", ID: id, Action: "create", Fields: []db.Field{
			{Name: "text", After: in.Text}, {Name: "short", After: in.Short}, {Name: "from", After: in.From}}})
		return id, nil
	})
}

// UpdateQuestion changes the words of a question and until when it is asked; another revision than the given one is a
// [district.StaleError].
func (s *Store) UpdateQuestion(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in AssessmentQuestionInput) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Assessments}, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[AssessmentQuestion](tx, "read question", `SELECT `+assessmentQuestionColumns+` FROM questions q WHERE q.id = @id FOR UPDATE`,
			pgx.StrictNamedArgs{"id": id})
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, stale("assessmentQuestion", id, old.Revision,
				district.FieldValue{Name: "text", Label: "Fråga", Value: old.Text},
				district.FieldValue{Name: "short", Label: "Kort", Value: old.Short},
				district.FieldValue{Name: "last", Label: "Ställs till och med", Value: old.Valid().Last().String()})
		}
		valid := district.Span{From: old.From, Until: in.Last.AddDays(1)}
		if valid.IsEmpty() {
			return 0, district.NewInvalid("last", "Frågan ställs från och med "+sv.Date(old.From)+". Välj den dagen eller en senare.")
		}
		if err := tx.MustTouch("change question", `
			UPDATE questions SET text = @text, short = @short, valid = daterange(@from::date, @until::date), revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "text": in.Text, "short": in.Short, "from": valid.From, "until": valid.Until}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "assessmentQuestion", ID: id, Action: "update", Fields: []db.Field{
			{Name: "text", Before: old.Text, After: in.Text}, {Name: "short", Before: old.Short, After: in.Short},
			{Name: "last", Before: old.Valid().Last(), After: in.Last}}})
		return id, nil
	})
	return err
}
