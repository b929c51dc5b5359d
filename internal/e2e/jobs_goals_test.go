package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"verkstad/internal/dev/browser"
)

// The demo's goal about a post that every association should have, and the association that lacks it.
const (
	officerGoal = "Internfeministiskt ansvarig i varje förening"
	officer     = "Internfeministiskt ansvarig"
	chair       = "ordforande.farsta"
	otherChair  = "ordforande.sodertalje"

	nameOfficerLink = "Utse: " + officer + ", Farsta"

	staff = "kansliet"
	board = "styrelsen"
)

var fraction = regexp.MustCompile(`(\d+) av (\d+)`)

// figure returns the goal's value and of how many, as its page states them.
func (r *reader) figure() (value, of int) {
	r.t.Helper()
	text, err := r.Text()
	r.must(err)
	m := fraction.FindStringSubmatch(text)
	if m == nil {
		r.t.Fatalf("at %s no figure: %.600s", r.Path(), text)
	}
	value, _ = strconv.Atoi(m[1])
	of, _ = strconv.Atoi(m[2])
	return value, of
}

// openGoal goes to a goal by its name in the list.
func (r *reader) openGoal(name string) {
	r.t.Helper()
	r.open("/mal")
	r.tap(name)
	r.sees(name)
}

// missing returns the units that the goal's page lists as vacant and as unknown.
func (r *reader) missing() (vacant, unknown []string) {
	r.t.Helper()
	type lists struct{ Vacant, Unknown []string }
	l := eval[lists](r, `(() => {
		const names = (caption) => {
			const t = [...document.querySelectorAll('table')].find((t) => t.caption && t.caption.textContent.trim().startsWith(caption));
			return t ? [...t.querySelectorAll('tbody th a')].map((a) => a.textContent.trim()) : [];
		};
		return {Vacant: names('Vakanta'), Unknown: names('Okända')};
	})()`)
	return l.Vacant, l.Unknown
}

// TestChairNamesOfficer: a chair logs in on a phone and names the association's internal feminism officer, and the
// office sees the goal move at its next request. A chair elsewhere sees nothing of it.
func TestChairNamesOfficer(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		office := s.as(t, staff, browser.Phone)
		office.openGoal(officerGoal)
		before, of := office.figure()

		r := s.reader(t, look)
		r.logIn(chair)
		r.Taps = 0
		r.nameOfficer("Ledamot 1 Farsta")
		if r.Taps > 5 {
			t.Errorf("naming the officer took %d taps, the budget is 5", r.Taps)
		}
		t.Logf("a chair names the officer in %d taps", r.Taps)
		r.open("/")
		r.seesNot(officer) // nothing is asked for any more

		office.open(office.Path())
		after, ofAfter := office.figure()
		if after != before+1 || ofAfter != of {
			t.Errorf("the goal was %d of %d and is %d of %d, want one more", before, of, after, ofAfter)
		}
		if vacant, _ := office.missing(); contains(vacant, "Farsta") {
			t.Errorf("Farsta is still listed as vacant: %q", vacant)
		}
		office.toggle("Tillsatta")
		office.sees("Ledamot 1 Farsta")
		goal := office.Path()

		other := s.as(t, otherChair, look)
		other.refused("/foreningar/farsta", 404)
		other.refused("/foreningar/farsta/uppdrag", 404)
		other.refused("/foreningar/farsta/uppdrag/utse?uppdrag=6", 404)
		other.open(goal)
		other.sees("Södertälje", fmt.Sprintf("%d av %d", after, of))
		other.seesNot("Farsta", "Märsta-Sigtuna", "Ledamot 1")
		other.open("/sok?q=Ledamot+1+Farsta")
		for _, link := range eval[[]string](other, links) {
			if strings.Contains(link, "/personer/") || strings.Contains(link, "/farsta") {
				t.Errorf("the search leads another chair to %s", link)
			}
		}
	})
}

// logIn logs in by typing, as the demo tells everybody how.
func (r *reader) logIn(account string) {
	r.t.Helper()
	r.open("/")
	if !strings.HasPrefix(r.Path(), "/logga-in") {
		r.open("/logga-in")
	}
	r.fill("E-post", account+"@demo.example")
	r.fill("Lösenord", demoPassword)
	r.tap("Logga in")
	if p := r.Path(); p != "/" {
		r.t.Fatalf("after the login the tab is at %s", p)
	}
}

// nameOfficer names somebody from the start page.
func (r *reader) nameOfficer(person string) {
	r.t.Helper()
	r.tap(nameOfficerLink)
	r.toggle(person)
	r.tap("Utse")
	r.sees(person)
}

