package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A MeetingQuestion is a question that a unit put at a meeting to a group of elected representatives, and its answer.
type MeetingQuestion struct {
	ID          int64
	MeetingID   int64
	MeetingName string
	MeetingDay  district.Date
	ByUnitID    int64
	ByUnitName  string
	ByUnitSlug  string
	ByUnitKind  district.UnitKind
	ToUnitID    int64
	ToUnitName  string
	Text        string
	AskedOn     district.Date
	Answer      string
	AnsweredOn  district.Date // zero while it waits
	AnsweredBy  string        // who wrote the answer down; "" when nobody is known
	Struck      bool
	Revision    int
}

const questionColumns = `q.id, q.meeting_id, CASE WHEN m.title <> '' THEN m.title ELSE k.name END AS meeting_name, m.day AS meeting_day,
	q.asked_by_unit AS by_unit_id, bu.name AS by_unit_name, bu.slug AS by_unit_slug, bu.kind AS by_unit_kind, q.to_unit AS to_unit_id, tu.name AS to_unit_name,
	q.text, q.asked_on, q.answer, q.answered_on, coalesce(pe.name, '') AS answered_by, q.struck_at IS NOT NULL AS struck, q.revision`

const questionTables = ` FROM meeting_questions q JOIN meetings m ON m.id = q.meeting_id JOIN meeting_kinds k ON k.id = m.kind_id
	JOIN units bu ON bu.id = q.asked_by_unit JOIN units tu ON tu.id = q.to_unit
	LEFT JOIN accounts ac ON ac.id = q.answered_by LEFT JOIN people pe ON pe.id = ac.person_id`

// GroupKinds are the kinds of unit that questions are put to.
func GroupKinds() []district.UnitKind {
	return []district.UnitKind{district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup, district.KindParliamentaryGroup}
}

// A QuestionFilter chooses what a list of questions shows.
type QuestionFilter struct {
	Waiting  bool // only those without an answer
	Answered bool // only those with one
	Unit     int64
	Limit    int // 0 means 25
	Offset   int
}

// A QuestionRow is a question in a list.
type QuestionRow struct {
	MeetingQuestion
	Total int // rows of the list in all
}

// Questions returns the questions that the reader sees: those of meetings that the reader sees, and those put to the
// reader's own group. Those that wait come first, the oldest of them first; then the latest answers.
func (s *Store) Questions(ctx context.Context, scope authz.Scope, f QuestionFilter) ([]QuestionRow, error) {
	if f.Limit == 0 {
		f.Limit = 25
	}
	return db.Many[QuestionRow](ctx, s.db, "list questions", `
		SELECT `+questionColumns+`, (count(*) OVER ())::int AS total`+questionTables+`
		WHERE q.struck_at IS NULL AND m.struck_at IS NULL AND (`+meetingSeen+` OR q.to_unit = ANY(@units))
		  AND (NOT @waiting OR q.answered_on IS NULL) AND (NOT @answered OR q.answered_on IS NOT NULL)
		  AND (@unit::bigint = 0 OR q.asked_by_unit = @unit OR q.to_unit = @unit)
		ORDER BY q.answered_on IS NOT NULL, CASE WHEN q.answered_on IS NULL THEN q.asked_on END, q.answered_on DESC, q.id LIMIT @limit OFFSET @offset`,
		pgx.StrictNamedArgs{"all": scope.All, "units": scope.Units, "waiting": f.Waiting, "answered": f.Answered, "unit": f.Unit, "limit": f.Limit, "offset": f.Offset})
}

// QuestionUnit says of which of a question's two units the scope of a read is.
type QuestionUnit string

// The two units.
const (
	AskedBy QuestionUnit = "q.asked_by_unit"
	AskedTo QuestionUnit = "q.to_unit"
)

