package docread_test

import (
	"slices"
	"strings"
	"testing"

	"verkstad/internal/docread"
	"verkstad/internal/planimport"
)

func TestWordText(t *testing.T) {
	t.Parallel()
	bold, hidden := `<w:b/>`, `<w:vanish/>`
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"runs are joined":            {para("", run("Vi be"), run("söker", bold), run(" alla.")), []string{"Vi besöker alla."}},
		"letters taken apart":        {para("", run("a\u030ar")), []string{"år"}},
		"tabs and no-break spaces":   {para("", run("Ett"), `<w:r><w:tab/></w:r>`, run("två\u00a0tre")), []string{"Ett\ttvå tre"}},
		"hyphens":                    {para("", run("grann\u00addistrikt, "), run("e"), `<w:r><w:noBreakHyphen/></w:r>`, run("post, ord"), `<w:r><w:softHyphen/></w:r>`, run("delning")), []string{"granndistrikt, e-post, orddelning"}},
		"soft line breaks":           {para("", run("Rad ett"), `<w:r><w:br/></w:r>`, run("rad två")), []string{"Rad ett", "rad två"}},
		"deleted and inserted":       {para("", run("Vi ska "), `<w:del><w:r><w:delText>inte </w:delText></w:r></w:del>`, `<w:ins>`+run("alltid ")+`</w:ins>`, run("svara.")), []string{"Vi ska alltid svara."}},
		"moved":                      {para("", `<w:moveFrom>`+run("Borta. ")+`</w:moveFrom>`, `<w:moveTo>`+run("Här.")+`</w:moveTo>`), []string{"Här."}},
		"a deleted end of paragraph": {`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>` + run("Första ") + `</w:p>` + para("", run("andra.")), []string{"Första andra."}},
		"hidden":                     {para("", run("Synligt."), run(" Dolt.", hidden)), []string{"Synligt."}},
		"fields show their result": {para("", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`, run("kapitel 2"),
			`<w:r><w:fldChar w:fldCharType="end"/></w:r>`, run(" gäller.")), []string{"kapitel 2 gäller."}},
		"links and controls": {para("", `<w:hyperlink>`+run("Länk")+`</w:hyperlink>`, `<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>`+run(" och fält")+`</w:sdtContent></w:sdt>`), []string{"Länk och fält"}},
		"a box comes once, after its paragraph": {para("", run("Före"), `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>`+para("", run("I rutan"))+`</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>`+
			para("", run("I rutan"))+`</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`, run(" ramen")), []string{"Före ramen", "I rutan"}},
		"bullets and levels": {item(1, 0, "Ett") + item(1, 1, "Under") + item(1, 0, "Två"), []string{"• Ett", "o Under", "• Två"}},
		"numbers are counted": {item(2, 0, "Ett") + item(2, 1, "A") + item(2, 1, "B") + item(2, 0, "Två") + item(2, 1, "C") + item(3, 0, "Om igen") + item(5, 0, "Romersk"),
			[]string{"1. Ett", "a) A", "b) B", "2. Två", "a) C", "1. Om igen", "III. Romersk"}},
		"numbers of headings": {para("Kapitel", run("Först")) + para("Kapitel", run("Sedan")), []string{"1 Först", "2 Sedan"}},
		"a bullet by style":   {para("Punktlista", run("Punkt")), []string{"• Punkt"}},
		"symbols":             {para("", `<w:r><w:sym w:font="Wingdings" w:char="F0A7"/></w:r>`, run(" Punkt")) + para("", run("n", `<w:rFonts w:ascii="Wingdings"/>`), run(" Ruta")), []string{"• Punkt", "• Ruta"}},
		"a table of data": {table([]string{"Vad", "När"}, []string{"Årsmöte", "20 april"}, []string{"Gala för alla ledare", "mars varje år"}),
			[]string{"Årsmöte", "När: 20 april", "Gala för alla ledare", "När: mars varje år"}},
		"a table that begins with when": {table([]string{"Datum", "Aktivitet", "Ansvarig"}, []string{"3 maj 2019", "Ordförandeträff", "Styrelsen"}, []string{"1 juni 2019", "Studiedag i distriktet", "Kansliet"}),
			[]string{"Ordförandeträff", "Datum: 3 maj 2019; Ansvarig: Styrelsen", "Studiedag i distriktet", "Datum: 1 juni 2019; Ansvarig: Kansliet"}},
		"a table of goals": {table([]string{"Mål", "Mått"}, []string{"Fler medlemmar i alla föreningar.", "Antal"}, []string{"Alla har en studieplan.", "Andel"}),
			[]string{"Mål: Fler medlemmar i alla föreningar.", "Mått: Antal", "Mål: Alla har en studieplan.", "Mått: Andel"}},
		"a table that only places text": {table([]string{"En ruta med text som är en hel mening och ingen rubrik.", "En annan ruta med en annan mening."}), []string{"En ruta med text som är en hel mening och ingen rubrik.", "En annan ruta med en annan mening."}},
		"cells that go on below": {`<w:tbl><w:tr><w:tc>` + para("", run("Område")) + `</w:tc><w:tc>` + para("", run("Aktivitet")) + `</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>` + para("", run("Studier")) + `</w:tc><w:tc>` +
			para("", run("Kurs i retorik")) + `</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>` + para("") + `</w:tc><w:tc>` + para("", run("Kurs i ekonomi")) + `</w:tc></w:tr></w:tbl>`,
			[]string{"Kurs i retorik", "Område: Studier", "Kurs i ekonomi", "Område: Studier"}},
		"deleted rows": {`<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>` + para("", run("Borta")) + `</w:tc></w:tr><w:tr><w:tc>` + para("", run("Kvar")) + `</w:tc></w:tr></w:tbl>`, []string{"Kvar"}},
		"formulas":     {para("", run("Summan är "), `<m:oMath><m:r><m:t>2+2</m:t></m:r></m:oMath>`), []string{"Summan är 2+2"}},
	} {
		if got := texts(t, word(t, c.body)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWordLooks(t *testing.T) {
	t.Parallel()
	data := word(t,
		para("Titel", run("Verksamhetsplan 2019")), para("Rubrik1", run("Kapitel"), `<w:r><w:br/></w:r>`, run("på två rader")), para("Rubrik2", run("Avsnitt")), para("Rubrik3", run("Underavsnitt")),
		para("", run("Fet rad", `<w:b/>`)), para("", run("Fet i stil", `<w:rStyle w:val="Stark"/>`)), para("Citat", run("Ett citat.")), para("", run("Stor text", `<w:sz w:val="40"/>`)),
		`<w:p><w:pPr><w:pageBreakBefore/></w:pPr>`+run("Ny sida")+`</w:p>`, para("", run("Efter"), `<w:r><w:br w:type="page"/></w:r>`, run("brytning")), `<w:p><w:pPr><w:ind w:left="720"/></w:pPr>`+run("Indragen")+`</w:p>`,
		`<w:p><w:pPr><w:jc w:val="right"/></w:pPr>`+run("Ur partiprogrammet")+`</w:p>`)
	text, err := docread.Read(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]planimport.Line{
		"Verksamhetsplan 2019": {Look: planimport.Look{Title: true, Size: 26}},
		"Kapitel på två rader": {Look: planimport.Look{Heading: 1, Size: 16, Bold: true}},
		"Avsnitt":              {Look: planimport.Look{Heading: 2, Size: 13, Bold: true}},
		"Underavsnitt":         {Look: planimport.Look{Heading: 3, Size: 13, Bold: true}},
		"Fet rad":              {Look: planimport.Look{Size: 11, Bold: true}},
		"Fet i stil":           {Look: planimport.Look{Size: 11, Bold: true}},
		"Ett citat.":           {Look: planimport.Look{Size: 11, Quote: true}},
		"Stor text":            {Look: planimport.Look{Size: 20}},
		"Ny sida":              {PageBreak: true, Look: planimport.Look{Size: 11}},
		"Efter":                {Look: planimport.Look{Size: 11}},
		"brytning":             {PageBreak: true, Look: planimport.Look{Size: 11}},
		"Indragen":             {Indent: 6, Look: planimport.Look{Size: 11}},
		"Ur partiprogrammet":   {Indent: 40, Look: planimport.Look{Size: 11}},
	}
	seen := 0
	for _, l := range text.Lines {
		if l.Text == "" {
			continue
		}
		seen++
		w, ok := want[l.Text]
		w.No, w.Text = seen, l.Text
		if !ok || l != w {
			t.Errorf("got %+v, want %+v", l, w)
		}
	}
	if seen != len(want) {
		t.Errorf("%d lines, want %d", seen, len(want))
	}
}

// Headings that are only bold or large, footnotes, a table of contents made by Word, goals in a list.
func TestWordOutline(t *testing.T) {
	t.Parallel()
	contents := func(text string) string {
		return para("Innehll1", `<w:hyperlink w:anchor="_Toc1">`+run(text)+`<w:r><w:tab/></w:r>`+run("3")+`</w:hyperlink>`)
	}
	large, bold := `<w:sz w:val="32"/>`, `<w:b/>`
	parts := wordParts(contents("Medlemmar") + contents("Målsättning") +
		para("", run("Medlemmar", bold, large)) + para("", run("Föreningarna växer när de syns. Därför är vi ute."), `<w:r><w:footnoteReference w:id="2"/></w:r>`) +
		para("", run("Målsättning", bold)) + item(1, 0, "Alla föreningar ska ha en kassör.") + item(1, 0, "Minst fyra träffar per år.") +
		para("", run("Studier", bold, large)) + para("", run("Ingress som är fet och så lång att den omöjligt kan vara en rubrik, eftersom den fortsätter med ännu en mening. Den är text.", bold)) + para("", run("Kurser hålls på hösten. De är öppna.")))
	parts["word/footnotes.xml"] = head + `<w:footnotes ` + wordSpace + `><w:footnote w:type="separator"><w:p/></w:footnote><w:footnote w:id="2">` + para("", run("Enligt enkäten.")) + `</w:footnote></w:footnotes>`
	src := source(t, pack(t, parts))
	got := outline(src)
	want := []string{"document " + src.Documents[0].Title, "# Medlemmar", "## Målsättning",
		"* Alla föreningar ska ha en kassör. | Medlemmar", "* Minst fyra träffar per år. | Medlemmar", "# Studier"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(src.Left) != 1 || src.Left[0].Why != planimport.Footnote || src.Left[0].Text != "Enligt enkäten." {
		t.Errorf("left out: %+v", src.Left)
	}
	for _, n := range src.Documents[0].Nodes[:2] {
		if n.Kind != planimport.ContentsNode {
			t.Errorf("%s is %s", n.Text, n.Kind)
		}
	}
}
