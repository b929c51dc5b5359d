// Package paths builds the addresses of the site, one file per area, so that no page spells out another's address.
// It knows at most the domain.
package paths

import (
	"net/url"
	"strconv"
	"strings"
)

// Home is the start page.
const Home = "/"

// Addresses of logging in and of one's own account.
const (
	Login        = "/logga-in"
	Logout       = "/logga-ut"
	SecondFactor = "/andra-faktor"       // enter a code
	EnrollFactor = "/andra-faktor/skapa" // set a second factor up
	Account      = "/min-sida"
)

// LoginThen is the address of the login page that leads on to an own path.
func LoginThen(path string) string { return With(Login, "till", path) }

// DemoDay is where staff move the day of a demo.
const DemoDay = "/demo/dag"

// Search is the search page of the whole site.
const Search = "/sok"

// Components is the page of all parts of pages, for developers.
const Components = "/utveckling/komponenter"

// id writes a record's id as part of an address.
func id(n int64) string { return strconv.FormatInt(n, 10) }

// With adds a query to an address: pairs of name and value; empty values are left out.
func With(path string, pairs ...string) string {
	var b strings.Builder
	b.WriteString(path)
	sep := byte('?')
	if strings.Contains(path, "?") {
		sep = '&'
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		b.WriteByte(sep)
		b.WriteString(url.QueryEscape(pairs[i]))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(pairs[i+1]))
		sep = '&'
	}
	return b.String()
}

// IsOwn tells whether s is a path of this site that may be redirected to: it begins with one slash, and no browser
// could read it as another site's address.
func IsOwn(s string) bool {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t\x00") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil
}

// Forgot is where somebody who has lost the password reads what to do.
const Forgot = "/glomt-losenord"

// Addresses of one's own account.
const (
	OwnPassword      = Account + "/losenord"
	OwnRecoveryCodes = Account + "/reservkoder"
	RemoveFactor     = Account + "/andra-faktor/ta-bort"
	OwnSessions      = Account + "/inloggningar"
)

// AccountLink is the page of a single-use link that sets a password.
func AccountLink(token string) string { return "/lank/" + token }
