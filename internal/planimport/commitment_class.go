package planimport

import (
	"slices"
	"strings"
)

// This file says what kind of promise a commitment is.

// classStems are the words that tell classes apart, by what they contain. They are looked for in what is undertaken
// and in the subject; the first that stands there decides, and of two in one word the one that ends it.
var classStems = []struct {
	class string
	stems []string
}{
	{"training", strings.Fields(`utbildning kurs studie studier cirkel cirklar workshop seminari fortbildning föreläsning föredrag handledning kompetensutveckling studera studiesatsning mentor introduktion webbinari
		lektion självstudie ledarprogram ledarskapsprogram chefsprogram stödsprogram stödprogram mentorsprogram mentorprogram introduktionsprogram utbildningsprogram träning grundkurs utbilda`)},
	{"meeting", strings.Fields(`träff möte konferens sammanträd forum samråd stämma rådslag överläggning höstmöte samtal årsstämma läger lägr konsert invigning debatt samling medlemskväll temakväll café mingel sammankomst besök utflykt exkursion kalas fest festival utfrågning mästerskap promenad ceremoni gudstjänst frukost hearing vernissage utställning loppis auktion disco gala bankett minnesstund`)},
	{"material", strings.Fields(`material broschyr tidning program policy rapport handbok utskick nyhetsbrev hemsid webbplats riktlinje enkät folder skrift affisch flygblad underlag rutin handlingsplan
		kommunikationsplan valstrategi strategi plan planen planer verksamhetsplan profilkläd profilprodukt film podd info vykort brev checklist kart mall lathund sammanfattning ställningstagande yttrande uttalande sammanställning utgåva tidskrift motion pressmeddelande inlägg startpaket informationspaket häfte manifest blankett formulär årsbok skylt dekal banderoll video manual guide katalog almanacka presentation`)},
	{"campaign", strings.Fields(`kampanj värvning valrörelse valarbet valturné turné dörrknack torgmöt utspel opinion väljar manifestation namninsamling valstug media valet valdag rösta profil profilfråg budskap målgrupp
		valaktivitet skolval valspurt bokbord karavan insändare radio valsed vallokal valarrangemang annons mobiliser dörr torg affischering ringkväll ringstug telefonbank flygbladsutdelning`)},
	{"organisation", strings.Fields(`styrelse ledning ledamot ledamöter representant stadg uppdrag ansvar mandat arbetsgrupp utskott grupp budget organisation kontor kansli valberedning medlemskap ombud struktur förändring
		nätverk tjänst personal bemanning lokal rutin beslut`)},
}

// settling are verbs by which an organisation orders itself.
var settling = set(`utse tillsätta välja nominera adjungera inadjungera delegera leda styra bestå bemanna anställa rekrytera inrätta bilda flytta ansvara`)

// reporting are verbs by which an organisation follows itself; what they are done with or at says nothing.
var reporting = set(`utvärdera redovisa rapportera återkomma granska återrapportera avrapportera utreda besluta fastställa godkänna lämna presentera berätta`)

