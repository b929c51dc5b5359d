package plans

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

// A choice is what the review shows and where the reader is in it: all of it is in the address, and in those of the
// forms, so that nothing is lost by deciding.
type choice struct {
	kind    string // "mal", "atagande"
	class   string
	state   string // see states
	section string // headings, see sectionName
	wording string // "negativ", "mjuk"
	page    int
	at      int64 // the promise that the reader is at
}

const (
	formalKind  = "mal"
	runningKind = "atagande"
	newWords    = "lydelse" // the state of what a new version has changed and nobody has decided on
)

// states are the states that can be chosen, in the order of the row.
var states = []struct{ value, label string }{{"", "Alla"}, {"vantar", "Väntar"}, {newWords, "Ny lydelse"}, {"godkanda", "Godkända"}, {"avvisade", "Avvisade"}}

func readChoice(r *http.Request) choice {
	q := r.URL.Query()
	at, _ := strconv.ParseInt(q.Get("vid"), 10, 64) // what is no place is the beginning
	return choice{kind: q.Get("slag"), class: q.Get("klass"), state: q.Get("lage"), section: q.Get("avsnitt"), wording: q.Get("ord"), page: web.Page(r), at: at}
}

func (ch choice) pairs() []string {
	return []string{"lage", ch.state, "slag", ch.kind, "klass", ch.class, "avsnitt", ch.section, "ord", ch.wording}
}

// keep adds the choice to an address.
func (ch choice) keep(path string) string { return paths.With(path, ch.pairs()...) }

// address is the review as it was chosen: at a promise, or at the page when finding is 0.
func (ch choice) address(plan, finding int64) string {
	if finding == 0 {
		page := ""
		if ch.page > 1 {
			page = strconv.Itoa(ch.page)
		}
		return paths.With(ch.keep(paths.ReviewPlan(plan)), "sida", page)
	}
	return paths.With(ch.keep(paths.ReviewPlan(plan)), "vid", strconv.FormatInt(finding, 10)) + "#" + paths.ReviewAnchor(finding)
}

// on is the choice on a page of its own.
func (ch choice) on(page int) choice {
	if page != ch.page {
		ch.at = 0
	}
	ch.page = page
	return ch
}

func (ch choice) to(finding int64) choice { ch.at = finding; return ch }

// reference leads from the text to a promise.
func (ch choice) reference(plan int64) func(store.NodeFinding) (id, href string) {
	return func(f store.NodeFinding) (string, string) { return "", ch.address(plan, f.ID) }
}

// pageOf returns the page that holds the reader's place, or else the one of the address.
func (ch choice) pageOf(pages [][]store.Commitment) int {
	if ch.at != 0 {
		for i, list := range pages {
			if slices.ContainsFunc(list, func(c store.Commitment) bool { return c.ID == ch.at }) {
				return i
			}
		}
	}
	return max(0, min(ch.page, len(pages))-1)
}

func (ch choice) shows(c store.Commitment) bool {
	return ch.inState(c, ch.state) && (ch.kind == "" || ch.kind == kindOf(c)) && (ch.class == "" || ch.class == c.Class) &&
		(ch.wording == "" || ch.wording == wordingValue(c.Wording)) && (ch.section == "" || within(sectionName(c.SectionPath), ch.section))
}

func (choice) inState(c store.Commitment, state string) bool {
	switch state {
	case "vantar":
		return c.State == district.Proposed || c.ChangeWaits
	case newWords:
		return c.ChangeWaits
	case "godkanda":
		return c.State == district.Approved && !c.ChangeWaits
	case "avvisade":
		return c.State == district.Rejected
	}
	return true
}

func within(section, chosen string) bool {
	return section == chosen || strings.HasPrefix(section, chosen+" › ")
}

func kindOf(c store.Commitment) string {
	if c.Kind == planimport.Formal {
		return formalKind
	}
	return runningKind
}

func wordingValue(wording string) string {
	return map[string]string{"negative": "negativ", "soft": "mjuk"}[wording]
}

func sectionName(path []string) string { return strings.Join(path, " › ") }

// describe fills in what can be chosen, with how many of each state there are.
func (ch choice) describe(v *view.ReviewView, rev store.PlanReview) {
	plan := rev.Plan.ID
	v.Action, v.Hidden = paths.ReviewPlan(plan), []ui.Pair{{Name: "lage", Value: ch.state}}
	v.F = chosenForm(ch)
	bare := choice{state: ch.state}
	v.FilterOpen = bare != (choice{state: ch.state, kind: ch.kind, class: ch.class, section: ch.section, wording: ch.wording})
	if v.FilterOpen {
		v.ClearHref = bare.address(plan, 0)
	}
	v.States.Label = "Läge"
	shown := 0
	for _, s := range states {
		other := ch
		other.state, other.page, other.at = s.value, 0, 0
		n := 0
		for _, c := range rev.Findings {
			if other.shows(c) {
				n++
			}
		}
		if s.value == ch.state {
			shown = n
		} else if n == 0 {
			continue
		}
		v.States.Items = append(v.States.Items, ui.Tab{Label: s.label, Href: other.address(plan, 0), Count: sv.Int(n), Current: s.value == ch.state})
	}
	v.Count = sv.Count(shown, "förslag", "förslag")
	if v.ClearHref == "" && shown == 0 {
		v.ClearHref = (choice{}).address(plan, 0)
	}
	ch.options(v, rev.Findings)
}

func chosenForm(ch choice) *form.Form {
	f := form.Empty()
	p := ch.pairs()
	for i := 0; i < len(p); i += 2 {
		f.Set(p[i], p[i+1])
	}
	return f
}

// options are the choices that make a difference in this plan.
func (choice) options(v *view.ReviewView, all []store.Commitment) {
	kinds, classes, wordings := map[string]bool{}, map[string]bool{}, map[string]bool{}
	seen := map[string]bool{}
	for _, c := range all {
		kinds[kindOf(c)], classes[c.Class], wordings[c.Wording] = true, true, true
		for n := range c.SectionPath {
			name := sectionName(c.SectionPath[:n+1])
			if !seen[name] {
				seen[name] = true
				v.Sections = append(v.Sections, ui.Option{Value: name, Label: strings.Repeat("– ", n) + c.SectionPath[n]})
			}
		}
	}
	if len(kinds) > 1 {
		v.Kinds = []ui.Option{{Value: formalKind, Label: "Mål i listor"}, {Value: runningKind, Label: "Åtaganden i löpande text"}}
	}
	for _, k := range district.PromiseClasses() {
		if classes[string(k)] {
			v.Classes = append(v.Classes, ui.Option{Value: string(k), Label: k.Name()})
		}
	}
	for _, w := range []string{"negative", "soft"} {
		if wordings[w] {
			v.Wordings = append(v.Wordings, ui.Option{Value: wordingValue(w), Label: wordingWords(w)})
		}
	}
}
