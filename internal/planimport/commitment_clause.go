package planimport

import (
	"slices"
	"strings"
)

// This file finds, in one sentence, the verbs that carry it and who does what they say. It knows just enough of
// Swedish for that: that the finite verb comes second, so that "Under 2017 ska vi" and "Vi ska" have the same subject;
// where a subordinate clause begins and that the second finite verb after it is the main clause again; and that what
// stands in a subordinate clause is not promised by it.

// A place is where in a sentence a verb stands.
type place int

const (
	noVerb place = iota
	mainVerb
	subVerb // in a subordinate clause
)

// A clause is one finite verb with its subject and what is undertaken.
type clause struct {
	verb    int // the finite verb
	content int // the verb that says what is done: the infinitive after a modal, else the finite verb itself
	form    verbForm
	how     manner
	passive bool
	past    bool
	who     actor
	sub     place
	agent   actor // "av styrelsen"
	end     int   // words before the next clause
	// relative clauses whose subject is "som": what they say is asked for only when the main clause promises nothing.
	relative bool
}

// A sentenceReader reads one sentence.
type sentenceReader struct {
	*wording
	cast  *cast
	forms []verbForm
	sub   []place
	open  []int // for words in a subordinate clause: where its opening word stands, else -1
}

// maxRead is how many words of a sentence are read: no promise is longer, and hostile text must cost little.
const maxRead = 150

func newSentenceReader(sentence string, c *cast) *sentenceReader {
	w := &wording{text: sentence}
	w.read()
	r := &sentenceReader{wording: unglued(w), cast: c}
	if len(r.lower) > maxRead {
		r.words, r.lower, r.stop, r.hard, r.cited = r.words[:maxRead], r.lower[:maxRead], r.stop[:maxRead], r.hard[:maxRead], r.cited[:maxRead]
	}
	r.forms = make([]verbForm, len(r.lower))
	for i, w := range r.lower {
		if _, number := r.number(i-1, false); w == "öppna" && determiners[r.at(i-1)] || oneOf(w, `öppna korta`) && (number || ownerWords[r.at(i-1)]) {
			continue // "fyra öppna möten"
		}
		if r.quoted(i) {
			continue
		}
		if f, ok := formOf(w); ok && (!notVerbs[w] || r.verbHere(i)) {
			r.forms[i] = f
		} else if !ok && looksPassive(w) && c.kindOf(w) == unknownActor {
			r.forms[i] = verbForm{infinitive: strings.TrimSuffix(w, "s"), infin: true, present: true, passive: true}
		}
	}
	r.mark()
	return r
}

// quoted tells whether word i is of a quotation within the sentence, which others have said.
func (r *sentenceReader) quoted(i int) bool { return i < len(r.cited) && r.cited[i] }

// looksPassive tells whether a word that the tables do not know is a passive: "subventioneras". Words that end in -nas
// mostly own something: "klubbarnas".
func looksPassive(w string) bool {
	return len(w) >= 6 && strings.HasSuffix(w, "as") && !strings.HasSuffix(w, "nas") && !ownerWords[w] && !adverbs[w] && !oneOf(w, `vilkas deras allas bådas andras samtligas`)
}

// unglued takes apart words that were written without the space between them, "arbetarför", "viska", which text that
// came out of a PDF is full of. Only a verb with a small word beside it is taken apart.
func unglued(p *wording) *wording {
	out := &wording{text: p.text}
	at := 0
	add := func(word string, stop, hard bool) {
		out.cited = append(out.cited, p.cited[at])
		out.words = append(out.words, word)
		out.lower = append(out.lower, strings.ToLower(word))
		out.stop, out.hard = append(out.stop, stop), append(out.hard, hard)
	}
	for i, w := range p.lower {
		at = i
		if at := seamIn(w); at > 0 && !verbForms[w].infin {
			add(p.words[i][:at], false, false)
			add(p.words[i][at:], p.stop[i], p.hard[i])
			continue
		}
		if w == "viska" && i > 0 { // to whisper, at the most after a verb
			if prev := p.lower[i-1]; prev == "som" || prev == "att" || prev == "där" {
				add(p.words[i][:2], false, false)
				add(p.words[i][2:], p.stop[i], p.hard[i])
				continue
			}
		}
		add(p.words[i], p.stop[i], p.hard[i])
	}
	return out
}

