package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// dump is everything that a reorganisation touches, row by row in a fixed order, without revisions: those tell forms that
// were read before it that something has been there.
func dump(t *testing.T, w *fixture.World) string {
	t.Helper()
	var b strings.Builder
	for _, table := range []string{"units", "associations", "unit_contacts", "unit_areas", "assignments", "vacancies", "grants", "accounts", "people", "goal_units"} {
		rows, _ := w.DB.Pool().Query(w.Ctx, `SELECT (to_jsonb(x) - 'revision')::text FROM `+pgx.Identifier{table}.Sanitize()+` x ORDER BY 1`)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(lines, "\n"))
	}
	return b.String()
}

// differ fails when two dumps are not the same, with the lines that differ.
func differ(t *testing.T, what, before, after string) {
	t.Helper()
	if before == after {
		return
	}
	was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, l := range was {
		if !slices.Contains(is, l) {
			t.Errorf("%s: gone: %s", what, l)
		}
	}
	for _, l := range is {
		if !slices.Contains(was, l) {
			t.Errorf("%s: new: %s", what, l)
		}
	}
}

func merge(w *fixture.World, in store.NewReorganisation) (int64, error) {
	in.Kind = district.Merger
	return w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, nil, in)
}

func undo(w *fixture.World, id int64) error {
	_, err := w.Store.UndoReorganisation(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, id, "")
	return err
}

