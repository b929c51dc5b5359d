package store_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

// withMeetings is a second version of firstText whose meetings are so many, on other days and worded otherwise.
func withMeetings(w *fixture.World, number string) store.NewVersion {
	v := w.NextVersion(strings.Replace(secondText, "minst sex gånger", "minst "+number+" gånger", 1), 1, secondAdopted)
	f := &v.Findings[slices.IndexFunc(v.Findings, func(f planFinding) bool { return strings.HasPrefix(f.Sentence, "Ordförandena") })]
	f.Measure.Earliest, f.Measure.Due, f.Reason, f.Wording = "2018-02-01", "2018-11-30", "Nya ord, nytt skäl.", "soft"
	return v
}

// Taking an approval back is whole: everything that it changed is as it was, and approving again does the same again.
func TestTakingChangedWordsBackIsWhole(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.PlanWithPromises(firstText)
	approveAll(t, w, p)
	p = w.Adopt(p, withMeetings(w, "sex"))
	type standing struct {
		Promise store.Commitment
		Title   string
	}
	read := func() standing {
		t.Helper()
		c := byStart(t, w.Findings(p), "Ordförandena")
		g := goalsByNumber(t, w, p)["2"]
		c.Revision, c.Goals = 0, nil
		return standing{c, g.Title}
	}
	before := read()
	accept := func(title string) standing {
		t.Helper()
		if err := w.Store.AcceptChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, before.Promise.ID, before.Promise.Seen(), title); err != nil {
			t.Fatal(err)
		}
		return read()
	}
	revert := func() standing {
		t.Helper()
		if err := w.Store.RevertChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, before.Promise.ID); err != nil {
			t.Fatal(err)
		}
		return read()
	}
	accepted := accept("Sex träffar")
	if c := accepted.Promise; c.Reason != "Nya ord, nytt skäl." || c.Wording != "soft" || c.NotBefore != day("2018-02-01") || c.Deadline != day("2018-11-30") ||
		reflect.DeepEqual(c.Proposal, before.Promise.Proposal) || accepted.Title != "Sex träffar" {
		t.Fatalf("accepted = %+v", accepted)
	}
	if got := revert(); !reflect.DeepEqual(got, before) {
		t.Errorf("taken back =\n%+v\nbefore:\n%+v", got, before)
	}
	if got := accept("Sex träffar"); !reflect.DeepEqual(got, accepted) {
		t.Errorf("accepted again =\n%+v\nthe first time:\n%+v", got, accepted)
	}
	// A name that somebody has given the goal since is theirs.
	if _, err := w.DB.Pool().Exec(w.Ctx, `UPDATE goals SET title = 'Ett eget namn' WHERE title = 'Sex träffar'`); err != nil {
		t.Fatal(err)
	}
	if got := revert(); got.Title != "Ett eget namn" || got.Promise.Sentence != before.Promise.Sentence {
		t.Errorf("taken back after a new name = %+v", got)
	}
	checkVersions(t, w, p.ID, "taken back")
}

// What was approved before anything was kept gets its words back, and nothing else that it cannot know.
func TestTakingBackWhatWasApprovedBeforeAnythingWasKept(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.PlanWithPromises(firstText)
	approveAll(t, w, p)
	p = w.Adopt(p, withMeetings(w, "sex"))
	c := byStart(t, w.Findings(p), "Ordförandena")
	if err := w.Store.AcceptChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID, c.Seen(), ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.Pool().Exec(w.Ctx, `UPDATE commitment_versions SET replaced = NULL`); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.RevertChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, c.ID); err != nil {
		t.Fatal(err)
	}
	if got := byStart(t, w.Findings(p), "Ordförandena"); got.Sentence != c.Sentence || !got.ChangeWaits || got.Wording != "soft" {
		t.Errorf("taken back = %+v", got)
	}
	checkVersions(t, w, p.ID, "taken back")
}

// A decision is about the words that somebody saw: not about those of a version that has come in the meantime, nor of
// one with the same number that came instead of a withdrawn one.
func TestADecisionIsAboutTheWordsThatWereSeen(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	p := w.PlanWithPromises(firstText)
	approveAll(t, w, p)
	p = w.Adopt(p, withMeetings(w, "sex"))
	found := w.Findings(p)
	meeting, library := byStart(t, found, "Ordförandena"), byStart(t, found, "Distriktet ska ordna ett bibliotek")
	place := int64(0)
	for _, g := range goalsByNumber(t, w, p) {
		if strings.HasPrefix(g.Sentence, "Varje förening") {
			place = int64(count(t, w, `SELECT commitment_id FROM goals WHERE id = $1`, g.ID))
		}
	}
	stale := func(what string, err error) {
		t.Helper()
		var s *district.StaleError
		if !errors.As(err, &s) || !errors.Is(err, district.ErrConflict) {
			t.Errorf("%s: %v", what, err)
		}
	}
	all := func(what string) {
		t.Helper()
		was := state(t, w)
		stale(what+", accepted", w.Store.AcceptChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, meeting.ID, meeting.Seen(), ""))
		_, err := w.Store.PartChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, meeting.ID, meeting.Seen())
		stale(what+", parted", err)
		if now := state(t, w); now != was {
			t.Errorf("%s: a refused decision changed\n%s\nto\n%s", what, was, now)
		}
	}
	other := library.Seen()
	other.Words += " Och ett till."
	stale("paired with other words", w.Store.PairUp(w.Ctx, w.Actor, db.OnceKey{}, p.ID, place, library.ID, other))
	other = library.Seen()
	other.Version++
	stale("paired in another version", w.Store.PairUp(w.Ctx, w.Actor, db.OnceKey{}, p.ID, place, library.ID, other))
	stale("accepted without having seen", w.Store.AcceptChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, meeting.ID, store.Seen{}, ""))

	if err := w.Store.WithdrawVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, 2); err != nil {
		t.Fatal(err)
	}
	all("after the version was withdrawn")
	p = w.Adopt(p, withMeetings(w, "sju"))
	all("in a version with the same number")
	if err := w.Store.WithdrawVersion(w.Ctx, w.Actor, db.OnceKey{}, p.ID, 2); err != nil {
		t.Fatal(err)
	}
	p = w.Adopt(p, withMeetings(w, "sex"))
	if err := w.Store.AcceptChange(w.Ctx, w.Actor, db.OnceKey{}, p.ID, meeting.ID, meeting.Seen(), ""); err != nil {
		t.Errorf("the same words again: %v", err)
	}
}
