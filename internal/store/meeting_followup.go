package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// FollowUpDays is for how many days after a meeting those who were there are asked on their start page.
const FollowUpDays = 30

// A FollowUp is what a unit that was at a meeting answered afterwards to the two questions of its kind.
type FollowUp struct {
	ID             int64
	MeetingID      int64
	UnitID         int64
	UnitName       string
	UnitSlug       string
	Day            district.Date // on which the unit said so
	First, Second  district.Answer
	FirstQuestion  string // the words that were answered
	SecondQuestion string
	Note           string
	By             string // name of whoever wrote it; "" for the command line
	ByPhone        bool   // the office wrote it for the unit
	RecordedOn     district.Date
	Struck         bool
	StruckReason   string
}

const followUpColumns = `f.id, f.meeting_id, f.unit_id, u.name AS unit_name, u.slug AS unit_slug, f.day, f.first, f.second, f.first_question, f.second_question, f.note,
	coalesce(p.name, '') AS by, f.by_phone, f.recorded_on, f.struck_at IS NOT NULL AS struck, f.struck_reason`

const followUpTables = ` FROM meeting_follow_ups f JOIN units u ON u.id = f.unit_id
	LEFT JOIN accounts ac ON ac.id = f.account_id LEFT JOIN people p ON p.id = ac.person_id`

// lastFollowUp is the latest answer of a unit about a meeting by a day that is not struck.
func lastFollowUp(meeting, unit, day string) string {
	return `SELECT x.id, x.day, x.first, x.second, x.note, x.by_phone FROM meeting_follow_ups x
		WHERE x.meeting_id = ` + meeting + ` AND x.unit_id = ` + unit + ` AND x.struck_at IS NULL AND x.day <= ` + day + ` ORDER BY x.day DESC, x.id DESC LIMIT 1`
}

// A UnitFollowUp is a unit that was at a meeting, whether it has answered afterwards and, for those who may read it, what.
type UnitFollowUp struct {
	UnitID   int64
	Name     string
	Slug     string
	Kind     district.UnitKind
	Answered bool
	Readable bool // the reader may know what, and answer for it

	// Of the latest answer, where Readable.
	Day           district.Date
	First, Second district.Answer
	Note          string
	ByPhone       bool
}

// A FollowUpCount is how the units that were at a meeting have answered one of its two questions.
type FollowUpCount struct {
	Question        int // 1 or 2
	Yes, Partly, No int
}

// askedAfter is the units that were at the meeting m of the kind k and that are, or were, asked about it afterwards, with
// their latest answer f. Parameters: id, today.
var askedAfter = ` FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id JOIN meeting_units i ON i.meeting_id = m.id
	JOIN units u ON u.id = i.unit_id AND u.alive @> m.day
	LEFT JOIN LATERAL (` + lastFollowUp("m.id", "i.unit_id", "@today::date") + `) f ON true
	WHERE m.id = @id AND ` + meetingCounts + ` AND ` + cameTo("m.id", "i.unit_id") + ` AND (k.follow_up_first <> '' OR f.id IS NOT NULL)`

// queueFollowUps queues what the page of a meeting shows of the answers. Those who see the attendance of all units see
// who has answered and how the answers add up; what a unit answered is for those who may read it.
func queueFollowUps(b *db.Batch, p *MeetingPage, scopes MeetingScopes, today district.Date, id int64) {
	came := scopes.attendance()
	db.Collect(b, &p.FollowUps, "list who has answered afterwards", `
		SELECT f.unit_id, f.name, f.slug, f.kind, f.id IS NOT NULL AS answered, may.read AS readable,
			CASE WHEN may.read THEN f.day END AS day, coalesce(CASE WHEN may.read THEN f.first END, '') AS first, coalesce(CASE WHEN may.read THEN f.second END, '') AS second,
			coalesce(CASE WHEN may.read THEN f.note END, '') AS note, coalesce(may.read AND f.by_phone, false) AS by_phone
		FROM (SELECT i.unit_id, u.name, u.slug, u.kind, m.organiser_id, f.id, f.day, f.first, f.second, f.note, f.by_phone`+askedAfter+`) f
		CROSS JOIN LATERAL (SELECT coalesce(@follow_all OR f.unit_id = ANY(@follow), false) AS read) may
		WHERE may.read OR @came_all OR f.organiser_id = ANY(@came)
		ORDER BY array_position(ARRAY[`+kindsInOrder()+`], f.kind), f.name COLLATE "sv-x-icu", f.unit_id`,
		pgx.StrictNamedArgs{"id": id, "today": today, "came_all": came.All, "came": came.Units, "follow_all": scopes.FollowUp.All, "follow": scopes.FollowUp.Units})
	db.Collect(b, &p.Sums, "add answers up", `
		SELECT a.question, (count(*) FILTER (WHERE a.answer = 'yes'))::int AS yes, (count(*) FILTER (WHERE a.answer = 'partly'))::int AS partly,
			(count(*) FILTER (WHERE a.answer = 'no'))::int AS no
		FROM (SELECT f.first, f.second`+askedAfter+` AND f.id IS NOT NULL AND (@came_all OR m.organiser_id = ANY(@came))) f
		CROSS JOIN LATERAL (VALUES (1, f.first), (2, f.second)) AS a (question, answer)
		GROUP BY a.question ORDER BY a.question`,
		pgx.StrictNamedArgs{"id": id, "today": today, "came_all": came.All, "came": came.Units})
}