// spans are the days on which a person holds posts, by unit: "Farsta treasurer [2018-05-01,)".
func spans(t *testing.T, w *fixture.World, person int64) []string {
	t.Helper()
	rows, _ := w.DB.Pool().Query(w.Ctx, `
		SELECT u.name || ' ' || p.key || ' ' || a.valid::text FROM assignments a JOIN units u ON u.id = a.unit_id JOIN posts p ON p.id = a.post_id
		WHERE a.person_id = $1 AND a.struck_at IS NULL ORDER BY lower(a.valid), 1`, person)
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// access is what an account may on a day: "association_chair Farsta".
func access(t *testing.T, w *fixture.World, account int64, on district.Date) []string {
	t.Helper()
	rows, _ := w.DB.Pool().Query(w.Ctx, `
		SELECT g.role || coalesce(' ' || u.name, '') FROM grants g LEFT JOIN units u ON u.id = g.unit_id
		WHERE g.account_id = $1 AND g.valid @> $2::date ORDER BY 1`, account, on.String())
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// TestMergeIntoAnother: the one that closes ends, with everything in it, on the day; what was chosen begins anew in the
// other, and nothing else. Undone, everything is as it was.
func TestMergeIntoAnother(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	old, into := w.Association("Danderyd"), w.Association("Täby")
	d := day("2018-05-01")
	chair := w.Account(authz.AssociationChair, old.ID)
	officer := w.Account(authz.ElectionOfficer, old.ID)
	chairs := w.Assign(old, "associationChair", fixture.Assignment{Person: chair.Person})
	member := w.Assign(old, "boardMember", fixture.Assignment{})
	treasurer := w.Assign(old, "treasurer", fixture.Assignment{})
	theirs := w.Assign(into, "treasurer", fixture.Assignment{})
	coming := w.Assign(old, "electionOfficer", fixture.Assignment{Person: officer.Person, From: day("2018-06-01"), Last: day("2018-09-30")})
	over := w.Assign(old, "secretary", fixture.Assignment{Last: day("2018-04-30")})
	w.Vacant(old, "studyOfficer", day("2018-02-01"))
	w.Cover(old, "danderyd", district.Date{}, district.Date{})
	w.Cover(into, "taby", district.Date{}, district.Date{})
	cover, err := w.Store.Covers(w.Ctx, authz.Everything, old.ID)
	if err != nil {
		t.Fatal(err)
	}
	before := dump(t, w)

	in := store.NewReorganisation{Kind: district.Merger, Day: d, From: []int64{old.ID}, To: []store.Successor{{Unit: into.ID}},
		Assignments: []store.CarriedAssignment{{ID: chairs.ID}, {ID: coming.ID}, {ID: treasurer.ID}}, Ends: []int64{theirs.ID},
		Grants: []store.CarriedGrant{{ID: officer.Grant, Assignment: coming.ID}},
		Areas:  []store.CarriedArea{{ID: cover[0].ID, To: []int{0}}}}
	preview, _, err := w.Store.PreviewReorganisation(w.Ctx, w.Actor, authz.Everything, nil, in)
	if err != nil {
		t.Fatal(err)
	}
	differ(t, "after the preview", before, dump(t, w))
	if len(preview.Ended) != 5 || len(preview.Carried) != 3 || len(preview.Access) != 2 || len(preview.Given) != 1 || len(preview.Areas) != 1 ||
		len(preview.Covered) != 1 || preview.Vacancies != 1 {
		t.Errorf("preview = %+v", preview)
	}
	in.Seen = preview.Digest()
	id, err := merge(w, in)
	if err != nil {
		t.Fatal(err)
	}

	got := w.Reload(old)
	if got.Closed != d || got.MergedInto == nil || *got.MergedInto != into.ID || got.Alive(d) || !got.Alive(d.AddDays(-1)) {
		t.Errorf("the old one = %+v", got)
	}
	same(t, "the chair", spans(t, w, chair.Person), "Danderyd associationChair [2018-01-06,2018-05-01)", "Täby associationChair [2018-05-01,)")
	same(t, "a board member who was not chosen", spans(t, w, member.PersonID), "Danderyd boardMember [2018-01-06,2018-05-01)")
	same(t, "the treasurer who was chosen", spans(t, w, treasurer.PersonID), "Danderyd treasurer [2018-01-06,2018-05-01)", "Täby treasurer [2018-05-01,)")
	same(t, "the treasurer who was not", spans(t, w, theirs.PersonID), "Täby treasurer [2018-01-06,2018-05-01)")
	same(t, "an assignment that had not begun", spans(t, w, coming.PersonID), "Täby electionOfficer [2018-06-01,2018-10-01)")
	same(t, "an assignment that ended anyhow", spans(t, w, over.PersonID), "Danderyd secretary [2018-01-06,2018-05-01)")
	same(t, "the chair's access the day before", access(t, w, chair.ID, d.AddDays(-1)), "association_chair Danderyd")
	same(t, "the chair's access: naming grants nothing", access(t, w, chair.ID, d))
	same(t, "the officer's access before the assignment begins", access(t, w, officer.ID, d))
	same(t, "the officer's access, which was chosen", access(t, w, officer.ID, day("2018-06-01")), "election_officer Täby")
	same(t, "the officer's access after the assignment", access(t, w, officer.ID, day("2018-10-01")))
	var areas []string
	covers, err := w.Store.Covers(w.Ctx, authz.Everything, into.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range covers {
		areas = append(areas, fmt.Sprintf("%s from %s", c.AreaName, c.From))
	}
	same(t, "areas", areas, "Danderyd from 2018-05-01", "Täby from ")

	if err := undo(w, id); err != nil {
		t.Fatal(err)
	}
	differ(t, "after the undoing", before, dump(t, w))
	complaint(t, undo(w, id), "")
}

// TestMergeIntoNew: two close and a new one begins, with the facts of one of them; undone it is gone.
func TestMergeIntoNew(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a := w.Unit(store.NewUnit{Name: "Solna", MeetingPlace: "Hagalund", LocalIssue: "Fler bostäder.", Contacts: []store.UnitContact{
		{Kind: district.ContactEmail, Value: "solna@example.org", Published: true}, {Kind: district.ContactPhone, Value: "08-465 004 11"}}})
	b := w.Association("Sundbyberg")
	shared := w.Person("")
	first, second := w.Assign(a, "treasurer", fixture.Assignment{}), w.Assign(b, "treasurer", fixture.Assignment{})
	inA, inB := w.Assign(a, "boardMember", fixture.Assignment{Person: shared.ID}), w.Assign(b, "boardMember", fixture.Assignment{Person: shared.ID})
	w.Cover(a, "solna", district.Date{}, district.Date{})
	w.Cover(b, "sundbyberg", district.Date{}, district.Date{})
	before := dump(t, w)
	choices, err := w.Store.ChooseForReorganisation(w.Ctx, w.Actor, authz.Everything, fixture.Today, []int64{a.ID, b.ID}, 0)
	if err != nil || len(choices.Assignments) != 4 || len(choices.Areas) != 2 || len(choices.Room) != 0 {
		t.Fatalf("choices = %+v, %v", choices, err)
	}
	in := store.NewReorganisation{Kind: district.Merger, Day: fixture.Today, From: []int64{a.ID, b.ID}, To: []store.Successor{{Name: "Solna-Sundbyberg", Facts: a.ID}},
		Assignments: []store.CarriedAssignment{{ID: first.ID}, {ID: second.ID}}}
	for _, c := range choices.Areas {
		in.Areas = append(in.Areas, store.CarriedArea{ID: c.ID, To: []int{0}})
	}
	_, err = merge(w, in)
	if got := complaint(t, err, "assignments"); !strings.Contains(got, "kan bara en ha") {
		t.Errorf("two treasurers: %q", got)
	}
	in.Assignments = []store.CarriedAssignment{{ID: inA.ID}, {ID: inB.ID}}
	_, err = merge(w, in)
	if got := complaint(t, err, "assignments"); !strings.Contains(got, "har redan uppdraget") {
		t.Errorf("the same person twice: %q", got)
	}
	in.Assignments = []store.CarriedAssignment{{ID: second.ID}, {ID: inB.ID}}
	id, err := merge(w, in)
	if err != nil {
		t.Fatal(err)
	}
	u, err := w.Store.UnitBySlug(w.Ctx, authz.Everything, "solna-sundbyberg")
	if err != nil || u.Founded != fixture.Today || u.Kind != district.KindAssociation {
		t.Fatalf("the new one = %+v, %v", u, err)
	}
	page, err := w.Store.UnitPage(w.Ctx, store.AssociationView{Actor: w.Actor, Now: fixture.Today.Time(), Day: fixture.Today, Scope: authz.Everything,
		Names: authz.Everything, States: authz.Everything}, u.Slug, district.AssociationKinds()...)
	if err != nil || page.MeetingPlace != "Hagalund" || page.LocalIssue != "Fler bostäder." || len(page.Contacts) != 2 || len(page.Covers) != 2 || len(page.Predecessors) != 2 {
		t.Errorf("its page = %+v, %v", page, err)
	}
	for _, x := range []store.Unit{a, b} {
		if r := w.Reload(x); r.MergedInto == nil || *r.MergedInto != u.ID {
			t.Errorf("%s = %+v", x.Name, r)
		}
	}
	same(t, "the treasurer", spans(t, w, second.PersonID), "Sundbyberg treasurer [2018-01-06,2018-04-16)", "Solna-Sundbyberg treasurer [2018-04-16,)")
	if err := undo(w, id); err != nil {
		t.Fatal(err)
	}
	differ(t, "after the undoing", before, dump(t, w))
	rows, err := w.Store.Reorganisations(w.Ctx, authz.Everything)
	if err != nil || len(rows) != 1 || rows[0].Standing() || rows[0].To()[0].Name != "Solna-Sundbyberg" || rows[0].To()[0].ID != 0 {
		t.Errorf("the undone one is told as %+v, %v", rows, err)
	}
}

// TestSplit: new ones are divided off; the old one lives on with what was not moved, or closes.
func TestSplit(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{true, false} {
		t.Run(fmt.Sprintf("keep %v", keep), func(t *testing.T) {
			t.Parallel()
			w := fixture.New(t)
			u := w.Association("Södermalm")
			mover := w.Account(authz.AssociationChair, u.ID)
			stays, moves := w.Assign(u, "associationChair", fixture.Assignment{}), w.Assign(u, "boardMember", fixture.Assignment{Person: mover.Person})
			follows := grant(t, w, authz.BoardMember, nil, ids(moves.ID), "2017-02-01", "")
			one := w.Cover(u, "sodermalm", district.Date{}, district.Date{})
			two := w.Cover(u, "skarpnack", district.Date{}, district.Date{})
			before := dump(t, w)
			d := fixture.Today.AddDays(30)
			id, err := w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, nil, store.NewReorganisation{Kind: district.Split, Day: d,
				From: []int64{u.ID}, Keep: keep, To: []store.Successor{{Name: "Östra"}, {Name: "Västra"}},
				Assignments: []store.CarriedAssignment{{ID: moves.ID, To: 1}},
				Areas:       []store.CarriedArea{{ID: one, To: []int{0, 1}, Stay: true}, {ID: two, To: []int{1}}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, slug := range []string{"ostra", "vastra"} {
				n, err := w.Store.UnitBySlug(w.Ctx, authz.Everything, slug)
				if err != nil || n.Founded != d || n.Alive(d.AddDays(-1)) {
					t.Errorf("%s = %+v, %v", slug, n, err)
				}
			}
			if n := count(t, w, `SELECT count(*) FROM units WHERE split_from = $1`, u.ID); n != 2 {
				t.Errorf("%d are divided off", n)
			}
			r := w.Reload(u)
			if keep != r.Closed.IsZero() || r.MergedInto != nil || !keep && r.Closed != d {
				t.Errorf("the divided one = %+v", r)
			}
			end := map[bool]string{true: ")", false: "2018-05-16)"}[keep]
			same(t, "the chair", spans(t, w, stays.PersonID), "Södermalm associationChair [2018-01-06,"+end)
			same(t, "who moved", spans(t, w, mover.Person), "Södermalm boardMember [2018-01-06,2018-05-16)", "Västra boardMember [2018-05-16,)")
			if got := span(t, w, "unit_areas", one); got != "(,"+end {
				t.Errorf("the shared area: %s", got)
			}
			if got := span(t, w, "unit_areas", two); got != "(,2018-05-16)" {
				t.Errorf("the moved area: %s", got)
			}
			if got := span(t, w, "grants", follows); got != "[2017-02-01,2018-05-16)" {
				t.Errorf("access that followed what moved: %s", got)
			}
			if got := span(t, w, "grants", mover.Grant); got != "[2017-01-01,"+end {
				t.Errorf("access that followed nothing: %s", got)
			}
			if n := count(t, w, `SELECT count(*) FROM unit_areas c JOIN units n ON n.id = c.unit_id WHERE n.split_from = $1`, u.ID); n != 3 {
				t.Errorf("%d areas in the new ones", n)
			}
			if _, err := w.Store.ReopenUnit(w.Ctx, w.Actor, db.OnceKey{}, u.ID); !keep && !strings.Contains(complaint(t, err, ""), "Ångra delningen") {
				t.Errorf("opening one that was divided: %v", err)
			}
			if err := undo(w, id); err != nil {
				t.Fatal(err)
			}
			differ(t, "after the undoing", before, dump(t, w))
		})
	}
}

// TestEndingThatWasPartOfASplit cannot be taken back by itself: its access would come back without an end.
func TestEndingThatWasPartOfASplit(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	u := w.Association("Södermalm")
	moves := w.Assign(u, "boardMember", fixture.Assignment{})
	follows := grant(t, w, authz.BoardMember, nil, ids(moves.ID), "2017-02-01", "2018-12-31")
	w.Reorganise(store.NewReorganisation{Kind: district.Split, Day: fixture.Today, From: []int64{u.ID}, Keep: true, To: []store.Successor{{Name: "Östra"}},
		Assignments: []store.CarriedAssignment{{ID: moves.ID}}})
	a := readAssignment(t, w, moves.ID)
	complaint(t, w.Store.UndoEnd(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, moves.ID, a.Revision), "")
	if got := span(t, w, "grants", follows); got != "[2017-02-01,2018-04-16)" {
		t.Errorf("access = %s", got)
	}
}

// TestUndoIsRefusedOnceUsed: whoever has built on what a merger made keeps it.
func TestUndoIsRefusedOnceUsed(t *testing.T) {
	t.Parallel()
	type world struct {
		*fixture.World
		old, into, new store.Unit
		carried        int64 // in into or new
		ended          store.Assignment
		account        fixture.Account
	}
	for name, c := range map[string]struct {
		use  func(x world)
		says string
	}{
		"a moved assignment got a last day": {func(x world) { x.End(x.carried, fixture.Today.AddDays(9)) }, "uppdrag som följde med"},
		"a moved assignment was struck":     {func(x world) { x.Strike(x.carried) }, "uppdrag som följde med"},
		"access follows a moved one": {func(x world) {
			if _, err := x.Store.Grant(x.Ctx, x.Actor, db.OnceKey{}, nil, store.NewGrant{Account: x.account.ID, Role: authz.AssociationChair,
				Valid: district.Span{From: fixture.Today}, Assignment: x.carried}); err != nil {
				x.T.Fatal(err)
			}
		}, "uppdrag som följde med"},
		"an ended one was changed": {func(x world) { x.End(x.ended.ID, fixture.Today.AddDays(-9)) }, "avslutades då har ändrats"},
		"somebody was named in the new one": {func(x world) {
			if x.new.ID == 0 {
				x.Strike(x.carried) // the same answer of another sort
				return
			}
			x.Assign(x.new, "secretary", fixture.Assignment{From: fixture.Today})
		}, ""},
		"the new one was edited": {func(x world) {
			if x.new.ID == 0 {
				x.Strike(x.carried)
				return
			}
			place := "Biblioteket"
			if _, err := x.Store.EditUnit(x.Ctx, x.Actor, db.OnceKey{}, store.UnitEdit{ID: x.new.ID, Revision: 1, MeetingPlace: &place}); err != nil {
				x.T.Fatal(err)
			}
		}, ""},
	} {
		for _, intoNew := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, new %v", name, intoNew), func(t *testing.T) {
				t.Parallel()
				w := fixture.New(t)
				x := world{World: w, old: w.Association("Danderyd"), into: w.Association("Täby")}
				x.account = w.Account(authz.Auditor, 0)
				chair := w.Assign(x.old, "associationChair", fixture.Assignment{Person: x.account.Person})
				x.ended = w.Assign(x.old, "boardMember", fixture.Assignment{})
				in := store.NewReorganisation{Kind: district.Merger, Day: fixture.Today, From: []int64{x.old.ID}, To: []store.Successor{{Unit: x.into.ID}},
					Assignments: []store.CarriedAssignment{{ID: chair.ID}}}
				if intoNew {
					in.From, in.To = []int64{x.old.ID, x.into.ID}, []store.Successor{{Name: "Täby-Danderyd"}}
				}
				id := w.Reorganise(in)
				if intoNew {
					var err error
					if x.new, err = w.Store.UnitBySlug(w.Ctx, authz.Everything, "taby-danderyd"); err != nil {
						t.Fatal(err)
					}
				}
				x.carried = int64(count(t, w, `SELECT max(id)::int FROM assignments WHERE person_id = $1`, x.account.Person))
				if err := w.Store.CanUndoReorganisation(w.Ctx, w.Actor, authz.Everything, id); err != nil {
					t.Fatalf("before it is used: %v", err)
				}
				c.use(x)
				before := dump(t, w)
				if got := complaint(t, undo(w, id), ""); !strings.Contains(got, c.says) {
					t.Errorf("says %q, want something of %q", got, c.says)
				}
				differ(t, "a refused undoing", before, dump(t, w))
			})
		}
	}
}

func TestReorganisationsAreRefused(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	today := fixture.Today
	a, b := w.Association("Farsta"), w.Association("Vantör")
	young := w.Unit(store.NewUnit{Name: "Nykvarn", Founded: today})
	closed := w.Association("Kista")
	w.Close(closed, today.AddDays(30))
	committee := w.Unit(store.NewUnit{Kind: district.KindCommittee})
	whole := w.Unit(store.NewUnit{Kind: district.KindDistrict})
	into := func(u store.Unit) []store.Successor { return []store.Successor{{Unit: u.ID}} }
	for what, c := range map[string]struct {
		field string
		in    store.NewReorganisation
	}{
		"no day":                         {"day", store.NewReorganisation{From: []int64{a.ID}, To: into(b)}},
		"with itself":                    {"with", store.NewReorganisation{Day: today, From: []int64{a.ID}, To: into(a)}},
		"twice":                          {"with", store.NewReorganisation{Day: today, From: []int64{a.ID, a.ID}, To: into(b)}},
		"alone into a new one":           {"with", store.NewReorganisation{Day: today, From: []int64{a.ID}, To: []store.Successor{{Name: "Ny"}}}},
		"a new one without a name":       {"name", store.NewReorganisation{Day: today, From: []int64{a.ID, b.ID}, To: []store.Successor{{}}}},
		"one that has a last day":        {"with", store.NewReorganisation{Day: today, From: []int64{closed.ID}, To: into(b)}},
		"into one that has a last day":   {"with", store.NewReorganisation{Day: today, From: []int64{b.ID}, To: into(closed)}},
		"on its first day":               {"day", store.NewReorganisation{Day: today, From: []int64{young.ID}, To: into(b)}},
		"into one that is not there yet": {"day", store.NewReorganisation{Day: today.AddDays(-1), From: []int64{b.ID}, To: into(young)}},
		"of different kinds":             {"with", store.NewReorganisation{Day: today, From: []int64{a.ID}, To: into(committee)}},
		"the district":                   {"", store.NewReorganisation{Day: today, From: []int64{whole.ID}, To: into(a)}},
		"a name that is taken":           {"name", store.NewReorganisation{Day: today, From: []int64{a.ID, b.ID}, To: []store.Successor{{Name: "Nykvarn"}}}},
		"a stranger's assignment":        {"assignments", store.NewReorganisation{Day: today, From: []int64{a.ID}, To: into(b), Assignments: []store.CarriedAssignment{{ID: 4711}}}},
		"a stranger's area":              {"areas", store.NewReorganisation{Day: today, From: []int64{a.ID}, To: into(b), Areas: []store.CarriedArea{{ID: 4711, To: []int{0}}}}},
		"access without an assignment":   {"grants", store.NewReorganisation{Day: today, From: []int64{a.ID}, To: into(b), Grants: []store.CarriedGrant{{ID: 1, Assignment: 1}}}},
	} {
		before := dump(t, w)
		_, err := merge(w, c.in)
		if got := complaint(t, err, c.field); got == "" {
			t.Errorf("%s: no words", what)
		}
		differ(t, what, before, dump(t, w))
	}
	if _, err := w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Scope{Units: []int64{a.ID}}, nil,
		store.NewReorganisation{Kind: district.Merger, Day: today, From: []int64{a.ID}, To: into(b)}); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("out of scope: %v", err)
	}
	_, err := w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, nil, store.NewReorganisation{Kind: district.Split, Day: today,
		From: []int64{a.ID}, To: []store.Successor{{Name: "Ensam"}}})
	complaint(t, err, "name")
	// What was shown is what is done, or nothing.
	in := store.NewReorganisation{Kind: district.Merger, Day: today, From: []int64{a.ID}, To: into(b)}
	shown, _, err := w.Store.PreviewReorganisation(w.Ctx, w.Actor, authz.Everything, nil, in)
	if err != nil {
		t.Fatal(err)
	}
	w.Assign(a, "treasurer", fixture.Assignment{})
	in.Seen = shown.Digest()
	_, err = merge(w, in)
	var changed *store.ChangedReorganisationError
	if !errors.As(err, &changed) || len(changed.Now.Ended) != 1 || !errors.Is(err, district.ErrConflict) {
		t.Errorf("after a change: %v", err)
	}
}

