package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// An AssociationRecord is an association as a row of the register's file.
type AssociationRecord struct {
	ID           int64
	Kind         district.UnitKind
	Name         string
	Slug         string
	Founded      district.Date
	Closed       district.Date
	Revision     int
	MeetingPlace string
	LocalIssue   string
	Contacts     []UnitContact
	Covers       []Cover // that hold on the day, or held on the last day of a closed one; and those to come
	asof         district.Date
}

// Areas returns the names of the areas that the association covers, or covered on its last day, in Swedish order.
func (r AssociationRecord) Areas() []string {
	var out []string
	for _, c := range r.Covers {
		if c.Span().Contains(r.asof) {
			out = append(out, c.AreaName)
		}
	}
	return out
}

// ExportAssociations returns the associations in scope that the filter chooses, in its order, for a file. It writes
// the read log.
func (s *Store) ExportAssociations(ctx context.Context, v AssociationView, f AssociationFilter) ([]AssociationRecord, error) {
	var rows []AssociationRow
	b := s.db.Batch()
	collectAssociations(b, &rows, v.Scope, v.States, f)
	b.LogRead(v.Actor, v.Now, db.Reading{Subject: "export", Detail: "partiföreningar"})
	if err := b.Send(ctx); err != nil {
		return nil, err
	}
	sortAssociations(rows, f)
	records, err := s.associationRecords(ctx, v.Scope, f.Day)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]AssociationRecord, len(records))
	for _, r := range records {
		byID[r.ID] = r
	}
	out := make([]AssociationRecord, 0, len(rows))
	for _, r := range rows {
		if record, ok := byID[r.ID]; ok {
			out = append(out, record)
		}
	}
	return out, nil
}

// associationRecords returns every association in scope.
func (s *Store) associationRecords(ctx context.Context, scope authz.Scope, day district.Date) ([]AssociationRecord, error) {
	type unitRow struct {
		ID           int64
		Kind         district.UnitKind
		Name         string
		Slug         string
		Founded      district.Date
		Closed       district.Date
		Revision     int
		MeetingPlace string
		LocalIssue   string
	}
	type contactRow struct {
		UnitID int64
		UnitContact
	}
	var units []unitRow
	var contacts []contactRow
	var covers []Cover
	args := pgx.StrictNamedArgs{"all": scope.All, "units": scope.Units}
	b := s.db.Batch()
	db.Collect(b, &units, "read register", `
		SELECT u.id, u.kind, u.name, u.slug, u.founded, u.closed, u.revision, a.meeting_place, a.local_issue
		FROM units u JOIN associations a ON a.unit_id = u.id WHERE (@all OR u.id = ANY(@units)) ORDER BY u.name COLLATE "sv-x-icu", u.id`, args)
	db.Collect(b, &contacts, "read contact ways", `
		SELECT c.unit_id, c.kind, c.value, c.published FROM unit_contacts c JOIN associations a USING (unit_id)
		WHERE (@all OR c.unit_id = ANY(@units)) ORDER BY c.unit_id, c.sort, c.id`, args)
	db.Collect(b, &covers, "read areas covered", `
		SELECT `+coverColumns+coverFrom+` JOIN associations x ON x.unit_id = c.unit_id
		WHERE (@all OR c.unit_id = ANY(@units)) ORDER BY c.unit_id, a.name COLLATE "sv-x-icu", c.id`, args)
	if err := b.Send(ctx); err != nil {
		return nil, err
	}
	out := make([]AssociationRecord, len(units))
	at := make(map[int64]int, len(units))
	for i, u := range units {
		asof := day
		if !u.Closed.IsZero() && !u.Closed.After(day) {
			asof = u.Closed.AddDays(-1)
		}
		out[i] = AssociationRecord{u.ID, u.Kind, u.Name, u.Slug, u.Founded, u.Closed, u.Revision, u.MeetingPlace, u.LocalIssue, nil, nil, asof}
		at[u.ID] = i
	}
	for _, c := range contacts {
		if i, ok := at[c.UnitID]; ok {
			out[i].Contacts = append(out[i].Contacts, c.UnitContact)
		}
	}
	for _, c := range covers {
		if i, ok := at[c.UnitID]; ok && (c.Until.IsZero() || c.Until.After(out[i].asof)) {
			out[i].Covers = append(out[i].Covers, c)
		}
	}
	return out, nil
}

// An ImportRow is one row of a file with associations, as its cells read. Nil means that the file has no such column,
// which leaves the association as it is.
type ImportRow struct {
	Number       int // of the row in the file
	Name         string
	Kind         district.UnitKind // "" when the file does not say
	Areas        *[]string         // names, addresses or codes
	Contacts     map[district.ContactKind][]UnitContact
	MeetingPlace *string
	LocalIssue   *string
	Founded      *district.Date
	Errors       []string // what is wrong with the cells, in Swedish
}

