package server_test

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/auth"
	"verkstad/internal/demo"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
)

// href finds where a page leads.
var href = regexp.MustCompile(`href="(/[^"#]*)`)

// mostOfRoute is how many pages of one route are counted for a reader: of goals, which are measured in many ways, more.
func mostOfRoute(pattern string) int {
	if pattern == "/mal/{goal}" {
		return 25
	}
	return 1
}

// usual is what a page may cost: who asks, and everything else in one batch.
var usual = cost{trips: 2, statements: 6}

// dearer are the routes that may cost more than is usual. A page with goals on it reads each sort of what they are
// counted from; a form that asks about a record reads it first. None of these may rise without a reason.
var dearer = map[string]cost{
	"/":                                           {trips: 2, statements: 22},
	"/dokument/{document}/andra":                  {trips: 3, statements: 6},
	"/dokument/{document}/steg/{step}":            {trips: 3, statements: 6},
	"/foreningar/export.csv":                      {trips: 3, statements: 6},
	"/foreningar/{slug}":                          {trips: 2, statements: 15},
	"/foreningar/{slug}/andra":                    {trips: 3, statements: 14},
	"/foreningar/{slug}/historik":                 {trips: 3, statements: 3},
	"/foreningar/{slug}/omraden":                  {trips: 3, statements: 4},
	"/foreningar/{slug}/omraden/{cover}":          {trips: 3, statements: 3},
	"/foreningar/{slug}/sla-ihop":                 {trips: 3, statements: 3},
	"/foreningar/{slug}/stang":                    {trips: 3, statements: 3},
	"/frageformular/fraga/{id}":                   {trips: 3, statements: 4},
	"/handelser":                                  {trips: 2, statements: 8},
	"/handelser/export.csv":                       {trips: 2, statements: 9},
	"/handelser/ny":                               {trips: 4, statements: 4},
	"/handelser/{id}":                             {trips: 3, statements: 3},
	"/handelser/{id}/andra":                       {trips: 4, statements: 4},
	"/handelser/{id}/genomford":                   {trips: 3, statements: 3},
	"/handelseslag/inskrivet/{id}/stryk":          {trips: 3, statements: 3},
	"/handelseslag/{id}":                          {trips: 3, statements: 3},
	"/konton/{id}/behorighet":                     {trips: 3, statements: 7},
	"/logg":                                       {trips: 4, statements: 4},
	"/logg/last":                                  {trips: 3, statements: 3},
	"/mal":                                        {trips: 2, statements: 14},
	"/mal/andrat":                                 {trips: 2, statements: 17},
	"/mal/export.csv":                             {trips: 2, statements: 15},
	"/mal/{goal}":                                 {trips: 2, statements: 18},
	"/mal/{goal}/anmarkning":                      {trips: 2, statements: 11},
	"/mal/{goal}/anmarkning/{note}/stryk":         {trips: 2, statements: 11},
	"/mal/{goal}/avsluta":                         {trips: 2, statements: 11},
	"/mal/{goal}/bedomningar/{judgement}/stryk":   {trips: 2, statements: 11},
	"/mal/{goal}/kommentarer/{comment}":           {trips: 3, statements: 12},
	"/mal/{goal}/matning/ny":                      {trips: 3, statements: 14},
	"/mal/{goal}/matning/{measure}":               {trips: 3, statements: 12},
	"/mal/{goal}/matning/{measure}/bedom":         {trips: 2, statements: 11},
	"/mal/{goal}/matning/{measure}/datum":         {trips: 2, statements: 11},
	"/mal/{goal}/matning/{measure}/milstolpar/ny": {trips: 2, statements: 11},
	"/mal/{goal}/matning/{measure}/ta-bort":       {trips: 2, statements: 11},
	"/mal/{goal}/milstolpar/{milestone}":          {trips: 2, statements: 11},
	"/mal/{goal}/milstolpar/{milestone}/ta-bort":  {trips: 2, statements: 11},
	"/mal/{goal}/redigera":                        {trips: 3, statements: 13},
	"/min-sida":                                   {trips: 3, statements: 3},
	"/organ/{slug}":                               {trips: 2, statements: 27},
	"/organ/{slug}/andra":                         {trips: 3, statements: 14},
	"/organ/{slug}/historik":                      {trips: 3, statements: 3},
	"/organ/{slug}/sla-ihop":                      {trips: 3, statements: 3},
	"/organ/{slug}/stang":                         {trips: 3, statements: 3},
	"/personer/{id}/sla-ihop":                     {trips: 3, statements: 8},
	"/planer/{plan}":                              {trips: 2, statements: 14},
	"/planer/{plan}/granska/alla":                 {trips: 3, statements: 3},
	"/planer/{plan}/granska/avvisa":               {trips: 3, statements: 3},
	"/planer/{plan}/granska/{finding}/annat":      {trips: 3, statements: 3},
	"/planer/{plan}/version/{number}":             {trips: 3, statements: 15},
	"/planlage":                                   {trips: 2, statements: 21},
	"/planlage/rapport":                           {trips: 2, statements: 20},
	"/sammanslagningar/{id}":                      {trips: 19, statements: 20},
	"/sammanslagningar/{id}/angra":                {trips: 21, statements: 22},
	"/sjalvskattning":                             {trips: 3, statements: 5},
	"/sjalvskattning/svar/{id}/stryk":             {trips: 3, statements: 4},
	"/traffar":                                    {trips: 2, statements: 7},
	"/traffar/svar/{followUp}/stryk":              {trips: 3, statements: 5},
	"/traffar/{meeting}":                          {trips: 2, statements: 8},
	"/traffslag/{meetingKind}":                    {trips: 3, statements: 3},
	"/uppdrag/export.csv":                         {trips: 2, statements: 7},
	"/uppdrag/{id}/avsluta":                       {trips: 3, statements: 3},
	"/uppdragstyper":                              {trips: 3, statements: 3},
	"/uppdragstyper/krav/{id}":                    {trips: 3, statements: 3},
	"/uppdragstyper/{id}":                         {trips: 3, statements: 3},
}

