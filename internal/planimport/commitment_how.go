package planimport

import "strings"

// This file knows how Swedish says that somebody undertakes something: the verbs, in every form that matters, and the
// words before them that say how firmly.

// A verbClass says what kind of thing a verb is about, for somebody who asks a year later whether it was done.
type verbClass int

const (
	otherVerb  verbClass = iota // not in the tables
	doing                       // one can see that it was done: arrange, adopt, appoint, publish
	furthering                  // one works at it: support, develop, coordinate, show
	being                       // how something is: be, have, consist of
	thinking                    // what one thinks, sees and demands: no promise in the present tense
	changing                    // what one does to society, or asks for: build, abolish, raise
)

// A verbForm is one form of a verb.
type verbForm struct {
	infinitive string
	class      verbClass
	infin      bool // "arrangera", "arrangeras"
	present    bool // "arrangerar", "arrangeras"
	passive    bool
	past       bool // "arrangerade", "arrangerat"
	supine     bool // "arrangerat": past with "har", or a participle
}

// Verbs whose present is the infinitive and an r, their passive the infinitive and an s.
var plainVerbs = map[verbClass]string{
	otherVerb: `ta ge gå stå dra dela låna åka samla slå le sy fly räkna`,
	doing: `arrangera anordna ordna organisera planera kalla sammankalla publicera producera utbilda fortbilda utvärdera revidera lansera
		starta etablera inrätta bilda utarbeta utforma formulera uppdatera upphandla installera renovera rusta reparera måla skicka
		distribuera kontakta rapportera redovisa presentera inventera rekrytera nominera adjungera inadjungera delegera utse anta besluta upprätta
		teckna lämna återkoppla informera kommunicera granska kontrollera dokumentera registrera digitalisera budgetera finansiera investera
		öppna avveckla avsluta överlämna delta medverka närvara representera ansvara samordna bistå svara besvara bemanna affischera kampanja fira
		uppvakta demonstrera värva förhandla omförhandla sammanfatta protokollföra koordinera administrera annonsera boka utdela
		avtacka arkivera certifiera diplomera intervjua träna tävla turnera remittera avrapportera åtgärda komplettera sanera asfaltera gallra
		plantera städa justera påbörja konferera introducera implementera skaffa träffa anskaffa införskaffa utvidga hämta inhämta gästa
		flytta placera hantera bekosta betala utbetala bevilja subventionera sponsra upprepa återuppta halvera fördubbla dubblera servera laga odla
		spela repa filma fotografera rensa meddela föreslå berätta maila mejla posta fixa omarbeta initiera inkalla insamla inspektera instruera leverera montera sortera strukturera summera tipsa uppgradera utnämna utfärda
			utannonsera vidareutbilda ändra öva förteckna motionera interpellera debattera designa identifiera packa signera transportera livesända repetera sammankoppla avtala namnge avlägsna
			demontera inrapportera mentorera moderera klistra skotta lotsa bokföra genomgå återrapportera fördela disponera reservera ansluta prova knacka pröva testa lotta belöna prisa premiera
			samtala baka sopa skjutsa sjunga cykla vakta patrullera evakuera besiktiga avropa ploga snöröja sanda tvätta diska vattna donera fakturera attestera deklarera fondera prenumerera programmera konfigurera
			restaurera kompostera överklaga polisanmäla medla coacha återplantera sopsortera provköra`,
	furthering: `utveckla skapa vidareutveckla börja efterfråga förbättra öka minska verka arbeta jobba samverka samarbeta prioritera uppmuntra uppmana synas fokusera satsa profilera
		bevaka engagera spegla säkra utmana kämpa tilldela avgränsa föregå mobilisera påverka beakta trygga främja underlätta motverka integrera inkludera involvera förankra fördjupa bredda hitta
		diskutera analysera värna effektivisera förenkla anpassa prägla utnyttja ingå rikta kanalisera behandla bevara stimulera inspirera stötta
		aktivera konkretisera precisera intensifiera vårda lokalisera eftersträva optimera avstå
		kvalitetssäkra uppmärksamma marknadsföra tillvarata agera tillgodose stabilisera modernisera understödja uppnå nå visa be
		övervaka förvalta värdera maximera minimera konsolidera balansera återvinna spara återanvända koncentrera bidra locka attrahera förlänga korta reducera begränsa`,
	being: `ha få bli omfatta må ske bero bestå förestå handla bo kosta framgå utgå uppgå motsvara`,
	thinking: `förstå inse acceptera tolerera förvänta vänta anse mena tro konstatera beklaga hoppas önska se ifrågasätta kritisera välkomna notera tvivla frukta
		sakna uppge ange medge uppskatta märka tala påstå hävda beräkna bedöma ana befara`,
	changing: `straffa rädda avskaffa garantera stoppa beskatta förstatliga reglera bekämpa utrota förändra omfördela utjämna lagstifta slopa utöka
		privatisera avreglera legalisera rösta`,
}

