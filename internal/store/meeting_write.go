package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/sv"
)

// meetingTopics are bumped by every write of meetings.
var meetingTopics = []db.Topic{db.Meetings}

// A When is when and where a meeting, or a part of one, is held. End may be zero.
type When struct {
	Start, End time.Time
	Place      string
	Region     string // of a part: which one
}

// A NewMeeting is what planning a meeting takes.
type NewMeeting struct {
	Kind      int64
	Organiser int64
	Title     string // a name of its own; "" for that of the kind
	Audience  string // one of the kind's, when it has several
	When      When   // of a meeting in one place
	Parts     []When // of a meeting in several places: one each, at least two; When is not looked at
	Consulted district.Date
	Note      string
	Held      bool // it has been held already
	Only      bool // refuse it when there is such a meeting that day already, see [Store.PlanMeeting]
}

// PlanMeeting plans a meeting of an organiser in scope and returns its id. Who is invited is written down with it: the
// units that the kind invites, as they exist on the day of the meeting. What is wrong is a [district.Invalid] about the
// fields kind, organiser, audience, start, end, region and consulted; of the n-th part (from 0) with that number after
// the name. Where in.Only is set, a meeting of the same kind, organiser, audience and name on the same day, neither cancelled nor
// struck, is told of at the field another: two of them are most often the same one, written in twice, and would be counted
// as two.
func (s *Store) PlanMeeting(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, in NewMeeting) (int64, error) {
	return s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		kind, err := kindOfMeeting(tx, in.Kind)
		if err != nil {
			return 0, asInvalid(err, "kind", "Välj vilket slags träff det är.")
		}
		organiser, err := holdUnit(tx, scope, in.Organiser)
		if err != nil {
			return 0, asInvalid(err, "organiser", "Välj vem som håller träffen.")
		}
		first := in.When
		if len(in.Parts) > 0 {
			first = slices.MinFunc(in.Parts, func(a, b When) int { return a.Start.Compare(b.Start) })
			first.Place, first.Region = "", ""
		}
		day := district.DateOf(first.Start, clock.Stockholm)
		if err := checkMeeting(tx, kind, organiser, in, day); err != nil {
			return 0, err
		}
		if err := onlyMeeting(tx, kind, organiser, in, day); err != nil {
			return 0, err
		}
		id, err := insertMeeting(tx, kind.ID, organiser.ID, nil, first, in)
		if err != nil {
			return 0, err
		}
		invited, err := inviteAsRule(tx, id, organiser.ID, kind.Invited, day)
		if err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "meeting", ID: id, Unit: organiser.ID, Action: "create", Fields: []db.Field{
			{Name: "meetingKind", After: kind.Name}, {Name: "title", Before: "", After: in.Title}, {Name: "audience", Before: "", After: in.Audience},
			{Name: "starts", After: whenText(first)}, {Name: "place", Before: "", After: first.Place},
			{Name: "consulted", Before: district.Date{}, After: in.Consulted}, {Name: "invited", After: invited}, {Name: "partCount", Before: 0, After: len(in.Parts)}}})
		for _, part := range in.Parts {
			if _, err := addPart(tx, Meeting{ID: id, KindID: kind.ID, OrganiserID: organiser.ID}, part); err != nil {
				return 0, err
			}
		}
		if !in.Held {
			return id, nil
		}
		whole, err := lockMeeting(tx, authz.Everything, id)
		if err != nil {
			return 0, err
		}
		parts, err := lockParts(tx, id)
		if err != nil {
			return 0, err
		}
		if len(parts) == 0 {
			return id, holdMeeting(tx, whole)
		}
		for _, p := range parts {
			if err := holdMeeting(tx, p); err != nil {
				return 0, err
			}
		}
		return id, settle(tx, id)
	})
}

