package planimport

import (
	"slices"
	"strings"
)

// This file reads what comes after a modal and the like: the infinitive that says what is done, and tasks that are given.

// modal reads what follows a modal: the infinitive that says what is done.
func (r *sentenceReader) modal(c *clause, how manner) {
	i := c.verb
	near := func(words string, within int) bool {
		for k := i + 1; k < min(i+1+within, c.end); k++ {
			if set(words)[r.lower[k]] {
				return true
			}
		}
		return false
	}
	switch r.lower[i] {
	case "ansvarar", "svarar":
		if near(`för`, 4) && c.who.kind != unknownActor && c.who.kind != ourThing && c.who.kind != ownedThing {
			if standing := c.who.kind == organisation || c.who.kind == body && standingBody(r.at(c.who.to-1)); standing && !near(`att`, 8) {
				c.form = verbForm{infinitive: "ansvara", class: otherVerb, present: true} // what it is there for
				return
			}
			c.how = how
			c.form = verbForm{infinitive: "ansvara", class: doing}
			for k := i + 2; k < min(i+9, len(r.lower)); k++ { // "ansvarar för att personalen utbildas"
				if r.lower[k] != "att" {
					continue
				}
				for j := k + 1; j < len(r.lower) && j < k+16; j++ {
					if f := r.forms[j]; r.sub[j] != noVerb && f.infinitive != "" || f.infin && r.open[k] != k {
						c.content, c.form = j, r.withParticle(j, f)
						break
					}
				}
				break
			}
		} else if c.form = (verbForm{infinitive: "svara", class: otherVerb, present: true}); actorWeight[c.who.kind] >= 3 && c.who.kind != ownedThing && !near(`för`, 4) {
			c.form.class = doing // "svarar alla inom två dygn", but not "svarar för hälften av utsläppen"
		}
		return
	case "verkar", "arbetar", "jobbar":
		if !near(`för`, 4) && !near(`aktivt`, 3) {
			if f := r.withParticle(i, verbForm{infinitive: "arbeta", class: otherVerb, present: true}); f.class == doing {
				c.form = f // "arbetar tillsammans fram"
				return
			}
			c.form = verbForm{infinitive: "arbeta", class: furthering, present: true}
			if !near(`med vidare`, 4) {
				c.form.class = otherVerb
			}
			return
		}
		c.how, c.form = how, verbForm{infinitive: "arbeta", class: furthering}
		return
	case "planerar", "lovar", "förbinder", "ombeds", "uppdras", "åläggs", "bemyndigas", "hoppas", "önskar", "siktar", "strävar", "eftersträvar", "åtar", "avser", "ämnar":
		c.how = how
		if c.form = (verbForm{infinitive: "planera", class: doing}); how == strives {
			c.form = verbForm{infinitive: "sträva", class: furthering}
		}
	case "får", "kommer":
		found := false
		for k := i + 1; k < min(i+16, c.end); k++ {
			if r.forms[k].infin || looksInfinitive(r.lower[k]) && (r.at(k-1) == "att" || k == i+1 || k == i+2 && negations[r.at(i+1)]) {
				found = true
				break
			}
			if r.open[k] >= 0 && r.open[k] > i {
				break
			}
		}
		if !found {
			c.form = verbForm{infinitive: "få", class: being, present: true}
			if r.lower[i] == "kommer" {
				c.form = r.withParticle(i, verbForm{infinitive: "komma", present: true}) // "kommer ut varje månad"
			}
			return
		}
		c.how = how
	default:
		c.how = how
	}
	if r.infinitive(c, min(i+24, c.end)); c.content == i && oneOf(r.lower[i], `behöver försöker kan bör vill`) {
		c.how, c.form = now, verbForm{infinitive: "ha", class: being, present: true} // "behöver en kassa", "så gott vi kan"
	}
}

// infinitive finds the infinitive that says what is done, past those that only say that one will try, begin or go on.
func (r *sentenceReader) infinitive(c *clause, end int) {
	i := c.verb
	past := false // an infinitive already
	for k := i + 1; k < end; k++ {
		if r.open[k] > i {
			if oneOf(r.lower[i], `strävar hoppas önskar vill`) && r.lower[r.open[k]] == "att" {
				break
			}
			continue
		}
		f := r.forms[k]
		bare := c.how != charged && c.how != answers && c.how != theGoal && oneOf(r.lower[i], `ska skall måste behöver bör kan vill får`) // what follows "att" belongs to something else
		switch {
		case f.infin && bare && !past && r.at(k-1) == "att":
		case f.infin:
			past = true
			if f.infinitive == "komma" && r.at(k+1) == "att" && k+2 < end {
				continue
			}
			if oneOf(f.infinitive, `kunna behöva försöka fortsätta börja hjälpa komma låta`) && k+1 < c.end && (r.infinitiveNear(k+1, c.end) || f.infinitive == "försöka" && r.forms[k+1].infin) {
				continue
			}
			if f.infinitive == "ha" { // "ska ha utbildat"
				for j := k + 1; j < min(k+4, c.end); j++ {
					if g := r.forms[j]; g.supine {
						g.infin, g.past, g.supine = true, false, false
						c.content, c.form = j, r.withParticle(j, g)
						return
					}
				}
			}
			if f.infinitive == "göra" && oneOf(r.at(k+1)+r.at(k+2), `försök försöka`) || r.at(k+2) == "försök" && f.infinitive == "göra" {
				continue // "göra ett försök att starta"
			}
			c.content, c.form = k, r.withParticle(k, f)
			c.passive = f.passive
			r.also(c)
			return
		case bare && k == i+1 && len(r.lower[k]) > 4 && strings.HasSuffix(r.lower[k], "as") && !ownerWords[r.lower[k]]:
			c.content, c.form, c.passive = k, verbForm{infinitive: strings.TrimSuffix(r.lower[k], "s"), infin: true, passive: true}, true
			return
		case looksInfinitive(r.lower[k]) && (k == i+1 && c.how != charged || r.at(k-1) == "att" || r.who(c.who, k-1)):
			c.content, c.form = k, verbForm{infinitive: r.lower[k], infin: true}
			return
		}
	}
}

