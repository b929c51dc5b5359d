package planimport

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func FuzzParse(f *testing.F) {
	for _, name := range []string{"kommun", "idrott", "partidistrikt", "markdown", "numrerad", "windows", "obruten"} {
		data, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{
		"", "\xff\xfe", "M\x00\xe5\x00l\x00", "Mål\n-\n", "■\n■\n", "Mål:\n\f\f- a-\n\f b", "a\u00ad\nb", "===\n---\nX\n===", "1.\n1.1.1.1.1.1.1 A",
		"Innehåll\nMål 3\nMål ... 4", "> a\n> b", "# \n## a\n### Mål\n- [ ] b", "Ur partiprogrammet", "A.\t\t\tUr planen", "Mål 1 – \nMål 2: x:", "(forts.)\n\fMål (forts.)",
	} {
		f.Add([]byte(s))
	}
	// Lines that share a number cannot be told apart in what was left out, so every line gets its own.
	own := strings.NewReplacer("\v", "\n", "\f", "\n\f", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
	f.Fuzz(func(t *testing.T, data []byte) {
		data = []byte(own.Replace(string(data)))
		text, err := ReadText(data, Limits{Bytes: 1 << 16, Lines: 2000, LineLength: 2000})
		if err != nil {
			var in *InputError
			if !errors.As(err, &in) || in.Message == "" {
				t.Fatalf("error without a message for people: %v", err)
			}
			return
		}
		starts := GuessDocuments(text)
		src, err := Parse(text, Options{Starts: starts})
		if err != nil {
			t.Fatalf("the guess %+v does not fit: %v", starts, err)
		}
		checkSource(t, text, src)
	})
}

func FuzzPropose(f *testing.F) {
	for _, s := range []string{
		"Alla partiföreningar ska ha en valansvarig", "minst 4 ggr/år", "hälften av", "en gång i kvartalet efter valet 2018", "ta", "alla", "senast den 31 februari 2019", "5 % av 1 200",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := propose(s, Period{})
		if m.Kind == "" || m.Reason == "" || m.Target != nil && (*m.Target < 1 || m.TargetUnit == "") || m.Post != "" && m.Kind != Coverage {
			t.Fatalf("%+v", m)
		}
		for _, day := range []string{m.Earliest, m.Due} {
			if day != "" && addDays(day, 0) != day {
				t.Fatalf("no date: %q", day)
			}
		}
	})
}

func FuzzSentence(f *testing.F) {
	for _, s := range []string{
		"Under 2017 vill vi därför verka för att samla klubbarna, samt skriva råd", "Det är viktigt att alla klubbar är med", "ansvaret ligger på", "har i uppdrag att",
		"kommer vi att i höst att driva", "Målet är att", "En förändring är att", "vi ska som att", "av av av", "Minst 60 procent av", "på klubbnivå utses en valansvarig", "inkluderar a, b och",
	} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, political bool) {
		r := newSentenceReader(s, &cast{names: map[string]bool{}, political: political})
		v, ok := r.judge()
		if !ok {
			if v, ok = r.elliptic(true, true); !ok {
				return
			}
		}
		m := r.measureOf(v)
		if m.Kind == "" || m.Reason == "" || r.classOf(v, m) == "" || r.reason(v, "") == "" {
			t.Fatalf("%q: %+v of %+v", s, m, v)
		}
		if w := r.wordingOf(v); w != "" && w != "soft" && w != "negative" {
			t.Fatalf("%q: wording %q", s, w)
		}
		r.responsible(v)
	})
}
