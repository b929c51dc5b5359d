package planimport_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verkstad/internal/docread"
	"verkstad/internal/planimport"
)

// A label is one promise that a careful reader found in a plan, without having seen the rules.
type label struct {
	Hash        string
	Sentence    string // only of plans that are ours; the district's own is known by its hashes
	Kind        planimport.FindingKind
	Doubt       bool // the reader hesitated: neither missed when it is not found, nor wrong when it is
	Section     string
	Class       []string                 // those that are sensible, the best first
	Measure     []planimport.MeasureKind // likewise
	Responsible string
	Wording     string
	Target      *float64 // some plans promise 2.6 percent
	Per         string
	Earliest    string
	Due         string
}

func readLabels(t *testing.T, name string) []label {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "labels", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Labels []label }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatalf("labels of %s: %v", name, err)
	}
	return file.Labels
}

// A score is how the findings of a plan compare with what the careful reader found. Labels that the reader doubts count
// nowhere.
type score struct {
	labels, findings int // that count
	found            int // labels that were found: also the findings that are right
	section          int // of the found, in the right section
	sense            int // of the found, with a sensible class and kind of measure
	responsible      int // of the found, with who is responsible as the reader wrote it
	wording          int // of the found, marked soft or negative as the reader did
	time             int // of the found, with the first and last day that the reader wrote
	target           int // of the found, with the number that the reader wrote
}

func (s score) recall() float64    { return share(s.found, s.labels) }
func (s score) precision() float64 { return share(s.found, s.findings) }

func share(n, of int) float64 { return float64(n) / float64(max(of, 1)) }

func compare(t *testing.T, src *planimport.Source, labels []label) score {
	t.Helper()
	byHash := map[string]*label{}
	var s score
	for i := range labels {
		byHash[labels[i].Hash] = &labels[i]
		if !labels[i].Doubt {
			s.labels++
		}
	}
	seen := map[string]bool{}
	for _, f := range src.Findings {
		l := byHash[f.Hash]
		if l != nil && (l.Doubt || seen[f.Hash]) {
			continue
		}
		s.findings++
		if l == nil {
			t.Logf("not a promise to the reader, %s, lines %d–%d: %s", f.Class, f.FromLine, f.ToLine, f.Reason)
			continue
		}
		seen[f.Hash] = true
		s.found++
		same := func(n *int, ok bool, what string, got, want any) {
			if ok {
				*n++
				return
			}
			t.Logf("%s of lines %d–%d: %v, the reader says %v: %s", what, f.FromLine, f.ToLine, got, want, l.Sentence)
		}
		path := strings.Join(f.SectionPath, " › ")
		whole := src.Documents[f.Document].Title + " › " + path // a reader may see the title as the outermost heading
		same(&s.section, path == l.Section || strings.EqualFold(whole, l.Section), "section", path, l.Section)
		same(&s.sense, slices.Contains(l.Class, f.Class) && slices.Contains(l.Measure, f.Measure.Kind), "class and measure",
			fmt.Sprint(f.Class, " by ", f.Measure.Kind), fmt.Sprint(l.Class, " by ", l.Measure))
		same(&s.responsible, strings.EqualFold(f.Responsible, l.Responsible), "responsible", f.Responsible, l.Responsible)
		same(&s.wording, f.Wording == l.Wording, "wording", f.Wording, l.Wording)
		same(&s.time, f.Measure.Earliest == l.Earliest && f.Measure.Due == l.Due, "time", f.Measure.Earliest+"–"+f.Measure.Due, l.Earliest+"–"+l.Due)
		got := "none"
		if n := f.Measure.Target; n != nil {
			got = strconv.Itoa(*n)
		}
		if l.Target == nil {
			s.target++
		} else {
			want := strconv.FormatFloat(*l.Target, 'f', -1, 64)
			if e := f.Measure.Each; e != nil && strconv.Itoa(e.Count) == want {
				got = want // of all, each so many times: which number is the target is a matter of taste
			}
			same(&s.target, got == want, "target", got, want)
		}
	}
	for _, l := range labels {
		if !l.Doubt && !seen[l.Hash] {
			t.Logf("missed in %s: %s", l.Section, cmp.Or(l.Sentence, l.Hash))
		}
	}
	t.Logf("%d of %d found (%.0f %%); %d of %d findings right (%.0f %%); section right %.0f %%; class and measure sensible %.0f %%; responsible %.0f %%; wording %.0f %%; time %.0f %%; target %.0f %%",
		s.found, s.labels, 100*s.recall(), s.found, s.findings, 100*s.precision(), 100*share(s.section, s.found), 100*share(s.sense, s.found),
		100*share(s.responsible, s.found), 100*share(s.wording, s.found),
		100*share(s.time, s.found), 100*share(s.target, s.found))
	return s
}

