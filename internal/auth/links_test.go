package auth_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/auth"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

func (s *site) link(account int64, kind auth.LinkKind) string {
	s.t.Helper()
	link, err := s.tryLink(account, kind)
	if err != nil {
		s.t.Fatal(err)
	}
	return link
}

func (s *site) tryLink(account int64, kind auth.LinkKind) (link string, err error) {
	_, err = s.d.Write(s.t.Context(), db.CLI, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		link, err = auth.CreateLink(tx, account, kind)
		return account, err
	})
	return link, err
}

func TestInvitation(t *testing.T) {
	const next = "fyra andra okända lerkrukor"
	s := newSite(t, auth.Options{})
	s.grant(s.account("kansli@example.org"), "district_staff", 0, "[2018-01-01,)")
	account := s.account("a@example.org")
	s.exec(`UPDATE accounts SET password_hash = NULL WHERE email = 'a@example.org'`, nil)
	link := s.link(account, auth.Invitation)
	for range 3 { // looking, as mail scanners do, changes nothing
		info, err := s.a.LookLink(t.Context(), link)
		if err != nil || info.Account != account || info.Kind != auth.Invitation || info.Email != "a@example.org" ||
			info.Name != "a@example.org" || info.ExpiresAt != monday.Add(72*time.Hour) {
			t.Fatalf("info %+v, %v", info, err)
		}
	}
	if s.number(`SELECT count(*) FROM account_links l WHERE l::text LIKE '%' || $1 || '%'`, link) != 0 {
		t.Error("the table holds the token itself")
	}
	var inv *district.Invalid
	if _, err := s.a.UseLink(t.Context(), auth.Caller{}, link, "verkstad2018"); !errors.As(err, &inv) || inv.Fields[0].Field != "password" {
		t.Errorf("a weak password: %v", err)
	}
	got, err := s.a.UseLink(t.Context(), auth.Caller{RequestID: "r"}, link, next)
	if err != nil || got != account {
		t.Fatalf("account %d, %v", got, err)
	}
	if _, err := s.browser("192.0.2.1").check("a@example.org", next); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if _, err := s.a.UseLink(t.Context(), auth.Caller{}, link, "en helt annan okänd lerkruka"); !errors.Is(err, auth.ErrLinkGone) {
		t.Errorf("used again: %v", err)
	}
	if _, err := s.a.LookLink(t.Context(), link); !errors.Is(err, auth.ErrLinkGone) {
		t.Errorf("looked at again: %v", err)
	}
	if s.number(`SELECT count(*) FROM audit_log WHERE action = 'set_password' AND actor_kind = 'link' AND actor_id = $1 AND record_id = $1`, account) != 1 ||
		s.number(`SELECT count(*) FROM audit_log WHERE action = 'create_invitation_link' AND actor_kind = 'cli'`) != 1 {
		t.Error("audit rows are missing")
	}
}

func TestReset(t *testing.T) {
	const next = "fyra andra okända lerkrukor"
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	b, known := s.browser("192.0.2.1"), s.browser("192.0.2.2")
	b.signIn("a@example.org")
	for range auth.LimitPair + 1 {
		known.check("a@example.org", "wrong")
	}
	first, second := s.link(account, auth.Reset), ""
	second = s.link(account, auth.Reset)
	if _, err := s.a.LookLink(t.Context(), first); !errors.Is(err, auth.ErrLinkGone) {
		t.Errorf("an earlier link still works: %v", err)
	}
	if _, err := s.a.UseLink(t.Context(), auth.Caller{}, second, next); err != nil {
		t.Fatal(err)
	}
	if b.who().SignedIn() {
		t.Error("a session goes on after the reset")
	}
	if _, err := known.check("a@example.org", next); err != nil {
		t.Errorf("the throttle still holds the owner of the link back: %v", err)
	}
}