// seamIn returns where two words were run together, or 0.
func seamIn(w string) int {
	if len(w) > 40 {
		return 0
	}
	for _, small := range [...]string{"för", "att", "ska", "vi", "med"} {
		if base, ok := strings.CutSuffix(w, small); ok && runes(base) >= 3 {
			if _, modal := modalWords[base]; modal || verbForms[base].present && !verbForms[base].passive && strings.HasSuffix(base, "r") {
				return len(base)
			}
		}
	}
	for _, small := range [...]string{"vi", "det", "distriktet", "styrelsen"} {
		if rest, ok := strings.CutPrefix(w, small); ok {
			if _, modal := modalWords[rest]; modal && w != "viskar" {
				return len(small)
			}
		}
	}
	return 0
}

// acting tells whether word i is somebody who can act for the organisation.
func (r *sentenceReader) acting(i int) bool {
	if i < 0 || i >= len(r.lower) {
		return false
	}
	switch r.cast.kindOf(r.lower[i]) {
	case we, organisation, body:
		return true
	}
	return false
}

// verbHere tells whether a word that nearly always is a noun or preposition is a verb beside who acts: "vi inför",
// "därför inför styrelsen".
func (r *sentenceReader) verbHere(i int) bool {
	if r.lower[i] == "stämma" {
		return r.at(i+1) == "av"
	}
	if r.lower[i] == "för" {
		return r.acting(i-1) && oneOf(r.at(i+1), `protokoll register dialog samtal statistik talan bok`)
	}
	if kind := r.cast.kindOf(r.at(i - 1)); r.acting(i-1) || (kind == role || kind == units) && !slices.ContainsFunc(r.forms, func(f verbForm) bool { return f.present && !f.infin }) {
		_, modal := modalWords[r.at(i-2)]
		return !modal && !prepositions[r.at(i-2)]
	}
	if r.acting(i+1) && particled[verbForms[r.lower[i]].infinitive][r.at(i+2)] == doing {
		return true // "delar kommittén in"
	}
	return r.at(i+1) == "vi" || i > 0 && adverbs[r.at(i-1)] && r.acting(i+1)
}

// finite tells whether word i can be a finite verb.
func (r *sentenceReader) finite(i int) bool {
	if i < 0 || i >= len(r.lower) || r.quoted(i) {
		return false
	}
	if _, ok := modalWords[r.lower[i]]; ok {
		return true
	}
	if r.lower[i] == "var" && (r.at(i+1) == "och" || strings.HasSuffix(r.at(i+1), "je") || r.at(i+1) == "fjärde" || r.at(i+1) == "femte") {
		return false // "var och en", "var tredje"
	}
	f := r.forms[i]
	if w := r.lower[i]; r.at(i-1) == "som" && f.infinitive == "" && len(w) > 4 && oneOf(suffix(w, 2), `ar er`) && r.cast.kindOf(w) == unknownActor && !adverbs[w] && i+1 < len(r.lower) && (prepositions[r.at(i+1)] || oneOf(r.at(i+1), `en ett alla varje sin sitt sina`) || i+2 < len(r.lower) && r.stop[i+1]) {
		return true // "som kandiderar till", which no table knows
	}
	if f.past && !f.supine && strings.HasSuffix(r.lower[i], "e") { // "i prioriterade områden" describes
		prev := r.at(i - 1)
		if i == 0 || determiners[prev] || prepositions[prev] || ownerWords[prev] || oneOf(prev, `de och väl redan nya högt mest`) && !r.acting(i+1) && r.at(i+1) != "vi" {
			return false
		}
	}
	return f.present && !f.infin || f.past && !f.supine || oneOf(r.lower[i], `blev var hade fick gav tog höll gick stod såg kom gjorde satte valde lade kunde ville skulle utsåg antog innehöll beslutades fanns bestod`)
}