// classOf says what kind of promise it is.
func (r *sentenceReader) classOf(v verdict, m Measure) string {
	verb, particle, _ := strings.Cut(v.form.infinitive, " ")
	noun := r.nounClass(v)
	if noun == "meeting" && r.canvass() {
		noun = "campaign"
	}
	event := noun == "training" || noun == "meeting"
	often := m.Kind == Frequency || m.Per != "" || m.Each != nil && m.Each.Per != ""
	if _, _, rule := r.without(v); rule {
		return "organisation" // how it is to be done
	}
	switch {
	case v.kind == "goal" && goalWord(strings.TrimSuffix(r.at(v.verb), "et")), v.kind == "clause" && v.how == theGoal:
		return "goal"
	case v.how == strives && m.Kind == Coverage && m.Target != nil && (v.form.class == being || r.at(v.verb+1) == "efter" && r.find([]string{"hälften", "minst"}) >= 0):
		return "goal" // "strävar efter att hälften ska vara under 40 år"
	case r.getsDone(v) && wordClass(r.at(v.content+1)) != "":
		return wordClass(r.at(v.content + 1))
	case verb == "besöka" && m.Kind == Coverage && r.find([]string{"sammanfatta", "rapport", "prata", "samtala", "lyssna", "träffa"}) > v.verb:
		return "meeting" // who comes to talk or to learn
	case r.handsIn(v):
		return "material"
	case often && oneOf(strings.TrimSuffix(verb, "s"), `rapportera redovisa återrapportera avrapportera utvärdera`):
		return "recurring" // whatever it is that is told of
	case m.Kind == Volume && m.Target != nil && r.cast.political && r.outVisits():
		return "campaign"
	case r.lower[v.verb%len(r.lower)] == "försöker" && v.form.class == furthering && (noun == "" || noun == "organisation"):
		return "organisation"
	case v.how == worksFor || v.how == strives && v.form.class != doing || r.forSomething(v):
		return "policyDirection"
	case verb == "samråda":
		return "organisation" // how decisions are come to
	case strings.HasPrefix(v.form.infinitive, "fortsätta") && noun == "campaign":
		return noun
	case r.workGoesOn(v) && noun != "training" && noun != "meeting":
		return "organisation"
	case (m.Kind == Coverage || m.Target != nil) && r.checks():
		return "recurring"
	case m.Kind == Volume && m.Target != nil && slices.ContainsFunc(r.lower, func(w string) bool { return strings.HasSuffix(w, "besök") }):
		return "recurring"
	case r.negated(v) && v.form.class == doing && v.passive && wordClass(r.at(v.who.to-1)) == "organisation" && v.who.kind != organisation:
		return "organisation"
	case reporting[strings.TrimSuffix(verb, "r")] && r.periodic(), verb == "följa" && particle == "upp" && r.periodic(), strings.HasSuffix(verb, "rapportera") && r.periodic():
		return "recurring"
	case verb == "återkomma" && v.who.to > v.who.from && wordClass(r.at(v.who.from)) != "":
		return wordClass(r.at(v.who.from))
	case verb == "uppvakta":
		return "policyDirection"
	case v.form.infinitive == "gå igenom" && noun == "material" && m.Kind == Coverage:
		return "training"
	case r.negated(v) && noun == "organisation" && v.who.kind != we && v.who.kind != organisation && v.form.class != being:
		return noun
	case r.negated(v) && (noun == "training" || noun == "campaign" || noun == "organisation") && v.form.class == doing:
		return noun
	case r.negated(v) && noun != "material":
		return "policyDirection"
	case (m.limited || m.Kind == Coverage && !often && r.limited(v)) && !event:
		return "recurring"
	case oneOf(verb, `träffas sammanträda mötas`):
		return "meeting"
	case r.given(v.clause) > 0 && m.Kind == Coverage && !event:
		return "recurring"
	case v.how == answers && m.Kind == Coverage && v.content > v.verb && r.at(v.content) == "har":
		return "recurring"
	case oneOf(v.form.infinitive, `utarbeta skriva trycka publicera utforma`) && r.find([]string{"handledning"}) >= 0, v.form.infinitive == "ta fram" && r.find([]string{"handledning"}) >= 0:
		return "material"
	case m.sized && (!r.negated(v) || v.how == shall && oneOf(verb, `överstiga understiga`)):
		return "goal"
	case noun == "" && !often && r.gathering(v):
		if r.find([]string{"prova"}) >= 0 {
			return "campaign" // those who come are to join
		}
		return "meeting"
	case verb == "hålla" && v.passive && noun == "" && !often && v.who.kind == unknownActor && m.Kind != Judgement && !oneOf(r.at(v.content+1), `inom på öppen öppet öppna levande uppdaterad uppdaterade nere isär samman`):
		return "meeting" // only what people come to is held
	case often && (noun == "" || noun == "material") && (v.how == answers || reporting[verb]):
		return "recurring"
	case oneOf(verb, `utbilda fortbilda vidareutbilda`):
		return "training"
	case m.Post != "" && verb != "utbilda":
		return "organisation"
	case verb == "driva" && r.cast.political && noun != "campaign":
		return "policyDirection"
	case verb == "rösta":
		return "policyDirection"
	case v.how == answers && (event && v.form.class != being || noun == "material" && m.Kind == Delivery):
		return noun
	case settling[verb] && !(m.Kind == Volume && m.Target != nil && oneOf(verb, `rekrytera anställa`)) && !(event && oneOf(verb, `leda styra bilda inrätta`)), v.how == answers, v.who.kind == body && v.form.class == being,
		oneOf(verb, `anta fastställa besluta godkänna`) && v.agent.kind == body:
		return "organisation"
	case oneOf(verb, `ringa knacka affischera`) && m.Kind == Volume && m.Target != nil && (noun == "" || noun == "meeting"):
		return "campaign"
	case verb == "vara" && event && m.Kind != Volume && m.Kind != Frequency && v.who.kind != pronoun && v.how == shall && r.describes(v):
		return "policyDirection" // "Alla möten ska vara tillgängliga"
	case often && (event && v.form.class != being || noun == "campaign" && v.form.class == doing):
		return noun
	case often, r.support(v) && v.form.class == doing && v.how == now && !event, verb == "erbjuda" && v.passive && !event && v.how == now, oneOf(verb, `fortsätta bistå stödja stötta hjälpa tillhandahålla upprepa`), r.continues(v), r.support(v), r.goesOn(v) && noun == "":
		if event && v.form.class == doing {
			return noun
		}
		return "recurring"
	case reporting[verb] || verb == "följa" && (particle == "upp" || v.who.kind == body) || verb == "lägga" && particle == "fram" || verb == "se" && particle == "över":
		return "organisation"
	case (verb == "gå" && particle == "" || verb == "genomgå") && noun == "material" && v.who.kind != ourThing:
		return "training" // to go through a programme
	case v.form.class == doing && noun != "", event && !(v.form.class == being && v.who.kind == pronoun), noun == "campaign" && (v.form.class != being || v.how == shall && v.who.kind == unknownActor && wordClass(r.at(v.who.to-1)) == noun):
		return noun
	case m.Kind == Volume && m.Target != nil && m.Per == "" && (v.form.class != doing && v.form.class != otherVerb || oneOf(verb, `värva rekrytera`)) && !(noun == "material" && v.form.class == being):
		return "goal"
	case m.Kind == Volume && m.Target != nil && r.find([]string{"besök", "verksamhetsbesök", "arbetsplatsbesök"}) >= 0:
		return "recurring"
	case m.Kind == Volume && m.Target != nil && m.Per == "" && noun == "" && (v.form.class == doing || v.form.class == otherVerb) && !reporting[verb]:
		if oneOf(verb, `nå värva rekrytera samla få öka ha bli växa starta ringa vinna`) || r.counts(v.who) || v.how != now && v.who.kind != we && v.who.kind != organisation && v.who.kind != body && v.who.kind != role {
			return "goal" // so many are to be reached, whatever is done
		}
		return "organisation"
	case v.kind == "list" && verb == "" && noun == "":
		return "recurring" // an item among activities
	case noun == "material" && (v.form.class != being || m.Kind != Judgement):
		return noun
	case (noun == "" || noun == "organisation") && r.given(v.clause) > 0:
		return "recurring"
	case v.form.class == being && (m.Kind == Coverage || m.Kind == Delivery && (v.who.kind == we || v.who.kind == organisation)):
		return "goal"
	case m.Kind == Delivery && v.form.class != furthering, m.Kind == Coverage, v.form.class == doing:
		return "organisation"
	case noun == "organisation" && (v.how == charged || v.passive || v.kind == "there" || v.who.kind == ourThing && v.form.class == being):
		return noun
	}
	return "policyDirection"
}

