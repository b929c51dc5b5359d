package planimport

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// propose proposes how a goal could be followed, from its wording alone. The order of the rules matters: what the
// text counts ("minst fyra per år", "alla föreningar") goes before what it does ("ta fram"), and a stated judgement
// is what remains when nothing countable would be honest.
func propose(sentence string) Measure {
	p := &wording{text: sentence}
	p.read()
	m := p.measure()
	m.Earliest, m.Due = p.times()
	var when []string
	if m.Earliest != "" {
		when = append(when, "Tidigast "+m.Earliest+" enligt texten.")
	}
	if m.Due != "" {
		when = append(when, "Senast "+m.Due+" enligt texten.")
	}
	m.Reason = strings.Join(append([]string{m.Reason}, when...), " ")
	return m
}

// A wording is a sentence as words, in the spelling of the text and in small letters.
type wording struct {
	text  string
	words []string // as written, without outer punctuation
	lower []string
	stop  []bool // a punctuation mark ends a phrase after the word
}

func (p *wording) read() {
	s := p.text
	for _, unit := range [...]string{"år", "termin", "månad", "kvartal", "vecka", "säsong"} {
		s = strings.ReplaceAll(s, "/"+unit, " per "+unit)
	}
	for f := range strings.FieldsSeq(s) {
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
	}
}

// phrase is the text of words i to j, j excluded.
func (p *wording) phrase(i, j int) string { return strings.Join(p.words[i:j], " ") }

func (p *wording) at(i int) string {
	if i < 0 || i >= len(p.lower) {
		return ""
	}
	return p.lower[i]
}

var numberWords = map[string]int{
	"två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12,
	"tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20,
	"tjugofem": 25, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "hundra": 100, "tusen": 1000,
}

// number reads word i as a count. Years and dates are none. "En" counts only where the caller says so.
func (p *wording) number(i int, one bool) (n int, ok bool) {
	w := p.at(i)
	if next := p.at(i + 1); next == "år" || next == "åringar" || strings.HasPrefix(next, "kronor") || next == "kr" {
		return 0, false // an age or a sum
	}
	if n, ok := numberWords[w]; ok {
		return n, true
	}
	if one && (w == "en" || w == "ett") {
		return 1, true
	}
	digits := strings.TrimSuffix(w, "%")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > 1_000_000 || isYear(digits) && len(digits) == 4 {
		return 0, false
	}
	if months[p.at(i+1)] > 0 {
		return 0, false
	}
	// 1 200
	if next := p.at(i + 1); len(digits) <= 3 && len(next) == 3 && strings.Trim(next, "0123456789") == "" {
		if k, err := strconv.Atoi(next); err == nil {
			return n*1000 + k, true
		}
	}
	return n, true
}

func (p *wording) percent(i int) bool {
	return strings.HasSuffix(p.at(i), "%") || set(`procent % procentenheter`)[p.at(i+1)]
}

var rhythms = map[string]string{
	"år": "calendarYear", "året": "calendarYear", "kalenderår": "calendarYear", "verksamhetsår": "calendarYear",
	"termin": "halfYear", "terminen": "halfYear", "halvår": "halfYear", "halvåret": "halfYear", "kvartal": "quarter", "kvartalet": "quarter",
	"månad": "month", "månaden": "month", "vecka": "week", "veckan": "week", "mandatperiod": "termOfOffice",
	"säsong": "calendarYear",
}

var rhythmWords = map[string]string{
	"årligen": "calendarYear", "årlig": "calendarYear", "årliga": "calendarYear", "årligt": "calendarYear",
	"kvartalsvis": "quarter", "månadsvis": "month", "månatligen": "month", "månatliga": "month", "veckovis": "week",
	"kvartalsvisa": "quarter", "månadsvisa": "month", "terminsvisa": "halfYear", "veckovisa": "week",
	"terminsvis": "halfYear", "halvårsvis": "halfYear",
}

// rhythm finds "fyra gånger per år" and the like: where it stands and the period.
func (p *wording) rhythm() (at int, per string) {
	for i, w := range p.lower {
		if per := rhythmWords[w]; per != "" {
			return i, per
		}
		if per := rhythms[w]; per != "" {
			switch prev := p.at(i - 1); {
			case prev == "per", prev == "varje" && p.at(i-2) != "inför", prev == "om" && strings.HasSuffix(w, "et"), prev == "i" && (w == "månaden" || w == "veckan" || w == "kvartalet"):
				return i - 1, per
			}
		}
	}
	return -1, ""
}

