package store

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A MeetingKind is a kind of meeting with its rules. Kinds are no secret.
type MeetingKind struct {
	ID           int64
	Key          string
	Name         string // Swedish: "Ordförandeträff"
	Plural       string
	Organisers   []string           // kinds of unit that may hold one, as [district.UnitKind]
	Invited      measure.Population `db:"-"` // who is invited as a rule; the empty one is the organiser alone
	PostID       *int64             // the meeting is for those who hold it; nil: the units send whom they like
	PostName     string
	PerYear      *int              // required in a calendar year (of each audience); nil without a rule
	Audiences    []string          // of which a meeting has one; none where it makes no difference
	Consultation bool              // the programme is agreed with the group leaders first
	Questions    bool              // questions to groups of elected representatives are put at it
	Attendance   bool              // it is noted which units came
	FollowUp     FollowUpQuestions `db:"-"` // what those who came are asked afterwards
	Sort         int
	Retired      district.Date // first day on which no new one is planned
	Revision     int
}

// OrganisedBy tells whether a unit of the kind may hold such a meeting.
func (k MeetingKind) OrganisedBy(kind district.UnitKind) bool {
	return slices.Contains(k.Organisers, string(kind))
}

// Required returns how many the rule asks for in a calendar year, over all audiences; 0 without a rule.
func (k MeetingKind) Required() int {
	if k.PerYear == nil {
		return 0
	}
	return *k.PerYear * max(1, len(k.Audiences))
}

// FollowUpQuestions are the two questions that a kind of meeting asks afterwards of the units that were there: both, or
// none.
type FollowUpQuestions struct{ First, Second string }

// Asked tells whether anything is asked.
func (q FollowUpQuestions) Asked() bool { return q.First != "" }

type meetingKindRow struct {
	MeetingKind
	InvitedJSON    []byte
	FollowUpFirst  string
	FollowUpSecond string
}

const meetingKindColumns = `k.id, k.key, k.name, k.plural, k.organisers, k.invited AS invited_json, k.post_id, coalesce(kp.name, '') AS post_name, k.per_year,
	k.audiences, k.consultation, k.questions, k.attendance, k.follow_up_first, k.follow_up_second, k.sort, k.retired, k.revision`

const meetingKindTables = ` FROM meeting_kinds k LEFT JOIN posts kp ON kp.id = k.post_id`

const meetingKindOrder = ` ORDER BY k.sort, k.name COLLATE "sv-x-icu", k.id`

func (r meetingKindRow) kind() (MeetingKind, error) {
	var err error
	r.FollowUp = FollowUpQuestions{r.FollowUpFirst, r.FollowUpSecond}
	r.MeetingKind.Invited, err = measure.ReadPopulation(r.InvitedJSON)
	return r.MeetingKind, err
}