// onlyMeeting refuses a meeting that seems to be there already, when in says so.
func onlyMeeting(tx *db.Tx, kind MeetingKind, organiser Unit, in NewMeeting, day district.Date) error {
	if !in.Only {
		return nil
	}
	there, err := db.Scalar[bool](tx, "look for the same meeting", `
		SELECT EXISTS (SELECT FROM meetings m
			WHERE m.kind_id = @kind AND m.organiser_id = @organiser AND m.audience = @audience AND lower(m.title) = lower(@title)
				AND m.part_of IS NULL AND m.struck_at IS NULL AND m.state <> 'cancelled' AND (m.starts_at AT TIME ZONE 'Europe/Stockholm')::date = @day)`,
		pgx.StrictNamedArgs{"kind": kind.ID, "organiser": organiser.ID, "audience": in.Audience, "title": in.Title, "day": day})
	if err != nil || !there {
		return err
	}
	return district.NewInvalid("another", kind.Name+" "+sv.Date(day)+" är redan inlagd. Är det här en till samma dag? Kryssa då i rutan och spara igen.")
}

// kindOfMeeting reads a kind and keeps it from being changed while the transaction goes on.
func kindOfMeeting(tx *db.Tx, id int64) (MeetingKind, error) {
	r, err := db.Get[meetingKindRow](tx, "read kind of meeting", `SELECT `+meetingKindColumns+meetingKindTables+` WHERE k.id = @id FOR SHARE OF k`,
		pgx.StrictNamedArgs{"id": id})
	if err != nil {
		return MeetingKind{}, err
	}
	return r.kind()
}

// checkMeeting tells what is wrong with a meeting that is to be planned for the day.
func checkMeeting(tx *db.Tx, kind MeetingKind, organiser Unit, in NewMeeting, day district.Date) error {
	var wrong district.Invalid
	switch {
	case in.When.Start.IsZero() && len(in.Parts) == 0:
		wrong.Add("start", "Skriv ett datum, till exempel 2018-09-09.")
		return wrong.Err()
	case !kind.Retired.IsZero() && !day.Before(kind.Retired):
		wrong.Add("kind", kind.Plural+" planeras inte från och med "+sv.Date(kind.Retired)+". Välj ett annat slag eller en tidigare dag.")
	case !kind.OrganisedBy(organiser.Kind):
		wrong.Add("organiser", kind.Name+" hålls inte av "+organiser.Name+". Välj en annan som håller den.")
	case !organiser.Alive(day):
		wrong.Add("organiser", organiser.Name+" finns inte "+sv.Date(day)+". Välj en annan som håller träffen, eller en annan dag.")
	}
	if in.Held && day.After(tx.Moment.Today) {
		wrong.Add("start", "En träff som ska komma kan inte ha hållits. Välj i dag eller en tidigare dag.")
	}
	if len(in.Parts) == 1 {
		wrong.Add("region0", "En träff i delar har minst två. Fyll i en del till, eller planera den på en plats.")
	}
	checkAudience(&wrong, kind.Audiences, in.Audience)
	checkConsulted(&wrong, kind.Consultation, in.Consulted, day)
	checkWhen(&wrong, in.When, "")
	for i, p := range in.Parts {
		suffix := string(rune('0' + i))
		checkWhen(&wrong, p, suffix)
		on := district.DateOf(p.Start, clock.Stockholm)
		if in.Held && on.After(tx.Moment.Today) {
			wrong.Add("start"+suffix, "Den delen har inte hållits än. Ta bort krysset för att träffen har hållits.")
		}
		if organiser.Alive(day) && !organiser.Alive(on) {
			wrong.Add("start"+suffix, organiser.Name+" finns inte "+sv.Date(on)+". Välj en annan dag.")
		}
	}
	return wrong.Err()
}

func checkAudience(wrong *district.Invalid, audiences []string, audience string) {
	switch {
	case len(audiences) > 0 && !slices.Contains(audiences, audience):
		wrong.Add("audience", "Välj vilka träffen är till för.")
	case len(audiences) == 0 && audience != "":
		wrong.Add("audience", "Det slaget av träff har inga målgrupper. Ladda om sidan.")
	}
}

