package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// An Assessment is what a unit has answered to a set of questions on a day.
type Assessment struct {
	ID              int64
	QuestionnaireID int64
	UnitID          int64
	UnitName        string
	UnitSlug        string
	UnitKind        district.UnitKind
	Day             district.Date
	Note            string
	By              string // name of whoever wrote it; "" for the command line
	ByPhone         bool   // the office wrote it for the unit
	RecordedOn      district.Date
	Struck          bool
	StruckReason    string
	Answers         map[int64]district.Answer // by question; those left open are not there
}

const assessmentColumns = `a.id, a.questionnaire_id, a.unit_id, u.name AS unit_name, u.slug AS unit_slug, u.kind AS unit_kind, a.day, a.note,
	coalesce(p.name, '') AS by, a.by_phone, a.recorded_on, a.struck_at IS NOT NULL AS struck, a.struck_reason,
	coalesce((SELECT jsonb_object_agg(x.question_id, x.answer) FROM assessment_answers x WHERE x.assessment_id = a.id), '{}') AS answers`

const assessmentTables = ` FROM assessments a JOIN units u ON u.id = a.unit_id
	LEFT JOIN accounts ac ON ac.id = a.account_id LEFT JOIN people p ON p.id = ac.person_id`

// An AnswerCell is how a unit stands on one question on a day.
type AnswerCell struct {
	QuestionID int64
	Last       district.DatedAnswer // empty when the unit has never answered
	Good       bool                 // it is not too old
	ByPhone    bool
}

// Known tells whether a good answer is there.
func (c AnswerCell) Known() bool { return c.Good }

// TooOld tells whether there is an answer, but one that no longer says anything.
func (c AnswerCell) TooOld() bool { return !c.Good && c.Last.Answer != "" }

// A latestRow is the latest answer of a unit to a question by a day.
type latestRow struct {
	UnitID     int64
	QuestionID int64
	Day        district.Date
	Answer     district.Answer
	ByPhone    bool
}

// latestSQL is the latest answers by a day. Parameters: day, and those of the condition.
func latestSQL(where string) string {
	return `
	SELECT DISTINCT ON (a.unit_id, x.question_id) a.unit_id, x.question_id, a.day, x.answer, a.by_phone
	FROM assessments a JOIN assessment_answers x ON x.assessment_id = a.id
	WHERE a.struck_at IS NULL AND a.day <= @day::date AND ` + where + `
	ORDER BY a.unit_id, x.question_id, a.day DESC`
}

// cells are how a unit stands on the questions of a set that are asked on the day.
func (n Questionnaire) cells(day district.Date, latest []latestRow) []AnswerCell {
	var out []AnswerCell
	for _, q := range n.On(day) {
		c := AnswerCell{QuestionID: q.ID}
		if i := slices.IndexFunc(latest, func(r latestRow) bool { return r.QuestionID == q.ID }); i >= 0 {
			c.Last = district.DatedAnswer{Day: latest[i].Day, Answer: latest[i].Answer}
			c.Good = !day.After(district.GoodThrough(latest[i].Day, n.GoodMonths))
			c.ByPhone = latest[i].ByPhone
		}
		out = append(out, c)
	}
	return out
}

// UnitAssessments is everything that a unit has answered about itself, as of a day.
type UnitAssessments struct {
	Unit Unit
	Day  district.Date
	Sets []UnitSet // that are asked on the day, or that the unit has answered
}

// A UnitSet is one set of questions with a unit's answers.
type UnitSet struct {
	Questionnaire
	Asked   bool         // the unit is asked on the day
	Cells   []AnswerCell // per question that is asked on the day
	History []Assessment // the latest first, struck ones too
}

// Open returns how many of the questions have no good answer.
func (s UnitSet) Open() int {
	n := 0
	for _, c := range s.Cells {
		if !c.Good {
			n++
		}
	}
	return n
}

// Find returns the set with the id.
func (u UnitAssessments) Find(questionnaire int64) (UnitSet, bool) {
	i := slices.IndexFunc(u.Sets, func(s UnitSet) bool { return s.ID == questionnaire })
	if i < 0 {
		return UnitSet{}, false
	}
	return u.Sets[i], true
}

