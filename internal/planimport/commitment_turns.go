package planimport

import (
	"fmt"
	"slices"
	"strings"
)

// This file reads turns that need more than one clause: "inga möten utan dagordning", two promises in one sentence, who
// does what a relative clause says, and habits that are told in the passive.

// habits are what people do with things and places, which in the passive tells how it goes there: "spelas fotboll på".
var habits = set(`spela dansa sjunga lyssna titta äta dricka prata tala cykla promenera springa åka fika bada fiska leka använda idka utöva besöka bruka nyttja läsa odla`)

// habit tells whether a clause tells in the passive what people do as a rule: nobody acts, and no day, number or group of
// all says that it is planned.
func (r *sentenceReader) habit(c clause) bool {
	if c.how != now || !c.passive || !habits[strings.TrimSuffix(c.form.infinitive, "s")] || actorWeight[c.agent.kind] >= 2 && c.agent.kind != nobody || r.timed() {
		return false
	}
	for k, w := range r.lower {
		if months[w] > 0 || rhythmWords[w] != "" || strings.ContainsAny(w, "0123456789") && !strings.HasSuffix(w, "talet") || numberWords[w] > 0 || r.cast.kindOf(w) == ourThing && !oneOf(w, `plan planen planer planerna`) || r.acting(k) || ownerWords[w] {
			return false
		}
	}
	return true
}

// auditing tells whether a clause says what auditors do by law whatever a plan says: "Kommunens revisorer prövar".
func (r *sentenceReader) auditing(c clause) bool {
	if c.how != now || c.passive || c.who.to <= c.who.from || !strings.HasPrefix(r.at(c.who.to-1), "revisor") && !strings.Contains(r.at(c.who.to-1), "revisorer") {
		return false
	}
	return oneOf(c.form.infinitive, `pröva bedöma uttala`) || oneOf(r.at(c.who.to-2), `kommunens regionens statens landstingets`) && oneOf(c.form.infinitive, `granska kontrollera lämna`)
}

// without reads "inga X utan Y" about the organisation's own practice, "Vi håller inga möten utan dagordning": where X
// stands. It rules how something is done, rather than that it is not done.
func (r *sentenceReader) without(v verdict) (from, to int, ok bool) {
	if v.kind != "clause" || v.how == may || r.at(v.verb) == "får" || v.who.kind == others || v.who.kind == people {
		return 0, 0, false
	}
	for k := 0; k < min(v.content+5, len(r.lower)); k++ {
		if !oneOf(r.lower[k], `inga inget ingen`) || r.open[k] >= 0 {
			continue
		}
		for j := k + 2; j < len(r.lower)-1; j++ {
			if r.lower[j] != "utan" {
				continue
			}
			if r.at(j+1) != "att" && (r.stop[j-1] || r.finite(j+1) || r.forms[j+1].infin && !notVerbs[r.lower[j+1]]) {
				return 0, 0, false // "utan" is but
			}
			end := k + 2
			for end < j && !r.finite(end) && !prepositions[r.lower[end]] && !r.forms[end].infin && r.lower[end] != "som" && !r.stop[end-1] {
				end++
			}
			return k + 1, end, true
		}
	}
	return 0, 0, false
}

// withoutMeasure counts of all X those that were as the text says.
func (r *sentenceReader) withoutMeasure(from, to int) Measure {
	all := 100
	return Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: r.phrase(from, to), UnitKinds: unitKinds(r.lower[from:to]),
		Reason: fmt.Sprintf("Förslag: täckning, för att texten säger ”%s … utan”: av alla räknas de som var så.", r.phrase(from-1, to))}
}

// relativeActor is the body that a relative clause says does something, "i berättelsen, som styrelsen lägger fram", "ett
// arkiv, som byggs upp av kansliet": who is responsible when the rest of the sentence names nobody.
func (r *sentenceReader) relativeActor(v verdict) actor {
	for k := v.verb + 1; k < len(r.lower)-2; k++ {
		if r.lower[k] != "som" || r.open[k] != k {
			continue
		}
		for j := k + 1; j < min(k+6, len(r.lower)); j++ {
			if !r.finite(j) {
				continue
			}
			f := r.forms[j]
			if f.past && !f.present || r.lower[j] == "har" {
				break // what has been
			}
			a := actor{kind: nobody}
			if j > k+1 {
				a = r.nounPhrase(k+1, j)
			} else if f.passive {
				for n := j + 1; n < min(j+5, len(r.lower)); n++ {
					if r.lower[n] == "av" {
						a = r.nounPhrase(n+1, len(r.lower))
						break
					}
				}
			}
			if (a.kind == body || a.kind == organisation || a.kind == role) && a.to > a.from && a.to <= len(r.words) {
				return a
			}
			break
		}
	}
	return actor{kind: nobody}
}

// firm tells whether the words from to to have what makes a promise countable: a number or a rhythm, or else a day.
func (r *sentenceReader) firm(from, to int) (counted, dated bool) {
	from, to = max(from, 0), min(to, len(r.lower))
	if from >= to {
		return false, false
	}
	part := &wording{text: r.text, words: r.words[from:to], lower: r.lower[from:to], stop: r.stop[from:to], period: r.period}
	_, due := part.times()
	m := part.measure()
	return m.Kind == Frequency || m.Target != nil && (m.Kind != Coverage || *m.Target < 100) || m.Each != nil,
		due != "" && slices.ContainsFunc(part.lower, func(w string) bool { return oneOf(w, `senast före innan den`) })
}

// span is the words of a clause: from where it starts to where the next one does.
func (r *sentenceReader) span(c clause) (from, to int) {
	if from, to = min(r.clauseStart(c.verb), c.verb), c.end; to < len(r.lower) {
		if next := r.clauseStart(to); next > c.verb && next < to {
			to = next
		}
	}
	return from, to
}

// firmer chooses of two promises in one sentence the one that can be counted or has a day.
func (r *sentenceReader) firmer(best verdict, all []verdict) verdict {
	if best.kind != "clause" || best.points < promised || best.verb >= len(r.lower) {
		return best
	}
	from, to := r.span(best.clause)
	counted, dated := r.firm(from, to)
	if counted || dated {
		return r.firmerInfinitive(best, to)
	}
	step := steps[r.lower[best.verb]]
	for _, v := range all {
		if v.points < promised || v.sub != mainVerb || v.verb == best.verb {
			continue
		}
		counted, dated := r.firm(r.span(v.clause))
		if counted || dated && (step || v.form.class == doing && !v.passive && v.who.kind != pronoun) {
			v.chosen = true
			return v
		}
	}
	return best
}

// firmerInfinitive chooses of two infinitives after one modal, "ska utveckla ... och senast den 1 maj lansera ...", the
// one that can be counted or has a day.
func (r *sentenceReader) firmerInfinitive(v verdict, to int) verdict {
	if v.content <= v.verb {
		return v
	}
	and := -1
	for k := v.content + 1; k < to; k++ {
		if r.open[k] >= 0 {
			continue
		}
		if oneOf(r.lower[k], `och samt`) {
			and = k
		}
		f := r.forms[k]
		if and < 0 || !f.infin || f.passive || f.class != doing || k > and+1 && !r.adverbial(and+1, k) {
			continue
		}
		before, day := r.firm(v.content, and)
		if counted, dated := r.firm(and+1, to); !before && !day && (counted || dated) {
			v.content, v.form, v.chosen = k, r.withParticle(k, f), true
			v.found = r.quote(v.clause)
		}
		return v
	}
	return v
}
