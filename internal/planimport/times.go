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

// times reads the first "efter valet 2018", "senast den 1 mars 2019" and the like.
func (p *wording) times() (earliest, due string) {
	spans := false // due is only where a time ends
	for i, w := range p.lower {
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
		case "före", "innan":
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
			if p.at(i-1) == "fram" || w != "till" || strings.HasPrefix(p.at(i+1), "val") || strings.HasPrefix(p.at(i+1), "utgången") || strings.HasPrefix(p.at(i+1), "slutet") || (p.at(i+1) == "första" || p.at(i+1) == "den" && months[p.at(i+3)] > 0) && p.find([]string{"från"}) < 0 {
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
			if months[p.at(i+1)] > 0 && !(p.at(i+2) == "och" && months[p.at(i+3)] > 0) && due == "" && !p.recurs() {
				_, due = p.moment(i + 1)
				spans = true
			}
		case "den":
			if day, last := p.moment(i); day != "" && day == last && due == "" && !oneOf(p.at(i-1), `efter från med till innan före mellan per`) && !p.recurs() {
				due, spans = day, true
			}
		}
	}
	if earliest != "" && due != "" && due < earliest {
		return earliest, ""
	}
	return earliest, due
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
		year := func(k int) int {
			if y := yearIn(p.at(k)); y > 0 {
				return y
			}
			return p.year
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
		case oneOf(w, `året verksamhetsåret`) && p.year > 0 && n <= 1:
			return fmt.Sprintf("%d-01-01", p.year), fmt.Sprintf("%d-12-31", p.year)
		case oneOf(w, `valåret valår`) && yearIn(p.at(i+1)) > 0:
			i++
			continue
		case season[w] != [2]string{}:
			if y := year(i + 1); y > 0 {
				return fmt.Sprintf("%d-%s", y, season[w][0]), fmt.Sprintf("%d-%s", y, season[w][1])
			}
			return "", ""
		case months[w] > 0:
			if y := year(i + 1); y > 0 {
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
			if y := year(i + 2); y > 0 {
				s := time.Date(y, months[p.at(i+1)], 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				return s, s
			}
		}
		if day, err := strconv.Atoi(w); err == nil && day >= 1 && day <= 31 && months[p.at(i+1)] > 0 {
			if y := year(i + 2); y > 0 {
				s := time.Date(y, months[p.at(i+1)], day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				return s, s
			}
		}
		return "", ""
	}
	return "", ""
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