// Question returns a question of which one of the units is in scope: for answering it, the group that it was put to;
// for changing it, the unit that put it.
func (s *Store) Question(ctx context.Context, unit QuestionUnit, scope authz.Scope, id int64) (MeetingQuestion, error) {
	return db.One[MeetingQuestion](ctx, s.db, "read question", `
		SELECT `+questionColumns+questionTables+` WHERE q.id = @id AND q.struck_at IS NULL AND m.struck_at IS NULL AND (@all OR `+string(unit)+` = ANY(@units))`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

// A QuestionInput is what a form says of a question.
type QuestionInput struct {
	By, To int64
	Text   string
	On     district.Date // day on which it was put; zero is the day of the meeting, or today while that is to come
}

// AskQuestion writes down a question put at a meeting that the asker sees, by a unit in scope, and returns its id.
// The kind of the meeting must take questions, and the one asked must be a group of elected representatives.
func (s *Store) AskQuestion(ctx context.Context, actor db.Actor, once db.OnceKey, see, scope authz.Scope, meeting int64, in QuestionInput) (int64, error) {
	return s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := db.Get[Meeting](tx, "read meeting", `
			SELECT `+meetingColumns+meetingTables+` WHERE m.id = @id AND m.part_of IS NULL AND m.struck_at IS NULL AND `+meetingSeen+` FOR SHARE OF m`,
			pgx.StrictNamedArgs{"id": meeting, "all": see.All, "units": see.Units})
		if err != nil {
			return 0, err
		}
		if in.On.IsZero() {
			in.On = m.Day
			if m.Day.After(tx.Moment.Today) {
				in.On = tx.Moment.Today
			}
		}
		if err := checkQuestion(tx, scope, m.Questions, in); err != nil {
			return 0, err
		}
		id, err := db.Scalar[int64](tx, "ask question", `
			INSERT INTO meeting_questions (meeting_id, asked_by_unit, to_unit, text, asked_on, recorded_at) VALUES (@meeting, @by, @to, @text, @on, @now) RETURNING id`,
			pgx.StrictNamedArgs{"meeting": meeting, "by": in.By, "to": in.To, "text": in.Text, "on": in.On, "now": tx.Moment.Now})
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "question", ID: id, Unit: in.By, Action: "create", Fields: []db.Field{
			{Name: "on", After: in.On}, {Name: "text", After: in.Text, Personal: true}}})
		return id, nil
	})
}

func checkQuestion(tx *db.Tx, scope authz.Scope, takes bool, in QuestionInput) error {
	var wrong district.Invalid
	if !takes {
		wrong.Add("", "På den träffen ställs inga frågor.")
	}
	by, err := holdUnit(tx, scope, in.By)
	if err != nil {
		if err := asInvalid(err, "by", "Välj vem som frågar."); err != nil {
			return err
		}
	}
	to, err := holdUnit(tx, authz.Everything, in.To)
	if err != nil {
		return asInvalid(err, "to", "Välj vem som ska svara.")
	}
	group := false
	for _, k := range GroupKinds() {
		group = group || to.Kind == k
	}
	switch {
	case !group:
		wrong.Add("to", "Välj en grupp av förtroendevalda.")
	case in.On.After(tx.Moment.Today):
		wrong.Add("on", "Välj i dag eller en tidigare dag.")
	case in.Text == "":
		wrong.Add("text", "Skriv frågan.")
	case !by.Alive(in.On):
		wrong.Add("by", by.Name+" fanns inte "+sv.Date(in.On)+". Välj en annan som frågar.")
	}
	return wrong.Err()
}

func lockQuestion(tx *db.Tx, unit QuestionUnit, scope authz.Scope, id int64) (MeetingQuestion, error) {
	return db.Get[MeetingQuestion](tx, "read question", `
		SELECT `+questionColumns+questionTables+` WHERE q.id = @id AND q.struck_at IS NULL AND m.struck_at IS NULL AND (@all OR `+string(unit)+` = ANY(@units)) FOR UPDATE OF q`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

// EditQuestion changes the words of a question that a unit in scope put. One that has been answered stays as it was
// asked.
func (s *Store) EditQuestion(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, text string) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		q, err := lockQuestion(tx, AskedBy, scope, id)
		if err != nil {
			return 0, err
		}
		switch {
		case q.Revision != revision:
			return 0, stale("question", id, q.Revision, district.FieldValue{Name: "text", Label: "Fråga", Value: q.Text})
		case !q.AnsweredOn.IsZero():
			return 0, district.NewInvalid("", "Frågan är besvarad. Ställ en ny i stället.")
		case text == "":
			return 0, district.NewInvalid("text", "Skriv frågan.")
		}
		if err := tx.MustTouch("change question", `UPDATE meeting_questions SET text = @text, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "text": text}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "question", ID: id, Unit: q.ByUnitID, Action: "update", Fields: []db.Field{{Name: "text", Before: q.Text, After: text, Personal: true}}})
		return id, nil
	})
	return err
}

// AnswerQuestion writes down the answer to a question that was put to a group in scope, on the day on which it was
// given. An answer that is there is changed.
func (s *Store) AnswerQuestion(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, answer string, on district.Date) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		q, err := lockQuestion(tx, AskedTo, scope, id)
		if err != nil {
			return 0, err
		}
		switch {
		case q.Revision != revision:
			return 0, stale("question", id, q.Revision, district.FieldValue{Name: "answer", Label: "Svar", Value: q.Answer},
				district.FieldValue{Name: "on", Label: "Svarat", Value: q.AnsweredOn.String()})
		case answer == "":
			return 0, district.NewInvalid("answer", "Skriv svaret.")
		case on.IsZero():
			return 0, district.NewInvalid("on", "Skriv ett datum, till exempel 2018-09-09.")
		case on.After(tx.Moment.Today):
			return 0, district.NewInvalid("on", "Välj i dag eller en tidigare dag.")
		case on.Before(q.AskedOn):
			return 0, district.NewInvalid("on", "Frågan ställdes "+sv.Date(q.AskedOn)+". Välj den dagen eller en senare.")
		}
		var by *int64
		if tx.Actor.Kind == db.ByAccount {
			by = &tx.Actor.ID
		}
		if err := tx.MustTouch("answer question", `
			UPDATE meeting_questions SET answer = @answer, answered_on = @on, answered_by = @by, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "answer": answer, "on": on, "by": by}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "question", ID: id, Unit: q.ToUnitID, Action: "answer", Fields: []db.Field{
			{Name: "answered", Before: q.AnsweredOn, After: on}, {Name: "answer", Before: q.Answer, After: answer, Personal: true}}})
		return id, nil
	})
	return err
}