// forSomething tells whether one works for or towards something: "ska verka för att".
func (r *sentenceReader) forSomething(v verdict) bool {
	return oneOf(v.form.infinitive, `verka arbeta jobba sträva kämpa`) && (r.at(v.content+1) == "för" || r.at(v.content+2) == "för") && r.who(v.who, v.who.to-1)
}

// vague are nouns that leave it to what follows to say what something is.
var vague = set(`serie serier rad typ typer form former antal paket utbud mängd del delar slag sort ansvar ansvaret arbete arbetet förslag underlag idé idéer behov behovet möjlighet möjligheter flera planering planeringen frågan frågor resultat resultatet
	genomförande genomförandet start starten upplägg upplägget fokus tid plats möjligheten möjligheterna`)

// checks tells whether what is counted are checks of others, which are made again and again.
func (r *sentenceReader) checks() bool {
	return slices.ContainsFunc(r.lower, func(w string) bool {
		return strings.HasSuffix(w, "kontroller") || strings.HasSuffix(w, "inspektioner") || strings.HasSuffix(w, "besiktningar") || strings.HasPrefix(w, "tillsyn") || strings.HasSuffix(w, "sbesök") || strings.HasSuffix(w, "granskningar") || strings.HasSuffix(w, "kontroll")
	})
}

