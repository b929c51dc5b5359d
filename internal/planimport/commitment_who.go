package planimport

import (
	"strings"
	"unicode"
)

// This file knows who acts in a sentence: the organisation and its bodies, its units and members, what it makes, or
// others whom it can only make demands on.

// An actorKind says what the subject of a sentence is to the organisation.
type actorKind int

const (
	unknownActor actorKind = iota // a thing or person that the tables do not know
	we
	organisation // the organisation as a whole: distriktet, förbundet, its name
	body         // styrelsen, kansliet, a committee
	role         // ordföranden, valansvarig
	units        // partiföreningarna, klubbarna
	members      // medlemmar, kandidater
	ourThing     // what the organisation does or makes: utbildningen, materialet, samarbetet
	ownedThing   // the same, with a word that says whose: våra profilfrågor, distriktets målgrupper
	wider        // what the organisation is a part of: partiet beside a district of it
	pronoun      // den, det, de, dessa
	nobody       // no subject: an infinitive
	people       // persons who may be the organisation's or society's: barn, boende, elever
	others       // staten, marknaden, politikerna
)

// An actor is who a sentence says acts.
type actor struct {
	kind     actorKind
	from, to int // words of the subject
}

var actorWeight = map[actorKind]int{we: 3, organisation: 3, body: 3, role: 3, units: 3, members: 2, ourThing: 2, ownedThing: 3, wider: 2, pronoun: 1,
	unknownActor: 1, nobody: 2, people: -2, others: -4}

// named says in Swedish what an actor is, for the reason.
var named = map[actorKind]string{organisation: "organisationen", body: "ett organ", role: "ett uppdrag eller en tjänst", units: "föreningar eller andra enheter",
	members: "medlemmar eller kandidater", ourThing: "något som organisationen gör", ownedThing: "något som är organisationens", wider: "organisationen"}

// The tables have nouns in their plain form. A word is one of them when it ends with it, since Swedish puts the main
// word last: distriktsstyrelsen, barn- och ungdomsnämnden. Definite forms and plurals are found by [plainForms].
var actorTables = []struct {
	kind  actorKind
	nouns []string
}{
	{role, strings.Fields(`ordförande kassör sekreterare ombudsman ombudsmän samordnare ansvarig chef direktör konsulent kanslist koordinator ledamot ledamöt
		gruppledare ledare representant revisor ombud redaktör tränare instruktör handledare kontaktperson rektor förtroendevald kommunikatör ekonom strateg
		vaktmästare medarbetare personal funktionär talesperson utvecklare handläggare pedagog värvare ambassadör administratör organisatör tjänsteman smän smännen smannen jurist föreståndare mästare arkivarie företrädare fadder faddrar mentor mentorer utredare planerare inspektör controller registrator assistent intendent producent kurator
		curator generalen lagledare valberedare studierektor bibliotekarie verksamhetsledare stödjare biträde ungdomsledare sjukgymnast lots`)},
	{members, strings.Fields(`medlem medlemm kandidat parlamentariker aktivist volontär deltagare valarbetare`)},
	{units, strings.Fields(`föreningarna föreningar förening klubb avdelningar krets lokalgrupp sektion distrikten kårerna aktör nämnder delar`)},
	{body, strings.Fields(`styrelse nämnd kansli förvaltning kontoret utskott kommitté grupp ledning rådet råden ungdomsråd arbetsråd team presidi presidium presidie expedition beredning sekretariat redaktion nätverk
		konferens årsmöte kongress förbundsmöte ombudsmöte medlemsmöte representantskap stämma fullmäktige delegation enhet staben organ panel arbetsutskott revisionen jouren byrån valberedning rådgivningen centralen mottagningen styrgrupp`)},
	{organisation, strings.Fields(`distrikt förbund förening klubben organisation parti avdelning kommun region bolag koncern stiftelse kår
		församling samfund sällskap kooperativ myndighet företag idrottsrörelsen folkhögskola samfällighet museet unionen facket`)},
	{ourThing, strings.Fields(`arbete utbildning kurs möte träff program plan strategi policy stöd material information samarbete samverkan dialog kampanj
		utskick rutin riktlinje enkät hemsida webbplats webbsida verksamhet mål målsättning budget avgift stadga stadgar projekt seminari utvärdering uppföljning rapport
		ansvar ansvarsfördelning kommunikation närvaro fokus profil satsning insats prioritering cirkel cirklar läger turnering tävling nyhetsbrev tidning medlemskap
		medlemsantal värvning rekrytering introduktion protokoll kallelse planering aktivitet evenemang arrangemang budskap profilfrågor valstug turné
		verksamhetsberättelse redovisning bokslut besiktning förslag tidskrift berättelse skrift planering slåtter utgåva förberedelse inspektion remiss revidering översyn inventering upphandling kartläggning genomgång avtal
		valrörelsen förändring uppdrag resurs medel representation undersökning mätning diskussion samtal resultat städdag fest workshop föreläsning besök
		beslut ärende facebooksida kanaler konto intranät system kalender kalendarium bidrag stipendi erbjudande utbud tjänster tjänsterna träning service profilkläder produkter
		sammanträde frågorna lokalerna tidtabell ledarpris pris delegationsordning reglemente instruktion mall handbok film affisch broschyr flygblad folder podd`)},
}