// A FollowUpForm is what the page shows on which a unit answers about a meeting.
type FollowUpForm struct {
	Meeting  Meeting
	UnitID   int64
	UnitName string
	UnitSlug string
	Came     bool       // it was ticked; others are not asked
	History  []FollowUp // the latest first, struck ones too
}

// Last returns the answer that holds, nil when there is none.
func (f FollowUpForm) Last() *FollowUp {
	for i := range f.History {
		if !f.History[i].Struck {
			return &f.History[i]
		}
	}
	return nil
}

// FollowUpForm returns the questions that a unit in scope answers about a meeting that was held and to which it was
// invited, and what it has answered. A meeting that asks nothing, and about which nothing was ever answered, has no such
// page: [district.ErrNotFound].
func (s *Store) FollowUpForm(ctx context.Context, scope authz.Scope, meeting int64, slug string) (FollowUpForm, error) {
	var out FollowUpForm
	var unit struct {
		UnitID   int64
		UnitName string
		UnitSlug string
		Came     bool
	}
	args := func() pgx.StrictNamedArgs {
		return pgx.StrictNamedArgs{"id": meeting, "slug": slug, "all": scope.All, "units": scope.Units}
	}
	const its = ` JOIN meeting_units i ON i.meeting_id = m.id JOIN units u ON u.id = i.unit_id AND u.alive @> m.day AND u.slug = @slug AND (@all OR u.id = ANY(@units))`
	const asked = ` AND (k.follow_up_first <> '' OR EXISTS (SELECT FROM meeting_follow_ups x WHERE x.meeting_id = m.id AND x.unit_id = u.id))`
	b := s.db.Batch()
	db.CollectOne(b, &out.Meeting, "read meeting", `SELECT `+meetingColumns+meetingTables+its+` WHERE m.id = @id AND `+meetingCounts+asked, args())
	db.CollectOne(b, &unit, "read unit that was there", `
		SELECT u.id AS unit_id, u.name AS unit_name, u.slug AS unit_slug, `+cameTo("m.id", "u.id")+` AS came
		FROM meetings m`+its+` WHERE m.id = @id`, args())
	db.Collect(b, &out.History, "list answers about a meeting", `
		SELECT `+followUpColumns+followUpTables+` WHERE f.meeting_id = @id AND u.slug = @slug AND (@all OR u.id = ANY(@units)) ORDER BY f.day DESC, f.id DESC`, args())
	if err := b.Send(ctx); err != nil {
		return FollowUpForm{}, err
	}
	out.UnitID, out.UnitName, out.UnitSlug, out.Came = unit.UnitID, unit.UnitName, unit.UnitSlug, unit.Came
	return out, nil
}

// FollowUp returns an answer of a unit in scope that is not struck.
func (s *Store) FollowUp(ctx context.Context, scope authz.Scope, id int64) (FollowUp, error) {
	return db.One[FollowUp](ctx, s.db, "read answer about a meeting", `SELECT `+followUpColumns+followUpTables+`
		WHERE f.id = @id AND f.struck_at IS NULL AND (@all OR f.unit_id = ANY(@units))`, pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

// A FollowUpDue is a meeting that asks a unit that was there, which has not answered.
type FollowUpDue struct {
	MeetingID   int64
	MeetingName string
	Day         district.Date
	UnitID      int64
	UnitName    string
	UnitSlug    string
}

// FollowUpsDue returns which units in scope are asked about meetings of the last [FollowUpDays] days and have not
// answered, the latest meeting first.
func (s *Store) FollowUpsDue(ctx context.Context, scope authz.Scope, today district.Date) ([]FollowUpDue, error) {
	return readNow(ctx, s, func(r *Reads) *[]FollowUpDue { return r.FollowUpsDue(scope, today) })
}

// FollowUpsDue is [Store.FollowUpsDue] among others.
func (r *Reads) FollowUpsDue(scope authz.Scope, today district.Date) *[]FollowUpDue {
	return rowsOf[FollowUpDue](r, "list questions after meetings", `
		SELECT m.id AS meeting_id, CASE WHEN m.title <> '' THEN m.title ELSE k.name END AS meeting_name, m.day, u.id AS unit_id, u.name AS unit_name, u.slug AS unit_slug
		FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id AND k.follow_up_first <> ''
		JOIN meeting_units i ON i.meeting_id = m.id JOIN units u ON u.id = i.unit_id AND u.alive @> m.day AND u.alive @> @today::date AND (@all OR u.id = ANY(@units))
		WHERE `+meetingCounts+` AND m.day BETWEEN @today::date - @days::int AND @today::date AND `+cameTo("m.id", "u.id")+`
		  AND NOT EXISTS (SELECT FROM meeting_follow_ups f WHERE f.meeting_id = m.id AND f.unit_id = u.id AND f.struck_at IS NULL)
		ORDER BY m.day DESC, m.id DESC, u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"today": today, "days": FollowUpDays, "all": scope.All, "units": scope.Units})
}
