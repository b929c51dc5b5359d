package planimport

import (
	"slices"
	"strings"
)

// This file reads turns of phrase that promise something without a subject that acts: "det är viktigt att", "målet är",
// "ansvaret ligger på".

// important reads "det är viktigt att vi ...", "av stor vikt är att ...", "det gäller att ...".
func (r *sentenceReader) important() (verdict, bool) {
	for i, w := range r.lower {
		var att int
		switch {
		case oneOf(w, `viktigt angeläget nödvändigt centralt avgörande prioriterat vikt väsentligt önskvärt betydelse`):
			for att = i + 1; att < min(i+4, len(r.lower)) && (adverbs[r.lower[att]] || oneOf(r.lower[att], `är det blir`)); att++ {
			}
			if !r.isWord(i, 6) && !r.isWord(att, 3) {
				continue
			}
		case w == "gäller" && (r.at(i-1) == "det" || r.at(i+1) == "det"):
			for att = i + 1; att < min(i+5, len(r.lower)) && r.lower[att] != "att"; att++ {
			}
		case oneOf(w, `ansvar uppgift uppdrag huvuduppgift`) && i > 0 && r.isWord(i, 4) && (ownerWords[r.at(i-1)] || r.genitive(i-1)): // "det är kansliets ansvar att"
			att = i + 1
		default:
			continue
		}
		if r.at(att) != "att" || att+1 >= len(r.lower) {
			continue
		}
		if r.at(i-1) == "för" || r.open[i] >= 0 && r.open[i] < i && r.lower[r.open[i]] == "eftersom" {
			continue
		}
		v := verdict{kind: "important"}
		v.how, v.verb = itMatters, i
		v.agent = actor{kind: nobody}
		v.end = len(r.lower)
		v.points = itMatters.weight
		verb := att + 1
		if r.opener(att) {
			v.who = r.nounPhrase(att+1, len(r.lower))
			for verb < len(r.lower) && r.sub[verb] == noVerb {
				verb++
			}
		} else {
			v.who = actor{kind: nobody, from: att, to: att}
			for verb < len(r.lower) && !r.forms[verb].infin && verb < att+6 {
				verb++
			}
		}
		if verb >= len(r.lower) {
			continue
		}
		v.content = verb
		v.form = r.withParticle(verb, r.forms[verb])
		for k := verb + 1; k < len(r.lower); k++ { // "är med och mobiliserar"
			if r.sub[k] == subVerb && r.open[k] == r.open[verb] && r.forms[k].class == furthering && v.form.class == being {
				v.content, v.form = k, r.withParticle(k, r.forms[k])
			}
		}
		v.passive = v.form.passive
		v.points += actorWeight[v.who.kind]
		switch v.form.class {
		case doing:
			v.points += 2
		case furthering:
			v.points++
		case thinking, changing:
			v.points--
		case being:
			if v.who.kind == nobody {
				v.points--
			}
		}
		if v.passive && v.form.class == doing && v.who.kind == unknownActor {
			v.points++
		}
		for k := att; k < len(r.lower); k++ {
			if ownerWords[r.lower[k]] || r.acting(k) {
				v.points++
				break
			}
		}
		if r.genitive(i - 1) {
			v.who = actor{r.cast.kindOf(strings.TrimSuffix(r.lower[i-1], "s")), i - 1, i}
			v.how = answers
			v.points += 2
		}
		v.found = r.phrase(max(0, i-1), min(att+3, len(r.words)))
		if r.sub[verb] != noVerb {
			v.found = r.phrase(max(0, i-1), min(verb+1, att+8))
		}
		return v, true
	}
	return verdict{}, false
}

// isWord tells whether "är" or "blir" stands close before word i.
func (r *sentenceReader) isWord(i, within int) bool {
	for k := max(0, i-within); k < min(i+1, len(r.lower)); k++ {
		if oneOf(r.lower[k], `är blir`) {
			return true
		}
	}
	return false
}

// goalIs reads "målet är att ...", "uppgiften blir att ...", "ambitionen är att ...".
func (r *sentenceReader) goalIs() (verdict, bool) {
	for i, w := range r.lower {
		goal := oneOf(w, `målet mål målsättningen målsättning ambitionen ambition avsikten uppgiften uppgift uppdraget strävan inriktningen planen tanken prioritet delmålet huvudmålet huvuduppgiften`) ||
			strings.HasSuffix(w, "målet") || strings.HasSuffix(w, "uppgift") || strings.HasSuffix(w, "målsättning")
		if !goal || r.sub[i] != noVerb || r.open[i] >= 0 && r.lower[r.open[i]] != "som" {
			continue
		}
		att := -1
		is := r.isWord(i, 6)
		for k := i + 1; k < min(i+12, len(r.lower)); k++ {
			if oneOf(r.lower[k], `är blir`) {
				is = true
			}
			if r.lower[k] == "att" {
				att = k
				break
			}
		}
		if v, ok := r.goalIsNumber(i); ok {
			return v, true
		}
		if oneOf(w, `uppgift uppdrag`) && r.genitive(i-1) && r.cast.kindOf(strings.TrimSuffix(r.at(i-1), "s")) == organisation {
			continue // what it is there for
		}
		if att < 0 || !is || att+1 >= len(r.lower) {
			continue
		}
		v := verdict{kind: "goal"}
		v.how, v.verb, v.agent, v.end = theGoal, i, actor{kind: nobody}, len(r.lower)
		v.points = theGoal.weight + 1
		if oneOf(w, `ambitionen ambition strävan tanken avsikten`) {
			v.how = strives
		}
		v.who = actor{kind: nobody, from: i, to: i}
		v.content = att
		if r.opener(att) {
			if sub := r.nounPhrase(att+1, len(r.lower)); sub.kind == others && r.cast.political {
				v.points--
			} else if sub.kind != unknownActor && sub.kind != pronoun && sub.kind != others && sub.kind != people {
				v.who = sub
			}
		}
		for k := att + 1; k < len(r.lower); k++ {
			if r.forms[k].infin || r.sub[k] != noVerb {
				v.content, v.form = k, r.withParticle(k, r.forms[k])
				if m, ok := modalWords[r.lower[k]]; ok && m.weight > 0 {
					continue
				}
				break
			}
		}
		v.found = r.phrase(max(0, i-1), min(att+1, len(r.words)))
		return v, true
	}
	return verdict{}, false
}