// outward look like actors of the tables and are not the organisation's.
var outward = set(`befolkningen målgruppen målgrupperna målgrupp målgrupper åldersgruppen åldersgrupper yrkesgrupper patientgrupper folkgrupper grupper samhällsgrupper elevgruppen barngruppen riskgrupper
	elevgrupper barngrupper vårdcentralen vårdcentraler vårdcentralerna akutmottagningen landstingsledningen företagsledningen regeringskansliet industri parti partier part parter partierna andel delen fördelning könsfördelningen`)

// bodyWords are short names of bodies.
var bodyWords = set(`ds vu au ks kf dåk fs hk ru`)

// society are those on whom an organisation makes demands, when its plan is about politics.
var society = set(`staten regeringen riksdagen samhället samhällen marknaden kapitalismen politiken politikerna politiker makthavare makthavarna arbetsgivare arbetsgivarna arbetsgivaren näringslivet
	högern högermajoriteten alliansen borgarna borgerligheten oppositionen majoriteten sverige europa eu fn världen länderna sd sverigedemokraterna moderaterna socialdemokraterna centerpartiet
	liberalerna kristdemokraterna miljöpartiet media medierna polisen försäkringskassan arbetsförmedlingen migrationsverket domstolar skattesystemet skatten skatter rasismen kriget krig klimatet naturen
	vården sjukvården välfärden skolan skolorna skolor äldreomsorgen omsorgen bostäder kollektivtrafiken hyrorna lönerna pensionerna trafikverket kommunerna landstingen landstinget regionerna företag företagen
	vinster vinsterna jämställdheten demokratin freden rättsstaten lagen lagstiftningen lagar kollektivavtal vägar järnvägen tågen bussarna elpriset klimatmålen utsläppen omställningen utvecklingen
	väljarna väljare fastighetsägare hyresvärdar hyresvärden banker bankerna storbolagen myndigheterna statsbidragen arbetsmarknaden rättigheter jobben jobb löner arbetsvillkor villkor`)

// persons may be the organisation's own or everybody's.
var persons = set(`människor människorna människa kvinnor kvinnorna män männen barn barnen unga ungdomar ungdomarna elever eleverna elev äldre patienter patienterna patient hyresgäster hyresgästerna hyresgäst
	invånare invånarna medborgare medborgarna arbetare arbetarna löntagare arbetslösa föräldrar föräldrarna studenter studenterna familjer anhöriga vårdnadshavare personer pensionärer fattiga
	flyktingar flickor pojkar tjejer killar brukare brukarna kunder kunderna besökare besökarna boende personalen sjukvårdspersonalen lärare lärarna poliser chaufförer undersköterskor sjuksköterskor folk alla ingen
	individer resenärer anställda spelare idrottare gäster företagare låntagare`)

