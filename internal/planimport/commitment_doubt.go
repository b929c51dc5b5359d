package planimport

import (
	"slices"
	"strings"
)

// This file weighs what speaks against a promise: evidence and remarks about the document, permissions and wishes, what
// others have decided or wish, and what is addressed to the reader.

// doubts is how much speaks against a clause.
func (r *sentenceReader) doubts(c clause) int {
	n := r.evidence(c) + r.aboutText(c) + r.toldByOthers(c)
	thing := c.who.kind == unknownActor || c.who.kind == ourThing || c.who.kind == people || c.who.kind == others
	switch {
	case c.how == now && oneOf(c.form.infinitive, `ingå tillhöra beskriva efterfråga`), (c.how == answers || c.how == charged) && c.who.kind == unknownActor && !c.passive, c.how == now && c.form.infinitive == "återkomma" && thing && r.find([]string{"vecka", "våren", "hösten", "sommaren"}) < 0:
		n += 3 // how it is
	case c.how == now && !c.passive && r.usually() && c.who.kind != we:
		n += 3 // what people do as a rule
	case c.how == now && r.at(c.who.from) == "många", c.passive && c.form.infinitive == "läsa" && textWords[r.at(c.who.to-1)], c.passive && c.form.infinitive == "läsa" && strings.HasSuffix(r.at(c.who.to-1), "planen"):
		n += 4 // what many do, and how the text is to be read
	case c.how == now && c.form.infinitive == "slå fast", c.how == now && c.form.infinitive == "lämna" && c.who.kind == members:
		n += 3 // what others say, and those who leave
	case c.how == now && thing && slices.Contains(r.lower[c.verb:c.end], "varandra"):
		n += 3 // how things are to each other
	case c.how == now && c.passive && oneOf(c.form.infinitive, `besluta bestämma fastställa`) && c.agent.kind != nobody && !r.timed():
		n += 4 // who has the right to decide
	case c.how == must && oneOf(r.at(c.who.from), `en ett`) && c.who.kind == organisation:
		n += 2 // any such organisation
	case c.how == may && r.lower[c.verb] == "får" && !c.passive && c.form.class != being:
		n += 2 // a permission is no promise: "Styrelsen får omfördela"
	case c.how == may && oneOf(r.at(c.who.from), `en ett`) && (c.who.kind == organisation || c.who.kind == units):
		n += 2 // what one or another could do
	case c.how == now && c.passive && r.readBy(c):
		n += 3 // what others do with it
	case c.how == shall && c.passive && oneOf(c.form.infinitive, `känna uppleva uppfatta`):
		n += 2 // what others feel
	}
	n += r.truth(c)
	if r.lower[c.verb] == "borde" && c.who.kind != we {
		n += 3 // a wish about others
	}
	if r.at(0) == "det" && r.at(1) == "är" && oneOf(r.at(2), `där här då nu så`) && c.how == now {
		n += 4 // "Det är där rösterna hörs"
	}
	for k := max(0, c.verb-6); k < min(len(r.lower), c.verb+6); k++ {
		if c.how == now && !c.passive && (r.lower[k] == "idag" || r.lower[k] == "dag" && r.at(k-1) == "i") && !r.timed() {
			n += 2 // how it is today
			break
		}
	}
	for k := max(0, c.verb-1); k < min(len(r.lower)-1, c.verb+4); k++ {
		if r.lower[k] == "redan" && oneOf(r.lower[k+1], `i idag`) {
			n += 3 // it is so already
		}
	}
	if c.verb <= 1 && (c.who.kind == nobody || c.who.kind == unknownActor) && slices.ContainsFunc(r.lower, func(w string) bool { return oneOf(w, `dig er du ni din ditt dina era ert`) }) {
		n += 5 // addressed to the reader: "Hör av dig"
	}
	return n
}

// timed tells whether a sentence says when or how often.
func (r *sentenceReader) timed() bool {
	earliest, due := r.times()
	return earliest != "" || due != "" || r.recurs()
}

