package planimport

import (
	"fmt"
	"slices"
	"strings"
)

// This file says what kind of promise a commitment is and how it could be followed.

// classStems are the words that tell classes apart, by what they contain. They are looked for in what is undertaken
// and in the subject; the first that stands there decides, and of two in one word the one that ends it.
var classStems = []struct {
	class string
	stems []string
}{
	{"training", strings.Fields(`utbildning kurs studie studier cirkel cirklar workshop seminari fortbildning föreläsning handledning kompetensutveckling studera studiesatsning mentor introduktion webbinari
		ledarprogram ledarskapsprogram chefsprogram utbilda`)},
	{"meeting", strings.Fields(`träff möte konferens sammanträd forum samråd stämma rådslag överläggning höstmöte samtal årsstämma läger lägr konsert invigning`)},
	{"material", strings.Fields(`material broschyr tidning program policy rapport handbok utskick nyhetsbrev hemsid webbplats riktlinje enkät folder skrift affisch flygblad underlag rutin handlingsplan
		kommunikationsplan valstrategi strategi plan planen planer verksamhetsplan profilkläd profilprodukt film podd info vykort brev checklista mall lathund pressmeddelande inlägg startpaket informationspaket`)},
	{"campaign", strings.Fields(`kampanj värvning valrörelse valarbet valturné turné dörrknack torgmöt utspel opinion väljar manifestation namninsamling valstug media valet valdag rösta profil profilfråg budskap målgrupp
		valaktivitet skolval valspurt bokbord karavan insändare radio valsed vallokal valarrangemang mobiliser dörr torg`)},
	{"organisation", strings.Fields(`styrelse ledning ledamot ledamöter representant stadg uppdrag ansvar mandat arbetsgrupp utskott grupp budget organisation kansli valberedning medlemskap ombud struktur förändring
		nätverk tjänst personal bemanning lokal rutin beslut`)},
}

// settling are verbs by which an organisation orders itself.
var settling = set(`utse tillsätta välja nominera adjungera inadjungera delegera leda styra bestå bemanna anställa rekrytera inrätta bilda flytta ansvara`)

// reporting are verbs by which an organisation follows itself; what they are done with or at says nothing.
var reporting = set(`utvärdera redovisa rapportera återkomma granska återrapportera avrapportera utreda besluta fastställa godkänna lämna presentera`)

