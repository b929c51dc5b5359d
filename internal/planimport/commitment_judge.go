package planimport

import (
	"slices"
	"strings"
)

// This file weighs what a sentence says: every clause gets points by named features, and the best clause decides.
// The points are few and small on purpose, so that a person can follow why a sentence was proposed: who acts (-4 to
// 3), how firmly it is said (1 to 4), what the verb is about (-5 to 2), and a point or two for what makes a promise
// likely or unlikely. [promised] points make a commitment.

const promised = 5

// A verdict is what a sentence seems to promise.
type verdict struct {
	clause
	points int
	found  string // Swedish: the words that made it a commitment
	chosen bool   // of several promises in the sentence this is the one that can be counted
	kind   string // what was found: "clause", "important", "goal", "there", "list"
}

// judge reads a sentence and returns its best reading.
func (r *sentenceReader) judge() (verdict, bool) {
	if len(r.lower) < 2 || strings.HasSuffix(strings.TrimRight(r.text, closers), "?") {
		return verdict{}, false
	}
	var best verdict
	var all []verdict
	clauses := r.clauses()
	for _, c := range clauses {
		if c.relative {
			continue
		}
		v := r.weigh(c)
		if all = append(all, v); v.points > best.points || v.points == best.points && v.points > 0 && r.often(c) && !r.often(best.clause) {
			best = v
		}
	}
	best = r.firmer(best, all)
	for _, pattern := range [...]func() (verdict, bool){r.important, r.goalIs, r.changeIs, r.liesWith} {
		if v, ok := pattern(); ok && v.points > best.points {
			best = v
		}
	}
	for _, c := range clauses {
		if c.relative && best.points < promised {
			if v := r.weigh(c); v.points > best.points {
				best = v
			}
		}
	}
	return best, best.points >= promised
}

// often tells whether a clause says how often.
func (r *sentenceReader) often(c clause) bool {
	at, _ := r.rhythm()
	if at < 0 {
		at, _, _ = r.every()
	}
	if each := r.eachEvent(); at < 0 || each > c.verb && each < c.end {
		at = each
	}
	return at > c.verb && at < c.end
}

