package store

import (
	"context"
	"maps"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A NewAssessment is what a unit answers to a set of questions.
type NewAssessment struct {
	Unit, Questionnaire int64
	Day                 district.Date             // today or earlier; zero is today
	Answers             map[int64]district.Answer // by question; one that is left out stays as it was
	Same                bool                      // nothing new: the latest answers by the day are given again
	Note                string
	ByPhone             bool // the office answers for the unit
}

// correctedReason is why an assessment is struck when the unit answers again on the same day.
const correctedReason = "Rättat samma dag."

// Assess writes what a unit in scope answers about itself and returns the id. Answers of earlier days stay beside it. A
// unit that answers again on the same day corrects itself: the earlier answering is struck and kept. What is wrong is a
// [district.Invalid] about the fields day and "" for the whole.
func (s *Store) Assess(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, in NewAssessment) (int64, error) {
	if in.ByPhone {
		actor.OnBehalfOf = in.Unit
	}
	return s.db.Write(ctx, actor, once, []db.Topic{db.Assessments}, func(tx *db.Tx) (int64, error) {
		// Two who answer for a unit take turns, so that the second corrects the first.
		unit, err := db.Get[Unit](tx, "read unit", `
			SELECT `+unitColumns+` FROM units u WHERE u.id = @id AND (@all OR u.id = ANY(@units)) FOR NO KEY UPDATE`,
			pgx.StrictNamedArgs{"id": in.Unit, "all": scope.All, "units": scope.Units})
		if err != nil {
			return 0, err
		}
		day := in.Day
		if day.IsZero() {
			day = tx.Moment.Today
		}
		set, err := askedSet(tx, unit, in.Questionnaire, day)
		if err != nil {
			return 0, err
		}
		answers := in.Answers
		if in.Same {
			if answers, err = latestAnswers(tx, unit.ID, set, day); err != nil {
				return 0, err
			}
		}
		if err := checkAnswers(set, day, answers); err != nil {
			return 0, err
		}
		return writeAssessment(tx, unit, set, day, answers, in)
	})
}

// askedSet returns a set of questions that the unit is asked on the day.
func askedSet(tx *db.Tx, unit Unit, id int64, day district.Date) (Questionnaire, error) {
	set, err := db.Get[Questionnaire](tx, "read set of questions", `SELECT `+questionnaireColumns+` FROM questionnaires n WHERE n.id = @id FOR SHARE`,
		pgx.StrictNamedArgs{"id": id})
	if err != nil {
		return set, err
	}
	switch {
	case day.After(tx.Moment.Today):
		return set, district.NewInvalid("day", "Välj i dag eller en tidigare dag.")
	case !unit.Alive(day):
		return set, district.NewInvalid("day", unit.Name+" fanns inte "+sv.Date(day)+". Välj en annan dag.")
	case !set.Asks(unit.Kind, day):
		return set, district.NewInvalid("", "De här frågorna ställs inte till er. Gå tillbaka och välj andra.")
	}
	set.Questions, err = db.List[AssessmentQuestion](tx, "list questions", `SELECT `+assessmentQuestionColumns+` FROM questions q WHERE q.questionnaire_id = @id ORDER BY q.sort, q.id`,
		pgx.StrictNamedArgs{"id": id})
	return set, err
}

// latestAnswers returns the latest answers by the day to the questions that are asked on it.
func latestAnswers(tx *db.Tx, unit int64, set Questionnaire, day district.Date) (map[int64]district.Answer, error) {
	latest, err := db.List[latestRow](tx, "read answers", latestSQL(`a.unit_id = @unit AND a.questionnaire_id = @set`),
		pgx.StrictNamedArgs{"unit": unit, "set": set.ID, "day": day})
	if err != nil {
		return nil, err
	}
	out := map[int64]district.Answer{}
	for _, c := range set.cells(day, latest) {
		if c.Last.Answer != "" {
			out[c.QuestionID] = c.Last.Answer
		}
	}
	return out, nil
}

// checkAnswers holds answers to the questions that are asked on the day.
func checkAnswers(set Questionnaire, day district.Date, answers map[int64]district.Answer) error {
	asked := map[int64]bool{}
	for _, q := range set.On(day) {
		asked[q.ID] = true
	}
	if len(answers) == 0 {
		return district.NewInvalid("", "Svara på minst en fråga.")
	}
	for id, a := range answers {
		if !asked[id] || !a.Valid() {
			return district.NewInvalid("", "Frågorna har ändrats. Ladda om sidan och svara igen.")
		}
	}
	return nil
}

func writeAssessment(tx *db.Tx, unit Unit, set Questionnaire, day district.Date, answers map[int64]district.Answer, in NewAssessment) (int64, error) {
	earlier, err := db.List[Assessment](tx, "read what was answered that day", `SELECT `+assessmentColumns+assessmentTables+`
		WHERE a.unit_id = @unit AND a.questionnaire_id = @set AND a.day = @day AND a.struck_at IS NULL`,
		pgx.StrictNamedArgs{"unit": unit.ID, "set": set.ID, "day": day})
	if err != nil {
		return 0, err
	}
	before := map[int64]district.Answer{}
	if len(earlier) > 0 {
		e := earlier[0]
		if maps.Equal(e.Answers, answers) && e.Note == in.Note && e.ByPhone == in.ByPhone {
			tx.Unchanged()
			return e.ID, nil
		}
		if err := strikeAssessment(tx, e, correctedReason); err != nil {
			return 0, err
		}
		before = e.Answers
	}
	id, err := db.Scalar[int64](tx, "add assessment", `
		INSERT INTO assessments (questionnaire_id, unit_id, day, note, account_id, by_phone, recorded_on, recorded_at)
		VALUES (@set, @unit, @day, @note, @account, @phone, @today, @now) RETURNING id`,
		pgx.StrictNamedArgs{"set": set.ID, "unit": unit.ID, "day": day, "note": in.Note, "account": actorAccount(tx.Actor), "phone": in.ByPhone,
			"today": tx.Moment.Today, "now": tx.Moment.Now})
	if err != nil {
		return 0, err
	}
	for _, q := range set.Questions {
		a, ok := answers[q.ID]
		if !ok {
			continue
		}
		if _, err := tx.Run("add answer", `INSERT INTO assessment_answers (assessment_id, question_id, answer) VALUES (@assessment, @question, @answer)`,
			pgx.StrictNamedArgs{"assessment": id, "question": q.ID, "answer": a}); err != nil {
			return 0, err
		}
	}
	tx.Audit(db.Change{Record: "assessment", ID: id, Unit: unit.ID, Action: "create", Note: set.Name, Fields: []db.Field{
		{Name: "day", After: day}, {Name: "answers", Before: answersText(set, before), After: answersText(set, answers)}, {Name: "text", Before: "", After: in.Note, Personal: true}}})
	return id, nil
}

// answersText writes answers as people read them in a log.
func answersText(set Questionnaire, answers map[int64]district.Answer) string {
	var parts []string
	for _, q := range set.Questions {
		if a := answers[q.ID]; a != "" {
			parts = append(parts, q.Short+": "+a.Name())
		}
	}
	return strings.Join(parts, ", ")
}

// StrikeAssessment says that an answering of a unit in scope was a mistake: it counts on no date, and the one before it
// holds again.
func (s *Store) StrikeAssessment(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, reason string) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Assessments}, func(tx *db.Tx) (int64, error) {
		old, err := db.Get[Assessment](tx, "read assessment", `SELECT `+assessmentColumns+assessmentTables+`
			WHERE a.id = @id AND (@all OR a.unit_id = ANY(@units)) FOR UPDATE OF a`,
			pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
		switch {
		case err != nil:
			return 0, err
		case strings.TrimSpace(reason) == "":
			return 0, district.NewInvalid("reason", "Skriv varför svaren stryks.")
		case old.Struck:
			tx.Unchanged()
			return id, nil
		}
		return id, strikeAssessment(tx, old, reason)
	})
	return err
}

func strikeAssessment(tx *db.Tx, old Assessment, reason string) error {
	if err := tx.MustTouch("strike assessment", `
		UPDATE assessments SET struck_at = @now, struck_by = @by, struck_reason = @reason WHERE id = @id`,
		pgx.StrictNamedArgs{"id": old.ID, "now": tx.Moment.Now, "by": struckBy(tx), "reason": reason}); err != nil {
		return err
	}
	tx.Audit(db.Change{Record: "assessment", ID: old.ID, Unit: old.UnitID, Action: "strike", Note: reason,
		Fields: []db.Field{{Name: "struck", Before: false, After: true}}})
	return nil
}
