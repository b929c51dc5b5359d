package plandiff

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Op says which version has a part of a sentence.
type Op string

// The ops.
const (
	Same Op = "same"
	Gone Op = "gone" // only the old version
	New  Op = "new"  // only the new version
)

// A Part is some words of a sentence, with single spaces between them and none at the ends.
type Part struct {
	Op   Op
	Text string
}

// Words shows how a sentence changed, for people: the parts in the order of reading, what is gone before what is new.
// A small word that happens to stand in both between two changes is counted with them, so that nobody has to read
// through a flicker. Joining what is not New gives the old sentence, joining what is not Gone the new one.
func Words(old, new string) []Part {
	a, b := tokens(old), tokens(new)
	var out []Part
	add := func(op Op, w []string) {
		if len(w) > 0 {
			out = append(out, Part{op, strings.Join(w, " ")})
		}
	}
	type run struct{ a, b, n int } // n words from a and from b are the same
	var runs []run
	for _, m := range common(a, b) {
		if k := len(runs) - 1; k >= 0 && runs[k].a+runs[k].n == m[0] && runs[k].b+runs[k].n == m[1] {
			runs[k].n++
		} else {
			runs = append(runs, run{m[0], m[1], 1})
		}
	}
	runs = slices.DeleteFunc(runs, func(r run) bool {
		inner := r.a > 0 && r.b > 0 && r.a+r.n < len(a) && r.b+r.n < len(b)
		return inner && r.n == 1 && utf8.RuneCountInString(a[r.a]) <= 3
	})
	i, j := 0, 0
	for _, r := range runs {
		add(Gone, a[i:r.a])
		add(New, b[j:r.b])
		add(Same, a[r.a:r.a+r.n])
		i, j = r.a+r.n, r.b+r.n
	}
	add(Gone, a[i:])
	add(New, b[j:])
	return out
}

// tokens are the words of a sentence. A number that is written in groups, "3 200", is one: half of it says nothing.
func tokens(s string) []string {
	var out []string
	for _, w := range strings.Fields(s) {
		if k := len(out) - 1; k >= 0 && groupEnds(out[k]) && groupBegins(w) {
			out[k] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// groupEnds tells whether a word may go on with three more digits: "3", "12 500".
func groupEnds(w string) bool {
	last := w[strings.LastIndexByte(w, ' ')+1:]
	return len(last) <= 3 && strings.Trim(last, "0123456789") == "" && (last == w || len(last) == 3)
}

// groupBegins tells whether a word is three digits and no more, apart from what ends a sentence.
func groupBegins(w string) bool {
	return len(w) >= 3 && strings.Trim(w[:3], "0123456789") == "" && strings.Trim(w[3:], ".,;:!?)”") == ""
}

// common returns the places of a longest row of words that both have in the same order.
func common(a, b []string) [][2]int {
	if len(a) > longestTokens || len(b) > longestTokens {
		return ends(a, b)
	}
	// length[i][j] is that of the row within a[i:] and b[j:].
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// ends is the common beginning and end: enough for what is too long to compare word by word.
func ends(a, b []string) [][2]int {
	var out [][2]int
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		out = append(out, [2]int{i, i})
		i++
	}
	var tail [][2]int
	for x, y := len(a)-1, len(b)-1; x >= i && y >= i && a[x] == b[y]; x, y = x-1, y-1 {
		tail = append(tail, [2]int{x, y})
	}
	slices.Reverse(tail)
	return append(out, tail...)
}

// words are the words of a sentence as they are compared: in small letters, without punctuation.
func words(s string) []string {
	out := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	return out[:min(len(out), longestTokens)]
}

func setOf(list []string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, w := range list {
		out[w] = true
	}
	return out
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
