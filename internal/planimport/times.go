package planimport

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

var months = map[string]time.Month{
	"januari": 1, "februari": 2, "mars": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "augusti": 8, "september": 9,
	"oktober": 10, "november": 11, "december": 12,
}

// europeanElections are the days of elections to the European Parliament in Sweden.
// Source: the Swedish Election Authority (Valmyndigheten).
var europeanElections = map[int]string{
	2004: "2004-06-13", 2009: "2009-06-07", 2014: "2014-05-25", 2019: "2019-05-26", 2024: "2024-06-09",
}

// electionDay returns the day of the election that people mean by "valet 2018", or "". Ordinary general elections are
// held every fourth year on the second Sunday of September since 2014, before that on the third.
// Source: Vallag (2005:837) 1 kap. 3 §, as changed by SFS 2011:742.
func electionDay(year int, context string) string {
	if day, ok := europeanElections[year]; ok && (year%4 != 2 || strings.Contains(context, "europa") || strings.Contains(context, "eu-val") || strings.Contains(context, "eu-par")) {
		return day
	}
	if year%4 != 2 || year < 1994 {
		return ""
	}
	d := time.Date(year, 9, 1, 0, 0, 0, 0, time.UTC)
	d = d.AddDate(0, 0, (7-int(d.Weekday()))%7+7)
	if year < 2014 {
		d = d.AddDate(0, 0, 7)
	}
	return d.Format(time.DateOnly)
}

// addDays moves a date written 2006-01-02; an unreadable one becomes "".
func addDays(day string, n int) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return d.AddDate(0, 0, n).Format(time.DateOnly)
}

// onlyYear is the year that a period lies within, 0 when it is unknown or longer.
func onlyYear(p Period) int {
	if len(p.First) < 4 || len(p.Last) < 4 || p.First[:4] != p.Last[:4] {
		return 0
	}
	return yearIn(p.First[:4])
}

// yearOf is the year of a day that is written without one, "06-30": the only one in which the document's period has that
// day. Of an election plan only the last day is known, and its year is meant. 0 when no year is certain.
func (p *wording) yearOf(day string) int {
	last := yearIn(prefix(p.period.Last, 4))
	if last == 0 {
		return 0
	}
	if p.period.First == "" {
		if strconv.Itoa(last)+"-"+day > p.period.Last {
			return 0
		}
		return last
	}
	found := 0
	for y := yearIn(prefix(p.period.First, 4)); y > 0 && y <= last; y++ {
		if d := strconv.Itoa(y) + "-" + day; d >= p.period.First && d <= p.period.Last {
			if found > 0 {
				return 0
			}
			found = y
		}
	}
	return found
}

// wholePeriod tells whether two days are those of a whole year or of all that the document covers.
func (p *wording) wholePeriod(earliest, due string) bool {
	return earliest != "" && due != "" && (strings.HasSuffix(earliest, "-01-01") && due == earliest[:4]+"-12-31" || Period{earliest, due} == p.period)
}

// ending reads "vid årets slut", "vid utgången av 2028", "före verksamhetsperiodens slut", "när perioden är slut" from word
// i on: the day by which it is so.
func (p *wording) ending(i int) string {
	for k := i; k < min(i+5, len(p.lower)); k++ {
		w := p.lower[k]
		if !oneOf(w, `slut slutet utgång utgången`) {
			continue
		}
		of := p.at(k - 1)
		if oneOf(w, `slutet utgången`) || of == "är" {
			if of = p.at(k + 1); of == "av" {
				of = p.at(k + 2)
			} else if of == "" || p.at(k-1) == "är" {
				of = p.at(k - 2)
			}
		}
		switch of = strings.TrimSuffix(of, "s"); {
		case oneOf(of, `året verksamhetsåret budgetåret kalenderåret`):
			if onlyYear(p.period) > 0 || len(p.period.Last) > 0 && p.period.First != "" && p.period.Last < addDays(p.period.First, 367) {
				return p.period.Last
			}
		case oneOf(of, `perioden verksamhetsperioden planperioden`):
			return p.period.Last
		case yearIn(of) > 0 && isYear(of) && len(of) == 4:
			return of + "-12-31"
		case months[of] > 0:
			_, last := p.moment(k + 1)
			return last
		}
		return ""
	}
	return ""
}