// usually tells whether a sentence says what happens most of the time.
func (r *sentenceReader) usually() bool {
	return r.find([]string{"oftast", "mestadels", "helst", "vanligen", "vanligtvis", "ibland"}) >= 0
}

// readBy tells whether a passive says what persons outside do: "läses av 900 personer".
func (r *sentenceReader) readBy(c clause) bool {
	for k := c.verb + 1; k < min(c.verb+4, len(r.lower)-1); k++ {
		if r.lower[k] == "av" {
			_, number := r.number(k+1, false)
			return c.agent.kind == nobody && (number && persons[r.at(k+2)] || persons[r.at(k+1)])
		}
	}
	return false
}

// evidence weighs what shows or means something: "Erfarenheten visar att", "Enkäten tyder på".
func (r *sentenceReader) evidence(c clause) int {
	if c.how != now || !oneOf(c.form.infinitive, `visa bekräfta bevisa antyda förklara bero tyda peka spegla`) || actorWeight[c.who.kind] >= 3 && c.who.kind != ownedThing {
		return 0
	}
	for k := c.verb + 1; k < min(c.verb+4, len(r.lower)); k++ {
		if oneOf(r.lower[k], `att hur på vad`) {
			return 4
		}
	}
	return 0
}

// textWords name parts of a document.
var textWords = set(`kapitel kapitlet avsnitt avsnittet område områden text texten tabell tabellen rubrik rubriken dokument dokumentet stycke bilaga bilagan inledning inledningen sida sidan punkt`)

// aboutText weighs what a document says of itself: "Varje kapitel inleds med", "Därefter följer en tabell", "DS står för".
func (r *sentenceReader) aboutText(c clause) int {
	if c.how != now {
		return 0
	}
	head := r.at(c.who.to - 1)
	switch f := c.form.infinitive; {
	case textWords[head] && oneOf(f, `inleda avsluta följa beskriva innehålla visa presentera redovisa sammanfatta behandla ange bestå omfatta`):
		return 5
	case strings.HasPrefix(f, "följa") && !c.passive && oneOf(r.at(c.verb-1), `därefter sedan nedan här sist därpå efter`):
		return 5
	case strings.HasPrefix(f, "stå") && (r.at(c.verb+1) == "för" || r.at(c.verb+1) == "i") && c.who.to-c.who.from == 1 && isCaps(r.words[c.who.from]) && runes(r.words[c.who.from]) <= 6:
		return 5
	case oneOf(f, `beskriva innehålla ange utgå bygga gälla återkomma behandla`) && slices.ContainsFunc(r.lower[c.verb:c.end], func(w string) bool { return textWords[w] || w == "planen" }) && actorWeight[c.who.kind] < 3:
		return 3
	case c.passive && oneOf(f, `behandla beskriva redovisa presentera`) && oneOf(r.at(c.verb+1)+" "+r.at(c.verb+2), `här`):
		return 5
	}
	return 0
}

// toldByOthers weighs what stands after a colon when the words before it tell what others have decided: "Fullmäktige har
// beslutat om tre mål: ...".
func (r *sentenceReader) toldByOthers(c clause) int {
	colon := -1
	for k := 0; k < c.verb; k++ {
		if r.hard[k] {
			colon = k
		}
	}
	if colon < 0 || !slices.Contains(r.lower[:colon], "har") && !slices.ContainsFunc(r.forms[:colon], func(f verbForm) bool { return f.past && !f.supine && !f.infin }) {
		return 0
	}
	for k := 0; k < colon; k++ {
		if oneOf(r.lower[k], `vi vår vårt våra`) {
			return 0
		}
		if r.sub[k] == mainVerb && oneOf(r.at(k+1), `beslutat fastställt antagit angett angivit uttalat formulerat satt pekat lyft krävt begärt`) {
			return 4
		}
	}
	return 0
}