// TestChairByKeyboard: the same job without a pointer.
func TestChairByKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.reader(t, browser.Desk)
	r.open("/logga-in")
	r.focused("E-post") // when the page opens
	r.must(r.Type(chair + "@demo.example"))
	r.must(r.TabTo("Lösenord"))
	r.must(r.Type(demoPassword))
	r.must(r.Enter())
	r.sees("Farsta", officer)
	r.must(r.TabTo("Hoppa till innehållet"))
	r.must(r.Key(kb.Enter))
	r.must(r.TabTo(nameOfficerLink))
	r.must(r.Enter())
	// One stop for the whole group; arrows choose within it.
	r.must(r.TabTo("Kassör Farsta 2"))
	r.must(r.Key(kb.ArrowDown))
	if n, err := r.Focused(); err != nil || !strings.HasPrefix(n.Name, "Ledamot 1 Farsta") {
		t.Fatalf("the arrow leads to %+v, %v", n, err)
	}
	r.must(r.TabTo("Utse"))
	r.must(r.Enter())
	r.sees("Ledamot 1 Farsta")

	r.open("/")
	r.must(r.Key("/"))
	if n, err := r.Focused(); err != nil || n.Role != "searchbox" {
		t.Errorf("/ leads to %+v, %v; want the search box", n, err)
	}
	r.must(r.Type("Farsta"))
	r.must(r.Enter())
	r.sees("Farsta")
	r.open("/")
	r.must(r.Key("g"))
	r.must(r.Key("p"))
	r.sees("Det planen lovar")
}

// TestOfficeAndBoardByKeyboard: finding what is missing, and judging, without a pointer.
func TestOfficeAndBoardByKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.as(t, staff, browser.Desk)
	r.open("/")
	r.must(r.TabTo("mål ligger efter eller är missade"))
	r.must(r.Enter())
	r.must(r.TabTo(officerGoal))
	r.must(r.Enter())
	r.sees("Vakanta", "Farsta")

	b := s.as(t, board, browser.Desk)
	b.open("/mal/6")
	b.must(b.TabTo("Bedöm målet"))
	b.must(b.Enter())
	b.must(b.TabTo("Inte uppfyllt"))
	b.must(b.Key(kb.ArrowDown))
	b.must(b.Key(kb.ArrowDown))
	b.must(b.TabTo("Varför?"))
	b.must(b.Type("Fler vet nu hur det hänger ihop."))
	b.must(b.TabTo("Spara bedömningen"))
	b.must(b.Enter())
	b.sees("till stor del", "Fler vet nu hur det hänger ihop.")
}

// TestOfficeFindsWhatIsMissing: from the start page to a goal that is behind, to exactly which associations are
// missing and which are unknown.
func TestOfficeFindsWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, noScript := range []bool{false, true} {
		look := browser.Phone
		look.NoScript = noScript
		t.Run(look.String(), func(t *testing.T) {
			r := s.as(t, staff, look)
			r.open("/")
			r.tap("mål ligger efter eller är missade")
			r.tap(officerGoal)
			t.Logf("the office finds what is missing in %d taps", r.Taps)
			if r.Taps > 3 {
				t.Errorf("it took %d taps, the budget is 3", r.Taps)
			}
			value, of := r.figure()
			vacant, unknown := r.missing()
			if value+len(vacant)+len(unknown) != of || len(vacant) == 0 || len(unknown) == 0 {
				t.Errorf("%d of %d, with %d vacant and %d unknown, do not add up", value, of, len(vacant), len(unknown))
			}
			if !contains(vacant, "Farsta") || !contains(unknown, "Södertälje") || contains(vacant, "Solna") {
				t.Errorf("vacant %q, unknown %q", vacant, unknown)
			}
			r.sees("senast Internfeministiskt ansvarig Farsta")
		})
	}
}

// TestOfficeEndsAssignment: an assignment ended with yesterday as its last day moves the goal at the next request,
// and the day before it stands as it did.
func TestOfficeEndsAssignment(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, staff, look)
		r.openGoal(officerGoal)
		goal := r.Path()
		before, _ := r.figure()

		r.open("/foreningar/solna/uppdrag")
		r.tap("Avsluta uppdraget internfeministiskt ansvarig")
		r.fill("Sista dag", "2018-04-15")
		r.tap("Avsluta uppdraget")
		r.sees("Ångra")

		r.open(goal)
		if after, _ := r.figure(); after != before-1 {
			t.Errorf("the goal was %d and is %d, want one less", before, after)
		}
		if vacant, _ := r.missing(); !contains(vacant, "Solna") {
			t.Errorf("Solna is not listed as vacant: %q", vacant)
		}
		r.open(goal + "?dag=2018-04-15")
		if then, _ := r.figure(); then != before {
			t.Errorf("on its last day the goal was %d, want %d", then, before)
		}
	})
}

// TestBoardJudges: a board member judges what cannot be counted, from the start page.
func TestBoardJudges(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, board, look)
		r.open("/")
		r.sees("Fackligt och politiskt hänger ihop", "Väntar på er bedömning")
		r.tap("Bedöm")
		r.tap("Bedöm målet")
		r.toggle("Till stor del uppfyllt")
		r.fill("Varför?", "Kunskapen har vuxit i nästan alla föreningar under våren.")
		r.tap("Spara bedömningen")
		r.sees("bedömt av DS", "Kunskapen har vuxit i nästan alla föreningar under våren.")
		t.Logf("a board member judges in %d taps", r.Taps)
		r.open("/")
		r.seesNot("Väntar på er bedömning")
		// A judgement never looks like something counted.
		r.open("/mal")
		r.sees("bedömt av DS")
	})
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
