package planimport

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file knows about words and line ends in Swedish text; it knows nothing of layout.

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// oneOf tells whether w is one of the words of list, which has white space between them.
func oneOf(w, list string) bool {
	if w == "" {
		return false
	}
	for {
		i := strings.Index(list, w)
		if i < 0 {
			return false
		}
		end := i + len(w)
		if (i == 0 || list[i-1] <= ' ') && (end == len(list) || list[end] <= ' ') {
			return true
		}
		list = list[end:]
	}
}

var (
	// dangling words end no sentence and no heading: the line goes on.
	dangling = set(`och eller samt att som en ett den det de mellan per utan sin sitt sina vår vårt våra ska skall kan är
		har nya ny minst högst cirka bl.a. bl.a t.ex. t.ex s.k. dvs. ca ca. nr nr. fr.o.m. t.o.m. både varje olika såväl
		respektive samtliga vid hos inom`)
	// leaning words often go on, but may end a heading: "En skola för alla", "Något att lita på".
	leaning = set(`i på av för med till från om under genom mot efter före inför ur över kring alla vi`)
	// finite verbs tell a sentence from a heading.
	finite = set(`ska skall är har bör måste vill kommer kan blir får behöver innebär finns hade ger ökar består omfattar
		gäller beslutar sker`)
	// suspending words come after a hyphen that stands for a word's missing end: "barn- och ungdom".
	suspending = set(`och eller samt respektive resp alternativt men till såväl och/eller liksom`)
	// abbreviations that end with a stop within a sentence.
	abbreviations = set(`t.ex. bl.a. s.k. dvs. d.v.s. ca. nr. m.m. m.fl. osv. o.s.v. etc. f.n. fr.o.m. t.o.m. f.d. e.d.
		o.d. jfr. kl. resp. sid. s. st. tel. inkl. exkl. ev. p.g.a. pga. fr. o. m. t. ex. bl. a. kap. mom. dr. prof. sk. tex.
		el. ff. vol. forts. avd. kr. mkr. tkr. milj. mdkr.`)
)

// words splits s at spaces and takes the punctuation off the ends of each part.
func words(s string) []string {
	fields := strings.Fields(s)
	out := fields[:0]
	for _, f := range fields {
		f = strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' })
		if f != "" {
			out = append(out, f)
		}
	}
	return out
}

func lowerWords(s string) []string { return words(strings.ToLower(s)) }

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

func runes(s string) int { return utf8.RuneCountInString(s) }

// startsLower tells whether s begins with a small letter, which in Swedish means that it continues something.
func startsLower(s string) bool { return unicode.IsLower(firstRune(s)) }

