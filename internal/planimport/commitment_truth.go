package planimport

import (
	"slices"
	"strings"
	"unicode"
)

// This file tells promises from what is so: general truths, how things are run and paid for today, and demands on others.
// It also knows two kinds of promises that no actor is named for: bounds that are to be kept, and what is reported to whom.

// values are what people believe in, which nobody in a plan makes or does.
var values = set(`rätten friheten demokratin jämlikheten jämställdheten rättvisan solidariteten människovärdet yttrandefriheten asylrätten freden tilliten rättssäkerheten rättigheterna mångfalden`)

// truth weighs what is said of how things are rather than of what is to be done.
func (r *sentenceReader) truth(c clause) int {
	head, thing := r.at(c.who.to-1), c.who.kind == unknownActor || c.who.kind == ourThing || c.who.kind == ownedThing || c.who.kind == others
	verb := c.form.infinitive
	switch {
	case values[r.at(c.who.from)] && c.who.kind != organisation && c.who.kind != we && (c.how == may || c.how == must || r.lower[c.verb] == "får"):
		return 6 // "Friheten får aldrig tas för given"
	case (c.how == must || r.lower[c.verb] == "behöver") && verb == "vara" && (c.who.kind == we || c.who.kind == organisation) && !r.timed():
		return 4 // an appeal: "behöver vi vara ärliga"
	case c.how == now && c.passive && oneOf(verb, `utföra driva sköta bedriva äga köra`) && thing && definite(head) && !r.timed() && r.byOthers(c):
		return 4 // who runs it today
	case c.how == now && c.passive && oneOf(verb, `finansiera bekosta betala täcka`) && oneOf(head, `resten återstoden merparten huvuddelen övrigt mellanskillnaden`):
		return 4 // how it is paid for
	case c.how == now && c.passive && oneOf(verb, `granska ifrågasätta bedöma jämföra pröva mäta`) && c.agent.kind == nobody && c.who.kind != units && !r.timed() && slices.Contains(r.lower[c.who.from:max(c.who.from, c.who.to)], "resultat"):
		return 4 // what others do with it
	case c.how == now && verb == "gå" && r.at(c.content+1) != "ut" && c.who.kind == we && r.find([]string{"som"}) > c.verb && slices.Contains(r.lower[c.verb:min(len(r.lower), c.verb+4)], "in"):
		return 4 // "Vi går in i valet som": as what it stands there
	case r.cast.private && c.who.kind == organisation && oneOf(head, `kommun stad`) && c.who.to-c.who.from >= 2 && r.otherPlace(c.who.to-2):
		return 6 // a demand: "Ekeby kommun bör"
	}
	return 0
}

// byOthers tells whether a passive names after "av" who does it, and it is nobody of the organisation.
func (r *sentenceReader) byOthers(c clause) bool {
	for k := c.verb + 1; k < min(c.verb+4, len(r.lower)-1); k++ {
		if r.lower[k] == "av" {
			for j := k + 1; j < min(k+5, len(r.lower)); j++ {
				if kind := r.cast.kindOf(r.lower[j]); ownerWords[r.lower[j]] || kind == body || kind == role || kind == we || kind == units || kind == members {
					return false
				}
			}
			return true
		}
	}
	return false
}

// otherPlace tells whether word i is a name that is not the organisation's own.
func (r *sentenceReader) otherPlace(i int) bool {
	return i >= 0 && unicode.IsUpper(firstRune(r.words[i])) && !r.cast.names[r.lower[i]] && !determiners[r.lower[i]] && !ownerWords[r.lower[i]] && !oneOf(r.lower[i], `en varje hela`)
}

// bound weighs a bound that something is to keep to: "Högst tio procent av gåvorna ska gå till administration", "ska minst
// 300 000 kronor finnas kvar".
func (r *sentenceReader) bound(c clause) int {
	if c.how != shall || c.who.kind != unknownActor && c.who.kind != nobody && c.who.kind != ourThing {
		return 0
	}
	for k := max(0, c.who.from-1); k < min(c.who.to+1, len(r.lower)); k++ {
		if oneOf(r.lower[k], `minst högst åtminstone`) {
			if (r.percent(k+1) || r.money(k+1) > 0) && (c.form.class == being || c.form.class == otherVerb) {
				return 2
			}
		}
	}
	return 0
}

// reported weighs that something is told to a body of the organisation: "Avvikelser rapporteras till nämnden".
func (r *sentenceReader) reported(c clause) int {
	if c.how != now || !c.passive || c.agent.kind != nobody || c.who.kind != unknownActor && c.who.kind != ourThing || !(strings.HasSuffix(c.form.infinitive, "rapportera") || oneOf(c.form.infinitive, `redovisa anmäla`)) {
		return 0
	}
	for k := c.verb + 1; k < min(c.verb+5, len(r.lower)-1); k++ {
		if oneOf(r.lower[k], `till för i vid`) && r.cast.kindOf(r.lower[k+1]) == body {
			return 2
		}
	}
	return 0
}