// Verbs whose present ends in -er, or in nothing after an r: genomföra, genomför, genomförs.
var erVerbs = map[verbClass]string{
	otherVerb: `göra komma hamna sätta ställa lägga låta behöva knyta hyra äga`,
	doing: `genomföra hålla erbjuda bjuda inbjuda kartlägga utreda byta sända trycka besöka ringa sammanställa tillsätta välja fastställa översätta
		avsätta köpa sälja stänga leda styra sköta tillhandahålla handleda bedriva skriva bygga färdigställa införa förbereda följa upphäva
		upphöra möta anlita ansöka söka undersöka inreda lära utföra begära uppföra framställa underhålla verkställa klippa höra driva samköra köra anställa
		utlysa  föreläsa handlägga slutföra godkänna ersätta återställa beställa iordningställa inleda förelägga förlägga tidigarelägga anlägga besikta utställa läsa tända återkomma översända samråda mäta beskriva klargöra skänka kungöra anmäla bereda biträda offentliggöra sprida schemalägga beskära röja döma bränna vägleda provta`,
	furthering: `stödja hjälpa stärka lyfta synliggöra möjliggöra tydliggöra säkerställa använda upprätthålla förtydliga vidta förebygga föra
		eftersöka fortsätta vända höja sänka nyttja fullfölja skydda vidmakthålla förstärka uppfylla företräda ombesörja behålla vinna efterleva undvika
		framhålla väcka återuppbygga`,
	being:    `överstiga understiga växa känna betyda innebära utgöra innehålla gälla heta ligga leva räcka förekomma tillhöra stiga sjunka`,
	thinking: `tycka kräva säga uppleva tänka drömma motsätta glädja veta fördöma`,
	changing: `förbjuda lösa`,
}

// Forms that no rule gives.
var oddForms = map[string]verbForm{
	"är": {"vara", being, false, true, false, false, false}, "vara": {"vara", being, true, false, false, false, false},
	"finns": {"finnas", being, false, true, false, false, false}, "finnas": {"finnas", being, true, false, false, false, false},
	"har": {"ha", being, false, true, false, false, false}, "vet": {"veta", thinking, false, true, false, false, false},
	"kunna": {"kunna", otherVerb, true, false, false, false, false}, "behöva": {"behöva", otherVerb, true, false, false, false, false},
	"stödjer": {"stödja", furthering, false, true, false, false, false}, "stöder": {"stödja", furthering, false, true, false, false, false},
	"fylls": {"fylla", otherVerb, false, true, true, false, false}, "fyllas": {"fylla", otherVerb, true, false, true, false, false},
	"stöds": {"stödja", furthering, false, true, true, false, false},
	"gläds": {"glädjas", thinking, false, true, false, false, false}, "utgörs": {"utgöra", being, false, true, true, false, false},
	"möts": {"mötas", doing, false, true, false, false, false}, "träffas": {"träffas", doing, true, true, false, false, false},
	"möta": {"möta", furthering, true, false, false, false, false}, "mötas": {"mötas", doing, true, false, false, false, false},
	"sammanträder": {"sammanträda", doing, false, true, false, false, false}, "sammanträda": {"sammanträda", doing, true, false, false, false, false},
	"samlas": {"samlas", doing, true, true, false, false, false}, "ses": {"ses", otherVerb, true, true, true, false, false},
	"stäms": {"stämma", otherVerb, false, true, true, false, false}, "stämmer": {"stämma", otherVerb, false, true, false, false, false}, "stämma": {"stämma", otherVerb, true, false, false, false, false},
	"syns": {"synas", furthering, false, true, false, false, false}, "hoppas": {"hoppas", thinking, true, true, false, false, false}, "trivs": {"trivas", being, false, true, false, false, false},
	"trivas": {"trivas", being, true, false, false, false, false}, "lyda": {"lyda", being, true, false, false, false, false},
}

