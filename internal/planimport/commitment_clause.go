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
		r.words, r.lower, r.stop, r.hard = r.words[:maxRead], r.lower[:maxRead], r.stop[:maxRead], r.hard[:maxRead]
	}
	r.forms = make([]verbForm, len(r.lower))
	for i, w := range r.lower {
		if f, ok := verbForms[w]; ok && (!notVerbs[w] || r.verbHere(i)) {
			r.forms[i] = f
		} else if !ok && looksPassive(w) && c.kindOf(w) == unknownActor {
			r.forms[i] = verbForm{infinitive: strings.TrimSuffix(w, "s"), infin: true, present: true, passive: true}
		}
	}
	r.mark()
	return r
}

// looksPassive tells whether a word that the tables do not know is a passive: "subventioneras". Words that end in -nas
// mostly own something: "klubbarnas".
func looksPassive(w string) bool {
	return len(w) >= 6 && strings.HasSuffix(w, "as") && !strings.HasSuffix(w, "nas") && !ownerWords[w]
}

// unglued takes apart words that were written without the space between them, "arbetarför", "viska", which text that
// came out of a PDF is full of. Only a verb with a small word beside it is taken apart.
func unglued(p *wording) *wording {
	out := &wording{text: p.text}
	add := func(word string, stop, hard bool) {
		out.words = append(out.words, word)
		out.lower = append(out.lower, strings.ToLower(word))
		out.stop, out.hard = append(out.stop, stop), append(out.hard, hard)
	}
	for i, w := range p.lower {
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
	if r.acting(i - 1) {
		_, modal := modalWords[r.at(i-2)]
		return !modal && !prepositions[r.at(i-2)]
	}
	return r.at(i+1) == "vi" || i > 0 && adverbs[r.at(i-1)] && r.acting(i+1)
}

// finite tells whether word i can be a finite verb.
func (r *sentenceReader) finite(i int) bool {
	if i < 0 || i >= len(r.lower) {
		return false
	}
	if _, ok := modalWords[r.lower[i]]; ok {
		return true
	}
	if r.lower[i] == "var" && (r.at(i+1) == "och" || strings.HasSuffix(r.at(i+1), "je") || r.at(i+1) == "fjärde" || r.at(i+1) == "femte") {
		return false // "var och en", "var tredje"
	}
	f := r.forms[i]
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
		return i > 0 && !prepositions[next]
	case "där", "när":
		return i == 0 && r.lower[i] == "när" || i > 0 && !r.finite(i+1)
	case "då":
		return !r.finite(i+1) && (i > 0 || len(r.lower) > 6)
	case "om":
		return i == 0 || r.stop[i-1] || oneOf(r.at(i-1), `även och men särskilt bara endast`) || oneOf(next, `vi det den de man alla`)
	case "så":
		return i > 0 && oneOf(next, `att vi de den det man`)
	case "eftersom", "medan", "innan", "ifall", "huruvida", "vars", "hur", "vad", "vem", "vilka", "vilken", "därför-att":
		return true
	}
	return false
}

