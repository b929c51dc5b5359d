package planimport

import (
	"fmt"
	"strings"
)

// This file reads of whom something should be true: groups, shares of them, and the posts that they should have.

// modals end the naming of who a sentence is about.
var modals = set(`ska skall bör har är måste kan får vill kommer går erbjuds erbjudas ges deltar når uppfyller arbetar`)

// population reads who is meant from the quantifier at word i: the words up to the verb, or the first few.
func (p *wording) population(i int) (end int) {
	limit := min(i+9, len(p.words))
	if i == 0 {
		limit = min(i+13, len(p.words)) // the sentence begins with whom it is about
	}
	for k := i + 1; k < limit; k++ {
		if modals[p.lower[k]] || k > i+1 && (passive[p.lower[k]] || p.lower[k] == "ha" || p.acts(k)) {
			return k
		}
		if p.stop[k] {
			limit = k + 1
		}
	}
	// No verb follows: the noun with what belongs to it.
	k := i + 1
	for k < limit && !oneOf(p.lower[k], `i inom av på som för med till från under senast vid och per minst högst en ett före efter`) && k < i+4 {
		k++
	}
	return k
}

var passive = set(`erbjuds utbildas besöks kontaktas inbjuds bjuds finns`)

// acts tells whether word k is a verb that says what is done: "besöks", "genomför", "publiceras".
func (p *wording) acts(k int) bool {
	f := verbForms[p.at(k)]
	return (f.present || f.infin) && (f.class == doing || f.class == furthering) && !notVerbs[p.at(k)] && p.at(k) != "stöd" && p.at(k) != "arbete"
}