// strongSupines are supines that no rule gives.
const strongSupines = `hållit=hålla tagit=ta gett=ge givit=ge gått=gå fått=få skrivit=skriva drivit=driva bedrivit=bedriva bjudit=bjuda inbjudit=inbjuda kommit=komma lagt=lägga gjort=göra
	stått=stå sett=se utsett=utse vunnit=vinna deltagit=delta antagit=anta avstått=avstå genomgått=genomgå erbjudit=erbjuda hunnit=hinna förts=föra övertagit=överta avsatt=avsätta tillsatt=tillsätta ersatt=ersätta sålt=sälja översatt=översätta fastsatt=fastsätta uppsatt=uppsätta`

// notVerbs look like forms of verbs and nearly always are something else.
var notVerbs = set(`stämma inför för delar planer träffar kurser leder rustar rör lär kör bilder laga prisa prisar spela lotta tala`)

// verbForms is every form of every verb in the tables.
var verbForms = func() map[string]verbForm {
	forms := map[string]verbForm{}
	add := func(form string, f verbForm) {
		if old, ok := forms[form]; ok {
			f.infin, f.present, f.past, f.supine = f.infin || old.infin, f.present || old.present, f.past || old.past, f.supine || old.supine
			f.infinitive, f.class = old.infinitive, old.class
		}
		forms[form] = f
	}
	for _, class := range [...]verbClass{otherVerb, doing, furthering, being, thinking, changing} {
		for inf := range strings.FieldsSeq(plainVerbs[class]) {
			v := verbForm{infinitive: inf, class: class}
			active, passive, past, supine := v, v, v, v
			active.infin, passive.infin, passive.present, passive.passive, past.past, supine.past, supine.supine = true, true, true, true, true, true, true
			add(inf, active)
			present := v
			present.present = true
			add(inf+"r", present)
			add(inf+"s", passive)
			add(inf+"de", past)
			add(inf+"des", past)
			add(inf+"t", supine)
			add(inf+"ts", supine)
		}
		for inf := range strings.FieldsSeq(erVerbs[class]) {
			v := verbForm{infinitive: inf, class: class}
			stem := strings.TrimSuffix(inf, "a")
			active, present, passive, past, supine := v, v, v, v, v
			active.infin, present.present, passive.passive, past.past, supine.past, supine.supine = true, true, true, true, true, true
			add(inf, active)
			if strings.HasSuffix(stem, "r") {
				add(stem, present)
			} else {
				add(stem+"er", present)
			}
			passiveInf := passive
			passiveInf.infin = true
			add(inf+"s", passiveInf)
			passive.present = true
			add(stem+"s", passive)
			for _, end := range [...]string{"de", "te", "des", "tes"} {
				add(stem+end, past)
			}
			add(stem+"t", supine)
			add(stem+"ts", supine)
		}
	}
	for w, f := range oddForms {
		forms[w] = f
	}
	for pair := range strings.FieldsSeq(strongSupines) {
		w, inf, _ := strings.Cut(pair, "=")
		f := forms[inf]
		f.infinitive, f.infin, f.present, f.passive, f.past, f.supine = inf, false, false, false, true, true
		forms[w] = f
	}
	return forms
}()

