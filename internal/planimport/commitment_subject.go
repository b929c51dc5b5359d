package planimport

import (
	"strings"
)

// This file finds whom a finite verb is about: before it, or after it when something else comes first.

// subject finds who the finite verb at word i is about.
func (r *sentenceReader) subject(i int) actor {
	// After the verb, at most one or two adverbs away, "vi" is nearly always the subject.
	for k := i + 1; k < min(i+5, len(r.lower)); k++ {
		if r.lower[k] == "vi" {
			return actor{we, k, k + 1}
		}
		if !adverbs[r.lower[k]] {
			break
		}
	}
	start := r.clauseStart(i)
	from := start
	for from < i && (oneOf(r.lower[from], `och men utan samt`) && from == start || r.lower[from] == "att" && r.open[from] == from) {
		from++
	}
	if from >= i {
		return r.after(i)
	}
	if r.adverbial(from, i) {
		return r.after(i)
	}
	if i+1 < len(r.lower) && r.acting(i+1) && !r.acting(i-1) && r.cast.kindOf(r.lower[from]) == unknownActor && !r.stop[i] && r.nounPhrase(from, i).kind != role {
		if after := r.after(i); after.kind == body || after.kind == organisation {
			return after // "Dessa frågor driver styrelsen"
		}
	}
	return r.nounPhrase(from, i)
}

// clauseStart is where the clause of the finite verb at word i begins.
func (r *sentenceReader) clauseStart(i int) int {
	if r.sub[i] == subVerb {
		return r.open[i] + 1
	}
	last := -1
	for k := i - 1; k >= 0; k-- {
		if r.sub[k] == mainVerb {
			last = k
			break
		}
	}
	if last < 0 {
		return 0
	}
	for k := i - 1; k > last; k-- {
		if oneOf(r.lower[k], `och men utan samt`) && r.open[k] < 0 {
			return k
		}
		if r.stop[k] && r.open[k] < 0 {
			return k + 1
		}
	}
	for k := i - 1; k > last; k-- {
		if r.stop[k] || oneOf(r.lower[k], `och men utan samt vilket`) {
			return k + 1
		}
	}
	return last + 1
}

// adverbial tells whether the words from to i say when, where or why, so that the subject comes after the verb.
func (r *sentenceReader) adverbial(from, i int) bool {
	w := r.lower[from]
	switch {
	case w == "alla" || w == "såväl" || w == "både" || w == "även" && !r.finite(from+1) || w == "också":
		return false
	case w == "minst" || w == "endast" || w == "bara":
		return r.timePhrase(from, i)
	case prepositions[w] && w != "kring", adverbs[w], r.lower[from] == "att", r.open[from] >= 0 && r.open[from] == from:
		return true
	case w == "en" || w == "ett" || w == "två" || w == "tre" || w == "fyra":
		return r.timePhrase(from, i)
	case timeHeads[w]:
		return w != "varje" && w != "nästa" || rhythms[r.at(from+1)] != "" || oneOf(r.at(from+1), `vår höst sommar vinter valår val gång`)
	case strings.HasPrefix(w, "val") && electionWord(w) && isYear(r.at(from+1)):
		return true
	}
	return false
}

// timePhrase tells whether words say how often: "En gång per år", "Minst två gånger om året".
func (r *sentenceReader) timePhrase(from, i int) bool {
	for k := from; k < min(i, from+5); k++ {
		if oneOf(r.lower[k], `gång gånger ggr`) {
			return true
		}
	}
	return false
}

// after reads the subject that follows the verb at word i.
func (r *sentenceReader) after(i int) actor {
	k := i + 1
	for k < len(r.lower) && k < i+7 && (adverbs[r.lower[k]] || r.lower[k] == "sig" || r.lower[k] == "i" && r.at(k+1) == "år") && !r.stop[k] {
		if r.lower[k] == "i" {
			k++
		}
		k++
	}
	// An adverbial may come between: "ska under året styrelsen", "kommer under 2018 distriktet".
	if k < len(r.lower) && prepositions[r.lower[k]] {
		for n := 0; k < len(r.lower) && n < 6; n++ {
			if r.lower[k] == "vi" || r.acting(k) && !prepositions[r.at(k-1)] && !determiners[r.at(k-1)] {
				return r.nounPhrase(k, len(r.lower))
			}
			k++
		}
		return actor{kind: nobody, from: i, to: i}
	}
	if k >= len(r.lower) || r.forms[k].infin || r.stop[i] {
		return actor{kind: nobody, from: i, to: i}
	}
	return r.nounPhrase(k, len(r.lower))
}

