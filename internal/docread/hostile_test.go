package docread_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"verkstad/internal/docread"
	"verkstad/internal/planimport"
)

// replaced is a Word file with one part changed.
func replaced(t testing.TB, name, content string) []byte {
	t.Helper()
	parts := wordParts(para("", run("Text.")))
	parts[name] = content
	return pack(t, parts)
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(foreign, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// document is the main part with this in its body.
func document(body string) string {
	return head + `<w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`
}

func wide(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// Every file of a stranger ends in a sentence that says what to do, in bounded time and memory.
func TestHostileFiles(t *testing.T) {
	whole := word(t, para("", run(strings.Repeat("Vi ska göra något. ", 400))))
	// The directory of this one says that the document is tiny.
	lying := replaced(t, "word/document.xml", document(strings.Repeat(" ", 40<<20)))
	if i := bytes.LastIndex(lying, []byte("PK\x01\x02")); i > 0 {
		for at := 0; ; {
			k := bytes.Index(lying[at:], []byte("PK\x01\x02"))
			if k < 0 {
				break
			}
			at += k
			if n := int(binary.LittleEndian.Uint16(lying[at+28:])); string(lying[at+46:at+46+n]) == "word/document.xml" {
				binary.LittleEndian.PutUint32(lying[at+24:], 1000)
			}
			at += 46
		}
	}
	twice := func() []byte {
		var buf bytes.Buffer
		z := zip.NewWriter(&buf)
		for range 2 {
			w, _ := z.Create("word/document.xml")
			w.Write([]byte(document(para("", run("Text.")))))
		}
		z.Close()
		return buf.Bytes()
	}()
	many := wordParts(para("", run("Text.")))
	for i := range 5000 {
		many["word/media/"+string(rune('a'+i%26))+strings.Repeat("x", i/26)] = ""
	}
	locked := func() []byte { // a bit in the header of every file
		data := bytes.Clone(whole)
		for _, sig := range []struct {
			mark string
			flag int
		}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
			for at := 0; ; at += 4 {
				k := bytes.Index(data[at:], []byte(sig.mark))
				if k < 0 {
					break
				}
				at += k
				data[at+sig.flag] |= 1
			}
		}
		return data
	}()
	inner := word(t, para("", run("Inre.")))
	laughs := head + `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "` + strings.Repeat("&lol;", 10) + `"><!ENTITY lol3 "` + strings.Repeat("&lol2;", 10) + `">]><w:document ` + wordSpace + `><w:body>` + para("", `<w:r><w:t>&lol3;</w:t></w:r>`) + `</w:body></w:document>`
	for name, c := range map[string]struct {
		data []byte
		kind error
		says string
	}{
		"empty":                      {nil, planimport.ErrEmpty, "ingen text"},
		"only spaces":                {[]byte("  \n\t\n"), planimport.ErrEmpty, "ingen text"},
		"NUL bytes":                  {[]byte(strings.Repeat("text\x00", 100)), planimport.ErrNotText, "ren text (.txt)"},
		"binary":                     {[]byte(strings.Repeat("\x01\x02\x03\xfe\x00\xff", 500)), planimport.ErrNotText, ".txt"},
		"too large as text":          {bytes.Repeat([]byte("Mål och mer mål.\n"), 1<<18), planimport.ErrTooBig, "för stor"},
		"too large as Word":          {append(bytes.Clone(whole), make([]byte, docread.MaxBytes)...), planimport.ErrTooBig, "högst 10 MB"},
		"picture":                    {[]byte("\x89PNG\r\n\x1a\n" + strings.Repeat("x", 100)), docread.ErrFormat, "bild"},
		"photo":                      {[]byte("\xff\xd8\xff\xe0" + strings.Repeat("x", 100)), docread.ErrFormat, "bild"},
		"telephone's photo":          {[]byte("\x00\x00\x00\x18ftypheic" + strings.Repeat("x", 100)), docread.ErrFormat, "bild"},
		"RTF":                        {[]byte(`{\rtf1\ansi Text}`), docread.ErrFormat, ".docx"},
		"web page":                   {[]byte("\n<!DOCTYPE html><html>Text"), docread.ErrFormat, "klistra in"},
		"XML":                        {[]byte(`<?xml version="1.0"?><w:wordDocument/>`), docread.ErrFormat, ".docx"},
		"program":                    {[]byte("MZ\x90\x00\x03"), docread.ErrFormat, "program"},
		"older Word":                 {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 500) + wide("WordDocument")), docread.ErrFormat, "välj Spara som"},
		"Word with a password":       {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 500) + wide("EncryptedPackage")), docread.ErrEncrypted, "lösenord"},
		"packed with a password":     {locked, docread.ErrEncrypted, "lösenord"},
		"other old container":        {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + wide("Workbook")), docread.ErrFormat, ".docx"},
		"gzip":                       {[]byte("\x1f\x8b\x08\x00" + strings.Repeat("x", 50)), docread.ErrFormat, "Packa upp"},
		"a Word file in an archive":  {pack(t, map[string]string{"plan.docx": string(inner)}), docread.ErrFormat, "Packa upp"},
		"Excel":                      {pack(t, map[string]string{"xl/workbook.xml": "x"}), docread.ErrFormat, "Excel"},
		"PowerPoint":                 {pack(t, map[string]string{"ppt/presentation.xml": "x"}), docread.ErrFormat, "PowerPoint"},
		"OpenDocument":               {pack(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}), docread.ErrFormat, ".docx"},
		"Pages":                      {pack(t, map[string]string{"Index/Document.iwa": "x"}), docread.ErrFormat, "Pages"},
		"macros":                     {replaced(t, "word/vbaProject.bin", "x"), docread.ErrHostile, "makron"},
		"no document":                {pack(t, map[string]string{"word/styles.xml": stylesXML}), docread.ErrBroken, "skadad"},
		"document twice":             {twice, docread.ErrHostile, "Öppna den i Word"},
		"cut off":                    {whole[:len(whole)/2], docread.ErrBroken, "skadad"},
		"cut off after the names":    {whole[:len(whole)-10], docread.ErrBroken, "skadad"},
		"XML cut off":                {replaced(t, "word/document.xml", document("x")[:150]), docread.ErrBroken, "skadad"},
		"no XML":                     {replaced(t, "word/document.xml", "bara text"), planimport.ErrEmpty, "ingen text"},
		"crossed elements":           {replaced(t, "word/document.xml", document("<w:p><w:r></w:p></w:r>")), docread.ErrBroken, "skadad"},
		"billion laughs":             {replaced(t, "word/document.xml", laughs), docread.ErrHostile, "Öppna den i Word"},
		"an entity from elsewhere":   {replaced(t, "word/styles.xml", head+`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:styles `+wordSpace+`>&e;</w:styles>`), docread.ErrHostile, "Öppna den i Word"},
		"an unknown entity":          {replaced(t, "word/document.xml", document(para("", `<w:r><w:t>&xxe;</w:t></w:r>`))), docread.ErrBroken, "skadad"},
		"deep elements":              {replaced(t, "word/document.xml", document(strings.Repeat("<w:tbl><w:tr><w:tc>", 5000))), docread.ErrHostile, "Öppna den i Word"},
		"deep elements of styles":    {replaced(t, "word/styles.xml", head+strings.Repeat("<a>", 100_000)), docread.ErrHostile, "Öppna den i Word"},
		"bomb":                       {replaced(t, "word/document.xml", document(strings.Repeat(" ", 20<<20))), planimport.ErrTooBig, "packas upp"},
		"large bomb":                 {replaced(t, "word/document.xml", document(strings.Repeat("x", 200<<20))), planimport.ErrTooBig, "packas upp"},
		"bomb of styles":             {replaced(t, "word/styles.xml", strings.Repeat("<a/>", 8<<20)), planimport.ErrTooBig, "packas upp"},
		"lying bomb":                 {lying, docread.ErrBroken, "skadad"},
		"many parts":                 {pack(t, many), planimport.ErrTooBig, "packas upp"},
		"only pictures":              {word(t, para("", `<w:r><w:drawing/></w:r>`)), planimport.ErrEmpty, "ingen text"},
		"only deleted text":          {word(t, para("", `<w:del><w:r><w:delText>Borta</w:delText></w:r></w:del>`)), planimport.ErrEmpty, "ingen text"},
		"bidirectional UTF-16 noise": {[]byte("\xff\xfe" + strings.Repeat("\x00\xd8", 200)), planimport.ErrNotText, ".txt"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			text, err := docread.Read(t.Context(), c.data)
			took := time.Since(began)
			runtime.ReadMemStats(&after)
			var bad *planimport.InputError
			if !errors.As(err, &bad) || !errors.Is(err, c.kind) {
				t.Fatalf("error %v, want %v; text %v", err, c.kind, text)
			}
			if !strings.Contains(bad.Message, c.says) || !strings.HasSuffix(bad.Message, ".") {
				t.Errorf("says %q, want %q in it", bad.Message, c.says)
			}
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if used := int64(after.TotalAlloc-before.TotalAlloc) >> 20; used > 200 {
				t.Errorf("used %d MB", used)
			}
		})
	}
}