func TestLinksThatAreGone(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.grant(s.account("kansli@example.org"), "district_staff", 0, "[2018-01-01,)")
	account := s.account("a@example.org")
	gone := func(name, link string) {
		t.Helper()
		if _, err := s.a.LookLink(t.Context(), link); !errors.Is(err, auth.ErrLinkGone) {
			t.Errorf("%s: look: %v", name, err)
		}
		if _, err := s.a.UseLink(t.Context(), auth.Caller{}, link, "fyra andra okända lerkrukor"); !errors.Is(err, auth.ErrLinkGone) {
			t.Errorf("%s: use: %v", name, err)
		}
	}
	for _, link := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("å", 43), "\x00"} {
		gone("made up", link)
	}
	reset := s.link(account, auth.Reset)
	s.wait(2*time.Hour - time.Second)
	if _, err := s.a.LookLink(t.Context(), reset); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	s.wait(time.Second)
	gone("reset after two hours", reset)
	invitation := s.link(account, auth.Invitation)
	s.wait(72 * time.Hour)
	gone("invitation after three days", invitation)

	link := s.link(account, auth.Reset)
	s.exec(`UPDATE accounts SET disabled_at = @now WHERE id = @id`, pgx.StrictNamedArgs{"now": monday, "id": account})
	gone("disabled account", link)
	if _, err := s.tryLink(account, auth.Reset); !errors.Is(err, district.ErrConflict) {
		t.Errorf("link to a disabled account: %v", err)
	}
	if _, err := s.tryLink(account+100, auth.Reset); !errors.Is(err, district.ErrNotFound) {
		t.Errorf("link to no account: %v", err)
	}
	if _, err := s.tryLink(account, "x"); err == nil {
		t.Error("link of an unknown kind")
	}
}

// TestLinkWorksOnceAtOnce posts one link many times at the same moment.
func TestLinkWorksOnceAtOnce(t *testing.T) {
	s := newSite(t, auth.Options{})
	link := s.link(s.account("a@example.org"), auth.Reset)
	var used, gone atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			switch _, err := s.a.UseLink(t.Context(), auth.Caller{}, link, "fyra andra okända lerkrukor"); {
			case err == nil:
				used.Add(1)
			case errors.Is(err, auth.ErrLinkGone):
				gone.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if used.Load() != 1 || gone.Load() != 9 {
		t.Errorf("used %d times, gone %d times", used.Load(), gone.Load())
	}
}

func TestSweep(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	old, b := s.browser("192.0.2.1"), s.browser("192.0.2.2")
	old.signIn("a@example.org")
	old.check("a@example.org", "wrong")
	s.link(account, auth.Reset)
	once := db.NewOnceKey("form", "/", "x")
	write := func(k db.OnceKey) {
		if _, err := s.d.Write(t.Context(), db.CLI, k, nil, func(tx *db.Tx) (int64, error) { tx.Unchanged(); return 1, nil }); err != nil {
			t.Fatal(err)
		}
	}
	write(once)
	counts := func() [5]int64 {
		var out [5]int64
		for i, table := range []string{"sessions", "account_links", "login_failures", "known_devices", "once_keys"} {
			out[i] = s.number(`SELECT count(*) FROM ` + table)
		}
		return out
	}
	step := func(wait time.Duration, want [5]int64) {
		t.Helper()
		s.wait(wait)
		if err := s.a.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := counts(); got != want {
			t.Errorf("%v later: sessions, links, failures, devices, once-keys are %v, want %v", wait, got, want)
		}
	}
	step(0, [5]int64{1, 1, 1, 1, 1})
	step(2*time.Hour, [5]int64{1, 0, 1, 1, 1})
	step(23*time.Hour, [5]int64{1, 0, 0, 1, 1})
	step(13*24*time.Hour, [5]int64{0, 0, 0, 1, 1})
	b.signIn("a@example.org")
	step(17*24*time.Hour, [5]int64{0, 0, 0, 2, 0})
	step(334*24*time.Hour, [5]int64{0, 0, 0, 1, 0})
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error { _, err := s.a.Identify(w, r); return err }); err != nil {
		t.Error(err)
	}
}