// also looks for a second infinitive that says more of what will be done: "arbeta för jämställdhet samt ta fram tips".
func (r *sentenceReader) also(c *clause) {
	if c.form.class == doing && !lasting[strings.ReplaceAll(c.form.infinitive, " ", "_")] {
		return
	}
	for k := c.content + 2; k < c.end; k++ {
		f := r.forms[k]
		if !f.infin || f.passive != c.passive || r.open[k] > c.content || !(oneOf(r.at(k-1), `och samt`) || oneOf(r.at(k-2), `och samt`) && adverbs[r.at(k-1)]) {
			continue
		}
		if with := r.withParticle(k, f); with.class == doing && !lasting[strings.ReplaceAll(with.infinitive, " ", "_")] {
			c.content, c.form = k, with
			return
		}
	}
}

func (r *sentenceReader) who(a actor, k int) bool { return a.kind != nobody && a.to == k+1 }

func (r *sentenceReader) infinitiveNear(from, end int) bool {
	for k := from; k < min(from+5, end); k++ {
		if r.forms[k].infin && r.forms[k].class != being {
			return true
		}
	}
	return false
}

// standingBody tells whether a body is there for all of a matter by its nature, so that what it answers for is no promise.
func standingBody(w string) bool {
	return strings.HasSuffix(w, "nämnden") || oneOf(w, `styrelsen förvaltningen kommunstyrelsen`)
}

// charge reads who is given a task: "får i uppdrag att", "har till uppgift", "har en viktig uppgift i att".
func (r *sentenceReader) charge(c *clause) {
	for k := c.verb + 1; k < min(c.verb+9, c.end); k++ {
		w, prev := r.lower[k], r.at(k-1)
		switch {
		case (w == "uppdrag" || w == "uppgift") && (prev == "i" || prev == "till" || prev == "som" || (ownerWords[prev] || r.genitive(k-1)) && r.at(k+1) == "att"), (w == "uppdraget" || w == "uppgiften") && r.at(k+1) == "att",
			w == "mandat" && slices.Contains(r.lower[k:min(k+8, len(r.lower))], "att"), w == "ansvar" || w == "ansvaret" || w == "huvudansvar" || w == "huvudansvaret",
			w == "mål" && prev == "som", w == "målsättning" && prev == "som", w == "avsikt" && prev == "för",
			w == "roll" && (r.at(k+1) == "i" || r.at(k+1) == "med") && r.at(k+2) == "att":
			if standing := c.who.kind == organisation || c.who.kind == body && standingBody(r.at(c.who.to-1)); standing && strings.HasPrefix(w, "ansvar") && !slices.Contains(r.lower[k:min(k+8, len(r.lower))], "att") {
				return // what it is there for
			}
			c.how = charged
			if w == "mål" || w == "målsättning" {
				c.how = theGoal
			}
			if w == "roll" || w == "mandat" || strings.HasSuffix(w, "ansvar") || strings.HasSuffix(w, "ansvaret") {
				c.how = answers
			}
			if r.lower[c.verb] == "har" && w == "ansvar" && prev == "med" { // "utskott med ansvar för" only describes
				c.how = now
				return
			}
			c.form = verbForm{infinitive: "ansvara", class: doing}
			r.infinitive(c, c.end)
			return
		}
	}
}

// forbids tells whether what is said may not be: "får inte överstiga", "inga avtal får tecknas".
func (r *sentenceReader) forbids(c *clause) bool {
	return negations[r.at(c.verb+1)] || negations[r.at(c.verb+2)] && r.lower[c.verb+1] != "och" || negations[r.at(c.who.from)]
}

// adverbOr tells whether word i, or the one after it, is w.
func (r *sentenceReader) adverbOr(i int, w string) bool { return r.at(i) == w || r.at(i+1) == w }

// withParticle gives a verb the class that it has with the word that belongs to it.
func (r *sentenceReader) withParticle(i int, f verbForm) verbForm {
	ps := particled[f.infinitive]
	if f.infinitive == "ses" && oneOf(r.at(i+1), `över`) {
		f.infinitive, ps = "se", particled["se"] // "ses över" beside "ses", to meet
	}
	if ps == nil {
		return f
	}
	for k := i + 1; k < min(i+8, len(r.lower)); k++ {
		if k > i+1 && r.stop[k-1] {
			break
		}
		if r.lower[k] == "plats" && r.at(k-1) != "på" || oneOf(r.lower[k], `en ett om`) && f.infinitive == "göra" && k > i+2 {
			continue
		}
		if class, ok := ps[r.lower[k]]; ok && (r.lower[k] != "i" && r.lower[k] != "på" || k == i+1 && (!f.passive || f.infinitive == "fylla")) {
			f.class = class
			f.infinitive += " " + r.lower[k]
			return f
		}
	}
	return f
}