// Oddities that no reader need refuse.
func TestOddFiles(t *testing.T) {
	utf16File := append([]byte("\xff\xfe"), wide("Mål\n\n- Alla ska ha en kassör.\n")...)
	loop := strings.ReplaceAll(strings.ReplaceAll(stylesXML, `<w:name w:val="Normal"/>`, `<w:name w:val="Normal"/><w:basedOn w:val="Rubrik1"/>`), "\n", "")
	for name, data := range map[string][]byte{
		"UTF-16":                   utf16File,
		"text that is called Word": []byte("Plan\n\nText i en fil som heter plan.docx.\n"),
		"styles based in a ring":   replaced(t, "word/styles.xml", loop),
		"no styles, no numbering":  pack(t, map[string]string{"word/document.xml": document(para("Rubrik1", run("Text.")))}),
		"unknown list":             word(t, item(77, 3, "Punkt")),
		"a field that never ends":  word(t, para("", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \o</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`), para("", run("Text."))),
		"ends without beginnings":  word(t, para("", `<w:r><w:fldChar w:fldCharType="end"/></w:r>`, run("Text."))),
		"strict vocabulary":        replaced(t, "word/document.xml", strings.ReplaceAll(document(para("", run("Text."))), "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")),
		"main part elsewhere":      pack(t, map[string]string{"_rels/.rels": strings.ReplaceAll(rootRels, "word/document.xml", "/word/document2.xml"), "word/document2.xml": document(para("", run("Text.")))}),
	} {
		if text, err := docread.Read(t.Context(), data); err != nil || len(text.Lines) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLimitsAndEndings(t *testing.T) {
	long := word(t, strings.Repeat(para("", run("Vi ska göra något.")), 2000))
	for name, change := range map[string]func(*docread.Limits){
		"tokens":  func(l *docread.Limits) { l.Tokens = 5000 },
		"lines":   func(l *docread.Limits) { l.Lines = 100 },
		"letters": func(l *docread.Limits) { l.Letters = 1000 },
		"part":    func(l *docread.Limits) { l.Part = 10_000 },
		"time":    func(l *docread.Limits) { l.Time = time.Nanosecond },
		"bytes":   func(l *docread.Limits) { l.Bytes = 1000 },
	} {
		limits := docread.Usual
		change(&limits)
		if _, err := docread.ReadWithin(t.Context(), long, limits); !errors.Is(err, planimport.ErrTooBig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := docread.Read(ended, long)
	var bad *planimport.InputError
	if !errors.Is(err, context.Canceled) || errors.As(err, &bad) {
		t.Errorf("a reader who went away: %v", err)
	}
}