// ordinals are what "var" and "vart" make shares and rhythms with.
var ordinals = map[string]int{"tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6, "tionde": 10}

// coverage reads a condition that every one of a group should meet.
func (p *wording) coverage() (Measure, bool) {
	all := 100
	build := func(from, end int, why string) (Measure, bool) {
		who := p.phrase(from, end)
		m := Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: strings.ToLower(prefix(who, 1)) + strings.TrimPrefix(who, prefix(who, 1)),
			UnitKinds: unitKinds(p.lower[from:end]), Posts: p.posts(from, end)}
		m.Post = firstOf(m.Posts)
		m.Reason = why
		switch {
		case len(m.Posts) > 1:
			m.Reason += fmt.Sprintf(" Uppdragen är ”%s”.", strings.Join(m.Posts, "”, ”"))
		case m.Post != "":
			m.Reason += fmt.Sprintf(" Uppdraget är ”%s”.", m.Post)
		default:
			m.Reason += " Vad som räknas behöver bestämmas."
		}
		return m, true
	}
	for i, w := range p.lower {
		if w == "alla" && i+1 == len(p.words) && p.reaches(i) {
			return build(i, i+1, fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”.", p.phrase(i-1, i+1)))
		}
		if !oneOf(w, `alla samtliga varje vardera all`) || i+1 >= len(p.words) || p.stop[i] || rhythms[p.at(i+1)] != "" {
			continue
		}
		end := p.population(i)
		if end <= i+1 {
			continue
		}
		who := p.lower[i+1 : end]
		verb := end < len(p.lower) && (modals[p.lower[end]] || p.acts(end) && i == 0 || p.lower[end] == "ha") || oneOf(p.at(i-1), `ska skall`)
		// "För alla medlemmar" alone is whom something is for; it is who must do something that counts.
		reached := p.reaches(i)
		reached = reached || p.at(i-1) == "i" && (p.at(i-2) == "finns" || p.at(i-2) == "finnas")
		if each := p.withEach(i); each > 0 && !verb {
			reached, end = true, each
			who = p.lower[i+1 : end]
		}
		if to := p.heldWith(i); to > 0 && !verb {
			reached, end = true, to
			who = p.lower[i+1 : end]
		}
		if to := p.places(i); to > 0 && !verb {
			reached, end = true, to
			who = p.lower[i+1 : end]
		}
		if !verb && !reached && len(unitKinds(who)) == 0 || p.soft(end) && p.post(i, end) == "" {
			continue
		}
		if !verb && p.post(i, end) == "" && i > 1 && oneOf(p.at(i-1), `av för till om bland mellan från`) {
			continue
		}
		return build(i, end, fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”.", p.phrase(i, end)))
	}
	if p.felt() >= 0 {
		return Measure{}, false
	}
	// "Ha föreningsstyrelser som ...": every one of them.
	if first := oneOf(p.at(0), `ha att`); first {
		from := indexOf(p.lower[:min(2, len(p.lower))], "ha") + 1
		if from > 0 {
			for k := from; k < min(from+3, len(p.lower)); k++ {
				if len(unitKinds(p.lower[k:k+1])) > 0 && oneOf(p.at(k+1), `som med där`) {
					return build(k, k+1, fmt.Sprintf("Förslag: täckning, för att texten beskriver hur ”%s” ska vara.", p.phrase(from, k+1)))
				}
			}
		}
	}
	for i := range p.lower {
		// "Nya medlemmar ska ha fått ...", "... ska erbjudas ..."
		if oneOf(p.lower[i], `ska skall`) && i > 0 && i <= 5 &&
			(p.at(i+1) == "ha" && oneOf(p.at(i+2), `fått gått genomgått erbjudits deltagit genomfört`) || p.at(i+1) == "erbjudas" || p.at(i+1) == "få" && p.at(i+2) == "möjlighet") &&
			!oneOf(p.at(i-1), `vi distriktet förbundet föreningen kommunen partiet styrelsen`) {
			return build(0, i, fmt.Sprintf("Förslag: täckning, för att texten säger vad ”%s” ska ha fått eller gjort.", p.phrase(0, i)))
		}
		// "stärka utskotten så att de når ..."
		if len(unitKinds(p.lower[i:i+1])) > 0 && p.at(i+1) == "så" {
			k := i + 2
			if p.at(k) == "att" {
				k++
			}
			if p.at(k) == "de" && oneOf(p.at(k+1), `når uppnår uppfyller har klarar`) {
				return build(i, i+1, fmt.Sprintf("Förslag: täckning, för att texten säger att ”%s” ska nå en viss nivå.", p.words[i]))
			}
		}
	}
	return Measure{}, false
}

// reaches tells whether "alla" at word i is whom somebody turns to: "ringer vi upp alla medlemmar", "bjuder in samtliga".
func (p *wording) reaches(i int) bool {
	for k := i - 1; k >= max(0, i-3); k-- {
		switch w := p.lower[k]; {
		case oneOf(verbForms[w].infinitive, `erbjuda utbilda besöka kontakta nå ringa träffa inbjuda uppvakta intervjua informera samla kalla granska inventera företräda tillfråga höra hjälpa ge svara`) && (k == i-1 || oneOf(verbForms[w].infinitive, `ringa nå träffa besöka`)), verbForms[w].infinitive == "bjuda" && oneOf(p.at(i-1), `in vi`):
			return !p.stop[k]
		case !oneOf(w, `vi upp in`):
			return false
		}
	}
	return false
}

// withEach tells whether "varje" or "alla" at word i is with whom or after what something is done each time, "med varje
// kår", "efter varje besök", "i vardera länet", and where that ends; 0 when not.
func (p *wording) withEach(i int) int {
	if i+1 >= len(p.lower) || !oneOf(p.at(i-1), `med hos i efter för`) || rhythms[p.at(i+1)] != "" {
		return 0
	}
	next := p.lower[i+1]
	switch p.at(i - 1) {
	case "efter":
		if p.lower[i] == "varje" && p.noun(i+1, eventStems) && !p.sessions(next) {
			return i + 2
		}
	case "för":
		if p.lower[i] == "varje" && i > 3 && oneOf(p.at(i-3), `en ett egen eget`) && (groupWord(next) || len(unitKinds([]string{next})) > 0) {
			return i + 2 // "en fadder för varje krets"
		}
	default:
		if oneOf(p.lower[i], `varje vardera`) && (groupWord(next) || len(unitKinds([]string{next})) > 0) || p.lower[i] == "vardera" {
			return i + 2
		}
	}
	return 0
}

// places tells whether "alla" or "samtliga" at word i is about places where something is so, "bedrivs på samtliga
// äldreboenden", and where they end; 0 when not.
func (p *wording) places(i int) int {
	if !oneOf(p.at(i-1), `på i vid hos`) {
		return 0
	}
	if p.lower[i] == "varje" && p.at(i-1) == "på" && oneOf(p.at(i+1), `fråga punkt mejl brev synpunkt sätt område nivå`) {
		return 0 // "svara på varje fråga"
	}
	if p.lower[i] == "varje" { // "vid varje enhet", but not "vid varje möte"
		if i+1 >= len(p.lower) || p.noun(i+1, eventStems) || p.noun(i+1, []string{"sammanträde", "tillfälle", "fall", "läge", "budget", "årskurs"}) || rhythms[p.at(i+1)] != "" {
			return 0
		}
		return i + 2
	}
	for k := i + 1; k < min(i+3, len(p.lower)); k++ {
		w := p.lower[k]
		if oneOf(w, `avseenden nivåer sammanhang områden delar lägen tillfällen sätt vis frågor håll led seriösa`) {
			return 0
		}
		if oneOf(suffix(w, 2), `ar er or na en`) || strings.HasSuffix(w, "mang") || strings.HasSuffix(w, "möten") {
			return k + 1
		}
	}
	return 0
}

// soft tells whether the verb at word i says what somebody feels or knows, which nobody can count.
func (p *wording) soft(i int) bool {
	for k := i; k < min(i+4, len(p.lower)); k++ {
		if oneOf(p.lower[k], `känna känner uppleva upplever veta tycka trivas vilja förstå`) {
			return true
		}
	}
	return false
}

// posts finds the names of the posts that those in words from to end should have.
func (p *wording) posts(from, end int) []string {
	var out []string
	for i, w := range p.lower {
		if i >= from && i < end || !postWord(w) {
			continue
		}
		start := i
		for start > 0 && i-start < 4 && start != end && !p.stop[start-1] && !oneOf(p.lower[start-1], `en ett minst ha har utse utser utsedd finnas finns välja sin sina egen ny nya ska särskild namngiven de och samt eller`) {
			start--
		}
		article := oneOf(p.at(start-1), `en ett`) || oneOf(p.at(start-1), `utsedd egen ny särskild namngiven ha har utse utser finns välja`) || start == 0
		if !article && !(len(out) > 0 && oneOf(p.at(start-1), `och samt`)) {
			continue
		}
		stop := i + 1
		if strings.HasSuffix(w, "ansvarig") && p.at(stop) == "för" && !p.stop[i] {
			for stop = i + 2; stop < min(i+5, len(p.words)) && !p.stop[stop-1] && !modals[p.lower[stop]] && !oneOf(p.lower[stop], `i inom på som senast under vid till`); {
				stop++
			}
		}
		if start > from && start < end {
			continue
		}
		name := p.phrase(start, stop)
		if start == 0 {
			name = strings.ToLower(prefix(name, 1)) + strings.TrimPrefix(name, prefix(name, 1))
		}
		if out = append(out, name); len(out) == 8 {
			break
		}
	}
	return out
}

// post is the first of them, "" for none.
func (p *wording) post(from, end int) string {
	return firstOf(p.posts(from, end))
}

func firstOf(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

func postWord(w string) bool {
	for _, e := range [...]string{"ansvarig", "ombud", "samordnare", "ledare", "kassör", "ordförande", "sekreterare", "kontaktperson", "representant", "utbildare", "revisor", "värvare", "handledare", "ambassadör", "instruktör", "presskontakt"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// unitKinds are the kinds of unit, as package district names them, that words seem to mean. "Lokala" before a word for
// all associations leaves the trade associations out.
func unitKinds(ws []string) []string {
	local := false
	for _, w := range ws {
		local = local || strings.HasPrefix(w, "lokal")
		for _, u := range unitWords {
			switch {
			case !strings.HasPrefix(w, u.stem):
			case local && strings.HasPrefix(u.kinds, "association "):
				return []string{"association"}
			default:
				return strings.Fields(u.kinds)
			}
		}
	}
	return nil
}

var unitWords = []struct{ stem, kinds string }{
	{"branschförening", "tradeAssociation"},
	{"partiförening", "association tradeAssociation"},
	{"lokalförening", "association"}, {"lokalavdelning", "association"}, {"grundorganisation", "association"},
	{"medlemsförening", "association"}, {"idrottsförening", "association"}, {"avdelningar", "association"}, {"klubb", "association"},
	{"förening", "association tradeAssociation"},
	{"utskott", "committee"}, {"nätverk", "network"},
	{"kommungrupp", "municipalGroup"}, {"kommunala grupp", "municipalGroup"}, {"fullmäktigegrupp", "municipalGroup"},
	{"stadshusgrupp", "cityHallGroup"}, {"landstingsgrupp", "countyCouncilGroup"}, {"regiongrupp", "countyCouncilGroup"},
	{"riksdagsgrupp", "parliamentaryGroup"}, {"valledning", "campaignLeadership"},
}