// assessmentsShown is how many answerings of a unit its page shows.
const assessmentsShown = 60

// UnitAssessments returns what the unit with the slug, in scope, has answered about itself. It is one round trip.
func (s *Store) UnitAssessments(ctx context.Context, scope authz.Scope, day district.Date, slug string) (UnitAssessments, error) {
	out := UnitAssessments{Day: day}
	args := pgx.StrictNamedArgs{"slug": slug, "all": scope.All, "units": scope.Units}
	const in = `(SELECT u.id FROM units u WHERE u.slug = @slug AND (@all OR u.id = ANY(@units)))`
	b := s.db.Batch()
	db.CollectOne(b, &out.Unit, "read unit", `SELECT `+unitColumns+` FROM units u WHERE u.id = `+in, args)
	var sets []Questionnaire
	finish := queueQuestionnaires(b, &sets)
	var history []Assessment
	db.Collect(b, &history, "list assessments of unit", `SELECT `+assessmentColumns+assessmentTables+` WHERE a.unit_id = `+in+`
		ORDER BY a.day DESC, a.id DESC LIMIT @limit`, pgx.StrictNamedArgs{"slug": slug, "all": scope.All, "units": scope.Units, "limit": assessmentsShown})
	var latest []latestRow
	db.Collect(b, &latest, "read answers of unit", latestSQL(`a.unit_id = `+in),
		pgx.StrictNamedArgs{"slug": slug, "all": scope.All, "units": scope.Units, "day": day})
	if err := b.Send(ctx); err != nil {
		return UnitAssessments{}, err
	}
	finish()
	for _, n := range sets {
		set := UnitSet{Questionnaire: n, Asked: n.Asks(out.Unit.Kind, day) && out.Unit.Alive(day), Cells: n.cells(day, latest)}
		for _, a := range history {
			if a.QuestionnaireID == n.ID {
				set.History = append(set.History, a)
			}
		}
		if set.Asked && len(set.Cells) > 0 || len(set.History) > 0 {
			out.Sets = append(out.Sets, set)
		}
	}
	return out, nil
}

// An AssessmentFilter narrows the overview.
type AssessmentFilter struct {
	Questionnaire int64 // 0: the first that is in use
	Kind          district.UnitKind
}

// AssessmentOverview is how the units stand on the questions of one set on a day.
type AssessmentOverview struct {
	Day       district.Date
	Sets      []Questionnaire      // all of them that are in use on the day
	Set       Questionnaire        // the one that is shown; the zero one when there is none
	Questions []AssessmentQuestion // of it, that are asked on the day
	Units     []AssessedUnit       // that are asked, by kind and name
}

// An AssessedUnit is one unit with its answers to a set of questions.
type AssessedUnit struct {
	NamedUnit
	Cells []AnswerCell // per question
}

