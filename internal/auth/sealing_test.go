package auth_test

import (
	"bytes"
	"encoding/base32"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/auth"
	"verkstad/internal/db"
)

func key(b byte) []byte { return bytes.Repeat([]byte{b}, auth.KeyBytes) }

func (s *site) kept(account int64) (out []byte) {
	s.t.Helper()
	if err := s.pool.QueryRow(s.t.Context(), `SELECT totp_secret FROM accounts WHERE id = $1`, account).Scan(&out); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// A secret is encrypted where it is kept, waiting to be confirmed and confirmed, and the code of the app still works.
func TestSecretsAreSealed(t *testing.T) {
	t.Parallel()
	s := newSite(t, auth.Options{Key: key(7)})
	account := s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	again, err := b.beginEnrolment()
	if err != nil {
		t.Fatal(err)
	}
	secret, _ := b.secondFactor()
	raw, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.beginEnrolment(); err != nil || got.Secret == again.Secret {
		t.Errorf("after it was confirmed the same secret is offered: %v", err)
	}
	for what, sql := range map[string]string{
		"the account": `SELECT count(*) FROM accounts WHERE position($1::bytea IN totp_secret) > 0`,
		"the session": `SELECT count(*) FROM sessions WHERE position($1::bytea IN data) > 0`,
	} {
		for _, text := range [][]byte{raw, []byte(secret)} {
			if n := s.number(sql, text); n != 0 {
				t.Errorf("%s keeps the secret in the clear", what)
			}
		}
	}
	if got := s.kept(account); len(got) <= len(raw) {
		t.Errorf("kept as %d bytes", len(got))
	}
	phone := s.browser("192.0.2.2")
	phone.signIn("a@example.org")
	if err := phone.code(s.code(secret, 0)); err != nil || !phone.who().SignedIn() {
		t.Errorf("a code: %v", err)
	}
	if err := s.a.CheckKey(t.Context()); err != nil {
		t.Error(err)
	}

	// Nobody's secret can be put in the place of another's.
	other := s.account("b@example.org")
	s.exec(`UPDATE accounts SET totp_secret = @kept WHERE id = @id`, pgx.StrictNamedArgs{"kept": s.kept(account), "id": other})
	s.wait(time.Minute)
	thief := s.browser("192.0.2.3")
	thief.signIn("b@example.org")
	if err := thief.code(s.code(secret, 0)); err == nil {
		t.Error("a secret that was moved lets in")
	}
}

// While the secret waits it is the same when the page is opened again, and is not kept in the clear.
func TestAWaitingSecretIsSealed(t *testing.T) {
	t.Parallel()
	s := newSite(t, auth.Options{Key: key(7)})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	first, err := b.beginEnrolment()
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.beginEnrolment()
	if err != nil || second.Secret != first.Secret {
		t.Errorf("opened again it is %q, was %q (%v)", second.Secret, first.Secret, err)
	}
	plain := bytes.ReplaceAll([]byte(first.Secret), []byte(" "), nil)
	if n := s.number(`SELECT count(*) FROM sessions WHERE position($1::bytea IN data) > 0`, plain); n != 0 {
		t.Error("the session keeps the secret in the clear")
	}
}

// What was kept before there was a key goes on working, and is encrypted at the next login.
func TestPlainSecretsAreSealedAtLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	secret, recovery := b.secondFactor()
	raw, err := base32.StdEncoding.DecodeString(secret)
	if err != nil || !bytes.Equal(s.kept(account), raw) {
		t.Fatalf("without a key it is kept as %x (%v)", s.kept(account), err)
	}
	if s.a.Seals() {
		t.Error("it seals without a key")
	}
	s.a = s.another(auth.Options{Key: key(7)})
	with := func(code string) {
		t.Helper()
		phone := s.browser("192.0.2.2")
		phone.signIn("a@example.org")
		if err := phone.code(code); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(s.kept(account), raw) {
			t.Error("after a login it is still kept in the clear")
		}
	}
	wrong := s.browser("192.0.2.2")
	wrong.signIn("a@example.org")
	if err := wrong.code("000000"); !errors.Is(err, auth.ErrWrongCode) {
		t.Fatal(err)
	}
	if !bytes.Equal(s.kept(account), raw) {
		t.Error("a wrong code changed what is kept")
	}
	with(s.code(secret, 0))
	s.wait(time.Minute)
	with(s.code(secret, 0))
	s.exec(`UPDATE accounts SET totp_secret = @raw`, pgx.StrictNamedArgs{"raw": raw})
	with(recovery[0])
}

// A key that is wrong or missing is told of before anybody tries to log in.
func TestTheKeyIsChecked(t *testing.T) {
	t.Parallel()
	s := newSite(t, auth.Options{Key: key(7)})
	account := s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	secret, _ := b.secondFactor()
	for name, o := range map[string]auth.Options{"another": {Key: key(8)}, "none": {}} {
		s.a = s.another(o)
		if err := s.a.CheckKey(t.Context()); !errors.Is(err, auth.ErrOtherKey) {
			t.Errorf("%s: %v", name, err)
		}
		phone := s.browser("192.0.2.4")
		phone.signIn("a@example.org")
		if err := phone.code(s.code(secret, 0)); !errors.Is(err, auth.ErrOtherKey) {
			t.Errorf("%s: a code is answered %v", name, err)
		}
	}
	// Whoever has lost the key takes away what it alone could read, and nothing else.
	plain := s.account("b@example.org")
	s.exec(`UPDATE accounts SET totp_secret = '\x0102030405060708090a0b0c0d0e0f1011121314' WHERE email = 'b@example.org'`, nil)
	s.a = s.another(auth.Options{Key: key(8)})
	for _, want := range []int{1, 0} {
		if n, err := s.a.ForgetUnreadable(t.Context(), db.CLI); err != nil || n != want {
			t.Errorf("%d forgotten, want %d (%v)", n, want, err)
		}
	}
	if err := s.a.CheckKey(t.Context()); err != nil {
		t.Error(err)
	}
	if s.kept(account) != nil || len(s.kept(plain)) != 20 {
		t.Errorf("kept %x and %x", s.kept(account), s.kept(plain))
	}
	wantRows(t, "the log", s.audited("remove_second_factor"), fmt.Sprintf("remove_second_factor cli 0 → %d ", account))
	o := auth.Options{Secure: true, Key: []byte("short")}
	if _, err := auth.New(s.d, o); err == nil {
		t.Error("a short key is accepted")
	}
}
