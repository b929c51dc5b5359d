package planimport

import "strings"

// This file knows what a page of a site has around its text, which comes along when somebody copies the page whole:
// buttons, links and the trail of pages above it.

// pageControls are buttons and links of sites that say nothing in a plan.
var pageControls = []string{
	"hoppa till innehåll", "hoppa till innehållet", "hoppa till huvudinnehåll", "hoppa till huvudinnehållet", "gå till innehållet", "till innehållet", "till huvudinnehållet",
	"dela sidan", "dela denna sida", "dela den här sidan", "dela på facebook", "dela på x", "dela på twitter", "dela på linkedin", "dela via e-post",
	"skriv ut", "skriv ut sidan", "lyssna på sidan", "lyssna på texten", "tipsa en vän", "kopiera länk", "kopiera länken", "till toppen", "till toppen av sidan", "tillbaka till toppen", "upp till toppen",
	"läs upp", "logga in", "visa mer", "läs mer", "aktivera talande webb", "ladda ner som pdf", "ladda ned som pdf", "spara som pdf", "hjälpte informationen dig", "var informationen till hjälp", "föregående sida", "nästa sida",
}

// likelyControls are words that other texts have as headings too. They are controls only beside a certain one.
var likelyControls = []string{"lyssna", "dela", "meny", "sök", "stäng", "tillbaka", "innehåll a–ö", "svenska", "english", "lättläst", "facebook", "twitter", "linkedin", "e-post", "mejla"}

// pageTrail tells whether a line is the trail of pages above a page of a site: "Start / Om oss / Verksamhetsplan".
func pageTrail(s string) bool {
	for _, sep := range [...]string{" / ", " > ", " » ", " › "} {
		parts := strings.Split(s, sep)
		if len(parts) < 3 || len(parts) > 12 || terminal(s) {
			continue
		}
		short := true
		for _, p := range parts {
			n := len(strings.Fields(p))
			short = short && n > 0 && n <= 6 && startsUpper(strings.TrimSpace(p))
		}
		if short {
			return true
		}
	}
	return false
}

// pageParts says which rows of a text are controls or trails of a web page. One certain line alone may be text.
func pageParts(rows []row, why []LeftOutReason) {
	is := func(s string, list []string) bool {
		s = strings.ToLower(strings.Trim(s, " .!?:›»>"))
		for _, c := range list {
			if s == c {
				return true
			}
		}
		return false
	}
	var sure []int
	for i := range rows {
		if s := rows[i].Text; len(s) <= 200 && why[i] == "" && (is(s, pageControls) || pageTrail(s)) {
			sure = append(sure, i)
		}
	}
	if len(sure) < 2 {
		return
	}
	for _, i := range sure {
		why[i] = PageControl
		for k := max(0, i-3); k < min(len(rows), i+4); k++ {
			if why[k] == "" && is(rows[k].Text, likelyControls) {
				why[k] = PageControl
			}
		}
	}
}
