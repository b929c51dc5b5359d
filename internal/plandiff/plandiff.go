// Package plandiff compares two versions of a plan: which promises are the same in both, and which words of a sentence
// differ.
//
// It owns the rules by which a promise keeps its identity from one version to the next: the same sentence in the same
// section, the same sentence elsewhere, a similar sentence in the same section, and whatever a person says. It is pure,
// the same for the same input, and must not know how a text was read, stored or shown.
package plandiff

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// An Item is a sentence of a text. The whole text is given, not only its promises: a section that got another name is
// known by all that stands in it, and a promise may live on as a sentence that the reader did not take for one.
type Item struct {
	Text    string
	Section []string // headings from the outermost to the innermost
	Promise bool
}

// A Change says what became of a promise.
type Change string

// The changes.
const (
	Unchanged Change = "unchanged" // the same words in the same section
	Moved     Change = "moved"     // the same words in another section
	Changed   Change = "changed"   // other words, perhaps in another section
	Added     Change = "added"
	Removed   Change = "removed"
)

// A How says by what a promise was recognised.
type How string

// The ways to recognise a promise, "" for those that were added or removed.
const (
	Exact   How = "exact"
	Similar How = "similar"
	ByHand  How = "hand"
)

// A Pair is a promise in both versions, or in one of them: Old and New are places among the items, -1 for none.
type Pair struct {
	Old, New int
	Change   Change
	How      How
	// Elsewhere: it stands in another section than before. Of sentences that are Moved, and of some that are Changed.
	Elsewhere bool
	// Before: of an added one, that its words stood in the old text too, where the reader took them for no promise.
	Before bool
}

// Hand is what a person has decided about promises of the old version.
type Hand struct {
	Same  map[int]int  // promises of the old version that are these sentences of the new one
	Apart map[int]bool // promises of the old version that are no similar sentence: the same words still are the same
}

// enough is how alike two sentences of the same section must be to be the same promise in other words.
const enough = 0.5

// A Comparison is two texts side by side.
type Comparison struct {
	Pairs []Pair // in the order of the new text; each removed promise where it would stand
	old   []Item
	new   []Item
	seen  weights
}

// Likeness tells how alike a sentence of the old and one of the new text are, from 0 to 1. Words that the texts seldom
// use weigh more.
func (c *Comparison) Likeness(old, new int) float64 {
	return c.seen.likeness(words(c.old[old].Text), words(c.new[new].Text))
}

// Compare finds out what became of the promises of the old text, and which of the new text's promises are new. Every
// promise is in exactly one pair. A sentence of the new text that is no promise is in a pair only when it is what became
// of one.
func Compare(old, new []Item, hand Hand) *Comparison {
	m := matcher{old: old, new: new, toNew: fill(len(old)), toOld: fill(len(new)), how: make([]How, len(old)),
		oldKey: keys(old), newKey: keys(new), seen: weigh(old, new)}
	m.readTexts()
	m.home = m.counterparts()
	for _, o := range sortedKeys(hand.Same) {
		if n := hand.Same[o]; o >= 0 && o < len(old) && n >= 0 && n < len(new) && old[o].Promise && m.toNew[o] < 0 && m.toOld[n] < 0 {
			m.pair(o, n, ByHand)
		}
	}
	m.exact(true)
	m.exact(false)
	m.similar(hand.Apart)
	return &Comparison{Pairs: m.pairs(), old: old, new: new, seen: m.seen}
}

type matcher struct {
	old, new       []Item
	toNew, toOld   []int // -1: not paired
	how            []How
	oldKey, newKey []string // of sections
	oldText        map[string][]int
	newText        map[string][]int
	home           map[string]string // section of the old text → the same section of the new text
	seen           weights
}

func (m *matcher) pair(o, n int, how How) { m.toNew[o], m.toOld[n], m.how[o] = n, o, how }

// here tells whether a place of the new text is in the section that a place of the old text was in.
func (m *matcher) here(o, n int) bool {
	home, ok := m.home[m.oldKey[o]]
	return ok && home == m.newKey[n]
}

func (m *matcher) readTexts() {
	index := func(items []Item) map[string][]int {
		out := map[string][]int{}
		for i, it := range items {
			t := spaced(it.Text)
			out[t] = append(out[t], i)
		}
		return out
	}
	m.oldText, m.newText = index(m.old), index(m.new)
}

// counterparts finds each old section in the new text: by its headings, or else, where they are gone, by the new section
// that more of its sentences stand in word for word than in any other, when that is a third of those that are left.
func (m *matcher) counterparts() map[string]string {
	inOld, inNew := map[string]bool{}, map[string]bool{}
	for _, k := range m.oldKey {
		inOld[k] = true
	}
	for _, k := range m.newKey {
		inNew[k] = true
	}
	votes := map[string]map[string]int{}
	cast := map[string]int{}
	for o, it := range m.old {
		k := m.oldKey[o]
		if inNew[k] {
			continue
		}
		standing := m.newText[spaced(it.Text)]
		if len(standing) > 0 {
			cast[k]++
		}
		once := map[string]bool{}
		for _, n := range standing {
			if to := m.newKey[n]; !inOld[to] && !once[to] {
				once[to] = true
				if votes[k] == nil {
					votes[k] = map[string]int{}
				}
				votes[k][to]++
			}
		}
	}
	home := map[string]string{}
	for k := range inOld {
		if inNew[k] {
			home[k] = k
			continue
		}
		best, most := "", 0
		for to, n := range votes[k] {
			if n > most || n == most && to < best {
				best, most = to, n
			}
		}
		if most > 0 && 3*most >= cast[k] {
			home[k] = best
		}
	}
	return home
}

