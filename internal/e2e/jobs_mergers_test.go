package e2e

import (
	"testing"

	"verkstad/internal/dev/browser"
)

// TestMerge: the office merges two associations on a phone, sees what that does before it is done, and takes it back; the
// chair of the one that closes loses access meanwhile. Then one is divided.
func TestMerge(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r, theirs := s.as(t, staff, look), s.as(t, chair, look)
		theirs.open("/foreningar/farsta")
		r.open("/foreningar/farsta")
		r.tap("Slå ihop eller dela")
		r.inspect()
		r.fill("Med", "Vantör")
		r.tap("Välj vad som går vidare")
		r.sees("Farsta går upp i Vantör", "Vad går vidare?")
		r.inspect()
		r.toggle("Ordförande: Ordförande Farsta")
		r.toggle("Valansvarig: Valansvarig Farsta")
		r.tap("Visa vad som händer")
		r.sees("Valansvarig i Vantör kan bara en ha") // and everything that was chosen is still there
		r.inspect()
		r.toggle("Valansvarig: Valansvarig Vantör")
		r.tap("Visa vad som händer")
		r.sees("Farsta finns till och med 15 april 2018", "Valansvarig Farsta: Valansvarig i Vantör", "Ordförande Farsta: Ordförande i Farsta. Når sedan ingenting i Verkstad.", "Mål som flyttas")
		r.inspect()
		r.tap("Slå ihop")
		r.sees("Farsta gick upp i Vantör.", "Har gått upp hit")
		r.inspect()
		theirs.refused("/foreningar/farsta", 403)
		r.open("/foreningar/farsta") // leads on
		if r.Path() != "/foreningar/vantor" {
			t.Errorf("the old address leads to %s", r.Path())
		}
		r.open("/sammanslagningar")
		r.tap("Farsta gick upp i Vantör")
		r.inspect()
		r.tap("Ångra")
		r.inspect()
		r.tap("Ångra")
		r.sees("Sammanslagningen är ångrad. Allt är som det var innan.")
		theirs.open("/foreningar/farsta")

		r.open("/foreningar/farsta/sla-ihop")
		r.tap("Dela")
		r.inspect()
		r.fill("Namn på en ny", "Sköndal")
		r.tap("Välj vad som går vidare")
		r.fill("Styrelsesuppleant: Suppleant Farsta", "Går till Sköndal")
		r.inspect()
		r.tap("Visa vad som händer")
		r.sees("Sköndal bildas 16 april 2018", "Suppleant Farsta: Styrelsesuppleant i Sköndal")
		r.tap("Dela")
		r.sees("Sköndal bildades av en del av Farsta.")
		if n := s.count(t, `SELECT count(*) FROM assignments a JOIN units u ON u.id = a.unit_id WHERE u.slug = 'skondal'`); n != 1 {
			t.Errorf("%d assignments in the new one", n)
		}
	})
}