// periodic tells whether a sentence names a report that comes back each part of a year.
func (r *sentenceReader) periodic() bool {
	return slices.ContainsFunc(r.lower, func(w string) bool {
		for _, p := range [...]string{"delårs", "tertial", "kvartals", "månads", "halvårs"} {
			if strings.HasPrefix(w, p) && strings.Contains(w, "rapport") {
				return true
			}
		}
		return false
	})
}

// gathering tells whether something is arranged that people come to, by the verb and the last part of the noun: "håller en
// kulturdag", "Familjedagen anordnas".
func (r *sentenceReader) gathering(v verdict) bool {
	if !oneOf(v.form.infinitive, `arrangera anordna ordna hålla genomföra avhålla avhålla bjuda fira planera`) && v.form.infinitive != "bjuda på" && v.form.infinitive != "hålla öppet" {
		return false
	}
	from, to := v.content+1, min(v.content+7, v.end)
	if v.passive {
		from, to = v.who.from, v.who.to
	}
	for k := max(from, 0); k < min(to, len(r.lower)); k++ {
		w := r.lower[k]
		if timeUnit(w) && (oneOf(r.at(k-1), `i inom varje`) || r.at(k-1) != "" && strings.Trim(r.at(k-1), "0123456789") == "") || rhythms[strings.TrimSuffix(w, "en")] != "" || rhythms[strings.TrimSuffix(w, "ar")] != "" {
			continue // "inom fem dagar", "lördagen"
		}
		for _, e := range [...]string{"dag", "dagen", "dagar", "dagarna", "helg", "helgen", "helger", "kväll", "kvällen", "kvällar", "marknad", "jubileum", "tävling", "tävlingar", "turnering", "turneringar", "matcher", "cup"} {
			if strings.HasSuffix(w, e) {
				return true
			}
		}
	}
	return false
}

// limited tells whether a limit of time stands in what is promised.
func (r *sentenceReader) limited(v verdict) bool {
	at, _ := r.limit()
	return at >= 0 && (r.open[at] < 0 || r.open[at] < v.verb) && !(r.lower[at] == "senast" && oneOf(r.at(v.who.from), `en ett`))
}

// workGoesOn tells whether it is a piece of work with an end that goes on: "Arbetet med att byta system fortsätter".
func (r *sentenceReader) workGoesOn(v verdict) bool {
	if !strings.HasPrefix(v.form.infinitive, "fortsätta") || v.who.kind != ourThing || v.passive {
		return false
	}
	for k := v.who.from; k < min(len(r.lower), v.who.from+12); k++ {
		w := r.lower[k]
		if oneOf(w, `arbetet planeringen utvecklingen översynen bygget förberedelserna införandet utredningen`) || strings.HasSuffix(w, "arbetet") {
			for j := k + 1; j < min(len(r.lower), k+6); j++ {
				if f := r.forms[j]; r.at(j-1) == "att" && f.infin {
					return f.class == doing || f.class == changing || f.class == otherVerb
				}
			}
			return w != "arbetet" && !strings.HasSuffix(w, "arbetet")
		}
	}
	return false
}

// continues tells whether what is undertaken goes on: "fortsätter", "löpande", "regelbundet".
func (r *sentenceReader) continues(v verdict) bool {
	for k := max(0, v.verb-1); k < min(len(r.lower), v.content+3); k++ {
		if oneOf(r.lower[k], `fortsätta fortsätter fortsatt löpande regelbundet kontinuerligt återkommande`) {
			return true
		}
	}
	return false
}

// support tells whether help is given or got: "ges stöd", "ska få hjälp".
func (r *sentenceReader) support(v verdict) bool {
	verb, _, _ := strings.Cut(v.form.infinitive, " ")
	if oneOf(verb, `betala bekosta subventionera sponsra`) && v.form.class == doing && v.how == now {
		return true // what it pays for, as a rule
	}
	if !oneOf(verb, `ge få erbjuda hjälpa lämna`) {
		return false
	}
	for k := max(0, min(v.who.from, v.verb)); k < min(v.content+4, len(r.lower)); k++ {
		if oneOf(r.lower[k], `stöd stödet hjälp råd rådgivning service`) {
			return true
		}
	}
	return false
}