// opener tells whether a subordinate clause begins at word i.
func (r *sentenceReader) opener(i int) bool {
	next := r.at(i + 1)
	switch r.lower[i] {
	case "att":
		return !r.infinitiveAt(i + 1)
	case "som":
		return i > 0 && !prepositions[next] && r.verbAhead(i+1)
	case "där", "när":
		return i == 0 && r.lower[i] == "när" || i > 0 && !r.finite(i+1)
	case "då":
		return !r.finite(i+1) && (i > 0 || len(r.lower) > 6)
	case "om":
		return i == 0 || r.stop[i-1] || oneOf(r.at(i-1), `även och men särskilt bara endast`) || oneOf(next, `vi det den de man alla`) || oneOf(verbForms[r.at(i-1)].infinitive, `pröva granska bedöma undersöka avgöra kontrollera fråga`) && i+2 < len(r.lower) && (r.finite(i+2) || r.finite(i+3))
	case "så":
		return i > 0 && oneOf(next, `att vi de den det man länge snart fort ofta`)
	case "eftersom", "medan", "innan", "ifall", "huruvida", "vars", "hur", "vad", "vem", "vilka", "vilken", "därför-att":
		return true
	}
	return false
}

// verbAhead tells whether some form of a verb comes before the phrase ends, so that "som" before it begins a clause and
// does not mean "as": "går som kvällskurs".
func (r *sentenceReader) verbAhead(i int) bool {
	for k := i; k < len(r.lower); k++ {
		if w := r.lower[k]; r.finite(k) || r.forms[k].infinitive != "" || strings.HasSuffix(w, "it") || strings.HasSuffix(w, "at") || strings.HasSuffix(w, "er") || strings.HasSuffix(w, "ar") {
			return true
		}
		if r.stop[k] {
			return false
		}
	}
	return false
}

// infinitiveAt tells whether an infinitive stands at word i, after at most three adverbs: "att tydligare lyfta".
func (r *sentenceReader) infinitiveAt(i int) bool {
	if prepositions[r.at(i)] || r.timePhrase(i, len(r.lower)) && oneOf(r.at(i), `minst en två tre fyra`) { // "att under 2018 genomföra", "att minst en gång per år samla"
		for k := i + 1; k < min(i+9, len(r.lower)); k++ {
			if r.forms[k].infin && !r.forms[k].passive {
				return true
			}
			if r.finite(k) || r.stop[k] {
				return false
			}
		}
		return false
	}
	for k := i; k < min(i+4, len(r.lower)); k++ {
		w := r.lower[k]
		if f := r.forms[k]; f.infin {
			return true
		}
		if adverbs[w] || strings.HasSuffix(w, "ligt") || strings.HasSuffix(w, "ligen") || strings.HasSuffix(w, "are") || w == "på" || w == "sätt" {
			continue
		}
		return looksInfinitive(w)
	}
	return false
}

// looksInfinitive tells whether a word that the tables do not know may be an infinitive.
func looksInfinitive(w string) bool {
	if len(w) < 4 || determiners[w] || persons[w] || pronouns[w] || ownerWords[w] || oneOf(w, `alla flera andra samma båda unga äldre ena dessa vilka politiska lokala`) {
		return false
	}
	for _, e := range [...]string{"rna", "erna", "iska", "liga", "ande", "nya"} {
		if strings.HasSuffix(w, e) {
			return false
		}
	}
	return strings.HasSuffix(w, "a")
}

// mark finds the finite verbs and says which of them carry main clauses.
func (r *sentenceReader) mark() {
	r.sub = make([]place, len(r.lower))
	r.open = make([]int, len(r.lower))
	opened, got, modal, main := -1, false, false, false
	for i := range r.lower {
		switch {
		case r.lower[i] == "vi" && opened < 0 && !main && i > 0 && !r.stop[i-1] && r.bareRelative(i):
			opened, got, modal = i-1, false, false // "materialet vi använder"
		case r.opener(i) && !(r.lower[i] == "att" && r.waiting(i)):
			opened, got, modal = i, false, false
		case opened >= 0 && got && oneOf(r.lower[i], `och men utan`) && (r.at(i+1) == "vi" || i+2 < len(r.lower) && r.acting(i+1) && r.finite(i+2)):
			opened = -1
		}
		finite := r.finite(i)
		if f := r.forms[i]; !finite && f.infin && f.present && (!modal || r.spent(i-1)) && r.at(i-1) != "att" {
			finite = true // "anordnas" is both, and no modal waits for the infinitive
		}
		if finite {
			_, modal = modalWords[r.lower[i]]
			switch {
			case opened < 0:
				r.sub[i] = mainVerb
			case r.at(i+1) == "vi" && !got && i > opened+2 && !oneOf(r.at(i-1), `än som`): // "När någon klagar, bjuder vi in"
				r.sub[i], opened = mainVerb, -1
			case !got:
				r.sub[i], got = subVerb, true
			case oneOf(r.at(i-1), `och eller samt men`), oneOf(r.at(i-2), `och eller samt`) && adverbs[r.at(i-1)]:
				r.sub[i] = subVerb
			default:
				r.sub[i], opened = mainVerb, -1
			}
			main = main || r.sub[i] == mainVerb
		}
		r.open[i] = opened
		if r.stop[i] && opened >= 0 && got {
			opened = -1
		}
		if r.hard[i] {
			opened, modal = -1, false
		}
	}
}

