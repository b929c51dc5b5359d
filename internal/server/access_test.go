package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
)

// targets are the units whose records the row's address can lead to; nil for an address that belongs to no unit.
func (rw row) targets(s *site) []*unit {
	ofUnit := strings.Contains(rw.pattern, "{slug}") || strings.Contains(rw.pattern, "{meeting}") || strings.Contains(rw.pattern, "{question}") ||
		strings.Contains(rw.pattern, "{followUp}")
	for _, record := range []string{"change", "assignment", "vacancy", "person", "answers"} {
		ofUnit = ofUnit || strings.HasSuffix(rw.with, "="+record)
	}
	if !ofUnit {
		return nil
	}
	var out []*unit
	for _, u := range s.units {
		switch {
		case strings.HasPrefix(rw.pattern, paths.Associations+"/") && !u.Kind.IsAssociation():
		case strings.HasPrefix(rw.pattern, paths.Bodies+"/") && u.Kind.IsAssociation():
		default:
			out = append(out, u)
		}
	}
	return out
}

// address is where the row leads for a reader, to a record of the unit where it belongs to one.
func (rw row) address(s *site, r reader, u *unit) string {
	var own map[string]string
	if u != nil {
		own = u.params
	}
	return s.path(rw.pattern+rw.query, rw.with, r.params, own)
}

func (rw row) String() string { return rw.method + " " + rw.pattern }

// opened tells whether the row is for everybody who has logged in, whatever they may.
func (rw row) opened() bool { return rw.perm == public || rw.perm == anyUser || rw.perm == halfUser }

// withToken makes a link that can be used, for the addresses of links.
func (s *site) withToken() *site {
	page := s.as(authz.DistrictStaff).client.Post(paths.NewAccountLink(atoi(s.t, s.params["account"])), url.Values{}).OK(s.t)
	link := page.ByID("lank").Attr("value")
	s.params["token"] = link[strings.LastIndexByte(link, '/')+1:]
	return s
}

// malformed is a body that no form can be read from. It reaches a handler like any other post, and changes nothing.
func malformed(c *apptest.Client, path string) *apptest.Response {
	return c.Do(http.MethodPost, path, strings.NewReader("a=%zz"), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}})
}

func TestEveryRouteHasARow(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	rows := map[string]row{}
	for _, rw := range accessTable {
		if _, twice := rows[rw.String()]; twice {
			t.Errorf("%s has two rows in accessTable", rw)
		}
		rows[rw.String()] = rw
	}
	for _, r := range app.Routes() {
		key := r.Method + " " + r.Pattern
		rw, ok := rows[key]
		switch {
		case !ok:
			t.Errorf("%s has no row: decide who may reach it and type it into accessTable in internal/server/access_table_test.go", key)
		case rw.perm != r.Perm:
			t.Errorf("%s asks for %q, the table says %q", key, r.Perm, rw.perm)
		}
		delete(rows, key)
		if r.Method != get && r.Method != post {
			t.Errorf("%s: a browser without script only gets and posts", key)
		}
	}
	for key := range rows {
		t.Errorf("%s has a row in accessTable but is no route", key)
	}
}

// Strangers reach what is public and are led to the login from everything else.
func TestAnonymous(t *testing.T) {
	t.Parallel()
	s := newSite(t).withToken()
	for _, rw := range accessTable {
		c := s.Anonymous()
		var u *unit
		if all := rw.targets(s); all != nil {
			u = all[0]
		}
		path := rw.address(s, s.readers[0], u)
		var r *apptest.Response
		if rw.method == get {
			r = c.Get(path)
		} else {
			r = malformed(c, path)
		}
		switch {
		case rw.perm == public && rw.method == get:
			if r.Code != http.StatusOK {
				t.Errorf("%s: %d to a stranger, want 200", rw, r.Code)
				continue
			}
			whole(t, rw, r)
		case rw.perm == public:
			if want := max(rw.empty, http.StatusUnprocessableEntity); rw.pattern != paths.Logout && r.Code != want {
				t.Errorf("%s: %d to a stranger's unreadable form, want %d", rw, r.Code, want)
			}
		case r.Code != http.StatusSeeOther || !strings.HasPrefix(r.Location, paths.Login):
			t.Errorf("%s: %d %s to a stranger, want the login", rw, r.Code, r.Location)
		case rw.method == get && r.Location != paths.LoginThen(path):
			t.Errorf("%s: the login leads on to %s, not back to %s", rw, r.Location, path)
		}
	}
}

