package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"verkstad/internal/dev/browser"
)

// wordPlan is a plan that another organisation might have written, with numbered headings and lists of Word.
const wordPlan = "../planimport/testdata/foreign/framtidspartiet.docx"

// revised returns a copy of a Word file in which phrases, each of which stands there once, are others.
func revised(t *testing.T, file string, phrases map[string]string) string {
	t.Helper()
	src, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var out bytes.Buffer
	dst := zip.NewWriter(&out)
	for _, f := range src.File {
		if f.Name != "word/document.xml" {
			if err := dst.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		for from, to := range phrases {
			if n := bytes.Count(body, []byte(from)); n != 1 {
				t.Fatalf("%q stands %d times in %s", from, n, file)
			}
			body = bytes.Replace(body, []byte(from), []byte(to), 1)
		}
		w, err := dst.Create(f.Name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := dst.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "plan-version-2.docx")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// proposal returns what the review calls the proposal with a sentence, such as "Å2".
func (r *reader) proposal(sentence string) string {
	r.t.Helper()
	name := eval[string](r, fmt.Sprintf(`[...document.querySelectorAll('article.card')].find((a) => a.textContent.includes(%q))?.querySelector('h3').textContent.trim() || ''`, sentence))
	if name == "" {
		r.t.Fatalf("at %s no proposal has %q", r.Path(), sentence)
	}
	return name
}

var allFormal = regexp.MustCompile(`Godkänn alla (\d+) formella mål`)

// TestOfficeUploadsWord: the office uploads a plan in Word, reads what was found beside the text, approves the formal
// goals at once, makes one goal of two promises and two goals of one. Then it uploads the next version and reads what
// that changes.
func TestOfficeUploadsWord(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, staff, look)
		file, err := filepath.Abs(wordPlan)
		r.must(err)
		r.open("/planer/ny")
		r.must(r.Choose("Fil", file))
		r.tap("Läs texten")
		r.sees("Verksamhetsplan 2024–2025", "Minst 2 500 betalande medlemmar.")
		r.inspect()
		r.fill("Första dag", "2024-03-16")
		r.fill("Sista dag", "2025-12-31")
		r.tap("Gör en plan av texten")
		r.sees("Minst 2 500 betalande medlemmar.", "Under perioden kommer vi att besöka samtliga lokalavdelningar",
			"Texten runt omkring", "Förslag, inte beslutat")
		r.inspect()
		review := r.Path()
		text, err := r.Text()
		r.must(err)
		found := allFormal.FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("no button approves all formal goals: %.600s", text)
		}
		r.tap(found[0], "Godkänn "+found[1]+" mål")
		r.sees(found[1] + " mål är godkända.")

		r.open(review)
		one, two, three := r.proposal("besöka samtliga lokalavdelningar"), r.proposal("skrivs en kort minnesanteckning"), r.proposal("En handbok för små avdelningar")
		r.tap("Ändra, slå ihop eller dela " + one)
		r.inspect()
		r.fill("Det nya målets korta namn", "Alla avdelningar får besök, och det antecknas")
		r.toggle(two)
		r.tap("Slå ihop och godkänn")
		r.sees("Alla avdelningar får besök, och det antecknas")
		r.tap("Ändra, slå ihop eller dela " + three)
		r.fill("Korta namn, ett på varje rad", "Handboken är skriven\nHandboken är tryckt")
		r.tap("Dela upp och godkänn")
		r.sees("Meningen är 2 mål nu.")
		plan := strings.SplitN(strings.TrimPrefix(review, "/planer/"), "/", 2)[0]
		r.open("/mal?plan=" + plan)
		r.sees("Alla avdelningar får besök, och det antecknas", three+"a", "Handboken är skriven", "Handboken är tryckt", "Minst 2 500 betalande medlemmar")
		r.tap("Alla avdelningar får besök, och det antecknas")
		r.sees("Under perioden kommer vi att besöka samtliga lokalavdelningar", "Efter varje besök skrivs en kort minnesanteckning")

		r.open("/planer/" + plan + "/versioner")
		r.tap("Läs in en ny version")
		r.must(r.Choose("Fil", revised(t, file, map[string]string{
			"Minst 2 500 betalande":           "Minst 3 000 betalande",
			"En kommunikatör på halvtid anst": "En kommunikatör på heltid anst",
			"En handbok för små avdelningar tas fram och finns i tryck till höstupptakten 2024. ": "",
		})))
		r.tap("Läs texten")
		r.sees("2 ändrade, 1 borttagen", "Borttaget: 2 500", "Nytt: 3 000", "Å4a och Å4b avslutas")
		r.inspect()
		r.fill("Antagen", "2018-04-15")
		r.tap("Läs in versionen")
		r.sees("Version 2 gäller.")
		r.open(review)
		r.sees("Ny lydelse, väntar")
		r.open("/mal?plan=" + plan)
		r.seesNot("Handboken är tryckt")

		// It was the wrong file: while nothing of it is approved, all of it can be taken back.
		r.open("/planer/" + plan + "/versioner")
		r.tap("Ta tillbaka version 2")
		r.inspect()
		r.tap("Ta tillbaka version 2")
		r.open("/mal?plan=" + plan)
		r.sees("Handboken är tryckt")
	})
}
