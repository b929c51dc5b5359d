package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/auth"
	"verkstad/internal/district"
)

func TestHashPassword(t *testing.T) {
	h := auth.HashPassword("gräslök och tapet")
	if !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") || h == auth.HashPassword("gräslök och tapet") {
		t.Errorf("hash %s", h)
	}
}

func TestCheckPassword(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.grant(s.account("kansli@example.org"), "district_staff", 0, "[2018-01-01,)")
	account := s.account("a@example.org")
	s.account("disabled@example.org")
	s.account("invited@example.org")
	s.exec(`UPDATE accounts SET disabled_at = @now WHERE email LIKE 'disabled%'`, pgx.StrictNamedArgs{"now": monday})
	s.exec(`UPDATE accounts SET password_hash = NULL WHERE email LIKE 'invited%'`, nil)
	for i, c := range []struct {
		email, password string
		ok              bool
	}{
		{"a@example.org", password, true},
		{" A@EXAMPLE.org ", password, true},
		{"a@example.org", "mugg spade tapet gra\u0308slo\u0308k", true}, // typed on another keyboard
		{"a@example.org", "mugg spade tapet graslok", false},
		{"a@example.org", "", false},
		{"a@example.org", strings.Repeat("x", 1<<20), false},
		{"nobody@example.org", password, false},
		{"disabled@example.org", password, false},
		{"invited@example.org", password, false},
		{"invited@example.org", "", false},
		{"", "", false},
		{"a@example.org\x00", "\x00", false},
		{"\xff\xfe", "\xff", false},
		{"' OR 1=1 --", password, false},
	} {
		got, err := s.browser(fmt.Sprintf("192.0.2.%d", i)).check(c.email, c.password)
		if c.ok && (err != nil || got != account) {
			t.Errorf("%q: account %d, %v", c.email, got, err)
		}
		if !c.ok && (err != auth.ErrWrongPassword || got != 0) {
			t.Errorf("%q with %.20q: account %d, %v; want 0 and the one plain error", c.email, c.password, got, err)
		}
	}
}

// TestSameWorkForAll counts what is hashed: the time is then the same for every account, known or not.
func TestSameWorkForAll(t *testing.T) {
	s := newSite(t, auth.Options{HashSlots: 1})
	s.account("a@example.org")
	for i, email := range []string{"a@example.org", "nobody@example.org"} {
		release := auth.TakeSlots(s.a)
		auth.SlotWait(s.a, 50*time.Millisecond)
		if _, err := s.browser(fmt.Sprintf("192.0.2.%d", i)).check(email, "wrong"); !errors.Is(err, district.ErrUnavailable) {
			t.Errorf("%s: %v; it did not wait for a turn to hash", email, err)
		}
		release()
	}
	if s.number(`SELECT count(*) FROM login_failures`) != 0 {
		t.Error("attempts that were not carried out are counted")
	}
}