// A cost is what one page cost, and whose page it was.
type cost struct {
	statements, trips int
	reader, path      string
}

// Every page of the demo is read in few statements and round trips: the first says who asks, and the page's own go in
// one batch. The table of what each route costs the reader for whom it costs most is in the test's log.
func TestStatementsOfEveryPage(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	dearest := map[string]cost{}
	c.readPatterns()
	for i, a := range demo.Accounts() { // the office first, which is led to nearly everything
		name, _, _ := strings.Cut(a.Email, "@")
		c.crawl(t, name, a.Email, dearest, i == 0)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-50s %5s %10s\n", "route", "trips", "statements")
	byCost := func(a, b string) int {
		x, y := dearest[a], dearest[b]
		return cmp.Or(cmp.Compare(y.trips, x.trips), cmp.Compare(y.statements, x.statements), cmp.Compare(a, b))
	}
	for _, route := range slices.SortedFunc(maps.Keys(dearest), byCost) {
		x := dearest[route]
		fmt.Fprintf(&table, "%-50s %5d %10d  %s %s\n", route, x.trips, x.statements, x.reader, x.path)
		most, ok := dearer[route]
		if !ok {
			most = usual
		}
		if x.trips > most.trips || x.statements > most.statements {
			t.Errorf("%s of %s: %d statements in %d round trips, at most %d in %d", x.path, x.reader, x.statements, x.trips, most.statements, most.trips)
		}
	}
	for route := range dearer {
		if _, ok := dearest[route]; !ok {
			t.Errorf("%s was not met", route)
		}
	}
	t.Log("\n" + table.String())
}

// crawl follows the links of a reader's pages, breadth first, a few of each route, and keeps what the dearest of each
// route cost. Without all it lets the forms be that somebody has met already: they are the same to everybody.
func (c *counted) crawl(t *testing.T, name, email string, dearest map[string]cost, all bool) {
	t.Helper()
	account, err := c.Store.AccountByEmail(c.Ctx, fixture.Today, auth.NormalEmail(email))
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	if err := c.app.Auth.SignIn(c.Ctx, rec, httptest.NewRequest(http.MethodPost, "/", nil), account.ID); err != nil {
		t.Fatal(err)
	}
	cookies := rec.Result().Cookies()
	seen, times := map[string]bool{paths.Home: true}, map[string]int{}
	c.get(cookies, paths.Account) // notes that the session is in use
	for queue := []string{paths.Home}; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		u, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		route := c.route(u.Path)
		kind := route + "?" + strings.Join(slices.Sorted(maps.Keys(u.Query())), "&")
		if route == "" || times[kind] >= mostOfRoute(route) {
			continue
		}
		if _, met := dearest[route]; met && !all && strings.Count(route, "/") > 2 {
			continue
		}
		times[kind]++
		c.get(cookies, path) // what is told ahead must have been asked once
		c.log.reset()
		answer := c.get(cookies, path)
		if answer.Code != http.StatusOK {
			continue
		}
		now := cost{len(c.log.all), c.log.trips, name, path}
		if was := dearest[route]; now.trips > was.trips || now.trips == was.trips && now.statements > was.statements {
			dearest[route] = now
		}
		for _, m := range href.FindAllStringSubmatch(answer.Body.String(), -1) {
			if next := html.UnescapeString(m[1]); !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
}

func (c *counted) get(cookies []*http.Cookie, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil).WithContext(context.WithoutCancel(c.Ctx))
	for _, k := range cookies {
		r.AddCookie(k)
	}
	answer := httptest.NewRecorder()
	c.app.Server.Handler().ServeHTTP(answer, r)
	return answer
}

// A pattern is a route as an expression.
type pattern struct {
	route   string
	matches *regexp.Regexp
}

var braces = regexp.MustCompile(`\\\{[^}]*\\\}`)

func (c *counted) readPatterns() {
	for _, r := range c.app.Routes() {
		if r.Method == http.MethodGet {
			c.patterns = append(c.patterns, pattern{r.Pattern, regexp.MustCompile("^" + braces.ReplaceAllString(regexp.QuoteMeta(r.Pattern), `[^/]+`) + "$")})
		}
	}
	// A route with fewer braces is the more exact one.
	slices.SortStableFunc(c.patterns, func(a, b pattern) int { return strings.Count(a.route, "{") - strings.Count(b.route, "{") })
}

// route finds the route of an address, "" for none.
func (c *counted) route(path string) string {
	for _, p := range c.patterns {
		if p.matches.MatchString(path) {
			return p.route
		}
	}
	return ""
}
