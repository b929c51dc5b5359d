package plandiff

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// text reads items: "# Chapter", "## Section", "* a promise" and other lines, which are sentences.
func text(lines string) []Item {
	var (
		out  []Item
		path []string
	)
	for _, l := range strings.Split(strings.TrimSpace(lines), "\n") {
		l = strings.TrimSpace(l)
		switch {
		case l == "":
		case strings.HasPrefix(l, "## "):
			path = append(slices.Clone(path[:1]), l[3:])
		case strings.HasPrefix(l, "# "):
			path = []string{l[2:]}
		case strings.HasPrefix(l, "* "):
			out = append(out, Item{Text: l[2:], Section: path, Promise: true})
		default:
			out = append(out, Item{Text: l, Section: path})
		}
	}
	return out
}

// said writes pairs as people would read them.
func said(c *Comparison) string {
	var out []string
	for _, p := range c.Pairs {
		s := string(p.Change)
		if p.Old >= 0 {
			s += " " + c.old[p.Old].Text
		}
		if p.New >= 0 && (p.Old < 0 || c.old[p.Old].Text != c.new[p.New].Text) {
			s += " → " + c.new[p.New].Text
		}
		if p.How == ByHand {
			s += " (by hand)"
		}
		if p.Elsewhere {
			s += " (elsewhere)"
		}
		if p.Before {
			s += " (before)"
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestCompare(t *testing.T) {
	t.Parallel()
	const was = `
		# Studier
		Vi läser mer.
		* Starta tio cirklar.
		* Hålla en kurs för nya styrelser.
		# Möten
		## Ordförande
		* Ordförandena ska träffas minst fyra gånger per år.
		* Varje förening ska ha en kassör.
		Den som kommer får kaffe.`
	for _, c := range []struct {
		name, now, want string
		hand            Hand
	}{
		{name: "the same text", now: was, want: `
			unchanged Starta tio cirklar.
			unchanged Hålla en kurs för nya styrelser.
			unchanged Ordförandena ska träffas minst fyra gånger per år.
			unchanged Varje förening ska ha en kassör.`},
		{name: "words, place, more, less", now: `
			# Studier
			Vi läser mer.
			* Varje förening ska ha en kassör.
			* Starta  tio cirklar.
			# Möten
			## Ordförande
			* Ordförandena ska träffas minst sex gånger per år.
			* Alla medlemmar får ett välkomstbrev.
			Den som kommer får kaffe.`, want: `
			moved Varje förening ska ha en kassör. (elsewhere)
			unchanged Starta tio cirklar. → Starta  tio cirklar.
			removed Hålla en kurs för nya styrelser.
			changed Ordförandena ska träffas minst fyra gånger per år. → Ordförandena ska träffas minst sex gånger per år.
			added → Alla medlemmar får ett välkomstbrev.`},
		{name: "a section with another name and number is the same section", now: `
			# 1. Studier
			Vi läser mer.
			* Starta tio cirklar.
			* Hålla en kurs för nya styrelser.
			# 2. Möten
			## De som leder
			* Ordförandena ska träffas minst fyra gånger per år.
			* Varje förening ska ha minst en kassör.
			Den som kommer får kaffe.`, want: `
			unchanged Starta tio cirklar.
			unchanged Hålla en kurs för nya styrelser.
			unchanged Ordförandena ska träffas minst fyra gånger per år.
			changed Varje förening ska ha en kassör. → Varje förening ska ha minst en kassör.`},
		{name: "a promise that is no longer taken for one is still there", now: `
			# Studier
			Vi läser mer.
			Starta tio cirklar.
			* Hålla en kurs för nya styrelser.
			# Möten
			## Ordförande
			* Ordförandena ska träffas minst fyra gånger per år.
			Varje förening bör ha en kassör.
			Den som kommer får kaffe.`, want: `
			unchanged Starta tio cirklar.
			unchanged Hålla en kurs för nya styrelser.
			unchanged Ordförandena ska träffas minst fyra gånger per år.
			changed Varje förening ska ha en kassör. → Varje förening bör ha en kassör.`},
		{name: "a sentence that stood before is no changed promise", now: `
			# Studier
			* Vi läser mer.
			* Hålla en kurs för nya styrelser.
			# Möten
			## Ordförande
			* Ordförandena ska träffas minst fyra gånger per år.
			* Varje förening ska ha en kassör.
			* Den som kommer får kaffe.`, want: `
			added → Vi läser mer. (before)
			removed Starta tio cirklar.
			unchanged Hålla en kurs för nya styrelser.
			unchanged Ordförandena ska träffas minst fyra gånger per år.
			unchanged Varje förening ska ha en kassör.
			added → Den som kommer får kaffe. (before)`},
		{name: "by hand", now: `
			# Studier
			Vi läser mer.
			* Dra i gång ett dussin studiegrupper.
			* Hålla en kurs för nya styrelser.
			# Möten
			## Ordförande
			* Ordförandena ska träffas minst sex gånger per år.
			* Varje förening ska ha en kassör.
			Den som kommer får kaffe.`, hand: Hand{Same: map[int]int{1: 1}, Apart: map[int]bool{3: true, 4: true}}, want: `
			changed Starta tio cirklar. → Dra i gång ett dussin studiegrupper. (by hand)
			unchanged Hålla en kurs för nya styrelser.
			added → Ordförandena ska träffas minst sex gånger per år.
			removed Ordförandena ska träffas minst fyra gånger per år.
			unchanged Varje förening ska ha en kassör.`},
		{name: "a hand that points nowhere", now: was, hand: Hand{Same: map[int]int{-1: 0, 0: 1, 99: 1, 1: 99}}, want: `
			unchanged Starta tio cirklar.
			unchanged Hålla en kurs för nya styrelser.
			unchanged Ordförandena ska träffas minst fyra gånger per år.
			unchanged Varje förening ska ha en kassör.`},
		{name: "nothing left", now: "# Tomt\nInget.", want: `
			removed Starta tio cirklar.
			removed Hålla en kurs för nya styrelser.
			removed Ordförandena ska träffas minst fyra gånger per år.
			removed Varje förening ska ha en kassör.`},
	} {
		want := strings.ReplaceAll(strings.TrimSpace(c.want), "\t", "")
		if got := said(Compare(text(was), text(c.now), c.hand)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

func TestTheSameSentenceTwice(t *testing.T) {
	t.Parallel()
	was := text("# A\n* Alla ska med.\n# B\n* Alla ska med.")
	if got := said(Compare(was, text("# B\n* Alla ska med.\n# A\n* Alla ska med."), Hand{})); got != "unchanged Alla ska med.\nunchanged Alla ska med." {
		t.Errorf("two that changed places:\n%s", got)
	}
	one := Compare(was, text("# B\n* Alla ska med."), Hand{})
	if len(one.Pairs) != 2 || one.Pairs[0] != (Pair{Old: 0, New: -1, Change: Removed}) || one.Pairs[1].Old != 1 {
		t.Errorf("one of them is gone: %+v", one.Pairs)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ old, new, want string }{
		{"Samla ordförandena minst fyra gånger per år.", "Samla ordförandena minst sex gånger per år.", "Samla ordförandena minst [-fyra][+sex] gånger per år."},
		{"Hålla en kurs.", "Hålla en lång kurs.", "Hålla en [+lång] kurs."},
		{"Hålla en lång kurs.", "Hålla en kurs.", "Hålla en [-lång] kurs."},
		{"Starta tio cirklar i höst.", "Avsluta tjugo möten i vår.", "[-Starta tio cirklar i höst.][+Avsluta tjugo möten i vår.]"},
		{"Vi ska bli 3 200.", "Vi ska bli 3 500.", "Vi ska bli [-3 200.][+3 500.]"},
		{"Vi ska bli 12 500 000 till slut.", "Vi ska bli 12 500 001 till slut.", "Vi ska bli [-12 500 000][+12 500 001] till slut."},
		{"Kapitel 3 2018 gäller.", "Kapitel 4 2018 gäller.", "Kapitel [-3][+4] 2018 gäller."},
		{"", "Ny.", "[+Ny.]"},
		{"Samma.", "Samma.", "Samma."},
		{"Varje förening ska ha en kassör", "Varje förening ska ha en kassör och en revisor", "Varje förening ska ha en kassör [+och en revisor]"},
	} {
		var got []string
		for _, p := range Words(c.old, c.new) {
			switch p.Op {
			case Gone:
				got = append(got, "[-"+p.Text+"]")
			case New:
				got = append(got, "[+"+p.Text+"]")
			default:
				got = append(got, p.Text)
			}
		}
		if s := strings.ReplaceAll(strings.Join(got, " "), "] [", "]["); s != c.want {
			t.Errorf("%q → %q: %s, want %s", c.old, c.new, s, c.want)
		}
	}
}

// A revision is a text that was edited at random, and what became of each promise of the old one by the hand that did it.
type revision struct {
	old, new []Item
	fate     map[int]int // promise → its place in the new text; removed ones are missing
	kind     map[int]Change
	renamed  bool // a section got another name
}

var vocabulary = strings.Fields(`förening styrelse kassör cirkel kurs möte torg skola bostad vård buss tåg klimat arbete fack lön
	val kampanj flygblad medlem ledare program stadga utskott nätverk studie handledare lokal pengar tidning film musik kaffe
	granne hyra spår cykel nämnd budget motion kongress ungdom äldre barn kvinna distrikt kommun landsting region parti affisch`)

// sentence makes a sentence that is unlike all others: words at random with a number of its own among them.
func sentence(r *rand.Rand, serial int) string {
	w := []string{fmt.Sprintf("Sats%d", serial)}
	for range 5 + r.IntN(9) {
		w = append(w, vocabulary[r.IntN(len(vocabulary))])
	}
	return strings.Join(w, " ") + "."
}

// edit revises a text as a conference does: sentences are added, struck, moved to other sections and mended by a word or
// two, and a section may get another name.
func edit(r *rand.Rand) revision {
	serial := 0
	next := func() string { serial++; return sentence(r, serial) }
	sections := make([][]string, 2+r.IntN(4))
	for i := range sections {
		sections[i] = []string{fmt.Sprintf("Kapitel %d", i/2), fmt.Sprintf("Avsnitt %d", i)}
	}
	rev := revision{fate: map[int]int{}, kind: map[int]Change{}}
	for _, s := range sections {
		for range 3 + r.IntN(6) {
			rev.old = append(rev.old, Item{Text: next(), Section: s, Promise: r.IntN(3) > 0})
		}
	}
	names := map[string]string{}
	if r.IntN(2) == 0 {
		s := sections[r.IntN(len(sections))]
		rev.renamed = true
		names[s[1]] = s[1] + " med nytt namn"
	}
	named := func(s []string) []string {
		if to, ok := names[s[1]]; ok {
			return []string{s[0], to}
		}
		return s
	}
	type placed struct {
		Item
		from int
		kind Change
	}
	bySection := map[string][]placed{}
	for i, it := range rev.old {
		p := placed{Item{it.Text, named(it.Section), it.Promise}, i, Unchanged}
		switch n := r.IntN(20); {
		case n < 2:
			continue // struck
		case n < 4 && it.Promise:
			if to := sections[r.IntN(len(sections))]; to[1] != it.Section[1] {
				p.Section, p.kind = named(to), Moved
			}
		case n < 8 && it.Promise:
			w := strings.Fields(p.Text)
			for range 1 + r.IntN(2) {
				w[1+r.IntN(len(w)-1)] = "ändrat"
			}
			if s := strings.Join(w, " "); s != p.Text {
				p.Text, p.kind = s, Changed
			}
		}
		bySection[p.Section[1]] = append(bySection[p.Section[1]], p)
		if r.IntN(8) == 0 {
			bySection[p.Section[1]] = append(bySection[p.Section[1]], placed{Item{next(), p.Section, r.IntN(3) > 0}, -1, Added})
		}
	}
	for _, s := range sections {
		for _, p := range bySection[named(s)[1]] {
			if p.from >= 0 && p.Promise {
				rev.fate[p.from], rev.kind[p.from] = len(rev.new), p.kind
			}
			rev.new = append(rev.new, p.Item)
		}
	}
	return rev
}

// Whatever happened to a text, every promise keeps what it was: it is found where the editor put it, once, and nothing
// gets lost or invented on the way.
func TestIdentityIsKept(t *testing.T) {
	t.Parallel()
	right, all, moved := 0, 0, 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		rev := edit(r)
		c := Compare(rev.old, rev.new, Hand{})
		oldSeen, newSeen := map[int]int{}, map[int]int{}
		for _, p := range c.Pairs {
			if p.Old >= 0 {
				oldSeen[p.Old]++
			}
			if p.New >= 0 {
				newSeen[p.New]++
			}
			if p.Old < 0 {
				continue
			}
			all++
			want, kept := rev.fate[p.Old]
			switch {
			case !kept && p.New < 0:
				right++
			case kept && p.New == want:
				right++
				switch {
				case p.Change == rev.kind[p.Old]:
				case p.Change == Moved && rev.kind[p.Old] == Unchanged && rev.renamed:
					moved++ // little was left of the section besides its name
				default:
					t.Errorf("seed %d: %q is %s, the editor says %s", seed, rev.old[p.Old].Text, p.Change, rev.kind[p.Old])
				}
			case kept && rev.kind[p.Old] != Changed:
				t.Errorf("seed %d: %q, %s, was taken for place %d, not %d", seed, rev.old[p.Old].Text, rev.kind[p.Old], p.New, want)
			}
		}
		for i, it := range rev.old {
			if want := map[bool]int{true: 1}[it.Promise]; oldSeen[i] != want {
				t.Errorf("seed %d: old sentence %d is in %d pairs, want %d", seed, i, oldSeen[i], want)
			}
		}
		for i, it := range rev.new {
			if n := newSeen[i]; n > 1 || it.Promise && n == 0 {
				t.Errorf("seed %d: new sentence %d is in %d pairs", seed, i, n)
			}
		}
	}
	if 100*right < 99*all || 200*moved > all {
		t.Errorf("%d of %d promises were recognised", right, all)
	}
	t.Logf("%d of %d promises were recognised, %d in a section that was not", right, all, moved)
}

func TestDiffGivesBothSentences(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 3))
		a, b := sentence(r, 1), sentence(r, r.IntN(2))
		if r.IntN(2) == 0 {
			w := strings.Fields(a)
			w[r.IntN(len(w))] = "ändrat"
			b = strings.Join(w, " ")
		}
		var was, now []string
		last := Op("")
		for _, p := range Words(a, b) {
			if p.Op != New {
				was = append(was, p.Text)
			}
			if p.Op != Gone {
				now = append(now, p.Text)
			}
			if p.Op == last || p.Text == "" {
				t.Errorf("seed %d: parts %+v", seed, Words(a, b))
			}
			last = p.Op
		}
		if strings.Join(was, " ") != a || strings.Join(now, " ") != b {
			t.Errorf("seed %d: %q → %q became %q → %q", seed, a, b, was, now)
		}
	}
}

// A text of many sentences that are all alike, or all different, is compared within reason.
func TestManySentences(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	var old, new []Item
	for i := range 4000 {
		old = append(old, Item{Text: sentence(r, i), Section: []string{"A"}, Promise: true})
		new = append(new, Item{Text: sentence(r, 10000+i), Section: []string{"A"}, Promise: true})
	}
	if n := len(Compare(old, new, Hand{}).Pairs); n < 4000 || n > 8000 {
		t.Errorf("%d pairs", n)
	}
	long := strings.Repeat("ord ", 100_000)
	if p := Words(long+"a", long+"b"); len(p) != 3 {
		t.Errorf("%d parts of a very long sentence", len(p))
	}
}
