package planimport

import (
	"slices"
	"strings"
)

// This file knows kinds of acts by where they are done and to whom: talks at doors, visits to companies, what is got done.

// canvass tells whether talks are held with those outside, at doors and in squares, or with voters.
func (r *sentenceReader) canvass() bool {
	talk := slices.ContainsFunc(r.lower, func(w string) bool { return strings.HasPrefix(w, "samtal") || strings.HasSuffix(w, "samtal") })
	return talk && slices.ContainsFunc(r.lower, func(w string) bool {
		return oneOf(w, `dörr dörren dörrar dörrarna gatan gator torg torget torgen väljare väljarna`) || strings.HasPrefix(w, "dörrknack")
	})
}

// outVisits tells whether visits to companies and workplaces of others are counted, which parties make to be seen.
func (r *sentenceReader) outVisits() bool {
	return slices.ContainsFunc(r.lower, func(w string) bool {
		return strings.HasSuffix(w, "företagsbesök") || strings.HasSuffix(w, "hembesök")
	})
}

// practice tells whether a word is an exercise and no trial or exercise of power.
func practice(w string) bool {
	for _, e := range [...]string{"övning", "övningen", "övningar", "övningarna"} {
		if base, ok := strings.CutSuffix(w, e); ok {
			return !strings.HasSuffix(base, "pr") && !strings.HasSuffix(base, "ut") && !strings.HasSuffix(base, "bed")
		}
	}
	return false
}

// getsDone tells whether something is got done: "få hemsidan översatt", "försöker få lokalen godkänd".
func (r *sentenceReader) getsDone(v verdict) bool {
	if v.form.infinitive != "få" && v.form.infinitive != "få till" || v.how != strives && v.how != shall && v.how != now && v.how != intends || v.who.kind == unknownActor || v.who.kind == members || v.who.kind == others {
		return false
	}
	for k := v.content + 2; k < min(v.content+6, len(r.lower)); k++ {
		if prepositions[r.lower[k]] || r.stop[k-1] {
			return false
		}
		if f := r.forms[k]; (f.supine || f.past) && f.class == doing {
			return true
		}
		if f := verbForms[r.lower[k]+"e"]; f.past && f.class == doing && oneOf(suffix(r.lower[k], 1), `d t`) {
			return true // "installerad", "byggd", "tryckt"
		}
	}
	return false
}

// handsIn tells whether somebody hands in what is written: "lämnar ett förslag till manifest".
func (r *sentenceReader) handsIn(v verdict) bool {
	if !oneOf(v.form.infinitive, `lämna presentera redovisa`) && v.form.infinitive != "lämna in" && v.form.infinitive != "ta fram" {
		return false
	}
	for k := v.content + 1; k < min(v.content+4, len(r.lower)-2); k++ {
		if strings.HasPrefix(r.lower[k], "förslag") && oneOf(r.at(k+1), `till på`) {
			for j := k + 2; j < min(k+5, len(r.lower)); j++ {
				if wordClass(r.lower[j]) == "material" {
					return true
				}
				if r.stop[j] {
					break
				}
			}
		}
	}
	return false
}