// checkConsulted holds the day of the consultation to the days up to that of the meeting: what is agreed afterwards is
// no consultation.
func checkConsulted(wrong *district.Invalid, asked bool, consulted, day district.Date) {
	switch {
	case consulted.IsZero():
	case !asked:
		wrong.Add("consulted", "Det slaget av träff har inget samråd. Ladda om sidan.")
	case consulted.After(day):
		wrong.Add("consulted", "Samrådet ska vara senast samma dag som träffen. Ändra något av datumen.")
	}
}

func checkWhen(wrong *district.Invalid, w When, suffix string) {
	if !w.End.IsZero() && !w.End.After(w.Start) {
		wrong.Add("end"+suffix, "Träffen måste sluta efter att den har börjat. Ändra någon av tiderna. Slutar den efter midnatt lämnar du rutan tom.")
	}
	if suffix != "" && w.Region == "" && w.Place == "" {
		wrong.Add("region"+suffix, "Skriv vad delen heter, till exempel Norra länsdelen.")
	}
}

func insertMeeting(tx *db.Tx, kind, organiser int64, partOf *int64, w When, in NewMeeting) (int64, error) {
	return db.Scalar[int64](tx, "plan meeting", `
		INSERT INTO meetings (kind_id, organiser_id, part_of, title, starts_at, ends_at, place, region, audience, consulted_on, note, recorded_at)
		VALUES (@kind, @organiser, @part_of, @title, @start, @end, @place, @region, @audience, @consulted, @note, @now) RETURNING id`,
		pgx.StrictNamedArgs{"kind": kind, "organiser": organiser, "part_of": partOf, "title": in.Title, "start": w.Start, "end": optionalTime(w.End),
			"place": w.Place, "region": w.Region, "audience": in.Audience, "consulted": in.Consulted, "note": in.Note, "now": tx.Moment.Now})
}

// inviteAsRule writes down the units of a population on the day, or the organiser when it is empty, and returns how
// many they are.
func inviteAsRule(tx *db.Tx, id, organiser int64, rule measure.Population, day district.Date) (int64, error) {
	return tx.Run("invite", `
		INSERT INTO meeting_units (meeting_id, unit_id)
		SELECT @id, u.id FROM units u
		WHERE (cardinality(@kinds::text[]) = 0 AND u.id = @organiser)
		   OR (u.kind = ANY(@kinds) AND NOT u.id = ANY(@except) AND u.alive @> @day::date
		       AND (u.founded IS NULL OR (u.founded + make_interval(months => @age))::date <= @day::date))`,
		pgx.StrictNamedArgs{"id": id, "organiser": organiser, "kinds": kindStrings(rule.Kinds), "except": append([]int64{}, rule.Except...), "day": day,
			"age": rule.MinAgeMonths})
}

func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// whenText is when a meeting begins, as the log has it.
func whenText(w When) string { return sv.InstantISO(w.Start) }

// lockMeeting reads a meeting whose organiser is in scope and keeps others from changing it. Of a part the whole is
// locked first, so that two parts settle their whole one after the other.
func lockMeeting(tx *db.Tx, scope authz.Scope, id int64) (Meeting, error) {
	args := pgx.StrictNamedArgs{"id": id}
	if _, err := tx.Run("lock the whole meeting", `
		SELECT FROM meetings w WHERE w.id = (SELECT coalesce(m.part_of, m.id) FROM meetings m WHERE m.id = @id) FOR UPDATE`, args); err != nil {
		return Meeting{}, err
	}
	return db.Get[Meeting](tx, "read meeting", `
		SELECT `+meetingColumns+meetingTables+` WHERE m.id = @id AND (@all OR m.organiser_id = ANY(@units)) FOR UPDATE OF m`,
		pgx.StrictNamedArgs{"id": id, "all": scope.All, "units": scope.Units})
}