// Every role meets every route: it opens where the permission holds, is 403 where the role lacks it, and 404 for the
// records of a unit that is not the reader's. Every page that opens is whole.
func TestEveryRoleAndRoute(t *testing.T) {
	t.Parallel()
	s := newSite(t).withToken()
	opened := map[string]bool{}
	for _, reader := range s.readers {
		t.Run(string(reader.role), func(t *testing.T) {
			for _, rw := range accessTable {
				if rw.pattern == paths.Logout {
					continue // it is for everybody, and there would be no reader left
				}
				targets := rw.targets(s)
				if targets == nil {
					targets = []*unit{nil}
				}
				for _, u := range targets {
					if meet(t, s, rw, reader, u) {
						opened[rw.String()] = true
					}
				}
			}
		})
	}
	for _, rw := range accessTable {
		if !opened[rw.String()] && rw.pattern != paths.Logout && !rw.gone {
			t.Errorf("%s opened for no role", rw)
		}
	}
}

// meet sends a reader to a route and tells whether it opened.
func meet(t *testing.T, s *site, rw row, reader reader, u *unit) (opened bool) {
	t.Helper()
	var unitID int64
	if u != nil {
		unitID = u.ID
	}
	path := rw.address(s, reader, u)
	may := rw.opened() || reader.may(rw.perm, unitID)
	if u != nil && (u.Kind == district.KindCommittee || u.Kind == district.KindNetwork) && rw.known != "" && reader.role.Allows(rw.known) {
		may = true
	}
	want := http.StatusOK
	switch {
	case !rw.opened() && !reader.role.Allows(rw.perm):
		want = http.StatusForbidden
	case !may, rw.gone && rw.method == get:
		want = http.StatusNotFound
	case rw.method == post:
		want = http.StatusUnprocessableEntity
	}
	var r *apptest.Response
	switch {
	case rw.method == get:
		r = reader.client.Get(path)
	case may || want == http.StatusForbidden:
		r = malformed(reader.client, path)
	default:
		r = reader.client.Post(path, url.Values{}) // a record that is not there is not there, whatever is posted
	}
	if r.Code == http.StatusSeeOther && want == http.StatusOK && leadsOn(rw, r) {
		return true
	}
	if r.Code != want {
		t.Errorf("%s %s: %d %s, want %d", rw.method, path, r.Code, r.Location, want)
		return false
	}
	if r.Page != nil && want != http.StatusUnprocessableEntity {
		whole(t, rw, r)
	}
	return may
}

// leadsOn tells whether a page may lead on to another instead of showing anything: the login somebody who is logged in,
// and a list of which the reader sees one unit to that.
func leadsOn(rw row, r *apptest.Response) bool {
	switch rw.pattern {
	case paths.Login, paths.SecondFactor:
		return r.Location == paths.Home
	case paths.Assessments:
		return strings.HasPrefix(r.Location, paths.Assessments+"/")
	case paths.Associations, paths.Bodies, paths.Matrix:
		return strings.HasPrefix(r.Location, paths.Associations+"/") || strings.HasPrefix(r.Location, paths.Bodies+"/")
	}
	return false
}

// withoutOnce are the forms that carry no once-key: posting them twice is refused by what they do, or changes nothing.
var withoutOnce = []string{paths.Login, paths.SecondFactor, paths.EnrollFactor, paths.OwnPassword, paths.OwnRecoveryCodes, paths.RemoveFactor,
	paths.ImportAssociations, // tries a file out
	"#",                      // parts shown to developers, which lead nowhere
}

