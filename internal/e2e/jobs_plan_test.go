package e2e

import (
	"strings"
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
		r.tap("Godkänn alla 2 formella mål")
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
		r.tap("Avvisa Mål 1")
		r.sees("Allt är granskat")
		r.tap("Ångra")
		r.sees("Granskat: 0 av 1")
		r.tap("Godkänn Mål 1")
		r.sees("Allt är granskat")
	})
}

// TestOfficeReadsANewVersion: a conference has changed the plan. The office pastes it, says by hand what became of one
// goal, and reviews what waits: words that changed, and a promise that becomes two goals.
func TestOfficeReadsANewVersion(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, staff, look)
		const plan = "Handlingsplan för vintern 2018–2019"
		r.open("/planer/ny")
		r.fill("Eller klistra in texten", planText)
		r.tap("Läs texten")
		r.fill("Första dag", "2018-04-01")
		r.fill("Sista dag", "2019-03-31")
		r.tap("Gör en plan av texten")
		r.tap("Godkänn alla 3 formella mål")
		r.tap("Godkänn 3 mål")
		r.open("/planer")
		r.tap(plan)
		r.tap("Versioner")
		r.inspect()
		r.tap("Läs in en ny version")
		r.inspect()
		r.fill("Eller klistra in texten", strings.NewReplacer("hela vintern", "hela vintern och våren",
			"Ta fram en gemensam hand-\n  bok för valansvariga", "Skriva en skrift som alla får",
			"är långt till nästa.", "är långt till nästa. Distriktet ska ordna en kurs och en träff.").Replace(planText))
		r.tap("Läs texten")
		r.inspect()
		r.sees("1 ändrad, 2 nya, 1 borttagen")
		r.fill("Har Mål 2 blivit något annat?", "Skriva en skrift som alla får till den 31 januari 2019.")
		r.tap("Jämför igen")
		r.sees("2 ändrade, 1 ny.", "Det här är Mål 2 i ny lydelse")
		r.inspect()
		r.tap("Läs in versionen")
		r.sees("Skriv dagen då den nya versionen antogs")
		r.fill("Antagen", "2018-04-14")
		r.tap("Läs in versionen")
		r.sees("Version 2 gäller. 3 meningar väntar på att granskas.")
		r.inspect()
		r.tap("Godkänn ny lydelse av Mål 1")
		r.sees("Den nya lydelsen gäller för målet.", "2 av 4 granskade")
		r.tap("Det är något annat än Mål 2")
		r.inspect()
		r.tap("Avbryt")
		r.tap("Alla 4")
		r.tap("Ändra, slå ihop eller dela Å1")
		r.inspect()
		r.fill("Korta namn, ett på varje rad", "En kurs\nEn träff")
		r.tap("Dela upp och godkänn")
		r.sees("Meningen är 2 mål nu.", "3 av 4 granskade")
		r.open("/mal?ur=atagande")
		r.sees("Å1a", "En träff")
		r.open("/planer")
		r.tap(plan)
		r.tap("Versioner")
		r.tap("Version 1")
		r.sees("Det här är en tidigare version", "Ta fram en gemensam handbok")
		r.inspect()
	})
}