// weigh gives a clause its points.
func (r *sentenceReader) weigh(c clause) verdict {
	v := verdict{clause: c, kind: "clause"}
	if c.past || oneOf(r.at(c.verb), `skulle hade`) {
		return v
	}
	class := c.form.class
	who := c.who
	if who.kind == pronoun && (r.at(who.from) == "det") {
		return r.there(c)
	}
	if c.passive && (who.kind == nobody || who.kind == unknownActor) && c.agent.kind == nobody && c.how == now && r.eventNear(c.verb) {
		who.kind = ourThing
	}
	v.points = actorWeight[who.kind] + c.how.weight
	if !r.cast.political { // a plan that is not about politics makes few demands on others
		switch {
		case who.kind == unknownActor && (c.how == shall || c.how == will), c.how == now && c.passive && (who.kind == unknownActor || who.kind == ourThing):
			v.points++
		case who.kind == people && (c.how == shall || c.how == will || c.form.infinitive == "få" && class == furthering):
			v.points += 4
		}
	}
	if class == otherVerb && c.passive && (who.kind == ourThing || who.kind == unknownActor && c.how == now) {
		v.points++ // "Stöd ges", "Fokus läggs"
	}
	if c.how == now && r.negated(v) && !oneOf(c.form.infinitive, `upphöra avstå`) && (c.passive && oneOf(r.at(who.from), `någon något några inga inget ingen`) || !c.passive && class != thinking && class != being && actorWeight[who.kind] >= 3) {
		v.points++ // "Någon valsajt byggs inte", "Distriktet lägger sig inte i"
	}
	if c.passive && c.how == now && c.agent.kind == nobody && (who.kind == organisation || who.kind == we) {
		v.points -= 2 // what is done to it
	}
	if c.passive && c.how == now && who.kind == organisation && c.form.infinitive == "driva" {
		v.points -= 4 // to whom it belongs
	}
	if c.how == should && c.passive && !r.cast.political {
		v.points++
	}
	if c.how == will && who.kind == unknownActor && class != doing && !c.passive {
		v.points -= 2 // foretold
	}
	if c.how == intends && who.kind == unknownActor {
		v.points -= 2 // somebody else
	}
	if r.find([]string{"alltför", "tyvärr", "dessvärre", "sällan"}) >= 0 && c.how == now {
		v.points -= 2
	}
	if who.kind == people && r.at(c.verb+1) == "inte" {
		v.points -= 3
	}
	switch class {
	case doing:
		v.points += 2
	case furthering:
		v.points++
	case being:
		v.points += r.state(c)
	case thinking:
		v.points--
		if (c.how == now || c.how.soft) && !r.refuses(c) {
			v.points -= 5
		}
	case changing:
		if c.how == want || c.how == must && who.kind == unknownActor {
			v.points -= 2
		}
	}
	if c.how == want {
		v.points += r.wants(c)
	}
	v.points += r.given(c)
	if c.how == will && r.find([]string{"sannolik", "trolig", "förmodlig", "antaglig"}) >= 0 {
		v.points -= 3 // foretold
	}
	if c.how == may && (class == being || actorWeight[who.kind] < 2) {
		v.points -= 2
	}
	if c.form.infinitive == "samla" && !c.passive && r.gathers(c) {
		c.form.class, v.form.class = doing, doing
		v.points += 2
	} else if c.how == now && (oneOf(c.form.infinitive, `nå samla omfatta bidra`) || c.form.infinitive == "redovisa" && r.find([]string{"underskott", "överskott", "avvikelse"}) >= 0) {
		v.points -= 3 // how far it reaches today, how it went
	}
	if !r.cast.political && c.how == now && class == doing && !c.passive && who.kind == unknownActor && who.to > who.from && definite(r.at(who.to-1)) {
		v.points++ // "Kulturskolan erbjuder"
	}
	v.points += r.surroundings(c)
	if c.agent.kind != nobody && actorWeight[c.agent.kind] >= 2 {
		v.points += 2
	}
	object := c.content + 1
	for oneOf(r.at(object), `vi upp in fram igång om ihop`) {
		object++
	}
	if oneOf(r.at(object), `det den detta`) && (object+1 >= len(r.lower) || r.stop[object] || adverbs[r.at(object+1)]) || oneOf(r.at(0), `detta det`) && c.how == want {
		v.points-- // what it is about stands elsewhere
	}
	v.points += r.standing(c) + r.bound(c) + r.reported(c)
	if c.how == now && who.kind != we && r.deadline() {
		v.points++
	}
	if c.sub == subVerb {
		v.points--
	}
	v.points -= r.elsewhere() + r.remarks(c) + r.doubts(c)
	if r.open[c.verb] >= 0 && r.lower[r.open[c.verb]] != "som" {
		v.points = 0
	}
	v.found = r.quote(c)
	return v
}

// standing weighs what goes on by plan: "Arbetet med arkivet fortsätter", and rules in the passive about things in
// general: "Resor görs med tåg".
func (r *sentenceReader) standing(c clause) int {
	if c.how != now {
		if c.how == shall && c.who.kind == pronoun && c.form.class == being {
			if m, ok := r.wording.coverage(); ok && m.Population != "" {
				return 1 // "Den ska finnas hos alla föreningar"
			}
		}
		return 0
	}
	if head := r.at(c.who.from) + " " + r.at(c.who.from+1); c.who.kind == unknownActor && c.passive && (strings.Contains(head, "gemensam") || strings.Contains(head, "egen ")) {
		return 1 // "En gemensam bank av motioner byggs upp"
	}
	if oneOf(r.lower[c.verb], `fortsätter fortgår fortlöper`) && (c.who.kind == ourThing || c.who.kind == ownedThing || c.who.kind == unknownActor && r.often(c)) {
		return 1
	}
	if head := r.at(c.who.from); !r.cast.political && c.passive && c.agent.kind == nobody && c.who.kind == unknownActor && c.verb > c.who.from && !determiners[head] && oneOf(suffix(head, 2), `ar er or`) && !definite(head) {
		return 1
	}
	return 0
}

// gathers tells whether what is said of "samla" is that people are called together: "samlar kassörerna till en träff",
// "samlar föreningarna en gång per kvartal".
func (r *sentenceReader) gathers(c clause) bool {
	if at, _ := r.rhythm(); at >= 0 {
		return true
	}
	for k := c.content + 1; k < c.end; k++ {
		if oneOf(r.lower[k], `till på vid för`) {
			for j := k + 1; j < min(k+5, c.end); j++ {
				if wordClass(r.lower[j]) == "meeting" || wordClass(r.lower[j]) == "training" {
					return true
				}
			}
		}
	}
	return false
}