func TestSlotsAreBounded(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	release := auth.TakeSlots(s.a)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := s.browser("192.0.2.1")
	if err := b.do(func(_ http.ResponseWriter, r *http.Request) error {
		_, err := s.a.CheckPassword(ctx, r, b.from, "a@example.org", password)
		return err
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who has gone away: %v", err)
	}
	time.AfterFunc(50*time.Millisecond, release)
	if _, err := b.check("a@example.org", password); err != nil {
		t.Errorf("after waiting for a turn: %v", err)
	}
}

func TestRehash(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	s.exec(`UPDATE accounts SET password_hash = @hash`, pgx.StrictNamedArgs{"hash": auth.HashPassword(password)})
	b := s.browser("192.0.2.1")
	if _, err := b.check("a@example.org", "wrong"); !errors.Is(err, auth.ErrWrongPassword) {
		t.Fatal(err)
	}
	old := s.number(`SELECT count(*) FROM accounts WHERE password_hash LIKE '%m=19456%'`)
	if _, err := b.check("a@example.org", password); err != nil || old != 1 {
		t.Fatal(err, old)
	}
	if s.number(`SELECT count(*) FROM accounts WHERE password_hash LIKE '%m=64,t=1%'`) != 1 {
		t.Error("the hash was not renewed at sign-in")
	}
	if s.number(`SELECT count(*) FROM audit_log WHERE record = 'account' AND record_id = $1 AND action = 'rehash_password'`, account) != 1 {
		t.Error("no audit row")
	}
	if _, err := b.check("a@example.org", password); err != nil {
		t.Error(err)
	}
}

// TestStrangersCannotLockOut hammers an account from many addresses while its owner goes on logging in.
func TestStrangersCannotLockOut(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	s.account("c@example.org")
	owner := s.browser("198.51.100.1")
	owner.signIn("a@example.org")
	if owner.cookie(device) == "" {
		t.Fatal("no device cookie after sign-in")
	}

	// One stranger gets five guesses, then has to wait; a new device at another address does not.
	stranger := s.browser("192.0.2.1")
	for i := range auth.LimitPair {
		if _, err := stranger.check("a@example.org", "wrong"); err != auth.ErrWrongPassword {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	if _, err := stranger.check("a@example.org", password); !errors.Is(err, district.ErrTooMany) {
		t.Errorf("guess %d: %v; want too many, even for the right password", auth.LimitPair, err)
	}
	if _, err := s.browser("198.51.100.2").check("a@example.org", password); err != nil {
		t.Errorf("the owner on a new device elsewhere: %v", err)
	}

	// Many strangers stop all devices that the account does not know, and only those.
	for i := range 2 * auth.LimitAccount {
		s.browser(fmt.Sprintf("192.0.2.%d", i+2)).check("a@example.org", "wrong")
	}
	if _, err := s.browser("198.51.100.3").check("a@example.org", password); !errors.Is(err, district.ErrTooMany) {
		t.Errorf("a new device under attack: %v, want too many", err)
	}
	if _, err := owner.check("a@example.org", password); err != nil {
		t.Errorf("the owner's own device under attack: %v", err)
	}

	// Also from the strangers' own address, when that too has used up its guesses.
	for i := range 2 * auth.LimitAddress {
		stranger.check(fmt.Sprintf("nobody%d@example.org", i), "wrong")
	}
	if _, err := stranger.check("c@example.org", password); !errors.Is(err, district.ErrTooMany) {
		t.Errorf("a stranger with too many guesses at all accounts: %v, want too many", err)
	}
	owner.from.IP = stranger.from.IP
	if _, err := owner.check("a@example.org", password); err != nil {
		t.Errorf("the owner's device behind the strangers' address: %v", err)
	}

	// The device is known to its own account only.
	owner.from.IP = "198.51.100.4"
	for range auth.LimitPair {
		owner.check("c@example.org", "wrong")
	}
	if _, err := owner.check("c@example.org", "wrong"); !errors.Is(err, district.ErrTooMany) {
		t.Errorf("guesses at another account from a known device: %v, want too many", err)
	}
}

func TestKnownDeviceHasLimitsToo(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	for i := range auth.LimitDevice {
		b.from.IP = fmt.Sprintf("192.0.2.%d", i) // moving about does not help
		if _, err := b.check("a@example.org", "wrong"); err != auth.ErrWrongPassword {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	if _, err := b.check("a@example.org", password); !errors.Is(err, district.ErrTooMany) {
		t.Errorf("got %v, want too many", err)
	}
	if _, err := s.browser("198.51.100.1").check("a@example.org", password); err != nil {
		t.Errorf("a stolen device locks its owner out elsewhere: %v", err)
	}
	s.wait(time.Minute)
	if _, err := b.check("a@example.org", password); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if _, err := b.check("a@example.org", "wrong"); err != auth.ErrWrongPassword {
		t.Errorf("a success did not clear the count: %v", err)
	}
}

// TestThrottleTellsNothing: the answers for an account that exists and one that does not are the same all the way.
func TestThrottleTellsNothing(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	answers := func(email, ip string) (out []string) {
		b := s.browser(ip)
		for range auth.LimitPair + 3 {
			_, err := b.check(email, "wrong")
			out = append(out, err.Error())
			s.wait(10 * time.Second)
		}
		return out
	}
	known, unknown := answers("a@example.org", "192.0.2.1"), answers("nobody@example.org", "192.0.2.2")
	if fmt.Sprint(known) != fmt.Sprint(unknown) {
		t.Errorf("known:   %q\nunknown: %q", known, unknown)
	}
}

func TestWaitGrows(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	for range auth.LimitPair {
		b.check("a@example.org", "wrong")
	}
	for _, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
		_, err := b.check("a@example.org", "wrong")
		var tooMany *auth.TooManyError
		if !errors.As(err, &tooMany) || tooMany.Wait != want {
			t.Fatalf("got %v, want a wait of %v", err, want)
		}
		s.wait(want - time.Second)
		if _, err := b.check("a@example.org", "wrong"); !errors.Is(err, district.ErrTooMany) {
			t.Fatalf("a second early: %v", err)
		}
		s.wait(time.Second)
		if _, err := b.check("a@example.org", "wrong"); err != auth.ErrWrongPassword {
			t.Fatalf("after %v: %v", want, err)
		}
	}
	s.wait(time.Hour)
	if _, err := b.check("a@example.org", password); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

// TestGuessesAtOnceAreCounted: a hundred guesses at the same moment are no more than the limit.
func TestGuessesAtOnceAreCounted(t *testing.T) {
	s := newSite(t, auth.Options{HashSlots: 4})
	instances := []*auth.Auth{s.a, s.another(auth.Options{})}
	for round := range 8 { // a race is not lost every time
		var through atomic.Int64
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				r := httptest.NewRequest(http.MethodPost, "/", nil)
				_, err := instances[i%2].CheckPassword(r.Context(), r, auth.Caller{IP: fmt.Sprintf("192.0.2.%d", round)}, "a@example.org"+fmt.Sprint(round), "wrong")
				switch {
				case errors.Is(err, auth.ErrWrongPassword):
					through.Add(1)
				case !errors.Is(err, district.ErrTooMany):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := through.Load(); n != auth.LimitPair {
			t.Errorf("round %d: %d guesses were let through, want %d", round, n, auth.LimitPair)
		}
	}
}

func TestAddressesOfOneSubscriber(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	for i := range auth.LimitPair {
		s.browser(fmt.Sprintf("2001:db8:1:2::%d", i)).check("a@example.org", "wrong")
	}
	if _, err := s.browser("2001:db8:1:2:ffff::1").check("a@example.org", "wrong"); !errors.Is(err, district.ErrTooMany) {
		t.Errorf("another address of the same subscriber: %v, want too many", err)
	}
	if _, err := s.browser("2001:db8:1:3::1").check("a@example.org", "wrong"); err != auth.ErrWrongPassword {
		t.Errorf("another subscriber: %v", err)
	}
}

// TestTwoAccountsOnOneBrowser: both know the device.
func TestTwoAccountsOnOneBrowser(t *testing.T) {
	s := newSite(t, auth.Options{})
	emails := []string{"a@example.org", "b@example.org"}
	b := s.browser("192.0.2.1")
	for _, e := range emails {
		s.account(e)
	}
	for range 2 {
		for _, e := range emails {
			b.signIn(e)
		}
	}
	if n := s.number(`SELECT count(*) FROM known_devices`); n != 2 {
		t.Errorf("%d known devices, want one for each account", n)
	}
	for _, e := range emails {
		for i := range 2 * auth.LimitAccount {
			s.browser(fmt.Sprintf("198.51.100.%d", i)).check(e, "wrong")
		}
		if _, err := b.check(e, password); err != nil {
			t.Errorf("%s under attack: %v", e, err)
		}
	}
	s.wait(2 * time.Hour)
	made := strings.Repeat("x", 42) + "w"
	other := s.browser("192.0.2.2")
	other.setCookie(device, made)
	other.signIn("a@example.org")
	if s.number(`SELECT count(*) FROM known_devices`) != 3 || other.cookie(device) == made {
		t.Error("a device token that the browser made up was adopted")
	}
}

func TestChangePassword(t *testing.T) {
	const next = "fyra andra okända lerkrukor"
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	s.account("b@example.org")
	b, other, stranger := s.browser("192.0.2.1"), s.browser("192.0.2.2"), s.browser("192.0.2.3")
	b.signIn("a@example.org")
	other.signIn("a@example.org")
	stranger.signIn("b@example.org")
	change := func(b *browser, current, password string) error {
		return b.do(func(w http.ResponseWriter, r *http.Request) error {
			return s.a.ChangePassword(w, r, b.from, current, password)
		})
	}
	for _, c := range []struct{ current, password, field string }{
		{"wrong", next, "current"},
		{password, "kort", "password"},
		{password, "sommaren2018!", "password"},
		{password, password, "password"},
	} {
		var inv *district.Invalid
		if err := change(b, c.current, c.password); !errors.As(err, &inv) || inv.Fields[0].Field != c.field {
			t.Errorf("%q to %q: %v, want a complaint about %q", c.current, c.password, err, c.field)
		}
	}
	if err := change(s.browser("192.0.2.4"), password, next); !errors.Is(err, auth.ErrNotSignedIn) {
		t.Errorf("nobody: %v", err)
	}
	link := s.link(account, auth.Reset)
	old := b.cookie(sid)
	if err := change(b, password, next); err != nil {
		t.Fatal(err)
	}
	if !b.who().SignedIn() || b.cookie(sid) == old {
		t.Error("the session must go on under a new token")
	}
	if other.who().SignedIn() {
		t.Error("another session of the account goes on")
	}
	if !stranger.who().SignedIn() {
		t.Error("another account's session was ended")
	}
	if _, err := s.a.LookLink(t.Context(), link); !errors.Is(err, auth.ErrLinkGone) {
		t.Errorf("the reset link can still be used: %v", err)
	}
	thief := s.browser("192.0.2.5")
	thief.setCookie(sid, old)
	if thief.who().SignedIn() {
		t.Error("the old token still opens")
	}
	if _, err := b.check("a@example.org", password); err != auth.ErrWrongPassword {
		t.Errorf("the old password: %v", err)
	}
	if _, err := b.check("a@example.org", next); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if s.number(`SELECT count(*) FROM audit_log WHERE action = 'set_password' AND record_id = $1 AND actor_kind = 'account' AND actor_id = $1
		AND changes = '[{"field": "password"}]' AND request_id = 'r'`, account) != 1 {
		t.Error("no audit row with the name of the field and nothing more")
	}
	if s.number(`SELECT version FROM data_versions WHERE topic = 'access'`) < 2 {
		t.Error("the version of access was not bumped")
	}
}
