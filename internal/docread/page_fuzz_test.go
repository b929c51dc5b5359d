package docread

import (
	"testing"

	"verkstad/internal/planimport"
)

// FuzzPages feeds what poppler's programs say, since a stranger's file decides much of it.
func FuzzPages(f *testing.F) {
	words := `<page width="595" height="842">
<line xMin="60" yMin="70" xMax="200" yMax="90">
<word xMin="60" yMin="70" xMax="120" yMax="90">Medlemmar</word>
<word xMin="124" yMin="70" xMax="200" yMax="90">2019</word>
</line>
<line xMin="60" yMin="100" xMax="70" yMax="112">
<word xMin="60" yMin="100" xMax="64" yMax="112">•</word>
</line>
<line xMin="80" yMin="100" xMax="200" yMax="112">
<word xMin="80" yMin="100" xMax="200" yMax="112">Punkt</word>
</line>
`
	html := `<page number="1" position="absolute" top="0" left="0" height="2525" width="1784">
<fontspec id="0" size="33" family="A-Bold" color="#000"/>
<text top="210" left="180" width="360" height="60" font="0"><b>Medlemmar</b></text>
`
	f.Add([]byte(words), []byte(html), []byte("Document\n  H1 (block)\n    \"Medlemmar 2019\"\n  L\n    LI\n      Lbl\n        \"•\"\n      LBody\n        \"Punkt ﬁ\"\n"))
	f.Add([]byte(words+words), []byte(html+html), []byte("P\n  \"Med\"\n\"Punkt\"\n"))
	f.Add([]byte(`<page width="x"><word xMin="1">a</word>`), []byte("<text"), []byte("\"\n  \"\n/A\n"))
	f.Fuzz(func(t *testing.T, words, html, tags []byte) {
		pages := readPages(words)
		if checkPages(pages) == nil || len(pages) < 50 {
			dress(pages, html)
			lines := layPages(pages)
			applyTags(lines, readTags(tags))
			text, err := finish(lines, planimport.Paged, "pdf")
			if err != nil {
				return
			}
			if _, err := planimport.Parse(text, planimport.Options{}); err != nil {
				return
			}
		}
	})
}