var pronouns = set(`den det de dessa detta dom denna båda bägge sådana sådan man`)

// ownerWords make what follows the organisation's own.
var ownerWords = set(`vår vårt våra oss distriktets förbundets föreningens klubbens organisationens partiets styrelsens kansliets avdelningens sektionens kommunens regionens nämndens förvaltningens
	bolagets kretsens gruppens utskottets utskottens valledningens föreningarnas partiföreningarnas klubbarnas medlemmarnas medlemmars sin sitt sina distriktsstyrelsens koncernens församlingens`)

var (
	prepositions = set(`i på av för med till från om under genom mot efter före inför ur över kring vid hos inom mellan bland utan enligt via utifrån utöver förutom trots
		per längs gentemot beträffande angående tack jämte inklusive såsom bortom runt utanför innanför alltsedan senast`)
	adverbs = set(`därför dessutom också även nu då här där sedan samtidigt istället slutligen årligen internt särskilt vidare därutöver fortsatt först exempelvis bl.a bl.a. t.ex alltså således
		alltid ofta inte ej aldrig givetvis självklart naturligtvis dock ändå redan idag tydligare bättre mer mera ännu framförallt framöver löpande regelbundet kontinuerligt aktivt gemensamt
		parallellt därefter därmed likaså successivt kanske gärna snarast sammantaget sammanlagt inledningsvis dels både såväl ständigt helt åter igen tydligt bara endast enbart åtminstone minst
		årsvis kvartalsvis månadsvis veckovis terminsvis halvårsvis utåtriktat strategiskt långsiktigt precis tidigt vanligtvis normalt huvudsakligen främst därigenom härigenom extra lokalt centralt fortlöpande därutöver skriftligen muntligen skriftligt omedelbart ytterligare nationellt
		våras höstas somras vintras så alltjämt emellertid däremot följaktligen igenom sist hädanefter vanligen ytterst äntligen strax stegvis tills tillsammans fram`)
	determiners = set(`en ett den det de alla samtliga varje vardera vår vårt våra flera några många fler nya ny nytt minst två tre fyra fem sex tio båda någon något inga inget ingen dessa denna detta respektive ytterligare hela övriga
		olika ökad ökat ökade större stora stor viss visst vissa mer mindre bättre goda god gott första sista egen egna eget`)
	// timeHeads begin an adverbial of time without a preposition.
	timeHeads = set(`våren hösten sommaren vintern vårterminen höstterminen varje varannan vartannat vart nästa januari februari mars april maj juni juli augusti september oktober november december
		måndagar tisdagar onsdagar torsdagar fredagar lördagar söndagar vecka`)
)

// A cast is who the people of a plan are: what its organisation is called and whether it is one that speaks to
// society rather than for a part of it.
type cast struct {
	names     map[string]bool // names of the organisation in small letters, first words only
	political bool            // much of the text is about what others should do
	part      bool            // a part of a larger organisation: "partiet" is the wider one
	private   bool            // not of a municipality or one of its bodies, so that "kommunen" is somebody else
	national  bool            // it has a board for the whole country: regions and districts are its own
	known     map[string]actorKind
}