// deadline tells whether the sentence names a day or time from which or by which something is so.
func (r *sentenceReader) deadline() bool {
	earliest, due := r.times()
	return (earliest != "" || due != "") && r.find([]string{"senast", "före", "från", "fr.o.m", "till", "innan"}) >= 0
}

// elsewhere weighs that a sentence tells what stands somewhere else: in statutes, in a law, in a table.
func (r *sentenceReader) elsewhere() int {
	n := 0
	if text := strings.ToLower(r.text); strings.Contains(text, "enligt §") || strings.Contains(text, "enligt paragraf") {
		n = 5
	}
	for k, w := range r.lower {
		switch {
		case strings.Contains(w, "stadga") && !r.forms[k].infin && (strings.HasPrefix(w, "stadga") || strings.HasSuffix(w, "stadgarna") || strings.HasSuffix(w, "stadgar")),
			strings.HasSuffix(w, "lagen") && strings.HasPrefix(r.words[k], w), w == "lag", w == "lagens", strings.HasSuffix(w, "reglementet"), strings.HasSuffix(w, "förordningen"), w == "föreskrifter":
			for j := max(0, k-3); j < k; j++ {
				if oneOf(r.lower[j], `enligt i av följer`) && !r.forms[k].infin {
					n = max(n, 5)
				}
			}
		case oneOf(w, `tabell tabellen bilaga bilagan figur diagram avsnitt kapitel`) && k > 0 && oneOf(r.lower[k-1], `i se enligt av`) && k+1 < len(r.lower):
			n = max(n, 3)
		case w == "enligt" && (oneOf(r.at(k+1), `lag lagen reglementet förordningen`) || strings.HasSuffix(r.at(k+1), "stadgarna") || strings.HasSuffix(r.at(k+1), "stadgan")):
			n = max(n, 8)
		case w == "enligt" && (oneOf(r.at(k+1), `regler reglerna bestämmelser bestämmelserna`) || oneOf(r.at(k+2), `regler bestämmelser riktlinjer`) && !ownerWords[r.at(k+1)]):
			n = max(n, 4)
		case oneOf(w, `vision visionen`) && k < 4 && (r.at(k+1) == "är" || r.at(k-1) == "är"):
			n = max(n, 5)
		case w == "heter" && r.at(k+1) == "det" || w == "står" && r.at(k+1) == "det":
			n = max(n, 3)
		}
	}
	return n
}

// state weighs verbs that say how something is: wished for they are a goal, foretold or told they are none.
func (r *sentenceReader) state(c clause) int {
	switch {
	case c.how == will:
		return -3
	case c.form.infinitive == "bestå" || c.form.infinitive == "utgöra":
		if c.how == now {
			return -2 // how it is made up
		}
		if c.who.kind == body && !oneOf(r.at(c.who.to-1), `styrelsen riksstyrelsen distriktsstyrelsen förbundsstyrelsen förbundet nämnden distriktet föreningen organisationen`) {
			return 1
		}
		return -1
	case c.how == now && r.find([]string{"slut"}) > 0 && strings.HasSuffix(r.at(r.find([]string{"slut"})-1), "s"):
		return 1 // "vid periodens slut": how it is to be by then
	case c.how == now:
		return -2
	case c.form.infinitive == "bli" && c.how == shall && c.who.kind == unknownActor:
		if n, ok := r.number(c.content+1, false); ok && n > 1 && !r.percent(c.content+1) {
			return 1 // "månadsgivarna ska bli 600"
		}
	}
	return 0
}

// wants weighs "vill": what the organisation wants to do is a soft promise, what it wants society to be is none.
func (r *sentenceReader) wants(c clause) int {
	if r.at(c.verb+1) == "att" || r.at(c.verb+2) == "att" || c.content == c.verb {
		return -3
	}
	if c.form.infinitive == "införa" || c.form.infinitive == "bygga" {
		return -4
	}
	if c.form.class == doing && r.eventNear(c.content) {
		return 1
	}
	return 0
}

