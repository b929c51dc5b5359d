package planimport

import (
	"fmt"
	"slices"
	"strings"
)

// This file reads promises that are about every one of a kind without saying "alla": limits of time ("inom två veckor"),
// so many of something for each ("två personer per klubb"), states that none shall be in ("Ingen förening är vilande"),
// and sizes that shall grow or shrink ("Andelen ... ska öka").

// limit is where "inom två veckor" or "senast tio dagar före" stands, and where it ends; -1 for nowhere.
func (p *wording) limit() (at, end int) {
	for i, w := range p.lower {
		if w == "minst" && timeUnit(p.at(i+2)) && (oneOf(p.at(i+3), `före innan`) || p.at(i+3) == "i" && p.at(i+4) == "förväg") {
			if _, number := p.number(i+1, true); number {
				return i, i + 4
			}
		}
		if w != "inom" && w != "senast" {
			continue
		}
		_, number := p.number(i+1, true)
		if !number && !oneOf(p.at(i+1), `några ett`) || !timeUnit(p.at(i+2)) {
			continue
		}
		if w == "senast" && !oneOf(p.at(i+3), `före efter innan från`) {
			continue
		}
		return i, i + 3
	}
	return -1, -1
}

// forEach reads a number of something for each of a kind: "minst två ledare per kår", "en kontaktperson i varje klubb".
func (p *wording) forEach() (Measure, bool) {
	for i, w := range p.lower {
		if w != "per" || i == 0 || i+1 >= len(p.lower) || rhythms[p.at(i+1)] != "" || terms[p.at(i+1)] > 0 || timeUnit(p.at(i+1)) {
			continue
		}
		next := p.at(i + 1)
		if len(unitKinds([]string{next})) == 0 && !groupWord(next) {
			continue
		}
		for k := max(0, i-5); k < i; k++ {
			if _, ok := p.number(k, true); ok {
				all := 100
				return Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: next, UnitKinds: unitKinds([]string{next}),
					Reason: fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”.", p.phrase(k, i+2))}, true
			}
		}
	}
	return Measure{}, false
}

// groupWord tells whether a word, in the singular, is a unit or a person of whom an organisation has several.
func groupWord(w string) bool {
	for _, e := range [...]string{"krets", "kår", "klubb", "förening", "avdelning", "sektion", "grupp", "distrikt", "lag", "ort", "kommun", "skola", "arbetsplats", "enhet", "medlem", "deltagare", "ledare", "delegation", "kurs", "person", "elev", "student", "medarbetare", "anställd", "ombud", "region", "län", "område"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// units tells whether a word between from and to is a unit of the organisation.
func (p *wording) units(from, to int) bool {
	for k := from; k < to; k++ {
		if len(unitKinds(p.lower[k:k+1])) > 0 || groupWord(p.lower[k]) || strings.HasSuffix(p.lower[k], "styrelse") {
			return true
		}
	}
	return false
}

// sizes are what can grow or shrink and be measured.
var sizes = [...]string{"andelen", "andel", "antalet", "antal", "frånvaron", "omsättningen", "väntetiden", "handläggningstiden", "tiden", "kostnaderna", "kostnaden", "utsläppen", "förbrukningen", "användningen", "medlemsantalet",
	"följare", "upplagan", "intäkterna", "deltagandet", "svarsfrekvensen", "skulderna", "överskottet", "underskottet", "kapitalet", "kapital", "resultat", "valdeltagandet", "anslutningsgraden", "organisationsgraden", "måluppfyllelsen", "svinnet", "energianvändningen"}

// growth are verbs that say that a size changes or is bounded.
var growth = set(`öka minska halvera halveras fördubbla fördubblas ökas minskas sjunka stiga växa överstiga understiga uppgå sänkas höjas halvera`)

// size reads "Andelen ... ska öka", "ska halvera antalet ...", "Sjukfrånvaron ska minska till under 6,5 procent".
func (p *wording) size() (Measure, bool) {
	verb := -1
	for i, w := range p.lower {
		if growth[w] || growth[verbForms[w].infinitive] && verbForms[w].present || oneOf(w, `vara ligga`) && i > 0 && p.compares(i) && slices.ContainsFunc(p.lower[:i], func(w string) bool { return strings.HasPrefix(w, "andel") || strings.HasPrefix(w, "antal") }) || oneOf(w, `ökat minskat vuxit halverats fördubblats`) {
			verb = i
			break
		}
	}
	for i, w := range p.lower {
		if verb < 0 || i > verb+4 {
			return Measure{}, false
		}
		for _, s := range sizes {
			if !strings.HasSuffix(w, s) || w == "samtiden" || w == "framtiden" {
				continue
			}
			counted := strings.HasPrefix(w, "anta") || strings.HasPrefix(w, "andel") || strings.HasSuffix(w, "antalet")
			if !counted && !p.compares(verb) {
				continue // how much is not said
			}
			m := Measure{Kind: Volume, Reason: fmt.Sprintf("Förslag: antal över tid, för att texten säger att ”%s” ska ändras eller hållas: ”%s”.", p.words[i], p.words[verb])}
			if strings.HasPrefix(w, "andel") {
				m.Kind = Coverage
				m.Reason = fmt.Sprintf("Förslag: täckning, för att texten säger att ”%s” ska ändras eller hållas: ”%s”.", p.words[i], p.words[verb])
			}
			return m, true
		}
	}
	return Measure{}, false
}

// compares tells whether it is said how much a size changes, or against what: "med fem procent", "jämfört med", "till under".
func (p *wording) compares(verb int) bool {
	if f := verbForms[p.at(verb)].infinitive; strings.HasPrefix(f, "halver") || strings.HasPrefix(f, "fördubbl") {
		return true
	}
	for k := verb + 1; k < min(verb+10, len(p.lower)); k++ {
		if oneOf(p.lower[k], `jämfört än`) || strings.ContainsAny(p.lower[k], "0123456789") && !isYear(p.lower[k]) || numberWords[p.lower[k]] > 0 {
			return true
		}
	}
	return false
}

// none reads "Ingen förening är vilande", "Inget barn ska sakna en plats": every one of them is counted.
func (p *wording) none() (Measure, bool) {
	if !oneOf(p.at(0), `ingen inget inga`) {
		return Measure{}, false
	}
	for i := 2; i < min(16, len(p.lower)); i++ {
		w := p.lower[i]
		if p.at(i-1) == "som" || p.at(i-2) == "som" && negations[p.at(i-1)] {
			continue // what is said of them beside
		}
		state := oneOf(w, `är saknar står lämnas behöver`) || oneOf(w, `ska skall`) && oneOf(p.at(i+1), `sakna vara stå lämnas behöva bli`)
		if f := verbForms[w]; !state && (f.present && !f.infin || f.passive && f.present) && !notVerbs[w] && modalWords[w].weight == 0 && p.units(1, i) {
			state = true
		}
		if !state {
			if modals[w] {
				return Measure{}, false
			}
			continue
		}
		end := i
		for k := 2; k < i; k++ {
			if p.lower[k] == "som" || p.stop[k-1] {
				end = k
				break
			}
		}
		all := 100
		return Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: p.phrase(1, end), UnitKinds: unitKinds(p.lower[1:end]),
			Reason: fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”: ingen får fattas.", p.phrase(0, end))}, true
	}
	return Measure{}, false
}
