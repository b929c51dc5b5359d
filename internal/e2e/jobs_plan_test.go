package e2e

import (
	"testing"

	"verkstad/internal/dev/browser"
)

// planText is two documents in one, as people paste them: a plan, and a strategy whose beginning nothing marks.
const planText = `# Handlingsplan för vintern 2018–2019

## Inledning
Vintern efter valet är till för att bygga föreningar som håller.

## Föreningarna
En förening behöver någon som ser till att valet blir gjort, också när det är långt till nästa.

Målsättning för perioden:
- Alla partiföreningar ska ha en valansvarig under hela vintern.
- Ta fram en gemensam hand-
  bok för valansvariga till den 31 januari 2019.

Strategi inför EU-valet 2019

## Så arbetar vi
Valet i maj vinns av dem som har pratat med flest.

Mål för valrörelsen
* Varje partiförening ska ha varit ute på torget minst en gång före april.
`

// TestOfficeImportsPlan: the office pastes a plan, says where a document starts that nothing marks, approves all
// that was found, and ties a goal to a post: the figure is there at once.
func TestOfficeImportsPlan(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, staff, look)
		r.open("/planer")
		r.tap("Läs in en plan")
		r.inspect()
		r.fill("Eller klistra in texten", planText)
		r.tap("Läs texten")
		r.inspect()
		r.toggle("Saknas en rad, eller saknas mål?")
		r.fill("Klistra in raden som dokumentet börjar med", "Strategi inför EU-valet 2019")
		r.tap("Läs om texten")
		r.sees("2 dokument")
		r.inspect()
		source := r.Path()
		r.tap("Ta bort texten")
		r.inspect()
		r.open(source)
		for doc, last := range map[string]string{"#dokument-1": "2019-03-31", "#dokument-2": "2019-05-26"} {
			r.must(r.ToggleIn(doc, "Verksamhetsplan"))
			r.must(r.FillIn(doc, "Första dag", "2018-04-01"))
			r.must(r.FillIn(doc, "Sista dag", last))
		}
		r.must(r.ToggleIn("#dokument-2", "Strategi för EU-valet"))
		r.tap("Gör 2 planer av texten")
		r.inspect()
		r.sees("Ta fram en gemensam handbok för valansvariga") // the hyphen at the line's end is gone
		review := r.Path()

		r.open("/mal")
		r.seesNot("gemensam handbok") // nothing is a goal before it is approved
		r.open(review)
		r.tap("Godkänn alla 2")
		r.inspect()
		r.tap("Godkänn 2 mål")
		r.sees("Allt är granskat")
		r.open("/mal?sort=ingen")
		r.tap("Alla partiföreningar ska ha en valansvarig")
		r.sees("underlag saknas")
		r.tap("förslag")
		r.inspect()
		r.sees("Så skulle det se ut i dag", "31 av 51", "Ingenting är sparat än")
		r.tap("Förhandsgranska")
		r.sees("31 av 51")
		r.tap("Spara")
		r.sees("31 av 51", "40 lokala + 11 bransch", "16 okända")
		if value, of := r.figure(); value != 31 || of != 51 {
			t.Errorf("the goal shows %d of %d", value, of)
		}
		r.tap("Visa i planen")
		r.sees("Alla partiföreningar ska ha en valansvarig under hela vintern.", "31 av 51") // in the margin

		// The second document is a plan of its own, decided one sentence at a time.
		r.open("/planer")
		r.tap("Strategi inför EU-valet 2019")
		r.tap("Granska målen")
		r.tap("Avvisa Mål 1 av 1")
		r.sees("Allt är granskat")
		r.tap("Ångra")
		r.sees("Granskat: 0 av 1")
		r.tap("Godkänn Mål 1 av 1")
		r.sees("Allt är granskat")
	})
}