func lockParts(tx *db.Tx, whole int64) ([]Meeting, error) {
	return db.List[Meeting](tx, "read parts of a meeting", `
		SELECT `+meetingColumns+meetingTables+` WHERE m.part_of = @id AND m.struck_at IS NULL ORDER BY m.id FOR UPDATE OF m`, pgx.StrictNamedArgs{"id": whole})
}

// editableMeeting locks a meeting of the given revision that is not struck. The fields are those of the form, for the
// page that shows what stands there now.
func editableMeeting(tx *db.Tx, scope authz.Scope, id int64, revision int, fields ...string) (Meeting, error) {
	m, err := lockMeeting(tx, scope, id)
	if err != nil {
		return Meeting{}, err
	}
	if m.Revision != revision {
		return Meeting{}, staleMeeting(m, fields)
	}
	if m.Struck {
		return Meeting{}, district.NewInvalid("", "Träffen är struken och går inte att ändra. Ta tillbaka den först.")
	}
	if m.PartOf != nil {
		struck, err := db.Scalar[bool](tx, "look at the whole meeting", `SELECT struck_at IS NOT NULL FROM meetings WHERE id = @id`, pgx.StrictNamedArgs{"id": *m.PartOf})
		if err == nil && struck {
			err = district.NewInvalid("", "Träffen är struken och går inte att ändra. Ta tillbaka den först.")
		}
		return m, err
	}
	return m, nil
}

func staleMeeting(m Meeting, fields []string) error {
	end := ""
	if m.EndsAt != nil {
		end = district.TimeOfDayOf(*m.EndsAt, clock.Stockholm).String()
	}
	audiences := map[string]string{}
	for _, a := range m.Audiences {
		audiences[a] = a
	}
	var now []district.FieldValue
	for _, f := range []district.FieldValue{
		{Name: "title", Label: "Namn", Value: m.Title},
		{Name: "audience", Label: "Till för", Value: m.Audience, Choices: audiences},
		{Name: "day", Label: "Dag", Value: m.Day.String()},
		{Name: "start", Label: "Börjar", Value: district.TimeOfDayOf(m.StartsAt, clock.Stockholm).String()},
		{Name: "end", Label: "Slutar", Value: end},
		{Name: "region", Label: "Del", Value: m.Region},
		{Name: "place", Label: "Plats", Value: m.Place},
		{Name: "consulted", Label: "Avstämt med gruppledarna", Value: m.ConsultedOn.String()},
		{Name: "note", Label: "Anteckningar", Value: m.Note},
		{Name: "reason", Label: "Varför?", Value: sv.Join("", m.StateReason, m.StruckReason)},
	} {
		if slices.Contains(fields, f.Name) {
			now = append(now, f)
		}
	}
	return stale("meeting", m.ID, m.Revision, now...)
}

// A MeetingEdit is what can be changed of a meeting besides when and where it is: see [Store.MoveMeeting].
type MeetingEdit struct {
	Title     string
	Audience  string
	Region    string // of a part
	Consulted district.Date
	Note      string
}

