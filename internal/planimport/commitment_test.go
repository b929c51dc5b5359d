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
			{"yes", "Ingen ska behöva sluta av ekonomiska skäl."},
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