// classOf says what kind of promise it is.
func (r *sentenceReader) classOf(v verdict, m Measure) string {
	verb, particle, _ := strings.Cut(v.form.infinitive, " ")
	noun := r.nounClass(v)
	event := noun == "training" || noun == "meeting"
	often := m.Kind == Frequency || m.Per != ""
	switch {
	case v.kind == "goal" && goalWord(strings.TrimSuffix(r.at(v.verb), "et")), v.kind == "clause" && v.how == theGoal:
		return "goal"
	case v.how == worksFor || v.how == strives && v.form.class != doing || r.forSomething(v):
		return "policyDirection"
	case verb == "samråda":
		return "organisation" // how decisions are come to
	case strings.HasPrefix(v.form.infinitive, "fortsätta") && noun == "campaign" && v.who.kind == ourThing:
		return noun
	case r.negated(v) && noun != "material":
		return "policyDirection"
	case m.Post != "" && verb != "utbilda":
		return "organisation"
	case verb == "driva" && r.cast.political && noun != "campaign":
		return "policyDirection"
	case verb == "rösta":
		return "policyDirection"
	case v.how == answers && (event && v.form.class == doing || noun == "material" && m.Kind == Delivery):
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
	case v.form.class == doing && noun != "", event && !(v.form.class == being && v.who.kind == pronoun), noun == "campaign" && v.form.class != being:
		return noun
	case m.Kind == Volume && m.Target != nil && m.Per == "" && (v.form.class != doing && v.form.class != otherVerb || oneOf(verb, `värva rekrytera`)) && !(noun == "material" && v.form.class == being):
		return "goal"
	case m.Kind == Volume && m.Target != nil && r.find([]string{"besök", "verksamhetsbesök", "arbetsplatsbesök"}) >= 0:
		return "recurring"
	case m.Kind == Volume && m.Target != nil && m.Per == "" && noun == "" && (v.form.class == doing || v.form.class == otherVerb) && !reporting[verb]:
		return "goal" // so many are to be reached, whatever is done
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
	class, at := "", -1
	switch {
	case strings.Contains(w, "ledam"):
		return "organisation"
	case strings.HasSuffix(w, "avgift"), strings.HasSuffix(w, "avgiften"), strings.HasSuffix(w, "avgifter"), strings.HasSuffix(w, "kostnader"):
		return "" // money, whatever it is for
	case strings.Contains(w, "mötesplats"), strings.Contains(w, "möteslokal"):
		return ""
	case strings.Contains(w, "underskrift"), strings.Contains(w, "torgmöt"), strings.HasPrefix(w, "valmöt"):
		return "campaign"
	case strings.Contains(w, "studiehandledning"):
		return "material"
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
			if s == "lokal" && strings.HasPrefix(w, s) && !oneOf(w, `lokal lokalen lokaler lokalerna`) {
				continue // "lokalradion", "lokalföreningen"
			}
			if i := strings.LastIndex(w, s); i >= 0 && (len(s) > 4 || i == 0 || i+len(s)+3 >= len(w)) && i > at {
				class, at = c.class, i
			}
		}
	}
	return class
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
		beside := false
		for k := max(from, 0); k < min(to, len(r.lower)); k++ {
			if !sub && r.open[k] >= 0 && r.open[k] > v.verb && v.kind == "clause" {
				continue
			}
			w := r.lower[k]
			switch {
			case oneOf(w, `till på vid inför före efter innan under enligt i från mot hos inom`):
				beside = !(oneOf(w, `på i`) && oneOf(r.form(v.content), `satsa fokusera delta medverka`) || oneOf(w, `på till`) && oneOf(r.form(v.content), `bjuda inbjuda kalla samlas träffas mötas`))
			case prepositions[w] || w == "och" || w == "samt" || r.stop[max(k-1, 0)], isYear(r.at(k - 1)), beside && r.particleOf(v, w):
				beside = false // an aside of time ends with its year
			}
			if w == "öppet" && strings.HasPrefix(r.at(k+1), "hus") && beside == aside {
				return "meeting"
			}
			if class := wordClass(w); class != "" && beside == aside {
				return class
			}
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
	if v.kind == "list" {
		order = []func() string{func() string { return look(0, 8, true, false) }}
	}
	for _, f := range order {
		if class := f(); class != "" {
			return class
		}
	}
	if class := wordClass(r.at(verb)); class == "training" || class == "campaign" || class == "meeting" {
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
		if class := look(0, len(r.lower), true, false); class == "meeting" || class == "training" {
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

// measureOf proposes how a commitment could be followed. The rules for goals read what is undertaken, without the
// purposes and side clauses around it; then the verb says whether there is something that is done one day.
func (r *sentenceReader) measureOf(v verdict) Measure {
	core := r.core(v)
	m := core.measure()
	verb := strings.ReplaceAll(v.form.infinitive, " ", "_")
	first, _, _ := strings.Cut(v.form.infinitive, " ")
	if m.Kind != Frequency && m.Kind != Coverage { // a rhythm that another main clause of the sentence says
		if at, _ := r.rhythm(); at >= 0 && r.open[at] < 0 {
			if whole := r.wording.measure(); whole.Kind == Frequency {
				m = whole
			}
		}
	}
	if m.Kind == Volume && m.Target != nil && v.form.infinitive == "ha" && (v.who.kind == role || v.who.kind == units || v.who.kind == members) && v.how == shall {
		all := 100 // "Chefer ska ha högst trettio medarbetare"
		who := r.phrase(v.who.from, v.who.to)
		m = Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: strings.ToLower(prefix(who, 1)) + strings.TrimPrefix(who, prefix(who, 1)), UnitKinds: unitKinds(r.lower[v.who.from:v.who.to]),
			Reason: fmt.Sprintf("Förslag: täckning, för att texten säger vad ”%s” ska ha.", who)}
	}
	counted := m.Kind == Frequency || m.Kind == Coverage || m.Kind == Volume && m.Target != nil && !settling[first]
	quote := v.found
	post, level := r.postFor(v)
	vague := r.felt() >= 0 && r.felt() < v.end
	switch {
	case post != "":
		all := 100
		m = Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: level, Post: post, Posts: []string{post}, UnitKinds: unitKinds([]string{strings.ToLower(level)}),
			Reason: fmt.Sprintf("Förslag: täckning, för att texten säger att ”%s” ska finnas på ”%s”.", post, level)}
	case first == "bestå" || first == "leda" && v.passive || first == "styra" && v.passive:
		m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger vem eller vilka: ”%s”.", quote)}
	case r.negated(v):
		m, r.negative = judgement("texten säger vad som inte ska göras"), true
	case counted:
	case v.passive && (v.who.kind == units || v.who.kind == members || first == "erbjuda" && v.who.kind != ourThing) && v.form.class == doing:
		m = judgement("texten säger vad några ska få, men inte hur många")
	case r.given(v.clause) > 0 && v.who.to > v.who.from && (v.who.kind == units || v.who.kind == members || v.who.kind == unknownActor):
		all, who := 100, r.phrase(v.who.from, v.who.to)
		m = Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: strings.ToLower(prefix(who, 1)) + strings.TrimPrefix(who, prefix(who, 1)), UnitKinds: unitKinds(r.lower[v.who.from:v.who.to]),
			Reason: fmt.Sprintf("Förslag: täckning, för att texten säger vad ”%s” ska få.", who)}
	case r.support(v):
		m = judgement("stöd inte har något tydligt slut eller antal")
	case v.kind == "list" && v.form.infinitive == "":
		m = r.nominal()
	case v.how == worksFor || r.forSomething(v) || v.how == strives && v.form.class != doing || v.form.class == being || v.kind == "there":
		m, r.negative = judgement("texten säger hur något ska vara eller åt vilket håll, inte vad som ska göras"), v.form.class != being
	case (v.form.class == doing && !r.goesOn(v) || v.form.class == otherVerb && r.makes(v)) && !vague:
		if m.Kind != Volume {
			m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger ”%s”.", r.doneQuote(v))}
			if p := r.plural(v); p != "" {
				m = Measure{Kind: Volume, Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”. Hur många säger den inte.", p)}
			}
		}
	case finishing[first] || finishing[verb]:
		m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger ”%s”.", r.doneQuote(v))}
	case v.how == charged && v.form.infinitive == "ansvara":
		m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten ger ett uppdrag: ”%s”.", quote)}
	case v.form.class == furthering || v.form.class == doing || v.form.class == changing || v.form.class == thinking:
		if n := r.nounClass(v); n == "material" && v.form.class == furthering && oneOf(first, `satsa skapa utveckla`) {
			m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger ”%s”.", r.doneQuote(v))}
			break
		}
		m = judgement(fmt.Sprintf("”%s” inte har något tydligt slut eller antal", r.doneQuote(v)))
	}
	return r.when(m)
}

// nominal proposes a measure for a list item without a verb: "Ledarträffar i varje region", "En digital handbok".
func (r *sentenceReader) nominal() Measure {
	for k, w := range r.lower[:min(6, len(r.lower))] {
		if wordClass(w) == "" {
			continue
		}
		if r.noun(k, eventStems) && (oneOf(suffix(w, 2), `ar er or`) || strings.HasSuffix(w, "möten")) {
			return Measure{Kind: Volume, Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”. Hur många säger den inte.", r.words[k])}
		}
		return Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten räknar upp ”%s”.", r.words[k])}
	}
	return Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten räknar upp ”%s”.", r.phrase(0, min(3, len(r.words))))}
}

// goesOn tells whether what is done has no end by which it is done.
func (r *sentenceReader) goesOn(v verdict) bool {
	if v.form.infinitive == "driva" && r.nounClass(v) == "campaign" {
		return false
	}
	if verb, particle, ok := strings.Cut(v.form.infinitive, " "); ok {
		return lasting[verb+"_"+particle]
	}
	return lasting[v.form.infinitive]
}

// makes tells whether a verb that says little is about something that is made or held: "ett utskick kommer att gå".
func (r *sentenceReader) makes(v verdict) bool {
	switch r.nounClass(v) {
	case "training", "meeting", "material", "campaign":
		return v.who.kind == ourThing || v.who.kind == unknownActor
	}
	if v.passive && strings.Contains(r.at(v.who.to-1), "beslut") {
		return true
	}
	_, due := r.times()
	return due != "" && v.who.kind != members && v.who.kind != people
}

func judgement(why string) Measure {
	return Measure{Kind: Judgement, Reason: "Förslag: bedömning, för att " + why + "."}
}

// doneQuote is the verb with what belongs to it.
func (r *sentenceReader) doneQuote(v verdict) string {
	if v.content < 0 || v.content >= len(r.words) {
		return v.found
	}
	to := v.content + 1
	if _, particle, ok := strings.Cut(v.form.infinitive, " "); ok {
		for k := to; k < min(to+7, len(r.lower)); k++ {
			if r.lower[k] == particle {
				if k > to {
					return r.words[v.content] + " … " + r.words[k]
				}
				to = k + 1
			}
		}
	}
	return r.phrase(v.content, to)
}

// core is what is undertaken, without purposes ("för att ..."), relative clauses and what stands before another main
// clause, as a wording that the rules for goals can read.
func (r *sentenceReader) core(v verdict) *wording {
	out := &wording{text: r.text, year: r.year}
	purpose := false
	from := 0
	for k := min(v.verb, len(r.lower)-1); k > 0; k-- { // not what another main clause before it says
		if r.sub[k] == mainVerb && slices.Contains(r.sub[:k], mainVerb) && !oneOf(r.at(k-1), `och samt`) {
			from = r.clauseStart(k)
			break
		}
	}
	for k := range r.lower {
		if k < from {
			continue
		}
		if r.lower[k] == "för" && r.at(k+1) == "att" && v.how != answers && v.how != worksFor && !r.forSomething(v) || r.lower[k] == "genom" && r.at(k+1) == "att" || r.lower[k] == "så" && r.at(k+1) == "att" {
			purpose = true
		}
		if purpose && r.sub[k] == mainVerb || k > 0 && r.stop[k-1] && r.open[k] < 0 && k > v.verb {
			purpose = false
		}
		inside := r.open[k] >= 0 && r.open[k] > v.verb
		if v.kind == "important" || v.kind == "goal" {
			inside = r.open[k] > v.content
		}
		if purpose || inside && (r.lower[r.open[k]] != "att" || v.kind == "clause" && r.open[k] > v.content && v.how != want && v.how != strives && v.how != answers && v.how != theGoal && !oneOf(r.form(v.content), `säkerställa se verka`) && !r.forSomething(v)) || k >= v.end && k > v.content {
			continue
		}
		out.words, out.lower, out.stop = append(out.words, r.words[k]), append(out.lower, r.lower[k]), append(out.stop, r.stop[k])
	}
	return out
}

// plural finds several events that are arranged: "flera valarbetarutbildningar", "valturnéer".
func (r *sentenceReader) plural(v verdict) string {
	from, to := v.content+1, min(v.content+9, v.end)
	if v.passive || v.who.kind == ourThing {
		from, to = v.who.from, v.who.to
	}
	if oneOf(v.form.infinitive, `starta öppna`) && !v.passive {
		return ""
	}
	for k := max(from, 0); k < min(to, len(r.lower)); k++ {
		w := r.lower[k]
		if r.open[k] > v.verb || !v.passive && (k > v.content+2 && oneOf(w, `för om till`) || k > v.content+1 && oneOf(w, `på vid inom hos`)) {
			break
		}
		several := oneOf(r.at(k-1), `flera fler några många återkommande`) || oneOf(r.at(k-2), `flera fler några många`)
		if oneOf(r.at(k-1), `en ett`) || oneOf(r.at(k-2), `en ett den det`) {
			continue
		}
		event := r.noun(k, eventStems) || r.noun(k, []string{"turné", "utskick", "material", "rapport"})
		if event && (several || oneOf(suffix(w, 2), `ar er or`) || strings.HasSuffix(w, "éer") || strings.HasSuffix(w, "möten")) {
			return r.phrase(max(k-1, from), k+1)
		}
	}
	return ""
}

// postFor finds a post that every unit of a level appoints: "i varje klubb utses en kontaktperson".
func (r *sentenceReader) postFor(v verdict) (post, level string) {
	for k, w := range r.lower {
		if base, ok := strings.CutSuffix(w, "nivå"); ok && base != "" && r.at(k-1) == "på" {
			if kinds := unitKinds([]string{strings.TrimSuffix(base, "s")}); len(kinds) > 0 {
				level = r.words[k]
			}
		}
	}
	if level == "" || !oneOf(v.form.infinitive, `utse välja finnas ha`) {
		return "", ""
	}
	return r.wording.post(0, 0), level
}
