package planimport

import (
	"fmt"
	"strings"
	"unicode"
)

// This file proposes a measure from the wording of a promise.

// propose proposes how a goal could be followed, from its wording alone. The order of the rules matters: what the
// text counts ("minst fyra per år", "alla föreningar") goes before what it does ("ta fram"), and a stated judgement
// is what remains when nothing countable would be honest.
func propose(sentence string, period Period) Measure {
	p := &wording{text: sentence, period: period}
	p.read()
	return p.when(p.measure())
}

// when adds what a sentence says about time. What has a day by which it is to be so is delivered that day.
func (p *wording) when(m Measure) Measure {
	if m.Contents = p.contents(); m.Contents != nil {
		m.Reason += " Innehåll enligt texten: " + strings.Join(m.Contents, ", ") + "."
	}
	m.Earliest, m.Due = p.times()
	if m.Kind == Frequency && p.wholePeriod(m.Earliest, m.Due) {
		m.Earliest, m.Due = "", "" // "åtta gånger under året" says no more than that
	}
	if m.Kind == Judgement && p.byDay() && !p.negative {
		m.Kind, m.Reason = Delivery, "Förslag: leverans med delsteg, för att texten säger när det ska vara gjort."
	}
	if m.Earliest != "" {
		m.Reason += " Tidigast " + m.Earliest + " enligt texten."
	}
	if m.Due != "" {
		m.Reason += " Senast " + m.Due + " enligt texten."
	}
	return m
}

// byDay tells whether the sentence says by which day something is done, not only during which time.
func (p *wording) byDay() bool {
	for i, w := range p.lower {
		if oneOf(w, `utgången slutet`) && p.at(i+1) == "av" && (isYear(p.at(i+2)) || months[p.at(i+2)] > 0) && oneOf(p.at(i-1), `vid till`) {
			return !p.recurs()
		}
		if w == "i" && months[p.at(i+1)] > 0 || w == "den" && months[p.at(i+2)] > 0 {
			return !p.recurs()
		}
		if oneOf(w, `senast före innan till`) {
			if first, _ := p.moment(i + 1); first != "" || p.at(i+1) == "utgången" {
				return true
			}
			for k := i + 1; k < min(i+5, len(p.lower)); k++ { // "till årsmötet 2025", whose day the text does not say
				if oneOf(p.lower[k], `årsmötet stämman kongressen förbundsmötet årsstämman årskonferensen distriktsstämman höstmötet vårmötet`) && isYear(p.at(k+1)) {
					return true
				}
			}
		}
	}
	return false
}

// A wording is a sentence as words, in the spelling of the text and in small letters.
type wording struct {
	text     string
	words    []string // as written, without outer punctuation
	lower    []string
	stop     []bool // a punctuation mark ends a phrase after the word
	hard     []bool // it is a semicolon or colon
	cited    []bool // it stands within quotation marks with others
	negative bool   // it says what will not be so
	period   Period // what the document covers; days without a year are in it: "senast den 1 maj"
}

func (p *wording) read() {
	s := p.text
	for _, unit := range [...]string{"år", "termin", "månad", "kvartal", "vecka", "säsong"} {
		s = strings.ReplaceAll(s, "/"+unit, " per "+unit)
	}
	open := -1 // where a quotation began
	for f := range strings.FieldsSeq(s) {
		begins, ends := quoteEdges(f)
		w := strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' })
		if w == "" {
			if len(p.stop) > 0 {
				p.stop[len(p.stop)-1] = true
			}
			continue
		}
		p.words = append(p.words, w)
		p.lower = append(p.lower, strings.ToLower(w))
		p.stop = append(p.stop, strings.ContainsRune(".,;:!?)", lastRune(f)))
		p.hard = append(p.hard, strings.ContainsRune(";:", lastRune(f)))
		p.cited = append(p.cited, false)
		if at := len(p.cited) - 1; open < 0 && begins && !ends {
			open = at
		} else if open >= 0 && ends {
			p.cite(open, at+1)
			open = -1
		}
	}
	if open >= 0 {
		p.cite(open, len(p.cited))
	}
}

// cite marks words as a quotation. Few words are a name or a manner of speaking.
func (p *wording) cite(from, to int) {
	if to-from < 4 {
		return
	}
	for k := from; k < to; k++ {
		p.cited[k] = true
	}
}