// refuses tells whether the organisation says what it puts up with among its own: "vi accepterar inte ... på våra möten".
func (r *sentenceReader) refuses(c clause) bool {
	return oneOf(c.form.infinitive, `acceptera tolerera`) && r.negated(verdict{clause: c}) && slices.ContainsFunc(r.lower, func(w string) bool { return ownerWords[w] })
}

// remarks weighs turns that tell or wish and promise nothing: "Ingen ska behöva ...", "och så ska det få vara", "omkring
// 200 deltagare", "väljs av stämman".
func (r *sentenceReader) remarks(c clause) int {
	switch who := r.at(c.who.from); {
	case oneOf(who, `ingen inget`) && c.who.to-c.who.from <= 1 && r.at(c.verb+1) == "behöva":
		return 6
	case r.habit(c), r.auditing(c):
		return 6
	case r.at(c.verb-1) == "så" && r.at(c.verb+1) == "det" && c.how == shall,
		c.how == now && oneOf(who, `omkring ungefär närmare drygt`),
		c.how == now && c.passive && oneOf(c.form.infinitive, `välja utse`) && (c.agent.kind == body || c.agent.kind == units) && (c.who.kind == body || c.who.kind == role):
		return 4
	}
	for k := c.verb + 1; k < min(c.verb+3, len(r.lower)); k++ {
		if _, number := r.number(k+1, false); number && c.how == now && oneOf(r.lower[k], `omkring ungefär närmare drygt`) {
			return 3
		}
	}
	return 0
}

// given weighs what somebody is given that the organisation makes or holds: "kandidaterna ges en utbildning", "nya
// grupper får besök".
func (r *sentenceReader) given(c clause) int {
	if c.how != now || !oneOf(r.at(c.verb), `ges får går erbjuds tilldelas`) || oneOf(r.at(c.verb), `erbjuds tilldelas`) && c.agent.kind == nobody && c.who.kind != unknownActor && c.who.kind != members {
		return 0
	}
	switch c.who.kind {
	case members, units, unknownActor:
	default:
		return 0
	}
	from := r.pastTime(c.verb + 1)
	for k := from; k < min(from+3, len(r.lower)); k++ {
		w := r.lower[k]
		if class := wordClass(w); class == "training" || class == "meeting" || class == "material" || r.noun(k, []string{"besök", "genomgång", "introduktion", "handled", "fadder", "faddrar", "kontaktperson"}) {
			switch {
			case r.lower[c.verb] == "går" && class != "training":
				return 0
			case c.form.class == being:
				return 4 // "får" is more than to have
			case r.lower[c.verb] == "går":
				return 3
			}
			return 2
		}
		if prepositions[w] {
			break
		}
	}
	return 0
}

// pastTime is where the sentence goes on after an aside of time at word i: "får under våren besök".
func (r *sentenceReader) pastTime(i int) int {
	if oneOf(r.at(i), `under i inför före`) && (season[r.at(i+1)] != [2]string{} || months[r.at(i+1)] > 0 || oneOf(r.at(i+1), `året år perioden vår höst vinter sommar planperioden verksamhetsåret`)) {
		if i += 2; isYear(r.at(i)) {
			i++
		}
	} else if oneOf(r.at(i), `varje årligen löpande`) {
		if i++; rhythms[r.at(i)] != "" {
			i++
		}
	}
	return i
}

