package planimport

import (
	"slices"
	"strings"
	"unicode"
)

// This file knows how headings are worded: which lines can be one, which name goals, which name something else.

const (
	maxHeading      = 90 // characters
	maxHeadingWords = 12
)

// headinglike tells whether a text could be a heading by its wording alone.
func headinglike(s string) bool {
	n := runes(s)
	if n < 2 || n > maxHeading || !startsUpper(s) || goesOn(s) || strings.Contains(s, "\t") || strings.Contains(s, "    ") {
		return false
	}
	ws := words(s)
	if len(ws) == 0 || len(ws) > maxHeadingWords || len(ws) > 8 && hasFinite(s) {
		return false
	}
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
		if r == '@' || r == '|' {
			return false
		}
	}
	if letters < 2 || letters*2 < n || strings.Contains(s, "://") || isGoalHeading(s) && letters < 3 {
		return false
	}
	switch lastRune(strings.TrimRight(s, closers)) {
	case '.', '…':
		w := s[strings.LastIndexByte(s, ' ')+1:]
		if !abbreviations[strings.ToLower(w)] || len(ws) > 5 {
			return false
		}
	case ';', ',', '-':
		return false
	case '!', '?':
		if len(ws) > 7 {
			return false
		}
	case ':':
		if len(ws) > 8 || hasFinite(s) && !isGoalHeading(s) {
			return false
		}
	}
	for i, r := range s { // a sentence ends within it
		if (r == '.' || r == '!' || r == '?') && i+1 < len(s) && s[i+1] == ' ' {
			head := s[:i+1]
			w := head[strings.LastIndexByte(head, ' ')+1:]
			if !abbreviated(head) && !abbreviations[strings.ToLower(w)] && strings.ContainsFunc(w, unicode.IsLetter) {
				return false
			}
		}
	}
	return true
}

// subordinate tells whether the verb of a heading stands in a clause that describes: "Året som det är tänkt".
func subordinate(s string) bool {
	ws := lowerWords(s)
	verb := slices.IndexFunc(ws, func(w string) bool { return finite[w] })
	return len(ws) <= 8 && verb > 1 && slices.ContainsFunc(ws[1:verb], func(w string) bool { return oneOf(w, `som där hur vad`) })
}

var (
	// noGoal are words that end as the words for goals do and mean something else.
	noGoal = set(`föremål ändamål spörsmål käromål svaromål brottmål tvistemål modersmål riksmål giftermål mellanmål
		bokmål vårdnadsmål hemmål språkmål skiljemål mål- måltal nödmål segermål självmål`)
	// before a goal word these show that the heading is about something else.
	aboutGoals = set(`för av till mot om på med i att så hur från utan inom under per efter når nå nås uppföljning
		utvärdering arbete arbetet vägen kring enligt nås uppnå aktiviteter åtgärder insatser redovisning utfall`)
	// after a goal word these go on naming goals.
	afterGoals = set(`för under till inom i vid på år kring gällande avseende rörande och att nr nummer med 1 den som
		verksamhetsperioden verksamhetsåret mandatperioden perioden planperioden tertialet läsåret budgetåret säsongen`)
	// notGoals name the lists that stand beside goals.
	notGoals = set(`aktivitet aktiviteter aktiviteterna åtgärd åtgärder åtgärderna insats insatser insatserna uppföljning
		utvärdering bakgrund nuläge nulägesanalys indikator indikatorer indikatorerna mått nyckeltal arbetssätt ansvarig
		ansvariga ansvar tidsplan resurser metod metoder syfte syftet uppgift uppgifter genomförande kommentar kommentarer
		exempel handlingsplan strategi strategier budget förutsättningar utmaningar risker`)
)

// reached are the verbs of headings such as "Det vill vi uppnå" and "Vad vi ska ha uppnått".
var reached = set(`uppnå uppnått åstadkomma åstadkommit nått`)