// StrikeQuestion says that a question that a unit in scope put was a mistake.
func (s *Store) StrikeQuestion(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, reason string) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		q, err := lockQuestion(tx, AskedBy, scope, id)
		if err != nil {
			return 0, err
		}
		switch {
		case q.Revision != revision:
			return 0, stale("question", id, q.Revision, district.FieldValue{Name: "reason", Label: "Vad blev fel?"})
		case reason == "":
			return 0, district.NewInvalid("reason", "Skriv varför frågan stryks.")
		}
		if err := tx.MustTouch("strike question", `
			UPDATE meeting_questions SET struck_at = @now, struck_by = @by, struck_reason = @reason, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "now": tx.Moment.Now, "by": struckBy(tx), "reason": reason}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "question", ID: id, Unit: q.ByUnitID, Action: "strike", Note: reason, Fields: []db.Field{{Name: "struck", Before: false, After: true}}})
		return id, nil
	})
	return err
}

// A QuestionForm is what the form of a question offers to choose among.
type QuestionForm struct {
	Meeting Meeting
	By      []MeetingUnitName // in scope to ask
	Groups  []MeetingUnitName // that may be asked, the county council group first
}

// QuestionForm reads what the form of a question at a meeting offers. A meeting that takes no questions, or that the
// reader does not see, is [district.ErrNotFound].
func (s *Store) QuestionForm(ctx context.Context, see, scope authz.Scope, today district.Date, meeting int64) (QuestionForm, error) {
	var f QuestionForm
	b := s.db.Batch()
	db.CollectOne(b, &f.Meeting, "read meeting", `
		SELECT `+meetingColumns+meetingTables+` WHERE m.id = @id AND m.part_of IS NULL AND m.struck_at IS NULL AND k.questions AND `+meetingSeen,
		pgx.StrictNamedArgs{"id": meeting, "all": see.All, "units": see.Units})
	db.Collect(b, &f.By, "list units that may ask", `
		SELECT u.id, u.name, u.kind FROM units u WHERE (@all OR u.id = ANY(@units)) AND u.alive @> @today::date
		ORDER BY array_position(ARRAY[`+kindsInOrder()+`], u.kind), u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"all": scope.All, "units": scope.Units, "today": today})
	db.Collect(b, &f.Groups, "list groups", `
		SELECT u.id, u.name, u.kind FROM units u WHERE u.kind = ANY(@kinds) AND u.alive @> @today::date
		ORDER BY array_position(@kinds::text[], u.kind), u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"kinds": kindStrings(GroupKinds()), "today": today})
	return f, b.Send(ctx)
}

// WaitingQuestions is how many questions wait for an answer, and the day of the oldest.
type WaitingQuestions struct {
	N      int
	Oldest district.Date
}

// QuestionsWaiting returns how many questions to groups in scope wait for an answer.
func (s *Store) QuestionsWaiting(ctx context.Context, scope authz.Scope) (WaitingQuestions, error) {
	return readNow(ctx, s, func(r *Reads) *WaitingQuestions { return r.QuestionsWaiting(scope) })
}

// QuestionsWaiting is [Store.QuestionsWaiting] among others.
func (r *Reads) QuestionsWaiting(scope authz.Scope) *WaitingQuestions {
	out := new(WaitingQuestions)
	db.CollectOne(r.b, out, "count questions that wait", `
		SELECT count(*)::int AS n, min(q.asked_on) AS oldest FROM meeting_questions q JOIN meetings m ON m.id = q.meeting_id
		WHERE q.struck_at IS NULL AND m.struck_at IS NULL AND q.answered_on IS NULL AND (@all OR q.to_unit = ANY(@units))`,
		pgx.StrictNamedArgs{"all": scope.All, "units": scope.Units})
	return out
}