func meetingKinds(rows []meetingKindRow) ([]MeetingKind, error) {
	out := make([]MeetingKind, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.kind(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// MeetingKinds returns every kind of meeting in the order of lists, also those that are retired.
func (s *Store) MeetingKinds(ctx context.Context) ([]MeetingKind, error) {
	rows, err := db.Many[meetingKindRow](ctx, s.db, "list kinds of meeting", `SELECT `+meetingKindColumns+meetingKindTables+meetingKindOrder, nil)
	if err != nil {
		return nil, err
	}
	return meetingKinds(rows)
}

// MeetingKind returns a kind of meeting.
func (s *Store) MeetingKind(ctx context.Context, id int64) (MeetingKind, error) {
	r, err := db.One[meetingKindRow](ctx, s.db, "read kind of meeting", `SELECT `+meetingKindColumns+meetingKindTables+` WHERE k.id = @id`,
		pgx.StrictNamedArgs{"id": id})
	if err != nil {
		return MeetingKind{}, err
	}
	return r.kind()
}

// MeetingKindByKey returns the kind that the program knows by the key, such as chairsMeeting.
func (s *Store) MeetingKindByKey(ctx context.Context, key string) (MeetingKind, error) {
	r, err := db.One[meetingKindRow](ctx, s.db, "read kind of meeting", `SELECT `+meetingKindColumns+meetingKindTables+` WHERE k.key = @key`,
		pgx.StrictNamedArgs{"key": key})
	if err != nil {
		return MeetingKind{}, err
	}
	return r.kind()
}

// A MeetingKindInput is what a kind of meeting is made of.
type MeetingKindInput struct {
	Name, Plural string
	Organisers   []district.UnitKind
	Invited      measure.Population
	Post         int64 // 0: whom the unit likes
	PerYear      int   // 0 without a rule
	Audiences    []string
	Consultation bool
	Questions    bool
	Attendance   bool
	FollowUp     FollowUpQuestions // only with attendance
}

func (in MeetingKindInput) check() error {
	var wrong district.Invalid
	if len(in.Organisers) == 0 {
		wrong.Add("organisers", "Välj vilka som får hålla träffen.")
	}
	for _, k := range in.Organisers {
		if !k.Valid() {
			wrong.Add("organisers", "Välj bland de slags enheter som finns i listan.")
			break
		}
	}
	if len(in.Invited.Kinds) > 0 {
		if err := in.Invited.Check(); err != nil {
			wrong.Add("invited", "Välj bland de slags enheter som finns i listan, varje en gång.")
		}
	}
	if in.PerYear < 0 || in.PerYear > 12 {
		wrong.Add("perYear", "Skriv ett antal mellan 1 och 12, eller lämna tomt.")
	}
	for i, a := range in.Audiences {
		if a == "" || len([]rune(a)) > 40 || slices.Contains(in.Audiences[:i], a) {
			wrong.Add("audiences", "Skriv varje målgrupp en gång, med högst 40 tecken.")
			break
		}
	}
	switch q := in.FollowUp; {
	case q.First == "" && q.Second != "":
		wrong.Add("followUpFirst", "Skriv båda frågorna, eller lämna båda tomma.")
	case q.First != "" && q.Second == "":
		wrong.Add("followUpSecond", "Skriv båda frågorna, eller lämna båda tomma.")
	case q.Asked() && !in.Attendance:
		wrong.Add("followUpFirst", "Bara de som var med får frågorna. Kryssa för att närvaro prickas av, eller lämna frågorna tomma.")
	}
	return wrong.Err()
}

func (in MeetingKindInput) args() pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{"name": in.Name, "plural": in.Plural, "organisers": kindStrings(in.Organisers), "invited": in.Invited.JSON(), "post": in.Post,
		"per_year": in.PerYear, "audiences": append([]string{}, in.Audiences...), "consultation": in.Consultation, "questions": in.Questions, "attendance": in.Attendance,
		"first": in.FollowUp.First, "second": in.FollowUp.Second}
}

// CreateMeetingKind adds a kind of meeting, last in lists, and returns its id. Its key is made from the name and is
// kept when the name changes.
func (s *Store) CreateMeetingKind(ctx context.Context, actor db.Actor, once db.OnceKey, in MeetingKindInput) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Meetings}, func(tx *db.Tx) (int64, error) {
		if err := in.check(); err != nil {
			return 0, err
		}
		key, err := freeKey(tx, "meeting_kinds", in.Name)
		if err != nil {
			return 0, err
		}
		args := in.args()
		args["key"] = key
		id, err := db.Scalar[int64](tx, "add kind of meeting", `
			INSERT INTO meeting_kinds (key, name, plural, organisers, invited, post_id, per_year, audiences, consultation, questions, attendance,
				follow_up_first, follow_up_second, sort)
			SELECT @key, @name, @plural, @organisers, @invited, nullif(@post::bigint, 0), nullif(@per_year::int, 0), @audiences, @consultation, @questions,
				@attendance, @first, @second, coalesce(max(sort), 0) + 10 FROM meeting_kinds RETURNING id`, args)
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "meetingKind", ID: id, Action: "create", Fields: meetingKindFields(MeetingKind{}, in)})
		return id, nil
	})
}

// UpdateMeetingKind changes a kind of meeting; another revision than the given one is a [district.StaleError]. Who was
// invited to meetings that are planned already does not change with it.
func (s *Store) UpdateMeetingKind(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, in MeetingKindInput) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Meetings}, func(tx *db.Tx) (int64, error) {
		old, err := lockMeetingKind(tx, id)
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, staleMeetingKind(tx, old)
		}
		if err := in.check(); err != nil {
			return 0, err
		}
		args := in.args()
		args["id"] = id
		if err := tx.MustTouch("change kind of meeting", `
			UPDATE meeting_kinds SET name = @name, plural = @plural, organisers = @organisers, invited = @invited, post_id = nullif(@post::bigint, 0),
				per_year = nullif(@per_year::int, 0), audiences = @audiences, consultation = @consultation, questions = @questions, attendance = @attendance,
				follow_up_first = @first, follow_up_second = @second, revision = revision + 1
			WHERE id = @id`, args); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "meetingKind", ID: id, Action: "update", Fields: meetingKindFields(old, in)})
		return id, nil
	})
	return err
}

