package planimport

import "strings"

// This file reads what one promise is to contain, so that a composite stays one measure and nothing of it is lost.

// containing are words before what something contains.
var containing = set(`inkluderar inkludera inkluderande innehåller innehålla innefattar innefatta omfattar omfatta behandlar behandla täcker täcka`)

// contents lists what a sentence says that something contains: "som innehåller bland annat bokföring och
// arkiv", "en kurs i ekonomi, retorik och ledarskap". Nil when it lists fewer than two.
func (p *wording) contents() []string {
	for i, w := range p.lower {
		course := oneOf(w, `i om inom`) && i > 0 && (strings.HasSuffix(p.lower[i-1], "utbildning") || strings.HasSuffix(p.lower[i-1], "utbildningar") ||
			strings.HasSuffix(p.lower[i-1], "kurs") || strings.HasSuffix(p.lower[i-1], "kurser"))
		if !course && !containing[w] {
			continue
		}
		if items := p.items(i + 1); len(items) > 1 {
			return items
		}
	}
	return nil
}

// items reads "a, b och c" from word i.
func (p *wording) items(i int) []string {
	for oneOf(p.at(i), `bland annat bl.a bl.a. t.ex t.ex. till exempel både såväl som minst`) {
		i++
	}
	var out []string
	from := i
	done := false
	for k := i; k <= min(len(p.words), i+40) && !done; k++ {
		and := k < len(p.words) && oneOf(p.lower[k], `och samt`)
		done = k == len(p.words) || oneOf(p.lower[k], `som för att där vilket med på till från under inför senast efter vid`) || modals[p.lower[k]]
		cut := k > from && p.stop[k-1]
		if !and && !done && !cut {
			continue
		}
		if k > from {
			if k-from > 4 {
				return nil // no list of short names
			}
			out = append(out, p.phrase(from, k))
		}
		if from = k; and {
			from++
		}
		if cut && !and && !done && len(out) > 0 && k > 0 && strings.HasSuffix(p.text, p.words[k-1]+".") {
			done = true
		}
	}
	return out
}
