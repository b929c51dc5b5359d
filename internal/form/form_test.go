package form

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/district"
)

// posted returns the form of one posted field x.
func posted(values ...string) *Form { return New(url.Values{"x": values}) }

// expect checks the complaint about field x, "" for none, and that a complaint keeps the typed text.
func expect(t *testing.T, f *Form, typed, want string) {
	t.Helper()
	if got := f.Error("x"); got != want {
		t.Errorf("%q: complaint %q, want %q", typed, got, want)
	}
	if f.Get("x") != typed {
		t.Errorf("typed text became %q, want %q", f.Get("x"), typed)
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ typed, want, complaint string }{
		{"  Farsta \t", "Farsta", ""},
		{"\u00a0\ufeffFarsta\u200b", "Farsta", ""},
		{"A\u030arsta", "Årsta", ""},
		{"", "", "Fyll i namn."},
		{" \n\u200b ", "", "Fyll i namn."},
		{"Fars\nta", "", "Namn: Skriv på en rad, utan radbrytning."},
		{"Fars\x00ta", "", "Namn: Skriv om texten. Den innehåller osynliga styrtecken."},
		{"Fars\u202eta", "", "Namn: Skriv om texten. Den innehåller osynliga styrtecken."},
		{"Fars\xffta", "", "Namn: Skriv om texten. Den innehåller tecken som inte går att läsa."},
		{"åäöåäöåäöåäö", "åäöåäöåäöåäö", ""},
		{"åäöåäöåäöåäöx", "", "Namn: Skriv högst 12 tecken. Nu är det 13."},
		{"850709-9805", "", "Namn: " + personalNumberMessage},
		{"👩‍👧 Ö", "👩‍👧 Ö", ""},
	} {
		f := posted(c.typed)
		if got := f.Text("x", "Namn", 12); got != c.want {
			t.Errorf("Text(%q) = %q, want %q", c.typed, got, c.want)
		}
		expect(t, f, c.typed, c.complaint)
	}
	f := posted("")
	if f.OptionalText("x", "Namn", 10) != "" || f.HasErrors() {
		t.Error("OptionalText refuses an empty field")
	}
	f = posted("född 850709-9805")
	f.OptionalText("x", "Anteckning", 100)
	expect(t, f, "född 850709-9805", "Anteckning: "+personalNumberMessage)
	f = posted("")
	f.Text("x", "VU-möte", 10)
	expect(t, f, "", "Fyll i VU-möte.")
	f = posted("")
	f.Text("x", "Vad blev fel?", 10)
	expect(t, f, "", "Svara på frågan: Vad blev fel?")
	f = posted("två\nrader")
	f.Text("x", "Vad blev fel?", 10)
	expect(t, f, "två\nrader", "Vad blev fel? Skriv på en rad, utan radbrytning.")
}

func TestMultiline(t *testing.T) {
	f := posted("\r\nen\r\ntvå\rtre\u2028fyra\tfem\r\n")
	if got, want := f.Multiline("x", "Text", 100), "en\ntvå\ntre\nfyra\tfem"; got != want || f.HasErrors() {
		t.Errorf("Multiline = %q, want %q; %v", got, want, f.Err())
	}
	f = posted("en\x1btvå")
	f.OptionalMultiline("x", "Text", 100)
	expect(t, f, "en\x1btvå", "Text: Skriv om texten. Den innehåller osynliga styrtecken.")
	f = posted("ä" + strings.Repeat("a", 1500))
	f.Multiline("x", "Text", 1500)
	expect(t, f, f.Get("x"), "Text: Skriv högst 1\u00a0500 tecken. Nu är det 1\u00a0501.")
}

func TestPersonalNumbers(t *testing.T) {
	// The numbers are made up from Skatteverket's published test series or by the rule itself.
	for text, want := range map[string]bool{
		"850709-9805":                  true,
		"Ring 19850709-9805.":          true,
		"198507099805":                 true,
		"8507099805":                   true,
		"850709 9805":                  true,
		"850709 – 9805":                true,
		"850709+9805":                  true,
		"８５０７０９-９８０５":                  true,
		"701063-2391":                  true,  // coordination number, day 3 + 60
		"850709-9806":                  false, // wrong check digit
		"850732-9809":                  false, // no such day
		"851309-9807":                  false, // no such month
		"556036-0793":                  false, // an organisation number
		"0701740605":                   false, // a telephone number
		"08-465 004 00":                false,
		"2018-09-09":                   false,
		"20180909 1830":                false,
		"1985070998051":                false, // longer than any
		"Vi knackade 1200 dörrar 2018": false,
		"":                             false,
	} {
		if got := LooksLikePersonalNumber(text); got != want {
			t.Errorf("LooksLikePersonalNumber(%q) = %v", text, got)
		}
	}
	// 29 February exists in a leap year only.
	if !anyCheckDigit("160229-123") || anyCheckDigit("170229-123") {
		t.Error("leap days are not told from others")
	}
}

