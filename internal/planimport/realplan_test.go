package planimport

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// realPlan reads the plan that the product is made for. It lies beside the checkout and its sentences never inside,
// so this test knows them by their hashes only.
func realPlan(t *testing.T) []byte {
	t.Helper()
	shared := os.Getenv("VERKSTAD_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(shared, "plan", "verksamhetsplan-och-valstrategi.txt")
	data, err := os.ReadFile(path)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real plan must be there in CI: %v (set VERKSTAD_SHARED)", err)
		}
		t.Skipf("SKIPPED, NOT TESTED: the real plan is not there: %v (set VERKSTAD_SHARED)", err)
	}
	return data
}

// formal are the plan's formal goals, read by a person: the hash of each sentence, where it stands, and the measure
// that a reader of the goal finds sensible.
var formal = []struct{ hash, path, measure string }{
	{"48375133ffec9fd5df5d002aeac061af6493988b49f97bea0a488ceed72c6bf5", "Ideologisk fördjupning och utveckling", "delivery"},
	{"e25ac0b6c7fa2f49231f970f63fd601aca7cb39a2388553024dd1df765cd5c4c", "Ideologisk fördjupning och utveckling", "delivery"},
	{"46ae54eb8ef56e7e922642c9ff8330a61d79b2ccab0e823512cc2bfb71e6b0b3", "Organisatoriska utmaningar › Internfeministiskt arbete", "coverage 100 percent, internfeministiskt ansvarig"},
	{"1408efc3d8aee8dbbe591be0801384864ec7f00d2b438628ef5fd41f2f0f8cb0", "Organisatoriska utmaningar › Internfeministiskt arbete", "coverage 100 percent"},
	{"a6cd4f4ce85954e70731137e1ca5e35ee954552dae9bf201addfbb63d423dfb0", "Organisatoriska utmaningar › Internfeministiskt arbete", "frequency"},
	{"38ec57fc9ca1295094dc1c9f51ad95e190200d8056980ccae1ccea2ae5312fa1", "Organisatoriska utmaningar › Facklig-politisk organisering och samverkan", "judgement"},
	{"36f7a5cbd892771c8ab6a75f364d6e74cf2a50a6e14214606dc6e3381596f037", "Organisatoriska utmaningar › Facklig-politisk organisering och samverkan", "judgement"},
	{"bcec3e636f027036ffbf8e43efd8bb5683a57c5b27180c8f5795c70c0882535e", "Organisatoriska utmaningar › Facklig-politisk organisering och samverkan", "delivery"},
	{"4191bf4608320622b504d5b20052017e4de1471dde8a169cef126230c67bef51", "Organisatoriska utmaningar › Stöd till parlamentariska företrädare", "volume, 2018-09-10.."},
	{"866775c09b4c593340353d0d803d7c8fcbb173e2a5446fb3eb81d3b362eef4a9", "Organisatoriska utmaningar › Stöd till parlamentariska företrädare", "frequency 1 times calendarYear"},
	{"b5f38adeebf00bc30ec616b578b081cf1688f01845d87e56f9a759e121c1550b", "Organisatoriska utmaningar › Stöd till parlamentariska företrädare", "delivery"},
	{"12e2e7121a101bda64227905d98f6756cbcc73092054e5ac6730fd670342d39e", "Organisatoriska utmaningar › Starka partiföreningar", "coverage 100 percent"},
	{"8172375538f1860866dddcbc49726f2853d76ee2fdc0941db717b76b82e657c2", "Organisatoriska utmaningar › Starka partiföreningar", "coverage 100 percent"},
	{"2e1f59b9b7160fb72403b3044611c16bcf6770f1530a500b4d9d27b63ca6cf28", "Organisatoriska utmaningar › Starka partiföreningar", "judgement"},
	{"1cb39be8955ea125fc15fd7aca02af4c91416fdb910fc0ea403da044c91528dd", "Organisatoriska utmaningar › Starka partiföreningar", "coverage 100 percent"},
	{"e1c81e51b59dcc28d78d3272e9d589b704febb48c841e4584130b6096438f21f", "Organisatoriska utmaningar › Starka partiföreningar", "frequency 4 times calendarYear"},
	{"7ee248a66808bde0cdc2aa651f6ab9fc929501bf245226ad2be29dae1a507abd", "Organisatoriska utmaningar › Utskottsarbetet", "delivery"},
	{"43a172ff291e9b93055d5002915ad8ed9271a042ef302d5d9dc7aa07fa9ce7eb", "Organisatoriska utmaningar › Utskottsarbetet", "coverage 100 percent"},
}