// source reads a plan as the site does, whatever its format.
func source(t *testing.T, path string) *planimport.Source {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := docread.Read(context.Background(), data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	src, err := planimport.Parse(text, planimport.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// The real plan is the one that the rules were made with: its figures show that they do what they should, not how they
// fare elsewhere.
func TestRealPlanCommitments(t *testing.T) {
	shared := cmp.Or(os.Getenv("VERKSTAD_SHARED"), filepath.Join("..", "..", "..", "shared"))
	path := filepath.Join(shared, "plan", "verksamhetsplan-och-valstrategi.txt")
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real plan must be there in CI: %v (set VERKSTAD_SHARED)", err)
		}
		t.Skipf("SKIPPED, NOT TESTED: the real plan is not there: %v (set VERKSTAD_SHARED)", err)
	}
	s := compare(t, source(t, path), readLabels(t, "verksamhetsplan-och-valstrategi"))
	s.atLeast(t, 0.85, 0.60, 0.95, 0.75)
}

func (s score) atLeast(t *testing.T, recall, precision, section, sense float64) {
	t.Helper()
	for _, figure := range []struct {
		name      string
		got, want float64
	}{
		{"of what the reader lists, found", s.recall(), recall}, {"of the findings, right", s.precision(), precision},
		{"in the right section", share(s.section, s.found), section}, {"with sensible class and measure", share(s.sense, s.found), sense},
	} {
		if figure.got < figure.want {
			t.Errorf("%s: %.0f %%, want at least %.0f %%", figure.name, 100*figure.got, 100*figure.want)
		}
	}
}

// The foreign plans were written and labelled by somebody who had not seen the rules, and were not read by who wrote the
// rules before those were done with the real plan. The figures of that first run are the honest ones:
//
//	                         found   right   section   class and measure
//	framtidspartiet.docx     80 %    97 %    100 %     59 %
//	framtidspartiet.txt      80 %    95 %    100 %     59 %
//	almkoping.pdf and .txt   81 %    86 %    100 %     70 %
//	idrottsdistriktet.docx   88 %    88 %    100 %     53 %
//	idrottsdistriktet.txt    88 %    83 %     23 %     53 %
//
//	fackklubb.txt            87 %    84 %    100 %     74 %
//	folkhogskola.txt         94 %    94 %     48 %     59 %
//	namnd.txt                66 %    76 %    100 %     53 %
//	valdistrikt.txt          88 %    90 %    100 %     79 %
//
//	arbetarekommun.txt       86 %    91 %    100 %     77 %
//	ungdomsdistrikt.txt      78 %    91 %    100 %     78 %
//	klimatrorelsen.txt       79 %    94 %     88 %     61 %
//
//	studentkaren.txt         89 %    93 %     95 %     79 %
//	naturskydd.pdf           79 %    86 %    100 %     67 %
//	gronadistriktet.docx     96 %    80 %     91 %     80 %   (without its subtitle, with which it could not be read)
//	hyresgastregion.txt      90 %    90 %      0 %     65 %
//	scoutdistriktet.md       91 %    91 %    100 %     68 %
//	socialnamnden.pdf        89 %    72 %    100 %     48 %
//	centerdistrikt.txt       95 %    88 %     69 %     87 %
//	pensionarerna.docx       98 %    88 %    100 %     70 %   (without its subtitle)
//
//	vansterdistrikt.txt      96 %    98 %     93 %     72 %
//	kommunbygg.docx         100 %    97 %    100 %     71 %   (when it could be read)
//	fotbollsdistrikt.pdf     97 %    88 %    100 %     81 %
//
//	kulturforbund.txt        94 %    97 %     94 %     81 %
//	ssukommun.docx          100 %    91 %    100 %     84 %
//
//	moderatlan.docx          96 %    90 %    100 %     70 %
//	regionnamnd.pdf          97 %    94 %    100 %     79 %
//	hjalporganisation.txt    93 %    93 %    100 %     75 %
//
//	kristparti.txt          100 %    94 %    100 %     84 %   (these two are as foreign as they were: nothing was made
//	hembygd.md               96 %    90 %    100 %     81 %   better with what was seen in them)
//
// The first three came first, and the others in these groups, each when the rules had been made better with all that was
// there before, except that the group that begins with studentkaren.txt and the two after it were first read by the same
// rules; nobody who knew the rules wrote or labelled them. While the rules were made better with that group, the plans
// that came last were read by what the rules were then, before they were looked at:
//
//	centerdistrikt.txt       96 %    90 %     70 %     91 %
//	pensionarerna.docx      100 %    88 %    100 %     75 %
//	vansterdistrikt.txt      96 %    98 %     93 %     76 %
//	kommunbygg.docx         100 %    97 %    100 %     66 %
//	fotbollsdistrikt.pdf     95 %    88 %    100 %     86 %
//	kulturforbund.txt        97 %    97 %     94 %     85 %
//	ssukommun.docx           98 %    94 %    100 %     84 %
//
// Afterwards the rules were made better in general ways with what was seen, so that the plans are no longer foreign to
// them: 97–100 % found, 93–100 % right, 81–100 % with a sensible class and measure. The text of the sports district says
// nothing of its bold headings, so that most sections are lost in it.
func TestForeignPlansCommitments(t *testing.T) {
	for _, c := range []struct {
		name, file       string
		section, precise float64
	}{
		{"framtidspartiet", "framtidspartiet.docx", 0.95, 0.75}, {"framtidspartiet", "framtidspartiet.txt", 0.95, 0.75},
		{"almkoping", "almkoping.pdf", 0.95, 0.75}, {"almkoping", "almkoping.txt", 0.95, 0.75},
		{"idrottsdistriktet", "idrottsdistriktet.docx", 0.95, 0.75}, {"idrottsdistriktet", "idrottsdistriktet.txt", 0, 0.75},
		{"fackklubb", "fackklubb.txt", 0.95, 0.75}, {"folkhogskola", "folkhogskola.txt", 0.95, 0.75}, {"namnd", "namnd.txt", 0.95, 0.75}, {"valdistrikt", "valdistrikt.txt", 0.95, 0.75},
		{"studentkaren", "studentkaren.txt", 0.95, 0.75}, {"naturskydd", "naturskydd.pdf", 0.95, 0.75},
		{"gronadistriktet", "gronadistriktet.docx", 0.95, 0.75}, {"hyresgastregion", "hyresgastregion.txt", 0.95, 0.75},
		{"scoutdistriktet", "scoutdistriktet.md", 0.95, 0.75}, {"socialnamnden", "socialnamnden.pdf", 0.95, 0.75},
		{"centerdistrikt", "centerdistrikt.txt", 0.95, 0.75}, {"pensionarerna", "pensionarerna.docx", 0.95, 0.75},
		{"vansterdistrikt", "vansterdistrikt.txt", 0.95, 0.75}, {"kommunbygg", "kommunbygg.docx", 0.95, 0.75}, {"fotbollsdistrikt", "fotbollsdistrikt.pdf", 0.95, 0.75},
		{"kulturforbund", "kulturforbund.txt", 0.95, 0.75}, {"ssukommun", "ssukommun.docx", 0.95, 0.75},
		{"moderatlan", "moderatlan.docx", 0.95, 0.75}, {"regionnamnd", "regionnamnd.pdf", 0.95, 0.75}, {"hjalporganisation", "hjalporganisation.txt", 0.95, 0.75},
		{"kristparti", "kristparti.txt", 0.95, 0.75}, {"hembygd", "hembygd.md", 0.95, 0.75},
		{"arbetarekommun", "arbetarekommun.txt", 0.95, 0.75}, {"ungdomsdistrikt", "ungdomsdistrikt.txt", 0.95, 0.75}, {"klimatrorelsen", "klimatrorelsen.txt", 0.95, 0.75},
	} {
		t.Run(c.file, func(t *testing.T) {
			if strings.HasSuffix(c.file, ".pdf") && !docread.PDFReadable() {
				t.Skip("SKIPPED, NOT TESTED: no program reads PDF files here")
			}
			s := compare(t, source(t, filepath.Join("testdata", "foreign", c.file)), readLabels(t, c.name))
			s.atLeast(t, 0.85, c.precise, c.section, 0.75)
		})
	}
}
