package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// A reorganising is one reorganisation on its way, within a transaction.
type reorganising struct {
	tx    *db.Tx
	scope authz.Scope
	giver *authz.Access
	in    NewReorganisation

	from, to []Unit // locked; the new ones are made on the way
	held     []heldAssignment
	access   []heldGrant
	covers   []Cover
	begun    map[int64]int64 // new assignment of a carried one

	id   int64
	done reorganised
	out  Reorganising
}

// reorganised is what a reorganisation did, as kept with it for the undoing and for the history.
type reorganised struct {
	Sources     []endedUnit `json:"sources"`
	Room        []endedUnit `json:"room,omitempty"` // what ended in those that go on, to make room
	Founded     []begunRow  `json:"founded,omitempty"`
	Assignments []begunRow  `json:"assignments,omitempty"`
	Areas       []begunRow  `json:"areas,omitempty"`
	Grants      []begunRow  `json:"grants,omitempty"`

	Invited []passedInvitation `json:"invited,omitempty"`
}

// An endedUnit is a unit with what was ended in it. Closed units have merged_into set when it was a merger.
type endedUnit struct {
	Unit   int64 `json:"unit"`
	Closed bool  `json:"closed,omitempty"`
	Ended  ended `json:"ended"`
}

// A begunRow is a row that was made, with the revision that was left: another means that somebody has used it.
type begunRow struct {
	ID       int64 `json:"id"`
	Revision int   `json:"revision"`
}

// A heldAssignment is an assignment that a unit that takes part has on the day or later.
type heldAssignment struct {
	ID, PersonID, UnitID, PostID int64
	PostKey, PostName            string
	PersonName                   string
	Single                       bool
	Gender                       district.Gender
	From, Until                  district.Date
}

func (a heldAssignment) span() district.Span { return district.Span{From: a.From, Until: a.Until} }

// A heldGrant is access in a unit that takes part, or access that follows an assignment in it.
type heldGrant struct {
	ID, AccountID, PersonID int64
	PersonName              string
	Role                    authz.Role
	UnitID, AssignmentID    int64
	InUnit                  int64 // of the grant or of its assignment
	From, Until             district.Date
}

