package planimport

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// read says what one sentence of a plan promises, as "class measure wording responsible", or "" for nothing.
func readOne(sentence string, c *cast) string {
	r := newSentenceReader(sentence, c)
	v, ok := r.judge()
	if !ok {
		if v, ok = r.elliptic(false, false); !ok {
			return ""
		}
	}
	m := r.measureOf(v)
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", r.classOf(v, m), m.Kind, r.wordingOf(v))), " ")
}

// Sentences as other organisations write them. "yes" must be proposed, "no" must not; a class or measure that is given
// must come, with | between those that are as good.
func TestCommitmentSentences(t *testing.T) {
	type c struct{ want, sentence string }
	for name, group := range map[string]struct {
		cast  *cast
		cases []c
	}{
		"youth district": {&cast{names: map[string]bool{"ungvänster": true}, political: true, part: true}, []c{
			{"meeting|recurring frequency", "Distriktsstyrelsen träffas varannan månad, varav två gånger under en hel helg."},
			{"training volume|delivery|frequency", "Vi anordnar två feministiska självförsvarskurser på våren."},
			{"goal|organisation coverage|delivery", "Senast den 1 september ska varje grundorganisation ha utsett en valansvarig."},
			{"organisation|goal coverage", "Samtliga grundorganisationer ska ha en studieansvarig."},
			{"goal volume", "Vi ska bli 1 500 medlemmar innan valet."},
			{"campaign coverage", "Varje kommunförening genomför minst tre torgmöten i veckan under augusti."},
			{"campaign|goal volume", "Totalt ska 20 000 samtal ringas till prioriterade hushåll."},
			{"material delivery", "En valhandbok skickas till alla kommunföreningar före midsommar."},
			{"material delivery|coverage", "Distriktet trycker upp affischer som kommunföreningarna kan beställa utan kostnad."},
			{"recurring|material judgement", "Kansliet hjälper kommunföreningarna med layout och tryck."},
			{"organisation delivery", "Valberedningen lägger fram sitt förslag till kandidatlista senast i januari."},
			{"organisation delivery", "En trygghetsgrupp med tre ledamöter tillsätts vid första styrelsemötet."},
			{"organisation|policyDirection judgement|coverage", "Vi tillsätter aldrig en arbetsgrupp med bara män."},
			{"policyDirection judgement", "Distriktet ska verka för att fler unga tar plats på valbar plats."},
			{"policyDirection judgement", "Vi ska vara den självklara rösten för hyresgästerna i länet."},
			{"policyDirection judgement|coverage", "Alla våra möten ska vara tillgängliga för den som använder rullstol."},
			{"training coverage|judgement", "Alla som kandiderar till kommunfullmäktige går utbildningen Redo för uppdrag."},
			{"training|goal coverage", "Hälften av medlemmarna ska ha deltagit i en studiecirkel före årsskiftet."},
			{"training delivery", "Studieorganisatören tar fram en cirkel om kommunal ekonomi."},
			{"training|meeting|recurring frequency", "Studieansvariga kallas till erfarenhetsträff en gång per termin."},
			{"campaign delivery", "Kampanjen Rädda badhuset avslutas med en manifestation den 14 maj."},
			{"campaign|policyDirection judgement|delivery", "Vi driver kravet på fria bussresor i hela länet under mandatperioden."},
			{"recurring|material frequency", "Medlemsbrevet går ut den första i varje månad."},
			{"recurring|material|campaign frequency|volume", "Vi skickar minst två insändare per vecka till lokalpressen."},
			{"organisation|recurring frequency|delivery", "Ekonomin redovisas på varje styrelsemöte."},
			{"organisation|policyDirection judgement|delivery", "Styrelsen ansvarar för att planen genomförs."},
			{"policyDirection judgement", "Vi samarbetar inte med Sverigedemokraterna på någon nivå."},
			{"meeting|recurring frequency|delivery", "Sommarlägret hålls i juli och är öppet för alla under 25 år."},
			{"no", "Kapitalet har aldrig delat med sig frivilligt."},
			{"no", "Skolan ska inte vara en marknad."},
			{"no", "Var fjärde ung i länet är arbetslös."},
			{"no", "Förra året ringde vi 9 000 samtal."},
			{"no", "Årskonferensen är enligt stadgarna distriktets högsta beslutande organ."},
			{"no", "Regeringen måste bygga ut järnvägen norrut."},
			{"no", "Många kommunföreningar får besök av distriktet alltför sällan."},
			{"no", "Barnen får utbildning i överfulla klasser."},
			{"no", "De som har minst får betala mest."},
			{"goal|campaign volume", "Vår målsättning är minst 300 dörrknackarpass."},
			{"goal|policyDirection|organisation coverage", "Minst 40 procent av kandidaterna ska ha utländsk bakgrund."},
			{"goal|organisation coverage", "Två av tre kommunföreningar har en egen ungdomsgrupp vid periodens slut."},
			{"recurring|organisation delivery|coverage|judgement", "Kommunföreningarna erbjuds en processledare för sin verksamhetsplanering."},
			{"material delivery", "Hemsidan görs om under hösten."},
			{"material|campaign delivery|volume", "Tre korta valfilmer spelas in på somaliska, arabiska och finska."},
			{"recurring|material|organisation coverage", "Nya medlemmar får ett välkomstbrev och ett samtal inom en vecka."},
		}},
		"union": {&cast{names: map[string]bool{"seko": true}, political: true}, []c{
			{"training volume|delivery", "Avdelningen kommer att genomföra grundutbildningar för nyvalda skyddsombud."},
			{"training frequency", "Varje år anordnar avdelningen en introduktion för nya förtroendevalda."},
			{"meeting frequency", "Styrelsen sammanträder en gång i månaden."},
			{"recurring|organisation judgement|coverage", "Klubbarna ska ges stöd i förhandlingar om arbetsmiljö."},
			{"yes", "Vi ska öka organisationsgraden bland timanställda med fem procent."},
			{"goal volume", "Målet är att värva 400 nya medlemmar under 2025."},
			{"yes soft", "Avdelningen bör undersöka möjligheten att anställa ytterligare en ombudsman."},
			{"yes", "Seko tar fram ett nytt informationsmaterial om pensioner."},
			{"no", "Arbetsgivarna måste ta sitt ansvar för arbetsmiljön."},
			{"no", "Regeringen har försämrat a-kassan tre år i rad."},
			{"no", "Vi kräver att regeringen höjer taket i a-kassan."},
			{"no", "Lönerna har halkat efter sedan 2019."},
			{"no", "Kollektivavtalet är grunden för den svenska modellen."},
			{"no", "Förra året genomförde avdelningen sex utbildningar."},
			{"no", "Staten ska garantera en fungerande järnväg i hela landet."},
			{"no", "Vi anser att allmän visstid borde avskaffas."},
			{"yes", "Samtliga arbetsplatser med fler än tio medlemmar ska besökas minst en gång per år."},
			{"yes", "Ombudsmännen ansvarar för kontakten med klubbarna."},
			{"organisation", "Kongressombud utses av representantskapet i mars."},
			{"no", "Under pandemin tvingades många medlemmar gå ner i arbetstid."},
			{"yes negative", "Avdelningen kommer inte att delta i Almedalsveckan."},
			{"no", "Vill arbetsgivaren säga upp någon måste det finnas saklig grund."},
		}},
		"tenants": {&cast{names: map[string]bool{"hyresgästföreningen": true}, political: true}, []c{
			{"yes", "Hyresgästföreningen region Väst förhandlar hyrorna för 180 000 hushåll under hösten 2025."},
			{"meeting frequency", "Lokala hyresgästföreningar bjuds in till samråd två gånger per år."},
			{"campaign", "I september 2024 bedriver vi en kampanj mot marknadshyror."},
			{"no", "Hyresgäster ska inte behöva betala för värdens misskötsel."},
			{"no", "Bostaden är en social rättighet."},
			{"no", "Bostadsbristen slår hårdast mot unga och nyanlända."},
			{"yes", "Regionstyrelsen får i uppdrag att ta fram en plan för uppsökande verksamhet."},
			{"yes soft", "Vi vill pröva nya sätt att nå unga hyresgäster."},
			{"no", "Vi vill att kommunen bygger fler hyresrätter."},
			{"yes", "Alla förtroendevalda ska erbjudas grundkurs inom tre månader från valet."},
			{"no", "Hur ska vi få fler att engagera sig i sitt bostadsområde?"},
			{"yes", "Det är viktigt att varje lokal förening har en kontaktperson för nya medlemmar."},
		}},
		"council": {&cast{names: map[string]bool{}}, []c{
			{"yes", "Barn- och utbildningsnämnden ska under 2025 revidera planen mot kränkande behandling."},
			{"material|organisation delivery", "Förvaltningen tar fram en handlingsplan för minskad sjukfrånvaro senast den 30 juni 2025."},
			{"yes", "Kommunen erbjuder läxhjälp på samtliga högstadieskolor."},
			{"yes", "Äldre med hemtjänst ska ha en namngiven kontaktperson."},
			{"yes", "Väntetiden till bygglov ska vara högst åtta veckor."},
			{"yes", "Medborgarförslag besvaras inom tre månader."},
			{"yes", "Sjukfrånvaron ska minska till sex procent."},
			{"yes", "En ny förskola byggs i Norrtull under mandatperioden."},
			{"yes", "Nämnden följer upp målen två gånger per år."},
			{"organisation|policyDirection", "Samverkan med civilsamhället ska stärkas."},
			{"no", "Kommunen har 14 200 invånare och växer långsamt."},
			{"no", "Befolkningen blir allt äldre."},
			{"no", "Nämnden består av elva ledamöter och lika många ersättare."},
			{"no", "Av skollagen framgår att varje elev har rätt till stöd."},
			{"no", "Prognosen visar ett underskott på tolv miljoner kronor."},
			{"no", "Under 2023 minskade antalet placeringar."},
			{"no", "Kostnaderna för försörjningsstöd förväntas öka."},
			{"no", "Statsbidragen har inte räknats upp i takt med inflationen."},
			{"yes", "Kommunchefen ges i uppdrag att samordna arbetet och återrapportera till kommunstyrelsen i november."},
			{"yes", "Digitala tjänster utvecklas så att invånarna kan följa sina ärenden."},
			{"yes negative", "Inga nya lokaler kommer att hyras in under planperioden."},
		}},
		"club": {&cast{names: map[string]bool{"klubben": true}}, []c{
			{"meeting|campaign|recurring frequency", "Klubben arrangerar en poängpromenad varje höst och vår."},
			{"training coverage", "Alla ledare ska ha gått grundutbildningen innan säsongen börjar."},
			{"yes", "Vi startar en grupp för flickor födda 2016 så snart det finns ledare."},
			{"yes", "Träningarna leds av utbildade tränare."},
			{"yes", "Sekretariatet sköter anmälningar till alla tävlingar."},
			{"yes", "Städdagar hålls i april och oktober."},
			{"no", "Ingen ska behöva sluta av ekonomiska skäl."},
			{"organisation", "Ungdomskommittén tillsätts av styrelsen efter årsmötet."},
			{"yes soft", "I mån av tid ordnar vi även en avslutningsresa."},
			{"yes soft", "Vi strävar efter en jämn könsfördelning bland tränarna."},
			{"yes", "Ta hand om nya föräldrar på ett bra sätt."},
			{"no", "Klubben bildades 1932 och har sin hemvist på Furuvallen."},
			{"no", "Idrott är bra för hälsan."},
			{"no", "Förra säsongen slutade vi på en sjätteplats."},
			{"no", "Vi är en förening med lång tradition."},
			{"no", "Vad är det som gör att så många slutar i tonåren?"},
			{"no", "Vi tror på glädje och gemenskap."},
			{"no", "Årsmötet är föreningens högsta beslutande organ."},
			{"yes", "Nyhetsbrevet skickas ut varannan månad."},
			{"yes negative", "Vi avstår från att toppa lagen i de yngre åldrarna."},
		}},
		"housing": {&cast{names: map[string]bool{}}, []c{
			{"yes", "Stambytet påbörjas i augusti 2026 och beräknas ta fjorton månader."},
			{"yes", "Styrelsen informerar medlemmarna om läget varje månad."},
			{"yes", "Underhållsplanen uppdateras årligen."},
			{"no", "Fastigheten byggdes 1961 och har 84 lägenheter."},
			{"no", "Räntan har stigit kraftigt."},
			{"yes", "Avgiften höjs med fyra procent från den 1 januari 2025."},
			{"yes soft", "Vi hoppas kunna installera solceller under perioden."},
			{"yes", "Två städdagar per år anordnas av trädgårdsgruppen."},
			{"recurring frequency", "Stamspolning görs vart femte år, nästa gång 2027."},
			{"recurring frequency", "Cykelrummen rensas varje vår."},
			{"organisation delivery", "En grillplats ställs i ordning vid lekplatsen."},
			{"organisation delivery", "Solceller utreds av en arbetsgrupp, som redovisar sitt förslag till hösten."},
			{"yes negative", "Inga större arbeten planeras på gården."},
			{"yes", "Ordningsreglerna ska ses över."},
			{"no", "Hissarna är från 1974 och har nått slutet av sin livslängd."},
			{"no", "Styrelsen väljs på två år och ska enligt stadgarna ha minst fem ledamöter."},
			{"no", "Den som vill ha odlingslott anmäler sig till styrelsen."},
			{"no", "Räntan bestäms av marknaden."},
		}},
		"federation": {&cast{names: map[string]bool{}}, []c{
			{"training coverage", "Under vintern ger vi en nybörjarkurs i varje lokalförening som har minst fem anmälda."},
			{"organisation", "Facebookgruppen sköts av webbgruppen."},
			{"yes negative", "Inga annonser för kemiska medel tas in."},
			{"material delivery", "Hemsidan görs om under våren."},
			{"meeting", "Arbetsutskottet träffas vid behov."},
			{"organisation delivery", "En arbetsgrupp för stadgerevision tillsätts i januari och ska lämna förslag senast den 1 oktober."},
			{"goal coverage", "Vår målsättning är att alla lokalföreningar ska vara representerade i styrelsen år 2028."},
			{"organisation", "Det är kansliets ansvar att svar kommer in från alla klubbar."},
			{"organisation delivery", "Distriktsstyrelsen är ansvarig för att sammankalla valberedningens första möte."},
			{"recurring frequency", "Bladet kommer ut varannan månad."},
			{"no", "Länsförbundet är en sammanslutning av elva lokalföreningar med drygt 600 medlemmar."},
			{"no", "Intresset har ökat kraftigt de senaste åren."},
			{"no", "Länsstyrelsen måste ta ett större ansvar för tillsynen."},
			{"no", "Vi räknar med ett underskott på 20 000 kronor."},
			{"no", "Styrelsen leder arbetet mellan stämmorna enligt stadgarna."},
			{"no", "Medlemsavgiften är oförändrad."},
		}},
		"company": {&cast{names: map[string]bool{}}, []c{
			{"yes", "Bolaget ska halvera sina utsläpp till 2030."},
			{"yes", "Ledningsgruppen har till uppgift att följa utvecklingen och rapportera till styrelsen varje kvartal."},
			{"yes", "Alla medarbetare ska ha ett utvecklingssamtal per år."},
			{"no", "Marknaden präglas av hård konkurrens."},
			{"no", "Omsättningen uppgick till 212 miljoner kronor."},
			{"no", "Vi ser en ökad efterfrågan på hållbara produkter."},
		}},
		"party": {&cast{names: map[string]bool{}, political: true, part: true}, []c{
			{"yes", "Under våren 2026 knackar vi dörr i alla prioriterade områden."},
			{"yes", "Distriktet ska i god tid före valet ta fram en valplattform."},
			{"organisation", "Valledningen utses av distriktsstyrelsen och leds av ordföranden."},
			{"no", "Alla människor ska ha rätt till en bostad de har råd med."},
			{"no", "Skolan ska ge varje barn en chans att lyckas."},
			{"no", "Klimatkrisen kan inte vänta."},
			{"no", "Partiet vill sänka skatten för pensionärer."},
			{"no", "Vi lever i en tid av ökade klyftor."},
			{"no", "Moderaterna har misskött ekonomin."},
			{"no", "Vården måste få mer resurser."},
			{"no", "I förra valet fick vi 8,2 procent av rösterna."},
			{"no", "Om vi ska vinna valet behöver väljarna veta vad vi står för."},
			{"yes", "Vi satsar särskilt på förstagångsväljare."},
			{"yes", "Föreningarna uppmuntras att ordna öppna möten."},
			{"yes", "Varje förening utser en valledare senast den 1 mars 2026."},
			{"campaign volume", "Minst 3 000 dörrar ska knackas före valdagen."},
			{"campaign volume", "Vi genomför 400 samtal med väljare i Ekeby före valdagen."},
			{"recurring frequency", "Kampanjgruppen rapporterar antalet samtal till styrelsen varje fredag."},
			{"material delivery", "Gruppen lämnar ett förslag till kommunalt valmanifest i mars."},
			{"training frequency", "Beredskapsgruppen genomför två övningar per år."},
			{"organisation delivery", "Bidragsprövningen ses över under hösten."},
			{"material delivery soft", "Webbgruppen försöker få broschyren översatt före påsk."},
			{"meeting delivery", "Etapp 1 hålls i mars och etapp 2 i oktober."},
			{"goal volume", "Vid årets slut ska minst 90 000 kronor finnas kvar på kontot."},
			{"no", "Lokaltrafiken körs av två bolag."},
			{"no", "Återstoden finansieras med avgifter."},
			{"no", "Friheten får aldrig tas för given."},
			{"no", "Det får inte glömmas."},
			{"campaign delivery", "Vi öppnar en valstuga på Stortorget den 10 augusti."},
			{"organisation delivery", "Gruppen utvärderar valrörelsen senast i november."},
			{"yes soft", "Varje kandidat förväntas ställa upp minst fyra pass."},
			{"yes negative", "Vi ska inte svara på personangrepp."},
			{"no", "Motståndarna kommer att försöka göra valet till en fråga om skatter."},
			{"no", "Vi vill införa mobilförbud på högstadiet."},
			{"no", "Kommunen ska anställa fler speciallärare."},
			{"no", "De rika länderna måste ta sitt ansvar."},
			{"no", "Välfärden ska inte vara till salu."},
			{"no", "Klubbarna är stommen i vårt arbete."},
			{"no", "Samverkan är viktigare i år för att vi ska orka."},
			{"yes", "I valrörelsen behöver vi visa att det gör skillnad vilka som styr."},
			{"yes", "Viarbetar för att fler ska våga rösta."},
		}},
	} {
		for _, k := range group.cases {
			got := readOne(k.sentence, group.cast)
			if got == "" {
				if k.want != "no" {
					t.Errorf("%s: not proposed, want %s: %s", name, k.want, k.sentence)
				}
				continue
			}
			parts := strings.Fields(got)
			ok := k.want != "no"
			for _, w := range strings.Fields(k.want) {
				ok = ok && (w == "yes" || slices.ContainsFunc(strings.Split(w, "|"), func(s string) bool { return slices.Contains(parts, s) }))
			}
			if !ok {
				t.Errorf("%s: %s, want %s: %s", name, got, k.want, k.sentence)
			}
		}
	}
}

