package planimport

import (
	"fmt"
	"slices"
	"strings"
)

// This file says how a commitment could be followed.

// measureOf proposes how a commitment could be followed. The rules for goals read what is undertaken, without the
// purposes and side clauses around it; then the verb says whether there is something that is done one day.
func (r *sentenceReader) measureOf(v verdict) Measure {
	core := r.core(v)
	m := core.measure()
	verb := strings.ReplaceAll(v.form.infinitive, " ", "_")
	first, _, _ := strings.Cut(v.form.infinitive, " ")
	if m.Kind != Frequency && m.Kind != Coverage { // a rhythm that another main clause of the sentence says
		at, _ := r.rhythm()
		if at < 0 {
			at, _, _ = r.every()
		}
		if at < 0 {
			at, _, _, _ = r.named()
		}
		if at < 0 {
			at = r.eachEvent()
		}
		if at >= 0 && (r.open[at] < 0 || v.how == answers || r.lower[r.open[at]] == "hur") {
			if whole := r.wording.measure(); whole.Kind == Frequency || whole.Each != nil {
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
	size, sized := core.size()
	founding := oneOf(first, `bilda inrätta`) && m.Target != nil && *m.Target > 1 // "tre nya klubbar ska bildas"
	if m.Kind == Volume && m.Target != nil && settling[first] && !founding && !oneOf(first, `rekrytera anställa välja`) || m.Kind == Volume && first == "välja" {
		m.Kind, m.Target, m.TargetUnit = Delivery, nil, "" // so many are appointed
		m.Reason = fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger ”%s”.", r.doneQuote(v))
	}
	counted := m.Kind == Frequency || m.Kind == Coverage || m.Kind == Volume && (m.Target != nil && (!settling[first] || founding) || m.uneven)
	m.sized = m.uneven
	if !counted && sized && v.how != now {
		m, counted = size, true
		m.sized = true
	}
	if steady := v.how == now || v.how == shall; steady && !counted && v.passive && v.form.class == doing && v.who.to > v.who.from && !oneOf(r.at(v.who.from), `en ett`) && r.find([]string{"fortlöpande", "löpande", "alltid"}) >= 0 && r.several(v.who) {
		all, who := 100, r.phrase(v.who.from, v.who.to)
		m, counted = Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: strings.ToLower(prefix(who, 1)) + strings.TrimPrefix(who, prefix(who, 1)),
			Reason: fmt.Sprintf("Förslag: täckning, för att texten säger vad som alltid görs med ”%s”.", who)}, true
	}
	if kept, ok := r.wording.sum(); ok && v.how == shall && r.bound(v.clause) > 0 && !counted {
		m, counted = kept, true
		m.sized = true
	}
	if each, ok := r.whoever(v); ok && !counted {
		m, counted = each, true
	}
	if !counted {
		if limited, ok := r.within(v); ok {
			limited.limited = true
			m, counted = limited, true
		}
	}
	quote := v.found
	post, level := r.postFor(v)
	ruleFrom, ruleTo, rule := r.without(v)
	vague := r.felt() >= 0 && r.felt() < v.end
	switch {
	case post != "":
		all := 100
		m = Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: level, Post: post, Posts: []string{post}, UnitKinds: unitKinds([]string{strings.ToLower(level)}),
			Reason: fmt.Sprintf("Förslag: täckning, för att texten säger att ”%s” ska finnas på ”%s”.", post, level)}
	case first == "bestå" || first == "leda" && v.passive || first == "styra" && v.passive:
		m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger vem eller vilka: ”%s”.", quote)}
	case rule:
		m = r.withoutMeasure(ruleFrom, ruleTo)
	case r.negated(v) && m.Kind == Volume && m.Target == nil && m.Per == "":
		m, r.negative = judgement("texten säger vad som inte ska göras"), true
	case r.negated(v) && !r.noneOf(v):
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
	case r.inPlace(v):
		m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger vad som ska finnas till en viss tid: ”%s”.", quote)}
	case r.getsDone(v) && !r.negated(v):
		m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger vad som ska bli gjort: ”%s”.", quote)}
	case v.how == worksFor || r.forSomething(v) || v.how == strives && v.form.class != doing || v.form.class == being || v.kind == "there":
		m, r.negative = judgement("texten säger hur något ska vara eller åt vilket håll, inte vad som ska göras"), v.form.class != being
	case v.how == answers && v.form.infinitive == "ansvara" && r.oneEvent(v):
		m = Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger vem som svarar för något som ska hållas: ”%s”.", quote)}
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

// oneEvent tells whether what somebody answers for is one thing that is held: "svarar för ett sommarläger".
func (r *sentenceReader) oneEvent(v verdict) bool {
	for k := v.content + 1; k < min(v.content+6, v.end); k++ {
		if class := wordClass(r.lower[k]); class == "meeting" || class == "training" {
			return oneOf(r.at(k-1), `en ett årets för`) || oneOf(r.at(k-2), `en ett årets`)
		}
	}
	return false
}

// inPlace tells whether something is to be there by some time: "finns på plats före sommaren", "ligger på webben senast".
func (r *sentenceReader) inPlace(v verdict) bool {
	there := false
	for k := max(0, v.verb); k < len(r.lower); k++ {
		w := r.lower[k]
		there = there || oneOf(w, `finns finnas ligger ligga står klar klart klara färdig färdigt färdiga`)
		if there && oneOf(w, `före innan senast till`) && (season[r.at(k+1)] != [2]string{} || oneOf(r.at(k+1), `starten sommaren semestern midsommar jul årsskiftet terminsstarten skolstarten årsmötet stämman kongressen valet`)) {
			return true
		}
	}
	return false
}

// whoever reads a rule about each of those who are in some state: "Ärenden som gäller liv och hälsa ska handläggas först",
// "En avdelning som saknar styrelse bör erbjudas en fadder".
func (r *sentenceReader) whoever(v verdict) (Measure, bool) {
	at := v.who.to
	if v.kind != "clause" || at <= v.who.from || at >= v.verb || r.at(at) != "som" || v.who.from > 1 || v.form.class == being && r.form(v.content) != "få" || v.how == may || r.form(v.content) == "kunna" {
		return Measure{}, false
	}
	first := r.at(v.who.from)
	if verb, _, _ := strings.Cut(v.form.infinitive, " "); settling[verb] || oneOf(verb, `skapa starta ta`) {
		return Measure{}, false // one that is to be
	}
	if !(oneOf(first, `en ett den`) || r.several(v.who) && !definite(r.at(at-1))) || r.deadline() {
		return Measure{}, false
	}
	end := v.verb
	all, who := 100, r.phrase(v.who.from, min(end, v.who.from+12))
	return Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: strings.ToLower(prefix(who, 1)) + strings.TrimPrefix(who, prefix(who, 1)), UnitKinds: unitKinds(r.lower[v.who.from:at]),
		Reason: fmt.Sprintf("Förslag: täckning, för att texten säger vad som gäller ”%s”.", who)}, true
}

// several tells whether a subject is in the plural.
func (r *sentenceReader) several(a actor) bool {
	w := r.at(a.to - 1)
	return oneOf(suffix(w, 2), `ar er or`) || strings.HasSuffix(w, "rna") || strings.HasSuffix(w, "ärenden") || strings.HasSuffix(w, "möten")
}

// noneOf tells whether a negation is about whom a state may not befall: "Ingen ska sakna".
func (r *sentenceReader) noneOf(v verdict) bool {
	_, ok := r.wording.none()
	return ok && v.who.from <= 1
}

// within reads a limit of time for something that is done each time it comes up, "ska besvaras inom tre dagar": of all
// the times one counts those within the limit.
func (r *sentenceReader) within(v verdict) (Measure, bool) {
	at, end := r.limit()
	if at >= 0 && r.lower[at] == "senast" && oneOf(r.at(v.who.from), `en ett`) && r.at(at-1) != "alltid" {
		return Measure{}, false // one thing, once
	}
	if at < 0 || v.form.class == being && v.how == now || r.open[at] >= 0 && r.open[at] > v.verb && r.lower[r.open[at]] != "att" {
		return Measure{}, false
	}
	all := 100
	m := Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Reason: fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”: av alla gånger räknas de som höll tiden.", r.phrase(at, min(end, len(r.words))))}
	if v.passive && v.who.to > v.who.from && v.who.to <= len(r.words) {
		who := r.phrase(v.who.from, v.who.to)
		m.Population = strings.ToLower(prefix(who, 1)) + strings.TrimPrefix(who, prefix(who, 1))
		m.UnitKinds = unitKinds(r.lower[v.who.from:v.who.to])
	}
	return m, true
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
	out := &wording{text: r.text, period: r.period}
	purpose := false
	from := 0
	for k := min(v.verb, len(r.lower)-1); k > 0; k-- { // not what another main clause before it says
		if r.sub[k] == mainVerb && slices.Contains(r.sub[:k], mainVerb) && !oneOf(r.at(k-1), `och samt`) {
			from = r.clauseStart(k)
			break
		}
	}
	end := v.end
	if v.kind == "clause" && end < len(r.lower) && r.sub[end] == mainVerb { // nor an adverbial before the verb of the next
		if next := r.clauseStart(end); next > v.content && next < end && oneOf(r.lower[next], `och men`) && prepositions[r.at(next+1)] {
			end = next
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
		if purpose || inside && (r.lower[r.open[k]] != "att" || v.kind == "clause" && r.open[k] > v.content && v.how != want && v.how != strives && v.how != answers && v.how != theGoal && !oneOf(r.form(v.content), `säkerställa se verka`) && !r.forSomething(v)) || k >= end && k > v.content {
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
	if oneOf(v.form.infinitive, `starta öppna pröva testa prova`) && !v.passive {
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