func anyCheckDigit(nine string) bool {
	for d := range 10 {
		if LooksLikePersonalNumber(fmt.Sprint(nine, d)) {
			return true
		}
	}
	return false
}

func TestDate(t *testing.T) {
	for _, typed := range []string{"2018-09-09", "20180909", "9/9 2018", "9/9-2018", "09/09/2018", "9.9.2018", "9. 9. 2018",
		"9 september 2018", "9 SEP 2018", "9 sept. 2018", "sön 9 sep 2018", "Söndagen den 9 september 2018",
		"2018/9/9", "  2018-09-09 ", "9\u00a0sep\u00a02018"} {
		f := posted(typed)
		if got := f.Date("x", "Dag"); got != district.MustDate("2018-09-09") {
			t.Errorf("Date(%q) = %v", typed, got)
		}
	}
	for _, typed := range []string{"", "i morgon", "2018-02-29", "31/4 2018", "9/13 2018", "9 sep 18", "9/9/18", "180909",
		"2018-09-09 18:30", "9 s 2018", "2018", "0001-01-01", "2018-00-09", "9 smurf 2018", "+9/9 2018", "2018-09-9x",
		strings.Repeat("9 ", 1000)} {
		f := posted(typed)
		if got := f.Date("x", "Dag"); !got.IsZero() {
			t.Errorf("Date(%q) = %v", typed, got)
		}
		expect(t, f, typed, "Dag: Skriv ett datum, till exempel 2018-09-09.")
	}
	if f := posted(" "); !f.OptionalDate("x", "Dag").IsZero() || f.HasErrors() {
		t.Error("OptionalDate refuses an empty field")
	}
	if d := posted("10/9 2018").Date("x", ""); d != district.MustDate("2018-09-10") {
		t.Errorf("10/9 2018 is %v: the day comes first", d)
	}
	if d := posted("1 maj 2018").Date("x", ""); d != district.MustDate("2018-05-01") {
		t.Errorf("1 maj 2018 is %v", d)
	}
}

func TestInt(t *testing.T) {
	for typed, want := range map[string]int{"0": 0, "12": 12, "1 234": 1234, "1\u00a0234": 1234, "-5": -5, "\u22125": -5,
		"– 5": -5, "1234": 1234, " 7 ": 7} {
		f := posted(typed)
		if got := f.Int("x", "Antal", -10, 5000); got != want || f.HasErrors() {
			t.Errorf("Int(%q) = %d, want %d; %v", typed, got, want, f.Err())
		}
	}
	for _, typed := range []string{"5001", "-11", "tolv", "12 34", "1234 567", "1,5", "1.5", "0x10", "1e3", "--5", "+5", "-",
		"99999999999999999999", "12 st"} {
		f := posted(typed)
		if got := f.Int("x", "Antal", -10, 5000); got != 0 {
			t.Errorf("Int(%q) = %d", typed, got)
		}
		expect(t, f, typed, "Antal: Skriv ett helt tal mellan \u221210 och 5\u00a0000.")
	}
	f := posted("")
	f.Int("x", "Antal", 0, 9)
	expect(t, f, "", "Fyll i antal.")
	if n, ok := posted("").OptionalInt("x", "Antal", 0, 9); n != 0 || ok {
		t.Error("OptionalInt takes an empty field for a number")
	}
	if n, ok := posted("0").OptionalInt("x", "Antal", 0, 9); n != 0 || !ok {
		t.Error("OptionalInt takes 0 for an empty field")
	}
	f = posted("-1")
	f.OptionalInt("x", "Antal", 0, math.MaxInt)
	expect(t, f, "-1", "Antal: Skriv ett helt tal som är minst 0.")
}