func (r *reorganising) run() error {
	for _, step := range []func() error{r.checkShape, r.lock, r.checkUnits, r.read, r.checkCarried, r.close, r.found, r.end, r.beginAssignments,
		r.beginAreas, r.beginGrants, r.passInvitations, r.tell, r.keep} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (r *reorganising) merger() bool { return r.in.Kind == district.Merger }

// closes tells whether the units that it comes from close.
func (r *reorganising) closes() bool { return r.merger() || !r.in.Keep }

// checkShape looks at what can be seen without the database.
func (r *reorganising) checkShape() error {
	in := r.in
	var wrong district.Invalid
	if in.Day.IsZero() {
		wrong.Add("day", "Skriv ett datum, till exempel 2018-09-09.")
	}
	newOnes := 0
	for _, t := range in.To {
		if t.Unit == 0 {
			newOnes++
			if t.Name == "" {
				wrong.Add("name", "Skriv ett namn.")
			}
		}
	}
	switch in.Kind {
	case district.Merger:
		if len(in.To) != 1 || len(in.From) == 0 || newOnes == 1 && len(in.From) < 2 {
			wrong.Add("with", "Välj minst en till att slå ihop med.")
		}
	case district.Split:
		if len(in.From) != 1 || newOnes != len(in.To) || len(in.To) == 0 || !in.Keep && len(in.To) < 2 {
			wrong.Add("name", "Skriv namn på dem som bildas. Lever den delade inte vidare behövs minst två.")
		}
	default:
		return fmt.Errorf("unknown kind of reorganisation %q", in.Kind)
	}
	seen := map[int64]bool{}
	for _, id := range in.From {
		twice := seen[id] || slices.ContainsFunc(in.To, func(t Successor) bool { return t.Unit == id })
		if seen[id] = true; twice {
			wrong.Add("with", "Välj olika föreningar eller organ.")
		}
	}
	if len(in.From) > MaxSuccessors || len(in.To) > MaxSuccessors {
		wrong.Add("", "Det är för många på en gång. Ta några i taget.")
	}
	return wrong.Err()
}

// lock locks the units that take part, in the order of their ids, so that two reorganisations of the same units take
// turns whatever each of them wants.
func (r *reorganising) lock() error {
	ids := r.in.unitIDs()
	units, err := db.List[Unit](r.tx, "lock units", `
		SELECT `+unitColumns+` FROM units u WHERE u.id = ANY(@ids) AND (@all OR u.id = ANY(@units)) ORDER BY u.id FOR UPDATE`,
		pgx.StrictNamedArgs{"ids": ids, "all": r.scope.All, "units": r.scope.Units})
	if err != nil {
		return err
	}
	if len(units) != len(ids) {
		return fmt.Errorf("reorganise units: %w", district.ErrNotFound)
	}
	for _, id := range r.in.From {
		r.from = append(r.from, unitWith(units, id))
	}
	r.out = Reorganising{Kind: r.in.Kind, Day: r.in.Day}
	for _, u := range r.from {
		r.out.From = append(r.out.From, ReorganisedUnit{ID: u.ID, Name: u.Name, Slug: u.Slug, Kind: u.Kind, Closes: r.closes()})
	}
	for _, t := range r.in.To {
		if t.Unit != 0 {
			u := unitWith(units, t.Unit)
			r.to = append(r.to, u)
			r.out.To = append(r.out.To, ReorganisedUnit{ID: u.ID, Name: u.Name, Slug: u.Slug, Kind: u.Kind})
			continue
		}
		r.to = append(r.to, Unit{Kind: r.from[0].Kind, Name: t.Name, Founded: r.in.Day})
		n := ReorganisedUnit{Name: t.Name, Kind: r.from[0].Kind, New: true}
		if t.Facts != 0 {
			n.Facts = unitWith(units, t.Facts).Name
		}
		r.out.To = append(r.out.To, n)
	}
	return nil
}

// unitWith returns the unit with the id, which is there.
func unitWith(units []Unit, id int64) Unit {
	return units[slices.IndexFunc(units, func(u Unit) bool { return u.ID == id })]
}

// checkUnits refuses what cannot be: other kinds, units that close anyhow, and days that do not fit the units' own.
func (r *reorganising) checkUnits() error {
	var wrong district.Invalid
	day := r.in.Day
	for _, u := range r.from {
		switch {
		case !u.Kind.CanReorganise():
			wrong.Add("", "Distriktet självt går inte att slå ihop eller dela.")
		case !u.Closed.IsZero():
			wrong.Add("with", u.Name+" har redan en sista dag, "+sv.Date(u.Closed.AddDays(-1))+". Ångra den först, eller välj en annan.")
		case !u.Founded.IsZero() && !u.Founded.Before(day):
			wrong.Add("day", u.Name+" finns från och med "+sv.Date(u.Founded)+". Välj en senare dag.")
		}
		for _, t := range r.to {
			if r.merger() && u.Kind.CanReorganise() && !u.Kind.MergesWith(t.Kind) {
				wrong.Add("with", u.Name+" och "+t.Name+" är av olika slag och går inte att slå ihop.")
			}
		}
	}
	for i, u := range r.from {
		if i > 0 && r.merger() && r.from[0].Kind.CanReorganise() && u.Kind.CanReorganise() && !u.Kind.MergesWith(r.from[0].Kind) {
			wrong.Add("with", u.Name+" och "+r.from[0].Name+" är av olika slag och går inte att slå ihop.")
		}
	}
	for i, u := range r.to {
		switch {
		case r.in.To[i].Unit == 0:
		case !u.Closed.IsZero():
			wrong.Add("with", u.Name+" har en sista dag, "+sv.Date(u.Closed.AddDays(-1))+", och kan inte leva vidare. Ångra den först, eller välj en annan.")
		case !u.Founded.IsZero() && day.Before(u.Founded):
			wrong.Add("day", u.Name+" finns från och med "+sv.Date(u.Founded)+". Välj den dagen eller en senare.")
		}
	}
	if !r.closes() || wrong.Err() != nil {
		return wrong.Err()
	}
	// What is to go up in one of them, or to be divided off from it, needs it to be there that day.
	coming, err := db.List[struct {
		Name string
		Day  district.Date
	}](r.tx, "look for later reorganisations", `
		SELECT u.name, u.closed AS day FROM units u WHERE u.merged_into = ANY(@from) AND u.closed >= @day::date
		UNION ALL SELECT u.name, u.founded FROM units u WHERE u.split_from = ANY(@from) AND u.founded >= @day::date ORDER BY day, name`,
		pgx.StrictNamedArgs{"from": r.in.From, "day": day})
	if err != nil {
		return err
	}
	for _, c := range coming {
		wrong.Add("day", c.Name+" slås ihop eller bildas "+sv.Date(c.Day)+". Välj en senare dag, eller ångra det först.")
	}
	return wrong.Err()
}

// read reads what the units have on the day or later.
func (r *reorganising) read() error {
	args := pgx.StrictNamedArgs{"units": r.in.unitIDs(), "day": r.in.Day}
	var err error
	if r.held, err = db.List[heldAssignment](r.tx, "read assignments", `
		SELECT a.id, a.person_id, a.unit_id, a.post_id, p.key AS post_key, p.name AS post_name, pe.name AS person_name, p.single,
		       coalesce(a.gender, '') AS gender, lower(a.valid) AS "from", upper(a.valid) AS until
		FROM assignments a JOIN posts p ON p.id = a.post_id JOIN people pe ON pe.id = a.person_id
		WHERE a.unit_id = ANY(@units) AND a.struck_at IS NULL AND (upper_inf(a.valid) OR upper(a.valid) > @day::date)
		ORDER BY a.unit_id, p.sort, p.id, pe.name COLLATE "sv-x-icu", a.id FOR UPDATE OF a`, args); err != nil {
		return err
	}
	if r.access, err = db.List[heldGrant](r.tx, "read access", `
		SELECT g.id, g.account_id, ac.person_id, pe.name AS person_name, g.role, coalesce(g.unit_id, 0) AS unit_id,
		       coalesce(g.assignment_id, 0) AS assignment_id, coalesce(g.unit_id, a.unit_id) AS in_unit,
		       lower(g.valid) AS "from", upper(g.valid) AS until
		FROM grants g JOIN accounts ac ON ac.id = g.account_id JOIN people pe ON pe.id = ac.person_id
		LEFT JOIN assignments a ON a.id = g.assignment_id
		WHERE (g.unit_id = ANY(@units) OR a.unit_id = ANY(@units)) AND (upper_inf(g.valid) OR upper(g.valid) > @day::date)
		ORDER BY pe.name COLLATE "sv-x-icu", g.id FOR UPDATE OF g`, args); err != nil {
		return err
	}
	r.covers, err = db.List[Cover](r.tx, "read areas", `
		SELECT `+coverColumns+coverFrom+`
		WHERE c.unit_id = ANY(@units) AND (upper_inf(c.valid) OR upper(c.valid) > @day::date)
		ORDER BY c.unit_id, a.name COLLATE "sv-x-icu", c.id FOR UPDATE OF c`, args)
	return err
}

// changedMeanwhile is said of something that was chosen and is not there any more.
const changedMeanwhile = "Något har ändrats sedan du öppnade sidan. Ladda om den och välj igen."

// source tells whether the unit is one that the reorganisation comes from.
func (r *reorganising) source(unit int64) bool { return slices.Contains(r.in.From, unit) }

// assignment returns a held assignment, nil when there is none.
func (r *reorganising) assignment(id int64) *heldAssignment {
	for i := range r.held {
		if r.held[i].ID == id {
			return &r.held[i]
		}
	}
	return nil
}

// carriedTo returns where a carried assignment begins anew; ok is false when it does not.
func (r *reorganising) carriedTo(id int64) (to int, ok bool) {
	i := slices.IndexFunc(r.in.Assignments, func(c CarriedAssignment) bool { return c.ID == id })
	if i < 0 {
		return 0, false
	}
	return r.in.Assignments[i].To, true
}

// anew returns the days of a carried assignment in its new unit.
func (r *reorganising) anew(a heldAssignment) district.Span {
	return district.Span{From: later(r.in.Day, a.From), Until: a.Until}
}

// checkCarried looks at what was chosen to go on: that it is there, and that single posts have one holder.
func (r *reorganising) checkCarried() error {
	var wrong district.Invalid
	seen := map[int64]bool{}
	for _, c := range r.in.Assignments {
		a := r.assignment(c.ID)
		if a == nil || !r.source(a.UnitID) || c.To < 0 || c.To >= len(r.to) || seen[c.ID] {
			return district.NewInvalid("assignments", changedMeanwhile)
		}
		seen[c.ID] = true
	}
	for _, id := range r.in.Ends {
		a := r.assignment(id)
		if a == nil || !slices.ContainsFunc(r.in.To, func(t Successor) bool { return t.Unit != 0 && t.Unit == a.UnitID }) {
			return district.NewInvalid("assignments", changedMeanwhile)
		}
	}
	for i, c := range r.in.Assignments {
		a := *r.assignment(c.ID)
		span, unit := r.anew(a), r.to[c.To]
		for _, other := range r.held { // who is in the unit already
			if unit.ID == 0 || other.UnitID != unit.ID || other.PostID != a.PostID || slices.Contains(r.in.Ends, other.ID) || !other.span().Overlaps(span) {
				continue
			}
			r.collide(&wrong, a, other, unit.Name)
		}
		for _, before := range r.in.Assignments[:i] { // who else comes to it
			other := *r.assignment(before.ID)
			if before.To == c.To && other.PostID == a.PostID && r.anew(other).Overlaps(span) {
				r.collide(&wrong, a, other, unit.Name)
			}
		}
	}
	return wrong.Err()
}

// collide complains of two who cannot both hold a post.
func (r *reorganising) collide(wrong *district.Invalid, a, other heldAssignment, unit string) {
	switch {
	case a.PersonID == other.PersonID:
		wrong.Add("assignments", personOf(a)+" har redan uppdraget "+a.PostName+" i "+unit+". Ta bort krysset.")
	case a.Single:
		wrong.Add("assignments", a.PostName+" i "+unit+" kan bara en ha: "+personOf(other)+" eller "+personOf(a)+". Välj en av dem.")
	}
}

func personOf(a heldAssignment) string {
	if a.PersonName == "" {
		return "en borttagen person"
	}
	return a.PersonName
}

// close gives the units that close their last day, before anything new is made: a new one may take the name of one of
// them.
func (r *reorganising) close() error {
	if !r.closes() {
		return nil
	}
	for _, u := range r.from {
		if err := r.tx.MustTouch("close unit", `UPDATE units SET closed = @closed, revision = revision + 1 WHERE id = @id`,
			pgx.StrictNamedArgs{"id": u.ID, "closed": r.in.Day}); err != nil {
			return err
		}
	}
	return nil
}

// found makes the new units.
func (r *reorganising) found() error {
	for i, t := range r.in.To {
		if t.Unit != 0 {
			continue
		}
		in := NewUnit{Kind: r.to[i].Kind, Name: t.Name, Founded: r.in.Day}
		if !r.merger() {
			in.SplitFrom = r.in.From[0]
		}
		if t.Facts != 0 {
			facts, err := db.Get[unitState](r.tx, "read facts of unit", `
				SELECT u.id, u.kind, u.name, u.purpose, u.founded, u.revision,
				       coalesce(a.meeting_place, '') AS meeting_place, coalesce(a.local_issue, '') AS local_issue
				FROM units u LEFT JOIN associations a ON a.unit_id = u.id WHERE u.id = @id`, pgx.StrictNamedArgs{"id": t.Facts})
			if err != nil {
				return err
			}
			in.Purpose, in.MeetingPlace, in.LocalIssue = facts.Purpose, facts.MeetingPlace, facts.LocalIssue
			if in.Contacts, err = db.List[UnitContact](r.tx, "read contact ways", `
				SELECT kind, value, published FROM unit_contacts WHERE unit_id = @id ORDER BY sort, id`, pgx.StrictNamedArgs{"id": t.Facts}); err != nil {
				return err
			}
		}
		id, err := createUnit(r.tx, in)
		if err != nil {
			return err
		}
		if r.to[i], err = lockUnit(r.tx, id); err != nil {
			return err
		}
		r.out.To[i].ID, r.out.To[i].Slug = id, r.to[i].Slug
		r.done.Founded = append(r.done.Founded, begunRow{id, r.to[i].Revision})
	}
	return nil
}

// toNames are the names of those that go on.
func (r *reorganising) toNames() string { return sv.List(unitNames(r.out.To)) }

func unitNames(units []ReorganisedUnit) []string {
	out := make([]string, len(units))
	for i, u := range units {
		out[i] = u.Name
	}
	return out
}

// reasons are why assignments that would only have begun later are struck.
var reasons = map[district.ReorganisationKind]string{
	district.Merger: "Föreningen eller organet gick upp i ett annat innan uppdraget började.",
	district.Split:  "Föreningen eller organet delades innan uppdraget började.",
}

// end ends everything in the units that close, or what leaves the one that is divided, and what makes room.
func (r *reorganising) end() error {
	day := r.in.Day
	for _, u := range r.from {
		e := endedUnit{Unit: u.ID, Closed: r.closes()}
		var err error
		switch {
		case r.merger():
			err = r.lead(u)
		case e.Closed:
			r.tx.Audit(db.Change{Record: "unit", ID: u.ID, Unit: u.ID, Action: "split", Note: "Delades i " + r.toNames(),
				Fields: []db.Field{{Name: "last", After: lastOf(day)}}})
		default:
			r.tx.Audit(db.Change{Record: "unit", ID: u.ID, Unit: u.ID, Action: "split", Note: r.toNames() + " bildades av en del",
				Fields: []db.Field{{Name: "from", After: day}}})
		}
		if err != nil {
			return err
		}
		if e.Closed {
			err = e.Ended.everything(r.tx, u.ID, day, reasons[r.in.Kind])
		} else {
			err = r.endParts(u, &e.Ended)
		}
		if err != nil {
			return err
		}
		r.done.Sources = append(r.done.Sources, e)
	}
	for _, u := range r.to {
		if r.merger() && !slices.ContainsFunc(r.done.Founded, func(f begunRow) bool { return f.ID == u.ID }) {
			r.tx.Audit(db.Change{Record: "unit", ID: u.ID, Unit: u.ID, Action: "receive", Note: sv.List(unitNames(r.out.From)) + " gick upp här",
				Fields: []db.Field{{Name: "from", After: day}}})
		}
		var room []int64
		for _, id := range r.in.Ends {
			if r.assignment(id).UnitID == u.ID {
				room = append(room, id)
			}
		}
		if len(room) == 0 {
			continue
		}
		e := endedUnit{Unit: u.ID}
		if err := r.endAssignments(u.ID, room, &e.Ended, "Ersattes vid sammanslagningen innan uppdraget började."); err != nil {
			return err
		}
		r.done.Room = append(r.done.Room, e)
	}
	return nil
}

// lead lets a unit that closes lead to the one that it goes up in.
func (r *reorganising) lead(u Unit) error {
	r.tx.Audit(db.Change{Record: "unit", ID: u.ID, Unit: u.ID, Action: "merge", Note: "Gick upp i " + r.toNames(), Fields: []db.Field{
		{Name: "last", After: lastOf(r.in.Day)}}})
	return r.tx.MustTouch("merge unit", `UPDATE units SET merged_into = @into WHERE id = @id`,
		pgx.StrictNamedArgs{"id": u.ID, "into": r.to[0].ID})
}

// endParts ends what leaves a unit that is divided and lives on.
func (r *reorganising) endParts(u Unit, e *ended) error {
	var leave, areas []int64
	for _, c := range r.in.Assignments {
		leave = append(leave, c.ID)
	}
	for _, c := range r.in.Areas {
		if !c.Stay {
			areas = append(areas, c.ID)
		}
	}
	if len(leave) > 0 {
		if err := r.endAssignments(u.ID, leave, e, "Flyttades vid delningen innan uppdraget började."); err != nil {
			return err
		}
	}
	if len(areas) == 0 {
		return nil
	}
	return e.areas(r.tx, u.ID, r.in.Day, areas)
}

// endAssignments ends some of a living unit's assignments on the day. The access that follows them ends with them, but
// not before today: days on which somebody did have access stay on record.
func (r *reorganising) endAssignments(unit int64, ids []int64, e *ended, reason string) error {
	if err := e.assignments(r.tx, unit, r.in.Day, ids, reason); err != nil {
		return err
	}
	return e.grants(r.tx, unit, later(r.in.Day, r.tx.Moment.Today), ids)
}

// keep writes the reorganisation itself.
func (r *reorganising) keep() error {
	done, err := json.Marshal(r.done)
	if err != nil {
		return fmt.Errorf("encode what the reorganisation did: %w", err)
	}
	if r.id, err = db.Scalar[int64](r.tx, "keep reorganisation", `
		INSERT INTO reorganisations (kind, day, recorded_on, recorded_at, done) VALUES (@kind, @day, @today, @now, @done) RETURNING id`,
		pgx.StrictNamedArgs{"kind": r.in.Kind, "day": r.in.Day, "today": r.tx.Moment.Today, "now": r.tx.Moment.Now, "done": done}); err != nil {
		return err
	}
	r.tx.Audit(db.Change{Record: "reorganisation", ID: r.id, Action: "create", Fields: []db.Field{
		{Name: "kind", After: r.in.Kind}, {Name: "day", After: r.in.Day}, {Name: "parts", After: sv.List(unitNames(slices.Concat(r.out.From, r.out.To)))}}})
	ord := 0
	for _, part := range []struct {
		name  string
		units []ReorganisedUnit
	}{{"from", r.out.From}, {"to", r.out.To}} {
		for _, u := range part.units {
			ord++
			if _, err := r.tx.Run("keep unit of reorganisation", `
				INSERT INTO reorganisation_units (reorganisation_id, ord, part, unit_id, kind, name, closes, founded)
				VALUES (@id, @ord, @part, @unit, @kind, @name, @closes, @founded)`,
				pgx.StrictNamedArgs{"id": r.id, "ord": ord, "part": part.name, "unit": u.ID, "kind": u.Kind, "name": u.Name,
					"closes": u.Closes, "founded": u.New}); err != nil {
				return err
			}
		}
	}
	return nil
}
