package planimport

import "strings"

// This file reads forms of verbs that the tables do not list: those with a prefix that is a particle elsewhere
// (framlägga beside lägga fram), and those of older Swedish (hålles, utgives, mottager).

// separable are prefixes of verbs that also stand after them as words of their own.
var separable = [...]string{"fram", "vidare", "samman", "efter", "över", "till", "ut", "in", "upp", "av", "ner", "ned", "om", "mot", "på", "åter", "under", "genom", "bort", "med", "för"}

// prefixedNouns begin with such a prefix, end as a verb does, and are none.
var prefixedNouns = set(`sammanlagt sammantaget avgifter avdelningar uppgifter utgifter insatser inkomster utkast övergång framtid framsteg utskott utbud uppdrag upplag inlägg
	avsnitt uttag intag avtal utdrag utgångar ingångar utvecklar förslag förbund överens överlag inrikes utrikes avsides utomlands tillsammans inomhus utomhus omgivningar
	föreningar förmåner förluster framfart genomför förråd föräldrar förtroenden försök försöker förstår förhand förväg medlemmar medarbetare avstår uppstår insikter utsikter avsikter
	utställningar inställningar överläggningar framställningar uppställningar underställda avlöpande översikter utflykter inspel avspark tillit inköp utköp uppköp utlopp avlopp förekommer`)

// formOf finds what form of what verb a word is.
func formOf(w string) (verbForm, bool) {
	if f, ok := verbForms[w]; ok {
		return f, true
	}
	if len(w) < 5 || len(w) > 40 || prefixedNouns[w] {
		return verbForm{}, false
	}
	if f, ok := oldForm(w); ok {
		return f, true
	}
	if f, ok := loanForm(w); ok {
		return f, true
	}
	for _, prefix := range separable {
		base, ok := strings.CutPrefix(w, prefix)
		if !ok || len(base) < 3 {
			continue
		}
		f, ok := verbForms[base]
		if !ok {
			f, ok = oldForm(base)
		}
		if !ok || notVerbs[base] || strings.HasSuffix(base, "ningar") {
			continue
		}
		if class, known := particled[f.infinitive][prefix]; known {
			f.class = class
		} else if f.class == otherVerb && oneOf(prefix, `fram av upp ut in över`) && oneOf(f.infinitive, `ge ta lägga sätta ställa`) {
			f.class = doing // "avge ett yttrande"
		}
		f.infinitive = prefix + f.infinitive
		return f, true
	}
	return verbForm{}, false
}

// oldForm reads the long passive of verbs in -er, "hålles", "utföres", and the full forms of ta, ge and the like, "tager".
func oldForm(w string) (verbForm, bool) {
	for _, long := range [...][2]string{{"tagas", "tas"}, {"tages", "tas"}, {"taga", "ta"}, {"tager", "tar"}, {"givas", "ges"}, {"gives", "ges"}, {"giva", "ge"}, {"giver", "ger"}, {"bliva", "bli"}, {"bliver", "blir"}, {"hava", "ha"}, {"haver", "har"}, {"draga", "dra"}, {"drager", "drar"}, {"dragas", "dras"}, {"drages", "dras"}} {
		if w == long[0] {
			f, ok := verbForms[long[1]]
			return f, ok
		}
	}
	if base, ok := strings.CutSuffix(w, "es"); ok && len(base) >= 3 {
		if f, ok := verbForms[base+"as"]; ok && f.passive && f.infin {
			f.infin, f.present = false, true
			return f, true
		}
	}
	return verbForm{}, false
}

// states are verbs in -era that say how something is, not what somebody does.
var states = set(`fungera existera dominera resultera variera passera basera karakterisera karaktärisera konkurrera generera fascinera irritera imponera stagnera accelerera eskalera polarisera relatera orientera associera
	ignorera respektera exkludera diskriminera argumentera citera motivera definiera reflektera resonera fantisera protestera`)

// loanForm reads verbs in -era that the tables do not list, of which Swedish makes new ones freely: "patrullerar",
// "digifieras". Their infinitive is left to the tables, since many nouns end so.
func loanForm(w string) (verbForm, bool) {
	f := verbForm{class: doing, present: true}
	switch {
	case len(w) < 7:
		return verbForm{}, false
	case strings.HasSuffix(w, "erar"):
		f.infinitive = strings.TrimSuffix(w, "r")
	case strings.HasSuffix(w, "eras") && !strings.HasSuffix(w, "deras"):
		f.infinitive, f.infin, f.passive = strings.TrimSuffix(w, "s"), true, true
	default:
		return verbForm{}, false
	}
	if states[f.infinitive] {
		f.class = being
	}
	return f, true
}
