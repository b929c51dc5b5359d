package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// UnitMeetings are the meetings of a unit: the next that it holds or is invited to, and the last that have been.
type UnitMeetings struct {
	Coming, Past []MeetingRow
}

// UnitMeetings returns the meetings of a unit that the reader sees, for its page: at most n ahead, and as many that have
// been.
func (s *Store) UnitMeetings(ctx context.Context, scope authz.Scope, unit int64, today district.Date, n int) (UnitMeetings, error) {
	return readNow(ctx, s, func(r *Reads) *UnitMeetings { return r.UnitMeetings(scope, unit, today, n) })
}

// UnitMeetings is [Store.UnitMeetings] among others.
func (r *Reads) UnitMeetings(scope authz.Scope, unit int64, today district.Date, n int) *UnitMeetings {
	out := new(UnitMeetings)
	scopes := MeetingScopes{See: scope}
	next := scopes.args(MeetingFilter{Unit: unit}, today)
	next["limit"] = n
	db.Collect(r.b, &out.Coming, "list next meetings of a unit", meetingRows(isAhead, nextFirst, `LIMIT @limit`), next)
	last := scopes.args(MeetingFilter{Unit: unit}, today)
	last["limit"] = n
	db.Collect(r.b, &out.Past, "list last meetings of a unit", meetingRows(` AND m.day <= @today::date AND (m.state = 'held' OR m.state = 'planned' AND m.day < @today::date)`, latestFirst, `LIMIT @limit`), last)
	return out
}

// NextMeetings returns the next planned meetings that units in scope hold or are invited to, at most n. The scope is
// that of the units alone: with everything in scope it is all meetings.
func (s *Store) NextMeetings(ctx context.Context, scope authz.Scope, today district.Date, n int) ([]MeetingRow, error) {
	return readNow(ctx, s, func(r *Reads) *[]MeetingRow { return r.NextMeetings(scope, today, n) })
}

// NextMeetings is [Store.NextMeetings] among others.
func (r *Reads) NextMeetings(scope authz.Scope, today district.Date, n int) *[]MeetingRow {
	args := MeetingScopes{See: scope}.args(MeetingFilter{}, today)
	args["limit"] = n
	return rowsOf[MeetingRow](r, "list next meetings", meetingRows(isAhead, nextFirst, `LIMIT @limit`), args)
}

// MeetingsToReport returns the meetings of organisers in scope of which something is still to be said, at most n: first
// those of the day itself at which attendance is taken, then, the oldest first, planned ones whose day has passed and
// held ones whose attendance is not finished. A meeting in parts is told of by its parts. Meetings more than two years
// old are let be. Whoever holds meetings everywhere, as the office does, is told of those that many units come to and of
// the district's own: what a committee or an association holds for itself is for them to say.
func (s *Store) MeetingsToReport(ctx context.Context, scope authz.Scope, today district.Date, n int) ([]Meeting, error) {
	return readNow(ctx, s, func(r *Reads) *[]Meeting { return r.MeetingsToReport(scope, today, n) })
}

// MeetingsToReport is [Store.MeetingsToReport] among others.
func (r *Reads) MeetingsToReport(scope authz.Scope, today district.Date, n int) *[]Meeting {
	return rowsOf[Meeting](r, "list meetings to report", `
		SELECT `+meetingColumns+meetingTables+`
		WHERE m.struck_at IS NULL AND (@all OR m.organiser_id = ANY(@units)) AND m.day > @today::date - 731
		  AND (m.day < @today::date OR m.day = @today::date AND k.attendance)
		  AND (m.state = 'planned' OR m.state = 'held' AND k.attendance AND m.attendance_done_at IS NULL)
		  AND (NOT @all OR k.attendance OR o.kind IN ('district', 'districtBoard'))
		  AND NOT EXISTS (SELECT FROM meetings x WHERE x.part_of = m.id AND x.struck_at IS NULL)
		  AND NOT EXISTS (SELECT FROM meetings w WHERE w.id = m.part_of AND w.struck_at IS NOT NULL)
		ORDER BY m.day < @today::date, m.day, m.id LIMIT @limit`,
		pgx.StrictNamedArgs{"all": scope.All, "units": scope.Units, "today": today, "limit": n})
}