// surroundings weighs words that make a promise likely or unlikely.
func (r *sentenceReader) surroundings(c clause) int {
	n := 0
	timed, ours := false, false
	if c.how == now {
		if at, _ := r.rhythm(); at >= 0 || r.eachEvent() >= 0 {
			if n++; c.who.kind == ourThing || c.who.kind == ownedThing {
				n++ // what is done again and again is done by plan
			}
		} else if at, _, _ := r.every(); at >= 0 {
			n++
		}
	}
	for k := 0; k < len(r.lower); k++ {
		w := r.lower[k]
		if r.open[k] > c.content && c.how == now {
			continue
		}
		if rhythms[w] != "" && oneOf(r.at(k-1), `per varje om varannan vartannat`) || rhythmWords[w] != "" || w == "tid" && r.at(k-1) == "god" || r.timeSpan(k) || isYear(w) && len(w) <= 9 && yearIn(w) > 0 || months[w] > 0 ||
			strings.HasSuffix(w, "dagarna") || strings.HasSuffix(w, "dagar") || oneOf(w, `dagligen våren valdagen årsskiftet påsk jul midsommar hösten sommaren vintern verksamhetsåret verksamhetsperioden planperioden perioden mandatperioden valrörelsen regelbundet löpande kontinuerligt`) {
			timed = true
		}
		if ownerWords[w] && w != "sin" && w != "sitt" && w != "sina" && (k < c.who.from || k >= c.who.to) {
			ours = true
		}
		if (k < c.who.from || k >= c.who.to) && r.acting(k) && w != "vi" {
			ours = true
		}
	}
	if timed {
		n++
	}
	if ours && c.how != now {
		n++
		if c.who.kind == unknownActor || c.who.kind == pronoun {
			n++
		}
	}
	for k := max(0, c.verb-2); k < min(len(r.lower), c.verb+4); k++ {
		if oneOf(r.lower[k], `därför istället fortsatt`) {
			n++
			break
		}
	}
	if c.how == now {
		for k := max(0, c.verb-6); k < min(len(r.lower), c.verb+6); k++ {
			if oneOf(r.lower[k], `idag dag nu redan alltid ofta fortfarande sedan tidigare numera många landet`) && r.at(k-1) != "inom" && !(r.lower[k] == "alltid" && c.passive) {
				n--
				break
			}
		}
	}
	return n
}

// timeSpan tells whether "tre månader", "14 dagar" stands at word i.
func (r *sentenceReader) timeSpan(i int) bool {
	_, number := r.number(i, true)
	return number && oneOf(r.at(i+1), `dag dagar vecka veckor månad månader år dygn`)
}

// there weighs "det ska finnas ...", "det ska vara lätt att ...": goals without anybody who acts, told from demands on
// society by what they are about.
func (r *sentenceReader) there(c clause) verdict {
	v := verdict{clause: c, kind: "there"}
	if (c.how == may || c.how == must || r.lower[c.verb] == "får") && c.passive && c.end-c.verb <= 4 && r.negated(v) {
		return v // "Det får inte upprepas": what was, and no act
	}
	if c.how != shall && c.how != must && c.how != should || c.form.class != being && !c.passive {
		return v
	}
	v.points = c.how.weight + 1
	if c.how == must && !c.passive {
		v.points -= 2 // a condition
	}
	for k, w := range r.lower {
		if k == c.who.from {
			continue
		}
		if kind := r.cast.kindOf(w); ownerWords[w] || kind != unknownActor && kind != pronoun && kind != people && kind != others {
			v.points++
			if kind != ourThing {
				v.points++
			}
			break
		}
	}
	if !r.cast.political {
		v.points++
	}
	if c.passive && c.form.class == doing {
		v.points += 2 // "ska det delas ut valsedlar"
	}
	v.who = actor{kind: nobody, from: c.verb, to: c.verb}
	v.found = r.quote(c)
	return v
}

// eventNear tells whether an event or a thing that the organisation makes stands close after word i.
func (r *sentenceReader) eventNear(i int) bool {
	for k := max(0, i-4); k < min(i+8, len(r.lower)); k++ {
		if k != i && (r.noun(k, eventStems) || r.cast.kindOf(r.lower[k]) == ourThing) {
			return true
		}
	}
	return false
}

// quote is the words that make a clause a promise: who, how and what.
func (r *sentenceReader) quote(c clause) string {
	from, to := c.verb, c.verb+1
	if c.who.kind != nobody && c.who.to > c.who.from {
		if c.who.to <= c.verb && c.verb-c.who.from <= 6 {
			from = c.who.from
		}
		if c.who.from > c.verb && c.who.to-c.verb <= 6 {
			to = c.who.to
		}
	}
	if c.content > c.verb {
		if c.content-from <= 8 {
			to = max(to, c.content+1)
		} else {
			return r.phrase(from, to) + " … " + r.words[c.content]
		}
	}
	if c.how == worksFor || c.how == answers {
		for k := to; k < min(to+3, len(r.lower)); k++ {
			if r.lower[k] == "för" {
				to = k + 1
				break
			}
		}
	}
	if extra := strings.Fields(c.form.infinitive); len(extra) > 1 { // the particle
		for k := to; k < min(to+4, len(r.lower)); k++ {
			if r.lower[k] == extra[len(extra)-1] {
				to = k + 1
				break
			}
		}
	}
	return r.phrase(from, min(to, len(r.words)))
}
