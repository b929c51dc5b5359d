package planimport

import (
	"fmt"
	"strings"
	"testing"
)

// oneFinding reads a plan of one sentence and says what is found of it; "" for nothing.
func oneFinding(t *testing.T, sentence string) string {
	t.Helper()
	in, err := ReadText([]byte("Verksamhetsplan 2026–2027 för Älvdistriktet\n\nVerksamhet\n\n"+sentence+"\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range src.Findings {
		if f.Sentence != sentence {
			continue
		}
		m := f.Measure
		parts := []string{f.Class, string(m.Kind)}
		if m.Target != nil {
			parts = append(parts, fmt.Sprint(*m.Target), m.TargetUnit)
		}
		parts = append(parts, m.Per)
		if m.Each != nil {
			parts = append(parts, fmt.Sprintf("each %d %s", m.Each.Count, m.Each.Per))
		}
		if m.Due != "" {
			parts = append(parts, "due "+m.Due)
		}
		if f.Responsible != "" {
			parts = append(parts, "by "+f.Responsible)
		}
		return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
	}
	return ""
}

func TestTargetsOfSentences(t *testing.T) {
	for sentence, want := range map[string]string{
		"Minst 30 av lokalföreningarna ska ha en studieansvarig.":                     "organisation coverage 30 count",
		"Senast 2027 ska minst 30 av de 42 föreningarna ha en egen webbsida.":         "goal coverage 30 count due 2027-12-31",
		"Minst två av tre partiföreningar ska ha en styrelse.":                        "goal coverage 67 percent",
		"Tre av fem kretsar ska ha en ungdomsledare.":                                 "organisation coverage 60 percent",
		"Hälften av föreningarna ska ha en kassör.":                                   "organisation coverage 50 percent",
		"Två tredjedelar av lokalföreningarna ska ha en valberedning.":                "goal coverage 67 percent",
		"Minst en tredjedel av kandidaterna ska vara under 35 år.":                    "goal coverage 33 percent",
		"Antalet lokalföreningar ska öka från 22 till 25.":                            "goal volume 25 count by Antalet lokalföreningar",
		"Distriktet ska växa från 1 200 till 1 500 medlemmar.":                        "goal volume 1500 count by Distriktet",
		"Andelen kvinnor i styrelserna ska öka från 40 till 50 procent.":              "goal volume 50 percent",
		"Sjukfrånvaron ska vara högst 2,6 procent.":                                   "goal volume",
		"Energianvändningen ska minska med 3,5 procent per år.":                       "goal volume calendarYear",
		"Vi avsätter 40 000 kronor om året till lokalföreningarna.":                   "recurring volume calendarYear",
		"Styrelsen avsätter 1,2 miljoner kronor till valrörelsen.":                    "campaign delivery by Styrelsen",
		"Varje förening ska hålla minst fyra öppna möten per år.":                     "meeting coverage 100 percent each 4 calendarYear by Varje förening",
		"Distriktet ska besöka alla föreningar minst en gång per år.":                 "recurring coverage 100 percent each 1 calendarYear by Distriktet",
		"Minst 30 av lokalföreningarna ska hålla minst fyra medlemsmöten under året.": "meeting coverage 30 count each 4 calendarYear",
		"Nyhetsbrevet ska skickas till alla medlemmar sex gånger per år.":             "recurring frequency 6 times calendarYear",
	} {
		if got := oneFinding(t, sentence); got != want {
			t.Errorf("%s\n got %q\nwant %q", sentence, got, want)
		}
	}
}

func TestTurns(t *testing.T) {
	for sentence, want := range map[string]string{
		"Ingen ska behöva avstå från en aktivitet av ekonomiska skäl.":                                        "",
		"Kommunens revisorer prövar om verksamheten sköts på ett ändamålsenligt sätt.":                        "",
		"På planen spelas fotboll från tidigt på morgonen till sent på kvällen.":                              "",
		"Vi håller inga möten utan dagordning.":                                                               "organisation coverage 100 percent",
		"Inga beslut fattas utan att klubbarna har fått yttra sig.":                                           "organisation coverage 100 percent",
		"Vi trycker ingen tidning, utan lägger pengarna på annonser.":                                         "material judgement",
		"Styrelsen ska arbeta för bättre gemenskap, och minst tre nya klubbar ska bildas.":                    "organisation volume 3 count",
		"Distriktet ska utveckla sin kommunikation och senast den 1 maj 2026 lansera en ny webbplats.":        "material delivery due 2026-05-01 by Distriktet",
		"Modellen provas i januari 2027 och införs den 1 oktober 2027.":                                       "organisation delivery due 2027-10-01",
		"Styrelsen tar fram ett program, som provas i januari 2027 och utvärderas innan det används av alla.": "material delivery by Styrelsen",
		"Planen följs upp i verksamhetsberättelsen, som styrelsen lägger fram för årsmötet.":                  "organisation delivery by styrelsen",
	} {
		if got := oneFinding(t, sentence); got != want {
			t.Errorf("%s\n got %q\nwant %q", sentence, got, want)
		}
	}
}
