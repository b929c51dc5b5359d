package store

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// A Meeting is a meeting, or a part of one that is held in several places, with the names that pages show. State and
// day of a meeting in parts are those of the whole, see [district.WholeMeeting].
type Meeting struct {
	ID            int64
	KindID        int64
	KindKey       string
	KindName      string
	OrganiserID   int64
	OrganiserName string
	OrganiserSlug string
	OrganiserKind district.UnitKind
	Title         string // a name of its own; mostly empty
	StartsAt      time.Time
	EndsAt        *time.Time
	Day           district.Date // civil day in Stockholm on which it begins
	Place         string
	Region        string // of a part: which one
	PartOf        *int64 // the whole, of a part
	Audience      string
	State         district.MeetingState
	StateReason   string        // why it was cancelled
	RecordedOn    district.Date // business day on which it was written that it was held
	ConsultedOn   district.Date // on which the programme was agreed with the group leaders
	Note          string
	DoneAt        *time.Time // when the attendance was finished
	Struck        bool
	StruckReason  string
	Revision      int

	// Of its kind.
	PostID       *int64
	PostName     string // it is for those who hold this post
	Consultation bool
	Questions    bool
	Attendance   bool
	Audiences    []string
	AskedFirst   string // first of the two questions to those who came, "" where nothing is asked
	AskedSecond  string
}

// Name is what the meeting is called: its own name, or that of its kind.
func (m Meeting) Name() string {
	if m.Title != "" {
		return m.Title
	}
	return m.KindName
}

// Done tells whether its attendance is finished.
func (m Meeting) Done() bool { return m.DoneAt != nil }

// Overdue tells whether its day has passed without anybody having said what became of it.
func (m Meeting) Overdue(today district.Date) bool {
	return !m.Struck && m.State == district.MeetingPlanned && m.Day.Before(today)
}

const meetingColumns = `m.id, m.kind_id, k.key AS kind_key, k.name AS kind_name, m.organiser_id, o.name AS organiser_name, o.slug AS organiser_slug,
	o.kind AS organiser_kind, m.title, m.starts_at, m.ends_at, m.day, m.place, m.region, m.part_of, m.audience, m.state, m.state_reason,
	m.held_recorded_on AS recorded_on, m.consulted_on, m.note, m.attendance_done_at AS done_at, m.struck_at IS NOT NULL AS struck, m.struck_reason,
	m.revision, k.post_id, coalesce(kp.name, '') AS post_name, k.consultation, k.questions, k.attendance, k.audiences,
	k.follow_up_first AS asked_first, k.follow_up_second AS asked_second`

const meetingTables = ` FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id JOIN units o ON o.id = m.organiser_id LEFT JOIN posts kp ON kp.id = k.post_id`

// meetingSeen is the second gate of reads: a meeting is seen by the whole district's roles, by the unit that holds it
// and by those that are invited. Parameters: all, units.
const meetingSeen = `(@all OR m.organiser_id = ANY(@units) OR EXISTS (
	SELECT FROM meeting_units seen WHERE seen.meeting_id = coalesce(m.part_of, m.id) AND seen.unit_id = ANY(@units)))`

// ticksOf are the units that were ticked at the whole meeting m or at a part of it, as meetings x and attendance a.
const ticksOf = ` FROM meetings x JOIN meeting_attendance a ON a.meeting_id = x.id AND a.present
	WHERE (x.id = m.id OR x.part_of = m.id) AND x.struck_at IS NULL AND x.state <> 'cancelled'`

// MeetingScopes are the limits of what somebody may know of meetings.
type MeetingScopes struct {
	See   authz.Scope // [authz.MeetingRead]
	Edit  authz.Scope // [authz.MeetingEdit]: also what was struck
	Names authz.Scope // [authz.AssignmentRead]: who holds the post that a meeting is for

	// FollowUp is of which units it is told what they answered afterwards: [authz.MeetingFollowUp].
	FollowUp authz.Scope

	// Attendance is of which units it is told whether they came; nil is those of See. Who stayed away can be told from who
	// came, so that it follows [authz.GoalMissing], with the reader's own units: others of the district's roles get the
	// figure.
	Attendance *authz.Scope
}

