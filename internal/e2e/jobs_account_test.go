package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/dev/browser"
	"verkstad/internal/district"
	"verkstad/internal/store"
	"verkstad/internal/testdb"
)

const newPassword = "gräsand-tvättlina-domherre"

// invite makes an account of the office on a database that is no demo, and returns the address of its invitation.
func invite(t *testing.T, s *site, email string) string {
	t.Helper()
	st := store.New(s.DB)
	var link string
	_, _, err := st.InviteAccount(t.Context(), db.CLI, db.OnceKey{}, nil, store.NewAccount{Name: "Ombudsman", Email: email},
		store.NewGrant{Role: authz.DistrictStaff, Valid: district.Span{From: today(t, s)}},
		func(tx *db.Tx, account int64) (string, error) {
			var err error
			link, err = auth.CreateInvitation(tx, account)
			return link, err
		})
	if err != nil {
		t.Fatal(err)
	}
	return link
}

func today(t *testing.T, s *site) district.Date {
	t.Helper()
	m, err := s.DB.Moment(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return m.Today
}

// TestFirstLogin: the office's first login, by an invitation: a password, a second factor because the role sees
// names, recovery codes, the start page; then the next login with a code, and one with a recovery code.
func TestFirstLogin(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		theBrowser(t)
		s := serve(t, testdb.NewURL(t))
		const email = "ombudsman@example.org"
		link := invite(t, s, email)
		r := s.reader(t, look)

		// Opening the link, as mail programs do, uses nothing up.
		r.open("/lank/" + link)
		r.open("/lank/" + link)
		r.inspect()
		r.fill("Nytt lösenord", "kort")
		r.tap("Spara lösenordet")
		r.sees("12 tecken")
		r.inspect()
		r.fill("Nytt lösenord", newPassword)
		r.tap("Spara lösenordet")
		if strings.HasPrefix(r.Path(), "/logga-in") {
			r.fill("E-post", email)
			r.fill("Lösenord", newPassword)
			r.tap("Logga in")
		}
		r.sees("Skaffa tvåstegsinloggning", "Din roll får se namn i hela distriktet")
		r.inspect()
		// Nothing opens before it is done.
		r.open("/uppdrag")
		r.sees("Skaffa tvåstegsinloggning")
		r.fill("Kod från appen", "000000")
		r.tap("Slå på")
		r.sees("Koden stämmer inte")
		secret := shownSecret(r)
		used := code(t, secret, 0)
		r.fill("Kod från appen", used)
		r.tap("Slå på")
		r.sees("Spara dina reservkoder")
		r.inspect()
		recovery := eval[[]string](r, `[...document.querySelectorAll('main li code')].map((c) => c.textContent.trim())`)
		if len(recovery) < 8 {
			t.Fatalf("recovery codes %q", recovery)
		}
		r.tap("Jag har sparat dem")
		r.open("/")
		r.sees("Att göra nu")

		r.must(r.ClearCookies())
		r.refused("/lank/"+link, 404) // used up
		r.open("/logga-in")
		r.fill("E-post", email)
		r.fill("Lösenord", newPassword)
		r.tap("Logga in")
		r.inspect()
		r.fill("Kod", used)
		r.tap("Fortsätt")
		r.sees("Koden") // one code opens once, in its half minute and after
		r.fill("Kod", code(t, secret, 30*time.Second))
		r.tap("Fortsätt")
		r.sees("Att göra nu")

		r.open("/min-sida")
		r.inspect()
		r.tap("Nya reservkoder")
		r.inspect()
		r.refused("/min-sida/andra-faktor/ta-bort", 403) // the role must have it
		r.open("/min-sida")
		r.tap("Byt telefon eller app")
		r.inspect()

		other := s.reader(t, look)
		other.open("/logga-in")
		other.fill("E-post", email)
		other.fill("Lösenord", newPassword)
		other.tap("Logga in")
		other.fill("Kod", recovery[0])
		other.tap("Fortsätt")
		other.sees("Att göra nu")

		// One's other logins can be ended, and are at their next request.
		r.open("/min-sida")
		r.tap("Logga ut överallt utom här")
		r.open("/min-sida")
		other.open("/min-sida")
		if !strings.HasPrefix(other.Path(), "/logga-in") {
			t.Errorf("an ended login still opens %s", other.Path())
		}
	})
}

