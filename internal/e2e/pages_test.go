package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"verkstad/internal/demo"
	"verkstad/internal/dev/browser"
)

// nobody is the reader without a login, among the demo's accounts.
const nobody = "nobody"

// Bounds of a crawl.
const (
	mostPages   = 300 // of one reader; more are a crawl that has lost its way
	mostRecords = 2   // of one route; of what is done with a record one, and of an address with query words one for each word
)

// moreRecords are the routes whose records lead to different routes further on.
var moreRecords = map[string]int{"/foreningar/{slug}/uppdrag": 2, "/organ/{slug}/uppdrag": 2, "/planer/{plan}/granska": 2}

// moreOfOffice are such routes for the office.
var moreOfOffice = map[string]int{"/mal/{goal}": 18}

// unlinked are the routes that no link of the demo leads to, with the reason. The jobs inspect them.
var unlinked = map[string]string{
	"/utveckling/komponenter":              "for developers",
	"/andra-faktor":                        "between password and start page",
	"/lank/{token}":                        "the link is handed over outside the site",
	"/min-sida/reservkoder":                "for those with a second factor",
	"/min-sida/andra-faktor/ta-bort":       "for those with a second factor",
	"/konton/{id}/andra-faktor":            "of an account with a second factor",
	"/konton/{id}/slapp-in":                "of a stopped account",
	"/planer/kalla/{source}":               "while a plan is read in",
	"/planer/kalla/{source}/ta-bort":       "while a plan is read in",
	"/planer/{plan}/ny-version/{source}":   "while a version is read in",
	"/planer/{plan}/versioner/ta-tillbaka": "while nothing of a version is approved",
	"/foreningar/{slug}/sla-ihop/val":      "after a form",
	"/organ/{slug}/sla-ihop/val":           "after a form",
}

// A router finds the pattern of an address among the site's routes.
type router []struct {
	pattern string
	matches *regexp.Regexp
}

func (s *site) router() router {
	var out router
	braces := regexp.MustCompile(`\\\{[^}]*\\\}`)
	for _, r := range s.Server.Routes() {
		if r.Method == http.MethodGet {
			out = append(out, struct {
				pattern string
				matches *regexp.Regexp
			}{r.Pattern, regexp.MustCompile("^" + braces.ReplaceAllString(regexp.QuoteMeta(r.Pattern), `[^/]+`) + "$")})
		}
	}
	// A route with fewer braces is the more exact one.
	slices.SortStableFunc(out, func(a, b struct {
		pattern string
		matches *regexp.Regexp
	}) int {
		return strings.Count(a.pattern, "{") - strings.Count(b.pattern, "{")
	})
	return out
}

func (r router) pattern(path string) string {
	for _, x := range r {
		if x.matches.MatchString(path) {
			return x.pattern
		}
	}
	return ""
}

// A visited is a page that somebody has seen.
type visited struct {
	reader, path string
	size         int
}

// A survey is what all readers have seen together.
type survey struct {
	mu       sync.Mutex
	richest  map[string]visited // by route: the largest page
	inspects map[string]bool    // pages that have been inspected, by what they are made of
}

// first tells whether nobody has seen such a page. What stands around the main part is the same on all pages of a
// reader, and everybody's start page is inspected, so that a page whose main part is the same need not be again.
func (s *survey) first(page string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inspects[page] {
		return false
	}
	s.inspects[page] = true
	return true
}

func (s *survey) saw(route string, v visited) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.size > s.richest[route].size {
		s.richest[route] = v
	}
}

// TestPages visits every page that each of the demo's accounts is led to, and looks at it on a phone; then every
// route once more at a desk and in the dark, as whoever sees most of it.
func TestPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	routes := s.router()
	all := &survey{richest: map[string]visited{}, inspects: map[string]bool{}}
	t.Run("roles", func(t *testing.T) {
		readers := make(chan string, 100)
		for _, a := range demo.Accounts() { // the office first: it sees most
			name, _, _ := strings.Cut(a.Email, "@")
			readers <- name
		}
		readers <- nobody
		close(readers)
		var tabs sync.WaitGroup
		for range 2 {
			tabs.Go(func() {
				for name := range readers {
					t.Run(name, func(t *testing.T) { crawl(t, s, routes, name, all) })
				}
			})
		}
		tabs.Wait()
	})
	if len(all.richest) == 0 { // -run chose a part without roles; make test refuses every skip
		t.Skip("no role has been run")
	}
	t.Run("every route is linked", func(t *testing.T) {
		for _, x := range routes {
			if _, ok := all.richest[x.pattern]; !ok && unlinked[x.pattern] == "" && !download.MatchString(x.pattern) {
				t.Errorf("no link leads anybody to %s", x.pattern)
			}
		}
	})
	dark := browser.Phone
	dark.Dark = true
	for _, l := range []browser.Look{browser.Desk, dark} {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			again(t, s, all, l)
		})
	}
}

