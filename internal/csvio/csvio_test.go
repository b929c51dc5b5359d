package csvio

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"verkstad/internal/district"
)

const (
	utf8Text   = "Förening;Säte\r\nÄlvsjö;Årsta\r\n"
	latinText  = "F\xf6rening;S\xe4te\r\n\xc4lvsj\xf6;\xc5rsta\r\n"
	euroInside = "F\xf6rening;S\xe4te\r\n\xc4lvsj\xf6;\xc5rsta \x80\r\n"
)

func utf16Of(s string, bigEndian, mark bool) string {
	var b []byte
	if mark {
		s = "\ufeff" + s
	}
	for _, r := range s {
		if bigEndian {
			b = append(b, byte(r>>8), byte(r))
		} else {
			b = append(b, byte(r), byte(r>>8))
		}
	}
	return string(b)
}

func TestDecodeGuessesEncoding(t *testing.T) {
	for name, c := range map[string]struct{ file, encoding string }{
		"utf-8":           {utf8Text, "UTF-8"},
		"utf-8 with mark": {"\ufeff" + utf8Text, "UTF-8"},
		"latin":           {latinText, "Windows-1252"},
		"utf-16le":        {utf16Of(utf8Text, false, true), "UTF-16"},
		"utf-16be":        {utf16Of(utf8Text, true, true), "UTF-16"},
		"unmarked le":     {utf16Of(utf8Text, false, false), "UTF-16"},
		"unmarked be":     {utf16Of(utf8Text, true, false), "UTF-16"},
	} {
		got, err := Decode(strings.NewReader(c.file), Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Encoding != c.encoding || !slices.Equal(got.Header, []string{"Förening", "Säte"}) ||
			len(got.Rows) != 1 || got.Rows[0].Get("FÖRENING") != "Älvsjö" || got.Rows[0].Get("säte") != "Årsta" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	got, err := Decode(strings.NewReader(euroInside), Limits{})
	if err != nil || got.Rows[0].Get("säte") != "Årsta €" {
		t.Errorf("Windows-1252 is more than Latin-1: %+v, %v", got, err)
	}
}

func TestDecodeGuessesSeparator(t *testing.T) {
	for file, want := range map[string]rune{
		"a;b\n1;2": ';', "a,b\n1;2,3": ',', "a\tb\n1\t2": '\t', "a\n1,2": ';', "\"x;y;z\",b\n1,2": ',',
		"sep=,\na;,b\n1,2": ',', "\r\n\r\na,b,c\n1,2,3": ',',
	} {
		got, err := Decode(strings.NewReader(file), Limits{})
		if err != nil || got.Separator != want || len(got.Rows) != 1 {
			t.Errorf("%q: %+v, %v", file, got, err)
		}
	}
}

func TestDecodeNumbersRowsAsSpreadsheetsDo(t *testing.T) {
	file := " Namn ;  Säte  i\tstan ;;\r\n\r\n\"Två\nrader; \"\"citat\"\"\";x;;\r\n;;\r\n y ; z\r\n"
	got, err := Decode(strings.NewReader(file), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rows) != 2 || got.Rows[0].Number != 3 || got.Rows[1].Number != 5 {
		t.Fatalf("rows are %+v", got.Rows)
	}
	if got.Rows[0].Get("namn") != "Två\nrader; \"citat\"" || got.Rows[1].Get("säte i stan") != "z" || got.Rows[1].Cells[0] != " y " {
		t.Errorf("rows are %+v", got.Rows)
	}
	if got.Rows[0].Get("finns inte") != "" || got.Has("finns inte") || !got.Has("NAMN") {
		t.Error("columns are not found by header")
	}
	if err := got.Require("Namn"); err != nil {
		t.Error(err)
	}
	wantComplaint(t, got.Require("Namn", "Kod"), "Lägg till kolumnen ”Kod” i filen.")
}

func wantComplaint(t *testing.T, err error, wants ...string) {
	t.Helper()
	var invalid *district.Invalid
	if !errors.As(err, &invalid) {
		t.Errorf("error is %v, want %q", err, wants)
		return
	}
	var got []string
	for _, f := range invalid.Fields {
		got = append(got, f.Message)
	}
	if !slices.Equal(got, wants) {
		t.Errorf("complaints are %q, want %q", got, wants)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, c := range []struct {
		file   string
		limits Limits
		wants  []string
	}{
		{"", Limits{}, []string{"Välj en annan fil. Den här är tom."}},
		{"\ufeff\r\n ; \r\n", Limits{}, []string{"Välj en annan fil. Den här är tom."}},
		{"a;b\n1\n1;2\n1;2;3\n", Limits{}, []string{
			"Rad 2 har 1 kolumn men rubrikraden har 2. Rätta raden.", "Rad 4 har 3 kolumner men rubrikraden har 2. Rätta raden."}},
		{"a;A \n1;2\n", Limits{}, []string{"Byt rubrik på kolumn 2. Kolumn 1 heter också ”A”."}},
		{"a;;c\n1;2;3\n", Limits{}, []string{"Skriv en rubrik över kolumn 2 i första raden."}},
		{"a;b\n1;\"2\n3;4\n", Limits{}, []string{"Rätta rad 2. Ett citattecken öppnas men stängs inte."}},
		{"a;b;c\n", Limits{Columns: 2}, []string{"Ta bort kolumner. Filen får ha högst 2 och har 3."}},
		{"a\n1\n2\n3\n", Limits{Rows: 2}, []string{"Dela upp filen. Den får ha högst 2 rader under rubrikraden."}},
		{"a\n" + strings.Repeat("x", 4000), Limits{Bytes: 2048}, []string{"Välj en mindre fil. Den får vara högst 2\u00a0kB."}},
		{"PK\x03\x04xl/workbook.xml", Limits{}, []string{"Spara kalkylbladet som CSV och välj den filen. Den här är en Excelfil."}},
		{"a;b\x00c\n", Limits{}, []string{unreadable().(*district.Invalid).Fields[0].Message}},
		{"\xef\xbb\xbfa\xff\n", Limits{}, []string{unreadable().(*district.Invalid).Fields[0].Message}},
		{"\xff\xfea\x00b", Limits{}, []string{unreadable().(*district.Invalid).Fields[0].Message}},
		{"a\x81b\n", Limits{}, []string{unreadable().(*district.Invalid).Fields[0].Message}},
	} {
		got, err := Decode(strings.NewReader(c.file), c.limits)
		if got != nil {
			t.Errorf("%q gives a table", c.file)
		}
		wantComplaint(t, err, c.wants...)
	}
	_, err := Decode(strings.NewReader("a;b\n"+strings.Repeat("1\n", 30)), Limits{})
	var invalid *district.Invalid
	if !errors.As(err, &invalid) || len(invalid.Fields) != maxComplaints+1 {
		t.Errorf("30 ragged rows give %v", err)
	}
	broken := errors.New("broken pipe")
	if _, err := Decode(iotest.ErrReader(broken), Limits{}); !errors.Is(err, broken) {
		t.Errorf("a broken reader gives %v", err)
	}
}

func TestWriterNeutralisesFormulas(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	w.Write("Namn", "Formel")
	w.Write("Älvsjö", "=1+1")
	w.Write("-5", "+46 8", "@x", "\tx", "\rx", "a-b", "'=x", "'x")
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffNamn;Formel\r\nÄlvsjö;'=1+1\r\n'-5;'+46 8;'@x;\"'\tx\";\"'\rx\";a-b;''=x;'x\r\n"
	if b.String() != want {
		t.Errorf("wrote %q, want %q", b.String(), want)
	}
}

func roundTrip(t *testing.T, rows [][]string) {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b)
	for _, r := range rows {
		if err := w.Write(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	got, err := Decode(&b, Limits{})
	if err != nil {
		t.Fatalf("reading %q: %v", rows, err)
	}
	if !slices.Equal(got.Header, rows[0]) || len(got.Rows) != len(rows)-1 {
		t.Fatalf("wrote %q, read %q and %d rows", rows, got.Header, len(got.Rows))
	}
	for i, r := range got.Rows {
		if !slices.Equal(r.Cells, rows[i+1]) {
			t.Errorf("wrote %q, read %q", rows[i+1], r.Cells)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	roundTrip(t, [][]string{
		{"Namn", "Värde, kommatecken", "=Rubrik"},
		{"=1+1", "+46 8", "-5"},
		{"@x", "\tx", "\rx"},
		{"'=x", "''-x", "'x"},
		{"'", "''", " = "},
		{"a;b", "c,d", "e\tf"},
		{"\"", "\"\"", "a\r\nb\nc"},
		{"", "", "sist"},
		{"Å", "€", "👩‍👧"},
		{"\ufeffmärke", "sep=;", "1 234,5"},
	})
	roundTrip(t, [][]string{{"sep=,"}, {"x"}})
}

func FuzzRoundTrip(f *testing.F) {
	f.Add("=1", "'=1", "a\"b")
	f.Add("\r", "\n;", "'\t")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, s := range []string{a, b, c} {
			if s != strings.ToValidUTF8(s, "") || strings.ContainsRune(s, 0) {
				return
			}
		}
		roundTrip(t, [][]string{{"A", "B", "C", "D"}, {a, b, c, "x"}})
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{utf8Text, latinText, utf16Of(utf8Text, false, true), "a;\"b\n", "sep=,\na,b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := Decode(bytes.NewReader(file), Limits{Rows: 100, Columns: 20})
		var invalid *district.Invalid
		if err != nil && !errors.As(err, &invalid) {
			t.Fatalf("%q: %v", file, err)
		}
		if (err == nil) != (table != nil) {
			t.Fatalf("%q: table %v and error %v", file, table, err)
		}
		if table == nil {
			return
		}
		for _, r := range table.Rows {
			if len(r.Cells) != len(table.Header) {
				t.Fatalf("%q: row %d has %d cells", file, r.Number, len(r.Cells))
			}
		}
	})
}