// quoteEdges tells whether there are quotation marks before and after the letters of a word.
func quoteEdges(f string) (before, after bool) {
	first := strings.IndexFunc(f, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	last := strings.LastIndexFunc(f, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if first < 0 {
		return false, strings.ContainsAny(f, quoteMarks)
	}
	return strings.ContainsAny(f[:first], quoteMarks), strings.ContainsAny(f[last+1:], quoteMarks)
}

// phrase is the text of words i to j, j excluded.
func (p *wording) phrase(i, j int) string { return strings.Join(p.words[i:j], " ") }

func (p *wording) at(i int) string {
	if i < 0 || i >= len(p.lower) {
		return ""
	}
	return p.lower[i]
}

func (p *wording) measure() Measure { return p.ofEach(p.counted()) }

// counted proposes what is counted, without asking whether it is said of each one of a group.
func (p *wording) counted() Measure {
	if m, ok := p.share(); ok {
		return m
	}
	if at, n, per := p.every(); at >= 0 {
		end := at + 2
		if !strings.HasSuffix(p.at(at), "n") && p.at(at) != "vartannat" {
			end++
		}
		m := p.frequent(n, per, p.phrase(at, min(end, len(p.words))))
		if per == "" {
			m.Reason += " En gång i en sådan period."
		}
		return m
	}
	if at, end, n, per := p.named(); at >= 0 {
		return p.frequent(n, per, p.phrase(at, end))
	}
	if at, per := p.rhythm(); at >= 0 {
		if m, ok := p.frequency(at, per); ok {
			return m
		}
	}
	if i := p.eachEvent(); i >= 0 {
		return Measure{Kind: Frequency, Reason: fmt.Sprintf("Förslag: hur ofta, för att texten säger ”%s”. Hur många gånger säger den inte.", p.phrase(i-1, i+2))}
	}
	if m, ok := p.none(); ok {
		return m
	}
	if m, ok := p.coverage(); ok {
		return m
	}
	if m, ok := p.forEach(); ok {
		return m
	}
	verb, done := p.deliveryVerb()
	if i := p.felt(); i >= 0 && (verb < 0 || i < verb) && p.event() < 0 {
		return Measure{Kind: Judgement, Reason: fmt.Sprintf("Förslag: bedömning, för att ”%s” inte kan räknas.", p.words[i])}
	}
	if m, ok := p.volume(); ok {
		return m
	}
	if m, ok := p.sum(); ok {
		return m
	}
	if m, ok := p.size(); ok {
		return m
	}
	if m, ok := p.events(); ok {
		return m
	}
	if verb >= 0 {
		return Measure{Kind: Delivery, Reason: fmt.Sprintf("Förslag: leverans med delsteg, för att texten säger ”%s”.", done)}
	}
	return Measure{Kind: Judgement, Reason: "Förslag: bedömning, för att texten inte nämner något som går att räkna."}
}

// eachEvent is where "varje" stands before what is held again and again, "vid varje styrelsemöte", "inför varje val"; -1
// for nowhere.
func (p *wording) eachEvent() int {
	for i, w := range p.lower {
		if w != "varje" || rhythms[p.at(i+1)] != "" || i+1 >= len(p.lower) {
			continue
		}
		next := p.at(i + 1)
		if next == "ordinarie" {
			next = p.at(i + 2)
		}
		if oneOf(p.at(i-1), `vid på till före inför efter`) && p.sessions(next) {
			return i
		}
	}
	return -1
}

// sessions tells whether a word is something that bodies and organisations have again and again.
func (p *wording) sessions(w string) bool {
	for _, e := range [...]string{"möte", "sammanträde", "stämma", "konferens", "träff", "val", "läger", "termin", "säsong", "fullmäktige", "kongress", "sammankomst", "samling"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// unobservable are beginnings of words for what people know and feel.
var unobservable = []string{"kunskap", "kännedom", "medveten", "förtroende", "trivsel", "delaktig", "trygghet", "känsla", "insikt", "förståelse", "attityd"}

// felt is where the first such word stands, or -1. What is only named after it, "trygghetsgruppen", can be counted.
func (p *wording) felt() int {
	for i, w := range p.lower {
		for _, s := range unobservable {
			end, ok := strings.CutPrefix(w, s)
			named := len(end) > 1 && end[0] == 's' && !strings.Contains(end, "nivå")
			if ok && !named && !strings.HasPrefix(w, "förtroendeval") && !strings.HasPrefix(w, "förtroendeperson") {
				return i
			}
		}
	}
	return -1
}

func (p *wording) find(stems []string) int {
	for i, w := range p.lower {
		for _, s := range stems {
			if strings.HasPrefix(w, s) && !strings.HasPrefix(w, "förtroendeval") {
				return i
			}
		}
	}
	return -1
}

// noun tells whether word i ends in or begins with one of the stems.
func (p *wording) noun(i int, stems []string) bool {
	w := p.at(i)
	for _, s := range stems {
		if strings.Contains(w, s) && w != "" {
			return true
		}
	}
	return false
}

var eventStems = []string{"utbildning", "träff", "möte", "kurs", "konferens", "cirkel", "cirklar", "läger", "turnering", "seminari", "aktivitet", "kampanj", "föreläsning", "temadag", "studiedag", "besök", "tävling", "manifestation", "workshop", "gång", "uppföljning", "samtal", "konsert", "sammanträde", "enkät", "rapport", "revision", "övning", "studiekväll", "temakväll", "medlemskväll", "diskussionskväll", "webbinari", "insamling"}

// issueStems are what comes out again and again.
var issueStems = []string{"insänd", "debattart", "nummer", "inlägg", "pressmeddelande", "nyhetsbrev", "utskick", "avsnitt", "krönik"}

var eventVerbs = set(`anordna anordnar anordnas arrangera arrangerar arrangeras hålla håller hålls ordna ordnas genomföra genomförs genomföras erbjuda bjuda`)

// event returns where a verb for arranging something stands, or -1.
func (p *wording) event() int {
	for i, w := range p.lower {
		if eventVerbs[w] {
			return i
		}
	}
	return -1
}

// events reads "anordna utbildningar": several, of which the text does not say how many.
func (p *wording) events() (Measure, bool) {
	v := p.event()
	if v < 0 {
		return Measure{}, false
	}
	for i := v + 1; i < min(v+7, len(p.lower)); i++ {
		if !p.noun(i, eventStems) || !oneOf(suffix(p.lower[i], 2), `ar er or na`) && !strings.HasSuffix(p.lower[i], "möten") || oneOf(p.at(i-1), `en ett`) || oneOf(p.at(i-2), `en ett`) {
			if p.stop[i] || oneOf(p.lower[i], `som för om`) {
				break
			}
			continue
		}
		what := p.phrase(v, i+1)
		if oneOf(p.at(v-1), `fortsätta fortsatt fortsätter`) || oneOf(p.at(v-2), `fortsätta fortsatt fortsätter`) || oneOf(p.at(v+1), `regelbundet återkommande`) || p.find([]string{"regelbund", "återkommande", "kontinuerlig"}) >= 0 {
			return Measure{Kind: Frequency, Reason: fmt.Sprintf("Förslag: hur ofta, för att texten säger att något ska fortsätta eller återkomma: ”%s”. Hur många gånger säger den inte.", what)}, true
		}
		return Measure{Kind: Volume, Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”. Hur många säger den inte.", what)}, true
	}
	return Measure{}, false
}

func suffix(s string, n int) string { return s[max(0, len(s)-n):] }

var deliveryVerbs = set(`införa införs införas inför genomföra genomförs genomföras anta antas antar upprätta upprättas utarbeta
	utarbetas utarbetar lansera lanseras starta startas startar inrätta inrättas skapa skapas färdigställa färdigställs färdigställas publicera
	publiceras revidera revideras utreda utreds utredas bygga byggs byggas etablera etableras tillsätta tillsätts tillsättas utse utses anställa
	anställs sammanställa sammanställs kartlägga kartläggs bilda bildas producera produceras trycka framtagande införande
	uppdatera uppdateras översätta översätts installera rusta anordna anordnas arrangera arrangeras ordna ordnas presentera presenteras teckna tecknas lämnas överlämnas upphandla upphandlas köpa köps`)

// deliveryVerb finds the words for something that is made once and then is there.
func (p *wording) deliveryVerb() (at int, quote string) {
	for i, w := range p.lower {
		switch {
		case w == "inför" && p.at(i-1) != "vi":
			continue // nearly always the preposition
		case deliveryVerbs[w]:
			return i, p.words[i]
		case oneOf(w, `ta tas tar tagit tagits ställa ställs`):
			for k := i + 1; k < min(i+6, len(p.lower)); k++ {
				if p.lower[k] == "fram" || w[0] == 's' && p.lower[k] == "samman" {
					if k > i+1 {
						return i, p.words[i] + " … " + p.words[k]
					}
					return i, p.phrase(i, k+1)
				}
			}
		case oneOf(w, `antagen antaget antagna genomförd genomfört inrättad inrättat publicerad publicerat upprättad upprättat reviderad reviderat startad invigd invigt färdigställd färdigställt
			fastställd fastställt beslutad beslutat beslutade klar klart klara avslutad avslutat avslutade tillsatt utsedd anställd lanserad lanserat`) && (!p.stop[i] || oneOf(p.at(i-1), `är vara finnas`)) || w == "framtagen" || w == "framtaget" || w == "framtagna":
			return i, p.words[i]
		}
	}
	return -1, ""
}