// A MeetingNeed is a kind of meeting with a rule for each calendar year, and how far it has come in the year of a day;
// of each audience where the kind has several.
type MeetingNeed struct {
	KindID  int64
	Plural  string
	Name    string
	PerYear int
	// Audience is "" where the kind makes no difference.
	Audience  string
	Held      int           // in the year, up to the day
	Planned   int           // in the rest of the year
	NextPlan  district.Date // of the next planned one
	Unsettled int           // planned ones whose day has passed
}

// Due returns by which day the next one is needed: the days that goals propose too, see [measure.Spread]. What was
// missed in an earlier year is not asked for again, because it cannot be repaired; when the year has what it needs, the
// next is the first of the following year.
func (n MeetingNeed) Due(today district.Date) district.Date {
	year, held := today.Year(), n.Held
	if held >= n.PerYear {
		year, held = year+1, 0
	}
	return measure.Spread(district.NewDate(year, time.January, 1), district.NewDate(year, time.December, 31), n.PerYear)[held]
}

// MeetingNeeds returns the kinds with a rule and how far each has come in the calendar year of the day. It is for the
// whole district's roles: the rule is about all units together. A meeting for which a consultation is asked counts here
// when it was held, with the consultation or without.
func (s *Store) MeetingNeeds(ctx context.Context, today district.Date) ([]MeetingNeed, error) {
	var out []MeetingNeed
	b := s.db.Batch()
	queueMeetingNeeds(b, today, &out)
	return out, b.Send(ctx)
}

func queueMeetingNeeds(b *db.Batch, today district.Date, into *[]MeetingNeed) {
	db.Collect(b, into, "count meetings of the year", `
		SELECT k.id AS kind_id, k.plural, k.name, k.per_year, a.audience, y.held, y.planned, y.next_plan, y.unsettled
		FROM meeting_kinds k CROSS JOIN LATERAL unnest(CASE WHEN cardinality(k.audiences) = 0 THEN '{""}' ELSE k.audiences END) WITH ORDINALITY a (audience, n)
		CROSS JOIN LATERAL (
			SELECT (count(*) FILTER (WHERE m.state = 'held' AND m.day <= @today::date))::int AS held,
				(count(*) FILTER (WHERE m.state = 'planned' AND m.day >= @today::date))::int AS planned,
				min(m.day) FILTER (WHERE m.state = 'planned' AND m.day >= @today::date) AS next_plan,
				(count(*) FILTER (WHERE m.state = 'planned' AND m.day < @today::date))::int AS unsettled
			FROM meetings m
			WHERE m.kind_id = k.id AND m.part_of IS NULL AND m.struck_at IS NULL AND (cardinality(k.audiences) = 0 OR m.audience = a.audience)
			  AND m.day BETWEEN date_trunc('year', @today::date)::date AND (date_trunc('year', @today::date) + interval '1 year - 1 day')::date) y
		WHERE k.per_year IS NOT NULL AND (k.retired IS NULL OR k.retired > @today::date)
		ORDER BY k.sort, k.id, a.n`, pgx.StrictNamedArgs{"today": today})
}

// An AbsentUnit is a unit that stayed away from the last two of the meetings of a kind to which it was invited, and how
// to reach it.
type AbsentUnit struct {
	KindID   int64
	KindName string
	UnitID   int64
	Name     string
	Slug     string
	Kind     district.UnitKind
	Days     []district.Date // of the meetings, the latest first
	LastCame district.Date   // of a meeting of the kind; zero when that is not known
	Holder   string          // of the post that the meeting is for, or who leads the unit; where names may be seen
	PostName string          // which post that is
	PersonID int64           // of the holder; 0 where names may not be seen
	Phone    string          // of the unit
	Email    string
}

