package planimport

import (
	"fmt"
	"slices"
	"strings"
)

// This file reads parts of a group: "minst 80 procent av klubbarna", "hälften av medlemmarna", "två tredjedelar av",
// "tre av fem kretsar", "minst 30 av föreningarna".

// A part is a stated part of a group. Shares are percent, whatever the words, so that they hold for any size of the group:
// "tre av fem" is 60 percent.
type part struct {
	n     int    // 0 when the text says a number that no whole number is, "2,5 procent"
	unit  string // "percent", "count"
	from  int    // where its words begin
	after int    // the word after it: "av", or the group itself
}

// fractions are what ends a word for a part, and into how many it divides.
var fractions = []struct {
	stem string
	of   int
}{{"tredjedel", 3}, {"fjärdedel", 4}, {"femtedel", 5}, {"sjättedel", 6}, {"åttondel", 8}, {"tiondel", 10}}

// partAt reads the part that begins at word i.
func (p *wording) partAt(i int) (part, bool) {
	whole, of := 0, 0
	switch {
	case p.at(i) == "hälften":
		return part{50, "percent", i, i + 1}, true
	case p.percent(i):
		n, ok := p.number(i, true)
		if !ok && !decimal(p.at(i)) || n > 100 {
			return part{}, false
		}
		after := i + 1
		if !strings.HasSuffix(p.at(i), "%") {
			after++
		}
		return part{n, "percent", i, after}, true
	case fraction(p.at(i)) > 0: // "en tredjedel av", "drygt tredjedelen av"
		return part{(100 + fraction(p.at(i))/2) / fraction(p.at(i)), "percent", i, i + 1}, true
	case oneOf(p.at(i), `var vart`):
		if of := ordinals[p.at(i+1)]; of > 0 && i+2 < len(p.lower) && rhythms[p.at(i+2)] == "" && !oneOf(p.at(i+2), `vecka gång`) {
			return part{100 / of, "percent", i, i + 2}, true
		}
		return part{}, false
	}
	whole, ok := p.number(i, true)
	if !ok {
		return part{}, false
	}
	if of = fraction(p.at(i + 1)); of > 0 && whole < of { // "två tredjedelar av"
		return part{(100*whole + of/2) / of, "percent", i, i + 2}, true
	}
	after := i + 1
	if n := p.at(i + 1); len(n) == 3 && strings.Trim(n, "0123456789") == "" {
		after++ // 1 200
	}
	if p.at(after) != "av" || after+1 >= len(p.lower) {
		return part{}, false
	}
	if of, ok := p.number(after+1, false); ok && whole < of && of <= 20 && after+2 < len(p.lower) { // "nio av tio medlemmar"
		if rhythms[p.at(after+2)] != "" {
			return part{}, false
		}
		return part{(100*whole + of/2) / of, "percent", i, after + 2}, true
	}
	if whole > 1 && p.unitsIn(after+1) {
		return part{whole, "count", i, after}, true // "minst 30 av lokalföreningarna"
	}
	return part{}, false
}

// fraction is into how many a word for a part divides, 0 for other words.
func fraction(w string) int {
	for _, f := range fractions {
		if rest, ok := strings.CutPrefix(w, f.stem); ok && oneOf(rest, `ar en arna s`) || w == f.stem {
			return f.of
		}
	}
	return 0
}

// decimal tells whether a word is a number with decimals, "2,6": a limit that no whole number says.
func decimal(w string) bool {
	whole, part, ok := strings.Cut(strings.TrimSuffix(w, "%"), ",")
	return ok && whole != "" && part != "" && strings.Trim(whole+part, "0123456789") == ""
}

// unitsIn tells whether the group whose name begins at word i is one of units, in the plural: "de 42 föreningarna",
// "distriktets klubbar".
func (p *wording) unitsIn(i int) bool {
	for k := i; k < min(i+4, len(p.lower)); k++ {
		w := p.lower[k]
		if len(unitKinds([]string{w})) > 0 || oneOf(suffix(w, 2), `na ar er or en`) && unitForm(w) {
			return true
		}
		if p.stop[k] || modals[w] || w == "som" || prepositions[w] {
			break
		}
	}
	return false
}

// unitForm tells whether a word is a form of a word for a unit of an organisation, not for a person.
func unitForm(w string) bool {
	for _, f := range plainForms(w) {
		for _, e := range [...]string{"krets", "kår", "klubb", "förening", "avdelning", "sektion", "grupp", "distrikt", "ort", "kommun", "skola", "skol", "arbetsplats", "enhet", "region", "styrelse"} {
			if strings.HasSuffix(f, e) && !oneOf(f, `rapport support transport sport export import`) && !derivedEnhet[w] {
				return true
			}
		}
	}
	return false
}

// share reads a stated part of a group.
func (p *wording) share() (Measure, bool) {
	for i := range p.lower {
		part, ok := p.partAt(i)
		if !ok {
			continue
		}
		build := func(from, end, to int) Measure {
			m := Measure{Kind: Coverage, Target: &part.n, TargetUnit: part.unit, Population: p.phrase(from, end), UnitKinds: unitKinds(p.lower[from:end])}
			quote := p.phrase(i, to)
			if oneOf(p.at(i-1), `minst högst åtminstone`) {
				quote = p.words[i-1] + " " + quote
			}
			m.Reason = fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”.", quote)
			if part.n == 0 {
				m.Target, m.TargetUnit = nil, ""
				m.Reason += noWhole
			}
			return m
		}
		if p.at(0) == "av" && i > 2 && p.percent(i) { // "Av deltagarna ska minst 45 procent vara kvinnor"
			if end := p.population(0); end > 1 && end < i {
				m := build(1, end, min(part.after, len(p.words)))
				m.Reason = fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”.", p.phrase(0, min(part.after, len(p.words))))
				return m, true
			}
		}
		from := part.after
		if p.at(from) == "av" {
			from++
		} else if p.at(i) == "hälften" || p.percent(i) || fraction(p.at(from-1)) > 0 {
			continue
		}
		if from >= len(p.lower) || strings.HasPrefix(p.at(from), "röster") || part.n != 0 && (p.percent(i) || p.at(i) == "hälften") && oneOf(p.at(i-1), `med än`) || fraction(p.at(i)) > 0 && oneOf(p.at(i-1), `med än`) {
			continue
		}
		if part.n == 0 && !p.unitsIn(from) && !slices.ContainsFunc(p.lower[from:min(from+3, len(p.lower))], func(w string) bool { return strings.HasPrefix(w, "medlem") || persons[w] }) {
			continue // a decimal share of what is not counted one by one: "2,6 procent av inköpen"
		}
		end := p.population(from - 1)
		if p.phrase(from, end) == "" {
			continue
		}
		m := build(from, end, end)
		m.Posts = p.posts(from-1, end)
		m.Post = firstOf(m.Posts)
		if m.Post != "" && part.unit == "count" {
			m.Reason += fmt.Sprintf(" Uppdraget är ”%s”.", m.Post)
		}
		return m, true
	}
	return Measure{}, false
}

// noWhole says in a reason why a limit is not the proposed target.
const noWhole = " Talet har decimaler, så målet är inte ifyllt."