// times reads the days within which something is to be done. What lies before the document's period is no time for it but
// something that has been: "lärdomarna från 2014".
func (p *wording) times() (earliest, due string) {
	earliest, due = p.written()
	begin := p.period.First
	if begin == "" && p.period.Last != "" {
		begin = addDays(p.period.Last, -730)
	}
	if begin != "" && due != "" && due < begin {
		return "", ""
	}
	if begin != "" && earliest != "" && earliest < begin {
		earliest = ""
	}
	return earliest, due
}

// written reads the first "efter valet 2018", "senast den 1 mars 2019" and the like.
func (p *wording) written() (earliest, due string) {
	spans := false // due is only where a time ends
	step := false  // due is a month of the first of several things: "provas i januari 2027 och införs den 1 maj"
	for i, w := range p.lower {
		if later := step && oneOf(w, `i den på`) && !oneOf(p.at(i-1), `efter från med till innan före mellan per senast`); later { // what is done after the step is the day of the whole
			if months[p.at(i+1)] > 0 && oneOf(p.at(i-1), `en ett`) && p.at(i-2) == "och" {
				due, step = "", false // "en i april och en i november"
				continue
			}
			if _, last := p.moment(i + 1); last != "" && last > due && (months[p.at(i+1)] > 0 || w == "den") {
				due, step = last, false
				continue
			}
		}
		switch w {
		case "efter":
			if first, last := p.moment(i + 1); first != "" && earliest == "" {
				earliest = addDays(last, 1)
			}
		case "fr.o.m", "fr.o.m.":
			if first, _ := p.moment(i + 1); earliest == "" {
				earliest = first
			}
		case "från":
			k := i + 1
			if p.at(k) == "och" && p.at(k+1) == "med" {
				k += 2
			}
			if first, _ := p.moment(k); earliest == "" {
				earliest = first
			}
		case "start":
			if first, _ := p.moment(i + 1); earliest == "" && p.at(i-1) == "med" {
				earliest = first
			}
		case "när":
			if end := p.ending(i + 1); end != "" && due == "" && strings.Contains(p.at(i+1), "perioden") {
				due = end
			}
		case "vid":
			if end := p.ending(i + 1); end != "" && (due == "" || spans) {
				due, spans = end, false
			}
		case "mellan":
			if first, _ := p.moment(i + 1); first != "" && earliest == "" {
				for k := i + 2; k < min(i+8, len(p.lower)); k++ {
					if p.lower[k] == "och" {
						if _, last := p.moment(k + 1); last != "" {
							earliest, due = first, last
						}
						break
					}
				}
			}
		case "före", "innan":
			if end := p.ending(i + 1); end != "" && (due == "" || spans) {
				due, spans = end, false
				continue
			}
			first, _ := p.moment(i + 1)
			for k := i + 2; k < min(i+5, len(p.lower)) && first == "" && w == "innan"; k++ { // "innan säsongen börjar den 1 maj"
				if p.lower[k] == "den" {
					first, _ = p.moment(k)
				}
			}
			if first != "" && (due == "" || spans) {
				if due = addDays(first, -1); p.at(i+1) == "årsskiftet" {
					due = first
				}
			}
		case "senast", "t.o.m", "till":
			if k := i + 3; w == "till" && p.at(i+1) == "och" && p.at(i+2) == "med" {
				if _, last := p.moment(k); last != "" && (due == "" || spans) {
					due, spans = last, false
				}
				continue
			}
			if end := p.ending(i + 1); w == "senast" && end != "" && (due == "" || spans) {
				due, spans = end, false
				continue
			}
			if p.at(i-1) == "fram" || w != "till" || strings.HasPrefix(p.at(i+1), "val") || p.at(i+1) == "årsskiftet" || strings.HasPrefix(p.at(i+1), "utgången") || strings.HasPrefix(p.at(i+1), "slutet") || (p.at(i+1) == "första" || p.at(i+1) == "den" && months[p.at(i+3)] > 0) && p.find([]string{"från"}) < 0 {
				if _, last := p.moment(i + 1); last != "" && (due == "" || spans) {
					due, spans = last, false
				}
			}
		case "våren", "hösten", "sommaren", "vårterminen", "höstterminen":
			if prev := p.at(i - 1); !prepositions[prev] && yearIn(p.at(i+1)) > 0 && earliest == "" && due == "" {
				earliest, due = p.moment(i)
			}
		case "under":
			if first, last := p.moment(i + 1); first != "" && earliest == "" && due == "" {
				earliest, due, spans = first, last, true
			}
		case "i":
			if s := map[string]string{"vår": "våren", "höst": "hösten", "sommar": "sommaren"}[p.at(i+1)]; s != "" && earliest == "" && due == "" {
				if y := p.yearOf(season[s][0]); y > 0 {
					earliest, due = fmt.Sprintf("%d-%s", y, season[s][0]), fmt.Sprintf("%d-%s", y, season[s][1])
					spans = true
				}
			}
			if months[p.at(i+1)] > 0 && !(p.at(i+2) == "och" && months[p.at(i+3)] > 0) && due == "" && !p.recurs() {
				_, due = p.moment(i + 1)
				spans = true
				if step = due != ""; p.stepBefore(i) {
					due, step = "", false // "som provas i januari" says nothing of what it is about
				}
			}
		case "på":
			if k := i + 1; due == "" && (monthMeeting(p.at(k)) > 0 || monthMeeting(p.at(k+1)) > 0) && !p.recurs() {
				if monthMeeting(p.at(k)) == 0 {
					k++
				}
				_, due = p.moment(k)
			}
		case "den":
			if day, last := p.moment(i); day != "" && (day == last || strings.Contains(p.at(i+1), "–")) && due == "" && !oneOf(p.at(i-1), `efter från med till innan före mellan per`) && !p.recurs() {
				due, spans = last, true
			}
		}
	}
	if earliest != "" && due != "" && due < earliest {
		return earliest, ""
	}
	return earliest, due
}