func (p *wording) measure() Measure {
	if at, per := p.rhythm(); at >= 0 {
		if m, ok := p.frequency(at, per); ok {
			return m
		}
	}
	if m, ok := p.share(); ok {
		return m
	}
	if m, ok := p.coverage(); ok {
		return m
	}
	verb, done := p.deliveryVerb()
	if i := p.find(unobservable); i >= 0 && (verb < 0 || i < verb) && p.event() < 0 {
		return Measure{Kind: Judgement, Reason: fmt.Sprintf("Förslag: bedömning, för att ”%s” inte kan räknas.", p.words[i])}
	}
	if m, ok := p.volume(); ok {
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

// frequency reads how many times in each period. The number may stand before or after the words for the period.
func (p *wording) frequency(at int, per string) (Measure, bool) {
	near := at - 1
	for i := at - 1; i > max(0, at-8); i-- {
		if set(`minst åtminstone`)[p.at(i-1)] {
			near = i // what is said outright goes before other numbers
		}
	}
	for i := near; i >= max(0, at-8); i-- {
		least := set(`minst högst cirka ca åtminstone`)[p.at(i-1)]
		times := set(`gång gånger ggr`)[p.at(i+1)]
		n, ok := p.number(i, least || times || p.noun(i+1, eventStems))
		if !ok {
			continue
		}
		if p.percent(i) {
			return Measure{Kind: Volume, Target: &n, TargetUnit: "percent", Per: per,
				Reason: fmt.Sprintf("Förslag: antal över tid, för att texten säger ”%s”.", p.phrase(i, min(at+2, len(p.words))))}, true
		}
		quote := p.phrase(i, min(at+2, len(p.words)))
		if least {
			quote = p.words[i-1] + " " + quote
		}
		if rhythmWords[p.at(at)] != "" {
			quote = strings.Join(strings.Fields(quote), " ")
		}
		if !times && !p.noun(i+1, eventStems) && !p.noun(i+2, eventStems) {
			return Measure{Kind: Volume, Target: &n, TargetUnit: "count", Per: per, Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”.", quote)}, true
		}
		return p.frequent(n, per, quote), true
	}
	for i := at; i < min(len(p.lower), at+8); i++ {
		least := set(`minst högst cirka ca åtminstone`)[p.at(i-1)]
		times := set(`gång gånger ggr`)[p.at(i+1)]
		if n, ok := p.number(i, least || times || i == at+2 && p.noun(i+1, eventStems)); ok && !p.percent(i) && (times || p.noun(i+1, eventStems) || p.noun(i+2, eventStems)) {
			return p.frequent(n, per, p.phrase(at, min(i+2, len(p.words)))), true
		}
	}
	if p.event() >= 0 || rhythmWords[p.at(at)] != "" {
		end := at + 1
		if rhythmWords[p.at(at)] == "" {
			end++
		}
		return p.frequent(1, per, p.phrase(at, end)), true
	}
	return Measure{}, false
}

func (p *wording) frequent(n int, per, quote string) Measure {
	return Measure{Kind: Frequency, Target: &n, TargetUnit: "times", Per: per, Reason: fmt.Sprintf("Förslag: hur ofta, för att texten säger ”%s”.", quote)}
}

// modals end the naming of who a sentence is about.
var modals = set(`ska skall bör har är måste kan får vill kommer erbjuds erbjudas ges deltar når uppfyller arbetar`)

// population reads who is meant from the quantifier at word i: the words up to the verb, or the first few.
func (p *wording) population(i int) (end int) {
	limit := min(i+9, len(p.words))
	for k := i + 1; k < limit; k++ {
		if modals[p.lower[k]] || strings.HasSuffix(p.lower[k], "s") && k > i+1 && passive[p.lower[k]] {
			return k
		}
		if p.stop[k] {
			limit = k + 1
		}
	}
	// No verb follows: the noun with what belongs to it.
	k := i + 1
	for k < limit && !set(`i inom av på som för med till från under senast vid och per`)[p.lower[k]] && k < i+4 {
		k++
	}
	return k
}

var passive = set(`erbjuds utbildas besöks kontaktas inbjuds bjuds finns`)

// share reads a stated part of a group: "minst 80 procent av klubbarna", "hälften av medlemmarna".
func (p *wording) share() (Measure, bool) {
	for i := range p.lower {
		var n, after int
		switch {
		case p.at(i) == "hälften":
			n, after = 50, i+1
		case p.percent(i):
			var ok bool
			if n, ok = p.number(i, true); !ok || n > 100 {
				continue
			}
			after = i + 1
			if !strings.HasSuffix(p.at(i), "%") {
				after++
			}
		default:
			continue
		}
		if p.at(after) != "av" || p.at(i-1) == "med" || after+1 >= len(p.words) {
			continue
		}
		end := p.population(after)
		who := p.phrase(after+1, end)
		if who == "" {
			continue
		}
		m := Measure{Kind: Coverage, Target: &n, TargetUnit: "percent", Population: who, UnitKinds: unitKinds(p.lower[after+1 : end])}
		m.Post = p.post(after, end)
		m.Reason = fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”.", p.phrase(i, end))
		return m, true
	}
	return Measure{}, false
}

// coverage reads a condition that every one of a group should meet.
func (p *wording) coverage() (Measure, bool) {
	all := 100
	build := func(from, end int, why string) (Measure, bool) {
		who := p.phrase(from, end)
		m := Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: strings.ToLower(prefix(who, 1)) + strings.TrimPrefix(who, prefix(who, 1)),
			UnitKinds: unitKinds(p.lower[from:end]), Post: p.post(from, end)}
		m.Reason = why
		if m.Post != "" {
			m.Reason += fmt.Sprintf(" Uppdraget är ”%s”.", m.Post)
		} else {
			m.Reason += " Vad som räknas behöver bestämmas."
		}
		return m, true
	}
	for i, w := range p.lower {
		if !set(`alla samtliga varje vardera`)[w] || i+1 >= len(p.words) || p.stop[i] || rhythms[p.at(i+1)] != "" {
			continue
		}
		end := p.population(i)
		if end <= i+1 {
			continue
		}
		who := p.lower[i+1 : end]
		verb := end < len(p.lower) && modals[p.lower[end]]
		// "För alla medlemmar" alone is whom something is for; it is who must do something that counts.
		reached := set(`erbjuda utbilda besöka kontakta nå ringa träffa inbjuda`)[p.at(i-1)] || p.at(i-2) == "bjuda" && p.at(i-1) == "in"
		reached = reached || p.at(i-1) == "i" && (p.at(i-2) == "finns" || p.at(i-2) == "finnas")
		if !verb && !reached && len(unitKinds(who)) == 0 || p.soft(end) && p.post(i, end) == "" {
			continue
		}
		if !verb && p.post(i, end) == "" && i > 1 && set(`av för till om bland mellan från`)[p.at(i-1)] {
			continue
		}
		return build(i, end, fmt.Sprintf("Förslag: täckning, för att texten säger ”%s”.", p.phrase(i, end)))
	}
	if p.find(unobservable) >= 0 {
		return Measure{}, false
	}
	// "Ha föreningsstyrelser som ...": every one of them.
	if first := set(`ha att`)[p.at(0)]; first {
		from := indexOf(p.lower[:min(2, len(p.lower))], "ha") + 1
		if from > 0 {
			for k := from; k < min(from+3, len(p.lower)); k++ {
				if len(unitKinds(p.lower[k:k+1])) > 0 && set(`som med där`)[p.at(k+1)] {
					return build(k, k+1, fmt.Sprintf("Förslag: täckning, för att texten beskriver hur ”%s” ska vara.", p.phrase(from, k+1)))
				}
			}
		}
	}
	for i := range p.lower {
		// "Nya medlemmar ska ha fått ...", "... ska erbjudas ..."
		if set(`ska skall`)[p.lower[i]] && i > 0 && i <= 5 &&
			(p.at(i+1) == "ha" && set(`fått gått genomgått erbjudits deltagit genomfört`)[p.at(i+2)] || p.at(i+1) == "erbjudas" || p.at(i+1) == "få" && p.at(i+2) == "möjlighet") &&
			!set(`vi distriktet förbundet föreningen kommunen partiet styrelsen`)[p.at(i-1)] {
			return build(0, i, fmt.Sprintf("Förslag: täckning, för att texten säger vad ”%s” ska ha fått eller gjort.", p.phrase(0, i)))
		}
		// "stärka utskotten så att de når ..."
		if len(unitKinds(p.lower[i:i+1])) > 0 && p.at(i+1) == "så" {
			k := i + 2
			if p.at(k) == "att" {
				k++
			}
			if p.at(k) == "de" && set(`når uppnår uppfyller har klarar`)[p.at(k+1)] {
				return build(i, i+1, fmt.Sprintf("Förslag: täckning, för att texten säger att ”%s” ska nå en viss nivå.", p.words[i]))
			}
		}
	}
	return Measure{}, false
}

// soft tells whether the verb at word i says what somebody feels or knows, which nobody can count.
func (p *wording) soft(i int) bool {
	for k := i; k < min(i+4, len(p.lower)); k++ {
		if set(`känna känner uppleva upplever veta tycka trivas vilja förstå`)[p.lower[k]] {
			return true
		}
	}
	return false
}

// post finds the name of a post that those in words from to end should have.
func (p *wording) post(from, end int) string {
	for i, w := range p.lower {
		if i >= from && i < end || !postWord(w) {
			continue
		}
		start := i
		for start > 0 && i-start < 4 && start != end && !p.stop[start-1] && !set(`en ett minst ha har utse utser utsedd finnas finns välja sin sina egen ny nya ska särskild namngiven de`)[p.lower[start-1]] {
			start--
		}
		article := set(`en ett`)[p.at(start-1)] || set(`utsedd egen ny särskild namngiven ha har utse utser finns välja`)[p.at(start-1)] || start == 0
		if !article {
			continue
		}
		stop := i + 1
		if strings.HasSuffix(w, "ansvarig") && p.at(stop) == "för" && !p.stop[i] {
			for stop = i + 2; stop < min(i+5, len(p.words)) && !p.stop[stop-1] && !modals[p.lower[stop]] && !set(`i inom på som senast under vid till`)[p.lower[stop]]; {
				stop++
			}
		}
		if start > from && start < end {
			continue
		}
		name := p.phrase(start, stop)
		if start == 0 {
			name = strings.ToLower(prefix(name, 1)) + strings.TrimPrefix(name, prefix(name, 1))
		}
		return name
	}
	return ""
}

func postWord(w string) bool {
	for _, e := range [...]string{"ansvarig", "ombud", "samordnare", "ledare", "kassör", "ordförande", "sekreterare", "kontaktperson", "representant", "utbildare", "revisor", "värvare", "handledare", "ambassadör", "instruktör", "presskontakt"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// unitKinds are the kinds of unit, as package district names them, that words seem to mean. "Lokala" before a word for
// all associations leaves the trade associations out.
func unitKinds(ws []string) []string {
	local := false
	for _, w := range ws {
		local = local || strings.HasPrefix(w, "lokal")
		for _, u := range unitWords {
			switch {
			case !strings.HasPrefix(w, u.stem):
			case local && strings.HasPrefix(u.kinds, "association "):
				return []string{"association"}
			default:
				return strings.Fields(u.kinds)
			}
		}
	}
	return nil
}

var unitWords = []struct{ stem, kinds string }{
	{"branschförening", "tradeAssociation"},
	{"partiförening", "association tradeAssociation"},
	{"lokalförening", "association"}, {"lokalavdelning", "association"}, {"grundorganisation", "association"},
	{"medlemsförening", "association"}, {"idrottsförening", "association"}, {"avdelningar", "association"}, {"klubb", "association"},
	{"förening", "association tradeAssociation"},
	{"utskott", "committee"}, {"nätverk", "network"},
	{"kommungrupp", "municipalGroup"}, {"kommunala grupp", "municipalGroup"}, {"fullmäktigegrupp", "municipalGroup"},
	{"stadshusgrupp", "cityHallGroup"}, {"landstingsgrupp", "countyCouncilGroup"}, {"regiongrupp", "countyCouncilGroup"},
	{"riksdagsgrupp", "parliamentaryGroup"}, {"valledning", "campaignLeadership"},
}

// unobservable are beginnings of words for what people know and feel.
var unobservable = []string{"kunskap", "kännedom", "medveten", "förtroende", "trivsel", "delaktig", "trygghet", "känsla", "insikt", "förståelse", "attityd"}

func (p *wording) find(stems []string) int {
	for i, w := range p.lower {
		for _, s := range stems {
			if strings.HasPrefix(w, s) {
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

var eventStems = []string{"utbildning", "träff", "möte", "kurs", "konferens", "cirkel", "cirklar", "läger", "turnering", "seminari", "aktivitet", "kampanj", "föreläsning", "temadag", "studiedag", "besök", "tävling", "manifestation", "workshop", "gång", "uppföljning", "enkät", "rapport", "revision", "övning"}

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
		if !p.noun(i, eventStems) || !set(`ar er or na`)[suffix(p.lower[i], 2)] && !strings.HasSuffix(p.lower[i], "möten") || set(`en ett`)[p.at(i-1)] || set(`en ett`)[p.at(i-2)] {
			if p.stop[i] || set(`som för om`)[p.lower[i]] {
				break
			}
			continue
		}
		what := p.phrase(v, i+1)
		if set(`fortsätta fortsatt fortsätter`)[p.at(v-1)] || set(`fortsätta fortsatt fortsätter`)[p.at(v-2)] || set(`regelbundet återkommande`)[p.at(v+1)] || p.find([]string{"regelbund", "återkommande", "kontinuerlig"}) >= 0 {
			return Measure{Kind: Frequency, Reason: fmt.Sprintf("Förslag: hur ofta, för att texten säger att något ska fortsätta eller återkomma: ”%s”. Hur många gånger säger den inte.", what)}, true
		}
		return Measure{Kind: Volume, Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”. Hur många säger den inte.", what)}, true
	}
	return Measure{}, false
}

func suffix(s string, n int) string { return s[max(0, len(s)-n):] }

// volume reads a stated number: "minst tio nya klubbar", "öka med 5 procent".
func (p *wording) volume() (Measure, bool) {
	for i := range p.lower {
		prev := p.at(i - 1)
		lead := set(`minst åtminstone med till totalt sammanlagt cirka högst`)[prev]
		n, ok := p.number(i, prev == "minst")
		if !ok || i+1 >= len(p.words) && !p.percent(i) && !lead || prev == "nummer" || prev == "kapitel" || prev == "punkt" {
			continue
		}
		if verb, _ := p.deliveryVerb(); !lead && verb >= 0 && (i < verb || i > verb+2) {
			continue // something is made, and the number is about how
		}
		if p.percent(i) {
			return Measure{Kind: Volume, Target: &n, TargetUnit: "percent", Reason: fmt.Sprintf("Förslag: antal över tid, för att texten säger ”%s”.", p.phrase(max(i-1, 0), min(i+2, len(p.words))))}, true
		}
		if n == 1 && p.noun(i+1, eventStems) {
			continue // one of something is a delivery
		}
		if p.stop[i] && !lead || strings.HasPrefix(p.at(i+1), "tim") || strings.HasPrefix(p.at(i+1), "dag") && !lead {
			continue
		}
		from := i
		if lead {
			from--
		}
		return Measure{Kind: Volume, Target: &n, TargetUnit: "count", Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”.", p.phrase(from, p.afterNumber(i)))}, true
	}
	return Measure{}, false
}

// afterNumber is where a quotation of the number at word i and what it counts ends.
func (p *wording) afterNumber(i int) int {
	end := i + 2
	if next := p.at(i + 1); len(next) == 3 && strings.Trim(next, "0123456789") == "" {
		end++ // 1 200 samtal
	}
	if set(`nya ny fler öppna`)[p.at(end-1)] {
		end++
	}
	return min(end, len(p.words))
}

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
		case set(`ta tas tar tagits ställa ställs`)[w]:
			for k := i + 1; k < min(i+6, len(p.lower)); k++ {
				if p.lower[k] == "fram" || w[0] == 's' && p.lower[k] == "samman" {
					if k > i+1 {
						return i, p.words[i] + " … " + p.words[k]
					}
					return i, p.phrase(i, k+1)
				}
			}
		case w == "framtagen" || w == "framtaget" || w == "framtagna":
			return i, p.words[i]
		}
	}
	return -1, ""
}