// EditMeeting changes a meeting, or a part of one, whose organiser is in scope. Another revision than the given one is
// a [district.StaleError].
func (s *Store) EditMeeting(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, in MeetingEdit) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		old, err := editableMeeting(tx, scope, id, revision, "title", "audience", "region", "consulted", "note")
		if err != nil {
			return 0, err
		}
		var wrong district.Invalid
		if old.PartOf == nil {
			audiences := old.Audiences
			if old.Audience != "" && in.Audience == old.Audience { // the kind may have lost it since
				audiences = []string{old.Audience}
			}
			checkAudience(&wrong, audiences, in.Audience)
			checkConsulted(&wrong, old.Consultation || !old.ConsultedOn.IsZero(), in.Consulted, old.Day)
		} else {
			in.Title, in.Audience, in.Consulted = "", "", district.Date{}
			if in.Region == "" && old.Place == "" {
				wrong.Add("region", "Skriv vad delen heter, till exempel Norra länsdelen.")
			}
		}
		if err := wrong.Err(); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("change meeting", `
			UPDATE meetings SET title = @title, audience = @audience, region = @region, consulted_on = @consulted, note = @note, revision = revision + 1
			WHERE id = @id`,
			pgx.StrictNamedArgs{"id": id, "title": in.Title, "audience": in.Audience, "region": in.Region, "consulted": in.Consulted, "note": in.Note}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "meeting", ID: id, Unit: old.OrganiserID, Action: "update", Fields: []db.Field{
			{Name: "title", Before: old.Title, After: in.Title}, {Name: "audience", Before: old.Audience, After: in.Audience},
			{Name: "region", Before: old.Region, After: in.Region}, {Name: "consulted", Before: old.ConsultedOn, After: in.Consulted},
			{Name: "meetingNote", Before: old.Note, After: in.Note, Personal: true}}})
		return id, nil
	})
	return err
}

// MoveMeeting moves a meeting, or a part of one, whose organiser is in scope to another time or place. Where it was to
// be before is kept. One that has been held is corrected in the same way, to a day that is not to come; it is then
// written as entered today.
func (s *Store) MoveMeeting(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, to When, reason string) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		old, err := editableMeeting(tx, scope, id, revision, "day", "start", "end", "place")
		if err != nil {
			return 0, err
		}
		day := district.DateOf(to.Start, clock.Stockholm)
		var wrong district.Invalid
		checkWhen(&wrong, to, "")
		holds, err := organiserOn(tx, old, day)
		switch {
		case err != nil:
			return 0, err
		case to.Start.IsZero():
			wrong.Add("day", "Skriv ett datum, till exempel 2018-09-09.")
		case holds != "":
			wrong.Add("day", holds)
		case old.State == district.MeetingCancelled:
			wrong.Add("", "Träffen är inställd. Ta tillbaka den innan du flyttar den.")
		case old.State == district.MeetingHeld && day.After(tx.Moment.Today):
			wrong.Add("day", "Träffen har hållits. Välj i dag eller en tidigare dag.")
		case old.PartOf == nil && !old.ConsultedOn.IsZero() && old.ConsultedOn.After(day):
			wrong.Add("day", "Samrådet var "+sv.Date(old.ConsultedOn)+". Välj den dagen eller en senare, eller ändra samrådet först.")
		}
		if err := wrong.Err(); err != nil {
			return 0, err
		}
		if parts, err := lockParts(tx, id); err != nil {
			return 0, err
		} else if len(parts) > 0 {
			return 0, district.NewInvalid("", "Träffen hålls i delar. Flytta den del som ska flyttas.")
		}
		was := When{Start: old.StartsAt, End: deref(old.EndsAt), Place: old.Place}
		if was.Start.Equal(to.Start) && was.End.Equal(to.End) && was.Place == to.Place {
			tx.Unchanged()
			return id, nil
		}
		if _, err := tx.Run("keep where the meeting was", `
			INSERT INTO meeting_moves (meeting_id, was_start, was_end, was_place, reason, moved_on, recorded_at)
			VALUES (@id, @start, @end, @place, @reason, @today, @now)`,
			pgx.StrictNamedArgs{"id": id, "start": was.Start, "end": optionalTime(was.End), "place": was.Place, "reason": reason,
				"today": tx.Moment.Today, "now": tx.Moment.Now}); err != nil {
			return 0, err
		}
		if err := placeMeeting(tx, old, to); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "meeting", ID: id, Unit: old.OrganiserID, Action: "move", Note: reason, Fields: []db.Field{
			{Name: "starts", Before: whenText(was), After: whenText(to)}, {Name: "place", Before: was.Place, After: to.Place}}})
		return id, settleOf(tx, old)
	})
	return err
}