// TestChainsAndCycles: a successor outlives those that went up in it, whoever writes and in whatever order.
func TestChainsAndCycles(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b, c := w.Association("Ett"), w.Association("Två"), w.Association("Tre")
	first := w.Merge(b, day("2017-05-01"), a)
	_, err := merge(w, store.NewReorganisation{Day: day("2017-05-01"), From: []int64{b.ID}, To: []store.Successor{{Unit: c.ID}}})
	if got := complaint(t, err, "day"); !strings.Contains(got, "Ett") {
		t.Errorf("the successor would close the same day: %q", got)
	}
	_, err = merge(w, store.NewReorganisation{Day: day("2018-01-01"), From: []int64{b.ID}, To: []store.Successor{{Unit: a.ID}}})
	complaint(t, err, "with") // back to the beginning
	complaint(t, closeErr(w, w.Reload(b), day("2017-01-31")), "")
	w.Merge(c, day("2018-01-01"), b)
	for d, want := range map[string]string{"2017-04-30": "", "2017-05-01": "tva", "2017-12-31": "tva", "2018-01-01": "tre"} {
		got, err := w.Store.SuccessorOf(w.Ctx, authz.Everything, a.Slug, day(d))
		if got.Slug != want || (err == nil) != (want != "") {
			t.Errorf("on %s the first leads to %q, %v; want %q", d, got.Slug, err, want)
		}
	}
	if _, err := w.Store.SuccessorOf(w.Ctx, authz.Scope{Units: []int64{b.ID}}, a.Slug, fixture.Today); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("a successor out of scope: %v", err)
	}
	// The first can still be undone: nothing of it has been used.
	if err := undo(w, first); err != nil {
		t.Error(err)
	}
	// By hand neither.
	for what, sql := range map[string]string{
		"back":    `UPDATE units SET closed = '2018-02-01', merged_into = (SELECT id FROM units WHERE slug = 'tva') WHERE slug = 'tre'`,
		"shorter": `UPDATE units SET closed = '2017-01-01' WHERE slug = 'tre'`,
	} {
		if _, err := w.DB.Pool().Exec(w.Ctx, sql); err == nil || !strings.Contains(err.Error(), "outlive") {
			t.Errorf("%s: %v", what, err)
		}
	}
	later := w.Association("Fyra")
	w.Merge(later, fixture.Today.AddDays(60), w.Association("Fem"))
	if got := complaint(t, closeErr(w, w.Reload(later), fixture.Today), ""); !strings.Contains(got, "sammanslagning") {
		t.Errorf("closing one in which another is to go up: %q", got)
	}
}