// whole claims that a page is valid HTML and that every form that posts can be posted twice by mistake.
func whole(t *testing.T, rw row, r *apptest.Response) {
	t.Helper()
	if r.Page == nil {
		return
	}
	r.Valid()
	doc, err := html.Parse(strings.NewReader(r.Body))
	if err != nil {
		t.Errorf("%s: %v", rw, err)
		return
	}
	for form := range doc.Descendants() {
		if form.Data != "form" || !strings.EqualFold(attr(form, "method"), "post") {
			continue
		}
		action := attr(form, "action")
		once := false
		for e := range form.Descendants() {
			once = once || e.Data == "input" && attr(e, "name") == "_once" && attr(e, "value") != ""
		}
		if !once && !slices.Contains(withoutOnce, action) && !strings.HasPrefix(action, paths.AccountLink("")) {
			t.Errorf("%s: the form to %q has no _once", rw, action)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// An address of nothing is 404, whatever stands in the place of the record.
func TestRecordsThatAreNot(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, rw := range accessTable {
		if !strings.Contains(rw.pattern, "{") {
			continue
		}
		reader := s.as(authz.DistrictStaff)
		if rw.perm == authz.GoalJudge {
			reader = s.as(authz.BoardMember)
		}
		var u *unit
		if all := rw.targets(s); all != nil {
			u = all[0]
		}
		params := []string{}
		for _, part := range strings.Split(rw.pattern, "/") {
			if strings.HasPrefix(part, "{") {
				params = append(params, strings.Trim(part, "{}"))
			}
		}
		for _, param := range params {
			for _, bad := range []string{"0", "999999999", "99999999999999999999", "-1", "1.5", "finns-inte", "%00", "..%2f", "1%20or%201=1"} {
				// The bad value goes in under a name of its own, so that the others keep theirs.
				path := strings.Replace(rw.pattern, "{"+param+"}", "\x01", 1)
				own := map[string]string{}
				if u != nil {
					own = u.params
				}
				path = strings.Replace(s.path(path+rw.query, rw.with, reader.params, own, map[string]string{"token": "finns-inte"}), "\x01", bad, 1)
				var r *apptest.Response
				if rw.method == get {
					r = reader.client.Get(path)
				} else {
					r = reader.client.Post(path, url.Values{"password": {"fyra ord som inte hör ihop"}})
				}
				if r.Code != http.StatusNotFound {
					t.Errorf("%s %s: %d %s, want 404", rw.method, path, r.Code, r.Location)
				}
			}
		}
	}
}

// A form without fields answers what the table says, and forms full of nonsense never break anything.
func TestBadForms(t *testing.T) {
	t.Parallel()
	t.Run("empty", func(t *testing.T) {
		t.Parallel()
		eachPost(t, func(rw row, c *apptest.Client, path string, _ []string) {
			r := c.Post(path, url.Values{})
			if r.Code != rw.empty {
				t.Errorf("%s: an empty form answers %d %s, want %d", rw, r.Code, r.Location, rw.empty)
			}
			if r.Page != nil && r.Code == http.StatusUnprocessableEntity {
				whole(t, rw, r)
			}
		})
	})
	for name, value := range map[string]string{"odd text": "\x00 \u202e<script>'\"; DROP TABLE units; --\xff", "large number": "99999999999999999999", "negative": "-1",
		"no date": "2018-02-30", "far date": "9999-12-31", "long": strings.Repeat("åäö ", 20000)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachPost(t, func(rw row, c *apptest.Client, path string, fields []string) {
				form := url.Values{}
				for _, f := range fields {
					form.Set(f, value)
				}
				if r := c.Post(path, form); r.Code >= 500 || r.Code < 200 {
					t.Errorf("%s: %q in every field answers %d", rw, name, r.Code)
				}
			})
		})
	}
}

// commonFields are posted beside those that the form's own page shows.
var commonFields = []string{"name", "email", "title", "text", "reason", "kind", "from", "until", "last", "day", "since", "id", "person", "unit", "post", "role",
	"assignment", "area", "revision", "version", "_once", "session", "code", "password", "current", "level", "state", "decision", "measure", "target"}

// eachPost drives every posting route as somebody who may, on a site of its own, in the order of the table.
func eachPost(t *testing.T, do func(rw row, c *apptest.Client, path string, fields []string)) {
	s := newSite(t).withToken()
	for _, rw := range accessTable {
		if rw.method != post || rw.pattern == paths.Logout {
			continue
		}
		reader := s.as(authz.DistrictStaff)
		if rw.perm == authz.GoalJudge {
			reader = s.as(authz.BoardMember)
		}
		var u *unit
		if all := rw.targets(s); all != nil {
			u = all[0]
		}
		path := rw.address(s, reader, u)
		fields := slices.Clone(commonFields)
		if page := reader.client.Get(path); page.Code == http.StatusOK {
			doc, err := html.Parse(strings.NewReader(page.Body))
			if err != nil {
				t.Fatal(err)
			}
			for e := range doc.Descendants() {
				if name := attr(e, "name"); name != "" && (e.Data == "input" || e.Data == "select" || e.Data == "textarea") {
					fields = append(fields, name)
				}
			}
		}
		do(rw, reader.client, path, fields)
	}
}