// organiserOn says what is wrong with a meeting on another day than it has when its organiser does not exist on it: ""
// when nothing is.
func organiserOn(tx *db.Tx, m Meeting, day district.Date) (string, error) {
	if day == m.Day {
		return "", nil
	}
	o, err := holdUnit(tx, authz.Everything, m.OrganiserID)
	if err != nil || o.Alive(day) {
		return "", err
	}
	return o.Name + " finns inte " + sv.Date(day) + ". Välj en annan dag, eller planera en ny träff som någon annan håller.", nil
}

// placeMeeting writes when and where a meeting is. One that has been held and gets another day is written as entered
// today.
func placeMeeting(tx *db.Tx, old Meeting, to When) error {
	return tx.MustTouch("move meeting", `
		UPDATE meetings SET starts_at = @start, ends_at = @end, place = @place, revision = revision + 1,
			held_recorded_on = CASE WHEN state = 'held' AND @changed THEN @today::date ELSE held_recorded_on END,
			held_recorded_at = CASE WHEN state = 'held' AND @changed THEN @now ELSE held_recorded_at END
		WHERE id = @id`,
		pgx.StrictNamedArgs{"id": old.ID, "start": to.Start, "end": optionalTime(to.End), "place": to.Place, "today": tx.Moment.Today, "now": tx.Moment.Now,
			"changed": district.DateOf(to.Start, clock.Stockholm) != old.Day})
}

// AddMeetingPart adds a part to a meeting whose organiser is in scope and returns the part's id. A meeting in one place
// becomes one in parts only while it is planned and nobody has been ticked: its own time and place are then the first
// part's.
func (s *Store) AddMeetingPart(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, in When) (int64, error) {
	return s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		whole, err := lockMeeting(tx, scope, id)
		if err != nil {
			return 0, err
		}
		parts, err := lockParts(tx, id)
		if err != nil {
			return 0, err
		}
		var wrong district.Invalid
		checkWhen(&wrong, in, "")
		holds, err := organiserOn(tx, whole, district.DateOf(in.Start, clock.Stockholm))
		switch {
		case err != nil:
			return 0, err
		case whole.Struck || whole.PartOf != nil:
			wrong.Add("", "Det går inte att lägga till en del här.")
		case whole.State == district.MeetingCancelled:
			wrong.Add("", "Träffen är inställd. Ta tillbaka den först.")
		case len(parts) == 0 && whole.State != district.MeetingPlanned:
			wrong.Add("", "Träffen har hållits på en plats. Den kan inte delas längre.")
		case in.Start.IsZero():
			wrong.Add("day", "Skriv ett datum, till exempel 2018-09-09.")
		case in.Region == "" && in.Place == "":
			wrong.Add("region", "Skriv vad delen heter, till exempel Norra länsdelen.")
		case holds != "":
			wrong.Add("day", holds)
		}
		if err := wrong.Err(); err != nil {
			return 0, err
		}
		if len(parts) == 0 {
			ticked, err := db.Scalar[bool](tx, "look for ticks", `SELECT EXISTS (SELECT FROM meeting_attendance WHERE meeting_id = @id AND present)`,
				pgx.StrictNamedArgs{"id": id})
			if err != nil {
				return 0, err
			}
			if ticked {
				return 0, district.NewInvalid("", "Närvaron är påbörjad. Ta bort bockarna innan du delar träffen.")
			}
			first := When{Start: whole.StartsAt, End: deref(whole.EndsAt), Place: whole.Place, Region: "Del 1"}
			if _, err := addPart(tx, whole, first); err != nil {
				return 0, err
			}
			if err := tx.MustTouch("leave the place to the parts", `UPDATE meetings SET place = '' WHERE id = @id`, pgx.StrictNamedArgs{"id": id}); err != nil {
				return 0, err
			}
		}
		part, err := addPart(tx, whole, in)
		if err != nil {
			return 0, err
		}
		return part, settle(tx, id)
	})
}

