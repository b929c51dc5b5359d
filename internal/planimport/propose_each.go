package planimport

import (
	"fmt"
	"strings"
)

// This file reads how many times each one of a group does something: "Varje förening håller minst fyra möten per år". What
// is followed is how many of them do, so that it is a coverage of all of them, and the number and the time are kept beside
// it: four meetings in all would be reached by one eager association.

// An Each is what every one of a coverage's population should reach by itself: Count times, in each Per.
type Each struct {
	Count int    `json:"count"`
	Per   string `json:"per"` // as [Measure.Per]; empty when the text says no time, or the time that the plan covers
}

// ofEach makes what is counted into a coverage when it is said of every one, and gives a coverage the number that each
// should reach.
func (p *wording) ofEach(m Measure) Measure {
	switch {
	case m.Kind == Coverage:
		if from, to, ok := p.eachOf(); ok {
			m.Each = p.perEach(from, to)
		} else if from, to := p.placeOf(m.Population); to > 0 && m.TargetUnit == "count" || m.Target != nil && *m.Target < 100 && to > 0 {
			m.Each = p.perEach(max(0, from-4), to)
		}
	case m.Kind == Frequency && m.Target != nil && m.Per != "", m.Kind == Volume && m.Target != nil && m.TargetUnit == "count" && m.Per != "":
		from, to, ok := p.eachOf()
		if !ok {
			return m
		}
		each := Each{*m.Target, m.Per}
		quote := m.Reason
		if _, after, ok := strings.Cut(m.Reason, "för att "); ok {
			quote = after
		}
		all, who := 100, p.phrase(from, to)
		who = strings.ToLower(prefix(who, 1)) + strings.TrimPrefix(who, prefix(who, 1))
		m = Measure{Kind: Coverage, Target: &all, TargetUnit: "percent", Population: who,
			UnitKinds: unitKinds(p.lower[from:to]), Each: &each, Reason: fmt.Sprintf("Förslag: täckning av ”%s”, för att %s", who, quote)}
	}
	if m.Each != nil {
		m.Reason += " Var och en räknas som når " + m.Each.words() + "."
	}
	return m
}

// words are the number and the time in Swedish: "minst 4 per år".
func (e Each) words() string {
	per := map[string]string{"calendarYear": " per år", "halfYear": " per halvår", "quarter": " per kvartal", "month": " per månad", "week": " per vecka", "termOfOffice": " per mandatperiod"}[e.Per]
	return fmt.Sprintf("minst %d%s", e.Count, per)
}

// placeOf is where the words of a population stand.
func (p *wording) placeOf(population string) (from, to int) {
	ws := lowerWords(population)
	for i := 0; len(ws) > 0 && i+len(ws) <= len(p.lower); i++ {
		k := 0
		for k < len(ws) && p.lower[i+k] == ws[k] {
			k++
		}
		if k == len(ws) {
			return i, i + k
		}
	}
	return 0, 0
}

// eachOf finds the group of which every one does something or to whom it is done, "varje förening", "alla utskott": where
// its words stand. Whom something is for, where it is held or who is invited says nothing of how often each of them does it.
func (p *wording) eachOf() (from, to int, ok bool) {
	for i, w := range p.lower {
		if !oneOf(w, `alla samtliga varje`) || i+1 >= len(p.lower) || p.stop[i] || rhythms[p.at(i+1)] != "" || terms[p.at(i+1)] > 0 || p.sessions(p.at(i+1)) || electionWord(p.at(i+1)) {
			continue
		}
		prev, f := p.at(i-1), verbForms[p.at(i-1)]
		switch {
		case i == 0, prev == "ska", prev == "skall", prev == "bör", i > 0 && p.stop[i-1]:
		case prev == "med" && p.withEach(i) > 0 || prev == "med" && oneOf(p.at(i-2), `hålls hålla håller träffas möts medarbetarsamtal utvecklingssamtal samtal`):
		case prepositions[prev] || oneOf(f.infinitive, `kalla samla informera inbjuda bjuda omfatta`):
			continue
		case f.present || f.infin:
		default:
			continue
		}
		end := p.population(i)
		for k := i + 2; k < end; k++ {
			if oneOf(p.lower[k], `minst högst två tre fyra fem sex en ett till i på om per åtminstone`) {
				end = k
			}
		}
		if oneOf(verbForms[p.at(end)].infinitive, `bjuda inbjuda kalla informera samla`) {
			continue // to one and the same
		}
		if end > i+1 && !timeUnit(p.at(end-1)) {
			return i, end, true
		}
	}
	return 0, 0, false
}

// perEach reads "minst fyra möten per år" outside the words from to to, which say who; nil when nothing is counted.
func (p *wording) perEach(from, to int) *Each {
	for k := range p.lower {
		if k >= from && k < to || p.percent(k) || p.money(k) > 0 || timeUnit(p.at(k+1)) || decimal(p.at(k)) {
			continue
		}
		least := oneOf(p.at(k-1), `minst åtminstone`)
		times := oneOf(p.at(k+1), `gång gånger ggr`)
		n, ok := p.number(k, least || times)
		if !ok || !least && !times && !p.recurring(k+1) && !p.recurring(k+2) || p.at(k+1) == "av" || prepositions[p.at(k-1)] && !times {
			continue
		}
		if p.at(k-1) == "högst" || least && p.at(k-2) == "med" {
			continue
		}
		for j := k + 1; j < min(k+7, len(p.lower)); j++ {
			if per := rhythms[p.lower[j]]; per != "" && oneOf(p.at(j-1), `per om under varje i`) {
				return &Each{n, per}
			}
			if per := rhythmWords[p.lower[j]]; per != "" {
				return &Each{n, per}
			}
			if p.stop[j] {
				break
			}
		}
		if at, per := p.rhythm(); at >= 0 && at < k {
			return &Each{n, per}
		}
		return &Each{Count: n}
	}
	return nil
}