// particled are verbs that mean something of their own with a word after them: "ta fram", "se över".
var particled = map[string]map[string]verbClass{
	"ta":     {"fram": doing, "ut": doing, "in": doing, "mot": doing, "tag": furthering, "initiativ": doing, "hand": furthering, "över": doing, "emot": doing, "upp": furthering, "kontakt": doing, "ansvar": furthering, "tillvara": furthering, "vara": furthering, "del": furthering, "hänsyn": furthering, "ställning": doing, "beslut": doing, "steg": furthering},
	"se":     {"till": furthering, "över": doing},
	"följa":  {"upp": doing, "med": furthering},
	"ge":     {"ut": doing, "stöd": furthering, "möjlighet": furthering, "förutsättningar": furthering, "möjligheter": furthering, "verktyg": doing, "råd": furthering, "plats": furthering},
	"gå":     {"ut": furthering, "igenom": doing, "med": furthering, "över": doing, "vidare": furthering},
	"sätta":  {"upp": doing, "in": doing, "samman": doing, "ihop": doing, "igång": doing, "av": doing, "fast": doing},
	"ställa": {"in": doing, "ut": doing, "om": doing, "upp": furthering, "samman": doing, "ordning": doing, "krav": furthering},
	"lägga":  {"om": doing, "ner": doing, "ned": doing, "fram": doing, "upp": doing, "ut": doing, "in": doing, "fast": doing, "fokus": furthering, "vikt": furthering, "kraft": furthering, "stor": furthering, "större": furthering, "mer": furthering},
	"bygga":  {"på": being, "vidare": furthering},
	"äga":    {"rum": doing},
	"slå":    {"ihop": doing, "samman": doing, "fast": doing},
	"räkna":  {"upp": doing},
	"dela":   {"ut": doing, "in": doing, "upp": doing, "med": furthering},
	"knyta":  {"an": furthering, "kontakter": doing},
	"nå":     {"ut": furthering, "fler": furthering, "nya": furthering},
	"hålla":  {"i": doing, "kontakt": furthering, "kontakten": furthering, "koll": furthering},
	"göra":   {"insatser": furthering, "ett": doing, "en": doing, "om": doing, "klart": doing},
	"ha":     {"kontakt": furthering, "dialog": furthering, "möten": doing, "möte": doing, "träffar": doing, "utbildning": doing},
	"föra":   {"dialog": furthering, "samtal": furthering, "fram": furthering, "vidare": furthering, "in": doing},
	"stå":    {"värd": doing, "för": furthering},
	"finnas": {"plats": doing},
	"vara":   {"plats": doing},
	"stämma": {"av": doing},
	"höra":   {"till": being, "samman": being},
	"skriva": {"under": doing, "in": doing, "ihop": doing, "på": doing},
	"plocka": {"fram": doing},
	"boka":   {"in": doing},
	"dra":    {"igång": doing, "upp": doing},
	"arbeta": {"fram": doing, "ut": doing},
	"komma":  {"ut": doing, "in": doing, "igång": furthering, "överens": doing, "fram": furthering},
	"leva":   {"upp": furthering},
	"välja":  {"ut": doing, "in": doing},
	"låna":   {"ut": doing},
	"skicka": {"ut": doing},
	"sända":  {"ut": doing},
	"samla":  {"in": doing, "ihop": doing},
	"hjälpa": {"till": furthering},
	"bjuda":  {"in": doing, "på": doing},
	"lämna":  {"in": doing, "över": doing},
	"få":     {"gång": furthering, "igång": furthering, "stånd": doing, "ansvar": furthering, "fram": furthering, "till": furthering, "stöd": furthering, "hjälp": furthering, "utbildning": doing, "information": doing, "erbjudande": doing, "möjlighet": furthering},
	"betala": {"ut": doing},
	"köra":   {"igång": doing},
	"söka":   {"medel": doing, "upp": doing, "bidrag": doing},
	"starta": {"upp": doing},
	"rusta":  {"upp": doing},
	"passa":  {"på": furthering},
	"spela":  {"in": doing},
	"byta":   {"ut": doing, "till": doing},
	"fylla":  {"på": doing},
}