// goalWord tells whether a word, in small letters, names goals: "målsättningar", "delmål".
func goalWord(w string) bool {
	for _, e := range [...]string{"målsättning", "målsättningar", "målsättningen", "målsättningarna", "målbild", "målbilder", "målbilden", "åtagande", "åtaganden"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	base := strings.TrimSuffix(w, "en")
	return strings.HasSuffix(base, "mål") && !noGoal[base] && !noGoal[w]
}

// isGoalHeading tells whether a heading or label names goals: "3. Målsättningar för perioden", "Våra mål 2019:",
// "Det här vill vi uppnå".
func isGoalHeading(s string) bool {
	if len(s) > 2*maxHeading {
		return false
	}
	if m := readMark(s, 0); m.class == '#' || m.class == 'n' {
		s = m.body
	}
	s = stripContinued(s)
	if strings.HasSuffix(s, ".") || strings.Contains(s, ". ") {
		return false
	}
	ws := lowerWords(s)
	if len(ws) == 0 || len(ws) > maxHeadingWords {
		return false
	}
	if len(ws) <= 4 && oneOf(ws[0], `efter vid`) && (oneOf(ws[1%len(ws)], `planperioden verksamhetsperioden mandatperioden`) && len(ws) == 2 || len(ws) >= 3 && ws[2] == "slut" && oneOf(ws[1], `planperiodens verksamhetsperiodens mandatperiodens periodens årets verksamhetsårets`)) {
		return true // how it is to be by then
	}
	last := ws[len(ws)-1]
	if reached[last] || last == "nå" && len(ws) > 2 {
		return len(ws) <= 7 && set(`vi det detta vad resultat så till`)[ws[0]]
	}
	if i := slices.IndexFunc(ws, func(w string) bool { return reached[w] }); i > 0 && i < 6 && i+1 < len(ws) && set(`vi det detta vad`)[ws[0]] && len(ws) <= 9 &&
		(afterGoals[ws[i+1]] || isYear(ws[i+1])) {
		return true
	}
	for i, w := range ws {
		if !goalWord(w) {
			if w == "målet" && i == 0 && len(ws) <= 4 && !hasFinite(s) {
				return true
			}
			if aboutGoals[w] || notGoals[w] || finite[w] || i >= 4 {
				return false
			}
			continue
		}
		if hasFinite(strings.Join(ws[i+1:], " ")) {
			return false
		}
		if i+1 == len(ws) {
			return true
		}
		next := ws[i+1]
		return afterGoals[next] || isYear(next) || len(next) <= 4 && strings.IndexFunc(next, unicode.IsDigit) == 0 ||
			i+2 == len(ws) && runes(next) == 1
	}
	return false
}

func indexOf(ws []string, w string) int { return slices.Index(ws, w) }

func isYear(w string) bool {
	return len(w) >= 4 && (w[:2] == "19" || w[:2] == "20") && w[2] >= '0' && w[2] <= '9' && w[3] >= '0' && w[3] <= '9'
}

// stripContinued takes "(forts.)" and the like off a heading.
func stripContinued(s string) string {
	t := strings.TrimRight(s, " :.)")
	lower := strings.ToLower(t)
	for _, e := range [...]string{"(forts", " forts", "(fortsättning", ", fortsättning"} {
		if strings.HasSuffix(lower, e) && len(lower) == len(t) {
			return strings.TrimRight(t[:len(t)-len(e)], " ,–-")
		}
	}
	return s
}

// namesSomethingElse tells whether a heading or lead-in within goals announces another list: "Aktiviteter:".
func namesSomethingElse(s string) bool {
	ws := lowerWords(s)
	for i, w := range ws {
		if i < 4 && notGoals[w] {
			return true
		}
	}
	lower := strings.ToLower(s)
	for _, p := range [...]string{"så gör vi", "så ska vi", "så här", "för att nå", "genom att", "hur ", "det gör vi", "detta gör vi", "vi gör det", "för att lyckas", "på följande sätt"} {
		if strings.HasPrefix(lower, p) || strings.Contains(lower, " "+p) {
			return true
		}
	}
	return false
}

// goalLeadIn tells whether a sentence that ends with a colon announces goals: "Under året har vi följande mål:".
func goalLeadIn(s string) bool {
	if !strings.HasSuffix(strings.TrimSpace(s), ":") {
		return false
	}
	ws := lowerWords(s)
	for i, w := range ws {
		if !goalWord(w) && w != "målet" {
			continue
		}
		if i > 0 && set(`nå nås når uppnå uppfylla mot av kring utvärdera följa mäta`)[ws[i-1]] {
			return false
		}
		for _, before := range ws[:i] {
			if set(`nå uppnå uppfylla`)[before] || notGoals[before] {
				return false
			}
		}
		return true
	}
	return false
}

// inlineLabel splits "Målsättning: att ..." and "Mål 2 – ..." into label and text.
func inlineLabel(s string) (label, rest string, ok bool) {
	head := prefix(s, 70)
	cut, width := strings.IndexByte(head, ':'), 1
	if cut < 0 {
		for _, sep := range [...]string{" – ", " - "} {
			if i := strings.Index(head, sep); i > 0 && numberedGoal(head[:i]) {
				cut, width = i, len(sep)
				break
			}
		}
	}
	if cut <= 0 {
		return "", "", false
	}
	label, rest = s[:cut], strings.TrimSpace(s[cut+width:])
	if rest == "" || !isGoalHeading(label) || cut+width < len(s) && s[cut+width-1] == ':' && s[cut+width] != ' ' {
		return "", "", false
	}
	return strings.TrimSpace(s[:cut+width]), rest, true
}

// numberedGoal tells whether a label is a goal word and a number: "Mål 2", "Delmål 1.3".
func numberedGoal(s string) bool {
	ws := lowerWords(s)
	return len(ws) == 2 && goalWord(ws[0]) && unicode.IsDigit(firstRune(ws[1])) && !isYear(ws[1])
}

// endsWithNumberedGoal tells whether a heading ends with a goal word and its number: "Nämndens mål 2".
func endsWithNumberedGoal(s string) bool {
	ws := strings.Fields(strings.TrimRight(s, ": "))
	return len(ws) >= 2 && numberedGoal(strings.Join(ws[len(ws)-2:], " "))
}

// kindWord returns the word of a title that names a kind of document, or "".
func kindWord(s string) string {
	for _, w := range lowerWords(s) {
		for _, k := range documentWords {
			if w == k.word || strings.HasPrefix(w, k.word) && len(w)-len(k.word) <= 2 {
				return k.word
			}
		}
	}
	return ""
}

// documentWords name kinds of document. Major ones may start a document anywhere; others only on a new page.
var documentWords = []struct {
	word  string
	kind  DocumentKind
	major bool
}{
	{"verksamhetsplan", OperationalPlan, true},
	{"verksamhetsinriktning", OperationalPlan, true},
	{"arbetsplan", OperationalPlan, true},
	{"aktivitetsplan", OperationalPlan, true},
	{"valstrategi", ElectionStrategy, true},
	{"valplan", ElectionStrategy, true},
	{"valplattform", ElectionStrategy, true},
	{"kampanjplan", ElectionStrategy, true},
	{"handlingsplan", OperationalPlan, false},
	{"utvecklingsplan", OperationalPlan, false},
	{"kommunikationsplan", OtherDocument, false},
	{"handlingsprogram", OtherDocument, false},
	{"idéprogram", OtherDocument, false},
	{"partiprogram", OtherDocument, false},
	{"budget", OtherDocument, false},
	{"stadgar", OtherDocument, false},
	{"strategi", OtherDocument, false},
	{"plattform", OtherDocument, false},
}