// newCast reads who a document is about. Names are capitalised words that act again and again.
func newCast(doc *Document) *cast {
	c := &cast{names: map[string]bool{}}
	title := map[string]bool{}
	acts, works := map[string]int{}, map[string]int{}
	total, politics, parts, party := 0, 0, 0, 0
	national, public := 0, 0
	for i := range doc.Nodes {
		n := &doc.Nodes[i]
		if n.Kind != SentenceNode && n.Kind != TitleNode {
			continue
		}
		fields := words(n.Text)
		for k, w := range fields {
			lower := strings.ToLower(w)
			total++
			for _, s := range [...]string{"politi", "parti", "valrörelse", "väljar", "socialis", "liberal", "feminis", "riksdag", "regering", "samhälle", "klimatkris",
				"valarbetar", "valledar", "valdag", "valkampanj", "mandatfördel", "partistöd", "kommungrupp", "regiongrupp", "gruppledar", "jämlik", "solidari", "rättvis", "fattigdom", "facklig", "arbetsgivar", "kollektivavtal", "välfärd"} {
				if strings.Contains(lower, s) {
					politics++
					break
				}
			}
			if n.Kind == TitleNode && (strings.HasSuffix(lower, "nämnd") || strings.HasSuffix(lower, "nämnden") || oneOf(lower, `kommun kommunen kommuns förvaltningen`)) {
				public += 3
			} else if strings.HasSuffix(lower, "nämnden") || strings.HasSuffix(lower, "förvaltningen") || strings.HasPrefix(lower, "kommunfullmäktige") {
				public++
			}
			if strings.HasPrefix(lower, "riksstyrelse") || strings.HasPrefix(lower, "förbundsstyrelse") || strings.HasPrefix(lower, "partistyrelse") || strings.HasPrefix(lower, "riksstämma") {
				national++
			}
			switch {
			case strings.HasSuffix(lower, "distriktet"), strings.HasSuffix(lower, "distriktsstyrelsen"), strings.HasSuffix(lower, "avdelningen"):
				parts++
			case strings.HasSuffix(lower, "partiet"), strings.HasSuffix(lower, "förbundet"):
				party++
			}
			if c.does(fields, k) && definite(lower) {
				works[lower]++
			}
			if !unicode.IsUpper(firstRune(w)) || runes(w) < 2 {
				continue
			}
			if n.Kind == TitleNode && (k == 0 || !strings.HasSuffix(strings.ToLower(fields[k-1]), "s")) {
				title[lower] = true // what the plan is of, if it acts
			}
			// "Unga Örnar ska": a name may have several words before the verb.
			for j := k + 1; j < min(k+4, len(fields)); j++ {
				next := strings.ToLower(fields[j])
				if modalWords[next].weight > 0 || verbForms[next].present && !notVerbs[next] {
					acts[lower]++
					break
				}
				if !unicode.IsUpper(firstRune(fields[j])) {
					break
				}
			}
			if k > 0 && modalWords[strings.ToLower(fields[k-1])].weight > 0 {
				acts[lower]++
			}
		}
	}
	common := set(`vi det den de alla en ett detta dessa man jag ni du han hon varje samtliga`)
	for name, n := range acts {
		if (n >= 3 || title[name]) && !common[name] && !society[name] && !persons[name] && !adverbs[name] && !prepositions[name] && !determiners[name] && c.kindOf(name) == unknownActor {
			c.names[name] = true
		}
	}
	for name, n := range works { // "Kulturskolan erbjuder": in a plan for all of them, a part of the organisation
		if n >= 2 && politics*1000 <= total*7 && !society[name] && !persons[name] && !determiners[name] && !pronouns[name] && c.kindOf(name) == unknownActor {
			c.names[name] = true
		}
	}
	c.known = nil
	c.political = total > 0 && politics*1000 > total*7
	c.private = public <= 2 || public*300 <= total
	c.part = parts > 2 && party > 0
	c.national = national > 2 && parts == 0
	return c
}

// does tells whether the word at k stands right before or after a verb for something that somebody does.
func (c *cast) does(fields []string, k int) bool {
	for _, i := range [...]int{k + 1, k - 1} {
		if i < 0 || i >= len(fields) {
			continue
		}
		w := strings.ToLower(fields[i])
		if f := verbForms[w]; f.present && !f.infin && !f.passive && (f.class == doing || w == "tar") && !notVerbs[w] {
			return true
		}
	}
	return false
}

// kindOf says what a word, in any form, is to the organisation.
func (c *cast) kindOf(word string) actorKind {
	if kind, ok := c.known[word]; ok {
		return kind
	}
	if c.known == nil {
		c.known = map[string]actorKind{}
	}
	kind := c.lookUp(strings.ToLower(word))
	c.known[word] = kind
	return kind
}

