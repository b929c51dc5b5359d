package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"verkstad/internal/auth"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// code is what the app shows, some steps from now.
func (s *site) code(secret string, steps int) string {
	s.t.Helper()
	c, err := totp.GenerateCode(secret, s.now.Load().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (b *browser) beginEnrolment() (e auth.Enrolment, err error) {
	err = b.do(func(w http.ResponseWriter, r *http.Request) (err error) {
		e, err = b.s.a.BeginEnrolment(w, r)
		return err
	})
	return e, err
}

func (b *browser) enrol(code, password string) (recovery []string, err error) {
	err = b.do(func(w http.ResponseWriter, r *http.Request) (err error) {
		recovery, err = b.s.a.Enrol(w, r, b.from, code, password)
		return err
	})
	return recovery, err
}

// secondFactor sets one up and returns its secret.
func (b *browser) secondFactor() (secret string, recovery []string) {
	b.s.t.Helper()
	e, err := b.beginEnrolment()
	if err != nil {
		b.s.t.Fatal(err)
	}
	secret = strings.ReplaceAll(e.Secret, " ", "")
	if recovery, err = b.enrol(b.s.code(secret, 0), ""); err != nil {
		b.s.t.Fatal(err)
	}
	b.s.wait(30 * time.Second)
	return secret, recovery
}

func TestEnrolment(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("kansli@example.org")
	s.grant(account, "district_staff", 0, "[2018-01-01,)")
	b := s.browser("192.0.2.1")
	b.signIn("kansli@example.org")
	id := b.who()
	if id.Pending != auth.PendingEnroll || id.Access.SignedIn() || id.Session.AccountID != account || !s.a.Required(id) {
		t.Fatalf("before: %+v", id)
	}
	e, err := b.beginEnrolment()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := b.beginEnrolment(); err != nil || again.Secret != e.Secret {
		t.Errorf("reloading the page gives another secret (%v)", err)
	}
	u, err := url.Parse(e.URI)
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.ReplaceAll(e.Secret, " ", "")
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Verkstad:kansli@example.org" || u.Query().Get("secret") != secret ||
		u.Query().Get("issuer") != "Verkstad" || len(secret) != 32 {
		t.Errorf("address %s", e.URI)
	}
	if e.QR.Size < 21 || !strings.HasPrefix(e.QR.Path, "M") || strings.Trim(e.QR.Path, "MHhvz 0123456789") != "" {
		t.Errorf("QR code %+v", e.QR)
	}
	for _, wrong := range []string{"", "000000", s.code(secret, 5), "abcdef"} {
		if _, err := b.enrol(wrong, ""); !errors.Is(err, auth.ErrWrongCode) {
			t.Errorf("code %q: %v", wrong, err)
		}
	}
	if n := s.number(`SELECT count(*) FROM accounts WHERE totp_secret IS NOT NULL`); n != 0 {
		t.Fatal("the secret was stored before it was confirmed")
	}
	old := b.cookie(sid)
	code := s.code(secret, 0)
	recovery, err := b.enrol(code[:3]+" "+code[3:], "")
	if err != nil || len(recovery) != 10 {
		t.Fatalf("%d recovery codes, %v", len(recovery), err)
	}
	id = b.who()
	if id.Pending != auth.PendingNone || !id.Access.SignedIn() || !id.HasSecondFactor || id.Session.SecondFactorAt != monday || b.cookie(sid) == old {
		t.Errorf("after: %+v, token changed %v", id, b.cookie(sid) != old)
	}
	if _, kept := values(b)["second_factor_secret"]; kept {
		t.Error("the secret is still in the session")
	}
	if _, err := b.enrol(code, ""); !errors.Is(err, auth.ErrWrongCode) {
		t.Errorf("enrolled again with the same page: %v", err)
	}
	if n, err := s.a.RecoveryCodesLeft(t.Context(), account); err != nil || n != 10 {
		t.Errorf("%d codes left, %v", n, err)
	}
	for _, c := range recovery {
		if s.number(`SELECT count(*) FROM recovery_codes c WHERE c::text LIKE '%' || $1 || '%'`, strings.ReplaceAll(c, "-", "")) != 0 {
			t.Error("a recovery code is stored as it is")
		}
	}
	if s.number(`SELECT count(*) FROM audit_log WHERE action = 'set_second_factor' AND actor_id = $1 AND changes = '[{"field": "second_factor"}]'`, account) != 1 {
		t.Error("no audit row")
	}
}

// TestWhoNeedsIt: the roles that see names outside the own unit, on the days of the grant.
func TestWhoNeedsIt(t *testing.T) {
	s := newSite(t, auth.Options{})
	optional := s.another(auth.Options{SecondFactorOptional: true})
	farsta := s.unit("Farsta", "farsta")
	for i, c := range []struct {
		role, days string
		unit       int64
		want       bool
	}{
		{"board_member", "[2018-01-01,)", 0, true},
		{"press", "[2018-01-01,)", 0, true},
		{"auditor", "[2018-01-01,)", 0, true},
		{"nominating", "[2018-01-01,2019-01-01)", 0, false},
		{"association_chair", "[2018-01-01,)", farsta, false},
		{"board_member", "[2018-04-17,)", 0, false},
		{"board_member", "[2018-01-01,2018-04-16)", 0, false},
	} {
		email := fmt.Sprintf("p%d@example.org", i)
		s.grant(s.account(email), c.role, c.unit, c.days)
		b := s.browser(fmt.Sprintf("192.0.2.%d", i))
		b.signIn(email)
		id := b.who()
		if s.a.Required(id) != c.want || (id.Pending == auth.PendingEnroll) != c.want || id.Access.SignedIn() == c.want {
			t.Errorf("%s %s: required %v, %+v", c.role, c.days, s.a.Required(id), id)
		}
		byOther := func() (id *auth.Identity) {
			if err := b.do(func(w http.ResponseWriter, r *http.Request) (err error) {
				id, err = optional.Identify(w, r)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return id
		}
		// Optional means nothing where the data is real.
		if id := byOther(); (id.Pending == auth.PendingEnroll) != c.want {
			t.Errorf("%s: optional without the mark of a demo: %+v", c.role, id)
		}
		s.exec(`UPDATE installation SET demo_since = @now`, pgx.StrictNamedArgs{"now": monday})
		if id := byOther(); id.Pending != auth.PendingNone || !id.Access.SignedIn() || optional.Required(id) {
			t.Errorf("%s: optional in a demo: %+v", c.role, id)
		}
		s.exec(`UPDATE installation SET demo_since = NULL`, nil)
	}
}

func TestConfirmSecondFactor(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	first := s.browser("192.0.2.1")
	first.signIn("a@example.org")
	secret, _ := first.secondFactor() // not required, and asked for all the same
	b := s.browser("192.0.2.2")
	b.signIn("a@example.org")
	id := b.who()
	if id.Pending != auth.PendingCode || id.Access.SignedIn() || id.Session.AccountID != account || b.cookie(device) != "" {
		t.Fatalf("with the password alone: %+v", id)
	}
	// Nothing of one's own account is open before the code.
	for name, op := range map[string]func(w http.ResponseWriter, r *http.Request) error{
		"enrol": func(w http.ResponseWriter, r *http.Request) error { _, err := s.a.BeginEnrolment(w, r); return err },
		"remove": func(w http.ResponseWriter, r *http.Request) error {
			return s.a.RemoveSecondFactor(w, r, b.from, password)
		},
		"codes": func(w http.ResponseWriter, r *http.Request) error {
			_, err := s.a.NewRecoveryCodes(w, r, b.from, password)
			return err
		},
		"password": func(w http.ResponseWriter, r *http.Request) error {
			return s.a.ChangePassword(w, r, b.from, password, "fyra andra okända lerkrukor")
		},
	} {
		if err := b.do(op); !errors.Is(err, auth.ErrNotSignedIn) {
			t.Errorf("%s before the code: %v", name, err)
		}
	}
	for _, wrong := range []string{"", "000000", s.code(secret, 2), s.code(secret, -2)} {
		if err := b.code(wrong); err != auth.ErrWrongCode {
			t.Errorf("code %q: %v", wrong, err)
		}
	}
	old := b.cookie(sid)
	if err := b.code(s.code(secret, 1)); err != nil { // a phone that is half a minute ahead
		t.Fatal(err)
	}
	if id := b.who(); id.Pending != auth.PendingNone || !id.Access.SignedIn() || b.cookie(sid) == old || b.cookie(device) == "" {
		t.Errorf("after the code: %+v", id)
	}
	thief := s.browser("192.0.2.3")
	thief.setCookie(sid, old)
	if thief.who().SignedIn() {
		t.Error("the token from before the code still opens")
	}
	if err := s.browser("192.0.2.4").code(s.code(secret, 0)); !errors.Is(err, auth.ErrNotSignedIn) {
		t.Errorf("a code without the password: %v", err)
	}
}

// TestCodeWorksOnce: neither again, nor twice at once, nor an older one after a newer one.
func TestCodeWorksOnce(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	first := s.browser("192.0.2.1")
	first.signIn("a@example.org")
	secret, recovery := first.secondFactor()
	race := func(code string) (worked int64) {
		var n atomic.Int64
		var wg sync.WaitGroup
		for i := range 4 {
			b := s.browser(fmt.Sprintf("192.0.2.%d", i+2))
			b.signIn("a@example.org")
			wg.Go(func() {
				switch err := b.code(code); {
				case err == nil:
					n.Add(1)
				case !errors.Is(err, auth.ErrWrongCode):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		return n.Load()
	}
	if n := race(s.code(secret, 0)); n != 1 {
		t.Errorf("one code at once: worked %d times", n)
	}
	if n := race(s.code(secret, 0)); n != 0 {
		t.Errorf("the same code again: worked %d times", n)
	}
	if n := race(s.code(secret, -1)); n != 0 {
		t.Errorf("the one before: worked %d times", n)
	}
	s.wait(time.Hour) // past the throttle
	typed := strings.ToUpper(strings.NewReplacer("-", " ", "0", "O", "1", "l").Replace(recovery[3]))
	if n := race(typed); n != 1 {
		t.Errorf("a recovery code at once: worked %d times", n)
	}
	s.wait(time.Hour)
	if n := race(recovery[3]); n != 0 {
		t.Errorf("the same recovery code again: worked %d times", n)
	}
	if n := s.number(`SELECT count(*) FROM audit_log WHERE action = 'use_recovery_code'`); n != 1 {
		t.Errorf("%d audit rows of a used recovery code", n)
	}
}

// TestCodesAreThrottled: somebody who has the password cannot try codes for ever, nor keep the owner from it.
func TestCodesAreThrottled(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	owner := s.browser("198.51.100.1")
	owner.signIn("a@example.org")
	secret, _ := owner.secondFactor()
	tries := 0
	for i := range 3 * auth.LimitAccount {
		thief := s.browser(fmt.Sprintf("192.0.2.%d", i)) // a new session, device and address each time
		thief.signIn("a@example.org")
		if err := thief.code("000000"); errors.Is(err, auth.ErrWrongCode) {
			tries++
		} else if !errors.Is(err, district.ErrTooMany) {
			t.Fatal(err)
		}
	}
	if tries != auth.LimitAccount {
		t.Errorf("%d codes could be tried, want %d", tries, auth.LimitAccount)
	}
	owner.signIn("a@example.org")
	if err := owner.code(s.code(secret, 0)); err != nil {
		t.Errorf("the owner on the own device: %v", err)
	}
}

func TestReplaceSecondFactor(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("kansli@example.org")
	s.grant(account, "district_staff", 0, "[2018-01-01,)")
	b, other := s.browser("192.0.2.1"), s.browser("192.0.2.2")
	b.signIn("kansli@example.org")
	secret, recovery := b.secondFactor()
	other.signIn("kansli@example.org")
	if err := other.code(s.code(secret, 0)); err != nil {
		t.Fatal(err)
	}
	e, err := b.beginEnrolment()
	if err != nil {
		t.Fatal(err)
	}
	next := strings.ReplaceAll(e.Secret, " ", "")
	var inv *district.Invalid
	if _, err := b.enrol(s.code(next, 0), "wrong"); !errors.As(err, &inv) || inv.Fields[0].Field != "current" {
		t.Errorf("replaced without the password: %v", err)
	}
	if _, err := b.enrol(s.code(next, 0), password); err != nil {
		t.Fatal(err)
	}
	s.wait(30 * time.Second)
	if id := other.who(); id.Pending != auth.PendingCode {
		t.Errorf("another session, let in by the old phone: %+v", id)
	}
	if err := other.code(s.code(secret, 0)); !errors.Is(err, auth.ErrWrongCode) {
		t.Errorf("a code of the old phone: %v", err)
	}
	if err := other.code(recovery[0]); !errors.Is(err, auth.ErrWrongCode) {
		t.Errorf("an old recovery code: %v", err)
	}
	if err := other.code(s.code(next, 0)); err != nil {
		t.Errorf("a code of the new phone: %v", err)
	}
}

func TestRemoveSecondFactor(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	b, other := s.browser("192.0.2.1"), s.browser("192.0.2.2")
	b.signIn("a@example.org")
	secret, recovery := b.secondFactor()
	other.signIn("a@example.org")
	if err := other.code(s.code(secret, 0)); err != nil {
		t.Fatal(err)
	}
	remove := func(password string) error {
		return b.do(func(w http.ResponseWriter, r *http.Request) error {
			return s.a.RemoveSecondFactor(w, r, b.from, password)
		})
	}
	codes := func(password string) (out []string, err error) {
		err = b.do(func(w http.ResponseWriter, r *http.Request) (err error) {
			out, err = s.a.NewRecoveryCodes(w, r, b.from, password)
			return err
		})
		return out, err
	}
	var inv *district.Invalid
	if _, err := codes("wrong"); !errors.As(err, &inv) {
		t.Errorf("new codes without the password: %v", err)
	}
	if fresh, err := codes(password); err != nil || len(fresh) != 10 || fresh[0] == recovery[0] {
		t.Errorf("%d new codes, %v", len(fresh), err)
	}
	if n := s.number(`SELECT count(*) FROM recovery_codes`); n != 10 {
		t.Errorf("%d recovery codes, want the new ones only", n)
	}
	if err := remove("wrong"); !errors.As(err, &inv) {
		t.Errorf("without the password: %v", err)
	}
	s.grant(account, "board_member", 0, "[2018-01-01,)")
	if err := remove(password); !errors.Is(err, district.ErrForbidden) {
		t.Errorf("while a role needs it: %v", err)
	}
	s.exec(`DELETE FROM grants`, nil)
	if err := remove(password); err != nil {
		t.Fatal(err)
	}
	if id := b.who(); id.HasSecondFactor || id.Pending != auth.PendingNone {
		t.Errorf("after: %+v", id)
	}
	if other.who().SignedIn() {
		t.Error("another session goes on")
	}
	if s.number(`SELECT count(*) FROM recovery_codes`) != 0 {
		t.Error("recovery codes are left")
	}
	if _, err := codes(password); !errors.Is(err, district.ErrConflict) {
		t.Errorf("recovery codes without a second factor: %v", err)
	}
}

func TestResetSecondFactor(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	b.secondFactor()
	for range 2 { // the second time there is nothing to take away
		if _, err := s.d.Write(t.Context(), db.CLI, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
			return account, auth.ResetSecondFactor(tx, account)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if b.who().SignedIn() {
		t.Error("the session goes on")
	}
	b.signIn("a@example.org")
	if id := b.who(); id.Pending != auth.PendingNone || id.HasSecondFactor {
		t.Errorf("after: %+v", id)
	}
	if s.number(`SELECT count(*) FROM audit_log WHERE action = 'remove_second_factor' AND actor_kind = 'cli'`) != 1 {
		t.Error("no audit row")
	}
}
