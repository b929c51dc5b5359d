package planimport

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// This file reads numbers and rhythms: how many, how often.

var numberWords = map[string]int{
	"två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12,
	"tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20,
	"tjugofem": 25, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "hundra": 100, "tusen": 1000,
}

// number reads word i as a count. Years and dates are none. "En" counts only where the caller says so.
func (p *wording) number(i int, one bool) (n int, ok bool) {
	w := p.at(i)
	if next := p.at(i + 1); next == "år" || next == "åringar" || p.money(i) > 0 || strings.HasPrefix(next, "miljon") || strings.HasPrefix(next, "miljard") {
		return 0, false // an age or a sum
	}
	if n, ok := numberWords[w]; ok {
		return n, true
	}
	if one && (w == "en" || w == "ett") {
		return 1, true
	}
	if prev := p.at(i - 1); len(w) == 3 && i > 0 && !p.stop[i-1] && len(prev) > 0 && len(prev) <= 3 && strings.Trim(w+prev, "0123456789") == "" {
		return 0, false // the last of "1 200"
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

// money is where a sum of money that begins at word i ends, "400 000 kronor", "1,2 miljoner kronor"; 0 when none does.
func (p *wording) money(i int) (end int) {
	if w := p.at(i); numberWords[w] == 0 && (w == "" || !decimal(w) && strings.Trim(w, "0123456789.") != "") {
		return 0
	}
	k := i + 1
	for len(p.at(k)) == 3 && strings.Trim(p.at(k), "0123456789") == "" && k < i+4 {
		k++
	}
	if w := p.at(k); w == "tusen" || strings.HasPrefix(w, "miljon") || strings.HasPrefix(w, "miljard") {
		k++
	}
	if !moneyWord(p.at(k)) {
		return 0
	}
	return k + 1
}

func moneyWord(w string) bool {
	return strings.HasPrefix(w, "kronor") || oneOf(w, `kr mkr tkr mnkr sek euro`)
}

func (p *wording) percent(i int) bool {
	return strings.HasSuffix(p.at(i), "%") || oneOf(p.at(i+1), `procent % procentenheter`)
}

var rhythms = map[string]string{
	"år": "calendarYear", "året": "calendarYear", "åren": "calendarYear", "läsåret": "calendarYear", "verksamhetsåret": "calendarYear", "kalenderår": "calendarYear", "verksamhetsår": "calendarYear",
	"termin": "halfYear", "terminen": "halfYear", "halvår": "halfYear", "halvåret": "halfYear", "kvartal": "quarter", "kvartalet": "quarter",
	"månad": "month", "månaden": "month", "vecka": "week", "veckan": "week", "mandatperiod": "termOfOffice",
	"säsong": "calendarYear", "säsongen": "calendarYear", "läsår": "calendarYear", "höst": "calendarYear", "vår": "calendarYear", "sommar": "calendarYear", "vinter": "calendarYear",
	"måndag": "week", "tisdag": "week", "onsdag": "week", "torsdag": "week", "fredag": "week", "lördag": "week", "söndag": "week",
}

var rhythmWords = map[string]string{
	"årligen": "calendarYear", "årlig": "calendarYear", "årliga": "calendarYear", "årligt": "calendarYear",
	"kvartalsvis": "quarter", "månadsvis": "month", "månatligen": "month", "månatliga": "month", "veckovis": "week",
	"kvartalsvisa": "quarter", "månadsvisa": "month", "terminsvisa": "halfYear", "veckovisa": "week",
	"terminsvis": "halfYear", "halvårsvis": "halfYear",
}

// alternate are what "varannan" and "var tredje" make of a period: how often, in which longer one.
var alternate = map[string]struct {
	times int
	per   string
}{
	"månad": {12, "calendarYear"}, "vecka": {52, "calendarYear"}, "kvartal": {4, "calendarYear"}, "termin": {2, "calendarYear"}, "halvår": {2, "calendarYear"},
	"år": {1, ""}, "måndag": {52, "calendarYear"}, "tisdag": {52, "calendarYear"}, "onsdag": {52, "calendarYear"}, "torsdag": {52, "calendarYear"}, "fredag": {52, "calendarYear"},
	"lördag": {52, "calendarYear"}, "söndag": {52, "calendarYear"},
}

// terms are parts of a year that an organisation divides it into, and how many there are.
var terms = map[string]int{"tertial": 3, "tertialet": 3, "läsperiod": 4, "läsperioden": 4, "månadsskifte": 12, "årsskifte": 1}

// genitives are periods to which what is held belongs: "ett av veckans tillfällen".
var genitives = map[string]string{"veckans": "week", "månadens": "month", "terminens": "halfYear", "kvartalets": "quarter", "årets": "calendarYear"}

// named reads a rhythm that names its days or months: "tisdagar och torsdagar", "varje torsdag", "i juni och i november",
// "två dagar i veckan". It returns where the words stand and where they end.
func (p *wording) named() (at, end, times int, per string) {
	for i, w := range p.lower {
		if _, some := p.number(i-1, false); some {
			continue // "två lördagar"
		}
		if base, ok := strings.CutSuffix(w, "ar"); ok && rhythms[base] == "week" {
			n, last := 1, i
			for k := i + 1; k < min(i+9, len(p.lower)); k++ {
				if b, ok := strings.CutSuffix(p.lower[k], "ar"); ok && rhythms[b] == "week" {
					n, last = n+1, k
				} else if !oneOf(p.lower[k], `och samt`) {
					break
				}
			}
			return i, last + 1, n, "week"
		}
		if n := terms[w]; n > 0 && oneOf(p.at(i-1), `per varje i`) {
			return i - 1, i + 1, n, "calendarYear"
		}
		if oneOf(w, `i under`) && months[p.at(i+1)] > 0 {
			n, k := 1, i+2
			for k < len(p.lower) && n < 12 {
				j := k
				for oneOf(p.at(j), `och samt i`) {
					j++
				}
				if months[p.at(j)] == 0 || w == "under" && p.at(k) != "och" || j > k && p.at(k) == "i" {
					break
				}
				n, k = n+1, j+1
			}
			if n > 1 && verbForms[p.at(k)].present && !verbForms[p.at(k)].infin && slices.ContainsFunc(p.lower[:i], func(w string) bool { return verbForms[w].present }) {
				n-- // the last month is of the next clause: "öppnar i maj, och i oktober samlar vi"
			}
			if n > 1 && w == "i" && !isYear(p.at(k)) {
				return i, k, n, "calendarYear"
			}
		}
		if n, some := p.number(i, true); some && p.at(i+1) == "av" && genitives[p.at(i+2)] != "" && (p.sessions(strings.TrimSuffix(p.at(i+3), "en")) || oneOf(p.at(i+3), `tillfällen möten träffar kvällar pass sammanträden lektioner samlingar`)) {
			return i, i + 4, n, genitives[p.at(i+2)]
		}
		if _, days := p.number(i, true); days && oneOf(p.at(i+1), `dag dagar kväll kvällar gång gånger timmar`) && p.at(i+2) == "i" && oneOf(p.at(i+3), `veckan månaden`) {
			n, _ := p.number(i, true)
			return i, i + 4, n, rhythms[p.at(i+3)]
		}
	}
	return -1, 0, 0, ""
}

// every reads "varannan månad", "vartannat år", "var tredje vecka": which word, and how often.
func (p *wording) every() (at, times int, per string) {
	for i, w := range p.lower {
		n := 0
		switch {
		case w == "varannan" || w == "vartannat":
			n = 2
		case (w == "var" || w == "vart") && i+2 < len(p.lower):
			n = ordinals[p.lower[i+1]]
		}
		if n == 0 {
			continue
		}
		unit := p.at(i + 1)
		if n > 2 {
			unit = p.at(i + 2)
		}
		if a, ok := alternate[unit]; ok {
			if a.times < n {
				return i, 1, ""
			}
			return i, a.times / n, a.per
		}
	}
	return -1, 0, ""
}

// rhythm finds "fyra gånger per år" and the like: where it stands and the period.
func (p *wording) rhythm() (at int, per string) {
	for i, w := range p.lower {
		if electionWord(w) && oneOf(p.at(i-1), `varje vart`) {
			return i - 1, "termOfOffice"
		}
		if per := rhythmWords[w]; per != "" {
			return i, per
		}
		if per := rhythms[w]; per != "" {
			switch prev := p.at(i - 1); {
			case prev == "per", prev == "varje" && p.at(i-2) != "inför" && p.at(i-2) != "för", prev == "om" && strings.HasSuffix(w, "et"), prev == "i" && oneOf(w, `månaden veckan kvartalet halvåret`),
				prev == "under" && oneOf(p.at(i-2), `gång gånger ggr`), oneOf(prev, `av planperiodens periodens`) && slices.Contains(p.lower[max(0, i-5):i], "vart"):
				return i - 1, per
			}
		}
	}
	return -1, ""
}

// frequency reads how many times in each period. The number may stand before or after the words for the period.
func (p *wording) frequency(at int, per string) (Measure, bool) {
	if oneOf(p.at(at), `årlig årliga årligt månatliga`) {
		if _, some := p.number(at-1, false); !some {
			return p.frequent(1, per, p.phrase(at, min(at+2, len(p.words)))), true // "alla kommuner till en årlig dialog"
		}
	}
	for i := max(0, at-6); i < at; i++ {
		if end := p.money(i); end > 0 {
			return Measure{Kind: Volume, Per: per, Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”. En summa pengar fylls inte i som mål.", p.phrase(i, min(at+2, len(p.words))))}, true
		}
		if decimal(p.at(i)) && (p.percent(i) || oneOf(p.at(i-1), `minst högst till med`)) {
			return Measure{Kind: Volume, Per: per, uneven: true, Reason: fmt.Sprintf("Förslag: antal över tid, för att texten säger ”%s”.", p.phrase(max(0, i-1), min(at+2, len(p.words)))) + noWhole}, true
		}
	}
	near := at - 1
	for i := at - 1; i > max(0, at-8); i-- {
		if oneOf(p.at(i-1), `minst åtminstone`) {
			near = i // what is said outright goes before other numbers
		}
	}
	for i := near; i >= max(0, at-8); i-- {
		least := oneOf(p.at(i-1), `minst högst cirka ca åtminstone`)
		times := oneOf(p.at(i+1), `gång gånger ggr`)
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
		if !times && n > 1 && !p.recurring(i+1) && !p.recurring(i+2) {
			return Measure{Kind: Volume, Target: &n, TargetUnit: "count", Per: per, Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”.", quote)}, true
		}
		return p.frequent(n, per, quote), true
	}
	for i := at; i < min(len(p.lower), at+8); i++ {
		least := oneOf(p.at(i-1), `minst högst cirka ca åtminstone`)
		times := oneOf(p.at(i+1), `gång gånger ggr`)
		if n, ok := p.number(i, least || times || i == at+2 && p.noun(i+1, eventStems)); ok && !p.percent(i) && (times || p.noun(i+1, eventStems) || p.noun(i+2, eventStems)) {
			return p.frequent(n, per, p.phrase(at, min(i+2, len(p.words)))), true
		}
	}
	grows := p.find([]string{"öka", "ökn", "minsk", "höj", "sänk", "väx"}) >= 0
	if p.event() >= 0 || rhythmWords[p.at(at)] != "" || !grows {
		end := at + 1
		if rhythmWords[p.at(at)] == "" {
			end++
		}
		return p.frequent(1, per, p.phrase(at, end)), true
	}
	return Measure{}, false
}

// recurring tells whether word i names what is arranged or issued, of which a number in a period says how often.
func (p *wording) recurring(i int) bool { return p.noun(i, eventStems) || p.noun(i, issueStems) }

func (p *wording) frequent(n int, per, quote string) Measure {
	return Measure{Kind: Frequency, Target: &n, TargetUnit: "times", Per: per, Reason: fmt.Sprintf("Förslag: hur ofta, för att texten säger ”%s”.", quote)}
}

// volume reads a stated number: "minst tio nya klubbar", "öka med 5 procent".
func (p *wording) volume() (Measure, bool) {
	for i := range p.lower {
		prev := p.at(i - 1)
		lead := oneOf(prev, `minst åtminstone med till totalt sammanlagt cirka högst`)
		if decimal(p.at(i)) && p.money(i) == 0 && (p.percent(i) || lead) {
			return p.limitOf(i)
		}
		n, ok := p.number(i, prev == "minst")
		if ok && prev == "från" && p.goesTo(i) > 0 {
			continue // where it is now
		}
		if p.identifier(i) {
			continue
		}
		if !ok || i+1 >= len(p.words) && !p.percent(i) && !lead || prev == "nummer" || prev == "kapitel" || prev == "punkt" {
			continue
		}
		if oneOf(prev, `än samtliga alla de inom under mellan efter på vid om i`) || lead && oneOf(p.at(i-2), `än inom`) || timeUnit(p.at(i+1)) {
			continue // "färre än tio", "inom två arbetsdagar"
		}
		if prev == "med" && !p.percent(i) && p.find([]string{"öka", "ökn", "minsk", "höj", "sänk", "väx"}) < 0 {
			continue // "en bostad med sex lägenheter"
		}
		if f := verbForms[p.at(i+1)]; !lead && !p.percent(i) && (f.present || f.past) {
			continue // "Grundkurs 1 ges"
		}
		if from := p.comesFrom(i); from > 0 && !timeUnit(p.at(i+1)) {
			end := p.afterNumber(i)
			if p.stop[i] {
				end = i + 1
			}
			m := Measure{Kind: Volume, Target: &n, TargetUnit: "count", Reason: fmt.Sprintf("Förslag: antal, för att texten säger ”%s”. Det sista talet är målet.", p.phrase(from-1, end))}
			if p.percent(i) {
				m.TargetUnit = "percent"
				m.Reason = strings.Replace(m.Reason, "antal,", "antal över tid,", 1)
			}
			return m, true
		}
		if prev == "till" && p.find([]string{"fyll", "öka", "ökn", "minsk", "höj", "sänk", "väx", "antal", "nå"}) < 0 {
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

// limitOf proposes for a limit with decimals at word i, "högst 2,6 procent", what is counted, and leaves the number to people.
func (p *wording) limitOf(i int) (Measure, bool) {
	m := Measure{Kind: Volume, uneven: true}
	name := "antal över tid"
	if slices.ContainsFunc(p.lower[:i], func(w string) bool { return strings.HasPrefix(w, "andel") }) {
		m.Kind, name = Coverage, "täckning"
	}
	m.Reason = fmt.Sprintf("Förslag: %s, för att texten säger ”%s”.", name, p.phrase(max(i-1, 0), min(i+2, len(p.words)))) + noWhole
	return m, true
}

// goesTo is where the number stands to which something goes from the number at word i, "från 22 till 25 procent"; 0 when
// it goes nowhere.
func (p *wording) goesTo(i int) int {
	for k := i + 1; k < min(i+4, len(p.lower)); k++ {
		if _, ok := p.number(k+1, false); ok && p.lower[k] == "till" {
			return k + 1
		}
	}
	return 0
}

// comesFrom is where the number stands from which something goes to the number at word i, when the sentence is about what
// grows or shrinks or the number counts something; 0 otherwise.
func (p *wording) comesFrom(i int) int {
	if p.at(i-1) != "till" {
		return 0
	}
	for k := i - 2; k >= max(1, i-4); k-- {
		if _, ok := p.number(k, false); ok && p.at(k-1) == "från" && p.goesTo(k) == i {
			if p.find([]string{"öka", "ökn", "minsk", "höj", "sänk", "väx", "antal", "andel"}) >= 0 || !p.stop[i] && i+1 < len(p.lower) && !prepositions[p.at(i+1)] {
				return k
			}
		}
	}
	return 0
}

// timeUnit tells whether a word counts time: "arbetsdagar", "minuter".
func timeUnit(w string) bool {
	if w == "år" {
		return true
	}
	for _, e := range [...]string{"dag", "dagar", "dygn", "vecka", "veckor", "månad", "månader", "timme", "timmar", "timmes", "minut", "minuter", "sår", "läsår", "halvår", "kvällar"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// afterNumber is where a quotation of the number at word i and what it counts ends.
func (p *wording) afterNumber(i int) int {
	end := i + 2
	if next := p.at(i + 1); len(next) == 3 && strings.Trim(next, "0123456789") == "" {
		end++ // 1 200 samtal
	}
	if oneOf(p.at(end-1), `nya ny fler öppna`) {
		end++
	}
	return min(end, len(p.words))
}