// formalOf is the findings that the plan itself lists as goals.
func formalOf(src *Source) []Finding {
	return slices.DeleteFunc(slices.Clone(src.Findings), func(f Finding) bool { return f.Kind != Formal })
}

func TestRealPlanGoals(t *testing.T) {
	text, err := ReadText(realPlan(t), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	goals := formalOf(src)
	if len(goals) != len(formal) {
		t.Errorf("%d formal goals, want %d", len(goals), len(formal))
	}
	for i, want := range formal {
		k := slices.IndexFunc(goals, func(f Finding) bool { return f.Hash == want.hash })
		if k < 0 {
			t.Errorf("goal %d is missing", i+1)
			continue
		}
		f := goals[k]
		if k != i {
			t.Errorf("goal %d came as number %d", i+1, k+1)
		}
		if f.Document != 0 || f.Kind != Formal {
			t.Errorf("goal %d: document %d, kind %s", i+1, f.Document, f.Kind)
		}
		if got := strings.Join(f.SectionPath, " › "); got != want.path {
			t.Errorf("goal %d: section %q, want %q", i+1, got, want.path)
		}
		if got := brief(f.Measure); got != want.measure {
			t.Errorf("goal %d: measure %q, want %q", i+1, got, want.measure)
		}
		if !strings.HasPrefix(f.Heading, "Målsättning") || !strings.Contains(f.Reason, f.Heading) || !strings.HasPrefix(f.Measure.Reason, "Förslag: ") {
			t.Errorf("goal %d: heading %q, reasons %q, %q", i+1, f.Heading, f.Reason, f.Measure.Reason)
		}
	}
	if m := goals[7].Measure; !slices.Equal(m.Contents, []string{"mötesteknik", "föreningsarbete"}) {
		t.Errorf("contents of goal 8: %q", m.Contents)
	}
	if m := goals[10].Measure; !slices.Equal(m.Contents, []string{"arbetsrätt", "arbetsledning", "arbetsmiljö"}) {
		t.Errorf("contents of goal 11: %q", m.Contents)
	}
	if f := goals[7]; f.Responsible != "Distriktsstyrelsen" {
		t.Errorf("responsible for goal 8: %q", f.Responsible)
	}
	if m := goals[2].Measure; m.Population != "alla partiföreningar" || !slices.Equal(m.UnitKinds, []string{"association", "tradeAssociation"}) {
		t.Errorf("population of goal 3: %q %q", m.Population, m.UnitKinds)
	}
}

func TestRealPlanOutline(t *testing.T) {
	text, err := ReadText(realPlan(t), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(src.Documents) != 2 || len(src.Left) != 0 {
		t.Fatalf("%d documents, %d lines left out", len(src.Documents), len(src.Left))
	}
	plan, strategy := src.Documents[0], src.Documents[1]
	if plan.Kind != OperationalPlan || !plan.TitleGuessed || plan.StartLine != 1 || plan.EndLine != 280 {
		t.Errorf("plan: %s, title guessed %v, lines %d–%d", plan.Kind, plan.TitleGuessed, plan.StartLine, plan.EndLine)
	}
	if strategy.Kind != ElectionStrategy || strategy.TitleGuessed || !strings.HasPrefix(strategy.Title, "Valstrategi, ") ||
		strategy.StartLine != 281 || strategy.Period.Last != "2018-09-09" {
		t.Errorf("strategy: %s %q from line %d, period %v", strategy.Kind, strategy.Title, strategy.StartLine, strategy.Period)
	}
	counts := func(d Document) map[NodeKind]int {
		m := map[NodeKind]int{}
		for _, n := range d.Nodes {
			m[n.Kind]++
		}
		return m
	}
	// Counted by a person: 5 chapters, 15 sections and 6 goal headings; 6 quotations; 18 bullets.
	if c := counts(plan); c[ChapterNode] != 5 || c[SectionNode] != 21 || c[QuoteNode] != 6 || c[BulletNode] != 18 {
		t.Errorf("plan: %v", c)
	}
	if c := counts(strategy); c[ChapterNode] != 3 || c[SectionNode] != 16 || c[QuoteNode] != 0 || c[BulletNode] != 0 || c[TitleNode] != 1 {
		t.Errorf("strategy: %v", c)
	}
	for _, want := range []struct {
		doc   Document
		line  int
		level int
		hash  string
	}{
		{plan, 147, 1, "760c0a7b5c70e8f4426c77c19fb8497ea8b166db7c267c71e8871599a86a1e5c"},
		{plan, 176, 1, "fd4777ebb73fde2da0de4959179a89f2756e71a86dfe0dfc9b76be0913c81f30"},
		{strategy, 383, 2, "9dfdfeb6ca30cbe6f85cd65923bc7c46fe6ef0133a03a528720108d8863bfe47"},
		{strategy, 483, 1, "d3c7a6de8a13ee992c52ec286fe8961029cb18a60bb5cea174fdd5091efb998e"},
	} {
		if !slices.ContainsFunc(want.doc.Nodes, func(n Node) bool {
			return n.FromLine == want.line && n.Level == want.level && HashSentence(n.Text) == want.hash
		}) {
			t.Errorf("no heading of level %d at line %d, or not the right one", want.level, want.line)
		}
	}
}

// Words that stand cut at line ends and must come out whole, or keep their hyphen. Single words are no sentences.
func TestRealPlanHyphens(t *testing.T) {
	text, err := ReadText(realPlan(t), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, d := range src.Documents {
		for _, n := range d.Nodes {
			b.WriteString(n.Text + "\n")
		}
	}
	for _, word := range []string{"arbetarrörelsen", "könsmaktsordningen", "parlamentarikerträffar", "kampanjmetoder", "facebook", "riksdagsgruppen", "högerpolitik", "köns- och", "gång- och", "höger-vänster-frågor", "kommun-, landstings- och"} {
		if !strings.Contains(b.String(), word) {
			t.Errorf("%q is not in the text", word)
		}
	}
}

// The same plan as other programs would have saved it: pages with headers and numbers in the middle of everything,
// other bullets, other encodings. All of them keep the blank lines between paragraphs.
func TestRealPlanSavedOtherwise(t *testing.T) {
	plan := string(realPlan(t))
	asItIs := mustParse(t, []byte(plan))
	commitments := len(asItIs.Findings) - len(formalOf(asItIs))
	paged := func(height int, before, after string) string {
		var b strings.Builder
		n := 0
		for line := range strings.Lines(plan) {
			if n++; n%height == 0 {
				b.WriteString(strings.ReplaceAll(before, "#", strconv.Itoa(n/height)) + after)
			}
			b.WriteString(line)
		}
		return b.String()
	}
	latin := func(s string) string {
		var b []byte
		for _, r := range s {
			if i := slices.Index(windows1252[:], r); i >= 0 {
				b = append(b, byte(0x80+i))
			} else {
				b = append(b, byte(r)) // nothing else in the plan is beyond Latin-1
			}
		}
		return string(b)
	}
	bullets := func(mark string) string { return strings.ReplaceAll(plan, "■", mark) }
	for name, text := range map[string]string{
		"page breaks":                paged(41, "", "\f"),
		"short pages with a header":  paged(17, "", "\fOrganisationen i staden          Plan och strategi\n"),
		"page numbers":               paged(37, "#\n", ""),
		"page numbers among blanks":  paged(23, "\n\nSida #\n\n", ""),
		"header that counts":         paged(29, "\nPlan och strategi, sida #\n\n", ""),
		"symbol font":                bullets("\uf0b7"),
		"round bullets and tabs":     bullets("•\t"),
		"dashes":                     bullets("- "),
		"stars":                      bullets("* "),
		"Windows-1252":               latin(bullets("•")),
		"CRLF":                       strings.ReplaceAll(plan, "\n", "\r\n"),
		"without trailing spaces":    strings.ReplaceAll(plan, " \n", "\n"),
		"indented":                   "   " + strings.ReplaceAll(plan, "\n", "\n   "),
		"blank lines without spaces": strings.ReplaceAll(plan, "\n \n", "\n\n"),
	} {
		src := mustParse(t, []byte(text))
		var got, want []string
		for _, f := range formalOf(src) {
			got = append(got, f.Hash+" "+strings.Join(f.SectionPath, " › "))
		}
		for _, f := range formal {
			want = append(want, f.hash+" "+f.path)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: goals differ: %s", name, difference(got, want))
		}
		if n := len(src.Findings) - len(got); n != commitments {
			t.Errorf("%s: %d commitments, %d in the plan as it is", name, n, commitments)
		}
	}
}