// MeetingScopesOf returns the limits of an access.
func MeetingScopesOf(a authz.Access) MeetingScopes {
	attendance := a.Scope(authz.GoalMissing)
	for _, g := range a.Grants {
		if g.Unit != 0 && g.Role.Allows(authz.MeetingRead) && !attendance.Has(g.Unit) {
			attendance.Units = append(attendance.Units, g.Unit)
		}
	}
	return MeetingScopes{See: a.Scope(authz.MeetingRead), Edit: a.Scope(authz.MeetingEdit), Names: a.Scope(authz.AssignmentRead), FollowUp: a.Scope(authz.MeetingFollowUp),
		Attendance: &attendance}
}

// attendance is of which units it is told whether they came.
func (s MeetingScopes) attendance() authz.Scope {
	if s.Attendance == nil {
		return s.See
	}
	return *s.Attendance
}

// Meeting returns a meeting, or a part of one, whose organiser is in scope: for what is done with it.
func (s *Store) Meeting(ctx context.Context, scope authz.Scope, id int64) (Meeting, error) {
	return db.One[Meeting](ctx, s.db, "read meeting", `
		SELECT `+meetingColumns+meetingTables+` WHERE m.id = @id AND (@all OR m.organiser_id = ANY(@units))`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

// A MeetingChoice says which meetings a list shows.
type MeetingChoice string

// The choices. The zero MeetingChoice shows all.
const (
	MeetingsAll          MeetingChoice = ""
	MeetingsPlanned      MeetingChoice = "planned"
	MeetingsHeld         MeetingChoice = "held"
	MeetingsCancelled    MeetingChoice = "cancelled"
	MeetingsOverdue      MeetingChoice = "overdue"      // their day has passed and nobody has said what became of them
	MeetingsNoAttendance MeetingChoice = "noAttendance" // held, and the attendance is not finished
	MeetingsStruck       MeetingChoice = "struck"       // mistakes, for those who may edit them
)

// A MeetingFilter chooses what a list of meetings shows.
type MeetingFilter struct {
	Kind   int64 // 0: all
	Choice MeetingChoice
	Unit   int64 // that holds it or is invited; 0: any
	Year   int   // calendar year of its day; 0: any
	Limit  int   // of those that have been; 0 means 25
	Offset int
}

// A MeetingRow is a meeting in a list. How many came is told to those who see the attendance of all units.
type MeetingRow struct {
	Meeting
	Parts     int  // that are not struck
	PartsHeld int  // of them
	SeesAll   bool // the reader sees the attendance of every unit
	Invited   int  // units
	Present   int  // of them; 0 unless SeesAll
	OwnTicked bool // one of the reader's own units came
	OwnAsked  bool // one of the reader's own units is invited
	Total     int  // rows of the list in all
}

// A MeetingList is the meetings to come and those that have been.
type MeetingList struct {
	Coming []MeetingRow // the next first, at most [MaxComing]
	Past   []MeetingRow // the latest first, one page
	Kinds  []MeetingKind
	Years  []int // in which there are meetings, the latest first
	Units  []MeetingUnitName
	Needs  []MeetingNeed // for the whole district's roles
}

// A MeetingUnitName is a unit to choose in a filter.
type MeetingUnitName struct {
	ID   int64
	Name string
	Kind district.UnitKind
}

// MaxComing is how many meetings to come a list shows.
const MaxComing = 50

// PastTotal returns how many meetings that have been the filter chooses in all.
func (l MeetingList) PastTotal() int {
	if len(l.Past) == 0 {
		return 0
	}
	return l.Past[0].Total
}

// meetingRows is the statement of a list: the meetings that the filter and more conditions choose, in the order, as rows
// of [MeetingRow]. Only those that are shown are counted out. Parameters: those of [MeetingScopes.args], and of page,
// which is LIMIT and perhaps OFFSET.
func meetingRows(more, order, page string) string {
	return `
	WITH chosen AS (
		SELECT m.id, (count(*) OVER ())::int AS total FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id` + meetingRowWhere + more + `
		ORDER BY ` + order + ` ` + page + `)
	SELECT ` + meetingColumns + `,
		parts.n AS parts, parts.held AS parts_held, sees.sees_all, asked.n AS invited,
		CASE WHEN sees.sees_all THEN came.n ELSE 0 END AS present, came.own AS own_ticked, asked.own AS own_asked, c.total
	FROM chosen c JOIN meetings m ON m.id = c.id` + strings.TrimPrefix(meetingTables, " FROM meetings m") + `
	CROSS JOIN LATERAL (SELECT (@all OR m.organiser_id = ANY(@units)) AS sees_all) sees
	CROSS JOIN LATERAL (
		SELECT count(*)::int AS n, (count(*) FILTER (WHERE x.state = 'held'))::int AS held FROM meetings x WHERE x.part_of = m.id AND x.struck_at IS NULL) parts
	CROSS JOIN LATERAL (
		SELECT count(*)::int AS n, coalesce(bool_or(i.unit_id = ANY(@units)), false) AS own
		FROM meeting_units i JOIN units iu ON iu.id = i.unit_id AND iu.alive @> m.day WHERE i.meeting_id = m.id) asked
	CROSS JOIN LATERAL (
		SELECT (count(DISTINCT a.unit_id))::int AS n, coalesce(bool_or(a.unit_id = ANY(@units)), false) AS own` + ticksOf + `) came
	ORDER BY ` + order
}

const meetingRowWhere = ` WHERE m.part_of IS NULL AND ` + meetingSeen + `
	AND (@kind::bigint = 0 OR m.kind_id = @kind)
	AND (@unit::bigint = 0 OR m.organiser_id = @unit OR EXISTS (SELECT FROM meeting_units f WHERE f.meeting_id = m.id AND f.unit_id = @unit))
	AND (@year::int = 0 OR m.day BETWEEN make_date(greatest(@year, 1), 1, 1) AND make_date(greatest(@year, 1), 12, 31))
	AND CASE @choice WHEN 'struck' THEN m.struck_at IS NOT NULL AND (@edit_all OR m.organiser_id = ANY(@edit))
		ELSE m.struck_at IS NULL AND CASE @choice WHEN '' THEN true
			WHEN 'overdue' THEN m.state = 'planned' AND m.day < @today::date
			WHEN 'noAttendance' THEN m.state = 'held' AND k.attendance AND m.attendance_done_at IS NULL
			ELSE m.state = @choice END END`

// The orders and the conditions of lists: what is ahead, the next first, and what has been, the latest first.
const (
	nextFirst   = `m.starts_at, m.id`
	latestFirst = `m.day DESC, m.starts_at DESC, m.id DESC`
	isAhead     = ` AND m.day >= @today::date AND m.state = 'planned'`
)

func (s MeetingScopes) args(f MeetingFilter, today district.Date) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{"all": s.See.All, "units": s.See.Units, "edit_all": s.Edit.All, "edit": s.Edit.Units, "kind": f.Kind, "unit": f.Unit,
		"year": f.Year, "choice": f.Choice, "today": today}
}

// Meetings returns the meetings that the reader sees and the filter chooses, a meeting in parts as one. It is one round
// trip.
func (s *Store) Meetings(ctx context.Context, scopes MeetingScopes, today district.Date, f MeetingFilter) (MeetingList, error) {
	var l MeetingList
	var kinds []meetingKindRow
	var years []struct{ Year int }
	if f.Limit == 0 {
		f.Limit = 25
	}
	b := s.db.Batch()
	coming := scopes.args(f, today)
	coming["limit"] = MaxComing
	db.Collect(b, &l.Coming, "list meetings to come", meetingRows(` AND m.day >= @today::date AND m.state <> 'held'`, nextFirst, `LIMIT @limit`), coming)
	past := scopes.args(f, today)
	past["limit"], past["offset"] = f.Limit, f.Offset
	db.Collect(b, &l.Past, "list meetings that have been", meetingRows(` AND (m.day < @today::date OR m.state = 'held')`, latestFirst, `LIMIT @limit OFFSET @offset`), past)
	db.Collect(b, &kinds, "list kinds of meeting", `SELECT `+meetingKindColumns+meetingKindTables+meetingKindOrder, nil)
	db.Collect(b, &years, "list years of meetings", `
		SELECT DISTINCT extract(year FROM m.day)::int AS year FROM meetings m WHERE m.part_of IS NULL AND m.struck_at IS NULL AND `+meetingSeen+` ORDER BY 1 DESC`,
		pgx.StrictNamedArgs{"all": scopes.See.All, "units": scopes.See.Units})
	db.Collect(b, &l.Units, "list units of meetings", `
		SELECT u.id, u.name, u.kind FROM units u WHERE (@all OR u.id = ANY(@units)) AND (u.alive @> @today::date OR u.id = @unit)
		ORDER BY array_position(ARRAY[`+kindsInOrder()+`], u.kind), u.name COLLATE "sv-x-icu", u.id`,
		pgx.StrictNamedArgs{"all": scopes.See.All, "units": scopes.See.Units, "today": today, "unit": f.Unit})
	if scopes.See.All {
		queueMeetingNeeds(b, today, &l.Needs)
	}
	if err := b.Send(ctx); err != nil {
		return MeetingList{}, err
	}
	for _, y := range years {
		l.Years = append(l.Years, y.Year)
	}
	var err error
	l.Kinds, err = meetingKinds(kinds)
	return l, err
}

// A MeetingMove is when and where a meeting, or a part of it, was to be before it was moved.
type MeetingMove struct {
	MeetingID int64
	WasStart  time.Time
	WasEnd    *time.Time
	WasPlace  string
	Reason    string
	MovedOn   district.Date
}

// A MeetingUnit is a unit that is invited to a meeting, and what is known of whether it came.
type MeetingUnit struct {
	UnitID   int64
	Name     string
	Slug     string
	Kind     district.UnitKind
	Closed   district.Date
	At       []int64  // the meeting or the parts of it at which it was ticked
	Holders  []string // of the post that the meeting is for, where the reader may see names
	Presence district.Presence
}

// A MeetingPage is everything that the page of a meeting shows.
type MeetingPage struct {
	Meeting
	SeesAll   bool // the reader sees the attendance of every unit
	Invited   int  // units
	Parts     []Meeting
	Moves     []MeetingMove // of the meeting and its parts, the latest first
	Units     []MeetingUnit // invited; only those in scope unless SeesAll
	Questions []MeetingQuestion
	FollowUps []UnitFollowUp  // what those who came answered afterwards; the words of those in scope
	Sums      []FollowUpCount // of all of them, by question; only when SeesAll
}

// Count returns of how many of the units it is known so.
func (p MeetingPage) Count(presence district.Presence) int {
	n := 0
	for _, u := range p.Units {
		if u.Presence == presence {
			n++
		}
	}
	return n
}

// MeetingPage returns the page of a meeting that the reader sees. Of a part it returns the part with its whole in
// PartOf. It is one round trip.
func (s *Store) MeetingPage(ctx context.Context, scopes MeetingScopes, today district.Date, id int64) (MeetingPage, error) {
	var p MeetingPage
	type head struct {
		Meeting
		SeesAll bool
		Invited int
	}
	var h head
	args := func(more ...string) pgx.StrictNamedArgs {
		a := pgx.StrictNamedArgs{"id": id}
		for _, m := range more {
			switch m {
			case "see":
				a["all"], a["units"] = scopes.See.All, scopes.See.Units
			case "came":
				came := scopes.attendance()
				a["came_all"], a["came"] = came.All, came.Units
			case "names":
				a["names_all"], a["names"] = scopes.Names.All, scopes.Names.Units
			case "edit":
				a["edit_all"], a["edit"] = scopes.Edit.All, scopes.Edit.Units
			case "today":
				a["today"] = today
			}
		}
		return a
	}
	b := s.db.Batch()
	db.CollectOne(b, &h, "read meeting", `
		SELECT `+meetingColumns+`, coalesce(@came_all OR m.organiser_id = ANY(@came), false) AS sees_all,
			(SELECT count(*)::int FROM meeting_units i JOIN units iu ON iu.id = i.unit_id AND iu.alive @> m.day WHERE i.meeting_id = m.id) AS invited`+meetingTables+`
		WHERE m.id = @id AND `+meetingSeen+` AND (m.struck_at IS NULL OR @edit_all OR m.organiser_id = ANY(@edit))`, args("see", "came", "edit"))
	db.Collect(b, &p.Parts, "list parts of a meeting", `
		SELECT `+meetingColumns+meetingTables+` WHERE m.part_of = @id AND m.struck_at IS NULL ORDER BY m.starts_at, m.id`, args())
	db.Collect(b, &p.Moves, "list moves of a meeting", `
		SELECT v.meeting_id, v.was_start, v.was_end, v.was_place, v.reason, v.moved_on FROM meeting_moves v JOIN meetings x ON x.id = v.meeting_id
		WHERE (x.id = @id OR x.part_of = @id) AND x.struck_at IS NULL ORDER BY v.id DESC`, args())
	db.Collect(b, &p.Units, "list units of a meeting", meetingUnitsSQL+` WHERE m.id = @id AND (@came_all OR m.organiser_id = ANY(@came) OR i.unit_id = ANY(@came))`+
		meetingUnitsOrder, args("came", "names", "today"))
	db.Collect(b, &p.Questions, "list questions of a meeting", `
		SELECT `+questionColumns+questionTables+` WHERE q.meeting_id = @id AND q.struck_at IS NULL ORDER BY q.asked_on, q.id`, args())
	queueFollowUps(b, &p, scopes, today, id)
	if err := b.Send(ctx); err != nil {
		return MeetingPage{}, err
	}
	p.Meeting, p.SeesAll, p.Invited = h.Meeting, h.SeesAll, h.Invited
	for i := range p.Units {
		p.Units[i].Presence = district.PresenceAt(len(p.Units[i].At) > 0, p.Done())
	}
	return p, nil
}

// meetingUnitsSQL is the units invited to meetings m, where they were ticked, and who holds the post that the meeting
// is for: on its day, or today while that is to come. A unit that was closed before the day could not come. Parameters:
// names_all, names, today.
const meetingUnitsSQL = `
	SELECT i.unit_id, u.name, u.slug, u.kind, u.closed, coalesce(came.at, '{}') AS at, coalesce(who.names, '{}') AS holders, '' AS presence
	FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id JOIN meeting_units i ON i.meeting_id = coalesce(m.part_of, m.id)
	JOIN units u ON u.id = i.unit_id AND u.alive @> m.day
	LEFT JOIN LATERAL (
		SELECT array_agg(x.id ORDER BY x.id) AS at FROM meetings x JOIN meeting_attendance a ON a.meeting_id = x.id AND a.present AND a.unit_id = i.unit_id
		WHERE (x.id = coalesce(m.part_of, m.id) OR x.part_of = coalesce(m.part_of, m.id)) AND x.struck_at IS NULL AND x.state <> 'cancelled') came ON true
	LEFT JOIN LATERAL (
		SELECT array_agg(pe.name ORDER BY lower(a.valid), a.id) AS names FROM assignments a JOIN people pe ON pe.id = a.person_id AND pe.name <> ''
		WHERE a.unit_id = i.unit_id AND a.post_id = k.post_id AND a.struck_at IS NULL AND a.valid @> least(m.day, @today::date)
		  AND (@names_all OR i.unit_id = ANY(@names))) who ON true`

var meetingUnitsOrder = ` ORDER BY array_position(ARRAY[` + kindsInOrder() + `], u.kind), u.name COLLATE "sv-x-icu", u.id`