// exact pairs promises with the same words, in the same section or anywhere. Where a sentence stands more than once, they
// are taken in the order of the text, promises before other sentences.
func (m *matcher) exact(here bool) {
	for o, it := range m.old {
		if !it.Promise || m.toNew[o] >= 0 {
			continue
		}
		best := -1
		for _, n := range m.newText[spaced(it.Text)] {
			if m.toOld[n] >= 0 || here && !m.here(o, n) {
				continue
			}
			if best < 0 || m.new[n].Promise && !m.new[best].Promise {
				best = n
			}
		}
		if best >= 0 {
			m.pair(o, best, Exact)
		}
	}
}

// similar pairs promises with the sentence of the same section that is most like them, the likest first. A sentence that
// stood in the old text word for word is what it was, and not the changed version of another.
func (m *matcher) similar(apart map[int]bool) {
	type candidate struct {
		o, n int
		like float64
	}
	free := map[string][]int{} // section → sentences of the new text that may be changed promises
	for n, it := range m.new {
		if m.toOld[n] < 0 && len(m.oldText[spaced(it.Text)]) == 0 {
			free[m.newKey[n]] = append(free[m.newKey[n]], n)
		}
	}
	byWord := map[string]map[string][]int{}
	for k, places := range free {
		byWord[k] = map[string][]int{}
		for _, n := range places {
			for w := range setOf(words(m.new[n].Text)) {
				byWord[k][w] = append(byWord[k][w], n)
			}
		}
	}
	var all []candidate
	for o, it := range m.old {
		if !it.Promise || m.toNew[o] >= 0 || apart[o] {
			continue
		}
		home, ok := m.home[m.oldKey[o]]
		if !ok {
			continue
		}
		mine := words(it.Text)
		shared := map[int]float64{}
		for w := range setOf(mine) {
			if list := byWord[home][w]; len(list) <= mostWithWord {
				for _, n := range list {
					shared[n] += m.seen.of(w)
				}
			}
		}
		for _, n := range likeliest(shared) {
			if like := m.seen.likeness(mine, words(m.new[n].Text)); like >= enough {
				all = append(all, candidate{o, n, like})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(m.plain(a.n), m.plain(b.n)), cmp.Compare(a.o, b.o), cmp.Compare(a.n, b.n))
	})
	for _, c := range all {
		if m.toNew[c.o] < 0 && m.toOld[c.n] < 0 {
			m.pair(c.o, c.n, Similar)
		}
	}
}

const (
	mostWithWord  = 400 // a word of more sentences of a section says nothing about which of them is meant
	mostCompared  = 20  // sentences that are compared closely with each promise
	longestTokens = 300 // words of a sentence that are compared
)

// likeliest returns the places that share most, in a fixed order.
func likeliest(shared map[int]float64) []int {
	places := sortedKeys(shared)
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(shared[b], shared[a]) })
	return places[:min(len(places), mostCompared)]
}

// plain sorts promises before other sentences.
func (m *matcher) plain(n int) int {
	if m.new[n].Promise {
		return 0
	}
	return 1
}

func (m *matcher) pairs() []Pair {
	var out []Pair
	at := 0
	removed := func(before int) { // promises that are gone and stood before a place of the old text
		for ; at < before; at++ {
			if m.old[at].Promise && m.toNew[at] < 0 {
				out = append(out, Pair{Old: at, New: -1, Change: Removed})
			}
		}
	}
	for n, it := range m.new {
		o := m.toOld[n]
		switch {
		case o >= 0:
			p := Pair{Old: o, New: n, How: m.how[o], Change: Unchanged, Elsewhere: !m.here(o, n)}
			if !p.Elsewhere {
				removed(o)
			}
			switch {
			case spaced(m.old[o].Text) != spaced(it.Text):
				p.Change = Changed
			case p.Elsewhere:
				p.Change = Moved
			}
			out = append(out, p)
		case it.Promise:
			out = append(out, Pair{Old: -1, New: n, Change: Added, Before: len(m.oldText[spaced(it.Text)]) > 0})
		}
	}
	removed(len(m.old))
	return out
}

// weights say how much a word tells about a sentence: the fewer sentences have it, the more.
type weights struct {
	count map[string]int
	all   float64 // sentences altogether
}

func weigh(texts ...[]Item) weights {
	w := weights{count: map[string]int{}}
	for _, items := range texts {
		for _, it := range items {
			w.all++
			for word := range setOf(words(it.Text)) {
				w.count[word]++
			}
		}
	}
	return w
}

func (w weights) of(word string) float64 {
	return 1 + math.Log(max(w.all, 1)/float64(max(w.count[word], 1)))
}

// likeness is the weight of the longest row of words that both have in the same order, as a share of all their words.
func (w weights) likeness(a, b []string) float64 {
	var total float64
	for _, s := range [][]string{a, b} {
		for _, word := range s {
			total += w.of(word)
		}
	}
	if total == 0 {
		return 0
	}
	row := make([]float64, len(b)+1)
	for _, x := range a {
		diagonal := 0.0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = max(above, diagonal+w.of(x))
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return 2 * row[len(b)] / total
}

func fill(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// keys name the sections of items, apart from how their headings are numbered and spaced.
func keys(items []Item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		var b strings.Builder
		for _, h := range it.Section {
			b.WriteString(strings.ToLower(spaced(strings.TrimLeft(h, "0123456789.§) \t"))))
			b.WriteByte(0)
		}
		out[i] = b.String()
	}
	return out
}
