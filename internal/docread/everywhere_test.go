package docread_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"verkstad/internal/docread"
	"verkstad/internal/form"
	"verkstad/internal/planimport"
)

// What looks like a personal number is found wherever it stands in a file, and what only has many digits is not.
func TestFindLooksEverywhere(t *testing.T) {
	t.Parallel()
	const no = "19121212-1212"
	ordinary := para("", run("Vi ska ha fyra träffar."))
	with := func(name, content string) map[string]string {
		parts := wordParts(ordinary)
		parts[name] = content
		return parts
	}
	body := func(s string) map[string]string { return wordParts(ordinary + s) }
	part := func(root, s string) string {
		return head + `<w:` + root + ` ` + wordSpace + `>` + s + `</w:` + root + `>`
	}
	for name, c := range map[string]struct {
		parts map[string]string
		want  docread.Place
	}{
		"nothing":                    {body(""), docread.Nowhere},
		"a comment":                  {with("word/comments.xml", part("comments", `<w:comment w:id="1" w:author="A">`+para("", run("Ring "+no))+`</w:comment>`)), docread.Comments},
		"who wrote a comment":        {with("word/comments.xml", part("comments", `<w:comment w:id="1" w:author="`+no+`">`+para("", run("Ring"))+`</w:comment>`)), docread.Comments},
		"a header":                   {with("word/header2.xml", part("hdr", para("", run(no)))), docread.Margins},
		"a footer in pieces":         {with("word/footer1.xml", part("ftr", para("", run("19121212"), run("-12"), run("12")))), docread.Margins},
		"a footnote":                 {with("word/footnotes.xml", part("footnotes", `<w:footnote w:id="2">`+para("", run(no))+`</w:footnote>`)), docread.Notes},
		"an endnote":                 {with("word/endnotes.xml", part("endnotes", `<w:endnote w:id="2">`+para("", run(no))+`</w:endnote>`)), docread.Notes},
		"deleted text":               {body(`<w:p>` + run("Ring") + `<w:del w:id="1"><w:r><w:delText>` + no + `</w:delText></w:r></w:del></w:p>`), docread.Deleted},
		"half deleted":               {body(`<w:p>` + run("19121212") + `<w:ins w:id="1">` + run(" och") + `</w:ins><w:del w:id="1"><w:r><w:delText>-1212</w:delText></w:r></w:del></w:p>`), docread.Deleted},
		"moved text":                 {body(`<w:p><w:moveFrom w:id="1">` + run(no) + `</w:moveFrom></w:p>`), docread.Deleted},
		"hidden text":                {body(para("", run(no, `<w:vanish/>`))), docread.Unseen},
		"a description of a picture": {body(`<w:p><w:r><w:drawing><x descr="` + no + `"/></w:drawing></w:r></w:p>`), docread.Unseen},
		"an address of mail":         {with("word/_rels/footer1.xml.rels", head+`<Relationships><Relationship Id="r" Type="x/hyperlink" TargetMode="External" Target="mailto:`+no+`@example.org"/></Relationships>`), docread.Margins},
		"the properties":             {with("docProps/core.xml", head+`<cp:coreProperties xmlns:cp="x" xmlns:dc="y"><dc:title>Plan</dc:title><dc:creator>`+no+`</dc:creator></cp:coreProperties>`), docread.Properties},
		"a chart":                    {with("word/charts/chart1.xml", head+`<c:chart xmlns:c="x" xmlns:a="y"><a:p><a:r><a:t>`+no+`</a:t></a:r></a:p></c:chart>`), docread.Unseen},
		"a page within":              {with("word/afchunk.htm", "<p>"+no+"</p>"), docread.Unseen},
		"a workbook within":          {with("word/embeddings/Blad.xlsx", string(pack(t, map[string]string{"xl/sharedStrings.xml": `<sst><si><t>` + no + `</t></si></sst>`}))), docread.Unseen},
		"a part that breaks off":     {with("word/comments.xml", strings.TrimSuffix(part("comments", para("", run(no))+`<w:p>`), `</w:comments>`)), docread.Comments},

		"a part that cannot be read":    {with("customXml/item1.xml", "\xff\xfe<\x00"), docread.Nowhere},
		"cells beside each other":       {body(table([]string{"19121212", "-1212"})), docread.Nowhere},
		"a tab between":                 {body(`<w:p><w:r><w:t>19121212</w:t><w:tab/><w:t>1212</w:t></w:r></w:p>`), docread.Nowhere},
		"a bookmark":                    {body(`<w:p><w:r><w:instrText> PAGEREF _Ref1212121212 \h </w:instrText></w:r></w:p>`), docread.Nowhere},
		"a page on the web":             {body(`<w:p><w:r><w:instrText> HYPERLINK "https://example.org/191212121212" </w:instrText></w:r></w:p>`), docread.Nowhere},
		"a number of the program's own": {body(`<w:p w:rsidR="1212121212"><w:r><w:t>Text.</w:t></w:r></w:p>`), docread.Nowhere},
	} {
		got, err := docread.Find(t.Context(), pack(t, c.parts), form.LooksLikePersonalNumber)
		if err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", name, got, err, c.want)
		}
	}
	// Real files have none.
	files, err := filepath.Glob(filepath.Join(foreign, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := docread.Find(t.Context(), data, form.LooksLikePersonalNumber); err != nil || got != docread.Nowhere {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestFindInPDF(t *testing.T) {
	t.Parallel()
	const no = "19121212-1212"
	plan := string(pdf((&drawing{}).at(60, 90, 12, "F1", "Vi ska ha fyra träffar.")))
	// What is added stands behind a remark, so that the places of the objects stay right.
	added := func(s string) string { return strings.Replace(plan, "\nxref\n", "\n"+s+"\nxref\n", 1) }
	wide := "\xfe\xff"
	for _, u := range utf16.Encode([]rune(no)) {
		wide += string([]byte{byte(u >> 8), byte(u)})
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	fmt.Fprintf(z, "9 0 <</Type/Annot/Contents(%s)>>", no)
	z.Close()
	for name, c := range map[string]struct {
		data string
		want docread.Place
	}{
		"nothing":                {plan, docread.Nowhere},
		"a note":                 {added("9 0 obj <</Type/Annot/Contents (Ring \\(" + no + "\\))>> endobj"), docread.Annotated},
		"a note in two bytes":    {added("9 0 obj <</Contents (" + wide + ")>> endobj"), docread.Annotated},
		"a note in hexadecimals": {added(fmt.Sprintf("9 0 obj <</Contents <%x>>> endobj", no)), docread.Annotated},
		"a field":                {added("9 0 obj <</FT/Tx/T(nr)/V(" + no + ")>> endobj"), docread.Annotated},
		"a packed note":          {added("9 0 obj <</Type/ObjStm/Filter/FlateDecode>>stream\r\n" + packed.String() + "\nendstream endobj"), docread.Annotated},
		"its name for itself":    {added("9 0 obj <</ID <" + fmt.Sprintf("%x", no) + ">>> endobj"), docread.Nowhere},
		"a note that breaks off": {added("9 0 obj <</Contents (\\"), docread.Nowhere},
	} {
		got, err := docread.Find(t.Context(), []byte(c.data), form.LooksLikePersonalNumber)
		if err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", name, got, err, c.want)
		}
	}
}

// The information of a PDF file is asked for from the program that reads it.
func TestFindInTheInformationOfPDF(t *testing.T) {
	t.Parallel()
	needPDF(t)
	const no = "19121212-1212"
	plan := string(pdf((&drawing{}).at(60, 90, 12, "F1", "Text.")))
	for key, want := range map[string]docread.Place{"Author": docread.Annotated, "Handl\xe4ggare": docread.Properties} {
		data := strings.Replace(plan, "/Root 1 0 R", "/Root 1 0 R /Info << /"+key+" ("+no+") >>", 1)
		got, err := docread.Find(t.Context(), []byte(data), form.LooksLikePersonalNumber)
		if err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", key, got, err, want)
		}
	}
}

// What is made to take long, or much memory, takes little of either or is refused.
func TestFindIsBounded(t *testing.T) {
	t.Parallel()
	plan := string(pdf((&drawing{}).at(60, 90, 12, "F1", "Text.")))
	with := func(s string) []byte { return []byte(strings.Replace(plan, "\nxref\n", "\n"+s+"\nxref\n", 1)) }
	const most = docread.MaxBytes - 64<<10
	fill := func(s string) string { return strings.Repeat(s, most/len(s)) }
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(make([]byte, 64<<20))
	z.Close()
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"words that begin nothing":       {with(fill("/ObjStm")), nil},
		"one stream behind many words":   {with(fill("/ObjStm") + "stream"), nil},
		"streams of nothing":             {with(strings.Repeat("/ObjStm stream\n", 10_000)), nil},
		"numbers in brackets left open":  {with(strings.Repeat("/V<1", 20_000) + strings.Repeat(" ", 8<<20)), nil},
		"parentheses left open":          {with(strings.Repeat("/V(", 2_000)), nil},
		"more than a file may be packed": {with("9 0 obj <</Type/ObjStm>>stream\n" + packed.String() + "\nendstream endobj"), planimport.ErrTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			got, err := docread.Find(t.Context(), c.data, form.LooksLikePersonalNumber)
			if !errors.Is(err, c.want) || got != docread.Nowhere {
				t.Errorf("%s, %v; want %v", got, err, c.want)
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}