// AbsentTwice returns the units in scope that have not come twice in a row, as of a day, by kind of meeting (0: all). A
// unit that is closed on the day is not among them. Reading how to reach them writes the read log.
func (s *Store) AbsentTwice(ctx context.Context, actor db.Actor, now time.Time, scope, names authz.Scope, kind int64, day district.Date) ([]AbsentUnit, error) {
	var out []AbsentUnit
	args := func() pgx.StrictNamedArgs {
		return pgx.StrictNamedArgs{"all": scope.All, "units": scope.Units, "kind": kind, "day": day}
	}
	b := s.db.Batch()
	list := args()
	list["names_all"], list["names"] = names.All, names.Units
	db.Collect(b, &out, "list units absent twice", `
		SELECT ab.kind_id, k.name AS kind_name, u.id AS unit_id, u.name, u.slug, u.kind, ab.days, came.day AS last_came,
			CASE WHEN named.ok THEN coalesce(who.name, '') ELSE '' END AS holder, coalesce(who.post_name, '') AS post_name,
			CASE WHEN named.ok THEN coalesce(who.person_id, 0) ELSE 0 END AS person_id,
			CASE WHEN named.ok THEN `+contactSQL("phone")+` ELSE '' END AS phone, CASE WHEN named.ok THEN `+contactSQL("email")+` ELSE '' END AS email
		FROM (`+absentTwiceSQL+`) ab
		JOIN units u ON u.id = ab.unit_id JOIN meeting_kinds k ON k.id = ab.kind_id
		CROSS JOIN LATERAL (SELECT coalesce(@names_all OR u.id = ANY(@names), false) AS ok) named
		LEFT JOIN LATERAL (
			SELECT max(m.day) AS day FROM meeting_attendance a JOIN meetings x ON x.id = a.meeting_id AND x.struck_at IS NULL AND x.state = 'held'
			JOIN meetings m ON m.id = coalesce(x.part_of, x.id)
			WHERE a.unit_id = u.id AND a.present AND m.kind_id = k.id AND `+meetingCounts+` AND m.day <= @day::date) came ON true
		LEFT JOIN LATERAL (
			SELECT pe.name, pe.id AS person_id, p.name AS post_name FROM assignments a JOIN people pe ON pe.id = a.person_id JOIN posts p ON p.id = a.post_id
			WHERE a.unit_id = u.id AND a.struck_at IS NULL AND a.valid @> @day::date AND pe.name <> ''
			  AND (a.post_id = k.post_id OR p.key IN ('associationChair', 'groupLeader', 'convenor', 'districtChair'))
			ORDER BY a.post_id = k.post_id DESC NULLS LAST, p.sort, lower(a.valid), a.id LIMIT 1) who ON true
		ORDER BY k.sort, k.id, array_position(ARRAY[`+kindsInOrder()+`], u.kind), u.name COLLATE "sv-x-icu", u.id`, list)
	if !names.IsEmpty() {
		b.LogReadOf(actor, now, "unit_contacts", `
			SELECT DISTINCT ab.unit_id FROM (`+absentTwiceSQL+`) ab
			WHERE EXISTS (SELECT FROM unit_contacts c WHERE c.unit_id = ab.unit_id AND c.kind IN ('phone', 'email') AND NOT c.published)`, args())
	}
	return out, b.Send(ctx)
}

// contactSQL is the first way of a kind to reach the unit u, "" when there is none.
func contactSQL(kind string) string {
	return `coalesce((SELECT c.value FROM unit_contacts c WHERE c.unit_id = u.id AND c.kind = '` + kind + `' ORDER BY c.sort, c.id LIMIT 1), '')`
}

// absentTwiceSQL is the rule of [district.AbsentTwice] over all units and kinds: of the meetings of the last three years
// that were held, whose attendance is finished and to which a unit was invited, the last two by kind, both without a
// tick. Parameters: all, units, kind, day.
var absentTwiceSQL = `
	SELECT z.kind_id, z.unit_id, array_agg(z.day ORDER BY z.n) AS days FROM (
		SELECT m.kind_id, i.unit_id, m.id, m.day, row_number() OVER (PARTITION BY m.kind_id, i.unit_id ORDER BY m.day DESC, m.id DESC) AS n
		FROM meetings m JOIN meeting_kinds mk ON mk.id = m.kind_id AND mk.attendance JOIN meeting_units i ON i.meeting_id = m.id
		JOIN units iu ON iu.id = i.unit_id AND iu.alive @> @day::date AND iu.alive @> m.day
		WHERE ` + meetingCounts + ` AND m.attendance_done_at IS NOT NULL AND m.day BETWEEN @day::date - 1096 AND @day::date
		  AND (@kind::bigint = 0 OR m.kind_id = @kind) AND (@all OR i.unit_id = ANY(@units))) z
	WHERE z.n <= 2 GROUP BY z.kind_id, z.unit_id HAVING count(*) = 2 AND NOT bool_or(` + cameTo("z.id", "z.unit_id") + `)`

