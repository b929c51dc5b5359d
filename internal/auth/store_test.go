package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"verkstad/internal/auth"
)

// keep stores a value in the browser's session.
func keep(b *browser, key, value string) error {
	return b.do(func(w http.ResponseWriter, r *http.Request) error {
		session, err := b.s.a.Store().Get(r, sid)
		if err != nil {
			return err
		}
		session.Values[key] = value
		return session.Save(r, w)
	})
}

// values are what the browser's session holds.
func values(b *browser) map[string]any {
	out := make(map[string]any)
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		session, err := b.s.a.Store().Get(r, sid)
		for k, v := range session.Values {
			if k, ok := k.(string); ok {
				out[k] = v
			}
		}
		return err
	}); err != nil {
		b.s.t.Error(err)
	}
	return out
}

func TestStoreKeepsValues(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")

	// Of a passer-by, for an hour; when nothing is left to keep the row and the cookie go.
	if err := keep(b, "a", "1"); err != nil {
		t.Fatal(err)
	}
	if v := values(b); v["a"] != "1" || b.who().SignedIn() {
		t.Errorf("values %v", v)
	}
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		session, err := s.a.Store().Get(r, sid)
		if err != nil {
			return err
		}
		delete(session.Values, "a")
		return session.Save(r, w)
	}); err != nil {
		t.Fatal(err)
	}
	if b.cookie(sid) != "" || s.number(`SELECT count(*) FROM sessions`) != 0 {
		t.Error("an empty passer-by's session is kept")
	}
	if err := keep(b, "a", "1"); err != nil {
		t.Fatal(err)
	}
	s.wait(time.Hour)
	if v := values(b); len(v) != 0 {
		t.Errorf("after an hour: %v", v)
	}

	// Of somebody signed in: flashes and the like.
	b.signIn("a@example.org")
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		session, err := s.a.Store().Get(r, sid)
		if err != nil {
			return err
		}
		session.AddFlash("sparat")
		return session.Save(r, w)
	}); err != nil {
		t.Fatal(err)
	}
	version := func() int64 { return s.number(`SELECT xmin::text::bigint FROM sessions WHERE account_id IS NOT NULL`) }
	stored := version()
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error { // read and saved again: no write
		session, err := s.a.Store().Get(r, sid)
		if err != nil {
			return err
		}
		return session.Save(r, w)
	}); err != nil || version() != stored {
		t.Errorf("an unchanged session was written again (%v)", err)
	}
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		session, err := s.a.Store().Get(r, sid)
		if err != nil {
			return err
		}
		if f := session.Flashes(); len(f) != 1 || f[0] != "sparat" {
			t.Errorf("flashes %v", f)
		}
		return session.Save(r, w)
	}); err != nil {
		t.Fatal(err)
	}
	if v := values(b); len(v) != 0 || !b.who().SignedIn() {
		t.Errorf("after the flash was shown: %v", v)
	}

	// Ending it as gorilla does.
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		session, err := s.a.Store().Get(r, sid)
		if err != nil {
			return err
		}
		session.Options.MaxAge = -1
		return session.Save(r, w)
	}); err != nil || b.who().SignedIn() || b.cookie(sid) != "" {
		t.Errorf("a session with a negative MaxAge goes on (%v)", err)
	}
}

