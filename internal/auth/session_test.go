package auth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

func TestPasserbyLeavesNothing(t *testing.T) {
	s := newSite(t, auth.Options{})
	b := s.browser("192.0.2.1")
	id := b.who()
	if id.SignedIn() || id.Access.SignedIn() || id.Pending != auth.PendingNone {
		t.Errorf("a passer-by is %+v", id)
	}
	if id.Moment.Today != district.MustDate("2018-04-16") || id.Versions[db.Goals] != 1 || !id.DemoSince.IsZero() {
		t.Errorf("today %v, versions %v, demo %v", id.Moment.Today, id.Versions, id.DemoSince)
	}
	if b.cookie(sid) != "" || s.number(`SELECT count(*) FROM sessions`) != 0 {
		t.Error("a passer-by got a cookie or a row")
	}
}

func TestIdentify(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("ordf@example.org")
	farsta, taby := s.unit("Farsta", "farsta"), s.unit("Täby", "taby")
	s.grant(account, "association_chair", farsta, "[2018-01-01,)")
	s.grant(account, "election_officer", taby, "[2018-01-01,2018-04-17)") // last day is today
	s.grant(account, "election_officer", farsta, "[2018-04-17,)")         // from tomorrow
	b := s.browser("192.0.2.1")
	b.signIn(" ORDF@example.org ")
	id := b.who()
	want := []authz.Grant{{Role: authz.AssociationChair, Unit: farsta, UnitName: "Farsta"}, {Role: authz.ElectionOfficer, Unit: taby, UnitName: "Täby"}}
	if !slices.Equal(id.Access.Grants, want) {
		t.Errorf("grants %v, want %v", id.Access.Grants, want)
	}
	if id.Access.Account != account || id.Access.Name != "ordf@example.org" || id.Access.Person == 0 || id.Email != "ordf@example.org" {
		t.Errorf("identity %+v", id)
	}
	if id.Session.UserAgent != "" || id.Session.AccountID != account || id.Session.PublicID == 0 {
		t.Errorf("session %+v", id.Session)
	}
	if a := id.Actor("x"); a.Kind != db.ByAccount || a.ID != account || a.RequestID != "x" {
		t.Errorf("actor %+v", a)
	}

	// A grant ends at the next request, by the business day.
	s.exec(`UPDATE installation SET demo_since = @now, clock_offset_days = 1`, pgx.StrictNamedArgs{"now": monday})
	id = b.who()
	want = []authz.Grant{{Role: authz.AssociationChair, Unit: farsta, UnitName: "Farsta"}, {Role: authz.ElectionOfficer, Unit: farsta, UnitName: "Farsta"}}
	if !slices.Equal(id.Access.Grants, want) || id.Moment.Today != district.MustDate("2018-04-17") || id.DemoSince != monday {
		t.Errorf("a day later: %v on %v, demo since %v", id.Access.Grants, id.Moment.Today, id.DemoSince)
	}
	s.exec(`DELETE FROM grants`, nil)
	if id = b.who(); len(id.Access.Grants) != 0 || !id.Access.SignedIn() {
		t.Errorf("without grants: %+v", id.Access)
	}

	// Moving the business clock by years ends no session: their time is the real one.
	s.exec(`UPDATE installation SET clock_offset_days = 1000`, nil)
	if !b.who().SignedIn() {
		t.Error("moving the day of the demo logged somebody out")
	}
}

// TestNothingToGuessFrom: the table does not hold what the cookie holds.
func TestNothingToGuessFrom(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	value := b.cookie(sid)
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(raw) != 32 {
		t.Fatalf("cookie %q: %d bytes, %v", value, len(raw), err)
	}
	hash := sha256.Sum256(raw)
	if s.number(`SELECT count(*) FROM sessions WHERE token_hash = $1`, hash[:]) != 1 {
		t.Error("no row under the hash of the token")
	}
	if s.number(`SELECT count(*) FROM sessions s WHERE s::text LIKE '%' || $1 || '%' OR s::text LIKE '%' || $2 || '%'`, value, fmt.Sprintf("%x", raw)) != 0 {
		t.Error("the row holds the token itself")
	}
}

