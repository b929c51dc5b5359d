package planimport

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestReadTextRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		data string
		kind error
		says string
	}{
		{"empty", "", ErrEmpty, "ingen text"},
		{"blank", " \r\n\t\f\n", ErrEmpty, "ingen text"},
		{"only rules", "-----\n12\n", ErrEmpty, "ingen text"},
		{"too big", strings.Repeat("ord ", 300), ErrTooBig, "högst 1 kB"},
		{"long line", strings.Repeat("x", 101), ErrTooBig, "Rad 1 är för lång"},
		{"many lines", strings.Repeat("a\n", 60), ErrTooBig, "högst 50 rader"},
		{"Word", "PK\x03\x04\x14\x00word/document.xml", ErrNotText, "Word"},
		{"old Word", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ErrNotText, "Word"},
		{"PDF", "%PDF-1.7\n%\xe2\xe3", ErrNotText, "PDF"},
		{"RTF", `{\rtf1\ansi Plan}`, ErrNotText, "RTF"},
		{"HTML", "\n<!DOCTYPE html><p>Plan", ErrNotText, "webbsida"},
		{"zero bytes", "Plan\x00\x01\x02\x03plan", ErrNotText, "inte en textfil"},
		{"noise", "\x01\x02\x03\x04\x05\x06abc\x0e\x0f", ErrNotText, "inte en textfil"},
	} {
		_, err := ReadText([]byte(c.data), Limits{Bytes: 1024, Lines: 50, LineLength: 100})
		var in *InputError
		if !errors.As(err, &in) || !errors.Is(err, c.kind) || !strings.Contains(in.Message, c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := ReadText(make([]byte, 200<<20), Limits{}); !errors.Is(err, ErrTooBig) {
		t.Errorf("200 MB: %v", err)
	}
}

func TestReadTextEncodings(t *testing.T) {
	for _, c := range []struct{ name, data, encoding, want string }{
		{"UTF-8", "Mål för året", "utf-8", "Mål för året"},
		{"UTF-8 with mark", "\xef\xbb\xbfMål", "utf-8", "Mål"},
		{"Latin-1", "M\xe5l f\xf6r \xc5ret", "windows-1252", "Mål för Året"},
		{"Windows-1252", "\x95 M\xe5l \x96 \x94ny\x94", "windows-1252", "• Mål – ”ny”"},
		{"UTF-16 big endian", "\xfe\xff\x00M\x00\xe5\x00l", "utf-16be", "Mål"},
		{"UTF-16 without mark", "M\x00\xe5\x00l\x00 \x00f\x00\xf6\x00r\x00", "utf-16le", "Mål för"},
		{"UTF-8 with a broken letter", "Mål för året på ön\xff", "utf-8", "Mål för året på ön\ufffd"},
		{"joined letters, hidden hyphens, odd spaces", "o\u00adﬃciell\u00a0plan\u200b", "utf-8", "officiell plan"},
	} {
		text, err := ReadText([]byte(c.data), Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if text.Encoding != c.encoding || text.Lines[0].Text != c.want {
			t.Errorf("%s: %s %q", c.name, text.Encoding, text.Lines[0].Text)
		}
	}
}

func TestLines(t *testing.T) {
	text, err := ReadText([]byte("a\r\nb\rc\n\n\t d\f\n  e\ff\u2028g\n^L\nh"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Line{{No: 1, Text: "a"}, {No: 2, Text: "b"}, {No: 3, Text: "c"}, {No: 4, Text: ""}, {No: 5, Text: "d", Indent: 9}, {No: 5, Text: ""},
		{No: 6, Text: "e", Indent: 2, PageBreak: true}, {No: 6, Text: "f", PageBreak: true}, {No: 6, Text: "g"}, {No: 7, Text: ""}, {No: 8, Text: "h", PageBreak: true}}
	if !slices.Equal(text.Lines, want) {
		t.Errorf("got %v", text.Lines)
	}
}

func TestHyphenation(t *testing.T) {
	// The vocabulary comes from the rest of the text.
	vocabulary := "Vi talar om vänster-högerskalan och om samverkan. En facklig-politisk linje. Skattepolitik, e-post och LO-folk."
	for _, c := range []struct{ text, want string }{
		{"det här är en lång rad om arbetar-\nrörelsen idag", "arbetarrörelsen"},
		{"det här är en lång rad om gång-\noch cykelvägar", "gång- och cykelvägar"},
		{"det här är en lång rad om barn- eller\nungdomsfrågor", "barn- eller ungdomsfrågor"},
		{"det här är en lång rad om facklig-\npolitiska frågor", "facklig-politiska frågor"},
		{"det här är en lång rad om social-\nekologiska frågor", "socialekologiska frågor"}, // nothing tells
		{"det här är en lång rad om politisk-\nekonomiska frågor", "politisk-ekonomiska frågor"},
		{"det här är en lång rad om vänster-\nhögerskalan", "vänster-högerskalan"},
		{"det här är en lång rad om sam-\nverkan", "samverkan"},
		{"det här är en lång rad om LO-\nanslutna", "LO-anslutna"},
		{"det här är en lång rad om e-\npost", "e-post"},
		{"det här är en lång rad om åren 2019-\n2020", "2019-2020"},
		{"det här är en lång rad om åren 2019–\n2020", "2019–2020"},
		{"det här är en lång rad om och/\neller", "och/eller"},
		{"det här är en lång rad om detta -\nmen inte mer", "detta - men"},
		{"det här är en lång rad om öpp\u00ad\nna data", "öppna data"},
		{"det här är en lång rad om kommu-\n\n\nner i norr", "kommuner i norr"},
		{"det här är en lång rad om mötesteknik och -formalia,\nretorik", "och -formalia, retorik"},
	} {
		src := mustParse(t, []byte(vocabulary+"\n\n"+strings.ToUpper(c.text[:1])+c.text[1:]+" och så vidare.\n"))
		n := src.Documents[0].Nodes
		if !slices.ContainsFunc(n, func(n Node) bool { return n.Kind == ParagraphNode && strings.Contains(n.Text, c.want) }) {
			t.Errorf("%q: no %q in %q", c.text, c.want, n[len(n)-1].Text)
		}
	}
}

func TestGoalHeadings(t *testing.T) {
	for _, s := range []string{
		"Mål", "MÅL", "Våra mål", "Mål 2019", "Mål för 2019", "Mål 2019–2020:", "Målsättning", "Målsättning för verksamhetsperioden",
		"Målsättningar under verksamhetsperioden", "Målsättning verksamhetsperioden", "Målsättningar:", "Delmål", "Övergripande mål",
		"Våra viktigaste mål för mandatperioden", "3.2 Mål för perioden", "4. Målsättningar", "## Mål", "Nämndens mål", "Vision och mål",
		"Mål och delmål", "Vi ska uppnå", "Det här vill vi uppnå", "Vad vi vill uppnå under 2024", "Målsättningar (forts.)", "Effektmål",
		"Mål 1", "Mål nr 2", "Inriktningsmål 2026", "Prioriterade mål inom skolan",
	} {
		if !isGoalHeading(s) {
			t.Errorf("%q names goals", s)
		}
	}
	for _, s := range []string{
		"Målgrupper", "Prioriterade områden och målgrupper", "Måluppfyllelse", "Modersmål", "Föremål för beslut", "Brottmål", "Aktiviteter",
		"Uppföljning av mål", "Aktiviteter för att nå målen", "Målet är att alla ska med", "Målsättningen är att växa", "Det är våra mål.",
		"Så når vi målen", "Vägen till målet", "Ändamål", "Internt arbete", "Mål är viktigt", "", "För att nå våra mål",
		"Arbetet med målen",
	} {
		if isGoalHeading(s) {
			t.Errorf("%q does not name goals", s)
		}
	}
}

// goals returns the sentences of all findings.
func goals(src *Source) []string {
	out := []string{}
	for _, f := range formalOf(src) {
		out = append(out, f.Sentence)
	}
	return out
}

func TestGoalLists(t *testing.T) {
	const more = "\n\nNästa avsnitt\nHär kommer en vanlig text som inte är något mål.\n- och en punkt\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"bullets elsewhere", "Inledning\nVi finns här.\n- ett\n- två", []string{}},
		{"symbol font", "Mål\n\uf0b7 ett\n\uf0b7\ttvå", []string{"ett", "två"}},
		{"bullet on its own line", "Mål\n•\nAlla ska med\n•\nIngen lämnas", []string{"Alla ska med", "Ingen lämnas"}},
		{"several on one line", "Mål\n• ett • två • tre", []string{"ett", "två", "tre"}},
		{"letter o", "Mål\no\tÖka\no\tMinska", []string{"Öka", "Minska"}},
		{"stars and plus", "Mål\n* Öka\n+ Minska", []string{"Öka", "Minska"}},
		{"letters", "Mål\na) öka\nb) minska", []string{"öka", "minska"}},
		{"brackets", "Mål\n(1) öka\n(2) minska", []string{"öka", "minska"}},
		{"Roman numbers", "Mål\ni) öka\nii) minska", []string{"öka", "minska"}},
		{"label after a paragraph", "Vi vill mycket.\nMålsättningar:\n- öka", []string{"öka"}},
		{"label with a goal", "Vi vill mycket.\n\nMålsättning: Alla klubbar har en plan.\n\nMer text.", []string{"Alla klubbar har en plan."}},
		{"lead-in", "Vi finns. Under året har vi följande mål:\n- öka\n- minska", []string{"öka", "minska"}},
		{"lead-in under heading", "Mål\nUnder perioden ska vi:\n- öka", []string{"öka"}},
		{"something else within goals", "Mål\n- öka\nSå gör vi:\n- ringer", []string{"öka"}},
		{"activities", "Mål\n- öka\n\nAktiviteter:\n- ringa\n\nMål:\n- minska", []string{"öka", "minska"}},
		{"paragraph between", "Mål\n- öka\nDet här är svårt men vi försöker så gott vi kan.\n- minska", []string{"öka", "minska"}},
		{"item that leads in", "Mål\n- Distriktet ska:\n  - öka\n  - minska", []string{"öka", "minska"}},
		{"dash within a sentence", "Mål\n- Vi ska öka vår närvaro på alla orter i hela länet och i alla stadsdelar och\n– vilket är viktigt – på landet", []string{"Vi ska öka vår närvaro på alla orter i hela länet och i alla stadsdelar och – vilket är viktigt – på landet"}},
		{"underlined", "Mål\n===\n- öka", []string{"öka"}},
		{"lost bullets", "Mål\nÖka antalet medlemmar i norr\nMinska antalet möten i söder", []string{"Öka antalet medlemmar i norr", "Minska antalet möten i söder"}},
		{"prose under the heading", "Mål\nVi vill öka. Det är svårt att säga hur mycket, men det är bra om vi blir fler.", []string{}},
		{"table of contents", "Innehåll\nMål ........ 2\nBilaga ..... 3\nKällor ..... 4\n\nMål\n- öka", []string{"öka"}},
		{"heading said again after a page break", "Mål\n- öka\n\fMål\n- minska", []string{"öka", "minska"}},
	} {
		if got := goals(mustParse(t, []byte(c.text+more))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestGoalHeadingsOfOnesOwn(t *testing.T) {
	text, err := ReadText([]byte("Löften\n- öka\n\nAnnat\nText om annat.\n- punkt\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{GoalHeadings: []string{" löften: "}})
	if err != nil {
		t.Fatal(err)
	}
	if got := goals(src); !slices.Equal(got, []string{"öka"}) {
		t.Errorf("got %q", got)
	}
}

func TestStarts(t *testing.T) {
	text, err := ReadText([]byte("Omslag\n\nPlan A\n\nInledning\nText i den första planen.\n\nPlan B\n\nMål\n- öka\n- minska\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{Starts: []DocumentStart{
		{Line: 3, Title: "Plan A", Kind: OperationalPlan, Period: Period{"2019-01-01", "2019-12-31"}},
		{Line: 8, Title: "Andra planen", Kind: OtherDocument},
	}})
	if err != nil {
		t.Fatal(err)
	}
	a, b := src.Documents[0], src.Documents[1]
	if a.Title != "Plan A" || a.Kind != OperationalPlan || a.Period.Last != "2019-12-31" || a.StartLine != 3 || a.EndLine != 6 {
		t.Errorf("first: %+v", a)
	}
	if b.Title != "Andra planen" || b.Kind != OtherDocument || b.StartLine != 8 || len(formalOf(src)) != 2 || formalOf(src)[0].Document != 1 {
		t.Errorf("second: %+v, findings %+v", b, src.Findings)
	}
	if len(src.Left) != 1 || src.Left[0] != (LeftOut{1, "Omslag", BeforeDocuments}) {
		t.Errorf("left out: %v", src.Left)
	}
	for _, starts := range [][]DocumentStart{{{Line: 0}}, {{Line: 99}}, {{Line: 8}, {Line: 3}}} {
		if _, err := Parse(text, Options{Starts: starts}); !errors.Is(err, ErrStarts) {
			t.Errorf("%v: %v", starts, err)
		}
	}
}

func TestGuessDocuments(t *testing.T) {
	body := "\n\nInledning\nHär står det något.\n\nMer\nHär står det mer.\n\nSlut\nHär står det sista.\n"
	for _, c := range []struct {
		name, text string
		lines      []int
	}{
		{"one", "Verksamhetsplan 2019" + body, []int{1}},
		{"two with years", "Verksamhetsplan 2019" + body + "Valstrategi 2019" + body, []int{1, 11}},
		{"chapter of the same name", "Verksamhetsplan 2019" + body + "\nValstrategi\n\nDen kommer senare i år.\n", []int{1}},
		{"new page", "Verksamhetsplan" + body + "\fValstrategi" + strings.ReplaceAll(body, "står", "skrivs"), []int{1, 11}},
		{"plan within a plan", "Verksamhetsplan 2019" + body + "\nHandlingsplan för klimatet\nDen tas fram i år.\n", []int{1}},
	} {
		text, err := ReadText([]byte(c.text), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var lines []int
		for _, s := range GuessDocuments(text) {
			lines = append(lines, s.Line)
			if s.Reason == "" || s.Kind == "" {
				t.Errorf("%s: %+v", c.name, s)
			}
		}
		if !slices.Equal(lines, c.lines) {
			t.Errorf("%s: starts at %v, want %v", c.name, lines, c.lines)
		}
	}
}

// A table in Markdown is read row by row, with who and when beside what.
func TestPipeTable(t *testing.T) {
	text, err := ReadText([]byte("# Verksamhetsplan 2026\n\n## Året\n\nText om året som kommer.\n\n| Aktivitet | Ansvarig | När |\n| --- | :---: | --- |\n| Nybörjarkurs i rodd | Utbildningsgruppen | Juni |\n| Se över båtarna | **Materialförvaltaren** | Senast den 1 maj |\n\nStyrelsen träffas en gång i månaden.\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range src.Findings {
		got = append(got, strings.Join([]string{string(f.Kind), f.Sentence, f.Class, f.Responsible, f.Measure.Due}, " | "))
	}
	want := []string{
		"commitment | Nybörjarkurs i rodd | training | Utbildningsgruppen | 2026-06-30",
		"commitment | Se över båtarna | organisation | Materialförvaltaren | 2026-05-01",
		"commitment | Styrelsen träffas en gång i månaden. | meeting | Styrelsen | ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPropose(t *testing.T) {
	for _, c := range []struct{ sentence, want string }{
		{"Alla partiföreningar ska ha en valansvarig.", "coverage 100 percent, valansvarig"},
		{"Det ska finnas en kassör i alla avdelningar", "coverage 100 percent, kassör"},
		{"En fackligt ansvarig finns i varje förening", "coverage 100 percent, fackligt ansvarig"},
		{"Varje klubb utser en ansvarig för studier senast 2019", "coverage 100 percent, ansvarig för studier, ..2019-12-31"},
		{"Samtliga föreningar ska ha en jämställdhetsplan", "coverage 100 percent"},
		{"Minst 80 procent av klubbarna har en barnrättsansvarig", "coverage 80 percent, barnrättsansvarig"},
		{"Alla medlemmar ska känna sig välkomna", "judgement"},
		{"En skola för alla", "judgement"},
		{"Hålla minst fyra ordförandeträffar per år", "frequency 4 times calendarYear"},
		{"Styrelsen möts 2 ggr/termin", "frequency 2 times halfYear"},
		{"Två gånger om året bjuds alla in", "frequency 2 times calendarYear"},
		{"Årligen hålla en konferens", "frequency 1 times calendarYear"},
		{"Medlemsantalet ska öka med 5 procent per år", "volume 5 percent calendarYear"},
		{"Starta tre nya klubbar före den 1 maj 2020", "volume 3 count, ..2020-04-30"},
		{"Minst 1 200 samtal", "volume 1200 count"},
		{"Ta fram en mediestrategi", "delivery"},
		{"En ny stadga ska tas fram före valet 2022", "delivery, ..2022-09-10"},
		{"Anordna en utbildning efter valet 2018", "delivery, 2018-09-10.."},
		{"Anordna utbildningar efter valet 2018", "volume, 2018-09-10.."},
		{"Fortsätta anordna kurser", "frequency"},
		{"Från och med hösten 2019 införa digitala möten", "delivery, 2019-09-01.."},
		{"Införa ett system under 2019", "delivery, 2019-01-01..2019-12-31"},
		{"Efter Europaparlamentsvalet 2019 utvärdera arbetet", "judgement, 2019-05-27.."},
		{"Stärka kunskapen om stadgarna", "judgement"},
		{"Ta fram material för ökad kunskap", "delivery"},
		{"Ungdomar under 25 år ska få plats", "judgement"},
		{"Vara det självklara valet", "judgement"},
		{"", "judgement"},
	} {
		if got := brief(propose(c.sentence, Period{})); got != c.want {
			t.Errorf("%q: %s, want %s", c.sentence, got, c.want)
		}
	}
}

func TestElectionDay(t *testing.T) {
	for year, want := range map[int]string{1998: "1998-09-20", 2002: "2002-09-15", 2006: "2006-09-17", 2010: "2010-09-19", 2014: "2014-09-14",
		2018: "2018-09-09", 2022: "2022-09-11", 2026: "2026-09-13", 2019: "2019-05-26", 2017: ""} {
		if got := electionDay(year, ""); got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
	if got := electionDay(2014, "valet till europaparlamentet"); got != "2014-05-25" {
		t.Errorf("European election 2014: %s", got)
	}
}

func TestSentences(t *testing.T) {
	got := sentences("Vi följer t.ex. C.H. Hermanssons linje m.m. Sedan kommer mer! ”Är det sant?” Ja. Det var kl. 9.30 den 1 maj.")
	want := []string{"Vi följer t.ex. C.H. Hermanssons linje m.m.", "Sedan kommer mer!", "”Är det sant?”", "Ja.", "Det var kl. 9.30 den 1 maj."}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestJSON(t *testing.T) {
	src := mustParse(t, []byte("Verksamhetsplan 2018\n\nMedlemmar\nText om medlemmar.\nMål\n- Alla föreningar ska ha en <kassör> senast 1 mars 2018\n- Trivas & må bra\n\nSlut\nText.\n"))
	var b strings.Builder
	if err := WriteJSON(&b, src); err != nil {
		t.Fatal(err)
	}
	const want = `[
  {
    "kind": "formal",
    "sentence": "Alla föreningar ska ha en <kassör> senast 1 mars 2018",
    "document": "Verksamhetsplan 2018",
    "section_path": [
      "Medlemmar"
    ],
    "class": "goal",
    "responsible": "Alla föreningar",
    "period": {
      "not_before": null,
      "deadline": "2018-03-01"
    },
    "wording": null,
    "measure": {
      "kind": "coverage",
      "target": 100,
      "target_unit": "percent",
      "per": null,
      "each": null,
      "population": "alla föreningar",
      "unit_kinds": [
        "association",
        "tradeAssociation"
      ],
      "post": "kassör",
      "posts": [
        "kassör"
      ],
      "contents": []
    },
    "reason": "Punkt under rubriken ”Mål”. Förslag: täckning, för att texten säger ”Alla föreningar”. Uppdraget är ”kassör”. Senast 2018-03-01 enligt texten."
  },
  {
    "kind": "formal",
    "sentence": "Trivas & må bra",
    "document": "Verksamhetsplan 2018",
    "section_path": [
      "Medlemmar"
    ],
    "class": "goal",
    "responsible": null,
    "period": null,
    "wording": null,
    "measure": {
      "kind": "judgement",
      "target": null,
      "target_unit": null,
      "per": null,
      "each": null,
      "population": null,
      "unit_kinds": [],
      "post": null,
      "posts": [],
      "contents": []
    },
    "reason": "Punkt under rubriken ”Mål”. Förslag: bedömning, för att texten inte nämner något som går att räkna."
  }
]
`
	if b.String() != want {
		t.Errorf("got %s", b.String())
	}
	b.Reset()
	if err := WriteJSON(&b, &Source{}); err != nil || b.String() != "[]\n" {
		t.Errorf("no findings: %q, %v", b.String(), err)
	}
}