// spent tells whether an infinitive at word i is what a modal before it waited for, so that a verb right after it is
// finite: "där klubbarna förväntas delta ges".
func (r *sentenceReader) spent(i int) bool {
	return i >= 0 && r.forms[i].infin && r.forms[i].class != otherVerb && !r.stop[i] && !oneOf(r.forms[i].infinitive, `få börja fortsätta ha vara bli`)
}

// bareRelative tells whether "vi" at word i begins a relative clause without "som".
func (r *sentenceReader) bareRelative(i int) bool {
	prev := r.lower[i-1]
	return !adverbs[prev] && !prepositions[prev] && !r.finite(i-1) && !r.forms[i-1].infin && r.finite(i+1) && !oneOf(prev, `och men utan eller samt att som om när då så`) &&
		!r.adverbial(0, i)
}

// waiting tells whether "att" at word i belongs to a "kommer" before it: "kommer vi att under våren bedriva".
func (r *sentenceReader) waiting(i int) bool {
	for k := i - 1; k >= max(0, i-6); k-- {
		if r.finite(k) {
			return r.lower[k] == "kommer"
		}
	}
	return false
}

// clauses reads every clause that may promise something.
func (r *sentenceReader) clauses() []clause {
	var out []clause
	previous := -1 // the last main verb, whose subject a coordinated one shares
	for i := range r.lower {
		switch {
		case r.sub[i] == mainVerb:
			c := r.clause(i)
			if previous >= 0 && oneOf(r.at(i-1), `och samt men eller`) || previous >= 0 && oneOf(r.at(i-2), `och samt men eller`) && adverbs[r.at(i-1)] {
				before := &out[len(out)-1]
				if c.who = before.who; c.who.kind == unknownActor && before.how == now && before.form.infinitive == "vara" || c.who.kind == ourThing && before.form.infinitive == "vara" && before.how == now && c.how == now && !c.passive && !r.recurs() {
					c.who.kind = others // what is said of how things are goes on: "Skyddet är en tillgång och får inte luckras upp"
				}
			}
			previous = i
			out = append(out, c)
		case r.sub[i] == subVerb && r.lower[max(r.open[i], 0)] == "som" && oneOf(r.lower[i], `ska skall`):
			c := r.clause(i)      // "en fråga som vi ska lyfta fram"
			if r.open[i] == i-1 { // "en kontaktperson, som ska höra av sig"
				c.who, c.relative = r.antecedent(i-1), true
			}
			if c.sub = subVerb; c.who.kind == we || c.who.kind == organisation || c.who.kind == body || c.who.kind == role {
				out = append(out, c)
			}
		case r.sub[i] == noVerb && r.unknownVerb(i) && r.open[i] < 0:
			out = append(out, r.clause(i))
		}
		if len(out) >= 12 {
			break
		}
	}
	return out
}

// antecedent is the person or body that the relative clause opened at word i is about, if one stands close before it.
func (r *sentenceReader) antecedent(i int) actor {
	for k := i - 1; k >= max(0, i-5); k-- {
		if kind := r.cast.kindOf(r.lower[k]); (kind == role || kind == body) && !prepositions[r.at(k-1)] {
			return actor{kind, k, k + 1}
		}
	}
	return actor{kind: unknownActor, from: i, to: i}
}

// unknownVerb tells whether a word beside "vi" must be its verb, though no table knows it: "Därför uppvaktar vi".
func (r *sentenceReader) unknownVerb(i int) bool {
	w := r.lower[i]
	if !strings.HasSuffix(w, "r") || len(w) < 4 || slices.Contains(r.sub, mainVerb) || adverbs[w] || prepositions[w] || r.cast.kindOf(w) != unknownActor {
		return false
	}
	return i == 1 && r.acting(0) || r.at(i+1) == "vi" && i < 8
}