// lasting are doing verbs that go on and have no end by which they are done.
var lasting = set(`ansvara svara besvara leda styra sköta samordna koordinera informera kommunicera representera närvara delta medverka bistå administrera underhålla
	tillhandahålla gå_igenom följa följa_med driva hålla_i hålla_kontakt hålla_kontakten höra sprida möta lära träna tävla spela kontrollera bemanna samråda servera hantera`)

// finishing are furthering verbs that end in something one can show.
var finishing = set(`konkretisera precisera tydliggöra förtydliga modernisera digitalisera lokalisera se_över ta_upp fullfölja integrera`)

// A manner is how firmly a sentence says that something will be done.
type manner struct {
	name   string // Swedish, for the reason: what kind of wording it is
	weight int
	soft   bool
}

var (
	shall     = manner{"ska", 3, false}
	will      = manner{"kommer att", 3, false}
	must      = manner{"måste", 2, false}
	should    = manner{"bör", 2, true}
	want      = manner{"vill", 1, true}
	may       = manner{"kan", 1, true}
	intends   = manner{"planerar", 3, false}
	charged   = manner{"i uppdrag", 4, false}
	answers   = manner{"ansvarar", 3, false}
	strives   = manner{"strävar", 2, true}
	worksFor  = manner{"arbetar för", 3, false}
	itMatters = manner{"viktigt att", 2, true}
	theGoal   = manner{"målet är", 4, false}
	now       = manner{"presens", 1, false}
	inList    = manner{"i lista", 3, false}
)

// modalWords are single words before an infinitive.
var modalWords = map[string]manner{
	"ska": shall, "skall": shall, "kommer": will, "måste": must, "behöver": must, "bör": should, "borde": should, "vill": want, "kan": may,
	"får": may, "avser": intends, "ämnar": intends, "tänker": intends, "planerar": intends, "lovar": intends, "förbinder": intends, "åtar": charged,
	"strävar": strives, "försöker": strives, "eftersträvar": strives, "siktar": strives, "hoppas": want, "önskar": want, "lär": may,
	"förväntas": should, "ombeds": charged, "uppdras": charged, "åläggs": charged, "bemyndigas": charged,
	"ansvarar": answers, "svarar": answers, "verkar": worksFor, "arbetar": worksFor, "jobbar": worksFor,
}

// softWords make any promise a soft one.
var softWords = [...]string{"i största möjliga mån", "i möjligaste mån", "i mån av", "så långt som möjligt", "så långt det är möjligt",
	" om möjligt", "när det är möjligt", "där det är möjligt", "vid behov", "om resurser", "om medel", "om ekonomin", "så snart ekonomin", "undersöker möjlighet", "räknar vi med", "räknar med att", "förhoppningsvis", "eventuellt", "i den mån", "strävar efter", "sträva efter", "strävan är", "eftersträvar",
	"ambitionen är", "ambition att", "vår ambition", "förhoppningen är", "vill försöka", "ska försöka", "göra ett försök", "viktigt att",
	"vikt att", "angeläget att", "önskvärt att", "bör ", "borde ", "i möjlig mån", "uppmanas", "uppmuntras", "rekommenderas", "kan komma att", "undersöka möjligheten", "undersöka möjligheterna", "utreda möjligheten", "utreda möjligheterna"}

// negations turn what is undertaken into what is not done.
var negations = set(`inte ej aldrig inga ingen inget icke`)