// TestOwnSecondFactor: somebody whose role does not need it turns a second factor on, and off again.
func TestOwnSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.as(t, chair, browser.Phone)
	turnOnFactor(t, r)
	r.open("/min-sida")
	r.sees("Tvåstegsinloggning är på.")
	r.tap("Stäng av tvåstegsinloggning")
	r.inspect()
	r.fill("Ditt lösenord", demoPassword)
	r.tap("Stäng av")
	r.open("/min-sida")
	r.sees("Slå på")
}

// TestOfficeHelps: the office takes a lost second factor off an account, stops an account and lets it in again; each
// ends the logins that the account has.
func TestOfficeHelps(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.as(t, chair, browser.Phone)
	turnOnFactor(t, r)
	office := s.as(t, staff, browser.Phone)
	office.open("/konton")
	office.tap("Ordförande Farsta")
	account := office.Path()
	office.tap("Ta bort tvåstegsinloggning")
	office.inspect()
	office.tap("Ta bort tvåstegsinloggning")
	r.open("/min-sida")
	if !strings.HasPrefix(r.Path(), "/logga-in") {
		t.Errorf("after the factor was taken off, the old login still opens %s", r.Path())
	}
	r.logIn(chair) // without a code

	office.open(account)
	office.tap("Stoppa kontot")
	office.inspect()
	office.tap("Stoppa kontot")
	r.open("/min-sida")
	r.fill("E-post", chair+"@demo.example")
	r.fill("Lösenord", demoPassword)
	r.tap("Logga in")
	if a := r.Last(); a.Status != 422 {
		t.Errorf("a stopped account's login is answered %d", a.Status)
	}
	office.open(account)
	office.tap("Släpp in igen")
	office.inspect()
	office.tap("Släpp in")
	r.logIn(chair)
}

// turnOnFactor turns on a second factor from one's own page, and returns its key.
func turnOnFactor(t *testing.T, r *reader) (secret string) {
	t.Helper()
	r.open("/min-sida")
	r.tap("Slå på tvåstegsinloggning")
	r.inspect()
	secret = shownSecret(r)
	r.fill("Kod från appen", code(t, secret, 0))
	r.tap("Slå på")
	r.tap("Jag har sparat dem")
	return secret
}

func shownSecret(r *reader) string {
	r.t.Helper()
	return eval[string](r, `[...document.querySelectorAll('code')].map((c) => c.textContent.replace(/\s/g, '')).find((c) => c.length >= 16)`)
}

// code returns the one-time code of a moment from now.
func code(t *testing.T, secret string, from time.Duration) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, time.Now().Add(from))
	if err != nil {
		t.Fatalf("code of %q: %v", secret, err)
	}
	return c
}

// TestOfficeInvites: the office adds an account for a chair and hands the link over; the chair chooses a password and
// is at home. When the office ends the access, it is gone at the chair's next request.
func TestOfficeInvites(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		office := s.as(t, staff, look)
		office.open("/konton")
		office.tap("Lägg till konto")
		office.tap("Det är någon ny")
		office.fill("Namn", "Vikarie Solna")
		office.fill("E-post", "vikarie.solna@example.org")
		office.fill("Roll", "Ordförande")
		office.fill("Förening eller organ", "Solna")
		office.tap("Lägg till och visa länken")
		office.inspect()
		link, err := office.Value("Länk")
		office.must(err)
		office.tap("Till kontot")
		account := office.Path()

		r := s.reader(t, look)
		r.open(strings.TrimPrefix(link, s.URL))
		r.sees("Hej Vikarie Solna!")
		r.fill("Nytt lösenord", newPassword)
		r.tap("Spara lösenordet")
		if strings.HasPrefix(r.Path(), "/logga-in") {
			r.fill("E-post", "vikarie.solna@example.org")
			r.fill("Lösenord", newPassword)
			r.tap("Logga in")
		}
		r.open("/")
		r.sees("Solna", "Hos oss")
		r.open("/foreningar/solna/uppdrag")
		r.sees("Solna")

		office.open(account)
		office.tap("Ändra sista dag")
		office.fill("Sista dag", "2018-04-15")
		office.tap("Spara sista dagen")
		r.refused("/foreningar/solna/uppdrag", 403)
	})
}