// TestTwoMergeEachOther: of two who merge the same units the other way round at once, one wins and nothing leads in a
// circle.
func TestTwoMergeEachOther(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	for range 10 {
		units := []store.Unit{w.Unit(store.NewUnit{}), w.Unit(store.NewUnit{}), w.Unit(store.NewUnit{})}
		var all sync.WaitGroup
		errs := make([]error, 3)
		for i := range 3 {
			all.Add(1)
			go func() {
				defer all.Done()
				_, errs[i] = merge(w, store.NewReorganisation{Day: fixture.Today, From: []int64{units[i].ID}, To: []store.Successor{{Unit: units[(i+1)%3].ID}}})
			}()
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			var invalid *district.Invalid
			switch {
			case err == nil:
				won++
			case !errors.As(err, &invalid):
				t.Errorf("neither won nor refused: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of three merged: %v", won, errs)
		}
	}
}

// TestMergeWithADayInThePast: what was dated later on the one that closes is told of, struck or cut, and access goes on
// from today at the earliest.
func TestMergeWithADayInThePast(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b := w.Association("Farsta"), w.Association("Vantör")
	d := fixture.Today.AddDays(-40)
	officer := w.Account(authz.ElectionOfficer, a.ID)
	began := w.Assign(a, "electionOfficer", fixture.Assignment{Person: officer.Person, From: d.AddDays(10)})
	w.Vacant(a, "treasurer", d.AddDays(5))
	before := dump(t, w)
	in := store.NewReorganisation{Kind: district.Merger, Day: d, From: []int64{a.ID}, To: []store.Successor{{Unit: b.ID}},
		Assignments: []store.CarriedAssignment{{ID: began.ID}}, Grants: []store.CarriedGrant{{ID: officer.Grant, Assignment: began.ID}}}
	shown, _, err := w.Store.PreviewReorganisation(w.Ctx, w.Actor, authz.Everything, nil, in)
	if err != nil || len(shown.Ended) != 1 || !shown.Ended[0].Struck || !shown.Ended[0].Carried || shown.Vacancies != 1 || shown.LateVacancies != 1 {
		t.Errorf("shown = %+v, %v", shown, err)
	}
	id, err := merge(w, in)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "who had begun", spans(t, w, officer.Person), "Vantör electionOfficer [2018-03-17,)")
	same(t, "access yesterday", access(t, w, officer.ID, fixture.Today.AddDays(-1)))
	same(t, "access today", access(t, w, officer.ID, fixture.Today), "election_officer Vantör")
	if err := undo(w, id); err != nil {
		t.Fatal(err)
	}
	differ(t, "after the undoing", before, dump(t, w))
}