// A Fate is what happens to a row of an imported file.
type Fate string

// The fates.
const (
	FateNew       Fate = "new"
	FateChanged   Fate = "changed"
	FateUnchanged Fate = "unchanged"
	FateRefused   Fate = "refused"
)

// An ImportResult is the fate of one row.
type ImportResult struct {
	Number  int
	Name    string
	Slug    string // of the association that it is about, "" for a new one
	Fate    Fate
	Changes []ImportChange
	Errors  []string // in Swedish

	record AssociationRecord
	create NewUnit
	edit   UnitEdit
	edited bool    // edit changes something
	add    []int64 // areas
	end    []Cover
}

// An ImportChange is one value that a row changes. The field is its Swedish name.
type ImportChange struct {
	Field, Before, After string
}

// An ImportPlan is what an import would do, row by row.
type ImportPlan struct {
	Results     []ImportResult
	Fingerprint string // the same as long as the import would do exactly the same to the same revisions
}

// Count returns how many rows have a fate.
func (p ImportPlan) Count(f Fate) int {
	n := 0
	for _, r := range p.Results {
		if r.Fate == f {
			n++
		}
	}
	return n
}

// PlanImport tells what importing the rows would do today, and changes nothing.
func (s *Store) PlanImport(ctx context.Context, rows []ImportRow) (ImportPlan, error) {
	moment, err := s.Moment(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	records, err := s.associationRecords(ctx, authz.Everything, moment.Today)
	if err != nil {
		return ImportPlan{}, err
	}
	areas, err := db.Many[Area](ctx, s.db, "list areas", `
		SELECT `+areaColumns+` FROM areas a WHERE a.kind IN ('municipality', 'cityDistrict')`, nil)
	if err != nil {
		return ImportPlan{}, err
	}
	p := newPlanner(moment.Today, records, areas)
	plan := ImportPlan{Results: make([]ImportResult, len(rows))}
	hash := sha256.New()
	for i, row := range rows {
		r := p.plan(row)
		if r.Fate == FateRefused {
			r.Changes = nil
		}
		plan.Results[i] = r
		revisions := make([]string, len(r.end))
		for j, c := range r.end {
			revisions[j] = fmt.Sprint(c.ID, ".", c.Revision)
		}
		line, err := json.Marshal([]any{r.Number, r.Name, r.Fate, r.record.ID, r.record.Revision, r.Changes, r.Errors, r.add, revisions})
		if err != nil {
			return ImportPlan{}, fmt.Errorf("encode plan of the import: %w", err)
		}
		hash.Write(line)
	}
	plan.Fingerprint = hex.EncodeToString(hash.Sum(nil)[:16])
	return plan, nil
}

// ApplyImport does what the plan with the fingerprint said, all of it or nothing, and returns how many associations
// are new or changed. When the register has changed so that it would now do something else, it is a
// [district.ErrConflict]; a plan with a refused row is a [district.Invalid].
func (s *Store) ApplyImport(ctx context.Context, actor db.Actor, once db.OnceKey, rows []ImportRow, fingerprint string) (int64, error) {
	return s.Together(ctx, actor, once, func(s *Store) (int64, error) {
		plan, err := s.PlanImport(ctx, rows)
		switch {
		case err != nil:
			return 0, err
		case plan.Fingerprint != fingerprint:
			return 0, fmt.Errorf("the register has changed since the import was shown: %w", district.ErrConflict)
		case plan.Count(FateRefused) > 0:
			return 0, district.NewInvalid("", "Rätta raderna med fel först. Inget har ändrats.")
		case plan.Count(FateNew)+plan.Count(FateChanged) == 0:
			return 0, district.NewInvalid("", "Filen ändrar ingenting. Allt i den står redan i registret.")
		}
		moment, err := s.Moment(ctx)
		if err != nil {
			return 0, err
		}
		var n int64
		for _, r := range plan.Results {
			if r.Fate != FateNew && r.Fate != FateChanged {
				continue
			}
			n++
			if err := s.applyImport(ctx, actor, r, moment.Today); err != nil {
				return 0, fmt.Errorf("row %d: %w", r.Number, err)
			}
		}
		return n, nil
	})
}

func (s *Store) applyImport(ctx context.Context, actor db.Actor, r ImportResult, today district.Date) error {
	if r.Fate == FateNew {
		_, err := s.CreateUnit(ctx, actor, db.OnceKey{}, r.create)
		return err
	}
	if r.edited {
		if _, err := s.EditUnit(ctx, actor, db.OnceKey{}, r.edit); err != nil {
			return err
		}
	}
	for _, c := range r.end {
		var err error
		if c.From.IsZero() || c.From.Before(today) {
			_, err = s.EndCover(ctx, actor, db.OnceKey{}, r.record.ID, c.ID, c.Revision, today.AddDays(-1))
		} else {
			_, err = s.RemoveCover(ctx, actor, db.OnceKey{}, r.record.ID, c.ID, c.Revision)
		}
		if err != nil {
			return err
		}
	}
	for _, area := range r.add {
		if _, err := s.AddCover(ctx, actor, db.OnceKey{}, r.record.ID, area, district.Span{From: today}); err != nil {
			return err
		}
	}
	return nil
}

// A planner compares rows of a file with the register.
type planner struct {
	today  district.Date
	byName map[string][]AssociationRecord // by folded name
	areas  map[string]Area                // by folded name, slug and code
	rows   map[string]int                 // row on which a folded name and kind stood
}

func newPlanner(today district.Date, records []AssociationRecord, areas []Area) *planner {
	p := &planner{today: today, byName: map[string][]AssociationRecord{}, areas: map[string]Area{}, rows: map[string]int{}}
	for _, r := range records {
		p.byName[foldName(r.Name)] = append(p.byName[foldName(r.Name)], r)
	}
	for _, a := range areas {
		for _, key := range []string{foldName(a.Name), a.Slug, a.Code} {
			if key != "" {
				p.areas[key] = a
			}
		}
	}
	return p
}

func foldName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func (p *planner) plan(row ImportRow) ImportResult {
	r := ImportResult{Number: row.Number, Name: row.Name, Errors: slices.Clone(row.Errors)}
	if row.Name == "" {
		r.refuse("Skriv ett namn.")
		return r
	}
	key := foldName(row.Name)
	found, ok := p.find(&r, key, row.Kind)
	if first := p.rows[key+"/"+string(row.Kind)]; first != 0 {
		r.refuse(fmt.Sprintf("Ta bort raden eller rad %d. De har samma namn.", first))
	}
	p.rows[key+"/"+string(row.Kind)] = row.Number
	desired := p.resolveAreas(&r, row)
	if ok {
		r.record, r.Slug = found, found.Slug
		p.compare(&r, row, desired)
		switch {
		case len(r.Errors) > 0:
			r.Fate = FateRefused
		case len(r.Changes) == 0:
			r.Fate = FateUnchanged
		case !found.Closed.IsZero():
			r.refuse("Föreningen är stängd. Ta bort raden, eller öppna föreningen igen först.")
		default:
			r.Fate = FateChanged
		}
		return r
	}
	p.compareNew(&r, row, desired)
	r.Fate = FateNew
	if len(r.Errors) > 0 {
		r.Fate = FateRefused
	}
	return r
}

func (r *ImportResult) refuse(why string) {
	r.Errors = append(r.Errors, why)
	r.Fate = FateRefused
}

func (r *ImportResult) change(field, before, after string) {
	if before != after {
		r.Changes = append(r.Changes, ImportChange{field, before, after})
	}
}

// find returns the association that a row is about: the one that exists, else the only one of the name that is closed.
func (p *planner) find(r *ImportResult, key string, kind district.UnitKind) (AssociationRecord, bool) {
	var alive, closed, others []AssociationRecord
	for _, c := range p.byName[key] {
		switch {
		case kind != "" && c.Kind != kind:
			others = append(others, c)
		case c.Closed.IsZero() || c.Closed.After(p.today):
			alive = append(alive, c)
		default:
			closed = append(closed, c)
		}
	}
	switch {
	case len(alive) == 1:
		return alive[0], true
	case len(alive) > 1:
		r.refuse("Skriv slag på raden. Det finns en partiförening och en branschförening med det namnet.")
	case len(closed) == 1:
		return closed[0], true
	case len(closed) > 1:
		r.refuse("Ta bort raden. Det finns flera stängda föreningar med det namnet.")
	case len(others) > 0:
		r.refuse("Rätta slag på raden. " + others[0].Name + " är en " + strings.ToLower(others[0].Kind.Name()) + " i registret.")
	case kind == "":
		r.refuse("Skriv slag på raden: Partiförening eller Branschförening. Föreningen finns inte i registret.")
	}
	return AssociationRecord{}, false
}

// resolveAreas returns the areas that the row names, by id.
func (p *planner) resolveAreas(r *ImportResult, row ImportRow) map[int64]Area {
	desired := map[int64]Area{}
	if row.Areas == nil {
		return desired
	}
	for _, written := range *row.Areas {
		a, ok := p.areas[foldName(written)]
		if !ok {
			r.refuse("Rätta området ”" + written + "”. Skriv en kommun eller ett stadsdelsområde.")
			continue
		}
		desired[a.ID] = a
	}
	return desired
}

func (p *planner) compareNew(r *ImportResult, row ImportRow, desired map[int64]Area) {
	r.create = NewUnit{Kind: row.Kind, Name: row.Name}
	setIfGiven(&r.create.Founded, row.Founded)
	setIfGiven(&r.create.MeetingPlace, row.MeetingPlace)
	setIfGiven(&r.create.LocalIssue, row.LocalIssue)
	for _, kind := range district.ContactKinds() {
		r.create.Contacts = append(r.create.Contacts, row.Contacts[kind]...)
	}
	for id, a := range desired {
		p.mustBeValid(r, a)
		r.create.Areas = append(r.create.Areas, id)
	}
	slices.Sort(r.create.Areas)
	r.add = r.create.Areas
	r.change("Slag", "", row.Kind.Name())
	r.change("Områden", "", sv.List(areaNames(desired)))
	for _, kind := range district.ContactKinds() {
		r.change(kind.Name(), "", contactText(r.create.Contacts, kind))
	}
	r.change("Mötesplats", "", r.create.MeetingPlace)
	r.change("Lokal fråga", "", r.create.LocalIssue)
	r.change("Grundad", "", r.create.Founded.String())
}

func (p *planner) mustBeValid(r *ImportResult, a Area) {
	if !(district.Span{From: a.From, Until: a.Until}).Contains(p.today) {
		r.refuse("Byt området ”" + a.Name + "”. Det finns inte i dag.")
	}
}

func (p *planner) compare(r *ImportResult, row ImportRow, desired map[int64]Area) {
	was := r.record
	r.edit = UnitEdit{ID: was.ID, Revision: was.Revision}
	if row.Areas != nil {
		p.compareAreas(r, desired)
	}
	changes := len(r.Changes)
	if len(row.Contacts) > 0 {
		var contacts []UnitContact
		for _, kind := range district.ContactKinds() {
			ways, given := row.Contacts[kind]
			if !given {
				ways = contactsOf(was.Contacts, kind)
			}
			contacts = append(contacts, ways...)
			r.change(kind.Name(), contactText(was.Contacts, kind), contactText(ways, kind))
		}
		if len(r.Changes) > changes {
			r.edit.Contacts = &contacts
		}
	}
	if row.MeetingPlace != nil {
		r.change("Mötesplats", was.MeetingPlace, *row.MeetingPlace)
		r.edit.MeetingPlace = row.MeetingPlace
	}
	if row.LocalIssue != nil {
		r.change("Lokal fråga", was.LocalIssue, *row.LocalIssue)
		r.edit.LocalIssue = row.LocalIssue
	}
	if row.Founded != nil {
		r.change("Grundad", was.Founded.String(), row.Founded.String())
		r.edit.Founded = row.Founded
		if !was.Closed.IsZero() && !row.Founded.Before(was.Closed) && !row.Founded.IsZero() {
			r.refuse("Rätta grundad. Föreningen stängdes före den dagen.")
		}
	}
	r.edited = len(r.Changes) > changes
}

func (p *planner) compareAreas(r *ImportResult, desired map[int64]Area) {
	had := map[int64]bool{}
	for _, c := range r.record.Covers {
		if !c.Span().Contains(r.record.asof) {
			continue
		}
		had[c.AreaID] = true
		if _, wanted := desired[c.AreaID]; !wanted {
			r.end = append(r.end, c)
		}
	}
	for id, a := range desired {
		if had[id] {
			continue
		}
		p.mustBeValid(r, a)
		for _, c := range r.record.Covers {
			if c.AreaID == id {
				r.refuse("Ta bort området ”" + a.Name + "”. Det är redan inlagt från " + sv.Date(c.From) + ".")
			}
		}
		r.add = append(r.add, id)
	}
	slices.Sort(r.add)
	if len(r.add)+len(r.end) > 0 {
		r.change("Områden", sv.List(r.record.Areas()), sv.List(areaNames(desired)))
	}
}

func areaNames(areas map[int64]Area) []string {
	out := make([]string, 0, len(areas))
	for _, a := range areas {
		out = append(out, a.Name)
	}
	sv.Sort(out)
	return out
}

func contactsOf(contacts []UnitContact, kind district.ContactKind) []UnitContact {
	var out []UnitContact
	for _, c := range contacts {
		if c.Kind == kind {
			out = append(out, c)
		}
	}
	return out
}

// contactText writes the ways of a kind for people.
func contactText(contacts []UnitContact, kind district.ContactKind) string {
	var out []string
	for _, c := range contactsOf(contacts, kind) {
		text := c.Value
		if c.Published {
			text += " (publicerad)"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}