// TestRevokedStaysRevoked: a request that runs while its session is revoked does not bring it back.
func TestRevokedStaysRevoked(t *testing.T) {
	s := newSite(t, auth.Options{})
	account := s.account("a@example.org")
	for name, finish := range map[string]func(w http.ResponseWriter, r *http.Request) error{
		"save": func(w http.ResponseWriter, r *http.Request) error {
			session, err := s.a.Store().Get(r, sid)
			if err != nil {
				return err
			}
			session.Values["a"] = "b"
			return session.Save(r, w)
		},
		"rotate": func(w http.ResponseWriter, r *http.Request) error {
			session, err := s.a.Store().Get(r, sid)
			if err != nil {
				return err
			}
			return s.a.Store().Rotate(r, w, session)
		},
		"change password": func(w http.ResponseWriter, r *http.Request) error {
			return s.a.ChangePassword(w, r, auth.Caller{}, password, "fyra andra okända lerkrukor")
		},
		"enrol": func(w http.ResponseWriter, r *http.Request) error {
			_, err := s.a.BeginEnrolment(w, r)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := s.browser("192.0.2.1")
			b.signIn("a@example.org")
			err := b.do(func(w http.ResponseWriter, r *http.Request) error {
				if _, err := s.a.Identify(w, r); err != nil {
					return err
				}
				if _, err := s.a.RevokeOthers(r.Context(), auth.Caller{}, account, 0); err != nil {
					return err
				}
				return finish(w, r)
			})
			if !errors.Is(err, auth.ErrRevoked) {
				t.Errorf("got %v, want %v", err, auth.ErrRevoked)
			}
			if b.who().SignedIn() || s.number(`SELECT count(*) FROM sessions`) != 0 {
				t.Error("the session came back")
			}
			if s.number(`SELECT count(*) FROM audit_log WHERE action <> 'end_sessions'`) != 0 {
				t.Error("something was written all the same")
			}
		})
	}
}

func TestRotate(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	if err := keep(b, "a", "1"); err != nil {
		t.Fatal(err)
	}
	before, old := b.who(), b.cookie(sid)
	if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		session, err := s.a.Store().Get(r, sid)
		if err != nil {
			return err
		}
		if err := s.a.Store().Rotate(r, w, session); err != nil {
			return err
		}
		session.Values["b"] = "2" // saving goes on under the new token
		return session.Save(r, w)
	}); err != nil {
		t.Fatal(err)
	}
	after := b.who()
	if b.cookie(sid) == old || after.Session.PublicID != before.Session.PublicID || after.Session.ExpiresAt != before.Session.ExpiresAt {
		t.Errorf("before %+v, after %+v", before.Session, after.Session)
	}
	if v := values(b); v["a"] != "1" || v["b"] != "2" {
		t.Errorf("values %v", v)
	}
	thief := s.browser("192.0.2.2")
	thief.setCookie(sid, old)
	if thief.who().SignedIn() {
		t.Error("the old token still opens")
	}
}

// TestManyRequestsAtOnce saves different values of one session at once, on two instances, while it is read and used.
func TestManyRequestsAtOnce(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	instances := []*auth.Auth{s.a, s.another(auth.Options{})}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if err := b.do(func(w http.ResponseWriter, r *http.Request) error {
				if _, err := instances[i%2].Identify(w, r); err != nil {
					return err
				}
				session, err := instances[i%2].Store().Get(r, sid)
				if err != nil {
					return err
				}
				session.Values[fmt.Sprint("key", i)] = "x"
				if err := session.Save(r, w); err != nil {
					return err
				}
				session.Values[fmt.Sprint("more", i)] = "x"
				return session.Save(r, w)
			}); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			s.wait(time.Minute)
			if !b.who().SignedIn() {
				t.Error("signed out meanwhile")
			}
		})
	}
	wg.Wait()
	if v := values(b); len(v) != 16 {
		t.Errorf("%d values, want 16: %v", len(v), v)
	}
}

// TestDatabaseAway: an unreadable session is an error of its own kind, and is never replaced by a fresh one.
func TestDatabaseAway(t *testing.T) {
	s := newSite(t, auth.Options{})
	s.account("a@example.org")
	b := s.browser("192.0.2.1")
	b.signIn("a@example.org")
	old := b.cookie(sid)
	s.exec(`ALTER TABLE data_versions RENAME TO away`, nil)
	err := b.do(func(w http.ResponseWriter, r *http.Request) error {
		if _, err := s.a.Identify(w, r); err == nil {
			t.Error("identified without a database")
		}
		s.exec(`ALTER TABLE away RENAME TO data_versions`, nil)
		session, _ := s.a.Store().Get(r, sid)
		session.Values["a"] = "b"
		return session.Save(r, w)
	})
	if err == nil || b.cookie(sid) != old || !b.who().SignedIn() {
		t.Errorf("save: %v; cookie kept %v", err, b.cookie(sid) == old)
	}
}