// download matches addresses that lead to a file.
var download = regexp.MustCompile(`\.(csv|xlsx|ics|txt|pdf|docx)$`)

// links reads where the page leads: its links, and its forms that only ask, as they stand.
const links = `[...document.querySelectorAll('a[href]:not([download])')].map((a) => a.href).concat(
	[...document.querySelectorAll('form')].filter((f) => f.method === 'get').map((f) => {
		const words = [...new FormData(f)].map(([k, v]) => [k, k === 'q' && f.role === 'search' ? 'Farsta' : v]).filter(([, v]) => v !== '');
		return f.action.split('?')[0] + '?' + new URLSearchParams(words);
	}))`

// mainPart and once match the main part of a page, and in it what is new each time it is asked for.
var (
	mainPart = regexp.MustCompile(`(?s)<main.*</main>`)
	once     = regexp.MustCompile(`name="_once" value="[^"]*"`)
)

// statedVacancy is the page of one of the few units that have said themselves that a post is vacant; links lead there,
// but a crawl that looks at two of each sort of page may meet none of them.
const statedVacancy = "/foreningar/vita-bergen/uppdrag"

// crawl follows every link from the start page, breadth first, and inspects each page.
func crawl(t *testing.T, s *site, routes router, name string, all *survey) {
	r := s.reader(t, browser.Phone)
	if name != nobody {
		r.signIn(name)
	}
	queue, known, records := []string{"/"}, map[string]string{"/": ""}, map[string]int{} // known: path → where it was linked
	if name == staff {
		queue, known[statedVacancy] = append(queue, statedVacancy), "the list of associations"
	}
	pages, inspected := 0, 0
	// kindsOf says what an address is one of, and how many of those are enough.
	kindsOf := func(path string) (u *url.URL, route string, kinds []string, most int) {
		u, err := url.Parse(path)
		if err != nil {
			t.Fatalf("a link to %q, from %s: %v", path, known[path], err)
		}
		route = routes.pattern(u.Path)
		for word := range u.Query() {
			kinds = append(kinds, route+"?"+word)
		}
		switch {
		case len(kinds) > 0:
			return u, route, kinds, 1
		case strings.Contains(route, "{") && !strings.HasSuffix(route, "}"):
			most = 1
		default:
			most = mostRecords
		}
		most = max(most, moreRecords[route])
		if name == staff {
			most = max(most, moreOfOffice[route])
		}
		return u, route, []string{route}, most
	}
	// seen tells how often the least known of the kinds has been seen.
	seen := func(kinds []string) int {
		least := mostPages
		for _, k := range kinds {
			least = min(least, records[k])
		}
		return least
	}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		u, route, kinds, most := kindsOf(path)
		if seen(kinds) >= most {
			continue
		}
		if pages == mostPages {
			t.Fatalf("%s is led to more than %d pages; the next is %s, linked from %s", name, pages, path, known[path])
		}
		answer, err := r.Goto(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range kinds {
			records[k]++
		}
		// A redirect, such as to the login, is the page that it leads to.
		landed, err := url.Parse(strings.TrimPrefix(answer.URL, s.URL))
		if err != nil {
			t.Fatal(err)
		}
		if landed.Path != u.Path {
			if next := landed.RequestURI(); known[next] == "" && next != "/" {
				known[next] = known[path]
				queue = append(queue, next)
			}
			r.Problems()
			continue
		}
		pages++
		if !answer.OK() {
			t.Errorf("%s, linked from %s, answers %d %s", path, known[path], answer.Status, answer.Kind)
			r.Problems()
			continue
		}
		source, err := r.Source()
		r.must(err)
		if first := all.first(route + once.ReplaceAllString(mainPart.FindString(source), "")); first || path == "/" {
			inspected++
			found, err := inspect(r.Tab)
			r.must(err)
			narrow := browser.Phone
			narrow.Width = 320
			r.must(r.SetLook(narrow))
			more, err := overflow(r.Tab)
			r.must(err)
			found = append(found, more...)
			r.must(r.SetLook(browser.Phone))
			eval[bool](r, `document.documentElement.style.fontSize = '200%'; true`)
			more, err = overflow(r.Tab)
			r.must(err)
			tight, err := squeezed(r.Tab)
			r.must(err)
			for _, s := range append(more, tight...) {
				found = append(found, "with text twice as large: "+s)
			}
			report(t, name+" "+path, found)
		}
		hrefs, size := eval[[]string](r, links), len(source)
		if route != "" {
			all.saw(route, visited{name, path, size})
		}
		for _, h := range hrefs {
			h, _, _ = strings.Cut(h, "#")
			next, ok := strings.CutPrefix(h, s.URL)
			if _, again := known[next]; again || !ok || next == "" || download.MatchString(strings.SplitN(next, "?", 2)[0]) {
				continue
			}
			known[next] = path
			queue = append(queue, next)
		}
	}
	t.Logf("%s: %d pages, %d of them inspected", name, pages, inspected)
}