func TestCookieAttributes(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	b := s.browser("192.0.2.1")
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.a.SignIn(r.Context(), w, r, account); err != nil {
			return err
		}
		lines := w.Header()["Set-Cookie"]
		if len(lines) != 2 {
			t.Errorf("cookies %q, want session and device", lines)
		}
		for _, l := range lines {
			for _, want := range []string{"__Host-", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Max-Age="} {
				if !strings.Contains(l, want) {
					t.Errorf("%q lacks %q", l, want)
				}
			}
			if strings.Contains(l, "Domain") {
				t.Errorf("%q names a domain", l)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	plain, err := auth.New(s.d, auth.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		if err := plain.SignIn(r.Context(), w, r, account); err != nil {
			return err
		}
		for _, l := range w.Header()["Set-Cookie"] {
			if strings.Contains(l, "Secure") || strings.Contains(l, "__Host-") {
				t.Errorf("over plain HTTP: %q would be dropped", l)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.New(s.d, auth.Options{CookieName: "__Host-x"}); err == nil {
		t.Error("a __Host- cookie that is not Secure was accepted")
	}
}

// TestFixation: a token that somebody else chose or knew opens nothing after sign-in.
func TestFixation(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	planted := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	for _, value := range []string{planted, "x", "", strings.Repeat("A", 5000), planted + "="} {
		b := s.browser("192.0.2.1")
		b.setCookie(sid, value)
		if b.who().SignedIn() {
			t.Fatalf("%.20q was taken for a session", value)
		}
		b.signIn("a@example.org")
		if b.cookie(sid) == value || !b.who().SignedIn() {
			t.Errorf("%.20q: not signed in under a token of our own", value)
		}
		other := s.browser("192.0.2.2")
		other.setCookie(sid, value)
		if other.who().SignedIn() {
			t.Errorf("%.20q opens the session of somebody who signed in with it", value)
		}
	}

	// A passer-by's own row does not become the login either.
	b := s.browser("192.0.2.1")
	keep(b, "a", "b")
	before := b.cookie(sid)
	if before == "" {
		t.Fatal("a passer-by with something to keep got no cookie")
	}
	b.signIn("a@example.org")
	if b.cookie(sid) == before {
		t.Error("the token is the same before and after sign-in")
	}
	other := s.browser("192.0.2.2")
	other.setCookie(sid, before)
	if other.who().SignedIn() {
		t.Error("the token from before sign-in opens the session")
	}
}

func TestSignInAgainEndsTheOldSession(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	second := s.account("b@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	old := b.cookie(sid)
	b.signIn("b@example.org")
	if id := b.who(); id.Session.AccountID != second {
		t.Errorf("signed in as %d, want %d", id.Session.AccountID, second)
	}
	b.setCookie(sid, old)
	if b.who().SignedIn() || s.number(`SELECT count(*) FROM sessions`) != 1 {
		t.Error("the session from before still opens")
	}
}

func TestSignOut(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	old := b.cookie(sid)
	for range 2 { // the second time there is nothing to do
		if err := b.do(func(w http.ResponseWriter, r *http.Request) error { return s.a.SignOut(w, r) }); err != nil {
			t.Fatal(err)
		}
	}
	if b.cookie(sid) != "" || s.number(`SELECT count(*) FROM sessions`) != 0 {
		t.Error("cookie or row is still there")
	}
	b.setCookie(sid, old)
	if b.who().SignedIn() {
		t.Error("the old cookie still opens")
	}
}

// TestIdentityFollowsTheRequest: what a request has done to its own session it knows at once.
func TestIdentityFollowsTheRequest(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	b := s.browser("192.0.2.1")
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		for _, step := range []struct {
			do   func() error
			want bool
		}{
			{func() error { return nil }, false},
			{func() error { return s.a.SignIn(r.Context(), w, r, account) }, true},
			{func() error { return s.a.SignOut(w, r) }, false},
		} {
			if err := step.do(); err != nil {
				return err
			}
			id, err := s.a.Identify(w, r)
			if err != nil {
				return err
			}
			if id.SignedIn() != step.want || len(id.Versions) == 0 {
				t.Errorf("signed in %v, want %v; versions %v", id.SignedIn(), step.want, id.Versions)
			}
		}
		if lines := w.Header()["Set-Cookie"]; len(lines) != 2 { // device and session, each once
			t.Errorf("cookies %q", lines)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if b.cookie(sid) != "" {
		t.Error("the cookie of a session that began and ended in one request is kept")
	}
}

func TestLimits(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		name  string
		waits []time.Duration
		want  bool
	}{
		{"used within the idle limit", []time.Duration{14*day - time.Minute, 14*day - time.Minute}, true},
		{"idle", []time.Duration{14 * day}, false},
		{"used to the end", slices.Repeat([]time.Duration{9 * day}, 9), true},
		{"absolute", slices.Repeat([]time.Duration{9 * day}, 10), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, auth.Options{})
			s.account("a@example.org")
			b := s.browser("192.0.2.1")
			b.signIn("a@example.org")
			var id *auth.Identity
			for _, d := range c.waits {
				s.wait(d)
				id = b.who()
			}
			if id.SignedIn() != c.want {
				t.Errorf("signed in %v, want %v", id.SignedIn(), c.want)
			}
		})
	}
}

func TestLastSeenIsWrittenOnceAMinute(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	seen := func() time.Duration {
		return time.Duration(s.number(`SELECT (extract(epoch FROM last_seen_at - created_at))::bigint FROM sessions`)) * time.Second
	}
	for _, c := range []struct{ wait, want time.Duration }{{59 * time.Second, 0}, {time.Second, time.Minute}, {30 * time.Second, time.Minute}, {time.Hour, time.Hour + 90*time.Second}} {
		s.wait(c.wait)
		b.who()
		if got := seen(); got != c.want {
			t.Errorf("after %v more: last seen %v after sign-in, want %v", c.wait, got, c.want)
		}
	}
}

func TestDisabledAccount(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.grant(s.account("kansli@example.org"), "district_staff", 0, "[2018-01-01,)") // the last one could not be disabled
	account := s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	s.exec(`UPDATE accounts SET disabled_at = @now WHERE email = 'a@example.org'`, pgx.StrictNamedArgs{"now": monday})
	if b.who().SignedIn() {
		t.Error("a disabled account is still signed in")
	}
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error { return s.a.SignIn(r.Context(), w, r, account) }); !errors.Is(err, auth.ErrWrongPassword) {
		t.Errorf("sign in: %v, want %v", err, auth.ErrWrongPassword)
	}
	if _, err := s.d.Write(t.Context(), db.CLI, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		tx.Unchanged()
		return 0, auth.EndSessions(tx, account)
	}); err != nil {
		t.Fatal(err)
	}
	s.exec(`UPDATE accounts SET disabled_at = NULL`, nil)
	if b.who().SignedIn() {
		t.Error("the session came back with the account")
	}
}

func TestListAndRevoke(t *testing.T) {
	s := newSite(t, auth.Options{})
	account, other := s.account("a@example.org"), s.account("b@example.org")
	phone, desk, old, stranger := s.browser("192.0.2.1"), s.browser("192.0.2.2"), s.browser("192.0.2.3"), s.browser("192.0.2.4")
	old.signIn("a@example.org")
	s.wait(13 * 24 * time.Hour)
	phone.signIn("a@example.org")
	s.wait(25 * time.Hour) // old is idle too long by now
	desk.signIn("a@example.org")
	stranger.signIn("b@example.org")
	list, err := s.a.ListSessions(t.Context(), account)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d sessions, %v; want 2", len(list), err)
	}
	if list[0].UserAgent != "Browser of 192.0.2.2" || list[0].PublicID != desk.who().Session.PublicID || list[0].LastSeenAt != *s.now.Load() {
		t.Errorf("first %+v, want the desk", list[0])
	}
	theirs := stranger.who().Session.PublicID
	if err := s.a.RevokeSession(t.Context(), auth.Caller{}, account, theirs); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("revoke another account's session: %v, want not found", err)
	}
	if err := s.a.RevokeSession(t.Context(), auth.Caller{}, other, theirs); err != nil || stranger.who().SignedIn() {
		t.Errorf("revoke: %v, and still signed in %v", err, stranger.who().SignedIn())
	}
	if n, err := s.a.RevokeOthers(t.Context(), auth.Caller{}, account, list[0].PublicID); err != nil || n != 2 {
		t.Errorf("revoked %d others, %v; want 2", n, err)
	}
	if phone.who().SignedIn() || !desk.who().SignedIn() {
		t.Error("the wrong session was revoked")
	}
}