// infinitiveAt tells whether an infinitive stands at word i, after at most three adverbs: "att tydligare lyfta".
func (r *sentenceReader) infinitiveAt(i int) bool {
	if prepositions[r.at(i)] { // "att under 2018 genomföra"
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
				c.who = out[len(out)-1].who
			}
			previous = i
			out = append(out, c)
		case r.sub[i] == subVerb && r.lower[max(r.open[i], 0)] == "som" && oneOf(r.lower[i], `ska skall`):
			c := r.clause(i) // "en fråga som vi ska lyfta fram"
			if c.sub = subVerb; c.who.kind == we || c.who.kind == organisation || c.who.kind == body {
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
	if how, ok := modalWords[w]; ok {
		r.modal(&c, how)
	}
	switch w {
	case "har", "ges", "får", "ha":
		r.charge(&c)
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
	if w == "har" {
		for k := i + 1; k < min(i+9, c.end) && r.open[k] < 0; k++ {
			f := r.forms[k]
			if f.supine || strings.HasSuffix(r.lower[k], "ats") || strings.HasSuffix(r.lower[k], "at") && r.at(k-1) != "ett" && looksSupine(r.lower[k]) || oneOf(r.lower[k], `varit blivit fått haft gett givit tagit hållit stått gått kommit sett gjort vuxit valt byggt antagit sagt lagt beslutat visat börjat utsetts antagits`) {
				c.past = true
				break
			}
		}
	}
	if f := r.forms[c.content]; c.how == now && f.infinitive != "" && modalWords[w].weight == 0 {
		c.form = r.withParticle(c.content, f)
		if oneOf(f.infinitive, `börja fortsätta`) { // "börjar vi redan nu kampanja"
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
	for k := c.content + 1; k < c.end; k++ {
		if r.lower[k] == "av" && (c.passive || c.form.passive) {
			if a := r.nounPhrase(k+1, c.end); actorWeight[a.kind] >= 2 && a.kind != ourThing {
				c.agent = a
				break
			}
		}
	}
	return c
}

func looksSupine(w string) bool {
	return len(w) > 5 && !oneOf(w, `resultat mandat privat format kandidat`)
}

// modal reads what follows a modal: the infinitive that says what is done.
func (r *sentenceReader) modal(c *clause, how manner) {
	i := c.verb
	near := func(words string, within int) bool {
		for k := i + 1; k < min(i+1+within, c.end); k++ {
			if set(words)[r.lower[k]] {
				return true
			}
		}
		return false
	}
	switch r.lower[i] {
	case "ansvarar", "svarar":
		if near(`för`, 4) {
			if standing := c.who.kind == organisation || c.who.kind == body && oneOf(r.at(c.who.to-1), `nämnden styrelsen förvaltningen`); standing && !near(`att`, 8) {
				c.form = verbForm{infinitive: "ansvara", class: otherVerb, present: true} // what it is there for
				return
			}
			c.how = how
			c.form = verbForm{infinitive: "ansvara", class: doing}
			for k := i + 2; k < min(i+9, len(r.lower)); k++ { // "ansvarar för att personalen utbildas"
				if r.lower[k] != "att" {
					continue
				}
				for j := k + 1; j < len(r.lower) && j < k+16; j++ {
					if f := r.forms[j]; r.sub[j] != noVerb && f.infinitive != "" || f.infin && r.open[k] != k {
						c.content, c.form = j, r.withParticle(j, f)
						break
					}
				}
				break
			}
		}
		return
	case "verkar", "arbetar", "jobbar":
		if !near(`för`, 4) && !near(`aktivt`, 3) {
			c.form = verbForm{infinitive: "arbeta", class: furthering, present: true}
			if !near(`med vidare`, 4) {
				c.form.class = otherVerb
			}
			return
		}
		c.how, c.form = how, verbForm{infinitive: "arbeta", class: furthering}
		return
	case "planerar", "lovar", "förbinder", "ombeds", "uppdras", "åläggs", "bemyndigas", "hoppas", "önskar", "siktar", "strävar", "eftersträvar", "åtar", "avser", "ämnar":
		c.how = how
		c.form = verbForm{infinitive: "planera", class: doing}
	case "får", "kommer":
		found := false
		for k := i + 1; k < min(i+16, c.end); k++ {
			if r.forms[k].infin || looksInfinitive(r.lower[k]) && (r.at(k-1) == "att" || k == i+1) {
				found = true
				break
			}
			if r.open[k] >= 0 && r.open[k] > i {
				break
			}
		}
		if !found {
			c.form = verbForm{infinitive: "få", class: being, present: true}
			if r.lower[i] == "kommer" {
				c.form = r.withParticle(i, verbForm{infinitive: "komma", present: true}) // "kommer ut varje månad"
			}
			return
		}
		c.how = how
	default:
		c.how = how
	}
	if r.infinitive(c, min(i+24, c.end)); c.content == i && oneOf(r.lower[i], `behöver försöker kan bör vill`) {
		c.how, c.form = now, verbForm{infinitive: "ha", class: being, present: true} // "behöver en kassa", "så gott vi kan"
	}
}

// infinitive finds the infinitive that says what is done, past those that only say that one will try, begin or go on.
func (r *sentenceReader) infinitive(c *clause, end int) {
	i := c.verb
	past := false // an infinitive already
	for k := i + 1; k < end; k++ {
		if r.open[k] > i {
			if oneOf(r.lower[i], `strävar hoppas önskar vill`) && r.lower[r.open[k]] == "att" {
				break
			}
			continue
		}
		f := r.forms[k]
		bare := oneOf(r.lower[i], `ska skall måste behöver bör kan vill får`) // what follows "att" belongs to something else
		switch {
		case f.infin && bare && !past && r.at(k-1) == "att":
		case f.infin:
			past = true
			if f.infinitive == "komma" && r.at(k+1) == "att" && k+2 < end {
				continue
			}
			if oneOf(f.infinitive, `kunna behöva försöka fortsätta börja hjälpa komma låta`) && k+1 < c.end && r.infinitiveNear(k+1, c.end) {
				continue
			}
			if f.infinitive == "ha" { // "ska ha utbildat"
				for j := k + 1; j < min(k+4, c.end); j++ {
					if g := r.forms[j]; g.supine {
						g.infin, g.past, g.supine = true, false, false
						c.content, c.form = j, r.withParticle(j, g)
						return
					}
				}
			}
			if f.infinitive == "göra" && oneOf(r.at(k+1)+r.at(k+2), `försök försöka`) || r.at(k+2) == "försök" && f.infinitive == "göra" {
				continue // "göra ett försök att anordna"
			}
			c.content, c.form = k, r.withParticle(k, f)
			c.passive = f.passive
			r.also(c)
			return
		case bare && k == i+1 && len(r.lower[k]) > 4 && strings.HasSuffix(r.lower[k], "as") && !ownerWords[r.lower[k]]:
			c.content, c.form, c.passive = k, verbForm{infinitive: strings.TrimSuffix(r.lower[k], "s"), infin: true, passive: true}, true
			return
		case looksInfinitive(r.lower[k]) && (k == i+1 && c.how != charged || r.at(k-1) == "att" || r.who(c.who, k-1)):
			c.content, c.form = k, verbForm{infinitive: r.lower[k], infin: true}
			return
		}
	}
}

// also looks for a second infinitive that says more of what will be done: "arbeta för jämställdhet samt ta fram tips".
func (r *sentenceReader) also(c *clause) {
	if c.form.class == doing {
		return
	}
	for k := c.content + 2; k < c.end; k++ {
		f := r.forms[k]
		if !f.infin || f.passive != c.passive || r.open[k] > c.content || !(oneOf(r.at(k-1), `och samt`) || oneOf(r.at(k-2), `och samt`) && adverbs[r.at(k-1)]) {
			continue
		}
		if with := r.withParticle(k, f); with.class == doing {
			c.content, c.form = k, with
			return
		}
	}
}

func (r *sentenceReader) who(a actor, k int) bool { return a.kind != nobody && a.to == k+1 }

func (r *sentenceReader) infinitiveNear(from, end int) bool {
	for k := from; k < min(from+5, end); k++ {
		if r.forms[k].infin && r.forms[k].class != being {
			return true
		}
	}
	return false
}

// charge reads who is given a task: "får i uppdrag att", "har till uppgift", "har en viktig roll i att".
func (r *sentenceReader) charge(c *clause) {
	for k := c.verb + 1; k < min(c.verb+9, c.end); k++ {
		w, prev := r.lower[k], r.at(k-1)
		switch {
		case (w == "uppdrag" || w == "uppgift") && (prev == "i" || prev == "till" || prev == "som"),
			w == "mandat" && r.lower[c.verb] != "får" || w == "mandat", w == "ansvar" || w == "ansvaret" || w == "huvudansvar" || w == "huvudansvaret",
			w == "mål" && prev == "som", w == "målsättning" && prev == "som", w == "avsikt" && prev == "för",
			w == "roll" && (r.at(k+1) == "i" || r.at(k+1) == "med") && r.at(k+2) == "att":
			if standing := c.who.kind == organisation || c.who.kind == body && oneOf(r.at(c.who.to-1), `nämnden styrelsen förvaltningen`); standing && strings.HasPrefix(w, "ansvar") && !slices.Contains(r.lower[k:min(k+8, len(r.lower))], "att") {
				return // what it is there for
			}
			c.how = charged
			if w == "mål" || w == "målsättning" {
				c.how = theGoal
			}
			if w == "roll" || w == "mandat" || strings.HasSuffix(w, "ansvar") || strings.HasSuffix(w, "ansvaret") {
				c.how = answers
			}
			if r.lower[c.verb] == "har" && w == "ansvar" && prev == "med" { // "utskott med ansvar för" only describes
				c.how = now
				return
			}
			c.form = verbForm{infinitive: "ansvara", class: doing}
			r.infinitive(c, c.end)
			return
		}
	}
}

// adverbOr tells whether word i, or the one after it, is w.
func (r *sentenceReader) adverbOr(i int, w string) bool { return r.at(i) == w || r.at(i+1) == w }

// withParticle gives a verb the class that it has with the word that belongs to it.
func (r *sentenceReader) withParticle(i int, f verbForm) verbForm {
	ps := particled[f.infinitive]
	if ps == nil {
		return f
	}
	for k := i + 1; k < min(i+8, len(r.lower)); k++ {
		if class, ok := ps[r.lower[k]]; ok && (r.lower[k] != "i" && r.lower[k] != "på" || k == i+1 && !f.passive) {
			f.class = class
			f.infinitive += " " + r.lower[k]
			return f
		}
		if r.stop[k-1] {
			break
		}
	}
	return f
}