// nounPhrase reads the words from from as a subject and says who it is.
func (r *sentenceReader) nounPhrase(from, end int) actor {
	end = min(end, from+14)
	a := actor{kind: unknownActor, from: from, to: from}
	owner := false
	last := -1
	var kinds []actorKind
	for k := from; k < end; k++ {
		w := r.lower[k]
		switch {
		case w == "vi":
			return actor{we, k, k + 1}
		case w == "av" && k <= from+3 && r.partBefore(from, k): // "två av tre klubbar", "minst 30 av klubbarna", "två tredjedelar av"
			last, kinds = -1, nil
			continue
		case w == "av" && k > from && oneOf(r.at(k-1), `procent % hälften tredjedel fjärdedel ett en någon några flertalet merparten`): // "60 procent av medlemmarna"
			last, kinds = -1, nil
			continue
		case k > from && (prepositions[w] || r.opener(k) || w == "som" || w == "att" || w == "där"),
			k > from && (r.sub[k] != noVerb || r.forms[k].infin),
			last < 0 && k == from+1 && adverbs[w] && pronouns[r.at(from)], // "ska det alltid finnas"
			last >= 0 && (adverbs[w] || determiners[w] && r.at(k-1) != "och" && r.at(k-1) != "samt" && r.at(k-1) != "eller"):
			return r.phraseActor(a, last, owner, kinds)
		case k == from && prepositions[w]:
			return actor{kind: nobody, from: from, to: from}
		case oneOf(w, `och samt eller respektive såväl både som`), determiners[w] && k+1 < end:
			if determiners[w] && ownerWords[w] {
				owner = true
			}
		case ownerWords[w]:
			owner = true
		default:
			kinds = append(kinds, r.cast.kindOf(w))
			if strings.HasSuffix(w, "s") && k+1 < end && r.genitive(k) {
				owner = true
				kinds = kinds[:len(kinds)-1]
			} else {
				last = k
			}
			a.to = k + 1
			if definite(w) && kinds != nil && last == k && !oneOf(r.at(k+1), `och samt eller`) && !(determiners[r.at(k-1)] && oneOf(r.at(k-1), `den det de`)) && kinds[len(kinds)-1] != unknownActor {
				return r.phraseActor(a, last, owner, kinds)
			}
		}
		if r.stop[k] && !oneOf(r.at(k+1), `och samt`) && (k+2 >= end || !oneOf(r.at(k+2), `och samt`)) {
			break
		}
	}
	return r.phraseActor(a, last, owner, kinds)
}

// partBefore tells whether the words from to to are a number or a fraction, "minst 30", "två tredjedelar".
func (r *sentenceReader) partBefore(from, to int) bool {
	if oneOf(r.at(from), `minst åtminstone högst`) {
		from++
	}
	if to-from == 2 && fraction(r.at(to-1)) > 0 || to-from == 1 && fraction(r.at(from)) > 0 {
		return true
	}
	n, ok := r.number(from, false)
	return ok && n > 1 && to-from == 1
}

// genitive tells whether word k owns what follows: "distriktets målgrupper".
func (r *sentenceReader) genitive(k int) bool {
	if k < 0 || k >= len(r.lower) || !strings.HasSuffix(r.lower[k], "s") {
		return false
	}
	base := strings.TrimSuffix(r.lower[k], "s")
	switch r.cast.kindOf(base) {
	case organisation, body, units, members, wider:
		return true
	}
	return false
}

func definite(w string) bool {
	if strings.HasSuffix(w, "ärenden") {
		return false // a plural that ends as definite forms do
	}
	for _, e := range [...]string{"en", "et", "na"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return bodyWords[w]
}

func (r *sentenceReader) phraseActor(a actor, last int, owner bool, kinds []actorKind) actor {
	if last < 0 {
		if pronouns[r.at(a.from)] {
			return actor{pronoun, a.from, a.from + 1}
		}
		if determiners[r.at(a.from)] {
			a.kind = people // "alla", "ingen" alone
			if r.at(a.from) == "alla" || r.at(a.from) == "varje" || r.at(a.from+1) == "av" {
				a.kind = unknownActor
			}
		} else {
			a.kind = nobody
		}
		a.to = max(a.to, a.from)
		return a
	}
	best := kinds[len(kinds)-1]
	for _, k := range kinds { // in a row of names, one that can act is enough
		if actorWeight[k] > actorWeight[best] && k != ourThing && best != people && best != others {
			best = k
		}
	}
	if owner {
		switch {
		case best == people && r.cast.political:
			best = unknownActor // "våra barn" are everybody's
		case best == people:
			best = members
		case best == unknownActor, best == others, best == ourThing:
			best = ownedThing
		}
	}
	a.kind = best
	return a
}
