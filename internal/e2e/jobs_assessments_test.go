package e2e

import (
	"fmt"
	"testing"

	"verkstad/internal/dev/browser"
)

// question is the part of the page with the n:th question of a form.
func question(n int) string { return fmt.Sprintf("form fieldset.choices:nth-of-type(%d)", n) }

// TestChairAnswers: a chair answers about the association on a phone, from the start page, in less taps than six; the
// goal and the overview of the office move at the next request. What was answered is filled in and given again with one
// tap. A chair elsewhere neither sees it nor answers for it.
func TestChairAnswers(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		const (
			set  = "Feministiska arbetssätt"
			goal = "Ordet, uppdragen och slitet delas rättvist"
		)
		s := newSite(t)
		office := s.as(t, staff, browser.Phone)
		office.open("/sjalvskattning")
		office.sees("76 av 94")

		r := s.reader(t, look)
		r.logIn(chair)
		r.open("/")
		r.Taps = 0
		r.tap("Svara: " + set + ", Farsta")
		r.must(r.ToggleIn(question(2), "Ja"))
		r.must(r.ToggleIn(question(3), "Delvis"))
		r.inspect()
		r.must(r.DoubleTap("Spara svaren"))
		r.sees("Tack! Svaren är sparade och gäller till och med 16 april 2019.", "Stark förening")
		if r.Taps > 6 {
			t.Errorf("answering took %d taps, the budget is 6", r.Taps)
		}
		t.Logf("a chair answers in %d taps", r.Taps)
		if n := s.count(t, `SELECT count(*) FROM assessments a JOIN units u ON u.id = a.unit_id WHERE u.slug = 'farsta' AND a.day = '2018-04-16'`); n != 1 {
			t.Errorf("it was written %d times", n)
		}
		// The next form, filled in with what was answered a year ago.
		r.sees("Inget nytt sedan 22 mars 2017", "Svaren är för gamla.")
		r.must(r.ToggleIn(question(1), "Nej"))
		r.tap("Spara svaren")
		r.sees("Tack!", "Förankring: nej")

		office.open("/sjalvskattning")
		office.sees("77 av 94")
		office.openGoal(goal)
		office.sees("63 av 94") // a yes that was too old counts again

		// Nothing new, for somebody else: one tap, and only for the own association.
		other := s.as(t, otherChair, look)
		other.refused("/sjalvskattning/farsta", 404)
		other.open("/sjalvskattning")
		other.seesNot("Farsta")
		other.tap(set)
		other.Taps = 0
		other.tap("Inget nytt sedan 12 mars 2018")
		other.sees("Tack!", "gäller till och med 16 april 2019", "Sedan årsmötet har vi en lista för fikat.")
		if other.Taps != 1 {
			t.Errorf("nothing new took %d taps", other.Taps)
		}

		// The office answers for those who did not, on the telephone, and it says so.
		office.open("/sjalvskattning/kista")
		office.must(office.ToggleIn(question(1), "Ja"))
		office.tap("Spara svaren")
		office.sees("sparade som ifyllda per telefon")
		office.open("/sjalvskattning/kista")
		office.tap(set)
		office.sees("ifyllt av kansliet per telefon")
	})
}

// TestRecordACircle: the office writes a circle and says that another has happened; the goal moves, and moves back when
// it is undone.
func TestRecordACircle(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		const goal = "Studieomgång om idéhistoria"
		s := newSite(t)
		r := s.as(t, staff, look)
		r.openGoal(goal)
		r.sees("12 av 10")
		r.open("/handelser")
		r.tap("Skriv in en händelse", goalCircle)
		r.fill("Vem höll i det?", "Spånga")
		r.fill("Dag", "2018-03-28")
		r.fill("Hur många deltog?", "6")
		r.inspect()
		r.tap("Skriv in")
		r.sees("inskriven och räknas från 28 mars 2018", "Spånga", "Mål 1: "+goal)
		r.inspect()
		r.openGoal(goal)
		r.sees("13 av 10")

		// One that was planned, and of which nobody has said what became of it.
		r.open("/handelser?lage=har-passerat")
		r.tap("Genomförd: " + goalCircle + ", Huddinge")
		r.inspect()
		r.tap("Spara som genomförd")
		r.sees("räknas från 6 mars 2018")
		r.tap("Ångra")
		r.sees("är planerad igen")
		r.openGoal(goal)
		r.sees("13 av 10")
	})
}

const goalCircle = "Studiecirkel om idéhistoria"