// wordClass is the class that a word tells, "" for none. The stem that stands last in the word counts: a meeting about
// campaigns is a meeting.
func wordClass(w string) string {
	class, at, longest := "", -1, 0
	switch {
	case strings.Contains(w, "ledam"):
		return "organisation"
	case strings.HasSuffix(w, "avgift"), strings.HasSuffix(w, "avgiften"), strings.HasSuffix(w, "avgifter"), strings.HasSuffix(w, "kostnader"):
		return "" // money, whatever it is for
	case strings.Contains(w, "mötesplats"), strings.Contains(w, "möteslokal"):
		return ""
	case practice(w):
		return "training"
	case strings.Contains(w, "underskrift"), strings.Contains(w, "torgmöt"), strings.HasPrefix(w, "valmöt"):
		return "campaign"
	case strings.Contains(w, "studiehandledning"):
		return "material"
	case oneOf(w, `handlingar handlingarna möteshandlingar möteshandlingarna årsmöteshandlingar stämmohandlingar`):
		return "material"
	case strings.Contains(w, "studiebesök"):
		return "training"
	case strings.HasSuffix(w, "sbesök"), strings.HasSuffix(w, "hembesök"):
		return "" // to others, again and again
	case schoolOfOurs(w):
		return "training"
	}
	for _, e := range [...]string{"isk", "iskt", "iska", "ligt", "liga"} {
		if strings.HasSuffix(w, e) {
			return ""
		}
	}
	for _, c := range classStems {
		for _, s := range c.stems {
			if s == "lokal" && strings.HasPrefix(w, s) && !oneOf(w, `lokalen lokaler lokalerna`) {
				continue // "lokalradion", "lokalföreningen"
			}
			i := strings.LastIndex(w, s)
			if i < 0 || i+len(s) < at {
				continue
			}
			// The last part of a compound says what it is. A first part counts where the last says little, "kurshelg",
			// and where it names the field, "valarbete".
			if tail := w[i+len(s):]; endings[tail] || c.class == "campaign" && (len(s) > 4 || i == 0) || carrier(tail) {
				if end := i + len(s); end > at || len(s) > longest { // of two that end a word the longer one
					class, at, longest = c.class, end, len(s)
				}
			}
		}
	}
	return class
}

// endings are what may come after a noun's stem: its inflections, and what the stems of [classStems] leave out.
var endings = func() map[string]bool {
	m := map[string]bool{"": true}
	for base := range strings.FieldsSeq(`met men e en er ar or n et t na erna arna orna a an ens ets um umet umen umena eriet erier rna ande ing ingen ingar ingarna ning ningen ningar ningarna ationen are aren arna arnas sen ens ra rar ade er or is ie ien et ets na ut`) {
		m[base], m[base+"s"] = true, true
	}
	return m
}()

// carrier tells whether the last part of a compound says little of its own.
func carrier(tail string) bool {
	tail = strings.TrimPrefix(tail, "s")
	for _, c := range [...]string{"insats", "satsning", "tillfäll", "dag", "helg", "kväll", "vecka", "veckor", "serie", "paket", "utbud", "verksamhet", "arbete", "aktivitet", "blad", "produkt", "pass", "omgång", "plattform", "tur", "program", "kalender", "block", "upplägg"} {
		if strings.HasPrefix(tail, c) {
			return true
		}
	}
	return false
}

// describes tells whether an adjective follows "vara": how something is to be, not when or where.
func (r *sentenceReader) describes(v verdict) bool {
	w := r.at(v.content + 1)
	return adjective(w) || strings.HasSuffix(w, "na") || oneOf(w, `öppna öppet öppen lätta lätt enkla enkelt`)
}

// particleOf tells whether a word belongs to the verb: "tar under året fram".
func (r *sentenceReader) particleOf(v verdict, w string) bool {
	_, particle, ok := strings.Cut(v.form.infinitive, " ")
	return ok && particle == w
}