func TestDecimal(t *testing.T) {
	for typed, want := range map[string]float64{"1234,5": 1234.5, "1 234,5": 1234.5, "12.25": 12.25, "7": 7, "-0,5": -0.5, "\u22120,5": -0.5} {
		f := posted(typed)
		if got, ok := f.Decimal("x", "Andel", math.Inf(-1), math.Inf(1)); got != want || !ok {
			t.Errorf("Decimal(%q) = %v, %v, want %v", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"1.234,5", "1,2,3", "NaN", "Inf", "1e5", ",5", "5,", "0x1p-2", "1_000", "101"} {
		f := posted(typed)
		if got, ok := f.Decimal("x", "Andel", 0, 100); ok {
			t.Errorf("Decimal(%q) = %v", typed, got)
		}
		expect(t, f, typed, "Andel: Skriv ett tal mellan 0 och 100.")
	}
	f := posted("x")
	f.OptionalDecimal("x", "Andel", math.Inf(-1), math.Inf(1))
	expect(t, f, "x", "Andel: Skriv ett tal, till exempel 12,5.")
	if _, ok := posted("").OptionalDecimal("x", "Andel", 0, 1); ok {
		t.Error("OptionalDecimal takes an empty field for a number")
	}
}

func TestChoice(t *testing.T) {
	f := posted("b")
	if f.Choice("x", "Roll", "a", "b") != "b" || f.HasErrors() {
		t.Error("an allowed choice is refused")
	}
	f = posted("")
	f.Choice("x", "Roll", "a", "b")
	expect(t, f, "", "Välj roll.")
	f = posted("c")
	f.OptionalChoice("x", "Roll", "a", "b")
	expect(t, f, "c", "Roll: Välj ett av alternativen i listan.")
	if got := posted("b", "", "a", "b").Choices("x", "Roller", "a", "b"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("Choices = %q", got)
	}
	if f = posted("a", "c"); f.Choices("x", "Roller", "a", "b") != nil || !f.HasErrors() {
		t.Error("Choices takes what is not allowed")
	}
}

func TestID(t *testing.T) {
	if posted("17").ID("x", "Förening") != 17 || posted("").OptionalID("x", "Förening") != 0 {
		t.Error("ids are not read")
	}
	for _, typed := range []string{"0", "-1", "+1", "1.0", "9223372036854775808", "1 2", "abc"} {
		f := posted(typed)
		f.ID("x", "Förening")
		expect(t, f, typed, "Förening: Välj ett av alternativen i listan.")
	}
	f := posted("")
	f.ID("x", "Förening")
	expect(t, f, "", "Välj förening.")
	if got := posted("3", "", "1", "3").IDs("x", "Föreningar"); !slices.Equal(got, []int64{3, 1}) {
		t.Errorf("IDs = %v", got)
	}
	if f = posted("3", "x"); f.IDs("x", "Föreningar") != nil || !f.HasErrors() {
		t.Error("IDs takes what is no id")
	}
}

func TestBoolAndToken(t *testing.T) {
	if !posted("on").Bool("x") || !posted("Ja").Bool("x") || posted("").Bool("x") || posted("off").Bool("x") {
		t.Error("checkboxes are misread")
	}
	if got := posted("Ab_9-x").Token("x"); got != "Ab_9-x" {
		t.Errorf("Token = %q", got)
	}
	for _, typed := range []string{"", "a b", "å", strings.Repeat("a", 201), "a\x00"} {
		if f := posted(typed); f.Token("x") != "" || f.Error("") == "" || f.Error("x") != "" {
			t.Errorf("Token takes %q", typed)
		}
	}
}

func TestEmail(t *testing.T) {
	for typed, want := range map[string]string{
		"Kassor.Farsta@Example.SE": "Kassor.Farsta@example.se", " a+b@x.example.se ": "a+b@x.example.se", "å@älvsjö.se": "å@älvsjö.se",
	} {
		f := posted(typed)
		if got := f.Email("x", "E-post"); got != want {
			t.Errorf("Email(%q) = %q, want %q; %v", typed, got, want, f.Err())
		}
	}
	for _, typed := range []string{"farsta", "@x.se", "a@", "a@x", "a b@x.se", "Kassör <a@x.se>", "<a@x.se>", "a@x.se, b@x.se",
		"a@[127.0.0.1]", "a@-x.se", "a@x..se", "a@x.se\r\nBcc: b@x.se", "a@x.se (hej)", "a?bcc=b@x.se", "a&b@x.se", "a%0a@x.se", "a#b@x.se", strings.Repeat("a", 65) + "@x.se"} {
		f := posted(typed)
		f.Email("x", "E-post")
		expect(t, f, typed, "E-post: Skriv en e-postadress, till exempel namn@example.se.")
	}
	f := posted("")
	f.Email("x", "E-post")
	expect(t, f, "", "Fyll i e-post.")
	if f = posted(""); f.OptionalEmail("x", "E-post") != "" || f.HasErrors() {
		t.Error("OptionalEmail refuses an empty field")
	}
}

func TestPhone(t *testing.T) {
	for typed, want := range map[string]string{
		"070-174 06 05": "070-174 06 05", "+46 (0)8  465 004 00": "+46 (0)8 465 004 00", "08/46500400": "08/46500400",
	} {
		f := posted(typed)
		if got := f.Phone("x", "Telefon"); got != want {
			t.Errorf("Phone(%q) = %q, want %q; %v", typed, got, want, f.Err())
		}
	}
	for _, typed := range []string{"1234", "ring mig", "070-174 06 05 ext", "1234567890123456", "08+46500400"} {
		f := posted(typed)
		f.OptionalPhone("x", "Telefon")
		expect(t, f, typed, "Telefon: Skriv ett telefonnummer, till exempel 070-174 06 05.")
	}
	f := posted("850709-9805")
	f.Phone("x", "Telefon")
	expect(t, f, "850709-9805", "Telefon: "+personalNumberMessage)
}

func TestURL(t *testing.T) {
	for typed, want := range map[string]string{
		"https://example.se/a?b=c#d": "https://example.se/a?b=c#d", "http://example.se": "http://example.se",
		"example.se/x": "https://example.se/x", "HTTPS://example.se": "https://example.se",
	} {
		f := posted(typed)
		if got := f.URL("x", "Länk"); got != want {
			t.Errorf("URL(%q) = %q, want %q; %v", typed, got, want, f.Err())
		}
	}
	for _, typed := range []string{"javascript:alert(1)", "JavaScript://example.se/%0aalert(1)", "data:text/html,x", "//example.se", "/x", "https://",
		"https://a b.se", "ftp://example.se", "https://user:pass@example.se", "https:example.se", "java\nscript:alert(1)", "https://example.se/\x00",
		"hej", "https://exa mple.se", "https://example.se/\u202e"} {
		f := posted(typed)
		f.OptionalURL("x", "Länk")
		expect(t, f, typed, "Länk: Skriv en webbadress, till exempel https://example.se.")
	}
}

func TestErrors(t *testing.T) {
	f := New(url.Values{"a": {"1"}})
	if f.Err() != nil || f.HasErrors() {
		t.Fatal("a new form has complaints")
	}
	f.Fail("a", "Skriv mer.")
	f.Fail("a", "Skriv mer.")
	f.Fail("a", "Skriv ännu mer.")
	f.Fail("", "Hela formuläret.")
	if f.Error("a") != "Skriv mer." || f.Error("") != "Hela formuläret." || f.Error("b") != "" || len(f.Errors()) != 3 {
		t.Errorf("complaints are %v", f.Errors())
	}
	other := errors.New("broken")
	if f.AddInvalid(other) || f.AddInvalid(nil) {
		t.Error("AddInvalid takes other errors")
	}
	if !f.AddInvalid(fmt.Errorf("save: %w", district.NewInvalid("b", "Välj en annan."))) || f.Error("b") != "Välj en annan." {
		t.Error("AddInvalid misses an Invalid")
	}
	var invalid *district.Invalid
	if !errors.As(f.Err(), &invalid) || len(invalid.Fields) != 4 {
		t.Errorf("Err = %v", f.Err())
	}
}

func TestValues(t *testing.T) {
	in := url.Values{"a": {"1", "2"}}
	f := New(in)
	f.Set("a", "3")
	f.SetAll("b", []string{"x", "y"})
	if in.Get("a") != "1" {
		t.Error("the posted values were changed")
	}
	if f.Get("a") != "3" || !slices.Equal(f.All("b"), []string{"x", "y"}) || f.Get("c") != "" || f.All("c") != nil {
		t.Error("values are not kept")
	}
	if e := Empty(); e.Get("a") != "" {
		t.Error("an empty form has values")
	}
}

func FuzzParsers(f *testing.F) {
	for _, s := range []string{"2018-09-09", "9 sep 2018", "1 234,5", "a@b.se", "https://x.se", "850709-9805", "\xff", "\u2212"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		form := posted(s)
		if got := form.Text("x", "X", 50); got != "" && form.HasErrors() {
			t.Errorf("a value and a complaint for %q", s)
		}
		form.OptionalMultiline("x", "X", 50)
		if d, ok := ParseDate(s); ok != !d.IsZero() {
			t.Errorf("ParseDate(%q) = %v, %v", s, d, ok)
		}
		form.OptionalInt("x", "X", 0, 10)
		form.OptionalDecimal("x", "X", 0, 10)
		form.OptionalEmail("x", "X")
		form.OptionalPhone("x", "X")
		if u := form.OptionalURL("x", "X"); u != "" && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") {
			t.Errorf("URL(%q) = %q", s, u)
		}
		form.Token("x")
	})
}