func addPart(tx *db.Tx, whole Meeting, in When) (int64, error) {
	id, err := insertMeeting(tx, whole.KindID, whole.OrganiserID, &whole.ID, in, NewMeeting{})
	if err != nil {
		return 0, err
	}
	tx.Audit(db.Change{Record: "meeting", ID: id, Unit: whole.OrganiserID, Action: "addPart", Fields: []db.Field{
		{Name: "region", Before: "", After: in.Region}, {Name: "starts", After: whenText(in)}, {Name: "place", Before: "", After: in.Place}}})
	return id, nil
}

// SetInvited says which units are invited to a meeting whose organiser is in scope. Whoever was ticked stays invited.
func (s *Store) SetInvited(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, id int64, revision int, units []int64) error {
	_, err := s.db.Write(ctx, actor, once, meetingTopics, func(tx *db.Tx) (int64, error) {
		m, err := editableMeeting(tx, scope, id, revision)
		if err != nil {
			return 0, err
		}
		if m.PartOf != nil {
			return 0, district.NewInvalid("", "Till en del är de inbjudna som är inbjudna till hela träffen.")
		}
		type invited struct {
			ID            int64
			Name          string
			Was, Is, Came bool
		}
		all, err := db.List[invited](tx, "compare who is invited", `
			SELECT u.id, u.name, i.unit_id IS NOT NULL AS was, u.id = ANY(@chosen) AND (i.unit_id IS NOT NULL OR u.alive @> m.day AND `+mayBeInvited+`) AS is,
				EXISTS (SELECT FROM meetings x JOIN meeting_attendance a ON a.meeting_id = x.id AND a.present AND a.unit_id = u.id
				        WHERE x.id = m.id OR x.part_of = m.id) AS came
			FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id CROSS JOIN units u LEFT JOIN meeting_units i ON i.meeting_id = m.id AND i.unit_id = u.id
			WHERE m.id = @id AND (i.unit_id IS NOT NULL OR u.id = ANY(@chosen)) ORDER BY u.name COLLATE "sv-x-icu", u.id`,
			pgx.StrictNamedArgs{"id": id, "chosen": append([]int64{}, units...), "all": scope.All, "units": scope.Units})
		if err != nil {
			return 0, err
		}
		var added, removed, ticked []string
		var chosen []int64
		for _, u := range all {
			switch {
			case u.Is && !u.Was:
				added = append(added, u.Name)
			case u.Was && !u.Is && u.Came:
				ticked = append(ticked, u.Name)
			case u.Was && !u.Is:
				removed = append(removed, u.Name)
			}
			if u.Is {
				chosen = append(chosen, u.ID)
			}
		}
		switch {
		case len(ticked) > 0:
			return 0, district.NewInvalid("units", sv.ListMax(ticked, 5)+" är avprickad. Ta bort bocken i närvaron först.")
		case len(chosen) == 0:
			return 0, district.NewInvalid("units", "Välj minst en som är inbjuden.")
		case len(added)+len(removed) == 0:
			tx.Unchanged()
			return id, nil
		}
		args := pgx.StrictNamedArgs{"id": id, "chosen": chosen}
		if _, err := tx.Run("take back invitations", `DELETE FROM meeting_units WHERE meeting_id = @id AND NOT unit_id = ANY(@chosen)`, args); err != nil {
			return 0, err
		}
		if _, err := tx.Run("invite", `
			INSERT INTO meeting_units (meeting_id, unit_id) SELECT @id, unnest(@chosen::bigint[]) ON CONFLICT DO NOTHING`, args); err != nil {
			return 0, err
		}
		if err := tx.MustTouch("bump meeting", `UPDATE meetings SET revision = revision + 1 WHERE id = @id`, pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		tx.Audit(db.Change{Record: "meeting", ID: id, Unit: m.OrganiserID, Action: "invite", Fields: []db.Field{
			{Name: "invited", Before: "", After: sv.ListMax(added, 60)}, {Name: "uninvited", Before: "", After: sv.ListMax(removed, 60)}}})
		return id, nil
	})
	return err
}
