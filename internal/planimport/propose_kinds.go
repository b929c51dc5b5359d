package planimport

import (
	"fmt"
	"strings"
)

// This file reads numbers that are none of the promise, or that are not filled in as its target: names with a number, and
// sums of money.

// numbered are nouns that a number after them names: "steg 2", "linjerna 1, 4 och 9".
var numbered = [...]string{"steg", "stegen", "etapp", "etappen", "etapperna", "fas", "fasen", "faserna", "linje", "linjen", "linjer", "linjerna", "paragraf", "artikel", "avsnitt", "nivå", "bilaga", "punkterna", "kapitlen"}

// identifier tells whether the number at word i only names something, alone or in a row of such: "Linjerna 1, 4 och 9".
func (p *wording) identifier(i int) bool {
	for k := i - 1; k >= max(0, i-8); k-- {
		w := p.lower[k]
		if _, number := p.number(k, false); number || w == "och" || w == "samt" || w == "till" && k < i-1 {
			continue
		}
		for _, n := range numbered {
			if strings.HasSuffix(w, n) {
				return true
			}
		}
		return oneOf(w, `del delarna grupp mål målen`) && k == i-1
	}
	return false
}

// sum reads a stated sum of money that is to be reached or kept to, "samlar in minst 180 000 kronor", "hållas inom ramen på
// 812 miljoner kronor", "ska minst 300 000 kronor finnas kvar".
func (p *wording) sum() (Measure, bool) {
	build := func(from, to int) (Measure, bool) {
		return Measure{Kind: Volume, Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”. En summa pengar fylls inte i som mål.", p.phrase(max(0, from), min(to, len(p.words))))}, true
	}
	reached := false
	for i, w := range p.lower {
		f := verbForms[w].infinitive
		reached = reached || oneOf(f, `samla dra uppgå ha finnas överstiga understiga hålla kosta omsätta`)
		if oneOf(f, `hålla hållas`) && oneOf(p.at(i+1), `inom sig`) {
			for k := i + 1; k < min(i+5, len(p.lower)); k++ {
				if strings.HasSuffix(p.lower[k], "ramen") || strings.HasSuffix(p.lower[k], "budget") || strings.HasSuffix(p.lower[k], "budgeten") || strings.HasSuffix(p.lower[k], "anslaget") {
					return build(i, k+1)
				}
			}
		}
	}
	for i := range p.lower {
		if end := p.money(i); end > 0 && reached && oneOf(p.at(i-1), `minst högst åtminstone totalt sammanlagt`) {
			return build(i-1, end)
		}
	}
	return Measure{}, false
}

// heldWith is where those end with each of whom something is held, "medarbetarsamtal hålls med alla anställda"; 0 when
// "alla" at word i is not about them.
func (p *wording) heldWith(i int) int {
	if p.at(i-1) != "med" || !oneOf(p.at(i), `alla samtliga`) || i+1 >= len(p.lower) {
		return 0
	}
	held := false
	for k := range i {
		f := verbForms[p.lower[k]]
		held = held || oneOf(f.infinitive, `hålla genomföra ha föra boka`) && (f.present || f.infin)
	}
	for k := i + 1; held && k < min(i+4, len(p.lower)); k++ {
		if w := p.lower[k]; persons[w] || groupWord(w) || len(unitKinds([]string{w})) > 0 || strings.HasSuffix(w, "anställda") || strings.HasPrefix(w, "medlem") || strings.HasPrefix(w, "medarbetare") {
			return k + 1
		}
		if p.stop[k] {
			break
		}
	}
	return 0
}
