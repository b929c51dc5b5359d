package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"verkstad/internal/auth"
	"verkstad/internal/district"
)

// audited are the rows of the audit log about accounts, the oldest first: "login_failed visitor 0 → 1 (note)".
func (s *site) audited(actions ...string) []string {
	s.t.Helper()
	rows, err := s.pool.Query(s.t.Context(), `
		SELECT action || ' ' || actor_kind || ' ' || actor_id || ' → ' || record_id || ' ' || request_id || CASE WHEN note <> '' THEN ' (' || note || ')' ELSE '' END
		FROM audit_log WHERE record = 'account' AND action = ANY($1) ORDER BY id`, actions)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			s.t.Fatal(err)
		}
		out = append(out, line)
	}
	return out
}

func wantRows(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Logins that fail are in the log: of the account when there is one, and never with what was typed.
func TestFailedLoginsAreAudited(t *testing.T) {
	t.Parallel()
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	s.grant(s.account("kansliet@example.org"), "district_staff", 0, "[2018-01-01,)")
	b := s.browser("192.0.2.1")
	b.from.RequestID = "r1"
	const typed = "detta skrev någon"
	failing := func(email string) {
		t.Helper()
		if _, err := b.check(email, typed); !errors.Is(err, auth.ErrWrongPassword) {
			t.Fatalf("%s: %v", email, err)
		}
	}
	failing(" A@example.org ")
	s.exec(`UPDATE accounts SET disabled_at = created_at WHERE email = 'a@example.org'`, nil)
	failing("a@example.org")
	s.exec(`UPDATE accounts SET disabled_at = NULL`, nil)
	at := fmt.Sprintf("login_failed visitor 0 → %d r1", account)
	wantRows(t, "at an account", s.audited("login_failed"), at, at)

	// At addresses that nobody has, once an hour from each network; the address is not kept.
	c := s.browser("198.51.100.7")
	c.from.RequestID = "r2"
	b = c
	for i := range 3 {
		failing(fmt.Sprintf("okand%d@example.org", i))
	}
	stranger := "login_failed visitor 0 → 0 r2 (Adressen hör inte till något konto)"
	wantRows(t, "at no account", s.audited("login_failed"), at, at, stranger)
	s.wait(2 * time.Hour)
	failing("okand@example.org")
	wantRows(t, "an hour later", s.audited("login_failed"), at, at, stranger, stranger)
	if n := s.number(`SELECT count(*) FROM audit_log WHERE audit_log::text LIKE '%okand%' OR audit_log::text LIKE '%' || $1 || '%' OR audit_log::text LIKE '%198.51%'`, typed); n != 0 {
		t.Errorf("%d rows of the log tell what was typed, or from where", n)
	}

	// A login that succeeds is none that failed.
	if _, err := b.check("a@example.org", password); err != nil {
		t.Fatal(err)
	}
	wantRows(t, "after a login", s.audited("login_failed"), at, at, stranger, stranger)
}

// Codes that are wrong, and passwords that are asked for again, are the account's own failures.
func TestFailedCodesAreAudited(t *testing.T) {
	t.Parallel()
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		return s.a.ChangePassword(w, r, b.from, "fel lösenord här", "lampa skogsväg kruka tåg")
	})
	var wrong *district.Invalid
	if !errors.As(err, &wrong) || wrong.Fields[0].Field != "current" {
		t.Fatal(err)
	}
	wantRows(t, "asked again", s.audited("confirm_failed", "login_failed"), fmt.Sprintf("confirm_failed account %d → %d r", account, account))
	s.exec(`UPDATE accounts SET totp_secret = '\x0102030405060708090a0b0c0d0e0f1011121314'`, nil)
	if err := b.code("000000"); !errors.Is(err, auth.ErrWrongCode) {
		t.Fatal(err)
	}
	wantRows(t, "a code", s.audited("code_failed"), fmt.Sprintf("code_failed account %d → %d r", account, account))
}

// Sessions that are ended by hand, or with a new password, are in the log with how many they were.
func TestRevokedSessionsAreAudited(t *testing.T) {
	t.Parallel()
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	browsers := []*browser{s.browser("192.0.2.1"), s.browser("192.0.2.1"), s.browser("192.0.2.1"), s.browser("192.0.2.1")}
	for _, b := range browsers {
		b.signIn("a@example.org")
	}
	own := browsers[0].who().Session.PublicID
	from := auth.Caller{RequestID: "r3"}
	if err := s.a.RevokeSession(t.Context(), from, account, browsers[1].who().Session.PublicID); err != nil {
		t.Fatal(err)
	}
	if err := s.a.RevokeSession(t.Context(), from, account, 4711); err == nil {
		t.Error("a session that is not there was ended")
	}
	if n, err := s.a.RevokeOthers(t.Context(), from, account, own); err != nil || n != 2 {
		t.Errorf("ended %d, %v", n, err)
	}
	if n, err := s.a.RevokeOthers(t.Context(), from, account, own); err != nil || n != 0 {
		t.Errorf("ended %d that were not there, %v", n, err)
	}
	row := fmt.Sprintf("end_sessions account %d → %d r3", account, account)
	wantRows(t, "ended", s.audited("end_sessions"), row, row)
	if n := s.number(`SELECT count(*) FROM audit_log WHERE action = 'end_sessions' AND changes @> '[{"field": "sessions", "before": 2, "after": 0}]'`); n != 1 {
		t.Errorf("%d rows say that two were ended", n)
	}
}

// Somebody who tries addresses that nobody has, from one network for hours or from many at once, fills no log.
func TestStrangersFillNoLog(t *testing.T) {
	t.Parallel()
	s := newSite(t, auth.Options{})
	try := func(network string, n int) {
		t.Helper()
		if _, err := s.browser(network).check(fmt.Sprintf("okand%d@example.org", n), "detta skrev någon"); !errors.Is(err, auth.ErrWrongPassword) {
			t.Fatal(err)
		}
	}
	for i := range 9 { // two hours
		try("192.0.2.1", i)
		s.wait(15 * time.Minute)
	}
	if n := len(s.audited("login_failed")); n != 3 {
		t.Errorf("one network through parts of three hours is in the log %d times", n)
	}
	s.wait(time.Hour)
	for i := range 65 {
		try(fmt.Sprintf("2001:db8:0:%x::1", i), i)
	}
	if n := len(s.audited("login_failed")); n != 3+60 {
		t.Errorf("65 networks more are in the log %d times", n-3)
	}
}