// steps are verbs for what is done on the way to something.
var steps = set(`provas prova prövas testas testa inleds inledas inleder startar starta startas påbörjas påbörja börjar skickas remitteras förbereds presenteras diskuteras behandlas`)

// stepBefore tells whether the time at word i is that of a step on the way that a relative clause tells of: "ett program,
// som provas i januari".
func (p *wording) stepBefore(i int) bool {
	for k := i - 1; k >= max(0, i-5); k-- {
		if steps[p.lower[k]] {
			return p.at(k-1) == "som"
		}
		if p.stop[k] {
			break
		}
	}
	return false
}

// recurs tells whether something is done again and again, so that a month or a day only says when in each period.
func (p *wording) recurs() bool {
	at, _ := p.rhythm()
	if at < 0 {
		at, _, _, _ = p.named()
	}
	return at >= 0
}

// moment reads the date or period that starts at word i: its first and last day.
func (p *wording) moment(i int) (first, last string) {
	for n := 0; n < 5 && i < len(p.lower); n++ {
		w := p.lower[i]
		if d, err := time.Parse(time.DateOnly, w); err == nil {
			s := d.Format(time.DateOnly)
			return s, s
		}
		year := func(k int, day string) int {
			if y := yearIn(p.at(k)); y > 0 {
				return y
			}
			return p.yearOf(day)
		}
		switch {
		case oneOf(w, `den till vid i av utgången slutet det år senast kommande nästa ordinarie och med under`):
			i++
			continue
		case strings.HasPrefix(w, "val") && !strings.HasPrefix(w, "valet-") && electionWord(w), strings.HasSuffix(w, "valet"), strings.HasSuffix(w, "valen"):
			for k := i + 1; k < min(i+5, len(p.lower)); k++ {
				if y := yearIn(p.at(k)); y > 0 {
					day := electionDay(y, strings.Join(p.lower[i:k], " "))
					return day, day
				}
				if p.stop[k-1] {
					break
				}
			}
			return "", ""
		case oneOf(w, `året verksamhetsåret`) && onlyYear(p.period) > 0 && n <= 1:
			return fmt.Sprintf("%d-01-01", onlyYear(p.period)), fmt.Sprintf("%d-12-31", onlyYear(p.period))
		case oneOf(w, `första andra tredje fjärde`) && oneOf(p.at(i+1), `halvåret kvartalet`):
			part, size := map[string]int{"första": 0, "andra": 1, "tredje": 2, "fjärde": 3}[w], 3
			if p.at(i+1) == "halvåret" {
				size = 6
			}
			if y := year(i+2, fmt.Sprintf("%02d-01", min(part*size+1, 12))); y > 0 && part*size < 12 {
				d := time.Date(y, time.Month(part*size+1), 1, 0, 0, 0, 0, time.UTC)
				return d.Format(time.DateOnly), d.AddDate(0, size, -1).Format(time.DateOnly)
			}
			return "", ""
		case oneOf(w, `midsommar midsommarafton`):
			if y := year(i+1, "06-19"); y > 0 {
				d := time.Date(y, 6, 19, 0, 0, 0, 0, time.UTC)
				for d.Weekday() != time.Friday {
					d = d.AddDate(0, 0, 1)
				}
				return d.Format(time.DateOnly), d.Format(time.DateOnly)
			}
			return "", ""
		case monthMeeting(w) > 0:
			if y := year(i+1, fmt.Sprintf("%02d-15", monthMeeting(w))); y > 0 {
				d := time.Date(y, monthMeeting(w), 1, 0, 0, 0, 0, time.UTC)
				return d.Format(time.DateOnly), d.AddDate(0, 1, -1).Format(time.DateOnly)
			}
			return "", ""
		case oneOf(w, `valåret valår`) && yearIn(p.at(i+1)) > 0:
			i++
			continue
		case season[w] != [2]string{}:
			if y := year(i+1, season[w][0]); y > 0 {
				return fmt.Sprintf("%d-%s", y, season[w][0]), fmt.Sprintf("%d-%s", y, season[w][1])
			}
			return "", ""
		case months[w] > 0 && p.period.First == "" && yearIn(p.at(i+1)) == 0:
			return "", "" // an election plan may speak of the months of two years
		case months[w] > 0:
			if y := year(i+1, fmt.Sprintf("%02d-15", months[w])); y > 0 {
				d := time.Date(y, months[w], 1, 0, 0, 0, 0, time.UTC)
				return d.Format(time.DateOnly), d.AddDate(0, 1, -1).Format(time.DateOnly)
			}
			return "", ""
		case yearIn(w) > 0:
			y := yearIn(w)
			end := y
			if p.at(i+1) == "och" && yearIn(p.at(i+2)) > y {
				end = yearIn(p.at(i + 2))
			} else if ys := yearsIn(w); ys.Last != "" {
				end, _ = strconv.Atoi(ys.Last[:4])
			}
			return fmt.Sprintf("%d-01-01", y), fmt.Sprintf("%d-12-31", end)
		}
		if w == "första" && months[p.at(i+1)] > 0 { // "första maj"
			if y := year(i+2, fmt.Sprintf("%02d-01", months[p.at(i+1)])); y > 0 {
				s := time.Date(y, months[p.at(i+1)], 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				return s, s
			}
		}
		if from, to, ok := strings.Cut(w, "–"); ok && months[p.at(i+1)] > 0 { // "den 13–14 mars"
			a, errA := strconv.Atoi(from)
			b, errB := strconv.Atoi(to)
			if y := year(i+2, fmt.Sprintf("%02d-%02d", months[p.at(i+1)], max(a, 0))); errA == nil && errB == nil && a >= 1 && b > a && b <= 31 && y > 0 {
				return time.Date(y, months[p.at(i+1)], a, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), time.Date(y, months[p.at(i+1)], b, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			}
			return "", ""
		}
		if day, err := strconv.Atoi(w); err == nil && day >= 1 && day <= 31 && months[p.at(i+1)] > 0 {
			if y := year(i+2, fmt.Sprintf("%02d-%02d", months[p.at(i+1)], day)); y > 0 {
				s := time.Date(y, months[p.at(i+1)], day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				return s, s
			}
		}
		return "", ""
	}
	return "", ""
}

// monthMeeting is the month of a meeting that is called by it, "oktobermötet"; 0 for other words.
func monthMeeting(w string) time.Month {
	for name, m := range months {
		if rest, ok := strings.CutPrefix(w, name); ok && (strings.HasPrefix(rest, "möte") || strings.HasPrefix(rest, "sammanträde") || strings.HasPrefix(rest, "stämma")) {
			return m
		}
	}
	return 0
}

// electionWord tells whether a word that begins with "val" is about an election.
func electionWord(w string) bool {
	return oneOf(w, `val valet valen valdagen valrörelsen`)
}

// season is where seasons begin and end within a year: the months that they have in the calendar, as plans mean them.
var season = map[string][2]string{
	"våren": {"03-01", "05-31"}, "vårterminen": {"01-01", "06-30"}, "sommaren": {"06-01", "08-31"},
	"hösten": {"09-01", "11-30"}, "höstterminen": {"07-01", "12-31"}, "årsskiftet": {"12-31", "12-31"},
}