// cameTo tells whether a unit was ticked at a meeting that was held, or at a part of it that was.
func cameTo(meeting, unit string) string {
	return `(EXISTS (SELECT FROM meeting_attendance a WHERE a.meeting_id = ` + meeting + ` AND a.unit_id = ` + unit + ` AND a.present)
		OR EXISTS (SELECT FROM meetings x JOIN meeting_attendance a ON a.meeting_id = x.id AND a.unit_id = ` + unit + ` AND a.present
			WHERE x.part_of = ` + meeting + ` AND x.struck_at IS NULL AND x.state = 'held'))`
}

// MeetingForm is what the form of a meeting offers to choose among.
type MeetingForm struct {
	Kinds      []MeetingKind     // not retired on the day
	Organisers []MeetingUnitName // in scope that exist on the day
}

// MeetingForm reads what the form of a new meeting offers, as of a day.
func (s *Store) MeetingForm(ctx context.Context, scope authz.Scope, day district.Date) (MeetingForm, error) {
	var f MeetingForm
	var kinds []meetingKindRow
	b := s.db.Batch()
	db.Collect(b, &kinds, "list kinds of meeting", `
		SELECT `+meetingKindColumns+meetingKindTables+` WHERE (k.retired IS NULL OR k.retired > @day::date) AND EXISTS (
			SELECT FROM units u WHERE u.kind = ANY(k.organisers) AND u.alive @> @day::date AND (@all OR u.id = ANY(@units)))`+meetingKindOrder,
		pgx.StrictNamedArgs{"day": day, "all": scope.All, "units": scope.Units})
	db.Collect(b, &f.Organisers, "list organisers", `
		SELECT u.id, u.name, u.kind FROM units u WHERE u.alive @> @day::date AND (@all OR u.id = ANY(@units))
		ORDER BY array_position(ARRAY[`+kindsInOrder()+`], u.kind), u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"day": day, "all": scope.All, "units": scope.Units})
	if err := b.Send(ctx); err != nil {
		return MeetingForm{}, err
	}
	var err error
	f.Kinds, err = meetingKinds(kinds)
	return f, err
}

// An InviteForm is a meeting and the units that may be invited to it.
type InviteForm struct {
	Meeting Meeting
	Units   []InviteUnit
}

// An InviteUnit is a unit that is, or may be, invited.
type InviteUnit struct {
	MeetingUnitName
	Invited bool
	Ticked  bool // it came: it stays invited
}

// mayBeInvited are the units u that may be invited to a meeting of the kind k: those of the kinds that it invites as a
// rule, and any others that are in the scope to edit. Parameters: all, units.
const mayBeInvited = `(@all OR u.id = ANY(@units) OR coalesce(k.invited->'kinds' ? u.kind, false))`

// InviteForm reads who is and who may be invited to a meeting whose organiser is in scope: units that exist on its day.
func (s *Store) InviteForm(ctx context.Context, scope authz.Scope, id int64) (InviteForm, error) {
	var f InviteForm
	b := s.db.Batch()
	db.CollectOne(b, &f.Meeting, "read meeting", `
		SELECT `+meetingColumns+meetingTables+` WHERE m.id = @id AND m.part_of IS NULL AND m.struck_at IS NULL AND (@all OR m.organiser_id = ANY(@units))`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
	db.Collect(b, &f.Units, "list units to invite", `
		SELECT u.id, u.name, u.kind, i.unit_id IS NOT NULL AS invited,
			EXISTS (SELECT 1 `+ticksOf+` AND a.unit_id = u.id) AS ticked
		FROM meetings m JOIN units u ON u.alive @> m.day OR EXISTS (SELECT FROM meeting_units o WHERE o.meeting_id = m.id AND o.unit_id = u.id)
		JOIN meeting_kinds k ON k.id = m.kind_id
		LEFT JOIN meeting_units i ON i.meeting_id = m.id AND i.unit_id = u.id
		WHERE m.id = @id AND (i.unit_id IS NOT NULL OR `+mayBeInvited+`)
		ORDER BY array_position(ARRAY[`+kindsInOrder()+`], u.kind), u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
	return f, b.Send(ctx)
}