// TestVersionsAreWhole: every topic comes with the identity.
func TestVersionsAreWhole(t *testing.T) {
	s := newSite(t, auth.Options{})
	id := s.browser("192.0.2.1").who()
	if n := s.number(`SELECT count(*) FROM data_versions`); int64(len(id.Versions)) != n {
		b, _ := json.Marshal(id.Versions)
		t.Errorf("%d topics, want %d: %s", len(id.Versions), n, b)
	}
}

// TestOneMomentARequest: what somebody may and the day on which they may it are of the same reading of the clock, also
// when the request is in the middle of it at midnight on New Year's Eve.
func TestOneMomentARequest(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("ordf@example.org")
	s.grant(account, "association_chair", s.unit("Farsta", "farsta"), "[2017-01-01,2018-01-01)") // through New Year's Eve
	b := s.browser("192.0.2.1")
	before := time.Date(2017, time.December, 31, 12, 0, 0, 0, time.UTC)
	s.now.Store(&before)
	b.signIn("ordf@example.org")
	midnight := time.Date(2017, time.December, 31, 23, 0, 0, 0, time.UTC) // in Stockholm
	days := map[district.Date]int{}
	for k := range 8 {
		at := midnight.Add(time.Duration(500-1000*k) * time.Millisecond)
		s.now.Store(&at)
		s.tick.Store(int64(time.Second))
		id := b.who()
		s.tick.Store(0)
		days[id.Moment.Today]++
		if eve := id.Moment.Today == district.MustDate("2017-12-31"); eve != (len(id.Access.Grants) == 1) {
			t.Errorf("begun %s after midnight: %d grants on %s", at.Sub(midnight), len(id.Access.Grants), id.Moment.Today)
		}
		if district.DateOf(id.Moment.Now, time.FixedZone("CET", 3600)) != id.Moment.Today {
			t.Errorf("%s is not on %s", id.Moment.Now, id.Moment.Today)
		}
	}
	if len(days) != 2 {
		t.Errorf("the requests were all on one day: %v", days)
	}
}
