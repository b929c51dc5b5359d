package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"verkstad/internal/dev/browser"
)

// printed prints the page that is shown and returns the text of the paper, its white space squeezed, and how many sheets
// it takes.
func (r *reader) printed() (text string, sheets int) {
	r.t.Helper()
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") == "true" {
			r.t.Fatal(err)
		}
		r.t.Skipf("SKIPPED, NOT TESTED: %v", err)
	}
	pdf, err := r.PDF()
	r.must(err)
	file := filepath.Join(r.t.TempDir(), "page.pdf")
	r.must(os.WriteFile(file, pdf, 0o600))
	out, err := exec.CommandContext(r.t.Context(), pdftotext, "-enc", "UTF-8", file, "-").Output()
	r.must(err)
	return browser.Squeeze(string(out)), strings.Count(string(out), "\f")
}

// unprinted are words that are on the screen around every page and have no place on paper.
var unprinted = []string{"Logga ut", "Min sida", "Sök", "Flytta dagen", "Visa rapporten", "Hoppa till innehållet", "Föreningar Utskott"}

// TestBoardReadsWhereThePlanStands: a board member opens the page of where the plan stands, sees what needs a decision,
// goes on to the report of the period and prints it.
func TestBoardReadsWhereThePlanStands(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, board, look)
		r.open("/planlage")
		r.sees("Var planen står", "Behöver ett beslut", "Det som har rört sig", "Inlagt i efterhand")
		r.tap("Se vilka 15: " + officerGoal)
		r.sees("Farsta") // every figure leads to what it is made of
		r.open("/planlage")
		r.tap("Periodrapport")
		r.inspect()
		r.fill("Från och med", "2018-01-01")
		r.fill("Till och med", "2018-03-31")
		r.tap("Visa rapporten")
		r.sees("Sammanfattning", officerGoal)
		r.inspect()
		text, sheets := r.printed()
		for _, want := range []string{"Verksamhetsplan 2017–2019", "Sammanfattning", officerGoal, "Farsta"} {
			if !strings.Contains(text, want) {
				t.Errorf("the paper lacks %q: %.400s", want, text)
			}
		}
		for _, word := range unprinted {
			if i := strings.Index(text, word); i >= 0 {
				t.Errorf("the paper has %q: %s", word, text[max(0, i-60):min(len(text), i+60)])
			}
		}
		if sheets < 2 || sheets > 14 {
			t.Errorf("the report of twenty goals takes %d sheets", sheets)
		}
		t.Logf("the report takes %d sheets", sheets)
	})
}

// TestBoardByKeyboard: the same way without a pointer.
func TestBoardByKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.as(t, board, browser.Desk)
	r.open("/planlage")
	r.must(r.TabTo("Hoppa till innehållet"))
	r.must(r.Key(kb.Enter))
	r.must(r.TabTo("Periodrapport"))
	r.must(r.Enter())
	r.must(r.TabTo("Visa rapporten"))
	r.must(r.Enter())
	r.sees("Sammanfattning", officerGoal)
}

// TestDocumentStep: the office says that the board has carried a plan out; the goal that counts the document moves, and
// moves back when it is undone.
func TestDocumentStep(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		const (
			paper = "Kommunikationsplan för utskotten"
			goal  = "Utskotten syns"
		)
		s := newSite(t)
		r := s.as(t, staff, look)
		r.openGoal(goal)
		r.sees("3 av 4")
		r.open("/dokument")
		r.tap(paper)
		r.inspect()
		page := r.Path()
		r.tap("Klart: Genomförande")
		r.inspect()
		r.fill("Dag", "2018-04-12")
		r.fill("Organ", "Infogruppen")
		r.must(r.DoubleTap("Spara"))
		r.sees("12 april 2018")
		r.inspect()
		r.openGoal(goal)
		r.sees("4 av 4")
		r.open(page)
		r.tap("Ångra")
		r.openGoal(goal)
		r.sees("3 av 4")
	})
}

// TestDocumentAdoptedByKeyboard: a document's way to adopted, without a pointer.
func TestDocumentAdoptedByKeyboard(t *testing.T) {
	t.Parallel()
	const paper = "Studiematerial om omställningen"
	s := newSite(t)
	r := s.as(t, staff, browser.Desk)
	r.open("/dokument")
	r.must(r.TabTo(paper))
	r.must(r.Enter())
	r.must(r.TabTo("Klart: Antagande"))
	r.must(r.Enter())
	r.must(r.TabTo("Spara"))
	r.must(r.Enter())
	r.sees("antaget")
}

// TestCommitteeLeadReports: a committee's convenor says that a meeting was held, from the start page.
func TestCommitteeLeadReports(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, "studieutskottet", look)
		r.open("/")
		r.sees("Utskottsmöte 10 april 2018: blev det av?")
		r.Taps = 0
		r.tap("Svara: Utskottsmöte 10 april 2018")
		r.tap("Träffen hölls")
		if r.Taps > 4 {
			t.Errorf("it took %d taps, the budget is 4", r.Taps)
		}
		t.Logf("a committee lead reports a held meeting in %d taps", r.Taps)
		r.sees("hållen")
		r.inspect()
		if n := s.count(t, `SELECT count(*) FROM meetings m JOIN units u ON u.id = m.organiser_id WHERE u.name = 'Studieutskottet' AND m.day = '2018-04-10' AND m.state = 'held'`); n != 1 {
			t.Errorf("%d meetings are held", n)
		}
		r.open("/")
		r.seesNot("Utskottsmöte 10 april 2018: blev det av?")
	})
}

// TestChairsMeetingIsHeld: on the day of a chairs' meeting the office ticks who came, from the start page: three taps and
// the ticks. The goal of four a year moves.
func TestChairsMeetingIsHeld(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		const goal = "Ordförandena träffas fyra gånger per år"
		s := newSite(t)
		r := s.as(t, staff, look)
		r.openGoal(goal)
		r.sees("2 av 4")
		r.open("/demo/dag")
		r.fill("Dag", "2018-05-26")
		r.must(r.TapIn("main", "Flytta dagen"))
		r.open("/")
		r.Taps = 0
		r.tap("Fyll i: Ordförandeträff 26 maj 2018")
		came := []string{"Botkyrka", "Farsta", "Solna", "Seko-vänstern"}
		for _, name := range came {
			r.toggle(name)
		}
		r.tap("Klart")
		r.sees("hållen", "4 av 51 var med.")
		if n := r.Taps - len(came); n > 3 {
			t.Errorf("it took %d taps and the ticks, the budget is 3", n)
		}
		t.Logf("the office records a held chairs' meeting in %d taps and %d ticks", r.Taps-len(came), len(came))
		r.openGoal(goal)
		r.sees("3 av 4")
	})
}