// RetireMeetingKind says from which day no new meeting of a kind is planned; the zero day takes it into use again.
func (s *Store) RetireMeetingKind(ctx context.Context, actor db.Actor, once db.OnceKey, id int64, revision int, from district.Date) error {
	_, err := s.db.Write(ctx, actor, once, []db.Topic{db.Meetings}, func(tx *db.Tx) (int64, error) {
		old, err := lockMeetingKind(tx, id)
		if err != nil {
			return 0, err
		}
		if old.Revision != revision {
			return 0, stale("meetingKind", old.ID, old.Revision, district.FieldValue{Name: "from", Label: "Används inte från", Value: old.Retired.String()})
		}
		if old.Retired == from {
			tx.Unchanged()
			return id, nil
		}
		if err := tx.MustTouch("retire kind of meeting", `UPDATE meeting_kinds SET retired = @from, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "from": from}); err != nil {
			return 0, err
		}
		action := "retire"
		if from.IsZero() {
			action = "restore"
		}
		tx.Audit(db.Change{Record: "meetingKind", ID: id, Action: action, Fields: []db.Field{{Name: "retired", Before: old.Retired, After: from}}})
		return id, nil
	})
	return err
}

func lockMeetingKind(tx *db.Tx, id int64) (MeetingKind, error) {
	r, err := db.Get[meetingKindRow](tx, "read kind of meeting", `SELECT `+meetingKindColumns+meetingKindTables+` WHERE k.id = @id FOR UPDATE OF k`,
		pgx.StrictNamedArgs{"id": id})
	if err != nil {
		return MeetingKind{}, err
	}
	return r.kind()
}

func meetingKindFields(old MeetingKind, in MeetingKindInput) []db.Field {
	return []db.Field{
		{Name: "name", Before: old.Name, After: in.Name}, {Name: "plural", Before: old.Plural, After: in.Plural},
		{Name: "organisers", Before: organiserNames(old.Organisers), After: organiserNames(kindStrings(in.Organisers))},
		{Name: "population", Before: json.RawMessage(old.Invited.JSON()), After: json.RawMessage(in.Invited.JSON())},
		{Name: "perYear", Before: deref(old.PerYear), After: in.PerYear},
		{Name: "audiences", Before: strings.Join(old.Audiences, ", "), After: strings.Join(in.Audiences, ", ")},
		{Name: "consultation", Before: old.Consultation, After: in.Consultation},
		{Name: "questions", Before: old.Questions, After: in.Questions}, {Name: "attendance", Before: old.Attendance, After: in.Attendance},
		{Name: "followUpFirst", Before: old.FollowUp.First, After: in.FollowUp.First}, {Name: "followUpSecond", Before: old.FollowUp.Second, After: in.FollowUp.Second}}
}

// organiserNames writes kinds of unit as people read them.
func organiserNames(kinds []string) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = district.UnitKind(k).Plural()
	}
	return strings.Join(names, ", ")
}

// deref is a number that may be missing, 0 when it is.
func deref[T any](n *T) (v T) {
	if n != nil {
		v = *n
	}
	return v
}

func staleMeetingKind(tx *db.Tx, k MeetingKind) error {
	posts, err := db.List[Post](tx, "list posts", postsSQL, nil)
	if err != nil {
		return err
	}
	names, units := map[string]string{}, map[string]string{}
	for _, p := range posts {
		names[strconv.FormatInt(p.ID, 10)] = p.Name
	}
	for _, u := range district.UnitKinds() {
		units[string(u)] = u.Plural()
	}
	post, perYear := "", ""
	if k.PostID != nil {
		post = strconv.FormatInt(*k.PostID, 10)
	}
	if k.PerYear != nil {
		perYear = strconv.Itoa(*k.PerYear)
	}
	yes := map[string]string{"ja": "Ja", "": "Nej"}
	return stale("meetingKind", k.ID, k.Revision,
		district.FieldValue{Name: "name", Label: "Namn", Value: k.Name},
		district.FieldValue{Name: "plural", Label: "Namn i flertal", Value: k.Plural},
		district.FieldValue{Name: "organisers", Label: "Vilka får hålla den?", Value: strings.Join(k.Organisers, "\n"), Choices: units},
		district.FieldValue{Name: "invited", Label: "Vilka bjuds in?", Value: strings.Join(kindStrings(k.Invited.Kinds), "\n"), Choices: units},
		district.FieldValue{Name: "post", Label: "För vilket uppdrag?", Value: post, Choices: names},
		district.FieldValue{Name: "perYear", Label: "Antal per kalenderår", Value: perYear},
		district.FieldValue{Name: "audiences", Label: "Målgrupper", Value: strings.Join(k.Audiences, ", ")},
		district.FieldValue{Name: "consultation", Label: "Programmet stäms av med gruppledarna", Value: posted(k.Consultation), Choices: yes},
		district.FieldValue{Name: "questions", Label: "Frågor kan ställas", Value: posted(k.Questions), Choices: yes},
		district.FieldValue{Name: "attendance", Label: "Närvaro prickas av", Value: posted(k.Attendance), Choices: yes},
		district.FieldValue{Name: "followUpFirst", Label: "Första frågan efteråt", Value: k.FollowUp.First},
		district.FieldValue{Name: "followUpSecond", Label: "Andra frågan efteråt", Value: k.FollowUp.Second})
}