// promises lists the commitments of a text: sentence, class, responsible and lead-in.
func promises(src *Source) []string {
	out := []string{}
	for _, f := range src.Findings {
		if f.Kind == Commitment {
			out = append(out, strings.Join([]string{f.Sentence, f.Class, f.Responsible, f.Heading}, " | "))
		}
	}
	return out
}

func TestCommitmentsInTheirPlaces(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"list after a lead-in", "Organisation\n\nDistriktet ska:\n- ordna en kurs i mötesteknik\n- Bjuda in alla klubbar till en träff\n", []string{
			"ordna en kurs i mötesteknik | training | Distriktet | Distriktet ska",
			"Bjuda in alla klubbar till en träff | meeting | Distriktet | Distriktet ska"}},
		{"things after a lead-in", "Kansliet\n\nUnder året ansvarar kansliet för följande uppgifter:\n- Medlemsregistret\n- Bokföring och löner\n", []string{
			"Medlemsregistret | recurring | kansliet | Under året ansvarar kansliet för följande uppgifter",
			"Bokföring och löner | recurring | kansliet | Under året ansvarar kansliet för följande uppgifter"}},
		{"list under a heading that names what is done", "Ungdom\n\nText om ungdomar som finns här.\n\nSå gör vi\n\n- Öppet hus i varje stadsdel\n- Ta fram en affisch\n", []string{
			"Öppet hus i varje stadsdel | meeting |  | ", "Ta fram en affisch | material |  | "}},
		{"infinitives anywhere", "Ungdom\n\nText om ungdomar som finns här.\n\n- Anordna ett läger\n- Blåa dörrar\n", []string{"Anordna ett läger | meeting |  | "}},
		{"a quotation over several sentences", "Inledning\n\n”Vi ska vara den kraft som förändrar landet. Vi ska göra det tillsammans.” Styrelsen ska sprida programmet.\n", []string{
			"Styrelsen ska sprida programmet. | material | Styrelsen | "}},
		{"background", "Bakgrund\n\nVi ska bygga en ny hall, sades det.\n\nHallen\n\nStyrelsen utreder en ny hall under 2026.\n", []string{
			"Styrelsen utreder en ny hall under 2026. | organisation | Styrelsen | "}},
		{"goals are not found twice", "Medlemmar\n\nText om medlemmar som finns här.\n\nMål\n- Styrelsen ska ordna en kurs. Den ska hållas i maj.\n", []string{}},
		{"a report", "Året som gick\n\nVi anordnade tre kurser. Klubben har startat en tjejgrupp. Många deltog.\n", []string{}},
		{"nothing", "Om oss\n\nKlubben bildades 1932. Vi är 400 medlemmar. Hallen ligger vid ån.\n", []string{}},
	} {
		if got := promises(mustParse(t, []byte("Verksamhetsplan 2026\n\n"+c.text))); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestCommitmentSections(t *testing.T) {
	src := mustParse(t, []byte("# Verksamhetsplan 2026\n\n## Barn\n\n### Läger\n\nStyrelsen ordnar ett läger i juli.\n\n## Vuxna\n\nVi startar en motionsgrupp senast den 1 mars.\n"))
	var got []string
	for _, f := range src.Findings {
		got = append(got, fmt.Sprintf("%s: %s, %s", strings.Join(f.SectionPath, " › "), f.Class, brief(f.Measure)))
	}
	if want := []string{"Barn › Läger: meeting, delivery, ..2026-07-31", "Vuxna: organisation, delivery, ..2026-03-01"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestContentsAndPosts(t *testing.T) {
	for sentence, want := range map[string]string{
		"Ta fram ett paket som innehåller bland annat mötesteknik, ekonomi och retorik.": "contents mötesteknik, ekonomi, retorik",
		"Anordna en utbildning i arbetsrätt och arbetsmiljö för chefer.":                 "contents arbetsrätt, arbetsmiljö",
		"Anordna en utbildning i Västerås.":                                              "contents ",
		"Alla klubbar ska ha en kassör och en valansvarig.":                              "posts kassör, valansvarig",
		"Alla klubbar ska ha en ordförande, en studieledare samt en skolkontakt.":        "posts ordförande, studieledare",
		"Alla klubbar ska ha en plan.":                                                   "posts ",
	} {
		m := propose(sentence, Period{})
		got := "contents " + strings.Join(m.Contents, ", ")
		if strings.HasPrefix(want, "posts") {
			got = "posts " + strings.Join(m.Posts, ", ")
		}
		if got != want {
			t.Errorf("%q: %s, want %s", sentence, got, want)
		}
	}
}

func TestHowOften(t *testing.T) {
	for sentence, want := range map[string]string{
		"Bladet ges ut varannan månad":                          "frequency 6 times calendarYear",
		"Ordna en helgkurs vartannat år":                        "frequency 1 times",
		"Hålla möten var tredje vecka":                          "frequency 17 times calendarYear",
		"Anta ett program inför varje val":                      "frequency 1 times termOfOffice",
		"Ordna ett läger varje sommar":                          "frequency 1 times calendarYear",
		"Minst en insändare i månaden":                          "frequency 1 times month",
		"Rapportera halvårsvis":                                 "frequency 1 times halfYear",
		"Kostnaderna blir större för varje år":                  "judgement",
		"Avdelningar med färre än tio medlemmar får stöd":       "judgement",
		"Svara på varje fråga inom två dagar":                   "judgement",
		"Ordna kurser på samtliga orter":                        "coverage 100 percent",
		"Den nya hallen ska vara klar till årsmötet 2027":       "delivery",
		"Huset ska vara sålt före den 1 juni 2027":              "delivery, ..2027-05-31",
		"Under 2026 ta fram ett förslag, senast den 1 maj 2026": "delivery, 2026-01-01..2026-05-01",
	} {
		if got := brief(propose(sentence, Period{})); got != want {
			t.Errorf("%q: %s, want %s", sentence, got, want)
		}
	}
	for sentence, want := range map[string]string{ // in a plan for 2026
		"Huset ska målas i juni":                     "delivery, ..2026-06-30",
		"Senast den 1 mars ska planen vara klar":     "delivery, ..2026-03-01",
		"Under hösten ta fram en plan":               "delivery, 2026-09-01..2026-11-30",
		"Under året ta fram en plan":                 "delivery, 2026-01-01..2026-12-31",
		"Rapportera årligen i december":              "frequency 1 times calendarYear",
		"Städa i april och oktober":                  "frequency 2 times calendarYear",
		"Stämman hålls den 14 maj":                   "delivery, ..2026-05-14",
		"Bytet görs innan säsongen börjar den 1 maj": "delivery, ..2026-04-30",
	} {
		if got := brief(propose(sentence, Period{"2026-01-01", "2026-12-31"})); got != want {
			t.Errorf("2026, %q: %s, want %s", sentence, got, want)
		}
	}
}

func TestListsWithinParagraphs(t *testing.T) {
	for text, want := range map[string][]string{
		"Vi växer. Styrelsen ges i uppdrag att – pröva avgiften, – se över stadgarna samt – kalla till rådslag. Sedan vilar vi.": {
			"Vi växer. Styrelsen ges i uppdrag att", "pröva avgiften,", "se över stadgarna samt", "kalla till rådslag.", "Sedan vilar vi."},
		"Gruppen ska: – skriva, – ringa.":                   {"Gruppen ska:", "skriva,", "ringa.", ""},
		"Det är svårt att – som vi vet – få plats i media.": {"Det är svårt att – som vi vet – få plats i media.", ""},
		"Mötet – det sista – hålls i maj.":                  {"Mötet – det sista – hålls i maj.", ""},
	} {
		lead, items, rest := listWithin(text)
		if got := append(append([]string{lead}, items...), rest); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestWhatStatutesSayIsNoPromise(t *testing.T) {
	src := mustParse(t, []byte("Verksamhetsplan 2025\n\nFörutsättningar\n\nNämnderna ska enligt kommunallagen följa upp verksamheten. De ska också se till att kontrollen är god.\n"))
	if len(src.Findings) != 0 {
		t.Errorf("found %q", src.Findings[0].Sentence)
	}
}