func (r *sentenceReader) clause(i int) clause {
	c := clause{verb: i, content: i, form: r.forms[i], how: now, sub: mainVerb, agent: actor{kind: nobody}}
	c.end = len(r.lower)
	for k := i + 1; k < len(r.lower); k++ {
		if r.sub[k] == mainVerb {
			c.end = k
			break
		}
	}
	c.who = r.subject(i)
	w := r.lower[i]
	c.past = r.forms[i].past && !r.forms[i].supine || oneOf(w, `blev var hade fick gav tog höll gick stod såg kom gjorde satte valde lade kunde ville skulle utsåg antog innehöll beslutades fanns bestod`)
	c.passive = c.form.passive
	if c.passive && c.form.infinitive == "göra" && c.who.to > c.who.from && deverbal(r.at(c.who.to-1)) {
		c.form.class = doing // "En avstämning görs"
	}
	if how, ok := modalWords[w]; ok {
		r.modal(&c, how)
	}
	switch w {
	case "har", "ges", "får", "ha":
		if r.charge(&c); w == "får" && modalWords[w] == c.how && r.forbids(&c) {
			c.how = shall // "får inte", "inga ... får"
		}
	case "är":
		if oneOf(r.at(i+1), `ansvarig ansvariga huvudansvarig ytterst`) && r.adverbOr(i+2, "för") {
			c.how, c.form = answers, verbForm{infinitive: "ansvara", class: doing}
			r.infinitive(&c, min(i+10, c.end))
		}
	case "räknar":
		if r.at(i+1) == "med" && r.at(i+2) == "att" || r.at(i+2) == "med" && r.at(i+3) == "att" {
			r.modal(&c, intends)
			if c.how = intends; c.form.class == being {
				c.how = will // foretold
			}
		}
	}
	if w == "har" && c.how != charged { // who has been given a task has it
		for k := i + 1; k < min(i+9, c.end) && r.open[k] < 0; k++ {
			f := r.forms[k]
			if f.supine || strings.HasSuffix(r.lower[k], "ats") || strings.HasSuffix(r.lower[k], "at") && r.at(k-1) != "ett" && looksSupine(r.lower[k]) || oneOf(r.lower[k], `varit blivit fått haft gett givit tagit hållit stått gått kommit sett gjort vuxit valt byggt antagit sagt lagt beslutat visat börjat utsetts antagits`) {
				c.past = true
				break
			}
		}
	}
	if f := r.forms[c.content]; c.how == now && f.infinitive != "" && modalWords[w].weight == 0 {
		if f.infinitive == "göra" && c.content == c.verb {
			f.class = c.form.class
		}
		c.form = r.withParticle(c.content, f)
		if oneOf(f.infinitive, `börja fortsätta`) { // "börjar vi nu samla in"
			for k := i + 1; k < min(i+8, c.end); k++ {
				if r.forms[k].infin && r.open[k] < 0 && !r.forms[k].passive {
					c.content, c.form = k, r.withParticle(k, r.forms[k])
					break
				}
			}
		}
	}
	if w == "får" && c.how == now { // "får utbildning": what somebody is given
		for k := i + 1; k < min(i+4, c.end); k++ {
			if class := wordClass(r.lower[k]); class == "training" || class == "material" || strings.HasSuffix(r.lower[k], "träning") {
				c.form = verbForm{infinitive: "få", class: furthering, present: true}
			}
		}
	}
	for k := c.verb + 1; k < c.end; k++ {
		if k != c.content && r.lower[k] == "av" && (c.passive || c.form.passive) {
			if a := r.nounPhrase(k+1, c.end); actorWeight[a.kind] >= 2 && a.kind != ourThing {
				c.agent = a
				break
			}
		}
	}
	return c
}

// deverbal tells whether a noun names what is done: "avstämning", "översyn", "insats".
func deverbal(w string) bool {
	for _, e := range [...]string{"ning", "ningar", "ering", "eringar", "syn", "syner", "analys", "insats", "insatser", "besök", "utskick", "sökning", "kontroll", "kontroller", "försök"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

func looksSupine(w string) bool {
	return len(w) > 5 && !oneOf(w, `resultat mandat privat format kandidat`)
}