// AssessmentOverview returns how the units in scope stand. It is two round trips at most.
func (s *Store) AssessmentOverview(ctx context.Context, scope authz.Scope, day district.Date, f AssessmentFilter) (AssessmentOverview, error) {
	out := AssessmentOverview{Day: day}
	all, err := s.Questionnaires(ctx)
	if err != nil {
		return out, err
	}
	for _, n := range all {
		if !n.Retired.IsZero() && !day.Before(n.Retired) || len(n.On(day)) == 0 {
			continue
		}
		out.Sets = append(out.Sets, n)
		if n.ID == f.Questionnaire || f.Questionnaire == 0 && len(out.Sets) == 1 {
			out.Set, out.Questions = n, n.On(day)
		}
	}
	if out.Set.ID == 0 && len(out.Sets) > 0 {
		out.Set, out.Questions = out.Sets[0], out.Sets[0].On(day)
	}
	if out.Set.ID == 0 {
		return out, nil
	}
	args := pgx.StrictNamedArgs{"day": day, "all": scope.All, "units": scope.Units, "kinds": kindStrings(out.Set.UnitKinds), "kind": f.Kind}
	var units []NamedUnit
	var latest []latestRow
	b := s.db.Batch()
	db.Collect(b, &units, "list units that are asked", `
		SELECT u.id, u.name, u.slug, u.kind FROM units u
		WHERE u.kind = ANY(@kinds) AND (@kind = '' OR u.kind = @kind) AND u.alive @> @day::date AND (@all OR u.id = ANY(@units))
		ORDER BY array_position(ARRAY[`+kindsInOrder()+`], u.kind), u.name COLLATE "sv-x-icu", u.id`, args)
	db.Collect(b, &latest, "read answers", latestSQL(`a.questionnaire_id = @set AND (@all OR a.unit_id = ANY(@units))`),
		pgx.StrictNamedArgs{"day": day, "set": out.Set.ID, "all": scope.All, "units": scope.Units})
	if err := b.Send(ctx); err != nil {
		return out, err
	}
	of := map[int64][]latestRow{}
	for _, r := range latest {
		of[r.UnitID] = append(of[r.UnitID], r)
	}
	for _, u := range units {
		out.Units = append(out.Units, AssessedUnit{u, out.Set.cells(day, of[u.ID])})
	}
	return out, nil
}

// An AssessmentDue is a set of questions that a unit is asked and of which some have no good answer.
type AssessmentDue struct {
	UnitID          int64
	UnitName        string
	UnitSlug        string
	UnitKind        district.UnitKind
	QuestionnaireID int64
	Name            string // of the set
	Questions       int
	Missing         int // never answered
	Old             int // answered too long ago
}

// AssessmentsDue returns what the units in scope are asked and have no good answer to, by unit and then by set.
func (s *Store) AssessmentsDue(ctx context.Context, scope authz.Scope, day district.Date) ([]AssessmentDue, error) {
	return readNow(ctx, s, func(r *Reads) *[]AssessmentDue { return r.AssessmentsDue(scope, day) })
}

// AssessmentsDue is [Store.AssessmentsDue] among others.
func (r *Reads) AssessmentsDue(scope authz.Scope, day district.Date) *[]AssessmentDue {
	return rowsOf[AssessmentDue](r, "list what is to be answered", `
		SELECT u.id AS unit_id, u.name AS unit_name, u.slug AS unit_slug, u.kind AS unit_kind, n.id AS questionnaire_id, n.name, count(*) AS questions,
			count(*) FILTER (WHERE last.day IS NULL) AS missing,
			count(*) FILTER (WHERE (last.day + make_interval(months => n.good_months))::date < @day::date) AS old
		FROM units u
		JOIN questionnaires n ON u.kind = ANY(n.unit_kinds) AND (n.retired IS NULL OR n.retired > @day::date)
		JOIN questions q ON q.questionnaire_id = n.id AND q.valid @> @day::date
		LEFT JOIN LATERAL (
			SELECT max(a.day) AS day FROM assessments a JOIN assessment_answers x ON x.assessment_id = a.id AND x.question_id = q.id
			WHERE a.unit_id = u.id AND a.questionnaire_id = n.id AND a.struck_at IS NULL AND a.day <= @day::date) last ON true
		WHERE u.alive @> @day::date AND (@all OR u.id = ANY(@units))
		GROUP BY u.id, n.id
		HAVING count(*) FILTER (WHERE last.day IS NULL OR (last.day + make_interval(months => n.good_months))::date < @day::date) > 0
		ORDER BY u.name COLLATE "sv-x-icu", u.id, n.sort, n.name COLLATE "sv-x-icu", n.id`,
		pgx.StrictNamedArgs{"day": day, "all": scope.All, "units": scope.Units})
}

// Assessment returns one answering of a unit in scope, struck or not.
func (s *Store) Assessment(ctx context.Context, scope authz.Scope, id int64) (Assessment, error) {
	return db.One[Assessment](ctx, s.db, "read assessment", `SELECT `+assessmentColumns+assessmentTables+`
		WHERE a.id = @id AND (@all OR a.unit_id = ANY(@units))`, pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}