func (c *cast) lookUp(w string) actorKind {
	if i := strings.LastIndexAny(w, "-/"); i >= 0 && i+1 < len(w) {
		w = w[i+1:]
	}
	switch {
	case w == "" || len(w) > 60:
		return unknownActor
	case w == "vi" || w == "oss":
		return we
	case oneOf(w, `rörelsen folkrörelsen miljörörelsen ungdomsrörelsen fredsrörelsen`):
		return organisation
	case bodyWords[w]:
		return body
	case pronouns[w]:
		return pronoun
	case c.part && (strings.HasSuffix(w, "partiet") || w == "förbundet"):
		return wider
	case c.national && (strings.HasPrefix(w, "region") || strings.HasPrefix(w, "distrikten")) && oneOf(strings.TrimSuffix(w, "s"), `regioner regionerna distrikten`):
		return units
	case c.political && oneOf(w, `kommunen regionen företaget bolaget myndigheten`):
		return others
	case outward[w]:
		return unknownActor
	case strings.Contains(w, "handledning"):
		return ourThing // no "ledning"
	case derivedEnhet[w]:
		return unknownActor // no "enhet"
	case oneOf(w, `jag du ni hon han hen mig dig er`), lawWord(w):
		return others
	case c.private && oneOf(w, `kommunen kommunerna kommuner landsting myndighet myndigheten länsstyrelserna`):
		return others
	case oneOf(w, `länsstyrelsen socialstyrelsen arbetsgivaren arbetsgivarna arbetsgivare`), strings.HasSuffix(w, "verket") && !strings.HasSuffix(w, "nätverket") && w != "regelverket",
		c.political && strings.HasSuffix(w, "partierna"):
		return others
	case society[w]:
		if c.political || oneOf(w, `staten regeringen riksdagen sverige eu marknaden samhället`) {
			return others
		}
		return unknownActor
	case persons[w] || c.political && strings.HasSuffix(w, "personalen"):
		return people
	}
	forms := plainForms(w)
	for _, table := range actorTables {
		for _, noun := range table.nouns {
			for _, form := range forms {
				if strings.HasSuffix(form, noun) {
					return table.kind
				}
			}
		}
	}
	if c.names[w] {
		return organisation
	}
	return unknownActor
}

// derivedEnhet end as "enhet" does and are made of adjectives in -en.
var derivedEnhet = set(`erfarenhet erfarenheten erfarenheter erfarenheterna medvetenhet medvetenheten angelägenhet angelägenheter angelägenheten benägenhet benägenheten öppenhet öppenheten
	egenhet belägenhet nyfikenhet nyfikenheten övertygenhet beskaffenhet egenheter vakenhet mogenhet välkommenhet`)

// lawWord tells whether a word is a law or the like: what it says is no promise of an organisation.
func lawWord(w string) bool {
	for _, e := range [...]string{"balken", "förordningen", "direktivet", "konventionen", "grundlagen", "lagstiftningen", "regelverket"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	if base, ok := strings.CutSuffix(w, "lagen"); ok {
		for _, field := range [...]string{"tjänst", "hyres", "kommunal", "skol", "högskole", "miljö", "diskriminerings", "förvaltnings", "offentlighets", "bygg", "bostads", "förenings", "val", "partistöds", "språk", "minoritets",
			"skydds", "bestämmande", "semester", "arvodes", "jämställdhets", "tobaks", "alkohol", "djurskydds", "hälsovårds", "omsorgs", "lotteri", "skatte", "vårds", "säkerhets", "jakt", "biblioteks"} {
			if strings.HasSuffix(base, field) {
				return true
			}
		}
	}
	return false
}

// plainForms are what a noun may be without its endings: "styrelserna" → "styrelse", "styrels".
func plainForms(w string) []string {
	out := make([]string, 0, 8)
	out = append(out, w)
	if base, ok := strings.CutSuffix(w, "arna"); ok {
		out = append(out, base+"are") // "utvecklarna"
	}
	for _, end := range [...]string{"erna", "arna", "orna", "na", "en", "et", "er", "ar", "or", "n", "t", "a", "e"} {
		if base, ok := strings.CutSuffix(w, end); ok && len(base) >= 3 {
			out = append(out, base)
		}
	}
	return out
}