// schoolOfOurs tells whether a word is a school that an organisation holds for its own, "ledarskolan", and no school of
// society.
func schoolOfOurs(w string) bool {
	for _, e := range [...]string{"skola", "skolan", "skolor", "skolorna"} {
		if base, ok := strings.CutSuffix(w, e); ok {
			for _, own := range [...]string{"parti", "rörelse", "ledar", "ledarskaps", "medlems", "aktivist", "kandidat", "kampanj", "organisatörs", "förenings", "klubb", "ungdoms", "sommar", "vinter", "höst", "vår", "fackliga"} {
				if base == own {
					return true
				}
			}
		}
	}
	return false
}

// nounClass finds the word that tells a class: in the subject of what is passive or only described, else after the
// verb. What stands after "på", "till", "inför" and the like says where and when, and comes last.
func (r *sentenceReader) nounClass(v verdict) string {
	look := func(from, to int, sub, aside bool) string {
		beside, head := false, false // head: the noun that says what it is has been
		for k := max(from, 0); k < min(to, len(r.lower)); k++ {
			if !sub && r.open[k] >= 0 && r.open[k] > v.verb && v.kind == "clause" {
				continue
			}
			if to := r.pastTime(k); to > k {
				k = to - 1
				continue
			}
			w := r.lower[k]
			switch {
			case oneOf(w, `till på vid inför före efter innan under enligt enlighet i från mot hos inom`):
				beside = !(oneOf(w, `på i`) && oneOf(r.form(v.content), `satsa fokusera delta medverka`) || oneOf(w, `på till`) && oneOf(r.form(v.content), `bjuda inbjuda kalla samlas träffas mötas`))
			case oneOf(w, `för av om`) && head:
				beside = true // "ett stöd för registrering av handlingar"
			case prepositions[w] || w == "och" || w == "samt" || r.stop[max(k-1, 0)], isYear(r.at(k - 1)), beside && r.particleOf(v, w):
				beside = false // an aside of time ends with its year
			}
			if w == "öppet" && strings.HasPrefix(r.at(k+1), "hus") && beside == aside {
				return "meeting"
			}
			if r.forms[k].past || r.forms[k].supine || r.forms[k].infinitive == "besöka" {
				continue
			}
			if class := wordClass(w); class != "" && beside == aside {
				return class
			}
			head = head || from > v.verb && !prepositions[w] && !adverbs[w] && !determiners[w] && !adjective(w) && !vague[w] && numberWords[w] == 0 && len(w) > 3 && r.forms[k].infinitive == "" && !strings.HasSuffix(w, "a")
		}
		return ""
	}
	verb := v.content
	object := func() string { return look(verb+1, verb+9, false, false) }
	subject := func() string {
		if v.who.kind == we || v.who.kind == organisation || v.who.kind == body && v.form.class != being || v.who.kind == units || v.who.kind == role {
			return ""
		}
		return look(v.who.from, v.who.to, true, false)
	}
	order := []func() string{object, subject}
	if v.passive || v.form.class == being || v.form.class == otherVerb || v.who.kind == ourThing || v.who.kind == ownedThing {
		order = []func() string{subject, object}
	}
	if v.how == answers && v.content > v.verb+2 {
		order = append(order, func() string {
			if class := look(v.verb+1, v.content, true, false); class != "material" && class != "organisation" {
				return class
			}
			return ""
		})
	}
	if v.kind == "list" {
		order = []func() string{func() string { return look(0, 8, true, false) }}
	}
	for _, f := range order {
		if class := f(); class != "" {
			return class
		}
	}
	if class := wordClass(r.at(verb)); r.form(verb) == "besöka" {
	} else if class == "training" || class == "campaign" || class == "meeting" {
		return class
	}
	if v.form.class != being {
		if class := look(verb+1, v.end, true, false); class != "" {
			return class
		}
		if class := look(verb+1, v.end, true, true); class == "campaign" || class == "training" {
			return class
		}
	}
	if v.form.class == otherVerb && look(0, v.verb, true, true) == "campaign" {
		return "campaign" // "Under valrörelsen ska vi stå ..."
	}
	if v.form.class == doing { // what is spoken of stands in another clause
		from := 0
		if r.at(v.who.to) == "som" {
			from = v.verb // what is said of the subject tells nothing
		}
		if class := look(from, len(r.lower), true, false); class == "meeting" || class == "training" {
			return class
		}
	}
	return ""
}

// form is the infinitive of the verb at word i, without what belongs to it.
func (r *sentenceReader) form(i int) string {
	if i < 0 || i >= len(r.forms) {
		return ""
	}
	return r.forms[i].infinitive
}