// again looks at the richest page of every route in another look.
func again(t *testing.T, s *site, all *survey, l browser.Look) {
	byReader := map[string][]string{}
	for _, v := range all.richest {
		byReader[v.reader] = append(byReader[v.reader], v.path)
	}
	for _, name := range keysOf(byReader) {
		r := s.reader(t, l)
		if name != nobody {
			r.signIn(name)
		}
		paths := byReader[name]
		slices.Sort(paths)
		for _, path := range paths {
			r.open(path)
			found, err := look(r.Tab)
			if err != nil {
				t.Fatal(err)
			}
			report(t, name+" "+path+" "+l.String(), found)
		}
	}
}

// TestComponents looks at the page of all parts in every look there is.
func TestComponents(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, l := range []browser.Look{
		browser.Phone, browser.Desk, {Width: 320, Height: 640}, {Width: 768, Height: 1024},
		{Width: 360, Height: 740, Dark: true}, {Width: 1280, Height: 900, Dark: true},
		{Width: 1280, Height: 900, Contrast: true}, {Width: 1280, Height: 900, Dark: true, Contrast: true},
		{Width: 1280, Height: 900, Forced: true}, {Width: 360, Height: 740, NoScript: true},
	} {
		t.Run(l.String(), func(t *testing.T) {
			r := s.reader(t, l)
			r.open("/utveckling/komponenter")
			if l.NoScript {
				found, err := overflow(r.Tab)
				r.must(err)
				report(t, l.String(), found)
				return
			}
			found, err := inspect(r.Tab)
			r.must(err)
			report(t, l.String(), found)
		})
	}
}

// report fails the test with everything that was found on a page.
func report(t *testing.T, page string, found []string) {
	t.Helper()
	if len(found) > 0 {
		t.Errorf("%s:\n    %s", page, strings.Join(found, "\n    "))
	}
}

func keysOf[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// TestHarness shows that the harness sees what it is there for, on pages that have it.
func TestHarness(t *testing.T) {
	t.Parallel()
	bad := map[string]string{
		"/script":   `<script src="https://example.org/x.js"></script>`,
		"/inline":   `<p style="color:red">x</p>`,
		"/throws":   `<script src="/throws.js"></script>`,
		"/wide":     `<div class="wide">` + strings.Repeat("x", 500) + `</div>`,
		"/contrast": `<img src="data:image/png;base64,AAAA">`,
		"/missing":  `<img alt="x" src="/nothing.png">`,
	}
	mux := http.NewServeMux()
	for path, body := range bad {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!DOCTYPE html><html lang="sv"><head><title>t</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"></head><body><main><h1>t</h1>%s</main></body></html>`, body)
		})
	}
	mux.HandleFunc("GET /throws.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `throw new Error('oh')`)
	})
	b := theBrowser(t)
	url := listen(t, mux)
	for path := range bad {
		tab, err := b.NewTab(t.Context(), url, browser.Phone)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tab.Goto(path); err != nil {
			t.Fatal(err)
		}
		found, err := inspect(tab)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"/script": "another host", "/inline": "content security policy", "/throws": "exception",
			"/wide": "overflow", "/contrast": "axe image-alt", "/missing": "404"}[path]
		if !slices.ContainsFunc(found, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%s: found %q, want %q among it", path, found, want)
		}
		tab.Close()
	}
}

// listen serves a handler on a free port until the test ends.
func listen(t testing.TB, h http.Handler) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}