// TestAccessIsGivenByThoseWhoMay: a merger gives nothing that the giver could not give otherwise.
func TestAccessIsGivenByThoseWhoMay(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	a, b := w.Association("Farsta"), w.Association("Vantör")
	officer := w.Account(authz.AssociationChair, a.ID)
	chair := w.Assign(a, "associationChair", fixture.Assignment{Person: officer.Person})
	in := store.NewReorganisation{Kind: district.Merger, Day: fixture.Today, From: []int64{a.ID}, To: []store.Successor{{Unit: b.ID}},
		Assignments: []store.CarriedAssignment{{ID: chair.ID}}, Grants: []store.CarriedGrant{{ID: officer.Grant, Assignment: chair.ID}}}
	weak := &authz.Access{Account: 1, Grants: []authz.Grant{{Role: authz.BoardMember}}}
	if _, err := w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, weak, in); !errors.Is(err, district.ErrForbidden) {
		t.Errorf("somebody who may give no access: %v", err)
	}
	office := &authz.Access{Account: 1, Grants: []authz.Grant{{Role: authz.DistrictStaff}}}
	if _, err := w.Store.Reorganise(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, office, in); err != nil {
		t.Fatal(err)
	}
	same(t, "access", access(t, w, officer.ID, fixture.Today), "association_chair Vantör")
	// It follows the new assignment.
	moved := int64(count(t, w, `SELECT max(id)::int FROM assignments WHERE person_id = $1`, officer.Person))
	w.End(moved, fixture.Today.AddDays(-1).AddDays(5))
	same(t, "access after the assignment", access(t, w, officer.ID, fixture.Today.AddDays(6)))
}