// goalIsNumber reads "målet är 400 medlemmar", where word i is the goal.
func (r *sentenceReader) goalIsNumber(i int) (verdict, bool) {
	k := i + 1
	if !oneOf(r.at(k), `är blir`) || !goalWord(strings.TrimSuffix(r.lower[i], "et")) {
		return verdict{}, false
	}
	for k++; oneOf(r.at(k), `minst sammanlagt totalt`) || adverbs[r.at(k)]; k++ {
	}
	if _, ok := r.number(k, false); !ok {
		return verdict{}, false
	}
	v := verdict{kind: "goal", points: promised, found: r.phrase(i, min(k+2, len(r.words)))}
	v.how, v.verb, v.content, v.end, v.form = theGoal, i, i, len(r.lower), verbForm{infinitive: "nå", class: furthering}
	v.who, v.agent = actor{kind: nobody, from: i, to: i}, actor{kind: nobody}
	return v, true
}

// changeIs reads "en förändring är att DS nominerar ...": what will be so from now on.
func (r *sentenceReader) changeIs() (verdict, bool) {
	for i, w := range r.lower {
		if !oneOf(w, `förändring förändringen nyhet nytt åtgärd åtgärden steg steget lösningen innebär beslutat beslutas beslut överenskommit enats`) || r.open[i] >= 0 {
			continue
		}
		att := i + 1
		for att < min(i+5, len(r.lower)) && r.lower[att] != "att" {
			att++
		}
		if r.at(att) != "att" || !r.opener(att) || w == "innebär" && slices.ContainsFunc(r.lower[:i], func(w string) bool { return lawWord(w) || strings.HasSuffix(w, "lagen") }) {
			continue
		}
		verb := att + 1
		for verb < len(r.lower) && r.sub[verb] == noVerb {
			verb++
		}
		if verb >= len(r.lower) || r.lower[r.clauseStart(verb)-1] != "att" {
			continue
		}
		c := r.clause(verb)
		c.sub = mainVerb
		c.who = r.nounPhrase(att+1, verb)
		v := r.weigh(c)
		if v.clause.past {
			continue
		}
		// It stands in a clause of its own only as far as grammar goes.
		v.points = 1 + actorWeight[c.who.kind] + c.how.weight
		switch c.form.class {
		case doing:
			v.points += 2
		case furthering:
			v.points++
		case being, thinking:
			v.points -= 2
		}
		v.found = r.phrase(max(0, i-1), min(att+1, len(r.words))) + " " + r.quote(c)
		return v, true
	}
	return verdict{}, false
}

// liesWith reads "ansvaret ligger på kassören", "uppgiften vilar på styrelsen".
func (r *sentenceReader) liesWith() (verdict, bool) {
	for i, w := range r.lower {
		given := w == "uppdras" && r.at(i+1) == "åt" // "det uppdras åt kassören att"
		if !given && !oneOf(w, `ligger vilar åligger åvilar`) {
			continue
		}
		task := false
		for k := max(0, i-5); k < i; k++ {
			task = task || strings.HasPrefix(r.lower[k], "ansvar") || strings.HasSuffix(r.lower[k], "ansvaret") || strings.HasPrefix(r.lower[k], "uppgift") || strings.HasSuffix(r.lower[k], "uppgiften") || r.lower[k] == "det"
		}
		k := i + 1
		if oneOf(r.at(k), `på hos åt`) {
			k++
		}
		who := r.nounPhrase(k, len(r.lower))
		if !task && !given || actorWeight[who.kind] < 3 || who.kind == ownedThing {
			continue
		}
		v := verdict{kind: "clause"}
		v.how, v.verb, v.content, v.end, v.who, v.agent = answers, i, i, len(r.lower), who, actor{kind: nobody}
		v.form = verbForm{infinitive: "ansvara", class: doing}
		if given {
			v.how = charged
			c := v.clause
			r.infinitive(&c, len(r.lower))
			v.content, v.form = c.content, c.form
		}
		v.points = actorWeight[who.kind] + answers.weight - r.elsewhere()
		v.found = r.phrase(max(0, i-1), min(who.to, len(r.words)))
		return v, true
	}
	return verdict{}, false
}