// startsUpper tells whether s begins as a sentence or heading does.
func startsUpper(s string) bool {
	s = strings.TrimLeft(s, "”“\"'’«»(*_")
	r := firstRune(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

const closers = "”“\"'’«»)]*_"

// terminal tells whether s ends as a sentence does.
func terminal(s string) bool {
	s = strings.TrimRight(s, closers)
	return s != "" && strings.ContainsRune(".!?…:", lastRune(s))
}

// goesOn tells whether s ends in a way that must be continued.
func goesOn(s string) bool {
	switch lastRune(s) {
	case ',', '/', '–', '(', '&', '+':
		return true
	}
	w := s[strings.LastIndexAny(s, " \t")+1:]
	return dangling[strings.ToLower(w)]
}

// leans tells whether s ends in a way that often is continued.
func leans(s string) bool {
	return leaning[strings.ToLower(s[strings.LastIndexAny(s, " \t")+1:])]
}

func hasFinite(s string) bool {
	for _, w := range lowerWords(s) {
		if finite[w] {
			return true
		}
	}
	return false
}

// endsCut tells whether the line ends within a word, or with a hyphen that stands for one.
func endsCut(s string) bool {
	r, n := utf8.DecodeLastRuneInString(s)
	if r != '-' && r != '‐' && r != softHyphen {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:len(s)-n])
	return unicode.IsLetter(before) || unicode.IsDigit(before)
}

// A vocabulary holds the words that a source writes within lines, to decide what was cut at line ends.
type vocabulary struct {
	word    map[string]int
	hyphens map[string]int // left part, hyphen, first letters of the right part: finds other inflections
}

// stem is how much of the right part of a compound is compared.
const stem = 4

func prefix(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func newVocabulary(rows []row) *vocabulary {
	v := &vocabulary{map[string]int{}, map[string]int{}}
	cut := false
	for _, r := range rows {
		ws := lowerWords(r.Text)
		if cut && len(ws) > 0 {
			ws = ws[1:]
		}
		if cut = endsCut(r.Text); cut && len(ws) > 0 {
			ws = ws[:len(ws)-1]
		}
		for _, w := range ws {
			w = strings.ReplaceAll(w, "‑", "-")
			if len(w) > 60 {
				continue // no word; it would only cost
			}
			v.word[w]++
			for i := 1; i < len(w)-1; i++ {
				if w[i] == '-' {
					v.hyphens[w[:i+1]+prefix(w[i+1:], stem)]++
				}
			}
		}
	}
	return v
}

// join puts the lines of one paragraph together and mends the words that were cut between them.
func (v *vocabulary) join(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		if i+1 == len(lines) {
			b.WriteString(line)
			break
		}
		drop, sep := v.seam(line, lines[i+1])
		b.WriteString(line[:len(line)-drop])
		b.WriteString(sep)
	}
	return b.String()
}

// seam decides how line a goes on in line b: how many bytes to take off the end of a, and what to put between.
func (v *vocabulary) seam(a, b string) (drop int, sep string) {
	if a == "" || b == "" {
		return 0, ""
	}
	first := firstRune(b)
	last, n := utf8.DecodeLastRuneInString(a)
	stripped := a[:len(a)-n]
	if !endsCut(a) {
		before := lastRune(stripped)
		if last == '/' && unicode.IsLetter(before) && unicode.IsLetter(first) ||
			last == '–' && unicode.IsDigit(before) && unicode.IsDigit(first) {
			return 0, "" // och/eller, 2017–2018
		}
		return 0, " "
	}
	if last == softHyphen {
		return n, ""
	}
	left := stripped[strings.LastIndexAny(stripped, " (”\"/")+1:]
	right := b
	if end := strings.IndexFunc(b, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '/'
	}); end >= 0 {
		right = b[:end]
	}
	right = strings.TrimRight(right, "-/")
	switch {
	case suspending[strings.ToLower(right)]:
		return 0, " " // gång- och cykelväg
	case right == "" || !unicode.IsLetter(first) && !unicode.IsDigit(first):
		return 0, " "
	case isCaps(left) && isCaps(right) && runes(left) > 3:
		return n, "" // a cut word in a heading of capitals
	case !unicode.IsLower(first), isCaps(left), runes(left) < 2, strings.ContainsFunc(left, unicode.IsDigit):
		return 0, "" // 2017-2018, LO-anslutna, e-post
	}
	l, r := strings.ToLower(left), strings.ToLower(right)
	solid, hyphened := v.word[l+r], v.word[l+"-"+r]+v.hyphens[l+"-"+prefix(r, stem)]
	switch {
	case solid > 0 && solid >= hyphened:
		return n, ""
	case hyphened > 0:
		return 0, ""
	case l == "icke" || adjective(l) && adjective(r) && runes(r) > 4:
		return 0, "" // facklig-politisk
	}
	return n, ""
}

func isCaps(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsLetter(r)
	}
	return letters
}

func adjective(w string) bool {
	for _, e := range [...]string{"isk", "iska", "iskt", "ig", "iga", "igt"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// sentences cuts a mended paragraph into its sentences.
func sentences(s string) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != '.' && c != '!' && c != '?' {
			continue
		}
		end := i + 1
		for end < len(s) && !unicode.IsSpace(rune(s[end])) {
			r, n := utf8.DecodeRuneInString(s[end:])
			if !strings.ContainsRune(closers+".!?", r) {
				break
			}
			end += n
		}
		if end >= len(s) || s[end] != ' ' {
			continue
		}
		next := s[end+1:]
		if !startsUpper(next) && !strings.HasPrefix(next, "– ") || s[i] == '.' && abbreviated(s[start:i+1]) {
			continue
		}
		out = append(out, s[start:end])
		start = end + 1
		i = end
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// abbreviated tells whether the stop at the end of s belongs to an abbreviation, an initial or an ordinal.
func abbreviated(s string) bool {
	w := s[strings.LastIndexByte(s, ' ')+1:]
	w = strings.TrimLeft(w, "(”\"")
	if abbreviations[strings.ToLower(w)] {
		// At the end of a list it may well end the sentence too.
		switch strings.ToLower(w) {
		case "m.m.", "m.fl.", "osv.", "o.s.v.", "etc.", "kr.", "mkr.", "tkr.":
			return false
		}
		return true
	}
	body := strings.TrimSuffix(w, ".")
	if runes(body) == 1 && unicode.IsUpper(firstRune(body)) {
		return true // an initial
	}
	if strings.Contains(body, ".") && runes(body) <= 5 && isCaps(body) {
		return true // C.H.
	}
	return false
}
